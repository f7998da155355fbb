"""What a machine has, and how fast it is: limits of control groups, the person's setting, a real measurement."""

from __future__ import annotations

import json
import os
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import BadConfig
from secondme.llm.gguf import Weight, check_whole
from secondme.llm.machine import (
    DESKTOP_LEAST,
    GUESS,
    KEPT,
    VALID_SECONDS,
    Memory,
    Speeds,
    allowance,
    cores,
    measure,
    memory,
    speeds,
)
from secondme.llm.measuring import FASTER, counted, fastest, write_probe

GIB = 1 << 30


def groups(folder: Path, version: int, limit: str, used: int, cached: int) -> tuple[Path, Path]:
    """A tree of control groups with one limit in it, and the file that says where this process is."""
    names = ("memory.max", "memory.current", "inactive_file")
    root = folder / "groups"
    line = "0::/user/app/inner\n"
    if version == 1:
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        line = "5:cpu:/\n4:memory:/user/app/inner\n"
    group = (root / "memory" if version == 1 else root) / "user/app"
    (group / "inner").mkdir(parents=True)
    (group / names[0]).write_text(f"{limit}\n", encoding="ascii")
    (group / names[1]).write_text(f"{used}\n", encoding="ascii")
    (group / "memory.stat").write_text(f"anon 5\n{names[2]} {cached}\n", encoding="ascii")
    own = folder / "own"
    own.write_text(line, encoding="ascii")
    return root, own


def test_there_is_memory_and_a_core(tmp_path: Path) -> None:
    there = memory(tmp_path, tmp_path / "none")
    assert there.total == psutil.virtual_memory().total
    assert 0 < there.free <= there.total
    assert 1 <= cores() <= (os.cpu_count() or 1)
    assert memory().free <= there.total


@pytest.mark.parametrize("version", [1, 2])
def test_a_limit_of_a_group_above_is_kept_and_cached_files_give_way(tmp_path: Path, version: int) -> None:
    there = memory(*groups(tmp_path, version, str(GIB // 4), 200 << 20, 150 << 20))
    assert there.total == GIB // 4
    assert there.free == (256 - 50) << 20


@pytest.mark.parametrize(("version", "limit"), [(2, "max"), (1, "9223372036854771712"), (2, "nonsense")])
def test_a_group_without_a_limit_limits_nothing(tmp_path: Path, version: int, limit: str) -> None:
    assert memory(*groups(tmp_path, version, limit, 10, 0)).total == psutil.virtual_memory().total


def test_a_group_over_its_limit_leaves_nothing(tmp_path: Path) -> None:
    assert memory(*groups(tmp_path, 2, "1000", 2000, 0)).free == 0


def test_a_place_that_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("rubbish\n\n::::\n0::relative/../..\n", encoding="utf-8")
    assert memory(tmp_path, own).total == psutil.virtual_memory().total


def test_the_setting_is_a_size_or_off() -> None:
    assert allowance("2GiB") == 2 * GIB
    assert allowance(" Off ") == 0
    with pytest.raises(BadConfig):
        allowance("much")


@given(st.integers(1, 1 << 40), st.floats(0, 1))
def test_of_what_is_free_the_desktop_has_its_share(total: int, part: float) -> None:
    free = int(total * part)
    found = allowance("free", Memory(total, free, 0))
    assert 1 <= found <= max(1, free)
    assert found >= free // 2
    if free > 2 * max(DESKTOP_LEAST, total // 10):
        assert free - found >= max(DESKTOP_LEAST, total // 10) - 1


WEIGHTS = [Weight(f"blk.{layer}.ffn_up.weight", 2, (1024, 1024), 0, 1_000_000) for layer in range(10)]


def test_layers_cost_time_beside_their_bytes() -> None:
    assert Speeds({2: 1e9}, 0.0, 1e9).machine(WEIGHTS).work == pytest.approx(1e9)
    assert Speeds({2: 1e9}, 1e-3, 1e9).machine(WEIGHTS).work == pytest.approx(5e8)
    assert Speeds({2: 1e9, 12: 5e8}, 0.0, 1e9).machine(WEIGHTS).work == pytest.approx(1e9)
    assert Speeds({2: 1e9}, 0.0, 3e9).machine([]).disk == 3e9


def test_a_probe_is_whole_and_takes_no_room(tmp_path: Path) -> None:
    probe = tmp_path / "probe.gguf"
    write_probe(probe, 2, 2_048, 6_144, 4)
    header = check_whole(probe)
    assert header.size > 100 << 20
    assert header.number("llama.block_count") == 4
    if hasattr(os.stat_result, "st_blocks"):
        assert probe.stat().st_blocks * 512 < 1 << 20


def test_a_measurement_is_remembered_for_a_month(starter_file: Path, tmp_path: Path) -> None:
    assert speeds(tmp_path, starter_file) is None
    found = measure(tmp_path, starter_file)
    assert not found.guessed
    assert set(found.works) == {2, 8, 12}
    assert all(1e8 < work < 1e13 for work in found.works.values())
    assert found.disk > 1e6
    assert 0 <= found.layer < 1e-3
    assert 1 <= found.threads <= cores()
    assert speeds(tmp_path, starter_file) == found
    assert [file.name for file in tmp_path.iterdir()] == [KEPT]
    when = next(iter(json.loads((tmp_path / KEPT).read_bytes()).values()))["when"]
    assert speeds(tmp_path, starter_file, when + VALID_SECONDS - 1) == found
    assert speeds(tmp_path, starter_file, when + VALID_SECONDS + 1) is None
    assert speeds(tmp_path, starter_file, when - 1) is None


@given(st.dictionaries(st.integers(1, 64), st.floats(1e-4, 1), min_size=1))
def test_fewer_threads_are_used_where_they_are_faster_by_much(taken: dict[int, float]) -> None:
    usual = max(taken)
    best = fastest(taken, usual)
    assert taken[best] <= taken[usual]
    assert best == usual or taken[best] * FASTER <= taken[usual]
    assert taken[best] <= FASTER * min(taken.values())


def test_a_busy_machine_tells_nothing_of_how_many_threads_are_best() -> None:
    assert counted(8, load=1.0) == {1, 4}
    assert counted(2, load=0.3) == {1}
    assert counted(1, load=0.0) == set()
    assert counted(2, load=2.5) == set()


def test_a_measurement_that_takes_too_long_is_a_guess_and_not_remembered(starter_file: Path, tmp_path: Path) -> None:
    for seconds in (0.01, 0.7):
        assert measure(tmp_path, starter_file, seconds=seconds) == GUESS
    assert list(tmp_path.iterdir()) == []


def test_the_disk_of_a_folder_is_measured_and_nothing_left_there(tmp_path: Path) -> None:
    place = tmp_path / "models"
    place.mkdir()
    found = measure(tmp_path / "facts", place)
    assert not found.guessed
    assert found.disk > 1e6
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("held", ["", "[]", '{"device": 3}', '{"device": {"of": 1}}', "nonsense"])
def test_what_is_remembered_and_damaged_is_measured_anew(tmp_path: Path, held: str) -> None:
    (tmp_path / KEPT).write_text(held, encoding="ascii")
    assert speeds(tmp_path, tmp_path / "none") is None
