"""The conversation: finished entries, below them the answer that grows, below that what waits to be sent.

Invariant: an answer that grows is drawn some twelve times a second whatever the rate at which it comes, and of it only
the block that can still change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from time import monotonic

from textual.reactive import var
from textual.timer import Timer

from secondme.events import Mark, Recollection
from secondme.tui.draw import Answer, Ending, Entry, Level, Note, Person, Trouble, parts
from secondme.tui.picking import Picking
from secondme.tui.roll import Growth, Shown

RATE = 12
"""Times a second that a growing answer is drawn."""
SHARE = 5
"""A drawing that took long is followed by a pause of so many times as long, so that keys always come through."""
PACKED = 40
"""Entries that are packed at a time, while nothing else is to be done."""


class Transcript(Picking):
    """What is said."""

    growing: var[bool] = var(False)
    """Whether an answer is under way."""

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(zone, id)
        self._growth: Growth | None = None
        self._waiting: list[Shown] = []
        self._timer: Timer | None = None
        self._packing: Timer | None = None
        self._next = 0.0
        self._sought = ""

    def on_mount(self) -> None:
        self._timer = self.set_interval(1 / RATE, self._tick, pause=True)
        self._packing = self.set_interval(0.05, self._pack, pause=True)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that is finished, in order."""
        return self.roll.entries()

    def add(self, *entries: Entry) -> None:
        """Adds finished entries, above an answer that is growing."""
        anchor = self.held()
        at = len(self.roll.all) - len(self._waiting) - (self._growth is not None)
        self.roll.insert(at, [self.roll.make(entry) for entry in entries])
        self.settle(anchor, news=True)
        if self._sought and any(isinstance(one, (Person, Answer)) for one in entries):
            self._land(*entries)
        if self._packing is not None:
            self._packing.resume()

    def seek(self, words: str) -> None:
        """Of what is added next, the last entry that holds the words is brought into view."""
        self._sought = words

    def _land(self, *entries: Entry) -> None:
        words, self._sought = _folded(self._sought), ""
        for one in reversed(self.roll.all):
            if isinstance(one.entry, (Person, Answer)) and one.entry in entries and words in _folded(one.entry.text):
                self.to(one)
                return

    def _pack(self) -> None:
        if self._packing is not None and not self.roll.pack(PACKED):
            self._packing.pause()

    def tell_missing(self, missing: Sequence[tuple[int, int]], where: str) -> None:
        """Marks the messages whose numbers lie from the first to the last of a pair, and no others, with where they
        are."""
        self.missing, self.where = tuple(missing), where
        self.refresh()

    def note(self, *lines: str) -> None:
        """Adds a notice."""
        self.add(Note(lines))

    def trouble(self, sentence: str, cure: str = "") -> None:
        """Adds an error."""
        self.add(Trouble(sentence, cure))

    def wait(self, texts: Sequence[tuple[str, str]]) -> None:
        """Shows below everything what has not gone out yet, and why."""
        if not texts and not self._waiting:
            return
        anchor = self.held()
        for one in self._waiting:
            self.roll.remove(one)
        self._waiting = [self.roll.make(Person(text, why), kept=False) for text, why in texts]
        self.roll.insert(len(self.roll.all), self._waiting)
        self.settle(anchor)

    def replace(self, old: Entry, new: Entry) -> None:
        """Puts another entry in the place of one."""
        for one in reversed(self.roll.all):
            if one.kept and one.entry is old:
                anchor = self.held()
                one.entry = new
                if one.parts is not None:
                    self.roll.refit(one, parts(new, one.level))
                self.settle(anchor)
                return

    def clear(self) -> None:
        """Empties it."""
        self._end()
        self.leave_visual()
        self.roll.clear()
        self._waiting, self.cursor, self.missing = [], None, ()
        self._following = True
        self.settle(None)

    # ---- the growing answer --------------------------------------------------------------------------

    def begin(self, doing: str) -> None:
        """Begins an answer; `doing` is shown until its first words come."""
        self._growth, self.growing = Growth(doing), True
        self.roll.insert(len(self.roll.all) - len(self._waiting), [self._growth])
        self._redraw()
        if self._timer is not None:
            self._timer.resume()

    def doing(self, sentence: str) -> None:
        """Says what is being done before the first words."""
        if self._growth is not None:
            self._growth.doing = sentence
            self._growth.changed = True

    def grow(self, piece: str) -> None:
        """Adds to the answer; it is drawn at the next tick."""
        if self._growth is not None:
            self._growth.add(piece)

    @property
    def grown(self) -> str:
        """The growing answer so far."""
        return self._growth.text if self._growth is not None else ""

    def drop(self) -> None:
        """Ends an answer of which nothing is to be kept."""
        anchor = self.held()
        if (growth := self._end()) is not None:
            self.roll.remove(growth)
            self.settle(anchor)

    def finish(
        self,
        text: str = "",
        sources: Sequence[Recollection] = (),
        ending: Ending = Ending.WHOLE,
        verdict: str = "",
        marks: Sequence[Mark] = (),
        n: int = 0,
    ) -> None:
        """Ends the answer: cuts it once more from its source; blocks that are as they were keep their lines."""
        answer = Answer((text or self.grown).strip("\n"), tuple(sources), ending, verdict, tuple(marks), n)
        growth = self._end()
        if growth is None:
            self.add(answer)
            return
        anchor = self.held()
        at = self.roll.all.index(growth)
        one = self.roll.make(answer, growth.level)
        self.roll.turn(at, one, parts(answer, growth.level))
        self.cursor = one if self.cursor is growth else self.cursor
        self.settle(anchor if anchor is None or anchor.shown is not growth else anchor._replace(shown=one))

    def _end(self) -> Growth | None:
        growth, self._growth, self.growing = self._growth, None, False
        if self._timer is not None:
            self._timer.pause()
        return growth

    def _tick(self) -> None:
        if self._growth is not None and self._growth.changed and monotonic() >= self._next:
            self._redraw()

    def _redraw(self) -> None:
        began = monotonic()
        if self._growth is not None:
            anchor = self.held()
            self.roll.refit(self._growth, self._growth.renew())
            self.settle(anchor, news=True)
        ended = monotonic()
        self._next = ended + SHARE * (ended - began)

    def unfold(self, one: Shown, level: Level) -> None:
        super().unfold(one, level)
        if one is self._growth:
            self._redraw()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
