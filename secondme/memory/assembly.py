"""What of the recalled memories the model reads: joined, without repetitions, cut to the budget, the strongest at the
edges.

Pure. Invariant: the block is never longer than its budget in the model's own tokens, and the same findings always
make the same block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from secondme.memory.named import TOKEN, sort_of
from secondme.memory.prompt import LONGEST_NOTE, note, notes_block, shortened
from secondme.memory.quiet import STOP
from secondme.memory.recall import is_fact, place_in_words
from secondme.memory.record import By, Memory, Said, Written
from secondme.memory.roots import fold, root
from secondme.memory.when import day

T = TypeVar("T")
Count = Callable[[Sequence[str]], list[int]]
"""Lengths of texts in the tokens of the model that will read them."""
Order = Literal["edges", "best first"]

SAME = 0.8
"""Share of their words that two memories have in common which say the same."""
LENGTHS = (LONGEST_NOTE, LONGEST_NOTE // 2, LONGEST_NOTE // 4)
"""Characters that an excerpt quotes at most: the first of them that still fits."""
WIDER = 2
"""How many times as long as a note of one memory one of several may be."""
GAP = 40
"""Characters (blank, or a heading's marks) that may lie between two passages of a file that read on."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What recall found in one place: a memory with those next to it that it reads on with, in order; `best` is the id
    of the one that was found."""

    memories: tuple[Memory, ...]
    best: str
    score: float


@dataclass(frozen=True, slots=True)
class Assembled:
    """The notes in the order in which the model reads them; the ids of the memories in them, best excerpt first; the
    length of the block in tokens; how many excerpts did not fit."""

    notes: tuple[str, ...] = ()
    memories: tuple[str, ...] = ()
    tokens: int = 0
    left_out: int = 0

    @property
    def block(self) -> str:
        """The notes as they stand in the prompt; empty where there are none."""
        return notes_block(self.notes)


def assembled(
    found: Sequence[Excerpt], budget: int, count: Count, *, question: str = "", order: Order = "edges"
) -> Assembled:
    """The block of notes for what was found, at most `budget` tokens long.

    The best come first into the budget; one that does not fit is shortened to the sentences around the words of the
    question, and left out where even that is too long. `order` says how those chosen are laid out: "edges" puts the
    best first and the second best last, since the middle of a prompt is read worst.
    Source: Liu et al. 2023, "Lost in the Middle", section 4.
    """
    joined = _joined(_without_echoes(found))
    if not joined or budget <= 0:
        return Assembled(left_out=len(joined))
    asked = words_of(question)
    forms = [[_line(one, asked, longest) for longest in LENGTHS] for one in joined]
    frame, *costs = count([notes_block([""]), *(line + "\n" for lines in forms for line in lines)])
    left = budget - frame
    chosen: list[tuple[int, str]] = []
    for at, lines in enumerate(forms):
        for line, cost in zip(lines, costs[at * len(LENGTHS) :], strict=False):
            if cost <= left:
                chosen.append((at, line))
                left -= cost
                break
    while chosen:
        notes = tuple(line for _, line in laid_out(chosen, order))
        (tokens,) = count([notes_block(notes)])
        if tokens <= budget:
            ids = dict.fromkeys(memory.id for at, _ in chosen for memory in joined[at].memories)
            return Assembled(notes, tuple(ids), tokens, len(joined) - len(chosen))
        chosen.pop()  # a tokenizer may need more for the whole than for its parts
    return Assembled(left_out=len(joined))


def laid_out(best_first: Sequence[T], order: Order) -> list[T]:
    """What is best first, in the order of a policy."""
    if order == "best first":
        return list(best_first)
    return [*best_first[::2], *best_first[1::2][::-1]]


def words_of(text: str) -> frozenset[str]:
    """The telling words of a text by their roots."""
    return frozenset(root(word) for word in TOKEN.findall(text) if word.lower() not in STOP)


def _without_echoes(found: Sequence[Excerpt]) -> Iterator[Excerpt]:
    """The excerpts best first, without what says again what a better one says; a fact is held against facts alone, as
    the words that it was drawn from are to be read too."""
    of_words, of_facts = list[_Words](), list[_Words]()
    for one in sorted(found, key=lambda one: (-one.score, one.best)):
        kept = of_facts if is_fact(one.memories[0]) else of_words
        said = {memory.id: _Words.of(memory) for memory in one.memories}
        if _echoes(said.get(one.best), kept):
            continue
        own = [memory for memory in one.memories if not _echoes(said[memory.id], kept)]
        fresh: list[Memory] = []
        for memory in own:
            if not _echoes(said[memory.id], [said[other.id] for other in fresh]):
                fresh.append(memory)
        kept += [said[memory.id] for memory in fresh]
        if fresh:
            yield Excerpt(tuple(fresh), one.best, one.score)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a memory, and those of them that tell it from another: names, numbers, days, "not"."""

    memory: str
    all: frozenset[str]
    telling: frozenset[str]

    @classmethod
    def of(cls, memory: Memory) -> _Words:
        tokens = TOKEN.findall(memory.text)
        words = frozenset(map(fold, tokens)) or frozenset([memory.text])
        telling = frozenset(fold(token) for token in tokens if sort_of(token) or _DENIES.fullmatch(fold(token)))
        return cls(memory.id, words, telling)


_DENIES = re.compile(r"not|no|never|none|\w+n['’]t|nicht|kein\w*|nie")


def _echoes(one: _Words | None, others: Sequence[_Words]) -> bool:
    """Whether a memory shares `SAME` of its words with one of the others, no name, number or denial apart."""
    return one is not None and any(
        other.memory != one.memory
        and len(one.all & other.all) >= SAME * len(one.all | other.all)
        and not (one.all ^ other.all) & (one.telling | other.telling)
        for other in others
    )


def _joined(found: Iterator[Excerpt]) -> list[Excerpt]:
    """Excerpts that read on, or overlap, made one; best first."""
    joined: list[Excerpt] = []
    for one in found:
        near = [other for other in joined if any(_reads_on(a, b) for a in one.memories for b in other.memories)]
        if not near:
            joined.append(one)
            continue
        every = {memory.id: memory for part in (*near, one) for memory in part.memories}
        whole = Excerpt(tuple(sorted(every.values(), key=_place)), near[0].best, near[0].score)
        joined = [whole if other is near[0] else other for other in joined if other not in near[1:]]
    return joined


def _reads_on(one: Memory, other: Memory) -> bool:
    """Whether two memories are one, or stand next to each other."""
    if one.id == other.id:
        return True
    match one.source, other.source:
        case Said(), Said():
            near = one.source.conversation == other.source.conversation
            return near and abs(one.source.message - other.source.message) == 1
        case Written(), Written():
            if (one.source.file, one.source.heading) != (other.source.file, other.source.heading):
                return False
            first, second = sorted((one.source, other.source), key=lambda source: source.start)
            return second.start - first.end <= GAP
    return False


def _place(memory: Memory) -> tuple[int, str]:
    match memory.source:
        case Said(message=message):
            return message, memory.id
        case Written(start=start):
            return start, memory.id
    return 0, memory.id


def _line(one: Excerpt, asked: frozenset[str], longest: int) -> str:
    """An excerpt as a note: as `note` puts it where it is one memory, else under one date and title."""
    first = one.memories[0]
    if len(one.memories) == 1:
        return note(first, asked, longest)
    said = [" ".join(memory.text.split()) for memory in one.memories]
    each = _share([len(text) for text in said], longest * min(len(said), WIDER))
    texts = [shortened(text, asked, each) for text in said]
    if isinstance(first.source, Written):
        return f'- ({day(first.made)}) {place_in_words(first)} says: "{" ".join(texts)}"'
    turns = (f'{_speaker(memory)} {_spoke(text)}: "{text}"' for memory, text in zip(one.memories, texts, strict=True))
    return f"- ({day(first.made)}) " + " ".join(turns)


def _share(sizes: Sequence[int], whole: int) -> int:
    """How long each part may be, so that all are at most `whole`: the short ones leave the long ones their room."""
    left = whole
    for n, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - n)
        if size > share:
            return max(40, share)
        left -= size
    return max(sizes)


def _spoke(text: str) -> str:
    """Of 30 brief answers the 135M starter makes 18 out with "I asked:" before them, 14 without."""
    return "asked" if text.endswith(("?", "？")) else "said"


def _speaker(memory: Memory) -> str:
    return memory.speaker or ("I" if memory.by is By.ASSISTANT else "You")
