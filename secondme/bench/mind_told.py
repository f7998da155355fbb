"""A scripted life told to a memory, day by day, with a run of the step that learns facts every night."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from secondme import wiring
from secondme.assistant.learning import Decider, Drawer, Learning
from secondme.bench.lives import Life, Planted, Session
from secondme.bench.measure import NotTaken
from secondme.config import Folders, Settings
from secondme.memory.facts.operation import Decision
from secondme.memory.facts.relations import RELATIONS, sentence
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.record import By, Kind, Memory, Status
from secondme.stop import Stop
from secondme.storing import Filter

DAY = 86_400.0
SETTLE = 600.0
SEARCHED = (Status.ACTIVE, Status.FADED)
WORDS = Filter(kinds=(Kind.EPISODE,), statuses=SEARCHED)
"""What was said, without the facts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A statement that was drawn from a turn, what was decided, and the facts it was held against."""

    turn: str
    statement: Statement
    decision: Decision
    near: tuple[Memory, ...]

    @property
    def target(self) -> Memory | None:
        """The fact that the decision bears on."""
        return next((fact for fact in self.near if fact.id == self.decision.target), None)


@dataclass(slots=True)
class Listener:
    """Notes what is drawn from which turn, and what is decided of it."""

    drawers: Sequence[Drawer]
    deciding: Decider
    turns: Mapping[str, str]
    taken: list[Taken] = field(default_factory=list)
    turn: str = ""

    def draw(self, said: Utterance, stop: Stop) -> list[Statement]:
        """All that the drawers draw. Implements `Drawer`."""
        self.turn = self.turns[said.memory]
        return [one for drawer in self.drawers for one in drawer(said, stop)]

    def decide(self, statement: Statement, near: Sequence[Memory], made: float, words: str) -> Decision:
        """Implements `Decider`."""
        decision = self.deciding(statement, near, made, words)
        self.taken.append(Taken(self.turn, statement, decision, tuple(near)))
        return decision


class Told:
    """A home in which a life is told, for the length of a `with`."""

    def __init__(self, life: Life, drawers: Callable[[Mapping[str, str]], Sequence[Drawer]], deciding: Decider) -> None:
        """`drawers` are made from the turns, by the id of the memory that holds their words."""
        self._home = Path(tempfile.mkdtemp(prefix="secondme-bench-"))
        folders = Folders(*[self._home / name for name in ("home", "config", "run")])
        folders.home.mkdir(mode=0o700)
        self.life, self.now = life, 0.0
        self.turns: dict[str, str] = {}
        self.rooms = wiring.build(folders, Settings(), lambda: self.now)
        self.listener = Listener(drawers(self.turns), deciding, self.turns)
        facts = self.rooms.store.facts
        self._step = Learning(
            self.rooms.store, facts, [self.listener.draw], lambda: self.now, deciding=self.listener.decide
        )
        self._runs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.rooms.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def nights(self) -> Iterator[float]:
        """Tells the life; each time that a run is over, when it was."""
        sessions = sorted(self.life.sessions, key=lambda session: session.at)
        night = sessions[0].at - sessions[0].at % DAY + 1.125 * DAY
        for session in sessions:
            while session.at >= night:
                yield self._sleep(night)
                night += DAY
            self._sit(session)
        yield self._sleep(night)

    def _sit(self, session: Session) -> None:
        with self.rooms.store.ledger.write():
            self.rooms.talks.begin(session.id, "bench")
            for turn in session.turns:
                self.now = turn.at
                said = self.rooms.talks.say(session.id, By(turn.by), turn.text, made=turn.at)
                self.turns[said.memory.id] = turn.id

    def _sleep(self, night: float) -> float:
        self.now, self._runs = night, self._runs + 1
        for _ in self._step.run(self._runs, Stop()):
            pass
        return night

    def settle(self) -> None:
        """Waits until all vectors are there. Raises: NotTaken."""
        if not self.rooms.store.settle(SETTLE):
            raise NotTaken(f"The index did not catch up with a life within {SETTLE:.0f} s.")

    def found(self, question: str, now: float, limit: int, which: Filter | None = None) -> list[Memory]:
        """What recall finds at a time, best first."""
        self.now = max(now, self.now)
        ids = [one.id for one in self.rooms.recall(question, limit=limit, which=which, typed=False)]
        return self.rooms.store.get(ids)


def perfect(life: Life) -> Callable[[Mapping[str, str]], Sequence[Drawer]]:
    """A drawer that draws what is planted, and no more: what is left to do wrong is not its fault."""
    by_turn: dict[str, list[Planted]] = {}
    known = {one.id: one for one in life.planted}
    for one in life.planted:
        for turn in one.said_in:
            by_turn.setdefault(turn, []).append(one)

    def made(turns: Mapping[str, str]) -> Sequence[Drawer]:
        def draw(said: Utterance, stop: Stop) -> list[Statement]:
            drawn = (_stated(one, said, known.get(one.replaces or "")) for one in by_turn.get(turns[said.memory], ()))
            return [one for one in drawn if one is not None]

        return [draw]

    return made


def _stated(planted: Planted, said: Utterance, old: Planted | None) -> Statement | None:
    if planted.relation not in RELATIONS:
        return None
    roles = [f"my {form}" for form in planted.subject_forms]
    named = [form for form in (planted.subject, *roles) if form.lower() in said.text.lower()]
    subject = "you" if planted.subject == "me" else (named or [planted.subject])[0].replace("my ", "your ")
    put_right = old is not None and planted.operation == "UPDATE" and old.object.lower() in planted.words.lower()
    start = max(0, said.text.find(planted.words))
    shown = "You" if subject == "you" else subject
    thing = f"{planted.object} on {planted.when}" if planted.when else planted.object
    return Statement(
        subject, planted.relation, thing, sentence(planted.relation, shown, thing), start,
        min(len(said.text), start + len(planted.words)),
        valid_from=planted.valid_from if planted.dated and planted.operation != "DELETE" else None,
        ends=planted.operation == "DELETE",
        replaces=old.object if old and put_right and planted.corrected else "",
    )  # fmt: skip


def date_of(at: float, zone: str) -> str:
    """The day of a time on a clock of an offset, as "2025-03-04"."""
    return datetime.fromtimestamp(at, datetime.fromisoformat(f"2025-01-01T00:00:00{zone}").tzinfo).date().isoformat()
