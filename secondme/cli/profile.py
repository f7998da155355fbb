"""`secondme profile`: what is known of the person and stands in every prompt."""

from __future__ import annotations

from typing import Any

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import count
from secondme.phrases import clean


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="The lines as JSON.")
@click.pass_context
def profile(context: click.Context, json_: bool) -> None:
    """What is known of you and lasts: a few lines that stand in every prompt. Alone it lists them.

    They are drawn while the machine is idle, from what you said. What you add, edit or remove stays as you leave it. A
    conversation keeps the lines that it began with; what you change is told to it at once.

    \b
    Examples:
      secondme profile
      secondme profile add "I am left-handed."
      secondme profile edit p7k2 "You live in Oslo, near the harbour."
      secondme profile remove p7k2
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, json_=json_)


@profile.command(name="list", short_help="The lines, each with what it rests on.")
@click.option("--json", "json_", is_flag=True, help="As JSON, with the words that each line rests on.")
def list_(json_: bool) -> None:
    """The lines of the profile with their ids, and how many memories each rests on; yours are marked with +.

    \b
    Examples:
      secondme profile list
      secondme profile list --json | jq -r '.lines[].text'
    """
    found = client().profile()
    if json_:
        as_json(found)
        return
    if not found["lines"]:
        click.echo("The profile is empty. It grows while the machine is idle, or: secondme profile add TEXT")
        return
    for row in found["lines"]:
        rests = count(len(row["evidence"]), "source")
        click.echo(f"{row['id']} {'+' if row['own'] else ' '} {clean(row['text'])}  ({rests})")
    click.echo(f"{count(found['tokens'], 'token')} of {found['most']}")


@profile.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@click.option("--json", "json_", is_flag=True, help="The line as JSON.")
def add(words: tuple[str, ...], json_: bool) -> None:
    """Add a line in your own words. It stands in every prompt, so it holds no secret.

    \b
    Examples:
      secondme profile add "I am left-handed."
      secondme profile add I work nights --json
    """
    _told(client().profile_add(" ".join(words)), json_, "Added")


@profile.command()
@click.argument("line", metavar="ID")
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@click.option("--json", "json_", is_flag=True, help="The line as JSON.")
def edit(line: str, words: tuple[str, ...], json_: bool) -> None:
    """Give a line other words, for good. The start of an id is enough.

    \b
    Examples:
      secondme profile edit p7k2m9q0r4s1t "You live in Oslo, near the harbour."
      secondme profile edit p7k2 You want short answers --json
    """
    _told(client().profile_edit(line, " ".join(words)), json_, "Changed")


@profile.command()
@click.argument("line", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The line as JSON.")
def remove(line: str, json_: bool) -> None:
    """Take a line out of the profile, for good. What it rests on stays in memory.

    \b
    Examples:
      secondme profile remove p7k2m9q0r4s1t
      secondme profile remove p7k2 --json
    """
    _told(client().profile_remove(line), json_, "Removed")


def _told(row: dict[str, Any], json_: bool, what: str) -> None:
    if json_:
        as_json(row)
    else:
        click.echo(f"{what}: {clean(row['text'])}")
