"""The panel of limits: what a search can be limited to, each with how many memories that would leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.memory import counting, narrow
from secondme.service.client import Client
from secondme.tui import cures
from secondme.tui.hints import Hints

TITLES = {
    "kind": "Kind", "who": "Who said it", "place": "Where it comes from", "time": "When it was made",
    "state": "How it is",
}  # fmt: skip
LABEL = 26
"""Cells of what a choice is called."""


class FilterScreen(ModalScreen[str]):
    """Chooses limits over the screen that searches; ends with the search as it is then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f,ctrl+f", "close", "Show what fits", show=False, id="filters.close"),
        Binding("space,enter", "choose", "Choose", show=False, id="filters.choose"),
        Binding("x", "clear", "Without limits", show=False, id="filters.clear"),
    ]
    DEFAULT_CSS = """
    FilterScreen { align: center middle; }
    FilterScreen > Vertical {
        width: 74; max-width: 96%; height: auto; max-height: 92%; border: round $primary; padding: 0 1;
        background: $surface;
    }
    FilterScreen #filters-search { height: auto; max-height: 2; margin-bottom: 1; }
    FilterScreen OptionList {
        height: auto; max-height: 100%; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1;
        &:focus { border: none; }
        & > .option-list--option-disabled { text-style: bold; color: $text; }
        & > .option-list--option-highlighted { text-style: bold reverse; }
    }
    FilterScreen #filters-keys { height: 1; color: $text-muted; dock: bottom; }
    """

    class Came(Message):
        """The choices for a search, or why there are none."""

        def __init__(self, words: str, found: dict[str, Any] | None, error: SecondMeError | None = None) -> None:
            super().__init__()
            self.words = words
            self.found = found
            self.error = error

    def __init__(self, client: Client, words: str) -> None:
        super().__init__()
        self.client = client
        self.words = words
        self._groups: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Filter"
            yield Static("…", id="filters-search", markup=False)
            yield OptionList(id="filters-choices", markup=False)
            yield Hints(id="filters-keys")

    def on_mount(self) -> None:
        self.choices = self.query_one(OptionList)
        self.choices.focus()
        self.fetch(self.words)

    @work(thread=True, exclusive=True, group="choices")
    def fetch(self, words: str) -> None:
        """Asks what there is to choose."""
        worker = get_current_worker()
        try:
            came = self.Came(words, self.client.look_choices(words))
        except SecondMeError as error:
            came = self.Came(words, None, error)
        if not worker.is_cancelled:
            self.post_message(came)

    def on_filter_screen_came(self, message: Came) -> None:
        if message.words != self.words:
            return  # chosen on since
        line = self.query_one("#filters-search", Static)
        if message.error is not None:
            sentence, cure = cures.error(message.error)
            line.update(f"! {sentence} {cure}".rstrip())
        if message.found is None:
            return
        line.update(f"{counting.memories(message.found['total'])}: {phrases.one_line(self.words, 200) or 'no limit'}")
        here = self._limit
        self.choices.clear_options()
        self._groups = {}
        for group in message.found["groups"]:
            if group["choices"]:
                self.choices.add_option(Option(Text(TITLES.get(group["group"], group["group"]), "bold"), disabled=True))
            for one in group["choices"]:
                self._groups[one["limit"]] = group["group"]
                self.choices.add_option(Option(line_of(one), id=f"limit {one['limit']}"))
        if here in self._groups:
            self.choices.highlighted = self.choices.get_option_index(f"limit {here}")
        elif self._groups:
            self.choices.action_first()
        else:
            line.update("Nothing fits, so there is nothing to choose." if self.words else "Nothing is remembered yet.")

    @property
    def _limit(self) -> str:
        """The limit under the cursor."""
        at = self.choices.highlighted
        name = self.choices.get_option_at_index(at).id if at is not None else None
        return (name or "").removeprefix("limit ")

    @on(OptionList.OptionSelected)
    def selected(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Puts the limit under the cursor on, or takes it off."""
        if limit := self._limit:
            self.words = narrow.toggled(self.words, self._groups[limit], limit)
            self.fetch(self.words)

    def action_clear(self) -> None:
        """Takes all limits off; the words that are looked for stay."""
        self.words = narrow.plain(self.words)
        self.fetch(self.words)

    def action_close(self) -> None:
        """Ends with the search as it is."""
        self.dismiss(self.words)


def line_of(choice: Mapping[str, Any]) -> Text:
    """A choice as a line: whether it is on, what it is called, how many there are, and what to type for it."""
    label = phrases.one_line(choice["label"], 60)
    label = label if cell_len(label) <= LABEL else set_cell_size(label, LABEL - 1) + "…"
    sign = "[x]" if choice["on"] else "[ ]"
    text = Text(f" {sign} {set_cell_size(label, LABEL)} {choice['count']:>9,}  ", no_wrap=True, overflow="ellipsis")
    text.append(phrases.one_line(choice["limit"], 60), "italic")
    return text
