"""Frames for the person: station, faith, diet, health, languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.owning import illness, part
from secondme.memory.facts.words import DIETS, FAITHS, IS_ILL, LANGUAGES


def _status(word: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        yield seen.found("status", word, match)

    return read


def _so(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A faith, a diet, or somebody who has something, in group `x`."""
    word = match["x"].lower().removesuffix("s") if match["x"].lower() not in FAITHS | DIETS else match["x"].lower()
    if word in FAITHS:
        yield seen.found("religion", word.title() if word not in ("atheist", "agnostic") else word, match)
    elif word in ("veggie", "pure veg"):
        yield seen.found("eats", "vegetarian", match, says="{subject} are(=is) {object}.")
    elif word in DIETS and word != "diabetic":
        yield seen.found("eats", word, match, says="{subject} are(=is) {object}.")
    elif word in IS_ILL:
        yield seen.found("has_condition", IS_ILL[word], match)


def _ill(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = re.sub(r"^(?:chronic|bad|terrible|stupid|bloody|mild|severe|awful) ", "", match["x"].lower())
    for said in (text, " ".join(text.split()[:2]), text.split()[0]):
        if said == "type 1" or said == "type 2":
            yield seen.found("has_condition", f"{said} diabetes", match)
            return
        if illness(said):
            at = match.start("x") + match["x"].lower().find(said)
            yield seen.found("has_condition", seen.text[at : at + len(said)], match)
            return


def _hurt(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = match["x"]
    for said in (text, " ".join(text.split()[:2]), text.split()[0]):
        if part(said.lower()):
            yield seen.found("injured", said, match, time=Time.EVENT)
            return


_DONE = re.compile(
    r"\b(?:done|through|finished) with|\bdays are over|\bhistory\b|\bused to\b|\bmy last\b", re.IGNORECASE
)


def _takes(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if _DONE.search(seen.text):
        return
    word = match["x"]
    if medicine(word.lower()) and word.lower() not in ("medicine", "medication", "tablets", "pills", "meds"):
        dose = f" {match['mg']}" if match.re.groupindex.get("mg") and match["mg"] else ""
        yield seen.found("takes", word + dose, match, time=Time.STATE)


def _off(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if medicine(match["x"].lower()):
        yield seen.found("takes", match["x"], match, time=Time.TURN, ends=True)


def _what(relation: str, *, ends: bool = False) -> Reader:
    """The very words of group `x`."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        yield seen.found(relation, match["x"].strip(), match, ends=ends, time=Time.TURN if ends else Time.NONE)

    return read


def _speaks(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if match["x"].lower() in LANGUAGES:
        yield seen.found("speaks", match["x"].title(), match)


def _learns(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if match["x"].lower() in LANGUAGES:
        yield seen.found("learns", match["x"], match, time=Time.STATE)


def _tongue(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    word = match["x"] or match["y"]
    if word.lower() in LANGUAGES:
        yield seen.found("speaks", word.title(), match)


_ILL = r"(?P<x>(?:type [12] ?)?[a-z][\w’'-]*(?: [a-z][\w’'-]*)?)"
_BROKE = (
    r"broke|broken|snapped|sprained|twisted|fractured|tore|torn|pulled|cracked|dislocated|sliced|burnt|burned|ruptured"
    r"|busted|wrecked|smashed|strained|done in|did in|hurt|injured"
)
_PART = r"(?P<x>(?:left |right |little |big |index |middle |ring )?[a-z]+(?: [a-z]+)?)"
_DRUG = r"(?P<x>[a-z][\w-]{4,})"
_MG = r"(?: (?P<mg>\d[\d.,]* ?m?c?g)\b)?"
BODILY: tuple[Frame, ...] = (
    # Station, faith, diet.
    frame("widow widower", r"\b(?:as|being|I['’]m|I am|left) an? (?:\w+ )?(?:widow|widower)\b",
          _status("widowed"), firm=False),
    frame("retired", r"\b(?:now (?:that )?I['’]m|since I|I['’]m|I am|I['’]ve been|now (?:that )?I am) (?:finally "
          r"|now |newly |recently )?retired"
          r"(?! from)\b", _status("retired"), firm=False),
    frame("divorce", r"\bsince (?:my|our|the) divorce\b", _status("divorced"), firm=False),
    frame("engaged", r"\b(?:I|we)(?:['’]m|['’]re| are| am)? (?:just |newly |recently |finally )?(?:got )?engaged\b"
          r"(?! (?:in|with|to)\b)", _status("engaged")),
    frame("as being i'm am we're", r"\b(?:as|being|I['’]m|I am|we are|we['’]re|im) (?:an? )?(?:lifelong "
          r"|practi[sc]ing |strict |devout |committed |lapsed )?"
          r"(?P<x>[a-z][\w-]+)(?=[,.!?]| (?:and|but|so|living|in|I|who|here|of|for|since|myself|household|family|at"
          r"|with)\b|$)", _so, firm=False),
    frame("vegan vegetarian veggie pescatarian keto halal kosher gluten-free", r"\b(?:I|we)(?:['’]ve| have)? (?:went"
          r"|gone|turned|became|become|been|eat|keep|keeping)"
          r" (?:strictly |fully |mostly |only )?(?P<x>vegan|vegetarian|veggie|pescatarian|keto|halal|kosher"
          r"|gluten-free)\b(?! (?:wedding|for (?:a|one) (?:week|month|day)))",
          _so),
    frame("vegan vegetarian veggie pescatarian halal kosher", r"(?:^\W*|, )(?:lifelong |strict )?(?P<x>vegan"
          r"|vegetarian|veggie|pescatarian|coeliac|celiac) here\b",
          _so, firm=False),
    frame("keeping", r"\b(?:we['’]re|we are|I['’]m|I am) keeping (?P<x>halal|kosher)\b", _so, firm=False),
    # Health.
    frame("my", rf"(?<!\w )(?<!\w)(?:my|with my|because of my|given my|thanks to my) {_ILL}", _ill, firm=False),
    frame("my with", r"\b(?:my|with my|because of my|given my|and my|for my|is my|has my|does my|of my|makes my)"
          rf" {_ILL}", _ill, firm=False),
    frame("with have has i've got", r"\b(?:as someone with|I['’]ve got|I have|I['’]ve|I got|I suffer from|I live"
          r" with|I was diagnosed with"
          r"|I got diagnosed with|I['’]ve been diagnosed with|doctor says I have|turns out I have|it turns out I"
          r" have) "
          rf"(?:an? |got )?(?:bit of |touch of )?{_ILL}", _ill),
    frame("as i'm im am being", r"\b(?:as|I['’]m|I am|im|being) (?:an? )?(?:type [12] )?(?P<x>diabetic|asthmatic"
          r"|coeliac|celiac|dyslexic|epileptic|autistic"
          r"|anaemic|anemic|colou?r[- ]?blind)\b", _so, firm=False),
    frame("my", r"\b(?:I(?:['’]ve| have)?(?: just| only| recently)? |yesterday |just |^\W*|bc |because i |cos i )"
          rf"(?:{_BROKE}) my {_PART}",
          _hurt),
    frame("with", r"\b(?:with|I['’]ve(?: got)?|I have) an? (?:broken|sprained|fractured|torn|dislocated|twisted"
          r"|cracked|pulled) (?P<x>[a-z]+)\b", _hurt),
    frame("my", r"\bmy (?P<x>(?:left |right )?[a-z]+) (?:is|['’]s|got) (?:now )?(?:broken|sprained|fractured|torn"
          r"|dislocated|twisted|in a cast|in plaster)\b", _hurt),
    frame("my i i'm im on take taking", r"\b(?:I take|I['’]m taking|I am taking|I['’]m on|I am on|im on|I take my"
          r"|put me on|started me on|prescribed me"
          r"|prescribed|gave me|been on|I['’]ve started(?: on)?|my|w|with) (?:daily |the |\d[\d.,]* ?m?c?g (?:of"
          rf" )?)?{_DRUG}{_MG}\b", _takes, firm=False),
    frame("off stopped stop quit", r"\b(?:took me off|taken off|came off|come off|coming off|I(?:['’]ve)? stopped"
          rf"(?: taking)?|stopped) (?:the |my )?{_DRUG}\b", _off),
    frame("out hospital hives welts rash", r"^\W*(?:the )?(?P<x>[a-z]+(?: [a-z]+)?) (?:always )?(?:brings?|makes?"
          r"|bring) me (?:come )?(?:up|out) in (?:an? )?(?:hives|welts|spots|rash|rashes"
          r"|bumps)", _what("allergic_to"), firm=False),
    frame("allergy", r"\b(?:my|I have an?|I['’]ve (?:got )?an?) (?:bad |severe |mild |awful |terrible |serious )?"
          r"(?P<x>(?!bad|severe)[a-z]+(?: [a-z]+)?) allergy\b(?! (?:tablet|med|season|test|pill))",
          _what("allergic_to"), firm=False),
    frame("touch", r"\bI (?:don['’]t|do not|never|won['’]t) touch (?P<x>[a-z]+)\b(?= ?[,.!?]| and| so| or|$)",
          _what("avoids")),
    # Languages.
    frame("native speaker mother tongue language", r"\bmy (?:mother tongue|native language|first language) (?:is"
          r"|['’]s) (?P<x>\w+)|\bas a native (?P<y>\w+) speaker", _tongue, firm=False),
    frame("my", r"\bmy (?P<x>[a-z]+) (?:is|['’]s) (?:native|fluent|good|ok|okay|decent|rusty|basic|poor|bad|so-so"
          r"|not (?:so |very |that )?good|still)", _speaks),
    frame("my", r"\bmy (?:\w+ )?(?P<x>[a-z]+) (?:teacher|tutor|lessons?|class|classes|course|homework|evening class"
          r"|exam|flashcards)\b", _learns, firm=False),
    frame("learning", r"\b(?:I['’]m|I am|im|been|started|start|I['’]ve started) (?:\w+ )?learning (?P<x>[a-z]+)\b",
          _learns),
)
