"""The plain conversation: lines in, lines out."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC

from secondme.errors import Disconnected, NoService
from secondme.events import (
    Answered,
    Consolidated,
    Corrected,
    Event,
    Faded,
    Failed,
    Mark,
    Masked,
    Notice,
    Piece,
    Recalled,
    Stored,
)
from secondme.plain import chat
from secondme.service.wire import AWAY
from tests.scripted import ScriptedClient, ScriptedStream, recollection, row

BISCUIT = recollection("My dog is called Biscuit.")


def reply(text: str) -> ScriptedStream:
    """A whole reply."""
    pieces: list[Event] = [Piece(word) for word in text.split("|")]
    whole = text.replace("|", "")
    return ScriptedStream(
        [Stored("talk", 1, "e1"), Recalled((BISCUIT,)), *pieces, Answered(whole, (BISCUIT,), "talk")], whole=True
    )


def run(client: ScriptedClient, *lines: str, private: bool = False, echo: bool = False) -> tuple[str, int]:
    out = io.StringIO()
    status = chat(client, [line + "\n" for line in lines], out, zone=UTC, private=private, echo=echo)
    return out.getvalue(), status


class Terminal(io.StringIO):
    """Input that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


class Interrupting(ScriptedStream):
    """A stream during which control-c is pressed."""

    def __iter__(self) -> Iterator[Event]:
        yield Stored("talk", 1, "e1")
        yield Piece("Once upon")
        raise KeyboardInterrupt


def test_an_answer_comes_as_text_with_its_sources() -> None:
    client = ScriptedClient()
    client.replies = [reply("Your dog |is |Biscuit.")]
    out, status = run(client, "What is my dog called?")
    source = '  [1] (3 May 2026) You said: "My dog is called Biscuit." — conversation of 3 May 2026\n'
    assert out == "Your dog is Biscuit.\n" + source + "\n"
    assert status == 0


def test_an_answer_says_how_sure_recall_was_and_what_does_not_stand_in_memory() -> None:
    client = ScriptedClient()
    text = "Your dog is Biscuit. He is a poodle."
    marks = (Mark(0, 20, (BISCUIT.id,), True), Mark(21, 36, (), False))
    only = [Recalled((BISCUIT,), "perhaps", 0.3), Piece(text), Answered(text, (BISCUIT,), "talk", "M", marks=marks)]
    none = [Recalled((), "nothing"), Piece("Hm."), Answered("Hm.", (), "talk", "M")]
    client.replies = [ScriptedStream(only, whole=True), ScriptedStream(none, whole=True)]
    out, _ = run(client, "What is my dog called?", "And my cat?")
    assert "\nNot in memory: “He is a poodle.”\nI found only this:\n  [1]" in out
    assert out.endswith("Hm.\nNothing in memory about that.\n\n")


def test_the_conversation_goes_on() -> None:
    client = ScriptedClient()
    client.replies = [reply("One."), reply("Two.")]
    run(client, "First?", "", "Second?")
    assert client.asked == [("First?", "", False), ("Second?", "talk", False)]


def test_only_a_terminal_is_asked_for_lines() -> None:
    client = ScriptedClient()
    out = io.StringIO()
    assert chat(client, Terminal("/quit\n"), out) == 0
    assert out.getvalue() == "You: "
    client.replies = [reply("Hi.")]
    assert run(client, "Hello.", echo=True)[0].startswith("You: Hello.\nHi.\n")


def test_a_private_conversation_says_so_first() -> None:
    client = ScriptedClient()
    client.replies = [reply("Yes.")]
    assert run(client, "A secret.", private=True)[0].startswith("This conversation is private")
    assert client.asked == [("A secret.", "", True)]


def test_control_c_stops_only_the_answer() -> None:
    client = ScriptedClient()
    client.replies = [Interrupting(), reply("Here.")]
    out, status = run(client, "A story.", "Are you there?")
    assert "Once upon\n— stopped, not kept\n" in out
    assert "Here.\n" in out
    assert client.replies == []
    assert client.streams[0].closed.is_set()
    assert status == 0


def test_an_error_is_a_sentence_and_sets_the_status() -> None:
    client = ScriptedClient()
    failed = Failed("ModelGone", "The model's process ended.", "Ask again.")
    client.replies = [ScriptedStream([Piece("Hel"), Notice("A note."), failed], whole=True)]
    out, status = run(client, "Hi.")
    assert out == "Hel\nNote: A note.\nError: The model's process ended.\n  What to do: Ask again.\n"
    assert status == 7


def test_a_service_that_goes_away_costs_one_answer() -> None:
    client = ScriptedClient()
    broken = ScriptedStream([Piece("Hel")])
    broken.fail(Disconnected(AWAY))
    client.replies = [broken, reply("Back.")]
    out, status = run(client, "Hi.", "Hi again.")
    assert f"Hel\n— cut off, not kept\nError: {AWAY}\n" in out
    assert "Back.\n" in out
    assert status == 5


