"""A screen on which what was said is taken up again: said otherwise, answered anew, gone on from, forgotten, rated.

Invariant: a conversation is never changed by this, except by forgetting. What differs is said in a branch: a new
conversation that shares the messages before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from textual import on, work

from secondme import phrases
from secondme.errors import NotFound, Refused, SecondMeError
from secondme.orders import NOT_RATED, NOTHING_KEPT, PRIVATE_IS_NOT_RATED, rated
from secondme.service.client import Client
from secondme.tui import messages
from secondme.tui.draw import Answer, Entry, Person, stored
from secondme.tui.link import Link
from secondme.tui.replying import Replying, shared

NOT_STORED = Refused("That has no number in memory, so no branch can begin there.", "Send it again as a new message.")
NO_MESSAGE = Refused("There is no such message in this conversation.", "Pick one: ctrl+up, up; e edits, b branches.")


@dataclass(frozen=True, slots=True)
class Pending:
    """The branch that the person's next words begin: it shares the messages up to the number `after`. `number` is
    that of the message which they say otherwise, 0 where they go on; `before` and `draft` are what comes back where
    the person leaves it."""

    after: int
    number: int
    before: tuple[Entry, ...]
    draft: str

    @property
    def told(self) -> str:
        """What stands at the prompt meanwhile."""
        what = f"edits message {self.number}" if self.number else "begins a branch here"
        return f"{what}: enter sends it as a branch, escape leaves"


@dataclass(frozen=True, slots=True)
class Left:
    """A conversation that was left for a branch of it."""

    conversation: str
    called: str
    entries: tuple[Entry, ...]


class Branches(Replying):
    """The conversation on the screen, the branch that is about to begin, and the conversations it came from."""

    def __init__(self, client: Client, link: Link, zone: tzinfo | None) -> None:
        super().__init__(client, link, zone)
        self.called = ""
        self.pending: Pending | None = None
        self.trail: list[Left] = []
        self._emptied = ""

    def show_place(self) -> None:
        """Shows which conversation this is, and what enter does."""
        raise NotImplementedError

    def take_up(self, conversation: str, called: str = "") -> None:
        """Goes on with another conversation."""
        raise NotImplementedError

    def show_sources(self, answer: Answer, number: int) -> None:
        """Shows what an answer rests on; `number` is the source to look at, 0 for none of them."""
        raise NotImplementedError

    @on(messages.Pick)
    def picked(self, message: messages.Pick) -> None:
        entry = message.entry
        what, _, number = message.what.partition(":")
        match what:
            case "edit":
                self.edit(entry)
            case "again":
                self.again(entry)
            case "branch":
                self.branch(entry)
            case "delete":
                self.delete(entry)
            case "good" | "bad":
                self.rate(entry, what == "good")
            case "sources" | "source" if isinstance(entry, Answer):
                self.show_sources(entry, int(number or 0))

    # ---- branches ------------------------------------------------------------------------------------

    def edit(self, entry: Entry | None, text: str = "") -> None:
        """Has what the person said said otherwise: by the words given, or those that they write now."""
        entries = self.transcript.entries
        person = asked_by(entries, entry)
        if person is None or not person.n:
            if person is not None and not text:
                self.prompt.begin(person.text)
            else:
                self.refuse(NO_MESSAGE if person is None else NOT_STORED)
        elif text:
            self.ask(text, before(entries, person))
        else:
            self._begin(Pending(before(entries, person), person.n, entries, self.prompt.text))
            self.prompt.begin(person.text)

    def again(self, entry: Entry | None) -> None:
        """Has what the person said answered anew."""
        person = asked_by(self.transcript.entries, entry)
        if person is None or not person.n:
            self.refuse(NO_MESSAGE if person is None else NOT_STORED)
        else:
            self.leave()
            self.ask("", person.n, again=True)

    def branch(self, entry: Entry | None) -> None:
        """Goes on after a message in another conversation."""
        entries = self.transcript.entries
        after = upto(entries, entry)
        if not after:
            self.refuse(NO_MESSAGE if entry is None else NOT_STORED)
        elif self._current is not None:
            self.refuse(Refused("An answer is under way.", "Wait for its end, or stop it with escape."))
        else:
            self._begin(Pending(after, 0, entries, self.prompt.text))
            self.transcript.clear()
            self.transcript.add(*shared(entries, after))
            self.transcript.note("What stands above is shared. What you say now begins a branch; escape leaves it.")
            self.prompt.focus()

    def _begin(self, pending: Pending) -> None:
        self.leave()
        self.pending = pending
        self.show_place()

    def leave(self) -> None:
        """Leaves the branch that was about to begin."""
        if (pending := self.pending) is None:
            return
        self.pending = None
        if pending.number:
            self.prompt.begin(pending.draft)
        else:
            self.transcript.clear()
            self.transcript.add(*pending.before)
        self.show_place()

    def say(self, text: str) -> None:
        """Says something, in the branch that is about to begin where there is one."""
        pending, self.pending = self.pending, None
        if pending is None:
            self.ask(text)
        else:
            self.ask(text, pending.after, before=pending.before)
            self.show_place()

    def branching(self, before: Sequence[Entry]) -> str:
        called = self.called or opening(before)
        return f"A branch of “{called}” begins here; that one stays as it was, and alt+left goes back to it."

    def entered(self, conversation: str, branched: bool) -> None:
        left, self.conversation = self.conversation, conversation
        if branched and self._current is not None:
            called = self.called or opening(self._current.before)
            self.trail.append(Left(left, called, self._current.before))
            self.called = f"branch of {called}"
        self.show_place()

    def action_back(self) -> None:
        """Goes back to the conversation that this one is a branch of."""
        if not self.trail:
            self.tell("This is no branch. ctrl+l lists all conversations.")
        elif self._current is not None or self._queue:
            self.tell("An answer is under way. Wait for its end, or stop it with escape.")
        else:
            self.leave()
            left = self.trail.pop()
            self.talk += 1
            self.conversation, self.called = left.conversation, left.called
            self.transcript.clear()
            self.transcript.add(*left.entries)
            self.tell(f"Back in “{left.called}”.")
            self.show_place()

    # ---- forgetting and rating -----------------------------------------------------------------------

    def delete(self, entry: Entry) -> None:
        """Asks whether to forget what was said."""
        if not isinstance(entry, (Person, Answer)):
            return
        if self.private:
            self.refuse(NOTHING_KEPT)
        elif entry.memory:
            self.look_up(entry.memory)
        elif entry.n and self.conversation:
            self.look_up_message(self.conversation, entry.n)
        else:
            self.refuse(Refused("That is not stored, so there is nothing to forget."))

    @work(thread=True, group="forget")
    def look_up_message(self, conversation: str, number: int) -> None:
        """Finds what would be forgotten with a message."""
        try:
            rows = self.client.messages(conversation)
            memory = next((str(row["memory"]) for row in rows if row["n"] == number), "")
            if not memory:
                raise NotFound("That message is not in memory any more.")
            self.post_message(messages.Forgettable(memory, self.client.forgettable(memory)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    def forgotten(self) -> None:
        if self.conversation and not self.private:
            self.recheck(self.conversation, self.talk)
        elif self._emptied and not self.private:
            self.conversation, self._emptied = self._emptied, ""
            self.recheck(self.conversation, self.talk)

    @work(thread=True, exclusive=True, group="recheck")
    def recheck(self, conversation: str, talk: int) -> None:
        """Fetches what is left of a conversation after a forgetting, or is there again."""
        try:
            rows = self.client.messages(conversation)
        except NotFound:
            rows = []
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
            return
        self.post_message(messages.Rechecked(talk, rows))

    @on(messages.Rechecked)
    def rechecked(self, message: messages.Rechecked) -> None:
        if message.talk != self.talk or self._current is not None:
            return
        entries = self.transcript.entries
        left = tuple(healed(entries, message.messages))
        self.trail.clear()
        if left != entries:
            self.transcript.clear()
            self.transcript.add(*left)
        if not message.messages:
            self._emptied, self.conversation = self.conversation, ""
        self.called = (self.called or opening(left)) if message.messages else ""
        self.show_place()

    def rate(self, entry: Entry, up: bool) -> None:
        """Puts a thumb on an answer, or takes it back."""
        if self.private:
            self.refuse(Refused(PRIVATE_IS_NOT_RATED))
        elif not isinstance(entry, Answer) or not self.conversation or not entry.n:
            self.refuse(Refused(NOT_RATED))
        else:
            self.thumb(up, self.conversation, entry.n)

    @work(thread=True, group="order")
    def thumb(self, up: bool, conversation: str, number: int) -> None:
        """Asks for it."""
        try:
            done = self.client.thumb(up, conversation=conversation, message=number, toggle=True)
            self.post_message(messages.Told(rated(done, "the same key")))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))


def opening(entries: Sequence[Entry]) -> str:
    """The opening words of a conversation."""
    said = next((entry.text for entry in entries if isinstance(entry, Person)), "")
    return phrases.one_line(said, 40)


def asked_by(entries: Sequence[Entry], entry: Entry | None) -> Person | None:
    """The person's words that an entry is, or answers."""
    at = next((at for at, one in enumerate(entries) if one is entry), -1)
    return next((one for one in reversed(entries[: at + 1]) if isinstance(one, Person)), None)


