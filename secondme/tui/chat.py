"""The conversation's screen: what is typed goes out in order, what comes back is drawn.

Invariant: what the person sent is shown at once and leaves the queue only when the service has it on disk, or
when the person takes it back.
"""

from __future__ import annotations

from collections import deque
from contextlib import closing
from dataclasses import replace
from datetime import tzinfo
from threading import Thread
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widgets import Static, TextArea

from secondme import phrases
from secondme.commands import parse
from secondme.errors import Disconnected, Locked, NoService, SecondMeError, from_wire
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
from secondme.orders import NO_ANSWER, wrong
from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.completions import Completions
from secondme.tui.draw import Answer, Ending, Person, stored
from secondme.tui.intalk import OF_A_TALK, InTalk
from secondme.tui.link import AWAY, Link
from secondme.tui.locked import Unlocking
from secondme.tui.messages import Asked
from secondme.tui.presence import Presence
from secondme.tui.prompt import Prompt
from secondme.tui.status import StatusLine
from secondme.tui.transcript import Transcript

WELCOME = (
    'Tell me something worth keeping: "My dog is called Biscuit." Ask me about it any time later.',
    "/watch ~/Notes has me read a folder. /help and f1 show what else there is.",
)
PRIVATE = "This conversation is private: nothing of it is kept. /new ends it."
HINTS = "enter send  esc stop  ctrl+o memory  ctrl+b sources  f1 help  ctrl+q quit"
OFFER = "What is remembered here is not encrypted on this disk. /encrypt does it now."
"""What is said at the first start."""
SLOW = {"watch": "Looking through the folder…", "consolidate": "Thinking it over…"}
"""What is said at once of commands that take their time."""
TRIES = 3
"""How often a question goes out for which the service went away before it was stored."""


