"""Processes that a test looks at, which may end while it does."""

from __future__ import annotations

import psutil


def command_line(process: psutil.Process) -> str:
    """The command line of a process; empty where it has ended, also where nobody has asked after it yet."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie is one too
        return ""


def children(module: str, of: int | None = None) -> list[psutil.Process]:
    """The running children, of this process or of another, that run a module."""
    return [one for one in psutil.Process(of).children() if module in command_line(one)]
