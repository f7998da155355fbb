"""What the transcript shows, and in which parts each of it is drawn. Each can be told apart without colour: by a sign
at the left (`›` said by you, `·` a notice, `!` an error), by words, by indentation.

It is parts, so that of a long entry only what is near the view has lines.
"""

from __future__ import annotations

import pickle
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, overload

from secondme import phrases
from secondme.events import Mark, Recollection, mark, recollection
from secondme.tui.blocks import Block, Kind, blocks
from secondme.tui.lines import shown
from secondme.tui.signs import disarmed, marked

LONG = 30
"""Lines beyond which an entry can be folded."""
PASTED = 40
"""Lines beyond which what the person said is folded from the start."""
ENDLESS = 200
"""Lines beyond which an answer of a stored conversation is folded from the start."""
PIECE = 100
"""Lines of the person's words that are one part."""
ENDLESS_LINE = 4_000
"""Characters of a line that are one part at most."""
_TAGS = re.compile(r"</?(?:think|thinking|thought)>", re.IGNORECASE)


class Ending(StrEnum):
    """How an answer ended, where it did not end by itself."""

    WHOLE = ""
    STOPPED = phrases.STOPPED
    CUT_OFF = phrases.CUT_OFF
    NOT_SENT = "— not sent"


@dataclass(frozen=True, slots=True)
class Person:
    """What the person said; `waits` is why it has not gone out yet, or that it has no answer. `n` is the number of the
    stored message, 0 where there is none, `memory` the id of its memory."""

    text: str
    waits: str = ""
    n: int = 0
    memory: str = ""


class Sources(Sequence[Recollection]):
    """The sources of a stored answer. They take twenty times the room of its words: far from the view they are packed,
    and unpacked when they are looked at."""

    __slots__ = ("_found", "_packed")

    def __init__(self, found: tuple[Recollection, ...]) -> None:
        self._found: tuple[Recollection, ...] | None = found
        self._packed = b""

    @property
    def loose(self) -> bool:
        """Whether there is something to pack."""
        return bool(self._found)

    def pack(self) -> None:
        """Keeps them small."""
        if self._found:
            self._packed = self._packed or zlib.compress(pickle.dumps(self._found), 1)
            self._found = None

    @property
    def all(self) -> tuple[Recollection, ...]:
        """The sources themselves."""
        if self._found is not None:
            return self._found
        unpacked: tuple[Recollection, ...] = pickle.loads(zlib.decompress(self._packed))
        return unpacked

    def __len__(self) -> int:
        return len(self.all)

    @overload
    def __getitem__(self, at: int) -> Recollection: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Recollection, ...]: ...
    def __getitem__(self, at: int | slice) -> Recollection | tuple[Recollection, ...]:
        return self.all[at]

    def __iter__(self) -> Iterator[Recollection]:
        return iter(self.all)

    def __eq__(self, other: object) -> bool:
        return self.all == (other.all if isinstance(other, Sources) else other)

    def __hash__(self) -> int:
        return hash(len(self))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant answered, the memories that it used, how sure recall was of them, and what they support."""

    text: str
    sources: Sequence[Recollection] = ()
    ending: Ending = Ending.WHOLE
    verdict: str = ""
    marks: tuple[Mark, ...] = ()
    n: int = 0
    memory: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error: what is wrong, and what to do."""

    sentence: str
    cure: str = ""


Entry = Person | Answer | Note | Trouble


class Level(IntEnum):
    """How much of an entry is shown: its first lines, all but what the model thought, or everything."""

    FOLDED = 0
    WHOLE = 1
    THOUGHTS = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text behind a sign, in one of the looks."""

    text: str
    sign: str
    look: str
    joint: str = "\n"


@dataclass(frozen=True, slots=True)
class Thought:
    """The line that stands for what the model thought; `goes_on` while it still thinks."""

    words: int
    open: bool
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """What stands below an answer: how it ended, what the signs mean, its sources."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Folded:
    """The first lines of an entry."""

    entry: Entry


class Part(NamedTuple):
    """A part of an entry; `above` puts a blank line above it, `last` one below."""

    body: Words | Thought | Block | Closing | Folded
    above: bool = False
    last: bool = False


