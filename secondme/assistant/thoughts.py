"""Thoughts among what recall found: what was concluded before from what an answer is given stands above it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from secondme.assistant.thinking import THOUGHTS
from secondme.events import Recollection
from secondme.memory.recall import place_in_words
from secondme.memory.record import STANDING, Memory, source_to_json
from secondme.storing import MemoryStore


class Thoughts:
    """Finds the thoughts that rest on what was found."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def among(self, found: Sequence[Recollection]) -> tuple[Recollection, ...]:
        """What was found, each thought of which all the ground is there right above the best of that.

        A fact is there where the words are that it was drawn from.
        """
        if len(found) < 2:
            return tuple(found)
        ids = [one.id for one in found]
        resting = self._store.resting_on(ids)
        facts = [one for one in resting if not _is_thought(one)]
        thoughts = {one.id: one for one in (*resting, *self._store.resting_on([one.id for one in facts]))}
        placed = list(found)
        for thought in thoughts.values():
            if _is_thought(thought) and thought.status in STANDING and thought.id not in ids:
                grounds = [self._there(name, facts, ids) for name in thought.evidence]
                if all(grounds):
                    best = next(at for at, one in enumerate(placed) if any(one.id in there for there in grounds))
                    placed.insert(best, _beside(thought, placed[best]))
        return tuple(placed)

    @staticmethod
    def _there(name: str, facts: Sequence[Memory], ids: Collection[str]) -> set[str]:
        """Of what was found that by which a piece of evidence is there."""
        words = {word for fact in facts if fact.id == name for word in fact.evidence}
        return ({name} | words) & set(ids)


def _beside(thought: Memory, best: Recollection) -> Recollection:
    return Recollection(
        id=thought.id, text=thought.text, kind=thought.kind, by=thought.by, made=thought.made,
        where=place_in_words(thought), score=best.score, strength=best.strength,
        receipt={**best.receipt, "lanes": ["thoughts"]}, source=source_to_json(thought.source),
    )  # fmt: skip


def _is_thought(memory: Memory) -> bool:
    return memory.rule in THOUGHTS
