"""The tables of the insights screen: what was noticed, the profile, the lessons; a line each, and all of one. Pure but
for the widget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.binding import Binding, BindingType

from secondme import phrases
from secondme.memory.counting import count
from secondme.memory.when import day, day_key
from secondme.tui.hanging import GAP, Line, Lines, fact, point
from secondme.tui.rows import Row, Rows, strength

INSIGHTS, PROFILE, LESSONS = "insights", "profile", "lessons"
CASES = {"case": "cases", "concept": "concepts"}
"""The rules of what is no lesson itself, but how requests went, and the part of the table that has it."""
RULES = "rules"
"""The part that has the lessons themselves."""
TITLES = {
    INSIGHTS: ("noticed", "by", "what", "rests on", "you say"), PROFILE: ("what", "from", "rests on", "you say"),
    LESSONS: ("what", "uses", "value", "rests on"),
}  # fmt: skip
MOST = 100
"""Memories that are shown of those that one rests on."""
NARROW = 100
"""Cells below which a table leaves out its less telling columns."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tables: its name, the key and the title of it, and what is said where it is empty."""

    name: str
    key: str
    title: str
    empty: str


TABS = (
    Tab(INSIGHTS, "1", "Insights", "Nothing was noticed yet. It happens while the machine is idle, from what you tell; "
        "f8 and r have it done now."),
    Tab(PROFILE, "2", "What I know of you", "Nothing is known of you yet. It grows while the machine is idle, from "
        "what you tell; n adds a line yourself."),
    Tab(LESSONS, "3", "Lessons", "There are no lessons yet. They grow from what you say (“always …”, “next time …”) "
        "and from thumbs; n adds one yourself."),
)  # fmt: skip

MEANT = {
    "day": "a summary of a day", "week": "a summary of a week, from those of its days",
    "overall": "a summary of all, from those of the weeks", "topic": "what you came back to",
    "person": "what you told of somebody", "together": "who and what you speak of together",
    "habit": "what you speak of on one day of the week", "hours": "when you talk to me", "change": "what changed",
    "question": "a question, answered from what you told", "answer": "a question that a model asked and answered from "
    "your words", "thought": "what follows from several facts", "conclusion": "what a model concluded from two facts",
    "profile": "drawn from facts that last", "wish": "how you want to be answered", "told": "you wrote it",
    "lesson": "you said it", "fault": "drawn from what you found wrong with an answer", "case": "how a request went",
    "concept": "how requests of a kind went",
}  # fmt: skip
"""What the rules are, in words."""


@dataclass
class Held:
    """What is known of a table: its rows (of the insights the first page), how many there are, its parts."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    part: str = ""
    told: str = ""
    """What stands under the tabs where there are no parts."""
    cursor: int = 0
    came: bool = False


class Noted(Rows):
    """The rows of one of the tables."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "screen.part(1)", "Next part", show=False, id="insights.part.down"),
        Binding("left", "screen.part(-1)", "Part before", show=False, id="insights.part.up"),
    ]

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(zone, id)
        self.tab = INSIGHTS

    def titles(self, width: int) -> str:
        return columns(self.tab, TITLES[self.tab], width)

    def cells(self, at: int, row: Row, width: int) -> str:
        rests = count(rests_on(row), "source")
        text = phrases.one_line(row["text"], width)
        match self.tab:
            case "insights":
                above = self.row(at - 1)
                when = day_key(row["made"], self._zone)
                same = above is not None and day_key(above["made"], self._zone) == when and at != round(self.scroll_y)
                return columns(self.tab, ("" if same else when, rule(row), text, rests, said(row)), width)
            case "profile":
                return columns(self.tab, (text, source(row), rests, "yours" if row["own"] else ""), width)
        told = phrases.one_line(phrases.lesson(row), width)
        value = strength(row["value"]) if row["uses"] else "not rated"
        return columns(self.tab, (told, f"{row['uses']:,}", value, rests), width)

    def faint(self, row: Row) -> bool:
        return bool(row["status"] == "faded")


def columns(tab: str, cells: Sequence[str], width: int) -> str:
    """A line of a table: two cells for the cursor's sign, and columns that leave the rest to the text."""
    sizes = {INSIGHTS: [10, 10, 0, 10, 8], PROFILE: [0, 12, 10, 8], LESSONS: [0, 6, 11, 10]}[tab]
    if width < NARROW:
        sizes = {INSIGHTS: [10, 10, 0, -1, 8], PROFILE: [0, -1, 10, 7], LESSONS: [0, 5, 11, -1]}[tab]
    shown = [(cell, size) for cell, size in zip(cells, sizes, strict=True) if size >= 0]
    room = max(8, width - 2 - sum(size + 1 for _, size in shown))
    return "  " + " ".join(cut(cell, size or room) for cell, size in shown)


