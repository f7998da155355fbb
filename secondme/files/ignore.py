"""Which files are left alone: what their names say, and what the ignore files of the person say.

Invariant: a private key, a password store and the program's own data are left alone whatever an ignore file
says; every other rule of ours can be lifted by a negated line in a `.secondmeignore`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_FILES = (".gitignore", ".secondmeignore")
"""The ignore files of a folder. Where both have a say, the second one wins."""

ALWAYS = frozenset({"secret", "own"})
"""Reasons that no ignore file lifts, and that hold under any other name the file may have."""

_NAMES = {
    "secret": """.env* .netrc _netrc .pgpass .htpasswd .git-credentials .npmrc .pypirc .ssh/ .gnupg/ .aws/
        .kube/ .password-store/ id_rsa* id_dsa* id_ecdsa* id_ed25519* *.pem *.key *.p8 *.p12 *.pfx *.jks
        *.keystore *.ppk *.kdb *.kdbx *.gpg *.pgp *.age *.ovpn *.opvault/ *.agilekeychain/ *.1pux *.keychain
        *.keychain-db wallet.dat secrets.y*ml secrets.json secrets.toml secrets.ini""",
    "leftover": """*~ .#* #*# *.swp *.swo *.swx 4913 *.tmp *.part *.crdownload ~$* .~lock.*#
        .goutputstream-*""",
    "vcs": ".git .hg/ .svn/ .bzr/ .jj/ _darcs/ CVS/",
    "environment": """venv/ .venv/ virtualenv/ node_modules/ bower_components/ site-packages/
        __pypackages__/""",
    "build": "build/ dist/ target/ _build/ *.egg-info/ cmake-build-*/",
    "cache": "__pycache__/ *.pyc *.pyo .cache/ .*_cache/ .tox/ .nox/",
    "system": "$RECYCLE.BIN/ System?Volume?Information/ lost+found/ Thumbs.db desktop.ini",
    "hidden": ".*",
}
"""Names by reason, the first that matches counts. A slash at the end: folders only."""

_MARKS = {"pyvenv.cfg": "environment", "conda-meta": "environment", "CACHEDIR.TAG": "cache"}
"""What a folder may hold that says what it is, whatever its name."""

RULES = repr((_NAMES, _MARKS))
"""All of these, to tell them from those of another version."""

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\r ",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
"""What `[:name:]` means in brackets, as a regular expression."""

_ITEM = re.compile(r"(?s)\[:(?P<name>[^\[\]]*):\]|(?P<first>\\.|[^\\])(?:-(?P<last>\\.|[^\\\]]))?")
"""One thing in brackets: a class, a character, or a range of these."""

_LARGEST_IGNORE_FILE = 1_000_000
_MOST_REMEMBERED = 4_096


def _pattern(*, folders: bool) -> re.Pattern[str]:
    """One expression for all names; the group that matched is the reason."""
    reasons = []
    for reason, names in _NAMES.items():
        wanted = [name.rstrip("/") for name in names.split() if folders or not name.endswith("/")]
        if wanted:
            case = "i" if reason == "secret" else "-i"
            either = "|".join(translate(name) for name in wanted)
            reasons.append(f"(?P<{reason}>{f'(?{case}:{either})' if case == 'i' else either})")
    return re.compile("|".join(reasons))


_FILE = _pattern(folders=False)
_FOLDER = _pattern(folders=True)


def by_name(name: str, *, folder: bool) -> str:
    """The reason that a name alone gives for leaving a file or folder out; empty if there is none."""
    found = (_FOLDER if folder else _FILE).match(name)
    return (found.lastgroup or "") if found else ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of an ignore file: whether it is about names wherever they lie, and about all inside a folder."""

    pattern: GitIgnoreSpecPattern
    names: bool
    inside: bool
    number: int
    text: str

    def matches(self, path: str) -> bool:
        """Whether it is about this very path (folders end with a slash), not about a folder above it."""
        found = self.pattern.match_file(path)
        if found is None:
            return False
        whole = found.match.end() == len(path)
        by_folder = bool(found.match.groupdict().get("ps_d"))
        return whole if by_folder else not (self.inside and whole)