def before(entries: Sequence[Entry], entry: Entry) -> int:
    """The number of the last message before an entry, 0 where there is none."""
    last = 0
    for one in entries:
        if one is entry:
            break
        if isinstance(one, (Person, Answer)) and one.n:
            last = one.n
    return last


def upto(entries: Sequence[Entry], entry: Entry | None) -> int:
    """The number of the last message that a branch at an entry shares: an answer belongs to its question."""
    found = 0
    for one in entries:
        if found and isinstance(one, Person):
            break
        if isinstance(one, (Person, Answer)) and one.n and (one is entry or found):
            found = one.n
    return found


def numbered(entries: Sequence[Entry], number: int) -> Entry | None:
    """The entry of a message."""
    return next((one for one in entries if isinstance(one, (Person, Answer)) and one.n == number), None)


def healed(entries: Sequence[Entry], rows: Sequence[dict[str, Any]]) -> list[Entry]:
    """The entries without those whose messages are gone, with those that are there again, and as they read now."""
    there = {row["n"]: row for row in rows}
    shown = {one.n for one in entries if isinstance(one, (Person, Answer))}
    missing = [row for row in rows if row["n"] not in shown]
    made: list[Entry] = []
    for one in entries:
        if not isinstance(one, (Person, Answer)):
            made.append(one)
            continue
        if not one.n:
            if not any(row["text"] == one.text for row in missing):
                made.append(one)
            continue
        while missing and missing[0]["n"] < one.n:
            made += stored([missing.pop(0)])
        if (row := there.get(one.n)) is not None:
            made += [one] if row["text"].strip() == one.text.strip() else stored([row])
    told = len(made)
    while told and not isinstance(made[told - 1], (Person, Answer)):
        told -= 1
    return [*made[:told], *stored(missing), *made[told:]]
