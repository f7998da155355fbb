"""A text as a row of tokens that speak of time, each with its role; what the roles are is told in `calendar_words`.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from secondme.memory.calendar_words import ENGLISH, WORDS, Calendar
from secondme.memory.plain import words as plain_words
from secondme.memory.stretch import Stretch

LONGEST = 2_000
"""How many characters of a text are read."""


@dataclass(frozen=True, slots=True)
class Habit:
    """Times that come again: of some weekdays (Monday is 0), between two hours; those from 24 are of the next day."""

    weekdays: frozenset[int] = frozenset(range(7))
    hours: tuple[int, int] = (0, 24)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text, or several that play one role; what they came to stand for."""

    role: str
    value: str | Stretch | Habit
    start: int
    end: int

    @property
    def said(self) -> str:
        return self.value if isinstance(self.value, str) else ""


_RAW = re.compile(
    r"(?P<x>\d{4}-\d{1,2}-\d{1,2}(?![\d-])|\d{4}-\d{2}(?![\w-])|\d{1,2}([./-])\d{1,2}\2(?:\d{4}|\d{2})(?![\w/-])"
    r"|\d{1,2}\.\d{1,2}\.(?![\w.]))"
    r"|(?P<c>\d{1,2}/\d{1,2}(?![\w/]))"
    r"|(?P<o>\d{1,2}(?:st|nd|rd|th|er|\.(?= [^\W\d_]))(?!\w))"
    r"|(?P<n>\d{1,4}(?!\w|[.:]\d|,(?!\d{4}(?!\d))\d))"
    r"|(?P<s>'s(?!\w))|(?P<w>\w+(?:[.,:]\d[\w.,:]*)?)|(?P<other>\S)"
)
_NOT_AFTER = re.compile(
    r"(?:[#$€£]|\b(?:room|rooms|no|number|nr|nummer|version|model|page|chapter|route|flat|code|pin|id|zimmer|seite|"
    r"numero|habitacion|chambre|stanza|quarto|kamer))[\s.:]*$"
)
_NOT_BEFORE = re.compile(
    r"\s*(?:[%$€£°]|(?:km|kg|m|g|ml|l|cm|mm|euro|kcal|people|usd|eur|am|pm|uhr|bucks)\b|"
    r"(?!(?:was|this|does|days|weeks|months|years|pass|across|plus|versus|as|jours|mois|semanas|dias|meses|anos)\b)"
    r"[a-z]{3,}s\b)"
)
"""What follows a number that counts things: 2000 steps."""
_DOTTED = frozenset({"de"})
"""Languages that write the fifth as "5."."""


def folded(text: str) -> str:
    """In small letters without accents, each at its place."""
    text = text[:LONGEST]
    return text.lower() if text.isascii() else "".join(_plain(char) for char in text)


@lru_cache(maxsize=4_096)
def _plain(char: str) -> str:
    if char in "’‘`´":
        return "'"
    return unicodedata.normalize("NFKD", char)[0].lower()[0]


@lru_cache(maxsize=16)
def _phrases(language: str) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """What begins with a word: the words, longest first, their role and its value."""
    table = WORDS[language]
    endings = table.get("~", "").split()
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    for role, entries in table.items():
        for place, entry in enumerate(entries.split(";") if role != "~" else ()):
            value, _, words = entry.rpartition(":")
            for phrase in words.split("|"):
                for ending in endings if "~" in phrase else [""]:
                    split = tuple(word for _, word, _, _ in _raw(folded(phrase.strip().replace("~", ending))))
                    named = value.strip() if ":" in entry else str(place + (role == "m"))
                    found[split[0]].append((split, role, named))
    for entries_of in found.values():
        entries_of.sort(key=lambda one: -len(one[0]))
    return dict(found)


