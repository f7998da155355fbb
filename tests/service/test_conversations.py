"""Conversations through a real service: listed, found, renamed, put away, branched, written and deleted."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from secondme.events import Answered, Failed, Stored
from tests.service.running import Home, home

__all__ = ["home"]


def asked(home: Home, text: str, talk: str = "", **how: Any) -> tuple[Stored, Answered]:
    """A turn; its first event and its last."""
    with closing(home.client.ask(text, conversation=talk, **how)) as events:
        stored, *_, answered = events
    assert isinstance(stored, Stored)
    assert isinstance(answered, Answered)
    return stored, answered


def failed(home: Home, text: str, talk: str = "", **how: Any) -> str:
    """The sentence of a turn that cannot be."""
    with closing(home.client.ask(text, conversation=talk, **how)) as events:
        (event,) = events
    assert isinstance(event, Failed)
    return event.sentence


@pytest.mark.model
def test_the_client_branches_answers_anew_and_lists_all_but_what_is_private(home: Home) -> None:
    first, answered = asked(home, "My boat is called Heron.")
    talk = first.conversation
    rows = home.client.messages(talk)
    assert (rows[0]["n"], rows[0]["memory"]) == (first.message, first.memory)
    assert rows[1]["n"] == answered.message
    edited, _ = asked(home, "My boat is called Egret.", talk, after=0)
    again, anew = asked(home, "", talk, after=first.message, again=True)
    assert [row["n"] for row in home.client.messages(again.conversation)] == [first.message, anew.message]
    private, heard = asked(home, "My boat is called Secret.", private=True)
    branch, _ = asked(home, "", private.conversation, after=private.message, again=True)
    assert (branch.memory, heard.message) == ("", 2)
    listed = home.client.conversations()
    assert [row["id"] for row in listed] == [again.conversation, edited.conversation, talk]
    assert [(row["parent"], row["upto"]) for row in listed] == [(talk, first.message), (talk, 0), ("", 0)]
    assert [row["id"] for row in home.client.conversations(search="egret")] == [edited.conversation]
    assert home.client.conversations(search="secret") == []
    home.client.end_private(branch.conversation)
    assert failed(home, "Hello", private.conversation).startswith("There is no conversation")
    assert failed(home, "Hello", branch.conversation).startswith("There is no conversation")
    assert failed(home, "", talk, after=answered.message, again=True).startswith("You said nothing under the number")
    assert failed(home, "Hello", after=1).startswith("It is not said which conversation")
    question, sure = asked(home, "What is my boat called?")
    with closing(home.client.ask("Tell me a story of it.", conversation=question.conversation)) as events:
        next(iter(events))
    rows = home.client.messages(question.conversation)
    assert [row["state"] for row in rows] == ["whole", "whole", "unanswered"]
    assert rows[1]["verdict"]
    assert home.run("conversation", "show", question.conversation).stdout.endswith("\n  (no answer was kept)\n")
    told = [(one["start"], one["end"], one["supported"]) for one in rows[1]["marks"]]
    assert told == [(one.start, one.end, one.supported) for one in sure.marks] != []


def test_the_shell_lists_finds_renames_archives_and_exports(home: Home, tmp_path: Path) -> None:
    assert home.run("conversation").stdout.startswith("There is no conversation yet.")
    talk = home.json("goal", "find a boat")["conversation"]
    assert "Goal: find a boat" in home.run("conversation").stdout
    assert home.run("conversation", "search", "boats goal").stdout.splitlines()[1] == "    Goal: find a boat"
    assert home.client.messages(talk)[0]["state"] == "whole"
    assert home.json("conversation", "rename", talk[:8], "The boat")["named"]
    assert home.run("conversation", "show", talk[:8]).stdout.splitlines()[4] == "[1] You: Goal: find a boat"
    archived = home.run("conversation", "archive", talk).stdout
    assert archived == f"Archived {talk}. Put it back with: secondme conversation unarchive {talk}\n"
    assert home.client.conversations() == []
    assert [row["title"] for row in home.json("conversation", "list", "--archived")] == ["The boat"]
    assert home.run("conversation", "unarchive", talk).stdout == f"{talk} is in the list again.\n"
    assert home.run("conversation", "export", talk).stdout.startswith("# The boat\n\n*")
    file = tmp_path / "boat.json"
    assert home.run("conversation", "export", talk, file).stdout == f"Wrote 1 message to {file}.\n"
    assert [one["role"] for one in json.loads(file.read_text())["messages"]] == ["person"]
    assert "is there already" in home.run("conversation", "export", talk, file, code=1).stderr
    assert "There is no conversation 'nowhere'" in home.run("conversation", "show", "nowhere", code=4).stderr


def test_a_deleted_conversation_can_be_brought_back(home: Home) -> None:
    talk = home.json("goal", "find a boat")["conversation"]
    assert "Nothing was forgotten." in home.run("conversation", "delete", talk, said="n\n").stdout
    deleted = home.run("conversation", "delete", talk, said="y\n").stdout
    assert "Goal: find a boat" in deleted
    assert "Within 30 seconds it can be undone: secondme memory undo" in deleted
    assert home.client.conversations() == []
    home.run("memory", "undo")
    assert [row["id"] for row in home.client.conversations()] == [talk]
    assert home.json("conversation", "delete", talk[:6], "--yes")["forgotten"] == 1
    assert "--json does not ask" in home.run("conversation", "delete", talk, "--json", code=2).stderr
    note = home.client.remember("The key is with Ana.")["id"]
    home.client.key(note, "latch")
    assert home.client.undo()["what"].endswith("added other words")
    assert home.client.keys(note)["keys"] == []
