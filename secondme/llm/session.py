"""A conversation's KV cache as working memory: only new words are read, and what is worth least leaves first.

Invariant: row i of `book` is the token at position i of the context's sequence, whatever was stopped or refused, and no
more than `budget` cells are in use. What was recalled for one answer leaves after it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from secondme.errors import ModelError
from secondme.llm import sentences
from secondme.llm.context import Aborted, Context, Logits, State
from secondme.llm.known import Known, Wanted, as_written, common, quotable, renumbered, same_run, whole, written
from secondme.llm.llama import Model
from secondme.llm.lookup import Lookup
from secondme.llm.pruning import ANSWER, PREFIX, USER, Book, merged, spans, surprisal
from secondme.llm.sampling import Sampler
from secondme.llm.sentences import ENDS, overlap
from secondme.llm.units import BLOCK, Unit, digest

POLICY = "sentences"
SPARE, AT_REST = 0.25, 0.05
"""Share of the room that pruning leaves free, so that it is not wanted again at the next turn; and when nobody waits:
of 56 planted facts 15 were known with a quarter free, 21 so. Keys of fewer bits lose at every shift."""
SPANS = 64
"""Runs of tokens that pruning leaves at most: packing hundreds takes a third of a second."""
SETTLED = 512
"""Tokens of an exchange up to which it is read again: a longer one might be stopped half way, and be waited for."""
MOST = 16
"""Tokens of a draft."""
LEAST = 16
"""Tokens that an answer must have room for."""


class Session:
    """One conversation in the first sequence of a context."""

    def __init__(
        self, model: Model, context: Context, *, budget: int = 0, policy: str = POLICY, decay: float = 1.0,
        lookup: bool = False,
    ) -> None:  # fmt: skip
        """`budget` is the most cells that it uses, all of the context's where it is 0. `decay` is that of the policy
        `entropy`. With `lookup` answers are drafted from what was read, where that pays; it is for answers of the
        likeliest word alone."""
        self._lookup = Lookup(MOST) if lookup and context.parts else None
        self.drafted = self.accepted = 0
        """Tokens of the last answer that were guessed ahead, and those of them that were right."""
        self._model = model
        self._context = context
        self._policy = sentences.policy(policy, decay)
        self.budget = min(budget or context.room, context.room)
        self.book = Book()
        self.known: list[Known] = []
        self.read = 0
        """Tokens of the last prompt that were read."""
        self._wanted: list[Wanted] = []
        self._asked: NDArray[np.int32] = np.zeros(0, np.int32)
        self.same = True
        """Whether the next prompt is of the conversation that is in the cache, of which it may lack the beginning. What
        was read behind the words of another is not used."""
        self.on_prefix: Callable[[], None] = lambda: None
        """Told when a prefix was read, and nothing else yet: somebody waits for an answer then."""

    # ---- a turn ----------------------------------------------------------------------------------------------

    def prepare(self, prompt: Sequence[Unit], limit: int) -> int:
        """Makes the cache ready for a prompt: what both have in common stays, what the prompt has no more goes, and so
        does what has no room beside the prompt and an answer of `limit` tokens. How many tokens of it are in the cache.

        Raises: ModelError if prefix and last turn leave no room for an answer.
        """
        least = len(prompt[0]) + len(prompt[-1])
        if least + LEAST > self.budget:
            raise ModelError(
                f"The prompt has {least:,} tokens; the model's context holds {self.budget:,}.",
                "Ask with fewer words, or raise `context` in [model].",
            )
        kinds = prompt[-1].kinds
        self._asked = prompt[-1].tokens[(kinds == USER) | (kinds == ENDS)]
        matched, begun = self._match(prompt)
        answer = min(limit, self.budget - least)
        if self._lacks(prompt[matched:], begun, answer):
            if begun:  # what is about to be gone on with is no exchange that could be pruned
                matched, begun = matched if self._cut(len(self.book) - begun) else 0, 0
            if matched > 1 and not self._context.can_shift:
                kept = self._cut(int((self.book.kind == PREFIX).sum()))
                self.known, matched = self.known[:1], int(kept)
        number = max((one.number for one in self.known), default=-1) + 1
        if begun:  # the rows that stay were another unit's before
            self.book = renumbered(self.book, len(self.book) - begun, number)
        wanted = [Wanted(unit, 0 if at else begun, number + at) for at, unit in enumerate(prompt[matched:])]
        self._wanted = self._fitting(wanted, answer, prefix=not matched)
        self.read = 0
        return len(self.book)

    def answer(self, limit: int, sampler: Sampler) -> Generator[int, None, None]:
        """Tokens of the answer to the prompt that `prepare` was given, without the mark that ends it.

        Ends early, without an error, where the context is stopped or full. What was recalled is gone when it has ended.
        """
        now = self._wanted[-1]
        self.drafted = self.accepted = 0
        try:
            for one in self._wanted:
                self._read(one)
                if len(self.known) == 1 and self.known[0].number == one.number:
                    self.on_prefix()
            if self._lookup:
                self._lookup.begin()
                self._lookup.add(self.book.token, quotable=quotable(self.book, now.number))
            left = min(limit, self.budget - len(self.book))
            token = sampler.pick(self._context.logits())
            while left and not self._model.ends(token):
                yield token
                left -= 1
                # The last one is read too, so that the next prompt finds the whole answer.
                right = self._said(token, sampler, now.number, left)
                token = right.pop()
                for drafted in right:
                    yield drafted
                    left -= 1
        except Aborted:
            return
        finally:
            self._wanted = []
            self._let_go(now)

    def _said(self, token: int, sampler: Sampler, number: int, left: int) -> list[int]:
        """Reads a token of the answer, and with it a draft of what follows; what of that was right, then the token that
        comes next."""
        lookup = self._lookup
        draft: list[int] = []
        if lookup:
            lookup.add([token])
            draft = lookup.draft(min(left - 1, MOST)) if left > 1 else []
        begun = time.perf_counter()
        self._append_all([token, *draft], number)
        found = [sampler.pick(self._context.logits(0))]
        for place, drafted in enumerate(draft, start=1):
            if found[-1] != drafted or self._model.ends(drafted):
                break
            found.append(sampler.pick(self._context.logits(place)))
        taken = len(found) - 1
        if taken < len(draft):
            self._cut(len(self.book) - len(draft) + taken)
        if lookup:
            seconds = time.perf_counter() - begun
            if draft:
                lookup.accepted(len(draft), taken, seconds)
            else:
                lookup.plain(seconds)
            lookup.add(draft[:taken])
            self.drafted += len(draft)
            self.accepted += taken
        return found

    def settle(self) -> bool:
        """Reads the last exchange again without the block that was recalled for it, for a time when nobody waits: its
        words stand in the cache then as if the block had never been there, and it is known how surprising they were.
        False where it was stopped; the next prompt reads what is missing.
        """
        last = self.known[-1] if self.known else None
        if last is None or last.seam < 0:
            return True
        rows = np.flatnonzero(self.book.unit == last.number)
        if len(rows) != last.size:
            self.known[-1] = replace(last, seam=-1)  # pruned in the meantime
            return True
        begin = int(rows[0]) + last.seam
        again = self.book.kept((np.arange(len(self.book)) >= begin) & (self.book.kind != BLOCK))
        if len(again) > SETTLED and last.digest:
            self.known[-1] = replace(last, seam=-1)
            return True
        if not self.parts:
            return self._settled_whole(last)
        if not self._cut(begin):
            return True
        self.known[-1] = Known(last.number, begin - int(rows[0]) + len(again))
        try:
            self._append(again.token, again.kind, last.number, weigh=True)
        except Aborted:
            return False
        self._close(last.number)
        return True

    def _settled_whole(self, last: Known) -> bool:
        """As `settle`, where the memory knows no parts: all is read again, if there was a block."""
        if not (self.book.kind == BLOCK).any():
            self.known[-1] = replace(last, seam=-1)
            return True
        book, known = self.book.kept(self.book.kind != BLOCK), self.known
        self.forget()
        try:
            for one in known:
                mine = book.unit == one.number
                self._append(book.token[mine], book.kind[mine], one.number, weigh=one is last)
                self.known.append(one)
        except Aborted:
            return False
        self._close(last.number)
        return True

    def forget(self) -> None:
        """Lets the whole cache go."""
        self._context.keep(0)
        self.book, self.known, self._wanted = Book(), [], []

    @property
    def parts(self) -> bool:
        """Whether some of what is in the cache can be let go of without the rest."""
        return self._context.parts

    # ---- on a file --------------------------------------------------------------------------------------------

    def kept(self) -> tuple[Book, str, State]:
        """What `take` needs to go on from here: the book, the units that are known, the cache. Raises: Aborted."""
        state = self._context.state(int(self.book.token[-1]) if len(self.book) else 0)
        return self.book, written(self.known), state

    def kept_prefix(self) -> tuple[Book, str, State] | None:
        """As `kept`, of the prefix alone; what is behind it stays in the cache. None where that cannot be had.

        Raises: Aborted.
        """
        book, known = self.book, self.known[:1]
        length = int((book.kind == PREFIX).sum())
        if not known or length != known[0].size:
            return None
        if length == len(book):
            return self.kept()
        if not self._context.parts:
            return None
        whole = self._context.state(int(book.token[-1]))
        state = None
        try:
            if self._context.keep(length) == length:
                state = self._context.state(int(book.token[length - 1]))
        finally:
            if not self._context.restore(whole, len(book)):
                self.forget()
        return (book.cut(length), written(known), state) if state is not None else None

    def take(self, book: Book, more: str, state: State) -> bool:
        """Goes on from what `kept` gave, in place of what is in the cache. False where llama.cpp refuses it or it makes
        no sense; the cache is empty then."""
        self.forget()
        known = as_written(more)
        if known is None or len(book) > self.budget or not self._context.restore(state, len(book)):
            return False
        self.book, self.known = book, known
        return True

    # ---- what prompt and cache have in common ------------------------------------------------------------------

    def _match(self, prompt: Sequence[Unit]) -> tuple[int, int]:
        """How many units of a prompt are known, and how many tokens of the next one are; the rest leaves the cache."""
        known = self.known
        if not known or known[0].digest != prompt[0].digest:
            begun = common(self.book, known[0], prompt[0]) if known else 0
            self.known = []
            return 0, begun if self._cut(begun) else 0
        # An answer is still to come to the last unit: it is never known as a whole.
        digests = [unit.digest for unit in prompt[1:-1]]
        begins = range(1, len(known) + 1 if self.same else 2)
        run, begin = max((same_run([one.digest for one in known[at:]], digests), -at) for at in begins)
        begin = -begin
        if not run:
            begin = 1
        following = known[begin + run] if begin + run < len(known) else None
        unit = prompt[1 + run]
        begun = common(self.book, following, unit) if following else 0
        if begun == len(unit) and run == len(digests):
            begun -= 1  # the answer begins with the outcome of the last token
        # What the prompt has no more, for it was said long ago, stays until it is pruned: to close its gap takes time.
        there = set(self.book.unit.tolist())
        slid = [replace(one, slid=True) for one in known[1:begin] if one.number in there]
        self.known = [known[0], *slid, *(replace(one, slid=False) for one in known[begin : begin + run])]
        numbers = [one.number for one in self.known]
        return (1 + run, begun) if self._cut(int(np.isin(self.book.unit, numbers).sum()) + begun) else (0, 0)

    # ---- room --------------------------------------------------------------------------------------------------

    def _lacks(self, units: Sequence[Unit], begun: int, answer: int) -> int:
        """Cells that are missing to read these and an answer, beside what is there."""
        return max(0, len(self.book) - begun + sum(map(len, units)) + answer - self.budget)

    def _fitting(self, wanted: list[Wanted], answer: int, *, prefix: bool) -> list[Wanted]:
        """The wanted, with those marked for which there is no room: the earliest; what is known makes room too. The
        first of them is the prefix where `prefix` says so, which is always read, as the last is."""
        past = wanted[int(prefix) : -1]
        always = sum(one.many for one in wanted) - sum(one.many for one in past)
        free = self.budget - answer - always - len(self.book)
        if sum(one.many for one in past) <= free:
            return wanted
        prefixed = int((self.book.kind == PREFIX).sum())
        room = int((free + len(self.book) - prefixed) * (1 - SPARE))
        for one in reversed(past):
            if one.many > room:
                break
            room -= one.many
            past.remove(one)
        self._prune(prefixed + room)
        return [replace(one, left_out=one in past) for one in wanted]

    def _prune(self, cells: int) -> None:
        """Lets go of what is worth least, also to the last question, until so many cells are in use; of all but the
        prefix where this memory cannot be moved, so that a shorter conversation is read again."""
        if len(self.book) <= cells:
            return
        worth = overlap(self.book, self._asked)
        mask = merged(self._policy(self.book, cells, worth=worth), self.book, SPANS)
        # The last exchange is kept by every policy; where it alone is more than there is room for, it goes too.
        if mask.sum() > cells or not self._keep(mask):
            self._cut(int((self.book.kind == PREFIX).sum()))

    def _let_go(self, now: Wanted) -> None:
        """After an answer: the block leaves, and the unit is known; as much is pruned as a turn like this one needs."""
        block = (self.book.unit == now.number) & (self.book.kind == BLOCK)
        if self._keep(~block):
            self._close(now.number, now.unit.seam)
        else:  # the block leaves when the words after it are read again
            self.known.append(Known(now.number, int((self.book.unit == now.number).sum()), seam=now.unit.seam))

    def _close(self, number: int, seam: int = -1) -> None:
        """A unit is there as a whole."""
        mine = self.book.token[self.book.unit == number]
        self.known = [one for one in self.known if one.number != number]
        if len(mine):
            self.known.append(Known(number, len(mine), digest(mine), seam))

    def make_room(self, cells: int) -> None:
        """Prunes, for a time when nobody waits, where fewer cells than these are free. Nothing where this memory cannot
        be moved: the next prompt says what of the conversation is worth reading again."""
        spare = AT_REST if self._context.layout.keys == "f16" else SPARE
        if self._context.can_shift and self.budget - len(self.book) < cells:
            self._prune(max(0, int((self.budget - cells) * (1 - spare))))

    @property
    def gone(self) -> tuple[int, ...]:
        """Which exchanges of the conversation, numbered from the first of the prompt, are in the cache no more, or not
        whole, and are not read again. May be asked from any thread."""
        known = [one for one in self.known[1:] if not one.slid]
        there = whole(self.book, known)
        return tuple(at for at, one in enumerate(known) if one.digest and not there[at])

    @property
    def slid(self) -> int:
        """How many exchanges that no prompt has any more are in the cache, whole."""
        return sum(whole(self.book, [one for one in self.known if one.slid]))

    # ---- the cache and the book -------------------------------------------------------------------------------

    def _read(self, one: Wanted) -> None:
        unit = one.unit
        if not one.left_out:
            begun = len(self.book)
            try:
                self._append(unit.tokens[one.start :], unit.kinds[one.start :], one.number)
            finally:
                self.read += max(0, len(self.book) - begun)
        if one is not self._wanted[-1]:
            self.known.append(Known(one.number, len(unit), unit.digest))

    def _append(
        self, tokens: NDArray[np.int32], kinds: NDArray[np.int8], number: int, *, weigh: bool = False
    ) -> None:
        begun = len(self.book)
        weights = np.full(len(tokens), np.nan, np.float32)

        def told(start: int, logits: Logits) -> None:
            after = tokens[start + 1 : start + 1 + len(logits)]
            weights[start + 1 : start + 1 + len(after)] = surprisal(logits[: len(after)], after)

        try:
            self._context.read(tokens.tolist(), each=told if weigh else None)
        finally:
            read = self._context.length() - begun
            if not self._cleared():
                self.book = self.book.appended(tokens[:read].tolist(), number, kinds[:read].tolist(), weights[:read])

    def _append_all(self, tokens: Sequence[int], number: int) -> None:
        """Appends tokens of an answer in one pass, the outcome of each wanted."""
        try:
            self._context.read_rows([(0, token) for token in tokens])
        except Aborted:
            self._cleared()
            raise
        self.book = self.book.appended(tokens, number, ANSWER)

    def _cleared(self) -> bool:
        """Whether a memory that knows no parts has let go of all; the book follows it."""
        if self._context.length() >= len(self.book):
            return False
        self.book, self.known = Book(), []
        return True

    def _keep(self, mask: NDArray[np.bool_]) -> bool:
        if mask.all():
            return True
        if not self._context.close_up(spans(mask)):
            return False
        self.book = self.book.kept(mask)
        return True

    def _cut(self, length: int) -> bool:
        """Lets go of all but the first tokens; of all and everything, and False, where this memory knows no parts."""
        if length >= len(self.book):
            return True
        kept = self._context.keep(length)
        self.book = self.book.cut(kept)
        if kept == length:
            return True
        self.known = []
        return False
