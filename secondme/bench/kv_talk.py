"""What is said in `bench kv` where nothing is planted: notes, questions to them, and free talk."""

from __future__ import annotations

from collections.abc import Sequence

PEOPLE = ("Nora", "Emil", "Ines", "Tomas", "Greta", "Oskar", "Lena", "Paul", "Rosa", "Henrik")
THINGS = (
    ("bread recipe", "in a blue tin above the stove", "the kettle was coming to the boil"),
    ("spare key", "under the third stone of the garden wall", "I was looking for mine once again"),
    ("old violin", "in the attic behind the winter coats", "they were playing something slow on the radio"),
    ("photo album", "on the lowest shelf beside the piano", "we were sorting our own last night"),
)
GIVEN = 2
"""Notes at a time where nothing is recalled: a block of some 144 tokens."""
FREE = (
    "Tell me a story about a lighthouse keeper who finds a bottle on the beach.",
    "Why is the sky blue in the daytime and red in the evening?",
    "How do I fall asleep more easily after a long day at the desk?",
    "What should I think of before I move to another country?",
)
WORK = "Tell it at length, with many details."
LISTS = (
    "Repeat all of the notes word for word.",
    "List everything that I told you about {who}, in my own words.",
    "Quote what I said about the {thing} of {who}.",
    "Write the notes down again, one after the other.",
)


def notes() -> list[str]:
    """What a person might have told of each of the people."""
    return [
        f"My cousin {who} told me that the {thing} of our grandmother is kept {place}, and that nobody else in the "
        f"family knows about it. {who} showed it to me last summer, when we were there with all of the children."
        for who in PEOPLE
        for thing, place, _ in THINGS
    ]


def questions(count: int) -> list[str]:
    """Questions of about 30 tokens, no two alike, each to one of the notes."""
    asked = []
    for number in range(count):
        who = PEOPLE[number % len(PEOPLE)]
        thing, _, when = THINGS[(number // len(PEOPLE) + number) % len(THINGS)]
        asked.append(
            f"At {6 + number // 60}:{number % 60:02}, while {when}, I wondered: "
            f"where did my cousin {who} say that the {thing} is kept?"
        )
    return asked


def work() -> list[str]:
    """Eight requests that are answered at length."""
    return [f"{asked} {WORK}" for asked in (*FREE, *questions(4))]


def block(lines: Sequence[str], *, joined: bool = False) -> str:
    """Notes as the chat gives them to the model; `joined` where they were told one after the other."""
    from secondme.memory.prompt import notes_block

    day, told = "- (3 May 2026) ", [f'You said: "{line}"' for line in lines]
    return notes_block([day + " ".join(told)] if joined and told else [day + one for one in told])


def listed() -> list[tuple[str, str]]:
    """Turns, each as what is asked and the notes before it, whose answers quote or list these."""
    told = notes()
    found = []
    for number, asked in enumerate(LISTS):
        who = PEOPLE[number]
        some = told[number * len(THINGS) : (number + 1) * len(THINGS)]
        found.append((asked.format(who=who, thing=THINGS[number][0]), block(some)))
    return found
