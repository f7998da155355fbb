"""Frames for how things are now: where one lives, whom one reports to, what one pays since."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.frames.changed import _drawn, _drug
from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import NAME, PLACE, bare, is_name, is_place, subject
from secondme.memory.facts.frames.turning import (
    ACTIVITY,
    ANYBODY,
    END,
    MINE,
    NOW,
    cut,
    dwelling,
    firm,
    garment,
    kind,
    named,
    thing,
    who,
)
from secondme.memory.facts.rules.doing import CLOCK
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.opinions import opinion
from secondme.memory.facts.rules.own import _BILL as BILL
from secondme.memory.facts.rules.studying import MODES
from secondme.memory.facts.words import DIETS, LANGUAGES, MAKES, NATIONS


def _town(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    whom, new = who(seen, match), bare(match["p"])
    old = cut(match["y"]) if "y" in match.re.groupindex and match["y"] else ""
    town = is_place(new) and named(new) and kind(new) == "" and new.lower() not in MAKES
    if whom and town and not (old and (kind(old) or old.islower())):
        yield seen.found("lives_in", new, match, who=whom, time=Time.TURN, replaces=old)


def _now_in(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """ "I'm in Bergen now": a traveller says so too, so that something has to tell of moving."""
    if "these days" in match[0].lower() or _MOVED.search(seen.text):
        yield from _town(seen, match)


_MOVED = re.compile(r"\b(?:moved|rents?|left|too expensive|landlord|flat|apartment|for good|living|any ?more|no longer"
                    r"|new (?:job|town|city)|neighbou?rs)\b", re.IGNORECASE)


def _home(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    new, old = cut(match["x"]), cut(match["y"] or "")
    if dwelling(new) and (not old or dwelling(old)):
        yield from _drawn(seen, match, "home", new, old)


def _diet(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    whom = who(seen, match)
    new = re.sub(r"(?i) (?:diet|food)$", "", cut(match["x"])).lower()
    if whom and new in DIETS:
        yield seen.found("eats", new, match, who=whom, time=Time.TURN)


def _book(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    new, old = cut(match["x"]), cut(match["y"])
    if named(new) and named(old) and kind(new) in ("", "uses") and kind(old) in ("", "uses"):
        yield from _drawn(seen, match, "reads", new, "")


def _field(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    whom, what = who(seen, match), subject(seen.text, match.start("x"))
    if whom and what:
        yield seen.found("studies", what[0], match, who=whom, time=Time.TURN, end=what[1])


def _fan(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    low = match["x"].lower()
    if named(match["x"]) and low not in NATIONS | LANGUAGES and kind(match["x"]) == "":
        yield seen.found("supports", match["x"], match)


def _reads(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if named(match["x"]):
        yield seen.found("reads", match["x"], match, time=Time.TURN)


def _field_for(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if subject(match["y"], 0):
        yield from _field(seen, match)


def _believed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if opinion(match["x"].lower().split()):
        yield seen.found("believes", match["x"], match)


def _weekly(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    day = match["d"].title() + "day"
    says = f"{{subject}} have(=has) {match['x']} on {day}s."
    yield seen.found("habit", f"{match['x'].lower()} on {day}", match, says=says)


def _school(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    new, old = cut(match["x"]), cut(match["y"])
    if named(new) and "studies_at" in (kind(new), kind(old)):
        yield from _drawn(seen, match, "studies_at", new, old)


def _person(relation: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        name = bare(match["n"])
        if is_name(name) and not firm(name) and kind(name) == "":
            yield seen.found(relation, name, match, time=Time.TURN)

    return read


_MOVES = {"cycle": "bike", "bike": "bike", "bicycle": "bike", "walk": "foot", "drive": "car"}


def _commute(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    said = match["x"].lower()
    mode = _MOVES.get(said, said)
    if mode in MODES and (said not in ("drive", "walk") or re.search(r"\b(?:now|these days)\b", match[0], re.I)):
        yield seen.found("commutes_by", mode, match, time=Time.TURN)


def _car(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = cut(match["x"])
    if text[0].isupper() and kind(text) in ("", "drives"):
        whom = who(seen, match)
        if whom:
            yield seen.found("drives", text, match, who=whom, time=Time.TURN)


def _sized(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if size := garment(match["x"]):
        yield seen.found("size", f"{match['g'].lower()} {size}", match)


def _bill(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    what = cut(match["b"]).lower()
    if BILL.search(what) and len(what.split()) <= _MOST and "ticket" not in what:
        yield seen.found("pays", f"{match['m'].strip()} for {what}", match, time=Time.TURN)


_MOST = 3
"""Words of what one pays for."""


def _team(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = cut(match["x"])
    if named(text) and kind(text) == "":
        yield seen.found("supports", text, match)


def _alarm(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    clock = CLOCK.match("at " + match["x"].lower())
    if clock and not re.search(r"\b(?:tomorrow|today|tonight|woke)\b", seen.text, re.IGNORECASE):
        yield seen.found("wakes_at", clock["at"], match, time=Time.TURN)


def _goal(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if not re.search(r"\b(?:it|that|this|them|you)\b", match["x"], re.IGNORECASE):
        yield seen.found("aims_at", match["x"], match)


def _game(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if kind(cut(match["x"])) == "plays":
        yield from _drawn(seen, match, "plays", cut(match["x"]), "")


def _mail(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("email", match["x"], match)


def _liked(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = cut(match["x"])
    if len(text.split()) <= _MOST and kind(text) not in ("works_at", "works_as", "has_condition"):
        yield seen.found("likes", text, match, time=Time.TURN)


_Y, _X = thing("y"), thing("x")
_M = r"(?P<m>[€$£]?\d[\d.,]*(?: ?(?:€|£|\$|euros?|pounds?|quid|dollars?|bucks|francs|kr|zł))?)"
_B = r"(?P<b>[a-z][a-z]*(?: [a-z]+){0,2}?)"
_GARMENTS = (
    r"(?P<g>shoes|boots|trainers|sneakers|jeans|trousers|shirts?|dress(?:es)?|coats?|jackets?|gloves|hats?|rings?"
    r"|skirts?|suits?|jumpers?|sweaters?|tops|t-shirts?|blouses?)"
)
ANEW: tuple[Frame, ...] = (
    # Where one lives.
    frame("in", r"\b(?:moved out of|left|out of|no longer (?:live |living )?(?:in )?|(?:do not|don['’]?t) live in|done"
          r" with|not (?:living )?in|sold up in|gave up the flat in|gave up our flat in|the lease (?:on [\w ]+ )?in"
          rf"|lease on [\w ]+ in) (?P<y>(?-i:[A-Z])[\w-]+(?: (?-i:[A-Z])[\w-]+)?)(?: [\w ]{{1,24}}?)?(?:,| and| so| but"
          rf"|;| -)+ (?:so |and |but |now )*(?:(?:I|we)(?:['’](?:m|re|ve)|m| am| are)? )?(?:now |living |live |lives "
          rf"|up "
          rf"|down |over |based |settled |ended up |back |here |out |moved )*(?:in|to) {PLACE}", _town),
    frame("living based settled back", rf"^\W*(?:(?:so|now|hi|hey|and|ok|well|finally|we['’]re|I['’]m),? )*(?:living"
          rf"|based|settled) (?:over |up |down |out |back )?in {PLACE} (?:now|these days|again|since|for)\b", _town),
    frame("in", rf"\b(?:I|we)(?:['’](?:m|re)|m| am| are) (?:up |down |over |out |back |living )*in {PLACE} (?:now|these"
          r" days)(?=\s*[,.;!]| and| so| but| because|$)(?! (?:for|on))", _now_in),
    frame("home place where", rf"\b(?:in |near )?{PLACE}(?:,| is|,? which is| has been)? (?:the (?:place|town|city"
          r"|village) (?:where )?(?:I|we) live|home (?:now|these days)|my home now|our home now|where (?:I|we) live"
          r" now|where (?:I|we) ended up)\b", _town, firm=False),
    frame("home town city place", r"\b(?:my|our) (?:new (?:home|town|city|home town|address)|home now) is (?:in )?"
          rf"{PLACE}(?= now|\s*[,.;!]| and| so| but|$)", _town),
    frame("flat house studio houseboat apartment instead moved live rent swapped traded exchanged", r"\b(?:I|we)"
          r"(?:['’](?:ve|m|re)| have| are)? (?:now |just )*(?:live in|living in|rent|have|moved (?:in)?to|moved from)"
          rf" {thing('x')} (?:{NOW} )?(?:instead of|rather than|after (?:\w+ ){{0,2}}in|from) {thing('y')}", _home),
    frame("moved swapped traded exchanged", rf"{MINE}(?:moved (?:out )?(?:from|of)|swapped|traded|exchanged|gave up)"
          rf" {thing('y')} (?:to|into|for|and moved (?:in)?to) {thing('x')}", _home),
    # People.
    frame("boss manager supervisor", rf"\bmy (?:new )?(?:boss|manager|line manager|supervisor|team lead) (?:is now|now"
          rf" is|is|these days is) {NAME}(?= now|\s*[,.;!?(]| and| since| instead| these|$)", _person("boss")),
    frame("boss manager report supervisor", rf"\b{NAME} (?:is|has become|became|was made) (?:now )?my (?:new )?(?:boss"
          r"|manager|line manager|supervisor|team lead)(?: now)?\b", _person("boss")),
    frame("report reporting", rf"\b(?:I|we) (?:now )?(?:report|am reporting) to {NAME}(?= now|\s*[,.;!?]"
          r"| and| since| instead| these|$)", _person("boss")),
    frame("still", rf"^\W*(?:(?:yes|yep|and|we['’]re|I['’]m),? )*still (?:living |based |here )?in {PLACE}{END}",
          _town),
    frame("still", rf"\b{PLACE} is still (?:home|my home|our home|where (?:I|we) live)\b", _town),
    frame("boss", r"\bnew (?:boss|manager|supervisor|line manager|team lead)(?: as of \w+| since \w+| from \w+|"
          r" now)?(?::| is|,"
          rf"| called| named) {NAME}(?=\s*[,.;!?(]| and| since| who|$)", _person("boss")),
    frame("report boss manager", r"\b(?:report to|boss is|boss was|manager is|manager was)(?:n['’]t| no longer|"
          r" not)? [A-Z]\w+"
          rf"(?: any ?more| any longer| now)?,? (?:but |and |so |now )*(?:it['’]s|it is|I report to|I have) (?:now"
          rf" )?{NAME}"
          r"(?= now| these|\s*[,.;!]|$)", _person("boss")),
    frame("runs leads heads manages", rf"\b{NAME} (?:runs|leads|heads|manages|is in charge of) (?:our|my) (?:team"
          rf"|department"
          r"|group|shop|office|unit|ward|shift)(?= now| these|\s*[,.;!]|$)", _person("boss")),
    frame("item couple official together", rf"\b{NAME} and (?:I|me) are (?:now )?(?:an item|a couple|official"
          rf"|together|in love)"
          r"(?= now|\s*[,.;!]|$| since)", _person("partner")),
    frame("girlfriend boyfriend partner", r"\bnew (?:girlfriend|boyfriend|partner)(?:,|:| is| called| named|['’]s"
          r" name is)"
          rf"(?: called| named)? {NAME}(?=\s*[,.;!?(]| and|$)", _person("partner")),
    frame("her his name", r"\b(?:seeing|dating|met|going out with|with|got) (?:someone|somebody|an? (?:new )?(?:girl"
          r"|guy|man|woman|girlfriend|boyfriend|partner))(?: new| else| lovely)?[,:;]? (?:and )?(?:(?:her|his|their)"
          rf" name(?:['’]s| is)|(?:she|he)(?:['’]s| is) called|called|named) {NAME}", _person("partner")),
    frame("dating seeing engaged married together", rf"\b(?:I['’]m|I am|im) (?:now )?(?:dating|seeing|going out with"
          rf"|engaged to|together with) {NAME}(?= now|\s*[,.;!?]| and| since| these|$)", _person("partner")),
    # Going to work, studying, eating, medicine.
    frame("cycle bike bicycle walk drive", r"\b(?:I|we)(?: (?:now|just|only|always))* (?P<x>cycle|bike|bicycle|walk"
          r"|drive) (?:to (?:work|the office)) ?(?:now|these days)?(?=\s*[,.;!]|$| and| but| because| instead)",
          _commute),
    frame("by take the", r"(?:\b(?:work|the office|office)\b.{0,30})\b(?:I|we)(?:['’]m)? (?:now )?(?:go by|take the"
          r"|come"
          r" by|travel by|on the|catch the|ride (?:the|my)) (?P<x>[a-z-]+) (?:now|these days|instead)", _commute),
    frame("take catch ride go", r"\b(?:I|we) (?:now )?(?:take the|catch the|go by|come by|ride (?:the|my)) "
          r"(?P<x>[a-z-]+)"
          r" (?:to work|to the office|into work) (?:now|these days|instead)", _commute),
    frame("instead now", r"\b(?:I['’]m|I am|im|I) (?:now )?(?:doing|studying|do|study) (?P<x>[a-z]\w+) (?:instead"
          r"|now)\b",
          _field),
    frame("wheels car there's ride", r"\b(?:new (?:wheels|ride|car)(?::|,| is)|there['’]s(?: now)?|there is(?: now)?)"
          r" (?:an? |the |my )?"
          rf"(?P<x>(?i:{'|'.join(sorted(MAKES))})\b(?: [A-Z\d][\w-]*)?)(?= in (?:the|my|our) (?:drive|garage"
          rf"|driveway)|\s*[,.;!]|$"
          r"| now| and)", _car),
    frame("instead", rf"\binstead of {_Y},? (?:I|we)(?:['’](?:m|ve|re))? (?:now |have |am )*(?:get|got|take|am on|on"
          rf"|have|prescribed)"
          rf" {thing('x')}", _drug),
    frame("instead", rf"(?:^|[:,] )(?:now )?{thing('x', 2)} instead of {_Y}", _drug),
    frame("man girl lad guy", r"\bI['’]m (?:now )?an? (?P<x>(?-i:[A-Z])[\w-]+) (?:man|girl|lad|guy|woman) now\b", _fan),
    frame("reading", r"(?:^\W*|\bI['’]m |\bI am )(?:now )?reading (?P<x>(?-i:[A-Z])[\w’'-]+(?: [\w’'-]+){0,4}?) "
          r"(?:now|these days)\b",
          _reads),
    frame("now", rf"^\W*(?:my |our |the )?{_B}(?:['’]s| is) {_M}(?: a month)? now\b", _bill),
    frame("for", rf"^\W*{_M}(?: a month)? for (?:my |our |the )?{_B}(?= now| instead| these days)", _bill),
    frame("moved moving switched", rf"\b(?:I|we|they)(?:['’]ve| have)?(?: just)? (?:moved|switched|shifted) (?:my "
          rf"|our |the )?"
          rf"(?P<x>{ACTIVITY}) to (?P<d>mon|tues|wednes|thurs|fri|satur|sun)days?\b", _weekly),
    frame("it's its", rf"\bit['’]?s (?P<x>{ACTIVITY}) on (?P<d>mon|tues|wednes|thurs|fri|satur|sun)days? now\b",
          _weekly),
    frame("study studying do doing read", rf"{ANYBODY}(?:dropped|quit|left|stopped(?: studying)?|gave up|finished"
          rf" with|done"
          r" with) (?P<y>[a-z]+)(?:,| and| to| so)+ (?:I['’]m |I |now |am )*(?:study|studying|do|doing|started|took"
          r" up|read)"
          r" (?P<x>[a-z]\w+)", _field_for),
    frame("major degree course transferred switched changed", rf"{ANYBODY}(?:changed|switched) (?:my |her |his"
          rf" )?(?:major"
          r"|degree|course|subject|programme|program|field) (?:from [\w ]+? )?(?:to|into) (?P<x>[a-z]\w+)", _field),
    frame("from", rf"{ANYBODY}(?:transferred|moved|switched|changed)(?: schools| universities| over)? from"
          rf" {_Y} to {_X}", _school),
    frame("diet keto vegan vegetarian paleo gone turned went back become became started switched",
          rf"{ANYBODY}(?:gone|turned|went|become|became|back to(?: being)?(?: an?)?|started (?:eating|being)|switched"
          rf" to)"
          rf"(?: fully| strictly| an?)* (?P<x>[a-z-]+(?: diet)?){END}", _diet),
    frame("we're i'm im we", r"\b(?:I['’]m|we['’]re|im|we are|I am) (?:all )?(?P<x>[a-z-]+) (?:now|these days)\b",
          _diet),
    frame("back on started put", rf"{MINE}(?:back on|put on|put back on|started (?:on|taking)|been prescribed"
          rf"|prescribed)"
          rf" {_X}", _drug),
    frame("put switched moved changed", rf"\b(?:put|moved|switched) me (?:on|to|onto|over to) {_X} (?:instead of|in"
          rf" place"
          rf" of|rather than) {_Y}", _drug),
    # Cars, games, teams, books.
    frame("got drive bought", rf"\b(?:now that|since) (?:I|we)(?:['’]ve got|['’]ve| have(?: got)?| got| drive| own"
          rf"| bought) an? (?P<x>(?i:{'|'.join(sorted(MAKES))})\b(?: [A-Z\d][\w-]*)?)", _car, firm=False),
    frame("drive", rf"\bused to drive an? [\w -]+?,? (?:but )?(?:now )?(?:it['’]s|it is|I['’]ve got|I have) (?:now"
          rf" )?an?"
          rf" {_X}", _car, firm=False),
    frame("crashed wrecked totalled sold scrapped", r"\b(?:crashed|wrecked|totalled|sold|scrapped|wrote off) (?:the|my"
          rf"|our) [\w -]+?(?:,| and| so|;)+ (?:so |and |now )*(?:I|we)(?:['’]ve| have)? (?:now )?(?:drive|driving"
          rf"|bought|got) (?:an? |the |my )?{_X}", _car, firm=False),
    frame("driving", rf"^\W*(?:I['’]m |yep |yes |and )*still driving (?:the|my|our) (?:old )?{_X}", _car),
    frame("took taken taking up", rf"{ANYBODY}(?:took|taken|taking) up {_X}", _game),
    frame("fans", rf"\b(?:us|we|among us) {thing('x', 2)[:-len(END)]} (?:fans|supporters)\b", _team, firm=False),
    frame("fan supporter", rf"\b(?:I['’]m|I am|im) (?:now )?an? {thing('x', 2)[:-len(END)]} (?:fan|supporter)"
          r" (?:now|these days)\b", _team),
    frame("on started onto picked moved now reading", r"\b(?:done with|finished(?: with)?|through with|put down|put"
          r"|gave"
          r" up on|abandoned|shelved) (?P<y>(?-i:[A-Z])[\w’'-]+(?: [\w’'-]+){0,4}?)(?: aside| down| away)?(?:,| and| so"
          r"|;| -)+ (?:I['’]m |I |now |have |am )*(?:on to|onto|moved on to|started|picked up|began|reading|moving on"
          r" to"
          rf"|reading) (?P<x>(?-i:[A-Z])[\w’'-]+(?: [\w’'-]+){{0,4}}?){END}", _book),
    # Sizes, bills, hours, addresses.
    frame("from", rf"{MINE}(?:gone|went|moved)(?: up| down)? from an? \w+ to an? (?P<x>[\w.]+) in {_GARMENTS}\b",
          _sized),
    frame("wear take need am i'm", rf"\b(?:I|we)(?:['’]m)?(?: now| am| a)* (?:wear|take|need|am|in)? ?(?:an? |size )*"
          rf"(?P<x>\d{{2}}|xs|s|m|l|xl|xxl|small|medium|large) (?:in )?{_GARMENTS} (?:now|these days)", _sized),
    frame("for", rf"\bthe {_M} (?:(?:a month|a week) )?(?:that )?(?:I|we) pay(?: every month| a month)? for (?:my |our "
          rf"|the )?{_B}(?=\s*(?:[,.;!?]|$)|\s(?:is|are|hurts?|was|every|each|and|now|has|keeps|makes|feels)\b)",
          _bill, firm=False),
    frame("up down to from now", rf"\b(?:the |my |our )?{_B}(?:['’]s| is| has| are| just| now)* (?:going|gone|went|go"
          rf"|goes|put|shot|crept|jumping|raised|rising|rose|increased|dropped|reduced|cut|jumped)(?: up| down)?(?:"
          rf" from"
          rf" [€$£]?\d[\d.,]*(?: ?\w+)?)? to {_M}", _bill),
    frame("pay paying", rf"\b(?:I|we)(?:['’](?:m|re))? (?:now )?(?:pay|paying) {_M}(?: (?:a|per|each|every) month)? for"
          rf" (?:my |our |the )?{_B} (?:now|these days|instead)", _bill),
    frame("alarm up", r"\b(?:alarm(?:['’]s| is)?(?: set| goes off| rings)?(?: now)? (?:for|to|at)|(?:I|we)(?:['’]m"
          r"|['’]re"
          r"| am| get| wake)? up at) (?P<x>[\w: ]+?) (?:now|these days|instead)", _alarm),
    frame("instead", r"\binstead of (?:an? |the )?[\w ]{3,30}?,? (?:I|we) (?:now )?(?:want|hope|plan|dream) to "
          r"(?P<x>\w+"
          r" [\w’' ]+?)(?= now|\s*[,.;!]|$)", _goal),
    frame("e-mail email mail", r"\b(?:new (?:e-?mail|mail)(?: address)?)[,:]?(?: (?:it['’]s|is|it is|now))* ?"
          r"(?P<x>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", _mail),
    frame("round come around grown", rf"{ANYBODY}(?:come (?:round|around) to|grown to (?:like|love)|learn(?:ed|t) to"
          rf" (?:like|love)|warmed to|got into|become fond of) {_X}", _liked),
    frame("alarm", rf"\b(?:switched|moved|changed|set|reset|put|pushed)(?: up| back)? my alarm(?: clock)? (?:from"
          rf" [\w: ]+? )?"
          rf"(?:to|for|back to|forward to) (?P<x>[\w: ]+?){END}", _alarm),
    frame("up", r"^\W*(?:up|awake|out of bed) at (?P<x>[\w: ]+?) (?:as|like) (?:always|usual|ever)\b", _alarm),
    frame("always usual again", rf"^\W*(?P<x>{ACTIVITY}) on (?P<d>mon|tues|wednes|thurs|fri|satur|sun)days?(?: nights?"
          r"| evenings?| mornings?)? (?:as (?:always|usual|ever)|again|like always)\b", _weekly, firm=False),
    frame("still", r"^\W*(?P<x>[a-z][\w -]{2,24}?) (?:is|are) still (?:my|our) (?:thing|jam|favou?rite|passion)\b",
          _liked,
          firm=False),
    frame("come mind now", r"(?:\b(?:I['’]ve|I have|I) (?:come|came|grown) to (?:think|believe|see|find)|\bnow I "
          r"(?:do )?"
          r"(?:think|believe|find|feel|reckon)|\bI now (?:think|believe|find|feel|reckon)|changed my mind[,:;]?(?:"
          r" and)?"
          r"(?: now)? I (?:now )?(?:think|believe|find|feel|reckon)) (?:that )?(?P<x>[^,.;!?]+)", _believed),
)
