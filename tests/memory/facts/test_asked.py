"""What a model says of a turn: what of it counts, what never does; and the exam that tells whom to trust."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.facts.asked import FORM, MOST, question, worth
from secondme.memory.facts.draw import draw
from secondme.memory.facts.exam import EXAM, Score, scored, sign
from secondme.memory.facts.pointed import added, read
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.statement import Statement, Utterance

SUNDAY = 1_773_000_000.0


def turn(text: str, *before: tuple[str, str]) -> Utterance:
    return Utterance("m", text, SUNDAY, before=before)


def fact(words: str, subject: str, relation: str, thing: str, when: str = "", ended: bool = False) -> dict[str, object]:
    return {"words": words, "subject": subject, "relation": relation, "object": thing, "when": when, "ended": ended}


def said(*facts: object) -> str:
    return json.dumps({"facts": facts})


@pytest.mark.parametrize(
    ("text", "pointed", "sentence"),
    [
        ("Tromsø has been our base.", fact("Tromsø has been our base", "user", "lives_in", "tromsø"),
         "You live in Tromsø."),
        ("We said yes to a kitten.", fact("We said yes to a kitten", "user", "has_pet", "a kitten"),
         "You have a kitten."),
        ("My sister mends clocks for a living.",
         fact("My sister mends clocks for a living", "my sister", "works_in", "clocks"),
         "Your sister works in clocks."),
        ("After nine years I handed in my badge at Siemens.",
         fact("I handed in my badge at Siemens", "user", "works_at", "Siemens", ended=True),
         "You no longer work at Siemens."),
        ("The stork comes on 4 May, my birthday.", fact("4 May, my birthday", "user", "born_on", "4 May"),
         "Your birthday is on 4 May."),
    ],
)  # fmt: skip
def test_the_sentence_is_that_of_the_relation(text: str, pointed: dict[str, object], sentence: str) -> None:
    (drawn,) = read(said(pointed), turn(text))
    assert drawn.text == sentence
    assert text[drawn.start : drawn.end].lower() == str(pointed["words"]).lower()
    assert drawn.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("I like tea.", fact("I like coffee", "user", "likes", "coffee")),
        ("I like tea.", fact("I like tea", "user", "likes", "green tea")),
        ("I like tea.", fact("I like tea", "user", "adores", "tea")),
        ("I like tea.", fact("I like tea", "Ana", "likes", "tea")),
        ("I like tea.", fact("I like tea", "my sister", "likes", "tea")),
        ("I do not like tea.", fact("I do not like tea", "user", "likes", "tea")),
        ("I like tea.", fact("I like tea", "user", "likes", "tea", ended=True)),
        ("I like tea.", fact("I like tea", "user", "age", "tea")),
        ("I like tea.", fact("I like tea", "user", "drives", "tea")),
        ("I like Tea.", fact("I like Tea", "user", "sibling", "Tea")),
        ("I hate this day.", fact("I hate this day", "user", "dislikes", "day")),
        ("You play the cello.", fact("You play the cello", "user", "plays", "cello")),
        ("I like tea.", fact("I like tea", "user", "allergic_to", "tea")),
        ("I like tea.", fact("I like tea", "user", "favourite_drink", "tea")),
        ("Should I drink tea?", fact("I drink tea", "user", "likes", "tea")),
        ("If I had a boat I would sail.", fact("I had a boat", "user", "owns", "boat")),
        ("I do not think that I like tea.", fact("I like tea", "user", "likes", "tea")),
        ("People say I would make a fine cook.", fact("I would make a fine cook", "user", "works_as", "cook")),
        ("Just kidding, I own a castle.", fact("I own a castle", "user", "owns", "castle")),
        ('The ad says: "I love tea." I do too?', fact("I love tea", "user", "likes", "tea")),
        ("My brother works at Fiat.", fact("My brother works at Fiat", "user", "works_at", "Fiat")),
        ("I used to live in Rome.", fact("I used to live in Rome", "user", "lives_in", "Rome")),
        ("Ich wohne in Hamburg und mag die Elbe.", fact("Ich wohne in Hamburg", "user", "lives_in", "Hamburg")),
        ("My password is hunter2-Xy9!kk", fact("My password is hunter2-Xy9!kk", "user", "owns", "hunter2-Xy9!kk")),
    ],
)  # fmt: skip
def test_what_the_words_do_not_support_is_refused(text: str, pointed: dict[str, object]) -> None:
    assert read(said(pointed), turn(text)) == []


def test_an_answer_that_is_cut_repeated_or_no_answer_gives_nothing_more() -> None:
    once = fact("I like tea", "user", "likes", "tea")
    asked = turn("I like tea.")
    assert len(read(said(*[once] * MOST), asked)) == 1
    whole = said(once)
    assert not any(read(whole[:at], asked) for at in range(len(whole)))
    for odd in ("[]", "7", '{"facts": 3}', '{"facts": [3, null]}', '{"facts": [{"words": 1}]}', "tea tea tea"):
        assert read(odd, asked) == []


@given(
    st.text(max_size=60),
    st.lists(
        st.fixed_dictionaries({
            "words": st.text(max_size=30), "subject": st.text(max_size=10) | st.just("user"),
            "relation": st.sampled_from(sorted(RELATIONS)), "object": st.text(max_size=15), "when": st.text(max_size=9),
            "ended": st.booleans(),
        }), max_size=5,
    ),
)  # fmt: skip
def test_whatever_is_said_only_words_of_the_turn_come_of_it(text: str, facts: list[dict[str, object]]) -> None:
    asked = turn(f"I like tea. {text}")
    for drawn in read(said(*facts), asked):
        assert drawn.object.casefold() in asked.text.replace("’", "'").casefold()


def test_times_count_where_they_stand_in_the_turn() -> None:
    text = "Lisbon has had us since May 2024."
    (dated,) = read(said(fact("Lisbon has had us", "user", "lives_in", "Lisbon", "since May 2024")), turn(text))
    (undated,) = read(said(fact("Lisbon has had us", "user", "lives_in", "Lisbon", "since 1990")), turn(text))
    assert dated.valid_from is not None
    assert undated.valid_from is None


def test_what_rules_and_model_both_draw_counts_once_in_the_form_of_the_rules() -> None:
    asked = turn("My sister Ana lives in Bergen and I like tea.")
    rules = draw(asked)
    model = read(
        said(
            fact("My sister Ana", "user", "sibling", "Ana"),
            fact("Ana lives in Bergen", "Ana", "lives_in", "Bergen"),
        ),
        asked,
    )
    assert len(model) == 2
    assert added(model, rules) == []
    owned = Statement("you", "owns", "tea", "You own tea.", 0, 5)
    assert added([owned], rules) == []  # the rules made something else of it
    other = Statement("you", "plays", "cello", "You play cello.", 0, 5)
    assert added([other], rules) == [other]
    settled = Statement("Ana", "lives_in", "Oslo", "Ana lives in Oslo.", 0, 5)
    assert added([settled], rules) == []  # what the rules say of the same stands


def test_little_talk_is_not_asked_about() -> None:
    assert not worth(turn("Thanks, that is great!"))
    assert not worth(turn("Should I take the train?"))
    assert not worth(turn("I " + "x " * 800))
    assert worth(turn("I am a surveyor."))
    assert worth(turn("Oslo", ("assistant", "Where do you live?")))


def test_all_but_the_turn_itself_is_the_same_for_every_question() -> None:
    one, other = question(EXAM[0].said), question(turn("I like tea.", ("person", "Hello. " * 90)))
    assert one[:-1] == other[:-1]
    assert len(other[-1][1]) < 250
    assert FORM["properties"]["facts"]["maxItems"] == MOST


# ---- the exam ----------------------------------------------------------------------------------------


def ideal() -> list[list[Statement]]:
    """Who knows all the answers."""
    return [
        [
            Statement(one.subject, one.relations[0], one.object, "So.", 0, 1, ends=one.ends)
            for one in task.known
        ]
        for task in EXAM
    ]  # fmt: skip


def test_the_exam_has_twenty_turns_with_facts_and_ten_without() -> None:
    assert sum(bool(task.known) for task in EXAM) == 20
    assert sum(not task.known for task in EXAM) == 10
    assert all(one.relations and set(one.relations) <= set(RELATIONS) for task in EXAM for one in task.known)
    assert sign() == sign()


def test_who_finds_what_the_rules_miss_passes_and_the_rules_alone_do_not() -> None:
    whole = scored(ideal())
    assert whole.passed
    assert (whole.precision, whole.recall) == (1, 1)
    assert whole.rules_recall < 0.6
    assert not scored([draw(task.said) for task in EXAM]).passed
    assert not scored([[] for _ in EXAM]).passed


def test_who_makes_things_up_fails_and_is_asked_no_further() -> None:
    made_up = Statement("you", "owns", "a castle", "You own a castle.", 0, 1)
    answers: list[Sequence[Statement]] = [*ideal()]
    for at in (1, 3):
        answers[at] = [made_up]
    assert not scored(answers).passed
    babble = scored([[made_up]] * 6)
    assert babble.lost
    assert not babble.passed
    assert scored([[]] * 12).lost


def test_a_score_goes_on_from_where_it_was() -> None:
    answers = ideal()
    half = scored(answers[:12])
    assert not half.lost
    assert scored(answers[12:], half) == scored(answers)
    assert not replace(scored(answers), asked=29).passed
    assert Score().precision == 1
