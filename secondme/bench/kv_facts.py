"""What is left of 200 planted facts in a cache that was pruned, with and without recall.

A session reads a dialogue exchange by exchange and prunes in steps, where and as one that is talked to does. For the
ways that prune once at the end the dialogue is read once, and its state is put back for each. Each fact is asked for,
the answer begins with the person's own words up to the one that was asked for, and of eight the likeliest is chosen. Of
a question alone the starter knows no more with the whole dialogue in its cache than with none of it (9 of 24 facts
beside 8); with these words it knows 18, and 4 without the dialogue.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from secondme.bench import dataset
from secondme.bench.filled import Memory, seconds
from secondme.bench.kv_amounts import Planting
from secondme.bench.kv_prompt import Prompts
from secondme.bench.measure import Say
from secondme.bench.planted import Dialogue, Planted, dialogues
from secondme.llm.context import Context, Layout, Logits
from secondme.llm.llama import Model
from secondme.llm.pruning import Book, Mask, merged, spans, surprisal
from secondme.llm.sentences import POLICIES
from secondme.llm.session import LEAST, POLICY, SPANS, Session
from secondme.llm.units import Unit
from secondme.ports import Turn

Floats = NDArray[np.floating]

FOLLOWING = 4
"""Exchanges at the end of a dialogue that are not in the cache: what its perplexity is taken of."""
THREADS = 1
"""No time is taken here, and on a busy machine two are slower."""
ASKING = 1_200
"""Cells for notes, a question and an answer, beside a dialogue."""
LEAD = "You told me:"
"""How the answer begins."""
DAY = "2026-05-03T10:00:00"
LATER = "2026-05-03T18:00:00"
SEED = 1


@dataclass(frozen=True, slots=True)
class Way:
    """How a cache is pruned before it is asked: by a policy, so that at rest it never has more than a share of the
    dialogue's cells; not at all where the policy is empty. `recalled` says whether the question has its notes; with
    `once` it is pruned at the end of the dialogue alone, and `recent` is the policy's own share where it is None."""

    policy: str = ""
    recalled: bool = False
    share: float = 0.25
    once: bool = False
    recent: float | None = None

    def __str__(self) -> str:
        if not self.policy:
            return "full" + ("+recall" if self.recalled else "")
        late = "" if self.recent is None else f" ({self.recent:.0%} recent)"
        told = f"{self.policy}{late} {self.share:.1%}" + (", once" if self.once else "")
        return told + ("+recall" if self.recalled else "")


LATEST = ("window", "streaming")
"""Policies that keep nothing but what came last."""
FULL = Way()
WINDOW = Way("streaming", once=True)
"""With the cells of the whole share, where what is pruned in steps has at times fewer."""
PRUNED = Way(POLICY)
RECALLED = Way(POLICY, recalled=True)
STANDARD = (FULL, WINDOW, PRUNED, RECALLED)
EVERY = (
    *STANDARD,
    *(way for name in POLICIES if (way := Way(name)) not in STANDARD),
    *(
        way
        for share in (0.125, 0.25, 0.375, 0.5)
        for name in POLICIES
        for recent in ((None,) if name in LATEST else (None, 0.5) if name == POLICY else (0.25, 0.5))
        if (way := Way(name, share=share, once=True, recent=recent)) not in STANDARD
    ),
)
"""All policies: in steps at a quarter, and once at four budgets."""


@dataclass(slots=True)
class Outcome:
    """What came of one way: of each fact whether it was known; cells in use before a question; tokens of notes; nats of
    the following words."""

    right: list[bool] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    nats: list[float] = field(default_factory=list)

    @property
    def known(self) -> int:
        """Facts known."""
        return sum(self.right)

    @property
    def share(self) -> float:
        """Facts known, of those asked."""
        return mean(self.right)

    @property
    def perplexity(self) -> float:
        """Of the words of the exchanges that follow; NaN where it was not taken."""
        return math.exp(mean(self.nats)) if self.nats else math.nan


