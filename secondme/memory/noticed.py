"""What is noticed by counting over facts and what was said: people, what goes together, habits, changes.

Pure. Each draft names what was counted, at least two memories.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import combinations

from secondme.memory.facts.entities import YOU, role_of, same_name
from secondme.memory.facts.relations import BONDED, BONDS
from secondme.memory.insight import Draft, statements, topics_of
from secondme.memory.named import TOKEN
from secondme.memory.record import Kind, Memory, Said, Status, identity
from secondme.memory.roots import fold
from secondme.memory.when import day

RULES = ("person", "together", "habit", "hours", "change")
LEAST_KNOWN = 3
"""Facts about somebody that are worth a sentence."""
LEAST_TOGETHER, LEAST_TALKS = 3, 2
"""Statements, and conversations, that have two names together."""
LEAST_TIMES, LEAST_WEEKS, SHARE = 4, 3, 0.75
"""Times that something is spoken of, weeks in which it is, and the share on one day of the week, to be a habit."""
LEAST_SITTINGS, PART = 10, 0.6
"""Conversations, and the share of them at one time of the day, to be a habit."""
MOST = 20
"""Of each sort but changes, the drafts that rest on most."""

_BOND_RELATIONS = BONDED - {"has_pet"}
_PLACES = frozenset({"lives_in", "visited", "comes_from", "works_at", "studies_at", "member_of"})
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = (("night", 5), ("morning", 12), ("afternoon", 18), ("evening", 24))


def noticed(episodes: Sequence[Memory], facts: Sequence[Memory]) -> list[Draft]:
    """All that is noticed; `facts` are those that hold and those that hold no more."""
    holding = [fact for fact in facts if len(fact.about) == 3 and fact.status is not Status.SUPERSEDED]
    said = statements(episodes)
    drafts: list[Draft] = []
    for some in (people(holding), together(said, holding), weekdays(said), hours(said)):
        drafts += sorted(some, key=lambda draft: (-len(draft.evidence), draft.id))[:MOST]
    return [*drafts, *changes(facts)]


def people(facts: Sequence[Memory]) -> Iterator[Draft]:
    """Whom the person told most about, and what."""
    for name, known in told(facts).items():
        if len(known) < LEAST_KNOWN:
            continue
        roles = {f"your {role}" for one in known if _bond(one) and (role := _role(one))}
        who = f"{min(roles)} {name}" if roles else name
        things = ", ".join([one.about[2] for one in known if not _bond(one)][:5])
        last = day(max(one.made for one in known))
        yield Draft(
            identity(Kind.INSIGHT, "person", name.casefold()), "person",
            f"You told me {len(known)} things about {who}, the last on {last}: {things}.",
            tuple(one.id for one in known), (name,),
        )  # fmt: skip


def together(said: Sequence[Memory], facts: Sequence[Memory]) -> Iterator[Draft]:
    """People and places that are spoken of together."""
    names = [*told(facts), *dict.fromkeys(one.about[2] for one in facts if one.about[1] in _PLACES)]
    words = {name: [word.casefold() for word in TOKEN.findall(name)] for name in names}
    begin: dict[str, list[str]] = defaultdict(list)
    for name, parts in words.items():
        if parts:
            begin[parts[0]].append(name)
    pairs: dict[tuple[str, str], list[Memory]] = defaultdict(list)
    for memory in said:
        there = {word.casefold().removesuffix("'s").removesuffix("’s") for word in TOKEN.findall(memory.text)}
        here = sorted(name for word in there for name in begin.get(word, ()) if there.issuperset(words[name]))
        for one, other in combinations(here, 2):
            if not same_name(one, other):
                pairs[one, other].append(memory)
    for (one, other), memories in pairs.items():
        talks = len(_talks(memories))
        if len(memories) >= LEAST_TOGETHER and talks >= LEAST_TALKS:
            yield Draft(
                identity(Kind.INSIGHT, "together", one.casefold(), other.casefold()), "together",
                f"You spoke of {one} and {other} together {len(memories)} times in {talks} conversations.",
                tuple(memory.id for memory in memories), (one, other),
            )  # fmt: skip


def weekdays(said: Sequence[Memory]) -> Iterator[Draft]:
    """What is spoken of on one day of the week."""
    mentions: dict[str, list[Memory]] = defaultdict(list)
    shown: dict[str, str] = {}
    for memory in said:
        for word in topics_of(memory.text):
            mentions[word.lower()].append(memory)
            shown.setdefault(word.lower(), word)
    for word, memories in mentions.items():
        times = {datetime.fromtimestamp(memory.made).date(): memory for memory in memories}
        which, often = Counter(date.weekday() for date in times).most_common(1)[0]
        weeks = {date.isocalendar()[:2] for date in times if date.weekday() == which}
        if len(times) >= LEAST_TIMES and len(weeks) >= LEAST_WEEKS and often >= SHARE * len(times):
            yield Draft(
                identity(Kind.INSIGHT, "habit", word), "habit",
                f"Of the {len(times)} days on which you spoke of “{shown[word]}”, {often} were a {_WEEKDAYS[which]}.",
                tuple(memory.id for memory in times.values()), (shown[word],),
            )  # fmt: skip


def hours(said: Sequence[Memory]) -> Iterator[Draft]:
    """The time of the day at which the person talks mostly."""
    begun: dict[str, Memory] = {}
    for memory in said:
        if isinstance(memory.source, Said):
            begun.setdefault(memory.source.conversation, memory)
    if len(begun) < LEAST_SITTINGS:
        return
    parts: dict[str, list[Memory]] = defaultdict(list)
    for memory in begun.values():
        parts[_part(memory.made)].append(memory)
    part, memories = max(parts.items(), key=lambda item: (len(item[1]), item[0]))
    if len(memories) >= PART * len(begun):
        at = "at night" if part == "night" else f"in the {part}"
        yield Draft(
            identity(Kind.INSIGHT, "hours", "talks"), "hours",
            f"You mostly begin to talk to me {at}: {len(memories)} of {len(begun)} conversations.",
            tuple(memory.id for memory in memories), (part,),
        )  # fmt: skip


def changes(facts: Sequence[Memory]) -> Iterator[Draft]:
    """What held until something else took its place."""
    there = {fact.id: fact for fact in facts}
    for old in facts:
        new = there.get(old.superseded_by or "")
        since = old.made if old.valid_from is None else old.valid_from
        if new is None or len(old.about) != 3 or len(new.about) != 3 or old.valid_to is None or old.valid_to <= since:
            continue  # what was put right, or said in more detail, is no change
        yield Draft(
            identity(Kind.INSIGHT, "change", old.id, new.id), "change",
            f"This changed on {day(old.valid_to)}: “{old.text}” became “{new.text}”",
            (old.id, new.id), (old.about[2], new.about[2]),
        )  # fmt: skip


def told(facts: Sequence[Memory]) -> dict[str, list[Memory]]:
    """The facts about everybody who is known by name, in order of name; first of each those that say who it is."""
    bonds = [one for one in facts if _bond(one)]
    every = [one.about[2] for one in bonds]
    every += [one.about[0] for one in facts if one.about[0].casefold() != YOU and role_of(one.about[0]) is None]
    names: dict[str, list[str]] = {}
    """By each word of a name those that have it: a longer form of a name has all words of the shorter."""
    meant: dict[str, str] = {}
    for name in sorted(dict.fromkeys(every), key=lambda name: (-len(name), name)):
        words = [fold(word) for word in TOKEN.findall(name)]
        near = dict.fromkeys(other for word in words for other in names.get(word, ()))
        known = next((other for other in near if same_name(name, other)), "")
        if known or name[:1].isupper():
            meant[name] = known or name
        if not known and name[:1].isupper():
            for word in words:
                names.setdefault(word, []).append(name)
    found: dict[str, dict[str, Memory]] = {name: {} for name in sorted(set(meant.values()))}
    roles: dict[str, list[str]] = defaultdict(list)
    for bond in bonds:
        if whom := meant.get(bond.about[2]):
            found[whom][bond.id] = bond
            if role := _role(bond):
                roles[f"your {role}"].append(whom)
    for fact in facts:
        for whom in roles.get(fact.about[0].casefold(), [meant.get(fact.about[0], "")]):
            if whom:
                found[whom][fact.id] = fact
    return {name: list(known.values()) for name, known in found.items()}


def _bond(fact: Memory) -> bool:
    return fact.about[0].casefold() == YOU and fact.about[1] in _BOND_RELATIONS


def _role(fact: Memory) -> str:
    """ "sister" of "Your sister is called Ana."."""
    words = fact.text.split()
    return words[1].lower() if len(words) > 2 and words[0] == "Your" and words[1].lower() in BONDS else ""


def _talks(memories: Collection[Memory]) -> set[str]:
    return {memory.source.conversation for memory in memories if isinstance(memory.source, Said)}


def _part(at: float) -> str:
    hour = datetime.fromtimestamp(at).hour
    return next(name for name, end in _PARTS if hour < end)
