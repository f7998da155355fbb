"""The model's process: `python -m secondme.llm.worker`, JSON lines in and out (`wire`).

The main thread owns the model's context and computes; a second thread listens, so that `stop` is heard in the
middle of a computation and `count` and `gone`, which compute nothing, never wait for an answer to end. The process
ends when its standard input does, however its parent died. Its real standard output is kept for messages; whatever
a library prints goes to standard error.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from types import TracebackType
from typing import BinaryIO

from secondme.errors import ModelError, SecondMeError
from secondme.llm.aside import JOBS
from secondme.llm.background import Ended, Happened, Job, Said
from secondme.llm.context import Context
from secondme.llm.holding import LOOK_SECONDS
from secondme.llm.known import ranges
from secondme.llm.loaded import Loaded, Pieces
from secondme.llm.template import StopText
from secondme.llm.wire import Message, decode, encode, error_out, reading_out
from secondme.ports import Reading

log = logging.getLogger(__name__)

SETTLE_SECONDS = 0.3
"""After an answer, until the cache is brought in order: who has the next question at hand is not kept waiting."""
RECENT = 4
"""Turns of which the longest is what there is to be room for."""


class Worker:
    """One model, one context, one conversation's cache at a time."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests = requests
        self._answers = answers
        self._sending = threading.Lock()
        self._waiting: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._stopping = threading.Lock()
        self._stopped = 0
        self._current = 0
        self._settling: Context | None = None
        self._unsettled = 0
        self._turns: deque[int] = deque(maxlen=RECENT)
        self._loaded: Loaded | None = None
        self._asides: dict[int, _Aside] = {}

    def run(self) -> None:
        """Answers requests for ever; the listening thread ends the process."""
        threading.Thread(target=self._listen, name="listen", daemon=True).start()
        while True:
            request = self._next()
            try:
                match request["op"]:
                    case "load":
                        self._load(request)
                    case "rest":
                        self._rest(request)
                    case "aside":
                        self._take_aside(request)
                    case "drop":
                        self._drop(request["reply"])
                    case _:
                        self._reply(request)
            except SecondMeError as error:
                self._send({"id": request["id"], "error": error_out(error)})

    def _next(self) -> Message:
        """The next request. While none comes, the last exchange is brought in order, what nobody waits for is worked
        on, and the conversation is kept."""
        loaded = self._loaded
        if loaded is None:
            return self._waiting.get()
        try:
            return self._at_rest(loaded)
        except ModelError as error:  # of a file that cannot be read any more, say; who asks next is told
            log.warning("what nobody waits for was given up: %s", error)
            self._unsettled = 0
            self._give_up(loaded, error)
        return self._waiting.get()

    def _at_rest(self, loaded: Loaded) -> Message:
        if self._unsettled:
            with suppress(queue.Empty):
                return self._waiting.get(timeout=SETTLE_SECONDS)
            with self._unhurried(loaded.context):
                if self._waiting.empty() and loaded.session.settle():
                    loaded.session.make_room(self._unsettled)
                    self._unsettled = 0
        while loaded.busy and loaded.aside and self._waiting.empty():
            with self._unhurried(loaded.aside):
                if self._waiting.empty():
                    loaded.held.adjust()
                    happened = loaded.background.step()
                else:
                    happened = []
            self._tell(happened)
        if (resuming := loaded.resuming) and resuming.changed:
            with suppress(queue.Empty):
                return self._waiting.get(timeout=loaded.keep_after)
            with self._unhurried(loaded.context):
                if self._waiting.empty():
                    resuming.put_away()
            resuming.write()
        while loaded.held.adjusts:
            with suppress(queue.Empty):
                return self._waiting.get(timeout=LOOK_SECONDS)
            with self._unhurried(loaded.context):
                if self._waiting.empty():
                    self._adjust(loaded)
        return self._waiting.get()

    def _adjust(self, loaded: Loaded) -> None:
        """Nobody waits: what cannot be read now is tried again later."""
        try:
            loaded.held.adjust()
        except ModelError as error:
            log.warning("memory is shared out anew later: %s", error)

    @contextmanager
    def _unhurried(self, context: Context) -> Iterator[None]:
        """While a context does something that the next request stops."""
        with self._stopping:
            self._settling = context
            context.resume()
        try:
            yield
        finally:
            with self._stopping:
                self._settling = None

    def _listen(self) -> None:
        for line in self._requests:
            request = decode(line)
            match request["op"]:
                case "stop":
                    self._stop(request["reply"])
                case "count":
                    self._count(request)
                case "gone":
                    found = self._needed().gone(request["conversation"])
                    self._send({"id": request["id"], "gone": found})
                case _:
                    self._waiting.put(request)
                    with self._stopping:
                        if self._settling:
                            self._settling.stop()
        os._exit(0)  # the parent is gone, and the main thread may be deep in a computation

    def _send(self, message: Message) -> None:
        with self._sending:
            self._answers.write(encode(message))
            self._answers.flush()

    def _load(self, request: Message) -> None:
        self._loaded = Loaded(request)
        self._send({"id": request["id"], "loaded": self._loaded.card})

    def _count(self, request: Message) -> None:
        tokens = self._needed().model.tokens
        self._send({"id": request["id"], "counts": [len(tokens(text, special=False)) for text in request["texts"]]})

    def _rest(self, request: Message) -> None:
        if self._loaded and self._loaded.resuming:
            self._loaded.context.resume()
            self._loaded.resuming.rest()
        self._send({"id": request["id"], "rested": True})

    def _needed(self) -> Loaded:
        if self._loaded is None:
            raise RuntimeError("a model is loaded before anything is asked of it")
        return self._loaded

    def _stop(self, reply: int) -> None:
        """Stops an answer, also one that waits; one that has ended is left alone, and so are those after it."""
        with self._stopping:
            self._stopped = max(self._stopped, reply)
            if reply == self._current and self._loaded:
                self._loaded.context.stop()

    def _take_aside(self, request: Message) -> None:
        """Takes on jobs that nobody waits for, all or none; `told` of each as it ends."""
        loaded, number = self._needed(), request["id"]
        aside = _Aside(loaded, number)
        try:
            for job in self._weighed(loaded, request) if "texts" in request else self._answered(loaded, request):
                loaded.background.add(job)
                aside.pieces[job.id] = Pieces(StopText(loaded.template.stops))
        except SecondMeError:
            for taken in aside.pieces:
                loaded.background.drop(taken)
            raise
        self._asides[number] = aside
        self._send({"id": number, "rendered": len(aside.pieces)})
        if not aside.pieces:
            self._drop(number)

    def _answered(self, loaded: Loaded, request: Message) -> Iterator[Job]:
        for at, turns in enumerate(request["jobs"], start=request["id"] * JOBS):
            tokens = tuple(int(token) for unit in loaded.prompt({"turns": turns}) for token in unit.tokens)
            yield Job(at, tokens, request["limit"], partial(loaded.sampler, request, request["id"]))

    def _weighed(self, loaded: Loaded, request: Message) -> Iterator[Job]:
        """Of what is too long the begin of a text, and the end of what stands before it."""
        model, most = loaded.model, loaded.background.cells // 2 - 2
        for at, (before, text) in enumerate(request["texts"], start=request["id"] * JOBS):
            first = model.tokens(before, special=False)[-most:] if before else []
            told = model.opened(first) or model.tokens("\n", special=False)
            yield Job(at, (*told, *model.tokens(text, special=False)[:most]), 0, None, len(told))

    def _drop(self, number: int) -> None:
        if (aside := self._asides.pop(number, None)) and self._loaded:
            for job in aside.pieces:
                self._loaded.background.drop(job)
            self._send({"id": number, "ended": reading_out(Reading(written=aside.said))})

    def _tell(self, happened: Sequence[Happened]) -> None:
        for one in happened:
            aside = self._asides.get(one.job // JOBS)
            if aside is None or one.job not in aside.pieces:
                continue
            if isinstance(one, Ended):
                self._told(aside, one.job, one.cut, one.error, one.weights)
                continue
            pieces = aside.take(one)
            if pieces.ended and self._loaded:
                self._loaded.background.drop(one.job)
                self._told(aside, one.job)

    def _give_up(self, loaded: Loaded, error: ModelError) -> None:
        """Nothing that nobody waits for can go on."""
        for aside in list(self._asides.values()):
            for job in list(aside.pieces):
                loaded.background.drop(job)
                self._told(aside, job, error=error)

    def _told(
        self,
        aside: _Aside,
        job: int,
        cut: bool = False,
        error: ModelError | None = None,
        weights: tuple[float, ...] = (),
    ) -> None:
        done: Message = {"job": job % JOBS, "text": aside.whole(job), "cut": cut, "weights": weights}
        self._send({"id": aside.number, "done": done | ({"error": error_out(error)} if error else {})})
        if not aside.pieces:
            self._drop(aside.number)

    def _begin(self, reply: int, context: Context) -> None:
        with self._stopping:
            self._current = reply
            context.resume()
            if self._stopped >= reply:
                context.stop()

    def _end(self) -> None:
        with self._stopping:
            self._current = 0

    def _reply(self, request: Message) -> None:
        loaded, reply = self._needed(), request["id"]
        begun = time.perf_counter()
        before = loaded.held.stats()
        self._begin(reply, loaded.context)
        try:
            loaded.held.adjust()
            loaded.make_way()
            prompt, taken = loaded.turned_to(request)
            cached = loaded.session.prepare(prompt, request["limit"])
            sampler = loaded.sampler(request, reply)
            ready = time.perf_counter()
            self._send({"id": reply, "rendered": sum(map(len, prompt))})
            pieces = Pieces(StopText(loaded.template.stops))
            first = last = begun
            said: list[int] = []
            with closing(sampler), closing(loaded.session.answer(request["limit"], sampler)) as tokens:
                for token in tokens:
                    last = time.perf_counter()
                    said.append(token)
                    loaded.held.adjust()
                    if len(said) == 1:
                        first = last
                        loaded.write()
                    if text := pieces.feed(loaded.model.piece(token), last):
                        self._send({"id": reply, "piece": text})
                    if pieces.ended:
                        break
            if text := pieces.rest():
                self._send({"id": reply, "piece": text})
        finally:
            self._end()
        loaded.ended(request, pieces.whole, [] if pieces.ended else said, first - ready)
        session, after = loaded.session, loaded.held.stats()
        gone = session.gone
        self._turns.append(len(prompt[-1]))
        # Turns with notes and without take turns: there is to be room for either, but not again for one that is huge.
        most = max(self._turns[-1], min(max(self._turns), session.budget // 4))
        self._unsettled = most + request["limit"]
        reading = Reading(
            cached, session.read, len(said), first - begun, last - first,
            len(session.book), session.budget, len(gone), session.drafted, session.accepted,
            min(cached, taken.tokens), taken.restoring, taken.rereading,
            after.read - before.read, after.waited - before.waited, ranges(gone), session.slid,
        )  # fmt: skip
        self._send({"id": reply, "ended": reading_out(reading)})


class _Aside:
    """Jobs of one request that nobody waits for."""

    def __init__(self, loaded: Loaded, number: int) -> None:
        self._loaded = loaded
        self.number = number
        self.pieces: dict[int, Pieces] = {}
        self.said = 0

    def take(self, one: Said) -> Pieces:
        """Takes a token of a job."""
        self.said += 1
        pieces = self.pieces[one.job]
        pieces.feed(self._loaded.model.piece(one.token), 0.0)
        return pieces

    def whole(self, job: int) -> str:
        """All that a job has said; it is done."""
        pieces = self.pieces.pop(job)
        pieces.rest()
        return pieces.whole.strip()


def _crash(kind: type[BaseException], error: BaseException | None, at: TracebackType | None) -> None:
    """Whatever thread a bug kills, the process ends with it, so that the parent knows."""
    traceback.print_exception(kind, error, at)
    sys.stderr.flush()
    os._exit(1)


def main() -> None:
    """Runs the process on its standard input and output."""
    sys.excepthook = _crash
    threading.excepthook = lambda what: _crash(what.exc_type, what.exc_value, what.exc_traceback)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Worker(sys.stdin.buffer, answers).run()


if __name__ == "__main__":
    main()
