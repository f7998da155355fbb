"""What a language model is asked, so that it points at what a turn states, and the form in which it answers.

Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from secondme.memory.facts.relations import FAVOURITES, RELATIONS
from secondme.memory.facts.sifting import sifted
from secondme.memory.facts.statement import Utterance
from secondme.memory.language import language
from secondme.memory.secret import hides

MOST = 4
"""Statements of one turn."""
LONGEST = 600
"""Characters of a turn that is asked about; of a longer one the rules draw."""
SHOWN, HEAD = 2, 160
"""Turns before it that the model is shown, and characters of each."""
TOKENS = 240
"""Tokens of an answer; four statements take fewer."""

FORM: Mapping[str, Any] = MappingProxyType({
    "type": "object",
    "properties": {
        "facts": {
            "type": "array",
            "maxItems": MOST,
            "items": {
                "type": "object",
                "properties": {
                    "words": {"type": "string", "minLength": 2, "maxLength": 140},
                    "subject": {"type": "string", "minLength": 1, "maxLength": 40},
                    "relation": {"enum": list(RELATIONS)},
                    "object": {"type": "string", "minLength": 1, "maxLength": 80},
                    "when": {"type": "string", "maxLength": 40},
                    "ended": {"type": "boolean"},
                },
                "required": ["words", "subject", "relation", "object", "when", "ended"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["facts"],
    "additionalProperties": False,
})  # fmt: skip
"""The words come first: what they say is chosen once they are."""

TOLD = (
    "You note what a message says about its user or the people around the user. Answer in JSON. For each fact give: "
    '"words": the part of the message that says it, copied exactly; "subject": "user", a name, or a role such as "my '
    'sister"; "relation": one of the list; "object": copied from the message, as short as can be; "when": the words '
    'that say since when, until when or on which day, else empty; "ended": true if it is over. Note nothing from '
    "questions, jokes, wishes, stories, pasted text, or what others think. Most messages hold no fact: then the list "
    "is empty.\nRelations: "
    + ", ".join(name for name in RELATIONS if not name.startswith("favourite_"))
    + ", favourite_ and one of: "
    + ", ".join(sorted(FAVOURITES))
    + "."
)


def _fact(words: str, subject: str, relation: str, thing: str, when: str = "", over: bool = False) -> dict[str, Any]:
    return {
        "words": words, "subject": subject, "relation": relation, "object": thing, "when": when, "ended": over,
    }  # fmt: skip


_EXAMPLES: Sequence[tuple[str, list[dict[str, Any]]]] = (
    (
        "Turin has had me since March, and my brother Paul earns his bread at Fiat.",
        [
            _fact("Turin has had me since March", "user", "lives_in", "Turin", "since March"),
            _fact("my brother Paul", "user", "sibling", "Paul"),
            _fact("Paul earns his bread at Fiat", "Paul", "works_at", "Fiat"),
        ],
    ),
    (
        "We said goodbye to the old Skoda, it went to a student yesterday.",
        [_fact("We said goodbye to the old Skoda", "user", "drives", "Skoda", "yesterday", True)],
    ),
    ("Can you explain how a heat pump works? If I had one I would save money.", []),
)
"""The empty one comes last: a model that only repeats what it saw says nothing."""


def question(said: Utterance) -> list[tuple[str, str]]:
    """What a model is asked of a turn: roles ("system", "user", "assistant") and texts, the last by the user. All but
    the last is the same for every turn."""
    row = [("system", TOLD)]
    for text, facts in _EXAMPLES:
        row += [("user", f"Message: {text}"), ("assistant", json.dumps({"facts": facts}, ensure_ascii=False))]
    told = [f"Before, {who}: {_short(text)}" for who, text in said.before[-SHOWN:] if text.strip()]
    return [*row, ("user", "\n".join([*told, f"Message: {' '.join(said.text.split())}"]))]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= HEAD else "…" + plain[-HEAD:]


def worth(said: Utterance) -> bool:
    """Whether a model is to be asked of a turn: not where nothing can come of it."""
    if len(said.text) > LONGEST or hides(said.text) or not language(said.text).known:
        return False
    own = own_part(said.text)
    of_somebody = ME.search(own) or _THEY.search(own)
    return bool(of_somebody) or bool(own.strip() and (said.speaker or _asked(said)))


def own_part(text: str) -> str:
    """A turn as it is earnest, with spaces in the place of its questions; as long, or empty."""
    clear = sifted(text).replace("’", "'")
    if len(clear) != len(text):
        return ""
    return _QUESTION.sub(_answerable, clear)


def _answerable(match: re.Match[str]) -> str:
    """A sentence that asks, with what it states before: "I am 47, is it too late to learn that?"."""
    begin = max((found.end() for found in _TURN.finditer(match[0])), default=0)
    told = "" if _ASKS.match(match[0].lstrip()) else match[0][:begin]
    return told + " " * (len(match[0]) - len(told))


_WORDS = (
    r"(?:how|what|why|which|who|whose|where|when|is|are|am|was|were|can|could|do|does|did|should|would|will|shall|have"
    r"|has|any)(?:['’]\w+|n['’]t)?\b"
)
_ASKS = re.compile(_WORDS, re.IGNORECASE)
_TURN = re.compile(
    rf"(?:[,/;:–—]|\s-)\s*(?:(?:and|but|so|or)\s+)?(?={_WORDS})|\b(?:and|but|so)\s+(?={_WORDS})", re.IGNORECASE
)
_QUESTION = re.compile(r"[^.!?\n]*\?")
ME = re.compile(r"\b(?:i|me|my|mine|myself|we|us|our|ours|im|ive)\b", re.IGNORECASE)


_THEY = re.compile(
    r"\b(?!(?:that|it|this|there|what)\b)\w+ (?i:is|has|was|went)\b|\b(?i:he|she|they|his|her|their)\b"
    r"|\b(?!(?i:that|it|this|there|what|let)\b)\w+['’]s\b|\b[A-Z]\w+ \w+(?:s|ed)\b"
)
"""Of somebody else: "Ana plays the cello"."""


def _asked(said: Utterance) -> bool:
    """Whether the turn answers a question."""
    return bool(said.before) and said.before[-1][1].rstrip().endswith("?")
