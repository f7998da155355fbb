"""Merging: whether two statements say the same, and what is left of both when they do. Pure.

Of two statements that are near each other only those are one whose words differ in ways that change nothing. Where that
is not plain they stay apart: a duplicate costs a line, a false merge a memory.
Source: Liu et al. 2023, "Think-in-Memory", section 3.2 (merge); "Expanding continual few-shot learning benchmarks"
    (that instances of one kind are told apart).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from secondme.errors import Refused
from secondme.memory.record import Derived, Kind, Memory, Status
from secondme.memory.roots import fold, root

NEAR = 0.6
"""Cosine of the neural vectors below which nothing is the same. Of 210 made-up paraphrases one lies below; what tells
the others from their near misses, half of which lie above 0.82, are the words."""
MERGED = (Kind.FACT, Kind.INSIGHT)
"""Kinds that are merged; what was said itself never is."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.:,]\d+)*")

_QUIET = frozenset(
    "a an the this that these those there it its is are am be being been was were do does did done have has had got "
    "get gets having will would can could should might so as at in on of for to with by and or also very really quite "
    "just you your yours yourself i my me mine he him his she her hers they their them who which where when what whose "
    "place person thing kind way how work works worked working job employed own owns possess possesses called call "
    "name named keep keeps keeping wear wears wearing find finds come comes coming".split()
)
"""Words that do not tell two statements apart."""


def _root(word: str) -> str:
    return root(word).removesuffix("e")


_SAME = (
    "live reside home dwell|profession occupation|like enjoy fond love|dislike hate|buy purchase|allergy allergic|"
    "drive driver|car automobile|marry married husband wife spouse|old age|use using user|"
    "study studying student|speak talk|know able|begin start|end finish|quit give-up stop|leave depart departure|"
    "arrive land arrival|move relocate|fear afraid scared frighten|attend go visit|rent|pay earn salary make|"
    "each every daily|favourite favorite most|fan support supporter|believe opinion think thinking|"
    "bad badly poor poorly|good well|hurt pain ache|expire expiry|deadline due|hand-in submit|wake get-up|"
    "bike bicycle|motorbike motorcycle|"
    "kid child|birthday born birth|prefer better|subscription subscriber|wheelchair|month monthly|week weekly|"
    "year yearly annual|big large|small little|film movie|holiday vacation|ill sick|glad happy|doctor physician|"
    "meet meeting|weigh weight|cost price|bore bored boring|grandfather grandpa|grandmother grandma"
)
_ONE = {_root(word): f"={n}" for n, words in enumerate(_SAME.split("|")) for word in words.split()}
"""Words that say the same of somebody; what they mean beside that is told by the words that stand with them."""

