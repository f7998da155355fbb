"""The owner of a home: the rooms, and what the faces may ask of them."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
from starlette.responses import Response

import secondme
from secondme import config
from secondme.errors import Refused
from secondme.events import Event, Imported, Status, to_line
from secondme.llm.catalog import starter
from secondme.memory.record import By
from secondme.service import offers, segments, views
from secondme.service.hub import Hub
from secondme.service.idle import Idleness
from secondme.service.keeping import Keeping
from secondme.service.memories import NOTES, Memories
from secondme.service.reading import Reading
from secondme.service.requests import kept, number, text
from secondme.service.stream import EventStream
from secondme.service.watching import Watching
from secondme.stop import Stop
from secondme.store import transfer
from secondme.store.disk import disk_errors
from secondme.store.spool import spool as encrypted_spool
from secondme.wiring import Rooms

BEAT = 1.0
"""Seconds between two looks at whether the status changed, when nothing happens."""
VARYING = ("uptime", "memory_bytes", "model_bytes", "encoder_bytes", "bytes")
"""What of the status varies by itself."""
LOOK = 0.25
"""Seconds between two such looks at least, when much happens."""
SPOOLED = 64_000_000
"""Bytes of an export that are held in memory; what is larger waits in the home."""


class Owner:
    """The rooms, and what happens around them."""

    def __init__(
        self,
        rooms: Rooms,
        places: config.Folders,
        settings: config.Settings,
        hub: Hub,
        end: Callable[[], None],
    ) -> None:
        self.rooms = rooms
        self.places = places
        self.hub = hub
        self.began = time.monotonic()
        self.reading = Reading(rooms, hub, settings)
        self.watching = Watching(rooms, self.reading, places.home)
        self.idleness = Idleness(rooms, hub, settings, time.monotonic, end)
        self.reading.manners.answering = self.idleness.answers
        self.memories = Memories(rooms, hub, self.reading.look)
        self.keeping = Keeping(rooms, places, hub)
        self._process = psutil.Process()

    def start(self) -> None:
        """Opens the index behind the scenes, watches, and begins to wait for idleness."""
        self.rooms.store.upkeep.start()
        self.reading.start()
        self.memories.start()
        self.keeping.start()
        self.idleness.start(supervise=self.reading.check, needed=self._needed, tend=self._tend)

    def close(self) -> None:
        """Ends the threads and closes the rooms."""
        self.hub.close()
        self.idleness.close()
        self.reading.close()
        self.memories.close()
        self.keeping.close()
        self.rooms.close()

    def _tend(self, stop: Stop) -> None:
        self.keeping.tend()
        self.rooms.store.upkeep.compact(stop)

    def _needed(self) -> bool:
        store = self.rooms.store
        awaiting = store.follower is not None and store.follower.waiting() > 0
        return bool(self.rooms.folders.all()) or self.reading.busy() or awaiting or store.outbox.waiting() > 0

    def status(self) -> dict[str, Any]:
        """The state at a glance."""
        kept = self.keeping.state()  # before the counts, which are then of after what it tells of
        health = self.rooms.store.health()
        state = self.rooms.model.state
        kinds: dict[str, int] = dict(self.rooms.store.ledger.rows("SELECT kind, count(*) FROM memory GROUP BY kind"))
        return {
            "running": True,
            "pid": os.getpid(),
            "version": secondme.__version__,
            "uptime": round(time.monotonic() - self.began, 1),
            "home": str(self.places.home),
            "model": json.loads(to_line(state)) | {"event": None},
            "memories": health.memories,
            "by_kind": kinds,
            "changes": self.rooms.store.past.last(),
            "waiting": health.waiting,
            "held": health.held,
            "awaiting": health.awaiting,
            "indexed": health.indexed if self.rooms.store.index.opened else None,
            "index_error": health.index_error,
            "alarm": self.rooms.store.upkeep.alarm(),
            "bytes": health.bytes,
            "intake": {
                "waiting": self.rooms.folders.waiting(),
                "state": f"paused: {held}" if (held := self.reading.held) else "reading" if self.reading.busy() else "",
            },
            **kept,
            "folders": len(self.rooms.folders.all()),
            "consolidating": self.idleness.consolidating(),
            "last_run": self.rooms.runs.last(),
            "memory_bytes": self._process.memory_info().rss,
            "model_bytes": _resident(self.rooms.model.pid),
            "encoder_bytes": _resident(self.rooms.neural.chosen.pid if self.rooms.neural.chosen else None),
        }

    # ---- talking -------------------------------------------------------------------------------------

    def ask(self, body: dict[str, Any]) -> Response:
        """A turn of a conversation."""
        stop = Stop()
        self.idleness.touch()
        after = body.get("after")
        flow = self.rooms.chat.reply(
            text(body, "text"),
            text(body, "conversation", ""),
            private=bool(body.get("private")),
            after=None if after is None else number(after, 0, 1 << 60),
            again=bool(body.get("again")),
            stop=stop,
        )
        self.idleness.answering(+1)
        flow = self.watching.told(flow)
        return EventStream(flow, stop=stop.ask, done=lambda: self.idleness.answering(-1))

    def end_private(self, body: dict[str, Any]) -> Any:
        """Lets a private conversation go."""
        self.rooms.chat.end_private(text(body, "conversation"))
        return {}

    def recall(self, body: dict[str, Any]) -> Any:
        """Recollections, best first; with `verdict`, an object that also says how sure that is."""
        self.idleness.touch()
        asked = text(body, "text")
        if not asked.strip():
            raise Refused("There is nothing to search for: the question is empty.")
        views.stateless(asked, "Recall")
        found = self.rooms.recall.find(asked, limit=number(body.get("limit", 10), 1, 1000))
        told = segments.told(self.rooms, self.watching.marked(found.memories))
        memories = [views.plain(one) for one in told]
        return {"memories": memories, **views.sure(found)} if body.get("verdict") else memories

    def remember(self, body: dict[str, Any]) -> Any:
        """Keeps a note in the person's own words."""
        note = text(body, "text").strip()
        if not note:
            raise Refused("There is nothing to remember: the note is empty.")
        note = kept(body, note)
        self.idleness.touch()
        self.rooms.talks.begin(NOTES, NOTES)
        with self.rooms.store.operation("remembered"):
            said = self.rooms.talks.say(NOTES, By.PERSON, note)
        told = self.rooms.store.notice_language()
        return views.row(self.rooms, said.memory) | ({"notice": told} if told else {})

    # ---- memory --------------------------------------------------------------------------------------

    def export(self) -> tuple[int, Iterator[bytes]]:
        """Everything as lines of JSON: how many bytes, and they in pieces. It is read from the ledger in one go, so
        that whoever takes it slowly holds nothing up. Raises: DiskFull, Damaged, StoreError."""
        if self.rooms.store.ledger.key is not None:  # what is encrypted never waits in the open
            return encrypted_spool(self.places.ledger, map(str.encode, transfer.export(self.rooms.store.ledger)))
        # A file without a name: a kill leaves nothing of it behind.
        spool = tempfile.SpooledTemporaryFile(SPOOLED, dir=str(self.places.home))  # noqa: SIM115 (`pieces` closes it)
        with disk_errors(self.places.home / "export"):
            for line in transfer.export(self.rooms.store.ledger):
                spool.write(line.encode())
            size = spool.tell()
            spool.seek(0)

        def pieces() -> Iterator[bytes]:
            with spool:
                while piece := spool.read(1 << 16):
                    yield piece

        return size, pieces()

    def bring(self, body: dict[str, Any]) -> Response:
        """Takes in a file that lies on this machine: Progress, …, Imported. Who goes away stops it, and nothing of
        it is taken in."""
        self.idleness.touch()
        watched = {folder.id for folder in self.rooms.folders.all()}
        forgotten = self.rooms.vault.forgotten
        arriving = transfer.Transfer(self.rooms.store, self.rooms.clock).bring(
            Path(text(body, "path")),
            forgotten.ids(),
            also_forgotten=bool(body.get("also_forgotten")),
            returned=lambda ids: forgotten.returned(ids, self.rooms.clock()),
        )

        def flow() -> Iterator[Event]:
            with contextlib.closing(arriving) as events:
                for event in events:
                    if isinstance(event, Imported) and event.folders:
                        for folder in self.rooms.folders.all():
                            if folder.id not in watched:
                                self.reading.watch(folder)
                    yield event

        self.idleness.answering(+1)
        return EventStream(flow(), done=lambda: self.idleness.answering(-1))

    # ---- consolidation, model, service ---------------------------------------------------------------

    def consolidate(self) -> Response:
        """Starts a run, or joins the one that goes on, and tells what it does until it ends."""
        told = self.idleness.consolidate()

        def flow() -> Iterator[Event]:
            while (event := told.get()) is not None:
                yield event

        return EventStream(flow(), stop=lambda: told.put(None))

    def events(self) -> Response:
        """The status now and whenever it changes, and everything that happens."""
        listener = self.hub.listen()
        gone = threading.Event()

        def flow() -> Iterator[Event]:
            last, looked = self.status(), time.monotonic()
            yield Status(last)
            while not gone.is_set():
                try:
                    event = listener.get(timeout=BEAT)
                    if event is None:
                        return
                    yield event
                except queue.Empty:
                    pass
                if time.monotonic() - looked < LOOK:
                    continue
                now, looked = self.status(), time.monotonic()
                if _telling(now) != _telling(last):
                    yield Status(now)
                    last = now

        def stop() -> None:
            gone.set()
            self.hub.leave(listener)

        return EventStream(flow(), stop=stop)

    def use_model(self, body: dict[str, Any]) -> Any:
        """Answers with another GGUF from now on. Raises: as `offers.checked`; the model that was chosen stays then."""
        chosen = text(body, "path", "")
        path = Path(chosen).expanduser().absolute() if chosen else starter()
        if path is not None:
            offers.checked(self.rooms, self.places, path, opened=True)
        config.set_value(self.places.config_file, "model", "path", str(path) if chosen else "")
        self.rooms.model.use(path)
        return self.model_state()

    def load_model(self) -> Any:
        """Begins to load the model."""
        self.rooms.model.wake()
        return self.model_state()

    def model_state(self) -> dict[str, Any]:
        """What the model is doing."""
        fields: dict[str, Any] = json.loads(to_line(self.rooms.model.state))
        fields.pop("event")
        return fields


def _resident(pid: int | None) -> int:
    if pid is None:
        return 0
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _telling(status: dict[str, Any]) -> dict[str, Any]:
    """What a change of the status is told for: not the clock, and not the bytes that vary by themselves."""
    return {
        name: value for name, value in status.items() if name not in VARYING
    }
