"""Conversations that are put away on a shelf and taken up again: what a worker's session has read outlives it.

Invariant: nothing is kept of a private conversation, and not of one whose last exchange holds a secret. A state is
taken on the thread that owns the session and written on another; whatever cannot be kept or taken up is read again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version

from secondme.errors import SecondMeError
from secondme.llm.context import Aborted, Layout
from secondme.llm.identity import IDENTITIES, model_identity
from secondme.llm.known import as_written
from secondme.llm.llama import Letters, Model
from secondme.llm.pruning import PREFIX
from secondme.llm.session import Session
from secondme.llm.shelf import Choice, Shelf, cheaper
from secondme.llm.statefile import Meta, Refusal, Saved, Stamp, digest
from secondme.llm.units import Unit
from secondme.memory.secret import found as secrets

log = logging.getLogger(__name__)

WORTH = 200
"""Tokens of a conversation, beyond the prefix, from which on it is put away."""
LONG = 500
"""Tokens of a prefix that is kept by itself."""
MEASURED = 128
"""Tokens read at once of which a rate is to be had."""
WAITING = 2
"""States that may wait to be written; what comes then is not kept."""
SPOKEN = 400
"""Answers of a conversation whose own tokens are kept."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Tokens that came from a file, and the seconds that this and reading again were to take. Where these are known and
    no token came, reading again was the cheaper; all 0 where there was nothing to choose from. `own` says whether they
    are of the conversation itself, not of its prefix alone."""

    tokens: int = 0
    restoring: float = 0.0
    rereading: float = 0.0
    own: bool = False


class Resuming:
    """The conversation that a session holds, and those that are put away. One thread calls it."""

    def __init__(self, shelf: Shelf, model: Model, session: Session, layout: Layout) -> None:
        self.conversation = ""
        self._changed = False
        self._prefix = ""
        """What stands for the tokens of a prefix that is not kept yet; empty where it is, or is not worth it."""
        self._shelf = shelf
        self._model = model
        self._session = session
        self._layout = layout
        self._fresh = False
        self._memories: set[str] = set()
        self._spoken: list[list[int]] = []
        self._lock = threading.Lock()
        self._held: list[str] = []
        self._unwritten: dict[str, Saved] = {}
        self._writing: list[Future[None]] = []
        self._read: tuple[int, float] | None = None
        self._restored: tuple[int, float] | None = None
        self._writer = ThreadPoolExecutor(1, "states")
        self._identity = self._writer.submit(model_identity, model.card.path, shelf.folder / IDENTITIES)
        session.on_prefix = self._note_prefix

    @property
    def changed(self) -> bool:
        """Whether there is something that is not kept yet."""
        return self._changed or bool(self._prefix)

    # ---- a turn ----------------------------------------------------------------------------------------------

    def turn_to(self, conversation: str, memories: Iterable[str]) -> list[tuple[str, list[int]]]:
        """A turn of a conversation begins; another one is put away first. Answers of it as they were said, with the
        tokens that they were said in."""
        found: list[tuple[str, list[int]]] = []
        if conversation != self.conversation:
            self._put_away_talk()
            self.conversation, self._changed, self._fresh = conversation, False, bool(conversation)
            self._memories, self._spoken = set(), []
            if conversation and (meta := self._look(_name(conversation))):
                self._memories = set(meta.memories)
                self._spoken = _more(meta)[1]
                found = [(self._text(tokens), tokens) for tokens in self._spoken]
        self._memories.update(memories)
        return found

    def take_up(self, prompt: Sequence[Unit]) -> Taken:
        """Takes up what is kept of a prompt's conversation, or its prefix alone, where that is cheaper than reading."""
        held = {one.digest for one in self._session.known}
        fresh, self._fresh = self._fresh, False
        taken = Taken()
        if fresh and (meta := self._look(_name(self.conversation))):
            kept = {one.digest for one in as_written(_more(meta)[0]) or ()}
            tokens = sum(len(unit) for unit in prompt[:-1] if (sum_ := unit.digest) in kept and sum_ not in held)
            taken = self._taken(_name(self.conversation), _hash(self.conversation), tokens)
            if taken.tokens:
                return replace(taken, own=True)
        prefix = prompt[0]
        if len(prefix) >= LONG and prefix.digest not in held:
            text = digest(prefix.tokens)
            of_prefix = self._taken(self._prefix_name(text), text, len(prefix))
            return of_prefix if of_prefix.tokens else taken
        return taken

    def said(self, heard: str, answer: str, tokens: list[int]) -> None:
        """A turn has ended: what was heard, what was answered, and the tokens of that, none where they are not what is
        remembered of it. Nothing is remembered of one that holds a secret."""
        secret = bool(secrets(heard) or secrets(answer))
        self._changed = bool(self.conversation) and not secret
        if tokens and not secret and tokens != self._model.tokens(answer.strip(), special=False):
            self._spoken = [*self._spoken[1 - SPOKEN :], tokens]

    def measured(self, tokens: int, seconds: float) -> None:
        """So many tokens were read in so many seconds."""
        if tokens >= MEASURED:
            self._read = tokens, seconds

    # ---- putting away ----------------------------------------------------------------------------------------

    def put_away(self) -> None:
        """Takes the states of the conversation and of its prefix, if they are worth it; `write` writes them. For a
        time when nobody waits: copying them takes some.

        Where the context is stopped nothing happens.
        """
        self._put_away_talk()
        if self._prefix:
            self._put_away_prefix()

    def _put_away_talk(self) -> None:
        cells = len(self._session.book) - int((self._session.book.kind == PREFIX).sum())
        if self._changed and cells >= WORTH:
            self._changed = not self._hold(_name(self.conversation), _hash(self.conversation), self.conversation)
        else:
            self._changed = False

    def write(self) -> None:
        """Lets what was put away be written, behind whoever computes."""
        for name in self._held:
            self._writing.append(self._writer.submit(self._write, name))
        self._held.clear()
        self._writing = [one for one in self._writing if not _over(one)]

    def rest(self) -> None:
        """Puts away what is to be kept and waits until it is written."""
        self.put_away()
        self.write()
        for one in self._writing:
            one.result()

    def _note_prefix(self) -> None:
        book = self._session.book
        text = digest(book.token) if len(book) >= LONG else ""
        self._prefix = text if text and not self._shelf.size(self._prefix_name(text)) else ""
        if self._prefix and not self._session.parts:  # later there is no having it without what follows
            self._put_away_prefix()

    def _put_away_prefix(self) -> None:
        text, book = self._prefix, self._session.book
        if digest(book.token[book.kind == PREFIX]) != text or self._hold(self._prefix_name(text), text, ""):
            self._prefix = ""

    def _hold(self, name: str, text: str, conversation: str) -> bool:
        """Takes a state, to be written: of a conversation, of the prefix where that is empty. False where the context
        is stopped. What there is no memory for is not kept."""
        model = self._model_hash()
        with self._lock:
            full = name not in self._unwritten and len(self._unwritten) >= WAITING
        if not model or full:
            return True
        try:
            kept = self._session.kept() if conversation else self._session.kept_prefix()
        except Aborted:
            return False
        except MemoryError:
            log.warning("there is no memory for a state of %s tokens: it is not kept", f"{len(self._session.book):,}")
            return True
        if kept is None:
            return True
        book, known, state = kept
        choice = cheaper(len(state), len(book), self._shelf.speeds(model))
        if choice.way == "restore":
            more = json.dumps({"known": known, "spoken": self._spoken if conversation else []})
            memories = tuple(sorted(self._memories)) if conversation else ()
            meta = Meta(self._stamp(model, text), book, conversation, memories, more=more)
            with self._lock:
                self._unwritten[name] = Saved(meta, state)
            self._held = [*(one for one in self._held if one != name), name]
        return True

    def _write(self, name: str) -> None:
        with self._lock:
            held = self._unwritten[name]
        why = self._shelf.save(name, held.meta, held.payload)
        with self._lock:
            if self._unwritten.get(name) is held:
                del self._unwritten[name]
        log.info("%s", why or f"{len(held.meta.book):,} tokens were kept in {len(held.payload):,} bytes")
        read, restored, self._read, self._restored = self._read, self._restored, None, None
        if read or restored:
            self._shelf.measured(self._model_hash(), read=read, restored=restored)

    # ---- taking up -------------------------------------------------------------------------------------------

    def _look(self, name: str) -> Meta | None:
        with self._lock:
            held = self._unwritten.get(name)
        meta = held.meta if held else self._shelf.look(name)
        # Tokens of another model mean other words, or none.
        return meta if meta and meta.stamp.model == self._model_hash() else None

    def _taken(self, name: str, text: str, tokens: int) -> Taken:
        """A state put into the session where that saves reading so many tokens and is cheaper."""
        with self._lock:
            held = self._unwritten.get(name)
        size = len(held.payload) if held else self._shelf.size(name)
        model = self._model_hash()
        if not tokens or not size or not model:
            return Taken()
        choice = cheaper(size, tokens, self._shelf.speeds(model))
        told = _told(choice, tokens)
        if choice.way == "read":
            log.info("%s: read again", told)
            return Taken(0, choice.restoring, choice.reading)
        begun = time.perf_counter()
        found = held or self._shelf.load(name, self._stamp(model, text))
        if isinstance(found, Refusal):
            log.info("%s: read again. %s", told, found.sentence)
            return Taken()
        if not self._session.take(found.meta.book, _more(found.meta)[0], found.payload):
            log.info("%s: read again, for the state was refused", told)
            return Taken()
        if not held:
            self._restored = size, time.perf_counter() - begun
        log.info("%s: restored", told)
        return Taken(len(found.meta.book), choice.restoring, choice.reading)

    # ---- what a state is -------------------------------------------------------------------------------------

    def _model_hash(self) -> str:
        """What the model's file is known by; empty where it cannot be read any more."""
        try:
            return self._identity.result()
        except (SecondMeError, OSError):
            return ""

    def _stamp(self, model: str, text: str) -> Stamp:
        card, layout = self._model.card, self._layout
        return Stamp(
            model, card.bytes, card.quantisation, card.architecture, layout.keys, layout.values, layout.flash,
            self._session.budget, version("llama-cpp-python"), text,
        )  # fmt: skip

    def _prefix_name(self, text: str) -> str:
        return f"prefix-{replace(self._stamp(self._model_hash(), text), room=0).key}"

    def _text(self, tokens: list[int]) -> str:
        return Letters().feed(b"".join(map(self._model.piece, tokens))).strip()


def _name(conversation: str) -> str:
    return f"talk-{_hash(conversation)[:32]}"


def _hash(conversation: str) -> str:
    return hashlib.sha256(conversation.encode()).hexdigest()


def _more(meta: Meta) -> tuple[str, list[list[int]]]:
    """The session's own, and answers in the tokens that they were said in, as `_hold` noted them."""
    told = json.loads(meta.more)
    return told["known"], told["spoken"]


def _told(choice: Choice, tokens: int) -> str:
    return f"{tokens:,} tokens kept in a file: {choice.restoring:.2f} s to restore, {choice.reading:.2f} s to read"


def _over(writing: Future[None]) -> bool:
    """Whether something was written; a bug is raised."""
    if not writing.done():
        return False
    writing.result()
    return True
