"""A turn of a conversation: store what was said, recall, answer, store the answer.

Invariant: what the person typed is stored before anything that can fail, and an answer only when it is whole.
Secrets are stored in neither: the model sees those of this turn as typed, and no later turn sees them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Protocol

from secondme.assistant.correct import Corrections
from secondme.assistant.recall import Recall
from secondme.errors import ModelError, NoModel, NotFound, Refused
from secondme.events import (
    Answered,
    Corrected,
    Event,
    Failed,
    Masked,
    Notice,
    Piece,
    Recalled,
    Recollection,
    Stopped,
    Stored,
)
from secondme.memory.prompt import SYSTEM, fit, note, notes_block, quoted
from secondme.memory.recall import asks_the_assistant
from secondme.memory.record import By
from secondme.memory.retold import without_retold
from secondme.memory.secret import Secret, in_words, masked
from secondme.ports import LanguageModel, Reading, Turn
from secondme.stop import Stop
from secondme.storing import MemoryStore, Message, Talks

TURNS = 40
"""Messages of the conversation that are considered for the prompt."""
OVERHEAD = 16
"""Tokens that a template may put around a turn."""
PLACE = "chat"
LONGEST = 200_000
"""Characters of one message."""


class Chat:
    """Conversations with the assistant."""

    def __init__(
        self,
        store: MemoryStore,
        talks: Talks,
        recall: Recall,
        model: LanguageModel,
        *,
        notes: int,
        answer: int,
    ) -> None:
        self._store = store
        self._talks = talks
        self._recall = recall
        self._model = model
        self._notes = notes
        self._answer = answer
        self._correct = Corrections(store, talks, recall)
        self._private: dict[str, _Private] = {}

    def reply(
        self, text: str, conversation: str = "", *, private: bool = False, stop: Stop | None = None
    ) -> Iterator[Event]:
        """The events of one turn, the last Answered, Stopped or Failed. Asking `stop` stops the answer.

        A private conversation is read from memory and leaves nothing in it.
        Raises: Refused for an empty or endless text, NotFound, DiskFull, before anything was stored.
        """
        stop = stop or Stop()
        text = text.strip()
        if not text:
            raise Refused("There is nothing to answer: the message is empty.")
        if len(text) > LONGEST:
            raise Refused(
                f"The message has {len(text):,} characters; {LONGEST:,} is the most.",
                "Save it as a file in a watched folder, and ask about it.",
            )
        talk = self._talk(conversation, private)
        earlier = [Turn(turn.role, tuple(map(self._recall.asked, turn.parts))) for turn in talk.earlier()]
        kept, secrets = masked(text)
        stored = talk.hear(text, kept)
        yield stored
        if secrets and stored.memory:
            yield left_out(secrets, "")
        searched = kept
        if stored.memory and (correction := self._correct(stored.conversation, *self._store.get([stored.memory]))):
            yield correction
            if isinstance(correction, Corrected) and correction.text:
                searched = correction.text  # the turn itself has no word of what it corrects
        try:
            found = self._recall(
                searched,
                limit=self._notes,
                without=frozenset({stored.memory}),
                statements=not asks_the_assistant(text),
            )
        except (NotFound, Refused) as error:  # a place or a topic that the question names
            yield Failed.of(error)
            return
        yield Recalled(tuple(found))
        whole: list[str] = []
        reading = Reading()
        try:
            turns, dropped = self._prompt(self._recall.asked(text), found, earlier)
            if dropped:
                yield Notice(f"{dropped} of the recalled memories did not fit into the model's context.")
            with stop.closing(self._model.reply(turns, self._answer)) as reply:
                for piece in reply:
                    whole.append(piece)
                    yield Piece(piece)
                reading = reply.reading
            model = self._model.state.name
        except NoModel as missing:
            whole, model = [quoted(self._store.get([one.id for one in found]))], ""
            yield Notice(str(missing))
            yield Piece(whole[0])
        except ModelError as error:
            yield Failed.of(error)
            return
        answer = "".join(whole).strip()
        if stop.asked:
            yield Stopped(answer)
            return
        if not answer:
            yield Failed("ModelError", "The model gave an empty answer.", "Ask in other words, or use another model.")
            return
        kept_answer, told = masked(answer)
        kept_answer = without_retold(kept_answer, text, secrets)
        talk.answered(answer, kept_answer, found, by_model=bool(model))
        if model and stored.memory and (new := _unknown(answer, told, [text, *(one.text for one in found)])):
            yield left_out(new, " in the answer")
        yield Answered(
            answer, tuple(found), stored.conversation, model,
            reading.written, round(reading.seconds, 4), round(reading.first, 4),
        )  # fmt: skip

    def end_private(self, conversation: str) -> None:
        """Lets a private conversation go."""
        self._private.pop(conversation, None)

    def _talk(self, conversation: str, private: bool) -> _Talk:
        if conversation in self._private:
            return self._private[conversation]
        if private:
            if conversation:
                raise Refused("A conversation is private from its first word or not at all.", "Begin a new one.")
            fresh = _Private()
            self._private[fresh.name] = fresh
            return fresh
        return _Kept(self._talks, conversation)

    def _prompt(self, text: str, found: Sequence[Recollection], earlier: Sequence[Turn]) -> tuple[list[Turn], int]:
        """The turns that fit into the model's context, in the order that keeps its cache; how many notes did not.

        Raises: NoModel, BadModel, ModelGone; ModelError if the question alone does not fit.
        """
        lines = [note(memory) for memory in self._store.get([one.id for one in found])]
        told = ["".join(turn.parts) for turn in earlier]
        costs = self._model.count([SYSTEM, text, notes_block([""]), *(line + "\n" for line in lines), *told])
        fixed = costs[0] + costs[1] + (costs[2] if lines else 0) + 3 * OVERHEAD
        context = self._model.context()
        fitted = fit(
            room=context - self._answer,
            fixed=fixed,
            notes=costs[3 : 3 + len(lines)],
            turns=[cost + OVERHEAD for cost in costs[3 + len(lines) :]],
        )
        if fitted is None:
            raise ModelError(
                f"The message has {costs[1]:,} tokens, more than the model's context of {context:,} holds.",
                "Ask with fewer words, or raise `context` in [model]. What you wrote is stored.",
            )
        begin = fitted.begin
        while begin < len(earlier) and earlier[begin].role != "user":
            begin += 1  # a conversation that begins with an answer confuses every template
        block = notes_block(lines[: fitted.notes])
        question = Turn("user", (block, text) if block else (text,))
        return [Turn("system", (SYSTEM,)), *earlier[begin:], question], len(lines) - fitted.notes


class _Talk(Protocol):
    """Where a conversation's turns go."""

    def earlier(self) -> list[Turn]: ...

    def hear(self, text: str, kept: str) -> Stored:
        """Takes in what was said; `kept` are the words to store."""

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> None:
        """Takes in what was answered; `kept` are the words to store."""


