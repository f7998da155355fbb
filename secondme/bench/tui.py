"""`bench tui`: the app as the person at the keys has it, in a pseudo-terminal, over a real service.

The service is real, and so are its ledger, its client, the app and its process. The model's process alone is a
metronome (`secondme.bench.metronome`), as no model says 60 words a second on every machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from secondme.bench.first import EMPTY, START
from secondme.bench.home import Home
from secondme.bench.measure import NotTaken, Pairs, Say, Taken, pairs
from secondme.bench.metronome import RATE, sent
from secondme.bench.tui_browse import Shelves, browse_memory, browsing, keys_loading
from secondme.bench.tui_driver import Screen, p95
from secondme.errors import SecondMeError
from secondme.service.client import Client

MARKDOWN = Path(__file__).with_name("tui_markdown.py")
SHORT, LONG = 200, 2_000
"""Messages of the two conversations."""
SETTLE = 300.0
TOGETHER = 100
"""Messages of one transaction."""
IDLE = (0.05, 0.09)
"""Seconds between two keys where nothing else happens, and while an answer streams."""
STREAMING = (0.08, 0.15)
PAGE_UP, END, ENTER = "\x1b[5~", "\x1b[F", "\r"
LOOK = 0.02
"""Seconds between two looks at how far the screen is behind."""
MIB = 1 << 20
METRONOME = (
    f"The model's process is a stand-in that says {RATE} numbered words of Markdown a second; service, client and app "
    "are real"
)
# A model's file that holds nothing: its process never opens it, and what looks at it finds no model.
HOLLOW = b"GGUF" + (3).to_bytes(4, "little") + bytes(16)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is done: keys, seconds of the answer and its second that is looked at, pairs of openings, runs,
    and memories that are looked through."""

    keys: int = 300
    seconds: int = 44
    second: int = 40
    opens: int = 7
    runs: int = 3
    rows: int = 100_000
    quick: bool = False

    @property
    def words(self) -> str:
        """What a note says of smaller work."""
        return " (quick: fewer trials, a shorter answer, a smaller memory)" if self.quick else ""


