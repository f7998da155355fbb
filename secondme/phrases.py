"""How things are put to a person, the same in the app and in plain text. Pure.

Invariant: what comes from a model, a file or the wire passes through `clean` before it is shown, so that no text
can steer the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from secondme.errors import SecondMeError
from secondme.events import Consolidated, Mark, Recollection
from secondme.memory.counting import count, memories
from secondme.memory.when import day

_STEERING = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None
) | {0x09: "    ", 0x0A: "\n"}


def clean(text: str) -> str:
    """The text without control characters (escape sequences, overrides of direction); tabs become spaces."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_STEERING)


def one_line(text: str, longest: int = 160) -> str:
    """The text on one line, cut with an ellipsis. Units: characters."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def who(kind: str, by: str) -> str:
    """Who said it: "you said", "I said", "I noticed"; "read" for a file."""
    if kind in ("insight", "lesson", "gist", "profile"):
        return "I noticed"
    return {"person": "you said", "assistant": "I said"}.get(by, "read")


def source(number: int, memory: Recollection, zone: tzinfo | None, longest: int = 160) -> str:
    """A source as the app shows it beside an answer."""
    said, when = one_line(memory.text, longest), day(memory.made, zone)
    return (
        f'[{number}] {when}, {who(memory.kind, memory.by)}: "{said}" · {one_line(memory.where)}'
        f" · strength {memory.strength:.2f}"
    )


def plain_source(number: int, memory: Recollection, zone: tzinfo | None) -> str:
    """A source as a line of plain text."""
    said = who(memory.kind, memory.by)
    return (
        f"  [{number}] ({day(memory.made, zone)}) {said[0].upper()}{said[1:]}: "
        f'"{one_line(memory.text, 300)}" — {one_line(memory.where)}'
    )


def sure(verdict: str) -> str:
    """What stands above the sources of an answer: how sure recall was; empty where it was, or was not asked."""
    return {"perhaps": "I found only this:", "nothing": "Nothing in memory about that."}.get(verdict, "")


def goal(row: Mapping[str, Any]) -> str:
    """A goal on one line: what it is, and what came of it."""
    what = f"{row['number']}: {one_line(row['text'])}"
    if row["open"]:
        return f"Goal {what} (open, {count(row['turns'], 'turn')})"
    result = f" -> {one_line(row['result'])}" if row["result"] else ""
    return f"Done {what}{result} ({count(row['turns'], 'turn')} folded; expand {row['number']})"


def turns(row: Mapping[str, Any]) -> list[str]:
    """A goal with all that was said for it, word for word."""
    who_said = {"person": "You", "assistant": "I"}
    return [goal(row), *(f"{who_said.get(one['role'], 'File')}: {clean(one['text'])}" for one in row["said"])]


def pointer(row: Mapping[str, Any]) -> str:
    """A name and the memory that it stands for."""
    memory = row["memory"]
    return f"#{row['name']} is {memory['id']}, {who(memory['kind'], memory['by'])}: \"{one_line(memory['text'])}\""


NEAREST = "What comes nearest:"
"""What stands above memories that are probably not about the question."""


_LANES = {
    "words": "its words",
    "key": "a key that was added to it",
    "neural": "its meaning",
    "vector": "like words",
    "time": "the time that is named",
    "neighbour": "what was said beside it",
    "pointer": "the name that it was given",
    "working": "the state of this conversation",
}
_PLACES = {"before": "in the turn before", "after": "in the turn after", "session": "in the same talk"}
_TERMS = {
    "coverage": "words",
    "previous": "the turn before",
    "session": "the same talk",
    "neural": "meaning",
    "neural-session": "meaning of the same talk",
    "speaker": "speaker",
    "date": "date",
    "asks": "asks itself",
    "answers": "follows a question",
    "when": "tells of a time",
    "count": "holds a number",
    "length": "length",
    "liked": "proved useful",
}
_FIGURES = {"coverage": "share of the words {}", "cosine": "likeness of meaning {}", "age_days": "{} days old"}


def reasons(receipt: Mapping[str, Any]) -> list[str]:
    """Why a memory was recalled, a line each: what brought it, the words of the question, what counted how much."""
    rest = {name: value for name, value in receipt.items() if value not in ({}, [], "")}
    lines = []
    if lanes := rest.pop("lanes", []):
        lines.append(f"found by {_and(list(dict.fromkeys(_LANES.get(lane, lane) for lane in lanes)))}")
    if words := rest.pop("words", {}):
        found = (f"{word} ({_PLACES[place]})" if place in _PLACES else word for word, place in words.items())
        lines.append(f"words: {', '.join(found)}")
    terms, steps = rest.pop("terms", {}), rest.pop("steps", None)
    if terms:
        points = sorted(terms.items(), key=lambda term: -abs(term[1]))
        said = ", ".join(f"{_TERMS.get(name, name)} {value:+.1f}" for name, value in points)
        lines.append(f"points: {said}" + (f"; {steps:.1f} in all" if steps is not None else ""))
    rest.pop("strength", None)  # it stands beside the score
    if rest:
        lines.append(", ".join(_FIGURES.get(name, name + " {}").format(_said(value)) for name, value in rest.items()))
    return [one_line(line, 300) for line in lines]


def _said(value: Any) -> str:
    """A value of a receipt in words."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}"
        case dict():
            return ", ".join(f"{name} {_said(one)}" for name, one in value.items())
        case list() | tuple():
            return ", ".join(_said(one) for one in value)
    return str(value)


