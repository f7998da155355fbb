"""What a sum is paid for, and what is worn in a size."""

from __future__ import annotations

import pytest

from secondme.memory.facts.figures import instead, paid, sized


@pytest.mark.parametrize(
    ("clause", "words", "said"),
    [
        ("After the review the garage comes to 95 pounds", "95 pounds", "95 pounds for the garage"),
        ("I fork out 55 pounds for car insurance like everyone", "55 pounds", "55 pounds for car insurance"),
        ("they changed the storage unit from 60 euros to 70 euros", "70 euros", "70 euros for the storage unit"),
        ("the gym is 35 pounds a month", "gym is 35 pounds a month", "35 pounds a month for gym"),
        ("50 euros, that's the right figure for the storage unit", "50 euros", "50 euros for the storage unit"),
        ("rent: 640 a month", "640 a month", "640 a month for rent"),
        ("Piano lessons went up to €100", "€100", "€100 for Piano lessons"),
        ("40 pounds goes on swimming lessons before I buy coffee", "40 pounds", "40 pounds for swimming lessons"),
        ("Car insurance now sets me back 80 pounds", "80 pounds", "80 pounds for Car insurance"),
        ("Since health insurance costs me 320 euros", "320 euros", "320 euros for health insurance"),
        ("rang them up about school and now I pay 190 pounds", "190 pounds", "190 pounds"),
        ("it is 20 euros", "20 euros", "20 euros"),
        ("it is what it is", "what it is", "what it is"),
    ],
)
def test_a_sum_is_paid_for_something(clause: str, words: str, said: str) -> None:
    assert paid(words, clause, clause.index(words)) == said


@pytest.mark.parametrize(
    ("clause", "words", "said"),
    [
        ("For cycling shorts it's got to be size 32", "32", "cycling shorts 32"),
        ("Nothing fits, size 42 is what I need for boots", "42", "boots 42"),
        ("gloves: I need an L", "L", "gloves L"),
        ("I wear size 43 boots", "size 43 boots", "boots 43"),
        ("Wait, just checked, it's a 43", "43", ""),
        ("a medium, I suppose", "I suppose", ""),
    ],
)
def test_a_size_is_of_a_garment(clause: str, words: str, said: str) -> None:
    assert sized(words, clause, clause.index(words)) == said


@pytest.mark.parametrize(
    ("relation", "thing", "figure", "said"),
    [
        ("pays", "1100 euros a month for mortgage", "1105 euros", "1105 euros for mortgage"),
        ("pays", "35 pounds for gym", "£40", "£40 for gym"),
        ("size", "hats 57", "59", "hats 59"),
        ("size", "dresses 12", "M", "dresses M"),
        ("pays", "rent", "900 euros", ""),
        ("pays", "35 pounds for gym", "more", ""),
        ("uses", "Office 7", "8", ""),
    ],
)
def test_another_figure_is_of_the_same(relation: str, thing: str, figure: str, said: str) -> None:
    assert instead(relation, thing, figure) == said
