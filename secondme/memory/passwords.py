"""Secrets that only the words beside them give away: passwords, keys without a prefix, log-ins in addresses.

Pure. Talk of passwords ("my password is weak") is told from a password by what follows: by digits and signs in it, and
for a plain word by the end of the clause. A table that describes fields ("| password | string |") is told from one
that holds them by more of the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from secondme.memory.lexicon import API_KEY, MASK, NO_VALUE, PASSWORD, SEPARATOR

Found = tuple[int, int, str]
"""Where a secret begins and ends, and what it is."""


Literals = Mapping[str, Sequence[str]]
"""What a pattern begins with, by what its match holds as well: where that is not in a text, nothing is looked for."""


def places(lower: str, literals: Literals) -> list[int]:
    """Where one of some literals stands, in order; `lower` is a text in small letters."""
    found = []
    for literal in {one for held, some in literals.items() if held in lower for one in some}:
        at = lower.find(literal)
        while at >= 0:
            found.append(at)
            at = lower.find(literal, at + 1)
    return sorted(found)


def matches(pattern: re.Pattern[str], text: str, found: Sequence[int]) -> Iterator[re.Match[str]]:
    """Matches of a pattern that begins with a literal, in order and apart: literals are found many times as fast as a
    pattern, which is then tried where they stand alone (see `places`)."""
    end = 0
    for place in found:
        if place >= end and (match := pattern.match(text, place)):
            yield match
            end = match.end()


_NOUN = (
    r"(?:pass(?:word|wort|phrase|code|wd)|kennwort|pwd|mot de passe|contraseña|senha|wachtwoord|lösenord"
    r"|(?<![a-z])pass(?=[\"'*`]{0,3}\s{0,3}[:=])|(?<![a-z0-9])pw(?![a-z])|(?<![a-z])psk(?=[\"'*`]{0,3}\s{0,3}[:=])"
    r"|(?:wlan|wi-?fi|wpa[23]?|netzwerk|network|hotspot)[ -]?(?:netzwerk|network|security|sicherheits)?[ -]?"
    r"(?:schlüssel|key)(?![a-z]))"
)
_NETWORKS = ("wlan", "wifi", "wi-fi", "wpa", "netzwerk", "network", "hotspot")
_NOUNS: Literals = {
    "": ("pass", "kennwort", "senha", "wachtwoord", "pw", "psk"), "passe": ("mot de passe",), "ñ": ("contraseña",),
    "ö": ("lösenord",), "key": _NETWORKS, "schlüssel": _NETWORKS,
}  # fmt: skip
_PASSWORD = re.compile(
    _NOUN + r"s?\d{0,2}(?:[\"'*`]{0,3}|[\"']\])"
    r"(?P<between>\s{1,3}(?:for|of|on|at|in|von|für|zum|zur|zu|beim|vom|im|pour|de|du)\s[^\n:=.!?;,\[\]]{1,60}?)?"
    r"(?P<sep>\s{0,4}(?::=|=>|[:=])[\"'*`]{0,3}\s{0,4}|[ \t]{0,40}\|[ \t]{0,40}|"
    r"\s{1,3}(?:is|was|are|ist|war|lautet|lautete|heißt|est|es|é)(?:\s(?:now|still|just|always|simply|jetzt|nun|noch))?"
    r"[:\s]\s{0,3}|\s{1,3}(?:to|auf|into)\s{1,3}|(?(between)(?!)|\s{1,3}))",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"\"([^\"\n]{1,200})\"|'([^'\n]{1,200})'|“([^”\n]{1,200})”|„([^“\n]{1,200})“|`([^`\n]{1,200})`"
    r"|(\S{1,200})"
)
_BEFORE = re.compile(
    r"\s(?:is|was|ist|war)\s(?:my|our|the|his|her|their|mein|unser|das|sein|ihr)\s(?:[\w-]{1,20}\s){0,3}?" + _NOUN
)
_VERBS: Literals = {
    "is": (" is ", "\nis "), "was": (" was ", "\nwas "), "ist": (" ist ", "\nist "), "war": (" war ", "\nwar "),
}
_CODE = re.compile(r"[A-Za-z_][\w.]*[\[(]|[A-Za-z_]+(?:\.[A-Za-z_]+)+$|\$|<|\{|%\(|\w+://|[/~.]/")
_ABOUT = re.compile(r"[\w.:=-]*(?:password|passwort|passwd|passphrase|kennwort)[\w.:=-]*$", re.IGNORECASE)
_CLOSES = re.compile(r"\s*(?:$|\n|[.,;!?)](?:\s|$)|[\"'”“`](?:\W|$)|(?:and|und|but|aber)\s)")
_ENDINGS = ("ed", "ing", "able", "ible", "ful", "less", "ly", "ous", "ive", "bar", "lich", "isch", "ert")


def passwords(text: str, lower: str) -> Iterator[Found]:
    """Passwords, by the word that stands before or after them; `lower` is the text in small letters."""
    nouns = places(lower, _NOUNS)
    if not nouns:
        return
    for match in matches(_PASSWORD, text, nouns):
        value = _VALUE.match(text, match.end())
        if value is None:
            continue
        group = value.lastindex or 0
        start, end = value.span(group)
        quoted = group < 6
        if not quoted:
            end = _trimmed(text, start, end)
        sep = match["sep"].strip(" \t\"'*`").lower()
        if sep == "|" and not quoted:
            end = start + len(text[start:end].partition("|")[0])
        groups = _GROUPS.match(text, start) if sep and not quoted else None
        if groups and (sep != "|" or groups.end() - start > 9):
            yield start, groups.end(), PASSWORD
        elif _is_password(text, start, end, sep, quoted=quoted, far=match["between"] is not None):
            yield start, end, PASSWORD
        elif not quoted and sep and "phrase" in match[0].lower():
            words = _PHRASE.match(text, start)
            if words:
                yield start, words.end(), PASSWORD
    for match in matches(_BEFORE, text, places(lower, _VERBS)):
        start, end = _token_before(text, match.start())
        if _is_password(text, start, end, "to", quoted=False, far=False):
            yield start, end, PASSWORD


_GROUPS = re.compile(rf"\d{{4}}(?:{SEPARATOR}\d{{4}}){{1,15}}(?![\w-])", re.ASCII)
"""Digits in fours, as routers have them printed on."""
_PHRASE = re.compile(r"(?:[a-z]{3,12}[ -]){3,7}[a-z]{3,12}(?=\s*(?:[.;!\n]|$))")


def _token_before(text: str, end: int) -> tuple[int, int]:
    """The token that ends here, without quotes."""
    start = end
    while start > 0 and end - start < 200 and not text[start - 1].isspace():
        start -= 1
    while start < end and text[start] in "\"'“„`(":
        start += 1
    while end > start and text[end - 1] in "\"'”“`)":
        end -= 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a bare value ends, without what closes the sentence or the bracket."""
    while end > start and text[end - 1] in ".,;:)]}>\"'`*?”":
        end -= 1
    return end


