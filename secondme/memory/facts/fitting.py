"""What a relation asks of its object, and of the words that say it.

Pure. A model that points at the right words still takes one relation for another: of ten facts of scripted lives that
were given the wrong one, one passes here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from secondme.memory.facts import dating
from secondme.memory.facts.relations import BONDED, BONDS
from secondme.memory.facts.words import (
    BREEDS,
    CONDITIONS,
    DIETS,
    HOMES,
    INSTRUMENTS,
    MAKES,
    SPORTS,
    VEHICLES,
)
from secondme.memory.kin import PLURALS, ROLE_OF

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|noon|midnight)\b",
    re.IGNORECASE,
)
_COUNTED = frozenset("age height weight salary pays phone wakes_at address".split())
_NAMES = frozenset(("is_called", "lives_in", "comes_from", *BONDED - {"has_pet"}))


def _any(words: frozenset[str]) -> str:
    return "|".join(sorted(re.escape(word.replace("_", " ")) for word in words))


def _role_words(bond: str) -> list[str]:
    """The words for all the roles that somebody of a bond can have."""
    roles = {role.replace("-", " ") for role, relation in BONDS.items() if relation == bond}
    return sorted({re.escape(word) for word, role in ROLE_OF.items() if role.replace("-", " ") in roles})


_WORK = (
    r"work|job|earn|employ|hire|office|firm|company|desk|badge|living|career|profession|trade|shift|start|join|teach"
    r"|promot|business|retrain|\bas an?\b|\b(?:i'?m|am|is|are|was|became|become|be|now)\b|'s an?\b|\bfor\b|staff|run"
)
_TIED = {
    "partner": "|married|marry|dating|engaged|together|couple|girl|boy|ex",
    "parent": "|mum|mom|dad|parents|folks", "child": "|children|boy|girl|born", "sibling": "", "relative": "|family",
    "friend": "|mate|mates", "neighbour": "|next door|neighbors?|door", "colleague": "|work|team|office|desk",
    "boss": "|report to|lead|chief|head", "knows": "", "has_pet": "|pet|animal|adopted|" + _any(BREEDS),
}  # fmt: skip
"""What tells of a bond besides the words for its roles."""
_CUES: Mapping[str, re.Pattern[str]] = MappingProxyType({
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "allergic_to": r"allerg|intoleran|react|hives|rash|hospital|epipen|swell|swollen",
        "born_on": r"born|birthday|bday|turn(?:ed|ing|s)?\b",
        "anniversary": r"anniversar|married|wedding",
        "is_called": r"call|name|known as|goes? by|nick|\bi'?m\b|\bi am\b",
        "comes_from": r"from|born|grew|origin|native|raised|roots|home",
        "speaks": r"speak|fluent|language|native|tongue|bilingual|talk",
        "religion": r"faith|relig|church|mosque|temple|synagogue|pray|believ|\bam\b|'m|rais|convert|practi",
        "believes": r"believ|think|opinion|view|mind|convinc|should|reckon|sure",
        "status": r"married|single|divorc|retire|widow|engaged|separat|pension|partner|unmarried|unemploy|between jobs",
        "lives_with": r"liv|shar|flat|together|moved|house|room",
        "visited": r"visit|been|\bwas\b|\bwere\b|went|trip|saw|travel|holiday|return|back|vacation|\bin\b|flew",
        "commutes_by": r"work|commut|office|ride|get to|get there|way in|school",
        "studies": r"stud|degree|uni|major|course|college|school|class|master|phd|semester|read",
        "studies_at": r"stud|degree|uni|major|course|college|school|class|master|phd|semester|enrol",
        "learns": r"learn|lesson|course|practi|stud|begin|class|teach|took up|taken up|start|new to|try",
        "volunteers_at": r"volunteer|help|shift|charity|unpaid",
        "member_of": r"member|join|belong|part of|club|choir|society|in the|signed up",
        "collects": r"collect|hunt|gather|shelf|shelves",
        "grows": r"grow|garden|plant|balcony|seed|allotment|bed",
        "drives": rf"driv|\bcar\b|wheel|motor|{_any(MAKES | VEHICLES)}",
        "size": r"size|wear|fit|take a|\bin\b|shoes?",
        "salary": r"earn|salary|wage|paid|pay|make|made",
        "pays": r"pay|rent|cost|fee|month|mortgage",
        "supports": r"support|\bfan\b|team|club|cheer|root|follow",
        "prefers": r"prefer|rather|\bover\b|\bthan\b|instead|better|favou?r",
        "fears": r"afraid|scare|fear|terrif|phobi|panic|petrif",
        "avoids": r"n't|not|never|avoid|without|\bno\b|cut|quit|gave|given|off|cannot|less|stop",
        "expects": r"expect|pregnan|due|on the way|baby",
        "injured": r"hurt|broke|break|sprain|twist|injur|tore|torn|fractur|pull|cut|burn|cast|heal",
        "takes": r"\btak|medic|prescri|pill|tablet|dose|\bon\b|drops|inhaler|inject|need|daily|twice|\bchanged\b",
        "habit": r"every|always|usual|day|week|morning|evening|night|often|routine|once|again|month|regular|most",
        "reads": r"read|book|novel|page|chapter|author",
        "can": r"\bcan\b|\bable\b|knows? how|good at|skilled|fluent",
        "aims_at": r"want|hop(?:e|ing)|dream|goal|aim|plan|like to|love to|after|one day|some ?day|bucket|resol|going",
        "plans": r"'ll\b|will|going|plan|book|next|tomorrow|schedul|arrang|ticket|\bon\b|\bin\b|coming|soon|this \w+",
        "appointment": r"appoint|exam|meet|interview|check|visit|session|surgery|scan|test|dentist|doctor|physio"
        r"|\bsee\b|haircut|book|\bat\b|\bon\b|moved|resched",
        "uses": r"\bus(?:e|es|ed|ing)\b|app|software|phone|laptop|computer|switch",
        "owns": r"\b(?:have|has|had|got|owns?|owned|bought|mine|my|our|his|her|their|sold|belongs?|new)\b|'s\b|'ve\b",
        "likes": r"lov|like|enjoy|\bfan\b|favou?r|keen|\binto\b|fond|ador|best|obsess|crazy|mad about|soft spot|passion"
        r"|beats|heaven|enough|live for|addict|hooked|treat|happ|tire of|big on|weakness",
        "works_at": _WORK, "works_as": _WORK, "works_in": _WORK,
        "plays": rf"play|instrument|match|game|team|lesson|practi|{_any(INSTRUMENTS | SPORTS)}",
        "home": rf"home|liv|rent|{_any(HOMES)}",
        "dislikes": r"n't|not|never|hate|cannot|dislik|disgust|awful|annoy|worst|loath|detest|sick of|\bno\b|enem",
        "has_condition": r"\b(?:have|has|had|got|with)\b|suffer|diagnos|condition|chronic|"
        + _any(CONDITIONS),
        **{
            bond: rf"\b(?:{'|'.join(_role_words(bond))}{more})(?:s|ren)?\b" for bond, more in _TIED.items()
        },
    }.items()
})  # fmt: skip
"""What must stand in the words where a mistake would weigh, or where models like to put anything."""
_BLOOD = re.compile(r"(?:A|B|AB|O|0)\s?(?:[+-]|positive|negative|pos|neg|plus|minus)?", re.IGNORECASE)
_DIET = re.compile(r"[\w-]*(?:-free|-based|-carb|-fat)|keto|halal|kosher|paleo|mediterranean|vegetarian|vegan")


def fitted(relation: str, kept: str, shown: str, quote: str, *, over: bool) -> tuple[str, str] | None:
    """An object as it is kept and as it is said, where it is of the kind that its relation asks for."""
    if relation in _COUNTED and not _NUMBER.search(kept):
        return None
    if not over and relation in _CUES and not _CUES[relation].search(quote):
        return None
    if relation.startswith("favourite_") and not re.search(r"favou?rite", quote, re.IGNORECASE):
        return None
    if relation in _NAMES and kept[:1].islower() and quote != quote.lower():
        return None
    if relation == "has_family" and not any(word in ROLE_OF or word in PLURALS for word in kept.lower().split()):
        return None
    if relation in ("born_on", "anniversary"):
        return dating.date(kept)
    if relation == "email" and not re.fullmatch(r"\S+@\S+\.\w+", kept):
        return None
    if relation == "blood_type" and not _BLOOD.fullmatch(kept):
        return None
    if relation == "eats" and kept.lower() not in DIETS and not _DIET.fullmatch(kept.lower()):
        return None
    return kept, kept if relation in _BARE else shown


_BARE = frozenset(("eats", "age", "lives_in", "works_in", "speaks", *BONDED - {"has_pet"}))
"""Relations whose sentence has no room for an article."""
