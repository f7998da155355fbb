"""Work: as what, where, since when and until when; unpaid work; what is given up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, phrase, thing
from secondme.memory.facts.rules.found import Found, Rules, Time, at, found
from secondme.memory.facts.rules.sorts import sort
from secondme.memory.facts.rules.studying import MODES
from secondme.memory.facts.rules.trades import CLUB, NO_EMPLOYER, is_trade, where_works
from secondme.memory.facts.words import DIETS, LANGUAGES, TOOLS, UNSAID

_AS = re.compile(r"(?:\w+[- ]?time |freelance |part time |full time |mostly |together )?(?:as|like) (?=\S)")
_AT = re.compile(r"(?:\w+[- ]time |freelance |over )?(?:at|for|with|by) (?=\S)")
_IN = re.compile(r"(?:\w+[- ]time )?in (?=\S)")
_FIELD = re.compile(
    r"\b(?:industry|sector|finance|education|healthcare|health care|it|tech|marketing|sales|advertising|logistics"
    r"|retail"
    r"|publishing|research|construction|hospitality|insurance|tourism|law|banking|hr|accounting|engineering|medicine"
    r"|agriculture|fashion|media|television|film|politics|consulting|catering|real estate|software)\b"
)


def works(c: Clause) -> Iterator[Found]:
    """As what, where and in which field somebody works."""
    if c.who.of or c.can or (c.past and not c.perfect and not c.used and not c.going and not c.negative):
        if (
            c.past and not c.can and not c.who.of and (match := _AT.match(c.said))
            and re.search(r"\b(?:until|before)\b", c.said)
        ):
            noun = at(c, match, whole=True)
            if noun and noun.low not in NO_EMPLOYER:
                yield found(c, "works_at", noun, ends=True, past=True, time=Time.STATE)
        return
    if c.future:
        return
    said = c.said
    if match := _AS.match(said):
        noun = at(c, match)
        if noun and noun.head not in UNSAID and noun.head not in ("team", "usual", "charm", "group", "horse", "dog"):
            yield found(c, "works_as", noun)
            if not c.negative and not c.used:
                yield from where_works(c, noun.after)
    elif match := _AT.match(said):
        noun = at(c, match, whole=True)
        if (
            noun and noun.low not in NO_EMPLOYER and noun.head not in NO_EMPLOYER - {"office"}
            and not noun.low[0].isdigit()
        ):
            if match[0].startswith(("with", "by")) or " with " in match[0]:
                yield from _with(c, noun, match[0])
                return
            yield found(c, "works_at", noun)
            if (
                not c.negative and (later := re.compile(r"as (?=an? )").search(said))
                and (what := thing(c, c.place(later.end())))
            ):
                yield found(c, "works_as", what)
    elif match := _IN.match(said):
        noun = at(c, match, whole=True)
        if noun is None or noun.low in NO_EMPLOYER:
            return
        low = noun.low
        if _FIELD.search(low) and not (noun.text[0].isupper() and " " in low):
            yield found(c, "works_in", noun)
        elif noun.text[0].isupper() or c.rest[c.place(match.end())].low in ("a", "an", "the", "our"):
            named = "now" in c.adverbs or (noun.text[0].isupper() and noun.head not in ("office", "town", "city"))
            if not _NO_FIRM.match(low) and (named or _FIRM.search(low)):
                yield found(c, "works_at", noun, confidence=0.8)


_FIRM = re.compile(
    r"\b(?:hospital|school|library|shop|bank|restaurant|cafe|factory|clinic|bakery|company|firm|lab|museum|office"
    r"|hotel|bar"
    r"|kitchen|pharmacy|supermarket|university)\b"
)
_NO_FIRM = re.compile(r"(?:morning|evening|afternoon|same|shifts?|garden|team|pair|open|\w+ office$)")
_TOOLS = frozenset(
    "firefox chrome safari linux windows photoshop figma notion slack blender lightroom thunderbird kindle excel "
    "word outlook github git docker obsidian autocad indesign canva".split()
)


def _with(c: Clause, noun: Noun, lead: str) -> Iterator[Found]:
    """ "I work with Ana" names a colleague, "with Linux" a tool, "by Halden Marine" (so learners say) an employer."""
    if "by" in lead.split():
        if noun.text[0].isupper():
            yield found(c, "works_at", noun, confidence=0.8)
    elif noun.low.split()[0] in (
        "people", "children", "kids", "clients", "animals", "students", "patients", "customers"
    ):
        return
    elif noun.text[0].isupper() and " " not in noun.text and c.rest[c.place(len(lead))].low == noun.low:
        capital = (
            noun.low not in _TOOLS | TOOLS
        )
        yield found(c, "colleague" if capital else "uses", noun, confidence=0.75)
    elif c.now and not c.negative and c.rest[c.place(len(lead))].low in ("a", "an"):
        yield found(c, "uses", noun, confidence=0.75)


_NEW = re.compile(
    r"(?:a |the |my )?(?:new |first )?(?:job|position|role|internship|work|working|apprenticeship|training)? ?(?:at"
    r"|for|with) (?=\S)"
)
_NEW_AS = re.compile(
    r"(?:a |the |my )?(?:new |first )?(?:job|position|role|work|working|out|training|internship)? ?as (?=an? |the "
    r"|\S)"
)
_ROLE_NOW = re.compile(r"promoted to (?=\S)")


def starts(c: Clause) -> Iterator[Found]:
    """ "I started at", "I got a job at", "I became a nurse", "I got promoted to"."""
    under_way = c.verb in ("start", "begin") and c.now and c.going
    if c.who.of or c.negative or c.can or not (c.past or c.perfect or under_way):
        return
    said = c.said
    if c.verb == "become":
        noun = thing(c, 0, most=5)
        if noun and (is_trade(noun.low)) and c.past | c.perfect:
            yield found(c, "works_as", noun, time=Time.TURN)
        return
    if match := _ROLE_NOW.match(said):
        if noun := at(c, match):
            yield found(c, "works_as", noun, time=Time.TURN)
        return
    if c.verb == "start" and "reading" in c.text.lower() and c.rest and c.rest[0].low != "reading" and c.who.me:
        noun = thing(c, 0, within=frozenset(("of", "and", "the")))
        if noun and (noun.text[0].isupper() or c.text == c.text.lower()):
            yield found(c, "reads", noun, time=Time.TURN)
            return
    if (match := _NEW_AS.match(said)) and (noun := at(c, match)) and (c.verb != "get" or "job" in match[0]):
        if noun.low not in UNSAID and (is_trade(noun.low) or "job" in match[0] or "work" in match[0]):
            yield found(c, "works_as", noun, time=Time.TURN)
            yield from where_works(c, noun.after)
        return
    if (
        (match := _NEW.match(said))
        and (c.verb in ("start", "begin") or re.search(r"job|position|role|internship", match[0]))
    ):
        noun = at(c, match, whole=True)
        if (
            noun and noun.low not in NO_EMPLOYER and not noun.low[0].isdigit()
            and (
                noun.text[0].isupper()
                or noun.head not in ("university", "school", "college", "uni", "gym", "six", "seven", "eight", "nine")
            )
        ):
            yield found(c, "works_at", noun, time=Time.TURN)
        return
    if c.verb in ("start", "begin") and (form := re.match(r"(?P<ing>\w+ing|to \w+) (?=\S)", said)):
        yield from _began(c, form)


def _began(c: Clause, form: re.Match[str]) -> Iterator[Found]:
    if form["ing"].removeprefix("to ") in ("volunteering", "volunteer") and (where := volunteer_place(c)):
        yield found(c, "volunteers_at", where, time=Time.TURN)
        return
    noun = thing(c, c.place(form.end()))
    if noun is None or noun.low in UNSAID:
        return
    match form["ing"].removeprefix("to ").removesuffix("ing"):
        case "learn":
            yield found(c, "learns", noun, time=Time.TURN)
        case "study":
            yield found(c, "studies", noun, time=Time.TURN)
        case "read":
            if c.who.me:
                yield found(c, "reads", noun, time=Time.TURN)
        case "collect":
            yield found(c, "collects", noun, time=Time.TURN)
        case "tak":
            learnt = re.sub(r" (?:lessons?|class(?:es)?|courses?)$", "", noun.text)
            relation, what = ("takes", noun.text) if _medicine(noun) else ("learns", learnt)
            yield found(c, relation, what, time=Time.TURN)
        case "us":
            yield found(c, "uses", noun, time=Time.TURN)
        case _:
            return


def _medicine(noun: Noun) -> bool:
    return not re.search(
        r"\b(?:lessons?|class(?:es)?|courses?|photos?|pictures|walks?|breaks?|notes|time|care|part|steps?|naps?"
        r"|baths?|showers?|bus|train|tram)\b", noun.low)


def volunteer_place(c: Clause) -> Noun | None:
    """Where unpaid work is done."""
    match = re.search(r"\b(?:at|for|in|with) (?=\S)", c.said)
    noun = thing(c, c.place(match.end()), whole=True) if match else None
    return noun if noun and not re.match(r"\d|week|month|spring|summer|autumn|winter|\w+ years?", noun.low) else None


def volunteers(c: Clause) -> Iterator[Found]:
    """ "I volunteer at the hospice"."""
    if c.who.of or c.can or c.future or (c.past and not c.used):
        return
    if where := volunteer_place(c):
        yield found(c, "volunteers_at", where)


_QUITS = re.compile(
    r"(?:(?:my|the) (?:\w+ )?(?:job|position|post|role|work) )?(?:as|at|with|from) (?=\S)|working (?:at|for|as"
    r"|in) (?=\S)"
)
_LEFT = re.compile(r"(?:my|the) (?:\w+ )?(?:job|position|post|work) (?:at|with|as) (?=\S)")
_LAID = re.compile(r"(?:been )?(?:fired|laid off|let go|made redundant|dismissed|sacked) (?:from|by|at) (?=\S)")


def quits(c: Clause) -> Iterator[Found]:
    """What is given up: a job, a habit, something learnt, a club, a medicine."""
    if c.who.of or c.negative or c.can or c.future or not (c.past or c.perfect or c.verb == "quit"):
        return
    said = c.said
    if c.verb == "give" and (not said.startswith("up ") or c.place(3) >= len(c.rest)):
        return
    if (
        (match := (_LEFT if c.verb in ("leave", "lose") else _QUITS).match(said))
        and (noun := at(c, match, whole=True))
    ):
        words = match[0].split()
        last = words[-1]
        relation = "works_as" if last in ("as", "like") else "works_at"
        if last == "with" and len(words) == 1 and not noun.text[0].isupper():
            return
        if noun.low not in NO_EMPLOYER and noun.low not in UNSAID:
            yield found(c, relation, noun, ends=True, time=Time.TURN)
        return
    if c.verb == "leave" and (noun := thing(c, 0)) and re.search(
        r"\b(?:club|society|choir|board|association|council|band|orchestra|committee)\b", noun.low):
        yield found(c, "member_of", noun, ends=True, time=Time.TURN)
        return
    if c.verb in ("leave", "lose"):
        new = re.search(r"\bfor (?=\S)", said)
        one, other = thing(c, 0, whole=True), thing(c, c.place(new.end()), whole=True) if new else None
        if one and one.low in TOOLS:
            return
        if c.verb == "leave" and one and other and one.text[0].isupper() and other.text[0].isupper():
            yield found(c, "works_at", one, ends=True, time=Time.TURN)
            yield found(c, "works_at", other, time=Time.TURN, replaces=one.text)
            return
        if (
            c.verb == "leave" and c.who.me and (noun := thing(c, 0, whole=True)) and c.rest[0].capital
            and " " in noun.text and noun.after >= len(c.rest)
        ):
            yield found(c, "works_at", noun, ends=True, time=Time.TURN, confidence=0.7)
        return
    start = 3 if c.verb == "give" else 0
    form = re.compile(r"(?P<ing>\w+ing)\b ?(?:(?:at|for|to) )?").match(said, start)
    if form and form.end() < len(said) and (noun := thing(c, c.place(form.end()), whole=True)):
        relation = {
            "learning": "learns", "taking": "takes", "collecting": "collects", "reading": "reads", "using": "uses",
            "volunteering": "volunteers_at", "studying": "studies", "playing": "plays", "growing": "grows",
            "supporting": "supports", "driving": "drives", "drinking": "likes", "eating": "likes", "visiting": "",
            "going": "habit", "living": "lives_in",
        }.get(form["ing"], "")  # fmt: skip
        if (
            (form["ing"] == "going" and said[form.end() - 1 :].startswith(" to ")) or (form["ing"] == "going"
            and said.startswith("going to "))
        ):
            noun = thing(c, c.place(said.index("to ") + 3)) or noun
        if relation == "takes" and noun.head in MODES:
            relation = "commutes_by"
        if relation and not (relation == "takes" and not _medicine(noun)):
            yield found(c, relation, noun, ends=True, time=Time.TURN)
            return
    noun = thing(c, c.place(start))
    if noun is None or noun.low in UNSAID or noun.low.startswith("being ") or (c.verb == "stop" and not form):
        return
    if c.rest[c.place(start)].low == "my" and (goal := re.match(
        r"(?:up )?my (?:goal|dream|plan|ambition|aim) (?:to|of) (?=\S)", said)):
        begin = c.rest[c.place(goal.end())].start
        yield found(c, "aims_at", phrase(c, begin), ends=True, time=Time.TURN)
        return
    if noun.low in DIETS:
        yield found(c, "eats", noun, ends=True, time=Time.TURN)
    elif re.search(r"\b(?:practice|class|lessons|training|course)$", noun.low):
        yield found(c, "habit", noun, ends=True, time=Time.TURN)
    elif re.search(r"\b(?:club|society|choir|board|team|association|council|party|band|group|union)\b", noun.low):
        yield found(c, "member_of", noun, ends=True, time=Time.TURN)
    elif c.verb in ("quit", "give") and noun.low not in ("job", "work", "school", "up", "hope", "everything", "game"):
        relation = sort(noun)
        if relation and relation not in ("owns", "has_pet", "drives"):
            yield found(c, relation, noun, ends=True, time=Time.TURN, confidence=0.8)
        elif not relation and (c.verb == "give" or noun.low in LANGUAGES):
            yield found(c, "learns", noun, ends=True, time=Time.TURN, confidence=0.75)
        elif not relation and noun.text[:1].islower():
            yield found(c, "habit", noun, ends=True, time=Time.TURN, confidence=0.75)


def earns(c: Clause) -> Iterator[Found]:
    """ "I earn my living as a carpenter"."""
    match = re.match(r"(?:my|a|her|his) living as (?=\S)", c.said)
    if match and not c.who.of and c.now and (noun := at(c, match)):
        yield found(c, "works_as", noun)


def hired(c: Clause) -> Iterator[Found]:
    """ "I got hired by", "I have a job at", "I resigned from", "I got laid off from"."""
    if c.who.of or c.negative or c.can or c.future:
        return
    said = c.said
    if match := re.match(r"(?:hired|taken on|recruited|employed) (?:by|at) (?=\S)", said):
        if noun := at(c, match, whole=True):
            yield found(c, "works_at", noun, time=Time.TURN)
    elif match := re.match(r"(?:an? |my )(?:\w+ ){0,2}?(?:job|position|post|role) (?:at|with|for) (?=\S)", said):
        noun = at(c, match, whole=True) if c.verb == "have" and c.now else None
        if noun and noun.low not in NO_EMPLOYER:
            yield found(c, "works_at", noun)
    elif match := re.match(r"(?:an? |my )(?:\w+ ){0,2}?(?:job|position|post|role) as (?=\S)", said):
        noun = at(c, match) if c.verb == "have" and c.now else None
        if noun:
            yield found(c, "works_as", noun)
    elif c.verb == "resign":
        match = re.match(r"(?P<as>as|from) (?:my (?:job|post|position) (?:at|with) )?(?=\S)", said)
        if match and (noun := at(c, match, whole=True)):
            relation = "works_as" if match["as"] == "as" else "member_of" if CLUB.search(noun.low) else "works_at"
            yield found(c, relation, noun, ends=True, time=Time.TURN)


def helps(c: Clause) -> Iterator[Found]:
    """ "I help out at the animal shelter", "I do voluntary work at the hospice"."""
    if c.who.of or c.negative or c.can or c.future or (c.past and not c.used):
        return
    match = re.match(
        r"(?:out )?(?:regularly )?(?:at|in|with) (?=\S)|(?:some |a bit of )?(?:volunteer|voluntary|unpaid"
        r"|charity) work (?:at|for|in|with) (?=\S)|volunteering (?:at|for|in|with) (?=\S)", c.said)
    noun = at(c, match, whole=True) if match else None
    if noun and ("work" in c.said or "volunteer" in c.text.lower() or _GOOD.search(noun.low)):
        yield found(c, "volunteers_at", noun)


_GOOD = re.compile(
    r"\b(?:shelter|food bank|hospice|soup kitchen|charity|bike kitchen|lifeboat|refuge|sanctuary|rescue|red cross"
    r"|foodbank|community (?:garden|centre|center|kitchen)|repair cafe|thrift|nursing home|homeless)\b"
)


def fired(c: Clause) -> Iterator[Found]:
    """ "I was fired from Acme"."""
    if not c.who.of and not c.negative and (match := _LAID.match(c.said)) and (noun := at(c, match, whole=True)):
        yield found(c, "works_at", noun, ends=True, time=Time.TURN)


def trained(c: Clause) -> Iterator[Found]:
    """ "I trained as a nurse and that's what I do now"."""
    if (
        not c.who.of and c.past and (match := re.match(r"as (?=\S)", c.said))
        and (c.verb == "retrain" or "what i do" in c.text.lower())
    ) and (noun := at(c, match)):
        yield found(c, "works_as", noun, time=Time.NONE)


def at_for(c: Clause) -> Iterator[Found]:
    """ "I've been at Halden Marine for nine years"."""
    if (
        c.who.me and not c.who.of and c.perfect and not c.negative
        and (match := re.match(r"(?:with|at) (?=\S)", c.said))
    ):
        noun = at(c, match, whole=True)
        if noun and re.search(r"\b(?:for|since) ", c.said[match.end() :]) and noun.low not in NO_EMPLOYER and (
            not re.match(r"\d|my |partner", noun.low)
            and noun.low not in ("doctor", "doctor's", "gym", "airport", "station")
        ):
            yield found(c, "works_at", noun, confidence=0.8)


RULES: Rules = {
    "work": (works,), "start": (starts,), "begin": (starts,), "become": (starts,), "get": (starts, fired, hired),
    "land": (starts,), "quit": (quits,), "leave": (quits,), "stop": (quits,), "give": (quits,), "lose": (quits,),
    "abandon": (quits,), "volunteer": (volunteers,), "be": (fired, at_for, hired), "have": (hired,),
    "train": (trained,),
    "retrain": (trained,), "do": (helps,), "earn": (earns,), "make": (earns,), "resign": (hired,), "help": (helps,),
}  # fmt: skip
