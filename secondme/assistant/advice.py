"""The lessons as they stand before an answer, and as the person sees and changes them.

Those for everything stand with the profile: a conversation keeps the ones that it began with, and what changed since
is told with those for the request at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondme.assistant.lessons import PLACE, WEIGHTY, Book
from secondme.assistant.portrait import NOTES, Sitting
from secondme.assistant.steps import begun
from secondme.errors import Refused
from secondme.memory.case import LIKE, MOST, chosen, likeness, line
from secondme.memory.lesson import ADVICE, CASE, CONCEPT, LONGEST, OWN, SHEET, Learnt, block, fitting, sheet
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Status, identity
from secondme.memory.secret import hides
from secondme.memory.teaching import is_work, kind
from secondme.ports import Clock
from secondme.storing import Filter, MemoryStore, Talks

LESSONS = Filter(kinds=(Kind.LESSON,))
SHARE = 8
"""The lessons of a prompt take at most one part in so many of the model's context."""
OF_A_KIND = 0.9
"""What a case counts for another request of its kind, beside one that is like it word for word."""
VECTORS = 2_000
"""Situations whose vectors are kept."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the model is told: the lessons for everything, those for this request, the ids of both, and those of the
    latter that are noted as used, with how far they are for it."""

    sheet: str = ""
    text: str = ""
    memories: tuple[str, ...] = ()
    used: tuple[tuple[str, float], ...] = ()


