"""How much something that was said matters, counted without a model.

Pure.
Source: Park et al. 2023, "Generative Agents", section 4.1: importance tells the mundane from what matters, and its sum
    says when there is enough to reflect on. There a model is asked for it; here it is counted from what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from secondme.memory.named import TOKEN, sort_of

ENOUGH = 0.3
"""Importance, summed over what it rests on, from which an insight is made: two plain statements of which one names
something."""
_PLAIN, _FACT, _FURTHER = 0.1, 0.5, 0.05
_NAMED, _NAMES = 0.1, 2
_DATED, _FELT = 0.1, 0.15
_LONG, _LENGTH = 40, 0.1

_FEELINGS = re.compile(
    r"\b(?:happy|sad|afraid|scared|angry|proud|worr(?:y|ied|ies)|anxious|excited|lonely|grateful|ashamed|jealous|upset"
    r"|devastated|heartbroken|relieved|nervous|thrilled|miss(?:es|ed)?|love[sd]?|hate[sd]?|cr(?:y|ied)|die[ds]?|death"
    r"|born|married|divorced?|pregnant|cancer|funeral|wedding)\b",
    re.IGNORECASE,
)


def importance(text: str, facts: Iterable[float] = ()) -> float:
    """How much a statement matters, in [0, 1].

    `facts` are the importances of what was drawn from it. What it names, a date, a feeling, its length add a little.
    """
    words = TOKEN.findall(text)
    sorts = [sort_of(word) for word in words]
    drawn = sorted(facts, reverse=True)
    found = _PLAIN + _LENGTH * min(len(words), _LONG) / _LONG
    found += _FACT * drawn[0] + _FURTHER * (len(drawn) - 1) if drawn else 0.0
    found += _NAMED * min(_NAMES, len({word for word, sort in zip(words, sorts, strict=True) if sort == "name"}))
    found += _DATED * any(sort in ("day", "month") for sort in sorts)
    found += _FELT * bool(_FEELINGS.search(text))
    return min(1.0, found)
