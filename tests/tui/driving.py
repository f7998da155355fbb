"""How the tests drive the app: a fixed time zone, no waits for the clock, and waiting for what must become true."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from secondme.events import Answered, Event, Piece, Recalled, Recollection, Stored
from secondme.tui.app import SecondMeApp
from secondme.tui.transcript import Transcript
from tests.scripted import ScriptedClient, ScriptedStream

PATIENCE = 60.0
"""Seconds after which a test gives up on what should have happened long ago."""


def app(client: ScriptedClient, conversation: str = "", *, private: bool = False) -> SecondMeApp:
    """The app over a scripted client."""
    return SecondMeApp(client, conversation, private=private, zone=UTC, pauses=(0.01,))


async def until(pilot: Pilot[None], true: Callable[[], object]) -> None:
    """Lets the app go on until something is true."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"it did not become true; the screen:\n{text(pilot.app)}"
        await pilot.pause(0.01)


def text(application: App[Any]) -> str:
    """What stands on the screen."""
    return "\n".join(strip.text for strip in application.screen._compositor.render_strips())


async def shown(pilot: Pilot[None], screen: type[Screen[Any]]) -> None:
    """Waits until a screen is on top, has its widgets, and takes keys: it is on top a moment before it has them."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen) and pilot.app.focused)


async def open_(pilot: Pilot[None]) -> None:
    """Waits until the app takes keys."""
    await until(pilot, lambda: pilot.app.screen_stack and pilot.app.focused)


def transcript(pilot: Pilot[None]) -> Transcript:
    return pilot.app.query_one(Transcript)


async def shows(pilot: Pilot[None], words: str) -> None:
    """Waits until the transcript shows some words, also where a line ends between them."""
    await open_(pilot)
    chat = pilot.app.chat  # type: ignore[attr-defined]
    deadline = time.monotonic() + PATIENCE
    while words not in (told := chat.transcript.text) and words not in " ".join(told.split()):
        assert time.monotonic() < deadline, f"{words!r} is not shown in:\n{chat.transcript.text}"
        await pilot.pause(0.01)


async def say(pilot: Pilot[None], text: str) -> None:
    """Types and sends."""
    await open_(pilot)
    pilot.app.chat.prompt.text = text  # type: ignore[attr-defined]
    await pilot.press("enter")


async def asked(pilot: Pilot[None], client: ScriptedClient, text: str, *events: Event) -> ScriptedStream:
    """Sends a question, waits until it is out, and lets the service say some events."""
    before = len(client.streams)
    await say(pilot, text)
    await until(pilot, lambda: len(client.streams) > before)
    stream = client.streams[-1]
    stream.feed(Stored("talk", 1, "e1"), *events)
    return stream


def answer(text: str, *memories: Recollection) -> list[Event]:
    """A whole answer as events."""
    pieces = [Piece(word + " ") for word in text.split(" ")]
    return [Recalled(memories), *pieces, Answered(text, memories, "talk", "SmolLM2-135M", 12, 0.5, 0.1)]
