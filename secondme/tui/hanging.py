"""Lines of a panel that hang where they wrap: what is said of a label stays beside it, not under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text
from textual.visual import VisualType
from textual.widgets import Static

LEAST = 12
"""Cells that must be left beside the label; where there are fewer a line wraps as any other."""
_CONSOLE = Console(width=80, color_system=None)
"""Rich wraps a text for a console, whose own width does not count."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or several with one style each; from the second on it begins `hang` cells to the right."""

    text: Text
    hang: int = 0


Lines = tuple[Line, ...]
GAP = Line(Text())


def fact(label: str, value: str, wide: int) -> Line:
    """A label in so many cells, and what is said of it."""
    return Line(Text.assemble((f"{label:<{wide}}", "bold"), value), wide)


def point(sign: str, text: str, indent: int = 2) -> Line:
    """A line of a list: a sign, and what stands beside it."""
    before = f"{' ' * indent}{sign} "
    return Line(Text(before + text), len(before))


def laid(lines: Iterable[Line], width: int) -> Text:
    """The lines in so many cells."""
    done: list[Text] = []
    for line in lines:
        hang = line.hang if width - line.hang >= LEAST else 0
        if not hang or line.text.cell_len <= width:
            done.append(line.text)
            continue
        head, rest = line.text.divide([hang])
        wrapped = rest.wrap(_CONSOLE, width - hang)
        for at, one in enumerate(wrapped):
            one.rstrip()
            done.append(Text.assemble(head if at == 0 else " " * hang, one))
    return Text("\n").join(done)


class Panel(Static):
    """Shows lines as wide as there is room, or what any `Static` shows."""

    def __init__(self, id: str | None = None, *, classes: str = "") -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._hanging: Lines = ()
        self._wide = 0

    def update(self, content: VisualType | Lines = "", *, layout: bool = True) -> None:
        if isinstance(content, tuple):
            self._hanging = content
            self._lay()
        else:
            self._hanging = ()
            super().update(content, layout=layout)

    def on_resize(self) -> None:
        if self._hanging and self._wide != self.content_size.width:
            self._lay()

    def _lay(self) -> None:
        self._wide = self.content_size.width
        super().update(laid(self._hanging, self._wide or 80))
