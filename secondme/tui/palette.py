"""Every action by name, with its key: the keys of where the person is, and all commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from secondme.commands import Command, offered
from secondme.tui.keymap import here

if TYPE_CHECKING:
    from secondme.tui.app import SecondMeApp

KEYS = {
    "memory": "app.memory", "help": "app.help", "quit": "app.quit", "sources": "chat.sources",
    "conversations": "chat.conversations",
}  # fmt: skip
"""Commands that a key stands for too, by its id."""
TITLES = {"new": "New conversation", "private": "Private conversation", "setup": "First steps"}
NOT_LISTED = ("prompt.send", "prompt.earlier", "prompt.later", "app.palette")

Action = tuple[str, str, Callable[[], Any]]
"""A title, what it does and by which key, and the call that does it."""


def actions(app: SecondMeApp, screen: Screen[Any]) -> Iterator[Action]:
    """Actions on a screen: in the conversation its commands first."""
    chat = app.chat
    entries = here(app, screen, app.keys)
    shown = {entry.id: entry.shown for entry in entries if entry.id}
    listed: set[str] = set()
    if screen is chat:
        for command in offered("app"):
            name = KEYS.get(command.name, "")
            key = f"{shown[name]} or " if name in shown else ""
            title = TITLES.get(command.name, command.name.capitalize())
            yield title, f"{_sentence(command.help)} ({key}/{command.name})", _order(app, command)
            listed.add(name)
        yield "Copy answer", "Copy the last answer as Markdown", app.action_copy_answer
    if app.download is not None:
        yield "Pause the download", f"Pause the download of {app.download.name}", app.stop_download
    for entry in entries:
        if entry.id and entry.id not in listed and entry.id not in NOT_LISTED:
            title = "Stop" if entry.id == "chat.stop" else entry.what
            yield title, f"{entry.shown} ({entry.id})", _run(app, entry.action, entry.node)


def _order(app: SecondMeApp, command: Command) -> Callable[[], Any]:
    if command.needed:
        return lambda: app.chat.prompt.begin(f"/{command.name} ")
    return lambda: app.chat.order(command.name, "")


def _run(app: SecondMeApp, action: str, node: Any) -> Callable[[], Any]:
    return lambda: app.run_action(action, node)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
