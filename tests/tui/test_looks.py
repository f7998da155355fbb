"""How the app looks: pictures of a few states, accepted by eye. `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from secondme.events import Failed, Piece, Recalled
from secondme.memory.record import By
from tests.scripted import ScriptedClient, recollection
from tests.tui.driving import answer, app, asked, open_, say, shows, until
from tests.tui.test_memories import opened, some

Compare = Callable[..., bool]

SOURCES = (
    recollection("My dog is called Biscuit."),
    recollection("Biscuit chews shoes, so keep them in the hall.", by=By.FILE, where="notes/house.md, line 12"),
    recollection("Biscuit sounds like a friendly dog.", by=By.ASSISTANT),
    recollection("The vet is Dr. Alder, near the station."),
)
MARKDOWN = """Your dog is called **Biscuit**. What I know of him:

1. he chews shoes, see `house.md`
2. his vet is *Dr. Alder*

| what | when |
|------|------|
| food | 7:00 |

```python
def feed(dog):
    return f"{dog} is fed"
```
"""


async def _answered(pilot: Pilot[None], client: ScriptedClient) -> None:
    await asked(pilot, client, "What is my dog called?", *answer(MARKDOWN, *SOURCES))
    await shows(pilot, "(ctrl+b)")


def test_empty(snap_compare: Compare) -> None:
    async def ready(pilot: Pilot[Any]) -> None:
        await open_(pilot)
        await until(pilot, lambda: "ready" in str(pilot.app.chat.line.render()))

    assert snap_compare(app(ScriptedClient()), run_before=ready, terminal_size=(100, 24))


def test_streaming_with_the_commands_open(snap_compare: Compare) -> None:
    client = ScriptedClient()

    async def streaming(pilot: Pilot[Any]) -> None:
        await _answered(pilot, client)
        await asked(pilot, client, "And his vet?", Recalled(SOURCES), Piece("His vet is **Dr. Alder**, near the st"))
        await shows(pilot, "near the st")
        await pilot.press("slash")

    assert snap_compare(app(client), run_before=streaming, terminal_size=(100, 40))


def test_answered_with_sources_and_their_panel(snap_compare: Compare) -> None:
    client = ScriptedClient()

    async def sources(pilot: Pilot[Any]) -> None:
        await _answered(pilot, client)
        await pilot.press("ctrl+b")
        await pilot.pause()

    assert snap_compare(app(client), run_before=sources, terminal_size=(140, 36))


def test_error_at_80_by_24_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    client = ScriptedClient()

    async def failed(pilot: Pilot[Any]) -> None:
        await say(pilot, "/private")
        failing = Failed("ModelGone", "The model's process ended.", "Ask again: it is started anew.")
        await asked(pilot, client, "What is my dog called?", Recalled(SOURCES), Piece("Your dog"), failing)
        await shows(pilot, "What to do")

    assert snap_compare(app(client), run_before=failed, terminal_size=(80, 24))


def test_answered_at_80_by_24_on_light(snap_compare: Compare) -> None:
    client = ScriptedClient()
    application = app(client)
    application.theme = "textual-light"

    async def answered(pilot: Pilot[Any]) -> None:
        await _answered(pilot, client)

    assert snap_compare(application, run_before=answered, terminal_size=(80, 24))


def test_memories(snap_compare: Compare) -> None:
    async def memories(pilot: Pilot[Any]) -> None:
        screen = await opened(pilot, 5)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "History" in str(screen.query_one("#all").render()))
        await pilot.press("escape")

    assert snap_compare(app(ScriptedClient(some())), run_before=memories, terminal_size=(80, 24))


def test_forgetting_on_a_wide_terminal(snap_compare: Compare) -> None:
    async def forgetting(pilot: Pilot[Any]) -> None:
        await opened(pilot, 5)
        await pilot.press("down", "d")
        await until(pilot, lambda: pilot.app.screen.query("#keep"))

    assert snap_compare(app(ScriptedClient(some())), run_before=forgetting, terminal_size=(140, 30))
