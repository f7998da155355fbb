"""Frames for what has a number: height, weight, blood group, pay, telephone, e-mail, address, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import MY_KIN, NAME, ROLES, bare, digits, is_name
from secondme.memory.facts.rules.found import Found

_OTHERS = re.compile(
    r"\b(?:his|her|their|he|she|they|your|someone|somebody|customer|office line|hotline|helpline|support|plumber's"
    r"|wife's"
    r"|husband's|mum's|mom's|dad's|son's|daughter's|doctor's|landlord's|old|dead|wrong)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:I|I'm|me|my|mine|us|our|ours|we)\b", re.IGNORECASE)


def _own(relation: str, *, fewest: int = 0) -> Reader:
    """The value of group `x` where the sentence speaks of the speaker, and of nobody else before it."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        value = match["x"].strip(" ,.-")
        if fewest > sum(char.isdigit() for char in value):
            return
        if _MINE.search(seen.text) and not _OTHERS.search(seen.text, 0, match.start("x")):
            yield seen.found(relation, value, match)

    return read


def _plain(value: str) -> str:
    """A height in metres as "1.47 m", a weight in "kg"; else as it was said."""
    value = re.sub(r"^([12]) ?m ?(\d\d)$", r"\1.\2 m", value.strip(" ,."))
    value = re.sub(r"^([12])[.,](\d\d) ?m?$", r"\1.\2 m", value)
    return re.sub(r" ?(?:kilos?|kgs|kilograms?)$", " kg", digits(value))


