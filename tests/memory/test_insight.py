"""Reflection without a model: what is counted, what is cited, what is supported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secondme.memory.forgetting import DAY
from secondme.memory.insight import daily, recurring, supported, topics_of
from secondme.memory.record import By, Kind, Memory, Said

MAY = 1_777_800_000.0


def said(n: int, text: str, *, day: int = 0, talk: str = "c", by: By = By.PERSON) -> Memory:
    return Memory(f"e{n}", Kind.EPISODE, text, Said(talk, n), by, "chat", MAY + day * DAY + n)


TALK = [
    said(1, "My dog is called Biscuit."),
    said(2, "Biscuit loves the beach near Lisbon.", day=1, talk="d"),
    said(3, "Tomorrow Biscuit goes to the vet.", day=2, talk="e"),
    said(4, "What is my dog called?", day=2, talk="e"),
    said(5, "Your dog is called Biscuit.", day=2, talk="e", by=By.ASSISTANT),
    said(6, "I had pasta for lunch.", day=2, talk="e"),
]


def test_a_topic_is_counted_over_what_the_person_stated() -> None:
    drafts = {draft.keywords[0]: draft for draft in recurring(TALK)}
    assert set(drafts) == {"Biscuit"}
    assert drafts["Biscuit"].text == (
        "You spoke of “Biscuit” 3 times in 3 conversations, between 3 May 2026 and 5 May 2026."
    )
    assert drafts["Biscuit"].evidence == ("e1", "e2", "e3")


def test_a_day_with_several_statements_is_summed_up() -> None:
    drafts = daily(TALK)
    assert [draft.evidence for draft in drafts] == [("e3", "e6")]
    assert drafts[0].text.startswith("On 5 May 2026 you told me 2 things, about “Biscuit”")


def test_questions_and_the_assistants_words_are_no_evidence() -> None:
    cited = {name for draft in (*daily(TALK), *recurring(TALK)) for name in draft.evidence}
    assert cited.isdisjoint({"e4", "e5"})


def test_the_same_talk_twice_gives_the_same_drafts() -> None:
    assert daily(TALK) == daily(list(TALK))
    assert [draft.id for draft in recurring(TALK)] == [draft.id for draft in recurring(TALK[:3])]


def test_every_draft_rests_on_at_least_two_memories() -> None:
    assert all(len(draft.evidence) >= 2 for draft in (*daily(TALK), *recurring(TALK)))


def test_nothing_said_gives_no_reflection() -> None:
    assert daily([]) == recurring([]) == []
    assert daily([TALK[0]]) == []


@pytest.mark.parametrize(
    ("sentence", "good"),
    [
        ("The user has a dog called Biscuit.", True),
        ("Biscuit goes to the vet tomorrow.", True),
        ("The user has a cat called Biscuit.", False),
        ("Biscuit is 7 years old.", False),
        ("", False),
        ("The user said you have.", False),
    ],
)
def test_a_sentence_counts_only_if_its_words_stand_in_what_it_cites(sentence: str, good: bool) -> None:
    assert supported(sentence, [memory.text for memory in TALK[:3]]) is good


def test_topics_keep_names_and_leave_out_what_is_dull() -> None:
    assert topics_of("Yesterday I went to Ana's garden with the garden tools") == ["Ana", "garden", "tools"]


def test_plain_verbs_in_any_form_and_light_words_are_no_topics() -> None:
    talk = [
        said(1, "I live in Oslo and use a bike every day."),
        said(2, "I used the bike, which I love, while living there.", day=1),
        said(3, "I use my bike and stopped driving; I love to live here every summer.", day=2),
    ]
    assert [draft.keywords for draft in recurring(talk)] == [("bike",)]
    assert "about “bike”" in daily([talk[0], replace(talk[1], made=talk[0].made)])[0].text


def test_memories_of_files_are_not_counted() -> None:
    assert daily([replace(memory, by=By.FILE) for memory in TALK]) == []
