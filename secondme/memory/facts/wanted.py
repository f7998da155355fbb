"""Which facts a question asks for: "What was my job?" asks for what the person works as.

Pure. English. In doubt none. Its words tell which; where they do not, what is given to tell it by its sense.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from secondme.memory.facts.entities import SLOTTED, YOU, slot, stem
from secondme.memory.facts.relations import BONDS, RELATIONS
from secondme.memory.facts.tokens import plain
from secondme.memory.facts.who import theirs
from secondme.memory.facts.words import PETS
from secondme.memory.kin import ROLE_OF, Wanted
from secondme.memory.kin import wanted as named
from secondme.memory.named import TOKEN
from secondme.memory.quiet import STOP
from secondme.memory.record import Memory

Sense = Callable[[str], Mapping[str, float]]
"""What tells by the sense of a question how likely it asks for each relation that it knows, "" for none of them; they
add up to 1. Nothing where it cannot tell."""
LONG = 300
"""Characters of a text that is no question for one fact any more: its sense is not looked at."""
SURE = 0.45
"""The least chance of a relation that counts: on questions of another author than those that the bundled one was
trained on, it finds four of five so, and one of forty is another relation than is asked for."""
SURELY_NONE = 0.8
"""The least chance of none of the relations by which words are not believed: of questions for something else that
they take for one for a fact, three of five are seen so, and of those for a fact one of sixty."""
ENOUGH, OF_THING = 0.6, 0.3
"""Share of a question's telling words, by rarity, that must be those of a relation; of one that has a value for each
thing, which the question names too."""
NEAR = 0.7
"""Relations that share as much of the best one's words are meant too."""
_OWN = re.compile(r"\b(?:i|my|me|mine|we|our|us)\b", re.IGNORECASE)
_PLACE = re.compile(r"[{(][^{}()]*[})]|\W")
_NAME_OF = re.compile(r"\b(?P<whose>my|our) (?P<who>[\w-]+)['’]?s name\b", re.IGNORECASE)
_PAYS = re.compile(
    r"\bpay(?:ing)?\b[^.?!]{0,20}\bfor\b|\bsets? (?:me|us) back\b|\bcost(?:s|ing)? (?:me|us)\b"
    r"|\bcharge[sd]? (?:me|us)\b|\b(?:am|was|are|were) (?:i|we) charged\b|\bcosts? of (?:my|our)\b"
    r"|\bhow much (?:is|are|was|were) (?:my|our)\b",
    re.IGNORECASE,
)
"""Asks what something costs: of what is paid each month that is meant which the question names."""
_THE_PET = re.compile(rf"\bthe\b(?= (?:{'|'.join(sorted(PETS))})\b)", re.IGNORECASE)
_CALLS = re.compile(r"\b(?:names?|named|call|called)\b", re.IGNORECASE)
"""Who asks how "the dog" is called means their own."""
_EMPTY = frozenset("kind sort type name ever still now currently today exactly moment usually often".split())
_IN_ONE = {
    "for a living": "job", "get up": "wake", "getting up": "wake", "got up": "wake", "get to work": "commute",
    "go to work": "commute", "got to work": "commute", "get to the office": "commute", "get out of bed": "wake",
    "go out with": "dating", "together with": "dating", "married to": "spouse", "in a relationship": "partner",
    "report to": "boss", "look forward to": "plans", "mother tongue": "language", "pet hate": "dislike",
    "goes out": "cost", "went out": "cost", "sets me back": "cost", "set me back": "cost",
}  # fmt: skip
"""Ways of asking that are more than one word."""
_WAYS = re.compile(r"\b(?:" + "|".join(_IN_ONE) + r")\b", re.IGNORECASE)
_NO_NAME = STOP | frozenset(
    "against along although anybody anyone around back because before besides christian cv despite during everybody "
    "everyone except first given instead last later name near next nobody out over past perhaps please say since "
    "somebody someone something sometimes soon state title until window within without yet mondays tuesdays wednesdays "
    "thursdays fridays saturdays sundays t-shirt".split()
)
"""Words with a capital letter that name nobody, most where they open a question."""
_WITH = {"anniversary": "partner", "appointment": "knows", "drives": "", "owns": "", "works_at": "", "member_of": ""}
"""Relations of the person that name those whom they share them with; things, as a car, are nobody."""
_CALLED = frozenset(("is_called", "is_a"))
"""Relations of animals and things that a question may name without an owner: "which breed is the dog I have"."""
_SAYS = {
    "lives_in": "live town city address reside residence based settled staying whereabouts",
    "home": "home flat house apartment dwelling accommodation building",
    "comes_from": "come born grow raised origin originally roots homeland", "age": "age old years",
    "works_as": "job work profession occupation career role position trade earn employment",
    "works_at": "work employer employed company firm workplace employment", "boss": "boss manager supervisor superior",
    "commutes_by": "commute travel office transport", "wakes_at": "wake rise alarm morning",
    "is_called": "call name nickname", "eats": "diet eat food", "drives": "car drive vehicle wheels",
    "takes": "take medicine medication pills tablets supplement",
    "pays": "pay cost price spend bill fee monthly charge",
    "size": "size wear fit", "partner": "partner dating relationship girlfriend boyfriend wife husband spouse",
    "studies": "study major degree field subject course", "learns": "learn learning lessons",
    "reads": "read book novel", "status": "marital", "uses": "use tool app program software device rely depend",
    "supports": "support team club fan root",
    "aims_at": "goal aim dream ambition objective", "believes": "believe opinion view stance think",
    "habit": "habit weekly routine regular", "has_pet": "pet animal", "speaks": "speak language fluent",
    "prefers": "prefer preference better", "fears": "fear afraid scared phobia",
    "allergic_to": "allergy allergic intolerance", "plays": "play instrument sport", "member_of": "member club society",
}  # fmt: skip
"""Words of questions that the sentences of a relation have not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a question asks about, in small letters, and by which relations; `roots` are its telling words. With `whole`
    what is paid for must stand in it with all its words."""

    subjects: tuple[str, ...]
    relations: tuple[str, ...]
    roots: frozenset[str]
    whole: bool = False

    def fits(self, fact: Memory) -> bool:
        """Whether a fact is what is asked for: of a size, that of the garment which is named; what the person is called
        only where they are asked about before anybody else."""
        if fact.about[1] in _CALLED and fact.about[0].casefold() == YOU:
            return self.subjects[0] == YOU
        if fact.about[1] not in SLOTTED:
            return True
        of = slot(fact.about[1], fact.about[2])
        found = of & self.roots
        return bool(found) and (found == of or not self.whole or fact.about[1] != "pays")


