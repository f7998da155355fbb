"""The working memory of conversations: the state that stands for what the prompt does not hold, goals that fold, and
memories that are called back by name.

Invariant: the state is derived from what is stored, and made anew whenever a memory that it rests on was changed or
forgotten; nothing of it is written down.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from secondme.assistant.recall import Recall, recollection
from secondme.errors import NotFound, Refused
from secondme.events import Recollection
from secondme.memory.control import small_talk
from secondme.memory.recall import Scored
from secondme.memory.record import By, Memory, Said, Status
from secondme.memory.secret import masked
from secondme.memory.working import (
    LIMITS,
    TOKENS,
    Count,
    Heard,
    Slot,
    Sort,
    State,
    folded,
    noted,
    stands_in,
    state_block,
    state_of,
    within,
)
from secondme.storing import Goal, Goals, MemoryStore, Message, Pointers, Talks

KNOWN = 16
"""Conversations whose state is kept at hand."""
NEW = 8
"""Messages that are read at once where the state of those before is at hand."""
LONGEST_GOAL = 300
"""Characters of a goal, and of its result."""
POINTED = 8_000
"""Characters that the pointers of one message bring at most; what is left out shows as "…"."""

_POINTER = re.compile(r"""(?<![^\s("'“])#([^\W\d_][\w-]*)(?![\w/-])""")


class Expanded(NamedTuple):
    """A message with the words that its pointers name before it, and these memories."""

    text: str
    items: tuple[Recollection, ...]


@dataclass(slots=True)
class _Known:
    """The state after message `last`; `ranges` are the goals that were folded then."""

    last: int = 0
    state: State = field(default_factory=State)
    ranges: tuple[tuple[int, int], ...] = ()


class Working:
    """Working memory. Private conversations have none: nothing of them is stored."""

    def __init__(
        self,
        store: MemoryStore,
        talks: Talks,
        goals: Goals,
        pointers: Pointers,
        recall: Recall,
        count: Count,
        *,
        tokens: int = TOKENS,
    ) -> None:
        """`count` counts in the tokens of the model, `tokens` is the most that the state may take."""
        self._store = store
        self._talks = talks
        self._goals = goals
        self._pointers = pointers
        self._recall = recall
        self._count = count
        self._tokens = tokens
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._one = threading.Lock()

    # ---- for a turn ----------------------------------------------------------------------------------

    def working_block(self, conversation: str, question: str, *, held: Collection[str] = ()) -> str:
        """What stands for a conversation before a question, at most `tokens` long; `held` are the ids of the memories
        (turns) that the prompt holds word for word, which need no line. Small talk needs none at all.

        Raises: NoModel, BadModel, ModelGone.
        """
        if small_talk(question):
            return ""
        kept = within([slot for slot in self.slots(conversation) if slot.memory not in held], self._count, self._tokens)
        return state_block(kept) if kept else ""

    def slots(self, conversation: str) -> tuple[Slot, ...]:
        """The state of a conversation, before what was said last and not answered yet. Empty for one that is not
        stored."""
        goals = self._goals.all(conversation)
        try:
            with self._one:
                state = self._state(conversation, goals)
        except NotFound:
            return ()
        return (*self._goal_slots(conversation, goals), *state.slots)

    def expanded(self, text: str) -> Expanded:
        """A message whose `#names` of pointers are told word for word before it, and the memories that they name. A
        `#word` that is no pointer stays as it is."""
        called = dict.fromkeys(name.casefold() for name in _POINTER.findall(text))
        if not called:
            return Expanded(text, ())
        pointers = [one for one in self._pointers.all() if one.name.casefold() in called]
        if not pointers:
            return Expanded(text, ())
        left, lines = POINTED, []
        for one in pointers:
            words = one.memory.text if len(one.memory.text) <= left else one.memory.text[:left] + "…"
            left = max(0, left - len(words))
            lines.append(f"#{one.name} is: {words}")
        items = tuple(
            self._recollected(one.memory, {"lanes": ["pointer"], "pointer": f"#{one.name}"}) for one in pointers
        )
        return Expanded("\n".join(lines) + "\n\n" + text, items)

    def raw(self, conversation: str, messages: Sequence[Message]) -> list[Message]:
        """Of the messages of a conversation those that are not folded into a goal's line."""
        ended = [goal for goal in self._goals.all(conversation) if goal.closing is not None]
        return [one for one in messages if not any(_inside(one.n, goal) for goal in ended)]

    # ---- goals ---------------------------------------------------------------------------------------

    def begin(self, conversation: str, text: str) -> Goal:
        """Begins a goal in a conversation. Raises: NotFound; Refused if too many are open, or it says nothing."""
        words = _said(text)
        if not words:
            raise Refused("It is not said what the goal is.", "Say it in a few words: /goal TEXT")
        return self._goals.begin(conversation, words)

    def end(self, conversation: str, result: str = "") -> Goal:
        """Ends the goal that was begun last: its turns fold to a line. Raises: NotFound if none is open."""
        return self._goals.end(conversation, _said(result))

    def only_goals(self, memories: Collection[str]) -> frozenset[str]:
        """Of the ids of memories those of turns that begin a goal, or end one and tell no result."""
        said = {one.id: one.source for one in self._store.get(list(memories)) if isinstance(one.source, Said)}
        turns = {
            (name, n)
            for name in {source.conversation for source in said.values()}
            for goal in self._goals.all(name)
            for n in (goal.opening, None if goal.result else goal.closing)
        }
        return frozenset(one for one, source in said.items() if (source.conversation, source.message) in turns)

    # ---- the state -----------------------------------------------------------------------------------

    def _state(self, conversation: str, goals: Sequence[Goal]) -> State:
        ranges = tuple((goal.opening, goal.closing) for goal in goals if goal.closing is not None)
        known = self._known.pop(conversation, None)
        same = known is not None and known.ranges == ranges and self._follow(conversation, known, goals)
        if known is None or not same or not self._stands(known.state):
            known = _Known(ranges=ranges)
            self._note(known, self._talks.messages(conversation), goals)
        self._known[conversation] = known
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return known.state

    def _follow(self, conversation: str, known: _Known, goals: Sequence[Goal]) -> bool:
        """Notes what was said since; False where more was said than is looked at here, or a message is gone."""
        latest = self._talks.messages(conversation, last=NEW)
        if known.last not in [one.n for one in latest] and known.last:
            return False
        if not known.last and len(latest) == NEW:
            return False
        self._note(known, [one for one in latest if one.n > known.last], goals)
        return True

    def _note(self, known: _Known, messages: Sequence[Message], goals: Sequence[Goal]) -> None:
        if messages and messages[-1].role is By.PERSON:
            messages = messages[:-1]  # the turn at hand, or one that was stopped: it is noted with the next
        ended = [goal for goal in goals if goal.closing is not None]
        opened = {goal.opening for goal in goals}
        for one in messages:
            known.last = one.n
            if one.n in opened or any(_inside(one.n, goal) for goal in ended):
                continue
            if one.memory.status is not Status.SUPERSEDED:
                known.state, _ = noted(known.state, Heard(one.n, one.memory.id, one.role, one.memory.text))

    def _stands(self, state: State) -> bool:
        """Whether every memory that the state rests on still says it."""
        resting = (*state.slots, *state.recent)
        there = {memory.id: memory for memory in self._store.get([slot.memory for slot in resting])}
        return all(
            slot.memory in there
            and there[slot.memory].status is not Status.SUPERSEDED
            and stands_in(slot, there[slot.memory].text)
            for slot in resting
        )

    def _goal_slots(self, conversation: str, goals: Sequence[Goal]) -> list[Slot]:
        """The goals that are open, and the last that were reached beside the one at hand."""
        open_ = [goal for goal in goals if goal.closing is None]
        around = {None, *(goal.number for goal in open_)}
        beside = [goal for goal in goals if goal.closing is not None and goal.parent in around]
        at_hand = open_[-LIMITS[Sort.GOAL] :]
        slots = [Slot(Sort.GOAL, goal.text, goal.memory, goal.opening, goal.opening) for goal in at_hand]
        for goal in beside[-LIMITS[Sort.FOLDED] :]:
            result = goal.result or self._decided(conversation, goal)
            words = folded(goal.text, result, goal.turns, goal.number)
            slots.append(Slot(Sort.FOLDED, words, goal.memory, goal.opening, goal.closing or goal.opening))
        return slots

    def _decided(self, conversation: str, goal: Goal) -> str:
        """What the person decided last on the way to a goal of which no result was told; empty if nothing."""
        turns = self._goals.turns(conversation, goal.number)[1:-1]
        state = state_of(Heard(one.n, one.memory.id, one.role, one.memory.text) for one in turns)
        return next((slot.words for slot in reversed(state.of(Sort.DECIDED))), "")

    def _recollected(self, memory: Memory, receipt: dict[str, object]) -> Recollection:
        return recollection(Scored(memory, 1.0, self._recall.strength(memory), receipt))


def _inside(n: int, goal: Goal) -> bool:
    return goal.closing is not None and goal.opening <= n <= goal.closing


def _said(text: str) -> str:
    """The words of a goal or its result as they are stored. Raises: Refused if they are too many."""
    words = " ".join(text.split())
    if len(words) > LONGEST_GOAL:
        raise Refused(f"A goal and its result have at most {LONGEST_GOAL} characters each.", "Say it in fewer words.")
    return masked(words)[0]
