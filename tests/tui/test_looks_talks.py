"""How conversations, branches and sources look, as pictures. `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from secondme.tui.sources import Correction
from tests.scripted import ScriptedClient
from tests.tui import test_branches, test_conversations, test_sources
from tests.tui.driving import app, say, shows, until
from tests.tui.test_looks import Compare


def test_conversations_on_light(snap_compare: Compare) -> None:
    client = test_conversations.some()
    client.talks[2]["excerpt"] = "The roses need nothing before May."
    application = app(client)
    application.theme = "textual-light"

    async def listed(pilot: Pilot[Any]) -> None:
        await test_conversations.opened(pilot)
        await pilot.press("down")

    assert snap_compare(application, run_before=listed, terminal_size=(80, 24))


def test_a_source_is_corrected_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    client = test_sources.Changing()

    async def correcting(pilot: Pilot[Any]) -> None:
        panel = await test_sources.opened(pilot, client)
        await pilot.press("2", "p")
        await until(pilot, lambda: "Pinned" in test_sources.told(panel))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, Correction))

    assert snap_compare(app(client), run_before=correcting, terminal_size=(100, 36))


def test_a_message_is_edited(snap_compare: Compare) -> None:
    async def editing(pilot: Pilot[Any]) -> None:
        entries = await test_branches.taken_up(pilot)
        await test_branches.pick(pilot, entries[2], "edit")

    assert snap_compare(app(test_branches.Talking(), "t1"), run_before=editing, terminal_size=(80, 24))


def test_private(snap_compare: Compare) -> None:
    async def private(pilot: Pilot[Any]) -> None:
        await say(pilot, "/private")
        await shows(pilot, "PRIVATE")
        await until(pilot, lambda: "ready" in str(pilot.app.chat.line.render()))

    assert snap_compare(app(ScriptedClient()), run_before=private, terminal_size=(80, 24))
