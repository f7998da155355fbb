"""`secondme memory merge`: one memory of several."""

from __future__ import annotations

import click

from secondme.cli.output import as_json, client, line_of, on_purpose, secret_options
from secondme.memory.counting import memories

UNCHANGED = "Nothing was changed."


@click.command(short_help="Make one memory of two or more.")
@click.argument("memory_ids", metavar="ID ID…", nargs=-1, required=True)
@click.option("--words", metavar="TEXT", help="What is kept of them; without it $EDITOR opens on their words.")
@secret_options("the memory")
@click.option("--json", "json_", is_flag=True, help="The new memory as JSON.")
def merge(memory_ids: tuple[str, ...], words: str | None, secrets: str | None, json_: bool) -> None:
    """Make one memory of two or more. It rests on them and takes their place; they stay readable, and "secondme memory
    undo" takes them apart again. The start of an id is enough. What stands in a watched file cannot be merged.

    \b
    Examples:
      secondme memory merge e7k2 e9q0 --words "The spare key is with Ana."
      secondme memory merge e7k2m9q0r4s1t f3c8 e9q0
      secondme memory merge e7k2 e9q0 --words "Ana has the key." --json
    """
    service = client()
    found = [service.memory(name) for name in memory_ids]
    ids = [str(row["id"]) for row in found]
    said = words
    if said is None:
        said = click.edit("\n".join(dict.fromkeys(str(row["text"]) for row in found)))
        if said is None:
            click.echo(UNCHANGED)
            return
    kept = said.strip()
    row = on_purpose(lambda chosen: service.merge(ids, kept, secrets=chosen), secrets, UNCHANGED)
    if row is None:
        return
    if json_:
        as_json(row)
    else:
        click.echo(f"{line_of(row)}  (of {memories(len(set(ids)))})")
