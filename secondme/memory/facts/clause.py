"""Sentences cut into clauses: who, which verb in which tense, and what follows it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from secondme.memory.facts.doubts import DOUBT, REPORTS, UNREAL, doubts, reports
from secondme.memory.facts.relations import YOU
from secondme.memory.facts.segments import AUX, SKIPPED, segments
from secondme.memory.facts.tokens import Sentence, Token
from secondme.memory.facts.verbs import BASE, FORMS, ING, PARTICIPLE, PAST, THIRD, form
from secondme.memory.facts.who import Circle, Who


@dataclass(frozen=True, slots=True)
class Clause:
    """One verb with its subject; `rest` is what follows the verb, `said` the same as a string of small letters."""

    text: str
    who: Who
    verb: str
    rest: tuple[Token, ...]
    said: str
    lead: tuple[Token, ...]
    start: int
    stop: int
    """Where the verb ends."""
    past: bool = False
    perfect: bool = False
    going: bool = False
    future: bool = False
    used: bool = False
    can: bool = False
    negative: bool = False
    adverbs: frozenset[str] = frozenset()
    starts: tuple[int, ...] = field(default=(), compare=False)

    @property
    def over(self) -> bool:
        """Whether it tells that something holds no more."""
        return self.used or (self.negative and bool(_NO_MORE.search(self.said))) or "longer" in self.adverbs

    @property
    def now(self) -> bool:
        """Whether it tells how things are."""
        return not self.past and not self.future and not self.used

    @property
    def end(self) -> int:
        return self.rest[-1].end if self.rest else self.stop

    def place(self, at: int) -> int:
        """The token of `rest` that stands at a character of `said`."""
        return max(0, bisect_right(self.starts, at) - 1)


_NO_MORE = re.compile(r"\b(?:any ?more|any longer|these days|after all)\b")
_UNREAL_AUX = frozenset("would could should may might must shall".split())
_ADVERBS = frozenset(
    "not never just also always really usually still now currently recently actually only even absolutely totally "
    "already both all definitely mostly mainly normally generally often sometimes occasionally finally honestly truly "
    "originally regularly completely seriously particularly especially quite kind sort of basically probably no longer "
    "rarely seldom simply strongly deeply greatly firmly genuinely personally too again long officially newly very "
    "severely highly mildly slightly terribly deathly extremely badly ever since well once fully completely "
    "typically routinely later "
    "pretty so rather fairly super quickly eventually thoroughly secretly proudly happily mainly gladly primarily "
    "professionally presently temporarily permanently ourselves myself then today lately".split()
)
_BETWEEN = frozenset(
    "now just also always really usually still currently recently actually only even absolutely totally already "
    "definitely mostly mainly normally generally often sometimes finally honestly originally regularly presently "
    "too basically severely highly mildly slightly deathly terribly extremely both indeed then again newly officially "
    "kinda somewhat seriously".split()
)
"""What may stand between a verb and its object."""


def clauses(text: str, sentence: Sentence, circle: Circle) -> Iterator[Clause]:
    """The clauses of a sentence that tell something; those after an "if", a "she said" or a "maybe" are left out."""
    last: Clause | None = None
    main: Clause | None = None
    blocked = False
    for begin, end in segments(sentence.tokens):
        row = sentence.tokens[begin:end]
        if not row:
            continue
        circle.reach(row[0].start)
        opening = row[0].low
        if opening in ("but", ";"):
            blocked = False
        if blocked:
            continue
        if any(token.low in UNREAL for token in row[:4]) or doubts(row):
            blocked = True
            continue
        found = _clause(text, row, circle, last, main)
        if found is None and (someone := circle.subject(row, 0, first=True)) and someone[1] == len(row):
            circle.heard(someone[0])
            main = Clause(text, someone[0], "", (), "", (), row[0].start, row[-1].end)
            continue
        if found is not None and found.who.me and not found.who.of and found.verb in _SAYS and found.rest:
            found = _told(text, found, circle) or found
        if found is None:
            if reports(row):
                blocked = True
            continue
        if found.adverbs & DOUBT:
            blocked = True
            continue
        yield found
        if opening not in ("who", "which", "whose"):
            main = found
        last = found
        circle.heard(found.who)


_SAYS = frozenset("say tell mention know remember forget mean".split())
_TO_WHOM = frozenset("you that before already earlier , once to".split())


def _told(text: str, one: Clause, circle: Circle) -> Clause | None:
    """What somebody says that they say: "as I told you I love jazz"."""
    at = 0
    while at < len(one.rest) and one.rest[at].low in _TO_WHOM:
        at += 1
    return _clause(text, one.rest[at:], circle, None, None) if at < len(one.rest) else None


def _clause(
    text: str, row: Sequence[Token], circle: Circle, last: Clause | None, main: Clause | None
) -> Clause | None:
    """The clause of some tokens; None where it has no subject or no verb that the rules know."""
    at = 0
    relative = False
    while at < len(row) and row[at].low in _OPENERS:
        relative = relative or row[at].low in ("who", "which")
        at += 1
    who: Who | None = None
    lead: tuple[Token, ...] = ()
    begin = row[0].start
    if relative:
        who = circle.latest
    else:
        for i in range(at, min(len(row), at + 9)):
            found = circle.subject(row, i, first=i == at)
            if found and _verb_follows(row, found[1]):
                who, lead, at = found[0], tuple(row[at:i]), found[1]
                begin = begin if lead else row[i].start
                break
            if found and found[0].me and not found[0].of:
                return None
        else:
            inherits = main if main and last and last.who != main.who and row[0].low not in ("and", "or") else last
            begin = row[min(at, len(row) - 1)].start
            while at < len(row) and row[at].low in SKIPPED:
                at += 1
            if at < len(row) and row[at].low == "like" and row[0].low not in ("and", "but"):
                return None
            if inherits is None or at >= len(row) or not (row[at].low in AUX or row[at].low in FORMS):
                return None
            return _predicate(text, row, at, inherits.who, (), inherits, begin)
    if who is None or not _led(lead):
        return None
    return _predicate(text, row, at, who, lead, None, begin)


_OPENERS = frozenset(
    "and but so or because since as although though while whereas who which that then plus & , also".split()
)


def _verb_follows(row: Sequence[Token], at: int) -> bool:
    for token in row[at : at + 5]:
        if token.low in AUX or token.low in FORMS:
            return True
        if token.low not in _ADVERBS:
            return False
    return False


_LEADS = frozenset(
    "age trade profession birth nature day night on in at for from since until during before after every each by as "
    "with to of the a an my this that these last "
    "next well oh hi hey hello yes yeah no nope ok okay sorry btw fyi actually honestly currently nowadays today "
    "tomorrow yesterday lately recently thanks and so also remember note please now just originally still know you "
    "months days weeks years year month week day time free spare way because , here first second personally "
    "forget not do let told said say usually sometimes normally mostly mainly generally often by anyway basically "
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays "
    "sundays january february march april may june july august september october november december morning evening "
    "mornings evenings weekend weekends night nights childhood child kid spring summer autumn winter ago noon opinion "
    "home work university school college unfortunately luckily sadly finally fact case did mention did "
    "other news update since ever then once upon like reminder heads up full disclosure ps".split()
) - {"once", "upon"}


def _led(lead: Sequence[Token]) -> bool:
    """Whether what stands before the subject leaves what follows as it is."""
    if not lead:
        return True
    if any(token.low in REPORTS for token in lead) and not any(token.low in ("i", "we") for token in lead):
        return False
    while len(lead) > 1 and lead[0].low in _GREETINGS:
        lead = lead[1:]
    first = lead[0].low
    return all(token.low in _LEADS or token.low[0].isdigit() or token.capital for token in lead) or first in (
        "on", "in", "at", "for", "since", "until", "during", "every", "each", "after", "before", "from", "by", "here",
    )  # fmt: skip


_DUTIES = tuple(["to", verb] for verb in ("pay", "take", "wear", "use", "commute"))
"""What one has to do, and does."""


def _predicate(
    text: str, row: Sequence[Token], at: int, who: Who, lead: tuple[Token, ...], inherits: Clause | None,
    begin: int,
) -> Clause | None:
    """The verb of a clause with what its auxiliaries say, and what follows."""
    past = perfect = going = future = used = can = negative = False
    adverbs: set[str] = set()
    auxiliary = ""
    size = len(row)
    while at < size:
        low = row[at].low
        if low == "not" or low == "never":
            negative = True
            adverbs.add(low)
        elif low == "no" and at + 1 < size and row[at + 1].low == "longer":
            adverbs.add("longer")
            negative = True
            at += 1
        elif low in _UNREAL_AUX:
            return _rather(text, row, at, who, lead, begin) if low == "would" else None
        elif low in ("can",):
            can, auxiliary = True, low
        elif low == "will":
            future, auxiliary = True, low
        elif low in ("do", "does", "did") and at + 1 < size and _goes_on(row, at):
            past = past or low == "did"
            auxiliary = "do"
        elif low == "used" and at + 2 < size and row[at + 1].low == "to":
            used = past = True
            auxiliary = "to"
            at += 1
        elif low in ("am", "is", "are", "was", "were", "'s", "been", "be") and _goes_on(row, at, ING):
            past = past or low in ("was", "were")
            auxiliary = "be"
            going = True
        elif low in ("have", "has", "need") and [one.low for one in row[at + 1 : at + 3]] in _DUTIES:
            auxiliary = "to"
            at += 1
        elif low in ("have", "has", "had") and _goes_on(row, at, PARTICIPLE):
            perfect = True
            past = past or low == "had"
            auxiliary = "have"
        elif low in _ADVERBS and not (low == "long" and not adverbs):
            adverbs.add(low)
        else:
            break
        at += 1
    if at >= size:
        return None
    low = row[at].low
    if auxiliary == "have" and low == "got":
        verb, perfect = "have", False
    elif auxiliary == "be":
        verb = form(low, ING)
    elif auxiliary == "have":
        verb = form(low, PARTICIPLE)
    elif auxiliary in ("do", "can", "will", "to"):
        verb = form(low, BASE)
    elif inherits and low not in AUX:
        kinds = (ING,) if inherits.going else (PARTICIPLE,) if inherits.perfect else (BASE, THIRD, PAST)
        verb = form(low, *kinds) or form(low, BASE, THIRD, PAST)
        going, perfect = going or (inherits.going and bool(form(low, ING))), inherits.perfect
        past = past or (not form(low, BASE, THIRD) and bool(form(low, PAST)))
        future = future or inherits.future
    else:
        verb = form(low, BASE, THIRD, PAST)
        third = form(low, THIRD)
        past = past or (bool(form(low, PAST)) and not (third or (form(low, BASE) and (who.me or who.several))))
    one_other = not who.me and not who.several and not who.of
    if one_other and not auxiliary and not inherits and not form(low, THIRD, PAST):
        return None
    if not verb or (not auxiliary and who.key == YOU and not form(low, BASE, PAST) and not who.of):
        return None
    if auxiliary == "be" and verb == "go" and at + 2 < size and row[at + 1].low == "to" and form(row[at + 2].low, BASE):
        verb, going, future, at = form(row[at + 2].low, BASE), False, True, at + 2
    verb_end = row[at].end
    at += 1
    while at < size - 1:
        low = row[at].low
        if low == "not" or (low == "no" and row[at + 1].low == "longer"):
            negative = True
            at += low == "no"
            adverbs.add("longer" if low == "no" else "not")
        elif low in ("very", "so", "quite") and row[at + 1].low == "much":
            at += 1
        elif low not in _BETWEEN:
            break
        else:
            adverbs.add(low)
        at += 1
    rest = tuple(row[at:])
    return _made(
        text, who, verb, rest, lead, begin, verb_end, past=past, perfect=perfect, going=going,
        future=future, used=used, can=can,
        negative=negative, adverbs=frozenset(adverbs),
    )  # fmt: skip


def _made(
    text: str, who: Who, verb: str, rest: tuple[Token, ...], lead: tuple[Token, ...], begin: int, stop: int, *,
    past: bool,
    perfect: bool, going: bool, future: bool, used: bool, can: bool, negative: bool, adverbs: frozenset[str],
) -> Clause:  # fmt: skip
    starts: list[int] = []
    length = 0
    for token in rest:
        starts.append(length)
        length += len(token.low) + 1
    said = " ".join(token.low for token in rest)
    return Clause(
        text, who, verb, rest, said, lead, begin, stop, past, perfect, going, future, used, can, negative, adverbs,
        tuple(starts),
    )  # fmt: skip


_GREETINGS = frozenset(
    "hello hi hey please dear assistant ok okay so right well oh and also anyway thank thanks you good morning "
    "evening no sorry "
    "actually yes yeah again but , hm".split()
) - {"you"}


def whole_clauses(text: str, sentence: Sentence, circle: Circle) -> Iterator[Clause]:
    """A sentence, cut at its dashes, as if all of it followed a verb of the speaker's."""
    begin = 0
    while begin < len(sentence.tokens) - 1 and sentence.tokens[begin].low in _GREETINGS:
        if sentence.tokens[begin].low == "no" and sentence.tokens[begin + 1].low not in (",", "sorry"):
            break
        begin += 1
    for at, token in enumerate((*sentence.tokens, None)):
        if at < begin:
            continue
        if token is None or token.low in ("-", "–", "—", ";"):
            if at > begin:
                yield _bare(text, sentence.tokens[begin:at], circle)
            begin = at + 1


