"""Association: entities and memories as one graph, and what a question sets off in it.

Pure. A triple joins its subject and its object; whatever a triple was drawn from is joined with both. A question seeds
the triples that it is near and, weakly, the memories that it is near; personalised PageRank spreads that.
Source: Gutiérrez et al. 2025, "From RAG to Memory" (HippoRAG 2), section 3: passages within the graph, the question
    matched with triples, passages as weak seeds. Its filter of triples is a language model; ours is what they name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondme.memory.facts.entities import normal, telling
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.roots import root

Row = NDArray[np.float32]

DAMPING = 0.5
"""The share that goes on at each step. Source: HippoRAG 2, its public code."""
ENOUGH = 1e-4
"""What of the whole may still be on its way when it is left off."""
SAME = 0.8
"""Cosine from which two names mean one thing. Source: HippoRAG 2, its public code."""
SEEDS = 5
"""Triples that a question seeds. Source: HippoRAG 2, its public code."""
WEAKLY = 0.1
"""What all memories that are near the question count as seeds, beside 1 of all triples. HippoRAG 2 has 0.05 for each
one: among people of whom much is told they would outweigh the triples."""
LEAST = 0.6
"""A triple seeds if it is at least so near as the nearest one, as a share of that."""
TRIED = 60
"""Triples of an entity, the nearest to the question, that ways lead over."""
TURNED = 0.7
"""What a way counts that turns back: from Ana over the club that she is in to somebody else in it."""
BUSY = 60
"""Triples of an entity from which on it tells nothing that those of its triples have to do with each other."""


@dataclass(frozen=True, slots=True)
class Associated:
    """A memory that a question led to by its associations: how much of what the question put in stands at it, how near
    the way there is to the question (a cosine; 0 where that is not known), the way in words, and all the words by which
    it may be asked for."""

    memory: str
    mass: float
    near: float = 0.0
    path: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Web:
    """An undirected graph by rows: the neighbours of a node are `ends[starts[node]:starts[node + 1]]`, and `shares` is
    what of each neighbour's flow goes to the node."""

    starts: NDArray[np.intp]
    ends: NDArray[np.int32]
    shares: Row

    def around(self, node: int) -> NDArray[np.int32]:
        """The neighbours of a node."""
        return self.ends[self.starts[node] : self.starts[node + 1]]


def web(count: int, one: NDArray[np.integer], other: NDArray[np.integer], weight: Row) -> Web:
    """The graph of `count` nodes and undirected edges; those between the same two are one, of their summed weight."""
    forth, back = (np.concatenate(pair).astype(np.int64) for pair in ((one, other), (other, one)))
    keys, place = np.unique(forth * max(count, 1) + back, return_inverse=True)
    whole = np.bincount(place, np.concatenate((weight, weight)), len(keys))
    rows, ends = np.divmod(keys, max(count, 1))
    degree = np.bincount(rows, whole, count)
    starts = np.searchsorted(rows, np.arange(count + 1))
    return Web(starts, ends.astype(np.int32), (whole / degree[ends]).astype(np.float32))


def spread(graph: Web, reset: Row, damping: float = DAMPING) -> Row:
    """How much of what is put in by `reset` stands at each node in the end; the whole is 1, nothing where nothing is
    put in. What stands at a node without neighbours begins anew.

    Raises: ValueError if `damping` is not in [0, 1), or anything of `reset` is below zero.
    Source: Haveliwala 2002, "Topic-sensitive PageRank", section 2.1, by power iteration.
    """
    if not 0 <= damping < 1:
        raise ValueError(f"damping must be in [0, 1), got {damping}")
    if reset.min(initial=0.0) < 0:
        raise ValueError("nothing below zero can be put in")
    put = float(reset.sum())
    if put <= 0:
        return np.zeros(len(reset), np.float32)
    begin: Row = (reset / put).astype(np.float32)
    filled = np.flatnonzero(np.diff(graph.starts))
    firsts = graph.starts[filled]
    stands: Row = begin
    left = 1.0
    while left > ENOUGH:
        flow = np.zeros(len(begin), np.float32)
        if len(filled):
            flow[filled] = np.add.reduceat(graph.shares * stands[graph.ends], firsts).astype(np.float32)
        flow *= damping
        flow += (1.0 - float(flow.sum())) * begin
        stands = flow
        left *= damping
    return stands


