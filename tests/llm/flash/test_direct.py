"""Reading past the system's cache."""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secondme.llm.flash import direct
from secondme.llm.flash.arena import Arena
from secondme.llm.flash.direct import DirectFile, ReadFailed, disk_speed
from secondme.llm.flash.system import PAGE, down, read_at, up

MIB = 1 << 20
TAIL = 1234

linux = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Linux's own")


@pytest.fixture
def content() -> bytes:
    return os.urandom(3 * MIB + TAIL)


@pytest.fixture
def path(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "weights"
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, (1_000_000_000, 1_000_000_000))
    return path


@pytest.fixture
def room() -> Iterator[memoryview]:
    arena = Arena(8 * MIB, huge=False)
    yield arena.view(0, arena.size)
    arena.close()


def cached(path: Path) -> int:
    """Pages of a file that are in the page cache."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as mapped:
        pages = up(len(mapped)) // PAGE
        found = (ctypes.c_ubyte * pages)()
        address = ctypes.addressof(ctypes.c_char.from_buffer(mapped))
        assert ctypes.CDLL(None).mincore(ctypes.c_void_p(address), ctypes.c_size_t(len(mapped)), found) == 0
        return sum(one & 1 for one in found)


def drop(path: Path) -> None:
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if cached(path):
        pytest.skip("this file system keeps its files in the page cache")


def test_every_aligned_piece_is_read_and_the_tail_in_part(path: Path, content: bytes, room: memoryview) -> None:
    file = DirectFile(path)
    assert file.size == len(content)
    read = 0
    for begin, length in ((0, PAGE), (PAGE, MIB), (MIB - PAGE, 2 * MIB), (0, up(len(content))), (3 * MIB, PAGE)):
        room[: length + PAGE] = b"-" * (length + PAGE)
        file.read_into(room[:length], begin)
        wanted = content[begin : begin + length]
        assert bytes(room[: len(wanted)]) == wanted
        assert bytes(room[length : length + PAGE]) == b"-" * PAGE
        read += len(wanted)
        assert file.read == read
    file.close()


def test_a_place_beyond_four_gibibytes_is_found(tmp_path: Path, room: memoryview) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.seek(5 << 30)
        file.write(b"far")
    sparse = DirectFile(path)
    sparse.read_into(room[:PAGE], 5 << 30)
    assert bytes(room[:3]) == b"far"
    sparse.close()


@linux
def test_direct_reads_leave_the_page_cache_alone(path: Path, room: memoryview) -> None:
    drop(path)
    file = DirectFile(path)
    if not file.direct:
        pytest.skip("this file system has no direct reads")
    file.read_into(room[:MIB], 0)
    assert cached(path) == 0
    file.close()


@linux
def test_what_was_read_through_the_page_cache_is_dropped_from_it(path: Path, content: bytes, room: memoryview) -> None:
    drop(path)
    handle = os.open(path, os.O_RDONLY)
    assert read_at(handle, room[:MIB], MIB, False) == MIB
    assert bytes(room[:MIB]) == content[MIB : 2 * MIB]
    assert cached(path) == 0
    os.close(handle)


@linux
def test_a_file_system_without_direct_reads_is_read_through_its_cache_however_short_each_read(room: memoryview) -> None:
    path = Path("/sys/kernel/btf/vmlinux")  # sysfs refuses O_DIRECT, and gives a page at a time
    if not os.access(path, os.R_OK):
        pytest.skip("this kernel does not describe itself")
    file = DirectFile(path)
    assert not file.direct
    file.read_into(room[:MIB], PAGE)
    with path.open("rb") as plain:
        assert bytes(room[:MIB]) == plain.read(PAGE + MIB)[PAGE:]
    tail = down(file.size)
    file.read_into(room[:PAGE], tail)
    assert bytes(room[: file.size - tail]) == path.read_bytes()[tail:]
    assert not disk_speed(path).direct
    file.close()


@pytest.mark.parametrize("most", [PAGE, PAGE + 1, 3 * PAGE - 1, 100_000])
def test_a_short_read_goes_on_at_a_whole_page(
    most: int, path: Path, content: bytes, room: memoryview, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(file: int, view: memoryview, offset: int, direct: bool) -> int:
        assert offset % PAGE == len(view) % PAGE == 0 or not direct
        return min(most, read_at(file, view, offset, direct))

    monkeypatch.setattr(direct, "read_at", short)
    file = DirectFile(path)
    file.read_into(room[: up(len(content))], 0)
    assert bytes(room[: len(content)]) == content
    assert file.read == len(content)
    file.close()


@linux
def test_a_file_in_memory_is_read(content: bytes, room: memoryview) -> None:
    path = Path(f"/dev/shm/secondme-{os.getpid()}")
    try:
        path.write_bytes(content)
    except OSError:
        pytest.skip("there is no file system in memory")
    try:
        file = DirectFile(path)
        file.read_into(room[: up(len(content))], 0)
        assert bytes(room[: len(content)]) == content
        file.close()
    finally:
        path.unlink()


def test_a_file_cut_while_in_use_is_an_error_that_says_so(path: Path, content: bytes, room: memoryview) -> None:
    file = DirectFile(path)
    os.truncate(path, MIB + 5)
    file.read_into(room[:MIB], 0)
    assert bytes(room[:MIB]) == content[:MIB]
    with pytest.raises(ReadFailed, match=f"^weights was cut while in use: byte {MIB + 5:,} is gone.$"):
        file.read_into(room[:MIB], MIB)
    with pytest.raises(ReadFailed, match="was cut"):
        file.read_into(room[:MIB], 2 * MIB)
    assert file.changed()
    file.close()


def test_nothing_is_read_beyond_the_end(path: Path, room: memoryview) -> None:
    file = DirectFile(path)
    for begin, length in ((3 * MIB, 2 * PAGE), (4 * MIB, PAGE), (0, 4 * MIB)):
        with pytest.raises(ReadFailed, match="weights has 3,146,962 bytes: it ends before byte"):
            file.read_into(room[:length], begin)
    assert file.read == 0
    file.close()


def test_a_fault_of_the_disk_names_the_place(path: Path, room: memoryview) -> None:
    file = DirectFile(path)
    if not file.direct:
        pytest.skip("this file system has no direct reads")
    with pytest.raises(ReadFailed, match="weights cannot be read at byte 7: Invalid argument"):
        file.read_into(room[:PAGE], 7)
    file.close()


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", "pipe", "."):
        with pytest.raises(ReadFailed, match="is no file"):
            DirectFile(tmp_path / name)
    with pytest.raises(ReadFailed, match="is no file"):
        disk_speed(tmp_path)


def test_a_closed_file_is_not_read(path: Path, room: memoryview) -> None:
    file = DirectFile(path)
    assert not file.changed()
    file.close()
    file.close()
    with pytest.raises(ReadFailed, match="weights is closed"):
        file.read_into(room[:PAGE], 0)
    assert file.changed()


@linux
def test_a_read_under_way_while_it_is_closed_never_reads_another_file(
    path: Path, content: bytes, room: memoryview, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()

    def late(file: int, view: memoryview, offset: int, direct: bool) -> int:
        begun.set()
        assert go.wait(30)
        return read_at(file, view, offset, direct)

    monkeypatch.setattr(direct, "read_at", late)
    other = path.with_name("other")
    other.write_bytes(b"-" * len(content))
    file = DirectFile(path)
    reading = threading.Thread(target=file.read_into, args=(room[:MIB], MIB))
    reading.start()
    assert begun.wait(30)
    file.close()
    others = [DirectFile(other) for _ in range(3)]  # one of them would get the number of a descriptor closed early
    go.set()
    reading.join(30)
    assert bytes(room[:MIB]) == content[MIB : 2 * MIB]
    assert path not in [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    for one in others:
        one.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.rename(path.with_name("elsewhere")),
        lambda path: os.truncate(path, 100),
        lambda path: path.write_bytes(path.read_bytes()),
        lambda path: Path(shutil.copy2(path, path.with_name("new"))).replace(path),
    ],
    ids=["deleted", "renamed", "cut", "written", "replaced"],
)
def test_a_change_of_the_file_is_noticed(path: Path, change: Callable[[Path], object]) -> None:
    file = DirectFile(path)
    assert not file.changed()
    path.read_bytes()
    assert not file.changed()
    change(path)
    assert file.changed()
    file.close()


def test_a_link_that_leads_elsewhere_is_a_change(path: Path, tmp_path: Path) -> None:
    link, copy = tmp_path / "link", tmp_path / "copy"
    copy.write_bytes(path.read_bytes())
    link.symlink_to(path)
    file = DirectFile(link)
    assert not file.changed()
    link.unlink()
    link.symlink_to(copy)
    assert file.changed()
    file.close()


@pytest.mark.parametrize("size", [1, PAGE, MIB - 1, MIB + 1, 3 * MIB + TAIL])
def test_a_disk_is_measured_with_what_the_file_has(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(size))
    speed = disk_speed(path)
    assert speed.bytes_per_second > 0
    file = DirectFile(path)
    assert speed.direct == file.direct
    file.close()


def test_a_slow_disk_is_measured_with_what_came_in_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "SECONDS", 0.0)
    assert disk_speed(path, chunk=PAGE).bytes_per_second > 0


def test_a_disk_cannot_be_measured_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(ReadFailed, match="is empty"):
        disk_speed(tmp_path / "empty")


DARWIN = """
import sys
sys.platform = "darwin"
from pathlib import Path
from secondme.llm.flash import macos, system
from secondme.llm.flash.arena import Arena
from secondme.llm.flash.direct import DirectFile, disk_speed
assert system.open_file is macos.open_file and system.Memory is macos.Memory
file, arena = DirectFile(Path(sys.argv[1])), Arena(1 << 22, huge=True)
view = arena.view(0, system.up(file.size))
file.read_into(view, 0)
assert bytes(view[:file.size]) == Path(sys.argv[1]).read_bytes()
assert not file.direct and not disk_speed(Path(sys.argv[1])).direct
"""

WINDOWS = """
import ctypes, mmap, os, sys, types
from pathlib import Path

