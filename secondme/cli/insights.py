"""`secondme insights`: what was noticed while the machine was idle, to be accepted, corrected or rejected."""

from __future__ import annotations

from typing import Any

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import count
from secondme.memory.when import day
from secondme.phrases import clean, one_line

NONE = "Nothing was noticed yet. It happens while the machine is idle, or now with: secondme consolidate"


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="The insights as JSON.")
@click.pass_context
def insights(context: click.Context, json_: bool) -> None:
    """What was noticed about what you told, each with what it rests on. Alone it lists it.

    They are drawn while the machine is idle. One that you accept is trusted like your own words and does not fade; one
    that you correct keeps your words; one that you reject is gone and is not drawn again. Each can be undone with
    secondme memory undo.

    \b
    Examples:
      secondme insights
      secondme insights accept i7k2
      secondme insights correct i7k2 "I play tennis on Tuesdays, with Tom."
      secondme insights reject i7k2
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, rule="", limit=100, json_=json_)


@insights.command(name="list", short_help="The insights, the latest first.")
@click.option("--rule", default="", metavar="RULE", help="Only those of a rule, as day or topic.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, help="Most insights.  [default: 100]")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def list_(rule: str, limit: int, json_: bool) -> None:
    """The insights with their ids and rules, the latest first; those that you accepted are marked with +, those in your
    words with *.

    \b
    Examples:
      secondme insights list --rule topic
      secondme insights list --json | jq -r '.insights[].text'
    """
    found = client().insights(rule, limit=limit)
    if json_:
        as_json(found)
        return
    if not found["insights"]:
        none = f"Nothing was noticed by the rule {clean(rule)!r}. There are: {', '.join(found['rules'])}."
        click.echo(none if rule and found["rules"] else NONE)
        return
    for row in found["insights"]:
        click.echo(f"{row['id']} {_mark(row)} {row['rule']:<8} {one_line(row['text'])}  ({_rests(row)})")
    if found["total"] > len(found["insights"]):
        click.echo(f"… and {found['total'] - len(found['insights']):,} more: --limit")


@insights.command()
@click.argument("name", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The insight as JSON.")
def show(name: str, json_: bool) -> None:
    """One insight with all that it rests on. The start of an id is enough.

    \b
    Examples:
      secondme insights show i7k2m9q0r4s1t
      secondme insights show i7k2 --json
    """
    row = client().insight(name)
    if json_:
        as_json(row)
        return
    click.echo(f"{row['id']} {_mark(row)} {row['rule']}, noticed on {day(row['made'])}")
    click.echo(f"  {clean(row['text'])}")
    for ground in row["evidence"]:
        click.echo(f"  rests on {ground['id']} ({day(ground['made'])}): {one_line(ground['text'])}")


@insights.command()
@click.argument("name", metavar="ID")
@click.option("--off", is_flag=True, help="Take the acceptance back.")
@click.option("--json", "json_", is_flag=True, help="The insight as JSON.")
def accept(name: str, off: bool, json_: bool) -> None:
    """Trust an insight like your own words; it does not fade then.

    \b
    Examples:
      secondme insights accept i7k2m9q0r4s1t
      secondme insights accept i7k2 --off
    """
    _told(client().insight_accept(name, accepted=not off), json_, "Let go" if off else "Accepted")


@insights.command()
@click.argument("name", metavar="ID")
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@click.option("--json", "json_", is_flag=True, help="The insight as JSON.")
def correct(name: str, words: tuple[str, ...], json_: bool) -> None:
    """Say it in your own words, which stay. The version before is kept in its history.

    \b
    Examples:
      secondme insights correct i7k2m9q0r4s1t "I play tennis with Tom."
      secondme insights correct i7k2 It was twice --json
    """
    _told(client().insight_correct(name, " ".join(words)), json_, "Changed")


@insights.command(short_help="Say that one is wrong: it is not drawn again.")
@click.argument("name", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="The insight as JSON.")
def reject(name: str, json_: bool) -> None:
    """Say that an insight is wrong: nothing uses it any more, and it is not drawn again.

    \b
    Examples:
      secondme insights reject i7k2m9q0r4s1t
      secondme insights reject i7k2 && secondme memory undo
    """
    _told(client().insight_reject(name), json_, "Rejected")


def _mark(row: dict[str, Any]) -> str:
    return "*" if row["own"] else "+" if row["accepted"] else " "


def _rests(row: dict[str, Any]) -> str:
    return count(row["rests"], "source")


def _told(row: dict[str, Any], json_: bool, what: str) -> None:
    if json_:
        as_json(row)
    else:
        click.echo(f"{what}: {clean(row['text'])}")
