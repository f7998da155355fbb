"""Work that waits for nobody: together as each alone, stopped and put away at any time, within its cells."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from secondme.errors import ModelError, Refused
from secondme.llm.background import SLICE, Background, Ended, Job, Said
from secondme.llm.context import Context, Layout
from secondme.llm.llama import Model
from secondme.llm.sampling import Grammar, Sampler
from tests.llm.test_context import Nodes

pytestmark = pytest.mark.model

LIMIT = 6
TASK = (
    "Read what a person said and write down in one line the fact that it holds. Leave out greetings and "
    "questions, and write no more than what was said.\n"
)
SAYINGS = [
    "My dog is called Biscuit.",
    "I moved to Porto in May.",
    "My sister plays the cello.",
    "We paint the kitchen green.",
    "I am allergic to walnuts.",
    "The train leaves at seven.",
    "My boss is called Irina.",
    "I sold the old bicycle.",
]
NEAR = 0.3
"""Difference of two logits that batches of other shapes may turn round."""

Build = Callable[..., Background]
Answers = Sequence[Sequence[tuple[int, dict[int, float]]]]
"""Of each prompt the tokens of its answer, each with the penalised logits of the best ten there."""


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


@pytest.fixture(scope="module")
def prompts(model: Model) -> list[tuple[int, ...]]:
    return [tuple(model.tokens(f"{TASK}Said: {one}\nFact:", special=False)) for one in SAYINGS]


@pytest.fixture
def context(model: Model) -> Iterator[Context]:
    with model.context(Layout(1024, 1, sequences=10)) as context:
        yield context


@pytest.fixture
def build(model: Model, context: Context) -> Iterator[Build]:
    """Makes backgrounds over the last sequences of a context; the first is a chat's."""
    made: list[Background] = []

    def build(jobs: int = 8, cells: int = 1024) -> Background:
        made.append(Background(model, context, range(1, jobs + 2), cells))
        return made[-1]

    yield build
    for one in made:
        one.close()


def job(model: Model, number: int, prompt: tuple[int, ...], limit: int = LIMIT) -> Job:
    return Job(number, prompt, limit, lambda: model.sampler(0, 0))


def done(background: Background) -> dict[int, list[int]]:
    """What each job said, once all have ended."""
    said: dict[int, list[int]] = {}
    while not background.idle:
        gather(background, said)
    return said


def gather(background: Background, said: dict[int, list[int]]) -> None:
    for happened in background.step():
        match happened:
            case Said(number, token):
                said.setdefault(number, []).append(token)
            case Ended(number, many, error=error):
                assert error is None
                assert len(said.get(number, [])) == many


@pytest.fixture(scope="module")
def alone(model: Model, prompts: list[tuple[int, ...]]) -> Answers:
    """What each prompt says by itself."""
    answers = []
    with model.context(Layout(256, 1)) as context:
        for prompt in prompts:
            context.keep(0)
            context.read(prompt)
            answer: list[tuple[int, dict[int, float]]] = []
            with closing(model.sampler(0, 0)) as sampler:
                while len(answer) < LIMIT:
                    logits = sampler._penalised(context.logits())
                    token = context.pick(sampler)
                    if model.ends(token):
                        break
                    best = np.argsort(-logits)[:10]
                    answer.append((token, {int(one): float(logits[one]) for one in best}))
                    context.read([token])
            answers.append(answer)
    return answers


def differing(said: dict[int, list[int]], alone: Answers) -> int:
    """How many jobs said something else than alone; each of them from a near tie on."""
    others = 0
    for number, tokens in said.items():
        for token, (best, rated) in zip(tokens, alone[number], strict=False):
            if token != best:
                assert rated[best] - rated[token] < NEAR
                others += 1
                break
        else:
            assert len(tokens) == len(alone[number])
    return others


def test_jobs_together_say_what_each_says_alone(
    model: Model, build: Build, prompts: list[tuple[int, ...]], alone: Answers
) -> None:
    background = build()
    for number, prompt in enumerate(prompts):
        background.add(job(model, number, prompt))
    said = done(background)
    assert sorted(said) == list(range(8))
    assert differing(said, alone) <= 2


def test_a_beginning_that_prompts_share_is_read_once(
    model: Model, build: Build, context: Context, prompts: list[tuple[int, ...]]
) -> None:
    background = build()
    for number, prompt in enumerate(prompts):
        background.add(job(model, number, prompt))
    read = 0
    while not any(isinstance(one, Said) for one in background.step()):
        read += 1
    shared = next(at for at, some in enumerate(zip(*prompts, strict=False)) if len(set(some)) > 1)
    own = sum(len(prompt) - shared for prompt in prompts)
    assert context.used <= shared + own + 8
    assert read <= (shared + own) // SLICE + 2
    assert [context.length(sequence) >= shared for sequence in range(1, 10)] == [True] * 9


def test_the_second_of_jobs_that_come_one_by_one_finds_what_the_third_reads_no_more(
    model: Model, build: Build, context: Context, prompts: list[tuple[int, ...]]
) -> None:
    background = build(jobs=1)
    for number in range(2):
        background.add(job(model, number, prompts[number], limit=1))
        done(background)
    kept = context.used
    assert kept > 30
    background.add(job(model, 2, prompts[2], limit=1))
    background.step()
    assert background.idle
    assert context.used == kept


