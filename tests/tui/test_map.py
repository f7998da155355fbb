"""The map: what is drawn, how one moves on it, and what is read there."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import numpy as np
import pytest
from rich.style import Style
from textual.pilot import Pilot

from secondme.errors import NoService
from secondme.service.map import celled
from secondme.tui.map import BARE, EMPTY, LET_GO, MapScreen, legend, told
from secondme.tui.mapview import CURSOR, View, fitted, map_strips
from tests.scripted import ScriptedClient, row
from tests.tui.driving import app, shown, until

WHOLE = (-1.0, -1.0, 1.0, 1.0)


def picture(**fields: Any) -> dict[str, Any]:
    return {
        "view": WHOLE, "whole": WHOLE, "dots": [[0, 0, 0], [1, 0, 1], [30, 7, 0]],
        "classes": [{"name": "episode", "count": 1200}, {"name": "fact", "count": 3}, {"name": "gist", "count": 0}],
        "labels": [{"x": 0.0, "y": 0.0, "text": "gärten, 花", "count": 9}], "total": 1203, "waiting": 0,
        "state": "", "done": 1.0, "sketch": False,
    } | fields  # fmt: skip


def in_cells(found: dict[str, Any], width: int, height: int) -> dict[str, Any]:
    """The same picture as the service gives it in cells, for so many dots."""
    grid = np.full((height, width), -1, np.intp)
    for x, y, which in found["dots"]:
        if x < width and y < height:
            grid[y, x] = which
    return found | {"cells": celled(grid, {at: one["count"] for at, one in enumerate(found["classes"])})}


class Drawing(ScriptedClient):
    """Gives the same picture for every view, and the rows for every place."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__(rows)
        self.found = picture()
        self.views: list[Any] = []
        self.read: list[Any] = []
        self.colours: list[str] = []
        self.sizes: list[tuple[int, int]] = []

    def map(
        self, view: Any = None, *, width: int = 160, height: int = 80, colour: str = "kind", cells: bool = False
    ) -> dict[str, Any]:
        self._answer()
        assert cells
        self.views.append(view)
        self.colours.append(colour)
        self.sizes.append((width, height))
        return in_cells(self.found, width, height) | {"view": view or self.found["whole"]}

    def map_region(self, view: Any, *, limit: int = 100, offset: int = 0) -> dict[str, Any]:
        self._answer()
        self.read.append(view)
        return {"total": len(self.rows), "memories": self.rows[offset : offset + limit]}

    def map_near(self, x: float, y: float, *, limit: int = 100, offset: int = 0) -> dict[str, Any]:
        return self.map_region((x, y), limit=limit, offset=offset)


def client() -> Drawing:
    return Drawing([row("e1", "My dog is called Pixel."), row("e2", "The rösti burnt. 花が咲く")])


async def opened(pilot: Pilot[None], given: Drawing, words: str = "") -> MapScreen:
    screen = MapScreen(given, UTC, words)
    await pilot.app.push_screen(screen)
    await shown(pilot, MapScreen)
    await until(pilot, lambda: screen.map.cursor or text(screen, "#page-told"))
    return screen


def text(screen: MapScreen, name: str) -> str:
    return str(screen.query_one(name).render())


def test_dots_are_drawn_with_the_names_over_them_and_letters_tell_the_rarest() -> None:
    look = {"0": Style(color="red"), "1": Style(color="blue"), "label": Style(bold=True)}
    found = in_cells(picture(), 2 * 20, 4 * 5)
    lines = map_strips(found, 20, 5, look, letters=False)
    assert {line.cell_length for line in lines} == {20}
    assert lines[0].text[0] == "⠉"
    assert next(style for _, style, _ in lines[0] if style).color == Style(color="blue").color
    assert "gärten, 花" in lines[2].text
    lettered = map_strips(found, 20, 5, look, letters=True)
    assert (lettered[0].text[0], lettered[1].text[15]) == ("f", "e")
    assert {line.cell_length for line in lettered} == {20}


@pytest.mark.parametrize("size", [(1, 1), (8, 3), (300, 80)])
def test_it_fits_where_there_is_little_room_and_where_there_is_much(size: tuple[int, int]) -> None:
    lines = map_strips(in_cells(picture(), 2 * size[0], 4 * size[1]), *size, {}, letters=False)
    assert len(lines) == size[1]
    assert {line.cell_length for line in lines} == {size[0]}


def test_a_place_is_in_its_cell_and_the_cell_in_the_view() -> None:
    view = fitted(WHOLE, 80, 20)
    assert view.box(80, 20) == pytest.approx(WHOLE)
    for cell in ((0, 0), (79, 19), (40, 10)):
        assert view.cell(*view.place(*cell, 80, 20), 80, 20) == cell
    assert view.moved(80, 0).x == pytest.approx(2.0)
    assert View(0, 0, 1, 1).cell(-1.5, 0.5, 2, 2) == (-1, 1)


def test_what_is_said_below() -> None:
    assert told(picture()) == "1,203 memories"
    assert told(picture(state="placing", done=0.5, waiting=7)) == "1,203 memories · placing, 50 % · 7 to come"
    assert told(picture(total=0, classes=[], state="reading", done=0, waiting=7)) == (
        "The picture is being made · reading, 0 % · 7 to come"
    )
    assert legend(picture(), "kind").plain == "by kind: e episode 1,200 · f fact 3"


