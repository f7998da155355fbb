"""Everything that a flow can report, and its form on the wire: one line of JSON, `{"event": "Piece", …}`.

Events are frozen, past tense or nouns, and in the order in which things happened. Fields are only ever added:
a reader ignores fields that it does not know, and an event that it does not know is `Unknown`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from secondme.errors import SecondMeError
from secondme.memory.record import Memory, from_json, to_json

LONGEST = 200_000
"""Characters of what the person says at once."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """A memory that recall brought back, with the receipt that says why.

    `strength` is its retention when it was recalled, in (0, 1]; `where` names the place in words
    ("conversation of 3 May 2026", "notes/garden.md, line 12").
    """

    id: str
    text: str
    kind: str
    by: str
    made: float
    where: str
    score: float
    strength: float
    receipt: dict[str, Any]
    source: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the person said is on disk, as the message of a number in a conversation, which may be a new one. In a
    private one it is in no memory, and the number is its place."""

    conversation: str
    message: int
    memory: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """The memories that the answer may rest on, best first.

    `verdict` is "found", "perhaps" or "nothing", and empty where nothing was asked of memory; `confidence` is how sure
    that is, in [0, 1].
    """

    memories: tuple[Recollection, ...]
    verdict: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelState:
    """What the model is doing: `none`, `asleep`, `loading`, `ready` or `failed`, with a sentence for people.

    `bytes` is the size of the model's file, `context` the length of its context in tokens, `streamed` how many bytes
    are read from the disk for each token.
    """

    phase: str
    name: str
    sentence: str
    bytes: int = 0
    context: int = 0
    streamed: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the answer, as the model produced it."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence of an answer, characters `start` to `end`: the ids of the memories that support it, best first, and
    whether memory does; None where it claims nothing."""

    start: int
    end: int
    memories: tuple[str, ...]
    supported: bool | None


@dataclass(frozen=True, slots=True)
class Grounded:
    """What of an answer stands in memory, sentence by sentence; comes before `Answered` where memory was asked."""

    sentences: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is whole and stored. `tokens` and `seconds` are of the answer alone.

    `model` is the name of the model, or empty where the answer only quotes what was recalled. `marks` are the
    sentences of `Grounded`. `cells` of the model's `budget` for a conversation are in use; `pruned` of its exchanges
    the model has no longer before it, or not whole: memory has them. `message` is the number of the stored answer.
    `missing` are the messages of this conversation that the model has no longer before it, as pairs of numbers: all
    from the first to the last of each.
    """

    text: str
    memories: tuple[Recollection, ...]
    conversation: str = ""
    model: str = ""
    tokens: int = 0
    seconds: float = 0.0
    first_token: float = 0.0
    marks: tuple[Mark, ...] = ()
    cells: int = 0
    budget: int = 0
    pruned: int = 0
    message: int = 0
    missing: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person stopped the answer; `text` is as far as it came."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The flow ended with an error: the class name of the error, its sentence, and what to do."""

    kind: str
    sentence: str
    cure: str = ""

    @classmethod
    def of(cls, error: SecondMeError) -> Failed:
        """An error as the event that tells of it."""
        return cls(type(error).__name__, error.sentence, error.cure)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the person should know and that stops nothing."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Masked:
    """Secrets were left out of what is remembered: a sentence, and what they are ("password", "API key")."""

    sentence: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """The person corrected a memory: a sentence, the id of what was closed, the id and words of what followed it.

    Without a successor `new` and `text` are empty: it was only said that the old one is wrong.
    """

    sentence: str
    old: str
    new: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Began:
    """A consolidation run began."""

    run: int


@dataclass(frozen=True, slots=True)
class Faded:
    """A memory faded, with its retention when it did."""

    id: str
    text: str
    retention: float


@dataclass(frozen=True, slots=True)
class Reflected:
    """A reflection was made (or made anew) from the memories that it links to."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Learned:
    """A fact or a lesson was drawn from what was said. `operation` is `ADD`, `UPDATE`, `DELETE` or `NOOP`; `replaced`
    is the id of what it closed or joined."""

    memory: Memory
    operation: str
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class KeptOut:
    """The write barrier kept a conclusion out; `rule` is what drew it."""

    rule: str


@dataclass(frozen=True, slots=True)
class Thought:
    """A thought was joined from two memories; it names them."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Segmented:
    """A conversation was cut where its topic turns: messages `first` to `last` are one event."""

    conversation: str
    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Linked:
    """A memory was linked to others, by their ids."""

    id: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A memory was asked for by a question of its own: whether it was found, and in how many days it is asked again."""

    id: str
    found: bool
    days: float


@dataclass(frozen=True, slots=True)
class Gisted:
    """Faded memories of one topic were condensed into a gist that links to them."""

    memory: Memory
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Archived:
    """A memory went out of default search: why, as a sentence."""

    id: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Probed:
    """Questions drawn from memory were recalled before and after a run: the shares that were found. A run that made it
    worse was rolled back."""

    before: float
    after: float
    rolled_back: bool = False


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A run ended: how many episodes there were to look at, how many memories faded, how many insights it made.

    `state` is `done`, `interrupted` or `rolled back`; `refused` counts the conclusions that the write barrier kept out;
    `learned` facts and lessons are new, `changed` ones were put right, `archived` memories went out of default search.
    """

    run: int
    looked_at: int
    faded: int
    insights: int
    state: str = "done"
    refused: int = 0
    learned: int = 0
    changed: int = 0
    archived: int = 0


