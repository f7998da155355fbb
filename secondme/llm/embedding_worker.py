"""The encoder's process: `python -m secondme.llm.embedding_worker`, JSON lines in and out (`wire`).

Requests: `load` {path, digest (of the file as it is known; empty where it is not), cache (where digests are remembered,
empty for nowhere), threads}, `embed` {texts, first}. Answers: `loaded` {digest, dimensions, trained, pooling},
`vectors` (little-endian float32 in base64, a row a text), `error`.

What goes `first`, a question, breaks off what does not, which begins again behind it: a passage may take seconds. All
else is computed by one thread that has the processor only where nobody else wants it.
"""

from __future__ import annotations

import base64
import contextlib
import os
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from secondme.errors import BadModel, SecondMeError
from secondme.llm.context import Aborted
from secondme.llm.identity import model_identity
from secondme.llm.pooling import Pooled
from secondme.llm.wire import Message, decode, encode, error_out


class Embedding:
    """One model, asked for vectors."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests = requests
        self._answers = answers
        self._quiet = ThreadPoolExecutor(1, "behind", _rank_last)
        self._arrived: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._stopping = threading.Lock()
        self._behind = False
        self._pooled: Pooled | None = None
        self._threads = 1
        self._refusal: SecondMeError | None = None

    def run(self) -> None:
        """Answers requests for ever; the listening thread ends the process."""
        threading.Thread(target=self._listen, name="listen", daemon=True).start()
        waiting: deque[Message] = deque()
        while True:
            waiting.append(self._arrived.get())
            while waiting:
                with contextlib.suppress(queue.Empty):
                    while True:
                        waiting.append(self._arrived.get_nowait())
                request = next((one for one in waiting if one["op"] == "load" or one["first"]), waiting[0])
                waiting.remove(request)
                try:
                    self._send({"id": request["id"]} | self._answered(request))
                except Aborted:
                    waiting.appendleft(request)
                except SecondMeError as error:
                    self._send({"id": request["id"], "error": error_out(error)})

    def _answered(self, request: Message) -> Message:
        if request["op"] == "load":
            return {"loaded": self._load(request)}
        if self._pooled is None:
            raise self._refusal or RuntimeError("a model is loaded before anything is asked of it")
        vectors = self._vectors(self._pooled, request["texts"], first=request["first"])
        return {"vectors": base64.b64encode(vectors.astype("<f4").tobytes()).decode("ascii")}

    def _load(self, request: Message) -> Message:
        path = Path(request["path"])
        self._threads = request["threads"]
        try:
            digest = model_identity(path, Path(request["cache"]) if request["cache"] else None)
            if request["digest"] not in ("", digest):
                raise BadModel(f"{path.name} is another file than it was.", "Choose it again.")
            self._pooled = Pooled(path)
        except SecondMeError as error:
            self._refusal = error
            raise
        about = self._pooled
        return {
            "digest": digest, "dimensions": about.dimensions, "trained": about.trained, "pooling": about.pooling,
        }  # fmt: skip

    def _vectors(self, pooled: Pooled, texts: Sequence[str], *, first: bool) -> NDArray[np.float32]:
        if first:
            return pooled.embed(texts, self._threads)
        with self._stopping:
            self._behind = True
            pooled.resume()
            if not self._arrived.empty():
                pooled.stop()
        try:
            return self._quiet.submit(pooled.embed, texts, 1).result()
        finally:
            with self._stopping:
                self._behind = False
                pooled.resume()

    def _listen(self) -> None:
        for line in self._requests:
            request = decode(line)
            self._arrived.put(request)
            with self._stopping:
                if request["op"] == "embed" and request["first"] and self._behind and self._pooled:
                    self._pooled.stop()
        os._exit(0)  # the parent is gone, and the main thread may be deep in a computation

    def _send(self, message: Message) -> None:
        self._answers.write(encode(message))
        self._answers.flush()


def _rank_last() -> None:
    """Linux ranks threads, others whole processes."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


def main() -> None:
    """Runs the process on its standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Embedding(sys.stdin.buffer, answers).run()


if __name__ == "__main__":
    main()