async def test_one_moves_and_goes_nearer_and_back_to_all_of_it() -> None:
    given = client()
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        assert CURSOR in "".join(screen.map.render_line(y).text for y in range(screen.map.size.height))
        x, y = screen.map.cursor or (0, 0)
        await pilot.press("right", "j")
        to_x, to_y = screen.map.cursor or (0, 0)
        assert to_x > x
        assert to_y > y
        asked = len(given.views)
        await pilot.press("plus")
        await until(pilot, lambda: len(given.views) > asked and given.views[-1])
        left, _, right, _ = given.views[-1]
        assert right - left == pytest.approx(2 / 1.6)
        await pilot.press("L")
        await until(pilot, lambda: given.views[-1] and given.views[-1][0] > left)
        await pilot.press("0", "c")
        await until(pilot, lambda: given.views[-1] is None and given.colours[-1] == "age")
        await pilot.press("H", "H", "H")
        assert screen.map.cursor == pytest.approx((-1.0, 0.0), abs=0.1), "the last cell"


async def test_all_of_it_fits_again_when_the_room_or_the_picture_changes_and_a_part_stays() -> None:
    given = client()
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: given.sizes[-1] == (240, 4 * screen.map.size.height))
        given.found = picture(whole=(-3.0, -2.0, 5.0, 2.0))
        await pilot.press("c")
        await until(pilot, lambda: screen.map.cursor == pytest.approx((1.0, 0.0), abs=0.1))
        await pilot.press("L", "right")
        given.found = picture()
        await pilot.press("c")
        await until(pilot, lambda: screen.map.seen.wide == pytest.approx(8 / 120) and given.views[-1] is not None)
        await pilot.press("0")
        await until(pilot, lambda: screen.map.cursor == pytest.approx((0.0, 0.0), abs=0.1))
        for _ in range(41):
            await pilot.press("right")
        assert screen.map.view is None, "at the edge the cursor stays, and so does the picture"
        given.found = picture(whole=(-0.5, -0.5, 0.5, 0.5))
        await pilot.press("c")
        await until(pilot, lambda: 0.4 < (screen.map.cursor or (0, 0))[0] < 0.5)


async def test_a_sketch_is_shown_while_the_picture_is_laid_out() -> None:
    given = client()
    given.found = picture(sketch=True, state="laying out", done=0.37, waiting=100_000, total=1_200)
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        sketch = "A sketch by 1,200 memories · laying out, 37 % · 100,000 to come"
        await until(pilot, lambda: sketch in text(screen, "#map-line"))
        assert "⠉" in screen.map.render_line(0).text


async def test_a_part_is_selected_and_read_and_escape_leads_back() -> None:
    given = client()
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        await pilot.press("space", "right", "down", "enter")
        await until(pilot, lambda: screen.rows.total == 2 and screen.focused is screen.rows)
        left, top, right, bottom = given.read[-1]
        assert left < right
        assert top < bottom
        assert "2 memories in the part" in text(screen, "#map-here-title")
        assert "Pixel" in screen.rows.render_line(1).text
        assert "2026-05-03" in screen.rows.render_line(1).text
        await pilot.press("escape")
        assert not screen.map.selecting
        assert screen.focused is screen.map
        await pilot.press("enter")
        await until(pilot, lambda: screen.rows.total == 2 and len(given.read[-1]) == 2)
        await pilot.press("d")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "Confirm")
        await pilot.press("y")
        await until(pilot, lambda: given.forgot == ["e1"] and screen.rows.total == 1)
        await pilot.press("escape", "escape")
        assert pilot.app.screen is not screen


async def test_escape_ends_a_selection_first_and_one_with_nothing_in_it_says_so_and_stays() -> None:
    given = client()
    given.rows = []
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        await pilot.press("space", "right", "enter")
        await until(pilot, lambda: BARE in text(screen, "#page-told"))
        assert screen.map.selecting
        await pilot.press("down", "escape")
        assert not screen.map.selecting
        assert LET_GO in text(screen, "#page-told")
        assert pilot.app.screen is screen
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing stands there." in text(screen, "#page-told"))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)


async def test_where_all_is_alike_it_is_named_by_its_middle() -> None:
    given = Drawing([row(f"e{n}", f"The meter shows {n} litres.") for n in range(9)])
    given.found = picture(labels=[])
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        await until(pilot, lambda: "litre" in screen.map.render_line(screen.map.size.height // 2).text)
        await pilot.press("c", "c", "plus")
        await until(pilot, lambda: given.views[-1] is not None)
        assert given.read == [(0.0, 0.0)], "it is asked for once"


async def test_keys_are_taken_while_it_loads() -> None:
    given = client()
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        given.up.clear()
        await pilot.press("plus", "right", "space")
        assert screen.map.selecting
        given.up.set()


async def test_where_there_is_nothing_it_says_what_to_do_and_errors_are_sentences() -> None:
    given = client()
    given.found = picture(dots=[], labels=[], total=0, classes=[])
    async with app(given).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, given)
        await until(pilot, lambda: EMPTY in text(screen, "#page-told"))
        await pilot.press("s")
        assert "Open a list first" in text(screen, "#page-told")
        given.refusing = NoService("The service did not answer.", "Start it.")
        await pilot.press("0")
        await until(pilot, lambda: "! The service did not answer." in text(screen, "#page-told"))


async def test_without_colours_there_are_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    given = client()
    async with app(given).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, given, "age")
        assert given.colours[-1] == "age"
        assert screen.map.render_line(0).text[0] == "f"
        await pilot.press("t")
        await until(pilot, lambda: screen.map.render_line(0).text[0] == "⠉")
