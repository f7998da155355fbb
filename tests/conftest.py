"""What every test gets: a home of its own, a clock that it moves, and nothing of this machine's settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.memory.forgetting import DAY
from secondme.memory.spans import tells_time
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.store import Store

MAY = 1_777_800_000.0
"""Noon or so of 3 May 2026, wherever the test runs."""


class MovingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: float = MAY) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_days(self, days: float) -> None:
        """Moves it on, or back."""
        self.now += days * DAY


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads this person's settings or memory, and no model spins."""
    for name in list(os.environ):
        if name.startswith("SECONDME_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SECONDME_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("SECONDME_RUNTIME", str(tmp_path_factory.mktemp("run")))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("OMP_WAIT_POLICY", "PASSIVE")


@pytest.fixture
def clock() -> MovingClock:
    """A clock that the test moves."""
    return MovingClock()


@pytest.fixture(scope="session")
def encoder() -> StaticEncoder:
    """The real static encoder."""
    return StaticEncoder(assets.folder("static-minilm-256"))


def open_store(home: Path, encoder: StaticEncoder, clock: MovingClock) -> Store:
    """A real store in a folder; opening it again finds what was left."""
    index = VectorIndex(home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions)
    return Store(Ledger(home / "ledger.db"), index, encoder, clock, tells=tells_time)


def damage_index(home: Path) -> None:
    """Writes nonsense over the vector index of a store that is closed."""
    (home / "index" / "chroma.sqlite3").write_bytes(b"no database" * 1_000)


@pytest.fixture
def store(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> Iterator[Store]:
    """A real, empty store."""
    found = open_store(tmp_path, encoder, clock)
    yield found
    found.close()
