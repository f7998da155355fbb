"""A block inside a transaction of the same thread, at a tenth of a generator's price: writing a row takes several."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType

import apsw


class Within(AbstractContextManager[apsw.Connection]):
    """Begins and ends nothing; may be entered again and again. What goes wrong inside is told as outside."""

    def __init__(
        self, writer: Callable[[], apsw.Connection], guarded: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """`writer` is the connection of the transaction; an error is raised anew inside `guarded`."""
        self._writer = writer
        self._guarded = guarded

    def __enter__(self) -> apsw.Connection:
        return self._writer()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            with self._guarded():
                raise error
