"""Frames for one thing in the place of another, and for how things are now: "X folded, so I'm with Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import trade
from secondme.memory.facts.frames.turning import (
    ANYBODY,
    ME,
    MINE,
    NO_MORE,
    NOW,
    cut,
    firm,
    kind,
    named,
    relation_of,
    thing,
    tool,
    who,
)
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.reading import _NO_DRUGS

_SINGLE = frozenset(("plays", "learns", "member_of"))
"""Relations of which what was left is said to be over, too."""


def _drawn(seen: Seen, match: re.Match[str], relation: str, new: str, old: str) -> Iterator[Found]:
    whom = who(seen, match)
    if whom is None or not relation or new.lower() == old.lower() or (relation == "home" and not whom.me):
        return
    if relation == "eats":
        new = re.sub(r"(?i) (?:diet|food)$", "", new).lower()
    yield seen.found(relation, new, match, who=whom, time=Time.TURN, replaces=old)
    if old and relation in _SINGLE:
        yield seen.found(relation, old, match, who=whom, time=Time.TURN, ends=True)


def _exchange(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """The thing in `x` took the place of that in `y`; what they are says which relation."""
    new, old = cut(match["x"]), cut(match["y"])
    if new and old:
        verb = "moved" if re.search(r"\bmov(?:ed|ing)\b", match[0]) else ""
        yield from _drawn(seen, match, relation_of(seen, new, old, verb=verb), new, old)


def _only(*relations: str) -> Reader:
    """The same, of things that tell by themselves that they are of one of some relations."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        new, old = cut(match["x"]), cut(match["y"])
        if new and old and (relation := relation_of(seen, new, old)) in relations:
            yield from _drawn(seen, match, relation, new, old)

    return read


