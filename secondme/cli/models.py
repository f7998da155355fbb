"""Models: what there is for this machine, downloads, and what of a model would stream."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

import click

from secondme import keyrings
from secondme.cli.output import as_json, client, interactive
from secondme.errors import Refused, from_wire
from secondme.events import Event, Examined, Failed, Notice, Planned, Progress, Pulled, to_line
from secondme.memory.counting import size
from secondme.phrases import clean, examined

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


@click.command(short_help="See whether the model can draw facts.")
@click.option("--again", is_flag=True, help="Take it again, whatever is known.")
@click.option("--json", "json_", is_flag=True, help="The result as a line of JSON.")
def exam(again: bool, json_: bool) -> None:
    """Let the model that answers draw facts from thirty made-up turns of which it is known what they say. With `facts`
    of [memory] at auto it draws them from what you say, beside rules and reader, if it passes: at least 95 % of what
    it draws must be right, and some of it must be what the rules miss. A run in the background takes the exam by
    itself, once a model. It takes half a minute for a small model and a few for a large one; a model that cannot pass
    any more is asked no further. Ctrl-C stops it.

    \b
    Examples:
      secondme model exam
      secondme model exam --again --json
    """
    line = Line()
    try:
        with closing(client().exam_model(again=again)) as events:
            for event in events:
                match event:
                    case Progress(done=done, total=total):
                        line.draw(f"Turn {done} of {total} is read.", now=True)
                    case Examined():
                        line.end()
                        _show_exam(event, json_)
                    case Failed(kind=kind, sentence=sentence, cure=cure):
                        line.end()
                        raise from_wire(kind, sentence, cure)
                    case _:
                        pass
    except KeyboardInterrupt:
        line.end()
        click.echo("Stopped. Go on with: secondme model exam", err=True)
        sys.exit(130)


@click.command(short_help="How much memory a model may use.")
@click.argument("wanted", required=False, metavar="SIZE|free|off")
@click.option("--json", "json_", is_flag=True, help='{"ram", "bytes", "memory"}')
def ram(wanted: str | None, json_: bool) -> None:
    """How much memory a model may use, or from now on is to use at most: a size, free (what is free, less a share for
    the desktop) or off (no limit). It holds from the next question on and is kept in the settings. What does not fit is
    read from the disk while the model answers. Too little for the model that answers is refused.

    \b
    Examples:
      secondme model ram
      secondme model ram 4GiB
      secondme model ram free --json
    """
    found = client().ram() if wanted is None else client().set_ram(wanted)
    if json_:
        as_json(found)
        return
    may = f"{size(found['bytes'])} of memory" if found["bytes"] else "as much memory as it wants"
    click.echo(f"A model may use {may}, as set: {found['ram']}. There are {size(found['memory'])}.")


def _show_exam(found: Examined, json_: bool) -> None:
    if json_:
        click.echo(to_line(found))
        return
    click.echo(examined(found))
    if found.asked < found.of:
        click.echo(f"It ended after {found.asked} of {found.of} turns, as it could not be passed any more.")
    rows = (
        ("by the model", f"{found.precision:.0%}" if found.drawn else "–", found.recall),
        ("by the rules", "", found.rules_recall),
        ("by both", f"{found.both_precision:.0%}", found.both_recall),
    )
    click.echo(f"{'':14}{'right':>7}{'found':>7}")
    for name, right, share in rows:
        click.echo(f"{name:14}{right:>7}{share:>7.0%}")


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
        case Pulled(path=path, name=title, kind=kind):
            line.end()
            click.echo(f"{clean(title)} is on this disk: {clean(path)}")
            if kind == "embedding":
                click.echo(f"Find by meaning with it: secondme model encoder {name}")
            else:
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
        keyrings.drop(TOKEN)
    else:
        given = click.prompt("Token", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
        given = given.strip()
        if not given or not given.isascii() or not given.isprintable() or " " in given:
            raise Refused("That is no token.", "Copy it from the hub's settings, under Access Tokens.")
        keyrings.keep(TOKEN, given)
    if json_:
        as_json({"kept": not remove})
    else:
        click.echo("There is no token any more." if remove else "Kept in the system's keyring.")
