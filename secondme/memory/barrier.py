"""The write barrier: what may be concluded from what. It governs what is derived, never what was said or written.

Pure. Never concluded: what the assistant claimed about the person, what it repeated from its notes, secrets, what a
file tells an assistant to do, and anything of a private conversation.
Source: mem0's issue 4573, an audit in which 97.8 % of 10,134 automatic memories were junk from just these causes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from secondme.memory.insight import supported
from secondme.memory.recall import is_question
from secondme.memory.record import By, Derived, Kind, Memory
from secondme.memory.secret import MASK, found

PRIVATE = "private"
"""The place of private conversations, of which nothing is kept."""
REPEATED = 0.8
"""A turn of the assistant that shares so many of its words with another memory says it again."""


def refusal(draft: Memory, evidence: Sequence[Memory]) -> str:
    """Why a memory may not be concluded from this evidence, as a sentence; empty where it may.

    `evidence` are the memories that the draft's source names, as far as they are there. What was said or written
    itself is never refused.
    """
    if draft.kind.tier == 0:
        return ""
    named = draft.source.memories if isinstance(draft.source, Derived) else ()
    if not named or not {memory.id for memory in evidence} >= set(named):
        return "it rests on nothing that is remembered."
    if any(_private(memory) for memory in (draft, *evidence)):
        return "it comes from a private conversation, of which nothing is kept."
    if _secret(draft, evidence):
        return "it holds a secret, or the place of one."
    for memory in evidence:
        if memory.by is By.FILE and instructs(memory.text):
            return "it rests on a file that tells the assistant what to do."
    if draft.by is By.PERSON:
        return ""
    return _of_the_assistant(draft, evidence)


def _private(memory: Memory) -> bool:
    return memory.place == PRIVATE or memory.place.startswith((PRIVATE + "-", PRIVATE + ":"))


def _secret(draft: Memory, evidence: Sequence[Memory]) -> bool:
    """Whether a draft holds a secret, a mask, or a piece of a secret that was kept on purpose in its evidence."""
    words = " ".join((draft.text, *draft.keywords))
    if MASK.search(words) or found(words):
        return True
    kept = (memory.text[secret.start : secret.end] for memory in evidence for secret in found(memory.text))
    return any(len(part) > 3 and part in words for secret in kept for part in {secret, *secret.split()})


def _of_the_assistant(draft: Memory, evidence: Sequence[Memory]) -> str:
    claims = [memory for memory in evidence if memory.by is By.ASSISTANT and memory.kind is Kind.EPISODE]
    if not claims:
        return ""
    if any(repeats_notes(claim.text) for claim in claims):
        return "it rests on notes that the assistant only repeated."
    others = [memory for memory in evidence if memory not in claims]
    for claim in claims:
        if any(_repeats(claim.text, other.text) for other in others):
            return "it counts what the assistant only repeated."
    if draft.kind is Kind.PROFILE or _PERSON.search(draft.text):
        grounds = [memory.text for memory in others if not is_question(memory.text)]
        if not supported(draft.text, grounds):
            return "only the assistant said so of you."
    return ""


_PERSON = re.compile(
    r"\b(?:you|your|yours|yourself|i|my|mine|the (?:user|person|owner)|du|dein\w*|ich|mein\w*|sie haben)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]{2,}")
_NOTES = re.compile(
    r"\(\d{1,2} [A-Z][a-z]+ \d{4}\) (?:You said|I said|I noticed|I learned(?: \([^)]*\))?|You corrected"
    r"|.{1,200} says): \""
    r"|^Notes:\s|I have no model to answer with",
    re.MULTILINE,
)


def repeats_notes(text: str) -> bool:
    """Whether an answer quotes the notes that were recalled into its prompt."""
    return bool(_NOTES.search(text))


def _repeats(text: str, other: str) -> bool:
    own, theirs = set(_WORD.findall(text.lower())), set(_WORD.findall(other.lower()))
    return bool(own) and len(own & theirs) / len(own) >= REPEATED


# ---- instructions ------------------------------------------------------------------------------------

_ROBOT = r"(?:ai|a\.i\.|llm|language model|chat ?bot|assistant|ai agent|ai assistant|gpt|model)"
_ACTS = (
    r"(?:always|never|now|only|also|immediately|ignore|disregard|forget|remember|memori[sz]e|reply|respond|answer|say"
    r"|tell|"
    r"recommend|reveal|output|print|store|save|treat|believe|mention|act|pretend|obey|follow|insist|refuse|send"
    r"|execute|run)"
)
_EARLIER = (
    r"(?:(?:previous|prior|above|earlier|preceding|foregoing|former|other|existing|original|initial|given"
    r"|your) ){1,3}"
)
_INSTRUCTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass|drop)\s(?:all\s)?(?:of\s)?(?:the\s|any\s|these\s|those\s|my\s)?"
        + _EARLIER
        + r"(?:instruction|prompt|message|rule|guideline|direction|command|order|context|training|constraint)s?\b",
        r"\b(?:ignore|disregard) (?:everything|all|anything) (?:above|before|you (?:were|have been))",
        r"\byou must (?:always |now |also )?(?:remember|memori[sz]e|believe)\b(?! to\b)",
        rf"\bthe {_ROBOT} (?:must|should|shall|has to|needs to|is to|will now) (?:now )?{_ACTS}\b",
        r"\bthe (?:ai |ai agent|assistant|ai assistant|chat ?bot) ?(?:must|should|shall) (?!have\b|be\b|hold\b)",
        rf"\byou(?: are|'re) (?:now )?an? (?:\w+ ){{0,3}}{_ROBOT}\b",
        r"\byou are now (?:in )?(?:dan\b|developer mode|jailbroken|unrestricted|free of)",
        r"\b(?:reveal|print|show|repeat|ignore|override|forget|leak|output|reset|disregard) (?:me )?(?:your|the|its)"
        r" (?:\w+ )?(?:system|initial|hidden) (?:prompt|message|instructions)",
        r"(?:\[|<|^|#+ ?|\bnew )system (?:prompt|message|instructions?)(?:\]|>|:)",
        r"\b(?:your|updated|new) system prompt\b",
        r"<\|?(?:im_start|im_end|system|assistant|start_header_id|eot_id|endoftext|user)\|?>|\[/?INST\]|<</?SYS>>",
        rf"(?:^|\n)[ \t]*#*[ \t]*(?:system|assistant|developer)[ \t]*:[ \t]*(?:you\b|{_ACTS}\b|from now|do not\b"
        rf"|don't\b)",
        r"(?:^|\n)#{2,} ?(?:system|instruction|response|assistant) ?:",
        r"\bfrom now on,? (?:you\b|always\b|never\b|answer\b|respond\b|reply\b|refer to\b|call (?:me|him|her)\b)",
        rf"\b(?:dear|attention|hey|hello|note to(?: the| any| all)?|instructions? (?:to|for)(?: the| any"
        rf"| all)?) {_ROBOT}s?\b",
        rf"\bif you(?: are|'re) an? {_ROBOT}\b",
        rf"\bas an? (?:ai|llm|language model|ai {_ROBOT})\b[^.\n]{{0,40}}\byou\b",
        r"\b(?:do not|don't|never|without) (?:tell|telling|inform|informing|mention (?:this |it )?to|alert"
        r"|alerting) the user\b",
        r"\b(?:remember|store|save|add|write|commit|memori[sz]e)\b[^.\n]{0,60}\b(?:to|in"
        r"|into) your (?:long[- ]term )?memory\b",
        r"\bremember that the user\b",
        r"\b(?:act|behave|respond) as (?:if you were |though you were )?an? (?:\w+ ){0,3}(?:ai|llm|assistant"
        r"|chatbot)\b",
        r"\bignorier\w* (?:alle |sämtliche )?(?:vorherigen|bisherigen|vorigen|obigen|früheren) (?:anweisungen|befehle"
        r"|regeln)",
        r"\bdu musst dir (?:merken|einprägen)\b|\bder assistent (?:soll|muss|sollte)\b|\bvergiss (?:alle"
        r"|deine) (?:\w+ )?anweisungen",
    )
)
_SIGNS = re.compile(
    r"ignor|disregard|forget|overrid|bypass|drop|must|should|shall|has to|needs to|is to|will now|you are|you're|system"
    r"|<|\[|##|assistant|developer|from now|dear|attention|hey|hello|note to|instruction|as an?\b|the user|your|musst"
    r"|soll|vergiss",
    re.IGNORECASE,
)


def instructs(text: str) -> bool:
    """Whether a text tells an assistant what to do, as no text does that is written for people.

    Invisible letters are left out first, and wide or styled ones read as plain ones.
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    plain = re.sub(r"[^\S\n]+", " ", plain).replace("’", "'")
    if not _SIGNS.search(plain):
        return False
    flat = re.sub(r"\s+", " ", plain)  # an instruction may be broken into lines
    return any(pattern.search(plain) or pattern.search(flat) for pattern in _INSTRUCTS)
