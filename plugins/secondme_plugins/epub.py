"""The reader of books in EPUB: chapters in their order, under the book's title."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged, encrypted, one_line
from secondme_plugins.packed import Archive, nodes, resolved, words
from secondme_plugins.web import html_text, write

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


class _Book(NamedTuple):
    title: str
    chapters: list[str]


def read_epub(content: bytes, path: Path) -> Iterator[Section]:
    """A book, a section for what stands under each heading of it. Raises: Unreadable."""
    archive = Archive(content)
    book = _book(archive)
    locked = _locked(archive)
    draft = Draft(book.title)
    for chapter in book.chapters:
        if chapter in locked:
            raise encrypted()
        if chapter in archive:
            write(html_text(archive.read(chapter)), draft, titled=False)
    yield from draft.sections()


def _book(archive: Archive) -> _Book:
    """The title, and the chapters in the order of reading. Raises: Unreadable."""
    place = ""
    for node in nodes(archive.chunks("META-INF/container.xml")):
        if node.kind == "start" and node.name == "container:rootfile":
            place = place or node.attributes.get("full-path", "")
    title = ""
    pages: dict[str, str] = {}
    order: list[str] = []
    stream = nodes(archive.chunks(place))
    for kind, name, given in stream:
        if kind != "start":
            continue
        if name == "elements:title" and not title:
            title = one_line(words(stream, name))
        elif name.endswith(":item") and given.get("media-type") in _PAGES:
            # The table of contents says again what stands in the chapters.
            if "nav" not in given.get("properties", "").split():
                pages[given.get("id", "")] = resolved(posixpath.dirname(place), given.get("href", ""))
        elif name.endswith(":itemref"):
            order.append(given.get("idref", ""))
    chapters = [pages[one] for one in dict.fromkeys(order) if one in pages]
    if not chapters:
        raise damaged("It has no chapters.")
    return _Book(title, chapters)


def _locked(archive: Archive) -> set[str]:
    """The parts that are encrypted; fonts often are, in books that anybody may read."""
    place = "META-INF/encryption.xml"
    if place not in archive:
        return set()
    met = [node for node in nodes(archive.chunks(place)) if node.name.endswith(":CipherReference")]
    return {resolved("", node.attributes.get("URI", "")) for node in met if node.kind == "start"}


@plugin
def readers() -> list[Reader]:
    """Books."""
    return [Reader("epub", frozenset({".epub"}), read_epub)]
