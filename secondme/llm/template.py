"""A conversation as the model was taught to read it.

The template comes with the model's file, and what stands in a turn comes from anywhere; neither is trusted. The
template runs in a sandbox and sees random marks in place of the contents; the marks are replaced afterwards. So
the outcome is a list of segments of which only the template's own are read with control marks, and a person who
types `<|im_end|>` has typed ten plain characters.

A template that never ends is not stopped here: it runs in the model's process, whose parent waits for the outcome
of a rendering for a bounded time (`lifetime.RENDERING_SECONDS`) and ends the process where it does not come.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NoReturn

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from secondme.errors import BadModel
from secondme.ports import Turn

LONGEST_SOURCE = 1 << 20
LONGEST_RENDERING = 4 << 20
"""Characters; what people said does not count, as it is put in afterwards."""
LONGEST_REASON = 200

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant{{ '\n' }}"
)
PLAIN = (
    "{% for message in messages %}{% if message.role == 'system' %}{{ message.content }}\n\n"
    "{% elif message.role == 'user' %}User: {{ message.content }}\n"
    "{% else %}Assistant: {{ message.content }}\n{% endif %}{% endfor %}Assistant:"
)
PLAIN_STOPS = ("\nUser:",)
CHATML_MARK = "<|im_start|>"

_FAULTS = (
    jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError,
    MemoryError, AssertionError,
)  # fmt: skip
"""What a template can raise by being wrong."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a prompt: the template's own, or a part of a turn, which is plain text whatever it holds.

    `role` is whose turn it is of, empty for the template's own; `recalled` marks the block of the last turn.
    """

    text: str
    role: str = ""
    recalled: bool = False

    @property
    def is_template(self) -> bool:
        """Whether control marks in it are what they stand for."""
        return not self.role


@dataclass(frozen=True, slots=True)
class _Said:
    """A turn, in segments."""

    role: str
    parts: list[Segment]


class ChatTemplate:
    """A template, compiled once. `stops` are texts at which an answer ends, besides the model's own end marks."""

    def __init__(self, source: str, *, bos: str = "", eos: str = "", stops: tuple[str, ...] = ()) -> None:
        """Raises: BadModel if the source is no template."""
        self.stops = stops
        self._marks = {"bos_token": bos, "eos_token": eos}
        if len(source) > LONGEST_SOURCE:
            raise BadModel("The model's chat template is too long to be one.", "Choose another model.")
        try:
            self._template = _sandbox().from_string(source)
        except _FAULTS as fault:
            _refuse(fault)

    @classmethod
    def choose(cls, source: str, *, chatml: bool, bos: str = "", eos: str = "") -> ChatTemplate:
        """The model's own template, or a plain one where its file brings none.

        `chatml` says whether the vocabulary has ChatML's mark. Raises: BadModel.
        """
        if source.strip():
            return cls(source, bos=bos, eos=eos)
        if chatml:
            return cls(CHATML)
        return cls(PLAIN, stops=PLAIN_STOPS)

    def render(self, turns: Sequence[Turn]) -> list[Segment]:
        """The prompt that asks for the next answer, in segments.

        Where the template refuses the turns as they are, a system turn is put at the head of the first user turn
        and neighbours of one role become one turn.
        Raises: BadModel if it refuses these too, or loses what was said last.
        """
        last = len(turns) - 1
        said = [
            _Said(
                turn.role,
                [
                    *([Segment(turn.block, turn.role, recalled=True)] if turn.block and at == last else []),
                    *(Segment(part, turn.role) for part in turn.parts),
                ],
            )
            for at, turn in enumerate(turns)
        ]
        try:
            return self._render(said)
        except _Refusal:
            pass
        try:
            return self._render(_plainer(said))
        except _Refusal as refusal:
            _refuse(refusal)

    def _render(self, turns: Sequence[_Said]) -> list[Segment]:
        nonce = secrets.token_hex(8)
        parts = [part for turn in turns for part in turn.parts]
        marks = iter(f"{nonce}x{number}z" for number in range(len(parts)))
        messages = [{"role": turn.role, "content": "".join(next(marks) for _ in turn.parts)} for turn in turns]
        rendered = self._run(messages)
        segments: list[Segment] = []
        seen: set[int] = set()
        for index, text in enumerate(re.split(f"{nonce}x([0-9]+)z", rendered)):
            if index % 2:
                seen.add(int(text))
                segments.append(parts[int(text)])
            else:
                segments.append(Segment(text))
        needed = set(range(len(parts) - len(turns[-1].parts), len(parts)))
        needed |= {number for number, part in enumerate(parts) if part.role == "system"}
        if not needed <= seen:
            raise _Refusal("it leaves out what was said")
        return [segment for segment in segments if segment.text]

    def _run(self, messages: list[dict[str, str]]) -> str:
        written: list[str] = []
        length = 0
        try:
            for text in self._template.generate(
                messages=messages,
                add_generation_prompt=True,
                enable_thinking=False,  # small thinking models think past any answer's limit
                tools=None,
                documents=None,
                **self._marks,
            ):
                length += len(text)
                if length > LONGEST_RENDERING:
                    raise _Refusal("it writes without end")
                written.append(text)
        except _FAULTS as fault:
            raise _Refusal(str(fault)) from fault
        return "".join(written)


