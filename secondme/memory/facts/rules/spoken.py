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
from secondme.memory.facts.rules.whole import Form

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
SPOKEN = tuple(Form(*one) for one in (*CHANGES, *DAYS, *LIFE, *TASTE))


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
    for form in SPOKEN:
        match = form.pattern.search(said) if form.cue in said else None
        if match is None:
            continue
        new = [one for one in form.read(c, match) if told.isdisjoint(_words(one))]
        if "x" in match.re.groupindex and _NOT.search(said, max(0, match.start() - _NEAR), match.start("x")):
            new = [one for one in new if one.ends or one.replaces or one.relation in _DENYING]
        new = [one for one in new if (one.who.key, one.relation) not in of]
        if _THEIRS.search(said, 0, match.end()) and not _MINE.search(match[0]):
            new = [one for one in new if not one.who.me or one.relation not in _OF_ANYBODY]
        if "x" in match.re.groupindex and _OVER.search(said, 0, match.start("x")):
            new = [one for one in new if one.ends or one.replaces or one.relation not in _MAY_END]
        yield from new
        told.update(word for one in new for word in _words(one))
        of.update((one.who.key, one.relation) for one in new)


_OVER = re.compile(
    r"\b(?:gave up|given up|giving up|sold|quit|parted (?:ways )?with|moved out of|got rid of|left|lost|cancell?ed"
    r"|no longer"
    r"|stopped|leaving|moving out of|goodbye to|finished with|done with|said goodbye to|out of|former|old job|binned"
    r"|ditched|dropped)\b"
)
_OF_ANYBODY = frozenset(
    "comes_from lives_in speaks works_as works_at studies likes dislikes plays age fears eats".split()
)
_THEIRS = re.compile(r"\b(?:she|he|they)\b")
_MINE = re.compile(r"\b(?:i|we|me|us|my|our|mine|ours)\b")
_MAY_END = frozenset("lives_in home owns drives uses works_at works_as takes eats plays learns studies habit"
    " member_of".split())
"""Relations of what the words before may say is over."""
_SHORTEST = 4
_NEAR = 10
"""Characters before a form in which a "not" denies it."""
_NOT = re.compile(r"\b(?:not|never)\b(?! (?:only|just|tire|get tired|say no|miss|been without|be without))")
_DENYING = frozenset(
    "dislikes avoids believes prefers allergic_to aims_at eats has_pet likes pays fears injured".split()
)
"""Relations of which forms have a "not" of their own."""


def _words(one: Found) -> list[str]:
    return [word for word in one.object.lower().split() if word not in _SMALL]


_SMALL = frozenset("the a an of in and for my our over on at new old to".split())
