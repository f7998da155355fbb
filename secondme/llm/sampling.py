"""What chooses the tokens of one answer: a repeat penalty, a chain of llama.cpp's samplers, and a grammar.

It chooses from logits alone and asks no context, so that the rows of one pass can be gone through one after the other.
"""

from __future__ import annotations

import ctypes
from collections import deque
from typing import Any

import numpy as np
from llama_cpp import llama_cpp as lib
from numpy.typing import NDArray

from secondme.errors import ModelError, Refused

REPEAT_PENALTY = 1.05
"""On what the answer itself has said, not on what was asked. Measured on the starter model: of six open answers
2.5 % of all runs of four words stood there before, without it 12.7 % (1.1: 1.7); of 72 questions on notes it
answered 54 rightly, without it 53."""
REPEAT_WINDOW = 64
LIKELY = 40
"""Tokens that are drawn from, where any are drawn."""
BEST = 64
MORE = 1024
"""Tokens that a grammar is asked about where it refuses the best one, before it is asked about all."""

_CANDIDATE = np.dtype([("id", "i4"), ("logit", "f4"), ("p", "f4")])

Logits = NDArray[np.float32]
Tokens = NDArray[np.int32]


class Grammar:
    """A form, in llama.cpp's GBNF with the rule `root`, that one answer keeps. It goes along with the answer."""

    def __init__(self, vocabulary: Any, text: str) -> None:
        """`vocabulary` is llama.cpp's pointer. Raises: Refused if it cannot be read."""
        self._pointer = lib.llama_sampler_init_grammar(vocabulary, text.encode("utf-8", "replace"), b"root")
        if not self._pointer or not text:  # of no text at all it makes a grammar that refuses nothing
            raise Refused(
                "llama.cpp cannot read the grammar that the answer should keep.",
                "It is broken, has no rule `root`, or a rule that begins with itself.",
            )

    def allowed(self, tokens: Tokens) -> Tokens:
        """Those of some tokens that may stand next, in the same order."""
        rows = _candidates(tokens, np.zeros(len(tokens), np.float32))
        _apply(self._pointer, rows)
        kept: Tokens = rows["id"][np.isfinite(rows["logit"])]
        return kept

    def accept(self, token: int, *, checked: bool = False) -> None:
        """Goes on by a token. Raises: ValueError if it may not stand next, unless that was `checked`: then llama.cpp
        would end the process."""
        if not checked and not self.allowed(np.array([token], np.int32)).size:
            raise ValueError(f"token {token} may not stand next")
        lib.llama_sampler_accept(self._pointer, token)

    def close(self) -> None:
        """Lets it go."""
        if self._pointer:
            lib.llama_sampler_free(self._pointer)
            self._pointer = None


class Sampler:
    """Chooses the next token; made anew for each answer, so that what it knows is that answer alone.

    At temperature 0 the likeliest token. `words` is the size of the vocabulary. A grammar belongs to its sampler and
    is closed with it; it is asked about the best token alone, and about more only where it refuses that one: asked
    about the whole vocabulary at every token it took a quarter of the time of a pass.
    """

    def __init__(self, words: int, temperature: float, seed: int, grammar: Grammar | None = None) -> None:
        self._words = words
        self._said: deque[int] = deque(maxlen=REPEAT_WINDOW)
        self._grammar = grammar
        self._fits: int | None = None
        self._chain = None
        if temperature > 0:
            self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
            for step in (
                lib.llama_sampler_init_top_k(LIKELY),
                lib.llama_sampler_init_top_p(0.95, 1),
                lib.llama_sampler_init_min_p(0.05, 1),
                lib.llama_sampler_init_temp(temperature),
                lib.llama_sampler_init_dist(seed),
            ):
                lib.llama_sampler_chain_add(self._chain, step)

    def pick(self, logits: Logits) -> int:
        """Chooses a token and accepts it."""
        token = self.choose(logits)
        self.accept(token)
        return token

    def choose(self, logits: Logits) -> int:
        """The next token, by logits of shape (words,). It is not said until it is accepted.

        Raises: ModelError if no token at all keeps to the grammar.
        """
        rated = self._penalised(logits)
        token = int(rated.argmax()) if self._chain is None else self._drawn(_best(rated, BEST), rated)
        if self._grammar is None or self._grammar.allowed(np.array([token], np.int32)).size:
            self._fits = token
            return token
        for most in (BEST, MORE, self._words):
            allowed = self._grammar.allowed(_best(rated, most))
            if allowed.size:
                self._fits = self._drawn(allowed, rated)
                return self._fits
        raise ModelError("The model has no word with which the answer could keep the form that was asked for.")

    def accept(self, token: int) -> None:
        """Takes a token as said. Raises: ValueError if the grammar does not allow it."""
        if self._grammar is not None:
            self._grammar.accept(token, checked=token == self._fits)
            self._fits = None
        self._said.append(token)

    def close(self) -> None:
        """Lets it go."""
        if self._chain:
            lib.llama_sampler_free(self._chain)
            self._chain = None
        if self._grammar is not None:
            self._grammar.close()

    def _penalised(self, logits: Logits) -> Logits:
        """What was said lately made less likely, as llama.cpp's sampler of penalties does; here, since that one goes
        through the vocabulary twice, at a fortieth of the time of a small model's pass."""
        rated = logits.copy()
        said = np.array(list(set(self._said)), np.intp)
        raw = rated[said]
        penalty = np.float32(REPEAT_PENALTY)
        rated[said] = np.where(raw <= 0, raw * penalty, raw / penalty)
        return rated

    def _drawn(self, tokens: Tokens, rated: Logits) -> int:
        if self._chain is None:
            return int(tokens[rated[tokens].argmax()])
        return _apply(self._chain, _candidates(tokens, rated[tokens]))


def _best(rated: Logits, most: int) -> Tokens:
    """The best tokens, likeliest first; where all are wanted, all as they come."""
    if len(rated) <= most:
        return np.arange(len(rated), dtype=np.int32)
    some = np.argpartition(-rated, most)[:most]
    return some[np.argsort(-rated[some], kind="stable")].astype(np.int32)


def _candidates(tokens: Tokens, logits: Logits) -> NDArray[np.void]:
    rows = np.zeros(len(tokens), _CANDIDATE)
    rows["id"], rows["logit"] = tokens, logits
    return rows


def _apply(sampler: Any, rows: NDArray[np.void]) -> int:
    """Lets a sampler of llama.cpp work on candidates; the token that it chose, -1 where it is not one that chooses."""
    found = lib.llama_token_data_array(
        data=ctypes.cast(rows.ctypes.data, lib.llama_token_data_p), size=len(rows), selected=-1, sorted=False
    )
    lib.llama_sampler_apply(sampler, ctypes.byref(found))
    return int(found.data[found.selected].id) if found.selected >= 0 else -1
