"""Secrets in a text: keys, tokens, passwords, numbers of cards and accounts; where they stand, and the text without.

Pure. Invariants: masking twice is masking once, nothing outside the spans changes, and the time taken grows with the
length of the text, whatever it holds. What merely looks odd stays: hashes of commits, UUIDs, numbers of telephones
and orders are no secrets, and neither is talk of passwords.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from secondme.memory.lexicon import (
    API_KEY,
    CARD,
    CARD_CODE,
    IBAN,
    IBAN_LENGTHS,
    KEYS,
    KINDS,
    MASK,
    PIN,
    PRIVATE_KEY,
    SEED,
    TOKEN,
)  # fmt: skip
from secondme.memory.passwords import Found, named_keys, passwords, urls

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

_KEYS = tuple((literal, re.compile(pattern)) for literal, pattern in KEYS)


def _keys(text: str, lower: str) -> Iterator[Found]:
    """Keys that say by their prefix whose they are."""
    for literal, pattern in _KEYS:
        if literal in text:  # a substring is looked for a hundred times as fast as a pattern
            yield from ((*match.span(), API_KEY) for match in pattern.finditer(text))


_JWT = re.compile(r"eyJ(?<![A-Za-z0-9_]eyJ)[\w-]{8,4000}+\.eyJ[\w-]{4,8000}+(?:\.[\w-]*+)?", re.ASCII)
_BEARER = re.compile(r"\b(?:bearer|authorization:\s{0,4}basic)\s{1,4}([\w.~+/-]{16,4000}+=*)", re.ASCII | re.IGNORECASE)


def _tokens(text: str, lower: str) -> Iterator[Found]:
    if "eyJ" in text:
        yield from ((*match.span(), TOKEN) for match in _JWT.finditer(text))
    if "bearer" in lower or "authorization" in lower:
        for match in _BEARER.finditer(text):
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
    r"((?:[a-z]{3,8}[\s,]{1,3}){11,23}[a-z]{3,8})\b",
    re.IGNORECASE,
)


def _seeds(text: str, lower: str) -> Iterator[Found]:
    if " phrase" in lower or " words" in lower:
        yield from ((*match.span(1), SEED) for match in _SEED.finditer(text))


# ---- numbers -----------------------------------------------------------------------------------------

_PIN = re.compile(
    r"(?<![\w-])(?P<word>pin)(?:[ -]?(?:code|number|nummer))?"
    r"(?:\s(?:for|of|to|von|für|zu|zum|zur)\s[^\n:=.!?;,\d\[\]]{1,40}?)?"
    r"(?P<sep>\s{0,2}[:=#]\s{0,2}|\s(?:is|was|ist|war|lautet)(?:\s(?:now|still|jetzt))?:?\s"
    r"|\s)[\"']?(?P<value>\d(?:[ -]?\d){3,7})(?![\w.-]*\d)",
    re.IGNORECASE,
)
_CODE_OF_CARD = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|card security code|security code|prüfnummer|prüfziffer)\b"
    r"(?:\s?(?:number|code|is|was|ist|lautet))?\s{0,2}[:=#]?\s{0,2}(\d{3,4})(?![\w.-]*\d)",
    re.IGNORECASE,
)


def _pins(text: str, lower: str) -> Iterator[Found]:
    if "pin" in lower:
        for match in _PIN.finditer(text):
            if match["word"].isupper() or match["sep"].strip():
                yield (*match.span("value"), PIN)
    if any(word in lower for word in ("cvv", "cvc", "csc", "security code", "prüf")):
        yield from ((*match.span(1), CARD_CODE) for match in _CODE_OF_CARD.finditer(text))


_CARD = re.compile(
    r"(?<![\w+.,-])(?=(\d{4}([ -])\d{6}\2\d{4,5}(?![\d])|\d{4}([ -])\d{4}\3\d{4}\3\d{4}(?!\d)|\d{13,19}(?!\d)))",
    re.ASCII,
)
_LONG_CARD = re.compile(r"[ -]\d{3}(?!\d)")
_NO_CARD = re.compile(
    r"(?:order|tracking|invoice|shipment|parcel|ticket|reference|isbn|imei|serial|bestell\w*|sendung\w*|rechnung\w*"
    r"|phone|tel|mobile|fax|call|handy|timestamp|id)\W{0,3}(?:no|nr|number|nummer|code|id)?\W{0,4}(?:is|was"
    r"|ist)?\W{0,3}$",
    re.IGNORECASE,
)


def _cards(text: str, lower: str) -> Iterator[Found]:
    """Numbers of a length, a grouping, an issuer and a check digit of cards."""
    for match in _CARD.finditer(text):
        start, end = match.span(1)
        longer = _LONG_CARD.match(text, end)
        spans = [(start, longer.end())] if longer and match[3] else []
        for first, after in (*spans, (start, end)):
            if re.match(r"[.,]\d|[A-Za-z_]", text[after : after + 2]):
                continue
            digits = "".join(letter for letter in text[first:after] if letter.isdigit())
            if _issued(digits) and _luhn(digits) and not _NO_CARD.search(text, max(0, first - 40), first):
                if len(digits) == 13 and not re.search(r"card|visa|karte", lower[max(0, first - 40) : first]):
                    continue  # no issuer gives such numbers out any more, and telephones have them
                yield first, after, CARD
                break


def _issued(digits: str) -> bool:
    """Whether an issuer's numbers begin so and are so long. Source: ISO/IEC 7812, the issuers' published ranges."""
    length, two, four = len(digits), int(digits[:2]), int(digits[:4])
    return (
        (digits[0] == "4" and length in (13, 16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and length == 16)
        or (two in (34, 37) and length == 15)
        or ((four == 6011 or two == 65 or 6440 <= four <= 6499) and 16 <= length <= 19)
        or ((300 <= four // 10 <= 305 or two in (36, 38, 39)) and length == 14)
        or (3528 <= four <= 3589 and 16 <= length <= 19)
        or (two == 62 and 16 <= length <= 19)
        or (four in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763) and 16 <= length <= 19)
    )


def _luhn(digits: str) -> bool:
    """The check digit of card numbers. Source: ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_IBAN = re.compile(r"(?<![A-Za-z0-9])(?=([A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){10,32}))", re.ASCII)


def _ibans(text: str, lower: str) -> Iterator[Found]:
    """Numbers of accounts. Source: ISO 13616: a length for each country, and a remainder of 1 by 97."""
    for match in _IBAN.finditer(text):
        length = IBAN_LENGTHS.get(match[1][:2].upper(), 0)
        taken = 0
        end = match.start()
        while end < match.end(1) and taken < length:
            taken += text[end].isalnum()
            end += 1
        if not length or taken < length or text[end : end + 1].isalnum():
            continue
        plain = "".join(letter for letter in text[match.start() : end].upper() if letter.isalnum())
        if int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1:
            yield match.start(), end, IBAN


_FINDERS: tuple[Callable[[str, str], Iterator[Found]], ...] = (
    _private_keys, _keys, _tokens, _seeds, named_keys, passwords, urls, _pins, _cards, _ibans,
)  # fmt: skip
