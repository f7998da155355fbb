"""What is drawn from a turn: the tables beside this file, a turn a line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secondme.memory.facts.draw import draw
from secondme.memory.facts.frames.drawn import FRAMES
from secondme.memory.facts.rules.spoken import SPOKEN
from secondme.memory.facts.rules.whole import WHOLE
from secondme.memory.facts.statement import Utterance

NOW = 1_772_000_000.0
TABLES = sorted(Path(__file__).parent.glob("said_*.txt"))


def _lines(table: Path) -> list[tuple[str, list[str]]]:
    rows = [line for line in table.read_text().splitlines() if line and not line.startswith("#")]
    split = [line.rpartition("=>") for line in rows]
    return [(text.strip(), sorted(filter(None, map(str.strip, wanted.split(";"))))) for text, _, wanted in split]


def _written(text: str) -> list[str]:
    found = draw(Utterance("m", text, NOW))
    whose = [("" if one.subject == "you" else f"{one.subject} | ") + "-" * one.ends for one in found]
    return sorted(f"{who}{one.relation} {one.object}" for who, one in zip(whose, found, strict=True))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_turn_states_this_and_nothing_else(table: Path) -> None:
    wrong = [(text, drawn, wanted) for text, wanted in _lines(table) if (drawn := _written(text)) != wanted]
    assert not wrong


def test_every_form_of_words_can_be_looked_for() -> None:
    """They are compiled when they are first needed, where a mistake in one would be found late."""
    patterns = [one.pattern for one in (*FRAMES, *WHOLE, *SPOKEN)]
    assert len(patterns) > 900
    assert all(isinstance(one, re.Pattern) for one in patterns)


def test_the_tables_are_there() -> None:
    assert sum(len(_lines(table)) for table in TABLES) > 1000
