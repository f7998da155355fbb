"""What a model's process takes beside the weights: as foretold, and as a real process takes it."""

from __future__ import annotations

import re
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.footprint import MIB, cell_bytes, footprint
from secondme.llm.gguf import Header, Value, Weight, read_header
from secondme.llm.probe import Kinds
from secondme.llm.remote import WorkerModel
from secondme.ports import Turn
from tests.llm import tiny
from tests.llm.conftest import PASSIVE

TEXT = " ".join(f"word{number % 97}" for number in range(190))
"""Some 600 tokens of the starter's."""
FLASH = Kinds(flash=True)


def header(layers: list[dict[str, tuple[int, ...]]], **numbers: Value) -> Header:
    """The header of a model of some layers, each given by its tensors' sides."""
    shapes: dict[str, tuple[int, ...]] = {"token_embd": (512, 1_000)}
    for number, layer in enumerate(layers):
        shapes |= {f"blk.{number}.{name}": sides for name, sides in layer.items()}
    weights = tuple(Weight(f"{name}.weight", 0, sides, 0, 4) for name, sides in shapes.items())
    metadata: dict[str, Value] = {f"some.{name.replace('__', '.')}": value for name, value in numbers.items()}
    return Header(metadata | {"general.architecture": "some", "some.block_count": len(layers)}, weights, 0, 0)


PLAIN_LAYER: dict[str, tuple[int, ...]] = {
    "attn_q": (512, 512), "attn_k": (512, 128), "attn_v": (512, 128), "attn_output": (512, 512),
    "ffn_up": (512, 2048), "ffn_gate": (512, 2048), "ffn_down": (2048, 512),
}  # fmt: skip


def peak(path: Path, context: int) -> int:
    """The most that a real process had in memory, by the end of an answer to some 600 tokens."""
    model = WorkerModel(path, context=context, threads=2, env=PASSIVE)
    try:
        with closing(model.reply([Turn("user", (TEXT,))], 16)) as reply:
            list(reply)
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{model.pid}/status").read_text(encoding="ascii"))
    finally:
        model.close()
    assert found
    return int(found[1]) * 1024


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="a process's peak is read from /proc")
@pytest.mark.parametrize("context", [1_024, 4_096])
def test_the_peak_of_a_real_process_is_foretold(starter_file: Path, context: int) -> None:
    about = read_header(starter_file)
    foretold = footprint(about, context, tokens=600).total + sum(one.bytes for one in about.weights)
    assert foretold == pytest.approx(peak(starter_file, context), rel=0.1)


@pytest.mark.model
def test_the_starters_cells(starter_file: Path) -> None:
    about = read_header(starter_file)
    assert cell_bytes(about) == 30 * (192 + 192) * 2
    assert footprint(about, 4_000).cells == 4_096 * 30 * (192 + 192) * 2
    assert cell_bytes(about, Kinds("q8_0", "q8_0", True)) == 30 * (192 + 192) * 34 / 32


def test_keys_and_values_of_one_matrix_are_told_from_the_queries() -> None:
    fused = {name: sides for name, sides in PLAIN_LAYER.items() if name[:6] not in ("attn_q", "attn_k", "attn_v")}
    assert cell_bytes(header([fused | {"attn_qkv": (512, 512 + 2 * 128)}])) == cell_bytes(header([PLAIN_LAYER])) == 512


def test_layers_without_attention_or_with_shared_keys_have_no_cells() -> None:
    bare = {name: sides for name, sides in PLAIN_LAYER.items() if not name.startswith("attn")}
    assert cell_bytes(header([PLAIN_LAYER, bare])) == 512
    assert cell_bytes(header([PLAIN_LAYER] * 5, attention__shared_kv_layers=2)) == 3 * 512


def test_a_recurrent_model_has_a_state_for_each_sequence_and_no_cells(tmp_path: Path) -> None:
    about = read_header(tiny.recurrent(tmp_path / "mamba.gguf"))
    assert cell_bytes(about) == 0
    one, three = (footprint(about, 512, sequences=many).cells for many in (1, 3))
    assert three == 3 * one
    assert one == tiny.DEEP * 4 * (3 + 16) * 2 * tiny.WIDE


@given(st.integers(1, 8_192), st.integers(1, 8_192))
def test_more_room_takes_no_less(one: int, other: int) -> None:
    about = header([PLAIN_LAYER] * 4, attention__head_count=8)
    less, more = (footprint(about, room, tokens=min(room, 500), kept=True) for room in sorted((one, other)))
    assert more.cells >= less.cells
    assert more.total >= less.total


def test_what_computes_grows_with_the_text_unless_flash_attention_spares_the_scores() -> None:
    about = header([PLAIN_LAYER] * 4, attention__head_count=8)
    short, long = (footprint(about, 8_192, tokens=tokens).computing for tokens in (1_024, 8_192))
    assert long - short >= 7_168 * 512 * 8 * 4
    spared = footprint(about, 8_192, tokens=8_192, kinds=FLASH).computing
    assert spared < long / 3


def test_keeping_conversations_and_work_aside_are_counted() -> None:
    about = header([PLAIN_LAYER] * 4, attention__head_count=8)
    bare = footprint(about, 4_096)
    assert footprint(about, 4_096, kept=True).total - bare.total == 4_096 * 4 * 512
    assert footprint(about, 4_096, aside=2_048).total - bare.total > 2_048 * 4 * 512


def test_a_header_that_says_nothing_is_a_process() -> None:
    assert footprint(Header({}, (), 0, 0), 4_096).total < 80 * MIB
