"""Which fact a question asks for, by its sense: one layer over the vector of the neural encoder.

A softmax over the relations and "none of them", trained on labelled questions (`assets/make_asked.py`). Its weights
read the vectors of one encoder alone, which the file names: what reads others says nothing of use.
"""

from __future__ import annotations

import io
import zipfile
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from secondme.encoders import assets

FOLDER = "asked-minilm"
FILE = "asked.npz"


class AskedHead:
    """Tells how likely a question asks for each relation. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds asked.npz: `weights` (dimensions + 1, answers), the last row added to each, the names of the
        `answers`, "" for no relation, and the identity of the `encoder`. Raises: EncoderError."""
        self._file = folder / FILE
        try:
            with np.load(io.BytesIO(assets.read(self._file)), allow_pickle=False) as held:
                self._weights: NDArray[np.float32] = held["weights"]
                self._answers: list[str] = held["answers"].tolist()
                self.encoder = str(held["encoder"])
        except (ValueError, KeyError, EOFError, AttributeError, TypeError, zipfile.BadZipFile) as error:
            raise assets.damaged(self._file) from error
        if self._weights.ndim != 2 or self._weights.shape[1] != len(self._answers) or "" not in self._answers:
            raise assets.damaged(self._file)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return assets.sha256(self._file)

    def __call__(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """How likely a question asks for each relation, "" for none of them; they add up to 1. `vector` is the
        question's, of unit length."""
        scores = vector @ self._weights[:-1] + self._weights[-1]
        powers = np.exp(scores - scores.max())
        return dict(zip(self._answers, (powers / powers.sum()).tolist(), strict=True))


def bundled() -> AskedHead:
    """The one that comes with the program. Raises: EncoderError."""
    return AskedHead(assets.folder(FOLDER))
