"""Selecting by keyboard: a caret that walks over the lines as they are drawn, and from where it was set on, a
selection."""

from __future__ import annotations

from dataclasses import dataclass

from secondme.tui.lines import Line
from secondme.tui.roll import Place, Roll

HINT = "VISUAL  hjkl w b 0 $ move  v select  y copy  esc leave"
KEYS = {
    "left": "left", "h": "left", "right": "right", "l": "right", "up": "up", "k": "up", "down": "down", "j": "down",
    "w": "word", "b": "back", "0": "begin", "home": "begin", "dollar_sign": "end", "$": "end", "end": "end",
    "pageup": "pageup", "pagedown": "pagedown", "g": "first", "G": "last", "upper_g": "last",
}  # fmt: skip
Spot = tuple[Place, int]


@dataclass(slots=True)
class Visual:
    """The caret at a character of a line; `fixed` is where the selection was begun, if it was."""

    roll: Roll
    place: Place
    at: int = 0
    fixed: Spot | None = None

    @property
    def sound(self) -> bool:
        """Whether the caret's line is still there."""
        entry, part, line = self.place
        there = entry < len(self.roll.all) and part < len(self.roll.cut(self.roll.all[entry]))
        return there and line < len(self.roll.lines(entry, part))

    @property
    def line(self) -> Line:
        """The line of the caret."""
        return self.roll.lines(self.place.entry, self.place.part)[self.place.line]

    @property
    def ends(self) -> tuple[Spot, Spot]:
        """The first character that is selected and the one after the last; the caret's line where none is."""
        if self.fixed is None:
            return (self.place, 0), (self.place, len(self.line.strip.text))
        first, last = sorted([self.fixed, (self.place, self.at)])
        return first, (last[0], last[1] + 1)

    def toggle(self) -> None:
        """Begins a selection at the caret, or lets it go."""
        self.fixed = (self.place, self.at) if self.fixed is None else None

    def move(self, where: str, page: int) -> None:
        """Moves the caret."""
        match where:
            case "left":
                self.at = max(self._least, self.caret - 1)
            case "right":
                self.at = min(self.caret + 1, self._most)
            case "begin":
                self.at = self._least
            case "end":
                self.at = self._most
            case "word":
                self._word(1)
            case "back":
                self._word(-1)
            case "first" | "last":
                self._far(-1 if where == "first" else 1)
            case _:
                by = -1 if where in ("up", "pageup") else 1
                for _ in range(page if where.startswith("page") else 1):
                    if not self._line(by):
                        break
        self.at = min(max(self._least, self.at), self._most) if where not in ("up", "down") else self.at

    @property
    def _least(self) -> int:
        return min(self.line.lead, self._most)

    @property
    def _most(self) -> int:
        return max(0, len(self.line.strip.text) - 1)

    @property
    def caret(self) -> int:
        """Where the caret is seen: a line may be shorter than the one that it came from."""
        return min(max(self.at, self._least), self._most)

    def _line(self, by: int) -> bool:
        entry, part, line = self.place
        line += by
        if not 0 <= line < len(self.roll.lines(entry, part)):
            at = self.roll.step(entry, part, by)
            while at is not None and not self.roll.lines(*at):
                at = self.roll.step(*at, by)
            if at is None:
                return False
            entry, part = at
            line = 0 if by > 0 else len(self.roll.lines(entry, part)) - 1
        self.place = Place(entry, part, line)
        return True

    def _word(self, by: int) -> None:
        """To the beginning of the next word, or of this one or the one before."""
        text, at = self.line.strip.text, self.caret
        starts = [
            n for n in range(self._least, len(text)) if text[n] != " " and (n == self._least or text[n - 1] == " ")
        ]
        beyond = [n for n in starts if n > at] if by > 0 else [n for n in starts if n < at]
        if beyond:
            self.at = beyond[0] if by > 0 else beyond[-1]
        elif self._line(by):
            self.at = self._least if by > 0 else self._most
            if by < 0:
                self._word(-1)

    def _far(self, by: int) -> None:
        entry = 0 if by < 0 else len(self.roll.all) - 1
        part = 0 if by < 0 else max(0, len(self.roll.cut(self.roll.all[entry])) - 1)
        if lines := self.roll.lines(entry, part):
            self.place = Place(entry, part, 0 if by < 0 else len(lines) - 1)
