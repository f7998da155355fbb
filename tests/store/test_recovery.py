"""A damaged ledger is mended: from the last snapshot, with what can still be read, and without what was forgotten."""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.errors import Damaged, StoreError
from secondme.memory.record import By
from secondme.store import chain, cipher, recovery
from secondme.store.conversations import Conversations
from secondme.store.forgotten import Forgotten
from secondme.store.ledger import Ledger
from secondme.store.migrations import STEPS
from secondme.store.swap import damaged, leftovers, remove_leftovers
from secondme.store.vault import Keyring, Vault
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import episode
from tests.store.keeping import fill, killing, no_keyring, numbers, scribble

PHRASE = "a passphrase of mine"
MAY = 1_777_800_000.0
ALL = set(range(1, 1_301))


def opened(home: Path) -> Vault:
    """Opens a home with the one secret of a keyring beside it, so that nothing waits for a key to be made."""
    ring = home.with_name("ring")

    def get(name: str) -> str | None:
        return ring.read_text() if ring.exists() else None

    def keep(name: str, value: str) -> None:
        ring.write_text(value)

    vault = Vault(home / "ledger.db", Keyring(get, keep, lambda name: ring.unlink()))
    vault.open()
    return vault


@pytest.fixture(scope="module", params=["plain", "encrypted"])
def made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A home with a snapshot of 1,000 memories and 300 later ones, closed; plain and encrypted."""
    home = tmp_path_factory.mktemp("made") / "home"
    home.mkdir()
    vault = opened(home)
    with closing(vault.ledger) as ledger:
        if request.param == "encrypted":
            vault.encrypt(PHRASE)
        fill(ledger, 1, 1_001)
        vault.snapshot(MAY)
        fill(ledger, 1_001, 1_301)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "home"


def mended(home: Path) -> Iterator[Vault]:
    vault = opened(home)
    vault.mend(MAY + 86_400)
    yield vault
    vault.ledger.close()


def pages_of(home: Path, kind: str, table: str = "memory") -> list[int]:
    with closing(opened(home).ledger) as ledger:
        return [
            row[0] for row in ledger.rows("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ?", (table, kind))
        ]


def test_a_page_of_words_is_lost_and_no_memory_of_the_snapshot_with_it(home: Path) -> None:
    leaves = pages_of(home, "leaf")
    scribble(home / "ledger.db", leaves[3:5])
    for vault in mended(home):
        assert numbers(vault.ledger) == ALL
        assert vault.ledger.check() == ""
        assert "restored from the snapshot of 3 May 2026, with 300 later memories read" in vault.mended()
        assert vault.mended().endswith("none was lost.")


def test_later_memories_on_a_lost_page_are_counted(home: Path) -> None:
    leaves = pages_of(home, "leaf")
    with closing(opened(home).ledger) as ledger:
        last = ledger.scalar("SELECT pageno FROM dbstat WHERE name = 'memory' ORDER BY path DESC")
    assert last in leaves
    scribble(home / "ledger.db", [last])
    for vault in mended(home):
        lost = ALL - numbers(vault.ledger)
        assert lost
        assert min(lost) > 1_000
        assert vault.mended().endswith(f"; {len(lost)} could not be read.")


def test_rows_are_found_when_the_pages_that_lead_to_them_are_gone(home: Path) -> None:
    scribble(home / "ledger.db", pages_of(home, "internal"))
    for vault in mended(home):
        assert numbers(vault.ledger) == ALL


@pytest.mark.parametrize("junk", ["zeros", "noise"])
def test_a_ledger_without_its_first_page_is_read_all_the_same(home: Path, junk: str) -> None:
    with (home / "ledger.db").open("r+b") as file:
        file.write(bytes(4096) if junk == "zeros" else os.urandom(4096))
    with closing(opened(home).ledger) as ledger:
        assert numbers(ledger) == ALL
        assert ledger.check() == ""


@pytest.mark.parametrize("share", [0.0, 0.3, 0.95])
def test_a_ledger_cut_short_gives_back_the_snapshot_and_what_is_left(home: Path, share: float) -> None:
    path = home / "ledger.db"
    os.truncate(path, int(path.stat().st_size * share) // 4096 * 4096 + (17 if share else 0))
    with closing(opened(home).ledger) as ledger:
        assert numbers(ledger) >= set(range(1, 1_001))
        assert ledger.check() == ""


def test_a_ledger_that_was_deleted_comes_back_from_the_snapshot(home: Path) -> None:
    (home / "ledger.db").unlink()
    vault = opened(home)
    with closing(vault.ledger) as ledger:
        assert numbers(ledger) == set(range(1, 1_001))
        assert "how many could not be read is not known" in vault.mended()


@pytest.mark.parametrize("seed", range(2))
def test_junk_on_any_pages_never_loses_what_a_snapshot_holds(home: Path, seed: int) -> None:
    chosen = random.Random(seed)
    path = home / "ledger.db"
    pages = path.stat().st_size // 4096
    scribble(path, chosen.sample(range(1, pages + 1), 12))
    for vault in mended(home):
        assert numbers(vault.ledger) >= set(range(1, 1_001))
        assert vault.ledger.check() == ""


@pytest.mark.parametrize("seed", range(2))
def test_without_a_snapshot_there_is_what_can_be_read(home: Path, seed: int) -> None:
    shutil.rmtree(home / "snapshots")
    path = home / "ledger.db"
    chosen = random.Random(seed)
    scribble(path, chosen.sample(range(2, path.stat().st_size // 4096 + 1), 3))
    for vault in mended(home):
        assert len(numbers(vault.ledger)) > 1_000
        assert vault.ledger.check() == ""
        assert not vault.mended() or "there was no snapshot" in vault.mended()


def test_when_nothing_can_be_read_nothing_is_touched(home: Path) -> None:
    shutil.rmtree(home / "snapshots")
    for path in home.glob("ledger.db*"):
        path.write_bytes(os.urandom(40_000) if path.name == "ledger.db" else b"")
    before = (home / "ledger.db").read_bytes()
    with pytest.raises(Damaged, match="nothing of it can be read"):
        opened(home)
    assert (home / "ledger.db").read_bytes() == before
    assert damaged(home / "ledger.db") == []


def test_what_was_forgotten_since_the_snapshot_stays_forgotten(home: Path) -> None:
    vault = opened(home)
    with vault.ledger.write() as connection:
        connection.execute("DELETE FROM memory WHERE n IN (5, 700, 1100)")
    Forgotten(home / "forgotten.jsonl").add(["m000005", "m000700", "m001100"], MAY)
    vault.ledger.close()
    (home / "ledger.db").unlink()
    for other in mended(home):
        assert numbers(other.ledger) == set(range(1, 1_001)) - {5, 700}


def test_what_was_removed_since_the_snapshot_does_not_come_back_while_the_damage_is_elsewhere(home: Path) -> None:
    vault = opened(home)
    with vault.ledger.write() as connection:
        connection.execute("DELETE FROM memory WHERE n BETWEEN 400 AND 499")
    vault.ledger.close()
    scribble(home / "ledger.db", pages_of(home, "leaf", "words_data")[:3])
    for other in mended(home):
        assert numbers(other.ledger) == ALL - set(range(400, 500))


def test_damage_met_while_running_is_mended_while_others_read(home: Path) -> None:
    vault = opened(home)
    told = threading.Event()
    vault.ledger.close()
    leaves = pages_of(home, "leaf")
    vault = opened(home)
    vault.ledger.on_damage = told.set
    scribble(home / "ledger.db", leaves[5:8])
    with pytest.raises(Damaged):
        vault.ledger.rows("SELECT sum(length(text)) FROM memory")
    assert told.is_set()
    assert vault.mend(MAY)
    assert vault.mend(MAY) == ""
    assert numbers(vault.ledger) == ALL
    fill(vault.ledger, 5_000, 5_001)
    vault.ledger.close()
    assert len(damaged(home / "ledger.db")) == 1


def test_the_damaged_file_is_kept_for_a_while_and_goes_with_the_next_forgetting(home: Path) -> None:
    scribble(home / "ledger.db", [1])
    vault = opened(home)
    with closing(vault.ledger):
        (kept,) = damaged(home / "ledger.db")
        assert kept in list(leftovers(home / "ledger.db"))
        moment = kept.stat().st_mtime
        assert vault.sweep(moment + 29 * 86_400) == []
        assert vault.sweep(moment + 31 * 86_400) == [kept]
        assert numbers(vault.ledger) == ALL
    scribble(home / "ledger.db", [1])
    vault = opened(home)
    with closing(vault.ledger):
        vault.erase(["m000001"])
        assert damaged(home / "ledger.db") == []
        assert remove_leftovers(home / "ledger.db") == []


def test_killed_at_any_step_of_mending_it_is_mended_at_the_next_start(tmp_path: Path) -> None:
    start, place = tmp_path / "start", tmp_path / "work"
    (start / "home").mkdir(parents=True)
    vault = Vault(start / "home" / "ledger.db", no_keyring())
    with closing(vault.open()) as ledger:
        fill(ledger, 1, 301)
        vault.snapshot(MAY)
        fill(ledger, 301, 401)
    scribble(start / "home" / "ledger.db", [1])
    killed, step = True, 0
    with killing("mending", place / "home", place / "nothing") as kill:
        while killed:
            step += 1
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(start, place)
            killed = kill(step)
            vault = Vault(place / "home" / "ledger.db", no_keyring())
            with closing(vault.open()) as ledger:
                assert numbers(ledger) == set(range(1, 401)), step
                assert ledger.check() == ""
                assert "none was lost" in vault.mended()
    assert step > 10


def test_the_chain_over_what_was_said_is_closed_anew_and_says_so(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    store = open_store(tmp_path, encoder, clock)
    talks = Conversations(store, clock)
    talks.begin("c", "c")
    for number in range(400):
        talks.say("c", By.PERSON, f"This is what was said as number {number}, at some length, of the garden.")
    leaves = "SELECT pageno FROM dbstat WHERE name = 'memory' AND pagetype = 'leaf'"
    pages = [row[0] for row in store.ledger.rows(leaves)]
    store.close()
    scribble(tmp_path / "ledger.db", pages[4:5])
    done = recovery.mend(tmp_path / "ledger.db", None, at=MAY)
    assert done.lost
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        with ledger.write() as connection:
            assert chain.broken(connection) == ""
        assert ledger.scalar("SELECT count(*) FROM message") == 400 - done.lost
        assert ledger.one("SELECT removed, why FROM closing") == (done.lost, "the ledger was damaged")
        assert ledger.rows("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("left", ["empty", "missing"])
def test_a_memory_whose_ledger_is_gone_is_never_taken_for_a_new_one(home: Path, left: str) -> None:
    shutil.rmtree(home / "snapshots")
    (home / "index").mkdir()
    Forgotten(home / "forgotten.jsonl").add(["m000005"], MAY)
    (home / "ledger.db").unlink()
    if left == "empty":
        (home / "ledger.db").touch()
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    with pytest.raises(Damaged, match=r"ledger\.db.*forgotten\.jsonl.*secondme restore"):
        opened(home)
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before
    for name in ("ledger.db.pages", "key.json", "forgotten.jsonl"):
        (home / name).unlink(missing_ok=True)
    with closing(opened(home).ledger) as ledger:
        assert numbers(ledger) == set()


def test_an_empty_ledger_comes_back_from_the_snapshot_and_it_is_said(home: Path) -> None:
    (home / "ledger.db").write_bytes(b"")
    vault = opened(home)
    with closing(vault.ledger) as ledger:
        assert numbers(ledger) == set(range(1, 1_001))
        assert "restored from the snapshot of 3 May 2026" in vault.mended()


@pytest.mark.parametrize("left", ["empty", "missing"])
def test_a_log_that_outlived_its_ledger_is_read(tmp_path: Path, left: str) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger(path)
    fill(ledger, 1, 100)
    log = (tmp_path / "ledger.db-wal").read_bytes()
    ledger.close()
    path.unlink()
    if left == "empty":
        path.touch()
    (tmp_path / "ledger.db-wal").write_bytes(log)
    vault = Vault(path, no_keyring())
    with closing(vault.open()) as ledger:
        assert len(numbers(ledger)) > 90


def test_what_was_forgotten_and_taken_in_again_outlives_damage(home: Path) -> None:
    shutil.rmtree(home / "snapshots")
    forgotten = Forgotten(home / "forgotten.jsonl")
    forgotten.add(["m000005", "m000006"], MAY)
    forgotten.returned(["m000005"], MAY + 1)
    scribble(home / "ledger.db", [1])
    with closing(opened(home).ledger) as ledger:
        assert numbers(ledger) == ALL - {6}


def test_a_snapshot_that_is_damaged_itself_is_passed_over(home: Path) -> None:
    vault = opened(home)
    newest = vault.snapshot(MAY + 1).path
    vault.ledger.close()
    scribble(newest, list(range(2, newest.stat().st_size // 4096)))
    (home / "ledger.db").unlink()
    with closing(opened(home).ledger) as ledger:
        assert numbers(ledger) == set(range(1, 1_001))


def test_a_snapshot_from_before_a_migration_is_brought_to_where_the_ledger_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(cipher.connect(path, None)) as connection:
        assert isinstance(STEPS[0], str)
        connection.execute(STEPS[0])
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO note VALUES ('kept', 'from before')")
    vault = Vault(path, no_keyring())
    with closing(vault.open()) as ledger:
        fill(ledger, 1, 100)
    scribble(path, [1])
    with closing(vault.open()) as ledger:
        assert numbers(ledger) == set(range(1, 100))
        assert ledger.scalar("SELECT value FROM note WHERE name = 'kept'") == "from before"
        assert ledger.scalar("PRAGMA user_version") == len(STEPS)


def test_pages_of_the_schema_hold_no_word(home: Path) -> None:
    assert b"zanzibar" not in (home / "ledger.db.pages").read_bytes()
    assert cipher.is_plain(home / "ledger.db") == (not (home / "key.json").exists())


def test_a_ledger_that_another_program_holds_is_not_exchanged(home: Path) -> None:
    vault = opened(home)
    key = vault.ledger.key
    with closing(cipher.connect(home / "ledger.db", key)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM memory").fetchall()
        fill(vault.ledger, 2_000, 2_001)
        with pytest.raises(StoreError, match="held by another program"):
            vault.ledger.rewrite(key)
        other.execute("COMMIT")
    assert numbers(vault.ledger) == ALL | {2_000}
    vault.ledger.close()


def test_after_a_recovery_notes_in_every_language_and_keys_are_found_as_before(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    store = open_store(tmp_path, encoder, clock)
    texts = ("Der Reisepass liegt hier.", "护照放在书桌", "My dogs sleep.")
    notes = [episode(text, n=n) for n, text in enumerate(texts)]
    store.remember(notes, rule="said")
    store.add_keys(notes[2].id, ["Haustiere", "宠物"], rule="person")
    store.ledger.truncate()
    assert store.settle()
    store.close()
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        pages = [row[0] for row in ledger.rows("SELECT pageno FROM dbstat WHERE name IN ('others_data', 'keys_data')")]
    scribble(tmp_path / "ledger.db", pages)
    assert recovery.mend(tmp_path / "ledger.db", None, at=MAY).sentence().endswith("none was lost.")
    store = open_store(tmp_path, encoder, clock)
    for question, note in (("reisepass", 0), ("我的护照", 1), ("dog", 2), ("Haustiere", 2), ("宠物", 2)):
        assert [hit.memory for hit in store.words(question, limit=1, which=Filter())] == [notes[note].id]
    with store.ledger.write() as connection:
        for name in ("words", "others", "keys"):
            connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
    store.close()
