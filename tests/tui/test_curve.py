"""The forgetting curve as a picture."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC
from typing import Any

import pytest

from secondme.errors import NotFound
from secondme.memory.course import course
from secondme.memory.forgetting import DAY, Forgetting
from secondme.memory.record import By, Kind, Memory, Said
from secondme.tui.curve import CurveScreen, curve_strips, said
from tests.scripted import ScriptedClient
from tests.service.running import Home, home
from tests.tui.driving import app, until

__all__ = ["home"]
NOW = 1_800_000_000.0


def found(**fields: Any) -> dict[str, Any]:
    made = NOW - 60 * DAY
    memory = Memory(
        id="e1", kind=Kind.EPISODE, text="It rained.", source=Said("talk", 1), by=By.PERSON, place="talk", made=made,
        valid_from=made,
    )  # fmt: skip
    memory = replace(memory, **fields)
    recalls = [NOW - 30 * DAY] if memory.recalls else []
    return asdict(course(memory, recalls, NOW, Forgetting(), 120)) | {
        "text": memory.text, "now": NOW, "fade_below": 0.3, "counted": memory.recalls, "pinned": memory.pinned,
        "status": str(memory.status),
    }  # fmt: skip


def picture(given: dict[str, Any], width: int = 80, height: int = 16) -> list[str]:
    strips = curve_strips(given, width, height, UTC)
    assert {strip.cell_length for strip in strips} == {width}
    return [strip.text for strip in strips]


def test_the_picture_shows_the_fall_the_recalls_today_and_the_days() -> None:
    lines = picture(found(recalls=1, last_recalled=NOW - 30 * DAY))
    assert lines[0].startswith("100 %")
    assert any(line.startswith(" 30 %") for line in lines)
    assert lines[-2].count("▲") == 1
    assert lines[-1].split()[:3] == ["16", "November", "2026"]
    assert "today" in lines[-1]
    assert all("│" in line for line in lines[:-2])
    assert len(lines) == 16


@pytest.mark.parametrize(("width", "height"), [(20, 6), (300, 60)])
def test_it_fits_where_there_is_little_room_and_where_there_is_much(width: int, height: int) -> None:
    for given in (found(), found(pinned=True), found(recalls=1, last_recalled=NOW - 30 * DAY)):
        assert len(picture(given, width, height)) == height


def test_what_becomes_of_it_is_said_in_a_sentence() -> None:
    assert said(found(pinned=True), UTC) == "Pinned: it does not fade. Never recalled so far."
    assert said(found(kind=Kind.PASSAGE), UTC).startswith("It does not fade with age.")
    assert "It has faded since" in said(found(made=NOW - 900 * DAY), UTC)
    fresh = said(found(recalls=1, last_recalled=NOW), UTC)
    assert fresh.startswith("It fades on ")
    assert "Recalled in 1 session so far." in fresh


class Drawing(ScriptedClient):
    def curve(self, memory: str, *, points: int = 120) -> dict[str, Any]:
        self._answer()
        return found()


async def test_it_opens_over_a_screen_and_says_why_where_it_cannot() -> None:
    client = Drawing()
    async with app(client).run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(CurveScreen(client, UTC, "e1"))
        screen = pilot.app.screen
        await until(pilot, lambda: "fade" in str(screen.query_one("#curve-said").render()))
        await pilot.press("escape")
        client.refusing = NotFound("There is no memory 'e1'.")
        await pilot.app.push_screen(CurveScreen(client, UTC, "e1"))
        gone = pilot.app.screen
        await until(pilot, lambda: "no memory" in str(gone.query_one("#curve-text").render()))


def test_the_shell_draws_it_and_gives_its_points(home: Home) -> None:
    kept = home.json("remember", "The spare key is with Ana.")
    drawn = home.run("memory", "strength", kept["id"]).stdout
    assert "100 %" in drawn
    assert "It fades on" in drawn
    assert "Never recalled so far." in drawn
    whole = home.json("memory", "strength", kept["id"])
    assert whole["id"] == kept["id"]
    assert len(whole["points"]) >= 240
    assert "no memory" in home.run("memory", "strength", "e0000000", code=4).stderr
