"""Commands about the conversation at hand, in the app."""

from __future__ import annotations

from typing import Any

from tests.scripted import ScriptedClient, row
from tests.tui.driving import answer, app, asked, say, shows


class Talking(ScriptedClient):
    """A client whose goals and names are those that it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, ...]] = []

    def goal(self, text: str, *, conversation: str = "") -> dict[str, Any]:
        self.told.append(("goal", text, conversation))
        return self._goal() | {"text": text, "conversation": conversation or "made"}

    def goal_done(self, result: str = "", *, conversation: str = "") -> dict[str, Any]:
        self.told.append(("done", result, conversation))
        return self._goal() | {"open": False, "result": result, "turns": 2}

    def goal_turns(self, number: int, *, conversation: str = "") -> dict[str, Any]:
        said = [{"id": 1, "role": "person", "text": "Two rooms\n  by the river.", "made": 0.0}]
        return self._goal() | {"open": False, "turns": 1, "said": said}

    def point(self, name: str, memory: str = "last", *, conversation: str = "") -> dict[str, Any]:
        self.told.append(("point", name, memory, conversation))
        return {"name": name, "memory": row("e1", "Two rooms by the river.")}

    def pointers(self) -> list[dict[str, Any]]:
        return []

    def _goal(self) -> dict[str, Any]:
        return {"number": 1, "text": "find a flat", "result": "", "turns": 0, "open": True, "conversation": "made"}


async def test_a_goal_begins_a_conversation_that_goes_on() -> None:
    client = Talking()
    async with app(client).run_test(size=(100, 30)) as pilot:
        await say(pilot, "/goal find a flat")
        await shows(pilot, "· Goal 1: find a flat. End it with: /done RESULT")
        assert pilot.app.chat.conversation == "made"
        await asked(pilot, client, "Where is it cheap?", *answer("In Alfama."))
        assert client.asked == [("Where is it cheap?", "made", False)]
        await shows(pilot, "In Alfama.")
        await say(pilot, "/done in Alfama")
        await shows(pilot, "Done 1: find a flat -> in Alfama (2 turns folded; expand 1)")
        await say(pilot, "/expand 1")
        await shows(pilot, "by the river.")
        await say(pilot, "/point flat")
        await shows(pilot, '#flat is e1, you said: "Two rooms by the river."')
    talk = pilot.app.chat.conversation
    assert client.told == [
        ("goal", "find a flat", ""), ("done", "in Alfama", talk), ("point", "flat", "last", talk),
    ]  # fmt: skip


async def test_what_cannot_be_is_told() -> None:
    client = Talking()
    async with app(client).run_test(size=(100, 30)) as pilot:
        await say(pilot, "/done")
        await shows(pilot, "No goal is open in this conversation.")
        await say(pilot, "/expand one")
        await shows(pilot, "Which goal? Give its number, as in: /expand 1")
        await say(pilot, "/point")
        await shows(pilot, "No memory has a name yet.")
        await say(pilot, "/private")
        await say(pilot, "/goal x")
        await shows(pilot, "Nothing of a private conversation is kept: it has no goals")
    assert client.told == []
