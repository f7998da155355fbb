"""What could follow in the prompt, as the service and the disk have it. It runs in a thread of its own.

A file is named as a question names a place (`in:Notes/garden.md`), a memory by its name (`#garden`) or, where it has
none, in its own words: so the answer heeds all of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.service.client import Client
from secondme.tui.completions import Choice, Offer
from secondme.tui.history import said

FRESH = 30.0
"""Seconds for which names of files, memories and models are taken from the last time."""
FILES = 5000
"""Files of a folder that are looked through."""
MOST = 20
"""Choices of one kind."""
QUOTED = 200
"""Characters of a memory that is named by its words."""


class Finder:
    """Finds choices for a word of some kind: `@`, `#`, or the name of a command whose argument it is."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._kept: dict[str, tuple[float, Any]] = {}

    def find(self, kind: str, word: str, start: int | None) -> Offer:
        """The choices; none where the service does not answer."""
        try:
            match kind:
                case "@":
                    found = (*self._files(word), *self._memories(word))
                    if word and not found:
                        nothing = Choice("No file or memory holds that.", "", f"@{word}")
                        return Offer((nothing,), start, eager=False)
                    return Offer(found, start, title="Files and memories")
                case "#":
                    return Offer(tuple(self._names(word)), start, eager=False)
                case "watch" | "export":
                    return Offer(tuple(folders(word)), start, eager=False)
                case "model":
                    return Offer(tuple(self._models(word)), start, eager=False)
                case "resume":
                    return Offer(tuple(self._talks(word)), start)
        except SecondMeError:
            pass
        return Offer()

    def said(self) -> list[str]:
        """What the person said last, in order. Raises: SecondMeError."""
        return said(self._client)

    def _files(self, word: str) -> Iterable[Choice]:
        rows = self._fresh("files", self._all_files)
        wanted = word.casefold()
        found = [row for row in rows if wanted in row[0].casefold()]
        found.sort(key=lambda row: (wanted not in row[0].rpartition("/")[2].casefold(), len(row[0])))
        for name, what in found[:MOST]:
            yield Choice(name, what, f"{in_place(name)} ")

    def _all_files(self) -> list[tuple[str, str]]:
        watched = self._client.watch_list()
        names = [str(folder["name"]).casefold() for folder in watched]
        found: list[tuple[str, str]] = []
        for folder in watched:
            alone = names.count(str(folder["name"]).casefold()) == 1
            top = str(folder["name"] if alone else folder["path"])
            found.append((top, "folder"))
            for file in self._client.watch_files(str(folder["id"]), limit=FILES):
                if file["passages"]:
                    path = Path(file["path"])
                    inner = path.relative_to(folder["path"]) if path.is_relative_to(folder["path"]) else path
                    found.append((f"{top}/{inner.as_posix()}" if not inner.is_absolute() else str(path), "file"))
        return found

    def _memories(self, word: str) -> Iterable[Choice]:
        if not word:
            return
        names = {str(one["memory"]["id"]): str(one["name"]) for one in self._fresh("names", self._client.pointers)}
        found = self._client.memories(word, limit=15)["memories"]
        for row in [one for one in found if one["by"] != "assistant"][:5]:  # to be named is to be believed
            words = phrases.one_line(str(row["text"]), QUOTED)
            name = names.get(str(row["id"]))
            yield Choice(words, str(row["kind"]), f"#{name} " if name else f"“{words}” ")

    def _names(self, word: str) -> Iterable[Choice]:
        wanted = word.casefold()
        for one in self._fresh("names", self._client.pointers):
            if wanted in str(one["name"]).casefold():
                yield Choice(f"#{one['name']}", phrases.one_line(str(one["memory"]["text"]), 60), f"#{one['name']} ")
        for one in self._fresh("topics", self._client.topics):
            name = str(one["name"])
            if wanted in name.casefold():
                yield Choice(f"#{name}", "topic", f"#{name} " if " " not in name else f'topic:"{name}" ')

    def _models(self, word: str) -> Iterable[Choice]:
        found = self._fresh("models", self._client.models)
        for one in found["here"]:
            name = str(one["name"])
            if word.casefold() in name.casefold():
                yield Choice(name, str((one.get("runs") or {}).get("sentence", "")), name)

    def _talks(self, word: str) -> Iterable[Choice]:
        for one in self._client.conversations(limit=MOST, search=word):
            title = phrases.one_line(str(one["title"]), 60)
            yield Choice(title or str(one["id"]), f"{one['messages']} messages", str(one["id"]))

    def _fresh(self, name: str, call: Callable[[], Any]) -> Any:
        at, found = self._kept.get(name, (-FRESH, None))
        if found is None or self._clock() - at > FRESH:
            found = call()
            self._kept[name] = (self._clock(), found)
        return found


def in_place(name: str) -> str:
    """A place as a question names it."""
    return f"in:{name}" if not any(sign in name for sign in ' \t"“”') else f'in:"{name}"'


def folders(typed: str) -> Iterable[Choice]:
    """The folders that a beginning of a path could become."""
    path = Path(typed or "~/").expanduser()
    whole = not typed or typed.endswith(("/", os.sep))
    folder, beginning = (path, "") if whole else (path.parent, path.name)
    try:
        with os.scandir(folder) as found:
            names = sorted(one.name for one in found if one.name.startswith(beginning) and one.is_dir())
    except OSError:
        return
    stem = (typed or "~/") if whole else typed[: len(typed) - len(beginning)]
    for name in names[: MOST * 5]:
        if beginning.startswith(".") or not name.startswith("."):
            yield Choice(f"{name}/", "", f"{stem}{name}/", more=True)
