"""Commands in the app: the list that completes them, what they do, and the keys of the prompt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from secondme.commands import COMMANDS, matching, parse
from secondme.errors import Locked
from secondme.events import Began, Consolidated, Corrected, Faded, Masked, Reflected
from secondme.memory.record import from_json
from secondme.tui.confirm import Confirm, KeepSecret
from secondme.tui.folders import FoldersScreen
from secondme.tui.keys import Help
from secondme.tui.memories import MemoryScreen
from secondme.tui.unlock import Unlock
from tests.scripted import ScriptedClient, row
from tests.tui.driving import answer, app, asked, say, shown, shows, until


async def test_typing_a_slash_lists_the_commands_and_tab_completes() -> None:
    async with app(ScriptedClient()).run_test(size=(80, 24)) as pilot:
        offers = pilot.app.chat.query_one("#offers")
        await pilot.press("slash")
        assert offers.display
        assert str(offers.render()).endswith(f"1 of {len(COMMANDS)}")
        await pilot.press("up")
        assert "› /quit" in str(offers.render())
        await pilot.press("down")
        await pilot.press("r", "e")
        assert "/remember TEXT" in str(offers.render())
        await pilot.press("tab")
        assert pilot.app.chat.prompt.text == "/remember "
        assert not offers.display


async def test_the_arrows_choose_a_command_and_enter_runs_it() -> None:
    async with app(ScriptedClient()).run_test() as pilot:
        await pilot.press("slash", "up", "up", "enter")
        await shown(pilot, Help)
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.chat


async def test_remember_keeps_a_note() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "/remember The key is under the pot.")
        await shows(pilot, "· Remembered: The key is under the pot.")
        assert client.rows[0]["text"] == "The key is under the pot."


async def test_the_last_answer_is_praised_blamed_and_that_is_taken_back() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "/good")
        await shows(pilot, "There is no answer yet that could be rated.")
        await asked(pilot, client, "Where is the key?", *answer("Under the pot."))
        await until(pilot, lambda: pilot.app.chat.line.state.rate)  # the answer is whole
        await say(pilot, "/good")
        await shows(pilot, "· Noted: these 3 memories helped. Take it back with: /good")
        await say(pilot, "/bad")
        await shows(pilot, "· Noted: these 3 memories will rank lower. Take it back with: /bad")
        await say(pilot, "/bad")
        await shows(pilot, "· Taken back.")
        assert [up for _, up in client.thumbs] == [True, False, None]
        assert {talk for talk, _ in client.thumbs} == {pilot.app.chat.conversation}
        await say(pilot, "/private")
        await say(pilot, "/bad")
        await shows(pilot, "Nothing of a private conversation is kept")


async def test_a_folder_is_added_and_told_what_of_it_is_read() -> None:
    client = ScriptedClient()
    client.files = [
        {"path": "a.md", "state": "waiting", "reason": "", "sentence": "", "passages": 0},
        {"path": "b.md", "state": "waiting", "reason": "", "sentence": "", "passages": 0},
        {"path": "c.txt", "state": "waiting", "reason": "", "sentence": "", "passages": 0},
        {"path": "d.log", "state": "skipped", "reason": "too_large", "sentence": "It has 60 MB.", "passages": 0},
    ]
    async with app(client).run_test() as pilot:
        await say(pilot, "/watch ~/Notes")
        await shows(pilot, "3 files to read (2 .md, 1 .txt).")
        await shows(pilot, "1 left out: too_large")
        await shows(pilot, "d.log: It has 60 MB.")
        assert client.added == [Path.home() / "Notes"]


async def test_rooms_have_commands_and_one_leads_to_the_next_and_back_to_the_conversation() -> None:
    async with app(ScriptedClient()).run_test() as pilot:
        await say(pilot, "/folders")
        await shown(pilot, FoldersScreen)
        await pilot.press("f2")
        await shown(pilot, MemoryScreen)
        await pilot.press("f2", "escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.chat)  # type: ignore[attr-defined]


async def test_consolidating_tells_what_came_of_it() -> None:
    client = ScriptedClient()
    insight = from_json(row("i1", "You like dogs."))
    run = [Began(1), Faded("e1", "It rained.", 0.2), Reflected(insight), Consolidated(1, 8, 1, 1)]
    client.thinking.feed(*run)
    client.thinking.end()
    async with app(client).run_test() as pilot:
        await say(pilot, "/consolidate")
        await shows(pilot, "· Faded: It rained.")
        await shows(pilot, "· Noticed: You like dogs.")
        await shows(pilot, "Looked at 8 episodes; 1 memory faded, 1 insight made.")


async def test_forgetting_lists_what_would_go_and_waits_for_a_yes() -> None:
    client = ScriptedClient([row("e1", "My dog is called Biscuit."), row("e2", "It rained.")])
    async with app(client).run_test() as pilot:
        await say(pilot, "/forget Biscuit")
        await shown(pilot, Confirm)
        assert not client.forgot
        await pilot.press("n")
        await say(pilot, "/forget Biscuit")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await shows(pilot, "Forgotten: 1 memory.")
        assert client.forgot == ["e1"]


async def test_the_model_that_answers_is_told_and_changed() -> None:
    client = ScriptedClient()
    client.offered["here"] = [{"name": "qwen3-4b", "runs": {"sentence": "all of it fits in memory"}}]
    async with app(client).run_test() as pilot:
        await say(pilot, "/model")
        await shows(pilot, "· - qwen3-4b: all of it fits in memory")
        await say(pilot, "/model qwen3-4b")
        await shows(pilot, "· qwen3-4b answers from now on.")
        assert client.used == ["qwen3-4b"]


async def test_memory_opens_the_screen_with_a_search() -> None:
    client = ScriptedClient([row("e1", "My dog is called Biscuit."), row("e2", "It rained.")])
    async with app(client).run_test() as pilot:
        await say(pilot, "/memory dog")
        await until(pilot, lambda: isinstance(pilot.app.screen, MemoryScreen) and pilot.app.screen.rows.total == 1)


@pytest.mark.parametrize(("line", "sentence"), [("/dance", "no command /dance"), ("/remember", "/remember TEXT")])
async def test_a_wrong_command_is_told_in_a_sentence(line: str, sentence: str) -> None:
    async with app(ScriptedClient()).run_test() as pilot:
        pilot.app.chat.prompt.offers.show = lambda typed: None
        await say(pilot, line)
        await shows(pilot, sentence)


async def test_new_lines_history_and_paste() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        prompt = pilot.app.chat.prompt
        await pilot.press("a", "ctrl+j", "b", "shift+enter", "c")
        assert prompt.text == "a\nb\nc"
        prompt.text = "x\n" * 30
        await pilot.pause()
        assert prompt.size.height == 6
        prompt.text = ""
        await asked(pilot, client, "First.", *answer("1"))
        await asked(pilot, client, "Second.", *answer("2"))
        prompt.text = "draft"
        await pilot.press("up")
        assert prompt.text == "Second."
        await pilot.press("up")
        assert prompt.text == "First."
        await pilot.press("down", "down")
        assert prompt.text == "draft"


async def test_the_palette_has_every_action() -> None:
    application = app(ScriptedClient())
    async with application.run_test():
        titles = {command.title for command in application.get_system_commands(application.screen)}
    assert titles >= {"Help", "Memory", "Sources", "Stop", "Copy answer", "New conversation", "Private conversation"}
    assert titles >= {"Folders", "Consolidate", "Remember", "Watch", "Forget", "Theme", "Quit"}


def test_the_table_is_read_as_it_is_written() -> None:
    assert parse("hello", "app") is None
    assert parse("/home/me/notes is a folder", "app") is None
    assert parse("/ two", "app") is None
    typed = parse("/watch  ~/My Notes ", "plain")
    assert typed is not None
    assert typed.command is not None
    assert (typed.command.name, typed.argument) == ("watch", "~/My Notes")
    assert matching("/re", "app")[0].name == "remember"
    assert matching("/remember ", "app") == ()
    assert matching("re", "app") == ()


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("k", "Remembered: The PIN is 4821."),
        ("m", "Remembered: The PIN is [PIN]."),
        ("escape", "Nothing was remembered."),
        ("enter", "Nothing was remembered."),
    ],
)
async def test_a_note_with_a_secret_asks_once(key: str, told: str) -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "/remember The PIN is 4821.")
        await shown(pilot, KeepSecret)
        await pilot.press(key)
        await shows(pilot, told)
        assert len(client.rows) == ("Remembered" in told)


async def test_the_last_answer_can_be_called_wrong() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "/wrong it is Tuesday")
        await shows(pilot, "There is no answer yet that could be wrong.")
        await asked(pilot, client, "When is the meeting?", *answer("On Monday."))
        await shows(pilot, "On Monday.")
        await say(pilot, "/wrong it is Tuesday")
        await until(pilot, lambda: len(client.asked) == 2)
        assert client.asked[-1][:2] == ("That is wrong: it is Tuesday", "talk")


async def test_what_was_left_out_or_corrected_is_a_notice() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        told = (Masked("A PIN was left out."), Corrected("It is on Tuesday now.", "e1"))
        await asked(pilot, client, "No, it is Tuesday.", *told, *answer("On Tuesday."))
        await shows(pilot, "· A PIN was left out.")
        await shows(pilot, "· It is on Tuesday now.")


async def test_the_first_start_offers_encryption_and_the_passphrase_is_shown_once() -> None:
    client = ScriptedClient()
    client.fields |= {"memories": {}, "encrypted": False}
    async with app(client).run_test() as pilot:
        await shows(pilot, "What is remembered here is not encrypted on this disk.")
        await say(pilot, "/encrypt")
        await shows(pilot, "abcde-fghij")
        await shows(pilot, "It is encrypted.")
        assert client.encrypted_with == "abcde-fghij"
        await say(pilot, "/encrypt")
        await shows(pilot, "It is encrypted already.")


async def test_a_change_is_undone_from_the_prompt() -> None:
    async with app(ScriptedClient()).run_test() as pilot:
        await say(pilot, "/undo")
        await shows(pilot, "Undid 1: forgot (1 memory).")


async def test_a_locked_memory_is_opened_with_its_passphrase_in_the_app() -> None:
    client = ScriptedClient()
    client.refusing = Locked("The memory is encrypted.")
    async with app(client).run_test() as pilot:
        await shown(pilot, Unlock)
        await pilot.press(*"wrong", "enter")
        await until(pilot, lambda: "wrong" in sentence(pilot))
        await pilot.press("escape")
        await say(pilot, "Hello.")
        await shown(pilot, Unlock)
        await pilot.press(*"abcde-fghij", "enter")
        await until(pilot, lambda: bool(client.asked))
        assert client.unlocked_with == ["wrong", "abcde-fghij"]


def sentence(pilot: Pilot[Any]) -> str:
    """What the question for the passphrase says; nothing until it is drawn."""
    return " ".join(str(said.render()) for said in pilot.app.screen.query("Unlock Static").results(Static))


async def test_undoing_twice_brings_back_what_the_first_took_away_also_from_another_screen() -> None:
    client = ScriptedClient()
    client.taken_away = 30.0
    async with app(client).run_test() as pilot:
        await say(pilot, "/undo")
        await shows(pilot, "/undo brings it back within 30 seconds.")
        client.taken_away = None
        await pilot.press("f2")
        await shown(pilot, MemoryScreen)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.chat)  # type: ignore[attr-defined]
        await say(pilot, "/undo")
        await until(pilot, lambda: client.undoings == [None, 2])
        await say(pilot, "/undo 7")
        await until(pilot, lambda: client.undoings == [None, 2, 7])
        await say(pilot, "/undo that")
        await shows(pilot, "that is no number.")
