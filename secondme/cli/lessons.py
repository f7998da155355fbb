"""`secondme lessons`: how you want things done, and what went well or badly before."""

from __future__ import annotations

from typing import Any

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import count
from secondme.phrases import clean, lesson, one_line


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="The lessons as JSON.")
@click.pass_context
def lessons(context: click.Context, json_: bool) -> None:
    """How you want things done, and what went well or badly before. Alone it lists them.

    They are drawn while the machine is idle: from what you say ("always …", "next time …", "when I ask for …"), from
    what you find wrong with an answer, from thanks and thumbs. Those for a kind of request are told to the model when
    you ask for such a thing, the others in every conversation that begins after them.

    \b
    Examples:
      secondme lessons
      secondme lessons add "Give prices in euros."
      secondme lessons add "Keep it short." --when "an email to my landlord"
      secondme lessons remove l7k2
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, json_=json_)


@lessons.command(name="list", short_help="The lessons, each with how it did.")
@click.option("--json", "json_", is_flag=True, help="As JSON, with what each lesson rests on.")
def list_(json_: bool) -> None:
    """The lessons in use with their ids: those for everything first, then those that did best.

    \b
    Examples:
      secondme lessons list
      secondme lessons list --json | jq -r '.[].text'
    """
    found = client().lessons()
    if json_:
        as_json(found)
        return
    if not found:
        click.echo("There are no lessons yet. They grow from what you say, or: secondme lessons add TEXT")
    for row in found:
        click.echo(f"{row['id']} {lesson(row)}")


@lessons.command()
@click.argument("name", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The lesson as JSON.")
def show(name: str, json_: bool) -> None:
    """One lesson: what it is for, how it did, and what it rests on. The start of an id is enough.

    \b
    Examples:
      secondme lessons show l7k2m9q0r4s1t
      secondme lessons show l7k2 --json
    """
    row = client().lesson(name)
    if json_:
        as_json(row)
        return
    click.echo(f"{row['id']} {lesson(row)}")
    if row["plan"]:
        click.echo(f"  {'failed' if row['failed'] else 'went well'}: {one_line(row['plan'])}")
    helped = f"value {row['value']:.2f} after {count(row['uses'], 'rated use')}" if row["uses"] else "not yet rated"
    click.echo(f"  {helped}")
    for ground in row["evidence"]:
        click.echo(f"  rests on {ground['id']}: {one_line(ground['text'])}")


@lessons.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@click.option("--when", "situation", default="", metavar="REQUEST", help="The kind of request it is for.")
@click.option("--json", "json_", is_flag=True, help="The lesson as JSON.")
def add(words: tuple[str, ...], situation: str, json_: bool) -> None:
    """Add a lesson in your own words. It stands in prompts, so it holds no secret.

    \b
    Examples:
      secondme lessons add "Give prices in euros."
      secondme lessons add "Use grams." --when "a recipe" --json
    """
    _told(client().lesson_add(" ".join(words), situation=situation), json_, "Added")


@lessons.command()
@click.argument("name", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The lesson as JSON.")
def remove(name: str, json_: bool) -> None:
    """Put a lesson away. What it rests on stays in memory; only saying it again brings it back.

    \b
    Examples:
      secondme lessons remove l7k2m9q0r4s1t
      secondme lessons remove l7k2 --json
    """
    _told(client().lesson_remove(name), json_, "Removed")


def _told(row: dict[str, Any], json_: bool, what: str) -> None:
    if json_:
        as_json(row)
    else:
        click.echo(f"{what}: {clean(row['text'])}")
