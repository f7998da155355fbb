"""Crude stems of content words: enough to say whether a question uses the words of its evidence."""

from __future__ import annotations

import re

STOP = frozenset(
    """a an the and or but not no nor so if as than then that this these those there here it its itself
    i me my mine myself we us our ours you your yours he him his she her they them their one
    am is are was were be been being do does did done has have had having will would can could shall should may
    might must of in on at by to from for with about into over under up down out off after before between through
    what which who whom whose when where why how s t m ve ll re d don didn couldn isn
    just also very too only all any some each both more most other such own same again""".split()
)


def stem(word: str) -> str:
    """The word without a plain English ending, as long as three letters are left."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def stems(text: str) -> frozenset[str]:
    """The stems of the text's content words."""
    return frozenset(stem(word) for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP)


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as whole words, in whatever case."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None
