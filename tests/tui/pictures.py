"""A life made up, as each screen of memory shows it: for the pictures that are compared, and those of the README.

`python -m tests.tui.pictures [chat] [map] [timeline]` writes the latter anew into assets/screenshots.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from secondme.errors import NotFound
from secondme.memory.record import By, Derived, Kind, Status, Written
from secondme.tui.app import SecondMeApp
from secondme.tui.rooms import room
from secondme.tui.timeline import TimelineScreen
from tests.scripted import ScriptedClient, recollection, row
from tests.tui import test_consolidation, test_folders, test_insights, test_models, test_storage, test_timeline
from tests.tui.driving import answer, app, asked, open_, say, shows, text, until
from tests.tui.test_map import WHOLE, Drawing, in_cells, picture

SIZE = (100, 30)
NOW = datetime(2026, 5, 17, 21, tzinfo=UTC)
Row = dict[str, Any]
SAID = (
    "My dog is called Biscuit.", "The leak under the sink is fixed; the plumber was Ines.",
    "Ana and I sail to Culatra on the second Saturday of June.", "I want to read more about soil.",
    "Biscuit weighs 11.4 kg now.", "The lemon tree has its first three lemons.",
    "I slept badly; too much coffee after four.", "Bought 20 m of rope for the boat.",
    "Ana's birthday is on 9 September.", "木曜日に佐藤さんと会議。", "The tax papers have to be in by 30 June.",
)  # fmt: skip
LEARNED = (
    "Biscuit's vet is Dr. Alder, near the station.", "You live in Olhão.", "Ana is your sister.",
    "The boat is called Gaivota.", "You drink no coffee after four.",
)  # fmt: skip
READ = (
    ("The beds need compost in April, and the roses nothing at all before May.", "notes/garden.md", 12),
    ("Bleed the fuel line before the first start of the year.", "boat/engine.pdf", 31),
    ("Kneel, do not bend; the lower branches first.", "notes/pruning.md", 4),
    ("Low water at Culatra: 06:12 and 18:40.", "boat/tides.csv", 208),
)  # fmt: skip
NOTICED = ("Sleep and coffee come up together: 5 of 6 times.", "You speak of the boat every second Saturday.")
PLACES = (
    ("garden", -0.6, -0.5, 0.17, 150), ("boat, tides", 0.62, -0.42, 0.18, 190), ("Biscuit", -0.35, 0.5, 0.13, 90),
    ("sleep, coffee", 0.15, 0.1, 0.1, 60), ("tax, papers", 0.68, 0.6, 0.12, 70), ("meeting, Sato", 0.2, 0.72, 0.08, 30),
)  # fmt: skip


def at(days: float) -> float:
    """Seconds since 1970, as many days ago."""
    return (NOW - timedelta(days=days)).timestamp()


def life() -> dict[str, list[Row]]:
    """What is remembered, by how it came to be."""
    return {
        "said": [row(f"e{n}", text, made=at(3 * n), strength=max(0.1, 0.97 - 0.08 * n),
                     status=Status.FADED if n > 9 else Status.ACTIVE) for n, text in enumerate(SAID)],
        "learned": [row(f"f{n}", text, kind=Kind.FACT, by=By.ASSISTANT, made=at(4 * n + 1), strength=0.9 - 0.1 * n,
                        source=Derived("facts", ("e0",))) for n, text in enumerate(LEARNED)],
        "read": [row(f"p{n}", text, kind=Kind.PASSAGE, by=By.FILE, made=at(6 * n + 2), strength=1.0,
                     source=Written("f", where, 0, 20, line, "", ""), where=f"{where}, line {line}")
                 for n, (text, where, line) in enumerate(READ)],
        "noticed": [row(f"i{n}", text, kind=Kind.INSIGHT, by=By.ASSISTANT, made=at(9 * n + 3), strength=0.7,
                        source=Derived("together", ("e7", "e0"))) for n, text in enumerate(NOTICED)],
    }  # fmt: skip


class Remembering(ScriptedClient):
    """All of it, the newest first."""

    def __init__(self) -> None:
        found = [one for rows in life().values() for one in rows]
        super().__init__(sorted(found, key=lambda one: -float(one["made"])))
        self.rows[2]["pinned"] = True


class Dated(test_timeline.Dated):
    """Days with more and with less, of the kinds that there are."""

    def __init__(self) -> None:
        draw = random.Random(7)
        begin, days = date(2026, 1, 1), {}
        for n in range((NOW.date() - begin).days + 1):
            busy = draw.random() * (0.4 + 0.6 * ((begin + timedelta(days=n)).weekday() > 4))
            day = {"said": int(14 * busy), "read": int(40 * busy) * (draw.random() < 0.2),
                   "learned": int(5 * busy), "faded": int(draw.random() < 0.1)}  # fmt: skip
            if draw.random() < 0.8:
                days[str(begin + timedelta(days=n))] = day
        days[str(NOW.date())] = {"said": 7, "read": 4, "learned": 3, "changed": 1, "forgotten": 1}
        super().__init__(days)

    def happenings(self, begin: str = "", end: str = "", *, limit: int = 100, offset: int = 0) -> list[Row]:
        found = super().happenings(begin, end, limit=1000)
        of = life() | {"changed": life()["learned"][3:], "faded": life()["said"][-1:]}
        for n, one in enumerate(found):
            rows = of[one["what"]]
            one.update(memory=rows[sum(other["what"] == one["what"] for other in found[:n]) % len(rows)],
                       at=one["at"] - 1800.0 * n)  # fmt: skip
        return found[offset : offset + limit]


class Mapped(Drawing):
    """Places of memories that are like each other, with their names."""

    def __init__(self) -> None:
        super().__init__([one for rows in life().values() for one in rows])
        draw = random.Random(11)
        self.dots = [
            (draw.gauss(x, wide), draw.gauss(y, wide), draw.choices(range(4), (60, 14, 24, 2))[0])
            for _, x, y, wide, many in PLACES for _ in range(5 * many)
        ]  # fmt: skip

    def map(
        self, view: Any = None, *, width: int = 160, height: int = 80, colour: str = "kind", cells: bool = False
    ) -> Row:
        self._answer()
        left, top, right, bottom = view or WHOLE
        dots = [
            [int((x - left) / (right - left) * width), int((y - top) / (bottom - top) * height), kind]
            for x, y, kind in self.dots if left <= x < right and top <= y < bottom
        ]  # fmt: skip
        names = ("episode", "fact", "passage", "insight")
        found = {
            "view": view or WHOLE, "whole": WHOLE, "dots": dots, "total": len(self.dots), "waiting": 0, "state": "",
            "classes": [{"name": name, "count": sum(one[2] == n for one in dots)} for n, name in enumerate(names)],
            "labels": [{"x": x, "y": y, "text": name, "count": 5 * many} for name, x, y, _, many in PLACES],
            "done": 1.0, "sketch": False,
        }  # fmt: skip
        return in_cells(found, width, height)


def insightful() -> ScriptedClient:
    """What was noticed, what is known of the person, and lessons."""
    found = test_insights.client()
    found.rows = life()["said"]
    found.noticed = [
        test_insights.insight("i1", "day", "On 17 May 2026 you told me 7 things, most of them about the boat."),
        test_insights.insight("i2", "topic", "You spoke of “Biscuit” 9 times in 4 weeks.") | {"accepted": True},
        test_insights.insight("i3", "together", "Sleep and coffee come up together: 5 of 6 times.", days=3),
        test_insights.insight("i4", "topic", "You spoke of “会議” 4 times in 2 weeks.", days=3) | {"own": True},
        test_insights.insight("i5", "day", "On 9 May 2026 you told me 12 things.", days=8),
    ]
    return found


def shelf() -> ScriptedClient:
    """A folder in which some files are read, some wait, and some are left out."""
    found = test_folders.Shelf(*test_folders.FILES)
    found.folders_watched = [
        test_folders.watched(
            waiting=31, indexed=412, passages=3_120, state="reading", rate=6.4, seconds_left=42.0,
            bytes_waiting=9_400_000,
        )
    ]  # fmt: skip
    return found


def disk() -> ScriptedClient:
    """What takes room."""
    found = test_storage.Disk()
    found.offered["here"] = test_storage.MODELS
    return found


def nights() -> ScriptedClient:
    """What three runs did."""
    found = test_consolidation.client()
    found.night["sentence"] = "Last night I learned 3 things, joined 1 and let 2 fade."
    found.night["items"] = [
        test_consolidation.item(1, "learned", "Biscuit's vet is Dr. Alder, near the station."),
        test_consolidation.item(2, "learned", "Ana is your sister."),
        test_consolidation.item(3, "learned", "You drink no coffee after four.") | {"undone": True, "back": 50},
        test_consolidation.item(4, "joined", "The leak under the sink is fixed; the plumber was Ines, who came twice "
                                             "and left her number for the next time."),
        test_consolidation.item(5, "faded", "木曜日に佐藤さんと会議。"),
        test_consolidation.item(6, "faded", "It rained."),
    ]  # fmt: skip
    return found


FULL: dict[str, Callable[[], ScriptedClient]] = {
    "memory": Remembering, "timeline": Dated, "map": Mapped, "insights": insightful, "folders": shelf,
    "models": test_models.client, "consolidation": nights, "storage": disk,
}  # fmt: skip


class NoRuns(ScriptedClient):
    """No consolidation yet."""

    def consolidation(self, run: int | None = None) -> Row:
        raise NotFound("There was no consolidation run yet.")


def no_map() -> ScriptedClient:
    """A picture without a dot."""
    found = Drawing([])
    found.found = picture(dots=[], classes=[], labels=[], total=0)
    return found


def no_models() -> ScriptedClient:
    """A machine on which no model is and none can run."""
    found = test_models.client()
    found.offered |= {"here": [], "catalogue": found.offered["catalogue"][-1:]}
    found.offered["best"] = {"model": "", "here": False, "sentences": ["No model of the list can run here."]}
    found.fields["model"] |= {"phase": "none", "name": "", "sentence": "No model is here: I recall and quote."}
    return found


def fresh_disk() -> ScriptedClient:
    """A home in which nothing can go."""
    found = test_storage.Disk()
    found.can_go = []
    return found


BARE: dict[str, Callable[[], ScriptedClient]] = {
    "memory": ScriptedClient, "timeline": test_timeline.Dated, "map": no_map, "insights": ScriptedClient,
    "folders": lambda: test_folders.Shelf(folders=0), "models": no_models, "consolidation": NoRuns,
    "storage": fresh_disk,
}  # fmt: skip
"""The same for someone who has only begun."""


SEEN = {
    "memory": ("fades in 56 days", "Nothing is remembered yet"), "timeline": ("20:00 said", "nothing is remembered"),
    "map": ("by kind: e episode", "Nothing is remembered yet"), "insights": ("nothing yet", "Nothing was noticed yet"),
    "folders": ("庭.pdf", "No folder is watched"), "models": ("Cells of 16 bits", "none can run"),
    "consolidation": ("learned; enter", "no consolidation run yet"), "storage": ("of Ollama", "Nothing: there are no"),
}  # fmt: skip
"""What stands on each when all of it has come, and on each for someone who has only begun."""


async def opened(pilot: Pilot[Any], client: ScriptedClient, name: str) -> None:
    """Opens a screen and lets all of it come."""
    await open_(pilot)
    application: SecondMeApp = pilot.app  # type: ignore[assignment]
    if name == "timeline":
        application.push_screen(TimelineScreen(client, UTC, clock=NOW.timestamp))
    else:
        application.action_room(name)
    one = room(name)
    assert one is not None
    await until(pilot, lambda: one.open(application.screen) and application.focused)
    if name == "folders" and isinstance(client, test_folders.Shelf) and client.files:
        await until(pilot, lambda: "412 in memory" in text(application))
        await pilot.press("right", "down")
    await until(pilot, lambda: any(words in text(application) for words in SEEN[name]))
    await pilot.wait_for_scheduled_animations()


LOOKS = (
    ("textual-dark", (80, 24)), ("textual-light", (80, 24)), ("textual-light", (140, 40)), ("textual-dark", (140, 40)),
)  # fmt: skip


@pytest.fixture
def pictures(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The pictures of a test, each by its name."""
    return snapshot.use_extension(SVGImageExtension)


