"""How the person who runs this machine speaks and writes of time, as the locale of the environment tells.

The time zone is not chosen here: None is this machine's wherever a zone is asked for, and follows its summer time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from secondme.memory.calendar_words import WORDS, Calendar

_SUNDAYS = (
    "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH "
    "PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
)
_SUNDAY_FIRST = frozenset(_SUNDAYS.split())
_SATURDAY_FIRST = frozenset(("AF", "BH", "DJ", "DZ", "EG", "IQ", "IR", "JO", "KW", "LY", "OM", "QA", "SD", "SY"))
"""Both as the Unicode CLDR has them; elsewhere weeks begin on Monday."""
_MONTH_FIRST = frozenset(("AS", "FM", "GU", "MH", "MP", "PH", "PR", "PW", "UM", "US", "VI"))
_SOUTHERN = frozenset(("AR", "AU", "BO", "BW", "CL", "LS", "MZ", "NA", "NZ", "PY", "SZ", "UY", "ZA", "ZW"))
_LOCALE = re.compile(r"(?P<language>[a-z]{2,3})(?:[_-](?P<territory>[A-Za-z]{2}))?(?![A-Za-z])")


def calendar_of(environ: Mapping[str, str]) -> Calendar:
    """The calendar of an environment: LC_ALL, LC_TIME, LANG in this order; English is always understood.

    Without a territory ("C", "de") weeks begin on Monday and the day stands before the month.
    """
    found = list(_locales(environ))
    languages = dict.fromkeys(language for language, _ in found if language in WORDS)
    territory = found[0][1] if found else ""
    return Calendar(
        languages=tuple(dict.fromkeys((*languages, "en"))),
        first_weekday=6 if territory in _SUNDAY_FIRST else 5 if territory in _SATURDAY_FIRST else 0,
        day_first=territory not in _MONTH_FIRST,
        southern=territory in _SOUTHERN,
    )


def _locales(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        match = _LOCALE.match(environ.get(name, ""))
        if match:
            yield match["language"], (match["territory"] or "").upper()
