"""The readers of source code: a section a definition, under the path of the names that it stands in, word for word.

Python is cut by its own syntax tree. The other languages are cut by a plain rule: a definition is a line that looks
like one in that family of languages, and it ends before the next line that is indented no deeper.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import BETWEEN
from secondme_plugins.outline import cut
from secondme_plugins.text import decode

Span = tuple[int, int, str]
"""Lines, from the first to before the second (from 0), and the path of names that they stand under."""

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def read_python(content: bytes, path: Path) -> Iterator[Section]:
    """A Python module. One that this Python cannot parse is cut by the plain rule. Raises: Unreadable."""
    declared = next((found[1] for line in content.split(b"\n")[:2] if (found := _COOKIE.match(line))), b"")
    text = decode(content, declared.decode("ascii", "ignore"))
    lines = text.split("\n")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the code that is read
            tree = ast.parse(text)
        spans = list(_body(tree.body, lines, 0, len(lines), ""))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        spans = list(_plainly(lines, _PYTHON))
    yield from cut(lines, spans)


def _body(nodes: Iterable[ast.stmt], lines: Sequence[str], first: int, end: int, path: str) -> Iterator[Span]:
    """The definitions of a body, and what stands between them."""
    at = first
    for node in _definitions(nodes):
        start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
        while start > at and lines[start - 1].lstrip().startswith("#"):
            start -= 1
        after = node.end_lineno or node.lineno
        if start < at:
            continue  # on the line of another, after a semicolon
        yield at, start, path
        name = f"{path}{BETWEEN}{node.name}" if path else node.name
        if isinstance(node, ast.ClassDef):
            yield from _body(node.body, lines, start, after, name)
        else:
            yield start, after, name
        at = after
    yield at, end, path


def _definitions(nodes: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The definitions of a body in order, those under a condition too, none from within a function."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node
        elif isinstance(node, ast.If | ast.Try | ast.With):
            for inner in ast.iter_child_nodes(node):
                if isinstance(inner, ast.stmt):
                    yield from _definitions([inner])
                elif isinstance(inner, ast.ExceptHandler):
                    yield from _definitions(inner.body)


@dataclass(frozen=True, slots=True)
class Family:
    """How definitions look in languages that are alike.

    `holds` are those with definitions inside, `ends` those without; each has a group `name`. `remark` begins a line
    that belongs to the definition below it. `functions`: a name with its parameters before a brace is a function.
    """

    holds: re.Pattern[str]
    ends: re.Pattern[str]
    remark: tuple[str, ...]
    functions: bool = False


_BEFORE = (
    r"(?:(?:export|default|public|private|protected|internal|static|final|abstract|sealed|open|override|async|unsafe"
    r"|pub(?:\([\w ]*\))?|data|inline|virtual|partial|readonly|extern|const|suspend|case|declare|implicit|typedef"
    r"|mutating|template[ \t]*<[^<>]*>|@\w+(?:\([^()]*\))?)[ \t]+)*"
)
_BRACES = Family(
    re.compile(
        rf"[ \t]*{_BEFORE}(?:(?:class|interface|enum[ \t]+(?:class|struct)|trait|namespace|module"
        r"|companion[ \t]+object|object|record|protocol|extension|actor|mixin|mod|message|service)[ \t]+"
        r"(?P<name>[\w.:$]+)"
        r"|(?:struct|enum|union)[ \t]+(?P<struct>[\w.:$]+)(?![^{]*\()"
        r"|impl(?:<[^{]*?>)?[ \t]+(?P<for>[^{]+?)[ \t]*(?:\{|where\b|$)|type[ \t]+(?P<type>\w+)[^=;]*\{)"
    ),
    re.compile(
        rf"[ \t]*{_BEFORE}(?:func(?:[ \t]+\([^()]*\))?|fun(?:[ \t]+<[^()]*>)?|fn|function[ \t]*\*?|def|macro_rules!)"
        r"[ \t]+&?(?P<name>[\w.$]+)"
        r"|[ \t]*(?:export[ \t]+)?(?:const|let|var)[ \t]+(?P<value>[\w$]+)[^=;(]*=[ \t]*(?:async[ \t]*)?"
        r"(?:function\b|\([^()]*\)[^=;]*=>|\w+[ \t]*=>)"
    ),
    ("//", "/*", "*", "#[", "@", "[", "template"),
    functions=True,
)
_RUBY = Family(
    re.compile(r"[ \t]*(?:class|module|defmodule|defprotocol|defimpl)[ \t]+(?!<<)(?P<name>[\w:.]+)"),
    re.compile(r"[ \t]*(?:private[ \t]+|protected[ \t]+)?(?:def|defp|defmacro)[ \t]+(?P<name>[\w.]+[?!=]?|[^\w\s(]+)"),
    ("#", "@"),
)
_LINES = Family(
    re.compile(r"[ \t]*(?:package|module|baremodule|class)[ \t]+(?P<name>[\w:.]+)[ \t]*\{?[ \t]*$"),
    re.compile(
        r"[ \t]*(?:local[ \t]+)?(?:function|sub|filter|workflow|(?:mutable[ \t]+)?struct|macro)[ \t]+(?P<name>[\w:.-]+)"
        r"|(?P<shell>[\w:.-]+)[ \t]*\(\)[ \t]*\{?|(?P<value>[\w.]+)[ \t]*(?:<-|=)[ \t]*function\b"
    ),
    ("#", "--"),
)
_SQL = Family(
    re.compile(r"(?!)(?P<name>)"),
    re.compile(
        r"[ \t]*(?:create|alter)[ \t]+(?:or[ \t]+replace[ \t]+)?(?:temp(?:orary)?[ \t]+|unique[ \t]+|materialized[ \t]+"
        r"|virtual[ \t]+)*(?:table|view|index|function|procedure|trigger|type|schema)[ \t]+(?:if[ \t]+not[ \t]+exists"
        r"[ \t]+)?(?P<name>[\w.\"`\[\]]+)",
        re.IGNORECASE,
    ),
    ("--", "/*", "*"),
)
_PYTHON = Family(
    re.compile(r"[ \t]*class[ \t]+(?P<name>\w+)"),
    re.compile(r"[ \t]*(?:async[ \t]+)?def[ \t]+(?P<name>\w+)"),
    ("#", "@"),
)

_CALL = re.compile(r"[ \t]*(?:[\w<>\[\],.?*&:~$@]+[ \t]+)*[*&]*(?P<name>~?[\w:$#]+|operator[^\w\s(]+)[ \t]*\(")
_NO_NAMES = frozenset(
    "if for while switch catch return else do new throw sizeof await using lock foreach synchronized assert case yield"
    " delete goto super this with match when select defer go unless until elif elseif require import".split()
)
_WORD = re.compile(r"\w+")
_MARK = re.compile(r"[(){};]")
_AFTER = re.compile(r"[^{};=()]*([{};=()]?)")
_BODY = re.compile(r"[^{};=()]*(?:\([^(){};]*\)[^{};=()]*)?([{;=]?)")
_TYPE = re.compile(r"(?:static|extern|inline|const|unsigned|struct|void|int|char|long|bool|double)\b[\w \t*]*$")
"""A type on a line of its own, at the margin, as some write C."""

_LONGEST_LINE = 400
_MOST_PARAMETERS = 15
"""Lines, over which the parameters of a function may go."""

_CLOSING = ("}", ")", "]", "{", "end", "esac", "fi", "done")


def _plainly(lines: Sequence[str], family: Family) -> Iterator[Span]:
    """The spans of a text, by the plain rule."""
    open_: list[tuple[int, str, bool]] = []  # how deep each is indented, its path, whether it holds others
    at, comment = 0, False
    # Conditions of C's preprocessor stand at the margin wherever they are.
    passed_over = (*family.remark, "#") if family.functions else family.remark
    for number, line in enumerate(lines):
        words = line.strip()
        if comment or not words:
            comment = comment and "*/" not in words
            continue
        comment = words.startswith("/*") and "*/" not in words
        if words.startswith(passed_over):
            continue
        depth = len(line) - len(line.lstrip())
        begin, path = at, open_[-1][1] if open_ else ""
        if not words.startswith(_CLOSING):
            while open_ and open_[-1][0] >= depth:
                open_.pop()
        name, holds = "", False
        if len(line) <= _LONGEST_LINE and (not open_ or open_[-1][2]):
            name, holds = _named(lines, number, family)
        above = open_[-1][1] if open_ else ""
        if not name and above == path:
            continue
        at = _with_remarks(lines, number, begin, family)
        yield begin, at, path
        if name:
            open_.append((depth, f"{above}{BETWEEN}{name}" if above else name, holds))
    yield at, len(lines), open_[-1][1] if open_ else ""


def _with_remarks(lines: Sequence[str], number: int, begin: int, family: Family) -> int:
    """The first of the remarks that stand right above a line, or of the type that it begins with."""
    while number > begin and (
        lines[number - 1].lstrip().startswith(family.remark) or (family.functions and _TYPE.match(lines[number - 1]))
    ):
        number -= 1
    return number


def _named(lines: Sequence[str], number: int, family: Family) -> tuple[str, bool]:
    """What is defined on a line, and whether it holds other definitions; nothing where nothing is."""
    line = lines[number]
    for pattern, holds in ((family.holds, True), (family.ends, False)):
        if (found := pattern.match(line)) and (name := next(filter(None, found.groups()), "")):
            # In C a type's name also stands before what is of it, and its own declaration ends at once.
            if holds and family.functions and line.rstrip().endswith(";") and "{" not in line:
                return "", False
            return " ".join(name.split()), holds
    found = _CALL.match(line) if family.functions and "(" in line else None
    if not found or not _NO_NAMES.isdisjoint(_WORD.findall(line, 0, found.end())):
        return "", False
    return (found["name"], False) if _is_function(lines, number, found.end()) else ("", False)


def _is_function(lines: Sequence[str], number: int, at: int) -> bool:
    """Whether what begins with an open parenthesis is a list of parameters with a body after it."""
    depth = 1
    for reached in range(number, min(number + _MOST_PARAMETERS, len(lines))):
        line = lines[reached][:_LONGEST_LINE]
        for mark in _MARK.finditer(line, at):
            depth += {"(": 1, ")": -1}.get(mark[0], 0)
            if mark[0] in "{};":
                return False
            if not depth:
                return _has_body(lines, reached, mark.end(), number + _MOST_PARAMETERS)
        at = 0
    return False


def _has_body(lines: Sequence[str], number: int, at: int, end: int) -> bool:
    """Whether a brace opens a body after a list of parameters, which is looked for up to a line."""
    mark = _AFTER.match(lines[number][:_LONGEST_LINE], at)
    if mark and mark[1] not in ("", "("):
        return mark[1] == "{"
    text = "\n".join([line[:_LONGEST_LINE] for line in lines[number:end]])
    after = _BODY.match(text, at)
    return after is not None and after[1] == "{"


def read_braces(content: bytes, path: Path) -> Iterator[Section]:
    """Code in a language with braces. Raises: Unreadable."""
    yield from _read(content, _BRACES)


def read_ruby(content: bytes, path: Path) -> Iterator[Section]:
    """Code in Ruby and its like. Raises: Unreadable."""
    yield from _read(content, _RUBY)


def read_lines(content: bytes, path: Path) -> Iterator[Section]:
    """Code in a language whose definitions begin with a word of their own. Raises: Unreadable."""
    yield from _read(content, _LINES)


def read_sql(content: bytes, path: Path) -> Iterator[Section]:
    """Statements in SQL. Raises: Unreadable."""
    yield from _read(content, _SQL)


def _read(content: bytes, family: Family) -> Iterator[Section]:
    lines = decode(content).split("\n")
    yield from cut(lines, _plainly(lines, family))


@plugin
def readers() -> list[Reader]:
    """Source code of the common languages."""
    braces = (
        ".c .h .cc .cpp .cxx .hh .hpp .hxx .ino .m .mm .cs .java .kt .kts .scala .groovy .gradle .swift .go .rs .zig"
        " .js .mjs .cjs .jsx .ts .mts .cts .tsx .php .dart .d .proto .vue .svelte"
    )
    scripts = ".sh .bash .zsh .ksh .fish .lua .pl .pm .r .jl .ps1"
    return [
        Reader("python", frozenset({".py", ".pyi", ".pyw"}), read_python),
        Reader("code", frozenset(braces.split()), read_braces),
        Reader("ruby", frozenset({".rb", ".rake", ".ex", ".exs", ".cr"}), read_ruby),
        Reader("script", frozenset(scripts.split()), read_lines),
        Reader("sql", frozenset({".sql"}), read_sql),
    ]
