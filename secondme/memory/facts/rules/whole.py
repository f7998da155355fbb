"""What is said with the person elsewhere than in front: "karaoke annoys me", "call me Bix", "here in Cork"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.rules import readers
from secondme.memory.facts.rules.dated import dated
from secondme.memory.facts.rules.forms import FORMS
from secondme.memory.facts.rules.found import Found
from secondme.memory.facts.rules.more_forms import MORE
from secondme.memory.facts.rules.reading import Reader

_AS_SAID = re.compile(
    r"\b(?:if you ask me|as (?:i|you) (?:said|told you|mentioned|know)|would (?:rather|choose|take|pick|go for)"
    r"|(?:could|would|might) (?:kill|hurt) me"
    r"|(?:my|the) doctor says|you know)\b"
)
_UNREAL = re.compile(
    r"\b(?:if|unless|wish|maybe|perhaps|imagine|suppose|pretend|says?|said|told|claims?|claimed|thinks|thought|dreamt"
    r"|hypothetically|supposedly|apparently|guess|assume|whether)\b"
)
_OPEN = re.compile(r"\b(?:would|might|should|could|does|did)\b")
"""What leaves open whether something is so; in an opinion it may stand."""
_ASKING = frozenset("what how why who where when which do are can could would should will".split())


def _cue(pattern: str) -> str:
    """The longest run of letters that every match of a pattern holds: what is looked for before it."""
    depth = 0
    runs = [""]
    skip = False
    for at, char in enumerate(pattern):
        follows = pattern[at + 1 : at + 2]
        if skip:
            skip = False
        elif char == "\\":
            skip = True
            runs.append("")
        elif char in "([":
            depth += 1
            runs.append("")
        elif char in ")]":
            depth -= 1
        elif depth or not (char.isalpha() or char in " '") or (follows and follows in "?*{"):
            runs.append("")
        else:
            runs[-1] += char
    return max(runs, key=len) if "|" not in _flat(pattern) else ""


def _flat(pattern: str) -> str:
    """What of a pattern stands in no group."""
    while (shorter := re.sub(r"\([^()]*\)|\[[^\]]*\]", "", pattern)) != pattern:
        pattern = shorter
    return pattern


@dataclass(frozen=True)
class Form:
    """A form of words and what reads it; its pattern is compiled once a sentence has its cue."""

    written: str
    read: Reader

    @cached_property
    def cue(self) -> str:
        """What every match holds."""
        return _cue(self.written)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is looked for."""
        return re.compile(self.written)


WHOLE = tuple(Form(*one) for one in (*FORMS, *MORE))
_CUES = re.compile(
    r"\b(?:me|my|our|ours|mine|i|we|here|again|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
    r"|euros?|pounds?|dollars?|doctor|rescheduled|nothing|lives next|this is|name is|cancelled|called off|\w+day"
    r"|is now|is off|happen|moved|postponed|home is)\b|[€$£]"
)


def whole(c: Clause) -> Iterator[Found]:
    """What a whole sentence states by one of these forms; `c` has all of its tokens as what follows the verb."""
    said = _AS_SAID.sub("", c.said)
    if not _CUES.search(c.said) or _UNREAL.search(said) or c.rest[0].low in _ASKING:
        return
    left_open = _OPEN.search(said)
    if not left_open:
        yield from dated(c)
    for form in WHOLE:
        if form.cue not in c.said:
            continue
        if left_open and form.read is not readers.belief:
            continue
        if match := form.pattern.search(c.said):
            yield from form.read(c, match)
