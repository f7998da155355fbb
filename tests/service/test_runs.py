"""Consolidation through a real service and the installed command: what a run did and would do, an end, an undo."""

from __future__ import annotations

import pytest

from secondme import phrases
from secondme.errors import NotFound
from tests.service.running import Home, home

__all__ = ["home"]


def test_a_run_is_told_of_and_taken_back_in_part_and_whole(home: Home) -> None:
    assert "no consolidation run yet" in home.run("consolidate", "--last", code=4).stderr
    with pytest.raises(NotFound, match="no consolidation run yet"):
        home.client.consolidation_undo()
    for text in ("Ana lives in Lisbon.", "The boat is in the harbour."):
        home.client.remember(text)
    assert home.run("consolidate", "--dry-run").stdout == "Nothing would fade or be put away. Nothing was done.\n"
    assert home.client.consolidation_foreseen() == {"foreseen": [], "more": 0, "whole": True}
    assert "Looked at 2 episodes" in home.run("consolidate").stdout
    page = home.client.consolidation()
    assert page["state"] == "done"
    assert page["sentence"].startswith(("Today at", "Last night", "Yesterday"))
    made = {item["id"]: item for item in page["items"]}
    assert made
    told = home.run("consolidate", "--last").stdout
    assert all(f"(undo: {item['operation']})" in told for item in made.values())
    assert f"secondme consolidate --undo {page['run']}" in told
    one = page["items"][0]
    done = home.client.undo(one["operation"])
    assert done["within"] == 7 * 86400
    undone = home.client.consolidation()["items"][0]
    assert undone == one | {"undone": True, "back": done["operation"]}
    assert f"(undone; {done['operation']} brings it back)" in home.run("consolidate", "--last").stdout
    assert one["id"] not in {row["id"] for row in home.client.memories()["memories"]}
    assert phrases.undone(done).endswith("/undo brings it back within 7 days.")
    home.client.undo(undone["back"])
    assert home.client.consolidation()["items"][0] == one
    home.client.undo(one["operation"])
    if len(made) > 1:
        assert "was taken back" in home.run("consolidate", "--undo").stdout
    with pytest.raises(NotFound, match="nothing of run 1 to undo"):
        home.client.consolidation_undo(page["run"])
    assert home.run("consolidate", "--stop").stdout == "No run is going on.\n"
    assert "Use one of" in home.run("consolidate", "--last", "--stop", code=2).stderr
    assert {row["text"] for row in home.client.memories()["memories"]} == {
        "Ana lives in Lisbon.", "The boat is in the harbour."
    }  # fmt: skip
