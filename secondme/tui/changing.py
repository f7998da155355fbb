"""What a screen does with the memory under the cursor, or with all that are marked: pin, edit, merge, correct, forget,
show how it fades."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on, work
from textual.containers import VerticalScroll
from textual.message import Message

from secondme.errors import HoldsSecret, SecondMeError
from secondme.memory import counting
from secondme.tui import messages
from secondme.tui.editing import EDIT, MERGE, WRONG, Editing
from secondme.tui.marking import Marking
from secondme.tui.page import Page
from secondme.tui.rows import Row

MERGED = 20
"""Memories that are made one at most: their words are to be read together."""
IN_A_FILE = "That stands in a watched file. Change it there; memory follows by itself."


class Changing(Page):
    """A page with a table in which memories can be marked, and a place to write."""

    OF_ROWS: ClassVar[frozenset[str]] = frozenset({"pin", "edit", "forget", "strength", "wrong", "merge", "undo"})
    """Actions that the person does not mean while they type."""
    rows: Marking
    editing: Editing

    class Changed(Message):
        """Something was done; what is told of it."""

        def __init__(self, told: str) -> None:
            super().__init__()
            self.told = told

    class Texts(Message):
        """The words of memories that are to be one."""

        def __init__(self, ids: list[str], texts: list[str]) -> None:
            super().__init__()
            self.ids = ids
            self.texts = texts

    class Secret(Message):
        """There is a secret in the words that were to be kept."""

        def __init__(self, saved: Editing.Saved, sentence: str) -> None:
            super().__init__()
            self.saved = saved
            self.sentence = sentence

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.whole: dict[str, Any] = {}
        """The memory under the cursor, where all there is of it was fetched."""

    def again(self) -> None:
        """Fetches anew what is shown."""
        raise NotImplementedError

    def forgotten(self) -> None:
        self.rows.mark(())
        self.again()

    @property
    def meant(self) -> list[str]:
        """The ids of what is marked, else of what is under the cursor."""
        row = self.rows.current
        return list(self.rows.marked) or ([row["id"]] if row is not None else [])

    @property
    def one(self) -> Row | None:
        """The memory that is meant, where it is one; all of it where that is here."""
        row = self.rows.current
        if row is None or (self.rows.marked and list(self.rows.marked) != [row["id"]]):
            return None
        return row

    # ---- pinning, strength ---------------------------------------------------------------------------

    def action_pin(self) -> None:
        """Pins what is meant, or lets it go where all of it is pinned."""
        if (row := self.one) is not None:
            self.pin(row)
        elif ids := self.meant:
            self.pin_all(ids)

    @work(thread=True, group="change")
    def pin(self, row: Row) -> None:
        """Asks for it."""
        try:
            with self.doing():
                row = self.client.pin(row["id"], pinned=not row["pinned"])
            self.post_message(messages.Pinned(row))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Pinned)
    def pinned(self, message: messages.Pinned) -> None:
        row = message.row
        self.whole = {}
        self.rows.change(row)
        self.tell("Pinned: it does not fade." if row["pinned"] else "Let go: it fades like any other.")
        self.refresh_bindings()

    def pin_all(self, ids: list[str]) -> None:
        """Pins these, or lets them go where all are pinned."""

        def done() -> str:
            if changed := self.client.many_change(ids, "pin")["changed"]:
                return f"Pinned {counting.memories(changed)}: they do not fade. u undoes that."
            changed = self.client.many_change(ids, "unpin")["changed"]
            return f"Let go of {counting.memories(changed)}: they fade like any other. u undoes that."

        self.carry_out(done)

    def action_strength(self) -> None:
        """Shows how the memory under the cursor fades."""
        from secondme.tui.curve import CurveScreen  # only where it is asked for

        if (row := self.rows.current) is not None:
            self.app.push_screen(CurveScreen(self.client, self.zone, row["id"]))

    # ---- writing -------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Changes the words of one memory."""
        if (row := self.one) is None:
            self.tell("One memory at a time is edited. esc takes the marks away.")
        elif row["kind"] == "passage":
            self.tell(IN_A_FILE)
        else:
            self._write(EDIT, [row["id"]], row["text"])

    def action_wrong(self) -> None:
        """Asks what is right instead of one memory, or whether several are wrong."""
        if (row := self.one) is None:
            self._ask_wrong(self.meant)
        elif row["kind"] == "passage":
            self.tell(IN_A_FILE)
        else:
            self._write(WRONG, [row["id"]], "")

    def _ask_wrong(self, ids: list[str]) -> None:
        from secondme.tui.confirm import YesNo  # only where it is asked for

        def done() -> str:
            found = self.client.many_change(ids, "wrong")
            left = f" {found['left']:,} stand in files or held no longer." if found["left"] else ""
            return f"Marked {counting.memories(found['changed'])} as wrong.{left} u undoes that."

        def answered(yes: bool | None) -> None:
            if yes:
                self.carry_out(done)

        if ids:
            about = f"{counting.memories(len(ids))} would be held to be true no longer. Their words stay; u undoes it."
            self.app.push_screen(YesNo("Mark as wrong?", about, "Mark"), answered)

    def action_merge(self) -> None:
        """Makes one of what is marked."""
        ids = list(self.rows.marked)
        if len(ids) < 2:
            self.tell("Mark two memories or more with space, then m makes one of them.")
        elif len(ids) > MERGED:
            self.tell(f"{len(ids):,} are marked: at most {MERGED} are made one at a time.")
        else:
            self.fetch_texts(ids)

    @work(thread=True, exclusive=True, group="texts")
    def fetch_texts(self, ids: list[str]) -> None:
        """Asks for the words of memories."""
        try:
            texts = [str(self.client.memory(name)["text"]).strip() for name in ids]
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(self.Texts(ids, list(dict.fromkeys(texts))))

    @on(Texts)
    def merge_texts(self, message: Texts) -> None:
        self._write(MERGE, message.ids, "\n".join(message.texts))

    def _write(self, what: str, ids: list[str], words: str) -> None:
        self.hush()
        self.query_one("#detail", VerticalScroll).display = False
        self.editing.open(what, ids, words)

    @on(Editing.Left)
    def leave(self) -> None:
        self.editing.close()
        self.query_one("#detail", VerticalScroll).display = True
        self.rows.focus()

    @on(Editing.Saved)
    def saved(self, message: Editing.Saved) -> None:
        if message.words or message.what == WRONG:
            self.leave()
            self.write(message, "")
        else:
            self.tell("A memory cannot be without words. esc leaves it as it was; d forgets it.")

    @work(thread=True, group="change")
    def write(self, saved: Editing.Saved, secrets: str) -> None:
        """Keeps what was written."""
        ids, words = saved.ids, saved.words
        try:
            with self.doing():
                told = self._kept(saved.what, ids, words, secrets)
        except HoldsSecret as held:
            self.post_message(self.Secret(saved, held.sentence))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self.post_message(self.Changed(told))

    def _kept(self, what: str, ids: list[str], words: str, secrets: str) -> str:
        match what:
            case "edit":
                row = self.client.edit(ids[0], words, secrets=secrets)
                return f"This is version {row['version']}; the words before are in its history. u undoes that."
            case "wrong":
                self.client.wrong(ids[0], words, secrets=secrets)
                told = "What is right took its place." if words else "Marked as wrong: it is not used any more."
                return f"{told} u undoes that."
            case _:
                self.client.merge(ids, words, secrets=secrets)
                return f"{counting.memories(len(ids))} are one now. u takes them apart again."

    @on(Secret)
    def ask_about_secret(self, message: Secret) -> None:
        from secondme.tui.confirm import KeepSecret  # only where it is asked for

        def answered(secrets: str | None) -> None:
            if secrets:
                self.write(message.saved, secrets)
            else:
                self.tell("Left as it was.")

        self.app.push_screen(KeepSecret(message.sentence, message.saved.words), answered)

    # ---- forgetting ----------------------------------------------------------------------------------

    def action_forget(self) -> None:
        """Asks whether to forget what is meant."""
        if (row := self.one) is not None:
            self.look_up(row["id"])
        elif ids := self.meant:
            self.tell(f"Looking for what rests on {counting.memories(len(ids))} …")
            self.look_up_all(ids)

    @on(messages.Forgettable)
    def looked_up(self) -> None:
        self.hush()

    @work(thread=True, group="forget")
    def look_up_all(self, ids: list[str]) -> None:
        """Finds what would be forgotten with these."""
        try:
            self.post_message(messages.Forgettable("what is marked", self.client.many_forgettable(ids)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @work(thread=True, group="change")
    def carry_out(self, done: Callable[[], str]) -> None:
        """Does what is asked of the service, and posts what is told of it."""
        try:
            with self.doing():
                told = done()
            self.post_message(self.Changed(told))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(Changed)
    def changed(self, message: Changed) -> None:
        self.rows.mark(())
        self.tell(message.told)
        self.again()
        self.refresh_bindings()
