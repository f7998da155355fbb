"""Titles that the person gave conversations: what is forgotten does not stay in them.

A title goes with a memory that is taken out where it has a telling word of it, if the memory was said in the
conversation; elsewhere where all of its words, several, were told there, or nothing holds one of them any more. Of a
passage only the last counts, as files change by themselves. The conversation is called by its first words again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import apsw

from secondme.memory.quiet import STOP
from secondme.store.cutter import Cutter

SINCE = 8
"""The version of the schema from which on there are titles."""

_BELOW = (
    "WITH RECURSIVE below (n) AS (SELECT value FROM json_each(?) UNION SELECT conversation.n FROM below "
    "JOIN conversation ON conversation.parent = below.n) SELECT n FROM below"
)
_FIRST = (
    "SELECT kind = 'passage', text, (SELECT json_group_array(before ->> 'text') FROM history "
    "WHERE history.memory = memory.n AND before ->> 'text' IS NOT NULL) FROM memory WHERE n = ?"
)


class Titles:
    """The titles of a ledger, while memories are taken out of it."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._cutter = Cutter(connection)
        titles = connection.execute("SELECT n, title FROM conversation WHERE title != ''")
        self._titles = {number: self._telling(title) for number, title in list(titles)}
        self._sought = {stem for told in self._titles.values() for stem in told}
        self._going: list[tuple[set[str], frozenset[int], bool]] = []

    @classmethod
    def of(cls, connection: apsw.Connection) -> Titles | None:
        """None where no conversation was given one."""
        if int(connection.execute("PRAGMA user_version").get) < SINCE:
            return None
        return cls(connection) if connection.execute("SELECT 1 FROM conversation WHERE title != ''").get else None

    def goes(self, memory: int) -> None:
        """A memory, by its row, is about to be taken out."""
        passage, text, before = next(self._connection.execute(_FIRST, (memory,)))
        words = {word for one in (text, *json.loads(before)) for word in self._telling(one)} & self._sought
        if not words:
            return
        spoken = self._connection.execute("SELECT conversation FROM message WHERE memory = ?", (memory,))
        below = self._connection.execute(_BELOW, (json.dumps([row[0] for row in spoken]),))
        self._going.append((words, frozenset(row[0] for row in below), bool(passage)))

    def clear(self) -> None:
        """Takes away the titles that what was taken out would stay in, and those of conversations without a message."""
        self._connection.execute(
            "UPDATE conversation SET title = '' WHERE title != '' "
            "AND NOT EXISTS (SELECT 1 FROM message WHERE message.conversation = conversation.n)"
        )
        for number, told in self._titles.items():
            if any(
                self._tells(told, words, own=number in said, together=len(told) > 1 and not passage)
                for words, said, passage in self._going
            ):
                self._connection.execute("UPDATE conversation SET title = '' WHERE n = ?", (number,))

    def _tells(self, title: Mapping[str, str], gone: set[str], *, own: bool, together: bool) -> bool:
        shared = gone & title.keys()
        lost = (not self._held(stem, title[stem]) for stem in shared)
        return bool(shared) and (own or (together and shared == title.keys()) or any(lost))

    def _held(self, stem: str, word: str) -> bool:
        """Whether any memory that is left has a word."""
        sql = "SELECT 1 FROM vocabulary WHERE term = ? UNION ALL SELECT 1 FROM other_vocabulary WHERE term IN (?, ?)"
        return self._connection.execute(sql, (stem, stem, word)).get is not None

    def _telling(self, text: str) -> dict[str, str]:
        """The words of a text by which something is told, by their stems; pairs of characters for themselves."""
        found: dict[str, str] = {}
        for word in self._cutter.folded(text):
            if word not in STOP and not (len(word) == 1 and word.isascii() and word.isalpha()):
                found |= dict.fromkeys(self._cutter.stems(word), word)
        return found
