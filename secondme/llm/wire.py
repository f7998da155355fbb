"""What the model's process and its parent say to each other: one line of JSON a message, each way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from secondme.errors import ModelError, SecondMeError, from_wire
from secondme.ports import Reading, Turn

Message = dict[str, Any]
"""Requests: `load` {path, context, threads, states (a folder, empty for none), states_bytes, states_after (seconds),
budget (cells), lookup, kinds and shift (as a probe found them), ram and gpu (as the settings say it), facts (the folder
of what was measured of this machine, empty for none)}, `count` {texts}, `reply` {turns, limit,
temperature, conversation, memories, grammar}, `stop` {reply}, `aside` {jobs (turns each), limit, temperature,
grammar} or {texts (what stands before, and what is weighed)}, `drop` {reply (of an aside)}, `gone` {conversation},
`rest` {}; each with an `op`, and an `id` that rises.
Answers carry the request's `id` and one of: `loaded` {name, bytes, context, streamed (bytes a token),
why (sentences)}, `counts` [...], `gone` (numbers of exchanges, or null), `rendered` (tokens of the prompt, or
jobs taken on), `piece`, `done` {job, text, cut, error, weights}, `ended` (a reading), `rested` (what is to be kept is
on the disk), `error` {kind, sentence, cure}."""

OFF = "off"
"""What is said of a memory that is not to be limited, or not to be used."""


def encode(message: Message) -> bytes:
    """A message as a line, with its end. ASCII, so that no character can be cut or be refused."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    """The message of a line. Raises: ValueError."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("a message is an object")
    return message


def turns_out(turns: Sequence[Turn]) -> list[Any]:
    """Turns, as they go over the pipe."""
    return [[turn.role, list(turn.parts), turn.block] for turn in turns]


def turns_in(turns: Sequence[Any]) -> list[Turn]:
    """Turns, as they came over the pipe."""
    return [Turn(role, tuple(parts), block) for role, parts, block in turns]


def reading_out(reading: Reading) -> Message:
    """A reading, as it goes over the pipe."""
    return asdict(reading)


def reading_in(fields: Message) -> Reading:
    """A reading, as it came over the pipe."""
    return Reading(**{**fields, "missing": tuple((first, last) for first, last in fields.get("missing", ()))})


def error_out(error: SecondMeError) -> Message:
    """An error, as it goes over the pipe."""
    return {"kind": type(error).__name__, "sentence": error.sentence, "cure": error.cure}


def error_in(fields: Message) -> ModelError:
    """An error, as it came over the pipe; the model's process reports no others than the model's."""
    error = from_wire(fields["kind"], fields["sentence"], fields["cure"])
    return error if isinstance(error, ModelError) else ModelError(error.sentence, error.cure)
