"""The links around one memory as a tree to walk: each line says how it hangs together with the one above.

What is around a memory is asked for when it is opened; so the tree goes as deep as one walks.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.service.client import Client
from secondme.tui import cures
from secondme.tui.detail import described
from secondme.tui.hanging import Lines, Panel
from secondme.tui.hints import Hints
from secondme.tui.rows import Row

MOST = 50
"""Links of a memory that are shown."""
SHOWN = 200
"""Characters of a memory on its line."""
ALONE = "Nothing is linked with it. Facts, insights and lessons are, once something was drawn from it."


class Links(Tree[Row], inherit_bindings=False):
    """The tree. A node is a memory."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,enter,space", "follow", "Follow its links", show=False, id="links.follow"),
        Binding("left,h", "leave", "Back along the link", show=False, id="links.parent"),
        Binding("up,k", "cursor_up", "Up", show=False, id="links.up"),
        Binding("down,j", "cursor_down", "Down", show=False, id="links.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="links.pageup"),
        Binding("pagedown", "page_down", "Page down", show=False, id="links.pagedown"),
        Binding("home", "scroll_home", "First", show=False, id="links.first"),
        Binding("end", "scroll_end", "Last", show=False, id="links.last"),
    ]

    def action_follow(self) -> None:
        """Opens the links of a memory; where they are open, goes to the first."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.children:
            self.move_cursor(node.children[0])
        elif node.allow_expand:
            node.expand()

    def action_leave(self) -> None:
        """Closes the links of a memory; where they are closed, goes to what it hangs on."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.parent is not None:
            node.collapse()
        elif node.parent is not None:
            self.move_cursor(node.parent)


class LinkScreen(ModalScreen[None]):
    """What one memory is linked with, over the screen that it was asked for on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", show=False, id="links.close"),
        Binding("o", "open", "Open in memory", show=False, id="links.open"),
    ]
    DEFAULT_CSS = """
    LinkScreen { align: center middle; }
    LinkScreen > Vertical {
        width: 140; max-width: 96%; height: 92%; border: round $primary; padding: 0 1; background: $surface;
    }
    LinkScreen Links {
        height: 1fr; min-height: 4; background: $surface; overflow-x: hidden; scrollbar-size-vertical: 1;
    }
    LinkScreen VerticalScroll { height: 40%; border-top: solid $primary; scrollbar-size-vertical: 1; }
    LinkScreen #links-told { height: auto; display: none; }
    LinkScreen #links-keys { height: 1; color: $text-muted; }
    """

    class Came(Message):
        """What the memory of a node is linked with, or why that did not come."""

        def __init__(self, node: TreeNode[Row], found: dict[str, Any] | None, error: SecondMeError | None) -> None:
            super().__init__()
            self.node = node
            self.found = found
            self.error = error

    def __init__(self, client: Client, zone: tzinfo | None, memory: str) -> None:
        super().__init__()
        self.client = client
        self.zone = zone
        self.memory = memory
        self._known: set[int] = set()

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Links"
            yield Links("…", id="links")
            yield Static("", id="links-told", markup=False)
            with VerticalScroll(can_focus=False):
                yield Panel("links-text")
            yield Hints(id="links-keys")

    def on_mount(self) -> None:
        self.tree_ = self.query_one(Links)
        self.tree_.focus()
        self.fetch(self.tree_.root, self.memory)

    @on(Tree.NodeExpanded)
    def opened(self, event: Tree.NodeExpanded[Row]) -> None:
        node = event.node
        if node.data is not None and node.id not in self._known:
            self._known.add(node.id)
            self.fetch(node, node.data["id"])

    @work(thread=True, group="links")
    def fetch(self, node: TreeNode[Row], memory: str) -> None:
        """Asks what a memory is linked with."""
        try:
            found = self.client.links(memory, limit=MOST)
        except SecondMeError as error:
            self.post_message(self.Came(node, None, error))
        else:
            self.post_message(self.Came(node, found, None))

    @on(Came)
    def came(self, message: Came) -> None:
        node, found = message.node, message.found
        if found is None:
            assert message.error is not None
            sentence, cure = cures.error(message.error)
            self._tell(f"! {sentence} {cure}".rstrip())
            self._known.discard(node.id)
            return
        if node.is_root:
            self._known.add(node.id)
            node.data = found["memory"]
            node.set_label(line("", found["memory"]))
            self.query_one("#links-text", Panel).update(about(found["memory"], self.zone))
        self._tell(ALONE if node.is_root and not found["links"] else "")
        above = _above(node)
        for link in found["links"]:
            if link["memory"]["id"] not in above:
                node.add(line(link["relation"], link["memory"]), data=link["memory"])
        if not node.children:
            node.allow_expand = False
        if found["total"] > MOST:
            node.add_leaf(Text(f"and {found['total'] - MOST:,} more", "italic"))
        node.expand()

    @on(Tree.NodeHighlighted)
    def moved(self, event: Tree.NodeHighlighted[Row]) -> None:
        if event.node.data is not None:
            self.query_one("#links-text", Panel).update(about(event.node.data, self.zone))

    def action_open(self) -> None:
        """Opens the memory in the screen of memories."""
        from secondme.tui.memories import MemoryScreen  # only where it is asked for

        node = self.tree_.cursor_node
        if node is not None and node.data is not None:
            self.app.push_screen(MemoryScreen(self.client, self.zone, memory=node.data["id"]))

    def _tell(self, text: str) -> None:
        told = self.query_one("#links-told", Static)
        told.update(text)
        told.display = bool(text)


def line(relation: str, row: Row) -> Text:
    """A memory after how it hangs together with the one above: "rests on ─ episode: My dog is called Pixel."."""
    text = Text(no_wrap=True, overflow="ellipsis")
    if relation:
        text.append(f"{phrases.one_line(relation, 40)} ─ ", "italic")
    text.append(f"{row['kind']}: ", "bold")
    text.append(phrases.one_line(row["text"], SHOWN))
    return text


def about(row: Row, zone: tzinfo | None) -> Lines:
    """What there is to know of a memory without its history, which the screen of memories shows."""
    return described(row, zone)[:-2]


def _above(node: TreeNode[Row]) -> set[str]:
    """The ids of a node and of those that it hangs on: the way back is no news."""
    found: set[str] = set()
    here: TreeNode[Row] | None = node
    while here is not None:
        if here.data is not None:
            found.add(here.data["id"])
        here = here.parent
    return found
