"""All there is to know of one memory, as text. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from rich.text import Text

from secondme import phrases
from secondme.memory import counting
from secondme.memory.when import day
from secondme.tui.rows import strength


def described(row: Mapping[str, Any], zone: tzinfo | None) -> Text:
    """A row, and what else there is of it where all of it was fetched (`history`, `evidence`, `derived`)."""
    text = Text()
    text.append(phrases.clean(row["text"]).strip() + "\n\n")
    _fact(text, "from", f"{phrases.who(row['kind'], row['by'])}, {day(row['made'], zone)}, {row['where']}")
    _fact(text, "kind", f"{row['kind']}, {row['status']}" + (", pinned" if row["pinned"] else ""))
    _fact(text, "strength", f"{strength(row['strength'])}, {phrases.days_left(row['days_left'])}")
    _fact(text, "recalled", _recalled(row, zone))
    if used := phrases.useful(row.get("use", {})):
        _fact(text, "use", used)
    _fact(text, "source", _source(row["source"]))
    if row.get("valid_from") or row.get("valid_to"):
        _fact(text, "holds", f"{_open(row.get('valid_from'), zone)} to {_open(row.get('valid_to'), zone)}")
    if row.get("superseded_by"):
        _fact(text, "followed by", str(row["superseded_by"]))
    if row.get("keywords"):
        _fact(text, "keywords", ", ".join(row["keywords"]))
    _fact(text, "id", f"{row['id']}, version {row['version']}")
    if "history" not in row:
        text.append("\nenter shows its history, evidence and what rests on it", "italic")
        return text
    _rows(text, "Rests on", row["evidence"], zone)
    _rows(text, "What rests on it", row["derived"], zone)
    text.append("\nHistory\n", "bold")
    for change in row["history"]:
        at = datetime.fromtimestamp(change["at"], zone)
        why = " · ".join(phrases.one_line(str(part)) for part in (change["why"], change["rule"]) if part)
        said = f"{change['what']} (version {change['version']})"
        text.append(f"  {day(change['at'], zone)}, {at:%H:%M}: {said}" + (f" · {why}" if why else "") + "\n")
    return text


def _fact(text: Text, name: str, value: str) -> None:
    text.append(f"{name:<12}", "bold")
    text.append(phrases.one_line(value, 400) + "\n")


def _rows(text: Text, title: str, rows: Sequence[Mapping[str, Any]], zone: tzinfo | None) -> None:
    if rows:
        text.append(f"\n{title}\n", "bold")
        for row in rows:
            text.append(f"  · {phrases.row(row, zone)}\n")


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


def _open(at: float | None, zone: tzinfo | None) -> str:
    return "open" if at is None else day(at, zone)
