"""`secondme rate` and `secondme memory reset-use`: what recall learns from how answers were received."""

from __future__ import annotations

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import memories

UP, DOWN, CLEAR = "up", "down", "clear"


@click.command(short_help="Say whether an answer helped.")
@click.option("--up", "thumb", flag_value=UP, help="It helped: the memories it was given rank higher.")
@click.option("--down", "thumb", flag_value=DOWN, help="It did not: they rank lower.")
@click.option("--clear", "thumb", flag_value=CLEAR, help="Take back what was said of it.")
@click.option("--conversation", default="", metavar="ID", help="The last answer of this conversation.")
@click.option("--message", type=click.IntRange(1), metavar="N", help="The answer with this number.")
@click.option("--json", "json_", is_flag=True, help="What was counted, as JSON.")
def rate(thumb: str | None, conversation: str, message: int | None, json_: bool) -> None:
    """Say whether an answer helped, the last one of all where none is named. It counts once for each memory that the
    answer was given; another thumb takes the place of the first.

    \b
    Examples:
      secondme rate --up
      secondme rate --down --conversation 4f2c81d09ab3e6f7
      secondme rate --clear
    """
    from secondme.orders import rated

    if thumb is None:
        raise click.UsageError("Give one of --up, --down and --clear.")
    up = {UP: True, DOWN: False, CLEAR: None}[thumb]
    done = client().thumb(up, conversation=conversation, message=message)
    if json_:
        as_json(done)
    else:
        click.echo(rated(done, f"secondme rate --clear --message {done['message']}"))


@click.command(name="reset-use", short_help="Forget what was learnt of a memory from its use.")
@click.argument("memory_id", required=False, metavar="[ID]")
@click.option("--all", "all_", is_flag=True, help="Of every memory, with the thumbs of every answer.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="How many memories it was, as JSON.")
def reset_use(memory_id: str | None, all_: bool, yes: bool, json_: bool) -> None:
    """Forget what was learnt of a memory from its use: how often it was cited, praised, blamed and corrected. The
    memory itself stays. This cannot be undone.

    \b
    Examples:
      secondme memory reset-use e7k2m9q0r4s1t
      secondme memory reset-use --all --yes
    """
    if bool(memory_id) == all_:
        raise click.UsageError("Give the ID of a memory, or --all.")
    if all_ and not yes and not click.confirm("Forget what was learnt of every memory from its use?"):
        click.echo("Nothing was changed.")
        return
    had = client().reset_use(memory_id or "")
    if json_:
        as_json({"memories": had})
    else:
        click.echo(f"Forgotten what was learnt of {memories(had)}." if had else "Nothing was learnt from use yet.")
