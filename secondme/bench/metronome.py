"""A stand-in for the model's process that says numbered words of Markdown at an even pace: `python -m
secondme.bench.metronome LOG`. What is measured beside it is everything after the model.

It speaks as the model's process does (`secondme.llm.wire`), so that the service takes it for one. When which word
was sent is appended to the file LOG, by the clock of `time.perf_counter`, which the system's processes share. With the
argument `--bare` behind it there are no requests: it says the words of one answer as lines of JSON.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, BinaryIO

from secondme.llm.wire import Message, decode, encode
from secondme.ports import Reading

RATE = 60
"""Words a second."""
SECONDS = 5.0
"""Length of an answer whose question names none."""
ASKED = re.compile(r"for (\d+) seconds")
"""How long the answer is to be, in the question."""
CONTEXT = 1 << 17
WORD = "q{:05}"
"""How a word is numbered. No other word of a screen looks so."""
PARAGRAPH = 40
"""Words of a paragraph."""
PROSE = ("**{}** ", "the {} ", "`{}` ", "and {}, ", "*{}* ")


def pieces() -> Iterator[str]:
    """Words of Markdown without end, each with its number: prose, a list, code, a table, and again."""
    number = 0

    def word() -> str:
        nonlocal number
        number += 1
        return WORD.format(number)

    while True:
        yield f"## About {word()}\n\n"
        for at in range(PARAGRAPH):
            yield PROSE[at % len(PROSE)].format(word())
        yield f"with {word()}.\n\n"
        for _ in range(4):
            yield f"- a {word()} "
            for _ in range(5):
                yield f"of {word()} "
            yield f"or {word()}\n"
        yield f"\nAs {word()}:\n\n```python\n"
        for _ in range(6):
            yield f"def {word()}"
            yield f"(size, {word()}):\n"
            yield f"    return size + {word()}  # so\n"
        yield f"```\n\nThat is {word()}.\n\n| name | what |\n|---|---|\n"
        for _ in range(6):
            yield f"| {word()} "
            yield f"| {word()} |\n"
        yield f"\nSo much of {word()}.\n\n"


class Metronome:
    """Answers requests of the service, one after the other."""

    def __init__(self, answers: BinaryIO, log: IO[str]) -> None:
        self._answers = answers
        self._log = log
        self._sending = threading.Lock()
        self._stopped: dict[int, threading.Event] = {}

    def listen(self, requests: BinaryIO) -> None:
        """Reads requests until there are no more."""
        for line in requests:
            request = decode(line)
            number = request["id"]
            match request["op"]:
                case "load":
                    card = {"name": "metronome", "bytes": 0, "context": CONTEXT, "streamed": 0, "why": []}
                    self._send({"id": number, "loaded": card})
                case "count":
                    self._send({"id": number, "counts": [len(text) // 4 for text in request["texts"]]})
                case "gone":
                    self._send({"id": number, "gone": None})
                case "rest":
                    self._send({"id": number, "rested": True})
                case "stop":
                    self._stopped.setdefault(request["reply"], threading.Event()).set()
                case "reply":
                    stopped = self._stopped.setdefault(number, threading.Event())
                    threading.Thread(target=self._say, args=(request, stopped), daemon=True).start()
                case _:
                    unable = {"kind": "ModelError", "sentence": "A metronome only answers.", "cure": ""}
                    self._send({"id": number, "error": unable})

    def _say(self, request: Message, stopped: threading.Event) -> None:
        number = request["id"]
        found = ASKED.search(" ".join(request["turns"][-1][1]))
        self._send({"id": number, "rendered": 1})
        began, said = time.perf_counter(), 0
        for piece in pieces():
            due = began + said / RATE
            if said >= (float(found[1]) if found else SECONDS) * RATE or stopped.wait(due - time.perf_counter()):
                break
            said += 1
            self._log.write(f"{said} {time.perf_counter()!r}\n")
            self._send({"id": number, "piece": piece})
        self._log.flush()
        reading = Reading(written=said, seconds=time.perf_counter() - began, cells=said, budget=CONTEXT)
        self._send({"id": number, "ended": asdict(reading)})

    def _send(self, message: dict[str, Any]) -> None:
        with self._sending:
            self._answers.write(encode(message))
            self._answers.flush()


def bare(seconds: float, log: IO[str]) -> None:
    """The words of one answer as lines of JSON, at the same pace."""
    began = time.perf_counter()
    for said, piece in enumerate(pieces()):
        if said >= seconds * RATE:
            break
        time.sleep(max(0.0, began + said / RATE - time.perf_counter()))
        log.write(f"{said + 1} {time.perf_counter()!r}\n")
        print(json.dumps(piece), flush=True)


def sent(log: Path) -> list[float]:
    """When each word of the latest answer was sent, from the first on."""
    times: list[float] = []
    for line in log.read_text(encoding="utf-8").splitlines():
        number, at = line.split()
        if number == "1":
            times = []
        times.append(float(at))
    return times


def main() -> None:
    """Runs the process."""
    with Path(sys.argv[1]).open("a", encoding="utf-8", buffering=1) as log:
        if sys.argv[2] == "--bare":
            bare(float(sys.argv[3]), log)
        else:
            Metronome(sys.stdout.buffer, log).listen(sys.stdin.buffer)


if __name__ == "__main__":
    main()
