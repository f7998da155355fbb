"""Which fact a question asks for, by its sense: what the head says, and what it says of a broken file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from secondme.encoders import assets
from secondme.encoders.asked import FILE, FOLDER, AskedHead
from secondme.encoders.neural import NeuralEncoder
from secondme.errors import EncoderError
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.wanted import asked
from secondme.wiring import main_collection

QUESTIONS = Path(__file__).resolve().parents[1] / "memory" / "facts" / "questions"


@pytest.fixture(scope="module")
def head() -> AskedHead:
    return AskedHead(assets.folder(FOLDER))


@pytest.fixture(scope="module")
def neural() -> NeuralEncoder:
    return NeuralEncoder(assets.folder("minilm-int8"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The head's folder, free to be broken."""
    return Path(shutil.copytree(assets.folder(FOLDER), tmp_path / FOLDER))


@pytest.mark.parametrize(
    ("question", "subject", "relation"),
    [
        ("Which trade am I in?", "you", "works_as"),
        ("what was I driving back in May", "you", "drives"),
        ("Which vehicle stands in my garage?", "you", "drives"),
        ("Who do I take orders from at work?", "you", "boss"),
        ("What can I not eat without a rash?", "you", "allergic_to"),
        ("what gives me the shivers", "you", "fears"),
        ("What have I got growing on the balcony?", "you", "grows"),
        ("Which tongues can I talk in?", "you", "speaks"),
        ("What is my sister allergic to?", "your sister", "allergic_to"),
        ("Which firm has Ana signed on with?", "ana", "works_at"),
        ("What is Tom frightened of?", "tom", "fears"),
        ("Which club is my brother a fan of?", "your brother", "supports"),
    ],
)
def test_a_question_in_any_words_is_understood(
    head: AskedHead, neural: NeuralEncoder, question: str, subject: str, relation: str
) -> None:
    found = asked(question, sense=lambda text: head(neural.embed([text])[0]))
    assert found is not None
    assert found.subjects[0] == subject
    assert relation in found.relations


@pytest.mark.parametrize(
    "question",
    [
        "How much did my car cost?",
        "What did my boss say about the office move?",
        "Why did I stop eating meat?",
        "Where does coffee come from?",
        "What did I cook for the party?",
    ],
)
def test_a_question_for_something_else_is_none_for_a_fact(
    head: AskedHead, neural: NeuralEncoder, question: str
) -> None:
    assert asked(question, sense=lambda text: head(neural.embed([text])[0])) is None


def test_it_knows_what_it_was_trained_on(head: AskedHead, neural: NeuralEncoder) -> None:
    lines = [line for file in sorted(QUESTIONS.glob("*.txt")) for line in file.read_text("utf-8").splitlines()[::15]]
    parts = [line.rpartition("=>") for line in lines]
    pairs = [(text.strip(), wanted.split("|")[0].strip()) for text, _, wanted in parts]
    pairs = [(question, wanted) for question, wanted in pairs if wanted != "favourite"]
    vectors = neural.embed([question for question, _ in pairs])
    said = [max(chances, key=chances.__getitem__) for chances in map(head, vectors)]
    assert np.mean([one == wanted for one, (_, wanted) in zip(said, pairs, strict=True)]) >= 0.85


def test_its_answers_are_relations_with_chances(head: AskedHead, neural: NeuralEncoder) -> None:
    chances = head(neural.embed(["Where do I live?"])[0])
    assert chances.keys() - {""} <= RELATIONS.keys()
    assert sum(chances.values()) == pytest.approx(1.0)


def test_it_names_the_encoder_whose_vectors_it_reads(head: AskedHead) -> None:
    main = main_collection()
    assert main is not None
    assert head.encoder == main[0]
    assert head.digest == assets.listed(assets.folder(FOLDER))[assets.folder(FOLDER) / FILE]


def test_a_missing_file_is_one_sentence(copy: Path) -> None:
    (copy / FILE).unlink()
    with pytest.raises(EncoderError, match=r"asked\.npz is missing"):
        AskedHead(copy)


@pytest.mark.parametrize("broken", [b"", b"no weights", b"PK\x03\x04 cut"])
def test_a_damaged_file_is_one_sentence(copy: Path, broken: bytes) -> None:
    (copy / FILE).write_bytes(broken)
    with pytest.raises(EncoderError, match=r"asked\.npz is damaged"):
        AskedHead(copy)


def test_a_cut_file_and_one_of_something_else_are_damaged(copy: Path) -> None:
    whole = (copy / FILE).read_bytes()
    (copy / FILE).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EncoderError, match=r"asked\.npz is damaged"):
        AskedHead(copy)
    np.savez(copy / FILE, weights=np.zeros((3, 2), np.float32), answers=np.array(["a"]), encoder=np.array("x"))
    with pytest.raises(EncoderError, match=r"asked\.npz is damaged"):
        AskedHead(copy)
