"""Numbers that are secrets: of cards, accounts and persons, and the codes that go with them.

Pure. A number is told by its length, its grouping and its check digit, or by the word before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.lexicon import CARD, CARD_CODE, IBAN, IBAN_LENGTHS, PIN, RECOVERY, SEPARATOR, SOCIAL
from secondme.memory.passwords import Found, Literals, matches, places

_PIN = re.compile(
    r"(?<![\w-])(?P<word>pin)(?:[ -]?(?:code|number|nummer))?"
    r"(?:\s(?:for|of|to|von|für|zu|zum|zur)\s[^\n:=.!?;,\d\[\]]{1,40}?)?"
    r"(?P<sep>\s{0,2}[:=#]\s{0,2}|\s(?:is|was|ist|war|lautet)(?:\s(?:now|still|jetzt))?:?\s"
    r"|\s)[\"']?(?P<value>\d(?:" + SEPARATOR + r"?\d){3,7})(?![\w.-]*\d)",
    re.IGNORECASE,
)
_CODE_OF_CARD = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|security code|prüfnummer|prüfziffer)\b"
    r"(?:\s?(?:number|code|is|was|ist|lautet))?\s{0,2}[:=#]?\s{0,2}(\d{3,4})(?![\w.-]*\d)",
    re.IGNORECASE,
)
_CODES: Literals = {"": ("cvv", "cvc", "csc", "security code"), "prüf": ("prüfnummer", "prüfziffer")}


def pins(text: str, lower: str) -> Iterator[Found]:
    """Secret numbers of cards and doors, and the codes on the backs of cards."""
    for match in matches(_PIN, text, places(lower, {"": ("pin",)})):
        if match["word"].isupper() or match["sep"].strip():
            yield (*match.span("value"), PIN)
    for match in matches(_CODE_OF_CARD, text, places(lower, _CODES)):
        yield (*match.span(1), CARD_CODE)


_CARD = re.compile(
    rf"(?<![\w+.,-])(?=(\d{{4}}({SEPARATOR})\d{{6}}\2\d{{4,5}}(?![\d])"
    rf"|\d{{4}}({SEPARATOR})\d{{4}}\3\d{{4}}\3\d{{4}}(?!\d)|\d{{13,19}}(?!\d)))",
    re.ASCII,
)
_EIGHT = re.compile(r"[0-9](?<![\w+.,-][0-9])(?=[0-9]{3}" + SEPARATOR + "?[0-9]{4})", re.ASCII)
"""What every card's number begins with: looked for first, as most texts have no such number."""
_LONG_CARD = re.compile(SEPARATOR + r"\d{3}(?!\d)")
_NO_CARD = re.compile(
    r"(?:(?<![^\W_])(?:order|tracking|invoice|shipment|parcel|ticket|reference|isbn|imei|serial|bestell\w*|sendung\w*"
    r"|rechnung\w*|tel|mobile|(?:tele)?fax|call|handy|timestamp|[gu]?id|uuid)|phone|(?-i:(?<=[a-z])I[Dd]))"
    r"[^\w\n›]{0,3}(?:no|nr|number|nummer|code|id)?[^\w\n›]{0,4}(?:is|was|ist)?[^\w\n›]{0,3}$",
    re.IGNORECASE,
)
"""What says, on the line of a number and as a word of its own, that it is none of a card."""


def cards(text: str, lower: str) -> Iterator[Found]:
    """Numbers of a length, a grouping, an issuer and a check digit of cards."""
    for eight in _EIGHT.finditer(text):
        match = _CARD.match(text, eight.start())
        if match is None:
            continue
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


_IBAN = re.compile(
    r"[0-9](?<=(?<![A-Za-z0-9])[A-Za-z]{2}[0-9])[0-9](?=((?:" + SEPARATOR + "?[A-Za-z0-9]){10,32}))", re.ASCII
)


def ibans(text: str, lower: str) -> Iterator[Found]:
    """Numbers of accounts. Source: ISO 13616: a length for each country, and a remainder of 1 by 97."""
    for match in _IBAN.finditer(text):
        start = match.start() - 2  # the pattern begins at the digits, which are rarer than letters
        length = IBAN_LENGTHS.get(text[start : start + 2].upper(), 0)
        taken = 0
        end = start
        while end < match.end(1) and taken < length:
            taken += text[end].isalnum()
            end += 1
        if not length or taken < length or text[end : end + 1].isalnum():
            continue
        plain = "".join(letter for letter in text[start:end].upper() if letter.isalnum())
        if int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1:
            yield start, end, IBAN


_SOCIAL = re.compile(
    r"\b(?:ssn|social security(?: number| no\.?)?)\b[\"'*`]{0,3}\s{0,3}(?:[:=#|]|is\b|was\b)?[\"'*`]{0,3}\s{0,3}"
    r"(\d{3}(" + SEPARATOR + r")\d{2}\2\d{4})(?![\w-])",
    re.IGNORECASE,
)
_RECOVERY = re.compile(r"[0-9](?<![\w-][0-9])[0-9]{5}(?:-[0-9]{6}){7}(?![\w-])")


def persons(text: str, lower: str) -> Iterator[Found]:
    """Numbers of social security (the word before them tells), and keys that open an encrypted disk again.

    Source: Microsoft, "BitLocker recovery overview": eight groups of six digits.
    """
    for match in matches(_SOCIAL, text, places(lower, {"": ("ssn", "social security")})):
        yield (*match.span(1), SOCIAL)
    if "recovery" in lower or "bitlocker" in lower:
        yield from ((*match.span(), RECOVERY) for match in _RECOVERY.finditer(text))
