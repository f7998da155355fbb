"""The readers of e-mail: one message, and a mailbox of them. The headers that matter, then the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged, one_line, whole
from secondme_plugins.text import decode
from secondme_plugins.web import write

_HEADERS = ("From", "To", "Cc", "Subject")
_BEGINS = re.compile(rb"(?:\A|\n\r?\n)From [^\n]*\n(?=[!-9;-~]+:)")
"""The line between two messages: after a blank one, and before a header. Source: RFC 4155, appendix A."""

_MOST_PARTS = 1_000


def read_message(content: bytes, path: Path) -> Iterator[Section]:
    """A message; its subject is the heading. Raises: Unreadable."""
    draft = Draft()
    _write(content, draft)
    yield from draft.sections()


def read_mailbox(content: bytes, path: Path) -> Iterator[Section]:
    """A mailbox, a section a message. One that cannot be read is left out. Raises: Unreadable."""
    begun = [(found.start(), found.end()) for found in _BEGINS.finditer(content)]
    if not begun:
        if content.strip():
            raise damaged()
        return
    draft = Draft()
    for at, (_, start) in enumerate(begun):
        end = begun[at + 1][0] if at + 1 < len(begun) else len(content)
        _write(content[start:end].replace(b"\n>From ", b"\nFrom "), draft)
    yield from draft.sections()


def _write(content: bytes, draft: Draft) -> None:
    """Writes a message into a draft. Raises: Unreadable."""
    # The standard library's parser raises errors of many kinds at headers that break its rules.
    with whole(Exception):
        message = message_from_bytes(content, policy=policy.default)
        told = {name: one_line(str(message[name] or "")) for name in _HEADERS}
        date = str(message["Date"] or "")
    if not any(told.values()):
        raise damaged("It has none of the headers of a message.")
    draft.heading(1, told["Subject"])
    for name in ("From", "To", "Cc"):
        if told[name]:
            draft.paragraph(f"{name}: {told[name]}", "line")
    if when := _moment(date):
        draft.paragraph(f"Date: {when}", "line")
    if told["Subject"]:
        draft.paragraph(f"Subject: {told['Subject']}", "line")
    with whole(Exception):
        text, is_page, attached = _body(message)
    if is_page:
        write(text, draft, titled=False, above=1)
    else:
        draft.paragraph(text)
    if attached:
        draft.paragraph(f"Attached: {', '.join(attached)}")


def _moment(date: str) -> str:
    """When a message was written, as all other dates are; as it says where that is not plain."""
    try:
        return parsedate_to_datetime(date).strftime("%Y-%m-%d %H:%M %z").strip()
    except (ValueError, TypeError, IndexError, OverflowError):
        return one_line(date)


def _body(message: EmailMessage) -> tuple[str, bool, list[str]]:
    """The words of a message, the plain ones if there are such; whether they are a page; what is attached, by name."""
    body = message.get_body(("plain", "html"))
    text, is_page = "", False
    if isinstance(body, EmailMessage):
        payload = body.get_payload(decode=True)
        text = decode(payload, body.get_content_charset("")) if isinstance(payload, bytes) else ""
        is_page = body.get_content_subtype() == "html"
    names = []
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        if part is not body and (name := part.get_filename()):
            names.append(one_line(name))
    return text, is_page, names


@plugin
def readers() -> list[Reader]:
    """E-mail."""
    return [
        Reader("message", frozenset({".eml"}), read_message),
        Reader("mailbox", frozenset({".mbox"}), read_mailbox),
    ]
