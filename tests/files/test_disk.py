"""The disk: symbolic links, permissions, and files that change under the reader's eyes."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from secondme.errors import Unreadable
from secondme.files.disk import LARGEST, REASONS, Disk, open_bytes
from secondme.ports import Folder, Known, Reader, Section
from secondme_plugins import text

READERS = {suffix: reader for reader in text.readers() for suffix in reader.suffixes}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "notes").mkdir()
    return Folder("notes", (tmp_path / "notes").resolve(), "notes")


def names(folder: Folder, disk: Disk | None = None) -> list[str]:
    return [str(seen.path.relative_to(folder.path)) for seen in (disk or Disk(READERS)).walk(folder)]


def reason(disk: Disk, path: Path) -> str:
    with pytest.raises(Unreadable) as error:
        disk.read(path)
    assert error.value.sentence.startswith(REASONS[error.value.reason])
    return error.value.reason


class Meddling(io.BufferedReader):
    """An open file to which something happens just before it is read."""

    def __init__(self, path: Path, meddle: Callable[[], None]) -> None:
        super().__init__(io.FileIO(path))
        self._meddle = meddle

    def read(self, size: int | None = -1, /) -> bytes:
        self._meddle()
        return super().read(size)


def meddled(*meddling: Callable[[], None]) -> Callable[[Path], BinaryIO]:
    """An opener: to the first file opened happens the first thing, and so on; then nothing more."""
    waiting = list(meddling)

    def opener(path: Path) -> BinaryIO:
        return Meddling(path, waiting.pop(0)) if waiting else open_bytes(path)

    return opener


def test_ignore_files_prune_a_walk(folder: Folder) -> None:
    for name in ("a.md", "drafts/b.md", "deep/c.md", "deep/d.md"):
        (folder.path / name).parent.mkdir(exist_ok=True)
        (folder.path / name).write_text("x")
    (folder.path / ".gitignore").write_text("drafts/\nd.md\n")
    (folder.path / "deep/.secondmeignore").write_text("!d.md\nc.md\n")
    assert names(folder) == ["a.md", "deep/d.md"]
    disk = Disk(READERS)
    assert disk.why(folder, folder.path / "drafts/b.md") == "ignored"
    assert disk.why(folder, folder.path / "deep/d.md") == ""
    assert disk.why(folder, folder.path.parent / "a.md") == "outside"


def test_a_link_leads_neither_out_nor_round_nor_to_a_second_copy(folder: Folder) -> None:
    root = folder.path
    (root.parent / "outside.md").write_text("x")
    (root / "deep/er").mkdir(parents=True)
    (root / "deep/a.md").write_text("x")
    (root / "deep/er/up").symlink_to(root)
    (root / "deep/er/self").symlink_to("self")
    (root / "twin").symlink_to("deep")
    (root / "b.md").symlink_to("deep/a.md")
    (root / "out.md").symlink_to(root.parent / "outside.md")
    (root / "out").symlink_to(root.parent)
    (root / "nowhere.md").symlink_to("gone.md")
    assert names(folder) == ["deep/a.md"]
    disk = Disk(READERS)
    for name in ("b.md", "out.md", "twin/a.md", "nowhere.md", "out/outside.md"):
        assert disk.look(folder, root / name) is None, name
        assert disk.why(folder, root / name) == "linked", name


def test_a_link_makes_visible_what_is_hidden_but_no_secret(folder: Folder) -> None:
    root = folder.path
    (root / ".store/deep").mkdir(parents=True)
    (root / ".store/a.md").write_text("x")
    (root / ".store/deep/b.md").write_text("x")
    (root / ".store/round").symlink_to("../.store")
    (root / ".env").write_text("TOKEN=1")
    (root / "library").symlink_to(".store")
    (root / "note.md").symlink_to(".store/a.md")
    (root / "env.txt").symlink_to(".env")
    assert names(folder) == ["library/a.md", "library/deep/b.md", "note.md"]
    disk = Disk(READERS)
    assert disk.look(folder, root / "env.txt") is None
    for seen in disk.walk(folder):
        assert disk.look(folder, seen.path) == seen


def test_the_programs_own_folder_is_neither_walked_nor_seen(folder: Folder) -> None:
    own = folder.path / "share"
    own.mkdir()
    (own / "a.md").write_text("x")
    (folder.path / "b.md").write_text("x")
    disk = Disk(READERS, own=[own])
    assert names(folder, disk) == ["b.md"]
    assert disk.look(folder, own / "a.md") is None
    assert list(disk.walk(Folder("own", own, "own"))) == []


def test_pipes_and_sockets_are_no_files(folder: Folder) -> None:
    os.mkfifo(folder.path / "pipe.md")
    disk = Disk(READERS)
    assert names(folder, disk) == []
    assert disk.look(folder, folder.path / "pipe.md") is None
    assert reason(disk, folder.path / "pipe.md") == "special"


def test_names_that_are_not_text_crash_nothing(folder: Folder) -> None:
    bad = os.fsencode(folder.path) + b"/caf\xe9"
    os.mkdir(bad)  # noqa: PTH102 - bytes
    for name in (bad + b"/a.md", os.fsencode(folder.path) + b"/\xff.md"):
        Path(os.fsdecode(name)).write_text("x")
    disk = Disk(READERS)
    seen = list(disk.walk(folder))
    assert [(one.path.name, one.reason) for one in seen] == [("caf\udce9", "name"), ("\udcff.md", "name")]
    inside = disk.look(folder, Path(os.fsdecode(bad)) / "a.md")
    assert inside is not None
    assert inside.reason == "name"
    assert reason(disk, Path(os.fsdecode(bad)) / "a.md") == "name"


def test_a_path_that_is_too_long_is_a_reason(folder: Folder) -> None:
    disk = Disk(READERS)
    path = folder.path / ("x" * 300 + ".md")
    assert disk.look(folder, path) is None
    assert reason(disk, path) == "path-too-long"


@pytest.mark.parametrize("time", [10**19, -(10**19)])
def test_a_time_that_no_ledger_holds_is_the_nearest_that_it_does(folder: Folder, time: int) -> None:
    path = folder.path / "a.md"
    path.write_text("Tulips.\n", encoding="utf-8")
    os.utime(path, ns=(0, time))
    disk = Disk(READERS)
    nearest = min(max(path.stat().st_mtime_ns, -(2**63)), 2**63 - 1)  # the file system has limits, too
    assert [seen.modified for seen in disk.walk(folder)] == [nearest]
    seen = disk.look(folder, path)
    assert seen is not None
    assert seen.modified == disk.read(path).modified == nearest
    known: dict[str, Known] = {str(path): ("a", seen.size, nearest, "", 1)}
    assert list(disk.walk(folder, known)) == []
    assert known == {}


def test_a_file_is_no_folder_to_walk(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    with pytest.raises(Unreadable) as error:
        list(Disk(READERS).walk(Folder("a", tmp_path / "a.md", "a")))
    assert error.value.reason == "not-a-folder"


def test_fifty_megabytes_are_refused_unread(folder: Folder) -> None:
    path = folder.path / "log.txt"
    with path.open("wb") as file:
        for _ in range(50):
            file.write(b"All quiet, nothing to report here.\n" * 30_000)
    opened: list[Path] = []

    def opener(path: Path) -> BinaryIO:
        opened.append(path)
        return Meddling(path, lambda: pytest.fail("it was read"))

    assert path.stat().st_size > 50_000_000 > LARGEST
    assert [seen.reason for seen in Disk(READERS).walk(folder)] == ["too-large"]
    assert reason(Disk(READERS, opener=opener), path) == "too-large"
    assert opened == [path]
    assert len(Disk(READERS, limit=60_000_000).read(path).sections[0].text) == path.stat().st_size


def test_a_file_deleted_while_it_is_read_has_vanished(folder: Folder) -> None:
    path = folder.path / "a.md"
    path.write_text("x")
    assert reason(Disk(READERS, opener=meddled(path.unlink)), path) == "vanished"


def test_a_file_that_changes_once_while_it_is_read_is_read_again(folder: Folder) -> None:
    path = folder.path / "a.md"
    path.write_text("before")

    def change() -> None:
        path.write_text("after, and longer")

    disk = Disk(READERS, opener=meddled(change))
    assert disk.read(path).sections[0].text == "after, and longer"


def test_a_file_saved_by_rename_while_it_is_read_is_read_again(folder: Folder) -> None:
    path = folder.path / "a.md"
    path.write_text("before")

    def save() -> None:
        (folder.path / "new.tmp").write_text("after!")
        (folder.path / "new.tmp").rename(path)

    assert Disk(READERS, opener=meddled(save)).read(path).sections[0].text == "after!"


def test_a_file_that_goes_on_changing_is_left_for_later(folder: Folder) -> None:
    path = folder.path / "a.md"
    path.write_text("x")

    def grow() -> None:
        with path.open("a") as file:
            file.write("and more")

    assert reason(Disk(READERS, opener=meddled(grow, grow)), path) == "changing"


def test_a_disk_that_fails_is_a_reason(folder: Folder) -> None:
    path = folder.path / "a.md"
    path.write_text("x")

    def fail() -> None:
        raise OSError(5, "Input/output error")

    assert reason(Disk(READERS, opener=meddled(fail)), path) == "disk"


def test_a_reader_that_fails_is_a_reason(folder: Folder) -> None:
    def sections(content: bytes, path: Path) -> Iterator[Section]:
        yield Section("x", 0, 1)
        raise KeyError("page 7")

    path = folder.path / "a.md"
    path.write_text("x")
    assert reason(Disk({".md": Reader("hasty", frozenset({".md"}), sections)}), path) == "reader"


LOOKER = """
import json, sys
from pathlib import Path
from secondme.errors import Unreadable
from secondme.files.disk import Disk
from secondme.ports import Folder
from secondme_plugins import text
root = Path(sys.argv[1])
folder = Folder("notes", root, "notes")
disk = Disk({suffix: reader for reader in text.readers() for suffix in reader.suffixes})
def tried(path):
    try:
        return disk.read(path).sections[0].text
    except Unreadable as error:
        return error.reason
