"""The one binding to llama.cpp: a model, a context over it, and a sampler.

Nothing outside this module calls the library. `use_extra_bufts` stays False: with it, this version's kernels crash
on processors that have AMX, and weights would be copied out of the memory-mapped file. No Python runs inside a
computation. A context belongs to one thread; only `Context.stop` may be called from another.
"""

from __future__ import annotations

import codecs
import ctypes
import os
from collections import deque
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from llama_cpp import llama_cpp as lib

from secondme.errors import BadModel
from secondme.llm.catalog import ModelCard, card
from secondme.llm.gguf import check_whole

BATCH = 512
REPEAT_PENALTY = 1.05
"""On what the answer itself has said, not on what was asked. Measured on the starter model: of six open answers
2.5 % of all runs of four words stood there before, without it 12.7 % (1.1: 1.7); of 72 questions on notes it
answered 54 rightly, without it 53."""
REPEAT_WINDOW = 64

_ERROR_LEVEL = 4
_CONTINUED = 5
_ABORTED = 2
_SEQUENCE = 0


class Aborted(Exception):
    """A computation was stopped; of the tokens it was given, none may be relied upon."""


class Model:
    """A model's weights, mapped from its file, and its vocabulary. Safe to read from several threads."""

    def __init__(self, pointer: Any, card: ModelCard, template: str) -> None:
        self._pointer = pointer
        self._vocabulary = lib.llama_model_get_vocab(pointer)
        self._pieces: dict[int, bytes] = {}
        self.card = card
        self.template = template

    @classmethod
    def open(cls, path: Path) -> Self:
        """Loads a GGUF file.

        Raises: NoModel if there is no such file; BadModel if it is cut, damaged, or not a model that writes text.
        """
        header = check_whole(path)
        what = card(path, header)
        if what.architecture.endswith("bert"):
            raise BadModel(f"{path.name} turns text into vectors; it cannot answer.", "Choose a chat model.")
        log = _log()
        log.forget()
        asked = lib.llama_model_default_params()
        asked.use_mmap = True
        asked.use_extra_bufts = False
        asked.n_gpu_layers = 0
        pointer = lib.llama_model_load_from_file(os.fsencode(path), asked)
        if not pointer:
            why = log.last()
            raise BadModel(
                f"llama.cpp cannot load {path.name}" + (f": {why}." if why else "."),
                "Choose another file, or download it again.",
            )
        model = cls(pointer, what, header.text("tokenizer.chat_template"))
        if not lib.llama_model_has_decoder(pointer) or lib.llama_model_has_encoder(pointer):
            model.close()
            raise BadModel(f"{path.name} is not a model that continues a text.", "Choose a chat model.")
        return model

    @property
    def trained(self) -> int:
        """Length of context that the model was trained on, in tokens."""
        return int(lib.llama_model_n_ctx_train(self._pointer))

    @property
    def bos(self) -> str:
        """The mark that begins a text; empty where the vocabulary has none."""
        return self._mark(lib.llama_vocab_bos(self._vocabulary))

    @property
    def eos(self) -> str:
        """The mark that ends a text; empty where the vocabulary has none."""
        return self._mark(lib.llama_vocab_eos(self._vocabulary))

    def tokens(self, text: str, *, special: bool) -> list[int]:
        """The tokens of a text. With `special`, control marks become what they stand for; else they are letters."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        found = (lib.llama_token * room)()
        count = lib.llama_tokenize(self._vocabulary, raw, len(raw), found, room, False, special)
        if count < 0:  # a vocabulary that writes more tokens than bytes
            found = (lib.llama_token * -count)()
            count = lib.llama_tokenize(self._vocabulary, raw, len(raw), found, -count, False, special)
        return list(found[:count])

    def opened(self, tokens: list[int]) -> list[int]:
        """The tokens of a whole prompt, with the mark that begins a text where the model wants it."""
        bos = lib.llama_vocab_bos(self._vocabulary)
        if lib.llama_vocab_get_add_bos(self._vocabulary) and tokens[:1] != [bos]:
            return [bos, *tokens]
        return tokens

    def piece(self, token: int) -> bytes:
        """The bytes of a token; none for a control mark. A character may be spread over several tokens."""
        if token not in self._pieces:
            self._pieces[token] = self._spelled(token, marks=False)
        return self._pieces[token]

    def ends(self, token: int) -> bool:
        """Whether a token ends an answer."""
        return bool(lib.llama_vocab_is_eog(self._vocabulary, token))

    def has_mark(self, mark: str) -> bool:
        """Whether the vocabulary knows a control mark."""
        return len(self.tokens(mark, special=True)) == 1

    def close(self) -> None:
        """Lets the weights go. Its contexts must be closed before."""
        if self._pointer:
            lib.llama_model_free(self._pointer)
            self._pointer = None

    def sampler(self, temperature: float, seed: int) -> Sampler:
        """What chooses the tokens of one answer."""
        return Sampler(lib.llama_vocab_n_tokens(self._vocabulary), temperature, seed)

    def context(self, length: int, threads: int) -> Context:
        """A context of so many tokens. Raises: BadModel if llama.cpp refuses (not enough memory, say)."""
        return Context(self._pointer, self.card.path.name, length, threads)

    def _mark(self, token: int) -> str:
        return self._spelled(token, marks=True).decode("utf-8", "replace") if token >= 0 else ""

    def _spelled(self, token: int, *, marks: bool) -> bytes:
        room = ctypes.create_string_buffer(64)
        length = lib.llama_token_to_piece(self._vocabulary, token, room, len(room), 0, marks)
        if length < 0:
            room = ctypes.create_string_buffer(-length)
            length = lib.llama_token_to_piece(self._vocabulary, token, room, len(room), 0, marks)
        return room.raw[:length]


class Context:
    """One sequence of tokens, and what the model makes of it.

    `length` counts the tokens that are in the cache. After `stop` every reading raises Aborted until `resume`.
    """

    def __init__(self, model: Any, name: str, room: int, threads: int) -> None:
        asked = lib.llama_context_default_params()
        asked.n_ctx = room
        asked.n_batch = asked.n_ubatch = BATCH
        asked.n_seq_max = 1
        asked.n_threads = asked.n_threads_batch = threads
        asked.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED  # on a CPU it halves decoding past 1,000 tokens
        asked.offload_kqv = asked.op_offload = False
        asked.no_perf = True
        self._pointer = lib.llama_init_from_model(model, asked)
        if not self._pointer:
            raise BadModel(
                f"There is no room for a context of {room:,} tokens of {name}.", "Set a shorter `context` in [model]."
            )
        self._memory = lib.llama_get_memory(self._pointer)
        self.room = int(lib.llama_n_ctx(self._pointer))
        self.length = 0
        self._stop = ctypes.create_string_buffer(2)
        self._callback = _abort_callback()
        lib.llama_set_abort_callback(self._pointer, self._callback, ctypes.cast(self._stop, ctypes.c_void_p))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def read(self, tokens: Sequence[int]) -> None:
        """Reads at most `BATCH` tokens after those in the cache.

        Raises: Aborted; the cache then holds what it held before.
        """
        if self.stopped:
            raise Aborted
        row = (lib.llama_token * len(tokens))(*tokens)
        outcome = lib.llama_decode(self._pointer, lib.llama_batch_get_one(row, len(tokens)))
        if outcome == 0:
            self.length += len(tokens)
            return
        self.keep(self.length)
        if outcome == _ABORTED:
            raise Aborted
        raise RuntimeError(f"llama_decode answered {outcome} to {len(tokens)} tokens after {self.length}")

    def keep(self, length: int) -> int:
        """Forgets what comes after the first `length` tokens; all of it, where the model's memory knows no parts.

        Returns how many tokens are left.
        """
        if not lib.llama_memory_seq_rm(self._memory, _SEQUENCE, length, -1):
            lib.llama_memory_clear(self._memory, True)
            length = 0
        self.length = length
        return length

    def stop(self) -> None:
        """Stops the computation that runs, and those to come. May be called from any thread."""
        self._stop[0] = b"x"

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
            lib.llama_free(self._pointer)
            self._pointer = None

    def pick(self, sampler: Sampler) -> int:
        """The next token, by the outcome of the last reading."""
        return int(lib.llama_sampler_sample(sampler.chain, self._pointer, -1))


class Sampler:
    """Chooses the next token; made anew for each answer, so that what it knows is that answer alone.

    At temperature 0 the likeliest token. `words` is the size of the vocabulary.
    """

    def __init__(self, words: int, temperature: float, seed: int) -> None:
        self.chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        steps = [lib.llama_sampler_init_penalties(words, REPEAT_WINDOW, REPEAT_PENALTY, 0.0, 0.0)]
        if temperature <= 0:
            steps.append(lib.llama_sampler_init_greedy())
        else:
            steps += [
                lib.llama_sampler_init_top_k(40),
                lib.llama_sampler_init_top_p(0.95, 1),
                lib.llama_sampler_init_min_p(0.05, 1),
                lib.llama_sampler_init_temp(temperature),
                lib.llama_sampler_init_dist(seed),
            ]
        for step in steps:
            lib.llama_sampler_chain_add(self.chain, step)

    def close(self) -> None:
        """Lets it go."""
        if self.chain:
            lib.llama_sampler_free(self.chain)
            self.chain = None


class Letters:
    """Bytes of tokens to whole characters: half a character waits for its other half."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, piece: bytes) -> str:
        """The characters that are whole by now."""
        return self._decoder.decode(piece)


def _abort_callback() -> Any:
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


class _Log:
    """The last errors that llama.cpp wrote. It writes nowhere else. Made once: the library has one log."""

    def __init__(self) -> None:
        self._said: deque[str] = deque(maxlen=50)
        self._level = 0
        self._heard = lib.llama_log_callback(self._hear)  # C holds its address
        lib.llama_log_set(self._heard, ctypes.c_void_p(0))
        lib.llama_backend_init()

    def forget(self) -> None:
        """Begins anew."""
        self._said.clear()

    def last(self) -> str:
        """The last line; empty where there is none."""
        lines = "".join(self._said).split("\n")
        return next((line.strip().rstrip(".") for line in reversed(lines) if line.strip()), "")

    def _hear(self, level: int, text: bytes, _: int | None) -> None:
        self._level = self._level if level == _CONTINUED else level
        if self._level >= _ERROR_LEVEL:
            self._said.append(text.decode("utf-8", "replace"))


@cache
def _log() -> _Log:
    return _Log()