def seeded(
    count: int, triples: Iterable[tuple[int, int, float]], naming: NDArray[np.integer], near: Mapping[int, float]
) -> Row:
    """What a question puts in at each of `count` nodes: 1 at what the triples name, `WEAKLY` at memories.

    `triples` are those that it is near: nodes of subject and object, and how near. `naming` says how many memories name
    each node: what all of them name tells little. `near` has nodes of memories with how near they are.
    """
    sums, times = np.zeros(count, np.float64), np.zeros(count, np.float64)
    for subject, thing, score in triples:
        for node in {subject, thing}:
            sums[node] += score / max(1, int(naming[node]))
            times[node] += 1
    put = sums / np.maximum(times, 1)
    put /= max(float(put.sum()), 1e-9)
    if near:
        least = min(near.values())
        above = {node: score - least for node, score in near.items()}
        if not (whole := sum(above.values())):
            above, whole = dict.fromkeys(near, 1.0), len(near)
        for node, score in above.items():
            put[node] += WEAKLY * score / whole
    found: Row = put.astype(np.float32)
    return found


def chosen(scores: Row, named: Collection[int] = ()) -> list[int]:
    """Which triples a question seeds: of those that it names (by their places), else of all, the nearest."""
    among = np.array(sorted(named), np.intp) if named else np.arange(len(scores))
    best = among[np.argsort(-scores[among], kind="stable")[:SEEDS]]
    if not len(best):
        return []
    least = LEAST * float(scores[best[0]])
    return [int(place) for place in best if scores[place] > 0 and scores[place] >= least]


# ---- names -------------------------------------------------------------------------------------------


def key(name: str) -> str:
    """By what an entity is known: "the bikes", "a bike" and "my bike" are one."""
    return " ".join(sorted(telling(name))) or normal(name)


def variants(name: str) -> list[str]:
    """The shorter names by which one may be meant: of "Ana Maria Silva" its first and its last words."""
    words = normal(name).split()
    cut = range(1, min(len(words), 4))
    return list(dict.fromkeys([*(" ".join(words[:n]) for n in cut), *(" ".join(words[-n:]) for n in cut)]))


def alike(vectors: Row) -> list[tuple[int, int]]:
    """Places of names that mean one thing, in pairs, by their unit vectors."""
    found = np.argwhere(np.triu(vectors @ vectors.T >= SAME, 1))
    return [(int(one), int(other)) for one, other in found]


def _spoken(relation: str) -> str:
    """A relation as it is compared: "is employed by" is "employed by", but "works at" is not "works as"."""
    words = [root(word) for word in relation.replace("_", " ").split()]
    return " ".join(word for word in words if word not in _BEING) or " ".join(words)


_BEING = frozenset(map(root, ("is", "are", "was", "were", "be", "a", "an", "the", "has", "have")))
_WAYS = {
    "works_at": "job at|employed by|employed at|works with the company|on the payroll of",
    "works_as": "is employed as|job title|career",
    "lives_in": "lives at|residence|settled in",
    "partner": "married to|spouse|is dating|engaged to",
    "sibling": "sibling of|brother of|sister of|has a brother|has a sister",
    "parent": "child of|son of|daughter of",
    "child": "parent of|mother of|father of|has a child",
    "friend": "friends with|buddy",
    "studies_at": "student at|enrolled at|attends",
    "comes_from": "is from|hails from|native of",
    "likes": "is fond of|adores|is keen on",
    "dislikes": "detests|is averse to",
    "owns": "owner of|possesses",
    "has_pet": "pet owner|keeps as a pet",
    "speaks": "fluent in|native language",
    "member_of": "member|is in the club",
    "visited": "visit to|trip to|travelled around",
    "boss": "reports to|managed by",
    "colleague": "teammate|works alongside",
    "allergic_to": "allergy to|cannot tolerate",
}
"""Further words for relations, as models put them."""
_KNOWN = [(words.replace("_", " "), one.name) for one in RELATIONS.values() for words in (*one.synonyms, one.name)]
_KNOWN += [(words, name) for name, ways in _WAYS.items() for words in ways.split("|")]
_RELATION: dict[str, str] = {}
for _words, _name in _KNOWN:
    _RELATION.setdefault(_spoken(_words), _name)
_RELATION |= {_spoken(one): one for one in RELATIONS}


def relation_of(name: str, near: Callable[[str, Sequence[str]], Row] | None = None) -> str:
    """The relation that a name means: "employed by" and "job at" are "works_at"; one that is not known stays itself.

    `near` gives the cosine of a name with others; the nearest known one counts where it is near enough.
    Source: Hu et al. 2022, "Improving Continual Relation Extraction through Prototypical Contrastive Learning",
        section 3: a new relation is held against the prototypes of those that are known, or opened as new.
    """
    plain = "_".join(normal(name).split())
    if plain in RELATIONS:
        return plain
    if known := _RELATION.get(_spoken(name)):
        return known
    if near is not None:
        cosines = near(name.replace("_", " "), [words for words, _ in _KNOWN])
        best = int(cosines.argmax())
        if cosines[best] >= SAME:
            return _KNOWN[best][1]
    return plain


