"""Models of random weights, small enough to write in a test: what llama.cpp's caches do depends on shapes alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np

WORDS = 259
"""Three marks, then the 256 bytes."""
WIDE, DEEP = 128, 6
"""Of a sixth layer Gemma 3 sees all tokens."""


def llama(path: Path, *, head: int = 64, heads: int = 2, hollow: bool = False) -> Path:
    """A plain transformer with heads of a given size; where it is `hollow`, of zeros that take no room on the disk."""
    wide = head * heads
    shapes = {"token_embd": (WORDS, WIDE), "output_norm": (WIDE,), "output": (WORDS, WIDE)}
    for layer in range(DEEP):
        at = f"blk.{layer}."
        shapes |= {f"{at}attn_norm": (WIDE,), f"{at}ffn_norm": (WIDE,), f"{at}attn_output": (WIDE, wide)}
        shapes |= {f"{at}attn_{part}": (wide, WIDE) for part in "qkv"}
        shapes |= {f"{at}ffn_gate": (256, WIDE), f"{at}ffn_up": (256, WIDE), f"{at}ffn_down": (WIDE, 256)}
    return _written(path, "llama", shapes, {"rope.dimension_count": head} | _attention(head, heads), hollow=hollow)


def sliding(path: Path, window: int = 32) -> Path:
    """A transformer of which most layers see a window of tokens alone (Gemma 3)."""
    head, heads = 64, 2
    wide = head * heads
    shapes = {"token_embd": (WORDS, WIDE), "output_norm": (WIDE,)}
    for layer in range(DEEP):
        at = f"blk.{layer}."
        shapes |= {f"{at}{norm}": (WIDE,) for norm in ("attn_norm", "ffn_norm", "post_attention_norm", "post_ffw_norm")}
        shapes |= {f"{at}attn_q_norm": (head,), f"{at}attn_k_norm": (head,), f"{at}attn_output": (WIDE, wide)}
        shapes |= {f"{at}attn_{part}": (wide, WIDE) for part in "qkv"}
        shapes |= {f"{at}ffn_gate": (256, WIDE), f"{at}ffn_up": (256, WIDE), f"{at}ffn_down": (WIDE, 256)}
    return _written(path, "gemma3", shapes, {"attention.sliding_window": window} | _attention(head, heads))


def recurrent(path: Path) -> Path:
    """A model whose memory is one state, not a row a token (Mamba)."""
    inner, state, rank, kernel = 2 * WIDE, 16, 8, 4
    shapes = {"token_embd": (WORDS, WIDE), "output_norm": (WIDE,)}
    for layer in range(DEEP):
        at = f"blk.{layer}."
        shapes |= {f"{at}attn_norm": (WIDE,), f"{at}ssm_in": (2 * inner, WIDE), f"{at}ssm_conv1d": (inner, kernel)}
        shapes |= {f"{at}ssm_conv1d.bias": (inner,), f"{at}ssm_x": (rank + 2 * state, inner)}
        shapes |= {f"{at}ssm_dt": (inner, rank), f"{at}ssm_dt.bias": (inner,), f"{at}ssm_a": (inner, state)}
        shapes |= {f"{at}ssm_d": (inner,), f"{at}ssm_out": (WIDE, inner)}
    sizes = {"ssm.conv_kernel": kernel, "ssm.inner_size": inner, "ssm.state_size": state, "ssm.time_step_rank": rank}
    return _written(path, "mamba", shapes, sizes)


def bert(path: Path, *, pooling: int | None = 1, deep: int = 2, wide: int = 64) -> Path:
    """A model that reads texts and writes none (BERT), with a vocabulary of letters: texts of like letters are near
    each other. `pooling` is llama.cpp's number; None leaves it out."""
    draw = np.random.default_rng(1)
    letters = [chr(one) for one in range(33, 127)]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(f"\u2581{one}" for one in letters), *letters]
    shapes = {"token_embd": (len(tokens), wide), "position_embd": (512, wide), "token_types": (2, wide)}
    norms = ["token_embd_norm"]
    for layer in range(deep):
        at = f"blk.{layer}."
        shapes |= {f"{at}attn_{part}": (wide, wide) for part in ("q", "k", "v", "output")}
        shapes |= {f"{at}ffn_up": (2 * wide, wide), f"{at}ffn_down": (wide, 2 * wide)}
        norms += [f"{at}attn_output_norm", f"{at}layer_output_norm"]
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_name("Tiny encoder")
    writer.add_context_length(512)
    writer.add_embedding_length(wide)
    writer.add_block_count(deep)
    writer.add_feed_forward_length(2 * wide)
    writer.add_head_count(2)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    if pooling is not None:
        writer.add_pooling_type(gguf.PoolingType(pooling))
    writer.add_tokenizer_model("bert")
    writer.add_token_list(tokens)
    writer.add_token_types([3, 2, 3, 3, *([1] * (len(tokens) - 4))])
    writer.add_token_type_count(2)
    for name, number in (("pad", 0), ("unk", 1), ("bos", 2), ("cls", 2), ("eos", 3), ("sep", 3)):
        writer.add_uint32(f"tokenizer.ggml.{name}_token_id", number)
    for name, shape in shapes.items():
        scale = 0.7 if name == "token_embd" else 0.02 if name.startswith(("position", "token")) else shape[-1] ** -0.5
        writer.add_tensor(f"{name}.weight", draw.normal(0, scale, shape).astype(np.float32))
        if name.startswith("blk"):
            writer.add_tensor(f"{name}.bias", np.zeros(shape[0], np.float32))
    for name in norms:
        writer.add_tensor(f"{name}.weight", np.ones(wide, np.float32))
        writer.add_tensor(f"{name}.bias", np.zeros(wide, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _attention(head: int, heads: int) -> dict[str, int]:
    sizes = {"attention.head_count": heads, "attention.head_count_kv": heads}
    return sizes | {"attention.key_length": head, "attention.value_length": head}


def _written(
    path: Path,
    architecture: str,
    shapes: Mapping[str, tuple[int, ...]],
    sizes: Mapping[str, int],
    *,
    hollow: bool = False,
) -> Path:
    draw = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_uint32(f"{architecture}.context_length", 2048)
    writer.add_uint32(f"{architecture}.embedding_length", WIDE)
    writer.add_uint32(f"{architecture}.block_count", DEEP)
    writer.add_uint32(f"{architecture}.feed_forward_length", 256)
    writer.add_float32(f"{architecture}.attention.layer_norm_rms_epsilon", 1e-5)
    for name, size in sizes.items():
        writer.add_uint32(f"{architecture}.{name}", size)
    writer.add_tokenizer_model("llama")
    marks = [b"<unk>", b"<s>", b"</s>"]
    writer.add_token_list([*marks, *(b"<0x%02X>" % byte for byte in range(256))])
    writer.add_token_scores([0.0] * WORDS)
    writer.add_token_types([2, 3, 3, *([6] * 256)])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    for name, shape in shapes.items():
        whole = name if name.endswith((".bias", "ssm_a", "ssm_d")) else f"{name}.weight"
        if hollow:
            writer.add_tensor_info(whole, shape, np.dtype(np.float32), 4 * int(np.prod(shape)))
            continue
        if name.endswith("norm"):
            rows = np.ones(shape, np.float32)
        elif name.endswith("ssm_a"):
            rows = -np.tile(np.arange(1, shape[1] + 1, dtype=np.float32), (shape[0], 1))
        else:
            rows = draw.normal(0, 0.7 if name == "token_embd" else shape[-1] ** -0.5, shape).astype(np.float32)
        writer.add_tensor(whole, rows)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    if hollow:
        writer.write_ti_data_to_file()
    else:
        writer.write_tensors_to_file()
    writer.close()
    if hollow:
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size + 4 * sum(int(np.prod(shape)) for shape in shapes.values()) + 4096)
    return path