def test_no_more_cells_are_used_than_given_and_all_get_their_turn(
    model: Model, build: Build, context: Context, prompts: list[tuple[int, ...]]
) -> None:
    cells = len(prompts[0]) + 60
    background = build(cells=cells)
    other = model.tokens("Once upon a time there was a fisherman who lived by the sea and", special=False)
    for number, prompt in enumerate([*prompts[:3], tuple(other), *prompts[3:5]]):
        background.add(job(model, number, prompt, limit=3))
    said: dict[int, list[int]] = {}
    while not background.idle:
        gather(background, said)
        assert context.used <= cells
    assert sorted(said) == list(range(6))


def test_what_was_put_away_frees_its_cells_and_goes_on_later(
    model: Model, build: Build, context: Context, prompts: list[tuple[int, ...]], alone: Answers
) -> None:
    background = build(jobs=3)
    context.read(prompts[0])
    for number in range(3):
        background.add(job(model, number, prompts[number]))
    said: dict[int, list[int]] = {}
    while len(said.get(0, [])) < 2:
        gather(background, said)
    background.put_away()
    assert context.used == context.length(0) == len(prompts[0])
    while not background.idle:
        gather(background, said)
    assert differing(said, alone) <= 1
    background.put_away()
    assert context.used == len(prompts[0])


def test_a_step_that_is_stopped_in_the_middle_changes_nothing(
    model: Model, build: Build, context: Context, prompts: list[tuple[int, ...]], alone: Answers
) -> None:
    background = build(jobs=3)
    for number in range(3):
        background.add(job(model, number, prompts[number]))
    said: dict[int, list[int]] = {}
    nodes = Nodes(context)
    random.seed(0)
    while not background.idle:
        used = context.used
        nodes.stop_at(random.randint(1, 500))
        assert background.step() == []
        assert context.used == used
        nodes.stop_at(0)
        gather(background, said)
    assert differing(said, alone) <= 1


def test_a_job_that_is_dropped_says_nothing_more(
    model: Model, build: Build, context: Context, prompts: list[tuple[int, ...]]
) -> None:
    background = build(jobs=1)
    for number in range(3):
        background.add(job(model, number, prompts[number], limit=2))
    background.step()
    background.drop(0)
    background.drop(1)
    background.drop(7)
    assert sorted(done(background)) == [2]


def test_a_prompt_without_room_is_refused_and_a_long_answer_is_cut(
    model: Model, build: Build, prompts: list[tuple[int, ...]]
) -> None:
    background = build(cells=len(prompts[0]) + 2)
    with pytest.raises(ModelError, match="room for"):
        background.add(job(model, 0, prompts[0] + prompts[0]))
    with pytest.raises(Refused):
        background.add(Job(0, prompts[0], 1, lambda: Sampler(model.words, 0, 0, Grammar(model._vocabulary, "none"))))
    assert background.idle
    background.add(job(model, 1, prompts[0], limit=100))
    happened = [one for _ in range(4) for one in background.step()]
    assert happened[-1] == Ended(1, 2, cut=True)
    assert background.idle
    assert background.step() == []


def test_an_answer_ends_with_the_form_that_it_keeps(
    model: Model, build: Build, prompts: list[tuple[int, ...]]
) -> None:
    def sampler() -> Sampler:
        return Sampler(model.words, 0, 0, Grammar(model._vocabulary, 'root ::= " yes" | " no"'))

    background = build()
    background.add(Job(0, prompts[0], LIMIT, sampler))
    happened: list[Said | Ended] = []
    while not background.idle:
        happened += background.step()
    said = [one.token for one in happened if isinstance(one, Said)]
    assert b"".join(map(model.piece, said)) in (b" yes", b" no")
    assert happened[-1] == Ended(0, len(said))


def test_an_answer_that_cannot_keep_its_form_ends_with_an_error_and_the_others_go_on(
    model: Model, build: Build, context: Context, prompts: list[tuple[int, ...]]
) -> None:
    def sampler() -> Sampler:
        made = Sampler(model.words, 0, 0, Grammar(model._vocabulary, r"root ::= [\uE000]"))
        made._words = 10
        return made

    background = build(jobs=2)
    background.add(Job(0, prompts[0], LIMIT, sampler))
    background.add(job(model, 1, prompts[1], limit=2))
    ends: dict[int, Ended] = {}
    while not background.idle:
        ends |= {one.job: one for one in background.step() if isinstance(one, Ended)}
    assert isinstance(ends[0].error, ModelError)
    assert (ends[0].said, ends[1].error) == (0, None)
    assert context.length(2) == context.length(3) == 0


def test_what_has_no_cells_now_is_stuck_and_goes_on_when_there_are_more(
    prompts: list[tuple[int, ...]], build: Build
) -> None:
    background = build(cells=1024)
    background.add(Job(0, prompts[0], LIMIT, lambda: Sampler(49_152, 0.0, 0)))
    background.cells = len(prompts[0])
    assert background.stuck
    assert background.step() == []
    background.cells = len(prompts[0]) + LIMIT
    assert not background.stuck
    said = [one for _ in range(LIMIT + 4) for one in background.step() if isinstance(one, Said)]
    assert said
