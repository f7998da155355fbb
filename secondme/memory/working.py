"""The working memory of a conversation: a few short lines that stand for all that was said before.

Pure, and made by rules without a model. Invariant: there are never more slots than `LIMITS` allows, and the words of a
slot stand in the memory that it names, so that whatever leaves the state is still found in the store.
Source: Zhou et al. 2025, "MEM1", section 3 (one compact state, rewritten each turn); Hu et al. 2024, "HiAgent", section
3 (a finished sub-goal is one line). There a model writes the state; here rules choose the person's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from secondme.memory.assembly import words_of
from secondme.memory.control import ABSTAINS, asks, small_talk, wants_memory
from secondme.memory.correction import statements_of
from secondme.memory.named import TOKEN, sort_of, values_of
from secondme.memory.prompt import shortened
from secondme.memory.record import By
from secondme.memory.roots import fold, root

Count = Callable[[Sequence[str]], list[int]]
"""Lengths of texts in the tokens of the model that will read them."""

TOKENS = 256
"""Tokens of the whole state at most."""
LONGEST = 120
"""Characters of a line's words."""
READ = 2_000
"""Characters of a turn that are looked at."""
RECENT = 6
"""Turns of the person that tell what the talk is about now."""
TELLING = 2
"""Telling words that a sentence has at least which is kept."""
SAME = 0.6
"""Share of the words, numbers and days apart, that two sentences of the same names have in common of which the later
one replaces the earlier: "the rent is 900", "the rent is 950"."""


class Sort(StrEnum):
    """What a slot holds, in the order of the lines."""

    GOAL = "goal"
    FOLDED = "folded"
    ABOUT = "about"
    DECIDED = "decided"
    OPEN = "open"
    SAID = "said"


LIMITS = {Sort.GOAL: 3, Sort.FOLDED: 3, Sort.ABOUT: 1, Sort.DECIDED: 3, Sort.OPEN: 2, Sort.SAID: 6}
"""Slots of each sort at most."""
SLOTS = sum(LIMITS.values())
DEPTH = LIMITS[Sort.GOAL]
"""Goals that may be open at once, each within the one before."""

