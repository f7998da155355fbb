"""What the person teaches, in many wordings; and what teaches nothing."""

from __future__ import annotations

import pytest

from secondme.bench.lives import generate
from secondme.memory.teaching import drawn, is_work, kind, opposite

EMAIL = "Can you write an email to Bo about the bill?"


@pytest.mark.parametrize(
    ("said", "rule", "situation"),
    [
        ("Always call me Kit.", "Always call me Kit.", ""),
        ("From now on, sign my emails with Kit.", "Sign my emails with Kit.", ""),
        ("In the future, list the sources at the end please.", "List the sources at the end.", ""),
        ("I'd like you to always end with a question.", "Always end with a question.", ""),
        ("Stop apologising.", "Stop apologising.", ""),
        ("When I ask for a recipe, give grams.", "Give grams.", "a recipe"),
        ("Give prices in euros when I ask for a budget.", "Give prices in euros.", "a budget"),
        ("Whenever you write emails, please keep them short!", "Keep them short.", "write emails"),
        ("For recipes, never use cups.", "Never use cups.", "recipes"),
        ("Next time I want a recipe, leave out mushrooms.", "Leave out mushrooms.", "a recipe"),
        ("Next time, use euros.", "Use euros.", "write an email"),
        ("Thanks. Use euros next time, please.", "Use euros.", "write an email"),
        ("Please don’t use slang.", "Do not use slang.", "write an email"),
        ("That’s way too long.", "Not too long.", "write an email"),
        ("Shorter please", "Make it shorter.", "write an email"),
        ("You forgot the greeting.", "Do not leave out the greeting.", "write an email"),
        ("I asked for a table, not a list.", "What was asked for: a table, not a list.", "write an email"),
    ],
)
def test_a_lesson_is_drawn_with_its_situation(said: str, rule: str, situation: str) -> None:
    (one,) = drawn(said, EMAIL)
    assert (one.text, one.situation) == (rule, situation)
    assert said[one.start : one.end].strip() in said


@pytest.mark.parametrize(
    "said",
    [
        "I always drink tea.",
        "Never mind.",
        "Always look on the bright side of life.",
        "Never be late.",
        "My boss said: always use the blue form.",
        "Never use bleach on wool, my grandma says.",
        '"Always write in ink" is what she told him.',
        "> Always reply to all",
        "Should I always use euros?",
        "Call me when you get home.",
        "Please don't tell anyone.",
        "Please don't forget to buy milk.",
        "If you try the cake, tell me.",
        "No, the meeting is on Tuesday.",
        "Never use emojis.",
        "Please don't use emojis.",
        "```\nAlways use tabs.\n```",
        "Always use tabs. " * 80,
    ],
)
def test_plain_talk_quotes_and_wishes_of_the_profile_teach_nothing(said: str) -> None:
    assert not list(drawn(said, EMAIL))


def test_without_a_request_before_it_there_is_no_fault_and_no_next_time() -> None:
    assert not list(drawn("That is too long. Next time, try the fish."))
    assert not list(drawn("That is too long.", "Where is my key?"))


def test_what_is_no_wish_beside_a_question_is_a_lesson() -> None:
    (one,) = drawn("Please don't use lists. Where is my key?", EMAIL)
    assert (one.text, one.situation, one.of_request) == ("Do not use lists.", "write an email", True)


def test_of_many_lives_hardly_a_turn_teaches() -> None:
    turns = [turn.text for life in generate(2, persons=3, days=30) for one in life.sessions for turn in one.turns]
    assert sum(1 for text in turns if any(drawn(text))) <= len(turns) * 0.005


def test_a_kind_of_request_is_what_is_to_be_made() -> None:
    assert kind(EMAIL) == "write an email"
    assert kind("Please plan a weekend in Rome.") == "plan a weekend"
    assert kind("Summarise chapter two, please.") == "Summarise"
    assert kind("Where is my key?") == ""
    assert not is_work("I made a cake.")


def test_opposites_are_of_one_thing() -> None:
    assert opposite("Always use euros.", "Never use euros.")
    assert opposite("Do not use euros.", "Use euros.")
    assert not opposite("Always use euros.", "Never use dollars.")
    assert not opposite("Always use euros.", "Use euros.")
