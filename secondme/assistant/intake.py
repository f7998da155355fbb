"""Intake: files into passages. The truth is a look at the disk; events only say where to look first.

Invariant: a file leaves the queue in the same transaction that takes its passages in, so a crash at any
instant leaves it either wholly in or still queued. A file that was moved keeps its id: what is missing is dropped
only once nothing that waits may be it under another name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from secondme.errors import Unreadable
from secondme.events import Event, Indexed, Queued, Removed, Skipped
from secondme.memory.passage import Piece, identify, split
from secondme.memory.record import By, Kind, Memory, Written, path_text
from secondme.memory.secret import Secret, found, masked, without
from secondme.ports import Clock, Document, FileRow, FileSeen, FileSource, Folder, Shelf, Waiting

BATCH = 500
"""Files that are put into the queue at once."""


LASTING = frozenset({"binary", "encoding", "reader", "damaged", "encrypted", "too-much", "no-text", "no-words"})
"""Reasons that lie in what a file holds: it is tried again when it changes."""
PASSING = frozenset({"permission", "disk", "changing", "path-too-long", "not-now"})
"""Reasons that may go as they came: the passages that a file had are kept."""
AWAY = "The folder is empty and not the one that it was: a drive that is not there? What was read of it is kept."
FOREIGN = "Another drive stands in its place, with none of its files. What was read of it is kept."
FORGOTTEN = "forgotten"
"""Why a file is not read that the person had forgotten, wherever it is moved."""


class Intake:
    """Keeps memory in step with the watched folders."""

    def __init__(self, shelf: Shelf, disk: FileSource, tokens: Callable[[str], int], clock: Clock) -> None:
        self._shelf = shelf
        self._disk = disk
        self._tokens = tokens
        self._clock = clock
        self._missing: dict[str, tuple[Folder, FileRow]] = {}
        self._fresh: dict[str, int] = {}
        """New files that wait, with their sizes: each may be one that is missing elsewhere."""
        self.files = self.bytes = 0
        """What was read so far, to tell how quickly that goes."""

    @property
    def missing(self) -> bool:
        """Whether files were not where they were and are still to be dropped: see `settle`."""
        return bool(self._missing)

    def scan(
        self, folder: Folder, under: Path | None = None, *, urgent: bool = False, again: bool = False
    ) -> Iterator[Event]:
        """Looks at every file of a folder (or below a path of it), queues what changed, drops what is gone.

        `again` tries files once more that were skipped for what they hold. A folder that cannot be listed, or in
        whose place another, empty one stands, keeps what it had: it may be a drive that is not there now.
        """
        identity, root = self._disk.identity(folder), self._shelf.root(folder)
        under = under if identity == root else None
        known = {row.path: row for row in self._shelf.files(folder) if under is None or _within(row.path, under)}
        changed: list[Path] = []
        drives, used = self._disk.drives(folder), set[str]()
        queued = found = 0
        try:
            if root and _device(identity) not in ("", _device(root)) and known and not self._any(folder, known):
                yield from self._away(folder, FOREIGN if any(True for _ in self._disk.walk(folder)) else AWAY)
                return
            for seen in self._disk.walk(folder):
                if under is not None and not _within(str(seen.path), under):
                    continue
                found += 1
                used |= {drive for drive in drives if _within(str(seen.path), Path(drive))}
                row = known.pop(path_text(seen.path), None)
                same = row is not None and (row.size, row.modified) == (seen.size, seen.modified)
                if row and same and (row.reason == seen.reason or (row.reason in LASTING and not again)):
                    continue
                if row and row.reason == FORGOTTEN:
                    continue
                if seen.reason:
                    # What cannot be looked into now keeps what is known of it: it may be readable again.
                    known = {path: file for path, file in known.items() if not _within(path, seen.path)}
                    yield from self._skipped(folder, seen, seen.reason)
                    continue
                changed.append(seen.path)
                if row is None or not row.passages:
                    self._fresh[path_text(seen.path)] = seen.size
                if len(changed) == BATCH:
                    self._shelf.queue(folder, changed, urgent=urgent)
                    queued += len(changed)
                    changed.clear()
        except Unreadable as error:
            self._shelf.mark(folder, error.sentence)
            yield Skipped(str(folder.path), error.reason, str(error))
            return
        if known and not found and under is None and identity != root:
            yield from self._away(folder, AWAY)
            return
        away = self.away(folder)
        if under is None:
            used |= {drive for drive in away if any(_within(path, Path(drive)) for path in known)}
        else:
            used |= self._shelf.drives(folder)
        self._shelf.mounted(folder, frozenset(used))
        self._shelf.rooted(folder, identity)
        self._shelf.mark(folder, "")
        self._shelf.queue(folder, changed, urgent=urgent)
        queued += len(changed)
        self._missing |= {path: (folder, row) for path, row in known.items()}
        if queued:
            yield Queued(str(folder.path), queued)

    def changed(self, folder: Folder, path: Path) -> Iterator[Event]:
        """Looks at one path that something happened to: queues the file before the backlog, or drops it."""
        if self._shelf.root(folder) not in ("", self._disk.identity(folder)):
            return
        seen = self._disk.look(folder, path)
        if seen is None:
            self._not_there(folder, path)
        elif seen.reason:
            yield from self._skipped(folder, seen, seen.reason)
        else:
            row = self._shelf.file(path)
            if row is None or not row.passages:
                self._fresh[path_text(path)] = seen.size
            self._shelf.queue(folder, [path], urgent=True)
            yield Queued(str(folder.path), 1)

    def step(self) -> Iterator[Event]:
        """Reads the next file of the queue, and drops what is missing and nowhere else; no event where nothing is."""
        waiting = self._shelf.next()
        if waiting is None:
            self._fresh.clear()
        else:
            yield from self._read(waiting)
            self._fresh.pop(path_text(waiting.path), None)
        if self._missing:
            yield from self.settle()

    def settle(self) -> Iterator[Event]:
        """Drops what is missing, but for what a file that waits may be. To be called when all has been looked at that
        was told of, as the new place of a file may be told of after the old one."""
        sizes = set(self._fresh.values())
        for path, (folder, _) in [one for one in self._missing.items() if one[1][1].size not in sizes]:
            del self._missing[path]
            if self._is_gone(folder, Path(path)):
                yield from self._gone(Path(path))

    def _read(self, waiting: Waiting) -> Iterator[Event]:
        seen = self._disk.look(waiting.folder, waiting.path)
        if seen is None:
            self._not_there(waiting.folder, waiting.path)
            return
        if seen.reason:
            yield from self._skipped(waiting.folder, seen, seen.reason)
            return
        row = self._shelf.file(waiting.path)
        unread = row is None or not row.passages
        if unread and (was := self._moved(seen, "")) is not None:
            self._shelf.move(was, waiting.folder, waiting.path)
            self._shelf.done(waiting.path)
            yield Skipped(path_text(seen.path), FORGOTTEN, "")
            return
        try:
            document = self._disk.read(waiting.path, largest=waiting.folder.largest)
        except Unreadable as error:
            if error.reason == "vanished":
                self._not_there(waiting.folder, waiting.path)
            else:
                yield from self._skipped(waiting.folder, seen, error.reason, str(error))
            return
        self.files, self.bytes = self.files + 1, self.bytes + document.size
        if unread and (was := self._moved(seen, document.digest)) is not None:
            self._missing.pop(was.path, None)
            self._shelf.move(was, waiting.folder, waiting.path)
        file = self._shelf.identity(waiting.folder, waiting.path)
        passages, secrets = self._passages(waiting.folder, file, document)
        new, gone = self._shelf.shelve(waiting.folder, file, document, passages)
        yield Indexed(str(waiting.path), len(passages), new, gone, secrets)

    def _moved(self, seen: FileSeen, digest: str) -> FileRow | None:
        """The file that this one was, by its bytes, before it was moved here: one of the same name before any other."""
        path = path_text(seen.path)
        for home, row in sorted(
            self._shelf.same(seen.size, seen.modified, digest), key=lambda one: Path(one[1].path).name != seen.path.name
        ):
            if row.path != path and self._is_gone(home, Path(row.path)):
                return row
        return None

    def _is_gone(self, folder: Folder, path: Path) -> bool:
        """Whether a file is not there though its folder, and the drive that it lay on, still are what they were."""
        if self._disk.identity(folder) != self._shelf.root(folder) or self._disk.look(folder, path) is not None:
            return False
        return not any(_within(path_text(path), Path(drive)) for drive in self.away(folder))

    def _any(self, folder: Folder, paths: Iterable[str]) -> bool:
        return any(self._disk.look(folder, Path(path)) is not None for path in paths)

    def away(self, folder: Folder) -> frozenset[str]:
        """Where in a folder drives were mounted that files were read of, and are not there now."""
        drives = self._shelf.drives(folder)
        return drives - self._disk.drives(folder) if drives else drives

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
                    piece.page,
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

    def _away(self, folder: Folder, sentence: str) -> Iterator[Event]:
        self._shelf.mark(folder, sentence)
        yield Skipped(str(folder.path), "away", sentence)

    def _not_there(self, folder: Folder, path: Path) -> None:
        """A file is not there: it will be dropped if its folder still is what it was, and is left alone otherwise."""
        self._shelf.done(path)
        row = self._shelf.file(path)
        if row is not None:
            self._missing[row.path] = folder, row

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


def _device(identity: str) -> str:
    return identity.partition(":")[0]


def _within(path: str, folder: Path) -> bool:
    top = path_text(folder)
    return path == top or path.startswith((top + "/", top + "\\"))
