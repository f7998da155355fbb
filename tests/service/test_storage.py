"""What takes how many bytes, and what of it can go: the installed command, a real service, real files."""

from __future__ import annotations

import pytest

from secondme.errors import NotFound, Refused
from tests.service.running import Home
from tests.service.running import home as home


def test_what_takes_room_is_told_and_what_can_go_goes(home: Home) -> None:
    client = home.client
    client.remember("The tulips stand beside the greenhouse.")
    for _ in range(3):
        client.snapshot()
    put_by = home.folders.logs / "service.log.1"
    put_by.write_text("old lines\n" * 100)
    (home.folders.home / "states").mkdir(exist_ok=True)
    (home.folders.home / "states" / "prefix-1.state").write_bytes(bytes(5000))

    told = client.storage()
    assert {one["name"]: one["bytes"] for one in told["parts"]}.keys() == client.bytes().keys()
    assert told["bytes"] == sum(one["bytes"] for one in told["parts"])
    snapshots = [one for one in told["can_go"] if one["what"] == "snapshots"]
    assert [bool(one["stays"]) for one in snapshots] == [False, False, True]
    assert told["budget"]["limit"] == 0

    with pytest.raises(Refused, match="newest snapshot stays"):
        client.storage_clear("snapshots", snapshots[-1]["which"])
    with pytest.raises(NotFound):
        client.storage_clear("snapshots", "../ledger.db")
    with pytest.raises(Refused, match="cannot be removed"):
        client.storage_clear("text")
    assert client.storage_clear("snapshots", snapshots[0]["which"])["removed"] == 1
    assert len(client.snapshots()) == 2
    assert client.storage_clear("states") == {"what": "states", "removed": 1, "bytes": 5000}

    assert "without being asked for" in home.run("storage", "clear", "logs", code=3).stderr
    out = home.run("storage", "clear", "logs", "--yes").stdout
    assert out.startswith("Removed 2 logs")
    assert not put_by.exists()
    assert (home.folders.logs / "service.log").stat().st_size < 1000
    assert home.json("storage", "clear", "snapshots", "--yes")["removed"] == 1
    assert client.storage_clear("snapshots")["removed"] == 0
    out = home.run("storage").stdout
    assert "the words that are remembered" in out
    assert "The newest snapshot stays" in out
    assert client.memories()["total"] == 1
