"""The picture of a plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secondme.tui.picture import HIGH, WIDE, bars, picture

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


def test_a_deep_model_takes_as_many_rows_of_columns_as_the_width_asks_for() -> None:
    lines = list(picture([layer(at, kept=1) for at in range(24)], wide=10))
    assert len(lines) == 3 * (HIGH + 1) + 1


def told(width: int, **parts: int) -> list[str]:
    return ["".join(run.text for run in line) for line in bars({"how": "streamed", **parts}, width)]


def test_the_bars_show_what_stays_what_streams_and_the_limit_to_one_scale() -> None:
    assert told(48, ram=400, pinned=200, other=100, streamed=200) == [
        "memory  ████████████████████░░░░░░░░░░         │",
        "  █ 200 B weights that stay in memory",
        "  ░ 100 B conversation, buffers, program",
        "  │ 400 B it may use",
        "disk    ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒",
        "  ▒ 200 B streams with every token",
    ]


def test_a_limit_far_away_is_not_to_scale_and_what_cannot_run_is_not_drawn() -> None:
    assert "… │" in told(60, ram=10**9, pinned=5)[0]
    assert "│" not in "".join(told(60, ram=0, pinned=5))
    assert list(bars({"how": "no", "pinned": 5}, 60)) == []


HELD = ("pinned", "ring", "other")
AMOUNTS = st.fixed_dictionaries(
    {name: st.integers(0, 10**11) for name in ("ram", "pinned", "ring", "other", "streamed", "experts", "mapped")}
)


@given(AMOUNTS, st.floats(0, 1), st.integers(60, 300))
def test_bars_fit_their_width_and_show_every_part(parts: dict[str, int], held: float, width: int) -> None:
    lines = told(width, **parts, cache=int(parts["experts"] * held))
    assert all(len(line) <= width for line in lines)
    signs = {"pinned": "█", "ring": "▚", "streamed": "▒"} if any(parts[name] for name in HELD) else {}
    drawn = "".join(lines)
    assert all((sign in drawn) == bool(parts[name]) for name, sign in signs.items())
