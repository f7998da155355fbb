"""A year as a heat map, weeks across and weekdays down, to move through day by day; beside it what there was of what.

Five levels, each by a sign and a shade, so that none needs a colour to be told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from secondme.memory.when import MONTHS

SIGNS = ("·", "░", "▒", "▓", "█")
CURSOR = "◆"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHAT = ("said", "read", "learned", "changed", "faded", "forgotten")
"""What there is to count, as the service counts it."""
FIRST = date(1970, 1, 1)
LABEL, SIDE, GAP = 5, 20, 1
"""Cells of the weekdays at the left and of the list at the right, and those between."""
WEEKS = 54
"""Most that a year touches."""
TALL = 44
"""Lines of a terminal in which a day may take two."""
Counts = Mapping[str, int]


def lows(counts: Iterable[int]) -> dict[int, int]:
    """The lowest count of each level from 1 to 4 that is there. A day's level is the quarter of all days with anything
    that it stands in, by how many of them had less; days with the same count have the same level."""
    ordered = sorted(count for count in counts if count > 0)
    found: dict[int, int] = {}
    for at, count in enumerate(ordered):
        if at == 0 or count != ordered[at - 1]:
            found.setdefault(1 + 4 * at // len(ordered), count)
    return found


def level(count: int, lowest: Mapping[int, int]) -> int:
    """The level of a count, 0 for nothing."""
    return max((one for one, low in lowest.items() if count >= low), default=0) if count > 0 else 0


def amount(counts: Counts, what: str) -> int:
    """How much there was of something, or of all where nothing is named."""
    return counts.get(what, 0) if what else sum(counts.values())


def first_monday(year: int) -> date:
    """The Monday of the week in which a year begins."""
    begun = date(year, 1, 1)
    return begun - timedelta(days=begun.weekday())


class HeatMap(Widget, can_focus=True):
    """The year of the day under the cursor. It knows the counts of the year that it was shown last."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "heat--name", "heat--faint", "heat--cursor", "heat--chosen", *(f"heat--{at}" for at in range(1, 5)),
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Items", show=False, id="timeline.items"),
        Binding("up,k", "move(-1)", "Day back", show=False, id="timeline.day.up"),
        Binding("down,j", "move(1)", "Day on", show=False, id="timeline.day.down"),
        Binding("left,h", "move(-7)", "Week back", show=False, id="timeline.week.up"),
        Binding("right,l", "move(7)", "Week on", show=False, id="timeline.week.down"),
        Binding("pageup", "year(-1)", "Year back", show=False, id="timeline.year.pageup"),
        Binding("pagedown", "year(1)", "Year on", show=False, id="timeline.year.pagedown"),
        Binding("home", "edge(True)", "First day of the year", show=False, id="timeline.first"),
        Binding("end", "edge(False)", "Last day of the year", show=False, id="timeline.last"),
    ]
    DEFAULT_CSS = """
    HeatMap {
        height: auto;
        & > .heat--name { color: $text-muted; }
        & > .heat--faint { color: $text-disabled; }
        & > .heat--1 { color: $primary 85%; }
        & > .heat--2 { color: $primary 95%; }
        & > .heat--3 { color: $primary; }
        & > .heat--4 { color: $text-primary; }
        & > .heat--cursor { text-style: bold; }
        & > .heat--chosen { text-style: bold; }
        &:focus > .heat--cursor { text-style: bold reverse; }
    }
    """

    class Moved(Message):
        """The cursor stands on another day."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    class Opened(Message):
        """The person wants to go to what happened on the day."""

    class Chosen(Message):
        """The person clicked on what to count: one of `WHAT`, or nothing for all."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, today: Callable[[], date], id: str) -> None:
        super().__init__(id=id)
        self._today = today
        self.cursor = today()
        self.what = ""
        self._year = 0
        self._days: Mapping[date, Counts] = {}
        self._lows: dict[int, int] = {}
        self._totals: Counter[str] = Counter()

    # ---- what is shown -------------------------------------------------------------------------------

    def show(self, year: int, days: Mapping[date, Counts]) -> None:
        """Takes the counts of a year."""
        self._year, self._days = year, days
        self._totals = Counter()
        for counts in days.values():
            self._totals.update(counts)
        self.filter(self.what)

    def filter(self, what: str) -> None:
        """Shows how much there was of something, or of all."""
        self.what = what
        self._lows = lows(amount(counts, what) for counts in self._days.values())
        self.refresh()

    @property
    def known(self) -> bool:
        """Whether the counts of the cursor's year are here."""
        return self._year == self.cursor.year

    @property
    def counts(self) -> Counts:
        """The counts of the day under the cursor."""
        return self._days.get(self.cursor, {}) if self.known else {}

    def near(self, step: int) -> date | None:
        """The next day (1) or the one before (-1) with anything of what is shown, in the year of the cursor."""
        with_any = [day for day, counts in self._days.items() if amount(counts, self.what)] if self.known else []
        if step > 0:
            return min((day for day in with_any if day > self.cursor), default=None)
        return max((day for day in with_any if day < self.cursor), default=None)

    # ---- moving --------------------------------------------------------------------------------------

    def go(self, day: date) -> None:
        """Puts the cursor on a day; on the nearest where it is still to come, or before time is counted."""
        self.cursor = max(FIRST, min(day, self._today()))
        self.post_message(self.Moved(self.cursor))
        self.refresh()

    def action_move(self, days: int) -> None:
        self.go(self.cursor + timedelta(days=days))

    def action_year(self, years: int) -> None:
        last_of_february = (self.cursor.month, self.cursor.day) == (2, 29)
        there = self.cursor - timedelta(days=1) if last_of_february else self.cursor
        self.go(there.replace(year=there.year + years))

    def action_edge(self, first: bool) -> None:
        self.go(date(self.cursor.year, 1, 1) if first else date(self.cursor.year, 12, 31))

    def action_open(self) -> None:
        self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        across, down = self._scale(self.size.width)
        row = event.y - 1
        if self._has_side() and event.x >= self.size.width - SIDE:
            if 0 <= row <= len(WHAT):
                self.post_message(self.Chosen(("", *WHAT)[row]))
        elif 0 <= row < 7 * down and event.x >= LABEL:
            week = self._first_week() + (event.x - LABEL) // across
            day = first_monday(self.cursor.year) + timedelta(weeks=week, days=row // down)
            if day.year == self.cursor.year:
                self.go(day)

    # ---- lines ---------------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 + 7 * self._scale(width)[1]

    def _scale(self, width: int) -> tuple[int, int]:
        """Cells of a day, across and down: about a square from two across on."""
        for across, down in ((4, 2), (2, 1)):
            if width >= LABEL + WEEKS * across + GAP + SIDE and (down == 1 or self.app.size.height >= TALL):
                return across, down
        return 1, 1

    def _has_side(self) -> bool:
        return self.size.width >= LABEL + WEEKS + GAP + SIDE

    def _first_week(self) -> int:
        """The week at the left: the year's first, or where it does not fit one from which the cursor is in sight."""
        fit = self.size.width - LABEL
        here = (self.cursor - first_monday(self.cursor.year)).days // 7
        return 0 if fit >= WEEKS else max(0, min(here - fit // 2, WEEKS - fit))

    def render_line(self, y: int) -> Strip:
        across, down = self._scale(self.size.width)
        width = self.size.width - (SIDE if self._has_side() else 0)
        if y == 0:
            parts = self._months(across, width)
        elif y <= 7 * down:
            parts = self._weekday((y - 1) // down, (y - 1) % down == 0, across, width)
        else:
            parts = self._legend()
        line = Strip(parts).adjust_cell_length(width, self.rich_style)
        if self._has_side():
            line = Strip.join([line, Strip(self._side(y), SIDE)])
        return line.simplify()

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"heat--{name}")

    def _months(self, across: int, width: int) -> list[Segment]:
        year = self.cursor.year
        line = [" "] * max(0, width - LABEL)
        for month, name in enumerate(MONTHS, 1):
            week = (date(year, month, 1) - first_monday(year)).days // 7 - self._first_week()
            if 0 <= week * across <= len(line) - 3:
                line[week * across : week * across + 3] = name[:3]
        return [
            Segment(str(year).ljust(LABEL), self._look("chosen")), Segment("".join(line), self._look("name")),
        ]  # fmt: skip

    def _weekday(self, weekday: int, named: bool, across: int, width: int) -> list[Segment]:
        name = WEEKDAYS[weekday][:3] if named else ""
        parts = [Segment(name.ljust(LABEL), self._look("name"))]
        first = self._first_week()
        monday, today = first_monday(self.cursor.year), self._today()
        for week in range(first, first + min(WEEKS, (width - LABEL) // across)):
            day = monday + timedelta(weeks=week, days=weekday)
            if day.year != self.cursor.year or day > today:
                parts.append(Segment(" " * across, self.rich_style))
                continue
            counts = self._days.get(day, {}) if self.known else {}
            at = level(amount(counts, self.what), self._lows)
            sign = SIGNS[at] * across if at else SIGNS[0].ljust(across)
            style = self._look(str(at) if at else "faint")
            if day == self.cursor:
                sign, style = CURSOR.ljust(across), self._look("cursor")
            parts.append(Segment(sign, style))
        return parts

    def _legend(self) -> list[Segment]:
        parts = [Segment(" " * LABEL, self.rich_style), Segment(f"{SIGNS[0]} none", self._look("faint"))]
        for at, low in sorted(self._lows.items()):
            parts.append(Segment(f"  {SIGNS[at]}", self._look(str(at))))
            parts.append(Segment(f" {low:,}+" if len(self._lows) > 1 else self._one_level(low), self._look("name")))
        parts.append(Segment(f"  {CURSOR} here", self._look("name")))
        return parts

    def _one_level(self, low: int) -> str:
        """What the one level that there is stands for."""
        most = max(amount(counts, self.what) for counts in self._days.values())
        return f" {low:,} a day" if low == most else f" {low:,} to {most:,} a day"

    def _side(self, y: int) -> list[Segment]:
        if y == 0:
            return [Segment(set_cell_size("  In the year", SIDE), self._look("name"))]
        if y > 1 + len(WHAT):
            return [Segment(" " * SIDE, self.rich_style)]
        what = ("", *WHAT)[y - 1]
        total = f"{amount(self._totals, what):,}" if self.known else "…"
        line = f"{'›' if what == self.what else ' '} {what or 'all':<9}{total:>8}"
        return [Segment(set_cell_size(line, SIDE), self._look("chosen" if what == self.what else "name"))]
