"""Data sets in three formats, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from secondme.bench.dataset import Case, cases, pooled, read
from secondme.errors import NotFound, Refused

OWN: dict[str, Any] = {
    "cases": [
        {
            "id": "one",
            "turns": [
                {"id": "t1", "session": "s1", "date": "2026-05-01T10:00", "speaker": "User", "text": "I have a dog."},
                {"id": "t2", "session": "s2", "date": "2026-05-02T10:00", "speaker": "Assistant", "text": "Good."},
            ],
            "questions": [
                {
                    "id": "q1", "text": "What pet?", "category": "single-hop", "evidence": ["t1"], "answer": "a dog",
                    "now": "2026-05-03T10:00", "kind": "other-words",
                },
            ],
            "adversarial": [{"id": "q2", "text": "What cat?", "category": "adversarial", "now": "2026-05-03T10:00"}],
        }
    ]
}  # fmt: skip

LOCOMO: list[dict[str, Any]] = [
    {
        "sample_id": "conv-1",
        "conversation": {
            "speaker_a": "Ana",
            "speaker_b": "Ben",
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [
                {"speaker": "Ana", "dia_id": "D1:1", "text": "Look!", "blip_caption": "a red kite", "query": "kite"},
                {"speaker": "Ben", "dia_id": "D1:2", "text": "Nice."},
            ],
            "session_10_date_time": "12:05 am on 1 June, 2023",
            "session_10": [{"speaker": "Ben", "dia_id": "D10:1", "text": "I bought a boat."}],
            "session_2_date_time": "9:00 am on 9 May, 2023",
            "session_2": [{"speaker": "Ana", "dia_id": "D2:1", "text": "I moved."}],
        },
        "qa": [
            {"question": "What flew?", "answer": "a kite", "evidence": ["D1:1; D2:1", "D:10:1", "D9:9"], "category": 1},
            {"question": "Who sank?", "adversarial_answer": "Ben", "evidence": ["D10:1"], "category": 5},
        ],
    }
]

LONGMEMEVAL: list[dict[str, Any]] = [
    {
        "question_id": "e47",
        "question_type": "single-session-user",
        "question": "Which car do I drive?",
        "answer": "a van",
        "question_date": "2023/05/30 (Tue) 23:40",
        "haystack_dates": ["2023/05/20 (Sat) 02:21", "2023/05/10 (Wed) 12:00"],
        "haystack_session_ids": ["late", "early"],
        "haystack_sessions": [
            [{"role": "user", "content": "I drive a van.", "has_answer": True}, {"role": "assistant", "content": " "}],
            [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hi."}],
        ],
        "answer_session_ids": ["late"],
    }
]


def altered(**fields: Any) -> dict[str, Any]:
    """Our own format with other fields in its case."""
    return {"cases": [OWN["cases"][0] | fields]}


def test_our_own_format_is_read_with_the_sessions_of_its_evidence() -> None:
    case = cases(OWN)[0]
    question = case.questions[0]
    assert (case.id, [turn.id for turn in case.turns]) == ("one", ["t1", "t2"])
    assert (question.evidence, question.sessions, question.kind) == (("t1",), ("s1",), "other-words")
    assert [one.id for one in case.adversarial] == ["q2"]
    assert case.speakers == ("User", "Assistant")


def test_locomo_is_read_in_the_order_of_its_sessions_with_captions_and_mended_evidence() -> None:
    case = cases(LOCOMO)[0]
    assert [turn.id for turn in case.turns] == ["D1:1", "D1:2", "D2:1", "D10:1"]
    assert case.turns[0].text == "Look! [shares a photo: a red kite]"
    assert [turn.date for turn in case.turns] == ["2023-05-08T13:56"] * 2 + ["2023-05-09T09:00", "2023-06-01T00:05"]
    question = case.questions[0]
    assert question.evidence == ("D1:1", "D2:1", "D10:1")
    assert question.sessions == ("S1", "S2", "S10")
    assert (question.category, question.now) == ("multi-hop", "2023-06-01T00:05")
    assert [one.text for one in case.adversarial] == ["Who sank?"]


def test_longmemeval_is_read_oldest_session_first_with_marked_turns() -> None:
    case = cases(LONGMEMEVAL)[0]
    assert [(turn.id, turn.speaker) for turn in case.turns] == [
        ("early#0", "User"), ("early#1", "Assistant"), ("late#0", "User"),
    ]  # fmt: skip
    question = case.questions[0]
    assert (question.evidence, question.sessions) == (("late#0",), ("late",))
    assert (question.now, question.category) == ("2023-05-30T23:40", "single-session-user")


def test_a_question_of_longmemeval_without_an_answer_is_not_scored() -> None:
    case = cases([LONGMEMEVAL[0] | {"question_id": "e47_abs"}])[0]
    assert not case.questions
    assert len(case.adversarial) == 1


def test_evidence_may_be_missing() -> None:
    bare = {key: value for key, value in OWN["cases"][0]["questions"][0].items() if key not in ("evidence", "category")}
    question = cases(altered(questions=[bare]))[0].questions[0]
    assert (question.evidence, question.sessions, question.category) == ((), (), "")


def test_cases_put_together_keep_their_ids_apart() -> None:
    two: list[Case] = cases({"cases": [OWN["cases"][0], OWN["cases"][0] | {"id": "two"}]})
    whole = pooled(two)
    assert [turn.id for turn in whole.turns] == ["one|t1", "one|t2", "two|t1", "two|t2"]
    assert [turn.session for turn in whole.turns] == ["one|s1", "one|s2", "two|s1", "two|s2"]
    assert whole.questions[1].evidence == ("two|t1",)
    assert whole.questions[1].sessions == ("two|s1",)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "no list of entries"),
        ([], "no list of entries"),
        ([{"text": "a"}], "neither"),
        ({"cases": []}, "not a turn"),
        ({"cases": [{"id": "one"}]}, "has no 'turns' that is a list"),
        ({"cases": [{"id": 1}]}, "has no 'id' that is text"),
        (altered(turns=[{"id": "t1"}]), "has no 'session' that is text"),
        (altered(turns=OWN["cases"][0]["turns"] * 2), "two turns 't1'"),
        (altered(questions=OWN["cases"][0]["questions"] * 2), "two questions 'q1'"),
        (altered(questions=[OWN["cases"][0]["questions"][0] | {"evidence": ["t9"]}]), "'t9' that is not there"),
        (altered(questions=[OWN["cases"][0]["questions"][0] | {"now": "in May"}]), "'in May', which is not ISO 8601"),
        ({"cases": OWN["cases"] * 2}, "two cases 'one'"),
        ([LONGMEMEVAL[0] | {"haystack_dates": []}], "2 sessions, 2 ids of them and 0 dates"),
        ([LONGMEMEVAL[0] | {"question_date": "tomorrow"}], "'tomorrow' is not a date"),
        ([{"conversation": {}, "qa": []}], "has no session"),
    ],
)
def test_what_is_no_data_set_is_said_in_one_sentence(given: Any, says: str, tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read(file)
    assert says in refused.value.sentence
    assert str(file) in refused.value.sentence
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_no_json_is_said_too(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no file"):
        read(tmp_path / "set.json")
    (tmp_path / "set.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(Refused, match="not JSON"):
        read(tmp_path / "set.json")
    with pytest.raises(Refused, match="cannot be read"):
        read(tmp_path)
