"""Events on the wire: every one of them there and back."""

from __future__ import annotations

import json

import pytest

from secondme import events
from secondme.events import Event, Recollection, Unknown, from_line, to_line
from secondme.memory.record import By, Derived, Kind, Memory

FOUND = Recollection(
    "e1", "My dog is called Biscuit.", "episode", "person", 1.0, "conversation of 3 May 2026", 0.9, 0.5,
    {"lanes": ["words"]}, {"type": "said", "conversation": "c", "message": 1},
)  # fmt: skip
FACT = Memory(
    "f1", Kind.FACT, "You live in Oslo.", Derived("fact", ("e1",)), By.PERSON, "facts", 1.0,
    about=("you", "lives_in", "Oslo"), links=("f2",),
)  # fmt: skip
ONE_OF_EACH: list[Event] = [
    events.Stored("c", 1, "e1"),
    events.Recalled((FOUND,), "found", 0.75),
    events.ModelState("ready", "SmolLM2", "SmolLM2 is ready.", 98, 4096),
    events.Piece("Bis\n"),
    events.Grounded((events.Mark(0, 8, ("e1",), True), events.Mark(9, 15, (), None))),
    events.Answered("Biscuit.", (FOUND,), "c", "SmolLM2", 4, 0.1, 0.02, (events.Mark(0, 8, ("e1",), True),)),
    events.Answered("Hm.", (), "c", "SmolLM2", pruned=3, message=31, missing=((1, 8), (12, 13))),
    events.Stopped("Bis"),
    events.Failed("ModelGone", "It went.", "Ask again."),
    events.Notice("Careful."),
    events.Masked("A password was left out.", ("password",)),
    events.Corrected("Corrected: it is Tuesday.", "e1", "f1", "The meeting is on Monday. Corrected: it is Tuesday."),
    events.Began(1),
    events.Faded("e1", "old", 0.2),
    events.Reflected(Memory("i1", Kind.INSIGHT, "x", Derived("day", ("e1",)), By.ASSISTANT, "r", 1.0, keywords=("a",))),
    events.Learned(FACT, "UPDATE", "f0"),
    events.KeptOut("day"),
    events.Thought(FACT),
    events.Segmented("c", "Dogs", 1, 4),
    events.Linked("f1", ("e1", "e2")),
    events.Rehearsed("f1", True, 4.0),
    events.Gisted(FACT, ("e1", "e2")),
    events.Archived("e1", "old", "It stands in a gist."),
    events.Probed(0.9, 1.0),
    events.Consolidated(1, 2, 3, 4, learned=5, changed=6, archived=7),
    events.Queued("/notes", 2),
    events.Indexed("/notes/a.md", 3, 2, 1),
    events.Skipped("/notes/b.bin", "binary", "It holds something other than text."),
    events.Removed("/notes/a.md", 3),
    events.Progress("rebuilding", 1, 2),
    events.Planned("a/b", "c-q4_0.gguf", 900, 100, 5_000, "/cache"),
    events.Pulled("/cache/c-q4_0.gguf", "C", 900, "ab12"),
    events.Examined("c.gguf", True, "It passed.", 0.98, 0.8, 0.98, 0.9, 0.5, 30, 30, 21),
    events.Imported(3, 2, 1, 2, 0, 7, 1),
    events.Checked("ledger", True, "Sound."),
    events.Status({"running": True}),
]


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_an_event_survives_the_wire(event: Event) -> None:
    line = to_line(event)
    assert "\n" not in line
    assert json.loads(line)["event"] == type(event).__name__
    assert from_line(line) == event


def test_every_event_is_tried_here() -> None:
    assert {type(event) for event in ONE_OF_EACH} | {Unknown} == set(events.Event.__args__)  # type: ignore[attr-defined]


def test_an_event_of_a_newer_version_is_kept_whole() -> None:
    event = from_line('{"event": "Dreamt", "of": "sheep"}')
    assert event == Unknown("Dreamt", {"of": "sheep"})
    assert json.loads(to_line(event)) == {"event": "Dreamt", "of": "sheep"}


def test_fields_of_a_newer_version_are_passed_over() -> None:
    assert from_line('{"event": "Piece", "text": "a", "mood": 1}') == events.Piece("a")


@pytest.mark.parametrize("line", ["", "{}", "no", '{"event": 3}'])
def test_what_is_no_event_is_a_value_error(line: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_line(line)
