"""Memory that a model's process takes beside the weights, foretold from the model's header.

Pure. The shapes of what is computed were fitted to this version of llama.cpp (0.3.36) on models of other widths, heads
and vocabularies; of these the whole process is foretold within a twentieth, a tenth where it has a few megabytes of
weights or a vocabulary that was made up.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from secondme.llm.gguf import Header
from secondme.llm.probe import BITS, PLAIN, Kinds

MIB = 1 << 20
BATCH = 512
"""Tokens of a pass, as `context` asks for them."""
PROCESS = 55 * MIB
"""The process without a model, its libraries and one answer: 28 MiB of its own, 24 of libraries, 2 that an answer
leaves."""
PER_WORD, PER_MERGE = 147, 180
"""Of the vocabulary in memory: a word, and a rule that joins two, of which vocabularies by byte pairs have as many."""
PADDING = 256
"""Cells are counted in so many."""
COPIES = 1
"""Of a conversation's cells while they are taken out to be kept."""

_LAYER = re.compile(r"blk\.(\d+)\.(.+)\.weight")
_Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes: of the process, the vocabulary, the cells of the cache, what a pass computes with at most, and of copies
    of cells that are to be kept."""

    process: int
    vocabulary: int
    cells: int
    computing: int
    copies: int = 0

    @property
    def total(self) -> int:
        """All that is not weights."""
        return self.process + self.vocabulary + self.cells + self.computing + self.copies


def footprint(
    header: Header,
    room: int,
    *,
    kinds: Kinds = PLAIN,
    tokens: int = 0,
    sequences: int = 1,
    aside: int = 0,
    kept: bool = False,
) -> Footprint:
    """What a process takes beside the weights.

    `room`: cells of its context; `tokens`: of the longest prompt that is read from its beginning, 0 where all the room
    may be used; `sequences`: that share the cells; `aside`: cells of a second context; `kept`: whether conversations
    are put away to go on later.
    """
    layers = _layers(header)
    row = sum(_row(header, number, layers[number], kinds) for number in layers)
    state = sum(_state(header, shapes) for shapes in layers.values())
    computing = _Passes(header, layers, kinds.flash).most(tokens or room)
    second = _padded(aside) * row + _Passes(header, layers, kinds.flash).most(aside) if aside else 0
    return Footprint(
        PROCESS,
        _vocabulary(header),
        int(_padded(room) * row) + state * sequences + int(second),
        int(computing),
        int(COPIES * (tokens or room) * row) if kept else 0,
    )


def cell_bytes(header: Header, kinds: Kinds = PLAIN) -> float:
    """Bytes that a token takes in the cache. Windows do not lessen it: llama.cpp keeps cells for all tokens there."""
    return sum(_row(header, number, shapes, kinds) for number, shapes in _layers(header).items())


def _layers(header: Header) -> dict[int, _Shapes]:
    """Sides of each layer's tensors, by their names within it."""
    layers: dict[int, _Shapes] = {}
    for one in header.weights:
        if found := _LAYER.fullmatch(one.name):
            layers.setdefault(int(found[1]), {})[found[2]] = one.sides
    return layers


def _row(header: Header, number: int, shapes: _Shapes, kinds: Kinds) -> float:
    """Bytes of a token in a layer. None where the layer has no attention, or shares an earlier one's keys and values
    (Gemma 3n: the last ones)."""
    about = header.architecture
    shared = header.number(f"{about}.attention.shared_kv_layers")
    if shared and number >= header.number(f"{about}.block_count") - shared:
        return 0.0
    keys, values = _widths(header, shapes)
    return (keys * BITS[kinds.keys] + values * BITS[kinds.values]) / 8


def _widths(header: Header, shapes: _Shapes) -> tuple[int, int]:
    """Numbers of a token's keys and of its values in a layer."""
    if "attn_kv_a_mqa" in shapes:  # latent attention: keys and values are of one row
        latent = _rows(shapes, "attn_kv_a_mqa")
        return latent, header.number(f"{header.architecture}.attention.kv_lora_rank") or latent
    if "attn_qkv" in shapes:  # of one matrix, with the queries, which the output takes in
        both = _rows(shapes, "attn_qkv") - _columns(shapes, "attn_output")
        return both // 2, both // 2
    keys = _rows(shapes, "attn_k")
    return keys, _rows(shapes, "attn_v") or keys


