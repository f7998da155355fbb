"""The static encoder: a text is the mean of its tokens' vectors, read from a table. Needs no model.

The table stays in its file, mapped and in int8; only the rows of the tokens at hand are ever widened.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from secondme.encoders import assets
from secondme.encoders.wordpieces import Laid, WordPieces

LIMIT = 512
"""Tokens of a text that count towards its vector, as in model2vec."""

CHARACTERS = 6
"""Letters in the median token; model2vec cuts a text to LIMIT × CHARACTERS before it looks for tokens."""


class StaticEncoder:
    """An `Embedder` over a table that model2vec distilled, and the token vectors for late interaction.

    Source: Tulkens and van Dongen 2024, "Model2Vec"; the vectors are the same as that library gives.
    """

    name = "static-minilm-256-v1"

    def __init__(self, folder: Path) -> None:
        """`folder` holds model.safetensors and tokenizer.json. Raises: EncoderError."""
        self._file = folder / "model.safetensors"
        self._table = mapped(self._file)
        self._pieces = WordPieces(folder / "tokenizer.json")
        if self._pieces.size != len(self._table):
            raise assets.damaged(self._file)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the table's file."""
        return assets.sha256(self._file)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._table.shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimensions). A text without a known token gives zeros.

        Only the first `LIMIT` tokens of a text count.
        """
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(sums, texts, strict=True):
            row[:] = self._table[self._counted(text)].sum(axis=0, dtype=np.int32)
        return unit(sums)

    def tokens(self, text: str) -> NDArray[np.uint16]:
        """The ids of the known tokens of a text, all of them and nothing around them, in order."""
        return self._known(self._pieces.plain(text))

    def read(
        self, texts: Sequence[str], words: Sequence[NDArray[np.uint16] | None] = ()
    ) -> tuple[list[NDArray[np.uint16]], NDArray[np.float32]]:
        """The tokens of each text as `tokens` gives them, and its vector as `embed` does, for many texts: each is cut
        into tokens once, and each word of all of them, which takes a quarter of the time. `words` are what `words`
        gives of each text, where that is known."""
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        tokens = []
        for row, text, own in zip(sums, texts, words or repeat(None), strict=False):
            ids = self._pieces.by_words(text) if own is None else own
            counted = self._without_unknown(ids)
            tokens.append(counted)
            if len(ids) > LIMIT or len(text) > LIMIT * CHARACTERS:
                counted = self._without_unknown(self._pieces.by_words(text[: LIMIT * CHARACTERS])[:LIMIT])
            row[:] = np.add.reduce(self._table.take(counted, axis=0), axis=0, dtype=np.int32)
        return tokens, unit(sums)

    def laid(self, text: str) -> Laid | None:
        """The tokens of a text by where they stand; None for a few odd texts."""
        return self._pieces.laid(text)

    def words(self, text: str) -> NDArray[np.uint16]:
        """The ids of the tokens of a text, unknown ones too."""
        return self._pieces.by_words(text)

    def vectors(self, ids: NDArray[np.uint16]) -> NDArray[np.float32]:
        """The vectors of tokens, of unit length, shape (len(ids), dimensions).

        A few of the most frequent tokens (punctuation) weigh nothing in the table, and give zeros.
        """
        return unit(self._table[ids].astype(np.float32))

    def length(self, text: str) -> int:
        """How many tokens `tokens` gives."""
        return self._pieces.length(text)

    def _without_unknown(self, ids: NDArray[np.uint16]) -> NDArray[np.uint16]:
        known: NDArray[np.uint16] = ids[ids != self._pieces.unknown]
        return known

    def _counted(self, text: str) -> NDArray[np.uint16]:
        return self._known(self._pieces.plain(text[: LIMIT * CHARACTERS])[:LIMIT])

    def _known(self, ids: list[int]) -> NDArray[np.uint16]:
        return np.array([id for id in ids if id != self._pieces.unknown], np.uint16)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scales every row to length one, in place; a row of zeros stays."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    rows /= np.where(lengths > 0, lengths, 1)  # a third of the time of a division with `where`
    return rows


def mapped(file: Path) -> NDArray[np.int8]:
    """The tensor `embeddings` of a safetensors file, left on disk until its rows are read.

    The file: eight bytes that give the length of a JSON header, the header, the numbers.
    Raises: EncoderError if the file is missing, cut, or holds anything but one table of int8.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            start = 8 + int.from_bytes(opened.read(8), "little")
            header = json.loads(opened.read(start - 8)) if start <= size else {}
        entry = header["embeddings"]
        rows, columns = entry["shape"]
        length = rows * columns
        if (entry["dtype"], entry["data_offsets"], size - start) != ("I8", [0, length], length):
            raise assets.damaged(file)
        table = np.memmap(file, np.int8, "r", offset=start, shape=(rows, columns))
    except OSError as error:
        raise assets.missing(file) from error
    except (ValueError, KeyError, TypeError) as error:
        raise assets.damaged(file) from error
    # A plain array over the same mapping: indexing the memmap class costs several times as much.
    return np.asarray(table)
