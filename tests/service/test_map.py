"""The picture of memory from a real service, and the links around a memory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from secondme.errors import NotFound, Refused
from secondme.service.links import linked
from secondme.service.map import celled
from secondme.store.store import Store
from secondme.wiring import Rooms
from tests.contracts.memory_store import episode, insight
from tests.service.running import Home, home, until

__all__ = ["home"]


def test_it_is_drawn_read_and_what_is_forgotten_leaves_it(home: Home) -> None:
    empty = home.client.map(width=40, height=20)
    assert (empty["total"], empty["dots"], empty["labels"]) == (0, [], [])
    kept = [home.client.remember(f"The {what} is in the shed.") for what in ("rake", "spade", "kite", "sledge")]
    found = until(
        lambda: (one := home.client.map(width=40, height=20))["total"] == 4 and not one["state"] and one,
        "all of it has a place",
    )
    assert 1 <= len(found["dots"]) <= 4
    assert all(0 <= x < 40 and 0 <= y < 20 and which == 0 for x, y, which in found["dots"])
    assert found["classes"][0] == {"name": "episode", "count": 4}
    by_age = home.client.map(width=40, height=20, colour="age")
    assert by_age["classes"][0] == {"name": "last week", "count": 4}
    newest = home.client.map_region(tuple(found["whole"]), limit=2)
    assert newest["total"] == 4
    assert [one["id"] for one in newest["memories"]] == [kept[3]["id"], kept[2]["id"]]
    assert len(home.client.map_near(0.0, 0.0)["memories"]) == 4
    assert "4 memories" in home.run("memory", "map", "--by", "age", "--letters").stdout
    home.client.forget([kept[0]["id"]])
    assert home.client.map()["total"] == 3
    assert kept[0]["id"] not in str(home.client.map_near(0.0, 0.0))
    with pytest.raises(Refused, match="view is empty"):
        home.client.map((1.0, 1.0, 0.0, 0.0))
    with pytest.raises(Refused, match="no colour"):
        home.client.map(colour="mood")
    with pytest.raises(Refused, match="not 2 numbers"):
        home.client.map_near(float("nan"), 0.0)
    beside = home.client.links(kept[2]["id"])
    assert beside["memory"]["id"] == kept[2]["id"]
    assert {one["memory"]["id"] for one in beside["links"]} == {kept[1]["id"], kept[3]["id"]}
    with pytest.raises(NotFound):
        home.client.links("e0000000")


def test_links_are_named_both_ways(store: Store) -> None:
    said = episode("My dog is called Pixel.")
    drawn = insight("You have a dog.", said)
    store.remember([said, drawn], rule="test")
    rooms = cast(Rooms, SimpleNamespace(store=store))
    assert [(relation, other.id) for relation, other in linked(rooms, said)] == [("led to", drawn.id)]
    assert [(relation, other.id) for relation, other in linked(rooms, drawn)] == [("rests on", said.id)]


def test_dots_are_put_together_to_letters_of_braille() -> None:
    grid = np.full((5, 3), -1)
    assert celled(grid, {}) == [("  ", "  "), ("  ", "  ")]
    for x, y, which in ((0, 0, 1), (1, 3, 0), (2, 2, 1), (0, 4, 2)):
        grid[y, x] = which
    assert celled(grid, {0: 9, 1: 3, 2: 1}) == [("⢁⠄", "11"), ("⠁ ", "2 ")]
