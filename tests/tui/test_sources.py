"""The panel of sources: what it shows, and what is done with a memory in it."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from secondme.errors import HoldsSecret, NotFound
from secondme.tui.confirm import Confirm, KeepSecret
from secondme.tui.memories import MemoryScreen
from secondme.tui.sources import Correction, SourcesPanel
from tests.scripted import ScriptedClient, recollection, row
from tests.tui.driving import answer, app, asked, shown, shows, until

TEXTS = ("My dog is called Biscuit.", "Biscuit chews shoes.", "The vet is Dr. Alder.")


class Changing(ScriptedClient):
    """A client whose memories can be corrected and marked as wrong; it asks before a secret is kept."""

    def __init__(self) -> None:
        super().__init__([row(f"e-{text}", text) for text in TEXTS])
        self.changed: list[tuple[str, ...]] = []

    def edit(self, memory: str, words: str, *, secrets: str = "") -> dict[str, Any]:
        self._answer()
        if "4821" in words and not secrets:
            raise HoldsSecret("This holds a PIN.")
        self.changed.append(("edit", memory, words, secrets))
        return row(memory, words) | {"version": 2}

    def wrong(self, memory: str, words: str = "", *, secrets: str = "") -> dict[str, Any]:
        self._answer()
        if memory not in {one["id"] for one in self.rows}:
            raise NotFound("That memory is gone.", "Search again.")
        self.changed.append(("wrong", memory))
        return row(memory, "")


async def opened(pilot: Pilot[None], client: ScriptedClient) -> SourcesPanel:
    """Asks, and opens the panel."""
    found = [recollection(text) for text in TEXTS]
    await asked(pilot, client, "What of my dog?", *answer("A lot.", *found))
    await shows(pilot, "[3]")
    await pilot.press("ctrl+b")
    panel = pilot.app.screen.query_one(SourcesPanel)
    await until(pilot, lambda: len(panel.query(".source")) == 3 and pilot.app.focused is panel)
    return panel


def told(panel: SourcesPanel) -> str:
    """With the words of a line together that wraps."""
    return re.sub(r"\n {5}(?=\S)", " ", "\n".join(str(one.content) for one in panel.query(Static)))


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_where_it_is_narrow_the_panel_stands_between_the_conversation_and_the_prompt(
    size: tuple[int, int],
) -> None:
    client = Changing()
    async with app(client).run_test(size=size) as pilot:
        panel = await opened(pilot, client)
        chat = pilot.app.chat  # type: ignore[attr-defined]
        order = [chat.transcript, panel, chat.prompt, chat.line, chat.query_one("#hints")]
        assert [one.region.y for one in order[1:]] == [one.region.bottom for one in order[:-1]]
        assert order[-1].region.bottom == size[1]
        assert min(chat.transcript.size.height, panel.size.height) >= 3


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_panel_shows_all_with_their_receipts_and_closes(size: tuple[int, int]) -> None:
    client = Changing()
    async with app(client).run_test(size=size) as pilot:
        panel = await opened(pilot, client)
        assert "score 0.87 · strength 0.93" in told(panel)
        assert "found by its meaning and its words" in told(panel)
        beside = panel.region.height == size[1]
        assert beside == (size[0] >= 100)
        await pilot.press("escape")
        assert not panel.display
        assert pilot.app.focused is pilot.app.chat.prompt


async def test_the_cursor_goes_by_arrows_and_numbers_and_enter_opens_the_memory() -> None:
    client = Changing()
    async with app(client).run_test(size=(120, 40)) as pilot:
        panel = await opened(pilot, client)
        await pilot.press("down", "down", "down", "up")
        assert panel.at == 2
        await pilot.press("3")
        assert "›[3]" in told(panel)
        await pilot.press("enter")
        await shown(pilot, MemoryScreen)
        screen = pilot.app.screen
        await until(pilot, lambda: "History" in str(screen.query_one("#all").render()))
        assert "The vet is Dr. Alder." in str(screen.query_one("#all").render())


async def test_a_memory_is_pinned_let_go_and_marked_as_wrong() -> None:
    client = Changing()
    async with app(client).run_test(size=(120, 40)) as pilot:
        panel = await opened(pilot, client)
        await pilot.press("p")
        await until(pilot, lambda: "Pinned: it does not fade." in told(panel))
        await pilot.press("p")
        await until(pilot, lambda: "Let go: it fades like any other." in told(panel))
        await pilot.press("2", "w")
        await until(pilot, lambda: "Marked as wrong: it is not recalled any more." in told(panel))
        assert client.changed == [("wrong", "e-Biscuit chews shoes.")]
        client.rows.clear()
        await pilot.press("3", "w")
        await until(pilot, lambda: "! That memory is gone. Search again." in told(panel))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.clipboard == "That memory is gone. Search again.")


async def test_a_memory_is_corrected_in_place_and_a_secret_is_asked_about() -> None:
    client = Changing()
    async with app(client).run_test(size=(80, 24)) as pilot:
        panel = await opened(pilot, client)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, Correction))
        pilot.app.focused.text = "My dog is called Rex."
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.focused is panel)
        assert not client.changed
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, Correction))
        pilot.app.focused.text = "The PIN is 4821."
        await pilot.press("enter")
        await shown(pilot, KeepSecret)
        await pilot.press("k")
        await until(pilot, lambda: "Corrected: this is version 2." in told(panel))
        assert "The PIN is 4821." in told(panel)
        assert client.changed == [("edit", f"e-{TEXTS[0]}", "The PIN is 4821.", "keep")]


async def test_a_correction_outlives_a_service_that_goes_away_and_another_answer() -> None:
    client = Changing()
    async with app(client).run_test(size=(120, 40)) as pilot:
        await opened(pilot, client)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, Correction))
        field = pilot.app.focused
        field.text = "My dog is called Rex."
        client.go_away()
        await until(pilot, lambda: "coming back" in str(pilot.app.chat.line.render()))
        pilot.app.chat.ask("And now?")
        client.up.set()
        await until(pilot, lambda: len(client.streams) == 2)
        client.streams[1].feed(*answer("Hm.", recollection("Another.")))
        await shows(pilot, "Hm.")
        assert (pilot.app.focused, field.text) == (field, "My dog is called Rex.")
        await pilot.press("enter")
        await until(pilot, lambda: client.changed == [("edit", f"e-{TEXTS[0]}", "My dog is called Rex.", "")])


async def test_a_memory_is_forgotten_after_a_yes_and_comes_back() -> None:
    client = Changing()
    async with app(client).run_test(size=(120, 40)) as pilot:
        panel = await opened(pilot, client)
        before = list(client.rows)
        await pilot.press("2", "d")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "Forgotten. /undo brings it back" in told(panel))
        assert client.forgot == ["e-Biscuit chews shoes."]
        client.rows = before
        pilot.app.chat.undo()
        await until(pilot, lambda: "Forgotten. /undo" not in told(panel))


async def test_its_answer_is_rated() -> None:
    client = Changing()
    async with app(client).run_test(size=(120, 40)) as pilot:
        panel = await opened(pilot, client)
        pilot.app.chat.transcript.replace(panel.answer, replace(panel.answer, n=2))
        panel.answer = replace(panel.answer, n=2)
        await pilot.press("plus")
        await until(pilot, lambda: client.thumbs == [("talk", True)])
        await pilot.press("minus")
        await until(pilot, lambda: client.thumbs[1:] == [("talk", False)])


@pytest.mark.skipif(sys.platform == "win32", reason="the editor of this test is a shell script")
async def test_a_file_is_opened_at_its_place_or_it_is_told_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, out, file = tmp_path / "code", tmp_path / "out", tmp_path / "garden.md"
    script.write_text(f'#!/bin/sh\necho "$@" > {out}\n')
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    file.write_text("# Garden\n\nThe roses need water.\n", encoding="utf-8")
    source = {"type": "written", "path": str(file), "start": 10, "line": 3}
    rose = replace(recollection("The roses need water."), source=source)
    client = Changing()
    async with app(client).run_test(size=(120, 40)) as pilot:
        await asked(pilot, client, "And the roses?", *answer("Water.", rose, recollection(TEXTS[0])))
        await shows(pilot, "[2]")
        await pilot.press("ctrl+b", "o")
        await until(pilot, lambda: out.exists() and out.read_text().endswith("\n"))
        assert out.read_text() == f"-g {file}:3\n"
        file.unlink()
        panel = pilot.app.screen.query_one(SourcesPanel)
        await pilot.press("o")
        await until(pilot, lambda: "is not there any more." in " ".join(told(panel).split()))
        await pilot.press("2", "o")
        await until(pilot, lambda: "! That was not read in a file." in told(panel))