class ChatScreen(InTalk):
    """A conversation."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (typed by Textual)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop the answer", show=False),
        Binding("ctrl+b", "sources", "Sources of the last answer", show=False, priority=True),
    ]

    def __init__(self, client: Client, link: Link, conversation: str, private: bool, zone: tzinfo | None) -> None:
        super().__init__(client, zone)
        self.link = link
        self.conversation = conversation
        self.private = private
        self.sources: tuple[Recollection, ...] = ()
        self._verdict = ""
        self.talk = 0
        self._queue: deque[Asked] = deque()
        self._current: Asked | None = None
        self._reached = False
        self._presence = Presence(client)
        self._resuming = bool(conversation)
        self._lost_told = False
        self._greeted = False
        self._unlocking = Unlocking(client)

    def compose(self) -> ComposeResult:
        offers = Completions(id="offers")
        yield Transcript(self.zone, id="transcript")
        yield Static("↓ end: new lines below", id="behind")
        yield offers
        yield Prompt(offers, id="prompt")
        yield StatusLine(id="status")
        yield Static(HINTS, id="hints")

    def on_mount(self) -> None:
        self.transcript = self.query_one(Transcript)
        self.prompt = self.query_one(Prompt)
        self.line = self.query_one(StatusLine)
        self.prompt.focus()
        self._mark_private()
        if not self.conversation:
            self.transcript.note(*((PRIVATE,) if self.private else WELCOME))

    def on_key(self, event: Key) -> None:
        """A key that was pressed before the prompt had the focus is not lost."""
        if self.focused is None and event.is_printable and event.character:
            self.prompt.insert(event.character)
            event.stop()

    @on(TextArea.Changed)
    def typed(self) -> None:
        if self._reached:
            self._presence.typed(thinking=self.line.state.consolidating)

    def on_unmount(self) -> None:
        if ending := self._end_private():
            ending.join(timeout=0.3)
        if self._current is not None:
            self._current.stop()
        self.orders.stop()

    # ---- the service ---------------------------------------------------------------------------------

    @on(messages.Reached)
    def reached(self, message: messages.Reached) -> None:
        self._reached, self._lost_told = True, False
        self.line.state = self.line.state.with_status(message.fields)
        if not self._greeted and not message.fields.get("memories") and message.fields.get("encrypted") is False:
            self.transcript.note(OFFER)
        self._greeted = True
        if self._resuming:
            self.resume(self.conversation)
        self._pump()

    @on(messages.Lost)
    def lost(self, message: messages.Lost) -> None:
        if isinstance(message.error, Locked):
            self._reached = False
            self.line.state = replace(self.line.state, service="the memory is locked")
            self._unlocking.ask(self, message.error)
            return
        known = message.error is AWAY or isinstance(message.error, Disconnected)
        words = "the service went away, coming back…" if known else "no service, trying again…"
        self.line.state = replace(self.line.state, service=words)
        if not known and not self._lost_told:
            self._lost_told = True
            self.transcript.trouble(*phrases.error(message.error))
        if self._reached and self.private and self.conversation:
            self.conversation = ""
            self.transcript.note("A private conversation lives in the service alone: what was said before is gone.")
        self._reached = False
        self._show_waiting()

    @on(messages.Crashed)
    def crashed(self, message: messages.Crashed) -> None:
        raise message.bug

    @on(messages.Happened)
    def happened(self, message: messages.Happened) -> None:
        self.line.state = self.line.state.after(message.event)
        match message.event:
            case Notice(sentence=sentence):
                self.transcript.note(sentence)
            case Failed(kind=kind, sentence=sentence, cure=cure):
                self.transcript.trouble(*phrases.error(from_wire(kind, sentence, cure)))

    @work(thread=True, group="resume")
    def resume(self, conversation: str) -> None:
        """Fetches what was said before."""
        try:
            self.post_message(messages.Resumed(self.client.messages(conversation)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Resumed)
    def resumed(self, message: messages.Resumed) -> None:
        if self._resuming:
            self._resuming = False
            self.transcript.add(*stored(message.messages))
            self._pump()

    # ---- asking --------------------------------------------------------------------------------------

    @on(messages.Said)
    def said(self, message: messages.Said) -> None:
        self._unlocking.again()
        typed = parse(message.text, "app")
        self.transcript.to_end()
        if typed is None:
            self._queue.append(Asked(message.text, self.private, self.talk))
            self._pump()
        elif typed.command is None:
            self.transcript.trouble(typed.wrong)
        else:
            self.order(typed.command.name, typed.argument)

    def _pump(self) -> None:
        """Sends what waits first, if the service is there and no answer is under way."""
        if self._reached and not self._resuming and self._current is None and self._queue:
            asked = self._queue.popleft()
            asked.conversation = self.conversation
            if asked.tries:
                self.transcript.doing("recalling…")
            else:
                self.transcript.add(Person(asked.text))
                self.transcript.begin("recalling…")
            asked.tries += 1
            self._current = asked
            self.reply(asked)
        self._show_waiting()

    def _show_waiting(self) -> None:
        why = "waits for the answer above" if self._reached and self._current else "waits for the service"
        self.transcript.wait([(asked.text, why) for asked in self._queue if not asked.tries])

    @work(thread=True, group="reply")
    def reply(self, asked: Asked) -> None:
        """Reads the flow and posts what happened; touches no widget."""
        broke: SecondMeError | None = None
        try:
            stream = self.client.ask(asked.text, conversation=asked.conversation, private=asked.private)
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
            asked.stored = True
            if asked.talk == self.talk:
                self.conversation = event.conversation
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
                self.transcript.finish(text, found, verdict=self._verdict if event.model else "", marks=event.marks)
                self.line.state = self.line.state.answered(event)
                self._done()
            case Stopped(text=text):
                self.transcript.finish(text, self.sources, Ending.STOPPED)
                self._done()
            case Failed(kind=kind, sentence=sentence, cure=cure):
                self._broke(from_wire(kind, sentence, cure))

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
        self.transcript.trouble(*phrases.error(error))
        self._done()

    def _done(self) -> None:
        self._current = None
        if panel := self.query("#sources"):
            panel.first().show(self.sources, self._verdict)  # type: ignore[attr-defined]
        self._pump()

    def action_stop(self) -> None:
        """Stops the answer; without one, takes back what waits."""
        if self._current is not None:
            asked, self._current = self._current, None
            asked.stop()
            self.transcript.finish("", self.sources, Ending.STOPPED)
            self._done()
        elif self._queue:
            asked = self._queue.pop()
            if asked.tries:
                self.transcript.finish("", (), Ending.NOT_SENT)
            if not self.prompt.text:
                self.prompt.begin(asked.text)
            elif not asked.tries:
                self.transcript.add(Person(asked.text, "not sent"))
            self._show_waiting()

    def begin_anew(self, private: bool) -> None:
        """Begins another conversation; the one before stays in memory, unless it was private."""
        if self._current is not None:
            self._current.stop()
        self._current = None
        self._end_private()
        self._queue.clear()
        self.talk += 1
        self.conversation, self.private, self._resuming, self.sources, self._verdict = "", private, False, (), ""
        self.transcript.clear()
        self.transcript.note(*((PRIVATE,) if private else WELCOME))
        self._mark_private()

    def _end_private(self) -> Thread | None:
        talks = self.private and self.conversation and self._reached
        return self._presence.left(self.conversation) if talks else None

    def _mark_private(self) -> None:
        self.set_class(self.private, "private")
        self.prompt.border_title = "PRIVATE: nothing of this is kept" if self.private else ""
        self.line.state = self.line.state.begun(self.private)

    # ---- commands ------------------------------------------------------------------------------------

    def order(self, name: str, words: str) -> None:
        """Carries out a command."""
        match name:
            case "new" | "private":
                self.begin_anew(name == "private")
            case "memory" | "help" | "quit":
                self.post_message(messages.Go(name, words))
            case "forget":
                self.look_up(words)
            case "wrong" if self.conversation or self._current:
                self._queue.append(Asked(wrong(words), self.private, self.talk))
                self._pump()
            case "wrong":
                self.transcript.trouble(NO_ANSWER)
            case _ if name in OF_A_TALK:
                self.in_talk(name, words)
            case _:
                if name in SLOW:
                    self.transcript.note(SLOW[name])
                self.carry_out(name, words)

    def tell(self, *lines: str) -> None:
        self.transcript.note(*lines)

    def refuse(self, error: SecondMeError) -> None:
        self._resuming = False
        self.transcript.trouble(*phrases.error(error))
        self._pump()

    @property
    def last_answer(self) -> str:
        """The last answer's Markdown."""
        found = (entry.text for entry in reversed(self.transcript.entries) if isinstance(entry, Answer))
        return next(found, "")

    # ---- looking -------------------------------------------------------------------------------------

    @on(messages.Scroll)
    def scroll_transcript(self, message: messages.Scroll) -> None:
        if message.pages:
            self.transcript.page(message.pages)
        else:
            self.transcript.to_end()

    @on(messages.Behind)
    def show_behind(self, message: messages.Behind) -> None:
        self.query_one("#behind").display = message.behind and message.new

    def action_sources(self) -> None:
        """Opens the panel of sources, or closes it."""
        from secondme.tui.sources import SourcesPanel  # not before the first frame

        if found := self.query(SourcesPanel):
            panel = found.first()
            panel.display = not panel.display
        else:
            self.mount(panel := SourcesPanel(self.zone))
        panel.show(self.sources, self._verdict)
        (panel if panel.display else self.prompt).focus()