class Advisor:
    """Chooses lessons for the prompt, and changes them for the person."""

    def __init__(
        self, store: MemoryStore, book: Book, talks: Talks, sitting: Sitting, clock: Clock, *, cases: int = MOST
    ) -> None:
        """At most so many `cases` stand in a prompt."""
        self._store = store
        self._book = book
        self._talks = talks
        self._sitting = sitting
        self._clock = clock
        self._cases = cases
        self._begun: dict[str, float] = {}
        """When private conversations began, which are written nowhere."""
        self._vectors: dict[str, NDArray[np.float32]] = {}
        """Of situations alone: a question is kept nowhere."""

    # ---- in the prompt -------------------------------------------------------------------------------

    def advice(
        self, conversation: str, question: str, count: Callable[[Sequence[str]], list[int]], context: int
    ) -> Advice:
        """The lessons for a turn of a conversation. `count` and `context` are those of the model that reads them.

        Raises: what `count` raises.
        """
        if not self._store.page(LESSONS, limit=1):
            return Advice()
        pool = self._book.pool()
        always = [memory for memory, one in pool if _general(one)]
        began = self._sitting.began(conversation)
        if began is None:
            began = self._begun.setdefault(conversation, self._clock())
        known = {one.id for one in self._store.page(LESSONS, limit=-1)}
        before = [
            one
            for one in self._store.page_at(LESSONS, began, limit=-1)
            if one.id in known and one.status in STANDING and not one.context and one.rule not in (CASE, CONCEPT)
        ]
        shown = self._fitting(sorted(before, key=_order), count, min(SHEET, context // SHARE))
        then = {one.id for one in before}
        since = [one for one in always if one.id not in then]
        gone = [one for one in shown if one.id not in {memory.id for memory in always}]
        likely = [one for _, one in pool if not _general(one)]
        for_it = self.relevant(question, likely)
        lines = [(one.text, False, one.id) for one in since]
        lines += [(f'No longer: "{one.text}"', False, one.id) for one in gone]
        lines += sorted(((*line(one), one.id) for one, _ in for_it), key=lambda told: told[1])
        fits = fitting([text for text, _, _ in lines], count, min(ADVICE, context // SHARE))
        told = [one for one, fit in zip(lines, fits, strict=True) if fit]
        text = block([words for words, avoid, _ in told if not avoid], [words for words, avoid, _ in told if avoid])
        ids = {name for _, _, name in told}
        used = tuple((one.id, round(like, 4)) for one, like in for_it if one.id in ids)
        return Advice(sheet([one.text for one in shown]), text, tuple({*ids, *(one.id for one in shown)}), used)

    def relevant(self, question: str, pool: Sequence[Learnt]) -> list[tuple[Learnt, float]]:
        """Of lessons and cases those for a question, lessons first, with how far they are for it."""
        work, asked = is_work(question), self._mean(question)
        scored = [(self._like(one, question, asked), one) for one in pool if work or one.rule not in (CASE, CONCEPT)]
        likes = {one.id: like for like, one in scored}
        return [(one, likes[one.id]) for one in chosen([entry for entry in scored if entry[0] >= LIKE], self._cases)]

    def used(self, message: int, advice: Advice) -> None:
        """Notes which lessons stood before the answer to a message."""
        if advice.used:
            self._book.used(message, advice.used)

    def ended(self, conversation: str) -> None:
        """Lets a private conversation go."""
        self._begun.pop(conversation, None)

    def _like(self, one: Learnt, question: str, asked: NDArray[np.float32]) -> float:
        if one.rule not in (CASE, CONCEPT):
            return likeness(one.situation, question, self._cosine(one.situation, asked))
        of_kind = kind(one.text)
        ways = [(one.text, 1.0), (of_kind, OF_A_KIND)] if of_kind else [(one.text, 1.0)]
        return max(share * likeness(text, question, self._cosine(text, asked)) for text, share in ways)

    def _cosine(self, situation: str, asked: NDArray[np.float32]) -> float:
        if situation not in self._vectors:
            if len(self._vectors) >= VECTORS:
                self._vectors.clear()
            self._vectors[situation] = self._mean(situation)
        return float(self._vectors[situation] @ asked)

    def _mean(self, text: str) -> NDArray[np.float32]:
        """The mean vector of a text, of unit length; zeros where no word of it is known."""
        tokens = self._store.token_vectors(self._store.tokens(text))
        mean: NDArray[np.float32] = tokens.mean(axis=0) if len(tokens) else np.zeros(tokens.shape[1], dtype=np.float32)
        length = float(np.linalg.norm(mean))
        return mean / length if length else mean

    @staticmethod
    def _fitting(
        lessons: Sequence[Memory], count: Callable[[Sequence[str]], list[int]], most: int
    ) -> list[Memory]:
        """Those for which there is room; where it lacks, the latest come first."""
        fits = fitting([one.text for one in reversed(lessons)], count, most)
        return [one for one, fit in zip(lessons, reversed(fits), strict=True) if fit]

    # ---- for the person ------------------------------------------------------------------------------

    def lessons(self) -> list[tuple[Memory, Learnt]]:
        """Every lesson and case in use: those for everything first, then by their worth."""
        return sorted(self._book.pool(), key=lambda both: (not _general(both[1]), -both[1].value, _order(both[0])))

    def add(self, words: str, situation: str = "") -> Memory:
        """Adds a lesson in the person's own words, for a kind of request or for everything.

        Raises: Refused if it is none, or holds a secret.
        """
        words, situation = " ".join(words.split()), " ".join(situation.split())
        if not words:
            raise Refused("A lesson cannot be empty.", "Say what is to be done: secondme lessons add TEXT")
        if max(len(words), len(situation)) > LONGEST:
            raise Refused(
                f"A lesson has at most {LONGEST} characters, and so has what it is for.", "Say it in one sentence."
            )
        if any(hides(text) for text in (words, situation)):
            raise Refused(
                "A lesson holds no secret, as it stands in prompts.", "Keep it as a note: secondme remember …"
            )
        self._talks.begin(NOTES, NOTES)
        with self._store.operation("added a lesson"):
            said = self._talks.say(NOTES, By.PERSON, words).memory
            lesson = Memory(
                id=identity(Kind.LESSON, OWN, said.id), kind=Kind.LESSON, text=words, source=Derived(OWN, (said.id,)),
                by=By.PERSON, place=PLACE, made=said.made, importance=WEIGHTY, context=situation,
            )  # fmt: skip
            self._store.remember([lesson], rule="person", why="You added it.")
        return lesson

    def remove(self, name: str) -> Memory:
        """Puts a lesson away: only saying it again brings it back. Raises: NotFound, Refused if several are meant."""
        lesson, _ = self.find(name)
        away = lesson.moved(Status.ARCHIVED)
        self._store.revise([away], what="archived", rule="person", why="You removed it.")
        return away

    def find(self, name: str) -> tuple[Memory, Learnt]:
        """The lesson whose id begins so. Raises: NotFound if there is none, Refused if there are several."""
        some = [(memory, one) for memory, one in self._book.pool() if name and one.id.startswith(name)]
        return begun(some, name, "lesson")


def _general(one: Learnt) -> bool:
    return not one.situation and one.rule not in (CASE, CONCEPT)


def _order(memory: Memory) -> tuple[float, str]:
    return memory.made, memory.id
