"""A context of llama.cpp over a model: sequences of tokens in one cache, and what the model makes of them.

Invariant: `length` of a sequence is the number of its tokens in the cache, at positions from 0 without a hole, whatever
was stopped or refused. A context belongs to one thread; only `stop` may be called from another. No Python runs inside a
computation.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from llama_cpp import llama_cpp as lib
from numpy.typing import NDArray

from secondme.errors import BadModel, ModelError
from secondme.llm.cells import Sharing, Span, gaps

if TYPE_CHECKING:
    from secondme.llm.sampling import Sampler

BATCH = 512
"""Tokens of a pass."""
LOGITS_BYTES = 48 << 20
"""Memory that the logits of a pass may take where those of all its tokens are wanted; a pass is cut to it."""
TYPES = {"f16": 1, "q8_0": 8, "q4_0": 2}
"""Kinds of cells, by ggml's numbers."""

_FULL, _ABORTED = 1, 2

Logits = NDArray[np.float32]
State = bytes | bytearray
"""A sequence of the cache, as llama.cpp writes it."""


class Aborted(Exception):
    """A computation was stopped; of the tokens of that pass none is in the cache."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a cache is laid out: cells, threads, sequences that share the cells, kinds of keys and values, whether flash
    attention computes (values that are not f16 need it), whether the cache of layers on a graphics processor is there
    too. `writing` threads compute passes of one token; 0: as many as all others."""

    room: int
    threads: int
    sequences: int = 1
    keys: str = "f16"
    values: str = "f16"
    flash: bool = False
    gpu: bool = False
    writing: int = 0


class Watcher(Protocol):
    """Who sees to it that weights are there when a pass wants them."""

    @property
    def callback(self) -> Any:
        """A function for llama.cpp's `cb_eval`; None where it need not be told of what is computed."""

    def begin(self, give_up: Callable[[], None]) -> None:
        """A pass begins; `give_up` breaks it off. Raises: ModelError."""

    def end(self, done: bool) -> None:
        """A pass has ended, by itself or broken off. Raises: ModelError where it was the watcher that gave up, or what
        was computed cannot be believed."""


