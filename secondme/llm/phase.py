"""What a model is said to be doing, in the words that a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from secondme.errors import BadModel, ModelError
from secondme.events import ModelState


def resting(path: Path | None) -> ModelState:
    """There is no process."""
    if path is None:
        return ModelState("none", "", "There is no model to answer with.")
    return ModelState("asleep", path.stem, f"{path.stem} sleeps until it is needed.", _size(path))


def loading(path: Path) -> ModelState:
    """Its process has begun."""
    return ModelState("loading", path.stem, f"{path.stem} is being loaded.", _size(path))


def ready(path: Path, why: Sequence[str], bytes_: int, context: int) -> ModelState:
    """It can be asked; `why` its cache is laid out as it is."""
    return ModelState("ready", path.stem, " ".join((f"{path.stem} is ready.", *why)), bytes_, context)


def failed(path: Path | None, error: ModelError) -> ModelState:
    """It cannot be used."""
    return ModelState("failed", path.stem if path else "", str(error), _size(path))


def died(path: Path, status: int | None) -> BadModel:
    """What is said of a file whose process ended while it loaded it."""
    how = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
    return BadModel(
        f"{path.name} ended the process that loaded it ({how}).",
        "It may be damaged, or larger than the memory there is. Choose another model.",
    )


def _size(path: Path | None) -> int:
    try:
        return path.stat().st_size if path else 0
    except OSError:
        return 0
