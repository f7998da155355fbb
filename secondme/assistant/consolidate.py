"""A consolidation run: one step after the other, each in small pieces that are stored as they are made.

The same input twice changes nothing. Between two pieces a run asks whether to stop; what it did until then stays, and
the next run goes on from there. A run is undone whole, or each of its changes alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from secondme.assistant.steps import Step, operation
from secondme.errors import NotFound, Refused
from secondme.events import (
    Archived,
    Began,
    Consolidated,
    Event,
    Faded,
    KeptOut,
    Learned,
    Probed,
    Progress,
    Reflected,
    Thought,
)
from secondme.memory.record import STANDING, Kind
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore, Operation, Runs


class Gate(Protocol):
    """What may say that a run made memory worse, and takes it back then."""

    def before(self, run: int, stop: Stop) -> None:
        """Looks at memory before the run. Raises: SecondMeError."""

    def after(self, run: int, stop: Stop) -> Probed | None:
        """Looks again, and takes the run back where it made memory worse; None where nothing can be said.

        Raises: SecondMeError.
        """


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What undoing a run came to: the operations that did it, and how many of the run's were left as they are."""

    operations: tuple[Operation, ...]
    left: int = 0


class Consolidation:
    """Runs over the whole memory."""

    def __init__(self, store: MemoryStore, runs: Runs, steps: Sequence[Step], gate: Gate | None = None) -> None:
        """`steps` are done in their order; the `gate` judges what they did."""
        self._store = store
        self._runs = runs
        self._steps = steps
        self._gate = gate

    def run(self, stop: Stop) -> Iterator[Event]:
        """One run. `stop` is looked at before every piece of a step, and stops the model at once."""
        number = self._runs.begin()
        counts: Counter[type[Event]] = Counter()
        added = changed = 0
        state = "interrupted"
        probed: Probed | None = None
        try:
            yield Began(number)
            if self._gate:
                self._gate.before(number, stop)
            for at, step in enumerate(self._steps):
                if stop.asked:
                    break
                yield Progress(step.name, at, len(self._steps))
                for event in step.run(number, stop):
                    counts[type(event)] += 1
                    if isinstance(event, Learned) and event.memory.kind is not Kind.PROFILE:
                        added += event.operation == "ADD"
                        changed += event.operation in ("UPDATE", "DELETE")
                    self._runs.note(number, event)
                    yield event
            state = "interrupted" if stop.asked else "done"
            probed = self._gate.after(number, stop) if self._gate else None
            if probed:
                state = "rolled back" if probed.rolled_back else state
                yield probed
        finally:
            looked_at = self._store.count(Filter(kinds=(Kind.EPISODE,), statuses=STANDING))
            ended = Consolidated(
                number,
                looked_at,
                counts[Faded],
                counts[Reflected] + counts[Thought],
                state,
                counts[KeptOut],
                added,
                changed,
                counts[Archived],
            )
            self._runs.end(ended, probed)
        yield ended

    def undo(self, run: int, *, asked: bool = True) -> TakenBack:
        """Takes back everything that a run changed, the latest first. What was changed again since stays as it is.
        `asked`: the person asks for it.

        Raises: NotFound if there is nothing of it to undo; Refused if all of it was changed since.
        """
        of_it = self._store.operations_of(operation(run, ""))
        open_ = [one for one in of_it if one.undone_by is None and one.undoes is None]
        if not open_:
            raise NotFound(
                f"There is nothing of run {run} to undo.", "See what was done with: secondme consolidate --last"
            )
        done: list[Operation] = []
        for one in open_:
            with suppress(Refused):
                done.append(self._store.undo(one.n, asked=asked))
        if not done:
            raise Refused(f"All that run {run} changed was changed again since.", "Undo the later changes first.")
        return TakenBack(tuple(done), len(open_) - len(done))
