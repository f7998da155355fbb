"""A conversation as a document: Markdown for people, with sources as footnotes, or JSON for programs.

Messages are rows as the service's client gives them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from secondme.memory.counting import count
from secondme.memory.when import day
from secondme.phrases import LEGEND, UNANSWERED, UNFOUNDED, clean, one_line, sure, who

NAMES = {"person": "You", "assistant": "secondme"}
QUOTED = 300
"""Characters of a source that are quoted."""
KNOWN = ("n", "memory", "role", "text", "made", "up", "state", "verdict", "marks")
"""What of a message is written to JSON as it is."""
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")


def to_markdown(title: str, messages: Sequence[Mapping[str, Any]], zone: tzinfo | None = None) -> str:
    """A conversation as Markdown: who spoke, when, and as footnotes what an answer was given, each source once: behind
    the sentence that it supports, else at the end. Dates are of a time zone; None is that of this machine."""
    notes: dict[str, int] = {}
    said: list[str] = []
    last = ""
    for one in messages:
        at = datetime.fromtimestamp(one["made"], zone)
        today = day(one["made"], zone)
        said.append(f"## {NAMES.get(one['role'], 'File')}, {at:%H:%M}" if today == last else _heading(one, today, at))
        last = today
        feet_of = {
            memory["id"]: f"[^{notes.setdefault(memory['id'], len(notes) + 1)}]" for memory in one.get("memories", ())
        }
        words = _whole(clean(_marked(one, feet_of)).strip())
        marks = "".join(foot for foot in feet_of.values() if foot not in words)
        alone = marks and words.splitlines()[-1:] and _FENCE.match(words.splitlines()[-1])
        said.append(words + (("\n\n" if alone else " ") + marks if marks else ""))
        if told := _told(one):
            said.append(f"*({told})*")
    sources = {memory["id"]: memory for one in messages for memory in one.get("memories", ())}
    feet = "\n".join(f"[^{number}]: {_source(sources[name], zone)}" for name, number in notes.items())
    about = count(len(messages), "message")
    if messages:
        first, end = day(messages[0]["made"], zone), day(messages[-1]["made"], zone)
        about = f"{first if first == end else f'{first} to {end}'}, {about}"
    parts = [f"# {_escaped(one_line(title, QUOTED))}", f"*{about}*", *said, *([feet] if feet else [])]
    return "\n\n".join(parts) + "\n"


def to_json(title: str, messages: Sequence[Mapping[str, Any]], zone: tzinfo | None = None) -> str:
    """A conversation as one object of JSON: `{"title", "messages": [{"role", "text", "made", "at", "memories": [{"id",
    "text", "kind", "by", "made", "where", "score"}]}]}`, with `n`, `memory`, the thumb `up`, the `state` ("unanswered":
    no answer was kept), how sure recall was (`verdict`) and which memories support which characters (`marks`) where
    that is known; `at` is `made` as ISO 8601 writes it."""
    rows = [
        {
            **{name: one[name] for name in KNOWN if name in one},
            "at": datetime.fromtimestamp(one["made"], zone).astimezone(zone).isoformat(timespec="seconds"),
            "memories": [
                {name: memory.get(name) for name in ("id", "text", "kind", "by", "made", "where", "score")}
                for memory in one.get("memories", ())
            ],
        }
        for one in messages
    ]
    return json.dumps({"title": title, "messages": rows}, ensure_ascii=False, indent=2) + "\n"


def _marked(one: Mapping[str, Any], feet: Mapping[str, str]) -> str:
    """The words of a message, behind its sentences the footnotes of what supports them, or that nothing does; none
    within code."""
    text = str(one["text"])
    for mark in reversed(one.get("marks", ())):
        if mark["supported"] is False:
            signs = UNFOUNDED
        else:
            signs = "".join(feet[name] for name in mark["memories"] if name in feet)
        if text.count("```", 0, mark["start"]) % 2 == 0:
            text = text[: mark["end"]] + signs + text[mark["end"] :]
    return text


def _told(one: Mapping[str, Any]) -> str:
    """What is to be known of a message beside its words."""
    unfounded = any(mark["supported"] is False for mark in one.get("marks", ()))
    told = [
        UNANSWERED if one.get("state") == "unanswered" else "",
        LEGEND if unfounded else "",
        sure(one.get("verdict", "")).rstrip(".:"),
    ]
    return "; ".join(filter(None, told))


def _heading(one: Mapping[str, Any], today: str, at: datetime) -> str:
    return f"## {NAMES.get(one['role'], 'File')}, {today}, {at:%H:%M}"


def _source(memory: Mapping[str, Any], zone: tzinfo | None) -> str:
    said = who(memory["kind"], memory["by"])
    words = _escaped(one_line(memory["text"], QUOTED))
    return f"{day(memory['made'], zone)}, {said}: “{words}” ({_escaped(one_line(memory['where']))})"


def _escaped(text: str) -> str:
    """A line that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


def _whole(text: str) -> str:
    """A text whose last block of code has an end, so that nothing after it is taken for code."""
    open_ = ""
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence is None:
            continue
        if not open_:
            open_ = fence[1]
        elif fence[1].startswith(open_) and not fence[2].strip():
            open_ = ""
    return f"{text}\n{open_}" if open_ else text
