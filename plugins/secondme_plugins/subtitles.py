"""The reader of subtitles (SubRip, WebVTT): what is said, a paragraph with its time wherever there was a silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged
from secondme_plugins.text import decode

_TIMES = re.compile(r"\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,]\d{1,3}")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?[ \t]+([^>]+)>")
_MARK = re.compile(r"</?[a-zA-Z0-9][^<>]*>|\{\\[^{}]*\}")
_SILENCE = 3
"""Seconds without a word, after which a paragraph begins."""

_LONGEST = 60
"""Seconds that a paragraph goes on where there is no silence."""


def read_subtitles(content: bytes, path: Path) -> Iterator[Section]:
    """Subtitles. Raises: Unreadable."""
    text = decode(content)
    draft = Draft()
    said: list[str] = []
    begun = ended = 0
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip().split("\n")
        at = next((at for at, line in enumerate(lines[:2]) if _TIMES.match(line)), -1)
        found = _TIMES.match(lines[at]) if at >= 0 else None
        if not found:
            continue
        start, end = (_seconds(*found.group(*group)) for group in ((1, 2, 3), (4, 5, 6)))
        if said and (start - ended >= _SILENCE or start - begun >= _LONGEST):
            draft.paragraph("\n".join(said))
            said.clear()
        words = [line for line in map(_words, lines[at + 1 :]) if line]
        if words and not said:
            begun = start
            said.append(f"[{start // 3600}:{start // 60 % 60:02}:{start % 60:02}]")
        said += words
        ended = end
    draft.paragraph("\n".join(said))
    sections = list(draft.sections())
    if text.strip() and not sections and "-->" not in text:
        raise damaged()
    yield from sections


def _seconds(hours: str | None, minutes: str, seconds: str) -> int:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def _words(line: str) -> str:
    """A line without its marks, with the name of who says it."""
    return unescape(_MARK.sub("", _VOICE.sub(r"\1: ", line))).strip()


@plugin
def readers() -> list[Reader]:
    """Subtitles."""
    return [Reader("subtitles", frozenset({".srt", ".vtt"}), read_subtitles)]
