"""A conversation's cache: read once, and never wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from secondme.errors import ModelError
from secondme.llm.llama import Model
from secondme.llm.session import Session

pytestmark = pytest.mark.model

FRANCE = "Question: What is the capital of France?\nAnswer: The capital of France is"
ITALY = "Question: What is the capital of Italy?\nAnswer: The capital of Italy is"


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


@pytest.fixture
def session(model: Model) -> Iterator[Session]:
    with model.context(512, 1) as context:
        yield Session(model, context)


def answered(model: Model, session: Session, prompt: list[int], limit: int = 12) -> list[int]:
    """A whole answer."""
    session.prepare(prompt)
    with closing(model.sampler(0, 0)) as sampler:
        return list(session.answer(prompt, limit, sampler))


def test_what_the_cache_holds_is_what_it_says(model: Model, session: Session) -> None:
    prompt = model.tokens(FRANCE, special=False)
    answer = answered(model, session, prompt)
    assert session.tokens == prompt + answer[:-1]


def test_a_common_beginning_is_not_read_again_and_the_answer_is_the_same(model: Model, session: Session) -> None:
    france, italy = (model.tokens(text, special=False) for text in (FRANCE, ITALY))
    with model.context(512, 1) as other:
        anew = answered(model, Session(model, other), italy)
    answered(model, session, france)
    common = session.prepare(italy)
    assert 0 < common < len(italy)
    assert answered(model, session, italy) == anew


def test_the_last_token_is_always_read(model: Model, session: Session) -> None:
    prompt = model.tokens(FRANCE, special=False)
    first = answered(model, session, prompt)
    assert session.prepare(prompt) == len(prompt) - 1
    assert answered(model, session, prompt) == first


def test_a_conversation_goes_on_from_its_own_answer(model: Model, session: Session) -> None:
    prompt = model.tokens(FRANCE, special=False)
    answer = answered(model, session, prompt)
    more = prompt + answer + model.tokens(" Question: And of Spain?", special=False)
    assert session.prepare(more) == len(prompt) + len(answer) - 1


def test_an_answer_that_is_let_go_in_the_middle_harms_nothing(model: Model, session: Session) -> None:
    france, italy = (model.tokens(text, special=False) for text in (FRANCE, ITALY))
    whole = answered(model, session, italy)
    session.prepare(france)
    with closing(model.sampler(0, 0)) as sampler, closing(session.answer(france, 50, sampler)) as tokens:
        next(tokens)
    assert answered(model, session, italy) == whole


def test_an_answer_ends_where_the_context_is_full(model: Model, session: Session) -> None:
    prompt = model.tokens("fox " * 505, special=False)[:505]
    assert len(answered(model, session, prompt, limit=100)) <= 512 - 505
    assert answered(model, session, model.tokens(FRANCE, special=False))


def test_a_prompt_that_fills_the_context_is_refused(model: Model, session: Session) -> None:
    before = answered(model, session, model.tokens(FRANCE, special=False))
    with pytest.raises(ModelError, match="512"):
        session.prepare(model.tokens("fox " * 600, special=False))
    assert answered(model, session, model.tokens(FRANCE, special=False)) == before