@dataclass(frozen=True, slots=True)
class Queued:
    """Files wait to be read."""

    folder: str
    files: int


@dataclass(frozen=True, slots=True)
class Indexed:
    """A file is in memory: how many passages it has, how many of them are new, how many went, and how many secrets
    were left out."""

    path: str
    passages: int
    new: int
    gone: int
    masked: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file was not read: a short code, and the reason as a sentence."""

    path: str
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A file is gone from the disk and from recall."""

    path: str
    passages: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something long has come. `total` and `speed`, in as much a second, are 0 where they are not known."""

    what: str
    done: int
    total: int
    speed: float = 0.0


@dataclass(frozen=True, slots=True)
class Planned:
    """What a download will take: the file of the repository, its bytes, how many of them are there already, how many
    are free on the disk, and in which folder it will be."""

    repo: str
    file: str
    bytes: int
    there: int
    free: int
    folder: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model's file is on this disk, whole and as the hub has it; by its checksum, in `sha256`. Its `kind` is chat or
    embedding."""

    path: str
    name: str
    bytes: int
    sha256: str
    kind: str = "chat"


@dataclass(frozen=True, slots=True)
class Examined:
    """A model took the exam in drawing facts: whether it passed, and a sentence for people.

    Of the `drawn` statements `precision` was right, of what there was to find it found `recall`; `both_` is the same of
    what it and the rules draw together. Of `of` turns it was asked about `asked`: an exam that is lost ends early.
    """

    model: str
    passed: bool
    sentence: str
    precision: float
    recall: float
    both_precision: float
    both_recall: float
    rules_recall: float
    asked: int
    of: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A file was taken in: how many memories are new, how many were there already, how many stayed out because the
    person forgot them (or what they rest on); how many messages and folders came along.

    `operation` is what `memory undo` undoes; 0 where nothing is new, or the file brought operations of its own.
    `masked` counts the new notes that hold a mask in the place of a secret.
    """

    new: int
    there: int
    forgotten: int
    messages: int
    folders: int
    operation: int
    masked: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """One finding of `doctor`: what was looked at, whether it is well, and what to do where it is not."""

    what: str
    well: bool
    sentence: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the service at a glance: what `status --json` prints and the app shows in one line."""

    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event of a newer version."""

    name: str
    fields: dict[str, Any]


Event = (
    Stored | Recalled | ModelState | Piece | Grounded | Answered | Stopped | Failed | Notice | Masked | Corrected
    | Began | Faded | Reflected | Learned | KeptOut | Thought | Segmented | Linked | Rehearsed | Gisted | Archived
    | Probed | Consolidated | Queued | Indexed | Skipped | Removed | Progress | Planned
    | Pulled | Examined | Imported | Checked | Status | Unknown
)  # fmt: skip

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        Stored, Recalled, ModelState, Piece, Grounded, Answered, Stopped, Failed, Notice, Masked, Corrected, Began,
        Faded, Reflected, Learned, KeptOut, Thought, Segmented, Linked, Rehearsed, Gisted, Archived, Probed,
        Consolidated, Queued, Indexed, Skipped, Removed, Progress, Planned, Pulled, Examined, Imported, Checked,
        Status,
    )
}  # fmt: skip


def to_line(event: Event) -> str:
    """The event as one line of JSON, without the line's end."""
    match event:
        case Reflected(memory=memory) | Learned(memory=memory) | Thought(memory=memory) | Gisted(memory=memory):
            body: dict[str, Any] = {field.name: getattr(event, field.name) for field in fields(event)}
            body["memory"] = to_json(memory)
        case Piece(text=text):  # the hot one: several a second for each answer
            body = {"text": text}
        case Unknown(name=name, fields=rest):
            return json.dumps({"event": name, **rest}, ensure_ascii=False)
        case _:
            body = asdict(event)
    return json.dumps({"event": type(event).__name__, **body}, ensure_ascii=False)


def from_line(line: str | bytes) -> Event:
    """The event that `to_line` wrote.

    Raises: ValueError if the line is not JSON of an event.
    """
    body = json.loads(line)
    name = body.pop("event", None)
    if not isinstance(name, str):
        raise ValueError("a line of a reply must be an object with an 'event'")
    kind = _KINDS.get(name)
    if kind is None:
        return Unknown(name, body)
    known = {field.name: body[field.name] for field in fields(kind) if field.name in body}
    if "memories" in known:
        known["memories"] = tuple(recollection(memory) for memory in known["memories"])
    for name in ("marks", "sentences"):
        if name in known:
            known[name] = tuple(mark(one) for one in known[name])
    for name in ("kinds", "links", "members"):
        if name in known:
            known[name] = tuple(known[name])
    if "missing" in known:
        known["missing"] = tuple((first, last) for first, last in known["missing"])
    if kind in (Reflected, Learned, Thought, Gisted):
        known["memory"] = from_json(known["memory"])
    event: Event = kind(**known)
    return event


def recollection(fields_: dict[str, Any]) -> Recollection:
    """The recollection of an object of the wire; fields of a newer version are left out."""
    return Recollection(**{field.name: fields_[field.name] for field in fields(Recollection)})


def mark(fields_: dict[str, Any]) -> Mark:
    """The mark of an object of the wire; fields of a newer version are left out."""
    return Mark(fields_["start"], fields_["end"], tuple(fields_["memories"]), fields_["supported"])
