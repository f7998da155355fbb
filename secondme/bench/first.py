"""`bench first`: the face, and the path of a word from the model to the screen and from a question to memories."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import IO

from secondme.bench.home import Home
from secondme.bench.measure import NotTaken, Pairs, Say, Taken, pairs
from secondme.bench.terminal import AGAIN, Terminal
from secondme.bench.texts import Texts, texts, vocabulary
from secondme.events import Answered, Failed, Notice, Piece
from secondme.service.client import Client

EMPTY = Path(__file__).with_name("empty.py")
QUESTION = "Write a long story about a lighthouse keeper and her dog, with many details."
START = 30.0
"""Seconds that the service may take until it listens."""
FOUND = 10
"""Memories that are asked for, and rows of the neighbour's query."""
BATCH = 1_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is done: pairs of each measure, and memories."""

    frame: int = 10
    help: int = 10
    decode: int = 10
    recall: int = 100
    memories: int = 10_000
    quick: bool = False


FULL = Counts()
QUICK = Counts(frame=3, help=3, decode=2, recall=20, memories=2_000, quick=True)

Measure = Callable[[Counts, Say], Taken]


def frame(counts: Counts, say: Say) -> Taken:
    """`first.frame`: from the start of the process to the echo of a key, with no service running before."""
    ours: list[int] = []
    theirs: list[int] = []
    with Home() as home:

        def cold() -> float:
            with Terminal(_secondme(), home.environ) as terminal:
                seconds = terminal.until_echo()
                ours.append(terminal.presses)
                # The app starts the service; it is waited for, so that it does not start beside the neighbour.
                until = time.monotonic() + START
                while not home.wait_for_service(0.02):
                    if time.monotonic() > until:
                        raise NotTaken(f"The app started no service within {START:.0f} s.")
                    terminal.read(0.02)
            home.stop()
            return seconds

        def warm() -> float:
            with Terminal(_secondme(), home.environ) as terminal:
                return terminal.until_echo()

        def empty() -> float:
            with Terminal([sys.executable, "-P", str(EMPTY)], home.environ) as terminal:
                seconds = terminal.until_echo()
                theirs.append(terminal.presses)
            return seconds

        say("first.frame, with no service running")
        taken = pairs(cold, empty, counts.frame, say)
        say("first.frame, with the service running")
        home.start()
        running = pairs(warm, empty, counts.frame, say)
    return _timed(
        taken,
        counts,
        f"No service runs before, so the app also starts one; where one runs already: ratio {running.ratio:.3g} "
        f"({running.our_median * 1000:.0f} ms beside {running.their_median * 1000:.0f} ms). "
        f"A pseudo-terminal of 120 × 36; from the first output on a key is pressed every {AGAIN * 1000:.0f} ms until "
        f"one is echoed: {median(ours):.0f} presses beside {median(theirs):.0f}.",
    )


def help_(counts: Counts, say: Say) -> Taken:
    """`first.help`: `secondme --help`, whole processes."""
    say("first.help")
    with Home() as home:
        taken = pairs(
            lambda: _seconds([*_secondme(), "--help"], home.environ),
            lambda: _seconds([sys.executable, "-c", "import click"], home.environ),
            counts.help,
            say,
        )
    return _timed(taken, counts, "Whole processes, start to exit.")


def decode(counts: Counts, say: Say) -> Taken:
    """`first.decode`: tokens a second of a long answer, as the client sees it."""
    from secondme.config import ModelSettings
    from secondme.llm.catalog import describe, starter
    from secondme.llm.process import environment

    path = starter()
    if path is None:
        raise NotTaken("The starter model is not installed.", "Install it with: pip install 'secondme[starter]'")
    settings = ModelSettings()
    say("first.decode")
    told: dict[str, tuple[int, str]] = {}
    with Home() as home, closing_process(
        [sys.executable, "-P", "-m", "secondme.bench.bare", str(path), str(settings.context), str(settings.answer),
         QUESTION],
        environment(home.environ),
    ) as bare:  # fmt: skip
        client = home.start()

        def ours() -> float:
            speed, *told["ours"] = _answer(client)  # type: ignore[assignment]
            return speed

        def theirs() -> float:
            speed, *told["theirs"] = _bare(*bare)  # type: ignore[assignment]
            return speed

        taken = pairs(ours, theirs, counts.decode, say)
    same = "the same text" if told["ours"] == told["theirs"] else "not the same text"
    note = (
        f"{taken.our_median:.1f} tokens/s, medians of {counts.decode} pairs in turns{_quick(counts)}. From the first "
        f"piece that the client sees to the last, {told['ours'][0]} tokens beside {told['theirs'][0]}, {same}; the "
        f"loop has the same file, prompt, sampler, threads and OpenMP settings."
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note, describe(path).name)


def recall(counts: Counts, say: Say) -> Taken:
    """`first.recall@10k`: a question to its memories, in the service."""
    import chromadb
    import numpy as np
    from chromadb.config import Settings

    from secondme.encoders import assets
    from secondme.encoders.neural import NeuralEncoder

    words = assets.folder("minilm-int8")
    made = texts(vocabulary(words), counts.memories, counts.recall + 1, time.time(), SEED)
    encoder = NeuralEncoder(words)
    with Home() as home:
        say(f"first.recall@10k: {counts.memories:,} memories are stored")
        _fill(home, made)
        rows = np.random.default_rng(SEED).standard_normal((counts.memories, encoder.dimensions)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        neighbour = chromadb.PersistentClient(
            path=str(home.place / "chroma"), settings=Settings(anonymized_telemetry=False)
        )
        collection = neighbour.create_collection("bench", embedding_function=None)
        for start in range(0, counts.memories, BATCH):
            part = rows[start : start + BATCH]
            collection.add(ids=[str(start + number) for number in range(len(part))], embeddings=part)
        client = home.start()
        home.settle(client, say)
        asked, given = cycle(made.questions), cycle(made.questions)

        def ours() -> float:
            began = time.perf_counter()
            found, seconds = client.timed_recall(next(asked), limit=FOUND)
            seen.append(time.perf_counter() - began)
            empty.append(not found)
            return seconds

        def theirs() -> float:
            began = time.perf_counter()
            collection.query(query_embeddings=[encoder.embed([next(given)])[0]], n_results=FOUND, include=["distances"])
            return time.perf_counter() - began

        empty: list[bool] = []
        seen: list[float] = []
        try:
            taken = pairs(ours, theirs, counts.recall, _every(20, say))
        finally:
            neighbour.close()
    return _timed(
        taken,
        counts,
        f"{counts.memories:,} memories of made-up text, {counts.recall} questions ({sum(empty)} found nothing); "
        f"measured in the service, from the request's arrival to its answer; the client saw "
        f"{median(seen) * 1000:.1f} ms. The neighbour's rows are random unit vectors, "
        f"in the process that asks; the question is really embedded, by one thread as ours ships it.",
    )


MEASURES: Mapping[str, Measure] = {
    "first.frame": frame,
    "first.help": help_,
    "first.decode": decode,
    "first.recall@10k": recall,
}
"""How each measure is taken."""


@contextmanager
def closing_process(command: list[str], environ: Mapping[str, str]) -> Iterator[tuple[IO[str], IO[str]]]:
    """The input and output of a process of text lines, which is killed at the end."""
    with subprocess.Popen(
        command, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("the process was started without pipes")
            yield process.stdin, process.stdout
        finally:
            process.kill()


def speed(tokens: int, seconds: float) -> float:
    """Tokens a second between the first token and the last. Raises: NotTaken for fewer than two."""
    if tokens < 2 or seconds <= 0:
        raise NotTaken(f"The answer has {tokens} token{'s' if tokens != 1 else ''}: too few to measure.")
    return (tokens - 1) / seconds


def _answer(client: Client) -> tuple[float, int, str]:
    seen: list[float] = []
    with closing(client.ask(QUESTION, private=True)) as events:
        for event in events:
            match event:
                case Piece():
                    seen.append(time.perf_counter())
                case Answered(model="") | Notice():
                    raise NotTaken("No model answered.")
                case Answered(tokens=tokens, text=text):
                    return speed(tokens, seen[-1] - seen[0]), tokens, text
                case Failed(sentence=sentence):
                    raise NotTaken(sentence)
    raise NotTaken("The answer did not come to an end.")


def _bare(writing: IO[str], reading: IO[str]) -> tuple[float, int, str]:
    try:
        writing.write("\n")
        writing.flush()
    except BrokenPipeError as error:
        raise NotTaken("The bare loop's process ended.") from error
    line = reading.readline()
    if not line:
        raise NotTaken("The bare loop's process ended.")
    said = json.loads(line)
    return speed(said["tokens"], said["seconds"]), said["tokens"], said["text"]


def _fill(home: Home, made: Texts) -> None:
    from secondme import wiring
    from secondme.config import Settings

    home.folders.home.mkdir(mode=0o700)
    rooms = wiring.build(home.folders, Settings(), time.time)
    try:
        for start in range(0, len(made.memories), BATCH):
            rooms.store.remember(made.memories[start : start + BATCH], rule="bench")
        if not rooms.store.settle(300.0):
            raise NotTaken("The index did not catch up with the memories within 300 s.")
    finally:
        rooms.close()


def _secondme() -> list[str]:
    """The command as it is installed beside this Python, else the module."""
    script = Path(sys.executable).with_name("secondme")
    return [str(script)] if script.exists() else [sys.executable, "-m", "secondme"]


def _seconds(command: list[str], environ: Mapping[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise NotTaken(f"{Path(command[0]).name} ended with exit status {done.returncode}.")
    return seconds


def _timed(taken: Pairs, counts: Counts, how: str) -> Taken:
    note = (
        f"{taken.our_median * 1000:.1f} ms beside {taken.their_median * 1000:.1f} ms, medians of {len(taken.ours)} "
        f"pairs in turns{_quick(counts)}, ratio of each pair {_spread(taken)}. {how}"
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note)


def _spread(taken: Pairs) -> str:
    ratios = sorted(mine / other for mine, other in zip(taken.ours, taken.theirs, strict=True))
    return f"{ratios[0]:.2f} to {ratios[-1]:.2f} (middle {median(ratios):.2f})"


def _quick(counts: Counts) -> str:
    return " (quick: fewer trials, smaller work)" if counts.quick else ""


def _every(step: int, say: Say) -> Say:
    heard = 0

    def some(line: str) -> None:
        nonlocal heard
        heard += 1
        if heard % step == 0:
            say(line)

    return some
