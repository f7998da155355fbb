"""Facts in the ledger: looked up by triple and by time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from secondme.memory.record import By, Derived, Kind, Memory, Said, Status, identity
from secondme.store.facts import Facts
from secondme.store.ledger import Ledger
from secondme.store.store import Store

DAY = 86_400.0
MAY = 1_777_800_000.0


def said(n: int) -> Memory:
    text = f"thing {n} was said"
    return Memory(identity(Kind.EPISODE, text), Kind.EPISODE, text, Said(f"talk {n}", n), By.PERSON, "chat", MAY + n)


def fact(subject: str, relation: str, thing: str, on: Memory, **more: float) -> Memory:
    name = identity(Kind.FACT, subject, relation, thing, on.id)
    source = Derived("fact", (on.id,))
    about = (subject, relation, thing)
    return Memory(name, Kind.FACT, f"{about}", source, By.PERSON, "facts", on.made, about=about, **more)  # type: ignore[arg-type]


@pytest.fixture
def known(store: Store) -> list[Memory]:
    """Berlin, then Oslo, and Ana."""
    episodes = [said(n) for n in range(4)]
    store.remember(episodes, rule="said")
    berlin = fact("you", "lives_in", "Berlin", episodes[0])
    oslo = fact("you", "lives_in", "Oslo", episodes[1], valid_from=MAY + 90 * DAY)
    ana = fact("Ana", "works_as", "nurse", episodes[2])
    assert store.facts.learn(berlin, [], what="superseded", why="")
    assert store.facts.learn(ana, [], what="superseded", why="")
    closed = replace(berlin.moved(Status.SUPERSEDED), valid_to=oslo.valid_from, superseded_by=oslo.id)
    assert store.facts.learn(oslo, [closed], what="superseded", why="It changed.")
    return [closed, oslo, ana]


def test_facts_are_found_by_subject_and_relation_in_small_letters(store: Store, known: list[Memory]) -> None:
    berlin, oslo, ana = known
    assert store.facts.about(["you"], ["lives_in"]) == [berlin, oslo]
    assert store.facts.about(["ana", "you"]) == [berlin, ana, oslo]
    assert store.facts.about(["nobody"]) == []


def test_a_page_tells_what_held_at_a_time(store: Store, known: list[Memory]) -> None:
    berlin, oslo, ana = known
    assert store.facts.page(at=MAY + 30 * DAY) == [ana, berlin]
    assert store.facts.page("You", at=MAY + 120 * DAY) == [oslo]
    assert store.facts.page(relation="lives_in") == [oslo, berlin]
    assert store.facts.page(limit=1, offset=1) == [oslo]
    assert store.facts.subjects() == [("ana", 1), ("you", 1)]


class Planned:
    """A ledger that notes how each query is carried out."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.plans: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self.plans.append(str(self._ledger.rows(f"EXPLAIN QUERY PLAN {sql}", values)))
        return self._ledger.rows(sql, values)


def test_what_is_asked_of_some_facts_does_not_go_through_all(store: Store, known: list[Memory]) -> None:
    ledger = Planned(store.ledger)
    facts = Facts(cast("Ledger", ledger), store.writing)
    assert facts.any()
    ledger.plans.clear()
    berlin, oslo, _ = known
    facts.instead([berlin.id], MAY, MAY + DAY)
    facts.passed([berlin.id], ["lives_in"], MAY)
    facts.held(["you"], ["lives_in"], MAY, MAY)
    assert facts.about(["you"]) == [berlin, oslo]
    assert ledger.plans
    assert not [plan for plan in ledger.plans if "memory_source" in plan]


def test_what_holds_stands_for_the_words_of_what_held(store: Store, known: list[Memory]) -> None:
    berlin, oslo, ana = known
    assert isinstance(berlin.source, Derived)
    assert isinstance(ana.source, Derived)
    asked = [*berlin.source.memories, *ana.source.memories]
    words = berlin.source.memories[0]
    assert store.instead(asked, MAY + 120 * DAY, MAY + 120 * DAY) == {words: [oslo]}
    assert store.instead(asked, MAY + 30 * DAY, MAY + 31 * DAY) == {words: [berlin]}
    assert store.instead(asked, MAY + 80 * DAY, MAY + 120 * DAY) == {words: [oslo, berlin]}
    assert store.instead([oslo.id], MAY + 120 * DAY, math.inf) == {oslo.id: [berlin]}
    assert store.held(["you"], ["lives_in"], MAY + 30 * DAY, MAY + 31 * DAY) == [berlin]
    assert store.held(["ana"], ["works_as"], MAY - 9 * DAY, MAY - 8 * DAY) == [ana]
    assert store.passed(asked, ["lives_in", "works_as"], MAY + 120 * DAY) == {words}


def test_what_the_person_found_wrong_never_held(store: Store, known: list[Memory]) -> None:
    store.succeed(known[2], None, rule="person")
    assert store.held(["ana"], ["works_as"], MAY, MAY + DAY) == []


def test_a_step_of_learning_is_stored_whole_or_not_at_all(store: Store, known: list[Memory]) -> None:
    paris = fact("you", "lives_in", "Paris", said(3))
    with pytest.raises(Exception, match="changed by something else"):
        store.facts.learn(paris, [known[1]], what="superseded", why="")
    assert store.get([paris.id]) == []


def test_rivals_and_the_bereft_are_told(store: Store, known: list[Memory]) -> None:
    _, oslo, _ = known
    at = MAY + 120 * DAY
    assert store.facts.rivals(["lives_in"], at) == []
    paris = fact("you", "lives_in", "Paris", said(3), valid_from=MAY + 100 * DAY)
    store.facts.learn(paris, [], what="superseded", why="")
    assert store.facts.rivals(["lives_in"], at) == [("you", "lives_in")]
    assert store.facts.bereft() == []
    store.forget([oslo.id])
    assert [one.about[2] for one in store.facts.bereft()] == ["Berlin"]
