"""The timeline: what was said, read, learned, changed and forgotten, by day, under a heat map of the year."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, tzinfo
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from secondme.errors import SecondMeError
from secondme.memory.when import span
from secondme.service.client import Client
from secondme.tui.detail import described
from secondme.tui.hanging import Panel
from secondme.tui.happenings import MOST, Card, Items, Reading, in_words
from secondme.tui.heat import WHAT, Counts, HeatMap, amount
from secondme.tui.page import Page
from secondme.tui.rows import Row, Rows

DEBOUNCE = 0.1
"""Seconds that the cursor stands still before the items of its day are asked for."""
BEGIN = "1970"
EMPTY = "nothing is remembered yet. Press escape and tell me something, or have a folder read with /watch PATH."
NOTHING = "nothing. n and p go to a day with anything"
LEFT = "Of what was forgotten nothing is left but how much it was."
WIDE = 120


def counted(counts: Counts) -> str:
    """Counts of a day: "12 said, 3 learned"."""
    return ", ".join(f"{counts[what]:,} {what}" for what in WHAT if counts.get(what))


def by_day(found: Iterable[dict[str, Any]]) -> dict[date, Counts]:
    """The days of the service's answer."""
    return {date.fromisoformat(one["day"]): {what: one[what] for what in WHAT} for one in found}


