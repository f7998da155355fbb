"""Wishes about answers: taken where they are for good."""

from __future__ import annotations

import pytest

from secondme.memory.wish import order, wishes


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Please answer briefly.", ["You want short answers."]),
        ("From now on keep your answers short.", ["You want short answers."]),
        ("I prefer short answers", ["You want short answers."]),
        ("Always answer in German, please.", ["You want answers in German."]),
        ("Please don't use emojis.", ["You want no emojis."]),
        ("I hate long answers.", ["You want short answers."]),
        ("Please give me no bullet points, and use metric units.", ["You want no lists.", "You want metric units."]),
        ("Can you answer in more detail?", ["You want detailed answers."]),
        ("Answer briefly: where is my key?", []),
        ("Where is my key? Answer briefly.", []),
        ("Never use emojis. Where is my key?", ["You want no emojis."]),
        ("Please write a short letter to my aunt.", []),
        ("Write me a poem about the sea. Keep it short.", []),
        ("Keep it short, please.", ["You want short answers."]),
        ("Explain things simply.", ["You want plain words."]),
        ("You should always answer in French.", ["You want answers in French."]),
        ("I like short films.", []),
        ("I want to speak in German with Ana.", []),
        ("My answer was brief.", []),
    ],
)
def test_a_wish_is_taken_where_it_is_one_for_good(said: str, wanted: list[str]) -> None:
    assert [wish.text for wish in wishes(said)] == wanted


def test_a_later_wish_takes_the_place_of_an_earlier_one_about_the_same() -> None:
    (short,), (long,) = wishes("Please answer briefly."), wishes("Please answer in detail.")
    assert short.id == long.id


def test_each_wish_comes_to_an_order_and_no_other_line_does() -> None:
    for said in ("Please answer briefly.", "Always answer in German.", "Never use emojis."):
        assert all(order(wish.text) for wish in wishes(said))
    assert order("You live in Oslo.") == ""
