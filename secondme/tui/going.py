"""What a consolidation run is doing, put together from what it tells. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from secondme import phrases
from secondme.events import (
    Archived,
    Began,
    Consolidated,
    Event,
    Faded,
    Gisted,
    Learned,
    Linked,
    Progress,
    Reflected,
    Status,
    Thought,
)

STEPS = {
    "events": "cutting conversations where their topic turns", "drawing": "drawing facts with the model",
    "facts": "learning facts", "merging": "merging what says the same", "thoughts": "thinking after answers",
    "links": "linking memories", "insights": "noticing", "questions": "asking itself questions",
    "profile": "keeping what it knows of you", "lessons": "learning how to do better",
    "rehearsal": "asking for memories by questions of their own", "fading": "letting what is faint fade",
    "exam": "examining the model",
}  # fmt: skip
"""The steps of a run by their names, in words."""
COUNTED: dict[type[Event], str] = {
    Learned: "learned", Reflected: "noticed", Thought: "concluded", Linked: "linked", Gisted: "condensed",
    Faded: "faded", Archived: "put away",
}  # fmt: skip
BAR = 20


@dataclass(frozen=True, slots=True)
class Going:
    """A run that goes on, or none: its number (0: not known), its step with its place among them, how far that is, and
    what was done so far."""

    on: bool = False
    run: int = 0
    step: str = ""
    at: int = 0
    of: int = 0
    inner: tuple[int, int] = (0, 0)
    counts: Counter[str] = field(default_factory=Counter)
    last: str = ""
    over: bool = False
    """Whether it has ended, though the service is not at rest yet."""
    reached: bool = False

    def after(self, event: Event) -> Going:
        """The state after something happened."""
        match event:
            case Began(run=run):
                return Going(on=True, run=run, reached=True)
            case Consolidated():
                return Going(over=True, reached=True)
            case Status(fields=fields):
                if not fields.get("consolidating"):
                    return Going(reached=True)
                return replace(self, on=not self.over, reached=True)
            case Progress(what=what, done=done, total=total) if what in STEPS:
                if what == self.step:
                    return replace(self, inner=(done, total))
                return replace(self, on=True, step=what, at=done, of=total, inner=(0, 0))
        if self.on and (word := COUNTED.get(type(event), "")):
            return replace(self, counts=self.counts + Counter([word]), last=phrases.happened(event) or self.last)
        return self

    def told(self) -> str:
        """A line or two for people."""
        if not self.on:
            return "Now: nothing goes on; r begins a run." if self.reached else "Now: …"
        run = f"run {self.run:,}" if self.run else "a run goes on"
        if not self.step:
            return f"Now: {run}, looking at memory before it; s stops it."
        full = round(self.at / self.of * BAR) if self.of else 0
        inner = f" ({self.inner[0]:,} of {self.inner[1]:,})" if self.inner[1] else ""
        bar = f"{'█' * full}{'░' * (BAR - full)}"
        step = f"Now: {run} {bar} step {self.at + 1} of {self.of}: {STEPS[self.step]}{inner}"
        done = ", ".join(f"{many:,} {word}" for word, many in self.counts.items()) or "nothing"
        return f"{step}\nSo far: {done}. {self.last}".rstrip()
