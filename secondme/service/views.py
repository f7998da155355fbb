"""Memories as faces see them: rows, details, and messages with what they rested on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from secondme.assistant.answers import answers_from
from secondme.assistant.places import narrowed
from secondme.assistant.recall import Finding, recollection
from secondme.assistant.talking import PLACE
from secondme.errors import Refused
from secondme.events import Recollection
from secondme.memory import narrow
from secondme.memory.control import asks
from secondme.memory.forgetting import days_left, stability, strength
from secondme.memory.quiet import STOP
from secondme.memory.recall import SEARCHED, Scored, place_in_words
from secondme.memory.record import By, Kind, Memory, Status, Written, to_json
from secondme.memory.when import span
from secondme.service.requests import text, texts
from secondme.store.browsed import State
from secondme.storing import Filter, Grounding, Message, Operation, noted_under
from secondme.wiring import Rooms

_ID = re.compile(r"(?=\w*\d)[a-z][0-9a-hjkmnp-z]{6,13}")
"""What looks like an id or the start of one: that never falls back to words."""
FOUND = 500
"""Most memories that a search lists."""


def row(rooms: Rooms, memory: Memory, now: float | None = None) -> dict[str, Any]:
    """The record, its form, function and tier, its strength now (or at a time), the stability of it and the days
    until it fades (None: never), its place in words."""
    now = rooms.clock() if now is None else now
    left = days_left(memory, now, rooms.forgetting)
    return {
        **to_json(memory),
        "form": memory.kind.form,
        "function": memory.kind.function,
        "tier": memory.kind.tier,
        "stability": round(stability(memory, rooms.forgetting.stability_days), 2),
        "strength": round(strength(memory, now, rooms.forgetting), 4),
        "days_left": None if math.isinf(left) else round(left, 1),
        "where": place_in_words(memory),
    }


def rows(rooms: Rooms, memories: Sequence[Memory], now: float | None = None) -> list[dict[str, Any]]:
    """Rows in order."""
    return [row(rooms, memory, now) for memory in memories]


def operation(one: Operation) -> dict[str, Any]:
    """An operation as a JSON object."""
    return {**asdict(one), "operation": one.n}


def which(kind: str, status: str) -> Filter:
    """The filter of a kind and a status, any where empty. Raises: ValueError."""
    return Filter(kinds=(Kind(kind),) if kind else (), statuses=(Status(status),) if status else ())


def page(rooms: Rooms, search: str, kind: str, status: str, limit: int, offset: int) -> dict[str, Any]:
    """A page of memories, the newest first; with a search the best first, and how sure that is. A search may name
    places and other limits.

    Raises: ValueError; NotFound, Refused for limits that cannot be meant.
    """
    search, limits = rooms.places.split(search)
    which = narrowed(
        Filter(
            kinds=(Kind(kind),) if kind else (),
            statuses=(Status(status),) if status else SEARCHED if search.strip() else (),
        ),
        limits,
    )
    if not search.strip():
        found = rooms.store.page(which, limit=limit, offset=offset)
        return {"total": rooms.store.count(which), "memories": rows(rooms, found)}
    finding = rooms.recall.find(search, limit=FOUND, which=which, echoes=True, typed=False)
    found = rooms.store.get([hit.id for hit in finding.memories])
    told = sure(finding)
    if not asks(search):
        told["verdict"] = ""  # words that are looked for, and no question that could have an answer
    return {"total": len(found), "memories": rows(rooms, found[offset : offset + limit]), **told}


def by_state(search: str) -> bool:
    """Whether words are limited by how a memory is, as in `is:pinned`."""
    return any(word.partition(":")[2].strip('"“”') in set(State) for word in narrow.of(search, "state"))


def stateless(words: str, where: str) -> None:
    """Raises: Refused where words are limited so and cannot be."""
    if by_state(words):
        raise Refused(f"{where} is not limited by is:. Lists of memories are.", 'Use: secondme memory search "is:…"')


def sure(found: Finding) -> dict[str, Any]:
    """How sure recall is of what it found, and what was asked amiss."""
    return {"verdict": str(found.verdict), "confidence": round(found.confidence, 4), "notice": found.notice}


def detail(rooms: Rooms, memory: Memory, until: float | None = None) -> dict[str, Any]:
    """A row with its history (up to a time), its evidence, the words it rests on in the end, what rests on it, and
    what stands around it."""
    store = rooms.store
    use = store.uses.of(memory.id)
    evidence = store.get(memory.evidence)
    history = [change for change in store.history(memory.id) if until is None or change.at <= until]
    derived = store.resting_on([memory.id])
    if until is not None:
        evidence = [then for one in evidence if (then := store.at(one.id, until))]
        derived = [then for one in derived if (then := store.at(one.id, until))]
    return {
        **row(rooms, memory, until),
        "history": [asdict(change) for change in history],
        "evidence": rows(rooms, evidence),
        "spans": [
            {**asdict(span), "text": store.past.first_words(other.id)[span.start : span.end]}
            for other, span in store.trace(memory)
        ],
        "derived": rows(rooms, derived),
        "linked": rows(rooms, store.get(memory.links)),
        "topics": rooms.topics.of(memory.id),
        "keys": store.keys(memory.id),
        "use": {**asdict(use), "liked": round(use.liked, 3)},
        "neighbours": rows(rooms, rooms.store.neighbours(memory)),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be forgotten: an id or words, and filters that must hold too; nothing but `all` means everything."""

    what: str
    person: str
    source: str
    which: Filter
    all: bool
    files: bool

    @classmethod
    def of(cls, body: dict[str, Any]) -> Asked:
        """Read from a request. Raises: Refused if it asks for nothing, or for what does not exist."""
        try:
            kinds = tuple(Kind(name) for name in texts(body, "kinds"))
            by = tuple(By(name) for name in texts(body, "by"))
        except ValueError as error:
            raise Refused(f"There is no such kind or speaker: {error}.") from error
        stateless(text(body, "what", ""), "Forgetting")
        after, before = text(body, "after", ""), text(body, "before", "")
        asked = cls(
            what=text(body, "what", "").strip(),
            person=text(body, "person", "").strip(),
            source=text(body, "source", "").strip(),
            which=Filter(
                kinds=kinds,
                by=by,
                conversation=text(body, "conversation", ""),
                places=tuple(texts(body, "places")),
                after=span(after)[0] if after else None,
                before=span(before)[0] if before else None,
            ),
            all=bool(body.get("all")),
            files=bool(body.get("files")),
        )
        if not (asked.what or asked.person or asked.source or asked.all or asked.which != Filter()):
            raise Refused("It is not said what to forget.", "Name an id, words, or a filter; --all is everything.")
        return asked


