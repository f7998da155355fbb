"""Which encoder the settings mean: a file, or an embedding model on this disk by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from secondme.llm import meant
from secondme.llm.catalogue import catalogue
from secondme.llm.embedding import GgufEncoder, Prefixes, entry_of
from secondme.llm.found import found


def encoder_file(given: str, home: Path, environ: Mapping[str, str], own: Path) -> Path:
    """The file that a setting means; `own` is the folder of what was found of models.

    A name costs a look at every model on this disk; a path costs nothing. Raises: NotFound, Refused.
    """
    path = Path(given).expanduser()
    if path.is_absolute() or path.suffix.lower() == ".gguf":
        return path.absolute()
    return meant.on_disk(given, found(home, environ, own), catalogue()).path


def gguf_encoder(file: Path, folder: Path, *, threads: int, idle_seconds: float, log_file: Path) -> GgufEncoder:
    """The encoder of a file, with what the catalogue says of its texts."""
    prefixes = Prefixes.of(file, catalogue())
    return GgufEncoder(file, folder, prefixes, threads=threads, idle_seconds=idle_seconds, log_file=log_file)


def english_alone(file: Path) -> bool:
    """Whether the catalogue says of a file that it knows English and nothing else."""
    listed = entry_of(file, catalogue())
    return listed is not None and not listed.multilingual