def _raw(text: str) -> list[tuple[str, str, int, int]]:
    """The words, numbers and signs of a folded text; a hyphen inside a word and an apostrophe are none."""
    found = []
    for match in _RAW.finditer(text):
        sort, (start, end) = match.lastgroup or "", match.span()
        if match[0] == "'":
            continue
        if match[0] == "-" and text[start - 1 : start].isalpha() and text[end : end + 1].isalpha():
            continue
        found.append((sort, match[0], start, end))
    return found


def tokens(text: str, calendar: Calendar, language: str, names: frozenset[str] = frozenset()) -> list[Token]:
    """The tokens of a text as one language reads it; `names` are words that are people here."""
    plain = folded(text)
    raw = _raw(plain)
    phrases = _phrases(language)
    found: list[Token] = []
    at = 0
    while at < len(raw):
        sort, word, start, end = raw[at]
        taken = 1
        token = Token("_", word, start, end)
        for words, role, value in phrases.get(word, ()):
            if len(words) > 1 and tuple(one[1] for one in raw[at : at + len(words)]) != words:
                continue
            if role == "D" and found and found[-1].role in "DWvhITEXMqp" and _also(phrases[word], words):
                continue  # "gestern Morgen" is no tomorrow
            taken = len(words)
            token = Token(role, value, start, raw[at + taken - 1][3])
            break
        else:
            if sort in "xcon":
                token = _number(plain, sort, word, start, end, calendar, language)
            elif sort == "other":
                token = Token("," if word == "," else ".", word, start, end)
            elif language in ("de", "nl"):
                pair = list(_compound(word, start, phrases))
                if pair:
                    found += pair
                    at += 1
                    continue
        person = word in names and token.role in "mWvSHDP"
        verb = word == "may" and token.role == "m" and text[start] == "m"
        if (person or verb) and not _dated(raw, at, plain, _SURE if person else _DATING):
            token, taken = Token("_", word, start, end), 1
        found.append(token)
        at += taken
    return found


def _also(entries: list[tuple[tuple[str, ...], str, str]], words: tuple[str, ...]) -> bool:
    """Whether the same words also are a part of a day."""
    return any(role == "P" and same == words for same, role, _ in entries)


_SURE = re.compile(r"\b(?:in|im|em|en)\s*$|\d(?:st|nd|rd|th|\.)?(?:\s+of)?\s*$")
"""What stands before a month that is also the name of a person."""
_DATING = re.compile(
    r"\b(?:in|since|until|early|mid|late|last)\s*$|\d(?:st|nd|rd|th)(?:\s+of)?\s*$"
    r"|(?:^|\b(?:on|from|to|by|until|till|since|before|after))\s*(?:the\s+)?\d+\s*$"
)
"""What stands before a month that is also a verb."""


def _dated(raw: list[tuple[str, str, int, int]], at: int, plain: str, before: re.Pattern[str]) -> bool:
    """Whether a word that may be something else stands as a month does: in May, 5 May, May 2026."""
    start = raw[at][2]
    after = raw[at + 1][0] if at + 1 < len(raw) else ""
    return after in ("n", "o") or before.search(plain, max(0, start - 24), start) is not None


def _number(plain: str, sort: str, word: str, start: int, end: int, calendar: Calendar, language: str) -> Token:
    if _NOT_AFTER.search(plain, max(0, start - 14), start):
        return Token("_", word, start, end)
    if word[-1] == "." and sort == "x" and language not in _DOTTED:
        return Token("_", word, start, end)
    if sort in "xc":
        return Token(sort, _written(word, calendar), start, end)
    if sort == "o" and (word[-1] != "." or language in _DOTTED):
        return Token("o", word.rstrip("stndrhe."), start, end)
    digits = word.rstrip(".stndrhe")
    if len(digits) < 4:
        return Token("n", digits, start, start + len(digits))
    if 1900 <= int(digits) <= 2099 and not _NOT_BEFORE.match(plain, end):
        return Token("y", digits, start, end)
    return Token("_", word, start, end)


