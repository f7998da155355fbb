"""Intake: files into passages. The truth is a look at the disk; events only say where to look first.

Invariant: a file leaves the queue in the same transaction that takes its passages in, so a crash at any
instant leaves it either wholly in or still queued.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from secondme.errors import Unreadable
from secondme.events import Event, Indexed, Queued, Removed, Skipped
from secondme.memory.passage import Piece, identify, split
from secondme.memory.record import By, Kind, Memory, Written, path_text
from secondme.memory.secret import Secret, found, masked, without
from secondme.ports import Clock, Document, FileSeen, FileSource, Folder, Shelf

BATCH = 500
"""Files that are put into the queue at once."""


LASTING = frozenset({"binary", "encoding", "reader", "damaged", "encrypted", "too-much", "no-text", "no-words"})
"""Reasons that lie in what a file holds: it is tried again when it changes."""
PASSING = frozenset({"permission", "disk", "changing", "path-too-long", "not-now"})
"""Reasons that may go as they came: the passages that a file had are kept."""
AWAY = "The folder is empty and not the one that it was: a drive that is not there? What was read of it is kept."


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

        `again` tries files once more that were skipped for what they hold. A folder that cannot be listed, or in
        whose place another, empty one stands, keeps what it had: it may be a drive that is not there now.
        """
        identity = self._disk.identity(folder)
        known = {row.path: row for row in self._shelf.files(folder) if under is None or _within(row.path, under)}
        changed: list[Path] = []
        queued = found = 0
        try:
            for seen in self._disk.walk(folder):
                if under is not None and not _within(str(seen.path), under):
                    continue
                found += 1
                row = known.pop(path_text(seen.path), None)
                same = row is not None and (row.size, row.modified) == (seen.size, seen.modified)
                if row and same and (row.reason == seen.reason or (row.reason in LASTING and not again)):
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
        if known and not found and under is None and identity != self._shelf.root(folder):
            self._shelf.mark(folder, AWAY)
            yield Skipped(str(folder.path), "away", AWAY)
            return
        self._shelf.rooted(folder, identity)
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
            yield from self._missing(folder, path)
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
            yield from self._missing(waiting.folder, waiting.path)
            return
        if seen.reason:
            yield from self._skipped(waiting.folder, seen, seen.reason)
            return
        try:
            document = self._disk.read(waiting.path)
        except Unreadable as error:
            if error.reason == "vanished":
                yield from self._missing(waiting.folder, waiting.path)
            else:
                yield from self._skipped(waiting.folder, seen, error.reason, str(error))
            return
        file = self._shelf.identity(waiting.folder, waiting.path)
        passages, secrets = self._passages(waiting.folder, file, document)
        new, gone = self._shelf.shelve(waiting.folder, file, document, passages)
        yield Indexed(str(waiting.path), len(passages), new, gone, secrets)

    def leave_out(self) -> Iterator[Event]:
        """Skips the next file of the queue, on which something went wrong that nobody foresaw."""
        waiting = self._shelf.next()
        if waiting is not None:
            yield from self._skipped(waiting.folder, FileSeen(waiting.path, 0, 0), "reader")

    def _passages(self, folder: Folder, file: str, document: Document) -> tuple[Sequence[Memory], int]:
        """The passages of a file without its secrets, and how many secrets these are."""
        secrets = _secrets(document)
        pieces = [piece for piece in split(document.sections, tokens=self._tokens) if not _within_one(piece, secrets)]
        pieces = [_masked(piece, secrets) for piece in pieces]
        now = self._clock()
        made = min(now, document.modified / 1e9)
        passages = [
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
        return passages, len(secrets)

    def _skipped(self, folder: Folder, seen: FileSeen, reason: str, sentence: str = "") -> Iterator[Event]:
        self._shelf.skip(folder, seen, reason, keep=reason in PASSING)
        yield Skipped(path_text(seen.path), reason, sentence)

    def _missing(self, folder: Folder, path: Path) -> Iterator[Event]:
        """A file is not there: it is dropped if its folder still is what it was, and left alone otherwise."""
        self._shelf.done(path)
        if self._disk.identity(folder) == self._shelf.root(folder):
            yield from self._gone(path)

    def _gone(self, path: Path) -> Iterator[Event]:
        if self._shelf.file(path) is not None:
            yield Removed(path_text(path), self._shelf.drop(path))


def _secrets(document: Document) -> tuple[Secret, ...]:
    """The secrets of a file, as characters of its text: looked for before it is cut, as a key may span passages."""
    return tuple(
        Secret(section.start + one.start, section.start + one.end, one.kind)
        for section in document.sections
        for one in found(section.text)
    )


def _masked(piece: Piece, secrets: tuple[Secret, ...]) -> Piece:
    """A piece without its secrets; the place that it names in the file stays what it was."""
    inside = tuple(
        Secret(max(0, one.start - piece.start), min(len(piece.text), one.end - piece.start), one.kind)
        for one in secrets
        if one.start < piece.end and one.end > piece.start
    )
    text = without(piece.text, inside) if inside else piece.text
    return replace(piece, text=masked(text)[0], heading=masked(piece.heading)[0])


def _within_one(piece: Piece, secrets: Sequence[Secret]) -> bool:
    """Whether a piece lies inside a secret that began in a piece before it: nothing of it is left."""
    return any(one.start < piece.start and piece.end <= one.end for one in secrets)


def _within(path: str, folder: Path) -> bool:
    top = path_text(folder)
    return path == top or path.startswith((top + "/", top + "\\"))
