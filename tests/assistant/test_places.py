"""Places and topics that a question names: which filter they make, and what is said of names that are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from secondme.assistant.places import Places
from secondme.errors import NotFound, Refused
from secondme.ports import Folder
from secondme.storing import Filter

GARDEN, WORK, OTHER = (
    Folder("f1", Path("/home/me/Garden"), "Garden"),
    Folder("f2", Path("/home/me/My Work"), "My Work"),
    Folder("f3", Path("/mnt/Garden"), "Garden"),
)


@dataclass
class There:
    """What there is, as a test says."""

    watched: list[Folder] = field(default_factory=lambda: [GARDEN, WORK])
    files: tuple[str, ...] = ("/home/me/Garden/roses/pruning.md", "/home/me/My Work/plan.md")

    def folders(self) -> list[Folder]:
        return self.watched

    def programs(self) -> list[str]:
        return ["chat", "notes", "reflection", "terminal"]

    def talking(self) -> list[str]:
        return ["chat", "notes", "terminal"]

    def talks(self, start: str) -> list[str]:
        return [name for name in ("abc1", "abc2", "fed9") if name.startswith(start)]

    def holds(self, path: str) -> bool:
        return any(file == path or file.startswith(path + "/") for file in self.files)

    def speakers(self) -> list[str]:
        return ["Ana", "Ben"]

    def topics(self) -> list[tuple[int, str]]:
        return [(1, "garden"), (2, "garden/roses"), (3, "work"), (4, "work/roses"), (5, "tax return")]


@pytest.fixture
def places() -> Places:
    return Places(There())


@pytest.mark.parametrize(
    ("name", "which"),
    [
        ("Garden", Filter(places=("folder:f1",))),
        ("garden", Filter(places=("folder:f1",))),
        ("f1", Filter(places=("folder:f1",))),
        ("folder:f1", Filter(places=("folder:f1",))),
        ("/home/me/Garden", Filter(places=("folder:f1",))),
        ("/home/me/Garden/roses", Filter(places=("folder:f1",), under="/home/me/Garden/roses")),
        ("Garden/roses/pruning.md", Filter(places=("folder:f1",), under="/home/me/Garden/roses/pruning.md")),
        ("plan.md", Filter(places=("folder:f2",), under="/home/me/My Work/plan.md")),
        ("talk:fed", Filter(conversation="fed9")),
        ("notes", Filter(places=("notes",))),
        ("terminal", Filter(places=("terminal",))),
        ("talk", Filter(places=("chat", "terminal"))),
        ("files", Filter(places=("folder:f1", "folder:f2"))),
    ],
)
def test_a_place_is_known_by_each_of_its_names(places: Places, name: str, which: Filter) -> None:
    assert places.place(name) == which
    assert places.split(f'where is it in:"{name}"') == ("where is it", which)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("in:notes what did I say", "what did I say"),
        ("what did I say in:notes?", "what did I say?"),
        ("what in:notes did I say", "what did I say"),
        ("IN:Notes what did I say", "what did I say"),
        ('what did I say in:"notes"?', "what did I say?"),
        ("what did I say in:“notes”.", "what did I say."),
        ("in:notes", ""),
        ("in:notes?", ""),
    ],
)
def test_the_words_that_name_a_place_are_taken_out_of_the_question(places: Places, typed: str, question: str) -> None:
    assert places.split(typed) == (question, Filter(places=("notes",)))


@pytest.mark.parametrize(
    "typed", ["the cat sat in: the hat", "built-in:notes", "what is in it?", "issue #4", "a # b", "#nosuch"]
)
def test_what_only_looks_like_a_place_stays(places: Places, typed: str) -> None:
    assert places.split(typed) == (typed, Filter())


def test_a_topic_is_meant_with_all_below_it(places: Places) -> None:
    assert places.split("what now #garden") == ("what now", Filter(topics=(1, 2)))
    assert places.split("topic:garden/roses what now") == ("what now", Filter(topics=(2,)))
    both = Filter(places=("notes",), topics=(5,))
    assert places.split('what now topic:"tax return" in:notes?') == ("what now?", both)


def test_a_name_that_means_several_is_refused_with_what_it_may_mean(places: Places) -> None:
    with pytest.raises(Refused, match="garden/roses, work/roses"):
        places.topic("roses")
    with pytest.raises(Refused, match="abc1, abc2"):
        places.place("talk:abc")
    with pytest.raises(Refused, match="/home/me/Garden, /mnt/Garden"):
        Places(There([GARDEN, OTHER])).place("Garden")
    notes = Folder("f4", Path("/home/me/notes"), "notes")
    with pytest.raises(Refused, match="/home/me/notes, program:notes"):
        Places(There([notes])).place("notes")
    assert Places(There([notes])).place("program:notes") == Filter(places=("notes",))
    assert Places(There([notes])).place("folder:notes") == Filter(places=("folder:f4",))


def test_an_unknown_name_is_answered_with_those_there_are(places: Places) -> None:
    with pytest.raises(NotFound, match=r"'nowhere': there are files, talk, notes, .*Garden, My Work"):
        places.split("what now in:nowhere?")
    with pytest.raises(NotFound, match="garden, garden/roses"):
        places.split("what now topic:cars")
    with pytest.raises(NotFound, match="No conversation begins"):
        places.place("talk:zzz")
    with pytest.raises(NotFound):
        places.place("/home/me/Garden/empty")
    with pytest.raises(NotFound, match="No folder is watched"):
        Places(There([])).place("files")


def test_a_question_is_about_one_place(places: Places) -> None:
    with pytest.raises(Refused, match="one place at a time"):
        places.split("what now in:notes in:chat")


def test_every_place_that_is_listed_can_be_named(places: Places) -> None:
    for there in (places, Places(There([GARDEN, OTHER, WORK]))):
        for row in there.all():
            assert there.place(row["in"]) != Filter()
