"""What the tests of keeping a ledger safe share: memories to lose, a keyring in a file, and a kill at any step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from secondme.errors import NoKeyring
from secondme.store import cipher
from secondme.store.ledger import Ledger
from secondme.store.vault import Keyring, Vault

WORD = "zanzibar"
"""A word that stands in every memory made here."""
FIELDS = (
    "n", "id", "version", "kind", "status", "by", "place", "text", "heading", "source", "source_key", "made",
    "importance", "trust", "recalls", "pinned", "keywords", "rule", "why",
)  # fmt: skip


def fill(ledger: Ledger, first: int, last: int) -> None:
    """Puts the memories of these numbers (the last is left out) into a ledger."""
    sql = f"INSERT INTO memory ({', '.join(FIELDS)}) VALUES ({', '.join('?' for _ in FIELDS)})"
    with ledger.write() as connection:
        for n in range(first, last):
            text = f"{WORD} word{n} and {n * 7919} other things that were said"
            values = (n, f"m{n:06d}", 1, "fact", "active", "person", "p", text, "", "[[],[]]", "derived:test")
            connection.execute(sql, (*values, 1e9 + n, 0.5, 1.0, 0, 0, "[]", "said", ""))


def numbers(ledger: Ledger) -> set[int]:
    """The numbers of the memories that a ledger holds, each of which has its text and is found by its words."""
    rows = ledger.rows("SELECT n, id, text FROM memory")
    assert all(name == f"m{n:06d}" and text.startswith(f"{WORD} word{n} ") for n, name, text in rows)
    assert ledger.scalar("SELECT count(*) FROM words WHERE words MATCH ?", (WORD,)) == len(rows)
    return {n for n, _, _ in rows}


def file_keyring(file: Path) -> Keyring:
    """A keyring that keeps its secrets in a file, so that they outlive a killed process."""

    def read() -> dict[str, str]:
        return dict(json.loads(file.read_text())) if file.exists() else {}

    def keep(name: str, value: str) -> None:
        file.write_text(json.dumps(read() | {name: value}))

    def drop(name: str) -> None:
        file.write_text(json.dumps({key: value for key, value in read().items() if key != name}))

    return Keyring(lambda name: read().get(name), keep, drop)


def no_keyring() -> Keyring:
    """What a system without a keyring gives."""

    def fail(*given: str) -> str | None:
        raise NoKeyring("This system has no keyring that answers.")

    def refuse(*given: str) -> None:
        fail(*given)

    return Keyring(fail, refuse, refuse)


def found_in(folder: Path, words: bytes) -> list[str]:
    """The files below a folder in whose bytes some words stand, in small letters or not."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in files if words.lower() in path.read_bytes().lower())


_KILLED = """
import hashlib, os, signal, sys
from pathlib import Path
from tests.store import keeping

# A key that costs nothing to make: every kill would wait for it, and none is about it.
derive = hashlib.scrypt
hashlib.scrypt = lambda words, **given: derive(words, **(given | {"n": 2}))
work, home, other = sys.argv[1:]
steps = 0

def step(event, given):
    # What Python does to files, one after the other. Before the step of this number the process dies.
    global steps
    if event in ("open", "os.rename", "os.link", "os.remove", "os.truncate", "os.mkdir", "os.chmod"):
        if event == "open" and not ((given[2] or 0) & (os.O_WRONLY | os.O_RDWR)):
            return
        if str(given[0]).startswith((home, other)):
            steps += 1
            if steps == at:
                os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    at = int(line)
    child = os.fork()
    if not child:
        begin = getattr(keeping, work)(Path(home), Path(other))
        next(begin)
        sys.addaudithook(step)
        next(begin, None)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def killing(work: str, home: Path, other: Path) -> Iterator[Callable[[int], bool]]:
    """What does some work of this module in a process that dies before its file operation of a given number; it says
    False once the work comes to its end instead."""
    command = [sys.executable, "-c", _KILLED, work, str(home), str(other)]
    here = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=here) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        given, said = process.stdin, process.stdout

        def at(step: int) -> bool:
            given.write(f"{step}\n")
            given.flush()
            code = int(said.readline())
            assert code in (0, -9), code
            return code == -9

        yield at
        given.close()


def encrypting(home: Path, ring: Path) -> Iterator[None]:
    """Opens a home, then encrypts it."""
    vault = Vault(home / "ledger.db", file_keyring(ring))
    with closing(vault.open()):
        yield
        vault.encrypt("a passphrase of mine")


def decrypting(home: Path, ring: Path) -> Iterator[None]:
    """Opens a home, then takes its encryption off."""
    vault = Vault(home / "ledger.db", file_keyring(ring))
    with closing(vault.open()):
        yield
        vault.decrypt()


def restoring(home: Path, file: Path) -> Iterator[None]:
    """Opens a home, then puts a backup in its place."""
    vault = Vault(home / "ledger.db", no_keyring())
    with closing(vault.open()):
        yield
        vault.restore(file, 2e9)


def backing_up(home: Path, file: Path) -> Iterator[None]:
    """Opens a home, then writes a backup over an older one."""
    vault = Vault(home / "ledger.db", no_keyring())
    with closing(vault.open()):
        yield
        vault.back_up(file, 2e9, force=True)


def mending(home: Path, _: Path) -> Iterator[None]:
    """Opens a home whose ledger is damaged."""
    yield
    Vault(home / "ledger.db", no_keyring()).open().close()


def scribble(path: Path, pages: list[int]) -> None:
    """Writes junk over pages (the first is 1) of a database of 4,096 bytes a page."""
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * 4096)
            file.write(os.urandom(4096))


def is_plain(path: Path) -> bool:
    """Whether a database is not encrypted."""
    return cipher.is_plain(path)
