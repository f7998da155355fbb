"""Pieces of which frames are made: names, places, kin, trades, employers, subjects, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from secondme.memory.facts.relations import BONDS
from secondme.memory.facts.rules.being import NUMBER
from secondme.memory.facts.rules.trades import is_trade
from secondme.memory.facts.words import CONDITIONS, FAITHS, INSTRUMENTS, LANGUAGES, NATIONS, SPORTS, UNSAID
from secondme.memory.kin import ROLE_OF


def either(words: Iterable[str]) -> str:
    """A pattern of any of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


GAMES = (SPORTS | INSTRUMENTS) - {"go", "d&d", "bridge", "organ", "recorder", "horn", "bass", "keyboard"}
"""Sports and instruments that are nothing else."""
_CAP = r"(?-i:[A-ZÀ-ÖØ-ÞŠŽŁŚŻ](?:[\w’'-]*\w)?)"
_TITLE = r"(?-i:(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Prof|Don|Doña|Sir|Frau|Herr|Madame|Monsieur|Signora|Señor|Señora)\.? )"
NAME = rf"(?P<n>{_TITLE}?{_CAP}(?: {_CAP}){{0,2}})"
"""Up to three words with capital letters; `is_name` says whether they name somebody."""
PLACE = rf"(?P<p>{_CAP}(?:(?: (?:de|la|le|do|da|del|di|dos|of|on|upon|am|an der|sur|los|las|el))?[ -]{_CAP}){{0,3}})"
START = r"(?:^\W*|(?<=[.!?;:–—(,-] )|(?<=\band )|(?<=\bbut )|(?<=\bso )|(?<=\bbecause )|(?<=\bcos )|(?<=\bsince ))"
STOP = (
    r"(?=\s*(?:[,.;:!?)(–—]|-\s|$)|\s(?:and|but|so|because|cos|since|with|for|who|where|which|now|at|in|on|to|is"
    r"|was)\b)"
)

