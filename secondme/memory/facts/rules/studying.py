"""Study, what is learnt, languages, and how one gets to work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import thing, things
from secondme.memory.facts.rules.found import Found, Rules, Time, at, found
from secondme.memory.facts.words import LANGUAGES, UNSAID


def studies(c: Clause) -> Iterator[Found]:
    """A field, and where it is studied."""
    if c.who.of or c.can or c.future or (c.past and not c.used and not c.going):
        return
    said = c.said
    if match := re.match(r"(?:at|in) (?=\S)", said):
        noun = at(c, match)
        if noun and (noun.text[0].isupper() or re.search(r"university|college|school|academy", noun.low)):
            yield found(c, "studies_at", noun)
        return
    if re.match(
        r"(?:for|to|with|hard|abroad|a lot|all|every|until|late|on|here|there|together|by|how|the effects?)\b", said):
        return
    reading = c.verb == "read"
    if reading and not (c.going and re.search(r" at (?:university|uni|college|oxford|cambridge)\b", said)):
        return
    for noun in things(c, 0):
        if (
            noun.low in UNSAID
            or noun.head in ("exam", "exams", "test", "hours", "day", "menu", "map", "manual", "time")
        ):
            return
        yield found(c, "studies", noun)
        if not c.negative and (later := re.compile(
            r"at (?=the university|\w+ (?:university|college|school)|university of)"
        ).search(said)):
            where = thing(c, c.place(later.end()))
            if where and where.low not in ("university", "college", "school"):
                yield found(c, "studies_at", where)


_DEGREE = re.compile(
    r"(?:an? |my |the )?(?:\w+ )?(?:degree|phd|doctorate|master's?(?: degree)?|masters|bachelor's?(?: degree)?"
    r"|bachelors|ba|bsc|msc|ma|mba|major"
    r"|minor|studies) (?:in|on) (?=\S)|in (?=\S)"
)


def degree(c: Clause) -> Iterator[Found]:
    """ "I'm doing a degree in sociology", "I'm majoring in law"."""
    if c.who.of or c.negative or c.can or c.past or c.future:
        return
    match = _DEGREE.match(c.said)
    if (
        match and (c.verb in ("major", "specialise", "specialize") or not match[0].startswith("in "))
        and (noun := at(c, match))
    ):
        yield found(c, "studies", noun)


def enrols(c: Clause) -> Iterator[Found]:
    """ "I signed up for a calligraphy course"."""
    if c.who.of or c.negative or c.can or c.future:
        return
    match = re.match(
        r"(?:up )?(?:for|in|on) (?:an? |the )?(?P<of>[\w-]+(?: [\w-]+)??) (?:course|class|classes|lessons"
        r"|courses)\b(?: in (?P<x>\w+))?", c.said)
    if match and match["of"] not in ("evening", "online", "new", "free", "weekend", "short", "beginners"):
        noun = thing(c, c.place(match.start("of")))
        if noun:
            yield found(c, "learns", re.sub(r" (?:course|class|classes|lessons|courses)$", "", noun.text))


def teaches(c: Clause) -> Iterator[Found]:
    """ "I'm teaching myself calligraphy"."""
    match = re.match(r"(?:myself|himself|herself) (?:how )?(?:to )?(?=\S)", c.said)
    if match and not c.who.of and not c.negative and not c.can and not c.past and (noun := at(c, match)):
        yield found(c, "learns", noun)


def tries(c: Clause) -> Iterator[Found]:
    """ "I'm trying to learn Portuguese"."""
    match = re.match(r"to learn (?:to (?:play|speak) )?(?=\S)", c.said)
    if match and not c.who.of and not c.negative and c.going and (noun := at(c, match)) and noun.low not in UNSAID:
        yield found(c, "learns", noun)


def knows(c: Clause) -> Iterator[Found]:
    """ "I know some Finnish"."""
    match = re.match(r"(?:some |a little |a bit of |enough |basic |how to speak )?(?=\S)", c.said)
    if match and not c.who.of and not c.negative and not c.past and not c.can:
        for noun in things(c, c.place(match.end())):
            if noun.low in LANGUAGES:
                yield found(c, "speaks", noun)


def learns(c: Clause) -> Iterator[Found]:
    """A skill."""
    if c.who.of or c.can or c.future:
        return
    said = c.said
    if c.past and not c.used:
        if c.verb == "learn" and c.who.me and re.search(
            r"\bas a (?:child|kid|boy|girl|teenager)\b|\bat school\b", said):
            noun = thing(c, 0)
            if noun and noun.low in LANGUAGES and not c.negative:
                yield found(c, "speaks", noun, time=Time.NONE)
        return
    if re.match(
        r"(?:about|that|from|how|a lot|to (?:be|live|love|let|accept|say)|by|as|more|something|new|of|it|the (?:ropes"
        r"|hard way))\b", said):
        return
    match = re.match(r"(?:(?:how )?to )?(?:(?:speak|play|cook|do) )?", said)
    start = c.place(match.end()) if match and match.end() < len(said) else 0
    if not c.who.me and re.match(r"(?:how )?to play ", said):
        return
    if c.perfect and not c.going:
        return
    to = re.match(r"(?:how )?to (?!(?:speak|play|do) )", said)
    if c.rest[start].low in ("this", "that", "these", "those"):
        return
    for noun in things(c, start):
        text = f"to {noun.text}" if to else noun.text
        if noun.low not in UNSAID:
            yield found(c, "learns", text)


_CLASS = re.compile(
    r"(?:an? |my |the |some |private |weekly |evening |online )*(?:(?P<of>[\w-]+(?: [\w-]+)??) )?(?:lessons?"
    r"|class(?:es)?|courses?)(?: (?:in|on|for) (?=\S))?"
)


def lessons(c: Clause) -> Iterator[Found]:
    """ "I'm taking lessons in", "I take a pottery class"."""
    if c.who.of or c.can or c.future or c.past:
        return
    match = _CLASS.match(c.said)
    if re.search(r"\b(?:on|every|each) \w+days?\b", " ".join(one.low for one in c.lead) + " " + c.said):
        return
    if match is None or not match[0].strip():
        return
    if c.said[: match.end()].rstrip().endswith((" in", " on", " for")) and match.end() < len(c.said):
        if noun := thing(c, c.place(match.end())):
            yield found(c, "learns", noun)
    elif (
        match["of"]
        and match["of"] not in (
            "some", "new", "private", "first", "last", "evening", "my", "many", "few", "two", "three", "good", "this",
            "that"
        )
    ):
        noun = thing(c, c.place(match.start("of")))
        if noun and not c.negative:
            yield found(c, "learns", re.sub(r" (?:lessons?|class(?:es)?|courses?)$", "", noun.text))


def speaks(c: Clause) -> Iterator[Found]:
    """Languages."""
    if c.who.of or c.future or (c.past and not c.used):
        return
    said = c.said
    if re.match(r"(?:to|with|about|at|for|of|up|out|in|from)\b", said):
        return
    match = re.match(
        r"(?:good |fluent |some |a little |a bit of |basic |decent |perfect |conversational |broken |only |native "

                     r"|fluently |both |pretty good |very good |my native |no |a word of |any )*", said)  # fmt: skip
    for noun in things(c, c.place(match.end()) if match and match.end() < len(said) else 0):
        if noun.low.split(" fluently")[0] in LANGUAGES or noun.text[0].isupper() or noun.low.endswith(" sign language"):
            ends = c.negative or " no " in f" {match[0] if match else ''} "
            yield found(c, "speaks", noun.text.split(" fluently")[0], ends=ends)


MODES = frozenset(
    "bike bicycle tram ferry bus train car metro subway underground tube scooter foot boat motorbike motorcycle moped "
    "taxi carpool skateboard e-bike coach trolleybus minibus rollerblades kayak van truck shuttle streetcar light "
    "monorail rail".split()
)
_TO_WORK = re.compile(
    r"\b(?:to|into|for|in to) (?:my |the |our )?(?:work|office|job|workplace|campus|university|school|uni|college|lab"
    r"|shop)\b"
)


def commutes(c: Clause) -> Iterator[Found]:
    """ "I go to work by tram", "I take the bus to work", "I cycle to the office", "I commute by train"."""
    if c.who.of or c.can or c.future or (c.past and not c.used):
        return
    said = c.said
    to_work = _TO_WORK.search(said)
    if c.verb != "commute" and not to_work:
        return
    plain = {
        "walk": "on foot", "cycle": "bike", "bike": "bike", "drive": "car", "row": "boat", "run": "on foot",
        "ride": ""
    }
    if c.verb in plain and to_work and (to_work.start() == 0 or c.verb == "ride"):
        mode = plain[c.verb]
        if c.verb == "ride":
            noun = thing(c, 0)
            mode = noun.text if noun and noun.head in MODES else ""
        if mode:
            yield found(
                c, "commutes_by", mode, says="{subject} go(=goes) to work on foot." if mode == "on foot" else ""
            )
        return
    if c.verb in ("take", "catch", "get", "use"):
        noun = thing(c, 0)
        if noun and noun.head in MODES:
            yield found(c, "commutes_by", noun)
            return
    for match in re.finditer(r"\b(?P<p>by|with|on) (?:my |the |a |an )?(?P<by>[\w-]+(?: [\w-]+)?)", said):
        words = match["by"].split()
        mode = next((" ".join(words[: n + 1]) for n in range(len(words)) if words[n] in MODES), "")
        if mode:
            foot = mode == "foot"
            what = "on foot" if foot else c.text[c.rest[c.place(match.start("by"))].start :][: len(mode)]
            yield found(c, "commutes_by", what, says="{subject} go(=goes) to work on foot." if foot else "",
                        replaces=_instead(c))  # fmt: skip
            return


def _instead(c: Clause) -> str:
    match = re.search(r"\binstead of (?:by |the |my )*(?=\S)", c.said)
    noun = thing(c, c.place(match.end())) if match and match.end() < len(c.said) else None
    return noun.text if noun else ""


RULES: Rules = {
    "get": (commutes,), "study": (studies,), "learn": (learns,), "take": (lessons, commutes), "speak": (speaks,),
    "go": (commutes,), "come": (commutes,), "travel": (commutes,), "commute": (commutes,), "walk": (commutes,),
    "cycle": (commutes,), "bike": (commutes,), "drive": (commutes,), "ride": (commutes,), "row": (commutes,),
    "catch": (commutes,), "have": (lessons, degree), "read": (studies,), "do": (degree,), "major": (degree,),
    "specialise": (degree,), "specialize": (degree,), "teach": (teaches,), "try": (tries,), "know": (knows,),
    "sign": (enrols,), "enrol": (enrols,), "enroll": (enrols,),
}  # fmt: skip
