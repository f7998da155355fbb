"""Frames for what is over: jobs, games, things, clubs, habits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from secondme.memory.facts.frames.belongings import _PLANT as PLANTS
from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.turning import (
    ACTIVITY,
    ANYBODY,
    AUX,
    END,
    ME,
    MINE,
    NO_MORE,
    anything,
    cut,
    firm,
    kind,
    named,
    thing,
    who,
)
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.reading import _NO_DRUGS
from secondme.memory.facts.rules.reading_more import _GOOD as GOOD
from secondme.memory.facts.rules.trades import is_trade
from secondme.memory.facts.words import DIETS, LANGUAGES, MAKES, OWNED, UNSAID

Check = Callable[[str], bool]


def _over(relation: str, check: Check, *, mine: bool = False) -> Reader:
    """That the thing in `x` holds no more."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        text, whom = cut(match["x"]), who(seen, match)
        if whom and text and (whom.me or not mine) and text.lower().split()[0] not in UNSAID and check(text):
            yield seen.found(relation, text, match, who=whom, time=Time.TURN, ends=True)

    return read


def _is(*relations: str) -> Check:
    return lambda text: kind(text) in relations


_MOST = 4
"""Words of what somebody likes or does."""


def _crop(text: str) -> bool:
    return text.islower() and len(text.split()) <= 2


def _firm(text: str) -> bool:
    return named(text) and kind(text) in ("", "works_at")


def _drug(text: str) -> bool:
    return text.lower() not in _NO_DRUGS and kind(text) in ("", "takes") and text.isalpha() and len(text) > _FEW


_FEW = 5
"""Letters of what is no medicine."""


def _club(text: str) -> bool:
    return bool(_CLUBS.search(text.lower()))


_CLUBS = re.compile(r"\b(?:club|society|choir|board|association|council|orchestra|committee|gym|band|team|league|union"
                    r"|guild|party|group|chorus|circle|squad|brigade|library|museum|centre|center|studio)$")


def _charity(text: str) -> bool:
    return bool(GOOD.search(text.lower())) or named(text)


def _sorted(*but: str) -> Reader:
    """That the thing in `x` is over, where it tells by itself what it is."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        text, whom = cut(match["x"]), who(seen, match)
        relation = kind(text)
        low = text.lower()
        if whom is None or not relation or relation in ("home", "has_condition", "studies", *but):
            return
        if relation == "plays" and "learns" in but:
            if low not in OWNED:
                return
            relation = "owns"
        if relation in ("owns", "drives") and low in ("car", "bike", "phone") and not whom.me:
            return
        if relation == "owns" and re.search(r"\blost the ", match[0], re.IGNORECASE):
            return
        if relation == "has_pet" and not re.search(r"\b(?:my|our)\b", match[0], re.IGNORECASE):
            return
        yield seen.found(relation, text, match, who=whom, time=Time.TURN, ends=True)

    return read


def _lessons(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = match["x"]
    if text.lower() in LANGUAGES or kind(text) in ("learns", "plays"):
        yield seen.found("learns", text, match, time=Time.TURN, ends=True)
    elif text.lower() not in UNSAID:
        yield seen.found("habit", match["x"], match, time=Time.TURN, ends=True)


def _unweekly(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    what = cut(match["x"])
    first = what.lower().split()[:1]
    if not first or first[0] in UNSAID | _NO_HABIT or named(what):
        return
    relation = "member_of" if _CLUBS.search(what.lower()) and "book" not in what else "habit"
    yield seen.found(relation, what, match, time=Time.TURN, ends=True)


_NO_HABIT = frozenset("work school bed sleep town church office there it for to".split())


def _not_there(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text, whom = cut(match["x"] or match["y"]), who(seen, match)
    if whom and named(text):
        yield seen.found("lives_in", text, match, who=whom, time=Time.TURN, ends=True)


def _undiet(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A diet that is kept to no more."""
    text, whom = (match["x"] or match["y"]).lower(), who(seen, match)
    if whom and text in DIETS:
        yield seen.found("eats", text, match, who=whom, time=Time.TURN, ends=True)


