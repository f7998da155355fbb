"""The record: versions, statuses, identities, and its form as JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import Refused
from secondme.memory.record import (
    MOVES,
    By,
    Derived,
    Kind,
    Memory,
    Said,
    Status,
    Written,
    from_json,
    identity,
    path_text,
    to_json,
)  # fmt: skip

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
times = st.floats(0, 4e9)
sources = st.one_of(
    st.builds(Said, texts, st.integers(0, 10**9)),
    st.builds(
        Written, texts, texts, st.integers(0, 9), st.integers(9, 99), st.integers(1, 9), texts, texts
    ),
    st.builds(Derived, texts, st.lists(texts, max_size=3).map(tuple)),
)  # fmt: skip
memories = st.builds(
    Memory, id=texts, kind=st.sampled_from(Kind), text=texts, source=sources, by=st.sampled_from(By), place=texts,
    made=times, version=st.integers(1, 9), status=st.sampled_from(Status), valid_from=st.none() | times,
    importance=st.floats(0, 1), recalls=st.integers(0, 9), last_recalled=st.none() | times, pinned=st.booleans(),
    keywords=st.lists(texts, max_size=3).map(tuple),
)  # fmt: skip


@given(memories)
def test_json_and_back_is_the_same_record(memory: Memory) -> None:
    assert from_json(to_json(memory)) == memory


@given(memories, st.sampled_from(Status))
def test_a_status_moves_only_as_allowed_and_makes_a_version(memory: Memory, status: Status) -> None:
    if status in MOVES[memory.status]:
        moved = memory.moved(status)
        assert (moved.status, moved.version) == (status, memory.version + 1)
    else:
        with pytest.raises(Refused):
            memory.moved(status)


@given(memories)
def test_a_change_never_touches_identity_version_or_status(memory: Memory) -> None:
    for field in ("id", "version", "status"):
        with pytest.raises(Refused):
            memory.changed(**{field: getattr(memory, field)})
    assert memory.changed(pinned=True).version == memory.version + 1


@given(st.lists(texts, min_size=1, max_size=4))
def test_an_identity_depends_on_kind_and_parts_alone(parts: list[str]) -> None:
    assert identity(Kind.FACT, *parts) == identity(Kind.FACT, *parts)
    assert identity(Kind.FACT, *parts) != identity(Kind.INSIGHT, *parts)
    assert identity(Kind.FACT, *parts) != identity(Kind.FACT, *parts, "more")


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(Refused):
        from_json({"kind": "fact", "by": "person", "source": {"type": "dreamt"}})


def test_fields_of_a_newer_version_are_left_out() -> None:
    memory = Memory("f1", Kind.FACT, "x", Said("c", 1), By.PERSON, "chat", 1.0)
    assert from_json({**to_json(memory), "mood": "blue"}) == memory


def test_a_path_that_is_not_utf8_becomes_text_that_can_be_shown() -> None:
    assert path_text("caf\udce9.txt") == "caf\\xe9.txt"
    assert path_text("café.txt") == "café.txt"
