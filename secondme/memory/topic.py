"""Topics: their names, to which of them a memory belongs, and when memories of one subject make a new one.

Pure, and without a language model: static vectors and stems are passed in. Topics grow more slowly than memories: a
group of memories makes a topic only where no topic that is there could take it in.
Source: Self-Expansion of Pre-trained Models (SEMA): a module is added only for what is new to all there are; and
Online Continual Learning on Hierarchical Label Expansion: what has no fine label keeps its coarse one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondme.errors import Refused
from secondme.memory.insight import topics_of

DEPTH, LONGEST = 6, 60
"""Parts of a topic's name, and characters of each, at most."""
NEAR = 0.34
"""Cosine with a topic's centre from which a memory belongs to it. Measured on made-up notes about twenty subjects: 19
of 20 come so near to the centre of their own subject, one in twenty to that of another."""
NAMED = 0.15
"""What a topic's own words, standing in the memory, add to that cosine."""
BESIDE = 0.1
"""How much less near than to the best of its topics a memory may come to a further one."""
SURE = 0.5
"""Weight of a memory that holds the words which the person gave the topic."""
TAUGHT = 6
"""Members from which a topic's centre says more than its words do."""
BOUND = 0.3
"""Cosine with a group's centre from which a memory is of the group."""
SAME = 0.45
"""Cosine of two centres from which they are one subject."""
KIN = 0.3
"""Cosine of a new group's centre with that of a topic from which the topic takes the group in. Parts of one subject are
rarely further apart; two subjects hardly ever so near, for nine of ten centres lie at 0.1 or below."""
TIGHT, SMALL = 0.24, 0.3
"""Mean cosine of any two memories of a group from which it is of one subject, and what is asked beyond that of a small
one, divided by its size. Made-up subjects are at 0.27 and more; words drawn by chance make groups of 0.16 to 0.22."""
LEAST = 6
"""Memories that make a topic."""
MANY = 200
"""Memories of which half of what they have in common is held to be the manner of speaking, and not the subject."""
GROUPS = 400
"""Groups that are kept apart at once."""
NAMES = 12
"""Words that a name is chosen from."""

PLAIN = frozenset(
    [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
        "april", "may", "june", "july", "august", "september", "october", "november", "december", "morning", "noon",
        "afternoon", "evening", "night", "tonight", "month", "months", "weekend", "hour", "hours", "minute", "minutes",
        "early", "late", "later", "soon", "ago", "last", "first", "before", "after", "while", "since", "until", "again",
        "already", "once", "twice", "always", "ever", "maybe", "perhaps", "hey", "hello", "thanks", "thank", "wow",
        "yeah", "yep", "okay", "sure", "glad", "happy", "sad", "sorry", "love", "loved", "amazing", "awesome", "nice",
        "cool", "fun", "hard", "easy", "looks", "look", "looking", "looked", "seems", "feel", "feeling", "feels",
        "felt", "hope", "hoping", "wish", "keep", "kept", "keeps", "help", "helps", "helped", "helping", "taking",
        "took", "taken", "give", "gives", "gave", "giving", "put", "puts", "come", "comes", "came", "coming", "let",
        "lets", "start", "started", "try", "trying", "tried", "work", "works", "talk", "talking", "talked", "use",
        "used", "using", "ask", "asked", "show", "showed", "mean", "means", "meant", "down", "off", "away", "here",
        "something", "anything", "nothing", "everyone", "someone", "anyone", "person", "people", "guys", "stuff",
        "kind", "sort", "part", "place", "little", "big", "small", "bad", "better", "best", "different", "same",
        "other", "others", "another", "every", "each", "few", "many", "more", "most", "own", "able", "almost",
        "actually", "totally", "definitely", "absolutely", "pretty", "super", "via", "without", "within", "around",
        "because", "though", "although", "however", "must", "needs", "needed", "should've", "i'm", "you're", "we're",
        "they're", "that's", "what's", "there's", "who's", "isn't", "doesn't", "won't", "wasn't", "two", "three",
        "four", "five", "ten", "hundred", "number", "euros",
    ]
)  # fmt: skip
"""Words that say when or how, and not what."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a topic when a memory is held against it.

    `phrases` are stems that must stand in a memory together, any of them. `centre` is the unit vector of its words and
    members, zeros where there are none; `members` counts those.
    """

    topic: int
    parent: int | None
    phrases: tuple[frozenset[str], ...]
    centre: Vectors
    members: int
    by_person: bool


def words_of(text: str) -> list[str]:
    """The words of a text that may tell what it is about, in small letters, in order."""
    return [word for word in map(str.lower, topics_of(text.replace("-", " "))) if word not in PLAIN]


