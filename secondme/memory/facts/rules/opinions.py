"""Tastes, opinions, aims: "I love jazz", "I prefer tea to coffee", "I think that", "I want to run a marathon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import phrase, thing, things
from secondme.memory.facts.rules.found import Found, Rules, Time, aim, found
from secondme.memory.facts.words import DIETS, UNSAID

_ABOUT = frozenset(("about", "from", "made", "with"))
_THIS = frozenset("this that these those it them you him her your his their how when what being having getting".split())
_EVENTS = frozenset(
    "idea job work answer question day party weekend time gift present dress photo picture story song film movie view "
    "trip visit talk one".split()
)


def likes(c: Clause) -> Iterator[Found]:
    """What is liked; after a "not" what is disliked."""
    yield from _taste(c, good=True)


def dislikes(c: Clause) -> Iterator[Found]:
    """What is disliked."""
    yield from _taste(c, good=False)


def _taste(c: Clause, *, good: bool) -> Iterator[Found]:
    if c.who.of or c.can or c.future or not c.rest or (c.past and not c.used):
        return
    if (c.going and c.verb not in ("love",)) or any(one.low == "what" for one in c.lead):
        return
    rest = c.rest
    first = rest[0].low
    lows = [one.low for one in rest]
    if (
        first in _THIS
        or (
            first == "to" and lows[1:2]
            and lows[1] in ("be", "know", "see", "hear", "say", "think", "believe", "imagine", "admit")
        )
    ):
        return
    compared = re.search(r"\b(?:better|more) than (?=\S)", c.said)
    if compared and good and not c.negative:
        one, other = thing(c, 0), thing(c, c.place(compared.end()))
        if one and other:
            yield found(c, "prefers", f"{one.text} over {other.text}", time=Time.NONE)
        return
    at = 1 if first == "to" else 0
    if first == "it" or "when" in lows[:2] or (c.said.startswith("the way")):
        return
    gerund = first.endswith("ing") and len(first) > 4 and not re.match(r"\w+ing (?:and|,|$)", c.said)
    within = frozenset(("in", "on", "to", "with", "at", "about", "for")) if (gerund or at) else _ABOUT
    good = good != (c.negative and not c.over)
    if gerund:
        for text in _doing(c, at):
            yield found(c, "likes" if good or c.over else "dislikes", text, ends=c.over, past=c.used)
        return
    row = things(c, at, within=within)
    if row and row[-1].after < len(rest) and rest[row[-1].after].low in _GOES_ON:
        return
    for noun in row:
        if noun.low in UNSAID or noun.low.split()[0] in _THIS or noun.low in ("much", "very much", "so much"):
            continue
        if noun.article == "the" and not (noun.text[0].isupper() or noun.head in _WIDE or " of the " in noun.low):
            continue
        if rest[at].low in ("my", "our", "your", "the") and (noun.head in _EVENTS or rest[at].low in ("my", "our")):
            continue
        if not good and re.match(r"waiting in line|days?$|life$|mondays?$", noun.low):
            continue
        text = re.sub(r" (?:very|so) much$", "", noun.text)
        over = c.over
        says = f"{{subject}} {'like' if good or over else 'dislike'}(s) to {{object}}." if at else ""
        yield found(c, "likes" if good or over else "dislikes", text, ends=over, past=c.used, says="" if over else says)


_WIDE = frozenset(
    "sea ocean mountains beach theatre theater opera forest woods countryside city outdoors rain snow sun cold heat "
    "dark smell sound "
    "winter summer spring autumn fall weekend morning night cinema circus ballet gym moon stars desert wilderness "
    "hills dentist news"
    .split()
)
"""What one likes with "the" and means for good."""
_GOES_ON = frozenset("it i you he she they we that which who when".split())
_BROKEN = frozenset("me him her them this that it these those you us what how being".split())
_TRANSITIVE = frozenset(
    "making seeing taking creating having getting being doing giving sharing using putting helping finding keeping "
    "going "
    "trying bringing showing telling knowing feeling learning working spending".split()
)


def _doing(c: Clause, at: int) -> Iterator[str]:
    """What somebody likes to do, with what belongs to it: "swimming in lakes"."""
    end = at
    while end < len(c.rest) and (c.rest[end].low[0].isalnum() or c.rest[end].low == "'s"):
        low = c.rest[end].low
        if low in _BROKEN:
            return
        if low in (
            "and", "because", "so", "but", "when", "while", "too", "as", "or", "since", "very", "if", "much", "on",
            "every", "these"
        ):
            break
        end += 1
    words = c.rest[at:end]
    if words and len(words) < 8 and not (len(words) == 1 and words[0].low in _TRANSITIVE):
        yield " ".join(c.text[words[0].start : words[-1].end].split())


def cares(c: Clause) -> Iterator[Found]:
    """ "She doesn't care for karaoke"."""
    if c.negative and not c.who.of and c.said.startswith("for ") and (noun := thing(c, 1)):
        yield found(c, "dislikes", noun, ends=False)


def stands(c: Clause) -> Iterator[Found]:
    """ "I can't stand karaoke", "I cannot bear"."""
    if c.who.of or not c.can or not c.negative:
        return
    for noun in things(c, 0, within=_ABOUT):
        if noun.low not in UNSAID and noun.low.split()[0] not in _THIS:
            yield found(c, "dislikes", noun, ends=False)


def prefers(c: Clause) -> Iterator[Found]:
    """One thing over another."""
    if c.who.of or c.negative or c.future or (c.past and not c.used) or not c.rest:
        return
    at = (
        1 if c.rest[0].low in ("more", "to", "drinking", "eating", "having", "taking", "going") and len(c.rest) > 1
        else 0
    )
    than = re.search(
        r"\b(?:to|over|than|rather than|instead of|before|above)(?: (?:drink|have|take|go|eat|by))? (?=\S)",
        c.said[c.starts[at] :],
    )
    one = thing(c, at, most=5)
    if one is not None and one.low.endswith(" rather"):
        one = replace(one, text=one.text[:-7])
    if one is None or one.low.split()[0] in _THIS or one.low in UNSAID:
        return
    other = thing(c, c.place(c.starts[at] + than.end())) if than else None
    if other and other.low not in UNSAID:
        yield found(c, "prefers", f"{one.text} over {other.text}", time=Time.NONE)
    elif (
        not than and c.verb == "prefer" and not c.said.startswith("wait")
        and "sooner" not in c.text[c.start : c.stop + 8]
        and "rather" not in c.text[c.start : c.stop + 8]
    ):
        yield found(c, "prefers", one, time=Time.NONE)


def dreads(c: Clause) -> Iterator[Found]:
    """ "I fear deep water"."""
    if c.now and not c.who.of and not c.negative and not c.can and not c.said.startswith(("that", "for", "the worst")):
        for noun in things(c, 0):
            if noun.low not in UNSAID:
                yield found(c, "fears", noun)


def chooses(c: Clause) -> Iterator[Found]:
    """ "I choose trains over planes whenever I can"."""
    if (
        c.now and not c.negative and re.search(r"\b(?:over|rather than|instead of) ", c.said) and not c.going
        and not c.perfect
    ) and (
        re.search(r"\b(?:whenever|every time|any ?day|always)\b", c.text[c.start : c.end + 12].lower())
        or c.adverbs & {"always", "usually"}
    ):
        yield from prefers(c)


def believes(c: Clause) -> Iterator[Found]:
    """ "I think that cities should ban cars": an opinion on the world, not a guess about oneself."""
    if not c.who.me or c.who.of or c.can or c.future or (c.past and not c.used) or (c.going and c.verb != "think"):
        return
    said = c.said
    if c.verb == "believe" and said.startswith("in "):
        for noun in things(c, 1):
            if noun.low not in UNSAID | {"god", "you", "me"}:
                yield found(c, "believes", f"in {noun.text}", says=f"{{subject}} believe(s) in {noun.text}.")
        return
    match = re.match(r"(?:that )?", said)
    at = c.place(match.end()) if match and match.end() < len(said) else 0
    if not opinion([token.low for token in c.rest[at:]]):
        return
    text = phrase(c, c.rest[at].start)
    yield found(c, "believes", text, ends=c.negative or c.used)


_OPINION = frozenset("is are should must do does can cannot never will ought needs need has have makes ruins".split())
_PERSONAL = frozenset(
    "i i'm we me my our you your he she it this that these those they him her us them there so about of maybe the"
    .split()
)


def opinion(lows: list[str]) -> bool:
    """Whether words state an opinion on the world: of nobody near, and with a verb."""
    if (
        len(lows) < 3 or lows[0] in _PERSONAL - {"the"}
        or any(low in ("i", "me", "my", "we", "our", "you", "your") for low in lows)
    ):
        return False
    if any(low in ("might", "may", "probably", "would", "could", "tomorrow", "today", "now") for low in lows):
        return False
    return any(low in _OPINION for low in lows[1:6]) or any(low.endswith("s") for low in lows[1:4])


_AIM = frozenset(
    "know ask say tell hear thank make get find check talk sleep eat drink go send book order cancel try understand "
    "be add mention start stop have take buy use give show change surprise cook bake plan share meet call write read "
    "prepare print return fix clean move sell improve avoid remember let watch leave keep wear cry scream help help "
    "die "
    "hide quit repaint complain discuss apologise apologize invite confirm rent replace spend paint put".split()
)
"""What one wants to do now; as an aim it must be said to be one."""
_LONG = re.compile(
    r"\b(?:within \w+ years?|one day|someday|some day|before i|by the time|in \w+ years|this year|in (?:my )?life)\b"
)
_BIG = re.compile(
    r"\b(?:marathon|triathlon|ironman|novel|book|memoir|phd|degree|doctorate|licen[cs]e|business|company|mortgage|house"
    r"|home|boat|camino|everest|mount|summit|(?:around|travel|see) the world|fluent|million|debts?|loan|retire"
    r"|black belt|film|album|instrument"
    r"|pilot|language|garden|farm|cabin|school|café|cafe|bakery|restaurant|shop|sea|ocean|channel|diploma|certificate"
    r"|championship|record|alps|trail|continents?|countries|5k|10k|half-marathon|half marathon|abroad)\b"
)
_BIG_VERBS = frozenset("run learn become climb cross sail publish found emigrate master visit pay build walk swim own "
                       "cycle travel finish graduate qualify compete win save earn speak play complete hike"
                        .split())  # fmt: skip


def wants(c: Clause) -> Iterator[Found]:
    """ "I want to run a marathon": large enough, or said to be for the long run."""
    if not c.who.me or c.who.of or c.can or c.future or c.past or c.perfect or not c.rest or c.rest[0].low != "to":
        return
    lows = [one.low for one in c.rest]
    if len(lows) < 2:
        return
    verb = lows[1]
    if c.negative and not c.over:
        return
    if "because" in lows or re.search(
        r"\b(?:today|tonight|tomorrow|this (?:week|evening|weekend|month|morning)|now please)\b", c.said):
        return
    big = bool(_BIG.search(c.said)) or bool(_LONG.search(c.said))
    if re.search(r"\b(?:maybe|perhaps|move house)\b", c.text[c.start : c.end + 20].lower()):
        return
    if not (big or c.over or (verb in _BIG_VERBS and len(lows) > 2)):
        return
    if verb in _AIM and not big:
        return
    yield from aim(c, 1)


def keeps(c: Clause) -> Iterator[Found]:
    """Diets: "I follow a vegan diet", "I keep kosher", "I eat gluten-free only"."""
    if c.who.of or c.can or c.future or (c.past and not c.used and c.verb != "go"):
        return
    said = c.said
    match = re.match(r"(?:to )?(?:an? |my |only |strictly |mostly )*(?P<diet>[a-z][\w-]*(?: [\w-]+)?)", said)
    if match is None:
        return
    words = match["diet"].split()
    diet = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in DIETS), "")
    if not diet and re.match(r"(?:to )?(?:an? |my )?[\w-]+(?: [\w-]+)? diet\b", said):
        diet = re.sub(r" diet$", "", words[0] if len(words) < 2 or words[1] == "diet" else match["diet"])
        diet = "" if diet in ("strict", "balanced", "new", "healthy", "good", "a", "the", "my", "normal") else diet
    if diet:
        if c.verb == "go" and not (c.perfect or c.past):
            return
        ends = c.negative or c.used
        yield found(c, "eats", diet, ends=ends, time=Time.TURN if c.verb == "go" else None)
        return
    if (
        c.verb in ("eat", "drink") and c.negative and c.now and not c.over
        and not c.adverbs & {"usually", "often", "really"}
    ):
        for noun in things(c, 0):
            if (
                noun.low not in UNSAID | {"lunch", "breakfast", "dinner", "anything"}
                and not re.match(r"out|at|much|enough", noun.low)
            ):
                yield found(c, "avoids", noun, ends=False, says=f"{{subject}} do(=does) not {c.verb} {noun.text}.")


RULES: Rules = {
    "like": (likes,), "love": (likes,), "adore": (likes,), "enjoy": (likes,), "appreciate": (likes,),
    "hate": (dislikes,), "care": (cares,), "dislike": (dislikes,), "detest": (dislikes,), "loathe": (dislikes,),
    "despise": (dislikes,), "stand": (stands,), "bear": (stands,), "prefer": (prefers,), "favour": (prefers,),
    "favor": (prefers,), "fear": (dreads,), "choose": (chooses,), "believe": (believes,), "think": (believes,),
    "want": (wants,), "hope": (wants,), "aim": (wants,), "dream": (wants,), "intend": (wants,), "eat": (keeps,),
    "follow": (keeps,), "keep": (keeps,), "go": (keeps,), "drink": (keeps,), "do": (keeps,),
}  # fmt: skip
