"""Tables as lines: columns where they fit, a row below the other, title by title, where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from secondme.tui.lines import BLANK, DRAWN, PLAIN, Line, Span, drawn, wrap

NARROW = 8
"""Cells that a column has at least; where there is no room for that the rows are written out."""
BAR = drawn(Style(dim=True), "\t")
RULE = Style(dim=True) + DRAWN


class Cell(NamedTuple):
    """The words of a cell, and the side they stand at: "", "left", "center" or "right"."""

    spans: list[Span]
    side: str = ""

    @property
    def width(self) -> int:
        return max(map(cell_len, "".join(text for text, _ in self.spans).split("\n")))


def table(rows: Sequence[Sequence[Cell]], width: int, lead: Sequence[Segment], skipped: int) -> list[Line]:
    """The lines of a table whose first row holds the titles. `skipped` rows count for the widths alone."""
    taken = sum(cell_len(one.text) for one in lead)
    columns = max(map(len, rows))
    filled = [[*row, *[Cell([])] * (columns - len(row))] for row in rows]
    widths = _widths([max(row[at].width for row in filled) for at in range(columns)], width - taken)
    if widths is None:
        return list(_written(filled, width, lead, skipped))
    lines = [line for row in filled[skipped or 0 : 1] for line in _row(row, widths, lead)]
    if not skipped:
        rule = "─┼─".join("─" * one for one in widths)
        lines.append(Line(_strip([*lead, Segment(rule, RULE)]), "", len(rule) + taken))
    for row in filled[max(1, skipped) :]:
        lines += _row(row, widths, lead)
    return lines


def _widths(wanted: list[int], room: int) -> list[int] | None:
    """How wide each column is: as wide as it wants, those that want more than their share the same; None where even
    a share is narrow."""
    room -= 3 * (len(wanted) - 1)
    if sum(wanted) <= room:
        return [max(1, one) for one in wanted]
    left, widths = room, dict[int, int]()
    for done, at in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        share = left // (len(wanted) - done)
        widths[at] = min(max(1, wanted[at]), share)
        if widths[at] < min(NARROW, wanted[at]):
            return None
        left -= widths[at]
    return [widths[at] for at in range(len(wanted))]


def _row(row: Sequence[Cell], widths: Sequence[int], lead: Sequence[Segment]) -> Iterator[Line]:
    cells = [wrap(cell.spans, width) for cell, width in zip(row, widths, strict=True)]
    for at in range(max(map(len, cells))):
        segments = list(lead)
        for column, (cell, lines, width) in enumerate(zip(row, cells, widths, strict=True)):
            if column:
                segments += [Segment(" ", DRAWN), Segment("│ ", BAR)]
            strip = lines[at].strip if at < len(lines) else None
            free = width - (strip.cell_length if strip is not None else 0)
            before = free if cell.side == "right" else free // 2 if cell.side == "center" else 0
            segments.append(Segment(" " * before, DRAWN))
            segments += strip or ()
            if column < len(widths) - 1:
                segments.append(Segment(" " * (free - before), DRAWN))
        yield Line(_strip([one for one in segments if one.text]))


def _written(rows: Sequence[Sequence[Cell]], width: int, lead: Sequence[Segment], skipped: int) -> Iterator[Line]:
    """Each row as lines of "title: words", a blank line between rows."""
    titles = rows[0]
    for number, row in enumerate(rows[max(1, skipped) :]):
        if number or skipped:
            yield BLANK
        for title, cell in zip(titles, row, strict=True):
            name = [*title.spans, (": ", PLAIN)] if title.spans else []
            yield from wrap([*name, *cell.spans], width, lead, [*lead, Segment("  ", PLAIN)])


def _strip(segments: Sequence[Segment]) -> Strip:
    return Strip(segments, sum(cell_len(one.text) for one in segments))
