"""Time to the first token of an answer: through service and client, and over two hundred turns under a budget."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO, Any

import psutil

from secondme.bench.home import Home
from secondme.bench.kv_talk import GIVEN, block, notes, questions, work
from secondme.bench.measure import NotTaken, Pairs, Say, pairs
from secondme.events import Answered, Failed, Piece, Recalled
from secondme.llm.identity import IDENTITIES, model_identity
from secondme.llm.machine import measure
from secondme.llm.probe import probe
from secondme.llm.remote import WorkerModel
from secondme.memory.prompt import SYSTEM
from secondme.ports import Reading, Turn
from secondme.service.client import Client

ANSWER = 29
SHORT = 16
"""Tokens of an answer where two hundred are given."""
LONG = 300
"""Tokens of an answer in the background, so that none has ended when it is asked beside it."""
BEGUN = 2.0
"""Seconds that work in the background has to begin."""
QUIET = 0.4
"""Seconds in which a process that has nothing to do is not seen to compute."""
PATIENCE = 20.0
WAITS = "600"
"""Minutes after which a service ends, or its model leaves memory, while its neighbour talks."""


@dataclass(slots=True)
class Chatted:
    """The measured turns of a conversation: seconds to the first piece that the client saw, those that the model's
    process needed of them, and those of reading the whole prompt anew; its tokens, and those of the notes in it."""

    seen: list[float] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)

    @property
    def pairs(self) -> Pairs:
        """Ours beside the reading anew."""
        return Pairs(tuple(self.seen), tuple(self.anew))


def chatted(file: Path, joins: int, first: int, last: int, bare: tuple[IO[str], IO[str]], say: Say) -> Chatted:
    """A conversation with a model through service and client, whose turns from `first` to `last` are measured. Before
    the turn at which it `joins` the starter answers.

    `bare` is a process that reads turns anew (`kv_child`). Raises: NotTaken.
    """
    found = Chatted()
    with Home() as home:
        home.environ |= {"SECONDME_MODEL_ANSWER": str(ANSWER)}
        client = home.start()
        _studied(file, home.folders.models)
        for note in notes():
            client.remember(note)
        home.settle(client, say)
        said: list[Turn] = []
        conversation = ""
        for number, asked in enumerate(questions(last), start=1):
            if number == joins:
                client.use_model(file)
            if number in (1, joins):
                client.load_model()
            _wait(_all(client))
            seconds, answered, recalled = _asked(client, asked, conversation)
            conversation = answered.conversation
            told = block([one.text for one in recalled.memories], joined=True)
            if number >= first:
                _wait(_all(client))
                anew = _read_anew(bare, [*said, Turn("user", (asked,), told)], told)
                found.seen.append(seconds)
                found.inside.append(answered.first_token)
                found.anew.append(anew["seconds"])
                found.tokens.append(anew["tokens"])
                found.notes.append(anew["notes"])
                say(f"turn {number}: {seconds:.3f} s beside {anew['seconds']:.3f} s, {anew['tokens']:,} tokens")
            elif number % 10 == 0:
                say(f"turn {number}: {seconds:.3f} s")
            said += [Turn("user", (asked,)), Turn("assistant", (answered.text,))]
    return found


@dataclass(slots=True)
class Endless:
    """Seconds to the first piece of every turn of a long conversation, and of one whose budget has just been filled, in
    turns with the last ones of the long one; the turn at which the budget was full, the most cells in use."""

    curve: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    early: list[float] = field(default_factory=list)
    full: int = 0
    cells: int = 0

    @property
    def pairs(self) -> Pairs:
        """The last turns beside those after the budget was first full."""
        return Pairs(tuple(self.late), tuple(self.early))


def endless(file: Path, turns: int, budget: int, count: int, joins: int, say: Say) -> Endless:
    """A conversation of so many turns under a budget of cells, through service and client, the last `count` of them
    beside as many of another that begin at the fifth after its budget is full. The starter answers before the turn at
    which the model `joins`, and in the other until its budget is full. Raises: NotTaken."""
    found = Endless()
    with ExitStack() as stack:
        long = stack.enter_context(served(file, budget, say))
        for number in range(1, turns - count + 1):
            if number == joins:
                long.join()
            first, answered = long.say()
            found.curve.append(first)
            found.cells = max(found.cells, answered.cells)
            if answered.pruned and not found.full:
                found.full = number
            if number % 20 == 0 or number == joins:
                say(f"turn {number}: {first:.3f} s, {answered.cells:,} cells, {answered.pruned} turns pruned")
        if not found.full:
            raise NotTaken(f"{turns} turns did not fill a budget of {budget:,} cells.")
        short = stack.enter_context(served(file, budget, say, long.models))
        for number in range(1, found.full + 5):
            if number == (found.full + 1 if joins > 1 else 1):
                short.join()
            short.say()
        for number in range(count):
            both = [(long, found.late), (short, found.early)]
            for talk, seconds in both if number % 2 == 0 else reversed(both):
                for one in (long, short):
                    one.rest()
                seconds.append(talk.say()[0])
            found.curve.append(found.late[-1])
            say(f"turn {len(found.curve)}: {found.late[-1]:.3f} beside {found.early[-1]:.3f} s")
    return found


class Served:
    """A conversation through a service and its client. The starter answers until a model joins."""

    def __init__(self, client: Client, models: Path, file: Path) -> None:
        """`models` is the folder of what was found of models, `file` the model that joins."""
        self.models = models
        self._file = file
        self._client = client
        self._questions = iter(questions(1_000))
        self._conversation = ""

    def join(self) -> None:
        """From here on the model answers."""
        self._client.use_model(self._file)
        self._client.load_model()

    def rest(self) -> None:
        """Waits until nothing of it computes any more."""
        _wait(_all(self._client))

    def say(self) -> tuple[float, Answered]:
        """The next turn, once nothing computes any more: seconds to the first piece, and the answer. Raises:
        NotTaken."""
        self.rest()
        seconds, answered, _ = _asked(self._client, next(self._questions), self._conversation)
        self._conversation = answered.conversation
        return seconds, answered


@contextmanager
def served(file: Path, cells: int, say: Say, models: Path | None = None) -> Iterator[Served]:
    """A conversation with a model through a service of its own that uses so many cells; what was found of the model may
    be in another's folder. Raises: NotTaken."""
    with Home() as home:
        home.environ |= {"SECONDME_MODEL_ANSWER": str(SHORT), "SECONDME_MODEL_CELLS": str(cells)}
        home.environ |= {"SECONDME_SERVICE_IDLE_MINUTES": WAITS, "SECONDME_MODEL_IDLE_MINUTES": WAITS}
        client = home.start()
        if models:
            shutil.copytree(models, home.folders.models, dirs_exist_ok=True)
        else:
            _studied(file, home.folders.models)
        for note in notes():
            client.remember(note)
        home.settle(client, say)
        client.load_model()
        yield Served(client, home.folders.models, file)


