"""The contract of the port `MemoryStore`: what any store must do, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.memory.record import By, Derived, Kind, Memory, Said, Status, Written, identity
from secondme.store.readings import spoken
from secondme.storing import Filter, MemoryStore


def episode(text: str, *, n: int = 1, talk: str = "talk", by: By = By.PERSON, made: float = 1_777_800_000.0) -> Memory:
    """Something said."""
    return Memory(
        id=identity(Kind.EPISODE, talk, str(n), text), kind=Kind.EPISODE, text=text, source=Said(talk, n), by=by,
        place="chat", made=made + n,
    )  # fmt: skip


def insight(text: str, *rests_on: Memory) -> Memory:
    """Something concluded."""
    return Memory(
        id=identity(Kind.INSIGHT, text), kind=Kind.INSIGHT, text=text,
        source=Derived("test", tuple(memory.id for memory in rests_on)), by=By.ASSISTANT, place="reflection",
        made=1_777_900_000.0,
    )  # fmt: skip


def passage(text: str, path: str, n: int) -> Memory:
    """A piece of a file."""
    return Memory(
        id=identity(Kind.PASSAGE, path, str(n), text), kind=Kind.PASSAGE, text=text,
        source=Written(identity(Kind.PASSAGE, path), path, n * 100, n * 100 + len(text), n, "", "0" * 64), by=By.FILE,
        place="files", made=1_777_800_000.0 + n,
    )  # fmt: skip


DOG = episode("My dog is called Biscuit.", n=1)
KEY = episode("The spare key is with Ana.", n=2)
TRIP = episode("We travel to Lisbon in June.", n=3)


class MemoryStoreContract:
    """A subclass gives the fixture `store`, empty."""

    def test_what_is_remembered_is_found_by_id_and_unchanged(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY], rule="test")
        assert store.get([KEY.id, "nobody", DOG.id]) == [KEY, DOG]

    def test_remembering_again_changes_nothing_and_says_so(self, store: MemoryStore) -> None:
        assert store.remember([DOG], rule="test") == [DOG]
        assert store.remember([DOG, KEY], rule="test") == [KEY]
        assert store.count(Filter()) == 2

    def test_a_memory_is_found_by_the_start_of_its_id(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY], rule="test")
        assert store.find(DOG.id[:8]) == DOG
        with pytest.raises(NotFound):
            store.find("zzzz")
        with pytest.raises(NotFound):
            store.find("")
        with pytest.raises(Refused, match="Several"):
            store.find("e")

    def test_pages_come_newest_first_and_join_up(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY, TRIP], rule="test")
        assert store.page(Filter(), limit=2) == [TRIP, KEY]
        assert store.page(Filter(), limit=2, offset=2) == [DOG]

    def test_a_filter_limits_every_lane(self, store: MemoryStore) -> None:
        other = replace(DOG, id=identity(Kind.EPISODE, "elsewhere"), place="work")
        store.remember([DOG, other, KEY], rule="test")
        assert store.settle()
        work = Filter(places=("work",))
        assert {hit.memory for hit in store.words("dog", limit=10, which=work)} == {other.id}
        assert {hit.memory for hit in store.nearest("dog", limit=10, which=work)} == {other.id}
        assert store.count(work) == 1

    def test_what_is_nearer_elsewhere_pushes_nothing_out_of_a_place_or_a_folder(self, store: MemoryStore) -> None:
        elsewhere = [
            replace(
                passage(f"My dog is called Biscuit number {n}.", f"/work/{n % 7}.md", n),
                place="chat" if n % 2 else "work",
            )
            for n in range(5_000)
        ]
        few = [passage(text, f"/home/me/{text[:3]}.md", 1) for text in ("The puppy sleeps.", "It rains.", "Lisbon.")]
        several = [passage(f"The puppy number {n} has a name.", f"/home/you/{n}.md", 1) for n in range(300)]
        store.remember(
            [*elsewhere, *(replace(m, place="me") for m in few), *(replace(m, place="you") for m in several)],
            rule="test",
        )
        assert store.settle(120)
        question = "My dog is called Biscuit."
        for which in (Filter(places=("me",)), Filter(under="/home/me")):
            assert {hit.memory for hit in store.nearest(question, limit=10, which=which)} == {m.id for m in few}
        encoder = StaticEncoder(assets.folder("static-minilm-256"))
        cosines = encoder.embed([spoken(one) for one in several]) @ encoder.embed([f"User: {question}"])[0]
        alike = dict(zip([m.id for m in several], cosines, strict=True))
        best = sorted(alike, key=lambda name: -alike[name])[:10]
        for which in (Filter(places=("you",)), Filter(under="/home/you")):
            hits = store.nearest(question, limit=10, which=which)
            assert {hit.memory for hit in hits} <= set(alike)
            assert len(hits) == 10
            assert sum(alike[hit.memory] >= alike[best[-1]] - 1e-4 for hit in hits) >= 9

    def test_words_find_other_forms_of_a_word_and_fold_accents(self, store: MemoryStore) -> None:
        cafe = episode("The Café in Zürich closes early.", n=4)
        store.remember([DOG, KEY, cafe], rule="test")
        assert [hit.memory for hit in store.words("dogs", limit=10, which=Filter())] == [DOG.id]
        assert [hit.memory for hit in store.words("zurich cafes", limit=10, which=Filter())] == [cafe.id]

    @pytest.mark.parametrize(
        "question", ["", "   ", '"', "a OR b AND NOT (", "🙂🙂", "*", "NEAR(", "' ; DROP TABLE memory"]
    )
    def test_words_take_any_text(self, store: MemoryStore, question: str) -> None:
        store.remember([DOG], rule="test")
        assert store.words(question, limit=10, which=Filter()) == []

    def test_the_nearest_by_vector_is_the_likest(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY, TRIP], rule="test")
        assert store.settle()
        hits = store.nearest("the name of my puppy", limit=3, which=Filter())
        assert hits[0].memory == DOG.id
        assert hits == sorted(hits, key=lambda hit: -hit.score)

    def test_without_a_neural_encoder_there_are_readings_and_no_neural_vectors(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY, TRIP], rule="test")
        assert store.settle()
        assert store.encoded("my dog") is None
        assert store.neural(np.ones(384, np.float32), limit=3, which=Filter()) == []
        found = store.readings([DOG.id], reach=1, which=Filter())
        assert found.ids == (DOG.id, KEY.id)
        assert not found.neural.any()

    def test_a_revision_is_a_version_with_its_history(self, store: MemoryStore) -> None:
        store.remember([DOG], rule="said")
        store.revise([DOG.changed(pinned=True)], what="pinned", rule="person", why="It matters.")
        assert store.get([DOG.id])[0].version == 2
        assert [(change.version, change.what, change.rule) for change in store.history(DOG.id)] == [
            (1, "made", "said"),
            (2, "pinned", "person"),
        ]

    def test_what_holds_no_more_is_told_from_what_does(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY, TRIP], rule="test")
        store.succeed(KEY, TRIP, rule="person")
        assert [memory.id for memory in store.closed([DOG.id, KEY.id, TRIP.id])] == [KEY.id]

    def test_a_revision_of_an_old_version_is_refused_and_changes_nothing(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY], rule="said")
        store.revise([DOG.changed(pinned=True)], what="pinned", rule="person")
        with pytest.raises(Refused):
            store.revise([KEY.changed(pinned=True), DOG.changed(importance=1.0)], what="weighed", rule="person")
        assert store.get([KEY.id]) == [KEY]

    def test_an_illegal_status_is_refused(self, store: MemoryStore) -> None:
        archived = DOG.moved(Status.ARCHIVED)
        store.remember([DOG], rule="said")
        store.revise([archived], what="archived", rule="test")
        with pytest.raises(Refused):
            store.revise([replace(archived, status=Status.FADED, version=3)], what="faded", rule="test")

    def test_recall_strengthens_once_a_conversation_and_brings_back_what_faded(self, store: MemoryStore) -> None:
        store.remember([DOG], rule="said")
        store.revise([DOG.moved(Status.FADED)], what="faded", rule="retention")
        store.recalled([DOG.id], conversation="a", message=1, at=1_780_000_000.0)
        found = store.get([DOG.id])[0]
        assert (found.status, found.recalls, found.last_recalled) == (Status.ACTIVE, 1, 1_780_000_000.0)

    def test_neighbours_are_what_was_said_before_and_after(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY, TRIP], rule="said")
        assert store.neighbours(KEY) == [DOG, TRIP]
        assert store.neighbours(DOG) == [KEY]

    def test_what_rests_on_a_memory_is_known(self, store: MemoryStore) -> None:
        found = insight("You have a dog and a key.", DOG, KEY)
        store.remember([DOG, KEY, TRIP, found], rule="test")
        assert store.resting_on([KEY.id]) == [found]
        assert store.resting_on([TRIP.id]) == []

    def test_a_forgotten_memory_is_in_no_lane(self, store: MemoryStore) -> None:
        store.remember([DOG, KEY], rule="test")
        assert store.settle()
        assert store.forget([DOG.id, "nobody"]) == 1
        assert store.settle()
        assert store.get([DOG.id]) == []
        assert store.history(DOG.id) == []
        assert store.words("dog biscuit", limit=10, which=Filter()) == []
        assert DOG.id not in {hit.memory for hit in store.nearest("dog", limit=10, which=Filter())}
        assert store.health().indexed == 1
