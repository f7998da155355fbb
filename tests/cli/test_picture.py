"""The picture of a plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secondme.cli.picture import HIGH, WIDE, picture

MB = 1_000_000


def layer(number: int, **parts: int) -> dict[str, int]:
    return {"layer": number, "kept": 0, "streamed": 0, "experts": 0, "cached": 0, "mapped": 0, **parts}


def drawn(*layers: dict[str, int], blocks: bool = True) -> list[str]:
    return ["".join(run.text for run in line) for line in picture(layers, blocks=blocks)]


def test_each_layer_is_a_column_of_what_becomes_of_it() -> None:
    lines = drawn(
        layer(-1, kept=900 * MB),
        layer(0, kept=40 * MB),
        layer(1, kept=20 * MB, streamed=20 * MB),
        layer(2, kept=10 * MB, experts=30 * MB, cached=20 * MB),
        blocks=False,
    )
    assert lines == [
        "Layers 0 to 2, a column each, without what belongs to none:",
        "  #-.",
        "  #-.",
        "  #-+",
        "  #-+",
        "  ##+",
        "  ##+",
        "  ###",
        "  ###",
        "  # 70 MB stay in memory",
        "  + 20 MB experts that the cache holds",
        "  - 20 MB stream from the disk with every token",
        "  . 10 MB experts on the disk until they are wanted",
    ]


def test_a_model_without_layers_has_no_picture() -> None:
    assert drawn() == []
    assert drawn(layer(-1, kept=1)) == []
    assert drawn(layer(0)) == []
    assert drawn(layer(0, kept=1))[0].startswith("Layers 0 to 0")


PARTS = st.fixed_dictionaries({name: st.integers(0, 10**9) for name in ("kept", "streamed", "experts", "mapped")})


@given(st.lists(st.tuples(PARTS, st.floats(0, 1)), max_size=150))
def test_every_plan_fits_a_terminal_and_leaves_nothing_out(parts: list[tuple[dict[str, int], float]]) -> None:
    layers = [layer(at, **one, cached=int(one["experts"] * held)) for at, (one, held) in enumerate(parts)]
    lines = drawn(*layers)
    assert all(len(line) <= WIDE + 8 for line in lines)
    assert len(lines) <= -(-len(layers) // WIDE) * (HIGH + 1) + 5
    streaming = sum(one["streamed"] > 0 for one, _ in parts)
    assert sum(line.count("▒") for line in lines) >= streaming + (streaming > 0)
