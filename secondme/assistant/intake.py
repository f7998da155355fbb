"""Intake: files into passages. The truth is a look at the disk; events only say where to look first.

Invariant: a file leaves the queue in the same transaction that takes its passages in, so a crash at any
instant leaves it either wholly in or still queued. A file that was moved keeps its id: what is missing is dropped
only once nothing that waits may be it under another name.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from secondme.assistant.ahead import FAR, Ahead, Aside, Content, alike
from secondme.errors import SecondMeError, Unreadable
from secondme.events import Event, Indexed, Queued, Removed, Skipped
from secondme.memory.cutting import cut
from secondme.memory.passage import ByWords, Piece, identify
from secondme.memory.record import By, Kind, Memory, Written, path_text
from secondme.ports import (
    Alike,
    Clock,
    Document,
    FileRow,
    FileSeen,
    FileSource,
    Folder,
    Known,
    Shelf,
    Taken,
    Waiting,
    file_id,
)

log = logging.getLogger(__name__)

BATCH = 500
"""Files that are put into the queue at once."""


TOGETHER = 64
"""Files that are taken in at once at most,"""
PASSAGES = 400
"""and passages after which no further file is read before that,"""
MOMENT = 0.15
"""and seconds of reading: who just saved a file waits so much longer for it."""
HEAVY = 200_000
"""Bytes of a file that is read by itself, as it may take long and others would wait for it."""

FEW = 200
"""New files that wait, of which each may be a missing one of its folder under another name; of more, only by name."""

LASTING = frozenset({"binary", "encoding", "reader", "damaged", "encrypted", "too-much", "no-text", "no-words"})
"""Reasons that lie in what a file holds: it is tried again when it changes."""
PASSING = frozenset({"permission", "disk", "changing", "path-too-long", "not-now"})
"""Reasons that may go as they came: the passages that a file had are kept."""
AWAY = "The folder is empty and not the one that it was: a drive that is not there? What was read of it is kept."
FOREIGN = "Another drive stands in its place, with none of its files. What was read of it is kept."
_UNKNOWN: Known = ("", -1, -1, "", 0)
FORGOTTEN = "forgotten"
"""Why a file is not read that the person had forgotten, wherever it is moved."""


class _Read(NamedTuple):
    """A file as it is to be taken in, and how many secrets were in it."""

    waiting: Waiting
    taken: Taken
    secrets: int


class Intake:
    """Keeps memory in step with the watched folders."""

    def __init__(
        self,
        shelf: Shelf,
        disk: FileSource,
        tokens: Callable[[str], int],
        clock: Clock,
        reading: threading.Event | None = None,
        aside: Aside | None = None,
    ) -> None:
        """`tokens` counts tokens that reach over no blank and no sign; `reading` is set while files wait. `aside` cuts
        them where they are many."""
        self._reading = reading
        self._shelf = shelf
        self._disk = disk
        self._tokens = ByWords(tokens)
        self._clock = clock
        self._missing: dict[str, tuple[Folder, int]] = {}
        """Files that are not where they were, with their sizes."""
        self._at: Waiting | None = None
        """The file that is being read or taken in."""
        self._known: dict[str, FileRow] = {}
        """The files that are read now, as last read."""
        self._same: dict[Alike, list[tuple[Folder, FileRow]]] = {}
        """The files that those which are read now may have been; empty where it is not known any more."""
        self._fresh: dict[str, int] = {}
        """New files that wait, with their sizes: each may be one that is missing elsewhere."""
        self._ahead = Ahead(disk, aside)
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

        It tells of those that it queues `BATCH` at a time; what waits may be read, and a path looked at, in between.
        `again` tries files once more that were skipped for what they hold. A folder that cannot be listed, or in
        whose place another, empty one stands, keeps what it had: it may be a drive that is not there now.
        """
        identity, root = self._disk.identity(folder), self._shelf.root(folder)
        under = under if identity == root else None
        known = self._shelf.known(folder)
        if under is not None:
            known = {path: row for path, row in known.items() if _within(path, under)}
        changed: list[Path] = []
        drives, used, rules = self._disk.drives(folder), set[str](), self._disk.rules(folder)
        # The drives that files lie on are told of every file that is walked.
        plain = rules == self._shelf.rules(folder) and not drives
        found, many = 0, False
        there = len(known)
        try:
            if root and _device(identity) not in ("", _device(root)) and known and not self._any(folder, known):
                yield from self._away(folder, FOREIGN if any(True for _ in self._disk.walk(folder)) else AWAY)
                return
            for seen in self._disk.walk(folder, known if plain else None):
                if under is not None and not _within(str(seen.path), under):
                    continue
                found += 1
                used |= {drive for drive in drives if _within(str(seen.path), Path(drive))}
                row = known.pop(path_text(seen.path), None)
                _, size, modified, reason, passages = row or _UNKNOWN
                same = row is not None and (size, modified) == (seen.size, seen.modified)
                if same and (reason == seen.reason or (reason in LASTING and not again)):
                    continue
                if reason == FORGOTTEN:
                    continue
                if seen.reason:
                    # What cannot be looked into now keeps what is known of it: it may be readable again.
                    known = {path: file for path, file in known.items() if not _within(path, seen.path)}
                    yield from self._skipped(folder, seen, seen.reason)
                    continue
                changed.append(seen.path)
                if not passages:
                    self._fresh[path_text(seen.path)] = seen.size
                if len(changed) == BATCH:
                    self._queue(folder, changed, urgent=urgent)
                    changed.clear()
                    many = True
                    yield Queued(str(folder.path), BATCH)
        except Unreadable as error:
            self._shelf.mark(folder, error.sentence)
            yield Skipped(str(folder.path), error.reason, str(error))
            return
        if known and not found and len(known) == there and under is None and identity != root:
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
        # A few are what somebody just changed, told of by the folder alone; they go before another folder's backlog.
        self._queue(folder, changed, urgent=urgent or not many)
        if under is None:
            self._shelf.ruled(folder, rules)
        self._missing |= {path: (folder, row[1]) for path, row in known.items() if row[3] != FORGOTTEN}
        if changed:
            yield Queued(str(folder.path), len(changed))

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
            self._queue(folder, [path], urgent=True)
            yield Queued(str(folder.path), 1)

    def _queue(self, folder: Folder, paths: Sequence[Path], *, urgent: bool) -> None:
        """Queues files, to be read as they are from now on."""
        self._ahead.forget(paths)
        self._ahead.start(len(paths))
        self._shelf.queue(folder, paths, urgent=urgent)

    def step(self) -> Iterator[Event]:
        """Reads the next files of the queue, as many as go into a moment; no event where nothing is.

        They are read first and taken in together: a transaction waits for the disk however little it holds, and while
        it is open nobody else can write.
        """
        self._at = None
        waiting = self._shelf.ahead(TOGETHER + FAR)
        if not waiting:
            self._fresh.clear()
            self._ahead.rest()
        if self._reading:
            self._reading.set() if waiting else self._reading.clear()
        self._known = self._shelf.files_at([one.path for one in waiting[:TOGETHER]])
        self._same.clear()
        heavy = [place for place, one in enumerate(waiting) if self._is_heavy(one)]
        read: list[_Read] = []
        until = monotonic() + MOMENT
        for place, one in enumerate(waiting[:TOGETHER]):
            if read and place in heavy:
                break
            self._at = one
            light = next((other for other in heavy if other > place), len(waiting))
            found = self._read(one, self._ahead.content(one, waiting[place + 1 : min(light, place + 1 + FAR)]))
            if isinstance(found, _Read):
                read.append(found)
            else:
                self._fresh.pop(path_text(one.path), None)
                yield from found
            if monotonic() >= until or sum(len(file.taken.passages) for file in read) >= PASSAGES:
                break
        yield from self._take_in(read)
        self._at = None

    def _take_in(self, read: Sequence[_Read]) -> list[Event]:
        """Stores what was read, all of it or nothing."""
        if not read:
            return []
        events: list[Event] = []
        try:
            counts = self._shelf.shelve([one.taken for one in read])
        except SecondMeError:
            raise
        except Exception:  # each by itself tells on which file it is, and raises it again
            log.exception("files taken in together")
            with self._shelf.together():
                counts = []
                for one in read:
                    self._at = one.waiting
                    counts += self._shelf.shelve([one.taken])
        for one, (new, gone) in zip(read, counts, strict=True):
            path = path_text(one.taken.document.path)
            events.append(Indexed(path, len(one.taken.passages), new, gone, one.secrets))
        for one in read:
            self._fresh.pop(path_text(one.waiting.path), None)
        return events

    def close(self) -> None:
        """Reads nothing ahead any more."""
        self._ahead.close()

    def settle(self) -> Iterator[Event]:
        """Drops what is missing, but for what a file that waits may be. To be called when all has been looked at that
        was told of, as the new place of a file may be told of after the old one."""
        sizes, names = set(self._fresh.values()), {_parts(path)[1] for path in self._fresh}
        few = self._fresh if len(self._fresh) <= FEW else {}
        for path, (folder, size) in list(self._missing.items()):
            if size in sizes or _parts(path)[1] in names or any(_akin(path, fresh) for fresh in few):
                continue
            del self._missing[path]
            if self._is_gone(folder, Path(path)):
                yield from self._gone(Path(path))

    def _is_heavy(self, waiting: Waiting) -> bool:
        return self._fresh.get(path_text(waiting.path), 0) > HEAVY

    def _read(self, waiting: Waiting, content: Content) -> _Read | Iterable[Event]:
        """A file as it is to be taken in, or what became of it otherwise."""
        seen, document, ready = content
        if seen is None:
            self._not_there(waiting.folder, waiting.path)
            return ()
        if document is None:
            return self._skipped(waiting.folder, seen, seen.reason)
        row = self._known.get(path_text(waiting.path))
        unread = row is None or not row.passages
        was = self._moved(seen, document) if unread else None
        if was is not None and was.reason == FORGOTTEN:
            self._move(was, waiting)
            self._shelf.done(waiting.path)
            return (Skipped(path_text(seen.path), FORGOTTEN, ""),)
        if isinstance(document, Unreadable):
            if document.reason == "vanished":
                self._not_there(waiting.folder, waiting.path)
                return ()
            return self._skipped(waiting.folder, seen, document.reason, str(document))
        self.files, self.bytes = self.files + 1, self.bytes + document.size
        if was is not None:
            self._missing.pop(was.path, None)
            self._move(was, waiting)
        pieces, secrets, readings = ready or cut(document.sections, self._tokens)
        if unread and was is None and (was := self._edited(waiting.path, pieces)) is not None:
            del self._missing[was.path]
            self._move(was, waiting)
        file = file_id(was or row)
        passages = self._passages(waiting.folder, file, document, pieces)
        return _Read(waiting, Taken(waiting.folder, file, document, passages, readings), secrets)

    def _move(self, was: FileRow, waiting: Waiting) -> None:
        """Has a file that waits be one that was read before, at another place."""
        self._shelf.move(was, waiting.folder, waiting.path)
        self._known.pop(was.path, None)
        self._same.clear()

    def _moved(self, seen: FileSeen, document: Document | Unreadable) -> FileRow | None:
        """The file that this one was, by its bytes, before it was moved here: one that was forgotten before any other,
        then one of the same name."""
        path, known = path_text(seen.path), alike(seen, document)
        if known is None:
            return None
        if known not in self._same:  # many at once, as each query waits for other threads
            self._same |= self._shelf.same([known, *self._ahead.opened()])
        for home, row in sorted(
            self._same[known],
            key=lambda one: (one[1].reason != FORGOTTEN, Path(one[1].path).name != seen.path.name),
        ):
            if row.path != path and self._is_gone(home, Path(row.path)):
                return row
        return None

    def _edited(self, path: Path, pieces: Sequence[Piece]) -> FileRow | None:
        """The missing file that this one was before it was moved and edited: that of which it holds the most passages,
        and half of them at least."""
        best, most = None, 0
        for name, (folder, _) in self._missing.items():
            row = self._shelf.file(Path(name)) if _akin(name, path_text(path)) else None
            if row is None or not row.passages or not self._is_gone(folder, Path(name)):
                continue
            same = len(set(identify(row.id, pieces)).intersection(self._shelf.passages(row.id)))
            if same > most and 2 * same >= row.passages:
                best, most = row, same
        return best

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
        """Skips the file on which something went wrong that nobody foresaw, if it was in reading one."""
        waiting, self._at = self._at, None
        if waiting is not None:
            yield from self._skipped(waiting.folder, FileSeen(waiting.path, 0, 0), "reader")

    def _passages(
        self, folder: Folder, file: str, document: Document, pieces: Sequence[Piece]
    ) -> Sequence[Memory]:
        """The passages of a file, from its pieces."""
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
                    piece.page,
                ),
                by=By.FILE,
                place=f"folder:{folder.id}",
                made=made,
                valid_from=made,
            )
            for name, piece in zip(identify(file, pieces), pieces, strict=True)
        ]

    def _skipped(self, folder: Folder, seen: FileSeen, reason: str, sentence: str = "") -> Iterator[Event]:
        self._shelf.skip(folder, seen, reason, keep=reason in PASSING)
        yield Skipped(path_text(seen.path), reason, sentence)

    def _away(self, folder: Folder, sentence: str) -> Iterator[Event]:
        self._shelf.mark(folder, sentence)
        yield Skipped(str(folder.path), "away", sentence)

    def _not_there(self, folder: Folder, path: Path) -> None:
        """A file is not there: it will be dropped if its folder still is what it was, and is left alone otherwise. One
        that is to stay forgotten is still known, should it come back."""
        self._shelf.done(path)
        row = self._shelf.file(path)
        if row is not None and row.reason != FORGOTTEN:
            self._missing[row.path] = folder, row.size

    def _gone(self, path: Path) -> Iterator[Event]:
        if self._shelf.file(path) is not None:
            yield Removed(path_text(path), self._shelf.drop(path))


def _device(identity: str) -> str:
    return identity.partition(":")[0]


def _parts(path: str) -> tuple[str, str, str]:
    """The folder, name and suffix of a file, of whatever system."""
    place, _, name = path.replace("\\", "/").rpartition("/")
    return place, name, name.rpartition(".")[2]


def _akin(path: str, other: str) -> bool:
    """Whether a file may be another one after a move: it has its name, or lies in its folder and is of its kind."""
    (place, name, suffix), (there, called, kind) = _parts(path), _parts(other)
    return path != other and (name == called or (place == there and suffix == kind))


def _within(path: str, folder: Path) -> bool:
    top = path_text(folder)
    return path == top or path.startswith((top + "/", top + "\\"))
