"""A screen from which the model that answers takes the exam in drawing facts."""

from __future__ import annotations

from contextlib import closing
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from secondme import phrases
from secondme.errors import SecondMeError, from_wire
from secondme.events import Examined, Failed, Progress
from secondme.tui import messages
from secondme.tui.page import Page


class Left(Message):
    """The exam is over, or was stopped: what is told of it, or what went wrong."""

    def __init__(self, told: str, error: SecondMeError | None = None) -> None:
        super().__init__()
        self.told = told
        self.error = error


class Exams(Page):
    """What a screen does for the exam."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "exam", "Exam", show=False, id="models.exam"),
    ]

    _taken: messages.Held | None = None

    def examined(self) -> None:
        """After the exam."""

    @property
    def examined_already(self) -> bool:
        """Whether the model that answers took it: then it takes it again."""
        return False

    @property
    def examining(self) -> bool:
        """Whether the exam goes on."""
        return self._taken is not None

    def on_unmount(self) -> None:
        if self._taken is not None:
            self._taken.stop()

    def action_exam(self) -> None:
        """Takes the exam, or stops it."""
        if self._taken is not None:
            self._taken.stop()
            return
        self._taken = messages.Held()
        self.refresh_bindings()
        self.tell("The exam in drawing facts begins. e stops it.")
        self.take(self._taken, self.examined_already)

    @work(thread=True, group="exam")
    def take(self, held: messages.Held, again: bool) -> None:
        """Takes it; touches no widget."""
        left = Left("Stopped. The exam goes on from there with e.")
        try:
            with closing(self.client.exam_model(again=again)) as events:
                held.hold(events)
                for event in events:
                    match event:
                        case Progress(done=done, total=total):
                            self.post_message(messages.Told(f"Turn {done} of {total} of the exam is read. e stops it."))
                        case Examined():
                            left = Left(phrases.examined(event))
                        case Failed(kind=kind, sentence=sentence, cure=cure):
                            raise from_wire(kind, sentence, cure)
        except SecondMeError as error:
            left = left if held.stopped else Left("", error)
        self.post_message(left)

    @on(Left)
    def left(self, message: Left) -> None:
        self._taken = None
        self.refresh_bindings()
        if message.error is not None:
            self.refuse(message.error)
            return
        self.tell(message.told)
        self.examined()
