"""All there is to know of one memory, in lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import count
from typing import Any

from rich.text import Text

from secondme import phrases
from secondme.memory import counting
from secondme.memory.when import day
from secondme.tui.hanging import GAP, Line, Lines, fact, point
from secondme.tui.rows import strength

LINKED = (
    ("evidence", "Rests on"), ("derived", "What rests on it"), ("linked", "Has to do with"),
    ("neighbours", "Stands beside it"),
)  # fmt: skip
"""Lists of memories around one, and what they are called."""
LABEL = 12
"""Cells of a label."""
NUMBERED = 9
"""Memories around one that have a number, by which they are gone to."""


def linked(row: Mapping[str, Any]) -> list[str]:
    """The ids of the memories around one, in the order of their numbers."""
    return [str(one["id"]) for name, _ in LINKED for one in row.get(name, ())][:NUMBERED]


def described(row: Mapping[str, Any], zone: tzinfo | None) -> Lines:
    """A row, and what else there is of it where all of it was fetched (`history`, `evidence`, `derived`)."""
    lines = [Line(Text(phrases.clean(row["text"]).strip())), GAP]
    lines += [fact(name, phrases.one_line(value, 400), LABEL) for name, value in _facts(row, zone)]
    if row.get("receipt"):
        lines += [*_title("Why it was found"), *(Line(Text(f"  {why}"), 4) for why in phrases.reasons(row["receipt"]))]
    if "history" not in row:
        return *lines, GAP, Line(Text("enter shows its history, evidence and what rests on it", "italic"))
    numbers = count(1)
    for name, title in LINKED:
        if found := row.get(name, ()):
            lines += _title(title)
        for one, number in zip(found, numbers, strict=False):
            lines.append(point(f"[{number}]" if number <= NUMBERED else "·", phrases.row(one, zone)))
    if row.get("keys"):
        lines += _title("Found by these words too")
        lines += [point("·", phrases.one_line(words, 200)) for words in row["keys"]]
    lines += _title("History")
    for change in row["history"]:
        at = datetime.fromtimestamp(change["at"], zone)
        why = " · ".join(phrases.one_line(str(part)) for part in (change["why"], change["rule"]) if part)
        said = f"{change['what']} (version {change['version']})"
        lines.append(Line(Text(f"  {day(change['at'], zone)}, {at:%H:%M}: {said}" + (f" · {why}" if why else "")), 4))
    return tuple(lines)


def _facts(row: Mapping[str, Any], zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    who = phrases.who(row["kind"], row["by"], phrases.drew(row["source"]))
    yield "from", f"{who}, {day(row['made'], zone)}, {row['where']}"
    yield "kind", f"{row['kind']}, {row['status']}" + (", pinned" if row["pinned"] else "")
    yield "strength", f"{strength(row['strength'])}, {phrases.days_left(row['days_left'])}"
    yield "recalled", _recalled(row, zone)
    if used := phrases.useful(row.get("use", {})):
        yield "use", used
    yield "source", _source(row["source"])
    if row.get("valid_from") or row.get("valid_to"):
        yield "holds", _holds(row.get("valid_from"), row.get("valid_to"), zone)
    if row.get("superseded_by"):
        yield "followed by", str(row["superseded_by"])
    if row.get("topics"):
        yield "topics", ", ".join(f"#{topic}" for topic in row["topics"])
    if row.get("keywords"):
        yield "keywords", ", ".join(row["keywords"])
    yield "id", f"{row['id']}, version {row['version']}"


def _title(words: str) -> list[Line]:
    return [GAP, Line(Text(words, "bold"))]


def _recalled(row: Mapping[str, Any], zone: tzinfo | None) -> str:
    if not row["recalls"]:
        return "never yet"
    last = f", last on {day(row['last_recalled'], zone)}" if row["last_recalled"] else ""
    return f"in {counting.count(row['recalls'], 'conversation')}{last}"


def _source(source: Mapping[str, Any]) -> str:
    match source.get("type"):
        case "said":
            return f"message {source['message']} of conversation {source['conversation']}"
        case "written":
            under = f', under "{source["heading"]}"' if source["heading"] else ""
            place = f"page {source['page']}" if source.get("page") else f"line {source['line']}"
            return f"{source['path']}, {place}{under}"
        case "derived":
            return f"drawn from {counting.memories(len(source['memories']))} by {source['rule']}"
    return "unknown"


def _holds(begin: float | None, end: float | None, zone: tzinfo | None) -> str:
    """ "since 3 May 2026", "until 9 May 2026", "from 3 May 2026 to 9 May 2026"; one of the two is known."""
    if begin is None:
        return f"until {day(end or 0.0, zone)}"
    return f"since {day(begin, zone)}" if end is None else f"from {day(begin, zone)} to {day(end, zone)}"
