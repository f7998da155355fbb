"""Folders that are watched: what the faces may ask about them, and have done to them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from secondme.errors import NotFound, Refused, Unreadable
from secondme.events import Answered, Event, Recalled, Recollection
from secondme.files import choice
from secondme.files.ignore import IGNORE_FILES, matcher
from secondme.files.renamed import LOOKED_AT, holds
from secondme.files.watcher import STATES
from secondme.memory.record import path_text
from secondme.ports import FileRow, Folder
from secondme.service import doctor
from secondme.service.reading import Reading, overlap
from secondme.service.requests import number, text, texts
from secondme.sizes import parse_bytes
from secondme.wiring import Rooms

if TYPE_CHECKING:
    from secondme.service.owner import Owner

SAMPLE = 500
"""Files that wait whose sizes are looked at, to tell how long all will take."""
OURS = IGNORE_FILES[1]
UNMOUNTED = "The drive that it lies on is not there now. What was read of it is kept."

Answer = Callable[[Request, dict[str, Any]], Any]


class Watching:
    """What is asked about folders, and done to them."""

    def __init__(self, rooms: Rooms, reading: Reading, home: Path) -> None:
        self._rooms = rooms
        self._shelf = rooms.folders
        self._disk = rooms.disk
        self._reading = reading
        self._home = home

    # ---- folders -------------------------------------------------------------------------------------

    def add(self, body: dict[str, Any]) -> Any:
        """Watches a folder from now on, and tells what will be read of it, what not, and how long that takes."""
        path = self.addable(Path(text(body, "path")).expanduser())
        include, exclude = (
            None if body.get(name) is None else [choice.checked(one) for one in texts(body, name) if one.strip()]
            for name in ("include", "exclude")
        )
        folder = self._shelf.add(
            path,
            text(body, "name", ""),
            bool(body.get("recursive", True)),
            include=include,
            exclude=exclude,
            largest=parse_bytes(text(body, "largest")) if body.get("largest") is not None else None,
        )
        found = self.counted(folder)
        self._reading.watch(folder)
        return found

    def counted(self, folder: Folder, *, until: float | None = None) -> dict[str, Any]:
        """What there is to read of a folder, what not and why, and how long that takes. Where counting lasts beyond
        `until`, by the monotonic clock, it is broken off, and `whole` is false."""
        files, size, skipped, kinds = 0, 0, dict[str, int](), dict[str, int]()
        whole = True
        for seen in self._disk.walk(folder):
            if seen.reason:
                skipped[seen.reason] = skipped.get(seen.reason, 0) + 1
            else:
                files, size = files + 1, size + seen.size
                kinds[seen.path.suffix.lower()] = kinds.get(seen.path.suffix.lower(), 0) + 1
            if until is not None and time.monotonic() > until:
                whole = False
                break
        pace = self._reading.pace
        return {
            "id": folder.id, "path": str(folder.path), "name": folder.name, "files": files, "bytes": size,
            "kinds": kinds, "skipped": skipped, "sentences": {code: doctor.reason(code) for code in skipped},
            "seconds": round(pace.seconds(files, size), 1), "measured": pace.measured, "whole": whole,
        }  # fmt: skip

    def addable(self, path: Path, apart_from: str = "") -> Path:
        """The folder as it would be watched. Raises: NotFound, Refused."""
        try:
            path = path.resolve(strict=True)
        except OSError as error:
            raise NotFound(f"There is no folder {path}.", "Check the path; a leading ~ is your home.") from error
        if not path.is_dir():
            raise Refused(f"{path} is a file, not a folder.", "Watch the folder that it lies in.")
        if not os.access(path, os.R_OK | os.X_OK):
            raise Refused(f"{path} cannot be read by you.", "Change its permissions, or watch another folder.")
        for other in self._shelf.all():
            if path != other.path and other.id != apart_from and overlap(path, other.path):
                raise Refused(
                    f"{path} overlaps with {other.path}, which is watched already.",
                    "Remove that one first.",
                )
        if path.is_relative_to(self._home):
            raise Refused("The program's own data folder cannot be watched.")
        return path

    def listed(self) -> Any:
        """Each folder with its counts, how its changes are noticed, and how long what waits of it will take."""
        states, pace = self._reading.watcher.alive(), self._reading.pace
        found = self._shelf.summary()
        for folder, row in zip(self._shelf.all(), found, strict=True):
            waiting = self._shelf.queued(folder)
            sizes = [_size(path) for path in waiting[:SAMPLE]]
            size = round(sum(sizes) / len(sizes) * len(waiting)) if sizes else 0
            seconds = pace.seconds(len(waiting), size)
            watched = states.get(folder.id, "gone")
            if self._reading.held and row["state"] == "reading":
                row["state"] = f"paused: {self._reading.held}"
            row |= {
                "watched": watched, "watched_sentence": STATES[watched], "bytes_waiting": size,
                "seconds_left": round(seconds, 1), "rate": round(len(waiting) / seconds, 1) if seconds else 0.0,
                "measured": pace.measured, "drives_away": sorted(self._rooms.intake.away(folder)),
            }  # fmt: skip
        return found

    def files(self, which: str, limit: int) -> Any:
        """The files of a folder, each with its state."""
        return [
            {
                "path": file.path,
                "state": file.state,
                "reason": file.reason,
                "sentence": doctor.reason(file.reason) if file.reason else "",
                "passages": file.passages,
            }
            for file in self._shelf.files(self._shelf.find(which), limit=limit)
        ]

    def remove(self, body: dict[str, Any]) -> Any:
        """Stops watching a folder and takes its passages out of memory."""
        folder = self._shelf.find(text(body, "folder"))
        self._reading.watcher.unwatch(folder.id)
        return {"path": str(folder.path), "passages": self._shelf.remove(folder)}

    def move(self, body: dict[str, Any]) -> Any:
        """Watches a folder at the place where it lies now; what was read of it is kept."""
        folder = self._shelf.find(text(body, "folder"))
        path = self.addable(Path(text(body, "to")).expanduser(), folder.id)
        if path == folder.path:
            raise Refused(f"{path} is watched at that place already.")
        rows = self._shelf.files(folder, limit=LOOKED_AT)
        if rows and not holds(path, folder, rows):
            raise Refused(
                f"None of the files that were read of {folder.path} is in {path}.",
                f"To watch it as another folder: secondme watch add {path}",
            )
        moved = self._reading.move(folder, path)
        self._reading.look(moved)
        return {"from": str(folder.path), "path": str(path), "name": moved.name, "files": len(self._shelf.files(moved))}

    def pause(self, body: dict[str, Any]) -> Any:
        """Has nothing of a folder (or of all) read, or with `paused` false has it looked through and read again."""
        which, paused = text(body, "folder", ""), bool(body.get("paused", True))
        folders = [self._shelf.find(which)] if which else self._shelf.all()
        folders = [folder for folder in folders if folder.paused is not paused]
        for folder in folders:
            self._shelf.pause(folder, paused)
            if not paused:
                self._reading.look(folder)
        return {"paths": [str(folder.path) for folder in folders]}

    def rescan(self, body: dict[str, Any]) -> Any:
        """Looks at every file again, and tells what is to be done."""
        which = text(body, "folder", "")
        folders = [self._shelf.find(which)] if which else self._shelf.all()
        if which and folders[0].paused:
            raise Refused(f"{folders[0].path} is paused.", f"Go on with: secondme watch resume {folders[0].path}")
        going = [folder for folder in folders if not folder.paused]
        found = {"new": 0, "changed": 0, "missing": 0, "again": 0, "same": 0, "unavailable": 0}
        for folder in going:
            for name, files in self._differs(folder).items():
                found[name] += files
            self._reading.look(folder, again=True)
        return {"folders": len(going), "paused": len(folders) - len(going), **found}

    def _differs(self, folder: Folder) -> dict[str, int]:
        """How a folder differs from what was read of it, in files."""
        known = self._shelf.known(folder)
        found = {"new": 0, "changed": 0, "again": 0}
        there = len(known)
        if self._shelf.root(folder) not in ("", self._disk.identity(folder)):
            return {"unavailable": 1}
        plain = self._disk.rules(folder) == self._shelf.rules(folder)
        try:
            for seen in self._disk.walk(folder, known if plain else None):
                row = known.pop(path_text(seen.path), None)
                if row is None:
                    found["new"] += not seen.reason
                elif row[1:3] != (seen.size, seen.modified):
                    found["changed"] += 1
                elif row[3] and not seen.reason:
                    found["again"] += 1
        except Unreadable:
            return {"unavailable": 1}
        return {**found, "same": there - len(known) - found["changed"] - found["again"], "missing": len(known)}

    # ---- files ---------------------------------------------------------------------------------------

    def why(self, given: str) -> Any:
        """Why a file is in memory or is not: its state, the rule, the line of an ignore file, its reader's words."""
        path = Path(given).expanduser()
        path = path.parent.resolve() / path.name
        folder = next((one for one in self._shelf.all() if path != one.path and path.is_relative_to(one.path)), None)
        if folder is None:
            return {"path": path_text(path), "folder": "", "state": "left out", **_said("outside")}
        row = self._shelf.file(path)
        told = {
            "path": path_text(path), "folder": str(folder.path), "size": _size(path), "limit": self._disk.limit(folder),
            "passages": row.passages if row else 0,
        }  # fmt: skip
        if away := next((said for top, said in self._away().items() if path.is_relative_to(top)), ""):
            state = "in memory" if row and row.passages else "unavailable"
            return told | {"state": state, "reason": "away", "sentence": away}
        if cause := self._disk.cause(folder, path):
            rule = {"at": path_text(Path(cause.at)), "file": cause.file, "line": cause.line, "text": cause.text}
            return told | {"state": "left out", "rule": rule, **_said(cause.reason)}
        if not os.path.lexists(path):
            return told | {"state": "not there", **_said("vanished")}
        if path.is_dir():
            return told | {"state": "left out", **_said("directory")}
        return told | self._read_or_not(folder, path, row)

    def _read_or_not(self, folder: Folder, path: Path, row: FileRow | None) -> dict[str, Any]:
        """The state of a file that no rule of names leaves out."""
        seen = self._disk.look(folder, path)
        if seen is not None and seen.reason:
            return {"state": "left out", **_said(seen.reason)}
        if row is not None and row.reason == "forgotten":
            return {"state": "left out", **_said(row.reason)}
        if folder.paused:
            sentence = f"Its folder is paused; go on with: secondme watch resume {folder.path}"
            return {"state": "in memory" if row and row.passages else "waiting", "reason": "", "sentence": sentence}
        if row is None or (seen is not None and (row.size, row.modified) != (seen.size, seen.modified)):
            return {"state": "waiting", "reason": "", "sentence": "It is new or has changed, and is yet to be read."}
        if not row.reason and not row.passages:
            return {"state": "empty", "reason": "", "sentence": "There is nothing in it to remember."}
        if not row.reason:
            return {"state": "in memory", "reason": "", "sentence": ""}
        try:
            self._disk.read(path, largest=folder.largest)
        except Unreadable as error:
            return {"state": "left out", "reason": error.reason, "sentence": str(error)}
        self._reading.look(folder, again=True)
        return {"state": "waiting", "reason": "", "sentence": "It can be read now, and will be."}

    def ignore(self, body: dict[str, Any]) -> Any:
        """Adds a line to the ignore file of a folder, or with `undo` takes it off again; what that changes."""
        pattern, undo = choice.checked(text(body, "pattern")), bool(body.get("undo"))
        folder = self._one(text(body, "folder", ""))
        file = folder.path / OURS
        try:
            there = _put(file, pattern, undo=undo)
        except OSError as error:
            raise Refused(f"{file} cannot be written ({error.strerror}).", "Change its permissions.") from error
        leaving = [] if undo else self._leaving(folder, pattern)
        self._reading.look(folder)
        return {
            "folder": str(folder.path), "file": str(file), "there": there, "leaving": [row.path for row in leaving],
            "passages": sum(row.passages for row in leaving),
        }  # fmt: skip

    def _one(self, which: str) -> Folder:
        folders = [self._shelf.find(which)] if which else self._shelf.all()
        if not folders:
            raise NotFound("No folder is watched.", "Begin with: secondme watch add ~/Notes")
        if len(folders) > 1:
            raise Refused("Several folders are watched.", "Name one: secondme watch ignore PATTERN --folder FOLDER")
        return folders[0]

    def _leaving(self, folder: Folder, pattern: str) -> Sequence[FileRow]:
        """The files in memory that a new line of the ignore file leaves out."""
        about, top = matcher((pattern.removeprefix("!"),)), str(folder.path).rstrip(os.sep) + os.sep
        return [
            row
            for row in self._shelf.files(folder)
            if row.passages and about(row.path[len(top) :].replace(os.sep, "/"))
            if self._disk.why(folder, Path(row.path))
        ]

    def _away(self) -> dict[Path, str]:
        """The folders that are not there now, and what is known of that."""
        away = {Path(row["path"]): str(row["state"]) for row in self._shelf.summary() if not row["available"]}
        for folder in self._shelf.all():
            away |= {Path(drive): UNMOUNTED for drive in self._rooms.intake.away(folder)}
        return away

    def marked(self, found: Sequence[Recollection]) -> list[Recollection]:
        """Recollections, those of a folder that is not there now with a word of that in their receipts."""
        if not any(one.source.get("path") for one in found):
            return list(found)
        away, told = self._away(), []
        for one in found:
            path = Path(str(one.source.get("path") or ""))
            state = next((state for top, state in away.items() if path.is_relative_to(top)), "")
            told.append(replace(one, receipt={**one.receipt, "unavailable": state}) if state else one)
        return told

    def told(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events of an answer, what it rests on marked where its file is not there now."""
        with closing(events) as flow:  # type: ignore[type-var]
            for event in flow:
                match event:
                    case Recalled(memories=memories) | Answered(memories=memories):
                        yield replace(event, memories=tuple(self.marked(memories)))
                    case _:
                        yield event


def _said(reason: str) -> dict[str, str]:
    return {"reason": reason, "sentence": doctor.reason(reason)}


def _put(file: Path, pattern: str, *, undo: bool) -> bool:
    """Adds a line to an ignore file or takes it off, all others as they are; whether it was there. Raises: OSError."""
    line = pattern.encode()
    before = file.read_bytes() if file.exists() else b""
    lines = before.splitlines(keepends=True)
    there = line in [one.rstrip(b"\r\n") for one in lines]
    if there and undo:
        left = b"".join(one for one in lines if one.rstrip(b"\r\n") != line)
        file.write_bytes(left) if left else file.unlink()
    elif not there and not undo:
        file.write_bytes(before + (b"\n" if before and not before.endswith(b"\n") else b"") + line + b"\n")
    return there


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def routes(owner: Owner) -> list[tuple[str, str, Answer]]:
    """What the faces may ask: method, path, and the answer to a request and its body."""
    watching = owner.watching

    def query(request: Request, name: str, default: str = "") -> str:
        return text(dict(request.query_params), name, default)

    return [
        ("GET", "/watch", lambda request, body: watching.listed()),
        ("POST", "/watch", lambda request, body: watching.add(body)),
        (
            "GET",
            "/watch/files",
            lambda request, body: watching.files(
                query(request, "folder"), number(query(request, "limit", "1000"), 1, 1_000_000)
            ),
        ),
        ("GET", "/watch/why", lambda request, body: watching.why(query(request, "path"))),
        ("POST", "/watch/remove", lambda request, body: watching.remove(body)),
        ("POST", "/watch/rescan", lambda request, body: watching.rescan(body)),
        ("POST", "/watch/move", lambda request, body: watching.move(body)),
        ("POST", "/watch/pause", lambda request, body: watching.pause(body)),
        ("POST", "/watch/ignore", lambda request, body: watching.ignore(body)),
    ]