def _is(relation: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        yield seen.found(relation, _plain(match["x"]), match)

    return read


def _of_kin(relation: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        name = bare(match["n"]) if match["n"] and is_name(match["n"]) else ""
        who = seen.circle.mine(ROLES[match["k"].lower()], name)
        yield seen.found(relation, _plain(match["x"]), match, who=who)

    return read


def _size(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("size", f"{match['x']} {match['s']}", match)


_FEET = (
    r"(?:four|five|six|[4-7]) ?(?:foot|feet|ft|['’′])(?: ?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|nothing|\d{1,2}))?"
    r"(?: ?(?:[\"”″]|inch(?:es)?|ins?\b|['’]['’]))?"
)
_METRES = r"1 ?m ?\d\d|[12][.,]\d\d ?m(?:etres?|eters?)?\b|1[.,][3-9]\d|1[3-9]\d ?cm|2[01]\d ?cm|two metres"
_TALL = rf"(?P<x>{_FEET}|{_METRES})"
_COUNT = (
    r"(?:\d{1,3}(?:[.,]\d)?|(?:(?:a )?hundred and )?(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]"
    r"(?:one|two|three|four|five"
    r"|six|seven|eight|nine))?|(?:six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen)(?: and a half)?)"
)
_HEAVY = (
    rf"(?P<x>{_COUNT} ?(?:kg|kgs|kilos?|kilograms?|pounds|lbs?|stones?|st)\b(?: (?:\d{{1,2}}|one|two|three|four|five"
    r"|six|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen)(?! (?:of|at|in|on|months|weeks|days|years))(?: ?(?:lbs?|pounds))?\b)?)"
)
_SUM = (
    r"(?:[€$£₹]\s?\d[\d.,]*\s?(?:k|grand|million|lakhs?)?|(?:about |around )?(?:\d[\d.,]*|two|three|four|five)\s?"
    r"(?:k\b|grand|lakhs?|lpa|million)?(?: (?:euros?|pounds|quid"
    r"|dollars|bucks|pesos|rand|rupees|naira|reais|soles|kroner|kronor|zloty|francs|cad|aud|usd))?)"
)
_PER = (
    r"(?: ?(?:a|an|per|each|every) ?(?:month|week|year|hour|fortnight|day)| (?:monthly|yearly|net|gross|take-home"
    r"|before tax|after tax|before tips))"
)
_PHONE = r"(?P<x>\+?\(?\d[\d() -]{5,16}\d)(?![\d.,]*\d)"
_MAIL = r"(?P<x>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_STREET = (
    r"(?P<x>(?:(?:flat|unit|apartment|apt) \w+, ?)?\d{1,4}[A-Za-z]?,? (?-i:[A-Z])[\w’'-]+(?: (?-i:[A-Z])[\w’'-]+)*,?"
    r" ?(?-i:Street|St|Road|Rd|Lane|Drive|Close|Row"
    r"|Crescent|Avenue|Ave|Way|Place|Terrace|Grove|Court|Gardens|Park|Square|Mews|Walk|Boulevard|Blvd|Hill|Parade"
    r"|Quay)\b(?:, (?-i:[A-Z])[\w’'-]+(?: (?-i:[A-Z])[\w’'-]+)?)?)"
)
_WEAR = (
    r"(?P<x>shoes?|boots?|trainers|sneakers|jeans|trousers|pants|shirts?|dress(?:es)?|coats?|jackets?|gloves|hats?"
    r"|rings?|skirts?|sandals|suits?|t-shirts?|bras?"
    r"|tights|jumpers?|sweaters?|leggings|helmets?|collars?|tops?)"
)
_SIZE = r"(?P<s>\d{1,2}(?:\.5|½| and a half)?(?:/\d\d)?|x{0,3}[sl]|medium|small|large)\b"
_I = r"(?:\bI['’]?m|\bI am)(?: only| about| just| roughly| around| nearly| exactly)?"


def _typed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    sign = (match["s"] or match["t"]).lower()
    if not _MINE.search(seen.text) or re.search(
        r"\b(?:he|she|he's|she's|his|her|dad|mum|mom|husband|wife|husband's|wife's|son|daughter|baby|which|who|can"
        r"|does|grade|got an?|vitamin)\b",
        seen.text[: match.start("x")], re.IGNORECASE,
    ):  # fmt: skip
        return
    if not re.search(r"\b(?:blood|group|type|donor|donate|I['’]?m|I am|being|neg|negative)\b",
        seen.text, re.IGNORECASE):
        return
    sign = {"neg": "negative", "pos": "positive"}.get(sign, sign)
    yield seen.found("blood_type", match["x"] + (sign if sign in "+-" else f" {sign}"), match)


def _earned(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    value = match["x"].strip(" ,.")
    if re.search(r"\b(?:cakes?|cups|steps|profit|from (?:selling|my))\b", seen.text[match.end() :]) or (
        len(re.sub(r"\D", "", value)) < _DIGITS and not re.search(r"k|grand|lakh|lpa|million|hour|[€$£₹]", value)):
        return
    yield seen.found("salary", value, match)


_DIGITS = 3
"""Of the smallest sum without a currency that is a wage."""
_RUNG = re.compile(
    r"\b(?:my|me|us|mine|our) ?(?:\w+ ){0,3}?(?:number|mobile|landline|phone|cell|whatsapp)?|\b(?:number|mobile"
    r"|landline|whatsapp)(?:['’]s| is| as|:| changed)",
    re.IGNORECASE,
)


def _rung(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    value = match["x"].strip(" ,.-")
    digits = sum(char.isdigit() for char in value)
    if not _LEAST <= digits <= _MOST or re.fullmatch(r"(?:19|20)\d\d ?- ?(?:19|20)?\d\d", value) or re.search(
        r"\d-\d\d?-\d\d?$", value):
        return
    if not value.startswith(("+", "0", "(")) and not re.search(r"\d[ -]\d{3}", value):
        return
    told = _RUNG.search(seen.text) and re.search(
        r"\b(?:number|mobile|landline|phone|call|ring|text|whatsapp|contact|reach|cell|poster|sms)\b",
        seen.text, re.IGNORECASE)
    if told and not _OTHERS.search(seen.text, 0, match.start("x")) and not re.search(
        r"\b(?:account|order|tracking|reference|invoice|card|iban|isbn|passport|policy|case|ticket|serial|booking)\b",
        seen.text, re.IGNORECASE):
        yield seen.found("phone", value, match)


_LEAST, _MOST = 8, 15
"""Digits of a telephone number."""


def _mailed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    before = seen.text[: match.start("x")]
    if re.search(r"\b(?:my|me|mine|I['’]m|us)\b", seen.text, re.IGNORECASE) and re.search(
        r"\b(?:my (?:\w+ )?(?:e-?mail|mail|address|inbox)|(?:e-?mail|reach|write(?: to)?|contact|mail) (?:me|us)"
        r"|I['’]m (?:now )?on|mine|it['’]?s|personal to|from)\b[^@]*$",
        before, re.IGNORECASE) and not _OTHERS.search(before):
        yield seen.found("email", match["x"], match)


def _feet(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    what = "shoes" if match["x"].lower() == "feet" else match["x"]
    yield seen.found("size", f"{what} {match['s']}", match)


MEASURES: tuple[Frame, ...] = (
    frame("i'm im i at me my", rf"(?:{_I}|(?:^\W*|, )at|\bbeing|\bas a) {_TALL}(?! (?:away|wide|long|deep|from|of"
          r"|square|in a|under|below))", _is("height"), firm=False),
    frame("height tall", rf"\b(?:my height(?: is|['’]s|:)? |I measure |I stand ){_TALL}", _is("height")),
    frame("my our", rf"{MY_KIN}(?: {NAME})?(?: is|['’]s) {_TALL}(?! away)", _of_kin("height")),
    frame("i'm im i weigh", rf"(?:{_I}|\bI (?:now )?weigh(?: in at)?(?: about| around| only)?|\bmy weight(?: is"
          rf"|['’]s|:)?) {_HEAVY}(?! (?:heavier|lighter|down|up|over|under|off|overweight|of ))",
          _is("weight"), firm=False),
    frame("morning today now kilos kg stone", rf"^\W*{_HEAVY} (?:this morning|today|as of today|on the (?:nose"
          r"|scales?)|and counting|now)\b", _is("weight"), firm=False),
    frame("my our", rf"{MY_KIN}(?: {NAME})? weighs (?:about |around |only )?{_HEAVY}", _of_kin("weight")),
    frame("positive negative pos neg blood group type i'm being ab o a b", r"(?<![\w'’-])(?P<x>(?-i:AB|A|B|O))(?:"
          r"(?P<s>[+-])(?!\w)| ?(?P<t>positive|negative|pos|neg|rh ?[+-])\b)",
          _typed, firm=False),
    frame("earn make bring take get paid salary i'm on", r"\bI (?:earn|make|bring home|take home|get paid|net)(?:"
          rf" about| around| only| just| roughly)? (?=[€$£₹\d]|two|three|four|five)(?P<x>{_SUM}{_PER}?{_PER}?)(?="
          r" ?[,.;:!?)]| (?:and|but|so|as|from|in|here|before|after|for|at|working)\b|$)",
          _earned),
    frame("i'm on", rf"\bI['’]m on (?:about |around )?(?=[€$£₹\d])(?P<x>{_SUM}{_PER})", _is("salary")),
    frame("salary wage wages pay income", r"\bmy (?:whole |net |gross |monthly |current |annual |starting "
          r"|take-home )*(?:salary|wage|wages|pay|income)(?: is|['’]s| of|:)? (?:about |only |just |now )?"
          rf"(?=[€$£₹\d])(?P<x>{_SUM}{_PER}?{_PER}?)", _is("salary"), firm=False),
    frame("number mobile landline phone call ring text whatsapp contact reach me mine cell",
          rf"(?<![\w.,:/+-]){_PHONE}", _rung, firm=False),
    frame("me my mine i i'm from to at it's address", rf"(?<![\w.]){_MAIL}",
          _mailed, firm=False),
    frame("i'm at live we we're mine us home my post", r"\b(?:I['’]m (?:now )?at|we['’]re (?:now )?at|I live (?:at"
          r"|in)|we live at|live at|my (?:new )?address(?: is|['’]s|:)|(?:my )?post (?:goes|comes) to|deliver(?:y)?"
          rf" to (?:me|us) at|moved (?:in)?to|it['’]s) {_STREET}", _is("address"), firm=False),
    frame("mine us that's", rf"{_STREET},? (?:which is mine|that['’]s (?:us|me|mine|ours)|is (?:mine|ours|us))",
          _is("address"), firm=False),
    frame("i'm i am", rf"\b{_WEAR}(?: in general)?,? (?:I['’]m|I am|I take|I wear) (?:usually |always |normally )?"
          rf"(?:an? )?(?:size )?{_SIZE}", _size, firm=False),
    frame("my", rf"\bmy {_WEAR.replace('shoes?', 'shoes?|feet')} are (?:now )?(?:a )?(?:size )?{_SIZE}",
          _feet),
)
