"""How a person says a thing: slots are filled, the manner of the person is put on, words are marked and found again."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

_OPEN, _CLOSE, _LOWER, _FIRST = "\x02", "\x03", "\x04", 0xE000
"""Marks within a text under way: words begin and end, a capital that only a sentence's beginning asks for."""
_BEGUN = re.compile(r"^((?:\x02.)?)([A-Z][a-z']*)")
_ASKS = re.compile(
    r"(?:what(?! (?:i|my) )|who|how|why|which|am|do|does|is|are|can|will|would (?:you|it)"
    r"|(?:when|where) (?:is|are|do|does|did|can))\b(?!')",
    re.I,
)
"""How a question begins that was written without its mark."""
_SLOT = re.compile(r"\{([^{}]+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[AaEeIi]\w|[Oo](?!ne\b)\w|uncle)")
_WORD = re.compile(r"[A-Za-z]{5,}")
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a person writes. `late`: learnt English late. `typos` is the share of long words that are mistyped."""

    capitals: bool = True
    apostrophes: bool = True
    stops: bool = True
    late: bool = False
    typos: float = 0.0
    openers: tuple[str, ...] = ()
    joints: tuple[str, ...] = (" ",)
    wordy: float = 0.35
    """The share of messages that say more than one thing."""


MANNERS = (
    Manner(openers=("Good morning. ", "Hello again. ")),
    Manner(capitals=False, apostrophes=False, stops=False, typos=0.02, openers=("hey ", "ok so "), joints=("\n", ", ")),
    Manner(openers=("Hi! ", "One more thing. ", "Right. "), joints=(" ", " And ", "\n\n"), wordy=0.6),
    Manner(late=True, openers=("Hello, ", "Please, ")),
    Manner(capitals=False, openers=("so ", "hm. "), joints=(" ", ". also "), wordy=0.2),
    Manner(typos=0.03, stops=False, openers=("Ok. ",), joints=(" and ", ", ", " - ")),
    Manner(wordy=0.15),
    Manner(late=True, apostrophes=False, typos=0.02, stops=False, joints=(" ", ", and ")),
    Manner(openers=("Oh, and ", "By the way, "), joints=(" ", " Also, "), wordy=0.5),
    Manner(capitals=False, stops=False, openers=("morning ", "evening, "), joints=("\n", " / "), wordy=0.5),
    Manner(openers=("Dear assistant, ", "Thank you. ")),
    Manner(apostrophes=False, typos=0.01, joints=(" ", "... "), openers=("Well... ", "Anyway. ")),
)


@dataclass(slots=True)
class Part:
    """A piece of a message, its words marked; `first` is the number of its first mark."""

    text: str
    marks: int


def marked(template: str, first: int) -> Part:
    """The template with its brackets turned into marks; where it has none, all of it is one."""
    text = template.removeprefix("~").strip()
    if "[" not in text:
        text = f"[{text}]"
    count = 0
    out = []
    for char in text:
        if char == "[":
            out.append(_OPEN + chr(_FIRST + first + count))
            count += 1
        else:
            out.append(_CLOSE if char == "]" else char)
    return Part(soft("".join(out)), count)


def soft(text: str) -> str:
    """The text, its first letter marked where it is a capital only because a sentence begins."""
    begun = _BEGUN.match(text)
    if begun is None or begun[2] in ("I", "I'm", "I've", "I'd", "I'll"):
        return text
    return f"{begun[1]}{_LOWER}{text[begun.end(1) :]}"


def put_on(text: str, manner: Manner, rng: random.Random) -> str:
    """The template in the person's manner, its slots untouched."""
    pieces = re.split(r"(\{[^{}]+\})", text)
    for at in range(0, len(pieces), 2):
        piece = pieces[at]
        if manner.typos:
            piece = _WORD.sub(lambda word: _mistyped(word[0], rng) if rng.random() < manner.typos else word[0], piece)
        pieces[at] = piece if manner.apostrophes else re.sub(r"(?<=\w)'(?=\w)", "", piece)
    return "".join(pieces)


def filled(text: str, slots: dict[str, str]) -> str:
    """The text with its slots filled, "a" before a vowel made "an". KeyError if a slot is unknown."""
    return _ARTICLE.sub(r"\1n ", _SLOT.sub(lambda found: slots[found[1]], text))


def slots_of(text: str) -> list[str]:
    """The names of the slots in a text, in their order."""
    return _SLOT.findall(text)


