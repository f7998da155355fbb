"""Memories as faces see them: rows, details, and messages with what they rested on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from secondme.assistant.recall import recollection
from secondme.errors import Refused
from secondme.events import Recollection
from secondme.memory.forgetting import days_left, strength
from secondme.memory.recall import SEARCHED, STOP, Scored, place_in_words
from secondme.memory.record import Derived, Kind, Memory, Status, to_json
from secondme.ports import Filter
from secondme.wiring import Rooms

_ID = re.compile(r"(?=\w*\d)[a-z][0-9a-hjkmnp-z]{6,13}")
"""What looks like an id or the start of one: that never falls back to words."""
FOUND = 500
"""Most memories that a search lists."""


def row(rooms: Rooms, memory: Memory) -> dict[str, Any]:
    """The record, its strength now, the days until it fades (None: never), its place in words."""
    now = rooms.clock()
    left = days_left(memory, now, rooms.forgetting)
    return {
        **to_json(memory),
        "strength": round(strength(memory, now, rooms.forgetting.stability_days), 4),
        "days_left": None if math.isinf(left) else round(left, 1),
        "where": place_in_words(memory),
    }


def rows(rooms: Rooms, memories: Sequence[Memory]) -> list[dict[str, Any]]:
    """Rows in order."""
    return [row(rooms, memory) for memory in memories]


def page(rooms: Rooms, search: str, kind: str, status: str, limit: int, offset: int) -> dict[str, Any]:
    """A page of memories, the newest first; with a search the best first."""
    which = Filter(
        kinds=(Kind(kind),) if kind else (),
        statuses=(Status(status),) if status else SEARCHED if search.strip() else (),
    )
    if not search.strip():
        found = rooms.store.page(which, limit=limit, offset=offset)
        return {"total": rooms.store.count(which), "memories": rows(rooms, found)}
    hits = rooms.recall(search, limit=FOUND, which=which, echoes=True)
    found = rooms.store.get([hit.id for hit in hits])
    return {"total": len(found), "memories": rows(rooms, found[offset : offset + limit])}


def detail(rooms: Rooms, memory: Memory) -> dict[str, Any]:
    """A row with its history, its evidence, what rests on it, and what stands around it."""
    evidence = rooms.store.get(memory.source.memories) if isinstance(memory.source, Derived) else []
    return {
        **row(rooms, memory),
        "history": [asdict(change) for change in rooms.store.history(memory.id)],
        "evidence": rows(rooms, evidence),
        "derived": rows(rooms, rooms.store.resting_on([memory.id])),
        "neighbours": rows(rooms, rooms.store.neighbours(memory)),
    }


def forgettable(rooms: Rooms, what: str) -> dict[str, Any]:
    """What forgetting an id, or everything that holds all of some words, would take, and what rests on it.

    Raises: Refused for a passage: as long as its file is watched it would come back.
    """
    found = [rooms.store.find(what.strip())] if _ID.fullmatch(what.strip()) else _holding(rooms, what)
    passages = [memory for memory in found if memory.kind is Kind.PASSAGE]
    going = [memory for memory in found if memory.kind is not Kind.PASSAGE]
    if passages and not going:
        raise Refused(
            f"That stands in a watched file: {place_in_words(passages[0])}.",
            "Delete it there, or name the file in a .secondmeignore; it then leaves memory by itself.",
        )
    return {
        "memories": rows(rooms, going),
        "derived": rows(rooms, derived(rooms, going)),
        "files": sorted({place_in_words(memory) for memory in passages}),
    }


def _holding(rooms: Rooms, what: str) -> list[Memory]:
    """The memories that hold every telling word of a text, in whatever form; likeness is not enough here."""
    words = [word for word in what.lower().split() if word not in STOP] or what.split()
    wanted = set(rooms.store.stems(" ".join(words)))
    if not wanted:
        return []
    hits = rooms.store.words(" ".join(words), limit=10_000, which=Filter())
    found = rooms.store.get([hit.memory for hit in hits])
    return [memory for memory in found if wanted <= set(rooms.store.stems(memory.text))]


def derived(rooms: Rooms, memories: Sequence[Memory]) -> list[Memory]:
    """Everything that rests on these, directly or through others."""
    found: dict[str, Memory] = {}
    front = [memory.id for memory in memories]
    while front:
        fresh = [memory for memory in rooms.store.resting_on(front) if memory.id not in found]
        found |= {memory.id: memory for memory in fresh}
        front = [memory.id for memory in fresh]
    return [memory for name, memory in found.items() if name not in {one.id for one in memories}]


def messages(rooms: Rooms, conversation: str) -> list[dict[str, Any]]:
    """A conversation in order; each answer with the memories that it was given."""
    uses = rooms.talks.uses(conversation)
    asked = 0
    found: list[dict[str, Any]] = []
    for message in rooms.talks.messages(conversation):
        used: list[dict[str, Any]] = []
        if message.role == "person":
            asked = message.n
        else:
            scores = {name: (score, receipt) for name, score, receipt in uses.get(asked, [])}
            used = [_recollected(rooms, memory, *scores[memory.id]) for memory in rooms.store.get(list(scores))]
        found.append(
            {
                "id": message.n,
                "role": message.role,
                "text": message.memory.text,
                "made": message.memory.made,
                "state": "whole",
                "memories": used,
            }
        )
    return found


def _recollected(rooms: Rooms, memory: Memory, score: float, receipt: dict[str, Any]) -> dict[str, Any]:
    return plain(recollection(Scored(memory, score, rooms.recall.strength(memory), receipt)))


def plain(one: Recollection) -> dict[str, Any]:
    """A recollection as a JSON object."""
    return {name: getattr(one, name) for name in one.__dataclass_fields__}
