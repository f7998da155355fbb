"""`secondme memory strength`: how a memory fades, as a picture."""

from __future__ import annotations

import shutil

import click

from secondme.cli.output import as_json, client
from secondme.phrases import clean, one_line

HEIGHT = 16
"""Lines of the picture."""


@click.command(short_help="How a memory fades: its curve, recalls, the day.")
@click.argument("memory_id", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The points of the curve and its days as JSON.")
def strength(memory_id: str, json_: bool) -> None:
    """Draw the forgetting curve of a memory: how vivid it was and will be, what recalled it, and when it fades.

    \b
    Examples:
      secondme memory strength e7k2m9q0r4s1t
      secondme memory strength e7k2 --json
    """
    found = client().curve(memory_id, points=240)
    if json_:
        as_json(found)
        return
    from secondme.tui.curve import NOW, RECALLED, curve_strips, said  # textual, which no other command waits for

    width = min(100, shutil.get_terminal_size().columns)
    click.echo(one_line(clean(found["text"]), width))
    for line in curve_strips(found, width, HEIGHT, None):
        click.echo(line.text.rstrip())
    click.echo(f"{RECALLED} recalled, {NOW} today, dotted: to come")
    click.echo(said(found, None))