def forgettable(rooms: Rooms, asked: Asked) -> dict[str, Any]:
    """What forgetting would take: memories, what rests on them, and the watched files that hold it too.

    What stands in a watched file would come back as long as it is read: it goes only with `files` or by its
    `source`, and the file is left out from then on.
    """
    found = _meant(rooms, asked)
    left = _left(rooms, found)
    passages = [memory for memory in found if memory.kind is Kind.PASSAGE and memory.id not in left]
    paths = sorted({memory.source.path for memory in passages if isinstance(memory.source, Written)})
    going = [memory for memory in found if memory.kind is not Kind.PASSAGE or memory.id in left]
    with_files = asked.files or bool(asked.source) or asked.all
    if with_files and paths:
        whole = [one for path in paths for one in rooms.store.page(Filter(under=path), limit=-1)]
        going += list({memory.id: memory for memory in (*passages, *whole)}.values())
    elif passages and not going and _ID.fullmatch(asked.what):
        raise Refused(
            f"That stands in a watched file: {place_in_words(passages[0])}.",
            "Delete it there, or forget the whole file with --files.",
        )
    return {
        "memories": rows(rooms, going),
        "derived": rows(rooms, along(rooms, going)),
        "files": sorted({place_in_words(memory) for memory in passages}),
        "leave_out": paths if with_files else [],
    }


