"""What merging is measured on: statements said in three ways, and others that are nearly the same and are not.

A block of `alike.txt` is three ways to say one thing, then three statements that must stay apart from the first. What
stands below the line there was written when the rules of merging stood: half of its paraphrases were found then, and
none of its near misses was taken for one. The words that they lacked were added since.
"""

from __future__ import annotations

from pathlib import Path

Pair = tuple[str, str]


def pairs() -> tuple[list[Pair], list[Pair]]:
    """Pairs that say the same, and pairs that nearly do."""
    same: list[Pair] = []
    apart: list[Pair] = []
    text = Path(__file__).with_name("alike.txt").read_text(encoding="utf-8").replace("----\n\n", "")
    for block in text.strip().split("\n\n"):
        (one, two, three), others = (line.split(" | ") for line in block.split("\n"))
        same += [(one, two), (one, three), (two, three)]
        apart += [(one, other) for other in others]
    return same, apart
