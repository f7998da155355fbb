"""`bench llm`, on the smallest models there are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, Popen

import numpy as np
import pytest

from secondme.bench import cgroup, llm, llm_files, llm_lookup
from secondme.bench.cgroup import MemoryGroup
from secondme.bench.kv_prompt import starter_file
from secondme.bench.llm_amounts import QUICK, USUAL, Case
from secondme.bench.llm_asked import asking, killed
from secondme.bench.llm_cases import Bench, Rounds
from secondme.bench.llm_files import DENSE, EXPERTS, Shape
from secondme.bench.llm_runs import Run, holding
from secondme.bench.measure import NotTaken, take, targets
from secondme.bench.readahead import read_ahead, reading_ahead
from secondme.llm.context import Layout
from secondme.llm.flash.residency import EXPECTED, RECENT
from secondme.llm.gguf import check_whole
from secondme.llm.llama import Model

TINY = Shape("tiny", 2, 256, 512, 4, 2, 64)
MIXED = Shape("mixed", 2, 256, 128, 4, 2, 64, experts=8, used=2)
AMOUNTS = replace(
    QUICK, dense=TINY, experts=MIXED, prompt=32, dense_tokens=4, experts_tokens=4, seconds=1.0, fitting=4, recorded=12,
    replayed=12,
)  # fmt: skip


def quiet(line: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return llm_files.write(tmp_path_factory.mktemp("files") / "tiny.gguf", TINY, starter_file())


@pytest.fixture(scope="module")
def mixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return llm_files.write(tmp_path_factory.mktemp("files") / "mixed.gguf", MIXED, starter_file())


@pytest.fixture(scope="module")
def limits() -> None:
    """Skips where no limit on memory can be set."""
    try:
        MemoryGroup(1 << 30).close()
    except NotTaken as why:
        pytest.skip(str(why))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("SECONDME_HOME", str(tmp_path / "person"))
    with Bench(AMOUNTS, quiet) as bench:
        yield bench
    assert list(tmp_path.iterdir()) == []


def test_every_target_has_its_measure() -> None:
    assert list(llm.MEASURES) == [target.id for target in targets("llm")]


def test_quick_is_less_work_everywhere() -> None:
    for name in ("pairs", "prompt", "dense_tokens", "experts_tokens", "seconds", "fitting", "alone", "background"):
        assert 0 < getattr(QUICK, name) < getattr(USUAL, name)
    assert USUAL.pairs == 5
    assert USUAL.together + USUAL.alone == 64


def test_the_shapes_have_the_sizes_that_figures_are_quoted_for() -> None:
    for shape, least, most in ((DENSE, 800, 830), (EXPERTS, 2_050, 2_150)):
        assert least < llm_files.size(shape, 49_152) / 2**20 < most


# ---- files ---------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_a_file_is_written_that_answers_with_the_starters_words(dense: Path, mixture: Path) -> None:
    for path, architecture in ((dense, "qwen3"), (mixture, "qwen3moe")):
        header = check_whole(path)
        assert header.architecture == architecture
        assert header.size - header.needs < 32
        with closing(Model.open(path)) as model, closing(Model.open(starter_file())) as starter:
            assert model.words == starter.words
            assert model.tokens("Good morning.", special=False) == starter.tokens("Good morning.", special=False)


@pytest.mark.model
def test_words_of_random_weights_are_drawn_almost_evenly(dense: Path) -> None:
    with closing(Model.open(dense)) as model, closing(model.context(Layout(64, 1))) as context:
        context.read([100, 200, 300])
        with closing(model.sampler(2.0, 1)) as sampler:
            said = []
            for _ in range(32):
                said.append(context.pick(sampler))
                context.read(said[-1:])
    assert len(set(said)) > 24


@pytest.mark.model
def test_a_file_without_room_for_it_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(NotTaken, match="GiB free"):
        llm_files.write(tmp_path / "huge.gguf", replace(DENSE, inner=1 << 28), starter_file())
    assert list(tmp_path.iterdir()) == []


# ---- limits --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("limits")
def test_a_process_that_wants_more_than_its_limit_is_killed() -> None:
    code = "import sys; sys.stdin.readline(); held = bytearray(b'1') * (100 << 20); print(len(held))"
    with MemoryGroup(50 << 20) as group:
        with Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, stderr=DEVNULL) as process:
            group.add(process.pid)
            said, _ = process.communicate(b"\n")
        assert not said
        assert process.returncode < 0
        assert group.kills == 1
        assert 0 < group.peak <= group.limit


@pytest.mark.usefixtures("limits")
def test_a_group_goes_with_its_block() -> None:
    with MemoryGroup(1 << 30) as group:
        folder = group.folder
        assert folder.is_dir()
        assert group.kills == group.used == 0
    assert not folder.exists()
    group.close()


@pytest.mark.model
@pytest.mark.usefixtures("limits")
def test_a_file_that_is_loaded_whole_kills_where_it_does_not_fit(dense: Path) -> None:
    assert killed(dense, 25 << 20)
    assert not killed(dense, 1 << 30)


# ---- measures ------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_the_worker_is_watched_while_it_answers(dense: Path) -> None:
    with holding(dense, 0, 0) as held:
        text = held.words(32)
        first = held.answer(text, 1)
        again = held.answer(text, 4)
        assert abs(first.read - 32) <= 4
        assert again.read == 1  # of the same prompt only the last token is read again
        assert again.written == 4
        assert held.resident > 20 << 20
        assert held.used.faults >= 0
        assert held.aside([text, "Good morning."], 3) == 6


@pytest.mark.model
@pytest.mark.usefixtures("limits")
def test_a_case_is_taken_once_for_all_measures_of_it(bench: Bench) -> None:
    for id in ("flash.dense@0.5", "flash.limit@0.5", "flash.prefill@0.5"):
        taken = llm.MEASURES[id](bench)
        assert taken.value > 0
        assert "a limit of 0.5 of that and 220 MiB" in taken.note
    (rounds,) = bench.seen().values()
    assert len(rounds.ours) == len(rounds.plain) == len(rounds.free) == 1
    assert rounds.ours[0].limit == bench.limit(Case(TINY, 0.5))
    assert any("LLAMA_LOAD_MODE_NONE" in line for line in bench.lines)


@pytest.mark.model
def test_the_floor_of_a_token_is_the_slower_of_processor_and_disk(bench: Bench) -> None:
    def ran(speed: float) -> Run:
        return Run(1.0, 32, 1.0, 4, speed, 1e6, 0.0, 1, 1, 1, 1, 50_000_000)

    rounds = Rounds()
    rounds.ours, rounds.plain = [ran(8.0), ran(10.0), ran(12.0)], [ran(5.0)]
    rounds.free = [ran(20.0), ran(40.0), ran(25.0)]
    for disk, least in (([0.5e9, 4e9, 2e9], 1 / 25), ([0.5e9, 1e9, 0.8e9], 1 / 16)):
        rounds.disk = disk
        bench._rounds[Case(TINY, 0.5)] = rounds
        taken = llm.limit(bench)
        assert taken.value == pytest.approx(0.1 / least)
        assert f"{max(disk) / 1e9:.2f} at best); medians of 3 runs and of 3 tries of the disk" in taken.note


@pytest.mark.model
def test_what_fits_stands_beside_a_bare_loop(bench: Bench, dense: Path) -> None:
    with asking(dense, 0, 0) as bare:
        said = bare("answer", text="Good morning.", limit=6)
    assert said["tokens"] == 6
    assert said["seconds"] > 0
    taken = llm.MEASURES["flash.fits"](bench)
    assert taken.value > 0
    assert "beside llama.cpp's bare loop in a process of its own" in taken.note


@pytest.mark.model
@pytest.mark.usefixtures("limits")
def test_drafts_are_recorded_and_replayed(bench: Bench) -> None:
    taken = llm.MEASURES["flash.lookup.quotes@0.5"](bench)
    assert taken.value > 0
    assert "the starter answered" in taken.note
    assert llm.MEASURES["flash.lookup.quotes@0.5"](bench) is taken


def test_questions_and_quotes_are_asked_of_notes() -> None:
    for kind in ("questions", "quotes"):
        found = llm_lookup.asked(kind, 5)
        assert len({text + notes for text, notes in found}) == 5
        assert all(notes for _, notes in found)


@pytest.mark.model
def test_routing_is_recorded_and_replayed(mixture: Path) -> None:
    size = mixture.stat().st_size
    with asking(mixture, 0, 0) as child:
        found = child("trace", prompt=16, tokens=8, budgets=[size, size // 6])
    assert found["needs"] == 2 * 9
    for rates in found["rates"]:
        assert all(0 < rates[policy] < 1 for policy in (EXPECTED, RECENT))
    assert found["rates"][1][EXPECTED] <= found["rates"][0][EXPECTED]


@pytest.mark.model
def test_the_same_tokens_have_the_same_logits(dense: Path, tmp_path: Path) -> None:
    rows = []
    for name in ("a.npy", "b.npy"):
        with asking(dense, 0, 0) as child:
            child("exact", together=3, alone=2, out=str(tmp_path / name))
        rows.append(np.load(tmp_path / name))
    assert rows[0].shape[0] == 5
    assert np.array_equal(rows[0], rows[1])


def test_what_the_kernel_reads_ahead_is_as_before_afterwards(tmp_path: Path) -> None:
    before = read_ahead(tmp_path)
    with suppress(NotTaken), reading_ahead(tmp_path, before or 128):
        assert read_ahead(tmp_path) == before
    assert read_ahead(tmp_path) == before


@pytest.mark.model
def test_where_no_memory_group_can_be_made_each_measure_says_so(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cgroup, "MOUNT", tmp_path / "none")
    results = [take(one, lambda id=one.id: llm.MEASURES[id](bench), "here") for one in targets("llm")]
    taken = {one.measure for one in results if one.value is not None}
    assert taken == {"flash.fits"}
    for one in results:
        assert one.holds is (one.measure == "flash.fits" and one.value > 0.97)
        assert "memory group" in one.note or one.measure in taken


def test_a_bench_that_wrote_nothing_leaves_nothing() -> None:
    with suppress(NotTaken), Bench("quick", quiet, ["flash.exact"]) as bench:
        assert bench.wants("flash.exact", "flash.fits")
        assert not bench.wants("flash.fits")
