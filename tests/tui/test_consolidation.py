"""The consolidation screen: what goes on, what runs did, what the next would do; and the last run in plain text."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from secondme import orders
from secondme.errors import NotFound
from secondme.events import Began, Consolidated, Event, Faded, Failed, Progress, Status
from secondme.tui.consolidation import ConsolidationScreen
from secondme.tui.going import Going
from tests.scripted import ScriptedClient, row
from tests.tui.driving import app, open_, say, shown, until
from tests.tui.test_insights import seen


def item(n: int, what: str, text: str) -> dict[str, Any]:
    return {"n": n, "what": what, "id": f"f{n}", "text": text, "operation": 40 + n, "undone": False, "back": None}


def client() -> ScriptedClient:
    found = ScriptedClient([row("f1", "You live in Oslo.")])
    found.night["items"] = [item(1, "learned", "You live in Oslo."), item(2, "faded", "It \x1b[31mrained [b]today.")]
    found.nights[2] = {"run": 2, "sentence": "On 1 May I let 1 fade.", "items": [item(3, "faded", "The 船 sank.")]}
    found.foreseen = {
        "foreseen": [{"id": "f9", "text": "The bus is late.", "what": "fade", "why": "Its time has come.", "due": 1.0}],
        "more": 2, "whole": True,
    }  # fmt: skip
    return found


def tell(service: ScriptedClient, *events: Event) -> None:
    """Has the service tell everybody who listens."""
    for stream in service.subscriptions:
        stream.feed(*events)


async def opened(pilot: Pilot[None]) -> None:
    await open_(pilot)
    await pilot.press("f8")
    await shown(pilot, ConsolidationScreen)


async def test_the_page_shows_each_thing_and_keys_take_one_or_all_of_them_back() -> None:
    async with app(client()).run_test(size=(100, 30)) as pilot:
        await say(pilot, "/consolidation")
        await shown(pilot, ConsolidationScreen)
        await until(pilot, lambda: "Last night I learned 1 thing." in seen(pilot) and "u (41)" in seen(pilot))
        assert "It [31mrained [b]today." in seen(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "never yet" in seen(pilot))
        await pilot.press("escape", "down", "u")
        await until(pilot, lambda: "undone" in seen(pilot))
        assert "u (41)" in seen(pilot)
        await pilot.press("u")
        await until(pilot, lambda: "undone" not in seen(pilot) and "u (42)" in seen(pilot))
        await pilot.press("u")
        await until(pilot, lambda: "undone (u)" in seen(pilot))
        await pilot.press("U")
        await until(pilot, lambda: "Undo all of run 3?" in seen(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "Run 3 was taken back" in seen(pilot) and "u (41)" not in seen(pilot))
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.chat  # type: ignore[attr-defined]


async def test_left_and_right_lead_to_earlier_runs_and_to_what_comes_next() -> None:
    async with app(client()).run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "[run 3]" in seen(pilot))
        await pilot.press("left")
        await until(pilot, lambda: "[run 2]" in seen(pilot) and "The 船 sank." in seen(pilot))
        await pilot.press("left", "right", "n")
        await until(pilot, lambda: "[next]" in seen(pilot) and "Its time has come." in seen(pilot))
        assert "Of 3 memories the time has come. Nothing was done." in seen(pilot)
        await pilot.press("u", "U", "n")
        await until(pilot, lambda: "[run 3]" in seen(pilot))


async def test_a_run_is_begun_followed_and_stopped() -> None:
    service = client()
    async with app(service).run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "r begins a run" in seen(pilot))
        await pilot.press("s")  # nothing to stop
        await pilot.press("r")
        await until(pilot, service.thinking.closed.is_set)
        tell(service, Began(4), Progress("fading", 9, 10), Faded("f1", "It rained.", 0.1))
        await until(pilot, lambda: "run 4 ██" in seen(pilot) and "So far: 1 faded. Faded: It rained." in seen(pilot))
        assert "step 10 of 10: letting what is faint fade" in seen(pilot)
        await pilot.press("s")
        await until(pilot, lambda: service.stopped and "It ends; the next run" in seen(pilot))
        tell(service, Consolidated(4, 8, 1, 0, "interrupted"))
        await until(pilot, lambda: "Broken off" in seen(pilot) and "r begins a run" in seen(pilot))


async def test_where_there_was_no_run_yet_the_page_says_what_to_do() -> None:
    empty = client()

    def none(run: int | None = None) -> dict[str, Any]:
        raise NotFound("There was no consolidation run yet.", "Start one with: secondme consolidate")

    empty.consolidation = none  # type: ignore[method-assign]
    async with app(empty).run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "no consolidation run yet. It happens by itself" in seen(pilot))
        await pilot.press("u", "U", "enter", "left", "escape")


async def test_the_service_is_heard_again_after_it_went_away() -> None:
    service = client()
    async with app(service).run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ConsolidationScreen)
        await until(pilot, lambda: "r begins a run" in seen(pilot))
        before = len(service.subscriptions)
        for stream in list(service.subscriptions):
            stream.end()
        screen.listen()
        await until(pilot, lambda: len(service.subscriptions) > before)

        def heard() -> bool:
            # The app's own line listens again too, sooner or later than the screen.
            tell(service, Began(5), Failed("StoreError", "The disk is full.", "Make room."))
            return "! The disk is full." in seen(pilot)

        await until(pilot, heard)


def test_a_run_is_put_together_from_what_it_tells() -> None:
    def status(on: bool) -> Status:
        return Status({"consolidating": on})

    joined = Going().after(status(True))
    assert joined.told().startswith("Now: a run goes on")
    exam = joined.after(Progress("exam", 12, 13)).after(Progress("exam", 3, 60))
    assert "step 13 of 13: examining the model (3 of 60)" in exam.told()
    assert exam.after(Progress("forgetting", 1, 2)) == exam
    ended = exam.after(Consolidated(1, 1, 0, 0)).after(status(True))
    assert not ended.on
    assert ended.after(status(False)).after(status(True)).on
    assert Going().after(Faded("f1", "It rained.", 0.1)) == Going()


def test_the_page_in_plain_text_holds_no_control_characters() -> None:
    told = list(orders.consolidation(client(), "", lambda stream: None))
    assert told[0] == "Last night I learned 1 thing."
    assert "\x1b" not in "".join(told)
