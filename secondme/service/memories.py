"""What the faces may ask of memories: see, change, correct, undo, forget."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from secondme.errors import NotFound, Refused, SecondMeError
from secondme.events import Failed, Notice
from secondme.memory.barrier import refusal
from secondme.memory.correction import corrected
from secondme.memory.record import By, Kind, Memory
from secondme.memory.when import span
from secondme.ports import Folder
from secondme.service import views
from secondme.service.hub import Hub
from secondme.service.requests import kept, number, text, texts
from secondme.store.writing import KEPT
from secondme.wiring import Rooms

log = logging.getLogger(__name__)

NOTES = "notes"
"""The conversation that explicit notes belong to."""
LOOK = 1.0
"""Seconds between two looks at what is due, while something waits."""
RETRY = 60.0
"""Seconds after which a purge is tried again that could not reach everything."""
RARELY = 600.0
"""Seconds between two looks while what waits is not due for long."""
LAPSE = 30.0
"""Seconds for which forgetting can be undone, where it is not asked for at once."""


class Memories:
    """Asked by the routes; each method's answer is JSON."""

    def __init__(self, rooms: Rooms, hub: Hub, look: Callable[[Folder], None] = lambda folder: None) -> None:
        """`look` has a folder looked at, some of whose files are to be read again."""
        self._rooms = rooms
        self._hub = hub
        self._look = look
        self._purging = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="purge", daemon=True)

    def start(self) -> None:
        """Goes on with a purge that was broken off, then purges whatever falls due."""
        self._thread.start()

    def close(self) -> None:
        """Ends the thread; what waits to be purged is purged at the next start."""
        self._closed = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    # ---- seeing --------------------------------------------------------------------------------------

    def show(self, memory: str, as_of: str) -> Any:
        """One memory with all there is of it, or as it stood at the end of a past day."""
        found = self._rooms.store.find(memory)
        if not as_of:
            return views.detail(self._rooms, found)
        then = self._rooms.store.at(found.id, span(as_of)[1])
        if then is None:
            raise NotFound(f"Memory {found.id} was not there yet at the end of {as_of}.", "Ask for a later day.")
        return views.detail(self._rooms, then, until=span(as_of)[1])

    def page_at(self, which: Any, as_of: str, limit: int, offset: int) -> Any:
        """Memories as they stood at the end of a past day, the newest first."""
        end = span(as_of)[1]
        found = self._rooms.store.page_at(which, end, limit=limit, offset=offset)
        total = self._rooms.store.past.count(which, end)
        return {"total": total, "memories": views.rows(self._rooms, found, now=end)}

    # ---- changing ------------------------------------------------------------------------------------

    def pin(self, memory: str, body: dict[str, Any]) -> Any:
        """Pins a memory, or lets it go."""
        found = self._rooms.store.find(memory)
        pinned = bool(body.get("pinned", True))
        if found.pinned != pinned:
            what = "pinned" if pinned else "unpinned"
            self._rooms.store.revise([found.changed(pinned=pinned)], what=what, rule="person")
        return views.row(self._rooms, self._rooms.store.find(found.id))

    def edit(self, memory: str, body: dict[str, Any]) -> Any:
        """Gives a memory other words; the old ones stay in its history. Raises: HoldsSecret for a new secret."""
        found = self._rooms.store.find(memory)
        _own(found)
        words = kept(body, text(body, "text").strip(), found.text)
        if not words:
            raise Refused("A memory cannot be without words.", "Forget it instead: secondme memory forget ID")
        if words != found.text:
            self._rooms.store.revise([found.changed(text=words, trust=1.0)], what="edited", rule="person")
        return views.row(self._rooms, self._rooms.store.find(found.id))

    def wrong(self, memory: str, body: dict[str, Any]) -> Any:
        """Closes a memory that is wrong; with words, what is right takes its place. Raises: HoldsSecret for a new
        secret."""
        store = self._rooms.store
        found = store.find(memory)
        _own(found)
        words = kept(body, text(body, "text", "").strip(), found.text)
        with store.operation("corrected"), store.ledger.write():
            if not words:
                store.succeed(found, None, rule="person", why="It was marked as wrong.")
                return views.row(self._rooms, store.find(found.id))
            self._rooms.talks.begin(NOTES, NOTES)
            said = self._rooms.talks.say(NOTES, By.PERSON, words)
            new = corrected(found, said.memory, words, self._rooms.clock())
            if refusal(new, (found, said.memory)):
                new = said.memory  # a secret is never concluded; the person's own words may hold one, on purpose
            store.succeed(found, new, rule="person", why="It was corrected.")
        return views.row(self._rooms, store.find(new.id))

    def keys(self, memory: str) -> Any:
        """The other words by which a memory is found."""
        found = self._rooms.store.find(memory)
        return {"id": found.id, "keys": self._rooms.store.keys(found.id)}

    def key(self, memory: str, body: dict[str, Any]) -> Any:
        """Gives a memory other words to be found by, or takes them away: all of them where none are named."""
        store = self._rooms.store
        found = store.find(memory)
        words = text(body, "text", "").strip()
        if body.get("remove"):
            return {"removed": store.drop_keys(found.id, [words] if words else None), **self.keys(found.id)}
        return {"added": store.add_keys(found.id, [words], rule="person"), **self.keys(found.id)}

    def operations(self, limit: int) -> Any:
        """What was done last, latest first."""
        return [views.operation(one) for one in self._rooms.store.operations(limit)]

    def undoable(self, operation: str) -> Any:
        """What an undoing would undo, the latest change where no operation is named: how many memories would go with
        it, and the words of the first that it changed. Raises: NotFound; Refused if it was undone already."""
        store = self._rooms.store
        found = store.past.undoable(number(operation, 1, 1 << 60) if operation else None)
        made = store.get(store.past.made(found.n))
        changed = made or store.get([name for name, _, _ in store.past.steps(found.n)])
        return {**views.operation(found), "goes": len(made), "text": changed[0].text if changed else ""}

    def undo(self, body: dict[str, Any]) -> Any:
        """Undoes an operation. What it had made waits to be purged then: `within` are the seconds left to bring that
        back, null where nothing waits."""
        store = self._rooms.store
        given = body.get("operation")
        with store.ledger.write():
            waited = set(store.due(math.inf))
            done = store.undo(None if given is None else number(given, 1, 1 << 60))
            again = self._rooms.folders.undone(done)
            self._rooms.folders.tidy()
            waits = set(store.due(math.inf)) - waited
            soon = waits & set(store.due(self._rooms.clock() + LAPSE))
            within = LAPSE if soon else KEPT if waits else None
        self._wake.set()
        for folder in again:
            self._look(folder)
        return {**views.operation(done), "within": within}

    # ---- forgetting ----------------------------------------------------------------------------------

    def forgettable(self, body: dict[str, Any]) -> Any:
        """What forgetting would take."""
        return views.forgettable(self._rooms, views.Asked.of(body))

    def forget(self, body: dict[str, Any]) -> Any:
        """Forgets memories and what rests on them: at once with `now`, else in a way that can be undone for 30 s.

        `files` are files of watched folders that are left out from now on, until that is undone.
        """
        now = bool(body.get("now"))
        seconds = 0.0 if now else LAPSE
        with self._rooms.store.ledger.write():
            ids = list(dict.fromkeys(texts(body, "ids")))
            also = [memory.id for memory in views.along(self._rooms, self._rooms.store.get(ids))]
            hidden = sum(self._rooms.forget.hide([*ids, *also], seconds))
            operation = self._rooms.store.past.last() if hidden else 0  # that hid them
            for name in texts(body, "files"):
                self._rooms.folders.leave_out(Path(name), operation)
        remains = self._purge() if now else []
        self._wake.set()
        return {"forgotten": len(ids), "derived": hidden - len(ids), "undo": seconds, "remains": remains}

    def wake(self) -> None:
        """Has it look at once whether something is to be purged."""
        self._wake.set()

    def _purge(self) -> list[str]:
        """Purges what is due; sentences about what this cannot reach."""
        remains: list[str] = []
        with self._purging:
            for event in self._rooms.forget.purge():
                self._hub.publish(event)
                if isinstance(event, Notice):
                    remains.append(event.sentence)
        self._rooms.folders.tidy()
        return remains

    def _run(self) -> None:
        pause: float | None = 0.0
        while not self._closed:
            self._wake.wait(timeout=pause)
            self._wake.clear()
            if self._closed:
                return
            pause = LOOK
            try:
                kept = self._purge()
                soon = RETRY if kept else LOOK if self._rooms.forget.waiting(LAPSE) else RARELY
                pause = soon if self._rooms.forget.waiting() else None
            except SecondMeError as error:
                log.warning("purge: %s", error)
                self._hub.publish(Failed.of(error))
            except Exception:  # the outermost loop of this thread: what is due is tried again
                log.exception("purge")


def _own(memory: Memory) -> None:
    """Raises: Refused for what stands in a file."""
    if memory.kind is Kind.PASSAGE:
        raise Refused("That stands in a watched file.", "Change it there; memory follows by itself.")

