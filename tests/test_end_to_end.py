"""The main job, through the installed command, with the starter model and real ChromaDB."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from secondme.llm.catalog import starter
from tests.service.running import Home, until
from tests.service.running import home as home

pytestmark = pytest.mark.skipif(starter() is None, reason="the starter model is not installed")

SAID = "My dog is called Biscuit."
ASKED = "What is my dog called?"


def test_what_was_said_survives_a_killed_service_and_is_answered_with_its_memory(home: Home) -> None:
    before = time.time()
    home.run("ask", SAID)
    first = home.pid()
    home.kill()
    events = home.events("ask", ASKED)
    assert home.pid() != first
    answered = events[-1]
    assert answered["event"] == "Answered"
    assert "biscuit" in answered["text"].lower()
    memory = next(one for one in answered["memories"] if one["text"] == SAID)
    assert before <= memory["made"] <= time.time()
    assert memory["where"].startswith("conversation of ")
    assert memory["source"]["conversation"]
    names = [event["event"] for event in events]
    assert names.index("Stored") < names.index("Recalled") < names.index("Piece")
    assert "".join(event["text"] for event in events if event["event"] == "Piece").strip() == answered["text"]
    told = home.run("ask", ASKED).stdout
    assert "biscuit" in told.lower()
    assert f"You said: “{SAID}”" in told


def test_a_pipe_does_the_same(home: Home) -> None:
    home.run(said=SAID + "\n")
    home.kill()
    told = home.run(said=ASKED + "\n").stdout
    answer, _, rest = told.partition("[1]")
    assert "biscuit" in answer.lower()
    assert SAID in rest
    assert "\x1b" not in told


def test_a_watched_folder_is_in_step_with_the_disk(home: Home, tmp_path: Path) -> None:
    notes = tmp_path / "Notes"
    notes.mkdir()
    file = notes / "garden.md"

    def recalled(word: str) -> list[dict[str, Any]]:
        return [one for one in home.json("recall", word) if word in one["text"]]

    home.run("ask", SAID)
    home.run("watch", "add", notes)
    file.write_text("# Garden\n\nThe tulips stand beside the greenhouse.\n", encoding="utf-8")
    found = until(lambda: recalled("tulips"), "the file is found")[0]
    assert found["kind"] == "passage"
    assert "garden.md" in found["where"]
    assert found["source"]["path"] == str(file)
    file.write_text("# Garden\n\nThe dahlias stand beside the pond.\n", encoding="utf-8")
    until(lambda: recalled("dahlias"), "the new text is found")
    assert not recalled("tulips")
    file.unlink()
    until(lambda: not recalled("dahlias"), "the deleted file is gone")
    file.write_text("# Garden\n\nThe asters stand beside the gate.\n", encoding="utf-8")
    until(lambda: recalled("asters"), "the file is back")
    home.kill()
    file.unlink()
    until(lambda: not recalled("asters"), "what was deleted while nothing ran is gone")
    assert recalled("Biscuit")


def test_it_reflects_on_what_it_was_told_and_links_to_it(home: Home) -> None:
    said = {home.json("remember", text)["id"] for text in (SAID, "Biscuit is a beagle.", "Biscuit likes long walks.")}
    events = home.events("consolidate")
    made = [event["memory"] for event in events if event["event"] == "Reflected"]
    assert made
    assert all(set(memory["source"]["memories"]) <= said for memory in made)
    assert any(len(memory["source"]["memories"]) == 3 for memory in made)
    assert events[-1]["event"] == "Consolidated"
    assert events[-1]["state"] == "done"
    assert not [event for event in home.events("consolidate") if event["event"] == "Reflected"]
    home.kill()
    shown = home.json("memory", "show", made[0]["id"])
    assert {row["id"] for row in shown["evidence"]} == set(made[0]["source"]["memories"])
    assert {row["text"] for row in home.json("memory", "list")["memories"]} >= {SAID}
