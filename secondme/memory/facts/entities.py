"""Who and what is meant: "your sister" and "Ana" are one once it was said so, "a dog" may be "a beagle called Otto".

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from secondme.memory.named import TOKEN, sort_of
from secondme.memory.roots import fold, root

YOU = "you"


@dataclass(frozen=True, slots=True)
class Bond:
    """Somebody or something that has a name: whose ("you" or a name), what, and how it is called."""

    owner: str
    role: str
    name: str


_ROLE = re.compile(r"(?:(?P<your>your)|(?P<whose>[^\W\d_][\w .-]*?)['’]s?) (?P<role>[\w -]+)", re.IGNORECASE)
_TITLE = re.compile(r"(?:dr|mr|mrs|ms|miss|prof)\.? ", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the|my|our|your|some|one|this|that)\s+", re.IGNORECASE)


def role_of(subject: str) -> tuple[str, str] | None:
    """Owner and role of a subject that has no name: "your sister" is ("you", "sister"); None for any other."""
    found = _ROLE.fullmatch(subject.strip())
    if found is None:
        return None
    return (YOU if found["your"] else found["whose"].casefold()), found["role"].lower()


def as_role(bond: Bond) -> str:
    """The subject that means the same without the name: "your sister", "ana's dog"."""
    return f"your {bond.role}" if bond.owner == YOU else f"{bond.owner}'s {bond.role}"


def aliases(subject: str, bonds: Iterable[Bond]) -> tuple[str, ...]:
    """Everything that means the same as a subject, in small letters, the subject itself first.

    A role of which several names are known ("your sister", and there are two) means none of them.
    """
    own, known = subject.casefold(), tuple(bonds)
    found = dict.fromkeys((own,))
    for bond in known:
        names = [one.name for one in known if (one.owner, one.role) == (bond.owner, bond.role)]
        if any(not same_name(name, names[0]) for name in names):
            continue
        role, name = as_role(bond), bond.name.casefold()
        if role == own:
            found.setdefault(name)
        elif same_name(name, own) and role_of(own) is None:
            found.setdefault(role)
            found.setdefault(name)
    return tuple(found)


def same_name(one: str, other: str) -> bool:
    """Whether two names are variants of one: "Ana" and "Ana Silva", "Dr. Berg" and "Berg"."""
    first, second = _plain(one).split(), _plain(other).split()
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return long[: len(short)] == short or long[-len(short) :] == short


def _plain(name: str) -> str:
    return _TITLE.sub("", fold(" ".join(name.split())).strip(" .,;:!?'\"“”"))


# ---- objects -----------------------------------------------------------------------------------------

_QUIET_WORDS = (
    "a an the my our your his her their its some of to in at on for and or with is are was called named very really "
    "own little old new who which that it this currently now usually every each over than"
)
_QUIET = frozenset(_QUIET_WORDS.split())
_NAMED = re.compile(r"\b(?:called|named)\s+(?P<name>.+)$", re.IGNORECASE)
_KINDS = {
    "dog": "beagle labrador lab retriever poodle terrier collie dachshund shepherd spaniel husky corgi pug boxer "
    "bulldog mutt mongrel puppy greyhound whippet rottweiler doberman schnauzer setter hound dalmatian maltese "
    "pointer chihuahua samoyed akita cockapoo labradoodle",
    "cat": "tabby siamese persian kitten tomcat ragdoll tuxedo sphynx bengal birman",
    "bird": "parrot budgie canary cockatiel parakeet macaw",
    "pet": "dog cat bird rabbit hamster parrot fish turtle tortoise snake horse pony ferret gerbil beagle labrador "
    "retriever poodle terrier tabby siamese kitten puppy budgie canary",
    "horse": "pony mare stallion gelding",
    "car": "volvo vw volkswagen golf toyota corolla yaris honda civic bmw audi mercedes ford fiesta skoda octavia "
    "fabia renault peugeot citroen fiat panda opel corsa tesla kia hyundai mazda nissan leaf micra seat ibiza "
    "dacia polo passat subaru suzuki saab",
    "bike": "tandem tourer racer brompton canyon trek cube",
    "guitar": "stratocaster telecaster fender gibson ukulele",
    "phone": "iphone pixel samsung galaxy fairphone nokia",
    "laptop": "macbook thinkpad xps chromebook",
    "child": "son daughter boy girl",
    "sibling": "brother sister",
}
"""What is a kind of what, as far as people first say the one and later the other."""
_KIND = {root(kind): {root(word) for word in words.split()} for kind, words in _KINDS.items()}
REFINED = frozenset((
    "has_pet", "owns", "uses", "has_condition", "takes", "appointment", "plans", "aims_at", "has_family", "is_called",
    "parent", "child", "sibling", "relative", "friend", "neighbour", "colleague", "knows", "habit", "size", "pays",
))  # fmt: skip
"""Relations with many values of which a longer one says more of a shorter: who owns a red bike owns a bike, but
who likes green tea may not like tea."""


SLOTTED = frozenset(("size", "pays", "habit", "plans", "appointment", "prefers"))
"""Relations with one value for each thing: a size for each garment, a day for each appointment, an order for each
pair."""
_UNITS = frozenset(
    "euro eur dollar usd pound gbp krone kr chf cent month week year day hour am pm eu uk us cm size every each per "
    "morning evening afternoon night noon oclock".split()
)
_OVER = re.compile(r"\s+(?:over|to|rather than|more than|instead of|than)\s+", re.IGNORECASE)


def slot(relation: str, thing: str) -> frozenset[str]:
    """What an object gives a value to, where its relation has one value for each; else empty.

    The garment of a size, the activity of a habit, the pair of a preference.
    """
    if relation not in SLOTTED:
        return frozenset()
    if relation == "prefers":
        return telling(thing) if _OVER.search(thing) else frozenset()
    words = (stem(word) for word in TOKEN.findall(thing) if fold(word) not in _QUIET)
    return frozenset(word for word in words if word not in _UNITS and sort_of(word) in ("", "name"))


def normal(thing: str) -> str:
    """An object as it is compared and looked up: small letters, single blanks, no article and no marks around it."""
    return _ARTICLE.sub("", fold(" ".join(thing.split())).strip(" .,;:!?\"“”'"))


def telling(thing: str) -> frozenset[str]:
    """The words of an object by their roots, those that tell nothing left out; all of them where none tells."""
    words = TOKEN.findall(thing)
    return frozenset(stem(word) for word in words if fold(word) not in _QUIET) or frozenset(map(stem, words))


def stem(word: str) -> str:
    """A word by its root, of one or of several alike: "bikes" is "bike"."""
    several = len(word) > 3 and word[-1] in "sS" and not word.lower().endswith(("ss", "ies"))
    return root(word[:-1] if several else word)


def same(one: str, other: str) -> bool:
    """Whether two objects are one in other words: case, articles, endings, the order of words, "2" for "two"."""
    if normal(one) == normal(other):
        return True
    first, second = _OVER.split(one), _OVER.split(other)
    turned = len(first) == len(second) == 2 and telling(first[0]) != telling(second[0])
    return bool(telling(one)) and telling(one) == telling(other) and not turned


def refines(new: str, old: str) -> bool:
    """Whether an object says more of what another said already: "beagle called Otto" of "dog", "Oslo, Norway" of
    "Oslo". Two things that have names of their own are two."""
    more, less = telling(new), telling(old)
    if not less or more == less:
        return False
    ours, theirs = _called(new), _called(old)
    if ours and theirs and not same_name(ours, theirs):
        return False
    return all(word in more or not more.isdisjoint(_KIND.get(word, ())) for word in less)


def _called(thing: str) -> str:
    found = _NAMED.search(thing)
    return found["name"] if found else ""
