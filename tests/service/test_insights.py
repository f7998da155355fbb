"""Insights through a real service and the installed command."""

from __future__ import annotations

from contextlib import closing

from secondme.events import Progress
from tests.service.running import Home, home

__all__ = ["home"]


def test_insights_are_judged_from_the_shell_and_that_is_undone(home: Home) -> None:
    assert home.run("insights").stdout.startswith("Nothing was noticed yet.")
    assert home.client.consolidation_runs() == []
    for count in (3, 4, 5):
        home.client.remember(f"Biscuit ate {count} bones in the garden.")
    with closing(home.client.consolidate()) as events:
        steps = [event for event in events if isinstance(event, Progress)]
    assert [step.done for step in steps] == list(range(steps[0].total))
    assert home.client.consolidation_runs() == [1]
    found = home.json("insights")
    assert found["total"] == sum(found["rules"].values())
    day = home.client.insights("day")["insights"][0]
    assert (day["rests"], day["accepted"], day["own"]) == (3, False, False)
    assert [one["kind"] for one in home.json("insights", "show", day["id"][:8])["evidence"]] == ["episode"] * 3
    assert "Biscuit ate 4 bones" in home.run("insights", "show", day["id"]).stdout
    assert home.run("insights", "accept", day["id"]).stdout.startswith("Accepted: On ")
    assert f"{day['id']} +" in home.run("insights", "list", "--rule", "day").stdout
    assert home.json("insights", "accept", day["id"], "--off")["accepted"] is False
    assert home.run("insights", "correct", day["id"], "He eats", "much.").stdout == "Changed: He eats much.\n"
    assert home.json("insights", "list")["insights"][0]["own"] or f"{day['id']} *" in home.run("insights").stdout
    assert "no secret" in home.run("insights", "correct", day["id"], "My password is hunter2sesame!", code=3).stderr
    assert home.run("insights", "reject", day["id"]).stdout == "Rejected: He eats much.\n"
    assert "no insight" in home.run("insights", "show", day["id"], code=4).stderr
    home.client.undo()
    assert home.client.insight(day["id"])["text"] == "He eats much."
    assert "There are: " in home.run("insights", "list", "--rule", "moon").stdout
