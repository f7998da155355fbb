"""The lines of an export: what each may hold, and whether a line that is read holds just that.

A line is a JSON object whose `type` names its form. What refers to something stands after it; only evidence may
come later. `end` says how many lines there are, so that a file that was cut off is known as one.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from secondme.errors import Refused, TooNew
from secondme.memory.record import By, Derived, Kind, Memory, Said, Status, Written, from_json, identity
from secondme.memory.secret import masked
from secondme.store.history import CHANGING
from secondme.store.rows import FIELDS, from_fields, to_row

FORMAT = 2
"""Raised whenever a line gets another form."""
IMPORTED = "imported"
"""The conversation and the place of notes that were brought from elsewhere."""

Check = Callable[[Any], bool]

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _share(value: Any) -> bool:
    return _number(value) and 0 <= value <= 1


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _wholes(value: Any) -> bool:
    return isinstance(value, list) and all(map(_whole, value))


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _one_of(names: Iterable[str]) -> Check:
    known = frozenset(names)
    return lambda value: isinstance(value, str) and value in known


def _all(fields: dict[str, Check]) -> Check:
    """A list of objects of exactly these fields."""
    return lambda value: isinstance(value, list) and all(_exactly(one, fields) for one in value)


def _exactly(value: Any, fields: dict[str, Check]) -> bool:
    return isinstance(value, dict) and value.keys() == fields.keys() and all(fields[n](v) for n, v in value.items())


_CHANGE: dict[str, Check] = {
    "version": _whole, "what": _text, "why": _text, "rule": _text, "at": _number, "before": _object,
    "operation": _maybe(_whole),
}  # fmt: skip
_MEMORY: dict[str, Check] = {
    "id": _name, "kind": _one_of(Kind), "text": _text, "source": _object, "by": _one_of(By), "place": _text,
    "made": _number, "version": _whole, "status": _one_of(set(Status) - {Status.FORGOTTEN}),
    "valid_from": _maybe(_number), "valid_to": _maybe(_number), "superseded_by": _maybe(_name), "importance": _share,
    "recalls": _whole, "last_recalled": _maybe(_number), "pinned": _flag, "keywords": _texts, "trust": _share,
    "rule": _text, "why": _text, "stored": _maybe(_number), "operation": _maybe(_whole), "history": _all(_CHANGE),
    "speaker": _name, "lost": _texts, "about": lambda value: _texts(value) and len(value) == 3, "context": _name,
    "links": _texts,
}  # fmt: skip
_SOURCES: dict[str, dict[str, Check]] = {
    "said": {"type": _text, "conversation": _name, "message": _whole},
    "written": {
        "type": _text, "file": _name, "path": _text, "start": _whole, "end": _whole, "line": _whole,
        "heading": _text, "digest": _text, "page": _whole,
    },
    "derived": {
        "type": _text, "rule": _text, "memories": _texts,
        "spans": _all({"memory": _name, "start": _whole, "end": _whole}),
    },
}  # fmt: skip
_COLUMNS: dict[str, Check] = {
    **{name: _MEMORY[name] for name in CHANGING if name in _MEMORY},
    "status": _one_of(Status), "heading": _text, "source": _text, "source_key": _text, "keywords": _text,
    "pinned": lambda value: value in (0, 1), "about": _text, "context": _text, "links": _text,
}  # fmt: skip
"""What a change may have replaced, in the form of the ledger."""
_NOTE: dict[str, Check] = {
    "text": _text, "made": lambda value: _number(value) or _text(value), "by": _one_of((By.PERSON, By.ASSISTANT)),
    "kind": _one_of((Kind.EPISODE,)), "speaker": _text,
}  # fmt: skip

FORMS: dict[str, dict[str, Check]] = {
    "secondme": {"format": _whole, "version": _text},
    "folder": {
        "id": _name, "path": _name, "name": _text, "recursive": _flag, "added": _number,
        "include": _texts, "exclude": _texts, "largest": _whole,
    },
    "file": {
        "id": _name, "folder": _name, "path": _name, "size": _whole, "modified": lambda value: isinstance(value, int),
        "digest": _text, "state": _text, "reason": _text, "passages": _whole,
    },
    "conversation": {"id": _name, "place": _text, "began": _number, "title": _text, "archived": _flag},
    "memory": _MEMORY,
    "key": {"memory": _name, "text": _name, "rule": _text},
    "message": {"n": _whole, "conversation": _name, "memory": _name},
    "branch": {"conversation": _name, "parent": _name, "upto": _whole},
    "recall": {
        "message": _whole, "memory": _name, "rank": _whole, "at": _number, "score": _number, "receipt": _object,
    },
    "grounding": {
        "message": _whole, "under": _whole, "verdict": _text,
        "marks": _all({"start": _whole, "end": _whole, "supported": _maybe(_flag), "given": _wholes}),
    },
    "use": {"memory": _name, "cited": _whole, "up": _whole, "down": _whole, "corrected": _whole},
    "thumb": {"message": _whole, "up": _flag},
    "goal": {"opening": _whole, "number": _whole, "parent": _maybe(_whole), "closing": _maybe(_whole)},
    "reached": {"opening": _whole, "closing": _whole},
    "topic": {"n": _whole, "name": _name, "parent": _maybe(_name), "by": _text, "made": _number, "words": _text},
    "tag": {"topic": _name, "memory": _name, "by": _text, "weight": _number},
    "operation": {
        "n": _whole, "at": _number, "what": _text, "undoes": _maybe(_whole), "undone_by": _maybe(_whole),
    },
    "key_change": {"operation": _whole, "memory": _name, "text": _name, "rule": _text, "added": _flag},
    "closing": {"at": _number, "removed": _whole, "length": _whole, "why": _text},
    "declined": {"memory": _name, "evidence": _text},
    "end": {"lines": _whole},
}  # fmt: skip
"""The fields of every form but `type`, in the order in which they are written."""
_OPTIONAL = {
    "speaker", "lost", "about", "context", "links", "include", "exclude", "largest", "title", "archived",
}  # fmt: skip
WRITTEN = {form: tuple(name for name in fields if name not in _OPTIONAL) for form, fields in FORMS.items()}
"""The fields that every line of a form has."""

_encode = json.JSONEncoder(ensure_ascii=False).encode


def wrong(number: int, what: str) -> Refused:
    """The error of a line."""
    return Refused(f"Line {number:,}: {what}", "Nothing was imported.")


def write(form: str, *values: Any, **more: Any) -> str:
    """A line: the values of a form's fields in order, then those that it need not have."""
    return _encode({"type": form, **dict(zip(WRITTEN[form], values, strict=True)), **more}) + "\n"


