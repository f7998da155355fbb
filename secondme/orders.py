"""What the slash commands that only tell something do, for the app and the plain conversation alike.

Each is a generator of lines. `hold` is given a stream as soon as it is open, so that another thread can close it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import tzinfo
from pathlib import Path
from typing import Any

from secondme import phrases
from secondme.errors import NotFound, Refused, from_wire
from secondme.events import Failed
from secondme.memory import counting
from secondme.service.client import Client
from secondme.service.wire import Stream

Hold = Callable[[Stream], None]
MOST = 1000
"""Conversations that are looked through for the beginning of an id."""


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


NOTHING_KEPT = Refused("Nothing of a private conversation is kept, so there is nothing to forget.", "/new ends it.")
NOT_BEGUN = "Nothing was said in this conversation yet. /conversations lists those before."
NOT_KEPT = "Nothing of a private conversation is kept: it has no title and stands in no list. /new ends it."
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


def conversation(client: Client, which: str) -> dict[str, Any]:
    """A conversation by its place in the list, from 1, or by the beginning of its id. Raises: NotFound, Refused."""
    if which.isdecimal() and len(which) < 6:
        found = client.conversations(limit=1, offset=int(which) - 1) if int(which) else []
    else:
        found = [one for one in client.conversations(limit=MOST) if one["id"].startswith(which)]
        found += [one for one in client.conversations(limit=MOST, archived=True) if one["id"].startswith(which)]
    if len(found) > 1:
        raise Refused(f"{len(found)} conversations begin with {which!r}.", "Give more of the id.")
    if not found:
        raise NotFound(f"There is no conversation {phrases.one_line(which, 40)!r}.", "/conversations lists them.")
    return found[0]


def renamed(client: Client, conversation: str, title: str) -> tuple[dict[str, Any], str]:
    """Gives a conversation a title, or with none its opening words back; its row, and what is told of it."""
    row = client.conversation_rename(conversation, title)
    told = f"It is called “{phrases.one_line(row['title'])}” now."
    return row, told if row["named"] else "It goes by its opening words again."


def archived(client: Client, conversation: str, archived: bool) -> tuple[dict[str, Any], str]:
    """Takes a conversation out of the list, or back; its row, and what is told of it."""
    row = client.conversation_archive(conversation, archived)
    return row, "Put away: it is out of the list, its memories stay." if archived else "It is in the list again."


def file_of(title: str, words: str, folder: Path | None = None) -> Path:
    """The file that a conversation is to be written to: as it was named, in the current folder where it was not.
    Raises: Refused if its form cannot be told."""
    name = "-".join(re.findall(r"\w+", title.lower()))[:60] or "conversation"
    path = (folder or Path.cwd()) / Path(words).expanduser() if words else (folder or Path.cwd()) / f"{name}.md"
    path = path / f"{name}.md" if path.is_dir() else path
    path = path if path.suffix else path.with_suffix(".md")
    if path.suffix.lower() not in (".md", ".json"):
        raise Refused(f"A conversation is not written as {path.suffix}.", "End the name with .md or .json.")
    return path


def export(
    client: Client, conversation: str, title: str, path: Path, zone: tzinfo | None, *, replace: bool = False
) -> str:
    """Writes a conversation to a file that only its owner may read; what is told of it.

    Raises: FileExistsError if there is one and it is not to be replaced; Refused if it cannot be written.
    """
    from secondme import transcripts  # not before the first frame

    said = client.messages(conversation)
    form = transcripts.to_json if path.suffix.lower() == ".json" else transcripts.to_markdown
    text = form(title, said, zone)
    how = os.O_TRUNC if replace else os.O_EXCL
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.", "Give another place: /export PATH") from error
    return f"{counting.count(len(said), 'message')} written to {path}"


def model(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Has another model answer, by its name, as a file, or "starter"; without words, tells which there are."""
    if words:
        file = Path(words).expanduser()
        if words == "starter":
            state = client.use_model(None)
        elif file.suffix.lower() == ".gguf" and ":" not in file.name:
            state = client.use_model(file.absolute())
        else:
            state = client.use_named(words)
        yield str(state["sentence"])
        return
    yield str(client.status()["model"]["sentence"])
    found = client.models()
    here = [one for one in found["here"] if one.get("runs")]
    yield from (f"- {phrases.clean(one['name'])}: {one['runs']['sentence']}" for one in here)
    yield from (phrases.clean(sentence) for sentence in found["best"]["sentences"][:1])
    yield "Answer with another: /model NAME"


def undo(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Takes the last change of memories back, or the one of a number."""
    if words and not words.isdecimal():
        raise Refused(f"{phrases.one_line(words, 40)} is no number.", "See them with: secondme memory undo --list")
    done = client.undo(int(words) if words else None)
    yield phrases.undone(done, f"/undo {done['operation']}")


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


def profile(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """What is known of the person; with words, a line more."""
    if words:
        yield f"Added: {phrases.clean(client.profile_add(words)['text'])}"
        return
    lines = client.profile()["lines"]
    yield from (f"- {phrases.clean(one['text'])}" for one in lines)
    yield "Change it with: secondme profile" if lines else "The profile is empty. Add to it with: /profile TEXT"


def lessons(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """How the person wants things done; with words, a lesson more."""
    if words:
        yield f"Added: {phrases.clean(client.lesson_add(words)['text'])}"
        return
    found = client.lessons()
    yield from (f"- {phrases.lesson(one)}" for one in found)
    yield "Change them with: secondme lessons" if found else "There are no lessons yet. Add one with: /lessons TEXT"


def consolidate(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """Thinks it all over, and tells what came of it."""
    with closing(client.consolidate()) as events:
        hold(events)
        for event in events:
            if isinstance(event, Failed):
                raise from_wire(event.kind, event.sentence, event.cure)
            if line := phrases.happened(event):
                yield line


def consolidation(client: Client, words: str, hold: Hold) -> Generator[str, None, None]:
    """What the last run changed, each thing with the number that undoes it."""
    yield from phrases.consolidation(client.consolidation())


ORDERS: dict[str, Callable[[Client, str, Hold], Generator[str, None, None]]] = {
    "remember": remember,
    "good": good,
    "bad": bad,
    "model": model,
    "undo": undo,
    "encrypt": encrypt,
    "watch": watch,
    "folders": folders,
    "profile": profile,
    "lessons": lessons,
    "consolidate": consolidate,
    "consolidation": consolidation,
}
"""By the name of the command. What follows the command is given to it; to `good` and `bad` the conversation."""
