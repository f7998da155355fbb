"""The published all-MiniLM-L6-v2, which the makers beside this file read; checked before it is used."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

NAME = "sentence-transformers/all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENS = 256
"""As many tokens of a text as the published model reads."""


def arguments(description: str | None, out: str) -> argparse.ArgumentParser:
    """What every maker takes: the folder of the published model, and where to write."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("teacher", type=checked, help="folder with model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("out", type=Path, help=out)
    return parser


def checked(folder: str) -> Path:
    """The folder, if its weights are the published ones; else one sentence, and exit status 1."""
    weights = Path(folder) / "model.safetensors"
    if not weights.is_file():
        sys.exit(f"There is no {weights}.")
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{weights} is not the published all-MiniLM-L6-v2: its SHA-256 is {found}, not {SHA256}.")
    return Path(folder)
