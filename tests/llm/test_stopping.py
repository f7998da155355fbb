"""Escape at the two stages that are no answer: while the model is being loaded, and while the last exchange is brought
in order. The next question is answered as if nothing had been stopped, and nothing that was said is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from secondme import wiring
from secondme.config import Settings, folders
from secondme.config.forms import MemorySettings, ModelSettings
from secondme.events import Answered, Event, ModelState, Stopped, Stored
from secondme.llm.context import Layout
from secondme.llm.llama import Model
from secondme.llm.remote import WorkerModel
from secondme.llm.session import Session
from secondme.llm.worker import SETTLE_SECONDS
from secondme.ports import Turn
from secondme.stop import Stop
from tests.conftest import MovingClock
from tests.llm.conftest import PASSIVE
from tests.llm.test_session import NOTES, SYSTEM, Talk, whole

pytestmark = pytest.mark.model

PATIENCE = 60.0
TOLD = "I walked along the river with Nora, and she told me of her brother's house by the harbour. " * 12


def test_stopped_while_the_model_is_loaded_what_was_said_is_kept_and_the_next_question_answered(
    starter_file: Path, clock: MovingClock
) -> None:
    places = folders()
    places.home.mkdir(exist_ok=True)
    settings = Settings(model=ModelSettings(context=512, threads=1), memory=MemorySettings(facts="false"))
    loading, stop = threading.Event(), Stop()

    def heard(state: ModelState) -> None:
        if state.phase == "loading" and not loading.is_set():
            loading.set()
            stop.ask()

    rooms = wiring.build(places, settings, clock, on_model=heard)
    try:
        events: list[Event] = list(rooms.chat.reply("My dog is called Biscuit.", stop=stop))
        assert loading.is_set()
        stored = events[0]
        assert isinstance(stored, Stored)
        assert events[-1] == Stopped("")
        assert [one.memory.text for one in rooms.talks.messages(stored.conversation)] == ["My dog is called Biscuit."]
        answered = list(rooms.chat.reply("What is my dog called?", stored.conversation))[-1]
        assert isinstance(answered, Answered)
        assert answered.text
        assert answered.model
        assert len(rooms.talks.messages(stored.conversation)) == 3
    finally:
        rooms.close()


class Halting:
    """A watcher that stops the context at a pass, as a request does that comes in the middle of settling."""

    callback = None

    def __init__(self) -> None:
        self.at = 0
        self.passes = 0
        self.stop: Callable[[], None] = lambda: None

    def begin(self, give_up: Callable[[], None]) -> None:
        self.passes += 1
        if self.passes == self.at:
            self.stop()

    def end(self, done: bool) -> None:
        """Nothing."""


@pytest.mark.parametrize("at", [1, 2])
def test_stopped_at_any_pass_of_bringing_it_in_order_the_conversation_goes_on(starter_file: Path, at: int) -> None:
    with closing(Model.open(starter_file)) as model:
        watcher = Halting()
        with closing(model.context(Layout(1_024, 1), watcher)) as context, closing(
            model.context(Layout(1_024, 1))
        ) as other:  # fmt: skip
            talk, same = Talk(model, Session(model, context)), Talk(model, Session(model, other))
            for one in (talk, same):
                one.say(TOLD, NOTES)
            assert same.session.settle()
            watcher.at, watcher.stop = watcher.passes + at, context.stop
            assert not talk.session.settle()
            context.resume()
            whole(talk.session)
            assert talk.say("Whose house is by the harbour?") == same.say("Whose house is by the harbour?")
            assert talk.session.book.token.tolist() == same.session.book.token.tolist()
            assert talk.session.settle()
            whole(talk.session)


@pytest.fixture
def build(starter_file: Path) -> Iterator[Callable[..., WorkerModel]]:
    made: list[WorkerModel] = []

    def build(**more: Any) -> WorkerModel:
        made.append(WorkerModel(starter_file, threads=2, context=1_024, env=PASSIVE, **more))
        return made[-1]

    yield build
    for model in made:
        model.close()


def test_a_question_that_is_stopped_around_the_bringing_in_order_costs_the_next_one_nothing(
    build: Callable[..., WorkerModel]
) -> None:
    def said(model: WorkerModel, turns: list[Turn]) -> str:
        with closing(model.reply([SYSTEM, *turns], 12, "talk")) as reply:
            return "".join(reply)

    first = Turn("user", (TOLD,), NOTES)
    model, fresh = build(), build()
    turns = [first]
    answers = [said(one, turns) for one in (model, fresh)]
    assert answers[0] == answers[1]
    turns = [Turn("user", (TOLD,)), Turn("assistant", (answers[0],))]
    hello = Turn("user", ("Hello.",))
    begun = time.monotonic()
    for seconds in (0.0, SETTLE_SECONDS / 2, SETTLE_SECONDS, SETTLE_SECONDS * 1.2, SETTLE_SECONDS * 2):
        threading.Event().wait(seconds)  # before it begins, in the middle of it, or after it
        reply = model.reply([SYSTEM, *turns, hello], 50, "talk")
        reply.close()
    ask = Turn("user", ("Whose house is by the harbour?",))
    assert said(model, [*turns, ask]) == said(fresh, [*turns, ask])
    assert time.monotonic() - begun < PATIENCE
