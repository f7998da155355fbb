"""The app's vocabulary: what threads and widgets tell the screens. Threads post, handlers draw."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.message import Message

from secondme.errors import SecondMeError
from secondme.events import Event
from secondme.service.wire import Stream

if TYPE_CHECKING:
    from secondme.tui.draw import Entry, Person


class Held:
    """A stream that one thread reads and another may stop, also before it is open."""

    def __init__(self) -> None:
        self.stopped = False
        self._stream: Stream | None = None
        self._lock = threading.Lock()

    def hold(self, stream: Stream) -> None:
        """Takes the stream that was opened; closes it where the person was quicker."""
        with self._lock:
            self._stream = stream
            stopped = self.stopped
        if stopped:
            stream.close()

    def stop(self) -> None:
        """Stops it, without waiting for the connection to close."""
        with self._lock:
            self.stopped = True
            stream = self._stream
        if stream is not None:
            threading.Thread(target=stream.close, daemon=True).start()


class Asked(Held):
    """A question on its way, with the stream that answers it.

    `talk` counts the conversations of this session, so that a late event of an earlier one is known as such;
    `stored` says that the service has the words on disk, `tries` how often they went out. With `after` it begins a
    branch that shares the messages up to that number; with `again` it is that message which is answered once more.
    `person` is how the words stand in the transcript, `before` what stood there until the branch was begun.
    """

    def __init__(
        self, text: str, private: bool, talk: int, after: int | None = None, *, again: bool = False
    ) -> None:
        super().__init__()
        self.text = text
        self.private = private
        self.talk = talk
        self.after = after
        self.again = again
        self.conversation = ""
        self.tries = 0
        self.stored = False
        self.person: Person | None = None
        self.before: tuple[Entry, ...] = ()


class Reached(Message):
    """The service answers, with its status."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__()
        self.fields = fields


class Lost(Message):
    """The service does not answer, or went away. It is being looked for."""

    def __init__(self, error: SecondMeError) -> None:
        super().__init__()
        self.error = error


class Crashed(Message):
    """A bug ended the thread that keeps the service within reach."""

    def __init__(self, bug: BaseException) -> None:
        super().__init__()
        self.bug = bug


class Happened(Message):
    """Something happened in the service, whoever caused it."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class Came(Message):
    """An event of the answer to a question."""

    def __init__(self, asked: Asked, event: Event) -> None:
        super().__init__()
        self.asked = asked
        self.event = event


class Ended(Message):
    """The stream of an answer ended; `error` says why where it broke."""

    def __init__(self, asked: Asked, error: SecondMeError | None = None) -> None:
        super().__init__()
        self.asked = asked
        self.error = error


class Resumed(Message):
    """The messages of the conversation that is taken up again, if it is still that `talk`; `row` is how the list of
    conversations has it, empty where it was not found there; `error` says why it cannot be taken up."""

    def __init__(
        self, talk: int, messages: list[dict[str, Any]], row: dict[str, Any], error: SecondMeError | None = None
    ) -> None:
        super().__init__()
        self.talk = talk
        self.messages = messages
        self.row = row
        self.error = error


class Rechecked(Message):
    """What is left of the messages of a conversation after a forgetting, if it is still that `talk`."""

    def __init__(self, talk: int, messages: list[dict[str, Any]]) -> None:
        super().__init__()
        self.talk = talk
        self.messages = messages


class TalkFound(Message):
    """The conversation that was asked for by its id or its place."""

    def __init__(self, row: dict[str, Any]) -> None:
        super().__init__()
        self.row = row


class TalkChanged(Message):
    """A conversation got another title, or was put away or taken back: its row, and what is told of it."""

    def __init__(self, row: dict[str, Any], told: str) -> None:
        super().__init__()
        self.row = row
        self.told = told


class Listed(Message):
    """A page of conversations; `words` and `archived` are what was asked for."""

    def __init__(self, words: str, archived: bool, page: int, rows: list[dict[str, Any]], keep: bool) -> None:
        super().__init__()
        self.words = words
        self.archived = archived
        self.page = page
        self.rows = rows
        self.keep = keep


class Counted(Message):
    """How many conversations there are; `words` and `archived` are what was asked for."""

    def __init__(self, words: str, archived: bool, total: int) -> None:
        super().__init__()
        self.words = words
        self.archived = archived
        self.total = total


class Exists(Message):
    """A file to export to is there already: whether to replace it is to be asked."""

    def __init__(self, conversation: str, title: str, path: Path) -> None:
        super().__init__()
        self.conversation = conversation
        self.title = title
        self.path = path


class Told(Message):
    """What a command has to say, line by line."""

    def __init__(self, *lines: str) -> None:
        super().__init__()
        self.lines = lines


class Went(Told):
    """What a command about a conversation has to say; the conversation that goes on, if it is still that `talk`."""

    def __init__(self, talk: int, conversation: str, lines: list[str]) -> None:
        super().__init__(*lines)
        self.talk = talk
        self.conversation = conversation


class Refusal(Message):
    """A command or a call failed."""

    def __init__(self, error: SecondMeError) -> None:
        super().__init__()
        self.error = error


class Said(Message):
    """The person sent what stands in the prompt."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Pick(Message):
    """The person chose something to do with an entry of the transcript: `edit`, `again`, `branch`, `delete`, `good`,
    `bad`, `sources`, or `source:2` for one of the sources of an answer."""

    def __init__(self, entry: Entry, what: str) -> None:
        super().__init__()
        self.entry = entry
        self.what = what


class Scroll(Message):
    """The person scrolls the transcript from the prompt: `pages` up or down, 0 for its end."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        self.pages = pages


class Behind(Message):
    """The transcript no longer shows its end, or shows it again; `new` says that lines were added meanwhile."""

    def __init__(self, behind: bool, new: bool) -> None:
        super().__init__()
        self.behind = behind
        self.new = new


class Forgettable(Message):
    """What would be forgotten, to be confirmed."""

    def __init__(self, what: str, found: dict[str, Any]) -> None:
        super().__init__()
        self.what = what
        self.found = found


class Secretive(Message):
    """A note holds a secret: whether to keep it is to be asked."""

    def __init__(self, words: str, sentence: str) -> None:
        super().__init__()
        self.words = words
        self.sentence = sentence


class Go(Message):
    """To another screen, or out: `memory`, `consolidation`, `help` or `quit`, with the words that were given."""

    def __init__(self, where: str, words: str = "") -> None:
        super().__init__()
        self.where = where
        self.words = words


class Forgotten(Message):
    """Something was forgotten."""

    def __init__(self, gone: dict[str, Any]) -> None:
        super().__init__()
        self.gone = gone


class Elsewhere(Message):
    """What would be undone, which was not done on this screen."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__()
        self.found = found


class Undone(Message):
    """The last change was taken back."""

    def __init__(self, done: dict[str, Any]) -> None:
        super().__init__()
        self.done = done


class Whole(Message):
    """All there is to know of a memory."""

    def __init__(self, row: dict[str, Any]) -> None:
        super().__init__()
        self.row = row


class Pinned(Message):
    """A memory was pinned or let go."""

    def __init__(self, row: dict[str, Any]) -> None:
        super().__init__()
        self.row = row
