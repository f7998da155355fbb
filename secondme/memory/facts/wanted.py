"""Which facts a question asks for: "What was my job?" asks for what the person works as.

Pure. English. In doubt none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from secondme.memory.facts.entities import SLOTTED, YOU, slot, stem
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.kin import wanted as named
from secondme.memory.named import TOKEN
from secondme.memory.quiet import STOP
from secondme.memory.record import Memory

ENOUGH, OF_THING = 0.6, 0.3
"""Share of a question's telling words, by rarity, that must be those of a relation; of one that has a value for each
thing, which the question names too."""
NEAR = 0.7
"""Relations that share as much of the best one's words are meant too."""
_OWN = re.compile(r"\b(?:i|my|me|mine|we|our|us)\b", re.IGNORECASE)
_PLACE = re.compile(r"[{(][^{}()]*[})]|\W")
_EMPTY = frozenset("kind sort type name ever still now currently today exactly moment currently usually often".split())
_IN_ONE = {
    "for a living": "job", "get up": "wake", "getting up": "wake", "got up": "wake", "get to work": "commute",
    "go to work": "commute", "got to work": "commute", "get to the office": "commute", "get out of bed": "wake",
    "go out with": "dating", "together with": "dating", "married to": "spouse", "in a relationship": "partner",
    "report to": "boss", "look forward to": "plans",
}  # fmt: skip
"""Ways of asking that are more than one word."""
_WAYS = re.compile(r"\b(?:" + "|".join(_IN_ONE) + r")\b", re.IGNORECASE)
_SAYS = {
    "lives_in": "live town city address reside residence based settled staying whereabouts",
    "home": "home flat house apartment dwelling accommodation building",
    "comes_from": "come born grow raised origin originally roots homeland", "age": "age old years",
    "works_as": "job work profession occupation career role position trade earn employment",
    "works_at": "work employer employed company firm workplace employment", "boss": "boss manager supervisor superior",
    "commutes_by": "commute travel office transport", "wakes_at": "wake rise alarm morning",
    "is_called": "call name nickname", "eats": "diet eat food", "drives": "car drive vehicle wheels",
    "takes": "take medicine medication pills tablets supplement", "pays": "pay cost price spend bill fee monthly",
    "size": "size wear fit", "partner": "partner dating relationship girlfriend boyfriend wife husband spouse",
    "studies": "study major degree field subject course", "learns": "learn learning lessons",
    "reads": "read book novel", "status": "marital", "uses": "use tool app program software device",
    "supports": "support team club fan root",
    "aims_at": "goal aim dream ambition objective", "believes": "believe opinion view stance think",
    "habit": "habit weekly routine regular", "has_pet": "pet animal", "speaks": "speak language fluent",
    "prefers": "prefer preference better", "fears": "fear afraid scared phobia",
    "allergic_to": "allergy allergic intolerance", "plays": "play instrument sport", "member_of": "member club society",
}  # fmt: skip
"""Words of questions that the sentences of a relation have not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a question asks about, in small letters, and by which relations; `roots` are its telling words."""

    subjects: tuple[str, ...]
    relations: tuple[str, ...]
    roots: frozenset[str]

    def fits(self, fact: Memory) -> bool:
        """Whether a fact is what is asked for: of a size, that of the garment which is named."""
        if fact.about[1] not in SLOTTED:
            return True
        return not self.roots.isdisjoint(slot(fact.about[1], fact.about[2]))


def asked(question: str, names: Sequence[str] = (), times: Collection[str] = ()) -> Asked | None:
    """What a question asks for, None where it asks for no single fact. `names` are those that it means by a role ("my
    sister"), `times` the words in it that name a time."""
    text = _WAYS.sub(lambda match: f" {_IN_ONE[match[0].lower()]} ", question)
    for words in times:
        text = text.replace(words, " ")
    people = named(text)
    roles = frozenset(stem(word) for one in people for word in TOKEN.findall(f"{one.role} {one.name} {one.owner}"))
    roots = [stem(word) for word in TOKEN.findall(text) if word.lower() not in STOP | _EMPTY]
    opening = [word for word in ("where", "when", "how old") if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
    telling = frozenset(root for root in roots if root not in roles)
    relations = _relations(telling, frozenset(opening))
    bonds = [one for one in people if one.role]
    if not relations and bonds and not telling:
        relations = ("is_called", *(name for name in _bonds() if any(stem(one.role) in _cues()[name] for one in bonds)))
    if not relations:
        return None
    subjects = [name.casefold() for name in names] + [one.name.casefold() for one in people if one.name]
    subjects += [f"your {one.role}" if one.owner == "me" else f"{one.owner}'s {one.role}" for one in bonds]
    if (not people or not _bonds().isdisjoint(relations)) and _OWN.search(text):
        subjects.append(YOU)
    return Asked(tuple(dict.fromkeys(subjects)), relations, telling | roles) if subjects else None


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