def cut(text: str, size: int) -> str:
    """A text that fills so many cells; one that is too long ends in an ellipsis."""
    return set_cell_size(text if cell_len(text) <= size else set_cell_size(text, size - 1) + "…", size)


def said(row: Mapping[str, Any]) -> str:
    """What the person said of an insight: that it is so, or what is so."""
    return "yours" if row["own"] else "accepted" if row["accepted"] else ""


def rule(row: Mapping[str, Any]) -> str:
    """The rule that drew a row."""
    return str(row["source"].get("rule", ""))


def source(row: Mapping[str, Any]) -> str:
    """Where a line of the profile comes from, in a word or two."""
    return {"profile": "facts", "wish": "your wish", "told": "you wrote it"}.get(rule(row), rule(row))


def rests_on(row: Mapping[str, Any]) -> int:
    """How many memories a row rests on."""
    return int(row["rests"]) if "rests" in row else len(row["evidence"])


def parts(tab: str, rows: Sequence[Row], rules: Mapping[str, int]) -> dict[str, int]:
    """The parts of a table that left and right lead through, with how many rows each has; none where it has one."""
    if tab == INSIGHTS:
        return {"": sum(rules.values()), **rules} if len(rules) > 1 else {}
    if tab == LESSONS:
        counts = {RULES: 0, **dict.fromkeys(CASES.values(), 0)}
        for row in rows:
            counts[CASES.get(rule(row), RULES)] += 1
        return counts
    return {}


def line_of_parts(found: Mapping[str, int], here: str) -> Text:
    """The parts on one line, the one that is open in brackets."""
    return on_one_line([(f"{name or 'all'} {many:,}", name == here) for name, many in found.items()]) + Text(" ← →")


def on_one_line(names: Sequence[tuple[str, bool]]) -> Text:
    """Names beside each other, the one that is open in brackets."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for name, open_ in names:
        text.append(f"[{name}] " if open_ else f" {name}  ", "bold" if open_ else "")
    return text


def taken(tokens: int, most: int) -> str:
    """How much of the profile's room is taken."""
    full = min(20, round(tokens / most * 20)) if most else 0
    return f"{'█' * full}{'░' * (20 - full)} {tokens:,} of {most:,} tokens; it stands in every prompt"


def described(tab: str, row: Mapping[str, Any], zone: tzinfo | None) -> Lines:
    """All of a row, with what it rests on where that was fetched."""
    words = phrases.clean(row["situation"] if row.get("plan") else row["text"]).strip()
    found = list(_facts(tab, row, zone))
    wide = max(len(name) for name, _ in found) + 1
    facts = [fact(name, phrases.one_line(value, 600), wide) for name, value in found]
    end = Line(Text(f"id {row['id']}, version {row['version']}"))
    return Line(Text(words)), GAP, *facts, GAP, *_grounds(row, zone), GAP, end


def _facts(tab: str, row: Mapping[str, Any], zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    if row.get("plan"):
        yield "it failed" if row["failed"] else "it went well", row["plan"]
    elif tab == LESSONS:
        yield "for", row["situation"] or "everything, in every conversation that begins after it"
    yield "by", _by(row, zone)
    if tab == LESSONS:
        rated = f"{strength(row['value'])}, the mean of {count(row['uses'], 'rated use')}"
        yield "value", rated if row["uses"] else "not rated yet"
    else:
        yield "you say", _judged(tab, row)


def _grounds(row: Mapping[str, Any], zone: tzinfo | None) -> list[Line]:
    if "evidence" not in row:
        which = "it" if row["rests"] == 1 else "them"
        told = f"It rests on {count(row['rests'], 'memory', 'memories')}: enter shows {which}."
        return [Line(Text(told, "italic"))]
    if not row["evidence"]:
        return [Line(Text("It rests on nothing that is still there.", "italic"))]
    found = [Line(Text("Rests on", "bold"))]
    for one in row["evidence"][:MOST]:
        who = phrases.who(one["kind"], one["by"], phrases.drew(one["source"]))
        found.append(point("·", f"{who}, {day(one['made'], zone)}, {one['where']}", 0))
        found.append(point(" ", phrases.one_line(one["text"], 600), 0))
    if (more := len(row["evidence"]) - MOST) > 0:
        found.append(Line(Text(f"… and {more:,} more", "italic")))
    return found


def _by(row: Mapping[str, Any], zone: tzinfo | None) -> str:
    meant = MEANT.get(rule(row), "")
    return f"{rule(row)}{f' ({meant})' if meant else ''}, {day(row['made'], zone)}"


def _judged(tab: str, row: Mapping[str, Any]) -> str:
    if row["own"]:
        return "these are your words; no run changes them"
    if tab == INSIGHTS and row["accepted"]:
        return "it is so: it is trusted like your own words and does not fade"
    return "nothing yet"

