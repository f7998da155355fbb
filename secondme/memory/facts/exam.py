"""A short exam for whatever draws statements: made-up turns of which it is known what they state, and some that state
nothing.

Pure. The turns with facts are put so that the rules see about half of them: what a model finds beyond is what it is
wanted for. A model passes that makes next to nothing up and finds more than the rules do by themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import cache

from secondme.memory.facts.entities import telling
from secondme.memory.facts.statement import Statement, Utterance

PRECISE = 0.95
"""Of what a model draws so much must be right, and of what it and the rules draw together."""
SILENT = 12
"""Turns after which a model that found nothing is asked no more."""
_MORE = 3
"""Words that a drawn object may say beyond the known one."""
ASKED_AT = 1_773_000_000.0
"""When the turns are said: a Sunday in March 2026."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that a turn states: its subject, the relations that say it, the words that its object needs."""

    subject: str
    relations: tuple[str, ...]
    object: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A turn of the exam. What is in `also` is neither asked for nor a mistake."""

    text: str
    known: tuple[Known, ...] = ()
    also: tuple[Known, ...] = ()
    before: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> Utterance:
        """The turn as it is drawn from."""
        return Utterance("", self.text, ASKED_AT, before=self.before)


def _you(relations: str, thing: str, *, ends: bool = False) -> Known:
    return Known("you", tuple(relations.split()), thing, ends)


def _of(subject: str, relations: str, thing: str) -> Known:
    return Known(subject, tuple(relations.split()), thing)


EXAM: Sequence[Task] = (
    Task("Tromsø has been our base for two winters now.", (_you("lives_in home", "Tromsø"),)),
    Task("My aunt swears that I would make a splendid dentist.", also=(_you("relative", "aunt"),)),
    Task(
        "One walnut and I end up in hospital, that is how bad the allergy is.",
        (_you("allergic_to", "walnut"),), (_you("avoids", "walnut"),),
    ),
    Task("If I lived in Lisbon I would surf before breakfast."),
    Task(
        "The cello and I go back to when I was seven, I still play it every evening.",
        (_you("plays", "cello"),), (_you("owns likes", "cello"), _you("habit", "cello")),
    ),
    Task(
        "My brother Iven mends church organs for a living.",
        (_you("sibling", "Iven"), _of("Iven", "works_as can habit works_in", "church organs")),
        (_of("Iven", "works_as", "organs"),),
    ),
    Task("Just kidding, of course I did not buy a helicopter."),
    Task("These days I earn my bread as a surveyor.", (_you("works_as", "surveyor"),)),
    Task(
        "We finally said yes to a kitten, she answers to Pixel.",
        (_you("has_pet", "kitten"),), (_you("has_pet", "Pixel"), _of("Pixel", "is_a", "kitten")),
    ),
    Task('The poster at the station says: "I run ten kilometres a day and I am seventy."'),
    Task("After nine years I handed in my badge at Siemens.", (_you("works_at", "Siemens", ends=True),)),
    Task("I am allergic to penicillin.", (_you("allergic_to", "penicillin"),)),
    Task("What would you charge me for a website if I ran a small bakery?"),
    Task(
        "My sister Runa teaches maths at a school in Ghent.",
        (_you("sibling", "Runa"), _of("Runa", "works_as works_in can", "maths")),
        (_of("Runa", "lives_in works_at works_in", "Ghent"), _of("Runa", "works_at", "school")),
    ),
    Task("On Thursdays you will find me at the climbing hall.", (_you("habit plays visited", "climbing"),)),
    Task("Write a short story in which I own a lighthouse and keep three goats."),
    Task("Cilantro and I will never be friends, I cannot stand it.", (_you("dislikes avoids", "Cilantro"),)),
    Task(
        "We sold the old Volvo last week.", (_you("drives owns", "Volvo", ends=True),),
    ),
    Task("Imagine I worked for the secret service, what would my days look like?"),
    Task(
        "Sabine, my wife, is from Graz.",
        (_you("partner", "Sabine"), _of("Sabine", "comes_from", "Graz")), (_of("your wife", "comes_from", "Graz"),),
    ),
    Task("Blood pressure pills, ramipril to be exact, one every morning for me.", (_you("takes", "ramipril"),)),
    Task("I wish I could speak Japanese like you do."),
    Task("Oslo", (_you("lives_in", "Oslo"),), before=(("assistant", "Where do you live?"),)),
    Task("Saxophone lessons started for me in January.", (_you("learns plays", "Saxophone"),)),
    Task("My flatmate keeps telling people that I am a vegan, which is nonsense."),
    Task(
        "I have been stuck at the tax office since 2019, same desk, same view.",
        (_you("works_at works_in", "tax office"),),
    ),
    Task("I am over the moon today, what a morning!"),
    Task("Running a half marathon before I turn fifty, that is what I am after.", (_you("aims_at", "half marathon"),)),
    Task("My favourite colour is teal.", (_you("favourite_colour", "teal"),), (_you("likes", "teal"),)),
    Task(
        "Meat has not been on my plate for a decade.", (_you("avoids eats", "Meat"),), (_you("dislikes", "Meat"),),
    ),
)  # fmt: skip
"""Twenty turns that state something and ten that state nothing, mixed, so that a model that makes things up shows it
soon."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was counted. Of the statements of the model alone, of the rules alone, and of both together: how many were
    drawn, how many of them were wrong, how many of the facts that there were to find are among them."""

    asked: int = 0
    known: int = 0
    drawn: int = 0
    wrong: int = 0
    found: int = 0
    rules_drawn: int = 0
    rules_wrong: int = 0
    rules_found: int = 0
    both_drawn: int = 0
    both_wrong: int = 0
    both_found: int = 0

    @property
    def precision(self) -> float:
        """How much of what the model drew is right; 1 where it drew nothing."""
        return 1 - self.wrong / self.drawn if self.drawn else 1.0

    @property
    def both_precision(self) -> float:
        """The same of what was drawn by the rules and the model together."""
        return 1 - self.both_wrong / self.both_drawn if self.both_drawn else 1.0

    @property
    def recall(self) -> float:
        """How much of what there was to find the model found."""
        return self.found / self.known if self.known else 0.0

    @property
    def rules_recall(self) -> float:
        """The same of the rules alone."""
        return self.rules_found / self.known if self.known else 0.0

    @property
    def both_recall(self) -> float:
        """The same of both together."""
        return self.both_found / self.known if self.known else 0.0

    @property
    def whole(self) -> bool:
        """Whether every turn was asked about."""
        return self.asked == len(EXAM)

    @property
    def passed(self) -> bool:
        """Whether facts may be drawn by the model beside the rules."""
        precise = self.precision >= PRECISE and self.both_precision >= PRECISE
        return self.whole and precise and self.both_found > self.rules_found

    @property
    def lost(self) -> bool:
        """Whether it cannot be passed any more, whatever comes; or nothing right came for a long time."""
        left = sum(len(task.known) for task in EXAM[self.asked :])
        return self.wrong > (1 - PRECISE) * (self.drawn + left) or (self.asked >= SILENT and not self.found)


def scored(answers: Sequence[Sequence[Statement]], before: Score = Score()) -> Score:
    """The score of what was drawn from the next turns of the exam after those that were scored `before`."""
    from secondme.memory.facts.pointed import added  # 300 ms with what it imports, and not needed at the start

    some = slice(before.asked, before.asked + len(answers))
    tasks, rules = EXAM[some], _by_rules()[some]
    both = [[*drawn, *added(more, drawn)] for drawn, more in zip(rules, answers, strict=True)]
    alone, ruled, joined = (_counted(tasks, drawn) for drawn in (answers, rules, both))
    here = (len(tasks), sum(len(task.known) for task in tasks), *alone, *ruled, *joined)
    return Score(*(one + other for one, other in zip(astuple(before), here, strict=True)))


def sign() -> str:
    """What tells this exam from another: its turns, what a model is asked, and what the rules make of them."""
    from secondme.memory.facts.asked import FORM, question  # as above

    whole = [question(task.said) for task in EXAM]
    drawn = [[one.text for one in row] for row in _by_rules()]
    known = [repr((task.known, task.also)) for task in EXAM]
    text = json.dumps([whole, known, drawn, json.dumps(FORM["properties"])], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _by_rules() -> tuple[tuple[Statement, ...], ...]:
    from secondme.memory.facts.draw import draw  # as above

    return tuple(tuple(draw(task.said)) for task in EXAM)


def _counted(tasks: Sequence[Task], drawn: Iterable[Sequence[Statement]]) -> tuple[int, int, int]:
    """How many statements count, how many of them are wrong, how many of the known facts they say."""
    count = wrong = found = 0
    for task, statements in zip(tasks, drawn, strict=True):
        found += sum(any(_says(one, known) for one in statements) for known in task.known)
        for one in statements:
            right = any(_says(one, known) for known in task.known)
            if right or not any(_says(one, known) for known in task.also):
                count, wrong = count + 1, wrong + (not right)
    return count, wrong, found


def _says(drawn: Statement, known: Known) -> bool:
    wanted, given = telling(known.object), telling(drawn.object)
    named = drawn.subject.casefold() == known.subject.casefold()
    about = named and drawn.relation in known.relations and drawn.ends == known.ends
    return about and wanted <= given and len(given - wanted) <= _MORE
