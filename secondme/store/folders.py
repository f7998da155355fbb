"""Watched folders, their files, and the durable queue of files to read. Implements the port `Shelf`."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from secondme.errors import NotFound, Refused
from secondme.memory.language import tongue
from secondme.memory.record import Memory, path_text
from secondme.ports import Alike, Clock, FileRow, FileSeen, Folder, Known, Taken, Waiting, file_id
from secondme.store.passages import LEFT, Passages
from secondme.store.rows import FIELDS, HIDDEN, put_documents, to_row
from secondme.store.store import Store
from secondme.storing import Operation

LEFT_OUT = "forgotten"
"""Why a file is skipped that the person had forgotten."""
OUT = "intake:out:"
"""Before the number of an operation: the note of the files that undoing it reads again or leaves out again, by their
ids, with what stands in their rows then."""
DRIVES = "intake:drives:"
"""Before the id of a folder: the note of the drives in it that files were read of."""
RULES = "intake:rules:"
"""Before the id of a folder: the note of the rules by which all of it was looked at last."""
PACE = "intake:pace"
"""The note of how quickly files are read."""

_FOLDER = "id, path, name, recursive, include, exclude, largest, paused"
_FILE = "id, path, size, modified, digest, state, reason, passages"
_GOING = "folder NOT IN (SELECT id FROM folder WHERE paused)"
"""Leaves out what is paused."""


class Folders:
    """What is watched and how far it has been read."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._ledger = store.ledger
        self._clock = clock
        self._passages = Passages(store, clock)

    # ---- folders -------------------------------------------------------------------------------------

    def add(
        self,
        path: Path,
        name: str,
        recursive: bool,
        *,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        largest: int | None = None,
    ) -> Folder:
        """Watches a folder; one that is watched already keeps its id, and what is not given of what is read of it."""
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT INTO folder (id, path, name, recursive, added) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET name = excluded.name, recursive = excluded.recursive",
                (uuid.uuid4().hex[:12], path_text(path), name or path.name or str(path), int(recursive), self._clock()),
            )
            for column, value in (
                ("include", None if include is None else json.dumps(include)),
                ("exclude", None if exclude is None else json.dumps(exclude)),
                ("largest", largest),
            ):
                if value is not None:
                    connection.execute(f"UPDATE folder SET {column} = ? WHERE path = ?", (value, path_text(path)))
        return self.find(str(path))

    def all(self) -> list[Folder]:
        """Every watched folder, in order of path."""
        return [_folder(row) for row in self._ledger.rows(f"SELECT {_FOLDER} FROM folder ORDER BY path")]

    def pause(self, folder: Folder, paused: bool) -> None:
        """Has nothing of a folder read from now on, or has it read again."""
        with self._ledger.write() as connection:
            connection.execute("UPDATE folder SET paused = ? WHERE id = ?", (int(paused), folder.id))

    def find(self, which: str) -> Folder:
        """A folder by id, path or name. Raises: NotFound, Refused if several have the name."""
        folders = self.all()
        found = [folder for folder in folders if which in (folder.id, str(folder.path))]
        found = found or [folder for folder in folders if which == folder.name]
        if len(found) == 1:
            return found[0]
        if found:
            paths = ", ".join(str(folder.path) for folder in found)
            raise Refused(f"Several watched folders are called {which!r}: {paths}.", "Name one by its path.")
        raise NotFound(f"No watched folder is {which!r}.", "See them with: secondme watch list")

    def remove(self, folder: Folder) -> int:
        """Stops watching, and takes the folder's passages out of memory; how many. A correction of one stays."""
        with self._ledger.write() as connection:
            passages = [
                row[0]
                for row in self._ledger.rows(
                    "SELECT memory.id FROM memory JOIN file ON memory.source_key = 'file:' || file.id "
                    f"WHERE file.folder = ? AND {HIDDEN}",
                    (folder.id,),
                )
            ]
            gone = self._passages.clear(passages, folder.id)
            connection.execute("DELETE FROM folder WHERE id = ?", (folder.id,))
            noted = (DRIVES + folder.id, RULES + folder.id)
            connection.execute("DELETE FROM note WHERE name IN (?, ?)", noted)
        return gone

    def root(self, folder: Folder) -> str:
        """See `Shelf`."""
        return str(self._ledger.scalar("SELECT root FROM folder WHERE id = ?", (folder.id,)) or "")

    def rooted(self, folder: Folder, identity: str) -> None:
        """See `Shelf`."""
        with self._ledger.write() as connection:
            connection.execute("UPDATE folder SET root = ? WHERE id = ? AND root != ?", (identity, folder.id, identity))

    def drives(self, folder: Folder) -> frozenset[str]:
        """See `Shelf`."""
        found = self._ledger.scalar("SELECT value FROM note WHERE name = ?", (DRIVES + folder.id,))
        return frozenset(json.loads(found)) if found else frozenset()

    def mounted(self, folder: Folder, drives: frozenset[str]) -> None:
        """See `Shelf`."""
        if drives != self.drives(folder):
            with self._ledger.write() as connection:
                values = (DRIVES + folder.id, json.dumps(sorted(drives)))
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", values)

    def _watched(self, folder: Folder) -> bool:
        """Whether the folder is still watched: it may have been removed while one of its files was read."""
        return self._ledger.one("SELECT 1 FROM folder WHERE id = ?", (folder.id,)) is not None

    def mark(self, folder: Folder, state: str) -> None:
        """Notes a folder's state: empty where all is well, else a sentence."""
        with self._ledger.write() as connection:
            connection.execute("UPDATE folder SET state = ? WHERE id = ? AND state != ?", (state, folder.id, state))

    def summary(self) -> list[dict[str, Any]]:
        """Each folder with its counts."""
        found = []
        for folder in self.all():
            counts: dict[str, int] = dict(
                self._ledger.rows("SELECT state, count(*) FROM file WHERE folder = ? GROUP BY state", (folder.id,))
            )
            state = self._ledger.scalar("SELECT state FROM folder WHERE id = ?", (folder.id,))
            passages = self._ledger.scalar("SELECT coalesce(sum(passages), 0) FROM file WHERE folder = ?", (folder.id,))
            waiting = self._ledger.scalar("SELECT count(*) FROM intake WHERE folder = ?", (folder.id,))
            found.append(
                {
                    "id": folder.id,
                    "path": str(folder.path),
                    "name": folder.name,
                    "recursive": folder.recursive,
                    "include": list(folder.include),
                    "exclude": list(folder.exclude),
                    "largest": folder.largest,
                    "paused": folder.paused,
                    "available": not state,
                    "state": state or ("paused" if folder.paused else "reading" if waiting else "up to date"),
                    "indexed": counts.get("indexed", 0),
                    "waiting": waiting,
                    "skipped": counts.get("skipped", 0),
                    "passages": passages,
                }
            )
        return found

    # ---- files ---------------------------------------------------------------------------------------

    def files(self, folder: Folder, *, limit: int = -1) -> list[FileRow]:
        """The files of a folder as last read, in order of path."""
        sql = f"SELECT {_FILE} FROM file WHERE folder = ? ORDER BY path LIMIT ?"
        return [FileRow(*row) for row in self._ledger.rows(sql, (folder.id, limit))]

    def known(self, folder: Folder) -> dict[str, Known]:
        """See `Shelf`."""
        sql = "SELECT path, size, modified, reason, passages FROM file WHERE folder = ?"
        return {row[0]: row for row in self._ledger.rows(sql, (folder.id,))}

    def rules(self, folder: Folder) -> str:
        """See `Shelf`."""
        return str(self._ledger.scalar("SELECT value FROM note WHERE name = ?", (RULES + folder.id,)) or "")

    def ruled(self, folder: Folder, rules: str) -> None:
        """See `Shelf`."""
        if rules != self.rules(folder):
            with self._ledger.write() as connection:
                values = (RULES + folder.id, rules)
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", values)

    def file(self, path: Path) -> FileRow | None:
        """One file as last read."""
        row = self._ledger.one(f"SELECT {_FILE} FROM file WHERE path = ?", (path_text(path),))
        return None if row is None else FileRow(*row)

    def files_at(self, paths: Sequence[Path]) -> dict[str, FileRow]:
        """See `Shelf`."""
        sql = f"SELECT {_FILE} FROM file WHERE path IN (SELECT value FROM json_each(?))"
        rows = self._ledger.rows(sql, (json.dumps([path_text(path) for path in paths]),))
        return {row.path: row for row in (FileRow(*one) for one in rows)}

    def same(self, files: Sequence[Alike]) -> dict[Alike, list[tuple[Folder, FileRow]]]:
        """See `Shelf`."""
        found: dict[Alike, list[tuple[Folder, FileRow]]] = {one: [] for one in files}
        wanted: dict[tuple[int, int | str], list[Alike]] = {}
        for one in found:
            for mark in (one.modified, one.digest) if one.digest else (one.modified,):
                wanted.setdefault((one.size, mark), []).append(one)
        sizes, digests = [*{one.size for one in files}], [*{one.digest for one in files} - {""}]
        rows = self._ledger.rows(
            f"SELECT folder, {_FILE} FROM file WHERE size IN (SELECT value FROM json_each(?)) "
            "AND (digest IN (SELECT value FROM json_each(?)) OR reason = ?) ORDER BY path",
            (json.dumps(sizes), json.dumps(digests), LEFT_OUT),
        )
        if not rows:
            return found  # mostly: every file that is read is asked for
        sql = "SELECT id FROM folder WHERE state = ''"
        here = {which for (which,) in self._ledger.rows(sql)}
        there = {folder.id: folder for folder in self.all() if folder.id in here}  # one may be taken off meanwhile
        for which, *values in rows:
            row = FileRow(*values)
            marks: list[int | str] = [row.digest, row.modified] if row.reason == LEFT_OUT else [row.digest]
            alike = [one for mark in marks for one in wanted.get((row.size, mark), ())] if which in there else []
            for one in dict.fromkeys(alike):
                found[one].append((there[which], row))
        return found

    def move(self, file: FileRow, folder: Folder, path: Path) -> None:
        """See `Shelf`."""
        with self._ledger.write() as connection:
            if not self._watched(folder):
                return
            connection.execute("DELETE FROM file WHERE path = ? AND id != ?", (path_text(path), file.id))
            connection.execute(
                "UPDATE file SET folder = ?, path = ? WHERE id = ?", (folder.id, path_text(path), file.id)
            )
            connection.execute(
                "UPDATE memory SET place = ? WHERE source_key = ?", (f"folder:{folder.id}", f"file:{file.id}")
            )
            self.done(Path(file.path))

    def passages(self, file: str) -> list[str]:
        """Ids of a file's passages, in order, without those that left it and those that are being forgotten."""
        kept = "SELECT 1 FROM note WHERE name = ? || memory.id"
        sql = f"SELECT id FROM memory WHERE source_key = ? AND {HIDDEN} AND NOT EXISTS ({kept}) ORDER BY n"
        return [row[0] for row in self._ledger.rows(sql, (f"file:{file}", LEFT))]

    def tidy(self) -> int:
        """Takes out the passages that were kept, though in no file, for something that is gone now; how many. To be
        called after forgetting and undoing, and after purging: what cannot be undone any more needs no note."""
        sql = (
            "SELECT name FROM note WHERE name >= ?1 AND name < ?2 AND NOT EXISTS "
            "(SELECT 1 FROM history WHERE operation = CAST(substr(name, length(?1) + 1) AS INTEGER))"
        )
        if lapsed := self._ledger.rows(sql, (OUT, OUT[:-1] + ";")):
            with self._ledger.write() as connection:
                connection.executemany("DELETE FROM note WHERE name = ?", lapsed)
        return self._passages.tidy()

    def kept_for(self, ids: Sequence[str]) -> list[Memory]:
        """The passages that stand in no file and are kept for these memories alone, as a correction keeps the one that
        it corrected: they go with them."""
        return self._passages.kept_for(ids)

    def shelve(self, files: Sequence[Taken]) -> list[tuple[int, int]]:
        """Takes the passages of files in: new ones stored, those that stay left alone, stale ones removed, the files
        marked as read and taken off the queue, all in one transaction. Of each how many are new, how many went.

        A new one that says again what the person found wrong is closed from the start. Many files at once take half the
        time: before each statement of many rows SQLite writes out what it has of its index of words.
        """
        asked = files
        with self._ledger.write() as connection:
            folders = {one.folder.id: one.folder for one in files}
            watched = {name for name, folder in folders.items() if self._watched(folder)}
            files = [one for one in files if one.folder.id in watched]
            left_out = self._left_out([one.document.path for one in files])  # since they were read
            taken = {one.file: one for one in files if path_text(one.document.path) not in left_out}
            sql = "SELECT id FROM file WHERE id IN (SELECT value FROM json_each(?))"
            known = [row[0] for row in self._ledger.rows(sql, (json.dumps(list(taken)),))]
            stale = {
                file: set(self.passages(file)) - {memory.id for memory in taken[file].passages} for file in known
            }
            passages = [memory for one in taken.values() for memory in one.passages]
            stored = {memory.id for memory in self._store.get([memory.id for memory in passages])}
            self._moved([memory for memory in passages if memory.id in stored])
            new = self._passages.take(list(taken.values()), stored)
            gone = {file: self._passages.leave(sorted(ids)) for file, ids in stale.items() if ids}
            connection.executemany(
                "INSERT INTO file (id, folder, path, size, modified, digest, state, reason, passages) "
                "VALUES (?, ?, ?, ?, ?, ?, 'indexed', '', ?) "
                "ON CONFLICT (path) DO UPDATE SET folder = excluded.folder, "
                "size = excluded.size, modified = excluded.modified, digest = excluded.digest, state = 'indexed', "
                "reason = '', passages = excluded.passages",
                [
                    (
                        file, one.folder.id, path_text(one.document.path), one.document.size, one.document.modified,
                        one.document.digest, len(one.passages),
                    )
                    for file, one in taken.items()
                ],
            )  # fmt: skip
            self._done([one.document.path for one in files])
        counts = {
            file: (sum(memory.id in new for memory in one.passages), gone.get(file, 0)) for file, one in taken.items()
        }
        return [counts.get(one.file, (0, 0)) for one in asked]

    def _moved(self, passages: Sequence[Memory]) -> None:
        """Keeps the places of passages right whose words did not change but whose lines, heading or file's name did.
        Reading and vector tell of the heading too: where that is another one, they are made anew."""
        if not passages:
            return
        text, source, heading = (FIELDS.index(name) for name in ("text", "source", "heading"))
        rows = {row[0]: row for row in map(to_row, passages)}
        given = json.dumps([[name, row[source], row[heading]] for name, row in rows.items()])
        with self._ledger.write() as connection:
            put_documents(connection, passages)
            differs = self._ledger.rows(
                "SELECT memory.id, memory.n, memory.source ->> 3 IS NOT value ->> 1 ->> 3 FROM json_each(?) "
                "CROSS JOIN memory ON memory.id = value ->> 0 "
                "WHERE (memory.source, memory.heading) != (value ->> 1, value ->> 2)",
                (given,),
            )
            connection.executemany(
                "UPDATE memory SET source = ?, heading = ?, tongue = ? WHERE n = ?",
                [
                    (row[source], row[heading], tongue(row[text], row[heading]), n)
                    for row, n in ((rows[name], n) for name, n, _ in differs)
                ],
            )
            if headed := [(name, n) for name, n, other in differs if other]:
                connection.executemany("DELETE FROM reading WHERE memory = ?", [(n,) for _, n in headed])
                self._store.outbox.put([name for name, _ in headed])

    def skip(self, folder: Folder, seen: FileSeen, reason: str, *, keep: bool = False) -> int:
        """See `Shelf`."""
        with self._ledger.write() as connection:
            if not self._watched(folder):
                return 0
            if self._left_out([seen.path]):
                self.done(seen.path)
                return 0
            file = file_id(self.file(seen.path))
            gone = 0 if keep else self._passages.leave(self.passages(file))
            connection.execute(
                "INSERT INTO file (id, folder, path, size, modified, digest, state, reason, passages) "
                "VALUES (?, ?, ?, ?, ?, '', 'skipped', ?, 0) ON CONFLICT (path) DO UPDATE SET size = excluded.size, "
                "modified = excluded.modified, state = 'skipped', reason = excluded.reason, "
                "digest = CASE WHEN ?7 THEN digest ELSE '' END, passages = CASE WHEN ?7 THEN passages ELSE 0 END",
                (file, folder.id, path_text(seen.path), seen.size, seen.modified, reason, int(keep)),
            )
            self.done(seen.path)
        return gone

    def drop(self, path: Path) -> int:
        """Takes a file that is gone from the disk out of memory; how many passages went."""
        with self._ledger.write() as connection:
            row = self.file(path)
            gone = self._passages.leave(self.passages(row.id)) if row else 0
            connection.execute("DELETE FROM file WHERE path = ?", (path_text(path),))
            self.done(path)
        return gone

    def leave_out(self, path: Path, operation: int = 0) -> None:
        """Has a file not read any more, until its folder is taken off and watched anew, or the `operation` that this
        belongs to is undone. Raises: NotFound."""
        with self._ledger.write():
            row = self.file(path)
            if row is None:
                raise NotFound(f"{path} is not in a watched folder.", "See the folders with: secondme watch list")
            if operation and row.reason != LEFT_OUT:
                self._note_out(operation, {**self._noted_out(operation), row.id: _standing(row)})
            self._stand(row, "", "skipped", LEFT_OUT, 0)

    def undone(self, done: Operation) -> list[Folder]:
        """Has the files read again that an operation left out which `done` has just undone, whatever became of them
        meanwhile, and those left out again that it had taken back; the folders of the former, to be looked at. Belongs
        into the transaction of the undoing."""
        noted = self._noted_out(done.undoes or 0)
        if not noted:
            return []
        before: dict[str, list[Any]] = {}
        again: dict[str, list[Path]] = {}
        with self._ledger.write() as connection:
            connection.execute("DELETE FROM note WHERE name = ?", (f"{OUT}{done.undoes}",))
            for file, (digest, state, reason, passages) in noted.items():
                found = self._ledger.one(f"SELECT folder, {_FILE} FROM file WHERE id = ?", (file,))
                if found is None:  # it is gone from the disk, or its folder is not watched any more
                    self._passages.leave(self.passages(file))
                    continue
                row = FileRow(*found[1:])
                if (row.reason == LEFT_OUT) == (reason == LEFT_OUT) or (reason == LEFT_OUT and self.passages(file)):
                    continue  # what was read of it since stays, and is followed
                before[file] = _standing(row)
                self._stand(row, digest, state, reason, passages)
                if reason != LEFT_OUT:
                    again.setdefault(found[0], []).append(Path(row.path))
            folders = [folder for folder in self.all() if folder.id in again]
            for folder in folders:
                self.queue(folder, again[folder.id], urgent=True)
            # Undoing what undid an operation makes that one one that can be undone.
            undoable = self._ledger.scalar("SELECT undoes FROM operation WHERE n = ?", (done.undoes,))
            for operation in (done.n, undoable):
                if operation and before:
                    self._note_out(operation, before)
        return folders

    def _stand(self, row: FileRow, digest: str, state: str, reason: str, passages: int) -> None:
        """Says what was read of a file; what waits of it waits no more."""
        with self._ledger.write() as connection:
            connection.execute(
                "UPDATE file SET digest = ?, state = ?, reason = ?, passages = ? WHERE id = ?",
                (digest, state, reason, passages, row.id),
            )
            self.done(Path(row.path))

    def _noted_out(self, operation: int) -> dict[str, list[Any]]:
        found = self._ledger.scalar("SELECT value FROM note WHERE name = ?", (f"{OUT}{operation}",))
        return json.loads(found) if found else {}

    def _note_out(self, operation: int, files: dict[str, list[Any]]) -> None:
        with self._ledger.write() as connection:
            values = (f"{OUT}{operation}", json.dumps(files))
            connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", values)

    def _left_out(self, paths: Sequence[Path]) -> set[str]:
        """Those of some files that are not to be read any more."""
        sql = "SELECT path FROM file WHERE path IN (SELECT value FROM json_each(?)) AND reason = ?"
        names = [path_text(path) for path in paths]
        return {row[0] for row in self._ledger.rows(sql, (json.dumps(names), LEFT_OUT))}

    # ---- the queue -----------------------------------------------------------------------------------

    def queue(self, folder: Folder, paths: Sequence[Path], *, urgent: bool) -> None:
        """Puts files into the queue; one that waits already is not put in twice, but may become urgent."""
        with self._ledger.write() as connection:
            if not self._watched(folder):
                return
            names, left_out = [path_text(path) for path in paths], self._left_out(paths)
            connection.executemany(
                "INSERT INTO intake (folder, path, urgent, at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET urgent = max(urgent, excluded.urgent)",
                [(folder.id, name, int(urgent), self._clock()) for name in names if name not in left_out],
            )

    def next(self) -> Waiting | None:
        """The file to read now: what was just changed goes before the backlog."""
        return next(iter(self.ahead(1)), None)

    def ahead(self, limit: int) -> list[Waiting]:
        """The files to read now and next, so many at most: of what was just changed, or else of the backlog."""
        sql = f"SELECT urgent, n, folder, path FROM intake WHERE {_GOING} ORDER BY urgent DESC, n LIMIT ?"
        rows = self._ledger.rows(sql, (limit,))
        folders = {folder.id: folder for folder in self.all()} if rows else {}
        return [
            Waiting(n, folders[which], Path(path))
            for urgent, n, which, path in rows
            if which in folders and urgent == rows[0][0]
        ]

    def together(self) -> AbstractContextManager[object]:
        """Inside, what is written is written at once when the block ends, or not at all."""
        return self._ledger.write()

    def waiting(self) -> int:
        """How many files wait, those of paused folders apart."""
        return int(self._ledger.scalar(f"SELECT count(*) FROM intake WHERE {_GOING}"))

    def queued(self, folder: Folder | None = None) -> list[Path]:
        """The files that wait: of a folder, or of all that are not paused."""
        if folder is None:
            rows = self._ledger.rows(f"SELECT path FROM intake WHERE {_GOING}")
        else:
            rows = self._ledger.rows("SELECT path FROM intake WHERE folder = ?", (folder.id,))
        return [Path(row[0]) for row in rows]

    def pace(self) -> tuple[float, float]:
        """Work done by reading and the seconds that it took, as noted last; zeros before that."""
        found = self._ledger.scalar("SELECT value FROM note WHERE name = ?", (PACE,))
        work, seconds = json.loads(found) if found else (0.0, 0.0)
        return float(work), float(seconds)

    def paced(self, work: float, seconds: float) -> None:
        """Notes how quickly files are read."""
        with self._ledger.write() as connection:
            value = json.dumps([round(work), round(seconds, 3)])
            connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (PACE, value))

    def done(self, path: Path) -> None:
        """Takes a file off the queue."""
        self._done([path])

    def _done(self, paths: Sequence[Path]) -> None:
        with self._ledger.write() as connection:
            names = json.dumps([path_text(path) for path in paths])
            connection.execute("DELETE FROM intake WHERE path IN (SELECT value FROM json_each(?))", (names,))


def _standing(row: FileRow) -> list[Any]:
    """What says how much was read of a file."""
    return [row.digest, row.state, row.reason, row.passages]


def _folder(row: tuple[Any, ...]) -> Folder:
    name, path, called, recursive, include, exclude, largest, paused = row
    wanted, unwanted = tuple(json.loads(include)), tuple(json.loads(exclude))
    return Folder(name, Path(path), called, bool(recursive), wanted, unwanted, largest, bool(paused))
