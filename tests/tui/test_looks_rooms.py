"""How the screens of memory look, with much in them and with nothing. `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from secondme.tui.rooms import ROOMS
from tests.scripted import ScriptedClient
from tests.tui.driving import app
from tests.tui.pictures import BARE, FULL, looks, opened, pictures

__all__ = ["pictures"]
NAMES = [one.name for one in ROOMS]


async def looked(pictures: SnapshotAssertion, client: ScriptedClient, name: str) -> list[str]:
    """The pictures of a screen that are not as they were."""
    async with app(client).run_test(size=(80, 24)) as pilot:
        await opened(pilot, client, name)
        return [look async for look, svg in looks(pilot) if pictures(name=look) != svg]


@pytest.mark.parametrize("name", NAMES)
async def test_full(pictures: SnapshotAssertion, name: str) -> None:
    assert await looked(pictures, FULL[name](), name) == []


@pytest.mark.parametrize("name", NAMES)
async def test_empty(pictures: SnapshotAssertion, name: str) -> None:
    assert await looked(pictures, BARE[name](), name) == []
