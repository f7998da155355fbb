"""A model's plan as a picture: a column for each layer, what becomes of it stacked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secondme.memory.counting import size

HIGH = 8
"""Lines of the tallest column."""
WIDE = 72
"""Columns in a row of them; deeper models take several rows."""


@dataclass(frozen=True, slots=True)
class Part:
    """What can become of bytes: its name among a plan's, how it is drawn with and without blocks, its colour, words."""

    name: str
    block: str
    letter: str
    colour: str
    words: str


PARTS = (
    Part("kept", "█", "#", "green", "stay in memory"),
    Part("cached", "▓", "+", "cyan", "experts that the cache holds"),
    Part("mapped", "░", ":", "blue", "stay in the file: single rows are looked up"),
    Part("streamed", "▒", "-", "yellow", "stream from the disk with every token"),
    Part("away", "·", ".", "magenta", "experts on the disk until they are wanted"),
)
"""From the bottom up."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one colour; of none where it is empty."""

    text: str
    colour: str = ""


def picture(layers: Sequence[dict[str, int]], *, blocks: bool = True) -> Iterator[list[Run]]:
    """The lines of the picture, each in runs of one colour. `layers` are those of a plan, in order; what belongs to no
    layer is left out."""
    shown = [_bytes_of(one) for one in layers if one["layer"] >= 0]
    tallest = max((sum(one.values()) for one in shown), default=0)
    if not tallest:
        return
    for first in range(0, len(shown), WIDE):
        columns = [_column(one, tallest) for one in shown[first : first + WIDE]]
        last = first + len(columns) - 1
        yield [Run(f"Layers {first} to {last}, a column each, without what belongs to none:")]
        for line in range(HIGH - 1, -1, -1):
            row = [Run("  ")]
            for column in columns:
                part = column[line] if line < len(column) else None
                text, colour = ((part.block if blocks else part.letter), part.colour) if part else (" ", "")
                if row[-1].colour == colour and len(row) > 1:
                    row[-1] = Run(row[-1].text + text, colour)
                else:
                    row.append(Run(text, colour))
            yield row
    there = [part for part in PARTS if any(one[part.name] for one in shown)]
    for part in there:
        many = sum(one[part.name] for one in shown)
        yield [Run("  "), Run(part.block if blocks else part.letter, part.colour), Run(f" {size(many)} {part.words}")]


def _bytes_of(layer: dict[str, int]) -> dict[str, int]:
    away = layer["experts"] - layer["cached"]
    return {part.name: away if part.name == "away" else layer[part.name] for part in PARTS}


def _column(layer: dict[str, int], tallest: int) -> list[Part]:
    """Its cells from the bottom up: each part has its share, and one cell at least where there is anything of it."""
    total = sum(layer.values())
    high = max(1, round(HIGH * total / tallest)) if total else 0
    there = [part for part in PARTS if layer[part.name]]
    cells = {part.name: max(1, round(high * layer[part.name] / total)) for part in there}
    while sum(cells.values()) > max(high, len(there)):
        cells[max(cells, key=lambda name: cells[name])] -= 1
    while there and sum(cells.values()) < high:
        cells[max(there, key=lambda part: layer[part.name]).name] += 1
    return [part for part in there for _ in range(cells[part.name])]
