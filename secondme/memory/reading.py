"""How recall reads a memory: the tokens of what was said and a few traits of the words, as numbers without text.

They are derived from the text, kept beside it, and forgotten with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, islice

import numpy as np
from numpy.typing import NDArray

from secondme.memory import plain
from secondme.memory.control import asks
from secondme.memory.language import bare, pairs
from secondme.memory.record import By

VERSION = 1
"""Of the packed form; a reading of another version is made anew."""

LONGEST = 2_000
"""Tokens of a text that are kept; passages are cut far below it."""

SPEAKERS = {By.PERSON: "User", By.ASSISTANT: "Assistant"}

CHARACTERS = 16
"""Letters a token that are looked at: of a very long text, LONGEST × CHARACTERS. Few tokens are longer."""

_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")
_WORD = re.compile(r"\w+")
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand once twice second third "
    "couple several half ein zwei drei vier fünf uno dos tres cuatro deux trois quatre cinq".split()
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a score needs to know of a text: its words, the share of it that asks, whether it tells of a time, whether
    it holds a number."""

    words: int
    asks: float
    time: bool
    number: bool


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Candidates and what stands around them, as the second stage of recall reads them: row i of every field is one
    memory, in the order of `session`, and within it in the order in which they were said or written.

    `ids`: their ids. `session`: a number for what belongs together, the turns of one conversation on one day or the
        passages under one heading of a file, shape (rows,). `follows`: whether the row before is what came right
        before it in its conversation or file. `wanted`: False for what is there as context alone.
    `made`: seconds since 1970. `by`, `speaker`: who said it, and the name of who did where there is one.
    `tokens`: the token ids of all rows, each once a row; those of row i are `tokens[starts[i]:starts[i + 1]]`,
        `starts` having one number more than there are rows. `length`: words. `asks`: share of the text that asks.
    `time`, `number`: whether it tells of a time, holds a number.
    `vectors`: neural vectors of unit length, shape (rows, dimensions), zeros where `neural` is False.
    `liked`: how useful a memory proved, 0 where nothing is known, above for cited and praised ones.
    """

    ids: tuple[str, ...]
    session: NDArray[np.int32]
    follows: NDArray[np.bool_]
    wanted: NDArray[np.bool_]
    made: NDArray[np.float64]
    by: tuple[By, ...]
    speaker: tuple[str, ...]
    tokens: NDArray[np.uint16]
    starts: NDArray[np.int64]
    length: NDArray[np.float32]
    asks: NDArray[np.float32]
    time: NDArray[np.bool_]
    number: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    neural: NDArray[np.bool_]
    liked: NDArray[np.float32]


def less(rows: Readings, ids: Collection[str]) -> Readings:
    """Readings without some of the memories: nothing follows these, and no other borrows from them."""
    if not ids:
        return rows
    kept = np.array([name not in ids for name in rows.ids], np.bool_)
    sizes = np.diff(rows.starts)
    follows = rows.follows.copy()
    follows[1:] &= kept[:-1]
    return Readings(
        ids=tuple(compress(rows.ids, kept)),
        session=rows.session[kept],
        follows=follows[kept],
        wanted=rows.wanted[kept],
        made=rows.made[kept],
        by=tuple(compress(rows.by, kept)),
        speaker=tuple(compress(rows.speaker, kept)),
        tokens=rows.tokens[np.repeat(kept, sizes)],
        starts=np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64),
        length=rows.length[kept],
        asks=rows.asks[kept],
        time=rows.time[kept],
        number=rows.number[kept],
        vectors=rows.vectors[kept],
        neural=rows.neural[kept],
        liked=rows.liked[kept],
    )


def form(encoder: str, digest: str, calendar: Iterable[str]) -> str:
    """What tells readings that were made in one way from others: by which rules, encoder and calendar."""
    return " ".join((f"{VERSION}-{encoder}-{digest[:8]}", *calendar))


def looked_at(text: str) -> str:
    """As much of a very long text as tokens are made of."""
    return text[: LONGEST * CHARACTERS]


def spoken(by: By, speaker: str, heading: str, text: str) -> str:
    """What tokens and a static vector are made of: "Speaker: text", never bare; a passage under its heading."""
    if by is By.FILE:
        return f"{heading or 'Note'}: {text}"
    return f"{speaker or SPEAKERS[by]}: {text}"


def traits(text: str, *, time: bool) -> Traits:
    """The traits of a text; whether it tells of a time is known by the caller's calendar."""
    sentences = (found[0] for found in _SENTENCE.finditer(text) if not found[0].isspace())
    asked = 0.0
    if "?" in text or "？" in text:
        parts = list(sentences)
        asking = [part for part in parts if part.rstrip().endswith(("?", "？"))]
        asked = sum(map(len, asking)) / sum(map(len, parts)) if asking else 0.0
        single = len(parts) == 1
    else:
        single = len(list(islice(sentences, 2))) == 1  # the others tell nothing
    if not asked and single and asks(text):
        asked = 1.0  # as typed in a hurry, without the mark
    words = plain.words(text)
    if words is None:
        many = len(_WORD.findall(bare(text))) + sum(map(len, pairs(text))) // 2
        words = _WORD.findall(text.lower())
    else:
        many = len(words)
    return Traits(many, asked, time, not _NUMBERS.isdisjoint(words) or bool(_DIGIT.search(text)))


