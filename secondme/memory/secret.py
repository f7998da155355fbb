"""Secrets in a text: keys, tokens, passwords, numbers of cards and accounts; where they stand, and the text without.

Pure. Invariants: masking twice is masking once, nothing outside the spans changes, and the time taken grows with the
length of the text, whatever it holds. What merely looks odd stays: hashes of commits, UUIDs, numbers of telephones
and orders are no secrets, and neither is talk of passwords.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from secondme.memory.account import cards, ibans, persons, pins
from secondme.memory.lexicon import API_KEY, KEYS, KINDS, MASK, PRIVATE_KEY, SEED, SHORTEST, TOKEN, TOLD
from secondme.memory.passwords import (
    Found,
    Literals,
    bare_keys,
    logins,
    matches,
    named_keys,
    passwords,
    places,
    urls,
)

__all__ = ["KINDS", "MASK", "Secret", "found", "in_words", "masked", "without"]

ROUNDS = 12
"""How often a text is looked through again: what a mask ends may lay open what stood beside it."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Characters `start` to `end` of a text, and what they are: one of `KINDS`."""

    start: int
    end: int
    kind: str

    @property
    def mask(self) -> str:
        """What stands in its place."""
        return f"[{self.kind}]"


def found(text: str) -> tuple[Secret, ...]:
    """The secrets of a text, in order; they neither overlap nor touch."""
    secrets: tuple[Secret, ...] = ()
    for _ in range(ROUNDS):
        new = _joined(_seen(without(text, secrets)))
        if not new:
            break
        secrets = _joined([*secrets, *_in_the_original(new, secrets)])
    return secrets


def hides(text: str) -> bool:
    """Whether a text holds a secret, or the place of one that was masked."""
    return bool(MASK.search(text) or found(text))


def masked(text: str) -> tuple[str, tuple[Secret, ...]]:
    """The text with a mask in the place of each secret, and the secrets, as spans of the text that was given."""
    secrets = found(text)
    return without(text, secrets), secrets


def without(text: str, secrets: tuple[Secret, ...], start: int = 0, end: int | None = None) -> str:
    """Characters `start` to `end` of a text with a mask for each of its secrets, also for one that reaches beyond."""
    end = len(text) if end is None else end
    parts: list[str] = []
    at = start
    for secret in secrets:
        if secret.end <= start or secret.start >= end:
            continue
        parts += [text[at : max(at, secret.start)], secret.mask]
        at = min(end, secret.end)
    parts.append(text[at:end])
    return "".join(parts)


def in_words(secrets: tuple[Secret, ...]) -> str:
    """What they are, for a sentence: "a password", "an API key and 2 passwords"."""
    counts: dict[str, int] = {}
    for secret in secrets:
        counts[secret.kind] = counts.get(secret.kind, 0) + 1
    named = [_counted(kind, count) for kind, count in counts.items()]
    return named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1] if named else ""


def _counted(kind: str, count: int) -> str:
    if count > 1:
        return f"{count} {kind}s"
    return f"{'an' if kind[0] in 'AI' else 'a'} {kind}"


def _joined(secrets: list[Secret]) -> tuple[Secret, ...]:
    """In order, those that overlap or touch as one, named for the one that begins first and reaches furthest."""
    joined: list[Secret] = []
    for secret in sorted(secrets, key=lambda one: (one.start, -one.end)):
        if joined and secret.start <= joined[-1].end:
            last = joined[-1]
            joined[-1] = Secret(last.start, max(last.end, secret.end), last.kind)
        else:
            joined.append(secret)
    return tuple(joined)


def _in_the_original(new: tuple[Secret, ...], secrets: tuple[Secret, ...]) -> Iterator[Secret]:
    """Spans of a masked text as spans of the text before; one that reaches into a mask takes the secret whole."""
    places = []  # (start and end of the mask, start and end of its secret)
    shift = 0
    for secret in secrets:
        start = secret.start + shift
        end = start + len(secret.mask)
        places.append((start, end, secret.start, secret.end))
        shift = end - secret.end
    at = 0
    moved = 0
    for span in new:
        while at < len(places) and places[at][1] <= span.start:
            moved = places[at][3] - places[at][1]
            at += 1
        start, end = span.start + moved, span.end + moved
        within, gone = at, moved
        while within < len(places) and places[within][0] < span.end:
            if places[within][0] < span.start:
                start = places[within][2]
            gone = places[within][3] - places[within][1]
            end = places[within][3] if places[within][1] > span.end else span.end + gone
            within += 1
        yield Secret(start, end, span.kind)


