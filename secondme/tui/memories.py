"""The memory screen: search as you type, a table, and all there is to know of one memory."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.detail import described
from secondme.tui.forgets import Forgets
from secondme.tui.rows import PAGE, Row, Rows

DEBOUNCE = 0.15
"""Seconds without a key before a search goes out."""
HINTS = "↓ list  enter open  p pin  d forget  u undo  / search  f1 help  esc back"
SEARCH = "Search all memories; also from:me kind:fact after:2026-03 in:notes"
EMPTY = "Nothing is remembered yet. Press escape and tell me something, or have a folder read with /watch PATH."


class MemoryScreen(Forgets):
    """Everything that is remembered."""

    CSS_PATH = "memories.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (typed by Textual)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("slash", "search", "Search", show=False),
        Binding("p", "pin", "Pin or unpin", show=False),
        Binding("d", "forget", "Forget", show=False),
        Binding("u", "undo", "Undo the last change", show=False),
    ]

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "") -> None:
        super().__init__(client, zone)
        self._words = words
        self._shown: str | None = None
        self._open = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Input(self._words, placeholder=SEARCH, id="search", compact=True)
        yield Static("", id="told", markup=False)
        with Vertical(id="both"):
            yield Rows(self.zone, id="rows")
            with VerticalScroll(id="detail"):
                yield Static("", id="all")
        yield Static("", id="found", markup=False)
        yield Static(HINTS, id="keys")

    def on_mount(self) -> None:
        self.rows = self.query_one(Rows)
        self.query_one("#both").visible = False
        self.query_one(Input).focus()
        self.search(self._words)

    # ---- searching -----------------------------------------------------------------------------------

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        self._words = event.value.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE, self._search)

    def _search(self) -> None:
        if self._words != self._shown or self.query_one("#told").display:
            self.search(self._words)

    @work(thread=True, exclusive=True, group="search")
    def search(self, words: str, keep: bool = False) -> None:
        """Fetches the first page of what fits."""
        worker = get_current_worker()
        try:
            found = self.client.memories(words, limit=PAGE, offset=0)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        if not worker.is_cancelled:
            self.post_message(messages.Found(words, 0, found, keep))

    @work(thread=True, group="page")
    def fetch(self, words: str, page: int) -> None:
        """Fetches a further page."""
        try:
            found = self.client.memories(words, limit=PAGE, offset=page * PAGE)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(messages.Found(words, page, found, True))

    @on(Rows.Wanted)
    def wanted(self, message: Rows.Wanted) -> None:
        if self._shown is not None:
            self.fetch(self._shown, message.page)

    @on(messages.Found)
    def found(self, message: messages.Found) -> None:
        total, rows = message.found["total"], message.found["memories"]
        if message.page:
            if message.words == self._shown:
                self.rows.add(message.page, rows)
            return
        if message.words != self._words:
            return  # typed on since
        self._shown = message.words
        self.query_one("#both").visible = total > 0
        if not message.keep:
            self._tell("")
        if not total:
            words = phrases.one_line(self._words, 40)
            self._tell(f'Nothing is remembered about "{words}". Try other or fewer words.' if words else EMPTY)
        if notice := message.found.get("notice"):
            self._tell(notice)
        told = phrases.searched(total, self._words, message.found.get("verdict", ""))
        self.query_one("#found", Static).update(told)
        self.rows.fill(total, rows, keep=message.keep)

    # ---- one memory ----------------------------------------------------------------------------------

    @on(Rows.Moved)
    def moved(self, message: Rows.Moved) -> None:
        if message.row is not None and message.row["id"] != self._open:
            self._open = ""
            self._describe(message.row)

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        self.query_one("#detail").focus()
        self.fetch_all(message.row["id"])

    @work(thread=True, exclusive=True, group="detail")
    def fetch_all(self, memory: str) -> None:
        """Fetches all there is to know of a memory."""
        worker = get_current_worker()
        try:
            row = self.client.memory(memory)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        if not worker.is_cancelled:
            self.post_message(messages.Whole(row))

    @on(messages.Whole)
    def show_all(self, message: messages.Whole) -> None:
        if self.rows.current is not None and self.rows.current["id"] == message.row["id"]:
            self._open = message.row["id"]
            self._describe(message.row)

    def _describe(self, row: dict[str, Any]) -> None:
        self.query_one("#all", Static).update(described(row, self.zone))
        self.query_one("#detail").scroll_home(animate=False)

    # ---- doing ---------------------------------------------------------------------------------------

    def action_pin(self) -> None:
        """Pins the memory under the cursor, or lets it go."""
        if (row := self.rows.current) is not None:
            self.pin(row)

    @work(thread=True, group="pin")
    def pin(self, row: Row) -> None:
        """Asks for it."""
        try:
            self.post_message(messages.Pinned(self.client.pin(row["id"], pinned=not row["pinned"])))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Pinned)
    def pinned(self, message: messages.Pinned) -> None:
        row = message.row
        self._open = ""
        self.rows.change(row)
        self.tell("Pinned: it does not fade." if row["pinned"] else "Let go: it fades like any other.")

    def action_forget(self) -> None:
        """Asks whether to forget the memory under the cursor."""
        if (row := self.rows.current) is not None:
            self.look_up(row["id"])

    def action_undo(self) -> None:
        """Takes the last change back."""
        self.undo()

    def forgotten(self) -> None:
        self._open = ""
        self.search(self._words, keep=True)

    def action_search(self) -> None:
        """Goes back to the search."""
        self.query_one(Input).focus()

    def action_back(self) -> None:
        """From the detail to the list, from there to the conversation."""
        if self.focused is self.query_one("#detail"):
            self.rows.focus()
        else:
            self.dismiss()

    def on_key(self, event: events.Key) -> None:
        if self.focused is self.query_one(Input) and event.key in ("down", "enter") and self.rows.total:
            self.rows.focus()
            event.stop()

    # ---- telling -------------------------------------------------------------------------------------

    def tell(self, *lines: str) -> None:
        self._tell("\n".join(f"· {line}" for line in lines))

    def refuse(self, error: SecondMeError) -> None:
        sentence, cure = phrases.error(error)
        self._tell(f"! {sentence}" + (f"\n  What to do: {cure}" if cure else ""))

    def _tell(self, text: str) -> None:
        line = self.query_one("#told", Static)
        line.update(text)
        line.display = bool(text)
