"""Where the bundled encoders lie, and whether their files are whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

from secondme.errors import EncoderError

PACKAGE = Path(__file__).resolve().parent.parent
ROOTS = (PACKAGE / "_assets", PACKAGE.parent / "assets")
"""As installed from a wheel; as checked out."""

SUMS = "SHA256SUMS"
CURE = "Install secondme again."


def folder(name: str, roots: tuple[Path, ...] = ROOTS) -> Path:
    """The folder of a bundled encoder, the first of `roots` that has it.

    Raises: EncoderError if there is none, or if a file that belongs to it is not there. Reads no weights:
        what is cut or altered is found by the encoder that opens it, or by `check`.
    """
    for root in roots:
        if (root / name).is_dir():
            for file in listed(root / name):
                if not file.is_file():
                    raise missing(file)
            return root / name
    raise EncoderError(f"The encoder {name} is not part of this installation.", CURE)


def check(place: Path) -> None:
    """Compares every file of an encoder's folder with its published SHA-256.

    Raises: EncoderError if one is missing or differs.
    """
    for file, published in listed(place).items():
        if sha256(file) != published:
            raise damaged(file)


def listed(place: Path) -> dict[Path, str]:
    """The files that belong to an encoder's folder, with the SHA-256 that each should have.

    Raises: EncoderError if the list beside the folder cannot be read or names no file of it.
    """
    sums = place.parent / SUMS
    pairs = (line.split(maxsplit=1) for line in read(sums).decode("utf-8", "replace").splitlines())
    files = {place.parent / pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    own = {file: digest for file, digest in files.items() if file.parent == place}
    if not own:
        raise damaged(sums)
    return own


def sha256(file: Path) -> str:
    """SHA-256 of a file in hexadecimal. Raises: EncoderError if it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise missing(file) from error


def read(file: Path) -> bytes:
    """A small file of an encoder, whole. Raises: EncoderError if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise missing(file) from error


def missing(file: Path) -> EncoderError:
    """The error for a file that is not there or cannot be read."""
    return EncoderError(f"The encoder's file {file} is missing or cannot be read.", CURE)


def damaged(file: Path) -> EncoderError:
    """The error for a file that does not hold what it should."""
    return EncoderError(f"The encoder's file {file} is damaged.", CURE)
