"""`secondme watch`: folders whose files are remembered."""

from __future__ import annotations

from pathlib import Path

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import count
from secondme.phrases import clean


@click.group(invoke_without_command=True)
@click.pass_context
def watch(context: click.Context) -> None:
    """Folders whose files are remembered, now and whenever they change. Alone it lists them.

    \b
    Examples:
      secondme watch add ~/Notes
      secondme watch status ~/Notes
      secondme watch remove ~/Notes
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@watch.command(short_help="Watch a folder: its files can be asked about.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call it (default: the folder's name).")
@click.option("--no-recursive", is_flag=True, help="Leave out the folders inside it.")
@click.option("--json", "json_", is_flag=True, help="What was found, as JSON.")
def add(path: Path, name: str, no_recursive: bool, json_: bool) -> None:
    """Watch a folder: its files can be asked about, and stay right when they change.

    \b
    Examples:
      secondme watch add ~/Notes
      secondme watch add ~/Papers --name papers --no-recursive
    """
    found = client().watch_add(path.expanduser().absolute(), name=name, recursive=not no_recursive)
    if json_:
        as_json(found)
        return
    kinds = ", ".join(f"{files:,} {suffix or 'without a suffix'}" for suffix, files in sorted(found["kinds"].items()))
    click.echo(f"Watching {found['path']}: {count(found['files'], 'file')} to read{f' ({kinds})' if kinds else ''}.")
    for reason, files in sorted(found["skipped"].items()):
        click.echo(f"  {files:,} left out: {reason}")


@watch.command(name="list")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def list_(json_: bool) -> None:
    """The watched folders and how far they have been read.

    \b
    Examples:
      secondme watch list
      secondme watch list --json
    """
    found = client().watch_list()
    if json_:
        as_json(found)
        return
    if not found:
        click.echo("No folder is watched. Begin with: secondme watch add ~/Notes")
    for folder in found:
        click.echo(
            f"{folder['path']}: {folder['state']}; {count(folder['indexed'], 'file')} in memory "
            f"({count(folder['passages'], 'passage')}), {folder['waiting']:,} waiting, {folder['skipped']:,} skipped"
        )


@watch.command()
@click.argument("folder", required=False, default="")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def status(folder: str, json_: bool) -> None:
    """Every file of a folder: in memory, or skipped and why. Without a folder, the list of folders.

    \b
    Examples:
      secondme watch status ~/Notes
      secondme watch status Notes --json
    """
    if not folder:
        click.get_current_context().invoke(list_, json_=json_)
        return
    found = client().watch_files(which(folder))
    if json_:
        as_json(found)
        return
    for file in found:
        state = count(file["passages"], "passage") if file["state"] == "indexed" else f"skipped: {file['sentence']}"
        click.echo(f"{clean(file['path'])}: {state}")
    if not found:
        click.echo("No file of it has been read yet.")


@watch.command(short_help="Stop watching a folder; its files stay.")
@click.argument("folder")
def remove(folder: str) -> None:
    """Stop watching a folder (its path or name), and take its passages out of memory. Its files stay.

    \b
    Examples:
      secondme watch remove ~/Notes
    """
    found = client().watch_remove(which(folder))
    click.echo(f"No longer watching {found['path']}; {count(found['passages'], 'passage')} left memory.")


@watch.command()
@click.argument("folder", required=False, default="")
def rescan(folder: str) -> None:
    """Look at every file again, also those that were skipped.

    \b
    Examples:
      secondme watch rescan
      secondme watch rescan ~/Notes
    """
    found = client().watch_rescan(which(folder) if folder else "")
    click.echo(f"Looking again at {count(found['folders'], 'folder')}.")


def which(folder: str) -> str:
    """A folder as the service knows it: the real path where there is one, else its name or id."""
    path = Path(folder).expanduser()
    return str(path.resolve()) if path.exists() or "/" in folder else folder