def vector(words: Sequence[str], embedded: Mapping[str, Vectors], rarity: Mapping[str, float]) -> Vectors:
    """What a text is about, as a unit vector of shape (dimensions,): its words, the rare ones above all.

    `embedded` gives the vector of each word, `rarity` its inverse document frequency. Zeros where no word is known.
    The square of the rarity keeps apart what the plain mean of a short note mixes: notes share most of their words.
    """
    size = next(iter(embedded.values())).shape[0] if embedded else 0
    middle = np.zeros(size, np.float32)
    for word in dict.fromkeys(words):
        if word in embedded:
            middle += embedded[word] * np.float32(rarity.get(word, 1.0) ** 2)
    return _unit(middle)


def plain(name: str) -> str:
    """A topic's name as it is kept: parts joined by "/", without spaces around them.

    Raises: Refused if a part is empty, too long, or holds a quotation mark; or there are too many.
    """
    parts = [" ".join(part.split()) for part in name.strip().strip("#").split("/")]
    if any(not part or len(part) > LONGEST or '"' in part or "“" in part or not part.isprintable() for part in parts):
        raise Refused(
            f"{name!r} cannot be a topic's name.",
            f"Give words, with / between levels: work/taxes; each up to {LONGEST} letters, without quotation marks.",
        )
    if len(parts) > DEPTH:
        raise Refused(f"{name!r} has {len(parts)} levels; {DEPTH} is the most.", "Use fewer levels.")
    return "/".join(parts)


def leaf(name: str) -> str:
    """The last part of a topic's name."""
    return name.rpartition("/")[2]


def above(name: str) -> str:
    """The name of the topic above; empty at the top."""
    return name.rpartition("/")[0]


def beside(vectors: Vectors, common: Vectors) -> Vectors:
    """Vectors without what they have in common with everything, of unit length again; rows of zeros stay.

    Shapes: (memories, dimensions) and (dimensions,).
    Source: Arora et al. 2017, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings", section 3 (the common
        component, here as a mean).
    """
    rest = np.where(vectors.any(axis=1, keepdims=True), vectors - common, np.float32(0))
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    return np.asarray(rest / np.where(lengths > 0, lengths, 1), np.float32)


def common(vectors: Vectors) -> Vectors:
    """What many memories have in common, shape (dimensions,): their mean, the more of it the more they are.

    A few memories may all be of one subject, and that must not be taken from them.
    """
    if not len(vectors):
        return np.zeros(vectors.shape[1], np.float32)
    return np.asarray(vectors.mean(axis=0) * (len(vectors) / (len(vectors) + MANY)), np.float32)


def centre(vectors: Vectors) -> Vectors:
    """The unit vector in the middle of some, shape (dimensions,); zeros for none."""
    return _unit(vectors.sum(axis=0, dtype=np.float32))


def _unit(middle: Vectors) -> Vectors:
    length = float(np.linalg.norm(middle))
    return middle / np.float32(length) if length > 0 else middle


def weigh(vectors: Vectors, stems: Sequence[frozenset[str]], profiles: Sequence[Profile]) -> Vectors:
    """How surely each memory belongs to each topic, shape (memories, topics): 0 where it does not, else up to 1.

    It belongs where its cosine with the centre, raised by words of the topic that stand in it, reaches `NEAR`, and
    where words that the person gave the topic stand in it. What belongs to a topic below another must also come near
    that other, or hold its words, once that other has members.
    """
    if not profiles or not len(vectors):
        return np.zeros((len(vectors), len(profiles)), np.float32)
    held = _standing(stems, profiles)
    scores = vectors @ np.stack([profile.centre for profile in profiles]).T + np.float32(NAMED) * held
    # Words alone are a faint centre: until a topic has members, they must stand in the memory, or nearly so.
    bars = np.array([NEAR + (NAMED if profile.members < TAUGHT else 0.0) for profile in profiles], np.float32)
    best = np.where(scores >= bars, scores, 0.0).max(axis=1, keepdims=True)
    weights = np.where((scores >= bars) & (scores >= best - BESIDE), scores, 0.0)
    sure = held & np.array([profile.by_person for profile in profiles])
    weights = np.where(sure, np.maximum(scores, SURE), weights)
    columns = {profile.topic: column for column, profile in enumerate(profiles)}
    for column, profile in enumerate(profiles):
        upper = columns.get(profile.parent) if profile.parent is not None else None
        if upper is not None and profiles[upper].members:
            weights[:, column] *= (scores[:, upper] >= NEAR / 2) | held[:, upper]
    return np.asarray(np.clip(weights, 0.0, 1.0), np.float32)


