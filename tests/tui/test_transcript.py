"""The transcript: lines that are kept, a tail that grows, a view that stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

from secondme.events import Piece
from secondme.tui.draw import Answer, Person
from secondme.tui.markdown import Renderer, split
from tests.scripted import ScriptedClient
from tests.tui.driving import answer, app, asked, shows, transcript, until

TALK = "\n".join(f"- item {n} with some words that go on for a while" for n in range(40))


async def test_the_view_follows_the_end_and_stays_where_the_person_scrolled_to() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(80, 24)) as pilot:
        stream = await asked(pilot, client, "List.", Piece(TALK))
        await shows(pilot, "item 39")
        lines = transcript(pilot)
        await until(pilot, lambda: lines.scroll_y == lines.max_scroll_y > 0)
        await pilot.press("pageup")
        here = lines.scroll_y
        assert lines.behind
        stream.feed(Piece("\n- one more\n- and another"))
        await shows(pilot, "and another")
        assert lines.scroll_y == here
        await until(pilot, lambda: pilot.app.chat.query_one("#behind").display)
        await pilot.press("end")
        await until(pilot, lambda: lines.scroll_y == lines.max_scroll_y)
        await until(pilot, lambda: not pilot.app.chat.query_one("#behind").display)


async def test_a_resize_keeps_all_text_and_the_place() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(100, 24)) as pilot:
        lines = transcript(pilot)
        for n in range(30):
            lines.add(Person(f"Question {n}: " + "word " * 30), Answer(f"Answer {n}: " + "wort " * 30))
        await asked(pilot, client, "More.", Piece("growing " * 30))
        await shows(pilot, "growing")
        before = " ".join(lines.text.split())
        await pilot.press("pageup", "pageup", "pageup")
        top = lines.text.splitlines()[round(lines.scroll_y) :]
        question = next(line for line in top if "Question" in line or "Answer" in line)[:13]
        for size in ((47, 20), (100, 24), (300, 80)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert " ".join(lines.text.split()) == before
            if size != (300, 80):  # there nearly everything is on the screen
                at = round(lines.scroll_y)
                assert question in "\n".join(lines.text.splitlines()[max(0, at - 5) : at + 24])


async def test_wide_characters_never_make_a_line_too_long() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(40, 24)) as pilot:
        await asked(pilot, client, "日本語の長い文章です。" * 5, *answer("🐶 Biscuit は犬です。" * 8))
        await shows(pilot, "犬")
        lines = transcript(pilot)
        for at in range(lines.virtual_size.height):
            assert lines._line(at).cell_length <= 38


async def test_control_characters_never_reach_the_terminal() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await asked(pilot, client, "Hi \x1b[2J.", *answer("Red \x1b[31m and \x9b2J title \x1b]0;x\x07."))
        await shows(pilot, "Red [31m and 2J")
        assert not set(transcript(pilot).text) & {"\x1b", "\x9b", "\x07"}


async def test_lines_can_be_selected_and_copied() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await asked(pilot, client, "Hi.", *answer("The quick brown fox."))
        await shows(pilot, "fox.")
        lines = transcript(pilot)
        at = next(n for n, line in enumerate(lines.text.splitlines()) if "quick" in line)
        pilot.app.screen.selections = {lines: Selection(Offset(6, at), Offset(11, at))}
        await pilot.pause()
        assert pilot.app.screen.get_selected_text().strip() == "quick"
        assert lines.render_line(at).text.startswith("  The quick brown fox.")


async def test_a_finished_answer_is_rendered_from_its_source() -> None:
    client = ScriptedClient()
    code = "Look:\n\n```python\n" + "\n".join(f"x{n} = {n}" for n in range(100)) + "\n```\n\nDone with **it**."
    async with app(client).run_test(size=(80, 24)) as pilot:
        stream = await asked(pilot, client, "Code.", *[Piece(part) for part in code.partition("x50 = 50")])
        await shows(pilot, "x99 = 99")
        growing = transcript(pilot).text
        stream.feed(*answer(code)[-1:])
        await until(pilot, lambda: "… " not in transcript(pilot).text and "Done with it." in transcript(pilot).text)
        assert all(f"x{n} = {n}\n" in growing for n in range(99))


@given(st.lists(st.sampled_from(["a", "\n", "\n\n", "```", "```py\n", "- b\n", "1. c\n", "  d", "~~~\n"]), max_size=60))
def test_a_split_loses_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    done, tail = split(text, longest_code=1_000)
    assert done + tail == text
    assert split(done + "\n")[0] in ("", done, done + "\n") or done


def test_a_long_fence_is_cut_closed_and_opened_again() -> None:
    code = "```py\n" + "x = 1\n" * 60
    done, tail = split(code, longest_code=40)
    assert done.count("x = 1") + tail.count("x = 1") == 60
    assert done.endswith("```\n")
    assert tail.startswith("```py\n")


def test_a_tag_is_shown_as_it_was_written() -> None:
    lines = Renderer().lines("Write `<b>` or <b>bold</b>.\n\n<div>a block</div>", 60)
    shown = "\n".join(line.text for line in lines)
    assert "<b>bold</b>" in shown
    assert "<div>a block</div>" in shown


def test_markdown_fits_its_width() -> None:
    text = "# T\n\n| a | b |\n|---|---|\n| " + "long " * 20 + "| c |\n\n```\n" + "y" * 90 + "\n```\n\n> " + "q " * 60
    for width in (20, 40, 76):
        assert all(line.cell_length <= width for line in Renderer().lines(text, width))
