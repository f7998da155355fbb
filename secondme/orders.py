"""What the slash commands that only tell something do, for the app and the plain conversation alike.

Each is a generator of lines. `hold` is given a stream as soon as it is open, so that another thread can close it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

from secondme import phrases
from secondme.errors import from_wire
from secondme.events import Consolidated, Faded, Failed, Reflected
from secondme.memory import counting
from secondme.service.client import Client
from secondme.service.wire import Stream

Hold = Callable[[Stream], None]


def remember(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Keeps a note in the person's own words. Raises: HoldsSecret; then `keep` does it."""
    yield keep(client, words, "")


def keep(client: Client, words: str, secrets: str) -> str:
    """Keeps a note, and "keep"s or "mask"s the secrets in it; what is told of it."""
    kept = client.remember(words, secrets=secrets)
    return f"Remembered: {phrases.one_line(kept['text'])} {kept.get('notice', '')}".rstrip()


def wrong(words: str) -> str:
    """What `/wrong` says in the person's place."""
    return f"That is wrong: {words}" if words else "That is wrong."


NO_ANSWER = "There is no answer yet that could be wrong."
NOT_RATED = "There is no answer yet that could be rated."
PRIVATE_IS_NOT_RATED = "Nothing of a private conversation is kept, so its answers cannot be rated."
KEEP_OR_MASK = "Keep it as it is, mask it, or cancel?"
NOT_REMEMBERED = "Nothing was remembered."


def rated(done: dict[str, Any], back: str) -> str:
    """What is told of a thumb; `back` is what takes it back."""
    many = len(done["memories"])
    these = "this memory" if many == 1 else f"these {counting.memories(many)}"
    if done["up"] is None:
        return "Taken back." if done["before"] is not None else "There was nothing to take back."
    if not many:
        return f"Noted. The answer rested on no memory. Take it back with: {back}"
    what = f"{these} helped" if done["up"] else f"{these} will rank lower"
    return f"Noted: {what}. Take it back with: {back}"


def good(client: Client, conversation: str, hold: Hold) -> Generator[str, None, None]:
    """Praises the last answer of a conversation, or takes that back."""
    yield rated(client.thumb(True, conversation=conversation, toggle=True), "/good")


def bad(client: Client, conversation: str, hold: Hold) -> Generator[str, None, None]:
    """Blames the last answer of a conversation, or takes that back."""
    yield rated(client.thumb(False, conversation=conversation, toggle=True), "/bad")


NOT_IN_PRIVATE = "Nothing of a private conversation is kept: it has no goals, and nothing in it can be named."

Told = tuple[list[str], str]
"""What a command has to tell, and the conversation that goes on after it."""


def goal(client: Client, conversation: str, words: str) -> Told:
    """Begins a goal, in a new conversation where none goes on; without words, lists those of the conversation."""
    if not words:
        found = client.goals(conversation) if conversation else []
        return [phrases.goal(one) for one in found] or ["No goal yet. Begin one with: /goal TEXT"], conversation
    begun = client.goal(words, conversation=conversation)
    told = f"Goal {begun['number']}: {phrases.one_line(begun['text'])}. End it with: /done RESULT"
    return [told], str(begun["conversation"])


def done(client: Client, conversation: str, words: str) -> Told:
    """Ends the goal that was begun last."""
    if not conversation:
        return ["No goal is open in this conversation. Begin one with: /goal TEXT"], conversation
    return [phrases.goal(client.goal_done(words, conversation=conversation))], conversation


def expand(client: Client, conversation: str, words: str) -> Told:
    """The turns of a goal as they were said."""
    if not words.isdecimal():
        return ["Which goal? Give its number, as in: /expand 1"], conversation
    return phrases.turns(client.goal_turns(int(words), conversation=conversation)), conversation


def point(client: Client, conversation: str, words: str) -> Told:
    """Names what you said last in the conversation, or the memory of an id; without words, lists the names."""
    name, _, memory = words.partition(" ")
    if not name:
        found = client.pointers()
        none = "No memory has a name yet. Name what you said last with: /point NAME"
        return [phrases.pointer(one) for one in found] or [none], conversation
    made = client.point(name, memory.strip() or "last", conversation=conversation)
    return [phrases.pointer(made)], conversation


HERE: dict[str, Callable[[Client, str, str], Told]] = {"goal": goal, "done": done, "expand": expand, "point": point}
"""Commands about the conversation at hand, by name: given the conversation, empty before its first word, and what
follows the command."""


def undo(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Takes the last change of memories back."""
    yield phrases.undone(client.undo())


def encrypt(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Encrypts what is remembered; the recovery passphrase is told before anything is done, and never again."""
    if client.privacy()["encrypted"]:
        yield "It is encrypted already. To take that off: secondme privacy decrypt"
        return
    passphrase = client.passphrase()
    yield "This recovery passphrase is shown only now. Write it down: it opens the memory when the keyring does not."
    yield f"    {passphrase}"
    yield " ".join(client.encrypt(passphrase)["sentences"])


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
    "good": good,
    "bad": bad,
    "undo": undo,
    "encrypt": encrypt,
    "watch": watch,
    "folders": folders,
    "consolidate": consolidate,
}
"""By the name of the command. What follows the command is given to it; to `good` and `bad` the conversation."""
