"""The key of an encrypted memory: made from a passphrase, checked by a hash of itself, never written down.

`key.json` holds what is needed to make the key from the passphrase again and to know the right one from a wrong one.
The key is handed to SQLite as raw bytes, so that no connection pays for deriving it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

import apsw

from secondme.errors import Locked, Refused, StoreError
from secondme.memory.kin import told
from secondme.memory.language import bare, cut, tongue
from secondme.store.disk import write_whole

PLAIN = b"SQLite format 3\0"
GROUPS, LETTERS = 8, 5
"""A recovery passphrase: so many groups of so many letters of base32, 200 bits."""
SHORTEST = 8
"""Characters that a passphrase of one's own has at least."""
OPENING = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a key is made from a passphrase (scrypt: cost `n`, block `r`, lanes `p`; salt and check in hex)."""

    salt: str
    check: str
    n: int = 1 << 17
    r: int = 8
    p: int = 1
    version: int = 1


def read(file: Path) -> Recipe | None:
    """The recipe in a file; None where there is none. Raises: StoreError if it cannot be read."""
    try:
        return parse(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(
            f"{file} cannot be read: without it a passphrase opens nothing.",
            "Put back a copy of it, or restore a backup: each backup holds one.",
        ) from error


def parse(text: str) -> Recipe:
    """A recipe from its JSON. Raises: ValueError, TypeError."""
    found = Recipe(**json.loads(text))
    bytes.fromhex(found.salt + found.check)
    if not (1 < found.n <= 1 << 20 and 1 <= found.r <= 16 and 1 <= found.p <= 4):
        raise ValueError("a cost that no version of this program has asked for")
    return found


def to_json(recipe: Recipe) -> str:
    """A recipe as JSON."""
    return json.dumps(asdict(recipe))


def write(file: Path, recipe: Recipe) -> None:
    """Puts a recipe into a file, atomically and for good. Raises: DiskFull, StoreError."""
    write_whole(file, to_json(recipe).encode() + b"\n")


def invent() -> str:
    """A passphrase that nobody can guess, in groups that can be written down."""
    letters = base64.b32encode(secrets.token_bytes(GROUPS * LETTERS * 5 // 8)).decode()
    return "-".join(letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS))


def make(passphrase: str) -> tuple[Recipe, bytes]:
    """A new recipe, and the key of 32 bytes that it gives. Raises: Refused if the passphrase is too short."""
    if len(passphrase.strip()) < SHORTEST:
        raise Refused(
            f"A passphrase of fewer than {SHORTEST} characters protects nothing.", "Choose one of several words."
        )
    salt = secrets.token_bytes(16).hex()
    key = _derive(passphrase, Recipe(salt, ""))
    return Recipe(salt, _check(key)), key


def derive(passphrase: str, recipe: Recipe) -> bytes:
    """The key of a passphrase. Raises: Locked if it is the wrong one."""
    key = _derive(passphrase, recipe)
    if not fits(key, recipe):
        raise Locked("The passphrase is wrong: the memory stays closed.", "Nothing was changed. Try it again.")
    return key


def fits(key: bytes, recipe: Recipe) -> bool:
    """Whether this is the key that the recipe was made for."""
    return hmac.compare_digest(_check(key), recipe.check)


def _derive(passphrase: str, recipe: Recipe) -> bytes:
    words = _normal(passphrase).encode("utf-8", "surrogatepass")
    salt = bytes.fromhex(recipe.salt)
    room = 256 * recipe.n * recipe.r
    return hashlib.scrypt(words, salt=salt, n=recipe.n, r=recipe.r, p=recipe.p, maxmem=room, dklen=32)


def _check(key: bytes) -> str:
    return hmac.new(key, b"secondme ledger", hashlib.sha256).hexdigest()[:32]


def _normal(passphrase: str) -> str:
    """The passphrase as it was meant: what `invent` made may be typed in small letters and without its dashes."""
    text = unicodedata.normalize("NFKC", passphrase).strip()
    bare = "".join(text.replace("-", " ").split()).upper()
    invented = len(bare) == GROUPS * LETTERS and set(bare) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    return bare if invented else text


def locator(path: Path, key: bytes | None = None, **options: str) -> str:
    """A file as a URI that SQLite opens, and that `VACUUM INTO` writes under a key (None: plain)."""
    name = path.absolute().as_posix()
    asked = options | {"key": f"raw:{key.hex()}" if key else ""}
    query = "&".join(f"{option}={quote(value, safe=':')}" for option, value in asked.items())
    return f"file:{'' if name.startswith('/') else '/'}{quote(name)}?{query}"


def unlock(connection: apsw.Connection, key: bytes | None) -> None:
    """Gives a new connection its key; a wrong one shows at the first read."""
    if key:
        connection.execute(f"PRAGMA key = \"raw:{key.hex()}\"")


def connect(path: Path, key: bytes | None) -> apsw.Connection:
    """A connection to a database under a key (None: plain), made if it is not there."""
    connection = apsw.Connection(os.fspath(path.absolute()), flags=OPENING)
    unlock(connection, key)
    teach(connection)
    return connection


def teach(connection: apsw.Connection) -> None:
    """Gives a connection the functions that the ledger's triggers and views call."""
    functions: dict[str, tuple[Callable[..., str | int], int]] = {
        "bare": (bare, 1), "cut": (cut, 2), "tongue_of": (tongue, 2), "told_in": (_told_in, 2),
        "fold": (str.casefold, 1),
    }  # fmt: skip
    for name, (function, values) in functions.items():
        connection.create_scalar_function(name, function, values, deterministic=True)


def _told_in(text: str, speaker: str) -> str:
    found = told(text, speaker)
    return json.dumps(found) if found else "[]"  # mostly nothing


def still(path: Path, key: bytes | None) -> apsw.Connection:
    """A connection that reads a file which nobody writes, and leaves nothing beside it."""
    uri = locator(path, None, immutable="1").removesuffix("&key=")
    connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    unlock(connection, key)
    return connection


def is_plain(path: Path, skip: int = 0) -> bool:
    """Whether a file begins (after `skip` bytes) as a database that is not encrypted."""
    return _head(path, skip)[: len(PLAIN)] == PLAIN


def is_encrypted(path: Path, skip: int = 0) -> bool:
    """Whether a file begins as the driver's encrypted databases do: page size and room for a code a page are plain."""
    head = _head(path, skip)
    return len(head) == 24 and head[:16] != PLAIN and head[20] == 32 and head[21:24] == b"\x40\x20\x20"


def _head(path: Path, skip: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(skip)
            return file.read(24)
    except OSError:
        return b""
