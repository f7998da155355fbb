"""The plugins, found when something of them is first needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from secondme.ports import Reader

if TYPE_CHECKING:
    from secondme.plugins import Broken, Plugins

log = logging.getLogger(__name__)


class Extensions:
    """What the plugins offer; finding them takes 50 ms, which nobody's first question waits for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: Plugins | None = None

    def _all(self) -> Plugins:
        from secondme import plugins

        with self._lock:
            if self._found is None:
                self._found = plugins.load()
                for broken in self._found.broken:
                    log.warning("the plugin %s was left out: %s", broken.name, broken.sentence)
            return self._found

    @property
    def readers(self) -> dict[str, Reader]:
        """Readers by suffix."""
        return self._all().readers

    @property
    def names(self) -> tuple[str, ...]:
        """The plugins that offer something."""
        return self._all().names

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Those that were left out, and why."""
        return self._all().broken


class Readers(Mapping[str, Reader]):
    """The readers of files by suffix, as the plugins offer them."""

    def __init__(self, extensions: Extensions) -> None:
        self._extensions = extensions

    def __getitem__(self, suffix: str) -> Reader:
        return self._extensions.readers[suffix]

    def __iter__(self) -> Iterator[str]:
        return iter(self._extensions.readers)

    def __len__(self) -> int:
        return len(self._extensions.readers)
