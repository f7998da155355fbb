"""The reader of facts: what it marks, where, and what it says of a broken file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean

import pytest

from secondme.encoders import assets
from secondme.encoders.reader import FOLDER, LIMIT, FactReader
from secondme.errors import EncoderError
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.wanted import asked
from secondme.stop import Stop

QUESTIONS = Path(__file__).resolve().parents[1] / "memory" / "facts" / "questions"
TOLD = "My name is Ottilie and I work as a nurse. My brother Emil lives in Oslo."


@pytest.fixture(scope="module")
def reader() -> FactReader:
    return FactReader(assets.folder(FOLDER))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The reader's folder, free to be broken."""
    return Path(shutil.copytree(assets.folder(FOLDER), tmp_path / "reader"))


def marked(reader: FactReader, text: str) -> dict[str, str]:
    """The words that are surely meant, by relation."""
    return {one.relation: text[one.start : one.end] for one in reader(text) if one.chance > 0.6}


def test_it_marks_the_words_of_each_fact_and_whose_they_are(reader: FactReader) -> None:
    found = {one.relation: one for one in reader(TOLD) if one.chance > 0.6}
    assert marked(reader, TOLD) == {
        "is_called": "Ottilie", "works_as": "nurse", "sibling": "Emil", "lives_in": "Oslo"
    }  # fmt: skip
    assert found["works_as"].whose is None
    whose = found["lives_in"].whose
    assert whose is not None
    assert whose[0] == TOLD.index("Emil")


def test_it_tells_what_is_over(reader: FactReader) -> None:
    over = {one.relation: one.over for one in reader("I quit my job at Lidl last week.") if one.chance > 0.5}
    assert over["works_at"] > 0.5


def test_of_two_sums_each_ends_by_itself(reader: FactReader) -> None:
    text = "I used to pay 35 euros for gym membership and now pay 45 euros."
    sums = {text[one.start : one.end]: one.over > 0.5 for one in reader(text) if one.chance > 0.6}
    assert len(sums) == 2
    assert sums["45 euros"] is False
    assert any("gym" in words and "now" not in words for words in sums)


@pytest.mark.parametrize(
    "text", ["", " ", "🙂🙂", "\ud800", "What is the capital of Norway?", "Thanks a lot!", "x = [1, 2, 3]"]
)
def test_nothing_is_marked_where_nothing_is_told(reader: FactReader, text: str) -> None:
    assert marked(reader, text) == {}


def test_a_long_text_is_read_in_parts_and_its_places_hold(reader: FactReader) -> None:
    text = "What a week!\n" * LIMIT + TOLD
    assert {"Emil", "nurse", "Oslo"} <= set(marked(reader, text).values())


def test_a_sentence_longer_than_is_read_at_once_is_read_to_its_end(reader: FactReader) -> None:
    text = "The rain fell, " * LIMIT + "and I live in Rome."
    assert "Rome" in marked(reader, text).values()
    reader("a" * 10_000)


def test_it_stops_between_parts(reader: FactReader) -> None:
    stop = Stop()
    stop.ask()
    assert reader(TOLD, stop) == []


def test_threads_may_share_it(reader: FactReader) -> None:
    alone = reader(TOLD)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == alone for found in pool.map(reader, [TOLD] * 12))


def test_its_digest_is_the_published_one(reader: FactReader) -> None:
    place = assets.folder(FOLDER)
    assert reader.digest == assets.listed(place)[place / "reader-int8.onnx"]


def test_the_module_does_not_import_onnxruntime() -> None:
    asked = "import secondme.encoders.reader, sys; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_a_missing_file_is_said(copy: Path) -> None:
    (copy / "reader-int8.onnx").unlink()
    with pytest.raises(EncoderError, match=r"reader-int8\.onnx is missing"):
        FactReader(copy)


def test_a_cut_file_is_said(copy: Path) -> None:
    file = copy / "reader-int8.onnx"
    file.write_bytes(file.read_bytes()[:10_000])
    with pytest.raises(EncoderError, match=r"reader-int8\.onnx is damaged"):
        FactReader(copy)


def test_another_model_in_its_place_is_said(copy: Path) -> None:
    shutil.copyfile(assets.folder("minilm-int8") / "minilm-int8.onnx", copy / "reader-int8.onnx")
    with pytest.raises(EncoderError, match=r"reader-int8\.onnx is damaged"):
        FactReader(copy)


# ---- what a question asks for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "subject", "relation"),
    [
        ("Which trade am I in?", "you", "works_as"),
        ("what was I driving back in May", "you", "drives"),
        ("Which vehicle stands in my garage?", "you", "drives"),
        ("Who do I take orders from at work?", "you", "boss"),
        ("What can't I eat without getting a rash?", "you", "allergic_to"),
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
    reader: FactReader, question: str, subject: str, relation: str
) -> None:
    found = asked(question, sense=reader.asked)
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
    reader: FactReader, question: str
) -> None:
    assert asked(question, sense=reader.asked) is None


def test_it_knows_what_it_was_trained_on(reader: FactReader) -> None:
    lines = [line for file in sorted(QUESTIONS.glob("*.txt")) for line in file.read_text("utf-8").splitlines()[::30]]
    parts = [line.rpartition("=>") for line in lines]
    pairs = [(text.strip(), wanted.split("|")[0].strip()) for text, _, wanted in parts]
    pairs = [(question, wanted) for question, wanted in pairs if wanted != "favourite"]
    said = [max(chances, key=chances.__getitem__) for chances in (reader.asked(question) for question, _ in pairs)]
    assert mean(one == wanted for one, (_, wanted) in zip(said, pairs, strict=True)) >= 0.9


def test_its_answers_are_relations_with_chances(reader: FactReader) -> None:
    chances = reader.asked("Where do I live?")
    assert chances.keys() - {""} <= RELATIONS.keys()
    assert sum(chances.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("question", ["", " ", "🙂"])
def test_of_no_words_nothing_is_told(reader: FactReader, question: str) -> None:
    assert reader.asked(question) == {}


def test_a_long_question_is_cut(reader: FactReader) -> None:
    assert sum(reader.asked("Where do I live " * 500).values()) == pytest.approx(1.0)
