"""Which sentences of an answer stand in memory, and which words of a question no memory holds.

Pure, and without a model: a sentence is supported where its telling words, every name, number and date in it, and
whether it affirms or denies, are found in one statement of a memory. What is only implied counts as unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from secondme.memory.control import ABSTAINS, small_talk
from secondme.memory.correction import believed
from secondme.memory.named import TOKEN, sort_of
from secondme.memory.quiet import STOP
from secondme.memory.roots import fold, root

ENOUGH = 0.6
"""Share of the telling words of a clause that a statement must hold, where it names nothing new."""
NAMED = 0.5
"""The same where the statement holds every new name and number: "It cost 80 euros" of "The dentist took 80 euros"."""
READ = 4_000
"""Characters of an answer, and of each memory, that are looked at; what comes later is not judged."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of an answer, the memories that support them, best first, and whether any does:
    None for what claims nothing (a greeting, a question, "I do not know")."""

    start: int
    end: int
    memories: tuple[str, ...]
    supported: bool | None


def supported(answer: str, memories: Sequence[tuple[str, str]], question: str) -> tuple[Sentence, ...]:
    """The sentences of an answer with what supports each among the memories, given as (id, text).

    A word of the question needs no support, so that "Oslo." answers "Where does Ana live?"; yet a statement about
    somebody else does not support it.
    """
    memories = [(name, text[:READ]) for name, text in memories]
    question, answer = question[:READ], answer[:READ]
    names = frozenset(_inside([answer, question, *(text for _, text in memories)]))
    asked = _clause(question, names)
    statements = [one for rank, (name, text) in enumerate(memories) for one in _statements(name, rank, text, names)]
    found: list[Sentence] = []
    for start, end in sentences_of(answer):
        backed = _backed(answer[start:end], statements, question, asked, names)
        found.append(Sentence(start, end, backed or (), None if backed is None else bool(backed)))
    return tuple(found)


_ENDS = re.compile(
    r"(?<=[.!?…])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bNo\.)(?<!\bNr\.)(?<!\bProf\.)"
    r"(?<!\b[A-Z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)[\"”’')\]]*\s+|\s*\n\s*"
)
_ITEM = re.compile(r"(?:[-*+•>#]+|\d+[.)])\s+")


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end; an item of a list is one, its sign is not part of it."""
    at = 0
    for end, following in [*((gap.start(), gap.end()) for gap in _ENDS.finditer(text)), (len(text), len(text))]:
        begin = at
        while begin < end and text[begin].isspace():
            begin += 1
        if sign := _ITEM.match(text, begin, end):
            begin = sign.end()
        while end > begin and text[end - 1].isspace():
            end -= 1
        if end > begin:
            yield begin, end
        at = following


