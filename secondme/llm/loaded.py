"""A model that is loaded in its process, and what belongs to it: contexts, template, the conversation's cache."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from secondme.errors import ModelError
from secondme.llm.background import Background
from secondme.llm.context import Context, Layout
from secondme.llm.holding import Held, Means
from secondme.llm.llama import Letters
from secondme.llm.machine import cores
from secondme.llm.probe import PLAIN, Kinds
from secondme.llm.resuming import Resuming, Taken
from secondme.llm.sampling import Sampler
from secondme.llm.session import POLICY, Session
from secondme.llm.shelf import Shelf
from secondme.llm.template import CHATML_MARK, ChatTemplate, Segment, StopText
from secondme.llm.units import Stretch, Unit, units
from secondme.llm.wire import OFF, Message, turns_in

LONGEST_CONTEXT = 4096
"""Tokens of a context that nobody chose; a model trained on fewer has fewer."""
ASIDE, TOGETHER = 2_048, 8
"""Cells of the context for work that nobody waits for, and jobs that go on together in it."""
GATHER_SECONDS = 0.04
"""After the first piece, pieces are gathered for so long: 25 messages a second, whatever the model's speed."""
TEXTS = 2_000
"""Texts whose tokens are remembered."""
RENDERING_BYTES = 512 << 20
"""Memory that a chat template may take while it runs."""


class Loaded:
    """A model that is loaded, and what belongs to it."""

    def __init__(self, request: Message) -> None:
        threads = request["threads"] or cores()
        kinds = Kinds(**request.get("kinds", {}))

        def chat(trained: int) -> Layout:
            room = min(request["context"] or LONGEST_CONTEXT, trained or LONGEST_CONTEXT)
            return Layout(room, threads, keys=kinds.keys, values=kinds.values, flash=kinds.flash)

        facts = request.get("facts", "")
        means = Means(
            request.get("ram", OFF),
            request.get("gpu", OFF),
            Path(facts) if facts else None,
            kept=bool(request.get("states")),
        )
        self.held = Held(Path(request["path"]), means, chat, Layout(ASIDE, threads, sequences=TOGETHER + 1))
        self.model, self.context = self.held.model, self.held.context
        self.template = ChatTemplate.choose(
            self.model.template, chatml=self.model.has_mark(CHATML_MARK), bos=self.model.bos, eos=self.model.eos
        )
        # What was not tried in a process that may die is not tried here.
        doubtful = self.model.sliding_window > 0 or kinds.keys != PLAIN.keys
        self.context.can_shift &= request.get("shift", not doubtful)
        own = self.held.own
        self.session = Session(
            self.model,
            self.context,
            budget=min(request.get("budget", 0) or own, own),
            policy=request.get("pruning") or POLICY,
            decay=request.get("decay", 1.0),
            lookup=request.get("lookup", False),
        )
        self._layout = Layout(min(ASIDE, own), threads, sequences=TOGETHER + 1)
        self.aside: Context | None = None
        self._background: Background | None = None
        self._conversation = ""
        self.resuming: Resuming | None = None
        if (folder := request.get("states")) and self.held.kept:
            shelf = Shelf(Path(folder), request["states_bytes"])
            alone = replace(self.context.layout, room=own, sequences=1)
            self.resuming = Resuming(shelf, self.model, self.session, alone)
        self.keep_after: float = request.get("states_after", 0.0)
        self._known = Texts(TEXTS)

    @property
    def card(self) -> Message:
        """What the parent is told of it; `context` is what one conversation may use."""
        card = self.model.card
        return {
            "name": card.name, "bytes": card.bytes, "context": self.session.budget,
            "streamed": self.held.streamed, "why": self.held.why,
        }  # fmt: skip

    def turned_to(self, request: Message) -> tuple[list[Unit], Taken]:
        """The units of a request's turns, and what was taken up of its conversation. Raises: BadModel."""
        conversation = request.get("conversation", "")
        self.session.same = bool(conversation) and conversation == self._conversation
        self._conversation = conversation
        if self.resuming is None:
            return self.prompt(request, keep=True), Taken()
        spoken = self.resuming.turn_to(conversation, request.get("memories", ()))
        for text, tokens in spoken:
            self._known.keep((text, False), tuple(tokens))
        prompt = self.prompt(request, keep=True)
        taken = self.resuming.take_up(prompt)
        self.session.same |= taken.own
        return prompt, taken

    def gone(self, conversation: str) -> tuple[int, ...] | None:
        """Which of its exchanges are in the cache no more; None where that holds another conversation."""
        return self.session.gone if conversation and conversation == self._conversation else None

    @property
    def background(self) -> Background:
        """Work that nobody waits for: in a context of its own, made when it is first wanted, or beside the chat in its
        context. Raises: BadModel; ModelError where this model can do one thing at a time alone."""
        if self._background is None:
            if not self.held.spare:
                self.aside = self.model.context(self._layout)
                self._background = Background(self.model, self.aside, range(TOGETHER + 1), self.aside.room)
            elif self.context.parts:
                self.aside = self.context
                self._background = Background(self.model, self.aside, self.held.spare, self._left)
            else:
                raise ModelError("This model is larger than the memory it may use, and does one thing at a time.")
        return self._background

    @property
    def _left(self) -> int:
        """Cells that the chat does not use."""
        return self.context.room - len(self.session.book)

    def make_way(self) -> None:
        """The chat may use all of its cells now: what is in its way is put away."""
        if self._background and self.held.spare and self._background.reserved > self.context.room - self.held.own:
            self._background.put_away()

    @property
    def busy(self) -> bool:
        """Whether there is work that nobody waits for, and that can go on."""
        background = self._background
        if background is None or background.idle:
            return False
        if self.held.spare:
            background.cells = self._left
        return not background.stuck

    def sampler(self, request: Mapping[str, Any], seed: int) -> Sampler:
        """What chooses the tokens of an answer, in the form that is asked for. Raises: Refused."""
        return self.model.sampler(request["temperature"], seed, request.get("grammar", ""))

    def write(self) -> None:
        """Lets what was put away be written."""
        if self.resuming:
            self.resuming.write()

    def ended(self, request: Message, answer: str, tokens: list[int], seconds: float) -> None:
        """An answer has ended: its tokens are remembered, which read again as text may be cut into others; none where
        it is not all that was said. `seconds` is how long its prompt was read."""
        if tokens:
            self._known.keep((answer.strip(), False), tuple(tokens))
        if self.resuming:
            self.resuming.measured(self.session.read, seconds)
            self.resuming.said("\n".join(request["turns"][-1][1]), answer, tokens)
            self.resuming.write()

    def prompt(self, request: Message, *, keep: bool = False) -> list[Unit]:
        """The units of a request's turns; with `keep` their tokens are remembered, as those of a conversation that goes
        on. Raises: BadModel if the template fails."""
        with _memory_limited(RENDERING_BYTES):
            segments = self.template.render(turns_in(request["turns"]))
        stretches = [self._stretch(one, keep=keep) for one in segments]
        if not any(stretch.tokens for stretch in stretches):
            raise ModelError("There is nothing to answer.")
        begin = self.model.opened(list(stretches[0].tokens))
        if len(begin) > len(stretches[0].tokens):
            stretches.insert(0, Stretch((begin[0],), "system"))
        return units(stretches)

    def _stretch(self, segment: Segment, *, keep: bool) -> Stretch:
        tokens = self._tokens(segment, keep=keep)
        return Stretch(tokens, segment.role, segment.recalled, self.model.sentence_ends(tokens))

    def _tokens(self, segment: Segment, *, keep: bool) -> tuple[int, ...]:
        text = (segment.text, segment.is_template)
        if segment.recalled or (tokens := self._known.of(text)) is None:
            tokens = tuple(self.model.tokens(segment.text, special=segment.is_template and not segment.recalled))
            if keep and not segment.recalled:
                self._known.keep(text, tokens)
        return tokens


