"""The watcher, on real files and the real events of this system."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secondme.files.watcher import STATES, Watcher
from secondme.ports import Folder

PATIENCE = 60.0
"""Seconds to wait for what must happen; it takes a fraction of one."""

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="about inotify")


class Told:
    """What a watcher told of."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._all: list[tuple[str, Path]] = []

    def __call__(self, folder: Folder, path: Path, scope: str) -> None:
        with self._news:
            self._all.append((str(scope), path))
            self._news.notify_all()

    def wait(self, enough: Callable[[list[tuple[str, Path]]], bool]) -> list[tuple[str, Path]]:
        """Everything told so far, once it is enough."""
        with self._news:
            assert self._news.wait_for(lambda: enough(self._all), PATIENCE), self._all[-20:]
            return list(self._all)

    def of(self, scope: str, *paths: Path) -> list[tuple[str, Path]]:
        """Everything told so far, once these are among it."""
        wanted = {(scope, path) for path in paths}
        return self.wait(lambda told: wanted <= set(told))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def watcher(told: Told) -> Iterator[Watcher]:
    watcher = Watcher(told, quiet=0.05, longest=0.5, poll=0.1)
    yield watcher
    watcher.close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "notes").mkdir()
    return Folder("notes", (tmp_path / "notes").resolve(), "notes")


def mark(folder: Folder, told: Told, name: str = "mark.md") -> list[Path]:
    """Everything told of before a file that is written now."""
    (folder.path / name).write_text("x")
    everything = told.of("file", folder.path / name)
    return [path for _, path in everything if path.name != name]


def test_a_file_created_edited_and_deleted_is_told_of(watcher: Watcher, told: Told, folder: Folder) -> None:
    watcher.watch(folder)
    path = folder.path / "a.md"
    changes: list[Callable[[], object]] = [lambda: path.write_text("x"), lambda: path.write_text("y"), path.unlink]
    for change in changes:
        before = len(told.wait(lambda _: True))
        change()
        told.wait(lambda told, before=before: ("file", path) in told[before:])  # type: ignore[misc]


def test_a_file_in_a_folder_made_just_now_is_told_of(watcher: Watcher, told: Told, folder: Folder) -> None:
    watcher.watch(folder)
    deep = folder.path / "new/er/est"
    deep.mkdir(parents=True)
    (deep / "a.md").write_text("x")
    told.wait(lambda told: covered(told, deep / "a.md"))
    (deep / "b.md").write_text("x")
    told.wait(lambda told: covered(told, deep / "b.md"))


def covered(told: list[tuple[str, Path]], path: Path) -> bool:
    """Whether a path was told of, by itself or with all that lies around it."""
    return any(path == about if scope == "file" else path.is_relative_to(about) for scope, about in set(told))


def test_what_was_there_before_is_not_told_of(watcher: Watcher, told: Told, folder: Folder) -> None:
    (folder.path / "old.md").write_text("x")
    watcher.watch(folder)
    assert mark(folder, told) == []


def test_our_own_reading_is_not_told_of(watcher: Watcher, told: Told, folder: Folder) -> None:
    (folder.path / "deep").mkdir()
    (folder.path / "deep/old.md").write_text("x")
    watcher.watch(folder)
    assert (folder.path / "deep/old.md").read_text() == "x"
    assert [path.name for path in sorted(folder.path.rglob("*"))] == ["deep", "old.md"]
    assert mark(folder, told) == []


def test_a_save_by_rename_is_one_change(watcher: Watcher, told: Told, folder: Folder) -> None:
    path = folder.path / "a.md"
    path.write_text("before")
    watcher.watch(folder)
    new = folder.path / "a.md.new"
    new.write_text("after")
    new.rename(path)
    assert mark(folder, told) == [path]


def test_a_rename_tells_of_both_names(watcher: Watcher, told: Told, folder: Folder) -> None:
    (folder.path / "a.md").write_text("x")
    watcher.watch(folder)
    (folder.path / "a.md").rename(folder.path / "b.md")
    told.of("file", folder.path / "a.md", folder.path / "b.md")


def test_a_folder_renamed_is_told_of_as_two_trees(watcher: Watcher, told: Told, folder: Folder) -> None:
    (folder.path / "old").mkdir()
    (folder.path / "old/a.md").write_text("x")
    watcher.watch(folder)
    (folder.path / "old").rename(folder.path / "new")
    told.of("tree", folder.path / "old", folder.path / "new")
    (folder.path / "new/a.md").write_text("y")
    told.of("file", folder.path / "new/a.md")


