"""What is to come: trips and feasts that are planned, appointments, what is moved or cancelled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, phrase, thing
from secondme.memory.facts.rules.found import Found, Rules, Time, found
from secondme.memory.facts.verbs import FORMS
from secondme.memory.facts.words import UNSAID

_WITH = frozenset(("in", "to", "with", "for", "at", "of", "by"))
TIMES = re.compile(
    r"\b(?:tomorrow|tonight|(?:next|this|coming|on|by) (?:mon|tues|wednes|thurs|fri|satur|sun)day|next \w+|in (?:a"
    r"|two|three|four|"
    r"five|six|\d+|a few|a couple of) (?:days?|weeks?|months?|years?)|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\d{1,2}(?:st|nd|rd|th)?"
    r" (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|(?:january|february|march|april|may|june|july"
    r"|august"
    r"|september|october|november|december)(?: (?:the )?\d{1,2}(?:st|nd|rd|th)?)?|on the \d{1,2}(?:st|nd|rd|th)"
    r"|this (?:weekend|summer|winter|spring|autumn|fall)"
    r"|next (?:summer|winter)|christmas|easter|(?:the )?day after tomorrow|\d{4}-\d\d-\d\d)\b"
)
_DUE = (
    r"dentist|doctor|gp|optician|orthodontist|hygienist|eye test|car inspection|haircut|hairdresser|barber|physio"
    r"|physiotherapist|job interview|interview|blood test|parents' evening|vet|check-?up|checkup|surgery|operation"
    r"|scan|mri|x-ray"
    r"|ultrasound|exam|driving test|vaccination|jab|therapy|therapist|lawyer|notary|bank|consulate|embassy|hearing"
    r"|viewing"
    r"|inspection|screening|smear test|hospital|clinic|mechanic|car service|dermatologist|cardiologist|specialist"
    r"|massage"
    r"|tax advisor|tax adviser|accountant|court|midwife|manicure|tattoo|fitting|consultation|appraisal|flu shot|booster"
)
_DUE_AT = re.compile(rf"\b(?P<what>(?:{_DUE}))\b(?: appointment| visit| session| slot)?")


def _time_in(c: Clause) -> bool:
    return bool(TIMES.search(c.said) or TIMES.search(" ".join(one.low for one in c.lead)))


def _plan(c: Clause, at: int) -> Noun | None:
    """What is planned: with where and with whom, without when."""
    noun = thing(c, at, within=_WITH, most=8)
    if noun is None:
        return None
    cut = re.split(
        r"\s+(?:for|in|at|by|on)?\s*(?:the )?(?=" + TIMES.pattern + ")", noun.text, maxsplit=1, flags=re.IGNORECASE
    )[0]
    cut = re.sub(r"\s+(?:for|in|at|on|to|with|by)(?: \d+)?$", "", cut)
    return Noun(cut, cut.lower(), noun.start, noun.start + len(cut), noun.after, noun.article)


_EVERY = re.compile(r"\b(?:every|each|on \w+days|usually|always)\b")
_PARTY = re.compile(
    r"\b(?:party|trip|weekend|wedding|holiday|vacation|tour|reunion|dinner|concert|hike|festival|move|visit|picnic"
    r"|barbecue|bbq"
    r"|retreat|cruise|conference|workshop|camp|camping|exhibition|show|race|marathon|match|tournament|journey"
    r"|excursion|outing|getaway"
    r"|honeymoon|baptism|christening|birthday|celebration|anniversary|feast|fair|sale|performance|recital|night"
    r"|evening|ball|gala"
    r"|surprise|event|brunch|lunch|walk|ride|flight|stay|course|meetup|gathering|housewarming|baby shower|launch"
    r"|ceremony|funeral|graduation)\b"
)


def plans(c: Clause) -> Iterator[Found]:
    """ "I'm planning a trip to Rome next week", "we've booked a table for Friday"."""
    if c.who.of or not c.who.me or c.can or not c.rest or (c.past and c.verb not in ("book",)):
        return
    said = c.said
    if c.verb == "book" or "booked" in said[:8]:
        at = 0
    if re.match(r"to (?!the |a |my )", said) and c.verb in ("plan",) and not c.negative:
        if _time_in(c):
            text = phrase(c, c.rest[1].start)
            text = re.split(
                r"\s+(?:for|in|at|by|on)?\s*(?:the )?(?=" + TIMES.pattern + ")", text, maxsplit=1, flags=re.IGNORECASE
            )[0]
            if len(text) > 3:
                yield found(c, "plans", text, time=Time.EVENT, says="{subject} plan(s) to {object}.")
        return
    at = 1 if c.rest[0].low in ("on", "for") and len(c.rest) > 1 else 0
    if c.rest[at].low in ("my", "our", "me", "us") and c.verb in ("plan",) and "life" in said:
        re.search(r"\bso that (?:i|we) can (?=\S)", said)
        return
    if (c.verb == "go" and not (c.going and at)) or _EVERY.search(said):
        return
    what = _plan(c, at)
    if what is None or what.low in UNSAID | {"birthday", "anniversary"} or len(what.low) < 3 or c.negative:
        return
    near = TIMES.search(c.text[c.end : c.end + 40].split(".")[0].lower())
    if not _time_in(c) and not near and c.verb not in ("plan", "organise", "organize"):
        return
    if (
        c.verb in ("have", "make", "do", "host")
        and (not _PARTY.search(what.low) or c.rest[at].low not in ("a", "an", "our", "the", "my", "some"))
    ):
        return
    if not c.going and not c.perfect and c.verb in ("organise", "organize", "plan", "host") and not _time_in(c):
        return
    if _DUE_AT.search(what.low) and c.verb == "have":
        return
    if not _time_in(c) and c.rest[at].low not in ("a", "an", "our"):
        return
    yield found(c, "plans", what, time=Time.EVENT)


def due(c: Clause) -> Iterator[Found]:
    """ "I have a dentist appointment on Friday", "Tomorrow I have to go to the dentist"."""
    if c.who.of or not c.who.me or c.can or (c.past and c.verb != "give") or c.negative or not c.rest:
        return
    said = c.said
    if not _time_in(c):
        return
    if c.verb in ("have", "get", "need", "must"):
        match = re.match(
            r"(?:an? |another |my |the |to (?:go|get|be|come)?(?: back)? ?(?:to|at|for)? ?(?:an? |the "
            r"|my )?)?(?:appointment,? ?(?:with|at|for)?,? ?(?:the |my |an? )?)?", said)
        rest = said[match.end() :] if match else said
        what = _DUE_AT.match(rest)
        at = match.end() if match else 0
        if what:
            yield _appointment(c, at, at + what.end("what"))
        elif (other := re.match(r"(?:an? |my )(?P<what>[\w' -]{3,30}?) appointment\b", said)):
            yield _appointment(c, other.start("what"), other.end("what"))
        elif (other := re.match(r"an appointment (?:with|at|for) (?:the |my |an? )?", said)):
            noun = thing(c, c.place(other.end()))
            if noun:
                yield found(c, "appointment", noun, time=Time.EVENT)
    elif c.verb in ("go", "see") and (c.going or c.future or c.now):
        match = re.match(r"(?:to |at )?(?:the |my |an? )?", said)
        what = _DUE_AT.match(said[match.end() :]) if match else None
        if match and what:
            yield _appointment(c, match.end(), match.end() + what.end("what"))


def _appointment(c: Clause, begin: int, end: int) -> Found:
    return found(c, "appointment", due_words(c, begin, end), time=Time.EVENT)


def due_words(c: Clause, begin: int, end: int) -> str:
    """What is due, with the words that say which: of "test" in "my hearing test" both."""
    row = c.rest
    first, last = c.place(begin), c.place(end - 1)
    while first and last - first < _WIDEST and _says_which(row[first - 1].low):
        first -= 1
    while last + 1 < len(row) and last - first < _WIDEST and row[last + 1].low in _DUE_NOUNS:
        last += 1
    return c.text[row[first].start : row[last].end]


def _says_which(low: str) -> bool:
    return low.isalpha() and low not in _NO_PART and low not in FORMS and not low.endswith(("ly", "day", "days"))


_WIDEST = 3
_DUE_NOUNS = frozenset(
    "test check check-up checkup scan exam interview lesson viewing inspection session meeting service fitting review "
    "cleaning evening consultation examination screening".split()
)
_NO_PART = UNSAID | frozenset(
    "a an the my our his her their to at with for from in on of by and or but so that this these those next first"
    " new old "
    "another last annual yearly regular big quick long usual follow-up i we he she it they you me us him them not no"
    " am "
    "is are was were be been will would can could should must may might there here then now also just still back have "
    "has had got get do does did tomorrow today tonight morning afternoon evening noon january february march april"
    " may "
    "june july august september october november december am pm o'clock week month year if because when while until "
    "before after since about around its due".split()
)


def slots(c: Clause) -> Iterator[Found]:
    """ "They gave me a dentist slot on Friday"; who "they" are matters not, so this is told in `own`."""
    return iter(())


def moved(c: Clause) -> Iterator[Found]:
    """ "I postponed the party", "we moved the trip to 4 May", "I cancelled my dentist appointment"."""
    if c.who.of or not c.who.me or c.can or c.negative or not c.rest or not (c.past or c.perfect):
        return
    ends = c.verb == "cancel"
    if c.verb in ("move", "change", "push", "bring") and not re.match(r"(?:the|my|our) ", c.said):
        return
    noun = _plan(c, 0)
    if noun is None or noun.low in UNSAID or c.rest[0].low not in ("the", "my", "our"):
        return
    text = re.sub(r" (?:appointment|visit)$| (?:back )?to \d+$", "", noun.text)
    due_ = bool(_DUE_AT.fullmatch(text.lower())) or "appointment" in c.said
    if not due_ and not _PARTY.search(text.lower()):
        return
    if not ends and not _time_in(c) and not TIMES.search(c.text[c.end : c.end + 40].split(".")[0].lower()):
        return
    relation = "appointment" if due_ else "plans"
    yield found(c, relation, text, ends=ends, time=Time.NONE if ends else Time.EVENT)


def undone(c: Clause) -> Iterator[Found]:
    """ "We're not doing the garden party after all"."""
    if (
        c.who.me and not c.who.of and c.negative and c.going and "after all" in c.said and c.rest
        and c.rest[0].low in ("the", "our", "my")
    ):
        noun = thing(c, 0, within=_WITH)
        if noun:
            yield found(c, "plans", noun, ends=True, time=Time.NONE)


RULES: Rules = {
    "plan": (plans,), "organise": (plans,), "organize": (plans,), "book": (plans,), "have": (due, plans),
    "host": (plans,), "make": (plans,), "go": (due, plans), "see": (due,), "get": (due,), "need": (due,),
    "move": (moved,), "change": (moved,), "postpone": (moved,), "reschedule": (moved,), "cancel": (moved,),
    "do": (undone,),
}  # fmt: skip
