"""What the faces may ask when memory is looked through: pages in an order, what a search can be limited to and how many
that would leave, and what is done with several memories at once."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from starlette.requests import Request

from secondme.assistant.places import NOTES, narrowed
from secondme.errors import NotFound, Refused, SecondMeError
from secondme.events import Recollection
from secondme.memory import narrow
from secondme.memory.barrier import refusal
from secondme.memory.control import asks
from secondme.memory.recall import SEARCHED
from secondme.memory.record import By, Derived, Kind, Memory, Status, identity
from secondme.memory.when import day_key, span
from secondme.service import views
from secondme.service.requests import kept, number, text, texts
from secondme.store.browsed import Browsed, Order, Sort, State
from secondme.storing import Filter
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]

MOST = 1_000
"""Memories that something is done with at once."""
YEARS = 6
"""Years before this one that a search can be limited to by a choice."""
PEOPLE = 12
"""Names of who spoke that are offered, those who said most."""
DAY = 86_400.0
MERGED = "merging by hand"
"""The rule of what the person made one of several."""
SIDES = (("from:me", By.PERSON), ("from:assistant", By.ASSISTANT), ("from:files", By.FILE))
STATES = {
    State.VIVID: "vivid, 0.70 and more", State.FADING: "fading", State.FAINT: "faint, due to fade",
    State.PINNED: "pinned", State.ACTIVE: "active", State.FADED: "faded", State.ARCHIVED: "condensed and put away",
    State.SUPERSEDED: "replaced or wrong",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, understood: its words, its limits, the states that are wanted."""

    words: str
    which: Filter
    states: tuple[State, ...]