class Facts:
    """All ways over the same dialogues."""

    def __init__(
        self, prompts: Prompts, amount: Planting, ways: Sequence[Way], say: Say, *, perplexity: bool = False
    ) -> None:
        self._prompts = prompts
        self._amount = amount
        self._ways = ways
        self._say = say
        self._perplexity = perplexity
        self.cells: list[int] = []
        """Cells of each dialogue, whole."""

    @cached_property
    def outcomes(self) -> Mapping[Way, Outcome]:
        """What came of each way."""
        found: dict[Way, Outcome] = {way: Outcome() for way in self._ways}
        given = dialogues(SEED, self._amount.dialogues, self._amount.words)
        for number, dialogue in enumerate(given, 1):
            self._take(dialogue, found)
            told = ", ".join(f"{way} {one.known}" for way, one in found.items())
            self._say(f"dialogue {number}/{len(given)}, of {len(found[self._ways[0]].right)} facts: {told}")
        return found

    def _take(self, dialogue: Dialogue, found: Mapping[Way, Outcome]) -> None:
        turns = [Turn(said.role, (said.text,)) for said in dialogue.turns]
        past, following = turns[: -2 * FOLLOWING], turns[-2 * FOLLOWING :]
        read = self._prompts([*past, *following])
        ended = 1 + len(past) // 2
        history, after = read[:ended], read[ended : ended + FOLLOWING]
        facts = dialogue.facts[: self._amount.facts]
        blocks = self._blocks(dialogue, facts) if any(way.recalled for way in self._ways) else {}
        cells = sum(map(len, history))
        self.cells.append(cells)
        with closing(self._prompts.model.context(Layout(cells + ASKING, THREADS))) as context:
            weigh = any(way.once and way.policy not in LATEST for way in self._ways)
            book = _whole(context, history, weigh=weigh)
            state = context.state(int(book.token[-1]))
            for cache, ways in self._caches.items():
                if cache.policy and not cache.once:
                    lived(self._prompts.model, context, history, int(cache.share * cells), cache.policy)
                else:
                    context.restore(state, len(book))
                    context.close_up(spans(self._kept(cache, book)))
                for way in ways:
                    one = found[way]
                    one.cells.append(context.length())
                    for fact in facts:
                        block = blocks[fact] if way.recalled else ""
                        one.right.append(knows(context, *asked(self._prompts, dialogue, fact, block), fact))
                    if way.recalled:
                        one.notes += self._prompts.count([blocks[fact] for fact in facts])
                if self._perplexity and cache in found:
                    tokens = np.concatenate([unit.tokens for unit in after])
                    nats = np.full(len(tokens), np.nan, np.float32)
                    context.read(tokens.tolist(), each=into(nats, tokens))
                    found[cache].nats += nats[1:].tolist()

    @property
    def _caches(self) -> Mapping[Way, Sequence[Way]]:
        """The ways by the cache that they ask, which is that of the one without notes."""
        found: dict[Way, list[Way]] = {}
        for way in self._ways:
            found.setdefault(replace(way, recalled=False), []).append(way)
        return found

    def _kept(self, way: Way, book: Book) -> Mask:
        """What a way that prunes once keeps of the cache, as a session lets it."""
        if not way.policy:
            return np.ones(len(book), bool)
        policy = POLICIES[way.policy]
        budget = int(way.share * len(book))
        mask = policy(book, budget) if way.recent is None else policy(book, budget, recent=way.recent)
        return merged(mask, book, SPANS)

    def _blocks(self, dialogue: Dialogue, facts: Sequence[Planted]) -> dict[Planted, str]:
        """The notes for each question, as the chat makes them of a memory that holds the dialogue."""
        from secondme.assistant.consult import Consult
        from secondme.config import MemorySettings, ModelSettings
        from secondme.memory.assembly import assembled
        from secondme.memory.confidence import Verdict
        from secondme.memory.prompt import NOTHING, SHARE_OF_NOTES, SYSTEM

        settings = ModelSettings()
        blocks = {}
        with Memory() as memory:
            memory.ingest(
                [dataset.Turn(str(at), "talk", DAY, said.role, said.text) for at, said in enumerate(dialogue.turns)]
            )
            memory.now = seconds(LATER)
            consult = Consult(memory.rooms.store, memory.rooms.recall, MemorySettings().recalled)
            for fact in facts:
                said = consult(fact.question, fact.question, [], "")
                room = settings.context - settings.answer - sum(self._prompts.count([SYSTEM, fact.question]))
                made = assembled(
                    consult.excerpts(said), int(room * SHARE_OF_NOTES), self._prompts.count, question=fact.question
                )
                blocks[fact] = made.block or (NOTHING if said.verdict == Verdict.NOTHING else "")
        return blocks


