"""Sizes in bytes, as a person writes them."""

from __future__ import annotations

import re

from secondme.errors import BadConfig

UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "t": 10**12}
_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(i?)b?\s*", re.IGNORECASE)


def parse_bytes(text: str) -> int:
    """A size as a person writes it, in bytes: "500MB", "2 GiB", "750000"; 0 for none. Raises: BadConfig."""
    if not text.strip():
        return 0
    found = _SIZE.fullmatch(text)
    if not found or (found[3] and not found[2]):
        raise BadConfig(f"{text!r} is no size in bytes.", "Write it like 500MB or 2GiB; empty means no limit.")
    unit = UNITS[found[2].lower()]
    if found[3]:
        unit = 1024 ** (len(str(unit)) // 3)
    return int(float(found[1]) * unit)
