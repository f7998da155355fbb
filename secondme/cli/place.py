"""Options that limit what a command looks at: `--in` and `--topic`, in the same words as in a question; `--kind`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

KINDS = ("episode", "passage", "fact", "insight", "lesson", "profile", "gist")
KIND = click.Choice(KINDS)
ONLY_KIND = f"Only this kind: {', '.join(KINDS)}."
_IN = click.option(
    "--in", "place", default="", metavar="PLACE",
    help="Only here: a watched folder or a path below it, notes, talk, files, a program, or talk:ID.",
)  # fmt: skip
_TOPIC = click.option("--topic", multiple=True, metavar="NAME", help="Only this topic, with all below it.")


def limits(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options, as its parameters `place` and `topic`."""
    return _IN(_TOPIC(command))


def limited(words: str, place: str, topic: tuple[str, ...]) -> str:
    """A question with the place and the topics that it is limited to, as one types them in it."""
    marks = [f"in:{_quoted(_whole(place))}"] if place else []
    return " ".join([*([words] if words else []), *marks, *(f"topic:{_quoted(name)}" for name in topic)])


def _whole(place: str) -> str:
    """A path as the service knows it, which does not stand where the command was typed."""
    path = Path(place).expanduser()
    return str(path.resolve()) if place.startswith((".", "~")) or (path.is_absolute() and path.exists()) else place


def _quoted(name: str) -> str:
    if '"' in name and ("“" in name or "”" in name):
        raise click.UsageError(f"{name} holds two kinds of quotation marks and cannot be named here.")
    return f"“{name}”" if '"' in name else f'"{name}"'
