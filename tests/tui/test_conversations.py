"""The list of conversations, and the commands about a conversation as a whole."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

from secondme.errors import NoService
from secondme.tui.confirm import Confirm, Words, YesNo
from secondme.tui.conversations import ConversationsScreen
from tests.scripted import MAY_3, ScriptedClient, row, talk
from tests.tui.driving import app, asked, say, shown, shows, until

DAY = 86_400.0


def some() -> ScriptedClient:
    client = ScriptedClient([row("e1", "Where is it warm?")])
    client.talks = [
        talk("t1", "Where is it warm?", messages=4),
        talk("t2", "Where is it warm?", ended=MAY_3 - 3_600, parent="t1"),
        talk("t3", "Roses 雨 ☔", ended=MAY_3 - DAY),
    ]
    client.talk = [
        {"id": 3, "n": 3, "memory": "e3", "role": "person", "text": "Where is it warm?", "made": MAY_3,
         "state": "whole", "memories": [], "up": None},
    ]  # fmt: skip
    return client


async def opened(pilot: Pilot[None]) -> ConversationsScreen:
    await pilot.press("ctrl+l")
    await shown(pilot, ConversationsScreen)
    screen = pilot.app.screen
    assert isinstance(screen, ConversationsScreen)
    await until(pilot, lambda: screen.query_one("#found").render())
    return screen


def lines(screen: ConversationsScreen) -> list[str]:
    return [screen.rows.render_line(y).text for y in range(screen.rows.size.height)]


def told(screen: ConversationsScreen) -> str:
    return str(screen.query_one("#told").render())


async def test_conversations_are_listed_by_day_and_taken_up_again() -> None:
    client = some()
    async with app(client).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        first, second, third = lines(screen)[1:4]
        assert first.startswith("› 3 May 2026")
        assert "10:00 Where is it warm?" in first
        assert second.split() == ["09:00", "[branch]", "Where", "is", "it", "warm?", "2"]
        assert "2 May 2026" in third
        await pilot.press("enter")
        await shows(pilot, "› Where is it warm?")
        assert pilot.app.chat.prompt.border_subtitle == "Where is it warm?"
        screen = await opened(pilot)
        assert "[here]" in lines(screen)[1]
        await pilot.press("escape")
        await asked(pilot, client, "And cheap?")
        assert client.asked == [("And cheap?", "t1", False)]


async def test_all_of_them_are_searched_as_one_types() -> None:
    client = some()
    client.talks[2]["excerpt"] = "The roses need nothing before May."
    async with app(client).run_test(size=(100, 24)) as pilot:
        await say(pilot, "/conversations roses")
        await shown(pilot, ConversationsScreen)
        screen = pilot.app.screen
        await until(pilot, lambda: "— The roses need nothing" in lines(screen)[1])
        assert "1 conversation found" in str(screen.query_one("#found").render())
        await pilot.press(*"zzz")
        await until(pilot, lambda: 'No conversation holds "zzz".' in told(screen))
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.chat


async def test_a_hit_is_opened_at_the_words_and_all_of_it_is_shown_below() -> None:
    client = some()
    client.talks[2] |= {"excerpt": "…The roses need nothing", "parent": "t1"}
    client.talk = [
        {"id": n, "n": n, "memory": f"e{n}", "role": "person", "made": MAY_3, "state": "whole", "memories": [],
         "up": None, "text": "The  roses need\nnothing before May." if n == 3 else f"Other words {n}."}
        for n in range(40)
    ]  # fmt: skip
    async with app(client).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        for key in "/roses":  # without a pause between them
            pilot.app.post_message(Key({"/": "slash"}.get(key, key), key))
        await until(pilot, lambda: "1 conversation found" in str(screen.query_one("#found").render()))
        await until(pilot, lambda: "[branch] Roses 雨 ☔ — The roses" in lines(screen)[1].replace("…", ""))
        await until(pilot, lambda: str(screen.query_one("#hit").render()) == "…The roses need nothing")
        await pilot.press("down", "enter")
        await shows(pilot, "nothing before May.")
        seen = pilot.app.chat.transcript
        await until(pilot, lambda: "roses" in " ".join(seen.render_line(y).text for y in range(seen.size.height)))


async def test_one_is_renamed_put_away_and_taken_back() -> None:
    client = some()
    async with app(client).run_test(size=(100, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("down", "r")
        await shown(pilot, Words)
        await pilot.press(*"Warm", "enter")
        await until(pilot, lambda: "[branch] Warm" in lines(screen)[2])
        assert "It is called “Warm” now." in told(screen)
        await pilot.press("a")
        await until(pilot, lambda: "2 conversations" in str(screen.query_one("#found").render()))
        await pilot.press("A")
        await until(pilot, lambda: "[branch] [archived] Warm" in lines(screen)[1])
        await pilot.press("a")
        await until(pilot, lambda: "archived: 0 conversations" in str(screen.query_one("#found").render()))
        assert not client.talks[1]["archived"]


async def test_one_is_forgotten_after_a_yes() -> None:
    client = some()
    async with app(client).run_test(size=(100, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("d")
        await shown(pilot, Confirm)
        assert client.filters == {"conversation": "t1"}
        await pilot.press("y")
        await until(pilot, lambda: "Forgotten: 1 memory." in told(screen))
        assert client.forgot == ["e1"]
        await pilot.press("u")
        await until(pilot, lambda: "Undid 1" in told(screen))


async def test_new_ones_begin_from_the_list() -> None:
    async with app(some()).run_test(size=(100, 24)) as pilot:
        await opened(pilot)
        await pilot.press("p")
        await shows(pilot, "PRIVATE")
        await opened(pilot)
        await pilot.press("n")
        await until(pilot, lambda: not pilot.app.chat.private)


async def test_ten_thousand_come_by_page() -> None:
    client = ScriptedClient()
    client.talks = [talk(f"t{n}", f"Talk {n}", ended=MAY_3 - 600 * n) for n in range(10_000)]
    async with app(client).run_test(size=(100, 24)) as pilot:
        screen = await opened(pilot)
        assert "100 conversations and more" in str(screen.query_one("#found").render())
        screen.rows.action_to(90)
        await until(pilot, lambda: screen.rows.total == 200)
        await pilot.press("end")
        await until(pilot, lambda: screen.rows.total == 10_000)
        await until(pilot, lambda: "Talk 9999" in "\n".join(lines(screen)))
        for at in range(9_900, 0, -600):
            screen.rows.action_to(at)
            await until(pilot, lambda at=at: screen.rows.row(at))
        assert len(screen.rows._pages) <= 12


async def test_one_is_written_to_a_file_and_none_is_replaced_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    client = some()
    async with app(client, "t1").run_test(size=(100, 24)) as pilot:
        await shows(pilot, "› Where is it warm?")
        await say(pilot, "/export")
        file = tmp_path / "where-is-it-warm.md"
        await shows(pilot, "1 message written to")
        assert "Where is it warm?" in file.read_text(encoding="utf-8")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.write_text("mine", encoding="utf-8")
        await say(pilot, "/export")
        await shown(pilot, YesNo)
        await pilot.press("n")
        await shows(pilot, "Nothing was written.")
        assert file.read_text(encoding="utf-8") == "mine"
        await say(pilot, "/export")
        await shown(pilot, YesNo)
        await pilot.press("y")
        await until(pilot, lambda: file.read_text(encoding="utf-8") != "mine")
        client.talks[0]["title"] = "A title of many words, more than the list has room for"
        await say(pilot, f"/export {tmp_path / 'talk.json'}")
        await until(pilot, (tmp_path / "talk.json").exists)
        await until(pilot, lambda: "more than the list has room for" in (tmp_path / "talk.json").read_text())
        await say(pilot, "/export talk.pdf")
        await shows(pilot, "! A conversation is not written as .pdf.")
        await say(pilot, f"/export {tmp_path / 'none' / 'talk.json'}")
        await shows(pilot, "written: No such file or directory.")
        await opened(pilot)
        await pilot.press("x")
        await shown(pilot, Words)
        pilot.app.screen.query_one("Input").value = "talk.json"
        await pilot.press("enter")
        await until(pilot, (tmp_path / "talk.json").exists)


async def test_commands_about_this_conversation() -> None:
    client = some()
    async with app(client).run_test(size=(100, 30)) as pilot:
        await say(pilot, "/rename Warm")
        await shows(pilot, "! Nothing was said in this conversation yet.")
        await say(pilot, "/resume 3")
        await shows(pilot, "› Where is it warm?")
        assert pilot.app.chat.conversation == "t3"
        await say(pilot, "/rename Warm")
        await shows(pilot, "· It is called “Warm” now.")
        assert pilot.app.chat.prompt.border_subtitle == "Warm"
        await say(pilot, "/archive")
        await until(pilot, lambda: client.talks[2]["archived"])
        await say(pilot, "/archive")
        await until(pilot, lambda: not client.talks[2]["archived"])
        await say(pilot, "/delete")
        await shown(pilot, Confirm)
        await pilot.press("n")
        await say(pilot, "/resume t")
        await shows(pilot, "! 3 conversations begin with 't'.")
        await say(pilot, "/private")
        await say(pilot, "/archive")
        await shows(pilot, "it has no title and stands in no list")


async def test_the_list_is_filled_by_itself_once_the_service_is_back() -> None:
    client = some()
    async with app(client).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: client.subscriptions)
        await pilot.press("down")
        client.refusing = NoService("No service answers.", "Start one with: secondme daemon start")
        for stream in client.subscriptions:
            stream.end()
        await pilot.press("A")
        await until(pilot, lambda: "! No service answers." in told(screen) and "anew by itself" in told(screen))
        await pilot.press("A")
        client.talks.insert(0, talk("t9", "Soil", ended=MAY_3 + 60))
        client.refusing = None
        await until(pilot, lambda: "Soil" in lines(screen)[1] and not told(screen))
        assert lines(screen)[3].startswith("› ")
        assert screen.rows.current == client.talks[2]
