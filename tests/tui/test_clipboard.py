"""Copying: what goes where, and that the sentence is true."""

from __future__ import annotations

import base64
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from secondme.tui.clipboard import LONGEST, copy, osc52


class Terminal:
    """Takes what is written."""

    def __init__(self, *, headless: bool = False) -> None:
        self.is_headless = headless
        self.written = ""

    def write(self, text: str) -> None:
        self.written += text


def app(terminal: Terminal) -> Any:
    return SimpleNamespace(_driver=terminal, _clipboard="")


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def bin_(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def surroundings(tmp_path: Path, **more: str) -> dict[str, str]:
    path = f"{tmp_path}/bin:/usr/bin:/bin"
    return {"TERM": "xterm-256color", "PATH": path, "SECONDME_RUNTIME": str(tmp_path / "run"), **more}


def test_the_terminal_is_handed_the_text_and_it_is_not_claimed_that_it_took_it(tmp_path: Path) -> None:
    terminal = Terminal()
    told = copy(app(terminal), "grüße", environ=surroundings(tmp_path))
    assert base64.b64decode(terminal.written[7:-1]).decode() == "grüße"
    assert told.startswith("Sent 5 characters to the terminal's clipboard (OSC 52)")


def test_tmux_is_asked_to_pass_it_on() -> None:
    assert osc52("a", tmux=True) == "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"


def test_the_system_s_program_takes_it(tmp_path: Path, bin_: Path) -> None:
    program(bin_, "xclip", f"cat > {tmp_path}/got")
    told = copy(app(Terminal()), "one\ntwo\n", environ=surroundings(tmp_path, DISPLAY=":0"))
    assert told == "Copied 2 lines."
    assert (tmp_path / "got").read_text() == "one\ntwo\n"


def test_a_program_that_fails_gives_way_to_the_next(tmp_path: Path, bin_: Path) -> None:
    program(bin_, "wl-copy", "exit 1")
    program(bin_, "xsel", f"cat > {tmp_path}/got")
    environ = surroundings(tmp_path, DISPLAY=":0", WAYLAND_DISPLAY="wayland-0", PATH=f"{tmp_path}/bin:/bin")
    assert copy(app(Terminal()), "a", environ=environ) == "Copied 1 character."


def test_a_program_that_hangs_does_not_hold_the_app_up(tmp_path: Path, bin_: Path) -> None:
    program(bin_, "wl-copy", "exec sleep 2")
    environ = surroundings(tmp_path, WAYLAND_DISPLAY="wayland-0")
    assert copy(app(Terminal()), "a", environ=environ).startswith("Sent 1 character")


def test_over_ssh_only_the_terminal_is_asked(tmp_path: Path, bin_: Path) -> None:
    program(bin_, "xclip", f"cat > {tmp_path}/got")
    environ = surroundings(tmp_path, DISPLAY=":10", SSH_CONNECTION="1")
    assert copy(app(Terminal()), "a", environ=environ).startswith("Sent ")
    assert not (tmp_path / "got").exists()


@pytest.mark.parametrize(("term", "text", "why"), [
    ("dumb", "a secret", "There is no clipboard here"),
    ("xterm", "x" * (LONGEST + 1), "It is too long for many terminals"),
])  # fmt: skip
def test_without_a_clipboard_it_is_a_file_for_the_person_alone(tmp_path: Path, term: str, text: str, why: str) -> None:
    told = copy(app(Terminal()), text, environ=surroundings(tmp_path, TERM=term))
    file = tmp_path / "run" / "copied.txt"
    assert file.read_text() == text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert told.startswith(why)
    assert "copied.txt" in told


def test_nothing_private_is_written_to_a_file(tmp_path: Path) -> None:
    told = copy(app(Terminal()), "a secret", private=True, environ=surroundings(tmp_path, TERM="dumb"))
    assert "nothing is written" in told
    assert not (tmp_path / "run").exists()
