"""Downloads from the hub, as their parent sees them: events, and a pause at any time.

The work is done by a child (`secondme.llm.pulling`): it can be ended in the middle of anything, its heavy library goes
away with it, and that library reads its settings, a mirror in HF_ENDPOINT among them, when it starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

from secondme.errors import BadModel, ModelError, from_wire
from secondme.events import Event, Failed, Pulled, from_line
from secondme.llm.found import survey
from secondme.llm.process import environment
from secondme.llm.surveying import Card

QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_XET": "1",  # its downloads show no progress of ours, and cannot be gone on with
}


class Download:
    """One file of a repository: by its name, a pattern, or its quantisation."""

    def __init__(
        self,
        repo: str,
        file: str,
        *,
        token: str = "",
        given: str = "",
        dry: bool = False,
        environ: Mapping[str, str] | None = None,
        pause: float = 1.0,
    ) -> None:
        """`token` is kept for huggingface.co and goes nowhere else; `given` stands in the environment, beside
        HF_ENDPOINT, and goes there. Either only where it is asked for, and never unencrypted to another machine. `dry`
        ends after the plan; `environ` goes before the environment, and takes out of it what is empty; `pause` is the
        first wait, in seconds, after a cut."""
        self._asked = {"repo": repo, "file": file, "token": token, "given": given, "dry": dry, "pause": pause}
        self._environ = dict(environ or {})
        self._child: subprocess.Popen[bytes] | None = None
        self._paused = False

    @property
    def pid(self) -> int:
        """The id of the process that downloads; 0 where none does."""
        return self._child.pid if self._child else 0

    def events(self) -> Iterator[Event]:
        """Planned, Progress and Notice, …, Pulled, once. Closing it is a pause: what came stays for the next time.

        Raises: NotFound, Refused, DiskFull, BadModel, ModelError.
        """
        pulled: Pulled | None = None
        with tempfile.TemporaryFile() as complaints, self._begun(complaints) as child:
            try:
                for line in _lines(child):
                    match from_line(line):
                        case Failed(kind=kind, sentence=sentence, cure=cure):
                            raise from_wire(kind, sentence, cure)
                        case Pulled() as pulled:
                            pass
                        case event:
                            yield event
                code = child.wait()
            finally:
                child.kill()
            if code == 1:  # Python's own, so ours
                complaints.seek(0)
                raise RuntimeError(complaints.read().decode("utf-8", "replace"))
            if code:
                raise ModelError("The download was ended.", "What is there stays; the same command goes on from it.")
        if pulled:
            card = described(Path(pulled.path))
            yield replace(pulled, name=card.name, kind=card.kind)

    def pause(self) -> None:
        """Ends it at once, from any thread; more than once does no harm."""
        self._paused = True
        if self._child:
            self._child.kill()

    def _begun(self, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        self._child = child = subprocess.Popen(
            [sys.executable, "-P", "-m", "secondme.llm.pulling"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=self._surroundings(),
        )
        if self._paused:
            child.kill()
        with suppress(BrokenPipeError):  # it is gone already
            assert child.stdin is not None
            child.stdin.write(json.dumps(self._asked).encode() + b"\n")
            child.stdin.flush()
        return child


    def _surroundings(self) -> dict[str, str]:
        environ = environment({**self._environ, **QUIET})
        return {name: value for name, value in environ.items() if value or name not in self._environ}


def _lines(child: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """What a child says, without what it had not finished."""
    assert child.stdout is not None
    for line in child.stdout:
        if line.endswith(b"\n"):
            yield line


def described(path: Path) -> Card:
    """What a file that was downloaded says of itself. Raises: BadModel if it is no model."""
    card = survey([path])[0]
    if card.sentence:
        raise BadModel(f"What the hub has is no model: {card.sentence}", "Choose another file.")
    return card
