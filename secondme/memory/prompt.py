"""The prompt: stable prefix, then the conversation, then this turn's recalled notes, then what was said.

Pure. Costs are in tokens of the model that will read it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from secondme.memory.confidence import Verdict
from secondme.memory.correction import RULE, as_told
from secondme.memory.named import TOKEN
from secondme.memory.recall import held_in_words, is_fact, place_in_words
from secondme.memory.record import By, Derived, Kind, Memory
from secondme.memory.roots import root
from secondme.memory.when import day

SYSTEM = "You are the personal memory assistant of the user. Answer from the notes, in one short sentence."
"""The wording matters much to a small model: with dated notes as `note` writes them the 135M starter answered
47 of 60 easy questions, with other wordings about half of them. To say that notes go above what it knows makes it
worse: of 20 notes against common knowledge it follows 16 as it is, 11 to 15 with three wordings that say so."""

NOTES = "Notes:"
NOTHING = "Notes: nothing was found in memory about this.\n\n"
"""What stands in the place of the notes where a question was asked and nothing was found."""

LONGEST_NOTE = 600
"""Characters of a memory that a note quotes; the whole of it is shown beside the answer."""

SHARE_OF_NOTES = 0.5
"""At most this share of the room goes to notes, so that a conversation is never pushed out by them."""


def note(memory: Memory, asked: Collection[str] = (), longest: int = LONGEST_NOTE) -> str:
    """A memory as one line of the notes: when, who, what.

    Of a long one the sentences around the words asked for are quoted; these are given as `roots.root` makes them.
    """
    text, before = " ".join(memory.text.split()), ""
    if isinstance(memory.source, Derived) and memory.source.rule == RULE:
        text, before = as_told(text)
    text = shortened(text, asked, longest)
    if before:
        return f'- ({day(memory.made)}) You corrected "{before}" You said: "{text}"'
    if is_fact(memory):
        held = held_in_words(memory)
        return f'- ({day(memory.made)}) I learned{f" ({held})" if held else ""}: "{text}"'
    match memory.kind, memory.by:
        case (Kind.INSIGHT, _):
            who = "I noticed"
        case (Kind.LESSON, _):
            who = "I learned"
        case (Kind.PROFILE, _):
            who = "I know"
        case (_, By.PERSON):
            who = f"{memory.speaker or 'You'} said"
        case (_, By.ASSISTANT):
            who = "I said"
        case _:
            who = f"{place_in_words(memory)} says"
    return f'- ({day(memory.made)}) {who}: "{text}"'


_SENTENCES = re.compile(r"(?<=[.!?…。])\s+")


def shortened(text: str, asked: Collection[str], longest: int) -> str:
    """A text of at most `longest` characters: the run of whole sentences that holds most of the words asked for.

    What is left out shows as "…". Where a sentence is too long by itself, it is cut around the first such word.
    """
    if len(text) <= longest:
        return text
    words = [(match.start(), root(match[0])) for match in TOKEN.finditer(text)]
    hits = [(at, word) for at, word in words if word in asked]
    cuts = [0, *(gap.end() for gap in _SENTENCES.finditer(text)), len(text)]
    room = longest - 2
    best: tuple[int, int, int, int] | None = None
    for n, start in enumerate(cuts[:-1]):
        fitting = [end for end in cuts[n + 1 :] if end - start <= room]
        if fitting:
            end = fitting[-1]
            held = len({word for at, word in hits if start <= at < end})
            if best is None or held > best[0]:
                best = (held, -start, start, end)
    wanted = len({word for _, word in hits})
    if best is None or (wanted and not best[0]):
        middle = hits[0][0] if hits else 0
        start = max(0, min(middle - room // 3, len(text) - room))
        if start and (gap := text.find(" ", start, start + 40)) >= 0:
            start = gap + 1
        end = start + room
        if end < len(text) and (gap := text.rfind(" ", end - 40, end)) > start:
            end = gap
    else:
        start, end = best[2:]
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def notes_block(lines: Sequence[str]) -> str:
    """The recalled part of the person's turn; empty where nothing was recalled."""
    return "\n".join((NOTES, *lines)) + "\n\n" if lines else ""


def quoted(memories: Sequence[Memory], verdict: str = "") -> str:
    """The answer that is given without a model: what was found, in its own words, and how sure that is."""
    if memories:
        only = "I found only this:" if verdict == Verdict.PERHAPS else "This is what I remember:"
        return f"I have no model to answer with. {only}\n" + "\n".join(note(memory) for memory in memories)
    if verdict:
        return "I have no model to answer with, and I remember nothing about that."
    return "I have no model to answer with."
