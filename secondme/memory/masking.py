"""A document's passages without its secrets. Pure.

Invariant: secrets are looked for in the whole document before it is cut, so that one that spans sections or passages
is left out of all of them; what is kept names the same place in the file as before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from secondme.memory.passage import Piece, Stretch
from secondme.memory.secret import Secret, found, masked, without

_BETWEEN = " › "
"""Between the headings of a path; the last of them stands above a section, and may say what is in it ("Password")."""


def hidden(sections: Iterable[Stretch]) -> tuple[Secret, ...]:
    """The secrets of a document, as characters of its text, in order; one that spans sections once in each."""
    parts: list[str] = []
    places: list[tuple[int, Stretch]] = []
    length, above = 0, ""
    for section in sections:
        if section.heading != above:
            above = section.heading
            parts.append(above.rpartition(_BETWEEN)[2] + "\n")
            length += len(parts[-1])
        places.append((length, section))
        parts += [section.text, "\n\n"]
        length += len(section.text) + 2
    secrets: list[Secret] = []
    begins = [place for place, _ in places]
    for one in found("".join(parts)):
        for place, section in places[max(0, bisect_right(begins, one.start) - 1) : bisect_left(begins, one.end)]:
            start, end = max(one.start - place, 0), min(one.end - place, len(section.text))
            if start < end:
                secrets.append(Secret(section.start + start, section.start + end, one.kind))
    return tuple(secrets)


_DIGIT = re.compile(r"\d")


def cleaned(pieces: Iterable[Piece], secrets: Sequence[Secret]) -> list[Piece]:
    """The pieces without the secrets; one that lies inside a secret that began before it goes, as nothing is left."""
    ends = [secret.end for secret in secrets]
    begins = [secret.start for secret in secrets]
    pieces = list(pieces)
    headings = {piece.heading for piece in pieces}
    # Mostly none holds a secret: all are looked through at once before each is by itself, but for those with numbers,
    # of which the words of another might say that they are none of a card.
    clean = not found("\n\n".join(headings))
    said = {one: one if clean and not _DIGIT.search(one) else masked(one)[0] for one in headings}
    kept = []
    for piece in pieces:
        within = secrets[bisect_right(ends, piece.start) : bisect_left(begins, piece.end)]
        if any(one.start < piece.start and piece.end <= one.end for one in within):
            continue
        if within or said[piece.heading] != piece.heading:
            inside = tuple(_inside(piece, one) for one in within)
            piece = replace(piece, text=without(piece.text, inside), heading=said[piece.heading])
        kept.append(piece)
    return kept


def _inside(piece: Piece, secret: Secret) -> Secret:
    """A secret of a document as characters of a piece that it reaches into."""
    return Secret(max(0, secret.start - piece.start), min(len(piece.text), secret.end - piece.start), secret.kind)
