"""What can be said of somebody: the relations of facts, how each is put into words, and how long it lasts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

YOU = "you"
"""The subject that is the person."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation between a subject and an object."""

    name: str
    says: str
    """The sentence: "{subject} live(s) in {object}.". In round brackets stands what a third person needs, an ending or,
    with "=", another word: "do(=does)"; "{whose}" is the subject's "your" or "Ana's"."""
    functional: bool = False
    """Whether there is one value at a time, so that a new one closes the old."""
    inverse: str = ""
    lasting: bool = True
    """Whether it belongs in a profile."""
    importance: float = 0.5
    """In [0, 1]."""
    synonyms: tuple[str, ...] = ()


def _one(
    name: str, says: str, importance: float, synonyms: str = "", *, functional: bool = False, lasting: bool = True
) -> Relation:
    also = tuple(filter(None, synonyms.split("|")))
    return Relation(name, says, functional, lasting=lasting, importance=importance, synonyms=also)


_PLAIN = (
    # Who somebody is.
    _one("is_called", "{subject} are(=is) called {object}.", 0.95, "name|nickname|goes by"),
    _one("age", "{subject} are(=is) {object} years old.", 0.7, "is old|years", functional=True),
    _one("born_on", "{whose} birthday is on {object}.", 0.85, "birthday|date of birth", functional=True),
    _one("comes_from", "{subject} come(s) from {object}.", 0.7, "origin|born in|grew up in|nationality|home town"),
    _one("speaks", "{subject} speak(s) {object}.", 0.6, "language|is fluent in"),
    _one("religion", "{subject} are(=is) {object}.", 0.6, "faith", functional=True),
    _one("believes", "{subject} believe(s) that {object}.", 0.4, "opinion|thinks"),
    _one("is", "{subject} are(=is) {object}.", 0.5, "trait|character"),
    _one("status", "{subject} are(=is) {object}.", 0.7, "marital status|retired", functional=True),
    # Where.
    _one("lives_in", "{subject} live(s) in {object}.", 0.9, "home town|city|resides in|moved to", functional=True),
    _one("home", "{whose} home is {object}.", 0.5, "dwelling|rents", functional=True),
    _one("lives_with", "{subject} live(s) with {object}.", 0.5, "shares a flat with"),
    _one("visited", "{subject} visited {object}.", 0.4, "has been to|travelled to", lasting=False),
    # Work and study.
    _one("works_as", "{subject} work(s) as {object}.", 0.85, "occupation|profession|job", functional=True),
    _one("works_at", "{subject} work(s) at {object}.", 0.8, "employer|company|works for", functional=True),
    _one("works_in", "{subject} work(s) in {object}.", 0.5, "field|industry"),
    _one("commutes_by", "{subject} commute(s) by {object}.", 0.5, "goes to work by", functional=True),
    _one("studies", "{subject} study(=studies) {object}.", 0.7, "subject|degree", functional=True),
    _one("studies_at", "{subject} study(=studies) at {object}.", 0.6, "school|university", functional=True),
    _one("learns", "{subject} are(=is) learning {object}.", 0.5, "takes lessons in"),
    _one("volunteers_at", "{subject} volunteer(s) at {object}.", 0.5, "helps at"),
    _one("member_of", "{subject} are(=is) a member of {object}.", 0.5, "belongs to|joined"),
    # Those around.
    _one("partner", "{whose} partner is called {object}.", 0.85, "wife|husband|girlfriend|boyfriend", functional=True),
    _one("parent", "{whose} parent is called {object}.", 0.8, "mother|father"),
    _one("child", "{whose} child is called {object}.", 0.85, "son|daughter|kid"),
    _one("sibling", "{whose} sibling is called {object}.", 0.8, "sister|brother|twin"),
    _one("relative", "{whose} relative is called {object}.", 0.6, "aunt|uncle|cousin|grandmother|grandfather"),
    _one("friend", "{whose} friend is called {object}.", 0.6, "best friend"),
    _one("neighbour", "{whose} neighbour is called {object}.", 0.5, "lives next door"),
    _one("colleague", "{whose} colleague is called {object}.", 0.5, "works with|coworker"),
    _one("boss", "{whose} boss is called {object}.", 0.6, "manager|supervisor", functional=True),
    _one("knows", "{subject} know(s) {object}.", 0.5, "doctor|dentist|teacher|landlord|flatmate"),
    _one("has_family", "{subject} have(=has) {object}.", 0.7, "children|siblings"),
    _one("expects", "{subject} are(=is) expecting {object}.", 0.7, "pregnant", functional=True, lasting=False),
    _one("has_pet", "{subject} have(=has) {object}.", 0.7, "dog|cat|pet"),
    _one("is_a", "{subject} are(=is) {object}.", 0.4, "breed|species", functional=True),
    # What is owned and used.
    _one("owns", "{subject} own(s) {object}.", 0.45, "has|bought|possession"),
    _one("drives", "{subject} drive(s) {object}.", 0.5, "car", functional=True),
    _one("uses", "{subject} use(s) {object}.", 0.4, "software|device"),
    _one("collects", "{subject} collect(s) {object}.", 0.5, "collection|hobby"),
    _one("grows", "{subject} grow(s) {object}.", 0.4, "garden|plants"),
    _one("size", "{whose} size in {object}.", 0.5, "shoe size|clothes size|wears"),
    _one("pays", "{subject} pay(s) {object}.", 0.5, "rent|costs|spends"),
    _one("salary", "{subject} earn(s) {object}.", 0.6, "income", functional=True),
    # Taste.
    _one("likes", "{subject} like(s) {object}.", 0.5, "loves|enjoys|fan of|hobby"),
    _one("dislikes", "{subject} dislike(s) {object}.", 0.5, "hates|cannot stand"),
    _one("prefers", "{subject} prefer(s) {object}.", 0.55, "preference|would rather"),
    _one("fears", "{subject} are(=is) afraid of {object}.", 0.5, "phobia|scared of"),
    _one("supports", "{subject} support(s) {object}.", 0.4, "team"),
    # Body.
    _one("allergic_to", "{subject} are(=is) allergic to {object}.", 0.95, "allergy|intolerance"),
    _one("eats", "{subject} keep(s) to a {object} diet.", 0.85, "diet|vegetarian|vegan", functional=True),
    _one("avoids", "{subject} do(=does) not eat or drink {object}.", 0.7, "does not eat|does not drink"),
    _one("has_condition", "{subject} have(=has) {object}.", 0.85, "illness|diagnosis"),
    _one("injured", "{subject} hurt {whose-} {object}.", 0.6, "broke|sprained", lasting=False),
    _one("takes", "{subject} take(s) {object}.", 0.8, "medication|medicine"),
    _one("blood_type", "{whose} blood type is {object}.", 0.7, "blood group", functional=True),
    _one("height", "{subject} are(=is) {object} tall.", 0.5, "tall", functional=True),
    _one("weight", "{subject} weigh(s) {object}.", 0.5, "weighs", functional=True),
    # What is done, and what is to come.
    _one("plays", "{subject} play(s) {object}.", 0.6, "instrument|sport|hobby"),
    _one("habit", "{subject} usually go(=goes) for {object}.", 0.5, "routine|every week"),
    _one("wakes_at", "{subject} get(s) up at {object}.", 0.5, "wakes up", functional=True),
    _one("can", "{subject} can {object}.", 0.5, "skill|able to"),
    _one("reads", "{subject} are(=is) reading {object}.", 0.4, "book", functional=True, lasting=False),
    _one("aims_at", "{subject} want(s) to {object}.", 0.6, "goal|dream|hopes to"),
    _one("plans", "{subject} plan(s) {object}.", 0.6, "event|trip|going to", lasting=False),
    _one("appointment", "{subject} have(=has) an appointment: {object}.", 0.7, "meeting|exam", lasting=False),
    _one("anniversary", "{whose} anniversary is on {object}.", 0.8, "wedding day", functional=True),
    _one("phone", "{whose} phone number is {object}.", 0.7, "telephone|mobile", functional=True),
    _one("email", "{whose} email address is {object}.", 0.7, "e-mail", functional=True),
    _one("address", "{whose} address is {object}.", 0.6, "street", functional=True),
)

