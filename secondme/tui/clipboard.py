"""Copying: through the terminal (OSC 52), which also reaches over ssh, and by the system's own programs; a file where
there is neither. The sentence says what happened, and no more.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from secondme.config import folders
from secondme.memory.counting import count

PATIENCE = 0.4
"""Seconds that are waited for a program; it may go on by itself."""
LONGEST = 74_994
"""Bytes that every terminal takes by OSC 52; xterm and others cut what is longer."""
DEAF = ("dumb", "linux", "vt100", "vt220", "")
"""Terminals (TERM) that have no clipboard."""


class Shows(Protocol):
    """The app, as far as copying needs it."""

    _driver: Any
    _clipboard: str


def copy(app: Shows, text: str, *, private: bool | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """Copies a text; the sentence to show. A private text goes into no file; where it is not said whether it is, the
    conversation decides. It takes `PATIENCE` a program at the longest, and may be called from any thread."""
    if not text:
        return "There is nothing to copy."
    app._clipboard = text  # what a paste within the app takes
    what = _size(text)
    remote = bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
    heard = environ.get("TERM", "") not in DEAF and not app._driver.is_headless if app._driver is not None else False
    if heard:
        app._driver.write(osc52(text, tmux=bool(environ.get("TMUX"))))
    for program in programs(environ, remote):
        if _run(program, text, environ):
            return f"Copied {what}." if program[0] != "tmux" else f"Copied {what} (tmux paste buffer)."
    if heard and len(text.encode()) <= LONGEST:
        return f"Sent {what} to the terminal's clipboard (OSC 52); where nothing can be pasted it refused."
    if private or (private is None and getattr(getattr(app, "chat", None), "private", False)):
        return "No clipboard took it, and of a private conversation nothing is written to a file."
    return _file(text, what, environ, too_long=heard)


def osc52(text: str, *, tmux: bool = False) -> str:
    """The sequence that hands a text to the terminal; within tmux also one that tmux passes on as it is."""
    plain = f"\x1b]52;c;{base64.b64encode(text.encode('utf-8', 'replace')).decode('ascii')}\x07"
    return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\" if tmux else plain


def programs(environ: Mapping[str, str], remote: bool) -> list[list[str]]:
    """The programs to try, in order: those that there are. Over ssh the clipboard is on the other machine, which only
    tmux and the terminal reach."""
    wanted: list[list[str]] = []
    if not remote:
        if sys.platform == "darwin":
            wanted.append(["pbcopy"])
        if environ.get("WAYLAND_DISPLAY"):
            wanted.append(["wl-copy"])
        if environ.get("DISPLAY"):
            wanted += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
        if sys.platform == "win32" or environ.get("WSL_DISTRO_NAME"):
            wanted.append(["clip.exe"])
    if environ.get("TMUX"):
        wanted.append(["tmux", "load-buffer", "-w", "-"])
    return [[found, *one[1:]] if one[0] != "tmux" else one for one in wanted if (found := _which(one[0], environ))]


def _which(program: str, environ: Mapping[str, str]) -> str | None:
    return shutil.which(program, path=environ.get("PATH"))


def _run(program: list[str], text: str, environ: Mapping[str, str]) -> bool:
    """Whether a program took the text in time."""
    coding = "utf-16-le" if program[0].endswith("clip.exe") else "utf-8"
    took = threading.Event()

    def run() -> None:
        try:
            ended = subprocess.run(
                program, input=text.encode(coding, "replace"), env=dict(environ), timeout=10, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return
        if not ended.returncode:
            took.set()

    running = threading.Thread(target=run, daemon=True)
    running.start()
    running.join(PATIENCE)
    return took.is_set()


def _file(text: str, what: str, environ: Mapping[str, str], *, too_long: bool) -> str:
    file = folders(environ).runtime / "copied.txt"
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text.encode("utf-8", "replace").decode())
    except OSError as error:
        return f"No clipboard took it, and {file} could not be written: {error.strerror}."
    why = "It is too long for many terminals" if too_long else "There is no clipboard here"
    return f"{why}: {what} written to {_short(file)}, for you alone to read."


def _short(file: Path) -> str:
    home = str(Path.home())
    return "~" + str(file)[len(home) :] if str(file).startswith(home + os.sep) else str(file)


def _size(text: str) -> str:
    lines = text.count("\n") + (not text.endswith("\n"))
    return count(lines, "line") if lines > 1 else count(len(text), "character")