class Looking:
    """Asked by the routes; each method's answer is JSON."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def _browsed(self) -> Browsed:
        return Browsed(self._rooms.store.ledger, self._rooms.forgetting, self._rooms.clock())

    def _asked(self, search: str) -> Asked:
        names = [word.partition(":")[2].strip('"“”') for word in narrow.of(search, "state")]
        for name in names:
            if name not in set(State):
                raise NotFound(f"No memory is {name!r}. There are: {', '.join(State)}.", "Write it as is:pinned.")
        words, limits = self._rooms.places.split(narrow.without(search, "state"))
        words = words.strip()
        return Asked(words, narrowed(Filter(statuses=SEARCHED if words else ()), limits), tuple(map(State, names)))

    def _find(self, asked: Asked) -> tuple[list[Memory], dict[str, Recollection], dict[str, Any]]:
        """What words bring back, best first, with why, and how sure that is."""
        finding = self._rooms.recall.find(asked.words, limit=views.FOUND, which=asked.which, echoes=True, typed=False)
        why = {one.id: one for one in finding.memories}
        browsed = self._browsed()
        found = [one for one in self._rooms.store.get(list(why)) if browsed.fits(one, asked.states)]
        return found, why, views.sure(finding)

    # ---- seeing --------------------------------------------------------------------------------------

    def page(self, search: str, order: str, limit: int, offset: int) -> dict[str, Any]:
        """A page of memories: with words the best first, else the newest, unless an order is named."""
        if order and order not in set(Order):
            raise Refused(f"There is no order {order!r}.", f"It is one of: {', '.join(Order)}.")
        asked = self._asked(search)
        browsed = self._browsed()
        if not asked.words:
            found = browsed.page(asked.which, asked.states, Order(order or "newest"), limit=limit, offset=offset)
            total = browsed.count(asked.which, asked.states)
            return {"total": total, "memories": views.rows(self._rooms, found)}
        hits, why, sure = self._find(asked)
        if order:
            hits = browsed.ordered(hits, Order(order))
        if not asks(asked.words):
            sure["verdict"] = ""  # words that are looked for, and no question that could have an answer
        rows = [
            {**row, "score": why[row["id"]].score, "receipt": why[row["id"]].receipt}
            for row in views.rows(self._rooms, hits[offset : offset + limit])
        ]
        return {"total": len(hits), "memories": rows, **sure}

    def ids(self, search: str, order: str) -> dict[str, Any]:
        """The ids of what a search finds, in its order, as many as something can be done with at once."""
        asked = self._asked(search)
        browsed = self._browsed()
        if asked.words:
            found = self._find(asked)[0]
            found, total = browsed.ordered(found, Order(order)) if order else found, len(found)
        else:
            found = browsed.page(asked.which, asked.states, Order(order or "newest"), limit=MOST, offset=0)
            total = browsed.count(asked.which, asked.states)
        return {"total": total, "ids": [one.id for one in found[:MOST]]}

    def choices(self, search: str) -> dict[str, Any]:
        """What a search can be limited to, by groups, and how many memories each would leave. Within a group it is as
        though nothing of that group were chosen yet."""
        years, bounds = self._times()
        times = sorted({begin for _, _, begin, _ in years} | set(bounds))
        whole = self._sorts(search, times)
        groups = []
        for group in narrow.GROUPS:
            sorts = self._sorts(narrow.without(search, group), times) if narrow.of(search, group) else whole
            found = [
                {"limit": limit, "label": label, "count": count, "on": narrow.holds(search, limit)}
                for limit, label, count in self._group(group, sorts, years)
            ]
            groups.append({"group": group, "choices": [one for one in found if one["count"] or one["on"]]})
        return {"total": whole.total(), "groups": groups}

    def _sorts(self, search: str, times: Sequence[float]) -> Counter[Sort]:
        asked, browsed = self._asked(search), self._browsed()
        if asked.words:
            return browsed.sorted_out(self._find(asked)[0], times)
        return browsed.sorts(asked.which, asked.states, times)

    def _group(
        self, group: str, sorts: Counter[Sort], years: Sequence[tuple[str, str, float, float]]
    ) -> list[tuple[str, str, int]]:
        """Limit, label and count of each choice of a group."""

        def counted(fits: Callable[[Sort], bool]) -> int:
            return sum(count for one, count in sorts.items() if fits(one))

        match group:
            case "kind":
                return [(f"kind:{kind}", str(kind), counted(lambda one, kind=kind: one.kind is kind)) for kind in Kind]  # type: ignore[misc]
            case "who":
                said = [(word, word[5:], counted(lambda one, by=by: one.by is by and not one.speaker))  # type: ignore[misc]
                        for word, by in SIDES]  # fmt: skip
                people: Counter[str] = Counter()
                for one, count in sorts.items():
                    people[one.speaker] += count
                del people[""]
                return said + [(narrow.quoted("from", name), name, n) for name, n in people.most_common(PEOPLE)]
            case "place":
                return self._in_places(sorts)
            case "time":
                return [
                    (limit, label, counted(lambda one, begin=begin, end=end: begin <= one.since < end))  # type: ignore[misc]
                    for limit, label, begin, end in years
                ]
        return [
            (f"is:{state}", STATES[state], counted(lambda one, state=state: _is(one, state)))  # type: ignore[misc]
            for state in State
        ]

    def _in_places(self, sorts: Counter[Sort]) -> list[tuple[str, str, int]]:
        in_place: Counter[str] = Counter()
        for one, count in sorts.items():
            in_place[one.place] += count
        found = []
        rows = self._rooms.places.all()
        folders = apart([row["path"] for row in rows if row["kind"] == "folder"])
        for row in rows:
            # A name that means several is no place: "folder:notes" and "program:notes" are two.
            for name in (row["in"], f"folder:{row['in']}" if row["kind"] == "folder" else f"program:{row['in']}"):
                with contextlib.suppress(SecondMeError):
                    places = self._rooms.places.place(name).places
                    count = sum(in_place[place] for place in places)
                    found.append((narrow.quoted("in", name), folders.get(row["path"], row["in"]), count))
                    break
        return found

    def _times(self) -> tuple[list[tuple[str, str, float, float]], list[float]]:
        """Limit, label, begin and end of each choice of time, and the ends."""
        now = self._rooms.clock()
        this = datetime.fromtimestamp(now).year
        found = [
            (f"after:{day_key(now - days * DAY)}", label, span(day_key(now - days * DAY))[0], float("inf"))
            for days, label in ((0, "today"), (6, "the last 7 days"), (29, "the last 30 days"))
        ]
        found.append((f"after:{this}", "this year", span(str(this))[0], float("inf")))
        for year in range(this - 1, this - 1 - YEARS, -1):
            found.append((f"after:{year} before:{year + 1}", str(year), *span(str(year))))
        earliest = this - YEARS
        found.append((f"before:{earliest}", f"before {earliest}", 0.0, span(str(earliest))[0]))
        return found, [end for *_, end in found if end != float("inf")]

    # ---- several at once -----------------------------------------------------------------------------

    def forgettable(self, body: dict[str, Any]) -> Any:
        """What forgetting these memories would take; what stands in a watched file is left out."""
        found = self._given(body)
        going = [memory for memory in found if memory.kind is not Kind.PASSAGE]
        if not going:
            raise Refused("All of that stands in watched files.", "Delete it there; memory follows by itself.")
        return {
            "memories": views.rows(self._rooms, going),
            "derived": views.rows(self._rooms, views.along(self._rooms, going)),
            "left": len(found) - len(going),
        }

    def change(self, body: dict[str, Any]) -> Any:
        """Pins memories, lets them go, or closes them as wrong, as one operation: how many that changed."""
        what, found = text(body, "what"), self._given(body)
        store = self._rooms.store
        match what:
            case "pin" | "unpin":
                changed = [one.changed(pinned=what == "pin") for one in found if one.pinned is not (what == "pin")]
                with store.operation(f"{what}ned"):
                    store.revise(changed, what=f"{what}ned", rule="person")
            case "wrong":
                changed = [one for one in found if one.kind is not Kind.PASSAGE and _open(one)]
                with store.operation("corrected"), store.ledger.write():
                    for one in changed:
                        store.succeed(one, None, rule="person", why="It was marked as wrong.")
            case _:
                raise Refused(f"Nothing is called {what!r} that could be done with memories.")
        return {"changed": len(changed), "left": len(found) - len(changed)}

    def merge(self, body: dict[str, Any]) -> Any:
        """Makes one of two or more memories, in the person's words: it rests on them and takes their place. Undoing the
        operation takes them apart again. Raises: HoldsSecret for a new secret."""
        found = self._given(body)
        if len(found) < 2:
            raise Refused("It takes two memories to make one.", "Mark the others first.")
        for one in found:
            if one.kind is Kind.PASSAGE:
                raise Refused("A part of a watched file cannot be merged.", "Change it there; memory follows.")
            if not _open(one):
                raise Refused("One of them does not hold any more.", "Leave out what was replaced already.")
        words = kept(body, text(body, "text").strip(), "\n".join(one.text for one in found))
        if not words:
            raise Refused("A memory cannot be without words.", "Write what is to be kept of them.")
        rooms, store = self._rooms, self._rooms.store
        new = merged(found, words, rooms.clock())
        with store.operation("merged"), store.ledger.write():
            if refusal(new, found):  # a secret is never concluded; the person's own words may hold one, on purpose
                rooms.talks.begin(NOTES, NOTES)
                new = rooms.talks.say(NOTES, By.PERSON, words).memory
            for one in found:
                store.succeed(one, new, rule="person", why="It was merged with others.")
        return views.row(rooms, store.find(new.id))

    def _given(self, body: dict[str, Any]) -> list[Memory]:
        ids = list(dict.fromkeys(texts(body, "ids")))
        if not ids:
            raise Refused("No memory is named.")
        if len(ids) > MOST:
            raise Refused(f"That is more than {MOST:,} memories at once.", "Take fewer.")
        found = self._rooms.store.get(ids)
        if not found:
            raise NotFound("These memories are gone.", "Search again.")
        return found


def merged(found: Sequence[Memory], words: str, now: float) -> Memory:
    """The one memory that several become: with their sources, and what mattered of any of them."""
    ids = tuple(one.id for one in found)
    since = [one.valid_from for one in found if one.valid_from is not None]
    return Memory(
        id=identity(Kind.FACT, "merged", *sorted(ids), words),
        kind=Kind.FACT,
        text=words,
        source=Derived(rule=MERGED, memories=ids),
        by=By.PERSON,
        place=found[0].place,
        made=now,
        valid_from=min(since, default=now),
        importance=max(one.importance for one in found),
        recalls=max(one.recalls for one in found),
        last_recalled=max((one.last_recalled for one in found if one.last_recalled is not None), default=None),
        pinned=any(one.pinned for one in found),
        keywords=tuple(dict.fromkeys(word for one in found for word in one.keywords)),
    )


def apart(paths: Sequence[str]) -> dict[str, str]:
    """Folders by their paths, each by as much of its end as no other has: "notes/", or "work/notes/" and
    "home/notes/"."""
    found = {}
    for path in paths:
        parts = PurePath(path).parts
        others = [PurePath(other).parts for other in paths if other != path]
        many = next((n for n in range(1, len(parts)) if all(one[-n:] != parts[-n:] for one in others)), len(parts))
        found[path] = f"{PurePath(*parts[-many:])}/"
    return found


def _open(memory: Memory) -> bool:
    return memory.valid_to is None and memory.status is not Status.SUPERSEDED


def _is(one: Sort, state: State) -> bool:
    return state in (one.band, str(one.status)) or (state is State.PINNED and one.pinned)


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    looking = Looking(rooms)

    def asked(request: Request, name: str) -> str:
        return request.query_params.get(name, "")

    def page(request: Request, body: dict[str, Any]) -> Any:
        limit = number(request.query_params.get("limit", "100"), 1, 1000)
        offset = number(request.query_params.get("offset", "0"), 0, 1 << 40)
        return looking.page(asked(request, "search"), asked(request, "order"), limit, offset)

    return [
        ("GET", "/look", page),
        ("GET", "/look/ids", lambda request, body: looking.ids(asked(request, "search"), asked(request, "order"))),
        ("GET", "/look/choices", lambda request, body: looking.choices(asked(request, "search"))),
        ("POST", "/many/forgettable", lambda request, body: looking.forgettable(body)),
        ("POST", "/many/change", lambda request, body: looking.change(body)),
        ("POST", "/many/merge", lambda request, body: looking.merge(body)),
    ]
