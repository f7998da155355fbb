"""One walk over the cases of a data set: each in a memory of its own, asked by recall and by its neighbours."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TextIO

from secondme.bench.beside import Neighbour, neighbours
from secondme.bench.dataset import Case, Question
from secondme.bench.filled import DEPTH, Memory
from secondme.bench.measure import Say
from secondme.bench.scoring import figures, mean_of, unique
from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder

OURS = ""
LEVELS = ("turn", "session")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found out beside the ranking of recall."""

    neighbours: bool = False
    terms: tuple[str, ...] = ()
    """Terms of the weights, each of which is switched off in turn."""
    nothing: Mapping[str, Sequence[Question]] = field(default_factory=dict)
    """By case, questions to which its memory has no answer; their `kind` says what sort they are of."""
    confidence: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question brought: turns, best first, and their sessions; how sure recall was, and seconds it took."""

    case: str
    question: Question
    ranked: tuple[str, ...]
    sessions: tuple[str, ...]
    seconds: float = 0.0
    sure: float = 0.0

    def figures(self, level: str) -> dict[str, float] | None:
        """Its figures at a level, "turn" or "session"; None where the evidence is not known."""
        ranked, gold = {
            "turn": (self.ranked, self.question.evidence), "session": (self.sessions, self.question.sessions),
        }[level]  # fmt: skip
        return figures(ranked, gold) if gold else None


@dataclass(slots=True)
class Walked:
    """What a walk found: answers by system (`""` is recall as it ships, ":bm25" a neighbour, "-date" recall without a
    term), and confidences in questions without an answer by their sort."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    nothing: dict[str, list[float]] = field(default_factory=dict)

    def mean(self, level: str, system: str = OURS, group: str = "") -> dict[str, float]:
        """The mean figures of a system over all questions, or over those of a category or kind."""
        rows = (
            one.figures(level)
            for one in self.answers.get(system, ())
            if not group or group in (one.question.category, one.question.kind)
        )
        return mean_of(row for row in rows if row)

    def count(self, level: str, group: str = "") -> int:
        """How many questions such a mean is taken over."""
        listed = self.answers.get(OURS, ())
        asked = [one for one in listed if not group or group in (one.question.category, one.question.kind)]
        return sum(one.figures(level) is not None for one in asked)

    def groups(self) -> list[str]:
        """The categories and kinds that have questions with evidence."""
        known = [one.question for one in self.answers.get(OURS, ()) if one.question.sessions]
        return sorted({question.category for question in known} | {question.kind for question in known} - {""})


def walk(cases: Sequence[Case], wanted: Wanted, say: Say, out: TextIO | None = None) -> Walked:
    """Asks every question of every case. Into `out` goes a line for each as soon as it is answered, those that are
    not scored too. Raises: NotTaken."""
    found = Walked()
    encoder = NeuralEncoder(assets.folder("minilm-int8")) if wanted.neighbours else None
    for number, case in enumerate(cases, 1):
        began = time.perf_counter()
        with ExitStack() as stack:
            memory = stack.enter_context(Memory())
            memory.ingest(case.turns)
            stored = time.perf_counter() - began
            beside: Mapping[str, Neighbour] = {}
            if encoder:
                beside = stack.enter_context(neighbours(case.turns, memory.rooms.store.stems, encoder.embed))
            for answer in _asked(memory, case, wanted, case.questions):
                found.answers.setdefault(OURS, []).append(answer)
                if out:
                    _write(out, answer)
            if out:
                for answer in _asked(memory, case, Wanted(), case.adversarial):
                    _write(out, answer)
            for name, one in beside.items():
                found.answers.setdefault(f":{name}", []).extend(
                    _answer(memory, case, question, one.ranked(question.text, DEPTH)) for question in case.questions
                )
            for term in wanted.terms:
                found.answers.setdefault(f"-{term}", []).extend(
                    _answer(
                        memory, case, question, memory.ranked(question.text, question.now, off=frozenset({term}))
                    )
                    for question in case.questions
                )
            for question in wanted.nothing.get(case.id, ()):
                sure = memory.confidence(question.text, question.now)
                found.nothing.setdefault(question.kind, []).append(sure)
        say(
            f"{number}/{len(cases)} {case.id}: {len(case.turns):,} turns stored in {stored:.1f} s, "
            f"{len(case.questions)} questions, {time.perf_counter() - began:.1f} s in all"
        )
    return found


def _asked(memory: Memory, case: Case, wanted: Wanted, questions: Sequence[Question]) -> Iterator[Answer]:
    for question in questions:
        began = time.perf_counter()
        ranked = memory.ranked(question.text, question.now)
        seconds = time.perf_counter() - began
        sure = memory.confidence(question.text, question.now) if wanted.confidence else 0.0
        yield _answer(memory, case, question, ranked, seconds, sure)


def _answer(
    memory: Memory, case: Case, question: Question, ranked: Sequence[str], seconds: float = 0.0, sure: float = 0.0
) -> Answer:
    best = tuple(unique(ranked)[:DEPTH])
    sessions = tuple(unique(memory.sessions[turn] for turn in best))
    return Answer(case.id, question, best, sessions, seconds, sure)


def _write(out: TextIO, answer: Answer) -> None:
    line = {
        "case": answer.case,
        "question": answer.question.id,
        "ranked": list(answer.ranked),
        "sessions": list(answer.sessions),
    }
    out.write(json.dumps(line, ensure_ascii=False) + "\n")
    out.flush()
