"""The chain over what was said: each message is linked to all before it, so that a change of the log shows.

A link is a hash of the link before it and of the message: number, conversation, speaker, time, and the words as
they were said, whatever later versions of the memory say. Forgetting on request is the only thing that takes a
message away; it closes the chain anew and leaves a note of how many went.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import apsw

LINK = 16
"""Bytes of a link: half of a SHA-256, which nobody can meet by chance or on purpose with another message."""
START = bytes(LINK)


@dataclass(frozen=True, slots=True)
class Closing:
    """The chain was closed anew at a time (seconds since 1970): so many messages went, so many stayed, and why."""

    at: float
    removed: int
    length: int
    why: str


_SAID = """
    SELECT message.n, conversation.id, memory.by, memory.made, memory.text,
        (SELECT history.before FROM history WHERE history.memory = memory.n AND history.before ->> 'text' IS NOT NULL
            ORDER BY history.version LIMIT 1),
        message.link
    FROM message JOIN conversation ON conversation.n = message.conversation
    JOIN memory ON memory.n = message.memory WHERE message.n > ? ORDER BY message.n LIMIT 1000
"""


def link(before: bytes, number: int, conversation: str, by: str, made: float, text: str) -> bytes:
    """The link of a message to the one before it; `made` is in seconds since 1970."""
    parts = [before, struct.pack("<qd", number, made)]
    for words in (conversation, by, text):
        coded = words.encode("utf-8", "surrogatepass")
        parts += [struct.pack("<q", len(coded)), coded]
    return hashlib.sha256(b"".join(parts)).digest()[:LINK]


def append(connection: apsw.Connection, number: int, conversation: str, by: str, made: float, text: str) -> bytes:
    """The link of a new message, noted as the end of the chain; belongs into the transaction that stores it."""
    before = connection.execute("SELECT head FROM chain").get
    head = link(before, number, conversation, by, made, text)
    connection.execute("UPDATE chain SET length = length + 1, head = ?", (head,))
    return head


def broken(connection: apsw.Connection) -> str:
    """Empty if every message is as it was said and none is missing, else a sentence."""
    before, length = START, 0
    for number, conversation, by, made, text, stored in _messages(connection):
        expected = link(before, number, conversation, by, made, text)
        if expected != stored:
            return f"Message {number} of what was said is not as it was stored."
        before, length = expected, length + 1
    noted, head = next(connection.execute("SELECT length, head FROM chain"))
    if (noted, head) != (length, before):
        return f"What was said has {length:,} messages and should have {noted:,}: some are missing at its end."
    return ""


def rechain(connection: apsw.Connection, removed: int = 0, at: float = 0.0, why: str = "") -> None:
    """Links every message anew; with `removed` it notes that so many went, when (seconds since 1970) and why.

    Nothing of what went is kept, not even its link.
    """
    before, length = START, 0
    for number, conversation, by, made, text, stored in _messages(connection):
        before, length = link(before, number, conversation, by, made, text), length + 1
        if before != stored:
            connection.execute("UPDATE message SET link = ? WHERE n = ?", (before, number))
    connection.execute("UPDATE chain SET length = ?, head = ?", (length, before))
    if removed:
        connection.execute(
            "INSERT INTO closing (at, removed, length, why) VALUES (?, ?, ?, ?)", (at, removed, length, why)
        )


def _messages(connection: apsw.Connection) -> Iterator[tuple[int, str, str, float, str, bytes]]:
    """Every message in order, with the words as they were said."""
    last = 0
    while rows := list(connection.execute(_SAID, (last,))):
        for number, conversation, by, made, text, before, stored in rows:
            yield number, conversation, by, made, json.loads(before)["text"] if before else text, stored
        last = rows[-1][0]
