"""The timeline: the heat map, the day under its cursor, and what happened on it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from itertools import cycle
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from secondme.errors import IndexUnavailable
from secondme.tui.confirm import Confirm, Words
from secondme.tui.curve import CurveScreen
from secondme.tui.happenings import Card, Reading, called
from secondme.tui.heat import level, lows
from secondme.tui.rows import PAGE
from secondme.tui.timeline import TimelineScreen
from tests.scripted import ScriptedClient, row
from tests.service.running import Home, home
from tests.tui.driving import app, open_, shown, text, until
from tests.tui.test_curve import found

__all__ = ["home"]
NOW = datetime(2026, 5, 17, 12, tzinfo=UTC).timestamp()
WORDS = {"changed": "edited", "faded": "archived"}
Year = dict[str, dict[str, int]]


class Dated(ScriptedClient):
    """What happened on each day, the kinds of it mixed."""

    def __init__(self, days: Year | None = None) -> None:
        texts = ("My dog is called Biscuit.", "東京の会議は木曜日です。", "It rained.")
        super().__init__(row(f"e{at}", text) for at, text in enumerate(texts))
        self.days = days or {}
        self.asked_for: list[tuple[int, int]] = []

    def timeline(self, begin: str = "", end: str = "") -> dict[str, Any]:
        self._answer()
        none = dict.fromkeys(("said", "read", "learned", "changed", "faded", "forgotten"), 0)
        within = [day for day in sorted(self.days, reverse=True) if begin <= day[:4] <= end]
        return {"from": begin, "to": end, "days": [{"day": day, **none, **self.days[day]} for day in within]}

    def happenings(self, begin: str = "", end: str = "", *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        self._answer()
        self.asked_for.append((offset, limit))
        left = {what: count for what, count in self.days[begin].items() if what != "forgotten"}
        order: list[str] = []
        while any(left.values()):
            order += [what for what, count in left.items() if count]
            left = {what: max(0, count - 1) for what, count in left.items()}
        last = datetime.fromisoformat(f"{begin}T20:00+00:00").timestamp()
        return [
            {"at": last - at, "what": what, "word": WORDS.get(what, ""), "why": "", "undone": False, "memory": row}
            for at, (what, row) in enumerate(zip(order, cycle(self.rows), strict=False))
        ][offset : offset + limit]

    def curve(self, memory: str, *, points: int = 120) -> dict[str, Any]:
        self._answer()
        return found()


def some() -> Year:
    return {
        "2024-12-31": {"said": 5}, "2026-01-01": {"said": 1}, "2026-03-14": {"said": 1, "learned": 2, "changed": 1},
        "2026-05-16": {"read": 9}, "2026-05-17": {"said": 20, "learned": 1, "forgotten": 2},
    }  # fmt: skip


async def opened(pilot: Pilot[None], client: ScriptedClient, words: str = "") -> TimelineScreen:
    await open_(pilot)
    screen = TimelineScreen(client, UTC, words, clock=lambda: NOW)
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.map.known or client.refusing)
    return screen


def drawn(screen: TimelineScreen) -> list[str]:
    return [screen.map.render_line(y).text for y in range(screen.map.size.height)]


def day(screen: Screen[Any]) -> str:
    return str(screen.query_one("#day").render())


def told(screen: TimelineScreen) -> str:
    return str(screen.query_one("#page-told").render())


def listed(screen: TimelineScreen) -> list[str]:
    return [screen.items.render_line(y).text.rstrip() for y in range(1, 1 + screen.items.total)]


def at(screen: TimelineScreen, day: str) -> bool:
    return screen.map.cursor.isoformat() == day and screen.map.known


def test_a_level_is_the_quarter_in_which_a_day_stands_and_equal_days_are_equal() -> None:
    assert lows([]) == {}
    assert lows([7]) == {1: 7}
    assert lows([5, 5, 5]) == {1: 5}
    assert lows(range(101)) == {1: 1, 2: 26, 3: 51, 4: 76}
    few = lows([1, 1, 1, 1, 1, 1, 1, 1, 4, 900])
    assert [level(count, few) for count in (0, 1, 3, 4, 900)] == [0, 1, 1, 4, 4]


async def test_the_year_takes_nine_lines_and_the_day_is_told_in_words() -> None:
    async with app(Dated(some())).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, Dated(some()))
        lines = drawn(screen)
        assert len(lines) == 9
        assert lines[0].startswith("2026 Jan Feb Mar")
        assert lines[4].startswith("Thu  ░·")
        assert lines[7].rstrip().endswith("forgotten       2")
        assert "◆" in lines[7]
        assert lines[8].split() == ["·", "none", "░", "1+", "▒", "4+", "▓", "9+", "█", "23+", "◆", "here"]
        assert day(screen) == "Sunday, 17 May 2026: 20 said, 1 learned, 2 forgotten"
        await until(pilot, lambda: screen.items.total == 21)
        assert listed(screen)[1].startswith("  19:59 learned            東京の会議は木曜日です。")
        assert listed(screen)[0].endswith("█████ 0.93")


async def test_days_weeks_and_years_are_gone_through_by_keys_but_not_into_what_is_to_come() -> None:
    async with app(Dated(some())).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, Dated(some()))
        for key, there in (
            ("down", "2026-05-17"), ("up", "2026-05-16"), ("left", "2026-05-09"), ("right", "2026-05-16"),
            ("home", "2026-01-01"), ("end", "2026-05-17"), ("pageup", "2025-05-17"), ("end", "2025-12-31"),
            ("pagedown", "2026-05-17"), ("pageup", "2025-05-17"), ("t", "2026-05-17"),
        ):  # fmt: skip
            await pilot.press(key)
            assert screen.map.cursor == date.fromisoformat(there)
        screen.map.go(date(2024, 2, 29))
        await pilot.press("pageup")
        assert screen.map.cursor == date(2023, 2, 28)
        screen.map.go(date(1, 1, 1))
        assert screen.map.cursor == date(1970, 1, 1)


async def test_the_next_day_with_anything_is_found_in_other_years_too() -> None:
    async with app(Dated(some())).run_test() as pilot:
        screen = await opened(pilot, Dated(some()))
        for key, there in (("p", "2026-05-16"), ("p", "2026-03-14"), ("p", "2026-01-01"), ("p", "2024-12-31")):
            await pilot.press(key)
            await until(pilot, partial(at, screen, there))
        await pilot.press("p")
        await until(pilot, lambda: "no earlier day with anything" in told(screen))
        await pilot.press("n")
        await until(pilot, lambda: screen.map.cursor == date(2026, 1, 1))
        await pilot.press("t", "n")
        await until(pilot, lambda: "no later day with anything" in told(screen))


async def test_a_filter_counts_and_lists_only_that() -> None:
    async with app(Dated(some())).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, Dated(some()), "2026-03-14")
        await pilot.press("f", "f", "f")
        await until(pilot, lambda: screen.items.total == 2)
        assert day(screen) == "Saturday, 14 March 2026: 1 said, 2 learned, 1 changed · only learned"
        assert all(line[8:15] == "learned" for line in listed(screen))
        assert sum(line.count("░") + line.count("█") for line in drawn(screen)[1:8]) == 1
        assert "› learned" in drawn(screen)[4]
        await pilot.press("p")
        await until(pilot, lambda: 'no earlier day with "learned"' in told(screen))
        await pilot.press("f", "f", "f", "t")
        await until(pilot, lambda: "nothing is left but how much" in told(screen))
        assert not screen.items.total
        await pilot.click("#heat", offset=(70, 1))
        assert screen.map.what == ""


def test_what_is_filtered_comes_by_page_and_each_page_goes_on_where_the_last_ended() -> None:
    client = Dated({"2026-05-17": {"said": 150, "read": 2_000}})
    reading = Reading(client, date(2026, 5, 17), "read")
    pages = [reading.page(at) for at in (3, 0, 19, 20)]
    assert [len(page) for page in pages] == [PAGE, PAGE, PAGE, 0]
    ats = [one["happening"]["at"] for at in range(20) for one in reading.page(at)]
    assert ats == sorted(set(ats), reverse=True)
    client.asked_for.clear()
    assert [len(Reading(client, reading.day, "said").page(at)) for at in (0, 1, 2)] == [100, 50, 0]
    assert max(limit for _, limit in client.asked_for) <= 1000


async def test_a_memory_opens_with_its_strength_and_escape_goes_back_step_by_step() -> None:
    client = Dated(some())
    async with app(client).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, client, "2026-03")
        await until(pilot, lambda: screen.map.cursor == date(2026, 3, 1))
        await pilot.press("n")
        await until(pilot, lambda: screen.items.total == 4)
        assert "conversation of 3 May 2026" in " ".join(str(screen.query_one("#about-text").render()).split())
        await pilot.press("enter", "down", "enter")
        await shown(pilot, Card)
        card = pilot.app.screen
        await until(pilot, lambda: "History" in str(card.query_one("#card-text").render()))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CurveScreen))
        await pilot.press("escape", "escape")
        assert screen.items.has_focus
        await pilot.press("escape")
        assert screen.map.has_focus
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)


async def test_a_date_is_gone_to_and_what_is_none_is_refused() -> None:
    client = Dated(some())
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, client, "someday")
        await until(pilot, lambda: "'someday' is not a date." in told(screen))
        for written, there in (("2024", "2024-01-01"), ("2031", "2026-05-17")):
            await pilot.press("g")
            await shown(pilot, Words)
            await pilot.press(*written, "enter")
            await until(pilot, partial(at, screen, there))
        await pilot.press("g")
        await shown(pilot, Words)
        await pilot.press(*"2024-13", "enter")
        await until(pilot, lambda: "! '2024-13' is not a date. Write it as 2026, 2026-03" in text(pilot.app))
        asks = pilot.app.screen
        assert isinstance(asks, Words)
        assert asks.query_one(Input).value == "2024-13"
        await pilot.press("backspace")
        await until(pilot, lambda: "is not a date" not in text(pilot.app))
        await pilot.press("2", "enter")
        await until(pilot, partial(at, screen, "2024-12-01"))


async def test_where_nothing_is_remembered_and_where_the_year_is_empty_it_says_what_to_do() -> None:
    empty, old = Dated(), Dated({"2019-07-01": {"said": 1}})
    async with app(empty).run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        await pilot.press("f3")
        await shown(pilot, TimelineScreen)
        await until(pilot, lambda: "/watch PATH" in day(pilot.app.screen))
        await pilot.press("enter", "f", "s", "d", "n")
    async with app(old).run_test(size=(40, 20)) as pilot:
        screen = await opened(pilot, old)
        await until(pilot, lambda: "p goes to Monday, 1 July 2019" in told(screen))
        assert "◆" in "".join(drawn(screen))
        await pilot.press("p")
        await until(pilot, lambda: screen.items.total == 1)
        assert listed(screen)[0].startswith("› 20:00 said        My dog")


async def test_an_error_is_a_sentence_and_what_was_forgotten_goes_from_the_day() -> None:
    client = Dated(some())
    async with app(client).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, client)
        client.refusing = IndexUnavailable("The index does not answer.", "Run: secondme doctor --rebuild")
        await pilot.press("pageup")
        await until(pilot, lambda: "What to do: Run: secondme doctor --rebuild" in told(screen))
        client.refusing = None
        await pilot.press("pagedown")
        await until(pilot, lambda: screen.items.total == 21)
        await pilot.press("enter", "down", "d")
        await shown(pilot, Confirm)
        client.days["2026-05-17"] = {"said": 20, "forgotten": 3}
        await pilot.press("y")
        await until(pilot, lambda: screen.items.total == 20)
        assert "Forgotten: 1 memory. u brings it back within 30 seconds." in told(screen)
        assert screen.items.cursor == 1
        assert day(screen).endswith("20 said, 3 forgotten")
        await pilot.press("u")
        await until(pilot, lambda: "Undid 1" in told(screen))


async def test_it_shows_what_a_real_service_has(home: Home) -> None:
    home.run("remember", "The spare key is with Ana.")
    async with app(ScriptedClient()).run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        screen = TimelineScreen(home.client, None)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.items.total == 1)
        assert "The spare key is with Ana." in listed(screen)[0]
        assert day(screen).endswith(": 1 said")


async def test_where_all_days_are_of_one_level_the_legend_says_how_much_that_is() -> None:
    alike = {f"2026-01-0{n}": {"said": 288} for n in range(1, 7)}
    few = {"2026-05-17": {"said": 15}}
    for days, legend in ((few, "░ 15 a day"), (few | alike, "░ 15 to 288 a day")):
        async with app(Dated(days)).run_test(size=(80, 24)) as pilot:
            assert legend in drawn(await opened(pilot, Dated(days)))[8]


def test_what_was_undone_is_not_told_as_if_it_held() -> None:
    assert called({"word": "pinned", "what": "changed", "undone": True}) == "pinned, undone"
    assert called({"word": "undone: pinned", "what": "changed", "undone": True}) == "undone: pinned"
    assert called({"word": "", "what": "said", "undone": False}) == "said"