def _worked(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text, whom = cut(match["x"]), who(seen, match)
    if whom and is_trade(text.lower()):
        yield seen.found("works_as", text, match, who=whom, time=Time.TURN, ends=True)


def _retired(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if whom := who(seen, match):
        yield seen.found("status", "retired", match, who=whom, time=Time.TURN)


_X = thing("x")
_X3 = thing("x", 3)
_QUIT = r"(?:left|quit|dropped out of|resigned from|stepped down from|pulled out of|dropped|gave up|given up)"
_PAST = (
    r"(?:sold(?: off)?|got rid of|gotten rid of|gave away|given away|parted with|scrapped|flogged|pawned|donated"
    r"|binned|threw (?:out|away)|lost|said goodbye to|let go of|traded in)"
)
OVER: tuple[Frame, ...] = (
    # Work.
    frame("let laid fired sacked made redundant dismissed", r"\b(?:they|I|we)(?:['’]ve| was| got| have| been)* (?:let"
          r" me"
          r" go|laid me off|fired me|sacked me|made me redundant|dismissed me|laid off|fired|sacked|let go|made"
          r" redundant"
          rf"|dismissed) (?:at|from|by) {_X}", _over("works_at", _firm)),
    frame("longer not", rf"{ANYBODY}(?:no longer|not) (?:with|at|employed (?:at|by)|work(?:s|ing)? (?:at|for)) {_X}"
          rf"(?: {NO_MORE})?", _over("works_at", firm)),
    frame("left quit", rf"{ANYBODY}(?:left|quit) (?:my |her |his )?(?:job |post |position )?(?:at |with )?{_X}",
          _over("works_at", firm)),
    frame("contract job notice time stint", r"\bmy (?:contract|job|time|stint|post|position|employment|internship|temp"
          rf" job) (?:with|at) {_X} (?:ran out|ended|is over|came to an end|has ended|expired|was cut|is up|finished"
          r"|wasn['’]t renewed|was not renewed|got cut)", _over("works_at", _firm)),
    frame("last", rf"\bmy last (?:day|shift|week) (?:at|with) {_X} (?:was|is behind|has)", _over("works_at", _firm)),
    frame("retired retiring", rf"{ANYBODY}retired (?:last|in|from work|two|a|this|early|at|yesterday|three|for good"
          r"|now|since)\b", _retired),
    frame("retired", rf"{ANYBODY}retired[.!]?$", _retired),
    frame("longer not stopped", rf"{ANYBODY}(?:no longer|stopped being|gave up being|quit being|stopped working as"
          rf"|no longer work(?:s|ing)? as|given up) (?:an? ){_X3}", _worked),
    # Where they live.
    frame("longer not don't doesn't", rf"{ANYBODY}(?:no longer lives? in {_X3}|(?:(?:do|does) not|(?:don|doesn)['’]t)"
          rf" live in {thing('y', 3)} {NO_MORE})", _not_there),
    # Learnt, played, studied, used, taken.
    frame("gave given giving give", rf"{MINE}(?:gave|given) up (?:on )?(?:trying to learn |learning |studying )?{_X3}",
          _sorted("owns", "drives", "has_pet", "works_as")),
    frame("gave given", rf"{ANYBODY}(?:gave|given) (?P<x>[a-z]+) up\b", _sorted("owns", "drives", "has_pet",
          "works_as")),
    frame("stopped quit dropped packed chucked longer ditched deleted uninstalled cancelled", rf"{ANYBODY}(?:stopped"
          r"|quit|dropped|packed in|chucked|ditched|deleted|uninstalled|unsubscribed from|cancelled|closed my|done with"
          rf"|finished with|no longer) (?:playing |learning |taking |using |studying |doing |plays? |learns? |uses? "
          rf"|takes? |on )?{_X3}", _sorted("owns", "drives", "has_pet", "works_as", "works_at")),
    frame("no", rf"^\W*(?:so |and )?no more {_X3}(?: for me| for us)", _sorted("owns", "drives", "works_as",
          "has_pet")),
    frame("lessons lesson classes class course", rf"(?:{MINE}(?:stopped|quit|dropped|gave up|given up|cancelled|ended)"
          r" (?:my |the )?|^\W*no more )(?P<x>[a-z]+) (?:lessons?|class(?:es)?|course)\b", _lessons),
    frame("yoga pilates swimming running gym karate judo boxing ballet zumba spinning climbing pottery choir hiking"
          " jogging parkrun crossfit dancing salsa class classes practice training", rf"{MINE}(?:stopped|dropped|quit"
          rf"|packed in|gave up|given up|done with|finished with)(?: doing| my| the| going to| with)* "
          rf"(?P<x>{ACTIVITY}){END}",
          _unweekly),
    frame("doctor gp specialist they", rf"\b(?:doctor|gp|specialist|they)(?: has| have)? (?:stopped|discontinued"
          rf"|cancelled)"
          rf" (?:the|my) {_X3}", _over("takes", lambda text: medicine(text.lower()))),
    frame("off", r"\b(?:doctor|gp|specialist|consultant|psychiatrist|they)(?: has| have)? (?:took|taken|weaned) me off"
          rf" {_X3}", _over("takes", _drug)),
    frame("dropped flunked law school out quit", rf"{ANYBODY}(?:dropped out of|flunked out of|quit|left) (?P<x>(?:law"
          r"|medical|business|art|nursing|drama|film) school)\b", _over("studies_at", anything)),
    # Things.
    frame("sold rid gave gotten given parted scrapped flogged pawned donated binned threw lost let said traded",
          rf"{ANYBODY}{_PAST} (?:my|our|the|his|her|their) {_X}", _sorted("takes", "eats", "uses", "member_of",
          "works_as", "works_at", "learns", "studies_at")),
    frame("gave given", rf"{ANYBODY}(?:gave|given) (?:my|our|the) {_X3} away\b", _sorted("takes", "eats", "uses",
          "member_of", "works_as", "works_at", "learns", "studies_at", "has_pet")),
    frame("gone stolen nicked sold", rf"\b(?:my|our|the) {_X3}{AUX} (?:gone|stolen|nicked|pinched|sold)\b"
          r"(?! (?:off|bad|mad|quiet|up|down|out|wrong|viral|to|for|missing|crazy|soft|flat))", _sorted("takes", "eats",
          "uses", "member_of", "works_as", "works_at", "learns", "studies_at", "has_pet")),
    frame("owner home family scrapyard tip dump charity scrap totalled scrapped off", rf"\b(?:my|our|the) {_X3}(?: has"
          r"| have| is| was| got| just)* (?:(?:found|has|got|gone to|went to|goes to) (?:an?|its) (?:new|another) "
          r"(?:owner"
          r"|home|family)|(?:gone|went|has gone) to (?:the|a) (?:scrapyard|scrap ?heap|tip|dump|charity(?:"
          r" shop)?|recycling)"
          r"|written off|totalled|scrapped)\b", _sorted("takes", "eats", "uses", "member_of", "works_as", "works_at",
          "learns", "studies_at", "has_pet")),
    frame("dead died gone sold totalled stolen packed gave", rf"\bthe (?P<x>(?:{'|'.join(sorted(MAKES))})(?:"
          rf" [A-Z\d][\w-]*)?)"
          r"(?:['’]s| is| has| was| finally| just| got)* (?:dead|died|gone|sold|totalled|stolen|packed (?:it )?in"
          r"|gave up"
          r"|given up|scrapped|nicked|written off)(?=\s*[,.;!?]|$| and| so| on| last| for| yesterday| at)",
          _over("drives", anything)),
    frame("dropped sold quit gone history finished done gave stopped ditched", r"^\W*(?:the |my )?(?P<x>[\w-]+(?:"
          r" [\w-]+)?)"
          r"\? (?:I |we |I['’]ve )?(?:dropped|sold|quit|gone|history|finished|done with|gave it|given it|stopped"
          r"|ditched|no"
          r" more|gone)\b", _sorted("has_pet"), firm=False),
    frame("collection", r"\bmy (?P<x>[\w-]+(?: [\w-]+)?) collection(?: is| was| has been| got| has)+ (?:sold|gone"
          r"|given away"
          r"|stolen|auctioned)\b", _over("collects", anything)),
    frame("died dead froze withered rotted eaten wilted", rf"\bthe (?P<x>{PLANTS})(?: have| has| all| are| is| were|"
          rf" got)*"
          r" (?:died|dead|frozen?|froze|withered|rotted|wilted|eaten|perished)\b", _over("grows", _crop)),
    frame("plan idea dream", r"\bthe (?:plan|idea|dream) (?:to|of) (?P<x>[\w][\w’' -]+?) (?:is|was) (?:dead|off|off"
          r" the table"
          r"|history|over|buried|abandoned|dropped)\b", _over("aims_at", lambda text: len(text.split()) > 1)),
    frame("longer", rf"(?:^\W*|{ME} )no longer (?:scared|afraid|frightened|terrified) of {_X}",
          _over("fears", anything)),
    frame("quitting dropping stopping leaving", rf"\bI['’]m (?:quitting|dropping|stopping|giving up|done with) {_X3}",
          _sorted("owns", "drives", "has_pet", "works_as", "works_at")),
    frame("folded closed bust bankrupt under down", r"\b(?P<x>(?-i:[A-Z])[\w’'&-]*(?: (?:& |and"
          r" )?(?-i:[A-Z])[\w’'&-]*){0,3})"
          r"(?: has| have)? (?:folded|closed(?: down)?|went (?:bust|under|bankrupt)|gone (?:bust|under|bankrupt)|shut"
          r" down"
          r"|collapsed),? (?:and |so )+(?:now )?(?:I['’]m|I am|I) (?:looking for|without|out of|need|on the dole"
          r"|unemployed"
          r"|jobless|redundant|lost my job|between jobs)", _over("works_at", _firm)),
    frame("can't cannot", rf"\b(?:I|we) (?:can['’]t|cannot) (?:listen to|watch|stand|hear) {_X3} (?:any ?more|any"
          rf" longer)",
          _over("likes", anything)),
    frame("days thing phase years time", r"\bmy (?P<x>[a-z-]+) (?:days|phase|time|years) (?:is|are|was) (?:over"
          r"|behind me|history"
          r"|finished|done)\b|\bthe (?P<y>[a-z-]+) (?:thing|phase|diet|experiment) is (?:over|history|behind me"
          r"|finished|done)\b",
          _undiet),
    frame("again", r"\bafter (?:\w+ )?(?:years|months|weeks) (?:as an?|of being an?|being) (?P<x>[a-z-]+),? I"
          r"(?:['’]m)? (?:now )?(?:eat|eating"
          r"|drink|back to eating|back on) [a-z ]+ again\b(?P<y>)", _undiet),
    frame("longer more", rf"(?:{ANYBODY}no longer (?:an? )?(?P<x>[a-z-]+)|^\W*no more (?P<y>[a-z-]+) for me)"
          rf"(?=\s*[,.;!?]|$| and"
          r"| but| now)", _undiet),
    frame("stop stopped", rf"\b(?:I|we) (?:could|can|was able to|was allowed to|may) (?:finally |now )?stop (?:taking"
          rf" )?{_X3}",
          _over("takes", lambda text: medicine(text.lower()))),
    frame("broke died fell", r"\bmy (?P<x>[\w-]+(?: [\w-]+)?) (?:broke|died|fell apart|fell to pieces)[^.;!?]{0,30}\b"
          r"(?:bin|binned|threw|thrown"
          r"|tip|dump|skip|recycled|scrapped)\b", _sorted("takes", "eats", "uses", "member_of", "works_as", "works_at",
          "learns", "studies_at", "has_pet")),
    frame("history over behind done", rf"^\W*(?:the |my )?(?P<x>{ACTIVITY}) is (?:history|over|behind me|done|a thing"
          rf" of the past)"
          r"(?: for me)?(?=\s*[,.;!]|$| now)", _unweekly),
    frame("history behind over", r"^\W*(?:the |my )?(?P<x>[\w-]+(?: [\w-]+)?) is (?:history|behind me|a thing of the"
          r" past|over)"
          r"(?: for me| now)(?=\s*[,.;!]|$)", _sorted("owns", "has_pet", "drives", "works_as")),
    frame("skip skipping", rf"\b(?:I|we)(?:['’]m)? (?:skip|skipping) (?P<x>{ACTIVITY}) for good\b", _unweekly),
    frame("membership", r"\b(?:handed|gave|given|sent)(?: back| in| up)? my membership(?: card)?(?: back)? (?:of|at"
          r"|for|in|to) (?:the )?"
          rf"(?P<x>[\w’' -]+?){END}", _over("member_of", anything)),
    frame("lost", r"\bthe (?P<x>[\w’' -]+? (?:club|choir|society|band|association|team|orchestra)) (?:has |have"
          r" )?lost (?:me|a member)"
          r"\b", _over("member_of", _club)),
    frame("shifts work time days volunteering", r"\bmy (?:volunteer(?:ing)? )?(?:shifts|work|time|days|volunteering) "
          r"(?:at|with|for) the"
          r" (?P<x>(?:\w+ )?(?:shelter|food bank|hospice|soup kitchen|charity|refuge|rescue|sanctuary|foodbank)) "
          r"(?:is|are|was|were)"
          r" (?:over|finished|done|behind me|history)\b", _over("volunteers_at", anything)),
    frame("no", rf"\bno (?:more )?(?P<x>{PLANTS}) in (?:my|our|the) (?:\w+ )?garden(?: any ?more| any longer| now|"
          rf" these days)",
          _over("grows", _crop)),
    # Clubs, good works, habits, collections, plants, goals.
    frame("left quit out resigned stepped dropped pulled gave given", rf"{ANYBODY}{_QUIT} {_X}", _over("member_of",
          _club)),
    frame("membership", r"\bmembership (?:at|of|in|with|to) (?:the |my |our )?(?P<x>[\w’' -]+?) (?:lapse|lapsed|run out"
          r"|ran out|expire|expired|has ended|ended|is over|go)\b", _over("member_of", anything)),
    frame("cancelled canceled ended", rf"{ANYBODY}(?:cancelled|canceled|ended|closed) (?:my|our) membership (?:at|of|in"
          rf"|with) {_X}", _over("member_of", anything)),
    frame("volunteer volunteering help helping", rf"{ANYBODY}(?:stopped|gave up|given up|quit|no longer|don['’]t|do not"
          rf"|doesn['’]t|done) (?:my )?(?:volunteer|volunteering|help|helping)(?: out)? (?:at|with|for|in) {_X}",
          _over("volunteers_at", _charity)),
    frame("going go goes attend attending", rf"{ANYBODY}(?:stopped|quit|no longer|gave up|given up) (?:going|go|goes"
          rf"|attending|attend) (?:to )?{_X}", _unweekly),
    frame("no", r"\bno more (?P<x>(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day )?[a-z]+(?: [a-z]+)?) for (?:me|us)\b",
          _unweekly),
    frame("collecting collect collection", rf"{ANYBODY}(?:stopped|quit|gave up|given up|no longer|done|don['’]t) "
          rf"(?:with )?"
          rf"collect(?:ing)? {_X3}", _over("collects", anything)),
    frame("grow growing", rf"{ANYBODY}(?:stopped|quit|gave up|given up|no longer|don['’]t|do not) grow(?:ing)? {_X3}",
          _over("grows", _crop)),
    frame("plan idea dream hope goal", rf"{ANYBODY}(?:gave up|given up|dropped|abandoned|buried|shelved|scrapped"
          rf"|ditched)"
          r" (?:on )?(?:my|the|our) (?:\w+ )?(?:plan|idea|dream|hope|goal) (?:to|of) (?P<x>[\w][\w’' -]+?)"
          r"(?=\s*[,.;!]|$"
          r"| because| for now| after)", _over("aims_at", lambda text: len(text.split()) > 1, mine=True)),
)
