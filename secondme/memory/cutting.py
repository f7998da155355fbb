"""A document made into what is remembered of it: passages without secrets, and the reading of each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.memory.masking import cleaned, hidden
from secondme.memory.passage import Length, Piece, Stretch, Tokens, split
from secondme.memory.reading import looked_at, packs, quantised, spoken, traits
from secondme.memory.record import By


class Laid(Protocol):
    """The tokens of a text by where they stand; None for a stretch that begins or ends within a word."""

    def length(self, start: int, end: int) -> int | None:
        """How many known tokens a stretch has."""

    def ids(self, start: int, end: int) -> NDArray[np.uint16] | None:
        """Its tokens, unknown ones too."""


class Encoder(Protocol):
    """What gives the tokens of texts and their static vectors."""

    def laid(self, text: str) -> Laid | None:
        """The tokens of a text by where they stand; None for a few odd texts."""

    def words(self, text: str) -> NDArray[np.uint16]:
        """The tokens of a text, unknown ones too."""

    def read(
        self, texts: Sequence[str], words: Sequence[NDArray[np.uint16] | None] = ()
    ) -> tuple[list[NDArray[np.uint16]], NDArray[np.float32]]:
        """The known tokens of each text, and its vector, shape (len(texts), dimensions); `words` are what `words` gives
        of each, where that is known."""


class Read(NamedTuple):
    """What is made of a passage's words: its reading as the ledger keeps it, and its static vector in one byte a
    dimension."""

    packed: bytes
    vector: bytes


NONE: Mapping[str, Read] = MappingProxyType({})
"""Nothing known."""


class Cut(NamedTuple):
    """The pieces of a document, how many secrets were masked in it, and the reading of each piece; no readings where
    they are to be made elsewhere."""

    pieces: list[Piece]
    secrets: int
    readings: Sequence[Read] = ()


def cut(sections: Sequence[Stretch], tokens: Tokens) -> Cut:
    """The pieces of a document, `tokens` long, without its secrets."""
    secrets = hidden(sections)
    return Cut(cleaned(split(sections, tokens=tokens), secrets), len(secrets))


def cut_and_read(
    sections: Sequence[Stretch], tokens: Tokens, encoder: Encoder, tells: Callable[[str], bool]
) -> Cut:
    """What `cut` gives, with readings; each word is cut into tokens once. `tells` says whether a text tells of a time.

    `tokens` is the length of a text in the encoder's known tokens.
    """
    secrets = hidden(sections)
    pieces: list[Piece] = []
    words: dict[int, NDArray[np.uint16] | None] = {}
    laid = encoder.laid("\n".join(section.text for section in sections))
    at = 0
    for section in sections:
        own = split([section], tokens=tokens, length=_from(laid, at) if laid else None)
        pieces += own
        if laid:
            begins = [at + piece.start - section.start for piece in own]
            words |= {id(one): laid.ids(at, at + len(looked_at(one.text))) for one, at in zip(own, begins, strict=True)}
        at += len(section.text) + 1
    kept = cleaned(pieces, secrets)  # gives those that hold no secret as they are
    above = {heading: encoder.words(spoken(By.FILE, "", heading, "")) for heading in {one.heading for one in kept}}
    known = [
        None if (ids := words.get(id(piece))) is None else np.concatenate([above[piece.heading], ids]) for piece in kept
    ]
    texts = [spoken(By.FILE, "", piece.heading, looked_at(piece.text)) for piece in kept]
    found, vectors = encoder.read(texts, known)
    packed = packs([traits(piece.text, time=tells(piece.text)) for piece in kept], found)
    return Cut(kept, len(secrets), list(map(Read, packed, quantised(vectors) if kept else [])))


def _from(laid: Laid, at: int) -> Length:
    """The length of stretches of the part of a text that begins there."""
    return lambda start, end: laid.length(at + start, at + end)
