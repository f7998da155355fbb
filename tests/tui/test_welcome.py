"""The first steps: offered once, never in the way, each to be skipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from secondme.config import AppSettings
from secondme.events import Progress, Pulled
from secondme.tui.app import SecondMeApp
from secondme.tui.beginnings import looked
from secondme.tui.confirm import YesNo
from secondme.tui.prompt import Prompt
from secondme.tui.welcome import Choices, Welcome
from tests.scripted import ScriptedClient, ScriptedStream
from tests.tui.driving import say, shown, shows, until

Kept = dict[str, str | bool]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Documents" / ".hidden").mkdir(parents=True)
    (tmp_path / "Documents" / "a.md").write_text("x" * 1000)
    (tmp_path / "Documents" / ".hidden" / "b.md").write_text("x")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def fresh() -> ScriptedClient:
    """A service of which nothing was ever asked, and a model that it could have."""
    client = ScriptedClient()
    client.fields |= {"memories": {}, "folders": 0, "encrypted": False}
    client.offered = {
        "machine": {}, "here": [],
        "catalogue": [{"id": "qwen3-4b", "name": "Qwen3 4B", "bytes": 2_500_000_000, "licence": "Apache-2.0",
                       "runs": {"sentence": "runs whole, about 6 tokens/s"}}],
        "best": {"model": "qwen3-4b", "here": False, "sentences": ["Best here: qwen3-4b. Download it: …"]},
    }  # fmt: skip
    return client


def first(client: ScriptedClient, kept: Kept, **settings: Any) -> SecondMeApp:
    return SecondMeApp(client, pauses=(0.01,), settings=AppSettings(**settings), keep=kept.__setitem__)


async def at_step(pilot: Pilot[Any], number: int) -> Welcome:
    await until(pilot, lambda: pilot.app.query(Welcome) and f"{number} of 3" in str(steps(pilot).border_title))
    return steps(pilot)


def steps(pilot: Pilot[Any]) -> Welcome:
    return pilot.app.chat.query_one(Welcome)  # type: ignore[attr-defined, no-any-return]


def choices(pilot: Pilot[Any]) -> Choices:
    return steps(pilot).query_one(Choices)


async def test_the_first_start_leads_through_three_steps(home: Path) -> None:
    client, kept = fresh(), Kept()
    async with first(client, kept).run_test(size=(80, 24)) as pilot:
        await at_step(pilot, 1)
        await until(pilot, lambda: "2.5 GB, licence Apache-2.0" in steps(pilot).step.choices[0][1])
        assert choices(pilot).highlighted == 1  # not now, as before it came
        await pilot.press("up", "enter")
        await shown(pilot, YesNo)
        await pilot.press("y")
        client.pulled.feed(Progress("downloading", 40, 100, 3e6))
        await until(pilot, lambda: "downloading qwen3-4b: 40 %, 3 MB/s" in str(pilot.app.chat.line.render()))  # type: ignore[attr-defined]
        await at_step(pilot, 2)
        await until(pilot, lambda: "[ ] ~/Documents: 1 file, 1 kB" in steps(pilot).step.choices[0][1])
        await pilot.press("enter")
        assert steps(pilot).step.choices[0][1].startswith("[x]")
        await pilot.press("down", "enter")
        await until(pilot, lambda: client.added == [home / "Documents"])
        await at_step(pilot, 3)
        await until(pilot, lambda: "not encrypted" in " ".join(steps(pilot).step.lines))
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.query(Welcome))
        assert kept == {"first_steps": False}
        assert pilot.app.focused is pilot.app.chat.prompt  # type: ignore[attr-defined]
        client.pulled.feed(Pulled("/m.gguf", "Qwen3 4B", 100, ""))
        await shows(pilot, "qwen3-4b is on this disk. qwen3-4b answers from now on.")
        assert client.used == ["qwen3-4b"]


async def test_typing_goes_to_the_prompt_and_escape_leaves_all(home: Path) -> None:
    kept = Kept()
    async with first(fresh(), kept).run_test() as pilot:
        await at_step(pilot, 1)
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id != "prompt")
        for letter in "hello":
            pilot.app.post_message(Key(letter, letter))
        await until(pilot, lambda: len(pilot.app.chat.prompt.text) == 5)  # type: ignore[attr-defined]
        assert pilot.app.chat.prompt.text == "hello"  # type: ignore[attr-defined]
        await pilot.press("shift+tab")
        steps(pilot).query_one("OptionList").focus()
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.query(Welcome))
        assert kept == {"first_steps": False}
        await say(pilot, "/setup")
        await at_step(pilot, 1)


async def test_who_typed_comes_back_to_the_steps_and_a_space_chooses_a_folder(home: Path) -> None:
    async with first(fresh(), Kept()).run_test() as pilot:
        await at_step(pilot, 1)
        await until(pilot, lambda: pilot.app.focused is choices(pilot))
        await pilot.press("ctrl+right")
        await at_step(pilot, 2)
        await until(pilot, lambda: "Documents" in steps(pilot).step.choices[0][1])
        await until(pilot, lambda: pilot.app.focused is choices(pilot))
        await pilot.press("home", "space")  # what came later moved the mark down with what it was on
        await until(pilot, lambda: steps(pilot).step.choices[0][1].startswith("[x]"))
        await pilot.press("a")
        await until(pilot, lambda: pilot.app.focused is pilot.app.chat.prompt)  # type: ignore[attr-defined]
        await pilot.press("ctrl+right")
        await at_step(pilot, 2)
        await pilot.press("backspace")
        await until(pilot, lambda: not pilot.app.chat.prompt.text)  # type: ignore[attr-defined]
        await pilot.press("ctrl+right")
        await at_step(pilot, 3)
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press("b", "tab")
        await until(pilot, lambda: pilot.app.focused is choices(pilot))
        await pilot.press("c", "escape")
        await until(pilot, lambda: not pilot.app.query(Welcome))
        assert pilot.app.query_one(Prompt).text == "bc"


async def test_while_speeds_are_guesses_the_machine_is_measured_first(home: Path) -> None:
    client = fresh()
    client.offered["here"] = [{"name": "starter", "path": "/m/SmolLM2-135M.gguf", "source": "starter"}]
    client.offered["best"] |= {"guessed": True, "sentences": ["Nobody knows yet which is best here."]}
    async with first(client, Kept()).run_test() as pilot:
        await at_step(pilot, 1)
        await until(pilot, lambda: len(steps(pilot).step.choices) == 3)
        assert steps(pilot).step.lines[:2] == (
            "Here already: SmolLM2-135M.",
            "Which model is best here shows when this machine is measured, which takes some seconds.",
        )
        assert "A start by guessed speeds: download qwen3-4b" in steps(pilot).step.choices[1][1]
        client.offered = client.offered | {"best": fresh().offered["best"]}
        await pilot.press("home", "enter")
        await until(pilot, lambda: "Best here: qwen3-4b." in steps(pilot).step.lines)


async def test_a_download_goes_on_when_one_ends_whose_place_it_took(home: Path) -> None:
    client = fresh()
    application = first(client, Kept(), first_steps=False)
    async with application.run_test() as pilot:
        await shows(pilot, "Tell me")
        application.begin_download("first")
        before, client.pulled = client.pulled, ScriptedStream()
        application.begin_download("second")
        before.end()
        await shows(pilot, "/models first, then enter")
        assert application.download is not None
        assert application.download.name == "second"


@pytest.mark.parametrize("settings", [{"first_steps": False}, {}])
async def test_they_are_not_offered_again_or_where_something_is_remembered(
    settings: dict[str, bool], home: Path
) -> None:
    client = fresh() if settings else ScriptedClient()
    async with first(client, Kept(), **settings).run_test() as pilot:
        await until(pilot, lambda: "ready" in str(pilot.app.chat.line.render()))  # type: ignore[attr-defined]
        assert not pilot.app.query(Welcome)


@pytest.mark.parametrize(
    ("theme", "size"), [("dark", (80, 24)), ("contrast", (110, 26)), ("terminal", (80, 24))],
    ids=["dark", "contrast", "terminal"],
)  # fmt: skip
def test_the_first_step_looks_as_it_should(
    theme: str, size: tuple[int, int], home: Path, snap_compare: Callable[..., bool]
) -> None:
    async def ready(pilot: Pilot[Any]) -> None:
        await at_step(pilot, 1)
        await until(pilot, lambda: "licence" in steps(pilot).step.choices[0][1])

    assert snap_compare(first(fresh(), Kept(), theme=theme), run_before=ready, terminal_size=size)


def test_what_is_hidden_is_not_counted(home: Path) -> None:
    (one,) = looked(home)
    assert (one.path, one.files, one.bytes, one.whole) == (home / "Documents", 1, 1000, True)
