"""What happened when, read from a real ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from secondme.memory.when import day_key
from secondme.store.forgotten import Forgotten
from tests.service.running import Home, home

__all__ = ["home"]


def test_days_are_counted_and_told_from_the_shell(home: Home) -> None:
    today = day_key(datetime.now().timestamp())
    assert "Nothing happened from" in home.run("memory", "timeline", "2001").stdout
    kept = home.json("remember", "The spare key is with Ana.")
    gone = home.json("remember", "The alarm is loud.")
    home.run("memory", "edit", kept["id"], "The spare key is with Tom.")
    home.run("memory", "forget", gone["id"], "--yes")
    home.client.pin(kept["id"])
    home.client.undo()
    (day,) = home.json("memory", "timeline")["days"]
    assert {what: day[what] for what in ("said", "changed", "forgotten")} == {"said": 1, "changed": 3, "forgotten": 1}
    assert home.run("memory", "timeline").stdout.startswith(f"{today}  1 said, 3 changed, 1 forgotten\n")
    items = home.json("memory", "timeline", today, "--items")
    assert [(one["what"], one["word"], one["undone"]) for one in items] == [
        ("changed", "undone: pinned", False), ("changed", "pinned", True), ("changed", "edited", False),
        ("said", "", False),
    ]  # fmt: skip
    assert "alarm" not in str(items)
    told = home.run("memory", "timeline", "--items").stdout
    assert "pinned, undone     The spare key is with Tom." in told
    assert "edited             The spare key is with Tom." in told
    home.client.undo(home.client.operations()[0]["operation"])
    words = [(one["word"], one["undone"]) for one in home.client.happenings()[:3]]
    assert words == [("redone: pinned", False), ("undone: pinned", True), ("pinned", False)]
    assert home.json("memory", "timeline", "2001", "--items") == []
    assert "is not a date" in home.run("memory", "timeline", "yesterdays", code=3).stderr


def test_a_day_begins_where_it_begins_in_every_zone() -> None:
    for minutes in (0, 330, 345, 765, -570):
        zone = timezone(timedelta(minutes=minutes))
        midnight = datetime(2026, 3, 1, tzinfo=zone).timestamp()
        assert midnight % 900 == 0
        assert day_key(midnight, zone) == "2026-03-01"
    assert datetime(2026, 3, 1, tzinfo=UTC).timestamp() % 900 == 0


def test_what_came_back_was_not_forgotten(tmp_path: Path) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.jsonl")
    forgotten.add(["e1", "e2"], 1000.0)
    forgotten.returned(["e1"], 2000.0)
    assert forgotten.times() == [1000.0]
    assert forgotten.ids() == ["e2"]
