"""What of a JSON text is whole, while it is being written.

Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Where a value stands: names of members and numbers of items, from the outside in; () is the whole text."""

_SPACE = " \t\n\r"
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD = re.compile(r"[^ \t\n\r,:\[\]{}\"]+")
"""A number, true, false or null: known to be whole by what stands after it."""


class PartialJson:
    """Takes a JSON text in pieces and gives every value once it is whole, the inner before the outer.

    What is given is what `json.loads` makes of it, and a text is refused where that would refuse it.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._open: list[_Open] = []
        self._may: tuple[str, ...] = ("value",)
        self.whole = False

    def feed(self, piece: str) -> list[tuple[Path, object]]:
        """Takes the next piece; the values that are whole by now and were not before.

        Raises: ValueError if this is no beginning of a JSON text.
        """
        self._rest += piece
        return list(self._taken(ended=False))

    def end(self) -> list[tuple[Path, object]]:
        """Takes the end of the text, by which a number that is all of it is whole. Raises: ValueError if the text is
        not whole."""
        found = list(self._taken(ended=True))
        if not self.whole:
            raise ValueError("the JSON text ends before it is whole")
        return found

    def _taken(self, *, ended: bool) -> Iterator[tuple[Path, object]]:
        while rest := self._rest.lstrip(_SPACE):
            self._rest, mark = rest, rest[0]
            if mark in "{[" and "value" in self._may:
                self._open.append(_Open({} if mark == "{" else []))
                self._may = ("name", "}") if mark == "{" else ("value", "]")
                self._rest = self._rest[1:]
            elif mark in "}]" and mark in self._may:
                self._rest = self._rest[1:]
                yield self._closed(self._open.pop().held)
            elif mark == "," and mark in self._may:
                self._may = ("name" if isinstance(self._open[-1].held, dict) else "value",)
                self._rest = self._rest[1:]
            elif mark == ":" and mark in self._may:
                self._may = ("value",)
                self._rest = self._rest[1:]
            elif mark == '"' and ("value" in self._may or "name" in self._may):
                found = _STRING.match(self._rest)
                if not found:
                    return
                text = self._cut(found)
                if "name" in self._may:
                    self._open[-1].name = text
                    self._may = (":",)
                else:
                    yield self._closed(text)
            elif (found := _WORD.match(self._rest)) and "value" in self._may:
                if found.end() == len(self._rest) and not ended:
                    return
                yield self._closed(self._cut(found))
            else:
                raise ValueError(f"{self._rest[:20]!r} stands where JSON has no such thing")

    def _cut(self, found: re.Match[str]) -> object:
        self._rest = self._rest[found.end() :]
        return json.loads(found[0])

    def _closed(self, value: object) -> tuple[Path, object]:
        """A value is whole: it goes into what is around it."""
        path = tuple(one.place for one in self._open)
        if not self._open:
            self._may, self.whole = (), True
        elif isinstance(held := self._open[-1].held, dict):
            held[self._open[-1].name] = value
            self._may = (",", "}")
        else:
            held.append(value)
            self._may = (",", "]")
        return path, value


class _Open:
    """An object or array that has begun, and the name of the member that is being written."""

    def __init__(self, held: dict[object, object] | list[object]) -> None:
        self.held = held
        self.name: object = ""

    @property
    def place(self) -> str | int:
        """Where the next value stands in it."""
        return str(self.name) if isinstance(self.held, dict) else len(self.held)
