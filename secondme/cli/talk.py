"""Talking from the shell: ask, chat, remember, recall."""

from __future__ import annotations

import os
import sys
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import click

from secondme.cli.output import as_json, client, interactive, on_purpose, secret_options, source_line
from secondme.cli.place import limited, limits
from secondme.config import folders
from secondme.errors import NotFound, SecondMeError, from_wire
from secondme.service.client import Client

if TYPE_CHECKING:
    from secondme.events import Event

NOTES = "notes"
"""The conversation of what was kept with `remember`, in which nobody speaks."""


def converse(*, plain: bool = False, private: bool = False, conversation: str = "") -> int:
    """The app in a terminal, plain lines everywhere else and in one that cannot move its cursor; the exit status."""
    if plain or not interactive() or os.environ.get("TERM") == "dumb":
        from secondme.plain import chat as lines

        return lines(client(), sys.stdin, sys.stdout, conversation=conversation, private=private)
    from secondme.tui.app import opened

    places = folders()
    if places.key_file.exists():
        client().status()  # a passphrase is asked for before there is an app on the screen, and never under it
    app = opened(places, conversation, private=private)
    app.run()
    return app.return_code or 0


@click.command()
@click.option("--plain", is_flag=True, help="Lines in, lines out: for screen readers, pipes and dumb terminals.")
@click.option("--private", is_flag=True, help="Remember nothing of it.")
@click.option("--conversation", default="", metavar="ID", help="Go on with an earlier conversation.")
@click.pass_context
def chat(context: click.Context, plain: bool, private: bool, conversation: str) -> None:
    """Talk. In a terminal the app opens; with --plain, or without a terminal, lines go in and come out.

    \b
    Examples:
      secondme chat
      secondme chat --private
      secondme chat --plain
      printf 'I am Ana.\\nWhat am I called?\\n' | secondme chat --plain
    """
    context.exit(converse(plain=plain, private=private, conversation=conversation))


@click.command()
@click.argument("words", nargs=-1, required=True)
@limits
@click.option("--private", is_flag=True, help="Answer from memory, and remember nothing of it.")
@click.option("--conversation", default="", metavar="ID", help="Go on with an earlier conversation.")
@click.option("--continue", "latest", is_flag=True, help="Go on with the latest conversation.")
@click.option("--json", "json_", is_flag=True, help="Every event of the answer as a line of JSON.")
@click.pass_context
def ask(
    context: click.Context, words: tuple[str, ...], place: str, topic: tuple[str, ...], private: bool,
    conversation: str, latest: bool, json_: bool,
) -> None:  # fmt: skip
    """Ask one question. The answer streams; below it stand the memories that it rests on. It may be limited as in
    `secondme recall`, by from:NAME, kind:KIND, after:DATE, before:DATE, in:PLACE.

    \b
    Examples:
      secondme ask "What is my dog called?"
      secondme ask --continue "And how old is he?"
      secondme ask --json "Who am I?" | jq -r 'select(.event=="Answered").text'
      secondme ask "When do I prune the roses?" --in ~/Notes/garden
      secondme ask "from:ana after:2026-03 What about Lisbon?"
      cat letter.txt | secondme ask -
    """
    from secondme.events import Failed, Recalled, Stored, to_line

    if latest and (conversation or private):
        raise click.UsageError("--continue goes with neither --conversation nor --private.")
    text = limited(sys.stdin.read() if words == ("-",) else " ".join(words), place, topic)
    code = 0
    talk = verdict = ""
    service = client()
    if latest:
        conversation = _latest(service)
    try:
        with closing(service.ask(text, conversation=conversation, private=private)) as events:
            for event in events:
                talk = event.conversation if isinstance(event, Stored) else talk
                verdict = event.verdict if isinstance(event, Recalled) else verdict
                if isinstance(event, Failed):
                    code = from_wire(event.kind, event.sentence, event.cure).code
                if json_:
                    click.echo(to_line(event))
                else:
                    _show(event, verdict)
    finally:
        if private and talk:
            with suppress(SecondMeError):
                service.end_private(talk)
    context.exit(code)


