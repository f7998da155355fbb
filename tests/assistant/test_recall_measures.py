"""What recall is held to over many memories: few are read, none is too old, and weights are worth fitting."""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from secondme.assistant.lanes import Lanes
from secondme.assistant.questions import Questions
from secondme.assistant.recall import Recall
from secondme.bench.assistant import assistant
from secondme.bench.dataset import Case, own
from secondme.bench.filled import ROLES, seconds
from secondme.encoders.static import StaticEncoder
from secondme.memory import late
from secondme.memory.forgetting import DAY, Forgetting
from secondme.memory.reading import Readings
from secondme.memory.recall import SEARCHED
from secondme.memory.record import By, Kind, Memory, Said, identity
from secondme.memory.weights import TERMS
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter, Hit, MemoryStore
from tests.conftest import MAY, MovingClock, open_store
from tests.subjects import SUBJECTS, notes

TURNS, TALK = 10_000, 20
PLANTED = 100
AFTERS = 20


class Watched:
    """A store that notes how many readings a search takes; `everything` makes every memory a candidate."""

    def __init__(self, store: Store, *, everything: bool = False) -> None:
        self._store = store
        self._everything = everything
        self.read: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        if self._everything:
            return [Hit(one.id, "words", 0.0) for one in self._store.each(which)]
        return self._store.words(question, limit=limit, which=which)

    def readings(self, ids: Sequence[str], *, reach: int, which: Filter) -> Readings:
        found = self._store.readings(ids, reach=reach, which=which)
        self.read.append(len(found.ids))
        return found


def turn(text: str, number: int, talk: str, made: float) -> Memory:
    return Memory(
        id=identity(Kind.EPISODE, talk, str(number)), kind=Kind.EPISODE, text=text, source=Said(talk, number),
        by=By.PERSON, place="chat", made=made,
    )  # fmt: skip


def facts(count: int, seed: int) -> list[tuple[str, str]]:
    """Statements, each with a question that it answers."""
    draw = random.Random(seed)
    things = [(subject, word.replace("-", " ")) for subject in SUBJECTS for word in SUBJECTS[subject][0].split()]
    found: dict[str, str] = {}
    while len(found) < count:
        (_, thing), (_, other) = draw.sample(things, 2)
        who, number = draw.choice(("Ana", "Bruno", "Clara", "Jonas", "Mira")), draw.randrange(2, 900)
        found[f"{who} keeps the {thing} next to the {other} since {number} days."] = (
            f"Where does {who} keep the {thing}, near the {other}?"
        )
    return list(found.items())


