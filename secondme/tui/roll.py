"""The entries of the transcript, one below the other: how tall each is, and the lines of those near the view.

Invariant: a part that was never drawn has a height by estimate, one that was has its own. Only the lines drawn last
are kept, so memory does not grow with the number of entries beyond their texts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from secondme.tui.blocks import START, Block, Kind, cut, stray
from secondme.tui.draw import (
    ENDLESS,
    LONG,
    PASTED,
    Answer,
    Entry,
    Level,
    Part,
    Person,
    Sources,
    growing,
    parts,
    thinks,
)  # fmt: skip
from secondme.tui.lines import Line, shown
from secondme.tui.pen import Pen
from secondme.tui.signs import disarmed

KEPT = 1_000
"""Lines that are kept drawn."""
NEAR = 150
"""Entries whose parts are kept: those that were looked at last."""
RECENT = 100
"""Entries at the end of which nothing is packed."""


class Shown:
    """An entry as it is shown; `kept` is not set while it grows or waits. Heights below zero are estimates."""

    __slots__ = ("entry", "heights", "kept", "level", "parts", "size")

    def __init__(self, entry: Entry | None, level: Level = Level.WHOLE, *, kept: bool = True) -> None:
        self.entry = entry
        self.kept = kept
        self.level = level
        self.parts: list[Part] | None = None
        self.heights: list[int] = []
        self.size = 0

    def measure(self) -> None:
        """Adds the heights up."""
        self.size = sum(map(abs, self.heights))


class Growth(Shown):
    """An answer while it grows: blocks that can no longer change, and the one that still can."""

    __slots__ = ("_done", "_tail", "changed", "doing", "text")

    def __init__(self, doing: str) -> None:
        super().__init__(None, kept=False)
        self.doing = doing
        self.text = ""
        self.changed = True
        self._done: list[Block] = []
        self._tail = START

    def add(self, piece: str) -> None:
        """Adds to the answer."""
        self.text += piece
        self._tail = replace(self._tail, text=self._tail.text + disarmed(shown(piece)))
        self.changed = True

    def renew(self) -> list[Part]:
        """Its parts as they are now."""
        self.changed = False
        if "</" in self._tail.text and not any(one.kind is Kind.THOUGHT for one in self._done):
            whole = disarmed(shown(self.text))
            if end := stray(whole):
                self._done = [Block(Kind.THOUGHT, whole[:end])]
                self._tail = replace(START, text=whole[end:])
        *done, self._tail = cut(self._tail.text, self._tail, growing=True)
        self._done += done
        return growing([*self._done, self._tail], self.level, self.doing)


class Place(NamedTuple):
    """A line: the entry's number, the part's, and the line's within the part."""

    entry: int
    part: int
    line: int


