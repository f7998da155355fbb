"""The memory screen over few memories and over many: how long it takes to open, what it takes of memory, and whether
keys wait while it loads, or while the map is drawn."""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from secondme.bench.home import Home
from secondme.bench.measure import NotTaken, Pairs, Say, Taken, pairs
from secondme.bench.tui_driver import Screen, p95
from secondme.service.client import Client

if TYPE_CHECKING:
    from secondme.bench.tui import Bench

FEW = 100
"""Memories of the home beside."""
TOGETHER = 1_000
"""Memories of one transaction."""
EVERY = 300.0
"""Seconds between two memories."""
TALK = 200
"""Memories of one conversation."""
SETTLE = 600.0
MEMORY, ESCAPE, DOWN, PAGE_DOWN, END, HOME = "\x1bOQ", "\x1b", "\x1b[B", "\x1b[6~", "\x1b[F", "\x1b[H"
"""Keys: F2 opens the memory screen."""
MAP, RIGHT, LEFT, NEARER, FARTHER = "\x1bOS", "\x1b[C", "\x1b[D", "+", "-"
"""Keys: F4 opens the map, and what is done there."""
STEP = 2
"""Columns that its cursor moves at once."""
WIDE = (300, 80)
"""A large terminal's columns and rows: the map has the more to draw."""
DRAWING = (0.0, 0.12)
"""Seconds from the key that has it drawn anew to the one that is timed."""
PAGES = 40
"""Pages that are gone down before the end."""
TYPED = 5
"""Keys that are typed into the search each time the screen opens."""
TYPING = (0.02, 0.12)
"""Seconds between two of them."""
READY = 3.0
"""Seconds for which an app that has opened is left alone: what the first answer will need is imported then."""