def _standing(stems: Sequence[frozenset[str]], profiles: Sequence[Profile]) -> NDArray[np.bool_]:
    """Which topics' words stand in which memories, shape (memories, topics)."""
    found = np.zeros((len(stems), len(profiles)), bool)
    first: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for column, profile in enumerate(profiles):
        for phrase in profile.phrases:
            first.setdefault(min(phrase), []).append((column, phrase))
    for row, held in enumerate(stems):
        for stem in held & first.keys():
            for column, phrase in first[stem]:
                found[row, column] |= phrase <= held
    return found


def groups(vectors: Vectors) -> list[list[int]]:
    """Rows of one subject, the largest group first: leader clustering, groups that have grown alike joined, every
    row then given to the nearest group within `BOUND`. Groups that are smaller than `LEAST` are left out, and those
    that are not of one subject (`TIGHT`).

    Shapes: vectors (memories, dimensions), of unit length. Rows of zeros are of no group.
    Source: Hartigan 1975, "Clustering Algorithms", chapter 3 (the leader algorithm), with centres that move.
    """
    usable = np.flatnonzero(vectors.any(axis=1))
    sums = np.zeros((0, vectors.shape[1]), np.float32)
    for row in usable:
        vector = vectors[row]
        if len(sums):
            near = (sums @ vector) / np.linalg.norm(sums, axis=1)
            best = int(near.argmax())
            if near[best] >= BOUND:
                sums[best] += vector
                continue
        if len(sums) < GROUPS:
            sums = np.vstack([sums, vector])
    for _ in range(3):
        sums = _joined(sums)
        held = _held(vectors[usable], sums)
        sums = np.stack([vectors[usable[rows]].sum(axis=0) for rows in held]) if held else sums[:0]
    found = [[int(usable[row]) for row in rows] for rows in held]
    kept = [rows for rows in found if len(rows) >= LEAST and tightness(vectors[rows]) >= TIGHT + SMALL / len(rows)]
    return sorted(kept, key=lambda rows: (-len(rows), rows[0]))


def tightness(vectors: Vectors) -> float:
    """Mean cosine of any two of some unit vectors, in [-1, 1]. Shape: (memories, dimensions), two at least."""
    count = len(vectors)
    middle = vectors.sum(axis=0)
    return (float(middle @ middle) - count) / (count * (count - 1))


def _held(vectors: Vectors, sums: Vectors) -> list[list[int]]:
    """The rows that each group holds; groups that hold none are gone."""
    if not len(sums):
        return []
    near = vectors @ (sums / np.linalg.norm(sums, axis=1, keepdims=True)).T
    best = near.argmax(axis=1)
    rows: list[list[int]] = [[] for _ in sums]
    for row, group in enumerate(best):
        if near[row, group] >= BOUND:
            rows[group].append(row)
    return [some for some in rows if some]


def _joined(sums: Vectors) -> Vectors:
    """Groups whose centres are one subject, as one: the closest pair first, until none is left."""
    while len(sums) > 1:
        centres = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        alike = centres @ centres.T
        np.fill_diagonal(alike, -1.0)
        one, other = divmod(int(alike.argmax()), len(sums))
        if alike[one, other] < SAME:
            break
        sums[one] += sums[other]
        sums = np.delete(sums, other, axis=0)
    return sums


def taken(middle: Vectors, profiles: Sequence[Profile]) -> Profile | None:
    """The topic that a group with this centre is of; None where it is new to all of them."""
    near = [(float(profile.centre @ middle), profile) for profile in profiles if profile.members]
    best = max(near, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= KIN else None


def telling(texts: Sequence[Sequence[tuple[str, str]]], rarity: Mapping[str, float], used: frozenset[str]) -> str:
    """A name for texts, each given as (word, stem) pairs: the word that stands in most of them and is rare elsewhere.

    A name in `used` is not given again: a second word is then added. Empty if no word stands in several of the texts.
    """
    counts: Counter[str] = Counter()
    shapes: dict[str, Counter[str]] = {}
    for pairs in texts:
        for word, stem in set(pairs):
            if word.isalpha():
                shapes.setdefault(stem, Counter())[word] += 1
        counts.update({stem for word, stem in pairs if word.isalpha()})
    least = max(2, len(texts) // 10)
    often = [(stem, count * rarity.get(stem, 1.0)) for stem, count in counts.items() if count >= least]
    stems = [stem for stem, _ in sorted(often, key=lambda pair: (-pair[1], pair[0]))[:NAMES]]
    words = [min(shapes[stem].items(), key=lambda item: (-item[1], item[0]))[0] for stem in stems]
    for name in (*words[:1], *(f"{words[0]} {word}" for word in words[1:])):
        if name not in used:
            return name
    return ""
