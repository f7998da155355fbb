"""What of the mentions that a reader marked in a turn counts as said, as statements.

Pure. A mention is words, a relation, and a chance. Here it becomes a statement in the same form as the rules' own:
the object as it is kept, the sentence of its relation, the times that its clause tells. What has no such form, as a
birthday that is no day, is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from secondme.memory.facts import dating
from secondme.memory.facts.draw import cleaned, company, stated
from secondme.memory.facts.entailed import entailed
from secondme.memory.facts.figures import paid, sized
from secondme.memory.facts.frames.pieces import KIN, ROLES
from secondme.memory.facts.mention import FAVOURITE, Mention
from secondme.memory.facts.relations import BONDED, BONDS, RELATIONS
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.tokens import plain, sentence_of
from secondme.memory.facts.who import PRONOUNS, Circle, Who, plain_name, theirs
from secondme.memory.facts.words import DIETS, PETS
from secondme.memory.kin import PLURALS, ROLE_OF

OVER = 0.5
"""The chance from which on something holds no more."""


def statements(said: Utterance, mentions: Sequence[Mention]) -> list[tuple[Statement, Mention]]:
    """The statements that mentions make, each with its own; of several with the same words for one relation the
    likeliest."""
    text = plain(said.text)
    circle = company(said, text)
    taken: list[Mention] = []
    for one in sorted(mentions, key=lambda one: -one.chance):
        if not any(_same_words(one, other) for other in taken):
            taken.append(one)
    found = [(made, one) for one in taken if (made := _found(one, text, circle))]
    # "My dog, a terrier named Bello" is one.
    named = [one for one, _ in found if one.relation == "has_pet" and one.object.lower() not in PETS]
    pets = {(one.who.key, one.start) for one in named}
    found = [
        (made, one) for made, one in found
        if made.relation != "has_pet" or made.object.lower() not in PETS or (made.who.key, made.start) not in pets
    ]
    return [
        (statement, mention)
        for one, mention in found
        for statement in cleaned([stated(_in_place(one, found), said, text)], said)
        if entailed(statement, said)
    ]


def _same_words(one: Mention, other: Mention) -> bool:
    return one.relation == other.relation and one.start < other.end and other.start < one.end


def _in_place(one: Found, others: Sequence[tuple[Found, Mention]]) -> Found:
    """A finding with what it takes the place of: the one thing of its kind that the turn says is over."""
    of_its_kind = [other for other, _ in others if (other.relation, other.who.key) == (one.relation, one.who.key)]
    over = [other.object for other in of_its_kind if other.ends]
    return replace(one, replaces=over[0]) if len(over) == 1 and not one.ends else one


def _found(one: Mention, text: str, circle: Circle) -> Found | None:
    start, end = sentence_of(text, one.start, one.end)
    who = _who(one, text, start, circle)
    words = text[max(0, one.start - _BEFORE) : one.end]
    thing = _ARTICLE.sub("", text[one.start : one.end]).strip(" .,;:!?\"'()")
    over = one.over > OVER
    relation = one.relation
    if relation == FAVOURITE:
        kinds = [(_apart(kind.span(), one), kind[1].lower()) for kind in _KIND.finditer(text, start, end)]
        relation = f"favourite_{min(kinds)[1]}" if kinds else ""
    if who is None or not thing or relation not in RELATIONS or (who.me and relation == "is_a"):
        return None
    if relation in _NAMED and _spoken_to(text, one):
        return None
    clause = text[start:end]
    if relation in _EVENTS and (other := _NOT_THEN.search(text, one.end, end)):
        end = other.start()
    used = over and bool(_USED.search(clause))
    found = Found(who, relation, thing, start, end, _time(relation, over), over, used)
    return _formed(found, words, clause, one.start - start)


def _apart(place: tuple[int, int], one: Mention) -> int:
    """How many characters stand between a place and a mention."""
    return max(one.start - place[1], place[0] - one.end)


_ARTICLE = re.compile(r"^(?:(?:an?|the|my|our|some|this|that)\s+)+(?=\S)", re.IGNORECASE)
_KIND = re.compile(r"\bfav(?:ou?rite|e)? (\w+)", re.IGNORECASE)
_USED = re.compile(r"\bused to\b", re.IGNORECASE)
_NOT_THEN = re.compile(r",? (?:and )?(?:not|instead of|rather than)\b", re.IGNORECASE)
"""Before another day than the one that is meant."""
_EVENTS = frozenset(("plans", "appointment", "visited", "injured", "expects"))


def _time(relation: str, over: bool) -> Time:
    if over:
        return Time.TURN
    return Time.EVENT if relation in _EVENTS else Time.STATE


# ---- the form of an object ---------------------------------------------------------------------------


def _formed(found: Found, words: str, clause: str, at: int) -> Found | None:
    """A finding with its object, which stands at a place in its clause and ends some words, as the rules would keep it;
    None where it is of no use."""
    thing, relation = found.object, found.relation
    if relation in ("born_on", "anniversary"):
        day = dating.date(thing)
        return replace(found, object=day[0], shown=day[1]) if day else None
    if relation in ("age", "height", "weight", "wakes_at", "salary", "pays", "phone") and not _NUMBER.search(thing):
        return None
    if relation == "email" and "@" not in thing:
        return None
    if relation == "prefers":
        return replace(found, object=_OVER.sub(" over ", thing))
    if relation == "pays":
        return replace(found, object=paid(thing, clause, at))
    if relation == "size":
        size = sized(thing, clause, at)
        return replace(found, object=size) if size else None
    if relation == "eats":
        thing = _DIET.sub("", thing)
        several = thing.endswith("s") and thing[:-1].lower() in DIETS
        return replace(found, object=thing[:-1] if several else thing)
    if relation == "habit":
        doing = _DOING.sub("", thing)
        near = [day for day in _WEEKDAY.finditer(clause) if not _ELSE.search(clause, *_between(day.span(), at, thing))]
        days = {day[1].title() for day in near}
        if len(days) == 1 and not _WEEKDAY.search(doing):
            doing += f" on {days.pop()}"
        return replace(found, object=re.sub(r"(day)s\b", r"\1", doing), shown=doing)
    if relation == "has_pet" and (named := _NAMED_PET.match(thing)):
        kind = named[1].lower()
        shown = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} called {named[2]}"
        return replace(found, object=named[2], shown=shown) if kind in PETS else found
    if relation in BONDED - {"has_pet"}:
        return _bond(found, clause, at)
    if relation == "is_called":
        return replace(found, object=_name(thing))
    if relation == "has_family":
        kin = any(word in ROLE_OF or word in PLURALS for word in re.findall(r"[\w-]+", thing.lower()))
        return found if kin else None
    article = _SAID.search(words[: len(words) - len(thing)])
    return replace(found, shown=f"{article[1].lower()} {thing}") if article else found


_SAID = re.compile(r"\b(an?|the)\s+$", re.IGNORECASE)
_BEFORE = 6
"""Characters before an object in which its article stands."""


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh"
    r"|nine)ty|noon|midnight)\b",
    re.IGNORECASE,
)
_OVER = re.compile(r"\s+(?:(?:better|more|rather) than|instead of|over|than|to|before)\s+", re.IGNORECASE)
_DIET = re.compile(r"\s+(?:diet|food|only)$", re.IGNORECASE)


_DOING = re.compile(r"^(?:i |we )?(?:do|does|have|has|had|got|goe?s? for|going for|attend)\s+(?=\w)", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:and|but|so|because)\b|;")
"""Before what is said of something else."""


def _between(place: tuple[int, int], at: int, thing: str) -> tuple[int, int]:
    """The characters between a place and some words that begin at another."""
    return (place[1], at) if place[1] <= at else (at + len(thing), place[0])


_WEEKDAY = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b", re.IGNORECASE)
_NAMED_PET = re.compile(r"(?:\w+ )?([a-z][\w-]+),? (?:called |named )?([A-Z]\w+)$")


def _bond(found: Found, clause: str, at: int) -> Found | None:
    """Somebody's name, in a sentence that says what they are; None where a word is none, or they are something else."""
    name = found.object
    if name.lower() in ROLES or name.lower() in PLURALS or not name[:1].isalpha():
        return None
    if name == name.lower() and (clause != clause.lower() or not plain_name(name.split()[0])):
        return None
    found = replace(found, object=_name(name))
    near = [
        (max(at - match.end(), match.start() - at - len(name)), match.end(), ROLES[match[0].lower()])
        for match in _ROLE.finditer(clause)
    ]
    right = [one for one in near if BONDS.get(one[2]) == found.relation]
    if not right:
        return found
    role = min(right)[2]
    if min(near)[2] != role and clause[min(near)[1] : at].isspace():
        return None
    return replace(found, says=f"{{whose}} {role.replace('-', ' ')} is called {{object}}.")


