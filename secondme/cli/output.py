"""How commands print: plain text for people, JSON for programs, dates in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from secondme.config import Folders, folders
from secondme.errors import HoldsSecret, Locked
from secondme.events import Recollection
from secondme.phrases import absent, clean, one_line
from secondme.service.address import Address
from secondme.service.client import Client

T = TypeVar("T")
ATTEMPTS = 3
"""How often a passphrase is asked for."""


def client(*, start: bool = True) -> Client:
    """The client of this person's service; an encrypted memory that needs its passphrase is asked for it here."""
    found = Client(folders(), start=start)
    found.begin = lambda places: unlocked(lambda key: _begin(places, key))
    return found


def _begin(places: Folders, key: str) -> Address:
    # 25 ms, and needed only where no service runs
    from secondme.service.lifecycle import start

    return start(places, key)


def unlocked(work: Callable[[str], T]) -> T:
    """Does what needs the passphrase of an encrypted memory: without one first, then with what the person types.

    Asks in a terminal only, three times at most. Raises: Locked, and what `work` raises.
    """
    try:
        return work("")
    except Locked as error:
        locked = error
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise locked
    for _ in range(ATTEMPTS):
        click.echo(locked.sentence, err=True)
        try:
            return work(click.prompt("Passphrase", hide_input=True, err=True))
        except Locked as error:
            locked = error
    raise locked


def as_json(value: Any) -> None:
    """One JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None if isinstance(value, dict) else 2))


def line_of(row: Mapping[str, Any]) -> str:
    """A memory on one line: id, kind, day, strength, text."""
    from secondme.memory.when import day

    text = one_line(str(row["text"]), 90)
    mark = "*" if row.get("pinned") else " "
    faint = "" if row["status"] == "active" else f" [{row['status']}]"
    return (
        f"{row['id']}{mark} {row['kind']:<8} {day(row['made']):>17}  {row['strength']:.2f}  {text}{faint}"
    )


def source_line(number: int, one: Recollection) -> str:
    """A recollection under an answer: when, who, what, where from."""
    from secondme.memory.when import day

    who = {"person": "You said", "assistant": "I said"}.get(one.by, "A file says")
    if one.kind == "insight":
        who = "I noticed"
    return f"  [{number}] ({day(one.made)}) {who}: “{one_line(one.text, 160)}” — {clean(one.where)}{absent(one)}"


def secret_options(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command the options that say what is done with a secret in its words, as its parameter `secrets`."""
    keep = click.option("--keep-secrets", "secrets", flag_value="keep", help="Keep a password, key or card number.")
    mask = click.option("--mask-secrets", "secrets", flag_value="mask", help=f"Leave secrets out of {what}.")
    return lambda command: keep(mask(command))


def on_purpose(work: Callable[[str], T], secrets: str | None, called_off: str) -> T | None:
    """Does what may meet a secret. Where the options do not say what is done with it, a person at a terminal is asked
    once; None if they call it off, which is told then. Raises: HoldsSecret without a terminal, and what `work` raises.
    """
    from secondme.orders import KEEP_OR_MASK

    try:
        return work(secrets or "")
    except HoldsSecret as held:
        if not interactive():
            raise
        choice = click.Choice(["keep", "mask", "cancel"])
        chosen = click.prompt(f"{held.sentence} {KEEP_OR_MASK}", type=choice, default="cancel", err=True)
    if chosen == "cancel":
        click.echo(called_off, err=True)
        return None
    return work(chosen)


def interactive() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
