"""The models: which fit this machine and why, drawn against the memory that they may use; downloaded, paused, gone on
with, and changed while the conversation goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import tzinfo
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.exams import Exams
from secondme.tui.modelrows import HEAD, IN_USE, cells, described, left_out, line, machine, names, rows
from secondme.tui.picture import Run
from secondme.tui.pulls import Pulls
from secondme.tui.rows import PAGE, Row, Rows

WIDE = 130
DEBOUNCE = 0.15
"""Seconds that the cursor stands still before the plan of its model is asked for."""
COLOURS = {
    "bold": "bold", "green": "$text-success", "yellow": "$text-warning", "cyan": "$text-primary",
    "blue": "$text-muted", "magenta": "$text-secondary",
}  # fmt: skip
"""The theme's, for those of a picture."""
LOOKING = "Looking at what this machine can run…"
EMPTY = "No model is here and none can run. Give them more memory with r, or let me recall and quote without one."
ASK_RAM = (
    "As 4GiB or 1500MB. free: what is free, less a share for the desktop. off: no limit. What does not fit is read "
    "from the disk while it answers. enter keeps it, escape leaves."
)


class Models(Rows):
    """A line for each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Use or download", show=False, id="models.use"),
    ]

    def titles(self, width: int) -> str:
        return line(HEAD, width)

    def cells(self, at: int, row: Row, width: int) -> str:
        return line(cells(row), width)

    def faint(self, row: Row) -> bool:
        return bool(row["runs"]["how"] == "no")


class Came(Message):
    """What there is: the models, the one that answers, what they may use, how the exam went."""

    def __init__(
        self, found: dict[str, Any], state: dict[str, Any], ram: dict[str, Any], exam: dict[str, Any]
    ) -> None:
        super().__init__()
        self.found = found
        self.state = state
        self.ram = ram
        self.exam = exam


class Drawn(Message):
    """The plan of a model on this disk; None where it has none."""

    def __init__(self, model: str, plan: dict[str, Any] | None) -> None:
        super().__init__()
        self.model = model
        self.plan = plan


class Changed(Message):
    """Something was changed here: what is told of it, and how it is taken back."""

    def __init__(self, told: str, back: Callable[[], str] | None = None) -> None:
        super().__init__()
        self.told = told
        self.back = back


class ModelsScreen(Pulls, Exams):
    """What is here, what could be, and what becomes of the one under the cursor."""

    NAME = "models"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 (typed by Textual)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", show=False, id="page.undo"),
        Binding("b", "best", "Best here", show=False, id="models.best"),
        Binding("r", "ram", "Memory", show=False, id="models.ram"),
        Binding("m", "measure", "Measure", show=False, id="models.measure"),
        Binding("a", "all", "All or fitting", show=False, id="models.all"),
        Binding("y", "copy", "Copy path", show=False, id="models.copy"),
    ]
    DEFAULT_CSS = """
    ModelsScreen #models-machine { height: auto; max-height: 5; padding: 0 1; }
    ModelsScreen #models-both { height: 1fr; layout: vertical; }
    ModelsScreen #models-rows { height: 2fr; min-height: 4; }
    ModelsScreen #models-detail {
        height: 3fr; border-top: solid $primary; padding: 0 1; scrollbar-size-vertical: 1;
        &:focus { border-top: heavy $accent; }
    }
    ModelsScreen.-wide #models-both { layout: horizontal; }
    ModelsScreen.-wide #models-rows { width: 3fr; height: 100%; }
    ModelsScreen.-wide #models-detail {
        width: 2fr; height: 100%; border-top: none; border-left: solid $primary;
        &:focus { border-left: heavy $accent; }
    }
    """

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "") -> None:
        super().__init__(client, zone)
        self._words = words.strip().lower()
        self._all = False
        self._came: Came | None = None
        self._plans: dict[str, dict[str, Any] | None] = {}
        self._timer: Timer | None = None
        self._changes: list[Callable[[], str]] = []

    def body(self) -> Iterable[Widget]:
        yield Static(LOOKING, id="models-machine", markup=False)
        with Vertical(id="models-both"):
            yield Models(self.zone, id="models-rows")
            with VerticalScroll(id="models-detail"):
                yield Static("", id="models-about")
        yield self.progress_line()

    def on_mount(self) -> None:
        self.rows = self.query_one(Models)
        self.rows.focus()
        self.fetch()
        self.follow()

    # ---- what there is -------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="models")
    def fetch(self) -> None:
        """Asks what there is."""
        worker = get_current_worker()
        if (came := self._asked()) and not worker.is_cancelled:
            self.post_message(came)

    @work(thread=True, group="measure")
    def measure(self) -> None:
        """Measures the machine, and asks what there is then, whatever else is asked meanwhile."""
        if came := self._asked(measure=True):
            self.post_message(came)
            self.post_message(messages.Told("Measured. The speeds are those of this machine now."))

    def _asked(self, *, measure: bool = False) -> Came | None:
        """What there is; None where that is refused, which is told."""
        try:
            return Came(
                self.client.models(all_=True, measure=measure), self.client.status()["model"], self.client.ram(),
                self.client.exam_known(),
            )  # fmt: skip
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return None

    @on(Came)
    def came(self, message: Came) -> None:
        first, self._came = self._came is None, message
        self._plans = {}
        self._fill(keep=not first)
        self.refresh_bindings()

    def _fill(self, *, keep: bool) -> None:
        if (came := self._came) is None:
            return
        here = self.rows.current
        found = rows(came.found, all_=self._all)
        self.rows.fill(len(found), found[:PAGE], keep=keep)
        self._show_machine(came)
        for begin in range(PAGE, len(found), PAGE):
            self.rows.add(begin // PAGE, found[begin : begin + PAGE])
        if here is not None:
            at = next((at for at, one in enumerate(found) if one["id"] == here["id"]), None)
        else:
            at = next((at for at, one in enumerate(found) if self._words and self._words in names(one)), None)
        if at is not None:
            self.rows.action_to(at)
        if not found:
            self.query_one("#models-about", Static).update(EMPTY)
        if self._words and not keep and at is None:
            self.tell(f"There is no model {phrases.one_line(self._words, 40)!r} here or in the catalogue.")

    def _show_machine(self, came: Came) -> None:
        state = came.state
        # It may begin or end to be loaded while this is shown.
        known = state["phase"] in ("loading", "asleep")
        lines = [phrases.clean(f"{state['name']} answers." if known else state["sentence"])]
        if came.exam:
            lines[0] += f" Exam in drawing facts: {'passed' if came.exam['passed'] else 'not passed'}."
        lines.append(machine(came.found, came.ram))
        best = came.found["best"]
        if best.get("model"):
            how = "by guessed speeds" if came.found["machine"]["guessed"] else "by what was measured"
            lines.append(f"* is best here, {how}: {best['model']}.")
        else:
            lines += best["sentences"][:1]
        if not self._all and (more := left_out(came.found)):
            lines[-1] += f" {more} more cannot run here." if self.rows.total else " a shows them all, and why."
        self.query_one("#models-machine", Static).update("\n".join(lines))

    def action_all(self) -> None:
        """Shows what cannot run here too, or only what can."""
        self._all = not self._all
        self._fill(keep=True)

    def action_best(self) -> None:
        """Goes to the one that is best here."""
        there = (at for at, one in enumerate(rows(self._known, all_=self._all)) if one["best"])
        if (at := next(there, None)) is not None:
            self.rows.focus()
            self.rows.action_to(at)

    # ---- one of them ---------------------------------------------------------------------------------

    @on(Rows.Moved)
    def moved(self, message: Rows.Moved) -> None:
        self._describe()
        self.query_one("#models-detail").scroll_home(animate=False)
        if self._timer is not None:
            self._timer.stop()
        row = message.row
        if row is not None and row["have"] and row["kind"] == "chat" and row["id"] not in self._plans:
            self._timer = self.set_timer(DEBOUNCE, lambda: self.draw(row))

    @work(thread=True, exclusive=True, group="plan")
    def draw(self, row: Row) -> None:
        """Asks for the plan of a model; one that does not fit has none, and the row says why."""
        worker = get_current_worker()
        try:
            if row["source"] == "file":
                plan = self.client.plan_model(path=Path(row["path"]))
            else:
                plan = self.client.plan_model(row["id"])
        except SecondMeError:
            plan = None
        if not worker.is_cancelled:
            self.post_message(Drawn(row["id"], plan))

    @on(Drawn)
    def drawn(self, message: Drawn) -> None:
        self._plans[message.model] = message.plan
        self._describe()

    def _describe(self) -> None:
        row, came = self.rows.current, self._came
        if row is None or came is None:
            return
        width = max(20, self.query_one("#models-detail").content_size.width - 1)
        reasons = came.found["best"]["sentences"][1:] if row["best"] else []
        lines = described(row, self._plans.get(row["id"]), reasons, width)
        about = Content("\n").join(Content.assemble(*map(_styled, one)) for one in lines)
        self.query_one("#models-about", Static).update(about)

    def on_resize(self) -> None:
        """Draws it as wide as there is room."""
        self.call_after_refresh(self._describe)

    def action_copy(self) -> None:
        """Copies the path of the file, or the name of one that is not here."""
        if (row := self.rows.current) is not None:
            self.copy_out(row["path"] or row["id"])

    # ---- using one -----------------------------------------------------------------------------------

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        row = message.row
        if row["have"] == IN_USE:
            unfit = row["runs"]["how"] == "no"
            why = phrases.clean(str(row["runs"]["sentence"]))
            self.tell(f"{why} Choose another model." if unfit else f"{row['label']} answers already.")
        elif row["have"]:
            self.use(row)
        else:
            self.get(row)

    @work(thread=True, group="use")
    def use(self, row: Row) -> None:
        """Answers with it from now on."""
        back = self._back()
        try:
            told = self.client.use_named(row["id"])["sentence"]
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        words = f"{told} The conversation goes on with it."
        self.post_message(Changed(f"{words} u takes it back." if back else words, back))

    def _back(self) -> Callable[[], str] | None:
        """Has the model that answers now answer again; None where none does."""
        before = next((one for one in rows(self._known, all_=True) if one["have"] == IN_USE), None)
        if before is None:
            return None

        def back() -> str:
            if before["source"] == "file":
                return str(self.client.use_model(Path(before["path"]))["sentence"])
            return str(self.client.use_named(before["id"])["sentence"])

        return back

    @property
    def _known(self) -> dict[str, Any]:
        return self._came.found if self._came is not None else {"here": [], "catalogue": [], "best": {}}

    @on(Changed)
    def changed(self, message: Changed) -> None:
        if message.back is not None:
            self._changes.append(message.back)
        self.tell(message.told)
        self.fetch()

    def refuse(self, error: SecondMeError) -> None:
        super().refuse(error)
        if self._came is None:
            self.query_one("#models-machine", Static).update("It is not known yet what there is. m asks again.")

    def refill(self) -> None:
        self.fetch()

    def pulled(self, told: str, *, answers: bool) -> None:
        back = self._back() if answers else None
        self.post_message(Changed(f"{told} u goes back to the one before." if back else told, back))

    def examined(self) -> None:
        self.fetch()

    @property
    def examined_already(self) -> bool:
        return bool(self._came and self._came.exam)

    @property
    def undoable(self) -> bool:
        return bool(self._changes)

    @property
    def idle(self) -> frozenset[str]:
        answers = self._came is not None and self._came.state["phase"] not in ("none", "failed")
        idle = set() if self.pausing else {"models.pause"}
        return frozenset(idle if answers or self.examining else idle | {"models.exam"})

    def action_undo(self) -> None:
        """Takes the last change of this screen back."""
        if self._changes:
            self.take_back(self._changes.pop())
        else:
            self.tell("Nothing was changed here.")

    @work(thread=True, group="use")
    def take_back(self, back: Callable[[], str]) -> None:
        """Takes a change back."""
        try:
            self.post_message(Changed(back()))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    # ---- what they may use; how good they are --------------------------------------------------------

    def action_ram(self) -> None:
        """Asks how much memory a model may use."""
        from secondme.tui.confirm import Words  # not before the first frame

        if (came := self._came) is None:
            return
        before = str(came.ram["ram"])

        def answered(words: str | None) -> None:
            if words and words != before:
                self.allow(words, before)

        self.app.push_screen(Words("Memory that a model may use", ASK_RAM, before), answered)

    @work(thread=True, group="use")
    def allow(self, wanted: str, before: str) -> None:
        """It may use so much from the next question on."""
        try:
            self.client.set_ram(wanted)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return

        def back() -> str:
            self.client.set_ram(before)
            return f"A model may use as before: {before}."

        self.post_message(Changed(f"A model may use {wanted} from the next question on. u takes it back.", back))

    def action_measure(self) -> None:
        """Measures the machine."""
        self.tell("Measuring this machine: some seconds of all its cores…")
        self.measure()


def _styled(run: Run) -> tuple[str, str]:
    return run.text, COLOURS.get(run.colour, "")
