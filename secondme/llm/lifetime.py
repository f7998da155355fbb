"""The process of the language model, as the service holds it: it comes when it is needed and goes when it is not.

Invariant: while an answer is on its way the process stays; it is ended after that, and by `close` alone at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from secondme.errors import ModelError, NoModel
from secondme.events import ModelState
from secondme.llm.phase import died, failed, loading, ready, resting
from secondme.llm.probe import Choice
from secondme.llm.process import Gone, WorkerProcess
from secondme.llm.reply import gone
from secondme.llm.shelf import Shelf
from secondme.llm.study import QUIET_SECONDS, Study
from secondme.llm.wire import OFF, error_in

log = logging.getLogger(__name__)

RENDERING_SECONDS = 20.0
"""A chat template that takes longer never ends; writing a prompt takes milliseconds."""
RESTING_SECONDS = 3.0
"""A process that has not put away what it holds by then is ended all the same."""
UNLIMITED = "Its process ended when it was to keep to its memory; it is loaded without a limit now."
"""What is said of a model that is loaded so for the second time."""
KILLED = -9
"""Exit status of what the system ended, as it does with what takes too much memory."""
STATES_AFTER = 60.0
"""After a turn, until what was read is kept: a crash loses little then, and a disk is not worn by every turn."""


class Lifetime:
    """The process of a model, with the model loaded when it is ready."""

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
        states: Shelf | None = None,
        states_after: float = STATES_AFTER,
        cells: int = 0,
        lookup: bool = False,
        pruning: str = "",
        decay: float = 1.0,
        study: Study | None = None,
        ram: str = OFF,
        gpu: str = OFF,
        facts: Path | None = None,
        launcher: Sequence[str] = (),
    ) -> None:
        """Starts nothing yet.

        `context` and `threads` of 0 leave the choice to the process. `idle_seconds` after the last request the
        process ends. `log_file` takes what the process writes to its standard error. `env` is added to its
        environment. `on_state` is told of every change, on the thread that makes it, and calls nothing here. `states`
        is where what was read of conversations is kept: when another has its turn, when the process ends, or
        `states_after` seconds after the last turn. A conversation uses `cells` of the context at most, all where it
        is 0; of a longer one the policy `pruning` with its `decay` chooses what stays, the usual one where it is empty.
        With `lookup` answers are drafted from what was read. `study` knows how a model's cache may be laid out.
        `ram` and `gpu` are what it may use of the two memories, as the settings say it; `facts` is where what was
        measured of this machine is kept. `launcher` is a command that starts the process.
        """
        self._context = context
        self._threads = threads
        self._temperature = temperature
        self._idle_seconds = idle_seconds
        self._log_file = log_file
        self._env = dict(env or {})
        self._on_state = on_state
        self._rendering_seconds = rendering_seconds
        self._states = states
        self._states_after = states_after
        self._cells = cells
        self._lookup = lookup and temperature <= 0
        self._pruning, self._decay = pruning, decay
        self._study = study
        self._ram, self._gpu = ram, gpu
        self._within = ram
        self._facts = facts
        self._launcher = launcher
        self._whole: set[Path] = set()
        self._asides = 0
        self._answering = threading.Lock()
        self._life = threading.RLock()
        self._process: WorkerProcess | None = None
        self._timer: threading.Timer | None = None
        self._used = 0.0
        self._path = path
        self._state = resting(self._path)

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

    def wake(self) -> None:
        """Begins to load the model and returns; `state` says how it goes."""
        threading.Thread(target=self._wake, name="model's loading", daemon=True).start()

    def use(self, path: Path | None) -> None:
        """Another file answers from the next request on; an answer on its way is finished by the old one."""
        self._whole.clear()
        if path == self._path:
            return
        self._path = path
        self._retire()

    def allow(self, ram: str) -> None:
        """It may use so much of the memory, as the settings say it, from the next request on; see `use`."""
        self._whole.clear()
        if ram == self._ram:
            return
        self._ram = ram
        self._retire()

    def _retire(self) -> None:
        """Ends a process that is no longer as it should be; one that answers is ended after that."""
        if self._answering.acquire(blocking=False):
            try:
                with self._life:
                    self._end(rest=True)
            finally:
                self._answering.release()
        self._tell(resting(self._path))

    def close(self) -> None:
        """Ends the model's process, also one that is loading or answering. A later request starts it again."""
        if self._state.phase == "ready" and self._answering.acquire(blocking=False):
            try:
                with self._life:
                    self._rest()
            finally:
                self._answering.release()
        process = self._process
        if process is not None:
            process.end()
        with self._life:
            self._let_go()

    def erase(self, ids: Sequence[str]) -> str:
        """Ends the model's process if it is at rest, so that nothing it has read stays in memory or is kept; what is
        being answered is finished first. See the port `Trace`. Raises: StoreError."""
        with self._answering, self._life:
            self._let_go()
            if self._states is not None:
                self._states.forget(ids)
        return ""

    def clear(self, *, for_good: bool = False) -> None:
        """Ends the model's process and removes what was kept on the disk of what it has read; `for_good` nothing is
        kept from now on. What is being answered is finished first. Raises: StoreError."""
        with self._answering, self._life:
            self._let_go()
            states = self._states
            if for_good:
                self._states = None
            if states is not None:
                states.clear()

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
            if process is not None and not process.gone and self._fits(process):
                return process
            self._end()
            return self._load()

    def _fits(self, process: WorkerProcess) -> bool:
        """Whether it has the model that answers now, within what that may use."""
        return process.path == self._path and self._within == self._ram

    def _load(self) -> WorkerProcess:
        path = self._path
        if path is None:
            raise NoModel(self._state.sentence, "Install the starter, or choose one: secondme model use FILE")
        self._tell(loading(path))
        chosen = self._chosen(path)
        process = WorkerProcess(
            path, log_file=self._log_file, environ=self._env, ended=self._noticed, launcher=self._launcher
        )
        self._process = process
        self._within = self._ram
        ram = OFF if path in self._whole else self._within
        try:
            states = self._states
            inbox = process.ask(
                "load", path=str(path), context=self._context, threads=self._threads,
                states=str(states.folder) if states else "", states_bytes=states.limit if states else 0,
                states_after=self._states_after, budget=self._cells, lookup=self._lookup, ram=ram, gpu=self._gpu,
                pruning=self._pruning, decay=self._decay, facts=str(self._facts) if self._facts else "",
                **({"kinds": asdict(chosen.kinds), "shift": chosen.shifts} if chosen else {}),
            )  # fmt: skip
            answer = inbox.get()
        except Gone:
            if process.status == 0:  # it was told to end
                raise gone() from None
            if ram != OFF and process.status != KILLED:
                self._whole.add(path)
                return self._load()
            raise self._failed(died(path, process.status)) from None
        process.forget(inbox)
        if "error" in answer:
            raise self._failed(error_in(answer["error"]))
        loaded = answer["loaded"]
        why = [*(chosen.why if chosen else ()), *loaded["why"], *([UNLIMITED] if path in self._whole else [])]
        self._tell(ready(path, why, loaded))
        self._start_timer(self._idle_seconds)
        if self._study:
            self._study.later(path, lambda: self.answering or time.monotonic() - self._used < QUIET_SECONDS)
        return process

    def _chosen(self, path: Path) -> Choice | None:
        try:
            return self._study.choice(path) if self._study else None
        except ModelError as error:
            raise self._failed(error) from None

    def _rest(self) -> None:
        """Lets the process put away what it holds, before it is ended. Nothing is being answered."""
        process = self._process
        if self._states is None or process is None or self._state.phase != "ready":
            return
        try:
            process.ask("rest").get(RESTING_SECONDS)
        except (Gone, TimeoutError):
            log.warning("the model's process ended before it had put away what it had read")

    def _let_go(self) -> None:
        """Ends the process; the state says that it is at rest."""
        self._end()
        if self._state.phase != "none":
            self._tell(resting(self._path))

    def _end(self, *, rest: bool = False) -> None:
        """Ends the process, where there is one; without a word. With `rest` it puts away what it holds before."""
        if rest:
            self._rest()
        process, self._process = self._process, None
        if self._study is not None:
            self._study.close()
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
                    self._tell(resting(self._path))
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
                if answering or self._asides or left > 0:
                    self._start_timer(left if left > 0 else self._idle_seconds)
                    return
                self._end(rest=True)
                self._tell(resting(self._path))
        finally:
            if not answering:
                self._answering.release()

    def _failed(self, error: ModelError) -> ModelError:
        self._tell(failed(self._path, error))
        self._end()
        return error

    def _tell(self, state: ModelState) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)
