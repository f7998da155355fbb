"""Models of random weights for the tests of streaming: several types of tensors, none of whole pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

WORDS = 259
"""Three marks, then the 256 bytes."""
WIDE, INNER = 256, 608
LAYERS, EXPERTS, USED = 4, 8, 2
_HEAD, _HEADS = 64, 4
_MIXED = (Type.Q4_0, Type.Q8_0, Type.F16, Type.Q4_1, Type.F32, Type.Q5_0)

Shapes = Mapping[str, tuple[int, ...]]


def dense(path: Path, *, layers: int = LAYERS, tied: bool = False, parts: int = 0) -> Path:
    """A transformer (Llama), its matrices of different types; `tied`: its table of words is its output too. `parts`:
    the file says that it is one of so many."""
    shapes = {"token_embd": (WORDS, WIDE), "output_norm": (WIDE,)} | ({} if tied else {"output": (WORDS, WIDE)})
    for layer in range(layers):
        at = f"blk.{layer}."
        shapes |= _attention(at)
        shapes |= {f"{at}ffn_gate": (INNER, WIDE), f"{at}ffn_up": (INNER, WIDE), f"{at}ffn_down": (WIDE, INNER)}
    return _written(path, "llama", layers, shapes, {"rope.dimension_count": _HEAD}, parts)


def mixture(path: Path) -> Path:
    """A mixture of experts (Qwen3)."""
    shapes = {"token_embd": (WORDS, WIDE), "output_norm": (WIDE,), "output": (WORDS, WIDE)}
    for layer in range(LAYERS):
        at = f"blk.{layer}."
        shapes |= _attention(at) | {f"{at}attn_q_norm": (_HEAD,), f"{at}attn_k_norm": (_HEAD,)}
        shapes |= {f"{at}ffn_gate_inp": (EXPERTS, WIDE), f"{at}ffn_down_exps": (EXPERTS, WIDE, INNER)}
        shapes |= {f"{at}ffn_gate_exps": (EXPERTS, INNER, WIDE), f"{at}ffn_up_exps": (EXPERTS, INNER, WIDE)}
    sizes = {"expert_count": EXPERTS, "expert_used_count": USED, "expert_feed_forward_length": INNER}
    return _written(path, "qwen3moe", LAYERS, shapes, sizes)


def _attention(at: str) -> dict[str, tuple[int, ...]]:
    wide = _HEAD * _HEADS
    shapes: dict[str, tuple[int, ...]] = {f"{at}attn_{part}": (wide, WIDE) for part in "qkv"}
    return shapes | {f"{at}attn_norm": (WIDE,), f"{at}ffn_norm": (WIDE,), f"{at}attn_output": (WIDE, wide)}


def _written(
    path: Path, architecture: str, layers: int, shapes: Shapes, sizes: Mapping[str, int], parts: int = 0
) -> Path:
    draw = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, architecture)
    sides = {"context_length": 2048, "embedding_length": WIDE, "block_count": layers, "feed_forward_length": INNER}
    heads = {"head_count": _HEADS, "head_count_kv": _HEADS, "key_length": _HEAD, "value_length": _HEAD}
    for name, size in {**sides, **{f"attention.{name}": size for name, size in heads.items()}, **sizes}.items():
        writer.add_uint32(f"{architecture}.{name}", size)
    writer.add_float32(f"{architecture}.attention.layer_norm_rms_epsilon", 1e-5)
    if parts:
        writer.add_uint16("split.count", parts)
    writer.add_tokenizer_model("llama")
    marks = [b"<unk>", b"<s>", b"</s>"]
    writer.add_token_list([*marks, *(b"<0x%02X>" % byte for byte in range(256))])
    writer.add_token_scores([0.0] * WORDS)
    writer.add_token_types([2, 3, 3, *([6] * 256)])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    for number, (name, shape) in enumerate(shapes.items()):
        if name.endswith("norm"):
            writer.add_tensor(f"{name}.weight", np.ones(shape, np.float32))
            continue
        rows = draw.normal(0, 0.7 if name == "token_embd" else shape[-1] ** -0.5, shape).astype(np.float32)
        kind = Type.F32 if name.endswith("gate_inp") else _MIXED[number % len(_MIXED)]
        stored = gguf.quants.quantize(rows, kind)
        writer.add_tensor(f"{name}.weight", stored, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
