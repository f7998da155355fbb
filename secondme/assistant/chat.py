"""A turn of a conversation: store what was said, recall, answer, store the answer.

Invariant: what the person typed is stored before anything that can fail, and an answer only when it is whole.
Secrets are stored in neither: the model sees those of this turn as typed, and no later turn sees them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from secondme.assistant.advice import Advice, Advisor
from secondme.assistant.consult import Consult, Consulted, marked
from secondme.assistant.correct import Corrections
from secondme.assistant.portrait import Portrait, Standing
from secondme.assistant.recall import Recall
from secondme.assistant.talking import Kept, Private, Talk, taken_up
from secondme.assistant.thoughts import Thoughts
from secondme.assistant.working import Expanded, Working
from secondme.errors import ModelError, NoModel, NotFound, Refused
from secondme.events import (
    LONGEST,
    Answered,
    Corrected,
    Event,
    Failed,
    Grounded,
    Mark,
    Masked,
    Notice,
    Piece,
    Recalled,
    Stopped,
    Stored,
)
from secondme.memory.assembly import Assembled, assembled
from secondme.memory.confidence import Verdict
from secondme.memory.prompt import NOTHING, SHARE_OF_NOTES, SYSTEM, quoted
from secondme.memory.record import Kind
from secondme.memory.retold import without_retold
from secondme.memory.secret import Secret, in_words, masked
from secondme.ports import LanguageModel, Reading, Turn
from secondme.stop import Stop
from secondme.storing import Grounding, MemoryStore, Talks

OVERHEAD = 16
"""Tokens that a template may put around a turn."""
DRAFT = 32
"""Tokens of a draft answer that memory is searched by."""
SHORTENED = (
    "The conversation is longer than what the model holds at once: the part that told it least is no longer before it. "
    "All of it is in memory, and is recalled when you ask about it."
)
SHORTENED_PRIVATE = (
    "The conversation is longer than what the model holds at once: the part that told it least is no longer before it, "
    "and as the conversation is private it is in no memory."
)
NOBODY = Standing()
"""The profile where there is none."""


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
        second_pass: bool = False,
        working: Working | None = None,
        portrait: Portrait | None = None,
        advisor: Advisor | None = None,
    ) -> None:
        """`notes` are the most memories that the model is given, `answer` the most tokens of an answer.

        With `second_pass` a question about which little was found is answered silently first, in a few tokens, and
        memory is searched once more by that draft. The person waits for it. `working` tells what stands for what the
        prompt holds no more, `portrait` what is known of the person, `advisor` how they want things done.
        """
        self._store = store
        self._talks = talks
        self._recall = recall
        self._model = model
        self._answer = answer
        self._second_pass = second_pass
        self._consult = Consult(store, recall, notes, working.only_goals if working else None)
        self._thoughts = Thoughts(store)
        self._correct = Corrections(store, talks, recall)
        self._private: dict[str, Private] = {}
        self._working = working
        self._portrait = portrait
        self._advisor = advisor
        self._pruned: dict[str, int] = {}
        """By conversation, how many exchanges the model had no longer before it at the last answer."""
        self._shown: dict[str, list[list[str]]] = {}
        """By conversation, the memories in each exchange of its last prompt."""
        self._gone: dict[str, frozenset[str]] = {}
        """By conversation, those that the model had no longer before it when it was asked last."""
        self._streams = ""
        """The model of which was told that its weights come from the disk."""
        self._left_out: set[str] = set()
        """The conversations in which it was told that recalled memories did not fit."""

    def reply(
        self,
        text: str,
        conversation: str = "",
        *,
        private: bool = False,
        after: int | None = None,
        again: bool = False,
        stop: Stop | None = None,
    ) -> Iterator[Event]:
        """The events of one turn, the last Answered, Stopped or Failed. Asking `stop` stops the answer.

        A private conversation is read from memory and leaves nothing in it. With `after` the turn is said in a new
        conversation that shares the messages of this one up to that number (0: none); with `again` nothing is said:
        that message of the person is answered anew there.
        Raises: Refused for an empty or endless text, NotFound, DiskFull, before anything was stored.
        """
        stop = stop or Stop()
        text = text.strip()
        if not text and not again:
            raise Refused("There is nothing to answer: the message is empty.")
        if len(text) > LONGEST:
            raise Refused(
                f"The message has {len(text):,} characters; {LONGEST:,} is the most.",
                "Save it as a file in a watched folder, and ask about it.",
            )
        talk = self._talk(conversation, private, after, again)
        text = talk.again or text
        earlier = [Turn(turn.role, tuple(map(self._recall.asked, turn.parts))) for turn in talk.earlier()]
        kept, secrets = masked(text)
        stored = talk.hear(text, kept)
        yield stored
        if secrets and stored.memory and not again:
            yield left_out(secrets, "")
        if stored.memory and (told := self._store.notice_language()):
            yield Notice(told)
        searched = kept
        new = self._store.get([stored.memory]) if stored.memory and not again else []
        if new and (correction := self._correct(stored.conversation, *new)):
            yield correction
            if isinstance(correction, Corrected) and correction.text:
                searched = correction.text  # the turn itself has no word of what it corrects
        try:
            without = talk.other_answers()
            said = self._consult(kept, searched, earlier, stored.memory, without)
            if self._second_pass and said.verdict in (Verdict.NOTHING, Verdict.PERHAPS):
                said = self._searched_again(said, kept, earlier, stored, without, stop)
        except (NotFound, Refused) as error:  # a place or a topic that the question names
            yield Failed.of(error)
            return
        asked = self._recall.asked(text)
        called = self._working.expanded(asked) if self._working else Expanded(asked, ())
        by_name = {one.id for one in called.items}
        beside = tuple(one for one in said.memories if one.kind != Kind.PROFILE)  # its lines stand in every prompt
        thought = self._thoughts.among(beside or said.memories)
        notes = (one for one in thought if one.id not in by_name and one.kind != Kind.LESSON)  # lessons stand apart
        said = replace(said, memories=tuple(notes))
        found = (*called.items, *said.memories)
        yield Recalled(found, said.verdict, said.confidence)
        for sentence in said.notices:
            yield Notice(sentence)
        whole: list[str] = []
        read = Assembled()
        reading = Reading()
        standing, advice = NOBODY, Advice()
        try:
            standing, advice = self._standing(talk.name, asked)
            turns, read = self._prompt(
                asked, said, earlier, called.text.removesuffix(asked), self._state(talk, asked), standing,
                stored=bool(stored.memory),
            )  # fmt: skip
            if read.left_out and talk.name not in self._left_out:
                self._left_out.add(talk.name)
                yield Notice(f"{read.left_out} of the recalled memories did not fit into the model's context.")
            kept_as = _kept(stored, read, standing)
            with stop.closing(self._model.reply(turns, self._answer, *kept_as, anew=again)) as reply:
                for piece in reply:
                    whole.append(piece)
                    yield Piece(piece)
                reading = reply.reading
            model = self._model.state.name
        except NoModel as missing:
            whole, model = [quoted(self._store.get([one.id for one in found]), said.verdict)], ""
            yield Notice(str(missing))
            yield Piece(whole[0])
        except ModelError as error:
            yield Failed.of(error)
            return
        if how := taken_up(reading):
            yield Notice(how)
        if reading.streamed and self._streams != model:
            self._streams = model
            yield Notice(self._model.state.sentence)
        if reading.pruned and not self._pruned.get(talk.name):
            yield Notice(SHORTENED if stored.memory else SHORTENED_PRIVATE)
        self._pruned[talk.name] = reading.pruned
        self._shown[talk.name] = talk.exchanges()
        answer = "".join(whole).strip()
        if stop.asked:
            yield Stopped(answer)
            return
        if not answer:
            yield Failed("ModelError", "The model gave an empty answer.", "Ask in other words, or use another model.")
            return
        kept_answer, hidden = masked(answer)
        kept_answer = without_retold(kept_answer, text, secrets)
        marks: tuple[Mark, ...] = ()
        if model and said.verdict:  # before it is stored, so that none is kept for long that says not what it rests on
            known = self._store.get([*read.memories, *standing.memories])
            marks = marked(answer, kept, known, earlier)
            kept_marks = marks if kept_answer == answer else marked(kept_answer, kept, known, earlier)
        number = talk.answered(answer, kept_answer, found, by_model=bool(model))
        if self._advisor and model and stored.memory:
            self._advisor.used(talk.noted, advice)
        if model and stored.memory and (unknown := _unknown(answer, hidden, [text, *(one.text for one in found)])):
            yield left_out(unknown, " in the answer")
        if model and said.verdict:
            if stored.memory:
                self._talks.ground(number, talk.noted, Grounding(said.verdict, kept_marks), [one.id for one in found])
                self._talks.cited(talk.noted, list({name for mark in marks for name in mark.memories}))
            yield Grounded(marks)
        yield Answered(
            answer, found, stored.conversation, model,
            reading.written, round(reading.seconds, 4), round(reading.first, 4), marks,
            reading.cells, reading.budget, reading.pruned, number,
            talk.numbers(reading.missing, before=bool(reading.budget) and not reading.slid),
        )  # fmt: skip

    def _searched_again(
        self,
        first: Consulted,
        text: str,
        earlier: Sequence[Turn],
        stored: Stored,
        without: frozenset[str],
        stop: Stop,
    ) -> Consulted:
        """What is found by a draft of the answer too, where that is more than before.

        The draft may be invented, so that what it brings is never more than "perhaps".
        """
        draft = ""
        with suppress(ModelError):  # the answer itself will tell
            standing, _ = self._standing(stored.conversation, text)
            turns, read = self._prompt(self._recall.asked(text), first, earlier, standing=standing)
            with stop.closing(self._model.reply(turns, DRAFT, *_kept(stored, read, standing))) as reply:
                draft = "".join(reply)
        if stop.asked or not draft.strip():
            return first
        again = self._consult.again(text, draft, stored.memory, without)
        if again.verdict == Verdict.FOUND or (again.memories and not first.memories):
            return replace(again, verdict=str(Verdict.PERHAPS))
        return first

    def end_private(self, conversation: str) -> None:
        """Lets a private conversation go, with those that branched from it or it from."""
        ended = self._private.get(conversation)
        for name in [name for name, one in self._private.items() if ended and one.family == ended.family]:
            del self._private[name]
            self._pruned.pop(name, None)
            self._shown.pop(name, None)
            if self._portrait:
                self._portrait.ended(name)
            if self._advisor:
                self._advisor.ended(name)
            self._left_out.discard(name)

    def _talk(self, conversation: str, private: bool, after: int | None, again: bool) -> Talk:
        if again and after is None:
            raise Refused("It is not said which message is to be answered anew.", "Give its number.")
        if after is not None and not conversation:
            raise Refused("It is not said which conversation this branches from.", "Begin a new one without `after`.")
        if conversation in self._private:
            talk = self._private[conversation]
            if after is None:
                return talk
            fresh = talk.branch(after, again=again)
            self._private[fresh.name] = fresh
            return fresh
        if private:
            if conversation:
                raise Refused("A conversation is private from its first word or not at all.", "Begin a new one.")
            fresh = Private()
            self._private[fresh.name] = fresh
            return fresh
        raw = self._working.raw if self._working else None
        if after is not None:
            return Kept.branch(self._talks, conversation, after, raw, again=again)
        return Kept(self._talks, conversation, raw)

    def _state(self, talk: Talk, asked: str) -> str:
        """What stands for the part of a conversation that the model has no longer before it."""
        if self._working is None or isinstance(talk, Private):
            return ""
        shown, missing = self._shown.get(talk.name, []), self._model.gone(talk.name)
        if missing is not None:
            self._gone[talk.name] = frozenset(one for at in missing for some in shown[at : at + 1] for one in some)
        gone = self._gone.get(talk.name, frozenset())
        held = [one for exchange in talk.exchanges() for one in exchange if one not in gone]
        return self._working.working_block(talk.name, asked, held=held)

    def _prompt(
        self,
        text: str,
        said: Consulted,
        earlier: Sequence[Turn],
        called: str = "",
        state: str = "",
        standing: Standing = NOBODY,
        *,
        stored: bool = True,
    ) -> tuple[list[Turn], Assembled]:
        """The turns of the prompt, in the order that keeps the model's cache, and the notes that fit into it. Where
        room lacks, first the state goes, then the end of the words that were called by name. `stored` is whether the
        text was, which is told where it does not fit.

        Raises: NoModel, BadModel, ModelGone; ModelError if the question alone does not fit.
        """
        nothing = NOTHING if said.verdict == Verdict.NOTHING else ""
        state = standing.changed + state
        system, own, *beside = self._model.count([SYSTEM + standing.text, text, nothing, called, state])
        context = self._model.context()
        room = context - min(self._answer, context // 2) - system - own - 3 * OVERHEAD
        if room < 0:
            raise ModelError(
                f"The message has {own:,} tokens, more than the model's context of {context:,} holds.",
                "Ask with fewer words, or raise `context` (or `cells`) in [model]."
                + (" What you wrote is stored." if stored else ""),
            )
        if sum(beside) > room:
            state, beside[2] = "", 0
        if sum(beside) > room:
            called = self._cut(called, room - beside[0])
            beside[1:2] = self._model.count([called])
        budget = int(max(0, room - sum(beside)) * SHARE_OF_NOTES)
        read = assembled(self._consult.excerpts(said), budget, self._model.count, question=text)
        begin = 0
        while begin < len(earlier) and earlier[begin].role != "user":
            begin += 1  # a conversation that begins with an answer confuses every template
        block = state + called + (read.block or nothing)
        # What of the conversation has no room is for the model's cache to decide, which knows what is in it.
        system_turn = Turn("system", (SYSTEM + standing.text,))
        return [system_turn, *earlier[begin:], Turn("user", (text,), block)], read

    def _standing(self, conversation: str, asked: str) -> tuple[Standing, Advice]:
        """What is known of the person and how they want things done, as this conversation has it, with the lessons for
        this turn in it. Raises: NoModel, BadModel, ModelGone."""
        standing, advice = NOBODY, Advice()
        if self._portrait:
            standing = self._portrait.standing(conversation, self._model.count, self._model.context())
        if self._advisor:
            advice = self._advisor.advice(conversation, asked, self._model.count, self._model.context())
            text, changed = standing.text + advice.sheet, standing.changed + advice.text
            standing = Standing(text, changed, (*standing.memories, *advice.memories))
        return standing, advice

    def _cut(self, words: str, room: int) -> str:
        """As much of the beginning of a block as the room has tokens for, with "…"; empty where that is nothing."""

        def short(length: int) -> str:
            return words[:length].rstrip() + "…\n\n" if length else ""

        kept = bisect_right(range(1, len(words)), room, key=lambda length: self._model.count([short(length)])[0])
        return short(kept)


def left_out(secrets: Sequence[Secret], where: str) -> Masked:
    """The event that tells of secrets that were not stored."""
    several = len(secrets) > 1
    what = in_words(tuple(secrets))
    return Masked(
        f"{what[0].upper()}{what[1:]}{where} {'were' if several else 'was'} left out of what is remembered. "
        f"Keep {'them' if several else 'it'} on purpose with: /remember …",
        tuple(dict.fromkeys(secret.kind for secret in secrets)),
    )


def _kept(stored: Stored, read: Assembled, standing: Standing) -> tuple[str, Sequence[str]]:
    """The conversation under which the model may keep what it reads, and the memories in that; none if private."""
    if not stored.memory:
        return "", ()
    return stored.conversation, (stored.memory, *standing.memories, *read.memories)


def _unknown(answer: str, secrets: Sequence[Secret], told: Sequence[str]) -> list[Secret]:
    """Of the secrets in an answer those that stand neither in the question nor in what is kept on purpose."""
    return [one for one in secrets if not any(answer[one.start : one.end] in text for text in told)]