class StopText:
    """Ends an answer at one of several texts, holding back what may become one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = stops
        self._held = ""
        self.ended = False

    def feed(self, text: str) -> str:
        """What of the answer is sure by now. After a stop, nothing more."""
        if not self._stops or self.ended:
            return "" if self.ended else text
        held = self._held + text
        found = [at for stop in self._stops if (at := held.find(stop)) >= 0]
        if found:
            self.ended, self._held = True, ""
            return held[: min(found)]
        doubtful = max(
            (size for stop in self._stops for size in range(1, len(stop)) if held.endswith(stop[:size])), default=0
        )
        sure = len(held) - doubtful
        self._held = held[sure:]
        return held[:sure]

    def rest(self) -> str:
        """What was held back, once the answer has ended."""
        held, self._held = self._held, ""
        return held


class _Refusal(Exception):
    """The template will not render these turns."""


def _refuse(reason: Exception) -> NoReturn:
    why = str(reason)[:LONGEST_REASON].rstrip(".") or type(reason).__name__
    raise BadModel(f"The model's chat template cannot be used: {why}.", "Choose another model.") from reason


def _plainer(turns: Sequence[_Said]) -> list[_Said]:
    system = [part for turn in turns if turn.role == "system" for part in turn.parts]
    rest: list[_Said] = []
    for role, group in groupby((turn for turn in turns if turn.role != "system"), lambda turn: turn.role):
        parts: list[Segment] = []
        for turn in group:
            parts += [Segment("\n\n", role), *turn.parts] if parts else turn.parts
        rest.append(_Said(role, parts))
    if not system:
        return rest
    for index, turn in enumerate(rest):
        if turn.role == "user":
            rest[index] = _Said("user", [*system, Segment("\n\n", "user"), *turn.parts])
            return rest
    return [_Said("user", system), *rest]


def _sandbox() -> ImmutableSandboxedEnvironment:
    sandbox = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    sandbox.globals["raise_exception"] = _raise_exception
    sandbox.globals["strftime_now"] = _strftime_now
    sandbox.filters["tojson"] = _tojson
    return sandbox


def _raise_exception(message: str = "") -> NoReturn:
    raise jinja2.TemplateError(message)


def _strftime_now(form: str) -> str:
    return datetime.now().astimezone().strftime(form)


def _tojson(value: Any, indent: int | None = None, **_: Any) -> str:
    """Plain JSON: jinja's own filter escapes for HTML."""
    return json.dumps(value, ensure_ascii=False, indent=indent)
