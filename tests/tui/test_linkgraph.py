"""The links around a memory, walked with the keys."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from textual.pilot import Pilot

from secondme.errors import NotFound
from secondme.memory.record import Kind
from secondme.tui.linkgraph import ALONE, Links, LinkScreen
from tests.scripted import ScriptedClient, row
from tests.tui.driving import app, shown, until

SAID = row("e1", "My dog is called Pixel. 犬")
FACT = row("f1", "me has pet Pixel", kind=Kind.FACT)
OTHER = row("f2", "Pixel likes rösti", kind=Kind.FACT)


class Linking(ScriptedClient):
    """Two facts about one thing, and the words that one of them rests on."""

    def __init__(self) -> None:
        super().__init__([SAID, FACT, OTHER])
        self.around = {
            "e1": [("led to", FACT)], "f1": [("rests on", SAID), ("also of Pixel", OTHER)], "f2": [],
        }  # fmt: skip
        self.followed: list[str] = []

    def links(self, memory: str, *, limit: int = 50) -> dict[str, Any]:
        self._answer()
        self.followed.append(memory)
        found = self.around[memory]
        links = [{"relation": relation, "memory": one} for relation, one in found]
        return {"memory": self.memory(memory), "total": len(found), "links": links}


async def test_one_walks_along_the_links_and_the_way_back_is_left_out() -> None:
    client = Linking()
    async with app(client).run_test(size=(80, 24)) as pilot:
        screen = LinkScreen(client, UTC, "e1")
        await pilot.app.push_screen(screen)
        await shown(pilot, LinkScreen)
        tree = screen.query_one(Links)
        await until(pilot, lambda: tree.root.children)
        assert str(tree.root.label) == "episode: My dog is called Pixel. 犬"
        await pilot.press("right", "right")
        fact = tree.root.children[0]
        assert str(fact.label) == "led to ─ fact: me has pet Pixel"
        await until(pilot, lambda: fact.children)
        assert [str(one.label) for one in fact.children] == ["also of Pixel ─ fact: Pixel likes rösti"]
        await pilot.press("right")
        await until(pilot, lambda: tree.cursor_node is fact.children[0])
        assert "Pixel likes rösti" in str(screen.query_one("#links-text").render())
        await pilot.press("enter")
        await until(pilot, lambda: client.followed == ["e1", "f1", "f2"] and not fact.children[0].allow_expand)
        await pilot.press("left", "left")
        await until(pilot, lambda: tree.cursor_node is fact)
        await pilot.press("escape")
        assert pilot.app.screen is not screen


async def test_what_has_no_links_says_so_and_what_is_gone_too() -> None:
    client = Linking()
    async with app(client).run_test(size=(80, 24)) as pilot:
        await told(pilot, LinkScreen(client, UTC, "f2"), ALONE)
        client.refusing = NotFound("There is no such memory.")
        await told(pilot, LinkScreen(client, UTC, "f1"), "! There is no such memory.")


async def told(pilot: Pilot[None], screen: LinkScreen, words: str) -> None:
    """Opens a screen, waits until it tells something, and closes it."""
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: words in str(screen.query_one("#links-told").render()))
    await pilot.press("escape")
