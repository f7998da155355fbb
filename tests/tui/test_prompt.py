"""The prompt: what was said before, pastes, completions, the editor, and keys that lose nothing."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from rich.cells import get_character_cell_size
from textual import events
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot
from textual.widgets import Static

from secondme.memory.record import By
from secondme.tui.draft import sweep
from secondme.tui.finding import in_place
from secondme.tui.history import History
from secondme.tui.keymap import know_alt_enter
from secondme.tui.pasted import Pastes
from secondme.tui.prompt import Prompt
from tests.scripted import ScriptedClient, row, talk
from tests.tui.driving import app, open_, say, shows, until

LONG = "\n".join(f"line {number}" for number in range(10_000))


def prompt(pilot: Pilot[Any]) -> Prompt:
    return pilot.app.chat.prompt  # type: ignore[attr-defined, no-any-return]


def offers(pilot: Pilot[Any]) -> str:
    shown = pilot.app.chat.query_one("#offers", Static)  # type: ignore[attr-defined]
    return str(shown.render()) if shown.display else ""


async def ready(pilot: Pilot[Any]) -> None:
    """Waits until the prompt can look things up."""
    await open_(pilot)
    await until(pilot, lambda: prompt(pilot)._finder is not None)


def spoken(*texts: str) -> ScriptedClient:
    """A client that knows one earlier conversation."""
    client = ScriptedClient()
    client.talks = [talk("c1", "Earlier")]
    client.talk = [{"role": "person", "text": text} for text in texts] + [{"role": "assistant", "text": "Yes."}]
    return client


async def test_up_brings_back_what_was_said_in_earlier_sessions_and_down_the_draft() -> None:
    async with app(spoken("First.", "Second.")).run_test() as pilot:
        await ready(pilot)
        await pilot.press(*"new", "up")
        await until(pilot, lambda: prompt(pilot).text == "Second.")
        await pilot.press("up")
        assert prompt(pilot).text == "First."
        await pilot.press("down", "down")
        assert prompt(pilot).text == "new"


@pytest.mark.parametrize("sent", ["\x1b\r", "\x1b[13;3u", "\x1b[13;2u", "\x1b[27;2;13~", "\x1b[27;3;13~", "\n"])
async def test_enter_with_a_modifier_begins_a_line_however_the_terminal_sends_it(sent: str) -> None:
    know_alt_enter()
    async with app(ScriptedClient()).run_test() as pilot:
        await open_(pilot)
        for event in XTermParser().feed(f"a{sent}b"):
            pilot.app.post_message(event)
        await until(pilot, lambda: prompt(pilot).text == "a\nb")


async def test_tab_without_a_list_leads_nowhere() -> None:
    async with app(ScriptedClient()).run_test() as pilot:
        await shows(pilot, "Tell me")
        await pilot.press("a", "tab", "r")
        assert prompt(pilot).text == "ar"


@pytest.mark.parametrize("letter", ["❤️", "👍🏽", "👨‍👩‍👧", "🇨🇭", "e\u0301"])
async def test_a_letter_of_several_characters_is_drawn_as_wide_as_it_is_and_goes_as_one(letter: str) -> None:
    async with app(ScriptedClient()).run_test(size=(60, 20)) as pilot:
        await open_(pilot)
        prompt(pilot).insert(f"a{letter}{letter}")
        await pilot.pause()
        widths = [get_character_cell_size(sign) for sign in prompt(pilot).render_line(1).text]
        assert sum(widths) == prompt(pilot).size.width
        await pilot.press("left", "backspace")
        assert prompt(pilot).text == f"a{letter}"
        await pilot.press("delete")
        assert prompt(pilot).text == "a"


async def test_what_was_said_is_searched_and_taken() -> None:
    async with app(spoken("Where is the key?", "What is his name?", "And the KEY of the shed?")).run_test() as pilot:
        await ready(pilot)
        await pilot.press("ctrl+r", *"key")
        await until(pilot, lambda: "Where is the key?" in offers(pilot) and "name" not in offers(pilot))
        await pilot.press("down", "tab")
        assert prompt(pilot).text == "Where is the key?"
        assert not offers(pilot)


async def test_what_is_forgotten_or_was_private_is_not_brought_back() -> None:
    client = ScriptedClient([row("e1", "My PIN is in the drawer.")])
    async with app(client).run_test() as pilot:
        await ready(pilot)
        await say(pilot, "/private")
        await say(pilot, "/remember a private thing")
        await say(pilot, "/new")
        await pilot.press("up")
        await until(pilot, lambda: prompt(pilot).said.fetched)
        assert "private thing" not in str(prompt(pilot).said.texts)
        prompt(pilot).said.add("My PIN is in the drawer.")
        pilot.app.chat.forget(["e1"], [])  # type: ignore[attr-defined]
        await until(pilot, lambda: not prompt(pilot).said.texts)


async def test_keys_that_come_at_once_keep_their_order() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await ready(pilot)
        for key in ("a", "x", "y", "backspace", "left", "delete", "b", "home", "c", "end", "d", "enter"):
            character = key if len(key) == 1 else None
            pilot.app.post_message(events.Key(key, character))
        await until(pilot, lambda: client.asked)
        assert client.asked[0][0] == "cabd"


async def test_control_c_drops_no_draft() -> None:
    async with app(ScriptedClient()).run_test() as pilot:
        await ready(pilot)
        await pilot.press(*"draft", "ctrl+c")
        assert prompt(pilot).text == ""
        await pilot.press("ctrl+c")
        await until(pilot, lambda: any("ctrl+q leaves" in one.message for one in pilot.app._notifications))
        prompt(pilot).said.fetched = True
        await pilot.press("up")
        assert prompt(pilot).text == "draft"


async def test_control_c_copies_what_is_selected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SECONDME_RUNTIME", str(tmp_path))
    async with app(ScriptedClient()).run_test() as pilot:
        await ready(pilot)
        await pilot.press(*"ab", "shift+left", "ctrl+c")
        await until(pilot, lambda: pilot.app.clipboard == "b")
        assert prompt(pilot).text == "ab"


async def test_a_paste_of_10_000_lines_is_folded_and_sent_whole() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await ready(pilot)
        await pilot.press(*"see ")
        began = time.perf_counter()
        prompt(pilot).post_message(events.Paste(LONG))
        await pilot.press("x")
        assert time.perf_counter() - began < 5  # a paste that is laid out line by line takes much longer
        assert prompt(pilot).text == "see [paste 1: 10,000 lines]x"
        await pilot.press("backspace", "backspace")
        assert prompt(pilot).text == "see "
        prompt(pilot).post_message(events.Paste(LONG))
        await pilot.press("enter")
        await until(pilot, lambda: client.asked)
        assert client.asked[0][0] == f"see {LONG}"


async def test_a_short_paste_stays_as_it_is_and_a_fold_is_opened() -> None:
    async with app(ScriptedClient()).run_test() as pilot:
        await ready(pilot)
        prompt(pilot).post_message(events.Paste("a\r\nb"))
        await pilot.pause()
        assert prompt(pilot).text == "a\nb"
        prompt(pilot).post_message(events.Paste("\n" * 30))
        await until(pilot, lambda: "[paste 1: 30 lines]" in prompt(pilot).text)
        await pilot.press("ctrl+t")
        assert prompt(pilot).text == "a\nb" + "\n" * 30


async def test_files_and_memories_are_completed_after_an_at_sign() -> None:
    client = ScriptedClient([row("e1", "My garden faces south."), row("e2", "The garden shed leaks.")])
    client.folders_watched = [{"id": "f1", "name": "Notes", "path": "/home/me/Notes"}]
    client.files = [
        {"path": "/home/me/Notes/my garden.md", "state": "indexed", "passages": 3},
        {"path": "/home/me/Notes/garden.log", "state": "skipped", "passages": 0},
    ]
    client.names = [{"name": "south", "memory": row("e1", "My garden faces south.")}]
    async with app(client).run_test() as pilot:
        await ready(pilot)
        await pilot.press(*"When? @garden")
        await until(pilot, lambda: "my garden.md" in offers(pilot))
        assert "garden.log" not in offers(pilot)
        await pilot.press("enter")
        assert prompt(pilot).text == 'When? in:"Notes/my garden.md" '
        await pilot.press(*"@south")
        await until(pilot, lambda: "My garden faces south." in offers(pilot))
        await pilot.press("tab")
        assert prompt(pilot).text.endswith("#south ")
        assert not client.asked


async def test_what_the_assistant_said_is_not_offered_and_that_nothing_fits_is_said() -> None:
    client = ScriptedClient([row("e1", "Biscuit is a cat.", by=By.ASSISTANT), row("e2", "Biscuit is a dog.")])
    async with app(client).run_test() as pilot:
        await ready(pilot)
        await pilot.press(*"@biscuit")
        await until(pilot, lambda: "a dog" in offers(pilot))
        assert "a cat" not in offers(pilot)
        await pilot.press(*"x")
        await until(pilot, lambda: "No file or memory holds that." in offers(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: client.asked == [("@biscuitx", "", False)])


async def test_arguments_are_completed_and_enter_sends_what_is_typed(tmp_path: Path) -> None:
    (tmp_path / "Notes" / "garden").mkdir(parents=True)
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await ready(pilot)
        prompt(pilot).begin(f"/watch {tmp_path}/No")
        await until(pilot, lambda: "Notes/" in offers(pilot))
        await pilot.press("tab")
        assert prompt(pilot).text == f"/watch {tmp_path}/Notes/"
        await until(pilot, lambda: "garden/" in offers(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: client.added)
        assert client.added == [tmp_path / "Notes"]


async def test_without_an_editor_or_a_terminal_to_lend_that_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDME_RUNTIME", str(tmp_path / "run"))
    monkeypatch.setenv("VISUAL", "no-such-editor-at-all")
    async with app(ScriptedClient()).run_test() as pilot:
        await ready(pilot)
        await pilot.press(*"words", "ctrl+g")
        await until(pilot, lambda: any("no-such-editor" in one.message for one in pilot.app._notifications))
        monkeypatch.setenv("VISUAL", "true")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: any("cannot be lent" in one.message for one in pilot.app._notifications))
        assert prompt(pilot).text == "words"
        assert list((tmp_path / "run").iterdir()) == []


def test_a_place_with_spaces_is_quoted() -> None:
    assert in_place("Notes/a.md") == "in:Notes/a.md"
    assert in_place("Notes/a b.md") == 'in:"Notes/a b.md"'


def test_folds_stand_for_their_words_only_while_they_are_whole() -> None:
    pastes = Pastes()
    fold = pastes.folded("x" * 5000)
    assert fold == "[paste 1: 5,000 characters]"
    assert pastes.whole(f"a {fold} b") == f"a {'x' * 5000} b"
    assert pastes.whole("[paste 7: 20 lines]") == "[paste 7: 20 lines]"
    pastes.clear()
    assert pastes.whole(fold) == fold


def test_a_walk_through_what_was_said_ends_at_both_ends() -> None:
    said = History()
    said.add("b")
    said.fetch(["a", "b"])
    assert [said.earlier("draft"), said.earlier("b"), said.earlier("a")] == ["b", "a", None]
    assert [said.later(), said.later(), said.later()] == ["b", "draft", None]
    assert said.matching("B") == ["b"]


def test_what_a_killed_app_left_of_the_prompt_is_removed(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    for pid in (gone.pid, os.getpid()):
        (tmp_path / f"prompt-{pid}-x").mkdir()
    sweep(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [f"prompt-{os.getpid()}-x"]
