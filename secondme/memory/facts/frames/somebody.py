"""Frames for one other person in a sentence: a cue and a value, wherever the name stands.

They speak where a sentence names just one person, by a role ("my aunt") or by a name, and says nothing of the speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import GAMES, MY_KIN, ROLES, bare, either, is_name
from secondme.memory.facts.frames.tastes import DATE, TH
from secondme.memory.facts.relations import BONDS
from secondme.memory.facts.rules.found import Found
from secondme.memory.facts.who import Who, role_of
from secondme.memory.facts.words import LANGUAGES, MAKES, TOOLS, UNSAID

_KIN = re.compile(rf"{MY_KIN}(?! tongue)(?P<s>s\b)?", re.IGNORECASE)
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,}(?:['’]s)?\b")
_SPEAKER = re.compile(r"\b(?:i|i['’]?m|i['’]?ve|me|myself|we|us|mine|ours)\b", re.IGNORECASE)
_NO_PERSON = LANGUAGES | MAKES | TOOLS | frozenset(
    "is has the what when who does did and but so mark note remember remind put write tell wish buy happy every".split()
)


def _who(seen: Seen) -> Who | None:
    """The one other person of a sentence."""
    found: dict[str, Who] = {}
    text = seen.text
    for match in _KIN.finditer(text):
        role = ROLES[match["k"].lower()]
        if not role or match["s"] or BONDS.get(role) in (None, "has_pet"):
            return None
        who = seen.circle.mine(role)
        found[who.key] = who
    for match in _NAME.finditer(text):
        name = bare(match[0])
        several = name.endswith("s") and match[0] == name
        known = name.lower() in seen.circle.roles
        if known or (is_name(name) and not several and name.lower() not in _NO_PERSON):
            who = seen.circle.named(name)
            found[who.key] = who
    if seen.circle.lower:
        for name in seen.circle.roles:
            if re.search(rf"\b{re.escape(name)}\b", text):
                who = seen.circle.named(name.title())
                found[who.key] = who
    if len(found) != 1 or _SPEAKER.search(text) or re.search(r"\bmy (?:own )?(?:birthday|bday)\b", text, re.IGNORECASE):
        return None
    who = next(iter(found.values()))
    return None if BONDS.get(who.role) == "has_pet" else who


def _day(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    day, who = dating.date(match["d"]), _who(seen)
    if day and who is not None:
        yield seen.found("born_on", day[0], match, who=who, says="{whose} birthday is on " + day[1] + ".")


def _of(relation: str) -> Reader:
    """The value of group `x`, of the one other person."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        text = match["x"].strip(" '’-")
        row = text.lower().split()
        if not row or row[0] in UNSAID or role_of(row)[0] or not (who := _who(seen)):
            return
        if who.key.lower() not in text.lower():
            yield seen.found(relation, text, match, who=who)

    return read


def _played(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if who := _who(seen):
        yield seen.found("plays", match["x"] or match["y"], match, who=who)


_CUE = r"(?:birthday|bday|b-day|was born|born|turns?|a year older|candles|birthday cake)"
_END = r"(?=[,.;:!?)]| and | but | so | because | since | even | at | with | on | for |$)"
_LANG = rf"(?P<x>{either(LANGUAGES)})"
_GAME = rf"(?P<x>{either(GAMES - {'pool'})})"
_AFRAID = (
    r"(?:afraid|scared|terrified|petrified|frightened|phobic|in fear|has a (?:fear|phobia|horror|terror)"
    r"|panics? at the sight)"
)
SOMEBODY: tuple[Frame, ...] = (
    frame("birthday bday b-day born turns turn older candles", rf"\b{_CUE}\b[^.!?]{{0,30}}?\b{DATE}", _day, firm=False),
    frame("birthday bday b-day born turns turn older candles", rf"{DATE}[^.!?]{{0,30}}?\b{_CUE}\b", _day, firm=False),
    frame("speaks fluent fluently talks bilingual spoke raised grew native tongue language talk speak speaking",
          r"\b(?:speaks|talks|fluent in|bilingual in|raised (?:in|with|speaking)|grew up (?:with|speaking)|speaking"
          rf"|native|tongue is|language is)(?: \w+)? {_LANG}\b", _of("speaks")),
    frame("fluent fluently native tongue language", rf"\b{_LANG} (?:fluently|is (?:fluent|native|perfect)|is [\w’'"
          rf" ]{{2,30}}? (?:mother tongue|first"
          r" language|native language))", _of("speaks")),
    frame("allergic allergy intolerant reacts reaction", r"\b(?:allergic|intolerant|allergy|reacts(?: badly)?|"
          rf"(?:bad )?reactions?) to {TH}{_END}",
          _of("allergic_to")),
    frame("afraid scared terrified petrified frightened phobic fear phobia horror panics",
          rf"\b{_AFRAID}(?: to death)? (?:of|by|about) {TH}{_END}", _of("fears")),
    frame("plays play playing practises practices player team club training lessons", r"\b(?:plays|playing"
          rf"|practi[sc]es|on the|into|took up|takes|in a|good at) (?:the |a lot of |some )?{_GAME}\b"
          r"|\b(?:keen|good|avid|great|passionate) " + _GAME.replace("<x>", "<y>") + r" player", _played),
)
