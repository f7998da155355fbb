"""What follows from a correction: which memory it means, and the memory that takes its place.

Pure. Which turns correct at all is decided in `objection`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secondme.memory.named import PLAIN, TOKEN, named, roots_of, sort_of, values_of
from secondme.memory.objection import Correction, correction
from secondme.memory.quiet import STOP
from secondme.memory.recall import is_question
from secondme.memory.record import By, Derived, Kind, Memory, identity

__all__ = [
    "Correction",
    "Statement",
    "as_told",
    "believed",
    "corrected",
    "correction",
    "held",
    "meant",
    "repeats",
    "restated",
    "same",
    "statements",
    "statements_of",
]

SAME = 0.8
"""Share of their words that two memories have in common which say the same."""
RULE = "correction"
"""The rule by which a corrected memory is drawn from the old one and from what was said."""
MARK = " Corrected: "
"""What stands between what was believed and what is right."""


def meant(said: Correction, used: Sequence[Memory], answer: Memory | None, question: str = "") -> Memory | None:
    """The memory that a correction is about: one of those that the answer before was given, else that answer.

    `used` are the memories of the answer, best first; `answer` is the turn of the assistant, None where it only
    quoted; `question` is what was asked. A memory that says already what is right is not meant: then the assistant
    read it wrongly, and its answer is. None where nothing fits.
    """
    new = values_of(said.content)
    told = answer.text if answer else ""
    if answer and not said.content and not _claims(told):
        return None
    about = roots_of(f"{told} {question}")
    scored: list[tuple[float, int, Memory]] = []
    for rank, memory in enumerate(used):
        text = believed(memory.text)
        old = values_of(text)
        if said.instead_of and not roots_of(said.instead_of) <= roots_of(text):
            continue
        if new and all(values <= old.get(form, set()) for form, values in new.items()):
            continue  # it is right already
        forms = [form for form in new if old.get(form)]
        if new and not forms and not said.instead_of:
            continue
        if not said.content and answer and not _agrees(told, text, question):
            continue  # the answer says what the memory does not
        shared = roots_of(text) & (about | roots_of(said.content))
        agreed = sum(bool(old[form] & values_of(told).get(form, set())) for form in forms)
        if not shared and not agreed and answer:
            continue
        weight = len(shared) / max(1, len(roots_of(text))) + len(shared) / 4 + agreed + len(forms) / 2
        scored.append((weight, -rank, memory))
    if scored:
        return max(scored, key=lambda one: one[:2])[2]
    silent = _ABSTAINS.search(told) or not _claims(told)
    if answer is None or silent or not roots_of(said.instead_of) <= roots_of(told):
        return None
    if new and not said.instead_of and not new.keys() & values_of(told).keys() and not roots_of(said.content) & about:
        return None
    return answer


_ABSTAINS = re.compile(
    r"\b(?:do not|don't|not|nothing) (?:know|remember|recall|sure|found)|\bremember nothing", re.IGNORECASE
)
"""An answer that claims nothing, in which nothing can be wrong."""
_COURTESY = re.compile(
    r"\W*(?:(?:sure|of course|certainly|absolutely|okay|ok|all right|alright|great|yes|got it|noted|understood|thanks"
    r"|thank you(?: so much)?|you're welcome|no problem|sorry|(?:i'm|i am)(?: so| very)? sorry|i apologi[sz]e"
    r"|my apologies|i see|i understand|but|and|for (?:that|this|the \w+|any \w+|letting me know|telling me))\b\W*)*",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"(?:(?:i'm|i am|i'd|i would|i'll|i will)(?: be)?(?: \w+)? (?:happy|glad|here|ready|able|unable)\b"
    r"|i (?:can|can't|cannot|could|couldn't|could not)\b(?: only| not)? (?:help|assist|answer|do that|provide)"
    r"|(?:i'm|i am|as)(?: just| only)? an? (?:ai|assistant|language model|large language model)\b"
    r"|(?:please|feel free|let me know|i hope|how can|what else)\b)",
    re.IGNORECASE,
)
"""Begins what is said whatever was asked."""


def _claims(answer: str) -> bool:
    """Whether an answer states something: more than courtesies, questions and that nothing is known."""
    for one in statements_of(answer.replace("’", "'")):
        rest = _COURTESY.sub("", one.words, count=1)
        empty = is_question(one.words) or _ABSTAINS.search(rest) or _STOCK.match(rest) or not roots_of(rest)
        if not empty or (values_of(rest) and not is_question(one.words)):
            return True
    return False


def _agrees(answer: str, text: str, question: str) -> bool:
    """Whether what an answer names stands in a memory, so that the memory is to blame for it."""
    asked = values_of(question)
    held = values_of(text)
    named = {form: values - asked.get(form, set()) for form, values in values_of(answer).items()}
    words = {word.lower() for word in TOKEN.findall(text)}
    return all(value in held.get(form, set()) | words for form, values in named.items() for value in values)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a memory, and what it was corrected to, empty where it was not."""

    words: str
    right: str = ""

    @property
    def text(self) -> str:
        """The sentence as a corrected memory has it."""
        return f"{self.words}{MARK}{self.right}" if self.right else self.words

    @property
    def restated(self) -> str:
        """The sentence with what is right in it; empty where it cannot be put so."""
        return restated(self.words, self.right) if self.right else self.words

    @property
    def believed(self) -> str:
        """What the person holds to be right; the sentence itself where nothing was corrected."""
        if self.restated:
            return self.restated
        new = values_of(self.right)
        return " ".join(word for word in TOKEN.findall(self.words) if sort_of(word) not in new) + ". " + self.right