def _next(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """What somebody went on to; a program may be a book as well."""
    new, old = cut(match["x"]), cut(match["y"])
    relation = relation_of(seen, new, old) if new and old else ""
    if relation and (relation != "uses" or (tool(new) and tool(old))):
        yield from _drawn(seen, match, relation, new, old)


def _job(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A place to work in `x`, for one in `y` where it has the group."""
    new = cut(match["x"])
    old = cut(match["y"]) if "y" in match.re.groupindex and match["y"] else ""
    if (named(new) or kind(new) == "works_at") and kind(new) in ("", "works_at", "studies_at"):
        yield from _drawn(seen, match, "works_at", new, old)


def _hired(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A place to work in `x` or `y`."""
    new = cut(match["x"] or match["y"])
    whom = who(seen, match)
    if whom and (named(new) or kind(new) == "works_at") and kind(new) in ("", "works_at", "studies_at"):
        yield seen.found("works_at", new, match, who=whom, time=Time.TURN)


def _sure_job(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """The same, of a firm that can be nothing else."""
    if firm(cut(match["x"])) or ("y" in match.re.groupindex and match["y"] and firm(cut(match["y"]))):
        yield from _job(seen, match)


def _trade(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    whom, what = who(seen, match), trade(seen.text, match.start("x"))
    old = cut(match["y"]) if "y" in match.re.groupindex and match["y"] else ""
    if whom and what and len(what[0]) >= len(match["x"].split()[0]):
        yield seen.found("works_as", what[0], match, who=whom, time=Time.TURN, end=what[1], replaces=old)


def _title(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    whom = who(seen, match)
    if whom:
        yield seen.found("works_as", match["x"], match, who=whom, time=Time.TURN)


def _drug(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    new = cut(match["x"])
    old = cut(match["y"]) if "y" in match.re.groupindex and match["y"] else ""
    sure = medicine(new.lower()) or (old and medicine(old.lower()))
    if sure and new.lower() not in _NO_DRUGS and kind(new) in ("", "takes"):
        yield from _drawn(seen, match, "takes", new, old)


_Y, _X = thing("y"), thing("x")
_PLAIN_Y = r"(?:(?:an?|the|my|our) )?(?P<y>(?-i:[A-Z])[\w’'&-]*(?: (?:& |and |of )?(?-i:[A-Z])[\w’'&-]*){0,3})"
_SWAP = (
    r"(?:swapped|swopped|traded|part-exchanged|exchanged|ditched|dropped|dumped|replaced|changed|switched|binned"
          r"|abandoned|gave up"
    r"|given up|left|quit|stopped|retired)(?: in| out| over)?(?: playing| learning| studying| using| taking| being| my"
    r"| as| from)*"
)
_TO = (
    r"(?:in )?(?:for|with|to|in favou?r of|and (?:(?:I|we) )?(?:now )?(?:took up|take up|taken up|got|bought|started"
    r"|picked up|joined|went for|went with|switched to|use|drive|play|take|learn|study)|and am on)"
)
_SHIFT = (
    r"(?:switched|changed|moved|gone|went|change|switch|upgraded|downgraded|converted|migrated|transferred|defected"
          r"|graduated|shifted"
    r"|jumped|crossed|switching|moving|changing)(?: over| up| back| down| across| out| sides| allegiance| teams"
    r"| jobs| employers| companies| schools| universities| medication| banks)*"
)
_IS_NOW = (
    r"(?:(?:it['’]s|it is|its|I['’]m|I am|im|we['’]re|we are|I (?:use|drive|play|take|have|eat|learn|study|got|went"
    r" (?:for|with)|bought|started|do)|we (?:use|drive|have|got|bought)|on to|onto|moved on to|hello|got|bought)"
    r" (?:now |all |just |only |on |a |an )*)"
)
_OVER = (
    r"(?:(?:['’]s| is| are| has| was)? ?(?:history|out|over|behind (?:me|us)|no more|in the past|finished|gone|dead"
    r"|folded|closed(?: down)?|shut(?: down)?|gone bust|bankrupt|died|broken?(?: down)?|gave up(?: the ghost)?"
    r"|packed (?:it )?(?:in|up)|went (?:bust|under|bankrupt|bankrupt)|collapsed|conked out|wound up|failed))"
)
_HEAD = (
    r"(?P<x>(?:deputy |assistant |senior |interim |co-)?(?:head|director|chief|vice president|partner|manager|leader)"
    r"(?: of [a-z]+(?: [a-z]+)?)?|(?:team|shift|store|shop|regional|general|branch|project|department|floor|deputy"
    r"|office|sales|area) (?:manager|lead|leader|director|head)|head [a-z]+|senior [a-z]+|chief [a-z]+ officer)"
)
CHANGED: tuple[Frame, ...] = (
    # One for another, whatever it is.
    frame("swapped swopped traded part-exchanged exchanged ditched dropped dumped replaced changed switched binned"
          " abandoned gave"
          " given left quit stopped", rf"{ANYBODY}{_SWAP} {_Y} {_TO} {_X}", _exchange),
    frame("from", rf"{ANYBODY}(?:got |been )*{_SHIFT} from {_Y} (?:to|into|onto) {_X}", _exchange),
    frame("from", r"\b(?:doctor|gp|specialist|consultant|they|psychiatrist|cardiologist|he|she)(?: has| have)? "
          rf"(?:just )?(?:switched|moved|changed|put) me (?:over )?from {_Y} (?:to|onto|on) {_X}", _drug),
    frame("from after instead", rf"{ANYBODY}{_SHIFT} (?:over )?to {_X} (?:from|instead of|rather than|after (?:\w+ )?"
          rf"(?:\w+ )?(?:years|months|ages) (?:of|with|on|at|as)) {_Y}", _exchange),
    frame("instead rather", rf"{ME} (?:use|take|drive|play|learn|study|run on|work with|ride|eat|drink|support)"
          rf" {_X} (?:{NOW} )?(?:instead of|rather than) {_Y}", _exchange),
    frame("instead", rf"\binstead of {_Y},? (?:I|we)(?:['’](?:ve|m|re))? (?:now |have |am |are )*(?:use|take|drive"
          rf"|play|learn|study|ride|eat|support|taking|using|driving|playing|learning|studying) {_X}", _exchange),
    frame("not longer", rf"\b(?:it['’]s|it is|I['’]m|I am|im) (?:on |an? )?{_X}(?: {NOW})?,? (?:and )?(?:not|no longer)"
          rf" (?:on |an? )?{_Y}", _only("takes", "eats", "uses", "drives", "plays")),
    frame("not longer", r"\b(?:not|no longer|['’]m not|never) (?:on |an? )?(?P<y>[\w’'-]+(?: [\w’'-]+){0,2}?)"
          rf"(?: {NO_MORE})?,? (?:but|now|it['’]s|I['’]m|I am|-)+ (?:now |on |an? )*{_X}",
          _only("takes", "eats", "uses", "works_as")),
    frame("used", r"\bused to (?:be (?:on |an? )?|use |drive |play |take |learn |study |ride |have |support |work with "
          rf"|be into |run ){_Y},? (?:but |and )*(?:{NOW},? )?{_IS_NOW}{_X}", _exchange, firm=False),
    frame("done finished through goodbye farewell bye more no out", rf"(?:{MINE}(?:done with|finished with|through with"
          rf"|over)|\b(?:goodbye|farewell|bye(?:[- ]bye)?|no more|so long)),? {_Y},? (?:and |so |but )?{_IS_NOW}{_X}",
          _next, firm=False),
    frame("history out over behind gone finished no dead died folded closed broke", rf"\b{_IS_NOW}{_X}"
          rf"(?: {NOW})?[,;:]? (?:and |so |as )?(?:the |my |our )?(?P<y>[\w’'&-]+(?: [\w’'&-]+){{0,2}}?){_OVER}",
          _only("takes", "eats", "uses", "drives", "plays", "learns", "works_at", "supports")),
    frame("died dead broke broken conked packed gave gone", r"\b(?:my|our|the) (?:old |poor |trusty )*(?P<y>[\w’'-]+"
          rf"(?: [\w’'-]+)?){_OVER}[\w ]{{0,16}}?,? (?:and |so |now )*(?:I|we)(?:['’](?:ve|m|re))? (?:now |just |have"
          rf" )*"
          rf"(?:bought|got|drive|driving|use|have|own|picked up) {_X}", _exchange, firm=False),
    frame("instead", rf"\binstead of {_Y},? (?:I|we)(?:['’](?:ve|m|re))? (?:now |have |just )*(?:got|bought|chose"
          rf"|picked"
          rf"|went for|have) {_X}", _only("drives", "uses", "owns", "plays")),
    frame("more longer", rf"{ME} (?:use|uses|play|drive|take|eat|learn) no (?:more|longer) {_Y},? (?:but|it['’]s|now"
          rf"|I)+"
          rf" (?:use |play |drive |take )?{_X}", _exchange),
    frame("replaced", rf"\b(?:an?|the|my) {_X} (?:has )?replaced (?:my|the|our) {_Y}", _exchange),
    # Where one works, and as what.
    frame("with at for", rf"(?:\b(?:my |our )?(?:old )?(?:firm |company |employer )?)?{_PLAIN_Y}{_OVER},? (?:and |so "
          rf"|but |now )*(?:I|we)(?:['’](?:m|re|ve)|m| am| are| work| started| got a job)? (?:working |now |over )*"
          rf"(?:at|with|for) {_X}", _job, firm=False),
    frame("at with for", rf"{ANYBODY}(?:left|quit|leaving|resigned from|finished at|done with|through with|out of|not"
          rf" at|no longer at)"
          rf" {thing('y')}(?:,| and| but|;| -)+ (?:so |now )*(?:(?:I|we|she|he)(?:['’](?:m|re|s|ve)|m| am| is| are)? )?"
          rf"(?:now |working |work |works |over |started |start |starting |currently )*(?:at|with|for) {_X}",
          _job, firm=False),
    frame("from", rf"{ANYBODY}{_SHIFT} from {_Y} (?:to|into|onto|over to) {_X}", _sure_job),
    frame("new employer company hired took job", rf"(?:\bmy new (?:employer|company|firm|workplace) is {_X}"
          rf"|\b(?:got|landed|found|started|took|accepted|have|['’]ve got|begun|began|begin|start) (?:an? |the |my )?"
          rf"(?:new )?(?:job|position|post|role|gig) (?:at|with) {thing('y')})", _hired),
    frame("hired", rf"\b{_PLAIN_Y.replace('<y>', '<x>')} (?:has |have |just )*(?:hired me|took me on|gave me a job"
          r"|is my new employer|is where I work now|pays my (?:salary|wages) now)\b", _job),
    frame("moved signed changed switched joined went gone over", rf"{ANYBODY}(?:changed jobs|switched jobs|moved jobs"
          r"|changed employers|jumped ship|signed (?:on |up )?(?:with|at)|been hired (?:by|at)|got hired (?:by|at)"
          rf"|hired (?:by|at)|poached by|headhunted by)(?: and| to| now|,| am| I['’]m| at| with| work| for)* {_X}",
          _job),
    frame("at with", rf"\b(?:I['’]m|I am|im) (?:now )?(?:at|with) {_X}(?= now| these days)", _sure_job),
    frame("made promoted became head", rf"{ANYBODY}(?:made|promoted to|appointed(?: as)?|named|became|become|moved up"
          rf" to|bumped up to|now)(?: the| an?)? {_HEAD}(?=\s*(?:[,.;!?]|$)|\s(?:at|in|now|last|this|and|so|yesterday"
          r"|since|on|from)\b)", _title),
    frame("longer not anymore more used quit stopped retrained became now", rf"{ANYBODY}(?:no longer|not|stopped being"
          rf"|quit being|gave up being|done being) (?:working as |work as )?an? (?P<y>[\w -]+?)(?: {NO_MORE})?,? "
          r"(?:but |and |now |I['’]m |I am |I |work as |works as |we |she['’]s |he['’]s )+(?:now )?(?:an? )"
          r"(?P<x>[a-z][\w -]*)", _trade),
    frame("promoted made", r"\b(?:they|the boss|my boss|my firm|my company)(?:['’]ve| have| has| just)* (?:promoted"
          r" me to"
          rf"|made me)(?: the| an?)? {_HEAD}(?=\s*(?:[,.;!?]|$)|\s(?:at|in|now|last|this|and|so|yesterday|since|on"
          rf"|from)"
          r"\b)", _title),
    frame("joined", rf"{ANYBODY}joined {_X}(?= (?:after (?:leaving|ten|five|two|three|\w+ years)|as an?|from"
          rf" {_PLAIN_Y}))",
          _job),
    frame("remain remained still", r"(?:\b(?:I|we) remain|^\W*(?:I['’]m |I am )?still (?:work|working) as) (?:an? )"
          r"(?P<x>[a-z][\w -]*)", _trade),
    frame("retrained career careers became turned changed", rf"{ANYBODY}(?:retrained (?:as|to be(?:come)?)|changed"
          r" (?:careers?|jobs?|professions?)(?: (?:and|to|,|I['’]m|I am|now|become|became|work as|be))*|switched"
          r" careers?(?: (?:and|to|,|I['’]m|I am|now|become|became|work as))*|turned|became|started (?:work"
          r"(?:ing)? )?as"
          r"|went back to being|back to being|back to working as),? (?:an? )(?P<x>[a-z][\w -]*)", _trade),
)
