"""Conversations and branches of them in plain text."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from secondme.commands import COMMANDS
from secondme.events import Answered, Piece, Recalled, Stored
from secondme.orders import HERE, ORDERS
from secondme.plain import INSTEAD
from secondme.plain.talks import TALKS
from tests.scripted import ScriptedClient, ScriptedStream, recollection, row, talk
from tests.test_plain import run

BISCUIT = recollection("My dog is called Biscuit.")


def reply(text: str, conversation: str, number: int) -> ScriptedStream:
    """A whole reply; the message that it answers has a number, and its own is the next."""
    answered = Answered(text, (BISCUIT,), conversation, message=number + 1)
    return ScriptedStream([Stored(conversation, number, ""), Recalled((BISCUIT,)), Piece(text), answered], whole=True)


def said(number: int, role: str, text: str) -> dict[str, Any]:
    """A message as the service gives it."""
    used = [asdict(BISCUIT)] if role == "assistant" else []
    return {"n": number, "id": number, "memory": f"e{number}", "role": role, "text": text, "made": 0.0,
            "state": "whole", "memories": used, "up": None}  # fmt: skip


@pytest.fixture
def client() -> ScriptedClient:
    found = ScriptedClient()
    found.talks = [talk("aaa111", "Dogs"), talk("bbb222", "The garden", parent="aaa111")]
    found.talk = [said(7, "person", "What is my dog called?"), said(8, "assistant", "Biscuit.")]
    return found


def test_every_command_of_the_app_is_here_or_says_what_to_do_instead(client: ScriptedClient) -> None:
    own = {"quit", "help", "memory", "forget", "remember", "new", "private", "wrong"}
    there = own | TALKS | set(HERE) | set(ORDERS) | {name.removeprefix("/") for name in INSTEAD}
    assert {command.name for command in COMMANDS} <= there
    assert "/model, /watch PATH, /encrypt" in run(client, "/setup")[0]


def test_conversations_are_listed_by_place_and_searched(client: ScriptedClient) -> None:
    out, _ = run(client, "/conversations", "/conversations garden", "/conversations zebra")
    assert out.splitlines() == [
        "  1. Dogs (3 May 2026, 2 messages, id aaa111)",
        "  2. The garden (3 May 2026, 2 messages, branch, id bbb222)",
        "Go on with one: /resume 1",
        "  The garden (3 May 2026, 2 messages, branch, id bbb222)",
        "Go on with one: /resume ID",
        "No conversation holds 'zebra'.",
    ]


def test_a_conversation_goes_on_by_its_place_or_the_beginning_of_its_id(client: ScriptedClient) -> None:
    client.replies = [reply("Yes.", "bbb222", 9), reply("Yes.", "aaa111", 9)]
    out, status = run(client, "/resume 2", "Is it?", "/resume aaa", "And now?", "/resume zzz")
    assert "Going on with “The garden”, 2 messages.\n  7, you: What is my dog called?\n  8, I: Biscuit.\n" in out
    assert client.asked == [("Is it?", "bbb222", False), ("And now?", "aaa111", False)]
    assert "Error: There is no conversation 'zzz'." in out
    assert status != 0


def test_a_conversation_is_renamed_and_put_away_and_back(client: ScriptedClient) -> None:
    out, _ = run(client, "/rename Cats", "/resume 1", "/rename Cats", "/archive", "/archive", "/title")
    assert out.startswith("Error: Nothing was said in this conversation yet.")
    assert out.endswith(
        "It is called “Cats” now.\nPut away: it is out of the list, its memories stay.\n"
        "It is in the list again.\nIt goes by its opening words again.\n"
    )


def test_a_whole_conversation_is_forgotten_after_a_yes(client: ScriptedClient) -> None:
    client.rows = [row("e7", "What is my dog called?")]
    out, _ = run(client, "/resume 1", "/delete", "no", "/delete", "yes", "/delete")
    assert client.filters == {"conversation": "aaa111"}
    assert "Kept. Nothing was forgotten." in out
    assert "Forgotten: 1 memory." in out
    assert "A new conversation.\nError: Nothing was said in this conversation yet." in out


def test_the_last_words_are_answered_anew_in_a_branch(client: ScriptedClient) -> None:
    client.replies = [reply("One.", "aaa", 3), reply("Two.", "bbb", 3), reply("Three.", "bbb", 5)]
    out, _ = run(client, "How many?", "/again", "And then?")
    assert [asked[1] for asked in client.asked] == ["", "aaa", "bbb"]
    assert client.branched == [(None, False), (3, True), (None, False)]
    assert "Note: This is a branch; the conversation before stays as it was. /resume aaa goes back to it.\nTwo." in out


def test_a_message_is_said_otherwise_in_a_branch(client: ScriptedClient) -> None:
    client.replies = [reply("A.", "aaa", 3), reply("B.", "aaa", 5), reply("C.", "bbb", 9), reply("D.", "ccc", 11)]
    out, _ = run(
        client, "First.", "Second.", "/edit 5 Third.", "/edit", "Fourth.", "/edit", "", "/edit 44 x", "/edit 3"
    )
    assert [text for text, _, _ in client.asked] == ["First.", "Second.", "Third.", "Fourth."]
    assert [after for after, _ in client.branched] == [None, None, 4, 4]
    assert "You said: Third.\nWhat instead? Nothing leaves it as it was.\n" in out
    assert "  3, you: First.\n  4, I: A.\n  11, you: Fourth.\n  12, I: D.\nError: There is no such message" in out
    assert out.endswith("You said: First.\nWhat instead? Nothing leaves it as it was.\nIt stays as it was.\n")


def test_the_first_message_said_otherwise_shares_nothing(client: ScriptedClient) -> None:
    client.replies = [reply("A.", "aaa", 3), reply("B.", "bbb", 5)]
    run(client, "First.", "/edit 3 Other.")
    assert client.branched[-1] == (0, False)


def test_what_is_said_next_can_begin_a_branch_and_that_can_be_left(client: ScriptedClient) -> None:
    client.replies = [reply("A.", "aaa", 3), reply("B.", "aaa", 5), reply("C.", "aaa", 7), reply("D.", "bbb", 9)]
    out, _ = run(client, "One.", "Two.", "/branch 3", "/branch", "Three.", "/branch 4", "Four.", "/branch 77")
    assert [after for after, _ in client.branched] == [None, None, None, 4]
    assert "  4, I: A.\nWhat you say now begins a branch after this. /branch leaves it.\nNo branch." in out


def test_branches_work_in_private_and_nothing_of_it_is_kept(client: ScriptedClient) -> None:
    client.replies = [reply("A.", "private-1", 1), reply("B.", "private-2", 1)]
    out, _ = run(client, "A secret.", "/again", "/rename x", private=True)
    assert client.branched[-1] == (1, True)
    assert "stays as it was.\nB." in out
    assert "Nothing of a private conversation is kept: it has no title" in out
    assert client.ended == ["private-1"], "what branched from it goes with it"


def test_sources_are_numbered_with_the_reason_of_each(client: ScriptedClient) -> None:
    client.replies = [reply("Biscuit.", "aaa", 3)]
    out, _ = run(client, "/sources", "My dog?", "/sources", "/resume 1", "/sources")
    assert out.startswith("There is no answer yet.\n")
    line = '  [1] (3 May 2026) You said: "My dog is called Biscuit." — conversation of 3 May 2026'
    assert out.count(f"{line}\n") == 1
    assert out.count(f"{line} (strength 0.93)\n") == 2


def test_a_conversation_is_written_out_and_a_file_replaced_only_after_a_yes(
    client: ScriptedClient, tmp_path: Path
) -> None:
    file = tmp_path / "dogs.md"
    out, _ = run(client, "/resume 1", f"/export {file}", f"/export {file}", "no", f"/export {tmp_path}/dogs.txt")
    assert "Biscuit." in file.read_text(encoding="utf-8")
    assert f"2 messages written to {file}\n{file} is there already. Replace it? yes or no\nNothing was written." in out
    assert "Error: A conversation is not written as .txt." in out
