"""The reader of HTML, and its words for other readers (mail, books): a section for what stands under each heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, flowed, one_line
from secondme_plugins.text import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]+)")
_HEAD_BYTES = 4096

_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer"
    " form header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead title tr ul"
    " h1 h2 h3 h4 h5 h6"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_LEFT_OUT = ("script", "style", "template", "noscript", "svg", "nav", "object", "select", "textarea", "button")
_LONGEST_CELL = 300
"""Characters of a cell of a table that holds data."""

_DECLARATION = re.compile(r"<!\[CDATA\[|\]\]>|<!\[[^>]*>")


def read_html(content: bytes, path: Path) -> Iterator[Section]:
    """A page; its title leads every path of headings. Raises: Unreadable."""
    draft = Draft()
    write(html_text(content), draft)
    yield from draft.sections()


def html_text(content: bytes) -> str:
    """The text of a page, decoded as it says itself. Raises: Unreadable."""
    declared = _CHARSET.search(content[:_HEAD_BYTES])
    return decode(content, (declared[1] or declared[2]).decode("ascii", "ignore") if declared else "")


def write(page: str, draft: Draft, *, titled: bool = True, above: int = 0) -> None:
    """Writes a page's text into a draft, its headings `above` levels further down. Raises: Unreadable."""
    # What is left out is only where it ends too: one tag that was never closed would take the rest with it.
    lower = page.lower()
    left_out = frozenset(tag for tag in _LEFT_OUT if lower.count(f"<{tag}") <= lower.count(f"</{tag}"))
    reading = _Page(draft, left_out, titled=titled, above=above)
    reading.feed(_DECLARATION.sub("", page))
    reading.close()
    reading.end()
    reading.end_row()


class _Page(HTMLParser):
    """The words of a page, put into a draft."""

    def __init__(self, draft: Draft, left_out: frozenset[str], *, titled: bool, above: int) -> None:
        super().__init__(convert_charrefs=True)
        self._draft = draft
        self._left_out = left_out
        self._titled = titled
        self._above = above
        self._text: list[str] = []
        self._out = ""
        self._depth = 0
        self._verbatim = 0
        self._listed = False
        self._cells: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._out or tag in self._left_out:
            if not self._out or tag == self._out:
                self._out = tag
                self._depth += 1
            return
        if tag in _BLOCKS:
            self.end()
        if tag == "br":
            self._text.append("\n")
        elif tag == "img":
            self._text.append(f" {dict(attrs).get('alt') or ''} ")
        elif tag == "pre":
            self._verbatim += 1
        elif tag == "li":
            self._listed = True
        elif tag == "tr":
            self.end_row()
            self._cells = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._left_out:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._out:
            if tag == self._out:
                self._depth -= 1
                self._out = tag if self._depth else ""
            return
        if tag == "title":
            title = one_line("".join(self._text))
            self._text.clear()
            if self._titled and title:
                self._draft.heading(0, title)
        elif re.fullmatch("h[1-6]", tag):
            name = one_line("".join(self._text))
            self._text.clear()
            if name:
                self.end_row()
                self._draft.heading(int(tag[1]) + self._above, name)
        elif tag in _BLOCKS:
            self.end()
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        elif tag in ("tr", "table"):
            self.end_row()
            self._cells = None

    def handle_data(self, data: str) -> None:
        if not self._out:
            self._text.append(data if self._verbatim else re.sub(r"[ \t\r\n\f]+", " ", data))

    def end_row(self) -> None:
        """Puts the cells that were met into the draft: a row, or paragraphs where a table only lays out a page."""
        cells = self._cells or []
        if len(cells) > 1 and max(map(len, cells)) <= _LONGEST_CELL:
            self._draft.paragraph(" | ".join(cells), "row")
        else:
            for cell in cells:
                self._draft.paragraph(cell)
        cells.clear()

    def end(self) -> None:
        """Ends what is being read."""
        text = "".join(self._text)
        self._text.clear()
        if not text.strip():
            return
        if self._cells is not None:
            self._cells.append(one_line(text))
        elif self._listed:
            self._draft.paragraph(f"- {one_line(text)}", "item")
        else:
            self._draft.paragraph(text if self._verbatim else flowed(text))
        self._listed = False


@plugin
def readers() -> list[Reader]:
    """Web pages."""
    return [Reader("html", frozenset({".html", ".htm", ".xhtml"}), read_html)]
