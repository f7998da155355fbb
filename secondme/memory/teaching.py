"""What the person teaches: lessons in their own words, each for a kind of request or for everything.

Pure. A sentence teaches where it tells the assistant what to do from now on ("always", "never", "next time", "when I
ask for …") or finds fault with the way of an answer. What somebody else is quoted with teaches nothing.
Source: Cao et al. 2025, "Remember Me, Refine Me" (ReMe), section 3.2: what set off a failure is kept by its scenario.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from secondme.memory.lesson import LONGEST
from secondme.memory.wish import wishes

PASTED = 1_000
"""Characters from which on a turn is taken for something that was pasted, in which nobody teaches."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lesson to be: the rule, the situation it is for (empty: everything), characters `start` to `end` of the turn,
    whether it finds fault with the answer before, and whether the situation has words of the request before."""

    text: str
    situation: str
    start: int
    end: int
    fault: bool = False
    of_request: bool = False


_LEAD = (
    r"^\W*(?:(?:and|but|also|oh|ok|okay|so|hey|no|well|right|thanks|thank you|great|good|nice|hm+|sorry|perfect|fine"
    r"|one more thing|by the way)\b[\s,.!;:–—-]+){0,3}"
)
VERB = (
    r"(?:answer|reply|respond|write|use|give|say|tell|call|show|list|keep|make|put|start|begin|end|close|sign|include"
    r"|add|leave|mention|ask|check|translate|explain|sort|order|format|round|convert|quote|cite|spell|address|avoid"
    r"|summari[sz]e|name|remind|suggest|assume|offer|repeat|apologi[sz]e|skip|count|draft|propose|speak|talk|be"
    r"|greet|number|group|mark|state|highlight|omit|stick|limit|prefer|remember|recommend|plan|describe|finish|send"
    r"|consider|compare|calculate|break|bring|try|do|set|get|book|forget|guess|invent|make up|shorten|stop)"
)
_DOING = (
    r"(?:answering|replying|writing|using|giving|saying|telling|calling|showing|listing|making|putting|starting|ending"
    r"|signing|adding|mentioning|asking|explaining|repeating|apologi[sz]ing|guessing|inventing|being|suggesting"
    r"|recommending|rounding|summari[sz]ing|reminding)"
)
_NOT = r"(?:don't|do not|never|stop|avoid)"
_MAKES = (
    r"(?:answer|reply|respond|write|draft|give|list|translate|explain|sort|format|summari[sz]e|suggest|recommend"
    r"|propose|plan|describe|compare|calculate|remind|mention|quote|cite|show)"
)
_ALONE = (
    rf"(?!(?:do|try|get|set|book|break|bring)\b|be (?!brief|short|formal|informal|honest|polite|direct|concise|friendly"
    rf"|specific|precise|clear|nice|careful|blunt|kind to me)){VERB}"
)
"""What "always" and "never" alone may be followed by: anything else may be a saying."""
_POLITE = r"(?:please |just |also |then |always |kindly )*"
_RULE = rf"(?P<rule>{_POLITE}(?:(?:don't|do not)(?: ever)? |never )?{VERB}\b.*|{_POLITE}{_NOT} {_DOING}\b.*)"
_ASK = r"(?:ask|want|need|request)(?: you| for| about| to| help| with)*"
_WHEN = r"(?:when(?:ever)?|every time|each time|any ?time|if|the next time|next time)"
_TEACHES = (
    rf"(?:please )?{_WHEN} (?:i|we) {_ASK} (?P<situation>[^,;:]{{2,80}}?)\s*[,:;–—]\s*{_RULE}$",
    rf"(?:please )?{_WHEN} you (?P<situation>{_MAKES}\b[^,;:]{{2,80}}?)\s*[,:;–—]\s*{_RULE}$",
    rf"(?P<rule>(?:please |always |never |don't |do not )*(?!(?:tell|call|ask|show|remind) me\b){VERB}\b"
    rf"[^,;]{{2,120}}?),? (?:when(?:ever)?|every time|each time|next time) "
    rf"(?P<situation>(?:i {_ASK} |you (?={_MAKES}\b)).{{2,80}})$",
    rf"(?:for|in|with|on) (?P<situation>(?!(?:the )?future\b|general\b|now\b)[^,;:]{{2,50}}?),? "
    rf"(?P<rule>(?:please )?(?:always|never|don't|do not) {VERB}\b.*)$",
)
"""Those that name their situation."""
_LATER = (
    rf"(?:please )?(?P<later>(?:the )?next time)\b,? {_RULE}$",
    rf"(?:please )?(?:from now on|in (?:the )?future|going forward|from here on(?: out)?|in general)\b,? {_RULE}$",
    rf"(?P<rule>{_POLITE}(?:(?:don't|do not) )?{VERB}\b[^,;]{{2,120}}?),? (?P<later>next time)(?:,? please)?$",
    rf"(?P<rule>{_POLITE}(?:(?:don't|do not) )?{VERB}\b[^,;]{{2,120}}?),? (?:from now on|in (?:the )?future"
    rf"|going forward)(?:,? please)?$",
    rf"(?:please )?(?P<rule>(?:always|never) {_ALONE}\b.*)$",
    rf"(?:you (?:should|must|need to|have to)|i(?:'d| would)? (?:want|like|need|prefer) you to) "
    rf"(?P<rule>(?:always|never) {VERB}\b.*)$",
    rf"(?P<later>please),? (?P<rule>(?:don't|do not)(?: ever)? (?!forget|worry|tell (?:any|my|him|her|them)){VERB}"
    rf"\b.*|(?:stop|avoid) {_DOING}\b.*)$",
    rf"(?P<rule>(?:don't|do not) {VERB}\b.* (?:again|any ?more|ever)|(?:don't|do not) ever {VERB}\b.*"
    rf"|stop {_DOING}\b.*)$",
)
"""Those that hold for requests like the last one, where they are about what comes `later`, else for everything."""

_MORE = (
    r"(?:shorter|longer|simpler|friendlier|warmer|nicer|plainer|clearer|funnier|briefer|cheaper"
    r"|(?:more|less) (?:formal|casual|personal|detailed|direct|polite|concise|technical|serious|playful|specific))"
)
_TOO = (
    r"(?:long|short|formal|informal|casual|stiff|complicated|technical|vague|wordy|verbose|dry|cheesy|pushy|generic"
    r"|simple|detailed|aggressive|friendly|expensive|salty|spicy|difficult|flowery|cold)"
)
_VERY = r"(?: way| much| far| a bit| a little| still| rather| really| just| simply)*"
_FAULTS = (
    ("Not too {0}.", rf"(?:that|this|it)(?:'s| is| was| sounds){_VERY} too (?P<what>{_TOO})\b.*$"),
    ("Not too {0}.", rf"{_VERY.strip()}(?:too|way too|much too) (?P<what>{_TOO})$"),
    (
        "Make it {0}.",
        rf"(?:please )?(?:can you |could you )?(?:make (?:it|that|this) |try )?(?:a bit |a little |much )?"
        rf"(?P<what>{_MORE})(?:,? please)?$",
    ),
    (
        "Do not leave out {0}.",
        r"you (?:forgot|left out|missed|skipped|(?:did not|didn't) (?:include|mention|add|give)) "
        r"(?:to (?:include|mention|add|give) )?(?P<what>(?!what|that|it\b|me\b).{2,80})$",
    ),
    ("What was asked for: {0}.", r"i (?:had )?asked for (?P<what>.{2,80})$"),
    ("What was wanted: {0}.", r"i wanted (?P<what>(?:an? |it |the |only |just ).{2,80})$"),
)
_OF_MANNER = ("Not too {0}.", "Make it {0}.")
_ASKED = re.compile(rf"^(?:i {_ASK} |you )", re.IGNORECASE)
_WORK = re.compile(
    _LEAD
    + r"(?:(?:can|could|would|will) you (?:please )?|please |(?:i need|i want|i'd like) you to |help me (?:to )?"
    r"|i need (?:help )?(?:to )?)?(?P<made>write|draft|compose|translate|summari[sz]e|plan|make|create|give me|list"
    r"|suggest|explain|rewrite|rephrase|shorten|correct|proofread|sort|compare|convert|calculate|design|outline|describe"
    r"|recommend|prepare|come up with|generate|propose|schedule|organi[sz]e|format|improve|answer|reply to|an? "
    r"(?:recipe|e-?mail|letter|list|plan|summary|translation|message|poem|card|speech|invitation)\b)",
    re.IGNORECASE,
)
_WITH_ANYTHING = re.compile(
    r"(?:translate|summari[sz]e|explain|rewrite|rephrase|shorten|correct|proofread|sort|compare|convert|calculate)\b",
    re.IGNORECASE,
)
"""What says by itself what kind of request it is, whatever is done it to."""
_SUBJECT = re.compile(
    r"[,:;.!?\n\"“(]|(?<=\w) (?:to|for|about|of|that|which|who|with|from|in|into|on|by|so|because|and)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^\s].*?(?:[.!?]+(?=\s|$)|$)", re.MULTILINE)
_QUOTED = re.compile(r"^\s*(?:>|[\"“„«'‘`*|#])")
_OTHERS = re.compile(
    r"\b(?:he|she|they|boss|mum|mom|dad|mother|father|doctor|teacher|grandma|grandpa|\w+) (?:always |once )?(?:says?"
    r"|said|told|tells|thinks)\b|\baccording to\b|\bnever mind\b",
    re.IGNORECASE,
)
_TELLING = re.compile(r"\b(?:i|we) (?:say|said|tell|told)\b", re.IGNORECASE)


def is_work(text: str) -> bool:
    """Whether a turn asks for something to be made, of which there will be more of the kind."""
    return bool(_WORK.search(text.replace("’", "'")))


def kind(request: str) -> str:
    """What a request asks to be made, without what it is to be about; empty where it asks for nothing of the sort.

    "Can you write a short email to Bo about the bill?" is "write a short email", "Summarise chapter two" "Summarise".
    """
    plain = " ".join(request.replace("’", "'").split())
    match = _WORK.search(plain)
    if match is None:
        return ""
    made = plain[match.start("made") :]
    if alone := _WITH_ANYTHING.match(made):
        return alone[0]
    return _plain(_SUBJECT.split(made, maxsplit=1)[0]) or _plain(made)


def drawn(text: str, asked: str = "") -> Iterator[Drawn]:
    """The lessons in a turn of the person; `asked` is the request that was answered right before it, if any."""
    if len(text) > PASTED or "```" in text:
        return
    situation = kind(asked)
    style = set(wishes(text))  # how answers are to be stands in the profile
    for match in _SENTENCE.finditer(text):
        said = match[0].replace("’", "'").rstrip(" .!…")
        others = _OTHERS.search(said)
        if said.endswith("?") or _QUOTED.match(match[0]) or (others and not _TELLING.search(said)):
            continue
        span = match.start(), match.end()
        if found := next((one for form in _TEACHES if (one := _led(form).match(said))), None):
            yield Drawn(_ruled(found["rule"]), _plain(_ASKED.sub("", found["situation"])), *span)
            continue
        if found := next((one for form in _LATER if (one := _led(form).match(said))), None):
            later = found.groupdict().get("later") or ""
            if "next" in later.lower():
                if asked:
                    rule, fits = _ruled(found["rule"]), situation or _plain(asked)
                    yield Drawn(rule, fits, *span, fault=bool(situation), of_request=True)
            elif not style.isdisjoint(wishes(match[0])):
                continue
            elif later:
                yield Drawn(_ruled(found["rule"]), situation, *span, fault=bool(situation), of_request=bool(situation))
            else:
                yield Drawn(_ruled(found["rule"]), "", *span)
            continue
        if situation and (fault := _fault(said)):
            yield Drawn(fault, situation, *span, fault=True, of_request=True)


@cache
def _led(form: str) -> re.Pattern[str]:
    """A form of words, behind what may stand before each; compiled once it is needed, as all of them take long."""
    return re.compile(_LEAD + form, re.IGNORECASE)


def _fault(said: str) -> str:
    for says, form in _FAULTS:
        if match := _led(form).match(said):
            what = match["what"].strip(" ,.!")
            return says.format(what.lower() if says in _OF_MANNER else what)[:LONGEST]
    return ""


def _ruled(rule: str) -> str:
    plain = re.sub(r"^(?:(?:please|just|also|then|kindly)\s+)+", "", rule.strip(), flags=re.IGNORECASE)
    plain = re.sub(r",? please$", "", plain.strip(" ,.!"), flags=re.IGNORECASE)
    plain = re.sub(r",\s+(?:i|it|that|this|because|since|as)\b.*$", "", plain, flags=re.IGNORECASE)
    plain = re.sub(r"^don't\b", "do not", plain, flags=re.IGNORECASE)
    plain = " ".join(plain.split())[:LONGEST]
    return plain[:1].upper() + plain[1:] + "."


def _plain(situation: str) -> str:
    return " ".join(situation.split()).strip(" ,.;:!?")[:LONGEST]


def opposite(one: str, other: str) -> bool:
    """Whether of two rules one says to do what the other says not to do."""
    stems = [_POLARITY.sub(" ", text.lower()).split() for text in (one.rstrip("."), other.rstrip("."))]
    nots = [bool(_NEGATIVE.search(text.lower())) for text in (one, other)]
    return nots[0] != nots[1] and stems[0] == stems[1]


_NEGATIVE = re.compile(r"\b(?:never|not|don't)\b")
_POLARITY = re.compile(r"\b(?:never|always|do not|don't|not|any ?more|again|ever)\b")