class _Kept:
    """A conversation in the ledger."""

    def __init__(self, talks: Talks, conversation: str) -> None:
        self._talks = talks
        self._new = not conversation
        self._name = conversation or uuid.uuid4().hex[:16]
        self._message = 0

    def earlier(self) -> list[Turn]:
        if self._new:
            return []
        return alternating(self._talks.messages(self._name, last=TURNS))

    def hear(self, text: str, kept: str) -> Stored:
        if self._new:
            self._talks.begin(self._name, PLACE)
        said = self._talks.say(self._name, By.PERSON, kept)
        self._message = said.n
        return Stored(self._name, said.n, said.memory.id)

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> None:
        if by_model:
            # Without a model the answer only quotes; storing it would remember everything twice.
            self._talks.say(self._name, By.ASSISTANT, kept)
        self._talks.used(self._message, self._name, found)


class _Private:
    """A private conversation: its turns, in memory only."""

    def __init__(self) -> None:
        self.name = f"private-{uuid.uuid4().hex[:12]}"
        self._turns: list[Turn] = []
        self._heard = ""

    def earlier(self) -> list[Turn]:
        return self._turns[-TURNS:]

    def hear(self, text: str, kept: str) -> Stored:
        self._heard = text
        return Stored(self.name, 0, "")

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> None:
        self._turns += [Turn("user", (self._heard,)), Turn("assistant", (answer,))]


def left_out(secrets: Sequence[Secret], where: str) -> Masked:
    """The event that tells of secrets that were not stored."""
    several = len(secrets) > 1
    what = in_words(tuple(secrets))
    return Masked(
        f"{what[0].upper()}{what[1:]}{where} {'were' if several else 'was'} left out of what is remembered. "
        f"Keep {'them' if several else 'it'} on purpose with: /remember …",
        tuple(dict.fromkeys(secret.kind for secret in secrets)),
    )


def _unknown(answer: str, secrets: Sequence[Secret], told: Sequence[str]) -> list[Secret]:
    """Of the secrets in an answer those that stand neither in the question nor in what is kept on purpose."""
    return [one for one in secrets if not any(answer[one.start : one.end] in text for text in told)]


def alternating(messages: Sequence[Message]) -> list[Turn]:
    """A conversation as turns of a prompt: person and assistant in turn, as templates want it.

    What the person said without getting an answer (it was stopped, or failed) is joined to what came next.
    """
    turns: list[Turn] = []
    for message in messages:
        role = "user" if message.role is By.PERSON else "assistant"
        if turns and turns[-1].role == role:
            turns[-1] = Turn(role, (turns[-1].parts[0] + "\n" + message.memory.text,))
        else:
            turns.append(Turn(role, (message.memory.text,)))
    if turns and turns[-1].role == "user":
        turns.pop()  # an unanswered last turn would stand right before the new question
    return turns
