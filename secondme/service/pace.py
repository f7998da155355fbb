"""How quickly files are read, and how long others will take. Pure."""

from __future__ import annotations

FILE = 10_000
"""Bytes of text that take as long to read as it takes to open, look up and store one file."""
GUESS = 1_000_000.0
"""Bytes a second of a machine on which nothing has been read yet."""
SPAN = 60.0
"""Seconds of reading over which the pace is measured; what is older counts half, and half again."""
ENOUGH = 0.5
"""Seconds of reading after which the pace is no guess any more."""


class Pace:
    """Work (bytes, and as many as `FILE` for each file) and the seconds that it took."""

    def __init__(self, work: float = 0.0, seconds: float = 0.0) -> None:
        self._work, self._seconds = work, seconds
        self.news = False
        """Whether it changed since it was noted."""

    def add(self, files: int, size: int, seconds: float) -> None:
        """Files that were read, their bytes, and how long that took."""
        if not files:
            return
        if self._seconds > SPAN:
            self._work, self._seconds = self._work / 2, self._seconds / 2
        self._work, self._seconds = self._work + size + FILE * files, self._seconds + seconds
        self.news = True

    def noted(self) -> tuple[float, float]:
        """Work and seconds, to go on from later."""
        self.news = False
        return self._work, self._seconds

    @property
    def measured(self) -> bool:
        """Whether enough has been read to know."""
        return self._seconds >= ENOUGH

    @property
    def rate(self) -> float:
        """Work a second, a guess where it is not measured."""
        return self._work / self._seconds if self.measured else GUESS

    def seconds(self, files: int, size: int) -> float:
        """How long so many files of so many bytes in all will take."""
        return (size + FILE * files) / self.rate
