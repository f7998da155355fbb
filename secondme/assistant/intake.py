"""Intake: files into passages. The truth is a look at the disk; events only say where to look first.

Invariant: a file leaves the queue in the same transaction that takes its passages in, so a crash at any
instant leaves it either wholly in or still queued.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from secondme.errors import Unreadable
from secondme.events import Event, Indexed, Queued, Removed, Skipped
from secondme.memory.passage import identify, split
from secondme.memory.record import By, Kind, Memory, Written, path_text
from secondme.ports import Clock, Document, FileSeen, FileSource, Folder, Shelf

BATCH = 500
"""Files that are put into the queue at once."""


class Intake:
    """Keeps memory in step with the watched folders."""

    def __init__(self, shelf: Shelf, disk: FileSource, tokens: Callable[[str], int], clock: Clock) -> None:
        self._shelf = shelf
        self._disk = disk
        self._tokens = tokens
        self._clock = clock

    def scan(
        self, folder: Folder, under: Path | None = None, *, urgent: bool = False, again: bool = False
    ) -> Iterator[Event]:
        """Looks at every file of a folder (or below a path of it), queues what changed, drops what is gone.

        `again` tries files once more that were skipped before.
        A folder that cannot be listed keeps what it had: it may be a drive that is not there now.
        """
        known = {row.path: row for row in self._shelf.files(folder) if under is None or _within(row.path, under)}
        changed: list[Path] = []
        queued = 0
        try:
            for seen in self._disk.walk(folder):
                if under is not None and not _within(str(seen.path), under):
                    continue
                row = known.pop(path_text(seen.path), None)
                same = row is not None and (row.size, row.modified) == (seen.size, seen.modified)
                if row and same and not (again and row.reason):
                    continue
                if seen.reason:
                    # What cannot be looked into now keeps what is known of it: it may be readable again.
                    known = {path: file for path, file in known.items() if not _within(path, seen.path)}
                    yield from self._skipped(folder, seen, seen.reason)
                    continue
                changed.append(seen.path)
                if len(changed) == BATCH:
                    self._shelf.queue(folder, changed, urgent=urgent)
                    queued += len(changed)
                    changed.clear()
        except Unreadable as error:
            self._shelf.mark(folder, error.sentence)
            yield Skipped(str(folder.path), error.reason, str(error))
            return
        self._shelf.mark(folder, "")
        self._shelf.queue(folder, changed, urgent=urgent)
        queued += len(changed)
        for path in known:
            yield from self._gone(Path(path))
        if queued:
            yield Queued(str(folder.path), queued)

    def changed(self, folder: Folder, path: Path) -> Iterator[Event]:
        """Looks at one path that something happened to: queues the file before the backlog, or drops it."""
        seen = self._disk.look(folder, path)
        if seen is None:
            yield from self._gone(path)
        elif seen.reason:
            yield from self._skipped(folder, seen, seen.reason)
        else:
            self._shelf.queue(folder, [path], urgent=True)
            yield Queued(str(folder.path), 1)

    def step(self) -> Iterator[Event]:
        """Reads the next file of the queue; no event where nothing waits."""
        waiting = self._shelf.next()
        if waiting is None:
            return
        seen = self._disk.look(waiting.folder, waiting.path)
        if seen is None:
            yield from self._gone(waiting.path)
            self._shelf.drop(waiting.path)
            return
        if seen.reason:
            yield from self._skipped(waiting.folder, seen, seen.reason)
            return
        try:
            document = self._disk.read(waiting.path)
        except Unreadable as error:
            if error.reason == "vanished":
                yield from self._gone(waiting.path)
                self._shelf.drop(waiting.path)
            else:
                yield from self._skipped(waiting.folder, seen, error.reason, str(error))
            return
        file = self._shelf.identity(waiting.folder, waiting.path)
        passages = self._passages(waiting.folder, file, document)
        new, gone = self._shelf.shelve(waiting.folder, file, document, passages)
        yield Indexed(str(waiting.path), len(passages), new, gone)

    def _passages(self, folder: Folder, file: str, document: Document) -> Sequence[Memory]:
        pieces = split(document.sections, tokens=self._tokens)
        now = self._clock()
        made = min(now, document.modified / 1e9)
        return [
            Memory(
                id=name,
                kind=Kind.PASSAGE,
                text=piece.text,
                source=Written(
                    file,
                    path_text(document.path),
                    piece.start,
                    piece.end,
                    piece.line,
                    piece.heading,
                    document.digest,
                ),
                by=By.FILE,
                place=f"folder:{folder.id}",
                made=made,
                valid_from=made,
            )
            for name, piece in zip(identify(file, pieces), pieces, strict=True)
        ]

    def _skipped(self, folder: Folder, seen: FileSeen, reason: str, sentence: str = "") -> Iterator[Event]:
        self._shelf.skip(folder, seen, reason)
        yield Skipped(path_text(seen.path), reason, sentence)

    def _gone(self, path: Path) -> Iterator[Event]:
        if self._shelf.file(path) is not None:
            yield Removed(path_text(path), self._shelf.drop(path))


def _within(path: str, folder: Path) -> bool:
    top = path_text(folder)
    return path == top or path.startswith((top + "/", top + "\\"))
