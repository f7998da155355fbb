"""The lab's tables, on a model of random weights: what they hold, not what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from secondme.bench import kvlab
from secondme.bench.kv_prompt import Prompts
from secondme.bench.planted import Dialogue, Planted, Said
from secondme.llm import reference
from secondme.llm.heads import Head, Heads
from secondme.llm.llama import Model
from tests.llm import tiny

HEADS = Heads(tiny.DEEP, 2, 1.0, 1.0, (Head(2, 1, 0.5), Head(4, 0, 0.3)))
TALK = Dialogue(
    (
        Said("user", "The spare key is with Ana."), Said("assistant", "I see."),
        Said("user", "The cat sleeps in the attic."), Said("assistant", "All day long?"),
        Said("user", "It does."), Said("assistant", "Good for the cat."),
    ),
    (
        Planted(0, "Who has the spare key?", "Ana", ("Ben", "Ana", "Eva")),
        Planted(2, "Where does the cat sleep?", "attic", ("attic",)),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    with closing(Model.open(tiny.llama(tmp_path_factory.mktemp("model") / "tiny.gguf"))) as found:
        yield found


def test_every_policy_is_asked_for_every_fact(model: Model) -> None:
    found = kvlab._known(model, Prompts(model), HEADS, TALK)
    voted = {f"{score}, {voters}" for score in kvlab.SCORES for voters in (kvlab.ALL, kvlab.FEW)}
    assert set(found) == {kvlab.WHOLE, kvlab.WINDOW} | voted
    assert all(1 <= right <= 2 for right in found.values())  # of one fact there is one answer to choose from


def test_every_method_is_compared_at_every_share(model: Model) -> None:
    said: list[str] = []
    found = kvlab.errors(model, HEADS, said.append, (0.25,))
    assert set(reference.STOCK) < set(found)
    assert all(len(far) == 1 and min(far) > 0 for far in found.values())
    assert len(said) == 2


def test_the_tables_say_what_stock_llama_cpp_cannot_do() -> None:
    lines = kvlab.error_lines({"window": [0.3, 0.2, 0.1], "ThinK": [0.2, 0.1, 0.05]})
    assert lines[2].endswith("yes")
    assert lines[3].endswith("no")
    assert "cannot save memory" in lines[-1]
    assert kvlab.recall_lines(kvlab.Known(16, {"whole cache": 9}))[1].split()[-1] == "9"


def test_heads_that_are_kept_are_not_looked_for_again(model: Model, tmp_path: Path) -> None:
    from secondme.llm.heads import keep
    from secondme.llm.identity import model_identity

    keep(tmp_path, model_identity(model.card.path), HEADS)
    assert kvlab._heads(model, tmp_path, lambda line: pytest.fail(line)) == HEADS
