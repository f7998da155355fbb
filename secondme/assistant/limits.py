"""Limits that a question may name beside its place: who said it, what kind of memory it is, from when to when.

`from:NAME` names who spoke, or one of me, assistant, files; `kind:KIND` a kind; `after:DATE` what was made then or
later, `before:DATE` what was made before that day, month or year began.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from secondme.errors import NotFound, Refused
from secondme.memory.record import By, Kind
from secondme.memory.when import span
from secondme.storing import Filter

KEYS = ("from", "kind", "after", "before")
"""What stands before the colon."""
SIDES = {"me": By.PERSON, "assistant": By.ASSISTANT, "files": By.FILE}
"""Who is meant without a name of their own."""
LISTED = 12
"""Names that a sentence lists at most."""
STOPS = "?!.,;:"


def limits(named: Sequence[tuple[str, str]], speakers: Sequence[str], zone: tzinfo | None = None) -> Filter:
    """The filter of limits, each a key and a value, where these people spoke. Several of one key widen it, several
    dates narrow it.

    Raises: NotFound for a person or a kind that there is not, with those there are; Refused for what is no date, and
        where nothing can fit.
    """
    of: dict[str, list[str]] = {key: [] for key in KEYS}
    for key, value in named:
        of[key].append(value.rstrip(STOPS) or value)
    after = max(((span(value, zone)[0], value) for value in of["after"]), default=None)
    before = min(((span(value, zone)[0], value) for value in of["before"]), default=None)
    if after and before and after[0] >= before[0]:
        raise Refused(f"Nothing is both after {after[1]} and before {before[1]}.", "Exchange the two dates.")
    by, names = _speakers(of["from"], speakers)
    return Filter(
        kinds=tuple(dict.fromkeys(map(_kind, of["kind"]))),
        by=by,
        speakers=names,
        after=after and after[0],
        before=before and before[0],
    )


def _speakers(given: Sequence[str], speakers: Sequence[str]) -> tuple[tuple[By, ...], tuple[str, ...]]:
    by = tuple(dict.fromkeys(SIDES[name.casefold()] for name in given if name.casefold() in SIDES))
    names = tuple(dict.fromkeys(_speaker(name, speakers) for name in given if name.casefold() not in SIDES))
    if by and names:
        raise Refused(
            "A question is limited to people by name, or to me, assistant and files, not to both.",
            f"Keep one of: {', '.join(f'from:{name}' for name in given)}.",
        )
    if by and by != (By.FILE,):
        names = ("",)  # where several people talk, their turns are neither mine nor the assistant's
    return by, names


def _speaker(name: str, speakers: Sequence[str]) -> str:
    """The name as it stands in turns; one word of a longer one is enough where nobody else has it."""
    wanted = name.casefold()
    found = [one for one in speakers if one.casefold() == wanted]
    found = found or [one for one in speakers if wanted in one.casefold().split()]
    if not found:
        there = f"There are: {_listed(speakers)}." if speakers else "Nobody is named in what was said."
        raise NotFound(f"Nobody named {name!r} spoke here. {there}", "Also there: from:me, from:assistant, from:files.")
    if len(found) > 1:
        raise Refused(f"{name!r} means several people: {', '.join(found)}.", 'Name one of these: from:"…".')
    return found[0]


def _kind(name: str) -> Kind:
    plain = name.casefold()
    for kind in Kind:
        if plain in (kind, f"{kind}s"):
            return kind
    raise NotFound(f"There is no kind {name!r}. There are: {', '.join(Kind)}.", "Write it as kind:fact.")


def _listed(names: Sequence[str]) -> str:
    left = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {left} more" if left > 0 else "")
