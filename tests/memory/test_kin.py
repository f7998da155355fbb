"""Who is who: names for "my sister" from what was said, and the words that a question is expanded by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.kin import MOST, Relation, Wanted, expanded, relations, sought, told, wanted

SAID = [
    ("My sister Ana moved to Oslo.", [("me", "sister", "Ana")]),
    ("I had lunch with my sister, Ana, yesterday.", [("me", "sister", "Ana")]),
    ("I called my sister, Ana.", [("me", "sister", "Ana")]),
    ("Ana, my sister, lives in Oslo.", [("me", "sister", "Ana")]),
    ("I went with Ana (my sister).", [("me", "sister", "Ana")]),
    ("I went with my sister (Ana).", [("me", "sister", "Ana")]),
    ("Ana is my sister.", [("me", "sister", "Ana")]),
    ("Ana is my older sister and lives in Oslo", [("me", "sister", "Ana")]),
    ("Did I say that Ana is my sister?", [("me", "sister", "Ana")]),
    ("my sister is called Ana", [("me", "sister", "Ana")]),
    ("My sister is named Ana Lopez.", [("me", "sister", "Ana Lopez")]),
    ("My sister's name is Ana.", [("me", "sister", "Ana")]),
    ("My sister’s called Ana.", [("me", "sister", "Ana")]),
    ("The name of my sister is Ana.", [("me", "sister", "Ana")]),
    ("I have a sister called Ana.", [("me", "sister", "Ana")]),
    ("I've got a younger sister named Ana", [("me", "sister", "Ana")]),
    ("I have a sister, Ana.", [("me", "sister", "Ana")]),
    ("I have a sister. Her name is Ana.", [("me", "sister", "Ana")]),
    ("My sis Ana is visiting", [("me", "sister", "Ana")]),
    ("My sister: Ana", [("me", "sister", "Ana")]),
    ("My sister is Ana, by the way.", [("me", "sister", "Ana")]),
    ("My sister's name is Anna, not Ana.", [("me", "sister", "Anna")]),
    ("No, my sister's name isn't Ana but Anna.", [("me", "sister", "Anna")]),
    ("My twin sisters Ana and Eva turned ten", [("me", "sister", "Ana"), ("me", "sister", "Eva")]),
    ("My kids are called Leo, Mia and Tom.", [("me", "child", "Leo"), ("me", "child", "Mia"), ("me", "child", "Tom")]),
    ("Ana and Eva are my sisters.", [("me", "sister", "Ana"), ("me", "sister", "Eva")]),
    ("Nora's sister Ana plays the cello.", [("nora", "sister", "Ana")]),
    ("Ana is Nora's sister.", [("nora", "sister", "Ana")]),
    ("My mum Rosa bakes, my dad Luis fishes.", [("me", "mother", "Rosa"), ("me", "father", "Luis")]),
    ("We named the dog Biscuit.", [("me", "dog", "Biscuit")]),
    ("Our new puppy Biscuit ate my shoe", [("me", "dog", "Biscuit")]),
    ("We got a puppy! We named him Biscuit.", [("me", "dog", "Biscuit")]),
    ("We got a puppy two weeks ago! Her name's Coco.", [("me", "dog", "Coco")]),
    ("We adopted a cat called Milo.", [("me", "cat", "Milo")]),
    ("my dog's called Rex", [("me", "dog", "Rex")]),
    ("My dog called Rex is old.", [("me", "dog", "Rex")]),
    ('We call our boat "Windsong"', [("me", "boat", "Windsong")]),
    ('Our boat is called "Windsong".', [("me", "boat", "Windsong")]),
    ("The name of my dentist is Dr. Ruiz", [("me", "dentist", "Dr. Ruiz")]),
    ("I saw my doctor, Mrs. Okafor, on Monday.", [("me", "doctor", "Mrs. Okafor")]),
    ("My manager Priya said no.", [("me", "boss", "Priya")]),
    ("Priya is my boss at work", [("me", "boss", "Priya")]),
    ("My boss is Priya.", [("me", "boss", "Priya")]),
    ("my best friend Sam and I went surfing", [("me", "best friend", "Sam")]),
    ("A colleague of mine, Jonas, quit.", [("me", "colleague", "Jonas")]),
    ("A friend of mine called Lea paints.", [("me", "friend", "Lea")]),
    ("My flatmate José cooks.", [("me", "roommate", "José")]),
    ("My mother-in-law Greta arrives", [("me", "mother-in-law", "Greta")]),
    ("My mother in law Greta arrives", [("me", "mother-in-law", "Greta")]),
    ("my ex-husband Tom called", [("me", "ex", "Tom")]),
    ("My neighbor Mr. Ahmadi has a drill", [("me", "neighbour", "Mr. Ahmadi")]),
    ("My car Betsy broke down", [("me", "car", "Betsy")]),
    ("My daughter is called April.", [("me", "daughter", "April")]),
    ("My brother Will is late", [("me", "brother", "Will")]),
    ("My dog trainer Ana is strict", [("me", "coach", "Ana")]),
    ("My sister Ana's dog Rex bit me.", [("me", "sister", "Ana"), ("ana", "dog", "Rex")]),
    ("My sister Ana Maria Lopez called", [("me", "sister", "Ana Maria Lopez")]),
    ("I visited my aunt Åsa in Malmö", [("me", "aunt", "Åsa")]),
    ("This is my husband Paul.", [("me", "husband", "Paul")]),
    ("My wife's name: Ines", [("me", "wife", "Ines")]),
    ("My landlady - Frau Krause - is kind", [("me", "landlord", "Frau Krause")]),
    ("my grandma\nRosa is 90", []),
]

NOTHING = [
    "my sister and I went out",
    "my sister said she would come",
    "My sister called Ana yesterday.",
    "my dog is old",
    "my Toyota broke down",
    "My sister Yesterday called",
    "I met my sister Monday",
    "I called my sister. Ana was home.",
    "Ana is not my sister.",
    "Ana isn't my sister",
    "My sister is not Ana.",
    "My sister isn't called Ana.",
    "My boss is Italian.",
    "My car is a Toyota.",
    "I don't have a dog called Rex.",
    "I wish I had a dog called Rex.",
    "If I had a dog called Rex, I would run.",
    "Is my sister called Ana?",
    "What is my sister called?",
    "Ana is my sister's friend.",
    "Ana likes my sister.",
    "I told Ana my sister is ill.",
    "Hi Ana, my sister is ill.",
    "Today's teacher was kind.",
    "It's sister Act tonight",
    "My sister met Tom. His name is Thomas.",
    "I invited Tom, my sister, and Eva.",
    "I invited my sister, Tom, and Eva.",
    "That's my best friend in England.",
    "The dog Biscuit show is on TV",
    "My sister's birthday is in June.",
    "my sister I adore",
    "Mom is my best friend.",
    "My sister is my best friend.",
    "",
    "🙂",
]


@pytest.mark.parametrize(("text", "meant"), SAID)
def test_a_name_is_taken_from_what_was_said(text: str, meant: list[tuple[str, str, str]]) -> None:
    got = relations(text)
    assert [(one.owner, one.role, one.name) for one in got] == meant
    for one in got:
        assert one.name in text[one.start : one.end]


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_in_doubt_gives_nothing(text: str) -> None:
    assert relations(text) == ()


def test_who_is_spoken_to_is_not_taken_for_what_is_spoken_of() -> None:
    assert [one.name for one in relations("Look at my dog, Nora!")] == ["Nora"]
    assert relations("Look at my dog, Nora!", ("Nora", "Ben")) == ()
    assert [one.name for one in relations("Look at my dog, Rex!", ("Nora",))] == ["Rex"]


@given(st.text(alphabet=st.sampled_from("my sister Ana, is called and dog's.!?()'I ")), st.text())
def test_any_text_is_read_and_every_name_stands_in_it(text: str, other: str) -> None:
    for said in (text, other, text + other):
        assert all(one.name in said[one.start : one.end] for one in relations(said))
        expanded(said, relations(said))


ASKED = [
    ("Where does my sister live?", [("me", "sister", "")]),
    ("What is our dog called?", [("me", "dog", "")]),
    ("What is Nora's sister called?", [("nora", "sister", "")]),
    ("what is nora's sister called", [("nora", "sister", "")]),
    ("When did my mom call?", [("me", "mother", "")]),
    ("Who is my new boss?", [("me", "boss", "")]),
    ("How old are my kids?", [("me", "child", "")]),
    ("What's my best friend's job?", [("me", "best friend", "")]),
    ("Where does Ana live?", [("", "", "Ana")]),
    ("Did Dr. Ruiz call?", [("", "", "Dr. Ruiz")]),
    ("When did my sister meet Ben?", [("me", "sister", ""), ("", "", "Ben")]),
    ("Ana lives where?", [("", "", "Ana")]),
    ("What do I like?", []),
    ("What did I do on Monday?", []),
    ("What is the wifi password?", []),
    ("Who's sister Mary?", [("", "", "Mary")]),
]


@pytest.mark.parametrize(("question", "meant"), ASKED)
def test_a_question_asks_about_roles_and_names(question: str, meant: list[tuple[str, str, str]]) -> None:
    assert wanted(question) == tuple(Wanted(*one) for one in meant)


KNOWN = relations(
    "My sister Ana is here. My sister Eva too. My dog is called Rex. Nora's sister Ines left. "
    "My dentist is Dr. Ruiz."
)

EXPANDED = [
    ("Where does my sister live?", ("Eva", "Ana")),
    ("Where do my sisters live?", ("Eva", "Ana")),
    ("Where does Nora's sister live?", ("Ines",)),
    ("Where does Ana live?", ("sister",)),
    ("where does ana live", ("sister",)),
    ("What did Dr. Ruiz say?", ("dentist",)),
    ("What did Ruiz say?", ("dentist",)),
    ("What is our puppy called?", ("Rex",)),
    ("When did my sister Ana walk Rex?", ("dog", "Eva")),
    ("What did my dentist Dr. Ruiz say?", ()),
    ("Where does my brother live?", ()),
    ("Where does Ben's sister live?", ()),
    ("What is the wifi password?", ()),
    ("", ()),
]


@pytest.mark.parametrize(("question", "words"), EXPANDED)
def test_a_question_is_expanded_by_names_for_roles_and_roles_for_names(question: str, words: tuple[str, ...]) -> None:
    assert expanded(question, KNOWN) == words


def test_a_question_is_expanded_by_few_words_the_latest_first() -> None:
    many = [Relation("me", "friend", f"Name{chr(65 + place)}", 0, 1) for place in range(20)]
    words = expanded("What are my friends called?", many)
    assert len(words) == MOST
    assert words[0] == "NameT"


@pytest.mark.parametrize(
    ("text", "speaker", "what"),
    [
        ("My sister Ana moved to Oslo.", "", ("me's sister", "ana")),
        ("My sister Ana Lopez moved to Oslo.", "Nora", ("nora's sister", "ana", "lopez")),
        ("Jonas' dog is called Rex.", "Nora", ("jonas's dog", "rex")),
        ("I saw my doctor, Mrs. Okafor, on Monday.", "", ("me's doctor", "okafor")),
        ("The boat was cold.", "", ()),
    ],
)
def test_who_is_who_is_looked_up_by_whose_it_is_and_by_name(text: str, speaker: str, what: tuple[str, ...]) -> None:
    assert told(text, speaker) == what


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Where does my sis live?", ["me's sister"]),
        ("Where does Nora's sister live?", ["nora's sister"]),
        ("Where does Ana Lopez live?", ["ana"]),
        ("Where does Dr. Ruiz live?", ["ruiz"]),
    ],
)
def test_what_is_asked_about_is_looked_up_as_it_was_told(question: str, what: list[str]) -> None:
    assert [sought(one) for one in wanted(question)] == what
