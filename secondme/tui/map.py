"""The map: memories as dots that stand near what they are like, with names of places; what is there can be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar

from rich.cells import set_cell_size
from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.memory.braille import ACROSS, DOWN
from secondme.memory.counting import memories
from secondme.memory.when import day_key
from secondme.service.client import Client
from secondme.tui.filetree import cut
from secondme.tui.mapview import LETTERS, Box, MapView, map_strips
from secondme.tui.page import Page
from secondme.tui.rows import PAGE, Row, Rows

AGAIN = 1.0
"""Seconds after which the picture is asked for again while it is being made."""
COLOURS = ("kind", "age")
EMPTY = "Nothing is remembered yet. Press escape and tell me something, or have a folder read with /watch PATH."
SELECT = "Move the cursor to the other corner; enter reads what is between, escape lets go."
LET_GO = "No part is selected any more."
BARE = "Nothing stands in the part. Move the cursor to take in more, or escape lets go."
NEAR = 60
"""Memories in the middle of which the picture is named where no part of it has a name."""
WIDE = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read: a part of the picture, or where that is None what is near a place."""

    box: Box | None
    x: float
    y: float

    def page(self, client: Client, page: int) -> dict[str, Any]:
        """A page of it. Raises: SecondMeError."""
        if self.box is not None:
            return client.map_region(self.box, limit=PAGE, offset=page * PAGE)
        return client.map_near(self.x, self.y, limit=PAGE, offset=page * PAGE)


class Here(Rows):
    """What stands somewhere: kind, words and day."""

    def titles(self, width: int) -> str:
        return self._line("kind", "memory", "made", width)

    def cells(self, at: int, row: Row, width: int) -> str:
        return self._line(row["kind"], phrases.one_line(row["text"], width), day_key(row["made"], self._zone), width)

    @staticmethod
    def _line(kind: str, text: str, made: str, width: int) -> str:
        room = max(8, width - 2 - 8 - 1 - 1 - 10 - 1)
        return f"  {set_cell_size(kind, 8)} {cut(text, room)} {set_cell_size(made, 10)} "


