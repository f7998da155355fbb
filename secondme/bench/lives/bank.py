"""The texts that lives are made of, read from the files of one set of wordings."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

Sections = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Bank:
    """One set of wordings; the files say at their head how their lines are written."""

    values: Sections
    facts: Sections
    changes: Sections
    others: Sections
    scenes: Sections
    traps: Sections
    talk: Sections
    questions: Sections


def read(wordings: str | Path) -> Bank:
    """The set `open` or `held`, or that of a folder."""
    folder = files("secondme.bench.lives") / wordings if isinstance(wordings, str) else wordings
    return Bank(**{name: sections((folder / f"{name}.txt").read_text(encoding="utf-8")) for name in Bank.__slots__})


def sections(text: str) -> Sections:
    """The lines under each `## heading`, those above the first under ""; comments and empty lines are left out."""
    found: Sections = {"": []}
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
            found.setdefault(heading, [])
        elif line.strip() and not line.startswith("#"):
            found[heading].append(line.strip())
    return found


@dataclass(slots=True)
class Decks:
    """Lines dealt so that none comes again before all of its section came, whichever person asks."""

    rng: random.Random
    left: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def deal(self, file: str, heading: str, lines: list[str], late: bool) -> list[str]:
        """The lines of a section, those to be used next first. `late`: the person learnt English late, and more than
        half of the time the sentences marked ~ come first; for all others they are left out.
        """
        plain = self._order(file, heading, [line for line in lines if line[0] != "~"])
        if not late or self.rng.random() < 0.4:
            return plain
        return self._order(file, heading + " ~", [line for line in lines if line[0] == "~"]) + plain

    def used(self, file: str, heading: str, line: str) -> None:
        """Takes a dealt line away until all others were used."""
        deck = self.left.get((file, heading + " ~" if line[0] == "~" else heading), [])
        if line in deck:
            deck.remove(line)

    def _order(self, file: str, heading: str, lines: list[str]) -> list[str]:
        deck = self.left.setdefault((file, heading), [])
        if not deck:
            deck.extend(self.rng.sample(lines, len(lines)))
        rest = [line for line in lines if line not in deck]
        return deck + self.rng.sample(rest, len(rest))
