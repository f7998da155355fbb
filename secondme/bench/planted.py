"""Long dialogues with facts planted in them, to measure what is left of a conversation when its cache was pruned.

A person tells an assistant of everyday matters, one topic after another. Every turn of the person tells something in
passing; of some of these the set asks afterwards, and a lottery decides of which. So what is asked is told in the same
words, at the same length and with as many names and numbers as what is not, and no way of choosing what to keep is
favoured. In another dialogue the same telling, filled with other words, is talk. An answer stands in one turn alone;
the wrong choices stand elsewhere in the same dialogue as far as it has enough of their kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from secondme.bench.planted_facts import FACTS, KINDS
from secondme.bench.planted_talk import CHANGES, OPENINGS, REMARKS, TALK
from secondme.errors import Refused

PLANTED, CHOICES = 8, 8
A_SESSION = 2
"""Facts of a session that has any."""
SESSION = 8
"""Exchanges of a session at most: on each topic there are as many tellings besides two planted ones."""
EXCHANGE = 64
"""Words of an exchange on average."""
LEAST, USUAL = 1_000, 4_200
"""Words of a dialogue; the usual one is some 6,000 tokens."""
LEAST_SESSIONS = 6
"""So that four of them are over after two thirds of the dialogue."""
PLACES = (0, 0, 1, 2, 2)
"""Where in a turn a telling may stand: at its beginning, after a remark and so in the middle, or at its end."""
HIDDEN, TRIES = 2, 20
"""Of the wrong choices that many stand in the dialogue, or it is written anew, that many times."""
SLOT = re.compile(r"[\[{]([a-z]+)\d?[\]}]")


@dataclass(frozen=True, slots=True)
class Said:
    """A turn."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Planted:
    """What can be asked of the turn with this index; the answer stands in it word for word, and in no other turn."""

    turn: int
    question: str
    answer: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation, the person first, and what was planted in the first two thirds of it, in order."""

    turns: tuple[Said, ...]
    facts: tuple[Planted, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """Something the person tells in passing, and the question to it; `asked` is what the assistant asked before."""

    text: str
    question: str
    asked: str

    @property
    def kind(self) -> str:
        """The kind of word that answers the question."""
        found: list[str] = re.findall(r"\[([a-z]+)\]", self.text)
        return found[0]


@dataclass(frozen=True, slots=True)
class Topic:
    """What there is to tell and to talk about; an exchange is what is said, and the reply."""

    tellings: tuple[Telling, ...]
    exchanges: tuple[tuple[str, str], ...]
    prompts: tuple[str, ...]


@cache
def topics() -> dict[str, Topic]:
    """All the topics by name."""
    tellings: dict[str, list[Telling]] = {}
    asked = text = ""
    for line in FACTS.split("\n"):
        mark, rest = line[:1], line[2:]
        if mark == "#":
            told = tellings.setdefault(rest, [])
        elif mark == "<":
            asked = rest
        elif mark == "?":
            told.append(Telling(text, rest, asked))
            asked = ""
        elif line:
            text = line
    exchanges: dict[str, list[tuple[str, str]]] = {name: [] for name in tellings}
    prompts: dict[str, list[str]] = {name: [] for name in tellings}
    for line in TALK.split("\n"):
        mark, rest = line[:1], line[2:]
        if mark == "#":
            name = rest
        elif mark == "<":
            prompts[name].append(rest)
        elif mark == ">":
            said = rest
        elif mark == "=":
            exchanges[name].append((said, rest))
    return {name: Topic(tuple(told), tuple(exchanges[name]), tuple(prompts[name])) for name, told in tellings.items()}


class Deck:
    """Words to fill in: none comes twice before all of its kind have come, and the answers never come."""

    def __init__(self, chance: random.Random, answers: Iterable[str]) -> None:
        self._chance = chance
        self._answers = frozenset(answers)
        self._left: dict[str, list[str]] = {}

    def draw(self, kind: str) -> str:
        """The next word of the kind."""
        left = self._left.setdefault(kind, [])
        if not left:
            left.extend(word for word in KINDS[kind] if word not in self._answers)
            self._chance.shuffle(left)
        return left.pop()

    def fill(self, text: str, bound: dict[str, str]) -> str:
        """The text with its slots filled: with what is bound, or else with what is drawn and then bound."""

        def word(slot: re.Match[str]) -> str:
            while slot[0] not in bound:
                if (drawn := self.draw(slot[1])) not in bound.values():
                    bound[slot[0]] = drawn
            return bound[slot[0]]

        return SLOT.sub(word, text)


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """Finds whole words of the kind."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, KINDS[kind]))})(?!\w)")


def dialogues(seed: int = 1, count: int = 25, words: int = USUAL) -> list[Dialogue]:
    """That many dialogues of about so many words each, no fact planted twice; the same for the same seed.

    Raises: Refused if there are not facts enough, or the dialogues are too short for them.
    """
    chance = random.Random(f"planted {seed}")
    dealt = deal(chance)
    if not 0 < count <= len(dealt):
        raise Refused(f"The planted facts are enough for 1 to {len(dealt)} dialogues, not {count}.")
    if words < LEAST:
        raise Refused(f"A dialogue with planted facts needs at least {LEAST} words, not {words}.")
    return [dialogue(chance, hand, words) for hand in dealt[:count]]


Hand = dict[str, tuple[Telling, ...]]
"""What is planted in a dialogue, by topic."""


