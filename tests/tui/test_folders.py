"""The screen of watched folders."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from secondme.errors import NotFound
from secondme.events import Indexed
from secondme.tui.confirm import Words, YesNo
from secondme.tui.filetree import FileTree
from secondme.tui.folders import FoldersScreen
from secondme.tui.foldersaid import about, leaving, pattern, preview, progress, rescanned
from secondme.tui.leaves import Node
from tests.scripted import ScriptedClient
from tests.tui.driving import app, shown, until

Row = dict[str, Any]


def file(path: str, state: str = "indexed", sentence: str = "") -> Row:
    return {
        "kind": "file", "folder": "f1", "path": path, "name": path.rpartition("/")[2], "state": state, "reason": "",
        "sentence": sentence, "size": 1200, "passages": 3 if state == "indexed" else 0,
    }  # fmt: skip


def watched(path: str = "/notes", **fields: Any) -> Row:
    return {
        "id": "f1", "path": path, "name": path[1:], "recursive": True, "include": [], "exclude": [], "largest": 0,
        "paused": False, "available": True, "state": "up to date", "indexed": 4, "waiting": 0, "skipped": 2,
        "passages": 12, "watched": "watched", "watched_sentence": "", "bytes_waiting": 0, "seconds_left": 0.0,
        "rate": 0.0, "measured": True, "drives_away": [],
    } | fields  # fmt: skip


class Shelf(ScriptedClient):
    """Folders of files by path; what is done to them is kept in `did`."""

    def __init__(self, *files: Row, folders: int = 1) -> None:
        super().__init__()
        self.files = list(files)
        self.folders_watched = [watched()] * folders
        self.did: list[tuple[Any, ...]] = []
        self.asked_for: list[tuple[str, int]] = []

    def watch_tree(
        self, folder: str = "", under: str = "", *, state: str = "", search: str = "", limit: int = 100, offset: int = 0
    ) -> Row:
        self._answer()
        self.asked_for.append((under, offset))
        if state or search:
            rows = [one for one in self.files if state in ("", one["state"]) and search in one["path"]]
        else:
            top = f"/notes/{under}/" if under else "/notes/"
            below = [one for one in self.files if one["path"].startswith(top)]
            names = sorted({one["path"][len(top) :].split("/")[0] for one in below if "/" in one["path"][len(top) :]})
            rows = [
                {
                    "kind": "folder", "folder": "f1", "path": top + name, "name": name, "indexed": 2, "waiting": 1,
                    "skipped": 0, "failed": 0, "gone": 0, "passages": 6,
                }
                for name in names
            ] + [one for one in below if "/" not in one["path"][len(top) :]]  # fmt: skip
        return {"total": len(rows), "rows": rows[offset : offset + limit]}

    def watch_look(self, path: Path) -> Row:
        self._answer()
        return {
            "path": str(path), "files": 3, "bytes": 4000, "kinds": {".md": 2, "": 1}, "skipped": {"no-reader": 2},
            "sentences": {"no-reader": "No reader knows it."}, "seconds": 1.0, "measured": False, "whole": True,
        }  # fmt: skip

    def watch_add(self, path: Path, **given: Any) -> Row:
        self._answer()
        self.did.append(("add", str(path), given.get("exclude")))
        if given.get("exclude"):
            self.folders_watched = [watched(exclude=[one for one in given["exclude"] if one])]
        return {"id": "f2", "path": str(path), "files": 3}

    def watch_remove(self, folder: str) -> Row:
        self._answer()
        self.did.append(("remove", folder))
        return {"path": "/notes", "passages": 12}

    def watch_pause(self, folder: str = "", *, paused: bool = True) -> Row:
        self._answer()
        self.folders_watched = [watched(paused=paused, state="paused" if paused else "up to date")]
        return {"paths": ["/notes"]}

    def watch_rescan(self, folder: str = "") -> dict[str, int]:
        self._answer()
        found = {"folders": 1, "paused": 0, "new": 2, "changed": 0, "missing": 0, "again": 1, "same": 40}
        return found | {"unavailable": 0}

    def watch_why(self, path: Path) -> Row:
        self._answer()
        return {"path": str(path), "state": "left out", "sentence": "It matches a rule.", "reason": "ignored"}


FILES = (
    file("/notes/deep/er/pit.md"), file("/notes/deep/well.md"), file("/notes/film.mkv", "skipped", "No reader."),
    file("/notes/garden.md"), file("/notes/new.md", "waiting"), file("/notes/庭.pdf", "failed", "It is damaged."),
)  # fmt: skip


def tree(pilot: Pilot[Any]) -> FileTree:
    return pilot.app.screen.query_one(FileTree)


def names(pilot: Pilot[Any]) -> list[str]:
    found = tree(pilot)
    return [(found.row(at) or {"name": "…"})["name"] for at in range(found.total)]


def told(pilot: Pilot[Any], which: str = "page-told") -> str:
    return str(pilot.app.screen.query_one(f"#{which}", Static).render())


async def ready(pilot: Pilot[Any], client: ScriptedClient, rows: int = 1) -> None:
    await pilot.app.push_screen(FoldersScreen(client, UTC))
    await until(pilot, lambda: tree(pilot).root.came and tree(pilot).total == rows)


async def test_folders_open_and_close_and_each_file_says_its_state() -> None:
    client = Shelf(*FILES)
    async with app(client).run_test(size=(80, 24)) as pilot:
        await ready(pilot, client)
        await pilot.press("right")
        await until(pilot, lambda: names(pilot) == ["notes", "deep", "film.mkv", "garden.md", "new.md", "庭.pdf"])
        await pilot.press("down", "enter")
        await until(pilot, lambda: names(pilot)[:4] == ["notes", "deep", "er", "well.md"])
        lines = [tree(pilot).render_line(y).text for y in range(9)]
        for sign in ("✓ in memory", "– skipped", "… waiting", "! failed"):
            assert any(sign in line for line in lines)
        assert {tree(pilot).render_line(y).cell_length for y in range(9)} == {tree(pilot).size.width}
        await pilot.press("down", "left")  # from what lies in it to the folder
        assert tree(pilot).current["name"] == "deep"  # type: ignore[index]
        await pilot.press("left")
        await until(pilot, lambda: len(names(pilot)) == 6)
        await pilot.press("end")
        await until(pilot, lambda: "It is damaged." in told(pilot, "folders-about"))


async def test_a_hundred_thousand_files_are_asked_for_by_the_page() -> None:
    client = Shelf(*(file(f"/notes/{n:06}.md") for n in range(100_000)))
    async with app(client).run_test(size=(80, 24)) as pilot:
        await ready(pilot, client)
        await pilot.press("right")
        await until(pilot, lambda: tree(pilot).total == 100_001)
        await pilot.press("end")
        await until(pilot, lambda: tree(pilot).current is not None)
        assert tree(pilot).current["name"] == "099999.md"  # type: ignore[index]
        assert len(client.asked_for) < 10
        client.subscriptions[-1].feed(Indexed("/notes/000001.md", 1, 1, 0))
        before = len(client.asked_for)
        await until(pilot, lambda: len(client.asked_for) > before)  # what is seen is asked for anew
        assert tree(pilot).cursor == 100_000


async def test_files_are_found_by_state_and_by_name() -> None:
    client = Shelf(*FILES)
    async with app(client).run_test(size=(80, 24)) as pilot:
        await ready(pilot, client)
        await pilot.press("f", "f")
        await until(pilot, lambda: names(pilot) == ["new.md"])
        assert "1 file waiting" in told(pilot, "folders-found")
        await pilot.press("escape")
        await until(pilot, lambda: names(pilot) == ["notes"])
        await pilot.press("slash", *"well", "enter")
        await until(pilot, lambda: names(pilot) == ["well.md"])
        await pilot.press("enter")
        await until(pilot, lambda: "left out. It matches a rule." in told(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: names(pilot) == ["notes"])
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, FoldersScreen))
        await until(pilot, lambda: any(one.closed.is_set() for one in client.subscriptions))


async def test_pausing_ignoring_and_removing_are_asked_and_taken_back() -> None:
    client = Shelf(*FILES)
    async with app(client).run_test(size=(80, 24)) as pilot:
        await ready(pilot, client)
        await pilot.press("u")
        assert "Nothing was changed on this screen yet." in told(pilot)
        await pilot.press("p")
        await until(pilot, lambda: "Paused" in told(pilot))
        await pilot.press("u")
        await until(pilot, lambda: "is read again" in told(pilot))
        await pilot.press("r")
        await until(pilot, lambda: "Looking again: 2 new, 1 to be tried again, 40 unchanged." in told(pilot))
        await pilot.press("right")
        await until(pilot, lambda: tree(pilot).total == 6)
        await pilot.press("down", "i")
        await shown(pilot, YesNo)
        await pilot.press("y")
        await until(pilot, lambda: client.did == [("add", "/notes", ["/deep/"])])
        await until(pilot, lambda: "Left out from now on: /deep/ u takes it back." in told(pilot))
        await pilot.press("u")
        await until(pilot, lambda: client.did[1:] == [("add", "/notes", [""])])
        await pilot.press("d")
        await shown(pilot, YesNo)
        await pilot.press("n")
        await shown(pilot, FoldersScreen)
        await pilot.press("d")
        await shown(pilot, YesNo)
        await pilot.press("y")
        await until(pilot, lambda: client.did[2:] == [("remove", "f1")])
        await until(pilot, lambda: "12 passages left memory" in told(pilot))
        await pilot.press("u")
        await until(pilot, lambda: "/notes is watched again." in told(pilot))


async def test_what_would_be_read_is_shown_before_a_folder_is_watched() -> None:
    client = Shelf(folders=0)
    async with app(client).run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(FoldersScreen(client, UTC))
        await until(pilot, lambda: pilot.app.screen.query_one("#folders-empty").display)
        await pilot.press("a")
        await shown(pilot, Words)
        await pilot.press(*"work", "enter")
        await shown(pilot, YesNo)
        assert client.did == []
        client.folders_watched = [watched()]
        await pilot.press("y")
        await until(pilot, lambda: client.did and client.did[0][1].endswith("/work"))
        await until(pilot, lambda: "3 files to read." in told(pilot))
        client.refusing = NotFound("There is no folder /x.", "Check the path.")
        await pilot.press("r")
        await until(pilot, lambda: "What to do: Check the path." in told(pilot))


async def test_the_editor_opens_files_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    here = tmp_path / "here.md"
    here.write_text("words")
    client = Shelf(file("/notes/lost.md"), file(str(here)))
    async with app(client).run_test(size=(80, 24)) as pilot:
        await ready(pilot, client)
        await pilot.press("o")
        assert "That is a folder." in told(pilot)
        await pilot.press("f")
        await until(pilot, lambda: len(names(pilot)) == 2)
        await pilot.press("o")
        assert "/notes/lost.md is not there any more." in told(pilot)
        await pilot.press("down", "o")
        assert "The editor of $VISUAL" in told(pilot)


def test_a_tree_knows_its_lines_without_having_seen_them() -> None:
    root = Node()
    folders = [{"kind": "folder", "path": f"/{n}"} for n in range(3)]
    root.take(0, 1000, folders + [{"kind": "file", "path": f"/f{n}"} for n in range(97)])
    assert root.toggle(1)
    assert not root.toggle(5)
    inner = root.open["/1"]
    assert root.lines == 1001
    inner.take(0, 500, [{"kind": "file", "path": f"/1/{n}"} for n in range(100)])
    assert root.lines == 1500
    for line in range(root.lines):
        node, at = root.locate(line)
        assert node.line(at) == line
    root.take(0, 999, folders[1:] + [{"kind": "file", "path": f"/f{n}"} for n in range(98)])
    assert root.open == {"/1": inner}
    assert inner.at == 0
    root.take(0, 997, [{"kind": "file", "path": f"/f{n}"} for n in range(100)])
    assert root.lines == 997


def test_a_file_that_holds_nothing_is_not_said_to_be_in_memory() -> None:
    empty = file("/notes/empty.md") | {"passages": 0}
    assert about(empty) == "/notes/empty.md\nempty: nothing to remember · 1 kB"
    assert "empty" not in about(file("/notes/full.md"))
    assert leaving(file("/notes/a.md")) == "The file (3 passages) leaves memory"
    assert leaving(watched(indexed=1) | {"kind": "root"}) == "1 file (12 passages) leaves memory"
    assert leaving(watched() | {"kind": "root"}) == "4 files (12 passages) leave memory"


def test_a_line_of_an_ignore_file_means_this_very_path() -> None:
    assert pattern("a b/[draft]*.md", folder=False) == r"/a b/\[draft\]\*.md"
    assert pattern("deep", folder=True) == "/deep/"
    assert pattern("end ", folder=False) == "/end\\ "


def test_how_far_it_is_is_told_with_rate_and_time() -> None:
    reading = watched(state="reading", indexed=50, waiting=50, skipped=0, seconds_left=25.0)
    assert progress([reading]) == "██████░░░░░░ 50 %  50 of 100 wait · 2.0 a second · about 25 seconds left"
    assert progress([watched()]) == "4 files in memory; nothing waits."
    assert progress([watched(paused=True, waiting=3)]) == "4 files in memory; 1 folder paused, 3 waiting."
    assert progress([]) == ""
    found = {"new": 0, "changed": 0, "missing": 0, "again": 0, "same": 0, "unavailable": 0}
    assert rescanned(found) == "Looking again: no files."
    assert "Nothing in it would be read now." in preview(Shelf().watch_look(Path("/x")) | {"files": 0, "kinds": {}})[2]
    assert "There is more" in "\n".join(preview(Shelf().watch_look(Path("/x")) | {"whole": False}))
