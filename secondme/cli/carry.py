"""`secondme memory export` and `import`: everything out, and in again."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

import click

from secondme.cli.output import as_json, client
from secondme.errors import from_wire
from secondme.events import Failed, Imported, Progress
from secondme.memory.counting import count, memories

LINES = (".jsonl", ".ndjson", ".json")
"""Names that end so are files of lines; any other is a folder."""


@click.command(short_help="Write everything as lines of JSON, or as Markdown.")
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE.jsonl|DIR")
@click.option("--force", is_flag=True, help="Replace a file that is there; write into a folder that is not empty.")
@click.option("--json", "json_", is_flag=True, help='{"memories", "conversations", "path"}')
def export(target: Path, force: bool, json_: bool) -> None:
    """Write everything that is remembered as lines of JSON, or into a folder as Markdown to read.

    The file holds all that memory import needs; two exports of the same memory are the same to the byte. The folder
    holds it too, as memory.jsonl, and a page for each day of a conversation, each file, each insight. Exporting into
    the same folder again replaces those pages and leaves everything else in it alone. - is standard output.

    \b
    Examples:
      secondme memory export memory.jsonl
      secondme memory export ~/secondme-export
      secondme memory export - | gzip > memory.jsonl.gz
    """
    from secondme.cli import export as form

    if str(target) == "-":
        if json_:
            raise click.UsageError("--json has nowhere to print to when the lines go to standard output.")
        for line in client().export():
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return
    if target.suffix.lower() in LINES or target.is_file():
        counts = form.to_file(client().export(), target, force=force)
    else:
        counts = form.to_folder(client().export(), target, force=force)
    if json_:
        as_json({**counts, "path": str(target)})
        return
    talks = count(counts["conversations"], "conversation")
    click.echo(f"Wrote {memories(counts['memories'])} and {talks} to {target}.")


@click.command(name="import", short_help="Take in an export, or notes from elsewhere.")
@click.argument("source", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE.jsonl")
@click.option("--also-forgotten", is_flag=True, help="Take in also what was forgotten here on request.")
@click.option("--json", "json_", is_flag=True, help='{"new", "there", "forgotten", "messages", …}')
def import_(source: Path, also_forgotten: bool, json_: bool) -> None:
    """Take in what memory export wrote, or notes from elsewhere: all of it, or nothing where a line is wrong.

    Into an empty home everything comes as it was. Into one that holds memories only what is new comes, and memory
    undo takes it out again. A line may be as little as {"text": "…"}, with "made" (a date) and "by" (person or
    assistant) where they are known. While it runs questions are answered, and what is said waits to be stored. - is
    standard input.

    \b
    Examples:
      secondme memory import memory.jsonl
      secondme memory import notes.jsonl --json
      zcat memory.jsonl.gz | secondme memory import -
    """
    if str(source) != "-":
        done = _brought(source, also_forgotten)
    else:
        with tempfile.TemporaryDirectory() as folder:
            given = Path(folder, "standard input.jsonl")
            with given.open("wb") as file:
                while piece := sys.stdin.buffer.read(1 << 16):
                    file.write(piece)
            done = _brought(given, also_forgotten)
    if json_:
        names = ("new", "there", "forgotten", "messages", "folders", "operation", "masked")
        as_json({name: getattr(done, name) for name in names})
        return
    click.echo(f"Imported {memories(done.new)}." if done.new else "Nothing in it is new.")
    if done.there:
        click.echo(f"{memories(done.there)} were there already.".replace("1 memory were", "1 memory was"))
    if done.forgotten:
        click.echo(f"{memories(done.forgotten)} stayed out, being forgotten here: --also-forgotten takes them in.")
    if done.masked:
        click.echo(f"In {memories(done.masked)} a mask like [password] stands in the place of a secret.")
    if done.folders:
        click.echo(f"{count(done.folders, 'folder')} came along: secondme watch list")
    if done.operation:
        click.echo("To take it out again: secondme memory undo")


def _brought(source: Path, also_forgotten: bool) -> Imported:
    done = Imported(0, 0, 0, 0, 0, 0)
    with closing(client().import_(source, also_forgotten=also_forgotten)) as events:
        for event in events:
            match event:
                case Imported():
                    done = event
                case Progress(what=what, done=part, total=total):
                    if sys.stderr.isatty():
                        click.echo(f"\r{what}: {part * 100 // max(1, total)} %", nl=part == total, err=True)
                case Failed(kind=kind, sentence=sentence, cure=cure):
                    raise from_wire(kind, sentence, cure)
                case _:
                    pass
    return done
