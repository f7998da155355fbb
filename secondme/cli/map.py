"""`secondme memory map`: a picture of memory, in which what is alike stands together."""

from __future__ import annotations

import shutil
import sys
import time
from typing import Any

import click

from secondme.cli.output import as_json, client
from secondme.memory.braille import ACROSS, DOWN

LOOK = 0.5
"""Seconds between two looks while the picture is being made."""


@click.command("map", short_help="A picture of memory, by likeness.")
@click.option("--by", type=click.Choice(["kind", "age"]), default="kind", help="What the dots tell.  [default: kind]")
@click.option("--letters", is_flag=True, help="Letters for the kinds or ages in place of dots.")
@click.option("--json", "json_", is_flag=True, help="Dots, names and counts as JSON.")
def map_(by: str, letters: bool, json_: bool) -> None:
    """Draw what is remembered as dots that stand near what they are like, with names of places. The first picture of a
    large memory takes some seconds; ctrl+c leaves, and it is made all the same.

    \b
    Examples:
      secondme memory map
      secondme memory map --by age --letters
      secondme memory map --json
    """
    from secondme.tui.map import legend, told  # textual, which no other command waits for
    from secondme.tui.mapview import map_strips

    columns, lines = shutil.get_terminal_size()
    width, height = min(160, columns), max(8, lines - 4)
    found = _made(width * ACROSS, height * DOWN, by, cells=not json_)
    if json_:
        as_json(found)
        return
    for line in map_strips(found, width, height, {}, letters) if found["total"] else ():
        click.echo(line.text.rstrip())
    click.echo(told(found))
    if found["total"]:
        click.echo(legend(found, by).plain)


def _made(width: int, height: int, by: str, *, cells: bool) -> dict[str, Any]:
    """The picture, once nothing more is being done about it."""
    shown = False
    while True:
        found = client().map(width=width, height=height, colour=by, cells=cells)
        if not found["state"]:
            break
        if sys.stderr.isatty():
            click.echo(f"\r{found['state']}: {found['done'] * 100:.0f} % ", nl=False, err=True)
            shown = True
        time.sleep(LOOK)
    if shown:
        click.echo("", err=True)
    return found
