"""The readers of calendars and contacts, which are written alike: an entry a section, its properties in words.

Source: RFC 5545 (iCalendar) and RFC 6350 (vCard), their content lines; vCard 2.1 for what older phones wrote.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged, one_line
from secondme_plugins.text import decode

_PROPERTY = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([\w-]+)(?:=(\"[^\"]*\"|[^;]*))?")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PARTS = re.compile(r"(?<!\\);")
_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(Z)?)?$")

_ENTRIES = {"VEVENT": "", "VTODO": "To do", "VJOURNAL": "Journal"}
_TOLD = {
    "DTSTART": "Starts", "DTEND": "Ends", "DUE": "Due", "COMPLETED": "Completed", "DURATION": "Lasts",
    "RRULE": "Repeats", "LOCATION": "Where", "ORGANIZER": "Organiser", "ATTENDEE": "With", "STATUS": "Status",
    "CATEGORIES": "Categories", "URL": "Link", "DESCRIPTION": "", "COMMENT": "",
}  # fmt: skip
_KNOWN = {
    "NICKNAME": "Nickname", "ORG": "Works at", "TITLE": "Title", "ROLE": "Role", "TEL": "Telephone", "EMAIL": "E-mail",
    "ADR": "Address", "BDAY": "Born", "ANNIVERSARY": "Anniversary", "URL": "Link", "IMPP": "Messages",
    "RELATED": "Related", "CATEGORIES": "Categories", "NOTE": "",
}  # fmt: skip
_WHERE_USED = {"home": "home", "work": "work", "cell": "mobile", "mobile": "mobile", "fax": "fax"}


@dataclass(frozen=True, slots=True)
class _Property:
    """A content line: its name, its parameters by their names, in upper case, and its value as written."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value without its escapes."""
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value).strip()

    @property
    def parts(self) -> list[str]:
        """The parts of a value that has several (a name, an address), those that are filled."""
        parts = (_ESCAPE.sub(r"\1", part) for part in _PARTS.split(self.value))
        return [text for part in parts if (text := one_line(part))]


def read_calendar(content: bytes, path: Path) -> Iterator[Section]:
    """A calendar, a section an entry. Raises: Unreadable."""
    draft = Draft()
    entry: list[_Property] = []
    within = [""]
    for one in _properties(content, "VCALENDAR"):
        kind = one.value.strip().upper()
        if one.name == "BEGIN":
            within.append(kind)
        elif one.name == "END":
            _event(entry, kind, draft)
            within = within[:-1] or [""]
        elif within[-1] in _ENTRIES:  # an alarm within one says nothing new
            entry.append(one)
        elif one.name == "X-WR-CALNAME":
            draft.heading(0, one.text)
    _event(entry, within[-1], draft)
    yield from draft.sections()


def _event(entry: list[_Property], kind: str, draft: Draft) -> None:
    """Tells an entry that has ended; what ends within it does not end it."""
    if kind not in _ENTRIES or not entry:
        return
    name = next((one.text for one in entry if one.name == "SUMMARY"), "")
    draft.heading(1, name)
    before = f"{_ENTRIES.get(kind, '')}: " if _ENTRIES.get(kind) else ""
    draft.paragraph(before + name, "line")
    told = _told(entry, _TOLD)
    entry.clear()
    for one in told:
        value = _moment(one)
        if one.name in ("ORGANIZER", "ATTENDEE"):
            value = one.parameters.get("CN", "").strip('"') or re.sub("(?i)^mailto:", "", value)
        _tell(_TOLD[one.name], value, draft)


def _moment(one: _Property) -> str:
    """A property's value; a date as all other dates are, with its zone."""
    found = _MOMENT.match(one.value.strip())
    if not found:
        return one.text
    day = "-".join(found.group(1, 2, 3))
    zone = "UTC" if found[6] else one.parameters.get("TZID", "").strip('"')
    return f"{day} {found[4]}:{found[5]} {zone}".strip() if found[4] else day


def read_contacts(content: bytes, path: Path) -> Iterator[Section]:
    """Contacts, a section each. Raises: Unreadable."""
    draft = Draft()
    card: list[_Property] = []
    for one in _properties(content, "VCARD"):
        if one.name in ("BEGIN", "END"):
            _contact(card, draft)
            card = []
        else:
            card.append(one)
    _contact(card, draft)
    yield from draft.sections()


def _contact(card: list[_Property], draft: Draft) -> None:
    names = {one.name: one for one in reversed(card)}
    name = names["FN"].text if "FN" in names else ""
    if not name and "N" in names:
        family, given, *rest = (*names["N"].parts, "", "")
        name = " ".join(filter(None, (given, *rest, family)))
    if not name and not any(one.name in _KNOWN for one in card):
        return
    draft.heading(1, name)
    draft.paragraph(name, "line")
    for one in _told(card, _KNOWN):
        used = " ".join([one.parameters.get("TYPE", ""), *one.parameters]).lower()
        places = dict.fromkeys(name for word, name in _WHERE_USED.items() if word in re.split(r"\W+", used))
        label = _KNOWN[one.name] + (f" ({', '.join(places)})" if places else "")
        value = ", ".join(one.parts) if one.name in ("ADR", "ORG") else _moment(one)
        _tell(label, re.sub(r"^(?:tel|mailto|urn:uuid):", "", value), draft)


def _told(entry: list[_Property], labels: dict[str, str]) -> list[_Property]:
    """The properties that are told, in the order in which they are."""
    order = list(labels)
    return sorted((one for one in entry if one.name in labels), key=lambda one: order.index(one.name))


def _tell(label: str, value: str, draft: Draft) -> None:
    if value:
        draft.paragraph(f"{label}: {one_line(value)}" if label else value, "line" if label else "")


def _properties(content: bytes, kind: str) -> Iterator[_Property]:
    """The content lines of a file, unfolded. Raises: Unreadable if it is of another kind."""
    text = decode(content)
    if not text.strip():
        return
    if f"BEGIN:{kind}" not in text.upper():
        raise damaged()
    waiting = ""
    for line in [*re.sub(r"\n[ \t]", "", text).split("\n"), ""]:
        if waiting:  # quoted-printable goes on over the ends of lines
            line = waiting[:-1] + line
            waiting = ""
        found = _PROPERTY.match(line)
        if not found:
            continue
        parameters = {key.upper(): value for key, value in _PARAMETER.findall(found[2])}
        value = found[3]
        if "QUOTED-PRINTABLE" in (parameters.get("ENCODING", "").upper(), *parameters):
            if value.endswith("="):
                waiting = line
                continue
            declared = parameters.get("CHARSET", "")
            value = decode(quopri.decodestring(value.encode("ascii", "replace")), declared)
        yield _Property(found[1].upper(), parameters, value)


@plugin
def readers() -> list[Reader]:
    """Calendars and contacts."""
    return [
        Reader("calendar", frozenset({".ics", ".ical"}), read_calendar),
        Reader("contacts", frozenset({".vcf", ".vcard"}), read_contacts),
    ]
