"""A client without a service: it answers from a script that the test writes, and streams wait for the test."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from secondme.errors import Disconnected, HoldsSecret, Locked, NotFound, Refused, SecondMeError
from secondme.events import Event, Recollection, Status
from secondme.memory.record import By, Derived, Kind, Memory, Said, Source, to_json
from secondme.memory.record import Status as State
from secondme.memory.secret import in_words, masked
from secondme.service.client import Client
from secondme.service.wire import AWAY, Stream, note

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
        self.noticed: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.learnt: list[dict[str, Any]] = []
        self.nights: dict[int, dict[str, Any]] = {}
        self.foreseen: dict[str, Any] = {"foreseen": [], "more": 0, "whole": True}
        self.stopped = 0
        self.night: dict[str, Any] = {"run": 3, "sentence": "Last night I learned 1 thing.", "items": []}
        self.undoings: list[int | None] = []
        self.made: list[dict[str, Any]] = []
        self.taken_away: float | None = None
        self.asked: list[tuple[str, str, bool]] = []
        self.branched: list[tuple[int | None, bool]] = []
        self.talks: list[dict[str, Any]] = []
        self.streams: list[ScriptedStream] = []
        self.offered: dict[str, Any] = {
            "machine": {}, "here": [], "catalogue": [], "best": {"model": "", "here": False, "sentences": ["None."]},
        }  # fmt: skip
        self.names: list[dict[str, Any]] = []
        self.pulled = ScriptedStream()
        self.used: list[str] = []
        self.allowed = "free"
        self.planned: dict[str, Any] = {}
        self.exam = ScriptedStream()
        self.exam_result: dict[str, Any] = {}
        self.subscriptions: list[ScriptedStream] = []
        self.added: list[Path] = []
        self.forgot: list[str] = []
        self.thumbs: list[tuple[str, bool | None]] = []
        self.encrypted_with = ""
        self.unlocked_with: list[str] = []
        self.ended: list[str] = []
        self.typed = threading.Event()
        self.pages: list[tuple[str, int]] = []
        self.orders: list[str] = []
        self.changed_many: list[tuple[str, list[str]]] = []
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

    def ask(
        self, text: str, *, conversation: str = "", private: bool = False, after: int | None = None, again: bool = False
    ) -> ScriptedStream:
        self._answer()
        self.asked.append((text, conversation, private))
        self.branched.append((after, again))
        stream = self.replies.pop(0) if self.replies else ScriptedStream()
        self.streams.append(stream)
        return stream

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        self._answer()
        return self.talk

    def conversations(
        self, *, limit: int = 50, offset: int = 0, search: str = "", archived: bool = False
    ) -> list[dict[str, Any]]:
        self._answer()
        found = [one for one in self.talks if one["archived"] == archived and search.lower() in one["title"].lower()]
        return found[offset : offset + limit]

    def conversation(self, conversation: str) -> dict[str, Any]:
        self._answer()
        return next((one for one in self.talks if one["id"] == conversation), talk(conversation, ""))

    def conversation_rename(self, conversation: str, title: str) -> dict[str, Any]:
        row = self.conversation(conversation)
        row.update(title=title or "opening words", named=bool(title))
        return row

    def conversation_archive(self, conversation: str, archived: bool = True) -> dict[str, Any]:
        row = self.conversation(conversation)
        row["archived"] = archived
        return row

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

    def look(self, search: str = "", *, order: str = "", limit: int = 100, offset: int = 0) -> dict[str, Any]:
        self.orders.append(order)
        return self.memories(search, limit=limit, offset=offset)

    def look_ids(self, search: str = "", *, order: str = "") -> dict[str, Any]:
        found = self.memories(search, limit=1000)
        return {"total": found["total"], "ids": [row["id"] for row in found["memories"]]}

    def look_choices(self, search: str = "") -> dict[str, Any]:
        self._answer()
        kinds = [str(row["kind"]) for row in self.rows]
        choices = [
            {"limit": f"kind:{kind}", "label": kind, "count": kinds.count(kind), "on": f"kind:{kind}" in search}
            for kind in dict.fromkeys(kinds)
        ]
        return {"total": len(self.rows), "groups": [{"group": "kind", "choices": choices}]}

    def many_forgettable(self, ids: Sequence[str]) -> dict[str, Any]:
        self._answer()
        return {"memories": [row for row in self.rows if row["id"] in ids], "derived": [], "left": 0}

    def many_change(self, ids: Sequence[str], what: str) -> dict[str, Any]:
        self._answer()
        self.changed_many.append((what, list(ids)))
        self.did(what, len(ids))
        for row in self.rows:
            if row["id"] in ids and what != "wrong":
                row["pinned"] = what == "pin"
        return {"changed": len(ids), "left": 0}

    def merge(self, ids: Sequence[str], words: str, *, secrets: str = "") -> dict[str, Any]:
        self._answer()
        self.changed_many.append(("merge", list(ids)))
        self.did("merged", len(ids))
        self.rows = [row("f1", words, kind=Kind.FACT), *(one for one in self.rows if one["id"] not in ids)]
        return self.rows[0]

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
                self.did("pinned" if pinned else "unpinned")
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
        self.did("forgot", len(ids))
        before = len(self.rows)
        self.rows = [row for row in self.rows if row["id"] not in ids]
        return {"forgotten": before - len(self.rows), "derived": 0, "undo": 30.0}

    def undo(self, operation: int | None = None) -> dict[str, Any]:
        self._answer()
        self.undoings.append(operation)
        if not self.made:
            self.did("forgot")
        undone = self.undoable(operation) if operation is None or operation <= len(self.made) else None
        number = operation or (undone["operation"] if undone else 0)
        what, memories = (undone["what"], undone["memories"]) if undone else ("learned", 1)
        mine = self.did(f"undid {number}: {what}", memories, undoes=number)
        for one in self.made:
            if one["operation"] == number:
                one["undone_by"] = mine["operation"]
            elif undone and one["operation"] == undone["undoes"]:
                one["undone_by"] = None
        for one in self.night["items"]:
            if one["operation"] == number:
                one.update(undone=True, back=mine["operation"])
            elif one.get("back") == number:
                one.update(undone=False, back=None)
        return {**mine, "within": self.taken_away}

    def did(self, what: str, memories: int = 1, undoes: int | None = None) -> dict[str, Any]:
        """Changes memory, as something elsewhere does where it is called by the test."""
        number = len(self.made) + 1
        self.made.append({
            "operation": number, "n": number, "at": MAY_3, "what": what, "memories": memories, "undoes": undoes,
            "undone_by": None,
        })  # fmt: skip
        if undoes is None:
            note(str(number))
        return self.made[-1]

    def undoable(self, operation: int | None = None) -> dict[str, Any]:
        self._answer()
        standing = [one for one in self.made if operation == one["operation"] or operation is one["undoes"] is None]
        for one in reversed(standing):
            if one["undone_by"] is None:
                return {**one, "goes": 3 * (one["what"] == "remembered"), "text": "The boat is blue."}
        if standing and operation:
            raise Refused(f"Operation {operation} was undone already.")
        raise NotFound("There is nothing to undo.")

    def operations(self, *, limit: int = 20) -> list[dict[str, Any]]:
        self._answer()
        return self.made[::-1][:limit]

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

    def models(self, *, all_: bool = False, measure: bool = False) -> dict[str, Any]:
        self._answer()
        return self.offered

    def pull_model(self, name: str, *, dry: bool = False) -> ScriptedStream:
        self._answer()
        return self.pulled

    def use_named(self, name: str) -> dict[str, Any]:
        self._answer()
        self.used.append(name)
        return {"phase": "asleep", "name": name, "sentence": f"{name} answers from now on."}

    def use_model(self, path: Path | None) -> dict[str, Any]:
        return self.use_named(str(path or "starter"))

    def plan_model(self, name: str = "", *, path: Path | None = None, ram: str = "") -> dict[str, Any]:
        self._answer()
        if name not in self.planned:
            raise NotFound(f"There is no model {name!r} on this disk.")
        found: dict[str, Any] = self.planned[name]
        return found

    def ram(self) -> dict[str, Any]:
        self._answer()
        return {"ram": self.allowed, "bytes": 3_200_000_000, "memory": 8_200_000_000}

    def set_ram(self, ram: str) -> dict[str, Any]:
        self._answer()
        self.allowed = ram
        return self.ram()

    def exam_known(self) -> dict[str, Any]:
        self._answer()
        return self.exam_result

    def exam_model(self, *, again: bool = False) -> ScriptedStream:
        self._answer()
        return self.exam

    def pointers(self) -> list[dict[str, Any]]:
        self._answer()
        return self.names

    def topics(self) -> list[dict[str, Any]]:
        self._answer()
        return []

    def watch_list(self) -> list[dict[str, Any]]:
        self._answer()
        return self.folders_watched

    def watch_files(self, folder: str, *, limit: int = 1000) -> list[dict[str, Any]]:
        self._answer()
        return self.files

    def consolidate(self) -> ScriptedStream:
        self._answer()
        return self.thinking

    def consolidation(self, run: int | None = None) -> dict[str, Any]:
        self._answer()
        return self.nights.get(run or 0, self.night)

    def consolidation_undo(self, run: int | None = None) -> dict[str, Any]:
        self._answer()
        for one in self.night["items"]:
            one.update(undone=True, back=90)
        return {"run": run, "operations": [], "left": 0}

    def consolidation_runs(self) -> list[int]:
        self._answer()
        return [self.night["run"], *sorted(self.nights, reverse=True)]

    def consolidation_foreseen(self) -> dict[str, Any]:
        self._answer()
        return self.foreseen

    def consolidation_stop(self) -> bool:
        self._answer()
        self.stopped += 1
        return True

    def insights(self, rule: str = "", *, limit: int = 100, offset: int = 0) -> dict[str, Any]:
        self._answer()
        found = [one for one in self.noticed if one["status"] == "active"]
        rules = [one["rule"] for one in found]
        some = [one for one in found if not rule or one["rule"] == rule]
        told = {one: rules.count(one) for one in sorted(set(rules))}
        return {"total": len(some), "rules": told, "insights": some[offset : offset + limit]}

    def insight(self, name: str) -> dict[str, Any]:
        self._answer()
        return {**self._told(name), "evidence": self.rows}

    def insight_accept(self, name: str, *, accepted: bool = True) -> dict[str, Any]:
        return self._told(name, accepted=accepted)

    def insight_correct(self, name: str, text: str) -> dict[str, Any]:
        return self._told(name, text=text, own=True)

    def insight_reject(self, name: str) -> dict[str, Any]:
        return self._told(name, status="superseded")

    def _told(self, name: str, **changed: Any) -> dict[str, Any]:
        self._answer()
        found = next(one for one in self.noticed if one["id"] == name)
        found.update(changed)
        if changed:
            self.did("changed an insight")
        return found

    def profile(self) -> dict[str, Any]:
        self._answer()
        return {"lines": self.lines, "tokens": 12 * len(self.lines), "most": 512}

    def profile_add(self, text: str) -> dict[str, Any]:
        self._answer()
        line = row(f"p{len(self.lines)}", text, kind=Kind.PROFILE, source=Derived("told", ("e1",)))
        self.lines.append({**line, "own": True, "evidence": []})
        self.did("added to the profile")
        return self.lines[-1]

    def profile_edit(self, line: str, text: str) -> dict[str, Any]:
        self._answer()
        found = next(one for one in self.lines if one["id"] == line)
        found.update(text=text, own=True)
        return found

    def profile_remove(self, line: str) -> dict[str, Any]:
        self._answer()
        found = next(one for one in self.lines if one["id"] == line)
        self.lines.remove(found)
        return found

    def lessons(self) -> list[dict[str, Any]]:
        self._answer()
        return list(self.learnt)

    def lesson_add(self, text: str, *, situation: str = "") -> dict[str, Any]:
        self._answer()
        self.learnt.append({
            **row(f"l{len(self.learnt)}", text, kind=Kind.LESSON, source=Derived("told", ("e1",))), "rule": "told",
            "situation": situation, "plan": "", "failed": False, "value": 0.5, "uses": 0, "evidence": [],
        })  # fmt: skip
        return self.learnt[-1]

    def lesson_remove(self, name: str) -> dict[str, Any]:
        self._answer()
        found = next(one for one in self.learnt if one["id"] == name)
        self.learnt.remove(found)
        return found

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


def talk(id: str, title: str, *, ended: float = MAY_3, messages: int = 2, parent: str = "") -> dict[str, Any]:
    """A conversation as the service lists it."""
    return {
        "id": id, "title": title, "began": ended, "ended": ended, "messages": messages, "archived": False,
        "named": False, "parent": parent, "upto": 0, "excerpt": "",
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