def _name(words: str) -> str:
    """A name with the capitals that a hasty writer left out."""
    return words.title() if words == words.lower() else words


_ROLE = re.compile(rf"\b{KIN}\b", re.IGNORECASE)


# ---- whose it is -------------------------------------------------------------------------------------

_PRONOUNS = PRONOUNS | {"him": "he", "hers": "she", "them": "they", "its": "it"}
_I = frozenset("i me my mine we us our ours myself im ive".split())
_NAME = re.compile(r"[^\W\d_][\w-]*(?:'(?!s\b)\w+)?(?:\s[A-ZÀ-ÖØ-Þ][\w-]*)*")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Herr|Frau)\.?\s$")


def _who(one: Mention, text: str, begin: int, circle: Circle) -> Who | None:
    """Whose a mention is, in a sentence that begins at a character; None where that is somebody of whom nothing is
    known, or somebody's somebody."""
    if one.whose is None:
        return circle.i
    who = _owner(one.whose, text, circle)
    if who is None or who.me:
        return who
    named = _whole(text, one.whose[0]).lower()
    of = theirs(text[min(begin, one.whose[0]) : one.start])
    if "'s" not in who.key and (named in of or who.key.lower().split()[0] in of):
        return None
    said = _SHE.search(text, begin, one.start) if one.whose[0] < begin else None
    return None if said and who.sex and who.sex != _PRONOUNS[said[0].lower()] else who


