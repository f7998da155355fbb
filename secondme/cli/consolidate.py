"""Consolidation from the shell: run it, see what it did and would do, stop it, take it back."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from secondme.cli.output import as_json, client
from secondme.errors import from_wire

if TYPE_CHECKING:
    from secondme.service.client import Client

LATEST = -1
"""The run that is meant where none is named."""


@click.command()
@click.option("--last", is_flag=True, help="What the last run changed, each thing with the number that undoes it.")
@click.option("--dry-run", "dry", is_flag=True, help="What a run would let fade or put away now, and why.")
@click.option(
    "--undo", is_flag=False, flag_value=LATEST, type=int, metavar="[RUN]",
    help="Take back all that a run changed; the last one where none is named.",
)
@click.option("--stop", is_flag=True, help="End the run that is going on; the next one does what is left.")
@click.option("--json", "json_", is_flag=True, help="As JSON; of a run every event as a line of it.")
@click.pass_context
def consolidate(context: click.Context, last: bool, dry: bool, undo: int | None, stop: bool, json_: bool) -> None:
    """Let it think now, instead of when the machine is idle: facts are learned, what is faint fades, reflections are
    made. Ctrl+c leaves; the run goes on.

    \b
    Examples:
      secondme consolidate
      secondme consolidate --dry-run
      secondme consolidate --last
      secondme memory undo 41           take back one thing of it
      secondme consolidate --undo       take back all of it
      secondme consolidate --stop
    """
    if undo is not None and undo < LATEST:
        raise click.BadParameter(f"There is no run {undo}.", param_hint="--undo")
    if last + dry + stop + (undo is not None) > 1:
        raise click.UsageError("Use one of --last, --dry-run, --undo and --stop.")
    if last:
        _last(client(), json_)
    elif dry:
        _dry(client(), json_)
    elif undo is not None:
        _undo(client(), None if undo == LATEST else undo, json_)
    elif stop:
        _stop(client(), json_)
    else:
        context.exit(_run(client(), json_))


def _run(client: Client, json_: bool) -> int:
    """Runs it and tells what it does; the exit status."""
    from secondme.events import Failed, to_line
    from secondme.phrases import happened

    with closing(client.consolidate()) as events:
        for event in events:
            if json_:
                click.echo(to_line(event))
            elif line := happened(event):
                click.echo(line)
            if isinstance(event, Failed):
                error = from_wire(event.kind, event.sentence, event.cure)
                if json_:
                    return error.code
                raise error
    return 0


def _last(client: Client, json_: bool) -> None:
    from secondme.phrases import consolidation

    page = client.consolidation()
    if json_:
        as_json(page)
        return
    for line in consolidation(page):
        click.echo(line)
    if any(item["operation"] and not item["undone"] for item in page["items"]):
        run = page["run"]
        click.echo(f"Take one back with: secondme memory undo NUMBER; all of it: secondme consolidate --undo {run}")


def _dry(client: Client, json_: bool) -> None:
    from secondme.phrases import foreseen

    found = client.consolidation_foreseen()
    if json_:
        as_json(found)
        return
    for line in foreseen(found):
        click.echo(line)


def _undo(client: Client, run: int | None, json_: bool) -> None:
    from secondme.memory.counting import count

    done = client.consolidation_undo(run)
    if json_:
        as_json(done)
    else:
        click.echo(f"Run {done['run']} was taken back: {count(len(done['operations']), 'operation')}.")
        if done["left"]:
            click.echo(f"{count(done['left'], 'operation')} stayed: what they changed was changed again since.")


def _stop(client: Client, json_: bool) -> None:
    stopped = client.consolidation_stop()
    if json_:
        as_json({"stopped": stopped})
    else:
        click.echo("It ends; the next run does what is left." if stopped else "No run is going on.")
