"""The model's process: `python -m secondme.llm.worker`, JSON lines in and out (`wire`).

The main thread owns the model's context and computes; a second thread listens, so that `stop` is heard in the
middle of a computation and `count`, which only reads the vocabulary, never waits for an answer to end. The process
ends when its standard input does, however its parent died. Its real standard output is kept for messages; whatever
a library prints goes to standard error.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import psutil

from secondme.errors import ModelError, SecondMeError
from secondme.llm.context import Context, Layout
from secondme.llm.llama import Letters, Model
from secondme.llm.session import Session
from secondme.llm.template import CHATML_MARK, ChatTemplate, Segment, StopText
from secondme.llm.units import Stretch, Unit, units
from secondme.llm.wire import Message, decode, encode, error_out, reading_out, turns_in
from secondme.ports import Reading

LONGEST_CONTEXT = 4096
"""Tokens of a context that nobody chose; a model trained on fewer has fewer."""
GATHER_SECONDS = 0.04
"""After the first piece, pieces are gathered for so long: 25 messages a second, whatever the model's speed."""
SETTLE_SECONDS = 0.3
"""After an answer, until the cache is brought in order: who has the next question at hand is not kept waiting."""
TEXTS = 2_000
"""Texts whose tokens are remembered."""
RENDERING_BYTES = 512 << 20
"""Memory that a chat template may take while it runs."""


class Worker:
    """One model, one context, one conversation's cache."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests = requests
        self._answers = answers
        self._sending = threading.Lock()
        self._waiting: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._stopping = threading.Lock()
        self._stopped = 0
        self._current = 0
        self._settling = False
        self._unsettled = 0
        self._loaded: _Loaded | None = None

    def run(self) -> None:
        """Answers requests for ever; the listening thread ends the process."""
        threading.Thread(target=self._listen, name="listen", daemon=True).start()
        while True:
            request = self._next()
            try:
                if request["op"] == "load":
                    self._load(request)
                else:
                    self._reply(request)
            except SecondMeError as error:
                self._send({"id": request["id"], "error": error_out(error)})

    def _next(self) -> Message:
        """The next request. While none comes, the last exchange is brought in order."""
        if self._unsettled:
            with suppress(queue.Empty):
                return self._waiting.get(timeout=SETTLE_SECONDS)
            self._settle(self._needed())
        return self._waiting.get()

    def _settle(self, loaded: _Loaded) -> None:
        with self._stopping:
            self._settling = True
            loaded.context.resume()
        try:
            if self._waiting.empty() and loaded.session.settle():
                loaded.session.make_room(self._unsettled)
                self._unsettled = 0
        finally:
            with self._stopping:
                self._settling = False

    def _listen(self) -> None:
        for line in self._requests:
            request = decode(line)
            match request["op"]:
                case "stop":
                    self._stop(request["reply"])
                case "count":
                    self._count(request)
                case _:
                    self._waiting.put(request)
                    with self._stopping:
                        if self._settling and self._loaded:
                            self._loaded.context.stop()
        os._exit(0)  # the parent is gone, and the main thread may be deep in a computation

    def _send(self, message: Message) -> None:
        with self._sending:
            self._answers.write(encode(message))
            self._answers.flush()

    def _load(self, request: Message) -> None:
        self._loaded = _Loaded(Path(request["path"]), request["context"], request["threads"])
        self._send({"id": request["id"], "loaded": self._loaded.card})

    def _count(self, request: Message) -> None:
        tokens = self._needed().model.tokens
        self._send({"id": request["id"], "counts": [len(tokens(text, special=False)) for text in request["texts"]]})

    def _needed(self) -> _Loaded:
        if self._loaded is None:
            raise RuntimeError("a model is loaded before anything is asked of it")
        return self._loaded

    def _stop(self, reply: int) -> None:
        """Stops an answer, also one that waits; one that has ended is left alone, and so are those after it."""
        with self._stopping:
            self._stopped = max(self._stopped, reply)
            if reply == self._current and self._loaded:
                self._loaded.context.stop()

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
        self._begin(reply, loaded.context)
        try:
            prompt = loaded.prompt(request)
            cached = loaded.session.prepare(prompt, request["limit"])
            self._send({"id": reply, "rendered": sum(map(len, prompt))})
            sampler = loaded.model.sampler(request["temperature"], seed=reply)
            pieces = _Pieces(StopText(loaded.template.stops))
            first = last = begun
            said: list[int] = []
            with closing(sampler), closing(loaded.session.answer(request["limit"], sampler)) as tokens:
                for token in tokens:
                    last = time.perf_counter()
                    said.append(token)
                    if len(said) == 1:
                        first = last
                    if text := pieces.feed(loaded.model.piece(token), last):
                        self._send({"id": reply, "piece": text})
                    if pieces.ended:
                        break
            if text := pieces.rest():
                self._send({"id": reply, "piece": text})
        finally:
            self._end()
        if not pieces.ended:
            loaded.spoke(pieces.whole, said)
        session = loaded.session
        self._unsettled = len(prompt[-1]) + request["limit"]
        reading = Reading(
            cached, session.read, len(said), first - begun, last - first,
            len(session.book), session.budget, session.pruned, session.drafted, session.accepted,
        )  # fmt: skip
        self._send({"id": reply, "ended": reading_out(reading)})


class _Loaded:
    """A model that is loaded, and what belongs to it."""

    def __init__(self, path: Path, context: int, threads: int) -> None:
        self.model = Model.open(path)
        self.template = ChatTemplate.choose(
            self.model.template, chatml=self.model.has_mark(CHATML_MARK), bos=self.model.bos, eos=self.model.eos
        )
        room = min(context or LONGEST_CONTEXT, self.model.trained or LONGEST_CONTEXT)
        self.context = self.model.context(Layout(room, threads or default_threads()))
        self.session = Session(self.model, self.context)
        self._known: dict[tuple[str, bool], tuple[int, ...]] = {}

    @property
    def card(self) -> Message:
        """What the parent is told of it."""
        return {"name": self.model.card.name, "bytes": self.model.card.bytes, "context": self.context.room}

    def prompt(self, request: Message) -> list[Unit]:
        """The units of a request's turns. Raises: BadModel if the template fails."""
        with _memory_limited(RENDERING_BYTES):
            segments = self.template.render(turns_in(request["turns"]))
        stretches = [Stretch(self._tokens(one), one.role, one.recalled) for one in segments]
        if not any(stretch.tokens for stretch in stretches):
            raise ModelError("There is nothing to answer.")
        begin = self.model.opened(list(stretches[0].tokens))
        if len(begin) > len(stretches[0].tokens):
            stretches.insert(0, Stretch((begin[0],), "system"))
        return units(stretches)

    def spoke(self, text: str, tokens: list[int]) -> None:
        """Remembers the tokens of an answer, which read again as text may be cut into others."""
        self._keep((text.strip(), False), tuple(tokens))

    def _tokens(self, segment: Segment) -> tuple[int, ...]:
        known = (segment.text, segment.is_template)
        if segment.recalled:
            return tuple(self.model.tokens(segment.text, special=False))
        if known not in self._known:
            self._keep(known, tuple(self.model.tokens(segment.text, special=segment.is_template)))
        return self._known[known]

    def _keep(self, text: tuple[str, bool], tokens: tuple[int, ...]) -> None:
        self._known[text] = tokens
        while len(self._known) > TEXTS:
            del self._known[next(iter(self._known))]


