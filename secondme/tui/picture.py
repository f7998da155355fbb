"""A model's plan as pictures: a column for each layer, what becomes of it stacked up; and bars of all of it against the
memory that it may use. Pure, and light to import: the shell draws with it too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def picture(layers: Sequence[dict[str, int]], *, blocks: bool = True, wide: int = WIDE) -> Iterator[list[Run]]:
    """The lines of the picture, each in runs of one colour. `layers` are those of a plan, in order; what belongs to no
    layer is left out. A row of columns is `wide` at most."""
    shown = [_bytes_of(one) for one in layers if one["layer"] >= 0]
    tallest = max((sum(one.values()) for one in shown), default=0)
    if not tallest:
        return
    for first in range(0, len(shown), wide):
        columns = [_column(one, tallest) for one in shown[first : first + wide]]
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


HELD = (
    ("pinned", "█", "green", "weights that stay in memory"),
    ("ring", "▚", "yellow", "ring for what streams"),
    ("cache", "▓", "cyan", "cache of experts"),
    ("other", "░", "blue", "conversation, buffers, program"),
)
READ = (
    ("streamed", "▒", "yellow", "streams with every token"),
    ("experts", "·", "magenta", "experts, read when wanted"),
    ("mapped", "░", "blue", "tables, looked up in the file"),
)
"""Fields of a sketch, how each is drawn, its colour and words: what is in memory, and what is left on the disk."""
NAMED = "memory  "
LIMIT, BEYOND = "│", "… "
FARTHEST = 3
"""Times what there is to draw that a limit stands beyond it at most."""


def bars(runs: Mapping[str, Any], width: int) -> Iterator[list[Run]]:
    """What a model holds in memory, against what it may use, and what it reads from the disk, to one scale; a legend
    follows each. `runs` is a sketch; of a model that cannot run nothing is drawn."""
    held = _parts(runs, HELD)
    away = int(runs.get("experts", 0)) - int(runs.get("cache", 0))
    read = _parts({**runs, "experts": away}, READ)
    if runs["how"] == "no" or not held:
        return
    limit = int(runs.get("ram", 0))
    most = max(sum(part[0] for part in held), sum(part[0] for part in read))
    # A limit far beyond what there is to draw would leave no room for it.
    scale = max(most, min(limit, FARTHEST * most))
    room = max(8, width - len(NAMED) - 1)
    drawn = _bar(held, scale, room)
    used = sum(len(run.text) for run in drawn)
    gap = " " * (max(used, min(room, round(room * limit / scale))) - used)
    yield [Run(NAMED), *drawn, *([Run((gap[:-2] + BEYOND if limit > scale else gap) + LIMIT)] if limit else [])]
    legend = [[Run(sign, colour), Run(f" {size(many)} {words}")] for many, sign, colour, words in held]
    if limit:
        legend.append([Run(f"{LIMIT} {size(limit)} it may use")])
    yield from _packed(legend, width)
    if read:
        yield [Run("disk".ljust(len(NAMED))), *_bar(read, scale, room)]
        legend = [[Run(sign, colour), Run(f" {size(many)} {words}")] for many, sign, colour, words in read]
        yield from _packed(legend, width)


def _packed(legend: Sequence[list[Run]], width: int) -> Iterator[list[Run]]:
    """Entries side by side, as many as there is room for."""
    line: list[Run] = []
    used = 0
    for one in legend:
        wide = 2 + sum(len(run.text) for run in one)
        if line and used + wide > width:
            yield line
            line, used = [], 0
        line += [Run("  "), *one]
        used += wide
    if line:
        yield line


def _parts(runs: Mapping[str, Any], parts: Sequence[tuple[str, str, str, str]]) -> list[tuple[int, str, str, str]]:
    found = [(int(runs.get(name, 0)), sign, colour, words) for name, sign, colour, words in parts]
    return [part for part in found if part[0] > 0]


def _bar(parts: Sequence[tuple[int, str, str, str]], scale: int, room: int) -> list[Run]:
    """Each part has its share of the cells, and one at least."""
    cells = [max(1, round(room * part[0] / scale)) for part in parts]
    while sum(cells) > room:
        cells[cells.index(max(cells))] -= 1
    return [Run(sign * wide, colour) for wide, (_, sign, colour, _) in zip(cells, parts, strict=True)]


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
