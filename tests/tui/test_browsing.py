"""The memory screen: orders, limits, marks, and what is done with one memory or several."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input, TextArea

from secondme.errors import HoldsSecret
from secondme.memory.record import Kind
from secondme.tui.confirm import Confirm, KeepSecret, YesNo
from secondme.tui.curve import CurveScreen
from secondme.tui.filters import FilterScreen, line_of
from tests.scripted import ScriptedClient, row
from tests.tui.driving import app, shown, until
from tests.tui.test_memories import detail, lines, opened, some, told


class Browsed(ScriptedClient):
    """Memories that change as they are told to."""

    def __init__(self) -> None:
        super().__init__(some())
        self.written: list[tuple[str, str, str]] = []
        self.secret = False

    def edit(self, memory: str, words: str, *, secrets: str = "") -> dict[str, Any]:
        self._answer()
        if self.secret and not secrets:
            raise HoldsSecret("This holds a password.")
        self.written.append(("edit", memory, words))
        return row(memory, words) | {"version": 2}

    def wrong(self, memory: str, words: str = "", *, secrets: str = "") -> dict[str, Any]:
        self._answer()
        self.written.append(("wrong", memory, words))
        return row(memory, words)

    def curve(self, memory: str, *, points: int = 120) -> dict[str, Any]:
        raise HoldsSecret("There is none.")


def found(screen: Any) -> str:
    return str(screen.query_one("#found").render())


async def test_the_order_goes_round_and_is_said() -> None:
    client = Browsed()
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "o")
        await until(pilot, lambda: "newest first" in found(screen))
        await pilot.press("o", "o")
        await until(pilot, lambda: "weakest first" in found(screen))
        assert "strength ▲" in lines(screen)
        assert client.orders[-1] == "weakest"
        await pilot.press("O", "O", "O")
        await until(pilot, lambda: found(screen) == "5 memories")


async def test_limits_are_chosen_with_their_counts_and_stand_in_the_search() -> None:
    client = Browsed()
    async with app(client).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "f")
        await shown(pilot, FilterScreen)
        panel = pilot.app.screen
        assert isinstance(panel, FilterScreen)
        await until(pilot, lambda: panel.choices.option_count == 4)
        assert "[ ] episode" in str(line_of({"label": "episode", "count": 3, "on": False, "limit": "kind:episode"}))
        await pilot.press("space")
        await until(pilot, lambda: panel.words == "kind:episode")
        await pilot.press("down", "enter", "x")
        await until(pilot, lambda: panel.words == "")
        await until(pilot, lambda: panel.choices.highlighted == 2)
        await pilot.press("space", "escape")
        await until(pilot, lambda: screen.query_one("#search", Input).value == "kind:passage")
        await until(pilot, lambda: client.pages[-1][0] == "kind:passage")


async def test_several_are_marked_pinned_and_corrected_at_once() -> None:
    client = Browsed()
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "space", "space")
        assert found(screen) == "5 memories · 2 marked: d forget, p pin, m merge, w wrong"
        assert lines(screen).count("✓") == 2
        await pilot.press("p")
        await until(pilot, lambda: "Pinned 2 memories" in told(screen))
        assert client.changed_many == [("pin", ["e1", "e2"])]
        await pilot.press("a")
        await until(pilot, lambda: "5 marked" in found(screen))
        await pilot.press("a")
        assert found(screen) == "5 memories"
        await pilot.press("space", "a")
        await until(pilot, lambda: "5 marked" in found(screen))
        await pilot.press("w")
        await shown(pilot, YesNo)
        await pilot.press("y")
        await until(pilot, lambda: "Marked 5 memories as wrong" in told(screen))
        assert "marked" not in found(screen)
        await pilot.press("space", "escape")
        assert screen.rows.marked == {}
        assert pilot.app.screen is screen


async def test_two_become_one_in_the_words_of_the_person() -> None:
    client = Browsed()
    async with app(client).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "m")
        await until(pilot, lambda: "Mark two memories or more" in told(screen))
        await pilot.press("space", "space", "m")
        area = screen.query_one(TextArea)
        await until(pilot, lambda: pilot.app.focused is area)
        assert area.text == "My dog is called Biscuit.\nI moved to Lisbon in spring."
        await pilot.press(*" Both.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.rows.total == 4)
        assert client.rows[0]["kind"] == Kind.FACT
        assert client.rows[0]["text"].endswith("spring. Both.")
        assert "u takes them apart again" in told(screen)


async def test_a_memory_is_edited_in_place_and_a_secret_is_asked_about() -> None:
    client = Browsed()
    client.secret = True
    async with app(client).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "e")
        area = screen.query_one(TextArea)
        await until(pilot, lambda: pilot.app.focused is area)
        await pilot.press("escape")
        assert not screen.editing.display
        await pilot.press("e")
        area.text = "The password is hunter2."
        await pilot.press("ctrl+s")
        await shown(pilot, KeepSecret)
        await pilot.press("k")
        await until(pilot, lambda: "This is version 2" in told(screen))
        assert client.written == [("edit", "e1", "The password is hunter2.")]
        await pilot.press("w", "ctrl+s")
        await until(pilot, lambda: client.written[-1] == ("wrong", "e1", ""))
        await pilot.press("down", "down", "e")
        await until(pilot, lambda: "stands in a watched file" in told(screen))


async def test_all_that_is_marked_is_forgotten_after_a_yes() -> None:
    client = Browsed()
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "space", "space", "d")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: screen.rows.total == 3)
        assert client.forgot == ["e1", "e2"]


async def test_numbers_lead_to_what_rests_on_a_memory_and_s_to_its_strength() -> None:
    client = Browsed()
    async with app(client).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "[1] 3 May 2026, I noticed" in detail(screen))
        await pilot.press("1")
        await until(pilot, lambda: "You like dogs." in detail(screen) and "History" in detail(screen))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CurveScreen))
