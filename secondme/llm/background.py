"""Answers that nobody waits for: several prompts go on together, as sequences of one context, in one pass.

Invariant: what a job has in the cache is a beginning of its tokens, and the last of them is answered by a next one as
soon as it is read; so whatever was stopped or put away, a job goes on by reading what the cache lacks. One thread owns
this and the context.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from secondme.errors import ModelError
from secondme.llm.context import Aborted, Context
from secondme.llm.llama import Model
from secondme.llm.pruning import surprisal
from secondme.llm.sampling import Sampler

SLICE = 128
"""Tokens of a pass: all that is lost where it is stopped."""
WEIGHED = 32
"""Tokens of a pass whose surprisal is wanted, at most: each leaves as many numbers as the model has words."""
ALIKE = 32
"""Tokens that prompts begin with alike, from which on these are read once for all."""


@dataclass(frozen=True, slots=True)
class Job:
    """A prompt to be answered with at most `limit` tokens. `sampler` makes what chooses them, for this job alone.

    Where there is none nothing is said: the surprisal of the prompt's tokens is wanted, from the number `weighed` on.
    """

    id: int
    prompt: tuple[int, ...]
    limit: int
    sampler: Callable[[], Sampler] | None
    weighed: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A job's next token."""

    job: int
    token: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A job is done, with so many tokens said; `cut` by its limit, or by an error. `weights` are the surprisals that
    were wanted, in nats; 0 for a token that nothing stands before."""

    job: int
    said: int
    cut: bool = False
    error: ModelError | None = None
    weights: tuple[float, ...] = ()


Happened = Said | Ended


@dataclass(slots=True, eq=False)
class _Going:
    """A job, its prompt and what it has said so far; in a sequence, or waiting for one."""

    job: Job
    limit: int
    tokens: list[int]
    sampler: Sampler | None
    weights: dict[int, float] = field(default_factory=dict)
    """Surprisals by the number of the token."""
    sequence: int | None = None
    alike: int = 0
    """Tokens at its beginning whose cells are counted with those of `_Begin`."""

    @property
    def cells(self) -> int:
        """Cells that it may come to use by itself."""
        return len(self.job.prompt) + self.limit - self.alike


@dataclass(slots=True)
class _Begin:
    """What prompts begin with alike, in a sequence that is copied into theirs."""

    tokens: list[int] = field(default_factory=list)
    held: int = 0
    """Cells of an earlier one that running jobs still hold."""


class Background:
    """Jobs in the order in which they came, as many together as there are sequences and cells for."""

    def __init__(self, model: Model, context: Context, sequences: Sequence[int], cells: int) -> None:
        """`sequences` are its own: the first for what prompts begin with alike, which stays there until it is put away,
        each other for a job. It never uses more than `cells` of the context's, which may change between steps."""
        self._model = model
        self._context = context
        self._first, *self._free = sequences
        self.cells = min(cells, context.room)
        self._begin = _Begin()
        self._before: tuple[int, ...] = ()
        self._waiting: list[_Going] = []
        self._running: list[_Going] = []

    @property
    def idle(self) -> bool:
        """Whether nothing is left to be done."""
        return not self._waiting and not self._running

    def add(self, job: Job) -> None:
        """Takes a job on.

        Raises: ModelError if its prompt has no room; what its `sampler` raises.
        """
        room = self.cells - len(job.prompt)
        if not job.prompt or room < 1:
            raise ModelError(
                f"The prompt has {len(job.prompt):,} tokens; work in the background has room for {self.cells - 1:,}.",
                "Ask with fewer words, or raise `context` in [model].",
            )
        sampler = job.sampler() if job.sampler else None
        self._waiting.append(_Going(job, min(job.limit, room), list(job.prompt), sampler))

    def drop(self, job: int) -> None:
        """Leaves a job, wherever it is; one that is not known is none."""
        for one in [*self._waiting, *self._running]:
            if one.job.id == job:
                self._leave(one)

    def step(self) -> list[Happened]:
        """One pass, of `SLICE` tokens at most: the next token of each job that has been read, and a part of what is
        still to be read. Nothing has happened where it was stopped."""
        missing = self._start_some()
        rows: list[tuple[int, int]] = []
        wanted: list[int] = []
        following: list[tuple[_Going, int]] = []
        weighed: list[tuple[_Going, int, int]] = []
        lacks = {one: one.tokens[self._context.length(self._at(one)) :] for one in self._running}
        for one in sorted(self._running, key=lambda one: len(lacks[one]) > 1):
            some = lacks[one][: SLICE - len(rows)]
            if one.sampler is None:
                begun = len(one.tokens) - len(lacks[one])
                some = some[: max(0, one.job.weighed - 1 - begun) + WEIGHED - len(weighed)]
                for at in range(max(begun, one.job.weighed - 1), min(begun + len(some), len(one.tokens) - 1)):
                    weighed.append((one, at + 1, len(wanted)))
                    wanted.append(len(rows) + at - begun)
            rows += [(self._at(one), token) for token in some]
            if some and len(some) == len(lacks[one]):
                following.append((one, len(wanted)))
                wanted += [len(rows) - 1] if one.sampler else []
        rows += [(self._first, token) for token in missing[: SLICE - len(rows)]]
        if not rows:
            return []
        try:
            self._context.read_rows(rows, wanted)
        except Aborted:
            return []
        for one, at, row in weighed:
            one.weights[at] = float(surprisal(self._context.logits(row)[None], [one.tokens[at]])[0])
        happened: list[Happened] = []
        for one, row in following:
            happened += self._follow(one, row)
        return happened

    def put_away(self) -> None:
        """Frees all its cells. What every job has said is kept, and it goes on at a later step."""
        for one in self._running:
            self._context.keep(0, self._at(one))
            self._free.append(self._at(one))
            one.sequence, one.alike = None, 0
        self._waiting = self._running + self._waiting
        self._running = []
        self._context.keep(0, self._first)
        self._begin.held = 0

    def close(self) -> None:
        """Leaves all jobs, and frees all cells."""
        for one in [*self._waiting, *self._running]:
            self._leave(one)
        self.put_away()

    # ---- beginning and ending ----------------------------------------------------------------------------------

    def _start_some(self) -> list[int]:
        """Begins jobs; the tokens that are to be read for all before the next can begin."""
        while self._waiting and self._free:
            one = self._waiting[0]
            if one.sampler:
                self._choose_begin(one)
            begin = self._begin.tokens if one.sampler else []
            alike, read = len(begin), self._context.length(self._first)
            if self.reserved + one.cells - alike > self.cells:
                return []
            if read < alike:
                return begin[read:]
            sequence = one.sequence = self._free.pop(0)
            if begin:
                self._context.copy(self._first, sequence)
            one.alike = alike
            if one.sampler:
                self._before = one.job.prompt
            self._running.append(self._waiting.pop(0))
        return []

    @property
    def stuck(self) -> bool:
        """Whether nothing can go on before there are more cells."""
        return not self._running and bool(self._waiting) and self._waiting[0].cells > self.cells

    @property
    def reserved(self) -> int:
        """Cells that it may come to use as it is."""
        return len(self._begin.tokens) + self._begin.held + sum(one.cells for one in self._running)

    def _choose_begin(self, one: _Going) -> None:
        """Sees to it that what is read once is a beginning of the job's prompt: what most that wait have in common."""
        begin, prompt = self._begin.tokens, list(one.job.prompt[:-1])
        if begin and prompt[: len(begin)] == begin:
            return
        others = [self._before, *(other.job.prompt for other in self._waiting[1:])]
        common = [_common(prompt, other[:-1]) for other in others if other is not one.job.prompt]
        alike = min((many for many in common if many >= ALIKE), default=0)
        if begin or alike:
            self._context.keep(0, self._first)
            self._begin.held += len(begin) if any(other.alike for other in self._running) else 0
            self._begin.tokens = prompt[:alike]

    def _follow(self, one: _Going, row: int) -> list[Happened]:
        """What comes of the outcome of a job's last token."""
        said = len(one.tokens) - len(one.job.prompt)
        if one.sampler is None:
            self._leave(one)
            weights = tuple(one.weights.get(at, 0.0) for at in range(one.job.weighed, len(one.tokens)))
            return [Ended(one.job.id, said, weights=weights)]
        try:
            token = one.sampler.pick(self._context.logits(row))
        except ModelError as error:
            self._leave(one)
            return [Ended(one.job.id, said, cut=True, error=error)]
        if self._model.ends(token):
            self._leave(one)
            return [Ended(one.job.id, said)]
        one.tokens.append(token)
        if said + 1 < one.limit:
            return [Said(one.job.id, token)]
        self._leave(one)
        return [Said(one.job.id, token), Ended(one.job.id, said + 1, cut=True)]

    def _leave(self, one: _Going) -> None:
        if one in self._waiting:
            self._waiting.remove(one)
        else:
            self._running.remove(one)
            self._context.keep(0, self._at(one))
            self._free.append(self._at(one))
            if not any(other.alike for other in self._running):
                self._begin.held = 0
        if one.sampler:
            one.sampler.close()

    def _at(self, one: _Going) -> int:
        assert one.sequence is not None
        return one.sequence


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