def along(rooms: Rooms, going: Sequence[Memory]) -> list[Memory]:
    """What goes with memories: what rests on them, passages that are kept for that alone, answers that repeat them."""
    resting = rooms.forget.resting(going)
    kept = rooms.folders.kept_for([memory.id for memory in (*going, *resting)])
    answers = answers_from(rooms.store, rooms.talks, going)
    given = {memory.id for memory in going}
    found = {memory.id: memory for memory in (*resting, *kept, *answers, *rooms.forget.resting(answers))}
    return [memory for name, memory in found.items() if name not in given]


def _left(rooms: Rooms, memories: Sequence[Memory]) -> set[str]:
    """Ids of passages among these that stand in no file any more."""
    written = {memory.id: memory.source.file for memory in memories if isinstance(memory.source, Written)}
    standing = {name for file in set(written.values()) for name in rooms.folders.passages(file)}
    return set(written) - standing


def _meant(rooms: Rooms, asked: Asked) -> list[Memory]:
    store = rooms.store
    if _ID.fullmatch(asked.what):
        return [store.find(asked.what)]
    which = replace(asked.which, under=_path(asked.source)) if asked.source else asked.which
    words = " ".join((asked.what, asked.person)).strip()
    if not words:
        return store.page(which, limit=-1)
    telling = [word for word in words.lower().split() if word not in STOP] or words.split()
    return store.holding(" ".join(telling), which)


def _path(source: str) -> str:
    return str(Path(source).expanduser().absolute())


def messages(rooms: Rooms, conversation: str) -> list[dict[str, Any]]:
    """A conversation in order, of a branch what it shares first; each answer with the memories that it was given, what
    of it they support, how sure recall was, and its thumb (None: none). Where no answer was kept, the state of what was
    said is "unanswered"."""
    uses, thumbs = rooms.talks.uses(conversation), rooms.store.uses.thumbs(conversation)
    groundings = rooms.talks.groundings(conversation)
    said = rooms.talks.messages(conversation)
    open_ = _unanswered(rooms, conversation, said)
    asked: Message | None = None
    found: list[dict[str, Any]] = []
    for message in said:
        grounding = groundings.get(message.n, Grounding())
        used: list[dict[str, Any]] = []
        up = None
        if message.role == "person":
            asked = message
        else:
            number = noted_under(asked, message)
            scores = {name: (score, receipt) for name, score, receipt in uses.get(number, [])}
            used = [_recollected(rooms, memory, *scores[memory.id]) for memory in rooms.store.get(list(scores))]
            up = thumbs.get(number)
        found.append(
            {
                "id": message.n,
                "n": message.n,
                "memory": message.memory.id,
                "role": message.role,
                "text": message.memory.text,
                "made": message.memory.made,
                "state": "unanswered" if message.n in open_ else "whole",
                "memories": used,
                "verdict": grounding.verdict,
                "marks": [asdict(mark) for mark in grounding.marks],
                "up": up,
            }
        )
    return found


def _unanswered(rooms: Rooms, conversation: str, said: Sequence[Message]) -> set[int]:
    """The numbers of what was said to the assistant and has no answer: it was stopped, broke off, or only quoted. To
    what begins or ends a goal it says nothing."""
    follows = [one.role for one in said[1:]]
    found = {
        one.n
        for one, then in zip_longest(said, follows)
        if one.role is By.PERSON and then is not By.ASSISTANT and one.memory.place == PLACE and not one.memory.speaker
    }
    if found:
        found -= {number for goal in rooms.goals.all(conversation) for number in (goal.opening, goal.closing) if number}
    return found


def _recollected(rooms: Rooms, memory: Memory, score: float, receipt: dict[str, Any]) -> dict[str, Any]:
    return plain(recollection(Scored(memory, score, rooms.recall.strength(memory), receipt)))


def plain(one: Recollection) -> dict[str, Any]:
    """A recollection as a JSON object."""
    return {name: getattr(one, name) for name in one.__dataclass_fields__}
