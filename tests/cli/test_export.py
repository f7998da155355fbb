"""`memory export` and `memory import`, run as installed: files, folders of pages, pipes, and what can go wrong."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from secondme.cli.export import to_file, to_folder
from secondme.errors import Disconnected
from secondme.events import Progress
from tests.service.running import COMMAND, Home, home

__all__ = ["home"]


def talk(home: Home) -> None:
    """Says something, watches something, lets it think."""
    home.run("remember", "The spare key is with Ana. 🔑")
    home.run("remember", "My dog is called Biscuit.")
    home.run("remember", "Ana lives in Lisbon.")
    home.run("consolidate")


def lines(file: Path) -> list[dict[str, Any]]:
    """A file of lines."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    """Another, empty home, from now on the one of this test."""
    monkeypatch.setenv("SECONDME_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("SECONDME_RUNTIME", str(tmp_path / "run"))
    return Home()


def test_a_memory_moves_to_another_home_and_stays_the_same_to_the_byte(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.set('[memory]\nfacts = "false"\n')
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "house.md").write_text("# House\n\nThe boiler was serviced on 4 March by Mr Okafor.\n")
    talk(home)
    home.run("watch", "add", notes)
    home.run("doctor", code=None)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert "Wrote 5 memories and 1 conversation" in home.run("memory", "export", first).stdout
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert home.run("memory", "export", "-").stdout == first.read_text()
    home.end()
    other = elsewhere(monkeypatch, tmp_path)
    try:
        assert "Imported 5 memories.\n1 folder came along" in other.run("memory", "import", first).stdout
        assert other.json("memory", "export", second) == {"memories": 5, "conversations": 1, "path": str(second)}
        assert second.read_bytes() == first.read_bytes()
        assert [folder["path"] for folder in other.json("watch", "list")] == [str(notes)]
        assert "Ana" in other.run("recall", "spare key").stdout
        again = other.run("memory", "import", first).stdout
        assert again == "Nothing in it is new.\n5 memories were there already.\n"
    finally:
        other.end()


def test_a_file_that_is_there_is_replaced_only_by_force(home: Home, tmp_path: Path) -> None:
    home.run("remember", "The spare key is with Ana.")
    target = tmp_path / "memory.jsonl"
    target.write_text("mine")
    refused = home.run("memory", "export", target, code=1)
    assert refused.stderr == f"secondme: {target} is there already. Name another file, or replace it with --force.\n"
    assert target.read_text() == "mine"
    home.run("memory", "export", target, "--force")
    assert lines(target)[0]["type"] == "secondme"
    home.run("memory", "export", tmp_path / "no" / "where.jsonl", code=1)
    assert sorted(tmp_path.iterdir()) == [target]


def test_an_export_never_takes_the_place_of_a_part_of_the_memory_or_of_what_is_no_file(
    home: Home, tmp_path: Path
) -> None:
    home.run("remember", "The spare key is with Ana.")
    (tmp_path / "link").symlink_to(home.folders.home)
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "mine.jsonl").write_text("mine")
    (tmp_path / "other.jsonl").symlink_to(tmp_path / "mine.jsonl")
    for inside in (home.folders.ledger, home.folders.home / "pages", tmp_path / "link" / "forgotten.jsonl"):
        assert "data folder" in home.run("memory", "export", inside, "--force", code=1).stderr
    for name in ("pipe.jsonl", "other.jsonl"):
        assert "no file" in home.run("memory", "export", tmp_path / name, "--force", code=1).stderr
    assert (tmp_path / "pipe.jsonl").is_fifo()
    assert (tmp_path / "mine.jsonl").read_text() == "mine"
    assert "Ana" in home.run("recall", "spare key").stdout


def test_the_folder_holds_pages_to_read_beside_everything(home: Home, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "Größe & co.md").write_text("# House\n\nThe boiler was serviced on 4 March by Mr Okafor.\n")
    talk(home)
    row = home.json("remember", "Never forget this.")
    home.run("memory", "pin", row["id"])
    home.run("watch", "add", notes)
    home.run("doctor", code=None)
    out = tmp_path / "out"
    home.run("memory", "export", out)
    found = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    talks, files, insights, own, everything = (
        [name for name in found if name.startswith(start)]
        for start in ("conversations/", "files/größe-co-md ", "insights/", ".secondme-export.json", "memory.jsonl")
    )
    assert [len(part) for part in (talks, files, insights, own, everything)] == [1, 1, 1, 1, 1]
    page = (out / talks[0]).read_text()
    assert page.startswith('---\nconversation: "notes"\n')
    assert "The spare key is with Ana. 🔑\n" in page
    assert f"· {row['id']} · pinned\n\nNever forget this.\n" in page
    assert "**Line 3**, House · p" in (out / files[0]).read_text()
    insight = (out / insights[0]).read_text()
    assert "\nkind: \"insight\"\n" in insight
    assert "\nrests_on: [" in insight
    assert "\nstrength: 1.0\n" in insight
    assert all(stat.S_IMODE((out / name).stat().st_mode) == 0o600 for name in found)


def test_exporting_into_the_same_folder_again_removes_its_own_and_touches_nothing_else(
    home: Home, tmp_path: Path
) -> None:
    talk(home)
    out = tmp_path / "out"
    home.run("memory", "export", out)
    (out / "mine.md").write_text("mine")
    (out / "insights" / "mine.md").write_text("mine")
    [insight] = [path for path in (out / "insights").iterdir() if path.name != "mine.md"]
    home.run("memory", "forget", "--yes", "My dog is called Biscuit.")
    home.run("memory", "forget", "--yes", "Ana")
    home.run("remember", "The boat is blue.")
    home.run("memory", "export", out)
    assert not insight.exists()
    assert (out / "insights" / "mine.md").read_text() == (out / "mine.md").read_text() == "mine"
    [page] = (out / "conversations").iterdir()
    assert "The boat is blue." in page.read_text()
    assert "Biscuit" not in "".join(path.read_text() for path in out.rglob("*") if path.is_file())
    full = tmp_path / "full"
    full.mkdir()
    (full / "memory.jsonl").write_text("mine")
    refused = home.run("memory", "export", full, code=1)
    assert f"{full} is not empty." in refused.stderr
    refused = home.run("memory", "export", full, "--force", code=1)
    assert f"{full / 'memory.jsonl'} is there already." in refused.stderr
    assert [path.name for path in full.iterdir()] == ["memory.jsonl"]
    assert (full / "memory.jsonl").read_text() == "mine"


def test_a_list_that_names_files_outside_of_its_folder_removes_none_of_them(tmp_path: Path) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine.md"
    out.mkdir()
    mine.write_text("mine")
    (out / ".secondme-export.json").write_text(json.dumps({"files": ["../mine.md", str(mine), "stale.md"]}))
    (out / "stale.md").write_text("stale")
    to_folder([b'{"type": "end", "lines": 1}\n'], out, force=False)
    assert mine.read_text() == "mine"
    assert not (out / "stale.md").exists()


@pytest.mark.parametrize("target", ["memory.jsonl", "folder"])
def test_an_export_that_breaks_off_leaves_what_was_there(target: str, tmp_path: Path) -> None:
    def broken() -> Any:
        yield b'{"type": "secondme", "format": 1, "version": "1"}\n'
        raise Disconnected("The service went away before it had answered.")

    write = to_file if target.endswith("l") else to_folder
    write([b'{"type": "end", "lines": 1}\n'], tmp_path / target, force=False)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(Disconnected):
        write(broken(), tmp_path / target, force=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_notes_come_from_a_file_or_a_pipe_and_are_undone(home: Home, tmp_path: Path) -> None:
    notes = tmp_path / "notes.jsonl"
    notes.write_text('{"text": "The spare key is with Ana.", "made": "2024-05-03"}\n{"text": "The boat is blue."}\n')
    done = home.json("memory", "import", notes)
    assert done == {"new": 2, "there": 0, "forgotten": 0, "messages": 2, "folders": 0, "operation": 1, "masked": 0}
    assert "To take it out again" in home.run("memory", "import", "-", said='{"text": "One more."}\n').stdout
    assert home.json("memory", "list")["total"] == 3
    home.run("memory", "undo")
    assert home.json("memory", "list")["total"] == 2


def test_a_wrong_line_is_one_sentence_and_an_exit_status(home: Home, tmp_path: Path) -> None:
    notes = tmp_path / "notes.jsonl"
    notes.write_text('{"text": "Fine."}\n{"words": "What is this?"}\n')
    done = home.run("memory", "import", notes, code=3)
    assert done.stdout == ""
    assert done.stderr == (
        'secondme: Line 2: it is no line of an export, and no note like {"text": "…"}. Nothing was imported.\n'
    )
    assert home.json("memory", "list")["total"] == 0
    assert "There is no file" in home.run("memory", "import", tmp_path / "nothing.jsonl", code=4).stderr


def test_what_was_forgotten_does_not_come_back_by_an_import_unless_asked_for(home: Home, tmp_path: Path) -> None:
    talk(home)
    file = tmp_path / "memory.jsonl"
    home.run("memory", "export", file)
    home.run("memory", "forget", "--yes", "My dog is called Biscuit.")
    done = home.json("memory", "import", file)
    assert done["new"] == 0
    assert done["forgotten"] >= 1
    assert "Biscuit" not in home.run("memory", "list").stdout
    assert home.json("memory", "import", file, "--also-forgotten")["forgotten"] == 0
    assert "Biscuit" in home.run("memory", "list").stdout


def test_a_file_larger_than_a_request_may_be_is_taken_in(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "large.jsonl"
    words = "The boat is blue and the harbour is wide. " * 500
    file.write_text("".join(json.dumps({"text": f"Number {n}. {words}"}) + "\n" for n in range(600)))
    assert file.stat().st_size > 12_000_000
    assert home.json("memory", "import", file)["new"] == 600
    assert len(home.run("memory", "export", "-").stdout) > 12_000_000


def test_an_import_whose_client_goes_away_takes_nothing_in(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps({"text": f"Note number {n}."}) + "\n" for n in range(12_000)))
    stream = home.client.import_(file)
    assert isinstance(next(iter(stream)), Progress)
    stream.close()
    # This one waits until the first has given up the ledger.
    assert home.json("memory", "import", file)["new"] == 12_000


def test_a_reader_of_the_export_that_closes_early_is_no_error(home: Home) -> None:
    for number in range(3):
        home.run("remember", f"Note number {number} about nothing.")
    command = f"{COMMAND} memory export - | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, env=os.environ.copy())
    assert json.loads(done.stdout)["type"] == "secondme"
    assert "Traceback" not in done.stderr
