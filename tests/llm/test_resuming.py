"""Conversations that are put away and taken up: after a kill, in turn, at the end; and what is never kept."""

from __future__ import annotations

import os
import signal
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from secondme.llm.context import Layout, State
from secondme.llm.identity import IDENTITIES, model_identity
from secondme.llm.llama import Model
from secondme.llm.pruning import Book
from secondme.llm.remote import WorkerModel
from secondme.llm.resuming import Resuming
from secondme.llm.session import Session
from secondme.llm.shelf import Shelf
from secondme.llm.statefile import VERSION
from secondme.ports import Reading, Turn
from tests.llm.conftest import PASSIVE
from tests.llm.test_session import rendered

pytestmark = pytest.mark.model

SYSTEM = Turn("system", ("You are the memory assistant of the user. Answer in one short sentence.",))
WALK = "The fox and the hen went for a walk along the river, and the fox told the hen about the wide world. "
LONG = Turn("user", (WALK * 10 + "Whom did the fox talk to?",))
NEXT = Turn("user", ("Where did they walk?",), 'Notes:\n- You said: "My dog is called Biscuit."\n\n')
OTHER = Turn("user", ("The owl sat on the roof of the barn and counted the stars until the morning. " * 13,))
SOON = 0.01
NEVER = 3600.0

Build = Callable[..., WorkerModel]


class Begun(NamedTuple):
    """A conversation of one turn: its answer, its state file, and what the next turn gives where all is read again."""

    answer: str
    name: str
    state: bytes
    text: str
    reading: Reading