_MORE_KIN = {
    "pa": "father", "papà": "father", "papá": "father", "papi": "father", "old man": "father", "stepdad": "stepfather",
    "missus": "wife", "hubby": "husband", "husband": "husband", "other half": "partner", "better half": "partner",
    "fella": "boyfriend", "bf": "boyfriend", "gf": "girlfriend", "eldest": "child", "oldest": "child",
    "youngest": "child", "little one": "child", "wee one": "child", "kiddo": "child", "lad": "son", "bub": "child",
    "little boy": "son", "little girl": "daughter", "boy": "son", "girl": "daughter",
    "nonna": "grandmother", "nonno": "grandfather", "oma": "grandmother", "opa": "grandfather",
    "abuela": "grandmother", "abuelo": "grandfather", "nani": "grandmother", "dadi": "grandmother",
    "lola": "grandmother", "lolo": "grandfather", "babcia": "grandmother", "yiayia": "grandmother",
    "pappou": "grandfather", "bubbe": "grandmother", "zayde": "grandfather", "mormor": "grandmother",
    "farmor": "grandmother", "obaachan": "grandmother", "halmoni": "grandmother", "great-aunt": "aunt",
    "great-uncle": "uncle", "grand-aunt": "aunt", "grand-uncle": "uncle", "great-grandmother": "grandmother",
    "great-grandfather": "grandfather", "great-gran": "grandmother", "tita": "aunt", "tito": "uncle", "tía": "aunt",
    "tío": "uncle", "tia": "aunt", "tio": "uncle", "zia": "aunt", "zio": "uncle", "tante": "aunt", "khala": "aunt",
    "didi": "sister", "bhaiya": "brother", "ate": "sister", "kuya": "brother", "sis": "sister",
    "line manager": "boss", "team lead": "boss", "team leader": "boss", "head of department": "boss",
    "head teacher": "boss", "foreman": "boss", "gaffer": "boss", "manager": "boss", "supervisor": "boss",
    "flatmate": "roommate", "housemate": "roommate", "roommate": "roommate", "mate": "friend", "best mate": "friend",
    "pal": "friend", "bestie": "friend", "deskmate": "colleague", "lodger": "tenant", "gp": "doctor",
    "in-law": "", "childminder": "nanny", "physio": "physiotherapist", "orthodontist": "dentist",
}  # fmt: skip
"""Further words for those around; some of them only with a "my" before."""
_KNOWN = {word: role.replace(" ", "-") for word, role in ROLE_OF.items()}
_SPACED = {word.replace("-in-law", " in law"): role for word, role in _KNOWN.items()}
ROLES = {
    word: role for word, role in (_SPACED | _KNOWN | _MORE_KIN).items() if BONDS.get(role, "has_pet") != "has_pet"
}
"""The words for those around, each with their role."""
KIN = f"(?P<k>{either(ROLES)})"
ADJ = (
    r"(?:(?:late|dear|old|older|elder|little|big|baby|kid|twin|own|poor|only|other|dearest|lovely|wee|great|younger"
    r"|oldest|eldest|youngest|middle|favou?rite|best|good|new|long-suffering|beloved|grown-up|teenage|adult|clever"
    r"|\w+-year-old|\d+ ?yo|[\w-]+-haired|dodgy|first|second|third|ex|crazy|stubborn|retired|former|next-door"
    r"|upstairs|downstairs|work|direct|immediate|german|french|italian|spanish|polish|irish|english|dutch) ){0,2}"
)
MY_KIN = rf"\b(?:my|our) {ADJ}{KIN}\b"
_NO_NAME = (
    UNSAID | LANGUAGES | NATIONS | FAITHS | CONDITIONS | frozenset(ROLE_OF)
    | frozenset(
        "i im i'm i've i'd i'll my our your his her their the a an and but or so if he she they we it then now today "
        "tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december christmas easter ramadan eid diwali god jesus lol omg ok "
        "okay please thanks hello hi hey yes no not just only also still any all can could would should will do does "
        "did is are was were been has have had where when why how for from with in on at to of by as about after "
        "before dr mr mrs ms english maths math netflix spotify google facebook whatsapp instagram zoom excel word "
        "up down over out off still live working first last lad lads guy guys bloke man woman girl boy lady boss "
        "everyone everybody nobody someone somebody people kids mum mom dad mam mama papa grandma grandpa nan gran "
        "sorry honestly actually anyway oh well ah both one two three four five six seven eight nine ten never always "
        "since because while although never ever good bad best worst happy new old back here there asap diy tv pc nhs "
        "uk usa us eu ps pm am bbc gp it's that's he's she's there's what's who's let's uni college school work".split()
    )
)
_NO_PLACE = frozenset(
    "the i english person general fact case time love bed public private advance touch charge excel word python java "
    "javascript french german spanish polish years year months christmas easter summer winter spring autumn january "
    "february march april may june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday photoshop figma notion obsidian minecraft god jesus hr it marketing sales finance law "
    "medicine powerpoint latex linux windows tv a an my our his her their this that these those".split()
)


def is_name(text: str) -> bool:
    """Whether words with capital letters may name somebody."""
    words = text.replace(".", "").split()
    words = words[1:] if len(words) > 1 and words[0].lower() in _TITLES else words
    return bool(words) and all(word.lower() not in _NO_NAME for word in words) and not words[0].isupper() | (
        len(words[-1]) < _SHORT or words[0].lower().endswith(("'s", "’s")))  # fmt: skip


_TITLES = frozenset("mr mrs ms miss dr prof don doña sir frau herr madame monsieur signora señor señora doctor".split())
_SHORT = 2
"""Letters of the shortest name."""


def is_place(text: str) -> bool:
    """Whether words with capital letters may name a place."""
    first = text.split()[0].lower()
    return first not in _NO_PLACE and text.lower() not in NATIONS | LANGUAGES | FAITHS and len(text) > _SHORT


def bare(name: str) -> str:
    """A name without the "'s" of an owner."""
    return re.sub(r"['’]s$", "", name)


# ---- what begins at a place in a sentence ------------------------------------------------------------

_WORD = re.compile(r"[\w][\w’'&/+-]*")
_STOPS = frozenset(
    "in on at to for with from by about into near after before during until since without around under over and or "
    "but so because while when if that which who whose where though as than i we you he she it they is am are was "
    "were be been have has had do does did will would can could should may might must not never now too again my our "
    "your his her their me him us them here there today tomorrow myself whether what how why no yes plus cos bc w "
    "looking trying wanting wondering needing living based working hoping lately please anyway though this these "
    "those then".split()
)


def run(text: str, at: int, most: int = 6) -> list[re.Match[str]]:
    """The words that follow one another from a place on, up to a stop word or a sign."""
    words: list[re.Match[str]] = []
    while len(words) < most and (match := _WORD.match(text, at)):
        if match[0].lower() in _STOPS:
            break
        words.append(match)
        at = match.end()
        if text[at : at + 1] != " ":
            break
        at += 1
    return words


