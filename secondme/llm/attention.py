"""The lab's own context: what each head looks at, and the keys and values it finds there.

llama.cpp calls back before and after every node of its graph (`cb_eval`); the weights are a node only where flash
attention is off. Python runs inside the computation here, so this is for the lab and for a process of its own, never
for the chat. A context belongs to one thread.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Collection, Sequence
from functools import cache
from types import TracebackType
from typing import Any, Self

import numpy as np
from llama_cpp import llama_cpp as lib

from secondme.errors import BadModel, Refused
from secondme.llm.ggml import library
from secondme.llm.llama import Model
from secondme.llm.reference import Array, Captured

PASS = 128
"""Tokens of a pass: its weights are there all at once, for one layer after the other."""
MOST_BYTES = 256 << 20
"""What may be kept of one text."""

Each = Callable[[int, int, Array], None]

_WEIGHTS, _PARTS = "kq_soft_max", ("Qcur", "Kcur", "Vcur")
_F32 = 0
_SIDES_AT = 16
"""Where in `struct ggml_tensor` the four sides stand: behind the type and a pointer. There is no getter of them."""


class AttentionContext:
    """One text at a time, read with the weights of chosen layers in view."""

    def __init__(self, model: Model, room: int, threads: int = 1) -> None:
        """Raises: BadModel where llama.cpp refuses, or where the model has no attention to be read."""
        asked = lib.llama_context_default_params()
        asked.n_ctx = room
        asked.n_batch = asked.n_ubatch = PASS
        asked.n_seq_max = 1
        asked.n_threads = asked.n_threads_batch = threads
        asked.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        asked.swa_full = True  # so that a cell is a position in every layer
        asked.offload_kqv = asked.op_offload = False
        asked.no_perf = True
        self._callback = lib.ggml_backend_sched_eval_callback(self._seen)  # C holds its address
        asked.cb_eval = self._callback
        self._wanted: dict[bytes, tuple[str, int]] = {}
        self._hear: Callable[[str, int, Array], None] = _deaf
        self._fault: BaseException | None = None
        self._getters = _getters()
        self._words = model.words
        self._pointer = lib.llama_init_from_model(model._pointer, asked)
        if not self._pointer:
            raise BadModel(f"There is no room for a context of {room:,} tokens of {model.card.path.name}.")
        self.room = int(lib.llama_n_ctx(self._pointer))
        self.layers = int(lib.llama_model_n_layer(model._pointer))
        self.heads = int(lib.llama_model_n_head(model._pointer))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def read(self, tokens: Sequence[int], layers: Collection[int], each: Each) -> list[int]:
        """Reads a text from its beginning; the word that the model holds likeliest after each token.

        `each(layer, first, weights)` is given the weights of the queries from number `first` on, shape (heads,
        queries, cells up to the last of them), valid until it returns.
        Raises: Refused if the text is longer than the context; BadModel if the model has no such weights.
        """
        heard = 0

        def weights(_: str, layer: int, found: Array) -> None:
            nonlocal heard
            heard += 1
            each(layer, self._first, found[:, :, : self._first + found.shape[1]])

        likeliest = self._passes(tokens, {_WEIGHTS: layers}, weights)
        if layers and not heard:
            raise BadModel("The attention of this model cannot be read: it has no weights of its own node.")
        return likeliest

    def weights(self, tokens: Sequence[int], layers: Collection[int], last: int = 0) -> dict[int, Array]:
        """The weights of chosen layers: (heads, queries, tokens) each, of the last queries or (0) of all.

        Raises: as `read`; Refused if they would take more than `MOST_BYTES`.
        """
        count = len(tokens)
        rows = min(last, count) or count
        self._bounded(len(layers) * self.heads * rows * count)
        kept: dict[int, Array] = {}

        def keep(layer: int, first: int, found: Array) -> None:
            if layer not in kept:
                kept[layer] = np.zeros((len(found), rows, count), np.float32)
            begin = max(first, count - rows)
            end = first + found.shape[1]
            if begin < end:
                place = slice(begin - (count - rows), end - (count - rows))
                kept[layer][:, place, : found.shape[2]] = found[:, begin - first :]

        self.read(tokens, layers, keep)
        return kept

    def tensors(self, tokens: Sequence[int], layers: Sequence[int]) -> list[Captured]:
        """All of some layers' attention over a text. Raises: as `weights`."""
        count = len(tokens)
        self._bounded(len(layers) * self.heads * count * count)
        weights: dict[int, Array] = {}
        rows: dict[tuple[str, int], list[Array]] = {(part, layer): [] for part in _PARTS for layer in layers}
        latest: dict[str, Array] = {}

        def keep(name: str, layer: int, found: Array) -> None:
            first, last = self._first, min(self._first + PASS, count)
            if name != _WEIGHTS:
                # a name stands for several nodes of a pass: not yet split into heads, split, and last the rotated ones
                if len(found) == last - first:
                    latest[name] = found.copy()
                return
            if layer not in weights:
                weights[layer] = np.zeros((len(found), count, count), np.float32)
            weights[layer][:, first:last, :last] = found[:, :, :last]
            if len(latest) < len(_PARTS):
                raise BadModel("The keys and values of this model cannot be read: they have no nodes of their own.")
            for part in _PARTS:
                rows[part, layer].append(latest.pop(part).swapaxes(0, 1))

        self._passes(tokens, dict.fromkeys((_WEIGHTS, *_PARTS), layers), keep)
        if len(weights) < len(set(layers)):
            raise BadModel("The attention of this model cannot be read: it has no weights of its own node.")
        found = []
        for layer in layers:
            queries, keys, values = (np.concatenate(rows[part, layer], axis=1) for part in _PARTS)
            found.append(Captured(layer, queries, keys, values, weights[layer]))
        return found

    def close(self) -> None:
        """Lets it go."""
        if self._pointer:
            lib.llama_free(self._pointer)
            self._pointer = None

    def _bounded(self, numbers: int) -> None:
        if 4 * numbers > MOST_BYTES:
            raise Refused(
                f"The attention asked for would take {4 * numbers >> 20:,} MB; {MOST_BYTES >> 20} are given to it.",
                "Ask for fewer layers or a shorter text.",
            )

    def _passes(
        self, tokens: Sequence[int], wanted: dict[str, Collection[int]], hear: Callable[[str, int, Array], None]
    ) -> list[int]:
        if len(tokens) > self.room:
            raise Refused(f"The text has {len(tokens):,} tokens; the lab's context holds {self.room:,}.")
        lib.llama_memory_clear(lib.llama_get_memory(self._pointer), True)
        names = {f"{name}-{layer}".encode(): (name, layer) for name, layers in wanted.items() for layer in layers}
        self._wanted, self._hear = names, hear
        likeliest: list[int] = []
        batch = lib.llama_batch_init(PASS, 0, 1)
        try:
            for self._first in range(0, len(tokens), PASS):
                some = tokens[self._first : self._first + PASS]
                batch.n_tokens = len(some)
                for at, token in enumerate(some):
                    batch.token[at], batch.pos[at] = token, self._first + at
                    batch.n_seq_id[at], batch.seq_id[at][0], batch.logits[at] = 1, 0, True
                outcome = lib.llama_decode(self._pointer, batch)
                if self._fault:
                    fault, self._fault = self._fault, None
                    raise fault
                if outcome:
                    raise RuntimeError(f"llama_decode answered {outcome} to {len(some)} tokens after {self._first}")
                logits = np.ctypeslib.as_array(lib.llama_get_logits(self._pointer), (len(some), self._words))
                likeliest += logits.argmax(-1).tolist()
        finally:
            lib.llama_batch_free(batch)
            self._wanted, self._hear = {}, _deaf
        return likeliest

    def _seen(self, tensor: int, ask: bool, _: int | None) -> bool:
        """Whether a node is wanted; then, once it is computed, hands it on. False ends the computation."""
        found = self._wanted.get(self._getters.ggml_get_name(tensor))
        if ask or found is None:
            return found is not None or not ask
        try:
            rows = self._array(tensor)
            if rows is not None:
                self._hear(*found, rows)
        except BaseException as fault:  # noqa: BLE001 (an exception cannot pass through C; it is raised behind it)
            self._fault = fault
            return False
        return True

    def _array(self, tensor: int) -> Array | None:
        """A tensor's numbers in three dimensions; None of one that has fewer, or of another kind."""
        sides = tuple((ctypes.c_int64 * 4).from_address(tensor + _SIDES_AT))
        count = self._getters.ggml_nelements(tensor)
        if sides[0] * sides[1] * sides[2] * sides[3] != count:
            raise RuntimeError("this build of ggml lays its tensors out otherwise")
        whole = ctypes.c_int.from_address(tensor).value == _F32 and self._getters.ggml_nbytes(tensor) == 4 * count
        if self._getters.ggml_n_dims(tensor) < 2 or not whole or not self._getters.ggml_is_contiguous(tensor):
            return None
        numbers = (ctypes.c_float * count).from_address(self._getters.ggml_get_data(tensor))
        return np.frombuffer(numbers, np.float32).reshape(sides[2], sides[1], sides[0])


def _deaf(name: str, layer: int, found: Array) -> None:
    """Hears nothing."""


@cache
def _getters() -> Any:
    """ggml's own functions on tensors, out of the copy that is in use."""
    found = library("ggml-base")
    if found is None:
        raise BadModel("The attention of models cannot be read here: llama.cpp was built without its own ggml.")
    for name, kind in (
        ("ggml_get_name", ctypes.c_char_p),
        ("ggml_get_data", ctypes.c_void_p),
        ("ggml_nelements", ctypes.c_int64),
        ("ggml_nbytes", ctypes.c_size_t),
        ("ggml_n_dims", ctypes.c_int),
        ("ggml_is_contiguous", ctypes.c_bool),
    ):
        getter = getattr(found, name)
        getter.restype, getter.argtypes = kind, [ctypes.c_void_p]
    return found
