"""What is drawn of turns as people write them, by somebody who had not seen the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.memory.facts.told import read, score

TABLES = sorted(Path(__file__).parent.glob("told_by_*.txt"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_hardly_anything_is_drawn_of_what_tells_nothing(table: Path) -> None:
    total, _, _ = score(read(table))
    assert total["false"] <= 0.03 * total["empty"]
    assert total["found"] > total["wrong"]
