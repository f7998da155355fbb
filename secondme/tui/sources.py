"""The panel of sources: the memories of an answer, each with the receipt that says why it was recalled, and what can be
done with them in place."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static, TextArea

from secondme import phrases
from secondme.errors import HoldsSecret, NotFound, Refused, SecondMeError
from secondme.events import Recollection
from secondme.memory.when import day
from secondme.service.client import Client
from secondme.tui import cures, editor
from secondme.tui.draw import Answer
from secondme.tui.hanging import Line, Lines, Panel
from secondme.tui.messages import Pick

EMPTY = "No sources yet. Ask something: the memories that an answer rests on are shown here, with why each was found."
NONE = "This answer rests on no memory."
FORGOTTEN = "Forgotten. /undo brings it back within 30 seconds."


class Source(Panel):
    """One memory and its receipt; `state` is what was done with it here."""

    def __init__(self, number: int, memory: Recollection, zone: tzinfo | None) -> None:
        super().__init__(classes="source")
        self.number = number
        self.memory = memory
        self.state = ""
        self.here = False
        self._zone = zone

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Draws it anew."""
        self.update(described(self.number, self.memory, self._zone, self.state, here=self.here))

    def mark(self, state: str) -> None:
        """Says what was done with it."""
        self.state = state
        self.draw()


