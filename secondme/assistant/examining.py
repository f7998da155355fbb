"""The exam that tells whether facts may be drawn by a model: taken once a model, when the person wishes it or by a run,
while the model has nothing else to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from secondme.assistant.drawing import Asked, ByModel
from secondme.errors import ModelError
from secondme.events import Event, Examined, Progress
from secondme.memory.facts.exam import EXAM, PRECISE, Score, scored, sign
from secondme.stop import Stop

NAME = "exam"
TOGETHER = 6
"""Turns that are asked about together; after each lot it is seen whether the exam can still be passed."""


class Results(Protocol):
    """How models' exams went, remembered by what is in their files."""

    def known(self, path: Path) -> Mapping[str, Any] | None:
        """What was kept of a model; None where nothing was. Raises: NoModel, BadModel."""

    def keep(self, path: Path, result: Mapping[str, Any]) -> None:
        """Remembers a result. Raises: NoModel, BadModel."""


class Examiner:
    """Holds the exam, and knows how it went."""

    def __init__(self, model: Asked, results: Results) -> None:
        self._model = model
        self._results = results

    @property
    def passed(self) -> bool:
        """Whether the model that answers passed it."""
        found = self.known()
        return found is not None and found.passed

    def known(self) -> Examined | None:
        """How the model that answers did, if it took this exam to its end."""
        path, score = self._model.path, self._kept()
        return _told(path, score) if score.whole or score.lost else None

    def exam(self, stop: Stop, *, again: bool = False) -> Iterator[Event]:
        """Takes it: Progress, …, Examined. It ends as soon as it cannot be passed any more. Where it was stopped it
        goes on, but for `again`.

        Raises: NoModel, BadModel, ModelGone, ModelError.
        """
        path, drawer = self._model.path, ByModel(self._model)
        score = Score() if again else self._kept()
        while not score.whole and not score.lost:
            yield Progress(NAME, score.asked, len(EXAM))
            some = EXAM[score.asked : score.asked + TOGETHER]
            answers = drawer.alone([task.said for task in some], stop)
            if stop.asked:
                return
            score = scored(answers, score)
            if path is not None and path == self._model.path:
                self._results.keep(path, {"sign": sign(), **asdict(score)})
        yield Progress(NAME, len(EXAM), len(EXAM))
        yield _told(path, score)

    def _kept(self) -> Score:
        """The score as far as the model that answers was examined."""
        path = self._model.path
        try:
            kept = self._results.known(path) if path else None
        except ModelError:
            return Score()
        if kept is None or kept.get("sign") != sign():
            return Score()
        return Score(**{name: kept[name] for name in asdict(Score()) if isinstance(kept.get(name), int)})


class Examining:
    """Implements `Step`: a model that is in memory and did not take the exam takes it now."""

    name = NAME

    def __init__(self, model: Asked, examiner: Examiner) -> None:
        self._model = model
        self._examiner = examiner

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`; nothing that is remembered changes."""
        if self._model.state.phase != "ready" or self._examiner.known() is not None:
            return
        try:
            yield from (event for event in self._examiner.exam(stop) if isinstance(event, Examined))
        except ModelError:
            return  # the model is gone; the next run tries again


def _told(path: Path | None, score: Score) -> Examined:
    return Examined(
        path.name if path else "",
        score.passed,
        _sentence(score),
        score.precision,
        score.recall,
        score.both_precision,
        score.both_recall,
        score.rules_recall,
        score.asked,
        len(EXAM),
        score.drawn,
    )


def _sentence(score: Score) -> str:
    """What came of it, and what follows."""
    drew = f"It drew {score.drawn} statements from {score.asked} turns, {score.wrong} of them wrong"
    if score.passed:
        return (
            f"{drew}, and found {score.both_found - score.rules_found} of {score.known} facts that the rules miss: "
            "it may draw facts beside them."
        )
    if not score.drawn:
        why = f"It drew nothing from {score.asked} turns"
    elif score.precision < PRECISE or score.both_precision < PRECISE:
        why = f"{drew}, where {PRECISE:.0%} must be right"
    else:
        why = f"{drew}, but none that the rules miss"
    return f"{why}: it draws no facts."