@pytest.fixture(scope="module")
def begun(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    folder = tmp_path_factory.mktemp("begun")
    settings: dict[str, Any] = {"threads": 2, "context": 512, "env": PASSIVE}
    with closing(WorkerModel(starter_file, states=Shelf(folder, 1 << 29, spare=0), **settings)) as model:
        answer, _ = told(model, [LONG])
    (file,) = files(folder)
    with closing(WorkerModel(starter_file, **settings)) as model:
        return Begun(answer, file.name, file.read_bytes(), *told(model, following(answer)))


@pytest.fixture
def shelved(begun: Begun, folder: Path) -> Path:
    """The state file of a conversation of one turn, ready to be taken up."""
    folder.mkdir()
    file = folder / begun.name
    file.write_bytes(begun.state)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "states"


@pytest.fixture
def build(starter_file: Path, folder: Path) -> Iterator[Build]:
    """Makes models over one folder of states, closed after the test."""
    made: list[WorkerModel] = []

    def build(after: float = NEVER, *, keeps: bool = True, path: Path = starter_file, **more: Any) -> WorkerModel:
        states = Shelf(folder, 1 << 29, spare=0) if keeps else None
        given = {"threads": 2, "context": 1024, "env": PASSIVE, **more}
        made.append(WorkerModel(path, states=states, states_after=after, **given))
        return made[-1]

    yield build
    for model in made:
        model.close()


def told(
    model: WorkerModel, turns: Sequence[Turn], conversation: str = "c1", memories: Sequence[str] = ()
) -> tuple[str, Reading]:
    with closing(model.reply([SYSTEM, *turns], 12, conversation, memories)) as reply:
        text = "".join(reply)
    return text, reply.reading


def following(answer: str) -> list[Turn]:
    return [LONG, Turn("assistant", (answer,)), NEXT]


def kill(model: WorkerModel) -> None:
    assert model.pid
    os.kill(model.pid, signal.SIGKILL)


def until(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.state"))


def holds_tokens(folder: Path, tokens: Sequence[int]) -> bool:
    """Whether a file has these tokens one after the other."""
    sought = np.asarray(tokens, "<i4").tobytes()
    return any(sought in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_after_a_kill_a_conversation_goes_on_with_the_text_of_one_that_was_read_again(
    build: Build, folder: Path, begun: Begun
) -> None:
    model = build(SOON)
    told(model, [LONG])
    until(lambda: files(folder))
    kill(model)
    text, reading = told(model, following(begun.answer))
    assert text == begun.text
    assert reading.restored == reading.cached > 200
    assert reading.rereading > reading.restoring > 0
    assert reading.read < begun.reading.read - 200
    assert (begun.reading.restored, begun.reading.restoring, begun.reading.rereading) == (0, 0, 0)


def test_conversations_in_turn_and_what_is_done_beside_them_are_read_once(
    build: Build, folder: Path, begun: Begun, shelved: Path
) -> None:
    model = build()
    text, reading = told(model, following(begun.answer), "c1")
    assert (text, reading.restored > 200) == (begun.text, True)
    beside = told(model, [OTHER], "c2")[0]
    told(model, [Turn("user", ("Hello.",))], "")
    again, reading = told(model, following(begun.answer), "c1")
    assert (again, reading.restored > 200) == (begun.text, True)
    assert told(model, [OTHER, Turn("assistant", (beside,)), NEXT], "c2")[1].restored > 200
    until(lambda: len(files(folder)) == 2)


@pytest.mark.parametrize("how", ["close", "sleep", "use"])
def test_a_process_that_is_ended_puts_away_what_it_holds(
    build: Build, folder: Path, starter_file: Path, begun: Begun, shelved: Path, how: str
) -> None:
    model = build(idle_seconds=0.5) if how == "sleep" else build()
    told(model, following(begun.answer))
    if how == "close":
        model.close()
    elif how == "use":
        model.use(None)
    else:
        until(lambda: model.pid is None)
    assert files(folder) == [shelved]
    assert len(shelved.read_bytes()) > len(begun.state)


def test_in_a_larger_context_it_goes_on_with_the_same_text(build: Build, begun: Begun, shelved: Path) -> None:
    text, reading = told(build(context=1024), following(begun.answer))
    assert (text, reading.restored > 200) == (begun.text, True)


def test_it_goes_on_although_the_prompt_has_its_first_exchanges_no_more(build: Build) -> None:
    turns: list[Turn] = []
    model = build(SOON)
    for number in range(6):
        turns.append(Turn("user", (f"{WALK * 2}It was walk number {number}.",)))
        text, reading = told(model, turns)
        turns.append(Turn("assistant", (text.strip() or "…",)))
    model.close()
    asked = [*turns[4:], Turn("user", ("And then?",))]  # two exchanges are too long ago
    _, reading = told(build(), asked)
    assert reading.restored > 200
    assert reading.cached > 150
    assert reading.read < 60


def test_nothing_is_kept_of_a_private_or_a_short_conversation_or_of_a_secret(build: Build, folder: Path) -> None:
    secret = Turn("user", (WALK * 10 + "My password is Heron-Blue-77.",))
    model = build()
    for turn, conversation in ((LONG, ""), (Turn("user", ("Hello.",)), "c1"), (secret, "c2")):
        told(model, [turn], conversation)
        model.close()
        assert files(folder) == []


def test_the_tokens_of_an_answer_to_a_secret_are_not_remembered(starter_file: Path, folder: Path) -> None:
    layout = Layout(256, 1)
    with closing(Model.open(starter_file)) as model, closing(model.context(layout)) as context:
        resuming = Resuming(Shelf(folder, 1 << 20), model, Session(model, context), layout)
        resuming.turn_to("c1", ())
        tokens = [token for letter in "Good to know." for token in model.tokens(letter, special=False)]
        for heard, answer in (("Hello.", "Your password is Heron-Blue-77."), ("My password is Heron-Blue-77.", "Yes.")):
            resuming.said(heard, answer, tokens)
            assert (resuming._spoken, resuming.changed) == ([], False)
        resuming.said("Hello.", "Good to know.", tokens)
        assert (resuming._spoken, resuming.changed) == ([tokens], True)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def older(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(8)
        opened.write(struct.pack("<I", VERSION - 1))


def changed(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(-1000, os.SEEK_END)
        opened.write(b"what is this" * 3)


@pytest.mark.parametrize("damage", [cut, older, changed])
def test_a_file_that_is_no_good_is_read_again_and_the_answer_is_right(
    build: Build, begun: Begun, shelved: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(shelved)
    model = build(log_file=tmp_path / "model.log")
    text, reading = told(model, following(begun.answer))
    assert (text, reading.restored) == (begun.text, 0)
    assert "Traceback" not in (tmp_path / "model.log").read_text()


def test_another_models_state_is_of_no_use_and_is_replaced(
    build: Build, folder: Path, begun: Begun, shelved: Path, patched: Any
) -> None:
    other = build(path=patched(b"Smollm2", b"Smullm2"))
    assert told(other, following(begun.answer))[1].restored == 0
    other.close()
    assert told(other, following(begun.answer))[1].restored > 200
    assert files(folder) == [shelved]


def test_forgetting_ends_the_process_unsaved_and_leaves_no_token_of_it(
    build: Build, folder: Path, begun: Begun, shelved: Path, starter_file: Path
) -> None:
    with closing(Model.open(starter_file)) as vocabulary:
        tokens = vocabulary.tokens(WALK * 2, special=False)[2:20]
    assert holds_tokens(folder, tokens)
    model = build()
    told(model, following(begun.answer), memories=["m1"])
    model.erase(["m1"])
    assert model.pid is None
    assert files(folder) == []
    assert not holds_tokens(folder, tokens)


def test_once_nothing_is_to_be_kept_nothing_is_there(build: Build, folder: Path, begun: Begun, shelved: Path) -> None:
    model = build()
    model.clear(for_good=True)
    assert files(folder) == []
    told(model, following(begun.answer))
    model.close()
    assert files(folder) == []


def test_a_long_prefix_is_kept_by_itself(build: Build, folder: Path) -> None:
    turns = [Turn("system", (WALK * 25,)), Turn("user", ("Hello.",))]
    texts = []
    for restored in (False, True):
        with closing(build()) as model, closing(model.reply(turns, 5)) as reply:
            texts.append("".join(reply))
        assert [path.name[:7] for path in files(folder)] == ["prefix-"]
        assert (reply.reading.restored > 500) == restored
    assert texts[0] == texts[1]


def test_states_that_cannot_be_written_cost_nobody_an_answer(build: Build, folder: Path, begun: Begun) -> None:
    folder.write_text("not a folder")
    model = build()
    assert told(model, following(begun.answer), "c1")[0] == begun.text
    assert told(model, [Turn("user", ("Hello.",))], "c2")[0]


def test_reading_again_is_told_with_what_either_was_to_take_where_it_is_cheaper(
    build: Build, folder: Path, begun: Begun, shelved: Path, starter_file: Path
) -> None:
    shelf = Shelf(folder, 1 << 29, spare=0)
    shelf.measured(model_identity(starter_file, folder / IDENTITIES), read=(10**9, 1.0), restored=(1, 1.0))
    text, reading = told(build(), following(begun.answer))
    assert (text, reading.restored) == (begun.text, 0)
    assert reading.restoring > reading.rereading > 0


def answered(session: Session, model: Model, turns: Sequence[Turn], each: Callable[[], None]) -> None:
    session.prepare(rendered(model, turns), 6)
    with closing(model.sampler(0, 0)) as sampler, closing(session.answer(6, sampler)) as tokens:
        for _ in tokens:
            each()


def test_the_state_of_a_prefix_is_taken_when_nobody_waits_and_what_follows_it_stays(
    starter_file: Path, folder: Path
) -> None:
    layout = Layout(1024, 2)
    shelf = Shelf(folder, 1 << 29, spare=0)
    turns = [Turn("system", (WALK * 25,)), Turn("user", ("Hello.",))]
    with closing(Model.open(starter_file)) as model, closing(model.context(layout)) as context:
        session = Session(model, context)
        resuming = Resuming(shelf, model, session, layout)

        def nothing_is_taken() -> None:
            assert resuming.changed
            assert resuming._held == []

        answered(session, model, turns, nothing_is_taken)
        before = session.book.token.tolist()
        resuming.rest()
        assert not resuming.changed
        (name,) = shelf.names()
        kept = shelf.look(name)
        assert kept is not None
        assert kept.book.token.tolist() == rendered(model, turns)[0].tokens.tolist()
        assert session.book.token.tolist() == before
        word = model.tokens(" and", special=False)
        context.read(word)
        with closing(model.context(layout)) as clean:
            clean.read([*before, *word])
            assert clean.logits().argmax() == context.logits().argmax()


class Poor(Session):
    """There is no memory left for a state."""

    def kept(self) -> tuple[Book, str, State]:
        raise MemoryError


def test_a_state_that_there_is_no_memory_for_is_not_kept_and_the_conversation_goes_on(
    starter_file: Path, folder: Path
) -> None:
    layout = Layout(512, 2)
    with closing(Model.open(starter_file)) as model, closing(model.context(layout)) as context:
        session = Poor(model, context)
        resuming = Resuming(Shelf(folder, 1 << 29, spare=0), model, session, layout)
        resuming.turn_to("c1", ())
        answered(session, model, [SYSTEM, LONG], lambda: None)
        resuming.said(LONG.parts[0], "Yes.", [])
        assert resuming.changed
        resuming.rest()
        assert (resuming.changed, files(folder)) == (False, [])
        cells = len(session.book)
        answered(session, model, [SYSTEM, LONG, Turn("assistant", ("No.",)), NEXT], lambda: None)
        assert session.read < cells
