"""`secondme memory key`: other words under which a memory is found."""

from __future__ import annotations

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import count
from secondme.phrases import clean


@click.command(short_help="Other words under which a memory is found.")
@click.argument("memory_id", metavar="ID")
@click.argument("words", nargs=-1)
@click.option("--remove", is_flag=True, help="Take the words away again; without words, all of them.")
@click.option("--json", "json_", is_flag=True, help="The memory's keys as JSON.")
def key(memory_id: str, words: tuple[str, ...], remove: bool, json_: bool) -> None:
    """Give a memory other words by which it is found; what it says stays as it is. Alone it lists them. Secrets in
    them are masked. `secondme memory undo` takes back what was done last, adding and removing alike.

    \b
    Examples:
      secondme memory key e7k2m9q0r4s1t "where the passport is"
      secondme memory key e7k2
      secondme memory key e7k2 --remove "where the passport is"
    """
    said = " ".join(words)
    found = client().key(memory_id, said, remove=remove) if said or remove else client().keys(memory_id)
    if json_:
        as_json(found)
        return
    if remove:
        click.echo(f"Removed {count(found['removed'], 'key')} of {found['id']}.")
    elif not found["keys"]:
        click.echo(f"{found['id']} is found by its own words alone.")
    for one in found["keys"]:
        click.echo(clean(one))
