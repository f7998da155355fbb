"""A small fact of the ledger that is asked for again and again, and looked up once for each state of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from secondme.store.ledger import Ledger


class Known:
    """The first field that a query gives."""

    def __init__(self, ledger: Ledger, sql: str, values: Sequence[Any] = ()) -> None:
        self._ledger = ledger
        self._asked = sql, values
        self._found: tuple[tuple[int, int], Any] = ((-1, -1), None)

    def __call__(self) -> Any:
        """What it is now; in a `write` block, what it will be."""
        ledger = self._ledger
        state = ledger.commits, ledger.touched.exchanges
        if ledger.inside:
            return ledger.scalar(*self._asked)
        if self._found[0] != state:
            self._found = state, ledger.scalar(*self._asked)
        return self._found[1]