def _and(parts: Sequence[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def searched(total: int, words: str, verdict: str) -> str:
    """What a search came to: how many memories, and how sure it is that they are meant."""
    told = memories(total) + (" found" if words else "")
    unsure = {"perhaps": ", perhaps not what you mean", "nothing": ", probably not what you mean"}
    return told + (unsure.get(verdict, "") if total else "")


def unfounded(answer: str, marks: Sequence[Mark]) -> list[str]:
    """The sentences of an answer that no memory supports, a line each."""
    return [
        f"Not in memory: “{one_line(answer[mark.start : mark.end], 120)}”" for mark in marks if mark.supported is False
    ]


def useful(use: Mapping[str, int]) -> str:
    """How a memory proved useful: "cited 3 times, 1 thumb up"; empty where nothing is known."""
    cited, up, down, corrected = (use.get(name, 0) for name in ("cited", "up", "down", "corrected"))
    parts = [
        (cited, f"cited {count(cited, 'time')}"),
        (up, count(up, "thumb up", "thumbs up")),
        (down, count(down, "thumb down", "thumbs down")),
        (corrected, "corrected after it was used"),
    ]
    return ", ".join(said for number, said in parts if number)


def days_left(days: float | None) -> str:
    """When a memory will fade, in words; None never does."""
    if days is None:
        return "does not fade"
    if days < 1:
        return "fades within a day unless it is recalled"
    return f"fades in {count(round(days), 'day')} unless it is recalled"


def row(memory: Mapping[str, Any], zone: tzinfo | None) -> str:
    """A memory as one line: when, who, what, where from."""
    said = who(str(memory["kind"]), str(memory["by"]))
    when = day(memory["made"], zone)
    return f'{when}, {said}: "{one_line(memory["text"])}" · {one_line(str(memory["where"]))}'


def added(folder: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a folder newly watched holds: how many files of which kinds are read, and how many are not and why."""
    kinds: Mapping[str, int] = folder.get("kinds") or {}
    most = sorted(kinds.items(), key=lambda kind: -kind[1])[:6]
    listed = ", ".join(f"{n:,} {suffix or 'without a suffix'}" for suffix, n in most)
    of = f" ({listed})" if listed else ""
    lines = [f"Watching {one_line(str(folder['path']))}: {count(folder['files'], 'file')} to read{of}."]
    skipped: Mapping[str, int] = folder.get("skipped") or {}
    if skipped:
        said: Mapping[str, str] = folder.get("sentences") or {}
        lines += [f"  {n:,} left out: {said.get(reason, reason)}" for reason, n in sorted(skipped.items())]
        lines += not_read(files)
    if folder["files"] and "seconds" in folder:
        guess = "" if folder.get("measured") else " (a guess: nothing has been read on this machine yet)"
        lines.append(f"Reading them takes {lasting(folder['seconds'])}{guess}.")
    if not folder["files"]:
        lines.append("Nothing in it can be read yet. Documents saved there will be.")
    return lines


def lasting(seconds: float) -> str:
    """About how long: "a moment", "about 3 minutes", "about 2 hours"."""
    if seconds < 5:
        return "a moment"
    if seconds < 90:
        return f"about {round(seconds)} seconds"
    return f"about {round(seconds / 60)} minutes" if seconds < 5400 else f"about {count(round(seconds / 3600), 'hour')}"


def not_read(files: Sequence[Mapping[str, Any]], most: int = 3) -> list[str]:
    """The first files of a folder that are not read, each with the reason, and how many more there are."""
    out = [file for file in files if _left_out(file)]
    lines = [f"  {one_line(file['path'])}: {one_line(file['sentence'])}" for file in out[:most]]
    return [*lines, f"  and {len(out) - most:,} more"] if len(out) > most else lines


def _left_out(file: Mapping[str, Any]) -> bool:
    return str(file.get("state")) in ("skipped", "failed")


def folders(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """The watched folders, a line each."""
    if not found:
        return ["No folder is watched. Add one with /watch PATH, for instance /watch ~/Notes"]
    return [
        f"{one_line(str(one['name']))}: {one_line(str(one['path']))} · {one['state']}"
        f" · {count(int(one['indexed']), 'file')} read, {one['waiting']} waiting, {left_out(one['skipped'])} not read"
        f" · {count(int(one['passages']), 'passage')}"
        for one in found
    ]


def left_out(skipped: int | Mapping[str, int]) -> int:
    """How many files are not read, from their number or from the numbers of each reason."""
    return sum(skipped.values()) if isinstance(skipped, Mapping) else int(skipped)


def consolidated(run: Consolidated) -> str:
    """What a run of consolidation came to."""
    made = f"{memories(run.faded)} faded, {count(run.insights, 'insight')} made"
    begin = "Broken off, to be taken up later: looked" if run.state == "interrupted" else "Looked"
    return f"{begin} at {count(run.looked_at, 'episode')}; {made}."


def error(failed: SecondMeError) -> tuple[str, str]:
    """The sentence of an error, and what to do about it."""
    return clean(failed.sentence), clean(failed.cure)


def forgotten(gone: Mapping[str, Any]) -> str:
    """What a forgetting came to."""
    resting = f", and {memories(gone['derived'])} that rested on it" if gone["derived"] else ""
    undo = f" /undo brings it back within {gone['undo']:.0f} seconds." if gone.get("undo") else ""
    return f"Forgotten: {memories(gone['forgotten'])}{resting}.{undo}"


def undone(done: Mapping[str, Any]) -> str:
    """What an undoing came to: "Undid 12: pinned (1 memory)." What it took away can be brought back for a while."""
    back = f" /undo brings it back within {done['within']:.0f} seconds." if done.get("within") else ""
    return f"{str(done['what']).capitalize()} ({memories(done['memories'])}).{back}"
