"""A person's facts put into sentences: what is new, what changes, ends, is repeated, put right, or made more exact.

Every method gives a `Said`: one sentence with its words marked, and what it tells; it raises Spent where nothing of
the kind can be said now.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from secondme.bench.lives.bank import Bank, Decks
from secondme.bench.lives.relations import RELATIONS
from secondme.bench.lives.saying import Manner, filled, future, marked, past, put_on, slots_of, spoken
from secondme.bench.lives.shapes import Operation, Triple
from secondme.bench.lives.world import KIN, Being, Draft, Spent, World, object_of, slots_for

CHILDISH = ("likes", "dislikes", "allergic_to", "plays", "age", "fears", "born_on")
"""What is said of children."""
GROWN = (
    "lives_in works_as works_at likes dislikes allergic_to eats born_on plays speaks drives has_condition supports "
    "fears"
).split()


_CHANGES = 2
"""How often one thing changes in a life, at most."""
_ELSEWHERE: dict[str, tuple[str, ...]]
_ELSEWHERE = {"boss": ("works_as", "works_at"), "colleague": ("works_as", "works_at"), "neighbour": ("lives_in",)}
_ELSEWHERE |= dict.fromkeys(("mother", "father", "grandmother"), ("works_as", "works_at"))
_ELSEWHERE |= dict.fromkeys(("wife", "husband", "girlfriend", "boyfriend"), ("lives_in",))
"""What the person's own facts would have to agree with."""


@dataclass(slots=True)
class Said:
    """A sentence with marked words, the facts in it (each with the number of its mark), and what it implies."""

    text: str
    topic: str
    marks: int
    facts: list[tuple[Draft, int]] = field(default_factory=list)
    extras: list[Triple] = field(default_factory=list)


