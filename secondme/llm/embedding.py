"""An encoder that a person chose: an embedding model in a GGUF file, through llama.cpp in a process of its own.

The process comes when a vector is wanted and goes when none was for a while; an assertion of llama.cpp's ends it and
nothing else. What concerns its file is asked of it, as reading a file that is cut meanwhile ends who reads it.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import EncoderError, ModelError
from secondme.llm.catalogue import Entry
from secondme.llm.centring import PROBES, centre, centred
from secondme.llm.identity import IDENTITIES, remember, remembered, sign_of
from secondme.llm.machine import cores
from secondme.llm.process import Gone, Inbox, WorkerProcess
from secondme.llm.wire import Message, error_in
from secondme.ports import Embedder

log = logging.getLogger(__name__)

NAME = "gguf-v1"
"""Of how vectors are made here; another one makes other vectors of the same file."""
KNOWN = "encoders.json"
"""What is remembered of encoders' files, in the folder of what was found of models."""
CURE = "Choose another: secondme model encoder NAME, or go back: secondme model encoder bundled"
QUESTION_SECONDS = 3.0
"""A question waits for its vector no longer: a large model may still be read from the disk."""
LOADING_SECONDS = 300.0
TRIES = 3
"""Processes that may end over one text before the encoder is given up."""
_MODULE = "secondme.llm.embedding_worker"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an encoder's file is: its hash, the length of its vectors, tokens of a text that it was trained on, how it
    pools; and what all vectors have in common, of questions and of what they may find (`centring`), as `_packed`."""

    digest: str
    dimensions: int
    trained: int
    pooling: str
    centres: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What is written before a question, and before what it may find."""

    question: str = ""
    passage: str = ""

    @classmethod
    def of(cls, path: Path, entries: Sequence[Entry]) -> Prefixes:
        """Those of the catalogue for a file, known by its name or that of the repository it was downloaded from."""
        listed = entry_of(path, entries)
        return cls(listed.question, listed.passage) if listed else cls()


def entry_of(path: Path, entries: Sequence[Entry]) -> Entry | None:
    """The entry for an embedding model that a file is of, whatever its quantisation."""
    places = [part.lower() for part in path.parts if part.startswith("models--")]
    for one in entries:
        owner, _, repo = one.repo.lower().partition("/")
        named = path.name.lower().startswith(repo.removesuffix("-gguf"))
        if one.kind == "embedding" and (named or f"models--{owner}--{repo}" in places):
            return one
    return None


