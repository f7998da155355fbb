"""The catalogue: models that are known to be good and where the hub has them, as `catalogue.toml` says it.

Sizes are about what they are, and there are no checksums: both are taken from the hub when a file is downloaded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any, Literal

from secondme.errors import NotFound, Refused

Kind = Literal["chat", "embedding"]

PARTS = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
"""The end of the name of a file that is a part of a model."""
USUAL = ("Q4_K_M", "Q4_0", "Q8_0")
"""Quantisations that are taken where none is named, the first of them that there is."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of an entry: how its weights are quantised, which of the repository's it is, about how many bytes."""

    quantisation: str
    file: str
    bytes: int

    def fits(self, name: str) -> bool:
        """Whether a file of the repository is this one."""
        return matches(self.file, name)


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the catalogue. `quality` is from 1 to 5; `cells` the bytes of a token in its cache in 16 bits, 0 where
    it has none; `active` how many parameters a token uses. `question` and `passage` are what a model that makes vectors
    wants written before a question, and before what it may find."""

    id: str
    name: str
    repo: str
    kind: Kind
    licence: str
    parameters: int
    context: int
    languages: tuple[str, ...]
    quality: int
    good_for: str
    files: tuple[File, ...]
    active: int = 0
    cells: int = 0
    gated: bool = False
    imatrix: bool = False
    question: str = ""
    passage: str = ""

    @property
    def multilingual(self) -> bool:
        """Whether it speaks more than one language."""
        return self.languages == ("many",) or len(self.languages) > 1

    @property
    def first(self) -> File:
        """The smallest file."""
        return min(self.files, key=lambda one: one.bytes)

    def file(self, quantisation: str = "") -> File:
        """The file of a quantisation, capitals or not; the smallest where none is named. Raises: NotFound."""
        if not quantisation:
            return self.first
        for one in self.files:
            if one.quantisation.lower() == quantisation.lower():
                return one
        there = ", ".join(one.quantisation for one in self.files)
        raise NotFound(f"{self.name} is not listed as {quantisation}.", f"There is: {there}; or name it REPO:FILE.")


def catalogue() -> tuple[Entry, ...]:
    """All entries, in the order of the file."""
    text = files("secondme.llm").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tuple(_entry(one) for one in tomllib.loads(text)["model"])


def entry(name: str, entries: Sequence[Entry]) -> Entry | None:
    """The entry of an id or a name, capitals or not."""
    wanted = name.strip().lower()
    return next((one for one in entries if wanted in (one.id, one.name.lower())), None)


def matches(pattern: str, name: str) -> bool:
    """Whether a file's name, its folders left out or not, is the one that a pattern means; capitals or not."""
    wanted, name = pattern.lower(), name.lower()
    return fnmatchcase(name, wanted) or fnmatchcase(name.rpartition("/")[2], wanted)


def chosen(repo: str, wanted: str, files: list[str]) -> str:
    """The file of a repository that is meant by its name, a pattern, or its quantisation ("Q4_K_M"); where nothing is
    said, the only one, else one of `USUAL`.

    Raises: NotFound with what there is; Refused if it is not one file.
    """
    names = [one for one in files if one.lower() == wanted.lower()]
    names = names or [one for one in files if matches(wanted or "*", one)]
    names = names or [one for one in files if matches(f"*{wanted}.gguf", one)]
    if not wanted and len(names) > 1:
        usual = ([one for one in names if matches(f"*{kind}.gguf", one)] for kind in USUAL)
        names = next((some for some in usual if len(some) == 1), names)
    names = [one for one in names if not one.lower().rpartition("/")[2].startswith("mmproj")] or names
    there = ", ".join(map(repr, sorted(files)[:8])) + (" …" if len(files) > 8 else "")
    if not names:
        cure = f"It has {there}." if files else "Choose a repository whose name ends in GGUF."
        what = f"no file {wanted}" if wanted else "no GGUF file"
        raise NotFound(f"{repo} has {what}.", cure)
    if found := PARTS.search(names[0]):
        raise Refused(
            f"{names[0]} is one of {int(found[2])} parts; a model in parts is not read.", "Choose another quantisation."
        )
    if len(names) > 1:
        raise Refused(f"{repo} has {len(names)} files that this may mean.", f"Name one as {repo}:FILE: {there}")
    return names[0]


def _entry(fields_: dict[str, Any]) -> Entry:
    known = {field.name for field in fields(Entry)}
    if strange := fields_.keys() - known:
        raise ValueError(f"the catalogue speaks of {', '.join(sorted(strange))}")
    lists = {"files": tuple(File(**one) for one in fields_["files"]), "languages": tuple(fields_["languages"])}
    return Entry(**(fields_ | lists))
