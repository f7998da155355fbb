"""A client without a service: it answers from a script that the test writes, and streams wait for the test."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from secondme.errors import Disconnected, HoldsSecret, Locked, NotFound, SecondMeError
from secondme.events import Event, Recollection, Status
from secondme.memory.record import By, Kind, Memory, Said, Source, to_json
from secondme.memory.record import Status as State
from secondme.memory.secret import in_words, masked
from secondme.service.client import Client
from secondme.service.wire import AWAY, Stream

MAY_3 = 1_777_802_400.0
"""3 May 2026, 10:00 UTC."""


class ScriptedStream(Stream):
    """Events as the test feeds them; the reader waits for the next one, and closing wakes it."""

    def __init__(self, events: Iterable[Event] = (), *, whole: bool = False) -> None:
        self.closed = threading.Event()
        self._events: queue.SimpleQueue[Event | SecondMeError | None] = queue.SimpleQueue()
        self.feed(*events)
        if whole:
            self.end()

    def feed(self, *events: Event) -> None:
        """Sends events to the reader."""
        for event in events:
            self._events.put(event)

    def end(self) -> None:
        """Ends the stream as a service does that has said all."""
        self._events.put(None)

    def fail(self, error: SecondMeError) -> None:
        """Breaks the stream."""
        self._events.put(error)

    def __iter__(self) -> Iterator[Event]:
        while (event := self._events.get()) is not None and not self.closed.is_set():
            if isinstance(event, SecondMeError):
                raise event
            yield event

    def close(self) -> None:
        self.closed.set()
        self._events.put(None)


class ScriptedClient(Client):
    """The calls of `Client`, answered from lists.

    While `up` is not set every call waits, as it does while a service starts; `refusing` is an error that every
    call raises. `asked`, `added`, `forgot` and `pages` keep what was asked for.
    """

    def __init__(self, rows: Iterable[dict[str, Any]] = ()) -> None:
        self.up = threading.Event()
        self.up.set()
        self.refusing: SecondMeError | None = None
        self.rows = list(rows)
        self.talk: list[dict[str, Any]] = []
        self.folders_watched: list[dict[str, Any]] = []
        self.files: list[dict[str, Any]] = []
        self.replies: list[ScriptedStream] = []
        self.thinking = ScriptedStream()
        self.asked: list[tuple[str, str, bool]] = []
        self.streams: list[ScriptedStream] = []
        self.subscriptions: list[ScriptedStream] = []
        self.added: list[Path] = []
        self.forgot: list[str] = []
        self.thumbs: list[tuple[str, bool | None]] = []
        self.encrypted_with = ""
        self.unlocked_with: list[str] = []
        self.ended: list[str] = []
        self.typed = threading.Event()
        self.pages: list[tuple[str, int]] = []
        self.searched: dict[str, Any] = {}
        self.fields: dict[str, Any] = {
            "running": True, "pid": 1, "version": "0", "uptime": 1.0, "waiting": 0,
            "model": {"phase": "ready", "name": "SmolLM2-135M", "sentence": "Ready.", "bytes": 0, "context": 4096},
            "memories": {"active": 1204, "faded": 12}, "by_kind": {}, "intake": {"waiting": 0, "state": ""},
            "folders": 1, "consolidating": False, "memory_bytes": 0, "model_bytes": 0, "home": "/home/me",
        }  # fmt: skip

    def go_away(self) -> None:
        """The service dies: every stream breaks, and calls wait until `up` is set again."""
        self.up.clear()
        for stream in (*self.streams, *self.subscriptions):
            stream.fail(Disconnected(AWAY))

    def _answer(self) -> None:
        self.up.wait()
        if self.refusing is not None:
            raise self.refusing

    def ask(self, text: str, *, conversation: str = "", private: bool = False) -> ScriptedStream:
        self._answer()
        self.asked.append((text, conversation, private))
        stream = self.replies.pop(0) if self.replies else ScriptedStream()
        self.streams.append(stream)
        return stream

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        self._answer()
        return self.talk

    def typing(self) -> None:
        self._answer()
        self.typed.set()

    def end_private(self, conversation: str) -> None:
        self._answer()
        self.ended.append(conversation)

    def thumb(
        self, up: bool | None, *, conversation: str = "", message: int | None = None, toggle: bool = False
    ) -> dict[str, Any]:
        self._answer()
        before = self.thumbs[-1][1] if self.thumbs else None
        self.thumbs.append((conversation, None if toggle and up == before else up))
        now = self.thumbs[-1][1]
        return {
            "conversation": conversation, "message": 1, "up": now, "before": before, "memories": ["e1", "e2", "e3"],
        }  # fmt: skip

    def remember(self, text: str, *, secrets: str = "") -> dict[str, Any]:
        self._answer()
        kept, found = masked(text)
        if found and not secrets:
            raise HoldsSecret(f"This holds {in_words(found)}.")
        text = kept if secrets == "mask" else text
        self.rows.insert(0, row(f"e{len(self.rows)}", text))
        return self.rows[0]

    def memories(
        self, search: str = "", *, kind: str = "", status: str = "", limit: int = 100, offset: int = 0
    ) -> dict[str, Any]:
        self._answer()
        self.pages.append((search, offset))
        found = [row for row in self.rows if search.lower() in row["text"].lower()]
        told = self.searched if search else {}
        return {"total": len(found), "memories": found[offset : offset + limit], **told}

    def memory(self, memory: str) -> dict[str, Any]:
        self._answer()
        for row in self.rows:
            if row["id"] == memory:
                change = {
                    "memory": memory, "version": 1, "what": "made", "why": "you said it", "rule": "", "at": row["made"],
                }  # fmt: skip
                return {**row, "history": [change], "evidence": [], "derived": self.rows[-1:], "neighbours": []}
        raise NotFound("That memory is gone.", "Search again.")

    def pin(self, memory: str, *, pinned: bool = True) -> dict[str, Any]:
        self._answer()
        for row in self.rows:
            if row["id"] == memory:
                row["pinned"] = pinned
                return row
        raise NotFound("That memory is gone.", "Search again.")

    def forgettable(self, what: str = "", **filters: Any) -> dict[str, Any]:
        self._answer()
        self.filters = filters
        found = [row for row in self.rows if row["id"] == what or what.lower() in row["text"].lower()]
        resting = [row for row in self.rows if row["kind"] == "insight" and row not in found] if found else []
        return {"memories": found, "derived": resting}

    def forget(self, ids: list[str], *, files: Sequence[str] = (), now: bool = False) -> dict[str, Any]:
        self._answer()
        self.forgot += ids
        before = len(self.rows)
        self.rows = [row for row in self.rows if row["id"] not in ids]
        return {"forgotten": before - len(self.rows), "derived": 0, "undo": 30.0}

    def undo(self, operation: int | None = None) -> dict[str, Any]:
        self._answer()
        return {"operation": 2, "n": 2, "what": "undid 1: forgot", "memories": 1, "undoes": 1, "undone_by": None}

    def unlock(self, passphrase: str) -> None:
        self.unlocked_with.append(passphrase)
        self.refusing = None if passphrase == "abcde-fghij" else Locked("The passphrase is wrong.")

    def privacy(self) -> dict[str, Any]:
        self._answer()
        return {"encrypted": bool(self.encrypted_with), "key": "", "sentences": [], "leaks": []}

    def passphrase(self) -> str:
        self._answer()
        return "abcde-fghij"

    def encrypt(self, passphrase: str) -> dict[str, Any]:
        self._answer()
        self.encrypted_with = passphrase
        return {"encrypted": True, "key": "keyring", "sentences": ["It is encrypted."], "leaks": []}

    def watch_add(self, path: Path, *, name: str = "", recursive: bool = True) -> dict[str, Any]:
        self._answer()
        self.added.append(path)
        skipped = {"too_large": sum(file["state"] == "skipped" for file in self.files)}
        read = sum(file["state"] != "skipped" for file in self.files)
        suffixes = [Path(file["path"]).suffix for file in self.files if file["state"] != "skipped"]
        kinds = {suffix: suffixes.count(suffix) for suffix in suffixes}
        return {
            "id": "f1", "path": str(path), "name": path.name, "files": read, "kinds": kinds, "skipped": skipped,
        }  # fmt: skip

    def watch_list(self) -> list[dict[str, Any]]:
        self._answer()
        return self.folders_watched

    def watch_files(self, folder: str, *, limit: int = 1000) -> list[dict[str, Any]]:
        self._answer()
        return self.files

    def consolidate(self) -> ScriptedStream:
        self._answer()
        return self.thinking

    def load_model(self) -> dict[str, Any]:
        self._answer()
        state: dict[str, Any] = self.fields["model"]
        return state

    def status(self) -> dict[str, Any]:
        self._answer()
        return self.fields

    def watch_events(self) -> ScriptedStream:
        self._answer()
        stream = ScriptedStream([Status(self.fields)])
        self.subscriptions.append(stream)
        return stream


def row(
    id: str, text: str, *, kind: Kind = Kind.EPISODE, by: By = By.PERSON, strength: float = 0.93,
    status: State = State.ACTIVE, made: float = MAY_3, source: Source | None = None, where: str = "",
) -> dict[str, Any]:  # fmt: skip
    """A row as the service gives it."""
    memory = Memory(id, kind, text, source or Said("talk", 1), by, "chat", made, status=status)
    return {
        **to_json(memory), "strength": strength, "days_left": 56.0,
        "where": where or "conversation of 3 May 2026",
    }  # fmt: skip


def recollection(text: str, *, by: By = By.PERSON, where: str = "conversation of 3 May 2026") -> Recollection:
    """A memory that an answer used."""
    return Recollection(
        id=f"e-{text}", text=text, kind="episode", by=by, made=MAY_3, where=where, score=0.87, strength=0.93,
        receipt={
            "lanes": ["neural", "words"], "words": {"dog": "text", "called": "before"}, "coverage": 1.0,
            "terms": {"coverage": 8.0, "speaker": 4.8, "asks": -0.6}, "steps": 12.2, "age_days": 2.0, "cosine": 0.71,
        },
        source={"type": "said", "conversation": "talk", "message": 1},
    )  # fmt: skip
