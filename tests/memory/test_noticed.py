"""What is noticed by counting over facts and words, and the summaries of weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from secondme.memory.forgetting import DAY
from secondme.memory.insight import daily
from secondme.memory.noticed import changes, hours, noticed, people, together, weekdays
from secondme.memory.record import By, Derived, Kind, Memory, Said, Status
from secondme.memory.summary import overall, told, weekly

MONDAY = datetime(2026, 5, 4, 19, 30).timestamp()


def said(n: int, text: str, *, day: float = 0, talk: str = "") -> Memory:
    return Memory(
        f"e{n}", Kind.EPISODE, text, Said(talk or f"c{n}", n), By.PERSON, "chat", MONDAY + day * DAY
    )


def fact(subject: str, relation: str, thing: str, text: str) -> Memory:
    return Memory(
        f"f-{subject}-{relation}-{thing}", Kind.FACT, text, Derived("fact", ("e1",)), By.PERSON, "facts", MONDAY,
        about=(subject, relation, thing),
    )  # fmt: skip


ANA = [
    fact("you", "sibling", "Ana", "Your sister is called Ana."),
    fact("Ana", "works_as", "nurse", "Your sister Ana works as a nurse."),
    fact("your sister", "lives_in", "Bergen", "Your sister lives in Bergen."),
]


def test_somebody_of_whom_much_was_told_is_noticed_with_all_of_it() -> None:
    (draft,) = people(ANA)
    assert draft.text == "You told me 3 things about your sister Ana, the last on 4 May 2026: nurse, Bergen."
    assert set(draft.evidence) == {one.id for one in ANA}
    assert list(people(ANA[:2])) == []


def test_people_and_places_that_are_spoken_of_together_are_counted() -> None:
    talk = [said(n, f"Ana called from Bergen, number {n}.") for n in range(3)]
    (draft,) = together(talk, ANA)
    assert draft.text == "You spoke of Ana and Bergen together 3 times in 3 conversations."
    assert draft.evidence == ("e0", "e1", "e2")
    assert list(together(talk[:2], ANA)) == []


def test_what_is_spoken_of_on_one_day_of_the_week_is_a_habit() -> None:
    talk = [said(n, "Back from choir practice.", day=7 * n) for n in range(4)]
    drafts = {draft.keywords[0]: draft for draft in weekdays(talk)}
    assert drafts["choir"].text == "Of the 4 days on which you spoke of “choir”, 4 were a Monday."
    spread = [said(n, "Back from choir practice.", day=n) for n in range(4)]
    assert list(weekdays(spread)) == []


def test_the_time_of_day_is_noticed_after_ten_conversations() -> None:
    talk = [said(n, "I had soup.", day=n) for n in range(10)]
    (draft,) = hours(talk)
    assert draft.text == "You mostly begin to talk to me in the evening: 10 of 10 conversations."
    assert list(hours(talk[:9])) == []


def test_a_change_names_what_was_and_what_is_and_a_slip_is_none() -> None:
    new = fact("you", "lives_in", "Oslo", "You live in Oslo.")
    old = replace(
        fact("you", "lives_in", "Berlin", "You live in Berlin."),
        status=Status.SUPERSEDED, valid_to=MONDAY + DAY, superseded_by=new.id,
    )  # fmt: skip
    (draft,) = changes([old, new])
    assert draft.text == "This changed on 5 May 2026: “You live in Berlin.” became “You live in Oslo.”"
    assert draft.evidence == (old.id, new.id)
    assert list(changes([replace(old, valid_to=MONDAY), new])) == []


def test_every_draft_rests_on_at_least_two_memories_and_is_the_same_again() -> None:
    talk = [said(n, "Choir with Ana in Bergen.", day=7 * n) for n in range(12)]
    drafts = noticed(talk, ANA)
    assert {draft.rule for draft in drafts} == {"person", "together", "habit", "hours"}
    assert all(len(draft.evidence) >= 2 for draft in drafts)
    assert noticed(list(talk), list(ANA)) == drafts


def test_weeks_are_summed_up_from_days_once_they_are_over_and_the_whole_from_weeks() -> None:
    talk = [said(2 * n + k, f"Biscuit barks, {n} {k}.", day=d) for n, d in enumerate((0, 1, 7, 8)) for k in (0, 1)]
    days = [
        Memory(
            draft.id, Kind.INSIGHT, draft.text, Derived(draft.rule, draft.evidence), By.ASSISTANT, "reflection", 0.0,
            keywords=draft.keywords,
        )
        for draft in daily(talk)
    ]  # fmt: skip
    dated = [(talk[2 * n].made, told(one), one) for n, one in enumerate(days)]
    assert len(weekly(dated, MONDAY + 10 * DAY)) == 1
    weeks = weekly(dated, MONDAY + 30 * DAY)
    assert [len(week.evidence) for week in weeks] == [2, 2]
    assert weeks[0].text.startswith("In the week of 4 May 2026 you told me 4 things on 2 days, most about “")
    stored = [replace(days[0], id=week.id, keywords=week.keywords) for week in weeks]
    (whole,) = overall([(MONDAY + 7 * n * DAY, 4, one) for n, one in enumerate(stored)])
    assert whole.text.startswith("In 2 weeks between 4 May 2026 and 17 May 2026 you told me 8 things, most often about")
    assert whole.evidence == tuple(week.id for week in weeks)
    assert overall([(MONDAY, 4, stored[0])]) == []
