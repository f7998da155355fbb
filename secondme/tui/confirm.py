"""What is asked before it is done: whether to forget, with everything that would go; whether to keep a secret; whether
to replace a file; a line of words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.memory import counting
from secondme.orders import KEEP_OR_MASK
from secondme.tui.hanging import GAP, Line, Lines, Panel, point
from secondme.tui.hints import Hints

LISTED = 200
"""Memories that are named before they are forgotten; of more their number is told."""
BACK = "/undo, or u in a screen of memory, brings it back within 30 seconds; then nobody can."


class Confirm(ModalScreen[bool]):
    """Ends with True for a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Forget", show=False, id="confirm.forget"),
        Binding("n,escape", "answer(False)", "Keep", show=False, id="confirm.keep"),
        Binding("down,j", "scroll(1)", "Scroll", show=False, id="confirm.further"),
        Binding("up,k", "scroll(-1)", "Scroll up", show=False, id="confirm.up"),
        Binding("pagedown,space", "page(1)", "Page down", show=False, id="confirm.pagedown"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="confirm.pageup"),
        Binding("home", "end(False)", "First", show=False, id="confirm.first"),
        Binding("end", "end(True)", "Last", show=False, id="confirm.last"),
    ]

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $error; padding: 0 1;
        background: $surface;
    }
    Confirm VerticalScroll { height: auto; max-height: 45vh; margin-bottom: 1; scrollbar-size-vertical: 1; }
    Confirm .said { text-style: bold; }
    Confirm #confirm-keys { height: 1; color: $text-muted; }
    Confirm Horizontal { height: auto; align: center middle; margin: 1 0 0 0; }
    Confirm Button { margin: 0 2; }
    """

    def __init__(self, found: dict[str, Any], zone: tzinfo | None) -> None:
        super().__init__()
        self._found = found
        self._zone = zone

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Forget for good?"
            yield Static(counted(self._found), classes="said", markup=False)
            with VerticalScroll(can_focus=False):
                yield Panel("confirm-text")
            yield Static(BACK, classes="said", markup=False)
            with Horizontal():
                yield Button("Keep (n)", id="keep", compact=True)
                yield Button("Forget (y)", id="forget", variant="error", compact=True)
            yield Hints(id="confirm-keys")

    def on_mount(self) -> None:
        self.query_one("#confirm-text", Panel).update(listed(self._found, self._zone))
        self.query_one("#keep").focus()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "forget")

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)

    def action_scroll(self, by: int) -> None:
        """Moves what would go under the eyes."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self, pages: int) -> None:
        """The same by as much as is seen."""
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=pages * max(1, box.size.height - 1), animate=False)

    def action_end(self, last: bool) -> None:
        """To the first line, or the last."""
        box = self.query_one(VerticalScroll)
        box.scroll_to(y=box.max_scroll_y if last else 0, animate=False)


