"""Topics in a real ledger: shaping them by hand, growing by themselves, and keeping no word that was forgotten."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.memory.record import Memory
from secondme.stop import Stop
from secondme.store.routing import BATCH, Router
from secondme.store.store import Store
from secondme.store.topics import PERSON, RULE, Topics
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.subjects import SUBJECTS, noted, notes


@pytest.fixture
def topics(store: Store, clock: MovingClock) -> Topics:
    return Topics(store, clock)


@pytest.fixture
def router(store: Store, topics: Topics, encoder: StaticEncoder) -> Router:
    return Router(store, topics, encoder)


def keep(store: Store, texts: list[str], first: int = 0) -> list[Memory]:
    return store.remember([noted(text, first + number) for number, text in enumerate(texts)], rule="said")


def several(count: int, *subjects: str) -> list[str]:
    texts = [text for subject in subjects for text in notes(subject, count)]
    random.Random(7).shuffle(texts)
    return texts


def names(topics: Topics) -> list[str]:
    return [topic.name for topic in topics.all()]


def held(store: Store, topics: Topics, name: str) -> set[str]:
    """Ids of the memories that a filter by a topic gives."""
    numbers = tuple(topic.n for topic in topics.all() if (topic.name + "/").startswith(name + "/"))
    return {memory.id for memory in store.page(Filter(topics=numbers), limit=100_000)}


# ---- by hand -----------------------------------------------------------------------------------------


def test_a_topic_is_made_with_those_above_it(topics: Topics) -> None:
    topics.add("work/taxes/2026")
    assert names(topics) == ["work", "work/taxes", "work/taxes/2026"]
    assert topics.find("WORK/Taxes").by == PERSON
    with pytest.raises(Refused, match="already"):
        topics.add("work")
    assert topics.add("work", "office, boss").words == "office, boss"
    with pytest.raises(NotFound, match="work, work/taxes"):
        topics.find("play")


def test_what_is_tagged_is_in_the_topic_and_those_above(store: Store, topics: Topics) -> None:
    rose, oven = keep(store, ["The rose needs pruning.", "The oven is broken."])
    topics.add("garden/roses")
    assert topics.tag("garden/roses", [rose.id[:8]]).memories == 1
    assert held(store, topics, "garden") == held(store, topics, "garden/roses") == {rose.id}
    assert topics.find("garden").memories == 1
    assert topics.of(rose.id) == ["garden/roses"]
    assert topics.untag("garden", [rose.id]).memories == 0
    assert held(store, topics, "garden") == set()
    assert topics.tag("garden/roses", [rose.id]).memories == 1
    with pytest.raises(NotFound):
        topics.tag("garden", ["nobody"])
    assert oven.id not in held(store, topics, "garden")


def test_a_topic_moves_with_all_below_it(store: Store, topics: Topics) -> None:
    rose = keep(store, ["The rose needs pruning."])[0]
    topics.add("roses/old")
    topics.tag("roses/old", [rose.id])
    topics.rename("roses", "garden/roses")
    assert names(topics) == ["garden", "garden/roses", "garden/roses/old"]
    assert held(store, topics, "garden") == {rose.id}
    with pytest.raises(Refused, match="below itself"):
        topics.rename("garden", "garden/roses/garden")
    topics.add("work")
    with pytest.raises(Refused, match="already"):
        topics.rename("work", "Garden")
    assert topics.rename("work", "Work").name == "Work"


def test_a_topic_that_is_removed_leaves_its_memories_to_the_one_above(store: Store, topics: Topics) -> None:
    rose = keep(store, ["The rose needs pruning."])[0]
    topics.add("garden/roses/old")
    topics.tag("garden/roses/old", [rose.id])
    assert topics.remove("garden/roses") == (2, 1)
    assert names(topics) == ["garden"]
    assert held(store, topics, "garden") == {rose.id}
    topics.remove("garden")
    assert names(topics) == []
    assert store.get([rose.id]) == [rose]
    assert not store.ledger.rows("SELECT * FROM tagged")
    assert not store.ledger.rows("SELECT * FROM note WHERE name LIKE 'topic %'")


# ---- by themselves -----------------------------------------------------------------------------------


def test_memories_of_one_subject_make_a_topic_named_by_a_word_of_theirs(
    store: Store, topics: Topics, router: Router
) -> None:
    keep(store, several(30, "garden", "chess", "mortgage", "dentist", "camping", "software"))
    made = router.run(Stop()).made
    assert len(made) >= 4
    assert all(topic.by == RULE for topic in topics.all())
    for topic in topics.all():
        assert any(topic.name.split()[0] in memory.text.lower() for memory, _, _ in topics.members(topic))
    assert not router.run(Stop()).made


def test_twice_as_many_notes_on_the_same_subjects_add_under_a_fifth_of_the_topics(
    store: Store, topics: Topics, router: Router, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {subject: notes(subject, 100) for subject in SUBJECTS}
    counts = []
    for half in (slice(0, 50), slice(50, 100)):
        some = [text for subject in SUBJECTS for text in texts[subject][half]]
        random.Random(half.start).shuffle(some)
        keep(store, some, half.start * 1000)
        for _ in range(3):
            router.run(Stop())
        counts.append(len(topics.all()))
    tagged = store.ledger.scalar("SELECT count(DISTINCT memory) FROM tagged")
    with capsys.disabled():
        sys.stdout.write(
            f"\n20 subjects: {counts[0]} topics of 1,000 notes, {counts[1]} of 2,000; {tagged / 2000:.0%} have one\n"
        )
    assert len(SUBJECTS) <= counts[0] <= 2 * len(SUBJECTS)
    assert counts[1] <= 1.2 * counts[0]
    assert tagged >= 0.9 * 2000


def test_a_memory_belongs_to_a_topic_of_its_own_subject(store: Store, topics: Topics, router: Router) -> None:
    subject: dict[str, str] = {}
    for number, name in enumerate(SUBJECTS):
        subject |= {memory.id: name for memory in keep(store, notes(name, 40), number * 1000)}
    for _ in range(3):
        router.run(Stop())
    right = everything = 0
    for topic in topics.all():
        found = [subject[memory.id] for memory, _, _ in topics.members(topic, limit=1000)]
        right += max(map(found.count, found))
        everything += len(found)
    assert right >= 0.85 * everything


def test_a_finer_topic_that_is_added_later_also_finds_older_memories(
    store: Store, topics: Topics, router: Router
) -> None:
    topics.add("garden", "garden, rose, roses, tomatoes, hedge, lawn, compost")
    old = keep(
        store,
        [
            "The roses by the wall have black spot.", "I pruned the rose hard in March.", "The tomatoes are ripe.",
            "The hedge needs cutting.", "A climbing rose for the arch, perhaps New Dawn.",
        ],
    )  # fmt: skip
    keep(store, several(20, "chess", "mortgage", "dentist"), 100)
    router.run(Stop())
    topics.add("garden/roses", "rose")
    assert router.look_through(10_000) >= 3
    assert held(store, topics, "garden/roses") == {old[0].id, old[1].id, old[4].id}
    assert held(store, topics, "garden") >= {memory.id for memory in old}
    new = keep(store, ["The rose at the door flowers."], 500)[0]
    router.run(Stop())
    assert new.id in held(store, topics, "garden/roses")


def test_a_finer_topic_stays_within_the_one_above(store: Store, topics: Topics, router: Router) -> None:
    keep(store, several(25, "garden", "cooking"))
    rose = keep(store, ["A climbing rose beside the lawn would hide the compost."], 800)[0]
    topics.add("garden", "tomatoes, hedge, lawn, compost, tulips, weeds, mulch, soil")
    router.look_through(10_000)
    wine = keep(store, ["The bank's shares rose, says the accountant: pay the dividend into the pension."], 900)[0]
    topics.add("garden/roses", "rose")
    router.run(Stop())
    assert rose.id in held(store, topics, "garden/roses")
    assert wine.id not in held(store, topics, "garden/roses")


def test_a_memory_that_is_tagged_by_hand_teaches_the_topic(store: Store, topics: Topics, router: Router) -> None:
    said = keep(store, notes("astronomy", 30))
    keep(store, several(30, "garden", "chess", "mortgage", "dentist", "camping", "software"), 100)
    topics.add("Ursula")  # a name that says nothing
    router.look_through(10_000)
    assert held(store, topics, "Ursula") == set()
    topics.tag("Ursula", [memory.id for memory in said[:10]])
    router.run(Stop())
    found = held(store, topics, "Ursula")
    assert len(found & {memory.id for memory in said[10:]}) >= 15
    assert len(found - {memory.id for memory in said}) <= 2


def test_what_the_person_decided_is_never_overruled(store: Store, topics: Topics, router: Router) -> None:
    out, odd, *rest = keep(store, ["The rose needs pruning.", "Quarterly earnings call.", "The rose is red."])
    topics.add("garden/roses", "rose")
    router.look_through(100)
    assert held(store, topics, "garden/roses") == {out.id, rest[0].id}
    topics.untag("garden", [out.id])
    topics.tag("garden", [odd.id])
    topics.add("garden/new", "rose, pruning")
    for _ in range(2):
        router.run(Stop())
        topics.add("garden/roses", "rose, red")
    router.run(Stop())
    assert held(store, topics, "garden") == {odd.id, rest[0].id}


def test_a_topic_that_the_person_removed_is_not_made_again(store: Store, topics: Topics, router: Router) -> None:
    texts = {subject: notes(subject, 80) for subject in SUBJECTS}
    keep(store, [text for some in texts.values() for text in some[:40]])
    for _ in range(2):
        router.run(Stop())
    gone = set(names(topics))
    for name in gone:
        topics.remove(name)
    keep(store, [text for some in texts.values() for text in some[40:]], 1000)
    for _ in range(2):
        router.run(Stop())
    assert len(names(topics)) <= 0.2 * len(gone)
    assert not gone & set(names(topics))
    assert topics.add(min(gone)).by == PERSON
    assert min(gone) in names(topics)


def test_a_run_goes_on_where_it_was_stopped(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    first = open_store(tmp_path, encoder, clock)
    topics = Topics(first, clock)
    topics.add("garden", "rose")
    router = Router(first, topics, encoder)
    router.run(Stop())
    keep(first, [f"Rose number {number} is in flower." for number in range(BATCH + 50)])
    asked = Stop()
    asked.ask()
    assert router.run(asked).looked_at == 0
    assert router.waiting()
    assert router._new() == (BATCH, BATCH)
    first.close()
    again = open_store(tmp_path, encoder, clock)
    router = Router(again, Topics(again, clock), encoder)
    assert router.run(Stop()).looked_at == 50
    assert not router.waiting()
    assert len(held(again, Topics(again, clock), "garden")) == BATCH + 50
    again.close()


def test_a_memory_is_not_missed_whose_number_another_had(store: Store, topics: Topics, router: Router) -> None:
    topics.add("garden", "rose")
    keep(store, ["The oven is hot.", "The first rose."])
    last = keep(store, ["The second rose."], 10)
    router.run(Stop())
    store.forget([last[0].id])
    number = store.ledger.scalar("SELECT max(n) FROM memory") + 1
    new = keep(store, ["The third rose."], 20)[0]
    assert store.ledger.scalar("SELECT n FROM memory WHERE id = ?", (new.id,)) == number
    assert router.waiting()
    router.run(Stop())
    assert new.id in held(store, topics, "garden")


# ---- forgetting --------------------------------------------------------------------------------------


def test_no_name_that_a_rule_gave_keeps_a_word_that_was_forgotten(
    store: Store, topics: Topics, router: Router
) -> None:
    said = keep(store, several(30, "chess", "mortgage", "dentist", "astronomy", "garden", "camping"))
    for _ in range(2):
        router.run(Stop())
    topic = max(topics.all(), key=lambda one: one.memories)
    word = topic.name.split()[0]
    others = [one.name for one in topics.all() if one != topic]
    store.forget([memory.id for memory in said if word in memory.text.lower()])
    assert topic.name in router.forgotten()
    left = store.ledger.rows("SELECT name FROM topic")
    assert not any(word in name for (name,) in left)
    assert set(others) <= set(names(topics)) or all(word in name for name in set(others) - set(names(topics)))
    assert router.forgotten() == []


def test_when_all_is_forgotten_no_topic_of_a_rule_is_left(store: Store, topics: Topics, router: Router) -> None:
    said = keep(store, several(30, "chess", "mortgage", "dentist", "astronomy"))
    router.run(Stop())
    topics.add("mine")
    topics.remove(next(topic.name for topic in topics.all() if topic.by == RULE))
    store.forget([memory.id for memory in said])
    router.forgotten()
    assert store.ledger.rows("SELECT name FROM topic") == [("mine",)]


def test_what_the_person_named_keeps_its_name(store: Store, topics: Topics, router: Router) -> None:
    rose = keep(store, ["The rose needs pruning."])[0]
    topics.add("rose")
    topics.tag("rose", [rose.id])
    store.forget([rose.id])
    assert router.forgotten() == []
    assert topics.find("rose").memories == 0
