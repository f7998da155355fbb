"""The memory screen."""

from __future__ import annotations

import re
from datetime import UTC

from secondme.errors import IndexUnavailable, NotFound
from secondme.memory.record import By, Derived, Kind, Status, Written
from secondme.tui.app import SecondMeApp
from secondme.tui.confirm import Confirm
from secondme.tui.detail import described
from secondme.tui.memories import MemoryScreen
from tests.scripted import MAY_3, ScriptedClient, row
from tests.tui.driving import Pilot, app, shown, until


def some() -> list[dict[str, object]]:
    """A few memories of each sort."""
    garden = Written("f", "notes/garden.md", 0, 20, 12, "Soil", "")
    return [
        row("e1", "My dog is called Biscuit."),
        row("e2", "I moved to Lisbon in spring.", strength=0.41, made=1_770_000_000.0),
        row("p1", "The beds need compost in April, and the roses nothing at all before May.", kind=Kind.PASSAGE,
            by=By.FILE, strength=1.0, source=garden, where="notes/garden.md, line 12"),
        row("e3", "It rained the whole week 雨 ☔.", strength=0.12, status=Status.FADED, made=1_760_000_000.0),
        row("i1", "You like dogs.", kind=Kind.INSIGHT, source=Derived("counting", ("e1", "e2"))),
    ]  # fmt: skip


async def opened(pilot: Pilot[None], total: int) -> MemoryScreen:
    await pilot.press("ctrl+o")
    await until(pilot, lambda: isinstance(pilot.app.screen, MemoryScreen))
    screen = pilot.app.screen
    assert isinstance(screen, MemoryScreen)
    await until(pilot, lambda: screen.rows.total == total and screen.query_one("#found").render())
    return screen


def lines(screen: MemoryScreen) -> str:
    return "\n".join(screen.rows.render_line(y).text for y in range(screen.rows.size.height))


def detail(screen: MemoryScreen) -> str:
    """With the words of a line together that wraps."""
    return re.sub(r"(?<=\S) *\n  +(?=\S)", " ", str(screen.query_one("#all").render()))


def told(screen: MemoryScreen) -> str:
    return str(screen.query_one("#page-told").render())


async def test_memories_are_listed_with_strength_and_state() -> None:
    async with app(ScriptedClient(some())).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 5)
        assert "My dog is called Biscuit." in lines(screen)
        assert "█████ 0.93 active" in lines(screen)
        assert "█░░░░ 0.12 faded" in lines(screen)
        assert "conversation of 3 May 2026" in detail(screen)


async def test_a_limit_that_means_nothing_is_told_until_the_search_is_another() -> None:
    client = ScriptedClient(some())
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        client.refusing = NotFound("Nobody named 'an' spoke here. There are: Ana.")
        await pilot.press(*"from", "colon", *"an")
        await until(pilot, lambda: "Nobody named 'an' spoke here." in told(screen))
        client.refusing = None
        screen.query_one("#search").value = ""
        await until(pilot, lambda: not screen.query_one("#page-told").display)
        assert screen.rows.total == 5


async def test_searching_as_one_types() -> None:
    client = ScriptedClient(some())
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press(*"dog")
        await until(pilot, lambda: screen.rows.total == 2)
        assert "2 memories found" in str(screen.query_one("#found").render())
        assert ("dog", 0) in client.pages
        assert ("d", 0) not in client.pages


async def test_a_search_says_how_sure_it_is_and_what_was_asked_amiss() -> None:
    client = ScriptedClient(some())
    client.searched = {"verdict": "perhaps", "notice": "There is no 31 February."}
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press(*"dog")
        await until(pilot, lambda: "perhaps not what you mean" in str(screen.query_one("#found").render()))
        assert told(screen) == "· There is no 31 February."


async def test_a_search_without_result_and_an_empty_memory_say_what_to_do() -> None:
    async with app(ScriptedClient(some())).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press(*"zebra")
        await until(pilot, lambda: "Try other or fewer words" in told(screen))
    async with app(ScriptedClient()).run_test() as pilot:
        screen = await opened(pilot, 0)
        await until(pilot, lambda: "/watch PATH" in told(screen))


async def test_pinning_and_letting_go() -> None:
    client = ScriptedClient(some())
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "p")
        await until(pilot, lambda: "Pinned" in told(screen))
        assert client.rows[0]["pinned"]
        assert "pinned" in lines(screen)
        await pilot.press("p")
        await until(pilot, lambda: "Let go" in told(screen))
        assert not client.rows[0]["pinned"]


async def test_forgetting_asks_with_all_that_goes() -> None:
    client = ScriptedClient(some())
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "d")
        await shown(pilot, Confirm)
        asked = "".join(str(part.render()) for part in pilot.app.screen.query("Static"))
        assert "My dog is called Biscuit." in asked
        assert "You like dogs." in asked
        await pilot.press("escape")
        assert not client.forgot
        await pilot.press("d")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: screen.rows.total == 4)
        assert client.forgot == ["e1"]
        assert "Forgotten: 1 memory." in told(screen)
        await pilot.press("u")
        await until(pilot, lambda: "Undid 1: forgot (1 memory)." in told(screen))


async def test_all_of_a_memory_is_shown_and_escape_goes_back_step_by_step() -> None:
    async with app(ScriptedClient(some())).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "History" in detail(screen))
        assert "3 May 2026, 10:00: made (version 1) · you said it" in detail(screen)
        assert "What rests on it" in detail(screen)
        assert "fades in 56 days unless it is recalled" in detail(screen)
        await pilot.press("escape")
        assert pilot.app.focused is screen.rows
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is _chat(pilot))


async def test_rows_come_by_page_and_only_those_near_the_view_are_held() -> None:
    client = ScriptedClient(row(f"e{n}", f"Memory number {n}.") for n in range(5_000))
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5_000)
        assert [offset for _, offset in client.pages] == [0]
        await pilot.press("down", "end")
        await until(pilot, lambda: "Memory number 4999." in lines(screen))
        assert [offset for _, offset in client.pages] == [0, 4_900]
        for at in range(4_900, 0, -300):
            screen.rows.action_to(at)
            await until(pilot, lambda at=at: screen.rows.row(at))
        assert len(screen.rows._pages) <= 12


async def test_an_error_is_a_sentence_in_the_screen() -> None:
    client = ScriptedClient(some())
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        client.refusing = IndexUnavailable("The index does not answer.", "Run: secondme doctor --rebuild")
        await pilot.press(*"dog")
        await until(pilot, lambda: "What to do: Run: secondme doctor --rebuild" in told(screen))
        assert "Biscuit" in lines(screen)


def _chat(pilot: Pilot[None]) -> object:
    assert isinstance(pilot.app, SecondMeApp)
    return pilot.app.chat


def test_an_open_end_is_told_as_since_and_what_the_person_wrote_as_theirs() -> None:
    lesson = row("l1", "Give prices in euros.", kind=Kind.LESSON, source=Derived("told", ("e1",)), strength=0.0)
    lesson |= {"valid_from": MAY_3, "days_left": 0.0}

    def shown_of(**fields: object) -> str:
        return "\n".join(line.text.plain for line in described(lesson | fields, UTC))

    assert "you said, 3 May 2026" in shown_of()
    assert "has faded" in shown_of()
    assert "since 3 May 2026" in shown_of()
    assert "until 3 May 2026" in shown_of(valid_from=None, valid_to=MAY_3)
    assert "from 3 May 2026 to 4 May 2026" in shown_of(valid_to=MAY_3 + 86_400)
