"""Which language a text is in, as far as its words and letters tell, and how it is cut into what it is found by.

English is found by the stems of its words, other languages by their words as they are. Scripts that are written
without spaces, or that write endings onto the word, are cut into pairs of neighbouring characters: every character
begins one pair, the last of a stretch stands alone. `bare` and `cut` feed an index that is emptied by feeding it the
same again: another way of cutting needs a migration that makes the index anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from secondme.memory.plain import lettered

ENGLISH = 0
SPACED = 1
"""Bit of a tongue: found by its words as they are."""
UNSPACED = 2
"""Bit of a tongue: holds characters that are cut into pairs."""

READ = 400
"""Characters of a text by which its language is told."""

_FUNCTION_WORDS = {
    "English": "the and is was were are be been have has had will would can could should my your his her their our i "
    "you he she it we they this that these those with for from of to in on at as by not do does did what when where "
    "who how why which there me him them us a an or but so if about just am no up out all one want like go get",
    "German": "der die das und ist war sind ein eine einen einem einer mein meine meinen meinem meiner dein deine ich "
    "du er wir ihr nicht mit für von zu im am auf aus bei nach den dem des wie wo wer wann warum was hat habe haben "
    "auch noch nur sich wird werden kann als aber oder wenn dass es sie an in um über vom zum zur mich mir dich dir "
    "so heißt kein keine liegt",
    "Spanish": "el la los las un una unos unas y es son era fue está están estoy mi mis tu tus su sus yo ella nosotros "
    "que qué de del en con por para no se lo le me te nos como cómo dónde donde cuándo cuando quién pero muy más ha "
    "he tengo tiene al a si sí o hay soy",
    "French": "le la les un une des et est sont était suis mon ma mes ton ta tes son sa ses je tu il elle nous vous "
    "ils elles que qui de du dans en avec pour par sur ne pas ce cet cette ces où quand comment pourquoi quoi mais "
    "très plus ai a ont au aux à y se si ou été être avoir fait c'est j'ai",
    "Italian": "il lo la gli le un uno una e è sono era mio mia miei mie tuo tua suo sua io noi voi loro che chi di "
    "del della dei nel nella in con per non si ci mi ti come dove quando perché ma molto più ho ha hai hanno al alla "
    "da dal a i o anche questo questa",
    "Portuguese": "o os as um uma e é são era foi está meu minha meus minhas seu sua eu ele ela nós eles que quem de "
    "do da dos das em no na nos nas com por para não se me te como onde quando porque mas muito mais tem tenho ao à a "
    "ou também isso este esta",
    "Dutch": "de het een en is was zijn mijn jouw je jij ik hij zij wij we jullie niet met voor van naar te op aan uit "
    "bij om wie wat waar wanneer hoe waarom heeft heb hebben ook nog maar als dat die er zich kan wordt dit deze in "
    "tot over door geen of ligt",
    "Polish": "i w na z ze do od dla po o u jest są był była było być mój moja moje twój jego jej ja ty on ona my wy "
    "oni nie tak że się co kto gdzie kiedy jak dlaczego który która ale lub oraz już jeszcze mam ma mieć to ten ta a "
    "za przez przed pod",
}
_COMMON = {name: frozenset(words.split()) for name, words in _FUNCTION_WORDS.items()}
_ENGLISH = _COMMON.pop("English")
_OTHER = frozenset[str]().union(*_COMMON.values())

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_HAN = "々〆〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_KANA = "ぁ-ゖ゙゚ゝ-ヺー-ヿㇰ-ㇿｦ-ﾟ"
_HANGUL = "ᄀ-ᇿ㄰-㆏가-힣"
_THAI, _LAO, _KHMER, _BURMESE = "ก-ฺเ-๎", "ກ-ຼເ-໎ໜ-ໟ", "ក-៓ៜ-៝", "က-ဿၐ-ႏႚ-ႝ"
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u17b4-\u17d3\u17dd\u102b-\u103e\u1056-\u1059"
_MARKS += "\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d\u3099\u309a"
_RUN = re.compile(f"[{_HAN}{_KANA}{_HANGUL}{_THAI}{_LAO}{_KHMER}{_BURMESE}]+")
_CHARACTER = re.compile(f".[{_MARKS}]*")
_TELLING = re.compile(f"[{_HAN}]")
"""Characters that mean something by themselves."""

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # Japanese before Chinese, whose characters it writes too.
    ("Japanese", re.compile(f"[{_KANA}]")),
    ("Chinese", _TELLING),
    ("Korean", re.compile(f"[{_HANGUL}]")),
    ("Thai", re.compile(f"[{_THAI}]")),
    ("Lao", re.compile(f"[{_LAO}]")),
    ("Khmer", re.compile(f"[{_KHMER}]")),
    ("Burmese", re.compile(f"[{_BURMESE}]")),
    ("a language in Cyrillic letters", re.compile("[Ѐ-ԯ]")),
    ("Greek", re.compile("[Ͱ-Ͽἀ-῾]")),
    ("a language in Arabic letters", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("Hebrew", re.compile("[\u0590-\u05ff]")),
    ("a language of India", re.compile("[\u0900-\u0dff]")),
)
_ACCENTED = re.compile("[À-ɏ¿¡]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_BEYOND = re.compile("[^\0-ɏ\u2000-\u2bff\ufe0f\U0001f000-\U0001faff]")
"""A character that is no Latin letter, no punctuation, and no picture."""


@dataclass(frozen=True, slots=True)
class Language:
    """What a text is in: a language's name, empty where nothing tells, and the bits of its tongue."""

    name: str
    tongue: int

    @property
    def known(self) -> bool:
        """Whether the encoder that comes with the program knows it, as far as can be told: it knows English."""
        return self.name in ("", "English")


