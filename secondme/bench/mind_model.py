"""`bench mind`, facts by models: what the rules draw alone, what a model draws alone, what comes of both together.

A model's statements count as they would in a run; whether they would be taken in is for its exam to say. The measure is
of what is kept: of a model that failed, what the rules draw.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from secondme.assistant.drawing import ByModel
from secondme.assistant.examining import Examiner
from secondme.assistant.learning import Drawer, by_rules
from secondme.bench.kv_prompt import starter_file
from secondme.bench.lives import generate
from secondme.bench.measure import NotTaken, Say, Taken
from secondme.bench.mind_facts import Card, card
from secondme.errors import ModelError
from secondme.events import Examined
from secondme.llm.remote import WorkerModel
from secondme.memory.facts.asked import worth
from secondme.memory.facts.pointed import added
from secondme.memory.facts.statement import Statement, Utterance
from secondme.stop import Stop

DAYS, DAYS_QUICK = 20, 1
"""Of one person's life: a model takes a second or more for each turn."""
TOGETHER = 8
ID = "mind.union"
ROW = f"{'':44}{'drawn':>7}{'right':>8}{'found':>8}{'s/turn':>8}"


class _Once:
    """The results of exams, for the length of a bench."""

    def __init__(self) -> None:
        self._kept: dict[Path, Mapping[str, object]] = {}

    def known(self, path: Path) -> Mapping[str, object] | None:
        return self._kept.get(path)

    def keep(self, path: Path, result: Mapping[str, object]) -> None:
        self._kept[path] = result


@dataclass(slots=True)
class Asked:
    """What a model drew from each turn, how its exam went, seconds a turn."""

    drawn: Mapping[str, Sequence[Statement]]
    exam: Examined
    seconds: float


def take(
    say: Say, *, quick: bool = False, models: Sequence[Path] = (), wordings: str = "held"
) -> tuple[dict[str, Taken], list[str]]:
    """The measure, and a line for the rules alone, for the starter and for each of the `models`. Raises: NotTaken."""
    (life,) = generate(
        1, persons=1, days=DAYS_QUICK if quick else DAYS, wordings="open" if wordings == "open" else "held"
    )
    turns: dict[str, Utterance] = {}
    rules = card(life, lambda of: [_noting(of, turns)], answers=False)
    lines = [f"facts by models, {len(turns)} turns of one person", ROW, _line("the rules alone", rules)]
    kept = rules.share("drawn")
    for file in dict.fromkeys([starter_file(), *models]):
        asked = _asked(file, turns, say)
        alone = card(life, _given(asked.drawn), answers=False)
        both = card(life, _given(asked.drawn, beside=True), answers=False)
        used = both if asked.exam.passed else rules
        kept = min(kept, used.share("drawn"))
        name = file.stem
        lines += [
            _line(f"{name} alone", alone, asked.seconds),
            _line(f"{name} and the rules", both),
            f"  {'passed' if asked.exam.passed else 'did not pass'} its exam. {asked.exam.sentence}",
        ]
    note = "Of the facts that are kept: the rules' own, and a model's beside them where it passed its exam."
    return {ID: Taken(kept, beside=rules.share("drawn"), note=note)}, lines


def _line(name: str, found: Card, seconds: float | None = None) -> str:
    shown = name if len(name) <= 43 else f"{name[:42]}…"
    timed = "" if seconds is None else f"{seconds:>8.2f}"
    return f"{shown:44}{found.drawn:>7}{found.share('drawn'):>8.3f}{found.share('extraction'):>8.3f}{timed}"


def _noting(of: Mapping[str, str], turns: dict[str, Utterance]) -> Drawer:
    """The rules; what they are given is noted by its turn."""

    def draw(said: Utterance, stop: Stop) -> list[Statement]:
        turns[of[said.memory]] = said
        return by_rules(said, stop)

    return draw


def _given(
    drawn: Mapping[str, Sequence[Statement]], *, beside: bool = False
) -> Callable[[Mapping[str, str]], Sequence[Drawer]]:
    """A drawer that draws what was drawn before; with `beside`, the rules and what that adds to them."""

    def made(of: Mapping[str, str]) -> Sequence[Drawer]:
        def draw(said: Utterance, stop: Stop) -> list[Statement]:
            model = drawn.get(of[said.memory], ())
            if not beside:
                return list(model)
            rules = by_rules(said, stop)
            return [*rules, *added(model, rules)]

        return [draw]

    return made


def _asked(file: Path, turns: Mapping[str, Utterance], say: Say) -> Asked:
    """Lets a model take its exam, and draw from turns. Raises: NotTaken."""
    some = [(turn, said) for turn, said in turns.items() if worth(said)]
    drawn: dict[str, Sequence[Statement]] = {}
    with closing(WorkerModel(file)) as model:
        drawer = ByModel(model)
        try:
            say(f"mind: the exam of {file.stem}")
            *_, exam = Examiner(model, _Once()).exam(Stop())
            began = time.perf_counter()
            for at in range(0, len(some), TOGETHER):
                say(f"mind: {file.stem}, turn {at + 1} of {len(some)}")
                part = some[at : at + TOGETHER]
                rows = drawer.alone([said for _, said in part], Stop())
                drawn.update(zip((turn for turn, _ in part), rows, strict=True))
        except ModelError as error:
            raise NotTaken(error.sentence, error.cure) from error
    assert isinstance(exam, Examined)
    return Asked(drawn, exam, (time.perf_counter() - began) / max(1, len(some)))
