"""Where the clauses of a sentence begin and end, and where its question begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondme.memory.facts.tokens import Sentence, Token
from secondme.memory.facts.verbs import FORMS, PAST, THIRD
from secondme.memory.facts.who import SUBJECTS

AUX = frozenset("am is are was were have has had do does did will would can could should may might must shall".split())
_LINKS = frozenset(
    "but because although though whereas when while if unless whether who which whose wherever whenever however".split()
)
"""Words at which a clause always begins."""
_MAY_LINK = frozenset("and or so since as before after until till that where plus then & once yet nor cause".split())
"""Words at which one begins if a subject or a verb follows."""
_SIGNS = frozenset(";:–—()-")
_ASKS = frozenset(
    "what which who whose whom where when why how any is are do does did can could would should will please tell help "
    "give write suggest recommend show explain make find list let remind".split()
)


def told_part(sentence: Sentence) -> Sentence:
    """A sentence without the question that it ends with."""
    if not sentence.asks:
        return sentence
    parts = list(segments(sentence.tokens))
    for number, (begin, end) in enumerate(parts):
        if end > begin and _is_question(sentence.tokens[begin:end], last_one=number == len(parts) - 1):
            return Sentence(sentence.tokens[:begin], False, False)
    return sentence


def _is_question(row: Sequence[Token], *, last_one: bool) -> bool:
    words = [token.low for token in row if token.low.isalnum()][:4]
    while words and words[0] in ("and", "so", "but", "hey", "hi", "ok", "or", "also", "then", "now", "well"):
        words = words[1:]
    if not words or words[0] in _ASKS or words[0] in AUX:
        return True
    return last_one


def segments(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where each clause begins and ends."""
    begin = at = 0
    size = len(tokens)
    while at < size:
        low = tokens[at].low
        cut = 0
        if low in _SIGNS:
            cut = 1
        elif low == ",":
            after = tokens[at + 1].low if at + 1 < size else ""
            if after in _MAY_LINK:
                cut = 1 if _opens(tokens, at + 2) or _asks(tokens, at + 2) else 0
            elif after in _LINKS or after in ("any", "please", "what", "how", "where", "why"):
                cut = 1
            else:
                cut = 1 if _opens(tokens, at + 1) else 0
        elif at > begin and low in _LINKS:
            cut = -1
        elif (
            (at > begin and tokens[at - 1].low == "born")
            or (at > begin and low == "that" and tokens[at - 1].low in _BELIEVES)
        ):
            cut = 0
        elif at > begin and low in _MAY_LINK:
            cut = -(_opens(tokens, at + 1, verbs=low in ("and", "or", "then", "&", "nor")) or _asks(tokens, at + 1))
        if cut:
            if at > begin:
                yield begin, at
            begin = at + (cut > 0)
            at = begin + (cut < 0)
        else:
            at += 1
    if begin < size:
        yield begin, size


def _opens(tokens: Sequence[Token], at: int, *, verbs: bool = True) -> bool:
    """Whether a clause begins here: a subject with a verb, or a verb alone."""
    size = len(tokens)
    while at < size and tokens[at].low in SKIPPED:
        at += 1
    if at >= size:
        return False
    low = tokens[at].low
    if low in ("i", "we", "she", "he", "they", "it"):
        return at + 1 < size
    if low in ("there", "that", "this", "you"):
        return _verbal(tokens, at + 1)
    if low in SUBJECTS or tokens[at].capital or low in ("the", "one", "every", "each"):
        return any(
            _finite(tokens[to].low) and (to > at + 1 or tokens[at].capital or low in SUBJECTS)
            for to in range(at + 1, min(size, at + 6))
            if not any(tokens[between].low in (_ENDS if low in SUBJECTS else _BREAKS) for between in range(at + 1, to))
        )
    return verbs and at + 1 < size and _verb_alone(tokens, at)


_BELIEVES = frozenset("believe think opinion find convinced feel thinking know say said told you".split())


def _asks(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].low in _ASKS and tokens[at].low not in AUX


SKIPPED = frozenset(
    "also then now still just even currently recently actually and i'm sometimes always usually".split()
)
_BREAKS = frozenset("and or , to with for in at on from but".split())
_ENDS = _BREAKS - {"in", "at", "from"}
"""What is no part of a subject; "my flat in Cork" is one."""


def _finite(low: str) -> bool:
    return low in AUX or any(what in (THIRD, PAST) for _, what in FORMS.get(low, ())) or low == "'s"


def _verbal(tokens: Sequence[Token], at: int) -> bool:
    return any(token.low in AUX or token.low in FORMS for token in tokens[at : at + 3])


def _verb_alone(tokens: Sequence[Token], at: int) -> bool:
    low, after = tokens[at].low, tokens[at + 1].low
    if low in AUX:
        return after not in ("and", ",")
    if low not in FORMS or after in ("and", ",", "or", ".", "of"):
        return False
    return after not in ("is", "are", "was") and not tokens[at].capital
