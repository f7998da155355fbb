"""Who is who: "my sister Ana", "Ana is my boss", "I have a brother called Tom", also without capital letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from secondme.memory.facts.relations import BONDS
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.pets import is_pet
from secondme.memory.facts.tokens import Sentence, Token
from secondme.memory.facts.verbs import FORMS
from secondme.memory.facts.who import Circle, role_of
from secondme.memory.facts.words import (
    BREEDS,
    CONDITIONS,
    DIETS,
    FAITHS,
    IS_ILL,
    LANGUAGES,
    NATIONS,
    PETS,
    STATUS,
    TRADES,
    TRAITS,
    UNSAID,
)


@dataclass(frozen=True, slots=True)
class Bond:
    """Somebody of the speaker's: the role, the name, the place of both; for an animal its kind as it was said."""

    role: str
    name: str
    start: int
    end: int
    kind: str = ""


_CALLED = (
    ("is", "called"), ("is", "named"), ("called",), ("named",), ("'s", "name", "is"), ("name", "is"), ("has", "name"),
    ("with", "name"), ("with", "the", "name"), ("whose", "name", "is"), ("who", "is", "called"), ("is",),
    ("goes", "by"), ("now", ","), ("he", "is", "called"),
    ("she", "is", "called"), ("'s", "name"), ("is", "now"), (",", "name", "is"), (",", "called"), (",", "named"),
    ("and", "his", "name", "is"), ("and", "her", "name", "is"),
    ("and", "its", "name", "is"), (",", "his", "name", "is"), (",", "her", "name", "is"),
    (",", "he", "is", "called"), (",", "she", "is", "called"), (",", "it", "is", "called"),
    (",",), ("(",), (":",), (),
)  # fmt: skip
_NO_NAME = frozenset(
    "i a an the and or but so is was are were has had have will would can could who which that this these those my "
    "our his "
    "her their your its in on at to for with from by of about as if when while because since until after before "
    "again also "
    "just always never still now then today tomorrow yesterday not no yes very really too more most some any all "
    "both each "
    "every here there up down out off over back away please thanks ok he she it we they you me him us them what "
    "where why how "
    "do does did got get gets came come comes went goes gone said says told tells asked asks wants needs loves likes "
    "hates lent "
    "phoned called visited gave took made sent thinks thought knows knew keeps kept let lets left may might must "
    "should "
    "work home school coworker name names one two three four new old young best friend friends dog cat pet at as "
    "well than "
    "won't wouldn't can't isn't doesn't didn't birthday house job car wedding party next last sister brother mother "
    "father "
    "son daughter wife husband recently finally actually usually often sometimes yet already maybe probably only even "
    "like between during without against being having getting going doing making working living moving coming visiting "
    "retired pregnant sick ill fine ok okay good great nice bad sad happy angry tired late early ready allergic vegan "
    "vegetarian married single divorced afraid scared fluent born turning older younger little big twin elder eldest "
    "youngest "
    "oldest named also lately forever once twice here's there's over'd again's nearby together alone abroad english "
    "put tongue anymore appointment any door upstairs downstairs".split()
)
_VERBAL = re.compile(r".{3,}(?:ed|ing|ly|'s|ies|[^aeous]s|[sc]hes)$")


def bonds(sentences: list[Sentence]) -> list[Bond]:
    """Who is who in the sentences of a turn."""
    lower = not any(token.capital for one in sentences for token in one.tokens if token.low != "i")
    found: dict[tuple[str, str], Bond] = {}
    last_name: Token | None = None
    for sentence in sentences:
        row = sentence.tokens
        for at, token in enumerate(row):
            for one in _at(row, at, token, lower, last_name):
                found.setdefault((one.role, one.name.lower()), one)
        names = (
            [token for token in row if _is_name(row, token, lower)] if not lower else row[:1] if row
            and _is_name(row, row[0], lower) else []
        )
        names = [token for token in names if token.low not in {one.name.lower() for one in found.values()}]
        last_name = names[0] if names else last_name
    return list(found.values())


_AFTER_VERB = frozenset("with to in at on a an the my from for out around off up".split())


