"""How things are put to a person, the same in the app and in plain text. Pure.

Invariant: what comes from a model, a file or the wire passes through `clean` before it is shown, so that no text
can steer the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from secondme.errors import SecondMeError
from secondme.events import (
    Archived,
    Consolidated,
    Event,
    Examined,
    Faded,
    Gisted,
    Learned,
    Mark,
    Probed,
    Recollection,
    Reflected,
    Thought,
)
from secondme.memory.counting import count, memories
from secondme.memory.record import Kind
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


WRITTEN = "told"
"""The rule of lessons and of lines of the profile that the person wrote."""


def who(kind: str, by: str, rule: str = "") -> str:
    """Who said it: "you said", "I said", "I noticed"; "read" for a file. `rule` is what drew it, if something did."""
    if kind in ("lesson", "profile") and rule == WRITTEN:
        return "you said"
    if kind in ("insight", "lesson", "gist", "profile"):
        return "I noticed"
    return {"person": "you said", "assistant": "I said"}.get(by, "read")


def drew(source: Mapping[str, Any]) -> str:
    """The rule that drew a memory of this source; empty where it was said or read."""
    return str(source.get("rule", ""))


def absent(memory: Recollection) -> str:
    """What stands after the place of a memory whose file is not there now, as its drive is away; empty else."""
    return " (not there now)" if memory.receipt.get("unavailable") else ""


def source(number: int, memory: Recollection, zone: tzinfo | None, longest: int = 160) -> str:
    """A source as the app shows it beside an answer."""
    said, when = one_line(memory.text, longest), day(memory.made, zone)
    by = who(memory.kind, memory.by, drew(memory.source))
    return (
        f'[{number}] {when}, {by}: "{said}" · {one_line(memory.where)}{absent(memory)}'
        f" · strength {memory.strength:.2f}"
    )


def plain_source(number: int, memory: Recollection, zone: tzinfo | None) -> str:
    """A source as a line of plain text."""
    said = who(memory.kind, memory.by, drew(memory.source))
    return (
        f"  [{number}] ({day(memory.made, zone)}) {said[0].upper()}{said[1:]}: "
        f'"{one_line(memory.text, 300)}" — {one_line(memory.where)}{absent(memory)}'
    )


def sure(verdict: str) -> str:
    """What stands above the sources of an answer: how sure recall was; empty where it was, or was not asked."""
    return {"perhaps": "I found only this:", "nothing": "Nothing in memory about that."}.get(verdict, "")


STOPPED = "— stopped, not kept"
CUT_OFF = "— cut off, not kept"
"""How an answer ended that is not whole."""
UNANSWERED = "no answer was kept"
"""What is told of words of the person that nothing answered."""
UNFOUNDED = "°"
"""Stands behind a sentence of an answer that no memory supports."""
LEGEND = f"{UNFOUNDED} not in memory"


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


def lesson(row: Mapping[str, Any]) -> str:
    """A lesson in one line: what to do and when, or how a request went."""
    if row["plan"]:
        return f"{'Failed' if row['failed'] else 'Went well'}: {one_line(row['situation'])}"
    situation = f"  (for: {one_line(row['situation'], 80)})" if row["situation"] else ""
    return f"{clean(row['text'])}{situation}"


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
    "graph": "what is known of those that are named",
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
    "graph": "the way there",
}
_FIGURES = {
    "coverage": "share of the words {}",
    "cosine": "likeness of meaning {}",
    "age_days": "{} days old",
    "unavailable": "its file is not there now: {}",
    "event": "said when the talk was about: {}",
    "path": "the way there: {}",
}


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
    """When a memory will fade, in words; None never does, and what has no day left has faded."""
    if days is None:
        return "does not fade"
    if days <= 0:
        return "has faded"
    if days < 1:
        return "fades within a day unless it is recalled"
    return f"fades in {count(round(days), 'day')} unless it is recalled"


def row(memory: Mapping[str, Any], zone: tzinfo | None) -> str:
    """A memory as one line: when, who, what, where from."""
    said = who(str(memory["kind"]), str(memory["by"]), drew(memory["source"]))
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
    made += f", {count(run.learned, 'fact')} learned" if run.learned else ""
    made += f", {run.changed:,} changed" if run.changed else ""
    made += f", {run.archived:,} put away" if run.archived else ""
    begin = "Broken off, to be taken up later: looked" if run.state == "interrupted" else "Looked"
    back = " All of that was taken back." if run.state == "rolled back" else ""
    return f"{begin} at {count(run.looked_at, 'episode')}; {made}.{back}"


_OPERATIONS = {"ADD": "Learned", "UPDATE": "Changed", "DELETE": "Ended", "NOOP": "Said again"}


def happened(event: Event) -> str:
    """What a run of consolidation tells while it goes on; empty for what is told at its end or not at all."""
    match event:
        case Faded(text=text):
            return f"Faded: {one_line(text)}"
        case Archived(text=text, why=why):
            return f"Put away: {one_line(text)} ({one_line(why)})"
        case Reflected(memory=memory):
            return f"Noticed: {one_line(memory.text)}"
        case Learned(memory=memory, operation=operation):
            profile = memory.kind is Kind.PROFILE and operation == "ADD"
            what = "Into the profile" if profile else _OPERATIONS.get(operation, operation)
            of_lesson = memory.kind is Kind.LESSON and memory.context
            return f"{what}: {one_line(memory.text)}" + (f" (for: {one_line(memory.context, 80)})" if of_lesson else "")
        case Thought(memory=memory):
            return f"Concluded: {one_line(memory.text)}"
        case Gisted(memory=memory, members=members):
            return f"Condensed {memories(len(members))}: {one_line(memory.text)}"
        case Probed(before=before, after=after, rolled_back=True):
            return f"Test questions answered before it {before:.0%}, after it {after:.0%}: it is taken back."
        case Examined():
            return examined(event)
        case Consolidated():
            return consolidated(event)
    return ""


def examined(found: Examined) -> str:
    """How a model did in its exam."""
    how = "passed" if found.passed else "did not pass"
    return f"{one_line(found.model)} {how} the exam in drawing facts. {clean(found.sentence)}"


def foreseen(outlook: Mapping[str, Any]) -> list[str]:
    """What a run would let fade or put away now, a line each, and what that comes to."""
    found, more = outlook["foreseen"], outlook["more"]
    lines = [f"  {one['what']:<9} {one['id']}  {one_line(one['text'], 60)}  ({one_line(one['why'])})" for one in found]
    lines += [f"  … and {more:,} more"] if more else []
    would = f"Of {memories(len(found) + more)} the time has come" if found else "Nothing would fade or be put away"
    return [*lines, f"{would}{'' if outlook['whole'] else ', as far as was looked'}. Nothing was done."]


def consolidation(page: Mapping[str, Any]) -> list[str]:
    """The page of a run: what it came to, and each thing with the number that undoes it."""
    return [clean(page["sentence"]), *(item(one) for one in page["items"])]


def item(one: Mapping[str, Any]) -> str:
    """One thing that a run did, on a line."""
    back = f"undone; {one['back']} brings it back"
    undo = back if one["undone"] else f"undo: {one['operation']}" if one["operation"] else ""
    return f"  {one['what']:<16} {one_line(one['text'], 90)}" + (f"  ({undo})" if undo else "")


def error(failed: SecondMeError) -> tuple[str, str]:
    """The sentence of an error, and what to do about it."""
    return clean(failed.sentence), clean(failed.cure)


def forgotten(gone: Mapping[str, Any], by: str = "/undo") -> str:
    """What a forgetting came to, and how it is taken back: `by` a command or a key."""
    resting = f", and {memories(gone['derived'])} that rested on it" if gone["derived"] else ""
    undo = f" {by} brings it back within {gone['undo']:.0f} seconds." if gone.get("undo") else ""
    return f"Forgotten: {memories(gone['forgotten'])}{resting}.{undo}"


def elsewhere(one: Mapping[str, Any], zone: tzinfo | None) -> str:
    """What an undoing would undo that was not done on this screen now: when, what, and how many memories would go."""
    at = f"at {datetime.fromtimestamp(one['at'], zone):%H:%M} on {day(one['at'], zone)}"
    words = f": “{one_line(one['text'], 60)}”" if one["text"] else ""
    goes = f" {memories(one['goes'])} would go." if one["goes"] else ""
    what = f"{one['what']} ({memories(one['memories'])}{words})"
    return f"The last change was made elsewhere or earlier, {at}: {what}.{goes}"


def within(seconds: float) -> str:
    """ "within 30 seconds", "within 7 days"."""
    return f"within {count(round(seconds / 86400), 'day') if seconds >= 86400 else f'{seconds:.0f} seconds'}"


def undone(done: Mapping[str, Any], by: str = "/undo") -> str:
    """What an undoing came to: "Undid 12: pinned (1 memory).", or "Redid 12: …" where an undoing was undone. What it
    took away can be brought back for a while, `by` a command or a key."""
    back = f" {by} brings it back {within(done['within'])}." if done.get("within") else ""
    did = re.sub(r"^undid \d+: undid ", "redid ", str(done["what"])).capitalize()
    return f"{did} ({memories(done['memories'])}).{back}"
