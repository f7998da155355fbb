"""Merging: what says the same is one, what is nearly the same is not, and what is left has the sources of both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.errors import Refused
from secondme.memory.merging import merged, one_of, same
from secondme.memory.record import By, Derived, Kind, Memory, Said, Span, Status
from tests.memory.alike import Pair, pairs

OSLO = Memory(
    "f1", Kind.FACT, "You live in Oslo.", Derived("fact", ("e1",), (Span("e1", 0, 9),)), By.PERSON, "facts", made=1.0,
    about=("you", "lives in", "Oslo"), valid_from=5.0, keywords=("Oslo",),
)  # fmt: skip
AGAIN = Memory(
    "f2", Kind.FACT, "Your home is in Oslo.", Derived("fact", ("e2", "e1"), (Span("e2", 3, 9),)), By.PERSON, "facts",
    made=2.0, about=("you", "lives in", "Oslo"), valid_from=2.0, keywords=("Oslo", "home"), importance=0.9,
)  # fmt: skip


def test_nine_of_ten_paraphrases_are_one_and_two_of_a_hundred_near_misses_at_most() -> None:
    encoder = NeuralEncoder(assets.folder("minilm-int8"), threads=2)
    alike, apart = pairs()
    assert min(len(alike), len(apart)) >= 200
    texts = sorted({text for pair in (*alike, *apart) for text in pair})
    vectors = dict(zip(texts, encoder.embed(texts), strict=True))

    def share(some: list[Pair]) -> float:
        return sum(same(one, two, float(vectors[one] @ vectors[two])) for one, two in some) / len(some)

    assert share(alike) >= 0.9
    assert share(apart) <= 0.02


def test_the_same_the_other_way_round_is_the_same() -> None:
    alike, apart = pairs()
    for one, two in (*alike, *apart):
        assert same(one, two, 1.0) == same(two, one, 1.0)
        assert same(one, one, 1.0)


def test_what_is_far_apart_is_never_one() -> None:
    assert not same("You live in Oslo.", "Your home is in Oslo.", 0.3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You can't stand olives.", "You hate olives."), ("You cannot bear olives.", "You hate olives."),
        ("You do not eat fish.", "You don't eat fish."), ("You were born in May.", "You born in May."),
        ("You have a coffee at noon.", "You drink coffee at noon."),
        ("You have tea at noon.", "You drink tea at noon."),
        ("You eat no meat.", "You are vegetarian."), ("You are a parent of Ida.", "You have Ida."),
        ("You have a red bike.", "You own a red bike."), ("You have a red car.", "You own a red car."),
        ("You have got a dog.", "You have a dog."), ("You have been learning Dutch.", "You learned Dutch."),
        ("You have to leave.", "You must leave."), ("Ana has to leave.", "Ana must leave."),
        ("You pay 900 euros in rent.", "You rent 900 euros."),
        ("You pay 9 euros for your tea.", "Cost of your tea: 9 euros."),
        ("You must pay Bob.", "You owe Bob."), ("You are 9 euros in debt to Bob.", "You owe Bob 9 euros."),
        ("You must hand in the essay.", "Your essay deadline."), ("It is valid until May.", "It expires in May."),
        ("You gave up smoking.", "You quit smoking."), ("You get up at six.", "You wake at six."),
        ("You wake up at six.", "You wake at six."), ("Your bag got stolen.", "Your bag stolen."),
        ("You get tired of noise.", "You are tired after noise."),
        ("Noise makes you tired.", "You are tired after noise."),
        ("As a child you swim.", "You swim in childhood."),
        ("Your favourite tea is green.", "You like most green tea."),
        ("You write left-handed.", "You are left-handed."), ("You are a pianist.", "You play the piano."),
        ("You are a violinist.", "You play the violin."), ("You know how to ski.", "You ski."),
        ("You know Spanish.", "You Spanish."), ("You sent a card to Ana.", "You sent Ana a card."),
        ("You are working on a novel.", "You write a novel."), ("You share a flat with Ana.", "You live with Ana."),
        ("You and your sister live together.", "You live with your sister."),
        ("You swim once a week.", "You swim 1 times a week."), ("You swim twice a week.", "You swim 2 times a week."),
        ("You swim each week.", "You swim every week."), ("You swim on Mondays.", "You swim every Monday."),
        ("You swim daily.", "You swim every day."), ("You swim monthly.", "You swim every month."),
        ("You swim weekly.", "You swim every week."), ("You like tea better than milk.", "You prefer tea to milk."),
        ("Your mum is Ida.", "Your mother is Ida."), ("Your dad is Bob.", "Your father is Bob."),
        ("Your grandpa is Bob.", "Your grandfather is Bob."), ("Your grandma is Ida.", "Your grandmother is Ida."),
    ],
)  # fmt: skip
def test_each_way_of_saying_one_thing_is_the_same_as_its_plain_one(one: str, other: str) -> None:
    assert same(one, other, 1.0)


@pytest.mark.parametrize(
    "other",
    [
        replace(AGAIN, kind=Kind.INSIGHT), replace(AGAIN, about=("Ana", "lives in", "Oslo")),
        replace(AGAIN, valid_to=9.0), replace(AGAIN, kind=Kind.EPISODE), OSLO,
    ],
)  # fmt: skip
def test_other_kinds_other_subjects_and_what_held_once_stay_apart(other: Memory) -> None:
    assert one_of(OSLO, AGAIN, 0.9)
    assert not one_of(OSLO, other, 0.9)


def test_what_is_left_has_the_sources_of_both_and_the_other_is_superseded() -> None:
    both, gone = merged(OSLO, AGAIN)
    assert both.source == Derived("fact", ("e1", "e2"), (Span("e1", 0, 9), Span("e2", 3, 9)))
    assert (both.id, both.version, both.text, both.importance) == (OSLO.id, 2, OSLO.text, 0.9)
    assert (both.valid_from, both.keywords) == (2.0, ("Oslo", "home"))
    assert (gone.status, gone.superseded_by, gone.version) == (Status.SUPERSEDED, OSLO.id, 2)


def test_what_was_said_itself_is_not_merged() -> None:
    said = Memory("e1", Kind.EPISODE, "I live in Oslo.", Said("talk", 1), By.PERSON, "chat", made=1.0)
    with pytest.raises(Refused, match="not merged"):
        merged(OSLO, said)
    with pytest.raises(Refused, match="holds now"):
        merged(OSLO, replace(AGAIN, status=Status.SUPERSEDED))
