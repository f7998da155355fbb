"""`bench mind`, events: how well conversations are cut where the talk turns to something else.

Transcripts of 20 turns of topic each are put together from a scripted life: two to six exchanges on one topic, then
some on another. A border counts that stands at the very turn. Beside it stand chunks of one size, the size that does
best; and, as lines, the sittings of the lives as they are, in which most topics are left after one exchange.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from secondme import wiring
from secondme.assistant.eventing import Eventing
from secondme.bench.lives import Life, Turn, generate
from secondme.bench.lives.shapes import TrapKind
from secondme.bench.measure import NotTaken, Say, Taken
from secondme.config import Folders, IndexSettings, Settings
from secondme.memory.record import By
from secondme.stop import Stop
from secondme.store.events import LedgerEvents

SHIFTS = 20
"""Times that a transcript turns to another topic."""
LEAST, MOST = 2, 6
"""Exchanges on a topic."""
SIZES = range(1, 9)
"""Exchanges of a chunk of one size."""
SECONDS = 40.0
"""From one turn to the next."""
BEGAN = 1_772_000_000.0
DAY = 86_400.0
FEW = 15
"""Sittings that are enough where it is to be quick."""
SETTLE = 600.0


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said in turn, by whom, and with which of the turns another topic begins."""

    said: tuple[tuple[By, str], ...]
    shifts: frozenset[int]


@dataclass(slots=True)
class Card:
    """Of some talks: borders that are right, that were told, and that there are."""

    right: int = 0
    told: int = 0
    there: int = 0
    chunks: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def count(self, talk: Talk, told: Sequence[int]) -> None:
        """Counts the borders of one talk."""
        self.right += len(talk.shifts.intersection(told))
        self.told += len(told)
        self.there += len(talk.shifts)
        for size in SIZES:
            every = range(2 * size, len(talk.said), 2 * size)
            self.chunks[size][0] += len(talk.shifts.intersection(every))
            self.chunks[size][1] += len(every)

    def f1(self) -> float:
        """F1 of the borders."""
        return 2 * self.right / (self.told + self.there) if self.told + self.there else 0.0

    def fixed(self) -> tuple[float, int]:
        """F1 of chunks of the best size, and that size."""
        return max((2 * right / (told + self.there), size) for size, (right, told) in self.chunks.items())


def transcript(life: Life, seed: str) -> Talk | None:
    """Exchanges of a life, in order within each topic, as one talk; None where there are too few. What is beside any
    topic (jokes, quotes, noise) is left out."""
    left: dict[str, deque[list[Turn]]] = defaultdict(deque)
    for session in life.sessions:
        for turn in session.turns:
            if turn.by == "person":
                left[turn.topic].append([])
            left[turn.topic][-1].append(turn)
    for aside in get_args(TrapKind):
        left.pop(aside, None)
    rng = random.Random(f"transcript {seed} {life.id}")
    said: list[tuple[By, str]] = []
    shifts: list[int] = []
    topic = ""
    for _ in range(SHIFTS + 1):
        many = rng.randint(LEAST, MOST)
        fitting = [one for one, some in left.items() if one != topic and len(some) >= LEAST]
        if not fitting:
            return None
        topic = rng.choice(sorted([one for one in fitting if len(left[one]) >= many] or fitting))
        shifts.append(len(said))
        for _ in range(min(many, len(left[topic]))):
            said += [(By(turn.by), turn.text) for turn in left[topic].popleft()]
    return Talk(tuple(said), frozenset(shifts[1:]))


def sittings(life: Life) -> list[Talk]:
    """The sittings of a life as they are."""
    return [
        Talk(tuple((By(turn.by), turn.text) for turn in one.turns), frozenset(one.boundaries)) for one in life.sessions
    ]


def cut(talks: Sequence[Talk], *, sentences: bool = True) -> Card:
    """Has a memory cut talks, and counts; without `sentences` there are no sentence vectors. Raises: NotTaken."""
    place = Path(tempfile.mkdtemp(prefix="secondme-bench-"))
    folders = Folders(*[place / name for name in ("home", "config", "run")])
    folders.home.mkdir(mode=0o700)
    now = BEGAN
    card = Card()
    try:
        with closing(wiring.build(folders, Settings(index=IndexSettings(neural=sentences)), lambda: now)) as rooms:
            with rooms.store.ledger.write():
                for number, talk in enumerate(talks):
                    rooms.talks.begin(f"t{number}", "bench")
                    for at, (by, text) in enumerate(talk.said):
                        rooms.talks.say(f"t{number}", by, text, made=BEGAN + number * DAY + at * SECONDS)
            if not rooms.store.settle(SETTLE):
                raise NotTaken(f"The index did not catch up within {SETTLE:.0f} s.")
            events = LedgerEvents(rooms.store.ledger)
            for _ in Eventing(rooms.store, events).run(1, Stop()):
                pass
            for number, talk in enumerate(talks):
                places = {message.n: at for at, message in enumerate(rooms.talks.messages(f"t{number}"))}
                card.count(talk, [places[one.first] for one in events.all(f"t{number}")[1:]])
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return card


def take(say: Say, *, quick: bool = False, held: bool = True, seed: int = 1) -> tuple[dict[str, Taken], list[str]]:
    """The measure on the wordings that nothing was tuned on, and a table; `quick`: of one person. Raises: NotTaken."""
    lives = generate(seed, persons=1 if quick else 12, wordings="held" if held else "open")
    talks = [talk for life in lives if (talk := transcript(life, str(seed))) is not None]
    if not talks:
        raise NotTaken("No life has enough to say for a transcript.")
    say("mind: events of transcripts")
    card = cut(talks)
    say("mind: events of transcripts, without sentence vectors")
    words = cut(talks, sentences=False)
    say("mind: events of sittings")
    short = cut([talk for life in lives for talk in sittings(life)][: FEW if quick else None])
    best, size = card.fixed()
    taken = Taken(
        card.f1() - best, beside=best, ratio=card.f1() / best,
        note=f"F1 {card.f1():.3f} on {len(talks)} transcripts of {SHIFTS} shifts; "
        f"beside: chunks of {size} exchanges, the best size.",
    )  # fmt: skip
    return {"mind.events": taken}, list(table({"transcripts": card, "words alone": words, "sittings": short}))


def table(cards: dict[str, Card]) -> Iterator[str]:
    """Precision, recall and F1 of each, and F1 of chunks of the best size."""
    yield f"{'':16}{'right':>8}{'told':>8}{'there':>8}{'F1':>8}{'chunks':>8}"
    for name, card in cards.items():
        best, _ = card.fixed()
        yield f"{name:16}{card.right:>8}{card.told:>8}{card.there:>8}{card.f1():>8.3f}{best:>8.3f}"
