"""Keys and encryption: what opens a memory, what does not, and a kill at every step on the way there and back."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from secondme.errors import Damaged, DiskFull, Locked, NoKeyring, Refused, StoreError
from secondme.store import cipher
from secondme.store.ledger import Ledger
from secondme.store.vault import Keyring, Vault
from tests.store.keeping import WORD, file_keyring, fill, found_in, is_plain, killing, no_keyring, numbers

PHRASE = "a passphrase of mine"


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    """A file for a keyring, outside the home."""
    return tmp_path / "ring.json"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    found = tmp_path / "home"
    found.mkdir()
    return found


def vault(home: Path, keyring: Keyring) -> Vault:
    return Vault(home / "ledger.db", keyring)


def test_an_invented_passphrase_has_two_hundred_bits_and_is_read_as_it_is_typed() -> None:
    phrase = cipher.invent()
    assert [len(group) for group in phrase.split("-")] == [5] * 8
    assert phrase != cipher.invent()
    recipe, key = cipher.make(phrase)
    assert cipher.derive(phrase.lower().replace("-", " "), recipe) == key
    assert cipher.derive(f"  {phrase}\n", recipe) == key


def test_a_wrong_passphrase_is_a_sentence() -> None:
    recipe, _ = cipher.make(PHRASE)
    with pytest.raises(Locked, match="passphrase is wrong"):
        cipher.derive("another", recipe)
    for short in ("", "  ", "seven77"):
        with pytest.raises(Refused, match="fewer than 8 characters"):
            cipher.make(short)


def test_the_recipe_holds_neither_key_nor_passphrase(tmp_path: Path) -> None:
    recipe, key = cipher.make(PHRASE)
    cipher.write(tmp_path / "key.json", recipe)
    written = (tmp_path / "key.json").read_text()
    assert key.hex() not in written
    assert PHRASE not in written
    assert (tmp_path / "key.json").stat().st_mode & 0o777 == 0o600
    assert cipher.read(tmp_path / "key.json") == recipe


@pytest.mark.parametrize(
    "text", ["", "{}", '{"salt": "zz", "check": ""}', '{"salt": "", "check": "", "n": 1099511627776}']
)
def test_a_recipe_that_cannot_be_read_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.json").write_text(text)
    with pytest.raises(StoreError, match=r"key\.json cannot be read"):
        cipher.read(tmp_path / "key.json")


def test_a_wrong_key_is_locked_and_leaves_the_ledger_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(Ledger(path, b"k" * 32)) as ledger:
        fill(ledger, 1, 10)
    before = path.read_bytes()
    for key in (None, b"x" * 32):
        with pytest.raises(Locked, match="encrypted"):
            Ledger(path, key)
    assert path.read_bytes() == before
    with closing(Ledger(path, b"k" * 32)) as ledger:
        assert numbers(ledger) == set(range(1, 10))


def test_encrypted_no_byte_of_a_word_is_left_and_decrypted_all_is_as_before(
    home: Path, ring: Path, tmp_path: Path
) -> None:
    kept = vault(home, file_keyring(ring))
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 500)
        kept.snapshot(1e9)
        kept.back_up(tmp_path / "another.backup", 1e9)
        kept.back_up(tmp_path / "outside.backup", 1e9)
        assert "ledger.db-wal" in found_in(home, WORD.encode())
        assert kept.encrypt(PHRASE)
        fill(ledger, 500, 600)
        assert numbers(ledger) == set(range(1, 600))
        assert found_in(tmp_path, WORD.encode()) == []
    assert found_in(tmp_path, WORD.encode()) == []
    with closing(vault(home, file_keyring(ring)).open()) as ledger:
        assert ledger.key is not None
        assert numbers(ledger) == set(range(1, 600))
    again = vault(home, file_keyring(ring))
    with closing(again.open()) as ledger:
        again.decrypt()
        assert numbers(ledger) == set(range(1, 600))
        assert again.look(tmp_path / "outside.backup").recipe is None
    assert is_plain(home / "ledger.db")
    assert not (home / "key.json").exists()
    assert ring.read_text() == "{}"
    assert all(is_plain(one.path) for one in again.snapshots.all())


def test_a_backup_that_could_not_be_reached_is_named_as_plain_until_it_is(home: Path, tmp_path: Path) -> None:
    kept = vault(home, no_keyring())
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 10)
        kept.back_up(tmp_path / "one.backup", 1e9)
        (tmp_path / "one.backup").rename(tmp_path / "away")
        assert kept.erase(["m000001"])
        kept.encrypt(PHRASE)
        assert kept.plain_backups() == [tmp_path / "one.backup"]
    (tmp_path / "away").rename(tmp_path / "one.backup")
    with closing(kept.open(PHRASE)):
        assert kept.plain_backups() == []
        assert found_in(tmp_path, WORD.encode()) == []


def test_who_reads_and_writes_meanwhile_notices_nothing(home: Path, ring: Path) -> None:
    import threading

    kept = vault(home, file_keyring(ring))
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 200)
        end, seen, wrong = threading.Event(), [0], list[BaseException]()

        def work(first: int) -> None:
            try:
                while not end.is_set() or not seen[0]:
                    fill(ledger, first, first + 1)
                    assert ledger.scalar("SELECT count(*) FROM memory") >= 200
                    first, seen[0] = first + 1, seen[0] + 1
            except BaseException as error:
                wrong.append(error)
                raise

        threads = [threading.Thread(target=work, args=(first,)) for first in (1_000, 100_000)]
        for thread in threads:
            thread.start()
        kept.encrypt(PHRASE)
        kept.decrypt()
        end.set()
        for thread in threads:
            thread.join()
        assert not wrong
        assert len(numbers(ledger)) == 199 + seen[0]


def test_without_a_keyring_the_passphrase_opens_it_and_nothing_else(home: Path) -> None:
    kept = vault(home, no_keyring())
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 10)
        assert not kept.encrypt(PHRASE)
    with pytest.raises(Locked, match="no keyring"):
        vault(home, no_keyring()).open()
    with pytest.raises(Locked, match="passphrase is wrong"):
        vault(home, no_keyring()).open("not mine")
    with closing(vault(home, no_keyring()).open(PHRASE)) as ledger:
        assert numbers(ledger) == set(range(1, 10))


def test_a_keyring_that_lost_its_entry_gets_it_back_with_the_passphrase(home: Path, ring: Path) -> None:
    kept = vault(home, file_keyring(ring))
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 10)
        kept.encrypt(PHRASE)
    ring.write_text("{}")
    with pytest.raises(Locked, match="not in the system's keyring"):
        vault(home, file_keyring(ring)).open()
    vault(home, file_keyring(ring)).open(PHRASE).close()
    vault(home, file_keyring(ring)).open().close()


def test_a_lost_recipe_comes_back_from_the_ledger_that_the_keyring_opens(home: Path, ring: Path) -> None:
    kept = vault(home, file_keyring(ring))
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 10)
        kept.encrypt(PHRASE)
    recipe = (home / "key.json").read_text()
    (home / "key.json").unlink()
    with pytest.raises(Locked, match=r"key\.json"):
        vault(home, no_keyring()).open(PHRASE)
    vault(home, file_keyring(ring)).open().close()
    assert (home / "key.json").read_text() == recipe


def test_the_recipe_of_another_memory_opens_nothing_and_harms_nothing(home: Path) -> None:
    kept = vault(home, no_keyring())
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 10)
        kept.encrypt(PHRASE)
    before = (home / "ledger.db").read_bytes()
    cipher.write(home / "key.json", cipher.make("something else")[0])
    with pytest.raises(Locked):
        vault(home, no_keyring()).open("something else")
    assert (home / "ledger.db").read_bytes() == before


def test_encrypting_twice_and_decrypting_what_is_plain_is_refused(home: Path) -> None:
    kept = vault(home, no_keyring())
    with closing(kept.open()):
        with pytest.raises(Refused, match="not encrypted"):
            kept.decrypt()
        kept.encrypt(PHRASE)
        with pytest.raises(Refused, match="encrypted already"):
            kept.encrypt(PHRASE)


def test_a_file_that_is_nothing_at_all_stays_damaged_not_locked(home: Path) -> None:
    (home / "ledger.db").write_bytes(b"my holiday pictures" * 500)
    with pytest.raises(Damaged, match="nothing of it can be read"):
        vault(home, no_keyring()).open()
    assert (home / "ledger.db").read_bytes() == b"my holiday pictures" * 500
    assert not list(home.glob("ledger.db.*"))


def before(tmp_path: Path, *, encrypted: bool) -> Path:
    """A home with memories, a snapshot and a backup, as it is before each kill."""
    start = tmp_path / "start"
    (start / "home").mkdir(parents=True)
    kept = vault(tmp_path / "work" / "home", file_keyring(tmp_path / "work" / "ring.json"))
    (tmp_path / "work" / "home").mkdir(parents=True)
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 200)
        kept.snapshot(1e9)
        if encrypted:
            kept.encrypt(PHRASE)
        (tmp_path / "work" / "home.copies").mkdir()
        kept.back_up(tmp_path / "work" / "home.copies" / "one.backup", 1e9)
        fill(ledger, 200, 210)
    shutil.rmtree(start)
    (tmp_path / "work").rename(start)
    return start


@pytest.mark.parametrize("work", ["encrypting", "decrypting"])
def test_killed_at_any_step_all_is_there_and_the_next_start_finishes_or_takes_back(tmp_path: Path, work: str) -> None:
    start, place = before(tmp_path, encrypted=work == "decrypting"), tmp_path / "work"
    ends: set[bool] = set()
    with killing(work, place / "home", place / "ring.json") as kill:
        step, killed = 0, True
        while killed:
            step += 1
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(start, place)
            killed = kill(step)
            kept = vault(place / "home", file_keyring(place / "ring.json"))
            with closing(kept.open()) as ledger:
                assert numbers(ledger) == set(range(1, 210)), step
                assert ledger.check() == ""
                ends.add(kept.encrypted)
                assert kept.snapshots.all()
                if kept.encrypted:
                    assert found_in(place, WORD.encode()) == [], step
                    recipe = cipher.read(place / "home" / "key.json")
                    assert recipe is not None
                    assert ledger.key is not None
                    assert cipher.fits(ledger.key, recipe)
                else:
                    assert not (place / "home" / "key.json").exists(), step
                    assert all(is_plain(one.path) for one in kept.snapshots.all())
                assert kept.look(place / "home.copies" / "one.backup").recipe == (
                    cipher.read(place / "home" / "key.json") if kept.encrypted else None
                )
            assert not [path.name for path in (place / "home").glob("*.*.*") if not path.name.endswith("pages")], step
            assert [path.name for path in (place / "home.copies").iterdir()] == ["one.backup"], step
    assert ends == {True, False}


def test_on_a_full_disk_nothing_is_encrypted_and_nothing_is_lost(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1400k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        kept = vault(disk, no_keyring())
        with closing(kept.open()) as ledger:
            fill(ledger, 1, 1_000)
            with pytest.raises(DiskFull, match="is full"):
                kept.encrypt(PHRASE)
            assert numbers(ledger) == set(range(1, 1_000))
            assert not kept.encrypted
            assert not (disk / "key.json").exists()
        with closing(vault(disk, no_keyring()).open()) as ledger:
            assert numbers(ledger) == set(range(1, 1_000))
        assert not list(disk.glob("*.new"))
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_keyring_that_fails_half_way_leaves_all_plain(home: Path) -> None:
    def fail(name: str, value: str) -> None:
        raise NoKeyring("It is locked.")

    kept = vault(home, Keyring(lambda name: None, fail, lambda name: None))
    with closing(kept.open()) as ledger:
        fill(ledger, 1, 10)
        assert not kept.encrypt(PHRASE)
        assert kept.encrypted
