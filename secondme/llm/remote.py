"""The language model, as the service holds it: a process that comes when it is needed and goes when it is not.

Invariant: one answer at a time; whoever asks for the next waits until this one has ended or was closed. Counting
tokens never waits for an answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from secondme.errors import BadModel, ModelError, ModelGone, NoModel
from secondme.events import ModelState
from secondme.llm.process import Gone, Inbox, WorkerProcess
from secondme.llm.wire import error_in, reading_in, turns_out
from secondme.ports import Reading, Reply, Turn

RENDERING_SECONDS = 20.0
"""A chat template that takes longer never ends; writing a prompt takes milliseconds."""
STOPPING_SECONDS = 5.0
"""A process that has not stopped by then is ended."""


class WorkerModel:
    """A `LanguageModel` whose computation runs in a process of its own."""

    def __init__(
        self,
        path: Path | None,
        *,
        context: int = 0,
        threads: int = 0,
        temperature: float = 0.0,
        idle_seconds: float = 600.0,
        log_file: Path | None = None,
        env: Mapping[str, str] | None = None,
        on_state: Callable[[ModelState], None] = lambda state: None,
        rendering_seconds: float = RENDERING_SECONDS,
    ) -> None:
        """Starts nothing yet.

        `context` and `threads` of 0 leave the choice to the process. `idle_seconds` after the last request the
        process ends. `log_file` takes what the process writes to its standard error. `env` is added to its
        environment. `on_state` is told of every change, on the thread that makes it, and calls nothing here.
        """
        self._context = context
        self._threads = threads
        self._temperature = temperature
        self._idle_seconds = idle_seconds
        self._log_file = log_file
        self._env = dict(env or {})
        self._on_state = on_state
        self._rendering_seconds = rendering_seconds
        self._answering = threading.Lock()
        self._life = threading.RLock()
        self._process: WorkerProcess | None = None
        self._timer: threading.Timer | None = None
        self._used = 0.0
        self._path = path
        self._state = self._resting()

    @property
    def path(self) -> Path | None:
        """The model's file."""
        return self._path

    @property
    def pid(self) -> int | None:
        """Id of the model's process, while there is one."""
        process = self._process
        return process.pid if process and not process.gone else None

    @property
    def state(self) -> ModelState:
        """What it is doing; never blocks."""
        return self._state

    @property
    def answering(self) -> bool:
        """Whether somebody waits for an answer now; never blocks."""
        return self._answering.locked()

    def context(self) -> int:
        """Length of the context in tokens; loads the model if need be. Raises: NoModel, BadModel, ModelGone."""
        with self._life:
            self._ready()
            return self._state.context

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text, read as plain text. Raises: NoModel, BadModel, ModelGone."""
        if not texts:
            return []
        for _ in range(2):  # a process that died unnoticed is started again, once
            process = self._ready()
            try:
                inbox = process.ask("count", texts=list(texts))
                counts: list[int] = inbox.get()["counts"]
            except Gone:
                continue
            process.forget(inbox)
            return counts
        raise _gone()

    def reply(self, turns: Sequence[Turn], limit: int) -> Reply:
        """The answer to a conversation that ends with a `user` turn, at most `limit` tokens long.

        Raises: NoModel, BadModel, ModelGone; ModelError if the conversation does not fit into the context.
        """
        self._answering.acquire()
        reply: WorkerReply | None = None
        try:
            reply = self._asked(turns, limit)
            return reply
        finally:
            if reply is None:
                self._answering.release()

    def wake(self) -> None:
        """Begins to load the model and returns; `state` says how it goes."""
        threading.Thread(target=self._wake, name="model's loading", daemon=True).start()

    def use(self, path: Path | None) -> None:
        """Another file answers from the next request on; an answer on its way is finished by the old one."""
        if path == self._path:
            return
        self._path = path
        if self._answering.acquire(blocking=False):
            try:
                with self._life:
                    self._end()
            finally:
                self._answering.release()
        self._tell(self._resting())

    def close(self) -> None:
        """Ends the model's process, also one that is loading or answering. A later request starts it again."""
        process = self._process
        if process is not None:
            process.end()
        with self._life:
            self._end()
            if self._state.phase != "none":
                self._tell(self._resting())

    def erase(self, ids: Sequence[str]) -> str:
        """Ends the model's process if it is at rest, so that nothing it has read stays in memory; what is being
        answered is finished first. See the port `Trace`."""
        with self._answering, self._life:
            self._end()
            if self._state.phase != "none":
                self._tell(self._resting())
        return ""

    def _asked(self, turns: Sequence[Turn], limit: int) -> WorkerReply:
        for _ in range(2):
            process = self._ready()
            try:
                inbox = process.ask("reply", turns=turns_out(turns), limit=limit, temperature=self._temperature)
                answer = inbox.get(self._rendering_seconds)
            except Gone:
                continue
            except TimeoutError:
                process.kill()
                endless = BadModel("The model's chat template does not come to an end.", "Choose another model.")
                with self._life:
                    raise self._failed(endless) from None
            if "error" in answer:
                process.forget(inbox)
                raise error_in(answer["error"])
            return WorkerReply(process, inbox, self._answered)
        raise _gone()

    def _answered(self) -> None:
        with self._life:
            self._used = time.monotonic()
            if self._process and self._process.path != self._path:
                self._end()
        self._answering.release()

    def _wake(self) -> None:
        try:
            self._ready()
        except ModelError:
            return  # the state has the sentence

    def _ready(self) -> WorkerProcess:
        """The process, with the model loaded. Raises: NoModel, BadModel, ModelGone."""
        with self._life:
            self._used = time.monotonic()
            process = self._process
            if process is not None and not process.gone and process.path == self._path:
                return process
            self._end()
            return self._load()

    def _load(self) -> WorkerProcess:
        path = self._path
        if path is None:
            raise NoModel(self._state.sentence, "Install the starter, or choose one: secondme model use FILE")
        self._tell(ModelState("loading", path.stem, f"{path.stem} is being loaded.", _size(path)))
        process = WorkerProcess(path, log_file=self._log_file, environ=self._env, ended=self._noticed)
        self._process = process
        try:
            inbox = process.ask("load", path=str(path), context=self._context, threads=self._threads)
            answer = inbox.get()
        except Gone:
            if process.status == 0:  # it was told to end
                raise _gone() from None
            raise self._failed(
                BadModel(
                    f"{path.name} ended the process that loaded it ({_how(process.status)}).",
                    "It may be damaged, or larger than the memory there is. Choose another model.",
                )
            ) from None
        process.forget(inbox)
        if "error" in answer:
            raise self._failed(error_in(answer["error"]))
        loaded = answer["loaded"]
        self._tell(ModelState("ready", path.stem, f"{path.stem} is ready.", loaded["bytes"], loaded["context"]))
        self._start_timer(self._idle_seconds)
        return process

    def _end(self) -> None:
        """Ends the process, where there is one; without a word."""
        process, self._process = self._process, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if process is not None:
            process.end()

    def _noticed(self, process: WorkerProcess) -> None:
        """A process has ended; the state says so, unless somebody here is just ending or starting one."""
        if self._life.acquire(blocking=False):
            try:
                if self._process is process and self._state.phase == "ready":
                    self._tell(self._resting())
            finally:
                self._life.release()

    def _start_timer(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._sleep)
        self._timer.daemon = True
        self._timer.start()

    def _sleep(self) -> None:
        """Ends the process if nothing was asked for long enough; looks again later if something was."""
        answering = not self._answering.acquire(blocking=False)
        try:
            with self._life:
                if threading.current_thread() is not self._timer:
                    return
                left = self._used + self._idle_seconds - time.monotonic()
                if answering or left > 0:
                    self._start_timer(self._idle_seconds if answering else left)
                    return
                self._end()
                self._tell(self._resting())
        finally:
            if not answering:
                self._answering.release()

    def _failed(self, error: ModelError) -> ModelError:
        path = self._path
        self._tell(ModelState("failed", path.stem if path else "", str(error), _size(path)))
        self._end()
        return error

    def _resting(self) -> ModelState:
        if self._path is None:
            return ModelState("none", "", "There is no model to answer with.")
        name = self._path.stem
        return ModelState("asleep", name, f"{name} sleeps until it is needed.", _size(self._path))

    def _tell(self, state: ModelState) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)


