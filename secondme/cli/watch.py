"""`secondme watch`: folders whose files are remembered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from secondme.cli.output import as_json, client
from secondme.memory.counting import count, size
from secondme.phrases import clean, lasting

SHOWN = 10
"""Files that are named of those that leave memory."""


@click.group(invoke_without_command=True)
@click.pass_context
def watch(context: click.Context) -> None:
    """Folders whose files are remembered, now and whenever they change. Alone it lists them.

    \b
    Examples:
      secondme watch add ~/Notes
      secondme watch status ~/Notes
      secondme watch why ~/Notes/photo.png
      secondme watch remove ~/Notes
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@watch.command(short_help="Watch a folder: its files can be asked about.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call it (default: the folder's name).")
@click.option("--no-recursive", is_flag=True, help="Leave out the folders inside it.")
@click.option("--include", multiple=True, metavar="GLOB", help="Read only what matches, as in a .gitignore; repeat it.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out what matches; repeat it.")
@click.option("--max-size", default=None, metavar="SIZE", help="Leave out larger files, like 50MB; 0: as set.")
@click.option("--json", "json_", is_flag=True, help="What was found, as JSON.")
def add(
    path: Path,
    name: str,
    no_recursive: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    max_size: str | None,
    json_: bool,
) -> None:
    """Watch a folder: its files can be asked about, and stay right when they change.

    What is chosen is kept with the folder; add it again to choose anew ('' chooses nothing).

    \b
    Examples:
      secondme watch add ~/Notes
      secondme watch add ~/Papers --name papers --no-recursive
      secondme watch add ~/Work --include '*.md' --exclude drafts/ --max-size 50MB
    """
    found = client().watch_add(
        path.expanduser().absolute(),
        name=name,
        recursive=not no_recursive,
        include=include or None,
        exclude=exclude or None,
        largest=max_size,
    )
    if json_:
        as_json(found)
        return
    kinds = ", ".join(f"{files:,} {suffix or 'without a suffix'}" for suffix, files in sorted(found["kinds"].items()))
    click.echo(f"Watching {found['path']}: {count(found['files'], 'file')} to read{f' ({kinds})' if kinds else ''}.")
    for reason, files in sorted(found["skipped"].items()):
        click.echo(f"  {files:,} left out: {found['sentences'][reason]}")
    if found["files"]:
        guess = "" if found["measured"] else " (a guess: nothing has been read on this machine yet)"
        click.echo(f"Reading them takes {lasting(found['seconds'])}{guess}. See how far it is: secondme watch status")


