"""What happened on a day: by page, as a table, and each of it in full."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any, ClassVar

from rich.cells import set_cell_size
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.memory.when import MONTHS
from secondme.service.client import Client
from secondme.tui import cures
from secondme.tui.detail import described
from secondme.tui.hanging import Panel
from secondme.tui.heat import WEEKDAYS
from secondme.tui.hints import Hints
from secondme.tui.noted import cut
from secondme.tui.rows import PAGE, Row, Rows, strength

MOST = 20_000
"""Items of a day that can be listed: as many as the service gives."""
CHUNK = 1000
"""Items that can be asked for at once."""
FOR_STRENGTH = 68
"""Cells of a line from which on the strength stands in it."""


def in_words(day: date, short: bool = False) -> str:
    """ "Tuesday, 3 March 2026", or "Tue, 3 Mar 2026"."""
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    return f"{weekday[:3]}, {day.day} {month[:3]} {day.year}" if short else f"{weekday}, {day.day} {month} {day.year}"


class Reading:
    """What happened on a day, page by page; what is not `what`, where one is named, is passed over.

    The service gives all of a day: of those passed over it is kept where in it each page begins, and no more.
    """

    def __init__(self, client: Client, day: date, what: str) -> None:
        self.day = day
        self.what = what
        self._client = client
        self._begins = [0]
        self._lock = threading.Lock()

    def page(self, number: int) -> list[Row]:
        """A page of rows: memories, each with what happened to it as its `happening`. Raises: SecondMeError."""
        if not self.what:
            return self._ask(PAGE, number * PAGE)
        with self._lock:
            for at in range(min(number, len(self._begins) - 1), number + 1):
                if at == len(self._begins):
                    return []
                found, end = self._sift(self._begins[at])
                if at + 1 == len(self._begins) and len(found) == PAGE:
                    self._begins.append(end)
        return found

    def _sift(self, begin: int) -> tuple[list[Row], int]:
        """The next page from a place in the day on, and the place after its last row."""
        found: list[Row] = []
        size = PAGE
        while True:
            asked = self._ask(size, begin)
            for at, row in enumerate(asked, begin + 1):
                if row["happening"]["what"] == self.what:
                    found.append(row)
                    if len(found) == PAGE:
                        return found, at
            begin += len(asked)
            if len(asked) < size:
                return found, begin
            size = min(CHUNK, 2 * size)

    def _ask(self, limit: int, offset: int) -> list[Row]:
        if offset > MOST:
            return []
        day = self.day.isoformat()
        found = self._client.happenings(day, day, limit=limit, offset=offset)
        return [{**one["memory"], "happening": {name: one[name] for name in ("at", "what", "word", "why", "undone")}}
                for one in found]  # fmt: skip


class Items(Rows):
    """What happened on a day, a line each."""

    def take(self, page: int, rows: list[Row], total: int, keep: bool) -> None:
        """Shows a page; where it ends early there is no more than that. `keep` leaves the cursor where it is."""
        if len(rows) < PAGE:
            total = min(total, page * PAGE + len(rows))
        if page:
            self.total = total
            self.add(page, rows)
            self.resized()
        else:
            self.fill(total, rows, keep=keep)

    def titles(self, width: int) -> str:
        return line("time", "what", "memory", "strength", self.scrollable_content_region.width)

    def cells(self, at: int, row: Row, width: int) -> str:
        one = row["happening"]
        clock = f"{datetime.fromtimestamp(one['at'], self._zone):%H:%M}"
        room = self.scrollable_content_region.width
        return line(clock, called(one), row["text"], strength(row["strength"]), room)

    def faint(self, row: Row) -> bool:
        return bool(row["happening"]["undone"]) or super().faint(row)


def called(one: Mapping[str, Any]) -> str:
    """What happened in a few words, and whether it was undone since."""
    word = one["word"] or one["what"]
    return f"{word}, undone" if one["undone"] and not word.startswith("undone") else str(word)


def line(clock: str, what: str, text: str, bar: str, width: int) -> str:
    """A line of the items: two cells for the cursor's sign, and columns that leave the rest to the text."""
    last = f" {set_cell_size(bar, 10)}" if width >= FOR_STRENGTH else ""
    size = 18 if width >= FOR_STRENGTH else 11
    room = max(8, width - 2 - 5 - 1 - size - 1 - len(last))
    text = set_cell_size(phrases.one_line(text, room), room)
    return f"  {set_cell_size(clock, 5)} {cut(what, size)} {text}{last}"


class Card(ModalScreen[None]):
    """All there is to know of one memory, and what happened to it then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Close", show=False, id="card.close"),
        Binding("s", "strength", "Strength", show=False, id="card.strength"),
    ]
    DEFAULT_CSS = """
    Card { align: center middle; }
    Card > Vertical {
        width: 100; max-width: 96%; height: auto; max-height: 92%; border: round $primary; padding: 0 1;
        background: $surface;
    }
    Card VerticalScroll { height: auto; max-height: 30; scrollbar-size-vertical: 1; }
    Card #card-keys { height: 1; color: $text-muted; }
    """

    class Came(Message):
        """All of the memory, or why it did not come."""

        def __init__(self, row: Row | None, error: SecondMeError | None = None) -> None:
            super().__init__()
            self.row = row
            self.error = error

    def __init__(self, client: Client, zone: tzinfo | None, row: Row) -> None:
        super().__init__()
        self.client = client
        self.zone = zone
        self._row = row

    def compose(self) -> ComposeResult:
        one = self._row["happening"]
        at = datetime.fromtimestamp(one["at"], self.zone)
        why = f" · {phrases.one_line(one['why'])}" if one["why"] else ""
        with Vertical() as box:
            box.border_title = "Memory"
            yield Static(f"{in_words(at.date())}, {at:%H:%M}: {called(one)}{why}\n", markup=False)
            with VerticalScroll():
                yield Panel("card-text")
            yield Hints(id="card-keys")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.fetch()

    @work(thread=True, exclusive=True, group="card")
    def fetch(self) -> None:
        """Asks for all of it."""
        try:
            self.post_message(self.Came(self.client.memory(self._row["id"])))
        except SecondMeError as error:
            self.post_message(self.Came(None, error))

    def on_card_came(self, message: Came) -> None:
        text = self.query_one("#card-text", Panel)
        if message.row is not None:
            text.update(described(message.row, self.zone))
        elif message.error is not None:
            sentence, cure = cures.error(message.error)
            text.update(f"! {sentence} {cure}".rstrip())

    def action_strength(self) -> None:
        """Shows how it fades."""
        from secondme.tui.curve import CurveScreen  # only where it is asked for

        self.app.push_screen(CurveScreen(self.client, self.zone, self._row["id"]))