class GgufEncoder:
    """An `Embedder` whose computation runs in a process of its own. Threads may share it."""

    name = NAME

    def __init__(
        self,
        path: Path,
        folder: Path,
        prefixes: Prefixes = Prefixes(),
        *,
        threads: int = 0,
        idle_seconds: float = 600.0,
        log_file: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Starts nothing yet. What is found of the file is remembered in `folder`. A question is computed by `threads`
        threads, 0 for one a core, all else by one. `idle_seconds` after the last text the process ends. `log_file`
        takes what it writes to its standard error, `env` is added to its environment."""
        self.path = path
        self._folder = folder
        self._prefixes = prefixes
        self._threads = threads
        self._idle_seconds = idle_seconds
        self._log_file = log_file
        self._env = dict(env or {})
        self._life = threading.RLock()
        self._process: WorkerProcess | None = None
        self._loading: Inbox | None = None
        self._timer: threading.Timer | None = None
        self._used = 0.0
        self._asked = 0
        self._closed = False
        self._facts: Facts | None = None
        self._centres: tuple[Vectors, Vectors] | None = None

    @property
    def facts(self) -> Facts:
        """What its file is; the process is asked where it changed since. Raises: EncoderError."""
        with self._life:
            if self._facts is None:
                self._facts = self._known() or self._found()
                question, passage = self._facts.centres
                self._centres = _unpacked(question), _unpacked(passage)
            return self._facts

    @property
    def digest(self) -> str:
        """SHA-256 of the file (`llm.identity`). Raises: EncoderError."""
        return self.facts.digest

    @property
    def dimensions(self) -> int:
        """Length of a vector. Raises: EncoderError."""
        return self.facts.dimensions

    @property
    def identity(self) -> str:
        """What its vectors are known by: the file, and what is written before a text. Raises: EncoderError."""
        whole = f"{self.digest}\n{self._prefixes.passage}"
        return f"{NAME}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"

    @property
    def pid(self) -> int | None:
        """Id of the process, while there is one."""
        process = self._process
        return process.pid if process and not process.gone else None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length of what is to be found, shape (len(texts), dimensions); an empty text gives zeros.
        Only the beginning of a text counts, see `pooling`. A question goes first. Raises: EncoderError."""
        facts = self.facts
        assert self._centres is not None
        return centred(self._passages(texts, facts.dimensions), self._centres[1])

    def question(self, text: str) -> Vectors:
        """The vector of a question, of unit length; zeros for an empty one, and where it takes longer than
        `QUESTION_SECONDS`. Raises: EncoderError."""
        facts = self.facts
        assert self._centres is not None
        found = np.zeros((1, facts.dimensions), np.float32)
        if text.strip() and (made := self._vectors([self._prefixes.question + text], QUESTION_SECONDS)) is not None:
            found = self._whole(made, facts.dimensions)
        vector: Vectors = centred(found, self._centres[0])[0]
        return vector

    def rest(self) -> None:
        """Ends the process, and with it what it has read; the next text starts another."""
        with self._life:
            process, self._process = self._process, None
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        if process is not None:
            process.end()

    def erase(self, ids: Sequence[str]) -> str:
        """Ends the process, so that nothing it has read stays in memory. See the port `Trace`."""
        self.rest()
        return ""

    def close(self) -> None:
        """Ends the process for good."""
        self._closed = True
        self.rest()

    # ---- the process ---------------------------------------------------------------------------------

    def _passages(self, texts: Sequence[str], dimensions: int) -> Vectors:
        made = self._vectors([self._prefixes.passage + text if text.strip() else "" for text in texts])
        assert made is not None
        return self._whole(made, dimensions)

    def _whole(self, made: Vectors, dimensions: int) -> Vectors:
        if made.shape[1] != dimensions:
            raise EncoderError(f"{self.path.name} is another file than it was.", CURE)
        return made

    def _vectors(self, texts: Sequence[str], seconds: float | None = None) -> Vectors | None:
        """Vectors as the model makes them; None if there are none after so many seconds, where some are given: they go
        first then."""
        for _ in range(TRIES):  # a process that was ended meanwhile is started again
            process = self._ready()
            with self._life:
                self._asked += 1
            try:
                inbox = process.ask("embed", texts=list(texts), first=seconds is not None)
                answer = inbox.get(seconds)
                process.forget(inbox)
            except Gone:
                continue
            except TimeoutError:
                process.forget(inbox)
                return None
            finally:
                with self._life:
                    self._asked -= 1
                    self._used = time.monotonic()
            return _unpacked(_checked(answer)["vectors"]).reshape(len(texts), -1)
        raise self._died()

    def _died(self) -> EncoderError:
        return EncoderError(f"llama.cpp ended while it made vectors with {self.path.name}, {TRIES} times.", CURE)

    def _ready(self) -> WorkerProcess:
        """The process, which was told to load the model: what is asked of it waits until it has."""
        with self._life:
            self._used = time.monotonic()
            if self._closed:
                raise EncoderError("The encoder is being closed.")
            if self._process is not None and not self._process.gone:
                return self._process
            process = WorkerProcess(
                self.path, log_file=self._log_file, environ=self._env, ended=lambda _: None, module=_MODULE
            )
            try:
                self._loading = process.ask(
                    "load", path=str(self.path), digest=self._facts.digest if self._facts else "",
                    cache=str(self._folder / IDENTITIES), threads=self._threads or cores(),
                )  # fmt: skip
            except Gone:
                raise self._died() from None
            self._process = process
            self._start_timer(self._idle_seconds)
            return process

    def _start_timer(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._sleep)
        self._timer.daemon = True
        self._timer.start()

    def _sleep(self) -> None:
        """Ends the process if nothing was asked for long enough; looks again later if something was."""
        with self._life:
            if threading.current_thread() is not self._timer:
                return
            left = self._used + self._idle_seconds - time.monotonic()
            if self._asked or left > 0:
                self._start_timer(left if left > 0 else self._idle_seconds)
                return
        self.rest()

    # ---- its file ------------------------------------------------------------------------------------

    def _known(self) -> Facts | None:
        """What is remembered of the file, where it is as it was."""
        noted = remembered(self._folder / KNOWN).get(str(self.path.absolute()))
        sign = self._sign()
        if not sign or not isinstance(noted, dict) or noted.get("sign") != sign:
            return None
        try:
            question, passage = noted["facts"].pop("centres")
            facts = Facts(**noted["facts"], centres=(question, passage))
            sound = all(_unpacked(one).shape == (facts.dimensions,) for one in facts.centres)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        return facts if sound else None

    def _found(self) -> Facts:
        sign = self._sign()
        self._ready()
        try:
            assert self._loading is not None
            answer = self._loading.get(LOADING_SECONDS)
        except (Gone, TimeoutError):
            self.rest()
            raise EncoderError(f"llama.cpp ended while {self.path.name} was loaded.", CURE) from None
        if "error" in answer:
            self.rest()
        facts = Facts(**_checked(answer)["loaded"])
        before, after = self._prefixes.question, self._prefixes.passage
        question = self._centre(before, facts.dimensions)
        passage = question if after == before else self._centre(after, facts.dimensions)
        facts = replace(facts, centres=(question, passage))
        remember(self._folder / KNOWN, str(self.path.absolute()), {"sign": sign, "facts": asdict(facts)})
        return facts

    def _centre(self, prefix: str, dimensions: int) -> str:
        made = self._vectors([prefix + probe for probe in PROBES])
        assert made is not None
        return _packed(centre(self._whole(made, dimensions)))

    def _sign(self) -> list[Any]:
        """What changes when what is remembered is not true any more; nothing where there is no file."""
        sign = sign_of(self.path)
        return [*sign, NAME, self._prefixes.question, self._prefixes.passage] if sign else []


def _packed(vector: Vectors) -> str:
    return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")


def _unpacked(text: str) -> Vectors:
    return np.frombuffer(base64.b64decode(text), "<f4").astype(np.float32)


def _checked(answer: Message) -> Message:
    """An answer that is no error. Raises: EncoderError."""
    if "error" in answer:
        error: ModelError = error_in(answer["error"])
        raise EncoderError(error.sentence, CURE)
    return answer


def measured(encoder: Embedder, texts: Sequence[str], seconds: float) -> float:
    """Seconds that a text takes, as they follow behind; 0 where there is none. It ends after so many seconds.

    Raises: EncoderError.
    """
    encoder.embed(["."])  # what the first pass costs is no text's
    began = time.monotonic()
    done = 0
    for text in texts:
        encoder.embed([text])
        done += 1
        if time.monotonic() - began > seconds:
            break
    return (time.monotonic() - began) / done if done else 0.0


def tried(path: Path, folder: Path, texts: Sequence[str], seconds: float = 5.0, **given: Any) -> tuple[Facts, float]:
    """What a file is, and the seconds a text, from one try with it. Raises: EncoderError."""
    with closing(GgufEncoder(path, folder, **given)) as encoder:
        return encoder.facts, measured(encoder, texts, seconds)
