"""Whom a clause is about: the speaker, somebody of theirs, a name; and whom "she" means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from secondme.memory.facts.relations import YOU
from secondme.memory.facts.tokens import Token
from secondme.memory.facts.verbs import FORMS
from secondme.memory.kin import PLURALS, ROLE_OF, Relation
from secondme.memory.kin import relations as kin

_WOMEN = frozenset(
    "sister mother daughter wife girlfriend aunt niece grandmother granddaughter stepmother stepsister stepdaughter "
    "godmother goddaughter sister-in-law mother-in-law daughter-in-law".split()
)
_MEN = frozenset(
    "brother father son husband boyfriend uncle nephew grandfather grandson stepfather stepbrother stepson godfather "
    "godson brother-in-law father-in-law son-in-law".split()
)
_THINGS = frozenset(
    "dog cat pet horse rabbit hamster parrot bird fish turtle snake guinea-pig car van boat bike motorbike band "
    "company "
    "shop".split()
)


@dataclass(frozen=True, slots=True)
class Who:
    """The subject of a clause: by which name it is kept, how a sentence shows it, and what of it is meant."""

    key: str
    shown: str
    me: bool = False
    several: bool = False
    role: str = ""
    of: str = ""
    """What of it is spoken of, in small letters: "name" in "my name is", "favourite colour"."""
    sure: bool = True
    word: str = ""
    """Their role as it was said."""
    by: str = ""
    """Who speaks, in a talk of several people."""

    @property
    def speaker(self) -> Who:
        """Who speaks of it."""
        return Who(self.by or YOU, self.by or "You", me=True, by=self.by)

    @property
    def owner(self) -> Who:
        """Whose it is: the speaker's, or of "Nora's dog" Nora's."""
        name, possessive, _ = self.shown.partition("'s ")
        if not possessive or name == self.by or self.shown.startswith("Your "):
            return self.speaker
        return Who(name, name, sure=False, by=self.by)

    @property
    def sex(self) -> str:
        return "she" if self.role in _WOMEN else "he" if self.role in _MEN else ""

    @property
    def thing(self) -> bool:
        return self.role in _THINGS


SUBJECTS = frozenset(("my", "our", "his", "her", "their"))
PRONOUNS = {"he": "he", "she": "she", "it": "it", "they": "they", "his": "he", "her": "she", "their": "they"}
_NO_NAMES = frozenset(
    "i the a an this that these those there here it he she they we you my our your his her their what which who where "
    "when why how if and but or so no not yes yeah ok okay well oh hi hey hello thanks please sorry just also then now "
    "today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december winter spring summer autumn fall christmas easter "
    "everyone everybody someone somebody nobody anyone people most some many all both one two three four five six "
    "in on at by for with from to of as since until after before during because while although though once still "
    "never always maybe perhaps actually honestly every each another other any good great nice work life school home "
    "coffee tea breakfast lunch dinner food music god mum mom dad grandma grandpa nan btw fyi lol wow damn hmm dear "
    "congratulations happy merry do does did is are was were am be have has had can could will would shall should "
    "may might must let tell say give make take get help write english german french spanish italian".split()
)
_AUX = frozenset("am is are was were have has had do does did will can 's".split())