_SENTENCES = re.compile(
    r"(?<=[.!?…])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bNo\.)(?<!\bNr\.)(?<!\bProf\.)"
    r"(?<!\b[A-Z]\.)\s+"
)
"""Where a sentence ends: not after a title or an initial."""


_ITEMS = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•|>#]+|\d+[.)])\s)")
"""Where a paragraph ends, or an item of a list."""


def statements_of(text: str) -> list[Statement]:
    """The sentences of a memory in order, each with what it was corrected to. An item of a list is a sentence."""
    found: list[Statement] = []
    for part in (part for item in _ITEMS.split(text) for part in _SENTENCES.split(" ".join(item.split()))):
        if found and part.startswith(MARK.strip() + " "):
            found[-1] = Statement(found[-1].words, part.removeprefix(MARK.strip()).strip())
        elif part:
            found.append(Statement(part))
    return found


_IT = re.compile(
    r"(?:it|he|she|they|we|that|this|es|er|sie|das|wir)(?P<verb>'s|'re| will be| [a-zäöüß]+)\b\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_IS = re.compile(r"\b(?:is|are|was|were|will be|ist|sind|war)\b")
_WHOLE = re.compile(r"(?:the|my|our|his|her|their|i|we|der|die|das|mein\w*|unser\w*|ich|wir)\b.* \S+ \S", re.IGNORECASE)
_BEFORE_IT = "it it's he he's she she's they that that's is are was were on at in to by from the am um no not"
_LEADS = frozenset(_BEFORE_IT.split())


def restated(words: str, right: str) -> str:
    """A sentence with what is right in the place of what was wrong: "The meeting is on Tuesday."; empty where the
    two do not fit into each other.

    A small model reads this far better than both side by side: asked about 16 corrected facts the 135M starter was
    right 13 times, with seven wordings that also tell what was wrong between 2 and 8 times.
    """
    old, new = values_of(words), values_of(right)
    opening = words.split()[0].lower() if words.split() else ""
    if "name" in new and opening not in STOP | PLAIN:
        old.pop("name", None)  # what opens the sentence may be the name that is meant
    if new and all(len(new[sort]) == 1 == len(old.get(sort, ())) for sort in new) and not _more(right, new):
        swapped = words
        for sort in new:
            before = next(match[0] for match in TOKEN.finditer(words) if named(match[0]) in old[sort])
            after = next(match[0] for match in TOKEN.finditer(right) if named(match[0]) in new[sort])
            swapped = re.sub(rf"\b{re.escape(before)}(?!\w)", lambda _, put=after: put, swapped)  # type: ignore[misc]
        return swapped
    it = _IT.match(right)
    if it:
        said = it["verb"].strip()
        verbs = list((_IS if "'" in said or _IS.fullmatch(said) else re.compile(rf"\b{said}\b")).finditer(words))
        return f"{words[: verbs[0].end()]} {it['rest']}" if len(verbs) == 1 else ""
    if _WHOLE.match(right):
        return right[:1].upper() + right[1:]
    return ""


def _more(right: str, new: dict[str, set[str]]) -> bool:
    """Whether a correction says more than the values that it names."""
    known = {value for sort in new.values() for value in sort}
    return any(named(match[0]) not in known and match[0].lower() not in _LEADS for match in TOKEN.finditer(right))


def as_told(text: str) -> tuple[str, str]:
    """A corrected memory for a prompt: what is right, and, where that needs it, what was wrong before (else empty)."""
    found = statements_of(text)
    if all(one.restated for one in found):
        return " ".join(one.restated for one in found), ""
    first = found[0]
    rest = " ".join(one.believed for one in found[1:])
    return f"No, {first.right} {rest}".strip(), first.words


def statements(text: str) -> int:
    """How many sentences a memory has."""
    return len(statements_of(text))


def believed(text: str) -> str:
    """What a memory holds to be right: of what was corrected the correction, with what it is about."""
    return " ".join(one.believed for one in statements_of(text))


def repeats(other: Memory, old: Memory) -> bool:
    """Whether a memory says the same as another: nearly the same words, and the same days, numbers and names."""
    return same(other.text, old.text)


def same(other: str, old: str) -> bool:
    """Whether a text states what another says: nearly the same words, the same days, numbers and names, and nothing
    that only one of them denies."""
    other, old = _BULLET.sub("", other), _BULLET.sub("", old)
    theirs, own = roots_of(other), roots_of(old)
    alike = bool(own) and len(theirs & own) / len(theirs | own) >= SAME
    return alike and not is_question(other) and values_of(other) == values_of(old) and _denials(other) == _denials(old)


_BULLET = re.compile(r"^(?:\s*(?:[-*+•|>#]+|\d+[.)])\s+)+")
_DENIES = re.compile(r"\b(?:not|never|no|nicht|nie|kein\w*)\b|n['’]t\b", re.IGNORECASE)


def _denials(text: str) -> int:
    return len(_DENIES.findall(text))


def held(answer: str, old: Memory, content: str, instead_of: str = "") -> bool:
    """Whether an answer holds what a correction of a memory replaces: the value that was wrong, and not the right one.

    Without `content`, which says what is right, nothing is replaced.
    """
    content = " ".join(content.split())
    if not content:
        return False
    there = values_of(answer)
    if instead_of:
        return roots_of(instead_of) <= roots_of(answer) and not roots_of(content) <= roots_of(answer)
    before = values_of(max(statements_of(old.text), key=lambda one: _bears_on(one, content, "")).believed)
    return any(
        (before.get(sort, set()) - right) & there.get(sort, set()) and not right <= there.get(sort, set())
        for sort, right in values_of(content).items()
    )


def corrected(old: Memory, said: Memory, content: str, now: float, *, instead_of: str = "") -> Memory:
    """The memory that takes the place of an old one: the sentence that was wrong, what is right, then the rest of it.

    It holds the words of the old one, so that whoever asks in these finds it; it belongs to the same place.
    `instead_of` are words of the sentence that was wrong, where they are known. Units: `now` in seconds since 1970.
    """
    content = " ".join(content.split())
    rest = statements_of(old.text) or [Statement("")]
    wrong = max(rest, key=lambda one: _bears_on(one, content, instead_of))
    rest.remove(wrong)
    words = wrong.words if wrong.words.endswith((".", "!", "?", "…")) else f"{wrong.words}."
    rest.sort(key=lambda one: not one.right)  # what was corrected before stays in sight
    return Memory(
        id=identity(Kind.FACT, "correction", old.id, said.id, content),
        kind=Kind.FACT,
        text=" ".join(one.text for one in (Statement(words, content), *rest)),
        source=Derived(rule=RULE, memories=(old.id, said.id)),
        by=By.PERSON,
        place=old.place,
        made=now,
        valid_from=now,
        importance=max(old.importance, said.importance),
        pinned=old.pinned,
        keywords=old.keywords,
    )


def _bears_on(statement: Statement, content: str, instead_of: str) -> tuple[bool, int, int, bool]:
    """How far a correction is about a sentence; greater is more."""
    held = values_of(statement.text)
    old = roots_of(instead_of)
    return (
        bool(old) and old <= roots_of(statement.text),
        len(roots_of(statement.text) & roots_of(content)),
        len(set(values_of(content)) & set(held)),
        bool(statement.right),
    )
