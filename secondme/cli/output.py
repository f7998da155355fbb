"""How commands print: plain text for people, JSON for programs, dates in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from secondme.config import folders
from secondme.phrases import clean
from secondme.service.client import Client


def client(*, start: bool = True) -> Client:
    """The client of this person's service."""
    return Client(folders(), start=start)


def as_json(value: Any) -> None:
    """One JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None if isinstance(value, dict) else 2))


def line_of(row: Mapping[str, Any]) -> str:
    """A memory on one line: id, kind, day, strength, text."""
    from secondme.memory.when import day

    text = " ".join(str(row["text"]).split())
    mark = "*" if row.get("pinned") else " "
    faint = "" if row["status"] == "active" else f" [{row['status']}]"
    return (
        f"{row['id']}{mark} {row['kind']:<8} {day(row['made']):>17}  {row['strength']:.2f}  {shorten(text, 90)}{faint}"
    )


def shorten(text: str, length: int) -> str:
    """A text without control characters, cut to a length, with a mark that it was."""
    text = clean(text)
    return text if len(text) <= length else text[: length - 1] + "…"


def source_line(number: int, one: Any) -> str:
    """A recollection under an answer: when, who, what, where from."""
    from secondme.memory.when import day

    who = {"person": "You said", "assistant": "I said"}.get(one.by, "A file says")
    if one.kind == "insight":
        who = "I noticed"
    return f"  [{number}] ({day(one.made)}) {who}: “{shorten(' '.join(one.text.split()), 160)}” — {clean(one.where)}"


def size(count: float) -> str:
    """Bytes for people."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:,.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"


def table(rows: Iterable[Sequence[str]]) -> None:
    """Columns as wide as their widest field."""
    found = [list(row) for row in rows]
    widths = [max((len(row[at]) for row in found), default=0) for at in range(len(found[0]) if found else 0)]
    for row in found:
        click.echo("  ".join(field.ljust(width) for field, width in zip(row, widths, strict=True)).rstrip())


def interactive() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
