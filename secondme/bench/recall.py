"""`bench recall DATASET`: whether recall finds the turns that hold the answer, with no language model.

Each case is a memory of its own, filled and asked through the product. Every question weighs the same; those of the
category adversarial are not scored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from secondme.bench import nothing
from secondme.bench.dataset import Case, own, read
from secondme.bench.measure import NotTaken, Say, Taken, Target
from secondme.bench.nothing import GENERAL, OTHERS
from secondme.bench.padded import Padded
from secondme.bench.scoring import area_under_curve, threshold
from secondme.bench.walk import LEVELS, OURS, Walked, Wanted, walk
from secondme.errors import Refused

ASSISTANT = "assistant"
"""The word for the bundled set, and what its measures begin with."""
COST = 0.05
"""Points of R@10 that saying "nothing" may cost."""
COLUMNS = ("recall@1", "recall@5", "recall@10", "recall@20", "hit_any@10", "hit_all@10", "mrr", "ndcg@10")
SEED = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is done. `cases` and `questions` bound what is asked where not 0; `chat` is how many of the padding
    memories are chat, whose vectors the neural encoder makes."""

    cases: int = 0
    questions: int = 0
    nothing: int = 200
    stages: tuple[int, ...] = (10_000, 100_000)
    chat: int = 30_000
    asked: int = 100
    unbound: int = 100
    largest: int = 1_000_000
    quick: bool = False


FULL = Counts()
QUICK = Counts(
    cases=1, questions=40, nothing=40, stages=(5_000,), chat=1_000, asked=20, unbound=10, largest=8_000,
    quick=True,
)  # fmt: skip


def cases(dataset: str) -> list[Case]:
    """The cases of a file, or of the bundled set. Raises: NotFound, Refused."""
    if dataset != ASSISTANT:
        return read(Path(dataset).expanduser())
    from secondme.bench.assistant import assistant

    return own(assistant(seed=SEED), ASSISTANT)


def terms() -> tuple[str, ...]:
    """The terms of recall's weights, by name."""
    from secondme.memory.weights import TERMS

    return tuple(TERMS)