def read(line: bytes, number: int) -> dict[str, Any]:
    """The object of a line, all of its fields there and legal; a line with only a text is of the type `note`.

    Raises: Refused, TooNew, with the line's number.
    """
    try:
        found = json.loads(line)
    except UnicodeDecodeError as error:
        raise wrong(number, "it is not text in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise wrong(number, f"it is not JSON ({str(error).split(':')[0]}).") from error
    if not isinstance(found, dict) or not {"type", "text"} & found.keys():
        raise wrong(number, 'it is no line of an export, and no note like {"text": "…"}.')
    if _SURROGATE.search(line) and not _storable(found):
        raise wrong(number, "it holds half of a character (a lone surrogate), which cannot be stored.")
    form = found.get("type", "memory")
    if form == "memory" and "id" not in found:
        found = {"kind": Kind.EPISODE, **found, "type": "note"}
        _fields(found, _NOTE, {"made", "by", "kind", "speaker"}, "a note", number)
        return found
    if not isinstance(form, str) or form not in FORMS:
        raise wrong(number, f"there is no type {form!r} of line.")
    if form == "secondme" and isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise TooNew(
            f"Line {number:,}: it was exported by a newer version (format {found['format']}, not {FORMAT}).",
            "Nothing was imported. Install the newer version here too.",
        )
    _fields(found, FORMS[form], _OPTIONAL, f"a line of type {form}", number)
    return found


def _fields(found: dict[str, Any], form: dict[str, Check], optional: set[str], of: str, number: int) -> None:
    for name in form:
        if name not in found and name not in optional:
            raise wrong(number, f"{of} needs the field {name!r}.")
    for name, value in found.items():
        if name == "type":
            continue
        if name not in form:
            raise wrong(number, f"{of} has no field {name!r}.")
        if not form[name](value):
            shown = json.dumps(value, ensure_ascii=False)
            shown = shown if len(shown) <= 60 else shown[:60] + "…"
            raise wrong(number, f"the field {name!r} of {of} cannot be {shown}.")


def _storable(found: dict[str, Any]) -> bool:
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def memory(found: dict[str, Any], number: int) -> Memory:
    """The memory of a line of type `memory`, its source and every state of its past legal. Raises: Refused."""
    source = found["source"]
    form = _SOURCES.get(source["type"]) if isinstance(source.get("type"), str) else None
    if form is None or not _exactly({"page": 0, **source} if "page" in form else source, form):
        raise wrong(number, f"the source of memory {found['id']} is not one that a memory can have.")
    made = from_json(found)
    changes = found["history"]
    versions = [change["version"] for change in changes]
    if made.version < 1 or versions != sorted(set(versions)) or any(not 1 < v <= made.version for v in versions):
        raise wrong(number, f"the versions of memory {made.id} do not follow one another.")
    if changes:
        _past(made, changes, number)
    return made


def _past(made: Memory, changes: list[dict[str, Any]], number: int) -> None:
    """Takes the changes back one by one. Raises: Refused if one leaves no legal memory."""
    fields = dict(zip(FIELDS, to_row(made), strict=True))
    for change in reversed(changes):
        fields |= change["before"]
        try:
            if not all(_COLUMNS[name](value) for name, value in change["before"].items()):
                raise ValueError
            from_fields(fields, '["", ""]')
        except (ValueError, KeyError, TypeError) as error:
            raise wrong(number, f"version {change['version']} of memory {made.id} follows no legal one.") from error


def needs(made: Memory, found: dict[str, Any]) -> tuple[str, ...]:
    """Ids of what a memory rests on, without those that were lost already where it was exported."""
    if not isinstance(made.source, Derived):
        return ()
    named = dict.fromkeys((*made.source.memories, *(span.memory for span in made.source.spans)))
    return tuple(name for name in named if name not in found.get("lost", ()))


def note(found: dict[str, Any], number: int, now: float, message: int = 0) -> Memory:
    """A note from elsewhere as an episode, a mask in the place of each secret; its id comes from its words, so that
    twice the same is one.

    `made` is in seconds since 1970 or a date and time as ISO 8601 writes it; `now` where it is not given.
    Raises: Refused.
    """
    words = masked(found["text"].replace("\0", " ").strip())[0]
    if not words:
        raise wrong(number, "the note has no words.")
    given = found.get("made", now)
    if isinstance(given, str):
        try:
            given = datetime.fromisoformat(given).timestamp()
        except (ValueError, OverflowError, OSError) as error:
            raise wrong(number, f"{given!r} is not a date as in 2026-05-03 or 2026-05-03T14:30.") from error
    by = By(found.get("by", By.PERSON))
    speaker = " ".join(found.get("speaker", "").split())
    when = repr(float(given)) if "made" in found else ""
    parts = (IMPORTED, by, when, words, *([speaker] if speaker else []))
    return Memory(
        id=identity(Kind.EPISODE, *parts), kind=Kind.EPISODE, text=words, source=Said(IMPORTED, message), by=by,
        place=IMPORTED, made=float(given), valid_from=float(given), speaker=speaker,
    )  # fmt: skip


def said_anew(made: Memory, message: int | None) -> Memory:
    """A memory of something said, under another message's number."""
    if message is None or not isinstance(made.source, Said):
        return made
    return replace(made, source=replace(made.source, message=message))


def file_of(made: Memory) -> str:
    """The id of the file that a passage stands in; empty for anything else."""
    return made.source.file if isinstance(made.source, Written) else ""
