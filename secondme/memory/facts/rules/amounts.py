"""Amounts: what is paid for, what somebody weighs, which size they wear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import thing
from secondme.memory.facts.rules.found import Found, Rules, Time, found
from secondme.memory.facts.words import UNSAID

_MONEY = (
    r"(?:[€$£] ?\d[\d.,]*(?: ?(?:k|thousand|million))?|\d[\d.,]*(?: ?(?:k|thousand|million))? ?(?:€|\$|£|euros?"
    r"|pounds?|dollars?|bucks|francs|kroner|kronor|usd|eur|gbp|chf|quid|zloty|yen|crowns))"
)
MONEY = re.compile(_MONEY)


def pays(c: Clause) -> Iterator[Found]:
    """What is paid, and for what: "I pay 950 euros for rent"."""
    if c.who.of or c.can or c.future or (c.past and not c.used):
        return
    said = c.said
    money = MONEY.search(said)
    if money is None:
        return
    amount = c.text[c.rest[c.place(money.start())].start : c.rest[c.place(money.end() - 1)].end]
    if any(one.low == "for" for one in c.lead):
        return
    if c.verb == "earn":
        yield found(c, "salary", amount)
        return
    match = re.search(r"\b(?:for|on|in) (?!(?:a|each|every|this|the) (?:month|week|year)\b)(?=\S)", said)
    noun = thing(c, c.place(match.end())) if match and match.end() < len(said) else None
    if noun is None or (noun.head in ("advance", "total", "cash") or noun.low in UNSAID):
        return
    if c.now and (c.who.me or c.who.role):
        what = MONEY.sub("", noun.text).strip()
        yield found(c, "pays", f"{amount} for {what}")


def weighs(c: Clause) -> Iterator[Found]:
    """ "I weigh 70 kg"."""
    match = re.match(
        r"(?:about |around |roughly )?(?P<n>\d[\d.,]* ?(?:kg|kilos?|kilograms?|pounds|lbs?|stone)\b)", c.said)
    if match and not c.who.of and c.now and not c.negative and (c.who.me or c.who.role):
        yield found(c, "weight", match["n"], time=Time.NONE)


_WEARS = re.compile(r"(?:an? )?size (?P<size>[\w.]+) (?:in|for|on) (?:my )?(?=\S)")
_WEARS_IN = re.compile(r"(?P<what>[\w -]+?) in (?:an? )?size (?P<size>[\w.]+)")
_WEARS_SHOES = re.compile(
    r"(?:an? )?size (?P<size>[\w.]+) (?P<what>shoes?|dress(?:es)?|shirts?|jackets?|trousers|jeans|boots?|hats?"
    r"|gloves?|trainers|sneakers|skirts?|pants|coats?|rings?|suits?)\b"
)


def wears(c: Clause) -> Iterator[Found]:
    """ "I wear size 43 in shoes"."""
    if c.who.of or c.can or c.future or c.past or c.negative:
        return
    said = c.said
    if match := _WEARS.match(said):
        if noun := thing(c, c.place(match.end())):
            yield found(c, "size", f"{noun.text} {match['size']}", time=Time.NONE)
    elif match := _WEARS_SHOES.match(said) or _WEARS_IN.match(said):
        what = re.sub(r"^(?:my|the|a|some) ", "", match["what"])
        yield found(c, "size", f"{what} {match['size']}", time=Time.NONE)
    elif match := re.match(r"(?:an? )?size (?P<size>[\w.]+)(?:$| ?,)", said):
        lows = [one.low for one in c.lead]
        if len(lows) > 1 and lows[0] in ("for", "in"):
            yield found(c, "size", f"{' '.join(lows[1:])} {match['size']}", time=Time.NONE)
    elif c.verb == "wear" and re.match(
        r"(?:reading |contact )?(?:glasses|lenses|hearing aids?|a hearing aid|braces)\b", said):
        noun = thing(c, 0)
        if noun:
            yield found(c, "uses", noun, says="{subject} wear(s) {object}.")


RULES: Rules = {
    "pay": (pays,), "spend": (pays,), "earn": (pays,), "weigh": (weighs,), "wear": (wears,), "need": (wears,),
    "take": (wears,),
}  # fmt: skip
