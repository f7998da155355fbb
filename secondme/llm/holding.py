"""A model and its context as the memory allows: its weights held whole, or in part, the rest read from the disk as it
computes, or some of its layers on a graphics processor.

Whatever cannot be streamed is held by the system's own mapping of the file, with a sentence on why.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondme.errors import BadModel, ModelError, Refused
from secondme.llm.context import Context, Layout
from secondme.llm.flash.plan import Plan, plan
from secondme.llm.flash.runner import Runner, Stopped, Streamed, Unfit
from secondme.llm.footprint import PADDING, cell_bytes, footprint
from secondme.llm.gguf import Header, Weight, check_whole
from secondme.llm.gpu import layers_in, on_host, room
from secondme.llm.llama import Model
from secondme.llm.machine import FREE, Memory, Speeds, allowance, cores, memory, speeds
from secondme.llm.probe import Kinds
from secondme.llm.wire import OFF
from secondme.memory.counting import size

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""Between two looks at how much memory is free."""
RETRY_SECONDS = 60.0
"""After weights could not be shared out anew, for the disk or the memory failed, until that is tried again."""
FEW = 4
"""Of so many cells of the chat the context has one more."""
COPY = 0.125
"""Part of the memory that the copy of a conversation may take while it is put away."""
REREAD = ("Conversations are read again when you come back to them: there is no room to put them away.",)
CHANGED = 0.1
"""Part by which that must have changed for the weights to be shared out anew."""
NOTHING = Streamed(0, 0.0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Means:
    """What a model may use: memory, and that of a graphics processor, as the settings say it; `facts` is the folder of
    what was measured of this machine, None where nothing is known; `kept` whether conversations are put away."""

    ram: str = OFF
    gpu: str = OFF
    facts: Path | None = None
    kept: bool = False

    @property
    def free(self) -> bool:
        """Whether what is free of the memory may be used."""
        return self.ram.strip().lower() == FREE


@dataclass(frozen=True, slots=True)
class Shares:
    """The layout of the chat's context; where the weights are to be, None where memory is not limited; whether
    conversations are put away to go on later; sentences on what was given up."""

    layout: Layout
    split: Plan | None
    kept: bool
    why: tuple[str, ...] = ()


class Held:
    """A model that is open, with a context, of whose cells `own` are the chat's. One thread owns both."""

    def __init__(self, path: Path, means: Means, layout: Callable[[int], Layout], aside: Layout) -> None:
        """`layout` makes that of the chat for the length that the model was trained on. Where weights are streamed the
        context also has the cells and the sequences of `aside`, behind those of the chat: a second context would race
        with the first for what is read.

        Raises: NoModel, BadModel.
        """
        header = check_whole(path)
        self._means = means
        self._next_look = time.monotonic() + LOOK_SECONDS
        self.runner: Runner | None = None
        layers = gpu_layers(header, means.gpu)
        self._weights = on_host(header.weights, layers)
        known = speeds(means.facts, path) if means.facts else None
        asked = layout(header.number(f"{header.architecture}.context_length"))
        # Threads that nobody set are one a core; a text is read with all of them.
        writing = known.threads if known and asked.threads == cores() else 0
        chat = replace(asked, gpu=layers > 0, writing=writing)
        self.own = chat.room
        shares = self._shares(header, chat, aside)
        self.kept = shares.kept
        self.why = list(shares.why)
        self.model = Model.open(path, header=header, gpu_layers=layers)
        try:
            self.context = self._context(header, chat, shares)
        except BaseException:
            self.model.close()
            raise

    @property
    def spare(self) -> range:
        """Sequences of the context that are not the chat's; none where it is held whole."""
        return range(1, self.context.layout.sequences)

    @property
    def streamed(self) -> int:
        """Bytes that each pass reads from the disk; of experts those that it is expected to miss, and of a plan that is
        not carried out to its end all that is not read yet."""
        return self.runner.plan.pass_bytes + self.runner.undone if self.runner else 0

    @property
    def adjusts(self) -> bool:
        """Whether `adjust` is to be called at rest too: memory is given back then, and taken."""
        return self.runner is not None and self._means.free

    def stats(self) -> Streamed:
        """What was read so far, and waited for."""
        return self.runner.stats() if self.runner else NOTHING

    def adjust(self, there: Memory | None = None) -> None:
        """Between two passes: where what is free changed, more or less of the weights is streamed; and what was broken
        off before goes on, at once where it was a question that broke it off. `there` is what is there, None: as it is
        now. Raises: ModelError where the file cannot be read."""
        now = time.monotonic()
        runner = self.runner
        if runner is None or not self._means.free or (there is None and now < self._next_look):
            return
        self._next_look = now + LOOK_SECONDS
        before = runner.plan
        there = there or memory()
        # What this process holds is free to it too.
        ram = allowance(FREE, replace(there, free=there.free + runner.resident + before.other))
        if not runner.undone and abs(ram - before.ram) < CHANGED * before.ram:
            return
        try:
            wanted = plan(self._weights, ram, other=before.other, used=before.used)
            runner.resize(wanted, stopped=lambda: self.context.stopped)
        except Stopped:
            self._next_look = now  # the next pass wants the same bytes: it is no quicker without
            log.info("memory is shared out anew later: somebody asks")
        except (Refused, Unfit) as error:
            self._next_look = now + RETRY_SECONDS
            log.warning("memory is shared out as it was: %s", error)
        except ModelError:
            self._next_look = now + RETRY_SECONDS
            raise
        else:
            log.info("%d MiB of memory may be used now, %d were", wanted.peak >> 20, before.peak >> 20)

    def close(self) -> None:
        """Lets all of it go."""
        self.context.close()
        if self.runner:
            self.runner.close()
        self.model.close()

    def _shares(self, header: Header, chat: Layout, aside: Layout) -> Shares:
        """Raises: BadModel, BadConfig."""
        try:
            return shared_out(header, self._weights, chat, aside, self._means)
        except Refused as error:
            if not self._means.free:
                raise BadModel(error.sentence, error.cure) from None
            why = f"{error.sentence} It is left to the system, and may be slow."
            return Shares(chat, None, self._means.kept, (why,))

    def _context(self, header: Header, chat: Layout, shares: Shares) -> Context:
        split = shares.split
        if split is None or split.plain:
            return self.model.context(chat)
        path = self.model.card.path
        runner = Runner(path, header, split, weights=self._weights)
        context = None
        try:
            context = self.model.context(shares.layout, runner)
            runner.attach(context.warm_up)
        except BaseException as error:
            if context is not None:
                context.close()
            runner.close()
            if not isinstance(error, Unfit):
                raise
            self.why.append(f"It is larger than the memory it may use and cannot be streamed: {error}")
            return self.model.context(chat)
        self.runner = runner
        known = speeds(self._means.facts, path) if self._means.facts else None
        self.why.append(told(split, known))
        return context


def shared_out(header: Header, weights: Sequence[Weight], chat: Layout, aside: Layout, means: Means) -> Shares:
    """How memory is shared out among weights, cells and all else.

    Where all weights fit, the chat has a context, and `aside` another when there is work for it. Else both share one
    and its cells, of which it has a few more, so that work can go on beside a conversation that fills its own. Copies
    of conversations are kept where they are a small part of the memory. Both are given up before the model is.
    Raises: BadConfig; Refused where the memory is too small.
    """
    if not (ram := allowance(means.ram)):
        return Shares(chat, None, means.kept)
    used = header.number(f"{header.architecture}.expert_used_count")
    kinds = Kinds(chat.keys, chat.values, chat.flash)
    alone = footprint(header, chat.room, kinds=kinds).total
    if alone + sum(one.bytes for one in weights) <= ram:  # mapped: they give way for a while where more is wanted
        return Shares(chat, plan(weights, ram, other=alone, used=used), means.kept)
    more = min(aside.room, chat.room // FEW) // PADDING * PADDING
    sequences = chat.sequences + aside.sequences
    copy = cell_bytes(header, kinds) * chat.room
    tries = [(more, means.kept and copy <= ram * COPY), (more, False), (0, False)]
    refused = Refused("")
    for cells, kept in tries:
        both = replace(chat, room=chat.room + cells, sequences=sequences)
        other = footprint(header, both.room, kinds=kinds, sequences=sequences, kept=kept).total
        try:
            return Shares(both, plan(weights, ram, other=other, used=used), kept, REREAD if means.kept > kept else ())
        except Refused as error:
            refused = error
    if not refused.cure:
        raise refused
    cure = f"{refused.cure.removesuffix('.')}, a shorter `context`, or a `cache` in 8 bits."
    raise Refused(refused.sentence, cure)


def gpu_layers(header: Header, gpu: str) -> int:
    """How many layers a graphics processor takes: the output, then the last ones."""
    free = room(gpu)
    return layers_in(header.weights, free) if free else 0


def told(split: Plan, known: Speeds | None) -> str:
    """What a person is told of a model that is not held whole."""
    pace = ""
    if known is not None:
        weights = (*split.pinned, *split.streamed, *split.experts, *split.mapped)
        pace = f", about {1 / split.seconds(known.machine(weights, split.used)):.2g} tokens a second"
    if split.experts:
        held, every = size(split.cache_bytes), size(split.expert_bytes)
        return f"{held} of {every} of its experts are held, others come from the disk when wanted{pace}."
    every = size(sum(one.bytes for one in (*split.pinned, *split.streamed, *split.mapped)))
    return f"{size(split.streamed_bytes)} of its {every} come from the disk for every token{pace}."
