"""`secondme memory …`: change, correct, undo and forget what is remembered."""

from __future__ import annotations

from typing import Any

import click

from secondme.cli.output import as_json, client, line_of, on_purpose, secret_options
from secondme.cli.place import KIND, ONLY_KIND
from secondme.memory.counting import count, memories

SPEAKERS = ("person", "assistant", "file")
UNCHANGED = "Nothing was changed."
REMAINS = 11
"""The exit status where something of what was forgotten is left somewhere; those of errors end before."""


@click.command()
@click.argument("memory_id", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The memory as JSON.")
def pin(memory_id: str, json_: bool) -> None:
    """Pin a memory: it does not fade. The start of an id is enough.

    \b
    Examples:
      secondme memory pin e7k2m9q0r4s1t
      secondme memory pin e7k2 --json
    """
    row = client().pin(memory_id)
    if json_:
        as_json(row)
    else:
        click.echo(f"Pinned {row['id']}.")


@click.command()
@click.argument("memory_id", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The memory as JSON.")
def unpin(memory_id: str, json_: bool) -> None:
    """Let a pinned memory go: it fades as others do.

    \b
    Examples:
      secondme memory unpin e7k2m9q0r4s1t
      secondme memory unpin e7k2 --json
    """
    row = client().pin(memory_id, pinned=False)
    if json_:
        as_json(row)
    else:
        click.echo(f"Unpinned {row['id']}.")


@click.command(short_help="Give a memory other words; the old ones stay in its history.")
@click.argument("memory_id", metavar="ID")
@click.argument("words", nargs=-1)
@secret_options("the memory")
@click.option("--json", "json_", is_flag=True, help="The memory as JSON.")
def edit(memory_id: str, words: tuple[str, ...], secrets: str | None, json_: bool) -> None:
    """Give a memory other words; the old ones stay in its history. Without words $EDITOR opens on it.

    A secret that comes in with the words is asked about first; one that the memory holds already stays.

    \b
    Examples:
      secondme memory edit e7k2m9q0r4s1t "The spare key is with Ana's brother."
      secondme memory edit e7k2 --mask-secrets "The PIN of the garage is 4821."
      secondme memory edit e7k2
    """
    service = client()
    said = " ".join(words)
    if not said:
        typed = click.edit(service.memory(memory_id)["text"])
        if typed is None:
            click.echo(UNCHANGED)
            return
        said = typed.strip()
    row = on_purpose(lambda chosen: service.edit(memory_id, said, secrets=chosen), secrets, UNCHANGED)
    if row is None:
        return
    if json_:
        as_json(row)
    else:
        click.echo(f"{line_of(row)}  (version {row['version']})")


@click.command()
@click.argument("memory_id", metavar="ID")
@click.argument("words", nargs=-1)
@secret_options("what takes its place")
@click.option("--json", "json_", is_flag=True, help="What holds now, as JSON.")
def wrong(memory_id: str, words: tuple[str, ...], secrets: str | None, json_: bool) -> None:
    """Mark a memory as wrong: it is closed, and stays readable. With words, what is right takes its place.

    A secret that comes in with the words is asked about first; one that the memory holds already stays.

    \b
    Examples:
      secondme memory wrong e7k2m9q0r4s1t
      secondme memory wrong e7k2 "The meeting is on Tuesday."
    """
    service = client()
    row = on_purpose(lambda chosen: service.wrong(memory_id, " ".join(words), secrets=chosen), secrets, UNCHANGED)
    if row is None:
        return
    if json_:
        as_json(row)
    elif words:
        click.echo(f"{line_of(row)}  (takes its place)")
    else:
        click.echo(f"Closed: {line_of(row)}")


@click.command(short_help="Undo the last change of memories, or an earlier one.")
@click.argument("operation", required=False, type=int, metavar="[N]")
@click.option("--list", "list_", is_flag=True, help="What was done last, and can be undone.")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), metavar="N", help="Most changes listed."
)
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def undo(operation: int | None, list_: bool, limit: int, json_: bool) -> None:
    """Undo the last change of memories, or the one with this number, exactly. Undoing that brings it back; where
    memories were taken away by it, within 30 seconds, or 7 days for what a consolidation run had made: then they are
    gone.

    \b
    Examples:
      secondme memory undo
      secondme memory undo --list
      secondme memory undo 12
    """
    from secondme import phrases

    service = client()
    if not list_:
        done = service.undo(operation)
        if json_:
            as_json(done)
        else:
            within = f" {phrases.within(done['within'])}" if done["within"] else ""
            back = f"Bring it back{within}: secondme memory undo {done['n']}"
            click.echo(f"{done['what'].capitalize()} ({memories(done['memories'])}). {back}")
        return
    found = service.operations(limit=limit)
    if json_:
        as_json(found)
        return
    if not found:
        click.echo("Nothing was changed yet.")
    for one in found:
        click.echo(_line(one))