class Teller:
    """Says things for one person on one day; `at` is now, in the person's own zone."""

    def __init__(self, rng: random.Random, world: World, bank: Bank, decks: Decks, manner: Manner) -> None:
        self._rng, self._world, self._bank, self._decks, self._manner = rng, world, bank, decks, manner
        self.at = datetime(2025, 1, 1)
        self.mark = 0
        self._said: set[str] = set()

    def new(self, relation: str) -> Said:
        """Something of the person's own that was not told before."""
        if relation in {one for one, _ in KIN.values()}:
            kins = [kin for kin, (one, _) in KIN.items() if one == relation]
            before = self._world.told("me", "partner") if relation == "partner" else []
            being = self._world.being(self._rng.choice(kins[2:] if before else [*kins, *kins[:2]]))
            if before:
                return self._about(being, "changes", "partner UPDATE", "ADD", None, {"y": before[-1].object})
            return self._told_of(being, relation)
        if relation == "has_pet":
            return self._told_of(self._world.pet(), "has_pet")
        if RELATIONS[relation].functional and not RELATIONS[relation].per and self._world.current("me", relation):
            raise Spent(relation)
        if relation == "anniversary" and not any(
            self._world.beings[one.object].kin in ("wife", "husband") for one in self._world.current("me", "partner")
        ):
            raise Spent(relation)
        return self._fact("facts", relation, "me", relation, self._world.value(relation), "ADD", None)

    def other(self, being: Being) -> Said:
        """Something of somebody who was named before."""
        told = CHILDISH if being.kin in ("son", "daughter", "niece") else GROWN
        relation = self._rng.choice([one for one in told if one not in _ELSEWHERE.get(being.kin, ())])
        if any(one.subject == being.name and one.relation == relation for one in self._world.drafts):
            raise Spent(relation)
        value = self._aged(being.kin) if relation == "age" else self._world.value(relation)
        return self._fact("others", relation, being.name, relation, value, "ADD", None)

    def changed(self, old: Draft) -> Said:
        """A new value for an old fact."""
        relation = old.relation
        if sum(one.operation == "UPDATE" for one in self._world.told(old.subject, relation)) >= _CHANGES:
            raise Spent(relation)
        file, heading = ("changes" if old.subject == "me" else "others"), f"{relation} UPDATE"
        if relation in ("plans", "appointment"):
            if old.when <= self.at.date().isoformat():
                raise Spent(relation)
            return self._moved(old, heading)
        if relation == "partner":
            raise Spent(relation)
        if relation == "boss":
            sex = self._rng.choice("mf")
            new = Being(self._world.new_name(sex), "boss", sex)
            said = self._about(new, file, heading, "UPDATE", old, {"y": old.object})
            self._world.gone.add(old.object)
            return said
        if relation == "habit":
            return self._fact(file, heading, old.subject, relation, self._shifted(old), "UPDATE", old)
        if relation == "pays":
            return self._fact(file, heading, old.subject, relation, self._dearer(old), "UPDATE", old)
        if relation == "prefers":
            value = f"{old.slots['b']} / {old.slots['a']}"
            return self._fact(file, heading, old.subject, relation, value, "UPDATE", old)
        return self._fact(file, heading, old.subject, relation, self._world.value(relation), "UPDATE", old)

    def ended(self, old: Draft) -> Said:
        """That an old fact no longer holds."""
        if old.when and old.when <= self.at.date().isoformat():
            raise Spent(old.relation)
        said = self._again(old, f"{old.relation} DELETE", "DELETE")
        if old.object in self._world.beings:
            self._world.gone.add(old.object)
        if old.relation == "likes":
            said.extras.append(("me", "dislikes", old.object))
        return said

    def repeated(self, old: Draft) -> Said:
        """An old fact in other words."""
        return self._again(old, f"{old.relation} AGAIN", "NOOP")

    def vague(self, relation: str) -> tuple[Said, Being]:
        """That there is somebody, whose name comes later."""
        if relation == "has_pet":
            being = self._world.pet()
        else:
            kins = [kin for kin, (one, _) in KIN.items() if one == relation]
            being = self._world.being(self._rng.choice(kins))
        said, slots = self._worded("changes", f"{relation} VAGUE", being.slots())
        word = being.species or being.kin
        draft = self._draft("me", relation, word, slots, "ADD", None)
        draft.object_forms = (f"a {word}",)
        said.facts.append((draft, said.marks))
        self._world.beings[being.name] = being
        return said, being

    def refined(self, old: Draft, being: Being) -> Said:
        """The name of somebody of whom it was only said that they exist."""
        return self._about(being, "changes", f"{old.relation} REFINE", "UPDATE", old, {})

    def slip(self, relation: str) -> tuple[Said, Said]:
        """A fact said wrongly, and the same put right."""
        if relation == "sibling":
            being = self._world.being(self._rng.choice(["brother", "sister"]))
            wrong = Being(self._world.new_name(being.sex), being.kin, being.sex)
            first = self._told_of(wrong, relation)
            del self._world.beings[wrong.name]
            old = first.facts[0][0]
            return first, self._about(being, "changes", "sibling CORRECT", "UPDATE", old, {"y": wrong.name})
        right = "" if relation in ("plans", "appointment", "size", "pays") else self._world.value(relation)
        first = self.new(relation)
        old = first.facts[0][0]
        heading = f"{relation} CORRECT"
        if relation in ("plans", "appointment"):
            return first, self._moved(old, heading)
        value = right or self._dearer(old)
        return first, self._fact("changes", heading, "me", relation, value, "UPDATE", old)

    # What the above are made of.

    def _told_of(self, being: Being, relation: str) -> Said:
        return self._about(being, "facts", relation, "ADD", None, {})

    def _about(
        self, being: Being, file: str, heading: str, operation: Operation, old: Draft | None, more: dict[str, str]
    ) -> Said:
        relation = heading.split()[0]
        said, slots = self._worded(file, heading, being.slots() | more)
        draft = self._draft("me", relation, being.name, slots, operation, old)
        draft.object_forms = being.forms()
        said.facts.append((draft, said.marks))
        self._world.beings[being.name] = being
        said.extras.extend(kinds(being))
        return said

    def _fact(
        self, file: str, heading: str, subject: str, relation: str, value: str, operation: Operation, old: Draft | None
    ) -> Said:
        dated = relation in ("born_on", "anniversary")
        slots = slots_for(relation, value, spoken(value, self._rng) if dated else "")
        if old is not None:
            slots |= {"y" + key if key != "x" else "y": text for key, text in old.slots.items() if key in "xoab"}
        being = self._world.beings.get(subject)
        if being is not None:
            slots |= being.slots()
        said, slots = self._worded(file, heading, slots, being, old)
        draft = self._draft(subject, relation, "", slots, operation, old)
        draft.object, draft.object_forms = object_of(relation, value)
        draft.subject_forms = self._world.forms(subject)
        draft.by_name = being is not None and "k" not in slots["used"].split()
        said.facts.append((draft, said.marks))
        said.extras += bonds(being, slots)
        return said

    def _moved(self, old: Draft, heading: str) -> Said:
        said, slots = self._worded("changes", heading, dict(old.slots), None, old)
        draft = self._draft(old.subject, old.relation, old.object, slots, "UPDATE", old)
        draft.object_forms = old.object_forms
        said.facts.append((draft, said.marks))
        return said

    def _again(self, old: Draft, heading: str, operation: Operation) -> Said:
        slots = dict(old.slots)
        if being := self._world.beings.get(old.object):
            slots |= being.slots()
        if old.relation in ("born_on", "anniversary"):
            slots["date"] = spoken(slots["x"], self._rng)
        about = self._world.beings.get(old.subject)
        said, slots = self._worded("changes", heading, slots, about, old)
        draft = self._draft(old.subject, old.relation, old.object, slots, operation, old)
        draft.object_forms, draft.subject_forms = old.object_forms, old.subject_forms
        if operation == "NOOP":
            draft.when = old.when
        said.facts.append((draft, said.marks))
        said.extras += bonds(about, slots)
        return said

    def _draft(
        self, subject: str, relation: str, stated: str, slots: dict[str, str], operation: Operation, old: Draft | None
    ) -> Draft:
        since = self.at
        if slots.get("back"):
            day = self.at.replace(hour=0, minute=0, second=0) - timedelta(int(slots["back"]))
            since = day
        draft = Draft(
            f"{self._world.id}-f{len(self._world.drafts) + 1:03}", subject, relation, stated, slots, since.timestamp()
        )
        draft.dated = bool(slots.get("back"))
        draft.when = slots.get("day", "")
        draft.operation = operation
        if old is not None:
            draft.replaces = old.id
            draft.corrected = "CORRECT" in slots["heading"]
            if operation == "DELETE":
                draft.valid_from, draft.valid_to = old.valid_from, draft.valid_from
            if operation == "NOOP":
                draft.valid_from, draft.valid_to, draft.dated = old.valid_from, old.valid_to, False
            elif draft.corrected:
                draft.valid_from, draft.dated = old.valid_from, old.dated
                old.valid_to = old.valid_from
            else:
                old.valid_to = draft.valid_to or draft.valid_from
        self._world.drafts.append(draft)
        return draft

    def _worded(
        self, file: str, heading: str, slots: dict[str, str], being: Being | None = None, old: Draft | None = None
    ) -> tuple[Said, dict[str, str]]:
        """A wording that fits, said in the person's manner; the slots with what the wording added.

        The number of the mark is kept in `marks` of the answer.
        """
        texts: dict[str, list[str]] = getattr(self._bank, file)
        if heading not in texts:
            raise Spent(heading)
        lines = self._decks.deal(file, heading, texts[heading], self._manner.late)
        for line in sorted(lines, key=lambda line: line in self._said):
            wanted = slots_of(line)
            if being is not None and "k" in wanted and not self._world.alone(being):
                continue
            extra = self._when(wanted, old, heading)
            if extra is None:
                continue
            all_slots = slots | extra | {"used": " ".join(wanted), "heading": heading}
            if any(name not in all_slots or all_slots[name] == "" for name in wanted):
                continue
            self._decks.used(file, heading, line)
            self._said.add(line)
            part = marked(put_on(line, self._manner, self._rng), self.mark)
            relation = heading.split()[0]
            said = Said(filled(part.text, all_slots), RELATIONS[relation].topic, self.mark)
            self.mark += part.marks
            return said, all_slots
        raise Spent(heading)

    def _when(self, wanted: list[str], old: Draft | None, heading: str) -> dict[str, str] | None:
        """The slots that speak of days; None where no day fits."""
        slots = {"back": "", "day": ""}
        if "ago" in wanted:
            most = 30 if old is None else int((self.at.timestamp() - old.valid_from) / 86400)
            told = past(self.at.date(), most, self._rng)
            if told is None:
                return None
            slots |= {"ago": told[0], "back": str(told[1])}
        if "when" in wanted:
            changing = "UPDATE" in heading or "CORRECT" in heading
            adverb, plain, day = future(self.at.date(), self._rng.randrange(2, 20), self._rng)
            if old is not None and day.isoformat() == old.when:
                adverb, plain, day = future(self.at.date(), 25, self._rng)
            slots |= {"when": plain if changing else adverb, "day": day.isoformat(), "plain": plain}
            if old is not None:
                was = date.fromisoformat(old.when)
                slots["was"] = f"{was.day} {was:%B}"
        return slots

    def _aged(self, kin: str) -> str:
        low, high = (4, 15) if kin in ("son", "daughter", "niece") else (25, 60)
        return str(self._rng.randrange(low, high))

    def _shifted(self, old: Draft) -> str:
        days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        taken = {one.slots["b"] for one in self._world.current("me", "habit")}
        return f"{old.slots['a']} / {self._rng.choice([day for day in days if day not in taken])}"

    def _dearer(self, old: Draft) -> str:
        number, _, unit = old.slots["b"].partition(" ")
        more = int(number) + (self._rng.choice([1, 2]) if old.relation == "size" else self._rng.choice([5, 10, 15, 25]))
        return f"{old.slots['a']} / {more} {unit}".rstrip()


def bonds(being: Being | None, slots: Mapping[str, str]) -> list[Triple]:
    """What "my son Viktor" says before anything else is said of him; nothing where a wording names only one of both."""
    if being is None or not {"k", "n"} <= set(slots["used"].split()):
        return []
    return [("me", "has_pet" if being.species else KIN[being.kin][0], being.name), *kinds(being)]


def kinds(being: Being) -> list[Triple]:
    """What naming somebody says besides: their name, and of an animal its kind."""
    if being.species:
        kind = [(being.name, "is_a", being.species), (being.name, "is_a", being.breed)]
        return [*kind, (being.species, "is_called", being.name)]
    return [(being.kin, "is_called", being.name)]
