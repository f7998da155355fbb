"""Files that are archives of XML: what is in them, never more of it than is good, and no entity of their own.

The standard library reads both. Bytes are counted as they unpack, so that a small file that unpacks to a huge one is
refused, whatever it says of itself; markup is read as a stream and never held whole.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import IO, Any, NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from secondme_plugins.given import damaged, encrypted, too_much, whole

MOST_UNPACKED = 150_000_000
"""Bytes, over all that is unpacked of one archive."""

_CHUNK = 1 << 16
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a compound file begins with: an office document of before 2007, or one of today with a password."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Archive:
    """The parts of an archive, by name. Everything raises Unreadable."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_OLD):
            # The names of its streams are in UTF-16.
            if "EncryptedPackage".encode("utf-16-le") in content:
                raise encrypted()
            raise damaged("It is in a format of before 2007; save it in a newer one to have it read.")
        with whole(*_BROKEN):
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._names = set(self._zip.namelist())
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece."""
        if name not in self._names:
            raise damaged(f"It lacks {name!r}.")
        if self._zip.getinfo(name).flag_bits & 1:
            raise encrypted()
        with whole(*_BROKEN, RuntimeError), self._zip.open(name) as part:
            while piece := self._piece(part):
                yield piece

    def read(self, name: str) -> bytes:
        """A part, whole."""
        return b"".join(self.chunks(name))

    def _piece(self, part: IO[bytes]) -> bytes:
        piece = part.read(_CHUNK)
        self._unpacked += len(piece)
        if self._unpacked > MOST_UNPACKED:
            raise too_much(f"It unpacks to more than {MOST_UNPACKED // 1_000_000} MB.")
        return piece


class Node(NamedTuple):
    """What is met in markup: `start`, `end` or `text`. A name is short: "text:p" of ODF, "main:p" of OOXML."""

    kind: str
    name: str
    attributes: Mapping[str, str] = {}


def nodes(chunks: Iterator[bytes]) -> Iterator[Node]:
    """Markup, node by node. Raises: Unreadable, also where it declares entities."""
    met: list[Node] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        met.append(Node("start", _short(name), {_short(key): value for key, value in attributes.items()}))

    def end(name: str) -> None:
        met.append(Node("end", _short(name)))

    def text(data: str) -> None:
        met.append(Node("text", data))

    def declared(*_: Any) -> None:
        raise damaged("It declares entities of its own, which are not followed.")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = declared
    with whole(expat.ExpatError, LookupError, ValueError):
        for piece in chunks:
            parser.Parse(piece, False)
            yield from met
            met.clear()
        parser.Parse(b"", True)
    yield from met


def below(stream: Iterator[Node], name: str) -> Iterator[Node]:
    """What is left of an element whose start was just met."""
    depth = 1
    for node in stream:
        if node.name == name and node.kind != "text":
            depth += 1 if node.kind == "start" else -1
            if not depth:
                return
        yield node


def words(stream: Iterator[Node], name: str) -> str:
    """All the text that is left of an element whose start was just met."""
    return "".join(node.name for node in below(stream, name) if node.kind == "text")


def number(text: str, otherwise: int = 0) -> int:
    """The number that an attribute or a cell gives, if it is one of a sensible size."""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


class Link(NamedTuple):
    """A relationship between parts of an office document: its kind's last word, and the part that it leads to."""

    kind: str
    target: str


def links(archive: Archive, part: str) -> dict[str, Link]:
    """The relationships of a part by their ids; those of the whole document for no part."""
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, Link] = {}
    if place not in archive:
        return found
    for node in nodes(archive.chunks(place)):
        given = node.attributes
        if node.kind == "start" and node.name == "relationships:Relationship" and given.get("TargetMode") != "External":
            target = resolved(folder, given.get("Target", ""))
            found[given.get("Id", "")] = Link(given.get("Type", "").rpartition("/")[2], target)
    return found


def main_part(archive: Archive) -> str:
    """The part of an office file that is the document itself. Raises: Unreadable."""
    for kind, target in links(archive, "").values():
        if kind == "officeDocument":
            return target
    raise damaged()


def resolved(folder: str, target: str) -> str:
    """The name of a part that is named from within a folder of the archive."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")


@lru_cache(maxsize=4096)
def _short(name: str) -> str:
    """A name with the telling word of its namespace: the last that is neither a year nor a version."""
    space, _, local = name.rpartition(" ")
    telling = [word for word in re.split(r"[/:]", space) if word and not word[0].isdigit()]
    return f"{telling[-1]}:{local}" if telling else local