def parts(entry: Entry, level: Level) -> list[Part]:
    """An entry in parts."""
    bodies: list[Words | Thought | Block | Closing | Folded]
    match entry:
        case Person() | Answer() if level is Level.FOLDED:
            bodies = [Folded(entry)]
        case Person(text=text, waits=waits):
            bodies = list(_pieces(shown(text)))
            bodies += [Words(f"— {waits}", "  ", "mark")] if waits else []
        case Answer():
            text = marked(disarmed(entry.text), entry.marks, entry.sources)
            bodies = [*_thoughts(blocks(text), level), Closing(entry)]
        case Note(lines=told):
            bodies = [Words(line, "· ", "note") for line in told]
        case Trouble(sentence=sentence, cure=cure):
            bodies = [Words(sentence, "! ", "error")]
            bodies += [Words(f"What to do: {cure}", "  ", "cure")] if cure else []
    return _parts(bodies)


def growing(found: Sequence[Block], level: Level, doing: str) -> list[Part]:
    """An answer that grows, in parts; `doing` stands there until its first words come."""
    if not any(one.text.strip() for one in found):
        return _parts([Words(f"… {doing}", "  ", "mark")])
    thinks = found[-1].kind is Kind.THOUGHT
    return _parts(list(_thoughts([one for one in found if one.text], level, thinks)))


def _parts(bodies: Sequence[Words | Thought | Block | Closing | Folded]) -> list[Part]:
    made: list[Part] = []
    for at, body in enumerate(bodies):
        apart = isinstance(body, Thought) or (isinstance(body, Block) and body.joint == "\n\n")
        made.append(Part(body, at > 0 and apart, at == len(bodies) - 1))
    return made


def _pieces(text: str) -> Iterator[Words]:
    """The person's words in parts of some lines; a line without end is broken at a blank, or anywhere."""
    held: list[str] = []
    sign, joint = "› ", "\n"
    for line in text.split("\n"):
        while len(line) > ENDLESS_LINE:
            space = line.rfind(" ", ENDLESS_LINE // 2, ENDLESS_LINE)
            end = space if space > 0 else ENDLESS_LINE
            yield Words("\n".join([*held, line[:end]]), sign, "person", joint)
            held, sign, joint, line = [], "  ", " " if space > 0 else "", line[end + (space > 0) :]
        held.append(line)
        if len(held) >= PIECE:
            yield Words("\n".join(held), sign, "person", joint)
            held, sign, joint = [], "  ", "\n"
    if held:
        yield Words("\n".join(held), sign, "person", joint)


@lru_cache(maxsize=256)
def _count(thought: Block) -> int:
    return len(_TAGS.sub(" ", thought.text).split())


def _thoughts(found: Sequence[Block], level: Level, goes_on: bool = False) -> Iterator[Block | Thought | Words]:
    """Blocks, with one line for each thought, and the thought below it where it is open."""
    at = 0
    while at < len(found):
        if found[at].kind is not Kind.THOUGHT:
            yield found[at]
            at += 1
            continue
        end = at + 1
        while end < len(found) and found[end].kind is Kind.THOUGHT and found[end].opening:
            end += 1
        words = sum(map(_count, found[at:end]))
        still = goes_on and end == len(found)
        if words or still:
            yield Thought(words, level is Level.THOUGHTS, still)
        if words and level is Level.THOUGHTS:
            for one in found[at:end]:
                yield Words(_TAGS.sub("", shown(one.text)).strip("\n"), "  │ ", "mark")
        at = end


def thinks(entry: Entry) -> bool:
    """Whether an answer holds what the model thought."""
    return isinstance(entry, Answer) and any(one.kind is Kind.THOUGHT for one in blocks(entry.text))


def unthought(text: str) -> str:
    """An answer without what the model thought."""
    return "".join(one.text for one in blocks(text) if one.kind is not Kind.THOUGHT).strip("\n")


def stored(said: list[dict[str, Any]]) -> Iterator[Entry]:
    """The entries of a conversation that was stored."""
    for message in said:
        if message["role"] == "person":
            waits = phrases.UNANSWERED if message.get("state") == "unanswered" else ""
            yield Person(message["text"], waits, message.get("n", 0), message.get("memory", ""))
        else:
            found = tuple(map(recollection, message["memories"]))
            sources = Sources(found) if found else ()
            yield Answer(
                message["text"], sources, Ending.WHOLE, message.get("verdict", ""),
                tuple(map(mark, message.get("marks", ()))), message.get("n", 0), message.get("memory", ""),
            )  # fmt: skip
