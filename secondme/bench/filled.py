"""A case in a memory of its own: filled through the product's store, asked through the product's recall."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from secondme import wiring
from secondme.bench.dataset import Turn
from secondme.bench.measure import NotTaken
from secondme.config import Folders, Settings
from secondme.memory.record import By

DEPTH = 100
"""Places of a ranking that are looked at."""
SETTLE = 1_800.0
TOGETHER = 100
"""Turns of one transaction, and that are waited for together: more would count as brought in in bulk, whose vectors are
made only while nobody else wants the processor."""
ROLES = {"user": By.PERSON, "assistant": By.ASSISTANT}
"""Speakers of a talk with an assistant; anybody else is a person with a name."""


class Memory:
    """A temporary home with the parts of the service in this process, for the length of a `with`."""

    def __init__(
        self, folders: Folders | None = None, known: tuple[dict[str, str], dict[str, str]] | None = None
    ) -> None:
        """With `folders` a home that stays, and may be there already; `known` is what `turns` and `sessions` were."""
        self._own = None if folders else Path(tempfile.mkdtemp(prefix="secondme-bench-"))
        where = folders or Folders(*[self._own / name for name in ("home", "config", "run")])  # type: ignore[operator]
        where.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.now = 0.0
        self.turns, self.sessions = known or ({}, {})
        """Turn by the id of its memory; session by turn."""
        self.rooms = wiring.build(where, Settings(), lambda: self.now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.rooms.close()
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def ingest(self, turns: Sequence[Turn], settle: bool = True) -> None:
        """Stores turns, a conversation a session, each a second after the one before; back when all have their
        vectors, where that is waited for. Raises: NotTaken."""
        last = ""
        for start in range(0, len(turns), TOGETHER):
            with self.rooms.store.ledger.write():
                for turn in turns[start : start + TOGETHER]:
                    if turn.session != last:
                        self.now, last = seconds(turn.date), turn.session
                        self.rooms.talks.begin(turn.session, "bench")
                    self._say(turn)
                    self.now += 1.0
            if settle:
                self.settle()

    def settle(self) -> None:
        """Waits until all vectors are there. Raises: NotTaken."""
        if not self.rooms.store.settle(SETTLE):
            raise NotTaken(f"The index did not catch up with the memories within {SETTLE:.0f} s.")

    def ranked(self, question: str, now: str, k: int = DEPTH, off: frozenset[str] = frozenset()) -> list[str]:
        """The turns that recall ranks best, best first; `off` names terms of its weights that count nothing."""
        self.now = seconds(now)
        found = self.rooms.recall.ranking(question, limit=k, off=off)
        return [self.turns[one.id] for one in found if one.id in self.turns]

    def confidence(self, question: str, now: str) -> float:
        """How sure recall is that it found something, in [0, 1]."""
        self.now = seconds(now)
        return self.rooms.recall.confidence(question)

    def _say(self, turn: Turn) -> None:
        role = ROLES.get(turn.speaker.lower())
        speaker = "" if role else turn.speaker
        said = self.rooms.talks.say(turn.session, role or By.PERSON, turn.text, speaker=speaker, made=self.now)
        self.turns[said.memory.id] = turn.id
        self.sessions[turn.id] = turn.session


def seconds(date: str) -> float:
    """Seconds since 1970 of an ISO date, in this machine's time zone where it names none."""
    return datetime.fromisoformat(date).timestamp()
