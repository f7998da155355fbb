"""Vectors of whole texts, as a model of llama.cpp pools them from those of their tokens.

The model's own pooling is used where its file names one, else the mean. One thread at a time computes; only `stop` may
be called from another.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from llama_cpp import llama_cpp as lib
from numpy.typing import NDArray

from secondme.errors import BadModel
from secondme.llm.context import Aborted, abort_callback
from secondme.llm.llama import Model

ROOM = 512
"""Tokens of a text that are read, and of the texts of one pass together: passages are shorter, and the work of a pass
grows with the square of a text."""
TOGETHER = 8
"""Texts of one pass, at most."""
LETTERS = 16
"""Letters a token that are looked at; few tokens are longer."""
POOLINGS = {
    lib.LLAMA_POOLING_TYPE_MEAN: "mean",
    lib.LLAMA_POOLING_TYPE_CLS: "first token",
    lib.LLAMA_POOLING_TYPE_LAST: "last token",
}

Tokens = Sequence[int]


class Pooled:
    """A model that turns texts into vectors."""

    def __init__(self, path: Path) -> None:
        """Raises: NoModel if there is no such file; BadModel if it is cut, damaged, or makes no vectors of texts."""
        self._model = Model.open(path, pooled=True)
        pointer = self._model.pointer
        asked = lib.llama_context_default_params()
        asked.n_ctx = asked.n_batch = asked.n_ubatch = self.room = max(1, min(ROOM, self._model.trained or ROOM))
        asked.n_seq_max = TOGETHER
        asked.kv_unified = True
        asked.embeddings = True
        asked.pooling_type = self._named()
        asked.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        asked.offload_kqv, asked.op_offload = False, False
        asked.no_perf = True
        self._pointer = lib.llama_init_from_model(pointer, asked)
        if not self._pointer:
            self._model.close()
            raise BadModel(f"There is no room in memory to make vectors with {path.name}.", "Choose a smaller model.")
        pooling = lib.llama_pooling_type(self._pointer)
        if pooling not in POOLINGS:
            self.close()
            raise BadModel(f"{path.name} ranks texts and makes no vectors of them.", "Choose an embedding model.")
        self.pooling = POOLINGS[pooling]
        self.trained = self._model.trained
        self.dimensions = int(lib.llama_model_n_embd_out(pointer))
        self._memory = lib.llama_get_memory(self._pointer)
        self._batch = lib.llama_batch_init(self.room, 0, TOGETHER)
        self._stop = ctypes.create_string_buffer(2)
        self._callback = abort_callback()
        lib.llama_set_abort_callback(self._pointer, self._callback, ctypes.cast(self._stop, ctypes.c_void_p))

    def embed(self, texts: Sequence[str], threads: int) -> NDArray[np.float32]:
        """Vectors of unit length, one a text, of its first `room` tokens; zeros for a text without a sign.

        Raises: Aborted after `stop`; BadModel where llama.cpp gives none.
        """
        lib.llama_set_n_threads(self._pointer, threads, threads)
        found = np.zeros((len(texts), self.dimensions), np.float32)
        whole = {at: self._cut(text) for at, text in enumerate(texts) if text.strip()}
        for some in _passes(whole, self.room):
            for at, vector in zip(some, self._pass([whole[one] for one in some]), strict=True):
                found[at] = vector / (np.linalg.norm(vector) or 1.0)
        return found

    def stop(self) -> None:
        """Has every pass break off until `resume`."""
        self._stop[0] = b"x"

    def resume(self) -> None:
        """Takes `stop` back."""
        self._stop[0] = b"\0"

    def close(self) -> None:
        """Lets the model go."""
        if self._pointer:
            if hasattr(self, "_batch"):
                lib.llama_batch_free(self._batch)
            lib.llama_free(self._pointer)
            self._pointer = None
            self._model.close()

    def _named(self) -> int:
        """The pooling that the file names; the mean where it names none."""
        header = self._model.header
        key = f"{header.architecture}.pooling_type"
        named = header.metadata.get(key, lib.LLAMA_POOLING_TYPE_NONE)
        known = isinstance(named, int) and named != lib.LLAMA_POOLING_TYPE_NONE
        return int(named) if known else int(lib.LLAMA_POOLING_TYPE_MEAN)

    def _cut(self, text: str) -> Tokens:
        """A text's tokens within the model's marks; of one that is too long the beginning, and the mark at its end."""
        tokens = self._model.framed(text[: self.room * LETTERS])
        return tokens if len(tokens) <= self.room else [*tokens[: self.room - 1], tokens[-1]]

    def _pass(self, texts: Sequence[Tokens]) -> list[NDArray[np.float32]]:
        if self._memory:
            lib.llama_memory_clear(self._memory, True)
        batch, at = self._batch, 0
        for sequence, tokens in enumerate(texts):
            for position, token in enumerate(tokens):
                batch.token[at], batch.pos[at], batch.n_seq_id[at] = token, position, 1
                batch.seq_id[at][0], batch.logits[at] = sequence, 1
                at += 1
        batch.n_tokens = at
        failed = lib.llama_decode(self._pointer, batch)
        if self._stop[0] != b"\0":
            raise Aborted
        found = [lib.llama_get_embeddings_seq(self._pointer, sequence) for sequence in range(len(texts))]
        if failed or not all(found):
            raise BadModel(f"llama.cpp makes no vectors with {self._model.card.path.name}.", "Choose another model.")
        vectors = [np.ctypeslib.as_array(one, (self.dimensions,)).copy() for one in found]
        if not all(np.isfinite(vector).all() for vector in vectors):
            raise BadModel(f"{self._model.card.path.name} makes vectors of no numbers.", "Download it again.")
        return vectors


def _passes(texts: dict[int, Tokens], room: int) -> Iterator[list[int]]:
    """The numbers of texts that are read together."""
    some: list[int] = []
    for at, tokens in texts.items():
        if some and (len(some) == TOGETHER or sum(len(texts[one]) for one in some) + len(tokens) > room):
            yield some
            some = []
        some.append(at)
    if some:
        yield some
