"""How recall reads a memory: the tokens of what was said and a few traits of the words, as numbers without text.

They are derived from the text, kept beside it, and forgotten with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondme.memory.record import By

VERSION = 1
"""Of the packed form; a reading of another version is made anew."""

LONGEST = 2_000
"""Tokens of a text that are kept; passages are cut far below it."""

SPEAKERS = {By.PERSON: "User", By.ASSISTANT: "Assistant"}

_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|once|twice|"
    r"second|third|couple|several|half|ein|zwei|drei|vier|fünf|uno|dos|tres|cuatro|deux|trois|quatre|cinq)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a score needs to know of a text: its words, the share of it that asks, whether it tells of a time, whether
    it holds a number."""

    words: int
    asks: float
    time: bool
    number: bool


def spoken(by: By, speaker: str, heading: str, text: str) -> str:
    """What tokens and a static vector are made of: "Speaker: text", never bare; a passage under its heading."""
    if by is By.FILE:
        return f"{heading or 'Note'}: {text}"
    return f"{speaker or SPEAKERS[by]}: {text}"


def traits(text: str, *, time: bool) -> Traits:
    """The traits of a text; whether it tells of a time is known by the caller's calendar."""
    parts = [part for part in _SENTENCE.findall(text) if part.strip()]
    whole = sum(map(len, parts))
    asked = sum(len(part) for part in parts if part.rstrip().endswith(("?", "？")))
    return Traits(len(_WORD.findall(text)), asked / whole if whole else 0.0, time, bool(_NUMBER.search(text)))


def pack(found: Traits, tokens: NDArray[np.uint16]) -> bytes:
    """A reading in two bytes a token and six more; each token once, in order of their ids."""
    head = np.array([min(found.words, 65_535), round(found.asks * 1_000), found.time + 2 * found.number], np.uint16)
    return bytes(np.concatenate([head, np.unique(tokens[:LONGEST])]).astype("<u2").tobytes())


HEAD = 3
"""Numbers before the tokens of a packed reading: words, share that asks in thousandths, flags (1 time, 2 number)."""


def quantised(vectors: NDArray[np.float32]) -> list[bytes]:
    """Vectors in one byte a dimension, each scaled by its largest part; a direction is kept to a cosine of 0.9999."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return [row.tobytes() for row in np.round(vectors / largest * 127).astype(np.int8)]


def widened(rows: Sequence[bytes], dimensions: int) -> NDArray[np.float32]:
    """The unit vectors of `quantised` ones, shape (len(rows), dimensions)."""
    found = np.frombuffer(b"".join(rows), np.int8).reshape(len(rows), dimensions).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", found, found))[:, None]
    np.divide(found, lengths, out=found, where=lengths > 0)
    return found
