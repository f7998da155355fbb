"""A turn as sentences of tokens, contractions taken apart; each token knows its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from secondme.memory.facts.verbs import PARTICIPLES
from secondme.memory.kin import ROLE_OF

_FOLDING = str.maketrans({"’": "'", "\u0130": "I", "\u0131": "i", "\u017f": "s", "\u212a": "K", "\u212b": "Å"})


def plain(text: str) -> str:
    """A text with plain apostrophes, and without the letters that a pattern takes for others whatever their case
    (the dotted capital I, the long s), though in small letters they are no such word; each stays one character."""
    return text.translate(_FOLDING)


_END = re.compile(r"[.!?;]+(?=\s|$)|\n")


def sentence_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends that some characters of a text stand in, without the blanks around it."""
    begin = max((match.end() for match in _END.finditer(text, 0, start)), default=0)
    after = _END.search(text, end)
    begin += len(text[begin:]) - len(text[begin:].lstrip())
    stop = after.start() if after else len(text)
    return begin, max(end, begin + len(text[begin:stop].rstrip()))


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a sign, or half of a contraction: in small letters with plain apostrophes, and as written."""

    low: str
    start: int
    end: int
    word: str

    @property
    def capital(self) -> bool:
        return self.word[0].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens between two full stops, and whether a question mark ends it."""

    tokens: tuple[Token, ...]
    asks: bool
    exclaims: bool


_RAW = re.compile(
    r"\d+(?:-[a-z]+)+|\d+(?:[.,:/’'-]\d+)*(?:st|nd|rd|th|am|pm|kg|cm|km|mg|ml|k|m)?(?!\w)|[ap]\.m\.|e\.g\.|i\.e\."
    r"|[^\W_]+(?:[-’'&.](?=[^\W_])[^\W_]+)*|\n|[^\w\s]"
)
_TITLES = frozenset("dr mr mrs ms st prof vs no etc approx".split())
_SPLIT = {
    "im": ("i", "am"), "ive": ("i", "have"), "dont": ("do", "not"), "doesnt": ("does", "not"), "isnt": ("is", "not"),
    "didnt": ("did", "not"), "cant": ("can", "not"), "wont": ("will", "not"), "havent": ("have", "not"),
    "arent": ("are", "not"), "wasnt": ("was", "not"), "hasnt": ("has", "not"), "wouldnt": ("would", "not"),
    "couldnt": ("could", "not"), "shouldnt": ("should", "not"), "cannot": ("can", "not"), "theres": ("there", "'s"),
    "thats": ("that", "'s"),
    "shes": ("she", "'s"), "hes": ("he", "'s"), "theyre": ("they", "are"), "youre": ("you", "are"),
    "weve": ("we", "have"), "theyve": ("they", "have"), "youve": ("you", "have"), "gonna": ("going", "to"),
    "wanna": ("want", "to"), "can't": ("can", "not"), "won't": ("will", "not"), "ain't": ("am", "not"),
    "shan't": ("shall", "not"), "werent": ("were", "not"), "whats": ("what", "'s"), "gotta": ("have", "to"),
    "y'all": ("you", "all"), "hadnt": ("had", "not"), "i'm": ("i", "am"), "let's": ("let", "us"),
}  # fmt: skip
_ENDINGS = (("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "'d"), ("n't", "not"), ("'m", "am"), ("'s", "'s"))
_HAD = frozenset("been had got gone better".split()) | PARTICIPLES
_HAS = frozenset("been got had gone".split()) | PARTICIPLES
_IS = frozenset("born married divorced engaged retired called named based allergic known interested".split())
_ADVERBS = frozenset(
    "just always also already never only recently really still not ever even actually finally now since both".split()
)
_ENDS = ".!?…\n"


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text."""
    found: list[Sentence] = []
    now: list[Token] = []
    asks = exclaims = False
    for match in _RAW.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        slash = word == "/" and text[start - 1 : start].isspace() and text[end : end + 1].isspace()
        if slash or (word in _ENDS and not (word == "." and now and now[-1].low in _TITLES)):
            asks, exclaims = asks or word == "?", exclaims or word == "!"
            if now:
                found.append(Sentence(tuple(_settled(now)), word == "?", word == "!"))
                now = []
            elif found and word == "?":  # "?!", "...?"
                found[-1] = Sentence(found[-1].tokens, True, found[-1].exclaims)
            continue
        low = word.lower().replace("’", "'")
        now += _parts(low, start, end, word)
    if now:
        found.append(Sentence(tuple(_settled(now)), False, False))
    return found


def _parts(low: str, start: int, end: int, word: str) -> list[Token]:
    if low in _SPLIT:
        first, second = _SPLIT[low]
        cut = min(end, start + len(first))
        return [Token(first, start, cut, word[: len(first)]), Token(second, cut, end, second)]
    if "'" in low:
        for ending, whole in _ENDINGS:
            if low.endswith(ending) and len(low) > len(ending):
                cut = end - len(ending)
                return [Token(low[: -len(ending)], start, cut, word[: -len(ending)]), Token(whole, cut, end, whole)]
    return [Token(low, start, end, word)]


def _settled(row: list[Token]) -> list[Token]:
    """With "'d" and "'s" read as had, would, is, has, or left as the sign of an owner."""
    for at, token in enumerate(row):
        follows = row[at + 1].low if at + 1 < len(row) else ""
        if follows in ("name", "birthday") and token.low.endswith("s") and token.low[:-1] in ROLE_OF:
            whole = Token(token.low[:-1], token.start, token.end - 1, token.word[:-1])
            row[at : at + 1] = [whole, Token("'s", token.end - 1, token.end, "'s")]
        if token.low == "id" and _next(row, at) in _WOULD:
            row[at : at + 1] = [Token("i", token.start, token.end - 1, "I"), _read("'d", token)]
    for at, token in enumerate(row):
        if token.low == "'d":
            row[at] = _read("had" if _next(row, at) in _HAD else "would", token)
        elif token.low == "'s":
            before = row[at - 1].low if at else ""
            follows = _next(row, at)
            if follows in _HAS and follows not in _IS:
                row[at] = _read("has", token)
            elif before in _SUBJECTS or follows in _PREDICATES:
                row[at] = _read("is", token)
    return row


def _read(low: str, token: Token) -> Token:
    return Token(low, token.start, token.end, low)


_WOULD = frozenset("love like rather prefer be have say never really hate sooner".split())
_SUBJECTS = frozenset(
    "he she it that this there here what who where when how name birthday everyone everybody somebody someone".split()
)
_PREDICATES = frozenset(
    "a an the not called named from in at on also now still just really married allergic born vegetarian vegan "
    "my our your pregnant retired engaged learning studying working living moving getting going afraid scared".split()
)


def _next(row: list[Token], at: int) -> str:
    for token in row[at + 1 : at + 4]:
        if token.low not in _ADVERBS:
            return token.low
    return ""
