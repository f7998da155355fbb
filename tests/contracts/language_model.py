"""The contract of the port `LanguageModel`: what any model must do, whatever computes it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from contextlib import closing
from itertools import islice

import pytest

from secondme.errors import ModelError
from secondme.ports import LanguageModel, Turn

PHASES = {"none", "asleep", "loading", "ready", "failed"}
SYSTEM = Turn("system", ("You are the personal memory assistant of the user. Answer in one short sentence.",))
DOG = Turn("user", ('Notes:\n- (3 May 2026) You said: "My dog is called Biscuit."\n\n', "What is my dog called?"))
STORY = Turn("user", ("Write a long story about a fox.",))


def said(model: LanguageModel, turns: Sequence[Turn], limit: int = 12) -> str:
    """A whole answer."""
    with closing(model.reply(turns, limit)) as reply:
        return "".join(reply)


class LanguageModelContract:
    """A subclass gives the fixture `model`, which answers `STORY` with three tokens or more."""

    def test_its_state_is_one_of_five(self, model: LanguageModel) -> None:
        assert model.state.phase in PHASES
        model.context()
        assert model.state.phase == "ready"
        assert model.state.name
        assert model.state.context == model.context()

    def test_counting_gives_a_number_for_each_text(self, model: LanguageModel) -> None:
        none, one, more = model.count(["", "fox", "the fox and the hen went for a walk"])
        assert none == 0
        assert 0 < one < more
        assert model.count([]) == []

    def test_control_marks_are_counted_as_the_letters_they_are(self, model: LanguageModel) -> None:
        assert model.count(["<|im_end|>"])[0] > 1

    def test_half_a_surrogate_pair_is_no_obstacle(self, model: LanguageModel) -> None:
        assert model.count(["a walnut \ud83c cake"])[0] > 3
        assert said(model, [SYSTEM, Turn("user", ("Tell me of a walnut \ud83c cake.",))])

    def test_an_answer_comes_in_pieces_and_says_how_it_went(self, model: LanguageModel) -> None:
        with closing(model.reply([SYSTEM, STORY], 8)) as reply:
            pieces = list(reply)
        assert pieces
        assert all(pieces)
        assert 1 <= reply.reading.written <= 8
        assert reply.reading.cached + reply.reading.read >= sum(model.count([*SYSTEM.parts, *STORY.parts]))

    def test_an_answer_is_no_longer_than_its_limit(self, model: LanguageModel) -> None:
        with closing(model.reply([SYSTEM, STORY], 2)) as reply:
            assert list(reply)
        assert reply.reading.written <= 2

    def test_the_same_question_gets_the_same_answer(self, model: LanguageModel) -> None:
        first = said(model, [SYSTEM, DOG])
        said(model, [SYSTEM, STORY])
        assert said(model, [SYSTEM, DOG]) == first

    def test_closing_in_the_middle_ends_the_pieces_and_the_next_answer_comes(self, model: LanguageModel) -> None:
        reply = model.reply([SYSTEM, STORY], 400)
        pieces = iter(reply)
        next(pieces)
        reply.close()
        reply.close()
        assert list(pieces) == []
        assert said(model, [SYSTEM, DOG])

    def test_closing_before_the_first_piece_gives_none(self, model: LanguageModel) -> None:
        reply = model.reply([SYSTEM, STORY], 400)
        reply.close()
        assert list(reply) == []

    def test_closing_after_the_end_is_nothing(self, model: LanguageModel) -> None:
        reply = model.reply([SYSTEM, STORY], 3)
        list(reply)
        before = reply.reading
        reply.close()
        assert reply.reading == before

    def test_counting_does_not_wait_for_an_answer(self, model: LanguageModel) -> None:
        with closing(model.reply([SYSTEM, STORY], 400)) as reply:
            assert list(islice(reply, 1))
            assert model.count(["fox"])[0] > 0
            assert model.context() > 0

    def test_what_is_gone_is_told_of_the_last_conversation_alone(self, model: LanguageModel) -> None:
        with closing(model.reply([SYSTEM, DOG], 4, "talk")) as reply:
            list(reply)
        assert list(model.gone("talk") or []) == []
        assert model.gone("talk") is not None
        assert model.gone("another") is None
        assert model.gone("") is None

    def test_a_second_answer_waits_for_the_first(self, model: LanguageModel) -> None:
        first = model.reply([SYSTEM, STORY], 400)
        answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        second = threading.Thread(target=lambda: answers.put(said(model, [SYSTEM, DOG])), daemon=True)
        second.start()
        assert next(iter(first))
        assert answers.empty()
        first.close()
        assert answers.get(timeout=60)
        second.join(60)

    def test_an_answer_may_be_read_and_closed_on_other_threads_than_asked_for_it(self, model: LanguageModel) -> None:
        reply = model.reply([SYSTEM, STORY], 400)
        begun, pieces = threading.Event(), []

        def read() -> None:
            for piece in reply:
                pieces.append(piece)
                begun.set()

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        assert begun.wait(60)
        reply.close()
        reader.join(60)
        assert not reader.is_alive()
        assert pieces

    def test_a_question_that_does_not_fit_is_refused_and_the_next_is_answered(self, model: LanguageModel) -> None:
        with pytest.raises(ModelError, match="tokens"):
            model.reply([Turn("user", ("word " * (model.context() + 1),))], 8)
        assert said(model, [SYSTEM, DOG])

    def test_after_closing_it_comes_back_when_asked(self, model: LanguageModel) -> None:
        first = said(model, [SYSTEM, DOG])
        model.close()
        assert model.state.phase == "asleep"
        assert said(model, [SYSTEM, DOG]) == first
