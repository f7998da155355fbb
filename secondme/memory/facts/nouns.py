"""The things that a clause names: where a noun phrase begins and ends, and lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.tokens import Token
from secondme.memory.facts.verbs import FORMS, THIRD
from secondme.memory.facts.words import UNSAID


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing as it was said, without its article; `after` is the token that follows it."""

    text: str
    low: str
    start: int
    end: int
    after: int
    article: str = ""
    """The article with which it was said."""

    @property
    def shown(self) -> str:
        """As a sentence says it."""
        return f"{self.article} {self.text}" if self.article else self.text

    @property
    def head(self) -> str:
        """The word that says what it is."""
        return self.low.split(" of ")[0].rsplit(" ", 1)[-1]


_STOPS = frozenset(
    "in on at to for with from by about into near after before during until till through since without around under "
    "over between behind via per despite instead and or but so because while when if that which who whom whose where "
    "though although as than then cause unless whether nor yet plus & every each i we you he she it they am is are was "
    "were be been have has had do does did will would can could should may might must not never n't now too again "
    "anymore currently lately recently today tomorrow yesterday tonight still also really together alone here there "
    "already always usually sometimes often once twice daily weekly monthly please tbh lol haha btw anyway myself "
    "ourselves myself himself herself themselves yet ever just my our your his her their me him us them ago like "
    "nowadays thanks except especially either instead only mostly inside outside across along worth least best most "
    "better worse "
    "more less whenever wherever however using made called named regularly professionally originally".split()
)
_ARTICLES = frozenset("a an the some any my our this that these those its no".split())
_DETERMINERS = _ARTICLES | {"own"}
_AND = frozenset(("and", "or", "&", "nor", "plus"))
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays "
    "sundays last next this these those any all".split()
)


def thing(
    clause: Clause, at: int, *, within: frozenset[str] = frozenset(), most: int = 7, whole: bool = False
) -> Noun | None:
    """The noun phrase that begins at a token of what follows the verb; None where nothing is named.

    `within` are prepositions that do not end it; `whole` lets "and" join two names ("Linder and Sons").
    """
    rest = clause.rest
    size = len(rest)
    begin = at
    while begin < size and rest[begin].low in _DETERMINERS:
        if (
            rest[begin].low in ("this", "that", "these", "those") and begin + 1 < size
            and _stop(rest, begin + 1, frozenset())
        ):
            return None
        begin += 1
    end = begin
    while end < size and end - begin < most:
        low = rest[end].low
        if low == "'s" and end > begin and end + 1 < size and not _stop(rest, end + 1, frozenset()):
            end += 1
            continue
        if whole and low in ("and", "&") and _joins(rest, begin, end):
            end += 1
            continue
        if (low in within or low == "of") and end > begin and end + 1 < size:
            after = end + 1
            while after < size and rest[after].low in _DETERMINERS:
                after += 1
            if after < size and not _stop(rest, after, frozenset()):
                end = after
                continue
            break
        if low == "right" and end > begin and (end + 1 == size or rest[end + 1].low in ("now", "here", ",", "away")):
            break
        if _stop(rest, end, within) or (end > begin and (low in ("a", "an") or _lasts(rest, end))):
            break
        end += 1
    if end == begin or rest[begin].low in _ALONE:
        return None
    said = rest[begin - 1].low if begin > at else ""
    return _noun(clause, rest[begin:end], end, said if said in ("a", "an", "the") else "")


_ALONE = UNSAID


def _noun(clause: Clause, part: Sequence[Token], after: int, article: str) -> Noun | None:
    start, end = part[0].start, part[-1].end
    text = " ".join(clause.text[start:end].split()).strip("'\"“”‘’*_«» ")
    return Noun(text, " ".join(token.low for token in part), start, end, after, article) if text else None


