"""The list of conversations: by day, searched as one types, resumed, renamed, put away, written out, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from secondme import phrases
from secondme.errors import SecondMeError, ServiceError
from secondme.memory.counting import count
from secondme.memory.when import day, day_key
from secondme.service.client import Client
from secondme.tui import cures, messages
from secondme.tui.conversing import Conversing
from secondme.tui.hints import Hints
from secondme.tui.keymap import mapped
from secondme.tui.page import COMING
from secondme.tui.rows import PAGE, Row, Rows

DEBOUNCE = 0.15
"""Seconds without a key before a search goes out."""
SEARCH = "Search what was said in all conversations"
SEEK = Binding("slash", "search", "Search", show=False, id="conversations.search")
OF_ONE = frozenset({"rename", "archive", "export", "delete"})
AROUND = 2 + 17 + 1 + 5 + 1 + 1 + 8 + 2
"""Cells of a line that are not the title's."""
EMPTY = "No conversation yet. Press escape and say something."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to go on with: a conversation, at the words that were found in it; or a new one where there is none."""

    conversation: str = ""
    title: str = ""
    private: bool = False
    found: str = ""


class Talks(Rows):
    """Conversations, a line each; the day stands where it differs from that of the line above. How many there are is
    not known until the last has come: the list grows as one goes down it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("end", "last", "Last", show=False, id="conversations.last")]

    class Endless(Message):
        """The person wants to see the last one, and how many there are is not known."""

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(zone, id)
        self.here = ""
        self.full = False
        self.seeks: tuple[str, ...] = ()

    async def _on_key(self, event: events.Key) -> None:
        """What was typed after the key of the search and before that has the focus goes into it."""
        field = self.screen.query_one(Input)
        if self.screen.focused is field and event.is_printable and event.character:
            field.insert_text_at_cursor(event.character)
            event.stop()
            event.prevent_default()
        elif event.key in self.seeks:
            self.screen.set_focus(field)
            event.stop()
            event.prevent_default()

    def titles(self, width: int) -> str:
        return line("day", "time", "conversation", "messages", width)

    def cells(self, at: int, row: Row, width: int) -> str:
        above = self.row(at - 1)
        when = day(row["ended"], self._zone)
        same = above is not None and day_key(above["ended"], self._zone) == day_key(row["ended"], self._zone)
        first = same and at != round(self.scroll_y)
        title = phrases.one_line(str(row["title"]), width) or "(without words)"
        marks = [name for name, on_ in (("here", row["id"] == self.here), ("branch", row["parent"]),
                                        ("archived", row["archived"])) if on_]  # fmt: skip
        what = f"{''.join(f'[{mark}] ' for mark in marks)}{title}"
        if row.get("excerpt"):
            what = what.removeprefix("[here] ")
            half = max(8, (width - AROUND) // 2)
            what = what if cell_len(what) <= half else set_cell_size(what, half - 1) + "…"
            what += f" — {phrases.one_line(row['excerpt'], width)}"
        time = datetime.fromtimestamp(row["ended"], self._zone).strftime("%H:%M")
        return line("" if first else when, time, what, f"{row['messages']:,}", width)

    def faint(self, row: Row) -> bool:
        return bool(row["archived"])

    def grow(self, page: int, rows: list[Row]) -> None:
        """Takes a page; how many there are in all is known when one comes that is not full."""
        self.total = max(self.total, page * PAGE + len(rows))
        self.full = self.full or len(rows) < PAGE
        self.resized()
        self.add(page, rows)

    def ends(self, total: int) -> None:
        """Takes how many there are, and goes to the last."""
        self.total, self.full = total, True
        self.resized()
        self.action_to(-1)

    def action_last(self) -> None:
        """Goes to the last one."""
        if self.full:
            self.action_to(-1)
        else:
            self.post_message(self.Endless())

    def action_to(self, at: int) -> None:
        super().action_to(at)
        if not self.full and self.cursor >= self.total - PAGE // 2:
            self.post_message(self.Wanted((self.total + PAGE - 1) // PAGE))


class ConversationsScreen(Conversing):
    """All conversations; `choose` is told the one to go on with."""

    CSS_PATH = "conversations.tcss"
    UNDOES = "u"

    BINDINGS: ClassVar[list[BindingType]] = [
        SEEK,
        Binding("r", "rename", "Rename", show=False, id="conversations.rename"),
        Binding("a", "archive", "Archive", show=False, id="conversations.archive"),
        Binding("A", "archived", "The archived", show=False, id="conversations.archived"),
        Binding("x", "export", "Export", show=False, id="conversations.export"),
        Binding("d", "delete", "Delete", show=False, id="conversations.delete"),
        Binding("y", "copy", "Copy", show=False, id="conversations.copy"),
        Binding("u", "undo", "Undo", show=False, id="conversations.undo"),
        Binding("n", "new(False)", "New", show=False, id="conversations.new"),
        Binding("p", "new(True)", "Private", show=False, id="conversations.private"),
        Binding("escape", "back", "Back", show=False, id="conversations.back"),
    ]

    def __init__(
        self, client: Client, zone: tzinfo | None, words: str, here: str, choose: Callable[[Chosen], None]
    ) -> None:
        super().__init__(client, zone)
        self._choose = choose
        self._words = words
        self._here = here
        self._archived = False
        self._wrong = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Input(self._words, placeholder=SEARCH, id="search", compact=True)
        yield Static("", id="told", markup=False)
        yield Talks(self.zone, id="rows")
        yield Static("", id="hit", markup=False)
        yield Static("", id="found", markup=False)
        yield Hints(id="keys")

    def on_mount(self) -> None:
        self.rows = self.query_one(Talks)
        self.rows.here = self._here
        keys: dict[str, str] = getattr(self.app, "keys", {})
        self.rows.seeks = mapped(SEEK, keys)
        (self.query_one(Input) if self._words else self.rows).focus()
        self.search(self._words, self._archived)

    # ---- searching -----------------------------------------------------------------------------------

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        self._words = event.value.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE, self._search)

    def _search(self) -> None:
        self.search(self._words, self._archived)

    @work(thread=True, exclusive=True, group="search")
    def search(self, words: str, archived: bool, keep: bool = False) -> None:
        """Fetches the first page of what fits."""
        worker = get_current_worker()
        try:
            rows = self.client.conversations(limit=PAGE, search=words, archived=archived)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        if not worker.is_cancelled:
            self.post_message(messages.Listed(words, archived, 0, rows, keep))

    @work(thread=True, group="page")
    def fetch(self, words: str, archived: bool, page: int) -> None:
        """Fetches a further page."""
        try:
            rows = self.client.conversations(limit=PAGE, offset=page * PAGE, search=words, archived=archived)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(messages.Listed(words, archived, page, rows, True))

    @on(Rows.Wanted)
    def wanted(self, message: Rows.Wanted) -> None:
        self.fetch(self._words, self._archived, message.page)

    @on(Talks.Endless)
    def count_all(self) -> None:
        self.measure(self._words, self._archived, self.rows.total)

    @work(thread=True, exclusive=True, group="count")
    def measure(self, words: str, archived: bool, known: int) -> None:
        """Finds how many there are, in twice as many calls as the number has binary digits."""

        def there(at: int) -> bool:
            return bool(self.client.conversations(limit=1, offset=at, search=words, archived=archived))

        try:
            least, most = known, 2 * known
            while there(most):
                least, most = most + 1, 2 * most
            while least < most:
                middle = (least + most) // 2
                least, most = (middle + 1, most) if there(middle) else (least, middle)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(messages.Counted(words, archived, least))

    @on(messages.Counted)
    def counted(self, message: messages.Counted) -> None:
        if (message.words, message.archived) == (self._words, self._archived):
            self.rows.ends(message.total)
            self._say_how_many()

    @on(messages.Listed)
    def listed(self, message: messages.Listed) -> None:
        if (message.words, message.archived) != (self._words, self._archived):
            return  # typed on since
        if message.page:
            self.rows.grow(message.page, message.rows)
        else:
            self.rows.full = len(message.rows) < PAGE
            self.rows.fill(len(message.rows), message.rows, keep=message.keep)
            if not message.keep:
                self._tell(self._nothing() if not message.rows else "")
        self._say_how_many()

    def _say_how_many(self) -> None:
        many = count(self.rows.total, "conversation") + ("" if self.rows.full else " and more")
        kind = "archived: " if self._archived else ""
        self.query_one("#found", Static).update(f"{kind}{many}{' found' if self._words else ''}")

    def _nothing(self) -> str:
        if self._words:
            return f'No conversation holds "{phrases.one_line(self._words, 40)}". Try other or fewer words.'
        return "No conversation is archived. A shows the others; there a puts one away." if self._archived else EMPTY

    @on(Rows.Moved)
    def show_hit(self, message: Rows.Moved) -> None:
        """All of the line that was found in the one under the cursor."""
        excerpt = phrases.one_line(str((message.row or {}).get("excerpt") or ""), 400)
        hit = self.query_one("#hit", Static)
        hit.update(excerpt)
        hit.display = bool(excerpt)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done with a conversation is there where one is."""
        return action not in OF_ONE or any(rows.total for rows in self.query(Talks))

    # ---- doing ---------------------------------------------------------------------------------------

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        found = str(message.row.get("excerpt") or "").strip("…")
        self._end(Chosen(message.row["id"], phrases.one_line(message.row["title"], 40), found=found))

    def take_up(self, conversation: str, called: str = "") -> None:
        self._end(Chosen(conversation, called))

    def action_new(self, private: bool) -> None:
        """Begins another one."""
        self._end(Chosen(private=private))

    def _end(self, chosen: Chosen) -> None:
        self.dismiss()
        self._choose(chosen)

    def action_rename(self) -> None:
        """Asks for the title."""
        from secondme.tui.confirm import Words  # not before the first frame

        if (row := self.rows.current) is None:
            return

        def answered(words: str | None) -> None:
            if words is not None:
                self.rename(row["id"], words)

        title = str(row["title"]) if row["named"] else ""
        about = "enter keeps it, escape leaves. An empty title gives it its opening words back."
        self.app.push_screen(Words("Rename the conversation", about, title), answered)

    def action_archive(self) -> None:
        """Puts the one under the cursor away, or takes it back."""
        if (row := self.rows.current) is not None:
            self.archive(row["id"], not row["archived"])

    def action_archived(self) -> None:
        """Shows those that were put away, or the others."""
        self._archived = not self._archived
        self.search(self._words, self._archived)

    def talk_changed(self, row: dict[str, Any]) -> None:
        self.search(self._words, self._archived, keep=True)

    def action_export(self) -> None:
        """Asks where to."""
        from secondme.orders import file_of
        from secondme.tui.confirm import Words  # not before the first frame

        if (row := self.rows.current) is None:
            return

        def answered(words: str | None) -> None:
            if words:
                self.export(row["id"], str(row["title"]), words)

        about = "enter writes it, escape leaves. A name that ends with .json has it written as JSON, else as Markdown."
        self.app.push_screen(Words("Write the conversation to", about, file_of(str(row["title"]), "").name), answered)

    def action_delete(self) -> None:
        """Asks whether to forget all that was said in the one under the cursor."""
        if (row := self.rows.current) is not None:
            self.look_up("", conversation=row["id"])

    def action_copy(self) -> None:
        """Copies what is told, else the title."""
        told = str(self.query_one("#told", Static).render()) if self.query_one("#told").display else ""
        row = self.rows.current
        self.copy_out(told or ("" if row is None else str(row["title"])))

    def action_undo(self) -> None:
        """Takes back what was done last on this screen."""
        self.undo_here()

    def forgotten(self) -> None:
        self.search(self._words, self._archived, keep=True)

    def anew(self) -> None:
        """The service is back after it was away: the list is fetched anew, and what went wrong is told no more."""
        if self._wrong:
            self._tell("")
        self.search(self._words, self._archived, keep=bool(self.rows.total))

    @property
    def onward(self) -> Rows | None:
        """Where the line of the search leads to, while the person types in it."""
        return self.rows if self.focused is self.query_one(Input) and self.rows.total else None

    def action_search(self) -> None:
        """Goes back to the search."""
        self.query_one(Input).focus()

    def action_back(self) -> None:
        """To the conversation."""
        self.dismiss()

    def on_key(self, event: events.Key) -> None:
        if self.focused is self.query_one(Input) and event.key in ("down", "enter") and self.rows.total:
            self.set_focus(self.rows)  # at once: what is pressed next is for the list
            event.stop()
        elif self.focused is self.rows and event.key == "up" and not self.rows.cursor:
            self.set_focus(self.query_one(Input))
            event.stop()

    # ---- telling -------------------------------------------------------------------------------------

    def tell(self, *lines: str) -> None:
        self._tell("\n".join(f"· {line}" for line in lines))

    def refuse(self, error: SecondMeError) -> None:
        sentence, cure = cures.error(error)
        if isinstance(error, ServiceError):
            self._tell(f"! {sentence}\n  {COMING}")
        else:
            self._tell(f"! {sentence}" + (f"\n  What to do: {cure}" if cure else ""))
        self._wrong = True

    def _tell(self, text: str) -> None:
        self._wrong = False
        told = self.query_one("#told", Static)
        told.update(text)
        told.display = bool(text)


def line(when: str, time: str, what: str, many: str, width: int) -> str:
    """A line of the list: two cells for the cursor's sign, and columns that leave the rest to the title."""
    room = max(8, width - AROUND)
    what = what if cell_len(what) <= room else set_cell_size(what, room - 1) + "…"
    cells = ((when, 17), (time, 5), (what, room))
    return "  " + " ".join(set_cell_size(cell, size) for cell, size in cells) + f" {many:>8}  "
