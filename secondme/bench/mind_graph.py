"""`bench mind`, the graph lane: questions over two facts, with the triples given, beside vectors alone.

A memory of made-up people, companies, schools and clubs: each of its facts was told once, in words of its own. A
question over two of them names only where the way begins: "Where does the sister of Ana Lund live?". One over a single
fact names what that is about. Seeded, so that every run has the same.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

import numpy as np

from secondme.assistant.learning import Learning, by_rules
from secondme.bench.dataset import Case
from secondme.bench.filled import Memory as Home
from secondme.bench.measure import Say, Taken
from secondme.bench.scoring import recall_at, unique
from secondme.bench.texts import NAMES, memories, vocabulary
from secondme.encoders import assets
from secondme.events import Learned
from secondme.memory.association import seeded, spread, web
from secondme.memory.record import By, Derived, Kind, Memory, Said
from secondme.stop import Stop
from secondme.storing import Filter

PLACES = 5
NOW = 1_777_800_000.0
WORDS = Filter(kinds=(Kind.EPISODE,))
GRAPH = frozenset({"graph"})
RULE = "fact"
SYLLABLES = "ba dor el fen gri hal ju kar lim mor nel os pri quen ros sta tur ul vik wes yar zim".split()
ENDS = "berg ford holm ley mar nes rup sund ton vik".split()
SORTS = {
    "company": ("{} Marine", "{} Systems", "{} Foods", "{} Tools", "{} Textiles", "{} Energy"),
    "school": ("{} College", "{} Academy", "{} Institute"),
    "club": ("{} Rowing Club", "{} Chess Circle", "{} Choir", "{} Runners"),
}
THINGS = {
    "job": "baker nurse welder pilot tailor surveyor dentist plumber florist judge".split(),
    "instrument": "cello|trumpet|accordion|harp|clarinet|bassoon|banjo|organ".split("|"),
    "pet": "a parrot|a greyhound|two rabbits|a tortoise|a pony|three hens".split("|"),
    "food": "walnuts|shellfish|celery|strawberries|sesame|mustard".split("|"),
    "product": "ferries|thermostats|biscuits|drills|carpets|turbines|sails|kettles".split("|"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A relation: between which sorts, how it is told, how it is asked for, how its object is meant in a question."""

    relation: str
    subject: str
    thing: str
    told: tuple[str, ...]
    asked: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()