Lines = tuple[_Line, ...]
"""An ignore file."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the ignore files of one folder say. `place` is the folder's path with a slash at its end."""

    place: str
    git: Lines
    ours: Lines

    def last(self, path: str, name: str, *, folder: bool) -> tuple[_Line, bool] | None:
        """The line that decides about a path, and whether it is one of `.secondmeignore`; None: not a word of it."""
        relative = path[len(self.place) :].replace(os.sep, "/")
        if folder:
            relative, name = relative + "/", name + "/"
        for lines, ours in ((self.ours, True), (self.git, False)):
            for line in reversed(lines):
                if line.matches(name if line.names else relative):
                    return line, ours
        return None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a path is left out: the rule's code, the path that it is about (this one or a folder above it), and the line
    of an ignore file if it is one, with its number from 1."""

    reason: str
    at: str
    file: str = ""
    line: int = 0
    text: str = ""


Chain = tuple[Rules, ...]
"""The rules that hold in a folder: those of the watched folder first, its own last."""


class Ignore:
    """All rules together. Ignore files are parsed once for each of their states on disk."""

    def __init__(self, own: Iterable[Path] = ()) -> None:
        self._own = frozenset(str(path.resolve()) for path in own)
        self.own = sorted(self._own)
        self._parsed: dict[tuple[str, int, int], Lines] = {}

    def inside(self, folder: str, chain: Chain = ()) -> Chain:
        """The rules that hold for what is in a folder, given those that hold where it lies."""
        place = folder.rstrip(os.sep) + os.sep
        git, ours = (self._lines(place + name) for name in IGNORE_FILES)
        return (*chain, Rules(place, git, ours)) if git or ours else chain

    def owns(self, path: str) -> bool:
        """Whether a path is one of the program's own folders, or lies in one."""
        return any(path == own or path.startswith(own + os.sep) for own in self._own)

    def reason(self, path: str, name: str, chain: Chain, *, folder: bool) -> str:
        """The code of the rule that leaves out one file or folder; those above it are not looked at."""
        if folder and path in self._own:
            return "own"
        named = by_name(name, folder=folder)
        if named in ALWAYS:
            return named
        for rules in reversed(chain):
            if found := rules.last(path, name, folder=folder):
                line, ours = found
                if line.pattern.include:
                    return "ignored"
                if ours:
                    return ""
                break
        return named or (_marked(path) if folder else "")

    def why(self, root: str, path: str, *, folder: bool) -> str:
        """The code of the rule that leaves out a path below `root`, itself or by a folder above it."""
        found = self.cause(root, path, folder=folder)
        return found.reason if found else ""

    def cause(self, root: str, path: str, *, folder: bool) -> Cause | None:
        """The rule that leaves out a path below `root`, itself or by a folder above it; None if none does."""
        if self.owns(path):
            return Cause("own", path)
        chain = self.inside(root)
        place = root.rstrip(os.sep)
        parts = Path(path).relative_to(root).parts
        for number, name in enumerate(parts, start=1):
            place += os.sep + name
            above = number < len(parts)
            if reason := self.reason(place, name, chain, folder=folder or above):
                line = _line(place, name, chain, folder or above) if reason == "ignored" else ()
                return Cause(reason, place, *line)
            if above:
                chain = self.inside(place, chain)
        return None

    def _lines(self, path: str) -> Lines:
        try:
            seen = os.stat(path)  # noqa: PTH116 - called twice for every folder of a walk
        except OSError:
            return ()
        if not stat.S_ISREG(seen.st_mode) or seen.st_size > _LARGEST_IGNORE_FILE:
            return ()
        state = (path, seen.st_mtime_ns, seen.st_size)
        lines = self._parsed.get(state)
        if lines is None:
            if len(self._parsed) >= _MOST_REMEMBERED:
                self._parsed.clear()  # another thread may be here, too
            lines = self._parsed[state] = _parse(path)
        return lines


