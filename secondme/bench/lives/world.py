"""What is true of one person while they talk: the people around them, the facts that hold, the values left to use."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from secondme.bench.lives.bank import Bank
from secondme.bench.lives.relations import RELATIONS
from secondme.bench.lives.saying import bare
from secondme.bench.lives.shapes import Operation, Planted

KIN = {
    "sister": ("sibling", "f"),
    "brother": ("sibling", "m"),
    "mother": ("parent", "f"),
    "father": ("parent", "m"),
    "daughter": ("child", "f"),
    "son": ("child", "m"),
    "wife": ("partner", "f"),
    "husband": ("partner", "m"),
    "girlfriend": ("partner", "f"),
    "boyfriend": ("partner", "m"),
    "aunt": ("relative", "f"),
    "uncle": ("relative", "m"),
    "cousin": ("relative", "m"),
    "niece": ("relative", "f"),
    "grandmother": ("relative", "f"),
    "friend": ("friend", "m"),
    "colleague": ("colleague", "f"),
    "neighbour": ("neighbour", "f"),
    "boss": ("boss", "f"),
}
"""What somebody is to the person: the relation, and their sex where the word tells it."""
EITHER = frozenset({"cousin", "friend", "colleague", "neighbour", "boss"})
"""Words that do not tell the sex."""
_PRONOUNS = {"m": ("he", "his", "him"), "f": ("she", "her", "her")}
_SYNONYMS = {"mother": ("mum", "mom"), "father": ("dad",), "grandmother": ("grandma",), "friend": ("best friend",)}


class Spent(Exception):
    """The values or the people that a wording needs are used up; another wording is tried."""


@dataclass(frozen=True, slots=True)
class Being:
    """Somebody around the person, or an animal of theirs."""

    name: str
    kin: str
    sex: str
    species: str = ""
    breed: str = ""

    def slots(self) -> dict[str, str]:
        """The slots that speak of them."""
        he, his, him = _PRONOUNS[self.sex]
        slots = {"n": self.name, "k": self.kin, "he": he, "his": his, "him": him, "He": he.capitalize()}
        return slots | {"p": self.species, "b": self.breed}

    def forms(self) -> tuple[str, ...]:
        """Other ways to name them."""
        if self.species:
            kinds = (self.species, self.breed)
            return (*kinds, *(f"{kind} called {self.name}" for kind in kinds))
        words = (self.kin, *_SYNONYMS.get(self.kin, ()))
        return (*words, *(f"{word} {self.name}" for word in words))


@dataclass(slots=True, eq=False)
class Draft:
    """A fact while its life is still being told."""

    id: str
    subject: str
    relation: str
    object: str
    slots: dict[str, str]
    valid_from: float
    turn: str = ""
    words: str = ""
    operation: Operation = "ADD"
    replaces: str | None = None
    valid_to: float | None = None
    when: str = ""
    dated: bool = False
    corrected: bool = False
    by_name: bool = False
    """Whether its words name the other without saying who that is."""
    subject_forms: tuple[str, ...] = ()
    object_forms: tuple[str, ...] = ()

    def frozen(self) -> Planted:
        """As it stands in the finished life."""
        return Planted(
            id=self.id,
            subject=self.subject,
            relation=self.relation,
            object=self.object,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            said_in=(self.turn,),
            operation=self.operation,
            replaces=self.replaces,
            words=self.words,
            importance=RELATIONS[self.relation].importance,
            when=self.when,
            dated=self.dated,
            corrected=self.corrected,
            subject_forms=self.subject_forms,
            object_forms=self.object_forms,
        )


@dataclass(slots=True)
class World:
    """One person's truth, as far as it was told."""

    rng: random.Random
    bank: Bank
    id: str
    name: str
    drafts: list[Draft] = field(default_factory=list)
    beings: dict[str, Being] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """Those who left the person's life; nothing more is said of them."""
    names: set[str] = field(default_factory=set)
    years: int = 0
    left: dict[str, list[str]] = field(default_factory=dict)
    never: dict[str, list[str]] = field(default_factory=dict)
    """Values that are never true of anybody here: those of the traps."""

    def __post_init__(self) -> None:
        self.names.add(self.name)
        self.years = self.rng.randrange(38, 53)
        for heading in sorted(one for one in self.bank.values if one):
            values = self.bank.values[heading]
            mixed = self.rng.sample(values, len(values))
            kept = 0 if heading in ("women", "men") else max(1, len(mixed) // 3)
            self.never[heading], self.left[heading] = mixed[:kept], mixed[kept:]

    def value(self, relation: str) -> str:
        """A value of the relation that was not yet used here. Spent if none is left."""
        if relation == "age":
            self.years += 1
            return str(self.years)
        if relation in ("born_on", "anniversary"):
            return f"{self.rng.randrange(1, 13)}-{self.rng.randrange(1, 29)}"
        heading = {"is_called": "nicknames"}.get(relation, relation)
        if not self.left[heading]:
            raise Spent(relation)
        return self.left[heading].pop()

    def new_name(self, sex: str) -> str:
        """A name nobody here has. Spent if none is left."""
        names = self.left["women" if sex == "f" else "men"]
        while names and names[-1] in self.names:
            names.pop()
        if not names:
            raise Spent("names")
        self.names.add(names[-1])
        return names.pop()

    def being(self, kin: str) -> Being:
        """Somebody new of that kind. Spent where there is one already and two would be confused."""
        relation, sex = KIN[kin]
        if kin in EITHER:
            sex = self.rng.choice("mf")
        here = [one for one in self.beings.values() if one.kin == kin]
        if len(here) >= (3 if kin == "friend" else 2 if kin in ("colleague", "neighbour") else 1):
            raise Spent(kin)
        if relation == "partner" and self.current("me", "partner"):
            raise Spent(kin)
        if relation == "boss" and self.current("me", "boss"):
            raise Spent(kin)
        return Being(self.new_name(sex), kin, sex)

    def pet(self) -> Being:
        """A new animal of a species that is not here yet."""
        species, breed, name = self.value("pets").split(" / ")
        if any(one.species == species for one in self.beings.values()):
            raise Spent("pets")
        return Being(name, "pet", self.rng.choice("mf"), species, breed)

    def current(self, subject: str, relation: str) -> list[Draft]:
        """The facts that hold, the oldest first."""
        return [
            one
            for one in self.drafts
            if (one.subject, one.relation) == (subject, relation)
            and one.valid_to is None
            and one.operation in ("ADD", "UPDATE")
        ]

    def told(self, subject: str, relation: str) -> list[Draft]:
        """All that was said of one thing, still true or not."""
        return [one for one in self.drafts if (one.subject, one.relation) == (subject, relation)]

    def alone(self, being: Being) -> bool:
        """Whether the word for what they are says who it is."""
        return sum(one.kin == being.kin for one in self.beings.values()) == 1 and being.name not in self.gone

    def forms(self, subject: str) -> tuple[str, ...]:
        """Other ways to name a subject."""
        being = self.beings.get(subject)
        return being.forms() if being is not None and self.alone(being) else ()


def slots_for(relation: str, value: str, spoken: str = "") -> dict[str, str]:
    """The slots that say a value."""
    slots = {"x": value, "o": bare(value), "date": spoken}
    if " / " in value:
        slots["a"], slots["b"] = value.split(" / ")
    if relation == "plans":
        slots["o"] = "the " + bare(value)
    return slots


def object_of(relation: str, value: str) -> tuple[str, tuple[str, ...]]:
    """The object that stands for a value, and other forms of it."""
    first, _, second = value.partition(" / ")
    match relation:
        case "prefers":
            return f"{first} over {second}", (first,)
        case "size":
            return f"{first} {second}", (second,)
        case "pays":
            return f"{first} {second}", (second, second.split()[0])
        case "habit":
            return f"{bare(first)} on {second}", (bare(first), f"{bare(first)} {second}")
        case "born_on" | "anniversary":
            month, day = (int(part) for part in value.split("-"))
            return f"--{month:02}-{day:02}", ()
        case "drives":
            return bare(value), ()
    return bare(value), ()
