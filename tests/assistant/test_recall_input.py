"""Recall given bad input, or with parts broken: results or one sentence, never a crash."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from secondme.assistant.places import Places
from secondme.assistant.recall import Recall
from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from secondme.errors import SecondMeError
from secondme.memory.forgetting import Forgetting
from secondme.store.folders import Folders
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.places import KnownPlaces
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.contracts.memory_store import DOG, KEY, TRIP
from tests.store.filling import many

ASKED = "What is my dog called?"
EMPTY = (
    "", " ", "\n\t", "🦭🦭", "?!", "…", '"', "*", "()", "-", "\x00", "the of and", "is it what it was?", "#", "in:",
)  # fmt: skip
OTHER_SCRIPTS = (
    "Как зовут мою собаку?", "我的狗叫什么？", "مرحبا كيف حالك", "हिन्दी", "犬の名前は", "ღმერთი", "Ὀδυσσεύς",
)  # fmt: skip
SYNTAX = (
    '" OR 1=1 --', "'; DROP TABLE memory; --", "NEAR(a b)", "NEAR(dog name, 2)", "dog AND", "dog NOT", "text:dog",
    "dog*",
    "{dog}", "dog^2", "(dog", 'dog"', "-dog", "dog - cat", "%", "_", "\\", "SELECT * FROM memory",
)  # fmt: skip
DATES = (
    "What happened on 30 February 2026?", "What happened on 2026-13-45?", "on the 99th of May", "at 25:61",
    "in the year 0", "in 99999", "three million years ago", "in 10000000000 days", "before 1 January 0001",
    "What did I do -5 days ago?", "last last last Monday", "between June and", "since tomorrow",
)  # fmt: skip


@pytest.fixture
def recall(store: Store, clock: MovingClock) -> Recall:
    store.remember([DOG, KEY, TRIP], rule="said")
    return Recall(store, clock, Forgetting(), Places(KnownPlaces(store.ledger, Folders(store, clock))))


def asked(recall: Recall, question: str) -> list[str]:
    """What is found; a sentence is as good."""
    try:
        found = recall.find(question, limit=5)
    except SecondMeError as error:
        return [] if str(error).strip() else ["no sentence"]
    assert 0 <= found.confidence <= 1
    recall.ranking(question, limit=5)
    return [one.text for one in found.memories]


@pytest.mark.parametrize("question", EMPTY)
def test_a_question_of_nothing_finds_nothing_or_says_so(recall: Recall, question: str) -> None:
    asked(recall, question)


@pytest.mark.parametrize("question", [*OTHER_SCRIPTS, *SYNTAX])
def test_other_scripts_and_the_syntax_of_databases_are_words(recall: Recall, store: Store, question: str) -> None:
    asked(recall, question)
    assert store.count(Filter()) == 3
    asked(recall, f"{ASKED} {question}")
    assert asked(recall, ASKED)[0] == DOG.text


@pytest.mark.parametrize("question", DATES)
def test_a_date_that_does_not_exist_is_no_crash(recall: Recall, question: str) -> None:
    asked(recall, question)


def test_a_date_that_does_not_exist_is_said(recall: Recall) -> None:
    assert "30 February" in recall.find("Where is the key since 30 February?", limit=3).notice
    assert recall.find("Where is the key?", limit=3).notice == ""


def test_ten_thousand_words_are_searched_by_their_beginning(recall: Recall) -> None:
    assert asked(recall, f"{ASKED} " + "word " * 10_000)[:1] == [DOG.text]
    asked(recall, " ".join(f"word{n}" for n in range(10_000)))
    asked(recall, "x" * 100_000)


@pytest.mark.parametrize("named", ["in:nowhere", "#nothing", "topic:none", "talk:none", 'in:"" dog', "in:a in:b dog"])
def test_a_filter_that_names_nothing_is_a_sentence_or_nothing(recall: Recall, named: str) -> None:
    assert asked(recall, f"{ASKED} {named}") [:1] in ([], [DOG.text])


def test_a_filter_that_holds_nothing_finds_nothing(recall: Recall) -> None:
    beyond = (Filter(after=9e9), Filter(after=2, before=1))
    for which in (Filter(places=("nowhere",)), Filter(speakers=("Nobody",)), *beyond):
        assert recall(ASKED, limit=5, which=which) == []


def test_an_empty_memory_finds_nothing(store: Store, clock: MovingClock) -> None:
    empty = Recall(store, clock, Forgetting())
    for question in (ASKED, "before I moved", "What came right after the trip?", "my sister on Mondays", "我的狗", ""):
        found = empty.find(question, limit=5)
        assert (found.memories, found.confidence, found.verdict) == ([], 0.0, "nothing")


def neural_store(home: Path, encoder: StaticEncoder, clock: MovingClock, folder: Path) -> Store:
    """A store whose neural encoder is in a folder."""
    index = VectorIndex(
        home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions, main=("neural-1", 384)
    )
    return Store(Ledger(home / "ledger.db"), index, encoder, clock, neural=lambda: NeuralEncoder(folder))


@pytest.fixture(params=["damaged", "missing"])
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder whose neural encoder does not open."""
    folder = tmp_path / "encoder"
    if request.param == "damaged":
        shutil.copytree(assets.folder("minilm-int8"), folder)
        for model in folder.glob("*.onnx"):
            model.chmod(0o644)
            model.write_bytes(model.read_bytes()[:1_000] + b"no model")
    return folder


def test_without_a_neural_encoder_words_and_static_vectors_recall_and_health_says_so(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, broken: Path
) -> None:
    with closing(neural_store(tmp_path, encoder, clock, broken)) as store:
        store.remember([DOG, KEY, TRIP], rule="said")
        assert store.settle()
        found = Recall(store, clock, Forgetting()).find("What is my puppy called?", limit=1)
        assert found.memories[0].id == DOG.id
        assert "neural" not in found.memories[0].receipt["terms"]
        assert "static vectors" in store.health().neural_error


def test_recall_goes_on_while_the_index_is_rebuilt(store: Store, clock: MovingClock) -> None:
    store.remember([DOG, KEY, TRIP, *many(300)], rule="said")
    assert store.settle(60)
    recall = Recall(store, clock, Forgetting())
    found: list[str] = []

    def meanwhile(done: int, of: int) -> None:
        found.append(recall("Where is the spare key?", limit=1)[0].text)

    store.rebuild(meanwhile)
    assert found
    assert set(found) == {KEY.text}
    assert recall("Where is the spare key?", limit=1)[0].id == KEY.id