class Roll:
    """All entries in order. Finished ones come first, then one that grows, then those that wait to be sent."""

    def __init__(self, pen: Pen) -> None:
        self.all: list[Shown] = []
        self.pen = pen
        self.width = 0
        self._ends: list[int] | None = None
        self._lines: OrderedDict[tuple[Shown, int], list[Line]] = OrderedDict()
        self._kept = 0
        self._cut: OrderedDict[Shown, None] = OrderedDict()

    def wrap(self, pen: Pen, width: int) -> None:
        """Forgets all lines, for another width or other colours."""
        self.pen, self.width = pen, width
        self._lines.clear()
        self._cut.clear()
        self._kept = 0
        for one in self.all:
            self._estimate(one)

    def make(self, entry: Entry, level: Level | None = None, *, kept: bool = True) -> Shown:
        """An entry to be shown, folded where it is very long and no level is asked for."""
        one = Shown(entry, level or Level.WHOLE, kept=kept)
        about = self.pen.about(entry, Level.WHOLE, self.width or 80)
        if level is None and about > (PASTED if isinstance(entry, Person) else ENDLESS):
            one.level = Level.FOLDED if isinstance(entry, (Person, Answer)) else Level.WHOLE
        self._estimate(one)
        return one

    def insert(self, at: int, shown: Iterable[Shown]) -> None:
        """Puts entries into their place."""
        self.all[at:at] = shown
        self._ends = None

    def remove(self, one: Shown) -> None:
        """Takes an entry out."""
        self.all.remove(one)
        self._close(one)
        self._ends = None

    def clear(self) -> None:
        """Empties it."""
        self.all, self._ends, self._kept = [], None, 0
        self._lines.clear()
        self._cut.clear()

    def refit(self, one: Shown, made: Sequence[Part]) -> None:
        """Gives an entry other parts; those at its beginning that are as they were keep their lines."""
        old, same = one.parts or [], 0
        while same < min(len(old), len(made)) and old[same] == made[same]:
            same += 1
        self._forget(one, same)
        one.parts = list(made)
        one.heights[same:] = [-self.pen.guess(part, self.width) for part in made[same:]]
        one.measure()
        self._ends = None
        if one.entry is not None:
            self._cut[one] = None

    def turn(self, at: int, one: Shown, made: Sequence[Part]) -> None:
        """Puts an entry in the place of another; parts that both begin with keep their lines."""
        old = self.all[at]
        one.parts, one.heights = old.parts, old.heights
        for part in range(len(old.heights)):
            if (lines := self._lines.pop((old, part), None)) is not None:
                self._lines[one, part] = lines
        self.all[at] = one
        self.refit(one, made)

    def levels(self, one: Shown) -> list[Level]:
        """The levels that an entry can be shown at."""
        if isinstance(one, Growth):
            return [Level.WHOLE, Level.THOUGHTS]
        entry = one.entry
        if not isinstance(entry, (Person, Answer)):
            return [Level.WHOLE]
        folds = self.pen.about(entry, Level.WHOLE, self.width or 80) > LONG
        return [Level.FOLDED] * folds + [Level.WHOLE] + [Level.THOUGHTS] * thinks(entry)

    def show(self, one: Shown, level: Level) -> None:
        """Shows an entry at another level."""
        one.level = level
        entry = one.entry
        if isinstance(one, Growth):
            one.changed = True
        elif entry is not None:
            self.refit(one, parts(entry, level))

    def pack(self, most: int) -> bool:
        """Packs the sources of some entries far from the end; whether more are left."""
        for one in self.all[:-RECENT]:
            if isinstance(one.entry, Answer) and isinstance(one.entry.sources, Sources) and one.entry.sources.loose:
                if not most:
                    return True
                one.entry.sources.pack()
                most -= 1
        return False

    # ---- heights and places --------------------------------------------------------------------------

    def _estimate(self, one: Shown) -> None:
        entry = one.entry
        if isinstance(one, Growth) or entry is None:
            one.heights = [-self.pen.guess(part, self.width or 80) for part in one.parts or []]
        else:
            one.parts = None
            one.heights = [-self.pen.about(entry, one.level, self.width or 80)]
        one.measure()
        self._ends = None

    @property
    def ends(self) -> list[int]:
        """Where each entry ends, counted in lines."""
        if self._ends is None:
            self._ends = list(accumulate(one.size for one in self.all))
        return self._ends

    @property
    def height(self) -> int:
        """Lines in all, where not drawn by estimate."""
        return self.ends[-1] if self.all else 0

    def cut(self, one: Shown) -> list[Part]:
        """The parts of an entry."""
        entry = one.entry
        if one.parts is None and entry is not None:
            one.parts = parts(entry, one.level)
            if len(one.heights) != len(one.parts):
                one.heights = [-self.pen.guess(part, self.width) for part in one.parts]
                one.measure()
                self._ends = None
            self._cut[one] = None
            while len(self._cut) > NEAR:
                self._close(next(iter(self._cut)))
        return one.parts or []

    def _close(self, one: Shown) -> None:
        """Lets the parts of an entry go; its heights stay."""
        self._forget(one, 0)
        one.parts = None
        self._cut.pop(one, None)

    def place(self, y: int) -> Place:
        """The line at a height."""
        at = min(bisect_right(self.ends, max(0, y)), len(self.all) - 1)
        one = self.all[at]
        before, within = one.size, max(0, y) - (self.ends[at] - one.size)
        self.cut(one)
        if one.size != before:
            within = within * one.size // max(1, before)
        for number, height in enumerate(one.heights):
            if within < abs(height):
                return Place(at, number, within)
            within -= abs(height)
        return Place(at, max(0, len(one.heights) - 1), max(0, abs(one.heights[-1]) - 1) if one.heights else 0)

    def top(self, place: Place) -> int:
        """The height of a line."""
        one = self.all[place.entry]
        return self.ends[place.entry] - one.size + sum(map(abs, one.heights[: place.part])) + place.line

    def lines(self, entry: int, part: int) -> list[Line]:
        """The lines of a part, drawn if they are not there; its height is known from then on."""
        one = self.all[entry]
        made = self.cut(one)
        found = self._lines.get((one, part))
        if found is None:
            found = self._lines[one, part] = self.pen.draw(made[part], self.width)
            self._kept += len(found)
            while self._kept > KEPT and len(self._lines) > 1:
                self._kept -= len(self._lines.popitem(last=False)[1])
            if one.heights[part] != len(found):
                one.heights[part] = len(found)
                one.measure()
                self._ends = None
        else:
            self._lines.move_to_end((one, part))
        return found

    def step(self, entry: int, part: int, by: int) -> tuple[int, int] | None:
        """The part after or before one; None beyond the ends."""
        part += by
        while not 0 <= part < len(self.cut(self.all[entry])):
            entry += by
            if not 0 <= entry < len(self.all):
                return None
            part = 0 if by > 0 else len(self.cut(self.all[entry])) - 1
        return entry, part

    def walk(self, entry: int, part: int) -> Iterator[tuple[int, int, list[Line]]]:
        """Parts with their lines, from one on to the end."""
        at: tuple[int, int] | None = (entry, part)
        while at is not None:
            if self.cut(self.all[at[0]]):
                yield *at, self.lines(*at)
            at = self.step(*at, 1)

    def entries(self) -> tuple[Entry, ...]:
        """The finished entries, as they are now."""
        return tuple(one.entry for one in self.all if one.kept and one.entry is not None)

    def peek(self, entry: int, part: int) -> list[Line]:
        """The lines of a part, without keeping them and without correcting any height."""
        one = self.all[entry]
        return self._lines.get((one, part)) or self.pen.draw(self.cut(one)[part], self.width)

    def _forget(self, one: Shown, part: int) -> None:
        for at in range(part, len(one.heights)):
            self._kept -= len(self._lines.pop((one, at), ()))
