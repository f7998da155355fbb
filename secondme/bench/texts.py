"""Made-up memories and questions about them: seeded, so that every run has the same."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from secondme.memory.record import By, Kind, Memory, Said, Written, identity

NAMES = ("Ana", "Bruno", "Clara", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Luis", "Mira")
FRAMES = (
    "{name} told me that the {0} {1} is near the {2}, and that {3} {4} will {5} it {day}.",
    "I met {name} {day}; we spoke about the {0}, the {1} and how to {2} a {3} {4} with {5}.",
    "The {0} of {name} has a {1} {2}. It cost {number} and came with a {3} {4}, not a {5}.",
    "Remember: {name} wants the {0} {1} before {day}, because the {2} {3} does not {4} the {5}.",
    "My {0} is {1} since {day}. {name} says that {2} {3} help, {number} of them, and a {4} {5}.",
)
QUESTIONS = ("What did {name} say about the {0} {1}?", "Where is the {0} {1} of {name}?", "Why {0}, {1} or {2}?")
DAYS = ("on Monday", "on Friday", "in May", "next week", "in the autumn", "last winter", "at noon", "on the 12th")
DAY = 86_400.0
YEAR = 365.0
GROUP = 100
"""Memories after which the mix begins again: `TALKS` talks of `TURNS` turns, `NOTES` notes, a file of `PASSAGES`."""
TALKS, TURNS, NOTES, PASSAGES = 3, 24, 3, 25
PERSON, ASSISTANT, PASSAGE = 120, 500, 700
"""Characters of a turn of the person, of one of the assistant, of a passage, on average."""
MIX = (
    f"Per {GROUP} memories {TALKS * TURNS // 2} turns of the person ({PERSON} characters on average), as many of the "
    f"assistant ({ASSISTANT}), {NOTES} notes and a file of {PASSAGES} passages ({PASSAGE}); words drawn from the "
    f"bundled vocabulary with Zipf frequencies"
)
"""The mix in words."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Memories, and questions made of words that some of them hold."""

    memories: tuple[Memory, ...]
    questions: tuple[str, ...]


def texts(words: Sequence[str], count: int, asked: int, now: float, seed: int = 1) -> Texts:
    """So many memories of the year before `now` (seconds since 1970), and so many questions.

    Words are drawn with a frequency that falls with their rank, as in real text (Zipf's law).
    """
    draw = random.Random(seed)
    weights = list(accumulate(1 / (rank + 20) for rank in range(len(words))))
    memories: list[Memory] = []
    drawn: list[tuple[str, list[str]]] = []
    for number in range(count):
        name, some = draw.choice(NAMES), draw.choices(words, cum_weights=weights, k=6)
        text = draw.choice(FRAMES).format(*some, name=name, day=draw.choice(DAYS), number=draw.randrange(2, 900))
        drawn.append((name, some))
        talk = f"bench-{number // 20}"
        memories.append(
            Memory(
                id=identity(Kind.EPISODE, talk, str(number), text),
                kind=Kind.EPISODE,
                text=text,
                source=Said(talk, number),
                by=By.PERSON,
                place="bench",
                made=now - DAY * YEAR * (1 - number / count),
            )
        )
    questions = [
        draw.choice(QUESTIONS).format(*some, name=name) for name, some in draw.choices(drawn, k=asked)
    ]
    return Texts(tuple(memories), tuple(questions))


def vocabulary(folder: Path) -> list[str]:
    """Whole English words of an encoder's vocabulary, which has them by frequency, the commonest left out."""
    listed = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    plain = [word for word in sorted(listed, key=listed.__getitem__) if word.isascii() and word.isalpha()]
    return [word for word in plain if len(word) >= 4][200:]


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: who said what, in order."""

    id: str
    turns: tuple[tuple[By, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A file: its name, and the heading and text of each passage."""

    name: str
    passages: tuple[tuple[str, str], ...]


