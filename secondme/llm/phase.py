"""What a model is said to be doing, in the words that a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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


def ready(path: Path, why: Sequence[str], loaded: Mapping[str, Any]) -> ModelState:
    """It can be asked; `why` it is loaded as it is, and what its process said of it."""
    sentence = " ".join((f"{path.stem} is ready.", *why))
    return ModelState("ready", path.stem, sentence, loaded["bytes"], loaded["context"], loaded["streamed"])


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
