"""What sentences say with the person elsewhere than in front, or by a turn of phrase: the second set of forms.

They speak only of what the rules for clauses have not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.rules.found import Found
from secondme.memory.facts.rules.phrases_change import CHANGES
from secondme.memory.facts.rules.phrases_days import DAYS
from secondme.memory.facts.rules.phrases_life import LIFE
from secondme.memory.facts.rules.phrases_taste import TASTE
from secondme.memory.facts.rules.reading import Reader
from secondme.memory.facts.rules.whole import cue

_UNREAL = re.compile(
    r"\b(?:if|unless|wish|maybe|perhaps|imagine|suppose|pretend|says?|said|claims?|claimed|thinks?|thought|dreamt"
    r"|hypothetically|supposedly|apparently|allegedly|guess|assume|whether|would|could|should|might|hope|hopefully"
    r"|told|tells|heard|read that|rumou?rs?|almost|nearly|probably)\b"
)
_RATHER = re.compile(r"\bi would (?=rather|sooner|take|pick|choose|go for)")
_AS_SAID = re.compile(r"\b(?:my|the) (?:doctor|gp|specialist|consultant)s? (?:says?|told me|said)\b|\bif you ask me\b"
                      r"|\bas (?:i|you) (?:said|told you|know)\b|\btold to(?= take)")  # fmt: skip
_ASKING = frozenset(
    "what how why who where when which do does did is are can could would will should has have was were".split()
)
_COMPILED: tuple[tuple[str, re.Pattern[str], Reader], ...] = tuple(
    (cue(pattern), re.compile(pattern), reader) for pattern, reader in (*CHANGES, *DAYS, *LIFE, *TASTE)
)


def spoken(c: Clause, known: Sequence[Found]) -> Iterator[Found]:
    """What a sentence states by one of these forms, up to where it tells of something unreal; nothing of what the
    rules before have understood."""
    if c.rest[0].low in _ASKING:
        return
    said = _AS_SAID.sub(lambda match: " " * len(match[0]), c.said)
    said = _RATHER.sub(lambda match: match[0][:2] + "always" + " " * (len(match[0]) - 8), said)
    if unreal := _UNREAL.search(said):
        said = said[: unreal.start()].rstrip()
    if len(said) < _SHORTEST:
        return
    told = {word for one in known for word in _words(one)}
    of = {(one.who.key, one.relation) for one in known}
    for run, pattern, reader in _COMPILED:
        match = pattern.search(said) if run in said else None
        if match is None:
            continue
        new = [one for one in reader(c, match) if told.isdisjoint(_words(one))]
        new = [one for one in new if (one.who.key, one.relation) not in of]
        yield from new
        told.update(word for one in new for word in _words(one))
        of.update((one.who.key, one.relation) for one in new)


_SHORTEST = 4


def _words(one: Found) -> list[str]:
    return [word for word in one.object.lower().split() if word not in _SMALL]


_SMALL = frozenset("the a an of in and for my our over on at new old to".split())
