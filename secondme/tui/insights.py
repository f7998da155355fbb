"""The insights screen: what was noticed, to be accepted, corrected or rejected; what is known of the person;
lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.hanging import Panel
from secondme.tui.noted import (
    CASES,
    INSIGHTS,
    LESSONS,
    PROFILE,
    RULES,
    TABS,
    Held,
    Noted,
    described,
    line_of_parts,
    on_one_line,
    parts,
    rule,
    taken,
)
from secondme.tui.page import Page
from secondme.tui.rows import PAGE, Row, Rows

NAMES = {"profile": PROFILE, "you": PROFILE, "2": PROFILE, "lessons": LESSONS, "3": LESSONS}
"""What the screen may be opened with, and the table that is meant."""
BACK = "u takes that back."


class InsightsScreen(Page):
    """Three tables on the keys 1, 2 and 3."""

    NAME = "insights"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (typed by Textual)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", "Accept", show=False, id="insights.accept"),
        Binding("e", "edit", "Edit", show=False, id="insights.edit"),
        Binding("d", "drop", "Reject", show=False, id="insights.drop"),
        Binding("u", "undo", "Undo", show=False, id="page.undo"),
        Binding("n", "add", "Add", show=False, id="insights.add"),
        Binding("1", "tab('insights')", "Insights", show=False, id="insights.noticed"),
        Binding("2", "tab('profile')", "What I know of you", show=False, id="insights.known"),
        Binding("3", "tab('lessons')", "Lessons", show=False, id="insights.lessons"),
    ]
    DEFAULT_CSS = """
    InsightsScreen {
        #tabs { height: 1; padding: 0 1; }
        #parts { height: 1; padding: 0 1; background: $surface; }
        #both { height: 1fr; layout: vertical; }
        #noted { height: 1fr; min-height: 4; }
        #noted-all {
            height: 45%; border-top: solid $primary; padding: 0 1; scrollbar-size-vertical: 1;
            &:focus { border-top: heavy $accent; }
        }
        &.-wide #both { layout: horizontal; }
        &.-wide #noted { width: 3fr; height: 100%; }
        &.-wide #noted-all {
            width: 2fr; height: 100%; border-top: none; border-left: solid $primary;
            &:focus { border-left: heavy $accent; }
        }
        #nothing { height: 1fr; padding: 0 1; display: none; }
        &.-empty #nothing { display: block; }
        &.-empty #both { height: 2; }
        &.-empty #noted-all { display: none; }
        &.-empty #noted { min-height: 1; }
    }
    """

    class Came(Message):
        """Rows of a table."""

        def __init__(self, tab: str, held: Held, keep: bool) -> None:
            super().__init__()
            self.tab = tab
            self.held = held
            self.keep = keep

    class Further(Message):
        """A further page of a part of the insights."""

        def __init__(self, part: str, page: int, rows: list[Row]) -> None:
            super().__init__()
            self.part = part
            self.page = page
            self.rows = rows

    class Whole(Message):
        """An insight with what it rests on."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Did(Message):
        """Something was changed: a sentence."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "") -> None:
        super().__init__(client, zone)
        self.here = NAMES.get(words.strip().lower(), INSIGHTS)
        self._held = {tab.name: Held(part=RULES if tab.name == LESSONS else "") for tab in TABS}

    def body(self) -> Iterable[Widget]:
        self.rows = Noted(self.zone, id="noted")
        yield Static("", id="tabs", markup=False)
        yield Static("…", id="parts", markup=False)
        with Vertical(id="both"):
            yield self.rows
            with VerticalScroll(id="noted-all"):
                yield Panel("noted-text")
        yield Static("", id="nothing", markup=False)

    def on_mount(self) -> None:
        self.rows.tab = self.here
        self.set_focus(self.rows)
        self._tabs()
        self.load(self._held[INSIGHTS].part)

    # ---- what there is -------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="load")
    def load(self, part: str, keep: bool = False) -> None:
        """Fetches the three tables; of the insights those of a part."""
        worker = get_current_worker()
        try:
            found = self.client.insights(part, limit=PAGE)
            if part and not found["total"] and found["rules"]:  # the last of its rule was rejected
                part, found = "", self.client.insights(limit=PAGE)
            insights = Held(found["insights"], found["total"], parts(INSIGHTS, (), found["rules"]), part)
            shown = self.client.profile()
            lines = shown["lines"]
            profile = Held(lines, len(lines), told=taken(shown["tokens"], shown["most"]))
            lessons = self.client.lessons()
        except SecondMeError as error:
            if not worker.is_cancelled:
                self.post_message(messages.Refusal(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Came(INSIGHTS, insights, keep))
            self.post_message(self.Came(PROFILE, profile, keep))
            self.post_message(self.Came(LESSONS, Held(lessons, len(lessons), parts(LESSONS, lessons, {})), keep))

    @on(Came)
    def came(self, message: Came) -> None:
        old, new = self._held[message.tab], message.held
        new.part = new.part or (old.part if message.tab != INSIGHTS else "")
        new.cursor, new.came = old.cursor if message.keep else 0, True
        self._held[message.tab] = new
        if message.tab == self.here:
            if message.keep:
                new.cursor = self.rows.cursor
            self._show()
        self._tabs()

    @work(thread=True, group="page")
    def further(self, part: str, page: int) -> None:
        """Fetches a further page of the insights."""
        try:
            found = self.client.insights(part, limit=PAGE, offset=page * PAGE)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(self.Further(part, page, found["insights"]))

    @on(Further)
    def grown(self, message: Further) -> None:
        if self.here == INSIGHTS and self._held[INSIGHTS].part == message.part:
            self.rows.add(message.page, message.rows)

    @on(Rows.Wanted)
    def wanted(self, message: Rows.Wanted) -> None:
        held = self._held[self.here]
        if self.here == INSIGHTS:
            self.further(held.part, message.page)
        else:
            self.rows.add(message.page, self._of_part(held)[message.page * PAGE :][:PAGE])

    def _of_part(self, held: Held) -> list[Row]:
        if self.here != LESSONS:
            return held.rows
        return [row for row in held.rows if CASES.get(rule(row), RULES) == held.part]

    def _show(self) -> None:
        """Shows the table that is open."""
        held, tab = self._held[self.here], next(one for one in TABS if one.name == self.here)
        rows = self._of_part(held)
        total = held.total if self.here == INSIGHTS else len(rows)
        self.rows.tab = self.here
        line = self.query_one("#parts", Static)
        line.update(line_of_parts(held.parts, held.part) if held.parts else held.told)
        line.display = bool(held.parts or held.told)
        empty = held.came and not total
        self.set_class(empty, "-empty")
        nothing = self.query_one("#nothing", Static)
        part = f"There are no {held.part} yet. " if held.parts and held.total else ""
        nothing.update(part + ("← and → lead to the others." if part else tab.empty))
        self.rows.fill(total, rows[:PAGE])
        self.rows.action_to(min(held.cursor, max(0, total - 1)))
        self.set_focus(self.rows)
        self.refresh_bindings()

    def _tabs(self) -> None:
        names = []
        for tab in TABS:
            held = self._held[tab.name]
            many = sum(held.parts.values()) if tab.name == LESSONS else held.parts.get("", held.total)
            names.append((f"{tab.key} {tab.title}" + (f" ({many:,})" if held.came else ""), tab.name == self.here))
        self.query_one("#tabs", Static).update(on_one_line(names))

    # ---- going about ---------------------------------------------------------------------------------

    def action_tab(self, name: str) -> None:
        """Opens one of the tables; what did not come is asked for again."""
        if not self._held[name].came:
            self.load(self._held[INSIGHTS].part)
        if name != self.here:
            self._held[self.here].cursor = self.rows.cursor
            self.here = name
            self.hush()
            self._show()
            self._tabs()

    def action_part(self, by: int) -> None:
        """Opens the next part of a table, or the one before."""
        held = self._held[self.here]
        names = list(held.parts)
        if not names:
            return
        held.part = names[(names.index(held.part) + by) % len(names)]
        held.cursor = 0
        if self.here == INSIGHTS:
            self.load(held.part)
        else:
            self._show()

    def action_back(self) -> None:
        """From what is shown of one to the table, from there to the conversation."""
        if self.focused is self.query_one("#noted-all"):
            self.set_focus(self.rows)
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Accepting is for insights, adding for the others; a lesson is not edited, nor opened what is open."""
        if action in ("accept", "add", "edit"):
            return self.here in {"accept": (INSIGHTS,), "add": (PROFILE, LESSONS), "edit": (INSIGHTS, PROFILE)}[action]
        if action == "tab":
            return parameters[0] != self.here or not self._held[self.here].came
        if action == "part":
            return bool(self._held[self.here].parts)
        return True

    @on(Rows.Moved)
    def moved(self, message: Rows.Moved) -> None:
        if message.row is not None and message.row is self.rows.current:  # not of a table that was left since
            self._describe(message.row)

    def _describe(self, row: Row) -> None:
        self.query_one("#noted-text", Panel).update(described(self.here, row, self.zone))
        self.query_one("#noted-all").scroll_home(animate=False)

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        self.set_focus(self.query_one("#noted-all"))
        if self.here == INSIGHTS:
            self.fetch(message.row["id"])

    @work(thread=True, exclusive=True, group="detail")
    def fetch(self, insight: str) -> None:
        """Fetches what an insight rests on."""
        worker = get_current_worker()
        try:
            row = self.client.insight(insight)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Whole(row))

    @on(Whole)
    def whole(self, message: Whole) -> None:
        current = self.rows.current
        if self.here == INSIGHTS and current is not None and current["id"] == message.row["id"]:
            self._describe(message.row)

    # ---- doing ---------------------------------------------------------------------------------------

    @work(thread=True, group="change")
    def change(self, call: Callable[[], Any], sentence: str) -> None:
        """Has something changed in the service, and tells of it."""
        try:
            with self.doing():
                call()
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(self.Did(sentence))

    @on(Did)
    def did(self, message: Did) -> None:
        self.tell(message.sentence)
        self.forgotten()
        self.refresh_bindings()

    def forgotten(self) -> None:
        self.load(self._held[INSIGHTS].part, keep=True)

    def action_accept(self) -> None:
        """Accepts the insight under the cursor, or takes that back."""
        if (row := self.rows.current) is not None:
            name, now = row["id"], not row["accepted"]
            sure = f"Accepted: it is trusted like your own words and does not fade. {BACK}"
            self.change(
                lambda: self.client.insight_accept(name, accepted=now), sure if now else f"No longer accepted. {BACK}"
            )

    def action_edit(self) -> None:
        """Asks for other words for the insight or the line under the cursor."""
        if (row := self.rows.current) is None:
            return
        name, edit = row["id"], self.client.insight_correct if self.here == INSIGHTS else self.client.profile_edit
        question = "What is right?" if self.here == INSIGHTS else "The line in your words"

        def typed(words: str | None) -> None:
            if words and words != row["text"]:
                self.change(lambda: edit(name, words), f"Changed: your words stay, whatever a run finds. {BACK}")

        self._ask(question, "Your words take the place of these.", row["text"], typed)

    def action_drop(self) -> None:
        """Rejects or removes what is under the cursor; that can be undone."""
        if (row := self.rows.current) is None:
            return
        name, words = row["id"], phrases.one_line(phrases.lesson(row) if self.here == LESSONS else row["text"], 60)
        calls: dict[str, tuple[Callable[[str], Any], str]] = {
            INSIGHTS: (self.client.insight_reject, "Rejected, and not drawn again"),
            PROFILE: (self.client.profile_remove, "Removed, and not drawn again"),
            LESSONS: (self.client.lesson_remove, "Put away"),
        }
        call, did = calls[self.here]
        self.change(lambda: call(name), f"{did}: {words} {BACK}")

    def action_add(self) -> None:
        """Asks for a line of the profile, or for a lesson and what it is for."""
        if self.here == PROFILE:
            def typed(words: str | None) -> None:
                if words:
                    self.change(lambda: self.client.profile_add(words), f"Added to what I know of you. {BACK}")

            self._ask("What should I know of you?", "One sentence, no secret: it stands in every prompt.", "", typed)
            return

        def told(words: str | None) -> None:
            def when(request: str | None) -> None:
                if words and request is not None:
                    self.change(
                        lambda: self.client.lesson_add(words, situation=request), f"Added to the lessons. {BACK}"
                    )

            if words:
                self._ask("For which kind of request?", "As “an email to my landlord”. Empty: for all.", "", when)

        self._ask("What should I do, or avoid?", "One sentence, as “Give prices in euros.”", "", told)

    def _ask(self, question: str, about: str, words: str, answered: Callable[[str | None], None]) -> None:
        from secondme.tui.confirm import Words  # not before the first frame

        self.app.push_screen(Words(question, about, words), answered)
