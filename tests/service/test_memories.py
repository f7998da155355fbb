"""Changing, correcting, undoing and forgetting memories, through the installed command and the real service."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.errors import NotFound, Refused
from tests.service.running import Home, until
from tests.service.running import home as home


def held(home: Home, words: str) -> list[str]:
    """Files of the home that hold these words."""
    wanted = words.encode()
    files = [path for path in sorted(home.folders.home.rglob("*")) if path.is_file()]
    return [str(path.relative_to(home.folders.home)) for path in files if wanted in path.read_bytes()]


def test_an_edit_is_a_version_and_the_old_words_stay_readable_and_come_back(home: Home) -> None:
    made = home.json("remember", "The key is with Ana.")
    row = home.json("memory", "edit", made["id"], "The key is with Bruno.")
    assert (row["version"], row["text"]) == (2, "The key is with Bruno.")
    assert [one["id"] for one in home.client.recall("Bruno key")] == [made["id"]]
    assert "edited by person" in home.run("memory", "show", made["id"]).stdout
    assert home.json("memory", "undo")["memories"] == 1
    assert home.client.memory(made["id"])["text"] == "The key is with Ana."
    undone, done = home.json("memory", "undo", "--list")[:2]
    assert (done["what"], done["undone_by"], undone["undoes"]) == ("edited", undone["n"], done["n"])


def test_what_is_wrong_is_closed_and_what_is_right_takes_its_place(home: Home) -> None:
    old = home.client.remember("The meeting is on Monday.")
    new = home.json("memory", "wrong", old["id"], "The meeting is on Tuesday.")
    found = home.client.recall("When is the meeting?")
    assert "Tuesday" in found[0]["text"]
    assert old["id"] not in {one["id"] for one in found}
    closed = home.client.memory(old["id"])
    assert (closed["status"], closed["superseded_by"], closed["text"]) == ("superseded", new["id"], old["text"])
    assert closed["valid_to"] is not None
    home.run("memory", "undo")
    assert home.client.memory(old["id"])["status"] == "active"
    with pytest.raises(NotFound):
        home.client.memory(new["id"])


def test_a_state_of_the_past_is_shown_and_a_day_before_it_was_there_is_said(home: Home) -> None:
    made = home.client.remember("The key is with Ana.")
    home.client.edit(made["id"], "The key is with Bruno.")
    shown = home.json("memory", "list", "--as-of", "2999")
    assert [row["text"] for row in shown["memories"]] == ["The key is with Bruno."]
    assert home.json("memory", "list", "--as-of", "2001-05")["total"] == 0
    assert "was not there yet" in home.run("memory", "show", made["id"], "--as-of", "2001-05-03", code=4).stderr
    assert "is not a date" in home.run("memory", "list", "--as-of", "yesterday", code=3).stderr


def test_forgetting_in_the_app_can_be_undone_for_a_while(home: Home) -> None:
    made = home.client.remember("The surprise is a boat.")
    answer = home.client.forget([made["id"]])
    assert (answer["forgotten"], answer["undo"]) == (1, 30.0)
    assert home.client.recall("surprise boat") == []
    with pytest.raises(NotFound):
        home.client.memory(made["id"])
    home.client.undo()
    assert home.client.recall("surprise boat")[0]["id"] == made["id"]


def test_forgetting_from_the_shell_leaves_no_byte(home: Home) -> None:
    for text in ("Zorblatina comes on Friday.", "Zorblatina likes cake.", "My dog is called Biscuit."):
        home.client.remember(text)
    home.run("consolidate")
    assert held(home, "orblatin")
    done = home.run("memory", "forget", "Zorblatina", "--yes").stdout
    assert "Nothing of it is left in the data folder." in done
    assert held(home, "orblatin") == []
    assert [row["text"] for row in home.client.memories(kind="episode")["memories"]] == ["My dog is called Biscuit."]
    assert home.run("doctor", code=None).stdout.count("BAD") == home.run("doctor", code=None).stdout.count("BAD  model")


def test_what_was_to_be_forgotten_when_the_service_died_is_gone_at_the_next_start(home: Home) -> None:
    made = home.client.remember("Zorblatina comes on Friday.")
    home.client.forget([made["id"]])
    home.kill()
    home.client.undo()
    assert home.client.memory(made["id"])["status"] == "active"


def test_forgetting_by_filters_takes_what_matches_all_of_them(home: Home) -> None:
    home.client.remember("Bruno sails.")
    home.client.remember("Bruno and Ana row.")
    home.client.remember("Ana walks.")
    found = home.client.forgettable(person="Bruno", by=["person"], after="2001")
    assert [row["text"] for row in found["memories"]] == ["Bruno sails.", "Bruno and Ana row."]
    assert home.client.forgettable(person="Bruno", before="2001")["memories"] == []
    with pytest.raises(Refused, match="not said what"):
        home.client.forgettable()
    assert len(home.client.forgettable(all=True)["memories"]) == 3
    assert home.json("memory", "forget", "--all", "--yes")["forgotten"] == 3
    assert home.client.memories()["total"] == 0


def test_a_watched_file_is_forgotten_by_its_path_and_stays_so(home: Home, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "diary.md").write_text("# Diary\n\nZorblatina kissed me.\n", encoding="utf-8")
    (notes / "other.md").write_text("# Other\n\nThe boat is blue.\n", encoding="utf-8")
    folder = home.client.watch_add(notes)
    until(lambda: home.client.memories(kind="passage")["total"] == 2, "both files are read")
    assert home.client.forgettable("Zorblatina")["memories"] == []
    assert home.client.forgettable("Zorblatina")["files"]
    done = home.json("memory", "forget", "--source", notes / "diary.md", "--yes")
    assert done["forgotten"] == 1
    home.client.watch_rescan(folder["id"])
    (notes / "diary.md").write_text("# Diary\n\nZorblatina kissed me twice.\n", encoding="utf-8")
    (notes / "other.md").write_text("# Other\n\nThe boat is green.\n", encoding="utf-8")
    until(lambda: home.client.recall("green boat"), "the other file is read again")
    assert home.client.memories(kind="passage")["total"] == 1
    assert held(home, "orblatin") == []
    left_out = [file for file in home.client.watch_files(folder["id"]) if file["state"] == "skipped"]
    assert ["forgotten on request" in file["sentence"] for file in left_out] == [True]


def test_bytes_add_up_to_what_lies_in_the_home(home: Home) -> None:
    home.client.remember("The key is with Ana.")
    found = home.json("status", "--bytes")
    assert found["text"] == len("The key is with Ana.")
    assert found["words"] > 0
    lies = sum(path.stat().st_size for path in home.folders.home.rglob("*") if path.is_file())
    assert abs(sum(found.values()) - lies) < 100_000
    assert "total" in home.run("status", "--bytes").stdout