def joined(parts: list[str], manner: Manner, rng: random.Random, opener: str = "") -> str:
    """One message of several pieces, in the person's manner, with a word of greeting before them if given."""
    if opener:
        parts = [_opened(opener, parts[0]), *parts[1:]]
    message = ""
    for number, part in enumerate(parts):
        text = part
        if number:
            joint = rng.choice(manner.joints)
            if joint in (" ", "\n\n", " And ", " Also, ", ". also ") and not _ended(message):
                message += "" if joint.startswith(".") else "."
            if joint.strip() and joint != "... " and _ended(message) and joint[0] in ".,":
                joint = " "
            if joint not in (" ", "\n", "\n\n", "... "):
                text = _lowered(part)
            message += joint
            if joint in (" ", "\n\n"):
                text = _raised(text) if manner.capitals else text
        message += text
    if manner.capitals:
        message = _raised(message)
    elif not any(char.isupper() for char in manner.openers):
        message = message.lower()
    if manner.stops and not _ended(message):
        last = re.sub(f"{_OPEN}.|{_LOWER}", "", parts[-1])
        message += "?" if _ASKS.match(last) and "?" not in last else "."
    return message


def found(message: str) -> tuple[str, dict[int, str]]:
    """The message without its marks, and the words that stood between each pair of them."""
    words = {}
    message = message.replace(_LOWER, "")
    for mark in re.finditer(_OPEN + "(.)", message):
        end = message.index(_CLOSE, mark.end())
        inside = re.sub(f"{_OPEN}.|{_CLOSE}", "", message[mark.end() : end])
        words[ord(mark[1]) - _FIRST] = inside.strip()
    return re.sub(f"{_OPEN}.|{_CLOSE}", "", message), words


def spoken(day: str, rng: random.Random) -> str:
    """A day of the year ("3-14" as month and day) as people say it."""
    month, number = (int(part) for part in day.split("-"))
    name = _MONTHS[month - 1]
    return rng.choice([f"{number} {name}", f"{name} {number}", f"{_th(number)} of {name}", f"{name} {_th(number)}"])


def past(today: date, most: int, rng: random.Random) -> tuple[str, int] | None:
    """Words for a day in the past, less than `most` days ago, and how many days ago it was."""
    back = rng.randrange(2, 7)
    chosen = [("yesterday", 1), ("three days ago", 3), ("a week ago", 7), ("ten days ago", 10), ("two weeks ago", 14)]
    chosen += [("three weeks ago", 21), (f"last {today - timedelta(back):%A}", back)]
    fitting = [one for one in chosen if one[1] < most]
    return rng.choice(fitting) if fitting else None


def future(today: date, least: int, rng: random.Random) -> tuple[str, str, date]:
    """A day at least `least` days ahead: as an adverb ("on Friday"), bare ("Friday"), and the day."""
    ahead = rng.choice([least, least + 1, least + 3, least + 8, least + 15, least + 22])
    day = today + timedelta(ahead)
    plain = f"{day.day} {_MONTHS[day.month - 1]}"
    if ahead < 7 - today.weekday():
        name = f"{day:%A}"
        return ("tomorrow", name, day) if ahead == 1 else (f"on {name}", name, day)
    if ahead < 14 - today.weekday():
        name = f"next {day:%A}"
        return name, name, day
    weeks = {14: "in two weeks", 21: "in three weeks"}
    return weeks.get(ahead, f"on {plain}"), plain, day


def bare(text: str) -> str:
    """A noun without its article."""
    return re.sub(r"^(?:an?|the) ", "", text)


def _th(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number < 14 else ends.get(number % 10, 'th')}"


def _mistyped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 2)
    if rng.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]


def _ended(message: str) -> bool:
    return message.rstrip(_CLOSE).endswith((".", "!", "?", ":", ")", '"'))


def _raised(text: str) -> str:
    """With a capital where the first letter stands."""
    return re.sub(r"^((?:\x02.|\W)*)(\w)", lambda found: found[1] + found[2].upper(), text, count=1, flags=re.S)


def _lowered(text: str) -> str:
    """Without the capital of a word that has it only because a sentence begins."""
    return re.sub(f"{_LOWER}(.)", lambda found: found[1].lower(), text, count=1)


def _opened(opener: str, text: str) -> str:
    if re.sub(f"{_OPEN}.|{_LOWER}", "", text).casefold().startswith(opener.split()[-1].casefold()):
        return text
    return opener + (_raised(text) if opener.rstrip()[-1] in ".!" else _lowered(text))