@pytest.fixture
def large(store: Store) -> tuple[Store, list[tuple[str, str]], list[tuple[str, str]]]:
    """10,000 turns in talks of 20; statements with their questions; turns with those that came right after them."""
    draw = random.Random(3)
    chat = [text for subject in SUBJECTS for text in notes(subject, TURNS // len(SUBJECTS) + 1)]
    draw.shuffle(chat)
    asked = facts(PLANTED, seed=1)
    for number, (text, _) in enumerate(asked):
        chat[number * 90 + 7] = text
    steps = [(f"We opened the {place} at last.", f"Mind the {n + 2} steps.") for n, place in enumerate(PLACES)]
    for number, (before, after) in enumerate(steps):
        chat[number * 400 + 43 : number * 400 + 45] = [before, after]
    made = MAY - TURNS * 600
    store.remember(
        [turn(text, n % TALK, f"talk {n // TALK}", made + n * 600) for n, text in enumerate(chat[:TURNS])], rule="said"
    )
    assert store.settle(300)
    return store, asked, steps


PLACES = (
    "lighthouse", "granary", "crypt", "observatory", "brewery", "stables", "chapel", "orangery", "foundry", "armoury",
    "cloister", "sawmill", "dovecote", "tannery", "belfry", "casino", "aquarium", "planetarium", "bakery", "distillery",
)  # fmt: skip


def hits(recall: Recall, asked: Sequence[tuple[str, str]]) -> float:
    """R@5: the share of questions whose statement is among the first five."""
    return sum(text in [one.text for one in recall.ranking(ask, limit=5)] for text, ask in asked) / len(asked)


def test_of_ten_thousand_turns_few_are_read_and_what_comes_right_after_is_found_by_its_neighbour(
    large: tuple[Store, list[tuple[str, str]], list[tuple[str, str]]],
    clock: MovingClock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store, asked, steps = large
    some, every = Watched(store), Watched(store, everything=True)
    recall, exhaustive = (Recall(cast(MemoryStore, one), clock, Forgetting()) for one in (some, every))
    found = hits(recall, asked)
    read = sum(some.read) / len(asked)
    few = asked[::5]
    here, all_of_it = hits(recall, few), hits(exhaustive, few)
    after = [(text, f"What came right after {before[:1].lower()}{before[1:-1]}?") for before, text in steps]
    assert len(after) == AFTERS
    by_neighbours = hits(recall, after)
    without = sum(
        text in [one.text for one in recall.ranking(ask, limit=5, off={"neighbours"})] for text, ask in after
    )
    with capsys.disabled():
        sys.stdout.write(
            f"\n{read:,.0f} of {min(every.read):,} turns read; R@5 {found:.1%}, of {len(few)} questions {here:.1%}, "
            f"exhaustive {all_of_it:.1%}; right after: {by_neighbours:.0%}, without neighbours {without}\n"
        )
    assert min(every.read) == TURNS
    assert read * 5 <= TURNS
    assert here >= all_of_it - 0.01
    assert found > 0.8
    assert by_neighbours == 1
    assert without == 0


AGES = (2, 90, 800)
"""Days since something was said."""
EACH, OTHERS = 40, 3


def test_the_old_is_found_as_well_as_the_new(
    store: Store, clock: MovingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = facts(len(AGES) * EACH * OTHERS, seed=5)
    told = [(pair, AGES[number % len(AGES)]) for number, pair in enumerate(asked)]
    chat = [text for subject in SUBJECTS for text in notes(subject, 30, seed=7)]
    store.remember(
        [turn(text, n, f"fact {n}", clock.now - age * DAY) for n, ((text, _), age) in enumerate(told)]
        + [turn(text, n, f"chat {n}", clock.now - AGES[n % len(AGES)] * DAY) for n, text in enumerate(chat)],
        rule="said",
    )
    assert store.settle(120)
    recall = Recall(store, clock, Forgetting())
    told = told[: len(AGES) * EACH]
    vague = [((text, f"Who keeps {text[text.index('the ') : text.index(' next')]}?"), age) for (text, _), age in told]
    for questions in (told, vague):
        found = {age: hits(recall, [pair for pair, when in questions if when == age]) for age in AGES}
        with capsys.disabled():
            sys.stdout.write(f"\nR@5 by days of age: {({age: f'{share:.1%}' for age, share in found.items()})}\n")
        assert max(found.values()) - min(found.values()) <= 0.05 + 1e-9


Terms = tuple[NDArray[np.float32], NDArray[np.bool_]]
"""The terms of the candidates of a question, shape (terms, rows), and which of them are evidence."""


def test_fitted_weights_beat_equal_ones_on_other_people(
    tmp_path: Path, encoder: StaticEncoder, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a cheap form: a few persons of our own set, without neural vectors."""
    people = own(assistant(seed=1), "assistant")[:12]
    halves = [
        [one for case in some for one in asked_of(case, tmp_path / case.id, encoder)]
        for some in (people[::2], people[1::2])
    ]
    equal = np.ones(len(TERMS), np.float32)
    fitted, shipped = fit(halves[0]), np.array([term.weight for term in TERMS.values()], np.float32)
    shares = {name: recall_at_5(halves[1], w) for name, w in (("equal", equal), ("fitted", fitted), ("ours", shipped))}
    with capsys.disabled():
        sys.stdout.write(f"\nR@5 of {len(halves[1])} questions: {({k: f'{v:.1%}' for k, v in shares.items()})}\n")
    assert shares["fitted"] > shares["equal"]
    assert shares["ours"] > shares["equal"]


def asked_of(case: Case, home: Path, encoder: StaticEncoder) -> list[Terms]:
    """The terms of every question of a person."""
    clock = MovingClock()
    found = []
    home.mkdir()
    with closing(open_store(home, encoder, clock)) as store:
        talks, turns = Conversations(store, clock), {}
        with store.ledger.write():
            for said in case.turns:
                talks.begin(said.session, "bench")
                by = ROLES[said.speaker.lower()]
                made = talks.say(said.session, by, said.text, made=seconds(said.date))
                turns[made.memory.id] = said.id
        assert store.settle(60)
        which, questions, lanes = Filter(statuses=SEARCHED), Questions(store), Lanes(store)
        for one in case.questions:
            now = seconds(one.now)
            meant = questions.understood(one.text, now, lambda when: None)
            brought = lanes.gather(meant.searched, meant.asked.first_person, which, meant.whens, now, None)
            rows = store.readings(list(brought.lanes), reach=2, which=which)
            question = questions.scored(meant, brought)
            matches = late.matched(question, rows, store.token_vectors)
            terms: Mapping[str, NDArray[np.float32]] = late.terms(question, rows, matches)
            none = np.zeros(len(rows.ids), np.float32)
            gold = np.array([turns[name] in one.evidence for name in rows.ids], np.bool_)
            found.append((np.stack([terms.get(name, none) for name in TERMS]), gold))
    return found


def fit(asked: Sequence[Terms], rounds: int = 300, rate: float = 0.05) -> NDArray[np.float32]:
    """Weights by the softmax of the evidence among all candidates, each term in units of its own spread."""
    spread = np.maximum(np.concatenate([terms for terms, _ in asked], axis=1).std(axis=1), 1e-6)
    weights = np.zeros(len(TERMS), np.float32)
    for _ in range(rounds):
        step = np.zeros_like(weights)
        for terms, gold in asked:
            if gold.any():
                scaled = terms / spread[:, None]
                chance = np.exp(weights @ scaled - (weights @ scaled).max())
                step += scaled[:, gold].mean(axis=1) - scaled @ (chance / chance.sum())
        weights += rate * step / len(asked) * 10
    return cast(NDArray[np.float32], (weights / spread).astype(np.float32))


def recall_at_5(asked: Sequence[Terms], weights: NDArray[np.float32]) -> float:
    shares = [
        gold[np.argsort(-(weights @ terms), kind="stable")[:5]].sum() / gold.sum()
        for terms, gold in asked
        if gold.any()
    ]
    return float(np.mean(shares))
