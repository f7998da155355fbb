"""The router: puts memories into the topics that they belong to, and makes topics of memories of one subject.

Works in small steps that may be stopped between any two, and goes on where it was: marks in the ledger say how far it
came. Only marks are stored; vectors are made again from the texts, some 29,000 a processor second.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secondme.memory.quiet import STOP
from secondme.memory.recall import is_question
from secondme.memory.record import By, Kind, Memory
from secondme.memory.topic import (
    LEAST,
    Profile,
    Vectors,
    beside,
    centre,
    common,
    groups,
    leaf,
    taken,
    telling,
    vector,
    weigh,
    words_of,
)
from secondme.ports import Embedder
from secondme.stop import Stop
from secondme.store.ledger import Row, marks
from secondme.store.pointers import names
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.search import HOLDING
from secondme.store.store import Store
from secondme.store.topics import PERSON, RULE, SWEEP, WORDS, Topics

BATCH = 250
"""Memories that one step looks at."""
POOL = 2_000
"""Memories without a topic, the latest, that new topics are made of."""
TAUGHT_BY = 48
"""Members that a topic is known by: those put there by hand first, then any, for the surest would make it narrow."""
BY_HAND = 3
"""How many times a member counts that the person put there."""
MARKS = 16
"""Marks that are kept: where rows were removed behind the last one, an earlier one is gone back to."""
AT_HAND = 10_000
"""Words whose vectors are kept between two steps: 10 MB."""
READ = 5_000
"""Memories in which a name's word is looked for, as it is written there."""
ROUTED, FOUNDED = "topics routed", "topics founded"
FOUNDING = (Kind.EPISODE, Kind.PASSAGE)

_SWEEPS = (SWEEP, SWEEP[:-1] + ";")
"""Names of notes between which all of these notes lie: ';' is the character after ':'."""

_Tag = tuple[int, str, float]
"""A topic's number, a memory's id, the weight."""


@dataclass(frozen=True, slots=True)
class Grown:
    """What a run of the router did: memories looked at, how many of them got a topic, names of new topics."""

    looked_at: int = 0
    tagged: int = 0
    made: tuple[str, ...] = ()


