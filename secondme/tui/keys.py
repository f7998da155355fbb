"""The help: the keys of where the person is, as they are mapped now, and the commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from secondme.commands import offered
from secondme.tui.keymap import Entry

EDITING = "Editing text"
PLACES = {
    "prompt": "At the prompt", "transcript": "In the conversation", "sources": "In the sources of an answer",
    "correction": "While you put a memory right", "welcome": "In the first steps",
    "search": "In the line of the search", "rows": "In the list", "detail": "In what is shown of one memory",
    "editing": "While you write", "heat": "In the year", "items": "In the list of the day", "map-view": "On the map",
    "map-rows": "In the list beside the map", "noted": "In the list", "folders-tree": "In the folders",
    "models-rows": "In the list of models", "done": "In what the run did", "storage-parts": "In the list",
    "links": "In the links", "filters-choices": "In the limits",
}  # fmt: skip
"""What a place is called in which keys hold, by the id of its widget."""


class Help(ModalScreen[None]):
    """Over the screen that it was asked for on; `entries` are the keys of there, `beyond` those of where the line that
    the person types in leads to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss", "Close", show=False, id="help.close")]

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll {
        width: 96; max-width: 98%; height: auto; max-height: 94%; border: round $primary; padding: 0 1;
        background: $surface;
    }
    """

    def __init__(self, entries: Sequence[Entry], beyond: Sequence[Entry] = ()) -> None:
        super().__init__()
        self._entries = entries
        self._beyond = beyond

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "Keys and commands"
            box.border_subtitle = "escape closes this"
            yield Static(explained(self._entries, self._beyond))


def explained(entries: Sequence[Entry], beyond: Sequence[Entry] = ()) -> Group:
    """Keys by where they hold, the nearest first, then the commands, then what every text knows. `beyond` are those
    that hold once the line that the person types in is left."""
    parts: list[RenderableType] = []
    places = {id(entry.node): entry.node for entry in entries}
    for node in places.values():
        mine = [entry for entry in entries if entry.node is node and entry.id]
        if mine:
            parts += [Text(place(node), "bold"), _table((one.shown, one.what, one.id) for one in mine), Text()]
    if beyond:
        title = f"{place(beyond[0].node)}: down leads there"
        parts += [Text(title, "bold"), _table((one.shown, one.what, one.id) for one in beyond), Text()]
    parts += [
        Text("Commands, at the beginning of what you type", "bold"),
        _table((command.usage, command.help, "") for command in offered("app")),
        Text(),
    ]
    if general := [entry for entry in entries if not entry.id]:
        parts += [Text(EDITING, "bold"), _table((one.shown, one.what, "") for one in general), Text()]
    parts.append(
        Text('The last word of a line is the id of its key. Another key, in config.toml: [app] keys = {"id" = "f12"}')
    )
    return Group(*parts)


def place(node: DOMNode) -> str:
    """Where keys hold, for people."""
    if isinstance(node, Screen):
        return "On this screen"
    if node.parent is None or node is node.app:
        return "Everywhere"
    return PLACES.get(node.id or "", "Where the cursor is")


def _table(rows: Iterable[tuple[str, str, str]]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(ratio=2)
    table.add_column(ratio=5)
    table.add_column(style="dim", justify="right", no_wrap=True)
    for shown, what, name in rows:
        table.add_row(Padding(shown, (0, 0, 0, 2)), what, name)
    return table
