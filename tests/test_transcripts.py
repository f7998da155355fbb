"""Conversations as documents."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from secondme.transcripts import to_json, to_markdown
from tests.conftest import MAY

SOURCE = {
    "id": "e1", "text": "My dog is *Biscuit*,\nreally.", "kind": "episode", "by": "person", "made": MAY - 90_000,
    "where": "conversation of 2 May 2026", "score": 0.5, "receipt": {"lanes": ["words"]},
}  # fmt: skip


def message(role: str, text: str, *memories: dict[str, Any], later: float = 0.0) -> dict[str, Any]:
    return {"n": 1, "memory": "m", "role": role, "text": text, "made": MAY + later, "memories": list(memories)}


def test_a_conversation_is_dated_and_its_sources_are_footnotes_each_once() -> None:
    said = [
        message("person", "What is my dog called?"), message("assistant", "Biscuit.\n\x1b[31m", SOURCE, later=5),
        message("assistant", "```py\nBiscuit", SOURCE, later=90_000),
    ]  # fmt: skip
    assert to_markdown("My [dog]\n", said, UTC) == (
        "# My \\[dog\\]\n\n*3 May 2026 to 4 May 2026, 3 messages*\n\n## You, 3 May 2026, 09:20\n\n"
        "What is my dog called?\n\n## secondme, 09:20\n\nBiscuit.\n[31m [^1]\n\n## secondme, 4 May 2026, 10:20\n\n"
        "```py\nBiscuit\n```\n\n[^1]\n\n"
        "[^1]: 2 May 2026, you said: “My dog is \\*Biscuit\\*, really.” (conversation of 2 May 2026)\n"
    )
    assert to_markdown("Empty", [], UTC) == "# Empty\n\n*0 messages*\n"


def test_what_an_answer_rests_on_stands_behind_its_sentences_and_what_has_no_answer_is_told() -> None:
    mark = {"start": 0, "end": 8, "memories": ["e1", "gone"], "supported": True}
    said = message("assistant", "Biscuit. He is a poodle. `x`", SOURCE, SOURCE | {"id": "e2"})
    said |= {"verdict": "perhaps", "marks": [mark, mark | {"start": 9, "end": 24, "memories": [], "supported": False}]}
    asked = message("person", "And my cat?", later=5) | {"state": "unanswered"}
    written = to_markdown("Dog", [said, asked], UTC)
    assert "\n\nBiscuit.[^1] He is a poodle.° `x` [^2]\n\n*(° not in memory; I found only this)*\n\n" in written
    assert "\n\nAnd my cat?\n\n*(no answer was kept)*\n\n[^1]: " in written
    one, two = json.loads(to_json("Dog", [said, asked], UTC))["messages"]
    assert (one["verdict"], one["marks"], two["state"]) == ("perhaps", said["marks"], "unanswered")


def test_a_block_of_code_that_has_its_end_is_left_as_it_is() -> None:
    text = "~~~~\n```\n~~~\n~~~~"
    assert f"\n{text}\n" in to_markdown("Code", [message("person", text)], UTC)


def test_as_json_it_is_one_object() -> None:
    found = json.loads(to_json("Dog", [message("assistant", "Biscuit 🐶", SOURCE)], UTC))
    assert found["title"] == "Dog"
    (one,) = found["messages"]
    assert (one["role"], one["text"], one["at"]) == ("assistant", "Biscuit 🐶", "2026-05-03T09:20:00+00:00")
    assert (one["memories"][0]["id"], "receipt" in one["memories"][0]) == ("e1", False)
