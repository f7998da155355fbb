"""The screen of watched folders: file by file what is in memory, what waits, and what is left out and why."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import tzinfo
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from secondme import phrases
from secondme.errors import Refused, SecondMeError
from secondme.events import Indexed, Queued, Removed, Skipped
from secondme.memory.counting import count
from secondme.service.client import Client
from secondme.service.wire import Stream
from secondme.tui.filetree import SIGNS, FileTree
from secondme.tui.folderdeeds import FolderDeeds
from secondme.tui.foldersaid import about, progress
from secondme.tui.leaves import Node, Row
from secondme.tui.rows import PAGE

BEAT = 1.0
"""Seconds between two looks at how far reading has come, while there is news."""
SELDOM = 10.0
"""Times as long as a look takes, until the next: where much waits, the service has better to do."""
FILTERS = ("", *SIGNS)
OF_FOLDERS = frozenset(
    f"folders.{name}" for name in ("remove", "pause", "rescan", "ignore", "edit", "filter", "search")
) | {"rows.open", "tree.down", "tree.up"}
"""Ids of the keys that do something where a folder is watched."""
EMPTY = "No folder is watched. a adds one: its files can be asked about then, and stay right when they change."


class FoldersScreen(FolderDeeds):
    """Watched folders."""

    NAME = "folders"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "edit", "Edit", show=False, id="folders.edit"),
        Binding("f", "filter", "By state", show=False, id="folders.filter"),
        Binding("slash", "search", "Search", show=False, id="folders.search"),
    ]
    DEFAULT_CSS = """
    FoldersScreen #folders-search { display: none; height: 1; padding: 0 1; background: $surface; }
    FoldersScreen #folders-found { display: none; height: 1; padding: 0 1; background: $surface; }
    FoldersScreen #folders-empty { height: auto; padding: 1 2; display: none; }
    FoldersScreen FileTree { height: 1fr; min-height: 4; overflow-y: auto; }
    FoldersScreen #folders-about { height: 2; padding: 0 1; background: $surface; }
    FoldersScreen #folders-progress { height: 1; padding: 0 1; text-style: bold; }
    """

    class Listed(Message):
        """The watched folders, or none where they did not come."""

        def __init__(self, rows: list[Row] | None, seconds: float = 0.0) -> None:
            super().__init__()
            self.rows = rows
            self.seconds = seconds

    class Came(Message):
        """A page of the tree."""

        def __init__(self, node: Node, page: int, found: dict[str, Any]) -> None:
            super().__init__()
            self.node = node
            self.page = page
            self.found = found

    class News(Message):
        """Files were read, found or lost."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, FoldersScreen.News)

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "") -> None:
        super().__init__(client, zone)
        self._words = words
        self._state = ""
        self._asking = False
        self._news = True
        self._rest = 0.0
        """When to look again at the earliest, by the monotonic clock."""
        self._left = threading.Event()
        self._stream: Stream | None = None

    def body(self) -> Iterable[Widget]:
        yield Input(self._words, placeholder="Part of a file's or folder's name", id="folders-search", compact=True)
        yield Static("", id="folders-found", markup=False)
        yield Static(EMPTY, id="folders-empty", markup=False)
        yield FileTree(self.zone, id="folders-tree")
        yield Static("", id="folders-about", markup=False)
        yield Static("", id="folders-progress", markup=False)

    def on_mount(self) -> None:
        self.files = self.query_one(FileTree)
        self.files.focus()
        if self._words:
            self.query_one(Input).display = True
            self.files.search()
        self.fetch_list()
        threading.Thread(target=self._hear, name="folders", daemon=True).start()
        self.set_interval(BEAT, self._beat)

    def on_unmount(self) -> None:
        self._left.set()
        if self._stream is not None:
            self._stream.close()

    # ---- what comes ----------------------------------------------------------------------------------

    def _hear(self) -> None:
        """Hears what is read, until the screen is left; a thread of its own, as the app waits for no stream."""
        while not self._left.is_set():
            with suppress(SecondMeError), closing(self.client.watch_events()) as stream:
                self._stream = stream
                if self._left.is_set():
                    return
                self.post_message(self.News())  # of what happened while nobody heard
                for event in stream:
                    if isinstance(event, (Queued, Indexed, Skipped, Removed)):
                        self.post_message(self.News())
            self._left.wait(BEAT)

    @on(News)
    def heard(self) -> None:
        self._news = True

    def _beat(self) -> None:
        reading = any(row["waiting"] and not row["paused"] for row in self.watched)
        if not self._asking and (self._news or reading) and time.monotonic() >= self._rest:
            self.fetch_list()

    def refill(self) -> None:
        self.fetch_list()
        self.files.again()

    @property
    def idle(self) -> frozenset[str]:
        return frozenset() if self.watched else OF_FOLDERS

    @property
    def onward(self) -> Widget | None:
        return self.files if self.focused is self.query_one(Input) else None

    def fetch_list(self) -> None:
        self._asking, self._news = True, False
        self._fetch_list()

    @work(thread=True, group="folders")
    def _fetch_list(self) -> None:
        try:
            began = time.monotonic()
            rows = self.client.watch_list()
            self.post_message(self.Listed(rows, time.monotonic() - began))
        except SecondMeError as error:
            self.post_message(self.Listed(None))
            self.post_message(self.Wrong(error))

    @on(Listed)
    def listed(self, message: Listed) -> None:
        self._asking = False
        self._rest = time.monotonic() + SELDOM * message.seconds
        if message.rows is None:
            return
        self.watched = [{**row, "kind": "root"} for row in message.rows]
        self.query_one("#folders-empty").display = not self.watched
        self.query_one("#folders-about").display = bool(self.watched)
        self.query_one("#folders-progress", Static).update(progress(self.watched))
        self.refresh_bindings()
        if self.files.flat:
            self.files.again()
        else:
            self.files.show(self.watched)

    @on(FileTree.Needed)
    def needed(self, message: FileTree.Needed) -> None:
        node = message.node
        row = node.row or {}
        top: Row = next((one for one in self.watched if one["id"] in (row.get("folder"), row.get("id"))), {})
        under = str(row.get("path", ""))[len(str(top.get("path", ""))) :].strip(os.sep)
        flat = {"state": self._state, "search": self._words} if self.files.flat else {}
        self.fetch(node, message.page, str(top.get("id", "")), under, flat)

    @work(thread=True, group="page")
    def fetch(self, node: Node, page: int, folder: str, under: str, flat: dict[str, str]) -> None:
        """Asks for a page of a folder, or of what fits."""
        try:
            found = self.client.watch_tree(folder, under, limit=PAGE, offset=page * PAGE, **flat)
        except SecondMeError as error:
            self.post_message(self.Wrong(error))
        else:
            self.post_message(self.Came(node, page, found))

    @on(Came)
    def came(self, message: Came) -> None:
        self.files.came(message.node, message.page, message.found["total"], message.found["rows"])
        if self.files.flat and message.node is self.files.root:
            self._say_found(message.found["total"])

    def _say_found(self, total: int) -> None:
        state = f" {SIGNS[self._state][2:]}" if self._state else ""
        named = f" with “{phrases.one_line(self._words, 40)}” in the name" if self._words else ""
        line = self.query_one("#folders-found", Static)
        line.update(f"{count(total, 'file')}{state}{named}. esc shows all.")
        line.display = True

    @on(FileTree.Moved)
    def moved(self, message: FileTree.Moved) -> None:
        self.query_one("#folders-about", Static).update(about(message.row))

    # ---- looking -------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Shows only the files in the next state, or all again."""
        self._state = FILTERS[(FILTERS.index(self._state) + 1) % len(FILTERS)]
        self._look()

    def action_search(self) -> None:
        """Opens the search."""
        field = self.query_one(Input)
        field.display = True
        field.focus()

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        if event.value.strip() != self._words:
            self._words = event.value.strip()
            self._look()

    @on(Input.Submitted)
    def searched(self) -> None:
        self.files.focus()

    def on_key(self, event: events.Key) -> None:
        if self.focused is self.query_one(Input) and event.key == "down":
            self.files.focus()
            event.stop()

    def _look(self) -> None:
        self.hush()
        if self._state or self._words:
            self.files.search()
        else:
            self.query_one(Input).display = self.query_one("#folders-found").display = False
            self.files.focus()
            self.files.show(self.watched)

    def action_back(self) -> None:
        """From what fits to all, from there to the conversation."""
        field = self.query_one(Input)
        if self._state or self._words or field.display:
            self._state = self._words = field.value = ""
            self._look()
        else:
            super().action_back()

    @on(FileTree.Opened)
    def opened(self, message: FileTree.Opened) -> None:
        self.explain(str(message.row["path"]))

    @work(thread=True, exclusive=True, group="why")
    def explain(self, path: str) -> None:
        """Asks why a file is in memory or is not."""
        try:
            found = self.client.watch_why(Path(path))
        except SecondMeError as error:
            self.post_message(self.Wrong(error))
            return
        rule = found.get("rule") or {}
        line = f" ({rule['file']}, line {rule['line']}: {rule['text']})" if rule.get("file") else ""
        self.post_message(self.Done(f"{found['path']}: {found['state']}. {found['sentence']}{line}".rstrip()))

    def action_edit(self) -> None:
        """Opens the file under the cursor in the person's editor."""
        from secondme.tui import editor

        row = self.files.current
        if row is None or row["kind"] != "file":
            self.refuse(Refused("That is a folder.", "Choose a file: → opens a folder."))
            return
        path = Path(str(row["path"]))
        try:
            if not path.is_file():
                raise Refused(f"{path} is not there any more.", "r looks at every file again.")
            editor.run(self.app, editor.at(editor.chosen(os.environ), path, 1))
        except SecondMeError as error:
            self.refuse(error)
