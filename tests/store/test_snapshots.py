"""Snapshots and backups: whole, verified, a few kept, and reached by forgetting."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from secondme.errors import Damaged, DiskFull, Locked, NotFound, Refused, StoreError, TooNew
from secondme.memory.record import By
from secondme.store import backup, copies
from secondme.store.conversations import Conversations
from secondme.store.forgotten import Forgotten
from secondme.store.ledger import Ledger
from secondme.store.migrations import STEPS
from secondme.store.snapshots import DAY, Snapshots
from secondme.store.store import Store
from secondme.store.vault import Vault
from tests.conftest import MovingClock
from tests.store.keeping import WORD, fill, found_in, killing, no_keyring, numbers, scribble

PHRASE = "a passphrase of mine"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    found = tmp_path / "home"
    found.mkdir()
    return found


@pytest.fixture(scope="module", params=["plain", "encrypted"])
def made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[Path, str | None]:
    """A home with 99 memories, plain and encrypted, closed; and its key."""
    home = tmp_path_factory.mktemp("made")
    vault = Vault(home / "ledger.db", no_keyring())
    with closing(vault.open()) as ledger:
        fill(ledger, 1, 100)
        if request.param == "encrypted":
            vault.encrypt(PHRASE)
        return home, ledger.key.hex() if ledger.key else None


@pytest.fixture
def vault(home: Path, made: tuple[Path, str | None]) -> Iterator[Vault]:
    """A copy of it, opened with a keyring that has the key, so that no test waits for it to be made again."""
    folder, key = made
    shutil.copytree(folder, home, dirs_exist_ok=True)
    found = Vault(home / "ledger.db", replace(no_keyring(), get=lambda name: key))
    with closing(found.open()):
        yield found


def test_a_snapshot_holds_all_is_private_and_is_of_one_instant(vault: Vault) -> None:
    end = threading.Event()

    def write() -> None:
        first = 1_000
        while not end.is_set():
            fill(vault.ledger, first, first + 2)
            first += 2

    writer = threading.Thread(target=write)
    writer.start()
    made = [vault.snapshot(1e9 + day) for day in range(3)]
    end.set()
    writer.join()
    for one in made:
        assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
        counts = copies.verify(one.path, vault.ledger.key)
        assert counts["memory"] >= 99
        assert counts["memory"] % 2 == 1
    assert stat.S_IMODE(vault.snapshots.folder.stat().st_mode) == 0o700


def test_the_last_few_are_kept_in_the_order_they_were_made_in_though_the_clock_goes_back(vault: Vault) -> None:
    for at in (5e8, 4e8, 3e8, 2e8, 1e8):
        vault.snapshot(at)
    assert [one.at for one in vault.snapshots.all()] == [1e8, 2e8, 3e8]
    assert [one.order for one in vault.snapshots.all()] == [5, 4, 3]


def test_one_is_due_when_the_last_is_a_day_old_and_something_was_written(vault: Vault) -> None:
    assert vault.snapshots.due(1e9)
    made = vault.snapshot(1e9)
    os.utime(vault.path, (1e9, 1e9))
    os.utime(vault.path.with_name("ledger.db-wal"), (1e9, 1e9))
    assert not vault.snapshots.due(1e9 + 2 * DAY)
    fill(vault.ledger, 100, 101)
    os.utime(made.path, (1e9, 1e9))
    assert not vault.snapshots.due(1e9 + DAY / 2)
    assert vault.snapshots.due(1e9 + 2 * DAY)
    assert vault.snapshots.due(1e9 - 2 * DAY)


def test_forgetting_reaches_snapshots_and_backups_byte_by_byte(vault: Vault, tmp_path: Path) -> None:
    vault.snapshot(1e9)
    vault.back_up(tmp_path / "one.backup", 1e9)
    (tmp_path / "elsewhere.backup").write_bytes((tmp_path / "one.backup").read_bytes())
    assert vault.erase(["m000042", "m000043"]) == ""
    key = vault.ledger.key
    for one in vault.snapshots.all():
        assert copies.verify(one.path, key)["memory"] == 97
    assert vault.look(tmp_path / "one.backup").counts["memory"] == 97
    places = [vault.snapshots.folder, tmp_path / "one.backup"]
    if key is None:
        assert found_in(tmp_path, b"word42 ") == ["elsewhere.backup", "ledger.db"]
    backup.unpack(tmp_path / "one.backup", tmp_path / "unpacked.db")
    with closing(Ledger(tmp_path / "unpacked.db", key)) as ledger:
        assert numbers(ledger) == set(range(1, 100)) - {42, 43}
    assert all(place.exists() for place in places)


def test_a_backup_that_is_not_there_any_more_is_named_when_something_is_forgotten(vault: Vault, tmp_path: Path) -> None:
    vault.back_up(tmp_path / "one.backup", 1e9)
    (tmp_path / "one.backup").rename(tmp_path / "moved.backup")
    said = f"This backup could not be reached: {tmp_path / 'one.backup'}; it still holds what was forgotten"
    assert said in vault.erase(["m000001"])
    assert said in vault.erase(["m000002"])
    (tmp_path / "one.backup").write_text("Dear Ana")
    assert "one.backup" in vault.erase(["m000003"])
    assert (tmp_path / "one.backup").read_text() == "Dear Ana"


@pytest.mark.parametrize("reached", ["by the next forgetting", "at the next start"])
def test_a_backup_that_comes_back_loses_what_was_forgotten_while_it_was_away(
    vault: Vault, tmp_path: Path, reached: str
) -> None:
    file = tmp_path / "disk" / "one.backup"
    file.parent.mkdir()
    vault.back_up(file, 1e9)
    file.parent.rename(tmp_path / "away")
    assert vault.erase(["m000001"])
    assert vault.erase(["m000002"])
    (tmp_path / "away").rename(file.parent)
    if reached == "by the next forgetting":
        assert vault.erase(["m000003"]) == ""
        assert vault.look(file).counts["memory"] == 96
        return
    vault.ledger.close()
    again = Vault(vault.path, no_keyring())
    with closing(again.open(PHRASE)):
        assert again.look(file).counts["memory"] == 97
        assert again.erase(["m000001"]) == ""


def test_one_backup_that_cannot_be_written_does_not_keep_the_others_from_forgetting(
    vault: Vault, tmp_path: Path
) -> None:
    disk = tmp_path / "a disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        vault.back_up(disk / "one.backup", 1e9)
        vault.back_up(tmp_path / "two.backup", 1e9)
        free = os.statvfs(disk)
        (disk / "filler").write_bytes(bytes(free.f_bavail * free.f_frsize))
        with pytest.raises(DiskFull, match="full"):
            vault.erase(["m000001"])
        assert vault.look(tmp_path / "two.backup").counts["memory"] == 98
        (disk / "filler").unlink()
        assert vault.erase([]) == ""
        assert vault.look(disk / "one.backup").counts["memory"] == 98
    finally:
        subprocess.run(["umount", disk], check=True)


def test_files_of_the_persons_own_beside_a_backup_are_never_touched(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    own = [tmp_path / f"one.backup{ending}" for ending in (".old", ".new", ".making")]
    vault.back_up(file, 1e9)
    shutil.copyfile(file, own[0])
    before = own[0].read_bytes()
    for one in own[1:]:
        one.write_bytes(before)
    vault.back_up(file, 2e9, force=True)
    vault.erase(["m000001"])
    if vault.encrypted:
        vault.decrypt()
    vault.encrypt(PHRASE)
    vault.ledger.close()
    Vault(vault.path, no_keyring()).open(PHRASE).close()
    assert all(one.read_bytes() == before for one in own)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["home", "one.backup", *(p.name for p in own)])


def test_a_backup_never_takes_the_place_of_anything_else(vault: Vault, home: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(home)
    for inside in (home / "ledger.db", home / "new.backup", tmp_path / "link" / "ledger.db", home / "snapshots" / "x"):
        with pytest.raises(Refused, match="data folder"):
            vault.back_up(inside, 1e9, force=True)
    (tmp_path / "letter.txt").write_text("Dear Ana")
    (tmp_path / "other").symlink_to(tmp_path / "letter.txt")
    os.link(home / "ledger.db", tmp_path / "ledger")
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("letter.txt", "no backup"), ("ledger", "no backup"), ("other", "no file"), ("pipe", "no file")):
        with pytest.raises(Refused, match=said):
            vault.back_up(tmp_path / name, 1e9, force=True)
    assert (tmp_path / "letter.txt").read_text() == "Dear Ana"
    assert (tmp_path / "pipe").is_fifo()
    assert numbers(vault.ledger) == set(range(1, 100))
    assert vault.backups() == []


def test_a_restored_home_keeps_what_it_knows_of_itself(vault: Vault, tmp_path: Path) -> None:
    def put(**notes: str) -> None:
        with vault.ledger.write() as connection:
            connection.executemany("INSERT OR REPLACE INTO note VALUES (?, ?)", list(notes.items()))

    def notes() -> dict[str, str]:
        return dict(vault.ledger.rows("SELECT name, value FROM note"))

    put(**{"declined:one": "a", "declined:both": "old", "index.owner": "theirs", "purging": '[["m000098", false]]'})
    vault.back_up(tmp_path / "one.backup", 1e9)
    Forgotten(vault.path.parent / "forgotten.jsonl").add(["m000007"], 1e9)
    put(**{"declined:both": "new", "declined:two": "b", "index.owner": "mine", "index.sweep": "1", "kept": "no"})
    put(purging='[["m000099", true]]')
    vault.restore(tmp_path / "one.backup", 2e9)
    found = notes()
    assert found["declined:one"] == "a"
    assert found["declined:both"] == "new"
    assert found["declined:two"] == "b"
    assert found["index.owner"] == "mine"
    assert found["index.sweep"] == "1"
    # What was forgotten again is to leave the names of topics and the index, too.
    assert json.loads(found["purging"]) == [["m000007", False], ["m000098", False], ["m000099", True]]
    assert "kept" not in found
    assert not [name for name in found if name.startswith("part:")]


def test_what_is_said_of_a_closing_is_of_the_time_it_happened(tmp_path: Path, store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("c", "c")
    said = [talks.say("c", By.PERSON, f"This is number {number}.").memory.id for number in range(3)]
    store.close()
    vault = Vault(tmp_path / "ledger.db", no_keyring(), clock=clock)
    (tmp_path / "else").mkdir()
    with closing(vault.open()) as ledger:
        made = vault.snapshot(clock())
        Vault.back_up(vault, Path(f"{tmp_path}-else.backup"), clock())
        clock.pass_days(3)
        vault.erase(said[:1])
        backup.unpack(Path(f"{tmp_path}-else.backup"), tmp_path / "unpacked.db")
        for copy in (made.path, tmp_path / "unpacked.db"):
            with closing(backup.cipher.still(copy, None)) as connection:
                assert connection.execute("SELECT at FROM closing").get == clock()
        assert ledger.key is None


def test_a_snapshot_that_cannot_be_read_is_overwritten_before_it_goes(vault: Vault, tmp_path: Path) -> None:
    made = vault.snapshot(1e9)
    os.link(made.path, tmp_path / "the same bytes")
    scribble(made.path, [1, 2, 3])
    vault.erase(["m000001"])
    assert not made.path.exists()
    assert set((tmp_path / "the same bytes").read_bytes()) == {0}


def test_a_backup_comes_back_and_what_was_forgotten_since_does_not(vault: Vault, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    head = vault.back_up(file, 1e9)
    assert head.counts["memory"] == 99
    assert head.bytes == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    Forgotten(home / "forgotten.jsonl").add(["m000007"], 1e9)
    with vault.ledger.write() as connection:
        connection.execute("DELETE FROM memory WHERE n < 50")
    fill(vault.ledger, 500, 510)
    counts = vault.restore(file, 2e9)
    assert counts["memory"] == 98
    assert numbers(vault.ledger) == set(range(1, 100)) - {7}
    assert [path for path, _ in vault.backups()] == [file]
    waiting = {row[0] for row in vault.ledger.rows("SELECT memory FROM outbox")}
    assert {"m000001", "m000505"} <= waiting
    assert "m000060" not in waiting
    snapshot = vault.snapshots.all()[0]
    assert copies.verify(snapshot.path, vault.ledger.key)["memory"] == 60
    if vault.encrypted:
        assert found_in(tmp_path, WORD.encode()) == []


def test_a_backup_opens_on_another_machine_with_its_passphrase_alone(home: Path, tmp_path: Path) -> None:
    first = Vault(home / "ledger.db", no_keyring())
    with closing(first.open()) as ledger:
        fill(ledger, 1, 10)
        first.encrypt(PHRASE)
        first.back_up(tmp_path / "one.backup", 1e9)
    (tmp_path / "other").mkdir()
    second = Vault(tmp_path / "other" / "ledger.db", no_keyring())
    with closing(second.open()) as ledger:
        with pytest.raises(Locked, match="another key"):
            second.restore(tmp_path / "one.backup", 2e9)
        with pytest.raises(Locked, match="passphrase is wrong"):
            second.restore(tmp_path / "one.backup", 2e9, "not mine")
        assert numbers(ledger) == set()
        second.restore(tmp_path / "one.backup", 2e9, PHRASE)
        assert numbers(ledger) == set(range(1, 10))
        assert not second.encrypted
        second.encrypt("another of mine")
        assert second.restore(tmp_path / "one.backup", 2e9, PHRASE)["memory"] == 9
        assert second.encrypted


def test_what_is_no_backup_or_a_damaged_one_is_a_sentence_and_changes_nothing(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    vault.back_up(file, 1e9)
    whole = file.read_bytes()
    with pytest.raises(NotFound, match="no file"):
        vault.restore(tmp_path / "missing", 2e9)
    (tmp_path / "letter.txt").write_text("Dear Ana")
    with pytest.raises(Refused, match="no backup"):
        vault.restore(tmp_path / "letter.txt", 2e9)
    junk = whole[:30] + b"\xff" * 50 + whole[80:]
    for bad in (whole[:-100], whole[:40_000] + b"x" + whole[40_001:], junk, whole[:20]):
        file.write_bytes(bad)
        with pytest.raises(Damaged, match="damaged"):
            vault.restore(file, 2e9)
    assert numbers(vault.ledger) == set(range(1, 100))
    assert not vault.snapshots.all()


def test_a_backup_of_a_newer_version_is_refused(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    head = vault.back_up(file, 1e9)
    backup.unpack(file, tmp_path / "database")
    backup.write(
        file, replace(head, schema=999), lambda target: shutil.copyfile(tmp_path / "database", target) and head.counts,
        force=True,
    )  # fmt: skip
    with pytest.raises(TooNew, match="newer version"):
        vault.restore(file, 2e9)


def test_a_backup_of_an_older_schema_is_brought_to_this_one(home: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    connection = backup.cipher.connect(old, None)
    assert isinstance(STEPS[0], str)
    connection.execute(STEPS[0])
    connection.execute("PRAGMA user_version = 1")
    source = json.dumps(
        {"type": "written", "file": "f", "path": "/f", "digest": "d", "start": 0, "end": 4, "line": 1, "heading": ""}
    )
    connection.execute(
        "INSERT INTO memory (n, id, version, kind, status, by, place, text, source, source_key, made, importance, "
        "recalls, pinned) VALUES (1, 'm000001', 1, 'passage', 'active', 'file', 'p', 'zanzibar word1 then', "
        "?, 'file:f', 1.0, 0.5, 0, 0)",
        (source,),
    )
    connection.close()
    head = backup.Head(1e9, 1, {}, 0, "", None)
    backup.write(tmp_path / "old.backup", head, lambda target: copies.recopy(old, None, target, None))
    vault = Vault(home / "ledger.db", no_keyring())
    with closing(vault.open()) as ledger:
        assert vault.restore(tmp_path / "old.backup", 2e9)["memory"] == 1
        assert numbers(ledger) == {1}
        assert ledger.scalar("PRAGMA user_version") == len(STEPS)


def test_a_file_that_is_there_is_kept_unless_it_is_said(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ana")
    with pytest.raises(Refused, match="--force"):
        vault.back_up(tmp_path / "letter.txt", 1e9)
    assert (tmp_path / "letter.txt").read_text() == "Dear Ana"
    with pytest.raises(Refused, match="folder"):
        vault.back_up(tmp_path, 1e9, force=True)
    with pytest.raises(NotFound, match="no folder"):
        vault.back_up(tmp_path / "missing" / "file", 1e9)
    vault.back_up(tmp_path / "one.backup", 1e9)
    with pytest.raises(Refused, match="--force"):
        vault.back_up(tmp_path / "one.backup", 2e9)
    vault.back_up(tmp_path / "one.backup", 2e9, force=True)
    assert vault.look(tmp_path / "one.backup").at == 2e9


def test_on_a_full_disk_a_copy_is_a_sentence_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        with pytest.raises(DiskFull, match="full"):
            vault.back_up(disk / "one.backup", 1e9)
        assert list(disk.iterdir()) == []
        snapshots = Snapshots(disk / "ledger.db")
        with pytest.raises(DiskFull, match="full"):
            snapshots.add(lambda target: vault.ledger.copy(target, vault.ledger.key))
        assert snapshots.all() == []
    finally:
        subprocess.run(["umount", disk], check=True)
    assert numbers(vault.ledger) == set(range(1, 100))
    assert vault.backups() == []


@pytest.mark.parametrize("work", ["restoring", "backing_up"])
def test_killed_at_any_step_there_is_the_old_or_the_new(home: Path, tmp_path: Path, work: str) -> None:
    start, file = tmp_path / "start", tmp_path / "start" / "one.backup"
    start.mkdir()
    vault = Vault(home / "ledger.db", no_keyring())
    with closing(vault.open()) as ledger:
        fill(ledger, 1, 100)
        vault.back_up(file, 1e9)
        fill(ledger, 100, 120)
    home.rename(start / "home")
    step, place = 0, tmp_path / "work"
    killed = True
    seen: set[int] = set()
    with killing(work, place / "home", place / "one.backup") as kill:
        while killed:
            step += 1
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(start, place)
            killed = kill(step)
            vault = Vault(place / "home" / "ledger.db", no_keyring())
            with closing(vault.open()) as ledger:
                found = numbers(ledger)
                assert found in (set(range(1, 120)), set(range(1, 100))), step
                assert ledger.check() == ""
                held = vault.look(place / "one.backup").counts["memory"]
                assert held in (99, 119)
                seen.add(len(found) if work == "restoring" else held)
            assert not [path.name for path in place.glob("**/*.*.*") if path.suffix not in (".pages", ".db")], step
    assert seen == {99, 119}


def test_a_ledger_is_copied_before_it_is_migrated(home: Path) -> None:
    path = home / "ledger.db"
    connection = backup.cipher.connect(path, None)
    assert isinstance(STEPS[0], str)
    connection.execute(STEPS[0])
    connection.execute("PRAGMA user_version = 1")
    connection.execute("INSERT INTO note VALUES ('a', 'b')")
    connection.close()
    Ledger(path).close()
    (one,) = Snapshots(path).all()
    assert one.schema == 1
    with closing(backup.cipher.still(one.path, None)) as made:
        assert made.execute("PRAGMA user_version").get == 1
        assert made.execute("SELECT value FROM note").get == "b"


def test_a_new_ledger_is_not_copied(home: Path) -> None:
    Ledger(home / "ledger.db").close()
    assert Snapshots(home / "ledger.db").all() == []


def test_what_was_forgotten_stands_in_order_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.jsonl")
    assert forgotten.ids() == []
    forgotten.add(["a", "b"], 1.0)
    with forgotten.path.open("a") as file:
        file.write('{"id": "c", "a')
    forgotten.add(["d"], 2.0)
    assert forgotten.ids() == ["a", "b", "d"]
    assert forgotten.ids(since=2) == ["d"]
    assert forgotten.digest(2) != forgotten.digest(4)
    assert stat.S_IMODE(forgotten.path.stat().st_mode) == 0o600


def test_what_was_taken_in_again_is_forgotten_no_more_until_it_is_forgotten_anew(tmp_path: Path) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.jsonl")
    forgotten.add(["a", "b", "c"], 1.0)
    forgotten.returned(["a", "b"], 2.0)
    assert forgotten.ids() == ["c"]
    forgotten.add(["b"], 3.0)
    assert sorted(forgotten.ids()) == ["b", "c"]
    assert forgotten.ids(since=3) == ["b"]
    assert forgotten.count() == 6


@pytest.mark.parametrize(
    "line",
    [
        '{"type": "memory", "id": "b", "at": 1.0}', '{"id": "b"}', '{"id": 7, "at": 1.0}', '{"id": "b", "at": "now"}',
        '{"id": "b", "at": true}', '["b", 1.0]', '"b"', '{"id": "b", "at": 1.0, "returned": false}', "{}", "null",
    ],
)  # fmt: skip
def test_a_line_of_anything_else_names_nothing_forgotten(tmp_path: Path, line: str) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.jsonl")
    forgotten.path.write_text(line + "\n")
    forgotten.add(["a"], 1.0)
    assert forgotten.ids() == ["a"]


def test_a_folder_of_snapshots_that_cannot_be_made_is_a_sentence(vault: Vault) -> None:
    vault.snapshots.folder.write_text("a file")
    with pytest.raises(StoreError, match="snapshots"):
        vault.snapshot(1e9)