def lived(model: Model, context: Context, history: Sequence[Unit], cells: int, policy: str) -> Session:
    """Reads the units of a conversation, whose answers are known, as a session that it is held with: every exchange is
    settled when it was answered, and where beside it is no room for a turn as long as the longest one, it is pruned. At
    rest it has at most so many cells, the room for that turn beside them.
    """
    turn = max(map(len, history[1:])) + LEAST
    session = Session(model, context, budget=cells + turn, policy=policy)
    session.forget()
    with closing(model.sampler(0.0, 0)) as sampler:
        for ended in range(2, len(history) + 1):
            prompt = history[:ended]
            session.prepare(prompt, turn - len(prompt[-1]))
            deque(session.answer(0, sampler), maxlen=0)  # what was answered stands in the prompt
            session.settle()
            session.make_room(turn)
    return session


def _whole(context: Context, history: Sequence[Unit], *, weigh: bool) -> Book:
    """Reads units, with the surprisal of each token where that is wanted."""
    book = Book()
    for number, unit in enumerate(history):
        book = book.appended(unit.tokens.tolist(), number, unit.kinds)
    weights = np.full(len(book), np.nan, np.float32)
    context.read(book.token.tolist(), each=into(weights, book.token) if weigh else None)
    return Book(book.token, book.unit, book.kind, weights)


def asked(prompts: Prompts, dialogue: Dialogue, fact: Planted, block: str = "") -> tuple[list[int], list[list[int]]]:
    """The tokens of a question and of the beginning of its answer, and of each of what may follow."""
    question = prompts([Turn("user", (fact.question,), block)])[-1].tokens.tolist()
    text = dialogue.turns[fact.turn].text
    found = re.search(rf"(?<!\w){re.escape(fact.answer)}(?!\w)", text)
    sentence = re.split(r"[.?!]\s", text[: found.start()] if found else text)[-1]
    model = prompts.model
    begin = model.tokens(f"{LEAD} {sentence}".strip(), special=False)
    return [*question, *begin], [model.tokens(f" {choice}", special=False) for choice in fact.choices]


def knows(context: Context, question: Sequence[int], options: Sequence[Sequence[int]], fact: Planted) -> bool:
    """Whether the right one of the answers is chosen; the cache is afterwards as it was before."""
    length = context.length()
    context.read(question)
    chosen = likeliest(context, options)
    context.keep(length)
    return fact.choices[chosen] == fact.answer


def likeliest(context: Context, options: Sequence[Sequence[int]]) -> int:
    """Which of some texts, as tokens, has the highest summed log-probability after what was read; the cache stays as it
    is. More tokens only take away: one that is behind by its first token is not read on."""
    length = context.length()
    row = context.logits()
    first = -surprisal(np.broadcast_to(row, (len(options), len(row))), [option[0] for option in options])
    best, most = 0, -math.inf
    for at in np.argsort(-first, kind="stable").tolist():
        if first[at] <= most:
            break
        rest = np.zeros(len(options[at]), np.float32)
        if len(rest) > 1:
            context.read(options[at][:-1], each=into(rest, np.array(options[at], np.int32)))
            context.keep(length)
        score = float(first[at] - rest.sum())
        if score > most:
            best, most = at, score
    return best


def into(nats: Floats, tokens: NDArray[np.int32]) -> Callable[[int, Logits], None]:
    """Takes the surprisal of tokens from what the model makes of those before them; the first one's stays as it is."""

    def told(start: int, logits: Logits) -> None:
        after = tokens[start + 1 : start + 1 + len(logits)]
        nats[start + 1 : start + 1 + len(after)] = surprisal(logits[: len(after)], after)

    return told