class Function:
    def __init__(self, call): self.call = call
    def __call__(self, *given): return self.call(*given)

class Kernel:  # what its documentation says, over this system
    def __init__(self, *_, **__):
        self.calls, self.code, self.kept = [], 0, []
        for name in ("CreateFileW", "ReadFile", "GetOverlappedResult", "CreateEventW", "CloseHandle",
                     "VirtualAlloc", "VirtualFree"):
            setattr(self, name, Function(getattr(self, "_" + name)))
    def _CreateFileW(self, path, access, share, _, how, flags, template):
        self.calls.append(("open", flags))
        if flags & 0x20000000 and "whole" not in path:
            self.code = 87
            return ctypes.c_void_p(-1).value
        return os.open(path, os.O_RDONLY)
    def _ReadFile(self, handle, room, length, got, asked):
        asked = asked._obj
        assert asked.event == 77 and asked.offset < 1 << 32
        count = os.preadv(handle, [room], asked.offset | asked.offset_high << 32)
        asked.internal_high = count
        self.code = 997 if count else 38
        return 0
    def _GetOverlappedResult(self, handle, asked, got, wait):
        got._obj.value = asked._obj.internal_high
        return 1
    def _CreateEventW(self, *_): return 77
    def _CloseHandle(self, handle): return 1
    def _VirtualAlloc(self, base, size, kind, protection):
        self.calls.append(("alloc", base, size, kind))
        if base is None:
            self.kept.append(mmap.mmap(-1, size))
            return ctypes.addressof(ctypes.c_char.from_buffer(self.kept[-1]))
        return base
    def _VirtualFree(self, base, size, kind):
        self.calls.append(("free", base, size, kind))
        return 1

