"""Texts whose slots name new people and new values: messages that say several things, and traps."""

from __future__ import annotations

import random
import re
from datetime import datetime

from secondme.bench.lives.relations import RELATIONS
from secondme.bench.lives.saying import Manner, bare, filled, marked, put_on, slots_of, spoken
from secondme.bench.lives.shapes import Triple
from secondme.bench.lives.telling import Said, kinds
from secondme.bench.lives.world import EITHER, KIN, Being, Draft, Spent, World, object_of, slots_for

_PRONOUN = ("he", "his", "him", "He")


def scene(line: str, world: World, manner: Manner, rng: random.Random, at: datetime, mark: int) -> Said:
    """A message that says several things. Spent where one of them cannot be said of this person now."""
    text, _, told = line.removeprefix("~").partition("=>")
    stated = [tuple(part.strip() for part in one.split("|")) for one in told.split(";")]
    beings: dict[str, Being] = {}
    slots: dict[str, str] = {}
    values: dict[str, str] = {}
    for subject, relation, _ in stated:
        functional = RELATIONS[relation].functional and not RELATIONS[relation].per
        if subject == "me" and functional and world.current("me", relation):
            raise Spent(relation)
    for subject, _, value in stated:
        if subject == "me" and value.startswith("{n:"):
            word = value[3:-1]
            kin = word if word in KIN else word[:-1]
            being = world.being(kin)
            if kin in EITHER and (kin != word or kin == "cousin"):
                sex = "m" if kin == "cousin" else word[-1]
                being = Being(world.new_name(sex), kin, sex)
            beings[word] = being
    for name in slots_of(text):
        _fill(name, slots, values, beings, world, rng)
    for being in beings.values():
        world.beings[being.name] = being
    part = marked(put_on(text, manner, rng), mark)
    brackets = re.findall(r"\[[^\]]*\]", text)
    topic = RELATIONS[stated[0][1]].topic
    said = Said(filled(part.text, slots), topic, part.marks)
    for number, (subject, relation, value) in enumerate(stated):
        subject_name = filled(subject.removeprefix("? "), slots)
        if subject.startswith("?"):
            key = value[1:-1].partition(":")[2]
            said.extras.append((subject_name, relation, object_of(relation, values[key])[0]))
            continue
        draft = Draft(f"{world.id}-f{len(world.drafts) + 1:03}", subject_name, relation, "", {}, at.timestamp())
        if value.startswith("{n:"):
            draft.object = slots[value[1:-1]]
            draft.slots = {"n": draft.object}
            if draft.object in world.beings:
                draft.object_forms = world.beings[draft.object].forms()
                draft.slots = world.beings[draft.object].slots()
                said.extras.extend(kinds(world.beings[draft.object]))
        else:
            key = value[1:-1].partition(":")[2]
            draft.object, draft.object_forms = object_of(relation, values[key])
            draft.slots = slots_for(relation, values[key])
        draft.subject_forms = world.forms(subject_name)
        holding = [nth for nth, bracket in enumerate(brackets) if value in bracket or _half(value) in bracket]
        place = (holding or [min(number, len(brackets) - 1)])[0]
        world.drafts.append(draft)
        said.facts.append((draft, mark + place))
    return said


def trap(line: str, world: World, manner: Manner, rng: random.Random) -> tuple[str, str, list[Triple]]:
    """What the person says, the assistant's answer ("" where any will do), and what must not be concluded."""
    text, _, never = line.partition("!!")
    stated = [tuple(part.strip() for part in one.split("|")) for one in never.split(";")]
    if any(relation == "has_pet" for _, relation, _ in stated) and world.current("me", "has_pet"):
        raise Spent("has_pet")
    slots: dict[str, str] = {}
    for name in slots_of(line):
        kind, _, what = name.partition(":")
        if kind == "n":
            word = what if what in KIN else what[:-1]
            sex = "m" if what.endswith("m") else "f" if what not in KIN else KIN[word][1]
            slots.setdefault(name, _stranger(world, rng) if what == "pet" else world.new_name(sex))
        elif kind == "d":
            slots.setdefault(name, f"{rng.randrange(1, 29)} August")
        else:
            chosen = rng.choice(world.never[what.rstrip("2")])
            slots.setdefault(f"v:{what}", chosen)
            slots.setdefault(f"o:{what}", bare(slots[f"v:{what}"]))
    said, _, answer = put_on(text, manner, rng).partition("||") if "||" not in text else _apart(text, manner, rng)
    wrong = [(filled(s, slots), relation, bare(filled(value, slots))) for s, relation, value in stated]
    return filled(said.strip(), slots), filled(answer.strip(), slots), wrong


def _apart(text: str, manner: Manner, rng: random.Random) -> tuple[str, str, str]:
    said, bar, answer = text.partition("||")
    return put_on(said, manner, rng), bar, answer


def _stranger(world: World, rng: random.Random) -> str:
    """The name of an animal that nobody here has."""
    return rng.choice(world.never["pets"]).split(" / ")[2]


def _half(value: str) -> str:
    """The slot under which a bracket may hold another form of a value."""
    return re.sub(r"^\{[vd]:", "{o:", value) if not value.startswith("{v:pays") else "{b:pays"


def _fill(
    name: str, slots: dict[str, str], values: dict[str, str], beings: dict[str, Being], world: World, rng: random.Random
) -> None:
    kind, _, what = name.partition(":")
    if kind == "n":
        if what not in beings:
            sex = KIN[what][1]
            slots.setdefault(name, world.new_name(sex))
        else:
            slots[name] = beings[what].name
    elif kind in _PRONOUN:
        slots[name] = beings[what].slots()[kind]
    else:
        if what not in values:
            values[what] = _value(what, world, rng)
        pair = values[what].split(" / ")
        forms = {"v": values[what], "o": bare(values[what]), "a": pair[0], "b": pair[-1]}
        forms["d"] = spoken(values[what], rng) if kind == "d" else ""
        slots[name] = forms[kind]


def _value(what: str, world: World, rng: random.Random) -> str:
    if what == "age_child":
        return str(rng.randrange(4, 15))
    if what == "age_parent":
        return str(rng.randrange(66, 84))
    if what == "age_grand":
        return str(rng.randrange(88, 99))
    return world.value(what.rstrip("2"))
