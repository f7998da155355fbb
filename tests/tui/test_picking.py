"""The cursor in the transcript, and what can be done with the entry under it."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from random import Random

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from secondme.events import Mark
from secondme.tui import messages
from secondme.tui.draw import Answer, Entry, Person, Trouble
from secondme.tui.transcript import Transcript
from tests.scripted import recollection
from tests.tui.driving import transcript, until

ROOT = Path(__file__).resolve().parents[2]
BISCUIT = recollection("My dog is called Biscuit.")
CODE = "Two:\n\n```py\na = 1\n```\n\nand\n\n```\n\tb = 2\n```\n"


class Alone(App[None]):
    """The transcript without a conversation around it; it keeps what was picked."""

    CSS_PATH = ROOT / "secondme" / "tui" / "secondme.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.picked: list[tuple[object, str]] = []

    def compose(self) -> ComposeResult:
        yield Transcript(UTC, id="transcript")
        yield Input(id="prompt")

    @on(messages.Pick)
    def pick(self, message: messages.Pick) -> None:
        self.picked.append((message.entry, message.what))


@pytest.fixture(autouse=True)
def _no_clipboard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "SSH_CONNECTION", "SSH_TTY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECONDME_RUNTIME", str(tmp_path))


def _in(pilot: Pilot[None], *entries: Entry) -> Transcript:
    lines = transcript(pilot)
    lines.add(*entries)
    lines.focus()
    return lines


async def _copied(pilot: Pilot[None], *keys: str) -> str:
    pilot.app._clipboard = ""
    await pilot.press(*keys)
    await until(pilot, lambda: pilot.app.clipboard)
    return pilot.app.clipboard


def _row(lines: Transcript, text: str) -> int:
    return next(y for y in range(lines.size.height) if text in lines.render_line(y).text)


async def test_the_cursor_walks_over_entries_and_escape_goes_back_to_the_prompt() -> None:
    async with Alone().run_test(size=(80, 24)) as pilot:
        lines = _in(pilot, *[Person(f"Question {n}") for n in range(30)])
        await pilot.pause()
        assert lines.cursor is lines.roll.all[-1]
        assert _row(lines, "▌› Question 29")
        await pilot.press("k", "up", "up")
        assert lines.cursor is lines.roll.all[-4]
        await pilot.press("home")
        assert lines.cursor is lines.roll.all[0]
        assert lines.scroll_y == 0
        await pilot.press("end", "escape")
        assert not lines.behind
        assert pilot.app.focused is pilot.app.query_one("#prompt")
        lines.add(Person("Something new"))
        lines.focus()
        await pilot.pause()
        assert lines.cursor is lines.roll.all[-1]


async def test_a_message_is_copied_as_markdown_and_its_code_block_by_block() -> None:
    async with Alone().run_test(size=(80, 30)) as pilot:
        _in(pilot, Answer(f"<think>\nHm.\n</think>\n\n{CODE}"))
        assert await _copied(pilot, "y") == CODE.strip()
        assert await _copied(pilot, "c") == "a = 1\n"
        assert await _copied(pilot, "c") == "\tb = 2\n"
        assert await _copied(pilot, "c") == "a = 1\n"


async def test_the_keyboard_selects_what_the_mouse_would() -> None:
    async with Alone().run_test(size=(40, 24)) as pilot:
        lines = _in(pilot, Answer("The quick brown fox jumps over the lazy dog.\n\n- one\n- two"))
        await pilot.press("v", "w", "v", "w", "w", "h", "h")
        assert _row(lines, "VISUAL") == lines.size.height - 1
        assert await _copied(pilot, "y") == "quick brown"
        assert await _copied(pilot, "v", "w", "shift+down", "shift+down", "dollar_sign", "y") == (
            "quick brown fox jumps over the lazy dog.\n"
        )
        assert await _copied(pilot, "v", "y") == "The quick brown fox jumps over the"
        await pilot.press("v", "d", "escape")
        assert lines.has_focus
        assert not pilot.app.picked


async def test_a_choice_reaches_the_screen_with_its_entry() -> None:
    alone = Alone()
    async with alone.run_test(size=(80, 30)) as pilot:
        question, said = Person("Who?", n=1), Answer("Biscuit.", (BISCUIT,), n=2)
        _in(pilot, question, said)
        await pilot.press("s", "1", "2", "plus", "minus", "b", "r", "d", "up", "e", "s")
        whats = ["sources", "source:1", "good", "bad", "branch", "again", "delete"]
        assert alone.picked == [*[(said, what) for what in whats], (question, "edit")]


async def test_numbers_and_folded_lines_can_be_clicked() -> None:
    alone = Alone()
    async with alone.run_test(size=(80, 30)) as pilot:
        text = "<think>\nHm, hm.\n</think>\n\nYour dog is called Biscuit."
        lines = _in(pilot, Answer(text, (BISCUIT,), marks=(Mark(26, len(text), (BISCUIT.id,), True),)))
        await pilot.pause()
        y = _row(lines, "Biscuit.[1]")
        await pilot.click(lines, offset=(lines.render_line(y).text.index("[1]") + 1, y))
        await until(pilot, lambda: alone.picked)
        assert alone.picked[0][1] == "source:1"
        await pilot.click(lines, offset=(8, _row(lines, "▸ thought")))
        await until(pilot, lambda: "│ Hm, hm." in lines.text)


async def test_an_error_is_copied_and_not_edited() -> None:
    alone = Alone()
    async with alone.run_test(size=(80, 24)) as pilot:
        _in(pilot, Trouble("It broke.", "Ask again."))
        assert await _copied(pilot, "y") == "It broke.\nAsk again."
        await pilot.press("e")
        await until(pilot, lambda: any("not a message" in one.message for one in alone._notifications))
        assert not alone.picked


async def test_words_of_one_s_own_are_not_rated() -> None:
    alone = Alone()
    async with alone.run_test(size=(80, 24)) as pilot:
        _in(pilot, Person("A question."))
        await pilot.press("plus")
        await until(pilot, lambda: any("your own words" in one.message for one in alone._notifications))
        assert not alone.picked


async def test_an_answer_taller_than_the_view_is_read_before_the_cursor_goes_on() -> None:
    async with Alone().run_test(size=(60, 16)) as pilot:
        lines = _in(pilot, Person("List."), Answer("\n".join(f"- item {n}" for n in range(40))), Person("Thanks."))
        await pilot.press("home", "down")
        assert lines.cursor is lines.roll.all[1]
        presses = 0
        while lines.cursor is lines.roll.all[1]:
            assert (presses := presses + 1) < 20
            await pilot.press("down")
        assert presses > 3
        assert lines.cursor is lines.roll.all[2]


async def test_the_mouse_marks_by_dragging_words_by_two_clicks_and_entries_by_three() -> None:
    async with Alone().run_test(size=(60, 24)) as pilot:
        lines = _in(pilot, Person("Who?"), Answer("Your dog is called **Biscuit**, of course."))
        await pilot.pause()
        y = _row(lines, "Biscuit")
        await pilot.mouse_down(lines, offset=(8, y))
        await pilot.hover(lines, offset=(18, y))
        await pilot.mouse_up(lines, offset=(18, y))
        assert await _copied(pilot, "ctrl+c") in ("dog is cal", "dog is call")
        await pilot.click(lines, offset=(25, y), times=2)
        assert pilot.app.screen.get_selected_text() == "Biscuit,"
        await pilot.click(lines, offset=(25, y), times=3)
        assert pilot.app.screen.get_selected_text() == "Your dog is called Biscuit, of course."


async def test_a_line_without_end_is_drawn_in_parts() -> None:
    async with Alone().run_test(size=(60, 24)) as pilot:
        words = "x" * 60_000
        lines = _in(pilot, Answer(f"{words}\n\n```\n{words}\n```"), Person(words))
        await pilot.press("end", "enter", "home", "enter")
        assert max(len(found) for found in lines.roll._lines.values()) < 100
        assert lines.between((0, 0), (1 << 60, 0)).count("x") == 180_000


async def test_the_view_stays_in_step_whatever_is_pressed() -> None:
    chance = Random(7)
    keys = "up down home end pageup pagedown enter v w b $ h l shift+down escape".split()
    async with Alone().run_test(size=(40, 16)) as pilot:
        lines = _in(pilot, *[Answer(f"# {n}\n\n" + "words of it " * (n * 7 % 60), (BISCUIT,)) for n in range(40)])
        for _ in range(60):
            match chance.choice(["key", "key", "key", "resize", "add", "jump"]):
                case "key":
                    await pilot.press(chance.choice(keys))
                    lines.focus()
                case "resize":
                    await pilot.resize_terminal(chance.choice([24, 40, 90]), chance.choice([10, 16, 40]))
                case "add":
                    lines.add(Person("More " * chance.randrange(40)))
                case "jump":
                    lines.scroll_to(y=chance.randrange(lines.roll.height), animate=False)
            await pilot.pause()
            assert lines.virtual_size.height == lines.roll.height
            assert lines.roll.top(lines._rows[0][0]) == lines.top == round(lines.scroll_y)
            assert len(lines._rows) == min(lines.room, lines.roll.height - lines.top)


def _seen(lines: Transcript) -> str:
    return "\n".join(lines.render_line(y).text for y in range(lines.size.height))


async def test_the_number_of_the_message_under_the_cursor_is_shown() -> None:
    async with Alone().run_test(size=(60, 12)) as pilot:
        shown = _in(pilot, Person("a " * 40, n=3), Answer("Woof.", n=4))
        await pilot.press("up")
        await until(pilot, lambda: " message 3" in _seen(shown))
        assert " message 4" not in _seen(shown)
        assert all("message 3" not in line or line.startswith("▌") for line in _seen(shown).split("\n"))
        await pilot.press("escape")
        await until(pilot, lambda: "message" not in _seen(shown))