class Talking:
    """A conversation with a model's process, without a service."""

    def __init__(self, model: WorkerModel) -> None:
        self.model = model
        self.turns: list[Turn] = []
        self._questions = questions(1_000)
        self._notes = notes()
        self.seen = 0.0

    def say(self) -> Reading:
        """How the next turn went; `seen` is then the seconds from asking to the first piece."""
        number = len(self.turns) // 2
        asked = self._questions[number]
        told = [self._notes[(number + at) % len(self._notes)] for at in range(GIVEN)]
        begun = time.perf_counter()
        self.seen = 0.0
        text = ""
        with closing(self.model.reply([*self.turns, Turn("user", (asked,), block(told))], SHORT)) as reply:
            for piece in reply:
                self.seen = self.seen or time.perf_counter() - begun
                text += piece
        self.turns += [Turn("user", (asked,)), Turn("assistant", (text.strip() or "…",))]
        return reply.reading

    def rest(self) -> None:
        """Waits until the process has come to rest, as while a person reads the last answer."""
        if self.model.pid:
            _wait([psutil.Process(self.model.pid)])


def beside_work(file: Path, count: int, say: Say) -> Pairs:
    """Seconds from asking to the first piece while work goes on in the background, and while none does, in turns of one
    conversation."""
    jobs = [[Turn("system", (SYSTEM,)), Turn("user", (asked,))] for asked in work()]
    with talking(file, 0) as talk:

        def busy() -> float:
            talk.rest()
            with closing(talk.model.background(jobs, LONG)):
                time.sleep(BEGUN)
                talk.say()
            return talk.seen

        def alone() -> float:
            talk.rest()
            talk.say()
            return talk.seen

        return pairs(busy, alone, count, say)


