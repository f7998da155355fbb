"""Backups from the shell: backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from secondme.cli.output import as_json, client
from secondme.errors import Locked
from secondme.memory.counting import memories, size


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a backup that is there, and nothing else.")
@click.option("--json", "json_", is_flag=True, help='{"file", "bytes", "at", "encrypted", "counts", "memories"}')
def backup(file: Path, force: bool, json_: bool) -> None:
    """Write all that is remembered into one file, whole and verified or not at all.

    An encrypted memory gives an encrypted file, which its passphrase opens on any machine. Forgetting reaches the
    file where it was written (one on a disk that is away, when it is back), and no copy that you make of it. It
    lies outside of the program's own data folder.

    \b
    Examples:
      secondme backup ~/memory.backup
      secondme backup /mnt/disk/memory.backup --force
    """
    made = client().backup(file.expanduser().absolute(), force=force)
    if json_:
        as_json(made)
        return
    how = "encrypted" if made["encrypted"] else "not encrypted"
    click.echo(f"Wrote {made['file']}: {memories(made['memories'])}, {size(made['bytes'])}, {how}, verified.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--passphrase-stdin", is_flag=True, help="The backup's passphrase is the first line of standard input.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help='{"memories", "counts"}')
def restore(file: Path, passphrase_stdin: bool, yes: bool, json_: bool) -> None:
    """Put a backup in the place of what is remembered now, of which a snapshot is kept.

    What was forgotten on request since the backup is forgotten again.

    \b
    Examples:
      secondme restore ~/memory.backup
      secondme restore ~/memory.backup --yes
    """
    service = client()
    whole = file.expanduser().absolute()
    found = service.look_at_backup(whole)
    passphrase = sys.stdin.readline().rstrip("\r\n") if passphrase_stdin else ""
    if not yes:
        there = sum(service.status()["memories"].values())
        click.echo(f"The backup of {found['said']} holds {memories(found['memories'])}; now there are {there:,}.")
        click.confirm("Put it in the place of what is remembered now", abort=True)
    try:
        done = service.restore(whole, passphrase)
    except Locked as error:
        if passphrase or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        click.echo(str(error), err=True)
        done = service.restore(whole, click.prompt("Passphrase of the backup", hide_input=True, err=True))
    if json_:
        as_json(done)
    else:
        click.echo(f"Restored {memories(done['memories'])}. What was there before is the newest snapshot.")
