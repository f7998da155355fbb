"""The real service keeps a memory safe: encrypted, with snapshots and backups, mended when damaged; and says so."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from secondme.config import folders
from secondme.errors import Locked, Refused, StoreError
from secondme.service import lifecycle, surroundings
from secondme.service.client import Client
from secondme.store import cipher
from secondme.store.ledger import Ledger
from tests.processes import command_line
from tests.service.running import COMMAND, Home, until
from tests.service.running import home as home
from tests.service.running import lasting as lasting
from tests.service.running import shared as shared
from tests.store.keeping import fill, scribble

KEY = "The zanzibar key is with Ana."
PHRASE = "a passphrase of mine"
RING = """
import json, os
from pathlib import Path
from keyring.backend import KeyringBackend

class FileRing(KeyringBackend):
    priority = 1
    file = Path(os.environ["RING"])

    def _all(self):
        return json.loads(self.file.read_text()) if self.file.exists() else {}

    def get_password(self, service, username):
        return self._all().get(username)

    def set_password(self, service, username, password):
        self.file.write_text(json.dumps(self._all() | {username: password}))

    def delete_password(self, service, username):
        self.file.write_text(json.dumps({k: v for k, v in self._all().items() if k != username}))
"""


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real keyring backend of the test's own, in a file."""
    (tmp_path / "filering.py").write_text(RING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "filering.FileRing")
    monkeypatch.setenv("RING", str(tmp_path / "ring.json"))
    return tmp_path / "ring.json"


def holding(folder: Path, words: bytes) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if words in path.read_bytes().lower()]


def test_encrypted_with_a_keyring_it_opens_by_itself_and_no_file_of_the_home_has_a_word(
    home: Home, ring: Path, tmp_path: Path
) -> None:
    home.client.remember(KEY)
    home.client.snapshot()
    home.client.backup(tmp_path / "one.backup")
    assert len(holding(home.folders.home, b"zanzibar")) >= 2
    assert holding(tmp_path, b"zanzibar") == ["one.backup"]
    shown, state = home.run("privacy", "encrypt", "--yes", "--json").stdout.splitlines()
    assert list(json.loads(shown)) == ["passphrase"]
    said = json.loads(shown) | json.loads(state)
    assert said["encrypted"]
    assert said["key"] == "keyring"
    assert len(said["passphrase"].split("-")) == 8
    assert home.client.recall("zanzibar")[0]["text"] == KEY
    home.client.remember("The zanzibar map is in the drawer.")
    home.client.backup(tmp_path / "two.backup")
    assert holding(tmp_path, b"zanzibar") == []
    assert home.run("memory", "export", "-").stdout.count("zanzibar") == 2
    assert not list(home.folders.home.glob("*salvage*"))
    assert holding(home.folders.home, b"zanzibar") == []
    lifecycle.stop(home.folders)
    assert holding(home.folders.home, b"zanzibar") == []
    assert holding(home.folders.home, said["passphrase"].lower().encode()) == []
    assert len(home.client.recall("zanzibar")) == 2
    assert home.client.status()["encrypted"]
    status = home.run("privacy", "status").stdout
    assert "vectors" in status
    assert "flash disk" in status
    assert "forgotten.jsonl" in status
    ring.unlink()
    lifecycle.stop(home.folders)
    with pytest.raises(Locked, match="not in the system's keyring"):
        home.client.status()
    assert lifecycle.start(home.folders, said["passphrase"])
    assert home.json("privacy", "decrypt", "--yes")["encrypted"] is False
    lifecycle.stop(home.folders)
    assert len(home.client.recall("zanzibar")) == 2


