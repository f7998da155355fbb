"""The files of watched folders by the page, over a real service and real files; and at size, over a real ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from secondme.errors import NotFound, Refused
from secondme.memory.record import path_text
from secondme.ports import FileSeen, Folder
from secondme.store.folders import Folders
from secondme.store.store import Store
from secondme.store.tree import Tree
from tests.conftest import MovingClock
from tests.service.running import Home, until
from tests.service.running import home as home
from tests.service.test_watching import notes as notes
from tests.service.test_watching import read, write


def names(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["name"], row.get("state", row["kind"])) for row in found["rows"]]


def test_a_folder_is_looked_at_watched_and_listed_folder_by_folder(home: Home, notes: Path, tmp_path: Path) -> None:
    client = home.client
    found = client.watch_look(notes)
    assert (found["files"], found["kinds"], found["watched"], found["whole"]) == (3, {".md": 3}, False, True)
    assert client.watch_list() == []
    assert "3 files, " in home.run("watch", "look", notes).stdout
    with pytest.raises(NotFound):
        client.watch_look(tmp_path / "nowhere")
    write(notes / "drafts" / "50% [of] _it_.md", "Half of it stands in a draft about asters.\n")
    client.watch_add(notes)
    read(home, 3)
    assert client.watch_look(notes)["watched"]

    top = client.watch_tree("notes")
    assert names(top) == [
        ("drafts", "folder"), ("broken.md", "skipped"), ("film.mkv", "skipped"), ("garden.md", "indexed"),
    ]  # fmt: skip
    assert top["rows"][0] | {"indexed": 2, "waiting": 0, "passages": 2} == top["rows"][0]
    assert top["rows"][2]["sentence"] == "No reader knows files of this kind."
    assert names(client.watch_tree("notes", "drafts")) == [("50% [of] _it_.md", "indexed"), ("poem.md", "indexed")]
    assert names(client.watch_tree("notes", limit=2, offset=1)) == names(top)[1:3]
    assert names(client.watch_tree(search="D_")) == []  # no sign has a meaning of its own
    assert names(client.watch_tree(search="50% [OF")) == [("50% [of] _it_.md", "indexed")]
    assert client.watch_tree(state="skipped")["total"] == 2
    with pytest.raises(Refused):
        client.watch_tree(state="lost")

    client.watch_pause("notes")
    write(notes / "drafts" / "new.md", "The asters stand beside the gate.\n")
    (notes / "garden.md").unlink()
    assert names(client.watch_tree(state="gone")) == [("garden.md", "gone")]
    client.watch_pause("notes", paused=False)
    read(home, 3)
    client.watch_add(notes, exclude=["/drafts/"])
    until(lambda: client.watch_list()[0]["indexed"] == 0, "what is left out has left memory")
    client.watch_add(notes, exclude=[""])
    read(home, 3)


def test_a_file_that_waits_failed_or_is_new_says_so(store: Store, clock: MovingClock) -> None:
    shelf, tree = Folders(store, clock), Tree(store.ledger)
    folder = shelf.add(Path("/x/ä notes"), "", True)
    other = shelf.add(Path("/x/ä notes 2"), "", True)

    def skip(folder: Folder, name: str, reason: str) -> None:
        shelf.skip(folder, FileSeen(folder.path / name, 5, 1, reason), reason)

    skip(folder, "a/b/one.md", "damaged")
    skip(folder, "a/two.md", "too-large")
    skip(folder, "three.md", "vanished")
    skip(other, "four.md", "reader")
    shelf.queue(folder, [folder.path / "a/two.md", folder.path / "a/b/five.md"], urgent=False)
    twigs, files = tree.twigs(folder, "")
    assert [(twig.name, twig.counts["failed"], twig.counts["waiting"]) for twig in twigs] == [("a", 1, 2)]
    assert files == 1
    assert [(one.state, one.size) for one in tree.leaves(folder, "", limit=9, offset=0)] == [("gone", 5)]
    found = tree.leaves(folder, "a/b", limit=9, offset=0)
    assert [(Path(one.path).name, one.state) for one in found] == [("five.md", "waiting"), ("one.md", "failed")]
    assert tree.fitting(folder, state="failed")[0] == 1
    total, page = tree.fitting(None, limit=2, offset=1)
    assert total == 5
    assert [one.path for one in page] == [path_text(folder.path / f"a/b/{name}.md") for name in ("five", "one")]
