"""The export: JSON lines for programs, Markdown with front matter for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secondme.errors import DiskFull, SecondMeError
from secondme.memory.when import day


def write(records: Iterator[dict[str, Any]], target: Path) -> dict[str, int]:
    """Writes an export into a folder, whole or not at all; how many memories and conversations.

    Raises: SecondMeError if the folder cannot be written or is not empty.
    """
    if target.exists() and any(target.iterdir()):
        raise SecondMeError(f"{target} is not empty.", "Name a folder that is new or empty.")
    fresh = target.with_name(target.name + ".part")
    try:
        fresh.mkdir(parents=True, exist_ok=True, mode=0o700)
        counts = _write(records, fresh)
        if target.exists():
            target.rmdir()
        fresh.rename(target)
    except OSError as error:
        kind = DiskFull if error.errno == 28 else SecondMeError
        raise kind(f"{target} cannot be written: {error.strerror}.", "Name another folder.") from error
    return counts


def _write(records: Iterator[dict[str, Any]], folder: Path) -> dict[str, int]:
    texts: dict[str, tuple[str, float]] = {}
    talks: list[dict[str, Any]] = []
    counts = {"memories": 0, "conversations": 0}
    (folder / "conversations").mkdir(exist_ok=True)
    with (
        (folder / "memories.jsonl").open("w", encoding="utf-8", errors="backslashreplace") as memories,
        (folder / "conversations.jsonl").open("w", encoding="utf-8", errors="backslashreplace") as conversations,
        (folder / "insights.md").open("w", encoding="utf-8", errors="backslashreplace") as insights,
    ):
        insights.write("# What I noticed\n\n")
        for record in records:
            line = json.dumps({name: value for name, value in record.items() if name != "type"}, ensure_ascii=False)
            if record["type"] == "conversation":
                counts["conversations"] += 1
                conversations.write(line + "\n")
                talks.append(record)
                continue
            counts["memories"] += 1
            memories.write(line + "\n")
            if record["kind"] == "episode":
                texts[record["id"]] = (record["text"], record["made"])
            elif record["kind"] == "insight":
                insights.write(f"- ({day(record['made'])}) {record['text']}\n")
    for talk in talks:
        name = "".join(letter for letter in talk["id"] if letter.isalnum() or letter in "-_")
        (folder / "conversations" / f"{name}.md").write_text(
            _markdown(talk, texts), encoding="utf-8", errors="backslashreplace"
        )
    return counts


def _markdown(talk: dict[str, Any], texts: dict[str, tuple[str, float]]) -> str:
    title = talk["title"] or talk["id"]
    lines = [
        "---",
        f"id: {talk['id']}",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        f"began: {day(talk['began'])}",
        "---",
        "",
    ]
    for message in talk["messages"]:
        text, made = texts.get(message["memory"], ("", message["made"]))
        who = "You" if message["role"] == "person" else "Assistant"
        lines += [f"**{who}** ({day(made)}):", "", text, ""]
    return "\n".join(lines)