def _state(header: Header, shapes: _Shapes) -> int:
    """Bytes of a recurrent layer's state: the last inputs of its convolution, and what it remembers (Mamba)."""
    if "ssm_conv1d" not in shapes:
        return 0
    about = header.architecture
    kernel, inner = (*shapes["ssm_conv1d"], 1)[:2]
    return 4 * ((kernel - 1) * inner + header.number(f"{about}.ssm.state_size") * _inner(header, inner))


def _inner(header: Header, otherwise: int) -> int:
    return header.number(f"{header.architecture}.ssm.inner_size") or otherwise


def _vocabulary(header: Header) -> int:
    words = _words(header)
    return words * (PER_WORD + PER_MERGE * (header.text("tokenizer.ggml.model") == "gpt2"))


def _words(header: Header) -> int:
    return math.prod(_embeddings(header)[1:])


def _embeddings(header: Header) -> tuple[int, ...]:
    return next((one.sides for one in header.weights if one.name == "token_embd.weight"), (0, 0))


class _Passes:
    """What a pass computes with, in bytes.

    Two places want most, and they use the same memory: attention (scores, 4 bytes a head, token and cell, unless flash
    attention spares them; the mask; queries, keys and values in several forms) and the feed-forward part (its inner
    rows thrice and a half). Beside them stands what matrices take in, in the form that they are multiplied with.
    """

    def __init__(self, header: Header, layers: dict[int, _Shapes], flash: bool) -> None:
        about = header.architecture
        self._wide = _embeddings(header)[0]
        self._words = _words(header)
        self._flash = flash
        every = list(layers.values())
        self._queries = max((_columns(one, "attn_output") for one in every), default=0)
        self._keys = max((max(_widths(header, one)) for one in every), default=0)
        heads = header.number(f"{about}.attention.head_count")
        self._heads = heads or self._queries // (header.number(f"{about}.attention.key_length") or 128)
        self._deep = max((_columns(one, name) for one in every for name in _TAKE_DEEP), default=0)
        self._used = header.number(f"{about}.expert_used_count")
        self._expert = max((_columns(one, "ffn_down_exps") for one in every), default=0)

    def most(self, tokens: int) -> float:
        """Of the passes that read a text of so many tokens, those wanted by the largest."""
        batch = min(tokens, BATCH)
        reached = tokens - tokens % BATCH if tokens >= BATCH else tokens
        return self._wanted(batch, _padded(reached))

    def _wanted(self, batch: int, cells: int) -> float:
        mask = 4 * batch * cells
        scores = 1.5 * mask if self._flash else mask * (self._heads + 1)
        attention = scores + 4 * batch * (self._wide + 2.2 * self._queries + 4 * self._keys) + 1.2 * MIB
        forward = 4 * batch * (3.5 * self._deep + 2 * self._wide)
        routed = 4 * batch * (self._used * (2 * self._wide + self._expert) + 2 * self._wide) if self._expert else 0
        taken_in = 34 / 32 * batch * max(self._deep, self._used * self._expert)
        if not self._flash:
            taken_in = max(taken_in, 2 * batch * self._heads * cells)
        beside = 0 if self._flash else mask
        return max(attention, forward + beside, routed + beside) + taken_in + MIB + 8 * self._words


_TAKE_DEEP = ("ffn_down", "ffn_down_shexp", "ssm_out")
"""Matrices that take in the widest rows of a layer."""


def _rows(shapes: _Shapes, name: str) -> int:
    return math.prod(shapes[name][1:]) if name in shapes else 0


def _columns(shapes: _Shapes, name: str) -> int:
    return shapes[name][0] if name in shapes else 0


def _padded(cells: int) -> int:
    return -(-cells // PADDING) * PADDING
