"""Goals and names through a real service: the client, the commands, and the plain conversation."""

from __future__ import annotations

import pytest

from secondme.errors import NotFound, Refused
from tests.service.running import Home, home

__all__ = ["home"]

CODE = "The code of the gate is 7-Otter-19."


def test_a_memory_is_named_shown_renamed_and_let_go_from_the_shell(home: Home) -> None:
    assert home.run("point").stdout.startswith("No memory has a name yet.")
    note = home.json("remember", CODE)["id"]
    assert home.json("point", "gate", "last")["memory"]["id"] == note
    assert home.run("point", "#gate").stdout == CODE + "\n"
    assert home.run("point").stdout == f'#gate is {note}, you said: "{CODE}"\n'
    assert home.json("point", "gate", "--rename", "entry")["name"] == "entry"
    assert "names a memory already" in home.run("topic", "add", "entry", code=3).stderr
    home.run("topic", "add", "garden")
    assert "means the topic 'garden' already" in home.run("point", "garden", note[:8], code=3).stderr
    assert home.run("point", "entry", "--remove").stdout == "#entry names no memory now.\n"
    home.run("memory", "undo")
    assert [one["name"] for one in home.json("point")] == ["entry"]
    home.run("memory", "forget", note, "--yes")
    assert home.json("point") == []
    assert "Say which name" in home.run("point", "--remove", code=2).stderr


def test_a_goal_is_begun_ended_and_expanded_from_the_shell(home: Home) -> None:
    assert home.run("goal").stdout == "No goal was begun yet.\n"
    assert "No goal was begun yet" in home.run("goal", "--done", code=4).stderr
    begun = home.json("goal", "find", "a", "flat")
    talk = begun["conversation"]
    assert (begun["number"], begun["text"], begun["open"]) == (1, "find a flat", True)
    home.run("goal", "ask the bank", "--conversation", talk)
    done = "Done 2: ask the bank -> 300 a month (0 turns folded; expand 2)"
    assert home.run("goal", "--done", "300 a month").stdout == done + "\n"
    assert home.run("goal").stdout.splitlines() == ["Goal 1: find a flat (open, 2 turns)", done]
    home.run("goal", "--done")
    said = home.json("goal", "--expand", "1")["said"]
    assert [one["text"] for one in said] == [
        "Goal: find a flat", "Goal: ask the bank", "Done: ask the bank -> 300 a month", "Done: find a flat",
    ]  # fmt: skip
    assert "There is no goal 7" in home.run("goal", "--expand", "7", code=4).stderr


def test_the_plain_conversation_has_goals_and_names(home: Home) -> None:
    lines = ("/goal find a flat", "/goal", "/done the one in Alfama", "/expand 1", "/point flat", "/point", "/expand x")
    out = home.run("chat", "--plain", said="\n".join(lines)).stdout.splitlines()
    assert out[:4] == [
        "Goal 1: find a flat. End it with: /done RESULT", "Goal 1: find a flat (open, 0 turns)",
        "Done 1: find a flat -> the one in Alfama (0 turns folded; expand 1)",
        "Done 1: find a flat -> the one in Alfama (0 turns folded; expand 1)",
    ]  # fmt: skip
    assert out[4:6] == ["You: Goal: find a flat", "You: Done: find a flat -> the one in Alfama"]
    assert out[6].startswith("#flat is ")
    assert out[7] == out[6]
    assert out[8] == "Which goal? Give its number, as in: /expand 1"
    assert "it has no goals" in home.run("chat", "--plain", "--private", said="/goal x\n", code=1).stdout


def test_the_client_is_told_in_a_sentence_what_cannot_be(home: Home) -> None:
    with pytest.raises(NotFound, match="Nothing was said yet"):
        home.client.point("x")
    with pytest.raises(Refused, match="No memory is named"):
        home.client.point("x", " ")
    with pytest.raises(NotFound, match="There is no conversation"):
        home.client.goal("x", conversation="nowhere")
    with pytest.raises(Refused, match="not said what the goal is"):
        home.client.goal(" ")
    assert home.client.conversations() == []
    with pytest.raises(NotFound):
        home.client.pointer("nothing")
    assert home.client.goals() == home.client.pointers() == []


def test_a_question_goes_on_with_the_latest_conversation(home: Home) -> None:
    assert "no conversation yet" in home.run("ask", "--continue", "And then?", code=4).stderr
    talk = home.events("ask", "My boat is called Heron.")[0]["conversation"]
    home.run("remember", CODE)
    assert home.events("ask", "--continue", "It is green.")[0]["conversation"] == talk
    assert "--continue goes with" in home.run("ask", "--continue", "--private", "Hello", code=2).stderr
    home.run("point", "boat", "last")
    assert home.run("point").stdout.endswith('you said: "It is green."\n')
