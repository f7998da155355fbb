"""Memory for weights."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from secondme.llm.flash.arena import Arena
from secondme.llm.flash.direct import DirectFile
from secondme.llm.flash.system import PAGE, down, up

MIB = 1 << 20

posix = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="pages are given back at once on Linux")


def resident() -> int:
    return int(psutil.Process().memory_info().rss)


@pytest.mark.parametrize("huge", [False, True])
def test_it_begins_as_zeros_at_a_page_and_keeps_what_is_written(huge: bool) -> None:
    arena = Arena(3 * MIB + 1, huge=huge)
    assert arena.base % PAGE == 0
    assert arena.size == up(3 * MIB + 1)
    view = arena.view(MIB, MIB + 5)
    assert bytes(view) == bytes(5)
    view[:] = b"hello"
    assert bytes(arena.view(MIB - 1, MIB + 6)) == b"\0hello\0"
    arena.close()


def test_a_piece_of_a_file_has_room_that_begins_where_it_does_in_its_page(tmp_path: Path) -> None:
    content = os.urandom(5 * PAGE + 77)
    (tmp_path / "file").write_bytes(content)
    pieces = [(0, 10), (PAGE - 1, 2), (PAGE + 7, 3 * PAGE), (PAGE, PAGE), (5 * PAGE + 70, 7)]
    arena = Arena(sum(up(offset % PAGE + length) for offset, length in pieces), huge=False)
    file = DirectFile(tmp_path / "file")
    begins = []
    for offset, length in pieces:
        begin = arena.place(offset, length)
        file.read_into(arena.view(begin, begin + up(offset % PAGE + length)), down(offset))
        begins.append(begin + offset % PAGE)
    for begin, (offset, length) in zip(begins, pieces, strict=True):
        assert begin % PAGE == offset % PAGE
        assert bytes(arena.view(begin, begin + length)) == content[offset : offset + length]
    with pytest.raises(ValueError, match="do not fit"):
        arena.place(0, 1)
    file.close()
    arena.close()


@posix
@pytest.mark.parametrize("huge", [False, True])
def test_pages_that_are_let_go_are_given_back_and_all_others_stay(huge: bool) -> None:
    arena = Arena(64 * MIB, huge=huge)
    arena.view(0, arena.size)[:] = b"x" * arena.size
    before = resident()
    begin, end = 8 * MIB + 5, 56 * MIB + 5
    arena.let_go(begin, end)
    assert before - resident() > 40 * MIB
    assert bytes(arena.view(0, up(begin))) == b"x" * up(begin)
    assert bytes(arena.view(up(begin), down(end))) == bytes(down(end) - up(begin))
    assert bytes(arena.view(down(end), arena.size)) == b"x" * (arena.size - down(end))
    arena.view(16 * MIB, 16 * MIB + 3)[:] = b"new"
    assert bytes(arena.view(16 * MIB, 16 * MIB + 4)) == b"new\0"
    arena.close()


def test_less_than_a_page_is_not_given_back() -> None:
    arena = Arena(2 * PAGE, huge=False)
    arena.view(0, 2 * PAGE)[:] = b"x" * (2 * PAGE)
    arena.let_go(1, PAGE)
    arena.let_go(PAGE // 2, PAGE + PAGE // 2)
    arena.let_go(PAGE, PAGE)
    assert bytes(arena.view(0, 2 * PAGE)) == b"x" * (2 * PAGE)
    arena.close()


@posix
def test_what_is_not_written_costs_nothing() -> None:
    if Path("/proc/sys/vm/overcommit_memory").read_text().strip() == "2":
        pytest.skip("this machine gives no more address space than it has memory")
    before = resident()
    arena = Arena(256 << 30, huge=False)
    arena.view(200 << 30, (200 << 30) + 1)[:] = b"x"
    assert resident() - before < 8 * MIB
    arena.close()


def test_more_than_there_can_be_is_a_memory_error() -> None:
    with pytest.raises(MemoryError, match="no room for"):
        Arena(1 << 60, huge=False)


@posix
def test_memory_outlives_closing_for_as_long_as_a_view_of_it_is_used() -> None:
    arena = Arena(32 * MIB, huge=False)
    view = arena.view(0, arena.size)
    view[:] = b"x" * len(view)
    arena.close()
    arena.close()
    with pytest.raises(ValueError, match="closed"):
        arena.view(0, 1)
    with pytest.raises(ValueError, match="closed"):
        arena.let_go(0, PAGE)
    before = resident()
    view[:3] = b"yes"
    assert bytes(view[:4]) == b"yesx"
    del view
    assert before - resident() > 24 * MIB


@pytest.mark.parametrize(("begin", "end"), [(-1, 5), (6, 5), (0, PAGE + 1)])
def test_a_view_is_within_it(begin: int, end: int) -> None:
    arena = Arena(PAGE, huge=False)
    with pytest.raises(ValueError, match="is not in an arena"):
        arena.view(begin, end)
    arena.close()