def pack(found: Traits, tokens: NDArray[np.uint16]) -> bytes:
    """A reading in two bytes a token and six more; each token once, in order of their ids."""
    head = np.array(_head(found), np.uint16)
    ordered = np.sort(tokens[:LONGEST])
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])  # a fifth of the time of np.unique
    return bytes(np.concatenate([head, ordered[first]]).astype("<u2").tobytes())


def packs(found: Sequence[Traits], tokens: Sequence[NDArray[np.uint16]]) -> list[bytes]:
    """What `pack` gives of each, in a third of the time for many."""
    if len(found) > 65_000:  # their numbers have two bytes
        return [pack(*one) for one in zip(found, tokens, strict=True)]
    if not found:
        return []
    sizes = [min(len(ids), LONGEST) for ids in tokens]
    whole = np.concatenate([ids[:LONGEST] for ids in tokens]).astype(np.uint32)
    whole |= np.repeat(np.arange(len(tokens), dtype=np.uint32) << 16, sizes)
    whole.sort()  # each text's tokens apart, as the text's number stands above them
    first = np.ones(len(whole), np.bool_)
    np.not_equal(whole[1:], whole[:-1], out=first[1:])
    kept = whole[first]
    written = kept.astype("<u2").tobytes()
    ends = (2 * np.searchsorted(kept, np.arange(1, len(tokens) + 1, dtype=np.uint32) << 16)).tolist()
    heads = np.array([_head(one) for one in found], "<u2").tobytes()
    return [
        heads[2 * HEAD * at : 2 * HEAD * (at + 1)] + written[begin:end]
        for at, (begin, end) in enumerate(zip([0, *ends], ends, strict=False))
    ]


def _head(found: Traits) -> tuple[int, int, int]:
    """The numbers before the tokens of a packed reading."""
    return min(found.words, 65_535), round(found.asks * 1_000), found.time + 2 * found.number


def liked(cited: int, up: int, down: int, corrected: int) -> float:
    """How useful a memory proved, in (-1, 1): 0 where nothing is known, above for what was cited and praised.

    A thumb weighs as much as three citations, a correction as two. It is the mean of a Beta(2, 2) prior with these
    signs as its trials, stretched to [-1, 1]: a single sign says little (one citation 0.2, one thumb 0.43), and no
    number of them says all.
    """
    good, bad = cited + 3 * up, 3 * down + 2 * corrected
    return (good - bad) / (good + bad + PRIOR)


PRIOR = 4
"""Signs of use that a memory is thought to have had before any, as many good ones as bad."""

HEAD = 3
"""Numbers before the tokens of a packed reading: words, share that asks in thousandths, flags (1 time, 2 number)."""


def parsed(packed: Sequence[bytes]) -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.int64]]:
    """What packed readings hold: their heads, shape (readings, HEAD), the tokens of all, and where those of each begin,
    with one number more than there are readings."""
    whole = np.frombuffer(b"".join(packed), "<u2").astype(np.uint16, copy=False)
    ends = np.cumsum(np.array(list(map(len, packed)), np.int64) // 2)
    begins = np.concatenate([[0], ends[:-1]]) if packed else ends
    heads = begins[:, None] + np.arange(HEAD)
    mask = np.ones(len(whole), np.bool_)
    mask[heads] = False
    starts = np.concatenate([[0], ends - HEAD * np.arange(1, len(packed) + 1)]).astype(np.int64)
    return whole[heads], whole[mask], starts


def quantised(vectors: NDArray[np.float32]) -> list[bytes]:
    """Vectors in one byte a dimension, each scaled by its largest part; a direction is kept to a cosine of 0.9999."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return [row.tobytes() for row in np.round(vectors / largest * 127).astype(np.int8)]


def widened(packed: Sequence[bytes], dimensions: int) -> NDArray[np.float32]:
    """The unit vectors of `quantised` ones, one or more to a piece, shape (rows, dimensions)."""
    whole = np.frombuffer(b"".join(packed), np.int8)
    found = whole.reshape(len(whole) // dimensions if dimensions else len(packed), dimensions).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", found, found))[:, None]
    found /= np.where(lengths > 0, lengths, 1)  # a third of the time of a division with `where`
    return found
