"""The reader of PDF, by pypdf: a section a page, under the bookmarks that lead to it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondme.errors import Unreadable
from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged, encrypted, too_much, whole

if TYPE_CHECKING:
    from pypdf import PdfReader

NO_TEXT = "It has no text layer."

MOST_PAGES = 5_000
_MOST_BOOKMARKS = 5_000


def read_pdf(content: bytes, path: Path) -> Iterator[Section]:
    """A document, a section a page; a page that cannot be read is left out, if not all are so. Raises: Unreadable."""
    import pypdf  # a tenth of a second

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity
    # pypdf bounds what a stream unpacks to, and how deep things are nested, by itself. What it raises on a damaged
    # file is of every kind.
    with whole(Exception):
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not _opens(reader):
            raise encrypted()
        pages = reader.get_num_pages()
    if not pages:
        raise damaged("It has no pages.")
    if pages > MOST_PAGES:
        raise too_much(f"It has {pages:,} pages, the limit is {MOST_PAGES:,}.")
    draft = Draft()
    marks = _bookmarks(reader)
    unread: Unreadable | None = None
    for number in range(pages):
        draft.turn(number + 1)
        for level, name in marks.get(number, []):
            draft.heading(level, name)
        try:
            draft.paragraph(_text(reader, number))
        except Unreadable as error:
            if error.reason != "damaged":
                raise
            unread = error
    sections = list(draft.sections())
    if not sections:
        raise unread or Unreadable("no-text", NO_TEXT)
    yield from sections


def _opens(reader: PdfReader) -> bool:
    """Whether a document that is encrypted opens without a password, as one that may only not be printed does."""
    from pypdf import PasswordType
    from pypdf.errors import DependencyError

    try:
        return reader.decrypt("") is not PasswordType.NOT_DECRYPTED
    except DependencyError:  # AES needs a package that is not everywhere
        return False


def _text(reader: PdfReader, number: int) -> str:
    with whole(Exception):
        return reader.pages[number].extract_text()


def _bookmarks(reader: PdfReader) -> dict[int, list[tuple[int, str]]]:
    """The bookmarks on each page (from 0), with their levels; none where they are damaged."""
    found: dict[int, list[tuple[int, str]]] = {}
    met = 0
    try:
        with whole(Exception):
            waiting: list[tuple[int, Any]] = [(1, one) for one in reversed(reader.outline)]
            while waiting and (met := met + 1) < _MOST_BOOKMARKS:
                level, one = waiting.pop()
                if isinstance(one, list):
                    waiting += [(level + 1, inner) for inner in reversed(one)]
                elif (page := reader.get_destination_page_number(one)) is not None and one.title:
                    found.setdefault(page, []).append((level, str(one.title)))
    except Unreadable:
        return {}
    return found


@plugin
def readers() -> list[Reader]:
    """Documents in PDF."""
    return [Reader("pdf", frozenset({".pdf"}), read_pdf)]