def called(relation: str) -> str:
    """All the words by which a relation may be asked for: "works at employer company works for"."""
    known = RELATIONS.get(relation)
    return " ".join((relation.replace("_", " "), *(known.synonyms if known else ())))


# ---- paths -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Triples:
    """Triples by the nodes of their subjects and objects. `by_node` has places of them sorted by node, those of objects
    behind all of subjects: those of a node are from `begins[node]` to `begins[node + 1]`."""

    subjects: NDArray[np.int32]
    things: NDArray[np.int32]
    by_node: NDArray[np.intp]
    begins: NDArray[np.intp]

    def of(self, node: int) -> NDArray[np.intp]:
        """The places of the triples of a node."""
        return self.by_node[self.begins[node] : self.begins[node + 1]] % max(1, len(self.subjects))

    def beyond(self, place: int, node: int) -> int:
        """The other end of a triple."""
        subject, thing = int(self.subjects[place]), int(self.things[place])
        return thing if subject == node else subject


def triples(subjects: NDArray[np.int32], things: NDArray[np.int32], nodes: int) -> Triples:
    """Triples among so many nodes."""
    ends = np.concatenate((subjects, things))
    order = np.argsort(ends, kind="stable")
    return Triples(subjects, things, order, np.searchsorted(ends[order], np.arange(nodes + 1)))


def around(known: Triples, roots: Sequence[int]) -> NDArray[np.intp]:
    """The triples that ways of up to two from `roots` may lead over."""
    firsts = [known.of(root) for root in roots]
    ends = {known.beyond(place, root) for root, some in zip(roots, firsts, strict=True) for place in some.tolist()}
    seconds = [some for end in ends if len(some := known.of(end)) <= BUSY]
    return np.unique(np.concatenate([*firsts, *seconds])) if firsts else np.array([], np.intp)


@dataclass(frozen=True, slots=True)
class Walk:
    """A way from an entity over one triple or two, by their places, and how near it is to the question."""

    root: int
    places: tuple[int, ...]
    near: float


def walks(
    known: Triples,
    roots: Sequence[int],
    cosines: Row,
    vectors: Callable[[NDArray[np.intp]], Row],
    relations: Sequence[str],
    shut: int = -1,
) -> list[Walk]:
    """The ways of up to two triples that lead from `roots`, nearest first.

    `cosines` says how near the sentence of each triple is to the question, `vectors` gives unit vectors of some. A way
    is as near as the sum of its vectors is: what a text of both sentences would be, as far as its vector is the mean of
    those of its words; one that only goes over to who has the same in common counts `TURNED` of it. What is in more
    than `BUSY` triples leads nowhere, nor does the node that is `shut`.
    """
    found: list[Walk] = []
    for begin in roots:
        firsts = np.unique(known.of(begin))
        firsts = firsts[np.argsort(-cosines[firsts], kind="stable")][:TRIED]
        found += [Walk(begin, (int(place),), float(cosines[place])) for place in firsts]
        pairs = [
            (first, second)
            for first in firsts.tolist()
            if (node := known.beyond(first, begin)) not in (begin, shut) and len(known.of(node)) <= BUSY
            for second in known.of(node).tolist()
            if second != first and known.beyond(second, node) != begin
        ]
        if pairs:
            one, other = np.array(pairs, np.intp).T
            used, place = np.unique(np.concatenate((one, other)), return_inverse=True)
            rows = vectors(used)
            both = rows[place[: len(one)]] + rows[place[len(one) :]]
            lengths = np.sqrt(np.einsum("ij,ij->i", both, both))
            near = (cosines[one] + cosines[other]) / np.maximum(lengths, math.sqrt(2))
            for (first, second), score in zip(pairs, near.tolist(), strict=True):
                back = relations[first] == relations[second] and not _goes_on(known, first, second)
                found.append(Walk(begin, (first, second), score * (TURNED if back else 1.0)))
    return sorted(found, key=lambda walk: (-walk.near, walk.places))


def _goes_on(known: Triples, first: int, second: int) -> bool:
    """Whether the one triple ends where the other begins."""
    one, other = (int(known.things[first]), int(known.subjects[first])), (known.subjects[second], known.things[second])
    return one[0] == int(other[0]) or one[1] == int(other[1])


def in_words(walk: Walk, known: Triples, name: Callable[[int], str], relation: Callable[[int], str]) -> str:
    """A way as it is shown: "Ana → works at → Equinor"; against a relation, "Equinor ← works at ← Ana"."""
    told, node = [name(walk.root)], walk.root
    for place in walk.places:
        arrow = "→" if int(known.subjects[place]) == node else "←"
        node = known.beyond(place, node)
        told += [arrow, relation(place).replace("_", " "), arrow, name(node)]
    return " ".join(told)
