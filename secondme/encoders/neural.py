"""The neural encoder: all-MiniLM-L6-v2 in int8 through onnxruntime.

One text at a time, unpadded: in a batch the int8 activations share a scale, which changes the vectors
(cosine down to 0.981), and the padding is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from secondme.encoders import assets
from secondme.encoders.sessions import opened
from secondme.encoders.wordpieces import WordPieces

LIMIT = 256
"""Tokens of a text that the model reads; it was not trained on more."""

CHARACTERS = 16
"""Letters a token that we look at: of a very long text, LIMIT × CHARACTERS. Few tokens are longer."""


class NeuralEncoder:
    """An `Embedder` over an ONNX file that takes ids and gives vectors. Threads may share it."""

    name = "minilm-int8-v2"

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """`folder` holds minilm-int8.onnx and tokenizer.json; one text is worked on by `threads` threads.

        Raises: EncoderError.
        """
        self._file = folder / "minilm-int8.onnx"
        self._pieces = WordPieces(folder / "tokenizer.json", LIMIT)
        self._session = opened(self._file, threads)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the model's file."""
        return assets.sha256(self._file)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._session.get_outputs()[0].shape[-1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimensions). A text without a known token gives zeros.

        Only the first `LIMIT` tokens of a text count, two of which are the model's own.
        """
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            ids = self._pieces.framed(text[: LIMIT * CHARACTERS])
            if self._pieces.knows(ids):
                row[:] = self._read(ids)
        return vectors

    def _read(self, ids: list[int]) -> NDArray[np.float32]:
        tokens = np.array([ids], np.int64)
        given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        vector: NDArray[np.float32] = self._session.run(None, given)[0][0]
        return vector
