"""The profile as the person sees and changes it, and as it stands in the prompt.

A conversation keeps the lines that it began with, so that what the model has read of it stays read; what the person
changed since stands among the notes. What was forgotten is in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from secondme.assistant.profiling import PLACE, settled, tokens
from secondme.errors import NotFound, Refused
from secondme.memory.profile import FACTS, HEAD, MOST, TOLD, WRITTEN, block, fitting, in_order
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Status, identity
from secondme.memory.secret import found, hides
from secondme.memory.when import day
from secondme.memory.wish import WISH
from secondme.ports import Clock
from secondme.storing import Filter, MemoryStore, Talks

NOTES = "notes"
"""The conversation that explicit notes belong to."""
LINES = Filter(kinds=(Kind.PROFILE,))
SHARE = 8
"""The profile takes at most one part in so many of the model's context."""
LONGEST = 300
"""Characters of a line."""


class Sitting(Protocol):
    """When conversations began."""

    def began(self, conversation: str) -> float | None:
        """When the sitting of a conversation began that goes on now; None where nothing was said in it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The profile in a prompt: what follows its first sentence, the notes on what the person changed since the
    conversation began, and the ids of the lines in both."""

    text: str = ""
    changed: str = ""
    memories: tuple[str, ...] = ()


class Portrait:
    """Reads the profile for the prompt, and changes it for the person."""

    def __init__(self, store: MemoryStore, talks: Talks, sitting: Sitting, clock: Clock) -> None:
        self._store = store
        self._talks = talks
        self._sitting = sitting
        self._clock = clock
        self._begun: dict[str, float] = {}
        """When private conversations began, which are written nowhere."""

    # ---- in the prompt -------------------------------------------------------------------------------

    def standing(self, conversation: str, count: Callable[[Sequence[str]], list[int]], context: int) -> Standing:
        """The profile for a turn of a conversation. `count` and `context` are those of the model that reads it.

        Raises: what `count` raises.
        """
        now = self._store.page(LINES, limit=-1)
        if not now:
            return Standing()
        began = self._sitting.began(conversation)
        if began is None:
            began = self._begun.setdefault(conversation, self._clock())
        there = {one.id for one in now}
        before = _ordered(self._store.page_at(LINES, began, limit=-1))
        then = [one for one in before if one.id in there and not found(one.text)]
        true = self._grounded(then)
        fits = fitting([one.text for one in true], count, min(MOST, context // SHARE))
        shown = [one for one, fit in zip(true, fits, strict=True) if fit]
        changed = self._changed(now, {one.id: one for one in then}, began)
        ids = dict.fromkeys([*(one.id for one in shown), *(one.id for one, _ in changed)])
        notes = "".join(f"{note}\n" for _, note in changed)
        return Standing(block([one.text for one in shown]), notes and f"{notes}\n", tuple(ids))

    def ended(self, conversation: str) -> None:
        """Lets a private conversation go."""
        self._begun.pop(conversation, None)

    def _changed(
        self, now: Sequence[Memory], then: dict[str, Memory], began: float
    ) -> list[tuple[Memory, str]]:
        """The lines that the person changed since a time, each with a note that says how."""
        told = []
        for line in now:
            old, stands = then.get(line.id), line.status in STANDING
            if (old.text if old else "") == (line.text if stands else ""):
                continue
            changes = [one for one in self._store.history(line.id) if one.rule == "person" and one.at >= began]
            if not (changes or (old is None and line.rule == TOLD)):
                continue
            said = f'You corrected: "{line.text}"' if stands else f'You took back: "{old.text if old else line.text}"'
            told.append((line, f"- ({day(changes[-1].at if changes else line.made)}) {said}"))
        return told

    # ---- for the person ------------------------------------------------------------------------------

    def lines(self) -> list[Memory]:
        """The lines that stand in the profile now, in its order."""
        return self._grounded(_ordered(self._store.page(LINES, limit=-1)))

    def tokens(self) -> int:
        """About how many tokens the profile takes in a prompt."""
        lines = self.lines()
        return sum(tokens(self._store, [HEAD, *(f"\n- {one.text}" for one in lines)])) if lines else 0

    def own(self, line: Memory) -> bool:
        """Whether the person wrote or changed a line."""
        return settled(self._store, line)

    def add(self, words: str) -> Memory:
        """Adds a line in the person's own words. Raises: Refused if it is no line, holds a secret, or has no room."""
        words = self._line(words)
        self._room([one.text for one in self.lines() if self.own(one)], words)
        self._talks.begin(NOTES, NOTES)
        with self._store.operation("added to the profile"):
            said = self._talks.say(NOTES, By.PERSON, words).memory
            line = Memory(
                id=identity(Kind.PROFILE, TOLD, said.id), kind=Kind.PROFILE, text=words,
                source=Derived(TOLD, (said.id,)), by=By.PERSON, place=PLACE, made=said.made, importance=WRITTEN,
            )  # fmt: skip
            self._store.remember([line], rule="person", why="You added it.")
        return line

    def edit(self, name: str, words: str) -> Memory:
        """Gives a line other words, for good. Raises: NotFound; Refused as `add`."""
        line, words = self.find(name), self._line(words)
        self._room([one.text for one in self.lines() if one.id != line.id and self.own(one)], words)
        if words != line.text:
            self._store.revise([line.changed(text=words, trust=1.0, importance=WRITTEN)], what="edited", rule="person")
        return self._store.find(line.id)

    def remove(self, name: str) -> Memory:
        """Takes a line out for good: it is not drawn again from the same thing. Raises: NotFound."""
        line = self.find(name).moved(Status.ARCHIVED)
        self._store.revise([line], what="archived", rule="person", why="You took it out of the profile.")
        return line

    def find(self, name: str) -> Memory:
        """The line whose id begins so. Raises: NotFound if there is none, Refused if there are several."""
        if not any(one.id.startswith(name) for one in self.lines()) or not name:
            raise NotFound(f"There is no line {name!r} in the profile.", "See their ids with: secondme profile")
        return self._store.find(name)

    def _grounded(self, lines: Sequence[Memory]) -> list[Memory]:
        """Those that rest on what holds, and those of the person: between two runs a line may outlive its ground."""
        now = self._clock()
        named = {name for line in lines if line.rule in (FACTS, WISH) for name in line.evidence}
        holds = {
            one.id
            for one in self._store.get(sorted(named))
            if one.status is not Status.SUPERSEDED and (one.valid_to is None or one.valid_to > now)
        }
        return [
            line
            for line in lines
            if line.rule not in (FACTS, WISH) or not holds.isdisjoint(line.evidence) or self.own(line)
        ]

    def _line(self, words: str) -> str:
        line = " ".join(words.split())
        if not line:
            raise Refused("A line of the profile cannot be empty.", "Remove one with: secondme profile remove ID")
        if len(line) > LONGEST:
            raise Refused(
                f"A line of the profile has at most {LONGEST} characters; this has {len(line)}.",
                "Say it in one sentence, or keep it as a note: secondme remember …",
            )
        if hides(line):
            raise Refused(
                "The profile holds no secret, as it stands in every prompt.", "Keep it as a note: secondme remember …"
            )
        return line

    def _room(self, others: Sequence[str], words: str) -> None:
        if not all(fitting([*others, words], partial(tokens, self._store))):
            raise Refused(
                f"The profile has no room for that: what you wrote in it takes the {MOST} tokens that it may have.",
                "Shorten or remove a line: secondme profile",
            )


def _ordered(memories: Sequence[Memory]) -> list[Memory]:
    return in_order([one for one in memories if one.status in STANDING])
