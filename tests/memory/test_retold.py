"""Parts of a secret in what is said after it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.retold import without_retold
from secondme.memory.secret import found

TOLD = "My password is hunter2secret and my card is 4111 1111 1111 1111."


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("The card is 4111 1111 1111.", "The card is [card number]."),
        ("The card ends in 1111.", "The card ends in 1111."),
        ('It is "hunter2sec".', 'It is "[password]".'),
        ("HUNTER2SECRET, 41111111-11111111!", "[password], [card number]!"),
        ("You have a card.", "You have a card."),
        ("", ""),
    ],
)
def test_a_part_of_a_secret_is_masked_and_the_rest_stays(answer: str, kept: str) -> None:
    assert without_retold(answer, TOLD, found(TOLD)) == kept


@given(st.text())
def test_without_secrets_nothing_changes(answer: str) -> None:
    assert without_retold(answer, "My dog is Biscuit.", ()) == answer


@given(before=st.text(), after=st.text())
def test_a_secret_never_stands_in_what_is_kept(before: str, after: str) -> None:
    kept = without_retold(f"{before} hunter2secret {after}", TOLD, found(TOLD))
    assert "hunter2secret" not in kept