class _Pieces:
    """Tokens to pieces of text: whole characters, gathered, up to a text that stops."""

    def __init__(self, stops: StopText) -> None:
        self._letters = Letters()
        self._stops = stops
        self._gathered = ""
        self._sent: float | None = None
        self.whole = ""

    @property
    def ended(self) -> bool:
        """Whether a text that stops was met."""
        return self._stops.ended

    def feed(self, piece: bytes, now: float) -> str:
        """What is to be sent now."""
        text = self._stops.feed(self._letters.feed(piece))
        self._gathered += text if self._gathered or self._sent is not None else text.lstrip()
        if not self._gathered or (self._sent is not None and now - self._sent < GATHER_SECONDS):
            return ""
        self._sent = now
        return self._taken()

    def rest(self) -> str:
        """What is left to be sent."""
        self._gathered += self._stops.rest()
        return self._taken()

    def _taken(self) -> str:
        text, self._gathered = self._gathered, ""
        self.whole += text
        return text


def default_threads() -> int:
    """One thread a physical core that this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or 1, allowed))


@contextmanager
def _memory_limited(more: int) -> Iterator[None]:
    """Lets this process take only so many more bytes; a template that wants them all gets a MemoryError."""
    if not sys.platform.startswith("linux"):  # elsewhere the limit is not kept, or there is none
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = psutil.Process().memory_info().vms + more
    limited = most if soft == resource.RLIM_INFINITY else min(soft, most)
    resource.setrlimit(resource.RLIMIT_AS, (limited, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _crash(kind: type[BaseException], error: BaseException | None, at: TracebackType | None) -> None:
    """Whatever thread a bug kills, the process ends with it, so that the parent knows."""
    traceback.print_exception(kind, error, at)
    sys.stderr.flush()
    os._exit(1)


def main() -> None:
    """Runs the process on its standard input and output."""
    sys.excepthook = _crash
    threading.excepthook = lambda what: _crash(what.exc_type, what.exc_value, what.exc_traceback)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Worker(sys.stdin.buffer, answers).run()


if __name__ == "__main__":
    main()
