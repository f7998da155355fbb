"""The bench of events: transcripts with known shifts, what is counted of their borders, and one that is really cut."""

from __future__ import annotations

from secondme.bench.lives import generate
from secondme.bench.mind_events import SHIFTS, Card, Talk, cut, sittings, table, transcript
from secondme.memory.record import By


def test_a_transcript_has_its_shifts_and_the_words_of_its_life() -> None:
    (life,) = generate(5, persons=1, wordings="open")
    talk = transcript(life, "5")
    assert talk is not None
    assert talk == transcript(life, "5") != transcript(life, "6")
    assert len(talk.shifts) == SHIFTS
    topics = {turn.text: turn.topic for session in life.sessions for turn in session.turns if turn.by == "person"}
    assert all(talk.said[at][0] is By.PERSON and talk.said[at][1] in topics for at in talk.shifts)
    assert all(len(one.said) == len(session.turns) for one, session in zip(sittings(life), life.sessions, strict=True))
    (short,) = generate(5, persons=1, days=2, wordings="open")
    assert transcript(short, "5") is None


def test_borders_are_counted_and_chunks_of_the_best_size_stand_beside() -> None:
    card = Card()
    card.count(Talk(((By.PERSON, "a"),) * 12, frozenset({4, 8})), [4, 6])
    assert card.f1() == 0.5
    assert card.fixed() == (1.0, 2)
    assert Card().f1() == 0
    assert "0.500" in list(table({"one": card}))[1]


def test_a_memory_cuts_a_transcript_better_than_chunks_of_any_size() -> None:
    (life,) = generate(5, persons=1, wordings="open")
    talk = transcript(life, "5")
    assert talk is not None
    card = cut([talk], sentences=False)
    assert card.there == SHIFTS
    assert card.f1() > card.fixed()[0]