def _parse(path: str) -> Lines:
    """The patterns of an ignore file, those that can be understood; none if it cannot be read."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError:
        return ()
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip("\r")
        if pattern := _pattern_of(line):
            bare = line.removeprefix("!").rstrip().removesuffix("/")
            lines.append(_Line(pattern, "/" not in bare, line.rstrip().endswith("/**"), number, line.strip()))
    return tuple(lines)


def is_pattern(text: str) -> bool:
    """Whether a line of an ignore file says something."""
    return _pattern_of(text) is not None


@lru_cache(maxsize=64)
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """What tells the paths that patterns are about, relative to where these stand: with slashes, folders ending in
    one. Those that say nothing are passed over, as in an ignore file."""
    from pathspec import GitIgnoreSpec  # 16 ms, not always needed

    return GitIgnoreSpec(filter(None, map(_pattern_of, patterns))).match_file


def _pattern_of(line: str) -> GitIgnoreSpecPattern | None:
    """A line of an ignore file; None if it says nothing or cannot be understood.

    pathspec hands what stands in brackets to `re` nearly as it is, which knows no `[:alpha:]`, fails on `[z-a]` and
    warns of `[[`: brackets are translated here, and pathspec sees a NUL in the place of each.
    """
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # 16 ms, not always needed

    try:
        bare, brackets = _taken_out(line)
        expression, include = GitIgnoreSpecPattern.pattern_to_regex(bare)
    except ValueError:
        return None
    if expression is None:
        return None
    first, *rest = expression.split("\0")
    whole = first + "".join(bracket + after for bracket, after in zip(brackets, rest, strict=True))
    return GitIgnoreSpecPattern(re.compile(whole), include)


def _taken_out(line: str) -> tuple[str, list[str]]:
    """A line with a NUL for each bracket expression, and the regular expressions of these. Raises: ValueError."""
    if "\0" in line:
        raise ValueError("no name holds a NUL")
    kept, brackets, at = list[str](), list[str](), 0
    while at < len(line):
        if line[at] == "[":
            expression, at = _bracket(line, at + 1)
            brackets.append(expression)
            kept.append("\0")
        else:
            end = at + (2 if line[at] == "\\" else 1)
            kept.append(line[at:end])
            at = end
    return "".join(kept), brackets


def _bracket(line: str, start: int) -> tuple[str, int]:
    """The regular expression of a bracket expression whose inside begins at `start`, and where the line goes on.

    Raises: ValueError if it is not closed, holds a slash or a class that is none. Source: `wildmatch.c` of git.
    """
    negated = line[start : start + 1] in ("!", "^")
    at, items = start + negated, list[str]()
    while not items or not line.startswith("]", at):
        found = _ITEM.match(line, at)
        if found is None:
            raise ValueError("brackets that are not closed")
        first, last = found["first"], found["last"]
        if first is None:
            if found["name"] not in _CLASSES:
                raise ValueError("no class of characters")
            items.append(_CLASSES[found["name"]])
        elif last is None or last[-1] < first[-1]:  # to git, a range that ends before it begins is its begin
            items.append(re.escape(first[-1]))
        else:
            items.append(f"{re.escape(first[-1])}-{re.escape(last[-1])}")
        at = found.end()
    if "/" in line[start:at]:
        raise ValueError("brackets that hold a slash")
    return f"(?!/)[{'^' * negated}{''.join(items)}]", at + 1


def _line(path: str, name: str, chain: Chain, folder: bool) -> tuple[str, int, str]:
    """The ignore file that decides about a path, the number of its line, and what stands there."""
    for rules in reversed(chain):
        if found := rules.last(path, name, folder=folder):
            line, ours = found
            return rules.place + IGNORE_FILES[ours], line.number, line.text
    return "", 0, ""


def _marked(folder: str) -> str:
    for name, reason in _MARKS.items():
        if os.path.lexists(folder + os.sep + name):
            return reason
    return ""
