"""Models that are on this disk already: downloaded by whatever program, and only read.

Looked for are the hub's cache, the folders of llama.cpp, LM Studio and Ollama, our own, and the starter.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from secondme.llm.catalog import starter
from secondme.llm.ggml import beyond
from secondme.llm.process import environment
from secondme.llm.sketch import Sketch
from secondme.llm.surveying import Card, Limits, shown
from secondme.llm.wire import OFF

SECONDS = 20.0
"""Of reading all headers, at most: a network's disk may hang."""
MOST = 10_000
"""Entries of a folder and what is below it that are looked at."""
DEEPEST = 6
MANIFEST = 1 << 20
"""Bytes of a manifest at most."""

_WEIGHTS = "application/vnd.ollama.image.model"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_SNAPSHOT = re.compile(r"models--(.+?)/snapshots/[^/]+/(.+)")


@dataclass(frozen=True, slots=True)
class Found:
    """A model's file on this disk: the name it is called by here, the program it belongs to, what it says of itself."""

    name: str
    path: Path
    source: str
    card: Card

    @property
    def usable(self) -> bool:
        """Whether it can be read."""
        return not self.card.sentence


def found(
    home: Path,
    environ: Mapping[str, str],
    own: Path | None = None,
    *,
    limits: Limits | None = None,
    seconds: float = SECONDS,
) -> tuple[Found, ...]:
    """The models on this disk, each file once, whoever has links to it: those of the starter, of `own`, the hub's
    cache, llama.cpp, LM Studio, Ollama. What cannot be read is there with a sentence, what can with how it would run
    within `limits`."""
    there: dict[tuple[int, int], tuple[str, Path, str]] = {}
    missing: list[tuple[str, Path, str]] = []
    for source, name, path in _places(home, environ, own):
        try:
            about = path.stat()
            there.setdefault((about.st_dev, about.st_ino), (name, path, source))
        except OSError:
            missing.append((name, path, source))
    every = [*there.values(), *missing]
    cards = survey([path for _, path, _ in every], limits, seconds=seconds)
    return tuple(
        Found(shown(name), path, source, card) for (name, path, source), card in zip(every, cards, strict=True)
    )


def _places(home: Path, environ: Mapping[str, str], own: Path | None) -> Iterator[tuple[str, str, Path]]:
    given = starter()
    if given:
        yield "starter", "starter", given
    caches = Path(environ.get("XDG_CACHE_HOME") or home / ".cache")
    folders = [
        ("own folder", own),
        ("hub", hub_cache(home, environ)),
        ("llama.cpp", Path(environ.get("LLAMA_CACHE") or _llama_cache(home, caches, environ))),
        ("LM Studio", home / ".lmstudio/models"),
        ("LM Studio", home / ".cache/lm-studio/models"),
    ]
    for source, folder in folders:
        for path in _below(folder) if folder else ():
            yield source, _name(folder, path) if folder else "", path
    store = Path(environ.get("OLLAMA_MODELS") or home / ".ollama/models")
    for name, path in _of_ollama(store):
        yield "Ollama", name, path


def hub_cache(home: Path, environ: Mapping[str, str]) -> Path:
    """The hub's standard cache, as its own client finds it."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environ.get(name):
            return Path(environ[name]).expanduser()
    if environ.get("HF_HOME"):
        return Path(environ["HF_HOME"]).expanduser() / "hub"
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache") / "huggingface/hub"


def _llama_cache(home: Path, caches: Path, environ: Mapping[str, str]) -> Path:
    if sys.platform == "darwin":
        return home / "Library/Caches/llama.cpp"
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"]) / "llama.cpp"
    return caches / "llama.cpp"


def _below(folder: Path) -> Iterator[Path]:
    """GGUF files below a folder, in order of name; links to folders are not followed."""
    left = MOST
    waiting = [(folder, 0)]
    while waiting:
        here, deep = waiting.pop()
        try:
            with os.scandir(here) as entries:
                inside = sorted(entries, key=lambda one: one.name)
        except OSError:
            continue
        for one in inside:
            left -= 1
            if left < 0:
                return
            try:
                if one.is_dir(follow_symlinks=False):
                    if deep < DEEPEST:
                        waiting.append((Path(one.path), deep + 1))
                elif one.name.lower().endswith(".gguf"):
                    yield Path(one.path)
            except OSError:
                continue


def _name(folder: Path, path: Path) -> str:
    """REPO:FILE where the folders say which repository it is from, else the file's name without its end."""
    inside = path.relative_to(folder)
    if cached := _SNAPSHOT.fullmatch(inside.as_posix()):
        return f"{cached[1].replace('--', '/')}:{cached[2]}"
    if len(inside.parts) == 3:
        return f"{inside.parts[0]}/{inside.parts[1]}:{inside.parts[2]}"
    return path.stem


