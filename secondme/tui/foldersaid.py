"""What the screen of folders says: how far reading has come, what a row is, what would be read. Pure."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from secondme import phrases
from secondme.memory.counting import bar, count, size
from secondme.tui.filetree import EMPTY, NOTHING, SIGNS, is_empty
from secondme.tui.leaves import Row

BAR = 12
"""Cells of the bar."""


def progress(rows: list[Row]) -> str:
    """How far all folders have been read, in a line: a bar, numbers, rate and time left."""
    going = [row for row in rows if not row["paused"]]
    waiting = sum(row["waiting"] for row in going)
    done = sum(row["indexed"] + row["skipped"] for row in going)
    if not rows:
        return ""
    if not waiting:
        resting = [row for row in rows if row["paused"]]
        left = f", {sum(row['waiting'] for row in resting):,} waiting" if any(row["waiting"] for row in resting) else ""
        paused = f"; {count(len(resting), 'folder')} paused{left}" if resting else "; nothing waits"
        return f"{count(sum(row['indexed'] for row in rows), 'file')} in memory{paused}."
    share = done / (done + waiting)
    line = f"{bar(share, BAR)} {int(100 * share)} %  {waiting:,} of {done + waiting:,} wait"
    held = next((row["state"] for row in going if str(row["state"]).startswith("paused")), "")
    if held:
        return f"{line} · {held}"
    seconds = sum(row["seconds_left"] for row in going)
    rate = f" · {waiting / seconds:,.1f} a second" if seconds and any(row["measured"] for row in going) else ""
    return f"{line}{rate} · {phrases.lasting(seconds)} left"


def about(row: Row | None) -> str:
    """All that is known of a row, in two lines."""
    if row is None:
        return ""
    if row["kind"] == "file":
        told = [f"{EMPTY[2:]}: {NOTHING}"] if is_empty(row) else [SIGNS[row["state"]][2:]]
        told += [phrases.one_line(row["sentence"], 400)]
        told += [count(row["passages"], "passage")] if row["passages"] else []
        told += [size(row["size"])] if row["size"] is not None else []
        return f"{phrases.one_line(row['path'], 400)}\n{' · '.join(filter(None, told))}"
    if row["kind"] == "folder":
        return f"{phrases.one_line(row['path'], 400)}\n{count(row['passages'], 'passage')} in memory"
    told = [row["state"], f"{count(row['passages'], 'passage')} in memory"]
    told += [row["watched_sentence"]] if row["watched"] != "watched" else []
    told += [f"left out: {', '.join(row['exclude'])}"] if row["exclude"] else []
    told += [f"only: {', '.join(row['include'])}"] if row["include"] else []
    told += [f"not there now: {', '.join(row['drives_away'])}"] if row["drives_away"] else []
    return f"{phrases.one_line(row['path'], 400)}\n{phrases.one_line(' · '.join(told), 400)}"


def leaving(row: Row) -> str:
    """What leaves memory with a file, or with a folder: "2 files (7 passages) leave memory"."""
    whole = row["kind"] == "file"
    files = "The file" if whole else count(row["indexed"], "file")
    leave = "leaves" if whole or row["indexed"] == 1 else "leave"
    return f"{files} ({count(row['passages'], 'passage')}) {leave} memory"


def pattern(relative: str, *, folder: bool) -> str:
    """The line of an ignore file that is about this very path of a watched folder, whatever signs its name has."""
    escaped = re.sub(r"([\\*?\[\]])", r"\\\1", relative.replace(os.sep, "/") if os.sep != "/" else relative)
    escaped = re.sub(r" $", r"\\ ", escaped)
    return f"/{escaped}/" if folder else f"/{escaped}"


def preview(found: Mapping[str, Any]) -> list[str]:
    """What would be read of a folder, and what not and why."""
    most = sorted(found["kinds"].items(), key=lambda kind: -kind[1])
    kinds = ", ".join(f"{n:,} {suffix or 'without a suffix'}" for suffix, n in most[:6])
    kinds += f", {count(len(most) - 6, 'other kind')}" if len(most) > 6 else ""
    read = f"To be read: {count(found['files'], 'file')}, {size(found['bytes'])}" + (f" ({kinds})." if kinds else ".")
    if not found["files"] and found.get("whole", True):
        read = "Nothing in it would be read now. New files that can be read would be, as they come."
    lines = [found["path"], "", read]
    if not found.get("whole", True):
        lines.append("There is more: counting was ended after some seconds. Perhaps choose a folder within it.")
    elif found["files"]:
        guess = "" if found["measured"] else " (a guess: nothing was read on this machine yet)"
        lines.append(f"Reading them takes {phrases.lasting(found['seconds'])}{guess}.")
    if found["skipped"]:
        lines += ["", f"Left out: {count(sum(found['skipped'].values()), 'file')}"]
        worst = sorted(found["skipped"].items(), key=lambda one: -one[1])
        lines += [f"  {n:,}: {found['sentences'].get(reason, reason)}" for reason, n in worst[:6]]
    hidden = "Hidden files, keys and passwords, installed packages, and what ignore files name are never looked at."
    return [*lines, "", hidden]


def rescanned(found: Mapping[str, int]) -> str:
    """What a look at every file came to."""
    if found["unavailable"]:
        return "The folder cannot be looked at now; what was read of it is kept."
    told = {
        "new": "new", "changed": "changed", "missing": "not where they were", "again": "to be tried again",
        "same": "unchanged",
    }  # fmt: skip
    parts = [f"{found[name]:,} {words}" for name, words in told.items() if found[name]]
    return f"Looking again: {', '.join(parts) or 'no files'}."
