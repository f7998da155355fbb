"""What the first steps have to say: a model for this machine, folders to read, what is kept where. No widgets."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondme import phrases
from secondme.memory.counting import count, size

USUAL = ("Documents", "Notes", "notes", "Obsidian", "Zettelkasten", "Desktop", "Dropbox", "org")
"""Folders below the home in which people have their words."""
PATIENCE = 1.5
"""Seconds for which the files of a folder are counted."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A folder as it is on the disk: its files and their bytes, of which `whole` says that all were counted."""

    path: Path
    files: int
    bytes: int
    whole: bool

    @property
    def told(self) -> str:
        """What choosing it would have read."""
        more = "" if self.whole else "more than "
        return f"{more}{count(self.files, 'file')}, {size(self.bytes)}"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what it is about, lines about it, and choices as (name, words)."""

    title: str
    lines: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


def looked(home: Path) -> list[Looked]:
    """The usual folders that there are; what is hidden is not counted, as it is not read."""
    found = []
    seen: set[tuple[int, int]] = set()
    for name in USUAL:
        path = home / name
        try:
            about = path.stat()
            if path.is_dir() and (about.st_dev, about.st_ino) not in seen:
                seen.add((about.st_dev, about.st_ino))
                found.append(_counted(path))
        except OSError:
            continue
    return found


def _counted(path: Path) -> Looked:
    files = much = 0
    until = time.monotonic() + PATIENCE
    for folder, inner, names in os.walk(path):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                try:
                    much += os.lstat(f"{folder}/{name}").st_size
                except OSError:
                    continue
                files += 1
        if time.monotonic() > until:
            return Looked(path, files, much, False)
    return Looked(path, files, much, True)


def of_model(found: dict[str, Any] | None, error: str = "", *, measures: bool = False) -> Step:
    """Which model answers, and the best there is for this machine, or a start while its speeds are guesses."""
    title = "First steps, 1 of 3: the model that answers"
    not_now = ("next", "Not now. Later: /models")
    if found is None:
        return Step(title, (error or "Looking at what this machine can run…",), (not_now,))
    best = found["best"]
    guessed = bool(best.get("guessed"))
    here = [one for one in found["here"] if one.get("usable", True)]
    known = phrases.one_line(str(best["sentences"][0]).split(". ")[0], 160).rstrip(".") + "."
    if guessed:
        known = "Which model is best here shows when this machine is measured, which takes some seconds."
    lines = [
        f"Here already: {', '.join(phrases.one_line(_called(one), 40) for one in here[:3])}."
        if here
        else "No model is here yet. Without one I recall and quote, and do not write.",
        "Measuring this machine…" if measures else error or known,
    ]
    choices = [("measure", "Measure this machine first")] if guessed and not measures else []
    offer = next((one for one in found["catalogue"] if best["model"] in (one["id"], one["name"])), None)
    if offer is not None and not best["here"] and not measures:
        much = f"{size(offer['bytes'])}, licence {offer['licence']}"
        words = f"{'A start by guessed speeds: download' if guessed else 'Download'} {best['model']}"
        choices.append((f"pull:{best['model']}", f"{words}: {much}. It answers when it is here"))
        if runs := str((offer.get("runs") or {}).get("sentence", "")):
            lines.append(f"{best['model']}: {phrases.one_line(runs, 140)}.")
    elif best["here"] and best["model"] and len(here) > 1:
        choices.append((f"use:{best['model']}", f"Answer with {best['model']}"))
    return Step(title, tuple(lines), (*choices, not_now))


def _called(one: dict[str, Any]) -> str:
    """A model as the status line names it: one that came along goes by its file."""
    return Path(one["path"]).stem if one.get("source") == "starter" else str(one["name"])


def of_folders(found: Sequence[Looked] | None, chosen: Iterable[Path]) -> Step:
    """Which folders are to be read; none is chosen beforehand."""
    title = "First steps, 2 of 3: folders that I may read"
    if found is None:
        return Step(title, ("Looking for folders…",), (("next", "None now. Later: /watch PATH"),))
    wanted = set(chosen)
    lines = ("What changes in them is read again. Hidden files and secrets are left out. Nothing is written there.",)
    if not found:
        lines = ("None of the usual folders is here. Another: /watch PATH",)
    choices = [
        (f"folder:{at}", f"{'[x]' if one.path in wanted else '[ ]'} {_short(one.path)}: {one.told}")
        for at, one in enumerate(found)
    ]
    go = f"Read {count(len(wanted), 'folder')}" if wanted else "None now. Later: /watch PATH"
    return Step(title, lines, (*choices, ("read" if wanted else "next", go)))


def of_privacy(home: str, encrypted: bool | None) -> Step:
    """What is kept where, and whether it is encrypted."""
    lines = (
        f"All that you say and all that is read stays on this machine, in {home or 'your data folder'}.",
        "It is encrypted." if encrypted else "It is not encrypted on this disk.",
        "/private begins a conversation of which nothing is kept; /forget removes for good.",
    )
    encrypt = () if encrypted else (("encrypt", "Encrypt it now; the passphrase is shown once"),)
    return Step("First steps, 3 of 3: privacy", lines, (("done", "Done. All of this again: /setup"), *encrypt))


def _short(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)