def _of_ollama(store: Path) -> Iterator[tuple[str, Path]]:
    """Names and files of what Ollama has: a manifest for each name, whose layer of weights is a blob."""
    manifests = store / "manifests"
    for path in sorted(manifests.glob("*/*/*/*")):
        try:
            if not path.is_file() or path.stat().st_size > MANIFEST:
                continue
            layers = json.loads(path.read_bytes())["layers"]
            digests = (_DIGEST.fullmatch(one["digest"]) for one in layers if one["mediaType"] == _WEIGHTS)
            digest = next(filter(None, digests), None)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        registry, owner, name, tag = path.relative_to(manifests).parts
        before = "" if owner == "library" else f"{owner}/"
        place = "" if registry == "registry.ollama.ai" else f"{registry}/"
        if digest:
            yield f"{place}{before}{name}:{tag}", store / "blobs" / f"sha256-{digest[1]}"


# ---- reading them --------------------------------------------------------------------------------------------


def survey(paths: Sequence[Path], limits: Limits | None = None, *, seconds: float = SECONDS) -> list[Card]:
    """The cards of files, read by a child. One at which it ended, and those for which there was no time, say so."""
    until = time.monotonic() + seconds
    cards: list[Card] = []
    while len(cards) < len(paths):
        got, late = _cards(paths[len(cards) :], limits, until - time.monotonic())
        cards += got
        names = [shown(path.stem) for path in paths[len(cards) :]]
        if late:
            return cards + [Card(name, sentence="It took too long to be read.") for name in names]
        if names:
            cards.append(Card(names[0], sentence="It changed while it was read, or its header is hostile."))
    return cards


def gpu_room(setting: str, *, seconds: float = SECONDS) -> int:
    """Bytes of a graphics processor's memory that a model may take, by the setting `gpu`, as a child finds them, for a
    driver may end it; 0 where there are none."""
    if setting.strip().lower() == OFF or not beyond():
        return 0
    lines, _ = _told([[None, setting]], seconds)
    return int(lines[0]) if lines else 0


def _cards(paths: Sequence[Path], limits: Limits | None, seconds: float) -> tuple[list[Card], bool]:
    """The cards that a child has made, and whether its time was over."""
    within = asdict(limits) if limits else None
    lines, late = _told([[os.fspath(one), within] for one in paths], seconds)
    return [_card(json.loads(line)) for line in lines], late


def _told(asked: Sequence[object], seconds: float) -> tuple[list[bytes], bool]:
    """What a child answers, line by line, and whether its time was over."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "secondme.llm.surveying"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment({}),
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(max(0.0, seconds), end)
    clock.start()
    try:
        said, _ = child.communicate(b"".join(json.dumps(one).encode() + b"\n" for one in asked))
    finally:
        clock.cancel()
        child.kill()
        child.wait()
    lines = [line for line in said.splitlines(keepends=True) if line.endswith(b"\n")]
    return lines, late.is_set() and len(lines) < len(asked)


def _card(fields: dict[str, Any]) -> Card:
    sketch = fields.pop("sketch")
    lists = {name: tuple(sketch[name]) for name in ("layers", "why")} if sketch else {}
    return Card(**fields, sketch=Sketch(**(sketch | lists)) if sketch else None)