FULL = Counts()
QUICK = Counts(keys=40, seconds=7, second=5, opens=1, runs=1, rows=5_000, quick=True)


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer that streamed while somebody typed: seconds of each key, and how far behind the screen was at the
    second that is looked at, in seconds; each look, in order."""

    keys: list[float]
    behind: list[float]


class Bench:
    """What the measures share, for the length of a `with`: a home with a short and a long conversation, and its
    service."""

    def __init__(self, counts: Counts, say: Say) -> None:
        self.counts = counts
        self.say = say
        self.home = Home()
        self.shelves = Shelves(say)
        self.log = self.home.place / "sent"
        self._service: subprocess.Popen[str] | None = None
        self._broken = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self.shelves.close()
            self.home.close()
        finally:
            if self._service is not None:
                self._service.wait()
                if self._service.stdout is not None:
                    self._service.stdout.close()

    @cached_property
    def ready(self) -> Client:
        """A client of the service, once the conversations are there. Raises: NotTaken."""
        if self._broken:
            raise NotTaken(self._broken)
        try:
            return self._start()
        except SecondMeError as error:
            self._broken = str(error)
            raise

    def _start(self) -> Client:
        hollow = self.home.place / "metronome.gguf"
        hollow.write_bytes(HOLLOW)
        self.home.environ |= {
            "SECONDME_MODEL_PATH": str(hollow),
            "SECONDME_MODEL_IDLE_MINUTES": "600",
            "SECONDME_INDEX_NEURAL": "false",  # its vectors are made for minutes, on the cores that are measured
        }
        self.say(f"two conversations, of {SHORT} and of {LONG:,} messages")
        self._fill()
        self._service = subprocess.Popen(
            [sys.executable, "-P", "-m", "secondme.bench.tui_service", str(self.log)],
            env=self.home.environ, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert self._service.stdout is not None
        said = json.loads(self._service.stdout.readline() or "{}")
        if not said.get("ready"):
            raise NotTaken(f"The service did not start: {said.get('sentence', 'it ended without a word.')}")
        client = Client(self.home.folders, start=False)
        self.home.settle(client, self.say)
        client.load_model()
        client.recall("What is open here?")
        return client

    def _fill(self) -> None:
        from secondme import wiring
        from secondme.config import Settings
        from secondme.memory.record import By

        self.home.folders.home.mkdir(mode=0o700)
        now = time.time() - (SHORT + LONG) * 60.0
        rooms = wiring.build(self.home.folders, Settings(), time.time)
        try:
            for name, many in ((f"talk-{SHORT}", SHORT), (f"talk-{LONG}", LONG)):
                rooms.talks.begin(name, "bench")
                for start in range(0, many, TOGETHER):
                    with rooms.store.ledger.write():
                        for at in range(start, min(start + TOGETHER, many)):
                            now += 60.0
                            by = By.ASSISTANT if at % 2 else By.PERSON
                            rooms.talks.say(name, by, message(at, many), made=now)
            if not rooms.store.settle(SETTLE):
                raise NotTaken(f"The index did not catch up with the messages within {SETTLE:.0f} s.")
        finally:
            rooms.close()

    def open(self, messages: int = 0) -> Screen:
        """The app, in a new conversation or in one of so many messages."""
        which = ["--conversation", f"talk-{messages}"] if messages else []
        return Screen([sys.executable, "-m", "secondme", "chat", *which], self.home.environ)

    @cached_property
    def streamed(self) -> Streamed:
        """Our answer, below the long conversation, while somebody types."""
        _ = self.ready
        self.say(f"an answer of {self.counts.seconds} s below {LONG:,} messages, while somebody types")
        with self.open(LONG) as screen:
            screen.until_echo()
            screen.clear()
            screen.until_message(LONG - 1)
            screen.go_on(1.0)
            screen.type(f"Tell me about the sea for {self.counts.seconds} seconds.")
            screen.go_on(0.3)
            screen.type(ENTER)
            return self._followed(screen, self.log)

    @cached_property
    def beside(self) -> Streamed | None:
        """The same words through Textual's own Markdown stream, in an app with nothing above them; None where that
        could not be taken."""
        try:
            return self._beside()
        except NotTaken as error:
            self.say(f"the neighbour could not be measured: {error}")
            return None

    def _beside(self) -> Streamed:
        self.say("the same in an app with Textual's own Markdown stream, nothing above it")
        log = self.home.place / "neighbour"
        command = [sys.executable, "-P", str(MARKDOWN), str(log), str(self.counts.seconds)]
        with Screen(command, self.home.environ) as screen:
            screen.until_echo()
            screen.clear()
            return self._followed(screen, log)

    def _followed(self, screen: Screen, log: Path) -> Streamed:
        """Types until the second that is looked at is over."""
        screen.until(lambda: screen.newest > 0, "A word of the answer", START)
        began = sent(log)[0]
        keys: list[float] = []
        while time.perf_counter() < began + self.counts.second + 0.5:
            keys.append(screen.press())
            screen.rest(*STREAMING)
        times = sent(log)
        numbers = [number for _, number in screen.drawn]
        moments = [at for at, _ in screen.drawn]
        behind = []
        for step in range(round(1 / LOOK)):
            now = began + self.counts.second - 0.5 + step * LOOK
            newest = times[bisect_right(times, now) - 1]
            at = bisect_right(moments, now)
            behind.append(newest - times[numbers[at - 1] - 1] if at else now - began)
        self.say(f"keys {p95(keys) * 1000:.0f} ms (p95 of {len(keys)}), {median(behind):.2f} s behind")
        return Streamed(keys, behind)


def message(at: int, many: int) -> str:
    """A message of a made-up conversation, which holds its number: `m00007`."""
    if at % 2 == 0:
        return f"Message m{at:05} of {many}: and what of the {at}th harbour, its boats and its {at % 7} lamps?"
    return (
        f"**Harbour {at}** has {at % 9} piers, and the light at its end is *{('red', 'green', 'white')[at % 3]}*.\n\n"
        f"- The first boat leaves at {at % 24} o'clock, with the tide.\n- The last one comes after dusk.\n\n"
        + ("```python\nfor lamp in lamps:\n    lamp.light(at=dusk)\n```\n\n" if at % 10 == 1 else "")
        + f"Nobody counts the gulls, and nobody ever will. This was m{at:05}."
    )


def floor() -> float:
    """What the pseudo-terminal itself takes for a key: the median with a program that only gives back what it gets."""
    program = "import os, tty; tty.setraw(0); os.write(1, b'.')\nwhile True: os.write(1, os.read(0, 64))"
    with Screen([sys.executable, "-c", program], {}) as screen:
        screen.until(lambda: screen.started, "Anything")
        return median(screen.press() for _ in range(50))


def keys(bench: Bench) -> Taken:
    """`tui.keys`: a key to the screen, where nothing else happens."""
    _ = bench.ready
    bench.say("tui.keys")
    under = floor()
    ours: list[float] = []
    theirs: list[float] = []
    empty = [sys.executable, "-P", str(EMPTY)]
    with bench.open() as app, Screen(empty, bench.home.environ) as neighbour:
        for screen in (app, neighbour):
            screen.until_echo()
            screen.clear()
        app.go_on(3.0)  # what the first answer will need is imported after the first frame
        for _ in range(bench.counts.keys):
            for screen, figures in ((app, ours), (neighbour, theirs)):
                figures.append(screen.press() - under)
                screen.rest(*IDLE)
                app.read(0)
                neighbour.read(0)
    mine, other = p95(ours), p95(theirs)
    note = (
        f"p95 {mine * 1000:.1f} ms beside {other * 1000:.1f} ms, medians {median(ours) * 1000:.1f} and "
        f"{median(theirs) * 1000:.1f}, {len(ours)} keys in turns{bench.counts.words}. A pseudo-terminal of 120 × 36, "
        f"whose own {under * 1000:.2f} ms are taken off both. A new conversation, the service running."
    )
    return Taken(mine / other, other, mine / other, note)


def keys_streaming(bench: Bench) -> Taken:
    """`tui.keys.streaming`: the same while an answer streams below the long conversation."""
    found, beside = bench.streamed.keys, bench.beside
    mine, theirs = p95(found), p95(beside.keys) if beside else None
    other = f"p95 {theirs * 1000:.0f} ms of {len(beside.keys)} keys" if beside and theirs else "could not be taken"
    note = (
        f"{len(found)} keys in an answer's first {bench.counts.second} s{bench.counts.words}, median "
        f"{median(found) * 1000:.0f} ms, most {max(found) * 1000:.0f}. {METRONOME}. Beside: Textual's own Markdown "
        f"stream with nothing above it, {other}."
    )
    return Taken(mine * 1000, theirs and theirs * 1000, theirs and mine / theirs, note)


def behind(bench: Bench) -> Taken:
    """`tui.behind`: how much older the newest word on the screen is than the newest that was sent."""
    found, beside = bench.streamed.behind, bench.beside
    mine, theirs = median(found), median(beside.behind) if beside else None
    note = (
        f"Median of {len(found)} looks in the second around second {bench.counts.second} of the answer"
        f"{bench.counts.words}, most {max(found):.2f} s, while somebody types. {METRONOME}. Beside: Textual's own "
        f"Markdown stream in an app with nothing above it and no service between"
        f"{'' if beside else ', which could not be taken'}."
    )
    return Taken(mine, theirs, mine / theirs if theirs else None, note)


def memory_flat(bench: Bench) -> Taken:
    """`tui.memory.flat`: what the app's process holds after the long conversation, and after the short one."""
    _ = bench.ready
    bench.say("tui.memory.flat")
    walks = [(_walked(bench, LONG), _walked(bench, SHORT)) for _ in range(bench.counts.runs)]
    taken = Pairs(*zip(*walks, strict=True))
    note = (
        f"{taken.our_median / MIB:.1f} MiB beside {taken.their_median / MIB:.1f} MiB, medians of {len(taken.ours)} "
        f"runs each{bench.counts.words}: memory of the app's process after a conversation of {LONG:,} messages was "
        f"opened, paged through from its end to its first message, and left at its end; beside: one of {SHORT}."
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note)


