"""The screen of the disk: what takes how many bytes, and what can go. What is remembered never goes from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from secondme import phrases
from secondme.errors import Refused, SecondMeError
from secondme.memory.counting import bar, size
from secondme.service.client import Client
from secondme.tui.filetree import cut
from secondme.tui.page import Page
from secondme.tui.rows import PAGE, Row, Rows

NAME, BYTES, BAR = 30, 10, 10
LEAST = 12
"""Cells below which no sentence is begun in a line: it stands under the table."""
EMPTY = "Looking at the disk …"
LEDGER = "It is what you remember. It goes from the memory screen, memory by memory (f2), and from nowhere else."
NOTHING = "Nothing: there are no snapshots, saved states or logs."
SOURCES = {
    "hub": "in the cache of the hub", "starter": "came with this program", "own folder": "in this program's own folder",
}  # fmt: skip
"""Whose a model is; others are those of the program that they are named after."""
WHOSE = {
    "text": LEDGER, "words": LEDGER, "records": LEDGER,
    "vectors": "Made from the ledger. `budget` in [index] of the settings limits it: what has faded most leaves first.",
    "index": "Made from the ledger, as the vectors are.",
    "other": "Nothing of it can go.",
}  # fmt: skip
"""Why a part cannot be removed here, by name; of the others it is said below what can."""


class Parts(Rows):
    """Parts with their share as a bar, then what can go."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Remove", show=False, id="storage.open"),
    ]

    def put(self, rows: list[Row]) -> None:
        """Shows these rows; the cursor stays where it was."""
        pages = range(max(1, -(-len(rows) // PAGE)))
        self.renew(len(rows), {page: rows[page * PAGE : (page + 1) * PAGE] for page in pages})
        if (self.current or {}).get("kind") == "title":
            self.action_to(self.cursor)

    def action_to(self, at: int) -> None:
        """Goes to a row; a line above others is passed over."""
        last = max(0, self.total - 1)
        at = last if at < 0 else min(at, last)
        onward = range(at, self.total) if at >= self.cursor else range(at, -1, -1)
        rows = (one for one in (*onward, *range(at, -1, -1)) if (self.row(one) or {}).get("kind") != "title")
        super().action_to(next(rows, at))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return can_go(self.current) if action == "open" else super().check_action(action, parameters)

    def titles(self, width: int) -> str:
        """The line of titles."""
        return _columns("what takes room", "size", "share", "what it is", width) if self.total else ""

    def cells(self, at: int, row: Row, width: int) -> str:
        """The line of a row."""
        width -= self.scrollbar_size_vertical
        if row["kind"] == "title":
            return f"  {row['name']} ".ljust(width, "─") if row["name"] != NOTHING else f"  {NOTHING}"
        share = f"{bar(row['share'], BAR)} {row['share']:4.0%}" if row["kind"] == "part" else ""
        name, sentence = phrases.one_line(row["name"], NAME * 2), row.get("stays") or row["sentence"]
        return _columns(name, size(row["bytes"]), share, sentence, width)

    def faint(self, row: Row) -> bool:
        """Whether a row stands back: it cannot go from here."""
        return row["kind"] == "model" or bool(row.get("stays"))


class StorageScreen(Page):
    """What takes how many bytes, and what can go."""

    NAME = "storage"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "remove", "Remove", show=False, id="storage.remove"),
        Binding("d,enter", "why", "Why it stays", show=False, id="storage.why"),
        Binding("r", "again", "Look again", show=False, id="storage.again"),
    ]
    DEFAULT_CSS = """
    StorageScreen #storage-sum { height: auto; max-height: 3; padding: 0 1; text-style: bold; }
    StorageScreen Parts { height: 1fr; min-height: 4; overflow-y: auto; }
    StorageScreen #storage-about { height: auto; min-height: 3; max-height: 5; padding: 0 1; background: $surface; }
    """

    class Came(Message):
        """What takes room."""

        def __init__(self, found: dict[str, Any]) -> None:
            super().__init__()
            self.found = found

    class Models(Message):
        """The models on this disk."""

        def __init__(self, found: list[dict[str, Any]]) -> None:
            super().__init__()
            self.found = found

    class Gone(Message):
        """Something was removed."""

        def __init__(self, name: str, gone: dict[str, Any]) -> None:
            super().__init__()
            self.name = name
            self.gone = gone

    class Wrong(Message):
        """Something that was asked for could not be done."""

        def __init__(self, error: SecondMeError) -> None:
            super().__init__()
            self.error = error

    class Renewed(Message):
        """What takes room now, or None where that did not come."""

        def __init__(self, found: dict[str, Any] | None) -> None:
            super().__init__()
            self.found = found

    def __init__(self, client: Client, zone: tzinfo | None, words: str = "") -> None:
        super().__init__(client, zone)
        self._found: dict[str, Any] = {}
        self._models: list[dict[str, Any]] = []
        self._on = ""
        self.parts = Parts(zone, id="storage-parts")

    def body(self) -> Iterable[Widget]:
        yield Static(EMPTY, id="storage-sum", markup=False)
        yield self.parts
        yield Static("", id="storage-about", markup=False)

    def on_mount(self) -> None:
        self.parts.focus()
        self.fetch()
        self.fetch_models()

    @work(thread=True, exclusive=True, group="storage")
    def fetch(self) -> None:
        """Asks what takes room."""
        try:
            self.post_message(self.Came(self.client.storage()))
        except SecondMeError as error:
            self.post_message(self.Wrong(error))

    @work(thread=True, exclusive=True, group="models")
    def fetch_models(self) -> None:
        """Asks which models are on this disk; reading what they say of themselves may take seconds."""
        try:
            self.post_message(self.Models(self.client.models()["here"]))
        except SecondMeError as error:
            self.post_message(self.Wrong(error))

    def renew(self) -> bool:
        self.look_again()
        return True

    @work(thread=True, exclusive=True, group="renew")
    def look_again(self) -> None:
        """Asks what takes room after something changed; that the service went away is told elsewhere."""
        try:
            self.post_message(self.Renewed(self.client.storage()))
        except SecondMeError:
            self.post_message(self.Renewed(None))

    @on(Renewed)
    def looked_again(self, message: Renewed) -> None:
        if message.found is not None:
            self._show(message.found)
        self.renewed()

    @on(Came)
    def came(self, message: Came) -> None:
        self._show(message.found)

    def _show(self, found: dict[str, Any]) -> None:
        self._found = found
        told = f"{size(found['bytes'])} in {found['home']}; {size(found['free'])} are free on its disk."
        self.query_one("#storage-sum", Static).update(f"{phrases.one_line(told, 300)}\n{found['budget']['sentence']}")
        self.parts.put(rows_of(found, self._models))

    @on(Models)
    def models_came(self, message: Models) -> None:
        self._models = message.found
        if self._found:
            self.parts.put(rows_of(self._found, self._models))

    @on(Wrong)
    def wrong(self, message: Wrong) -> None:
        if not self._found:
            self.query_one("#storage-sum", Static).update("What takes room did not come. r looks again.")
        self.refuse(message.error)

    @on(Rows.Moved)
    def moved(self, message: Rows.Moved) -> None:
        if self._wrong and self._on != (message.row or {}).get("name"):
            self.hush()
        self._on = str((message.row or {}).get("name", ""))
        self.refresh_bindings()
        self.query_one("#storage-about", Static).update(about(message.row))

    @on(Rows.Opened)
    def opened(self) -> None:
        self.action_remove()

    # ---- removing ------------------------------------------------------------------------------------

    def refill(self) -> None:
        self.fetch()
        self.fetch_models()

    def action_again(self) -> None:
        """Looks at the disk again."""
        self.hush()
        self.refill()

    @property
    def undoable(self) -> bool:
        return False

    def action_undo(self) -> None:
        """Says that there is no way back from here."""
        self.refuse(Refused("What is removed here is gone: no key brings it back.", "That is why it is asked first."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("remove", "why"):
            row = self.parts.current
            return row is not None and can_go(row) is (action == "remove")
        return super().check_action(action, parameters)

    def action_why(self) -> None:
        """Says why what the cursor is on does not go from here."""
        self.refuse(Refused("That cannot be removed here.", about(self.parts.current).partition("\n")[2]))

    def action_remove(self) -> None:
        """Asks whether what the cursor is on is to go."""
        from secondme.tui.confirm import YesNo

        row = self.parts.current
        if row is None:
            return
        text = f"{row['name']}, {size(row['bytes'])}\n\n{row['sentence']}\n\nIt cannot be brought back."

        def answered(yes: bool | None) -> None:
            if yes:
                self.tell(f"Removing: {row['name']} …")
                self.clear(row["what"], row["which"], row["name"])

        self.app.push_screen(YesNo("Remove it for good?", text, "Remove"), answered)

    @work(thread=True, group="clear")
    def clear(self, what: str, which: str, name: str) -> None:
        """Has something removed."""
        try:
            self.post_message(self.Gone(name, self.client.storage_clear(what, which)))
        except SecondMeError as error:
            self.post_message(self.Wrong(error))

    @on(Gone)
    def removed(self, message: Gone) -> None:
        self.tell(f"Removed: {message.name}. {size(message.gone['bytes'])} are free again.")
        self.fetch()


def rows_of(found: Mapping[str, Any], models: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Parts, the largest first; what can go, snapshots oldest first; the models of this disk, the largest first."""
    whole = max(1, found["bytes"])
    parts = sorted(found["parts"], key=lambda part: -part["bytes"])
    rows: list[Row] = [{**part, "kind": "part", "share": part["bytes"] / whole} for part in parts]
    rows.append(title("What can go: d removes it"))
    rows += [{**one, "kind": "item"} for one in found["can_go"]]
    if not found["can_go"]:
        rows.append(title(NOTHING))
    here = [
        {
            "kind": "model", "name": one["name"], "bytes": one["bytes"],
            "sentence": SOURCES.get(one["source"], f"of {one['source']}"), "how": to_remove(one),
        }
        for one in sorted(models, key=lambda one: -one["bytes"])
    ]  # fmt: skip
    above = [title("Models on this disk")] if here else []
    return [{**row, "id": f"{row['kind']} {row.get('which', '')} {row['name']}"} for row in (*rows, *above, *here)]


def can_go(row: Row | None) -> bool:
    """Whether a row is of what can be removed here."""
    return row is not None and row["kind"] == "item" and not row["stays"]


def title(name: str) -> Row:
    """A line above others."""
    return {"kind": "title", "name": name}


def to_remove(model: Mapping[str, Any]) -> str:
    """How the person removes a model: it belongs to the program that fetched it."""
    if model["source"] == "hub":
        return f"To remove it: hf cache rm model/{str(model['name']).partition(':')[0]}"
    if model["source"] == "Ollama":
        return f"To remove it: ollama rm {model['name']}"
    if model["source"] == "starter":
        return "It came with this program, and goes with it."
    whose = "It lies in this program's own folder" if model["source"] == "own folder" else f"It is of {model['source']}"
    return f"{whose}; its file is {model['path']}"


def about(row: Row | None) -> str:
    """All there is to say of a row: what it is, and whether it can go."""
    if row is None or row["kind"] == "title":
        return ""
    head = f"{phrases.one_line(row['name'], 200)} · {size(row['bytes'])}"
    if row["kind"] == "model":
        return f"{head}\n{phrases.one_line(row['how'], 400)}"
    if row["kind"] == "item":
        return f"{head}\n{row['stays'] or row['sentence']}"
    return f"{head} · {row['sentence']}\n{WHOSE.get(row['name'], 'What of it can go is listed below.')}"


def _columns(name: str, held: str, share: str, sentence: str, width: int) -> str:
    """A line: two cells for the cursor's sign, the name, bytes, the share as a bar, and the rest."""
    narrow = 24 if width < 110 else NAME
    rest = width - 2 - narrow - 1 - BYTES - 2 - (BAR + 5) - 2
    line = f"  {cut(name, narrow)} {held:>{BYTES}}  {share:<{BAR + 5}}"
    return f"{line}  {cut(sentence, rest)}" if rest >= LEAST else line
