"""Folders that are watched, as a person meets them: the installed command, a real service, real files."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.service.running import Home, until
from tests.service.running import home as home

TULIPS = "# Garden\n\nThe tulips stand beside the greenhouse.\n"


def write(path: Path, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder of many kinds of files, most of which are left alone."""
    notes = tmp_path.resolve() / "notes"
    for name in ("garden.md", "drafts/poem.md", "node_modules/a.md", "secret.key", "film.mkv"):
        write(notes / name, f"{TULIPS}\nThis is {name}.\n")
    write(notes / "broken.md", "\x00\x01\x02" * 500)
    write(notes / ".gitignore", "# mine\n\nnode_modules/\n")
    return notes


def read(home: Home, files: int) -> None:
    until(lambda: (found := home.client.watch_list()) and sum(one["indexed"] for one in found) == files, "all is read")


def test_why_a_file_is_in_memory_or_is_not(home: Home, notes: Path) -> None:
    write(notes / "debug.log", "A line.\n")
    write(notes / "empty.md", "")
    home.run("watch", "add", notes, "--exclude", "*.log")
    read(home, 3)
    for name, said in (
        ("garden.md", ["in memory (1 passage)."]),
        ("node_modules/a.md", [f"{notes}/.gitignore, line 3: node_modules/", f"about {notes}/node_modules,"]),
        ("debug.log", ["left out.", "--exclude"]),
        ("secret.key", ["private key"]),
        ("film.mkv", ["No reader knows files of this kind."]),
        ("broken.md", ["It holds something other than text."]),
        ("empty.md", ["empty.", "There is nothing in it to remember."]),
        ("nothing.md", ["not there."]),
        ("../elsewhere.md", ["It does not lie in a watched folder."]),
    ):
        out = home.run("watch", "why", notes / name).stdout
        for words in said:
            assert words in out, (name, out)
    big = write(notes / "big.md", "many words " * 100)
    home.run("watch", "add", notes, "--max-size", "1k")
    assert "It has 1,100 bytes, the limit is 1,000." in home.run("watch", "why", big).stdout
    assert home.json("watch", "list")[0]["exclude"] == ["*.log"]  # what was not given anew stays


def test_a_pattern_is_left_out_and_taken_back(home: Home, notes: Path) -> None:
    write(notes / ".secondmeignore", "*.tmp")
    home.run("watch", "add", notes)
    read(home, 2)
    found = home.json("watch", "ignore", "drafts/")
    assert found["leaving"] == [str(notes / "drafts" / "poem.md")]
    assert (notes / ".secondmeignore").read_text() == "*.tmp\ndrafts/\n"
    read(home, 1)
    assert ".secondmeignore, line 2: drafts/" in home.run("watch", "why", notes / "drafts" / "poem.md").stdout
    assert "already" in home.run("watch", "ignore", "drafts/").stdout
    home.run("watch", "ignore", "drafts/", "--undo", "--folder", notes)
    assert (notes / ".secondmeignore").read_text() == "*.tmp\n"
    read(home, 2)
    assert "is no pattern" in home.run("watch", "ignore", "# drafts", code=None).stderr


def test_adding_tells_what_is_read_and_how_long_that_takes(home: Home, notes: Path) -> None:
    out = home.run("watch", "add", notes, "--name", "mine").stdout
    assert "3 files to read (3 .md)." in out
    assert "1 left out: No reader knows files of this kind." in out
    assert "Reading them takes a moment (a guess" in out
    read(home, 2)
    found = home.json("watch", "status", "mine")
    assert {"rate", "seconds_left", "waiting", "state"} <= found.keys()
    assert {Path(file["path"]).name for file in found["files"]} >= {"garden.md", "broken.md"}


def test_a_paused_folder_is_read_when_it_is_resumed(home: Home, notes: Path) -> None:
    home.run("watch", "add", notes)
    read(home, 2)
    assert str(notes) in home.run("watch", "pause").stdout
    write(notes / "new.md", "The asters stand beside the gate.\n")
    assert "paused" in home.run("watch", "rescan").stdout
    assert "paused" in home.run("watch", "why", notes / "new.md").stdout
    assert home.json("watch", "list")[0]["state"] == "paused"
    assert home.client.watch_list()[0]["indexed"] == 2
    home.run("watch", "resume", notes)
    read(home, 3)
    write(notes / "garden.md", "The garden was sold.\n")
    assert "unchanged" in home.run("watch", "rescan").stdout


def test_what_is_moved_between_folders_stays_what_it_is(home: Home, notes: Path, tmp_path: Path) -> None:
    work = tmp_path.resolve() / "work"
    work.mkdir()
    home.run("watch", "add", notes)
    home.run("watch", "add", work)
    read(home, 2)

    def rows() -> dict[str, tuple[str, str]]:
        with sqlite3.connect(home.folders.home / "ledger.db") as connection:
            found = connection.execute("SELECT id, source_key, place FROM memory WHERE kind = 'passage'")
            return {name: (key, place) for name, key, place in found}

    before = rows()
    (notes / "drafts").rename(work / "poems")
    (notes / "garden.md").rename(work / "plants.md")
    until(lambda: home.client.watch_list()[1]["indexed"] == 2, "both are there")
    until(lambda: home.client.watch_list()[0]["indexed"] == 0, "both left")
    after = rows()
    assert {name: key for name, (key, _) in after.items()} == {name: key for name, (key, _) in before.items()}
    assert {place for _, place in after.values()} == {f"folder:{home.client.watch_list()[1]['id']}"}
    home.kill()
    (work / "poems").rename(notes / "verses")
    until(lambda: home.client.watch_list()[0]["indexed"] == 1, "it is back")
    until(lambda: home.client.watch_list()[1]["indexed"] == 1, "it left")
    assert rows().keys() == before.keys()


def test_a_folder_that_is_not_there_keeps_its_memories_and_says_so(home: Home, notes: Path) -> None:
    home.run("watch", "add", notes)
    read(home, 2)
    notes.with_name("elsewhere").mkdir()  # beside its old place it would be found again
    away = notes.rename(notes.with_name("elsewhere") / "notes")
    home.run("watch", "rescan")
    until(lambda: not home.client.watch_list()[0]["available"], "it is found to be gone")
    assert "not available" in home.run("watch", "list").stdout
    assert home.client.watch_list()[0]["indexed"] == 2
    found = home.json("recall", "tulips beside the greenhouse")
    assert found[0]["receipt"]["unavailable"]
    assert "(not there now)" in home.run("recall", "tulips beside the greenhouse").stdout
    assert "(not there now)" in home.run("ask", "What stands beside the greenhouse?").stdout
    assert "secondme watch move" in home.run("watch", "status", notes).stdout
    assert "in memory" in home.run("watch", "why", notes / "garden.md").stdout
    away.rename(notes)
    home.run("watch", "rescan")
    until(lambda: home.client.watch_list()[0]["available"], "it is back")
    assert home.client.watch_list()[0]["indexed"] == 2
    assert "unavailable" not in home.json("recall", "tulips beside the greenhouse")[0]["receipt"]