def test_without_a_service_it_ends_with_a_sentence() -> None:
    client = ScriptedClient()
    client.refusing = NoService("No service could be started.", "Look at: secondme daemon logs")
    out, status = run(client, "Hi.", "Hi?")
    assert out == "Error: No service could be started.\n  What to do: Look at: secondme daemon logs\n"
    assert status == 5


def test_memories_are_listed_and_kept() -> None:
    client = ScriptedClient()
    out, _ = run(client, "/memory", "/remember The key is under the pot.", "/memory key", "/memory zebra")
    assert "Nothing is remembered yet." in out
    assert "Remembered: The key is under the pot." in out
    assert '(active, strength 0.93) 3 May 2026, you said: "The key is under the pot."' in out
    assert "Nothing is remembered about 'zebra'." in out


def test_forgetting_waits_for_a_yes() -> None:
    client = ScriptedClient([row("e1", "My dog is called Biscuit.")])
    out, _ = run(client, "/forget Biscuit", "no", "/forget Biscuit", "yes", "/forget Biscuit")
    assert out.count('"My dog is called Biscuit."') == 2
    assert "Kept. Nothing was forgotten." in out
    assert "Forgotten: 1 memory." in out
    assert "there is nothing to forget" in out
    assert client.forgot == ["e1"]


def test_forgetting_without_an_answer_keeps() -> None:
    client = ScriptedClient([row("e1", "My dog is called Biscuit.")])
    run(client, "/forget Biscuit")
    assert client.forgot == []


def test_the_other_commands() -> None:
    client = ScriptedClient()
    client.thinking = ScriptedStream([Faded("e1", "It rained.", 0.2), Consolidated(1, 8, 1, 0)], whole=True)
    out, status = run(client, "/watch /tmp", "/folders", "/consolidate", "/help", "/private", "/dance", "/quit", "x")
    for said in ("Watching /tmp", "No folder is watched", "Faded: It rained.", "8 episodes", "/remember TEXT"):
        assert said in out
    assert "There is no command /dance." in out
    assert not client.asked
    assert status == 1


def test_no_text_can_steer_the_terminal() -> None:
    client = ScriptedClient()
    client.replies = [reply("Red \x1b[31m |and \x9b2J.")]
    assert "\x1b" not in (out := run(client, "Hi.")[0])
    assert "\x9b" not in out


def test_it_needs_neither_textual_nor_rich() -> None:
    code = "import secondme.plain, sys; sys.exit(any(name in sys.modules for name in ('textual', 'rich', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_note_with_a_secret_asks_once_and_keeps_masks_or_drops_it() -> None:
    note = "/remember The PIN is 4821."
    for answer, told in (
        ("keep", "Remembered: The PIN is 4821."),
        ("m", "Remembered: The PIN is [PIN]."),
        ("cancel", "Nothing was remembered."),
        ("", "Nothing was remembered."),
    ):
        client = ScriptedClient()
        out, status = run(client, note, answer)
        assert f"This holds a PIN. Keep it as it is, mask it, or cancel?\n{told}\n" in out
        assert len(client.rows) == ("Remembered" in told)
        assert status == 0


def test_what_was_left_out_or_corrected_is_said() -> None:
    client = ScriptedClient()
    client.replies = [
        ScriptedStream(
            [
                Stored("talk", 1, "e1"),
                Masked("A PIN was left out."),
                Corrected("It is so now.", "e1"),
                Piece("Yes."),
                Answered("Yes.", (), "talk"),
            ],
            whole=True,
        )
    ]
    out, _ = run(client, "No, it is Tuesday.")
    assert out.startswith("Note: A PIN was left out.\nNote: It is so now.\nYes.\n")


def test_the_last_answer_can_be_called_wrong() -> None:
    client = ScriptedClient()
    client.replies = [reply("Monday."), reply("Oh."), reply("I see.")]
    run(client, "When?", "/wrong", "/wrong it is Tuesday")
    assert [text for text, _, _ in client.asked] == ["When?", "That is wrong.", "That is wrong: it is Tuesday"]
    out, status = run(ScriptedClient(), "/wrong")
    assert out.startswith("Error: There is no answer yet that could be wrong.")
    assert status == 1


def test_the_last_answer_can_be_praised_and_blamed() -> None:
    client = ScriptedClient()
    client.replies = [reply("Monday.")]
    out, status = run(client, "When?", "/good", "/good", "/bad")
    told = "Noted: these 3 memories {}. Take it back with: {}\n"
    assert out.endswith(told.format("helped", "/good") + "Taken back.\n" + told.format("will rank lower", "/bad"))
    assert client.thumbs == [("talk", True), ("talk", None), ("talk", False)]
    assert status == 0
    assert run(ScriptedClient(), "/good") == ("Error: There is no answer yet that could be rated.\n", 1)
    assert "Nothing of a private conversation is kept" in run(ScriptedClient(), "/bad", private=True)[0]
