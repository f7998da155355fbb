"""Filters among typed words: `person:Bruno after:2026-01 "the party"`. Pure data, for the faces."""

from __future__ import annotations

import re
from typing import Any

ONE = {"person": "person", "source": "source", "conversation": "conversation", "talk": "conversation",
       "after": "after", "before": "before"}  # fmt: skip
"""Names of filters that take one value, and what they are called on the wire."""
SEVERAL = {"kind": "kinds", "by": "by"}
"""Names of filters that may be given more than once."""
FLAGS = {"files:yes": "files", "all:yes": "all"}

_PART = re.compile(r"""(?P<name>[a-z]+):(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))|(?P<word>\S+)""")


def split(typed: str) -> tuple[str, dict[str, Any]]:
    """The words of a line and its filters. A name that is no filter, as in `10:30`, stays a word."""
    words: list[str] = []
    found: dict[str, Any] = {}
    for part in _PART.finditer(typed):
        name, value = part["name"], part["quoted"] if part["quoted"] is not None else part["bare"]
        if part.group() in FLAGS:
            found[FLAGS[part.group()]] = True
        elif name in ONE and value:
            found[ONE[name]] = value
        elif name in SEVERAL and value:
            found.setdefault(SEVERAL[name], []).append(value)
        else:
            words.append(part.group())
    return " ".join(words), found