class Bench:
    """What the measures share, for the length of a `with`: one walk over the cases, one memory that grows."""

    def __init__(
        self,
        given: Sequence[Case],
        counts: Counts,
        say: Say,
        *,
        wanted: Sequence[str] = (),
        terms: Sequence[str] = (),
        out: Path | None = None,
    ) -> None:
        """`wanted` are the ids that will be asked for, all where empty; `terms` those of the weights that are switched
        off in turn; `out` is the file for the ranks. Raises: Refused if the file cannot be written."""
        self.given = given
        self.counts = counts
        self.say = say
        self._wanted = [*wanted] or [*MEASURES]
        self._terms = tuple(terms)
        self._stack = ExitStack()
        try:
            self._out = self._stack.enter_context(out.open("w", encoding="utf-8")) if out else None
        except OSError as error:
            raise Refused(f"{out} cannot be written: {error.strerror}.", "Name another file for --run.") from error
        self.cases = [_few(case, counts) for case in given[: counts.cases or None]]
        self.scored = any(question.sessions for case in self.cases for question in case.questions)
        if not self.scored and not out:
            raise Refused("The data set has no evidence, so nothing can be scored.", "Give --run OUT.jsonl for ranks.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    @cached_property
    def walked(self) -> Walked:
        """What came of asking every question of every case."""
        sure = any(id.startswith("recall.nothing.") for id in self._wanted) and self.scored
        found = any("_recall@" in id for id in self._wanted) and self.scored
        wanted = Wanted(
            neighbours=found,
            terms=self._terms if found else (),
            nothing=nothing.unanswerable(self.cases, self.given, self.counts.nothing, SEED) if sure else {},
            confidence=sure,
        )
        return walk(self.cases, wanted, self.say, self._out)

    @cached_property
    def padded(self) -> Padded:
        """The memory of all cases, which grows."""
        self.need_evidence()
        counts = self.counts
        if not any(question.evidence for case in self.cases for question in case.questions):
            raise NotTaken("The data set tells the sessions that hold the answer, but not the turns.")
        return self._stack.enter_context(
            Padded(self.cases, asked=counts.asked, chat=counts.chat, some=counts.unbound, say=self.say)
        )

    def need_evidence(self) -> None:
        """Raises: NotTaken if nothing can be scored."""
        if not self.scored:
            raise NotTaken("The data set has no evidence: its questions were ranked, and nothing is scored.")

    def parts(self, target: Target) -> Mapping[str, float]:
        """By mark, the same figure of a neighbour (`:bm25`), without a term (`-date`), and of recall and its neighbours
        on a category or kind (`/temporal`, `/temporal:bm25`)."""
        if "_recall@" not in target.id or not self.scored:
            return {}
        level, figure = _read(target.id)
        walked = self.walked
        beside = [system for system in walked.answers if system.startswith(":")]
        pairs = [("", system) for system in walked.answers if system != OURS]
        pairs += [(group, system) for group in walked.groups() for system in (OURS, *beside)]
        found = {
            f"{'/' if group else ''}{group}{system}": walked.mean(level, system, group) for group, system in pairs
        }
        return {mark: figures[figure] for mark, figures in found.items() if figures}

    def finish(self) -> list[str]:
        """What comes after the table: all figures by level, the curve of confidence, the growth. Ranks that nobody
        asked for as a figure are written now."""
        lines: list[str] = []
        if self._out:
            _ = self.walked
        if "walked" in vars(self) and self.scored:
            lines += _table(self.walked)
            if false := self.walked.nothing:
                lines += ["", "What a demanded confidence keeps:", *nothing.curve(_true(self.walked), false)]
        if "padded" in vars(self):
            lines += ["", *self.padded.lines()]
        return lines


def found(id: str, bench: Bench) -> Taken:
    """`turn_recall@k` and the like: the share of the evidence that is found."""
    bench.need_evidence()
    level, figure = _read(id)
    walked = bench.walked
    figures = walked.mean(level)
    if not figures:
        raise NotTaken("The data set tells the sessions that hold the answer, but not the turns.")
    seconds = [one.seconds for one in walked.answers[OURS]]
    beside = {name: walked.mean(level, f":{name}")[figure] for name in ("bm25", "fts5", "chroma", "grep")}
    best = max(beside.values())
    told = ", ".join(f"{name} {value:.3f}" for name, value in beside.items())
    note = (
        f"{walked.count(level)} questions of {len(bench.cases)} case(s), each case a memory of its own{_quick(bench)}; "
        f"beside it {told}. {median(seconds) * 1000:.1f} ms a question (median) in this process, for 100 places."
    )
    return Taken(figures[figure], best, figures[figure] / best if best else None, note)


def padded(bench: Bench) -> Taken:
    """`recall.padded`: how much of R@10 is lost among unrelated memories."""
    grown = bench.padded
    _, before, after = grown.grow(bench.counts.stages)
    note = (
        f"R@10 {before.recall:.3f} in one memory of {len(grown.cases)} case(s), {before.memories:,} turns; "
        f"{after.recall:.3f} at {after.memories:,}{_quick(bench)}, of {len(grown.questions)} questions. Padding: "
        f"{grown.chat:,} turns of made-up chat in the data's own words and names, and {grown.passages:,} passages of "
        f"documentation from this Python and its packages, these with static vectors alone, as files have them until "
        f"the service had time for more. Without the bound on the word lane, {after.unbound:.3f} beside "
        f"{after.bound:.3f} on {grown.some} of the questions."
    )
    return Taken(before.recall - after.recall, before.recall, None, note)


def latency(bench: Bench, largest: bool = False) -> Taken:
    """`recall@100k`, `recall@1M`: a question to its memories, in the service."""
    sizes = bench.counts.stages
    stage, _, _ = bench.padded.grow((*sizes, bench.counts.largest) if largest else sizes)
    taken = stage.taken
    note = (
        f"{taken.our_median * 1000:.1f} ms beside {taken.their_median * 1000:.1f} ms, medians of {len(taken.ours)} "
        f"questions in turns{_quick(bench)} over {stage.memories:,} memories; p95 {stage.p95[0] * 1000:.1f} and "
        f"{stage.p95[1] * 1000:.1f} ms; one FTS5 query of all the words {median(stage.words) * 1000:.1f} ms, p95 "
        f"{stage.p95[2] * 1000:.1f}. Measured in the service, from the request's arrival to its answer, some "
        f"seconds after its first question. The "
        f"neighbour's rows are the static vectors of the same texts, turned into 384 numbers; the question is really "
        f"embedded, by one thread as ours ships it."
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note)


def general(bench: Bench) -> Taken:
    """`recall.nothing.general`: how often recall says that it found something for small talk."""
    bench.need_evidence()
    walked = bench.walked
    true = _true(walked)
    sure, gained = ([pair[at] for pair in true] for at in (0, 1))
    demanded = threshold(sure, gained, COST)
    scores = walked.nothing[GENERAL]
    beside = ""
    if false := walked.nothing.get(OTHERS):
        beside = f"; of {len(false)} questions of other cases {nothing.share_above(false, demanded):.0%}"
    kept = sum(gain for score, gain in true if score >= demanded) / len(true)
    note = (
        f"{len(scores)} questions, each asked of one case's memory{_quick(bench)}, at a confidence of {demanded:.3f}, "
        f"which leaves R@10 {kept:.3f} of {sum(gained) / len(gained):.3f}{beside}."
    )
    return Taken(nothing.share_above(scores, demanded), note=note)


def others(bench: Bench) -> Taken:
    """`recall.nothing.others`: whether confidence tells another case's questions from this one's."""
    bench.need_evidence()
    walked = bench.walked
    false = walked.nothing.get(OTHERS)
    if not false:
        raise NotTaken("The data set has one case only, so there are no questions of others.")
    true = [sure for sure, _ in _true(walked)]
    note = (
        f"{len(false)} questions of other cases, with this case's names for theirs, against {len(true)} true ones"
        f"{_quick(bench)}; against {GENERAL} ones {area_under_curve(true, walked.nothing[GENERAL]):.3f}."
    )
    return Taken(area_under_curve(true, false), note=note)


MEASURES: Mapping[str, Callable[[Bench], Taken]] = {
    **{
        id: partial(found, id)
        for id in (
            "turn_recall@5", "turn_recall@10", "session_recall@5", "session_recall@10", "assistant.turn_recall@5",
            "assistant.turn_recall@10",
        )
    },
    "recall.padded": padded,
    "recall@100k": latency,
    "recall@1M": partial(latency, largest=True),
    "recall.nothing.general": general,
    "recall.nothing.others": others,
}  # fmt: skip
"""How each measure is taken."""


def _few(case: Case, counts: Counts) -> Case:
    step = max(1, len(case.questions) // counts.questions) if counts.questions else 1
    kept = case.questions[::step][: counts.questions or None]
    return Case(case.id, case.turns, kept, case.adversarial[: counts.questions or None])


def _read(id: str) -> tuple[str, str]:
    """Level and figure of an id: `assistant.turn_recall@5` is `recall@5` of turns."""
    level, _, figure = id.removeprefix(f"{ASSISTANT}.").partition("_")
    return level, figure


def _true(walked: Walked) -> list[tuple[float, float]]:
    """Confidence and R@10 of every question with evidence; of sessions where the turns are not known."""
    found = []
    for one in walked.answers[OURS]:
        figures = one.figures("turn") or one.figures("session")
        if figures:
            found.append((one.sure, figures["recall@10"]))
    return found


def _table(walked: Walked) -> list[str]:
    """All figures of recall by category, and of what is beside it, in hundredths."""
    lines: list[str] = []
    for level in LEVELS:
        rows = [("all", OURS, ""), *((group, OURS, group) for group in walked.groups())]
        rows += [(system, system, "") for system in walked.answers if system != OURS]
        if not walked.count(level):
            continue
        lines += ["", f"{level:<20} {'questions':>9} " + " ".join(f"{column:>10}" for column in COLUMNS)]
        for name, system, group in rows:
            if means := walked.mean(level, system, group):
                shown = " ".join(f"{100 * means[column]:>10.1f}" for column in COLUMNS)
                lines.append(f"{name:<20} {walked.count(level, group):>9} {shown}")
    return lines


def _quick(bench: Bench) -> str:
    return " (quick: fewer trials, smaller work)" if bench.counts.quick else ""