def _latest(service: Client) -> str:
    """The conversation that was spoken in last. Raises: NotFound."""
    found = [str(one["id"]) for one in service.conversations(limit=2) if one["id"] != NOTES]
    if not found:
        raise NotFound("There is no conversation yet to go on with.", "Ask without --continue.")
    return found[0]


def _show(event: Event, verdict: str) -> None:
    """An event of an answer as plain text, streaming; `verdict` is how sure recall was."""
    from secondme.events import Answered, Corrected, Failed, Masked, Notice, Piece, Stopped
    from secondme.phrases import STOPPED, clean, sure, unfounded

    match event:
        case Piece(text=piece):
            click.echo(clean(piece), nl=False)
            sys.stdout.flush()
        case Answered(text=text, memories=memories, model=model, marks=marks):
            click.echo()
            for line in [*unfounded(text, marks), sure(verdict) if model else ""]:
                if line:
                    click.echo(line)
            for number, one in enumerate(memories, start=1):
                click.echo(source_line(number, one))
        case Stopped():
            click.echo(f"\n{STOPPED}")
        case Notice(sentence=sentence) | Masked(sentence=sentence) | Corrected(sentence=sentence):
            click.echo(clean(sentence), err=True)
        case Failed(sentence=sentence, cure=cure):
            click.echo(f"secondme: {sentence} {cure}".rstrip(), err=True)
        case _:
            pass


@click.command()
@click.argument("words", nargs=-1, required=True)
@secret_options("what is kept")
@click.option("--json", "json_", is_flag=True, help="The memory as JSON.")
def remember(words: tuple[str, ...], secrets: str | None, json_: bool) -> None:
    """Keep a note in your own words ("-" reads it from standard input). One with a secret in it asks first.

    \b
    Examples:
      secondme remember "The spare key is with Ana."
      pbpaste | secondme remember -
      secondme remember --keep-secrets "The PIN of the garage is 4821."
    """
    from secondme.orders import NOT_REMEMBERED

    note = sys.stdin.read() if words == ("-",) else " ".join(words)
    service = client()
    row = on_purpose(lambda chosen: service.remember(note, secrets=chosen), secrets, NOT_REMEMBERED)
    if row is None:
        return
    if json_:
        as_json(row)
    else:
        click.echo(f"Remembered as {row['id']}.")
    if told := row.get("notice"):
        click.echo(told, err=True)


@click.command()
@click.argument("words", nargs=-1, required=True)
@limits
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 1000), metavar="N", help="Most memories shown."
)
@click.option("--why", is_flag=True, help="Why each was found, and what counted how much.")
@click.option("--json", "json_", is_flag=True, help="The memories with their receipts as a JSON list.")
def recall(
    words: tuple[str, ...], place: str, topic: tuple[str, ...], limit: int, why: bool, json_: bool
) -> None:  # fmt: skip
    """Find memories about something; no model is needed. The words may hold from:NAME (who said it; from:me,
    from:assistant, from:files), kind:KIND, after:DATE, before:DATE, in:PLACE, topic:NAME and #topic.

    It says so where it is unsure of what it found, or found nothing. A time in the question counts ("in May",
    "last week", "before I moved").

    \b
    Examples:
      secondme recall "spare key"
      secondme recall "Where did I put the passport in May?" --why
      secondme recall "what did Ana say about Lisbon" --limit 3 --json
      secondme recall pruning --in Notes --topic garden
      secondme recall "from:ana kind:episode after:2026-03 before:2026-04 lisbon"
    """
    from secondme import phrases
    from secondme.events import recollection

    found = client().find(limited(" ".join(words), place, topic), limit=limit)
    if found["notice"]:
        click.echo(found["notice"], err=True)
    if json_:
        as_json(found["memories"])
        return
    if sure := phrases.sure(found["verdict"]):
        click.echo(sure)
    if found["memories"] and found["verdict"] == "nothing":
        click.echo(phrases.NEAREST)
    for number, one in enumerate(found["memories"], start=1):
        click.echo(source_line(number, recollection(one)))
        click.echo(f"      {one['id']} · score {one['score']:.2f} · strength {one['strength']:.2f}")
        for line in phrases.reasons(one["receipt"]) if why else ():
            click.echo(f"      {line}")