FAVOURITES = frozenset(
    "colour food dish meal drink dessert fruit vegetable film book author band song singer music album artist series "
    "game sport team player animal season city country place restaurant cafe flower subject number day holiday cuisine "
    "beer wine tea snack park beach podcast writer poet painter composer actor director character genre hobby brand "
    "language pizza cheese cake cocktail month museum poem tree instrument shop smell word".split()
)
"""Of what there may be a favourite."""

BONDS: Mapping[str, str] = MappingProxyType(
    {
        role: relation
        for relation, roles in (
            ("partner", "wife husband spouse partner girlfriend boyfriend fiance"),
            ("parent", "mother father parent stepmother stepfather"),
            ("child", "son daughter child stepson stepdaughter"),
            ("sibling", "sister brother twin sibling stepsister stepbrother"),
            ("friend", "friend best-friend"),
            ("neighbour", "neighbour"),
            ("colleague", "colleague"),
            ("boss", "boss"),
            (
                "relative",
                "aunt uncle cousin niece nephew grandmother grandfather grandson granddaughter grandchild godmother "
                "godfather goddaughter godson sister-in-law brother-in-law mother-in-law father-in-law daughter-in-law "
                "son-in-law",
            ),
            (
                "knows",
                "roommate teacher professor tutor mentor student coach therapist doctor dentist vet physiotherapist "
                "hairdresser lawyer accountant landlord tenant nanny cleaner plumber mechanic electrician gardener",
            ),
            ("has_pet", "dog cat pet horse rabbit hamster parrot bird fish turtle snake guinea-pig"),
        )
        for role in roles.split()
    }
)
"""The relation to somebody by their role, as `kin` names it (its spaces are hyphens here)."""
BONDED = frozenset(BONDS.values())
"""Relations to somebody who has a role."""

