"""What the forms read of the person, read of somebody else: "my brother calls Ghent home" as "I call Ghent home"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from secondme.memory.facts.clause import whole_clauses
from secondme.memory.facts.relations import BONDS
from secondme.memory.facts.rules.found import Found
from secondme.memory.facts.rules.spoken import spoken
from secondme.memory.facts.rules.whole import whole
from secondme.memory.facts.tokens import Sentence, Token
from secondme.memory.facts.verbs import BASE, THIRD, form
from secondme.memory.facts.who import Circle, Who, role_of

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


def _turned(row: Sequence[Token], circle: Circle) -> tuple[Who, tuple[Token, ...]] | None:
    """The sentence with "I" in the place of who it speaks of; None where it speaks of nobody, or of the person too."""
    found = next(filter(None, (_person(row, at, circle) for at in range(len(row)))), None)
    if found is None:
        return None
    who, at, end = found
    owner = end < len(row) and row[end].low == "'s"
    rest = row[end + owner :]
    if any(token.low in _MINE for token in (*row[:at], *rest)):
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
