"""Which places and topics the ledger knows by name. Implements `assistant.places.Known`."""

from __future__ import annotations

from secondme.ports import Folder
from secondme.store.folders import Folders
from secondme.store.ledger import Ledger
from secondme.store.search import Search


class KnownPlaces:
    """Reads the names from the small tables: the memories themselves are not looked through."""

    def __init__(self, ledger: Ledger, folders: Folders) -> None:
        self._ledger = ledger
        self._folders = folders
        self._search = Search(ledger)

    def folders(self) -> list[Folder]:
        """The watched folders."""
        return self._folders.all()

    def programs(self) -> list[str]:
        """The places of conversations and of what was derived."""
        # What was said stands in a conversation, what was read in a folder: only the rest is looked at.
        rows = self._ledger.rows(
            "SELECT place FROM conversation UNION SELECT place FROM memory "
            "WHERE kind IN ('fact', 'insight', 'lesson', 'profile', 'gist') AND place NOT LIKE 'folder:%' ORDER BY 1"
        )
        return [row[0] for row in rows]

    def talking(self) -> list[str]:
        """The places of conversations."""
        return [row[0] for row in self._ledger.rows("SELECT DISTINCT place FROM conversation ORDER BY 1")]

    def talks(self, start: str) -> list[str]:
        """Ids of conversations that begin so, five at most, the exact one first."""
        sql = "SELECT id FROM conversation WHERE id >= ? AND id < ? ORDER BY id LIMIT 5"
        return [row[0] for row in self._ledger.rows(sql, (start, start + "\U0010ffff"))]

    def holds(self, path: str) -> bool:
        """Whether memories stand in this file, or in files below this folder."""
        # '0' is the character after '/'.
        sql = "SELECT 1 FROM document WHERE path = ? OR (path > ? AND path < ?) LIMIT 1"
        return self._ledger.one(sql, (path, path + "/", path + "0")) is not None

    def speakers(self) -> tuple[str, ...]:
        """The names of who spoke."""
        return self._search.speakers()

    def topics(self) -> list[tuple[int, str]]:
        """Numbers and names of the topics, in order of name."""
        return [(row[0], row[1]) for row in self._ledger.rows("SELECT n, name FROM topic ORDER BY name")]