_WAYS = tuple(
    (tuple(hints.split("|")), re.compile(pattern), instead)
    for hints, pattern, instead in (
        ("stand|bear", r"\b(?:can't|cannot|can not|could not) (?:stand|bear)\b", "hate"),
        (" not|n't", r"\b(?:does|do|did|is|are|was|were|has|have|had|would|could|ca|wo|should)(?: not|n't)\b", "not"),
        ("born", r"\b(?:was|were) (?=born\b)", ""),
        (
            "coffee|tea|beer|wine|juice|milk",
            r"\b(?:have|has) (?=(?:an? |some )?(?:coffee|tea|beer|wine|juice|milk)\b)",
            "drink ",
        ),
        ("no meat", r"\beats? no meat\b", "are vegetarian"),
        ("parent", r"\b(?:are|is) (?:a |the )?parents? of\b", "have"),
        (
            "bike|bicycle|car",
            r"\b(?:have|has|is in possession of|are in possession of) (?=an? [\w-]+ (?:bike|bicycle|car)\b)",
            "own ",
        ),
        (" got", r"\b(?:have|has) got\b", "have"),
        ("been", r"\b(have|has) been (\w+)ing\b", r"\1 \2ed"),
        ("have to|has to", r"\b(?:have|has) to\b", "must"),
        ("rent", r"\bpays? (.+?) (?:of|in|as) rent\b", r"rent \1"),
        ("pay", r"\bpays? (.+?) for (?=(?:your|his|her|their) )", r"cost \1 "),
        ("must pay", r"\bmust pay\b", "owe"),
        ("in debt to", r"\b(?:are|is) ([\w. ]+) in debt to (\w+)", r"owe \2 \1"),
        ("must hand in", r"\bmust hand in\b", "deadline"),
        ("valid until", r"\bvalid until\b", "expires in"),
        (" up", r"\b(?:gave|give|gives|given) up\b", "quit"),
        (" up", r"\b(?:get|gets|getting) up\b", "wake"),
        ("wake", r"\bwakes? up\b", "wake"),
        ("lost|stolen|broken", r"\b(?:get|gets|got) (lost|stolen|broken)\b", r"\1"),
        ("tired of", r"\b(?:get|gets) tired of\b", "are tired after"),
        ("make", r"\bmakes? (you|\w+) (tired|happy|sad|angry)\b", r"are \2 after \1"),
        ("child", r"\bwhen (?:you|he|she|they) (?:were|was) a child\b|\bas a child\b|\bin childhood\b", "childhood"),
        ("favo", r"\b(?:your|his|her|the) (?:favou?rite) (\w+)\b", r"\1 like most"),
        ("-handed", r"\bwrite (left|right)-handed\b", r"are \1-handed"),
        ("ist", r"\b(?:are|is) an? (cell|pian|violin|guitar|flut)ists?\b", r"play the \1o"),
        ("play the", r"\bplay the (violin|guitar|flute?)o\b", r"play the \1"),
        ("know", r"\bknows? how to\b|\bknows? (?=\w+ish\b)", ""),
        (
            " to ",
            r"\b(gave|gives?|lent|lends?|sent|sends?|sold|sells?|owes?|told|showed|shows?) (.+?) to (\w+)",
            r"\1 \3 \2",
        ),
        ("working on", r"\b(?:are|is) working on an? (?=novel|book|thesis|song)", "write a "),
        ("share a ", r"\b(?:share a (?:home|flat|house) with)\b", "live with"),
        ("live together", r"\byou and (your [\w ]+?) live together\b", r"you live with \1"),
        ("once a", r"\b(?:once) an? (day|week|month|year)\b", r"1 times a \1"),
        ("twice a", r"\b(?:twice) an? (day|week|month|year)\b", r"2 times a \1"),
        ("day|week|month|year", r"\b(?:a|per|each|every) (day|week|month|year)\b", r"every \1"),
        ("day", r"\b(?:on|every|each) (mon|tues|wednes|thurs|fri|satur|sun)days?\b", r"\1day"),
        ("days", r"\b(mon|tues|wednes|thurs|fri|satur|sun)days\b", r"\1day"),
        ("daily", r"\b(?:daily)\b", "every day"),
        ("monthly", r"\b(?:monthly)\b", "every month"),
        ("weekly", r"\b(?:weekly)\b", "every week"),
        ("better than", r"\b(like\w*|enjoy\w*) (.+?) better than\b", r"prefer \2 to"),
        ("mum|mom", r"\bmum|mom|mommy\b", "mother"),
        ("dad", r"\bdad|daddy\b", "father"),
        ("grandpa", r"\bgrandpa\b", "grandfather"),
        ("grandma", r"\bgrandma\b", "grandmother"),
    )
)
"""Ways of saying one thing that are more than one word, each behind what stands in a text where it may be met: looking
for that takes a fiftieth of the time."""

