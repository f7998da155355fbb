"""The profile through a real service and the installed command."""

from __future__ import annotations

from secondme import orders
from tests.service.running import Home, home

__all__ = ["home"]


def test_the_profile_is_seen_and_changed_from_the_shell(home: Home) -> None:
    assert home.run("profile").stdout.startswith("The profile is empty")
    line = home.json("profile", "add", "I am left-handed.")
    assert [one["text"] for one in line["evidence"]] == ["I am left-handed."]
    assert "+ I am left-handed.  (1 source)" in home.run("profile").stdout
    assert home.json("profile", "edit", line["id"], "I write with my left hand.")["own"] is True
    found = home.json("profile", "list")
    assert [one["text"] for one in found["lines"]] == ["I write with my left hand."]
    assert 0 < found["tokens"] <= found["most"]
    assert home.json("profile") == found
    assert "no secret" in home.run("profile", "add", "My", "password", "is", "hunter2sesame!", code=3).stderr
    assert home.run("profile", "remove", line["id"]).stdout == "Removed: I write with my left hand.\n"
    assert home.json("profile")["lines"] == []
    assert list(orders.profile(home.client, "", print)) == ["The profile is empty. Add to it with: /profile TEXT"]
    assert list(orders.profile(home.client, "I play chess.", print)) == ["Added: I play chess."]
    assert next(orders.profile(home.client, "", print)) == "- I play chess."
    assert "no line" in home.run("profile", "remove", line["id"], code=4).stderr
