"""The first steps, above the prompt: three, each of which can be skipped, all by escape. Typing goes to the prompt."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.service.client import Client
from secondme.tui.beginnings import Looked, Step, looked, of_folders, of_model, of_privacy
from secondme.tui.keymap import mapped

if TYPE_CHECKING:
    from secondme.tui.app import SecondMeApp

STEPS = 3


class Learnt(Message):
    """What was looked up for the steps: one of them."""

    def __init__(
        self, *, models: dict[str, Any] | None = None, error: str = "", folders: list[Looked] | None = None,
        status: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.models = models
        self.error = error
        self.folders = folders
        self.status = status


class Choices(OptionList):
    """The choices of a step. What is typed is for the prompt, and is handed on at once, so that it keeps its order; a
    space on a folder chooses it."""

    async def _on_key(self, event: events.Key) -> None:
        here = self.highlighted_option
        if event.key == "space" and here is not None and str(here.id).startswith("folder:"):
            self.action_select()
            event.stop()
        elif event.is_printable and event.character:
            prompt = self.app.chat.prompt  # type: ignore[attr-defined]
            prompt.focus()
            prompt.insert(event.character)
            event.stop()


class Welcome(Vertical):
    """One step after the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="setup.leave"),
        Binding("ctrl+right", "next", "Next step", show=False, id="setup.next"),
        Binding("ctrl+left", "back", "Step before", show=False, id="setup.back"),
    ]
    DEFAULT_CSS = """
    Welcome {
        height: auto; max-height: 14; border: round $primary; padding: 0 1; background: $surface;
        & > Static { height: auto; color: $text; }
        & > OptionList { height: auto; max-height: 7; border: none; padding: 0; background: $surface; }
    }
    """

    def __init__(self, client: Client, home: Path | None = None) -> None:
        super().__init__(id="welcome")
        self._client = client
        self._home = home or Path.home()
        self._at = 0
        self._models: dict[str, Any] | None = None
        self._error = ""
        self._measures = False
        self._folders: list[Looked] | None = None
        self._chosen: list[Path] = []
        self._status: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        self.border_subtitle = "enter chooses · tab comes back · escape leaves"
        yield Static("", markup=False)
        yield Choices(compact=True, markup=False)

    def on_mount(self) -> None:
        self._show()
        prompt = self._app.chat.prompt
        if not prompt.text and self.screen.focused in (prompt, None):
            self.query_one(OptionList).focus()
        threading.Thread(target=self._look, name="first-steps", daemon=True).start()

    @property
    def _app(self) -> SecondMeApp:
        return self.app  # type: ignore[return-value]

    def _look(self) -> None:
        """Asks the disk and the service; touches no widget."""
        self.post_message(Learnt(folders=looked(self._home)))
        try:
            privacy = self._client.privacy()
            self.post_message(Learnt(status=self._client.status() | {"encrypted": privacy["encrypted"]}))
            self.post_message(Learnt(models=self._client.models()))
        except SecondMeError as error:
            self.post_message(Learnt(error=phrases.error(error)[0]))

    def _measure(self) -> None:
        """Has the machine measured; touches no widget."""
        try:
            self.post_message(Learnt(models=self._client.models(measure=True)))
        except SecondMeError as error:
            self.post_message(Learnt(error=phrases.error(error)[0]))

    @on(Learnt)
    def learn(self, message: Learnt) -> None:
        if message.models or message.error:
            self._measures = False
        self._models = message.models or self._models
        self._error = message.error or self._error
        self._folders = message.folders if message.folders is not None else self._folders
        self._status = message.status or self._status
        self._show()

    @property
    def step(self) -> Step:
        """The step that is shown."""
        match self._at:
            case 0:
                return of_model(self._models, self._error, measures=self._measures)
            case 1:
                return of_folders(self._folders, self._chosen)
        return of_privacy(str(self._status.get("home", "")), self._status.get("encrypted"))

    def _show(self) -> None:
        step = self.step
        self.border_title = step.title
        self.query_one(Static).update("\n".join(step.lines))
        options = self.query_one(OptionList)
        before = options.highlighted_option
        options.clear_options()
        options.add_options([Option(words, id=name) for name, words in step.choices])
        names = [name for name, _ in step.choices]
        # What comes later moves down: enter never meets another choice than the one that was read.
        options.highlighted = names.index(before.id) if before is not None and before.id in names else 0

    def takes(self, key: str, written: bool) -> bool:
        """Whether a key at the prompt is for the steps; what also moves in a text is not, where something is written.
        It is done."""
        if key in ("tab", "shift+tab"):
            self.query_one(OptionList).focus()
            return True
        for one in self.BINDINGS:
            meant = isinstance(one, Binding) and key in mapped(one, self._app.keys)
            if isinstance(one, Binding) and meant and (one.action == "leave" or not written):
                getattr(self, f"action_{one.action}")()
                return True
        return False

    def on_paste(self, event: events.Paste) -> None:
        """The same of what is pasted."""
        self._app.chat.prompt.focus()
        self._app.chat.prompt.post_message(events.Paste(event.text))
        event.stop()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chat = self._app.chat
        name, _, what = str(event.option.id).partition(":")
        match name:
            case "folder":
                path = (self._folders or [])[int(what)].path
                self._chosen = [one for one in (*self._chosen, path) if one != path or path not in self._chosen]
                self._show()
                return
            case "measure":
                self._measures = True
                self._show()
                threading.Thread(target=self._measure, name="first-steps", daemon=True).start()
                return
            case "pull":
                self._ask(what, str(event.option.prompt))
                return
            case "use":
                chat.order("model", what)
            case "read":
                for path in self._chosen:
                    chat.order("watch", str(path))
                self._chosen = []
            case "encrypt":
                chat.order("encrypt", "")
            case "done":
                self.action_leave()
                return
        self.action_next()

    def _ask(self, name: str, about: str) -> None:
        """Asks once more before a download, which can be long."""
        from secondme.tui.confirm import YesNo  # not before the first frame

        def answered(yes: bool | None) -> None:
            if yes:
                self._app.begin_download(name)
                self.action_next()

        self.app.push_screen(YesNo("Download it?", f"{about}. It goes on while you use the app.", "Download"), answered)

    def action_next(self) -> None:
        """To the next step; after the last one the steps are over."""
        self._at += 1
        if self._at == STEPS:
            self.action_leave()
        else:
            self.query_one(OptionList).highlighted = None
            self._show()

    def action_back(self) -> None:
        """To the step before."""
        self._at = max(0, self._at - 1)
        self.query_one(OptionList).highlighted = None
        self._show()

    def action_leave(self) -> None:
        """Ends the steps; they are not offered again by themselves."""
        self._app.keep("first_steps", False)
        self._app.chat.prompt.focus()
        self.remove()