class MapScreen(Page):
    """What is remembered, as a picture. `words` may be what it is coloured by: "kind" or "age"."""

    NAME = "map"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 (typed by Textual)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "links", "Links", show=False, id="map.links"),
        Binding("s", "strength", "Strength", show=False, id="map.strength"),
        Binding("d", "forget", "Forget", show=False, id="map.forget"),
    ]
    DEFAULT_CSS = """
    MapScreen {
        #map-line, #map-legend { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #map-line { background: $surface; text-style: bold; }
        #map-both { height: 1fr; layout: vertical; }
        #map-here { display: none; height: 45%; border-top: solid $primary; }
        #map-here-title { height: 1; padding: 0 1; text-style: bold; }
        #map-rows { height: 1fr; min-height: 3; }
        &.-wide #map-both { layout: horizontal; }
        &.-wide #map-view { width: 1fr; height: 100%; }
        &.-wide #map-here { width: 45%; height: 100%; border-top: none; border-left: solid $primary; }
    }
    """

    class Came(Message):
        """The picture of a view, drawn in so many cells."""

        def __init__(self, found: dict[str, Any], lines: list[Strip]) -> None:
            super().__init__()
            self.found = found
            self.lines = lines

    class Read(Message):
        """A page of what stands somewhere."""

        def __init__(self, asked: Asked, page: int, found: dict[str, Any], keep: bool) -> None:
            super().__init__()
            self.asked = asked
            self.page = page
            self.found = found
            self.keep = keep

    class Undrawn(Message):
        """The picture did not come."""

        def __init__(self, error: SecondMeError) -> None:
            super().__init__()
            self.error = error

    class Failed(Message):
        """Something asked for did not come."""

        def __init__(self, error: SecondMeError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "") -> None:
        super().__init__(client, zone)
        self._colour = words.strip() if words.strip() in COLOURS else COLOURS[0]
        self._letters = bool(os.environ.get("NO_COLOR"))
        self._asked: Asked | None = None
        self._timer: Timer | None = None
        self._drawn: dict[str, Any] | None = None
        self._fetching = self._again = False
        self._middle = (0, "")
        """Of how many memories all of it was named, and how."""

    def body(self) -> Iterable[Widget]:
        self.map = MapView(id="map-view")
        self.rows = Here(self.zone, id="map-rows")
        yield Static("…", id="map-line", markup=False)
        with Vertical(id="map-both"):
            yield self.map
            with Vertical(id="map-here"):
                yield Static("", id="map-here-title", markup=False)
                yield self.rows
        yield Static("", id="map-legend", markup=False)

    def on_mount(self) -> None:
        self.map.focus()

    # ---- the picture ---------------------------------------------------------------------------------

    @on(MapView.Looked)
    def look(self) -> None:
        """Asks for what is to be seen."""
        width, height = self.map.size
        if self._fetching:
            self._again = True
        elif width and height:
            self._fetching, self._again = True, False
            view = self.map.view
            box = None if view is None else view.box(width, height)
            self.fetch(box, width, height, self._colour, self._letters, self.map.looks())

    @work(thread=True, group="map")
    def fetch(
        self, box: Box | None, width: int, height: int, colour: str, letters: bool, looks: dict[str, Style]
    ) -> None:
        """Asks for the picture and draws it."""
        try:
            found = self.client.map(box, width=width * ACROSS, height=height * DOWN, colour=colour, cells=True)
            if box is None and found["total"] and not found["labels"]:
                found["labels"] = self._named(found)
        except SecondMeError as error:
            self.post_message(self.Undrawn(error))
        else:
            self.post_message(self.Came(found, map_strips(found, width, height, looks, letters)))

    def _named(self, found: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A name for all of it, where no part has one of its own as all of them are alike: the words that stand in most
        of what is in its middle. Raises: SecondMeError."""
        from secondme.memory.telling import telling  # only where there is no name

        left, top, right, bottom = found["whole"]
        x, y = (left + right) / 2, (top + bottom) / 2
        if self._middle[0] != found["total"]:
            near = self.client.map_near(x, y, limit=NEAR)["memories"]
            self._middle = found["total"], ", ".join(telling([row["text"] for row in near], ()))
        words = self._middle[1]
        return [{"x": x, "y": y, "text": words, "count": found["total"]}] if words else []

    def _fetched(self) -> None:
        """One picture at a time: what was asked for meanwhile is asked for now."""
        self._fetching = False
        if self._again:
            self.look()

    @on(Undrawn)
    def undrawn(self, message: Undrawn) -> None:
        self.refuse(message.error)
        self._fetched()

    @on(Failed)
    def failed(self, message: Failed) -> None:
        self.refuse(message.error)

    @on(Came)
    def came(self, message: Came) -> None:
        before, found = self._drawn, message.found
        self._drawn = found
        self.map.show(found, message.lines)
        self.query_one("#map-line", Static).update(told(found))
        self.query_one("#map-legend", Static).update(legend(found, self._colour, self.map.looks()))
        if not found["total"] and not found["waiting"] and (before is None or before["total"]):
            self.tell(EMPTY)
        if self._timer is not None:
            self._timer.stop()
        if found["state"] or found["waiting"]:
            self._timer = self.set_timer(AGAIN, self.look)
        self._fetched()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self._drawn is not None:
            self.call_later(self.look)  # once the picture below has its new colours too

    def action_colour(self) -> None:
        """Colours by kind, or by age."""
        self._colour = COLOURS[1 - COLOURS.index(self._colour)]
        self.look()

    def action_letters(self) -> None:
        """Shows letters in place of dots, or dots again."""
        self._letters = not self._letters
        self.look()

    @on(MapView.Selecting)
    def selecting(self) -> None:
        self.tell(SELECT)

    # ---- what is there -------------------------------------------------------------------------------

    @on(MapView.Opened)
    def opened_map(self, message: MapView.Opened) -> None:
        self.hush()
        self._asked = Asked(message.box, message.x, message.y)
        self.read(self._asked, 0)

    @work(thread=True, group="here")
    def read(self, asked: Asked, page: int, keep: bool = False) -> None:
        """Asks for a page of what stands there."""
        try:
            found = asked.page(self.client, page)
        except SecondMeError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Read(asked, page, found, keep))

    @on(Read)
    def took(self, message: Read) -> None:
        if message.asked is not self._asked:
            return
        total, rows = message.found["total"], message.found["memories"]
        if message.page:
            self.rows.add(message.page, rows)
            return
        if not total:
            if message.asked.box is None or message.keep:
                self.close_list()
            else:
                self._put_away()
            self.tell(BARE if self.map.selecting else "Nothing stands there.")
            return
        here = memories(total) + " in the part" if message.asked.box is not None else "Nearest to the cursor first"
        self.query_one("#map-here-title", Static).update(f"{here} · enter opens, esc closes")
        self.query_one("#map-here").display = True
        self.rows.fill(total, rows, keep=message.keep)
        if not message.keep:
            self.set_focus(self.rows)

    @on(Rows.Wanted)
    def wanted(self, message: Rows.Wanted) -> None:
        if self._asked is not None:
            self.read(self._asked, message.page)

    @on(Rows.Opened)
    def opened(self, message: Rows.Opened) -> None:
        from secondme.tui.memories import MemoryScreen  # only where it is asked for

        self.app.push_screen(MemoryScreen(self.client, self.zone, memory=message.row["id"]))

    def close_list(self) -> None:
        """Puts what was read away, and lets the selection go."""
        self._put_away()
        if self.map.selecting:
            self.map.unselect()

    def _put_away(self) -> None:
        self._asked = None
        self.query_one("#map-here").display = False
        self.map.focus()

    def action_back(self) -> None:
        """Out of the list, out of the selection, then to the conversation."""
        if self._asked is not None:
            self.close_list()
        elif self.map.selecting:
            self.map.unselect()
            self.tell(LET_GO)
        else:
            self.dismiss()

    # ---- doing ---------------------------------------------------------------------------------------

    @property
    def _row(self) -> Row | None:
        if self._asked is None:
            self.tell("Open a list first: enter reads what is at the cursor.")
            return None
        return self.rows.current

    def action_strength(self) -> None:
        """Shows how the memory under the cursor of the list fades."""
        from secondme.tui.curve import CurveScreen  # only where it is asked for

        if (row := self._row) is not None:
            self.app.push_screen(CurveScreen(self.client, self.zone, row["id"]))

    def action_links(self) -> None:
        """Shows what the memory under the cursor of the list is linked with."""
        from secondme.tui.linkgraph import LinkScreen  # only where it is asked for

        if (row := self._row) is not None:
            self.app.push_screen(LinkScreen(self.client, self.zone, row["id"]))

    def action_forget(self) -> None:
        """Asks whether to forget the memory under the cursor of the list."""
        if (row := self._row) is not None:
            self.look_up(row["id"])

    def forgotten(self) -> None:
        if self._asked is not None:
            self.read(self._asked, 0, keep=True)
        self.look()


def told(found: Mapping[str, Any]) -> str:
    """How many memories are in it, and what is being done: "3,303 memories · placing, 65 % · 12 to come". Of a
    sketch it is said."""
    seen = sum(one["count"] for one in found["classes"])
    parts = [memories(found["total"]) + (f", {seen:,} in view" if seen != found["total"] else "")]
    if found["waiting"] and (found["sketch"] or not found["total"]):
        parts = [f"A sketch by {memories(found['total'])}" if found["total"] else "The picture is being made"]
    if found["state"]:
        parts.append(f"{found['state']}, {100 * found['done']:.0f} %")
    if found["waiting"]:
        parts.append(f"{found['waiting']:,} to come")
    return " · ".join(parts)


def legend(found: Mapping[str, Any], colour: str, look: Mapping[str, Style] | None = None) -> Text:
    """The signs of the classes that are there: "by kind: e episode 2,960 · f fact 232"."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for at, one in enumerate(found["classes"]):
        if one["count"]:
            text.append(" · " if text else f"by {colour}: ")
            text.append(f"{LETTERS[one['name']]} {one['name']}", (look or {}).get(str(at), ""))
            text.append(f" {one['count']:,}")
    return text or Text("Nothing is in view. 0 shows all of it." if found["total"] else "")