def asked(
    question: str, names: Sequence[str] = (), times: Collection[str] = (), sense: Sense | None = None
) -> Asked | None:
    """What a question asks for, None where it asks for no single fact. `names` are those that it means by a role ("my
    sister") and roles of those that it names, `times` the words in it that name a time. What the words tell comes
    first, before what the `sense` tells; but after it where they tell several relations, or one with a value for each
    thing, for which few words are enough."""
    text = _THE_PET.sub("my", plain(question)) if _CALLS.search(question) else plain(question)
    text = _NAME_OF.sub(r"the name of \g<whose> \g<who>", text)
    text = _WAYS.sub(lambda match: f" {_IN_ONE[match[0].lower()]} ", text)
    for words in times:
        text = text.replace(words, " ")
    people = [one for one in named(text) if one.role or one.name.lower() not in _NO_NAME]
    roles = frozenset(stem(word) for one in people for word in TOKEN.findall(f"{one.role} {one.name} {one.owner}"))
    roots = [stem(word) for word in TOKEN.findall(text) if word.lower() not in STOP | _EMPTY]
    opening = [word for word in ("where", "when", "how old") if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
    telling = frozenset(root for root in roots if root not in roles)
    relations = _relations(telling, frozenset(opening))
    bonds = [one for one in people if one.role]
    if not relations and bonds and not telling:
        relations = ("is_called", *(name for name in _bonds() if any(stem(one.role) in _cues()[name] for one in bonds)))
    own = (_OWN.search(question) or _OWN.search(text)) is not None
    if sense and len(question) <= LONG and (own or people or names) and not theirs(text):
        relations = _sensed(relations, sense(question))
    whole = own and "pays" not in relations and _PAYS.search(question) is not None
    if whole:
        relations += ("pays",)
    if not relations:
        return None
    if relations[0] == "size":
        people = [one for one in people if one.role != "coach"]  # trainers are shoes
        bonds = [one for one in people if one.role]
    if "is_called" in relations and any(one.owner == "me" and one.role in PETS for one in bonds):
        relations = tuple(dict.fromkeys((*relations, "has_pet")))
    subjects = [_subject(name) for name in names] + [one.name.casefold() for one in people if one.name]
    subjects += [f"your {one.role}" if one.owner == "me" else f"{one.owner}'s {one.role}" for one in bonds]
    if own and not people and not _CALLED.isdisjoint(relations):
        named_by = [word.lower().removesuffix("'s") for word in TOKEN.findall(text)]
        subjects += [f"your {ROLE_OF[word]}" for word in named_by if word in ROLE_OF]
    others = people or (subjects and _CALLED.issuperset(relations))
    if own and (not others or any(_own(relation, bonds) for relation in relations)):
        subjects.append(YOU)
    return Asked(tuple(dict.fromkeys(subjects)), relations, telling | roles, whole) if subjects else None


def _sensed(relations: tuple[str, ...], chances: Mapping[str, float]) -> tuple[str, ...]:
    """The relations that words tell with that which the sense of a question tells, the surest first."""
    best = max(chances, key=chances.__getitem__, default="")
    if not best and chances.get(best, 0) >= SURELY_NONE and chances.keys() >= set(relations):
        return ()
    if not best or chances[best] < SURE:
        return relations
    weak = SLOTTED.issuperset(relations) or len(relations) > 1
    return tuple(dict.fromkeys((best, *relations) if weak else (*relations, best)))


def _subject(name: str) -> str:
    """How facts call somebody by a name, or by a role of the person's."""
    role = ROLE_OF.get(name.lower())
    return f"your {role}" if role else name.casefold()


def _own(relation: str, bonds: Sequence[Wanted]) -> bool:
    """Whether a relation is the person's own though their question names somebody: to whom it names ("who is my
    boss"), with them ("my anniversary with my wife"), or of a thing ("what car is my car")."""
    ties = [BONDS.get(one.role.replace(" ", "-"), "") for one in bonds if one.owner == "me"]
    return any(tie in (relation, _WITH.get(relation)) for tie in ties)


def _relations(roots: frozenset[str], opening: frozenset[str]) -> tuple[str, ...]:
    cues, rarity = _cues(), _rarity()
    whole = sum(rarity.get(root, _UNKNOWN) for root in roots)
    if not whole:
        return ()
    shares = {name: sum(rarity[root] for root in roots & words) / whole for name, words in cues.items()}
    enough = {name: OF_THING if name in SLOTTED else ENOUGH for name in shares}
    best = max(share for name, share in shares.items())
    found = [name for name, share in shares.items() if share >= enough[name] and share >= NEAR * best]
    found = [name for name in found if _name(name) <= roots] or found
    if "where" in opening:
        placed = [name for name in found if name in ("lives_in", "works_at", "studies_at", "comes_from", "address")]
        found = placed or found
    return tuple(sorted(found, key=lambda name: (-shares[name], name)))


_UNKNOWN = 4.0
"""What a word weighs that belongs to no relation."""


@cache
def _cues() -> Mapping[str, frozenset[str]]:
    found = {}
    for relation in RELATIONS.values():
        words = " ".join((relation.name.replace("_", " "), *relation.synonyms, _SAYS.get(relation.name, "")))
        words += " " + _PLACE.sub(" ", relation.says)
        found[relation.name] = frozenset(stem(word) for word in TOKEN.findall(words) if word.lower() not in STOP)
    return found


@cache
def _name(relation: str) -> frozenset[str]:
    words = relation.split("_")
    return frozenset(stem(word) for word in words if word not in STOP) or frozenset(map(stem, words))


@cache
def _rarity() -> Mapping[str, float]:
    counts = Counter(root for words in _cues().values() for root in words)
    return {root: 1 + math.log(len(RELATIONS) / count) for root, count in counts.items()}


@cache
def _bonds() -> frozenset[str]:
    return frozenset(("partner", "parent", "child", "sibling", "relative", "friend", "neighbour", "colleague", "boss"))