def deal(chance: random.Random) -> list[Hand]:
    """All facts, dealt to dialogues: two of each of four topics."""
    shuffled = {name: tuple(chance.sample(topic.tellings, len(topic.tellings))) for name, topic in topics().items()}
    each = PLANTED // A_SESSION
    hands: list[Hand] = []
    for start in range(0, min(map(len, shuffled.values())), A_SESSION):
        names = chance.sample(list(shuffled), len(shuffled))
        for first in range(0, len(names), each):
            hands.append({name: shuffled[name][start : start + A_SESSION] for name in names[first : first + each]})
    return hands


def dialogue(chance: random.Random, hand: Hand, words: int) -> Dialogue:
    """One dialogue with that planted in it."""
    for _ in range(TRIES):
        writer = Writer(chance, hand)
        written = writer.write(round(words / EXCHANGE))
        if writer.hidden >= HIDDEN:
            break
    return written


class Writer:
    """Writes one dialogue."""

    def __init__(self, chance: random.Random, hand: Hand) -> None:
        self._chance, self._hand = chance, hand
        self._answers: dict[Telling, str] = {}
        for telling in (telling for some in hand.values() for telling in some):
            taken = self._answers.values()
            self._answers[telling] = chance.choice([word for word in KINDS[telling.kind] if word not in taken])
        self._deck = Deck(chance, self._answers.values())
        self._said: dict[str, list[str]] = {REMARKS: [], OPENINGS: []}
        self._turns: list[Said] = []
        self.hidden = CHOICES
        """Of the wrong choices of a question, how many stand in the dialogue: the fewest so far."""
        self._planted: list[tuple[int, Telling, dict[str, str]]] = []

    def write(self, exchanges: int) -> Dialogue:
        """The dialogue, of so many exchanges."""
        sessions = max(LEAST_SESSIONS, -(-exchanges // SESSION))
        opening = self._chance.sample(CHANGES, len(CHANGES))
        for at, (name, plants) in enumerate(self._order(sessions)):
            size = exchanges * (at + 1) // sessions - exchanges * at // sessions
            self._session(topics()[name], self._hand[name] if plants else (), size, opening[at % len(opening)])
        return Dialogue(tuple(self._turns), tuple(self._question(*planted) for planted in self._planted))

    def _order(self, sessions: int) -> Iterator[tuple[str, bool]]:
        """The topics of the sessions, and whether it is the one in which the facts of its topic are planted."""
        planting = iter(self._chance.sample(list(self._hand), len(self._hand)))
        places = self._chance.sample(range(sessions * 2 // 3), len(self._hand))
        others = self._chance.sample([name for name in topics() if name not in self._hand], len(topics()) - len(places))
        for at in range(sessions):
            if at in places:
                yield next(planting), True
            else:
                others = others or self._chance.sample(list(topics()), len(topics()))
                yield others.pop(), False

    def _session(self, topic: Topic, planted: Sequence[Telling], size: int, opening: str) -> None:
        """Some exchanges on a topic; the assistant ends with the `opening` for the next one."""
        never = self._answers.keys()
        talk = [telling for telling in topic.tellings if telling not in never]
        tellings = [*planted, *self._chance.sample(talk, size - len(planted))]
        self._chance.shuffle(tellings)
        if tellings[0].asked:
            tellings.append(tellings.pop(0))
        exchanges = self._chance.sample(topic.exchanges, size)
        prompts = [prompt for _ in range(2) for prompt in self._chance.sample(topic.prompts, len(topic.prompts))]
        for at, (telling, (said, reply)) in enumerate(zip(tellings, exchanges, strict=True)):
            bound: dict[str, str] = {}
            if telling in planted:
                bound[f"[{telling.kind}]"] = self._answers[telling]
                self._planted.append((len(self._turns), telling, bound))
            told = self._deck.fill(telling.text, bound)
            place = 0 if telling.asked else self._chance.choice(PLACES)
            parts = ((told, said), (self._one(REMARKS), told, said), (said, told))[place]
            self._turns.append(Said("user", " ".join(parts)))
            after = opening if at + 1 == size else tellings[at + 1].asked or prompts[at]
            self._turns.append(Said("assistant", f"{self._one(OPENINGS)} {self._deck.fill(reply, {})} {after}"))

    def _one(self, lines: str) -> str:
        """One of the lines: none comes twice before all have come."""
        if not self._said[lines]:
            every = lines.strip().splitlines()
            self._said[lines] = self._chance.sample(every, len(every))
        return self._said[lines].pop()

    def _question(self, turn: int, telling: Telling, bound: dict[str, str]) -> Planted:
        """What can be asked; of the choices the answer alone stands in its turn, and as many as can be elsewhere."""
        answer = self._answers[telling]
        words = pattern(telling.kind)
        near = words.findall(self._turns[turn].text)
        kind = [word for word in KINDS[telling.kind] if word not in near]
        talk = set(words.findall("\n".join(said.text for said in self._turns)))
        elsewhere = [word for word in kind if word in talk]
        self.hidden = min(self.hidden, len(elsewhere))
        wrong = self._chance.sample(elsewhere, min(len(elsewhere), CHOICES - 1))
        wrong += self._chance.sample([word for word in kind if word not in wrong], CHOICES - 1 - len(wrong))
        offered = tuple(self._chance.sample([answer, *wrong], CHOICES))
        return Planted(turn, self._deck.fill(telling.question, bound), answer, offered)
