"""A conversation's KV cache: what is the same as last time is not read again.

Invariant: `tokens` are exactly those in the context's cache, in order, whatever was stopped or refused.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import takewhile

from secondme.errors import ModelError
from secondme.llm.llama import BATCH, Aborted, Context, Model, Sampler


class Session:
    """One conversation in one context."""

    def __init__(self, model: Model, context: Context) -> None:
        self._model = model
        self._context = context
        self.tokens: list[int] = []

    def prepare(self, prompt: Sequence[int]) -> int:
        """Keeps what the cache and a prompt have in common from the beginning, and removes the rest.

        The last token of the prompt is always left to be read, as the answer begins with its outcome.
        Returns how many tokens of the prompt are in the cache.
        Raises: ModelError if the prompt leaves no room for an answer.
        """
        if len(prompt) >= self._context.room:
            raise ModelError(
                f"The prompt has {len(prompt):,} tokens; the model's context holds {self._context.room:,}.",
                "Ask with fewer words, or raise `context` in [model].",
            )
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(self.tokens, prompt, strict=False)))
        kept = self._context.keep(max(0, min(common, len(prompt) - 1)))
        del self.tokens[kept:]
        return kept

    def answer(self, prompt: Sequence[int], limit: int, sampler: Sampler) -> Generator[int, None, None]:
        """Tokens of the answer to a prompt that `prepare` was given; without the mark that ends it.

        Ends early, without an error, where the context is stopped or full.
        """
        try:
            for start in range(len(self.tokens), len(prompt), BATCH):
                self._read(prompt[start : start + BATCH])
            left = min(limit, self._context.room - len(prompt))
            while left and not self._model.ends(token := self._context.pick(sampler)):
                yield token
                left -= 1
                if left:
                    self._read((token,))
        except Aborted:
            return

    def _read(self, tokens: Sequence[int]) -> None:
        try:
            self._context.read(tokens)
        finally:
            if self._context.length == len(self.tokens) + len(tokens):
                self.tokens += tokens
            else:
                del self.tokens[self._context.length :]