_PAST = re.compile(r"\b(?:was|were|had|did)\b")
_LASTING = re.compile(r"\b(?:am|are|is|be|being|feel|feels|when)\s+(?:\w+ly )?\w+ed\b")
_ED = re.compile(
    r"\b(?!(?:need|feed|speed|seed|weed|shed|tired|scared|married|bored|stressed|worried|named|"
    r"called|allowed|supposed)\b)\w{2,}ed\b"
)
_ONCE = frozenset(
    "went gone bought ate eaten saw seen took taken gave given came met left told said drove wrote flew sold paid "
    "slept swam ran sang drank broke broken chose lost found kept felt made grew taught thought brought built spent "
    "sent won wore held stood became began spoke knew drew stole stolen lent sat rode quit".split()
)
_NEGATION = frozenset("not no never none nobody nothing without neither nor hardly n't".split())
_DIRECTED = frozenset(
    _root(word) for word in "give owe prefer lend tell teach sell help send show ask beat love".split()
)
"""Verbs that change what is said when the two that they join change places."""
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been) \w+(?:ed|en|n|t)\b.* by\b")
_ROLE = re.compile(r"\byou (?:are|were) the ([\w-]+) of\b")
_FRONT = re.compile(r"^(?:in|on|at|every|before|after|when|since|as|from|during|until|by)\b")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What tells a statement from another: the text with one way of saying in the place of several, and its words;
    those that count, in order, and the same in a `bag` without the person, who is told by their place alone; what it
    denies."""

    plain: str
    found: tuple[str, ...]
    words: tuple[str, ...]
    bag: tuple[str, ...]
    denied: int
    directed: bool

    @property
    def past(self) -> bool:
        """Whether it is of the past."""
        if not _ONCE.isdisjoint(self.found) or _PAST.search(self.plain):
            return True
        return bool(_ED.search(_LASTING.sub(" ", self.plain)))

    @property
    def role(self) -> str:
        """What the person is to somebody else."""
        role = _ROLE.search(self.plain)
        return role[1] if role else ""

    @property
    def passive(self) -> bool:
        """Whether it tells what is done to somebody."""
        return bool(_PASSIVE.search(self.plain))


def same(one: str, other: str, cosine: float) -> bool:
    """Whether two statements say the same. `cosine` is that of their neural vectors."""
    if one == other:
        return True
    if cosine < NEAR:
        return False
    left, right = _read(one), _read(other)
    if left.denied != right.denied or left.bag != right.bag:
        return False
    if left.past != right.past or left.role != right.role:
        return False
    turned = left.directed and right.directed and left.words != right.words
    return not turned or left.passive != right.passive


@lru_cache(maxsize=4_096)
def _read(text: str) -> _Reading:
    plain = _one_way(fold(text).replace("’", "'"))
    found = [word.removesuffix("'s") for word in _WORD.findall(plain)]
    if _FRONT.match(plain):  # "in Oslo you have a house" begins with what stands last elsewhere
        at = next((n for n, word in enumerate(found) if n and word in ("you", "your", "there", "lives")), 0)
        found = [*found[at:], *found[:at]]
    roots = [_root(word) for word in found]
    directed = not _DIRECTED.isdisjoint(roots)
    told: list[str] = []
    for word, said in zip(found, roots, strict=True):
        if word == "you" and directed:
            told.append(word)
        elif word not in _QUIET and word not in _NEGATION:
            told.append(_ONE.get(said, said))
    bag = sorted(word for word in told if word != "you")
    denied = sum(word in _NEGATION for word in found)
    return _Reading(plain, tuple(found), tuple(told), tuple(bag), denied, directed)


def _one_way(plain: str) -> str:
    """A text in small letters with one way of saying in the place of several."""
    for hints, pattern, instead in _WAYS:
        for hint in hints:
            if hint in plain:
                plain = pattern.sub(instead, plain)
                break
    return plain


def one_of(one: Memory, other: Memory, cosine: float) -> bool:
    """Whether two memories are the same statement: of one kind, about the same where they say so, at the same time."""
    if one.kind is not other.kind or one.kind not in MERGED or one.id == other.id:
        return False
    if one.valid_to != other.valid_to or (one.valid_to is not None and one.valid_from != other.valid_from):
        return False
    if one.about and other.about and one.about[:2] != other.about[:2]:
        return False
    return same(one.text, other.text, cosine)


def merged(kept: Memory, other: Memory) -> tuple[Memory, Memory]:
    """The next versions of two that are one: `kept` with the sources of both, and `other`, superseded by it.

    What was believed more, came first, or was pinned stays so.
    Raises: Refused where one rests on no memory, or is not there to be merged.
    """
    if not isinstance(kept.source, Derived) or not isinstance(other.source, Derived):
        raise Refused("What was said itself is not merged.")
    if kept.status not in (Status.ACTIVE, Status.FADED) or other.status not in (Status.ACTIVE, Status.FADED):
        raise Refused("Only what holds now is merged.")
    source = replace(
        kept.source,
        memories=tuple(dict.fromkeys((*kept.source.memories, *other.source.memories))),
        spans=tuple(dict.fromkeys((*kept.source.spans, *other.source.spans))),
    )
    times = [memory.valid_from for memory in (kept, other) if memory.valid_from is not None]
    both = kept.changed(
        source=source,
        keywords=tuple(dict.fromkeys((*kept.keywords, *other.keywords))),
        trust=max(kept.trust, other.trust),
        importance=max(kept.importance, other.importance),
        pinned=kept.pinned or other.pinned,
        valid_from=min(times) if times else None,
    )
    return both, replace(other.moved(Status.SUPERSEDED), superseded_by=kept.id)
