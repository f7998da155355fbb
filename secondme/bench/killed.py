"""The process that `kills` kills: it owns a home, writes, does one more thing beside it, and tells what is done.

What it tells stands in a pipe before the next thing begins, so what was told before the kill is what was acknowledged.
Each word is a tuple: its name, then ids, then texts.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from secondme import wiring
from secondme.config import Folders, Settings
from secondme.memory.record import By, Kind, Memory, Said, Status, identity
from secondme.service import lifecycle
from secondme.stop import Stop
from secondme.storing import Filter

TASKS = ("write", "consolidate", "rebuild", "forget", "migrate")
"""What it does beside writing; `migrate` opens a ledger of the first version and does nothing else."""
DAY = 86_400.0
PACE = 0.002
"""Seconds between two things that are written: the disk is not what is tested."""
MOST = 120
"""Things that are written at most, so that a home that was killed often stays quick to look at."""
FORGOTTEN = 3
"""Memories that go at once."""
WORDS = ("garden", "harbour", "violin", "letter", "winter", "bakery", "river", "museum", "bicycle", "orchard")

Tell = Callable[..., None]


def work(folders: Folders, task: str, number: int, pipe: Connection) -> None:
    """Runs until it is killed. `number` is its turn: the clock goes on by two days a turn, so that memories fade."""
    speaking = threading.Lock()

    def tell(*word: object) -> None:
        with speaking:
            pipe.send(word)

    lifecycle.own(folders)
    tell("opening")
    began = time.time() + number * 2 * DAY
    rooms = wiring.build(folders, Settings(), lambda: max(began, time.time()))
    rooms.store.upkeep.tend()
    tell("opened")
    if task == "migrate":
        rooms.store.settle(60.0)
        tell("resting")
        threading.Event().wait()
    draw = random.Random(number)
    if task != "write":
        doing = {"consolidate": _consolidate, "rebuild": _rebuild, "forget": _forget}[task]
        threading.Thread(target=_again, args=(doing, rooms, draw, tell), daemon=True).start()
    _write(rooms, number, tell)
    threading.Event().wait()


def sentence(number: int, at: int) -> str:
    """The words that are written: no two alike, and one of them is found by itself."""
    first, second = WORDS[at % len(WORDS)], WORDS[(at * 7 + number) % len(WORDS)]
    return f"The {first} by the old {second} was open on my walk, entry {mark(number, at)}."


def mark(number: int, at: int) -> str:
    """The word that stands in one text alone."""
    return f"k{number}x{at}"


def _write(rooms: wiring.Rooms, number: int, tell: Tell) -> None:
    talk = f"talk-{number}"
    pause = threading.Event()
    for at in range(MOST):
        text = sentence(number, at)
        if at % 4:
            with rooms.store.ledger.write():  # forgetting takes a conversation whose messages are all gone
                rooms.talks.begin(talk, "bench")
                said = rooms.talks.say(talk, By.PERSON if at % 2 else By.ASSISTANT, text)
            tell("said", [said.memory.id], [text])
        else:
            texts = [sentence(number, MOST + at * 4 + beside) for beside in range(4)]
            notes = [_note(number, text) for text in texts]
            rooms.store.remember(notes, rule="person")
            tell("kept", [note.id for note in notes], texts)
        pause.wait(PACE)


def _note(number: int, text: str) -> Memory:
    source = Said(f"notes-{number}", 0)
    return Memory(
        identity(Kind.EPISODE, "bench", text), Kind.EPISODE, text, source, By.PERSON, "bench", time.time()
    )


def _again(doing: Callable[[wiring.Rooms, random.Random, Tell], None], rooms: wiring.Rooms, draw: random.Random,
           tell: Tell) -> None:  # fmt: skip
    while True:
        doing(rooms, draw, tell)


def _consolidate(rooms: wiring.Rooms, draw: random.Random, tell: Tell) -> None:
    tell("consolidating")
    for _ in rooms.consolidation.run(Stop()):
        pass
    tell("consolidated")


def _rebuild(rooms: wiring.Rooms, draw: random.Random, tell: Tell) -> None:
    tell("rebuilding")
    rooms.store.rebuild(lambda done, total: None)
    tell("rebuilt")


def _forget(rooms: wiring.Rooms, draw: random.Random, tell: Tell) -> None:
    there = rooms.store.page(Filter(kinds=(Kind.EPISODE,), statuses=(Status.ACTIVE, Status.FADED)), limit=500)
    if len(there) < 2 * FORGOTTEN:
        threading.Event().wait(PACE)
        return
    going = draw.sample([memory.id for memory in there], FORGOTTEN)
    tell("forgetting", going)
    rooms.forget.hide(going, 0.0)
    for _ in rooms.forget.purge():
        pass
    tell("forgot", going)