HEAD = "This conversation so far:"
_LABELS = {
    Sort.GOAL: "Goal now", Sort.FOLDED: "Goal", Sort.ABOUT: "About", Sort.DECIDED: "Decided",
    Sort.OPEN: "Open question", Sort.SAID: "You said",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn as it is stored: its number, the memory that holds its words, who said it."""

    n: int
    memory: str
    by: By
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the state: the words of the memory that it rests on; the number of the turn in which they were said,
    and of the last turn that came back to them."""

    sort: Sort
    words: str
    memory: str
    said: int = 0
    used: int = 0

    @property
    def line(self) -> str:
        """As the model reads it."""
        return f"- {_LABELS[self.sort]}: {self.words}"


@dataclass(frozen=True, slots=True)
class State:
    """The slots; the latest turns of the person, from which it is told what the talk is about; the number of the very
    last, small talk too."""

    slots: tuple[Slot, ...] = ()
    recent: tuple[Slot, ...] = ()
    last: int = 0

    def of(self, sort: Sort) -> list[Slot]:
        """The slots of a sort, the longest unused first."""
        return sorted((slot for slot in self.slots if slot.sort is sort), key=lambda slot: (slot.used, slot.said))


def noted(state: State, turn: Heard) -> tuple[State, tuple[Slot, ...]]:
    """The state after a turn, and the slots that left it.

    The person's decisions, questions, and sentences with names or numbers are kept. A question is open until it is
    answered. Of each sort the one that nobody came back to for longest goes first.
    """
    before = state.slots
    if turn.by is By.PERSON:
        state = replace(_told(state, turn), last=turn.n)
    elif not ABSTAINS.search(fold(turn.text[:READ].replace("’", "'"))):
        state = _without(state, [slot for slot in state.of(Sort.OPEN) if slot.said == state.last])
    kept = {(slot.sort, slot.memory, slot.words) for slot in state.slots}
    left = (slot for slot in before if (slot.sort, slot.memory, slot.words) not in kept)
    return state, tuple(slot for slot in left if slot.sort is not Sort.ABOUT)


def state_of(turns: Iterable[Heard]) -> State:
    """The state after turns, in order."""
    state = State()
    for turn in turns:
        state, _ = noted(state, turn)
    return state


def within(slots: Sequence[Slot], count: Count, tokens: int = TOKENS) -> tuple[Slot, ...]:
    """The slots whose block is at most `tokens` long, in the order of its lines. What is worth least is left out first:
    what was said, and of that what nobody came back to for longest; the goals at hand go last."""
    told = {slot.words for slot in slots if slot.sort is not Sort.ABOUT}
    chosen = _laid_out([slot for slot in slots if slot.sort is not Sort.ABOUT or slot.words not in told])
    if not chosen:
        return ()
    frame, *costs = count([state_block([]), *(slot.line + "\n" for slot in chosen)])
    by_worth = sorted(zip(chosen, costs, strict=True), key=lambda one: _worth(one[0]), reverse=True)
    kept: list[Slot] = []
    left = tokens - frame
    for slot, cost in by_worth:
        if cost <= left:
            kept.append(slot)
            left -= cost
    while kept and count([state_block(_laid_out(kept))])[0] > tokens:
        kept.pop()  # a tokenizer may need more for the whole than for its parts
    return _laid_out(kept)


def state_block(slots: Sequence[Slot]) -> str:
    """The lines for the prompt. The same slots always make the same block, whenever they were last used."""
    return "\n".join((HEAD, *(slot.line for slot in _laid_out(slots)))) + "\n\n"


def stands_in(slot: Slot, text: str) -> bool:
    """Whether the words of a slot stand in a text."""
    return slot.words.strip("…") in " ".join(text.split())


def folded(text: str, result: str, turns: int, number: int) -> str:
    """The words of a goal that was reached, with what it takes to see its turns again."""
    many = f"{turns:,} turn{'s' if turns != 1 else ''} folded; expand {number}"
    return f"{_cut(text)} -> {_cut(result) or 'done'} ({many})"


def _laid_out(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    order = list(Sort)
    return tuple(sorted(slots, key=lambda slot: (order.index(slot.sort), slot.said, slot.words)))


def _worth(slot: Slot) -> tuple[int, int, int]:
    rank = {Sort.GOAL: 5, Sort.FOLDED: 2, Sort.ABOUT: 4, Sort.DECIDED: 3, Sort.OPEN: 2, Sort.SAID: 1}
    return rank[slot.sort], slot.used, slot.said


# What a turn of the person does to the state.


def _told(state: State, turn: Heard) -> State:
    text = turn.text[:READ]
    if small_talk(text) or not wants_memory(text):
        return state
    sentences = [one.words for one in statements_of(text)]
    said = words_of(text)
    state = replace(state, slots=tuple(_touched(slot, said, turn.n) for slot in state.slots))
    for words in sentences:
        sort = _sort_of(words)
        if sort is Sort.OPEN:
            state = _put(state, Slot(sort, _cut(words), turn.memory, turn.n, turn.n))
            continue
        state = _without(state, [slot for slot in state.of(Sort.OPEN) if _answers(words, slot.words)])
        if sort is not None:
            state = _put(state, Slot(sort, _cut(words), turn.memory, turn.n, turn.n))
    telling = next((words for words in sentences if len(words_of(words)) >= TELLING), "")
    if not telling:
        return state
    recent = (*state.recent, Slot(Sort.ABOUT, _cut(telling), turn.memory, turn.n, turn.n))[-RECENT:]
    rest = tuple(slot for slot in state.slots if slot.sort is not Sort.ABOUT)
    return replace(state, slots=(*rest, _middle(recent)), recent=recent)


def _sort_of(words: str) -> Sort | None:
    """What a sentence is kept as; None where it is not."""
    if len(words_of(words)) < TELLING:
        return None
    if asks(words):
        return Sort.OPEN
    if _DECIDES.search(fold(words.replace("’", "'"))):
        return Sort.DECIDED
    return Sort.SAID if _values(words) else None


_DECIDES = re.compile(
    r"\b(?:i|we)(?:'ve| have)? (?:\w+ )?(?:decided|agreed|chosen|chose|settled|picked|booked|ordered)\b"
    r"|\b(?:i|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to)\b|\blet'?s\b|\bdecision\b"
    r"|\bthe plan is\b|\b(?:go|going|went) (?:with|for)\b|\bit(?:'s| is) settled\b"
    r"|\b(?:ich|wir) (?:habe|haben) (?:\w+ ){0,6}?(?:entschieden|beschlossen|gebucht|bestellt)\b"
    r"|\b(?:wir nehmen|ich nehme)\b"
)


def _values(words: str) -> set[str]:
    """The names and numbers of a sentence."""
    return {value for values in values_of(words).values() for value in values if not value.startswith(("i'", "i’"))}


def _put(state: State, new: Slot) -> State:
    """The state with a slot, in the place of what it says anew, or of the one that is longest unused."""
    old = state.of(new.sort)
    same = next((slot for slot in old if slot.words == new.words), None)
    if same is not None:
        return replace(state, slots=tuple(replace(s, used=new.used) if s is same else s for s in state.slots))
    replaced = [slot for slot in old if new.sort is not Sort.OPEN and _anew(new.words, slot.words)]
    rest = [slot for slot in old if slot not in replaced]
    too_many = max(0, len(rest) + 1 - LIMITS[new.sort])
    return _without(replace(state, slots=(*state.slots, new)), [*replaced, *rest[:too_many]])


def _without(state: State, going: Collection[Slot]) -> State:
    return replace(state, slots=tuple(slot for slot in state.slots if slot not in going)) if going else state


def _anew(words: str, before: str) -> bool:
    """Whether a sentence says something else of the same: it shares all but numbers and days."""
    (one, names), (other, others) = _frame(words), _frame(before)
    return names == others and len(one & other) >= TELLING and len(one & other) >= SAME * len(one | other)


def _frame(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a sentence that are neither names nor numbers, and the names."""
    sorts = {root(word): sort_of(word) for word in TOKEN.findall(words)}
    told = words_of(words)
    return frozenset(w for w in told if not sorts[w]), frozenset(w for w in told if sorts[w] == "name")


def _answers(words: str, question: str) -> bool:
    """Whether a sentence has half of the telling words of an open question."""
    asked = words_of(question)
    return 2 * len(words_of(words) & asked) >= len(asked) > 0


def _touched(slot: Slot, said: Collection[str], n: int) -> Slot:
    """A slot that a turn comes back to: it shares two telling words with it."""
    return replace(slot, used=n) if len(words_of(slot.words).intersection(said)) >= TELLING else slot


def _middle(recent: Sequence[Slot]) -> Slot:
    """Of the latest turns the one that shares most words with the others; the latest where several do."""
    words = [words_of(slot.words) for slot in recent]
    shared = [sum(len(one & other) for m, other in enumerate(words) if m != n) for n, one in enumerate(words)]
    return recent[max(range(len(recent)), key=lambda n: (shared[n], n))]


def _cut(words: str) -> str:
    return shortened(" ".join(words.split()), (), LONGEST)
