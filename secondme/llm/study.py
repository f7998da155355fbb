"""What is known of a model's cache and of this machine when a model is loaded, and how that comes to be known: by a
probe, once a model, and by a measurement, once a month.

Where a person wants cells of fewer bits the probe is waited for, without speeds. Else all runs when the model has been
at rest for a while: the probe without speeds, the measurement, the probe with speeds, by which flash attention is
chosen or not. A question breaks them off, they begin anew later, and what they find is used from the next loading on. A
model that is too large to be loaded twice is not tried.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from secondme.errors import ModelError
from secondme.llm.breaking import Break, Broken
from secondme.llm.identity import IDENTITIES, model_identity
from secondme.llm.machine import measure, speeds
from secondme.llm.probe import Choice, Wanted, choose, known, probe

log = logging.getLogger(__name__)

QUIET_SECONDS = 30.0
"""Without a question, until a probe begins."""


class Study:
    """What models' caches can do, remembered in a folder."""

    def __init__(
        self, folder: Path, wanted: Wanted, quiet_seconds: float = QUIET_SECONDS, *, free: int | None = None
    ) -> None:
        """`free`: bytes of memory that are; None: as they are when a probe is to begin."""
        self._folder = folder
        self._wanted = wanted
        self._quiet = quiet_seconds
        self._free = free
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._running = Break()

    def choice(self, path: Path) -> Choice | None:
        """How a model's cache is laid out; None where nothing is known yet and nothing special is wanted.

        Raises: NoModel, BadModel.
        """
        name = model_identity(path, self._folder / IDENTITIES)
        found = known(self._folder, name)
        if found is None and self._wanted != Wanted():
            found = probe(path, folder=self._folder, identity=name, quick=True, free=self._free)
        return choose(found, self._wanted) if found else None

    def later(self, path: Path, busy: Callable[[], bool]) -> None:
        """Finds out what is not known yet, once the model was not `busy` for a while."""
        with self._lock:
            self.close()
            self._timer = threading.Timer(self._quiet, self._probe, (path, busy))
            self._timer.daemon = True
            self._timer.start()

    def disturb(self) -> None:
        """Somebody asks the model: what is being found out is broken off, and begins anew when there is time."""
        with self._lock:
            self._running.ask()

    def close(self) -> None:
        """Probes nothing any more."""
        with self._lock:
            self._running.ask()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _probe(self, path: Path, busy: Callable[[], bool]) -> None:
        mine = Break()
        with self._lock:
            if self._timer is not threading.current_thread():
                return
            self._running = mine
        try:
            if not busy():
                self._find_out(path, mine)
                return
        except Broken:
            log.info("what can be found out of %s is left for later", path.name)
        except (ModelError, OSError) as error:
            log.warning("the cache of %s could not be tried: %s", path.name, error)
            return
        with self._lock:
            if self._timer is threading.current_thread():  # else it is closed, or another has its turn
                self.later(path, busy)

    def _find_out(self, path: Path, stop: Break) -> None:
        """Raises: NoModel, BadModel, OSError, Broken."""
        name = model_identity(path, self._folder / IDENTITIES)
        found = known(self._folder, name)
        if found is None:
            found = probe(path, folder=self._folder, identity=name, quick=True, free=self._free, stop=stop)
            if found.too_large:
                log.info("%s is too large for its cache to be tried", path.name)
            else:
                log.info("the cache of %s was tried: it can%s be moved", path.name, "" if found.shift else "not")
        if speeds(self._folder, path) is None:
            measure(self._folder, path, stop=stop)
        if found.quick and not found.too_large:
            found = probe(path, folder=self._folder, identity=name, free=self._free, stop=stop)
            flash = choose(found, self._wanted).kinds.flash
            log.info("the cache of %s was timed: flash attention is %s", path.name, "on" if flash else "off")
