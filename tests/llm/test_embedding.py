"""An encoder that a person chose: vectors of whole texts by llama.cpp, in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from secondme.errors import BadModel, EncoderError, NoModel, NotFound
from secondme.llm.catalogue import catalogue
from secondme.llm.centring import PROBES, centre, centred
from secondme.llm.choosing import encoder_file, english_alone
from secondme.llm.context import Aborted
from secondme.llm.embedding import KNOWN, GgufEncoder, Prefixes, entry_of, tried
from secondme.llm.pooling import TOGETHER, Pooled
from tests.llm.tiny import bert, llama
from tests.service.running import until

TEXTS = ["the dog barks", "a dog barked", "", "tax returns", "x " * 900]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedding model of random weights."""
    return bert(tmp_path_factory.mktemp("encoder") / "tiny.gguf")


@pytest.fixture
def encoder(file: Path, tmp_path: Path) -> Iterator[GgufEncoder]:
    """An encoder over it, which starts nothing yet."""
    with closing(GgufEncoder(file, tmp_path / "models", threads=1)) as found:
        yield found


# ---- pooling -----------------------------------------------------------------------------------------


def test_texts_become_vectors_of_unit_length_whatever_they_are_read_together_with(file: Path) -> None:
    with closing(Pooled(file)) as pooled:
        many = TEXTS * TOGETHER
        vectors = pooled.embed(many, threads=1)
        assert vectors.shape == (len(many), pooled.dimensions) == (len(many), 64)
        for text, vector in zip(TEXTS, vectors, strict=False):
            assert np.linalg.norm(vector) == pytest.approx(1 if text else 0)
            assert vector == pytest.approx(pooled.embed([text], threads=1)[0], abs=1e-5)
        dog, same, _, tax, _ = vectors[:5]
        assert dog @ same > dog @ tax


def test_of_a_long_text_the_beginning_counts(file: Path) -> None:
    with closing(Pooled(file)) as pooled:
        long, longer = pooled.embed(["dog " * 600, "dog " * 600 + "zebra " * 100], threads=1)
        assert long == pytest.approx(longer)


@pytest.mark.parametrize(("number", "pooling"), [(None, "mean"), (1, "mean"), (2, "first token"), (3, "last token")])
def test_a_model_pools_as_its_file_says(tmp_path: Path, number: int | None, pooling: str) -> None:
    with closing(Pooled(bert(tmp_path / "tiny.gguf", pooling=number))) as pooled:
        assert pooled.pooling == pooling
        assert np.linalg.norm(pooled.embed(["a dog"], threads=1)) == pytest.approx(1)


def test_a_model_that_writes_can_be_pooled_by_the_mean(tmp_path: Path) -> None:
    with closing(Pooled(llama(tmp_path / "chat.gguf"))) as pooled:
        assert (pooled.pooling, pooled.dimensions) == ("mean", 128)
        one, two = pooled.embed(["one", "two"], threads=1)
        assert np.linalg.norm(one) == pytest.approx(1)
        assert one @ two < 0.999


def test_a_ranking_model_a_cut_one_and_none_are_refused_with_a_sentence(tmp_path: Path, file: Path) -> None:
    with pytest.raises(BadModel, match="ranks texts and makes no vectors"):
        Pooled(bert(tmp_path / "rank.gguf", pooling=4))
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(BadModel, match="cut short"):
        Pooled(cut)
    with pytest.raises(NoModel):
        Pooled(tmp_path / "gone.gguf")


def test_a_pass_that_is_stopped_breaks_off_and_a_later_one_is_whole(file: Path) -> None:
    with closing(Pooled(file)) as pooled:
        before = pooled.embed(["a dog"], threads=1)
        pooled.stop()
        with pytest.raises(Aborted):
            pooled.embed(["a dog"], threads=1)
        pooled.resume()
        assert pooled.embed(["a dog"], threads=1) == pytest.approx(before)


# ---- centring ----------------------------------------------------------------------------------------


def test_what_all_vectors_have_in_common_is_taken_out() -> None:
    draw = np.random.default_rng(1)
    alike = draw.normal(0, 1, (40, 64)) + 2.0 * np.ones(64)
    alike = (alike / np.linalg.norm(alike, axis=1, keepdims=True)).astype(np.float32)
    other = np.concatenate([alike[20:], np.zeros((1, 64), np.float32)])
    found = centred(other, centre(alike[:20]))
    pairs = ~np.eye(20, dtype=bool)
    assert (alike[20:] @ alike[20:].T)[pairs].mean() > 0.7
    assert abs((found[:20] @ found[:20].T)[pairs].mean()) < 0.15
    assert np.linalg.norm(found, axis=1) == pytest.approx([1.0] * 20 + [0.0])


def test_the_probes_of_what_texts_have_in_common_have_little() -> None:
    assert len(set(PROBES)) == len(PROBES) >= 20


# ---- the process -------------------------------------------------------------------------------------


def test_nothing_starts_before_a_vector_is_wanted_and_what_the_file_is_is_remembered(
    encoder: GgufEncoder, file: Path, tmp_path: Path
) -> None:
    assert encoder.pid is None
    facts = encoder.facts
    assert (facts.dimensions, facts.trained, facts.pooling) == (64, 512, "mean")
    assert encoder.pid is not None
    again = GgufEncoder(file, tmp_path / "models")
    assert (again.facts, again.identity, again.pid) == (facts, encoder.identity, None)
    (tmp_path / "models" / KNOWN).write_text('{"' + str(file) + '": {"sign": 3}}')
    assert again.facts == facts