@contextmanager
def talking(file: Path, context: int) -> Iterator[Talking]:
    """A conversation with a model in a process of its own."""
    model = WorkerModel(file, context=context)
    try:
        yield Talking(model)
    finally:
        model.close()


def curve(seconds: Sequence[float], width: int = 40, step: int = 10) -> list[str]:
    """Medians of so many turns as bars."""
    starts = range(0, len(seconds), step)
    middles = [median(seconds[start : start + step]) for start in starts]
    bars = ["█" * round(middle / max(middles) * width) for middle in middles]
    return [
        f"{start + 1:>4}–{min(start + step, len(seconds)):<4} {middle * 1000:>6.0f} ms  {bar}"
        for start, middle, bar in zip(starts, middles, bars, strict=True)
    ]


def _studied(file: Path, folder: Path) -> None:
    """What the service finds out once a model has been at rest for a while; here it would while its neighbour reads."""
    measure(folder, file)
    probe(file, folder=folder, identity=model_identity(file, folder / IDENTITIES))


def _all(client: Client) -> list[psutil.Process]:
    """The service's process and those that it started."""
    service = psutil.Process(int(client.status()["pid"]))
    return [service, *service.children(recursive=True)]


def _wait(processes: Sequence[psutil.Process]) -> None:
    """Until none of them computes any more, as while a person reads an answer; not for ever."""
    until = time.monotonic() + PATIENCE
    before = -1.0
    while time.monotonic() < until:
        used = sum(_computed(process) for process in processes)
        if used - before < QUIET / 10 and before >= 0:
            return
        before = used
        time.sleep(QUIET)


def _computed(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
        return float(times.user + times.system)
    except psutil.Error:
        return 0.0


def _asked(client: Client, text: str, conversation: str) -> tuple[float, Answered, Recalled]:
    begun = time.perf_counter()
    seconds = 0.0
    recalled = Recalled(())
    with closing(client.ask(text, conversation=conversation)) as events:
        for event in events:
            match event:
                case Piece() if not seconds:
                    seconds = time.perf_counter() - begun
                case Recalled():
                    recalled = event
                case Answered(model=""):
                    raise NotTaken("No model answered.")
                case Answered():
                    return seconds, event, recalled
                case Failed(sentence=sentence):
                    raise NotTaken(sentence)
    raise NotTaken("The answer did not come to an end.")


def _read_anew(bare: tuple[IO[str], IO[str]], turns: Sequence[Turn], told: str) -> dict[str, Any]:
    writing, reading = bare
    try:
        writing.write(json.dumps([[turn.role, turn.parts[0], turn.block] for turn in turns]) + "\n")
        writing.flush()
    except BrokenPipeError as error:
        raise NotTaken("The bare loop's process ended.") from error
    line = reading.readline()
    if not line:
        raise NotTaken("The bare loop's process ended.")
    found: dict[str, Any] = json.loads(line)
    return found
