"""Models: what there is for this machine, downloads, and what of a model would stream."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

import click

from secondme import config
from secondme.cli.output import as_json, client, interactive
from secondme.errors import Refused, from_wire
from secondme.events import Event, Failed, Notice, Planned, Progress, Pulled, to_line
from secondme.memory.counting import size
from secondme.phrases import clean

TOKEN = "hub"
"""Name of the hub's token in the keyring."""
EVERY = 0.2
"""Seconds between two drawings of a line of progress."""


@click.command(short_help="Download a model.")
@click.argument("name", metavar="NAME|OWNER/REPO:FILE")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--json", "json_", is_flag=True, help="Every event as a line of JSON; needs --yes.")
def pull(name: str, yes: bool, json_: bool) -> None:
    """Download a model: one of secondme model list, or a GGUF file of the hub. FILE may be a quantisation (Q4_K_M).

    It says first how large it is and whether there is room. Ctrl-C pauses; the same command goes on from there, also
    after a crash. The bytes are checked against the hub's checksum, and lie in the hub's standard cache, where other
    programs find them. HF_ENDPOINT names a mirror, HF_HOME another folder.

    \b
    Examples:
      secondme model pull qwen3-4b
      secondme model pull qwen3-4b:Q8_0
      secondme model pull Qwen/Qwen3-8B-GGUF:Q4_K_M --yes
    """
    if json_ and not yes:
        raise click.UsageError("--json asks nothing: give --yes too.")
    if not yes and not _agreed(name):
        click.echo("Nothing was downloaded.", err=True)
        return
    line = Line()
    try:
        with closing(client().pull_model(name)) as events:
            for event in events:
                if isinstance(event, Failed):
                    line.end()
                    raise from_wire(event.kind, event.sentence, event.cure)
                if json_:
                    click.echo(to_line(event))
                else:
                    _show(event, name, line)
    except KeyboardInterrupt:
        line.end()
        click.echo(f"Paused. Go on with: secondme model pull {name}", err=True)
        sys.exit(130)


def _agreed(name: str) -> bool:
    """Says what it would take, and asks."""
    planned: Planned | None = None
    with closing(client().pull_model(name, dry=True)) as events:
        for event in events:
            match event:
                case Notice(sentence=sentence):
                    click.echo(clean(sentence), err=True)
                case Planned() as planned:
                    pass
                case Failed(kind=kind, sentence=sentence, cure=cure):
                    raise from_wire(kind, sentence, cure)
                case _:
                    pass
    if planned is None or planned.there == planned.bytes:
        return True
    rest = f", {size(planned.there)} of it are here already" if planned.there else ""
    click.echo(
        f"{clean(planned.file)} of {clean(planned.repo)}: {size(planned.bytes)}{rest}. "
        f"{size(planned.free)} are free in {clean(planned.folder)}.",
        err=True,
    )
    if not interactive():
        raise Refused("Nothing is downloaded without being asked for.", "Give --yes to download it.")
    return click.confirm("Download it?", err=True)


def named_file(name: str) -> Path | None:
    """The file that a name is the path of; None where it is rather the name of a model."""
    path = Path(name).expanduser()
    written = path.is_absolute() or name.startswith(".") or (path.suffix.lower() == ".gguf" and ":" not in name)
    return path.absolute() if written or path.is_file() else None


class Line:
    """A line on a terminal that is drawn again and again; nothing where standard error is none."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0
        self._open = False

    def draw(self, words: str, *, now: bool = False) -> None:
        """Draws it, at most so often."""
        if self._shown and (now or time.monotonic() - self._last >= EVERY):
            self._last = time.monotonic()
            self._open = True
            click.echo(f"\r{words:<79}", nl=False, err=True)

    def end(self) -> None:
        """Leaves it as it is, and goes on below."""
        if self._open:
            click.echo("", err=True)
            self._open = False


def _show(event: Event, name: str, line: Line) -> None:
    match event:
        case Progress(what=what, done=done, total=total, speed=speed):
            line.draw(progress(what, done, total, speed), now=done == total)
        case Notice(sentence=sentence):
            line.end()
            click.echo(clean(sentence), err=True)
        case Pulled(path=path, name=title):
            line.end()
            click.echo(f"{clean(title)} is on this disk: {clean(path)}")
            click.echo(f"Answer with it: secondme model use {name}")
        case _:
            pass


def progress(what: str, done: int, total: int, speed: float) -> str:
    """How far a download is: "downloading 1.2 GB of 2.5 GB, 48 %, 31 MB/s, 42 s left"."""
    words = f"{what} {size(done)} of {size(total)}, {done * 100 // max(1, total)} %"
    if speed:
        words += f", {size(speed)}/s, {_in_words((total - done) / speed)} left"
    return words


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


@click.command(short_help="Keep the hub's token, for models that ask for one.")
@click.option("--remove", is_flag=True, help="Take it out again.")
@click.option("--json", "json_", is_flag=True, help='{"kept": true|false}')
def token(remove: bool, json_: bool) -> None:
    """Keep a token of the hub in the system's keyring, for models whose terms one has to agree to first. It is asked
    for without being shown, or read from standard input. It goes to the hub only with models that ask for one. The
    environment variable HF_TOKEN goes before it.

    \b
    Examples:
      secondme model token
      secondme model token < token.txt
      secondme model token --remove
    """
    if remove:
        config.drop_secret(TOKEN)
    else:
        given = click.prompt("Token", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
        given = given.strip()
        if not given or not given.isascii() or not given.isprintable() or " " in given:
            raise Refused("That is no token.", "Copy it from the hub's settings, under Access Tokens.")
        config.keep_secret(TOKEN, given)
    if json_:
        as_json({"kept": not remove})
    else:
        click.echo("There is no token any more." if remove else "Kept in the system's keyring.")
