"""Reading what a request asks for; what is not as it must be is refused with a sentence."""

from __future__ import annotations

from typing import Any

from secondme.errors import HoldsSecret, Refused
from secondme.memory.secret import found as secrets_of
from secondme.memory.secret import in_words, without


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


def kept(body: dict[str, Any], words: str, before: str = "") -> str:
    """The words as they are to be kept: with the secrets in them or masked, as a request says by `keep_secrets` or
    `mask_secrets`. A secret that stood in the words `before` these is no new one, and stays without being asked for.

    Raises: HoldsSecret if there is a new one, and the request does not say.
    """
    secrets = secrets_of(words)
    if body.get("mask_secrets"):
        return without(words, secrets)
    there = {before[one.start : one.end] for one in secrets_of(before)}
    if body.get("keep_secrets") or all(words[one.start : one.end] in there for one in secrets):
        return words
    cure = "Keep it as it is with --keep-secrets, or mask it with --mask-secrets."
    raise HoldsSecret(f"This holds {in_words(secrets)}.", cure)
