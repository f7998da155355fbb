"""`bench intake`, on a few files and without a measure of time."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from secondme.bench import intake
from secondme.bench.intake_files import PARAGRAPHS, paper, prose, real, small
from secondme.bench.intake_kills import Written, kills
from secondme.bench.intake_secrets import lines, reached, stands
from secondme.bench.measure import targets
from secondme.bench.planted_secrets import COUNT, planted
from secondme.memory.secret import masked


def test_every_target_has_its_measure() -> None:
    assert list(intake.MEASURES) == [target.id for target in targets("intake")]


def test_quick_is_less_work_nowhere_more() -> None:
    for name in ("saves", "small", "burst", "bursts", "real", "scans", "kills", "killed", "changes"):
        assert getattr(intake.QUICK, name) < getattr(intake.FULL, name)


# ---- files -------------------------------------------------------------------------------------------


def test_real_files_are_copied_and_are_the_same_every_time(tmp_path: Path) -> None:
    one, other = real(tmp_path / "one", 20), real(tmp_path / "other", 20)
    assert len(one.files) == 20 == one.kinds.total()
    assert [path.name for path in one.files] == [path.name for path in other.files]
    assert one.bytes == sum(path.stat().st_size for path in one.files)


def test_small_files_are_as_many_as_asked_for_and_differ(tmp_path: Path) -> None:
    small(tmp_path, 1_001)
    files = sorted(tmp_path.rglob("*.md"))
    assert len(files) == 1_001
    assert len({path.parent for path in files}) == 3
    assert len({path.read_text(encoding="utf-8") for path in files}) == 1_001


def test_a_paper_has_paragraphs_and_no_two_are_alike() -> None:
    writer = prose(9)
    assert paper(writer) != paper(writer)
    assert paper(writer).count("\n\n") == PARAGRAPHS - 1


def test_a_folder_that_changes_keeps_its_size(tmp_path: Path) -> None:
    written = Written(tmp_path / "papers", 20, random.Random(1))
    before = {path.name: path.read_bytes() for path in written.place.iterdir()}
    written.change(10)
    after = {path.name: path.read_bytes() for path in written.place.iterdir()}
    assert len(after) == 20
    assert sum(after.get(name) != content for name, content in before.items()) == 9


# ---- secrets -----------------------------------------------------------------------------------------


def test_fifty_secrets_are_planted_each_in_a_file_of_its_own() -> None:
    made = planted()
    assert made == planted() != planted(seed=2)
    assert len(made) == COUNT == len({name for name, _, _ in made}) == len({secret for _, _, secret in made})
    assert len({name.rpartition(".")[2] for name, _, _ in made}) == 8
    for _, text, secret in made:
        assert stands(secret, text)
        assert len(masked(text)[0].split()) > 5, "nothing worth reading is left"


def test_a_secret_is_seen_though_its_lines_are_broken_or_escaped() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nabcdef123456\n-----END PRIVATE KEY-----"
    assert lines(key) == ["abcdef123456"]
    assert stands(key, "it said abcdef\\n123456") is False
    assert stands(key, "it said abc def123 456")
    assert not stands(key, "-----BEGIN PRIVATE KEY----- [private key]")


def test_what_was_planted_is_looked_for_in_memory_answers_prompts_and_bytes() -> None:
    found, count, prompts = reached(lambda line: None, only=4)
    assert (found, count) == ({}, 4)
    assert prompts > 1_000


# ---- kills -------------------------------------------------------------------------------------------


def test_a_killed_reading_is_compared_with_one_that_never_was() -> None:
    tally = kills(2, 12, 6, lambda line: None, seed=3)
    assert tally.kills == 2 == tally.amid.total()
    assert (tally.lost, tally.doubled, tally.index, tally.torn) == (0, 0, 0, 0)
    assert tally.whole + tally.queued >= 2 * 12
    assert "2 kills" in tally.words


# ---- a service ---------------------------------------------------------------------------------------


def test_files_that_are_as_they_were_are_looked_through_and_nothing_is_embedded() -> None:
    with intake.Bench(replace(intake.QUICK, small=30, scans=1), lambda line: None) as bench:
        taken = intake.rescan(bench)
        assert taken.value == taken.ratio is not None
        assert bench.rescanned.files == 30
        embedded = intake.embedded(bench)
    assert embedded.value == 0
    assert "quick" in embedded.note
    assert not bench.many.home.place.exists()