def _bare(text: str, row: tuple[Token, ...], circle: Circle) -> Clause:
    return _made(
        text, circle.i, "", row, (), row[0].start, row[0].end, past=False, perfect=False, going=False, future=False,
        used=False,
        can=False, negative=False, adverbs=frozenset(),
    )  # fmt: skip


def _rather(
    text: str, row: Sequence[Token], at: int, who: Who, lead: tuple[Token, ...], begin: int
) -> Clause | None:
    """ "I'd rather have tea than coffee" says what is preferred; any other "would" says nothing."""
    if at + 2 < len(row) and row[at + 1].low in ("rather", "sooner"):
        verb = row[at + 2].low in ("have", "drink", "eat", "take", "be", "go", "travel", "read")
        rest = tuple(row[at + 2 + verb :])
        return _made(
            text, who, "prefer", rest, lead, begin, row[at].end, past=False, perfect=False, going=False,
            future=False, used=False,
            can=False, negative=False, adverbs=frozenset(),
        )  # fmt: skip
    return None


def _goes_on(row: Sequence[Token], at: int, *wanted: str) -> bool:
    """Whether a verb of one of these forms follows, so that the word before it is an auxiliary."""
    for token in row[at + 1 : at + 6]:
        if token.low in ("been", "being") and wanted == (PARTICIPLE,):
            return True
        if form(token.low, *(wanted or (BASE,))):
            return True
        if token.low not in _ADVERBS and token.low not in ("not", "never", "no", "longer", "been"):
            return False
    return False
