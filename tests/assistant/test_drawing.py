"""Facts by the model: what it may draw and when, over a real store; with real models that know nothing, and with a
scripted one that knows all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from secondme import wiring
from secondme.assistant.drawing import ByModel, Drawing
from secondme.assistant.examining import Examiner, Examining
from secondme.assistant.forget import AGAIN
from secondme.assistant.learning import Learning, by_rules
from secondme.assistant.thinking import Answer
from secondme.bench import llm_files
from secondme.bench.llm_files import Shape
from secondme.config import Settings, folders
from secondme.config.forms import MemorySettings
from secondme.errors import ModelError, ModelGone
from secondme.events import Event, Examined, Learned, ModelState, Progress
from secondme.llm.aside import Aside
from secondme.llm.catalog import starter
from secondme.llm.exams import Exams
from secondme.llm.remote import WorkerModel
from secondme.memory.facts.asked import FORM, question
from secondme.memory.facts.exam import EXAM
from secondme.memory.facts.pointed import read
from secondme.memory.facts.statement import Utterance
from secondme.memory.record import By, Kind, Memory
from secondme.ports import Turn
from secondme.stop import Stop
from secondme.storing import Filter
from tests.assistant.test_learning import Room
from tests.conftest import MovingClock

QUIET = {"OMP_WAIT_POLICY": "PASSIVE"}
RANDOM = Shape("random", 2, 256, 256, 4, 2, 64)
CELLO = "The cello and I go way back, it is my instrument."


def pointed(words: str, relation: str, thing: str, subject: str = "user", *, ended: bool = False) -> dict[str, object]:
    return {"words": words, "subject": subject, "relation": relation, "object": thing, "when": "", "ended": ended}


KNOWN = {
    task.text: [
        pointed(
            task.text.rstrip("."), one.relations[0], one.object, "user" if one.subject == "you" else one.subject,
            ended=one.ends,
        )
        for one in task.known
    ]
    for task in EXAM
} | {CELLO: [pointed("The cello and I go way back", "plays", "cello")]}  # fmt: skip
"""What the scripted model says of a turn."""


@dataclass
class Answers:
    """Answers of the scripted model, as each is due; a stop may come while they are read."""

    due: list[Answer]
    heard: Callable[[], None]
    open: bool = True

    def __iter__(self) -> Iterator[Answer]:
        for answer in self.due:
            if not self.open:
                return
            yield answer
            self.heard()

    def close(self) -> None:
        self.open = False


@dataclass
class Scripted:
    """Knows what it was told to say; keeps what it was asked."""

    path: Path | None
    phase: str = "ready"
    says: Mapping[str, Sequence[object]] = field(default_factory=lambda: KNOWN)
    cut: bool = False
    error: ModelError | None = None
    asked: list[str] = field(default_factory=list)
    heard: Callable[[], None] = lambda: None
    """Called after each answer."""

    @property
    def state(self) -> ModelState:
        return ModelState(self.phase, "scripted", "")

    def background(
        self, jobs: Sequence[Sequence[Turn]], limit: int, schema: Mapping[str, Any] | None = None
    ) -> Answers:
        if self.error:
            raise self.error
        assert schema == FORM
        texts = [job[-1].parts[0].rpartition("Message: ")[2] for job in jobs]
        self.asked += texts
        said = [json.dumps({"facts": list(self.says.get(text, []))}) for text in texts]
        return Answers([Aside(job, text, self.cut) for job, text in enumerate(said)], self.heard)


@pytest.fixture
def room(store: Any, clock: MovingClock) -> Room:
    return Room(store, clock)


@pytest.fixture(scope="module")
def small() -> Path:
    """The file of a model, as results are kept by what is in it."""
    file = starter()
    if file is None:
        pytest.skip("the starter model is not installed: pip install 'secondme[starter]'")
    return file


@pytest.fixture
def results(tmp_path: Path) -> Exams:
    return Exams(tmp_path / "models")


def steps(room: Room, model: Scripted, results: Exams) -> tuple[Examining, Learning, Drawing]:
    examiner = Examiner(model, results)
    drawer = ByModel(model, lambda: examiner.passed)
    learning = Learning(room.store, room.store.facts, [by_rules], room.clock, again=[drawer])
    return Examining(model, examiner), learning, Drawing(room.store, room.store.facts, learning, drawer)


def run(*parts: Examining | Learning | Drawing, stop: Stop | None = None) -> list[Event]:
    return [event for part in parts for event in part.run(1, stop or Stop())]


def texts(room: Room) -> list[str]:
    return [one.text for one in room.store.each(Filter(kinds=(Kind.FACT,)))]


# ---- the exam, and what it opens ---------------------------------------------------------------------


def test_a_model_that_passes_draws_beside_the_rules(room: Room, small: Path, results: Exams) -> None:
    model = Scripted(small)
    examining, learning, drawing = steps(room, model, results)
    room.say(CELLO, "I live in Oslo.", "What a day!")
    assert [one.memory.text for one in run(learning, drawing) if isinstance(one, Learned)] == ["You live in Oslo."]
    assert model.asked == []
    (told,) = run(examining)
    assert isinstance(told, Examined)
    assert told.passed
    model.asked.clear()
    drawn = [event for event in run(examining, learning, drawing) if isinstance(event, Learned)]
    assert [event.memory.text for event in drawn] == ["You play cello."]
    assert model.asked == [CELLO, "I live in Oslo."]  # the exam was not taken again, and small talk is not asked about
    (fact,) = [event.memory for event in drawn if event.memory.about[1] == "plays"]
    ((said, span),) = room.store.trace(fact)
    assert said.text[span.start : span.end] == "The cello and I go way back"
    before = room.rows()
    assert run(learning, drawing) == []
    assert room.rows() == before


def test_how_it_went_is_known_by_the_file(room: Room, small: Path, results: Exams, tmp_path: Path) -> None:
    model = Scripted(small, says={})
    examiner = Examiner(model, results)
    assert examiner.known() is None
    *progress, told = examiner.exam(Stop())
    assert all(isinstance(event, Progress) for event in progress)
    assert isinstance(told, Examined)
    assert not told.passed
    assert told.sentence == "It drew nothing from 12 turns: it draws no facts."
    assert Examiner(model, results).known() == told
    assert Examiner(Scripted(None), results).known() is None
    assert Examiner(Scripted(tmp_path / "gone.gguf"), results).known() is None


def test_an_exam_that_was_stopped_goes_on(small: Path, results: Exams) -> None:
    model = Scripted(small)
    stop = Stop()
    events = Examiner(model, results).exam(stop)
    next(events)
    next(events)
    stop.ask()
    assert list(events) == []
    first = len(model.asked)
    assert Examiner(model, results).known() is None
    *_, told = Examiner(model, results).exam(Stop())
    assert isinstance(told, Examined)
    assert told.passed
    assert len(model.asked) == len(set(model.asked))
    assert 0 < first < len(model.asked)
    *_, again = Examiner(model, results).exam(Stop(), again=True)
    assert again == told


def test_who_makes_things_up_draws_nothing(room: Room, small: Path, results: Exams) -> None:
    wrong = {task.text: [pointed(task.text.rstrip("."), "owns", task.text.split()[0])] for task in EXAM}
    wrong |= {CELLO: KNOWN[CELLO]}
    parts = steps(room, Scripted(small, says=wrong), results)
    room.say(CELLO)
    (told,) = run(*parts)
    assert isinstance(told, Examined)
    assert not told.passed
    assert "of them wrong, where 95% must be right: it draws no facts." in told.sentence
    assert texts(room) == []


def test_a_model_that_is_not_in_memory_is_asked_nothing_and_reads_on_later(
    room: Room, small: Path, results: Exams
) -> None:
    model = Scripted(small)
    examining, learning, drawing = steps(room, model, results)
    run(examining)
    room.say(CELLO, "I live in Oslo.")
    model.phase, model.asked = "asleep", []
    run(examining, learning, drawing)
    assert model.asked == []
    assert texts(room) == ["You live in Oslo."]
    model.phase = "ready"
    run(learning, drawing)
    assert sorted(texts(room)) == ["You live in Oslo.", "You play cello."]


# ---- what never enters -------------------------------------------------------------------------------


def test_what_is_cut_or_breaks_off_never_enters(room: Room, small: Path, results: Exams) -> None:
    model = Scripted(small)
    examining, _, drawing = steps(room, model, results)
    run(examining)
    room.say(CELLO)
    model.cut = True
    stop = Stop()
    stop.ask()
    assert run(drawing, stop=stop) == []
    model.error = ModelGone("It is gone.")
    assert run(drawing) == []
    assert not room.store.mark("drawing")  # all of it is read again
    model.error = None
    assert run(drawing) == []
    assert texts(room) == []
    assert int(room.store.mark("drawing") or 0) > 0


def test_who_comes_back_stops_it_at_once_and_the_rest_is_read_later(
    room: Room, small: Path, results: Exams
) -> None:
    harp = "The harp and I go way back, it is my other instrument."
    model = Scripted(small, says={**KNOWN, harp: [pointed("The harp and I go way back", "plays", "harp")]})
    examining, _, drawing = steps(room, model, results)
    run(examining)
    room.say(CELLO, harp)
    stop = Stop()
    model.heard = stop.ask
    run(drawing, stop=stop)
    assert texts(room) == ["You play cello."]
    model.heard = lambda: None
    run(drawing)
    assert texts(room) == ["You play cello.", "You play harp."]


def test_words_put_in_the_mouth_of_the_person_never_enter(room: Room, small: Path, results: Exams) -> None:
    lies = [
        pointed("I own a castle", "owns", "castle"), pointed("The cello", "plays", "violin"),
        pointed("it is my instrument", "has_condition", "gout"), pointed("go way back", "adores", "back"),
    ]  # fmt: skip
    model = Scripted(small, says={**KNOWN, CELLO: lies})
    examining, learning, drawing = steps(room, model, results)
    run(examining)
    room.say(CELLO, f"The key is sk-{'a1B2' * 12}, and I play the harp.")
    model.asked.clear()
    assert run(learning, drawing) == []
    assert model.asked == [CELLO]  # what holds a secret is not shown to it


def test_what_is_gone_with_other_words_is_asked_again(room: Room, small: Path, results: Exams) -> None:
    model = Scripted(small)
    examining, learning, _ = steps(room, model, results)
    run(examining)
    said: list[Memory] = room.say(CELLO)
    run(learning)
    assert texts(room) == []
    room.store.set_mark(AGAIN, json.dumps([said[0].id]))
    run(learning)
    assert texts(room) == ["You play cello."]


# ---- real models -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["starter", "random"])
def test_what_a_real_model_says_is_whole_and_stands_in_the_turn_or_is_nothing(
    kind: str, small: Path, tmp_path: Path
) -> None:
    file = small if kind == "starter" else llm_files.write(tmp_path / "random.gguf", RANDOM, small)
    said = Utterance("m", "I live in Oslo.", 1_773_000_000.0)
    with closing(WorkerModel(file, threads=2, context=2048, env=QUIET)) as model:
        assert ByModel(model)(said, Stop()) == []  # nothing is loaded for this
        assert model.pid is None
        job = [Turn(role, (text,)) for role, text in question(said)]
        (answer,) = model.background([job], 96, FORM)
        assert answer.cut or set(json.loads(answer.text)) == {"facts"}
        assert all(one.object.lower() in said.text.lower() for one in read(answer.text, said))
        assert ByModel(model).ready
    if kind == "random":
        assert read(answer.text, said) == []
        file.unlink()


@pytest.mark.parametrize(("facts", "names"), [
    ("auto", ["facts", "drawing", "exam"]), ("true", ["facts", "drawing", "exam"]), ("false", []),
])  # fmt: skip
def test_the_setting_says_what_a_run_does(facts: str, names: list[str], clock: MovingClock) -> None:
    places = folders()
    places.home.mkdir(exist_ok=True)
    rooms = wiring.build(places, Settings(memory=MemorySettings(facts=facts)), clock)
    try:
        told = [step.name for step in rooms.consolidation._steps]
        assert [name for name in told if name in ("exam", "facts", "drawing")] == names
        with rooms.store.ledger.write():
            rooms.talks.begin("one", "chat")
            rooms.talks.say("one", By.PERSON, "I live in Oslo.")
        list(rooms.consolidation.run(Stop()))
        drawn = [one.text for one in rooms.store.each(Filter(kinds=(Kind.FACT,)))]
        assert drawn == ([] if facts == "false" else ["You live in Oslo."])
    finally:
        rooms.close()
