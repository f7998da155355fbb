"""The app. It opens to a usable prompt before anything is asked of the service, which a thread reaches meanwhile.

Invariant: nothing heavy is imported before the first frame (Markdown, other screens); a thread does that after it.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.chat import ChatScreen
from secondme.tui.link import PAUSES, Link

BREATH = 0.1
"""Seconds after the first frame before the imports begin, so that the first keys meet no busy interpreter."""


def theme(environ: Mapping[str, str]) -> str:
    """The theme for a terminal: light where it says that its background is (`COLORFGBG`, set by many), else dark."""
    return "textual-light" if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else "textual-dark"


class SecondMeApp(App[None]):
    """The terminal app over a client of the service.

    `conversation` is taken up again where one is named. `zone` is the time zone of dates (None: this machine's),
    `pauses` are the seconds between tries to reach the service.
    """

    TITLE = "secondme"
    CSS_PATH = "secondme.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", show=False, priority=True),
        Binding("ctrl+o", "memory", "Memory", show=False, priority=True),
    ]

    def __init__(
        self,
        client: Client,
        conversation: str = "",
        *,
        private: bool = False,
        zone: tzinfo | None = None,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        # With NO_COLOR Textual paints in shades of grey; the terminal's own colours take their place.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.client = client
        self.zone = zone
        self.theme = theme(os.environ)
        self.link = Link(client, self._post, pauses)
        self.chat = ChatScreen(client, self.link, conversation, private, zone)

    def run(self, *args: Any, **options: Any) -> Any:
        """Runs the app in the terminal until the person leaves."""
        # What is imported stays: without this the collector looks through all of it, 20 ms in the middle of the
        # first frame, and again while an answer streams.
        gc.freeze()
        return super().run(*args, **options)

    def get_default_screen(self) -> Screen[None]:
        return self.chat

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        self.link.close()

    def _begin(self) -> None:
        """After the first frame: reaches the service, and imports what the first answer will need."""
        self.link.start()
        self.set_timer(BREATH, lambda: threading.Thread(target=_warm, name="warm", daemon=True).start())

    def _post(self, message: Message) -> None:
        self.chat.post_message(message)

    def action_help(self) -> None:
        """Shows keys and commands."""
        from secondme.tui.keys import Help

        if not isinstance(self.screen, Help):
            self.push_screen(Help())

    def action_memory(self) -> None:
        """Opens the memory screen."""
        self.open_memory("")

    def open_memory(self, words: str) -> None:
        """Opens the memory screen, with a search."""
        from secondme.tui.memories import MemoryScreen  # 20 ms that the first frame does not wait for

        if self.screen is self.chat:
            self.push_screen(MemoryScreen(self.client, self.zone, words))

    @on(messages.Go)
    def go(self, message: messages.Go) -> None:
        match message.where:
            case "memory":
                self.open_memory(message.words)
            case "help":
                self.action_help()
            case _:
                self.exit()

    def action_copy_answer(self) -> None:
        """Copies the last answer as Markdown."""
        answer = self.chat.last_answer
        if answer:
            self.copy_to_clipboard(answer)
            self.notify("The answer was given to the terminal's clipboard.")
        else:
            self.notify("There is no answer to copy yet.")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        chat = self.chat
        yield SystemCommand("Help", "Keys and commands (f1)", self.action_help)
        yield SystemCommand("Memory", "Search, pin and forget memories (ctrl+o)", self.action_memory)
        if screen is chat:
            yield SystemCommand("Sources", "Sources of the last answer (ctrl+b)", chat.action_sources)
            yield SystemCommand("Stop", "Stop the answer (escape)", chat.action_stop)
            yield SystemCommand("Copy answer", "Copy the last answer as Markdown", self.action_copy_answer)
            yield SystemCommand("New conversation", "Begin another conversation (/new)", lambda: chat.begin_anew(False))
            yield SystemCommand(
                "Private conversation", "Begin one of which nothing is kept (/private)", lambda: chat.begin_anew(True)
            )
            for name, what in (("folders", "List the watched folders"), ("consolidate", "Think it all over now")):
                yield SystemCommand(
                    name.capitalize(), f"{what} (/{name})", lambda order=name: chat.order(order, "")
                )
            for name, what in (("remember", "Keep a note"), ("watch", "Read a folder"), ("forget", "Forget for good")):
                yield SystemCommand(
                    name.capitalize(), f"{what} (/{name})", lambda order=name: chat.prompt.begin(f"/{order} ")
                )
        ours = ("Theme", "Quit", "Screenshot")
        yield from (command for command in super().get_system_commands(screen) if command.title in ours)


def _warm() -> None:
    """Imports what an answer and the other screens need."""
    import secondme.tui.confirm
    import secondme.tui.keys
    import secondme.tui.markdown
    import secondme.tui.memories
    import secondme.tui.sources  # noqa: F401
