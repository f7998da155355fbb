"""The screen of the disk."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from secondme.errors import NoService
from secondme.tui.confirm import YesNo
from secondme.tui.storage import Parts, StorageScreen, to_remove
from tests.scripted import ScriptedClient
from tests.tui.driving import app, shown, until

Row = dict[str, Any]
NEWEST = "The newest snapshot stays."


class Disk(ScriptedClient):
    """A home of 10 MB; what is removed leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.can_go = [
            {"what": "snapshots", "which": f"{day}.db", "name": f"Snapshot of {day} May 2026", "bytes": 2_000_000,
             "sentence": "A verified copy.", "stays": NEWEST if day == 3 else ""} for day in (1, 2, 3)
        ]  # fmt: skip
        self.can_go.append(
            {"what": "states", "which": "", "name": "Saved states", "bytes": 500_000, "sentence": "What it has read.",
             "stays": ""}
        )  # fmt: skip
        self.cleared: list[tuple[str, str]] = []

    def storage(self) -> Row:
        self._answer()
        held = {"text": 3_000_000, "words": 500_000, "vectors": 6_000_000, "snapshots": 500_000, "logs": 0}
        return {
            "home": "/home/me/.local/share/secondme", "bytes": 10_000_000, "free": 42_000_000_000,
            "budget": {"limit": 0, "bytes": 1, "sentence": "Vectors and index take 6 MB, as much as they need."},
            "parts": [{"name": name, "bytes": n, "sentence": f"what {name} is"} for name, n in held.items()],
            "can_go": self.can_go,
        }  # fmt: skip

    def storage_clear(self, what: str, which: str = "") -> Row:
        self._answer()
        self.cleared.append((what, which))
        self.can_go = [one for one in self.can_go if (one["what"], one["which"]) != (what, which)]
        return {"what": what, "removed": 1, "bytes": 2_000_000}


MODELS = [
    {"name": "owner/Small:small.gguf", "source": "hub", "bytes": 90_000_000, "path": "/hub/small.gguf"},
    {"name": "starter", "source": "starter", "bytes": 140_000_000, "path": "/pkg/starter.gguf"},
    {"name": "llama3", "source": "Ollama", "bytes": 4_000_000_000, "path": "/blobs/x"},
    {"name": "own", "source": "own folder", "bytes": 7, "path": "/home/me/own.gguf"},
]


def lines(pilot: Pilot[Any]) -> list[str]:
    found = pilot.app.screen.query_one(Parts)
    return [found.cells(at, found.row(at) or {}, 120).strip() for at in range(found.total)]


def told(pilot: Pilot[Any], which: str) -> str:
    return str(pilot.app.screen.query_one(f"#{which}", Static).render())


def to(pilot: Pilot[Any], name: str) -> None:
    found = pilot.app.screen.query_one(Parts)
    found.action_to(next(at for at in range(found.total) if name in (found.row(at) or {})["name"]))


async def test_what_takes_room_is_shown_with_its_share_and_what_can_go_is_asked_for() -> None:
    client = Disk()
    client.offered["here"] = MODELS
    async with app(client).run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(StorageScreen(client, UTC))
        await until(pilot, lambda: len(lines(pilot)) == 5 + 1 + 4 + 1 + 4)
        assert lines(pilot)[0].split()[:5] == ["vectors", "6", "MB", "██████░░░░", "60%"]
        assert [line.split("  ")[0][-10:] for line in lines(pilot)[6:8]] == ["1 May 2026", "2 May 2026"]
        assert "42.0 GB are free" in told(pilot, "storage-sum")
        to(pilot, "text")
        await pilot.press("d")
        assert "That cannot be removed here." in told(pilot, "page-told")
        assert "enter remove" not in told(pilot, "page-keys")
        assert "why it stays" in told(pilot, "page-keys")
        await pilot.press("end", "home")
        assert not told(pilot, "page-told"), "what was wrong with another row is told no more"
        to(pilot, "3 May")
        await pilot.press("d")
        assert NEWEST in told(pilot, "page-told")
        to(pilot, "1 May")
        await pilot.press("d")
        await shown(pilot, YesNo)
        await pilot.press("n")
        await shown(pilot, StorageScreen)
        assert client.cleared == []
        await pilot.press("d")
        await shown(pilot, YesNo)
        await pilot.press("y")
        await until(pilot, lambda: "Removed: Snapshot of 1 May 2026. 2 MB are free again." in told(pilot, "page-told"))
        await until(pilot, lambda: len(lines(pilot)) == 14)
        assert client.cleared == [("snapshots", "1.db")]
        to(pilot, "owner/Small")
        await until(pilot, lambda: "hf cache rm model/owner/Small" in told(pilot, "storage-about"))
        await pilot.press("u")
        assert "no key brings it back" in told(pilot, "page-told")


async def test_the_cursor_passes_over_the_lines_above_others() -> None:
    client = Disk()
    async with app(client).run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(StorageScreen(client, UTC))
        await until(pilot, lambda: len(lines(pilot)) == 5 + 1 + 4)
        found = pilot.app.screen.query_one(Parts)
        seen = []
        for key in ["down"] * 9 + ["up"] * 9:
            seen.append((found.current or {})["kind"])
            await pilot.press(key)
        assert "title" not in seen
        assert found.cursor == 0
        client.can_go = []
        await pilot.press("r")
        await until(pilot, lambda: len(lines(pilot)) == 5 + 2)
        await pilot.press("end")
        assert (found.current or {})["kind"] == "part"


async def test_where_nothing_comes_it_says_so_and_looks_again() -> None:
    client = Disk()
    client.can_go = []
    async with app(client).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        client.refusing = NoService("No service answers.", "Start it.")
        await pilot.app.push_screen(StorageScreen(client, UTC))
        await until(pilot, lambda: "! No service answers." in told(pilot, "page-told"))
        client.refusing = None
        await pilot.press("r")
        await until(pilot, lambda: any("Nothing: there are no snapshots" in line for line in lines(pilot)))


def test_how_a_model_goes_is_told_by_whose_it_is() -> None:
    assert [to_remove(one) for one in MODELS] == [
        "To remove it: hf cache rm model/owner/Small",
        "It came with this program, and goes with it.",
        "To remove it: ollama rm llama3",
        "It lies in this program's own folder; its file is /home/me/own.gguf",
    ]
