"""The line that shows the state at a glance."""

from __future__ import annotations

from dataclasses import replace

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


def test_the_model_has_its_size_and_a_download_its_progress() -> None:
    fields = {"model": {"phase": "ready", "name": "m", "bytes": 98_000_000}, "model_bytes": 264_000_000}
    state = replace(State(), download="downloading n: 40 %").with_status(fields)
    assert state.parts == ["m ready, 98 MB", "downloading n: 40 %", "0 memories", "264 MB in memory"]
    assert state.after(ModelState("asleep", "m", "", bytes=98_000_000)).parts[0] == "m asleep, 98 MB"