class Writer:
    """Prose out of a vocabulary, the same for the same seed: sentences of 5 to 18 words, Zipf's law over the words."""

    def __init__(self, words: Sequence[str], seed: int = 1) -> None:
        self._draw = random.Random(seed)
        self._words = words
        # The offset and the exponent 1 are Mandelbrot's form of the law, which fits English better at the head.
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def sentence(self) -> str:
        """A sentence; one in three names somebody, one in five tells a number."""
        count = self._draw.randrange(5, 19)
        drawn = self._draw.choices(self._words, cum_weights=self._weights, k=count)
        if self._draw.random() < 1 / 3:
            drawn[self._draw.randrange(count)] = self._draw.choice(NAMES)
        if self._draw.random() < 1 / 5:
            drawn[self._draw.randrange(count)] = str(self._draw.randrange(2, 9_000))
        drawn[0] = drawn[0].capitalize()
        return " ".join(drawn) + "."

    def text(self, characters: int) -> str:
        """Whole sentences, between a half and three halves of so many characters, rarely more."""
        wanted = self._draw.randrange(characters // 2, characters * 3 // 2 + 1)
        said = [self.sentence()]
        # A sentence has some 60 characters: stopping half of one early keeps the average where it should be.
        while sum(map(len, said)) + len(said) < wanted - 30:
            said.append(self.sentence())
        return " ".join(said)

    def heading(self) -> str:
        """Two or three words."""
        count = self._draw.randrange(2, 4)
        return " ".join(self._draw.choices(self._words, cum_weights=self._weights, k=count)).title()


def mixed(words: Sequence[str], seed: int = 1) -> Iterator[Talk | Paper]:
    """Talks, notes and files without end, in the mix that `MIX` tells; each piece of it once."""
    writer = Writer(words, seed)
    number = 0
    while True:
        for part in range(TALKS):
            turns = [
                (By.PERSON, writer.text(PERSON)) if turn % 2 == 0 else (By.ASSISTANT, writer.text(ASSISTANT))
                for turn in range(TURNS)
            ]
            yield Talk(f"bench-{seed}-{number}-{part}", tuple(turns))
        yield Talk("notes", tuple((By.PERSON, writer.text(PERSON)) for _ in range(NOTES)))
        heads = [writer.heading() for _ in range(PASSAGES // 5)]
        pieces = tuple((heads[at // 5], writer.text(PASSAGE)) for at in range(PASSAGES))
        yield Paper(f"{heads[0]} {seed}-{number}.md".lower().replace(" ", "-"), pieces)
        number += 1


def memories(words: Sequence[str], count: int, now: float, seed: int = 1) -> list[Memory]:
    """So many memories of the mix, as they are handed to a store; made just before `now` (seconds since 1970)."""
    found: list[Memory] = []
    for part in mixed(words, seed):
        if len(found) >= count:
            break
        for at in range(len(part.turns if isinstance(part, Talk) else part.passages)):
            found.append(_memory(part, at, len(found), now - (count - len(found))))
    return found[:count]


def _memory(part: Talk | Paper, at: int, number: int, made: float) -> Memory:
    if isinstance(part, Talk):
        by, text = part.turns[at]
        name = identity(Kind.EPISODE, part.id, str(number), text)
        return Memory(name, Kind.EPISODE, text, Said(part.id, number), by, "bench", made, valid_from=made)
    heading, text = part.passages[at]
    start = sum(len(text) + 2 for _, text in part.passages[:at])
    source = Written(part.name, f"/bench/{part.name}", start, start + len(text), at * 4 + 1, heading, "0" * 64)
    name = identity(Kind.PASSAGE, part.name, str(at), text)
    return Memory(name, Kind.PASSAGE, text, source, By.FILE, "folder:bench", made, valid_from=made)


def whole_vocabulary(folder: Path) -> list[str]:
    """The English words of an encoder's vocabulary by frequency, the commonest too: what real text is made of."""
    listed = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    plain = [word for word in sorted(listed, key=listed.__getitem__) if word.isascii() and word.isalpha()]
    return [word for word in plain if len(word) >= 2 or word in ("a", "i")]
