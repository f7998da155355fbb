"""Conversations as they are listed: by what they are called, found by their words, out of the way when archived.

What is archived stays in memory and is recalled like all else; it is out of the list alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from secondme.errors import Refused
from secondme.memory.secret import masked
from secondme.store import match
from secondme.store.conversations import unknown
from secondme.store.ledger import Ledger
from secondme.store.lineage import LINE, SHARED
from secondme.store.rows import HIDDEN
from secondme.store.search import HOLDING

TITLE = 60
"""Characters of a title that is made from the first words."""
LONGEST = 120
"""Characters of a title that the person gives."""
EXCERPT = 120
"""Characters of the line that a search found."""
BEFORE = 30
"""Of these, those before the word that was looked for."""

_VISIBLE = (
    "EXISTS (SELECT 1 FROM message JOIN memory ON memory.n = message.memory "
    f"WHERE message.conversation = conversation.n AND {HIDDEN})"
)
_LATEST = "ORDER BY (SELECT max(message.n) FROM message WHERE message.conversation = conversation.n) DESC"
_ROW = (
    "SELECT conversation.id, title, began, archived, coalesce(above.id, ''), conversation.upto, conversation.place "
    "FROM conversation LEFT JOIN (SELECT n AS parent, id FROM conversation) AS above USING (parent) "
    "WHERE conversation.n = ?"
)
_SAID = (
    f"{LINE}SELECT max(memory.made), count(*) FROM line CROSS JOIN message ON {SHARED} "
    f"JOIN memory ON memory.n = message.memory WHERE {HIDDEN}"
)
_FIRST = (
    f"{LINE}SELECT memory.text FROM line CROSS JOIN message ON {SHARED} JOIN memory ON memory.n = message.memory "
    f"WHERE memory.by = 'person' AND {HIDDEN} ORDER BY line.upto DESC, message.n LIMIT 1"
)
"""What the person said first in a conversation itself, else in what it branched from."""


class Listed:
    """The list of conversations in a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def page(
        self, limit: int, *, offset: int = 0, search: str = "", archived: bool = False
    ) -> list[dict[str, Any]]:
        """Conversations, the one that was spoken in last first; those that are archived apart. A search finds both (the
        archived alone with `archived`): by words that stand in one message, the last as far as it goes, or in the
        title. `excerpt` is the line that it found, empty where that is the title."""
        if search.strip():
            return self._found(search, limit, offset, archived)
        rows = self._ledger.rows(
            f"SELECT n FROM conversation WHERE archived = ? AND {_VISIBLE} {_LATEST} LIMIT ? OFFSET ?",
            (int(archived), limit, offset),
        )
        return [self._row(row[0]) for row in rows]

    def one(self, conversation: str) -> dict[str, Any]:
        """The row of one, by its id or the beginning of that. Raises: NotFound; Refused if several begin so."""
        return self._row(self._number(conversation))

    def rename(self, conversation: str, title: str) -> dict[str, Any]:
        """Gives a conversation a title, a mask in the place of each secret; an empty one lets it be called by its first
        words again. Its row. Raises: as `one`; Refused for a long one."""
        words = masked(" ".join(title.split()))[0]
        if len(words) > LONGEST:
            raise Refused(f"A title has at most {LONGEST} characters.", "Give a shorter one.")
        return self._changed(conversation, "title", words)

    def archive(self, conversation: str, archived: bool) -> dict[str, Any]:
        """Takes a conversation out of the list, or puts it back. Its row. Raises: as `one`."""
        return self._changed(conversation, "archived", int(archived))

    def _changed(self, conversation: str, column: str, value: str | int) -> dict[str, Any]:
        with self._ledger.write() as connection:
            number = self._number(conversation)
            connection.execute(f"UPDATE conversation SET {column} = ? WHERE n = ?", (value, number))
            return self._row(number)

    def _number(self, conversation: str) -> int:
        rows = self._ledger.rows(
            "SELECT n, id FROM conversation WHERE id >= ? AND id < ? ORDER BY id LIMIT 3",
            (conversation, conversation + "\U0010ffff"),
        )
        found = [row for row in rows if row[1] == conversation] or rows
        if not found or not conversation:
            raise unknown(conversation)
        if len(found) > 1:
            raise Refused(f"Several conversations begin with {conversation!r}.", "Give more of the id.")
        return int(found[0][0])

    def _found(self, search: str, limit: int, offset: int, archived: bool) -> list[dict[str, Any]]:
        holding, wanted = _holding(match.folded(self._ledger, search), match.phrases(search))
        called = "title != '' AND NOT EXISTS (SELECT 1 FROM json_each(?) WHERE instr(fold(title), value) = 0)"
        rows = self._ledger.rows(
            "WITH hit AS MATERIALIZED (SELECT message.conversation AS n, max(message.n) AS message FROM memory "
            f"JOIN message ON message.memory = memory.n WHERE {HIDDEN} AND {holding} GROUP BY message.conversation) "
            "SELECT n, (SELECT text FROM memory JOIN message ON message.memory = memory.n "
            "WHERE message.n = hit.message) FROM conversation LEFT JOIN hit USING (n) "
            f"WHERE (hit.message IS NOT NULL OR ({called})) AND {_VISIBLE} {'AND archived' if archived else ''} "
            f"{_LATEST} LIMIT ? OFFSET ?",
            [*wanted, json.dumps(search.casefold().split()), limit, offset],
        )
        return [self._row(number, excerpt(text or "", search.split())) for number, text in rows]

    def _row(self, number: int, found: str = "") -> dict[str, Any]:
        name, title, began, archived, parent, upto, place = self._ledger.rows(_ROW, (number,))[0]
        ended, messages = self._ledger.rows(_SAID, (name,))[0]
        return {
            "id": name, "title": title or _title(self._ledger.scalar(_FIRST, (name,))), "began": began,
            "ended": began if ended is None else ended, "messages": messages, "archived": bool(archived),
            "named": bool(title), "parent": parent, "upto": upto, "excerpt": found, "place": place,
        }  # fmt: skip


def excerpt(text: str, words: Sequence[str], longest: int = EXCERPT) -> str:
    """The line of a text in which one of some words stands, around that word where it is too long; "…" for what is left
    out."""
    forms = [*(re.escape(word) for word in words), *(rf"\b{re.escape(word[:4])}" for word in words)]
    found = (re.search(form, text, re.IGNORECASE) for form in forms)  # as it is, or its beginning
    at = next((one.start() for one in found if one), 0)
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    if len(" ".join(line.split())) <= longest:
        return " ".join(line.split())
    first = max(0, at - begin - BEFORE)
    shown = " ".join(line[first:].split())
    return ("…" if first else "") + (shown if len(shown) < longest else shown[: longest - 1].rstrip() + "…")


def _holding(words: Sequence[str], phrases: Sequence[str]) -> tuple[str, list[str]]:
    """That a memory has all of these words, the last as far as it goes, as SQL, and its values."""
    parts, values = [], list[str]()
    if words:
        asked = " AND ".join([*(f'text : "{one}"' for one in words[:-1]), f'text : ("{words[-1]}" OR "{words[-1]}" *)'])
        parts.append(f"memory.n IN {HOLDING}")
        values += [asked, asked]
    if phrases:
        parts.append("memory.n IN (SELECT rowid FROM others WHERE others MATCH ?)")
        values.append(" AND ".join(f"text : {one}" for one in phrases))
    return " AND ".join(parts) or "0", values


def _title(first: str | None) -> str:
    words = " ".join((first or "").split())
    return words if len(words) <= TITLE else words[: TITLE - 1] + "…"
