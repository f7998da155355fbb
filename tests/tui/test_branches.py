"""What was said, taken up again: said otherwise, answered anew, gone on from, forgotten, rated."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from textual.pilot import Pilot

from secondme.events import Answered, Failed, Piece, Stored
from secondme.tui.confirm import Confirm
from secondme.tui.conversations import ConversationsScreen
from secondme.tui.draw import Answer, Entry, Note, Person, Trouble
from secondme.tui.messages import Pick
from tests.scripted import ScriptedClient, ScriptedStream, recollection, row, talk
from tests.tui.driving import app, say, shown, shows, until

SAID: list[dict[str, Any]] = [
    {"id": 3, "n": 3, "memory": "e3", "role": "person", "text": "Where is it warm?"},
    {"id": 4, "n": 4, "memory": "e4", "role": "assistant", "text": "In Lisbon."},
    {"id": 7, "n": 7, "memory": "e7", "role": "person", "text": "And cheap?"},
    {"id": 8, "n": 8, "memory": "e8", "role": "assistant", "text": "In Porto."},
]


class Talking(ScriptedClient):
    """A client with one conversation of four messages; what is forgotten is gone from it."""

    def __init__(self) -> None:
        super().__init__([row("e7", "And cheap?")])
        self.talk = [one | {"made": 0.0, "state": "whole", "memories": [], "up": None} for one in SAID]
        self.talks = [talk("t1", "Where is it warm?", messages=4)]

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        return [one for one in super().messages(conversation) if one["memory"] not in self.forgot]


async def taken_up(pilot: Pilot[None]) -> list[Entry]:
    await shows(pilot, "In Porto.")
    return list(pilot.app.chat.transcript.entries)  # type: ignore[attr-defined]


async def pick(pilot: Pilot[None], entry: Entry, what: str) -> None:
    pilot.app.chat.transcript.post_message(Pick(entry, what))  # type: ignore[attr-defined]
    await pilot.pause()


def texts(pilot: Pilot[None]) -> list[str]:
    entries = pilot.app.chat.transcript.entries  # type: ignore[attr-defined]
    return [one.text for one in entries if isinstance(one, (Person, Answer))]


def title(pilot: Pilot[None]) -> str:
    return str(pilot.app.chat.prompt.border_title or "")  # type: ignore[attr-defined]


async def streamed(pilot: Pilot[None], client: ScriptedClient) -> ScriptedStream:
    await until(pilot, lambda: client.streams)
    return client.streams[-1]


async def test_words_said_otherwise_begin_a_branch_and_alt_left_goes_back() -> None:
    client = Talking()
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        entries = await taken_up(pilot)
        pilot.app.chat.prompt.begin("a draft")
        await pick(pilot, entries[2], "edit")
        assert pilot.app.chat.prompt.text == "And cheap?"
        assert "edits message 7: enter sends it as a branch, escape leaves" in title(pilot)
        await pilot.press("escape")
        assert (pilot.app.chat.prompt.text, title(pilot)) == ("a draft", "")
        await pick(pilot, entries[2], "edit")
        await say(pilot, "And green?")
        stream = await streamed(pilot, client)
        assert (client.asked, client.branched) == ([("And green?", "t1", False)], [(4, False)])
        assert texts(pilot) == ["Where is it warm?", "In Lisbon.", "And green?"]
        stream.feed(Stored("t2", 9, "e9"), Answered("In Sintra.", (), "t2", message=10))
        await shows(pilot, "A branch of “Where is it warm?” begins here")
        await shows(pilot, "In Sintra.")
        chat = pilot.app.chat
        assert [(one.n, one.memory) for one in chat.transcript.entries if isinstance(one, Person)][-1] == (9, "e9")
        assert chat.last_answer == "In Sintra."
        assert (chat.conversation, chat.prompt.border_subtitle) == ("t2", "branch of Where is it warm?")
        await pilot.press("alt+left")
        await shows(pilot, "Back in “Where is it warm?”")
        assert pilot.app.chat.last_answer == "In Porto."
        assert (chat.conversation, texts(pilot)[-1]) == ("t1", "In Porto.")


async def test_an_answer_is_given_anew_in_a_branch() -> None:
    client = Talking()
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        entries = await taken_up(pilot)
        await pick(pilot, entries[1], "again")
        stream = await streamed(pilot, client)
        assert (client.asked, client.branched) == ([("", "t1", False)], [(3, True)])
        stream.feed(Stored("t2", 3, "e3"), Piece("In Faro."), Answered("In Faro.", (), "t2", message=9))
        await until(pilot, lambda: texts(pilot) == ["Where is it warm?", "In Faro."])
        await say(pilot, "/again")
        await until(pilot, lambda: client.branched[1:] == [(3, True)])
        assert client.asked[-1] == ("", "t2", False)


async def test_a_conversation_goes_on_from_the_middle_in_a_branch() -> None:
    client = Talking()
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        entries = await taken_up(pilot)
        await pick(pilot, entries[0], "branch")
        await shows(pilot, "What stands above is shared.")
        assert texts(pilot) == ["Where is it warm?", "In Lisbon."]
        assert "begins a branch here" in title(pilot)
        await pilot.press("escape")
        assert texts(pilot) == [one["text"] for one in SAID]
        await say(pilot, "/branch 4")
        await say(pilot, "And by train?")
        await until(pilot, lambda: client.branched == [(4, False)])
        client.streams[0].feed(Stored("t2", 9, "e9"))
        await until(pilot, lambda: pilot.app.chat.conversation == "t2")
        await pilot.press("escape", "alt+left")
        assert texts(pilot) == [one["text"] for one in SAID]


async def test_a_branch_that_was_never_made_leaves_the_conversation_as_it_was() -> None:
    client = Talking()
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        await taken_up(pilot)
        await say(pilot, "/edit 7 And green?")
        (await streamed(pilot, client)).feed(Failed("Refused", "The disk is full.", "Make room."))
        await shows(pilot, "! The disk is full.")
        assert texts(pilot) == [one["text"] for one in SAID]
        assert pilot.app.chat.prompt.text == "And green?"
        assert pilot.app.chat.conversation == "t1"


async def test_a_branch_outlives_a_service_that_goes_away_before_it_is_stored() -> None:
    client = Talking()
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        await taken_up(pilot)
        await say(pilot, "/edit 7 And green?")
        await streamed(pilot, client)
        client.go_away()
        await shows(pilot, "waits for the service…")
        client.up.set()
        await until(pilot, lambda: len(client.streams) == 2)
        assert client.asked == [("And green?", "t1", False)] * 2
        assert client.branched == [(4, False)] * 2
        client.streams[1].feed(Stored("t2", 9, "e9"), Answered("In Sintra.", (), "t2", message=10))
        await shows(pilot, "In Sintra.")
        assert texts(pilot) == ["Where is it warm?", "In Lisbon.", "And green?", "In Sintra."]


async def test_a_message_is_forgotten_after_a_yes_and_leaves_the_screen() -> None:
    client = Talking()
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        entries = await taken_up(pilot)
        await pick(pilot, entries[2], "delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: texts(pilot) == ["Where is it warm?", "In Lisbon.", "In Porto."])
        await shows(pilot, "Forgotten: 1 memory.")
        client.forgot.clear()
        await say(pilot, "/undo")
        await until(pilot, lambda: texts(pilot) == [one["text"] for one in SAID])


async def test_a_conversation_that_was_forgotten_elsewhere_is_gone_here_and_comes_back() -> None:
    client = Talking()
    client.rows = [row(one["memory"], one["text"]) for one in SAID]
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        await taken_up(pilot)
        await pilot.press("ctrl+l")
        await shown(pilot, ConversationsScreen)
        await until(pilot, lambda: pilot.app.screen.rows.total == 1)
        await pilot.press("d")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: not texts(pilot) and not pilot.app.chat.conversation)
        client.forgot.clear()
        await pilot.press("escape")
        await say(pilot, "/undo")
        await until(pilot, lambda: len(texts(pilot)) == 4)
        assert pilot.app.chat.conversation == "t1"
        await shows(pilot, "Undid 1: forgot (4 memories).")


async def test_any_answer_is_rated_and_shows_its_sources() -> None:
    client = Talking()
    client.talk[1]["memories"] = [asdict(recollection("It was warm in Lisbon."))]
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        entries = await taken_up(pilot)
        await pick(pilot, entries[1], "good")
        await shows(pilot, "these 3 memories helped. Take it back with: the same key")
        await pick(pilot, entries[1], "source:1")
        panel = pilot.app.chat.query_one("#sources")
        assert "this answer (1)" in str(panel.border_title)
        assert pilot.app.focused is panel
        await pilot.press("escape", "ctrl+b")
        assert "the last answer (0)" in str(panel.border_title)


async def test_what_was_put_right_is_read_as_it_is_now() -> None:
    client = Talking()
    async with app(client, "t1").run_test(size=(100, 30)) as pilot:
        await taken_up(pilot)
        client.talk[2]["text"] = "And where is it cheap?"
        pilot.app.chat.forgotten()
        await shows(pilot, "› And where is it cheap?")
        assert len(texts(pilot)) == 4


async def test_what_cannot_be_taken_up_again_is_told() -> None:
    client = Talking()
    async with app(client).run_test(size=(100, 30)) as pilot:
        for order in ("/again", "/edit 4 Hm.", "/branch x"):
            await say(pilot, order)
        await until(pilot, lambda: len([one for one in _entries(pilot) if isinstance(one, Trouble)]) == 3)
        await pilot.press("alt+left")
        await shows(pilot, "This is no branch.")
        await say(pilot, "/private")
        await pick(pilot, Person("A secret.", n=1), "delete")
        await shows(pilot, "so there is nothing to forget")


def _entries(pilot: Pilot[None]) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = pilot.app.chat.transcript.entries  # type: ignore[attr-defined]
    return entries


async def test_a_private_branch_is_let_go_with_all_that_it_came_from() -> None:
    client = Talking()
    async with app(client).run_test(size=(100, 30)) as pilot:
        await say(pilot, "/private")
        assert isinstance(_entries(pilot)[0], Note)
        assert _entries(pilot)[0].lines[0].startswith("PRIVATE")
        await say(pilot, "A secret.")
        (await streamed(pilot, client)).feed(Stored("p1", 1, ""), Answered("Hm.", (), "p1", message=2))
        await shows(pilot, "Hm.")
        await say(pilot, "/again")
        await until(pilot, lambda: client.branched[1:] == [(1, True)])
        client.streams[-1].feed(Stored("p2", 1, ""), Answered("Oh.", (), "p2", message=3))
        await shows(pilot, "Oh.")
        assert client.asked[-1] == ("", "p1", True)
        await say(pilot, "/new")
        await until(pilot, lambda: sorted(client.ended) == ["p1", "p2"])
