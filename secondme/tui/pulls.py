"""A screen from which models are downloaded: asked about first, paused, gone on with. The download is the app's, and
goes on when the screen is left."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from secondme.errors import NotFound, SecondMeError, from_wire
from secondme.events import Failed, Notice, Planned
from secondme.tui import messages
from secondme.tui.download import Download, Downloaded, Downloading
from secondme.tui.modelrows import asked, progress
from secondme.tui.page import Page
from secondme.tui.rows import Row

if TYPE_CHECKING:
    from secondme.tui.app import SecondMeApp


class Foreseen(Message):
    """What a download would take, to be asked about."""

    def __init__(self, row: Row, planned: Planned, notices: list[str]) -> None:
        super().__init__()
        self.row = row
        self.planned = planned
        self.notices = notices


class Pulls(Page):
    """What a screen does to download a row of `modelrows`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "Pause", show=False, id="models.pause"),
    ]
    DEFAULT_CSS = """
    Pulls #pulls-far { height: auto; max-height: 2; padding: 0 1; display: none; }
    """

    _going: Download | None = None
    _paused: Download | None = None

    def pulled(self, told: str, *, answers: bool) -> None:
        """After one is here, of which a sentence is to be told; it may be the one that answers now."""
        self.tell(told)

    def progress_line(self) -> Static:
        """Where it is shown how far the download is."""
        return Static("", id="pulls-far", markup=False)

    def follow(self) -> None:
        """Hears of the download that goes on, where one does."""
        if (running := self._ours.download) is not None:
            self._hear(running)

    def on_unmount(self) -> None:
        if self._going is not None:
            self._going.tell(None)

    @property
    def _ours(self) -> SecondMeApp:
        return self.app  # type: ignore[return-value]

    def get(self, row: Row) -> None:
        """Asks whether to download a model."""
        if (running := self._ours.download) is not None:
            self.tell(f"{running.name} is being downloaded. Wait for it, or pause it with p.")
            return
        self.tell("Asking the hub…")
        self.foresee(row)

    @work(thread=True, exclusive=True, group="foresee")
    def foresee(self, row: Row) -> None:
        """Asks what a download would take."""
        notices = []
        try:
            with closing(self.client.pull_model(row["id"], dry=True)) as events:
                for event in events:
                    match event:
                        case Notice(sentence=sentence):
                            notices.append(sentence)
                        case Failed(kind=kind, sentence=sentence, cure=cure):
                            raise from_wire(kind, sentence, cure)
                        case Planned():
                            self.post_message(Foreseen(row, event, notices))
                            return
            raise NotFound(f"The hub says nothing of {row['id']}.", "Try again later.")
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(Foreseen)
    def ask(self, message: Foreseen) -> None:
        from secondme.tui.confirm import YesNo  # not before the first frame

        name, answers = message.row["id"], message.row["kind"] == "chat"
        self.hush()

        def answered(yes: bool | None) -> None:
            if yes:
                self.begin(name, answers=answers)

        about = asked(name, message.planned, message.notices)
        if answers:
            about += " It answers when it is here."
        self.app.push_screen(YesNo("Download it?", about, "Download"), answered)

    def begin(self, name: str, *, answers: bool) -> None:
        """Downloads it."""
        self._paused = None
        self._ours.download = running = Download(self.client, name, self.app.post_message, answers=answers)
        self._hear(running)
        running.start()

    def _hear(self, running: Download) -> None:
        self._going = running
        self._show_far(progress(running.name, running.far))
        running.tell(self.post_message)
        self.refresh_bindings()

    @property
    def pausing(self) -> bool:
        """Whether there is a download to pause, or one that was paused here."""
        return self._going is not None or self._paused is not None

    def action_pause(self) -> None:
        """Pauses the download, or goes on with the one that was paused here."""
        if self._going is not None:
            self._going.stop()
        elif self._paused is not None:
            self.begin(self._paused.name, answers=self._paused.answers)
        else:
            self.tell("Nothing is being downloaded. enter on a model that is not here begins.")

    @on(Downloading)
    def downloading(self, message: Downloading) -> None:
        message.stop()  # the app hears of it by itself
        if message.far is not None and self._going is not None:
            self._show_far(f"{progress(message.name, message.far)}  p pauses")

    @on(Downloaded)
    def downloaded(self, message: Downloaded) -> None:
        message.stop()
        ended, self._going = self._going, None
        if ended is None:
            return  # told already
        self._show_far("")
        if message.error is not None:
            self._paused = ended
            self.refuse(message.error)
        elif message.sentence:
            self.pulled(f"{message.name} is on this disk. {message.sentence}", answers=ended.answers)
        else:
            self._paused = ended
            self.tell(f"Paused: {message.name}. p goes on with it; what is here stays.")
        self.refresh_bindings()

    def _show_far(self, words: str) -> None:
        shown = self.query_one("#pulls-far", Static)
        shown.update(words)
        shown.display = bool(words)
