"""The pages that say where everything else in a database is, kept beside it as they stand in its file.

SQLite finds nothing without the first page and those of the schema. They change with the schema alone, as far as it
matters, so old ones put back open a file whose own were destroyed. They hold names of tables and no word of a memory.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw

from secondme.errors import StoreError
from secondme.store.cipher import PLAIN
from secondme.store.disk import write_whole
from secondme.store.swap import beside

log = logging.getLogger(__name__)


def keep_pages(
    path: Path, connection: apsw.Connection, reopen: Callable[[], apsw.Connection] | None
) -> apsw.Connection:
    """Keeps them if the schema has changed since; the connection, or another where it had to be closed for it.

    Without `reopen` this is the end: they are kept if the file has grown, too, and the connection is closed.

    A file that is read beside SQLite loses SQLite's locks on it, so nobody may have it open meanwhile.
    On a full disk the earlier ones stay.
    """
    stamp: list[Any] = [connection.execute("PRAGMA schema_version").get, connection.execute("PRAGMA page_size").get]
    stamp.append(connection.execute("PRAGMA cipher_salt").get or "")
    file = beside(path, ".pages")
    if reopen is None:
        stamp.append(connection.execute("PRAGMA page_count").get)
    known = _read(file).get("stamp")
    if isinstance(known, list) and known[: len(stamp)] == stamp:
        return connection
    (busy, *_), = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if busy:
        return connection
    numbers = [row[0] for row in connection.execute("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")]
    connection.close()
    kept = {}
    try:
        with path.open("rb") as source:
            for number in numbers:
                source.seek((number - 1) * stamp[1])
                kept[number] = base64.b64encode(source.read(stamp[1])).decode()
        write_whole(file, json.dumps({"stamp": stamp, "pages": kept}).encode())
    except (OSError, StoreError) as error:
        log.warning("the pages of the schema could not be kept: %s", error)
    return reopen() if reopen else connection


def put_back(source: Path, target: Path) -> bool:
    """Writes the pages kept for the ledger `source` into `target`, a copy of its file; whether there were any."""
    found = _read(beside(source, ".pages"))
    try:
        pages = {int(number): base64.b64decode(page) for number, page in found.get("pages", {}).items()}
    except (ValueError, TypeError, AttributeError):
        return False
    with target.open("r+b") as file:
        for number, page in pages.items():
            if number == 1 and page.startswith(PLAIN):
                # Its count of pages may be old. One of an unknown version makes SQLite look at the file's length.
                page = page[:92] + bytes(4) + page[96:]
            file.seek((number - 1) * len(page))
            file.write(page)
    return bool(pages)


def _read(file: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="ascii"))
        if isinstance(found, dict):
            return found
    return {}
