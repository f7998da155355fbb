"""Lives told day by day: sittings of a few subjects each, in which facts, traps and small talk come as they come."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Literal, get_args

from secondme.bench.lives.asking import questions, traits
from secondme.bench.lives.bank import Bank, Decks, read
from secondme.bench.lives.relations import RELATIONS
from secondme.bench.lives.saying import MANNERS, found, joined, soft
from secondme.bench.lives.scenes import scene, trap
from secondme.bench.lives.shapes import Extra, Life, Link, Planted, Session, Trap, TrapKind, Turn
from secondme.bench.lives.telling import Said, Teller
from secondme.bench.lives.world import Being, Draft, Spent, World

_OFTEN = {"likes": 3, "dislikes": 2, "owns": 4, "plans": 5, "appointment": 5, "visited": 2, "friend": 2, "sibling": 2}
_OFTEN |= {"habit": 3, "pays": 2, "size": 2, "takes": 2, "uses": 2, "relative": 2, "parent": 2, "believes": 2}
_SELDOM = frozenset({"studies", "volunteers_at", "supports", "colleague", "neighbour", "fears"})
_VAGUE = ("has_pet", "sibling", "child")
_BEATS = {"new": 30, "scene": 7, "other": 15, "change": 11, "end": 5, "again": 8, "slip": 4, "vague": 3, "trap": 18}
_BEATS |= {"talk": 14}
_ASIDE = ("joke", "fiction", "quote_of_other", "noise")
"""Kinds of traps that are a subject of their own; the others stand in the subject they touch."""


def generate(
    seed: int = 1, persons: int = 12, days: int = 60, wordings: Literal["held", "open"] | Path = "held"
) -> list[Life]:
    """The lives of a seed, told in one of the two sets of wordings or in those of a folder: each person talks on most
    of the days, in their own manner and density."""
    bank = read(wordings)
    name = wordings if isinstance(wordings, str) else wordings.name
    decks = Decks(random.Random(f"lives {seed} {name}"))
    return [_Living(random.Random(f"{seed} {name} {at}"), at, days, bank, decks).life() for at in range(persons)]


@dataclass(slots=True)
class _Talk:
    """A sitting as it grows."""

    id: str
    at: datetime
    turns: list[Turn] = field(default_factory=list)
    boundaries: list[int] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)


class _Living:
    """One person's weeks."""

    def __init__(self, rng: random.Random, at: int, days: int, bank: Bank, decks: Decks) -> None:
        self._rng, self._bank, self._decks, self._days = rng, bank, decks, days
        self._manner = MANNERS[at % len(MANNERS)]
        names = bank.values["women"] + bank.values["men"]
        self._world = World(rng, bank, f"p{at + 1:02}", names[(7 * at) % len(names)])
        self._teller = Teller(rng, self._world, bank, decks, self._manner)
        hours = rng.choice([-8, -5, 0, 1, 2, 5.5])
        self._zone = timezone(timedelta(hours=hours))
        self._start = date(2025, 1, 6) + timedelta(rng.randrange(0, 150))
        self._pace = rng.uniform(0.7, 0.95)
        self._beats_a_day = rng.choice([3, 3, 4, 4, 5])
        self._left = self._to_tell()
        self._nameless: list[tuple[Draft, Being]] = []
        self._sessions: list[Session] = []
        self._traps: list[Trap] = []
        self._kinds: list[TrapKind] = []
        self._extras: list[Extra] = []
        self._now = _Talk("", datetime.now(self._zone))

    def _to_tell(self) -> list[str]:
        told = []
        for relation in RELATIONS:
            if relation != "is_a" and self._rng.random() < (0.7 if relation in _SELDOM else 0.9):
                told += [relation] * self._rng.randrange(1, _OFTEN.get(relation, 1) + 1)
        self._rng.shuffle(told)
        return told

    def life(self) -> Life:
        """All of it."""
        for day in range(self._days):
            if self._rng.random() < self._pace:
                self._sit(day)
        by_id = {draft.id: draft for draft in self._world.drafts}
        for draft in self._world.drafts:
            if draft.operation == "NOOP" and draft.replaces is not None:
                draft.valid_to = by_id[draft.replaces].valid_to
        planted = tuple(draft.frozen() for draft in self._world.drafts)
        end = datetime.combine(self._start + timedelta(self._days), datetime.min.time(), self._zone)
        return Life(
            id=self._world.id,
            person=self._world.name,
            zone=end.strftime("%z")[:3] + ":" + end.strftime("%z")[3:],
            days=self._days,
            sessions=tuple(self._sessions),
            planted=planted,
            traps=tuple(self._traps),
            extras=tuple(self._extras),
            traits=traits(planted, self._traps, self._sessions),
            questions=questions(self._rng, self._world, planted, self._bank.questions, end),
            links=_links(planted),
        )

    def _sit(self, day: int) -> None:
        hour = self._rng.choice([7, 8, 12, 13, 18, 19, 20, 21, 22])
        start = datetime.combine(self._start + timedelta(day), datetime.min.time(), self._zone)
        start += timedelta(hours=hour, minutes=self._rng.randrange(60))
        self._now = _Talk(f"{self._world.id}-s{len(self._sessions) + 1:02}", start)
        self._teller.at = start
        wanted = max(2, self._beats_a_day + self._rng.randrange(-1, 2))
        weights = dict(_BEATS)
        weights["new"] *= 2 if day < self._days // 3 else 1
        weights["change"] *= 0 if day < 5 else 2
        weights["end"] *= 0 if day < 10 else 1
        tries = 0
        while wanted and tries < 60:
            tries += 1
            kind = self._rng.choices(list(weights), list(weights.values()))[0]
            beat: Callable[[], None] = getattr(self, f"_{kind}")
            kept = len(self._world.drafts)
            try:
                beat()
                wanted -= 1
            except Spent:
                assert len(self._world.drafts) == kept, kind
        talk = self._now
        self._sessions.append(
            Session(talk.id, start.timestamp(), tuple(talk.turns), tuple(at for at in talk.boundaries if at))
        )

    # The beats: one subject each.

    def _new(self) -> None:
        self._teller.mark = 0
        said = self._next_new()
        more = [said]
        while len(more) < 3 and self._rng.random() < self._manner.wordy:
            same = [one for one in self._left if RELATIONS[one].topic == said.topic]
            try:
                more.append(self._next_new(same) if same else self._teller.other(self._known()))
            except Spent:
                break
        self._tell(more)

    def _next_new(self, among: list[str] | None = None) -> Said:
        for relation in list(dict.fromkeys(among if among is not None else self._left)):
            try:
                said = self._teller.new(relation)
            except Spent:
                continue
            self._left.remove(relation)
            return said
        raise Spent("new")

    def _scene(self) -> None:
        late = self._manner.late
        for line in self._decks.deal("scenes", "", self._bank.scenes[""], late):
            try:
                said = scene(line, self._world, self._manner, self._rng, self._now.at, 0)
            except Spent:
                continue
            self._decks.used("scenes", "", line)
            return self._tell([said])
        raise Spent("scene")

    def _known(self) -> Being:
        nameless = {being.name for _, being in self._nameless}
        known = [
            being
            for name, being in self._world.beings.items()
            if name not in self._world.gone and name not in nameless and not being.species
        ]
        if not known:
            raise Spent("nobody")
        near = [3 if being.kin not in ("boss", "colleague", "neighbour") else 1 for being in known]
        return self._rng.choices(known, near)[0]

    def _other(self) -> None:
        self._teller.mark = 0
        self._tell([self._teller.other(self._known())])

    def _old(self, days: int, heading: str) -> Draft:
        """A fact that holds since some days and of which there are wordings of that kind."""
        before = self._now.at.timestamp() - days * 86400
        nameless = {draft.id for draft, _ in self._nameless}
        fitting = [
            one
            for one in self._world.drafts
            if one.valid_to is None
            and one.operation in ("ADD", "UPDATE")
            and one.valid_from < before
            and one.id not in nameless
            and one.subject not in self._world.gone
            and f"{one.relation} {heading}" in (self._bank.changes if one.subject == "me" else self._bank.others)
        ]
        if not fitting:
            raise Spent(heading)
        return self._rng.choice(fitting)

    def _change(self) -> None:
        self._teller.mark = 0
        old = self._old(2 if self._rng.random() < 0.3 else 6, "UPDATE")
        if old.corrected and self._rng.random() < 0.5:
            raise Spent("change")
        self._tell([self._teller.changed(old)])

    def _end(self) -> None:
        self._teller.mark = 0
        self._tell([self._teller.ended(self._old(8, "DELETE"))])

    def _again(self) -> None:
        self._teller.mark = 0
        self._tell([self._teller.repeated(self._old(3, "AGAIN"))])

    def _slip(self) -> None:
        self._teller.mark = 0
        relations = sorted({heading.split()[0] for heading in self._bank.changes if heading.endswith("CORRECT")})
        relation = self._rng.choice(relations)
        first, second = self._teller.slip(relation)
        self._tell([first], chat=False)
        self._tell([second])
        if relation in self._left:
            self._left.remove(relation)

    def _vague(self) -> None:
        self._teller.mark = 0
        old = [one for one in self._nameless if one[0].valid_from < self._now.at.timestamp() - 86400]
        if old:
            self._nameless.remove(old[0])
            return self._tell([self._teller.refined(*old[0])])
        said, being = self._teller.vague(self._rng.choice(_VAGUE))
        self._nameless.append((said.facts[0][0], being))
        return self._tell([said])

    def _trap(self) -> None:
        if not self._kinds:
            self._kinds = self._rng.sample(get_args(TrapKind), len(get_args(TrapKind)))
        kind = self._kinds.pop()
        for line in self._decks.deal("traps", kind, self._bank.traps[kind], False):
            try:
                text, answer, never = trap(line, self._world, self._manner, self._rng)
            except Spent:
                continue
            self._decks.used("traps", kind, line)
            topic = kind if kind in _ASIDE or kind == "passing_mood" else RELATIONS[never[0][1]].topic
            self._begin(topic)
            turn = self._say("person", joined([text], self._manner, self._rng), topic)
            reply = self._say("assistant", answer or self._aside(), topic)
            self._traps.append(Trap(reply if kind == "assistant_mistake" else turn, kind, tuple(never)))
            return
        raise Spent("trap")

    def _talk(self) -> None:
        topic = self._rng.choice([one for one in self._bank.talk if one not in ("", "aside")])
        said = self._exchange(topic)
        self._begin(topic)
        self._ask(topic, *said)
        self._more(topic, 0.4)

    def _more(self, topic: str, chance: float) -> None:
        """Some more talk on a subject, as long as there is any."""
        while self._rng.random() < chance:
            try:
                self._ask(topic, *self._exchange(topic))
            except Spent:
                return

    def _ask(self, topic: str, said: str, answer: str) -> None:
        self._say("person", joined([said], self._manner, self._rng), topic)
        self._say("assistant", answer, topic)

    def _exchange(self, topic: str) -> tuple[str, str]:
        lines = [line for line in self._bank.talk[topic] if not line.startswith("||") and line not in self._now.asked]
        if not lines:
            raise Spent(topic)
        line = next(one for one in self._decks.deal("talk", topic, self._bank.talk[topic], False) if one in lines)
        self._decks.used("talk", topic, line)
        self._now.asked.add(line)
        said, _, answer = line.partition("||")
        return said.strip(), answer.strip()

    def _aside(self, topic: str = "aside") -> str:
        lines = [line for line in self._bank.talk[topic] if line.startswith("||")]
        line = self._decks.deal("answers", topic, lines, False)[0]
        self._decks.used("answers", topic, line)
        return line.removeprefix("||").strip()

    def _tell(self, said: list[Said], chat: bool = True) -> None:
        """The turn that says it, an answer, and perhaps some more talk on the subject."""
        topic = said[0].topic
        self._begin(topic)
        parts, answer = [one.text for one in said], self._aside(topic)
        asks = chat and self._rng.random() < self._manner.wordy / 2 and not parts[-1].endswith("?")
        if asks and (question := self._question(topic)):
            parts.append(soft(question[0]))
            answer = question[1]
        *before, parts[0] = parts[0].split(" // ")
        for text in before:
            self._spread(said, text, topic)
        fresh = not before and not said[0].facts[0][0].corrected
        greets = fresh and self._manner.openers and self._rng.random() < 0.15
        opener = self._rng.choice(self._manner.openers) if greets else ""
        message = joined(parts, self._manner, self._rng, opener)
        turn = self._spread(said, message, topic, answer)
        turns = {turn, *(draft.turn for one in said for draft, _ in one.facts)}
        self._extras.extend(Extra(one, *triple) for one in sorted(turns) for part in said for triple in part.extras)
        if chat:
            self._more(topic, 0.3)

    def _question(self, topic: str) -> tuple[str, str] | None:
        try:
            return self._exchange(topic)
        except Spent:
            return None

    def _spread(self, said: list[Said], message: str, topic: str, answer: str = "") -> str:
        """Says one message; the facts whose words stand in it rest on its turn."""
        text, words = found(message if answer else joined([message], self._manner, self._rng))
        turn = self._say("person", text, topic)
        self._say("assistant", answer or self._aside(topic), topic)
        for one in said:
            for draft, mark in one.facts:
                if mark in words:
                    draft.turn, draft.words = turn, words[mark]
        return turn

    def _begin(self, topic: str) -> None:
        turns = self._now.turns
        if turns and turns[-1].topic != topic:
            self._now.boundaries.append(len(turns))

    def _say(self, by: Literal["person", "assistant"], text: str, topic: str) -> str:
        turns = self._now.turns
        turn = f"{self._now.id}-t{len(turns) + 1:02}"
        at = self._now.at.timestamp() + 40 * len(turns)
        turns.append(Turn(turn, by, text, at, topic))
        return turn


def _links(planted: tuple[Planted, ...]) -> tuple[Link, ...]:
    """Each fact about somebody, with the fact that says who that is."""
    who = {one.object: one.id for one in planted if one.subject == "me" and one.operation in ("ADD", "UPDATE")}
    return tuple(Link(who[one.subject], one.id) for one in planted if one.subject in who)
