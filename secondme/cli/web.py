"""The app in a browser of this machine."""

from __future__ import annotations

import sys

import click

from secondme.cli.output import as_json
from secondme.errors import Refused

MISSING = "The app in a browser needs the package textual-serve, which is not installed."
CURE = "Install it: pipx inject secondme textual-serve (or: pip install 'secondme[web]')"


@click.command()
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Listen there; without it, on a free port."
)
@click.option("--conversation", default="", metavar="ID", help="Go on with an earlier conversation.")
@click.option("--json", "json_", is_flag=True, help='{"address"} on the first line.')
def web(port: int, conversation: str, json_: bool) -> None:
    """Show the app in a browser on this machine, until ctrl+c. It prints the address, and opens nothing by itself.

    Only this machine can reach it. The address holds a token, a new one each time: whoever has it can read and change
    what is remembered. Each tab is an app of its own.

    \b
    Examples:
      secondme web
      secondme web --port 8400
    """
    try:
        from secondme.doors.web import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("textual_serve", "aiohttp"):
            raise
        raise Refused(MISSING, CURE) from None

    def told(address: str) -> None:
        if json_:
            as_json({"address": address})
        else:
            click.echo(f"secondme is at {address}")
            click.echo("Whoever has this address can read and change what is remembered. ctrl+c ends it.", err=True)
        sys.stdout.flush()

    serve([sys.executable, "-P", "-m", "secondme.tui", *([conversation] if conversation else [])], port, told)