class Correction(TextArea):
    """The words of a memory, to be put right: enter keeps them, escape leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep the correction", show=False, priority=True, id="correction.keep"),
        Binding("ctrl+j,shift+enter,alt+enter", "break", "New line", show=False, priority=True, id="correction.break"),
        Binding("escape", "leave", "Leave it as it is", show=False, priority=True, id="correction.leave"),
    ]

    class Done(Message):
        """The words as they are to be; None where the person left."""

        def __init__(self, words: str | None) -> None:
            super().__init__()
            self.words = words

    def __init__(self) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, id="correction")
        self.border_title = "enter keeps, escape leaves"

    def action_keep(self) -> None:
        self.post_message(self.Done(self.text.strip()))

    def action_break(self) -> None:
        self.insert("\n")

    def action_leave(self) -> None:
        self.post_message(self.Done(None))


class SourcesPanel(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Beside the conversation, or below it where the terminal is narrow."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False, id="sources.close"),
        Binding("enter", "open", "Open", show=False, id="sources.open"),
        Binding("p", "pin", "Pin", show=False, id="sources.pin"),
        Binding("e", "correct", "Correct", show=False, id="sources.correct"),
        Binding("w", "wrong", "Wrong", show=False, id="sources.wrong"),
        Binding("d", "forget", "Forget", show=False, id="sources.forget"),
        Binding("o", "file", "File", show=False, id="sources.file"),
        Binding("y", "copy", "Copy", show=False, id="sources.copy"),
        Binding("plus,equals_sign", "rate(True)", "Good answer", show=False, id="sources.good"),
        Binding("minus", "rate(False)", "Bad answer", show=False, id="sources.bad"),
        Binding("up,k", "move(-1)", "Up", show=False, id="sources.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="sources.down"),
        Binding("home", "to(1)", "First", show=False, id="sources.first"),
        Binding("end", "to(1000)", "Last", show=False, id="sources.last"),
    ]

    DEFAULT_CSS = """
    SourcesPanel .source { height: auto; margin: 0 0 1 0; }
    SourcesPanel #sources-told { height: auto; margin: 0 0 1 0; }
    SourcesPanel Correction {
        height: auto; min-height: 3; max-height: 10; border: round $warning; padding: 0 1;
        &:focus { border: round $warning; }
    }
    """

    class Did(Message):
        """Something was done with a memory: what is told of it, and its words where they are others now. `back` says
        only that it is there."""

        def __init__(self, memory: str, told: str, words: str = "", *, back: bool = False) -> None:
            super().__init__()
            self.memory = memory
            self.told = told
            self.words = words
            self.back = back

    class Refusal(Message):
        """It could not be done."""

        def __init__(self, error: SecondMeError) -> None:
            super().__init__()
            self.error = error

    class Secret(Message):
        """A correction holds a secret."""

        def __init__(self, memory: str, words: str, sentence: str) -> None:
            super().__init__()
            self.memory = memory
            self.words = words
            self.sentence = sentence

    def __init__(self, client: Client, zone: tzinfo | None) -> None:
        super().__init__(id="sources")
        self._client = client
        self._zone = zone
        self._told = Static(id="sources-told")
        self._memories: tuple[Recollection, ...] = ()
        self._shown: list[Source] = []
        self._field: Correction | None = None
        self.answer: Answer | None = None
        self.last = True
        self.at = 1
        self.correcting = ""

    def compose(self) -> ComposeResult:
        yield self._told

    def on_mount(self) -> None:
        self._list()

    # ---- what is shown -------------------------------------------------------------------------------

    def show(
        self,
        memories: Sequence[Recollection],
        verdict: str = "",
        answer: Answer | None = None,
        *,
        last: bool = True,
        at: int = 0,
    ) -> None:
        """Shows the sources of an answer, the last or another one, and how sure recall was of them; the cursor goes to
        source `at`. Not while one of them is being corrected."""
        if self.correcting:
            return
        self.last, self.answer = last, answer
        self.border_title = f"Sources of {'the last' if last else 'this'} answer ({len(memories)})"
        sure = phrases.sure(verdict)
        told = sure or ("" if memories else EMPTY if answer is None else NONE)
        self._told.update(Text(told))
        self._told.display = bool(told)
        if tuple(memories) != self._memories:
            self._memories, self.at = tuple(memories), 1
            if self.is_mounted:
                self._list()
        self.action_to(at or self.at)

    def _list(self) -> None:
        self.query(".source").remove()
        self._shown = [Source(number, memory, self._zone) for number, memory in enumerate(self._memories, 1)]
        self.mount(*self._shown)
        self.call_after_refresh(self.action_to, self.at)

    @property
    def current(self) -> Source | None:
        """The one under the cursor."""
        return next((source for source in self._shown if source.number == self.at), None)

    def action_move(self, by: int) -> None:
        self.action_to(self.at + by)

    def action_to(self, number: int) -> None:
        """Puts the cursor on a source."""
        self.at = max(1, min(number, len(self._memories)))
        for source in self._shown:
            source.here = source.number == self.at
            source.draw()
            if source.here and source.is_mounted:
                self.scroll_to_widget(source, animate=False)

    def on_key(self, event: events.Key) -> None:
        """Numbers jump. What is typed before the field of a correction has the focus goes into it."""
        if self.has_focus and self.correcting:
            if event.is_printable and event.character and self._field is not None and self._field.is_mounted:
                self._field.insert(event.character)
            event.stop()
        elif event.key in "123456789" and not self.correcting:
            self.action_to(int(event.key))
            event.stop()

    def on_click(self, event: events.Click) -> None:
        if isinstance(event.widget, Source):
            self.action_to(event.widget.number)

    def action_close(self) -> None:
        """Back to the conversation."""
        self.display = False
        self.screen.query_one("#prompt").focus()

    # ---- doing ---------------------------------------------------------------------------------------

    def action_open(self) -> None:
        if (source := self.current) is not None:
            from secondme.tui.memories import MemoryScreen  # not before the first frame

            self.app.push_screen(MemoryScreen(self._client, self._zone, memory=source.memory.id))

    def action_pin(self) -> None:
        if (source := self.current) is not None:
            self._do(source.memory.id, self._pin)

    def action_wrong(self) -> None:
        if (source := self.current) is not None:
            self._do(source.memory.id, self._wrong)

    def action_forget(self) -> None:
        """Asks whether to forget it; the conversation's screen does."""
        if (source := self.current) is not None:
            self.screen.look_up(source.memory.id)  # type: ignore[attr-defined]

    def action_copy(self) -> None:
        """Copies its words, or what could not be done with it."""
        if (source := self.current) is not None:
            wrong = source.state.removeprefix("! ") if source.state.startswith("! ") else ""
            self.screen.copy_out(wrong or source.memory.text)  # type: ignore[attr-defined]

    def action_rate(self, up: bool) -> None:
        """Rates the answer: it counts for all its sources."""
        if self.answer is not None:
            self.post_message(Pick(self.answer, "good" if up else "bad"))

    def action_file(self) -> None:
        """Opens the file at its place."""
        if (source := self.current) is None:
            return
        try:
            path, line = editor.place(source.memory.source, source.memory.text)
            editor.run(self.app, editor.at(editor.chosen(os.environ), path, line))
        except SecondMeError as error:
            self.post_message(self.Refusal(error))
        except OSError as error:
            told = Refused(f"{source.memory.source['path']} cannot be read: {error.strerror}.")
            self.post_message(self.Refusal(told))

    async def action_correct(self) -> None:
        """Puts its words into a field below it."""
        if (source := self.current) is None or self.correcting:
            return
        self.correcting = source.memory.id
        if self._field is None:
            self._field = Correction()
            await self.mount(self._field, after=source)
        else:
            self.move_child(self._field, after=source)
        self._field.text = source.memory.text
        self._field.move_cursor(self._field.document.end)
        self._field.display = True
        self._field.focus()
        self.call_after_refresh(self.scroll_to_widget, self._field, animate=False)

    @on(Correction.Done)
    def corrected(self, message: Correction.Done) -> None:
        memory, self.correcting = self.correcting, ""
        if self._field is not None:
            self._field.display = False
        self.focus()
        if message.words and any(one.memory.id == memory and one.memory.text != message.words for one in self._shown):
            self.edit(memory, message.words)

    @work(thread=True, group="source")
    def _do(self, memory: str, what: Callable[[str], str]) -> None:
        """Has something done with a memory, and posts what is told of it."""
        try:
            self.post_message(self.Did(memory, what(memory)))
        except SecondMeError as error:
            self.post_message(self.Refusal(error))

    def _pin(self, memory: str) -> str:
        row = self._client.pin(memory, pinned=not self._client.memory(memory)["pinned"])
        return "Pinned: it does not fade." if row["pinned"] else "Let go: it fades like any other."

    def _wrong(self, memory: str) -> str:
        self._client.wrong(memory)
        return "Marked as wrong: it is not recalled any more. /undo takes that back."

    @work(thread=True, group="source")
    def edit(self, memory: str, words: str, secrets: str = "") -> None:
        """Gives a memory other words, as a new version."""
        try:
            row = self._client.edit(memory, words, secrets=secrets)
        except HoldsSecret as held:
            self.post_message(self.Secret(memory, words, held.sentence))
        except SecondMeError as error:
            self.post_message(self.Refusal(error))
        else:
            self.post_message(self.Did(memory, f"Corrected: this is version {row['version']}.", row["text"]))

    @on(Secret)
    def ask_about_secret(self, message: Secret) -> None:
        from secondme.tui.confirm import KeepSecret  # not before the first frame

        def answered(secrets: str | None) -> None:
            if secrets:
                self.edit(message.memory, message.words, secrets)
            else:
                self.post_message(self.Did(message.memory, "Left as it was."))

        self.app.push_screen(KeepSecret(message.sentence, message.words), answered)

    @work(thread=True, exclusive=True, group="recheck")
    def recheck(self) -> None:
        """After something was forgotten, or brought back: which of these memories are there."""
        for memory in self._memories:
            try:
                self._client.memory(memory.id)
            except NotFound:
                self.post_message(self.Did(memory.id, FORGOTTEN))
            except SecondMeError:
                return
            else:
                self.post_message(self.Did(memory.id, "", back=True))

    @on(Did)
    def did(self, message: Did) -> None:
        for source in self._shown:
            if source.memory.id == message.memory and (message.told or (message.back and source.state == FORGOTTEN)):
                source.memory = replace(source.memory, text=message.words or source.memory.text)
                source.mark(message.told)
        if message.words:
            self.screen.forgotten()  # type: ignore[attr-defined]

    @on(Refusal)
    def refused(self, message: Refusal) -> None:
        sentence, cure = cures.error(message.error)
        if (source := self.current) is not None:
            source.mark(f"! {sentence}" + (f" {cure}" if cure else ""))


def described(number: int, memory: Recollection, zone: tzinfo | None, state: str = "", *, here: bool = False) -> Lines:
    """All of a memory, and its receipt."""
    head = Text(f"{'›' if here else ' '}[{number}] ", "bold reverse" if here else "bold")
    who = phrases.who(memory.kind, memory.by, phrases.drew(memory.source))
    head.append(f"{day(memory.made, zone)}, {who}", "bold")
    where = f"{phrases.one_line(memory.where)} · {memory.kind}{phrases.absent(memory)}"
    said = [Line(Text(f" {one}"), 1) for one in phrases.clean(memory.text).strip().split("\n")]
    why = [f"score {memory.score:.2f} · strength {memory.strength:.2f}", *phrases.reasons(memory.receipt)]
    did = [Line(Text(f"   {state}", "bold"), 3)] if state else []
    lines = [Line(Text(f"   {where}", "italic"), 5), *(Line(Text(f"   {one}"), 5) for one in why)]
    return Line(head, 1), *said, *lines, *did
