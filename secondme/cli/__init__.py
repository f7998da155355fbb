"""The command `secondme`. Its help imports nothing heavy: commands are loaded when they are called."""

from __future__ import annotations

import importlib
import os
import sys

import click

from secondme import __version__
from secondme.errors import SecondMeError

COMMANDS: dict[str, tuple[str, str]] = {
    "ask": ("secondme.cli.talk:ask", "Ask one question; the answer is a turn like any other."),
    "chat": ("secondme.cli.talk:chat", "Talk: the app, or lines in and lines out with --plain."),
    "config": ("secondme.cli.model:config_", "Where the settings are, and what they say."),
    "conversation": (
        "secondme.cli.conversation:conversation", "What you talked about: list, search, rename, export.",
    ),
    "consolidate": ("secondme.cli.consolidate:consolidate", "Let it think now; what it did, would do, undo."),
    "backup": ("secondme.cli.backup:backup", "Write all that is remembered into one file."),
    "bench": ("secondme.bench.command:bench", "Measure what is installed here."),
    "daemon": ("secondme.cli.service:daemon", "The background service: run, start, stop, status, logs."),
    "doctor": ("secondme.cli.service:doctor", "Check every part, and say what to do."),
    "goal": ("secondme.cli.point:goal", "Goals within a conversation: begin, end, expand."),
    "insights": ("secondme.cli.insights:insights", "What was noticed about you: accept, correct, reject."),
    "lessons": ("secondme.cli.lessons:lessons", "How you want things done: list, add, remove."),
    "memory": ("secondme.cli.memory:memory", "See, search, pin, forget and export memories."),
    "model": ("secondme.cli.model:model", "Models: which one answers, list, download, plan."),
    "point": ("secondme.cli.point:point", "Name a memory: #NAME stands for its exact words."),
    "privacy": ("secondme.cli.privacy:privacy", "Encrypt what is remembered, or take the encryption off."),
    "profile": ("secondme.cli.profile:profile", "What is known of you, in every prompt: see, edit."),
    "rate": ("secondme.cli.rate:rate", "Say whether an answer helped: its memories rank by it."),
    "recall": ("secondme.cli.talk:recall", "Find memories about something, without a model."),
    "remember": ("secondme.cli.talk:remember", "Keep a note in your own words."),
    "restore": ("secondme.cli.backup:restore", "Put a backup in the place of what is remembered."),
    "serve": ("secondme.cli.service:serve", "Run the service in the foreground (daemon run)."),
    "status": ("secondme.cli.service:status", "What the service is doing."),
    "storage": ("secondme.cli.storage:storage", "What takes how many bytes, and what can go."),
    "topic": ("secondme.cli.topic:topic", "What memories are about: list, add, tag, rename."),
    "watch": ("secondme.cli.watch:watch", "Folders whose files are remembered."),
    "web": ("secondme.cli.web:web", "The app in a browser, on this machine alone."),
}
"""Every command: where it is, and its line in the help."""


class Lazy(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, without importing anything."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(
    cls=Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command the app opens; with a pipe as input, lines are read and answered in plain text. "
    "Everything stays on this machine.",
)
@click.version_option(__version__, "-V", "--version", prog_name="secondme", message="%(prog)s %(version)s")
@click.option("--plain", is_flag=True, help="Lines in, lines out, without the full-screen app.")
@click.pass_context
def secondme(context: click.Context, plain: bool) -> None:
    """A private memory assistant that lives in this terminal and on this machine.

    \b
    Examples:
      secondme                                   talk
      secondme remember "The spare key is with Ana."
      secondme ask "Where is the spare key?"
      secondme watch add ~/Notes
      echo "What is my dog called?" | secondme
    """
    if context.invoked_subcommand is None:
        from secondme.cli.talk import converse

        context.exit(converse(plain=plain))


def main() -> None:
    """Runs the command; an expected error is one sentence on standard error and an exit status."""
    try:
        code = secondme.main(standalone_mode=False)
    except SecondMeError as error:
        click.echo(f"secondme: {error}", err=True)
        sys.exit(error.code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough. Python would complain once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    sys.exit(code if isinstance(code, int) else 0)
