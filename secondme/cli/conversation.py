"""`secondme conversation`: what was talked about, found, renamed, put away, deleted, written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from secondme.cli.change import show_going
from secondme.cli.output import as_json, client
from secondme.memory.counting import count, memories
from secondme.phrases import UNANSWERED, clean, one_line, unfounded

LIMIT: Callable[..., Any] = click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), metavar="N", help="Most that are shown."
)
OFFSET: Callable[..., Any] = click.option(
    "--offset", default=0, type=click.IntRange(0), metavar="N", help="Leave out so many of the first."
)
ID: Callable[..., Any] = click.argument("conversation_id", metavar="ID")


@click.group(invoke_without_command=True)
@click.pass_context
def conversation(context: click.Context) -> None:
    """See, search, rename, archive, delete and export conversations. Alone it lists the latest; the start of an id is
    enough. Private conversations are in no list.

    \b
    Examples:
      secondme conversation
      secondme conversation search "lisbon flat"
      secondme conversation show 4f2c
      secondme conversation rename 4f2c "The flat in Lisbon"
      secondme conversation export 4f2c lisbon.md
      secondme chat --conversation 4f2c81d09ab3e6f7
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@conversation.command(name="list", short_help="The latest conversations: id, day, messages, title.")
@click.option("--archived", is_flag=True, help="Those that were archived, in their place.")
@LIMIT
@OFFSET
@click.option("--json", "json_", is_flag=True, help="Rows as JSON.")
def list_(archived: bool, limit: int, offset: int, json_: bool) -> None:
    """The latest conversations, the one that was spoken in last first: id, day, messages, title.

    \b
    Examples:
      secondme conversation list
      secondme conversation list --archived
      secondme conversation list --limit 100 --json
    """
    none = "Nothing is archived." if archived else "There is no conversation yet. Begin one with: secondme"
    _list(client().conversations(limit=limit, offset=offset, archived=archived), json_, none)


@conversation.command(short_help="Conversations in which something was said.")
@click.argument("words", nargs=-1, required=True)
@click.option("--archived", is_flag=True, help="Only those that were archived.")
@LIMIT
@OFFSET
@click.option("--json", "json_", is_flag=True, help="Rows as JSON; `excerpt` is the line that was found.")
def search(words: tuple[str, ...], archived: bool, limit: int, offset: int, json_: bool) -> None:
    """Conversations by the words of one message, in any form, or of their title: each once, the latest first, with the
    line that was found. Archived ones too.

    \b
    Examples:
      secondme conversation search dentist
      secondme conversation search "spare key" --json
    """
    found = client().conversations(search=" ".join(words), limit=limit, offset=offset, archived=archived)
    _list(found, json_, "Nothing was said about that.")


@conversation.command(short_help="What was said in a conversation.")
@ID
@click.option("--json", "json_", is_flag=True, help='{…, "said": [messages], "events": […]} as JSON.')
def show(conversation_id: str, json_: bool) -> None:
    """What was said in a conversation, with the numbers of the messages; of a branch also what it shares with the one
    that it came from. Where the talk turns to something else a line says what it is about then, once consolidation has
    gone through it.

    \b
    Examples:
      secondme conversation show 4f2c81d09ab3e6f7
      secondme conversation show 4f2c --json
    """
    from secondme.events import mark
    from secondme.memory.when import day

    service = client()
    row = service.conversation(conversation_id)
    said = service.messages(row["id"])
    events = service.conversation_events(row["id"])
    if json_:
        as_json({**row, "said": said, "events": events})
        return
    titles = {one["first"]: clean(one["title"]) for one in events if one["title"]}
    click.echo(f"{clean(row['title'])}")
    parent = f", a branch of {row['parent']}" if row["parent"] else ""
    click.echo(f"{row['id']}, {count(row['messages'], 'message')}{parent}{_archived(row)}")
    last = ""
    for one in said:
        today = day(one["made"])
        click.echo(f"\n{today}" if today != last else "")
        last = today
        if one["n"] in titles:
            click.echo(f"About: {titles[one['n']]}")
        click.echo(f"[{one['n']}] {'You' if one['role'] == 'person' else 'I'}: {clean(one['text'])}")
        if one["state"] == "unanswered":
            click.echo(f"  ({UNANSWERED})")
        for line in unfounded(one["text"], [mark(found) for found in one["marks"]]):
            click.echo(f"  {line}")


@conversation.command(short_help="Give a conversation a title.")
@ID
@click.argument("title", nargs=-1)
@click.option("--json", "json_", is_flag=True, help="The conversation as JSON.")
def rename(conversation_id: str, title: tuple[str, ...], json_: bool) -> None:
    """Give a conversation a title; without one it is called by its first words again. When words of the title are
    forgotten, the title goes with them.

    \b
    Examples:
      secondme conversation rename 4f2c81d09ab3e6f7 "The flat in Lisbon"
      secondme conversation rename 4f2c
    """
    row = client().conversation_rename(conversation_id, " ".join(title))
    _changed(row, json_, f"{row['id']} is called “{clean(row['title'])}”.")