class YesNo(ModalScreen[bool]):
    """A question with what it is about; ends with True for a yes, which `verb` names."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", show=False, id="confirm.yes"),
        Binding("n,escape", "answer(False)", "No", show=False, id="confirm.no"),
    ]

    DEFAULT_CSS = """
    YesNo { align: center middle; }
    YesNo > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $warning; padding: 0 1;
        background: $surface;
    }
    YesNo Horizontal { height: auto; align: center middle; margin: 1 0 0 0; }
    YesNo Button { margin: 0 2; }
    """

    def __init__(self, question: str, about: str, verb: str) -> None:
        super().__init__()
        self._question = question
        self._about = about
        self._verb = verb

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self._question
            yield Static(Text(phrases.clean(self._about)))
            with Horizontal():
                yield Button("No (n)", id="no", compact=True)
                yield Button(f"{self._verb} (y)", id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)


class Words(ModalScreen[str]):
    """Asks for a line of words; ends with them, or with None where the person leaves. Words that `check` refuses stay,
    under what is wrong with them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False, id="words.leave")]

    DEFAULT_CSS = """
    Words { align: center middle; }
    Words > Vertical {
        width: 76; max-width: 96%; height: auto; border: round $primary; padding: 0 1; background: $surface;
    }
    Words Input { margin: 1 0 0 0; }
    Words #words-wrong { height: auto; margin: 1 0 0 0; display: none; }
    """

    def __init__(
        self, question: str, about: str, words: str, check: Callable[[str], object] | None = None
    ) -> None:
        super().__init__()
        self._question = question
        self._about = about
        self._words = words
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self._question
            yield Static(Text(phrases.clean(self._about)))
            yield Input(self._words, compact=True, select_on_focus=False)
            yield Static("", id="words-wrong", markup=False)

    @on(Input.Submitted)
    def typed(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        try:
            if self._check is not None and words:
                self._check(words)
        except SecondMeError as error:
            wrong = self.query_one("#words-wrong", Static)
            wrong.update(f"! {error.sentence} {error.cure}".rstrip())
            wrong.display = True
        else:
            self.dismiss(words)

    @on(Input.Changed)
    def corrected(self) -> None:
        self.query_one("#words-wrong").display = False

    def action_leave(self) -> None:
        """Leaves without any."""
        self.dismiss(None)


class KeepSecret(ModalScreen[str]):
    """What to do with a secret in a note; ends with "keep", "mask" or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "answer('keep')", "Keep", show=False, id="secret.keep"),
        Binding("m", "answer('mask')", "Mask", show=False, id="secret.mask"),
        Binding("c,escape", "answer('')", "Cancel", show=False, id="secret.cancel"),
    ]

    DEFAULT_CSS = """
    KeepSecret { align: center middle; }
    KeepSecret > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $warning; padding: 0 1;
        background: $surface;
    }
    KeepSecret Horizontal { height: auto; align: center middle; margin: 1 0 0 0; }
    KeepSecret Button { margin: 0 2; }
    """

    def __init__(self, sentence: str, words: str) -> None:
        super().__init__()
        self._sentence = sentence
        self._words = words

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "A secret"
            yield Static(Text(f"{self._sentence} {KEEP_OR_MASK}\n\n{phrases.one_line(self._words)}"))
            with Horizontal():
                yield Button("Cancel (c)", id="cancel", compact=True)
                yield Button("Mask (m)", id="mask", compact=True)
                yield Button("Keep (k)", id="keep", variant="warning", compact=True)

    def on_mount(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id if event.button.id in ("keep", "mask") else "")

    def action_answer(self, secrets: str) -> None:
        self.dismiss(secrets)


def counted(found: dict[str, Any]) -> str:
    """How many would go, of those that are marked where several are (`left` of them stay)."""
    many, more = len(found["memories"]), len(found["derived"])
    it = "it" if many == 1 else "them"
    does = "rests on {0} or repeats {0}" if more == 1 else "rest on {0} or repeat {0}"
    along = f", and {more:,} that {does.format(it)}" if more else ""
    gone = f"{counting.memories(many)}{along}: gone, from every store and copy."
    if "left" not in found:
        return gone
    if left := found["left"]:
        stay = "stands in a watched file and stays" if left == 1 else "stand in watched files and stay"
        return f"{many + left:,} marked, of which {left:,} {stay}: delete them there. {gone}"
    return f"{many:,} marked{along}: gone, from every store and copy."


def listed(found: dict[str, Any], zone: tzinfo | None) -> Lines:
    """What would go: the memories, and what rests on them."""
    lines = _rows(found["memories"], zone)
    if found["derived"]:
        lines += [GAP, Line(Text("What rests on that or repeats it", "bold"))]
        lines += _rows(found["derived"], zone)
    for path in found.get("leave_out", []):
        lines += [GAP, Line(Text(f"{path} is not read any more then."))]
    return tuple(lines)


def _rows(rows: Sequence[dict[str, Any]], zone: tzinfo | None) -> list[Line]:
    lines = [point("·", phrases.row(row, zone), 0) for row in rows[:LISTED]]
    more = len(rows) - LISTED
    return [*lines, point("·", f"and {more:,} more", 0)] if more > 0 else lines
