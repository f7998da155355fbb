"""Whether what was said supports a statement: its telling words, numbers and names stand there, and nothing denies it.

Pure. This judges form alone: a statement that fails was not said; one that passes may still be misread.
"""

from __future__ import annotations

import re

from secondme.memory.facts.entities import YOU, role_of, same_name, stem, telling
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.named import TOKEN
from secondme.memory.roots import fold
from secondme.memory.spans import tells_time

DENYING = frozenset(("dislikes", "avoids", "allergic_to", "fears", "eats"))
"""Relations that people say with a "not" in it."""
_NOT = re.compile(
    r"\b(?:not|never|nobody|no one|no longer|nor|neither|without|hardly|anymore|any more|dont|doesnt|didnt|isnt"
    r"|cant)\b|n['’]t\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|wish|imagine|pretend|suppose|as though|unless|whether|dreamt|dreamed)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"[.!?;\n]+|,? (?:but|because|so that|although|though|while)\b"
    r"|,(?: and| so)? (?=(?:i|we|my|it|he|she|they|every(?:one|body))\b)"
    r"|(?<!\bnot)(?<!\bnever)(?<!\byet)(?<!n['’]t),(?: (?=its\b)| so\b(?! (?:far|to|help|much|many|long|called)\b))"
    r"|, (?:and |but )?(?=no (?:longer|more)\b(?! than))",
    re.IGNORECASE,
)
"""Where a clause ends; what stands between a denial and what it denies ("I've never, so far, been …") ends none."""
_DATE = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2})?\b|--\d{2}-\d{2}\b")
"""What was said in words and is kept as a date."""


def entailed(statement: Statement, said: Utterance) -> bool:
    """Whether an utterance supports a statement by the words that it rests on; the turns before may name what "she"
    means, or ask what is answered."""
    if not 0 <= statement.start < statement.end <= len(said.text) or not statement.object.strip():
        return False
    words = said.text[statement.start : statement.end]
    context = " ".join([*(text for _, text in said.before), said.text])
    roots = {stem(word) for word in TOKEN.findall(context)}
    thing, dates = _DATE.subn(" ", statement.object)
    if dates and not (tells_time(context) or any(character.isdigit() for character in context)):
        return False
    if thing.strip() and not all(_stands(word, roots, context) for word in telling(thing)):
        return False
    return _named(statement, said, context) and not _denied(statement, words, said.text)


def _stands(word: str, roots: set[str], context: str) -> bool:
    if word in roots or any(one.startswith(word) or word.startswith(one) for one in roots if len(one) > _SHORT):
        return True
    return word in fold(context)


_SHORT = 3


def _named(statement: Statement, said: Utterance, context: str) -> bool:
    """Whether the subject is the person, whoever spoke, or somebody who is named."""
    subject = statement.subject
    if subject.lower() == YOU or (said.speaker and same_name(subject, said.speaker)):
        return True
    role = role_of(subject)
    owner, called = role if role else ("", subject)
    told = {stem(word) for word in TOKEN.findall(context)}
    names = [called] if owner in ("", YOU) else [owner, called]
    return all(any(stem(word) in told for word in TOKEN.findall(name)) for name in names) or bool(role)


def _denied(statement: Statement, words: str, text: str) -> bool:
    """Whether the clause with the object denies it, or only supposes it."""
    if statement.ends or statement.relation in DENYING or _NOT.search(statement.text):
        return False
    wanted = telling(statement.object)
    for clause in _ENDS.split(words):
        told = {stem(word) for word in TOKEN.findall(clause or "")}
        if wanted & told and (_NOT.search(clause) or _IF.search(clause)):
            return not _NOT_BUT.search(clause)
    return False


_NOT_BUT = re.compile(r"\b(?:not only|not just|no doubt)\b|, not ", re.IGNORECASE)
"""A "not" that denies something else."""
