"""`bench store`, on a few hundred memories and without a measure of time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from secondme.bench import forgets, store
from secondme.bench.growth import Given, Stage, curve
from secondme.bench.measure import take, targets
from secondme.bench.store import Bench, Counts
from secondme.bench.texts import GROUP, Paper, Talk, memories, mixed, whole_vocabulary
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.memory.record import By
from secondme.store.readings import spoken
from tests.bench.test_measure import KEYS
from tests.conftest import MAY

TINY = Counts(
    written=300, writes=1, found=2, among=100, starts=1, stages=(100, 200), largest=300, kills=2, others=60,
    planted=7, forgotten=4, rounds=1, quick=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def words() -> list[str]:
    return whole_vocabulary(assets.folder("minilm-int8"))


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(TINY, lambda line: None) as found:
        yield found


def test_every_target_has_its_measure() -> None:
    assert list(store.MEASURES) == [target.id for target in targets("store")]


def test_quick_is_less_work_nowhere_more() -> None:
    for name in ("written", "writes", "found", "among", "starts", "stages", "kills", "others"):
        assert getattr(store.QUICK, name) < getattr(store.FULL, name)


@pytest.mark.parametrize("target", targets("store"), ids=lambda target: target.id)
def test_each_measure_is_taken_and_says_how(target: object, bench: Bench) -> None:
    result = take(target, partial(store.MEASURES[target.id], bench), "a machine").to_json()  # type: ignore[arg-type, attr-defined]
    assert list(result) == KEYS
    assert result["value"] is not None, result["note"]
    assert "quick" in result["note"] or target.full  # type: ignore[attr-defined]
    if result["unit"] == "ratio":
        assert result["value"] == result["ratio"] > 0
        assert result["beside"] > 0
    else:
        assert result["value"] <= 0, result["note"]


def test_the_growth_is_told_size_by_size(bench: Bench) -> None:
    assert [stage.memories for stage in bench.grown.stages][:2] == [100, 200]
    one, other = bench.grown.stages[:2]
    assert 0 < one.text < other.text
    assert 0 < one.beside_vectors == sum(one.disk.values()) - one.disk["index"]
    told = "\n".join(bench.curve())
    assert "100" in told
    assert "200" in told


def test_the_command_kills_as_often_as_it_is_told() -> None:
    words = ["bench", "store", "--only", "store.kills.lost", "--kills", "1", "--json"]
    with tempfile.TemporaryDirectory() as place:  # short: a socket's path has a limit
        done = subprocess.run(
            [sys.executable, "-m", "secondme", *words],
            env=os.environ | {"TMPDIR": place},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        (result,) = json.loads(done.stdout)
        assert result["note"].startswith("1 kills")
        assert result["value"] == 0
        assert not [path for path in Path(place).iterdir() if path.name.startswith("secondme-")]


def test_a_curve_shows_the_speed_of_both_at_every_size() -> None:
    stages = [Stage(1_000, 10, 500.0, 1_000.0, {"index": 5, "ledger": 7}, 5, 50, 40)]
    lines = curve(stages)
    assert "1,000" in lines[1]
    assert lines[-2].count("█") * 2 == lines[-1].count("░") == 40


# ---- texts ---------------------------------------------------------------------------------------------


def test_the_mix_is_the_same_for_the_same_seed_and_has_the_lengths_that_it_tells(words: list[str]) -> None:
    parts = list(islice(mixed(words), 100))
    assert parts == list(islice(mixed(words), 100))
    assert parts != list(islice(mixed(words, seed=2), 100))
    talk = [turn for part in parts if isinstance(part, Talk) for turn in part.turns]
    lengths = {
        120: [len(text) for by, text in talk if by is By.PERSON],
        500: [len(text) for by, text in talk if by is By.ASSISTANT],
        700: [len(text) for part in parts if isinstance(part, Paper) for _, text in part.passages],
    }
    for wanted, found in lengths.items():
        assert abs(np.mean(found) / wanted - 1) < 0.1
    assert sum(map(len, lengths.values())) == 100 // 5 * GROUP


def test_made_up_memories_are_as_many_as_asked_for_and_no_two_alike(words: list[str]) -> None:
    made = memories(words, 250, MAY)
    assert len({memory.id for memory in made}) == len({memory.text for memory in made}) == 250
    assert {memory.by for memory in made} == {By.PERSON, By.ASSISTANT, By.FILE}


def test_given_vectors_are_handed_out_by_what_is_embedded(words: list[str], encoder: StaticEncoder) -> None:
    made = memories(words, 3, MAY)
    vectors = np.eye(3, encoder.dimensions, dtype=np.float32)
    given = Given(encoder)
    given.give(made, vectors)
    assert (given.embed([spoken(made[2]), spoken(made[0])]) == vectors[[2, 0]]).all()
    with pytest.raises(KeyError):
        given.embed(["nobody gave this"])


# ---- what is left of what was forgotten ----------------------------------------------------------------


@pytest.fixture
def mark(encoder: StaticEncoder) -> forgets.Mark:
    text = next(forgets.planted(1))
    return forgets.Mark(
        forgets.invented(text), encoder.tokens(text).tobytes(), (encoder.embed([text])[0],), "e123456789abcd"
    )


def test_nothing_is_found_where_nothing_is(mark: forgets.Mark, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "noise").write_bytes(np.random.default_rng(1).bytes(100_001))
    (tmp_path / "empty").write_bytes(b"")
    assert not forgets.found(tmp_path, [mark])


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("words", lambda mark: b"xx" + mark.words[0].upper().encode()),
        ("words", lambda mark: mark.words[1][forgets.SHARED :].encode("utf-16-le")),
        ("tokens", lambda mark: b"x" + mark.tokens[4 : 4 + forgets.RUN * 2]),
        ("vectors", lambda mark: b"xyz" + mark.vectors[0][5:21].tobytes()),
        ("vectors", lambda mark: (mark.vectors[0] * np.float32(1.000001)).tobytes()),
        ("ids", lambda mark: b'{"id": "' + mark.id.encode()),
    ],
)
def test_what_is_left_is_found_wherever_it_begins(
    kind: str, written: object, mark: forgets.Mark, tmp_path: Path
) -> None:
    (tmp_path / "file.bin").write_bytes(b"before" * 1_001 + written(mark) + b"after" * 99)  # type: ignore[operator]
    assert set(forgets.found(tmp_path, [mark])) == {kind}


def test_ids_may_stand_in_the_list_of_what_was_forgotten(mark: forgets.Mark, tmp_path: Path) -> None:
    (tmp_path / forgets.ALLOWED).write_bytes(mark.id.encode())
    assert not forgets.found(tmp_path, [mark])


def test_planted_words_are_each_in_one_text_alone() -> None:
    texts = list(forgets.planted(20))
    words = [word for text in texts for word in forgets.invented(text)]
    assert len(texts) == 20
    assert len({word[forgets.SHARED :] for word in words}) == len({word.lower()[:2] for word in words}) == len(words)
