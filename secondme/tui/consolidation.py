"""The consolidation screen: what a run is doing now, what earlier ones did, each thing to be undone, and what the next
would let fade."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import tzinfo
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from secondme import phrases
from secondme.errors import NotFound, SecondMeError
from secondme.events import Consolidated, Event, Failed
from secondme.memory.counting import count
from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.detail import described
from secondme.tui.done import Done, in_words
from secondme.tui.going import Going
from secondme.tui.hanging import Panel
from secondme.tui.noted import on_one_line
from secondme.tui.page import Page
from secondme.tui.rows import PAGE, Row, Rows

AGAIN = 2.0
"""Seconds after which the service is listened to again, where it went away."""
SHOWN = 2
"""Runs whose numbers stand on each side of the one that is open."""
NEVER = "There was no consolidation run yet. It happens by itself while the machine is idle; r has it done now."


class ConsolidationScreen(Page):
    """A page for each run that did something, and one for what comes next."""

    NAME = "consolidation"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (typed by Textual)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "begin", "Run now", show=False, id="consolidation.begin"),
        Binding("s", "stop", "Stop", show=False, id="consolidation.stop"),
        Binding("u", "undo", "Undo it", show=False, id="page.undo"),
        Binding("U", "undo_all", "Undo all of it", show=False, id="consolidation.undo_all"),
        Binding("n", "next", "Next run", show=False, id="consolidation.next"),
        Binding("n", "last", "Last run", show=False, id="consolidation.latest"),
    ]
    DEFAULT_CSS = """
    ConsolidationScreen {
        #now { height: auto; max-height: 3; padding: 0 1; }
        #runs { height: 1; padding: 0 1; background: $surface; }
        #sentence { height: auto; max-height: 5; padding: 0 1; text-style: bold; }
        #both { height: 1fr; layout: vertical; }
        #done { height: 1fr; min-height: 4; }
        #about {
            height: 35%; border-top: solid $primary; padding: 0 1; scrollbar-size-vertical: 1;
            &:focus { border-top: heavy $accent; }
        }
        &.-wide #both { layout: horizontal; }
        &.-wide #done { width: 3fr; height: 100%; }
        &.-wide #about {
            width: 2fr; height: 100%; border-top: none; border-left: solid $primary;
            &:focus { border-left: heavy $accent; }
        }
        &.-empty #about { display: none; }
    }
    """

    class Paged(Message):
        """The page of a run (None: there was none), or what the next would do, and the runs that there are."""

        def __init__(self, runs: list[int], page: dict[str, Any] | None, dry: dict[str, Any] | None) -> None:
            super().__init__()
            self.runs = runs
            self.page = page
            self.dry = dry

    class Happened(Message):
        """Something happened in the service."""

        def __init__(self, event: Event) -> None:
            super().__init__()
            self.event = event

    class Back(Message):
        """A run was taken back: a sentence."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class Lost(Message):
        """The service is not heard any more."""

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "") -> None:
        super().__init__(client, zone)
        self._runs: list[int] = []
        self._run: int | None = None
        self._next = words.strip().lower() == "next"
        self._items: list[Row] = []
        self._going = Going()
        self._heard = messages.Held()

    def body(self) -> Iterable[Widget]:
        self.rows = Done(self.zone, id="done")
        yield Static("…", id="now", markup=False)
        yield Static("", id="runs", markup=False)
        yield Static("", id="sentence", markup=False)
        with Vertical(id="both"):
            yield self.rows
            with VerticalScroll(id="about"):
                yield Panel("about-text")

    def on_mount(self) -> None:
        self.set_focus(self.rows)
        self.fetch(self._run, self._next)
        self.listen()

    def on_unmount(self) -> None:
        self._heard.stop()

    # ---- what goes on now ----------------------------------------------------------------------------

    def listen(self) -> None:
        """Hears what happens in the service, in a thread of its own, as the app waits for no stream."""
        threading.Thread(target=self._hear, name="consolidation", daemon=True).start()

    def _hear(self) -> None:
        """Until the screen is left or the service goes away."""
        heard = self._heard
        try:
            with closing(self.client.watch_events()) as events:
                heard.hold(events)
                for event in events:
                    self.post_message(self.Happened(event))
        except SecondMeError as error:
            if not heard.stopped:
                self.post_message(messages.Refusal(error))
        if not heard.stopped:
            self.post_message(self.Lost())

    @on(Lost)
    def lost(self) -> None:
        self.set_timer(AGAIN, self.listen)

    @on(Happened)
    def happened(self, message: Happened) -> None:
        event = message.event
        was = self._going.on
        self._going = self._going.after(event)
        if isinstance(event, Consolidated):
            self.tell(phrases.consolidated(event))
            self._run = None
            self.fetch(None, self._next, keep=False)
        elif isinstance(event, Failed) and was:
            self.refuse(SecondMeError(event.sentence, event.cure))
        if self._going.on != was:
            self.refresh_bindings()
        self._now()

    def _now(self) -> None:
        self.query_one("#now", Static).update(Text(self._going.told(), no_wrap=True, overflow="ellipsis"))

    # ---- pages ---------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="page")
    def fetch(self, run: int | None, ahead: bool, keep: bool = False) -> None:
        """Fetches the page of a run, of the last one where none is named, or with `ahead` what the next would do."""
        worker = get_current_worker()
        page = dry = None
        try:
            runs = self.client.consolidation_runs()[::-1]
            if ahead:
                dry = self.client.consolidation_foreseen()
            else:
                page = self.client.consolidation(run)
        except NotFound as error:
            if run is not None:
                self.post_message(messages.Refusal(error))
                return
            runs = []
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Paged(runs, page, dry))

    @on(Paged)
    def paged(self, message: Paged) -> None:
        """Shows a page; the cursor stays where it was on the same page."""
        self._runs = message.runs
        page, dry = message.page, message.dry
        same = page is not None and page["run"] == self._run and not self.rows.next
        if page is not None:
            self._run, self._items, sentence = page["run"], page["items"], in_words(page)
        elif dry is not None:
            self._items = dry["foreseen"]
            sentence = phrases.foreseen(dry)[-1]
        else:
            self._items, sentence = [], NEVER
        self._next = self.rows.next = dry is not None
        self.query_one("#sentence", Static).update(Text(phrases.clean(sentence)))
        self.query_one("#runs", Static).update(self._line_of_runs())
        self.set_class(not self._items, "-empty")
        self.rows.fill(len(self._items), self._items[:PAGE], keep=same)
        self.refresh_bindings()

    def _line_of_runs(self) -> Text:
        pages = [*self._runs] if self._run in self._runs or self._run is None else [*self._runs, self._run]
        names = [*(f"run {run:,}" for run in pages), "next"]
        here = len(pages) if self._next else pages.index(self._run) if self._run is not None else -1
        begin, end = max(0, here - SHOWN), max(0, here) + SHOWN + 1
        line = on_one_line([(name, at == here) for at, name in enumerate(names)][begin:end])
        return Text("← ") + Text("… " if begin else "") + line + Text("… →" if end < len(names) else "→")

    @on(Rows.Wanted)
    def wanted(self, message: Rows.Wanted) -> None:
        self.rows.add(message.page, self._items[message.page * PAGE :][:PAGE])

    @on(Rows.Moved)
    def moved(self, message: Rows.Moved) -> None:
        if (row := message.row) is not None:
            why = f"\n\n{phrases.one_line(row['why'], 400)}" if row.get("why") else ""
            did = f"it would {row['what']}" if self.rows.next else row["what"]
            more = f"{did}, and undone: u brings it back" if row.get("undone") else f"{did}; enter shows all of it"
            self.query_one("#about-text", Panel).update(
                Text(phrases.clean(row["text"]).strip() + why + "\n\n") + Text(more, "italic")
            )
            self.query_one("#about").scroll_home(animate=False)

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        self.set_focus(self.query_one("#about"))
        if not message.row.get("undone"):
            self.fetch_all(message.row["id"])

    @work(thread=True, exclusive=True, group="detail")
    def fetch_all(self, memory: str) -> None:
        """Fetches all there is to know of a memory."""
        try:
            self.post_message(messages.Whole(self.client.memory(memory)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Whole)
    def whole(self, message: messages.Whole) -> None:
        if (row := self.rows.current) is not None and row["id"] == message.row["id"]:
            self.query_one("#about-text", Panel).update(described(message.row, self.zone))

    # ---- going about ---------------------------------------------------------------------------------

    def action_run(self, by: int) -> None:
        """Opens the run before or after; after the last there is what comes next."""
        pages: Sequence[int | None] = [*self._runs, None]
        at = len(pages) - 1 if self._next or self._run not in pages else pages.index(self._run)
        to = max(0, min(len(pages) - 1, at + by))
        if to != at:
            self.hush()
            self.fetch(pages[to], pages[to] is None)

    def action_next(self) -> None:
        """Opens what the next run would do."""
        self.hush()
        self.fetch(None, True)

    def action_last(self) -> None:
        """Opens the last run again."""
        self.hush()
        self.fetch(None, False)

    def action_back(self) -> None:
        """From what is shown of one to the list, from there to the conversation."""
        if self.focused is self.query_one("#about"):
            self.set_focus(self.rows)
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A run is begun where none goes on, and stopped where one does; what has not happened is not undone."""
        if action in ("begin", "stop"):
            return self._going.on == (action == "stop")
        if action in ("next", "last"):
            return self._next == (action == "last")
        if action in ("undo", "undo_all"):
            return not self._next and bool(self._items)
        return True

    # ---- doing ---------------------------------------------------------------------------------------

    @work(thread=True, group="run")
    def action_begin(self) -> None:
        """Has a run begin; what it does is heard with everything else."""
        try:
            self.client.consolidate().close()
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @work(thread=True, group="run")
    def action_stop(self) -> None:
        """Ends the run that goes on."""
        try:
            stopped = self.client.consolidation_stop()
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            told = "It ends; the next run does what is left." if stopped else "No run is going on."
            self.post_message(messages.Told(told))

    def action_undo(self) -> None:
        """Takes the thing under the cursor back, or brings it back where it was undone."""
        row = self.rows.current
        number = row and (row["back"] if row["undone"] else row["operation"])
        if number:
            self.undo_here(number)
        elif row is not None:
            self.tell("There is nothing to undo of it.")

    def then(self, done: Mapping[str, Any]) -> str:
        return ""

    @property
    def undoable(self) -> bool:
        return not self._next and bool(self._items)

    def forgotten(self) -> None:
        self.fetch(self._run, self._next, keep=True)

    def action_undo_all(self) -> None:
        """Asks whether to take all of the run back."""
        from secondme.tui.confirm import YesNo  # not before the first frame

        run, left = self._run, sum(bool(one["operation"]) and not one["undone"] for one in self._items)
        if run is None or not left:
            self.tell("There is nothing left of it to undo.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.take_all_back(run)

        about = f"It changed {count(left, 'thing')}. What was changed again since stays as it is."
        self.app.push_screen(YesNo(f"Undo all of run {run:,}?", about, "Undo all"), answered)

    @work(thread=True, group="run")
    def take_all_back(self, run: int) -> None:
        """Undoes a run."""
        try:
            done = self.client.consolidation_undo(run)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        left = f" {count(done['left'], 'operation')} stayed: what they changed was changed since." * bool(done["left"])
        told = f"Run {run:,} was taken back: {count(len(done['operations']), 'operation')}.{left}"
        self.post_message(self.Back(told))

    @on(Back)
    def back(self, message: Back) -> None:
        self.tell(message.sentence)
        self.forgotten()
