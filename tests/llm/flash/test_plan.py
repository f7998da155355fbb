"""The plan of what stays and what streams: properties over made-up models."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import Refused
from secondme.llm.flash.plan import BESIDE, FEWEST_SLOTS, PAGE, SCATTERED, SMALL, Machine, Plan, expert_floor, plan
from secondme.llm.gguf import Weight
from secondme.llm.gpu import on_host

MIB = 1 << 20
MACHINE = Machine(disk=1e9, work=4e9)


def laid_out(sizes: list[tuple[str, tuple[int, ...], int]]) -> list[Weight]:
    """Weights one behind the other, as a file has them."""
    found, at = [], 5_000
    for name, sides, size in sizes:
        found.append(Weight(name, 2, sides, at, size))
        at += -(-size // 32) * 32
    return found


def model(
    layers: int = 28, *, wide: int = 2048, deep: int = 6144, words: int = 49_152, experts: int = 0, tied: bool = True
) -> list[Weight]:
    """Weights of a transformer in Q4_0; every third `ffn_down` is of a larger type, as in mixed files."""

    def matrix(name: str, columns: int, rows: int, *more: int, bits: float = 4.5) -> tuple[str, tuple[int, ...], int]:
        many = columns * rows * (more[0] if more else 1)
        return f"{name}.weight", (columns, rows, *more), int(many * bits / 8)

    def norm(name: str) -> tuple[str, tuple[int, ...], int]:
        return f"{name}.weight", (wide,), wide * 4

    sizes = [matrix("token_embd", wide, words)]
    stacked = (experts,) if experts else ()
    for layer in range(layers):
        at = f"blk.{layer}."
        sizes += [norm(f"{at}attn_norm"), matrix(f"{at}attn_q", wide, wide), matrix(f"{at}attn_k", wide, wide // 2)]
        sizes += [matrix(f"{at}attn_v", wide, wide // 2), matrix(f"{at}attn_output", wide, wide), norm(f"{at}ffn_norm")]
        kind = "_exps" if experts else ""
        sizes += [matrix(f"{at}ffn_gate_inp", wide, experts, bits=32)] if experts else []
        sizes += [matrix(f"{at}ffn_{part}{kind}", wide, deep, *stacked) for part in ("gate", "up")]
        sizes += [matrix(f"{at}ffn_down{kind}", deep, wide, *stacked, bits=6.5 if layer % 3 == 0 else 4.5)]
    sizes += [norm("output_norm")] + ([] if tied else [matrix("output", wide, words, bits=6.5)])
    return laid_out(sizes)


@st.composite
def models(draw: st.DrawFn) -> list[Weight]:
    """Models of all sizes, dense and with experts."""
    return model(
        draw(st.integers(1, 40)),
        wide=32 * draw(st.integers(1, 96)),
        deep=32 * draw(st.integers(1, 256)),
        words=draw(st.integers(100, 80_000)),
        experts=draw(st.sampled_from((0, 0, 4, 8, 64))),
        tied=draw(st.booleans()),
    )


def least(weights: list[Weight], other: int = 0) -> int:
    """The smallest budget, as the refusal names it."""
    with pytest.raises(Refused) as refused:
        plan(weights, 0, other=other)
    found = re.search(r"needs ([\d,]+) MiB", refused.value.sentence)
    assert found
    return int(found[1].replace(",", "")) * MIB


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Weight], Plan]:
    """A model, and its plan for a budget between the smallest and all of it."""
    weights = draw(models())
    other = draw(st.integers(0, 500)) * MIB
    ram = int(least(weights, other) + draw(st.floats(0, 1.1)) * sum(one.bytes for one in weights))
    return weights, plan(weights, ram, other=other)


def shuffled_together(plan: Plan) -> list[str]:
    return sorted(one.name for one in (*plan.pinned, *plan.streamed, *plan.experts, *plan.mapped))


@given(plans())
def test_every_weight_has_one_place(made: tuple[list[Weight], Plan]) -> None:
    weights, found = made
    assert shuffled_together(found) == sorted(one.name for one in weights)


@given(plans())
def test_the_peak_is_within_the_budget(made: tuple[list[Weight], Plan]) -> None:
    _, found = made
    assert found.peak == found.other + found.pinned_bytes + found.ring_bytes + found.cache_bytes
    assert found.peak <= found.ram


@given(models(), st.floats(0, 1.2), st.floats(0, 1.2), st.integers(1, 9))
def test_more_memory_never_streams_more(weights: list[Weight], one: float, other: float, slots: int) -> None:
    smallest, size = least(weights), sum(weight.bytes for weight in weights)
    less, more = (plan(weights, smallest + int(part * size), slots=slots) for part in sorted((one, other)))
    assert set(more.streamed) <= set(less.streamed)
    assert less.plain <= more.plain
    assert more.hit >= less.hit
    assert more.seconds(MACHINE) <= less.seconds(MACHINE) * (1 + 1e-9)


@given(plans())
def test_slots_hold_the_largest_streamed_weight_and_two_pages(made: tuple[list[Weight], Plan]) -> None:
    _, found = made
    if found.streamed:
        assert found.slots >= FEWEST_SLOTS
        assert found.slot_bytes >= max(one.bytes for one in found.streamed) + 2 * PAGE
        assert found.slot_bytes < max(one.bytes for one in found.streamed) + 3 * PAGE
        assert list(found.streamed) == sorted(found.streamed, key=lambda one: one.offset)
    else:
        assert found.slots == found.slot_bytes == 0


@given(plans())
def test_only_large_matrices_of_layers_stream_and_attention_last(made: tuple[list[Weight], Plan]) -> None:
    _, found = made
    for one in found.streamed:
        assert one.name.startswith("blk.")
        assert "norm" not in one.name
        assert one.bytes > SMALL
    if any(".attn_" in one.name for one in found.streamed):
        assert not any(".ffn_" in one.name and one.bytes > SMALL and len(one.sides) == 2 for one in found.pinned)


@given(st.integers(1, 100), st.floats(0, 1))
def test_what_streams_is_spread_evenly_over_the_depth(layers: int, part: float) -> None:
    weights = model(layers, words=100)
    ram = int(least(weights) + part * (sum(one.bytes for one in weights) - least(weights)))
    found = plan(weights, ram)
    streamed = {one.name for one in found.streamed}
    for kind in (".ffn_", ".attn_"):
        some = [one.name for one in weights if kind in one.name and "norm" not in one.name]
        share = sum(name in streamed for name in some) / len(some)
        so_far = 0
        for many, name in enumerate(some, 1):
            so_far += name in streamed
            assert abs(so_far - many * share) < 3


@given(plans())
def test_experts_have_a_cache_that_holds_a_whole_layer(made: tuple[list[Weight], Plan]) -> None:
    weights, found = made
    if not found.experts:
        assert found.cache_bytes == 0
        return
    layer = sum(one.bytes for one in found.experts if one.name.startswith("blk.0."))
    assert found.cache_bytes >= expert_floor(found.experts) > layer
    assert not found.streamed
    assert {one.name for one in found.experts} == {one.name for one in weights if "_exps." in one.name}


@given(plans())
def test_the_shares_of_the_layers_are_the_whole(made: tuple[list[Weight], Plan]) -> None:
    weights, found = made
    shares = found.by_layer()
    assert [one.layer for one in shares] == sorted({-1, *(one.layer for one in shares)})
    assert sum(one.kept + one.streamed + one.experts + one.mapped for one in shares) == sum(
        one.bytes for one in weights
    )
    assert sum(one.streamed for one in shares) == found.streamed_bytes
    assert sum(one.cached for one in shares) <= max(found.cache_bytes, 0)


@given(models(), st.integers(0, 500))
def test_the_smallest_budget_is_named_and_does(weights: list[Weight], other: int) -> None:
    smallest = least(weights, other * MIB)
    assert plan(weights, smallest, other=other * MIB).peak <= smallest
    with pytest.raises(Refused, match="at the least"):
        plan(weights, smallest - MIB, other=other * MIB)


def test_what_fits_is_left_alone() -> None:
    for weights in (model(), model(4, experts=64, deep=512)):
        size = sum(one.bytes for one in weights)
        found = plan(weights, size + 100, other=100)
        assert found.plain
        assert found.peak == size + 100
        assert found.pinned == tuple(weights)
        assert not plan(weights, size + 99, other=100).plain


def test_tables_of_rows_stay_mapped_unless_they_are_the_output_too() -> None:
    tied, untied = model(tied=True), model(tied=False)
    half = sum(one.bytes for one in untied) // 2
    assert not plan(tied, half).mapped
    found = plan(untied, half)
    assert [one.name for one in found.mapped] == ["token_embd.weight"]
    assert "output.weight" in {one.name for one in found.pinned}
    rows = Weight("per_layer_token_embd.weight", 2, (2048, 49_152), untied[-1].end, 56 * MIB)
    assert rows in plan([*untied, rows], half).mapped


def test_of_what_stays_beside_a_graphics_processor_the_table_is_looked_up_alone() -> None:
    for tied in (True, False):
        host = on_host(model(tied=tied), 9)
        found = plan(host, sum(one.bytes for one in host) // 2)
        assert [one.name for one in found.mapped] == ["token_embd.weight"]
        assert 0 < len(found.streamed) < len(found.pinned) + len(found.streamed)


def test_where_only_the_tables_of_rows_are_too_much_nothing_streams() -> None:
    weights = model(tied=False)
    size, table = sum(one.bytes for one in weights), weights[0].bytes
    found = plan(weights, size - table + 4 * MIB)
    assert not found.plain
    assert not found.streamed
    assert found.ring_bytes == 0
    assert [one.name for one in found.mapped] == ["token_embd.weight"]


def test_a_weight_of_unknown_size_is_refused() -> None:
    weights = model()
    weights[3] = replace(weights[3], kind=99, bytes=1)
    with pytest.raises(Refused, match=r"blk\.0\.attn_k\.weight is of a type"):
        plan(weights, 1 << 40)


def test_time_is_the_slower_of_disk_and_processor_and_what_is_missed() -> None:
    dense = model()
    size = sum(one.bytes for one in dense)
    half = plan(dense, size // 2)
    assert half.seconds(Machine(disk=1.0, work=1e30)) == pytest.approx(BESIDE * half.streamed_bytes)
    assert half.seconds(Machine(disk=1e30, work=1.0)) == pytest.approx(BESIDE * size)
    assert plan(dense, size).seconds(Machine(disk=1e30, work=1.0)) == size
    assert plan(dense, size).seconds(Machine(disk=1.0, work=1e30)) < 1e-9
    mixed = plan(model(4, experts=64, deep=512), 250 * MIB, used=8)
    slow = Machine(disk=1.0, work=1e30)
    assert mixed.seconds(slow, hit=1.0) < 1e-9
    assert mixed.seconds(slow, hit=0.5) == pytest.approx(mixed.expert_bytes / 16 / SCATTERED)
    assert mixed.seconds(slow, hit=0.5, tokens=4) < 4 * mixed.seconds(slow, hit=0.5)


def test_eight_tokens_in_a_pass_are_much_cheaper_than_eight_passes() -> None:
    weights = model()
    half = plan(weights, sum(one.bytes for one in weights) // 2)
    assert half.seconds(MACHINE, tokens=8) < 2.5 * half.seconds(MACHINE)
