"""The app. It opens to a usable prompt before anything is asked of the service, which a thread reaches meanwhile.

Invariant: nothing heavy is imported before the first frame (Markdown, other screens); a thread does that after it.
"""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from secondme import config
from secondme.config import AppSettings
from secondme.errors import BadConfig, SecondMeError
from secondme.events import Consolidated, Indexed, Removed, Status
from secondme.service.client import Client
from secondme.tui import messages, rooms, themes
from secondme.tui.chat import ChatScreen
from secondme.tui.deeds import Deeds
from secondme.tui.hints import Hints
from secondme.tui.keymap import know_alt_enter, mapped, said, sound
from secondme.tui.link import PAUSES, Link

if TYPE_CHECKING:
    from secondme.tui.download import Download, Downloaded, Downloading

BREATH = 0.1
"""Seconds after the first frame before the imports begin, so that the first keys meet no busy interpreter."""
TELLING = ("memories", "by_kind", "changes", "waiting", "awaiting", "last_run")
"""What of the status is another when memory changed."""
LONG = 15.0
"""Seconds for which a notice of something wrong is shown."""

Keep = Callable[[str, str | bool], None]
"""Keeps a setting of the app. Raises: BadConfig."""


class SecondMeApp(App[None]):
    """The terminal app over a client of the service.

    `conversation` is taken up again where one is named. `zone` is the time zone of dates (None: this machine's),
    `pauses` are the seconds between tries to reach the service. `keep` keeps a setting that the person changes here,
    `notices` are told once the app is open.
    """

    TITLE = "secondme"
    CSS_PATH = "secondme.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Keys and commands", show=False, priority=True, id="app.help"),
        Binding("ctrl+o", "memory", "Memory: search, pin, forget", show=False, priority=True, id="app.memory"),
        Binding("ctrl+p", "command_palette", "Every action by name", show=False, priority=True, id="app.palette"),
        Binding("ctrl+q", "quit", "Leave; the service goes on watching", show=False, priority=True, id="app.quit"),
        Binding("ctrl+c", "help_quit", "How to leave", show=False, id="app.how_to_quit"),
        *rooms.bindings(),
    ]

    def __init__(
        self,
        client: Client,
        conversation: str = "",
        *,
        private: bool = False,
        zone: tzinfo | None = None,
        pauses: Sequence[float] = PAUSES,
        settings: AppSettings | None = None,
        keep: Keep | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        # With NO_COLOR Textual paints in shades of grey; the terminal's own colours take their place.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.client = client
        self.zone = zone
        self.settings = settings or AppSettings()
        self.keys, strange = sound(self.settings.keys)
        self._keep = keep
        self._notices = [*notices, *strange]
        self._wear(self.settings.theme)
        if not self.settings.motion or themes.still(os.environ):
            self.animation_level = "none"
        self.link = Link(client, self._post, pauses)
        self.chat = ChatScreen(client, self.link, conversation, private, zone)
        self.download: Download | None = None
        self._worn = ""
        self.undoing: int | None = None
        """The last undoing, where it took something away."""
        self.deeds: dict[str, Deeds] = {}
        """What each screen changed, by its class."""
        self._first = not conversation and not private
        self._away = False
        self._told_of: dict[str, Any] = {}
        self._pressed: deque[events.Key | events.Paste] = deque()

    def _wear(self, wanted: str) -> None:
        """Puts on a theme of the settings; one that there is not is told of."""
        if wanted == "contrast":
            self.register_theme(themes.contrast())
        name = themes.theme(os.environ, wanted)
        if name not in self.available_themes:
            self._notices.append(f"[app] theme: there is no {wanted!r}. ctrl+p and Theme show those that there are.")
            name = themes.theme(os.environ)
        self.theme = name

    def run(self, *args: Any, **options: Any) -> Any:
        """Runs the app in the terminal until the person leaves."""
        # What is imported stays: without this the collector looks through all of it, 20 ms in the middle of the
        # first frame, and again while an answer streams.
        gc.freeze()
        know_alt_enter()
        return super().run(*args, **options)

    def get_default_screen(self) -> Screen[None]:
        return self.chat

    def on_mount(self) -> None:
        if self.keys:
            self.set_keymap(self.keys)
        self._worn = self.theme
        self.theme_changed_signal.subscribe(self, lambda theme: self._keep_theme(theme.name))
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        self.link.close()
        if self.download is not None:
            self.download.stop()

    def _begin(self) -> None:
        """After the first frame: reaches the service, and imports what the first answer will need."""
        from secondme.tui.finding import Finder

        self.link.start()
        self.chat.prompt.map_keys(self.keys)
        self.chat.prompt.find_with(Finder(self.client))
        self.register_theme(themes.contrast())
        if self._notices:
            self.chat.tell(*self._notices)
        self.watch(self.chat.transcript, "growing", self._answering)
        self.set_timer(BREATH, lambda: threading.Thread(target=self._warm, name="warm", daemon=True).start())

    def _warm(self) -> None:
        """Imports what an answer and the other screens need."""
        import secondme.tui.confirm
        import secondme.tui.keys
        import secondme.tui.markdown
        import secondme.tui.memories
        import secondme.tui.sources  # noqa: F401

        if self.keys:
            from secondme.tui.keymap import clashes, every, unknown

            found = every()
            good, told = clashes(found, self.keys)
            told = [*unknown(self.keys, sorted(found)), *told]
            if told:
                self.call_from_thread(self._map_again, good, told)

    def _map_again(self, keys: dict[str, str], told: list[str]) -> None:
        """Takes a map that holds no key twice, and tells what was wrong with the one before."""
        if keys != self.keys:
            self.keys = keys
            self.set_keymap(keys)
            self.chat.prompt.map_keys(keys)
        self.chat.tell(*told)

    def _answering(self, growing: bool) -> None:
        self.chat.line.state = replace(self.chat.line.state, answering=growing)
        self.chat.query_one(Hints).answering = growing

    def _post(self, message: Message) -> None:
        self.chat.post_message(message)

    def on_notify(self) -> None:
        """One notice at a time: they would cover what is read, and what is pressed twice is told twice."""
        self.clear_notifications()

    # ---- settings ------------------------------------------------------------------------------------

    def keep(self, name: str, value: str | bool) -> None:
        """Keeps a setting of the app; what cannot be written is told."""
        if self._keep is None:
            return
        try:
            self._keep(name, value)
        except SecondMeError as error:
            self.notify(f"{error.sentence} {error.cure}".rstrip(), severity="warning", timeout=LONG, markup=False)

    def _keep_theme(self, name: str) -> None:
        if name != self._worn:
            self._worn = name
            self.keep("theme", themes.setting(name))

    def key_of(self, name: str) -> str:
        """The first key of a binding of the app or the conversation, as it is mapped and people read it."""
        both = (*self.BINDINGS, *self.chat.BINDINGS)
        found = next(one for one in both if isinstance(one, Binding) and one.id == name)
        return said(mapped(found, self.keys)[0])

    # ---- keys ----------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._pressed.append(event)
            await self.take_keys()
        else:
            await super().on_event(event)

    async def take_keys(self) -> None:
        """Hands on what was pressed, in order; where a screen of memory is being built, once it is there."""
        while self._pressed and getattr(self.screen, "built", True):
            await super().on_event(self._pressed.popleft())

    # ---- actions -------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Shows the keys of where the person is, and the commands."""
        from secondme.tui.keymap import beyond, here
        from secondme.tui.keys import Help

        screen = self.screen
        if not isinstance(screen, Help):
            self.push_screen(Help(here(self, screen, self.keys), beyond(self, screen, self.keys)))

    async def action_quit(self) -> None:
        """Leaves; asks once where what was typed is not sent."""
        if self.chat.may_leave():
            self.exit()
        else:
            self.notify(f"What you typed is not sent. {self.key_of('app.quit')} again leaves.", markup=False)

    def action_help_quit(self) -> None:
        """Says how to stop an answer, and how to leave."""
        sentence = f"{self.key_of('chat.stop')} stops an answer, {self.key_of('app.quit')} leaves."
        self.notify(sentence, timeout=3, markup=False)

    def action_memory(self) -> None:
        """Opens the memory screen."""
        self.action_room("memory")

    def action_room(self, name: str, words: str = "") -> None:
        """Opens a screen of memory, with a search, over the conversation or in the place of another such screen; not
        over something that is asked."""
        room = rooms.room(name)
        if room is None or room.open(self.screen):
            return
        made = room.make(self.client, self.zone, words)
        if self.screen is self.chat:
            self.push_screen(made)
        elif rooms.is_room(self.screen):
            self.switch_screen(made)

    @on(messages.Go)
    def go(self, message: messages.Go) -> None:
        if rooms.room(message.where) is not None:
            self.action_room(message.where, message.words)
            return
        match message.where:
            case "help":
                self.action_help()
            case "setup":
                self.action_setup()
            case "model":
                self.chat.carry_out("model", message.words)
            case _:
                self.exit()

    # ---- first steps ---------------------------------------------------------------------------------

    def action_setup(self) -> None:
        """Opens the first steps."""
        from secondme.tui.welcome import Welcome  # after the first frame, and rarely

        if not self.chat.query(Welcome):
            self.chat.mount(Welcome(self.client), before="#offers")

    @on(messages.Reached)
    def reached(self, message: messages.Reached) -> None:
        """Where nothing is remembered and nothing watched, the first steps are offered, once. Screens that are open are
        filled anew where the service was away."""
        self._told_of = _telling(message.fields)
        first, self._first = self._first, False
        empty = not any((message.fields.get("memories") or {}).values()) and not message.fields.get("folders")
        if first and empty and self.settings.first_steps and self._keep is not None:
            self.action_setup()

        if self._away:
            self._away = False
            for screen in self.screen_stack:
                if getattr(screen, "built", True) and (anew := getattr(screen, "anew", None)) is not None:
                    anew()

    @on(messages.Happened)
    def happened(self, message: messages.Happened) -> None:
        """What is shown of memory is shown as it is now, where the service says that it changed, whoever did it."""
        match message.event:
            case Status(fields=fields):
                told = _telling(fields)
                changed, self._told_of = told != self._told_of, told
            case Indexed() | Removed() | Consolidated():
                changed = True
            case _:
                changed = False
        if changed:
            for screen in self.screen_stack:
                if getattr(screen, "built", False):
                    screen.changed_elsewhere()  # type: ignore[attr-defined]

    @on(messages.Lost)
    def lost(self) -> None:
        self._away = True

    @on(messages.Said)
    def talked(self) -> None:
        """Who talks is done with the first steps."""
        if found := self.chat.query("#welcome"):
            found.first().action_leave()  # type: ignore[attr-defined]
            self.chat.tell("The first steps are there again with /setup.")

    # ---- what others need to hear of -----------------------------------------------------------------

    @on(messages.Forgotten)
    @on(messages.Undone)
    def forgotten(self) -> None:
        self.chat.prompt.forget()
        if self.screen is not self.chat:
            self.chat.forgotten()

    def begin_download(self, name: str) -> None:
        """Downloads a model in the background; it answers when it is here."""
        from secondme.tui.download import Download

        self.stop_download()
        self.download = Download(self.client, name, self.post_message)
        self.download.start()

    def stop_download(self) -> None:
        """Pauses a download."""
        if self.download is not None:
            self.download.stop()

    def on_downloading(self, message: Downloading) -> None:
        line = self.chat.line
        line.state = replace(line.state, download=message.words)

    def on_downloaded(self, message: Downloaded) -> None:
        if self.download is not None and self.download.over:
            self.download = None  # else it is the end of one that another took the place of
        if message.error is not None:
            self.chat.refuse(message.error)
        elif message.sentence:
            self.chat.tell(f"{message.name} is on this disk. {message.sentence}")
        else:
            self.chat.tell(f"Paused. To go on with it: /models {message.name}, then enter")

    # ---- the palette ---------------------------------------------------------------------------------

    def action_copy_answer(self) -> None:
        """Copies the last answer as Markdown."""
        if answer := self.chat.last_answer:
            self.chat.prompt.copy(answer)
        else:
            self.notify("There is no answer to copy yet.", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        from secondme.tui.palette import actions

        for title, what, call in actions(self, screen):
            yield SystemCommand(title, what, call)
        ours = ("Theme", "Screenshot")
        yield from (command for command in super().get_system_commands(screen) if command.title in ours)


def _telling(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What of a status is another when memory changed."""
    return {name: fields.get(name) for name in TELLING}


def opened(places: config.Folders, conversation: str = "", *, private: bool = False) -> SecondMeApp:
    """The app of a person's folders, with their settings. Settings that cannot be read are told in it."""
    notices = []
    try:
        settings = config.read(places.config_file).app
    except BadConfig as error:
        settings, notices = AppSettings(), [f"{error.sentence} {error.cure}".rstrip()]
    return SecondMeApp(
        Client(places), conversation, private=private, settings=settings, notices=notices,
        keep=lambda name, value: config.set_value(places.config_file, "app", name, value),
    )  # fmt: skip
