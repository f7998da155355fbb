"""What a memory is padded with: real documentation, and made-up chat with the names and words of the data.

Passages are what the running Python has beside its code: docstrings, Markdown, texts and descriptions of packages.
Chat is everyday talk of other people, on days before the data's own and among them. It shares the data's words: where
a noun stands by its frame ("my ... and", or before a stop), one of theirs stands instead. And it shares its names: they
are spoken to and of, and some of the speakers bear one. A sentence that shares `RUN` words in a row with an evidence
turn is left out: it would be an answer too.
"""

from __future__ import annotations

import random
import re
import sysconfig
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from secondme.bench.dataset import Case, Turn
from secondme.bench.texts import Paper
from secondme.memory.quiet import STOP

LONGEST, SHORTEST = 700, 160
"""Characters of a passage."""
TOGETHER = 40
"""Passages of a file at most: a longer one is cut into several."""
TURNS = (16, 30)
"""Turns of a made-up session, at least and at most."""
BEFORE = 800
"""Days before the data's own in which sessions lie too."""
RUN = 5
OTHER_THING = 0.7
"""Share of the nouns that are exchanged."""
NAMED = 0.3
"""Share of the turns that name somebody of the data."""
NAMESAKE = 0.2
"""Share of the sessions in which one of the two bears a name of the data: what they say is about another person of that
name, so that no answer is right or wrong by it, and too many of them would be a memory about these instead."""
NAMES = (
    "Agnes", "Anton", "Beatrix", "Boris", "Celeste", "Conrad", "Daphne", "Dmitri", "Edith", "Elias", "Fatima",
    "Felix", "Greta", "Gustav", "Helga", "Hugo", "Imogen", "Ivan", "Jasmin", "Joachim", "Kerstin", "Klaus", "Leila",
    "Lorenz", "Magda", "Marek", "Nadia", "Nils", "Odile", "Oscar", "Petra", "Pavel", "Rosa", "Rupert", "Saskia",
    "Stefan", "Thea", "Tomas", "Ursula", "Viktor", "Wanda", "Yusuf", "Zelda", "Zoltan",
)  # fmt: skip
MENTIONS = ("{}, {}", "{} says hello. {}", "I told {} as well. {}", "{} and I spoke of it. {}")
"""How a name of the data comes in."""
TEXTS = (".md", ".rst", ".txt")
MODEL = 5_000
"""Passages that those are made after which come when the real ones have come to an end."""
_NOUN = re.compile(
    r"\b(?:(?P<frame>(?:an?|the|my|our|your|his|her|their|this|that|some|any|no) )(?P<noun>[a-z]{3,})"
    r"(?= (?:and|or|but|of|on|in|at|to|for|with|from|by|is|was|are|were|has|had|that|which|who|when|so|as)\b)"
    r"|(?P<last>[a-z]{4,})(?=[,.!?;:]))"
)
"""A noun, by the words around it: "my ... and", or right before a stop, where most words are one."""
_PICTURE = re.compile(r"\[[^]]*\]")
_SENTENCES = re.compile(r"(?<=[.!?]) +")
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

    def __init__(self, texts: Iterable[str], draw: random.Random) -> None:
        self._draw = draw
        self._next: dict[str, list[str]] = defaultdict(list)
        self._openings: list[str] = []
        for text in texts:
            words = text.split()
            self._openings += words[:1]
            for one, two in pairwise(words):
                self._next[one].append(two)

    def words(self, count: int) -> list[str]:
        """So many words; where nothing follows, it begins anew."""
        found: list[str] = []
        while len(found) < count:
            found.append(self._draw.choice((found and self._next.get(found[-1])) or self._openings))
        return found


class Chatter:
    """Sessions without end of the speakers of some cases, the same for the same seed."""

    def __init__(self, cases: Sequence[Case], seed: int = 1) -> None:
        self._draw = random.Random(seed)
        self._names = sorted({name for case in cases for name in case.speakers})
        dates = sorted(turn.date for case in cases for turn in case.turns)
        self._first, self._last = (datetime.fromisoformat(date) for date in (dates[0], dates[-1]))
        wanted = {(case.id, name) for case in cases for question in case.questions for name in question.evidence}
        held = [turn.text for case in cases for turn in case.turns if (case.id, turn.id) in wanted]
        plain = [tuple(_plain(text.split())) for text in held]
        avoid = {*plain, *(run for words in plain for run in _runs(words))}
        self._talk = [some for text in _everyday() if (some := _without(avoid, _SENTENCES.split(text)))]
        # As often as they are spoken of.
        said = " ".join(_PICTURE.sub("", turn.text) for case in cases for turn in case.turns)
        things = (found["noun"] or found["last"] for found in _NOUN.finditer(said))
        self._things = [one for one in things if one not in STOP]
        self._number = 0

    def sessions(self) -> Iterator[list[Turn]]:
        """A session of two speakers, at a time before the data's own or among them."""
        while True:
            self._number += 1
            days = (self._last - self._first).days + BEFORE
            at = self._last - timedelta(days=self._draw.randrange(days), minutes=self._draw.randrange(900))
            name, pair = f"padding-{self._number}", self._draw.sample(NAMES, 2)
            if self._names and self._draw.random() < NAMESAKE:
                pair[0] = self._draw.choice(self._names)
            count = self._draw.randint(*TURNS)
            yield [
                Turn(f"{name}:{turn}", name, at.isoformat(timespec="minutes"), pair[turn % 2], self.turn())
                for turn in range(count)
            ]

    def turn(self) -> str:
        """One turn of one to three sentences that follow each other; one in eight tells a date."""
        draw = self._draw
        sentences = draw.choice(self._talk)
        first = draw.randrange(len(sentences))
        text = _NOUN.sub(self._other, " ".join(sentences[first : first + draw.randint(1, 3)]))
        if draw.random() < 1 / 8:
            text = f"On {draw.randrange(1, 29)} {draw.choice(_MONTHS)}: {text}"
        if self._names and draw.random() < NAMED:
            text = draw.choice(MENTIONS).format(draw.choice(self._names), text)
        return text

    def _other(self, found: re.Match[str]) -> str:
        own = found["noun"] or found["last"]
        kept = own in STOP or not self._things or self._draw.random() > OTHER_THING
        return (found["frame"] or "") + (own if kept else self._draw.choice(self._things))


def _everyday() -> list[str]:
    """What people said to an assistant, and it to them, each text once."""
    from secondme.bench.assistant import assistant

    return list(dict.fromkeys(turn["text"] for case in assistant()["cases"] for turn in case["turns"]))


def _without(avoid: Collection[tuple[str, ...]], sentences: Sequence[str]) -> list[str]:
    """The sentences that are none of these runs of words, and hold none."""
    found = []
    for sentence in sentences:
        words = _plain(sentence.split())
        if tuple(words) not in avoid and not any(run in avoid for run in _runs(words)):
            found.append(sentence)
    return found


def _plain(words: Iterable[str]) -> list[str]:
    """Words without case and punctuation."""
    return [re.sub(r"\W", "", word).lower() for word in words]


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
