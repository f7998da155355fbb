"""How the person wants to be answered, as they say it: by a sentence of its own, and for good.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from secondme.memory.record import Kind, identity

WISH = "wish"
"""The rule of the lines of the profile that are made of wishes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How answers are to be, and the one thing about them that it settles: a later wish for that takes its place."""

    slot: str
    text: str

    @property
    def id(self) -> str:
        """The id of its line."""
        return identity(Kind.PROFILE, WISH, self.slot)


_DONE = {
    "You want short answers.": "Answer briefly.",
    "You want detailed answers.": "Answer in detail.",
    "You want plain words.": "Use plain words.",
    "You want formal answers.": "Be formal.",
    "You want informal answers.": "Be informal.",
    "You want answers as lists.": "Answer as a list.",
    "You want no lists.": "Use no lists.",
    "You want no emojis.": "Use no emojis.",
    "You want metric units.": "Use metric units.",
    "You want imperial units.": "Use imperial units.",
}
"""What each wish comes to for the model."""
_IN_LANGUAGE = re.compile(r"You want answers in (\w+)\.")

def order(text: str) -> str:
    """What a wish comes to for the model; empty for any other line."""
    language = _IN_LANGUAGE.fullmatch(text)
    return f"Answer in {language[1]}." if language else _DONE.get(text, "")


_ANSWER = r"(?:answers?|repl(?:y|ies)|respon(?:d|ses?)|explanations?|it|things)"
_SHORT = (
    r"(?:short(?:er)?|brief(?:er|ly)?|concise(?:ly)?|to the point"
    r"|in (?:one|a single|a few|short) (?:sentences?|words))"
)
_LONG = r"(?:long(?:er)?|detailed|in (?:more |full )?detail|at length|thorough(?:ly)?)"
_NOT = r"(?:no|not|don'?t|do not|without|stop|avoid|never|hate|dislike)"
_SORTS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (slot, text, re.compile(pattern, re.IGNORECASE))
    for slot, text, pattern in (
        ("length", "You want short answers.", rf"\b{_NOT}\b.{{0,20}}\b{_LONG} {_ANSWER}\b"),
        ("length", "You want detailed answers.", rf"\b{_NOT}\b.{{0,20}}\b{_SHORT} {_ANSWER}\b"),
        ("length", "You want short answers.", rf"\b{_ANSWER}\b(?: \w+){{0,3}} {_SHORT}\b|\b{_SHORT} {_ANSWER}\b"),
        ("length", "You want short answers.", r"\bbe (?:more )?(?:brief|concise)\b"),
        ("length", "You want detailed answers.", rf"\b{_ANSWER}\b(?: \w+){{0,3}} {_LONG}\b|\b{_LONG} {_ANSWER}\b"),
        ("words", "You want plain words.", r"\b(?:plain|simple|easy) (?:words|language|english)\b|\bsimply\b"),
        ("tone", "You want informal answers.", r"\b(?:informal|casual)(?:ly)?\b"),
        ("tone", "You want formal answers.", r"\bformal(?:ly)?\b"),
        ("form", "You want no lists.", rf"\b{_NOT}\b.{{0,20}}\b(?:bullet points|bullets|lists)\b"),
        ("form", "You want answers as lists.", r"\b(?:bullet points|bullets|as (?:a )?lists?)\b"),
        ("emojis", "You want no emojis.", rf"\b{_NOT}\b.{{0,20}}\bemojis?\b"),
        ("units", "You want metric units.", r"\b(?:metric|celsius|kilomet(?:re|er)s)\b"),
        ("units", "You want imperial units.", r"\b(?:imperial|fahrenheit|miles)\b"),
    )
)  # fmt: skip
_LANGUAGE = re.compile(
    r"(?<!like to )(?<!want to )(?<!prefer to )\b(?:answer|reply|respond|write|speak|talk)(?:ed|ing)?(?: to me| back)?"
    r"(?: always)? in (?P<language>English|German|French|Spanish|Italian|Portuguese|Dutch|Danish|Swedish|Norwegian"
    r"|Finnish|Polish|Czech|Greek|Turkish|Russian|Ukrainian|Arabic|Hindi|Chinese|Japanese|Korean|Romanian"
    r"|Hungarian|Catalan)\b"
)
_ASKS_FOR = re.compile(
    r"^\W*(?:please|from now on|in (?:the )?future|always|never|no |don'?t|do not|stop|avoid|keep|use|be |answer|reply"
    r"|respond|write|speak|talk|explain|(?:can|could|would) you|you (?:should|must) (?:always|never)"
    r"|i(?:'d| would)? (?:prefer|like|want|hate|dislike)|short|brief|plain|simple)\b",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:always|never|from now on|in (?:the )?future|every time|whenever|in general)\b", re.IGNORECASE
)
_ONCE = re.compile(
    r"\b(?:this time|for now|just now|today|for this|just this once|to (?:him|her|them|my)|e-?mail|letter|essay|story"
    r"|poem|report|for (?:him|her|them|my))\b",
    re.IGNORECASE,
)
_ABOUT_ANSWERS = re.compile(
    r"\b(?:answer\w*|repl(?:y|ies)|respon(?:d|ses?)|emojis?|bullets?|lists|units?|brief|concise|words|metric|celsius"
    r"|fahrenheit|imperial|keep (?:it|things)|explain (?:it|things|everything)"
    r"|be (?:more |less )?(?:formal|informal|casual))\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"^\W*(?:please |now )?(?:write|give me a|tell|list|draft|make|describe|summari[sz]e|translate|suggest|help|find"
    r"|show|plan|compose|explain (?!(?:it|things|everything)\b))",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_LONGEST = 16
"""Words of a sentence that may be a wish."""


def wishes(text: str) -> Iterator[Wish]:
    """How the person says that they want to be answered from now on, by a sentence of its own.

    Beside a question or a task only what says that it lasts is taken: "Answer briefly: where is my key?" is of that
    question.
    """
    others = "?" in text or any(_TASK.match(one.strip()) for one in _SENTENCES.split(text))
    for sentence in _SENTENCES.split(text):
        plain = sentence.strip().replace("’", "'")
        if not _ASKS_FOR.search(plain) or _ONCE.search(plain) or len(plain.split()) > _LONGEST or ":" in plain:
            continue
        polite = re.match(r"\W*(?:can|could|would) you\b", plain, re.IGNORECASE)
        if not _LASTING.search(plain) and others and not (polite and text.strip() == sentence.strip()):
            continue
        if match := _LANGUAGE.search(plain):
            yield Wish("language", f"You want answers in {match['language']}.")
        if not _ABOUT_ANSWERS.search(plain):
            continue
        slots: set[str] = set()
        for slot, wanted, pattern in _SORTS:
            if slot not in slots and pattern.search(plain):
                slots.add(slot)
                yield Wish(slot, wanted)
