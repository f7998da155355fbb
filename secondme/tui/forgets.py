"""What the screens have in common: they tell, they say what went wrong, and they forget after a yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on, work
from textual.screen import Screen

from secondme import phrases
from secondme.errors import NotFound, Refused, SecondMeError
from secondme.filters import split
from secondme.service.client import Client
from secondme.service.wire import noting
from secondme.tui import messages
from secondme.tui.deeds import Deeds

if TYPE_CHECKING:
    from secondme.tui.app import SecondMeApp


class Forgets(Screen[None]):
    """A screen from which memories can be forgotten; `UNDOES` is what undoes there."""

    UNDOES: ClassVar[str] = "/undo"

    def __init__(self, client: Client, zone: tzinfo | None) -> None:
        super().__init__()
        self.client = client
        self.zone = zone

    def tell(self, *lines: str) -> None:
        """Tells the person something, in this screen."""
        raise NotImplementedError

    def refuse(self, error: SecondMeError) -> None:
        """Says what went wrong, in this screen, and what to do."""
        raise NotImplementedError

    def forgotten(self) -> None:
        """After something was forgotten, or brought back."""

    @work(thread=True, group="copy")
    def copy_out(self, text: str) -> None:
        """Copies a text, and says where to."""
        from secondme.tui.clipboard import copy  # not before the first frame

        self.app.notify(copy(self.app, text), markup=False)

    @on(messages.Told)
    def told(self, message: messages.Told) -> None:
        self.tell(*message.lines)

    @on(messages.Refusal)
    def refused(self, message: messages.Refusal) -> None:
        self.refuse(message.error)

    @work(thread=True, group="forget")
    def look_up(self, what: str, conversation: str = "") -> None:
        """Finds what would be forgotten for an id, for words and filters, or with a whole conversation."""
        words, filters = split(what)
        if conversation:
            filters["conversation"] = conversation
        try:
            found = self.client.forgettable(words, **filters)
            self.post_message(messages.Forgettable(what or "this conversation", found))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Forgettable)
    def confirm(self, message: messages.Forgettable) -> None:
        from secondme.tui.confirm import Confirm  # not before the first frame

        if not message.found["memories"]:
            self.tell(f"Nothing is remembered about {phrases.one_line(message.what)}, so there is nothing to forget.")
            return
        ids = [row["id"] for row in message.found["memories"]]
        files: list[str] = message.found.get("leave_out", [])

        def answered(yes: bool | None) -> None:
            if yes:
                self.forget(ids, files)

        self.app.push_screen(Confirm(message.found, self.zone), answered)

    @work(thread=True, group="forget")
    def forget(self, ids: list[str], files: list[str]) -> None:
        """Forgets what was confirmed."""
        try:
            with self.doing():
                gone = self.client.forget(ids, files=files)
            self.post_message(messages.Forgotten(gone))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @work(thread=True, group="forget")
    def undo(self, operation: int | None = None) -> None:
        """Takes the last change back, or one of a number. Where the last was an undoing that took something away, on
        whatever screen, that is brought back: who presses the key twice is not to lose what was made before."""
        try:
            if operation is None and self._app.undoing is not None:
                latest = self.client.operations(limit=1)
                if latest and latest[0]["operation"] == self._app.undoing:
                    operation = self._app.undoing
            self.post_message(messages.Undone(self.client.undo(operation)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @work(thread=True, group="forget")
    def undo_here(self, operation: int | None = None) -> None:
        """Undoes what was done last on this screen, or an operation of a number. Where nothing of this screen is left
        to undo, what was done last elsewhere is asked about; so it is where something changed the same since."""
        deeds = self.deeds
        try:
            with deeds.lock:
                number = operation or self._standing(deeds)
                self.post_message(self._undone(deeds, number, asked=operation is not None))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    def _undone(self, deeds: Deeds, number: int | None, asked: bool) -> messages.Undone | messages.Elsewhere:
        if number is not None:
            try:
                done = self.client.undo(number)
            except Refused:
                found = self.client.undoable()
                if asked or found["operation"] == number:
                    raise
                return messages.Elsewhere(found)
            deeds.undid(done)
            return messages.Undone(done)
        return messages.Elsewhere(self.client.undoable())

    def _standing(self, deeds: Deeds) -> int | None:
        """What is to be undone next of this screen's, without what was undone elsewhere meanwhile. Raises: Refused for
        what cannot be undone any more; the one before it is next then."""
        while (number := deeds.next) is not None:
            try:
                self.client.undoable(number)
            except Refused:
                deeds.drop(number)
            except NotFound:
                deeds.drop(number)
                raise Refused("What was done here last is gone for good: no key brings it back.", "") from None
            else:
                return number
        return None

    @on(messages.Elsewhere)
    def ask_elsewhere(self, message: messages.Elsewhere) -> None:
        from secondme.tui.confirm import YesNo  # not before the first frame

        def answered(yes: bool | None) -> None:
            if yes:
                self.undo_here(message.found["operation"])

        self.app.push_screen(YesNo("Undo it?", phrases.elsewhere(message.found, self.zone), "Undo"), answered)

    @on(messages.Undone)
    def undone(self, message: messages.Undone) -> None:
        done = message.done
        self._app.undoing = done["operation"] if done.get("within") else None
        self.tell(phrases.undone(done, self.UNDOES) + self.then(done))
        self.forgotten()
        self.refresh_bindings()

    def then(self, done: Mapping[str, Any]) -> str:
        """What the same key does next, after an undoing that took nothing away."""
        number = self.deeds.next
        if self.UNDOES != "u" or done.get("within") or number is None:
            return ""
        if number == done["operation"]:
            return " u forgets it again." if ": forgot" in done["what"] else " u brings it back."
        return " u undoes it again." if self.deeds.redone else " u undoes what was done here before it."

    @property
    def deeds(self) -> Deeds:
        """What was done on this screen, also when it was open before."""
        return self._app.deeds.setdefault(type(self).__name__, Deeds())

    @contextmanager
    def doing(self) -> Iterator[None]:
        """What this thread has the service change inside the block is this screen's to undo."""
        deeds = self.deeds
        with deeds.lock, noting() as made:
            try:
                yield
            finally:
                deeds.did(made)

    @property
    def _app(self) -> SecondMeApp:
        return cast("SecondMeApp", self.app)

    @on(messages.Forgotten)
    def gone(self, message: messages.Forgotten) -> None:
        self.tell(phrases.forgotten(message.gone, self.UNDOES))
        self.forgotten()
        self.refresh_bindings()
