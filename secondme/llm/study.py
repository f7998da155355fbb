"""What is known of a model's cache and of this machine when a model is loaded, and how that comes to be known: by a
probe, once a model, and by a measurement, once a month.

Where a person wants cells of fewer bits the probe is waited for. Else both run when the model has been at rest for a
while, and what they find is used from the next loading on. A model that is too large to be loaded twice is not tried.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from secondme.errors import ModelError
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
        self._timer: threading.Timer | None = None

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
        self.close()
        self._timer = threading.Timer(self._quiet, self._probe, (path, busy))
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        """Probes nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _probe(self, path: Path, busy: Callable[[], bool]) -> None:
        if busy():
            self.later(path, busy)
            return
        try:
            name = model_identity(path, self._folder / IDENTITIES)
            if known(self._folder, name) is None:
                found = probe(path, folder=self._folder, identity=name, quick=True, free=self._free)
                if found.too_large:
                    log.info("%s is too large for its cache to be tried", path.name)
                else:
                    log.info("the cache of %s was tried: it can%s be moved", path.name, "" if found.shift else "not")
            if speeds(self._folder, path) is None and not busy():
                measure(self._folder, path)
        except (ModelError, OSError) as error:
            log.warning("the cache of %s could not be tried: %s", path.name, error)
