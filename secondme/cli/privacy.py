"""Encryption at rest from the shell: privacy encrypt, decrypt, status."""

from __future__ import annotations

import secrets
import sys
from typing import Any

import click

from secondme.cli.output import as_json, client, interactive
from secondme.errors import Refused

TRIES = 3


@click.group(invoke_without_command=True)
@click.pass_context
def privacy(context: click.Context) -> None:
    """Encrypt what is remembered on this disk, or take the encryption off; both can be undone by the other.

    Ledger, snapshots and backups are encrypted; the key is kept in the system's keyring, and a recovery passphrase
    opens the memory without it. On a flash disk, or a file system that copies on writing, blocks that were written
    before encryption may stay until the disk needs them: encrypt early. Where there is no keyring, the passphrase is
    asked for whenever the service starts; scripts and units give it in SECONDME_PASSPHRASE.

    \b
    Examples:
      secondme privacy encrypt
      secondme privacy status
      secondme privacy decrypt
    """
    if context.invoked_subcommand is None:
        context.invoke(status)


@privacy.command()
@click.option("--json", "json_", is_flag=True, help='{"encrypted", "key", "sentences", "leaks"}')
def status(json_: bool) -> None:
    """Whether it is encrypted, where the key is, and what still shows.

    \b
    Examples:
      secondme privacy status
      secondme privacy status --json
    """
    found = client().privacy()
    if json_:
        as_json(found)
    else:
        _say(found)


@privacy.command()
@click.option("--passphrase-stdin", is_flag=True, help="Use your own passphrase: the first line of standard input.")
@click.option("--yes", is_flag=True, help="Do not ask whether the recovery passphrase was written down.")
@click.option(
    "--json", "json_", is_flag=True,
    help='A line {"passphrase"}, if a new one is made, before anything is encrypted; then the state.',
)
def encrypt(passphrase_stdin: bool, yes: bool, json_: bool) -> None:
    """Encrypt all that is remembered. The recovery passphrase is shown once, before anything is encrypted: write it
    down.

    Who loses both the keyring's entry and the passphrase has lost the memory: nobody can open it then.

    \b
    Examples:
      secondme privacy encrypt
      printf 'four words of mine' | secondme privacy encrypt --passphrase-stdin
    """
    service = client()
    if service.privacy()["encrypted"]:
        raise Refused("The memory is encrypted already.", "See: secondme privacy status")
    if passphrase_stdin:
        passphrase = sys.stdin.readline().rstrip("\r\n")
    else:
        passphrase = service.passphrase()
        # It must have left this process before anything depends on it.
        if json_:
            as_json({"passphrase": passphrase})
        else:
            click.echo(f"The recovery passphrase, which is shown only now:\n\n    {passphrase}\n")
        sys.stdout.flush()
        if not yes:
            _written_down(passphrase)
    found = service.encrypt(passphrase)
    if json_:
        as_json(found)
    else:
        _say(found)


def _written_down(passphrase: str) -> None:
    """Asks for one group of the passphrase, so that it stands on paper before anything depends on it."""
    if not interactive():
        raise click.UsageError(
            "Nobody is there to confirm that the passphrase was written down: add --yes, or --passphrase-stdin."
        )
    groups = passphrase.split("-")
    number = secrets.randbelow(len(groups))
    for _ in range(TRIES):
        typed = click.prompt(f"Write it down. What is group {number + 1} of {len(groups)}")
        if str(typed).strip().upper() == groups[number]:
            return
        click.echo("That is not it.")
    raise Refused("Nothing was encrypted: the passphrase was not confirmed.", "Begin again; another one is made then.")


@privacy.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="The state afterwards as JSON.")
def decrypt(yes: bool, json_: bool) -> None:
    """Take the encryption off, and let the key go.

    \b
    Examples:
      secondme privacy decrypt
      secondme privacy decrypt --yes
    """
    service = client()
    if not yes and service.privacy()["encrypted"]:
        click.confirm("Whoever can read this disk can read the memory then. Take the encryption off", abort=True)
    found = service.decrypt()
    if json_:
        as_json(found)
    else:
        _say(found)


def _say(found: dict[str, Any]) -> None:
    for sentence in found["sentences"]:
        click.echo(sentence)
    if found["leaks"]:
        click.echo("What still shows:")
    for sentence in found["leaks"]:
        click.echo(f"  - {sentence}")