class Router:
    """Runs when the machine is idle, and for a moment when the person shapes topics."""

    def __init__(self, store: Store, topics: Topics, embedder: Embedder) -> None:
        self._store = store
        self._ledger = store.ledger
        self._topics = topics
        self._embedder = embedder
        self._one = threading.Lock()
        self._known: tuple[object, list[Profile]] = (None, [])
        self._words: dict[str, tuple[Vectors, float]] = {}
        self._written = 0
        self._common: tuple[int, Vectors] = (-1, np.zeros(embedder.dimensions, np.float32))

    def run(self, stop: Stop) -> Grown:
        """Routes what is new, looks through older memories for topics that changed, makes topics of what is left.

        `stop` is looked at before every step. Raises: DiskFull, Damaged, StoreError.
        """
        looked = tagged = 0
        made: list[str] = []
        with self._one:
            self._words.clear()  # rarities change
        for step in (self._new, self._older):
            while not stop.asked and (done := step())[0]:
                looked, tagged = looked + done[0], tagged + done[1]
        if not stop.asked:
            made = self._found()
        return Grown(looked, tagged, tuple(made))

    def waiting(self) -> bool:
        """Whether there is something to look at; cheap."""
        past = self._marks()
        new, older = f"SELECT 1 FROM memory WHERE n > ? AND {HIDDEN}", "SELECT 1 FROM note WHERE name > ? AND name < ?"
        there = f"SELECT EXISTS ({new}) OR EXISTS ({older})"
        return bool(self._ledger.scalar(there, (past[-1][0] if past else 0, *_SWEEPS)))

    def look_through(self, most: int) -> int:
        """Looks through the newest memories, `most` at most, for topics that the person added or taught, now; how many
        got one. The rest follows in the next run."""
        looked = tagged = 0
        while looked < most and (done := self._older())[0]:
            looked, tagged = looked + done[0], tagged + done[1]
        return tagged

    def forgotten(self) -> list[str]:
        """Gives topics that rules made other names where theirs hold a word that stands in no memory any more, and
        takes them out where no name is left; belongs after every forgetting. The names that are gone.

        What the person named keeps its name.
        """
        gone: list[str] = []
        with self._one, self._ledger.write():
            self._known = (None, [])
            self._words.clear()
            for number, name, by in self._ledger.rows("SELECT n, name, by FROM topic WHERE by != ?", (PERSON,)):
                if all(self._stands(word) for word in leaf(name).split()):
                    continue
                members = self._members(number) if by == RULE else []
                fresh = self._name([memory for memory, _ in members]) if len(members) >= LEAST else ""
                gone.append(name)
                if fresh:
                    self._topics.relabel(number, fresh)
                else:
                    self._topics.drop(number)
        return gone

    # ---- steps ---------------------------------------------------------------------------------------

    def _new(self) -> tuple[int, int]:
        """Routes the next memories that were not looked at yet: how many, how many of them got a topic."""
        with self._one:
            past = self._marks()
            rows = self._rows("memory.n > ? ORDER BY memory.n LIMIT ?", (past[-1][0] if past else 0, BATCH))
            if not rows:
                return 0, 0
            tags = self._route(rows, {})
            number, memory = rows[-1]
            value = json.dumps([*past, (number, _seal(memory.id))][-MARKS:])
            with self._ledger.write() as connection:
                self._put(tags)
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (ROUTED, value))
        return len(rows), len({tag[1] for tag in tags})

    def _marks(self) -> list[tuple[int, str]]:
        """How far it came. SQLite gives the numbers of removed rows again where they were the last: a mark counts only
        while the row that it was made at is there."""
        noted = self._ledger.scalar("SELECT value FROM note WHERE name = ?", (ROUTED,))
        past = [(int(number), str(seal)) for number, seal in json.loads(noted or "[]")]
        while past:
            there = self._ledger.scalar("SELECT id FROM memory WHERE n = ?", (past[-1][0],))
            if there is not None and _seal(there) == past[-1][1]:
                break
            past.pop()
        return past

    def _older(self) -> tuple[int, int]:
        """Looks through older memories, the newest first, for topics that were added or taught: how many, how many of
        them got such a topic."""
        with self._one:
            sweeps = {
                int(name.removeprefix(SWEEP)): int(value)
                for name, value in self._ledger.rows(
                    "SELECT name, value FROM note WHERE name > ? AND name < ?", _SWEEPS
                )
            }
            if not sweeps:
                return 0, 0
            rows = self._rows("memory.n < ? ORDER BY memory.n DESC LIMIT ?", (max(sweeps.values()), BATCH))
            tags = self._route(rows, sweeps)
            low = rows[-1][0] if len(rows) == BATCH else 0
            with self._ledger.write() as connection:
                self._put(tags)
                # A topic that was taught meanwhile is looked through from the top again: its mark is another by now.
                for number, below in sweeps.items():
                    name, was = f"{SWEEP}{number}", str(below)
                    if low:
                        values = (str(min(low, below)), name, was)
                        connection.execute("UPDATE note SET value = ? WHERE name = ? AND value = ?", values)
                    else:
                        connection.execute("DELETE FROM note WHERE name = ? AND value = ?", (name, was))
        return len(rows), len({tag[1] for tag in tags})

    def _found(self) -> list[str]:
        """Makes topics of the memories that have none; the names of those made.

        Only what the person said or a file says founds a topic: what the assistant said would be its own echo.
        """
        with self._one:
            last = int(self._ledger.scalar("SELECT coalesce(max(n), 0) FROM memory"))
            if int(self._ledger.scalar("SELECT value FROM note WHERE name = ?", (FOUNDED,)) or 0) == last:
                return []
            rows = self._rows(
                f"memory.kind IN ({marks(FOUNDING)}) AND memory.by != ? AND NOT EXISTS (SELECT 1 FROM tagged "
                "WHERE tagged.memory = memory.n AND weight > 0) ORDER BY memory.n DESC LIMIT ?",
                (*FOUNDING, By.ASSISTANT, POOL),
            )
            said = [memory for _, memory in reversed(rows) if not is_question(memory.text)]
            vectors = self._vectors(said)[0] if said else np.zeros((0, 1), np.float32)
            profiles = self._profiles()
            made: list[str] = []
            found = groups(vectors)
            with self._ledger.write() as connection:
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (FOUNDED, str(last)))
                for group in found:
                    middle = centre(vectors[group])
                    kin = taken(middle, profiles)
                    name = "" if kin else self._name([said[at] for at in group])
                    if not kin and not name:
                        continue
                    number = kin.topic if kin else self._topics.make(name)
                    weights = np.clip(vectors[group] @ middle, 0.01, 1.0)
                    self._put([(number, said[at].id, float(one)) for at, one in zip(group, weights, strict=True)])
                    if not kin:
                        self._topics.look_again(number)
                        made.append(name)
        return made

    # ---- what they are made of -----------------------------------------------------------------------

    def _route(self, rows: Sequence[tuple[int, Memory]], only: dict[int, int]) -> list[_Tag]:
        """The topics that memories belong to, of `only` those numbers where it has any, each below its mark."""
        profiles = self._profiles()
        if not profiles or not rows:
            return []
        vectors, stems = self._vectors([memory for _, memory in rows])
        weights = weigh(vectors, stems, profiles)
        return [
            (profiles[column].topic, rows[row][1].id, float(weights[row, column]))
            for row, column in zip(*np.nonzero(weights), strict=True)
            if not only or rows[row][0] < only.get(profiles[column].topic, 0)
        ]

    def _put(self, tags: Sequence[_Tag]) -> None:
        """Writes what the rules found, except where the person decided: there, or for a topic above."""
        with self._ledger.write() as connection:
            parents: dict[int, int | None] = dict(self._ledger.rows("SELECT n, parent FROM topic"))
            memories = sorted({memory for _, memory, _ in tags})
            refused = {
                row
                for start in range(0, len(memories), BATCH)
                for row in self._ledger.rows(
                    f"SELECT topic, memory.id FROM memory JOIN tagged ON tagged.memory = memory.n "
                    f"WHERE weight = 0 AND memory.id IN ({marks(memories[start : start + BATCH])})",
                    memories[start : start + BATCH],
                )
            }
            self._written += len(tags)
            connection.executemany(
                "INSERT INTO tagged (topic, memory, by, weight) SELECT topic.n, memory.n, ?, ? FROM topic, memory "
                "WHERE topic.n = ? AND memory.id = ? "
                "ON CONFLICT (topic, memory) DO UPDATE SET weight = excluded.weight WHERE by = excluded.by",
                [
                    (RULE, max(0.001, round(weight, 3)), topic, memory)
                    for topic, memory, weight in tags
                    if not any((upper, memory) in refused for upper in _line(topic, parents))
                ],
            )

    def _profiles(self) -> list[Profile]:
        """What is known of each topic, from its words and its members. Kept until topics change or have grown much."""
        rows = self._ledger.rows(
            "SELECT n, topic.name, parent, by, coalesce(value, '') FROM topic "
            "LEFT JOIN note ON note.name = ? || n ORDER BY n",
            (WORDS,),
        )
        key = (rows, self._topics.taught, self._written.bit_length(), self._shared().tobytes())
        if key != self._known[0]:
            self._known = (key, self._made_of(rows))
        return self._known[1]

    def _made_of(self, rows: Sequence[Row]) -> list[Profile]:
        members = {row[0]: self._members(row[0], row[1]) for row in rows}
        told = {row[0]: [leaf(row[1]), *_phrases(row[4])] for row in rows}
        texts = [_about(memory) for some in members.values() for memory, _ in some]
        found = self._embedded([*texts, *(phrase for phrases in told.values() for phrase in phrases)])
        profiles: list[Profile] = []
        for number, _, parent, by, _ in rows:
            words = vector([word for phrase in told[number] for word in words_of(phrase)], *found)
            about = np.stack([words, *(vector(words_of(_about(memory)), *found) for memory, _ in members[number])])
            counts = np.array([BY_HAND, *(BY_HAND if hand else 1 for _, hand in members[number])], np.float32)
            stems = [
                frozenset(self._store.stems(" ".join(word for word in phrase.lower().split() if word not in STOP)))
                for phrase in told[number]
            ]
            middle = centre(beside(about, self._shared()) * counts[:, None])
            profiles.append(Profile(number, parent, tuple(filter(None, stems)), middle, len(about) - 1, by == PERSON))
        return profiles

    def _members(self, number: int, name: str = "") -> list[tuple[Memory, bool]]:
        """Memories that a topic is known by, those below it too where its name is given; whether by hand."""
        topics = "SELECT n FROM topic WHERE n = ?1 OR (?2 != '' AND instr(name || '/', ?2 || '/') = 1)"
        rows = self._ledger.rows(
            f"SELECT max(tagged.by = 'person'), {COLUMNS} FROM tagged JOIN memory ON memory.n = tagged.memory "
            f"WHERE topic IN ({topics}) AND weight > 0 AND {HIDDEN} GROUP BY memory.n "
            "ORDER BY max(tagged.by = 'person') DESC, memory.n * 7919 % 10007, memory.n LIMIT ?3",
            (number, name, TAUGHT_BY),
        )
        return [(from_row(row[1:]), bool(row[0])) for row in rows]

    def _rows(self, condition: str, values: Sequence[object]) -> list[tuple[int, Memory]]:
        rows = self._ledger.rows(f"SELECT memory.n, {COLUMNS} FROM memory WHERE {HIDDEN} AND {condition}", values)
        return [(row[0], from_row(row[1:])) for row in rows]

    def _vectors(self, memories: Sequence[Memory]) -> tuple[Vectors, list[frozenset[str]]]:
        """What memories are about, shape (memories, dimensions), and their stems."""
        about = [_about(memory) for memory in memories]
        found = self._embedded(about)
        vectors = beside(np.stack([vector(words_of(text), *found) for text in about]), self._shared())
        return vectors, [frozenset(self._store.stems(text)) for text in about]

    def _shared(self) -> Vectors:
        """What the latest memories have in common; kept until there are many more, or many fewer."""
        size = int(self._ledger.scalar("SELECT coalesce(max(n), 0) FROM memory")).bit_length()
        if size != self._common[0]:
            about = [_about(memory) for _, memory in self._rows("1 ORDER BY memory.n DESC LIMIT ?", (POOL,))]
            found = self._embedded(about)
            vectors = [vector(words_of(text), *found) for text in about]
            none = np.zeros((0, self._embedder.dimensions), np.float32)
            self._common = (size, common(np.stack(vectors) if vectors else none))
        return self._common[1]

    def _embedded(self, texts: Sequence[str]) -> tuple[dict[str, Vectors], dict[str, float]]:
        """The vector and the rarity of each word of some texts; those of the last texts are at hand."""
        words = {word for text in texts for word in words_of(text)}
        if len(self._words) > AT_HAND:
            self._words.clear()
        new = sorted(words - self._words.keys())
        stems = [(self._store.stems(word) or [""])[0] for word in new]
        rarity = self._store.rarity(set(stems))
        vectors = self._embedder.embed(new)
        self._words |= {
            word: (one, rarity.get(stem, 1.0)) for word, stem, one in zip(new, stems, vectors, strict=True)
        }
        found = {word: self._words[word] for word in words}
        return (
            {word: one for word, (one, _) in found.items() if one.any()},
            {word: rare for word, (_, rare) in found.items()},
        )

    def _name(self, memories: Sequence[Memory]) -> str:
        """A name that memories give the topic which they make; empty if they share no telling word."""
        texts = [
            [(word, stem) for word in words_of(_about(memory)) for stem in self._store.stems(word)]
            for memory in memories
        ]
        rarity = self._store.rarity({stem for pairs in texts for _, stem in pairs})
        used = frozenset(row[0].casefold() for row in self._ledger.rows("SELECT name FROM topic"))
        return telling(texts, rarity, used | names(self._ledger))

    def _stands(self, word: str) -> bool:
        """Whether a word stands in a memory, as it is written in a name."""
        rows = self._ledger.rows(
            f"SELECT text, heading FROM memory WHERE {HIDDEN} AND n IN {HOLDING} LIMIT ?",
            (f'"{word}"', f'"{word}"', READ),
        )
        return any(word in words_of(f"{text} {heading}") for text, heading in rows)


def _about(memory: Memory) -> str:
    """The words by which a memory is routed: a passage's heading counts too."""
    heading = getattr(memory.source, "heading", "")
    return f"{heading}. {memory.text}" if heading else memory.text


def _phrases(words: str) -> list[str]:
    return [phrase.strip() for phrase in (words.split(",") if "," in words else words.split())]


def _line(topic: int, parents: dict[int, int | None]) -> list[int]:
    """A topic and those above it."""
    found = [topic]
    while (upper := parents.get(found[-1])) is not None and upper not in found:
        found.append(upper)
    return found


def _seal(memory: str) -> str:
    """What tells a memory's id from another's, and gives nothing of it away. 32 bits are enough for one row."""
    return hashlib.sha256(memory.encode()).hexdigest()[:8]
