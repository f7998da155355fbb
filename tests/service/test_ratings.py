"""Thumbs, and limits in searches, through a real service and the installed command."""

from __future__ import annotations

from contextlib import closing

import pytest

from secondme.errors import NotFound, Refused
from secondme.events import Stored
from tests.service.running import Home, home

__all__ = ["home"]


def test_an_answer_is_rated_told_and_taken_back_from_the_shell(home: Home) -> None:
    key = home.json("remember", "The spare key is with Ana.")["id"]
    assert "no answer yet" in home.run("rate", "--up", code=4).stderr
    home.run("ask", "Where is the spare key?")
    up = home.run("rate", "--up").stdout
    assert up.startswith("Noted: this memory helped. Take it back with: secondme rate --clear --message ")
    assert "1 thumb up" in home.run("memory", "show", key).stdout
    done = home.json("rate", "--down")
    assert (done["up"], done["before"], done["memories"]) == (False, True, [key])
    use = home.json("memory", "show", key)["use"]
    assert (use["up"], use["down"], use["corrected"]) == (0, 1, 0)
    assert use["liked"] < 0
    assert home.run("rate", "--clear", "--conversation", done["conversation"]).stdout == "Taken back.\n"
    assert home.run("rate", "--clear").stdout == "There was nothing to take back.\n"
    assert "thumb" not in home.run("memory", "show", key).stdout
    assert "Give one of --up" in home.run("rate", code=2).stderr
    assert "no message 99" in home.run("rate", "--up", "--message", "99", code=4).stderr


def test_a_memory_that_is_called_wrong_after_it_was_used_has_that_counted(home: Home) -> None:
    key = home.json("remember", "The spare key is with Ana.")["id"]
    home.run("ask", "Where is the spare key?")
    home.run("memory", "wrong", key, "The spare key is with Ben.")
    assert "corrected after it was used" in home.run("memory", "show", key).stdout
    home.run("memory", "undo")
    assert home.json("memory", "show", key)["use"]["corrected"] == 0


def test_what_was_learnt_from_use_is_forgotten_on_request(home: Home) -> None:
    key = home.json("remember", "The spare key is with Ana.")["id"]
    home.run("ask", "Where is the spare key?")
    home.run("rate", "--down")
    assert home.run("memory", "reset-use", key).stdout == "Forgotten what was learnt of 1 memory.\n"
    assert home.json("memory", "show", key)["use"]["down"] == 0
    home.run("rate", "--up")
    assert "Nothing was changed." in home.run("memory", "reset-use", "--all", said="n\n").stdout
    assert home.json("memory", "reset-use", "--all", "--yes") == {"memories": 1}
    assert home.run("memory", "reset-use", "--all", "--yes").stdout == "Nothing was learnt from use yet.\n"
    for words in ((), (key, "--all")):
        assert "Give the ID of a memory, or --all." in home.run("memory", "reset-use", *words, code=2).stderr
    home.run("memory", "reset-use", "e0nothing", code=4)


def test_the_client_puts_a_thumb_on_an_answer_and_sees_it_with_the_conversation(home: Home) -> None:
    home.client.remember("The spare key is with Ana.")
    with closing(home.client.ask("Where is the spare key?")) as events:
        talk = next(event.conversation for event in list(events) if isinstance(event, Stored))
    done = home.client.thumb(True, conversation=talk, toggle=True)
    assert (done["up"], len(done["memories"])) == (True, 1)
    assert home.client.thumb(True, conversation=talk, toggle=True)["up"] is None
    with pytest.raises(NotFound):
        home.client.thumb(True, conversation="private-0")
    with pytest.raises(Refused):
        home.client.thumb("yes", conversation=talk)  # type: ignore[arg-type]


def test_limits_hold_in_every_search(home: Home) -> None:
    note = home.json("remember", "The spare key is with Ana.")["id"]
    for words in (
        ("recall", "from:me kind:episode after:2020 spare key"),
        ("memory", "search", "from:me spare key"),
        ("memory", "list", "--search", "from:me after:2020-01-01 before:2999"),
        ("memory", "list", "--search", "key", "--in", "notes", "--kind", "episode"),
    ):
        found = home.json(*words)
        rows = found if words[0] == "recall" else found["memories"]
        assert [one["id"] for one in rows] == [note], words
    assert home.client.memories("before:2020")["total"] == 0
    assert home.client.memories("from:assistant key")["total"] == 0
    wrong = home.run("memory", "list", "--search", "from:ana", code=4).stderr
    assert wrong.startswith("secondme: Nobody named 'ana' spoke here. Nobody is named in what was said.")
    assert "There is no kind 'foo'. There are: episode" in home.run("recall", "kind:foo key", code=4).stderr
    assert "'2026-02-30' is not a date." in home.run("ask", "after:2026-02-30 Which key?", code=3).stderr
    assert "At 10:30: note: http://x" in home.json("remember", "At 10:30: note: http://x")["text"]
    assert home.json("recall", "note: http://x at 10:30")
