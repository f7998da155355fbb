"""The memory screen: search as you type, limits, a table of all that fits, all there is to know of one memory, and what
can be done with it or with several."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.memory import counting
from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.changing import Changing
from secondme.tui.detail import NUMBERED, described, linked
from secondme.tui.editing import Editing
from secondme.tui.hanging import Panel
from secondme.tui.keymap import here
from secondme.tui.marking import ORDERS, SAID, Marking
from secondme.tui.rows import PAGE, Row, Rows

DEBOUNCE = 0.15
"""Seconds without a key before a search goes out."""
SEARCH = "Search all memories; also from:me kind:fact after:2026-03 in:notes is:pinned"
OF_SEVERAL = ("memories.forget", "memories.pin", "memories.merge", "memories.wrong")
"""Ids of what can be done with all that is marked."""
EMPTY = "Nothing is remembered yet. Press escape and tell me something, or have a folder read with /watch PATH."


class SearchLine(Input):
    """Where the search is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,enter", "screen.list", "List", show=False, id="search.list"),
        Binding("ctrl+f", "screen.filter", "Filter", show=False, id="search.filter"),
    ]


class MemoryScreen(Changing):
    """Everything that is remembered."""

    NAME = "memory"
    CSS_PATH = "memories.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (typed by Textual)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "forget", "Forget", show=False, id="memories.forget"),
        Binding("e", "edit", "Edit", show=False, id="memories.edit"),
        Binding("f", "filter", "Filter", show=False, id="memories.filter"),
        Binding("slash", "search", "Search", show=False, id="memories.search"),
        Binding("p", "pin", "Pin", show=False, id="memories.pin"),
        Binding("o", "order(1)", "Order", show=False, id="memories.order"),
        Binding("m", "merge", "Merge", show=False, id="memories.merge"),
        Binding("w", "wrong", "Wrong", show=False, id="memories.wrong"),
        Binding("s", "strength", "Strength", show=False, id="memories.strength"),
        Binding("O", "order(-1)", "The order before", show=False, id="memories.order_back"),
        *(
            Binding(str(n), f"follow({n})", "Go to what is numbered so", show=False, id=f"memories.follow{n}")
            for n in range(1, NUMBERED + 1)
        ),
    ]

    class Came(Message):
        """A page of what a search found, in an order; `keep` leaves the cursor where it is."""

        def __init__(self, words: str, order: str, page: int, found: dict[str, Any], keep: bool) -> None:
            super().__init__()
            self.asked = (words, order)
            self.page = page
            self.found = found
            self.keep = keep

    class Ids(Message):
        """The ids of all that was found, as far as something can be done with them at once."""

        def __init__(self, asked: tuple[str, str], found: dict[str, Any]) -> None:
            super().__init__()
            self.asked = asked
            self.found = found

    class Renewed(Message):
        """What a search finds after something changed elsewhere: its first page, and the pages around the cursor; None
        where that did not come."""

        def __init__(self, asked: tuple[str, str], found: dict[str, Any] | None, pages: dict[int, list[Row]]) -> None:
            super().__init__()
            self.asked = asked
            self.found = found
            self.pages = pages

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "", memory: str = "") -> None:
        super().__init__(client, zone)
        self._words = words
        self._memory = memory
        self._order = ""
        self._shown: tuple[str, str] | None = None
        self._timer: Timer | None = None
        self._told_of_search = False
        self._to_list = False
        self._alone = False
        self._described = ""

    def body(self) -> Iterable[Widget]:
        self.rows = Marking(self.zone, id="rows")
        self.editing = Editing(id="editing")
        yield SearchLine(self._words, placeholder=SEARCH, id="search", compact=True)
        with Vertical(id="both"):
            yield self.rows
            with VerticalScroll(id="detail"):
                yield Panel("all")
            yield self.editing
        yield Static("", id="found", markup=False)

    def on_mount(self) -> None:
        self.query_one("#both").visible = False
        if self._memory:
            self.search_one(self._memory)
        else:
            self.set_focus(self.query_one(SearchLine))
            self.search(self._words, self._order)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the person types, letters are no keys."""
        typing = isinstance(self.focused, SearchLine) or self.editing.display
        if typing and (action == "follow" or action in self.OF_ROWS):
            return False
        return self.holds_beyond(action, parameters)

    def holds_beyond(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether there is anything for an action to do in the list."""
        return action != "follow" or bool(linked(self.whole))

    @property
    def onward(self) -> Widget | None:
        return self.rows if isinstance(self.focused, SearchLine) and self.rows.total else None

    OF_ROWS: ClassVar[frozenset[str]] = Changing.OF_ROWS | {"search", "order"}

    # ---- searching -----------------------------------------------------------------------------------

    @on(Input.Changed, "#search")
    def typed(self, event: Input.Changed) -> None:
        self._words = event.value.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE, self._search)

    def _search(self) -> None:
        if (self._words, self._order) != self._shown or self._told_of_search:
            self.search(self._words, self._order)

    @work(thread=True, exclusive=True, group="search")
    def search(self, words: str, order: str, keep: bool = False) -> None:
        """Fetches the first page of what fits."""
        worker = get_current_worker()
        try:
            found = self.client.look(words, order=order, limit=PAGE, offset=0)
        except SecondMeError as error:
            if not worker.is_cancelled:
                self.post_message(messages.Refusal(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Came(words, order, 0, found, keep))

    @work(thread=True, exclusive=True, group="search")
    def search_one(self, memory: str) -> None:
        """Fetches one memory, to be shown alone until something is searched for."""
        try:
            row = self.client.memory(memory)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        self.post_message(self.Came(self._words, self._order, 0, {"total": 1, "memories": [row], "alone": True}, False))
        self.post_message(messages.Whole(row))

    @work(thread=True, group="page")
    def fetch(self, asked: tuple[str, str], page: int) -> None:
        """Fetches a further page."""
        try:
            found = self.client.look(asked[0], order=asked[1], limit=PAGE, offset=page * PAGE)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(self.Came(*asked, page, found, True))

    @on(Rows.Wanted)
    def wanted(self, message: Rows.Wanted) -> None:
        if self._shown is not None:
            self.fetch(self._shown, message.page)

    def on_memory_screen_came(self, message: Came) -> None:
        total, rows = message.found["total"], message.found["memories"]
        if message.page:
            if message.asked == self._shown:
                self.rows.add(message.page, rows)
            return
        if message.asked != (self._words, self._order):
            return  # typed on since
        if self._shown is not None and message.asked[0] != self._shown[0]:
            self.rows.mark(())
        self._shown, self._alone = message.asked, "alone" in message.found
        self._verdict = message.found.get("verdict", "")
        self.query_one("#both").visible = total > 0 or self.editing.display
        if not message.keep:
            self.hush()
        if not total:
            words = phrases.one_line(self._words, 40)
            self.tell(f'Nothing is remembered about "{words}". Try other or fewer words.' if words else EMPTY)
            if self.focused is self.rows:
                self.set_focus(self.query_one(SearchLine))
        if notice := message.found.get("notice"):
            self.tell(notice)
        self._told_of_search = False
        self.rows.order = message.asked[1]
        self.rows.fill(total, rows, keep=message.keep)
        self._count()
        if self._to_list:
            self.action_list()

    _verdict = ""

    @on(Marking.Marked)
    def _count(self) -> None:
        """Says how many there are, in what order, and how many are marked."""
        parts = [phrases.searched(self.rows.total, self._words, self._verdict)]
        if said := SAID[self._order]:
            parts.append(said)
        if self.rows.marked:
            screen: Screen[Any] = self
            mapped = here(self.app, screen, getattr(self.app, "keys", {}))
            keys = {one.id: f"{one.shown} {one.what.lower()}" for one in mapped}
            what = ", ".join(keys[name] for name in OF_SEVERAL if name in keys)
            parts.append(f"{len(self.rows.marked):,} marked" + (f": {what}" if what else ""))
        self.query_one("#found", Static).update(" · ".join(parts))

    def refuse(self, error: SecondMeError) -> None:
        self._told_of_search = True
        super().refuse(error)

    def action_search(self) -> None:
        """Goes back to the search."""
        self.set_focus(self.query_one(SearchLine))

    def action_list(self) -> None:
        """Goes to the list, where it has not come yet as soon as it has."""
        self._to_list = self._shown is None
        if self.rows.total:
            self.set_focus(self.rows)

    def action_order(self, step: int) -> None:
        """Takes the next order."""
        self._order = ORDERS[(ORDERS.index(self._order) + step) % len(ORDERS)]
        self.search(self._words, self._order)

    def action_filter(self) -> None:
        """Opens the panel of limits."""
        from secondme.tui.filters import FilterScreen  # only where it is asked for

        def chosen(words: str | None) -> None:
            if words is not None and words != self._words:
                line = self.query_one(SearchLine)
                line.value = words
                line.cursor_position = len(words)

        self.app.push_screen(FilterScreen(self.client, self._words), chosen)

    @on(Marking.All)
    def all(self) -> None:
        if self._shown is not None:
            self.fetch_ids(self._shown)

    @work(thread=True, exclusive=True, group="ids")
    def fetch_ids(self, asked: tuple[str, str]) -> None:
        """Asks for the ids of all that was found."""
        try:
            self.post_message(self.Ids(asked, self.client.look_ids(asked[0], order=asked[1])))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    def on_memory_screen_ids(self, message: Ids) -> None:
        if message.asked == self._shown:
            ids = message.found["ids"]
            self.rows.mark(ids, all_=True)
            if len(ids) < message.found["total"]:
                self.tell(f"The first {len(ids):,} are marked: no more can be changed at once.")

    # ---- one memory ----------------------------------------------------------------------------------

    @on(Rows.Moved)
    def moved(self, message: Rows.Moved) -> None:
        if message.row is not None and message.row["id"] != self.whole.get("id"):
            self.whole = {}
            self._describe(message.row)

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        self.set_focus(self.query_one("#detail"))
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
            if self._memory:
                self._memory = ""
                self.set_focus(self.query_one("#detail"))
                self.tell("This is one memory. / searches all of them.")
            self.whole = {**self.rows.current, **message.row}
            self._describe(self.whole)
            self.refresh_bindings()

    def _describe(self, row: dict[str, Any]) -> None:
        self.query_one("#all", Panel).update(described(row, self.zone))
        if self._described != row["id"]:
            self._described = row["id"]
            self.query_one("#detail").scroll_home(animate=False)

    def action_follow(self, number: int) -> None:
        """Goes to one of the memories around this one; a search leads back."""
        ids = linked(self.whole)
        if number <= len(ids):
            self._memory = ids[number - 1]
            self.search_one(self._memory)

    # ---- what others change --------------------------------------------------------------------------

    def renew(self) -> bool:
        if self._shown is None or self._shown != (self._words, self._order):
            return False  # what is asked for comes as it is now
        row = self.rows.current or {}
        if self._alone:
            self.fetch_all(str(row.get("id", "")))
            return False
        self.look_again(self._shown, self.rows.cursor // PAGE, str(row.get("id", "")))
        return True

    @work(thread=True, exclusive=True, group="renew")
    def look_again(self, asked: tuple[str, str], page: int, memory: str) -> None:
        """Asks for the first page, and for those around the cursor until the memory under it is found; that the service
        went away is told elsewhere."""

        def ask(at: int) -> dict[str, Any]:
            return self.client.look(asked[0], order=asked[1], limit=PAGE, offset=at * PAGE)

        try:
            found = ask(0)
            pages = {0: found["memories"]}
            for at in (page, page - 1, page + 1):
                if any(row["id"] == memory for rows in pages.values() for row in rows):
                    break
                if at > 0 and at * PAGE < found["total"]:
                    pages[at] = ask(at)["memories"]
        except SecondMeError:
            self.post_message(self.Renewed(asked, None, {}))
        else:
            self.post_message(self.Renewed(asked, found, pages))

    def on_memory_screen_renewed(self, message: Renewed) -> None:
        found = message.found
        if found is not None and message.asked == self._shown == (self._words, self._order) and not self._alone:
            if self.rows.total and found["total"]:
                self._verdict = found.get("verdict", "")
                self.rows.renew(found["total"], message.pages)
                self._count()
                row = self.rows.current or {}
                if any(self.whole[name] != row[name] for name in ("version", "pinned", "status") if name in self.whole):
                    self.fetch_all(row["id"])
            elif self.rows.total or found["total"]:
                self.post_message(self.Came(*message.asked, 0, found, bool(self.rows.total)))
        self.renewed()

    # ---- what the changes need -----------------------------------------------------------------------

    def refill(self) -> None:
        if self._memory:
            self.search_one(self._memory)
        else:
            self.again()

    def again(self) -> None:
        self.whole = {}
        self.search(self._words, self._order, keep=True)

    def action_back(self) -> None:
        """From the detail to the list, from marks to none, then to the conversation."""
        if self.focused is self.query_one("#detail"):
            self.set_focus(self.rows)
        elif self.rows.marked:
            self.rows.mark(())
            self.tell(f"No memory is marked any more. {counting.memories(self.rows.total)} are listed.")
        else:
            self.dismiss()
