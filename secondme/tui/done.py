"""What a consolidation run did, or what the next would do, as a table; and a run in words."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from secondme import phrases
from secondme.tui.noted import cut
from secondme.tui.rows import Row, Rows


class Done(Rows):
    """What a run did, or what the next would do: a line each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.run(-1)", "Run before", show=False, id="consolidation.run.up"),
        Binding("right", "screen.run(1)", "Next run", show=False, id="consolidation.run.down"),
    ]
    next = False

    def titles(self, width: int) -> str:
        return self._line("it would" if self.next else "what", "memory", "why" if self.next else "undo", width)

    def cells(self, at: int, row: Row, width: int) -> str:
        undo = "undone (u)" if row.get("undone") else f"u ({row['operation']})" if row.get("operation") else ""
        return self._line(row["what"], row["text"], row["why"] if self.next else undo, width)

    def faint(self, row: Row) -> bool:
        return bool(row.get("undone"))

    def _line(self, what: str, text: str, last: str, width: int) -> str:
        size = max(10, min(50, width // 3)) if self.next else 10
        room = max(8, width - 21 - size)
        return f"  {cut(what, 16)} {cut(phrases.one_line(text, width), room)} {cut(phrases.one_line(last), size)}"


def in_words(page: dict[str, Any]) -> str:
    """A run in words, with how test questions did."""
    if page.get("before") is None:
        return str(page["sentence"])
    worst = f", the least ever {page['worst']:.0%}" if page.get("worst") is not None else ""
    asked = f"Test questions answered: {page['before']:.0%} before, {page['after']:.0%} after{worst}."
    return f"{page['sentence']}\n{asked}"