def _is_password(text: str, start: int, end: int, sep: str, *, quoted: bool, far: bool) -> bool:
    value = text[start:end]
    plain = value.lower()
    if value != value.strip() or not 4 <= len(value) <= 200 or len(set(value)) < 2:
        return False
    if value[0] == "(" or plain in NO_VALUE:
        return False
    if MASK.match(text, start) or _CODE.match(value) or (_ABOUT.match(value) and not _digit(value)):
        return False
    symbols = sum(not letter.isalnum() and letter not in "-'’._/…*" for letter in value)
    strong = _digit(value) or symbols > 0 or (not value.islower() and not value[1:].islower() and not value.isupper())
    if sep in ("", "to", "auf", "into"):
        # Without a word that says so, only what can hardly be a word of the language is meant.
        return len(value) >= 6 and _digit(value) and any(letter.isalpha() for letter in value) and "://" not in value
    if "\n" in sep:
        return strong and _digit(value)
    if sep == "|":
        return _is_no_name(value)
    if quoted:
        return strong or (sep != "" and not plain.endswith(_ENDINGS))
    if strong:
        return any(letter.isalnum() for letter in value)
    if not value.replace("-", "").replace("'", "").isalpha() or plain.endswith(_ENDINGS):
        return False
    closes = _CLOSES.match(text, end) is not None
    called = sep.endswith("=") and text[end : end + 1] in (",", ")", ";")
    return closes and not called and not (far and sep in ("is", "was", "are"))


def _is_no_name(value: str) -> bool:
    """Whether a word is hardly one of a table or a log: with digits, and with signs or letters of both cases."""
    if len(value) < 6 or not _digit(value) or value.lower() in _NAMES:
        return False
    both = any(letter.islower() for letter in value) and any(letter.isupper() for letter in value)
    return any(letter.isalpha() for letter in value) and (both or any(letter in "!#$%&*+=?@^~" for letter in value))


_NAMES = frozenset({"argon2", "argon2id", "argon2i", "base32", "base64", "base64url", "oauth2", "oauth2.0", "md5crypt"})
"""What a table says of a password and is none."""


def _digit(value: str) -> bool:
    return any(letter.isdigit() for letter in value)


