"""What the model has read, on the disk: kept when the service ends, gone with what is forgotten or encrypted."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.llm.catalog import starter
from secondme.llm.statefile import read_meta
from secondme.service import lifecycle
from tests.service.running import Home, until
from tests.service.running import home as home
from tests.service.test_keeping import ring as ring

pytestmark = pytest.mark.skipif(starter() is None, reason="the starter model is not installed")

SAID = "The heron stood at the edge of the pond and waited for a frog, and no frog came to it that day. " * 12


def asked(home: Home) -> list[Path]:
    """A conversation, and the end of the service; the files that it leaves. The last exchange may be missing there, as
    it is brought in order when the end comes."""
    home.set("[model]\nanswer = 16\n")
    home.run("ask", SAID)
    home.run("ask", "--continue", "And then?")
    lifecycle.stop(home.folders)
    return sorted(home.folders.states.glob("*.state"))


def test_a_forgotten_memory_leaves_the_states_and_is_in_no_file(home: Home) -> None:
    (kept,) = asked(home)
    tokens = read_meta(kept).book.token
    piece = tokens[len(tokens) // 2 :][:12].astype("<i4").tobytes()
    assert piece in kept.read_bytes()
    memories = read_meta(kept).memories
    assert set(memories) <= {row["id"] for row in home.client.memories()["memories"]}
    home.client.forget(memories[:1], now=True)
    until(lambda: not list(home.folders.states.glob("*.state")), "the state is gone")
    assert not any(piece in path.read_bytes() for path in home.folders.home.rglob("*") if path.is_file())


def test_beside_an_encrypted_memory_none_is_kept(home: Home, ring: Path) -> None:
    assert asked(home)
    home.run("privacy", "encrypt", "--yes")
    assert not list(home.folders.states.glob("*.state"))
    assert asked(home) == []


def test_a_limit_of_nothing_keeps_none(home: Home) -> None:
    assert asked(home)
    home.set("[model]\nanswer = 16\nstates_mb = 0\n")
    home.run("ask", SAID)
    lifecycle.stop(home.folders)
    assert not list(home.folders.states.glob("*.state"))
