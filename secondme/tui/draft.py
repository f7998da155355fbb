"""What stands in the prompt, written in the person's editor: in a file that only they can read, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App

from secondme.config import folders
from secondme.errors import Refused
from secondme.tui import editor

FILE = "prompt.md"
WAITS = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "subl", "zed", "zeditor"})
"""Editors that go on beside the terminal unless they are told to keep it waiting."""


def edited(app: App[Any], text: str) -> str:
    """The text as the editor left it. Raises: Refused where there is no editor, or no terminal to give to it."""
    command = _waiting(editor.chosen(os.environ))
    runtime = folders().runtime
    try:
        runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(runtime)
        # A folder of its own, so that an editor's backups and swap files go with it.
        folder = Path(tempfile.mkdtemp(prefix=f"prompt-{os.getpid()}-", dir=runtime))
    except OSError as error:
        raise Refused(f"{runtime} cannot be written: {error.strerror}.", "Make it writable.") from error
    try:
        file = folder / FILE
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        editor.run(app, [*command, str(file)])
        return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except OSError as error:
        raise Refused(f"The editor's file cannot be read: {error.strerror}.", "The prompt is as it was.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(runtime: Path) -> None:
    """Removes what apps that were killed meanwhile left of the prompt."""
    for folder in runtime.glob("prompt-*-*"):
        pid = folder.name.split("-")[1]
        if os.name == "posix" and pid.isdecimal() and not _runs(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _waiting(command: list[str]) -> list[str]:
    """The command that ends only when the person is done."""
    name = Path(command[0]).name.lower().removesuffix(".exe")
    if name == "gvim":
        raise Refused("gvim does not wait for you.", "Set $VISUAL to an editor in the terminal, like vim.")
    return [*command, "--wait"] if name in WAITS and "--wait" not in command else command