def _walked(bench: Bench, messages: int) -> float:
    with bench.open(messages) as screen:
        screen.until_echo()
        screen.clear()
        screen.until_message(messages - 1)

        def paged() -> bool:
            screen.type(PAGE_UP)
            return 0 in screen.messages

        screen.until(paged, "The first message", 120.0)
        screen.messages.clear()
        screen.type(END)
        screen.until_message(messages - 1)
        screen.go_on(1.0)
        return float(screen.resident())


def opening(bench: Bench) -> Taken:
    """`tui.open@2000`: from the start of the process to a prompt that takes keys."""
    _ = bench.ready
    bench.say("tui.open@2000")
    taken = pairs(lambda: _opened(bench, LONG), lambda: _opened(bench, 0), bench.counts.opens, bench.say)
    bench.say("tui.open@2000, until the last message is there and a key is taken after it")
    there = pairs(lambda: _there(bench, LONG), lambda: _there(bench, 0), bench.counts.opens, bench.say)
    note = (
        f"The worse of two, medians of {len(taken.ours)} pairs each{bench.counts.words}: until a key is echoed "
        f"{_milliseconds(taken)}, and until what stands in the conversation is on the screen and a key after it is "
        f"echoed {_milliseconds(there)}. The service runs already; {LONG:,} messages beside a new conversation."
    )
    worse = max(taken, there, key=lambda one: one.ratio)
    return Taken(worse.ratio, worse.their_median, worse.ratio, note)


def _opened(bench: Bench, messages: int) -> float:
    with bench.open(messages) as screen:
        return screen.until_echo()


def _there(bench: Bench, messages: int) -> float:
    began = time.perf_counter()
    with bench.open(messages) as screen:
        if messages:
            screen.until_message(messages - 1)
        else:
            screen.until_echo()
        screen.press()
        return time.perf_counter() - began


def _milliseconds(taken: Pairs) -> str:
    return f"{taken.our_median * 1000:.0f} ms beside {taken.their_median * 1000:.0f} ms"


MEASURES: Mapping[str, Callable[[Bench], Taken]] = {
    "tui.keys": keys,
    "tui.keys.streaming": keys_streaming,
    "tui.memory.flat": memory_flat,
    "tui.behind": behind,
    "tui.open@2000": opening,
    "tui.browse@100k": browsing,
    "tui.browse.memory": browse_memory,
    "tui.keys.loading": keys_loading,
}
"""How each measure is taken."""
