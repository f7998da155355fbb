"""How the views look that are opened on the screens of memory: a curve, links, a part of the map."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from secondme.errors import NotFound
from secondme.tui.linkgraph import ALONE
from tests.tui import test_curve
from tests.tui.driving import app, text, until
from tests.tui.pictures import Mapped, Remembering, Row, life, looks, opened, pictures, settled

__all__ = ["pictures"]


class Faded(Remembering):
    """Recalled once, long ago."""

    def curve(self, memory: str, *, points: int = 120) -> Row:
        at = test_curve.NOW - 30 * test_curve.DAY
        return test_curve.found(recalls=1, last_recalled=at, text=self.memory(memory)["text"])


class Gone(Remembering):
    """Forgotten elsewhere a moment ago."""

    def curve(self, memory: str, *, points: int = 120) -> Row:
        raise NotFound(f"There is no memory '{memory}'.")


class Linked(Mapped):
    """What was said, what was drawn from it, and what is like that."""

    def links(self, memory: str, *, limit: int = 50) -> Row:
        of = life()
        around = {
            "e0": [("led to", of["learned"][0]), ("led to", of["noticed"][0]), ("also of Biscuit", of["said"][4])],
            "f0": [("rests on", of["said"][0]), ("also of Alder", of["said"][9])],
        }.get(memory, [])  # fmt: skip
        links = [{"relation": relation, "memory": one} for relation, one in around]
        return {"memory": self.memory(memory), "total": len(links), "links": links}


class Alone(Mapped):
    """Nothing was drawn from anything."""

    def links(self, memory: str, *, limit: int = 50) -> Row:
        return {"memory": self.memory(memory), "total": 0, "links": []}


class Desert(Mapped):
    """A part in which nothing is."""

    def map_region(self, view: Any, *, limit: int = 100, offset: int = 0) -> Row:
        return {"total": 0, "memories": []}


PART = ("space", *["right"] * 6, *["down"] * 3, "enter")
VIEWS = {
    "curve-full": (Faded, "memory", ("down", "s"), "in 1 session so far"),
    "curve-empty": (Gone, "memory", ("down", "s"), "There is no memory"),
    "links-full": (Linked, "map", ("enter", "l", "right", "right"), "also of Alder"),
    "links-empty": (Alone, "map", ("enter", "l"), ALONE[:30]),
    "part-full": (Mapped, "map", PART, "22 memories in the part"),
    "part-empty": (Desert, "map", PART, "Nothing stands in the part"),
}


@pytest.mark.parametrize("view", VIEWS)
async def test_views(pictures: SnapshotAssertion, view: str) -> None:
    kind, name, keys, words = VIEWS[view]
    client = kind()
    async with app(client).run_test(size=(80, 24)) as pilot:
        await opened(pilot, client, name)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        await until(pilot, lambda: words in text(pilot.app))
        assert [look async for look, svg in looks(pilot) if pictures(name=look) != svg] == []
