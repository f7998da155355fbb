"""The stored vectors that the encoders are held to (made by assets/make_vectors.py)."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STORED = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
TEXTS: list[str] = [sentence["text"] for sentence in STORED]


def vectors(of: str) -> NDArray[np.float64]:
    """The vectors `teacher` (the published model) or `static` (model2vec), of unit length again."""
    rows: NDArray[np.float64] = np.array([sentence[of] for sentence in STORED])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
