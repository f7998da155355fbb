"""The neighbours of recall, on the same few turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from secondme.bench.beside import Neighbour, any_word, neighbours, words
from secondme.bench.dataset import Turn
from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.store.ledger import Ledger

SAID = (
    ("Ana", "I planted three apple trees behind the house."),
    ("Ben", "How lovely, I would like to see them."),
    ("Ana", "The dentist wants me back in June."),
    ("Ben", "My brother sails every weekend with his old boat."),
    ("Ana", "We are learning to bake bread with rye flour."),
)
TURNS = tuple(Turn(f"t{at}", "s", "2026-05-03T12:00", name, text) for at, (name, text) in enumerate(SAID))


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Neighbour]]:
    ledger = Ledger(Path(tmp_path_factory.mktemp("stems")) / "ledger.db")
    encoder = NeuralEncoder(assets.folder("minilm-int8"))
    with neighbours(TURNS, ledger.stems, encoder.embed) as found:
        yield found
    ledger.close()


@pytest.mark.parametrize("name", ["bm25", "fts5", "chroma", "grep"])
@pytest.mark.parametrize(
    ("question", "turn"), [("Who planted apple trees?", "t0"), ("Who has a brother with a boat?", "t3")]
)
def test_every_neighbour_finds_what_has_the_words_of_the_question(
    beside: Mapping[str, Neighbour], name: str, question: str, turn: str
) -> None:
    found = beside[name].ranked(question, 3)
    assert found[0] == turn
    assert len(found) == len(set(found)) <= 3


@pytest.mark.parametrize("name", ["bm25", "fts5"])
def test_another_form_of_a_word_is_found_by_its_stem(beside: Mapping[str, Neighbour], name: str) -> None:
    assert beside[name].ranked("Whose brothers sailed?", 5)[0] == "t3"


def test_words_that_say_nothing_find_nothing_by_bm25(beside: Mapping[str, Neighbour]) -> None:
    assert beside["bm25"].ranked("What would you do with it?", 5) == []


@pytest.mark.parametrize("question", ["", "???", '" OR NEAR(', "🦋"])
@pytest.mark.parametrize("name", ["bm25", "fts5", "grep"])
def test_what_is_no_word_finds_nothing_and_breaks_nothing(
    beside: Mapping[str, Neighbour], name: str, question: str
) -> None:
    assert set(beside[name].ranked(question, 5)) <= {turn.id for turn in TURNS}


def test_a_neighbour_of_grep_ranks_by_how_many_words_there_are(beside: Mapping[str, Neighbour]) -> None:
    assert beside["grep"].ranked("bread flour trees", 5) == ["t4", "t0"]


def test_a_question_becomes_a_query_for_any_of_its_words_each_once() -> None:
    assert any_word("Bread, bread and O'Neil?") == '"bread" OR "and" OR "o" OR "neil"'
    assert words("It's 5 o'clock") == ["it", "s", "5", "o", "clock"]
