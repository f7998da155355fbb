"""What the key for undoing undoes on a screen: what was done there, and nothing from elsewhere without being asked."""

from __future__ import annotations

from textual.pilot import Pilot

from secondme.errors import Refused
from secondme.tui.confirm import YesNo
from secondme.tui.deeds import Deeds
from secondme.tui.memories import MemoryScreen
from tests.scripted import ScriptedClient, row
from tests.tui.driving import app, shown, until
from tests.tui.test_memories import opened, some, told


async def pressed(pilot: Pilot[None], screen: MemoryScreen, key: str, says: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: says in told(screen))


async def test_u_undoes_what_was_done_here_newest_first_and_brings_the_last_back() -> None:
    client = ScriptedClient(some())
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        assert not screen.undoable
        await pilot.press("down")
        await pressed(pilot, screen, "p", "Pinned")
        await pressed(pilot, screen, "p", "Let go")
        assert screen.undoable
        client.did("remembered", 3)
        await pressed(pilot, screen, "u", "Undid 2: unpinned (1 memory). u undoes what was done here before it.")
        await pressed(pilot, screen, "u", "Undid 1: pinned (1 memory). u brings it back.")
        await pressed(pilot, screen, "u", "Redid 1: pinned (1 memory). u undoes it again.")
        assert client.undoings == [2, 1, 5]
        await pilot.press("down")
        assert not told(screen), "what was told ends with the next key"


async def test_what_was_done_elsewhere_is_asked_about_with_how_many_memories_would_go() -> None:
    client = ScriptedClient(some())
    client.did("remembered", 3)
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down", "u")
        await shown(pilot, YesNo)
        asked = " ".join("".join(str(part.render()) for part in pilot.app.screen.query("Static")).split())
        assert "elsewhere or earlier, at 10:00 on 3 May 2026: remembered (3 memories: “The boat is blue.”)" in asked
        assert "3 memories would go." in asked
        await pilot.press("n")
        assert client.undoings == []
        await pilot.press("u")
        await shown(pilot, YesNo)
        await pilot.press("y")
        await until(pilot, lambda: "Undid 1: remembered (3 memories)." in told(screen))
        await pressed(pilot, screen, "u", "Redid 1: remembered (3 memories).")
        assert client.undoings == [1, 2]


async def test_after_a_change_that_was_refused_nothing_else_is_undone_unasked() -> None:
    client = ScriptedClient(some())
    client.did("remembered")
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 5)
        await pilot.press("down")
        client.refusing = Refused("That cannot be.")
        await pressed(pilot, screen, "p", "That cannot be.")
        client.refusing = None
        await pilot.press("u")
        await shown(pilot, YesNo)
        assert client.undoings == []


async def test_a_screen_knows_what_it_did_when_it_is_opened_again_and_what_was_undone_elsewhere() -> None:
    client = ScriptedClient([row("e1", "The boat is blue.")])
    async with app(client).run_test() as pilot:
        screen = await opened(pilot, 1)
        await pilot.press("down")
        await pressed(pilot, screen, "p", "Pinned")
        await pressed(pilot, screen, "p", "Let go")
        client.undo(2)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.chat)  # type: ignore[attr-defined]
        again = await opened(pilot, 1)
        assert again is not screen
        await pilot.press("down")
        await pressed(pilot, again, "u", "Undid 1: pinned")
        client.made[0]["undone_by"] = client.made[-1]["undone_by"] = 9  # all of it was undone elsewhere
        client.made[1]["undone_by"] = None
        await pilot.press("u")
        await shown(pilot, YesNo)


def test_what_an_undoing_took_away_comes_back_before_anything_else() -> None:
    deeds = Deeds()
    assert deeds.next is None
    deeds.did([1, 2])
    deeds.undid({"operation": 3, "undoes": 2, "within": 30.0})
    assert deeds.next == 3
    deeds.undid({"operation": 4, "undoes": 3, "within": None})
    assert deeds.next == 2
    deeds.undid({"operation": 5, "undoes": 2, "within": None})
    assert deeds.next == 1
    deeds.did([6])
    deeds.drop(6)
    assert deeds.next == 1
