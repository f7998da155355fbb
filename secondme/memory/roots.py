"""Words by crude roots, so that what an answer says meets what a memory says: "lives" is "live", "two" is "2".

Pure. Roots are compared with each other and never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FORMS = (
    "go went gone goes;buy bought;eat ate eaten;see saw seen;take took taken;give gave given;come came;meet met;"
    "leave left;tell told;say said;drive drove driven;write wrote written;fly flew flown;sell sold;pay paid;"
    "sleep slept;swim swam;run ran;sing sang;drink drank drunk;break broke broken;choose chose chosen;lose lost;"
    "find found;keep kept;feel felt;make made;grow grew grown;"
    "teach taught;think thought;bring brought;build built;spend spent;send sent;"
    "win won;wear wore worn;hold held;stand stood;become became;begin began begun;speak spoke spoken;know knew known;"
    "draw drew drawn;hide hid hidden;steal stole stolen;lend lent;sit sat;lie lay;get got gotten;ride rode ridden;"
    "child children;foot feet;tooth teeth;woman women;man men;person people;wife wives;knife knives;mum mom mother;"
    "dad father;grandma grandmother;grandpa grandfather;phone telephone;photo photograph;bike bicycle;flat apartment;"
    "fridge refrigerator;tv television;euro eur €;dollar usd $;pound gbp £;kilometre kilometer km;metre meter;"
    "kilogram kg kilo;minute min;january jan;february feb;april apr;august aug;september sept sep;october oct;"
    "november nov;december dec;monday mon;tuesday tue;thursday thu;friday fri;"
    "1 first;2 two second twice;3 three third;4 four fourth;5 five fifth;6 six sixth;7 seven seventh;8 eight eighth;"
    "9 nine ninth;10 ten tenth;11 eleven;12 twelve noon;13 thirteen;14 fourteen;15 fifteen;16 sixteen;17 seventeen;"
    "18 eighteen;19 nineteen;20 twenty;30 thirty;40 forty;50 fifty;60 sixty;70 seventy;80 eighty;90 ninety;100 hundred"
)
_KNOWN = {form: forms[0] for forms in (entry.split() for entry in _FORMS.split(";")) for form in forms}
_NUMBER = re.compile(r"(\d[\d.:,]*?)(?:st|nd|rd|th|am|pm|h)?$")
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s", "ly")


def fold(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=8_192)
def root(word: str) -> str:
    """What the forms of a word have in common."""
    plain = fold(word).replace("’", "'").removesuffix("'s").strip("'-")
    if number := _NUMBER.match(plain):
        return re.sub(r"[.:]0+$", "", re.sub(r",(?=\d{3}\b)", "", number[1])).replace(":", ".")
    if plain in _KNOWN:
        return _KNOWN[plain]
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 3 and not plain.endswith("ss"):
            stem = plain.removesuffix(ending)
            if ending in ("ies", "ied"):
                return stem + "y"
            if _KNOWN.get(stem):
                return _KNOWN[stem]
            if ending in ("ing", "ings", "ed") and len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls":
                stem = stem[:-1]  # "planned" is "plan"
            return stem.removesuffix("e")
    return plain.removesuffix("e") if len(plain) > 3 else plain
