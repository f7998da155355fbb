"""`bench mind`, lessons: a stream of repeated kinds of task, and a person who says what is wrong with an answer.

A task goes well where the model is told what this person wants of such a task, and of no other kind; told by the words
of its prompt, or, with a model, where its answer does what is wanted. The second half is set beside the first, and
beside the same tasks without memory.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from secondme import wiring
from secondme.assistant.advice import Advice, Advisor
from secondme.assistant.lessons import Lessons
from secondme.bench.measure import Say, Taken
from secondme.config import Folders, Settings
from secondme.memory.prompt import SYSTEM
from secondme.memory.record import By
from secondme.ports import LanguageModel, Turn
from secondme.stop import Stop
from secondme.store.lessons import LedgerLessons
from secondme.store.sittings import Sittings

BEGAN = 1_772_000_000.0
DAY = 86_400.0
CONTEXT = 4_096
ANSWER = 160
"""Tokens of an answer."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of task: ways to ask, what it may be about, what is wanted of it, how that is said once it was missed,
    and what shows it, in a prompt and in an answer."""

    asks: tuple[str, ...]
    about: tuple[str, ...]
    says: tuple[str, ...]
    told: str
    shown: str


SORTS = (
    Sort(
        ("Write a recipe for {}.", "Can you give me a recipe for {}?", "I need a recipe for {}, please."),
        ("lentil soup", "an apple cake", "flat bread", "a nut roast", "plum jam", "potato salad"),
        ("Next time, use grams.", "When I ask for a recipe, give grams and no cups.", "I asked for grams, not cups."),
        r"\bgrams\b", r"\bgrams?\b|\d ?g\b",
    ),
    Sort(
        ("Write an email to {}.", "Draft an e-mail to {}, please.", "Can you write a short email to {}?"),
        ("Bo about the bill", "my landlord about the heating", "Ann about Friday", "the school", "a client", "Ivo"),
        ("You forgot to mention my phone number.", "Next time sign with my phone number, please.",
         "When you write emails, add my phone number at the end."),
        r"phone number", r"phone",
    ),
    Sort(
        ("Make a packing list for {}.", "Can you make me a packing list for {}?", "I need a packing list for {}."),
        ("a weekend in the hills", "the beach", "a week in Rome", "a boat trip", "camping", "a wedding in May"),
        ("Please don't use bullets, number the lines.", "Next time number the lines.",
         "For packing lists, always number the lines."),
        r"number the lines", r"^\s*1[.)]",
    ),
    Sort(
        ("Write a birthday card for {}.", "Please write a birthday card for {}.", "Draft a birthday card for {}."),
        ("my sister", "Ben", "our neighbour", "my boss", "a child of six", "Dora"),
        ("That is too stiff.", "It was too stiff.", "Way too stiff."),
        r"too stiff", r"!",
    ),
    Sort(
        ("Summarise {}.", "Can you summarise {} for me?", "Please summarise {}."),
        ("the minutes of Monday", "this report", "the article on bees", "our contract", "chapter two", "the survey"),
        ("You left out the costs.", "Next time, begin with the costs.",
         "When you summarise a text, begin with the costs."),
        r"the costs", r"\bcosts?\b",
    ),
    Sort(
        ("Plan a workout for {}.", "Can you plan a workout for {}?", "Make me a workout plan for {}."),
        ("this week", "my back", "a beginner", "the park", "the winter", "a busy month"),
        ("You forgot the rest day.", "Next time add a rest day.", "When I ask for a workout, include a rest day."),
        r"rest day", r"rest day",
    ),
    Sort(
        ("Write an invitation to {}.", "Can you write an invitation to {}?", "Draft an invitation to {}, please."),
        ("the house-warming", "a concert", "our reading club", "the summer party", "a quiz night", "a christening"),
        ("You left out where to park.", "Next time, mention where to park.",
         "When you write an invitation, mention where to park."),
        r"where to park", r"\bpark",
    ),
    Sort(
        ("Suggest a book about {}.", "Can you suggest a book about {}?", "Please suggest a book about {}."),
        ("bees", "the sea", "old maps", "chess", "Iceland", "tea"),
        ("I asked for a short book.", "Next time, suggest a short book.",
         "When you suggest books, keep to short books."),
        r"short book", r"\bshort\b",
    ),
)  # fmt: skip
ANSWERS = ("Here it is: something about {}, as one does it.", "Of course! This is how {} could go.")
PRAISE = ("Thanks, that's perfect!", "Great, thank you.", "Exactly what I wanted.")


@dataclass(frozen=True, slots=True)
class Task:
    """One task: its sort, the request, what is answered where no model does, and what is said if it went wrong."""

    sort: Sort
    asked: str
    answer: str
    fault: str


@dataclass(frozen=True, slots=True)
class Stream:
    """How a stream went, task by task, and the same tasks without memory."""

    went: tuple[bool, ...]
    without: tuple[bool, ...]

    @property
    def halves(self) -> tuple[float, float]:
        """The shares of the first and the second half that went well."""
        middle = len(self.went) // 2
        return _share(self.went[:middle]), _share(self.went[middle:])


def tasks(seed: int, rounds: int = 6) -> list[Task]:
    """Tasks of every sort, `rounds` of each, in an order that the seed decides; each with other words."""
    random = Random(seed)
    made = []
    for sort in SORTS:
        about = random.sample(sort.about, len(sort.about))
        for n in range(rounds):
            asked = sort.asks[n % len(sort.asks)].format(about[n % len(about)])
            answer = random.choice(ANSWERS).format(about[n % len(about)])
            made.append(Task(sort, asked, answer, random.choice(sort.says)))
    random.shuffle(made)
    return made


def streamed(todo: Sequence[Task], say: Say, model: LanguageModel | None = None, seed: int = 1) -> Stream:
    """Does the tasks one after the other, a run of consolidation after each day of four."""
    place = Path(tempfile.mkdtemp(prefix="secondme-bench-"))
    now = [BEGAN]
    went: list[bool] = []
    without: list[bool] = []
    random = Random(seed)
    try:
        (place / "home").mkdir(mode=0o700)
        rooms = wiring.build(Folders(*[place / part for part in ("home", "config", "run")]), Settings(), lambda: now[0])
        with closing(rooms):
            store, talks = rooms.store, rooms.talks
            book = LedgerLessons(store.ledger, rooms.clock)
            step = Lessons(store, book)
            advisor = Advisor(store, book, talks, Sittings(store.ledger), rooms.clock)
            for number, task in enumerate(todo):
                name = f"task {number}"
                advice = advisor.advice(name, task.asked, _words, CONTEXT)
                talks.begin(name, "chat")
                asked = talks.say(name, By.PERSON, task.asked)
                advisor.used(asked.n, advice)
                answer = _answer(model, task, advice) if model else task.answer
                went.append(_well(task, answer if model else None, advice))
                plain = _answer(model, task, Advice()) if model else None
                without.append(_well(task, plain, Advice()))
                talks.say(name, By.ASSISTANT, answer)
                talks.say(name, By.PERSON, random.choice(PRAISE) if went[-1] else task.fault)
                now[0] += DAY / 4
                if number % 4 == 3:
                    for _ in step.run(number, Stop()):
                        pass
                    say(f"lessons: {number + 1} of {len(todo)} tasks, {sum(went)} went well")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Stream(tuple(went), tuple(without))


def _well(task: Task, answer: str | None, advice: Advice) -> bool:
    if answer is not None:
        return re.search(task.sort.shown, answer, re.IGNORECASE | re.MULTILINE) is not None
    told = advice.text.partition("Avoid:")[0]
    others = [sort for sort in SORTS if sort is not task.sort]
    return bool(re.search(task.sort.told, told)) and not any(re.search(sort.told, told) for sort in others)


def _answer(model: LanguageModel, task: Task, advice: Advice) -> str:
    turns = [Turn("system", (SYSTEM + advice.sheet,)), Turn("user", (task.asked,), advice.text)]
    with closing(model.reply(turns, ANSWER)) as reply:
        return "".join(reply).strip() or "."


def _words(texts: Sequence[str]) -> list[int]:
    """About how many tokens texts have."""
    return [len(text) // 4 + 1 for text in texts]


def _share(went: Sequence[bool]) -> float:
    return sum(went) / len(went) if went else 0.0


def take(
    say: Say, *, quick: bool = False, model: LanguageModel | None = None
) -> tuple[dict[str, Taken], list[str]]:
    """The measure on three streams (`quick`: on a shorter one), by id, and its lines; with a model its answers are
    judged too.

    Raises: NotTaken, ModelError.
    """
    rounds, seeds = (4, (1,)) if quick else (6, (1, 2, 3))
    streams = [streamed(tasks(seed, rounds), say, seed=seed) for seed in seeds]
    first, second = (_share([went for one in streams for went in _half(one.went, part)]) for part in (0, 1))
    without = _share([went for one in streams for went in one.without])
    count = sum(len(one.went) for one in streams)
    note = f"Of {count} tasks of {len(SORTS)} kinds; in the first half {first:.3f}, without memory {without:.3f}."
    lines = [
        "Tasks for which the prompt held what is wanted of them and nothing of other kinds:",
        f"  first half {first:.3f}   second half {second:.3f}   without memory {without:.3f}",
    ]
    if model is None:
        lines.append("  by the answers of a model: not measured, as none was named")
    else:
        found = streamed(tasks(1), say, model)
        halves = found.halves
        lines.append(
            f"  by the answers of {model.state.name}: first half {halves[0]:.3f}   second half {halves[1]:.3f}   "
            f"without memory {_share(found.without):.3f}"
        )
    return {"mind.lessons": Taken(second, beside=first, note=note)}, lines


def _half(went: Sequence[bool], part: int) -> Sequence[bool]:
    middle = len(went) // 2
    return went[middle:] if part else went[:middle]