_NO_EARNER = re.compile(
    r"\b(?:good|bad|great|terrible|decent|better|poor|excellent|keen|slow|fast|light|heavy|hobby|amateur|home|lousy"
    r"|passionate|confident|nervous|avid|big|quick|huge|wannabe|former|ex|retired|future|aspiring|total|complete"
    r"|regular|frequent|first|last|next|single|cheap|free)\b"
)


def trade(text: str, at: int) -> tuple[str, int] | None:
    """What one earns a living as that begins at a place, and where it ends."""
    words = run(text, at, 5)
    for size in range(len(words), 0, -1):
        said = text[at : words[size - 1].end()]
        low = said.lower()
        if "'" in low or "’" in low or low.endswith("student"):
            continue
        if is_trade(low) and not _NO_EARNER.search(low):
            return said, words[size - 1].end()
    return None


_PLACES_OF_WORK = frozenset(
    "hospital library bakery school university museum clinic factory warehouse supermarket bank hotel restaurant cafe "
    "café bar pub gym shop salon pharmacy surgery nursery kindergarten airport brewery vineyard theatre theater "
    "cinema zoo farm garage mill mine quarry refinery shipyard depot council ministry embassy prison court "
    "laboratory lab studio newspaper hospice florist butcher's deli call-centre laundrette laundry dairy abattoir "
    "bookshop bookstore college practice firm agency startup".split()
)


def employer(text: str, at: int) -> tuple[str, int] | None:
    """Where one works that begins at a place: a name, or "the city library"; and where it ends."""
    lead = re.compile(r"(?:(?:the|a|an|our|my|this) )?", re.IGNORECASE).match(text, at)
    begin = lead.end() if lead else at
    named = re.compile(
        rf"{_CAP}(?:(?: (?:of|and|&|the|de|for|du|da|do|del|della|di))*[ &-]+{_CAP}){{0,4}}"
    ).match(text, begin)
    if named and named[0].split()[0].lower() not in _NO_PLACE | _NO_NAME - {"google", "netflix", "facebook"}:
        return bare(named[0]), named.end()
    words = run(text, begin, 5)
    for size in range(len(words), 0, -1):
        if words[size - 1][0].lower() in _PLACES_OF_WORK:
            return text[begin : words[size - 1].end()], words[size - 1].end()
    return None


_SUBJECTS = frozenset(
    "law medicine nursing dentistry pharmacy midwifery architecture engineering engg maths mathematics math physics "
    "chemistry biology biochemistry geology geography geomatics history english literature philosophy politics "
    "economics accounting accountancy finance business marketing management journalism media film drama theatre music "
    "art design fashion photography psychology sociology anthropology archaeology linguistics theology education "
    "teaching forestry agriculture agronomy horticulture astronomy statistics informatics computing it cs "
    "science sciences studies translation interpreting physiotherapy nutrition dietetics logistics tourism hospitality "
    "catering carpentry plumbing welding hairdressing cosmetology animation robotics mechatronics aeronautics genetics "
    "neuroscience ecology botany zoology vet veterinary optometry radiography criminology relations work health "
    "planning policy security analytics mechanics electronics ai sanskrit classics japanology sinology spanish french "
    "german italian portuguese arabic chinese japanese korean russian mbbs mba llb ceramics sculpture painting".split()
)
_SUBJECT_END = re.compile(r"(?:ology|onomy|istry|graphy|ometry|onics|atics)$")


def subject(text: str, at: int) -> tuple[str, int] | None:
    """What one studies that begins at a place, and where it ends."""
    words = run(text, at, 4)
    for size in range(len(words), 0, -1):
        last = words[size - 1][0].lower()
        if last in _SUBJECTS or _SUBJECT_END.search(last):
            return text[at : words[size - 1].end()], words[size - 1].end()
    return None


AGE = rf"(?P<age>{NUMBER})"


_UNITS = {word: number for number, word in enumerate("one two three four five six seven eight nine".split(), start=1)}
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_WORDS = re.compile(rf"\b({'|'.join(_TENS)})(?:[- ]({'|'.join(_UNITS)}))?\b", re.IGNORECASE)


def digits(text: str) -> str:
    """A text with its numbers from twenty on in digits."""
    return _WORDS.sub(lambda match: str(_TENS[match[1].lower()] + _UNITS.get((match[2] or "").lower(), 0)), text)
