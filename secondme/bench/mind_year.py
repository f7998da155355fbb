"""The simulated year: a memory that forgets beside one that never does, and what its nights cost.

20,000 things are said over a year, topics come back as a power law of the time since, and some of them are used by
answers again and again. Some nights the machine is left alone, in the months that are held against each other every
other one, and consolidation runs as it does in the service: all steps, without a language model, between the two halves
of its gate. Once the year is over it is asked for what was used at least twice. While the last month is lived, a second
memory lives its third, so that what their nights take is taken in the same breath. Every month each is closed and
opened again: no service runs for a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from random import Random
from statistics import median
from types import TracebackType
from typing import Self

from secondme.assistant.recall import Recall
from secondme.bench.home import Home
from secondme.bench.lives.year import EPISODES, Asked, Day, year
from secondme.bench.measure import NotTaken, Say, Taken
from secondme.bench.mind_living import Life, Night, Used
from secondme.memory.forgetting import DAY, Curve, Forgetting, lasts, retained, weight
from secondme.memory.record import Kind, Status
from secondme.storing import Filter

MONTH = 30
EARLY = 3
"""The month that the last one is held against."""
PLACE = 5
"""Place in what is recalled up to which something counts as found."""
FOREVER = Forgetting(stability_days=1e9)
TRIED = (20.0, 35.0, 50.0, 75.0, 100.0)
"""First stabilities that are tried, in days."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is done. Days of the year, things said in a whole one, the questions asked after it, and of how many
    days the last is followed by a night in which the machine is left alone: in the months that are held against each
    other (`often`), and in the others (`seldom`)."""

    days: int = 365
    said: int = EPISODES
    asked: int = 1_000
    often: int = 2
    seldom: int = 6

    @property
    def last(self) -> int:
        """The last month that is whole."""
        return self.days // MONTH


FULL = Counts()
QUICK = Counts(days=120, said=1_000, asked=10, often=6)


@dataclass(frozen=True, slots=True)
class Month:
    """How many memories were in which status at the end of a month."""

    month: int
    active: int
    faded: int
    archived: int
    gists: int


class Bench:
    """The year, lived once, for the length of a `with`."""

    def __init__(self, counts: Counts, say: Say) -> None:
        self.counts = counts
        self._say = say
        self._home = Home()
        self.nights: list[Night] = []
        self.young: list[Night] = []
        """Those of the memory that is younger."""
        self.months: list[Month] = []
        self.used: dict[str, Used] = {}
        self.uses = self.missed = 0
        self.found = self.kept = float("nan")
        """Share of what is asked that is found: by the memory that forgets, and by the one that does not."""
        self.lived = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._home.close()

    def live(self) -> None:
        """Lives the year and asks for what was used. Raises: NotTaken."""
        if self.lived:
            return
        with closing(Life(self._home.place / "year")) as life:
            self._through(life)
            self.used, self.uses, self.missed = life.used, life.uses, life.missed
            asked = Random(1).sample(life.asked, min(self.counts.asked, len(life.asked)))
            if not asked:
                raise NotTaken("Nothing was used twice.")
            self.found = self._asked(life, asked, Forgetting())
            life.unforget()
            self.kept = self._asked(life, asked, FOREVER)
        self.lived = True

    def _through(self, life: Life) -> None:
        counts = self.counts
        again = year(episodes=counts.said)
        with closing(Life(self._home.place / "young")) as young:
            for day in islice(year(episodes=counts.said), counts.days):
                self._live(life, day, self.nights)
                if counts.last > EARLY and (counts.last - EARLY) * MONTH <= day.number < counts.last * MONTH:
                    self._live(young, next(again), self.young)
                if day.number % MONTH == MONTH - 1:
                    self._turn(life, day.number // MONTH + 1)
                    for one in (life, young):
                        one.close()
                        one.open()

    def _live(self, life: Life, day: Day, nights: list[Night]) -> None:
        held = day.number // MONTH + 1 in (EARLY, self.counts.last)
        each = self.counts.often if held else self.counts.seldom
        night = life.through(day, asleep=day.number % each == each - 1)
        nights += [night] if night else []

    def _turn(self, life: Life, month: int) -> None:
        sql = "SELECT status, count(*) FROM memory WHERE kind = 'episode' GROUP BY status"
        rows: dict[str, int] = dict(life.store.ledger.rows(sql))
        active, faded, archived = (rows.get(one, 0) for one in (Status.ACTIVE, Status.FADED, Status.ARCHIVED))
        gists = life.store.count(Filter(kinds=(Kind.GIST,)))
        self.months.append(Month(month, active, faded, archived, gists))
        seconds = median(night.seconds for night in of(self.nights, month))
        self._say(f"month {month}: {active:,} active, a night takes {seconds * 1e3:.0f} ms")

    def _asked(self, life: Life, asked: Sequence[Asked], settings: Forgetting) -> float:
        # Chroma's graph misses some of the nearest, others each time that it is made: both memories get a new one.
        life.store.rebuild(lambda done, total: None)
        life.settle()
        recall = Recall(life.store, life.clock, settings)
        hits = 0
        for number, question in enumerate(asked):
            found = {one.id for one in recall(question.text, limit=PLACE, echoes=True)}
            hits += not found.isdisjoint(life.ids[name] for name in question.gold)
            if number % 100 == 99:
                self._say(f"{number + 1} of {len(asked)} asked: {hits} found")
        return hits / len(asked)


def of(nights: Sequence[Night], month: int) -> list[Night]:
    """The nights of a month, from 1."""
    return [night for night in nights if night.day // MONTH + 1 == month]


# ---- measures ----------------------------------------------------------------------------------------


def recall(bench: Bench) -> Taken:
    """`mind.year.recall`."""
    bench.live()
    gone = sum(night.archived for night in bench.nights)
    return Taken(
        bench.kept - bench.found,
        beside=bench.kept,
        note=f"R@{PLACE} of what answers used in two sessions or more: {bench.found:.3f}, never forgetting "
        f"{bench.kept:.3f}; {len(bench.used):,} things said, {gone:,} put away, {bench.missed} of {bench.uses:,} uses "
        f"came after that; the index was at most {max(night.full for night in bench.nights):.0%} of its budget; "
        "static vectors alone, the index made anew before each is asked",
    )


def flat(bench: Bench) -> Taken:
    """`mind.year.flat`."""
    bench.live()
    last = bench.counts.last
    if last <= EARLY:
        raise NotTaken("The year is too short for a third month and a last one.")
    old, young = of(bench.nights, last), of(bench.young, EARLY)
    late, early = (median(night.seconds for night in nights) for nights in (old, young))
    worked = median(night.worked for night in old) / median(night.worked for night in young)
    fades, faded = (median(night.fading for night in nights) for nights in (old, young))
    return Taken(
        late / early,
        beside=early * 1e3,
        ratio=late / early,
        note=f"median of the whole nights of month {last}: {late * 1e3:.0f} ms, of month {EARLY}, which a second "
        f"memory lived in turns with it: {early * 1e3:.0f} ms; of the processor {worked:.2f} times; of that the step "
        f"in which memories fade {fades * 1e3:.0f} ms beside {faded * 1e3:.0f}, {fades / faded:.2f} times; the longest "
        f"night of all {max(night.seconds for night in bench.nights):.1f} s",
    )


MEASURES = {"mind.year.recall": recall, "mind.year.flat": flat}


# ---- curves ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Replayed:
    """What settings would have made of the year: memories that are active on average, and the shares of uses that came
    to what had faded, and to what would have been put away by then."""

    settings: Forgetting
    active: float
    faded: float
    away: float


def replayed(used: Sequence[Used], settings: Forgetting, until: float) -> Replayed:
    """The year by the formulas alone; every memory as if it were an ordinary one, whatever stands near it."""
    active = faded = away = uses = 0.0
    for one in used:
        since, count = one.made, 0
        for at in (*sorted(one.sessions.values()), until):
            stable = settings.stability_days * weight(one.importance) * (1 + count)
            fades, goes = (lasts(stable, below, settings) for below in (settings.fade_below, settings.archive_below))
            gap = (at - since) / DAY
            active += min(gap, fades)
            if at == until:
                break
            uses += 1
            faded += fades < gap <= goes
            away += gap > goes
            since, count = at, count + 1
    days = (until - min(one.made for one in used)) / DAY
    return Replayed(settings, active / days, faded / max(1.0, uses), away / max(1.0, uses))


def lines(bench: Bench) -> list[str]:
    """The year as text: what was active, faded and put away by month, what a night took, and settings beside others."""
    bench.live()
    most = max(one.active + one.faded + one.archived for one in bench.months)
    drawn = [f"{'month':>5} {'active':>7} {'faded':>7} {'away':>7} {'gists':>6} {'night':>8}  {'index':>6}"]
    for one in bench.months:
        seconds = median(night.seconds for night in of(bench.nights, one.month))
        full = max(night.full for night in of(bench.nights, one.month))
        parts = (("█", one.active), ("▒", one.faded), ("·", one.archived))
        bars = "".join(mark * round(40 * count / most) for mark, count in parts)
        drawn.append(
            f"{one.month:>5} {one.active:>7,} {one.faded:>7,} {one.archived:>7,} {one.gists:>6,} "
            f"{seconds * 1e3:>5.0f} ms  {full:>6.0%}  {bars}"
        )
    drawn += ["", "█ active  ▒ faded  · put away", "", *_curves()]
    drawn.append("")
    drawn.append(f"{'curve':<12} {'S0':>5} {'fades':>7} {'away':>7} {'active':>8} {'from faded':>11} {'from away':>10}")
    used = list(bench.used.values())
    until = max(one.made for one in used)
    for settings in _tried():
        tried = replayed(used, settings, until)
        drawn.append(
            f"{settings.curve:<12} {settings.stability_days:>3.0f} d {settings.fade_days:>5.0f} d "
            f"{settings.archive_days:>5.0f} d {tried.active:>8,.0f} {tried.faded:>11.1%} {tried.away:>10.1%}"
        )
    return drawn


def _tried() -> Iterator[Forgetting]:
    for curve in Curve:
        for stable in TRIED:
            yield Forgetting(stability_days=stable, curve=curve)


def _curves() -> list[str]:
    """Retention of an ordinary memory by both curves."""
    drawn = ["retention of an ordinary memory that nobody recalls:  e exponential, p power law, | where it fades"]
    for day in range(0, 361, MONTH):
        row = [" "] * 61
        row[round(60 * Forgetting().fade_below)] = "|"
        for mark, curve in (("e", Curve.EXPONENTIAL), ("p", Curve.POWER)):
            settings = Forgetting(curve=curve)
            row[round(60 * retained(day, settings.stability_days, settings))] = mark
        drawn.append(f"{day:>5} d {''.join(row).rstrip()}")
    return drawn
