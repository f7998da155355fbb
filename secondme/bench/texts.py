"""Made-up memories and questions about them: seeded, so that every run has the same."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from secondme.memory.record import By, Kind, Memory, Said, identity

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
