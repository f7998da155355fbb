"""Planted secrets in files that are read: which of them reached the data folder's bytes, an answer or a prompt."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence

from secondme import wiring
from secondme.assistant.chat import Chat
from secondme.bench import forgets
from secondme.bench.forgets import Mark
from secondme.bench.intake_served import Served
from secondme.bench.measure import NotTaken, Say
from secondme.bench.planted_secrets import Planted, planted
from secondme.config import Settings
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.events import ModelState
from secondme.ports import Reading, Turn
from secondme.storing import Filter

CONTEXT = 8_192
LETTERS = 3.5
"""Of a token, about: what the prompt's room is counted by where no model answers."""
LONG = 10
"""Letters of a run that is looked for by itself; a secret of shorter ones is looked for whole."""


class Overheard:
    """A `LanguageModel` that answers nothing of its own and keeps what it was given to read."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @property
    def state(self) -> ModelState:
        """See `LanguageModel`."""
        return ModelState("ready", "overheard", "")

    def context(self) -> int:
        """See `LanguageModel`."""
        return CONTEXT

    def count(self, texts: Sequence[str]) -> list[int]:
        """See `LanguageModel`."""
        return [int(len(text) / LETTERS) + 1 for text in texts]

    def reply(
        self,
        turns: Sequence[Turn],
        limit: int,
        conversation: str = "",
        memories: Sequence[str] = (),
        *,
        anew: bool = False,
    ) -> _Nothing:
        """See `LanguageModel`."""
        self.heard += [part for turn in turns for part in (turn.block, *turn.parts)]
        return _Nothing()

    def gone(self, conversation: str) -> Sequence[int] | None:
        """See `LanguageModel`."""
        return None

    def close(self) -> None:
        """See `LanguageModel`."""


class _Nothing:
    reading = Reading()

    def __iter__(self) -> Iterator[str]:
        yield "I have read it."

    def close(self) -> None:
        pass


def reached(say: Say, only: int = 0) -> tuple[dict[str, list[str]], int, int]:
    """The planted secrets that got somewhere, by file: where; how many were planted; letters of the prompts read.

    `only` takes the first so many. Raises: NotTaken if a file was not read, as nothing of it could get anywhere.
    """
    given = planted()[: only or None]
    found: dict[str, list[str]] = {}
    with Served(say) as served:
        place = served.home.place / "planted"
        place.mkdir()
        for name, text, _ in given:
            (place / name).write_text(text, encoding="utf-8")
        served.watch(place)
        served.settle()
        rows = {row["path"].rsplit("/", 1)[-1]: row for row in served.ask().watch_files(str(place))}
        for name, _, _ in given:
            if rows.get(name, {}).get("state") != "indexed" or not rows[name]["passages"]:
                raise NotTaken(f"{name} was not read: {rows.get(name, {}).get('sentence') or 'it has no passages'}.")
        told = {name: served.ask().find(question(name), limit=20) for name, _, _ in given}
        served.stop()
        prompts, kept = _prompts(served, given)
        encoder = StaticEncoder(assets.folder("static-minilm-256"))
        for name, _, secret in given:
            where = [what for what, said in (("an answer", repr(told[name])), ("a prompt", prompts), ("ledger", kept))
                     if stands(secret, said)]  # fmt: skip
            hits = forgets.found(served.home.folders.home, [mark(secret, encoder)])
            where += [f"{count} {what} in the data folder" for what, count in hits.items()]
            if where:
                found[name] = where
                say(f"  {name}: {', '.join(where)}")
    return found, len(given), len(prompts)


def question(name: str) -> str:
    """What somebody would ask about a planted file, in the words of its name."""
    return f"What is the {' '.join(re.split(r'[-_]', name.rpartition('.')[0])[1:])} in my notes?"


def stands(secret: str, text: str) -> bool:
    """Whether a secret, or a line of it, stands in a text, whatever the blank between its signs."""
    bare = re.sub(r"[\s\\]+", "", text)
    return any(re.sub(r"\s+", "", line) in bare for line in lines(secret))


def lines(secret: str) -> list[str]:
    """The lines of a secret that are secret: of a private key, its body."""
    return [line for line in secret.split("\n") if not line.startswith("-----")]


def mark(secret: str, encoder: StaticEncoder) -> Mark:
    """What must not be found of a secret in a file's bytes: its long runs of letters, or all of it, and its tokens."""
    runs = [run for line in lines(secret) for run in re.findall(r"[A-Za-z0-9]+", line) if len(run) >= LONG]
    body = "\n".join(lines(secret))
    words = tuple(runs) or (body,)
    return Mark(words, encoder.tokens(body.rpartition("://")[2]).tobytes(), ())


def _prompts(served: Served, given: Sequence[Planted]) -> tuple[str, str]:
    """All that a model was given to read when it was asked about each file, and all words of the ledger."""
    settings = Settings()
    rooms = wiring.build(served.home.folders, settings, time.time)
    try:
        model = Overheard()
        chat = Chat(
            rooms.store, rooms.talks, rooms.recall, model, notes=settings.memory.recalled, answer=settings.model.answer
        )
        for name, _, _ in given:
            for _ in chat.reply(question(name), private=True):
                pass
        return "\n".join(model.heard), "\n".join(memory.text for memory in rooms.store.each(Filter()))
    finally:
        rooms.close()
