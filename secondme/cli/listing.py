"""`secondme model list` and `plan`: which models this machine could run, how fast, and what of one would stream."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from secondme.cli.models import named_file
from secondme.cli.output import as_json, client
from secondme.memory.counting import count, size
from secondme.phrases import clean, one_line
from secondme.tui.picture import picture

WIDE = 79


@click.command(name="list", short_help="Which models there are, and how fast they would be.")
@click.option("--all", "all_", is_flag=True, help="Also what does not fit or cannot be read, and each quantisation.")
@click.option("--measure", is_flag=True, help="Measure this machine first, some seconds of all its cores.")
@click.option("--json", "json_", is_flag=True, help='{"machine", "here", "catalogue", "best"}')
def list_(all_: bool, measure: bool, json_: bool) -> None:
    """Which models are on this disk, whatever program brought them, and which good ones the hub has: how fast each
    would be here, whether it fits in memory or streams from the disk, and why. Nothing is downloaded.

    Sizes of what is not here are about what they are. Quality is from 1 (small talk) to 5.

    \b
    Examples:
      secondme model list
      secondme model list --all --measure
      secondme model list --json
    """
    found = client().models(all_=all_, measure=measure)
    if json_:
        as_json(found)
        return
    for line in listed(found, all_=all_):
        click.echo(line)


def listed(found: dict[str, Any], *, all_: bool) -> Iterator[str]:
    """The lines of the list."""
    for sentence in found["machine"]["sentences"]:
        yield from _folded(sentence, "")
    yield ""
    here = [one for one in found["here"] if all_ or _runs(one)]
    yield "On this disk:"
    for one in here:
        yield f"  {_cut(one['name'], WIDE - 2)}"
        known = [size(one["bytes"]) if one["bytes"] else "", one["quantisation"], f"from {one['source']}"]
        yield from _folded(", ".join([*filter(None, known), one["runs"]["sentence"]]), "      ")
    if not here:
        yield "  nothing that can be used"
    offered = [one for one in found["catalogue"] if not one["here"] and (all_ or _runs(one))]
    for kind, title in (("chat", "To download, for answers:"), ("embedding", "To download, for finding:")):
        some = [one for one in offered if one["kind"] == kind]
        if some:
            yield ""
            yield _row(title, "about", "licence", "quality", "tokens/s" if kind == "chat" else "")
        for one in some:
            speed = f"{one['runs']['speed']:.1f}" if one["runs"]["speed"] else ""
            yield _row(f"  {one['id']}", size(one["bytes"]), one["licence"], str(one["quality"]), speed)
            yield from _folded(f"{one['good_for']}; {_tongues(one['languages'])}{_reason(one)}", "      ")
    left = len(found["here"]) + len([one for one in found["catalogue"] if not one["here"]]) - len(here) - len(offered)
    if left:
        yield ""
        yield f"{count(left, 'more model')} cannot be used here: secondme model list --all"
    if found["best"]["sentences"]:
        yield ""
        for sentence in found["best"]["sentences"]:
            yield from _folded(sentence, "")


def _row(name: str, many: str, licence: str, quality: str, speed: str) -> str:
    return f"{name:<25}{many:>8}  {licence:<18}  {quality:<7}  {speed}".rstrip()


def _tongues(languages: Sequence[str]) -> str:
    if languages[0] == "many":
        return "many languages"
    return languages[0] if len(languages) == 1 else count(len(languages), "language")


def _reason(one: dict[str, Any]) -> str:
    """Why it is no quicker; nothing where it just fits."""
    return "" if one["runs"]["how"] == "whole" else f"; {one['runs']['sentence']}"


def _runs(one: dict[str, Any]) -> bool:
    return bool(one["runs"]["how"] != "no")


@click.command(short_help="What of a model stays in memory, and what streams.")
@click.argument("model", metavar="FILE|NAME")
@click.option("--ram", default="", metavar="SIZE", help="Memory it may use, as 2GiB; 0: no limit. Else as in [model].")
@click.option("--json", "json_", is_flag=True, help="The plan as JSON.")
def plan(model: str, ram: str, json_: bool) -> None:
    """What of a model stays in memory within a limit, what streams from the disk with each token, and how fast that
    will be. Nothing is loaded.

    \b
    Examples:
      secondme model plan qwen3-4b --ram 2GiB
      secondme model plan ~/models/big.gguf
      secondme model plan starter --ram 350MB --json
    """
    found = client().plan_model(model, path=named_file(model), ram=ram)
    if json_:
        as_json(found)
        return
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in table(found):
        click.echo(line)
    blocks = (sys.stdout.encoding or "").lower().startswith("utf")
    for runs in picture(found["layers"], blocks=blocks):
        click.echo("".join(click.style(run.text, fg=run.colour or None) if coloured else run.text for run in runs))


def table(found: dict[str, Any]) -> Iterator[str]:
    """The lines before the picture."""
    yield f"{_cut(found['name'], 40)}, {size(found['bytes'])}, {found['quantisation']}"
    rows = [
        ("stays in memory", found["pinned"]),
        (f"a ring of {found['slots']} slots for what streams", found["ring"]),
        ("a cache of experts", found["cache"]),
        ("everything else: the process, cells, buffers", found["other"]),
        ("together, at most", found["peak"]),
        ("it may use", found["ram"]),
        ("", 0),
        ("streams from the disk with each token", found["streamed"]),
        ("experts on the disk", found["experts"]),
        ("stays in the file: single rows are looked up", found["mapped"]),
    ]
    for words, many in rows:
        if many:
            yield f"  {words:<48}{size(many):>9}"
        elif not words and (found["streamed"] or found["experts"] or found["mapped"]):
            yield ""
    yield ""
    for sentence in found["sentences"]:
        yield from _folded(sentence, "")
    yield ""


def _folded(words: str, before: str) -> Sequence[str]:
    import textwrap

    return textwrap.wrap(clean(words), WIDE, initial_indent=before, subsequent_indent=before) or [""]


def _cut(words: str, most: int) -> str:
    return one_line(clean(words), most)
