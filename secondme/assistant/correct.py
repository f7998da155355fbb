"""Corrections carried out: what was believed is closed, what is right takes its place, and both stay readable."""

from __future__ import annotations

from collections.abc import Sequence

from secondme.assistant.recall import Recall
from secondme.errors import Refused
from secondme.events import Corrected, Notice
from secondme.memory.barrier import refusal
from secondme.memory.correction import RULE as CORRECTION
from secondme.memory.correction import Correction, corrected, correction, held, meant, repeats, statements
from secondme.memory.named import values_of
from secondme.memory.recall import SEARCHED
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.storing import MemoryStore, Talks, noted_under

LATEST = 6
"""Messages in which the answer is looked for that a correction is about."""
ALIKE = 10
"""Memories that are looked at for whether they say again what was wrong."""
LONG = 3
"""Sentences up to which a memory is closed whole where nobody said what is right."""
PERSONAL = "person"
WHY = "It was corrected."


class Corrections:
    """Carries out what the person corrects in a conversation."""

    def __init__(self, store: MemoryStore, talks: Talks, recall: Recall) -> None:
        self._store = store
        self._talks = talks
        self._recall = recall

    def __call__(self, conversation: str, said: Memory) -> Corrected | Notice | None:
        """Closes what a turn says is wrong; None where it corrects nothing that is known here."""
        found = correction(said.text)
        if found is None:
            return None
        before = [one for one in self._talks.messages(conversation, last=LATEST) if one.memory.id != said.id]
        asked = next((one for one in reversed(before) if one.role is By.PERSON), None)
        if asked is None:
            return None
        last = before[-1]
        answer = last.memory if last.role is By.ASSISTANT else None
        number = noted_under(asked, last) if answer else asked.n
        ids = [name for name, _, _ in self._talks.uses(conversation).get(number, [])]
        given = [memory for memory in self._store.get(ids) if memory.kind is not Kind.LESSON]
        used = [memory for memory in given if memory.status in SEARCHED]
        if answer is not None and answer.status not in SEARCHED:
            answer = None
        old = meant(found, used, answer, asked.memory.text)
        return None if old is None else self._close(self._standing(old), said, found, answer)

    def _standing(self, old: Memory) -> Memory:
        """The correction that a turn made, where it is that turn which was meant: what it says holds in there."""
        drawn = (one for one in self._store.resting_on([old.id]) if _is_correction(one) and one.status in SEARCHED)
        return next((one for one in drawn if one.valid_to is None), old)

    def _close(self, old: Memory, said: Memory, found: Correction, answer: Memory | None) -> Corrected | Notice:
        new = None
        if found.content:
            new = corrected(old, said, found.content, said.made, instead_of=found.instead_of)
            if reason := refusal(new, [old, said]):
                return Notice(f"The correction is kept as you said it, and nothing was closed: {reason}")
        elif old.kind is Kind.PASSAGE or statements(old.text) > LONG:
            return Notice("That rests on a longer text. Say what is right, and it is corrected: /wrong WORDS")
        alike = self._alike(old, answer, found)
        same = {one.id: one for one in alike if _open(one) and one.id not in (old.id, said.id)}
        try:
            with self._store.operation("corrected"):
                self._store.succeed(old, new, rule=PERSONAL, why=WHY)
                for one in same.values():
                    self._store.succeed(one, new, rule=PERSONAL, why="It says the same as what was corrected.")
        except Refused as refused:
            return Notice(str(refused))
        if new is None:
            return Corrected(f"No longer held to be true: {_short(old.text)} Undo with: /undo", old.id)
        return Corrected(f"{_short(new.text)} Undo with: /undo", old.id, new.id, new.text)

    def _alike(self, old: Memory, answer: Memory | None, said: Correction) -> Sequence[Memory]:
        """What says again what was wrong: the answer itself, and what was said so elsewhere."""
        near = self._recall(old.text, limit=ALIKE, echoes=True, typed=False)
        found = {one.id: one for one in self._store.get([one.id for one in near]) if one.kind.tier == 0}
        # What an answer says without naming anything it says to other questions too, where it may be right.
        stock = old.by is By.ASSISTANT and not values_of(old.text)
        wrong = [one for one in found.values() if repeats(one, old) and not (stock and one.by is By.ASSISTANT)]
        if answer is not None and (repeats(answer, old) or held(answer.text, old, said.content, said.instead_of)):
            wrong.append(answer)
        if _is_correction(old) and isinstance(old.source, Derived):
            # The words that made it hold no longer either.
            wrong += [one for one in self._store.get(old.source.memories) if one.kind is Kind.EPISODE]
        return wrong


def _is_correction(memory: Memory) -> bool:
    return isinstance(memory.source, Derived) and memory.source.rule == CORRECTION


def _open(memory: Memory) -> bool:
    return memory.valid_to is None and memory.status is not Status.SUPERSEDED


def _short(text: str, longest: int = 160) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
