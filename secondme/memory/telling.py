"""Words that tell some texts from the others: the name of a place in a picture of them. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from secondme.memory.insight import topics_of
from secondme.memory.phatic import PHATIC

LEAST = 2
"""Texts that a word must stand in."""


def telling(texts: Sequence[str], others: Sequence[str], many: int = 2) -> list[str]:
    """Up to so many words, the most telling first: those whose share of the texts exceeds that of the others most.

    Source: a word's part of the Kullback-Leibler divergence between the two, p · log(p / q) (Carpineto et al. 2001, "An
    information-theoretic approach to automatic query expansion", section 3.2), over texts instead of words; q is
    smoothed by one text. Plural and singular count as one word, small talk as none.
    """
    shown: dict[str, Counter[str]] = {}
    here, there = Counter[str](), Counter[str]()
    for text in texts:
        words = {_root(word): word for word in topics_of(text) if not PHATIC.fullmatch(word.lower())}
        here.update(words.keys())
        for root, word in words.items():
            shown.setdefault(root, Counter())[word] += 1
    for text in others:
        there.update({_root(word) for word in topics_of(text)})
    scores: dict[str, float] = {}
    for root, count in here.items():
        share, beside = count / len(texts), (there[root] + 1) / (len(others) + 1)
        if count >= min(LEAST, len(texts)) and (share > beside or not others):
            scores[root] = share * math.log(share / beside)
    best = sorted(scores, key=lambda root: (-scores[root], -here[root], root))[:many]
    return [min(shown[root], key=lambda word: (-shown[root][word], word)) for root in best]


def _root(word: str) -> str:
    plain = word.lower()
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain
