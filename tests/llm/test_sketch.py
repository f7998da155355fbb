"""Sketches of how a model would run: whole, streamed or not at all."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from secondme.llm import gpu
from secondme.llm.catalogue import Entry, catalogue
from secondme.llm.found import survey
from secondme.llm.gguf import Header, Weight, read_header
from secondme.llm.llama import Model
from secondme.llm.machine import Speeds
from secondme.llm.probe import Kinds
from secondme.llm.remote import WorkerModel
from secondme.llm.shelf import Shelf
from secondme.llm.sketch import Sketch, of_entry, of_vectors
from secondme.llm.sketching import kinds_of, of_header
from secondme.llm.surveying import Limits
from tests.llm import tiny
from tests.llm.conftest import PASSIVE

SPEEDS = Speeds({2: 4e9, 8: 5e9, 12: 4e9}, layer=0.0, disk=1e9)
GB = 10**9


def header(layers: int = 20, *, experts: int = 0) -> Header:
    """A model of some 40 MB a layer, 800 MB in all where there are no experts."""
    weights: list[Weight] = []

    def add(name: str, *sides: int) -> None:
        at = weights[-1].end if weights else 4096
        many = 1
        for side in sides:
            many *= side
        weights.append(Weight(f"{name}.weight", 2, sides, at, many * 18 // 32))

    add("token_embd", 2048, 1024)
    for layer in range(layers):
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{part}", 2048, 2048)
        for part in ("gate", "up", "down"):
            if experts:
                add(f"blk.{layer}.ffn_{part}_exps", 2048, 2048, experts)
            else:
                add(f"blk.{layer}.ffn_{part}", 2048, 9000)
    about: dict[str, int | float | bool | str] = {
        "general.architecture": "llama", "llama.block_count": layers, "llama.attention.head_count": 16,
        "llama.expert_used_count": 4 if experts else 0,
    }  # fmt: skip
    size = weights[-1].end
    return Header(about, tuple(weights), size, size)


def test_what_fits_is_whole_and_less_memory_streams_more_until_none_would_do() -> None:
    whole = of_header(header(), Limits(8 * GB, 2048, SPEEDS))
    assert (whole.how, whole.streamed) == ("whole", 0)
    assert whole.sentence.startswith("all of it fits in memory: about ")
    assert whole.peak == whole.pinned + whole.other < 8 * GB
    assert of_header(header(), Limits(0, 2048, SPEEDS)).how == "whole"  # no limit
    some = of_header(header(), Limits(whole.peak - 200_000_000, 2048, SPEEDS, layers=True))
    more = of_header(header(), Limits(whole.peak - 400_000_000, 2048, SPEEDS))
    assert some.how == more.how == "streamed"
    assert more.streamed > some.streamed > 200_000_000
    assert more.speed < some.speed < whole.speed
    said = f"{some.streamed / 1e6:.0f} MB stream from the disk with each token: about {some.speed:.1f} tokens/s"
    assert some.sentence == said
    assert [one["layer"] for one in some.layers] == list(range(-1, 20))
    assert sum(one["streamed"] for one in some.layers) == some.streamed
    none = of_header(header(), Limits(whole.other, 2048, SPEEDS))
    assert none.how == "no"
    assert "MiB of memory at the least" in none.sentence


def test_of_a_mixture_the_experts_are_cached() -> None:
    about = header(experts=16)
    whole = of_header(about, Limits(0, 2048, SPEEDS))
    some = of_header(about, Limits(whole.peak // 2, 2048, SPEEDS))
    assert (some.how, some.streamed) == ("streamed", 0)
    assert 0 < some.cache < some.experts
    assert some.sentence.startswith(f"{some.cache / some.experts:.0%} of its experts fit in memory")


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: one.id)
def test_of_the_catalogue_more_memory_is_never_worse(one: Entry) -> None:
    order = {"no": 0, "streamed": 1, "whole": 2}
    made = [of_entry(one, one.first, ram, 4096, SPEEDS) for ram in (GB // 4, GB, 2 * GB, 4 * GB, 16 * GB, 64 * GB)]
    assert [order[some.how] for some in made] == sorted(order[some.how] for some in made)
    assert [some.speed for some in made] == sorted(some.speed for some in made)
    assert made[0].how == "no" or made[0].peak <= GB // 4
    assert made[-1].how == of_entry(one, one.first, 0, 4096, SPEEDS).how == "whole"


@pytest.mark.parametrize("cells", ["f16", "q8_0"])
def test_of_the_catalogue_what_is_on_a_graphics_processor_is_not_in_memory(cells: str) -> None:
    one = next(one for one in catalogue() if one.id == "qwen3-8b")
    alone = of_entry(one, one.first, 0, 4096, SPEEDS, cells=cells)
    some = of_entry(one, one.first, 0, 4096, SPEEDS, cells=cells, gpu=2 * GB)
    assert some.peak == alone.peak - 2 * GB
    assert of_entry(one, one.first, some.peak, 4096, SPEEDS, cells=cells).how == "streamed"
    assert of_entry(one, one.first, some.peak, 4096, SPEEDS, cells=cells, gpu=2 * GB).how == "whole"


def test_layers_on_a_graphics_processor_are_not_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    about = header()
    alone = of_header(about, Limits(0, 2048, SPEEDS))
    monkeypatch.setattr(gpu, "gpus", lambda: [gpu.Gpu("one", 400_000_000, GB)])
    none = of_header(about, Limits(0, 2048, SPEEDS))
    some = of_header(about, Limits(0, 2048, SPEEDS, gpu="free"))
    less = of_header(about, Limits(0, 2048, SPEEDS, gpu="100MB"))
    assert none == alone
    assert some.peak < less.peak < alone.peak
    moved = alone.peak - some.peak
    assert 250_000_000 < moved <= 400_000_000 * (1 - gpu.SPARE)
    layers = gpu.layers_in(about.weights, gpu.room("free"))
    words = f"The graphics processor computes the output and {layers - 1} of 20 layers; speeds are of the rest."
    assert some.why == (words,)
    tight = alone.peak - moved // 2
    assert of_header(about, Limits(tight, 2048, SPEEDS)).how == "streamed"
    assert of_header(about, Limits(tight, 2048, SPEEDS, gpu="free")).how == "whole"
    monkeypatch.setattr(gpu, "gpus", lambda: [gpu.Gpu("one", 20 * GB, 20 * GB)])
    assert "computes all layers" in of_header(about, Limits(tight, 2048, SPEEDS, gpu="free")).why[0]


def test_what_makes_vectors_never_streams() -> None:
    whole = Sketch("whole", "all of it fits in memory: about 3 tokens/s", GB, speed=3.0)
    assert of_vectors(whole) == Sketch("whole", "all of it fits in memory", GB)
    part = Sketch("streamed", "", GB, pinned=GB, streamed=GB, other=GB)
    assert of_vectors(part).sentence == "it needs 3.0 GB of memory, and may use 1.0"


@pytest.mark.model
def test_a_child_sketches_a_file_as_it_is_done_here(starter_file: Path) -> None:
    limits = Limits(10**9, 2048, SPEEDS, layers=True)
    (card,) = survey([starter_file], limits)
    assert card.sketch is not None
    # of a graphics processor that is not used the child tells besides
    assert replace(card.sketch, why=()) == of_header(read_header(starter_file), limits)


@pytest.mark.model
@pytest.mark.parametrize("kept", [False, True])
def test_what_is_planned_is_what_is_loaded(starter_file: Path, tmp_path: Path, kept: bool) -> None:
    whole = of_header(read_header(starter_file), Limits(0, 1024, SPEEDS, kept=kept))
    limits = Limits(whole.peak - 30_000_000, 1024, SPEEDS, kept=kept)
    (card,) = survey([starter_file], limits)
    states = Shelf(tmp_path, 10**8) if kept else None
    model = WorkerModel(starter_file, context=1024, threads=2, env=PASSIVE, ram=str(limits.ram), states=states)
    try:
        assert model.context() == 1024
        assert card.sketch is not None
        assert model.state.streamed == card.sketch.streamed > 10_000_000
        assert card.sketch.room == 1024
    finally:
        model.close()


def test_cells_are_of_the_kind_that_is_wished_for_until_more_is_known(tmp_path: Path) -> None:
    limits = Limits(0, 2048, SPEEDS, cells="q8_0", known=str(tmp_path))
    assert kinds_of(tmp_path / "a.gguf", limits) == Kinds("q8_0", "q8_0", flash=True)
    assert of_header(header(), limits, Kinds("q8_0", "q8_0", flash=True)).other < of_header(header(), limits).other


def test_no_memory_helps_where_nobody_knows_how_much_it_takes() -> None:
    known = header()
    strange = replace(known, weights=(*known.weights, Weight("new.weight", 99, (512, 512), known.size, 1)))
    refused = of_header(strange, Limits(8 * GB, 2048, SPEEDS))
    assert (refused.how, refused.cure) == ("no", "")
    assert "new.weight is of a type whose size this program does not know" in refused.sentence
    assert of_header(strange, Limits(0, 2048, SPEEDS)).how == "whole"
    assert of_header(known, Limits(GB // 8, 2048, SPEEDS)).cure


def test_a_large_file_is_tried_without_being_read(tmp_path: Path) -> None:
    large = tiny.llama(tmp_path / "large.gguf", heads=4096, hollow=True)
    assert large.stat().st_size > 3 * GB
    limits = Limits(0, 256, SPEEDS, opened=True)
    (card,) = survey([large], limits, seconds=20.0)
    assert card.sentence == ""
    before = psutil.Process().memory_info().rss
    with closing(Model.open(large, weights=False)) as model:
        assert model.words == tiny.WORDS
        assert psutil.Process().memory_info().rss - before < 100_000_000
    with large.open("r+b") as file:
        header = file.read(100_000)
        file.seek(header.index(b"blk.3.ffn_up"))
        file.write(b"blk.3.ffn_xp")
    (card,) = survey([large], limits, seconds=20.0)
    assert card.sentence.startswith("llama.cpp cannot load large.gguf")
