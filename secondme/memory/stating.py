"""How a question is put: as a statement, for an encoder of bare turns ("When did Ana run a race?" is "I run a race"),
and as a place in a talk ("what came after the race").

Pure. English rules only; what they do not know stays as it is. It need not be good English: the words and the person
count, not the tense.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

AUX = r"(?:did|do|does|have|had|has|was|were|am|are|is|didn't|don't|haven't|hadn't|wasn't|weren't|aren't)"
MODAL = r"(?:will|would|can|could|should|may|might|must)"
ADVERBS = r"(?:(?:ever|just|also|already|once|first|last|actually|originally|really|always|again|even) )*"


@dataclass(frozen=True, slots=True)
class Order:
    """A question about the course of a talk: what stands after or before something, empty for where the talk is."""

    side: Literal["after", "before"]
    of: str


_PREP = (
    r"(?:to|with|for|from|about|by|of|at|on|in|into|near|around|under|over|since|until|against|through|during|after"
    r"|before)"
)
_TOWARDS = (
    r"(?:to|with|for|from|about|by|of|at|on|near|around|gave|told|sent|bought|helped|taught|showed|asked|inspired"
    r"|motivated|encouraged|supports?|supported|helps?|invited|thanked|surprised|met|visited|gives|giving|helping|made"
    r"|makes|making|both)"
)
"""Prepositions, and verbs that mostly have a person after them: a name there is "me" and not "I"."""
_TURNED = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "i'm": "you're", "i've": "you've",
    "i'd": "you'd", "you": "I", "your": "my", "yours": "mine", "yourself": "myself", "you've": "I've", "you'd": "I'd",
}  # fmt: skip
_TURNS = re.compile(r"\b(?:" + "|".join(sorted(_TURNED, key=len, reverse=True)) + r")\b(?!')", re.IGNORECASE)
_HERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:she|he)\b", re.IGNORECASE), "I"),
    (re.compile(r"\b(?:her|his)\b(?= \w)(?! (?:to|with|for|from|about|by|of|at|on|in|and)\b)", re.IGNORECASE), "my"),
    (re.compile(r"\b(?:her|him)\b", re.IGNORECASE), "me"),
    (re.compile(r"\b(?:herself|himself)\b", re.IGNORECASE), "myself"),
)
_SEVERAL = re.compile(r"\b(?:we|our|I and my)\b")
_THEIRS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\btheir\b", re.IGNORECASE), "our"),
    (re.compile(r"\bthey\b", re.IGNORECASE), "we"),
    (re.compile(r"\bthem\b", re.IGNORECASE), "us"),
)
_AGREE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bI (?:is|are)\b"), "I am"),
    (re.compile(r"\bI has\b"), "I have"),
    (re.compile(r"\bI were\b"), "I was"),
    (re.compile(r"\byou (?:is|am)\b"), "you are"),
    (re.compile(r"\byou was\b"), "you were"),
    (re.compile(r"\bwe (?:is|am)\b"), "we are"),
    (re.compile(r"\bwe was\b"), "we were"),
)
_TO_ME = (
    r"(?:(?:say|said|mention(?:ed)?)(?: to (?:me|you|us))?|(?:tell|told|telling|ask|asked) (?:me|you|us)"
    r"|(?:talk(?:ed)?|speak|spoke|write|wrote)(?: (?:to|with) (?:me|you|us))?(?= about)"
    r"|(?:share[ds]?|explain(?:ed)?|describe[ds]?) (?:to|with) (?:me|you|us))"
)
_TOLD = (
    rf"(?:{AUX} (?:i|you|we|he|she) {ADVERBS}|(?:i|you|we)(?:'ve|'d)? (?:have |had )?{ADVERBS}){_TO_ME}\b"
    r"(?! (?:to|with) (?:my|the|our|(?-i:[A-Z])))(?: (?:anything|something|everything|much|a lot|more))?"
    r"(?: (?:about|that|of|if|whether|regarding))?"
)
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rule, re.IGNORECASE), put)
    for rule, put in (
        (r"\bever ", ""),
        (r"^me (?:telling|asking) you(?: about| that)? ", ""),
        (r"\b(what|which) (?:kinds?|types?|sorts?|brand|ones?) of (?=[\w'-]+ )", r"\1 "),
        (
            rf"^(?:{_PREP} )?(?:what|which|how many|how much)((?: (?!{MODAL}\b)[^\s,;?]+){{0,3}}?) {_TOLD}(?= |$)",
            r"\1 ~",
        ),
        (rf"^(?:(?:when|where|why|who|whom|whose|how long|how often|how) )?{_TOLD}(?= |$)", ""),
        (r" (?:that |which )?(?:i|you)(?:'ve|'d)? (?:told|mentioned)(?: to)?(?: (?:you|me))?(?: about)?$", ""),
        (r"^how (old|tall|big|large|far|heavy|wide|high) (is|was|are|were) (?!i$|you$|we$)(.+)$", r"\3 \2 \1"),
    )
)
"""What leads to the statement in a question, and what it becomes; "~" is where the noun asked for ended."""
_ASKS = re.compile(
    rf"^(?:(?P<prep>{_PREP}) )?(?:(?P<which>what|which|whose|how many|how much)|whom?|when|where|why"
    r"|how(?: long| often| old| far| come| recently)?)(?:'s|'re|'d)?(?= |$) ?",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?P<noun>(?:(?!(?:i|you|we|he|she|it|they|that|when|who)\b)[^\s,;?]+ ){0,4}?)"
    rf"(?P<aux>{AUX}|{MODAL})\b ?(?P<rest>.*)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?P<who>I|you|we|they|he|she|it)(?: |$)(?P<rest>.*)$", re.IGNORECASE)
_PHRASE = re.compile(
    rf"(?:I|you|we|they|he|she) (?:{AUX} |{MODAL} )?(?!{_PREP}\b)[\w'-]+"
    rf"(?: {_PREP}(?= {_PREP}\b|$)|(?= {_PREP}\b|$))",
    re.IGNORECASE,
)
"""Subject and verb with nothing after them, where the noun that was asked for belongs."""
_NO_NOUN = frozenset(("time", "date", "day", "year", "month", "else", "exactly"))


def stated(question: str, written: Mapping[str, str] | None = None, *, to_assistant: bool = False) -> str:
    """A question as who knows the answer would begin to state it; the question where nothing would be left.

    `written` are the speakers that it names, each as the question writes them: the first becomes "I". `to_assistant`
    says that the assistant knows the answer: "you" becomes "I".
    """
    bare = question.strip().rstrip(" ?!.")
    q = bare
    if written or to_assistant:
        q = _TURNS.sub(lambda match: _TURNED[match[0].lower()], q)
    if written and not to_assistant:
        q = _as_speakers(q, tuple(written.values()))
    for step, put in _STEPS:
        q = step.sub(put, q, count=1)
    q = _inverted(q)
    for rule, put in _AGREE:
        q = rule.sub(put, q)
    return " ".join(q.split()).strip(" ,~") or bare or question


def _inverted(q: str) -> str:
    """A question without its word order: "which book did I buy" is "I buy book"."""
    if "~" in q:
        noun, _, rest = q.partition("~")
        return _with(noun.strip(), rest.strip())
    asks = _ASKS.match(q)
    rest = q[asks.end() :] if asks else q
    verb = _VERB.match(rest)
    if not verb or (verb["noun"] and not (asks and asks["which"])):
        return rest
    aux, rest = verb["aux"].lower(), verb["rest"]
    who = _SUBJECT.match(rest)
    if who:
        kept = "" if re.match(r"(?:did|do|does)", aux) else f"{aux} "
        rest = f"{who['who']} {kept}{who['rest']}".strip()
    noun = verb["noun"].strip()
    return _with(f"{asks['prep'].lower()} {noun}" if asks and asks["prep"] and noun else noun, rest)


def _with(noun: str, rest: str) -> str:
    """A statement with the noun that was asked for: after the verb where nothing else stands there, else last."""
    if not noun or noun.split()[-1].lower() in _NO_NOUN:
        return rest
    if re.match(rf"{_PREP}\b", rest, re.IGNORECASE):
        return f"{noun} {rest}"
    phrase = _PHRASE.match(rest)
    return f"{phrase[0]} {noun}{rest[phrase.end() :]}" if phrase else f"{rest} {noun}"


def _as_speakers(q: str, written: tuple[str, ...]) -> str:
    """A question with the first speaker that it names as "I" and the others as "you"; both together are "we"."""
    first, *others = (re.escape(one) for one in written)
    for one in others:
        q = re.sub(rf"(?<!\w)(?:{first} and {one}|{one} and {first})('s?)?(?!\w)", _ours, q)
    for form, (i, me, my) in zip((first, *others), (("I", "me", "my"), *[("you", "you", "your")] * 9), strict=False):
        q = re.sub(rf"(?<!\w){form}'s?(?!\w)", my, q)
        q = re.sub(rf"\b({_TOWARDS}) {form}(?!\w)", rf"\1 {me}", q)
        q = re.sub(rf"(?<!\w){form}(?!\w)", i, q)
    for rule, put in (*_HERS, *(_THEIRS if _SEVERAL.search(q) else ())):
        q = rule.sub(put, q)
    return q


def _ours(both: re.Match[str]) -> str:
    return "our" if both[1] else "we"


# The course of a talk.

_AFTER = r"(?P<side>after|following|before|prior to|preceding)"
_RIGHTLY = r"(?:right |just |immediately |directly |shortly |straight |soon |next |only )*"
_TALK = (
    rf"(?:(?:did|do|does|was|were|had|have)(?: \w+){{1,2}}? {ADVERBS}(?:say|said|talk(?:ed|ing)?|discuss\w*|ask\w*"
    r"|mention\w*|tell|told|bring up|reply|answer|write|speak|chat|respond)\b[^,?]*?"
    r"|came|comes|was said|was asked|was mentioned|was discussed|followed"
    r"|(?:was|is) the (?:\w+ )?(?:topic|subject|question|answer|message|thing)\b[^,?]*?)"
)
_ORDERS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"^what {_TALK} ?{_RIGHTLY}{_AFTER} (?P<of>.+)$",
        rf"^what (?:happened|happens) (?:right |just |immediately |directly |straight )+{_AFTER} (?P<of>.+)$",
        rf"^(?:right |just |immediately |directly |straight )*{_AFTER} (?P<of>[^,]+), what {_TALK}",
        r"^(?:how|what) did \w+ (?:answer|reply|respond|say|react|tell me|suggest|recommend) (?:when|after|once) "
        r"(?P<of>(?:i|you|we|\w+) (?:asked|told|said|mentioned|brought|talked|complained|wrote)\b.*)$",
        r"^(?:how|what) (?:did|was) \w+ (?:answer|reply|respon\w+|react) to (?P<of>.+)$",
        r"^what (?P<led>led (?:up )?to|preceded) (?P<of>.+)$",
        r"^what followed (?P<of>.+)$",
        r"^what (?:did \w+ (?:say|ask|answer|reply|talk about|mention|tell \w+|discuss|write)|came|was said|comes) "
        r"(?:next|then|after that|afterwards)(?: after (?P<of>.+))?$",
        r"^what (?:did \w+ (?:say|ask|answer|talk about|mention|tell \w+|discuss)|came|was said) "
        r"(?P<led>before that|just before|right before|beforehand|previously)$",
    )
)
_THAT_PLACE = re.compile(r"^(?:that|this|it|then)$", re.IGNORECASE)
_ASKED = re.compile(
    r"^(?:when |that )?(?:i|you|we|\w+)(?:'d|'ve)? (?:had |was |were )?(?:asked|told|mention(?:ed|ing)|said"
    r"|talk(?:ed|ing)|brought up|discuss(?:ed|ing)|complained|wrote|saying|telling|asking)"
    r"(?: (?:to )?(?:you|me|us|her|him))?"
    r"(?: about| that| of| how| what| where| when| why| whether| if)?\s+"
    r"|^(?:asking|telling|talking|mentioning|discussing|saying)(?: (?:to )?(?:you|me|us))?(?: about| that| of)? "
    r"|^(?:my|your|the) (?:questions?|remark|message) (?:about|on|regarding) ",
    re.IGNORECASE,
)


def order_of(text: str) -> Order | None:
    """What a question about the course of a talk asks; None for any other."""
    bare = text.rstrip(" ?!.")
    for rule in _ORDERS:
        match = rule.search(bare)
        if match:
            given = match.groupdict()
            side = (given.get("side") or "").lower()
            before = bool(given.get("led")) or side in ("before", "prior to", "preceding")
            of = _THAT_PLACE.sub("", (given.get("of") or "").strip(" ,"))
            return Order("before" if before else "after", _ASKED.sub("", of) or of)
    return None