class TimelineScreen(Page):
    """What happened when. `words` may be a date to begin at; `clock` gives the seconds since 1970."""

    NAME = "timeline"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 (typed by Textual)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "near(1)", "Next day", show=False, id="timeline.next"),
        Binding("p", "near(-1)", "Day before", show=False, id="timeline.previous"),
        Binding("f", "filter", "Filter", show=False, id="timeline.filter"),
        Binding("g", "ask", "Go to", show=False, id="timeline.go"),
        Binding("t", "today", "Today", show=False, id="timeline.today"),
        Binding("s", "strength", "Strength", show=False, id="timeline.strength"),
        Binding("d", "forget", "Forget", show=False, id="timeline.forget"),
    ]
    DEFAULT_CSS = """
    TimelineScreen {
        #day { height: auto; max-height: 3; padding: 0 1; background: $surface; text-style: bold; }
        #lower { height: 1fr; }
        #items { width: 1fr; height: 100%; min-height: 3; }
        #about { display: none; padding: 0 1; border-left: solid $primary; scrollbar-size-vertical: 1; }
        &.-wide #items { width: 3fr; }
        &.-wide #about { display: block; width: 2fr; height: 100%; }
    }
    """

    class Came(Message):
        """The counts of a year; `keep` says that nothing else is shown now than before."""

        def __init__(self, year: int, days: dict[date, Counts], keep: bool) -> None:
            super().__init__()
            self.year = year
            self.days = days
            self.keep = keep

    class Sought(Message):
        """The nearest day with anything in the years after one (`step` 1) or before it (-1)."""

        def __init__(self, step: int, year: int, day: date | None) -> None:
            super().__init__()
            self.step = step
            self.year = year
            self.day = day

    class Read(Message):
        """A page of what happened."""

        def __init__(self, reading: Reading, page: int, rows: list[Row], keep: bool) -> None:
            super().__init__()
            self.reading = reading
            self.page = page
            self.rows = rows
            self.keep = keep

    class Failed(Message):
        """Something asked for did not come."""

        def __init__(self, error: SecondMeError) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self, client: Client, zone: tzinfo | None, words: str = "", *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(client, zone)
        self._words = words
        self._clock = clock
        self._timer: Timer | None = None
        self._reading = Reading(client, self._today(), "")
        self._first = not words.strip()
        self._empty = False
        self._day_words = ""

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock(), self.zone).date()

    def body(self) -> Iterable[Widget]:
        self.map = HeatMap(self._today, id="heat")
        self.items = Items(self.zone, id="items")
        yield self.map
        yield Static("", id="day", markup=False)
        with Horizontal(id="lower"):
            yield self.items
            with VerticalScroll(id="about", can_focus=False):
                yield Panel("about-text")

    def on_resize(self) -> None:
        if self._day_words:
            self._say_day(self._day_words)

    def on_mount(self) -> None:
        self.map.focus()
        if self._words.strip():
            self._jump(self._words)
        else:
            self.fetch(self.map.cursor.year)

    # ---- asking --------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="year")
    def fetch(self, year: int, keep: bool = False) -> None:
        """Asks for the counts of a year."""
        worker = get_current_worker()
        try:
            found = self.client.timeline(str(year), str(year))
        except SecondMeError as error:
            self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Came(year, by_day(found["days"]), keep))

    @work(thread=True, exclusive=True, group="seek")
    def seek(self, step: int, year: int, what: str) -> None:
        """Looks for the nearest day with anything after a year, or before it."""
        this = self._today().year
        begin, end = (str(year + 1), str(this)) if step > 0 else (BEGIN, str(year - 1))
        days: dict[date, Counts] = {}
        try:
            if begin <= end:
                days = by_day(self.client.timeline(begin, end)["days"])
        except SecondMeError as error:
            self.post_message(self.Failed(error))
            return
        found = [day for day, counts in days.items() if amount(counts, what)]
        self.post_message(self.Sought(step, year, (min if step > 0 else max)(found, default=None)))

    @work(thread=True, group="items")
    def read(self, reading: Reading, page: int, keep: bool = False) -> None:
        """Asks for a page of what happened on a day."""
        try:
            rows = reading.page(page)
        except SecondMeError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Read(reading, page, rows, keep))

    @on(Failed)
    def failed(self, message: Failed) -> None:
        self.refuse(message.error)

    # ---- the map -------------------------------------------------------------------------------------

    @on(HeatMap.Moved)
    def moved(self) -> None:
        self.hush()
        if self.map.known:
            self._list()
        else:
            self._say_day("…")
            self.fetch(self.map.cursor.year)

    @on(Came)
    def came(self, message: Came) -> None:
        if message.year != self.map.cursor.year:
            return  # gone on since
        self.map.show(message.year, message.days)
        if self._first and not message.days:
            self.seek(-1, message.year, "")
        if message.days:
            self._first = self._empty = False
        self._list(message.keep)

    @on(Sought)
    def sought(self, message: Sought) -> None:
        if message.year != self.map.cursor.year:
            return  # gone on since
        first, self._first = self._first, False
        if message.day is not None and not first:
            self.map.go(message.day)
        elif message.day is not None:
            self.tell(f"Nothing happened in {message.year} so far. p goes to {in_words(message.day)}.")
        elif first:
            self._empty = True
            self._list()
        else:
            of = f' with "{self.map.what}"' if self.map.what else " with anything"
            self.tell(f"There is no {'later' if message.step > 0 else 'earlier'} day{of}.")

    @on(HeatMap.Opened)
    def to_items(self) -> None:
        if self.items.total:
            self.set_focus(self.items)

    @on(HeatMap.Chosen)
    def chosen(self, message: HeatMap.Chosen) -> None:
        self._filter(message.what)

    def _filter(self, what: str) -> None:
        self.hush()
        self.map.filter(what)
        self._list()

    # ---- the day -------------------------------------------------------------------------------------

    def _list(self, keep: bool = False) -> None:
        """Says what the day under the cursor holds, and asks for it once the cursor stands still."""
        counts, what = self.map.counts, self.map.what
        self._say_day(counted(counts) or (EMPTY if self._empty else NOTHING))
        self._reading = Reading(self.client, self.map.cursor, what)
        if not keep:
            self.items.fill(0, [])
            self.query_one("#about-text", Panel).update("")
        if self._timer is not None:
            self._timer.stop()
        self.query_one("#lower").visible = self._total() > 0
        if self._total():
            self._timer = self.set_timer(DEBOUNCE, lambda: self.read(self._reading, 0, keep))
        elif self.focused is self.items:
            self.map.focus()
        if what == "forgotten" and counts.get(what):
            self.tell(LEFT)

    def _total(self) -> int:
        """How many items the day has of what is shown; those forgotten are none."""
        counts = {what: count for what, count in self.map.counts.items() if what != "forgotten"}
        return min(amount(counts, self.map.what), MOST)

    def _say_day(self, words: str) -> None:
        """The day and what it holds, on one line where that can be."""
        self._day_words = words
        only = f" · only {self.map.what}" if self.map.what else ""
        forms = [f"{in_words(self.map.cursor, short)}: {words}{only}" for short in (False, True)]
        fits = [form for form in forms if cell_len(form) <= self.size.width - 2]
        self.query_one("#day", Static).update((fits or forms[-1:])[0])

    @on(Read)
    def took(self, message: Read) -> None:
        if message.reading is self._reading:
            self.items.take(message.page, message.rows, self._total(), message.keep)
            if sum(self.map.counts.values()) > MOST and not message.page:
                self.tell(f"The latest {MOST:,} of the day are listed.")

    @on(Rows.Wanted)
    def wanted(self, message: Rows.Wanted) -> None:
        self.read(self._reading, message.page)

    @on(Rows.Moved)
    def at_row(self, message: Rows.Moved) -> None:
        if message.row is not None:
            self.query_one("#about-text", Panel).update(described(message.row, self.zone))
            self.query_one("#about").scroll_home(animate=False)

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        self.app.push_screen(Card(self.client, self.zone, message.row))

    # ---- doing ---------------------------------------------------------------------------------------

    def action_near(self, step: int) -> None:
        """Goes to the next day with anything, or to the one before, also in other years."""
        if (day := self.map.near(step)) is not None:
            self.map.go(day)
        elif self.map.known:
            self.seek(step, self.map.cursor.year, self.map.what)

    def action_filter(self) -> None:
        """Counts and lists only what was said, then only what was read, and so on, then all again."""
        choices = ("", *WHAT)
        self._filter(choices[(choices.index(self.map.what) + 1) % len(choices)])

    def action_today(self) -> None:
        """Goes to today."""
        self.map.go(self._today())

    def action_ask(self) -> None:
        """Asks for a date to go to."""
        from secondme.tui.confirm import Words  # only where it is asked for

        def answered(words: str | None) -> None:
            if words:
                self._jump(words)

        about = "A day, a month or a year: 2026-03-14, 2026-03, 2026"
        self.app.push_screen(Words("Go to a date", about, "", lambda words: span(words, self.zone)), answered)

    def _jump(self, words: str) -> None:
        try:
            begin, _ = span(words, self.zone)
        except SecondMeError as error:
            self.fetch(self.map.cursor.year)
            self.refuse(error)
            return
        self.map.go(datetime.fromtimestamp(begin, self.zone).date())

    def action_strength(self) -> None:
        """Shows how the memory under the cursor fades."""
        from secondme.tui.curve import CurveScreen  # only where it is asked for

        if (row := self.items.current) is not None:
            self.app.push_screen(CurveScreen(self.client, self.zone, row["id"]))

    def action_forget(self) -> None:
        """Asks whether to forget the memory under the cursor."""
        if (row := self.items.current) is not None:
            self.look_up(row["id"])

    def forgotten(self) -> None:
        self.fetch(self.map.cursor.year, keep=True)

    def action_back(self) -> None:
        """From the items to the map, from there to the conversation."""
        if self.focused is self.items:
            self.map.focus()
        else:
            self.dismiss()
