"""Graphics processors: what is found here, and how layers are shared out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.context import Layout
from secondme.llm.gguf import Weight, read_header
from secondme.llm.gpu import gpus, layers_in, on_host, seen, unused
from secondme.llm.llama import Model


def _weights(layers: int, size: int, outside: int) -> list[Weight]:
    inside = [Weight(f"blk.{n}.ffn_up.weight", 0, (size,), n * size, size) for n in range(layers)]
    return [Weight("token_embd.weight", 0, (outside,), layers * size, outside), *inside]


def test_the_last_layers_go_first_and_what_is_outside_of_them_last() -> None:
    weights = _weights(4, 100, 50)
    assert [layers_in(weights, room) for room in (99, 100, 399, 400, 449, 450)] == [0, 1, 3, 4, 4, 5]
    assert [one.name for one in on_host(weights, 3)] == ["token_embd.weight", "blk.0.ffn_up.weight"]


@given(st.integers(1, 8), st.integers(1, 9), st.integers(0, 50), st.integers(0, 200))
def test_what_goes_and_what_stays_is_the_model(layers: int, size: int, outside: int, room: int) -> None:
    weights = _weights(layers, size, outside)
    many = layers_in(weights, room)
    host = on_host(weights, many)
    assert sum(one.bytes for one in weights) - sum(one.bytes for one in host) <= room
    assert set(host) <= set(weights)
    assert (many == 0) == (len(host) == len(weights)) or outside == 0


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
