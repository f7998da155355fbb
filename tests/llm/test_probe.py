"""What a cache can do: tried on the starter and on models of random weights; the choice, on what came of it."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from secondme.errors import BadModel, NoModel
from secondme.llm.identity import IDENTITIES, model_identity
from secondme.llm.probe import (
    CRASHED,
    FASTER,
    LAYOUTS,
    OK,
    PLAIN,
    REFUSED,
    UNTRIED,
    WRONG,
    Abilities,
    Kinds,
    Tried,
    Wanted,
    choose,
    known,
    probe,
)  # fmt: skip
from secondme.llm.study import Study
from tests.llm import tiny

FLASH = Kinds(flash=True)
Q8, Q4, KEYS = Kinds("q8_0", "q8_0", True), Kinds("q4_0", "q4_0", True), Kinds("q8_0", "f16", False)
ALL_GOOD = Abilities(True, False, 0, True, tuple(Tried(kinds, OK, OK) for kinds in LAYOUTS))


def but(abilities: Abilities, *changed: Tried) -> Abilities:
    """Abilities of which some layouts came out otherwise."""
    of = {one.kinds: one for one in changed}
    return replace(abilities, tried=tuple(of.get(one.kinds, one) for one in abilities.tried))


def test_a_layout_that_works_is_had_as_wished() -> None:
    assert choose(ALL_GOOD).kinds == PLAIN
    for kinds in (Kinds(flash=True), Q8, KEYS):
        chosen = choose(ALL_GOOD, Wanted(kinds.keys, kinds.values, kinds.flash))
        assert (chosen.kinds, chosen.shifts, chosen.why) == (kinds, True, ())


def test_flash_attention_comes_with_quantised_values_and_else_where_it_is_faster() -> None:
    chosen = choose(ALL_GOOD, Wanted("q8_0", "q8_0", False))
    assert (chosen.kinds, chosen.why) == (Q8, ("Quantised values need flash attention: it is on.",))
    slow, fast = Tried(PLAIN, OK, OK, prefill=100, decode=10), Tried(Kinds(flash=True), OK, OK, prefill=110, decode=15)
    measured = but(ALL_GOOD, slow, fast)
    assert measured.ratio(fast.kinds) == (1.1, 1.5)
    assert choose(measured).kinds.flash
    assert not choose(but(measured, replace(fast, decode=9))).kinds.flash


def test_keys_of_q4_are_never_shifted() -> None:
    chosen = choose(ALL_GOOD, Wanted("q4_0", "q4_0"))
    assert chosen.kinds == Kinds("q8_0", "q4_0", True)
    assert chosen.why == ("Keys of q4_0 get worse with every shift: keys of q8_0 and values of q4_0 are used.",)


@pytest.mark.parametrize("came", [CRASHED, WRONG, REFUSED, UNTRIED])
def test_keys_that_cannot_be_shifted_when_quantised_stay_whole(came: str) -> None:
    found = but(ALL_GOOD, *(Tried(kinds, OK, came) for kinds in LAYOUTS if kinds.keys != "f16"))
    assert choose(found, Wanted("q8_0", "f16")).why == (
        "The keys of this model cannot be shifted when quantised to q8_0: f16 is used.",
    )
    assert choose(found, Wanted("q8_0", "q8_0")).kinds == Kinds("f16", "q8_0", True)


def test_a_cache_that_cannot_be_moved_may_have_any_keys_and_says_so() -> None:
    still = replace(ALL_GOOD, partial=False)
    chosen = choose(still, Wanted("q4_0", "q4_0"))
    assert (chosen.kinds, chosen.shifts) == (Q4, False)
    assert chosen.why == ("The cache of this model cannot be moved: what follows a change is read again.",)


@pytest.mark.model
def test_the_starter_can_be_shifted_with_keys_of_8_bits_and_not_of_4(starter_file: Path, tmp_path: Path) -> None:
    found = probe(starter_file, (PLAIN, KEYS, Q4), folder=tmp_path, identity="starter", quick=True)
    assert (found.partial, found.shift, found.recurrent, found.sliding_window) == (True, True, False, 0)
    assert [found.of(kinds).shift for kinds in (PLAIN, KEYS, Q4)] == [OK, OK, WRONG]
    plain, small = found.of(PLAIN), found.of(Q4)
    assert 23_040 <= plain.bytes <= 23_060
    assert small.bytes / plain.bytes < 0.29


def test_what_was_found_is_remembered_until_its_file_is_damaged(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    found = probe(model, (PLAIN, Q8), folder=tmp_path, identity="one", quick=True)
    assert found.of(Q8).shift == OK
    model.rename(tmp_path / "elsewhere.gguf")
    assert probe(model, (PLAIN, Q8), folder=tmp_path, identity="one", quick=True) == found
    with pytest.raises(NoModel):
        probe(model, (PLAIN, Q8), folder=tmp_path, identity="another", quick=True)
    with pytest.raises(NoModel):  # speeds were not measured then
        probe(model, (PLAIN, Q8), folder=tmp_path, identity="one")
    (kept,) = tmp_path.glob("*.json")
    for damaged in ("", "[]", '{"of": 1}', kept.read_text("utf-8").replace('"tried"', '"tired"')):
        kept.write_text(damaged, "utf-8")
        with pytest.raises(NoModel):
            probe(model, (PLAIN, Q8), folder=tmp_path, identity="one", quick=True)


def test_a_model_that_is_too_large_to_be_loaded_twice_is_never_tried(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    size = model.stat().st_size
    found = probe(model, folder=tmp_path, identity="one", quick=True, free=2 * size - 1, seconds=0.01)
    assert (found.too_large, found.tried) == (True, (Tried(PLAIN),))
    for free in (size, 100 * size):
        again = probe(model, folder=tmp_path, identity="one", quick=True, free=free, seconds=0.01)
        assert again == found
    chosen = choose(found)
    assert (chosen.kinds, chosen.shifts, chosen.why) == (PLAIN, True, ())
    chosen = choose(found, Wanted("q8_0", "f16"))
    assert (chosen.kinds, chosen.shifts) == (PLAIN, True)
    assert chosen.why == ("This model was not tried with keys of q8_0 and values of f16: f16 is used.",)
    (kept,) = tmp_path.glob("*.json")
    kept.write_text(kept.read_text("utf-8").replace('"of": [', '"of": [0, '), "utf-8")  # of another version
    assert probe(model, (PLAIN,), folder=tmp_path, identity="one", quick=True, free=2 * size).of(PLAIN).known


@pytest.mark.parametrize("make", [tiny.recurrent, tiny.sliding])
def test_what_llama_cpp_errs_about_is_not_moved_untried(make: Callable[[Path], Path], tmp_path: Path) -> None:
    model = make(tmp_path / "it.gguf")
    assert not probe(model, folder=tmp_path, identity="it", quick=True, free=1).shift


def test_a_study_leaves_a_large_model_out_and_says_the_plain_layout(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    study = Study(tmp_path, Wanted("q8_0", "q8_0"), free=1)
    chosen = study.choice(model)
    assert chosen is not None
    assert (chosen.kinds, chosen.shifts) == (PLAIN, True)
    assert study.choice(model) == Study(tmp_path, Wanted("q8_0", "q8_0")).choice(model) == chosen


def test_what_was_found_when_there_was_more_memory_is_not_forgotten(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    found = probe(model, (PLAIN,), folder=tmp_path, identity="one", quick=True)
    assert probe(model, (PLAIN,), folder=tmp_path, identity="one", free=1) == found
    assert known(tmp_path, "one") == found


def test_at_rest_a_cache_is_timed_too_so_that_flash_attention_is_chosen_by_measure(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    name = model_identity(model, tmp_path / IDENTITIES)
    probe(model, folder=tmp_path, identity=name, quick=True)
    study = Study(tmp_path, Wanted(), quiet_seconds=0.0)
    study.later(model, lambda: False)
    until = time.monotonic() + 120
    while (found := known(tmp_path, name)) is None or found.quick:
        assert time.monotonic() < until
        threading.Event().wait(0.1)
    study.close()
    ratio = found.ratio(FLASH)
    assert ratio is not None
    chosen = study.choice(model)
    assert chosen is not None
    assert chosen.kinds.flash is (min(ratio) >= FASTER)


def test_a_question_breaks_a_probe_off_and_it_begins_anew(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    begun: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def busy() -> bool:
        begun.put(True)
        return False

    study = Study(tmp_path, Wanted(), quiet_seconds=0.0)
    study.later(model, busy)
    for _ in range(2):
        assert begun.get(timeout=60)
        study.disturb()
    assert begun.get(timeout=60)
    study.close()
    assert study.choice(model) is None


def test_speeds_are_measured_when_there_is_time(tmp_path: Path) -> None:
    found = probe(tiny.llama(tmp_path / "tiny.gguf"), (PLAIN, Q8), folder=tmp_path, identity="one")
    ratio = found.ratio(Q8)
    assert ratio is not None
    assert min(ratio) > 0


def test_a_crash_is_an_answer_and_the_rest_is_still_tried(tmp_path: Path) -> None:
    """In this version quantised keys crash on shifting where a head's size is no multiple of 64."""
    model = tiny.llama(tmp_path / "odd.gguf", head=96)
    found = probe(model, (Q8, KEYS, PLAIN), folder=tmp_path, identity="odd", quick=True)
    assert [(one.use, one.shift) for one in found.tried] == [(OK, CRASHED), (OK, CRASHED), (OK, OK)]
    assert choose(found, Wanted("q8_0", "f16")).kinds == PLAIN


