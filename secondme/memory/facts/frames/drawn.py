"""What the frames find in a turn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from secondme.memory.facts.frames.anew import ANEW
from secondme.memory.facts.frames.belongings import BELONGINGS
from secondme.memory.facts.frames.bodily import BODILY
from secondme.memory.facts.frames.changed import CHANGED
from secondme.memory.facts.frames.frame import Frame, Seen
from secondme.memory.facts.frames.measures import MEASURES
from secondme.memory.facts.frames.moved import MOVED
from secondme.memory.facts.frames.oneself import ONESELF
from secondme.memory.facts.frames.over import OVER
from secondme.memory.facts.frames.parted import PARTED
from secondme.memory.facts.frames.people import PEOPLE
from secondme.memory.facts.frames.somebody import SOMEBODY
from secondme.memory.facts.frames.tastes import TASTES
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.rules.found import Found
from secondme.memory.facts.segments import told_part
from secondme.memory.facts.tokens import Sentence
from secondme.memory.facts.who import Circle

FRAMES: tuple[Frame, ...] = (
    *PEOPLE, *ONESELF, *BODILY, *BELONGINGS, *MEASURES, *TASTES, *SOMEBODY, *CHANGED, *ANEW, *OVER, *PARTED, *MOVED,
)  # fmt: skip
_BY_CUE: dict[str, tuple[int, ...]] = {}
for _at, _one in enumerate(FRAMES):
    for _cue in _one.cues:
        _BY_CUE[_cue] = (*_BY_CUE.get(_cue, ()), _at)
_UNREAL = re.compile(
    r"\b(?:if|unless|wish|would|could|should|might|maybe|perhaps|imagine|suppose|pretend|says?|said|tells?|told|claims?"
    r"|claimed|thinks?|thought|hypothetically|supposedly|apparently|whether|hope|hopes|dream|dreamt|when i was|probably"
    r"|almost|nearly|used to|as a kid|as a child|guess|heard|according to|rumou?r|anyone|somebody|someone|people"
    r" who|let's)\b",
    re.IGNORECASE,
)
"""With what stands before it a firm frame tells of nothing real."""
_NEVER = re.compile(r"\b(?:i guess|according to|if i were|if i was|imagine|pretend|suppose|wish i (?:was|were|had)"
    r"|as if)\b", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|never|no longer|dont|doesnt|isnt|wasnt|havent|aint)|n['’]t)(?: \w+){0,3} ?$",
    re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:sold|quit|left|lost|gave|given|got rid of|former|ex|used to|no longer|no more|stopped|cancell?ed|resigned"
    r"|binned"
    r"|dropped|ditched|died|buried|past|previous|old job|invent|fired|laid off|finished|replaced|swapped|traded"
    r"|exchanged|instead of|through with|need no|goodbye|farewell|leaving|moving out)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:['’]s| is| was| has| are| were| have|,)? ?(?:now |just |finally )?(?:died|dead|gone|stolen|over|sold|no"
    r" more|not happening|cut off"
    r"|ended|moved out|left (?:on|us|me|for|last|yesterday))\b",
    re.IGNORECASE,
)
"""What is said before or after what is somebody's no more."""
_NEAR = 24
"""Characters before a frame in which a "not" denies it."""
_LEAD = 5
"""Characters with which a frame begins before what it names."""
_MAY_END = frozenset(
    "collects works_at works_as grows has_pet drives uses takes member_of lives_in plays learns studies studies_at"
    " status "
    "knows lives_with boss colleague eats religion supports".split()
)
"""Relations of what is taken for granted that the same sentence may say is over."""
_WORD = re.compile(r"[\w'-]+")
_TOKEN = re.compile(r"\S{3,}")


def framed(text: str, rows: Sequence[Sentence], circle: Circle, known: Sequence[Found]) -> Iterator[Found]:
    """What frames read in the sentences of a turn, where the rules have not read the same."""
    had = {(one.who.key, one.relation) for one in known if not one.ends and _one_at_a_time(one)}
    said_of: dict[tuple[str, str], set[str]] = defaultdict(set)
    gone: set[str] = set()
    over: set[str] = set()
    for told in known:
        if told.ends:
            gone.update(told.object.lower().split())
        over.update(_TOKEN.findall((told.object if told.ends else told.replaces).lower()))
        said_of[(told.who.key, _LIKE.get(told.relation, told.relation))].update(told.object.lower().split())
    for row in rows:
        begin, end = row.tokens[0].start, row.tokens[-1].end
        said = text[begin:end]
        words = set(_WORD.findall(said.lower()))
        which = sorted({at for word in words for at in _BY_CUE.get(word, ())})
        if not which or _NEVER.search(said):
            continue
        part = told_part(row)
        told_to = part.tokens[-1].end - begin if part.tokens else 0
        seen = Seen(said, begin, circle, told_to, row.asks, text)
        for found in (one for at in which for one in _read(FRAMES[at], seen)):
            key = (found.who.key, found.relation)
            alike = said_of[(found.who.key, _LIKE.get(found.relation, found.relation))]
            new = found.object.lower().split()
            if found.ends and (key in had or not over.isdisjoint(new)):
                continue
            if found.ends or (key not in had and alike.isdisjoint(new) and gone.isdisjoint(new)):
                yield found
                alike.update(new)
                over.update(_TOKEN.findall((found.object if found.ends else found.replaces).lower()))
                if _one_at_a_time(found):
                    had.add(key)


def _read(one: Frame, seen: Seen) -> Iterator[Found]:
    """What a frame reads in a sentence, but for what is denied, asked, unreal or over."""
    said = seen.text
    for match in one.pattern.finditer(said):
        start, end = match.span()
        if (seen.asks and end - start == len(said)) or _DENIED.search(said, max(0, start - _NEAR), start):
            continue
        if one.firm and (end > seen.told or _UNREAL.search(said, 0, start)):
            continue
        over = not one.firm and (_OVER.search(said, 0, start + _LEAD) or _GONE.match(said, end))
        for found in one.read(seen, match):
            if found.ends or not over or found.relation not in _MAY_END:
                yield found


_LIKE = {
    "dislikes": "likes", "prefers": "likes", "fears": "likes", "drives": "owns", "uses": "owns", "collects": "owns",
}  # fmt: skip
"""Relations of which two do not hold of one thing."""


def _one_at_a_time(one: Found) -> bool:
    return one.relation in RELATIONS and RELATIONS[one.relation].functional
