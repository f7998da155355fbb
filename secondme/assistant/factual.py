"""Facts among what recall found: what held at the time that is asked about stands above what held before and after.

Where there are no facts, every score stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from secondme.assistant.questions import Understood
from secondme.memory.facts import wanted
from secondme.memory.facts.operation import begins
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.reading import Readings
from secondme.memory.recall import OVER
from secondme.memory.record import By, Memory
from secondme.memory.weights import TERMS
from secondme.storing import MemoryStore

NEAR, ABOVE = 12.0, 0.5
"""How many steps below the words of what held before a fact may stand that holds in its place, to be taken for what is
asked about, and how many above them it is put then."""

MEANT = 4
"""Facts at most that are asked for and stand on top, as far as facts may; others have their place among what was found.
"""
SURE = 17.0
"""The score at least of what a question asks for by its words: about that from which something counts as found."""


def in_place(
    store: MemoryStore,
    asked: Understood,
    now: float,
    sense: wanted.Sense | None,
    dated: NDArray[np.float32] | None,
    rows: Readings,
    scores: NDArray[np.float32],
    looked_at: int,
) -> tuple[NDArray[np.float32], list[tuple[Memory, float]]]:
    """The scores of rows with the facts in their place, and the facts that no lane brought, with theirs.

    On top stands what the question asks for by its words, or by its `sense`; else what held stands right above the best
    of what was found of the same. Words of which nothing holds any more stand lower, where it is asked how things are.
    Only the best `looked_at` rows count as found. `dated` is how well each row fits the time that is asked about, None
    where there is none: when something was said does not tell whether it is what is asked for, and what held then fits
    whole.
    """
    spans = [when.span for when in asked.whens if when.span is not None and when.past]
    if asked.past and not (spans or asked.formerly):
        return scores, []
    begin, end = spans[0] if asked.past and spans else (now, math.inf if asked.formerly else now)
    timed = asked.past and dated is not None
    bearing = scores - TERMS["date"].weight * dated if timed and dated is not None else scores
    best = [i for i in np.argsort(-bearing, kind="stable")[:looked_at].tolist() if rows.by[i] is By.PERSON]
    ids = [rows.ids[i] for i in best]
    wants = wanted.asked(asked.text, asked.names, [when.text for when in asked.whens], sense)
    meant = [one for one in store.held(wants.subjects, wants.relations, begin, end) if wants.fits(one)] if wants else []
    if wants:
        meant = _likeliest(meant, wants.relations, dict(zip(rows.ids, scores.tolist(), strict=True)))
    instead = store.instead(ids, begin, end)
    place = {name: row for row, name in enumerate(rows.ids)} if instead or meant else {}
    put: dict[str, tuple[Memory, float]] = {}
    for i in best:
        for nth, fact in enumerate(instead.get(rows.ids[i], ())):
            far = fact.id in place and scores[place[fact.id]] < scores[i] - NEAR
            if fact.id not in put and (asked.past or not far):
                above = bearing[i] + TERMS["date"].weight if timed else scores[i]
                put[fact.id] = fact, float(max(above, scores[i])) + ABOVE / (1 + nth)
    top = max([float(scores.max(initial=SURE)), *(score for _, score in put.values())])
    put |= {fact.id: (fact, top + 2 * ABOVE / (1 + nth)) for nth, fact in enumerate(meant[:MEANT])}
    over = store.passed(ids, wants.relations, now) if wants and not asked.past else frozenset()
    if not put and not over:
        return scores, []
    changed = scores - OVER * np.isin(rows.ids, list(over)).astype(np.float32)
    for name in put.keys() & place.keys():
        changed[place[name]] = max(changed[place[name]], put[name][1])
    return changed, [one for name, one in put.items() if name not in place]


def _likeliest(facts: Sequence[Memory], relations: Sequence[str], scores: Mapping[str, float]) -> list[Memory]:
    """Facts by the place of their relation; of one that may have many values those first that bear most on what is
    asked, else the latest: somebody is known by a name and as "your brother"."""

    def rank(fact: Memory) -> tuple[int, float]:
        relation = fact.about[1]
        single = relation in RELATIONS and RELATIONS[relation].functional
        return relations.index(relation), -begins(fact) if single else -scores.get(fact.id, -math.inf)

    return sorted(facts, key=rank)
