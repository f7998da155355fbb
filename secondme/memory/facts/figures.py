"""Figures with what they are of: what is paid for what, which garment has which size.

Pure. A reader marks a figure, and often not what it is of: that stands elsewhere in the sentence.
"""

from __future__ import annotations

import re


def paid(words: str, clause: str, at: int) -> str:
    """What is paid as "35 pounds a month for gym", from some words at a place in their clause; without what for where
    nothing tells it, and the words as they are where they are no amount."""
    amount = _AMOUNT.search(words)
    if amount is None:
        return words
    thing = _bare(f"{words[: amount.start()]} {words[amount.end() :]}")
    thing = thing or _bill(clause, at + amount.start(), amount[0])
    fits = thing and len(thing.split()) <= _WORDS and not _NO_BILL.search(thing)
    return f"{amount[0]} for {thing}" if fits else amount[0]


_LONG = 120
"""Characters of words that tell what is paid for, and of nothing longer."""
_NO_BILL = re.compile(r"\d|\b(?:me|us|them|him|her|it|i|we|they|he|she|you)\b", re.IGNORECASE)
_WORDS = 5
"""The most words for what is paid for."""


def sized(words: str, clause: str, at: int) -> str:
    """A size as "boots 43"; empty where nothing tells of what."""
    size = _SIZE.search(words)
    if size is None:
        return ""
    garment = _worn(words.replace(size[0], " ", 1))
    if not garment:
        several = len(re.findall(r"\d+", clause)) > 1
        found = [one for one in _GARMENT.finditer(clause) if not several or abs(one.start() - at) < _NEAR]
        near = min(found, key=lambda one: abs(one.start() - at), default=None)
        garment = _worn(near[0]) if near else ""
    return f"{garment} {size[0]}" if garment else ""


def instead(relation: str, thing: str, figure: str) -> str:
    """What is paid, or a size, with another figure in place of its own: "35 pounds for gym", "40 pounds" → "40 pounds
    for gym"; empty where either has no figure or the relation has none."""
    pattern = {"pays": _AMOUNT, "size": _SIZE}.get(relation)
    found = list(pattern.finditer(thing)) if pattern else []
    if not pattern or not found or not pattern.search(figure):
        return ""
    old = found[-1] if relation == "size" else found[0]
    return f"{thing[: old.start()]}{figure}{thing[old.end() :]}"


def _worn(words: str) -> str:
    return " ".join(_NOT_GARMENT.sub(" ", words).split())


def _bill(clause: str, start: int, figure: str) -> str:
    """What is paid for by a sum in a clause, from what follows it or else from what stands before."""
    after = _FOR.match(clause, start + len(figure))
    before = _RAISED.search(clause[:start]) or _COSTS.search(clause[:start])
    return _bare((after[1] or after[2]) if after else before[1] if before else "")


def _bare(words: str) -> str:
    if len(words) > _LONG:
        return ""
    bare = _SPENT.sub("", _SPENT.sub("", _BESIDE.sub("", " ".join(words.split())))).strip(" ,=")
    return bare[:1].lower() + bare[1:] if _SMALL.match(bare) else bare


_AMOUNT = re.compile(
    r"(?:[€$£] ?)?\d[\d.,]*(?<![.,])(?: ?(?:k|thousand|hundred))?(?: ?(?:[€$£]|euros?|pounds?|dollars?|quid|bucks"
    r"|francs|kron(?:er|or)|crowns|eur|gbp|usd|chf|yen|zloty))?(?: (?:a|per|each|every) (?:month|week|year|day|quarter"
    r"|term)\b| (?:month|week|year)ly\b)?",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\d+(?:[.,/]\d+)?(?: ?(?:and a half|1/2|½))?|\b(?:x{0,3}[sl]|m|small|medium|large|extra (?:small|large))\b",
    re.IGNORECASE,
)
_NEAR = 14
"""Characters within which a garment stands of its size where there are several."""
_GARMENT = re.compile(
    r"\b(?:[a-z]{3,} )?(?:(?:shoe|boot|trainer|sneaker|sandal|slipper|heel|sock|shirt|blouse|jumper|sweater|jacket|coat"
    r"|skirt|suit|hat|cap|helmet|glove|ring|belt|bra|wetsuit|hoodie|cardigan|vest|swimsuit|bike|frame)s?|dress(?:es)?"
    r"|t-?shirts?|tops|trousers|jeans|pants|shorts|tights|leggings|pyjamas|clothes|skis)\b",
    re.IGNORECASE,
)
_NOT_GARMENT = re.compile(
    r"\b(?:size|sizes|in|for|the|an?|my|our|is|of|are|and|with|need|wear|buy|order|take|get|want|these|those|new|some)\b",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"^(?:(?:for|on|towards?|is|are|costs?|comes?|sets?|back|me|us|i|we|pay(?:ing)?|at|of|to|now|every|each|month"
    r"|monthly|in)\b\s*)+"
    r"|(?:\b(?:is|are|costs?(?: me| us)?|comes?(?: to)?|sets? (?:me|us) back|(?:went|gone) (?:up|down)|at|now|for|of"
    r"|to)\s*)+$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"^(?:since|because|as|so|and|well|ok|okay)\s+"
    r"|(?:\s+(?:now|again|still|before|instead|like|as usual|takes?|these days|will be|anyway|once more|too"
    r"|already))+$",
    re.IGNORECASE,
)
"""Words before and behind what is paid for."""
_SMALL = re.compile(r"(?:The|My|Our) ")
_OTHER = (
    "a|each|every|this|me|us|it|that|now|and|but|so|which|like|is|are|was|were|if|per|from|up|at|with|because|as|in|to"
    "|costs?|comes?|sets?|went|goes|gone|rose|has|have|will|used"
)
_NOUN = (
    r"((?:my |the |our )?(?!(?:a|an|each|every|this|me|us|it|that|now|i|we|you|he|she|they)\b)[a-z][\w'-]*"
    rf"(?: (?!(?:{_OTHER})\b)[a-z][\w'-]*){{0,2}})"
)
_FOR = re.compile(rf"(?: \w+){{0,2}}? (?:for|on|towards) {_NOUN}|, that'?s? .{{0,30}}?\bfor {_NOUN}", re.IGNORECASE)
_COSTS = re.compile(
    rf"^(?:.*\b(?=(?:the|my|our) )|.*[,:] ?|.*\b(?:changed|raised|put up|cut|lowered|increased) |(?:\w+, )?){_NOUN}"
    r"(?: (?:is|are|was|costs?|comes|sets?|went|goes|rose|has|will|from|up|now|used)\b[^,.;]*|: ?)$",
    re.IGNORECASE,
)
_RAISED = re.compile(
    rf"\b(?:changed|raised|put up|cut|lowered|increased|dropped) {_NOUN}(?: from [^,.;]*)? to $", re.IGNORECASE
)
