"""What the screens of memory have in common: keys that wait for them, the line of keys, the help, a service that went
away, and panels whose lines hang."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from secondme.errors import BadModel, NoModel, NoService
from secondme.events import Indexed, Status
from secondme.tui import cures
from secondme.tui.app import SecondMeApp
from secondme.tui.confirm import Confirm, counted
from secondme.tui.folders import FILTERS
from secondme.tui.hanging import Line, fact, laid, point
from secondme.tui.keymap import beyond, here
from secondme.tui.keys import explained, place
from secondme.tui.memories import MemoryScreen
from secondme.tui.models import ModelsScreen
from secondme.tui.rooms import ROOMS
from secondme.tui.rows import Rows
from tests.scripted import ScriptedClient, row
from tests.service.running import Home
from tests.service.running import home as home
from tests.tui.driving import app, open_, shown, text, until
from tests.tui.pictures import BARE, FULL, SEEN, opened, settled
from tests.tui.test_memories import lines, told


def keys(application: SecondMeApp) -> str:
    return str(application.screen.query_one("#page-keys", Static).render())


async def test_keys_that_are_typed_while_a_screen_is_built_arrive_there() -> None:
    client = FULL["models"]()
    application = app(client)
    async with application.run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        client.up.clear()  # nothing has come yet, as where the service is slow
        for key in ("f7", "down", "down", "up"):
            application.post_message(events.Key(key, None))
        await shown(pilot, ModelsScreen)
        assert application.screen.query_one("#models-rows").total == 0  # type: ignore[attr-defined]
        client.up.set()
        await until(pilot, lambda: application.screen.rows.cursor == 1)  # type: ignore[attr-defined]
        for key in ("f2", "d", "o", "g"):
            application.post_message(events.Key(key, key if len(key) == 1 else None))
        await shown(pilot, MemoryScreen)
        await until(pilot, lambda: application.screen.query_one("#search", Input).value == "dog")


async def test_a_screen_is_filled_by_itself_once_a_killed_service_is_back(home: Home) -> None:
    home.client.remember("My dog is called Biscuit.")
    application = SecondMeApp(home.client, zone=UTC, pauses=(0.05,))
    async with application.run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        await until(pilot, lambda: application.chat._reached)
        await pilot.press("f2")
        await until(pilot, lambda: "Biscuit" in text(application))
        screen = application.screen
        assert isinstance(screen, MemoryScreen)
        home.kill()
        screen.rows.fill(0, [])
        screen.refuse(NoService("No service answers.", "Start one with: secondme daemon start"))
        assert "filled anew by itself" in told(screen)
        assert "daemon" not in told(screen)
        await until(pilot, lambda: "Biscuit" in lines(screen) and not told(screen))


@pytest.mark.parametrize("name", [one.name for one in ROOMS if one.name != "timeline"])
async def test_a_screen_that_was_opened_while_the_service_was_away_is_filled_when_it_is_back(name: str) -> None:
    client = FULL[name]()
    application = app(client)
    async with application.run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        await until(pilot, lambda: client.subscriptions)
        client.refusing = NoService("No service answers.", "Start one with: secondme daemon start")
        for stream in client.subscriptions:
            stream.end()
        application.action_room(name)
        await until(pilot, lambda: "! No service answers." in text(application))
        assert "filled anew by itself" in " ".join(text(application).split())
        client.refusing = None
        await until(pilot, lambda: "! No service" not in text(application))
        seen = "412 in memory" if name == "folders" else SEEN[name][0]
        await until(pilot, lambda: seen in text(application))


@pytest.mark.parametrize("name", [one.name for one in ROOMS])
async def test_the_line_of_keys_fits_and_ends_with_the_key_to_all_and_the_help_has_words_for_places(name: str) -> None:
    client = FULL[name]()
    application = app(client)
    async with application.run_test(size=(80, 24)) as pilot:
        await opened(pilot, client, name)
        assert keys(application).endswith("  f1 all keys")
        assert "esc back" in keys(application)
        assert "u undo  " not in keys(application)  # nothing was done here yet
        assert cell_len(keys(application)) <= 78
        entries = here(application, application.screen, {})
        places = {place(one.node) for one in entries}
        assert not places & {"Where the cursor is"}
        assert "On this screen" in places
        assert explained(entries).renderables


@pytest.mark.parametrize(
    ("name", "key", "ids"),
    [
        ("memory", "", ("rows.mark", "memories.forget", "memories.order", "page.undo")),
        ("folders", "slash", ("tree.down",)),
    ],
)
async def test_the_help_names_the_keys_beyond_the_line_that_one_types_in(
    name: str, key: str, ids: tuple[str, ...]
) -> None:
    client = FULL[name]()
    application = app(client)
    async with application.run_test(size=(140, 60)) as pilot:
        await opened(pilot, client, name)
        if key:
            await pilot.press(key)
        await until(pilot, lambda: isinstance(application.focused, Input))
        found = beyond(application, application.screen, {})
        assert set(ids) <= {one.id for one in found}
        assert not {one.id for one in found} & {one.id for one in here(application, application.screen, {})}
        await pilot.press("f1")
        await until(pilot, lambda: "down leads there" in text(application))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(application.focused, Input))
        await pilot.press("down")
        await until(pilot, lambda: not isinstance(application.focused, Input))
        assert beyond(application, application.screen, {}) == []
        assert set(ids) <= {one.id for one in here(application, application.screen, {})}


async def test_keys_that_have_nothing_to_do_are_not_named() -> None:
    for client, name, without in (
        (BARE["folders"](), "folders", "stop"), (FULL["models"](), "models", "pause"),
        (BARE["models"](), "models", "exam"),
    ):  # fmt: skip
        application = app(client)
        async with application.run_test(size=(140, 24)) as pilot:
            await opened(pilot, client, name)
            assert without not in keys(application)
            named = {one.id for one in here(application, application.screen, {})}
            assert not named & {"models.pause", "folders.remove", "folders.pause"}
            assert ("models.exam" in named) == (name == "models" and without == "pause")


async def placed(*names: str) -> dict[str, object]:
    """Where everything with a name stands on a screen, opened after others that are named behind it."""
    client = FULL[names[0]]()
    application = app(client)
    async with application.run_test(size=(140, 40)) as pilot:
        await open_(pilot)
        for other in names[1:]:
            application.action_room(other)
            await until(pilot, lambda: application.focused is not application.chat.prompt and application.focused)
            await settled(pilot)
        await opened(pilot, client, names[0])
        await settled(pilot)
        return {one.id: one.region for one in application.screen.query("*") if one.id}


@pytest.mark.parametrize("name", [one.name for one in ROOMS if one.name not in ("memory", "timeline")])
async def test_a_screen_looks_the_same_whatever_was_opened_before(name: str) -> None:
    first = await placed(name)
    assert len(first) > 3
    assert await placed(name, "memory") == first


FAST: dict[str, tuple[tuple[str, ...], Callable[[Any], object]]] = {
    "timeline": (("t", "left", "left", "right"), lambda one: (one._today() - one.map.cursor).days == 7),
    "map": (("t", "c", "t", "t"), lambda one: one._letters and one._colour == "age"),
    "insights": (("3", "2"), lambda one: one.here == "profile"),
    "folders": (("f", "f"), lambda one: one._state == FILTERS[2]),
    "models": (("down", "down", "up"), lambda one: one.rows.cursor == 1),
    "consolidation": (("down", "down", "up"), lambda one: one.query_one(Rows).cursor == 1),
    "storage": (("down", "down", "up"), lambda one: one.parts.cursor == 1),
}
"""What is typed in each room, and whether all of it arrived in order."""


@pytest.mark.parametrize("name", FAST)
async def test_keys_typed_fast_after_that_of_a_room_arrive_there_in_order(name: str) -> None:
    client = FULL[name]()
    application = app(client)
    keys, arrived = FAST[name]
    async with application.run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        one = next(one for one in ROOMS if one.name == name)
        for key in (one.key, *keys):
            application.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: one.open(application.screen) and application.focused)
        await until(pilot, lambda: arrived(application.screen))
        for key in ("f2", *"dog"):
            application.post_message(events.Key(key, key if len(key) == 1 else None))
        await shown(pilot, MemoryScreen)
        await until(pilot, lambda: application.screen.query_one("#search", Input).value == "dog")


async def test_the_question_before_forgetting_many_scrolls_and_counts_what_is_marked() -> None:
    client = ScriptedClient(row(f"e{n}", f"Memory number {n}.") for n in range(60))
    application = app(client)
    async with application.run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        await pilot.press("f2")
        await shown(pilot, MemoryScreen)
        await until(pilot, lambda: application.screen.rows.total == 60)  # type: ignore[attr-defined]
        await pilot.press("down", "a", "d")
        await shown(pilot, Confirm)
        await until(pilot, lambda: "60 marked: gone" in text(application) and "y forget  n keep" in text(application))
        box = application.screen.query_one(VerticalScroll)
        assert "Memory number 59." not in text(application)
        await pilot.press("down")
        assert box.scroll_y == 1
        await pilot.press("end")
        await until(pilot, lambda: "Memory number 59." in text(application))
        assert "Forget (y)" in text(application)
        await pilot.press("home", "pagedown", "pageup")
        await until(pilot, lambda: box.scroll_y == 0)
        await pilot.press("enter")  # the button that keeps has the focus
        await shown(pilot, MemoryScreen)
        assert not client.forgot


def test_what_rests_on_the_marked_is_counted_apart() -> None:
    five, three = [{}] * 5, [{}] * 3
    found = counted({"memories": five, "derived": three, "left": 0})
    assert found == "5 marked, and 3 that rest on them or repeat them: gone, from every store and copy."
    assert counted({"memories": five[:1], "derived": five[:1]}).startswith("1 memory, and 1 that rests on it or")
    assert counted({"memories": five, "derived": [], "left": 1}).startswith("6 marked, of which 1 stands in a watched")


def test_lines_hang_beside_their_label_where_they_wrap() -> None:
    shown = laid([Line(Text("a title")), fact("from", "you said, 3 May 2026, in a talk", 8), point("·", "x")], 24).plain
    assert shown.split("\n") == ["a title", "from    you said, 3 May", "        2026, in a talk", "  · x"]
    narrow = laid([fact("from", "you said it", 12)], 16)
    assert narrow.plain == "from        you said it"


def test_cures_name_what_there_is_here_and_leave_what_is_for_a_shell() -> None:
    assert cures.error(NoModel("None.", "Choose one: secondme model use FILE"))[1] == "Choose one: /model FILE"
    assert cures.error(BadModel("No.", "Download it with: secondme model pull a:b"))[1].endswith("with: /models a:b")
    assert cures.here("See what it wrote: secondme daemon logs").endswith("secondme daemon logs")
    assert cures.here("See it with: secondme memory undo --list").endswith("secondme memory undo --list")
    assert cures.here("See what was done with: secondme consolidate --last").endswith("with: /consolidation")


def announce(client: ScriptedClient, memories: int) -> None:
    """The service says that there are so many memories now."""
    client.fields = client.fields | {"memories": {"active": memories}}
    client.subscriptions[-1].feed(Status(client.fields))


async def test_what_was_changed_elsewhere_is_shown_by_itself_and_the_cursor_stays_on_its_memory() -> None:
    client = ScriptedClient(row(f"e{n}", f"Memory number {n}.") for n in range(250))
    application = app(client)
    async with application.run_test(size=(140, 40)) as pilot:
        await open_(pilot)
        await until(pilot, lambda: client.subscriptions)
        await pilot.press("f2")
        await shown(pilot, MemoryScreen)
        screen = application.screen
        assert isinstance(screen, MemoryScreen)
        await until(pilot, lambda: screen.rows.total == 250)
        await pilot.press("down", "end", "pageup")
        await until(pilot, lambda: screen.rows.current)
        here, top = screen.rows.current, screen.rows.scroll_y
        assert here is not None
        client.rows.insert(0, row("new", "A new one."))
        announce(client, 251)
        await until(pilot, lambda: screen.rows.total == 251)
        assert screen.rows.current is not None
        assert screen.rows.current["id"] == here["id"]
        assert screen.rows.scroll_y == top + 1, "what is seen stays where it is"
        await pilot.press("home")
        del client.rows[:2]
        client.subscriptions[-1].feed(Indexed("notes.md", 1, 1, 0))
        await until(pilot, lambda: screen.rows.total == 249)
        assert "Memory number 1." in lines(screen)
        asked = len(client.pages)
        for many in range(300, 340):
            announce(client, many)
        client.rows.insert(0, row("last", "The last."))
        await until(pilot, lambda: "The last." in lines(screen))
        assert len(client.pages) - asked <= 4, "as often as that it is not asked for"


async def test_what_is_shown_of_one_memory_follows_what_was_changed_elsewhere() -> None:
    client = ScriptedClient([row("e1", "My dog is called Biscuit."), row("e2", "It rained.")])
    application = app(client)
    async with application.run_test(size=(140, 40)) as pilot:
        await open_(pilot)
        await until(pilot, lambda: client.subscriptions)
        await pilot.press("f2")
        await shown(pilot, MemoryScreen)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "History" in text(application))
        client.rows[0] = client.rows[0] | {"text": "My dog is called Biscotti.", "version": 2}
        announce(client, 3)
        await until(pilot, lambda: text(application).count("Biscotti") == 2 and "History" in text(application))
        client.rows.clear()
        announce(client, 0)
        await until(pilot, lambda: "Nothing is remembered yet" in told(screen_of(application)))
        client.rows.append(row("e3", "The sun shines."))
        announce(client, 1)
        await until(pilot, lambda: "The sun shines." in lines(screen_of(application)))
        assert not told(screen_of(application))


def screen_of(application: SecondMeApp) -> MemoryScreen:
    assert isinstance(application.screen, MemoryScreen)
    return application.screen


async def test_the_disk_is_looked_at_again_by_itself() -> None:
    client = FULL["storage"]()
    application = app(client)
    async with application.run_test(size=(80, 24)) as pilot:
        await open_(pilot)
        await until(pilot, lambda: client.subscriptions)
        await opened(pilot, client, "storage")
        parts = application.screen.query_one(Rows)
        total = parts.total
        await pilot.press("end")
        here = parts.current
        client.can_go = client.can_go[1:]  # type: ignore[attr-defined]
        announce(client, 7)
        await until(pilot, lambda: parts.total == total - 1)
        assert parts.current == here
