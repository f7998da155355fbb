"""`secondme memory timeline`: what was remembered, learnt, changed and forgotten, by day."""

from __future__ import annotations

from typing import Any

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import count
from secondme.phrases import clean, one_line

TOLD = {
    "said": "said", "read": "passages read", "learned": "learned", "changed": "changed", "faded": "faded",
    "forgotten": "forgotten",
}  # fmt: skip


def in_words(day: dict[str, Any]) -> str:
    """Counts of a day: "12 said, 3 learned, 1 forgotten"."""
    return ", ".join(f"{day[what]:,} {words}" for what, words in TOLD.items() if day[what])


@click.command(short_help="What was remembered and forgotten, by day.")
@click.argument("when", default="", metavar="[DATE]")
@click.option("--until", default="", metavar="DATE", help="The last day, month or year of it.")
@click.option("--items", is_flag=True, help="Each thing that happened instead of counts.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, help="Most items.  [default: 100]")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def timeline(when: str, until: str, items: bool, limit: int, json_: bool) -> None:
    """What was said, read, learned, changed, faded and forgotten on each day, the latest first. A DATE is a year, a
    month or a day; without one it is this year. Of what was forgotten nothing is left but how much it was.

    \b
    Examples:
      secondme memory timeline
      secondme memory timeline 2026-03
      secondme memory timeline 2026-03-14 --items
      secondme memory timeline 2025-12 --until 2026-02 --json
    """
    if items:
        found = client().happenings(when, until, limit=limit)
        if json_:
            as_json(found)
            return
        for one in found:
            what = (one["word"] or TOLD[one["what"]]) + ", undone" * one["undone"]
            click.echo(f"{_clock(one['at'])}  {what:<18} {one_line(clean(one['memory']['text']), 100)}")
        if not found:
            click.echo("Nothing happened then.")
        return
    days = client().timeline(when, until)
    if json_:
        as_json(days)
        return
    for day in days["days"]:
        click.echo(f"{day['day']}  {in_words(day)}")
    if not days["days"]:
        click.echo(f"Nothing happened from {days['from']} to {days['to']}.")
    else:
        click.echo(f"{count(len(days['days']), 'day')}. One of them in full: secondme memory timeline DATE --items")


def _clock(at: float) -> str:
    from datetime import datetime

    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}"
