"""Whether a fact that was drawn is one that was planted: generous in form, strict in content."""

from __future__ import annotations

import re
import unicodedata

from secondme.bench.lives.relations import RELATIONS
from secondme.bench.lives.shapes import Planted

_MORE = 4
"""Words that a drawn object may say beyond the planted one ("a nurse in a small hospital")."""
_SELF = frozenset("me i myself user speaker person you self".split())
_SMALL = frozenset(
    """a an the my our his her their your some of in on at to for with by and is are it its s
    called named name also very size number month monthly per over than rather""".split()
)
_DENIES = frozenset("not no never nor without ex former formerly t dont doesnt isnt used".split())
_UNITS = frozenset("euro eur pound gbp €".split())
_OVER = re.compile(r"\s+(?:over|to|than|rather than|before|instead of)\s+")
_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_WHEN = _WEEKDAYS | {"tomorrow", "today", "next", "this", "week", "weeks", "two", "three", "day", "days"}
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_MONTH = "|".join(month[:3] + r"[a-z]*" for month in _MONTHS)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b")
_MONTH_DAY = re.compile(rf"\b({_MONTH})\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b")
_ISO = re.compile(r"(?:\b\d{4}-|--)(\d\d)-(\d\d)\b")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?(?:\s*(?:am|a\.m\.|o'clock))?$")
_SPOKEN = re.compile(r"^(half past|quarter past|quarter to|ten to|ten past) (\w+)$")
_MINUTES = {"half past": 30, "quarter past": 15, "quarter to": -15, "ten to": -10, "ten past": 10}


def matches(planted: Planted, drawn_subject: str, drawn_relation: str, drawn_object: str) -> bool:
    """Whether the drawn statement says what was planted.

    Case, articles, accents, plurals, the form of a date or of an hour, and "my sister" for her name do not matter; a
    few more words are allowed, unless they deny it or add a number or a weekday that was not said.
    """
    if drawn_relation != planted.relation and drawn_relation not in RELATIONS[planted.relation].also:
        return False
    if not _same_subject(planted, drawn_subject):
        return False
    drawn = _hour(drawn_object) if planted.relation == "wakes_at" else drawn_object
    if planted.relation == "prefers":
        return tokens(_OVER.split(drawn)[0]) == tokens(_OVER.split(planted.object)[0])
    forms = (planted.object, *planted.object_forms)
    if planted.relation == "wakes_at":
        forms = tuple(_hour(form) for form in forms)
    if planted.relation in ("size", "pays"):
        said, whole = tokens(drawn) | tokens(drawn_subject) - _SELF, tokens(planted.object)
        number = {word for word in whole if word.isdigit()}
        return number <= said and said <= whole | _UNITS
    loose = planted.relation in ("plans", "appointment")
    return any(_says(tokens(drawn), tokens(form), tokens(planted.object), loose) for form in forms)


def tokens(text: str) -> frozenset[str]:
    """The words that carry the content, in a form that can be compared; a date becomes one word."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char)).replace("’", "'")
    plain = _ISO.sub(lambda found: f"d{found[1]}x{found[2]}", plain)
    plain = _DAY_MONTH.sub(lambda found: _dated(found[2], found[1]), plain)
    plain = _MONTH_DAY.sub(lambda found: _dated(found[1], found[2]), plain)
    words = re.findall(r"d\d\dx\d\d|\d+(?:[:.]\d+)?|[^\W\d_]+", re.sub(r"'s\b", "", plain).replace("n't", " not"))
    return frozenset(_root(_NUMBERS.get(word, word)) for word in words if word not in _SMALL)


def _same_subject(planted: Planted, drawn: str) -> bool:
    said = tokens(drawn)
    if planted.subject == "me" and planted.relation in ("size", "pays") and said <= tokens(planted.object):
        return True
    if planted.subject == "me":
        return not tokens(drawn) or bool(said & _SELF and len(said) == 1) or drawn.casefold() in _SELF
    return any(said == tokens(form) for form in (planted.subject, *planted.subject_forms))


def _says(drawn: frozenset[str], form: frozenset[str], whole: frozenset[str], loose: bool) -> bool:
    if not form or not form <= drawn:
        return False
    more = drawn - form - whole
    if loose:
        more = frozenset(word for word in more if not (word in _WHEN or _exact(word)))
    if more & _DENIES or any(_exact(word) for word in more):
        return False
    return len(more) <= _MORE


def _exact(word: str) -> bool:
    """Whether a word is a number, a date or a weekday: one more of those is another fact."""
    return any(char.isdigit() for char in word) or word in _WEEKDAYS


def _dated(month: str, day: str) -> str:
    at = next(number for number, name in enumerate(_MONTHS, start=1) if name.startswith(month[:3]))
    return f"d{at:02}x{int(day):02}"


def _hour(text: str) -> str:
    plain = text.casefold().strip().removeprefix("at ").strip()
    if spoken := _SPOKEN.match(plain):
        hour = _NUMBERS.get(spoken[2], spoken[2])
        if hour.isdigit():
            minutes = int(hour) * 60 + _MINUTES[spoken[1]]
            return f"{minutes // 60}:{minutes % 60:02}"
    plain = _NUMBERS.get(plain, plain)
    if clock := _CLOCK.match(plain):
        return f"{int(clock[1])}:{clock[2] or '00'}"
    return plain


def _root(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:ch|sh|x|ss)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
