"""What the prompt completes with a real service behind it: each name that is put in means something to a question."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from secondme.tui.finding import Finder
from tests.service.running import Home, home, until  # noqa: F401 (pytest's fixture)


def test_files_memories_and_what_was_said_are_found_and_understood(
    home: Home,  # noqa: F811
    tmp_path: Path,
) -> None:
    notes = tmp_path / "Notes"
    notes.mkdir()
    (notes / "my roses.md").write_text("# Roses\n\nRoses are pruned in March.\n", encoding="utf-8")
    (notes / "other.md").write_text("# Plums\n\nPlums are pruned in July.\n", encoding="utf-8")
    home.client.watch_add(notes)
    kept = home.client.remember("The pruning shears hang in the shed.")
    home.client.point("shears", kept["id"])
    until(lambda: home.client.status()["intake"]["waiting"] == 0 and home.client.find("pruned")["memories"], "read")
    finder = Finder(home.client)
    rose, *others = finder.find("@", "roses", 0).choices
    assert [one.help for one in others] == ["passage"]
    assert rose.insert == 'in:"Notes/my roses.md" '
    found = home.client.find(f"When are they pruned? {rose.insert}")["memories"]
    assert {one["source"]["path"].rpartition("/")[2] for one in found} == {"my roses.md"}
    assert [one.insert for one in finder.find("@", "shears", 0).choices] == ["#shears "]
    assert [one.label for one in finder.find("#", "she", 0).choices] == ["#shears"]
    for said, private in (("What is pruned in March?", False), ("And this is private.", True)):
        with closing(home.client.ask(said, private=private)) as events:
            list(events)
    assert finder.said() == ["What is pruned in March?"]
