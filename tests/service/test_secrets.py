"""Secrets and corrections through the real service and the installed command: asked once, in no byte of the home."""

from __future__ import annotations

import os
import pty
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import count

import pytest

from secondme.errors import HoldsSecret
from tests.service.running import COMMAND, Home
from tests.service.running import home as home

NOTE = "The PIN of the garage is 482193."
MASKED = "The PIN of the garage is [PIN]."


def texts(home: Home) -> list[str]:
    return [row["text"] for row in home.client.memories()["memories"]]


def on_a_terminal(*words: str, typed: str) -> tuple[str, int]:
    """A command with a terminal at both ends; what it shows, and its exit status."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        os.write(ours, typed.encode() + b"\n")
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        code = running.wait(timeout=60)
    return shown.decode(), code


def test_without_a_terminal_a_note_with_a_secret_is_refused_with_a_sentence(home: Home) -> None:
    for words in (("remember", NOTE), ("remember", NOTE, "--json")):
        done = home.run(*words, code=3)
        assert "This holds a PIN." in done.stderr
        assert "--keep-secrets" in done.stderr
    assert home.run("remember", "-", said=NOTE, code=3).stdout == ""
    assert texts(home) == []


def test_a_secret_is_kept_or_masked_on_purpose(home: Home) -> None:
    home.run("remember", NOTE, "--keep-secrets")
    home.run("remember", NOTE, "--mask-secrets")
    assert sorted(texts(home)) == sorted([NOTE, MASKED])
    assert home.client.recall("PIN of the garage")[0]["text"] in (NOTE, MASKED)


def pins() -> Iterator[str]:
    """Notes with a secret, no two alike; masked they all are."""
    return (f"The PIN of the garage is {number}." for number in count(482_193))


def test_on_a_terminal_it_asks_once(home: Home) -> None:
    for typed, note in zip(("keep", "mask", "cancel", "", "perhaps\nkeep"), pins(), strict=False):
        before = Counter(texts(home))
        shown, code = on_a_terminal("remember", note, typed=typed)
        assert "This holds a PIN. Keep it as it is, mask it, or cancel?" in shown
        kept = [note] if "keep" in typed else [MASKED] if typed == "mask" else []
        assert Counter(texts(home)) - before == Counter(kept)
        assert code == 0
        assert ("Nothing was remembered." in shown) == (not kept)


def test_the_client_raises_what_the_service_refuses(home: Home) -> None:
    with pytest.raises(HoldsSecret, match="This holds a PIN"):
        home.client.remember(NOTE)
    assert home.client.remember(NOTE, secrets="mask")["text"] == MASKED


def test_what_is_said_in_passing_is_in_no_byte_of_the_home(home: Home) -> None:
    done = home.run("ask", "My password is Heron-Blue-77.")
    assert "A password was left out of what is remembered." in done.stderr
    home.run("ask", "What did I say of passwords?")
    home.run("ask", "--private", "Another password: Raven-Red-88")
    home.end()
    written = [path for path in home.folders.home.rglob("*") if path.is_file()]
    assert written
    for path in written:
        content = path.read_bytes()
        assert b"Heron" not in content, path
        assert b"Raven" not in content, path


def test_a_correction_is_told_holds_from_then_on_and_can_be_undone(home: Home) -> None:
    home.client.remember("The meeting is on Monday.")
    stored = next(event for event in home.events("ask", "When is the meeting?") if event["event"] == "Stored")
    talk = stored["conversation"]
    events = home.events("ask", "--conversation", talk, "No, not Monday but Tuesday.")
    (corrected,) = (event for event in events if event["event"] == "Corrected")
    assert corrected["text"] == "The meeting is on Monday. Corrected: Tuesday."
    assert home.json("recall", "When is the meeting?")[0]["text"] == corrected["text"]
    home.run("memory", "undo")
    assert home.json("recall", "When is the meeting?")[0]["text"] == "The meeting is on Monday."


OTHER = "The PIN of the garage is 719204."
LOCKED = "The garage is locked."


def test_a_secret_that_comes_in_with_a_change_is_refused_kept_or_masked_on_purpose(home: Home) -> None:
    for command, note in zip(("edit", "wrong"), pins(), strict=False):
        made = home.client.remember(LOCKED)
        done = home.run("memory", command, made["id"], note, code=3)
        assert "This holds a PIN." in done.stderr
        assert "--keep-secrets" in done.stderr
        assert home.client.memory(made["id"])["text"] == LOCKED
        assert home.json("memory", command, made["id"], note, "--mask-secrets")["text"] == MASKED
        home.run("memory", "undo")
        kept = home.json("memory", command, made["id"], note, "--keep-secrets")
        assert kept["text"] == note
        assert kept["id"] in [one["id"] for one in home.client.recall(note)]
        assert made["id"] == kept["id"] or made["id"] not in [one["id"] for one in home.client.recall("garage")]


def test_a_secret_that_the_memory_holds_already_stays_without_being_asked_for(home: Home) -> None:
    for command in ("edit", "wrong"):
        made = home.client.remember(NOTE, secrets="keep")
        more = f"{NOTE} Bruno knows it."
        assert home.json("memory", command, made["id"], more)["text"] == more
        home.run("memory", "undo")
        assert "This holds a PIN." in home.run("memory", command, made["id"], OTHER, code=3).stderr
        assert home.json("memory", command, made["id"], more, "--mask-secrets")["text"] == f"{MASKED} Bruno knows it."


def test_a_change_with_a_secret_asks_once_on_a_terminal(home: Home) -> None:
    answers = [(command, typed) for command in ("edit", "wrong") for typed in ("keep", "mask", "cancel")]
    for (command, typed), note in zip(answers, pins(), strict=False):
        made = home.client.remember(LOCKED)
        before = Counter(texts(home))
        shown, code = on_a_terminal("memory", command, made["id"], note, typed=typed)
        assert "This holds a PIN. Keep it as it is, mask it, or cancel?" in shown
        assert code == 0
        assert Counter(texts(home)) - before == Counter({"keep": [note], "mask": [MASKED]}.get(typed, []))
        assert ("Nothing was changed." in shown) == (typed == "cancel")