class WorkerReply:
    """An answer on its way from the model's process. May be closed from another thread than reads it."""

    def __init__(self, process: WorkerProcess, inbox: Inbox, ended: Callable[[], None]) -> None:
        self._process = process
        self._inbox = inbox
        self._tell_ended = ended
        self._ending = threading.Lock()
        self._over = False
        self._closed = False
        self._reading = Reading()

    @property
    def reading(self) -> Reading:
        """How it went; complete once the pieces have ended."""
        return self._reading

    def __iter__(self) -> Iterator[str]:
        """Raises: ModelGone if the process ends before the answer does."""
        while not self._closed and not self._over:
            try:
                message = self._inbox.get()
            except Gone:
                self._end()
                if self._closed:
                    return
                raise _gone() from None
            if "piece" in message:
                if not self._closed:
                    yield message["piece"]
                continue
            self._inbox.put(message)  # whoever else waits for the end sees it too
            self._take_end(message["ended"])

    def close(self) -> None:
        """Stops the model. Safe to call twice, and after the end."""
        self._closed = True
        if self._over:
            return
        self._process.stop(self._inbox)
        deadline = time.monotonic() + STOPPING_SECONDS
        while not self._over:
            try:
                message = self._inbox.get(max(0.0, deadline - time.monotonic()))
            except (Gone, TimeoutError):
                self._process.kill()
                self._end()
                return
            if "ended" in message:
                self._inbox.put(message)
                self._take_end(message["ended"])

    def _take_end(self, ended: dict[str, float]) -> None:
        self._reading = reading_in(ended)
        self._end()

    def _end(self) -> None:
        with self._ending:
            if self._over:
                return
            self._over = True
        self._process.forget(self._inbox)
        self._tell_ended()


def _gone() -> ModelGone:
    return ModelGone("The model's process ended in the middle of the answer; it starts again with your next question.")


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        return f"signal {-status}"
    return f"exit status {status}"


def _size(path: Path | None) -> int:
    try:
        return path.stat().st_size if path else 0
    except OSError:
        return 0