async def looks(pilot: Pilot[Any]) -> AsyncIterator[tuple[str, str]]:
    """What is open as it looks in each theme and size, with a name: the window and the theme change before its eyes."""
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    for theme, (width, height) in LOOKS:
        pilot.app.theme = theme
        if pilot.app.size != (width, height):
            await pilot.resize_terminal(width, height)
        yield f"{width}x{height}-{theme.removeprefix('textual-')}", await still(pilot)


async def settled(pilot: Pilot[Any]) -> None:
    """Waits until nothing is asked for any more; what happens in the service is listened to on and on."""
    await until(pilot, lambda: all(one.group == "events" for one in pilot.app.workers))
    await pilot.wait_for_scheduled_animations()


async def still(pilot: Pilot[Any]) -> str:
    """A picture of the screen once it does not change any more."""
    before = svg = ""
    while not svg or svg != before:
        await settled(pilot)
        before, svg = svg, pilot.app.export_screenshot(simplify=True)
    return svg


async def talked(pilot: Pilot[Any], client: ScriptedClient) -> None:
    """Tells something, has a note kept, asks, and is answered with the source shown."""
    told = await asked(pilot, client, "My dog is called Biscuit.", *answer("Biscuit: I will remember that."))
    told.end()
    await shows(pilot, "I will remember that.")
    await say(pilot, "/remember The spare key is with Ana.")
    await shows(pilot, "Remembered: The spare key")
    source = recollection("The spare key is with Ana.")
    await asked(pilot, client, "Who has the spare key?", *answer("The spare key is with Ana [1].", source))
    await shows(pilot, "with Ana [1]")
    await shows(pilot, "strength")


async def draw(name: str, folder: Path) -> None:
    """Writes a picture, without the fonts that it would have a reader fetch."""
    client = FULL[name]() if name in FULL else ScriptedClient()
    application = app(client)
    async with application.run_test(size=SIZE) as pilot:
        await (opened(pilot, client, name) if name in FULL else talked(pilot, client))
        svg = re.sub(r"@font-face \{.*?\}\s*", "", application.export_screenshot(), flags=re.DOTALL)
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    names = sys.argv[1:] or ["chat", "map", "timeline"]
    for each in names:
        asyncio.run(draw(each, Path(__file__).parents[2] / "assets" / "screenshots"))
