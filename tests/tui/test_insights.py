"""The insights screen: what was noticed is judged, what is known of the person is changed, lessons come and go."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from secondme.errors import Refused
from secondme.memory.record import By, Derived, Kind
from secondme.tui.insights import InsightsScreen
from tests.scripted import MAY_3, ScriptedClient, row
from tests.tui.driving import app, open_, shown, until


def insight(id: str, rule: str, text: str, days: float = 0) -> dict[str, Any]:
    made = row(id, text, kind=Kind.INSIGHT, by=By.ASSISTANT, made=MAY_3 - days * 86_400, source=Derived(rule, ("e1",)))
    return {**made, "rule": rule, "rests": 1, "own": False, "accepted": False}


def lesson(id: str, rule: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        **row(id, text, kind=Kind.LESSON, source=Derived(rule, ("e1",))), "rule": rule, "situation": "", "plan": "",
        "failed": False, "value": 0.5, "uses": 0, "evidence": [], **more,
    }  # fmt: skip


def client() -> ScriptedClient:
    found = ScriptedClient([row("e1", "Biscuit ate 3 bones\x1b[31m in the garden.")])
    found.noticed = [
        insight("i1", "day", "On 3 May 2026 you told me 3 things."),
        insight("i2", "topic", "You spoke of “東京タワー” [b]4 times."),
        insight("i3", "day", "On 2 May 2026 you told me 2 things.", days=1),
    ]
    line = row("p1", "You live in Oslo.", kind=Kind.PROFILE, source=Derived("profile", ("e1",)))
    found.lines = [{**line, "own": False, "evidence": [found.rows[0]]}]
    found.learnt = [
        lesson("l1", "lesson", "Use grams.", situation="a recipe", uses=4, value=0.75),
        lesson("l2", "case", "A way to answer that was no good.", situation="Sum up.", plan="It was.", failed=True),
    ]
    return found


async def opened(pilot: Pilot[None]) -> InsightsScreen:
    await open_(pilot)
    await pilot.press("f5")
    await shown(pilot, InsightsScreen)
    screen = pilot.app.screen
    assert isinstance(screen, InsightsScreen)
    await until(pilot, lambda: all(held.came for held in screen._held.values()))
    return screen


def seen(pilot: Pilot[None]) -> str:
    """What stands on the screen."""
    width, height = pilot.app.size
    region = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in region)[: (width + 1) * height]


async def test_an_insight_is_opened_accepted_corrected_and_rejected() -> None:
    service = client()
    async with app(service).run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "[1 Insights (3)]" in seen(pilot) and "[all 3]" in seen(pilot))
        assert seen(pilot).count("2026-05-03 ") == 1  # the day stands once
        await pilot.press("enter")
        await until(pilot, lambda: "Biscuit ate 3 bones[31m in the garden." in seen(pilot))
        await pilot.press("escape", "a")
        await until(pilot, lambda: "· Accepted" in seen(pilot) and "accepted" in seen(pilot))
        await pilot.press("e")
        await until(pilot, lambda: "What is right?" in seen(pilot))
        await pilot.press("end", "!", "enter")
        await until(pilot, lambda: service.noticed[0]["own"] and "yours" in seen(pilot))
        assert service.noticed[0]["text"].endswith("!")
        await pilot.press("down", "d")
        await until(pilot, lambda: "Rejected, and not drawn again: You spoke of" in seen(pilot))
        await until(pilot, lambda: "Insights (2)" in seen(pilot))
        assert service.noticed[1]["status"] == "superseded"
        await pilot.press("u")
        await until(pilot, lambda: "Undid 3" in seen(pilot))
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.chat  # type: ignore[attr-defined]


async def test_left_and_right_lead_through_the_rules() -> None:
    async with app(client()).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("right")
        await until(pilot, lambda: "[day 2]" in seen(pilot) and "東京" not in seen(pilot))
        await pilot.press("left", "left")
        await until(pilot, lambda: "[topic 1]" in seen(pilot) and "東京タワー” [b]4" in seen(pilot))
        await pilot.press("d")
        await until(pilot, lambda: "[all" in seen(pilot) or screen.rows.total == 2)


async def test_lines_of_the_profile_are_added_edited_and_removed() -> None:
    service = client()
    async with app(service).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("2")
        await until(pilot, lambda: "12 of 512 tokens" in seen(pilot) and "Biscuit ate 3 bones[31m" in seen(pilot))
        await pilot.press("n")
        await until(pilot, lambda: "What should I know" in seen(pilot))
        await pilot.press(*"I ski", "enter")
        await until(pilot, lambda: "I ski" in seen(pilot) and "24 of 512" in seen(pilot))
        service.refusing = Refused("The profile holds no secret.", "Keep it as a note.")
        await pilot.press("d")
        await until(pilot, lambda: "! The profile holds no secret." in seen(pilot))
        service.refusing = None
        await pilot.press("d")
        await until(pilot, lambda: len(service.lines) == 1)
        assert "What to do" not in seen(pilot)
        await pilot.press("a", "e", "escape")  # nothing is accepted here, and leaving changes nothing
        assert service.lines[0]["text"] in ("I ski", "You live in Oslo.")


async def test_lessons_and_cases_stand_apart_and_one_is_added_for_a_kind_of_request() -> None:
    service = client()
    async with app(service).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("3")
        await until(pilot, lambda: "[rules 1]" in seen(pilot) and "███" in seen(pilot))
        assert "Sum up" not in seen(pilot)
        await pilot.press("right")
        await until(pilot, lambda: "Failed: Sum up." in seen(pilot) and "it failed" in seen(pilot))
        await pilot.press("right")
        await until(pilot, lambda: "There are no concepts yet." in seen(pilot))
        await pilot.press("n")
        await until(pilot, lambda: "or avoid?" in seen(pilot))
        await pilot.press(*"Be brief", "enter")
        await until(pilot, lambda: "For which kind" in seen(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: len(service.learnt) == 3)
        assert (service.learnt[-1]["text"], service.learnt[-1]["situation"]) == ("Be brief", "")


async def test_where_there_is_nothing_it_says_what_to_do() -> None:
    async with app(ScriptedClient()).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "Nothing was noticed yet." in seen(pilot))
        await pilot.press("a", "e", "d", "enter", "right", "2")
        await until(pilot, lambda: "n adds a line yourself" in seen(pilot))
        await pilot.press("3")
        await until(pilot, lambda: "n adds one yourself" in seen(pilot))
