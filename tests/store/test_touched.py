"""Rows that a transaction changed are told of, but for tables that nobody keeps anything of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from secondme.store.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "ledger.db")) as opened:
        yield opened


def test_only_the_statements_inside_are_not_told_of(ledger: Ledger) -> None:
    heard: list[set[int]] = []
    ledger.touched.listen(["outbox"], heard.append)
    with ledger.write() as connection:
        with ledger.touched.unheard(connection, "intake"):
            connection.execute("INSERT INTO outbox (n, memory) VALUES (1, 'a')")
        connection.execute("INSERT INTO outbox (n, memory) VALUES (2, 'b')")
    with ledger.write() as connection:
        connection.execute("INSERT INTO outbox (n, memory) VALUES (3, 'c')")
    assert heard == [{2}, {3}]


def test_a_table_that_somebody_listens_to_is_heard_all_the_same(ledger: Ledger) -> None:
    heard: list[set[int]] = []
    ledger.touched.listen(["outbox"], heard.append)
    with ledger.write() as connection, ledger.touched.unheard(connection, "awaiting", "outbox"):
        connection.execute("INSERT INTO outbox (n, memory) VALUES (1, 'a')")
    assert heard == [{1}]


def test_what_fails_inside_leaves_the_next_statement_heard(ledger: Ledger) -> None:
    heard: list[set[int]] = []
    ledger.touched.listen(["outbox"], heard.append)
    with ledger.write() as connection:
        with pytest.raises(ZeroDivisionError), ledger.touched.unheard(connection, "intake"):
            raise ZeroDivisionError
        connection.execute("INSERT INTO outbox (n, memory) VALUES (1, 'a')")
    assert heard == [{1}]