@watch.command(short_help="What would be read of a folder.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="What was found, as JSON.")
def look(path: Path, json_: bool) -> None:
    """What would be read of a folder, what not and why, and how long that takes. Nothing is read or watched by this.

    \b
    Examples:
      secondme watch look ~/Notes
      secondme watch look ~/Notes --json
    """
    found = client().watch_look(path.expanduser().absolute())
    if json_:
        as_json(found)
        return
    kinds = ", ".join(f"{files:,} {suffix or 'without a suffix'}" for suffix, files in sorted(found["kinds"].items()))
    more = "" if found["whole"] else " at least (it has so many that counting was broken off)"
    read = f"{count(found['files'], 'file')}{more}, {size(found['bytes'])}"
    click.echo(f"{clean(found['path'])}: {read} to read{f' ({kinds})' if kinds else ''}.")
    for reason, files in sorted(found["skipped"].items()):
        click.echo(f"  {files:,} left out: {found['sentences'][reason]}")
    click.echo("It is watched already." if found["watched"] else f"To watch it: secondme watch add {clean(str(path))}")


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
        click.echo(summary(folder))


@watch.command(short_help="How far a folder has been read, file by file.")
@click.argument("folder", required=False, default="")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def status(folder: str, json_: bool) -> None:
    """How far a folder has been read, how long the rest takes, and every file of it: in memory, or skipped and why.
    Without a folder, the list of folders.

    \b
    Examples:
      secondme watch status ~/Notes
      secondme watch status Notes --json
    """
    if not folder:
        click.get_current_context().invoke(list_, json_=json_)
        return
    service, name = client(), which(folder)
    found = service.watch_files(name)
    about = next(one for one in service.watch_list() if name in (one["id"], one["path"], one["name"]))
    if json_:
        as_json(about | {"files": found})
        return
    click.echo(summary(about))
    if not about["available"]:
        click.echo(f"If it lies elsewhere now: secondme watch move {clean(about['path'])} NEW")
    if about["watched"] != "watched":
        click.echo(about["watched_sentence"])
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


@watch.command(short_help="Say where a watched folder lies now.")
@click.argument("old")
@click.argument("new", type=click.Path(path_type=Path))
def move(old: str, new: Path) -> None:
    """Say where a watched folder (its old path or name) lies now. What was read of it is kept, and its files are looked
    at there. One that was only renamed is found without this.

    \b
    Examples:
      secondme watch move ~/Notes /media/disk/Notes
    """
    found = client().watch_move(which(old), new.expanduser().absolute())
    click.echo(f"Watching {clean(found['path'])} now; kept what was read of {count(found['files'], 'file')}.")


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
    parts = [
        (found["new"], f"{found['new']:,} new"),
        (found["changed"], f"{found['changed']:,} changed"),
        (found["missing"], f"{found['missing']:,} not where they were"),
        (found["again"], f"{found['again']:,} to be tried again"),
        (True, f"{found['same']:,} unchanged"),
    ]
    if found["folders"]:
        said = ", ".join(said for files, said in parts if files)
        click.echo(f"Looking again at {count(found['folders'], 'folder')}: {said}.")
    if found["unavailable"]:
        click.echo(f"{count(found['unavailable'], 'folder')} cannot be looked at now; what was read is kept.")
    if found["paused"]:
        click.echo(f"{count(found['paused'], 'folder')} paused, and left alone.")


@watch.command(short_help="Read nothing of a folder for now.")
@click.argument("folder", required=False, default="")
def pause(folder: str) -> None:
    """Read nothing of a folder (or of any) until it is resumed. What was read of it stays in memory.

    \b
    Examples:
      secondme watch pause
      secondme watch pause ~/Notes
    """
    paths = client().watch_pause(which(folder) if folder else "")["paths"]
    for path in paths:
        click.echo(f"Paused: {path}")
    if not paths:
        click.echo("Nothing was there to pause.")


@watch.command(short_help="Read a paused folder again.")
@click.argument("folder", required=False, default="")
def resume(folder: str) -> None:
    """Read a paused folder (or all) again, and what changed in it meanwhile.

    \b
    Examples:
      secondme watch resume
      secondme watch resume ~/Notes
    """
    paths = client().watch_pause(which(folder) if folder else "", paused=False)["paths"]
    for path in paths:
        click.echo(f"Reading again: {path}")
    if not paths:
        click.echo("Nothing was paused.")


@watch.command(short_help="Leave out what matches a pattern.")
@click.argument("pattern")
@click.option("--folder", default="", help="Of which folder; need not be said where only one is watched.")
@click.option("--undo", is_flag=True, help="Take the line off again.")
@click.option("--json", "json_", is_flag=True, help="What leaves memory, as JSON.")
def ignore(pattern: str, folder: str, undo: bool, json_: bool) -> None:
    """Leave out what matches a pattern, as in a .gitignore: a line of the folder's .secondmeignore. What was read of
    it leaves memory.

    \b
    Examples:
      secondme watch ignore '*.log'
      secondme watch ignore drafts/ --folder ~/Notes
      secondme watch ignore '*.log' --undo
    """
    found = client().watch_ignore(pattern, which(folder) if folder else "", undo=undo)
    if json_:
        as_json(found)
        return
    if found["there"] is undo:
        done = f"Taken off: {pattern}. What it left out is read again." if undo else f"Left out from now on: {pattern}."
    else:
        done = f"{pattern} is not in that file." if undo else f"{pattern} is in that file already."
    click.echo(f"{clean(found['file'])}: {done}")
    if found["leaving"]:
        files, passages = count(len(found["leaving"]), "file"), count(found["passages"], "passage")
        click.echo(f"Leaving memory: {files} ({passages}).")
        for path in found["leaving"][:SHOWN]:
            click.echo(f"  {clean(path)}")
        if len(found["leaving"]) > SHOWN:
            click.echo(f"  and {len(found['leaving']) - SHOWN:,} more")


@watch.command(short_help="Why a file is or is not in memory.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def why(file: Path, json_: bool) -> None:
    """Why a file is in memory or is not: the rule, and where that stands.

    \b
    Examples:
      secondme watch why ~/Notes/photo.png
    """
    found = client().watch_why(file.expanduser().absolute())
    if json_:
        as_json(found)
        return
    passages = f" ({count(found['passages'], 'passage')})" if found["state"] == "in memory" else ""
    click.echo(f"{clean(found['path'])}: {found['state']}{passages}.")
    if found["sentence"]:
        click.echo(clean(found["sentence"]))
    rule = found.get("rule") or {"at": found["path"], "file": ""}
    if rule["file"]:
        click.echo(f"{clean(rule['file'])}, line {rule['line']}: {clean(rule['text'])}")
    if rule["at"] != found["path"]:
        click.echo(f"The rule is about {clean(rule['at'])}, which it lies in.")
    if found["reason"] == "too-large":
        click.echo(f"It has {found['size']:,} bytes, the limit is {found['limit']:,}.")


def summary(folder: Mapping[str, Any]) -> str:
    """A folder in a line: its state, what is in memory, and how long what waits takes."""
    state = folder["state"] if folder["available"] else f"not available: {folder['state'].rstrip('.')}"
    line = (
        f"{folder['path']}: {state}; {count(folder['indexed'], 'file')} in memory "
        f"({count(folder['passages'], 'passage')}), {folder['waiting']:,} waiting, {folder['skipped']:,} skipped"
    )
    if folder["drives_away"]:
        line += f"; not there now, and kept: {', '.join(map(clean, folder['drives_away']))}"
    if not folder["waiting"] or folder["paused"] or folder["state"].startswith("paused"):
        return line
    pace = f" at {folder['rate']:,.1f} files a second" if folder["measured"] else ""
    return f"{line}; {lasting(folder['seconds_left'])} left{pace}"


def which(folder: str) -> str:
    """A folder as the service knows it: the real path where there is one, else its name or id."""
    path = Path(folder).expanduser()
    return str(path.resolve()) if path.exists() or "/" in folder else folder
