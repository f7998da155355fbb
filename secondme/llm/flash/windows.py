"""Windows: unbuffered reads with OVERLAPPED, memory from VirtualAlloc. Untested there."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import weakref
from pathlib import Path

if sys.platform != "win32":
    raise ImportError("this module is for Windows")

import msvcrt
from ctypes import wintypes

_GENERIC_READ = 0x80000000
_SHARE_ALL = 0x1 | 0x2 | 0x4
_OPEN_EXISTING = 3
_NO_BUFFERING, _OVERLAPPED = 0x20000000, 0x40000000
_INVALID_HANDLE = ctypes.c_void_p(-1).value
_INVALID_PARAMETER, _HANDLE_EOF, _IO_PENDING = 87, 38, 997
_COMMIT, _RESERVE, _DECOMMIT, _RELEASE = 0x1000, 0x2000, 0x4000, 0x8000
_READ_WRITE = 0x04
_LOW = 0xFFFFFFFF

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
for _name, _result, _given in (
    (
        "CreateFileW",
        wintypes.HANDLE,
        [
            wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID,
            wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE,
        ],
    ),
    ("ReadFile", wintypes.BOOL, [wintypes.HANDLE, wintypes.LPVOID, wintypes.DWORD, wintypes.LPVOID, wintypes.LPVOID]),
    ("GetOverlappedResult", wintypes.BOOL, [wintypes.HANDLE, wintypes.LPVOID, wintypes.LPDWORD, wintypes.BOOL]),
    ("CreateEventW", wintypes.HANDLE, [wintypes.LPVOID, wintypes.BOOL, wintypes.BOOL, wintypes.LPCWSTR]),
    ("CloseHandle", wintypes.BOOL, [wintypes.HANDLE]),
    ("VirtualAlloc", wintypes.LPVOID, [wintypes.LPVOID, ctypes.c_size_t, wintypes.DWORD, wintypes.DWORD]),
    ("VirtualFree", wintypes.BOOL, [wintypes.LPVOID, ctypes.c_size_t, wintypes.DWORD]),
):  # fmt: skip
    _function = getattr(_kernel, _name)
    _function.restype, _function.argtypes = _result, _given


class _Overlapped(ctypes.Structure):
    _fields_ = (
        ("internal", ctypes.c_size_t),
        ("internal_high", ctypes.c_size_t),
        ("offset", wintypes.DWORD),
        ("offset_high", wintypes.DWORD),
        ("event", wintypes.HANDLE),
    )


class _Events(threading.local):
    """An event for each thread that reads: several reads of one handle are under way at once."""

    def __init__(self) -> None:
        self.handle: int = _kernel.CreateEventW(None, True, False, None)
        if not self.handle:
            raise _error()
        weakref.finalize(threading.current_thread(), _kernel.CloseHandle, self.handle)


_events = _Events()


def open_file(path: Path) -> tuple[int, bool]:
    """A descriptor to read with, and whether reads of it go past the system's cache.

    It does not keep others from renaming or deleting the file. Without OVERLAPPED reads would be made one by one.
    """
    for flags, direct in ((_NO_BUFFERING | _OVERLAPPED, True), (_OVERLAPPED, False)):
        handle = _kernel.CreateFileW(str(path), _GENERIC_READ, _SHARE_ALL, None, _OPEN_EXISTING, flags, None)
        if handle != _INVALID_HANDLE:
            return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY), direct
        if ctypes.get_last_error() != _INVALID_PARAMETER:
            break
    raise _error()


def read_at(file: int, view: memoryview, offset: int, direct: bool) -> int:
    """Reads what it can at once, and says how much; 0 at the file's end."""
    handle = msvcrt.get_osfhandle(file)
    asked = _Overlapped(offset=offset & _LOW, offset_high=offset >> 32, event=_events.handle)
    room = (ctypes.c_char * len(view)).from_buffer(view)
    if not _kernel.ReadFile(handle, room, len(view), None, ctypes.byref(asked)):
        code = ctypes.get_last_error()
        if code == _HANDLE_EOF:
            return 0
        if code != _IO_PENDING:
            raise _error()
    got = wintypes.DWORD()
    if not _kernel.GetOverlappedResult(handle, ctypes.byref(asked), ctypes.byref(got), True):
        if ctypes.get_last_error() == _HANDLE_EOF:
            return 0
        raise _error()
    return got.value


class Memory:
    """Memory that costs nothing before it is needed. It goes when the last view of it does."""

    def __init__(self, size: int, huge: bool) -> None:
        """`huge` means nothing here: large pages want a privilege. Raises: OSError where there is no room."""
        base = _kernel.VirtualAlloc(None, size, _RESERVE, _READ_WRITE)
        if not base:
            raise _error()
        self.base: int = base
        room = (ctypes.c_ubyte * size).from_address(base)
        freed = weakref.finalize(room, _kernel.VirtualFree, base, 0, _RELEASE)
        freed.atexit = False  # threads may still read to there
        self.whole = memoryview(room).cast("B")

    def need(self, begin: int, end: int) -> None:
        """Makes pages usable: before, and after they were let go, touching them ends the process."""
        if not _kernel.VirtualAlloc(self.base + begin, end - begin, _COMMIT, _READ_WRITE):
            raise _error()

    def let_go(self, begin: int, end: int) -> None:
        """Gives whole pages back."""
        if not _kernel.VirtualFree(self.base + begin, end - begin, _DECOMMIT):
            raise _error()


def _error() -> OSError:
    return ctypes.WinError(ctypes.get_last_error())
