"""A simulated year of 20,000 episodes: what is said, what is recalled in which session, what is asked later.

Subjects come back by a power law, some things are said twice in other words, some once and never again. What was
said lately, matters, or was recalled before is recalled more often. A day's questions ask for things that were
recalled in at least two sessions before.
Source: the shape of reuse follows Anderson & Schooler 1991, "Reflections of the environment in memory": the chance
that something is needed again falls with a power of the time since, and grows with how often it was.
"""

from __future__ import annotations

import bisect
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from secondme.bench.lives.bank import Bank, read
from secondme.bench.lives.year_words import DOMAINS, FORMS, PLACES

DAYS, EPISODES = 365, 20_000
NEAR, SINGLE = 0.12, 0.15
"""Shares of episodes that repeat an earlier one in other words, and that stand alone in their subject."""
_RECALLS = 30
"""Recalls a day, in two to four sessions."""
_ASKED = 3
_START = 1_736_121_600.0
"""6 January 2025, midnight UTC."""


@dataclass(frozen=True, slots=True)
class Episode:
    """Something said. `topic` groups what belongs together; `near` is the episode that it repeats in other words."""

    id: str
    text: str
    topic: str
    importance: float
    at: float
    near: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """An episode recalled in an answer, in one session; the same one may come up several times in it."""

    episode: str
    session: str
    at: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the day, and the episodes that answer it."""

    text: str
    gold: tuple[str, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Day:
    """One day, from 0: first what is said, then what is recalled, at last what is asked."""

    number: int
    at: float
    episodes: tuple[Episode, ...]
    recalls: tuple[Recall, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What an episode is about; two of one key would be the answer to one question."""

    thing: str
    name: str
    place: str
    happening: str
    topic: str


def year(seed: int = 1, episodes: int = EPISODES) -> Iterator[Day]:
    """The days of a year, in order; the same seed gives the same bytes."""
    teller = _Year(random.Random(f"year {seed}"), read("open"), read("held"), episodes)
    for number in range(DAYS):
        yield teller.day(number)


class _Year:
    def __init__(self, rng: random.Random, first: Bank, second: Bank, episodes: int) -> None:
        self._rng, self._wanted = rng, episodes
        self._names = [name for bank in (first, second) for sex in ("women", "men") for name in bank.values[sex]]
        self._subjects = [(domain, thing) for domain, (things, _) in DOMAINS.items() for thing in things]
        rng.shuffle(self._subjects)
        self._zipf = list(accumulate(1 / rank for rank in range(1, len(self._subjects) + 1)))
        self._told: list[tuple[Episode, _Told]] = []
        self._group: dict[tuple[str, str, str], list[int]] = {}
        self._sessions: dict[int, set[str]] = {}
        self._often: list[int] = []

    def day(self, number: int) -> Day:
        """The next day."""
        at = _START + number * 86400
        until = self._wanted * (number + 1) // DAYS
        before = len(self._told)
        for place in range(before, until):
            self._say(at + 28800 + 40 * (place - before))
        recalls = tuple(self._recalls(number, at + 64800)) if self._told else ()
        return Day(
            number,
            at,
            tuple(episode for episode, _ in self._told[before:]),
            recalls,
            tuple(self._questions(at + 79200)),
        )

    def _say(self, at: float) -> None:
        rng, number = self._rng, len(self._told)
        name = f"y{number:05}"
        if number > 100 and rng.random() < NEAR:
            old, told = rng.choice(self._told[-2000:])
            form = rng.choice([one for one in FORMS if _text(one, told) != old.text])
            episode = Episode(name, _text(form, told), old.topic, old.importance, at, old.near or old.id)
        else:
            told = self._new(number)
            importance = round(min(1.0, max(0.05, rng.betavariate(2, 3))), 2)
            episode = Episode(name, _text(rng.choice(FORMS), told), told.topic, importance, at)
        self._group.setdefault((told.thing, told.name, told.place), []).append(number)
        self._told.append((episode, told))

    def _new(self, number: int) -> _Told:
        """Something whose key nothing told before has."""
        rng = self._rng
        while True:
            if rng.random() < SINGLE:
                domain, thing = rng.choice(self._subjects)
                topic = f"single {number}"
            else:
                at = bisect.bisect_left(self._zipf, rng.random() * self._zipf[-1])
                domain, thing = self._subjects[at]
                topic = f"{domain}: {thing}"
            name, place = rng.choice(self._names), rng.choice(PLACES)
            if (thing, name, place) not in self._group:
                return _Told(thing, name, place, rng.choice(DOMAINS[domain][1]), topic)

    def _recalls(self, day: int, at: float) -> Iterator[Recall]:
        """What is recalled on a day: half of it what was recalled before, lately above all; the rest by age and
        importance.
        """
        rng = self._rng
        sessions = [f"d{day:03}-{number}" for number in range(rng.randrange(2, 5))]
        for count in range(_RECALLS):
            if self._often and rng.random() < 0.5:
                chosen = self._often[-1 - int(len(self._often) * rng.random() ** 2)]
            else:
                back = int(len(self._told) * rng.random() ** 3)
                chosen = len(self._told) - 1 - back
                if rng.random() > 0.2 + self._told[chosen][0].importance:
                    continue
            session = rng.choice(sessions)
            self._sessions.setdefault(chosen, set()).add(session)
            self._often.append(chosen)
            for again in range(1 + (rng.random() < 0.2)):
                yield Recall(self._told[chosen][0].id, session, at + 60 * count + again)

    def _questions(self, at: float) -> Iterator[Asked]:
        known = [number for number, sessions in self._sessions.items() if len(sessions) > 1]
        for number in self._rng.sample(known, min(_ASKED, len(known))):
            told = self._told[number][1]
            same = self._group[(told.thing, told.name, told.place)]
            text = self._rng.choice(
                (
                    "What happened with the {thing} of {name}, the one {place}?",
                    "What was the matter with {name}'s {thing} {place}?",
                    "Do you remember how it went with {name} and the {thing} {place}?",
                )
            )
            yield Asked(text.format(**_slots(told)), tuple(self._told[one][0].id for one in same), at)


def _text(form: str, told: _Told) -> str:
    text = form.format(**_slots(told))
    return text[0].upper() + text[1:]


def _slots(told: _Told) -> dict[str, str]:
    return {"thing": told.thing, "name": told.name, "place": told.place, "happening": told.happening}
