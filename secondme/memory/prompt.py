"""The prompt: stable prefix, then the conversation, then this turn's recalled notes, then what was said.

Pure. Costs are in tokens of the model that will read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondme.memory.correction import RULE, as_told
from secondme.memory.recall import place_in_words
from secondme.memory.record import By, Derived, Kind, Memory
from secondme.memory.when import day

SYSTEM = "You are the personal memory assistant of the user. Answer from the notes, in one short sentence."
"""The wording matters much to a small model: with dated notes as `note` writes them the 135M starter answered
47 of 60 easy questions, with other wordings about half of them."""

NOTES = "Notes:"

LONGEST_NOTE = 600
"""Characters of a memory that a note quotes; the whole of it is shown beside the answer."""

SHARE_OF_NOTES = 0.5
"""At most this share of the room goes to notes, so that a conversation is never pushed out by them."""


def note(memory: Memory) -> str:
    """A memory as one line of the notes: when, who, what."""
    text, before = " ".join(memory.text.split()), ""
    if isinstance(memory.source, Derived) and memory.source.rule == RULE:
        text, before = as_told(text)
    if len(text) > LONGEST_NOTE:
        text = text[: LONGEST_NOTE - 1].rstrip() + "…"
    if before:
        return f'- ({day(memory.made)}) You corrected "{before}" You said: "{text}"'
    match memory.kind, memory.by:
        case (Kind.INSIGHT, _):
            who = "I noticed"
        case (_, By.PERSON):
            who = "You said"
        case (_, By.ASSISTANT):
            who = "I said"
        case _:
            who = f"{place_in_words(memory)} says"
    return f'- ({day(memory.made)}) {who}: "{text}"'


def notes_block(lines: Sequence[str]) -> str:
    """The recalled part of the person's turn; empty where nothing was recalled."""
    return "\n".join((NOTES, *lines)) + "\n\n" if lines else ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What goes into the prompt: how many notes (best first), and from which turn of the conversation on."""

    notes: int
    begin: int


def fit(*, room: int, fixed: int, notes: Sequence[int], turns: Sequence[int]) -> Fitted | None:
    """What fits: the fixed part (prefix and question) always, then notes, then the latest turns of the talk.

    Units: tokens. `room` is the context less the answer's limit. None if not even the fixed part fits.
    Notes take at most `SHARE_OF_NOTES` of what is left, the best first; turns are kept from the latest back,
    without a gap.
    """
    left = room - fixed
    if left < 0:
        return None
    spent = 0
    kept = 0
    for cost in notes:
        if spent + cost > left * SHARE_OF_NOTES:
            break
        spent += cost
        kept += 1
    left -= spent
    begin = len(turns)
    while begin and turns[begin - 1] <= left:
        begin -= 1
        left -= turns[begin]
    return Fitted(kept, begin)


def quoted(memories: Sequence[Memory]) -> str:
    """The answer that is given without a model: what was found, in its own words."""
    if not memories:
        return "I have no model to answer with, and I remember nothing about that."
    return "I have no model to answer with. This is what I remember:\n" + "\n".join(note(memory) for memory in memories)
