"""A screen that asks: what was said goes out in order, one at a time, and the answer is drawn as it comes.

Invariant: what the person sent is shown at once and leaves the queue only when the service has it on disk, or
when the person takes it back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import tzinfo

from textual import on, work

from secondme.errors import Disconnected, ModelGone, NoService, SecondMeError, from_wire
from secondme.events import (
    Answered,
    Corrected,
    Failed,
    Masked,
    ModelState,
    Notice,
    Piece,
    Recalled,
    Recollection,
    Stopped,
    Stored,
)  # fmt: skip
from secondme.memory import counting
from secondme.service.client import Client
from secondme.tui import cures, messages
from secondme.tui.draw import Answer, Ending, Entry, Person
from secondme.tui.intalk import InTalk
from secondme.tui.link import Link
from secondme.tui.messages import Asked
from secondme.tui.prompt import Prompt
from secondme.tui.status import StatusLine, whereabouts
from secondme.tui.transcript import Transcript

TAKEN_BACK = "What waited is back in the prompt, not sent. Escape again stops the answer."
TRIES = 3
"""How often a question goes out for which the service went away before it was stored."""


class Replying(InTalk):
    """The queue of questions and the answer under way."""

    transcript: Transcript
    prompt: Prompt
    line: StatusLine

    def __init__(self, client: Client, link: Link, zone: tzinfo | None) -> None:
        super().__init__(client, zone)
        self.link = link
        self.sources: tuple[Recollection, ...] = ()
        self._verdict = ""
        self._queue: deque[Asked] = deque()
        self._current: Asked | None = None
        self._reached = False
        self._resuming = False

    def ask(
        self, text: str, after: int | None = None, *, again: bool = False, before: tuple[Entry, ...] = ()
    ) -> None:
        """Puts a question at the end of the queue; see `Asked`."""
        asked = Asked(text, self.private, self.talk, after, again=again)
        asked.before = before
        self._queue.append(asked)
        self._pump()

    def entered(self, conversation: str, branched: bool) -> None:
        """A question opened a conversation."""
        self.conversation = conversation

    def branching(self, before: Sequence[Entry]) -> str:
        """What is said where a branch begins; `before` is the conversation that it leaves."""
        raise NotImplementedError

    def answered(self) -> None:
        """After an answer ended, however it did."""

    def _pump(self) -> None:
        """Sends what waits first, if the service is there and no answer is under way."""
        if self._reached and not self._resuming and self._current is None and self._queue:
            asked = self._queue.popleft()
            asked.conversation = self.conversation
            if asked.tries:
                self.transcript.doing("recalling…")
            else:
                self._show(asked)
                self.transcript.begin("recalling…")
            asked.tries += 1
            self._current = asked
            self.reply(asked)
        self._show_waiting()

    def _show(self, asked: Asked) -> None:
        """Shows a question that goes out; above that of a branch only what it shares."""
        if asked.after is not None:
            asked.before = asked.before or self.transcript.entries
            self.transcript.clear()
            self.transcript.add(*shared(asked.before, asked.after))
            self.transcript.note(self.branching(asked.before))
        if not asked.again:
            asked.person = Person(asked.text)
            self.transcript.add(asked.person)

    def _show_waiting(self) -> None:
        why = "waits for the answer above" if self._reached and self._current else "waits for the service"
        self.transcript.wait([(asked.text, why) for asked in self._queue if not asked.tries and asked.text])

    @work(thread=True, group="reply")
    def reply(self, asked: Asked) -> None:
        """Reads the flow and posts what happened; touches no widget."""
        broke: SecondMeError | None = None
        try:
            stream = self.client.ask(
                asked.text, conversation=asked.conversation, private=asked.private, after=asked.after, again=asked.again
            )
            with closing(stream) as events:
                asked.hold(stream)
                for event in events:
                    self.post_message(messages.Came(asked, event))
                    if isinstance(event, (Answered, Stopped, Failed)):
                        break
        except SecondMeError as error:
            broke = error
        self.post_message(messages.Ended(asked, broke))

    @on(messages.Came)
    def came(self, message: messages.Came) -> None:
        asked, event = message.asked, message.event
        if isinstance(event, Stored):
            self._stored(asked, event)
        if asked is not self._current:
            return
        match event:
            case Recalled(memories=found, verdict=verdict):
                self.sources, self._verdict = found, verdict
                self.transcript.doing(f"reading {counting.memories(len(found))}…" if found else "thinking…")
            case ModelState(phase=phase, sentence=sentence):
                self.line.state = self.line.state.after(event)
                if phase == "loading":
                    self.transcript.doing(sentence)
            case Piece(text=text):
                self.transcript.grow(text)
            case Notice(sentence=sentence) | Masked(sentence=sentence) | Corrected(sentence=sentence):
                self.transcript.note(sentence)
            case Answered(text=text, memories=found):
                self.sources = found
                verdict = self._verdict if event.model else ""
                self.transcript.finish(text, found, verdict=verdict, marks=event.marks, n=event.message)
                self.line.state = self.line.state.answered(event)
                self.transcript.tell_missing(event.missing, whereabouts(asked.private))
                self._done()
            case Stopped(text=text):
                self.transcript.finish(text, self.sources, Ending.STOPPED)
                self._done()
            case Failed(kind=kind, sentence=sentence, cure=cure):
                self._broke(from_wire(kind, sentence, cure))

    def _stored(self, asked: Asked, event: Stored) -> None:
        asked.stored = True
        if asked.talk != self.talk or (asked.after is not None and asked is not self._current):
            return  # of an earlier conversation, or of a branch that was stopped before it began
        if asked.person is not None:
            numbered = replace(asked.person, n=event.message, memory=event.memory)
            self.transcript.replace(asked.person, numbered)
            asked.person = numbered
        if event.conversation != self.conversation:
            self.entered(event.conversation, asked.after is not None)

    @on(messages.Ended)
    def ended(self, message: messages.Ended) -> None:
        asked, error = message.asked, message.error
        if asked is not self._current:
            return
        gone = error is None or isinstance(error, (Disconnected, NoService))
        if gone and not asked.stored and asked.tries < TRIES:
            self._current, self._reached = None, False
            self._queue.appendleft(asked)
            self.transcript.doing("waits for the service…")
            self._show_waiting()
            self.link.again()
        else:
            self._broke(error or Disconnected("The answer broke off.", "Press up and enter to ask again."))

    def _broke(self, error: SecondMeError) -> None:
        if self.transcript.grown.strip():
            self.transcript.finish("", self.sources, Ending.CUT_OFF)
        else:
            self.transcript.drop()
        self._unbranch(self._current)
        lost = isinstance(error, ModelGone) or (isinstance(error, Disconnected) and not self.private)
        if lost and self._current is not None and self._current.stored:
            cure = "" if "again" in error.cure else error.cure
            error = type(error)(error.sentence, f"{cure} Ask again with /again.".lstrip())
        self.transcript.trouble(*cures.error(error))
        self._done()

    def _unbranch(self, asked: Asked | None) -> None:
        """Where a branch was never made, what stood there before it stands there again."""
        if asked is not None and asked.after is not None and not asked.stored and asked.before:
            self.transcript.clear()
            self.transcript.add(*asked.before)
            if asked.text and not self.prompt.text:
                self.prompt.begin(asked.text)

    def _done(self) -> None:
        self._current = None
        self.answered()
        self._pump()

    def action_stop(self) -> None:
        """Takes back what waits for the answer, where the prompt is empty; else stops the answer. Without one, takes
        back what waits last."""
        if self._current is not None and self._queue and not self.prompt.text:
            waited = "\n\n".join(asked.text for asked in self._queue if asked.text)
            self._queue.clear()
            self._show_waiting()
            self.prompt.begin(waited)
            self.tell(TAKEN_BACK)
        elif self._current is not None:
            asked, self._current = self._current, None
            asked.stop()
            self.transcript.finish("", self.sources, Ending.STOPPED)
            self._unbranch(asked)
            self._done()
        elif self._queue:
            asked = self._queue.pop()
            if asked.tries:
                self.transcript.finish("", (), Ending.NOT_SENT)
                self._unbranch(asked)
            if not self.prompt.text:
                self.prompt.begin(asked.text)
            elif not asked.tries:
                self.transcript.add(Person(asked.text, "not sent"))
            self._show_waiting()


def shared(entries: Sequence[Entry], after: int) -> tuple[Entry, ...]:
    """The entries up to the message of a number, none for 0."""
    last = 0
    for at, entry in enumerate(entries, 1):
        if isinstance(entry, (Person, Answer)) and 0 < entry.n <= after:
            last = at
    return tuple(entries[:last])
