"""Whether a turn needs memory at all, and by which words memory is searched.

Pure. When in doubt, memory is asked: a search too many costs milliseconds, one too few costs the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from secondme.memory.named import TOKEN, sort_of
from secondme.memory.phatic import CHORES, FEW, GENERAL, GOES_ON, LANGUAGE, OWN, PERSONAL, PHATIC, SMALL
from secondme.memory.quiet import STOP
from secondme.memory.roots import fold

READ = 1_000
"""Characters of a turn that are looked at here; small talk is brief, and a chore is told by how it begins."""
MOST = 8
"""Words that a vague question is given."""
OF_ONE = 5
"""Of these at most so many from one turn, so that the answer has its say beside the question."""
BACK = 6
"""Turns of the conversation that lend words."""


class Spoken(NamedTuple):
    """A turn of the conversation: "person" or "assistant", and the words."""

    who: str
    text: str


def wants_memory(text: str, earlier: Sequence[str] = ()) -> bool:
    """Whether memory is to be searched for a turn; `earlier` is what the person said before, latest last.

    False for greetings, thanks and the like, for chores that hold all they need ("What is 17 times 23?"), and for
    what goes on with such a chore ("Another one, please").
    """
    plain, folded = _begun(text)
    if not folded:
        return False
    words = folded.replace(",", " ").replace(".", " ").replace("!", " ").split()
    if len(words) <= FEW and SMALL.issuperset(words):
        return False
    if _is_chore(plain, folded):
        return False
    if GOES_ON.fullmatch(folded):
        for n in range(len(earlier) - 1, -1, -1):
            if _begun(earlier[n])[1]:
                return wants_memory(earlier[n], earlier[:n])
    return True


def small_talk(text: str) -> bool:
    """Whether a text only greets, thanks, agrees or the like, or has no word at all."""
    return not _begun(text)[1]


def _begun(text: str) -> tuple[str, str]:
    """What a turn comes to after its greetings and thanks: as it was written, and folded; both empty for nothing."""
    plain = " ".join(text[:READ].replace("’", "'").split())
    folded = fold(plain)
    if len(folded) != len(plain):
        plain = folded  # a letter that folds into two; only capitals are lost
    at = 0
    while at < len(folded):
        if gap := _BETWEEN.match(folded, at):
            at = gap.end()
        elif phrase := PHATIC.match(folded, at):
            at = phrase.end()
        else:
            break
    end = len(folded)
    if last := _POLITE.search(folded, at):
        end = last.start()
    return plain[at:end], folded[at:end]


_BETWEEN = re.compile(r"(?:[^\w#*/+=(-]|[-(*/+=](?!\s*\d))+")
_POLITE = re.compile(r"[\s,]*\b(?:please|thanks|thank you|bitte|danke|merci|gracias|por favor)\W*$")
_MARKS = re.compile(r"[.?!\s]+$")


def _is_chore(plain: str, folded: str) -> bool:
    folded = _MARKS.sub("", folded)
    return any(_stands_alone(found, plain) for chore in CHORES if (found := chore.fullmatch(folded)))


def _stands_alone(found: re.Match[str], plain: str) -> bool:
    groups = found.groupdict()
    if OWN.search(groups.get("head") or ""):
        return False
    group = "subject" if groups.get("subject") else "topic"
    topic = groups.get(group)
    if not topic:
        return True
    if group == "subject" and plain == plain.lower() and not GENERAL.fullmatch(topic):
        return False  # "a story about biscuit": who writes no capitals writes names without them too
    as_written = plain[found.start(group) : found.end(group)]
    named = (word for word in TOKEN.findall(as_written) if word[:1].isupper())
    return not PERSONAL.search(topic) and all(LANGUAGE.fullmatch(word.lower()) for word in named)


def rewritten(text: str, earlier: Sequence[tuple[str, str]]) -> str:
    """A question with the words that it lacks, to search by; one that stands on its own as it is.

    `earlier` are the turns before it, (who, text), latest last. The words are those of the latest turns, what the
    person said before what the assistant said, names and numbers first, `MOST` of them.
    """
    if not earlier or not vague(text):
        return text
    known = {_key(word) for word in TOKEN.findall(text)}
    lent: list[str] = []
    latest = list(earlier[-BACK:])[::-1]
    first = next((n for n, (who, _) in enumerate(latest) if who == "person"), 0)
    for _, said in [latest[first], *latest[:first], *latest[first + 1 :]]:
        for word in _telling(said)[:OF_ONE]:
            if _key(word) not in known and len(lent) < MOST:
                known.add(_key(word))
                lent.append(word)
    return " ".join([text, *lent])


def second_pass(question: str, draft_answer: str) -> str:
    """What to search by where the question found little: the question with the telling words of a draft answer.

    A draft that claims nothing adds nothing. Source: Wang et al. 2023, "Query2doc", section 3 (question and
    pseudo-document are searched by together).
    """
    if ABSTAINS.search(fold(draft_answer[:READ].replace("’", "'"))):
        return question
    known = {_key(word) for word in TOKEN.findall(question)}
    new = [word for word in _telling(draft_answer[:READ]) if _key(word) not in known]
    return " ".join([question, *new[:MOST]])


ABSTAINS = re.compile(
    r"\b(?:do not|don't|cannot|can't|could not|couldn't|did not|didn't) (?:\w+ )?(?:know|remember|recall|find|tell|say"
    r"|have (?:any|that|this|enough|access))\b|\bnot (?:\w+ )?(?:sure|certain|aware|mentioned)\b|\bno (?:idea|notes?"
    r"|memory|memories|record|information)\b|\bnothing (?:is |was )?(?:about|in memory|found|known)\b"
    r"|\bremember nothing\b|\bsorry\b|\bi apologi[sz]e\b|\bunable to\b"
)
"""What says that there is no answer; matched against small letters without accents."""


def asks(text: str) -> bool:
    """Whether a turn asks: it ends with a question mark, or begins as questions and requests do ("had lunch with
    Ana" and "When I was in Oslo it rained." do not)."""
    ended = text.rstrip()
    if ended.endswith(("?", "？")):
        return True
    said = _begun(text)[1]
    if ended.endswith("!"):
        return False
    return (_FULL_QUESTION if ended.endswith(".") else _QUESTION).match(said) is not None


def vague(text: str) -> bool:
    """Whether a question leaves out what it is about: it points ("that", "her") before it names anything, goes on
    with what was asked before ("And Ana?"), or has no telling word ("why?")."""
    said = " ".join(text[:READ].replace("’", "'").split())
    if not (said.endswith("?") or (_ASKS.match(said) and (asks(said) or not said.endswith(".")))):
        return False
    words = TOKEN.findall(said)
    content = [word for word in words if _tells(word)]
    if not content:
        return True
    if _GOES_ON_FROM.match(said):
        return len(content) <= 2
    bare = _NOT_POINTING.sub(" ", said)
    for word in TOKEN.findall(bare):
        plain = word.lower().split("'")[0]
        if plain in _POINTING:
            return True
        if _named(word, said) or plain in _OWNED or (_tells(word) and plain not in _DOING):
            return plain not in _OWNED and len(content) == 1 and _PLACE_TAKEN.search(said) is not None
    return False


_DOES = r"(?:is|are|was|were|did|do|does|has|have|had|can|could|will|would|should|ist|sind|war|hat)"
_SUBJECT = r"(?:i|you|he|she|it|we|they|there|this|that|the|my|our|your|his|her|their|any\w*|some\w*)"
_WHICH = (
    r"(?:what|when|where|who|whom|whose|which|why|how|since when"
    r"|was|wann|wo|wer|wen|wem|welche\w*|warum|wieso|wie)"
)
_REQUEST = (
    r"(?:(?:tell|show|give) me|remind me (?:what|when|where|who|which|why|how)|list|find|summari[sz]e"
    r"|do you (?:know|remember))"
)
_QUESTION = re.compile(rf"(?:{_WHICH}|{_DOES} {_SUBJECT}|{_REQUEST})\b")
_FULL_QUESTION = re.compile(rf"(?:(?:{_WHICH}|(?:which|what|whose|how) \w+) {_DOES}|{_REQUEST})\b")
_ASKS = re.compile(rf"(?:and|but|so|or|{_WHICH}|{_DOES}|{_REQUEST})\b", re.IGNORECASE)
_GOES_ON_FROM = re.compile(r"(?:and|but|or|so|what about|how about|what of|same for|und|et|y)\b", re.IGNORECASE)
_POINTS = "he she it they him her his hers its them their theirs that this these those there then one ones other both"
_POINTING = frozenset(_POINTS.split())
_NOT_POINTING = re.compile(
    r"^(?:is|are|was|were|will there be|has there been|have there been) there\b"  # "Is there any milk left?"
    r"|\b(?:this|that|these) (?:year|month|week|weekend|morning|afternoon|evening|summer|winter|spring|autumn|fall"
    r"|time|season|semester|term|quarter|christmas|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
    r"|\bit (?:rain|snow)\w*|\bone (?:day|time|of)\b|\b(?:each|one an)other\b|\bother than\b",
    re.IGNORECASE,
)
_PLACE_TAKEN = re.compile(r"\b(?:it|that|there|one|them|him)\W*$", re.IGNORECASE)
_OWNED = frozenset({"my", "our", "your"})
_DOES = (
    "like liked make made say said says happen happened go goes went going come comes came coming get got give gave "
    "take took buy bought cost costs pay paid stay stayed eat ate meet met see saw live lives work works mean meant "
    "call called move moved start started end ended last lasted want wanted need needed find found look looked "
    "write wrote tell told think thought feel felt charge charged send sent open opens close closes visit visited"
)
_DOING = frozenset(_DOES.split())
"""What is done tells little of what a question is about."""
_FAINTLY = (
    "exactly else again also more much many long often far old big tall high late early soon thing things time times "
    "way kind sort really actually exact often ever since yet still already only maybe perhaps okay ok yes yeah no "
    "thanks thank sorry great nice cool good fine well sure oh hello hi hey welcome noted sounds see sees let get got "
    "go goes going went come comes coming came take took give gave make made want wanted need like liked look mean "
    "who's what's where's when's how's that's it's there's i'm i've you're don't didn't doesn't isn't wasn't"
)
_FAINT = frozenset(_FAINTLY.split())


def _tells(word: str) -> bool:
    plain = word.lower().removesuffix("'s")
    return plain not in STOP and plain not in _FAINT and (len(plain) > 1 or plain.isdigit())


def _named(word: str, text: str) -> bool:
    return sort_of(word) != "" and not text.startswith(word)


def _telling(text: str) -> list[str]:
    """The words of a text that say what it is about: names and numbers first, then the others, as they stand."""
    words = [word.removesuffix("'s") for word in TOKEN.findall(text[:READ].replace("’", "'")) if _tells(word)]
    return sorted(dict.fromkeys(words), key=lambda word: not (sort_of(word) and word.lower() not in _DOING))


def _key(word: str) -> str:
    return fold(word).removesuffix("'s")
