"""Questions on what a person has told, each checked to be answered by its evidence and by nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from secondme.bench.assistant.calendar import When, phrases
from secondme.bench.assistant.person import Talk
from secondme.bench.assistant.words import holds, stems

SAME, OTHER = "same-words", "other-words"
PLAIN = ("Remind me {}.", "Can you tell me {}?", "I have forgotten {}, can you help?", "Do you know {}?")
TOLD = (
    "Do you remember {}?",
    "Did I tell you {}?",
    "Have I mentioned {}?",
    "Did I ever say {}?",
    "I told you {}, didn't I? Say it again.",
)
RECALLED = ("Do you remember {}?", "Remind me {}.", "Could you repeat {}?")

# Words that belong to the manner of asking and not to what is asked for.
MANNER = stems(" ".join((*PLAIN, *TOLD, *RECALLED))) | stems(
    """said say told yesterday days weeks ago last week month weekend fortnight first second time talked
    January February March April May June July August September October
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday two three four five six"""
)


class Asker:
    """Makes the questions of one person, and refuses those that another turn answers too."""

    def __init__(self, rng: random.Random, talk: Talk) -> None:
        self._rng = rng
        self._talk = talk
        self._texts = {turn["id"]: turn["text"] for turn in talk.turns}

    def ask(
        self, category: str, kind: str, texts: Iterable[str], evidence: Sequence[str], answers: Sequence[str],
        now: date | None = None,
    ) -> dict[str, Any] | None:
        """A question of the category, or None if there is no fair one."""
        if any(self._elsewhere(answer, evidence) for answer in answers):
            return None
        text = self.choose(category, texts, [self._texts[turn] for turn in evidence])
        if text is None:
            return None
        return {
            "text": text, "category": category, "kind": kind, "evidence": list(evidence),
            "answer": "; ".join(answers), "now": self.now(now),
        }

    def choose(self, category: str, texts: Iterable[str], evidence: Sequence[str]) -> str | None:
        """One of the texts that share no stem with any evidence, or that share half of theirs with the one it has."""
        said = [stems(text) | {"user", "assistant"} for text in evidence]
        fit = []
        for text in texts:
            shared = [stems(text) & words for words in said]
            content = {word for word in stems(text) - MANNER if not word[0].isdigit()}
            if category == OTHER:
                fits = not any(shared)
            else:
                fits = all(shared) and (len(said) > 1 or 2 * len(shared[0] & content) >= len(content))
            if fits:
                fit.append(text)
        return self._rng.choice(fit) if fit else None

    def now(self, day: date | None) -> str:
        """An hour of the day on which it is asked: some day after the last talk unless told."""
        day = day or self._talk.days[-1] + timedelta(days=self._rng.randint(1, 12))
        minutes = timedelta(minutes=self._rng.randint(8 * 60, 22 * 60))
        return (datetime.combine(day, datetime.min.time()) + minutes).isoformat(timespec="minutes")

    def dated(self, happened: Sequence[date], shift: int) -> list[tuple[int, date, When]]:
        """For each of the days on which something happened: a day to ask and a phrase that means it alone."""
        found = []
        for at, day in enumerate(happened):
            for later in range(1, 13):
                today = self._talk.days[-1] + timedelta(days=later)
                for when in phrases(day, today, self._talk.days, shift == 0):
                    if sum(when.covers(other) for other in happened) == 1:
                        found.append((at, today, when))
        return found

    def _elsewhere(self, answer: str, evidence: Sequence[str]) -> bool:
        return any(turn not in evidence and holds(text, answer) for turn, text in self._texts.items())


def worded(questions: Iterable[str], wrappers: Iterable[str], plain: bool) -> list[str]:
    """The questions as asked: whole ones where `plain`, clauses within each wrapper."""
    texts = []
    for question in questions:
        if question.endswith("?"):
            if plain:
                texts.append(question)
        else:
            texts += [wrapper.format(question) for wrapper in wrappers]
    return texts