def _seen(text: str) -> list[Secret]:
    """Every secret that one of the finders sees."""
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose small form is longer: places would no longer agree
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return [Secret(*seen) for finder in _FINDERS for seen in finder(text, lower)]


# ---- keys and tokens ---------------------------------------------------------------------------------

_PARTS = re.compile(r"[^A-Za-z0-9_]+")
_HEAD = re.compile(r"\b\w{1,3}", re.ASCII)


def _by_head() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Keys by the letters (three at most) that they begin with; "" for those that are told by what stands in them."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for literal, pattern in KEYS:
        begins = pattern.replace("\\", "").startswith(literal)
        head = _PARTS.split(literal)[0][:3] if begins and "." not in literal[3:] else ""
        found.setdefault(head, []).append((literal, re.compile(pattern)))
    return found


_HEADS = _by_head()


def _keys(text: str, lower: str) -> Iterator[Found]:
    """Keys that say by their prefix whose they are."""
    long = "\n".join({word for word in text.split() if len(word) >= SHORTEST})
    if not long:
        return
    heads = {*_HEAD.findall(long), ""}
    heads |= {head[:2] for head in heads}
    for head in heads & _HEADS.keys():
        for literal, pattern in _HEADS[head]:
            if literal in long and pattern.search(long):
                yield from ((*match.span(), API_KEY) for match in pattern.finditer(text))


_JWT = re.compile(r"eyJ(?<![A-Za-z0-9_]eyJ)[\w-]{8,4000}+\.eyJ[\w-]{4,8000}+(?:\.[\w-]*+)?", re.ASCII)
_BEARER = re.compile(r"\b(?:bearer|authorization:\s{0,4}basic)\s{1,4}([\w.~+/-]{16,4000}+=*)", re.ASCII | re.IGNORECASE)


def _tokens(text: str, lower: str) -> Iterator[Found]:
    if "eyJ" in text:
        yield from ((*match.span(), TOKEN) for match in _JWT.finditer(text))
    for match in matches(_BEARER, text, places(lower, {"": ("bearer", "authorization")})):
        if any(letter.isdigit() for letter in match[1]):
            yield (*match.span(1), TOKEN)


_BEGIN = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(
    r"(?:\s*+(?:[A-Za-z0-9+/=\\]{16,}+|[\w-]{2,30}: [^\n]*+))*+"
    r"(?:\r?\n[A-Za-z0-9+/]{1,15}={0,2}(?=\s*$|\r?\n))?"
)


def _private_keys(text: str, lower: str) -> Iterator[Found]:
    """Blocks from their first line to their last; one that is cut off, as far as it looks like a key."""
    if "PRIVATE KEY" not in text:
        return
    ends = [match.end() for match in _END.finditer(text)]
    at = last = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() < last:
            continue
        while at < len(ends) and ends[at] <= begin.end():
            at += 1
        body = _BODY.match(text, begin.end())
        last = ends[at] if at < len(ends) else (body.end() if body else begin.end())
        yield begin.start(), last, PRIVATE_KEY


_SEED = re.compile(
    r"\b(?:seed|recovery|backup|mnemonic) (?:phrase|words)[^\w\[]{0,3}(?:\s?(?:is|are)\b)?\W{0,4}"
    r"((?:[a-z]{3,8}(?:(?!\n\s{0,9}\n)[\s,]){1,3}){11,23}[a-z]{3,8})\b",
    re.IGNORECASE,
)


_SEEDS: Literals = dict.fromkeys(("phrase", "words"), ("seed ", "recovery ", "backup ", "mnemonic "))


def _seeds(text: str, lower: str) -> Iterator[Found]:
    for match in matches(_SEED, text, places(lower, _SEEDS)):
        yield (*match.span(1), SEED)


def _common(literals: Sequence[str]) -> str:
    """The longest part of the first literal that all of them hold."""
    first = literals[0]
    ends = range(len(first) + 1)
    return max((first[at:end] for at in ends for end in ends if all(first[at:end] in one for one in literals)), key=len)


_TOLD = [
    ({_common(literals): literals}, re.compile(pattern, re.IGNORECASE), kind) for literals, pattern, kind in TOLD
]


def _told(text: str, lower: str) -> Iterator[Found]:
    """What a form of words, of a file or of a command says is a secret."""
    for literals, pattern, kind in _TOLD:
        for match in matches(pattern, text, places(lower, literals)):
            if not MASK.match(text, match.start(1)):
                yield (*match.span(1), kind)


_FINDERS: tuple[Callable[[str, str], Iterator[Found]], ...] = (
    _private_keys, _keys, _tokens, _seeds, _told, named_keys, bare_keys, passwords, logins, urls,
    pins, cards, ibans, persons,
)  # fmt: skip
