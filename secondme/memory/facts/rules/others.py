"""What the forms read of the person, read of somebody else: "my brother calls Ghent home" as "I call Ghent home"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from secondme.memory.facts.clause import whole_clauses
from secondme.memory.facts.frames.drawn import framed
from secondme.memory.facts.frames.pieces import is_name
from secondme.memory.facts.relations import BONDS
from secondme.memory.facts.rules.found import Found
from secondme.memory.facts.rules.spoken import spoken
from secondme.memory.facts.rules.whole import whole
from secondme.memory.facts.tokens import Sentence, Token, sentences
from secondme.memory.facts.verbs import BASE, PAST, THIRD, form
from secondme.memory.facts.who import Circle, Who, role_of
from secondme.memory.facts.words import MAKES, TOOLS

_OF_ANYBODY = frozenset(
    "lives_in comes_from works_as works_at likes dislikes allergic_to eats born_on age plays studies speaks drives "
    "has_condition supports fears learns takes owns collects".split()
)
_MINE = frozenset(("i", "me", "my", "we", "our", "us", "mine", "ours"))
_TURNED = {
    "he": "i", "she": "i", "his": "my", "her": "my", "him": "me", "himself": "myself", "herself": "myself", "is": "am",
    "has": "have", "does": "do",
}  # fmt: skip
_NO_VERB = frozenset("is was this his always perhaps yes plus across".split())


def of_others(text: str, sentence: Sentence, circle: Circle, known: Sequence[Found]) -> Iterator[Found]:
    """What a sentence states of the one person that it speaks of, where the rules before found nothing of them."""
    turned = _turned(sentence.tokens, circle)
    if turned is None:
        return
    who, row = turned
    if any(one.who.key == who.key for one in known):
        return
    for chunk in whole_clauses(text, Sentence(row, sentence.asks, sentence.exclaims), circle):
        here: list[Found] = list(whole(chunk))
        for one in (*here, *spoken(chunk, here)):
            if one.who.me and one.relation in _OF_ANYBODY:
                yield replace(one, who=who, confidence=min(one.confidence, 0.8))
    written = " ".join(token.word if token.low == token.word.lower() else token.low for token in row)
    written = written.replace(" 's", "'s").replace("i am", "I am")
    for one in framed(written, sentences(written), Circle(lower=circle.lower), ()):
        if one.who.me and one.relation in _OF_ANYBODY and not (one.relation == "takes" and "prescri" in written):
            begin, end = row[0].start, row[-1].end
            yield replace(one, who=who, start=begin, end=end, confidence=min(one.confidence, 0.8))


def _turned(row: Sequence[Token], circle: Circle) -> tuple[Who, tuple[Token, ...]] | None:
    """The sentence with "I" in the place of who it speaks of; None where it speaks of nobody, or of the person too."""
    found = next(filter(None, (_person(row, at, circle) for at in range(len(row)))), None)
    found = found or next(filter(None, (_named(row, at, circle) for at in range(min(_EARLY, len(row))))), None)
    found = found or _further(row, circle)
    if found is None:
        return None
    who, at, end = found
    owner = end < len(row) and row[end].low == "'s"
    rest = _alone(row[end + owner :])
    if rest is None or any(token.low in _MINE for token in row[:at]):
        return None
    first, last = row[at], row[end - 1]
    said = "my" if owner else "i" if at == 0 or row[at - 1].low in (",", "and", "but", "so") else "me"
    changed = [Token(said, first.start, last.end, first.word)]
    for number, token in enumerate(rest):
        verb = form(token.low, THIRD) if not form(token.low, BASE) else ""
        low = token.low if owner and token.low in ("is", "has", "does") else _TURNED.get(token.low) or verb or token.low
        if low == token.low and number == 0 and said == "i" and low.endswith("s") and low not in _NO_VERB:
            low = low[:-1]
        changed.append(replace(token, low=low))
    return who, (*row[:at], *changed)


def _alone(rest: Sequence[Token]) -> Sequence[Token] | None:
    """What is told of somebody, up to where the person is spoken of too; None where that is at once."""
    mine = next((at for at, token in enumerate(rest) if token.low in _MINE), None)
    if mine is None:
        return rest
    cut = next((at for at in range(mine, 0, -1) if rest[at].low in _JOINTS), 0)
    return rest[:cut] if cut >= _FEWEST else None


_JOINTS = frozenset((",", ";", "-", "–", "—", "so", "but", "and", "because", "(", ":"))
_FEWEST = 2
"""Words that state something."""


def _person(row: Sequence[Token], at: int, circle: Circle) -> tuple[Who, int, int] | None:
    low = row[at].low
    if low in ("my", "our"):
        role, several, after = role_of([token.low for token in row[at + 1 : at + 5]])
        if not role or several or BONDS.get(role) in (None, "has_pet"):
            return None
        end = at + 1 + after
        if end < len(row) and row[end].capital and row[end].low in circle.roles:
            return circle.mine(role, row[end].word), at, end + 1
        return circle.mine(role), at, end
    if low in circle.roles and BONDS.get(circle.roles[low]) != "has_pet":
        return circle.named(row[at].word.title()), at, at + 1
    return None


def _named(row: Sequence[Token], at: int, circle: Circle) -> tuple[Who, int, int] | None:
    """Somebody of whom no more is known than a name, with which a sentence begins."""
    if at and (row[at - 1].capital or row[at - 1].low in _LEADING):
        return None
    found = circle.subject(row, at, first=True)
    if found is None:
        return None
    who, end = found
    if who.me or who.role or who.of or who.several or who.key.lower() != row[at].low or end >= len(row):
        return None
    return (who, at, at + 1) if row[end].low == "'s" or _tells(row[end].low) else None


def _further(row: Sequence[Token], circle: Circle) -> tuple[Who, int, int] | None:
    """Somebody whose name stands later in a sentence, the only one there: "wasps terrify Piotr"."""
    names = [
        at for at in range(1, len(row))
        if row[at].capital and not row[at - 1].capital and row[at - 1].low not in _LEADING | _ENDING
        and is_name(row[at].word) and row[at].low not in TOOLS | MAKES
    ]  # fmt: skip
    if len(names) != 1 or (names[0] + 1 < len(row) and row[names[0] + 1].capital):
        return None
    return circle.named(row[names[0]].word), names[0], names[0] + 1


_ENDING = frozenset(", ( . ! ? is was were called named says said saw watch watched reading love loves".split())
"""Words and signs after which a name is rather a place's or a title."""
_LEADING = frozenset("the a an in at from to of on my our this that".split())
_EARLY = 3
"""Words before a name of which nothing more is known."""


def _tells(low: str) -> bool:
    """Whether a word after a name is a verb of one person, so that the name may be somebody's."""
    return low in _TELLING or bool(form(low, THIRD)) or bool(form(low, PAST) and not form(low, BASE))


_TELLING = frozenset("is has was does can went became got never always really now".split())
