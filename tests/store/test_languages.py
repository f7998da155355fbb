"""Notes in any language are found by their own words, in the real ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.memory.record import Memory, Status
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import DOG, KEY, episode, passage

NOTES = {
    "german": "Der Reisepass liegt in der Schublade unter den Büchern.",
    "spanish": "La llave de repuesto la tiene mi vecina Begoña.",
    "french": "Le médecin de ma sœur habite près de la gare.",
    "chinese": "护照放在书桌的抽屉里",
    "cat": "我们家的猫喜欢吃鱼",
    "japanese": "パスポートは机の引き出しにあります",
    "thai": "หนังสือเดินทางอยู่ในลิ้นชัก",
    "korean": "여권은 책상 서랍에 있어요",
    "khmer": "លិខិតឆ្លងដែននៅក្នុងថត",
    "russian": "Паспорт лежит в ящике стола.",
    "hindi": "मेरी किताब मेज़ पर है",
    "mixed": "I met 王小明 at the stations of Berlin.",
    "english": "The spare keys are with Ana.",
}


def noted(store: Store) -> dict[str, Memory]:
    """All of these, among others."""
    found = {name: episode(text, n=n) for n, (name, text) in enumerate(NOTES.items(), start=10)}
    store.remember([DOG, *found.values()], rule="said")
    return found


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Wo ist mein Reisepass?", "german"),
        ("Was liegt unter den Buchern", "german"),
        ("¿Quién tiene la llave de repuesto?", "spanish"),
        ("begona", "spanish"),
        ("Où habite le médecin de ma sœur ?", "french"),
        ("我的护照在哪里?", "chinese"),
        ("抽屉里有什么", "chinese"),
        ("你知道猫叫什么吗", "cat"),
        ("パスポートはどこですか", "japanese"),
        ("หนังสือเดินทางของฉันอยู่ที่ไหน", "thai"),
        ("내 여권 어디 있어?", "korean"),
        ("លិខិតឆ្លងដែនរបស់ខ្ញុំនៅឯណា", "khmer"),
        ("Где мой паспорт?", "russian"),
        ("किताब कहाँ है", "hindi"),
        ("Who is 小明?", "mixed"),
        ("which station", "mixed"),
        ("who has the spare key", "english"),
    ],
)
def test_a_note_is_found_by_its_own_words(store: Store, question: str, name: str) -> None:
    found = noted(store)
    hits = store.words(question, limit=3, which=Filter())
    assert hits[0].memory == found[name].id


def test_a_note_that_is_given_other_words_is_told_anew_and_one_that_fades_is_not(store: Store) -> None:
    note = episode("My passport is in the drawer.", n=20)
    store.remember([note], rule="said")
    with store.ledger.write() as connection:
        connection.execute("UPDATE memory SET tongue = 1")
    store.revise([note.moved(Status.FADED)], what="faded", rule="retention")
    assert store.ledger.rows("SELECT tongue FROM memory") == [(1,)]
    store.revise([store.find(note.id).changed(text="我的护照在书桌里。")], what="edited", rule="person")
    assert store.ledger.rows("SELECT tongue FROM memory") == [(3,)]
    assert store.words("我的护照在哪里?", limit=1, which=Filter())[0].memory == note.id


def test_a_language_that_was_told_wrong_loses_nothing(store: Store) -> None:
    notes = [episode("Zahnarzt Dienstag", n=20), episode("Zürich passports", n=21)]
    store.remember(notes, rule="said")
    assert store.ledger.rows("SELECT tongue FROM memory ORDER BY n") == [(0,), (1,)]
    for question, note in (("Wann muss ich zum Zahnarzt?", notes[0]), ("my passports", notes[1])):
        assert store.words(question, limit=1, which=Filter())[0].memory == note.id


def test_every_memory_that_holds_words_is_named_in_any_language(store: Store) -> None:
    found = noted(store)
    for words, name in (
        ("reisepass", "german"), ("护照", "chinese"), ("猫", "cat"), ("小明 station", "mixed"), ("книга", ""),
        ("spare keys", "english"), ("서랍", "korean"), ("护照 station", ""),
    ):  # fmt: skip
        assert [memory.id for memory in store.holding(words, Filter())] == ([found[name].id] if name else [])


def test_a_common_word_of_another_language_is_known_as_common(store: Store) -> None:
    notes = [episode(f"Das Haus Nummer {n} wurde verkauft und die Wohnung ist leer.", n=n) for n in range(30, 60)]
    store.remember([*notes, KEY], rule="said")
    stems = store.stems("wurde Wohnung Reisepass")
    rarity = store.rarity(set(stems))
    assert rarity[stems[2]] > 3 * rarity[stems[0]]
    assert store.frequencies(set(stems)) == {stems[0]: 30, stems[1]: 30}


def test_a_question_of_common_words_alone_is_searched(store: Store) -> None:
    noted(store)
    for question in ("wo ist der", "的", "der die das", "¿dónde está?"):
        store.words(question, limit=3, which=Filter())
    assert store.words("der", limit=3, which=Filter())


def test_a_word_is_as_rare_as_it_is_in_all_languages_together(store: Store) -> None:
    english = [episode(f"The dentist has room number {n}.", n=n) for n in range(300)]
    german = [episode("Die Schublade ist leer.", n=400), episode("Der Hund ist müde und schläft.", n=401)]
    store.remember([*english, *german], rule="said")
    hits = store.words("Does the dentist have a Schublade?", limit=20, which=Filter())
    assert hits[0].memory == german[0].id
    assert hits[0].score > 2 * hits[1].score


def test_the_bound_on_common_words_can_be_lifted(store: Store) -> None:
    notes = [episode(f"Note number {n}", n=n) for n in range(40)]
    store.remember([*notes, episode("A rare giraffe", n=99)], rule="said")
    store.search.commonest = 10
    assert len(store.words("giraffe number", limit=50, which=Filter())) == 1
    store.search.commonest = 10**9
    assert len(store.words("giraffe number", limit=50, which=Filter())) == 41


def test_an_edit_takes_a_text_from_one_index_to_the_other(store: Store) -> None:
    store.remember([DOG], rule="said")
    german = DOG.changed(text="Der Hund heißt Biscuit und liegt auf dem Sofa.")
    store.revise([german], what="edited", rule="person")
    chinese = german.changed(text="狗叫饼干")
    assert store.words("hund sofa", limit=1, which=Filter())
    assert not store.words("dog", limit=1, which=Filter())
    store.revise([chinese], what="edited", rule="person")
    assert store.words("饼干", limit=1, which=Filter())
    assert not store.words("hund", limit=1, which=Filter())
    store.undo()
    store.undo()
    assert store.words("dogs", limit=1, which=Filter())
    sound(store)


def test_each_text_stands_in_one_index_and_both_are_sound(store: Store) -> None:
    noted(store)
    store.remember([passage("Rosen blühen im Juni, und der Garten ist schön.", "/home/me/庭院.md", 1)], rule="test")
    assert store.ledger.scalar("SELECT count(*) FROM words_docsize") == 3  # DOG, mixed, english
    assert store.ledger.scalar("SELECT count(*) FROM others_docsize") == len(NOTES)
    (hit,) = store.words("庭院", limit=2, which=Filter())
    assert store.get([hit.memory])[0].text.startswith("Rosen")
    sound(store)


def test_forgetting_leaves_no_byte_of_any_language(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> None:
    store = open_store(tmp_path, encoder, clock)
    found = noted(store)
    store.add_keys(found["german"].id, ["Ausweisdokument", "身份证件"], rule="person")
    store.forget([memory.id for memory in found.values()])
    store.ledger.truncate()
    assert store.ledger.check() == ""
    store.close()
    left = (tmp_path / "ledger.db").read_bytes()
    for words in ("reisepass", "Reisepass", "schublad", "repuesto", "护照", "王小", "小明", "パス", "หนั", "여권",
                  "паспорт", "किताब", "ausweisdokument", "usweisdok", "身份", "份证"):  # fmt: skip
        assert words.encode() not in left


def sound(store: Store) -> None:
    """Both indexes hold what they are made from, and nothing else."""
    with store.ledger.write() as connection:
        for name in ("words", "others", "keys"):
            connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
    assert store.ledger.check() == ""


def test_an_encoder_that_does_not_know_a_language_is_said_once(store: Store) -> None:
    store.remember([DOG, episode("Reisepass", n=5)], rule="said")
    assert store.notice_language() == ""
    store.remember([episode(NOTES["german"], n=6)], rule="said")
    assert store.notice_language().startswith("A note in German is kept.")
    store.remember([episode(NOTES["chinese"], n=7)], rule="said")
    assert store.notice_language() == ""
