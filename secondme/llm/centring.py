"""What all vectors of an encoder have in common, taken out of them.

Encoders differ in how near each other they put texts that have nothing to do with each other: some give every pair a
cosine of 0.7 and more. What recall and merging ask of a cosine is set for one where that is about 0.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

PROBES = (
    "The train to the coast leaves at nine.",
    "My knee hurts when I climb stairs.",
    "She sold her old piano last week.",
    "Interest rates went up again.",
    "We planted tomatoes behind the shed.",
    "The function returns a list of numbers.",
    "Der Zahnarzt hat am Montag geschlossen.",
    "Mein Bruder baut ein Boot aus Holz.",
    "Die Rechnung ist noch nicht bezahlt.",
    "Le chat dort sur le toit.",
    "J'ai perdu les clés de la voiture.",
    "Mi abuela cocina los domingos.",
    "El partido terminó sin goles.",
    "La riunione è stata spostata a giovedì.",
    "Comprei um bilhete para o concerto.",
    "De fiets staat in de schuur.",
    "Wczoraj padał śnieg w górach.",
    "Мы ездили на озеро летом.",
    "Toplantı saat üçte başlıyor.",
    "القطار متأخر اليوم.",
    "मुझे चाय पसंद है।",
    "他昨天买了一台新电脑。",
    "週末は図書館で本を読みました。",
    "어제 친구와 영화를 봤어요.",
)
"""Texts of everyday life that have nothing in common: their mean is what every vector has of it."""


def centre(vectors: Vectors) -> Vectors:
    """The mean of vectors of unit length, shape (dimensions,)."""
    mean: Vectors = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean


def centred(vectors: Vectors, middle: Vectors) -> Vectors:
    """Vectors of unit length without what they have in common, of unit length again; zeros stay.

    Source: Mu and Viswanath 2018, "All-but-the-Top", section 2: the mean alone, none of the further directions.
    """
    there = vectors.any(axis=1, keepdims=True)
    moved = np.where(there, vectors - middle, np.float32(0))
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    found: Vectors = (moved / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return found
