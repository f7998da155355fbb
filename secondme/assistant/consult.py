"""What memory has to say to a turn: whether it is asked at all, by which words, how sure it is of what it found, and
which sentences of the answer it supports."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from secondme.assistant.recall import Finding, Recall
from secondme.events import Mark, Recollection
from secondme.memory.asking import of_the_assistant
from secondme.memory.assembly import Excerpt, words_of
from secondme.memory.confidence import Verdict
from secondme.memory.control import Spoken, asks, rewritten, second_pass, small_talk, wants_memory
from secondme.memory.exchange import answered_by, led_to
from secondme.memory.grounding import supported, unmentioned
from secondme.memory.recall import only_asks
from secondme.memory.record import By, Kind, Memory, Status
from secondme.memory.when import day
from secondme.ports import Turn
from secondme.storing import Filter, MemoryStore

TOLD = 3
"""Words at most that are told to be mentioned nowhere."""
LOOKED_AT = 8
"""Memories with such a word that are looked at, as those that only ask for it do not count."""
_OF_GOALS = re.compile(r"\b(?:goals?|done)\b", re.IGNORECASE)
"""Words of a question that is about goals."""
KNOWN = Filter(statuses=(Status.ACTIVE, Status.FADED, Status.ARCHIVED, Status.SUPERSEDED))


@dataclass(frozen=True, slots=True)
class Consulted:
    """What memory said: the memories best first, "found", "perhaps" or "nothing" (empty where it was not asked a
    question), how sure that is, and what the person should know of it. `beside` has the turns before and after a
    memory that it cannot be understood without, by its id."""

    memories: tuple[Recollection, ...] = ()
    verdict: str = ""
    confidence: float = 0.0
    notices: tuple[str, ...] = ()
    beside: Mapping[str, tuple[Sequence[Memory], Sequence[Memory]]] = field(default_factory=dict)


class Consult:
    """Asks memory on behalf of the conversation."""

    def __init__(
        self,
        store: MemoryStore,
        recall: Recall,
        notes: int,
        only_goals: Callable[[Collection[str]], frozenset[str]] | None = None,
    ) -> None:
        """`only_goals` says which memories do nothing but begin or end a goal: they give way to all others."""
        self._only_goals = only_goals
        self._store = store
        self._recall = recall
        self._notes = notes

    def __call__(
        self, text: str, searched: str, earlier: Sequence[Turn], own: str, without: frozenset[str] = frozenset()
    ) -> Consulted:
        """What memory says to a turn, nothing to small talk. A vague question is searched by the words that it lacks
        too. `searched` are the words to search by where they are not the turn's own, which is the memory `own`;
        `without` leaves memories out by id.

        Raises: NotFound, Refused for a place or a topic that the turn names.
        """
        said = _spoken(earlier)
        if searched == text and not wants_memory(text, [words for who, words in said if who == "person"]):
            return Consulted()
        return self._found(text, rewritten(searched, said), own, without)

    def again(self, text: str, draft: str, own: str, without: frozenset[str] = frozenset()) -> Consulted:
        """What memory says where it is searched by a draft of the answer too."""
        return self._found(text, second_pass(text, draft), own, without)

    def _found(self, text: str, searched: str, own: str, without: frozenset[str]) -> Consulted:
        found = self._search(text, searched, without | {own})
        if self._only_goals and not _OF_GOALS.search(text):
            goals = self._only_goals([one.id for one in found.memories])
            others = self._search(text, searched, without | goals | {own}) if goals else found
            found = others if others.verdict is not Verdict.NOTHING else found
        notices: tuple[str, ...] = (found.notice,) if found.notice else ()
        told = tuple(one for one in found.memories if one.kind != Kind.EPISODE or not small_talk(one.text))
        if not asks(text):
            return Consulted(told, "", found.confidence, notices, self._beside(searched, found, told))
        verdict = found.verdict if told else Verdict.NOTHING
        memories = () if verdict is Verdict.NOTHING else told
        nowhere = self._nowhere(self._recall.asked(text), memories, own, things=verdict is Verdict.NOTHING)
        if nowhere:
            notices += (f"Nothing I remember mentions {_or(nowhere)}.",)
        return Consulted(memories, str(verdict), found.confidence, notices, self._beside(searched, found, memories))

    def _search(self, text: str, searched: str, without: frozenset[str]) -> Finding:
        return self._recall.find(
            searched, limit=self._notes, without=without, statements=not of_the_assistant(text)
        )

    def _nowhere(self, question: str, found: Sequence[Recollection], own: str, *, things: bool) -> list[str]:
        """The key words of a question that no memory mentions, the recalled ones or any other."""
        words = unmentioned(question, [f"{one.text} {one.where}" for one in found], nouns=things)
        return [word for word in words[:TOLD] if not self._mentioned(word, own)]

    def _mentioned(self, word: str, own: str) -> bool:
        hits = self._store.words(word, limit=LOOKED_AT, which=KNOWN)
        return any(
            memory.id != own
            and not (memory.by is By.PERSON and only_asks(memory.text))
            and not (memory.by is By.ASSISTANT and memory.kind is Kind.EPISODE)
            for memory in self._store.get(list({hit.memory for hit in hits}))
        )

    def _beside(
        self, searched: str, finding: Finding, found: Sequence[Recollection]
    ) -> dict[str, tuple[Sequence[Memory], Sequence[Memory]]]:
        """Of the turns next to what was found those that belong to it."""
        ids = [name for one in found for name in (one.id, *finding.beside[one.id]) if name]
        memories = {memory.id: memory for memory in self._store.get(ids)}
        asked, said = words_of(searched), of_the_assistant(searched)
        beside: dict[str, tuple[Sequence[Memory], Sequence[Memory]]] = {}
        for name in [one.id for one in found if one.id in memories]:
            own = memories[name]
            before, after = (memories.get(other) for other in finding.beside[name])
            led = before is not None and led_to(own, before, asked)
            answered = after is not None and (said or after.by is By.PERSON) and answered_by(own, after)
            if led or answered:
                beside[name] = ((before,) if before and led else (), (after,) if after and answered else ())
        return beside

    def excerpts(self, consulted: Consulted) -> list[Excerpt]:
        """What was found, for the prompt, with the turns that it cannot be understood without."""
        scores = {one.id: one.score for one in consulted.memories}
        excerpts = []
        for memory in self._store.get(list(scores)):
            before, after = consulted.beside.get(memory.id, ((), ()))
            excerpts.append(Excerpt((*before, memory, *after), memory.id, scores[memory.id]))
        return excerpts


def marked(answer: str, question: str, read: Sequence[Memory], earlier: Sequence[Turn]) -> tuple[Mark, ...]:
    """The sentences of an answer, with which of the memories that the model read support each.

    What the person said earlier in the conversation supports too, without being a memory to cite.
    """
    told = [("", words) for who, words in _spoken(earlier) if who == "person"]
    memories = [(memory.id, f"({day(memory.made)}) {memory.text}") for memory in read]
    return tuple(
        Mark(one.start, one.end, tuple(name for name in one.memories if name), one.supported)
        for one in supported(answer, [*memories, *told], question)
    )


def _spoken(earlier: Sequence[Turn]) -> list[Spoken]:
    return [Spoken("person" if turn.role == "user" else "assistant", "".join(turn.parts)) for turn in earlier]


def _or(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