class Shelves:
    """Homes with so many memories, each with its service, until they are closed."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._homes: dict[int, Home] = {}

    def close(self) -> None:
        """Ends the services and removes the homes."""
        for home in self._homes.values():
            home.close()
        self._homes = {}

    def of(self, many: int) -> Home:
        """The home with so many memories. Raises: NotTaken."""
        if many not in self._homes:
            self._say(f"a memory of {many:,} to look through")
            home = Home()
            home.environ["SECONDME_INDEX_NEURAL"] = "false"  # its vectors are made for an hour on the same cores
            self._homes[many] = home
            _fill(home, many)
            client = home.start()
            client.look()
            _looked(client, many)
        return self._homes[many]

    def open(self, many: int) -> Screen:
        """The app over that home, with its prompt."""
        screen = Screen([sys.executable, "-m", "secondme", "chat"], self.of(many).environ)
        screen.until_echo()
        screen.clear()
        screen.go_on(READY)
        return screen


def words(at: int) -> str:
    """A memory, which holds its number: `m00007`."""
    return f"Memory m{at:05}: of the {at}th harbour, its boats and its {at % 7} lamps."


def _fill(home: Home, many: int) -> None:
    from secondme import wiring
    from secondme.config import IndexSettings, Settings
    from secondme.memory.record import By

    home.folders.home.mkdir(mode=0o700)
    now = time.time() - many * EVERY
    rooms = wiring.build(home.folders, Settings(index=IndexSettings(neural=False)), time.time)
    try:
        for start in range(0, many, TOGETHER):
            with rooms.store.ledger.write():
                for at in range(start, min(start + TOGETHER, many)):
                    if at % TALK == 0:
                        rooms.talks.begin(f"talk-{at // TALK}", "bench")
                    by = By.ASSISTANT if at % 2 else By.PERSON
                    rooms.talks.say(f"talk-{at // TALK}", by, words(at), made=now + at * EVERY)
        if not rooms.store.settle(SETTLE):
            raise NotTaken(f"The index did not catch up with {many:,} memories within {SETTLE:.0f} s.")
    finally:
        rooms.close()


def _looked(client: Client, many: int) -> None:
    if (there := client.look(limit=1)["total"]) != many:
        raise NotTaken(f"There are {there:,} memories to look through instead of {many:,}.")


def opened(shelves: Shelves, memories: int, times: int, say: Say) -> Pairs:
    """Seconds from the key to the first row on the screen, over many memories and over few, in turns."""
    with shelves.open(memories) as many, shelves.open(FEW) as few:
        for screen, number in ((many, memories), (few, FEW)):
            _open(screen, number)  # the first of each imports what no other does
        return pairs(lambda: _open(many, memories), lambda: _open(few, FEW), times, say)


def _open(screen: Screen, number: int) -> float:
    screen.messages.clear()
    began = time.perf_counter()
    screen.type(MEMORY)
    screen.until_message(number - 1)
    seconds = time.perf_counter() - began
    _leave(screen)
    return seconds


def _leave(screen: Screen) -> None:
    screen.go_on(0.5)
    screen.type(ESCAPE)
    screen.go_on(0.5)  # an escape alone is told from a key that begins with one by the time that passes
    screen.press()


def adds(shelves: Shelves, memories: int, runs: int) -> list[int]:
    """Bytes by which the app's process grows when many memories are opened, gone through to the end, and left at their
    first."""
    found = []
    for _ in range(runs):
        with shelves.open(memories) as screen:
            before = screen.resident()
            screen.messages.clear()
            screen.type(MEMORY)
            screen.until_message(memories - 1)
            screen.type(DOWN)
            for _ in range(PAGES):
                screen.type(PAGE_DOWN)
                screen.go_on(0.1)
            screen.type(END)
            screen.until_message(0)
            screen.messages.clear()
            screen.type(HOME)
            screen.until_message(memories - 1)
            screen.go_on(1.0)
            found.append(screen.resident() - before)
    return found


def typed(shelves: Shelves, memories: int, keys: int) -> list[float]:
    """Seconds of each key that is typed into the search while the screen opens over many memories, and while what was
    typed is searched for."""
    found: list[float] = []
    with shelves.open(memories) as screen:
        _open(screen, memories)
        while len(found) < keys:
            screen.type(MEMORY)
            screen.go_on(0.05)
            for _ in range(TYPED):
                found.append(screen.press())
                screen.rest(*TYPING)
            _leave(screen)
    return found


def steered(shelves: Shelves, memories: int, keys: int) -> list[float]:
    """Seconds of each key that moves the cursor of the map while that is drawn anew, nearer or from farther; the first
    of them while the picture itself is made, where none was yet."""
    found: list[float] = []
    with shelves.open(memories) as screen:
        screen.resize(*WIDE)
        screen.go_on(1.0)
        screen.type(MAP)
        screen.until(lambda: screen.column is not None, "The cursor of the map")
        while len(found) < keys:
            screen.type(NEARER if len(found) % 4 < 2 else FARTHER)
            screen.rest(*DRAWING)
            found.append(screen.step(RIGHT, STEP) if len(found) % 2 == 0 else screen.step(LEFT, -STEP))
    return found


def browsing(bench: Bench) -> Taken:
    """`tui.browse@100k`: from the key that opens the memory screen to its first row."""
    bench.say("tui.browse@100k")
    taken = opened(bench.shelves, bench.counts.rows, bench.counts.opens, bench.say)
    milliseconds = f"{taken.our_median * 1000:.0f} ms beside {taken.their_median * 1000:.0f} ms"
    note = (
        f"Medians of {len(taken.ours)} openings in turns{bench.counts.words}: {milliseconds}. From F2 in the "
        f"conversation to the newest memory on the screen, {bench.counts.rows:,} memories beside {FEW}; each had been "
        "opened before."
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note)


def browse_memory(bench: Bench) -> Taken:
    """`tui.browse.memory`: what going through many memories adds to the app's process."""
    bench.say("tui.browse.memory")
    found = adds(bench.shelves, bench.counts.rows, bench.counts.runs)
    each = ", ".join(f"{one / 1e6:.1f}" for one in found)
    note = (
        f"Median of {len(found)} runs ({each}){bench.counts.words}: the memory screen opened on "
        f"{bench.counts.rows:,} memories, {PAGES} pages down, to the last and back to the first; against the "
        "same app in the conversation before."
    )
    return Taken(median(found) / 1e6, note=note)


def keys_loading(bench: Bench) -> Taken:
    """`tui.keys.loading`: keys in the search while the memory screen opens and searches many memories, and keys on the
    map while that is drawn; the worse of both."""
    bench.say("tui.keys.loading")
    found = typed(bench.shelves, bench.counts.rows, bench.counts.keys)
    bench.say("tui.keys.loading, the map")
    steps = steered(bench.shelves, bench.counts.rows, bench.counts.keys)
    columns, lines = WIDE
    note = (
        f"The worse of two, {bench.counts.rows:,} memories{bench.counts.words}. Memory screen, {_figures(found)}: five "
        "each time that it opens, the first 50 ms after F2, while it loads and searches for what was typed. Map in "
        f"{columns} × {lines}, {_figures(steps)}: a step of the cursor up to {DRAWING[1] * 1000:.0f} ms after a key "
        "that has all of it drawn anew, the first while the picture is made."
    )
    return Taken(max(p95(found), p95(steps)) * 1000, note=note)


def _figures(found: list[float]) -> str:
    p, middle, most = (round(seconds * 1000) for seconds in (p95(found), median(found), max(found)))
    return f"p95 {p} ms of {len(found)} keys (median {middle}, most {most})"