def _is_name(row: tuple[Token, ...], token: Token, lower: bool) -> bool:
    low = token.low
    if not low[0].isalpha() or low in _NO_NAME or low in UNSAID or len(low) < 2 or role_of([low])[0]:
        return False
    if token.capital:
        return (low not in FORMS or row[0] is not token) and low not in _KNOWN | LANGUAGES
    at = next(at for at, one in enumerate(row) if one is token)
    if low.endswith("s") and at + 1 < len(row) and row[at + 1].low in _AFTER_VERB:
        return False
    return lower and low not in FORMS and not _VERBAL.match(low) and low.isalpha() and low not in _PLAIN | _KNOWN


_KNOWN = DIETS | CONDITIONS | FAITHS | frozenset(IS_ILL) | NATIONS | TRADES | TRAITS | frozenset(STATUS)
_PLAIN = frozenset(
    "strict nice kind mean funny smart tall short dead gone back away awful terrible weird rude angry upset mad cool "
    "busy great "
    "sweet lovely wonderful amazing annoying patient honest quiet loud lazy clever brave calm proud shy stubborn "
    "generous famous "
    "allergic crazy cute small large clean dirty noisy messy sleepy hungry thirsty lonely jealous curious picky "
    "fussy grumpy cheerful "
    "moody strong weak rich poor safe sure wrong right true false full empty open shut hot cold warm dry wet long "
    "gentle friendly "
    "healthy unwell better worse best worst fat thin slim blond blonde bald deaf blind asleep awake excited nervous "
    "worried afraid "
    "impatient polite demanding difficult easy hard fun serious relaxed stressed supportive helpful fair tough bossy "
    "chatty cat dog "
    "nearly almost around about still upstairs downstairs outside inside abroad overseas mostly fond keen into good"
    .split()
) | frozenset(
    "plays menu food gift gifts idea ideas toy toys bed phone letter email room side hand help advice coat fur leash "
    "collar vet's "
    "needs story cake scarf ran won't left took has loud music who's around too tells cooked cooks made wrote sings "
    "snores barks "
    "bit ate slept broke fell died sold bought moved quit quits became becomes gave stole forgot forgets".split()
)


def _at(
    row: tuple[Token, ...], at: int, token: Token, lower: bool, last_name: Token | None
) -> Iterator[Bond]:
    low = token.low
    size = len(row)
    if low in ("my", "our"):
        yield from _mine(row, at, at + 1, lower)
        # "Ana is my sister", "She is my sister"
        role, several, end = _role(row, at + 1)
        if role and not several and at >= 2:
            kind = " ".join(token.word for token in row[at + 1 : at + 1 + end]) if role == "pet" else ""
            for one in _before(row, at, at + 1 + end, role, lower, last_name):
                yield replace(one, kind=kind)
    elif (low in ("a", "an", "one", "another") and at and _having(row, at)) or (
        low == "have" and at and row[at - 1].low in ("i", "we") and at + 1 < size
        and row[at + 1].low not in ("a", "an", "my", "to")
    ):
        yield from _mine(row, at, at + 1, lower, having=True)
    elif low == "of" and at + 1 < size and row[at + 1].low in ("mine", "ours"):
        for back in range(1, 4):
            if at - back < 0:
                break
            role, several, end = _role(row, at - back)
            if role and end == back and not several:
                # "Ana is a friend of mine", "a friend of mine, Ana"
                begin = at - back
                while (
                    begin > 0
                    and row[begin - 1].low in ("a", "an", "old", "good", "close", "dear", "very", "great", "longtime")
                ):
                    begin -= 1
                yield from _before(row, begin, at + 2, role, lower, last_name)
                name, end_ = _name_after(row, at + 2, lower)
                if name:
                    yield _bond(role, name, row[at - back], row[end_ - 1])
                break
    elif low in ("from", "of") and at + 1 < size and row[at + 1].low in ("us", "work", "me") and at >= 3:
        role, several, end = _role(row, at - 1)
        if role and end == 1 and not several:
            begin = at - 1 - (row[at - 2].low in ("a", "an", "my"))
            yield from _before(row, begin, at + 2, role, lower, last_name)
    elif low == "of" and at and row[at - 1].low == "one" and at + 2 < size and row[at + 1].low in ("my", "our"):
        role, several, end = _role(row, at + 2)
        if role and several:
            name, end_ = _name_after(row, at + 2 + end, lower)
            if name:
                yield _bond(role, name, row[at - 1], row[end_ - 1])
    elif (
        low == "dating" and at + 1 < size and row[at + 1].capital and at
        and row[at - 1].low in ("am", "now", "been", "are")
    ):
        yield _bond("partner", row[at + 1].word, row[at], row[at + 1])
    elif low in ("lead", "leader") and at >= 2 and row[at - 1].low == "team" and row[at - 2].low in ("my", "our"):
        name, end_ = _name_after(row, at + 1, lower)
        if name:
            yield _bond("boss", name, row[at - 2], row[end_ - 1])
    elif low == "replaced" and at and _is_name(row, row[at - 1], lower) and "boss" in [one.low for one in row[at:]]:
        yield _bond("boss", row[at - 1].word, row[at - 1], row[-1])
    elif low == "name" and at + 2 < size and row[at + 1].low == "of" and row[at + 2].low in ("my", "our"):
        role, several, end = _role(row, at + 3)
        if (
            role and at >= 3 and row[at - 1].low == "the" and row[at - 2].low == "is"
            and _is_name(row, row[at - 3], lower)
        ):
            yield _bond(role, row[at - 3].word, row[at - 3], row[at + 2 + end])


