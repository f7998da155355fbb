"""The static encoder: its vectors, its tokens, and what it says of a broken file."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.encoders import assets, wordpieces
from secondme.encoders.static import LIMIT, StaticEncoder
from secondme.errors import EncoderError
from secondme.memory.passage import SHORT
from tests.encoders import stored


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(assets.folder("static-minilm-256"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The encoder's folder, free to be broken."""
    return Path(shutil.copytree(assets.folder("static-minilm-256"), tmp_path / "static"))


def test_its_vectors_are_those_of_model2vec(encoder: StaticEncoder) -> None:
    cosines = (encoder.embed(stored.TEXTS) * stored.vectors("static")).sum(axis=1)
    assert cosines.min() >= 0.9999


def test_its_digest_is_the_published_one(encoder: StaticEncoder) -> None:
    place = assets.folder("static-minilm-256")
    assert encoder.digest == assets.listed(place)[place / "model.safetensors"]


def test_a_text_is_the_mean_of_its_tokens(encoder: StaticEncoder) -> None:
    rows = encoder._table[encoder.tokens("green tea in the morning")].astype(np.float32)
    mean = rows.mean(axis=0)
    (vector,) = encoder.embed(["green tea in the morning"])
    assert np.allclose(vector, mean / np.linalg.norm(mean), atol=1e-6)


def test_tokens_are_those_of_the_words_alone(encoder: StaticEncoder) -> None:
    tea = encoder.tokens("tea")
    assert tea.dtype == np.uint16
    assert tea.shape == (1,)
    assert np.array_equal(encoder.tokens("Tea 🎉 TEA"), np.concatenate([tea, tea]))
    assert encoder.tokens("").shape == (0,)


def test_tokens_of_a_long_text_are_all_there_though_its_vector_reads_only_the_first(
    encoder: StaticEncoder,
) -> None:
    assert len(encoder.tokens("tea " * 10_000)) == 10_000
    begun = "tea " * LIMIT
    assert np.array_equal(encoder.embed([begun + "walnut " * 10_000]), encoder.embed([begun]))


_LETTERS = "aBé你ßΣİ \n\t\x00\x1c\u00a0\u0301\u0338\u0345\u2028\ud800🎉.!-[]_'#"


@given(st.text(st.sampled_from(_LETTERS) | st.characters()), st.sampled_from(["", "[UNK]", "[PAD]", "x" * 120]))
def test_a_text_cut_by_its_words_is_the_text_cut_as_a_whole(encoder: StaticEncoder, text: str, within: str) -> None:
    for one in (text, within + text, f"{text[:3]}{within}{text[3:]}"):
        assert encoder._pieces.by_words(one).tolist() == encoder._pieces.plain(one)
        assert encoder.length(one) == len(encoder.tokens(one))


def test_words_that_are_kept_take_bounded_room(encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpieces, "MOST", 5_000)
    kept = encoder._pieces._kept
    kept.clear()
    for start in range(0, 20_000, 1_000):
        encoder.length(" ".join(f"w{number}" for number in range(start, start + 1_000)))
        assert len(kept) <= 5_000
    assert encoder.length("tea " * 3) == 3
    encoder.length("y" * (SHORT + 1))
    assert "y" * (SHORT + 1) not in kept


def test_reading_gives_the_tokens_and_the_vectors_that_are_given_apart(encoder: StaticEncoder) -> None:
    long = ("tea " * LIMIT + "walnut " * 50, "incomprehensibilities " * LIMIT, "Tea 🎉 TEA " * LIMIT)
    texts = [*stored.TEXTS, *long, ""]
    tokens, vectors = encoder.read(texts)
    assert np.array_equal(vectors, encoder.embed(texts))
    assert all(np.array_equal(own, encoder.tokens(text)) for own, text in zip(tokens, texts, strict=True))


def test_token_vectors_are_of_unit_length(encoder: StaticEncoder) -> None:
    ids = encoder.tokens("green tea")
    vectors = encoder.vectors(ids)
    assert vectors.shape == (len(ids), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.vectors(ids[:0]).shape == (0, encoder.dimensions)


def test_the_table_stays_in_its_file(encoder: StaticEncoder) -> None:
    assert encoder._table.dtype == np.int8
    assert isinstance(encoder._table.base, np.memmap)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_one_sentence(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(EncoderError, match=f"{name} is missing or cannot be read. Install secondme again."):
        StaticEncoder(copy)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("kept", [0, 5, 40, 100_000])
def test_a_cut_file_is_one_sentence(copy: Path, name: str, kept: int) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:kept])
    with pytest.raises(EncoderError, match=f"{name} is damaged"):
        StaticEncoder(copy)


@pytest.mark.parametrize(
    "header",
    [
        {"embeddings": {"dtype": "F32", "shape": [2, 4], "data_offsets": [0, 8]}},
        {"embeddings": {"dtype": "I8", "shape": [8], "data_offsets": [0, 8]}},
        {"embeddings": {"dtype": "I8", "shape": [2, 4], "data_offsets": [8, 16]}},
        {"embeddings": {"dtype": "I8", "shape": [2, 4], "data_offsets": [0, 8]}},
        {"weights": {"dtype": "I8", "shape": [2, 4], "data_offsets": [0, 8]}},
        [],
    ],
    ids=["not int8", "no table", "elsewhere", "fewer rows than tokens", "another name", "no object"],
)
def test_another_table_is_one_sentence(copy: Path, header: object) -> None:
    written = json.dumps(header).encode()
    (copy / "model.safetensors").write_bytes(len(written).to_bytes(8, "little") + written + bytes(8))
    with pytest.raises(EncoderError, match=r"model\.safetensors is damaged"):
        StaticEncoder(copy)


def test_a_json_file_that_is_no_tokenizer_is_one_sentence(copy: Path) -> None:
    (copy / "tokenizer.json").write_text('{"model": []}')
    with pytest.raises(EncoderError, match=r"tokenizer\.json is damaged"):
        StaticEncoder(copy)
