"""Changes settle before they are told, by a clock that the test holds."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from secondme.files.debounce import Debounce, Scope
from secondme.ports import Folder

NOTES = Folder("notes", Path("/notes"), "notes")
WORK = Folder("work", Path("/work"), "work")


def due(waiting: Debounce, now: float) -> list[tuple[str, str]]:
    return [(change.scope.value, str(change.path)) for change in waiting.due(now)]


def test_many_events_for_a_path_are_one_change_once_it_is_quiet() -> None:
    waiting = Debounce(quiet=0.3, longest=1.5)
    for at in (0.0, 0.1, 0.2):
        waiting.add(NOTES, "/notes/a.md", Scope.FILE, at)
    assert due(waiting, 0.4) == []
    assert due(waiting, 0.5) == [("file", "/notes/a.md")]
    assert due(waiting, 9.0) == []
    assert waiting.next() is None


def test_a_path_that_is_never_quiet_is_told_of_at_latest_after_the_longest_wait() -> None:
    waiting = Debounce(quiet=0.3, longest=1.5)
    told = []
    for tick in range(31):
        waiting.add(NOTES, "/notes/log.txt", Scope.FILE, tick / 10)
        told += [tick / 10 for _ in due(waiting, tick / 10)]
    assert told == [1.5]
    assert due(waiting, 3.2) == [("file", "/notes/log.txt")]


def test_it_says_when_to_ask_again() -> None:
    waiting = Debounce(quiet=0.3, longest=1.5)
    assert waiting.next() is None
    waiting.add(NOTES, "/notes/a.md", Scope.FILE, 1.0)
    waiting.add(NOTES, "/notes/a.md", Scope.FILE, 1.2)
    soon = waiting.next()
    assert soon is not None
    assert 1.0 <= soon <= 1.5
    assert due(waiting, soon) == []
    assert waiting.next() == 1.5


def test_a_save_by_rename_is_one_change() -> None:
    waiting = Debounce()
    waiting.add(NOTES, "/notes/.a.md.tmp", Scope.FILE, 0.0, born=True)
    waiting.add(NOTES, "/notes/.a.md.tmp", Scope.FILE, 0.1)
    waiting.renamed(NOTES, "/notes/.a.md.tmp", "/notes/a.md", 0.1)
    assert due(waiting, 1.0) == [("file", "/notes/a.md")]


def test_a_rename_of_a_file_that_was_known_is_a_change_of_both_names() -> None:
    waiting = Debounce()
    waiting.add(NOTES, "/notes/a.md", Scope.FILE, 0.0)
    waiting.renamed(NOTES, "/notes/a.md", "/notes/b.md", 0.1)
    assert due(waiting, 1.0) == [("file", "/notes/a.md"), ("file", "/notes/b.md")]


def test_what_lies_under_a_tree_is_covered_by_it_whether_it_has_settled_or_not() -> None:
    waiting = Debounce()
    waiting.add(NOTES, "/notes/deep", Scope.TREE, 0.0)
    waiting.add(NOTES, "/notes/deep/a.md", Scope.FILE, 0.0)
    waiting.add(NOTES, "/notes/deep/er/b.md", Scope.FILE, 0.2)
    waiting.add(NOTES, "/notes/deeper.md", Scope.FILE, 0.0)
    assert due(waiting, 0.3) == [("tree", "/notes/deep"), ("file", "/notes/deeper.md")]
    assert due(waiting, 9.0) == []


def test_what_comes_after_a_tree_was_told_of_is_told_of_by_itself() -> None:
    waiting = Debounce()
    waiting.add(NOTES, "/notes/deep", Scope.TREE, 0.0)
    assert due(waiting, 0.3) == [("tree", "/notes/deep")]
    waiting.add(NOTES, "/notes/deep/a.md", Scope.FILE, 0.4)
    assert due(waiting, 1.0) == [("file", "/notes/deep/a.md")]


def test_a_whole_folder_covers_its_own_but_no_other() -> None:
    waiting = Debounce()
    waiting.add(NOTES, "/notes/a.md", Scope.FILE, 0.0)
    waiting.add(WORK, "/work/a.md", Scope.FILE, 0.0)
    waiting.add(NOTES, "/notes", Scope.FOLDER, 0.0)
    assert due(waiting, 0.3) == [("folder", "/notes"), ("file", "/work/a.md")]


def test_a_folder_that_is_forgotten_is_told_of_no_more() -> None:
    waiting = Debounce()
    waiting.add(NOTES, "/notes/a.md", Scope.FILE, 0.0)
    waiting.add(WORK, "/work/a.md", Scope.FILE, 0.0)
    waiting.forget("notes")
    assert due(waiting, 1.0) == [("file", "/work/a.md")]


paths = st.sampled_from(["/notes", "/notes/a", "/notes/a/b", "/notes/a/b.md", "/notes/c.md"])


@given(st.lists(st.tuples(paths, st.sampled_from(Scope), st.floats(0, 3)), max_size=30))
def test_nothing_is_lost_and_nothing_waits_too_long(events: list[tuple[str, Scope, float]]) -> None:
    waiting = Debounce(quiet=0.3, longest=1.5)
    at = 0.0
    owed: dict[str, float] = {}
    told: list[Path] = []

    def settle(now: float) -> None:
        for change in waiting.due(now):
            told.append(change.path)
            for path in [path for path in owed if Path(path).is_relative_to(change.path)]:
                if path == str(change.path) or change.scope is not Scope.FILE:
                    del owed[path]
        assert all(now - since < 1.5 for since in owed.values())

    for path, scope, later in events:
        while (soon := waiting.next()) is not None and soon <= at + later:
            settle(soon)
        at += later
        waiting.add(NOTES, path, scope, at)
        owed.setdefault(path, at)
    while (soon := waiting.next()) is not None:
        settle(soon)
    assert not owed
    assert len(told) <= len(events)
