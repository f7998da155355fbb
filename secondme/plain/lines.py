"""Lines in, lines out: what is said, heard and refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from secondme import phrases
from secondme.errors import SecondMeError


class Lines:
    """Where lines come from and go to. Lines of a terminal are asked for; `status` is the last error's."""

    def __init__(self, lines: Iterable[str], out: TextIO) -> None:
        asked = getattr(lines, "isatty", None)
        self.lines: Iterator[str] = iter(lines)
        self.out = out
        self.asks = bool(asked and asked())
        self.status = 0

    def hear(self, prompt: str) -> str | None:
        """The next line; None at the end of the input."""
        if self.asks:
            self.out.write(prompt)
            self.out.flush()
        try:
            return next(self.lines, None)
        except KeyboardInterrupt:
            self.say("")
            return None

    def yes(self, question: str) -> bool:
        """Whether the next line is a yes."""
        self.say(f"{question} yes or no")
        return (self.hear("yes or no: ") or "").strip().lower() in ("y", "yes")

    def say(self, *lines: str) -> None:
        """Writes lines."""
        for line in lines:
            self.out.write(line + "\n")
        self.out.flush()

    def fail(self, error: SecondMeError) -> int:
        """Says what went wrong and what to do; the exit status."""
        sentence, cure = phrases.error(error)
        self.say(f"Error: {sentence}", *([f"  What to do: {cure}"] if cure else []))
        self.status = error.code
        return self.status
