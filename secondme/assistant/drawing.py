"""Facts drawn by the model: a step of its own, as it reads on only while the model is in memory and may be trusted.

The model is asked in the background: who chats goes first. What it draws is taken in as what the rules draw is, and
only beyond what they drew from the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from secondme.assistant.learning import Known, Learning
from secondme.assistant.steps import operation, pages
from secondme.assistant.thinking import Thinker
from secondme.errors import ModelError, ModelGone
from secondme.events import Event
from secondme.memory.facts.statement import Statement, Utterance
from secondme.ports import Turn
from secondme.stop import Stop
from secondme.storing import MemoryStore

NAME = "drawing"
PAGE = 16
"""Messages that are asked about together."""


class Asked(Thinker, Protocol):
    """A model that answers questions in a form while nobody waits for it."""

    @property
    def path(self) -> Path | None:
        """The model's file."""


class ByModel:
    """Draws by a model, while it is `allowed` and in memory already. Implements `Drawer`."""

    def __init__(self, model: Asked, allowed: Callable[[], bool] = lambda: True) -> None:
        self._model = model
        self._allowed = allowed

    @property
    def ready(self) -> bool:
        """Whether it may be asked now, without loading anything."""
        return self._model.state.phase == "ready" and self._allowed()

    def __call__(self, said: Utterance, stop: Stop) -> list[Statement]:
        """What the model draws from a turn beyond the rules; nothing where it cannot be asked."""
        if not self.ready:
            return []
        try:
            return self.beyond([said], stop)[0]
        except ModelError:
            return []

    def beyond(self, some: Sequence[Utterance], stop: Stop) -> list[list[Statement]]:
        """What the model draws from each turn that the rules do not. Raises: as `alone`."""
        from secondme.memory.facts.draw import draw  # 300 ms with what follows, and not needed at the start
        from secondme.memory.facts.pointed import added

        return [added(row, draw(said)) for said, row in zip(some, self.alone(some, stop), strict=True)]

    def alone(self, some: Sequence[Utterance], stop: Stop) -> list[list[Statement]]:
        """What the model by itself draws from each turn. What it says that is not whole gives nothing, and what it had
        not said yet when it was stopped.

        Raises: NoModel, BadModel, ModelGone, ModelError.
        """
        from secondme.memory.facts.asked import FORM, TOKENS, question, worth
        from secondme.memory.facts.pointed import read

        drawn: list[list[Statement]] = [[] for _ in some]
        wanted = [at for at, said in enumerate(some) if worth(said)]
        if not wanted or stop.asked:
            return drawn
        jobs = [[Turn(role, (text,)) for role, text in question(some[at])] for at in wanted]
        with stop.closing(self._model.background(jobs, TOKENS, FORM)) as answers:
            for answer in answers:
                if not answer.cut:
                    at = wanted[answer.job]
                    drawn[at] = read(answer.text, some[at])
        return drawn


class Drawing:
    """Implements `Step`: what the rules were through with is read once more, by the model."""

    name = NAME

    def __init__(self, store: MemoryStore, known: Known, learning: Learning, drawer: ByModel) -> None:
        """`learning` takes in what the `drawer` draws."""
        self._store = store
        self._known = known
        self._learning = learning
        self._drawer = drawer

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        if not self._drawer.ready:
            return
        changes = operation(run, "learned by the model")
        for some in pages(self._store, NAME, self._known.said, PAGE):
            heard = [(said, turn) for _, said in some if (turn := self._learning.heard(said))]
            try:
                drawn = self._drawer.beyond([turn for _, turn in heard], stop)
            except ModelGone:
                return
            except ModelError:
                continue  # these it cannot read at all
            for (said, _), statements in zip(heard, drawn, strict=True):
                yield from self._learning.taken(said, statements, changes)
            if stop.asked or not self._drawer.ready:
                return
