"""What is drawn of turns as people write them, by somebody who had not seen the rules, of none that the reader saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.memory.facts.told import kept, read, score, with_reader

TABLES = sorted(Path(__file__).parent.glob("told_by_*.txt"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_hardly_anything_is_drawn_of_what_tells_nothing(table: Path) -> None:
    total, _, _ = score(read(table))
    assert total["false"] <= 0.03 * total["empty"]
    assert total["found"] > total["wrong"]


def test_rules_and_reader_draw_half_of_what_is_told_and_hardly_anything_wrong() -> None:
    tables = sorted((Path(__file__).parent / "messages").glob("*.txt"))
    total, _, _ = score([turn for table in tables for turn in kept(table)], with_reader())
    assert total["found"] >= 0.5 * total["told"]
    assert total["wrong"] <= 0.12 * (total["found"] + total["wrong"])
    assert total["false"] <= 0.06 * total["empty"]
