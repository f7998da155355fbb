"""Memory looked through: orders, limits with their counts, and what is done with several memories at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondme import wiring
from secondme.config import Folders, Settings
from secondme.errors import NotFound, Refused
from secondme.memory.forgetting import strength
from secondme.memory.record import By, Kind, Memory
from secondme.service.looking import Looking, apart, merged
from secondme.store.browsed import Order
from secondme.storing import Filter
from tests.service.running import Home, home, until

__all__ = ["home"]
NOW = 1_800_000_000.0
DAY = 86_400.0


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[wiring.Rooms]:
    folders = Folders(tmp_path / "home", tmp_path / "config", tmp_path / "run")
    folders.home.mkdir(mode=0o700)
    rooms = wiring.build(folders, Settings(), lambda: NOW)
    for n, days in enumerate((0, 10, 40, 100, 400)):
        rooms.talks.begin(f"talk-{n}", "chat")
        rooms.talks.say(f"talk-{n}", By.ASSISTANT if n == 1 else By.PERSON, f"Boat number {n}.", made=NOW - days * DAY)
    third = _of(rooms, "Boat number 3.")
    rooms.store.revise([third.changed(pinned=True, importance=1.0)], what="pinned", rule="person")
    yield rooms
    rooms.close()


def _of(rooms: wiring.Rooms, text: str) -> Memory:
    return next(one for one in rooms.store.page(Filter()) if one.text == text)


def test_an_order_by_strength_is_that_of_the_formula_and_counts_add_up(rooms: wiring.Rooms) -> None:
    looking = Looking(rooms)
    memories = rooms.store.page(Filter())
    weakest = looking.page("", "weakest", 10, 0)["memories"]
    strengths = [strength(rooms.store.find(row["id"]), NOW, rooms.forgetting) for row in weakest]
    assert strengths == sorted(strengths)
    assert [row["id"] for row in looking.page("", "oldest", 2, 1)["memories"]] == [
        one.id for one in sorted(memories, key=lambda one: one.made)[1:3]
    ]
    browsed = looking._browsed()
    for order in Order:
        assert browsed.page(Filter(), (), order, limit=10, offset=0) == browsed.ordered(memories, order)
    assert browsed.sorts(Filter(), (), [NOW - DAY]) == browsed.sorted_out(memories, [NOW - DAY])
    found = looking.choices("")
    assert found["total"] == 5
    for group in found["groups"]:
        for choice in group["choices"]:
            assert looking.page(choice["limit"], "", 10, 0)["total"] == choice["count"], choice
    inside = {one["limit"]: one["count"] for group in looking.choices("is:faint")["groups"]
              for one in group["choices"]}  # fmt: skip
    assert inside["is:vivid"] == 3  # as though nothing of its own group were chosen
    assert inside["from:me"] == 1
    with pytest.raises(NotFound, match="No memory is 'blue'"):
        looking.page("is:blue", "", 10, 0)
    with pytest.raises(Refused, match="no order"):
        looking.page("", "sideways", 10, 0)


def test_several_are_changed_as_one_and_merged_into_one_until_that_is_undone(rooms: wiring.Rooms) -> None:
    looking = Looking(rooms)
    ids = [_of(rooms, f"Boat number {n}.").id for n in range(4)]
    assert looking.change({"ids": ids, "what": "pin"}) == {"changed": 3, "left": 1}
    rooms.store.undo()
    assert [one.pinned for one in rooms.store.get(ids)].count(True) == 1
    assert looking.change({"ids": ids[:2], "what": "wrong"})["changed"] == 2
    assert looking.page("is:superseded", "", 10, 0)["total"] == 2
    with pytest.raises(Refused, match="does not hold any more"):
        looking.merge({"ids": ids, "text": "Boats."})
    rooms.store.undo()
    row = looking.merge({"ids": ids[:3], "text": "There are three boats."})
    assert row["kind"] == "fact"
    assert {one.superseded_by for one in rooms.store.get(ids[:3])} == {row["id"]}
    assert len(looking.forgettable({"ids": ids[:1]})["derived"]) >= 1
    rooms.store.undo()
    assert [one.status for one in rooms.store.get(ids[:3])] == ["active"] * 3
    assert row["id"] not in [one["id"] for one in looking.page("three boats", "", 10, 0)["memories"]]
    with pytest.raises(Refused, match="It takes two"):
        looking.merge({"ids": ids[:1], "text": "A boat."})


def test_what_mattered_of_any_matters_of_the_one(rooms: wiring.Rooms) -> None:
    found = rooms.store.page(Filter())
    one = merged(found, "Boats.", NOW)
    assert one.pinned
    assert one.importance == 1.0
    assert one.kind is Kind.FACT
    assert one.evidence == tuple(memory.id for memory in found)


def test_no_two_folders_are_called_the_same() -> None:
    assert apart(["/me/notes"]) == {"/me/notes": "notes/"}
    alike = ["/me/work/notes", "/me/home/notes", "/notes", "/me/work", "/you/home/notes"]
    assert list(apart(alike).values()) == ["work/notes/", "me/home/notes/", "/notes/", "work/", "you/home/notes/"]


def test_a_folder_of_the_name_of_the_notes_is_told_from_them(home: Home, tmp_path: Path) -> None:
    home.client.remember("The key is with Ana.")
    for above in ("", "work"):
        folder = tmp_path / above / "notes"
        folder.mkdir(parents=True)
        (folder / "boat.md").write_text(f"The boat {above} is blue.")
        home.client.watch_add(folder)

    def labels() -> list[str]:
        groups = home.client.look_choices()["groups"]
        return [one["label"] for group in groups if group["group"] == "place" for one in group["choices"]]

    found = until(lambda: len(names := labels()) == 4 and names, "both were read")
    assert {"notes", "files", "work/notes/"} < set(found)


def test_the_service_is_asked(home: Home) -> None:
    client = home.client
    first, second = (client.remember(text)["id"] for text in ("The key is with Ana.", "The key is at Ana's."))
    assert [row["text"] for row in client.look("key is:vivid")["memories"]]
    assert client.look_ids("", order="oldest") == {"total": 2, "ids": [first, second]}
    assert {group["group"] for group in client.look_choices()["groups"]} == {"kind", "who", "place", "time", "state"}
    row = home.json("memory", "merge", first, second, "--words", "Ana has the key.")
    assert client.memory(row["id"])["evidence"][0]["id"] in (first, second)
    assert client.undo()["what"].endswith("merged")
    assert client.many_forgettable([first])["memories"][0]["id"] == first
    assert client.many_change([first, second], "pin")["changed"] == 2
    assert client.memories("is:pinned")["total"] == 2
    assert client.memories("is:pinned", kind="insight")["total"] == 0
    with pytest.raises(Refused, match="Recall is not limited by is:"):
        client.recall("key is:pinned")
    with pytest.raises(Refused, match="Forgetting is not limited by is:"):
        client.forgettable("is:pinned")
