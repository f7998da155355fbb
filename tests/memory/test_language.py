"""Which language a text is in, and how it is cut for the indexes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.language import SPACED, UNSPACED, bare, cut, language, paired, pairs, telling, tongue


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My dog is called Biscuit.", "English"),
        ("The Café in Zürich closes early.", "English"),
        ("Der Reisepass liegt in der Schublade.", "German"),
        ("¿Dónde está mi pasaporte?", "Spanish"),
        ("Où est mon passeport ?", "French"),
        ("Il mio cane si chiama Fido.", "Italian"),
        ("O meu cachorro se chama Rex e gosta de correr.", "Portuguese"),
        ("Mijn hond heet Max en hij ligt op de bank.", "Dutch"),
        ("Mój pies jest bardzo stary i nie lubi wody.", "Polish"),
        ("护照放在书桌的抽屉里", "Chinese"),
        ("パスポートは机の引き出しにあります", "Japanese"),
        ("여권은 책상 서랍에 있어요", "Korean"),
        ("หนังสือเดินทางอยู่ในลิ้นชัก", "Thai"),
        ("Паспорт лежит в ящике", "a language in Cyrillic letters"),
        ("נסעתי לחיפה אתמול", "Hebrew"),
    ],
)
def test_a_language_is_told_by_its_commonest_words_or_its_letters(text: str, name: str) -> None:
    found = language(text)
    assert found.name == name
    assert found.known == (name == "English")
    assert (found.tongue & SPACED == 0) == (name == "English")


@pytest.mark.parametrize("text", ["", "Reisepass", "Buy milk", "🙂", "12:30", "def f(a, b): return a", "Ana"])
def test_what_tells_nothing_is_taken_for_english(text: str) -> None:
    assert language(text).known
    assert tongue(text) == 0


def test_a_slip_into_another_language_says_nothing_of_the_whole() -> None:
    assert language("I ordered pasta alla nonna and a glass of vino in the old town.").name == "English"
    assert language("Naïve resume la vie").known


def test_scripts_without_spaces_are_told_wherever_they_stand() -> None:
    assert tongue("I met 王小明 at the station") == UNSPACED
    assert tongue("Ich war mit 王小明 in der Stadt und er hat gelacht") == UNSPACED | SPACED
    assert tongue("护照放在书桌的抽屉里") == UNSPACED | SPACED
    assert tongue("The roses bloom in June.", "庭院.md") == UNSPACED
    assert tongue("x" * 5_000 + "猫") & UNSPACED


def test_every_character_begins_one_pair() -> None:
    assert cut("护照在书桌。", 3).split() == ["护照", "照在", "在书", "书桌", "桌", "。"]
    assert cut("I met 王小明 today", UNSPACED) == "王小 小明 明"
    assert cut("I met 王小明 today", 3).split() == ["I", "met", "王小", "小明", "明", "today"]
    assert bare("I met 王小明 today").split() == ["I", "met", "today"]
    assert cut("Reisepass", SPACED) == "Reisepass"


def test_a_vowel_or_a_tone_belongs_to_its_consonant() -> None:
    assert pairs("ที่ดิน") == [["ที่ดิ", "ดิน"]]
    assert pairs("ភាសាខ្មែរ") == [["ភាសា", "សាខ្", "ខ្មែ", "មែរ"]]


def test_what_is_asked_for_has_no_half_of_a_pair() -> None:
    assert pairs("我的猫 and 狗") == [["我的", "的猫"], ["狗"]]
    assert paired("我的猫 and 狗").split() == ["我的", "的猫", "and", "狗"]
    assert telling("我的猫 and ねこ") == ["我", "的", "猫"]


@given(st.text(alphabet="abé 我的护照ねこ여권ที่ดิန်မာ.1", max_size=30), st.integers(0, 3))
def test_no_character_is_lost(text: str, bits: int) -> None:
    begun = [token for run in pairs(text) for token in run]
    assert all(token in text for token in begun)
    kept = cut(text, bits) if bits != UNSPACED else cut(text, bits) + bare(text)
    assert {character for character in text if not character.isspace()} <= set(kept)
    assert tongue(text) in range(4)
