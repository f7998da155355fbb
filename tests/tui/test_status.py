"""The line that shows the state at a glance."""

from __future__ import annotations

from secondme.events import Answered, ModelState
from secondme.tui.status import State


def test_another_conversation_begins_with_nothing_read() -> None:
    state = State(service="").answered(Answered("Yes.", (), "c", "m", cells=300, budget=400, pruned=2))
    assert state.parts[-2:] == ["context 75 %", "2 exchanges in memory alone"]
    begun = state.begun(private=True)
    assert (begun.cells, begun.budget, begun.pruned) == (0, 0, 0)
    after = begun.answered(Answered("Yes.", (), "c", "m", cells=300, budget=400, pruned=1))
    assert after.parts[-1] == "1 exchange no longer before the model"


def test_a_model_that_streams_says_how_much_a_token() -> None:
    state = State(service="")
    assert state.after(ModelState("ready", "m", "m is ready.")).parts == ["m ready"]
    assert state.after(ModelState("ready", "m", "m is ready.", streamed=52_000_000)).parts[-1] == (
        "52 MB a token from the disk"
    )
    assert state.with_status({"model": {"streamed": 1_240_000_000}}).parts[-1] == "1.2 GB a token from the disk"
