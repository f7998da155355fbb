"""What becomes of the words that a reader marks: the form of each object, whose it is, when, and in place of what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from secondme.memory.facts.marked import statements
from secondme.memory.facts.mention import Mention
from secondme.memory.facts.statement import Statement, Utterance

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp()


def mention(
    text: str, relation: str, thing: str, *, chance: float = 0.9, over: float = 0.0, whose: str = ""
) -> Mention:
    start = text.index(thing)
    begin = text.index(whose) if whose else 0
    return Mention(
        relation, start, start + len(thing), chance, over, (begin, begin + len(whose)) if whose else None
    )


def made(
    text: str, *marks: tuple[str, str], before: tuple[tuple[str, str], ...] = (), **more: object
) -> list[Statement]:
    said = Utterance("m", text, NOW, "", before)
    mentions = [mention(text, relation, thing, **more) for relation, thing in marks]  # type: ignore[arg-type]
    return [one for one, _ in statements(said, mentions)]


@pytest.mark.parametrize(
    ("text", "relation", "thing", "kept", "sentence"),
    [
        ("Home is Ghent these days", "lives_in", "Ghent", "Ghent", "You live in Ghent."),
        ("I go by Maxi", "is_called", "Maxi", "Maxi", "You are called Maxi."),
        ("they call me maxi", "is_called", "maxi", "Maxi", "You are called Maxi."),
        ("Born the 3rd of May", "born_on", "3rd of May", "3 May", "Your birthday is on 3 May."),
        ("I take a 43 in boots", "size", "43 in boots", "boots 43", "Your size in boots is 43."),
        ("size 43 boots for me", "size", "size 43 boots", "boots 43", "Your size in boots is 43."),
        ("tea rather than gin", "prefers", "tea rather than gin", "tea over gin", "You prefer tea over gin."),
        ("I keep a vegan diet", "eats", "vegan diet", "vegan", "You keep to a vegan diet."),
        ("My favourite colour is teal", "favourite", "teal", "teal", "Your favourite colour is teal."),
        ("I swim, Tuesdays", "habit", "swim, Tuesdays", "swim, Tuesday", "You usually go for swim, Tuesdays."),
        ("Working as a nurse is hard", "works_as", "a nurse", "nurse", "You work as a nurse."),
        ("my boss, Ines, is away", "boss", "Ines", "Ines", "Your boss is called Ines."),
    ],
)  # fmt: skip
def test_an_object_has_the_form_that_the_rules_keep(
    text: str, relation: str, thing: str, kept: str, sentence: str
) -> None:
    (one,) = made(text, (relation, thing))
    assert (one.object, one.text) == (kept, sentence)


@pytest.mark.parametrize(
    ("text", "relation", "thing"),
    [
        ("My birthday is soon", "born_on", "soon"),
        ("I am as old as the hills", "age", "the hills"),
        ("Write to me at home", "email", "home"),
        ("I take a shirt", "size", "shirt"),
        ("I have a sister", "sibling", "sister"),
        ("we have two ideas", "has_family", "two ideas"),
        ("my favourite of all is teal", "favourite", "teal"),
        ("I am a beagle", "is_a", "beagle"),
    ],
)
def test_what_has_no_such_form_is_nothing(text: str, relation: str, thing: str) -> None:
    assert made(text, (relation, thing)) == []


@pytest.mark.parametrize(
    ("text", "whose", "subject"),
    [
        ("Zeynep works at Lidl", "Zeynep", "Zeynep"),
        ("Zeynep Arslan works at Lidl", "Zeynep", "Zeynep Arslan"),
        ("zeynep works at Lidl", "zeynep", "Zeynep"),
        ("My mum works at Lidl", "mum", "your mother"),
        ("My mother-in-law works at Lidl", "mother", "your mother-in-law"),
        ("My sister Ana is well. She works at Lidl", "She", "Ana"),
        ("For us it is Lidl", "us", "you"),
    ],
)
def test_it_is_told_whose_it_is(text: str, whose: str, subject: str) -> None:
    (one,) = made(text, ("works_at", "Lidl"), whose=whose)
    assert one.subject == subject


def test_she_is_nobody_where_nobody_was_named() -> None:
    assert made("She works at Lidl", ("works_at", "Lidl"), whose="She") == []


def test_she_is_whom_the_turn_before_named() -> None:
    (one,) = made("She works at Lidl", ("works_at", "Lidl"), whose="She", before=(("person", "My sister is Ana."),))
    assert one.subject == "Ana"


def test_what_is_over_ends_and_its_successor_takes_its_place() -> None:
    text = "I left Bosch, it is Siemens now"
    said = Utterance("m", text, NOW)
    found = [
        one
        for one, _ in statements(
            said, [mention(text, "works_at", "Bosch", over=0.9), mention(text, "works_at", "Siemens")]
        )
    ]
    assert [(one.object, one.ends, one.replaces) for one in found] == [("Bosch", True, ""), ("Siemens", False, "Bosch")]


def test_a_day_to_come_is_told_and_the_one_that_it_is_not_is_left_out() -> None:
    (one,) = made("The dentist is on 28 March, not 14 March", ("appointment", "dentist"))
    assert one.valid_from == datetime(2026, 3, 28, tzinfo=UTC).timestamp()


def test_of_words_marked_twice_for_one_relation_the_likelier_count() -> None:
    text = "my daughter is called Lucia"
    said = Utterance("m", text, NOW)
    long = mention(text, "child", "called Lucia", chance=0.5)
    assert [one.object for one, _ in statements(said, [long, mention(text, "child", "Lucia")])] == ["Lucia"]


def test_a_secret_is_no_object() -> None:
    assert made("my phone pin is AKIAIOSFODNN7EXAMPLE", ("uses", "AKIAIOSFODNN7EXAMPLE")) == []


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("My brother's wife works at Lidl", "brother"),
        ("My sister Anna's boyfriend works at Lidl", "Anna"),
        ("my dad's dog works at Lidl", "dad"),
        ("My other half works at Lidl", "other"),
        ("My sister Mary is well. He works at Lidl", "Mary"),
    ],
)
def test_what_is_said_of_somebody_else_is_not_theirs(text: str, whose: str) -> None:
    assert made(text, ("works_at", "Lidl"), whose=whose) == []


def test_of_several_each_has_their_own_role() -> None:
    text = "There are my sister Anna, brother Tom and cousin Lea"
    told = made(text, ("sibling", "Tom"), ("sibling", "Anna"), ("sibling", "Lea"))
    assert {one.text for one in told} == {"Your brother is called Tom.", "Your sister is called Anna."}


def test_a_verb_is_no_name() -> None:
    assert made("My brother rang", ("sibling", "rang")) == []


def test_the_article_is_in_the_sentence() -> None:
    (one,) = made("Ivo is a cook", ("works_as", "cook"), whose="Ivo")
    assert one.text == "Ivo works as a cook."


@pytest.mark.parametrize("text", ["MY SİSTER WORKS AT LIDL", "my ſon works at LIDL", "İ am at LIDL"])
def test_letters_that_fold_to_others_are_no_trouble(text: str) -> None:
    made(text, ("works_at", "LIDL"))


@pytest.mark.parametrize(
    ("text", "relation", "name"),
    [
        ("Cheers, Evan. I got a new car", "is_called", "Evan"),
        ("I get it, Sam. Same with me", "is_called", "Sam"),
        ("Thanks, John. She and I are off", "partner", "John"),
        ("Glad that your son is well, Mel. Life goes on", "child", "Mel"),
    ],
)
def test_whom_the_person_speaks_to_is_nobody_of_theirs(text: str, relation: str, name: str) -> None:
    assert made(text, (relation, name)) == []


@pytest.mark.parametrize(
    ("text", "relation", "name"),
    [
        ("Hey, Tunde again, the one with the bakery", "is_called", "Tunde"),
        ("It's me, Anna.", "is_called", "Anna"),
        ("Best wishes,\nTom Miller", "is_called", "Tom Miller"),
        ("Say hi to my brother, Tom.", "sibling", "Tom"),
    ],
)
def test_who_names_themselves_or_somebody_of_theirs_is_heard(text: str, relation: str, name: str) -> None:
    assert [one.object for one in made(text, (relation, name))] == [name]


def test_a_habit_has_its_day_and_a_pet_its_name() -> None:
    assert [one.object for one in made("Thursdays, I do band rehearsal", ("habit", "do band rehearsal"))] == [
        "band rehearsal on Thursday"
    ]
    (pet,) = made("Our cat Duchess brought a mouse", ("has_pet", "cat Duchess"))
    assert (pet.object, pet.text) == ("Duchess", "You have a cat called Duchess.")


def test_a_word_that_opens_a_sentence_is_nobody() -> None:
    assert made("Fluent in Greek, she never stops", ("speaks", "Greek"), whose="Fluent") == []


def test_a_pet_with_its_kind_beside_its_name_is_one() -> None:
    found = made("My dog, a terrier named Bello, is ill", ("has_pet", "dog"), ("has_pet", "Bello"))
    assert [(one.object, one.replaces) for one in found] == [("Bello", "")]


def test_the_last_of_a_list_is_somebody() -> None:
    assert [one.object for one in made("I have three children: Mia, Ben, Tom.", ("child", "Tom"))] == ["Tom"]


def test_what_was_hurt_long_ago_has_healed() -> None:
    (old,) = made("I sprained my wrist in May 2019", ("injured", "wrist"))
    (new,) = made("I sprained my wrist yesterday", ("injured", "wrist"))
    assert old.valid_to is not None
    assert new.valid_to is None
