"""How models did in exams, remembered in a folder by what is in their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondme.llm.identity import IDENTITIES, model_identity, remember, remembered

RESULTS = "exams.json"


class Exams:
    """Results by model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def known(self, path: Path) -> Mapping[str, Any] | None:
        """What was kept of a model; None where nothing was. Raises: NoModel, BadModel."""
        found = remembered(self._folder / RESULTS).get(self._name(path))
        return found if isinstance(found, dict) else None

    def keep(self, path: Path, result: Mapping[str, Any]) -> None:
        """Remembers a result. Raises: NoModel, BadModel."""
        remember(self._folder / RESULTS, self._name(path), dict(result))

    def _name(self, path: Path) -> str:
        return model_identity(path, self._folder / IDENTITIES)
