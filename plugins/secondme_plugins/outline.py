"""A text cut at its own headings, word for word.

Invariant: a section's text stands word for word at its `start` in the decoded text, and on its `line`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from secondme.ports import Section
from secondme_plugins.given import Trail


class Heading(NamedTuple):
    """A heading: its first line, the line after it (both from 0), its level (the lowest leads), its words."""

    first: int
    after: int
    level: int
    name: str


def under(lines: Sequence[str], headings: Iterable[Heading], body: int = 0, title: str = "") -> Iterator[Section]:
    """A section for what stands under each heading, with the path of headings to it; the `title` leads every path.

    The heading's own lines stand in the section only where nothing stands under it. What comes before line `body`
    is front matter: a section of its own, without the fences around it.
    """
    found = [*headings, Heading(len(lines), len(lines), 0, "")]
    trail = Trail(title)
    spans = [(1, body - 1, title)] if body else []
    spans.append((body, found[0].first, title))
    for (first, after, level, name), (end, _, below, _) in pairwise(found):
        trail.enter(level, name)
        bare = not any(line.strip() for line in lines[after:end])
        if not bare or (name and below <= level):
            spans.append((first if bare else after, end, str(trail)))
    return cut(lines, spans)


def cut(lines: Sequence[str], spans: Iterable[tuple[int, int, str]]) -> Iterator[Section]:
    """The sections of spans of lines, each with its path; blank ones are left out."""
    at, start = 0, 0
    for first, end, heading in spans:
        start += sum(map(len, lines[at:first])) + max(first - at, 0)
        at = first
        # The text's last line has no newline: where it is in the span, none follows.
        text = "\n".join(lines[first:end]) + ("\n" if first < end < len(lines) else "")
        if text.strip():
            yield Section(text, start, first + 1, heading)
