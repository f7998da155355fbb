"""The page of a run: a sentence, and each thing with what undoes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from secondme.assistant.consolidate import Consolidation
from secondme.assistant.gating import Gating
from secondme.assistant.learning import Learning, by_rules
from secondme.assistant.recall import Recall
from secondme.assistant.reporting import Reporting, sentence
from secondme.errors import NotFound
from secondme.events import Consolidated
from secondme.events import Learned as Told
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Derived, Kind, Memory
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.facts import Facts
from secondme.store.learned import Learned
from secondme.store.runs import LedgerRuns
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock

ROW: dict[str, Any] = {
    "began": 0.0, "state": "done", "looked_at": 9, "learned": 6, "changed": 1, "insights": 0, "faded": 14,
    "archived": 0, "before": None, "after": None,
}  # fmt: skip


def at(hour: int, day: int = 3) -> float:
    return datetime(2026, 5, day, hour, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("began", "now", "words"),
    [
        (at(3), at(9), "Last night I learned 6 things, changed 1, let 14 fade."),
        (at(23, 2), at(9), "Last night I learned"),
        (at(9), at(11), "Today at 09:30 I learned"),
        (at(12, 2), at(11), "Yesterday at 12:30 I learned"),
        (at(3, 1), at(11), "On 1 May 2026 I learned"),
    ],
)
def test_a_run_is_told_in_a_sentence(began: float, now: float, words: str) -> None:
    assert sentence(ROW | {"began": began}, now, UTC).startswith(words)


def test_the_sentence_says_what_was_taken_back_and_what_is_to_follow() -> None:
    back = ROW | {"state": "rolled back", "before": 1.0, "after": 0.75}
    assert sentence(back, 60.0, UTC).endswith("could be answered before it and 75% after.")
    assert sentence(ROW | {"state": "interrupted"}, 60.0, UTC).endswith("the rest follows when you are idle.")
    nothing = dict.fromkeys(("learned", "changed", "faded"), 0)
    assert sentence(ROW | nothing, 60.0, UTC) == "Today at 00:00 I looked at 9 memories and changed nothing."


def test_each_thing_a_run_did_is_told_with_what_undoes_it(store: Store, clock: MovingClock) -> None:
    talks, book = Conversations(store, clock), Learned(store.ledger)
    reporting = Reporting(store, book, clock, UTC)
    with pytest.raises(NotFound, match="no consolidation run yet"):
        reporting.page()
    talks.begin("talk", "chat")
    for text in ("I live in Oslo.", "I play the cello."):
        talks.say("talk", By.PERSON, text)
    learning = Learning(store, Facts(store.ledger, store.writing), [by_rules], clock)
    gate = Gating(store, Recall(store, clock, Forgetting()), clock, lambda run: None)
    consolidation = Consolidation(store, LedgerRuns(store.ledger, clock), [learning], gate)
    list(consolidation.run(Stop()))
    list(consolidation.run(Stop()))
    page = reporting.page()
    assert page.run == 1  # the second did nothing
    assert [(item.what, item.text, item.undone) for item in page.items] == [
        ("learned", "You live in Oslo.", False),
        ("learned", "You play the cello.", False),
    ]
    assert page.worst == page.after == 1.0
    assert reporting.page(2).transfer == 0.0
    store.undo(page.items[0].operation)
    store.forget([page.items[1].id])
    (undone,) = reporting.page(1).items  # of what was forgotten nothing is told
    assert (undone.text, undone.undone, undone.operation) == ("You live in Oslo.", True, page.items[0].operation)
    assert store.count(Filter(kinds=(Kind.FACT,))) == 0
    store.undo(undone.back)
    assert reporting.page(1).items == page.items[:1]
    store.undo(undone.operation, asked=False)
    clock.now += 31.0
    store.forget(store.due(clock()))
    assert reporting.page(1).items == ()
    with pytest.raises(NotFound, match="no consolidation run 9"):
        reporting.page(9)
    assert book.latest() == clock() - 31.0
    assert book.spent(clock() - 91.0) == 0.0


def test_a_line_of_the_profile_is_no_second_fact_and_a_case_names_its_request(
    store: Store, clock: MovingClock
) -> None:
    talks = Conversations(store, clock)
    talks.begin("talk", "chat")
    source = Derived("fact", (talks.say("talk", By.PERSON, "I live in Oslo.").memory.id,))
    fact = Memory("f1", Kind.FACT, "You live in Oslo.", source, By.PERSON, "facts", clock())
    line = replace(fact, id="p1", kind=Kind.PROFILE)
    case = replace(fact, id="l1", kind=Kind.LESSON, text="A way to answer that was no good.", context="Write a poem.")
    runs = LedgerRuns(store.ledger, clock)
    number = runs.begin()
    for memory in (fact, line, case):
        store.remember([memory], rule="test")
        runs.note(number, Told(memory, "ADD"))
    runs.end(Consolidated(number, 1, 0, 0, "done", 0, 3), None)
    page = Reporting(store, Learned(store.ledger), clock, UTC).page()
    assert [(item.what, item.text) for item in page.items] == [
        ("learned", "You live in Oslo."),
        ("into the profile", "You live in Oslo."),
        ("learned", "A way to answer that was no good. (for: Write a poem.)"),
    ]
    assert "I learned 2 things" in page.sentence
