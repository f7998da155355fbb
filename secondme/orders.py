"""What the slash commands that only tell something do, for the app and the plain conversation alike.

Each is a generator of lines. `hold` is given a stream as soon as it is open, so that another thread can close it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

from secondme import phrases
from secondme.errors import from_wire
from secondme.events import Consolidated, Faded, Failed, Reflected
from secondme.service.client import Client, Stream

Hold = Callable[[Stream], None]


def remember(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Keeps a note in the person's own words."""
    yield f"Remembered: {phrases.one_line(client.remember(words)['text'])}"


def undo(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Takes the last change of memories back."""
    yield phrases.undone(client.undo())


def watch(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Has a folder read, and tells what is in it."""
    folder = client.watch_add(Path(words).expanduser().absolute())
    yield from phrases.added(folder, client.watch_files(folder["id"]))


def folders(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """The watched folders, and why some of their files were not read."""
    found = client.watch_list()
    yield from phrases.folders(found)
    for folder in found:
        if phrases.left_out(folder["skipped"]):
            yield from phrases.not_read(client.watch_files(folder["id"]))


def consolidate(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Thinks it all over, and tells what came of it."""
    with closing(client.consolidate()) as events:
        hold(events)
        for event in events:
            match event:
                case Faded(text=text):
                    yield f"Faded: {phrases.one_line(text)}"
                case Reflected(memory=memory):
                    yield f"Noticed: {phrases.one_line(memory.text)}"
                case Consolidated() as run:
                    yield phrases.consolidated(run)
                case Failed(kind=kind, sentence=sentence, cure=cure):
                    raise from_wire(kind, sentence, cure)


ORDERS: dict[str, Callable[[Client, str, Hold], Generator[str, None, None]]] = {
    "remember": remember,
    "undo": undo,
    "watch": watch,
    "folders": folders,
    "consolidate": consolidate,
}
"""By the name of the command."""
