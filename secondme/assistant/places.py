"""What a question may be limited to, by the names that a person gives: places, topics, and see `limits`.

`in:NAME` names a place: a watched folder, a path below one, a conversation (`in:talk:ID`), a program, or a kind of
place (files, talk, notes). `topic:NAME` and `#NAME` name a topic with all below it. Quotes hold spaces together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, Protocol, TypeVar

from secondme.assistant.limits import KEYS, STOPS, limits
from secondme.errors import NotFound, Refused
from secondme.memory.record import path_text
from secondme.memory.topic import leaf
from secondme.ports import Folder
from secondme.storing import Filter

NOTES = "notes"
"""The place of what the person asked to remember."""
FILES, TALK = "files", "talk"
LISTED = 12
"""Names that a sentence lists at most."""

_Found = TypeVar("_Found")

_MARK = re.compile(
    rf"""(?<!\S)(?:(?P<key>in|topic|{"|".join(KEYS)}):(?:"(?P<straight>[^"]+)"|“(?P<curly>[^”]+)”|(?P<bare>[^\s"“]\S*))"""
    r"""|\#(?P<tag>[^\W\d_][\w/-]*))(?P<end>[?!.,;:]*)(?!\S)""",
    re.IGNORECASE,
)


class Known(Protocol):
    """What there is to be named."""

    def folders(self) -> Sequence[Folder]:
        """The watched folders."""

    def programs(self) -> Sequence[str]:
        """The places of memories that are no folders: the notes, the chat, other programs."""

    def talking(self) -> Sequence[str]:
        """Those of the programs in which conversations are held."""

    def talks(self, start: str) -> Sequence[str]:
        """Ids of the conversations that begin so, a few of them."""

    def holds(self, path: str) -> bool:
        """Whether memories stand in this file, or in files below this folder."""

    def speakers(self) -> Sequence[str]:
        """The names of who spoke."""

    def topics(self) -> Sequence[tuple[int, str]]:
        """Numbers and names of the topics."""


