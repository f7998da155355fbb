"""What the screens of memory look like: the names of all above, the body, what is told, and the keys below."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from secondme.errors import SecondMeError, ServiceError
from secondme.tui import cures
from secondme.tui.forgets import Forgets
from secondme.tui.hints import Hints
from secondme.tui.rooms import ROOMS

COMING = "The service is being started again; this screen is filled anew by itself then."

REST = 1.0
"""Seconds at least between two looks at what others changed."""
SELDOM = 10.0
"""Times as long as such a look takes, until the next."""


class Names(Static):
    """The names of the screens on one line, the one that is open in brackets; where there is little room the first key
    and the last stand before them, and where there is less the keys alone."""

    def __init__(self, here: str) -> None:
        super().__init__(id="names")
        self._here = here

    def render(self) -> Text:
        keys = [one.key.upper() for one in ROOMS]
        titles = [one.title for one in ROOMS]
        both = [f"{key} {title}" for key, title in zip(keys, titles, strict=True)]
        few = [one.title if one.name == self._here else one.key.upper() for one in ROOMS]
        lines = [self._line("", both), self._line(f"{keys[0]}-{keys[-1]} ", titles), self._line("", few)]
        return next((line for line in lines if line.cell_len <= self.size.width), lines[-1])

    def _line(self, before: str, parts: list[str]) -> Text:
        text = Text(before, no_wrap=True, overflow="ellipsis")
        for one, part in zip(ROOMS, parts, strict=True):
            here = one.name == self._here
            text.append(f"[{part}]" if here else part, "bold" if here else "")
            text.append("" if one is ROOMS[-1] else " " if before else "  ")
        return text


class Page(Forgets):
    """A screen of memory. `NAME` is that of its room. Its keys are told below as they are mapped."""

    NAME: ClassVar[str] = ""
    UNDOES = "u"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False, id="page.back"),
        Binding("u", "undo", "Undo", show=False, id="page.undo"),
    ]
    DEFAULT_CSS = """
    Page { layout: vertical; }
    Page #names { height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
    Page #page-told { height: auto; max-height: 6; padding: 0 1; display: none; }
    Page #page-keys { height: 1; padding: 0 1; color: $text-muted; }
    """

    built = False
    """Whether it takes keys: those that come before wait for it."""
    _wrong = False
    _renewing = _renew_waits = _renew_again = False
    _renew_began = _renew_rest = 0.0

    def compose(self) -> Iterable[Widget]:
        yield Names(self.NAME)
        yield from self.body()
        yield Static("", id="page-told", markup=False)
        yield Hints(id="page-keys")

    def body(self) -> Iterable[Widget]:
        """The widgets between the names and what is told."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.call_after_refresh(self._app.call_later, self._build)

    async def _build(self) -> None:
        self.built = True
        await self._app.take_keys()

    @property
    def undoable(self) -> bool:
        """Whether there is something here to undo, so that the line of keys names the key for it."""
        return self.deeds.next is not None

    def anew(self) -> None:
        """The service is back after it was away: what is shown is fetched anew, and what went wrong is told no more."""
        if self._wrong:
            self.hush()
        self.refill()

    def refill(self) -> None:
        """Fetches what is shown."""
        self.forgotten()

    @property
    def idle(self) -> frozenset[str]:
        """Ids of keys that have nothing to do now, so that no line names them; who presses one is told why."""
        return frozenset()

    @property
    def onward(self) -> Widget | None:
        """Where the line leads to that the person types in; None where they type in none."""
        return None

    # ---- what others change --------------------------------------------------------------------------

    def changed_elsewhere(self) -> None:
        """Something changed in memory: it is shown soon, and no more often than every `REST` seconds. Where asking
        takes long it is seldomer, as the service has better to do then."""
        if self._renewing or self._renew_waits:
            self._renew_again = True
        elif (rest := self._renew_rest - time.monotonic()) > 0:
            self._renew_waits = True
            self.set_timer(rest, self._may_renew)
        else:
            self._renewing, self._renew_began = self.renew(), time.monotonic()

    def _may_renew(self) -> None:
        self._renew_waits = self._renew_again = False
        self.changed_elsewhere()

    def renew(self) -> bool:
        """Asks for what is shown, to show it where the cursor stays where it is; whether it was asked for. Whoever
        asks calls `renewed` when that is over."""
        return False

    def renewed(self) -> None:
        """What was asked for has come, or did not."""
        now = time.monotonic()
        self._renewing, self._renew_rest = False, now + max(REST, SELDOM * (now - self._renew_began))
        if self._renew_again:
            self._renew_again = False
            self.changed_elsewhere()

    # ---- going back, telling -------------------------------------------------------------------------

    def action_back(self) -> None:
        """To the conversation."""
        self.dismiss()

    def action_undo(self) -> None:
        """Takes back what was done last on this screen."""
        self.undo_here()

    def on_key(self, event: events.Key) -> None:
        """What was told ends with what is done next."""
        self.hush()

    def tell(self, *lines: str) -> None:
        self._wrong = False
        self._told("\n".join(f"· {line}" for line in lines))

    def refuse(self, error: SecondMeError) -> None:
        sentence, cure = cures.error(error)
        if isinstance(error, ServiceError):
            self._told(f"! {sentence}\n  {COMING}")
        else:
            self._told(f"! {sentence}" + (f"\n  What to do: {cure}" if cure else ""))
        self._wrong = True

    def hush(self) -> None:
        """Takes away what was told."""
        self._wrong = False
        self._told("")

    def _told(self, text: str) -> None:
        line = self.query_one("#page-told", Static)
        if text or line.display:
            line.update(text)
            line.display = bool(text)
            self.query_one(Hints).refresh()