@dataclass(frozen=True, slots=True)
class _Clause:
    """The roots of the telling words of some words, of them the names and the values, whether they deny, and of whom
    they tell: "you", "me", "one" (he, she, it) or nobody in particular."""

    words: frozenset[str]
    names: frozenset[str]
    values: frozenset[str]
    denies: bool
    whom: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence of a memory, whole and by its clauses; `dates` are the values that stand before the memory."""

    memory: str
    rank: int
    whole: _Clause
    parts: tuple[_Clause, ...]
    dates: frozenset[str]


_MEMORY_DATE = re.compile(r"^\s*(?:- )?\(([^()]{4,60})\)\s*(?:(?:You|I) said: )?")
_JOINED = re.compile(r"\s*;\s*|,?\s+(?:and|but|while|whereas|though|although|und|aber|sondern|pero|mais)\s+|,\s+")
_DENIES = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|\w+n't|nicht|nie|niemals|kein\w*|nunca"
    r"|jamais|pas)\b"
)
_NO_DENIAL = re.compile(
    r"\b(?:don't|do not|never) forget\b|\bnot only\b|\bno doubt\b|\bwhy not\b|\bno problem\b|^\W*(?:no|nein|nope)[,.!]"
    r"|\bno\. ?\d"
)
_FORMS = {
    "me": "i i'm i've i'd i'll me my mine we we're we've us our ours ich mir mich mein wir uns unser",
    "you": "you you're you've you'd your yours du dir dich dein ihr euch",
    "one": "he she it they him her his hers its their them er sie es he's she's it's they're",
}
_WHOM = {who: frozenset(forms.split()) for who, forms in _FORMS.items()}
_SAYING_NOTHING = (
    "user notes note accord mention base memory memorie memori also current actual real very much quite well usual "
    "one ones thing year old got get no not never none nothing yes correct right indeed sure person assistant tell wa"
)
_EMPTY = frozenset(_SAYING_NOTHING.split())
_DONE_BY_SOMEBODY = (
    "is was has had will would lives works likes loves said told bought sold gave got went came visited moved plays "
    "studies studied teaches owns wants needs wrote called ate drinks drives"
)
_VERBS = frozenset(_DONE_BY_SOMEBODY.split())


def _clause(text: str, names: frozenset[str]) -> _Clause:
    """What some words say. `names` are known as names, also where they begin a sentence."""
    words: set[str] = set()
    named: set[str] = set()
    values: set[str] = set()
    tokens = [match[0].replace("’", "'") for match in TOKEN.finditer(text)]
    plain = [token.lower() for token in tokens]
    for at, token in enumerate(tokens):
        if plain[at] in STOP or plain[at].split("'")[0] in STOP or token in ("may", "march"):
            continue
        stem = root(token)
        if stem in _EMPTY or stem in STOP:
            continue
        words.add(stem)
        sort = sort_of(token)
        if sort in ("day", "month", "number") or stem[:1].isdigit():
            values.add(stem)
        elif sort == "name" and (at or stem in names or token.endswith("'s") or (plain[1:2] and plain[1] in _VERBS)):
            named.add(stem)
    folded = _NO_DENIAL.sub(" ", fold(text.replace("’", "'")))
    whom = frozenset(who for who, forms in _WHOM.items() if not forms.isdisjoint(plain))
    return _Clause(frozenset(words), frozenset(named), frozenset(values), bool(_DENIES.search(folded)), whom)


def _inside(texts: Iterable[str]) -> Iterator[str]:
    """The roots of what is written with a capital within a sentence."""
    for text in texts:
        for start, end in sentences_of(text):
            tokens = TOKEN.findall(text[start:end])
            yield from (root(token) for token in tokens[1:] if sort_of(token) == "name")


def _statements(memory: str, rank: int, text: str, names: frozenset[str]) -> Iterator[_Statement]:
    date = _MEMORY_DATE.match(text)
    dates = _clause(date[1], names).values if date else frozenset[str]()
    told = believed(text[date.end() :] if date else text)
    before: frozenset[str] = frozenset()
    for start, end in sentences_of(told):
        part = told[start:end]
        whole = _clause(part, names)
        if "one" in whole.whom and not whole.names:
            # "She lives in Oslo." is about whom the sentence before named.
            whole = _Clause(whole.words | before, before, whole.values, whole.denies, whole.whom)
        before = whole.names or before
        if not part.rstrip("\"'”)").endswith("?"):
            parts = tuple(_clause(one, names) for one in _JOINED.split(part) if one)
            yield _Statement(memory, rank, whole, parts, dates)


_HEDGES = re.compile(
    r"\b(?:perhaps|maybe|possibly|probably|might|could be|may be|i think|i guess|i believe|it seems|as far as i know"
    r"|vielleicht|wahrscheinlich)\b"
)
_OFFERS = re.compile(
    r"^\W*(?:let me know|feel free|i can help|i'm here|i am here|i(?:'ll| will) (?:remember|keep|note|help|be)|i hope"
    r"|i(?:'m| am)? (?:happy|glad) to|would you|please|if you|here (?:is|are)|i have noted|noted|good to know"
    r"|i understand|that(?:'s| is| sounds) (?:great|nice|good|wonderful|lovely))"
)
_ANSWERS = re.compile(r"^\W*(yes|yeah|yep|correct|right|indeed|ja|oui|si|no|nope|nein|non)\b[\s,.!:;–—-]*")
_ADDRESSES = re.compile(r"^\W*(?:that |because )?you\b(?!r)", re.IGNORECASE)


def _backed(
    sentence: str, statements: Sequence[_Statement], question: str, asked: _Clause, names: frozenset[str]
) -> tuple[str, ...] | None:
    """The memories that support a sentence, best first; None where it claims nothing."""
    folded = fold(sentence.replace("’", "'"))
    if sentence.rstrip("\"'”) ").endswith("?") or _HEDGES.search(folded) or _OFFERS.match(folded):
        return None
    lead = _ANSWERS.match(folded)
    if lead and lead.end() >= len(folded):
        if not asked.words:
            return None
        no = lead[1] in ("no", "nope", "nein", "non")
        said = _Clause(asked.words, asked.names, asked.values, no != asked.denies, asked.whom)
        return _holding(said, statements, asked)
    if small_talk(sentence):
        return None
    rest = sentence[lead.end() :] if lead and len(folded) == len(sentence) else sentence
    whole = _clause(rest, names)
    new = (whole.names | whole.values) - asked.words
    if not whole.words or (ABSTAINS.search(folded) and not new):
        return None
    if found := _holding(whole, statements, asked, addressed=bool(_ADDRESSES.match(rest))):
        return found
    clauses = [clause for part in _JOINED.split(rest) if part and (clause := _clause(part, names)).words]
    if len(clauses) < 2:
        return ()
    about = asked
    all_found: list[str] = []
    for clause in clauses:
        one = _holding(clause, statements, about, whole.words, addressed="you" in clause.whom)
        if not one:
            return ()
        all_found += one[:1]
        if clause.names:
            about = _Clause(asked.words | clause.names, clause.names, asked.values, asked.denies, asked.whom)
    return tuple(dict.fromkeys(all_found))


def _holding(
    said: _Clause,
    statements: Sequence[_Statement],
    asked: _Clause,
    beside: frozenset[str] = frozenset(),
    *,
    addressed: bool = False,
) -> tuple[str, ...]:
    """The memories with a statement that holds a clause, best first; `beside` are the words of its sentence."""
    best: dict[str, tuple[float, int]] = {}
    known = said.words & asked.words
    nearest = max((len(known & one.whole.words) for one in statements), default=0)
    for one in statements:
        if 2 * len(known & one.whole.words) < nearest and len((said.words - known) & one.whole.words) < 2:
            continue  # the right number in the wrong place: another memory is what was asked about
        share = _share(said, one, asked, beside, addressed)
        if share > best.get(one.memory, (0.0, 0))[0]:
            best[one.memory] = (share, -one.rank)
    return tuple(sorted(best, key=lambda memory: best[memory], reverse=True))


def _share(said: _Clause, one: _Statement, asked: _Clause, beside: frozenset[str], addressed: bool) -> float:
    """How much of a clause a statement holds, in (0, 1]; 0 where it does not support it."""
    held = one.whole.words | one.dates
    new = said.words - asked.words
    bound = (said.names | said.values) - asked.words
    if not bound <= held:
        return 0.0
    if new:
        share = len(new & held) / len(new)
        whole = len(said.words & (held | asked.words)) / len(said.words)
        if share < (NAMED if bound else ENOUGH) or whole < (NAMED if bound else ENOUGH):
            return 0.0
        related = one.whole.words & ((asked.words | said.words | beside) - new)
        if not related and len(new & held) < 2 and asked.words and "one" not in one.whole.whom:
            return 0.0
    else:
        share = len(said.words & held) / len(said.words)
        if share < ENOUGH:
            return 0.0
    if _of_another(said, one, asked, addressed):
        return 0.0
    about = said.words | asked.words
    nearest = max(one.parts or (one.whole,), key=lambda part: (len(part.words & about), part.denies))
    if nearest.denies != said.denies:
        return 0.0
    return share + len(said.words & one.whole.words) / (1 + len(said.words))


def _of_another(said: _Clause, one: _Statement, asked: _Clause, addressed: bool) -> bool:
    """Whether a statement tells of somebody else than a clause does."""
    others = one.whole.names - said.names - asked.names
    about = said.names & asked.names or asked.names
    if about and not about & one.whole.words:
        return bool(others) or ("me" in one.whole.whom and "one" not in one.whole.whom)
    return addressed and bool(others) and one.whole.whom.isdisjoint(("me", "you", "one"))


def unmentioned(question: str, texts: Sequence[str], *, nouns: bool = False) -> tuple[str, ...]:
    """The key words of a question that none of the texts holds, as they stand: names and numbers, and with `nouns`
    also things ("the regatta"). Days, months and years are left to the calendar."""
    held = {root(token) for text in texts for token in TOKEN.findall(text)}
    found: list[str] = []
    things: list[str] = []
    for start, end in sentences_of(question[:READ]):
        tokens = TOKEN.findall(question[start:end])
        for at, token in enumerate(tokens):
            plain = token.lower().replace("’", "'").split("'")[0]
            stem = root(token)
            if plain in STOP or stem in STOP or stem in _KIN or _among(stem, held):
                continue
            sort = sort_of(token)
            if (sort == "name" and at) or (sort == "number" and len(stem) > 1 and not _YEAR.fullmatch(stem)):
                found.append(re.sub(r"['’]s$", "", token))
            elif nouns and not sort and len(plain) > 4 and plain not in _TRAITS and _owned(tokens, at):
                things.append(plain)
    return tuple(dict.fromkeys(found + things))


def _among(stem: str, held: set[str]) -> bool:
    return stem in held or (len(stem) > 3 and any(known.startswith(stem) for known in held))


_YEAR = re.compile(r"(?:19|20)\d\d")
_CALLED = "mum mama dad papa daddy grandma grandpa granny aunt uncle mr mrs ms dr"
_KIN = frozenset(map(root, _CALLED.split()))
_BEFORE_A_THING = "my our your the a an his her their its this that these those mein meine unser der die"
_DETERMINERS = frozenset(_BEFORE_A_THING.split())
_TRAITS_OF_THINGS = (
    "address amount birthday brand capital colour color content date default detail details difference distance "
    "email ending height length level meaning model month months names number numbers opening owner password people "
    "person phone place places price prices reason reasons recipe result results rules score shape start status "
    "story street summary surname thing things title topic total value weeks weight width years first second third "
    "other others same whole right wrong previous latest newest oldest youngest eldest biggest smallest favourite "
    "favorite current former"
)
_TRAITS = frozenset(_TRAITS_OF_THINGS.split())


def _owned(tokens: Sequence[str], at: int) -> bool:
    """Whether a word stands right behind "the", "my", "Ana's", or behind one word more."""
    before = [token.lower() for token in tokens[max(0, at - 2) : at]]
    return any(token in _DETERMINERS or token.endswith(("'s", "’s")) for token in before[-1:]) or (
        len(before) == 2 and before[0] in _DETERMINERS and before[1] not in STOP
    )
