"""What the assistant told again of memories: answers that hold their words though nothing was derived from them."""

from __future__ import annotations

from collections.abc import Sequence

from secondme.memory.record import Derived, Memory
from secondme.memory.retelling import repeated_by
from secondme.storing import MemoryStore, Talks


def answers_from(store: MemoryStore, talks: Talks, memories: Sequence[Memory]) -> list[Memory]:
    """The assistant's turns that had one of these memories before them and tell it again, oldest first, each once.

    A turn has before it what was said in its conversation and the notes that it was given. What rests on one of the
    memories may have stood for it among these notes.
    """
    given = {memory.id: [memory] for memory in memories}
    for derived in store.resting_on(list(given)):
        if isinstance(derived.source, Derived):
            given[derived.id] = [given[name][0] for name in derived.source.memories if name in given]
    found: dict[str, Memory] = {}
    for name, answer, asked in talks.answers_given(list(given)):
        if answer.id not in found and any(repeated_by(memory, [answer], asked) for memory in given[name]):
            found[answer.id] = answer
    return list(found.values())
