"""Blocks of Markdown to lines. Importing this costs 0.1 s or more (markdown-it, pygments): never before the first
frame.

Weight, slant and signs instead of colours, so that all holds on every background and without colour; code alone is
coloured. A line break in the text is one on the screen: models write them where they mean them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.syntax import ANSI_DARK, ANSI_LIGHT, ANSISyntaxTheme, Syntax

from secondme.tui.blocks import Block, Kind
from secondme.tui.lines import BLANK, DRAWN, PLAIN, Line, Span, chop, drawn, shown, wrap
from secondme.tui.signs import split
from secondme.tui.tables import Cell, table

BOLD, ITALIC, STRIKE = Style(bold=True), Style(italic=True), Style(strike=True)
UNDERLINED = Style(underline=True)
DIM = Style(dim=True) + DRAWN
RULE = drawn(Style(dim=True), "---")
BULLET = drawn(BOLD, "- ")
LEAST = 16
"""Cells that are left to the text, however deep it is nested."""
MARKED = {"strong_open": BOLD, "em_open": ITALIC, "s_open": STRIKE}
LONGEST = 4_000
"""Characters of a line of code that is still coloured."""


class Renderer:
    """Renders blocks into lines of a width, in the colours for a dark or a light background."""

    def __init__(self, mark: Style = PLAIN) -> None:
        # Without HTML a tag is text that is shown.
        self._parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").enable("table")
        self._mark = mark
        self._themes = {dark: ANSISyntaxTheme(ANSI_DARK if dark else ANSI_LIGHT) for dark in (True, False)}

    def lines(self, block: Block, width: int, indent: int = 0, *, dark: bool = True) -> list[Line]:
        """The lines of a block, none of them blank at either end. Plain text is given back as it is."""
        lead = [Segment(" " * indent, DRAWN)] if indent else []
        lead += [Segment(" " * block.indent, PLAIN if block.kind is Kind.TEXT else DRAWN)] if block.indent else []
        page = _Page(self, max(width, LEAST), lead, dark)
        match block.kind:
            case Kind.CODE:
                info, body = _fenced(block)
                page.code(body, info)
            case Kind.TABLE:
                text = block.opening + shown(block.text)
                page.blocks(self._parser.parse(text), skipped=2 if block.opening else 0)
            case _:
                text = shown(block.text)
                if block.indent:
                    text = "\n".join(line[min(block.indent, len(line) - len(line.lstrip(" "))) :]
                                     for line in text.split("\n"))  # fmt: skip
                page.blocks(self._parser.parse(text), number=int(block.opening or 0))
                if not page.lines and text.strip():  # only what Markdown does not show, a link's address for instance
                    page.put([(text.strip(), PLAIN)])
        if page.lines and block.joint in ("", " "):
            page.lines[0] = page.lines[0]._replace(joint=block.joint)
        return page.lines

    def spans(self, inline: Token, style: Style) -> list[Span]:
        """The text of a paragraph in its styles."""
        return list(self._spans(inline.children or [], style))

    def _spans(self, tokens: Sequence[Token], style: Style) -> Iterator[Span]:
        styles, links = [style], list[tuple[str, str]]()
        for token in tokens:
            now = styles[-1]
            kind = token.type
            if kind == "text":
                if links:
                    links[-1] = (links[-1][0], links[-1][1] + token.content)
                yield from split(token.content, now, self._mark)
            elif kind == "code_inline":
                yield from split(token.content, now + BOLD, self._mark)
            elif kind in ("softbreak", "hardbreak"):
                yield "\n", now
            elif kind in MARKED:
                styles.append(now + MARKED[kind])
            elif kind == "link_open":
                styles.append(now + UNDERLINED)
                links.append((str(token.attrs.get("href", "")), ""))
            elif kind.endswith("_close"):
                styles.pop()
                if kind == "link_close":
                    address, named = links.pop()
                    if address and address not in (named, f"mailto:{named}"):
                        yield f" ({address})", styles[-1]
            elif kind == "image":
                yield f"[{token.content or 'picture'}]", now + ITALIC
                yield f" ({token.attrs.get('src', '')})", now
            elif token.content:
                yield token.content, now

    def coloured(self, code: str, info: str, *, dark: bool) -> Iterator[Span]:
        """Code in the colours of its language, where that is known."""
        lexer = _lexer(info.split()[0] if info.split() else "")
        if lexer is None or max(map(len, code.split("\n"))) > LONGEST:
            yield code, PLAIN
            return
        theme = self._themes[dark]
        left = len(code)  # a lexer adds a line break at the end
        for kind, text in lexer.get_tokens(code):
            if text := text[:left]:
                yield text, theme.get_style_for_token(kind)
                left -= len(text)


@lru_cache(maxsize=32)
def _lexer(name: str) -> Any:
    """The lexer of a language by its name, None where there is none."""
    return Syntax("", name).lexer if name else None


def _fenced(block: Block) -> tuple[str, str]:
    """What stands behind the fence, and the code without its fences and its depth."""
    lines = shown(block.text).rstrip("\n").split("\n")
    opening = block.opening or lines.pop(0).strip()
    fence = opening[: len(opening) - len(opening.lstrip(opening[:1]))]
    if lines and lines[-1].strip().startswith(fence) and not lines[-1].strip().strip(fence[:1]):
        lines.pop()
    depth = block.indent
    return opening[len(fence) :].strip(), "\n".join(one[min(depth, len(one) - len(one.lstrip(" "))) :] for one in lines)


class _Page:
    """Lines of one block as they are put down, behind what stands at the left of each: bullets, bars, indentation."""

    def __init__(self, renderer: Renderer, width: int, lead: list[Segment], dark: bool) -> None:
        self.lines: list[Line] = []
        self._renderer = renderer
        self._width = width
        self._rest = lead
        self._first: list[Segment] | None = None
        self._dark = dark

    @property
    def _taken(self) -> int:
        return sum(cell_len(one.text) for one in self._rest)

    def put(self, spans: Sequence[Span], between: bool = False) -> None:
        """A text, with a blank line above it where something stands there."""
        self._blank(between)
        self.lines += wrap(spans, self._width, self._lead(), self._rest)

    def _blank(self, between: bool) -> None:
        if between and self.lines and self._first is None:
            bar = [one for one in self._rest if one.text.strip()]
            self.lines += wrap([], self._width, self._rest) if bar else [BLANK]

    def _lead(self) -> list[Segment]:
        first, self._first = self._first, None
        return self._rest if first is None else first

    def code(self, text: str, info: str, between: bool = False) -> None:
        """Code, indented; what was too long for a line goes on behind an arrow."""
        self._blank(between)
        indent, arrow = Segment("  ", DRAWN), Segment("↪ ", DIM)
        spans = self._renderer.coloured(text, info, dark=self._dark)
        if self._first is not None:
            self.lines += wrap([], self._width, self._lead())
        self.lines += chop(spans, self._width, [*self._rest, indent], [*self._rest, arrow])

    def blocks(self, tokens: Sequence[Token], number: int = 0, skipped: int = 0) -> None:
        """Everything of a document; the first list begins with `number`, the first table leaves out rows."""
        self._walk(tokens, 0, number, skipped)

    def _walk(self, tokens: Sequence[Token], at: int, number: int = 0, skipped: int = 0, tight: bool = False) -> int:
        """The blocks of a container from a token to the one that closes it; the place behind it."""
        while at < len(tokens):
            token = tokens[at]
            kind = token.type
            at += 1
            if kind in ("list_item_close", "blockquote_close"):
                return at
            match kind:
                case "heading_open":
                    style = BOLD + UNDERLINED if token.tag in ("h1", "h2") else BOLD
                    self.put(self._renderer.spans(tokens[at], style), between=True)
                    at += 2
                case "paragraph_open":
                    style = ITALIC if any(one.text == "│ " for one in self._rest) else PLAIN
                    self.put(self._renderer.spans(tokens[at], style), between=not token.hidden and not tight)
                    at += 2
                case "bullet_list_open" | "ordered_list_open":
                    self._blank(between=token.level == 0)
                    start = number or int(token.attrs.get("start", 1))
                    at = self._list(tokens, at, start if kind[0] == "o" else None)
                    number = 0
                case "blockquote_open":
                    self._blank(between=True)
                    at = self._nested(tokens, at, [Segment("│ ", DIM)], [Segment("│ ", DIM)])
                case "fence" | "code_block":
                    self.code(token.content.rstrip("\n"), token.info, between=token.level == 0)
                case "hr":
                    self.put([("─" * max(1, self._width - self._taken), RULE)], between=True)
                case "table_open":
                    self._blank(between=True)
                    at = self._table(tokens, at, skipped)
                    skipped = 0
                case "inline":
                    self.put(self._renderer.spans(token, PLAIN), between=True)
        return at

    def _list(self, tokens: Sequence[Token], at: int, number: int | None) -> int:
        while tokens[at].type == "list_item_open":
            sign = "• " if number is None else f"{number}. "
            first = [Segment(sign, BULLET if number is None else BOLD)]
            at = self._nested(tokens, at + 1, first, [Segment(" " * len(sign), PLAIN)], tight=True)
            number = None if number is None else number + 1
        return at + 1

    def _nested(
        self, tokens: Sequence[Token], at: int, first: list[Segment], rest: list[Segment], *, tight: bool = False
    ) -> int:
        kept = self._rest
        if self._taken + sum(len(one.text) for one in rest) <= self._width - LEAST or not kept:
            self._first = [*self._lead(), *first]
            self._rest = [*kept, *rest]
        at = self._walk(tokens, at, tight=tight)
        if self._first is not None and len(self._rest) > len(kept):  # an item without words
            self.lines += wrap([], self._width, self._lead())
        self._rest, self._first = kept, None
        return at

    def _table(self, tokens: Sequence[Token], at: int, skipped: int) -> int:
        rows: list[list[Cell]] = []
        while (token := tokens[at]).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                style = BOLD if token.type == "th_open" else PLAIN
                side = str(token.attrs.get("style", "")).removeprefix("text-align:")
                rows[-1].append(Cell(self._renderer.spans(tokens[at + 1], style), side))
            at += 1
        self.lines += table(rows, self._width, self._rest, skipped)
        return at + 1