def language(text: str) -> Language:
    """The language of a text, told by its letters and its commonest words; a text that tells nothing is taken for
    English, whose words are found in any form.
    """
    head = text[:READ]
    if text.isascii() or not _BEYOND.search(text):
        return _latin(head, ENGLISH)
    unspaced = UNSPACED if _RUN.search(text) else ENGLISH
    latin = len(_LATIN.findall(head))
    name, most = "", 0
    for script, letters in _SCRIPTS:
        count = len(letters.findall(head))
        # A character without spaces says as much as several letters.
        if count * (3 if unspaced else 1) > max(latin, 2 * most):
            name, most = script, count
    found = _latin(head, unspaced)
    if name:
        return Language(name, SPACED | unspaced) if found.name != "English" else Language(name, unspaced)
    return found


def _latin(text: str, tongue: int) -> Language:
    """By the commonest words; letters with accents alone say that it is something else, not what."""
    plain = None if "'" in text else lettered(text)
    words = set(_WORD.findall(text.lower()) if plain is None else plain)
    english = len(words & _ENGLISH)
    other = words & _OTHER
    if len(other) > english:
        most, name = max((len(other & common), name) for name, common in _COMMON.items())
        if most > english:
            # A word or two may be names or slips: found as they are, and nothing is said of them.
            return Language(name if most >= 3 and most > english + 1 else "", SPACED | tongue)
    if english:
        return Language("English", tongue)
    return Language("", SPACED | tongue if _ACCENTED.search(text) else tongue)


def tongue(text: str, heading: str = "") -> int:
    """The bits of a text's tongue; a heading counts for its characters alone."""
    return under(heading, language(text))


def under(heading: str, found: Language) -> int:
    """The bits of the tongue of a text of this language below a heading; see `tongue`."""
    plain = not heading or heading.isascii() or not _RUN.search(heading)
    return found.tongue if plain else found.tongue | UNSPACED


def functional(text: str) -> frozenset[str]:
    """Words, in small letters, that tell nothing of what a text is about, if it is in another language than English:
    those of any of them."""
    return _OTHER if tongue(text) & SPACED else frozenset()


def bare(text: str) -> str:
    """A text without the characters that are cut into pairs."""
    return text if text.isascii() else _RUN.sub(" ", text)


def cut(text: str, tongue: int) -> str:
    """What is indexed as it is: pairs in the place of every stretch of characters, of an English text them alone."""
    if not tongue & UNSPACED:
        return text
    if tongue & SPACED:
        return _RUN.sub(lambda run: f" {' '.join(_paired(run[0]))} ", text)
    return " ".join(token for run in _RUN.findall(text) for token in _paired(run))


def pairs(text: str) -> list[list[str]]:
    """For every stretch of characters in a text its pairs, or the one character that it is."""
    found = [] if text.isascii() else [_paired(run) for run in _RUN.findall(text)]
    return [run[:-1] or run for run in found]


def paired(text: str) -> str:
    """A text with its pairs in the place of every stretch of characters."""
    if text.isascii():
        return text
    return _RUN.sub(lambda run: f" {' '.join(_paired(run[0])[:-1] or [run[0]])} ", text)


def telling(text: str) -> list[str]:
    """The characters of a text that mean something by themselves."""
    return _TELLING.findall(text)


def _paired(run: str) -> list[str]:
    characters = _CHARACTER.findall(run)
    return [one + after for one, after in zip(characters, [*characters[1:], ""], strict=True)]
