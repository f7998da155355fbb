"""Memories as rows of the ledger and back, and filters as SQL."""

from __future__ import annotations

import json
from typing import Any

from secondme.memory.record import (
    By,
    Derived,
    Kind,
    Memory,
    Said,
    Source,
    Status,
    Written,
    source_from_json,
    source_to_json,
)
from secondme.ports import Filter
from secondme.store.ledger import marks

COLUMNS = (
    "id, version, kind, status, by, place, text, heading, source, source_key, made, valid_from, valid_to, "
    "superseded_by, importance, recalls, last_recalled, pinned, keywords"
)
FIELDS = tuple(COLUMNS.split(", "))


def to_row(memory: Memory) -> tuple[Any, ...]:
    """The values of `COLUMNS`."""
    return (
        memory.id, memory.version, memory.kind, memory.status, memory.by, memory.place, memory.text,
        heading(memory.source), json.dumps(source_to_json(memory.source), ensure_ascii=False),
        source_key(memory.source), memory.made, memory.valid_from, memory.valid_to, memory.superseded_by,
        memory.importance, memory.recalls, memory.last_recalled, int(memory.pinned),
        json.dumps(list(memory.keywords), ensure_ascii=False),
    )  # fmt: skip


def from_row(row: tuple[Any, ...]) -> Memory:
    """The memory of a row of `COLUMNS`."""
    found = dict(zip(FIELDS, row, strict=True))
    return Memory(
        id=found["id"],
        version=found["version"],
        kind=Kind(found["kind"]),
        status=Status(found["status"]),
        by=By(found["by"]),
        place=found["place"],
        text=found["text"],
        source=source_from_json(json.loads(found["source"])),
        made=found["made"],
        valid_from=found["valid_from"],
        valid_to=found["valid_to"],
        superseded_by=found["superseded_by"],
        importance=found["importance"],
        recalls=found["recalls"],
        last_recalled=found["last_recalled"],
        pinned=bool(found["pinned"]),
        keywords=() if found["keywords"] == "[]" else tuple(json.loads(found["keywords"])),
    )


def heading(source: Source) -> str:
    """Words beside the text by which a passage is found too: its file's name and headings."""
    if isinstance(source, Written):
        name = source.path.replace("\\", "/").rsplit("/", 1)[-1]
        return f"{name} {source.heading}".strip()
    return ""


def source_key(source: Source) -> str:
    """What stands together in order: the turns of a conversation, the passages of a file."""
    match source:
        case Said(conversation=conversation):
            return f"said:{conversation}"
        case Written(file=file):
            return f"file:{file}"
        case Derived(rule=rule):
            return f"derived:{rule}"


def where(which: Filter) -> tuple[str, list[Any]]:
    """A filter as an SQL condition over `memory`, and its values."""
    parts: list[str] = ["1"]
    values: list[Any] = []
    for column, wanted in (("kind", which.kinds), ("status", which.statuses), ("by", which.by)):
        if wanted:
            parts.append(f"memory.{column} IN ({marks(wanted)})")
            values += wanted
    if which.place:
        parts.append("memory.place = ?")
        values.append(which.place)
    if which.after is not None:
        parts.append("memory.made >= ?")
        values.append(which.after)
    if which.before is not None:
        parts.append("memory.made < ?")
        values.append(which.before)
    if which.pinned is not None:
        parts.append("memory.pinned = ?")
        values.append(int(which.pinned))
    return " AND ".join(parts), values