class Places:
    """Understands names of places and topics, and the other limits."""

    def __init__(self, known: Known, zone: tzinfo | None = None) -> None:
        """`zone` is the person's time zone, None for that of this machine."""
        self._known = known
        self._zone = zone

    def split(self, question: str) -> tuple[str, Filter]:
        """A question without the places, topics and other limits that it names, and the filter that they make.

        A `#word` that is no topic stays in the question, and so does whatever else holds a colon.
        Raises: NotFound for an unknown name, with those there are; Refused where a name means several, several
            places are named, a date is none, or nothing can fit.
        """
        which = Filter()
        topics: list[int] = []
        names: list[str] = []
        others: list[tuple[str, str]] = []

        def taken(found: re.Match[str]) -> str:
            name = found["straight"] or found["curly"] or found["bare"] or found["tag"]
            if found["tag"]:
                try:
                    topics.extend(self.topic(name))
                except NotFound:
                    return found[0]
            elif found["key"].lower() == "topic":
                topics.extend(_trimmed(self.topic, name))
            elif found["key"].lower() in KEYS:
                others.append((found["key"].lower(), name))
            else:
                names.append(name)
            ends = found["end"] or (name[len(name.rstrip(STOPS)) :] if found["bare"] else "")
            return "\0" + ends

        rest = _MARK.sub(taken, question)
        if rest == question:
            return question, which
        if len({name.rstrip(STOPS) for name in names}) > 1:
            raise Refused("A question is about one place at a time.", f"Keep one of: {', '.join(names)}.")
        if names:
            which = _trimmed(self.place, names[0])
        if others:
            people = self._known.speakers() if any(key == "from" for key, _ in others) else ()
            which = narrowed(which, limits(others, people, self._zone))
        rest = re.sub(r"\s*\0", "", rest).strip(" ")
        return ("" if not re.search(r"\w", rest) else rest), replace(which, topics=tuple(sorted(set(topics))))

    def place(self, name: str) -> Filter:
        """The filter of a place. Raises: NotFound, with those there are; Refused if the name means several."""
        form, _, rest = name.partition(":")
        if form.lower() == "talk" and rest:
            return self._talk(rest)
        found = self._named(rest, programs=False) if form.lower() == "folder" and rest else {}
        found = found or (self._named(rest, folders=False) if form.lower() == "program" and rest else {})
        found = found or self._named(name) or self._paths(name)
        if len(found) > 1:
            raise Refused(f"{name!r} means several places: {', '.join(sorted(found))}.", "Name one of these.")
        for which in found.values():
            if which == Filter():
                raise NotFound("No folder is watched, so there are no files to search.", "secondme watch add FOLDER")
            return which
        raise NotFound(
            f"No place is called {name!r}: there are {_listed([row['in'] for row in self.all()])}.",
            "A path below a watched folder is a place too, and so is talk:ID.",
        )

    def topic(self, name: str) -> tuple[int, ...]:
        """The numbers of a topic and of all below it; its last word is enough where no other topic has it.

        Raises: NotFound, with those there are; Refused if the name means several.
        """
        topics = self._known.topics()
        wanted = name.strip("/").casefold()
        same = [full for _, full in topics if full.casefold() == wanted]
        same = same or [full for _, full in topics if leaf(full).casefold() == wanted]
        if not same:
            there = f"there are {_listed([full for _, full in topics])}" if topics else "there are none yet"
            raise NotFound(f"No topic is called {name!r}: {there}.", "Add one with: secondme topic add NAME")
        if len(same) > 1:
            raise Refused(f"{name!r} means several topics: {', '.join(same)}.", "Name one of these.")
        return tuple(number for number, full in topics if full == same[0] or full.startswith(same[0] + "/"))

    def all(self) -> list[dict[str, Any]]:
        """Every place that has a name: `in` is what to type, `kind` one of kind, program, folder."""
        kinds = [{"in": name, "kind": "kind", "path": ""} for name in (FILES, TALK, NOTES)]
        programs = [name for name in self._known.programs() if name != NOTES]
        folders = self._known.folders()
        taken = [folder.name.casefold() for folder in folders] + [name.casefold() for name in (*programs, FILES, TALK)]
        return [
            *kinds,
            *({"in": name, "kind": "program", "path": ""} for name in programs),
            *(
                {
                    "in": folder.name if taken.count(folder.name.casefold()) == 1 else path_text(folder.path),
                    "kind": "folder",
                    "path": path_text(folder.path),
                }
                for folder in folders
            ),
        ]

    def _talk(self, start: str) -> Filter:
        found = self._known.talks(start)
        if start in found:
            return Filter(conversation=start)
        if len(found) > 1:
            raise Refused(f"Several conversations begin with {start!r}: {', '.join(found)}.", "Give more of the id.")
        if not found:
            raise NotFound(f"No conversation begins with {start!r}.", "A conversation's id is enough, or its start.")
        return Filter(conversation=found[0])

    def _named(self, name: str, *, programs: bool = True, folders: bool = True) -> dict[str, Filter]:
        """What has this very name, each with what to type for it alone; in small letters or large where nothing has it
        as it is written."""
        found: dict[str, Filter] = {}
        written: dict[str, Filter] = {}
        plain = name.casefold()
        if programs:
            if plain == FILES:
                return {FILES: self._files()}
            if plain == TALK:
                talking = tuple(place for place in self._known.talking() if place != NOTES)
                found[TALK] = Filter(places=talking or (TALK,))
            for place in {NOTES, *self._known.programs()}:
                if place.casefold() == plain:
                    found[f"program:{place}"] = Filter(places=(place,))
                if place == name:
                    written[f"program:{place}"] = found[f"program:{place}"]
        if folders:
            for folder in self._known.folders():
                path = path_text(folder.path)
                if name in (folder.id, path) or folder.name.casefold() == plain:
                    found[path] = _folder(folder)
                if name in (folder.id, path, folder.name):
                    written[path] = found[path]
        return written or found

    def _paths(self, name: str) -> dict[str, Filter]:
        """Files and folders below the watched ones that a path may mean."""
        path = Path(name).expanduser()
        found: dict[str, Filter] = {}
        for folder in self._known.folders():
            tries = [path] if path.is_absolute() else [folder.path / path]
            if not path.is_absolute() and path.parts[:1] == (folder.name,):
                tries.append(folder.path.joinpath(*path.parts[1:]))
            for one in tries:
                if one == folder.path:
                    found[path_text(one)] = _folder(folder)
                elif one.is_relative_to(folder.path) and self._known.holds(path_text(one)):
                    found[path_text(one)] = replace(_folder(folder), under=path_text(one))
        return found

    def _files(self) -> Filter:
        return Filter(places=tuple(f"folder:{folder.id}" for folder in self._known.folders()))


def narrowed(which: Filter, limits: Filter) -> Filter:
    """A filter that also keeps to what a question is limited to. Raises: Refused where no kind fits both."""
    kinds = tuple(kind for kind in which.kinds or limits.kinds if kind in (limits.kinds or which.kinds))
    if which.kinds and limits.kinds and not kinds:
        raise Refused(f"Nothing is both {' or '.join(which.kinds)} and {' or '.join(limits.kinds)}.", "Name one kind.")
    return replace(
        which,
        kinds=kinds,
        by=limits.by or which.by,
        speakers=limits.speakers or which.speakers,
        after=max((at for at in (which.after, limits.after) if at is not None), default=None),
        before=min((at for at in (which.before, limits.before) if at is not None), default=None),
        places=limits.places or which.places,
        conversation=limits.conversation or which.conversation,
        under=limits.under or which.under,
        topics=limits.topics or which.topics,
    )


def _folder(folder: Folder) -> Filter:
    return Filter(places=(f"folder:{folder.id}",))


def _trimmed(find: Callable[[str], _Found], name: str) -> _Found:
    """What a name means, or the name without the stop that ends the sentence behind it."""
    try:
        return find(name)
    except NotFound:
        plain = name.rstrip(STOPS)
        if plain in ("", name):
            raise
        return find(plain)


def _listed(names: Sequence[str]) -> str:
    left = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {left} more" if left > 0 else "")
