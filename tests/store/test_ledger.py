"""The ledger's file: migrated with care, exchanged under way, written on though the clock goes back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from secondme.errors import Damaged, StoreError, TooNew
from secondme.memory.record import By
from secondme.store import cipher, copies
from secondme.store.conversations import Conversations
from secondme.store.ledger import Ledger
from secondme.store.snapshots import Snapshots
from secondme.store.store import Store
from secondme.store.swap import beside, swap, tidy
from secondme.store.vault import Vault
from tests.conftest import MovingClock
from tests.store.keeping import fill, found_in, no_keyring, numbers


@pytest.mark.parametrize("key", [None, b"k" * 32])
def test_a_ledger_under_any_key_is_read_and_written_by_several_threads(tmp_path: Path, key: bytes | None) -> None:
    with closing(Ledger(tmp_path / "ledger.db", key)) as ledger:
        fill(ledger, 1, 50)
        seen: list[int] = []
        threads = [
            threading.Thread(target=lambda: seen.append(ledger.scalar("SELECT count(*) FROM memory"))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [49] * 4
        assert ledger.stems("Gardens") == ["garden"]
    assert bool(found_in(tmp_path, b"zanzibar")) is (key is None)


def test_an_exchange_that_fails_leaves_the_old_file_open(tmp_path: Path) -> None:
    def fail() -> tuple[Path, bytes | None]:
        raise StoreError("It went wrong half way.")

    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        fill(ledger, 1, 10)
        with pytest.raises(StoreError, match="half way"):
            ledger.replace(fail)
        fill(ledger, 10, 20)
        assert numbers(ledger) == set(range(1, 20))


def test_a_file_is_not_exchanged_within_a_transaction(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        with ledger.write(), pytest.raises(StoreError, match="middle of a transaction"):
            ledger.rewrite(b"k" * 32)
        fill(ledger, 1, 3)
        assert ledger.key is None


def test_compacting_leaves_no_byte_of_what_was_deleted(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        fill(ledger, 1, 300)
        with ledger.write() as connection:
            connection.execute("DELETE FROM memory")
        ledger.compact()
        assert found_in(tmp_path, b"zanzibar") == []


def test_a_copy_is_of_one_instant_and_holds_nothing_that_was_deleted(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        fill(ledger, 1, 300)
        with ledger.write() as connection:
            connection.execute("DELETE FROM memory WHERE n = 7")
        counts = ledger.copy(tmp_path / "copy", None)
        assert counts["memory"] == 298
        assert b" word7 " not in (tmp_path / "copy").read_bytes()
        assert not beside(tmp_path / "copy", "-wal").exists()


def test_a_copy_is_right_while_what_waits_comes_and_goes(tmp_path: Path) -> None:
    ended = threading.Event()
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        fill(ledger, 1, 300)

        def come_and_go() -> None:
            while not ended.is_set():
                for sql in ("INSERT INTO awaiting (memory, behind) VALUES (7, 0)", "DELETE FROM awaiting"):
                    with ledger.write() as connection:
                        connection.execute(sql)

        with ThreadPoolExecutor(1) as pool:
            going = pool.submit(come_and_go)
            try:
                counts = [ledger.copy(tmp_path / f"copy {number}", None)["memory"] for number in range(20)]
            finally:
                ended.set()
            going.result()
    assert counts == [counts[0]] * 20


def test_a_damaged_copy_is_found_out(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger.db", b"k" * 32)) as ledger:
        fill(ledger, 1, 300)
        ledger.copy(tmp_path / "copy", b"k" * 32)
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[:50_000] + bytes([whole[50_000] ^ 1]) + whole[50_001:])
    with pytest.raises(Damaged, match="damaged"):
        copies.verify(tmp_path / "copy", b"k" * 32)


def test_an_old_log_is_never_played_into_the_new_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger(path)
    fill(ledger, 1, 10)
    log = beside(path, "-wal").read_bytes()
    ledger.copy(tmp_path / "new", None)
    ledger.close()
    beside(path, "-wal").write_bytes(log)
    swap(path, tmp_path / "new")
    assert not beside(path, "-wal").exists()
    with closing(Ledger(path)) as ledger:
        assert numbers(ledger) == set(range(1, 10))


def test_a_file_system_without_hard_links_loses_nothing_half_way(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(Ledger(path)) as ledger:
        fill(ledger, 1, 10)
    path.rename(beside(path, ".old"))
    beside(path, ".new").write_bytes(b"half a copy")
    tidy(path)
    with closing(Ledger(path)) as ledger:
        assert numbers(ledger) == set(range(1, 10))
    assert not beside(path, ".new").exists()


def test_the_newer_ledger_is_refused_through_every_door_and_left_alone(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "ledger.db", no_keyring())
    with closing(vault.open()):
        vault.snapshot(1e9)
    connection = apsw.Connection(str(tmp_path / "ledger.db"))
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(TooNew, match="newer version"):
        Vault(tmp_path / "ledger.db", no_keyring()).open()
    with closing(cipher.connect(tmp_path / "ledger.db", None)) as other:
        assert other.execute("PRAGMA user_version").get == 999
    assert len(Snapshots(tmp_path / "ledger.db").all()) == 1


def test_a_full_text_index_that_went_wrong_is_made_anew(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "ledger.db", no_keyring())
    with closing(vault.open()) as ledger:
        fill(ledger, 1, 50)
        with ledger.write() as connection:
            connection.execute("UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10")
        assert vault.mend(1e9).endswith("none was lost.")
        assert numbers(ledger) == set(range(1, 50))
        assert vault.mend(1e9) == ""


def test_who_looks_for_damage_while_the_file_is_exchanged_sees_none(tmp_path: Path) -> None:
    end, seen = threading.Event(), list[str]()
    vault = Vault(tmp_path / "ledger.db", no_keyring())
    with closing(vault.open()) as ledger:
        fill(ledger, 1, 3_000)

        def look() -> None:
            while not end.is_set():
                seen.append(ledger.check())

        threads = [threading.Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
        for key in (b"k" * 32, None, b"x" * 32, None, b"k" * 32, None):
            ledger.rewrite(key)
            ledger.copy(tmp_path / "copy", None)
        end.set()
        for thread in threads:
            thread.join()
        assert set(seen) == {""}
        assert ledger.damage == ""
        assert numbers(ledger) == set(range(1, 3_000))


def test_a_sound_ledger_that_was_called_damaged_is_left_as_it_is(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "ledger.db", no_keyring())
    with closing(vault.open()) as ledger:
        fill(ledger, 1, 50)
        ledger.damage = "A page could not be read."
        assert vault.mend(1e9) == ""
        assert ledger.damage == ""
        fill(ledger, 50, 60)
        assert numbers(ledger) == set(range(1, 60))
    assert not list(tmp_path.glob("*.damaged-*"))


def test_with_the_clock_set_back_writing_goes_on_and_the_order_is_that_of_what_was_said(
    store: Store, clock: MovingClock
) -> None:
    talks = Conversations(store, clock)
    talks.begin("c", "c")
    for number in range(5):
        talks.say("c", By.PERSON, f"What was said as number {number}.")
        clock.pass_days(-100)
    texts = [message.memory.text for message in talks.messages("c")]
    assert texts == [f"What was said as number {number}." for number in range(5)]
    assert store.settle()
