"""`secondme point` and `secondme goal`: names for exact words, and goals whose turns fold."""

from __future__ import annotations

import click

from secondme import phrases
from secondme.cli.output import as_json, client


@click.command(short_help="Name a memory: #NAME in a message stands for its words.")
@click.argument("name", required=False)
@click.argument("memory_id", required=False, metavar="[ID|last]")
@click.option("--rename", "new", default="", metavar="NEW", help="Give it another name.")
@click.option("--remove", is_flag=True, help="Take the name away; the memory stays.")
@click.option("--json", "json_", is_flag=True, help="As JSON: the names, or the one.")
def point(name: str | None, memory_id: str | None, new: str, remove: bool, json_: bool) -> None:
    """Name a memory, by its id or "last" for what you said last. #NAME in any later message gives its exact words to
    the model. Alone it lists the names; with a NAME only, it shows what that stands for. `secondme memory undo` takes
    a name back.

    \b
    Examples:
      secondme point wifi e7k2m9q0r4s1t
      secondme remember "The code is 7-Otter-19." && secondme point code last
      secondme ask "Write a note for the guests about #wifi"
      secondme point wifi
      secondme point wifi --rename guest-wifi
      secondme point guest-wifi --remove
    """
    if sum((memory_id is not None, bool(new), remove)) > 1:
        raise click.UsageError("Give one of a memory, --rename and --remove.")
    if name is None and (new or remove):
        raise click.UsageError("Say which name.")
    service = client()
    if name is None:
        found = service.pointers()
        if json_:
            as_json(found)
        else:
            for one in found:
                click.echo(phrases.pointer(one))
            if not found:
                click.echo("No memory has a name yet. Give one with: secondme point NAME ID")
        return
    if memory_id is not None:
        row = service.point(name, memory_id)
    elif new:
        row = service.point_rename(name, new)
    else:
        row = service.point_remove(name) if remove else service.pointer(name)
    if json_:
        as_json(row)
    elif memory_id is None and not new and not remove:
        click.echo(phrases.clean(row["memory"]["text"]))
    else:
        click.echo(f"#{row['name']} names no memory now." if remove else phrases.pointer(row))


@click.command(short_help="Goals within a conversation, whose turns fold when done.")
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option("--done", is_flag=True, help="End the goal begun last; TEXT is its result.")
@click.option("--expand", type=click.IntRange(1), metavar="N", help="The turns of goal N, word for word.")
@click.option("--conversation", default="", metavar="ID", help="Of this conversation.")
@click.option("--json", "json_", is_flag=True, help="As JSON: the goals, or the one.")
def goal(words: tuple[str, ...], done: bool, expand: int | None, conversation: str, json_: bool) -> None:
    """Begin a goal within a conversation. When it is done its turns fold to one line of what the model reads; they
    stay in memory. A goal may have goals of its own. Without TEXT it lists the goals of the conversation with the
    latest one.

    \b
    Examples:
      secondme goal "Find a flat in Lisbon" --conversation 4f2c81d09ab3e6f7
      secondme goal --done "The one in Alfama, 950 a month"
      secondme goal
      secondme goal --expand 1
    """
    text = " ".join(words)
    if expand is not None and (words or done):
        raise click.UsageError("--expand goes alone.")
    service = client()
    if expand is not None:
        row = service.goal_turns(expand, conversation=conversation)
        lines = phrases.turns(row)
    elif done:
        row = service.goal_done(text, conversation=conversation)
        lines = [phrases.goal(row)]
    elif text:
        row = service.goal(text, conversation=conversation)
        lines = [phrases.goal(row), f"in conversation {row['conversation']}"]
    else:
        found = service.goals(conversation)
        if json_:
            as_json(found)
            return
        row, lines = {}, [phrases.goal(one) for one in found] or ["No goal was begun yet."]
    if json_:
        as_json(row)
    else:
        for line in lines:
            click.echo(line)
