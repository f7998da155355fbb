"""Recall: candidates from the lanes, scored, with receipts."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from secondme.assistant.places import Places, narrowed
from secondme.errors import IndexUnavailable, NotFound, Refused
from secondme.events import Recollection
from secondme.memory.forgetting import Forgetting, strength
from secondme.memory.recall import SEARCHED, Candidate, Scored, place_in_words, rank, weights
from secondme.memory.record import Memory, source_to_json
from secondme.ports import Clock
from secondme.storing import Filter, MemoryStore

log = logging.getLogger(__name__)

REACH = 30
"""Candidates that each lane brings."""
LONGEST = 2_000
"""Characters of a question that are searched by; the rest of a longer one is read by the model alone."""


class Recall:
    """Finds what bears on a question. Needs no language model, and no vectors when there are none.

    With `places`, a question may name the place or the topic that it is about (`in:notes`, `#garden`).
    """

    def __init__(self, store: MemoryStore, clock: Clock, settings: Forgetting, places: Places | None = None) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._places = places
        self._beside = ThreadPoolExecutor(max_workers=2, thread_name_prefix="lane")

    def __call__(
        self,
        question: str,
        *,
        limit: int,
        which: Filter | None = None,
        without: frozenset[str] = frozenset(),
        statements: bool = False,
        echoes: bool = False,
        typed: bool = True,
    ) -> list[Recollection]:
        """The memories that bear on a question, best first; none where nothing does.

        `without` leaves memories out by id; `statements` leaves out what is no ground for an answer; `echoes`
        keeps what says again what a better one says. What was not `typed` as a question names no place and no topic.
        Raises: NotFound for a place or topic that the question names and that is not there; Refused where it names
            several, or asks nothing beside.
        """
        question, limits = self.split(question) if typed else (question, Filter())
        if limits != Filter() and not question:
            raise Refused("There is nothing to search for but a place or a topic.", "Add words, or list memories.")
        question = question[:LONGEST]
        which = narrowed(which or Filter(statuses=SEARCHED), limits)
        lanes: dict[str, dict[str, float]] = {}
        # Both lanes spend their time outside Python: side by side they take as long as the slower one.
        near = self._beside.submit(self._store.nearest, question, limit=REACH, which=which)
        for hit in self._store.words(question, limit=REACH, which=which):
            lanes.setdefault(hit.memory, {})[hit.lane] = hit.score
        try:
            for hit in near.result():
                lanes.setdefault(hit.memory, {})[hit.lane] = hit.score
        except IndexUnavailable as error:
            log.warning("recall from words alone: %s", error)
        found = [memory for memory in self._store.get(list(lanes)) if memory.id not in without]
        scored = self._scored(question, found, lanes, limit, statements, echoes)
        return [recollection(one) for one in scored]

    def split(self, question: str) -> tuple[str, Filter]:
        """A question without the places and topics that it names, and the filter that they make. In one that is too
        long to be searched by whole, only the last line names any. Raises: NotFound, Refused."""
        if self._places is None:
            return question, Filter()
        above, line, last = question.rpartition("\n") if len(question) > LONGEST else ("", "", question)
        asked, limits = self._places.split(last)
        return above + line + asked, limits

    def asked(self, text: str) -> str:
        """What the model reads of a turn: the words without the places and topics that they name."""
        try:
            return self.split(text)[0] or text
        except (NotFound, Refused):
            return text  # an earlier turn may name a folder that is watched no more

    def strength(self, memory: Memory) -> float:
        """How vivid a memory is now, in (0, 1]."""
        return strength(memory, self._clock(), self._settings.stability_days)

    def _scored(
        self,
        question: str,
        found: Sequence[Memory],
        lanes: dict[str, dict[str, float]],
        limit: int,
        statements: bool,
        echoes: bool,
    ) -> list[Scored]:
        asked = self._asked(question)
        unknown = [memory for memory in found if "vector" not in lanes[memory.id]]
        cosines = dict(zip((m.id for m in unknown), self._store.similarity(question, unknown), strict=True))
        candidates = [
            Candidate(
                memory=memory,
                lanes=lanes[memory.id],
                cosine=lanes[memory.id].get("vector", cosines.get(memory.id, 0.0)),
                stems=frozenset(self._store.stems(memory.text)),
                title=frozenset(self._store.stems(place_in_words(memory))) if memory.by == "file" else frozenset(),
            )
            for memory in found
        ]
        return rank(
            asked,
            candidates,
            now=self._clock(),
            settings=self._settings,
            limit=limit,
            statements=statements,
            echoes=echoes,
        )

    def _asked(self, question: str) -> dict[str, float]:
        pairs = [(word, stem) for word in re.findall(r"[\w'’]+", question.lower()) for stem in self._store.stems(word)]
        return weights(pairs, self._store.rarity({stem for _, stem in pairs}))


def recollection(scored: Scored) -> Recollection:
    """A scored memory as faces see it."""
    memory = scored.memory
    return Recollection(
        id=memory.id,
        text=memory.text,
        kind=memory.kind,
        by=memory.by,
        made=memory.made,
        where=place_in_words(memory),
        score=scored.score,
        strength=round(scored.strength, 4),
        receipt=scored.receipt,
        source=source_to_json(memory.source),
    )
