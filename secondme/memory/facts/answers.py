"""Turns that need the one before: short answers to a question, and slips put right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from secondme.memory.facts import dating
from secondme.memory.facts.clause import clauses
from secondme.memory.facts.rules.bonds import bonds, tied
from secondme.memory.facts.rules.found import Found, Rule
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.tokens import sentences
from secondme.memory.facts.who import Circle

_ASKED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), lead)
    for pattern, lead in (
        (r"\b(?:where|which (?:city|town|country)) (?:do|are) you (?:live|living|based)\b", "I live in "),
        (r"\bwhere are you from\b|\bwhere did you grow up\b|\bwhere do you come from\b", "I am from "),
        (r"\bwhat(?:'s| is) your name\b|\bwhat (?:should|may|can|shall) i call you\b", "My name is "),
        (r"\bhow old are you\b|\bwhat(?:'s| is) your age\b", "I am "),
        (r"\bwhen(?:'s| is) your birthday\b|\bdate of birth\b|\bwhen were you born\b", "My birthday is on "),
        (
            r"\bwhat do you do (?:for (?:a living|work)|professionally)\b|\bwhat(?:'s| is) your (?:job|profession"
            r"|occupation)\b", "I work as "),
        (r"\bwhere do you work\b|\bwho do you work for\b|\bwhich company\b", "I work at "),
        (r"\bwhat (?:do|are) you study(?:ing)?\b", "I study "),
        (
            r"\bwhat are you (?:allergic|intolerant) to\b|\b(?:any|have) (?:food )?allerg(?:y|ies)\b",
            "I am allergic to "),
        (r"\bwhat(?:'s| is) your favou?rite (\w+)\b", "My favourite {} is "),
        (
            r"\bwhat(?:'s| is) your (sister|brother|mother|mum|mom|father|dad|wife|husband|partner|son|daughter|dog"
            r"|cat|boss)'?s? (?:name|called)\b", "My {} is called "),
        (
            r"\bwhat(?:'s| is) (?:the )?(?:name of )?your (dog|cat|boss|sister|brother|wife|husband"
            r"|partner)(?:'s name| called)?\b", "My {} is called "),
        (r"\bwhich languages do you speak\b|\bwhat languages? do you speak\b", "I speak "),
        (r"\bwhat (?:instrument|sport|game)s? do you play\b", "I play "),
        (r"\bwhat (?:car|kind of car) do you (?:drive|have)\b", "I drive "),
        (r"\bwhat(?:'s| is) your (shoe) size\b", "My {} size is "),
        (r"\bwhat are you reading\b", "I am reading "),
        (r"\bwhat are you (?:afraid|scared) of\b", "I am afraid of "),
        (r"\bwhen do you (?:get|wake) up\b|\bwhat time do you (?:get|wake) up\b", "I get up at "),
        (r"\bhow do you (?:get|go|commute|travel) to work\b", "I go to work by "),
        (r"\bwhich team do you support\b", "I support "),
        (r"\bwhat do you collect\b", "I collect "),
        (r"\bwhat (?:medication|medicine|medicines|medications)s? do you take\b", "I take "),
        (r"\bdo you have (?:any )?pets?\b", "I have "),
        (r"\bdo you have (?:any )?siblings\b|\bdo you have (?:any )?(?:brothers|children|kids)\b", "I have "),
    )
)
_MOST_WORDS = 8
_NO_ANSWER = re.compile(
    r"^(?:no|none|nope|nothing|never|not|i|i'm|we|my|why|what|how|it|that|who|does|do|is|are|maybe|perhaps|somewhere"
    r"|secret|guess|ok|okay|thanks|thank|hm+|well|please|can|could|skip|later|same)\b",
    re.IGNORECASE,
)


def answered(said: Utterance, text: str, circle: Circle, rules: Mapping[str, tuple[Rule, ...]]) -> Iterator[Found]:
    """ "Oslo" after "Where do you live?" is read as "I live in Oslo"."""
    if not said.before or said.before[-1][0] != "assistant" or "?" in text:
        return
    question = said.before[-1][1]
    if not question.rstrip().endswith("?"):
        return
    asked = re.split(r"(?<=[.!?])\s+", question.strip())[-1]
    begin = len(text) - len(text.lstrip())
    yes = re.match(r"\s*(?:yes|yeah|yep|sure|it'?s|its|they are|by|on|in|at|to)\b[,.! ]*", text, re.IGNORECASE)
    begin = yes.end() if yes else begin
    short = re.split(r"[.!\n]", text[begin:])[0].rstrip()
    if not short or len(short.split()) > _MOST_WORDS or _NO_ANSWER.match(short):
        return
    for pattern, lead in _ASKED:
        match = pattern.search(asked)
        if match is None:
            continue
        lead = lead.format(*[group for group in match.groups() if group]) if "{}" in lead else lead
        if lead == "I work as " and not re.match(r"an? ", short):
            lead = "I work as a "
        if lead == "I have " and not re.match(r"an?\b|one|two|three|four|\d", short):
            return
        whole = lead + short
        rows = sentences(whole)
        for tie in bonds(rows):
            yield replace(tied(circle, tie), start=begin, end=begin + len(short), confidence=0.85)
        for sentence in rows:
            for clause in clauses(whole, sentence, circle):
                for rule in rules.get(clause.verb, ()):
                    for one in rule(clause):
                        yield replace(one, start=begin, end=begin + len(short), confidence=min(one.confidence, 0.85))
        return


_MEANT = re.compile(
    r"(?:^|[.!,] ?)(?:sorry|no|oops|wait|actually|correction|i mean|ah|oh)?[,.!]?\s*(?:sorry,? |no,? )?"
    r"(?:i (?:meant|mean)(?: to (?:say|write))?|it'?s actually|it should be|make that"
    r"|i should have said)\s+(?!to\b|say\b|write\b)(?P<new>[^,.;!?]+?)"
    r"(?:,? (?:and )?not (?:in |on |at |for )?(?P<old>[^,.;!?]+))?\s*(?=[,.;!?]|$)",
    re.IGNORECASE,
)
_NO_NOT = re.compile(
    r"^\s*(?:sorry,? )?(?:no|nope|wrong|oops|wait|correction|sorry)(?: sorry)?[,.:!]+\s*(?:it'?s |it is |in |on "
    r"|at )?(?P<new>[^,.;!?]+?),? (?:and )?not "
    r"(?:in |on |at |for )?(?P<old>[^,.;!?]+)\s*[.!]?\s*$",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"^\s*(?:(?:no|sorry|oops|wait),? )?(?P<new>[^,.;!?]{1,30}?)"
    r"(?:, (?:is what )?i meant(?: to (?:say|write))?\b"
    r"|,? i (?:wrote|said|put|typed) (?P<old2>[^,.;!?]+?) by mistake\b"
    r"| (?:is|was) (?:right|correct)[,.;]? (?:and |please )?(?:forget|not|ignore) (?P<old>[^,.;!?]+))",
    re.IGNORECASE,
)
"""What is right stands first: "Nickel, I meant to say", "43 is right, forget 42"."""
_SCRAP = re.compile(
    r"^\s*(?:(?:no|sorry|oops|wait|actually),? )?(?:(?P<scrap>scrap|cross out) (?P<old>[^,.;:!?]{1,30}?)"
    r"[,;:] (?:and )?(?:put|make it|use|write|it'?s|it is|it should be)"
    r"|i (?:said|wrote|put|typed) (?P<old2>[^,.;:!?]{1,30}?)[,;]? (?:but |and )?(?:it )?(?:should have been|should be)"
    r"|it (?:isn'?t|is not|wasn'?t|was not) (?P<old3>[^,.;:!?]{1,30}?)[,;] (?:but |rather )?it'?s)"
    r" (?P<new>[^,.;:!?\n]{1,30}?)(?: now| these days| instead)?\s*(?=[.,!\n]|$)",
    re.IGNORECASE,
)
"""What is wrong stands first, and is named: "Scrap 41, put 42", "I said 75, should have been 90"."""
_NO_VALUE = re.compile(
    r"^(?:that|this|these|it|what|who|where|when|why|how|everything|everybody|nothing|well|thanks?|let|exactly|yes|yeah"
    r"|no|ok|okay|please|just|so|my|your|the|a|an)\b"
    r"|\b(?:i|we|you|he|she|they|is|are|was|were|am|be|called|calling|calls|said|says|think|wrote|meant|did|do|does|have"
    r"|has|had|can|will|would|that|who|which|thanks|fine|okay|good|great|nice|easy|hard|cheap|expensive|lovely|fun"
    r"|boring|over)\b",
    re.IGNORECASE,
)
"""Words that are no name and no value: something else goes on."""
_LONG = 160
"""Characters of a turn that may be no more than a slip put right."""
_BLANKS = re.compile(r"\s{6,}")
_ONLY = re.compile(
    r"^\s*(?:(?:oh|ah|ups|oops|no|nope|wait|hang on|hold on|excuse(?: me)?|pardon|(?:i )?just checked|i checked"
    r"|sorry|typo|actually|correction|my (?:mistake|bad)|scratch that"
    r"|strike that|(?:sorry,? )?i (?:got|mixed|had) that (?:wrong|up|mixed up)|i (?:mistyped|misspoke)"
    r"|let me correct (?:that|myself)|that was wrong|wrong)[,.:;!]*\s+)+"
    r"(?:wait,? )?(?:(?:the |my )?(?:size|number|name|time|date|day|price|sum) (?:is |should be )"
    r"|it'?s |it is |it should be |that'?s |make it |i (?:wear|take|drive"
    r"|live in|am|pay|get up at) |i'm |at |in |on |an? )*(?P<new>[^,.;!?]{1,30}?)(?: of course| actually"
    r"| instead|,? (?:and )?not (?P<old>[^,.;!?]+))?\s*[.!]?\s*$"
    r"|^\s*(?:no,? )?(?P<new2>[^,.;!?]{1,30}?),? (?:and )?not (?P<old2>[^,.;!?]{1,30}?)\s*[.!]?\s*$"
    r"|^\s*(?:no,? )?not (?P<old3>[^,.;!?]{1,30}?), (?:but )?(?P<new3>[^,.;!?]{1,30}?)\s*[.!]?\s*$",
    re.IGNORECASE,
)
_IN = re.compile(r"^(?:in|on|at|by|for|the|a|an|size|my|to) (?=\S)", re.IGNORECASE)


def corrected(said: Utterance, text: str, draw: Callable[[Utterance], list[Statement]]) -> Iterator[Statement]:
    """ "I meant Ghent, not Leeds", "no, 43, not 42": the statement of an earlier turn with what is right."""
    if not said.before or _BLANKS.search(text.strip()):
        return
    match = _MEANT.search(text) or _TURNED.search(text)
    if match is None and len(text) <= _LONG:
        match = _NO_NOT.search(text) or _ONLY.search(text) or _SCRAP.search(text)
    if match is None or "?" in text[match.end() : match.end() + 1]:
        return
    groups = match.groupdict()
    group = next((name for name in ("new", "new2", "new3") if groups.get(name)), "new")
    new = _IN.sub("", (groups[group] or "").strip())
    old = _IN.sub("", next((groups[name] or "" for name in ("old", "old2", "old3") if groups.get(name)), "").strip())
    if not new or len(new.split()) > 6 or _NO_VALUE.search(new):
        return
    value = new[0].isupper() or new[0].isdigit()
    if not value and ((match.re is _ONLY and not old) or (match.re is _SCRAP and not groups["scrap"])):
        return
    for who, told in reversed(said.before):
        if who != (said.speaker or "person"):
            continue
        earlier = draw(Utterance(said.memory, told, said.made, said.speaker))
        fitting = [
            one for one in earlier if not one.ends
            and (not old or one.relation in ("plans", "appointment") or _holds(one, old)) and _same_sort(one, new)
        ]
        if len(fitting) == 1 or (fitting and old and match.re is not _SCRAP):
            fitting = [one for one in fitting if one.relation != "has_pet"] or fitting
            yield _put_right(fitting[-1], new, match.start(group), match.end(), said)
            return


def _holds(one: Statement, old: str) -> bool:
    day = dating.date(old)
    return old.lower() in one.object.lower() or (day is not None and day[0] == one.object)


def _same_sort(one: Statement, new: str) -> bool:
    """Whether a value could stand in the place of an object: a day for a day, a number for a number."""
    if one.relation in ("born_on", "anniversary"):
        return dating.date(new) is not None
    if one.relation in ("plans", "appointment"):
        return bool(dating.spoken(new, 0.0, ahead=True)) or bool(dating.spoken("on " + new, 0.0, ahead=True))
    number = bool(re.search(r"\d", new))
    return number == bool(re.search(r"\d", one.object)) and dating.date(new) is None


_SUM = re.compile(r"[€$£]?\d[\d.,]*(?: ?(?:euros?|pounds?|dollars?))?")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")


def _put_right(one: Statement, new: str, start: int, end: int, said: Utterance) -> Statement:
    if one.relation in ("plans", "appointment"):
        span = dating.event(f"on {new}", said.made, ahead=True)
        return replace(
            one, start=start, end=end, valid_from=span.begin, valid_to=span.end, replaces=one.object, confidence=0.85
        )
    value = new
    if one.relation in ("born_on", "anniversary"):
        day = dating.date(new)
        value = day[0] if day else new
    elif one.relation in ("size", "pays", "habit") and _SUM.search(one.object):
        number = _SUM.search(new)
        value = _SUM.sub(number[0] if number else new, one.object, count=1)
    text = one.text.replace(one.object, value)
    if text == one.text and (figure := _FIGURE.search(one.object)):
        text = text.replace(figure[0], (_FIGURE.search(value) or figure)[0])
    return replace(one, object=value, text=text, start=start, end=end, replaces=one.object, confidence=0.85)
