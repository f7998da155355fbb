"""The conversation's screen: prompt, transcript, line of state, panel of sources, and what commands do."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from threading import Thread
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widgets import Static, TextArea

from secondme import phrases
from secondme.commands import parse
from secondme.errors import Disconnected, Locked, NoService, SecondMeError, from_wire
from secondme.events import Failed, Notice
from secondme.orders import NO_ANSWER, wrong
from secondme.service.client import Client
from secondme.tui import cures, messages
from secondme.tui.branches import NO_MESSAGE, numbered, opening
from secondme.tui.completions import Completions
from secondme.tui.conversing import OF_TALKS
from secondme.tui.draw import Answer, Person, stored
from secondme.tui.hints import Hints
from secondme.tui.intalk import OF_A_TALK
from secondme.tui.link import AWAY, Link
from secondme.tui.locked import Unlocking
from secondme.tui.presence import Presence
from secondme.tui.prompt import Prompt
from secondme.tui.rooms import room
from secondme.tui.status import StatusLine
from secondme.tui.talks import Talks
from secondme.tui.transcript import Transcript

if TYPE_CHECKING:
    from secondme.tui.sources import SourcesPanel

WELCOME = (
    'Tell me something worth keeping: "My dog is called Biscuit." Ask me about it any time later.',
    "/watch ~/Notes has me read a folder. /help and f1 show what else there is.",
)
PRIVATE = "PRIVATE: nothing of it is kept. /new, or leaving, ends this conversation, and it is gone."
OFFER = "What is remembered here is not encrypted on this disk. /encrypt does it now."
"""What is said at the first start."""
SLOW = {"watch": "Looking through the folder…", "consolidate": "Thinking it over…"}
"""What is said at once of commands that take their time."""
Kind = TypeVar("Kind", Person, Answer)


class ChatScreen(Talks):
    """A conversation."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (typed by Textual)
    AUTO_FOCUS = "#prompt"  # not the transcript, whose letters are commands

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Take back what waits, then stop the answer", show=False, id="chat.stop"),
        Binding("ctrl+b", "sources", "Sources of the last answer", show=False, priority=True, id="chat.sources"),
        Binding("ctrl+l", "conversations", "Conversations", show=False, priority=True, id="chat.conversations"),
        Binding("alt+left", "back", "Back from a branch", show=False, priority=True, id="chat.back"),
    ]

    def __init__(self, client: Client, link: Link, conversation: str, private: bool, zone: tzinfo | None) -> None:
        super().__init__(client, link, zone)
        self.conversation = conversation
        self.private = private
        self.talk = 0
        self._presence = Presence(client)
        self._resuming = bool(conversation)
        self._lost_told = False
        self._greeted = False
        self._unsent = ""
        self._unlocking = Unlocking(client)

    def compose(self) -> ComposeResult:
        offers = Completions(id="offers")
        yield Transcript(self.zone, id="transcript")
        yield Static("↓ end: new lines below", id="behind")
        yield offers
        yield Prompt(offers, id="prompt")
        yield StatusLine(id="status")
        yield Hints(id="hints")

    def on_mount(self) -> None:
        self.transcript = self.query_one(Transcript)
        self.prompt = self.query_one(Prompt)
        self.line = self.query_one(StatusLine)
        self.prompt.focus()
        self.prompt.private(self.private)
        self.show_place()
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
            self.resume(self.conversation, self.talk)
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
            self.transcript.trouble(*cures.error(message.error))
        if self._reached and self.private and self.conversation:
            self.conversation, self.pending = "", None
            self.trail.clear()
            self.show_place()
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
                self.transcript.trouble(*cures.error(from_wire(kind, sentence, cure)))

    @work(thread=True, group="resume")
    def resume(self, conversation: str, talk: int) -> None:
        """Fetches what was said before."""
        try:
            said = self.client.messages(conversation)
            row = self.client.conversation(conversation)
        except (Disconnected, NoService):
            return  # it is fetched again when the service is back
        except SecondMeError as error:
            self.post_message(messages.Resumed(talk, [], {}, error))
            return
        self.post_message(messages.Resumed(talk, said, row))

    @on(messages.Resumed)
    def resumed(self, message: messages.Resumed) -> None:
        if self._resuming and message.talk == self.talk:
            self._resuming = False
            self.transcript.add(*stored(message.messages))
            if message.error is not None:
                self.conversation = ""
                self.refuse(message.error)
            title = phrases.one_line(message.row.get("title", ""), 40)
            self.called = title or self.called or opening(self.transcript.entries)
            self.archived = message.row.get("archived", self.archived)
            self.show_place()
            self._pump()

    # ---- saying --------------------------------------------------------------------------------------

    @on(messages.Said)
    def said(self, message: messages.Said) -> None:
        self._unlocking.again()
        typed = parse(message.text, "app")
        self.transcript.to_end()
        if typed is None:
            self.say(message.text)
        elif typed.command is None:
            self.transcript.trouble(typed.wrong)
        else:
            self.order(typed.command.name, typed.argument)

    def action_stop(self) -> None:
        """Leaves the branch that was about to begin; else stops the answer, or takes back what waits."""
        if self.pending is not None:
            self.leave()
        else:
            super().action_stop()

    def may_leave(self) -> bool:
        """Whether nothing is lost by leaving that was typed and not sent, or the person was asked about just that."""
        asked, prompt = self._unsent, self.query(Prompt)
        self._unsent = "\n".join([*(one.text for one in self._queue), *(one.text.strip() for one in prompt)])
        return not self._unsent or self._unsent == asked

    def begin_anew(self, private: bool) -> None:
        """Begins another conversation; the one before stays in memory, unless it was private."""
        self._part(private)
        self.transcript.note(*((PRIVATE,) if private else WELCOME))

    def take_up(self, conversation: str, called: str = "") -> None:
        """Goes on with another conversation; the one before stays in memory, unless it was private."""
        self._part(False)
        self.conversation, self.called, self._resuming = conversation, called, True
        self.show_place()
        if self._reached:
            self.resume(conversation, self.talk)

    def _part(self, private: bool) -> None:
        """Ends what goes on in this conversation, and empties the screen."""
        if self._current is not None:
            self._current.stop()
        self._current = self.pending = None
        self._end_private()
        self._queue.clear()
        self.trail.clear()
        self.talk += 1
        self.conversation, self.called, self._emptied, self.archived = "", "", "", False
        self.private, self._resuming, self.sources, self._verdict = private, False, (), ""
        self.transcript.clear()
        self.prompt.private(private)
        self.line.state = self.line.state.begun(private)
        self.answered()
        self.show_place()

    def _end_private(self) -> Thread | None:
        ending = None
        if self.private and self._reached:
            for conversation in (*(left.conversation for left in self.trail), self.conversation):
                ending = self._presence.left(conversation) if conversation else ending
        return ending

    def show_place(self) -> None:
        self.set_class(self.private, "private")
        if self.line.state.private != self.private:
            self.line.state = self.line.state.begun(self.private)
        told = ["PRIVATE: nothing of this is kept"] if self.private else []
        if self.pending is not None:
            told.append(self.pending.told)
        self.prompt.border_title = " · ".join(told)
        self.prompt.border_subtitle = "" if self.private else self.called.replace("[", "\\[")

    # ---- commands ------------------------------------------------------------------------------------

    def order(self, name: str, words: str) -> None:
        """Carries out a command."""
        match name:
            case "new" | "private":
                self.begin_anew(name == "private")
            case "help" | "quit" | "setup" | "model":
                self.post_message(messages.Go(name, words))
            case _ if room(name) is not None:
                self.post_message(messages.Go(name, words))
            case "forget":
                self.look_up(words)
            case "undo" if words:
                self.carry_out(name, words)
            case "undo":
                self.undo()
            case "sources":
                self.action_sources()
            case "again":
                self.again(self._last(Person))
            case "edit" | "branch":
                number, _, text = words.partition(" ")
                entries = self.transcript.entries
                entry = numbered(entries, int(number)) if number.isdecimal() else self._last(Person)
                if number and not number.isdecimal():
                    self.refuse(NO_MESSAGE)
                elif name == "edit":
                    self.edit(entry, text.strip())
                else:
                    self.branch(entry)
            case _ if name in OF_TALKS:
                self.talk_order(name, words)
            case "wrong" if self.conversation or self._current:
                self.ask(wrong(words))
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
        self.transcript.trouble(*cures.error(error))

    @property
    def last_answer(self) -> str:
        """The last answer's Markdown."""
        answer = self._last(Answer)
        return "" if answer is None else answer.text

    def _last(self, kind: type[Kind]) -> Kind | None:
        return next((entry for entry in reversed(self.transcript.entries) if isinstance(entry, kind)), None)

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

    def answered(self) -> None:
        if (panel := self._panel()) is not None and panel.last:
            self._show_latest(panel)

    def forgotten(self) -> None:
        super().forgotten()
        if (panel := self._panel()) is not None:
            panel.recheck()

    def action_sources(self) -> None:
        """Opens the panel of sources, or closes it."""
        panel = self._panel()
        if panel is not None and panel.display:
            panel.action_close()
        else:
            self._show_latest(self._open())

    def _show_latest(self, panel: SourcesPanel) -> None:
        """Shows what the answer under way was given, else the sources of the last one."""
        answer = self._last(Answer)
        if self._current is not None or answer is None:
            panel.show(self.sources, self._verdict)
        else:
            panel.show(answer.sources, answer.verdict, answer)

    def show_sources(self, answer: Answer, number: int) -> None:
        self._open().show(answer.sources, answer.verdict, answer, last=answer is self._last(Answer), at=number)

    def _panel(self) -> SourcesPanel | None:
        """The panel, if it was opened before."""
        found = self.query("#sources")
        return found.first() if found else None  # type: ignore[return-value]

    def _open(self) -> SourcesPanel:
        from secondme.tui.sources import SourcesPanel  # not before the first frame

        panel = self._panel()
        if panel is None:
            self.mount(panel := SourcesPanel(self.client, self.zone), after=self.transcript)
        panel.display = True
        panel.focus()
        return panel