kernel = Kernel()
sys.platform = "win32"
sys.modules["msvcrt"] = types.SimpleNamespace(open_osfhandle=lambda h, _: h, get_osfhandle=lambda f: f)
os.O_BINARY = 0
ctypes.WinDLL = lambda *_, **__: kernel
ctypes.get_last_error = lambda: kernel.code
ctypes.WinError = lambda code: OSError(code, "refused")
from secondme.llm.flash import system, windows
from secondme.llm.flash.arena import Arena
from secondme.llm.flash.direct import DirectFile, ReadFailed
assert system.open_file is windows.open_file and system.Memory is windows.Memory
arena = Arena(1 << 20, huge=True)
for name in ("whole", "part"):
    path = Path(sys.argv[1]) / name
    file = DirectFile(path)
    assert file.direct == (name == "whole")
    view = arena.view(4096, 8192)
    assert kernel.calls[-1] == ("alloc", arena.base + 4096, 4096, 0x1000)
    file.read_into(view, 5 << 30)
    assert bytes(view[:3]) == b"far"
    os.truncate(path, 100)
    try:
        file.read_into(view, 5 << 30)
    except ReadFailed as fault:
        assert "was cut" in str(fault)
    else:
        raise AssertionError
arena.let_go(0, 8192)
assert kernel.calls[-1] == ("free", arena.base, 8192, 0x4000)
arena.close()
assert kernel.calls[-1] == ("free", arena.base, 8192, 0x4000)
del view
assert kernel.calls[-1] == ("free", arena.base, 0, 0x8000)
"""


def child(script: str, *given: Path) -> None:
    done = subprocess.run([sys.executable, "-c", script, *map(str, given)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@linux
def test_the_way_of_macos_is_chosen_there_and_reads_right_without_what_only_macos_has(path: Path) -> None:
    child(DARWIN, path)


@linux
def test_the_way_of_windows_is_chosen_there_and_asks_for_what_its_documentation_wants(tmp_path: Path) -> None:
    for name in ("whole", "part"):
        with (tmp_path / name).open("wb") as file:
            file.seek(5 << 30)
            file.write(b"far")
    child(WINDOWS, tmp_path)