def test_a_question_and_what_it_finds_are_read_as_the_catalogue_says(file: Path, tmp_path: Path) -> None:
    prefixes = Prefixes("q: ", "p: ")
    with closing(GgufEncoder(file, tmp_path, prefixes, threads=1)) as one:
        assert one.question("a dog").shape == (64,)
        with closing(GgufEncoder(file, tmp_path / "other", threads=1)) as plain:
            assert one.identity != plain.identity
            assert not np.allclose(one.embed(["a dog"])[0], plain.embed(["a dog"])[0], atol=1e-3)
            assert plain.question("a dog") == pytest.approx(plain.embed(["a dog"])[0], abs=1e-5)
        assert not one.embed([" "]).any()
        assert not one.question("").any()


def test_a_process_that_is_killed_costs_nothing_and_its_idleness_ends_it(file: Path, tmp_path: Path) -> None:
    with closing(GgufEncoder(file, tmp_path, threads=1, idle_seconds=0.05)) as encoder:
        before = encoder.embed(["a dog"])
        until(lambda: encoder.pid is None, "it has ended by itself")
    with closing(GgufEncoder(file, tmp_path, threads=1)) as encoder:
        encoder.embed(["a dog"])
        first = encoder.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert encoder.embed(["a dog"]) == pytest.approx(before, abs=1e-5)
        assert encoder.pid != first
        assert encoder.erase(["any"]) == ""
        assert encoder.pid is None
    with pytest.raises(EncoderError, match="is being closed"):
        encoder.embed(["a dog"])


def test_a_question_goes_before_what_follows_behind_and_both_are_answered(file: Path, tmp_path: Path) -> None:
    with closing(GgufEncoder(file, tmp_path, threads=1)) as encoder:
        alone = encoder.embed(["x " * 500])[0]
        made: list[np.ndarray] = []
        behind = threading.Thread(target=lambda: made.append(encoder.embed(["x " * 500] * 40)))
        behind.start()
        asked = [encoder.question("a dog") for _ in range(20)]
        behind.join(60)
        assert all(one == pytest.approx(asked[0], abs=1e-5) for one in asked)
        assert made[0] == pytest.approx(np.tile(alone, (40, 1)), abs=1e-5)


def test_a_file_that_is_no_encoder_or_becomes_another_is_refused_with_a_sentence(tmp_path: Path) -> None:
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"junk" * 100)
    with pytest.raises(EncoderError, match=r"junk\.gguf is not a GGUF file.*secondme model encoder bundled"):
        tried(junk, tmp_path / "models", [])
    file = bert(tmp_path / "tiny.gguf")
    with closing(GgufEncoder(file, tmp_path / "models", threads=1)) as encoder:
        encoder.embed(["a dog"])
        encoder.rest()
        bert(file, wide=128)
        with pytest.raises(EncoderError, match="is another file than it was"):
            encoder.embed(["a dog"])


def test_an_encoder_is_tried_on_texts_for_what_one_costs(file: Path, tmp_path: Path) -> None:
    facts, each = tried(file, tmp_path, ["a dog", "a cat"], threads=1)
    assert facts.dimensions == 64
    assert 0 < each < 5
    assert tried(file, tmp_path, [])[1] == 0


def test_a_setting_means_a_file_or_a_model_of_the_catalogue_that_was_pulled(file: Path, tmp_path: Path) -> None:
    cached = tmp_path / "hub/models--gpustack--bge-m3-GGUF/snapshots/0/bge-m3-Q8_0.gguf"
    cached.parent.mkdir(parents=True)
    shutil.copyfile(file, cached)
    around = {"HF_HOME": str(tmp_path)}
    assert encoder_file("bge-m3", tmp_path, around, tmp_path / "models") == cached
    assert encoder_file(str(file), tmp_path, around, tmp_path / "models") == file
    with pytest.raises(NotFound, match="Download it with: secondme model pull nomic-embed-v2"):
        encoder_file("nomic-embed-v2", tmp_path, around, tmp_path / "models")
    assert [english_alone(Path(f"/m/{one}.gguf")) for one in ("nomic-embed-text-v1.5.Q8_0", "bge-m3", "mine")] == [
        True, False, False,
    ]  # fmt: skip


def test_a_file_is_known_to_be_of_an_entry_by_its_name_or_its_place_in_the_hub_s_cache() -> None:
    entries = catalogue()
    cached = Path("/x/hub/models--gpustack--bge-m3-GGUF/snapshots/0/model.gguf")
    for path, known in (
        (cached, "bge-m3"),
        (Path("/m/bge-m3-Q4_K_M.gguf"), "bge-m3"),
        (Path("/m/nomic-embed-text-v2-moe.Q8_0.gguf"), "nomic-embed-v2"),
        (Path("/m/Qwen3-Embedding-0.6B-Q8_0.gguf"), "qwen3-embedding-0.6b"),
    ):
        found = entry_of(path, entries)
        assert found is not None
        assert found.id == known
    assert entry_of(Path("/m/SmolLM2.gguf"), entries) is None
    large = Prefixes.of(Path("/m/multilingual-e5-large-instruct-q8_0.gguf"), entries)
    assert large.question.startswith("Instruct: ")
    assert large.question.endswith("\nQuery: ")
    assert large.passage == ""
