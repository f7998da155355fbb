"""A model that is downloaded while the app is used. Leaving the app is a pause: the next time it goes on from there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from copy import copy

from textual.message import Message

from secondme.errors import SecondMeError, from_wire
from secondme.events import Failed, Progress, Pulled
from secondme.memory.counting import size
from secondme.service.client import Client
from secondme.tui.messages import Held


class Downloading(Message):
    """How far it is, for the status line; empty when nothing is downloaded any more. `far` is the same in numbers."""

    def __init__(self, words: str, name: str = "", far: Progress | None = None) -> None:
        super().__init__()
        self.words = words
        self.name = name
        self.far = far


class Downloaded(Message):
    """It ended: with the sentence of the model that answers now, or with what went wrong, or stopped."""

    def __init__(self, name: str, sentence: str = "", error: SecondMeError | None = None) -> None:
        super().__init__()
        self.name = name
        self.sentence = sentence
        self.error = error


class Download(Held):
    """One download, read by a daemon thread, which leaving need not wait for. `answers` says whether the model is one
    that answers when it is here."""

    def __init__(
        self, client: Client, name: str, post: Callable[[Message], object], *, answers: bool = True
    ) -> None:
        super().__init__()
        self.name = name
        self.far: Progress | None = None
        self._client = client
        self._post = post
        self.answers = answers
        self._also: Callable[[Message], object] | None = None
        self._ended: Downloaded | None = None

    def tell(self, post: Callable[[Message], object] | None) -> None:
        """Somebody else hears of it from now on too, and of its end also where that has been; None: nobody."""
        self._also = post
        if post is not None and self._ended is not None:
            post(copy(self._ended))

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._ended is not None

    def start(self) -> None:
        """Begins; returns at once."""
        threading.Thread(target=self._run, name="download", daemon=True).start()

    def _run(self) -> None:
        try:
            ended = Downloaded(self.name, self._pull())
        except SecondMeError as error:
            ended = Downloaded(self.name, error=None if self.stopped else error)
        self._ended = ended
        self._say(Downloading(""))
        self._say(ended)

    def _say(self, message: Message) -> None:
        if (also := self._also) is not None:
            also(copy(message))  # one that was posted belongs to where it went
        self._post(message)

    def _pull(self) -> str:
        """Downloads it and has it answer; the sentence about it, empty where it was stopped."""
        with closing(self._client.pull_model(self.name)) as events:
            self.hold(events)
            for event in events:
                match event:
                    case Progress():
                        self.far = event
                        self._say(Downloading(_words(self.name, event), self.name, event))
                    case Failed(kind=kind, sentence=sentence, cure=cure):
                        raise from_wire(kind, sentence, cure)
                    case Pulled() if not self.answers:
                        return "It is as the hub has it, by its checksum."
                    case Pulled():
                        return str(self._client.use_named(self.name)["sentence"])
        return ""


def _words(name: str, event: Progress) -> str:
    much = f"{event.done * 100 // event.total} %" if event.total else size(event.done)
    speed = f", {size(int(event.speed))}/s" if event.speed else ""
    return f"{event.what} {name}: {much}{speed}"
