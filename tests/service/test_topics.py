"""Topics and places through a real service and the installed command."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from secondme.errors import NotFound, Refused
from tests.service.running import Home, home, until
from tests.subjects import SUBJECTS, notes

__all__ = ["home"]


def test_topics_are_shaped_listed_and_asked_for_from_the_shell(home: Home) -> None:
    rose = home.json("remember", "The rose at the door needs pruning in March.")["id"]
    oven = home.json("remember", "The oven door is broken.")["id"]
    assert home.run("topic").stdout.startswith("There are no topics yet")
    assert home.json("topic", "add", "garden/roses", "--words", "rose")["memories"] == 1
    assert [row["name"] for row in home.json("topic")] == ["garden", "garden/roses"]
    assert home.json("topic", "list") == home.json("topic")
    assert [row["id"] for row in home.json("topic", "show", "garden")["rows"]] == [rose]
    assert home.json("topic", "tag", "garden", oven)["memories"] == 2
    assert "+" in home.run("topic", "show", "garden").stdout
    assert home.json("topic", "untag", "garden", oven)["memories"] == 1
    assert home.json("topic", "rename", "garden/roses", "roses")["name"] == "roses"
    found = home.json("recall", "which door", "--topic", "roses")
    assert [one["id"] for one in found] == [rose]
    assert [one["id"] for one in home.json("recall", "which door #roses")] == [rose]
    assert [row["id"] for row in home.json("memory", "list", "--topic", "roses")["memories"]] == [rose]
    assert home.json("topic", "remove", "roses") == {"topics": 1, "memories": 1}
    assert "no topic" in home.run("recall", "door", "--topic", "roses", code=4).stderr.lower()
    assert "garden" in home.run("topic").stdout


def test_a_place_limits_what_is_found_from_the_shell_and_what_the_model_reads(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "My Notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "key.md").write_text("The spare key hangs behind the clock.\n", encoding="utf-8")
    (folder / "deep" / "bike.md").write_text("The key of the bicycle is in the blue box.\n", encoding="utf-8")
    home.run("remember", "The spare key is with Ana.")
    home.run("watch", "add", folder)
    until(lambda: home.client.status()["memories"].get("active") == 3, "the files are read")

    def found(*words: str | Path) -> set[str]:
        return {one["text"].strip() for one in home.json("recall", *words)}

    in_files = {"The spare key hangs behind the clock.", "The key of the bicycle is in the blue box."}
    assert found("where is the spare key") == {*in_files, "The spare key is with Ana."}
    assert found("where is the spare key in:notes?") == {"The spare key is with Ana."}
    assert found("where is the spare key", "--in", "My Notes") == in_files
    assert found("where is the spare key", "--in", folder / "deep") == {"The key of the bicycle is in the blue box."}
    assert found("where is the spare key", "--in", "files") == in_files
    page = home.json("memory", "search", "key", "--in", "notes")
    assert [row["text"] for row in page["memories"]] == ["The spare key is with Ana."]
    assert home.json("memory", "list", "--in", "files")["total"] == 2
    assert "there are files, talk, notes" in home.run("recall", "key", "--in", "nowhere", code=4).stderr
    names = [row["in"] for row in home.client.places()]
    assert {"files", "talk", "notes", "My Notes"} <= set(names)
    told = home.events("ask", "where is the spare key?", "--in", "notes")
    recalled = next(event for event in told if event["event"] == "Recalled")
    assert [one["text"] for one in recalled["memories"]] == ["The spare key is with Ana."]
    conversation = next(event for event in told if event["event"] == "Stored")["conversation"]
    assert home.client.messages(conversation)[0]["text"] == 'where is the spare key? in:"notes"'


def test_topics_grow_while_the_machine_is_idle(home: Home) -> None:
    home.set("[service]\nreflect_after_seconds = 1\n")
    for subject in list(SUBJECTS)[:6]:
        for text in notes(subject, 12):
            home.client.remember(text)
    # Whoever asks the service keeps it from being idle: the test looks into the ledger instead.
    with closing(sqlite3.connect(f"file:{home.folders.ledger}?mode=ro", uri=True)) as ledger:
        until(lambda: ledger.execute("SELECT count(*) FROM topic").fetchone()[0], "topics have grown", patience=60)
    topics = home.client.topics()
    assert {topic["by"] for topic in topics} == {"rule"}
    assert all(topic["memories"] >= 6 for topic in topics)


def test_the_client_is_told_in_a_sentence_what_cannot_be(home: Home) -> None:
    with pytest.raises(Refused, match="cannot be a topic's name"):
        home.client.topic_add("a//b")
    with pytest.raises(NotFound):
        home.client.topic("nothing")
    home.client.topic_add("garden")
    with pytest.raises(Refused, match="No memory is named"):
        home.client.topic_tag("garden", [])
    with pytest.raises(NotFound):
        home.client.topic_tag("garden", ["nobody"])
