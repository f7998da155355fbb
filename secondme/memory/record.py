"""The memory record: one frozen value for everything that is remembered, and how it may change.

Invariant: a record never changes in place. A change is a new value with the next version number, and the
step from one status to another is one that `MOVES` allows.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from secondme.errors import Refused

IDENTITY = "1"
"""Tag of the way identities are derived; part of every identity, so that a new way never meets an old one."""


class Kind(StrEnum):
    """What sort of memory it is."""

    EPISODE = "episode"
    """What was said, word for word."""
    PASSAGE = "passage"
    """A piece of a file."""
    FACT = "fact"
    """An atomic statement with a time of validity."""
    INSIGHT = "insight"
    """A conclusion drawn in reflection, with its evidence."""
    LESSON = "lesson"
    """How to do something better next time."""
    PROFILE = "profile"
    """What is known of the person."""
    GIST = "gist"
    """What is left of a topic whose memories faded."""

    @property
    def tier(self) -> int:
        """0 for what was said or written, word for word; 1 for what was drawn from it.

        Source: Wei et al. 2025, "AI-native Memory 2.0: Second Me", section 3.1 (L0, the raw data; L1, in words).
        """
        return 0 if self in (Kind.EPISODE, Kind.PASSAGE) else 1

    @property
    def form(self) -> str:
        """`verbatim` for what was said or written, `drawn` for what was concluded from it; both are text."""
        return "verbatim" if self.tier == 0 else "drawn"

    @property
    def function(self) -> str:
        """What it is good for: `factual` (what is so) or `experiential` (how to do things).

        Source: Hu et al. 2025, "Memory in the Age of AI Agents", section 4 (working memory is the conversation).
        """
        return "experiential" if self is Kind.LESSON else "factual"


class Status(StrEnum):
    """Where a memory stands between vivid and put away."""

    ACTIVE = "active"
    FADED = "faded"
    """Ranks lower; comes back when recalled."""
    ARCHIVED = "archived"
    """Out of default search, found by an explicit one."""
    SUPERSEDED = "superseded"
    """True once; something newer holds now."""
    FORGOTTEN = "forgotten"
    """Forgotten on request: seen by nobody, gone for good as soon as the undo has lapsed."""


MOVES: dict[Status, frozenset[Status]] = {
    Status.ACTIVE: frozenset({Status.FADED, Status.ARCHIVED, Status.SUPERSEDED, Status.FORGOTTEN}),
    Status.FADED: frozenset({Status.ACTIVE, Status.ARCHIVED, Status.SUPERSEDED, Status.FORGOTTEN}),
    Status.ARCHIVED: frozenset({Status.ACTIVE, Status.SUPERSEDED, Status.FORGOTTEN}),
    Status.SUPERSEDED: frozenset({Status.ACTIVE, Status.FORGOTTEN}),
    Status.FORGOTTEN: frozenset(),
}
"""From a status, those that may follow it. Only undoing a change takes a memory back to where it was before: a
superseded one returns when its successor is undone, a forgotten one while the undo has not lapsed."""


STANDING = (Status.ACTIVE, Status.FADED)
"""Statuses of what holds, vivid or faint."""


class By(StrEnum):
    """Who said it. Trust falls in this order."""

    PERSON = "person"
    ASSISTANT = "assistant"
    FILE = "file"

    @property
    def trust(self) -> float:
        """How far what they say is believed unless something speaks against it, in [0, 1]."""
        return _TRUST[self]


_TRUST = {By.PERSON: 1.0, By.ASSISTANT: 0.8, By.FILE: 0.6}


@dataclass(frozen=True, slots=True)
class Said:
    """Said in a conversation: the message that holds the words."""

    conversation: str
    message: int


@dataclass(frozen=True, slots=True)
class Written:
    """Written in a file: characters `start` to `end` of its text, the line they begin on, the heading above, the page
    or slide (from 1; 0 where there are none).

    `digest` is the SHA-256 of the file's bytes when it was read.
    """

    file: str
    path: str
    start: int
    end: int
    line: int
    heading: str
    digest: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the text of a memory, in its first version."""

    memory: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Derived:
    """Drawn from other memories by a rule; `spans` are the words in them that it rests on, all where empty."""

    rule: str
    memories: tuple[str, ...]
    spans: tuple[Span, ...] = ()


Source = Said | Written | Derived

_SOURCES: dict[str, type[Said] | type[Written] | type[Derived]] = {
    "said": Said,
    "written": Written,
    "derived": Derived,
}


