"""Looking through a real folder of which everything is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from secondme.files.disk import Disk
from secondme.ports import Folder, Known
from secondme_plugins import text

READERS = {suffix: reader for reader in text.readers() for suffix in reader.suffixes}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    for name in ("a.md", "deep/b.md", "deep/c.txt"):
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"This is {name}.")
    return Folder("f", (tmp_path / "notes").resolve(), "notes")


@pytest.fixture
def disk() -> Disk:
    return Disk(READERS)


def known(disk: Disk, folder: Folder) -> dict[str, Known]:
    return {str(seen.path): (str(seen.path), seen.size, seen.modified, "", 1) for seen in disk.walk(folder)}


def test_nothing_is_given_of_a_folder_that_is_as_it_was(disk: Disk, folder: Folder) -> None:
    there = known(disk, folder)
    assert list(disk.walk(folder, there)) == []
    assert there == {}


def test_an_ignore_file_has_everything_below_it_looked_at_again(disk: Disk, folder: Folder) -> None:
    there = known(disk, folder)
    (folder.path / "deep" / ".secondmeignore").write_text("b.md\n")
    assert [seen.path.name for seen in disk.walk(folder, there)] == ["c.txt"]
    assert {Path(path).name for path in there} == {"b.md", "c.txt"}


def test_a_link_in_the_place_of_a_file_is_judged_as_a_link(disk: Disk, folder: Folder, tmp_path: Path) -> None:
    there = known(disk, folder)
    (tmp_path / "outside.md").write_text("This is elsewhere.")
    (folder.path / "a.md").unlink()
    (folder.path / "a.md").symlink_to(tmp_path / "outside.md")
    assert list(disk.walk(folder, there)) == []
    assert [Path(path).name for path in there] == ["a.md"]


def test_other_limits_readers_or_choices_are_other_rules(disk: Disk, folder: Folder) -> None:
    rules = disk.rules(folder)
    others = [replace(folder, exclude=("*.txt",)), replace(folder, largest=5), replace(folder, recursive=False)]
    found = {disk.rules(other) for other in others} | {Disk({}).rules(folder), Disk(READERS, limit=9).rules(folder)}
    assert len(found - {rules}) == 5
