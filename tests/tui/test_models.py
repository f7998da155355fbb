"""The screen of models: what is here and what could be, switched, downloaded, paused, and given memory."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input, Static

from secondme.errors import DiskFull, ModelError, NoService, Refused
from secondme.events import Event, Examined, Failed, Notice, Planned, Progress, Pulled
from secondme.tui.confirm import Words, YesNo
from secondme.tui.models import ModelsScreen
from secondme.tui.rows import PAGE, Rows
from tests.scripted import ScriptedClient, ScriptedStream
from tests.tui.driving import app, open_, shown, until

GB = 1_000_000_000
LAYERS = [{"layer": at, "kept": 9, "streamed": 3, "experts": 0, "cached": 0, "mapped": 0} for at in range(24)]
PLANNED = Planned("unsloth/Qwen3-4B-GGUF", "Qwen3-4B-Q4_K_M.gguf", 2_500_000_000, 600_000_000, 9 * GB, "/home/me/hub")
PASSED = Examined("qwen3-1.7b", True, "It may draw facts.", 0.97, 0.6, 0.98, 0.8, 0.7, 30, 30, 20)


def runs(how: str, sentence: str, speed: float = 0.0, **parts: int) -> dict[str, Any]:
    none = dict.fromkeys(("pinned", "streamed", "ring", "slots", "experts", "cache", "mapped", "other"), 0)
    return {"how": how, "sentence": sentence, "ram": 3_200_000_000, "peak": 0, "speed": speed, **none, **parts}


STREAMS = runs("streamed", "1.1 GB stream from the disk with each token: about 1.6 tokens/s", 1.6,
               pinned=2_300_000_000, streamed=1_100_000_000, other=300_000_000)  # fmt: skip
WHOLE = runs("whole", "all of it fits in memory: about 39 tokens/s", 39.0, pinned=97_000_000, other=300_000_000)


def here(name: str, title: str, source: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "title": title, "source": source, "path": f"/home/me/{title}.gguf", "bytes": 98_000_000,
        "kind": "chat", "architecture": "llama", "quantisation": "Q4_1", "context": 8192, "used": False, "runs": WHOLE,
        **more,
    }  # fmt: skip


def listed(id: str, much: int, how: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": id, "name": id.title(), "repo": f"unsloth/{id}-GGUF", "kind": "chat", "licence": "Apache-2.0",
        "gated": False, "parameters": 4 * GB, "active": 0, "context": 40_960, "languages": ["many"], "quality": 4,
        "good_for": "most talk", "file": {"quantisation": "Q4_K_M", "file": "*.gguf", "bytes": much}, "bytes": much,
        "here": False, "runs": how, **more,
    }  # fmt: skip


def client() -> ScriptedClient:
    found = ScriptedClient()
    found.offered = {
        "machine": {"cores": 2, "memory": 8 * GB, "free": 5 * GB, "ram": 3_200_000_000, "context": 4096,
                    "disk": 8e8, "guessed": True, "sentences": []},
        "here": [
            here("unsloth/qwen3-1.7b-GGUF:q.gguf", "Qwen3 1.7B", "hub", quantisation="Q4_K_M"),
            here("starter", "SmolLM2 135M", "starter", used=True),
        ],
        "catalogue": [
            listed("qwen3-1.7b", GB, WHOLE, here=True, good_for="a good start"),
            listed("qwen3-4b", 2_500_000_000, STREAMS),
            listed("nomic-embed", 146_000_000, runs("whole", "all of it fits in memory", pinned=9), kind="embedding"),
            listed("qwen3-99b", 60 * GB, runs("no", "it needs at least 30.0 GB of memory, and may use 3.2")),
        ],
        "best": {"model": "qwen3-4b", "here": False, "sentences": ["Best here: qwen3-4b.", "It is the best."]},
    }  # fmt: skip
    found.planned = {"starter": {**WHOLE, "layers": LAYERS, "sentences": ["All of it fits.", "Cells of 16 bits."]}}
    return found


async def opened(pilot: Pilot[None], words: str = "") -> ModelsScreen:
    await open_(pilot)
    pilot.app.action_room("models", words)  # type: ignore[attr-defined]
    await shown(pilot, ModelsScreen)
    screen = pilot.app.screen
    assert isinstance(screen, ModelsScreen)
    await until(pilot, lambda: screen.query_one(Rows).total or "asks again" in said(screen, "#models-machine"))
    return screen


def said(screen: Any, where: str = "#page-told") -> str:
    return str(screen.query_one(where, Static).render())


def names(screen: ModelsScreen) -> list[str]:
    table = screen.query_one(Rows)
    return [row["id"] for at in range(table.total) if (row := table.row(at))]


async def tells(pilot: Pilot[None], screen: ModelsScreen, words: str, where: str = "#page-told") -> None:
    try:
        await until(pilot, lambda: words in said(screen, where))
    except AssertionError:
        raise AssertionError(f"{words!r} is not in {said(screen, where)!r}") from None


def stream(*events: Event) -> ScriptedStream:
    return ScriptedStream(events, whole=True)


async def test_the_one_in_use_stands_first_and_what_cannot_run_is_shown_when_asked_for() -> None:
    async with app(client()).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot)
        assert names(screen) == ["starter", "qwen3-4b", "unsloth/qwen3-1.7b-GGUF:q.gguf", "nomic-embed"]
        assert "Ready." in said(screen, "#models-machine")
        assert "5.0 of 8.0 GB free; models may use 3.2 GB (set: free); speeds are guesses" in said(
            screen, "#models-machine"
        )
        assert "qwen3-4b. 1 more cannot run here." in said(screen, "#models-machine")
        await tells(pilot, screen, "Layers 0 to 23", "#models-about")
        await tells(pilot, screen, "Cells of 16 bits.", "#models-about")
        await pilot.press("a", "down", "down")
        assert names(screen)[-1] == "qwen3-99b"
        await tells(pilot, screen, "Good for: a good start.", "#models-about")
        await pilot.press("end", "b")
        await tells(pilot, screen, "* Best here: It is the best.", "#models-about")
        await tells(pilot, screen, "▒ 1.1 GB streams with every token", "#models-about")
        assert said(screen, "#models-about").index("It is the best.") < said(screen, "#models-about").index("▒")


@pytest.mark.parametrize("size", [(40, 12), (300, 80)])
async def test_each_line_fits_the_terminal_and_words_lead_to_a_model(size: tuple[int, int]) -> None:
    service = client()
    service.offered["here"] += [here(f"東京/模型{at}", "模型", "hub") for at in range(120)]
    async with app(service).run_test(size=size) as pilot:
        screen = await opened(pilot, "qwen3-4b")
        table = screen.query_one(Rows)
        assert table.current is not None
        assert table.current["id"] == "qwen3-4b"
        assert table.total > PAGE
        for row in [table.row(at) for at in range(table.total)]:
            assert row is not None
            assert cell_len(table.cells(0, row, table.size.width)) < max(table.size.width, 60)
        await tells(pilot, screen, "1.6 tokens/s", "#models-about")


async def test_another_model_answers_the_conversation_goes_on_and_it_can_be_taken_back() -> None:
    service = client()
    async with app(service).run_test() as pilot:
        screen = await opened(pilot)
        await pilot.press("u")
        await tells(pilot, screen, "Nothing was changed here.")
        await pilot.press("enter")
        await tells(pilot, screen, "starter answers already.")
        await pilot.press("down", "down", "enter")
        await tells(pilot, screen, "The conversation goes on with it. u takes it back.")
        await pilot.press("u")
        await until(pilot, lambda: service.used == ["unsloth/qwen3-1.7b-GGUF:q.gguf", "starter"])
        await tells(pilot, screen, "starter answers from now on.")
        assert pilot.app.chat in pilot.app.screen_stack  # type: ignore[attr-defined]


async def test_a_download_is_asked_about_drawn_paused_gone_on_with_and_then_answers() -> None:
    service = client()
    async with app(service).run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot, "qwen3-4b")
        service.pulled = stream(Notice("Licence of Qwen3 4B: Apache-2.0."), PLANNED)
        await pilot.press("enter")
        await shown(pilot, YesNo)
        asked = str(pilot.app.screen.query_one("YesNo Static").render())
        for words in ("2.5 GB", "600 MB of it are here already", "Licence of Qwen3 4B", "9.0 GB are free"):
            assert words in asked
        service.pulled = half = ScriptedStream([Progress("downloading", GB, 2 * GB, 5e7)])
        await pilot.press("y")
        await tells(pilot, screen, "50 %, 1.0 GB of 2.0 GB, 50 MB/s, about 20 seconds left  p pauses", "#pulls-far")
        await pilot.press("enter")
        await tells(pilot, screen, "qwen3-4b is being downloaded.")
        await pilot.press("p")
        await until(pilot, half.closed.is_set)
        await tells(pilot, screen, "Paused: qwen3-4b.")
        service.pulled = stream(Progress("downloading", GB, GB), Pulled("/m.gguf", "Qwen3 4B", GB, "00"))
        await pilot.press("p")
        await tells(pilot, screen, "qwen3-4b is on this disk. qwen3-4b answers from now on.")
        assert service.used == ["qwen3-4b"]
        await pilot.press("u")
        await tells(pilot, screen, "starter answers from now on.")
        assert not screen.query_one("#pulls-far").display


async def test_a_download_goes_on_while_the_screen_is_left_and_one_for_finding_does_not_answer() -> None:
    service = client()
    async with app(service).run_test() as pilot:
        screen = await opened(pilot, "nomic-embed")
        service.pulled = stream(PLANNED)
        await pilot.press("enter")
        await shown(pilot, YesNo)
        service.pulled = going = ScriptedStream([Progress("downloading", GB, 2 * GB)])
        await pilot.press("y")
        await tells(pilot, screen, "50 %", "#pulls-far")
        await pilot.press("escape")
        again = await opened(pilot)
        await tells(pilot, again, "nomic-embed", "#pulls-far")
        going.feed(Pulled("/m.gguf", "Nomic", GB, "00"))
        await tells(pilot, again, "nomic-embed is on this disk. It is as the hub has it, by its checksum.")
        assert service.used == []


FAILURES = [
    DiskFull("There is room for 1.0 GB, and 2.5 GB are needed.", "Make room."),
    ModelError("The hub cannot be reached: no network.", "Check the network."),
    Refused("What the hub has is no model: it is cut.", "Choose another file."),
]


async def test_what_goes_wrong_is_a_sentence_before_and_in_a_download() -> None:
    service = client()
    async with app(service).run_test() as pilot:
        screen = await opened(pilot, "qwen3-4b")
        for error in FAILURES:
            service.pulled = stream(Failed.of(error))
            await pilot.press("enter")
            await tells(pilot, screen, f"! {error.sentence}\n  What to do: {error.cure}")
            service.pulled = stream(PLANNED)
            await pilot.press("enter")
            await shown(pilot, YesNo)
            service.pulled = stream(Failed.of(error))
            await pilot.press("y")
            await tells(pilot, screen, f"! {error.sentence}")


async def test_without_a_service_it_says_so_and_asks_again() -> None:
    service = client()
    async with app(service).run_test() as pilot:
        await open_(pilot)
        service.refusing = NoService("No service answers.", "Start it.")
        screen = await opened(pilot)
        await tells(pilot, screen, "! No service answers.")
        service.refusing = None
        await pilot.press("m")
        await tells(pilot, screen, "Measured.")
        assert names(screen)


async def test_the_memory_is_edited_and_taken_back() -> None:
    service = client()
    async with app(service).run_test() as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        await shown(pilot, Words)
        pilot.app.screen.query_one(Input).value = "2GiB"
        await pilot.press("enter")
        await tells(pilot, screen, "A model may use 2GiB from the next question on.")
        assert service.allowed == "2GiB"
        await pilot.press("u")
        await tells(pilot, screen, "A model may use as before: free.")
        assert service.allowed == "free"


async def test_the_exam_is_taken_stopped_and_its_result_shown() -> None:
    service = client()
    async with app(service).run_test(size=(120, 30)) as pilot:
        screen = await opened(pilot)
        service.exam = ScriptedStream([Progress("exam", 6, 30)])
        await pilot.press("e")
        await tells(pilot, screen, "Turn 6 of 30 of the exam is read.")
        await pilot.press("e")
        await tells(pilot, screen, "Stopped.")
        service.exam, service.exam_result = stream(PASSED), asdict(PASSED)
        await pilot.press("e")
        await tells(pilot, screen, "passed the exam in drawing facts. It may draw facts.")
        await tells(pilot, screen, "Exam in drawing facts: passed.", "#models-machine")


async def test_where_there_is_nothing_it_says_what_to_do() -> None:
    service = client()
    service.offered["here"] = []
    service.offered["catalogue"] = service.offered["catalogue"][-1:]
    async with app(service).run_test() as pilot:
        await open_(pilot)
        pilot.app.action_room("models")  # type: ignore[attr-defined]
        await shown(pilot, ModelsScreen)
        screen = pilot.app.screen
        assert isinstance(screen, ModelsScreen)
        await tells(pilot, screen, "No model is here and none can run. Give them more memory with r", "#models-about")
        for key in ("enter", "y", "p", "u"):
            await pilot.press(key)
        await tells(pilot, screen, "Nothing was changed here.")
