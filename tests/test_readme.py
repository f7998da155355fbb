"""The README is true: its shell blocks run in order, its commands and files exist.

Every ```sh block runs, except those right after a line `<!-- not run: reason -->`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from secondme.cli import secondme

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent

BLOCK = re.compile(r"(?:^<!-- not run: (?P<why>[^\n]+) -->\n)?^```(?P<kind>\w+)\n(?P<code>.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"(?:^|[`|]\s*)secondme((?: [a-z]+\b(?![./]))*)", re.M)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks() -> list[tuple[str, str, str]]:
    """Kind, code, and why it is not run (empty: it is)."""
    return [(found["kind"], found["code"], found["why"] or "") for found in BLOCK.finditer(TEXT)]


def commands() -> list[tuple[str, ...]]:
    """The commands that the README names, from code alone: blocks and inline."""
    code = [code for kind, code, _ in blocks() if kind == "sh"]
    code += [f"`{inline}" for inline in re.findall(r"`([^`\n]+)`", BLOCK.sub("", TEXT))]
    return sorted({tuple(found.split()) for part in code for found in COMMAND.findall(part)})


@pytest.fixture
def shell() -> Iterator[dict[str, str]]:
    """The environment of a newcomer: the command on the path, a home that is empty, no folder of ours."""
    home = Path(tempfile.mkdtemp(prefix="readme-"))  # Short: a socket's path has a limit.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("SECONDME_", "XDG_"))}
    environ |= {
        "HOME": str(home),
        "PATH": f"{BIN}{os.pathsep}{environ['PATH']}",
        "SECONDME_HOME": str(home / "memory"),
        "SECONDME_RUNTIME": str(home / "run"),
        # How much the starter says, and how it does in its exam, is nothing that the README shows.
        "SECONDME_MODEL_ANSWER": "24",
        "SECONDME_MEMORY_FACTS": "false",
    }
    yield environ
    subprocess.run([BIN / "secondme", "daemon", "stop"], env=environ, capture_output=True, timeout=60, check=False)
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.skipif(os.name == "nt", reason="its blocks are for a Unix shell")
def test_every_block_runs_in_order(shell: dict[str, str]) -> None:
    ran = 0
    for kind, code, why in blocks():
        if kind != "sh" or why:
            continue
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", code],
            env=shell,
            cwd=shell["HOME"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr, code
        if "Who serviced the boiler?" in code:
            assert "house.md" in done.stdout, done.stdout
        ran += 1
    assert ran >= 8


def test_what_is_not_run_says_why() -> None:
    notes = TEXT.count("<!-- not run:")
    assert notes == sum(1 for _, _, why in blocks() if why), "a note that stands before no block"


@pytest.mark.parametrize("words", commands(), ids=lambda words: " ".join(("secondme", *words)))
def test_every_command_exists(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(secondme, [*words, "--help"], prog_name="secondme")
    assert done.exit_code == 0, done.output
    assert words == () or f"secondme {' '.join(words)} " in done.output, done.output


def test_the_command_is_installed() -> None:
    done = subprocess.run([BIN / "secondme", "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: secondme ")


def test_commands_were_found() -> None:
    assert {(), ("ask",), ("memory", "forget"), ("daemon", "stop"), ("daemon", "uninstall"), ("chat",)} <= set(
        commands()
    )


def test_every_relative_link_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", TEXT, re.M)
    }
    links = [link for link in LINK.findall(TEXT) if "://" not in link]
    assert links
    for link in links:
        place, _, heading = link.partition("#")
        assert (ROOT / place).exists(), link
        assert place or heading in headings, link


def test_make_has_the_targets_named() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert set(re.findall(r"(?:^|`)make (\w+)", TEXT, re.M)) <= set(targets)


def test_the_python_shown_can_be_run() -> None:
    for kind, code, _ in blocks():
        if kind != "python":
            continue
        shown: dict[str, object] = {}
        exec(compile(code, "README.md", "exec"), shown)
        readers = shown["readers"]
        assert callable(readers)
        (reader,) = readers()
        assert [section.text for section in reader.sections(b"HELLO", Path("a.loud"))] == ["hello"]


def test_the_screenshot_asks_nothing_of_the_network() -> None:
    for picture in (ROOT / "assets" / "screenshots").glob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert "@font-face" not in text
        assert not re.search(r"(?:href|src|url\()\s*=?\s*[\"'(]?https?:", text)
