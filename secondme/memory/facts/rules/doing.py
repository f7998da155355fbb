"""What somebody does and what ails them: games, habits, clubs, books, illnesses, medicines, injuries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, thing, things
from secondme.memory.facts.rules.found import Found, Rules, Time, found
from secondme.memory.facts.rules.owning import illness, part
from secondme.memory.facts.words import INSTRUMENTS, SPORTS, UNSAID

_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_PLURAL_DAY = re.compile(rf"\b(?:on |every |each )(?P<day>{_DAYS})")
_NO_GAME = frozenset(
    "role roles part game games music tricks loud songs around along fair safe dead hard host devil advocate something "
    "outside it with sounds noise same records jazz pranks online together sometimes here there mostly".split()
)


def plays(c: Clause) -> Iterator[Found]:
    """Games, sports, instruments."""
    if c.who.of or (c.can and c.negative) or c.future or not c.rest:
        return
    if c.perfect and not c.going and not re.search(
        r"\b(?:since|for|always|all my life)\b", f"{c.text[c.start : c.end + 8].lower()} {' '.join(c.adverbs)}"
    ):
        return
    if c.past and not c.used and not c.perfect and not (c.who.me and re.search(r"\bas usual\b", c.said)):
        return
    match = re.match(r"(?:since \w+ years |a lot of |lots of |some |in a \w+ )", c.said)
    at = c.place(match.end()) if match and match.end() < len(c.said) else 0
    for noun in things(c, at):
        low = noun.low
        game = low in SPORTS | INSTRUMENTS or noun.head in SPORTS | INSTRUMENTS
        simple = (c.rest[at].low == "the" and " " not in low) or (" " not in low and len(low) > 3 and c.who.me)
        if low in UNSAID or low.split()[0] in _NO_GAME or noun.head in _NO_GAME or not (game or simple):
            return
        yield found(c, "plays", noun, confidence=0.9 if game else 0.75)


def learning_to_play(c: Clause) -> Iterator[Found]:
    """ "She is learning to play chess"."""
    match = re.match(r"(?:how )?to play (?=\S)", c.said)
    if (
        match and not c.who.of and not c.who.me and not c.negative and c.now
        and (noun := thing(c, c.place(match.end())))
    ):
        yield found(c, "plays", noun)


def supports(c: Clause) -> Iterator[Found]:
    """A team: its name begins with a capital letter."""
    if c.who.of or c.can or c.future or (c.past and not c.used and not c.perfect) or not c.rest:
        return
    at = 1 if c.verb in ("root", "cheer") and c.rest[0].low == "for" and len(c.rest) > 1 else 0
    if c.verb in ("root", "cheer") and not at:
        return
    noun = thing(c, at)
    if (
        noun and (noun.text[0].isupper() or _lower(c))
        and c.rest[at].low not in ("my", "our", "the", "a", "your", "this")
    ):
        yield found(c, "supports", noun)


def _lower(c: Clause) -> bool:
    """Whether its text is written without capital letters."""
    return c.text == c.text.lower()


_JOINED = re.compile(
    r"\b(?:club|society|association|council|choir|orchestra|band|group|league|union|committee|team|party|guild"

                     r"|circle|cooperative|co-op|collective|troupe|ensemble|network|federation|brigade"
                     r"|board|class)\b")  # fmt: skip


def joins(c: Clause) -> Iterator[Found]:
    """Clubs and the like."""
    if c.who.of or c.can or c.future or c.negative:
        return
    if c.verb == "join":
        if not (c.past or c.perfect):
            return
        noun = thing(c, 0, whole=True)
        if noun and _JOINED.search(noun.low):
            yield found(c, "member_of", noun, time=Time.TURN)
        elif noun and noun.text[0].isupper() and c.who.me and re.search(r"\bas an? ", c.said):
            yield found(c, "works_at", noun, time=Time.TURN)
        return
    match = re.match(r"(?:on the (?:board|committee) of|to|in|with) (?=\S)", c.said)
    noun = thing(c, c.place(match.end())) if match and match.end() < len(c.said) else None
    if (
        noun and (_JOINED.search(noun.low) or "board" in c.said or "committee" in c.said)
        and not re.match(r"little|small", noun.low)
    ):
        yield found(c, "member_of", noun)


def reads(c: Clause) -> Iterator[Found]:
    """The book that is being read."""
    if c.who.of or not c.who.me or c.can or c.future or c.negative or not c.rest:
        return
    if not c.going and not (c.now and "now" in c.adverbs):
        return
    if c.rest[0].low in (
        "about", "a", "an", "your", "my", "this", "that", "some", "up", "through", "on", "in", "to", "it", "between"
    ):
        return
    noun = _title(c, 0)
    if noun and noun.low not in UNSAID and (any(word[0].isupper() for word in noun.text.split()) or _lower(c)):
        yield found(c, "reads", noun)


def _title(c: Clause, at: int) -> Noun | None:
    """The title of a book: small words may stand within."""
    noun = thing(c, at, within=frozenset(("of", "and", "the", "in", "for", "to", "with")), most=8)
    if noun is None:
        return None
    words = noun.text.split()
    return noun if words else None


def finishes(c: Clause) -> Iterator[Found]:
    """ "I finished Dune, now I'm reading Wolf Hall": the first is over."""
    if (
        c.who.me and not c.who.of and (c.past or c.perfect) and not c.negative and c.rest
        and "reading" in c.text.lower()
    ):
        noun = _title(c, 1 if c.rest[0].low in ("reading", "rereading", "re-reading") and len(c.rest) > 1 else 0)
        if noun and any(word[0].isupper() for word in noun.text.split()):
            yield found(c, "reads", noun, ends=True, time=Time.TURN)


CLOCK = re.compile(
    r"\b(?:at |around |about |before |by )(?P<at>(?:half past|quarter (?:to|past)|ten (?:to|past)|five (?:to|past)"
    r"|twenty (?:to|past)) \w+"
    r"|\d{1,2}(?:[:.]\d\d)?(?: ?(?:am|a\.m\.|o'clock))?|(?:four|five|six|seven|eight|nine|ten|eleven|noon|midday"
    r"|dawn)(?: thirty| fifteen|-thirty)?(?: o'clock)?)(?![\w:])"
)


def wakes(c: Clause) -> Iterator[Found]:
    """ "I get up at 5:30", "I have to be up at 7 each morning", "my day begins at 7"."""
    if c.can or c.future or c.used or (c.negative and not c.over):
        return
    said = c.said
    day = c.who.of in ("day", "morning", "alarm", "alarm clock")
    if day and c.verb not in ("begin", "start", "ring", "be", "go"):
        return
    if c.who.of and not day:
        return
    if not day:
        if c.verb == "get" and not said.startswith("up "):
            return
        if (
            c.verb == "rise" or c.verb == "wake" or c.verb == "get"
            or (c.verb in ("have", "need") and re.match(r"to (?:be|get|wake) up ", said))
            or (c.verb == "be" and re.match(r"(?:always |usually )?(?:up|awake|out of bed) ", said))
        ):
            pass
        else:
            return
    match = CLOCK.search(said.split(" ,")[0] if said[:1] != "," else "")
    if match is None:
        return
    if c.past and not re.search(r"\b(?:like always|as always|as usual)\b", said):
        return
    if re.search(r"\b(?:tomorrow|today|yesterday|last night|on (?:saturday|sunday|the weekend)s?)\b", said):
        return
    if (
        c.verb in ("have", "need", "be") and not day
        and not re.search(r"\b(?:each|every|always|usually|daily|days?)\b", f"{said} {' '.join(c.adverbs)}")
    ):
        return
    begin, end = c.rest[c.place(match.start("at"))].start, c.rest[c.place(match.end("at") - 1)].end
    old = re.search(r"\binstead of (?:at )?(?=\S)", said)
    replaces = c.text[c.rest[c.place(old.end())].start : c.end] if old and old.end() < len(said) else ""
    yield found(c, "wakes_at", c.text[begin:end], replaces=replaces.rstrip(" ."))


_WEEKLY = frozenset("go do have attend practise practice take visit".split())
_EXERCISES = {
    "run": "running", "swim": "swimming", "jog": "jogging", "hike": "hiking", "bake": "baking", "row": "rowing",
    "cook": "cooking", "dance": "dancing", "climb": "climbing", "cycle": "cycling", "sing": "singing",
}  # fmt: skip


def habit(c: Clause) -> Iterator[Found]:
    """What comes every week: "I go swimming every Tuesday", "On Wednesdays I have choir practice"."""
    if (
        c.who.of or not (c.who.me or c.who.role) or c.can or c.future or (c.past and not c.used) or (c.perfect
        and not c.going)
    ):
        return
    lead = " ".join(one.low for one in c.lead)
    said = c.said
    day = _PLURAL_DAY.search(said)
    late = _PLURAL_DAY.search(f"{lead} ")
    if day is None and late is None:
        if c.negative and c.over and c.verb == "go" and said.startswith("to "):
            noun = thing(c, 1)
            if noun and noun.low not in UNSAID | {"work", "school", "bed"}:
                yield found(c, "habit", noun, ends=True)
        return
    weekday = (day or late)
    assert weekday is not None
    name = weekday["day"].removesuffix("s").title()
    if not day and not (late and (weekday["day"].endswith("s") or "every" in weekday[0] or "each" in weekday[0])):
        return
    if day and not (weekday["day"].endswith("s") or weekday[0].startswith(("every", "each"))):
        return
    match = re.match(r"(?:to |for (?:a |an |my )?|doing |out for )?", said)
    start = match.end() if match else 0
    if c.verb not in {*_WEEKLY, *_EXERCISES, "play"}:
        return
    if c.verb == "have" and re.search(r"\b(?:appointment|off)\b", said):
        return
    if c.verb in _WEEKLY:
        noun = thing(c, c.place(start)) if start < len(said) else None
        if noun is None or (noun.low in UNSAID | {"work", "home", "bed", "school", "church"} and noun.low != "church"):
            return
        what = noun.text
    elif c.verb == "play":
        noun = thing(c, 0)
        if noun is None:
            return
        what = f"playing {noun.text}"
    else:
        what = _EXERCISES[c.verb]
    old = re.search(rf"\binstead of (?:on )?(?P<day>{_DAYS})", said)
    replaces = f"{what} on {old['day'].removesuffix('s').title()}" if old else ""
    says = f"{{subject}} have(=has) {what} on {name}s."
    if not c.negative and not c.used:
        yield found(c, "habit", f"{what} on {name}", says=says, replaces=replaces)
    elif c.over:
        yield found(c, "habit", f"{what} on {name}", ends=True)


def suffers(c: Clause) -> Iterator[Found]:
    """ "I suffer from migraines"."""
    if c.who.of or c.can or c.future or (c.past and not c.used) or not c.said.startswith(("from ", "with ")):
        return
    for noun in things(c, 1):
        if noun.head in ("allergy", "intolerance"):
            return
        if noun.low not in UNSAID and (illness(noun.low) or c.verb == "suffer"):
            yield found(c, "has_condition", noun)


def takes(c: Clause) -> Iterator[Found]:
    """Medicines: known by their name, their form, or that they are taken regularly."""
    if c.who.of or c.can or c.future or not c.rest or (c.past and not c.used):
        return
    if (
        c.verb == "be"
        or c.rest[0].low in (
            "the", "a", "an", "my", "it", "care", "part", "place", "off", "out", "up", "over", "after", "notes",
            "photos", "to", "on", "time", "turns"
        )
    ) and not (c.rest[0].low in ("a", "an", "my") and re.match(
        r"(?:an?|my) (?:daily |low |small |low-dose )*(?:dose of |tablet of |pill for )", c.said)):
        return
    daily = bool(re.search(
        r"\b(?:daily|every|each|(?:once|twice|three times) a|since|for (?:my|years|it|that|\w+ years)|instead of"
        r"|before|with|at night|in the)\b"
    , c.said)) or bool(c.adverbs & {"always", "usually", "still", "now"}) or c.perfect
    strong = bool(re.search(
        r"\b(?:daily|every (?:day|morning|evening|night)|(?:once|twice|three times) a day|for (?:it|my)|since"
        r"|instead of)\b", c.said))
    for noun in things(c, 0):
        known = medicine(noun.low)
        if (
            noun.low in UNSAID or _NO_DRUG.search(noun.low)
            or not (known or (daily and len(noun.low.split()) < (4 if strong else 2) and noun.low not in _PLAIN))
        ):
            return
        old = re.search(r"\binstead of (?=\S)", c.said)
        other = thing(c, c.place(old.end())) if old and old.end() < len(c.said) else None
        yield found(c, "takes", noun, replaces=other.text if other else "", confidence=0.9 if known else 0.75)


_NO_DRUG = re.compile(
    r"\b(?:lessons?|class(?:es)?|courses?|walks?|naps?|showers?|baths?|bus|train|tram|ferry|photos?|pictures|notes"
    r"|breaks?|taxi|metro|subway|stairs|minutes|hours|sugar|milk|lift|trips?|turns?|orders?|calls?)\b"
)
_PLAIN = frozenset("them it that notes time care photos pictures turns him her us".split())
_DRUG = re.compile(
    r"\b(?:vitamins?|tablets?|pills?|medication|medicine|insulin|supplements?|drops|inhaler|statins?|antibiotics?"
    r"|steroids?"
    r"|antidepressants?|antihistamines?|painkillers?|beta blockers?|blood thinners?|capsules?|probiotics?|magnesium"
    r"|iron|zinc"
    r"|calcium|aspirin|ibuprofen|paracetamol|lithium|omega-3|omega|fish oil|folic acid|melatonin|creatine|cortisone"
    r"|contraceptive"
    r"|prozac|zoloft|xanax|ritalin|adderall|tylenol|advil|ventolin|lipitor|warfarin|thyroid|\w+(?:pril|olol|statin"
    r"|formin|cillin"
    r"|azole|pine|oxetine|sartan|profen|thyroxine|tidine|zepam|zolam|ine|triptan|mycin|cycline|gliptin|gliflozin"
    r"|prazole|setron|pram|traline"
    r"|dronate|pam|xaban|lukast|terol|sone|solone|barbital|tropin|parin|bicin|mab|nib|vir|fenac|oxib|amide|idone"
    r"|azine|oxacin|adol"
    r"|codone|morphone|codeine|morphine))\b"
)
_NO_INE = frozenset(
    "april landline migraine headline deadline baseline wine line airline online offline trampoline vaccine fine"
    " vine saline hotline headline deadline guideline "
    "time medicine fine nine mine pine engine machine magazine routine cuisine discipline".split()
)


def medicine(low: str) -> bool:
    """Whether words name a medicine, by its name, its ending or its form."""
    match = _DRUG.search(low)
    return match is not None and (match[0] not in _NO_INE or match[0] == "medicine")


_NEEDS = re.compile(
    r"\b(?:daily|every day|(?:once|twice|three times) a day|every (?:morning|evening|night)|each (?:day|morning))\b"
)


def needs(c: Clause) -> Iterator[Found]:
    """ "I need antihistamines twice a day"."""
    if c.who.of or c.can or c.future or c.negative or c.past or not _NEEDS.search(c.said):
        return
    noun = thing(c, 0)
    if noun and medicine(noun.low):
        yield found(c, "takes", noun)
    elif (
        noun and " " not in noun.low and c.rest[0].low == noun.low
        and noun.low not in UNSAID | {"coffee", "sleep", "help", "exercise", "sugar", "silence"}
    ):
        yield found(c, "takes", noun, confidence=0.7)


def hurts(c: Clause) -> Iterator[Found]:
    """ "I broke my wrist"; "my knee is fine again" is told in `own`."""
    if c.who.of or c.can or c.future or c.negative or not c.rest or not (c.past or c.perfect or c.verb == "hurt"):
        return
    if c.rest[0].low not in ("my", "her", "his", "our"):
        return
    noun = thing(c, 0)
    if noun is None:
        return
    low = noun.low.removesuffix(" broken").removesuffix(" sore")
    if part(low):
        yield found(c, "injured", noun.text[: len(low)], time=Time.EVENT)


RULES: Rules = {
    "play": (plays, joins, habit), "learn": (learning_to_play,), "support": (supports,), "root": (supports,),
    "cheer": (supports,), "join": (joins,), "belong": (joins,), "sit": (joins,), "read": (reads,),
    "finish": (finishes,), "stop": (finishes,), "get": (wakes,), "wake": (wakes,), "rise": (wakes,),
    "begin": (wakes,), "start": (wakes,), "need": (wakes, needs), "be": (wakes,), "suffer": (suffers,),
    "struggle": (suffers,), "live": (suffers,), "take": (takes, habit), "hurt": (hurts,), "break": (hurts,),
    "sprain": (hurts,), "twist": (hurts,), "injure": (hurts,), "fracture": (hurts,), "dislocate": (hurts,),
    "make": (hurts,), "go": (habit,), "do": (habit,), "have": (wakes, habit), "attend": (habit,),
    "practise": (habit,), "practice": (habit,), "visit": (habit,), "run": (habit,), "swim": (habit,),
    "cycle": (habit,), "hike": (habit,), "bake": (habit,), "cook": (habit,), "dance": (habit,), "jog": (habit,),
    "climb": (habit,), "sing": (habit, joins), "row": (habit, joins), "tear": (hurts,), "bruise": (hurts,),
}  # fmt: skip
