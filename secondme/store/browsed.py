"""Memories as they are looked through: a page of them in an order, and how many there are of what.

How vivid a memory is is not stored. Retention falls with `age`, the days since the last recall over the memory's weight
and sessions, the same for every memory by either curve: so an order by age is one by strength, and a bound on strength
one on age.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from secondme.memory.forgetting import DAY, Forgetting, lasts, since, weight
from secondme.memory.record import By, Kind, Memory, Status
from secondme.store.ledger import Ledger
from secondme.store.rows import COLUMNS, from_row, where
from secondme.storing import Filter

VIVID = 0.7
"""Retention from which on a memory is vivid."""
UNFADING = (Kind.PASSAGE, Kind.PROFILE)


class Order(StrEnum):
    """In what order memories are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    STRONGEST = "strongest"
    WEAKEST = "weakest"
    RECALLED = "recalled"


class State(StrEnum):
    """How a memory is: how vivid, what became of it, whether it is pinned."""

    VIVID = "vivid"
    FADING = "fading"
    FAINT = "faint"
    PINNED = "pinned"
    ACTIVE = "active"
    FADED = "faded"
    ARCHIVED = "archived"
    SUPERSEDED = "superseded"


BANDS = (State.VIVID, State.FADING, State.FAINT)
"""By strength: from `VIVID` on, from where a memory fades on, and below."""


@dataclass(frozen=True, slots=True)
class Sort:
    """Memories that are alike in all that a search can be limited to; `since` is a bound of time from which on they
    were made, the latest of those given, 0 for before all of them."""

    kind: Kind
    by: By
    speaker: str
    place: str
    status: Status
    pinned: bool
    band: State
    since: float


class Browsed:
    """Reads from a ledger at a time, by the settings of forgetting."""

    def __init__(self, ledger: Ledger, settings: Forgetting, now: float) -> None:
        self._ledger = ledger
        self._now = now
        self._bounds = [lasts(settings.stability_days, at, settings) for at in (VIVID, settings.fade_below)]
        unfading = ", ".join(f"'{kind}'" for kind in UNFADING)
        self._age = (
            f"CASE WHEN memory.pinned OR memory.kind IN ({unfading}) THEN 0.0 ELSE "
            f"max(0.0, {now!r} - max(memory.made, coalesce(memory.last_recalled, memory.made))) / {DAY!r} "
            "/ pow(2.0, 2.0 * memory.importance - 1.0) / (1 + memory.recalls) END"
        )
        self._band = f"CASE WHEN {self._age} <= {self._bounds[0]!r} THEN 0 WHEN {self._age} <= {self._bounds[1]!r} THEN 1 ELSE 2 END"  # noqa: E501

    # ---- in SQL --------------------------------------------------------------------------------------

    def page(self, which: Filter, states: Sequence[State], order: Order, *, limit: int, offset: int) -> list[Memory]:
        """A page of memories in an order; what is equal in it newest first. `states` widen each other."""
        by = {
            Order.NEWEST: "memory.made DESC", Order.OLDEST: "memory.made", Order.RECALLED: "memory.recalls DESC",
            Order.STRONGEST: self._age, Order.WEAKEST: f"{self._age} DESC",
        }[order]  # fmt: skip
        newest = "memory.n" if order is Order.OLDEST else "memory.made DESC, memory.n DESC"
        condition, values = self._where(which, states)
        # The numbers alone are put in order: a row is a hundred times as long.
        numbers = f"SELECT memory.n AS n FROM memory WHERE {condition} ORDER BY {by}, {newest} LIMIT ? OFFSET ?"
        rows = self._ledger.rows(
            f"WITH there AS MATERIALIZED ({numbers}) SELECT {COLUMNS} FROM there CROSS JOIN memory USING (n)",
            [*values, limit, offset],
        )
        return [from_row(row) for row in rows]

    def count(self, which: Filter, states: Sequence[State]) -> int:
        """How many there are."""
        condition, values = self._where(which, states)
        return int(self._ledger.scalar(f"SELECT count(*) FROM memory WHERE {condition}", values))

    def sorts(self, which: Filter, states: Sequence[State], times: Sequence[float]) -> Counter[Sort]:
        """How many there are of each sort, told apart by these bounds of time too."""
        condition, values = self._where(which, states)
        latest = " ".join(f"WHEN memory.made >= {at!r} THEN {at!r}" for at in sorted(times, reverse=True))
        when = f"CASE {latest} ELSE 0.0 END" if latest else "0.0"
        speaker = "CASE WHEN memory.by = 'file' THEN '' ELSE memory.heading END"
        columns = f"memory.kind, memory.by, {speaker}, memory.place, memory.status, memory.pinned, {self._band}, {when}"
        rows = self._ledger.rows(
            f"SELECT {columns}, count(*) FROM memory WHERE {condition} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8", values
        )
        return Counter({
            Sort(Kind(kind), By(by), name, place, Status(status), bool(pinned), BANDS[band], at): int(count)
            for kind, by, name, place, status, pinned, band, at, count in rows
        })  # fmt: skip

    def _where(self, which: Filter, states: Sequence[State]) -> tuple[str, list[object]]:
        condition, values = where(which)
        either = []
        for state in states:
            if state in BANDS:
                either.append(f"{self._band} = {BANDS.index(state)}")
            elif state is State.PINNED:
                either.append("memory.pinned")
            else:
                either.append(f"memory.status = '{state}'")
        return (f"{condition} AND ({' OR '.join(either)})" if either else condition), values

    # ---- the same of what a search found -----------------------------------------------------------

    def age(self, memory: Memory) -> float:
        """What strength falls with: 0 where it does not fall. Units: days."""
        if memory.pinned or memory.kind in UNFADING:
            return 0.0
        return max(0.0, self._now - since(memory)) / DAY / weight(memory.importance) / (1 + memory.recalls)

    def band(self, memory: Memory) -> State:
        """How vivid a memory is."""
        age = self.age(memory)
        return next((band for band, bound in zip(BANDS, self._bounds, strict=False) if age <= bound), BANDS[-1])

    def fits(self, memory: Memory, states: Sequence[State]) -> bool:
        """Whether a memory is in one of these states; any where none is given."""
        own = {self.band(memory), State(str(memory.status)), *((State.PINNED,) if memory.pinned else ())}
        return not states or not own.isdisjoint(states)

    def ordered(self, memories: Iterable[Memory], order: Order) -> list[Memory]:
        """Memories in an order; what is equal in it newest first."""
        newest = sorted(memories, key=lambda one: one.made, reverse=order is not Order.OLDEST)
        match order:
            case Order.STRONGEST:
                return sorted(newest, key=self.age)
            case Order.WEAKEST:
                return sorted(newest, key=self.age, reverse=True)
            case Order.RECALLED:
                return sorted(newest, key=lambda one: -one.recalls)
        return newest

    def sorted_out(self, memories: Iterable[Memory], times: Sequence[float]) -> Counter[Sort]:
        """As `sorts`, of these memories."""
        found: Counter[Sort] = Counter()
        for one in memories:
            at = max((time for time in times if one.made >= time), default=0.0)
            name = "" if one.by is By.FILE else one.speaker
            found[Sort(one.kind, one.by, name, one.place, one.status, one.pinned, self.band(one), at)] += 1
        return found
