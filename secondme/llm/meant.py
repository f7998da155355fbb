"""Which model a person means: a file, one of the catalogue, one on this disk, one of the hub."""

from __future__ import annotations

import re
from collections.abc import Sequence

from secondme.errors import NotFound, Refused
from secondme.llm.catalogue import Entry, File, entry
from secondme.llm.found import Found

LISTED = "See what there is with: secondme model list"
ABOUT = 0.03
"""Part by which a file may be larger or smaller than the catalogue says of it: makers convert a model anew."""
_SIGNS = re.compile(r"[\W_]+")


def to_download(name: str, entries: Sequence[Entry]) -> tuple[str, str]:
    """Repository and file of `qwen3-4b`, `qwen3-4b:Q8_0`, `OWNER/NAME` or `OWNER/NAME:FILE`. Raises: NotFound."""
    first, _, rest = name.strip().partition(":")
    if listed := entry(first, entries):
        return listed.repo, listed.file(rest).file
    if first.count("/") == 1 and all(first.split("/")):
        return first, rest
    raise NotFound(f"The catalogue has no model {name!r}.", f"{LISTED}, or name one of the hub: OWNER/NAME:FILE")


def on_disk(name: str, there: Sequence[Found], entries: Sequence[Entry]) -> Found:
    """The model on this disk that has a name: its own, or one by which it could be downloaded.

    Raises: NotFound, Refused if it may be several or nothing is named.
    """
    wanted = name.strip().lower()
    if not wanted:
        raise Refused("No model is named.", LISTED)
    named = [one for one in there if one.name.lower() == wanted][:1]
    titled = [one for one in there if one.card.name.lower() == wanted]
    found = named or _downloaded(name, there, entries) or titled
    if not found:
        cure = LISTED
        if entry(wanted.partition(":")[0], entries) or "/" in wanted:
            to_download(name, entries)  # what could not be downloaded either is said so
            cure = f"Download it with: secondme model pull {name}"
        raise NotFound(f"There is no model {name!r} on this disk.", cure)
    if len(found) > 1:
        raise Refused(f"{name!r} may be {', or '.join(one.name for one in found)}.", "Name one of them.")
    if found[0].card.sentence:
        raise Refused(f"{found[0].name} cannot be used: {found[0].card.sentence}", "Choose another model.")
    return found[0]


def held(one: Entry, file: File, there: Sequence[Found]) -> Found | None:
    """The file of the catalogue among those that are there, whichever program has it; else one that says of itself to
    be that model, in that quantisation and of about that size."""
    usable = [found for found in there if found.usable]
    for found in usable:
        repo, _, name = found.name.partition(":")
        if repo.lower() == one.repo.lower() and file.fits(name):
            return found
    titles = {_plain(one.name), _plain(one.repo.rpartition("/")[2].lower().removesuffix("-gguf"))}
    for found in usable:
        card = found.card
        same = _plain(card.name) in titles and card.quantisation == file.quantisation and card.kind == one.kind
        if same and abs(card.bytes - file.bytes) <= ABOUT * file.bytes:
            return found
    return None


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.lower())


def _downloaded(name: str, there: Sequence[Found], entries: Sequence[Entry]) -> list[Found]:
    """Files that a name stands for: of the catalogue by what they are, of a repository by where they are."""
    first, _, rest = name.strip().partition(":")
    listed = entry(first, entries)
    repo = (listed.repo if listed else first).lower()
    wanted = [one for one in listed.files if not rest or one.quantisation.lower() == rest.lower()] if listed else []
    found = []
    for one in there:
        owner, _, file = one.name.partition(":")
        if owner.lower() != repo or not file:
            continue
        end = f"{rest.lower()}.gguf"
        if any(some.fits(file) for some in wanted) or (not listed and (not rest or file.lower().endswith(end))):
            found.append(one)
    if found or not listed:
        return found
    return [alike for one in wanted if (alike := held(listed, one, there))]
