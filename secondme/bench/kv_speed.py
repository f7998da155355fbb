"""In this process: prompt lookup beside plain decoding, the last exchange read again without its notes; and how
soon work in the background is broken off."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from secondme.bench.kv_prompt import Prompts
from secondme.bench.kv_talk import FREE, GIVEN, block, listed, notes, questions, work
from secondme.bench.measure import Say
from secondme.llm.background import Background, Job
from secondme.llm.context import Context, Layout
from secondme.llm.llama import Model
from secondme.llm.loaded import ASIDE, TOGETHER
from secondme.llm.machine import cores
from secondme.llm.session import Session
from secondme.ports import Turn

ROOM = 1_024
TIE = 0.1
"""Nats between two words that are as likely as each other: those of one token and of several at once differ so far."""
TRIES = 4
"""Passes that are to be stopped, for each that is: some are over before."""
PASSES = 8
"""Of work in the background, after which all of it is read and it writes."""


@dataclass(slots=True)
class Drafting:
    """Tokens a second with lookup and without, in turns; of each pair of texts that are not the same, of so many
    `texts`, how far apart the two tokens were at which they part, in nats, as plain decoding has it; tokens guessed
    ahead, and how many of them were right."""

    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    ties: list[float] = field(default_factory=list)
    texts: int = 0
    drafted: int = 0
    accepted: int = 0

    @property
    def parted(self) -> str:
        """How many texts are not the same, as words: where neither token is much likelier than the other the order of
        the sums decides, which is another where several tokens are read at once."""
        texts = f"{len(self.ties)} of {self.texts} texts differ from plain decoding"
        if not self.ties:
            return texts
        far = sum(one > TIE for one in self.ties)
        ties = f"{len(self.ties) - far} because of a near tie of two words (at most {TIE} nats)"
        return f"{texts}, {ties}" + (f", {far} without one" if far else "")

    @property
    def ratio(self) -> float:
        """The middle of the ratios of the pairs: texts are quoted to very different degrees."""
        return median(mine / other for mine, other in zip(self.ours, self.theirs, strict=True))


def lookup(prompts: Prompts, turns: Sequence[tuple[str, str]], rounds: int, limit: int, say: Say) -> Drafting:
    """Answers to turns, each as what is asked and the notes before it, with lookup and without."""
    found = Drafting()
    model = prompts.model
    with ExitStack() as stack:
        contexts = [stack.enter_context(model.context(Layout(ROOM, cores()))) for _ in range(2)]
        drafting, plain = (Session(model, one, lookup=on) for one, on in zip(contexts, (True, False), strict=True))
        for number in range(rounds):
            for at, (asked, notes) in enumerate(turns):
                both = [drafting, plain] if (number + at) % 2 == 0 else [plain, drafting]
                taken = {session: _timed(prompts, session, Turn("user", (asked,), notes), limit) for session in both}
                (text, speed), (other, usual) = taken[drafting], taken[plain]
                if speed and usual:
                    found.ours.append(speed)
                    found.theirs.append(usual)
                found.texts += 1
                if text != other:
                    prompt = np.concatenate([unit.tokens for unit in prompts([Turn("user", (asked,), notes)])]).tolist()
                    found.ties.append(apart(model, contexts[1], prompt, text, other))
                found.drafted += drafting.drafted
                found.accepted += drafting.accepted
                say(f"lookup: {speed:.1f} beside {usual:.1f} tokens/s, {len(text)} tokens")
    return found


def apart(model: Model, context: Context, prompt: Sequence[int], text: Sequence[int], other: Sequence[int]) -> float:
    """How much likelier one than the other of the two tokens is at which two answers to a prompt part, in nats, where
    all before them is read at once. A text that is the beginning of the other has its end there."""
    same = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), None)
    same = min(len(text), len(other)) if same is None else same
    (end,) = model.tokens(model.eos, special=True)
    one, two = (some[same] if same < len(some) else end for some in (text, other))
    context.keep(0)
    context.read([*prompt, *text[:same]])
    row = context.logits()
    return abs(float(row[one]) - float(row[two]))


def quoting() -> list[tuple[str, str]]:
    """Turns whose answers quote or list notes."""
    return listed()


def talking() -> list[tuple[str, str]]:
    """Turns without notes."""
    return [(asked, "") for asked in FREE]


def settling(prompts: Prompts, turns: int, limit: int) -> tuple[float, float]:
    """Seconds to the first token of a turn, and of reading the turn again without its notes; medians."""
    model, told = prompts.model, notes()
    first: list[float] = []
    again: list[float] = []
    with closing(model.context(Layout(2 * ROOM, cores()))) as context:
        session = Session(model, context)
        said: list[Turn] = []
        spoken: dict[str, list[int]] = {}
        for number, asked in enumerate(questions(turns)):
            notes_ = block(told[number : number + GIVEN])
            tokens: list[int] = []
            begun = time.perf_counter()
            session.prepare(prompts([*said, Turn("user", (asked,), notes_)], spoken), limit)
            with closing(model.sampler(0.0, 0)) as sampler, closing(session.answer(limit, sampler)) as answer:
                for token in answer:
                    if not tokens:
                        first.append(time.perf_counter() - begun)
                    tokens.append(token)
            text = b"".join(map(model.piece, tokens)).decode("utf-8", "replace").strip() or "…"
            spoken[text] = tokens
            said += [Turn("user", (asked,)), Turn("assistant", (text,))]
            begun = time.perf_counter()
            session.settle()
            again.append(time.perf_counter() - begun)
    return median(first), median(again)


def broken_off(prompts: Prompts, count: int, seed: int = 1) -> list[float]:
    """Seconds from stopping a pass of eight answers in the background to its end, so many times: at any point of a pass
    that reads, then of one that writes, and so on."""
    chance = random.Random(seed)
    model = prompts.model
    found: list[float] = []
    with closing(model.context(Layout(ASIDE, cores(), sequences=TOGETHER + 1))) as context:
        background = Background(model, context, range(TOGETHER + 1), context.room)
        for number, asked in enumerate(work()):
            read = prompts([Turn("user", (asked,))])
            tokens = tuple(int(token) for unit in read for token in unit.tokens)
            background.add(Job(number, tokens, ASIDE // TOGETHER - len(tokens), lambda: model.sampler(0.0, 0)))
        whole = {True: _lasts(background)}
        for _ in range(PASSES):
            background.step()
        whole[False] = _lasts(background)
        for attempt in range(TRIES * count):
            if len(found) == count or background.idle:
                break
            reads = attempt % 2 == 0
            if reads:
                background.put_away()
            else:
                for _ in range(PASSES):
                    background.step()
            stopped = [0.0]
            stopping = threading.Thread(target=_stop, args=(context, chance.uniform(0, whole[reads]), stopped))
            stopping.start()
            background.step()
            ended = time.perf_counter()
            stopping.join()
            context.resume()
            if stopped[0] < ended:  # else the pass was over before
                found.append(ended - stopped[0])
        background.close()
    return found


def _lasts(background: Background) -> float:
    begun = time.perf_counter()
    background.step()
    return time.perf_counter() - begun


def _stop(context: Context, seconds: float, stopped: list[float]) -> None:
    time.sleep(seconds)
    stopped[0] = time.perf_counter()
    context.stop()


def _timed(prompts: Prompts, session: Session, turn: Turn, limit: int) -> tuple[list[int], float]:
    """The tokens of an answer, and how many of them a second came after the first; 0 where there are too few."""
    session.forget()
    session.prepare(prompts([turn]), limit)
    tokens: list[int] = []
    begun = ended = 0.0
    with closing(prompts.model.sampler(0.0, 0)) as sampler, closing(session.answer(limit, sampler)) as answer:
        for token in answer:
            ended = time.perf_counter()
            begun = begun or ended
            tokens.append(token)
    return tokens, (len(tokens) - 1) / (ended - begun) if len(tokens) > 8 else 0.0