def walked(folder):
    try:
        return [(str(seen.path.relative_to(root)), seen.reason) for seen in disk.walk(folder)]
    except Unreadable as error:
        return error.reason
seen = disk.look(folder, root / "closed/a.md")
print(json.dumps([
    walked(folder), seen and seen.reason, tried(root / "closed/a.md"), tried(root / "secret.md"),
    walked(Folder("closed", root / "closed", "closed")),
]))
"""


def test_what_one_may_not_open_is_reported_and_stops_nothing() -> None:
    as_nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] if os.getuid() == 0 else []
    if as_nobody and shutil.which("setpriv") is None:
        pytest.skip("root reads everything, and there is no setpriv here to become somebody else")
    # The test's own folder can be entered by its owner only, so this one lies elsewhere.
    with tempfile.TemporaryDirectory() as place:
        root = Path(place).resolve()
        root.chmod(0o755)
        for name in ("a.md", "closed/a.md", "z.md", "secret.md"):
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text("x")
        (root / "closed").chmod(0)
        (root / "secret.md").chmod(0)
        command = [*as_nobody, sys.executable, "-B", "-c", LOOKER, str(root)]
        paths = os.pathsep.join(path for path in sys.path if path)
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={"PYTHONPATH": paths})
        (root / "closed").chmod(0o755)
    assert done.returncode == 0, done.stderr
    walked, looked, inside, closed, root_closed = json.loads(done.stdout)
    assert walked == [["a.md", ""], ["closed", "permission"], ["secret.md", ""], ["z.md", ""]]
    assert looked == "permission"
    assert inside == "permission"
    assert closed == "permission"
    assert root_closed == "permission"
