"""Sizes in bytes, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import BadConfig
from secondme.sizes import parse_bytes


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), ("750000", 750_000), ("500MB", 500_000_000), ("2 GiB", 2 * 1024**3), ("1.5k", 1_500), ("3b", 3)],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert parse_bytes(text) == size


@given(st.integers(0, 10**15))
def test_any_number_of_bytes_is_read_as_it_is(size: int) -> None:
    assert parse_bytes(str(size)) == size


@pytest.mark.parametrize("text", ["many", "-5MB", "5iB", "5 MB or so", "1e9"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(BadConfig):
        parse_bytes(text)
