"""A conversation in plain text: lines in, lines out. For pipes, screen readers and dumb terminals.

Invariant: no colour, no cursor movement, and neither textual nor rich.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import tzinfo
from typing import TextIO

from secondme import phrases
from secondme.commands import offered, parse
from secondme.errors import HoldsSecret, NoService, SecondMeError, from_wire
from secondme.events import (
    Answered,
    Corrected,
    Failed,
    Masked,
    Notice,
    Piece,
    Recalled,
    Recollection,
    Stopped,
    Stored,
)
from secondme.filters import split
from secondme.memory import counting
from secondme.orders import (
    HERE,
    KEEP_OR_MASK,
    NO_ANSWER,
    NOT_IN_PRIVATE,
    NOT_RATED,
    NOT_REMEMBERED,
    ORDERS,
    PRIVATE_IS_NOT_RATED,
    keep,
    wrong,
)
from secondme.service.client import Client

PROMPT = "You: "
PRIVATE = "This conversation is private: nothing of it is kept."
SHOWN = 10
"""Memories that `/memory` lists."""


def chat(
    client: Client,
    lines: Iterable[str],
    out: TextIO,
    *,
    conversation: str = "",
    private: bool = False,
    echo: bool = False,
    zone: tzinfo | None = None,
) -> int:
    """Answers each line until there are no more, or `/quit`; the exit status: 0, or the last error's.

    Lines that come from a terminal are asked for with "You: "; with `echo` those that do not are written out
    after the same words, so that the output reads as a whole conversation. Control-c during an answer stops that
    answer only.
    """
    return Conversation(client, lines, out, conversation, private, echo, zone).run()


class Conversation:
    """One conversation in plain text."""

    def __init__(
        self,
        client: Client,
        lines: Iterable[str],
        out: TextIO,
        conversation: str,
        private: bool,
        echo: bool,
        zone: tzinfo | None,
    ) -> None:
        asked = getattr(lines, "isatty", None)
        self.client = client
        self.lines: Iterator[str] = iter(lines)
        self.out = out
        self.conversation = conversation
        self.private = private
        self.asks = bool(asked and asked())
        self.echo = echo and not self.asks
        self.zone = zone
        self.status = 0

    def run(self) -> int:
        try:
            return self.talk()
        finally:
            self.end_private()

    def end_private(self) -> None:
        if self.private and self.conversation:
            with suppress(SecondMeError):
                self.client.end_private(self.conversation)

    def talk(self) -> int:
        if self.private:
            self.say(PRIVATE)
        while (line := self.hear(PROMPT)) is not None:
            if not line.strip():
                continue
            if self.echo:
                self.say(PROMPT + phrases.clean(line.strip()))
            try:
                if not self.answer(line):
                    break
            except NoService as error:
                return self.fail(error)
            except SecondMeError as error:
                self.fail(error)
            except KeyboardInterrupt:
                self.say("— stopped")
        return self.status

    def hear(self, prompt: str) -> str | None:
        """The next line; None at the end of the input."""
        if self.asks:
            self.out.write(prompt)
            self.out.flush()
        try:
            return next(self.lines, None)
        except KeyboardInterrupt:
            self.say("")
            return None

    def answer(self, line: str) -> bool:
        """Does what a line asks for; False where it ends the conversation."""
        typed = parse(line, "plain")
        if typed is None:
            self.reply(line.strip())
            return True
        if typed.command is None:
            self.fail(SecondMeError(typed.wrong))
            return True
        words = typed.argument
        match typed.command.name:
            case "quit":
                return False
            case "help":
                self.say(*(f"  {command.usage:<18} {command.help}" for command in offered("plain")))
            case "memory":
                self.memory(words)
            case "forget":
                self.forget(words)
            case "remember":
                self.remember(words)
            case "wrong" if self.conversation:
                self.reply(wrong(words))
            case "wrong":
                self.fail(SecondMeError(NO_ANSWER))
            case "good" | "bad" as name if self.conversation and not self.private:
                self.say(*ORDERS[name](self.client, self.conversation, lambda stream: None))
            case "good" | "bad":
                self.fail(SecondMeError(PRIVATE_IS_NOT_RATED if self.private else NOT_RATED))
            case name if name in HERE and self.private:
                self.fail(SecondMeError(NOT_IN_PRIVATE))
            case name if name in HERE:
                said, self.conversation = HERE[name](self.client, self.conversation, words)
                self.say(*said)
            case "new" | "private":
                self.end_private()
                self.conversation, self.private = "", typed.command.name == "private"
                self.say(PRIVATE if self.private else "A new conversation.")
            case name:
                for told in ORDERS[name](self.client, words, lambda stream: None):
                    self.say(told)
        return True

    def reply(self, text: str) -> None:
        sources: tuple[Recollection, ...] = ()
        verdict = ""
        begun = False
        ended = False
        with closing(self.client.ask(text, conversation=self.conversation, private=self.private)) as events:
            try:
                for event in events:
                    match event:
                        case Stored(conversation=conversation):
                            self.conversation = conversation
                        case Recalled(memories=found, verdict=verdict):
                            sources = found
                        case Piece(text=piece):
                            self.out.write(phrases.clean(piece) if begun else phrases.clean(piece).lstrip())
                            self.out.flush()
                            begun = begun or bool(piece.strip())
                        case Notice(sentence=sentence) | Masked(sentence=sentence) | Corrected(sentence=sentence):
                            self.say(*([""] if begun else []), f"Note: {phrases.clean(sentence)}")
                            begun = False
                        case Answered(text=whole, memories=found, model=model, marks=marks):
                            if not begun:
                                self.out.write(phrases.clean(whole))
                            ended = True
                            sure = phrases.sure(verdict) if model else ""  # a quotation says it itself
                            self.say("", *phrases.unfounded(whole, marks), *self.cited(found, sure), "")
                        case Stopped():
                            ended = True
                            self.say(*([""] if begun else []), "— stopped", *self.cited(sources), "")
                        case Failed(kind=kind, sentence=sentence, cure=cure):
                            ended = True
                            self.say(*([""] if begun else []))
                            self.fail(from_wire(kind, sentence, cure))
            except KeyboardInterrupt:
                ended = True
                self.say(*([""] if begun else []), "— stopped", "")
            finally:
                if begun and not ended:
                    self.say("", "— cut off")

    def cited(self, sources: tuple[Recollection, ...], sure: str = "") -> list[str]:
        return [sure] * bool(sure) + [phrases.plain_source(n, memory, self.zone) for n, memory in enumerate(sources, 1)]

    def remember(self, words: str) -> None:
        try:
            self.say(keep(self.client, words, ""))
        except HoldsSecret as held:
            self.say(f"{held.sentence} {KEEP_OR_MASK}")
            chosen = (self.hear("keep, mask or cancel: ") or "").strip().lower()
            known = next((name for name in ("keep", "mask") if chosen and name.startswith(chosen)), "")
            self.say(keep(self.client, words, known) if known else NOT_REMEMBERED)

    def memory(self, words: str) -> None:
        found = self.client.memories(words, limit=SHOWN)
        rows = found["memories"]
        self.say(
            *(
                f"  ({row['status']}, strength {row['strength']:.2f}) {phrases.row(row, self.zone)}"
                for row in rows
            )
        )
        if not rows:
            self.say(
                f"Nothing is remembered about {words!r}." if words else "Nothing is remembered yet. Say something."
            )
        elif found["total"] > len(rows):
            self.say(f"  and {found['total'] - len(rows):,} more. /memory WORDS finds them.")

    def forget(self, words: str) -> None:
        what, filters = split(words)
        found = self.client.forgettable(what, **filters)
        chosen, resting = found["memories"], found["derived"]
        if not chosen:
            self.say(f"Nothing is remembered about {words!r}, so there is nothing to forget.")
            return
        self.say(f"This would be forgotten for good ({counting.memories(len(chosen))}):")
        self.say(*(f"  {phrases.row(row, self.zone)}" for row in chosen))
        if resting:
            self.say(f"and what rests on it ({counting.memories(len(resting))}):")
            self.say(*(f"  {phrases.row(row, self.zone)}" for row in resting))
        files: list[str] = found.get("leave_out", [])
        self.say(*(f"{path} is not read any more then." for path in files), "Forget it? yes or no")
        if (self.hear("yes or no: ") or "").strip().lower() not in ("y", "yes"):
            self.say("Kept. Nothing was forgotten.")
            return
        self.say(phrases.forgotten(self.client.forget([row["id"] for row in chosen], files=files)))

    def say(self, *lines: str) -> None:
        for line in lines:
            self.out.write(line + "\n")
        self.out.flush()

    def fail(self, error: SecondMeError) -> int:
        """Says what went wrong and what to do; the exit status."""
        sentence, cure = phrases.error(error)
        self.say(f"Error: {sentence}", *([f"  What to do: {cure}"] if cure else []))
        self.status = error.code
        return self.status
