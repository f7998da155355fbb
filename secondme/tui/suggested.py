"""A text in which what could follow is offered: commands, files, memories, and what was said before.

What the service has to be asked for is looked up in a thread, once the person pauses.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.actions import SkipAction
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import TextArea

from secondme.errors import SecondMeError
from secondme.tui import letters
from secondme.tui.completions import Choice, Completions, Offer, commands
from secondme.tui.history import History
from secondme.tui.pasted import UNFOLDED, Pastes

if TYPE_CHECKING:
    from secondme.tui.finding import Finder

PAUSE = 0.12
"""Seconds without a key after which completions are looked for."""
ARGUMENTS = ("watch", "export", "model", "resume")
"""Commands whose argument is completed."""
SEARCH = "What you said: type to search, up and down, tab takes it, escape leaves"

_MARKED = re.compile(r"(?:^|(?<=\s))([@#])(\S*)$")


class Offered(Message):
    """Completions that were looked for; `turn` says for which key."""

    def __init__(self, turn: int, offer: Offer) -> None:
        super().__init__()
        self.turn = turn
        self.offer = offer


class Fetched(Message):
    """What was said in earlier sessions."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.texts = texts


class Suggested(TextArea):
    """`offers` is the list that shows what could follow, `said` what the person said."""

    def __init__(self, offers: Completions, **given: Any) -> None:
        super().__init__(**given)
        self.offers = offers
        self.said = History()
        self.pastes = Pastes()
        self._finder: Finder | None = None
        self._turn = 0
        self._pause: Timer | None = None
        self._searching = False
        self._privately = False
        self._waiting = 0

    def find_with(self, finder: Finder) -> None:
        """From now on, files, memories and what was said are found."""
        self._finder = finder

    def private(self, on: bool) -> None:
        """Another conversation begins, private or not. What was said in a private one is gone with it."""
        if self._privately:
            self.said.clear()
            self.pastes.clear()
        self._privately = on

    def forget(self) -> None:
        """Something was forgotten or brought back: what was said before is fetched again when it is asked for."""
        self.said.clear()

    def leave_list(self) -> None:
        self._searching = False
        self._turn += 1
        self.offers.hide()

    # ---- letters of several characters ---------------------------------------------------------------

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        return line if line.plain.isascii() else Text(letters.level(line.plain), end="", no_wrap=True)

    def render_line(self, y: int) -> Strip:
        return letters.bare(super().render_line(y))

    def get_cursor_left_location(self) -> tuple[int, int]:
        row, column = super().get_cursor_left_location()
        return row, letters.left(self.document.get_line(row), column)

    def get_cursor_right_location(self) -> tuple[int, int]:
        row, column = super().get_cursor_right_location()
        return row, letters.right(self.document.get_line(row), column)

    # ---- words ---------------------------------------------------------------------------------------

    @property
    def whole(self) -> str:
        """What is written, with all that was pasted."""
        return self.pastes.whole(self.text)

    def put(self, text: str) -> None:
        """Puts words in the place of what is written; what is long is folded."""
        self.text = self.pastes.folded(text)
        self.move_cursor(self.document.end)

    def action_take(self) -> None:
        """Takes what the list offers."""
        if self.offers.chosen is None:
            raise SkipAction
        self._take(self.offers.chosen)

    def _take(self, choice: Choice) -> None:
        offer = self.offers.offer
        self.leave_list()
        if offer.start is None:
            self.put(choice.insert)
        else:
            row, column = self.cursor_location
            self.replace(choice.insert, (row, offer.start), (row, column))

    def _on_text_area_changed(self) -> None:
        self._turn += 1
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        if self._searching:
            self._show_history()
            return
        offer = commands(self.text) if len(self.text) < UNFOLDED else Offer()
        asked = None if offer.choices else self._asked()
        if asked is None or self._finder is None:
            self.offers.show(offer)
            return
        kind, word, start = asked
        if start != self.offers.offer.start:
            self.offers.hide()
        turn = self._turn
        self._pause = self.set_timer(PAUSE, lambda: self._look(turn, kind, word, start))

    def _asked(self) -> tuple[str, str, int] | None:
        """What is to be completed: of which kind, the word so far, and where on the line it begins."""
        row, column = self.cursor_location
        line = self.document.get_line(row)[:column]
        if found := _MARKED.search(line):
            return found[1], found[2], found.start()
        name, space, word = line.partition(" ")
        if space and not row and name[:1] == "/" and name[1:] in ARGUMENTS:
            return name[1:], word, len(name) + 1
        return None

    def _look(self, turn: int, kind: str, word: str, start: int) -> None:
        finder = self._finder
        assert finder is not None

        def look() -> None:
            self.post_message(Offered(turn, finder.find(kind, word, start)))

        threading.Thread(target=look, name="completions", daemon=True).start()

    @on(Offered)
    def show_offered(self, message: Offered) -> None:
        if message.turn == self._turn:
            self.offers.show(message.offer)

    # ---- what was said -------------------------------------------------------------------------------

    def action_earlier(self) -> None:
        """What was said before."""
        if not self.navigator.is_first_wrapped_line(self.cursor_location):
            raise SkipAction
        if self.said.at_begin and self._fetch():
            return
        self._walk(self.said.earlier(self.whole))

    def action_later(self) -> None:
        """What was said after."""
        if not self.navigator.is_last_wrapped_line(self.cursor_location):
            raise SkipAction
        self._walk(self.said.later())

    def _walk(self, text: str | None) -> None:
        if text is None:
            raise SkipAction
        self.put(text)
        self._turn += 1

    def action_search(self) -> None:
        """Lists what was said that holds the words which are typed."""
        self._searching = True
        if not self._fetch():
            self._show_history()

    def _show_history(self) -> None:
        found = self.said.matching(self.text)
        choices = tuple(Choice(" ".join(text.split())[:200], "", text) for text in found)
        none = "Nothing that you said holds that." if self.text.strip() else "You have said nothing yet."
        self.offers.show(Offer(choices or (Choice(none, "", self.text),), title=SEARCH))

    def _fetch(self) -> bool:
        """Whether what was said in earlier sessions is being fetched."""
        finder = self._finder
        if self.said.fetched or finder is None:
            return False
        self.said.fetched = True
        turn = self._turn

        def fetch() -> None:
            try:
                self.post_message(Fetched(finder.said()))
            except SecondMeError:
                self.post_message(Fetched([]))

        self._waiting = turn
        threading.Thread(target=fetch, name="history", daemon=True).start()
        return True

    @on(Fetched)
    def take_history(self, message: Fetched) -> None:
        self.said.fetch(message.texts)
        if self._searching:
            self._show_history()
        elif self._waiting == self._turn and (text := self.said.earlier(self.whole)) is not None:
            self.put(text)
