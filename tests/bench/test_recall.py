"""`bench recall`, on a few turns of two made-up conversations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from secondme.bench import recall
from secondme.bench.command import bench as command
from secondme.bench.dataset import Case, cases
from secondme.bench.filled import Memory, seconds
from secondme.bench.general import QUESTIONS
from secondme.bench.measure import Target, part, take, targets
from secondme.bench.nothing import DEMANDED, curve, exchanged, unanswerable
from secondme.bench.padding import LONGEST, SHORTEST, Chatter, papers
from secondme.bench.recall import Bench, Counts
from tests.bench.test_measure import KEYS

TINY = Counts(nothing=4, stages=(60, 90), chat=20, asked=2, unbound=2, largest=120, quick=True)

SAID = {
    "garden": (
        ("Ana", "I planted three apple trees behind the house."),
        ("Ben", "How lovely! I would like to see them when they bloom."),
        ("Ana", "The dentist wants me back in June, I hate the drill."),
        ("Ben", "My brother sails every weekend with his old boat."),
    ),
    "kitchen": (
        ("Cleo", "We are learning to bake bread with rye flour."),
        ("Dan", "My violin teacher moved to Lisbon."),
        ("Cleo", "The roof of the barn leaks since the storm."),
        ("Dan", "I sold the motorbike to a neighbour."),
    ),
}
ASKED = {
    "garden": (("What trees did Ana plant?", 0), ("Who goes sailing with an old boat?", 3)),
    "kitchen": (("What bread does Cleo bake?", 0), ("To whom did Dan sell the motorbike?", 3)),
}


def made(evidence: bool = True) -> dict[str, Any]:
    """The data set in our own format."""
    return {
        "cases": [
            {
                "id": name,
                "turns": [
                    {
                        "id": f"t{at}", "session": f"s{at // 2}", "date": f"2026-05-0{1 + at // 2}T10:00",
                        "speaker": speaker, "text": text,
                    }
                    for at, (speaker, text) in enumerate(said)
                ],
                "questions": [
                    {
                        "id": f"q{number}", "text": text, "category": "single-hop", "now": "2026-05-09T10:00",
                        **({"evidence": [f"t{at}"]} if evidence else {}),
                    }
                    for number, (text, at) in enumerate(ASKED[name])
                ],
                "adversarial": [{"id": "x", "text": "Who?", "category": "adversarial", "now": "2026-05-09T10:00"}],
            }
            for name, said in SAID.items()
        ]
    }  # fmt: skip


@pytest.fixture(scope="module")
def given() -> list[Case]:
    return cases(made())


@pytest.fixture(scope="module")
def bench(given: list[Case]) -> Iterator[Bench]:
    with Bench(given, TINY, lambda line: None, terms=("date",)) as found:
        yield found


def test_every_target_has_its_measure() -> None:
    assert list(recall.MEASURES) == [target.id for target in targets("recall")]


def test_quick_is_less_work_nowhere_more() -> None:
    for name in ("nothing", "stages", "chat", "asked", "unbound", "largest"):
        assert getattr(recall.QUICK, name) < getattr(recall.FULL, name)
    assert (recall.QUICK.cases, recall.QUICK.questions) == (1, 40)


@pytest.mark.parametrize("target", targets("recall"), ids=lambda target: target.id)
def test_each_measure_is_taken_and_says_how(target: Target, bench: Bench) -> None:
    result = take(target, partial(recall.MEASURES[target.id], bench), "a machine").to_json()
    assert list(result) == KEYS
    assert result["value"] is not None, result["note"]
    assert "quick" in result["note"]


def test_what_is_asked_in_its_own_words_is_found_and_its_neighbours_stand_beside_it(bench: Bench) -> None:
    target = next(target for target in targets("recall") if target.id == "turn_recall@5")
    assert take(target, partial(recall.MEASURES[target.id], bench), "a machine").value == 1.0
    parts = bench.parts(target)
    names = {":bm25", ":fts5", ":chroma", ":grep"}
    assert set(parts) == names | {"-date", "/single-hop"} | {f"/single-hop{name}" for name in names}
    assert all(0 <= value <= 1 for value in parts.values())
    line = part(target, ":bm25", parts[":bm25"], "a machine").to_json()
    assert (list(line), line["measure"]) == (KEYS, "turn_recall@5:bm25")
    assert (line["must"], line["aim"], line["holds"]) == (None, None, None)


def test_after_the_table_come_all_figures_the_curve_and_the_growth(bench: Bench) -> None:
    assert bench.walked.nothing
    bench.padded.grow(TINY.stages)
    lines = "\n".join(bench.finish())
    for word in ("recall@20", "ndcg@10", "session", ":chroma", "single-hop", "confidence", "without the bound"):
        assert word in lines


def test_a_question_is_asked_at_its_own_time_of_a_memory_in_which_each_said_it_then(given: list[Case]) -> None:
    with Memory() as memory:
        memory.ingest(given[0].turns)
        assert memory.ranked("apple trees", "2026-05-09T10:00")[0] == "t0"
        assert memory.now == seconds("2026-05-09T10:00")
        kept = memory.rooms.store.get(list(memory.turns))
        assert [memory.made - seconds("2026-05-01T10:00") for memory in kept[:2]] == [0.0, 1.0]
        assert [memory.speaker for memory in kept] == ["Ana", "Ben", "Ana", "Ben"]


def test_names_are_exchanged_and_roles_are_not() -> None:
    assert exchanged("Did Ana's boat or BEN sink?", ("Ana", "Ben"), ("Cleo", "Dan")) == "Did Cleo's boat or Dan sink?"
    assert exchanged("Did the user call Ana?", ("User", "Assistant"), ("Cleo", "Dan")) == "Did the user call Ana?"


def test_as_many_questions_without_an_answer_are_asked_as_are_wanted(given: list[Case]) -> None:
    found = [question for asked in unanswerable(given, given, 6).values() for question in asked]
    assert [sum(question.kind == sort for question in found) for sort in ("general", "others")] == [6, 6]
    alone = unanswerable(given[:1], given[:1], 6)
    assert {question.kind for question in alone["garden"]} == {"general"}
    assert len(set(QUESTIONS)) == 200


def test_the_curve_tells_what_a_demanded_confidence_keeps() -> None:
    lines = curve([(0.9, 1.0), (0.1, 1.0)], {"general": [0.05, 0.6]})
    assert [float(line.split()[0]) for line in lines[1:]] == list(DEMANDED)
    assert lines[1].count(f"{'█' * 24} 100%") == 2
    half = lines[1 + DEMANDED.index(0.5)]
    assert half.count(" 50%") == 2


def test_made_up_chat_has_the_words_and_names_of_the_data_and_no_turn_of_it(given: list[Case]) -> None:
    turns = [turn for session in islice(Chatter(given, 3).sessions(), 20) for turn in session]
    assert turns == [turn for session in islice(Chatter(given, 3).sessions(), 20) for turn in session]
    names = {"Ana", "Ben", "Cleo", "Dan"}
    assert names & {turn.speaker for turn in turns}
    assert {turn.speaker for turn in turns} - names
    assert any(name in turn.text for turn in turns for name in names)
    said = {SAID[name][at][1] for name, asked in ASKED.items() for _, at in asked}
    assert not said & {turn.text for turn in turns}
    assert len({turn.id for turn in turns}) == len(turns)


def test_passages_are_real_documentation_each_once() -> None:
    texts = [text for paper in islice(papers(), 50) for _, text in paper.passages]
    assert len(set(texts)) == len(texts) > 50
    assert all(SHORTEST <= len(text) <= LONGEST for text in texts)


def run(*words: str) -> tuple[int, str]:
    """Exit status and output of `secondme bench`."""
    done = CliRunner().invoke(command, words)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_recall_without_a_data_set_says_what_to_give() -> None:
    code, said = run("recall")
    assert code == 2
    assert "a file, or the word assistant" in said


@pytest.mark.parametrize("words", [("store", "set.json"), ("first", "--terms"), ("store", "--run", "out.jsonl")])
def test_other_benches_take_no_data_set_and_nothing_of_recall(words: tuple[str, ...]) -> None:
    code, said = run(*words)
    assert code == 2
    assert "takes no data set" in said


def test_ranks_are_written_for_every_question_scored_or_not(tmp_path: Path) -> None:
    given, out = tmp_path / "set.json", tmp_path / "ranks.jsonl"
    given.write_text(json.dumps(made()), encoding="utf-8")
    code, said = run("recall", str(given), "--only", "session_recall@10", "--run", str(out), "--json")
    assert code == 0
    results = json.loads(said[said.index("\n[") if "\n[" in said else said.index("[") :])
    assert results[0]["measure"] == "session_recall@10"
    assert results[0]["value"] == 1.0
    assert "session_recall@10:fts5" in [result["measure"] for result in results]
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(line["case"], line["question"]) for line in lines] == [
        ("garden", "q0"), ("garden", "q1"), ("garden", "x"), ("kitchen", "q0"), ("kitchen", "q1"), ("kitchen", "x"),
    ]  # fmt: skip
    assert (lines[0]["ranked"][0], lines[0]["sessions"][0]) == ("t0", "s0")
    assert set(lines[0]) == {"case", "question", "ranked", "sessions"}


def test_without_evidence_there_are_only_ranks(tmp_path: Path) -> None:
    given, out = tmp_path / "set.json", tmp_path / "ranks.jsonl"
    given.write_text(json.dumps(made(evidence=False)), encoding="utf-8")
    code, said = run("recall", str(given), "--run", str(out))
    assert code == 0
    assert said.count("nothing is scored") == 8
    assert len(out.read_text(encoding="utf-8").splitlines()) == 6
