"""A model of llama.cpp: its weights and its vocabulary, and what the library logs.

Besides this module, `context`, `pooling`, `sampling`, `flash.graph` and the lab's `attention`, nothing calls the
library. `use_extra_bufts` stays False: with it, this version's kernels crash on processors that have AMX, and weights
would be copied out of the memory-mapped file.
"""

from __future__ import annotations

import codecs
import ctypes
import os
from collections import deque
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

from llama_cpp import llama_cpp as lib

from secondme.errors import BadModel
from secondme.llm.catalog import ModelCard, card
from secondme.llm.context import Context, Layout, Watcher
from secondme.llm.gguf import Header, check_whole
from secondme.llm.sampling import Grammar, Sampler
from secondme.llm.unchanged import Unchanged

ENDINGS = tuple(mark.encode() for mark in ".!?…。！？")
"""What a sentence ends with."""
_ERROR_LEVEL = 4
_CONTINUED = 5


class Model:
    """A model's weights, mapped from its file, and its vocabulary. Safe to read from several threads."""

    def __init__(self, pointer: Any, card: ModelCard, header: Header) -> None:
        self._pointer = pointer
        self._vocabulary = lib.llama_model_get_vocab(pointer)
        self._pieces: dict[int, bytes] = {}
        self._unchanged: Unchanged | None = None
        self.card = card
        self.header = header
        self.template = header.text("tokenizer.chat_template")

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        header: Header | None = None,
        gpu_layers: int = 0,
        weights: bool = True,
        pooled: bool = False,
    ) -> Self:
        """Loads a GGUF file, so many of its last layers to a graphics processor. `header` is that of the file, where it
        was read and found whole. Without its `weights` it computes nothing: llama.cpp has taken its vocabulary, and
        found that its tensors have the names and the shapes that it expects, for 20 MB and a quarter of a second. One
        that is `pooled` makes vectors of texts, and need not be able to write any.

        Raises: NoModel if there is no such file; BadModel if it is cut, damaged, or not such a model.
        """
        header = header or check_whole(path)
        what = card(path, header)
        if not pooled and what.architecture.endswith("bert"):
            raise BadModel(f"{path.name} turns text into vectors; it cannot answer.", "Choose a chat model.")
        log = _log()
        log.forget()
        asked = lib.llama_model_default_params()
        asked.load_mode = lib.LLAMA_LOAD_MODE_MMAP if weights else lib.LLAMA_LOAD_MODE_NONE
        asked.no_alloc = not weights  # with the mapping an assertion of llama.cpp's ends the process
        asked.use_extra_bufts = False
        asked.n_gpu_layers = gpu_layers
        unchanged = Unchanged(path) if weights else None
        pointer = lib.llama_model_load_from_file(os.fsencode(path), asked)
        if not pointer:
            if unchanged:
                unchanged.close()
            why = log.last()
            raise BadModel(
                f"llama.cpp cannot load {path.name}" + (f": {why}." if why else "."),
                "Choose another file, or download it again.",
            )
        model = cls(pointer, what, header)
        model._unchanged = unchanged
        if lib.llama_model_has_encoder(pointer) or not (pooled or lib.llama_model_has_decoder(pointer)):
            model.close()
            if pooled:
                raise BadModel(f"{path.name} makes no vectors of texts.", "Choose an embedding model.")
            raise BadModel(f"{path.name} is not a model that continues a text.", "Choose a chat model.")
        return model

    @property
    def pointer(self) -> Any:
        """llama.cpp's own."""
        return self._pointer

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
        return self._cut_up(text, special=special, framed=False)

    def framed(self, text: str) -> list[int]:
        """The tokens of a whole text, read as letters, within the marks that the model wants around it."""
        return self._cut_up(text, special=False, framed=True)

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

    def sentence_ends(self, tokens: Sequence[int]) -> frozenset[int]:
        """The places of those of some tokens that end a sentence."""
        return frozenset(at for at, one in enumerate(tokens) if self.piece(one).rstrip().endswith(ENDINGS))

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
            if self._unchanged:
                self._unchanged.close()

    def sampler(self, temperature: float, seed: int, grammar: str = "") -> Sampler:
        """What chooses the tokens of one answer, in the form of a grammar where one is given. Raises: Refused."""
        form = Grammar(self._vocabulary, grammar) if grammar else None
        return Sampler(self.words, temperature, seed, form)

    def context(self, layout: Layout, watcher: Watcher | None = None) -> Context:
        """A context over it; without a `watcher` its passes end with a sentence once the model's file was changed.

        Raises: BadModel if llama.cpp refuses (not enough memory, say).
        """
        return Context(self._pointer, self.card.path.name, self.words, layout, watcher or self._unchanged)

    @property
    def sliding_window(self) -> int:
        """Tokens back that some of its layers see; 0 where all see all."""
        return int(lib.llama_model_n_swa(self._pointer))

    @property
    def words(self) -> int:
        """Size of the vocabulary."""
        return int(lib.llama_vocab_n_tokens(self._vocabulary))

    def _cut_up(self, text: str, *, special: bool, framed: bool) -> list[int]:
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        found = (lib.llama_token * room)()
        count = lib.llama_tokenize(self._vocabulary, raw, len(raw), found, room, framed, special)
        if count < 0:  # a vocabulary that writes more tokens than bytes
            found = (lib.llama_token * -count)()
            count = lib.llama_tokenize(self._vocabulary, raw, len(raw), found, -count, framed, special)
        return list(found[:count])

    def _mark(self, token: int) -> str:
        return self._spelled(token, marks=True).decode("utf-8", "replace") if token >= 0 else ""

    def _spelled(self, token: int, *, marks: bool) -> bytes:
        room = ctypes.create_string_buffer(64)
        length = lib.llama_token_to_piece(self._vocabulary, token, room, len(room), 0, marks)
        if length < 0:
            room = ctypes.create_string_buffer(-length)
            length = lib.llama_token_to_piece(self._vocabulary, token, room, len(room), 0, marks)
        return room.raw[:length]


class Letters:
    """Bytes of tokens to whole characters: half a character waits for its other half."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, piece: bytes) -> str:
        """The characters that are whole by now."""
        return self._decoder.decode(piece)


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
