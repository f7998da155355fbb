"""How commands print: plain text for people, JSON for programs, dates in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from secondme.config import folders
from secondme.events import Recollection
from secondme.phrases import clean, one_line
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

    text = one_line(str(row["text"]), 90)
    mark = "*" if row.get("pinned") else " "
    faint = "" if row["status"] == "active" else f" [{row['status']}]"
    return (
        f"{row['id']}{mark} {row['kind']:<8} {day(row['made']):>17}  {row['strength']:.2f}  {text}{faint}"
    )


def source_line(number: int, one: Recollection) -> str:
    """A recollection under an answer: when, who, what, where from."""
    from secondme.memory.when import day

    who = {"person": "You said", "assistant": "I said"}.get(one.by, "A file says")
    if one.kind == "insight":
        who = "I noticed"
    return f"  [{number}] ({day(one.made)}) {who}: “{one_line(one.text, 160)}” — {clean(one.where)}"


def size(count: float) -> str:
    """Bytes for people."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:,.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"


def interactive() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
