"""The reader of RTF, by striprtf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged, flowed, whole


def read_rtf(content: bytes, path: Path) -> Iterator[Section]:
    """A text in RTF, as one section. Raises: Unreadable."""
    from striprtf.striprtf import rtf_to_text

    if not content.lstrip().startswith(b"{\\rtf"):
        raise damaged()
    draft = Draft()
    # Bytes beyond ASCII stand as \'xx, in the code page that the text names; striprtf follows it.
    with whole(Exception):
        text: str = rtf_to_text(content.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    # A cell stands on a line of its own, with the sign that ends it at the beginning of the next.
    for paragraph in re.sub(r"\s*\n\|", " | ", flowed(text)).split("\n"):
        row = paragraph.rstrip().endswith(" |")
        draft.paragraph(paragraph.strip().removesuffix(" |"), "row" if row else "")
    yield from draft.sections()


@plugin
def readers() -> list[Reader]:
    """Texts in RTF."""
    return [Reader("rtf", frozenset({".rtf"}), read_rtf)]
