"""What every test gets: a home of its own, a clock that it moves, and nothing of this machine's settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.memory.forgetting import DAY
from secondme.memory.spans import tells_time
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.store import Store

settings.register_profile("repeated", deadline=None, derandomize=True)
settings.register_profile("explored", deadline=None)
settings.load_profile("repeated")  # `--hypothesis-profile explored` looks for more; time is for benchmarks

MAY = 1_777_800_000.0
"""Noon or so of 3 May 2026, wherever the test runs."""


LONG = ("test_readme.py", "test_end_to_end.py", "llm", "bench", "service", "cli", "store")
"""Parts of the tests whose files take longest: they begin first, so that the last file to end is a short one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long parts first."""
    here = Path(__file__).parent

    def turn(item: pytest.Item) -> int:
        part = item.path.relative_to(here).parts[0]
        return LONG.index(part) if part in LONG else len(LONG)

    items.sort(key=turn)


class MovingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: float = MAY) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_days(self, days: float) -> None:
        """Moves it on, or back."""
        self.now += days * DAY


@pytest.fixture(scope="session")
def _places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders, one after the other; pytest's own numbering looks at all that are there for each."""
    root = tmp_path_factory.mktemp("own", numbered=False)
    return (root / str(number) for number in count())


@pytest.fixture(scope="session", autouse=True)
def _bytecode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the tests start finds the bytecode of what was started before, even where none may lie beside the source:
    compiling is about half of a service's start."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(shared / "bytecode"))
        yield


@pytest.fixture(autouse=True)
def _own_home(_places: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads this person's settings or memory, and no model spins."""
    for name in list(os.environ):
        if name.startswith("SECONDME_"):
            monkeypatch.delenv(name)
    for name in ("SECONDME_HOME", "SECONDME_RUNTIME"):
        place = next(_places)
        place.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(place))
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
    """A real store in a folder; opening it again finds what was left. A new one begins with a copy of an empty ledger,
    which takes many transactions to make."""
    if not any((home / name).exists() for name in ("ledger.db", "index", "snapshots")):
        for name, content in _empty(encoder).items():
            (home / name).write_bytes(content)
            (home / name).chmod(0o600)
    return _open(home, encoder, clock)


def _open(home: Path, encoder: StaticEncoder, clock: MovingClock) -> Store:
    index = VectorIndex(home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions)
    return Store(Ledger(home / "ledger.db"), index, encoder, clock, tells=tells_time)


@cache
def _empty(encoder: StaticEncoder) -> dict[str, bytes]:
    """The files of an empty store by name."""
    with TemporaryDirectory() as place:
        _open(Path(place), encoder, MovingClock()).close()
        return {path.name: path.read_bytes() for path in Path(place).iterdir() if path.is_file()}


def damage_index(home: Path) -> None:
    """Writes nonsense over the vector index of a store that is closed."""
    (home / "index" / "chroma.sqlite3").write_bytes(b"no database" * 1_000)


@pytest.fixture
def store(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> Iterator[Store]:
    """A real, empty store."""
    found = open_store(tmp_path, encoder, clock)
    yield found
    found.close()
