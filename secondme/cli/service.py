"""The service from the shell: daemon, serve, status, doctor."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Any

import click

from secondme.cli.output import as_json, client, unlocked
from secondme.config import folders
from secondme.memory.counting import count, size
from secondme.service.asking_storage import PARTS


@click.group(invoke_without_command=True)
@click.pass_context
def daemon(context: click.Context) -> None:
    """The background service that owns the memory. It starts by itself when needed, and ends when unneeded.

    \b
    Examples:
      secondme daemon status --json
      secondme daemon stop
      secondme daemon logs
      secondme daemon install      start it at log-in
    """
    if context.invoked_subcommand is None:
        context.invoke(daemon_status)


@click.command()
@click.option("--ready", is_flag=True, hidden=True)
@click.option("--key", is_flag=True, hidden=True)
def serve(ready: bool, key: bool) -> None:
    """Run the service in the foreground; ctrl+c ends it.

    \b
    Examples:
      secondme serve
      secondme daemon run
    """
    from secondme.service import lifecycle

    if ready:
        given = sys.stdin.buffer.readline().decode("utf-8", "surrogateescape").rstrip("\r\n") if key else ""
        lifecycle.serve(folders(), ready=True, key=given)
    else:
        unlocked(lambda typed: lifecycle.serve(folders(), key=typed))


daemon.add_command(serve, "run")


@daemon.command()
def start() -> None:
    """Start it in the background, if it does not run.

    \b
    Examples:
      secondme daemon start
    """
    from secondme.service import lifecycle

    found = lifecycle.running(folders())
    if found:
        click.echo(f"It runs already (process {found.pid}).")
        return
    started = unlocked(lambda key: lifecycle.start(folders(), key))
    click.echo(f"Started (process {started.pid}).")


@daemon.command()
def stop() -> None:
    """End it; what it was doing goes on at the next start.

    \b
    Examples:
      secondme daemon stop
    """
    from secondme.service import lifecycle

    click.echo("Stopped." if lifecycle.stop(folders()) else "It was not running.")


@daemon.command(name="status")
@click.option("--json", "json_", is_flag=True, help='{"running", "pid", "version"}')
@click.pass_context
def daemon_status(context: click.Context, json_: bool) -> None:
    """Whether it runs. The exit status is 0 if it does, 3 if not; this never starts it.

    \b
    Examples:
      secondme daemon status
      secondme daemon status --json
    """
    from secondme.service import lifecycle

    found = lifecycle.running(folders())
    if json_:
        as_json(
            {
                "running": found is not None,
                "pid": found.pid if found else None,
                "version": found.version if found else None,
            }
        )
    elif found:
        click.echo(f"Running: process {found.pid}, version {found.version}.")
    else:
        click.echo("Not running. It starts by itself when it is needed.")
    context.exit(0 if found else 3)


@daemon.command()
@click.option("--lines", default=50, show_default=True, type=click.IntRange(1), metavar="N", help="Last lines shown.")
def logs(lines: int) -> None:
    """What the service and the model's process wrote.

    \b
    Examples:
      secondme daemon logs
      secondme daemon logs --lines 200
    """
    for name in ("service.log", "model.log"):
        path = folders().logs / name
        if path.is_file():
            click.echo(f"== {path}")
            click.echo("\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]))


@daemon.command(short_help="Start it at log-in, and add the app to the menu.")
def install() -> None:
    """Start it at log-in (systemd on Linux, launchd on macOS), and add the app to the menu.

    \b
    Examples:
      secondme daemon install
    """
    from secondme.service import units

    for path in units.install_all(units.executable()):
        click.echo(f"Wrote {path}")
    click.echo(units.next_step())


@daemon.command()
def uninstall() -> None:
    """Take away what install wrote.

    \b
    Examples:
      secondme daemon uninstall
    """
    from secondme.service import units

    for path in units.remove_all():
        click.echo(f"Removed {path}")


@click.command()
@click.option("--bytes", "bytes_", is_flag=True, help="What takes how many bytes on disk.")
@click.option("--json", "json_", is_flag=True, help="Everything as JSON.")
def status(bytes_: bool, json_: bool) -> None:
    """What the service is doing: memories, model, folders, memory in use.

    \b
    Examples:
      secondme status
      secondme status --bytes
    """
    if bytes_:
        _say_bytes(client().bytes(), json_)
        return
    found = client().status()
    if json_:
        as_json(found)
        return
    _say(found)


def _say_bytes(found: dict[str, int], json_: bool) -> None:
    if json_:
        as_json(found)
        return
    for name, bytes_ in found.items():
        click.echo(f"{name:>9}  {size(bytes_):>10}  {PARTS.get(name, '')}")
    click.echo(f"{'total':>9}  {size(sum(found.values())):>10}")


def _index(found: dict[str, Any]) -> str:
    if found["indexed"] is None:
        return "is being opened"
    later = f", {found['awaiting']:,} to be read by the neural encoder" if found.get("awaiting") else ""
    held = f" ({found['held']:,} of them not in its graph yet)" if found.get("held") else ""
    return f"{count(found['indexed'], 'vector')}{held}, {found['waiting']:,} waiting{later}"


def _say(found: dict[str, Any]) -> None:
    memories = found["memories"]
    kinds = ", ".join(
        f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in sorted(found["by_kind"].items())
    )
    faded = f", {memories['faded']:,} of them faded" if memories.get("faded") else ""
    disk = sum(found["bytes"].values())
    lines = [
        (
            "service",
            f"process {found['pid']}, version {found['version']}, {size(found['memory_bytes'])} of memory in use",
        ),
        (
            "model",
            found["model"]["sentence"] + (f" ({size(found['model_bytes'])} in use)" if found["model_bytes"] else ""),
        ),
        *([("encoder", f"{size(found['encoder_bytes'])} in use")] if found["encoder_bytes"] else []),
        ("memories", f"{sum(memories.values()):,}{faded}" + (f" ({kinds})" if kinds else "")),
        ("index", found["index_error"] or _index(found)),
        ("folders", f"{found['folders']:,} watched, {found['intake']['waiting']:,} files waiting"),
        ("thinking", "a consolidation run is going on" if found["consolidating"] else "idle"),
        ("disk", f"{size(disk)} in {found['home']}"),
    ]
    if found["encrypted"]:
        lines.append(("privacy", "encrypted"))
    lines += [("note", found[name]) for name in ("note", "alarm") if found[name]]
    for name, value in lines:
        click.echo(f"{name:>9}  {value}")


@click.command()
@click.option("--rebuild", is_flag=True, help="Make the vector index anew from the ledger.")
@click.option("--json", "json_", is_flag=True, help="Every finding as a line of JSON.")
@click.pass_context
def doctor(context: click.Context, rebuild: bool, json_: bool) -> None:
    """Check every part and say what to do. The exit status is 1 if something is not well.

    \b
    Examples:
      secondme doctor
      secondme doctor --rebuild
    """
    from secondme.events import Checked, Failed, Progress, to_line

    well = True
    with closing(client().doctor(rebuild=rebuild)) as events:
        for event in events:
            if isinstance(event, Failed) or (isinstance(event, Checked) and not event.well):
                well = False
            if json_:
                click.echo(to_line(event))
                continue
            match event:
                case Checked(what=what, well=fine, sentence=sentence, cure=cure):
                    click.echo(f"{'ok ' if fine else 'BAD'}  {what:>8}  {sentence}")
                    if cure and not fine:
                        click.echo(f"{'':>15}{cure}")
                case Progress(what=what, done=done, total=total):
                    if sys.stderr.isatty():
                        click.echo(f"\r{what}: {done:,} of {total:,}", nl=done == total, err=True)
                case Failed(sentence=sentence, cure=cure):
                    click.echo(f"secondme: {sentence} {cure}".rstrip(), err=True)
                case _:
                    pass
    context.exit(0 if well else 1)