RELATIONS: Mapping[str, Relation] = MappingProxyType(
    {one.name: one for one in _PLAIN}
    | {
        f"favourite_{kind}": Relation(
            f"favourite_{kind}", f"{{whose}} favourite {kind} is {{object}}.", functional=True, importance=0.55,
            synonyms=("favourite", f"favorite {kind}"),
        )
        for kind in sorted(FAVOURITES)
    }
)  # fmt: skip
"""The relations by their names."""

_TO_BE = re.compile(r"\{subject\} (\w+)\(=?\w+\)")
_AGREE = re.compile(r"(\w+)\((=?)(\w+)\)")


def sentence(relation: str, shown: str, thing: str, *, several: bool = False) -> str:
    """What a relation says of "You", of several, or of a third person.

    `shown` is the subject as a sentence begins with it: "You", "Your sister Ana".
    """
    return agreed(RELATIONS[relation].says, shown, thing, several=several)


def agreed(says: str, shown: str, thing: str, *, several: bool = False) -> str:
    """A template of `Relation.says` as a sentence."""
    second = shown == "You" or several
    whose = "Your" if shown == "You" else f"{shown}'" if several and shown.endswith("s") else f"{shown}'s"
    low = "your" if shown == "You" else "their"
    said = _AGREE.sub(lambda match: _form(match[1], match[2], match[3], second), says)
    said = said.replace("{subject}", shown).replace("{whose}", whose).replace("{whose-}", low)
    return said.replace("{object}", thing).replace("..", ".")


def ended(says: str, *, past: bool) -> str:
    """A template of how things are as one of how they were: "used to", or "no longer"."""
    if not says.startswith("{subject}"):
        return says.replace(" is ", " is no longer ", 1)
    if past:
        return _TO_BE.sub(lambda match: f"{{subject}} used to {'be' if match[1] == 'are' else match[1]}", says)
    if says.startswith("{subject} are(=is)"):
        return says.replace("are(=is)", "are(=is) no longer", 1)
    return says.replace("{subject}", "{subject} no longer", 1)


def _form(word: str, other: str, third: str, second: bool) -> str:
    return word if second else third if other else word + third
