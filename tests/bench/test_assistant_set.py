"""The set of people talking with an assistant: whole, fair, and hard for a search by words."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from secondme.bench.assistant import assistant

STOP = frozenset(
    """a an the and or but not no nor so if as than then that this these those there here it its itself
    i me my mine myself we us our ours you your yours he him his she her they them their one
    am is are was were be been being do does did done has have had having will would can could shall should may
    might must of in on at by to from for with about into over under up down out off after before between through
    what which who whom whose when where why how s t m ve ll re d don didn couldn isn
    just also very too only all any some each both more most other such own same again""".split()
)


def stems(text: str) -> list[str]:
    words = [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP]
    return [re.sub(r"(?<=...)(ing|ed|es|s)$", "", word) for word in words]


def first_five(texts: dict[str, str], query: str, k1: float = 1.2, b: float = 0.75) -> list[str]:
    """The five best by plain BM25, leaving out what shares nothing with the query."""
    counts = {name: Counter(stems(text)) for name, text in texts.items()}
    lengths = {name: count.total() for name, count in counts.items()}
    mean = sum(lengths.values()) / len(lengths)
    scores = dict.fromkeys(texts, 0.0)
    for word in set(stems(query)):
        found = [name for name, count in counts.items() if word in count]
        idf = math.log(1 + (len(counts) - len(found) + 0.5) / (len(found) + 0.5))
        for name in found:
            often = counts[name][word]
            scores[name] += idf * often * (k1 + 1) / (often + k1 * (1 - b + b * lengths[name] / mean))
    return [name for name in sorted(scores, key=scores.__getitem__, reverse=True) if scores[name] > 0][:5]


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = assistant(seed=1)["cases"]
    return cases


def questions(cases: list[dict[str, Any]], category: str = "") -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(case, one) for case in cases for one in case["questions"] if category in ("", one["category"])]


def turns(case: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {turn["id"]: turn for turn in case["turns"]}


def holds(text: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None


def is_date(answer: str) -> bool:
    return re.fullmatch(r"2026-\d\d-\d\d", answer) is not None


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first, second, third = (json.dumps(assistant(seed=seed)) for seed in (1, 1, 2))
    assert first == second != third


def test_the_set_has_the_size_and_the_mixture_it_promises(cases: list[dict[str, Any]]) -> None:
    asked = [one for _, one in questions(cases)]
    assert len(cases) >= 20
    assert len(asked) >= 400
    assert Counter(one["category"] for one in asked) == {"same-words": len(asked) // 2, "other-words": len(asked) // 2}
    assert {one["kind"] for one in asked} == {"fact", "date", "told", "recommended"}
    assert sum(len(one["evidence"]) == 2 for one in asked) >= len(asked) // 10
    for case in cases:
        assert 75 <= len(case["turns"]) <= 100
        assert len(case["adversarial"]) == 5
        assert all(one["evidence"] == [] and one["answer"] == "" for one in case["adversarial"])
        every = [one["id"] for one in case["questions"] + case["adversarial"]] + [turn["id"] for turn in case["turns"]]
        assert len(set(every)) == len(every)


def test_another_seed_gives_as_whole_a_set() -> None:
    assert all(len(case["questions"]) == 20 and len(case["adversarial"]) == 5 for case in assistant(seed=7)["cases"])


def test_a_memory_is_some_ten_sessions_in_order_over_two_to_six_months(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        dates = [datetime.fromisoformat(turn["date"]) for turn in case["turns"]]
        sessions = Counter(turn["session"] for turn in case["turns"])
        assert dates == sorted(dates)
        assert dates[0].year == dates[-1].year == 2026
        assert 60 <= (dates[-1].date() - dates[0].date()).days <= 180
        assert [turn["session"] for turn in case["turns"]] == sorted(turn["session"] for turn in case["turns"])
        assert all(6 <= size <= 10 for size in sessions.values())
        assert [turn["speaker"] for turn in case["turns"]] == ["User", "Assistant"] * (len(dates) // 2)
        for one in case["questions"] + case["adversarial"]:
            assert datetime.fromisoformat(one["now"]) > dates[-1]
            assert one["now"] < "2027"


def test_evidence_is_there_and_said_by_the_right_one_in_two_sessions_if_it_is_two_turns(
    cases: list[dict[str, Any]],
) -> None:
    for case, one in questions(cases):
        evidence = [turns(case)[turn] for turn in one["evidence"]]
        assert {turn["speaker"] for turn in evidence} == {"Assistant" if one["kind"] == "recommended" else "User"}
        assert len({turn["session"] for turn in evidence}) == len(evidence) in (1, 2)


def test_the_answer_stands_in_the_evidence_and_nowhere_else(cases: list[dict[str, Any]]) -> None:
    for case, one in questions(cases):
        parts = [] if is_date(one["answer"]) else one["answer"].split("; ")
        for part in parts:
            found = {name for name, turn in turns(case).items() if holds(turn["text"], part)}
            assert found, one
            assert found <= set(one["evidence"]), one


def test_a_question_does_not_give_its_answer_away(cases: list[dict[str, Any]]) -> None:
    for _, one in questions(cases):
        assert not any(holds(one["text"], part) for part in one["answer"].split("; ")), one


def test_days_counted_back_from_now_are_the_days_of_the_evidence(cases: list[dict[str, Any]]) -> None:
    counted = 0
    for case, one in questions(cases):
        back = re.search(r"(yesterday|(two|three|four|five|six) days ago|the week before last)", one["text"])
        if one["kind"] != "date" or back is None:
            continue
        turn = turns(case)[one["evidence"][0]]
        earlier = re.search(r"last night|yesterday", turn["text"], re.IGNORECASE) is not None
        day = datetime.fromisoformat(turn["date"]).date() - timedelta(days=int(earlier))
        now = datetime.fromisoformat(one["now"]).date()
        if back[2]:
            assert (now - day).days == ["two", "three", "four", "five", "six"].index(back[2]) + 2, one
        elif back[1] == "yesterday":
            assert (now - day).days == 1, one
        else:
            monday = now - timedelta(days=now.weekday())
            assert 8 <= (monday - day).days <= 14, one
        counted += 1
    assert counted >= 10


def test_other_words_share_no_stem_with_their_evidence(cases: list[dict[str, Any]]) -> None:
    for case, one in questions(cases, "other-words"):
        for turn in (turns(case)[name] for name in one["evidence"]):
            assert not set(stems(one["text"])) & set(stems(f"{turn['speaker']} {turn['text']}")), one


def test_same_words_share_a_stem_with_all_their_evidence(cases: list[dict[str, Any]]) -> None:
    for case, one in questions(cases, "same-words"):
        assert all(set(stems(one["text"])) & set(stems(turns(case)[turn]["text"])) for turn in one["evidence"]), one


def test_a_search_by_words_finds_about_half_and_hardly_any_asked_in_other_words(cases: list[dict[str, Any]]) -> None:
    recall: dict[str, list[float]] = {"same-words": [], "other-words": []}
    for case in cases:
        texts = {name: f"{turn['speaker']}: {turn['text']}" for name, turn in turns(case).items()}
        for one in case["questions"]:
            best = first_five(texts, one["text"])
            recall[one["category"]].append(sum(turn in best for turn in one["evidence"]) / len(one["evidence"]))
    same, other = (sum(values) / len(values) for values in recall.values())
    assert (same + other) / 2 <= 0.55
    assert other <= 0.25
    assert same >= 0.7