def source_to_json(source: Source) -> dict[str, Any]:
    """The source as plain JSON, with `type` naming its form."""
    name = next(name for name, form in _SOURCES.items() if isinstance(source, form))
    fields = {"type": name, **asdict(source)}
    if isinstance(source, Written) and not source.page:
        del fields["page"]
    return fields


def source_from_json(fields: dict[str, Any]) -> Source:
    """The source that `source_to_json` wrote.

    Raises: Refused if the form is unknown.
    """
    rest = {name: value for name, value in fields.items() if name != "type"}
    match fields.get("type"):
        case "said":
            return Said(**rest)
        case "written":
            return Written(**rest)
        case "derived":
            spans = tuple(Span(**span) for span in rest.get("spans", ()))
            return Derived(rule=rest["rule"], memories=tuple(rest["memories"]), spans=spans)
        case other:
            raise Refused(f"A memory cannot have a source of the form {other!r}.")


@dataclass(frozen=True, slots=True)
class Memory:
    """One memory.

    Units: times are seconds since 1970 (UTC). `importance` is in [0, 1], 0.5 when nothing is known.
        `trust` is in [0, 1], that of who said it unless given.
        `recalls` counts the conversations in which it was recalled, each once.
        `valid_from` and `valid_to` bound when the statement holds, open where None.
    `speaker` is the name of who said it; empty for the person themself, the assistant, and files.
    `about` is the subject, relation and object of a fact or a thought, empty for anything else. What was drawn may have
        a line of `context`, and `links` to the memories that it has to do with.
    """

    id: str
    kind: Kind
    text: str
    source: Source
    by: By
    place: str
    made: float
    version: int = 1
    status: Status = Status.ACTIVE
    valid_from: float | None = None
    valid_to: float | None = None
    superseded_by: str | None = None
    importance: float = 0.5
    recalls: int = 0
    last_recalled: float | None = None
    pinned: bool = False
    keywords: tuple[str, ...] = field(default=())
    trust: float = -1.0
    speaker: str = ""
    about: tuple[str, ...] = ()
    context: str = ""
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.trust < 0:
            object.__setattr__(self, "trust", self.by.trust)

    @property
    def rule(self) -> str:
        """The rule that drew it; empty for what was said or written itself."""
        return self.source.rule if isinstance(self.source, Derived) else ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of what it was drawn from; none for what was said or written itself."""
        return self.source.memories if isinstance(self.source, Derived) else ()

    @property
    def conversation(self) -> str:
        """The conversation that it was said in; empty for anything else."""
        return self.source.conversation if isinstance(self.source, Said) else ""

    def moved(self, status: Status) -> Memory:
        """The next version, with another status.

        Raises: Refused if the step is not one of `MOVES`.
        """
        if status not in MOVES[self.status]:
            raise Refused(f"A memory that is {self.status} cannot become {status}.")
        return replace(self, status=status, version=self.version + 1)

    def changed(self, **fields: Any) -> Memory:
        """The next version, with other fields; the status goes through `moved`."""
        if "status" in fields or "id" in fields or "version" in fields:
            raise Refused("An identity and a version are never set, and a status only moves.")
        return replace(self, version=self.version + 1, **fields)


def to_json(memory: Memory) -> dict[str, Any]:
    """The record as plain JSON; `from_json` gives it back equal."""
    lists = {name: list(getattr(memory, name)) for name in _LISTS}
    return {**asdict(memory), "source": source_to_json(memory.source), **lists}


_LISTS = ("keywords", "about", "links")


def from_json(fields: dict[str, Any]) -> Memory:
    """The record that `to_json` wrote. Fields of a newer version that are not known here are left out."""
    known = {name: fields[name] for name in Memory.__dataclass_fields__ if name in fields}
    known |= {
        "kind": Kind(fields["kind"]),
        "status": Status(fields.get("status", Status.ACTIVE)),
        "by": By(fields["by"]),
        "source": source_from_json(fields["source"]),
        **{name: tuple(fields.get(name, ())) for name in _LISTS},
    }
    return Memory(**known)


def identity(kind: Kind, *parts: str) -> str:
    """An id made from what a memory is and where it comes from: equal parts, equal id.

    13 characters of base 32 (65 bits): among a million memories the chance of one collision is below 1e-7.
    """
    text = "\x1f".join((IDENTITY, kind, *parts))
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:9], "big")
    pairs = [_PAIRS[number >> bits & 1023] for bits in range(0, 60, 10)]
    return kind[0] + "".join(pairs) + _DIGITS[number >> 60 & 31]


_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [low + high for high in _DIGITS for low in _DIGITS]
"""Two digits at once, the lower one first."""


def path_text(path: PurePath | str) -> str:
    """A path as text that can be stored and shown: bytes of its name that are not UTF-8 are escaped."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
