"""The transcript: only what is near the view is drawn, a tail that grows, a view that stays."""

from __future__ import annotations

from textual.geometry import Offset
from textual.selection import Selection

from secondme.events import Piece
from secondme.tui.draw import Answer, Level, Person
from secondme.tui.reel import key
from secondme.tui.roll import KEPT, NEAR, Place
from tests.scripted import ScriptedClient, recollection
from tests.tui.driving import answer, app, asked, open_, shows, transcript, until

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
            assert not pilot.app.chat.query_one("#behind").display  # nothing is new
            if size != (300, 80):  # there nearly everything is on the screen
                at = round(lines.scroll_y)
                assert question in "\n".join(lines.text.splitlines()[max(0, at - 5) : at + 24])


async def test_of_many_messages_only_those_near_the_view_are_drawn() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        lines = transcript(pilot)
        memory = recollection("My dog is called Biscuit.")
        said = [f"Answer {n}. " + "word " * (n % 90) for n in range(1000)]
        talk = [(Person(f"Question {n}?"), Answer(text, (memory,))) for n, text in enumerate(said)]
        lines.add(*(entry for pair in talk for entry in pair))
        assert len(lines.roll._lines) < 100
        await pilot.press("ctrl+up")
        await until(pilot, lambda: lines.has_focus)
        for _ in range(25):
            await pilot.press("pageup")
        assert sum(map(len, lines.roll._lines.values())) <= KEPT
        assert len([one for one in lines.roll.all if one.parts is not None]) <= NEAR + 1
        await pilot.press("home")
        assert "Question 0?" in seen(lines)
        await pilot.press("end")
        assert "Answer 999." in seen(lines)


async def test_the_text_does_not_jump_where_heights_were_taken_for_others() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(60, 20)) as pilot:
        await open_(pilot)
        lines = transcript(pilot)
        table = "| a | b |\n|---|---|\n| 1 | **wide** 日本 |\n"
        for n in range(80):
            lines.add(Person(f"Question {n}"), Answer(f"# Answer {n}\n\n{table}"))
        for by in (-7, -3, -11, -9, -1, 5, -13, -6, 9, -24, 11, -8):
            before = seen(lines).split("\n")
            lines.scroll_to(y=lines.scroll_y + by, animate=False)
            await pilot.pause()
            now = seen(lines).split("\n")
            kept = max(0, len(before) - abs(by))
            above, below = (now, before) if by < 0 else (before, now)
            assert above[len(above) - kept :] == below[:kept]


async def test_a_growing_answer_is_drawn_block_by_block_and_ends_as_it_grew() -> None:
    client = ScriptedClient()
    code = "Look:\n\n```python\n" + "\n".join(f"x{n} = {n}" for n in range(100)) + "\n```\n\nDone with **it**."
    async with app(client).run_test(size=(80, 24)) as pilot:
        stream = await asked(pilot, client, "Code.", *[Piece(part) for part in code.partition("x50 = 50")])
        await shows(pilot, "x99 = 99")
        growing = transcript(pilot).text
        assert all(f"x{n} = {n}\n" in growing for n in range(99))
        stream.feed(*answer(code)[-1:])
        await shows(pilot, "Done with it.")
        await until(pilot, lambda: len(transcript(pilot).entries) == 3)
        assert "x99 = 99\n\n  Done with it." in transcript(pilot).text


async def test_what_the_model_thinks_is_one_line_until_it_is_opened() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(80, 24)) as pilot:
        stream = await asked(pilot, client, "Why?", Piece("<think>\nThe person asks "))
        await shows(pilot, "▸ thinking, 3 words")
        whole = "<think>\nThe person asks why.\n</think>\n\nBecause."
        stream.feed(Piece("why.\n</think>\n\nBecause."), *answer(whole)[-1:])
        await shows(pilot, "▸ thought for 4 words (enter shows it)\n\n  Because.")
        lines = transcript(pilot)
        assert "The person asks" not in lines.text
        await pilot.press("ctrl+up")
        await until(pilot, lambda: lines.has_focus)
        await pilot.press("enter")
        await shows(pilot, "  │ The person asks why.\n\n  Because.")
        await pilot.press("enter")
        assert "The person asks" not in lines.text


async def test_a_long_paste_is_folded_and_an_answer_when_the_person_wants_it() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        lines = transcript(pilot)
        paste = Person("\n".join(f"line {n}" for n in range(10_000)))
        lines.add(paste, Answer("\n".join(f"row {n}" for n in range(90))))
        assert "line 5\n" in lines.text
        assert "… about 9,990 more lines (enter)" in lines.text
        assert "line 50" not in lines.text
        assert "row 89" in lines.text
        await pilot.press("ctrl+up")
        await until(pilot, lambda: lines.has_focus)
        await pilot.press("enter")
        assert lines.cursor is not None
        assert lines.cursor.level is Level.FOLDED
        assert "row 50" not in lines.text
        await pilot.press("enter")
        assert "row 89" in lines.text
        assert lines.entries[-2] is paste


async def test_control_characters_never_reach_the_terminal() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await asked(pilot, client, "Hi \x1b[2J.", *answer("Red \x1b[31m and \x9b2J title \x1b]0;x\x07 \ud800."))
        await shows(pilot, "Red [31m and 2J")
        assert not set(transcript(pilot).text) & {"\x1b", "\x9b", "\x07", "\ud800"}


async def test_what_is_marked_with_the_mouse_is_copied_as_text() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(50, 24)) as pilot:
        text = "The quick brown fox jumps over the lazy dog and on.\n\n- one\n- two"
        await asked(pilot, client, "Hi.", *answer(text))
        await shows(pilot, "two")
        lines = transcript(pilot)
        first, last = key(Place(len(lines.roll.all) - 1, 0, 0)), key(Place(len(lines.roll.all) - 1, 1, 9))
        pilot.app.screen.selections = {lines: Selection(Offset(6, first), Offset(99, last))}
        await pilot.pause()
        copied = pilot.app.screen.get_selected_text()
        assert copied == "quick brown fox jumps over the lazy dog and on.\n\n- one\n- two"
        assert any("The quick brown fox" in lines.render_line(y).text for y in range(lines.size.height))


def seen(lines: object) -> str:
    """The lines of the view."""
    return "\n".join(line.strip.text.rstrip() for _, line in lines._rows)  # type: ignore[attr-defined]