def test_what_llama_cpp_refuses_or_computes_wrongly_is_not_used(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "odd.gguf", head=80)
    found = probe(model, (PLAIN, Q8, KEYS), folder=tmp_path, identity="odd", quick=True)
    assert found.of(Q8).use == REFUSED
    assert found.of(KEYS).use in (CRASHED, WRONG)
    assert choose(found, Wanted("q8_0", "q8_0")).kinds == PLAIN


def test_a_recurrent_model_forgets_no_part_though_it_says_so(tmp_path: Path) -> None:
    model = tiny.recurrent(tmp_path / "mamba.gguf")
    found = probe(model, (PLAIN,), folder=tmp_path, identity="mamba", quick=True)
    assert (found.recurrent, found.partial, found.shift, found.of(PLAIN).bytes) == (True, False, False, 0)


def test_a_model_with_a_sliding_window_is_known(tmp_path: Path) -> None:
    model = tiny.sliding(tmp_path / "gemma.gguf", window=24)
    found = probe(model, (PLAIN,), folder=tmp_path, identity="gemma", quick=True)
    assert (found.sliding_window, found.of(PLAIN).use, found.recurrent) == (24, OK, False)


def test_time_that_is_over_leaves_the_rest_untried_and_nothing_remembered(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    with pytest.raises(BadModel, match="took too long"):
        probe(model, folder=tmp_path, identity="one", quick=True, seconds=0.01)
    assert not list(tmp_path.glob("*.json"))


def test_a_file_that_is_no_model_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.gguf").write_bytes(os.urandom(100))
    with pytest.raises(BadModel, match="is not a GGUF file"):
        probe(tmp_path / "no.gguf", folder=tmp_path, identity="no", quick=True)