_SHE = re.compile(r"\b(?:he|she|his|her)\b", re.IGNORECASE)


def _owner(whose: tuple[int, int], text: str, circle: Circle) -> Who | None:
    circle.reach(whose[0])
    match = _NAME.match(text, whose[0])
    word = match[0] if match else text[slice(*whose)]
    low = word.split()[0].lower()
    if low in _I:
        return circle.i
    if low in _PRONOUNS:
        return circle.meant(_PRONOUNS[low])
    whole = _whole(text, whose[0])
    role = ROLES.get(whole.lower()) or ROLE_OF.get(whole.lower(), "").replace(" ", "-")
    if role:
        return circle.mine(role)
    if whole.lower() in PLURALS:
        return circle.mine(PLURALS[whole.lower()], several=True)
    if title := _TITLE.search(text, 0, whose[0]):
        word = title[0] + word
    opens = text[: whose[0]].rstrip(" ")[-1:] in ("", ".", "!", "?", "\n")
    may_be = plain_name(low) and (circle.lower or opens)
    nobody = (word == word.lower() and not may_be) or (opens and _NO_SUBJECT.match(text, whose[0]))
    if nobody and low not in circle.roles:
        return None
    return circle.named(_name(word))


_NO_SUBJECT = re.compile(
    r"\w+ (?:my|our|your|me|you|it)\b"
    r"|(?:fluent|native|allergic|allergy|born|based|married|afraid|scared|fond|proud|raised)\b",
    re.IGNORECASE,
)
"""A word that opens a sentence and is nobody's name: "Fluent in Greek", "Mind my allergy"."""


_NAMED = BONDED - {"has_pet"} | {"is_called"}
_HAIL = re.compile(
    r"(?:^|[.!?\n]\s*)(?:(?:oh|ah|aw+|well|ok|okay|yes|yeah|no|so),? )?(?:thanks?(?: you)?(?: so much| a lot| again)?"
    r"|thx|ta|cheers|hey(?: there)?|hi(?: there)?|hiya|hello|yo|wow|congrats|congratulations|sorry|sure|bye|goodbye"
    r"|welcome|good (?:morning|evening|afternoon|night|job|luck)|well done),? $",
    re.IGNORECASE,
)
_ONESELF = re.compile(
    r"\b(?:me|name|it['’]?s|this is|i['’]?m|i am|called?|known|signed|yours|regards|wishes|best|love)\b[^.!?\n]*$",
    re.IGNORECASE,
)
_OF_MINE = re.compile(
    r"\b(?:my|our|have|has|had|got|married|met|named|called|dating|with|two|three|four|five)\b[^.!?\n]*$", re.IGNORECASE
)


def _spoken_to(text: str, one: Mention) -> bool:
    """Whether a name is that of whom the person speaks to: "Thanks, Melanie.", "Glad you are well, Tom!"."""
    before, after = text[: one.start], text[one.end : one.end + 6].lower()
    if _HAIL.search(before):
        return not after.startswith((" here", " again"))
    closed = before.endswith(", ") and after[:1] in (".", "!", "?", "")
    return closed and (_OF_MINE if one.relation != "is_called" else _ONESELF).search(before) is None


def _whole(text: str, at: int) -> str:
    """The word with its hyphens that a character stands in: "mother-in-law"."""
    begin = at
    while begin and (text[begin - 1].isalnum() or text[begin - 1] == "-"):
        begin -= 1
    found = re.match(r"[\w-]+", text[begin:])
    return found[0] if found else ""