def test_a_folder_moved_out_is_told_of_as_a_tree(watcher: Watcher, told: Told, folder: Folder, tmp_path: Path) -> None:
    (folder.path / "deep/er").mkdir(parents=True)
    (folder.path / "deep/er/a.md").write_text("x")
    watcher.watch(folder)
    (folder.path / "deep").rename(tmp_path / "elsewhere")
    told.of("tree", folder.path / "deep")
    (tmp_path / "elsewhere").rename(folder.path / "back")
    told.of("tree", folder.path / "back")


def test_an_ignore_file_is_told_of_as_the_tree_it_steers(watcher: Watcher, told: Told, folder: Folder) -> None:
    (folder.path / "deep").mkdir()
    watcher.watch(folder)
    (folder.path / "deep/.gitignore").write_text("*.log\n")
    told.of("tree", folder.path / "deep")


def test_a_folder_watched_flat_tells_of_nothing_below(watcher: Watcher, told: Told, folder: Folder) -> None:
    (folder.path / "deep").mkdir()
    watcher.watch(Folder("flat", folder.path, "flat", recursive=False))
    (folder.path / "deep/a.md").write_text("x")
    (folder.path / "new").mkdir()
    assert mark(folder, told) == []


def test_a_folder_watched_no_more_is_not_told_of(watcher: Watcher, told: Told, folder: Folder, tmp_path: Path) -> None:
    other = Folder("other", tmp_path.resolve() / "other", "other")
    other.path.mkdir()
    watcher.watch(folder)
    watcher.watch(other)
    watcher.unwatch(folder.id)
    watcher.unwatch("none")
    (folder.path / "a.md").write_text("x")
    assert mark(other, told) == []
    assert watcher.alive() == {"other": "watched"}


def test_a_name_that_is_not_text_is_told_of(watcher: Watcher, told: Told, folder: Folder) -> None:
    watcher.watch(folder)
    path = folder.path / "caf\udce9.md"
    path.write_text("x")
    told.of("file", path)


def test_a_thousand_files_in_a_burst_are_all_told_of(watcher: Watcher, told: Told, folder: Folder) -> None:
    watcher.watch(folder)
    paths = [folder.path / f"{number % 10}/{number}.md" for number in range(1_000)]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    told.wait(lambda told: all(covered(told, path) for path in paths))
    for path in paths:
        path.write_text("again")
    told.of("file", *paths)


def test_a_root_deleted_and_made_again_is_watched_again(watcher: Watcher, told: Told, folder: Folder) -> None:
    (folder.path / "a.md").write_text("x")
    watcher.watch(folder)
    shutil.rmtree(folder.path)
    told.of("folder", folder.path)
    watcher.check()
    assert watcher.alive() == {"notes": "gone"}
    watcher.check()
    folder.path.mkdir()
    before = len(told.of("folder", folder.path))
    watcher.check()
    assert watcher.alive() == {"notes": "watched"}
    told.wait(lambda told: ("folder", folder.path) in told[before:])
    (folder.path / "b.md").write_text("x")
    told.of("file", folder.path / "b.md")


def test_a_root_replaced_unnoticed_is_found_out(watcher: Watcher, told: Told, folder: Folder, tmp_path: Path) -> None:
    watcher.watch(folder)
    folder.path.rename(tmp_path / "away")
    folder.path.mkdir()
    watcher.check()
    told.of("folder", folder.path)
    (folder.path / "b.md").write_text("x")
    told.of("file", folder.path / "b.md")


def test_a_root_that_is_not_there_yet_is_watched_once_it_is(watcher: Watcher, told: Told, tmp_path: Path) -> None:
    folder = Folder("drive", tmp_path.resolve() / "drive", "drive")
    watcher.watch(folder)
    assert watcher.alive() == {"drive": "gone"}
    folder.path.mkdir()
    watcher.check()
    assert watcher.alive() == {"drive": "watched"}
    told.of("folder", folder.path)


def test_a_check_of_what_is_sound_tells_of_nothing(watcher: Watcher, told: Told, folder: Folder) -> None:
    watcher.watch(folder)
    watcher.check()
    assert mark(folder, told) == []


