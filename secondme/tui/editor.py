"""The person's own editor: which it is, how it is told a place in a file, and where a passage stands in it now."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from secondme.errors import Refused

NAMED = ("VISUAL", "EDITOR")
FOUND = ("nano", "vim", "vi", "notepad.exe") if sys.platform != "win32" else ("notepad.exe",)
"""What is taken where none is named, the first that is there."""
LARGEST = 64 << 20
"""Bytes of a file at most in which a passage is looked for."""
_PLUS = frozenset({"vi", "vim", "nvim", "view", "gvim", "nano", "pico", "emacs", "emacsclient", "mg", "jed", "joe",
                   "micro", "kak", "ne", "ee"})  # fmt: skip
_COLON = frozenset({"hx", "helix", "subl", "sublime_text", "zed", "zeditor"})
_GOTO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"})
_WINDOWS = frozenset({"subl", "sublime_text", "zed", "zeditor", "gvim", *_GOTO})
"""Editors with a window of their own, beside which the app goes on."""


def chosen(environ: Mapping[str, str]) -> list[str]:
    """The command of the editor that the environment names, else of one that is there.

    Raises: Refused if there is none, or the one that is named is not there.
    """
    for name in NAMED:
        try:
            words = shlex.split(environ.get(name, ""), posix=os.name == "posix")
        except ValueError as error:
            raise Refused(f"${name} cannot be read: {error}.", f"Set it, for instance: export {name}=nano") from error
        if words and shutil.which(words[0], path=environ.get("PATH")) is None:
            raise Refused(f"The editor of ${name}, {words[0]}, is not there.", f"Set ${name} to another.")
        if words:
            return words
    for name in FOUND:
        if (there := shutil.which(name, path=environ.get("PATH"))) is not None:
            return [there]
    raise Refused("No editor is known.", "Name yours, for instance: export EDITOR=nano")


def at(command: Sequence[str], path: Path, line: int) -> list[str]:
    """The command that opens a file at a line, counted from 1; at its begin where the editor is not known."""
    name = Path(command[0]).name.lower().removesuffix(".exe")
    if name in _PLUS:
        return [*command, f"+{line}", str(path)]
    if name in _COLON:
        return [*command, f"{path}:{line}"]
    if name in _GOTO:
        return [*command, "-g", f"{path}:{line}"]
    return [*command, str(path)]


def place(source: Mapping[str, Any], text: str) -> tuple[Path, int]:
    """The file of a memory, and the line on which it begins there: where its words stand now, as the file may have
    changed since it was read, else the line that it had.

    Raises: Refused if it was not read in a file, the file is gone, or it is none that a text editor shows.
    """
    if source.get("type") != "written":
        raise Refused("That was not read in a file.", "enter shows where it comes from.")
    path = Path(source["path"])
    if not path.is_file():
        raise Refused(f"{path} is not there any more.", "What was read in it is still in memory: enter shows it.")
    if source.get("page"):
        raise Refused(f"{path.name} is no plain text.", f"Open {path} in its own program, at page {source['page']}.")
    with path.open("rb") as file:
        held = file.read(LARGEST)
    if b"\0" in held[:8192]:
        raise Refused(f"{path.name} is no plain text.", f"Open {path} in its own program.")
    words = held.decode("utf-8", "replace").replace("\r\n", "\n")
    first = next((line for line in text.splitlines() if line.strip()), "").strip()
    begin = words.find(text.strip())
    begin = words.find(first) if begin < 0 and first else begin
    if begin >= 0:
        return path, words.count("\n", 0, begin) + 1
    start = int(source.get("start", 0))
    line = int(source.get("line", 0)) or words.count("\n", 0, start) + 1
    return path, max(1, min(line, words.count("\n") + 1))


def run(app: App[Any], command: Sequence[str]) -> None:
    """Runs an editor: beside the app where it has a window of its own, else in the app's place until it ends.

    Raises: Refused if it cannot be run, or this terminal cannot be lent.
    """
    yourself = f"Run it yourself: {shlex.join(command)}"
    beside = Path(command[0]).name.lower().removesuffix(".exe") in _WINDOWS
    try:
        if beside and "--wait" not in command:
            nothing = subprocess.DEVNULL
            own = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing)
            threading.Thread(target=own.wait, daemon=True).start()
            return
        with app.suspend():
            ended = subprocess.run(command, check=False).returncode
    except SuspendNotSupported as error:
        raise Refused("This terminal cannot be lent to an editor.", yourself) from error
    except OSError as error:
        raise Refused(f"{command[0]} cannot be run: {error.strerror}.", "Set $EDITOR to another.") from error
    app.refresh()
    if ended:
        raise Refused(f"{Path(command[0]).name} ended with an error ({ended}).", yourself)
