"""The commands, run as installed: help, JSON, plain text, errors in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from secondme.cli import COMMANDS, secondme
from secondme.config import folders
from secondme.service import lifecycle

SECONDME = Path(sys.executable).with_name("secondme")


def run(*words: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """A command, with what is typed as its input."""
    return subprocess.run([SECONDME, *words], input=typed, capture_output=True, text=True, check=False, timeout=120)


def told(*words: str | Path, typed: str = "") -> str:
    """What a command that must succeed prints."""
    done = run(*words, typed=typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(autouse=True)
def _service_ends() -> object:
    yield
    lifecycle.stop(folders())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    done = CliRunner().invoke(secondme, [name, "--help"], prog_name="secondme")
    assert done.exit_code == 0
    assert f"Usage: secondme {name}" in done.output


def test_the_installed_command_explains_itself() -> None:
    assert "Usage: secondme remember" in told("remember", "--help")


def commands(name: str, command: click.Command, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """Every command below one with its help on a terminal of 80 columns, the groups too."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from commands(child, found, context)


HELPS = dict(commands("secondme", secondme))


@pytest.mark.parametrize("path", HELPS)
def test_every_help_has_examples_of_its_own_fits_80_columns_and_cuts_no_line_off(path: str) -> None:
    shown = HELPS[path]
    _, _, rest = shown.partition("Examples:\n")
    examples = rest.partition("\n\n")[0]
    assert path in examples, shown
    assert max(map(len, shown.splitlines())) <= 80, shown
    _, _, listed = shown.partition("Commands:\n")
    assert "..." not in listed, listed


def test_a_note_is_kept_found_shown_pinned_and_forgotten() -> None:
    row = json.loads(told("remember", "The spare key is with Ana.", "--json"))
    told("remember", "The boat is in the harbour.")
    found = json.loads(told("recall", "spare key", "--json"))
    assert [one["id"] for one in found] == [row["id"]]
    assert {"text", "where", "score", "strength", "receipt", "source", "made"} <= set(found[0])
    assert "The spare key is with Ana." in told("memory", "show", row["id"][:8])
    told("memory", "pin", row["id"])
    assert json.loads(told("memory", "unpin", row["id"], "--json"))["pinned"] is False
    assert json.loads(told("memory", "pin", row["id"], "--json"))["pinned"] is True
    assert json.loads(told("memory", "show", row["id"], "--json"))["days_left"] is None
    assert "Nothing was forgotten" in told("memory", "forget", "spare key", typed="n\n")
    assert "Forgot 1 memory." in told("memory", "forget", "spare key", "--yes")
    assert json.loads(told("recall", "spare key", "--json")) == []
    assert json.loads(told("memory", "list", "--json"))["total"] == 1


def test_recall_says_how_sure_it_is_why_and_what_was_asked_amiss() -> None:
    told("remember", "The spare key is with Ana.")
    found = told("recall", "Who has the spare key that is with Ana?", "--why")
    assert "The spare key is with Ana." in found
    assert "words: spare, key" in found
    assert "words +" in found
    nothing = told("recall", "When does the regatta in Porto begin?")
    assert nothing.startswith("Nothing in memory about that.\n")
    done = run("recall", "What did we do on 31 February?", "--json")
    assert done.stderr == "There is no 31 February.\n"
    assert isinstance(json.loads(done.stdout), list)


def test_forgetting_by_words_takes_every_memory_that_holds_them_and_no_other() -> None:
    for note in ("My dog is called Biscuit.", "My dog is called Biscuit!", "Biscuit likes the beach.", "I have a cat."):
        told("remember", note)
    done = json.loads(told("memory", "forget", "Biscuit", "--yes", "--json"))
    assert done == {"forgotten": 3, "derived": 0, "undo": 0.0, "remains": []}
    assert json.loads(told("memory", "list", "--json"))["total"] == 1
    told("daemon", "stop")
    assert b"likes the beach" not in folders().ledger.read_bytes()


def test_what_looks_like_an_id_never_falls_back_to_words() -> None:
    told("remember", "The code is e7k2m9q0.")
    done = run("memory", "forget", "e7k2m9q0", "--yes")
    assert done.returncode == 4
    assert json.loads(told("memory", "list", "--json"))["total"] == 1


def test_a_forgotten_reflection_stays_forgotten_until_its_evidence_changes() -> None:
    told("remember", "Ana lives in Lisbon.")
    told("remember", "The boat is in the harbour.")
    told("consolidate")
    insights = json.loads(told("memory", "list", "--kind", "insight", "--json"))["memories"]
    assert len(insights) == 1
    told("memory", "forget", insights[0]["id"], "--yes")
    told("consolidate")
    assert json.loads(told("memory", "list", "--kind", "insight", "--json"))["total"] == 0
    told("remember", "The car is in the garage.")
    told("consolidate")
    assert json.loads(told("memory", "list", "--kind", "insight", "--json"))["total"] == 1


def test_the_status_and_the_doctor_tell_of_every_part() -> None:
    assert json.loads(run("daemon", "status", "--json").stdout) == {"running": False, "pid": None, "version": None}
    assert run("daemon", "status").returncode == 3
    found = json.loads(told("status", "--json"))
    assert {"running", "pid", "version", "memories", "model", "folders", "memory_bytes", "home"} <= set(found)
    assert json.loads(told("daemon", "status", "--json"))["pid"] == found["pid"]
    events = [json.loads(line) for line in told("doctor", "--json").splitlines()]
    assert {"ledger", "index", "encoder", "model", "plugins", "keyring", "disk"} <= {event["what"] for event in events}
    assert "The index was made anew" in told("doctor", "--rebuild")


def test_an_error_is_one_sentence_and_an_exit_status() -> None:
    for words, code, sentence in (
        (("memory", "show", "zzzz"), 4, "There is no memory 'zzzz'."),
        (("watch", "add", "/nowhere/at/all"), 4, "There is no folder"),
        (("watch", "remove", "nothing"), 4, "No watched folder is 'nothing'."),
        (("model", "use", "/nowhere/model.gguf"), 7, "/nowhere/model.gguf"),
        (("remember", "  "), 3, "There is nothing to remember"),
        (("ask", ""), 3, "There is nothing to answer"),
        (("ask", "--conversation", "nobody", "hello"), 4, "There is no conversation 'nobody'."),
    ):
        done = run(*words)
        assert done.returncode == code, done
        assert sentence in done.stderr
        assert done.stderr.count("\n") <= 2, done.stderr
        assert "Traceback" not in done.stderr


def test_what_is_no_text_never_reaches_the_memory_or_the_terminal() -> None:
    done = subprocess.run([SECONDME, "remember", b"caf\xe9 at noon"], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    told("remember", "harmless \x1b]0;PWNED\x07 words")
    listed = told("memory", "list")
    assert "at noon" in listed
    assert "\x1b" not in told("recall", "harmless words") + listed


def test_a_reader_that_closes_early_is_no_error() -> None:
    for number in range(3):
        told("remember", f"Note number {number} about nothing.")
    command = f"{SECONDME} memory list | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
