"""What to do about an error, as it is done in the app: its commands and keys in the place of the shell's. Pure."""

from __future__ import annotations

import re

from secondme import phrases
from secondme.errors import SecondMeError

HERE = (
    ("model list --measure", "/models, then m"), ("model list", "/models"), ("model use", "/model"),
    ("model pull", "/models"), ("model exam", "/models, then e"),
    ("watch add", "/watch"), ("watch list", "/folders"), ("watch resume", "/folders, then p on"),
    ("memory list", "/memory"), ("memory search", "/memory"), ("memory forget", "/forget"), ("memory undo", "/undo"),
    ("profile remove ID", "/insights profile, then d"), ("profile", "/insights profile"),
    ("lessons add", "/lessons"), ("lessons", "/insights lessons"), ("insights reject ID", "/insights, then d"),
    ("consolidate --last", "/consolidation"), ("consolidate", "/consolidate"),
    ("conversation list", "/conversations"), ("remember", "/remember"), ("storage", "/storage"), ("goal", "/goal"),
    ("privacy encrypt", "/encrypt"),
)  # fmt: skip
"""What a shell's command is called here, the longer before what it begins with. Those that are not among them are for
a shell only."""
_NAMES = dict(HERE)
_SHELL = re.compile(rf"\bsecondme ({'|'.join(map(re.escape, _NAMES))})(?![\w-])(?! --)")


def here(cure: str) -> str:
    """A cure with the commands of the app."""
    return _SHELL.sub(lambda found: _NAMES[found[1]], cure)


def error(failed: SecondMeError) -> tuple[str, str]:
    """The sentence of an error, and what to do about it here."""
    sentence, cure = phrases.error(failed)
    return sentence, here(cure)
