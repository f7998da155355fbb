"""The limits among the words of a search, as `kind:fact in:"my notes" is:pinned`: put in and taken out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

GROUPS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind",), "who": ("from",), "place": ("in",), "time": ("after", "before"), "state": ("is",),
}  # fmt: skip
"""What there is to limit a search by, and the keys that stand before the colon."""
SEVERAL = ("kind", "state")
"""Groups of which several hold at once; of the others the newest word alone."""

_PART = re.compile(r"""(?P<key>[a-z]+):(?:"[^"]*"|“[^”]*”|\S+)|\S+""", re.IGNORECASE)


def parts(search: str) -> list[tuple[str, str]]:
    """The words of a search as they were typed, each with its key; an empty key where it is no limit."""
    keys = {key for group in GROUPS.values() for key in group}
    found = []
    for part in _PART.finditer(search):
        key = (part["key"] or "").lower()
        found.append((key if key in keys else "", part[0]))
    return found


def of(search: str, group: str) -> list[str]:
    """The limits of a group, in small letters."""
    return [word.lower() for key, word in parts(search) if key in GROUPS[group]]


def without(search: str, group: str) -> str:
    """A search without the limits of a group."""
    return " ".join(word for key, word in parts(search) if key not in GROUPS[group])


def plain(search: str) -> str:
    """A search without any limit."""
    return " ".join(word for key, word in parts(search) if not key)


def holds(search: str, limit: str) -> bool:
    """Whether all words of a limit, as `after:2025 before:2026`, stand in a search."""
    there = {word.lower() for _, word in parts(search)}
    return all(word.lower() in there for _, word in parts(limit))


def toggled(search: str, group: str, limit: str) -> str:
    """A search with a limit of a group, or without it where it stood there; the words that are looked for stay."""
    wanted = [word for _, word in parts(limit)]
    lower = {word.lower() for word in wanted}
    if holds(search, limit) and (group in SEVERAL or lower == set(of(search, group))):
        return " ".join(word for _, word in parts(search) if word.lower() not in lower)
    rest = search if group in SEVERAL else without(search, group)
    return " ".join([*wanted, *(word for _, word in parts(rest))])


def quoted(key: str, value: str) -> str:
    """A limit as it is typed."""
    return f'{key}:"{value}"' if re.search(r"\s", value) else f"{key}:{value}"
