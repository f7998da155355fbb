"""Scripted lives: the same every time, true to their words, with all that was asked for in them."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import pytest

from secondme.bench.lives import RELATIONS, Life, generate, matches
from secondme.bench.lives.bank import read
from secondme.bench.lives.matching import tokens
from secondme.bench.lives.shapes import Planted, TrapKind
from secondme.bench.lives.year import DAYS, year


@pytest.fixture(scope="module", params=["held", "open"])
def lives(request: pytest.FixtureRequest) -> list[Life]:
    return generate(1, wordings=request.param)


def planted(lives: list[Life]) -> list[Planted]:
    return [one for life in lives for one in life.planted]


def texts(life: Life) -> dict[str, str]:
    return {turn.id: turn.text for session in life.sessions for turn in session.turns}


def test_the_same_seed_gives_the_same_lives_and_another_seed_others() -> None:
    assert generate(3, persons=2, days=20) == generate(3, persons=2, days=20)
    assert generate(3, persons=2, days=20) != generate(4, persons=2, days=20)


def test_every_planted_fact_rests_on_words_of_its_turn(lives: list[Life]) -> None:
    for life in lives:
        said = texts(life)
        for one in life.planted:
            assert one.words
            assert all(one.words in said[turn] for turn in one.said_in), one


def test_the_words_of_a_fact_say_its_object(lives: list[Life]) -> None:
    for one in planted(lives):
        if one.relation not in ("plans", "appointment"):
            assert any(tokens(form) <= tokens(one.words) for form in (one.object, *one.object_forms)), one


def test_no_mark_or_slot_is_left_in_a_text(lives: list[Life]) -> None:
    for life in lives:
        for text in (*texts(life).values(), *(question.text for question in life.questions)):
            assert not re.search(r"[{}\x02-\x04\ue000-\uf8ff|~]|//", text), text


def test_there_are_as_many_lives_facts_and_traps_as_a_measure_needs(lives: list[Life]) -> None:
    assert len(lives) == 12
    assert all(life.days == 60 and len(life.sessions) > 30 for life in lives)
    facts = planted(lives)
    relations = Counter(one.relation for one in facts)
    assert sum(count >= 5 for count in relations.values()) >= 40
    assert set(relations) <= set(RELATIONS)
    operations = Counter(one.operation for one in facts)
    assert operations["ADD"] > 1000
    assert operations["UPDATE"] > 250
    assert operations["NOOP"] > 100
    assert operations["DELETE"] > 60
    traps = Counter(trap.kind for life in lives for trap in life.traps)
    assert min(traps[kind] for kind in get_args(TrapKind)) >= 15
    questions = Counter(question.kind for life in lives for question in life.questions)
    assert questions["current"] > 150
    assert questions["past"] > 60
    assert questions["two_hop"] > 35
    assert questions["habit"] > 8
    topics = {turn.topic for life in lives for session in life.sessions for turn in session.turns}
    assert len(topics) >= 20
    assert all(life.links and {trait.lasting for trait in life.traits} == {True, False} for life in lives)


def test_every_relation_has_wordings_in_both_sets_and_they_share_no_sentence() -> None:
    first, second = read("open"), read("held")
    for relation in RELATIONS:
        if relation != "is_a":
            assert len(first.facts[relation]) + len(second.facts[relation]) >= 12, relation
    assert not sentences("open") & sentences("held")
    for heading in ("women", "men", "lives_in", "works_as", "works_at", "owns", "plans"):
        assert not set(first.values[heading]) & set(second.values[heading])


def sentences(wordings: str) -> set[str]:
    bank = read(wordings)
    files = (bank.facts, bank.changes, bank.others, bank.traps, bank.scenes)
    lines = [re.split(r"!!|=>", line)[0] for file in files for some in file.values() for line in some]
    parts = [part for line in lines for part in re.split(r"[.!?~]|//|\|\|", re.sub(r"[\[\]]", "", line))]
    parts += [words for line in lines for words in re.findall(r"\[([^\]]*)\]", line)]
    found = {part.strip(" .,!?").casefold() for part in parts}
    return {one for one in found if len(re.sub(r"\{[^}]*\}", "", one).split()) > 2}


def test_what_holds_and_since_when_agrees(lives: list[Life]) -> None:
    for life in lives:
        facts = {one.id: one for one in life.planted}
        at = {turn.id: turn.at for session in life.sessions for turn in session.turns}
        for one in life.planted:
            assert one.valid_to is None or one.valid_to >= one.valid_from, one
            assert one.valid_from <= at[one.said_in[0]], one
            assert (one.replaces is not None) == (one.operation != "ADD"), one
            if one.replaces is not None:
                old = facts[one.replaces]
                assert (old.subject, old.relation) == (one.subject, one.relation)
                if one.operation == "UPDATE":
                    assert old.valid_to == one.valid_from
                else:
                    assert (old.object, old.valid_to) == (one.object, one.valid_to)
        functional = Counter(
            (one.subject, one.relation)
            for one in life.planted
            if RELATIONS[one.relation].functional
            and not RELATIONS[one.relation].per
            and one.valid_to is None
            and one.operation in ("ADD", "UPDATE")
        )
        assert set(functional.values()) <= {1}, functional


def test_what_a_question_asks_for_exists_and_holds_when_it_should(lives: list[Life]) -> None:
    for life in lives:
        facts = {one.id: one for one in life.planted}
        said = texts(life)
        for question in life.questions:
            assert question.gold
            assert question.turns
            assert set(question.turns) <= set(said)
            gold = [facts[one] for one in question.gold]
            if question.kind == "past":
                assert question.day
                assert all(one.valid_to is not None for one in gold)
            else:
                assert all(one.valid_from <= question.now for one in gold)
                assert all(one.valid_to is None for one in gold)


def test_traps_links_and_boundaries_point_at_what_is_there(lives: list[Life]) -> None:
    for life in lives:
        said, facts = texts(life), {one.id for one in life.planted}
        true = {(one.subject, one.relation, one.object) for one in life.planted}
        assert all(trap.turn in said for trap in life.traps)
        assert not {never for trap in life.traps for never in trap.never} & true
        assert all(extra.turn in said for extra in life.extras)
        assert all({link.a, link.b} <= facts for link in life.links)
        for session in life.sessions:
            for at in range(1, len(session.turns)):
                turned = session.turns[at].topic != session.turns[at - 1].topic
                assert turned == (at in session.boundaries)


def test_a_planted_fact_matches_itself_and_no_other_of_its_relation(lives: list[Life]) -> None:
    for life in lives[:4]:
        for one in life.planted:
            assert matches(one, one.subject, one.relation, one.object), one
            assert not matches(one, one.subject, one.relation, "something else"), one
            others = {other.object for other in life.planted if other.relation == one.relation} - {one.object}
            others -= set(one.object_forms)
            assert not {other for other in others if matches(one, one.subject, one.relation, other)}, one


@pytest.mark.parametrize(
    ("relation", "known", "drawn", "same"),
    [
        ("works_as", "nurse", "a Nurse in a small hospital", True),
        ("works_as", "nurse", "not a nurse", False),
        ("works_as", "nurse", "former nurse", False),
        ("lives_in", "Bergen", "bergen", True),
        ("lives_in", "Bergen", "Berlin", False),
        ("born_on", "--03-04", "March 4th", True),
        ("born_on", "--03-04", "the 4th of march", True),
        ("born_on", "--03-04", "4 May", False),
        ("wakes_at", "quarter to six", "5:45", True),
        ("wakes_at", "7", "7 am", True),
        ("wakes_at", "7", "7:15", False),
        ("habit", "swimming on Tuesday", "swimming on Tuesdays", True),
        ("habit", "swimming on Tuesday", "swimming on Fridays", False),
        ("collects", "stamps", "stamp", True),
        ("size", "shoes 43", "43", True),
        ("size", "shoes 43", "shoe size 43", True),
        ("size", "shoes 43", "gloves 43", False),
        ("pays", "rent 950 euros", "950 for rent", True),
        ("pays", "rent 950 euros", "950 for parking", False),
        ("prefers", "tea over coffee", "tea to coffee", True),
        ("prefers", "tea over coffee", "coffee over tea", False),
        ("plans", "trip to Malta", "a trip to Malta next Friday", True),
    ],
)
def test_a_drawn_object_is_judged_by_what_it_says(relation: str, known: str, drawn: str, same: bool) -> None:
    fact = Planted("f", "me", relation, known, 0.0, None, ("t",), "ADD", None, "w", 0.5)
    assert matches(fact, "user", relation, drawn) is same


def test_a_sister_is_known_by_name_and_by_what_she_is() -> None:
    fact = Planted(
        "f", "Ana", "lives_in", "Bergen", 0.0, None, ("t",), "ADD", None, "w", 0.9, subject_forms=("sister",)
    )
    assert matches(fact, "my sister", "lives_in", "Bergen")
    assert matches(fact, "Ana", "lives_in", "Bergen")
    assert not matches(fact, "me", "lives_in", "Bergen")


def test_a_year_has_its_episodes_its_recalls_and_questions_on_what_came_up_twice() -> None:
    days = list(year(1))
    episodes = {one.id: one for day in days for one in day.episodes}
    assert (len(days), len(episodes)) == (DAYS, 20_000)
    assert sum(bool(one.near) for one in episodes.values()) > 1000
    assert sum(one.topic.startswith("single") for one in episodes.values()) > 1000
    topics = Counter(one.topic for one in episodes.values() if not one.topic.startswith("single"))
    assert topics.most_common(1)[0][1] > 10 * sorted(topics.values())[len(topics) // 2]
    sessions: dict[str, set[str]] = {}
    asked = 0
    for day in days:
        for recall in day.recalls:
            assert episodes[recall.episode].at <= recall.at
            sessions.setdefault(recall.episode, set()).add(recall.session)
        for question in day.questions:
            asked += 1
            assert all(episodes[one].at <= question.at for one in question.gold)
            assert any(len(sessions.get(one, ())) >= 2 for one in question.gold)
    assert asked > 500
    assert next(year(1)) == days[0]
