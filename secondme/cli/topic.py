"""`secondme topic`: what memories are about. Topics grow by themselves; the person may shape them."""

from __future__ import annotations

from typing import Any

import click

from secondme.cli.output import as_json, client, line_of
from secondme.memory.counting import count, memories
from secondme.phrases import clean


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="The topics as a JSON list.")
@click.pass_context
def topic(context: click.Context, json_: bool) -> None:
    """What memories are about. Topics grow by themselves while the machine is idle; alone it lists them.

    A topic below another is written with a slash. What you tag or untag by hand stays so, and teaches the topic.

    \b
    Examples:
      secondme topic
      secondme topic add garden/roses --words "rose, bud, prune"
      secondme topic tag garden/roses e7k2m9q0r4s1t
      secondme topic show garden
      secondme recall "when did I prune" --topic garden
      secondme ask "What needs pruning? #garden"
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, json_=json_)


@topic.command(name="list", short_help="Every topic, with its number of memories.")
@click.option("--json", "json_", is_flag=True, help="As a JSON list.")
def list_(json_: bool) -> None:
    """Every topic with the number of memories in it and below; those that grew by themselves are marked with ~.

    \b
    Examples:
      secondme topic list
      secondme topic list --json
    """
    found = client().topics()
    if json_:
        as_json(found)
        return
    if not found:
        click.echo("There are no topics yet. They grow by themselves, or: secondme topic add NAME")
    for row in found:
        mark = "~" if row["by"] == "rule" else " "
        words = f"  ({clean(row['words'])})" if row["words"] else ""
        click.echo(f"{row['memories']:>7,} {mark} {clean(row['name'])}{words}")


@topic.command()
@click.argument("name")
@click.option("--words", default="", help="Words that stand in its memories, divided by commas or spaces.")
@click.option("--json", "json_", is_flag=True, help="The topic as JSON.")
def add(name: str, words: str, json_: bool) -> None:
    """Add a topic. Older memories that belong to it are found too.

    \b
    Examples:
      secondme topic add work/taxes
      secondme topic add garden/roses --words "rose, bud, black spot"
    """
    _told(client().topic_add(name, words=words), json_, "Added")


@topic.command()
@click.argument("name")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--json", "json_", is_flag=True, help="The topic as JSON.")
def tag(name: str, ids: tuple[str, ...], json_: bool) -> None:
    """Put memories into a topic, for good; it learns from them.

    \b
    Examples:
      secondme topic tag garden/roses e7k2m9q0r4s1t
      secondme memory search roses --json | jq -r '.memories[].id' \\
        | xargs secondme topic tag garden/roses
    """
    _told(client().topic_tag(name, list(ids)), json_, "Tagged")


@topic.command()
@click.argument("name")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--json", "json_", is_flag=True, help="The topic as JSON.")
def untag(name: str, ids: tuple[str, ...], json_: bool) -> None:
    """Take memories out of a topic and all below it, for good.

    \b
    Examples:
      secondme topic untag garden e7k2m9q0r4s1t
    """
    _told(client().topic_tag(name, list(ids), tagged=False), json_, "Untagged")


@topic.command(short_help="A topic and its newest memories.")
@click.argument("name")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), metavar="N", help="Most memories shown."
)
@click.option("--json", "json_", is_flag=True, help="The topic and its memories as JSON.")
def show(name: str, limit: int, json_: bool) -> None:
    """A topic and its newest memories; those that you tagged by hand are marked with +.

    \b
    Examples:
      secondme topic show garden
      secondme topic show garden/roses --json
    """
    found = client().topic(name, limit=limit)
    if json_:
        as_json(found)
        return
    who = "grew by itself" if found["by"] == "rule" else "yours"
    click.echo(f"{clean(found['name'])}: {memories(found['memories'])}, {who}")
    if found["words"]:
        click.echo(f"words: {clean(found['words'])}")
    for row in found["rows"]:
        click.echo(f"{'+' if row['tagged_by'] == 'person' else ' '} {line_of(row)}")


@topic.command(short_help="Give a topic another name, or another place.")
@click.argument("name")
@click.argument("new")
@click.option("--json", "json_", is_flag=True, help="The topic as JSON.")
def rename(name: str, new: str, json_: bool) -> None:
    """Give a topic and all below it another name, or another place in the tree.

    \b
    Examples:
      secondme topic rename weeds garden
      secondme topic rename roses garden/roses
    """
    _told(client().topic_rename(name, new), json_, "Renamed")


@topic.command()
@click.argument("name")
@click.option("--json", "json_", is_flag=True, help="How many went, as JSON.")
def remove(name: str, json_: bool) -> None:
    """Remove a topic with all below it. Its memories stay, in the topic above where there is one.

    \b
    Examples:
      secondme topic remove garden/roses
    """
    done = client().topic_remove(name)
    if json_:
        as_json(done)
    else:
        click.echo(f"Removed {count(done['topics'], 'topic')}; {memories(done['memories'])} stay.")


def _told(row: dict[str, Any], json_: bool, what: str) -> None:
    if json_:
        as_json(row)
    else:
        click.echo(f"{what}: {clean(row['name'])}, {memories(row['memories'])}.")