def _stop(rest: Sequence[Token], at: int, within: frozenset[str]) -> bool:
    low = rest[at].low
    if low in within:
        return False
    if not (low[0].isalnum() or low[0] in "'\"“”‘’*_€$£%"):
        return True
    if low in _TIMES and not (rest[at].capital and low not in _TIMES):
        return True
    return (
        low in _STOPS
        and not (rest[at].capital and at and low not in ("i", "and", "but", "so") and rest[at - 1].capital)
    )


_COUNTS = frozenset("one two three four five six seven eight nine ten twelve several few couple half some".split())
_UNITS = frozenset("day days week weeks month months year years hour hours minute minutes decades".split())


def _lasts(rest: Sequence[Token], at: int) -> bool:
    """Whether a length of time begins here: "two weeks ago"."""
    counted = rest[at].low in _COUNTS or rest[at].low.isdigit()
    return counted and at + 1 < len(rest) and rest[at + 1].low in _UNITS


def _joins(rest: Sequence[Token], begin: int, at: int) -> bool:
    if at + 1 >= len(rest) or at <= begin:
        return False
    return (rest[at - 1].capital and rest[at + 1].capital) or rest[at + 1].low in _FIRMS


_FIRMS = frozenset("co sons partners daughters brothers sister sisters associates company son".split())


def things(clause: Clause, at: int, *, within: frozenset[str] = frozenset(), most: int = 7) -> list[Noun]:
    """The things of a list: "jazz, folk music and tea"."""
    first = thing(clause, at, within=within, most=most)
    found: list[Noun] = []
    rest = clause.rest
    while first:
        found.append(first)
        at = first.after
        words = first.low.split()
        if "of" in words or within.intersection(words) or (len(words) > 1 and words[0].endswith("ing")):
            break
        if at + 1 >= len(rest):
            break
        if rest[at].low == ",":
            at += 1 + (rest[at + 1].low in _AND)
            if rest[at - 1].low == "," and not _goes_on(rest, at):
                break
        elif rest[at].low in _AND:
            at += 1
        else:
            break
        if at < len(rest) and (rest[at].low in _TELLS or _does(rest, at)):
            break
        if at < len(rest) and rest[at].low in ("also", "especially", "even"):
            at += 1
        first = thing(clause, at, within=within, most=most) if at < len(rest) else None
    return found


_TELLS = frozenset(
    "suggest tell give show find make help write let please what how who why where when which can could recommend "
    "explain list plan is are do does remind send look".split()
)
"""Words after "and" with which something is asked."""


_ARTICLES_ALONE = frozenset(("a", "an"))
_ITS_OBJECT = frozenset("a an the his her their my our to in at on with for from".split())


def _does(rest: Sequence[Token], at: int) -> bool:
    """Whether after "and" follows what the same one does: "and carries a pen"."""
    if at + 1 >= len(rest) or rest[at].low in _DETERMINERS:
        return False
    third = any(what == THIRD for _, what in FORMS.get(rest[at].low, ()))
    return rest[at + 1].low in (_ITS_OBJECT if third else _ARTICLES_ALONE)


def _goes_on(rest: Sequence[Token], at: int) -> bool:
    """Whether a list that has a comma ends with "and": else what follows the comma is another thought."""
    for token in rest[at:]:
        if token.low in _AND:
            return True
        if token.low in _STOPS:
            return False
    return False


def after(clause: Clause, *words: str) -> int:
    """Where what follows one of these prepositions begins; -1 without one."""
    return next((at + 1 for at, token in enumerate(clause.rest) if token.low in words), -1)


def phrase(c: Clause, begin: int) -> str:
    """What is said from a place to the end of a clause, without a remark that follows a comma."""
    last = c.end
    for token in c.rest:
        if (
            token.start > begin
            and token.low in (
                ",", ";", "(", "though", "anymore", "within", "someday", "because", "before", "after", "by", "this",
                "next", "soon", "again", "eventually", "one"
            )
            and token.low not in ("one", "by", "after", "before", "again")
        ):
            break
        if token.start >= begin:
            last = token.end
    return " ".join(c.text[begin:last].split()).rstrip(" .,;")
