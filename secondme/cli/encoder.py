"""`secondme model encoder`: which encoder finds memories by meaning, and choosing a multilingual one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import click

from secondme.cli.models import named_file
from secondme.cli.output import as_json, client, interactive
from secondme.config import folders
from secondme.errors import Refused
from secondme.memory.counting import memories, size
from secondme.phrases import clean
from secondme.service.asking_models import SURROUNDINGS

BUNDLED = "bundled"
UNMEASURED = "How well it finds was not measured with this program."


@click.command(name="encoder", short_help="Which encoder finds by meaning; choose one for other languages.")
@click.argument("name", required=False, metavar="[NAME|FILE|bundled]")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--json", "json_", is_flag=True, help="As JSON; choosing then needs --yes.")
def encoder(name: str | None, yes: bool, json_: bool) -> None:
    """Which encoder finds memories by their meaning, and which there are: the bundled one knows English alone. With a
    name of secondme model list, a GGUF file, or `bundled`, that one is used from now on.

    It says first what that costs, measured on some of your memories. The service then starts anew and embeds every
    memory behind the scenes, and goes on with that after a crash; secondme status says how many are left. Meanwhile
    memories are found by their words and by the static vectors, which know English alone too. The way back is the same.

    \b
    Examples:
      secondme model encoder
      secondme model pull bge-m3
      secondme model encoder bge-m3
      secondme model encoder ~/models/bge-m3-Q8_0.gguf --yes
      secondme model encoder bundled
    """
    here = {one: os.environ.get(one, "") for one in SURROUNDINGS}
    if name is None:
        found = client().encoders(here)
        if json_:
            as_json(found)
            return
        for line in listed(found):
            click.echo(line)
        return
    if json_ and not yes:
        raise click.UsageError("--json asks nothing: give --yes too.")
    file = None if name == BUNDLED else named_file(name)
    cost = client().check_encoder("" if file else name, file, here)
    if not json_:
        for line in told(cost):
            click.echo(line, err=True)
    if not cost["current"]:
        if not yes:
            if not interactive():
                raise Refused("Nothing is changed without being asked for.", "Give --yes to use it.")
            if not click.confirm("Use it?", err=True):
                click.echo("Nothing was changed.", err=True)
                return
        client().use_encoder(cost["path"])
        _start_anew()
    if json_:
        as_json(cost)
    elif cost["current"]:
        click.echo("It is used already.")
    else:
        click.echo("It is used from now on. How many memories are left says: secondme status")


def _start_anew() -> None:
    from secondme.service import lifecycle  # 25 ms, and needed only here

    lifecycle.stop(folders())
    client().status()


def listed(found: dict[str, Any]) -> Iterator[str]:
    """The lines about what there is."""
    if not found["neural"]:
        yield "No encoder is used: `neural = false` in [index] of the settings."
    elif found["error"]:
        yield clean(found["error"])
    else:
        known = "the bundled one, for English" if not found["chosen"] else clean(found["chosen"])
        yield f"Memories are found by meaning with {clean(found['name'])}: {known}."
        yield (
            f"It makes {found['dimensions']} numbers of a text; "
            f"{found['done']:,} of {memories(found['memories'])} have them."
        )
    yield ""
    yield "On this disk:"
    for one in found["here"]:
        yield f"  {clean(one['name'])}  {size(one['bytes'])}{_tongues(one['multilingual'])}"
        yield f"      secondme model encoder {one['id'] or clean(one['path'])}"
    if not found["here"]:
        yield "  no embedding model"
    offered = [one for one in found["catalogue"] if one["multilingual"] and not one["here"]]
    if offered:
        yield ""
        yield "To download, for many languages:"
    for one in offered:
        yield f"  {one['id']:<24}{size(one['bytes']):>8}  {one['licence']}"
        yield f"      {one['good_for']}"
        yield f"      secondme model pull {one['id']}"
    yield ""
    yield "What one costs is measured before it is chosen. How well each finds was not measured with this program."


def told(cost: dict[str, Any]) -> Iterator[str]:
    """The lines about what choosing one costs."""
    licence = f", licence {clean(cost['licence'])}" if cost["licence"] else ""
    known = f"{size(cost['bytes'])}{licence}{_tongues(cost['multilingual'])}"
    known = known if cost["path"] else "bundled, for English"
    yield f"{clean(cost['name'])}: {known}; {cost['dimensions']} numbers of a text, pooled by {cost['pooling']}."
    if cost["memories"] and cost["each"]:
        yield (
            f"A memory of yours takes {cost['each'] * 1000:.0f} ms of one core (measured); all "
            f"{cost['memories']:,} about {_long(cost['seconds'])}, and {size(cost['index_bytes'])} of the index."
        )
    else:
        yield "There is nothing to embed anew yet."
    if cost["path"]:
        yield UNMEASURED


def _tongues(multilingual: bool | None) -> str:
    return {True: ", many languages", False: ", English", None: ""}[multilingual]


def _long(seconds: float) -> str:
    if seconds < 120:
        return f"{max(1, round(seconds))} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"
