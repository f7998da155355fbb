"""What a memory is padded with: real documentation, and made-up chat with the names and words of the data.

Passages are what the running Python has beside its code: docstrings, Markdown, texts and descriptions of packages.
Chat is drawn word by word from what follows what in those of the data's own turns that answer no question, said by its
own speakers on other days. It shares no `RUN` words in a row with an evidence turn: else it would be an answer too.
"""

from __future__ import annotations

import random
import re
import sysconfig
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from secondme.bench.dataset import Case, Turn
from secondme.bench.texts import Paper

LONGEST, SHORTEST = 700, 160
"""Characters of a passage."""
TOGETHER = 40
"""Passages of a file at most: a longer one is cut into several."""
TURNS = (16, 30)
"""Turns of a made-up session, at least and at most."""
WORDS = (4, 45)
BEFORE = 800
"""Days before the data's own in which sessions lie too."""
RUN = 3
TRIES = 50
TEXTS = (".md", ".rst", ".txt")
MODEL = 5_000
"""Passages that those are made after which come when the real ones have come to an end."""
_DOCSTRING = re.compile(r'"""(.{160,}?)"""', re.DOTALL)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def papers(seed: int = 1) -> Iterator[Paper]:
    """The documentation of this Python and its packages, file by file in the order of their paths, each passage once;
    then, without end, files made of what follows what in the first of it."""
    model: list[str] = []
    for paper in _found():
        if len(model) < MODEL:
            model += [text for _, text in paper.passages]
        yield paper
    draw = random.Random(seed)
    chain, number = Chain(model, draw), 0
    while True:
        number += 1
        pieces = (" ".join(chain.words(draw.randrange(40, 100)))[:LONGEST] for _ in range(TOGETHER))
        yield Paper(f"made-up-{number}.md", tuple((f"Part {number}", piece) for piece in pieces))


def _found() -> Iterator[Paper]:
    seen: set[int] = set()
    for key in ("purelib", "stdlib"):
        root = Path(sysconfig.get_path(key))
        for file in sorted(root.rglob("*")):
            if key == "stdlib" and "site-packages" in file.parts:
                continue
            found = [text for text in _passages(file) if hash(text) not in seen]
            seen.update(map(hash, found))
            for start in range(0, len(found), TOGETHER):
                name = "-".join(file.relative_to(root).parts) + (f"-{start // TOGETHER}" if start else "")
                yield Paper(name, tuple((file.stem, text) for text in found[start : start + TOGETHER]))


def _passages(file: Path) -> list[str]:
    if file.suffix != ".py" and file.suffix not in TEXTS and file.name != "METADATA":
        return []
    try:
        text = file.read_text(encoding="utf-8", errors="ignore")
    except OSError:
        return []
    whole = _DOCSTRING.findall(text) if file.suffix == ".py" else [text]
    return list(dict.fromkeys(piece for one in whole for piece in _cut(one)))


def _cut(text: str) -> Iterator[str]:
    """Paragraphs put together up to `LONGEST` characters; what is too short alone, or hardly prose, is left out."""
    held = ""
    for paragraph in [*re.split(r"\n\s*\n", text), ""]:
        plain = " ".join(paragraph.split())[:LONGEST]
        if held and (not plain or len(held) + 1 + len(plain) > LONGEST):
            if len(held) >= SHORTEST and sum(map(str.isalpha, held)) > 0.6 * len(held):
                yield held
            held = ""
        held = f"{held} {plain}".strip()


class Chain:
    """What follows what in some texts: word pairs, as often as they stand there."""

    def __init__(self, texts: Iterable[str], draw: random.Random, avoid: Iterable[str] = ()) -> None:
        """No `RUN` words in a row stand in a text to `avoid`."""
        self._draw = draw
        self._avoid = {run for text in avoid for run in _runs(_plain(text.split()))}
        self._next: dict[str, list[str]] = defaultdict(list)
        self._openings: list[str] = []
        for text in texts:
            words = text.split()
            self._openings += words[:1]
            for one, two in pairwise(words):
                self._next[one].append(two)

    def words(self, count: int) -> list[str]:
        """So many words; where nothing follows, or what is to be avoided would, it begins anew."""
        found: list[str] = []
        while len(found) < count:
            found.append(self._draw.choice((found and self._next.get(found[-1])) or self._openings))
            for _ in range(TRIES):
                if not self._avoid.intersection(_runs(_plain(found[-RUN:]))):
                    break
                found[-1] = self._draw.choice(self._openings)
        return found


class Chatter:
    """Sessions without end in the words of some cases, the same for the same seed."""

    def __init__(self, cases: Sequence[Case], seed: int = 1) -> None:
        self._draw = random.Random(seed)
        self._pairs = [list(case.speakers[:2]) for case in cases if case.speakers]
        dates = sorted(turn.date for case in cases for turn in case.turns)
        self._first, self._last = (datetime.fromisoformat(date) for date in (dates[0], dates[-1]))
        said = [turn.text for case in cases for turn in case.turns]
        self._lengths = [min(WORDS[1], max(WORDS[0], len(text.split()))) for text in said]
        wanted = {(case.id, name) for case in cases for question in case.questions for name in question.evidence}
        held = [turn.text for case in cases for turn in case.turns if (case.id, turn.id) in wanted]
        others = [turn.text for case in cases for turn in case.turns if (case.id, turn.id) not in wanted]
        self._chain = Chain(others or said, self._draw, held)
        self._held = {tuple(_plain(text.split())) for text in held}
        self._number = 0

    def sessions(self) -> Iterator[list[Turn]]:
        """A session of two speakers, at a time before the data's own or among them."""
        while True:
            self._number += 1
            days = (self._last - self._first).days + BEFORE
            at = self._last - timedelta(days=self._draw.randrange(days), minutes=self._draw.randrange(900))
            name, pair = f"padding-{self._number}", self._draw.choice(self._pairs)
            count = self._draw.randint(*TURNS)
            yield [
                Turn(f"{name}:{turn}", name, at.isoformat(timespec="minutes"), pair[turn % len(pair)], self.turn())
                for turn in range(count)
            ]

    def turn(self) -> str:
        """One turn; one in eight tells a date."""
        while True:
            words = self._chain.words(self._draw.choice(self._lengths))
            if self._draw.random() < 1 / 8:
                words.insert(
                    self._draw.randrange(1, len(words) + 1),
                    f"on {self._draw.randrange(1, 29)} {self._draw.choice(_MONTHS)}",
                )
            if tuple(_plain(words)) not in self._held:  # those that are shorter than a run too
                return " ".join(words)


def _plain(words: Iterable[str]) -> list[str]:
    """Words without case and punctuation."""
    return [re.sub(r"\W", "", word).lower() for word in words]


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