@conversation.command(short_help="Take a conversation out of the list.")
@ID
@click.option("--json", "json_", is_flag=True, help="The conversation as JSON.")
def archive(conversation_id: str, json_: bool) -> None:
    """Take a conversation out of the list. It is remembered as before: what was said is recalled, and searches find it.

    \b
    Examples:
      secondme conversation archive 4f2c81d09ab3e6f7
      secondme conversation list --archived
    """
    row = client().conversation_archive(conversation_id)
    _changed(row, json_, f"Archived {row['id']}. Put it back with: secondme conversation unarchive {row['id']}")


@conversation.command(short_help="Put a conversation back into the list.")
@ID
@click.option("--json", "json_", is_flag=True, help="The conversation as JSON.")
def unarchive(conversation_id: str, json_: bool) -> None:
    """Put a conversation back into the list.

    \b
    Examples:
      secondme conversation unarchive 4f2c81d09ab3e6f7
    """
    row = client().conversation_archive(conversation_id, False)
    _changed(row, json_, f"{row['id']} is in the list again.")


@conversation.command(short_help="Forget what was said in a conversation.")
@ID
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="What was forgotten, as JSON (needs --yes).")
def delete(conversation_id: str, yes: bool, json_: bool) -> None:
    """Forget what was said in a conversation, with what was derived from it. Shows it and asks. For 30 seconds it can
    be undone; then no byte of it is left in the data folder. What branched from it stays with words of its own, but
    for answers that repeat what was forgotten.

    \b
    Examples:
      secondme conversation delete 4f2c81d09ab3e6f7
      secondme conversation delete 4f2c --yes
      secondme memory undo
    """
    if json_ and not yes:
        raise click.UsageError("--json does not ask: it needs --yes.")
    service = client()
    row = service.conversation(conversation_id)
    found = service.forgettable(conversation=row["id"])
    going: list[dict[str, Any]] = found["memories"]
    if not json_:
        click.echo(f"“{clean(row['title'])}”:")
        show_going(found)
    if not going and not json_:
        click.echo("Nothing that was said in it alone is left to forget.")
        return
    if not yes and not click.confirm(f"Forget {memories(len(going) + len(found['derived']))}?"):
        click.echo("Nothing was forgotten.")
        return
    done = service.forget([one["id"] for one in going])
    if json_:
        as_json(done)
        return
    rested = f", and {memories(done['derived'])} that rested on it" if done["derived"] else ""
    undo = f"Within {done['undo']:.0f} seconds it can be undone: secondme memory undo"
    click.echo(f"Forgot {memories(done['forgotten'])}{rested}. {undo}")


@conversation.command(short_help="Write a conversation as Markdown or JSON.")
@ID
@click.argument("target", required=False, type=click.Path(path_type=Path, allow_dash=True), metavar="[FILE]")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--json", "json_", is_flag=True, help="As JSON; so it is also where FILE ends with .json.")
def export(conversation_id: str, target: Path | None, force: bool, json_: bool) -> None:
    """Write a conversation as Markdown, dated, with the sources of answers as footnotes, or as JSON. Without a FILE it
    goes to standard output.

    \b
    Examples:
      secondme conversation export 4f2c81d09ab3e6f7
      secondme conversation export 4f2c lisbon.md
      secondme conversation export 4f2c lisbon.json --force
    """
    from secondme import transcripts
    from secondme.cli.export import whole_text

    service = client()
    row = service.conversation(conversation_id)
    alone = target is None or str(target) == "-"
    json_ = json_ or (target is not None and target.suffix.lower() == ".json")
    form = transcripts.to_json if json_ else transcripts.to_markdown
    said = service.messages(row["id"])
    text = form(row["title"], said, None)
    if target is None or alone:
        click.echo(text, nl=False)
        return
    whole_text(text, target, force=force)
    click.echo(f"Wrote {count(len(said), 'message')} to {target}.")


def _list(rows: list[dict[str, Any]], json_: bool, none: str) -> None:
    if json_:
        as_json(rows)
        return
    for row in rows:
        click.echo(_line(row))
        if row["excerpt"]:
            click.echo(f"    {one_line(row['excerpt'])}")
    if not rows:
        click.echo(none)


def _line(row: dict[str, Any]) -> str:
    from secondme.memory.when import day

    branch = " (branch)" if row["parent"] else ""
    return (
        f"{row['id']:<16}  {day(row['ended']):>17}  {row['messages']:>4}  {one_line(row['title'], 80)}{branch}"
        f"{' (archived)' if row['archived'] else ''}"
    )


def _archived(row: dict[str, Any]) -> str:
    return ", archived" if row["archived"] else ""


def _changed(row: dict[str, Any], json_: bool, sentence: str) -> None:
    if json_:
        as_json(row)
    else:
        click.echo(sentence)
