"""Limits among the words of a search."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from secondme.memory import narrow

LIMITS = {"kind": "kind:fact", "who": "from:me", "place": 'in:"my notes"', "time": "after:2025 before:2026",
          "state": "is:pinned"}  # fmt: skip


@given(some.lists(some.sampled_from(["dogs", "10:30", "#garden", "Ana", "Kind:fact"]), max_size=4).map(" ".join))
def test_a_limit_put_in_and_taken_out_leaves_the_words(words: str) -> None:
    words = narrow.plain(words)
    for group, limit in LIMITS.items():
        on = narrow.toggled(words, group, limit)
        assert narrow.holds(on, limit)
        assert narrow.plain(on) == words
        assert narrow.toggled(on, group, limit) == words


def test_of_some_limits_one_stands_and_of_others_several() -> None:
    assert narrow.toggled("from:me dogs", "who", "from:files") == "from:files dogs"
    assert narrow.toggled("after:2025 before:2026", "time", "after:2025") == "after:2025"
    assert narrow.toggled("kind:fact dogs", "kind", "kind:insight") == "kind:insight kind:fact dogs"
    assert narrow.without('in:"my notes" dogs is:faint', "place") == "dogs is:faint"
    assert narrow.quoted("from", "Ana Maria") == 'from:"Ana Maria"'