@dataclass(slots=True)
class Circle:
    """Who is known while a turn is read: names for roles, roles for names, and who was spoken of last."""

    speaker: str = ""
    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    around: list[Who] = field(default_factory=list)
    ties: list[tuple[int, Who]] = field(default_factory=list)
    """Where somebody is named, and who: heard of once the reading has come so far."""
    lower: bool = False
    """Whether the turn is written without capital letters."""

    def reach(self, at: int) -> None:
        """The reading has come to a character of the turn."""
        while self.ties and self.ties[0][0] <= at:
            self.heard(self.ties.pop(0)[1])

    @property
    def i(self) -> Who:
        return Who(self.speaker or YOU, self.speaker or "You", me=True, by=self.speaker)

    @property
    def latest(self) -> Who | None:
        return self.around[-1] if self.around else None

    def know(self, relations: Iterable[Relation]) -> None:
        """Who is who, as `kin` reads it."""
        for one in relations:
            if one.owner == "me":
                self.names[one.role] = one.name
                self.roles[one.name.lower()] = one.role

    def meet(self, text: str) -> None:
        """What an earlier turn of the speaker says of who is who, for those of whom this one goes on speaking."""
        found = kin(text)
        self.know(found)
        for one in found:
            if one.owner == "me":
                self.heard(self.named(one.name, one.role))

    def heard(self, who: Who) -> None:
        if not who.me:
            bare = replace(who, of="")
            self.around = [one for one in self.around if one.key != bare.key] + [bare]

    def mine(self, role: str, name: str = "", *, several: bool = False) -> Who:
        """Somebody of the speaker's by their role."""
        name = name or ("" if several else self.names.get(role, ""))
        owner = f"{self.speaker}'s" if self.speaker else "your"
        plural = "children" if role == "child" else role + "s"
        called = plural if several else role
        shown = f"{owner[0].upper()}{owner[1:]} {called}" + (f" {name}" if name else "")
        return Who(name or f"{owner} {called}", shown, several=several, role=role, by=self.speaker)

    def named(self, name: str, role: str = "") -> Who:
        role = role or self.roles.get(name.lower(), "")
        if role:
            return self.mine(role, name)
        return Who(name, name, sure=False, by=self.speaker)

    def subject(self, row: Sequence[Token], at: int, *, first: bool) -> tuple[Who, int] | None:
        """The subject that begins at a token, and where the verb is looked for."""
        token = row[at]
        low = token.low
        if low == "i":
            return self.i, at + 1
        if low == "we":
            return self.i, at + 1
        if low in ("my", "our"):
            return self._owned(row, at + 1)
        if low in PRONOUNS:
            who = self.meant(PRONOUNS[low])
            if who is None:
                return None
            if low in ("his", "her", "their"):
                end = _noun_end(row, at + 1)
                return (replace(who, of=_said(row, at + 1, end)), end) if end > at + 1 else None
            return replace(who, sure=False), at + 1
        if low == "the" and at + 1 < len(row):
            end = _noun_end(row, at + 1)
            return (replace(self.i, of="the " + _said(row, at + 1, end)), end) if end > at + 1 else None
        if (
            token.capital and low not in _NO_NAMES | _COMMON and not low.endswith("ly") and low not in FORMS
            and not low[0].isdigit() and not (token.word.isupper() and len(low) > _SHOUTED)
        ):
            return self._name(row, at)
        if low in self.roles:
            return self.named(token.word.title()), at + 1
        if self.lower and first and at + 1 < len(row) and plain_name(low) and row[at + 1].low in _TELLING:
            return replace(self._name(row, at)[0], key=low.title(), shown=low.title()), at + 1
        return None

    def meant(self, pronoun: str) -> Who | None:
        """Whom a pronoun means: the last one that it fits, nobody where another could be meant as well."""
        if pronoun == "they":
            found = [one for one in self.around if one.several]
        elif pronoun == "it":
            found = [one for one in self.around if one.thing]
        else:
            found = [one for one in self.around if not one.several and one.sex in ("", pronoun)]
        return found[-1] if found else None

    def _owned(self, row: Sequence[Token], at: int) -> tuple[Who, int] | None:
        end = _noun_end(row, at)
        if end == at:
            return None
        role, several, after = role_of([token.low for token in row[at:end]])
        if role:
            after += at
            named = [token for token in row[after:end] if token.capital or token.low in self.roles]
            name = " ".join(token.word if token.capital else token.word.title() for token in named)
            if after < end and (not named or named[0] is not row[after]):
                return self.i_of(row, at, end)
            who = replace(self.mine(role, name, several=several), word=_said(row, at, after))
            if end < len(row) and row[end].low == "'s" and end + 1 < len(row) and row[end + 1].low not in _AUX:
                to = _noun_end(row, end + 1)
                if (
                    to > end + 1
                    and (to == len(row) or row[to].low in _AUX or row[to].low in FORMS or row[to].low == ",")
                ):
                    return replace(who, of=_said(row, end + 1, to)), to
            return who, end
        return self.i_of(row, at, end)

    def i_of(self, row: Sequence[Token], at: int, end: int) -> tuple[Who, int]:
        return replace(self.i, of=_said(row, at, end)), end

    def _name(self, row: Sequence[Token], at: int) -> tuple[Who, int]:
        end = at + 1
        while end < len(row) and end < at + 3 and row[end].capital and row[end].low not in _NO_NAMES:
            end += 1
        name = " ".join(token.word for token in row[at:end])
        who = self.named(name)
        if end < len(row) and row[end].low == "'s" and end + 1 < len(row):
            tongue = end + 2 < len(row) and row[end + 2].low == "tongue"
            role, several, after = role_of([] if tongue else [row[end + 1].low])
            if role:
                to = end + 1 + after
                own = row[to].word if to < len(row) and row[to].capital else ""
                shown = f"{who.shown}'s {role}" + (f" {own}" if own else "")
                return Who(
                    own or f"{name}'s {role}", shown, several=several, role=role, by=self.speaker
                ), to + bool(own)
            to = _noun_end(row, end + 1)
            if to > end + 1:
                return replace(who, of=_said(row, end + 1, to)), to
        return who, end


