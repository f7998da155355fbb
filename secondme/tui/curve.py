"""The forgetting curve of a memory, drawn: how vivid it was, what recalled it, and when it will fade."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from itertools import pairwise
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.memory import counting
from secondme.memory.braille import ACROSS, DOWN
from secondme.memory.when import day
from secondme.service.client import Client
from secondme.tui import cures
from secondme.tui.braille import Canvas

AXIS = 5
"""Cells left of the picture: "100 %"."""
DAY = 86_400.0
RECALLED, NOW = "▲", "│"
KEYS = f"{RECALLED} recalled  {NOW} today  - - fades below  dotted: to come  esc back"


def said(found: Mapping[str, Any], zone: tzinfo | None) -> str:
    """In a sentence, what becomes of it."""
    recalled = counting.count(found["counted"], "session")
    so_far = f"Recalled in {recalled} so far." if found["counted"] else "Never recalled so far."
    if found["pinned"]:
        return f"Pinned: it does not fade. {so_far}"
    if found["fades"] is None:
        return f"It does not fade with age. {so_far}"
    if found["status"] == "archived":
        return f"It was condensed and put away. {so_far}"
    if found["status"] == "faded" or found["fades"] <= found["now"]:
        return f"It has faded since {day(found['fades'], zone)}. {so_far}"
    left = max(1, round((found["fades"] - found["now"]) / DAY))
    return f"It fades on {day(found['fades'], zone)}, in {counting.count(left, 'day')}, if nothing recalls it. {so_far}"


def curve_strips(
    found: Mapping[str, Any], width: int, height: int, zone: tzinfo | None, look: Mapping[str, Style] | None = None
) -> list[Strip]:
    """The picture in so many cells, axes included: what `client.curve` gave. `look` may style `curve`, `recall`, `now`
    and `threshold`. The time to come is dotted, the threshold dashed; ▲ marks a recall, │ today."""
    look = look or {}
    across, down = max(8, width - AXIS - 1), max(3, height - 2)
    canvas = Canvas(across, down)
    points = found["points"]
    begin = float(points[0][0])
    end = max(float(points[-1][0]), begin + 1)
    wide, high = across * ACROSS - 1, down * DOWN - 1

    def column(at: float) -> int:
        return round((at - begin) / (end - begin) * wide)

    def row(retention: float) -> int:
        return round((1 - retention) * high)

    threshold = row(found["fade_below"])
    for x in range(wide + 1):
        if x % 6 < 3:
            canvas.dot(x, threshold, look.get("threshold"))
    for (at, retention), (to, later) in pairwise(points):
        if to <= found["now"]:
            canvas.line(column(at), row(retention), column(to), row(later), look.get("curve"))
        else:
            for x in range(column(at), column(to) + 1):
                share = (x - column(at)) / max(1, column(to) - column(at))
                if x % 4 < 2:
                    canvas.dot(x, row(retention + share * (later - retention)), look.get("curve"))
    here = min(column(found["now"]) // ACROSS, across - 1)
    for line in range(down):
        canvas.write(here, line, NOW, look.get("now"))
    below = Canvas(across, 2)
    for at in found["recalls"]:
        below.write(min(column(at) // ACROSS, across - 1), 0, RECALLED, look.get("recall"))
    first, last = day(begin, zone), day(end, zone)
    below.write(0, 1, first)
    below.write(max(len(first) + 2, across - len(last)), 1, last)
    if len(first) + 2 < here < across - len(last) - 8:
        below.write(here, 1, "today", look.get("now"))
    labels = {0: "100 %", down - 1: "  0 %", threshold // DOWN: f"{100 * found['fade_below']:3.0f} %"}
    lines = [*canvas.strips(), *below.strips()]
    return [Strip.join([_label(labels.get(at, "")), line]) for at, line in enumerate(lines)]


def _label(text: str) -> Strip:
    return Strip([Segment(text.rjust(AXIS) + " ")], AXIS + 1)


class CurveView(Widget):
    """The picture, as large as there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"curve--curve", "curve--recall", "curve--now", "curve--threshold"}
    DEFAULT_CSS = """
    CurveView {
        height: 1fr; min-height: 6;
        & > .curve--curve { color: $text-primary; }
        & > .curve--recall { color: $text-success; text-style: bold; }
        & > .curve--now { color: $foreground; }
        & > .curve--threshold { color: $text-warning; }
    }
    """

    def __init__(self, zone: tzinfo | None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._zone = zone
        self._found: dict[str, Any] | None = None
        self._lines: list[Strip] = []
        self._drawn: tuple[int, int] = (0, 0)

    def show(self, found: dict[str, Any] | None) -> None:
        """Shows a memory's course, or nothing."""
        self._found, self._drawn = found, (0, 0)
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn = (0, 0)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if self._found is None:
            return Strip.blank(width, self.rich_style)
        if self._drawn != (width, height):
            look = {
                name: self.get_component_rich_style(f"curve--{name}", partial=True)
                for name in ("curve", "recall", "now", "threshold")
            }
            self._lines = curve_strips(self._found, width, height, self._zone, look)
            self._drawn = (width, height)
        line = self._lines[y] if y < len(self._lines) else Strip.blank(0)
        return line.apply_style(self.rich_style).crop_extend(0, width, self.rich_style)


class CurveScreen(ModalScreen[None]):
    """How one memory fades, over the screen that it was asked for on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,s", "dismiss", "Close", show=False, id="curve.close"),
    ]
    DEFAULT_CSS = """
    CurveScreen { align: center middle; }
    CurveScreen > Vertical {
        width: 110; max-width: 96%; height: 26; max-height: 92%; border: round $primary; padding: 0 1;
        background: $surface;
    }
    CurveScreen #curve-text { height: auto; max-height: 3; margin-bottom: 1; }
    CurveScreen #curve-said { height: auto; margin-top: 1; }
    CurveScreen #curve-keys { height: 1; color: $text-muted; }
    """

    class Came(Message):
        """The course of the memory, or why it did not come."""

        def __init__(self, found: dict[str, Any] | None, error: SecondMeError | None = None) -> None:
            super().__init__()
            self.found = found
            self.error = error

    def __init__(self, client: Client, zone: tzinfo | None, memory: str) -> None:
        super().__init__()
        self.client = client
        self.zone = zone
        self.memory = memory

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Strength"
            yield Static("…", id="curve-text", markup=False)
            yield CurveView(self.zone, id="curve-view")
            yield Static("", id="curve-said", markup=False)
            yield Static(KEYS, id="curve-keys")

    def on_mount(self) -> None:
        self.fetch()

    @work(thread=True, exclusive=True, group="curve")
    def fetch(self) -> None:
        """Asks for the course."""
        try:
            self.post_message(self.Came(self.client.curve(self.memory, points=240)))
        except SecondMeError as error:
            self.post_message(self.Came(None, error))

    def on_curve_screen_came(self, message: Came) -> None:
        if message.error is not None:
            sentence, cure = cures.error(message.error)
            self.query_one("#curve-text", Static).update(f"! {sentence} {cure}".rstrip())
            self.query_one("#curve-keys", Static).update("esc back")
        elif message.found is not None:
            self.query_one("#curve-text", Static).update(phrases.one_line(message.found["text"], 300))
            self.query_one("#curve-said", Static).update(said(message.found, self.zone))
            self.query_one(CurveView).show(message.found)
