"""Filters among typed words."""

from __future__ import annotations

from typing import Any

import pytest

from secondme.filters import split


@pytest.mark.parametrize(
    ("typed", "what", "found"),
    [
        ("the surprise party", "the surprise party", {}),
        ("e7k2m9q0r4s1t", "e7k2m9q0r4s1t", {}),
        ("person:Bruno after:2026-01", "", {"person": "Bruno", "after": "2026-01"}),
        ('cake person:"Ana Lima" cake', "cake cake", {"person": "Ana Lima"}),
        ("by:person by:assistant kind:fact", "", {"by": ["person", "assistant"], "kinds": ["fact"]}),
        ("source:~/Notes/diary.md", "", {"source": "~/Notes/diary.md"}),
        ('source:"/home/me/my notes"', "", {"source": "/home/me/my notes"}),
        ("talk:4f2c all:yes files:yes", "", {"conversation": "4f2c", "all": True, "files": True}),
        ("at 10:30 http://example.org", "at 10:30 http://example.org", {}),
        ("person: nobody", "person: nobody", {}),
        ("", "", {}),
    ],
)
def test_words_and_filters_are_told_apart(typed: str, what: str, found: dict[str, Any]) -> None:
    assert split(typed) == (what, found)