def _having(row: tuple[Token, ...], at: int) -> bool:
    lows = [one.low for one in row[max(0, at - 4) : at]]
    return (
        any(low in ("have", "got", "had", "adopted", "also") for low in lows)
        and any(low in ("i", "we") for low in lows) and "not" not in lows
    )


def _role(row: tuple[Token, ...], at: int) -> tuple[str, bool, int]:
    words = [token.low for token in row[at : at + 4]]
    for stop, word in enumerate(words):
        if (
            word in ("'s", ",", "is", "and", "called", "named", "with", "of", "in", "(", "who", "has")
            or not word[0].isalpha()
        ):
            words = words[:stop]
            break
    role, several, end = role_of(words)
    while role and end < len(words):
        more, many, further = role_of(words[end : end + 1])
        if not more or row[at + end].capital:
            break
        role, several, end = more, many, end + further
    if role:
        return role, several, end
    for size in (1, 2, 3):  # "my beagle Otto"
        if (
            len(words) >= size and (words[size - 1] in BREEDS or words[size - 1] in PETS)
            and (size == 1 or not row[at + size - 1].capital)
        ):
            return "pet", False, size
        if len(words) >= 2 and " ".join(words[:2]) in BREEDS:
            return "pet", False, 2
    return "", False, 0


def _mine(row: tuple[Token, ...], begin: int, at: int, lower: bool, *, having: bool = False) -> Iterator[Bond]:
    if at < len(row) and row[at].low in ("former", "previous", "ex", "furry", "faithful", "four-legged", "imaginary"):
        return
    role, several, size = _role(row, at)
    if not role:
        return
    to = at + size
    if several and (to >= len(row) or row[to].low == "'" or begin == at):
        return
    if several:
        lows = [token.low for token in row[to : to + 2]]
        start = to + sum(low in ("are", "called", "named") for low in lows)
        while start < len(row) and row[start].capital and _is_name(row, row[start], lower):
            yield _bond(role, row[start].word, row[begin], row[start])
            start += 2 if start + 1 < len(row) and row[start + 1].low in (",", "and", "&") else 99
        return
    kind = " ".join(token.word for token in row[at:to]) if is_pet(" ".join(token.low for token in row[at:to])) else ""
    if to < len(row) and row[to].low == "of" and to + 1 < len(row) and row[to + 1].low in ("mine", "work"):
        to += 2
    name, end = _name_after(row, to, lower, strict=having)
    if not name and (said := _name_later(row, to, lower)):
        name, end = said
    if name:
        yield _bond(role, name, row[begin], row[end - 1], kind)


def _name_later(row: tuple[Token, ...], at: int, lower: bool) -> tuple[str, int] | None:
    """ "My dog is a whippet and her name is Juno", "I have a friend, Ana is the name"."""
    for to in range(at, min(len(row), at + 9)):
        lows = [token.low for token in row[to : to + 4]]
        if lows[:1] and lows[0] in ("her", "his", "its") and lows[1:3] == ["name", "is"] and to + 3 < len(row):
            return (row[to + 3].word, to + 4) if _is_name(row, row[to + 3], lower) else None
        if lows[1:4] == ["is", "the", "name"] and _is_name(row, row[to], lower):
            return row[to].word, to + 4
        if lows[:1] and lows[0] in ("my", "our", "i") and to > at:
            return None
    return None


