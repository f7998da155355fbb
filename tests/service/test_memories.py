"""Changing, correcting, undoing and forgetting memories, through the installed command and the real service."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme import phrases
from secondme.cli.change import REMAINS
from secondme.errors import NoService, NotFound, Refused
from secondme.events import Answered, Stored
from secondme.service.wire import noting
from tests.service.running import Home, until
from tests.service.running import home as home
from tests.service.running import lasting as lasting
from tests.service.running import shared as shared


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


def test_a_memory_gets_other_words_to_be_found_by_and_loses_them_again(home: Home) -> None:
    made = home.client.remember("It lies in the drawer under the stairs.")
    assert "by its own words alone" in home.run("memory", "key", made["id"]).stdout
    assert home.json("memory", "key", made["id"], "my passport", "--json")["keys"] == ["my passport"]
    assert home.client.key(made["id"], "护照")["added"] == 1
    assert "keys  my passport; 护照" in home.run("memory", "show", made["id"]).stdout
    assert [one["id"] for one in home.client.recall("Where is my passport?")] == [made["id"]]
    assert home.client.memory(made["id"])["version"] == 1
    assert "Removed 1 key" in home.run("memory", "key", made["id"], "--remove", "my passport").stdout
    assert home.client.keys(made["id"])["keys"] == ["护照"]
    assert home.client.key(made["id"], remove=True) == {"removed": 1, "id": made["id"], "keys": []}
    with pytest.raises(NotFound):
        home.client.key("e" * 13, "x")


def test_what_is_wrong_is_closed_and_what_is_right_takes_its_place(shared: Home) -> None:
    old = shared.client.remember("The meeting is on Monday.")
    new = shared.json("memory", "wrong", old["id"], "The meeting is on Tuesday.")
    found = shared.client.recall("When is the meeting?")
    assert "Tuesday" in found[0]["text"]
    assert old["id"] not in {one["id"] for one in found}
    closed = shared.client.memory(old["id"])
    assert (closed["status"], closed["superseded_by"], closed["text"]) == ("superseded", new["id"], old["text"])
    assert closed["valid_to"] is not None
    shared.run("memory", "undo")
    assert shared.client.memory(old["id"])["status"] == "active"
    with pytest.raises(NotFound):
        shared.client.memory(new["id"])


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

    def agree() -> bool:
        told = sum(home.client.bytes().values())
        return abs(told - sum(path.stat().st_size for path in home.folders.home.rglob("*") if path.is_file())) < 100_000

    until(agree, "what is told is what lies there, once the index has been written")
    assert "total" in home.run("status", "--bytes").stdout


def test_what_is_left_of_something_forgotten_is_said_and_has_an_exit_status_of_its_own(
    home: Home, tmp_path: Path
) -> None:
    for text in ("Zorblatina comes on Friday.", "The boat is blue."):
        home.client.remember(text)
    home.run("backup", tmp_path / "gone.backup")
    (tmp_path / "gone.backup").unlink()
    done = home.run("memory", "forget", "Zorblatina", "--yes", code=REMAINS)
    assert done.stdout.count("Forgot 1 memory. Something of it remains:") == 1
    assert [line for line in done.stdout.splitlines() if line.startswith("  - ") and "gone.backup" in line]
    assert "Nothing of it is left" not in done.stdout
    home.run("backup", tmp_path / "gone.backup")
    (tmp_path / "gone.backup").unlink()
    told = home.run("memory", "forget", "boat", "--yes", "--json", code=REMAINS)
    assert "gone.backup" in told.stdout
    assert f"exit status is {REMAINS}" in " ".join(home.run("memory", "forget", "--help").stdout.split())


def test_undoing_says_what_it_would_undo_and_for_how_long_what_it_took_away_can_be_brought_back(home: Home) -> None:
    with pytest.raises(NotFound, match="nothing to undo"):
        home.client.undoable()
    with noting() as operations:
        made = home.client.remember("The surprise is a boat.")
        home.client.pin(made["id"])
        home.client.pin(made["id"])  # changes nothing
        with pytest.raises(Refused):
            home.client.edit(made["id"], " ")
    assert [one["operation"] for one in home.client.operations()] == operations[::-1]
    latest = home.client.undoable()
    assert (latest["operation"], latest["what"], latest["goes"]) == (operations[1], "pinned", 0)
    assert ": pinned (1 memory: “The surprise is a boat.”)." in phrases.elsewhere(latest, None)
    assert home.client.undoable(operations[0])["goes"] == 1
    home.client.undo()
    with pytest.raises(Refused, match="undone already"):
        home.client.undoable(operations[1])
    taken = home.client.undo()
    assert taken["within"] == 30
    assert "/undo brings it back within 30 seconds." in phrases.undone(taken)
    back = home.run("memory", "undo", str(taken["n"])).stdout
    assert "Bring it back: secondme memory undo " in back
    assert home.client.memory(made["id"])["status"] == "active"
    again = home.run("memory", "undo").stdout
    assert "Bring it back within 30 seconds: secondme memory undo " in again
    home.run("memory", "undo", again.split()[-1])
    home.client.edit(made["id"], "The surprise is a kite.")
    changed = home.json("memory", "undo")
    assert changed["within"] is None
    assert "brings it back" not in phrases.undone(changed)


def test_a_date_at_the_end_of_the_calendar_is_refused_with_a_sentence(home: Home) -> None:
    made = home.client.remember("The key is with Ana.")
    for words in (
        ("memory", "list", "--as-of", "9999-12-31"),
        ("memory", "list", "--as-of", "9999"),
        ("memory", "show", made["id"], "--as-of", "9999"),
        ("memory", "forget", "--before", "9999-12", "--yes"),
    ):
        assert "is further away than dates go" in home.run(*words, code=3).stderr
    assert home.json("memory", "list", "--as-of", "0002")["total"] == 0
    assert home.json("memory", "list", "--as-of", "9998")["total"] == 1
    assert home.json("memory", "forget", "--before", "9998", "--yes")["forgotten"] == 1


NO_IDS = ("", " ", "a/b", "/", "..", "%2F", "?", "#", "no such", "a\nb", "a" * 20_000, "\udce9")


def test_what_can_be_no_id_is_not_found(shared: Home) -> None:
    for name in NO_IDS:
        with pytest.raises(NotFound, match="There is no memory"):
            shared.client.memory(name)
        for ask in (shared.client.edit, shared.client.wrong):
            with pytest.raises(NotFound, match="There is no memory"):
                ask(name, "x")
        with pytest.raises(NotFound, match="There is no memory"):
            shared.client.pin(name)
        with pytest.raises(NotFound, match="There is no conversation"):
            shared.client.messages(name)


def test_an_id_that_can_be_none_is_one_sentence_in_the_shell(shared: Home) -> None:
    for words in (("show", ""), ("edit", "", "x"), ("show", "a/b"), ("pin", "a/b"), ("wrong", "")):
        assert "There is no memory" in shared.run("memory", *words, code=4).stderr


def test_an_answer_that_is_not_of_this_service_says_so(shared: Home) -> None:
    shared.client.status()
    for path in ("/nowhere", "/memories/", "/memories/a/b"):
        with pytest.raises(NoService, match="does not know what it was asked for"):
            shared.client._object("GET", path)
    with pytest.raises(NoService, match="answered 405"):
        shared.client._object("POST", "/status", {})


def test_a_past_day_is_limited_to_a_place_but_not_searched(home: Home) -> None:
    made = home.client.remember("The key is with Ana.")
    with pytest.raises(Refused, match="A past day can be listed, not searched"):
        home.client.memories("key", as_of="2999")
    with pytest.raises(Refused, match="not searched"):
        home.client.memories("key in:notes", as_of="2999")
    there = home.json("memory", "list", "--in", "notes", "--as-of", "2999")
    assert [row["id"] for row in there["memories"]] == [made["id"]]
    assert home.json("memory", "list", "--in", "talk", "--as-of", "2999")["total"] == 0
    with pytest.raises(Refused, match="There is no such kind or status"):
        home.client.memories(kind="nothing", as_of="2999")


def test_an_answer_that_repeats_what_is_forgotten_goes_with_it(home: Home) -> None:
    said = [event for event in home.client.ask("My sister Zorblatina lives in Quuxville.") if isinstance(event, Stored)]
    told = [event for event in home.client.ask("Where does Zorblatina live?") if isinstance(event, Answered)]
    found = home.client.forgettable(said[0].memory)
    assert [row["id"] for row in found["memories"]] == [said[0].memory]
    repeated = {row["text"] for row in found["derived"]}
    assert all(one.text in repeated for one in told if one.model and "Zorblatina" in one.text)
    home.client.forget([said[0].memory], now=True)
    left = [row for row in home.client.memories()["memories"] if row["by"] == "assistant"]
    assert not any("Zorblatina" in row["text"] and row["text"] in repeated for row in left)


def read(home: Home) -> list[str]:
    """What was read of files."""
    return sorted(row["text"] for row in home.client.memories(kind="passage")["memories"])


def test_undoing_has_a_forgotten_file_read_again_as_it_is_now(home: Home, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    path = notes / "diary.md"
    path.write_text("# Diary\n\nThe boat is blue.\n", encoding="utf-8")
    folder = home.client.watch_add(notes)
    until(lambda: home.client.memories(kind="passage")["total"] == 1, "the file is read")
    found = home.client.forgettable(source=str(path))
    home.client.forget([row["id"] for row in found["memories"]], files=found["leave_out"])
    assert [file["reason"] for file in home.client.watch_files(folder["id"])] == ["forgotten"]
    path.write_text("# Diary\n\nThe boat is green.\n", encoding="utf-8")
    home.kill()
    home.client.undo()

    until(lambda: read(home) == ["The boat is green."], "what changed meanwhile is read")
    path.write_text("# Diary\n\nThe boat is red.\n", encoding="utf-8")
    until(lambda: read(home) == ["The boat is red."], "the file is followed")


def test_undoing_has_a_file_read_that_changed_while_it_was_forgotten(home: Home, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    first, other = notes / "diary.md", notes / "other.md"
    first.write_text("# Diary\n\nThe boat is blue.\n", encoding="utf-8")
    other.write_text("# Other\n\nThe dog sleeps.\n", encoding="utf-8")
    home.client.watch_add(notes)
    until(lambda: home.client.memories(kind="passage")["total"] == 2, "both files are read")
    found = home.client.forgettable(source=str(first))
    home.client.forget([row["id"] for row in found["memories"]], files=found["leave_out"])
    first.write_text("# Diary\n\nThe boat is green.\n", encoding="utf-8")
    other.write_text("# Other\n\nThe dog barks.\n", encoding="utf-8")
    until(lambda: read(home) == ["The dog barks."], "what was told of after it is read")
    home.client.undo()
    until(lambda: read(home) == ["The boat is green.", "The dog barks."], "it is read as it is now")
