"""Reading what a request asks for; what is not as it must be is refused with a sentence."""

from __future__ import annotations

from typing import Any

from secondme.errors import Refused


def text(body: dict[str, Any], name: str, default: str | None = None) -> str:
    """A text of a request. Raises: Refused."""
    found = body.get(name, default)
    if not isinstance(found, str):
        raise Refused(f"The request lacks {name!r}.")
    return cleaned(found)


def texts(body: dict[str, Any], name: str) -> list[str]:
    """A list of texts of a request; empty where it is not given. Raises: Refused."""
    found = body.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Refused(f"The request's {name!r} must be a list of texts.")
    return [cleaned(one) for one in found]


def number(given: Any, low: int, high: int) -> int:
    """A whole number of a request within bounds. Raises: Refused."""
    try:
        return max(low, min(high, int(given)))
    except (TypeError, ValueError):
        raise Refused(f"{given!r} is not a number.") from None


def cleaned(found: str) -> str:
    """A text that can be stored: half a surrogate pair and NUL stand for bytes that were no text."""
    return found.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
