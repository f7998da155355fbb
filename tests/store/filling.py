"""What the tests of the index's upkeep share: many memories, and child processes that are killed in the middle."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from secondme.encoders.static import StaticEncoder
from secondme.memory.record import Memory
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.store import Store
from tests.conftest import MovingClock
from tests.contracts.memory_store import episode

DAY = 86_400.0
WHAT = ("dog", "bicycle", "garden", "piano", "kitchen", "river", "office", "train", "letter", "camera")


def many(count: int, first: int = 1) -> list[Memory]:
    """Things said, each a day younger than the one before."""
    return [
        episode(f"The {WHAT[n % 10]} number {n} cost {n * 37 % 1000} euros.", n=n, made=1_700_000_000.0 + n * DAY)
        for n in range(first, first + count)
    ]


def ids(memories: Sequence[Memory]) -> list[str]:
    """Their ids, sorted."""
    return sorted(memory.id for memory in memories)


def budgeted(home: Path, encoder: StaticEncoder, clock: MovingClock, budget: int) -> Store:
    """A store whose index has a budget in bytes."""
    index = VectorIndex(home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions)
    return Store(Ledger(home / "ledger.db"), index, encoder, clock, budget=budget)


_BEGINNING = """
import os, signal, sys
from pathlib import Path
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.store import Store
from tests.conftest import MovingClock, open_store
from tests.store.filling import many

home, encoder = Path(sys.argv[1]), StaticEncoder(assets.folder("static-minilm-256"))

def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(home: Path, program: str) -> None:
    """Runs a program in a process of its own, which must kill itself by `die()`; `home` and `encoder` are there."""
    ended = subprocess.run(
        [sys.executable, "-c", _BEGINNING + program, home], capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == -9, ended.stdout + ended.stderr