def test_a_folder_watched_twice_is_watched_once(watcher: Watcher, told: Told, folder: Folder) -> None:
    watcher.watch(folder)
    watcher.watch(folder)
    assert mark(folder, told) == []
    assert watcher.alive() == {"notes": "watched"}


def test_a_closed_watcher_tells_of_nothing_and_closes_again(told: Told, folder: Folder) -> None:
    threads = threading.active_count()
    watcher = Watcher(told)
    watcher.watch(folder)
    watcher.close()
    watcher.close()
    assert watcher.alive() == {}
    assert threading.active_count() == threads


def python(script: str, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """A process that runs a script in which `watcher`, `folder` and `say` are there."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [*before, sys.executable, "-c", PRELUDE + script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": paths, "PATH": os.environ["PATH"]},
    )


PRELUDE = """
import json, sys, threading
from pathlib import Path
from secondme.files.watcher import Watcher
from secondme.ports import Folder
said = threading.Lock()
def say(*words):
    with said:
        print(json.dumps(words), flush=True)
folder = Folder("notes", Path(sys.argv[1]), "notes")
watcher = Watcher(lambda folder, path, scope: say(scope, str(path)), quiet=0.05, longest=0.5, poll=0.1)
watcher.watch(folder)
say("alive", watcher.alive()["notes"])
"""


def heard(process: subprocess.Popen[str], *wanted: str) -> None:
    """Reads what the process says until it says that."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(json.loads(line))
        if lines[-1] == list(wanted):
            return
    pytest.fail(f"{wanted} was never said, only {lines[-20:]}")


@LINUX
def test_when_the_kernel_drops_events_the_whole_folder_is_told_of(folder: Folder) -> None:
    room = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if room > 50_000:
        pytest.skip(f"it takes more than {room} events to overflow the queue of this system")
    with python("sys.stdin.read()", str(folder.path)) as process:
        heard(process, "alive", "watched")
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        for number in range(room // 2 + 500):
            (folder.path / f"{number}.md").touch()
        process.send_signal(signal.SIGCONT)
        heard(process, "folder", str(folder.path))
        process.kill()


@LINUX
@pytest.mark.parametrize(
    ("limit", "most"), [("max_inotify_watches", 3), ("max_inotify_watches", 0), ("max_inotify_instances", 0)]
)
def test_beyond_the_systems_limit_a_folder_is_polled(folder: Folder, limit: str, most: int) -> None:
    limited = ("unshare", "-Ur", "sh", "-c", f'echo {most} > /proc/sys/user/{limit} && exec "$@"', "sh")
    if shutil.which("unshare") is None or subprocess.run([*limited, "true"], check=False).returncode:
        pytest.skip("a user namespace, where the limit can be set, cannot be made here")
    for number in range(10):
        (folder.path / str(number)).mkdir()
    with python("sys.stdin.read()", str(folder.path), before=limited) as process:
        heard(process, "alive", "polled")
        (folder.path / "9/a.md").write_text("x")
        heard(process, "file", str(folder.path / "9/a.md"))
        (folder.path / "9/a.md").rename(folder.path / "8/b.md")
        heard(process, "file", str(folder.path / "8/b.md"))
        process.kill()


@LINUX
def test_a_folder_that_grows_beyond_the_limit_is_polled_from_the_next_check(folder: Folder) -> None:
    limited = ("unshare", "-Ur", "sh", "-c", 'echo 3 > /proc/sys/user/max_inotify_watches && exec "$@"', "sh")
    if shutil.which("unshare") is None or subprocess.run([*limited, "true"], check=False).returncode:
        pytest.skip("a user namespace, where the limit can be set, cannot be made here")
    script = """
for line in sys.stdin:
    watcher.check()
    say("alive", watcher.alive()["notes"])
"""
    with python(script, str(folder.path), before=limited) as process:
        assert process.stdin is not None
        heard(process, "alive", "watched")
        for number in range(10):
            (folder.path / str(number)).mkdir()
        heard(process, "tree", str(folder.path / "9"))
        process.stdin.write("check\n")
        process.stdin.flush()
        heard(process, "alive", "polled")
        heard(process, "folder", str(folder.path))
        (folder.path / "9/a.md").write_text("x")
        heard(process, "file", str(folder.path / "9/a.md"))
        process.kill()


def test_every_state_has_a_sentence() -> None:
    assert set(STATES) == {"watched", "polled", "gone", "stopped"}
    assert "sysctl" in STATES["polled"]
