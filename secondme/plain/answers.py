"""Answers as they come, with what they rest on, and what was said in the conversation so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, TextIO

from secondme import phrases
from secondme.errors import SecondMeError, from_wire
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
    recollection,
)
from secondme.plain.lines import Lines
from secondme.service.client import Client


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation: its number, whether the person said it, its words, whether no answer to it was
    kept."""

    n: int
    person: bool
    text: str
    unanswered: bool = False


class Answers(Lines):
    """A conversation and its answers. `after` is the number of the message after which the next words begin a branch;
    None where they go on with the conversation."""

    def __init__(
        self, client: Client, lines: Iterable[str], out: TextIO, conversation: str, private: bool, zone: tzinfo | None
    ) -> None:
        super().__init__(lines, out)
        self.client = client
        self.conversation = conversation
        self.private = private
        self.zone = zone
        self.after: int | None = None
        self.sources: tuple[Recollection, ...] | None = None
        self._said: list[Said] | None = None if conversation else []
        self._root = ""

    def said(self) -> list[Said]:
        """What was said so far. Raises: NotFound."""
        if self._said is None:
            self.take(self.client.messages(self.conversation))
        return self._said or []

    def take(self, rows: Sequence[dict[str, Any]]) -> None:
        """Takes what was said before, as the service gives it."""
        self._said = [
            Said(row["n"], row["role"] == "person", row["text"], row["state"] == "unanswered") for row in rows
        ]
        answers = [row for row in rows if row["role"] != "person"]
        self.sources = tuple(recollection(one) for one in answers[-1]["memories"]) if answers else None

    def look_again(self) -> None:
        """What was said is fetched anew when it is needed: something of it may be gone, or be there again."""
        if self.conversation and not self.private:
            self._said = None

    def begin(self, conversation: str, private: bool) -> None:
        """Goes over to another conversation, or with none begins one; a private one is over then."""
        self.end_private()
        self.conversation, self.private, self.after, self.sources = conversation, private, None, None
        self._said = None if conversation else []

    def end_private(self) -> None:
        """Lets a private conversation go, with all its branches."""
        if self._root:
            with suppress(SecondMeError):
                self.client.end_private(self._root)
            self._root = ""

    def reply(self, text: str, *, after: int | None = None, again: bool = False) -> None:
        """Says something and tells what is answered. With `after` it is said in a branch, and with `again` the
        message of that number is answered anew in one."""
        after = self.after if after is None else after
        sources: tuple[Recollection, ...] = ()
        verdict = ""
        begun = False
        ended = False
        asked = self.client.ask(text, conversation=self.conversation, private=self.private, after=after, again=again)
        with closing(asked) as events:
            try:
                for event in events:
                    match event:
                        case Stored(conversation=conversation, message=number):
                            self._stored(conversation, number, "" if again else text, after)
                        case Recalled(memories=found, verdict=verdict):
                            sources = self.sources = found
                        case Piece(text=piece):
                            self.out.write(phrases.clean(piece) if begun else phrases.clean(piece).lstrip())
                            self.out.flush()
                            begun = begun or bool(piece.strip())
                        case Notice(sentence=sentence) | Masked(sentence=sentence) | Corrected(sentence=sentence):
                            self.say(*([""] if begun else []), f"Note: {phrases.clean(sentence)}")
                            begun = False
                        case Answered(text=whole, memories=found, model=model, marks=marks, message=number):
                            if not begun:
                                self.out.write(phrases.clean(whole))
                            ended = True
                            self.sources = found
                            if self._said is not None:
                                self._said.append(Said(number, False, whole))
                            sure = phrases.sure(verdict) if model else ""  # a quotation says it itself
                            self.say("", *phrases.unfounded(whole, marks), *self.cited(found, sure), "")
                        case Stopped():
                            ended = True
                            self.say(*([""] if begun else []), phrases.STOPPED, *self.cited(sources), "")
                        case Failed(kind=kind, sentence=sentence, cure=cure):
                            ended = True
                            self.say(*([""] if begun else []))
                            self.fail(from_wire(kind, sentence, cure))
            except KeyboardInterrupt:
                ended = True
                self.say(*([""] if begun else []), phrases.STOPPED, "")
            finally:
                if begun and not ended:
                    self.say("", phrases.CUT_OFF)

    def _stored(self, conversation: str, number: int, text: str, after: int | None) -> None:
        if after is not None:
            left, self.after = self.conversation, None
            back = "" if self.private else f" /resume {left} goes back to it."
            self.say(f"Note: This is a branch; the conversation before stays as it was.{back}")
            self._said = [one for one in self.said() if one.n <= after]
        self.conversation = conversation
        if self.private:
            self._root = self._root or conversation
        if text and self._said is not None:
            self._said.append(Said(number, True, text))

    def cited(self, sources: tuple[Recollection, ...], sure: str = "") -> list[str]:
        """The sources of an answer, numbered, a line each."""
        return [sure] * bool(sure) + [phrases.plain_source(n, memory, self.zone) for n, memory in enumerate(sources, 1)]

    def show_sources(self) -> None:
        """What the last answer rests on, and why each was found."""
        self.said()
        if self.sources is None:
            self.say("There is no answer yet.")
        elif not self.sources:
            self.say("The last answer rests on no memory.")
        for number, one in enumerate(self.sources or (), 1):
            self.say(f"{phrases.plain_source(number, one, self.zone)} (strength {one.strength:.2f})")
            self.say(*(f"      {line}" for line in phrases.reasons(one.receipt)))
