"""`bench mind`, put together: every measure has a target, and what is said to the service is what persons say."""

from __future__ import annotations

from itertools import islice

from secondme.bench import mind, mind_chat
from secondme.bench.measure import targets


def test_every_measure_has_its_target() -> None:
    known = {target.id for target in targets("mind")}
    assert set(mind.MEASURES) <= known
    assert all(id.startswith("mind.") for id in known)


def test_quick_is_less_work() -> None:
    assert mind_chat.QUICK.notes < mind_chat.FULL.notes
    assert len(mind_chat.QUICK.steps) < len(mind_chat.FULL.steps)


def test_there_is_enough_to_think_over() -> None:
    said = list(islice(mind_chat.told(), mind_chat.FULL.notes))
    assert len(said) == mind_chat.FULL.notes
    assert all(text.strip() for text in said)