_SHOUTED = 3
"""Letters of the longest word that is a name though all of it is in capitals."""
_TELLING = frozenset(
    "is has lives works loves likes hates moved plays speaks drives studies supports does doesn't suffers went just "
    "now started "
    "can eats was no".split()
)
_COMMON = frozenset(
    "sounds looks seems almost quite definitely truly especially speaking talking guess glad totally exactly indeed "
    "agreed absolutely coffee tea dinner lunch breakfast weather traffic life school water time money music dog cat "
    "work home food bread milk "
    "winter summer spring autumn mom mum dad grandma grandpa everything nothing something everyone everybody nobody "
    "someone "
    "there here this that what who it he she they we you i how why when where which today tomorrow yesterday one "
    "anyone rain "
    "snow sleep sport football chess yoga parking rent electricity internet childcare mine ours yours someone "
    "somebody please "
    "hello thanks sorry maybe still also just always and but so or if because everybody people kids nature health "
    "news love "
    "peace war god jesus earth mars google apple amazon microsoft netflix python linux java swimming running reading "
    "cooking "
    "astrology homework cash homeopathy math maths english german french spanish".split()
)


_THEIRS = re.compile(
    rf"\b([^\W\d_][\w-]*)(?: ([^\W\d_][\w-]*))?'s (?:\w+ )?(?:{'|'.join(map(re.escape, sorted(ROLE_OF | PLURALS)))})\b",
    re.IGNORECASE,
)


def theirs(text: str) -> tuple[str, ...]:
    """Those, in small letters, of whose people or animals a text speaks: of "my brother's wife" the brother."""
    found = (word for match in _THEIRS.finditer(text) for word in match.groups() if word)
    return tuple(word.lower() for word in found if word.lower() not in _NOBODY)


_NOBODY = frozenset("my our and with that it he she there here what who where when how which".split())
"""Words before an "'s" that owns nothing: "who's my boss"."""


def plain_name(low: str) -> bool:
    """Whether a word in small letters may be somebody's name."""
    return (
        low.isalpha() and len(low) > 2 and low not in _COMMON | _NO_NAMES and low not in FORMS
        and not low.endswith(("ing", "ed", "ly"))
    )


def _noun_end(row: Sequence[Token], at: int) -> int:
    """Where a noun phrase that began before ends: at a verb, a sign, or a preposition."""
    to = at
    while to < len(row) and to < at + 6:
        low = row[to].low
        if (low == "of" and to > at and row[to - 1].low in ("date", "place", "country", "field", "line")) or (
            low in ("in", "for") and to > at and row[to - 1].low == "size"
        ):
            to += 1
            continue
        if (
            low in _AUX or not (low[0].isalnum()) or (low in _ENDS)
            or (to > at and low in FORMS and not row[to].capital)
        ) and not (low in FORMS and to == at):
            break
        to += 1
    return to


_ENDS = frozenset(
    "and or in on at with for from to of is who which that used went now not never just also always i we he she they "
    "it still really usually gave changed rescheduled".split()
)


def _said(row: Sequence[Token], at: int, end: int) -> str:
    return " ".join(token.low for token in row[at:end])


def role_of(words: Sequence[str]) -> tuple[str, bool, int]:
    """The role with which a noun phrase begins, after adjectives, whether of several, and where the role ends."""
    for at in range(min(4, len(words))):
        for size in (3, 2, 1):
            word = "-".join(words[at : at + size])
            if at + size <= len(words) and (word in ROLE_OF or word in PLURALS):
                return (ROLE_OF.get(word) or PLURALS[word]).replace(" ", "-"), word not in ROLE_OF, at + size
    return "", False, 0
