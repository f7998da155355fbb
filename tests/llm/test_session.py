"""A conversation's cache: only new words are read, what was recalled leaves, and the budget holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import psutil
import pytest

from secondme.errors import ModelError
from secondme.llm.context import Layout
from secondme.llm.identity import model_identity
from secondme.llm.known import ranges
from secondme.llm.llama import Model
from secondme.llm.session import Session
from secondme.llm.shelf import Shelf
from secondme.llm.statefile import Meta, Saved, Stamp, digest
from secondme.llm.template import ChatTemplate
from secondme.llm.units import BLOCK, Stretch, Unit, units
from secondme.ports import Turn

pytestmark = pytest.mark.model

SYSTEM = Turn("system", ("You are the memory assistant of the user. Answer in one short sentence.",))
NOTES = 'Notes:\n- (3 May 2026) You said: "My dog is called Biscuit and he is afraid of thunder."\n\n'
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


Build = Callable[..., Session]


@pytest.fixture
def build(model: Model) -> Iterator[Build]:
    """Makes sessions, each over a context of its own."""
    contexts = []

    def made(room: int = 1024, *, budget: int = 0, lookup: bool = False) -> Session:
        context = model.context(Layout(room, 1))
        contexts.append(context)
        return Session(model, context, budget=budget, lookup=lookup)

    yield made
    for context in contexts:
        context.close()


def rendered(model: Model, turns: Sequence[Turn], spoken: dict[str, list[int]] | None = None) -> list[Unit]:
    """The units of a prompt; what was spoken keeps the tokens that it was spoken in."""
    segments = ChatTemplate(model.template).render(turns)
    return units(
        Stretch(
            tuple((spoken or {}).get(one.text) or model.tokens(one.text, special=one.is_template)),
            one.role,
            one.recalled,
        )
        for one in segments
    )


class Talk:
    """A conversation with a session."""

    def __init__(self, model: Model, session: Session, limit: int = 12) -> None:
        self.model, self.session, self.limit = model, session, limit
        self.turns: list[Turn] = []
        self.spoken: dict[str, list[int]] = {}

    def say(self, text: str, block: str = "", *, take: int | None = None, parts: bool = True) -> str:
        """The answer to something, or its first `take` tokens; the block has left the cache, if it has `parts`."""
        prompt = rendered(self.model, [SYSTEM, *self.turns, Turn("user", (text,), block)], self.spoken)
        self.session.prepare(prompt, self.limit)
        said: list[int] = []
        with (
            closing(self.model.sampler(0, 0)) as sampler,
            closing(self.session.answer(self.limit, sampler)) as tokens,
        ):
            for token in tokens:
                said.append(token)
                assert self.session._context.used <= self.session.budget
                if take == len(said):
                    break
        answer = b"".join(map(self.model.piece, said)).decode("utf-8", "replace").strip()
        self.spoken[answer] = said
        self.turns += [Turn("user", (text,)), Turn("assistant", (answer,))]
        if parts:
            whole(self.session)
        return answer


def whole(session: Session) -> None:
    """The book has a row for each cell, and no block is left."""
    assert len(session.book) == session._context.length() == session._context.used
    assert not (session.book.kind == BLOCK).any()
    assert len(session.book) <= session.budget


def test_only_the_words_of_the_new_turn_are_read(model: Model, build: Build) -> None:
    talk = Talk(model, build())
    talk.say("My dog is called Biscuit.")
    first = talk.session.read
    talk.say("What is his name?", NOTES)
    assert talk.session.read == len(rendered(model, [SYSTEM, Turn("user", ("What is his name?",), NOTES)])[-1])
    talk.say("Thank you.")
    assert talk.session.read < first


def test_what_was_recalled_is_gone_after_the_answer_and_the_words_stay(model: Model, build: Build) -> None:
    talk = Talk(model, build())
    talk.say("What is my dog called?", NOTES)
    session = talk.session
    without = rendered(model, [SYSTEM, *talk.turns], talk.spoken)
    assert session.book.token.tolist()[: len(without[0]) + 4] == np.concatenate([u.tokens for u in without]).tolist()[
        : len(without[0]) + 4
    ]
    assert len(session.book) < len(rendered(model, [SYSTEM, Turn("user", ("What is my dog called?",), NOTES)])[-1]) + 80


def test_settled_the_cache_is_as_if_nothing_had_been_recalled(model: Model, build: Build) -> None:
    talk = Talk(model, build())
    talk.say("What is my dog called?", NOTES)
    assert talk.session.settle()
    whole(talk.session)
    clean = build()
    clean._context.read(talk.session.book.token.tolist())
    word = model.tokens(" and", special=False)
    clean._context.read(word)
    talk.session._context.read(word)
    assert np.array_equal(clean._context.logits(), talk.session._context.logits())
    assert np.isfinite(talk.session.book.surprisal).any()


def test_settling_that_is_stopped_leaves_a_cache_that_the_next_turn_mends(model: Model, build: Build) -> None:
    talk, same = Talk(model, build()), Talk(model, build())
    for one in (talk, same):
        one.say("What is my dog called?", NOTES)
    same.session.settle()
    talk.session._context.stop()
    assert not talk.session.settle()
    talk.session._context.resume()
    assert talk.say("And what is he afraid of?") == same.say("And what is he afraid of?")


def test_a_conversation_of_ten_times_the_budget_never_uses_more(model: Model, build: Build) -> None:
    talk = Talk(model, build(256, budget=110), limit=4)
    read = 0
    while read < 10 * 110:
        number = len(talk.turns) // 2
        talk.say(f"On {DAYS[number % 7]} I met {number} friends, and we walked to the harbour to see the boats.", NOTES)
        read += talk.session.read
        if number % 3 == 0:
            talk.session.settle()
            talk.session.make_room(40)
            whole(talk.session)
    assert len(talk.session.gone) > 10


def test_what_was_pruned_is_not_read_again(model: Model, build: Build) -> None:
    talk = Talk(model, build(256, budget=150))
    reads = []
    for number in range(8):
        talk.say(f"On {DAYS[number % 7]} I met {number} friends and we walked to the old harbour.")
        reads.append(talk.session.read)
    assert talk.session.gone
    assert max(reads[2:]) <= reads[1] + 4
    assert talk.session.slid == 0


def test_what_slid_out_of_the_prompt_and_is_whole_yet_is_counted_apart(model: Model, build: Build) -> None:
    talk = Talk(model, build(), limit=2)
    for number in range(4):
        talk.turns = talk.turns[-4:]
        talk.say(f"Note {number}.")
    assert (talk.session.slid, talk.session.gone) == (1, ())
    talk.session.make_room(talk.session.budget)
    assert talk.session.slid == 0
    assert ranges(talk.session.gone) == ((0, 2),)


@pytest.mark.parametrize(("keys", "least", "most"), [("f16", 113, 142), ("q8_0", 50, 112)])
def test_at_rest_little_more_is_pruned_than_a_turn_needs_where_shifting_costs_the_keys_nothing(
    model: Model, keys: str, least: int, most: int
) -> None:
    with closing(model.context(Layout(512, 2, keys=keys))) as context:
        talk = Talk(model, Session(model, context, budget=250), limit=4)
        for number in range(5):
            talk.say(f"On {DAYS[number]} I met {number} friends, and we walked to the harbour to see the boats.")
            assert talk.session.settle()
        before = len(talk.session.book)
        talk.session.make_room(100)
        whole(talk.session)
        assert before > 150
        assert least <= len(talk.session.book) <= most


def test_numbers_are_told_as_runs() -> None:
    assert ranges(()) == ()
    assert ranges((0, 1, 2, 5, 7, 8)) == ((0, 2), (5, 5), (7, 8))


def test_another_conversation_keeps_the_prefix_alone(model: Model, build: Build) -> None:
    session = build()
    talk, other = Talk(model, session), Talk(model, session)
    talk.say("My dog is called Biscuit.")
    prefix = len(rendered(model, [SYSTEM, Turn("user", ("Hello.",))])[0])
    prompt = rendered(model, [SYSTEM, Turn("user", ("Hello there.",))])
    assert prefix <= session.prepare(prompt, 4) <= prefix + 6
    assert other.say("Hello there.") == Talk(model, build()).say("Hello there.")


def test_an_answer_that_was_stopped_is_no_part_of_the_next_prompt(model: Model, build: Build) -> None:
    talk, same = Talk(model, build()), Talk(model, build())
    for one in (talk, same):
        one.say("My dog is called Biscuit.")
    talk.say("Tell me a long story.", take=2)
    del talk.turns[-2:]
    assert talk.say("What is he called?") == same.say("What is he called?")


def test_a_conversation_too_long_for_the_budget_is_read_from_where_it_fits(model: Model, build: Build) -> None:
    turns = [
        Turn(role, (f"{role} number {n}: we spoke of the harbour and of the boats that lay there.",))
        for n in range(30)
        for role in ("user", "assistant")
    ]
    session = build(512, budget=400)
    prompt = rendered(model, [SYSTEM, *turns, Turn("user", ("And then?",))])
    session.prepare(prompt, 16)
    with closing(model.sampler(0, 0)) as sampler:
        list(session.answer(16, sampler))
    whole(session)
    assert 200 < len(session.book) <= 400
    there = set(session.book.unit.tolist())
    assert session.gone == tuple(at for at, one in enumerate(session.known[1:]) if one.number not in there)


def test_a_prompt_that_leaves_no_room_is_refused_and_the_cache_is_as_it_was(model: Model, build: Build) -> None:
    talk = Talk(model, build(512))
    talk.say("My dog is called Biscuit.")
    before = talk.session.book.token.tolist()
    with pytest.raises(ModelError, match=r"tokens; the model's context holds 512"):
        talk.session.prepare(rendered(model, [SYSTEM, Turn("user", ("word " * 600,))]), 8)
    assert talk.session.book.token.tolist() == before
    assert talk.say("What is his name?")


def test_a_memory_that_cannot_be_moved_reads_again_and_answers(model: Model, build: Build) -> None:
    talk = Talk(model, build(512, budget=150))
    talk.session._context.can_shift = False
    for number in range(4):
        prompt = [SYSTEM, *talk.turns, Turn("user", (f"I met {number} friends at the harbour.",), NOTES)]
        units_ = rendered(model, prompt, talk.spoken)
        talk.session.prepare(units_, 12)
        with closing(model.sampler(0, 0)) as sampler:
            said = list(talk.session.answer(12, sampler))
        answer = b"".join(map(model.piece, said)).decode().strip()
        talk.spoken[answer] = said
        talk.turns += [Turn("user", prompt[-1].parts), Turn("assistant", (answer,))]
        assert len(talk.session.book) == talk.session._context.used <= 150
        if number % 2:
            assert talk.session.settle()
            whole(talk.session)


def test_a_memory_that_cannot_be_moved_is_not_pruned_at_rest_and_reads_again_what_fits(
    model: Model, build: Build
) -> None:
    talk = Talk(model, build(512, budget=300), limit=6)
    talk.session._context.can_shift = False
    for number in range(9):
        talk.say(f"On {DAYS[number % 7]} I met {number} friends and we walked to the old harbour.")
        held = len(talk.session.book)
        assert talk.session.settle()
        talk.session.make_room(90)
        assert len(talk.session.book) == held
    assert held > 100


def test_a_memory_of_no_parts_reads_what_is_new_alone_and_puts_itself_in_order_at_rest(
    model: Model, build: Build
) -> None:
    reads = []
    talk = Talk(model, build(), limit=6)
    talk.session._context._whole, talk.session._context.can_shift = True, False
    for number, block in enumerate(("", "", NOTES, "", NOTES, "")):
        talk.say(f"On {DAYS[number]} I met {number} friends.", block, parts=False)
        reads.append(talk.session.read)
        assert talk.session.settle()
        whole(talk.session)
    assert max(reads[index] for index in (1, 3, 5)) < 40
    assert len(talk.session.book) == talk.session._context.used > 150


def test_drafts_change_no_word_of_an_answer_and_leave_the_cache_right(model: Model, build: Build) -> None:
    drafting = Talk(model, build(lookup=True), limit=40)
    plain = Talk(model, build(lookup=True), limit=40)
    plain.session._lookup = None  # as many threads: another number sums in another order, and near ties part
    for text in ("Repeat my notes word for word.", "Repeat them once more, word for word.", "Thank you."):
        assert drafting.say(text, NOTES) == plain.say(text, NOTES)
        assert drafting.session.book.token.tolist() == plain.session.book.token.tolist()
    assert plain.session.drafted == 0


def test_what_is_kept_goes_on_in_another_cache_and_what_makes_no_sense_empties_it(model: Model, build: Build) -> None:
    talk = Talk(model, build())
    talk.say("My dog is called Biscuit.", NOTES)
    talk.say("He is brown.")
    kept = talk.session.kept()
    other = Talk(model, build(512))
    other.turns, other.spoken = list(talk.turns), dict(talk.spoken)
    assert other.session.take(*kept)
    whole(other.session)
    assert other.say("What is he called?") == talk.say("What is he called?")
    assert other.session.read == talk.session.read
    book, more, state = kept
    for odd in (("no JSON", state), ("[[1]]", state), (more, state[:1000])):
        assert not other.session.take(book, *odd)
        whole(other.session)
        assert not len(other.session.book)


def test_what_was_kept_in_a_context_of_2_048_goes_on_in_one_of_16_384_with_the_same_text(
    model: Model, build: Build, tmp_path: Path
) -> None:
    if psutil.virtual_memory().available < 3 << 30:
        pytest.skip("a context of 16,384 tokens takes 1 GB, and so much is not free here")
    story = " ".join(f"On {DAYS[n % 7]} the fox and {n} hens walked along the river to the harbour." for n in range(95))
    first, then = f"My dog is called Biscuit. {story}", "What is my dog called?"
    small = Talk(model, build(2_048), limit=24)
    small.say(first)
    book, more, state = small.session.kept()
    assert 1_500 < len(book) <= 2_048
    card = model.card
    stamp = Stamp(
        model_identity(card.path), card.bytes, card.quantisation, card.architecture, "f16", "f16", False, 2_048,
        version("llama-cpp-python"), digest(book.token),
    )  # fmt: skip
    assert Shelf(tmp_path, 1 << 30, spare=0).save("talk", Meta(stamp, book, more=more), state) == ""
    found = Shelf(tmp_path, 1 << 30, spare=0).load("talk", replace(stamp, room=16_384))
    assert isinstance(found, Saved)
    large = Talk(model, build(16_384), limit=24)
    large.turns, large.spoken = list(small.turns), dict(small.spoken)
    assert large.session.take(found.meta.book, found.meta.more, found.payload)
    assert large.say(then) == small.say(then)
    assert large.session.book.token.tolist() == small.session.book.token.tolist()
    assert large.say(f"And then? {story[:2_200]} Who walked along the river?")
    assert large.session.gone == ()
    assert len(large.session.book) > 2_048


def test_an_exchange_longer_than_what_is_left_beside_the_next_one_goes(model: Model, build: Build) -> None:
    talk = Talk(model, build(512))
    talk.say("The harbour and the boats. " * 60)
    assert talk.say("We walked to the harbour. " * 20)
    assert talk.session.read > 100
    assert talk.say("Thank you.")


def test_what_was_read_behind_the_words_of_another_conversation_is_not_used(model: Model, build: Build) -> None:
    session = build()
    first = Talk(model, session)
    first.say("My number is 4711.")
    first.say("Hello there.")
    prefix = len(rendered(model, [SYSTEM, Turn("user", ("Hello there.",))])[0])
    session.same = False
    turns = [*first.turns[-2:], Turn("user", ("And now?",))]
    assert session.prepare(rendered(model, [SYSTEM, *turns], first.spoken), 4) <= prefix + 6


def test_a_window_that_slides_over_the_conversation_costs_no_turn_anything(model: Model, build: Build) -> None:
    talk = Talk(model, build(), limit=2)
    session, reads, slid, window = talk.session, [], 0, 20
    for number in range(24):
        talk.turns = talk.turns[-window:]
        slid += len(talk.turns) == window
        before = len(session.book)
        talk.say(f"Note {number}.")
        assert len(session.book) >= before
        reads.append(session.read)
    assert slid > 12
    assert max(reads[1:]) <= reads[1] + 4
    assert session.gone == ()
    assert len(session.known) == 25
