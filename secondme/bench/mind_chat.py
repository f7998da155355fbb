"""`bench mind`, chat: the time to the first token of an answer while a consolidation run is going on, beside no run.

The run gives way to whoever asks; what it still costs is the time until it has done so, which is taken at one step
after the other. In the end a run is left alone to do what is left, and says what it came to.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from secondme.bench.home import Home
from secondme.bench.kv_prompt import starter_file
from secondme.bench.kv_talk import questions
from secondme.bench.lives import generate
from secondme.bench.measure import NotTaken, Pairs, Say, Taken, pairs
from secondme.events import Answered, Began, Consolidated, Event, Failed, Piece, Progress
from secondme.service.client import Client

ANSWER = 16
"""Tokens of an answer."""
BEGUN = 0.3
"""Seconds that a run has been asking its probes when somebody asks."""
PROBES = ""
"""Stands for what a run does before its first step."""
STEPS = (PROBES, "events", "facts", "thoughts", "links", "insights", "questions", "profile", "fading")
"""What a run is at when somebody asks, in the order in which it comes to it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is done: notes that runs have to think over, what the run of each pair of turns is at, the seconds
    without work before anything is asked, and whether a run is left alone in the end."""

    notes: int
    steps: tuple[str, ...]
    rest: float
    whole: bool


FULL = Counts(notes=1_500, steps=STEPS, rest=2.0, whole=True)
QUICK = Counts(notes=100, steps=(PROBES, "insights"), rest=0.5, whole=False)


def told() -> Iterator[str]:
    """What the persons of scripted lives say."""
    for life in generate(3, wordings="open"):
        for session in life.sessions:
            yield from (turn.text for turn in session.turns if turn.by == "person")


def chat(counts: Counts, say: Say) -> tuple[Taken, list[str]]:
    """`mind.chat`, and what a whole run came to. Raises: NotTaken."""
    starter_file()
    with Home() as home:
        home.environ |= {"SECONDME_MODEL_ANSWER": str(ANSWER), "SECONDME_MEMORY_FACTS": "true"}
        client = home.start()
        file = home.place / "notes.jsonl"
        file.write_text("".join(json.dumps({"text": text}) + "\n" for text in islice(told(), counts.notes)))
        with closing(client.import_(file)) as events:
            for event in events:
                if isinstance(event, Failed):
                    raise NotTaken(event.sentence)
        home.settle(client, say)
        client.load_model()
        talk = _Talk(client, counts)
        talk.ask()
        found = pairs(talk.beside_a_run, talk.alone, len(counts.steps), say)
        lines = _whole(client, say) if counts.whole else []
    return _taken(found, counts), lines


class _Talk:
    """One conversation; a call is its next turn, in seconds to the first piece."""

    def __init__(self, client: Client, counts: Counts) -> None:
        self._client = client
        self._rest = counts.rest
        self._asked = iter(questions(2 * len(counts.steps) + 4))
        self._steps = iter((PROBES, *counts.steps))  # the first of all does not count
        self._conversation = ""

    def ask(self) -> float:
        begun = time.perf_counter()
        seconds = 0.0
        with closing(self._client.ask(next(self._asked), conversation=self._conversation)) as events:
            for event in events:
                match event:
                    case Piece() if not seconds:
                        seconds = time.perf_counter() - begun
                    case Answered(model=""):
                        raise NotTaken("No model answered.")
                    case Answered(conversation=conversation):
                        self._conversation = conversation
                    case Failed(sentence=sentence):
                        raise NotTaken(sentence)
        return seconds

    def alone(self) -> float:
        time.sleep(self._rest)
        return self.ask()

    def beside_a_run(self) -> float:
        time.sleep(self._rest)
        step = next(self._steps)
        with closing(self._client.consolidate()) as events:
            if not any(_at(event, step) for event in events):
                raise NotTaken("The run did not come to where it was to be asked beside it.")
            if step == PROBES:
                time.sleep(BEGUN)
            if not self._client.status()["consolidating"]:
                raise NotTaken("The run was over before anything was asked beside it.")
            return self.ask()


def _at(event: Event, step: str) -> bool:
    """Whether a run begins a step with this event."""
    return isinstance(event, Began) if step == PROBES else isinstance(event, Progress) and event.what == step


def _whole(client: Client, say: Say) -> list[str]:
    """A run that nobody disturbs, told."""
    say("mind: a whole run")
    begun = time.perf_counter()
    with closing(client.consolidate()) as events:
        ended = next((event for event in events if isinstance(event, Consolidated)), None)
    if ended is None:
        raise NotTaken("The run did not come to an end.")
    page = client.consolidation(ended.run)
    before, after, worst, moved = (_share(page[name]) for name in ("before", "after", "worst", "transfer"))
    return [
        f"The run that was left alone, {time.perf_counter() - begun:.1f} s: {page['sentence']}",
        f"Probes answered before it {before}, after it {after}, the least ever {worst}; backward transfer {moved}.",
    ]


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"


def _taken(found: Pairs, counts: Counts) -> Taken:
    note = (
        f"{found.our_median * 1000:,.0f} ms beside {found.their_median * 1000:,.0f} ms, medians of {len(found.ours)} "
        f"pairs of turns of one conversation, from the client's request to the first piece that it sees. Every other "
        f"one is asked beside a run that thinks over {counts.notes:,} notes, each time at another step: "
        f"{', '.join(step or 'probes' for step in counts.steps)}."
    )
    return Taken(found.ratio, found.their_median, found.ratio, note, "SmolLM2-135M")
