"""The graph of a ledger as it is searched: woven of what was read of its memories."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondme.memory.association import Triples, Web, alike, key, relation_of, triples, variants, web
from secondme.memory.named import TOKEN
from secondme.memory.quiet import STOP
from secondme.memory.reading import quantised, widened

WORDS = 4
"""Words that a name in a question has at most."""

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""The unit vectors of texts."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the graph has of a memory: its id, its triple, the numbers and ids of what it rests on and is linked with,
    and by which names it tells who is who."""

    id: str
    about: tuple[str, str, str] | None
    rests: tuple[tuple[int, str], ...]
    linked: tuple[tuple[int, str], ...]
    named: tuple[str, ...]
    vector: bytes | None


@dataclass(frozen=True, slots=True, eq=False)
class Woven:
    """The graph as it is searched. Entities come first among the nodes, then memories, by their ids in `memories`.
    `leaning` are the numbers of memories that rest on one or are linked with it."""

    entities: dict[str, int]
    names: list[str]
    memories: list[str]
    places: dict[str, int]
    web: Web
    naming: NDArray[np.int64]
    triples: Triples
    facts: list[Held]
    relations: list[str]
    vectors: NDArray[np.int8]
    lengths: NDArray[np.float32]
    leaning: dict[int, set[int]]

    def unit(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """The unit vectors of some triples."""
        return (self.vectors[rows] / np.maximum(self.lengths[rows], 1e-9)[:, None]).astype(np.float32)

    def named(self, asked: str) -> list[int]:
        """The entities that a question names: those with names of their own where there are any, else all."""
        words: list[str] = TOKEN.findall(asked)
        found: dict[int, None] = {}
        for begin in range(len(words)):
            for end in range(begin + 1, min(len(words), begin + WORDS) + 1):
                some = words[begin:end]
                if all(word.lower() in STOP for word in some):
                    continue
                if (node := self.entities.get(key(" ".join(some)))) is not None:
                    found.setdefault(node)
        own = [node for node in found if self.names[node][:1].isupper()]
        return own or list(found)


class Weaver:
    """Weaves, and keeps the vectors of the names that are there from one time to the next."""

    def __init__(self, embed: Embed, dimensions: int) -> None:
        """`embed` gives the vectors of names; `dimensions` are those of the sentences of triples."""
        self._embed = embed
        self._dimensions = dimensions
        self._vectors: dict[str, bytes] = {}

    def weave(self, held: Mapping[int, Held]) -> Woven:
        """The graph of some memories, by their numbers."""
        entities: dict[str, int] = {}
        names: list[str] = []

        def entity(name: str) -> int:
            node = entities.setdefault(key(name), len(names))
            if node == len(names):
                names.append(name)
            return node

        facts = [(one, one.about) for _, one in sorted(held.items()) if one.about]
        subjects = np.array([entity(about[0]) for _, about in facts], np.int32)
        things = np.array([entity(about[2]) for _, about in facts], np.int32)
        meant = {name: relation_of(name, self._near) for name in {about[1] for _, about in facts}}
        relations = [meant[about[1]] for _, about in facts]
        places: dict[str, int] = {}
        joined: set[tuple[int, int]] = set()

        def memory(name: str) -> int:
            return places.setdefault(name, len(names) + len(places))

        for (one, _), *nodes in zip(facts, subjects.tolist(), things.tolist(), strict=True):
            for name in (one.id, *(other for _, other in one.rests)):
                joined |= {(memory(name), node) for node in nodes}
        for one in held.values():
            known = (entities.get(key(what.replace("me's ", "my "))) for what in one.named)
            joined |= {(memory(one.id), node) for node in known if node is not None}
            if one.linked:
                own = memory(one.id)
                joined |= {(own, memory(other)) for _, other in one.linked}
                joined |= {(own, memory(other)) for _, other in (one.rests if not one.about else ())}
        edges = [*zip(subjects.tolist(), things.tolist(), strict=True), *joined]
        edges += self._synonyms(entities, names, relations, things)
        both = np.array([pair for pair in edges if pair[0] != pair[1]], np.int64).reshape(-1, 2)
        whole = len(names) + len(places)
        naming = np.bincount(
            np.array([node for _, node in joined if node < len(names)], np.int64), minlength=max(whole, 1)
        )
        vectors = np.zeros((len(facts), self._dimensions), np.int8)
        for row, (one, _) in enumerate(facts):
            if one.vector is not None and len(one.vector) == self._dimensions:
                vectors[row] = np.frombuffer(one.vector, np.int8)
        leaning: dict[int, set[int]] = {}
        for n, one in held.items():
            for other, _ in (*one.rests, *one.linked):
                leaning.setdefault(other, set()).add(n)
        return Woven(
            entities=entities,
            names=names,
            memories=list(places),
            places=places,
            web=web(whole, both[:, 0], both[:, 1], np.ones(len(both), np.float32)),
            naming=naming,
            triples=triples(subjects, things, len(names)),
            facts=[one for one, _ in facts],
            relations=relations,
            vectors=vectors,
            lengths=np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float32)),
            leaning=leaning,
        )

    def _near(self, name: str, others: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._embed([name, *others])
        near: NDArray[np.float32] = vectors[1:] @ vectors[0]
        return near

    def _synonyms(
        self, entities: Mapping[str, int], names: Sequence[str], relations: Sequence[str], things: NDArray[np.int32]
    ) -> list[tuple[int, int]]:
        """Entities that mean one: by a shorter name, or as objects of one relation whose names are near each other."""
        found = []
        for node, name in enumerate(names):
            found += [(node, entities[short]) for part in variants(name) if (short := key(part)) in entities]
        of_relation: dict[str, set[int]] = {}
        for relation, thing in zip(relations, things.tolist(), strict=True):
            of_relation.setdefault(relation, set()).add(thing)
        new = [name for name in names if name not in self._vectors]
        made = dict(zip(new, quantised(self._embed(new)), strict=True)) if new else {}
        self._vectors = {name: made.get(name) or self._vectors[name] for name in names}
        for nodes in of_relation.values():
            some = sorted(nodes)
            vectors = widened([self._vectors[names[node]] for node in some], len(self._vectors[names[some[0]]]))
            found += [(some[one], some[other]) for one, other in alike(vectors)]
        return found
