"""The files that `bench intake` reads: real ones of this machine, many small ones, and made-up ones of prose."""

from __future__ import annotations

import os
import random
import shutil
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from secondme.bench.measure import NotTaken
from secondme.bench.texts import Writer, whole_vocabulary
from secondme.encoders import assets
from secondme.files.ignore import by_name

SUFFIXES = (".txt", ".md", ".rst", ".html", ".htm", ".py", ".c", ".h", ".js", ".tex")
"""What is taken for text."""
SMALLEST, LARGEST = 200, 20_000
"""Bytes of a file that is taken."""
MORE = 2
"""So many times the files that are wanted are looked at in each place, and drawn from."""
IN_ONE = 500
"""Files of one folder."""
PARAGRAPHS = 5
PARAGRAPH = 400
"""Characters of one, on average."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Real files, copied. `kinds` counts them by suffix."""

    place: Path
    files: tuple[Path, ...]
    bytes: int
    kinds: Counter[str]

    @property
    def words(self) -> str:
        """What it is, in words."""
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.most_common(4))
        return f"{len(self.files):,} real text files of this machine ({self.bytes / 1e6:,.0f} MB: {kinds})"


def real(place: Path, count: int, seed: int = 1) -> Corpus:
    """Copies so many text files of this machine into a folder, as many as there are. Raises: NotTaken for none."""
    seen: set[tuple[int, int]] = set()
    found = [path for top in _places() for path in islice(_texts(top, seen), MORE * count)]
    drawn = random.Random(seed).sample(found, min(count, len(found)))
    if not drawn:
        raise NotTaken("This machine has no text files in the places that are looked at.")
    files, size = [], 0
    for number, path in enumerate(drawn):
        folder = place / f"{number // IN_ONE:03}"
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{number:05}-{path.name}"
        shutil.copyfile(path, copy)
        size += copy.stat().st_size
        files.append(copy)
    return Corpus(place, tuple(files), size, Counter(path.suffix for path in files))


def _places() -> list[Path]:
    """Where documentation and sources lie: the system's, then Python's with its tests and what is installed in it."""
    shared = [Path("/usr/share/doc"), Path("/usr/share/help"), Path(sys.prefix) / "share" / "doc"]
    python = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib", "include")]
    return [path for path in dict.fromkeys([*shared, *python, Path("/usr/share"), Path("/usr/include")])
            if path.is_dir()]  # fmt: skip


def _texts(place: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """The files of a place that are text by name and size and can be opened, but for those seen already."""
    for top, folders, names in os.walk(place):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(SUFFIXES) or by_name(f"0-{name}", folder=False):
                continue
            path = Path(top, name)
            try:
                state = path.stat()
                path.open("rb").close()
            except OSError:
                continue
            if SMALLEST <= state.st_size <= LARGEST and (state.st_dev, state.st_ino) not in seen:
                seen.add((state.st_dev, state.st_ino))
                yield path


def small(place: Path, count: int) -> None:
    """Writes so many notes of a heading and two sentences, `IN_ONE` to a folder."""
    writer = prose(2)
    for number in range(count):
        if number % IN_ONE == 0:
            folder = place / f"{number // IN_ONE:03}"
            folder.mkdir(parents=True, exist_ok=True)
        text = f"# {writer.heading()}\n\n{writer.sentence()} {writer.sentence()}\n"
        (folder / f"note-{number:06}.md").write_text(text, encoding="utf-8")


def paper(writer: Writer) -> str:
    """The text of a file of a few paragraphs, each a passage or so."""
    return "\n\n".join(writer.text(PARAGRAPH) for _ in range(PARAGRAPHS)) + "\n"


def prose(seed: int) -> Writer:
    """Who writes made-up English, the same for the same seed."""
    return Writer(whole_vocabulary(assets.folder("minilm-int8")), seed)
