"""Drafts: where they are quoted from, and that they are made where they pay and not where they do not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondme.llm.context import Context, Layout
from secondme.llm.llama import Model
from secondme.llm.lookup import CREDIT, SHARE, Lookup

NOTE = list(range(100, 140))
ONE = 0.010
"""Seconds of a pass of one token."""


def seconds(drafted: int, slope: float) -> float:
    """What a pass takes on a machine on which a token more costs so many passes."""
    return ONE * (1 + slope * drafted)


def ready(*, most: int = 8) -> Lookup:
    lookup = Lookup(most)
    lookup.begin()
    lookup.plain(ONE)
    return lookup


def answered(lookup: Lookup, answer: list[int], slope: float) -> tuple[float, float]:
    """Seconds that an answer takes with drafts, and that it takes without."""
    took, at = 0.0, 0
    while at < len(answer):
        lookup.add(answer[at : at + 1])
        draft = lookup.draft(len(answer) - at - 1)
        taken = 0
        while taken < len(draft) and draft[taken] == answer[at + 1 + taken]:
            taken += 1
        spent = seconds(len(draft), slope)
        took += spent
        if draft:
            lookup.add(answer[at + 1 : at + 1 + taken])
            lookup.accepted(len(draft), taken, spent)
        else:
            lookup.plain(spent)
        at += 1 + taken
    return took, ONE * len(answer)


def test_a_draft_is_what_followed_the_last_tokens_before() -> None:
    lookup = ready()
    lookup.add(NOTE, quotable=True)
    lookup.add([7, 8, *NOTE[10:16]])
    assert lookup.draft(60) == NOTE[16:20]
    assert lookup.draft(3) == NOTE[16:18]
    assert lookup.draft(0) == []


@pytest.mark.parametrize("tokens", [[], [1], [1, 1], [1, 2, 3, 4]])
def test_without_a_match_there_is_no_draft(tokens: list[int]) -> None:
    lookup = ready()
    lookup.add(tokens)
    assert lookup.draft(8) == []


def cheap() -> Lookup:
    """Of a machine on which drafts cost nothing, as it has seen."""
    lookup = ready()
    lookup.add(NOTE, quotable=True)
    lookup.add(NOTE[:8])
    draft = lookup.draft(8)
    lookup.add(draft)
    lookup.accepted(len(draft), len(draft), ONE)
    lookup.begin()
    return lookup


def test_the_longest_match_goes_before_one_that_may_be_quoted_and_that_before_the_latest() -> None:
    run = [1, 2, 3, 4, 5, 6]
    lookup = cheap()
    lookup.add([*run, 50, 51])
    lookup.add([*run, 60, 61], quotable=True)
    lookup.add([*run, 70, 71])
    lookup.add(run)
    assert lookup.draft(2) == [60, 61]
    lookup.add([90, 9, *run, 80, 81, 90, 9, *run])
    assert lookup.draft(2) == [80, 81]


def test_what_is_being_copied_goes_before_what_begins_alike() -> None:
    run = list(range(1, 30))
    lookup = cheap()
    lookup.add([40, *run, 50, 51, 41, *run, 60, 61], quotable=True)
    for token in (40, *run):
        lookup.add([token])
        draft = lookup.draft(2)
    assert draft == [50, 51]


def test_a_text_that_goes_on_in_several_ways_is_copied_less_far() -> None:
    drafts = []
    for last in (8, 7):
        lookup = ready()
        lookup.add([50, 1, 2, 3, 7, 7, 7, 60, 1, 2, 3, last, 7, 7], quotable=True)
        lookup.add([60, 1, 2, 3])
        drafts.append(len(lookup.draft(60)))
    assert drafts == [0, 4]


def test_an_answer_that_copies_wins_back_what_another_has_lost() -> None:
    lookup = ready()
    talk = random.Random(5).choices(range(6), k=400)
    lookup.add(talk[:200], quotable=True)
    answered(lookup, talk[200:], 0.9)
    lookup.begin()
    lookup.add(NOTE, quotable=True)
    took, plain = answered(lookup, NOTE[2:38], 0.3)
    assert plain / took > 1.2


def test_nothing_is_drafted_before_a_pass_was_measured() -> None:
    lookup = Lookup()
    lookup.add([*NOTE, *NOTE[:9]], quotable=True)
    assert lookup.draft(8) == []


def test_a_draft_is_short_at_first_and_long_once_one_was_right() -> None:
    lookup = ready(most=16)
    lookup.add(NOTE, quotable=True)
    lengths, at = [], 8
    lookup.add(NOTE[:at])
    while at < 36:
        draft = lookup.draft(60)
        lengths.append(len(draft))
        lookup.add(draft)
        lookup.accepted(len(draft), len(draft), seconds(len(draft), 0.1))
        at += len(draft)
    assert lengths == [4, 16, 16]


@pytest.mark.parametrize(("slope", "faster"), [(0.5, 1.3), (0.1, 2.5)])
def test_quoting_is_faster(slope: float, faster: float) -> None:
    lookup = ready()
    notes = random.Random(1).sample(range(5_000), 300)
    lookup.add(notes, quotable=True)
    took, plain = answered(lookup, [9_001, 9_002, *notes[50:110], 9_003, *notes[200:260]], slope)
    assert plain / took > faster


@pytest.mark.parametrize("slope", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("words", [8, 30, 300])
def test_talk_that_quotes_nothing_costs_three_in_a_hundred_at_most(slope: float, words: int) -> None:
    lookup = ready()
    said = random.Random(2).choices(range(words), k=900)
    lookup.add(said[:300], quotable=True)
    took, plain = answered(lookup, said[300:], slope)
    assert took <= 1.03 * plain


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(0.02, 1.5), st.integers(2, 40))
def test_whatever_is_said_drafts_lose_no_more_than_they_may(seed: int, slope: float, words: int) -> None:
    lookup = ready()
    said = random.Random(seed).choices(range(words), k=300)
    lookup.add(said[:100], quotable=True)
    took, plain = answered(lookup, said[100:], slope)
    surprise = 16 * slope  # what the first drafts may cost more than was thought
    assert took <= plain + ONE * (CREDIT + SHARE * 200 + surprise)


def test_after_talk_in_which_nothing_was_right_quoting_is_tried_again() -> None:
    lookup = ready()
    notes = random.Random(3).sample(range(100, 5_000), 200)
    lookup.add([*notes, *random.Random(3).choices(range(6), k=100)], quotable=True)
    answered(lookup, random.Random(4).choices(range(6), k=400), 0.5)
    lookup.begin()
    lookup.add(notes, quotable=True)
    took, plain = answered(lookup, notes[20:120], 0.5)
    assert plain / took > 1.2


def test_a_pass_that_was_held_up_does_not_end_the_drafts() -> None:
    lookup = ready()
    lookup.add(NOTE, quotable=True)
    lookup.add(NOTE[:8])
    draft = lookup.draft(8)
    lookup.add(draft)
    lookup.accepted(len(draft), len(draft), 50 * ONE)
    assert lookup.draft(8)


def test_what_was_not_drafted_cannot_be_taken() -> None:
    lookup = ready()
    with pytest.raises(ValueError, match="no draft"):
        lookup.accepted(4, 2, ONE)


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


def drafted(model: Model, context: Context, prompt: list[int], limit: int) -> tuple[list[int], int]:
    """An answer with drafts, and how many passes it took."""
    lookup, passes = ready(), 0
    answer: list[int] = []
    lookup.add(prompt, quotable=True)
    context.keep(0)
    context.read(prompt)
    with closing(model.sampler(0, 0)) as sampler:
        token = sampler.pick(context.logits())
        while len(answer) < limit and not model.ends(token):
            answer.append(token)
            lookup.add([token])
            draft = lookup.draft(limit - len(answer))
            begun, taken = context.length(), 0
            context.read_rows([(0, one) for one in (token, *draft)])
            passes += 1
            while (token := sampler.pick(context.logits(taken))) and taken < len(draft) and token == draft[taken]:
                answer.append(token)
                lookup.add([token])
                taken += 1
            context.keep(begun + 1 + taken)
            if draft:
                lookup.accepted(len(draft), taken, seconds(len(draft), 0.2))
    return answer, passes


@pytest.mark.model
def test_with_drafts_the_model_says_what_it_says_without_in_fewer_passes(model: Model) -> None:
    line = "The spare key of the garden house hangs behind the blue watering can in the shed."
    prompt = model.tokens(f"Note: {line}\nThe note once more, word for word: {line}\nAgain:", special=False)
    with model.context(Layout(256, 1, flash=True)) as context:
        context.read(prompt)
        plain: list[int] = []
        with closing(model.sampler(0, 0)) as sampler:
            while len(plain) < 20 and not model.ends(token := sampler.pick(context.logits())):
                plain.append(token)
                context.read([token])
        answer, passes = drafted(model, context, prompt, 20)
    assert answer == plain
    assert passes <= len(plain) // 2
