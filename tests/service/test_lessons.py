"""Lessons through a real service and the installed command."""

from __future__ import annotations

from secondme import orders
from tests.service.running import Home, home

__all__ = ["home"]


def test_lessons_are_seen_and_changed_from_the_shell(home: Home) -> None:
    assert home.run("lessons").stdout.startswith("There are no lessons yet")
    row = home.json("lessons", "add", "Use grams.", "--when", "a recipe")
    assert (row["situation"], row["rule"], [one["text"] for one in row["evidence"]]) == (
        "a recipe", "told", ["Use grams."],
    )  # fmt: skip
    assert home.run("lessons").stdout == f"{row['id']} Use grams.  (for: a recipe)\n"
    assert home.json("lessons", "list") == home.json("lessons")
    shown = home.run("lessons", "show", row["id"][:6]).stdout
    assert "not yet rated" in shown
    assert "rests on" in shown
    assert "no secret" in home.run("lessons", "add", "My", "password", "is", "hunter2sesame!", code=3).stderr
    assert home.run("lessons", "remove", row["id"]).stdout == "Removed: Use grams.\n"
    assert "no lesson" in home.run("lessons", "show", row["id"], code=4).stderr
    assert list(orders.lessons(home.client, "Be brief.", print)) == ["Added: Be brief."]
    assert list(orders.lessons(home.client, "", print)) == ["- Be brief.", "Change them with: secondme lessons"]