class Texts:
    """The tokens of texts, each with whether it is the template's: of those that were wanted last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tokens: dict[tuple[str, bool], tuple[int, ...]] = {}

    def of(self, text: tuple[str, bool]) -> tuple[int, ...] | None:
        """Its tokens, where they are known; it is then the one that was wanted last."""
        found = self._tokens.pop(text, None)
        if found is not None:
            self._tokens[text] = found
        return found

    def keep(self, text: tuple[str, bool], tokens: tuple[int, ...]) -> None:
        """Remembers a text's tokens; the one that was not wanted for longest goes, where they are too many."""
        self._tokens.pop(text, None)
        self._tokens[text] = tokens
        while len(self._tokens) > self._most:
            del self._tokens[next(iter(self._tokens))]


class Pieces:
    """Tokens to pieces of text: whole characters, gathered, up to a text that stops."""

    def __init__(self, stops: StopText) -> None:
        self._letters = Letters()
        self._stops = stops
        self._gathered = ""
        self._sent: float | None = None
        self.whole = ""

    @property
    def ended(self) -> bool:
        """Whether a text that stops was met."""
        return self._stops.ended

    def feed(self, piece: bytes, now: float) -> str:
        """What is to be sent now."""
        text = self._stops.feed(self._letters.feed(piece))
        self._gathered += text if self._gathered or self._sent is not None else text.lstrip()
        if not self._gathered or (self._sent is not None and now - self._sent < GATHER_SECONDS):
            return ""
        self._sent = now
        return self._taken()

    def rest(self) -> str:
        """What is left to be sent."""
        self._gathered += self._stops.rest()
        return self._taken()

    def _taken(self) -> str:
        text, self._gathered = self._gathered, ""
        self.whole += text
        return text


@contextmanager
def _memory_limited(more: int) -> Iterator[None]:
    """Lets this process take only so many more bytes; a template that wants them all gets a MemoryError."""
    if not sys.platform.startswith("linux"):  # elsewhere the limit is not kept, or there is none
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = psutil.Process().memory_info().vms + more
    limited = most if soft == resource.RLIM_INFINITY else min(soft, most)
    resource.setrlimit(resource.RLIMIT_AS, (limited, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
