"""Memories as rows of the ledger and back, and filters as SQL.

A row says where a memory comes from in as few bytes as it takes: conversation, file or rule stand in `source_key`,
path and digest of a file once in `document`, the rest in `source`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import apsw

from secondme.memory.record import By, Derived, Kind, Memory, Said, Source, Span, Status, Written
from secondme.store.ledger import marks
from secondme.storing import Filter

FIELDS = (
    "id", "version", "kind", "status", "by", "place", "text", "heading", "source", "source_key", "made",
    "valid_from", "valid_to", "superseded_by", "importance", "trust", "recalls", "last_recalled", "pinned", "keywords",
    "about", "context", "links",
)  # fmt: skip
"""The columns that hold the record."""
DOCUMENT = (
    "CASE WHEN memory.source_key >= 'file:' AND memory.source_key < 'file;' THEN (SELECT json_array(path, digest) "
    "FROM document WHERE document.file = substr(memory.source_key, 6)) END"
)
COLUMNS = ", ".join("memory." + field for field in FIELDS) + f", {DOCUMENT}"
"""What `from_row` reads, to be selected from `memory`."""
_KINDS = {one.value: one for one in Kind}
_STATUSES = {one.value: one for one in Status}
_SPEAKERS = {one.value: one for one in By}
"""Looked up in a sixth of the time in which an enumeration finds its own."""
HIDDEN = "memory.status != 'forgotten'"
"""Leaves out what was forgotten and waits to be purged."""


def to_row(memory: Memory) -> tuple[Any, ...]:
    """The values of `FIELDS`."""
    return (
        memory.id, memory.version, memory.kind, memory.status, memory.by, memory.place, memory.text,
        heading(memory), _source(memory.source), source_key(memory.source), memory.made, memory.valid_from,
        memory.valid_to, memory.superseded_by, memory.importance, memory.trust, memory.recalls, memory.last_recalled,
        int(memory.pinned), to_json(list(memory.keywords)) if memory.keywords else "[]",
        to_json(list(memory.about)) if memory.about else "", memory.context,
        to_json(list(memory.links)) if memory.links else "",
    )  # fmt: skip


def from_row(row: tuple[Any, ...]) -> Memory:
    """The memory of a row of `COLUMNS`."""
    (
        name, version, kind, status, by, place, text, above, source, key, made, valid_from, valid_to, superseded_by,
        importance, trust, recalls, last_recalled, pinned, keywords, about, context, links, document,
    ) = row  # fmt: skip
    return Memory(
        id=name,
        version=version,
        kind=_KINDS.get(kind) or Kind(kind),
        status=_STATUSES.get(status) or Status(status),
        by=_SPEAKERS.get(by) or By(by),
        place=place,
        text=text,
        source=_from_source(key, source, document),
        made=made,
        valid_from=valid_from,
        valid_to=valid_to,
        superseded_by=superseded_by,
        importance=importance,
        trust=trust,
        recalls=recalls,
        last_recalled=last_recalled,
        pinned=bool(pinned),
        keywords=() if keywords == "[]" else tuple(json.loads(keywords)),
        speaker="" if key.startswith("file:") else above,
        about=tuple(json.loads(about)) if about else (),
        context=context,
        links=tuple(json.loads(links)) if links else (),
    )


def from_fields(found: dict[str, Any], document: str | None) -> Memory:
    """The memory of the values of `FIELDS` by name, and of its file's path and digest as a JSON array."""
    return from_row((*(found[field] for field in FIELDS), document))


def put_documents(connection: apsw.Connection, memories: Iterable[Memory]) -> None:
    """Stores path and digest of the files that these passages stand in."""
    files = {m.source.file: (m.source.path, m.source.digest) for m in memories if isinstance(m.source, Written)}
    if not files:
        return
    connection.executemany(
        "INSERT INTO document (file, path, digest) VALUES (?, ?, ?) "
        "ON CONFLICT (file) DO UPDATE SET path = excluded.path, digest = excluded.digest",
        [(file, path, digest) for file, (path, digest) in files.items()],
    )


def heading(memory: Memory) -> str:
    """What stands above the words, by which they are found too: file name and headings, or who spoke."""
    source = memory.source
    if isinstance(source, Written):
        name = source.path.replace("\\", "/").rsplit("/", 1)[-1]
        return f"{name} {source.heading}".strip()
    return memory.speaker


def source_key(source: Source) -> str:
    """What stands together in order: the turns of a conversation, the passages of a file."""
    match source:
        case Said(conversation=conversation):
            return f"said:{conversation}"
        case Written(file=file):
            return f"file:{file}"
        case Derived(rule=rule):
            return f"derived:{rule}"


def _source(source: Source) -> str:
    """What `source_key` and `document` do not say."""
    match source:
        case Said(message=message):
            return str(message)
        case Written(start=start, end=end, line=line, heading=heading, page=page):
            return to_json([start, end, line, heading, *([page] if page else [])])
        case Derived(memories=memories, spans=spans):
            return to_json([list(memories), [[span.memory, span.start, span.end] for span in spans]])


def heading_of(key: str, rest: str) -> str:
    """The heading over a passage, from its row's `source_key` and `source`; empty for anything else."""
    return str(_from_json(rest)[0][3]) if key.startswith("file:") else ""


def _from_source(key: str, rest: str, document: str | None) -> Source:
    form, _, name = key.partition(":")
    if form == "said":
        return Said(name, int(rest))
    if form == "file":
        start, end, line, heading, *page = json.loads(rest)
        path, digest = json.loads(document) if document else ("", "")
        return Written(name, path, start, end, line, heading, digest, *page)
    memories, spans = json.loads(rest)
    return Derived(name, tuple(memories), tuple(Span(*span) for span in spans))


to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value as a column holds it."""
_from_json = json.JSONDecoder().raw_decode
"""What is decoded, and where it ends; a third of the time of `json.loads`."""


def where(which: Filter) -> tuple[str, list[Any]]:
    """A filter as an SQL condition over `memory`, and its values. What is forgotten is seen only if asked for."""
    parts: list[str] = ["1" if Status.FORGOTTEN in which.statuses else HIDDEN]
    values: list[Any] = []
    for column, wanted in (
        ("kind", which.kinds), ("status", which.statuses), ("by", which.by), ("place", which.places),
    ):  # fmt: skip
        if wanted:
            parts.append(f"memory.{column} IN ({marks(wanted)})")
            values += wanted
    if which.conversation:
        parts.append("memory.source_key = ?")
        values.append(f"said:{which.conversation}")
    if which.under:
        # A folder's own path, or anything below it; '0' is the character after '/'.
        parts.append(
            "memory.source_key IN (SELECT 'file:' || file FROM document WHERE path = ? OR (path > ? AND path < ?))"
        )
        root = which.under.rstrip("/")
        values += [root, root + "/", root + "0"]
    if which.speakers:
        # NOCASE knows the letters of ASCII alone; the usual forms of a name cover the others.
        names = [form for name in which.speakers for form in (name, name.lower(), name.upper(), name.title()) if name]
        named = f"memory.heading COLLATE NOCASE IN ({marks(names)})"
        named = f"memory.by != 'file' AND memory.heading != '' AND {named}"
        parts.append(f"(memory.by = 'file' OR memory.heading = '' OR {named})" if "" in which.speakers else named)
        values += names
    if which.topics:
        parts.append(f"memory.n IN (SELECT memory FROM tagged WHERE weight > 0 AND topic IN ({marks(which.topics)}))")
        values += which.topics
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
