"""The language model, as the service asks it: the computation runs in a process of its own.

Invariant: one answer at a time; whoever asks for the next waits until this one has ended or was closed. Counting
tokens never waits for an answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from secondme.errors import BadModel
from secondme.llm.aside import Asides, asked, not_too_many, weighed
from secondme.llm.grammar import grammar
from secondme.llm.lifetime import Lifetime
from secondme.llm.process import Gone
from secondme.llm.reply import WorkerReply, gone
from secondme.llm.wire import error_in, turns_out
from secondme.ports import Reply, Turn
from secondme.stop import Stop

ANEW = 0.8
"""Temperature at least of an answer that is given anew."""


class WorkerModel(Lifetime):
    """A `LanguageModel` whose computation runs in a process of its own."""

    def context(self) -> int:
        """Length of the context in tokens; loads the model if need be. Raises: NoModel, BadModel, ModelGone."""
        with self._life:
            self._ready()
            return self._state.context

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text, read as plain text. Raises: NoModel, BadModel, ModelGone."""
        if not texts:
            return []
        for _ in range(2):  # a process that died unnoticed is started again, once
            process = self._ready()
            try:
                counts: list[int] = process.at_once("count", texts=list(texts))["counts"]
            except Gone:
                continue
            return counts
        raise gone()

    def gone(self, conversation: str) -> Sequence[int] | None:
        """Which exchanges of a conversation are before the model no more. See the port."""
        process = self._process
        if process is None or self._state.phase != "ready":
            return None
        try:
            found: list[int] | None = process.at_once("gone", conversation=conversation)["gone"]
        except Gone:
            return None
        return found

    def reply(
        self,
        turns: Sequence[Turn],
        limit: int,
        conversation: str = "",
        memories: Sequence[str] = (),
        schema: Mapping[str, Any] | None = None,
        *,
        anew: bool = False,
    ) -> Reply:
        """The answer to a conversation that ends with a `user` turn, at most `limit` tokens long. See the port.

        Raises: NoModel, BadModel, ModelGone; ModelError if the conversation does not fit into the context; Refused for
            a schema that cannot be kept.
        """
        self._answering.acquire()
        if self._study:
            self._study.disturb()
        reply: WorkerReply | None = None
        try:
            drawn = max(self._temperature, ANEW) if anew else self._temperature
            reply = self._asked(turns, limit, drawn, conversation, memories, grammar(schema) if schema else "")
            return reply
        finally:
            if reply is None:
                self._answering.release()

    def background(
        self, jobs: Sequence[Sequence[Turn]], limit: int, schema: Mapping[str, Any] | None = None
    ) -> Asides:
        """The answers to conversations that nobody waits for, as they come. Several go on together, while the model is
        not asked anything; whoever asks goes first, and what was put away goes on later.

        Raises: NoModel, BadModel, ModelGone; ModelError for a conversation that has no room; Refused for a bad schema,
            and for more than `JOBS`.
        """
        not_too_many(jobs)
        form = grammar(schema) if schema else ""
        process = self._ready()
        inbox = asked(process, jobs, limit, self._temperature, form)
        with self._life:
            self._asides += 1
        return Asides(process, inbox, self._aside_ended)

    def surprisals(self, texts: Sequence[tuple[str, str]], stop: Stop) -> list[tuple[float, ...]]:
        """Of each token of a text how little it was expected after what stands before it, in nats, for pairs of both.
        None waits for it: whoever asks goes first. Nothing where the model is not in memory, or it was stopped.

        Raises: ModelGone, ModelError; Refused for more than `JOBS`.
        """
        not_too_many(texts)
        process = self._process
        if process is None or process.gone or self._state.phase != "ready" or not texts or stop.asked:
            return []
        inbox = weighed(process, texts)
        with self._life:
            self._asides += 1
        found: list[tuple[float, ...]] = [()] * len(texts)
        with stop.closing(Asides(process, inbox, self._aside_ended)) as asides:
            for one in asides:
                found[one.job] = one.weights
        return [] if stop.asked else found

    def _aside_ended(self) -> None:
        with self._life:
            self._asides -= 1
            self._used = time.monotonic()

    def _asked(
        self,
        turns: Sequence[Turn],
        limit: int,
        temperature: float,
        conversation: str,
        memories: Sequence[str],
        form: str,
    ) -> WorkerReply:
        for _ in range(2):
            process = self._ready()
            try:
                inbox = process.ask(
                    "reply", turns=turns_out(turns), limit=limit, temperature=temperature,
                    conversation=conversation, memories=list(memories), grammar=form,
                )  # fmt: skip
                answer = inbox.get(self._rendering_seconds)
            except Gone:
                continue
            except TimeoutError:
                process.kill()
                endless = BadModel("The model's chat template does not come to an end.", "Choose another model.")
                with self._life:
                    raise self._failed(endless) from None
            if "error" in answer:
                process.forget(inbox)
                raise error_in(answer["error"])
            return WorkerReply(process, inbox, self._answered)
        raise gone()

    def _answered(self) -> None:
        with self._life:
            self._used = time.monotonic()
            if self._process and not self._fits(self._process):
                self._end(rest=True)
        self._answering.release()
