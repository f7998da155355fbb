"""`secondme storage`: what takes how many bytes, what can go, and letting it go."""

from __future__ import annotations

from typing import Any

import click

from secondme.cli.output import as_json, client, interactive
from secondme.errors import Refused
from secondme.memory.counting import bar, count, size
from secondme.service.asking_storage import CLEARED

NOUNS = {"snapshots": "snapshot", "states": "saved state", "logs": "log"}
ABOUT = {
    "snapshots": "All snapshots but the newest go; nothing can be brought back from their days then.",
    "states": "The model reads a conversation again when you take it up, which takes longer once.",
    "logs": "What the service and the model's process wrote goes.",
}


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def storage(context: click.Context, json_: bool) -> None:
    """What takes how many bytes, and what of it can go. What is remembered never goes this way.

    \b
    Examples:
      secondme storage
      secondme storage --json
      secondme storage clear snapshots
    """
    if context.invoked_subcommand is None:
        found = client().storage()
        if json_:
            as_json(found)
        else:
            _say(found)


def _say(found: dict[str, Any]) -> None:
    for part in found["parts"]:
        share = part["bytes"] / max(1, found["bytes"])
        click.echo(f"{part['name']:>9}  {size(part['bytes']):>10}  {bar(share)} {share:4.0%}  {part['sentence']}")
    click.echo(f"{'total':>9}  {size(found['bytes']):>10}  in {found['home']}; {size(found['free'])} are free there")
    click.echo(f"\n{found['budget']['sentence']}")
    if found["can_go"]:
        click.echo("\nWhat can go, with: secondme storage clear snapshots|states|logs")
    for one in found["can_go"]:
        click.echo(f"{one['name']:>30}  {size(one['bytes']):>10}  {one['stays'] or one['sentence']}")


@storage.command(short_help="Remove snapshots, saved states or logs.")
@click.argument("what", type=click.Choice(CLEARED))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="What went, as JSON.")
def clear(what: str, yes: bool, json_: bool) -> None:
    """Remove all snapshots but the newest, what the model has read of conversations, or the logs. It cannot be undone.

    \b
    Examples:
      secondme storage clear snapshots
      secondme storage clear states --yes
      secondme storage clear logs --json --yes
    """
    if not yes:
        if not interactive():
            raise Refused("Nothing is removed without being asked for.", "Give --yes to remove it.")
        click.echo(ABOUT[what])
        if not click.confirm("Remove them?"):
            click.echo("Nothing was removed.")
            return
    gone = client().storage_clear(what)
    if json_:
        as_json(gone)
    elif gone["removed"]:
        click.echo(f"Removed {count(gone['removed'], NOUNS[what])}, {size(gone['bytes'])}.")
    else:
        click.echo("Nothing was there to remove.")
