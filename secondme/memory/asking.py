"""What a question asks: whose words hold the answer, what kind of answer it is, and how a turn would state it.

Pure. English rules are tables; for other languages there are only the words that open a question. "I" is the person,
"you" the assistant; in a dialogue of several people the names of its speakers take their place.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from secondme.memory.quiet import STOP
from secondme.memory.stating import ADVERBS, AUX, Order, order_of, stated

__all__ = ["Asked", "Order", "Side", "asked"]

Side = Literal["person", "assistant", "files", "other", ""]
LONGEST = 2_000
"""Characters of a question that are looked at; who asks is brief."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks.

    `text` is the question without greeting and courtesy, `words` its telling words in small letters, `named` the
    speakers in it as the memory writes them, `about` whose words hold the answer (empty: anybody's), `kinds` "when"
    and "count" where it asks for a time or a number, `first_person` the question as who knows the answer would have
    begun to state it.
    """

    text: str
    words: tuple[str, ...]
    named: tuple[str, ...]
    about: Side
    kinds: frozenset[str]
    first_person: str
    order: Order | None = None


def asked(question: str, names: Collection[str] = ()) -> Asked:
    """What a question asks; `names` are the speakers of this memory, empty where one person talks to an assistant."""
    whole = " ".join(question.split())[:LONGEST].replace("’", "'")
    text = _GUESS.sub("", _FRAME.sub("", whole, count=1)) or whole
    named = _named(whole, names)
    about, order = _side(text, bool(named)), order_of(text)
    statement = stated(
        order.of if order and order.of else text,
        named if about == "other" else None,
        to_assistant=about == "assistant",
    )
    return Asked(text, _words(text) or _words(whole), tuple(named), about, _kinds(text), statement, order)


def of_the_assistant(question: str) -> bool:
    """Whether a question is about what the assistant said ("what did you recommend")."""
    return asked(question).about == "assistant"


# Words.

_TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_SHORT = re.compile(r"(?:n't|'(?:s|d|m|ll|re|ve))$")
_QUIET = STOP | frozenset(("ever", "told", "mention", "mentioned", "ask", "asked", "remind", "recall", "many", "much"))
"""Words of a question that no answer repeats."""


def _words(text: str) -> tuple[str, ...]:
    """The telling words in order, each once; all words where every one is quiet."""
    tokens = [_SHORT.sub("", match[0].lower()) for match in _TOKEN.finditer(text)]
    return tuple(dict.fromkeys([word for word in tokens if word not in _QUIET] or tokens))


# Names of speakers.

_COMMON_NAMES = (
    "amber angel april art august autumn basil bill bob carol chance chase christian crystal daisy dawn dean drew "
    "earl faith frank gene ginger grace grant guy harmony hazel heather holly honey hope hunter iris ivy jack jade "
    "jasmine jean joy june king lance lee lily major mark marine mason max may melody miles olive page pat penny "
    "pierce pine rain ray reed rich rob robin rocky rose ruby rusty sage sandy scarlet sky storm sue summer sunny "
    "taylor trinity victor violet wade ward will willow winter woody user assistant"
)
_COMMON = frozenset(_COMMON_NAMES.split())
"""Names that are words as well: they count only with a capital letter, and first in a sentence only as a subject."""
_OF_A_DATE = re.compile(
    r"\b(?:in|on|of|until|till|since|by|last|next|this|every|early|late|mid|during|before|after|from|to|and|through|\d+"
    r"(?:st|nd|rd|th)?)\s+$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\b[A-Z][a-z]{2,}\b")
_DATES = frozenset(("april", "may", "june", "august"))
_ACTS = re.compile(
    r"'s\b|\s+(?:is|was|has|had|does|did|says|said|told|tells|went|goes|got|gets|lives|works|likes|loves|wants|wrote"
    r"|bought|made|gave|took|came|met|saw|thinks|thought|plays|and [A-Z]\w+(?:ed|s)?|\w{2,}ed)\b"
)


def _named(text: str, names: Collection[str]) -> dict[str, str]:
    """The speakers that a question names, in its order, each as it writes them: by the whole name, or by a first name
    that only one has."""
    firsts = [name.split()[0] for name in names if name.split()]
    found: dict[str, int] = {}
    written: dict[str, str] = {}
    for name in names:
        own = name.split()
        forms = [name.strip()] + own[:1] * (len(own) > 1 and firsts.count(own[0]) == 1 and len(own[0].strip(".")) > 3)
        for form in forms + _short_forms(text, own[0] if own else "", firsts):
            at = _place(form, text) if form else -1
            if at >= 0:
                found[name], written[name] = at, text[at : at + len(form)]
                break
    return {name: written[name] for name in sorted(found, key=lambda name: found[name])}


def _short_forms(text: str, first: str, firsts: list[str]) -> list[str]:
    """Words of a question that begin one first name and no other: "Nat" for "Natalia"."""
    return [
        word[0]
        for word in _CAPITAL.finditer(text)
        if word.start()
        and first.startswith(word[0])
        and len(first) > len(word[0]) + 1
        and word[0].lower() not in _COMMON | STOP
        and sum(other.startswith(word[0]) for other in firsts) == 1
    ]


def _place(name: str, text: str) -> int:
    """Where a text names somebody; -1 where it does not."""
    if name.lower() == name.upper():  # a script without capitals may write without spaces
        return text.find(name)
    common = name.lower() in _COMMON
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
        before, after = text[: match.start()], text[match.end() :]
        opens = not before or before.rstrip()[-1:] in ".!?:;\"“"
        if not common or (
            match[0][:1].isupper()
            and (not opens or _ACTS.match(after))
            and not (name.lower() in _DATES and _OF_A_DATE.search(before) and not after.startswith("'s"))
        ):
            return match.start()
    return -1


# Whose words hold the answer.

_COURTESY = (
    r"(?:hey|hi|hello|ok|okay|so|and|but|well|um+|uh|hm+|please|sorry|thanks|oh|wait|by the way|just|quick question"
    r"|one more thing|assistant)\b[\s,.!:…-]*",
    r"(?:can|could|would|will) you (?:please |maybe |kindly |possibly )?(?:just |quickly )?(?:tell me(?: again)?"
    r"|remind me(?: again)?|say(?: again)?|help me (?:remember|recall)|look up|find out|check|repeat|remember"
    r"|recall)\b",
    r"(?:please )?(?:tell me(?: again)?|remind me(?: again)?|help me (?:remember|recall)|look up|find out)\b",
    r"(?:do|did|can|would|don't) you (?:(?:still|also|happen to|even|maybe|perhaps) )*(?:remember|recall|know"
    r"|have any idea)\b(?! about me\b)",
    r"(?:remember|any idea|i(?:'d like to know| would like to know| want to know| need to know| forgot| forget"
    r"| can't remember| cannot remember| don't remember| don't know| wonder| was wondering| am not sure))\b",
)
_FRAME = re.compile(
    r"^(?:(?:" + "|".join(_COURTESY) + r")[\s,:]*(?:(?:if|whether|that|again|of|exactly|please)\s+)*)*", re.IGNORECASE
)
"""What leads to a question and asks nothing itself: "can you tell me", "do you remember"."""
_GUESS = re.compile(r"\bdo you (?:think|suppose|reckon) (?=(?:i|my|we|our)\b)", re.IGNORECASE)

_SAYING = (
    r"(?:say|said|saying|says|tell|told|telling|tells|mention(?:ed|ing)?|talk(?:ed)?|speak|spoke|describe[ds]?"
    r"|explain(?:ed)?|recommend(?:ed)?|suggest(?:ed)?|advise[ds]?|propose[ds]?|answer(?:ed)?|repl(?:y|ied)"
    r"|respond(?:ed)?|ask(?:ed)?|share[ds]?|write(?! down)|wrote|written|give|gave|given|offer(?:ed)?|warn(?:ed)?"
    r"|promise[ds]?|claim(?:ed)?|call(?:ed)?|send|sent|show(?:ed|n)?|list(?:ed)?|draft(?:ed)?|translate[ds]?|calculate[ds]?"
    r"|estimate[ds]?|summari[sz]e[ds]?|think|thought|come up|came up|point(?:ed)? out|bring up|brought up|teach|taught"
    r"|help(?:ed)?|correct(?:ed)?|compare[ds]?|prefer(?:red)?|plan(?:ned)?|pick(?:ed)?|choose|chose|create[ds]?"
    r"|generate[ds]?|make|made|use[ds]?|mean|meant|confirm(?:ed)?|quote[ds]?|cite[ds]?|insist(?:ed)?)"
)
_TELLING = (
    r"(?:say|said|saying|tell|told|telling|mention(?:ed|ing)?|talk(?:ed)?|ask(?:ed)?|share[ds]?|explain(?:ed)?"
    r"|describe[ds]?|speak|spoke|confess|complain(?:ed)?|answer(?:ed)?|recommend(?:ed)?|suggest(?:ed)?|reply|replied)"
)
_SAYS = re.compile(rf"\b{AUX} (?P<who>i|you|we) {ADVERBS}{_SAYING}\b", re.IGNORECASE)
"""The main clause says something: "did you say", "have I told"."""
_KNOWS = re.compile(
    r"\b(?:do|did|have|are|were) you (?:still |already |ever |even )*(?:know|knew|remember|recall|learn(?:ed|t)?|hear"
    r"|heard|store[ds]?|save[ds]?|note[ds]?|kept|keep|have (?:on|about|stored|saved|noted)|aware|sure|find|found|notice"
    r"|write down|see|got on)\b",
    re.IGNORECASE,
)
"""The assistant as who listens and keeps."""
_MAIN = re.compile(rf"\b{AUX} (?P<who>i|you|we)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )\b(?P<who>i|you|we)(?:'ve|'d|'m|'re)? (?:have |had |was |were |are )?"
    rf"{ADVERBS}{_SAYING}(?:ing)?\b",
    re.IGNORECASE,
)
"""A clause that says something: "the recipe you gave me"."""
_VIEW = re.compile(r"\baccording to you\b|\bin your (?:opinion|view|words)\b", re.IGNORECASE)
_YOURS = re.compile(
    r"\byour (?:own |last |first |previous |earlier |best |top |other |original |final |main |exact )*(?:advice|answer"
    r"|suggest\w+|recommend\w+|opinion|view|take|explanation|reply|response|tips?|ideas?|list|summary|proposal|plan|draft"
    r"|version|words|recipe|estimate|calculation|translation|examples?|points?|reasoning|warning|instructions|verdict"
    r"|thoughts?|thinking|guess|feedback|comments?|definition|description|comparison|poem|story|email|message|name"
    r"|favou?rite|job)\b|\b(?:from|by) you\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:was|were|am|been) (?:i|we) .*(?<!ing)$", re.IGNORECASE)
_FILED = (
    r"(?:notes?|files?|documents?|docs?|pdfs?|folders?|manuals?|contracts?|lease|reports?|spreadsheets?|sheet|slides?"
    r"|readme|notebook|journal|diary|vault|handbook|attachments?|paper|papers|transcripts?|logs?|policy|invoices?"
    r"|receipts?|minutes|agreement|cv|résumé|guide|wiki|draft|thesis|e-?mails?)"
)
_FILES = re.compile(
    r"\b(?:in|inside|from|according to|within|among|through|into|across|search) (?:(?:my|the|our|that|this|any of"
    rf"|one of|all|which|what|any|of) )*(?:[\w-]+ ){{0,2}}{_FILED}\b(?! (?:i|you|we) (?:told|said|mentioned|gave))"
    rf"|\b{_FILED}(?: \w+)?(?: (?:for|of|on|about|from) [\w' -]{{1,40}})? (?:says?|states?|mentions?|contains?|lists?"
    r"|shows?|describes?|explains?|tells? me|recommends?|suggests?|reads?)\b"
    rf"|\b(?:do|does|did) (?:my|the|our|that|this) (?:[\w-]+ ){{0,3}}{_FILED} (?:\w+ ){{0,4}}(?:say|state|mention"
    r"|contain|list|show|describe|explain|cover|recommend|suggest|read)\b"
    r"|\b(?:did|have|had) i (?:ever )?(?:note|noted|jot|jotted|write|written|put) down\b"
    rf"|\b(?:which|what) (?:of my )?{_FILED}\b(?= (?:\w+ ){{0,2}}(?:has|have|is|are|talks?|covers?))"
    r"|[\w-]+\.(?:md|txt|pdf|docx?|odt|xlsx?|ods|csv|pptx?|html?|rst|tex|json|ya?ml|toml|py|ipynb|org|epub|eml)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:i|my|me|mine|myself|i'm|i've|i'd|i'll|our|ours)\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|us|we've|we'd)\b", re.IGNORECASE)
_YOU = re.compile(r"\byou(?:r|rself)?\b", re.IGNORECASE)
_TO_YOU = re.compile(r"\b(?:to|with|for|at|tell|told|ask|asked|show|showed|gave|give|sent|send) you\b", re.IGNORECASE)
_ADVISED = re.compile(
    r"\b(?:was|were|am|been) (?:(?:i|it|there|ever|already) )*(?:recommended|suggested|advised|told|given|offered"
    r"|proposed|warned)\b|\b(?:what|which|any|whose) (?:\w+ )?(?:advice|recommendations?|suggestions?|tips?)\b"
    r"|\b(?:what|which|how|where|when|why)\b.*\b(?:was|were) (?:recommended|suggested|advised|proposed)\b"
    r"|\bthe (?:advice|recommendations?|suggestions?|tips?) (?:on|for|about|regarding|was|were|again)\b"
    r"|\b(?:get|got|receive|received) (?:recommended|suggested|advised)\b",
    re.IGNORECASE,
)
_THIRD = re.compile(
    r"\bby (?:my|the|our|a|an) \w|\bby [A-Z]\w|\b(?:my|our|the|his|her) (?:[\w-]+ ){0,2}?\w+(?:'s)? (?:advice"
    r"|advis\w+|tips?|recommend\w*|suggest\w*|propos\w+)\b|\b(?:did|does|has|had) (?:my|the|our|his|her|he|she|they)\b"
    r"|\bfrom (?:my|the|our|a) \w|\bfor you\b"
)
_SHE_SAID = re.compile(
    rf"\b(?:did|does|has|had|have) (?:(?:my|the|our|his|her|their) (?:[\w'-]+ ){{1,3}}|he |she |they ){_SAYING}\b", re.I
)


def _side(text: str, named: bool) -> Side:
    """Whose words hold the answer: the main clause decides, then the clause that says something, then whose it is."""
    says = _SAYS.search(text)
    if says and not _PASSIVE.match(says[0]) and not (says["who"].lower() == "i" and _FILES.search(text)):
        return _of(says["who"])
    if _FILES.search(text):
        return "files"
    if named:
        return "other"
    if _KNOWS.search(text):
        return "person"
    if _VIEW.search(text):
        return "assistant"
    advised = _ADVISED.search(text) and not _THIRD.search(text)
    main = _MAIN.search(text)
    if main and not advised:
        return _of(main["who"])
    if _YOURS.search(text):
        return "assistant"
    clause = _CLAUSE.search(text)
    if clause:
        return _of(clause["who"])
    if advised:
        return "assistant"
    if _WE.search(text):
        return ""
    if _OWN.search(text) or _SHE_SAID.search(text) or _TO_YOU.search(text):
        return "person"
    return "assistant" if _YOU.search(text) else ""


def _of(who: str) -> Side:
    sides: dict[str, Side] = {"i": "person", "you": "assistant"}
    return sides.get(who.lower(), "")


# Kinds of answer.

_BE = r"(?:'s|'re|'d| is| are| was| were| did| does| do| has| have| had| will| would| should| can| could| am| might)\b"
_WHAT = r"\b(?:what|which) (?:\w+ )?"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rule, re.IGNORECASE))
    for kind, rule in (
        ("when", rf"\bwhen{_BE}|^when\b(?!.*[,?])|\band when\b|\b(?:since|until|by) when\b|\bhow (?:long|recently)\b"),
        ("when", rf"{_WHAT}(?:dates?|days?|months?|years?|time|weekday|week|season|decade|hour)\b"),
        ("count", r"\bhow (?:many|much|often|old|tall|big|large|far|heavy|high|wide|deep|fast|expensive|few)\b"),
        ("count", rf"{_WHAT}(?:number|amount|price|sum|total|percentage|share|age|salary|size)\b"),
        ("count", r"\bwhat(?:'s| is| was| are| were)\b.* (?:price|cost|age|salary|weight|height|size|rent|total)$"),
        # German, Spanish, French.
        ("when", r"^(?:(?:seit |bis |ab )?wann|wie lange|an welchem tag|um wie viel uhr|in welchem jahr)\b"),
        ("when", r"^¿?(?:(?:desde |hasta )?cu[aá]ndo|cu[aá]nto tiempo|a qu[eé] hora|en qu[eé] a[nñ]o|qu[eé] d[ií]a)\b"),
        ("when", r"^(?:(?:depuis |jusqu'à )?quand|combien de temps|à quelle heure|en quelle année|quel jour)\b"),
        ("count", r"^(?:wie viele?|wieviele?|wie oft|wie alt|wie gro(?:ß|ss)|wie hoch|wie teuer)\b"),
        ("count", r"^¿?(?:cu[aá]nt[oa]s?\b(?! tiempo)|cada cu[aá]nto)|^(?:combien\b(?! de temps)|(?:à )?quel âge)"),
    )
)
_TOLD_YOU = re.compile(
    rf"(?:did|have|had) (?:i|you|we|he|she|they) {ADVERBS}(?:tell|told|say|said|mention(?:ed)?)"
    r"(?: to)?(?: me| you| us)? (?=(?:who|whom|whose|what|which|when|where|why|how)\b)",
    re.IGNORECASE,
)


def _kinds(text: str) -> frozenset[str]:
    """Whether a question without its frame asks when, or how many."""
    told = _TOLD_YOU.match(text)
    inner = (text[told.end() :] if told else text).rstrip(" ?!.")
    return frozenset(kind for kind, rule in _KINDS if rule.search(inner))
