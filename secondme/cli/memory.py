"""`secondme memory`: see, search, change, forget and export what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from secondme.cli import carry, change, merge, rate, strength, timeline
from secondme.cli import key as keys
from secondme.cli import map as picture
from secondme.cli.output import as_json, client, line_of
from secondme.cli.place import KIND, ONLY_KIND, limited, limits
from secondme.phrases import clean, one_line, useful

STATUSES = ("active", "faded", "archived", "superseded")
ONLY_STATUS = f"Only this status: {', '.join(STATUSES)}"


@click.group(invoke_without_command=True)
@click.pass_context
def memory(context: click.Context) -> None:
    """See, search, change, forget and export what is remembered. Alone it lists the newest.

    \b
    Examples:
      secondme memory
      secondme memory search "dog"
      secondme memory show e7k2 --as-of 2026-03-01
      secondme memory undo
      secondme memory forget e7k2m9q0r4s1t
      secondme memory export ~/secondme-export
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@memory.command(name="list", short_help="The newest memories: id, kind, day, strength, text.")
@click.option("--kind", type=KIND, metavar="KIND", help=ONLY_KIND)
@click.option("--status", type=click.Choice(STATUSES), metavar="STATUS", help=f"{ONLY_STATUS}.")
@click.option("--search", "words", default="", metavar="WORDS", help="Best first; filters as in: memory search.")
@limits
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), metavar="N", help="Most memories shown."
)
@click.option("--offset", default=0, type=click.IntRange(0), metavar="N", help="Leave out so many of the newest.")
@click.option("--as-of", default="", metavar="DATE", help="As they stood at the end of a day, month or year.")
@click.option("--json", "json_", is_flag=True, help="Rows as JSON.")
def list_(
    kind: str | None, status: str | None, words: str, place: str, topic: tuple[str, ...], limit: int, offset: int,
    as_of: str, json_: bool,
) -> None:  # fmt: skip
    """The newest memories: id, kind, day, strength, text; * is pinned.

    \b
    Examples:
      secondme memory list --kind insight
      secondme memory list --in ~/Notes/garden --limit 5
      secondme memory list --search "from:me after:2026-03"
      secondme memory list --as-of 2026-03 --json
    """
    search = limited(words, place, topic)
    page = client().memories(search, kind=kind or "", status=status or "", limit=limit, offset=offset, as_of=as_of)
    if json_:
        as_json(page)
        return
    if not page["memories"]:
        click.echo(
            "Nothing is remembered there." if search
            else 'Nothing is remembered yet. Talk (secondme), or: secondme remember "…"'
        )  # fmt: skip
    for row in page["memories"]:
        click.echo(line_of(row))
    left = page["total"] - offset - len(page["memories"])
    if left > 0:
        click.echo(f"… and {left:,} more: --limit, --offset, or memory search WORDS")


@memory.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=KIND, metavar="KIND", help=ONLY_KIND)
@click.option(
    "--status", type=click.Choice(STATUSES), metavar="STATUS", help=f"{ONLY_STATUS} (default: active and faded)."
)
@limits
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), metavar="N", help="Most memories shown."
)
@click.option("--json", "json_", is_flag=True, help="Rows as JSON.")
def search(
    words: tuple[str, ...], kind: str | None, status: str | None, place: str, topic: tuple[str, ...], limit: int,
    json_: bool,
) -> None:  # fmt: skip
    """Memories about something, best first. The words may hold from:NAME (from:me, from:assistant, from:files),
    kind:KIND, after:DATE, before:DATE, in:PLACE, topic:NAME, #topic and is:STATE (vivid, fading, faint, pinned, active,
    faded, archived, superseded); without other words the newest come first.

    \b
    Examples:
      secondme memory search dentist
      secondme memory search "spare key" --status superseded
      secondme memory search roses --topic garden --json
      secondme memory search "from:ana after:2026-03 lisbon"
      secondme memory search "is:pinned is:faint"
    """
    asked = limited(" ".join(words), place, topic)
    page = client().memories(asked, kind=kind or "", status=status or "", limit=limit)
    if json_:
        as_json(page)
        return
    if not page["memories"]:
        click.echo("Nothing is remembered about that.")
    for row in page["memories"]:
        click.echo(line_of(row))


@memory.command(short_help="One memory whole: its words, source and history.")
@click.argument("memory_id", metavar="ID")
@click.option("--as-of", default="", metavar="DATE", help="As it stood at the end of a day, month or year.")
@click.option("--json", "json_", is_flag=True, help="Everything about it as JSON.")
def show(memory_id: str, as_of: str, json_: bool) -> None:
    """One memory whole: its words, source, strength, history and evidence. The start of an id is enough.

    \b
    Examples:
      secondme memory show e7k2m9q0r4s1t
      secondme memory show e7k2 --as-of 2026-03-01
      secondme memory show e7k2 --json
    """
    from secondme.memory.when import day

    row = client().memory(memory_id, as_of=as_of)
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
        ("made", f"{day(row['made'])}, by {clean(row['speaker']) or row['by']}"),
        ("source", row["where"] + (f" ({row['source']['path']})" if "path" in row["source"] else "")),
        ("valid", _validity(row)),
        *([("keys", clean("; ".join(row["keys"])))] if row.get("keys") else []),
        ("topics", clean(", ".join(row.get("topics", [])) or "none yet")),
        ("trust", f"{row['trust']:.2f}, importance {row['importance']:.2f}"),
        *([("use", used)] if (used := useful(row["use"])) else []),
        ("strength", f"{row['strength']:.2f}, {fades}; recalled in {row['recalls']} conversations"),
    ]
    for name, value in facts:
        click.echo(f"{name:>9}  {value}")
    for number, span in enumerate(row["spans"]):
        words = one_line(span["text"], 90)
        click.echo(f"{'words' if number == 0 else '':>9}  {span['memory']} [{span['start']}–{span['end']}]: {words}")
    for name, title in (("evidence", "rests on"), ("derived", "led to"), ("neighbours", "beside it")):
        for number, other in enumerate(row[name]):
            click.echo(f"{title if number == 0 else '':>9}  {line_of(other)}")
    for number, step in enumerate(row["history"]):
        why = f" ({step['why']})" if step["why"] else ""
        click.echo(
            f"{'history' if number == 0 else '':>9}  {day(step['at'])}: {step['what']} by {step['rule']}{why}"
        )


for carrying in (carry.export, carry.import_, strength.strength, timeline.timeline, picture.map_):
    memory.add_command(carrying)

for changing in (
    change.pin, change.unpin, change.edit, change.wrong, merge.merge, keys.key, change.undo, change.forget,
    rate.reset_use,
):  # fmt: skip
    memory.add_command(changing)


def _validity(row: Mapping[str, Any]) -> str:
    """From when to when it holds, and what followed it."""
    from secondme.memory.when import day

    begin = day(row["valid_from"]) if row["valid_from"] is not None else "ever"
    if row["valid_to"] is None:
        return f"since {begin}"
    after = f", then {row['superseded_by']}" if row["superseded_by"] else ""
    return f"from {begin} to {day(row['valid_to'])}{after}"
