"""Insights as the person judges them: accepted, put in other words or rejected. That holds for good, and is undone as
any other change is."""

from __future__ import annotations

from secondme.assistant.steps import begun, edited
from secondme.errors import Refused
from secondme.memory.record import STANDING, Kind, Memory
from secondme.memory.secret import found
from secondme.storing import Filter, MemoryStore

INSIGHTS = Filter(kinds=(Kind.INSIGHT,), statuses=STANDING)
SURE = 1.0
"""Trust in what the person accepted or wrote."""
LONGEST = 500
"""Characters of an insight in the person's words."""


class Judging:
    """Reads the insights that stand, and changes them for the person."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def insights(self) -> list[Memory]:
        """Those that stand, what was noticed last first."""
        return self._store.page(INSIGHTS, limit=-1)

    @staticmethod
    def accepted(insight: Memory) -> bool:
        """Whether the person stands by it."""
        return insight.pinned and insight.trust >= SURE

    def own(self, insight: Memory) -> bool:
        """Whether the words are the person's."""
        return edited(self._store, insight)

    def accept(self, name: str, accepted: bool = True) -> Memory:
        """Trusts an insight as if the person had said it, and lets it not fade; or takes that back. Raises: NotFound,
        Refused if several are meant."""
        insight = self.find(name)
        if self.accepted(insight) == accepted:
            return insight
        trust = SURE if accepted or self.own(insight) else insight.by.trust
        what = "accepted" if accepted else "let go"
        self._store.revise([insight.changed(pinned=accepted, trust=trust)], what=what, rule="person")
        return self._store.find(insight.id)

    def correct(self, name: str, words: str) -> Memory:
        """Gives an insight the person's words, which no run changes. Raises: as `accept`; Refused for what cannot be
        an insight."""
        insight, words = self.find(name), " ".join(words.split())
        if not words:
            raise Refused("An insight cannot be without words.", "Reject it instead: secondme insights reject ID")
        if len(words) > LONGEST:
            raise Refused(
                f"An insight has at most {LONGEST} characters; this has {len(words)}.",
                "Say it in one sentence, or keep it as a note: secondme remember …",
            )
        if found(words):
            raise Refused("An insight holds no secret.", "Keep it as a note: secondme remember …")
        if words != insight.text:
            new = insight.changed(text=words, trust=SURE, pinned=True)
            self._store.revise([new], what="edited", rule="person", why="You put it in other words.")
        return self._store.find(insight.id)

    def reject(self, name: str) -> Memory:
        """Closes an insight that is wrong: nothing uses it any more, and it is not drawn again. Raises: as `accept`."""
        insight = self.find(name)
        with self._store.operation("rejected an insight"):
            self._store.succeed(insight, None, rule="person", why="You rejected it.")
        return self._store.find(insight.id)

    def find(self, name: str) -> Memory:
        """The insight whose id begins so. Raises: NotFound if there is none, Refused if there are several."""
        some = [one for one in self.insights() if name and one.id.startswith(name)]
        return begun(some, name, "insight")