_LOGIN = re.compile(
    r"(?:log-?in|logon|zugang(?:sdaten)?|anmelde(?:daten|name)|credentials?|creds|user(?:name)?|benutzer(?:name)?)"
    r"[\"'*`]{0,3}\s{0,3}[:=][\"'*`]{0,3}[ \t]{0,3}(?P<name>[^\s/|]{1,60})(?P<sep>[ \t]{0,3}[/|][ \t]{0,3})[\"'`]?"
    r"(?P<value>[^\s|]{6,200})",
    re.IGNORECASE,
)
_LOGINS: Literals = {"": ("log", "zugang", "anmelde", "cred", "user", "benutzer")}


def logins(text: str, lower: str) -> Iterator[Found]:
    """Passwords that stand behind a name and a stroke ("Login: ana / ...")."""
    for match in matches(_LOGIN, text, places(lower, _LOGINS)):
        start, end = match.start("value"), _trimmed(text, *match.span("value"))
        value, name = text[start:end], match["name"]
        address = ":" in name or ("." in name and "@" not in name)
        if MASK.match(text, start) or value[:1] in ("/", "") or _CODE.match(value) or "://" in value:
            continue
        if _is_no_name(value) and not (address and match["sep"] == "/"):
            yield start, end, PASSWORD


_NAMED = re.compile(
    r"(?:api[ _-]?(?:key|token|secret)|access[ _-]?(?:key|token)|auth(?:entication)?[ _-]?(?:key|token)"
    r"|secret[ _-]?(?:access[ _-]?)?key"
    r"|client[ _-]?secret|app[ _-]?secret|account[ _-]?key|(?<![a-z])(?:secret|token))(?:[ _-]?id)?[\"'*`]{0,3}"
    r"(?:\s{0,4}(?::=|=>|[:=])[\"'*`]{0,3}\s{0,4}|[ \t]{0,40}\|[ \t]{0,40}|\s{1,3}(?:is|ist|lautet)[:\s]\s{0,3})"
    r"[\"'`]?([A-Za-z0-9+/=_.~-]{12,500}+)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![a-z])(?:secret|token)(?:[ _-]?key)?[\"'*`]{0,3}\s{1,3}[\"'`]?([A-Za-z0-9+/=_-]{30,500}+)", re.IGNORECASE
)
_PAIR = re.compile(
    r"(?:AKIA|ASIA)[A-Z2-7]{16}[^A-Za-z0-9+/\n][^\n]{0,40}?(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])"
)
_OWNERS = ("api", "access", "auth", "secret", "client", "app", "account", "token")
_NAMES_OF_KEYS: Literals = {"key": _OWNERS, "secret": _OWNERS, "token": _OWNERS}
_CHUNK = re.compile(r"(?=[0-9]*[A-Za-z])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{8,}")


def named_keys(text: str, lower: str) -> Iterator[Found]:
    """Keys without a prefix, by the word before them: long, with letters and digits mixed."""
    for match in matches(_NAMED, text, places(lower, _NAMES_OF_KEYS)):
        start, end = match.start(1), _trimmed(text, *match.span(1))
        if (_CHUNK.search(text, start, end) or _mixed(text[start:end])) and not _CODE.match(text[start:end]):
            yield start, end, API_KEY


def bare_keys(text: str, lower: str) -> Iterator[Found]:
    """Keys that follow the word alone ("the secret wJal..."), and the secret half of a pair of AWS."""
    for match in matches(_BARE, text, places(lower, {"": ("secret", "token")})):
        start, end = match.start(1), _trimmed(text, *match.span(1))
        value = text[start:end]
        path = "/" in value and len(value) != 40
        if _mixed(value) and not path and ("/" in value or "+" in value or sum(map(str.isdigit, value)) > 1):
            yield start, end, API_KEY
    for match in matches(_PAIR, text, places(lower, {"": ("akia", "asia")})):
        if _mixed(match[1]):
            yield (*match.span(1), API_KEY)


def _mixed(value: str) -> bool:
    return len(value) >= 30 and _digit(value) and not value.islower() and not value.isupper()


_URL = re.compile(r"://[^\s:/?#@\[\]<>\"']{0,100}:([^\s/@<>\"']{1,200})@(?=[\w\[])")


def urls(text: str, lower: str) -> Iterator[Found]:
    """Passwords of basic authentication."""
    if "://" in text and "@" in text:
        for match in _URL.finditer(text):
            value = match[1]
            if value.lower() in NO_VALUE or MASK.match(value) or value[0] in "${%*" or _ABOUT.match(value):
                continue
            yield (*match.span(1), PASSWORD)
