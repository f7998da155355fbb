"""A conversation in plain text: lines in, lines out. For pipes, screen readers and dumb terminals.

Invariant: no colour, no cursor movement, and neither textual nor rich.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any, TextIO

from secondme import phrases
from secondme.commands import offered, parse
from secondme.errors import HoldsSecret, NoService, SecondMeError
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
from secondme.plain.talks import TALKS, Talks
from secondme.service.client import Client

PROMPT = "You: "
PRIVATE = "This conversation is private: nothing of it is kept."
SHOWN = 10
"""Memories that `/memory` lists."""
INSTEAD = {
    "/setup": "The first steps are commands here: /model, /watch PATH, /encrypt.",
    "/timeline": "The days are told by: secondme memory timeline",
    "/map": "The map is drawn by: secondme memory map",
    "/insights": "What was noticed is told by: secondme insights. /profile and /lessons are here.",
    "/models": "The models are told by: secondme model list. /model NAME chooses one.",
    "/storage": "What takes how many bytes is told by: secondme storage",
}
"""What stands for the commands that only the app has."""


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


class Conversation(Talks):
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
        super().__init__(client, lines, out, conversation, private, zone)
        self.echo = echo and not self.asks

    def run(self) -> int:
        try:
            return self.talk()
        finally:
            self.end_private()

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

    def answer(self, line: str) -> bool:
        """Does what a line asks for; False where it ends the conversation."""
        typed = parse(line, "plain")
        if typed is None:
            self.reply(line.strip())
            return True
        if typed.command is None:
            if instead := INSTEAD.get(line.split()[0].lower()):
                self.say(instead)
            else:
                self.fail(SecondMeError(typed.wrong))
            return True
        words = typed.argument
        match typed.command.name:
            case "quit":
                return False
            case "help":
                self.say(*(f"  {command.usage:<22} {command.help}" for command in offered("plain")))
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
            case name if name in TALKS:
                self.of_talks(name, words)
            case "new" | "private":
                self.begin("", typed.command.name == "private")
                self.say(PRIVATE if self.private else "A new conversation.")
            case name:
                for told in ORDERS[name](self.client, words, lambda stream: None):
                    self.say(told)
                if name == "undo":
                    self.look_again()
        return True

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
        self.forget_found(self.client.forgettable(what, **filters), repr(words))

    def forget_found(self, found: dict[str, Any], what: str) -> bool:
        chosen, resting = found["memories"], found["derived"]
        if not chosen:
            self.say(f"Nothing is remembered about {what}, so there is nothing to forget.")
            return False
        self.say(f"This would be forgotten for good ({counting.memories(len(chosen))}):")
        self.say(*(f"  {phrases.row(row, self.zone)}" for row in chosen))
        if resting:
            self.say(f"and what rests on it ({counting.memories(len(resting))}):")
            self.say(*(f"  {phrases.row(row, self.zone)}" for row in resting))
        files: list[str] = found.get("leave_out", [])
        self.say(*(f"{path} is not read any more then." for path in files))
        if not self.yes("Forget it?"):
            self.say("Kept. Nothing was forgotten.")
            return False
        self.say(phrases.forgotten(self.client.forget([row["id"] for row in chosen], files=files)))
        self.look_again()
        return True
