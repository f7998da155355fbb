"""Markdown to lines. Importing this costs 0.15 to 0.3 s (rich.markdown, markdown-it, pygments): never before the
first frame."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import ClassVar

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.segment import Segment
from rich.style import Style
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from rich.theme import Theme
from textual.strip import Strip

_STYLES = {
    "markdown.code": Style(bold=True),
    "markdown.code_block": Style(),
    "markdown.block_quote": Style(italic=True),
    "markdown.item.bullet": Style(bold=True),
    "markdown.item.number": Style(bold=True),
    "markdown.hr": Style(dim=True),
    "markdown.table.header": Style(bold=True),
    "markdown.table.border": Style(dim=True),
    "markdown.link": Style(underline=True),
    "markdown.link_url": Style(underline=True),
    **{f"markdown.h{level}": Style(bold=True, underline=level < 3) for level in range(1, 7)},
}
"""Weight and lines instead of colours, so that they hold on every background and without colour."""


class _Heading(Heading):
    """Left-aligned, without a box."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield self.text


class _CodeBlock(CodeBlock):
    """Without blank lines above and below, so that a long block can be drawn in parts."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip("\n")
        yield Syntax(code, self.lexer_name, theme=self.theme, word_wrap=True, padding=(0, 2))


class _Table(TableElement):
    """Without the blank lines of an edge."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for made in super().__rich_console__(console, options):
            if isinstance(made, Table):
                made.show_edge = False
            yield made


class _Markdown(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "table_open": _Table,
        "fence": _CodeBlock,
        "code_block": _CodeBlock,
    }


class Renderer:
    """Renders Markdown into lines of a width."""

    def __init__(self) -> None:
        self._console = Console(
            file=StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False,
            theme=Theme(_STYLES), highlight=False, width=80, _environ={},
        )  # fmt: skip
        # Without HTML a tag is text: with it, rich drops every tag that the model writes.
        self._parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").enable("table")

    def lines(self, text: str, width: int, *, dark: bool = True) -> list[Strip]:
        """The lines of a text, none of them blank at either end. Plain text is given back as it is."""
        made = _Markdown("", code_theme="ansi_dark" if dark else "ansi_light", hyperlinks=False)
        made.markup = text
        made.parsed = self._parser.parse(text)
        options = self._console.options.update(width=max(width, 8))
        strips = [
            Strip(_bare(line)).simplify()
            for line in self._console.render_lines(made, options, pad=False, new_lines=False)
        ]
        while strips and not strips[0].text.strip():
            strips.pop(0)
        while strips and not strips[-1].text.strip():
            strips.pop()
        if not strips and text.strip():  # only what Markdown does not show, a link definition for instance
            return [Strip(line.render(self._console)) for line in Text(text.strip(), end="").wrap(self._console, width)]
        return strips


def _bare(line: Iterable[Segment]) -> list[Segment]:
    """Segments without background colours: the widget's own shows through."""
    return [
        Segment(text, style and style.without_color + Style(color=style.color))
        for text, style, control in line
        if not control
    ]


def split(text: str, longest_code: int = 40) -> tuple[str, str]:
    """What of a growing text can no longer change, and the rest, which is still growing.

    A block ends at a blank line outside a fence that is followed by a line that is no continuation of a list. A
    fence longer than `longest_code` lines is cut, closed in the first part and opened again in the second. An
    inch of difference to the whole does not matter: a finished answer is rendered once more from its source.
    """
    fence = ""
    opening = ""
    blank = False
    end = at = code = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if fence:
            code += 1
            if bare.startswith(fence) and not bare.strip(fence[0]):
                fence = ""
            elif code > longest_code and line.endswith("\n"):
                cut = at + len(line)
                return f"{text[:cut]}{fence}\n", f"{opening}\n{text[cut:]}"
        else:
            if blank and bare and not line[0].isspace() and not _item(bare):
                end = at
            if bare.startswith(("```", "~~~")) and not line.startswith("    "):
                fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
                opening, code = bare, 0
        blank = not bare
        at += len(line)
    return text[:end], text[end:]


def _item(bare: str) -> bool:
    number = bare.lstrip("0123456789")
    return bare[:2] in ("- ", "* ", "+ ", "> ", "| ") or (number != bare and number[:2] in (". ", ") "))
