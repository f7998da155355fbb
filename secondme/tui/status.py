"""The state at a glance: one line that says what it can in the room there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Static

from secondme import phrases
from secondme.events import Answered, Began, Consolidated, Event, ModelState, Queued, Status
from secondme.memory import counting


def whereabouts(private: bool) -> str:
    """Where what the model has no longer before it is."""
    return "no longer before the model" if private else "in memory alone"


@dataclass(frozen=True, slots=True)
class State:
    """What the line shows. `service` says what is the matter while the service does not answer."""

    service: str = "starting the service…"
    private: bool = False
    answering: bool = False
    phase: str = ""
    model: str = ""
    bytes: int = 0
    resident: int = 0
    streamed: int = 0
    download: str = ""
    memories: int | None = None
    faded: int = 0
    waiting: int = 0
    consolidating: bool = False
    rate: float = 0.0
    cells: int = 0
    budget: int = 0
    pruned: int = 0

    def answered(self, event: Answered) -> State:
        """After an answer is whole."""
        rate = event.tokens / event.seconds if event.seconds > 0 else 0.0
        return replace(self, rate=rate, cells=event.cells, budget=event.budget, pruned=event.pruned)

    def begun(self, private: bool) -> State:
        """With another conversation, of which the model has read nothing."""
        return replace(self, private=private, cells=0, budget=0, pruned=0)

    def with_status(self, fields: dict[str, Any]) -> State:
        """After the service told its status. Fields that a service of another version lacks stay as they are."""
        model = fields.get("model") or {}
        counts = fields.get("memories") or {}
        intake = fields.get("intake") or {}
        return replace(
            self,
            service="",
            phase=str(model.get("phase", self.phase)),
            model=str(model.get("name", self.model)),
            bytes=int(model.get("bytes", self.bytes)),
            resident=int(fields.get("model_bytes", self.resident)),
            streamed=int(model.get("streamed", self.streamed)),
            memories=int(counts.get("active", 0)) + int(counts.get("faded", 0)),
            faded=int(counts.get("faded", 0)),
            waiting=int(intake.get("waiting", self.waiting)),
            consolidating=bool(fields.get("consolidating", self.consolidating)),
        )

    def after(self, event: Event) -> State:
        """After something happened in the service."""
        match event:
            case Status(fields=fields):
                return self.with_status(fields)
            case ModelState(phase=phase, name=name, bytes=much, streamed=streamed):
                return replace(self, phase=phase, model=name, bytes=much, streamed=streamed)
            case Queued(files=files):
                return replace(self, waiting=files)
            case Began():
                return replace(self, consolidating=True)
            case Consolidated():
                return replace(self, consolidating=False)
        return self

    @property
    def parts(self) -> list[str]:
        """What there is to say, the most important first."""
        said = ["PRIVATE: nothing is kept"] if self.private else []
        if self.service:
            return [*said, self.service]
        if self.answering:
            said.append("answering…")
        said.append(self._model())
        if self.download:
            said.append(self.download)
        if self.memories is not None:
            said.append(counting.memories(self.memories) + (f" ({self.faded:,} faded)" if self.faded else ""))
        if self.waiting:
            said.append(f"{counting.count(self.waiting, 'file')} waiting")
        if self.consolidating:
            said.append("consolidating")
        if self.budget:
            said.append(f"context {100 * self.cells / self.budget:.0f} %")
        if self.pruned:
            said.append(f"{counting.count(self.pruned, 'exchange')} {whereabouts(self.private)}")
        if self.rate:
            said.append(f"{self.rate:.1f} tokens/s")
        if self.streamed:
            said.append(f"{counting.size(self.streamed)} a token from the disk")
        if self.resident and self.phase == "ready":
            said.append(f"{counting.size(self.resident)} in memory")
        return said

    def _model(self) -> str:
        words = {
            "none": "no model: recalls and quotes",
            "failed": f"{self.model} failed".strip(),
            "loading": f"{self.model} loading…".strip(),
            "asleep": f"{self.model} asleep".strip(),
            "ready": f"{self.model} ready".strip(),
        }
        said = phrases.one_line(words.get(self.phase, self.phase or "no model yet"), 40)
        return f"{said}, {counting.size(self.bytes)}" if self.bytes and self.phase in ("ready", "asleep") else said


class StatusLine(Static):
    """One line. What does not fit is left out from the end."""

    state: reactive[State] = reactive(State())

    def render(self) -> Text:
        room = self.size.width
        line = ""
        for part in self.state.parts:
            longer = f"{line} · {part}" if line else part
            if cell_len(longer) > room and line:
                break
            line = longer
        return Text(line, no_wrap=True, overflow="ellipsis")
