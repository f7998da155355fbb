"""What the service does when nobody needs anything: it tends the memory, consolidates, and ends when unneeded.

The person comes first: whatever they do stops a consolidation run within 100 ms. What is left of it is done by the next
one, also after the service was killed.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from secondme.config import Settings
from secondme.errors import SecondMeError
from secondme.events import Event, Failed
from secondme.service.hub import Hub
from secondme.service.leisure import Leisure
from secondme.service.stream import BUG
from secondme.stop import Stop
from secondme.store.learned import Learned
from secondme.wiring import Rooms

log = logging.getLogger(__name__)


class Idleness:
    """The thread that knows when nobody needs anything."""

    def __init__(
        self,
        rooms: Rooms,
        hub: Hub,
        settings: Settings,
        monotonic: Callable[[], float],
        end: Callable[[], None],
        leisure: Leisure | None = None,
    ) -> None:
        """`leisure` says when there is time for a run; None: as the settings say, on this machine."""
        self._rooms = rooms
        self._leisure = leisure or Leisure(settings, Learned(rooms.store.ledger), rooms.clock)
        self._hub = hub
        self._settings = settings
        self._monotonic = monotonic
        self._end = end
        self._wake = threading.Condition()
        self._closed = False
        self._asked = False
        self._answering = 0
        self._sinks: list[queue.Queue[Event | None]] = []
        self._last = monotonic()
        self._active = 0
        self._stop: Stop | None = None
        self._background: Stop | None = None
        self._consolidated_at = -1
        self._supervise: Callable[[], None] = lambda: None
        self._needed: Callable[[], bool] = lambda: False
        self._tend: Callable[[Stop], None] = lambda stop: None
        self._thread = threading.Thread(target=self._run, name="idle", daemon=True)

    def start(
        self, *, supervise: Callable[[], None], needed: Callable[[], bool], tend: Callable[[Stop], None]
    ) -> None:
        """`supervise` is called now and then, `tend` when the machine is idle; `needed` says whether the service has
        a reason to stay."""
        self._tend = tend
        self._supervise = supervise
        self._needed = needed
        self._thread.start()

    def touch(self) -> None:
        """The person does something: a run stops, and the idle time begins anew."""
        with self._wake:
            self._last = self._monotonic()
            stops = (self._stop, self._background)
        for stop in filter(None, stops):
            stop.ask()

    def enter(self) -> None:
        """Somebody is connected and asks for something."""
        with self._wake:
            self._active += 1
            self._last = self._monotonic()

    def leave(self) -> None:
        """What was asked for is answered."""
        with self._wake:
            self._active -= 1
            self._last = self._monotonic()

    def consolidating(self) -> bool:
        """Whether a run is going on."""
        return self._stop is not None

    def answers(self) -> bool:
        """Whether an answer is being made."""
        return self._answering > 0

    def answering(self, change: int) -> None:
        """An answer begins (+1) or ends (-1): no run starts meanwhile."""
        with self._wake:
            self._answering += change
            self._last = self._monotonic()

    def consolidate(self) -> queue.Queue[Event | None]:
        """Starts a run now, or joins the one that goes on: its events from now on, None at its end."""
        sink: queue.Queue[Event | None] = queue.Queue()
        with self._wake:
            self._sinks.append(sink)
            self._asked = self._stop is None
            self._wake.notify_all()
        return sink

    def stop_run(self) -> bool:
        """Stops the run that is going on; whether there was one. The next one does what is left."""
        with self._wake:
            stop, self._last = self._stop, self._monotonic()
        if stop is not None:
            stop.ask()
        return stop is not None

    def run_ended(self, seconds: float) -> bool:
        """Stops the run that is going on, as `touch` does, and waits for its end; False if it takes longer."""
        self.touch()
        with self._wake:
            return self._wake.wait_for(lambda: self._stop is None, timeout=seconds)

    def close(self) -> None:
        """Ends the thread, and a run that is going on."""
        with self._wake:
            self._closed = True
            stops = (self._stop, self._background)
            for sink in self._sinks:
                sink.put(None)
            self._wake.notify_all()
        for stop in filter(None, stops):
            stop.ask()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _run(self) -> None:
        reflect_after = self._settings.service.reflect_after_seconds
        end_after = self._settings.service.idle_minutes * 60
        pause = max(0.05, min(5.0, reflect_after / 4, end_after / 4))
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closed or self._asked, timeout=pause)
                if self._closed:
                    return
                asked, self._asked = self._asked, False
                idle = self._monotonic() - self._last
                alone = self._active == 0
                quiet = self._answering == 0
            try:
                self._supervise()
            except Exception:
                log.exception("the watcher")
            if quiet and idle >= min(reflect_after, end_after):
                self._quietly("upkeep", self._tend)
            if asked or (quiet and idle >= reflect_after and self._something_new() and not self._leisure.held()):
                self._consolidate(asked)
            elif quiet and idle >= reflect_after and self._rooms.router.waiting():
                self._quietly("topics", self._rooms.router.run)
            elif idle >= end_after and alone and not self._needed():
                log.info("nobody needs the service: it ends")
                self._end()

    def _something_new(self) -> bool:
        """Whether memory changed since the last run, or a day went by since."""
        return self._mark() != self._consolidated_at

    def _mark(self) -> int:
        newest = self._rooms.store.ledger.scalar("SELECT coalesce(max(n), 0) FROM message")
        return hash((newest, int(self._rooms.clock() // 86_400)))

    def _consolidate(self, asked: bool) -> None:
        stop = Stop()
        with self._wake:
            just_now = self._monotonic() - self._last < self._settings.service.reflect_after_seconds
            if not asked and (just_now or self._answering):
                return  # the person came back between the look at the clock and here
            self._stop = stop
        mark = self._mark()
        over = threading.Timer(threading.TIMEOUT_MAX if asked else max(0.0, self._leisure.left()), stop.ask)
        over.daemon = True
        over.start()
        try:
            for event in self._rooms.consolidation.run(stop):
                self._tell(event)
                if not asked and self._leisure.broken():
                    stop.ask()
            self._rooms.router.run(stop)
            if not stop.asked:
                self._consolidated_at = mark
        except SecondMeError as error:
            log.warning("consolidation: %s", error)
            self._consolidated_at = mark
            self._tell(Failed.of(error))
        except Exception:  # the outermost loop
            log.exception("consolidation")
            self._consolidated_at = mark
            self._tell(BUG)
        finally:
            over.cancel()
            with self._wake:
                self._stop = None
                sinks, self._sinks = self._sinks, []
                self._wake.notify_all()
            for sink in sinks:
                sink.put(None)

    def _quietly(self, what: str, work: Callable[[Stop], object]) -> None:
        """Does something that stops as soon as the person comes back, and is tried again after the next rest."""
        stop = Stop()
        with self._wake:
            if self._asked or self._answering:
                return
            self._background = stop
        try:
            work(stop)
        except SecondMeError as error:
            log.warning("%s: %s", what, error)
            self._last = self._monotonic()
        except Exception:  # the outermost loop
            log.exception(what)
            self._last = self._monotonic()
        finally:
            with self._wake:
                self._background = None

    def _tell(self, event: Event) -> None:
        self._hub.publish(event)
        with self._wake:
            for sink in self._sinks:
                sink.put(event)