def _name_after(row: tuple[Token, ...], at: int, lower: bool, *, strict: bool = False) -> tuple[str, int]:
    """The name that follows a role, and where it ends."""
    rest = [token.low for token in row[at : at + 5]]
    for link in _CALLED:
        size = len(link)
        if tuple(rest[:size]) != link or at + size >= len(row):
            continue
        token = row[at + size]
        sure = bool(set(link) & {"called", "named", "name"})
        if not _is_name(row, token, lower):
            if sure:
                return "", 0
            continue
        end = at + size + 1
        if (
            link == (",",) and end < len(row) and row[end].low not in (",", ")", "and", "is", "name", "the", "from")
            and not (strict and end == len(row))
        ):
            continue
        if (
            link == ("is",) and end < len(row)
            and row[end].low not in (",", ")", "and", "but", ";", "-", "–", "from", "i")
        ):
            continue
        if link == () and lower and end < len(row) and row[end].low == "'s" and end + 1 >= len(row):
            continue
        words = [token.word]
        while end < len(row) and row[end].capital and token.capital and row[end].low not in _NO_NAME and len(words) < 3:
            words.append(row[end].word)
            end += 1
        if not sure and link == (",",) and "is" in rest and not token.capital and not lower:
            continue
        return " ".join(words), end
    return "", 0


def _before(
    row: tuple[Token, ...], at: int, end: int, role: str, lower: bool, last_name: Token | None
) -> Iterator[Bond]:
    """ "Ana is my sister", "Ana, my sister,", "She is my sister" after a sentence on Ana."""
    if end < len(row) and (row[end].low == "'s" or (row[end].capital and row[end].low not in _NO_NAME)):
        return
    back = at - 1
    while back >= 0 and row[back].low in ("now", "also", "still", "really", "old", "from", "next", "door", "indeed"):
        back -= 1
    if back < 1:
        return
    if row[back].low in ("is", "'s", "was"):
        if row[back].low == "was":
            return
        who = row[back - 1]
        if who.low in ("not",) or (back >= 2 and row[back - 2].low == "if"):
            return
        if who.low in ("she", "he", "it") and last_name is not None and back == 1:
            yield _bond(role, last_name.word, row[0], row[end - 1])
        elif (
            who.low == "name" or not _is_name(row, who, lower)
            or (back >= 2 and row[back - 2].low in ("my", "our", "'s", "a", "the", "her", "his"))
        ):
            return
        else:
            name = (
                f"{row[back - 2].word} {who.word}" if back >= 2 and who.capital and row[back - 2].capital
                and _is_name(row, row[back - 2], False) else who.word
            )
            yield _bond(role, name, who, row[end - 1])
    elif (
        row[back].low in (",", "(") and _is_name(row, row[back - 1], lower)
        and (end >= len(row) or row[end].low in (",", ")"))
    ):
        if (
            (back >= 2 and row[back - 2].low in ("my", "our", "in", "from")) or (role_of([row[back - 2].low])[0]
            and back >= 2)
        ):
            return
        yield _bond(role, row[back - 1].word, row[back - 1], row[end - 1])


def _bond(role: str, name: str, first: Token, last: Token, kind: str = "") -> Bond:
    name = name if name != name.lower() else name.title()
    return Bond(role, name, min(first.start, last.start), max(first.end, last.end), kind)


_COUNTED = re.compile(r"^(?:(?:one|an?|another|also|got|new|old|young|little|big) )+", re.IGNORECASE)


def tied(circle: Circle, tie: Bond) -> Found:
    """A bond as what was found: "Your sister is called Ana."."""
    relation = "has_pet" if tie.role == "pet" else BONDS.get(tie.role, "knows")
    role = tie.role.replace("-", " ") if tie.role == "best-friend" else tie.role
    kind = _COUNTED.sub("", tie.kind) or role
    name = f"{kind} {tie.name}" if relation == "has_pet" else tie.name
    if relation == "knows" and tie.role not in BONDS:
        relation = ""
    return Found(circle.i, relation, name, tie.start, tie.end, Time.NONE, says=
        f"{{whose}} {kind if relation == 'has_pet' else role} is called {tie.name}."
    )
