"""Which model suits a machine: properties over made-up machines and models, and the reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.catalogue import catalogue
from secondme.llm.machine import GUESS, Speeds
from secondme.llm.planner import FLUENT, SHORTEST, Advice, Candidate, Facts, advise, candidate

GB = 1_000_000_000
FACTS = Facts(ram=8 * GB, cores=4, speeds=Speeds({2: 10e9, 8: 16e9, 12: 12e9}, 1e-5, 2e9), disk_free=1_000 * GB)
SMALL = Candidate("Small", "Q4_K_M", GB, 2, 2 * GB, cells=40_000, trained=32_768)
MIDDLE = Candidate("Middle", "Q4_K_M", 2 * GB, 3, 4 * GB, cells=60_000, trained=32_768)
LARGE = Candidate("Large", "Q4_K_M", 20 * GB, 5, 32 * GB, cells=200_000, trained=32_768)

candidates = st.lists(
    st.builds(
        Candidate,
        name=st.sampled_from(("a", "b", "c", "d")),
        quantisation=st.sampled_from(("Q2_K", "IQ2_M", "Q3_K_M", "Q4_0", "Q4_K_M", "IQ4_XS", "Q6_K", "Q8_0", "F16")),
        bytes=st.integers(50_000_000, 50 * GB),
        quality=st.integers(1, 5),
        parameters=st.integers(100_000_000, 80 * GB),
        cells=st.integers(0, 400_000),
        trained=st.sampled_from((0, 1_024, 2_048, 8_192, 131_072)),
        active=st.sampled_from((0, 0, 3_000_000)),
        imatrix=st.booleans(),
        checked=st.booleans(),
        here=st.booleans(),
    ),
    max_size=6,
)
machines = st.builds(
    Facts,
    ram=st.integers(100_000_000, 64 * GB),
    cores=st.integers(1, 64),
    speeds=st.just(FACTS.speeds),
    disk_free=st.integers(0, 100 * GB),
    gpu=st.integers(0, 24 * GB),
)


def advised(*some: Candidate, facts: Facts = FACTS, context: int = 4_096) -> Advice:
    found = advise(some, facts, context)
    assert found
    return found


@given(candidates, machines, st.integers(512, 65_536))
def test_what_is_advised_fits_and_has_its_reasons(some: list[Candidate], facts: Facts, context: int) -> None:
    found = advise(some, facts, context)
    if found is None:
        return
    one = found.candidate
    assert found.streamed or one.memory(found.context, found.cells) - min(facts.gpu, one.bytes) <= facts.ram
    assert min(SHORTEST, context, one.trained or context) <= found.context <= max(SHORTEST, context)
    assert not one.trained or found.context <= one.trained
    assert one.here or one.bytes < facts.disk_free
    assert one.bits >= 3 or one.checked
    assert found.threads == facts.cores
    assert 0 <= found.offload <= 1
    assert len(found.why) == 6
    assert all(why.endswith(".") for why in found.why)


@given(candidates, machines, st.integers(0, 32 * GB))
def test_more_memory_never_gives_a_worse_model(some: list[Candidate], facts: Facts, more: int) -> None:
    less = advise(some, facts)
    if less is None or less.streamed or less.speed < FLUENT:
        return
    greater = advise(some, replace(facts, ram=facts.ram + more))
    assert greater
    assert not greater.streamed
    before, after = less.candidate, greater.candidate
    assert (after.bits >= 4, after.quality) >= (before.bits >= 4, before.quality)


@given(candidates, machines)
def test_nothing_streams_where_something_fits(some: list[Candidate], facts: Facts) -> None:
    found = advise(some, facts)
    if found is None or not found.streamed:
        return
    for one in some:
        if (one.bits >= 3 or one.checked) and one.here:
            assert one.memory(min(SHORTEST, one.trained or SHORTEST), "q8_0") > facts.ram


def test_the_largest_in_four_bits_that_fits_is_chosen() -> None:
    eight = Candidate("Small", "Q8_0", 2 * GB, 2, 2 * GB, cells=40_000)
    found = advised(SMALL, eight, MIDDLE, LARGE)
    assert found.candidate == MIDDLE
    assert found.streamed == 0
    assert found.why[0].startswith("Middle: the best of those that fit in 8.0 GB")
    assert advised(SMALL, eight).candidate == SMALL


def test_three_bits_only_where_nothing_in_four_fits() -> None:
    three = Candidate("Large", "Q3_K_M", 6 * GB, 5, 32 * GB, cells=1_000, active=3 * GB)
    assert advised(SMALL, three).candidate == SMALL
    assert advised(three).candidate == three


def test_below_three_bits_only_after_a_check() -> None:
    two = Candidate("Large", "IQ2_M", 4 * GB, 5, 32 * GB, active=3 * GB)
    assert advise([two], FACTS) is None
    assert "checked on this machine" in advised(replace(two, checked=True)).why[1]


def test_an_importance_matrix_is_preferred() -> None:
    weighed = replace(MIDDLE, imatrix=True)
    assert advised(MIDDLE, weighed).candidate == weighed
    assert advised(weighed, MIDDLE).candidate == weighed
    assert "importance matrix" in advised(weighed).why[1]


def test_what_writes_more_slowly_than_one_reads_is_passed_over() -> None:
    facts = replace(FACTS, ram=64 * GB)
    assert LARGE.speed(facts.speeds) < FLUENT
    assert advised(SMALL, LARGE, facts=facts).candidate == SMALL
    assert "quickest" in advised(LARGE, facts=facts).why[0]


def test_of_large_mixtures_only_the_wanted_experts_count() -> None:
    mixture = replace(LARGE, active=3 * GB)
    assert advised(SMALL, mixture, facts=replace(FACTS, ram=64 * GB)).candidate == mixture


def test_cells_are_made_smaller_before_the_context_is() -> None:
    tight = replace(FACTS, ram=MIDDLE.memory(4_096, "q8_0"))
    found = advised(MIDDLE, facts=tight)
    assert (found.context, found.cells) == (4_096, "q8_0")
    found = advised(MIDDLE, facts=replace(FACTS, ram=MIDDLE.memory(SHORTEST, "q8_0")))
    assert (found.context, found.cells) == (SHORTEST, "q8_0")
    assert found.why[2] == "A context of 2,048 tokens: more would not fit."
    assert advised(replace(MIDDLE, trained=1_024)).why[2].endswith("it was trained on no more.")


@given(candidates, machines, st.sampled_from(("f16", "q8_0", "q4_0")), st.integers(512, 65_536))
def test_only_what_is_set_is_planned_with(some: list[Candidate], facts: Facts, cells: str, context: int) -> None:
    found = advise(some, facts, context, cells=(cells,), shortest=context)
    if found is None:
        return
    assert (found.cells, found.context) == (cells, min(context, found.candidate.trained or context))
    assert found.why[3] == f"Cells of {'16 bits' if cells == 'f16' else cells}, as set."


def test_where_nothing_fits_the_quickest_streams() -> None:
    found = advised(MIDDLE, LARGE, facts=replace(FACTS, ram=2 * GB))
    assert found.candidate == MIDDLE
    assert 0 < found.streamed < MIDDLE.bytes
    assert "stream from the disk" in found.why[0]
    assert advise([LARGE], replace(FACTS, ram=GB // 10)) is None


def test_a_full_disk_leaves_what_is_here() -> None:
    facts = replace(FACTS, disk_free=0)
    assert advise([SMALL, MIDDLE], facts) is None
    assert advised(replace(SMALL, here=True), MIDDLE, facts=facts).candidate.name == "Small"


def test_a_graphics_processor_takes_what_it_has_room_for() -> None:
    assert advised(SMALL).offload == 0
    assert 0 < advised(SMALL, facts=replace(FACTS, gpu=GB // 2)).offload < 1
    assert "All of it" in advised(SMALL, facts=replace(FACTS, gpu=4 * GB)).why[-1]
    tight = replace(FACTS, ram=MIDDLE.memory(4_096, "f16") - GB)
    assert advised(MIDDLE, facts=tight).cells == "q8_0" or advised(MIDDLE, facts=tight).streamed
    assert advised(MIDDLE, facts=replace(tight, gpu=GB)).cells == "f16"


def test_threads_are_as_they_were_measured() -> None:
    assert (advised(SMALL).threads, advised(SMALL).why[4]) == (4, "4 threads: one a physical core.")
    fewer = advised(SMALL, facts=replace(FACTS, threads=1))
    assert (fewer.threads, fewer.why[4]) == (1, "1 thread: faster here than one a physical core (4).")


def test_a_guess_is_called_one() -> None:
    assert "guessed" in advised(SMALL, facts=replace(FACTS, speeds=GUESS)).why[0]


@pytest.mark.parametrize("ram", [1, 3, 6, 16, 64])
def test_the_catalogue_has_something_for_every_machine(ram: int) -> None:
    there = [candidate(entry, file) for entry in catalogue() if entry.kind == "chat" for file in entry.files]
    assert advise(there, replace(FACTS, ram=ram * GB))
