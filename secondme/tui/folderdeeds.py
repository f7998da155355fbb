"""What is done to watched folders from their screen, and taken back: each deed knows the way back from itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from secondme import phrases
from secondme.errors import Refused, SecondMeError
from secondme.memory.counting import count
from secondme.service.client import Client
from secondme.tui.filetree import FileTree
from secondme.tui.foldersaid import leaving, pattern, preview, rescanned
from secondme.tui.leaves import Row
from secondme.tui.page import Page

Back = Callable[[], str]
"""Takes something back, and says so."""


class FolderDeeds(Page):
    """Adding, pausing, looking again, leaving out and removing; `watched` are the folders, `files` their tree."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add a folder", show=False, id="folders.add"),
        Binding("d", "remove", "Stop watching", show=False, id="folders.remove"),
        Binding("p", "pause", "Pause, or go on", show=False, id="folders.pause"),
        Binding("r", "rescan", "Look again", show=False, id="folders.rescan"),
        Binding("i", "ignore", "Leave out", show=False, id="folders.ignore"),
    ]
    files: FileTree

    class Wrong(Message):
        """Something that was asked for could not be done."""

        def __init__(self, error: SecondMeError) -> None:
            super().__init__()
            self.error = error

    class Done(Message):
        """Something was done; `back` takes it back, where that can be."""

        def __init__(self, sentence: str, back: Back | None = None) -> None:
            super().__init__()
            self.sentence = sentence
            self.back = back

    class Foreseen(Message):
        """What would be read of a folder."""

        def __init__(self, found: dict[str, Any]) -> None:
            super().__init__()
            self.found = found

    def __init__(self, client: Client, zone: tzinfo | None) -> None:
        super().__init__(client, zone)
        self.watched: list[Row] = []
        self._back: list[Back] = []

    def fetch_list(self) -> None:
        """Asks for the folders and how far each has been read."""
        raise NotImplementedError

    @on(Wrong)
    def wrong(self, message: Wrong) -> None:
        self.refuse(message.error)

    def _folder(self) -> Row | None:
        """The watched folder that the cursor is in; that there is none is said."""
        row = self.files.current
        top = row if row is None or row["kind"] == "root" else next(
            (one for one in self.watched if one["id"] == row["folder"]), None
        )  # fmt: skip
        if top is None:
            self.refuse(Refused("No folder is chosen.", "a adds one."))
        return top

    @work(thread=True, group="do")
    def do(self, work: Callable[[], tuple[str, Callable[[], str] | None]]) -> None:
        """Does something in a thread, and says what came of it."""
        try:
            self.post_message(self.Done(*work()))
        except SecondMeError as error:
            self.post_message(self.Wrong(error))

    @on(Done)
    def done(self, message: Done) -> None:
        if message.back is not None:
            self._back.append(message.back)
        self.tell(phrases.clean(message.sentence) + (" u takes it back." if message.back is not None else ""))
        self.fetch_list()

    @property
    def undoable(self) -> bool:
        return bool(self._back)

    def action_undo(self) -> None:
        """Takes back what was done last on this screen."""
        if not self._back:
            self.refuse(Refused("Nothing was changed on this screen yet.", "/undo takes back what was done elsewhere."))
            return
        back = self._back.pop()
        self.do(lambda: (back(), None))

    def action_pause(self) -> None:
        """Pauses the folder under the cursor, or goes on."""
        if (top := self._folder()) is None:
            return
        folder, pausing = top["id"], not top["paused"]

        def set_(paused: bool) -> str:
            self.client.watch_pause(folder, paused=paused)
            if paused:
                return f"Paused: nothing of {top['path']} is read. What is in memory stays."
            return f"{top['path']} is read again."

        self.do(lambda: (set_(pausing), lambda: set_(not pausing)))

    def action_rescan(self) -> None:
        """Looks at every file of the folder again."""
        if (top := self._folder()) is not None:
            self.do(lambda: (rescanned(self.client.watch_rescan(top["id"])), None))

    def action_ignore(self) -> None:
        """Asks whether to leave out the file or folder under the cursor."""
        from secondme.tui.confirm import YesNo

        row, top = self.files.current, self._folder()
        if row is None or top is None:
            return
        if row["kind"] == "root":
            self.refuse(Refused("That is the watched folder itself.", "d stops watching it, p pauses it."))
            return
        line = pattern(str(row["path"])[len(str(top["path"])) :].strip(os.sep), folder=row["kind"] == "folder")
        told = f"{leaving(row) if row['passages'] else 'Nothing leaves memory'}, and it is not read any more."
        text = f"{row['path']}\n\n{told} What lies on the disk is not touched."

        def answered(yes: bool | None) -> None:
            if yes:
                self.do(lambda: (self._exclude(top, line), lambda: self._exclude(top, line, back=True)))

        self.app.push_screen(YesNo("Leave it out?", text, "Leave out"), answered)

    def _exclude(self, top: Row, line: str, *, back: bool = False) -> str:
        now: list[str] = next((one["exclude"] for one in self.client.watch_list() if one["id"] == top["id"]), [])
        lines = [one for one in now if one != line] + ([] if back else [line])
        # What is None stays as it was; a list with nothing in it but "" chooses nothing.
        chosen = lines or [""]
        self.client.watch_add(Path(top["path"]), name=top["name"], recursive=top["recursive"], exclude=chosen)
        return f"Read again: {line}" if back else f"Left out from now on: {line}"

    def action_remove(self) -> None:
        """Asks whether to stop watching the folder under the cursor."""
        from secondme.tui.confirm import YesNo

        if (top := self._folder()) is None:
            return
        text = (
            f"{top['path']}\n\n{leaving(top)}. Corrections that you made of them stay, and so do the files on the "
            "disk. u watches it again: its files are read anew then."
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.do(lambda: (self._stop_watching(top), lambda: self._watch_again(top)))

        self.app.push_screen(YesNo("Stop watching it?", text, "Stop"), answered)

    def _stop_watching(self, top: Row) -> str:
        gone = self.client.watch_remove(top["id"])
        return f"{gone['path']} is not watched any more; {count(gone['passages'], 'passage')} left memory."

    def _watch_again(self, top: Row) -> str:
        self.client.watch_add(
            Path(top["path"]), name=top["name"], recursive=top["recursive"], include=top["include"],
            exclude=top["exclude"], largest=str(top["largest"]),
        )  # fmt: skip
        if top["paused"]:
            self.client.watch_pause(str(top["path"]))
        return f"{top['path']} is watched again."

    def action_add(self) -> None:
        """Asks for a folder, and shows what would be read of it before it is watched."""
        from secondme.tui.confirm import Words

        def named(words: str | None) -> None:
            if words:
                self.tell("Looking at what is in it …")
                whole = words[2:] if words.startswith(("~//", "~/~")) else words  # behind what stood there
                self.foresee(Path(whole).expanduser().absolute())

        what = "Its path; a leading ~ is your home. You see what would be read before anything is."
        self.app.push_screen(Words("Which folder?", what, "~/"), named)

    @work(thread=True, exclusive=True, group="foresee")
    def foresee(self, path: Path) -> None:
        """Asks what would be read of a folder."""
        try:
            self.post_message(self.Foreseen(self.client.watch_look(path)))
        except SecondMeError as error:
            self.post_message(self.Wrong(error))

    @on(Foreseen)
    def foreseen(self, message: Foreseen) -> None:
        from secondme.tui.confirm import YesNo

        self.hush()
        found = message.found
        if found.get("watched"):
            self.refuse(Refused(f"{found['path']} is watched already.", "r looks at every file of it again."))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.do(lambda: self._add(Path(found["path"])))

        title = "Watch this folder?" if found["files"] else "Watch it all the same?"
        self.app.push_screen(YesNo(title, "\n".join(preview(found)), "Watch"), answered)

    def _add(self, path: Path) -> tuple[str, Callable[[], str]]:
        added = self.client.watch_add(path)
        sentence = f"Watching {added['path']}: {count(added['files'], 'file')} to read."
        return sentence, lambda: self._stop_watching(added)