class Context:
    """Sequences of tokens in one cache. After `stop` every reading raises Aborted until `resume`."""

    def __init__(self, model: Any, name: str, words: int, layout: Layout, watcher: Watcher | None = None) -> None:
        """`model` is llama.cpp's pointer, `words` the size of its vocabulary. A `watcher` is asked at every pass.

        Raises: BadModel where llama.cpp refuses: not enough memory, or a layout that this model cannot have.
        """
        asked = lib.llama_context_default_params()
        asked.n_ctx = layout.room
        asked.n_batch = asked.n_ubatch = BATCH
        asked.n_seq_max = layout.sequences
        asked.kv_unified = True
        asked.n_threads, asked.n_threads_batch = layout.writing or layout.threads, layout.threads
        asked.type_k, asked.type_v = TYPES[layout.keys], TYPES[layout.values]
        flash = lib.LLAMA_FLASH_ATTN_TYPE_ENABLED if layout.flash else lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        asked.flash_attn_type = flash
        asked.offload_kqv, asked.op_offload = layout.gpu, False
        asked.no_perf = True
        self._watcher = watcher
        if watcher is not None and watcher.callback is not None:
            asked.cb_eval = watcher.callback
        self._pointer = lib.llama_init_from_model(model, asked)
        if not self._pointer:
            raise BadModel(
                f"There is no room for a context of {layout.room:,} tokens of {name}"
                + (f" with keys of {layout.keys} and values of {layout.values}." if layout.keys != "f16" else "."),
                "Set a shorter `context` in [model].",
            )
        self._memory = lib.llama_get_memory(self._pointer)
        self._words = words
        self._batch = lib.llama_batch_init(BATCH, 0, 1)
        self._lengths = [0] * layout.sequences
        self._sharing = Sharing(layout.sequences)
        self._shifted: dict[int, int] = {}
        self._outputs = 0
        self.layout = layout
        self.room = int(lib.llama_n_ctx(self._pointer))
        # A recurrent memory says that it has let go of a part, and has not.
        self._whole = lib.llama_model_is_recurrent(model) or lib.llama_model_is_hybrid(model)
        self.can_shift = bool(lib.llama_memory_can_shift(self._memory)) and not self._whole
        self._stop = ctypes.create_string_buffer(2)
        self._never = ctypes.create_string_buffer(2)
        self._callback = abort_callback()
        self._heed(self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def used(self) -> int:
        """Cells in use, by all sequences; one that several share counts once."""
        return self._sharing.used(self._lengths)

    @property
    def parts(self) -> bool:
        """Whether some tokens of a sequence can be let go of without the others."""
        return not self._whole

    def length(self, sequence: int = 0) -> int:
        """Tokens of a sequence."""
        return self._lengths[sequence]

    # ---- computing -------------------------------------------------------------------------------------------

    def read(
        self, tokens: Sequence[int], sequence: int = 0, each: Callable[[int, Logits], None] | None = None
    ) -> None:
        """Appends tokens to a sequence, a pass after the other.

        `each(start, logits)` is given what the model makes of the tokens from number `start` on, shape (some, words),
        valid until it returns; all passes together give it every token once.
        Raises: Aborted; passes that had ended stay.
        """
        most = BATCH if each is None else max(1, min(BATCH, LOGITS_BYTES // (4 * self._words)))
        for start in range(0, len(tokens), most):
            some = tokens[start : start + most]
            wanted = len(some) if each else int(start + most >= len(tokens))
            first = self._lengths[sequence]
            rows = [(sequence, first + n, token) for n, token in enumerate(some)]
            self._pass(rows, range(len(some) - wanted, len(some)))
            if each:
                each(start, self._all(len(some)))

    def read_rows(self, rows: Sequence[tuple[int, int]], wanted: Collection[int] | None = None) -> None:
        """Appends (sequence, token) pairs, at most `BATCH` of them, in one pass; `logits` has a row for each, or for
        those whose numbers are `wanted`.

        Raises: Aborted; then none was appended.
        """
        begun = list(self._lengths)
        placed = []
        for sequence, token in rows:
            placed.append((sequence, begun[sequence], token))
            begun[sequence] += 1
        self._pass(placed, range(len(placed)) if wanted is None else wanted)

    def logits(self, row: int = -1) -> Logits:
        """What the model makes of a token of the last pass whose outcome was wanted: of the last, or of one of several
        by its number; shape (words,), valid until the next pass."""
        number = row if row >= 0 else self._outputs - 1
        found: Logits = self._all(self._outputs)[number]
        return found

    def pick(self, sampler: Sampler) -> int:
        """The next token, by the outcome of the last token read."""
        return sampler.pick(self.logits())

    def _pass(self, rows: Sequence[tuple[int, int, int]], wanted: Collection[int]) -> None:
        """One pass over (sequence, position, token) rows; the outcome of those with the `wanted` numbers is kept."""
        if self.stopped:
            raise Aborted
        if self._shifted:
            self._shift_now(*rows[0])
        self._outputs = 0
        outcome = _ABORTED
        try:
            outcome = self._computed(rows, wanted)
        finally:
            for sequence in {sequence for sequence, _, _ in rows} if outcome else ():
                self.keep(self._lengths[sequence], sequence)
        if outcome == 0:
            self._outputs = len(wanted)
            for sequence, position, _ in rows:
                self._lengths[sequence] = position + 1
            return
        if outcome == _ABORTED:
            raise Aborted
        if outcome == _FULL:
            raise ModelError("There is no room left in the model's context.", "Raise `context` in [model].")
        raise RuntimeError(
            f"llama_decode answered {outcome} to {len(rows)} tokens; {self.used} of {self.room} cells in use"
        )

    def _computed(self, rows: Sequence[tuple[int, int, int]], wanted: Collection[int]) -> int:
        batch = self._batch
        batch.n_tokens = len(rows)
        for at, (sequence, position, token) in enumerate(rows):
            batch.token[at], batch.pos[at] = token, position
            batch.n_seq_id[at], batch.seq_id[at][0] = 1, sequence
            batch.logits[at] = at in wanted
        if self._watcher is None:
            return int(lib.llama_decode(self._pointer, batch))
        self._watcher.begin(self._give_up)
        outcome = int(lib.llama_decode(self._pointer, batch))
        self._watcher.end(outcome == 0)
        return outcome

    def _shift_now(self, sequence: int, position: int, token: int) -> None:
        """Has pending shifts applied, before a pass of one token that is taken back; `stop` waits for it.

        llama.cpp turns the keys layer by layer, and all of them again at the next pass if it is stopped in between.
        """
        self._never[0] = b"\0"
        self._heed(self._never)
        try:
            self._computed([(sequence, position, token)], ())
        finally:
            self._heed(self._stop)
            self._shifted.clear()
            self.keep(position, sequence)

    def _heed(self, what: ctypes.Array[ctypes.c_char]) -> None:
        lib.llama_set_abort_callback(self._pointer, self._callback, ctypes.cast(what, ctypes.c_void_p))

    def _all(self, rows: int) -> Logits:
        return np.ctypeslib.as_array(lib.llama_get_logits(self._pointer), (max(1, rows), self._words))

    def warm_up(self) -> None:
        """Computes a token, and forgets all."""
        if self._computed([(0, 0, 0)], ()) != 0:
            raise RuntimeError("a context refuses its first token")
        self._clear()

    # ---- the cache -------------------------------------------------------------------------------------------

    def keep(self, length: int, sequence: int = 0) -> int:
        """Forgets what comes after the first `length` tokens of a sequence; all of it, and with it all sequences, where
        the model's memory knows no parts. How many tokens are left."""
        part = self._whole and 0 < length < self._lengths[sequence]
        if part or not lib.llama_memory_seq_rm(self._memory, sequence, length, -1):
            self._clear()
            return 0
        left = self._lengths[sequence] = min(length, self._lengths[sequence])
        self._sharing.cut(sequence, left)
        if self._shifted.get(sequence, -1) >= left:
            del self._shifted[sequence]
        return left

    def copy(self, source: int, to: int) -> None:
        """Makes a sequence the same as another, all of it, in the same cells; what either reads next is its own."""
        self.keep(0, to)
        length = self._lengths[source]
        lib.llama_memory_seq_cp(self._memory, source, to, 0, length)
        self._sharing.copied(source, to, length)
        self._lengths[to] = length

    def close_up(self, kept: Sequence[Span], sequence: int = 0, *, pack: bool = True) -> bool:
        """Forgets all of a sequence but some spans of positions, in order, and moves these together.

        With `pack` the cells move too, so that attention is no wider than what is left. Without, what is read next
        takes the free cells. False, and nothing is done, where this memory cannot be moved or the cells are shared.
        """
        length = self._lengths[sequence]
        if not self.can_shift or self._sharing.of(sequence):
            return False
        empty = gaps(kept, length)
        for begin, end in empty:
            if not lib.llama_memory_seq_rm(self._memory, sequence, begin, end):
                if begin == empty[0][0]:
                    return False
                raise RuntimeError("the cache lets go of some spans and not of others")
        # A state must not be taken while a shift is pending: it would hold the new positions and the old keys.
        if pack and sequence not in self._shifted and len(empty) > int(bool(empty) and empty[-1][1] == length):
            self._repacked(sequence)
        place = 0
        for begin, end in kept:
            if begin != place:
                lib.llama_memory_seq_add(self._memory, sequence, begin, end, place - begin)
                self._shifted[sequence] = min(place, self._shifted.get(sequence, place))
            place += end - begin
        self._lengths[sequence] = place
        return True

    def state(self, last: int, sequence: int = 0) -> State:
        """A sequence as bytes, for `restore`. `last` is its last token, or any other: where a shift is pending one is
        read, and taken back.

        Raises: Aborted.
        """
        if sequence in self._shifted:
            if self.stopped:
                raise Aborted
            self._shift_now(sequence, self._lengths[sequence], last)
        return self._taken(sequence)

    def restore(self, state: State, tokens: int, sequence: int = 0) -> bool:
        """Puts a sequence of so many tokens back that `state` gave, of the same model and layout; the caller answers
        for that. False where llama.cpp refuses it; the sequence is empty then."""
        self.keep(0, sequence)
        if not self._given(state, sequence):
            self.keep(0, sequence)
            return False
        self._lengths[sequence] = tokens
        return True

    def _clear(self) -> None:
        lib.llama_memory_clear(self._memory, True)
        self._lengths = [0] * len(self._lengths)
        self._sharing = Sharing(len(self._lengths))
        self._shifted.clear()

    def _taken(self, sequence: int) -> bytearray:
        # A state may be half a gigabyte: there is never a second one of it.
        state = bytearray(lib.llama_state_seq_get_size(self._pointer, sequence))
        room = (ctypes.c_uint8 * len(state)).from_buffer(state)
        written = lib.llama_state_seq_get_data(self._pointer, room, len(state), sequence)
        del room
        del state[written:]
        return state

    def _given(self, state: State, sequence: int) -> bool:
        own = isinstance(state, bytearray)
        given: Any = (ctypes.c_uint8 * len(state)).from_buffer(state) if own else ctypes.c_char_p(bytes(state))
        given = ctypes.cast(given, ctypes.POINTER(ctypes.c_uint8))
        return bool(lib.llama_state_seq_set_data(self._pointer, given, len(state), sequence) == len(state))

    def _repacked(self, sequence: int) -> None:
        state = self._taken(sequence)
        lib.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        if not self._given(state, sequence):
            raise RuntimeError("llama.cpp does not take back the state that it gave")

    # ---- stopping --------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stops the computation that runs, and those to come. May be called from any thread."""
        self._stop[0] = b"x"

    def _give_up(self) -> None:
        """Stops a pass that can only fail, also one that `stop` waits for."""
        self._stop[0] = self._never[0] = b"x"

    def resume(self) -> None:
        """Takes `stop` back."""
        self._stop[0] = b"\0"

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called and not taken back."""
        return self._stop[0] != b"\0"

    def close(self) -> None:
        """Lets the cache go."""
        if self._pointer:
            lib.llama_batch_free(self._batch)
            lib.llama_free(self._pointer)
            self._pointer = None


def abort_callback() -> Any:
    """What llama.cpp asks, a thousand times a pass, whether to go on: the C library's own `strlen`.

    Its argument is a buffer of ours: an empty string says go on, any other says stop. So no Python runs inside the
    computation, which a busy thread of this process would make wait. Where there is no such function to be had, a
    Python one does the same, slower.
    """
    try:
        strlen = ctypes.CDLL(None if os.name == "posix" else "msvcrt").strlen
    except (AttributeError, OSError, TypeError):
        return lib.ggml_abort_callback(lambda data: ctypes.c_char.from_address(data).value != b"\0")
    return ctypes.cast(strlen, lib.ggml_abort_callback)
