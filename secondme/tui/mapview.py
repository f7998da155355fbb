"""The picture of memory as a widget: dots of braille or letters, names of places, and a cursor that selects.

It keeps no memories: it shows the lines that were drawn for a view, and the cursor's place in the picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from secondme import phrases

LETTERS = {
    "episode": "e", "passage": "p", "fact": "f", "insight": "i", "lesson": "l", "profile": "y", "gist": "g",
    "last week": "w", "last month": "m", "last year": "y", "older": "o",
}  # fmt: skip
"""The sign of each class, for where colours do not tell."""
CLASSES = 7
ALIKE = re.compile(r"(\d)(?:\1| )*|^ +")
"""Cells of a class. One without a dot looks the same in any style: it goes with those before it, as few parts draw
quicker."""
CURSOR = "◎"
STEP = 2
"""Cells across that the cursor moves at once; down it is one."""
CLOSEST, FARTHEST = 2_000.0, 1.5
"""How many times as near one can go, and how many times as far, as the whole."""
ZOOM = 1.6
PAN = 0.5
"""Part of the picture that moves where the cursor leaves it."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """What is seen: the place in the middle, and how much of the picture a cell is, across and down."""

    x: float
    y: float
    wide: float
    high: float

    def box(self, width: int, height: int) -> Box:
        """The part of the picture in so many cells."""
        across, down = self.wide * width / 2, self.high * height / 2
        return self.x - across, self.y - down, self.x + across, self.y + down

    def cell(self, x: float, y: float, width: int, height: int) -> tuple[int, int]:
        """The cell that a place is in, which may be outside."""
        left, top, _, _ = self.box(width, height)
        return floor((x - left) / self.wide), floor((y - top) / self.high)

    def place(self, column: int, row: int, width: int, height: int) -> tuple[float, float]:
        """The middle of a cell."""
        left, top, _, _ = self.box(width, height)
        return left + (column + 0.5) * self.wide, top + (row + 0.5) * self.high

    def moved(self, columns: float, rows: float) -> View:
        """As many cells on."""
        return replace(self, x=self.x + columns * self.wide, y=self.y + rows * self.high)


def fitted(box: Box, width: int, height: int) -> View:
    """The view of a box in so many cells."""
    left, top, right, bottom = box
    return View((left + right) / 2, (top + bottom) / 2, (right - left) / max(1, width), (bottom - top) / max(1, height))


def map_strips(
    found: Mapping[str, Any], width: int, height: int, look: Mapping[str, Style], letters: bool
) -> list[Strip]:
    """The picture in so many cells: what `client.map` gave for as many, as cells. `look` may style `0` to `6`, the
    classes, and `label`. With `letters` a cell shows the sign of its class instead of dots."""
    styles = [look.get(str(which)) for which in range(len(found["classes"]))]
    signs = [LETTERS.get(one["name"], "?") for one in found["classes"]]
    names = _placed(found, width, height)
    lines: list[Strip] = []
    for row, (drawn, classes) in enumerate(found["cells"][:height]):
        parts: list[Segment] = []
        for run in ALIKE.finditer(classes):
            which = int(run[1]) if run[1] else None
            text = drawn[run.start() : run.end()]
            if letters and which is not None:
                text = run[0].replace(run[1], signs[which])
            parts.append(Segment(text, None if which is None else styles[which]))
        line = Strip(parts).adjust_cell_length(width)
        for column, name in names.get(row, ()):
            line = _over(line, column, Segment(name, look.get("label")))
        lines.append(line)
    return lines


def _placed(found: Mapping[str, Any], width: int, height: int) -> dict[int, list[tuple[int, str]]]:
    """Names by their rows, each with its column; one that has no room beside those before it is left out."""
    left, top, right, bottom = found["view"]
    names: dict[int, list[tuple[int, str]]] = {}
    for label in found["labels"]:
        name = f" {phrases.clean(label['text'])} "
        size = cell_len(name)
        middle = int((label["x"] - left) / (right - left) * width)
        column = max(0, min(middle - size // 2, width - size))
        row = int((label["y"] - top) / (bottom - top) * height)
        beside = names.setdefault(row, [])
        if size <= width and all(column >= at + cell_len(one) or at >= column + size for at, one in beside):
            beside.append((column, name))
    return names


def _over(line: Strip, column: int, part: Segment) -> Strip:
    """A line with a part of it written over."""
    end = column + part.cell_length
    return Strip.join([line.crop(0, column), Strip([part], part.cell_length), line.crop(end, line.cell_length)])


class MapView(Widget, can_focus=True):
    """The picture. Where it is looked at, and where its cursor stands, is known here and nowhere else."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--label", "map--cursor", "map--box", *(f"map--{at}" for at in range(CLASSES)),
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Read here", show=False, id="map.open"),
        Binding("plus,equals_sign,i", "zoom(1)", "Nearer", show=False, id="map.nearer"),
        Binding("minus,o", "zoom(-1)", "Farther", show=False, id="map.farther"),
        Binding("space,v", "select", "Select", show=False, id="map.select"),
        Binding("c", "screen.colour", "Kind or age", show=False, id="map.colour"),
        Binding("t", "screen.letters", "Letters or dots", show=False, id="map.letters"),
        Binding("0,home", "whole", "All of it", show=False, id="map.whole"),
        Binding("shift+up,K", "pan(0,-1)", "The part above", show=False, id="map.part.up"),
        Binding("shift+down,J", "pan(0,1)", "The part below", show=False, id="map.part.down"),
        Binding("shift+left,H", "pan(-1,0)", "The part to the left", show=False, id="map.part.left"),
        Binding("shift+right,L", "pan(1,0)", "The part to the right", show=False, id="map.part.right"),
        Binding("up,k", "move(0,-1)", "Up", show=False, id="map.up"),
        Binding("down,j", "move(0,1)", "Down", show=False, id="map.down"),
        Binding("left,h", "move(-1,0)", "West", show=False, id="map.left"),
        Binding("right,l", "move(1,0)", "East", show=False, id="map.right"),
    ]
    DEFAULT_CSS = """
    MapView {
        height: 1fr; min-height: 5;
        & > .map--0 { color: $text-primary; }
        & > .map--1 { color: $text-error; }
        & > .map--2 { color: $text-success; }
        & > .map--3 { color: $text-warning; }
        & > .map--4 { color: $foreground; }
        & > .map--5 { color: $text-accent; }
        & > .map--6 { color: $text-secondary; }
        & > .map--label { text-style: bold; background: $surface; }
        & > .map--cursor { text-style: bold; }
        & > .map--box { text-style: bold; }
        &:focus > .map--cursor { text-style: bold reverse; }
    }
    """

    class Looked(Message):
        """Another part of the picture is to be seen."""

    class Opened(Message):
        """The person wants to read what is at the cursor, or in the part that was selected."""

        def __init__(self, x: float, y: float, box: Box | None) -> None:
            super().__init__()
            self.x = x
            self.y = y
            self.box = box

    class Selecting(Message):
        """A selection begins."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.view: View | None = None
        """None: all of it."""
        self.cursor: tuple[float, float] | None = None
        self._whole: View | None = None
        self._lines: list[Strip] = []
        self._anchor: tuple[float, float] | None = None
        self._steered = False

    def on_resize(self) -> None:
        """Has it drawn for the room that there is now; all of it fits again, a part keeps its middle."""
        self.post_message(self.Looked())

    # ---- what is shown -------------------------------------------------------------------------------

    def looks(self) -> dict[str, Style]:
        """How classes and names look."""
        names = ("label", *map(str, range(CLASSES)))
        return {name: self.get_component_rich_style(f"map--{name}", partial=True) for name in names}

    def show(self, found: Mapping[str, Any], lines: list[Strip]) -> None:
        """Shows what was drawn."""
        whole: Box = found["whole"]
        self._whole = fitted(whole, *self.size)
        width, base = self.size.width, self.rich_style
        self._lines = [line.apply_style(base).crop_extend(0, width, base) for line in lines]
        if self.cursor is None or not self._steered:
            self.cursor = self._middle() if found["total"] else None
        elif self.view is None:
            self.cursor = self._within(*self.cursor)
        self.refresh()

    @property
    def seen(self) -> View:
        """The view, also where it is all of it."""
        return self.view or self._whole or View(0.0, 0.0, 0.02, 0.04)

    @property
    def box(self) -> Box | None:
        """The part that is selected."""
        if self._anchor is None or self.cursor is None:
            return None
        (x, y), (to_x, to_y) = self._anchor, self.cursor
        wide, high = self.seen.wide / 2, self.seen.high / 2
        return min(x, to_x) - wide, min(y, to_y) - high, max(x, to_x) + wide, max(y, to_y) + high

    @property
    def selecting(self) -> bool:
        """Whether a part is being selected."""
        return self._anchor is not None

    def unselect(self) -> None:
        """Lets the selection go."""
        self._anchor = None
        self.refresh()

    # ---- moving --------------------------------------------------------------------------------------

    def action_move(self, across: int, down: int) -> None:
        if self.cursor is None:
            return
        seen = self.seen
        self._to(self.cursor[0] + across * STEP * seen.wide, self.cursor[1] + down * seen.high)

    def action_pan(self, across: int, down: int) -> None:
        if self.cursor is None:
            return
        seen = self.seen
        there = seen.moved(across * PAN * self.size.width, down * PAN * self.size.height)
        self._look(there)
        self._to(self.cursor[0] + there.x - seen.x, self.cursor[1] + there.y - seen.y)

    def action_zoom(self, nearer: int) -> None:
        if self.cursor is not None:
            self._zoom(nearer, *self.cursor)

    def action_whole(self) -> None:
        self.view, self._steered = None, False
        if self.cursor is not None:
            self.cursor = self._middle()
        self.post_message(self.Looked())
        self.refresh()

    def action_select(self) -> None:
        if self._anchor is not None:
            self.unselect()
        elif self.cursor is not None:
            self._anchor = self.cursor
            self.post_message(self.Selecting())
            self.refresh()

    def action_open(self) -> None:
        if self.cursor is not None:
            self.post_message(self.Opened(*self.cursor, self.box))

    def _to(self, x: float, y: float) -> None:
        """Puts the cursor on a place; moves the picture where it would leave it."""
        width, height = self.size
        seen, self._steered = self.seen, True
        x, y = self._within(x, y)
        _, was = seen.cell(*(self.cursor or (x, y)), width, height)
        self.cursor = x, y
        column, row = seen.cell(x, y, width, height)
        if not (0 <= column < width and 0 <= row < height):
            across = (column >= width) - (column < 0)
            down = (row >= height) - (row < 0)
            self._look(seen.moved(across * PAN * width, down * PAN * height))
        if self._anchor is None:
            self.refresh(*(Region(0, one, width, 1) for one in {was, row} if 0 <= one < height))
        else:
            self.refresh()

    def _middle(self) -> tuple[float, float]:
        """The middle of the cell in the middle of the whole: never between two, where it would stand now in the one,
        now in the other."""
        width, height = self.size
        return (self._whole or self.seen).place(width // 2, height // 2, width, height)

    def _within(self, x: float, y: float) -> tuple[float, float]:
        """The nearest place that is in the middle of a cell of the whole, or between such."""
        whole = self._whole or self.seen
        left, top, right, bottom = whole.box(*self.size)
        wide, high = whole.wide / 2, whole.high / 2
        return max(left + wide, min(x, right - wide)), max(top + high, min(y, bottom - high))

    def _zoom(self, nearer: int, x: float, y: float) -> None:
        """Goes nearer to a place, or farther from it; it stays where it is on the screen."""
        if self._whole is None or self.cursor is None:
            return
        seen, whole = self.seen, self._whole.wide
        self._steered = True
        share = max(whole / CLOSEST, min(seen.wide / ZOOM**nearer, whole * FARTHEST)) / seen.wide
        self._look(View(x + (seen.x - x) * share, y + (seen.y - y) * share, seen.wide * share, seen.high * share))

    def _look(self, view: View) -> None:
        self.view = view
        self.post_message(self.Looked())

    def on_click(self, event: events.Click) -> None:
        if self.cursor is None:
            return
        width, height = self.size
        self._to(*self.seen.place(event.x, event.y, width, height))
        if event.chain == 2:
            self.action_open()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._zoom(1, *self.seen.place(event.x, event.y, *self.size))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._zoom(-1, *self.seen.place(event.x, event.y, *self.size))

    # ---- lines ---------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        line = self._lines[y] if y < len(self._lines) else Strip.blank(width, self.rich_style)
        if line.cell_length != width:
            line = line.crop_extend(0, width, self.rich_style)
        if self.cursor is None:
            return line
        marks: dict[int, tuple[str, str]] = {}
        column, row = self.seen.cell(*self.cursor, width, height)
        if self._anchor is not None:
            marks |= _frame(y, *self.seen.cell(*self._anchor, width, height), column, row, width)
        if row == y and 0 <= column < width:
            marks[column] = (CURSOR, "cursor")
        for at, (sign, look) in marks.items():
            line = _over(line, at, Segment(sign, self.get_component_rich_style(f"map--{look}")))
        return line


def _frame(y: int, column: int, row: int, to_column: int, to_row: int, width: int) -> dict[int, tuple[str, str]]:
    """The signs of a frame in a line, by column."""
    left, right, top, bottom = min(column, to_column), max(column, to_column), min(row, to_row), max(row, to_row)
    if y in (top, bottom):
        ends = "┌┐" if y == top else "└┘"
        signs = dict.fromkeys(range(left, right + 1), "─") | {left: ends[0], right: ends[1]}
    elif top < y < bottom:
        signs = {left: "│", right: "│"}
    else:
        return {}
    return {at: (sign, "box") for at, sign in signs.items() if 0 <= at < width}
