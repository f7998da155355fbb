"""`secondme memory`: see, search, pin, forget and export what is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from secondme.cli.output import as_json, client, line_of
from secondme.phrases import clean, count, memories

KINDS = ("episode", "passage", "fact", "insight", "lesson", "profile", "gist")
STATUSES = ("active", "faded", "archived", "superseded")


@click.group(invoke_without_command=True)
@click.pass_context
def memory(context: click.Context) -> None:
    """See, search, pin, forget and export what is remembered. Alone it lists the newest.

    \b
    Examples:
      secondme memory
      secondme memory search "dog"
      secondme memory show e7k2
      secondme memory forget e7k2m9q0r4s1t
      secondme memory export ~/secondme-export
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@memory.command(name="list")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option("--status", type=click.Choice(STATUSES), help="Only this status.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--offset", default=0, type=click.IntRange(0))
@click.option("--json", "json_", is_flag=True, help="Rows as JSON.")
def list_(kind: str | None, status: str | None, limit: int, offset: int, json_: bool) -> None:
    """The newest memories: id, kind, day, strength, text; * is pinned."""
    page = client().memories(kind=kind or "", status=status or "", limit=limit, offset=offset)
    if json_:
        as_json(page)
        return
    if not page["memories"]:
        click.echo('Nothing is remembered yet. Talk (secondme), or: secondme remember "…"')
    for row in page["memories"]:
        click.echo(line_of(row))
    left = page["total"] - offset - len(page["memories"])
    if left > 0:
        click.echo(f"… and {left:,} more: --limit, --offset, or memory search WORDS")


@memory.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option("--status", type=click.Choice(STATUSES), help="Only this status (default: active and faded).")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "json_", is_flag=True, help="Rows as JSON.")
def search(words: tuple[str, ...], kind: str | None, status: str | None, limit: int, json_: bool) -> None:
    """Memories about something, best first."""
    page = client().memories(" ".join(words), kind=kind or "", status=status or "", limit=limit)
    if json_:
        as_json(page)
        return
    if not page["memories"]:
        click.echo("Nothing is remembered about that.")
    for row in page["memories"]:
        click.echo(line_of(row))


@memory.command()
@click.argument("memory_id", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="Everything about it as JSON.")
def show(memory_id: str, json_: bool) -> None:
    """One memory whole: its words, source, strength, history and evidence. The start of an id is enough."""
    from secondme.memory.when import day

    row = client().memory(memory_id)
    if json_:
        as_json(row)
        return
    click.echo(clean(row["text"]))
    click.echo()
    fades = "does not fade" if row["days_left"] is None else f"fades in {row['days_left']:.0f} days"
    if row["status"] == "faded":
        fades = "has faded; comes back when recalled"
    facts = [
        ("id", f"{row['id']}, version {row['version']}"),
        ("kind", f"{row['kind']}, {row['status']}{', pinned' if row['pinned'] else ''}"),
        ("made", f"{day(row['made'])}, by {row['by']}"),
        ("source", row["where"] + (f" ({row['source']['path']})" if "path" in row["source"] else "")),
        ("strength", f"{row['strength']:.2f}, {fades}; recalled in {row['recalls']} conversations"),
    ]
    for name, value in facts:
        click.echo(f"{name:>9}  {value}")
    for name, title in (("evidence", "rests on"), ("derived", "led to"), ("neighbours", "beside it")):
        for number, other in enumerate(row[name]):
            click.echo(f"{title if number == 0 else '':>9}  {line_of(other)}")
    for number, change in enumerate(row["history"]):
        why = f" ({change['why']})" if change["why"] else ""
        click.echo(
            f"{'history' if number == 0 else '':>9}  {day(change['at'])}: {change['what']} by {change['rule']}{why}"
        )


@memory.command()
@click.argument("memory_id", metavar="ID")
def pin(memory_id: str) -> None:
    """Pin a memory: it does not fade."""
    click.echo(f"Pinned {client().pin(memory_id)['id']}.")


@memory.command()
@click.argument("memory_id", metavar="ID")
def unpin(memory_id: str) -> None:
    """Let a pinned memory go."""
    click.echo(f"Unpinned {client().pin(memory_id, pinned=False)['id']}.")


@memory.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="What was forgotten, as JSON (needs --yes).")
def forget(what: tuple[str, ...], yes: bool, json_: bool) -> None:
    """Forget a memory by its id, or all that match words, with what was derived from them. Shows them and asks.

    \b
    Examples:
      secondme memory forget e7k2m9q0r4s1t
      secondme memory forget "the surprise party"
    """
    if json_ and not yes:
        raise click.UsageError("--json does not ask: it needs --yes.")
    service = client()
    found = service.forgettable(" ".join(what))
    going: list[dict[str, Any]] = found["memories"]
    if not going:
        click.echo("Nothing that is remembered holds these words. Find it with: secondme memory search WORDS")
        return
    if not json_:
        for row in going:
            click.echo(line_of(row))
        for row in found["derived"]:
            click.echo(line_of(row) + "  (rests on the above)")
        for place in found["files"]:
            click.echo(f"{place} holds these words too; what stands in a file stays as long as it is watched.")
    if not yes and not click.confirm(f"Forget {memories(len(going) + len(found['derived']))} for good?"):
        click.echo("Nothing was forgotten.")
        return
    done = service.forget([row["id"] for row in going])
    if json_:
        as_json(done)
    else:
        rested = f", and {memories(done['derived'])} that rested on it" if done["derived"] else ""
        click.echo(f"Forgot {memories(done['forgotten'])}{rested}.")


@memory.command()
@click.argument("target", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def export(target: Path) -> None:
    """Write everything into a folder: memories.jsonl, conversations.jsonl, and Markdown to read."""
    from secondme.cli.export import write

    counts = write(client().export(), target)
    talks = count(counts["conversations"], "conversation")
    click.echo(f"Wrote {memories(counts['memories'])} and {talks} to {target}.")
