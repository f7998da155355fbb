"""Scripted lives, told by somebody who points as badly, or as well, as a model can."""

from __future__ import annotations

import json
import re

import pytest

from secondme.bench.lives import Life, generate, matches
from secondme.memory.facts.pointed import read
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.statement import Statement, Utterance


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    return generate(7, persons=2, days=40, wordings="open")


def turns(life: Life) -> dict[str, tuple[str, Utterance]]:
    found: dict[str, tuple[str, Utterance]] = {}
    for session in life.sessions:
        before: list[tuple[str, str]] = []
        for turn in session.turns:
            found[turn.id] = (turn.by, Utterance("m", turn.text, turn.at, before=tuple(before[-4:])))
            before.append((turn.by, turn.text))
    return found


def pointed(said: Utterance, words: str, subject: str, relation: str, thing: str, *, over: bool) -> list[Statement]:
    fact = {
        "words": words, "subject": "user" if subject == "me" else subject.title(), "relation": relation,
        "object": thing, "when": "", "ended": over,
    }  # fmt: skip
    return read(json.dumps({"facts": [fact]}), said)


def test_who_points_at_the_very_words_of_a_trap_is_not_believed(lives: list[Life]) -> None:
    asked = fell = 0
    for life in lives:
        of_turn = turns(life)
        for trap in life.traps:
            by, said = of_turn[trap.turn]
            parts = [said.text, *re.split(r"[.!?,;]", said.text)]
            never = [one for one in trap.never if one[1] in RELATIONS and by == "person"]
            asked += bool(never)
            fell += any(
                pointed(said, words, subject, relation, thing, over=False)
                for subject, relation, thing in never
                for words in parts
            )
    assert asked > 30
    assert fell <= 0.02 * asked


def test_who_points_rightly_is_believed(lives: list[Life]) -> None:
    asked = right = 0
    for life in lives:
        of_turn = turns(life)
        for fact in life.planted:
            for turn in fact.said_in:
                _, said = of_turn[turn]
                things = [one for one in (fact.object, *fact.object_forms) if one.lower() in said.text.lower()]
                if not things or fact.words not in said.text:
                    continue
                asked += 1
                right += any(
                    matches(fact, drawn.subject, drawn.relation, drawn.object)
                    for subject in (fact.subject, *(f"my {form}" for form in fact.subject_forms))
                    for drawn in pointed(
                        said, fact.words, subject, fact.relation, things[0], over=fact.operation == "DELETE"
                    )
                )
    assert asked > 200
    assert right >= 0.85 * asked


def test_who_takes_one_relation_for_another_is_seldom_believed(lives: list[Life]) -> None:
    asked = fell = 0
    others = sorted(name for name in RELATIONS if not name.startswith("favourite_"))
    for life in lives:
        of_turn = turns(life)
        for nth, fact in enumerate(one for one in life.planted if one.operation == "ADD"):
            _, said = of_turn[fact.said_in[0]]
            for relation in others[nth % 7 :: 7]:
                if relation != fact.relation:
                    asked += 1
                    fell += bool(pointed(said, fact.words, fact.subject, relation, fact.object, over=False))
    assert asked > 1_000
    assert fell <= 0.12 * asked
