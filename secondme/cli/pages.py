"""An export as Markdown pages with YAML front matter, for a person to read and to grep.

A page is a day of a conversation, a file, or one memory that was drawn from others. Names hold nothing that a file
system could take for a path.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from secondme.config import folders, read
from secondme.memory.forgetting import strength
from secondme.memory.record import Memory, Said, Status, Written, from_json

LONGEST = 40
"""Characters of words in a name."""

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Pages:
    """Names of the pages of an export, then each with its text. `file` is read as often as it takes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._parts: dict[str, list[tuple[int, int]]] = {}
        self._tags: dict[str, list[str]] = {}
        self._fading = read(folders().config_file).memory.fading
        self._now = time.time()
        at = 0
        for line in file:
            if line.startswith(b'{"type": "memory"'):
                memory = from_json(json.loads(line))
                order = memory.source.message if isinstance(memory.source, Said) else at
                self._parts.setdefault(_name(memory), []).append((order, at))
            elif line.startswith(b'{"type": "tag"'):
                tag = json.loads(line)
                if tag["weight"] > 0:  # else it says that the memory was taken out of the topic
                    self._tags.setdefault(tag["memory"], []).append(tag["topic"])
            at += len(line)

    @property
    def names(self) -> set[str]:
        """Paths within the folder."""
        return set(self._parts)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for name, parts in self._parts.items():
            memories = [self._memory(at) for _, at in sorted(parts)]
            yield name, _front(self._about(memories)) + "\n" + "\n".join(self._told(memory) for memory in memories)

    def _memory(self, at: int) -> Memory:
        self._file.seek(at)
        return from_json(json.loads(self._file.readline()))

    def _about(self, memories: list[Memory]) -> dict[str, Any]:
        first = memories[0]
        if isinstance(first.source, Said):
            return {
                "conversation": first.source.conversation, "place": first.place, "day": _day(first.made),
                "began": _when(first.made), "messages": len(memories),
            }  # fmt: skip
        if isinstance(first.source, Written):
            return {
                "file": first.source.path, "id": first.source.file, "place": first.place,
                "digest": first.source.digest, "passages": len(memories),
            }  # fmt: skip
        return {
            "id": first.id, "kind": first.kind, "status": first.status, "made": _when(first.made), "by": first.by,
            "place": first.place, "rule": first.source.rule, "rests_on": list(first.source.memories),
            "valid_from": _when(first.valid_from), "valid_to": _when(first.valid_to),
            "superseded_by": first.superseded_by,
            "strength": round(strength(first, self._now, self._fading), 3), "importance": first.importance,
            "trust": first.trust, "recalls": first.recalls, "last_recalled": _when(first.last_recalled),
            "pinned": first.pinned, "keywords": list(first.keywords), "tags": self._tags.get(first.id, []),
            "version": first.version,
        }  # fmt: skip

    def _told(self, memory: Memory) -> str:
        """The words of a memory; under a line of who, when and which where a page holds several."""
        if isinstance(memory.source, Said):
            who = {"person": "You", "assistant": "Assistant"}.get(memory.by, "A file")
            head = f"**{memory.speaker or who}**, {_when(memory.made)}"
        elif isinstance(memory.source, Written):
            heading = f", {memory.source.heading}" if memory.source.heading else ""
            place = f"Page {memory.source.page}" if memory.source.page else f"Line {memory.source.line}"
            head = f"**{place}**{heading}"
        else:
            return memory.text + "\n"
        marks = [memory.id] + ["pinned"] * memory.pinned
        marks += [str(memory.status)] * (memory.status is not Status.ACTIVE)
        marks += [f"#{tag}" for tag in self._tags.get(memory.id, [])]
        return f"{head} · {' · '.join(marks)}\n\n{memory.text}\n"


def _name(memory: Memory) -> str:
    match memory.source:
        case Said(conversation=conversation):
            return f"conversations/{_day(memory.made)} {_safe(conversation)}.md"
        case Written(file=file, path=path):
            return f"files/{_words(PurePath(path.replace(chr(92), '/')).name)} {_safe(file)}.md"
        case _:
            kind = memory.kind if memory.kind == "profile" else f"{memory.kind}s"
            return f"{kind}/{_words(memory.text)} {_safe(memory.id)}.md"


def _words(text: str) -> str:
    """The first words of a text as part of a name."""
    return re.sub(r"[\W_]+", "-", text[: LONGEST * 4].lower())[:LONGEST].strip("-") or "untitled"


def _safe(name: str) -> str:
    """An id as part of a name: as it is, where that is safe on every system, else with a hash of it."""
    if re.fullmatch(r"[0-9a-z][0-9a-z_-]{0,63}", name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{_words(name)}-{digest}"


def _front(fields: dict[str, Any]) -> str:
    """YAML front matter; values stand as JSON, which YAML reads."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value is not None)
    text = _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", "\n".join(lines))
    return f"---\n{text}\n---\n"


def _when(at: float | None) -> str | float | None:
    """A time in the person's own zone; as seconds since 1970 where no calendar reaches."""
    try:
        return None if at is None else datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return at


def _day(at: float) -> str:
    try:
        return datetime.fromtimestamp(at).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return "undated"