def _written(word: str, calendar: Calendar) -> str:
    """A date in figures as year-month-day; 0 is a year that is not written."""
    parts = [int(part) for part in re.split(r"[./-]", word.rstrip("."))]
    if len(word) > 4 and word[:4].isdigit():
        return "-".join(str(part) for part in (*parts, 0)[:3])
    first, second, year = (*parts, 0)[:3]
    day_first = calendar.day_first or "." in word
    if first > 12 >= second or second > 12 >= first:
        day_first = first > 12
    day, number = (first, second) if day_first else (second, first)
    return f"{year + 2000 if len(parts) == 3 and year < 100 else year}-{number}-{day}"


def _compound(
    word: str, start: int, phrases: dict[str, list[tuple[tuple[str, ...], str, str]]]
) -> Iterator[Token]:
    """ "Montagabend", "gisteravond": a day and a part of it."""
    for cut in range(5, len(word) - 3):
        day = [one for one in phrases.get(word[:cut], ()) if one[1] in "WD"]
        part = [one for one in phrases.get(word[cut:], ()) if one[1] in "PQ" and len(one[0]) == 1]
        if day and part:
            yield Token(day[0][1], day[0][2], start, start + cut)
            yield Token(part[0][1], part[0][2], start + cut, start + len(word))
            return


_DAILY = "D W m M k Q S H P R K"
"""The roles whose words speak of time wherever they stand."""


@lru_cache(maxsize=16)
def _telling(languages: tuple[str, ...]) -> tuple[re.Pattern[str], frozenset[str]]:
    """What finds a time in a folded text, and the words of which one stands in every text that tells one without
    figures."""
    words: set[str] = set()
    counted: set[str] = set()
    units: set[str] = set()
    for language in languages:
        for entries in _phrases(language).values():
            for split, role, _ in entries:
                said = r"\W+".join(split).replace(r"\W+'s", "'s")
                if role in _DAILY.split() or role == "A":
                    words.add(said)
                elif role in "LlTNafnG":
                    counted.add(said)
                elif role == "U":
                    units.add(said)
    words -= {"may", "march", "mar", "fall", "back", "fa", "her", "noon", "spring", "this", "set", "terug", "zuvor"}
    signs = {max(_WORD.findall(said.replace(r"\W+", " ")), key=len) for said in words | units}
    pattern = re.compile(
        rf"\b(?:{_trie(words)}|(?:{_trie(counted)}|\d+)\W+{_trie(units)}|(?:19|20)\d\d(?:-\d\d){{0,2}}"
        rf"|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}:\d\d|\d{{1,2}}\s?[ap]m"
        rf"|(?:in|since|until|early|late|mid)\W+(?:may|march|mar|spring)|\d{{1,2}}(?:st|nd|rd|th)?\W+(?:of\W+)?"
        rf"(?:may|march)|(?:may|march)\W+\d{{1,2}})\b"
    )
    return pattern, frozenset(signs | {"may", "march", "mar", "spring"})


_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"\d(?:[./:]\d|\s?[ap]m|(?<=1)9\d\d|(?<=2)0\d\d)")
"""What stands in every text that tells a time in figures alone."""


def _trie(words: set[str]) -> str:
    """A pattern of the words that looks at each letter once."""
    tails: dict[str, set[str]] = defaultdict(set)
    for word in words:
        head = word[:3] if word.startswith(r"\W+") else word[:1]
        tails[head].add(word[len(head) :])
    if set(tails) <= {""}:
        return ""
    rest = [head + _trie(found) for head, found in sorted(tails.items()) if head]
    joined = rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})"
    return f"(?:{joined})?" if "" in tails else joined


def tells_time(text: str, calendar: Calendar = ENGLISH) -> bool:
    """Whether a text says a time: "last week", "in 2024", "on Monday"."""
    plain = folded(text)
    pattern, signs = _telling(calendar.languages)
    words = plain_words(text[:LONGEST])  # in small letters as well
    if words is not None and signs.isdisjoint(words) and not _FIGURES.search(plain):
        return False  # told in a third of the time
    return pattern.search(plain) is not None
