"""The line that shows the state at a glance."""

from __future__ import annotations

from secondme.events import Answered
from secondme.tui.status import State


def test_another_conversation_begins_with_nothing_read() -> None:
    state = State(service="").answered(Answered("Yes.", (), "c", "m", cells=300, budget=400, pruned=2))
    assert state.parts[-2:] == ["context 75 %", "2 exchanges in memory alone"]
    begun = state.begun(private=True)
    assert (begun.cells, begun.budget, begun.pruned) == (0, 0, 0)
    after = begun.answered(Answered("Yes.", (), "c", "m", cells=300, budget=400, pruned=1))
    assert after.parts[-1] == "1 exchange no longer before the model"
