"""Graphics processors: what is found here, and how layers are shared out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.context import Layout
from secondme.llm.ggml import beyond
from secondme.llm.gguf import Weight, read_header
from secondme.llm.gpu import gpus, layers_in, on_host, seen, unused
from secondme.llm.llama import Model


def _weights(layers: int, size: int, table: int, output: int) -> list[Weight]:
    """A model of so many blocks; with an `output` of 0 bytes its table of words is that too."""
    sizes = {"token_embd.weight": table, "output_norm.weight": 1, "rope_freqs.weight": 1}
    sizes |= {f"blk.{n}.ffn_up.weight": size for n in range(layers)} | ({"output.weight": output} if output else {})
    return [Weight(name, 0, (many,), 0, many) for name, many in sizes.items()]


def test_the_output_goes_first_then_the_last_blocks_and_tables_never() -> None:
    weights = _weights(4, 100, 50, 30)
    rooms = (30, 31, 130, 131, 331, 431, 432, 10_000)
    assert [layers_in(weights, room) for room in rooms] == [0, 1, 1, 2, 4, 4, 5, 5]
    tables = ["token_embd.weight", "rope_freqs.weight"]
    assert [one.name for one in on_host(weights, 1)] == [*tables, *(f"blk.{n}.ffn_up.weight" for n in range(4))]
    assert [one.name for one in on_host(weights, 4)] == [*tables, "blk.0.ffn_up.weight"]
    assert [one.name for one in on_host(weights, 5)] == [one.name for one in on_host(weights, 99)] == tables[:1]


def test_of_a_table_that_is_the_output_too_a_copy_goes() -> None:
    weights = _weights(4, 100, 50, 0)
    assert [layers_in(weights, room) for room in (50, 51, 150, 151)] == [0, 1, 1, 2]
    assert "token_embd.weight" in {one.name for one in on_host(weights, 5)}


def test_of_no_blocks_nothing_goes() -> None:
    assert layers_in([Weight("token_embd.weight", 0, (1,), 0, 1)], 100) == 0
    assert layers_in([], 100) == 0


@given(st.integers(1, 8), st.integers(1, 9), st.integers(1, 50), st.integers(0, 50), st.integers(0, 200))
def test_what_goes_and_what_stays_is_the_model(layers: int, size: int, table: int, output: int, room: int) -> None:
    weights = _weights(layers, size, table, output)
    many = layers_in(weights, room)
    host = on_host(weights, many)
    gone = sum(one.bytes for one in weights) - sum(one.bytes for one in host)
    assert gone + (table if many and not output else 0) <= room or not many
    assert many <= layers + 1
    assert set(host) <= set(weights)
    assert (many == 0) == (len(host) == len(weights))


@pytest.mark.model
def test_logits_agree_for_none_some_and_all_layers_on_a_graphics_processor(starter_file: Path) -> None:
    if not gpus():
        pytest.skip("llama.cpp was built for the processor alone, or there is no graphics processor")
    rows = []
    for layers in (0, 10, len(read_header(starter_file).weights)):
        model = Model.open(starter_file, gpu_layers=layers)
        with model.context(Layout(256, 2)) as context:
            context.read(model.tokens("The harbour lay still in the grey light of the morning.", special=False))
            rows.append(context.logits().copy())
        model.close()
    for row in rows[1:]:
        assert float(np.abs(row - rows[0]).max()) < 0.5
        assert int(row.argmax()) == int(rows[0].argmax())


def test_what_a_build_computes_on_is_seen_without_loading_it(tmp_path: Path) -> None:
    assert not beyond([tmp_path])
    for name in ("libggml.so", "libggml-base.so.0", "libggml-cpu.so", "ggml-cpu-haswell.dll", "libggml-blas.dylib"):
        (tmp_path / name).touch()
    assert not beyond([tmp_path])
    (tmp_path / "libggml-cuda.so").touch()
    assert beyond([tmp_path])
    assert beyond() or not gpus()


def test_a_processor_that_this_build_cannot_use_is_told(tmp_path: Path) -> None:
    assert unused(tmp_path) == ""
    for name, maker, kind in (("01", "0x10de", "0x030000"), ("02", "0x1002", "0x038000"), ("03", "0x8086", "0x020000")):
        folder = tmp_path / "sys/bus/pci/devices" / name
        folder.mkdir(parents=True)
        (folder / "vendor").write_text(f"{maker}\n")
        (folder / "class").write_text(f"{kind}\n")
    assert seen(tmp_path) == ["one by NVIDIA", "one by AMD"]
    told = tmp_path / "proc/driver/nvidia/gpus/0000:01/information"
    told.parent.mkdir(parents=True)
    told.write_text("Model: \t\t RTX 4070\nIRQ: 1\n")
    assert seen(tmp_path) == ["RTX 4070", "one by AMD"]
    if not gpus():
        assert unused(tmp_path).startswith("There is a graphics processor (RTX 4070, one by AMD), but llama.cpp was")
