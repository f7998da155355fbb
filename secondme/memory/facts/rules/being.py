"""What somebody is: "I'm a nurse", "I'm from Peru", "I'm 34", "I'm allergic to nuts", "I'm vegan"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, thing, things
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.found import Found, Rules, Time, at, found
from secondme.memory.facts.rules.places import place
from secondme.memory.facts.rules.trades import NO_EMPLOYER, is_trade, trade, where_works
from secondme.memory.facts.words import (
    DIETS,
    FAITHS,
    IS_ILL,
    LANGUAGES,
    MOODS,
    NATIONS,
    STATUS,
    TRADES,
    TRAITS,
    UNSAID,
)

NUMBER = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven"
    r"|eight|nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_AGE = re.compile(
    rf"(?P<age>{NUMBER})(?![.,]\d)(?:(?: |-)(?:years?|yrs?)(?: |-)(?:old|of age|young)| ?y/?o)?(?= (?:now|and|today"
    r"|already|,|so"
    r"|but|too)\b|\s*[,)]|$)"
)
_SMALL_AGE = re.compile(r"(?P<age>\w+)(?: |-)(?:years?|yrs?)(?: |-)old\b")
_AGED = re.compile(rf"an? (?P<age>{NUMBER})[- ]years?[- ]old (?=\S)")
_FROM = re.compile(r"(?:originally )?from (?=\S)")
_ALLERGIC = re.compile(r"(?:\w+ )?(?:allergic|intolerant) (?:to|on|against) (?=\S)")
_INTOLERANT = re.compile(r"(?P<what>lactose|gluten|fructose|histamine|dairy|nut|peanut)[- ]intolerant\b")
_LIKES = re.compile(
    r"(?!no\b|hardly\b)"
    r"(?:(?:really |so |very |quite |pretty |big |totally |more )?(?:fond of|keen on|into|crazy about|mad about"
    r"|passionate about|obsessed with|in love with|addicted to|interested in|nuts about|partial to|enthusiastic about"
    r"|hooked on)|(?:an? )?(?:\w+ ){0,2}?(?:fan|lover|devotee|admirer|aficionado|enthusiast) of) (?=\S)"
)
_FAN = re.compile(
    r"an? (?:big |huge |lifelong |total |real |massive |great |avid )?(?P<what>[\w' -]+?) (?P<kind>fan|lover"

                  r"|enthusiast|addict|buff|nut|supporter|person)\b")  # fmt: skip
_NOT_LIKED = re.compile(
    r"(?:so |very |too |really |a |big |much |that |of |huge )*(?:fond of|keen on|fan of|into) (?=\S)"
)
_TIRED = re.compile(r"(?:so |really )?(?:tired of|fed up with|bored (?:of|with)) (?=\S)")
_AFRAID = re.compile(r"(?:so |really |very |dead |deathly |a bit |a little )*(?:afraid|scared|terrified|frightened"
                     r"|petrified|phobic) (?:of|from|about) (?=\S)")  # fmt: skip
_FLUENT = re.compile(r"(?:almost |nearly |quite )?(?:fluent|bilingual|proficient|conversational) in (?=\S)")
_MEMBER = re.compile(
    r"(?:(?:an? |the )?(?:\w+ ){0,2}?(?:member|part|president|treasurer|secretary|chair|chairman|head) (?:of"

                     r"|from|in|at)|on the (?:board|committee) of|in) (?=\S)")  # fmt: skip
_CLUB = re.compile(
    r"\b(?:club|society|association|council|choir|orchestra|band|group|league|union|committee|team|party|guild"

                   r"|circle|cooperative|co-op|collective|troupe|ensemble|network|federation|brigade"
                   r"|foundation)\b")  # fmt: skip
_HEIGHT = re.compile(
    r"(?P<tall>\d[\d.,]*(?: ?(?:m|cm|metres?|meters?|feet|foot|ft|'))?(?: ?\d{1,2}(?: ?(?:in|inches|\"))?)?) tall\b"

                     r"|(?P<cm>1[4-9]\d|2[01]\d) ?cm\b")  # fmt: skip
_SIZE = re.compile(r"(?:an? )?size (?P<size>[\w.]+)(?: (?:in|for) (?P<what>[\w -]+?))?(?= |$|,)")
_STUDENT = re.compile(r"(?:an? )?(?:\w+ )?student (?:of|in) (?=\S)")
_MARRIED = re.compile(r"(?:\w+ )?(?:married|engaged) to (?:an? |my )?(?=\S)")
_CALLED = re.compile(r"(?:actually )?(?:called|named|known as) (?=\S)")
_ON = re.compile(r"on (?=\S)")
_PREGNANT = re.compile(r"(?:\w+ (?:weeks|months) )?(?:pregnant|expecting)\b")


def is_(c: Clause) -> Iterator[Found]:
    """The first of what a clause with "be" tells: who, in what health, of what taste, which trade, of what."""
    if c.who.of or c.can or not c.rest or c.future:
        return
    for rule in (_who, _body, _taste, _work, _belonging):
        done = list(rule(c))
        yield from done
        if done:
            return


def _who(c: Clause) -> Iterator[Found]:
    said = c.said
    if match := _FROM.match(said):
        noun = at(c, match)
        if noun and noun.low not in ("work", "home", "here") and not c.negative:
            yield found(c, "comes_from", noun, time=Time.NONE)
    elif match := _AGE.match(said) or _SMALL_AGE.match(said):
        possible = not match["age"].isdigit() or 0 < int(match["age"]) < 115 or "old" in match[0]
        if not c.negative and not c.past and possible:
            yield found(c, "age", match["age"], time=Time.NONE)
    elif match := _CALLED.match(said):
        if (
            (noun := at(c, match)) and c.who.me and not c.negative and not c.past
            and c.rest[c.place(match.end())].capital
        ):
            yield found(c, "is_called", noun, time=Time.NONE)
    elif match := _MARRIED.match(said):
        noun = at(c, match)
        if noun and noun.text[0].isupper():
            yield found(c, "partner", noun)
    if c.who.me and not c.negative and not c.past and c.rest[0].capital and len(said.split()[0]) > 1:
        word = c.rest[0].low
        after = c.rest[1].low if len(c.rest) > 1 else ""
        other = MOODS | NATIONS | FAITHS | LANGUAGES | DIETS | set(STATUS)
        known = c.rest[0].word.isupper() or word in other or is_trade(word)
        if (
            not known and after in ("", ",", "(") and c.verb == "be" and not c.perfect and _opens(c)
            and c.text[c.rest[0].start :][:2] != "I'"
        ):
            yield found(c, "is_called", c.rest[0].word, time=Time.NONE)
            return
    first = re.match(r"(?:happily |recently |newly |finally )?([\w-]+)\b", said)
    if first and first[1] in STATUS and not _MARRIED.match(said) and (not c.past or c.used):
        after = said[first.end() :].strip()
        if " and i" in c.text.lower():
            return
        if not after or re.match(r"(?:and|but|now|since|for|with|again|so|from|too|because|at|last|in)\b|,", after):
            yield found(c, "status", STATUS[first[1]])
    if first and not c.past and not c.negative and re.match(
        r"(?:an? )?([\w-]+)(?=$| ?,| and| by birth| but| so|\))", said):
        match = re.match(r"(?:an? |half )?([\w-]+)", said)
        word = match[1] if match else ""
        if word in FAITHS:
            yield found(c, "religion", word.title() if word not in ("atheist", "agnostic") else word)
        elif (
            word in NATIONS
            and c.rest[min(len(c.rest) - 1, said[: match.end()].count(" "))].capital if match else False
        ):
            yield found(c, "comes_from", word.title(), time=Time.NONE, says="{subject} are(=is) {object}.")


_GREETED = re.compile(
    r"(?:^|[.!?\n:;]|[-–—] ?|\b(?:hi|hello|hey|there|all|again|morning|evening|afternoon|so|ok|well|yes|by the way"
    r"|btw|thanks)[,!]?)\s*(?:and )?$",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r"\s*(?:[,.!?;:()\n–—-]|$|and\b|from\b|but\b|here\b|by\b|not\b|so\b|but\b|nice\b|what\b"
    r"|how\b|can\b)", re.IGNORECASE)


def _opens(c: Clause) -> bool:
    """Whether a name may be told here: where a sentence begins, and nothing but a sign follows it."""
    before, after = c.text[: c.start], c.text[c.rest[0].end :]
    return bool(_GREETED.search(before) and _AFTER_NAME.match(after))


def _body(c: Clause) -> Iterator[Found]:
    said = c.said
    noun: Noun | None
    if match := _ALLERGIC.match(said):
        for noun in things(c, c.place(match.end())) if match.end() < len(said) else ():
            yield found(c, "allergic_to", noun)
        return
    if match := _INTOLERANT.match(said):
        yield found(c, "allergic_to", match["what"], says=f"{{subject}} are(=is) {match['what']} intolerant.")
        return
    bare = re.sub(r"^(?:an? |on an? |on the |on )?(?:strict(?:ly)? |lifelong |full |committed )?", "", said)
    words = bare.replace(",", " ").split()
    for size in (2, 1):
        word = " ".join(words[:size])
        if word in DIETS and word != "raw" and not (word == "diabetic" and not said.startswith("on ")):
            if not c.past or c.used or c.negative:
                yield found(c, "eats", word, says="{subject} are(=is) {object}." if not said.startswith("on ") else "")
            return
    if words and words[0] in IS_ILL and not c.past:
        yield found(c, "has_condition", IS_ILL[words[0]])
        return
    for size in (2, 1):
        word = " ".join(words[:size])
        if (
            word in TRAITS and not c.past
            and (size == 2 or word not in ("straight", "blind", "deaf", "mute") or len(words) == 1)
        ):
            article = "a " if size == 2 or word in ("introvert", "extrovert", "teetotaller") else ""
            article = "an " if article and word[0] in "aeio" else article
            yield found(c, "is", word, says=f"{{subject}} are(=is) {article}{{object}}.")
            return
    if match := _HEIGHT.match(said):
        yield found(c, "height", match["tall"] or match["cm"] + " cm", time=Time.NONE)
    elif _PREGNANT.match(said) and not c.past and not c.negative:
        yield found(c, "expects", "a baby")
    elif match := re.match(r"diagnosed with (?=\S)", said):
        if noun := at(c, match):
            yield found(c, "has_condition", noun)
    elif (match := re.match(r"prescribed (?=\S)", said)) and (noun := at(c, match)):
        yield found(c, "takes", noun, time=Time.TURN)


def _taste(c: Clause) -> Iterator[Found]:
    said = c.said
    noun: Noun | None
    about = frozenset(("about", "from"))
    if c.past and not c.used and not _AFRAID.match(said):
        return
    if c.negative and (match := _NOT_LIKED.match(said)):
        relation, ends = ("likes", True) if c.over else ("dislikes", False)
        for noun in things(c, c.place(match.end()), within=about):
            yield found(c, relation, noun, ends=ends)
    elif match := _TIRED.match(said):
        noun = thing(c, c.place(match.end()), within=about) if match.end() < len(said) else None
        if noun and not c.past and not c.negative and noun.low not in UNSAID:
            yield found(c, "likes", noun, ends=True, confidence=0.75)
    elif match := _LIKES.match(said):
        row = things(c, c.place(match.end()), within=about)
        if c.rest[c.place(match.end())].low in ("this", "that", "these", "those", "my", "your", "making") or (
            row
            and row[-1].after < len(c.rest)
            and c.rest[row[-1].after].low in ("it", "i", "you", "they", "he", "she", "are", "is")
        ):
            return
        if match[0].startswith("fan ") and row:
            return
        if "in love with" in match[0] and row and row[0].text[0].isupper():
            return
        for noun in row:
            yield found(c, "likes", noun)
    elif (match := _AFRAID.match(said)) and not (c.past and not c.used):
        for noun in things(c, c.place(match.end())):
            if not noun.low.startswith(("losing", "what", "being", "making", "getting", "failing")):
                yield found(c, "fears", noun)
    elif match := re.match(
        r"(?:an? )?(?:\w+ )?(?:fan|supporter) from (?=\S)|(?:an? )?(?:\w+ )?supporter of (?=\S)", said):
        if (noun := at(c, match)) and (noun.text[0].isupper() or c.text == c.text.lower()):
            yield found(c, "supports", noun)
    elif (match := _FAN.match(said)) and match["kind"] != "person":
        what = match["what"]
        if what in ("big", "huge", "great", "massive", "real") or not what:
            return
        noun = thing(c, c.place(match.start("what")))
        if noun is None:
            return
        text = noun.text.rsplit(" " + match["kind"], 1)[0]
        supports = match["kind"] == "supporter" or (match["kind"] == "fan" and c.text[noun.start].isupper())
        yield found(c, "supports" if supports else "likes", text)
    elif match := _FLUENT.match(said):
        for noun in things(c, c.place(match.end())):
            yield found(c, "speaks", noun)


_AS = re.compile(r"(?:employed|working|trained|retrained) as (?=\S)")


def _work(c: Clause) -> Iterator[Found]:
    said = c.said
    if c.past and not c.used and not (c.negative and c.over):
        if re.match(r"(?:an? )", said) and "before" in c.adverbs | {one.low for one in c.lead}:
            noun = trade(c, 0)
            if noun:
                yield found(c, "works_as", noun, ends=True, past=True)
        return
    if match := _STUDENT.match(said):
        if noun := at(c, match):
            yield found(c, "studies", noun)
        return
    start = 0
    if match := _AGED.match(said):
        yield found(c, "age", match["age"], time=Time.NONE)
        start = c.place(match.end())
    elif match := re.match(r"(?:employed|hired) (?:by|at|with) (?=\S)", said):
        if (noun := thing(c, c.place(match.end()), whole=True)) and noun.low not in NO_EMPLOYER:
            yield found(c, "works_at", noun)
        return
    elif match := re.match(r"with (?=\S)", said):
        noun = thing(c, c.place(match.end()), whole=True)
        if noun and c.who.me and noun.text[0].isupper() and " " in noun.text and noun.after >= len(c.rest):
            yield found(c, "works_at", noun, confidence=0.75)
        return
    elif match := re.match(r"(?:an? )?(?:\w+ )?volunteer (?:at|with|for) (?=\S)", said):
        if noun := thing(c, c.place(match.end()), whole=True):
            yield found(c, "volunteers_at", noun)
        return
    elif match := re.match(r"(?:an? )?(?:native |fluent )(?P<x>\w+) speaker\b|an? (?P<y>\w+) speaker\b", said):
        word = match["x"] or match["y"]
        if word in LANGUAGES:
            yield found(c, "speaks", word.title())
        return
    elif match := re.match(r"in (?:my|the) (?:\w+) (?:year|semester|term) of (?=\S)", said):
        noun = at(c, match)
        if (
            noun
            and noun.low not in (
                "university", "uni", "college", "school", "marriage", "retirement", "life", "high school"
            )
        ):
            yield found(c, "studies", noun)
        return
    elif match := re.match(r"(?:an? )?(?P<x>[\w-]+(?: \w+)?) resident\b|an? resident of (?P<y>\w+)", said):
        group = "x" if match["x"] else "y"
        token = c.rest[c.place(match.start(group))]
        if token.capital:
            yield found(c, "lives_in", token.word)
        return
    elif match := _AS.match(said):
        if noun := at(c, match):
            yield found(c, "works_as", noun)
        return
    elif not re.match(r"(?:an?|the|also an?) ", said) and (len(c.rest) > 2 or not c.who.me):
        yield from _bare_trade(c)
        return
    noun = trade(c, start)
    if (noun is None or noun.head == "student") and (match := re.match(
        r"(?:an? )(?P<what>[\w -]+?) (?:student|undergraduate|undergrad)\b", said)):
        what = re.sub(r"^(?:\w+-year|first-year|second-year|phd|graduate|master's) ", "", match["what"])
        if what and what not in MOODS | UNSAID and not re.search(
            r"year|university|school|college|good|bad|phd|exchange", what):
            yield found(c, "studies", what)
        return
    if noun and noun.head != "student":
        further = c.rest[noun.after].low if noun.after < len(c.rest) else ""
        if c.rest[0].low == "the" and further not in ("at", "of", "for", "in"):
            return
        if re.search(
            r"\b(?:good|bad|great|terrible|decent|better|poor|excellent|keen|slow|fast|light|heavy|hobby|amateur|home"
            r"|lousy|passionate|confident|nervous|avid|big|quick)\b", noun.low):
            return
        yield found(c, "works_as", noun)
        if not c.negative:
            yield from where_works(c, noun.after)


def _bare_trade(c: Clause) -> Iterator[Found]:
    """ "I'm still nurse", "I am now pastry chef", as a learner says it."""
    bare = c.rest and not c.rest[0].capital and c.rest[0].low not in ("my", "our", "his", "her", "their", "your")
    noun = thing(c, 0, most=4) if bare else None
    if noun and is_trade(noun.low) and noun.after >= len(c.rest) and (c.who.me or noun.low in TRADES):
        yield found(c, "works_as", noun)


def _belonging(c: Clause) -> Iterator[Found]:
    said = c.said
    if match := _MEMBER.match(said):
        noun = at(c, match)
        bare = match[0].strip() == "in" or " in " in match[0] or "part" in match[0] or "head" in match[0]
        if noun and (_CLUB.search(noun.low) or not bare) and (not c.past or c.over or c.used):
            yield found(c, "member_of", noun)
            return
    if match := _SIZE.match(said):
        if match["what"]:
            yield found(c, "size", f"{match['what']} {match['size']}", time=Time.NONE)
        elif what := _lead_thing(c):
            yield found(c, "size", f"{what} {match['size']}", time=Time.NONE)
        return
    if (match := _ON.match(said)) and c.who.me and not c.past and not c.negative:
        noun = at(c, match)
        if noun and medicine(noun.low):
            yield found(c, "takes", noun)
        elif noun and noun.text[:1].isupper() and not re.match(r"(?:\w+day|[\d]|my|the)\b", noun.low):
            yield found(c, "uses", noun, confidence=0.8)
        return
    if re.match(r"(?:based|located|stationed) (?:in|near|at|out of)\b", said) or (
        said.startswith("living ") and not c.past
    ):
        if where := place(c):
            yield found(c, "lives_in", where)
        return


def _lead_thing(c: Clause) -> str:
    lows = [one.low for one in c.lead]
    return " ".join(lows[1:]) if lows and lows[0] in ("for", "in") and len(lows) < 4 else ""


RULES: Rules = {"be": (is_,)}