def _line(one: dict[str, Any]) -> str:
    from datetime import datetime

    at = datetime.fromtimestamp(one["at"]).strftime("%Y-%m-%d %H:%M")
    undone = f"  (undone by {one['undone_by']})" if one["undone_by"] else ""
    return f"{one['n']:>5}  {at}  {one['what']}, {memories(one['memories'])}{undone}"


@click.command(short_help="Forget for good: by id, words or filters.")
@click.argument("what", nargs=-1)
@click.option("--person", metavar="NAME", help="Only what holds this name.")
@click.option(
    "--by", multiple=True, type=click.Choice(SPEAKERS), metavar="WHO", help=f"Only from one of: {', '.join(SPEAKERS)}."
)
@click.option("--conversation", metavar="ID", help="Only what was said in this conversation.")
@click.option("--source", metavar="PATH", help="A watched file or folder; it is not read any more then.")
@click.option("--after", metavar="DATE", help="Made then (2026-03-01, 2026-03, 2026) or later.")
@click.option("--before", metavar="DATE", help="Made before then.")
@click.option("--kind", multiple=True, type=KIND, metavar="KIND", help=ONLY_KIND)
@click.option("--files", is_flag=True, help="Watched files too; they are not read any more then.")
@click.option("--all", "all_", is_flag=True, help="Everything.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="What was forgotten, as JSON (needs --yes).")
@click.pass_context
def forget(
    context: click.Context,
    what: tuple[str, ...],
    person: str | None,
    by: tuple[str, ...],
    conversation: str | None,
    source: str | None,
    after: str | None,
    before: str | None,
    kind: tuple[str, ...],
    files: bool,
    all_: bool,
    yes: bool,
    json_: bool,
) -> None:
    """Forget for good: a memory by its id, or all that hold the words and match the filters, with what was derived
    from them. Shows them and asks; after a yes no byte of them is left in the data folder.

    Where something of them is left all the same (a backup that was moved away, an index that is being made anew),
    that is said, and the exit status is 11.

    \b
    Examples:
      secondme memory forget e7k2m9q0r4s1t
      secondme memory forget "the surprise party"
      secondme memory forget --person Bruno --after 2026-01
      secondme memory forget --conversation 4f2c81d09ab3e6f7
      secondme memory forget --source ~/Notes/diary.md
      secondme memory forget --all
    """
    if json_ and not yes:
        raise click.UsageError("--json does not ask: it needs --yes.")
    service = client()
    found = service.forgettable(
        " ".join(what), person=person or "", by=list(by), conversation=conversation or "", source=source or "",
        after=after or "", before=before or "", kinds=list(kind), files=files, all=all_,
    )  # fmt: skip
    going: list[dict[str, Any]] = found["memories"]
    if not json_:
        show_going(found)
    if not going and not json_:
        click.echo("Nothing that is remembered matches. Find it with: secondme memory search WORDS")
        return
    if not yes and not click.confirm(f"Forget {memories(len(going) + len(found['derived']))} for good?"):
        click.echo("Nothing was forgotten.")
        return
    done = service.forget([row["id"] for row in going], files=found["leave_out"], now=True)
    if json_:
        as_json(done)
    else:
        rested = f", and {memories(done['derived'])} that rested on it" if done["derived"] else ""
        end = "Something of it remains:" if done["remains"] else "Nothing of it is left in the data folder."
        click.echo(f"Forgot {memories(done['forgotten'])}{rested}. {end}")
        for sentence in done["remains"]:
            click.echo(f"  - {sentence}")
    context.exit(REMAINS if done["remains"] else 0)


SHOWN = 50
"""Memories that are listed before the question."""


def show_going(found: dict[str, Any]) -> None:
    """What forgetting would take, before it is asked for."""
    for row in found["memories"][:SHOWN]:
        click.echo(line_of(row))
    if len(found["memories"]) > SHOWN:
        click.echo(f"… and {len(found['memories']) - SHOWN:,} more")
    for row in found["derived"][:SHOWN]:
        click.echo(line_of(row) + "  (rests on the above)")
    if len(found["derived"]) > SHOWN:
        click.echo(f"… and {len(found['derived']) - SHOWN:,} more that rest on the above")
    if found["leave_out"]:
        files = count(len(found["leave_out"]), "file")
        click.echo(f"{files} will not be read any more: {', '.join(found['leave_out'])}")
        return
    for place in found["files"]:
        click.echo(f"{place} holds these words too; what stands in a watched file stays (--files takes it along).")
