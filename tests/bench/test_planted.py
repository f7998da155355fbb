"""The planted facts: whole, answered in one place alone, and told no otherwise than the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from secondme.bench.planted import CHOICES, LEAST, PLANTED, SLOT, Dialogue, dialogues, topics
from secondme.bench.planted_facts import FACTS, KINDS
from secondme.bench.planted_talk import CHANGES, OPENINGS, REMARKS, TALK
from secondme.errors import Refused

Measure = Callable[[Sequence[str]], float]


@cache
def the_set(seed: int) -> list[Dialogue]:
    return dialogues(seed)


@pytest.fixture
def whole() -> list[Dialogue]:
    return the_set(1)


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def stands(word: str, text: str) -> bool:
    return word in text and _whole(word).search(text) is not None


def split(whole: Sequence[Dialogue]) -> tuple[list[str], list[str], list[str]]:
    """The turns with a fact, the other turns of the person, and those of the assistant."""
    planted: list[str] = []
    person: list[str] = []
    assistant: list[str] = []
    for one in whole:
        at = {fact.turn for fact in one.facts}
        for index, said in enumerate(one.turns):
            (planted if index in at else person if said.role == "user" else assistant).append(said.text)
    return planted, person, assistant


def length(texts: Sequence[str]) -> float:
    return len(" ".join(texts).split()) / len(texts)


def capitals(texts: Sequence[str]) -> float:
    words = " ".join(texts).split()
    return sum(word[0].isupper() for word in words) / len(words)


def digits(texts: Sequence[str]) -> float:
    text = " ".join(texts)
    return sum(letter.isdigit() for letter in text) / len(text.split())


def letters(texts: Sequence[str]) -> float:
    words = " ".join(texts).split()
    return sum(map(len, words)) / len(words)


def test_every_fact_is_planted_once_in_the_whole_set(whole: list[Dialogue]) -> None:
    tellings = [telling for topic in topics().values() for telling in topic.tellings]
    assert len(tellings) == len({telling.text for telling in tellings}) == 200
    assert len({telling.question for telling in tellings}) == 200
    assert [len(one.facts) for one in whole] == [PLANTED] * 25
    assert len({fact.question for one in whole for fact in one.facts}) == 200
    for telling in tellings:
        pattern = re.compile(SLOT.sub(".+", re.escape(telling.question).replace(r"\{", "{").replace(r"\}", "}")))
        assert sum(bool(pattern.fullmatch(fact.question)) for one in whole for fact in one.facts) == 1


def test_an_answer_stands_in_its_turn_and_in_no_other(whole: list[Dialogue]) -> None:
    for one in whole:
        for fact in one.facts:
            assert [at for at, said in enumerate(one.turns) if stands(fact.answer, said.text)] == [fact.turn]
            assert one.turns[fact.turn].role == "user"
            assert not stands(fact.answer, fact.question)


def test_the_choices_are_of_one_kind_and_some_of_the_wrong_ones_stand_elsewhere(whole: list[Dialogue]) -> None:
    for one in whole:
        for fact in one.facts:
            assert len(set(fact.choices)) == CHOICES
            assert any(set(fact.choices) <= set(words) for words in KINDS.values())
            wrong = [word for word in fact.choices if word != fact.answer]
            assert len(wrong) == CHOICES - 1
            assert not any(stands(word, one.turns[fact.turn].text) for word in wrong)
            assert sum(any(stands(word, said.text) for said in one.turns) for word in wrong) >= 2


def test_the_place_of_the_answer_among_the_choices_tells_nothing(whole: list[Dialogue]) -> None:
    places = [fact.choices.index(fact.answer) for one in whole for fact in one.facts]
    assert all(12 <= places.count(place) <= 40 for place in range(CHOICES))


@pytest.mark.parametrize("measure", [length, capitals, digits, letters])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_turns_with_a_fact_are_like_the_others(measure: Measure, seed: int) -> None:
    planted, person, assistant = split(the_set(seed))
    assert measure(planted) == pytest.approx(measure(person), rel=0.05)
    assert measure(planted) == pytest.approx(measure(person + assistant), rel=0.10)


def test_a_fact_is_told_in_words_that_are_talk_in_other_dialogues(whole: list[Dialogue]) -> None:
    everything = [said.text for one in whole for said in one.turns]
    for topic in topics().values():
        for telling in topic.tellings:
            pattern = re.compile(SLOT.sub(".+", telling.text.replace(".", r"\.").replace("?", r"\?")))
            assert sum(bool(pattern.search(text)) for text in everything) > 1


def test_the_two_alternate_and_no_turn_comes_twice(whole: list[Dialogue]) -> None:
    for one in whole:
        assert [said.role for said in one.turns] == ["user", "assistant"] * (len(one.turns) // 2)
        assert len({said.text for said in one.turns}) == len(one.turns)
        assert all(10 <= len(said.text.split()) <= 50 for said in one.turns)
        assert not any(re.search(r"[\[\]{}]|[.?!] [a-z]", said.text) for said in one.turns)


@pytest.mark.parametrize("words", [LEAST, 2_000, 4_500, 20_000])
def test_a_dialogue_is_as_long_as_asked_and_its_facts_stand_in_the_first_two_thirds(words: int) -> None:
    for one in dialogues(count=2, words=words):
        assert sum(len(said.text.split()) for said in one.turns) == pytest.approx(words, rel=0.06)
        assert len({fact.turn for fact in one.facts}) == PLANTED
        assert len({said.text for said in one.turns}) == len(one.turns)
        assert all(fact.turn < len(one.turns) * 2 / 3 for fact in one.facts)
        for fact in one.facts:
            assert sum(stands(fact.answer, said.text) for said in one.turns) == 1


def test_the_same_seed_gives_the_same_and_another_seed_another(whole: list[Dialogue]) -> None:
    assert dialogues() == whole
    assert dialogues(count=3) == whole[:3]
    assert the_set(2) != whole


def test_no_word_of_a_kind_stands_in_the_text_around_it_or_in_another() -> None:
    fixed = SLOT.sub("·", "\n".join((FACTS, TALK, REMARKS, OPENINGS, *CHANGES))).lower()
    fixed = re.sub(r"^# .*$", "", fixed, flags=re.MULTILINE)
    words = [word.lower() for kind in KINDS.values() for word in kind]
    assert len(words) == len(set(words))
    assert [word for word in words if stands(word, fixed)] == []
    assert [(a, b) for a in words for b in words if a != b and a in b and stands(a, b)] == []


def test_every_topic_has_enough_for_its_longest_session() -> None:
    for topic in topics().values():
        assert (len(topic.tellings), len(topic.exchanges), len(topic.prompts)) == (10, 9, 5)
        assert sum(bool(telling.asked) for telling in topic.tellings) == 1
        assert all(telling.text.count("[") == 1 for telling in topic.tellings)


@pytest.mark.parametrize(("count", "words"), [(0, 4_500), (26, 4_500), (1, 999)])
def test_what_cannot_be_written_is_refused(count: int, words: int) -> None:
    with pytest.raises(Refused):
        dialogues(count=count, words=words)