WAYS = (
    Way("works_at", "person", "company", ("{s} started at {o} last spring.", "These days {s} is with {o}."),
        meant=("the company that {s} works for", "the employer of {s}")),
    Way("studies_at", "person", "school", ("{s} was accepted by {o}.", "They saw {s} in the yard of {o}, between two "
        "lessons."), meant=("the school that {s} goes to",)),
    Way("member_of", "person", "club", ("{s} signed up with {o}.", "On Tuesdays {s} is always at {o}."),
        meant=("the club that {s} belongs to",)),
    Way("sibling", "person", "person", ("{s} and {o} grew up in one room, with the same parents.", "{o} is the younger "
        "sister of {s}."), meant=("the sister of {s}", "{s}'s sister")),
    Way("partner", "person", "person", ("{s} got married to {o} in a barn.", "{s} and {o} are a couple."),
        meant=("whom {s} is married to", "the partner of {s}")),
    Way("boss", "person", "person", ("{s} reports to {o} now.", "It was {o} who hired {s} and signs off the hours."),
        meant=("the boss of {s}", "{s}'s manager")),
    Way("is_based_in", "company", "town", ("{s} sits in {o}, by the harbour.", "The head office of {s} moved to {o}."),
        ("In which town is {x}?", "Where is the seat of {x}?")),
    Way("makes", "company", "product", ("{s} is known for its {o}.", "Half of the {o} in the shops come from {s}."),
        ("What does {x} make?", "What does {x} produce?")),
    Way("is_led_by", "school", "person", ("{o} has been the head of {s} for years.", "{o} runs {s} with a firm hand."),
        ("Who is the principal of {x}?",)),
    Way("stands_in", "school", "town", ("{s} has its brick buildings in {o}.", "You get to {s} by the bus to {o}."),
        ("Where is {x}?", "In which town does {x} stand?")),
    Way("was_founded_by", "club", "person", ("{o} began {s} with six friends.", "Without {o} there would be no {s}."),
        ("Who founded {x}?",)),
    Way("meets_in", "club", "town", ("{s} comes together in {o}.", "The evenings of {s} take place in {o}."),
        ("Where does {x} meet?",)),
    Way("lives_in", "person", "town", ("{s} found a flat in {o}.", "{s} has settled in {o} for good."),
        ("Where does {x} live?", "In which town is the home of {x}?")),
    Way("works_as", "person", "job", ("{s} earns a living as a {o}.", "{s} trained as a {o} and never looked back."),
        ("What is the occupation of {x}?", "What job does {x} have?")),
    Way("plays", "person", "instrument", ("{s} practises the {o} every evening.", "You hear the {o} of {s} through the "
        "wall."), ("Which instrument does {x} play?",)),
    Way("has_pet", "person", "pet", ("{s} came home with {o}.", "At the house of {s} there is {o} now."),
        ("Which pet does {x} have?",)),
    Way("allergic_to", "person", "food", ("{s} swells up from {o}.", "Keep {o} away from {s}."),
        ("What is {x} allergic to?",)),
)  # fmt: skip
BRIDGES = tuple(way for way in WAYS if way.meant)
ENDINGS = tuple(way for way in WAYS if way.asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the ids of the words that it takes to answer it."""

    text: str
    evidence: tuple[str, ...]


@dataclass(slots=True)
class World:
    """What was told, with its triples as facts; the questions over two of them, and over one."""

    told: list[Memory] = field(default_factory=list)
    facts: list[Memory] = field(default_factory=list)
    two: list[Asked] = field(default_factory=list)
    one: list[Asked] = field(default_factory=list)


def world(seed: int = 1, *, people: int = 330, asked: int = 240, whole: int = 5_000) -> World:
    """A world of so many people and memories, with so many questions of each sort."""
    chance, made = random.Random(seed), World()
    names = _names(chance, people)
    towns = [f"{_word(chance)}{chance.choice(ENDS)}" for _ in range(people // 6)]
    of_sort: dict[str, list[str]] = {"person": names, "town": list(dict.fromkeys(towns)), **THINGS}
    for sort, forms in SORTS.items():
        of_sort[sort] = list(dict.fromkeys(chance.choice(forms).format(_word(chance)) for _ in range(people // 4)))
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for way in WAYS:
        for subject in of_sort[way.subject]:
            if way.subject == "person" and chance.random() > 0.45:
                continue
            thing = chance.choice([one for one in of_sort[way.thing] if one != subject])
            known[subject, way.relation] = thing, _tell(made, chance, way, subject, thing)
    for (subject, relation), (thing, first) in chance.sample(sorted(known.items()), len(known)):
        bridge = next((way for way in BRIDGES if way.relation == relation), None)
        ends = [way for way in ENDINGS if bridge and way.subject == bridge.thing and (thing, way.relation) in known]
        if bridge and ends and len(made.two) < asked:
            end = chance.choice(ends)
            meant = chance.choice(bridge.meant).format(s=subject)
            made.two.append(Asked(chance.choice(end.asked).format(x=meant), (first, known[thing, end.relation][1])))
        alone = next((way for way in ENDINGS if way.relation == relation), None)
        if alone and len(made.one) < asked:
            made.one.append(Asked(chance.choice(alone.asked).format(x=subject), (first,)))
    chat = memories(vocabulary(assets.folder("static-minilm-256")), max(0, whole - 2 * len(made.told)), NOW, seed)
    made.told += chat
    return made


def _word(chance: random.Random) -> str:
    return "".join(chance.sample(SYLLABLES, 2)).title()


def _names(chance: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(f"{chance.choice(NAMES)} {_word(chance)}{chance.choice(('', 's', 'sen'))}")
    return list(found)


def _tell(made: World, chance: random.Random, way: Way, subject: str, thing: str) -> str:
    """Tells a triple in a talk of its own; the id of the words."""
    number = len(made.facts)
    text = chance.choice(way.told).format(s=subject, o=thing)
    at = NOW - 86_400.0 * chance.randrange(1, 300)
    said = Memory(f"etold{number:05}", Kind.EPISODE, text, Said(f"talk-{number}", 1), By.PERSON, "bench", at)
    shown = f"{subject} {way.relation.replace('_', ' ')} {thing}."
    source = Derived(RULE, (said.id,))
    about = (subject, way.relation, thing)
    made.told.append(said)
    made.facts.append(
        Memory(f"fgiven{number:04}", Kind.FACT, shown, source, By.PERSON, "facts", at, about=about)
    )
    return said.id


# ---- asking ------------------------------------------------------------------------------------------


def by_vectors(home: Home, question: str) -> list[str]:
    """The words nearest by the neural vectors alone."""
    store = home.rooms.store
    vector = store.encoded(question)
    if vector is None:
        return []
    return [hit.memory for hit in store.neural(vector, limit=PLACES, which=WORDS)]


def by_recall(home: Home, question: str, off: frozenset[str] = frozenset()) -> list[str]:
    """What recall ranks best, a fact as the words that it rests on."""
    found = home.rooms.recall.ranking(question, limit=8 * PLACES, off=off)
    facts = {one.id: one.evidence[0] for one in home.rooms.store.get([one.id for one in found]) if one.evidence}
    return unique([facts.get(one.id, one.id) for one in found])[:PLACES]


def mean(asked: Sequence[Asked], ranked: Callable[[str], list[str]]) -> float:
    """The mean share of what it takes to answer that is among the first."""
    return sum(recall_at(ranked(one.text), one.evidence, PLACES) for one in asked) / len(asked)


def take(say: Say, *, quick: bool = False) -> tuple[dict[str, Taken], list[str]]:
    """`mind.twohop`, and a table. Raises: NotTaken."""
    made = world(2, people=40, asked=20, whole=0) if quick else world(2)
    with Home() as home:
        home.now = NOW
        store = home.rooms.store
        say(f"mind: {len(made.told) + len(made.facts):,} memories are stored for questions over two facts")
        for start in range(0, len(made.told), 100):
            store.remember(made.told[start : start + 100], rule="bench")
            home.settle()
        for start in range(0, len(made.facts), 100):
            store.remember(made.facts[start : start + 100], rule="bench")
            home.settle()
        say(f"mind: {len(made.two)} questions over two facts, {len(made.one)} over one")
        ways: dict[str, Callable[[str], list[str]]] = {
            "with the graph": lambda question: by_recall(home, question),
            "without it": lambda question: by_recall(home, question, GRAPH),
            "vectors alone": lambda question: by_vectors(home, question),
        }
        found = {name: (mean(made.two, way), mean(made.one, way)) for name, way in ways.items()}
    (two, one), (plain, plain_one), (vectors, vectors_one) = found.values()
    low, high = speed(5 if quick else 100)
    note = (
        f"R@5 {two:.3f} beside {vectors:.3f} by vectors alone and {plain:.3f} by recall without the graph, of "
        f"{len(made.two)} questions over two of {len(made.facts):,} given facts among {len(made.told):,} turns and "
        f"passages; over one fact {one:.3f} beside {vectors_one:.3f} and {plain_one:.3f}. What it spreads over 50,000 "
        f"nodes takes {low * 1000:.0f} ms, p95 {high * 1000:.0f} ms."
    )
    lines = [f"{'R@5':16}{'two facts':>12}{'one fact':>12}"]
    lines += [f"{name:16}{figures[0]:>12.3f}{figures[1]:>12.3f}" for name, figures in found.items()]
    return {"mind.twohop": Taken(two - vectors, vectors, None, note)}, lines


def speed(times: int, nodes: int = 50_000) -> tuple[float, float]:
    """Seconds of a question's way through a graph of so many nodes, the middle and p95."""
    dice = np.random.default_rng(1)
    edges = dice.integers(0, nodes, (3 * nodes, 2))
    graph = web(nodes, edges[:, 0], edges[:, 1], np.ones(len(edges), np.float32))
    naming = np.bincount(edges[:, 0], minlength=nodes)
    taken = []
    for _ in range(times):
        triples = [(int(one), int(other), 1.0) for one, other in dice.integers(0, nodes, (5, 2))]
        near = {int(node): float(dice.random()) for node in dice.integers(0, nodes, 100)}
        began = time.perf_counter()
        spread(graph, seeded(nodes, triples, naming, near))
        taken.append(time.perf_counter() - began)
    cuts = quantiles(taken, n=20)
    return cuts[9], cuts[18]


# ---- real talk ---------------------------------------------------------------------------------------


def gain(cases: Sequence[Case], say: Say) -> list[str]:
    """What the graph gains on talk of real people, of which rules draw the facts: R@5 and R@10 of each category with it
    and without. Raises: NotTaken."""
    counted: dict[tuple[str, bool, int], list[float]] = {}
    drawn = 0
    for case in cases:
        with Home() as home:
            home.ingest(case.turns)
            store = home.rooms.store
            learning = Learning(store, store.facts, [by_rules], home.rooms.clock)
            drawn += sum(isinstance(event, Learned) for event in learning.run(1, Stop()))
            home.settle()
            say(f"mind: {len(case.turns):,} turns of {case.id} with {drawn} facts up to there")
            for question in case.questions:
                if not question.evidence:
                    continue
                for on in (True, False):
                    found = home.ranked(question.text, question.now, off=frozenset() if on else GRAPH)
                    for depth in (PLACES, 2 * PLACES):
                        row = counted.setdefault((question.category, on, depth), [])
                        row.append(recall_at(found, question.evidence, depth))
    lines = [f"{drawn} facts were drawn by rules.", f"{'with, without':16}{'questions':>12}{'R@5':>16}{'R@10':>16}"]
    for category in sorted({name for name, _, _ in counted}):
        shown = "".join(
            f"{_mean(counted[category, True, depth]):>8.3f}{_mean(counted[category, False, depth]):>8.3f}"
            for depth in (PLACES, 2 * PLACES)
        )
        lines.append(f"{category:16}{len(counted[category, True, PLACES]):>12}{shown}")
    return lines


def _mean(row: Sequence[float]) -> float:
    return sum(row) / len(row)