def test_without_a_keyring_the_passphrase_is_asked_for_and_said_why(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.client.remember(KEY)
    done = home.run("privacy", "encrypt", "--passphrase-stdin", said=PHRASE + "\n")
    assert "no keyring" in done.stdout
    assert PHRASE not in done.stdout
    lifecycle.stop(home.folders)
    done = home.run("recall", "zanzibar", code=6)
    assert "encrypted" in done.stderr
    assert "Traceback" not in done.stderr
    monkeypatch.setenv("SECONDME_PASSPHRASE", "not mine")
    assert "passphrase is wrong" in home.run("recall", "zanzibar", code=6).stderr
    monkeypatch.setenv("SECONDME_PASSPHRASE", PHRASE)
    assert "Ana" in home.run("recall", "zanzibar").stdout
    for process in (psutil.Process(home.pid()), *psutil.Process(home.pid()).children(recursive=True)):
        assert PHRASE not in command_line(process)
    assert not (home.folders.home / "ledger.db").read_bytes().startswith(b"SQLite")


def in_terminal(words: list[str], typed: list[tuple[str, str]]) -> tuple[int, str]:
    """Runs the command in a terminal of its own, types each answer when its question stands there."""
    master, slave = pty.openpty()
    child = subprocess.Popen([COMMAND, *words], stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    seen, begin = "", 0
    while True:
        try:
            chunk = os.read(master, 4096).decode()
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
        if typed and typed[0][0] in seen[begin:]:
            begin = len(seen)
            os.write(master, (typed.pop(0)[1] + "\n").encode())
    os.close(master)
    return child.wait(), seen


def test_in_a_terminal_it_is_asked_for_three_times_and_never_shown(home: Home) -> None:
    home.client.remember(KEY)
    home.client.encrypt(PHRASE)
    lifecycle.stop(home.folders)
    code, seen = in_terminal(["recall", "zanzibar"], [("Passphrase", "wrong"), ("Passphrase", PHRASE)])
    assert code == 0, seen
    assert "wrong: the memory stays closed" in seen
    assert "Ana" in seen
    assert PHRASE not in seen
    lifecycle.stop(home.folders)
    code, seen = in_terminal(["recall", "zanzibar"], [("Passphrase", "wrong")] * 3)
    assert code == 6
    assert "passphrase is wrong" in seen
    assert home.client.folders.ledger.exists()


def test_a_new_passphrase_is_asked_back_before_anything_is_encrypted(home: Home) -> None:
    home.client.remember(KEY)
    code, seen = in_terminal(["privacy", "encrypt"], [("What is group", "AAAAA")] * 3)
    assert code == 3
    assert "Nothing was encrypted" in seen
    assert not home.client.status()["encrypted"]
    assert home.run("privacy", "encrypt", code=2).stderr


def test_the_answer_that_was_written_down_encrypts(home: Home) -> None:
    home.client.remember(KEY)
    script = (
        "import os, pty, re, sys\n"
        "pid, master = pty.fork()\n"
        f"if not pid: os.execv({str(COMMAND)!r}, ['secondme', 'privacy', 'encrypt'])\n"
        "seen = ''\n"
        "while 'of 8' not in seen: seen += os.read(master, 4096).decode()\n"
        "groups = re.search(r'(?:[A-Z2-7]{5}-){7}[A-Z2-7]{5}', seen).group().split('-')\n"
        "number = int(re.search(r'group (\\d) of 8', seen).group(1))\n"
        "os.write(master, (groups[number - 1].lower() + '\\n').encode())\n"
        "try:\n"
        "    while os.read(master, 4096): pass\n"
        "except OSError: pass\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, timeout=60)
    assert home.client.status()["encrypted"]


def test_a_backup_and_back_by_the_commands(home: Home, tmp_path: Path) -> None:
    first = home.client.remember(KEY)
    file = tmp_path / "one.backup"
    assert "1 memory" in home.run("backup", file).stdout
    assert "--force" in home.run("backup", file, code=3).stderr
    said = home.json("backup", file, "--force")
    assert said["memories"] == 1
    assert said["bytes"] == file.stat().st_size
    second = home.client.remember("The xylophone is in the attic.")
    assert home.run("restore", file, said="n\n", code=130)
    assert "Restored 1 memory" in home.run("restore", file, "--yes").stdout
    assert home.client.memory(first["id"])["text"] == KEY
    assert [one["id"] for one in home.client.recall("xylophone") if one["id"] == second["id"]] == []
    until(lambda: home.client.status()["indexed"] == 1 and not home.client.status()["waiting"], "the index is in step")
    assert len(home.client.snapshots()) == 1
    (tmp_path / "letter").write_text("Dear Ana")
    assert "no backup" in home.run("restore", tmp_path / "letter", "--yes", code=3).stderr


def test_what_was_forgotten_since_a_backup_leaves_every_place_again_when_that_comes_back(
    home: Home, tmp_path: Path
) -> None:
    home.client.remember(KEY)
    second = home.client.remember("The xylophone is in the attic.")
    home.client.backup(tmp_path / "one.backup")
    shutil.copyfile(tmp_path / "one.backup", tmp_path / "a copy")
    home.client.forget([second["id"]], now=True)
    home.client.restore(tmp_path / "a copy")
    (tmp_path / "a copy").unlink()

    def going() -> list[object]:
        with closing(cipher.connect(home.folders.ledger, None)) as ledger:
            return ledger.execute("SELECT value FROM note WHERE name = 'purging'").fetchall()

    until(lambda: not going(), "nothing is on its way out")
    assert second["id"] not in [one["id"] for one in home.client.recall("xylophone")]
    lifecycle.stop(home.folders)
    assert holding(home.folders.home, b"xylophone") == []
    assert holding(tmp_path, b"xylophone") == []


def test_watched_folders_follow_a_restored_backup(home: Home, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "one.md").write_text("The zanzibar ferry leaves at nine.")
    home.client.watch_add(tmp_path / "notes")
    until(lambda: home.client.watch_list()[0]["indexed"], "the file is read")
    home.client.backup(tmp_path / "one.backup")
    home.client.watch_remove("notes")
    home.client.restore(tmp_path / "one.backup")
    assert home.client.watch_list()[0]["indexed"] == 1
    (tmp_path / "notes" / "two.md").write_text("The xylophone is in the attic.")
    until(lambda: home.client.watch_list()[0]["indexed"] == 2, "the folder is watched again")


def test_an_idle_service_makes_a_snapshot(home: Home) -> None:
    home.set("[service]\nreflect_after_seconds = 1\n")
    home.client.remember(KEY)
    until(lambda: list(home.folders.snapshots.glob("*.db")), "a snapshot was made")
    (one,) = home.client.snapshots()
    assert Path(one["path"]).stat().st_size == one["bytes"]


def test_a_damaged_ledger_is_mended_at_the_start_and_the_person_is_told(home: Home) -> None:
    first = home.client.remember(KEY)
    home.client.snapshot()
    second = home.client.remember("The xylophone is in the attic.")
    lifecycle.stop(home.folders)
    with home.folders.ledger.open("r+b") as file:
        file.write(os.urandom(4096))
    status = home.client.status()
    assert "restored from the snapshot" in status["note"]
    assert home.client.memory(first["id"])["text"] == KEY
    assert home.client.memory(second["id"])["text"].startswith("The xylophone")
    assert "note" in home.run("status").stdout
    copies = next(one for one in home.events("doctor") if one.get("what") == "copies")
    assert "restored from the snapshot" in copies["sentence"]


def test_damage_that_only_a_reading_of_all_pages_finds_is_mended_right_after_the_start(home: Home) -> None:
    home.folders.home.mkdir(parents=True, exist_ok=True)
    with closing(Ledger(home.folders.ledger)) as ledger:
        fill(ledger, 1, 500)
        leaves = "SELECT pageno FROM dbstat WHERE name = 'memory' AND pagetype = 'leaf' ORDER BY path"
        pages = [row[0] for row in ledger.rows(leaves)]
    scribble(home.folders.ledger, pages[7:8])
    status = until(lambda: (found := home.client.status())["note"] and found, "the damage is found")
    assert "there was no snapshot" in status["note"]
    assert "could not be read" in status["note"]
    assert 400 < sum(status["memories"].values()) < 499
    until(lambda: home.client.status()["indexed"] == sum(status["memories"].values()), "the index is in step")
    assert "zanzibar" in home.client.recall("word450")[0]["text"]


def test_a_wrong_key_never_begins_a_new_memory(home: Home) -> None:
    home.client.remember(KEY)
    home.client.encrypt(PHRASE)
    lifecycle.stop(home.folders)
    before = home.folders.ledger.read_bytes()
    home.folders.key_file.unlink()
    with pytest.raises(Locked, match=r"key\.json"):
        lifecycle.start(home.folders, PHRASE)
    assert home.folders.ledger.read_bytes() == before


def test_a_passphrase_that_nobody_read_encrypts_nothing(home: Home) -> None:
    home.client.remember(KEY)
    read, write = os.pipe()
    os.close(read)
    command = [COMMAND, "privacy", "encrypt", "--json", "--yes"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(write)
    assert done.returncode
    assert not home.client.status()["encrypted"]


def test_a_backup_within_the_home_is_refused(shared: Home) -> None:
    shared.client.remember(KEY)
    for name in ("one.backup", "ledger.db"):
        assert "data folder" in shared.run("backup", shared.folders.home / name, "--force", code=3).stderr
    assert len(shared.client.recall("zanzibar")) == 1


def test_a_home_without_its_ledger_says_so(home: Home) -> None:
    home.client.remember(KEY)
    lifecycle.stop(home.folders)
    home.folders.ledger.unlink()
    done = home.run("recall", "zanzibar", code=6)
    assert "secondme restore" in done.stderr
    assert not home.folders.ledger.exists()


def test_paths_that_are_not_whole_are_refused(shared: Home) -> None:
    with pytest.raises(Refused, match="whole path"):
        shared.client.backup(Path("here"))


def test_a_log_that_cannot_be_opened_is_a_sentence(home: Home) -> None:
    (home.folders.logs / "service.log").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"service\.log cannot be written"):
        Client(home.folders).status()
    assert home.run("daemon", "logs").stdout == ""


def test_a_home_that_may_only_be_read_is_a_sentence_and_stays_as_it_is(home: Home) -> None:
    if os.geteuid():
        pytest.skip("only root can become somebody else")
    home.client.remember(KEY)
    lifecycle.stop(home.folders)
    before = {path.name: path.read_bytes() for path in home.folders.home.glob("*") if path.is_file()}
    script = (
        "import os, sys, filelock, platformdirs\n"
        "from secondme.config import folders\n"
        "from secondme.errors import SecondMeError\n"
        "from secondme.service import lifecycle\n"
        "os.setgid(65534)\n"
        "os.setuid(65534)\n"
        "try:\n"
        "    lifecycle.serve(folders())\n"
        "except SecondMeError as error:\n"
        "    sys.exit(f'{error.code} {error}')\n"
    )
    for parent in home.folders.home.parents:
        if parent.stat().st_mode & 0o005 != 0o005 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    home.folders.home.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60,
        env=os.environ | {"HOME": "/nonexistent"},
    )  # fmt: skip
    assert done.stderr.startswith("6 The folder"), done.stderr
    assert "cannot be used" in done.stderr
    home.folders.home.chmod(0o700)
    after = {path.name: path.read_bytes() for path in home.folders.home.glob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize(
    ("kind", "name"),
    [("nfs4", "NFS"), ("cifs", "Windows share"), ("9p", "9p"), ("fuse.sshfs", "SSHFS"), ("fuse.x", "fuse.x")],
)
def test_a_home_on_the_network_is_warned_of(tmp_path: Path, kind: str, name: str) -> None:
    mounted = [("/", "ext4"), (str(tmp_path), kind)]
    (warning,) = surroundings.warnings(tmp_path / "home", mounted)
    assert name in warning
    assert surroundings.warnings(tmp_path / "home", [("/", kind), (str(tmp_path), "ext4")]) == []
    assert surroundings.warnings(tmp_path / "home", [(str(tmp_path), kind), (str(tmp_path), "btrfs")]) == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("Dropbox/second", "Dropbox"), ("Dropbox (Personal)/x", "Dropbox"), ("OneDrive - Work/x", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"), ("Google Drive/x", "Google Drive"),
        ("Nextcloud/x", "Nextcloud"),
    ],
)  # fmt: skip
def test_a_home_in_a_synchronised_folder_is_warned_of(tmp_path: Path, place: str, name: str) -> None:
    (warning,) = surroundings.warnings(tmp_path / place, [("/", "ext4")])
    assert name in warning


def test_a_folder_that_syncthing_marked_is_warned_of_through_links_too(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "shared")
    (warning,) = surroundings.warnings(tmp_path / "link" / "home", surroundings.mounts())
    assert "Syncthing" in warning
    assert surroundings.warnings(tmp_path / "plain", [("/", "ext4")]) == []


def test_the_warning_stands_in_status_and_doctor(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "Dropbox" / "second"
    monkeypatch.setenv("SECONDME_HOME", str(place))
    other = Client(folders())
    try:
        assert "Dropbox" in other.status()["note"]
        found = [json.loads(line) for line in home.run("doctor", "--json", code=None).stdout.splitlines()]
        assert any("Dropbox" in one["sentence"] and not one["well"] for one in found if one.get("what") == "place")
    finally:
        lifecycle.stop(folders())
