"""Readings: what the second stage of recall is given of memories and of what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from secondme.encoders.static import StaticEncoder
from secondme.memory.reading import LONGEST, Readings
from secondme.memory.record import By, Memory, Written
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.readings import FORM
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import DOG, KEY, episode, insight, passage

ANY = Filter()
DAY = 86_400.0


def talk(count: int, name: str = "talk", by: By = By.PERSON) -> list[Memory]:
    """Turns of a conversation."""
    return [episode(f"Turn {n} of {name}.", n=n, talk=name, by=by) for n in range(1, count + 1)]


def under(memory: Memory, heading: str) -> Memory:
    """A passage that stands under a heading."""
    assert isinstance(memory.source, Written)
    return replace(memory, source=replace(memory.source, heading=heading))


def read(store: Store, memories: Sequence[Memory], reach: int = 2, which: Filter = ANY) -> Readings:
    """Their readings, and how the parts of what was given go together."""
    found = store.readings([memory.id for memory in memories], reach=reach, which=which)
    many = len(found.ids)
    assert len(found.starts) == many + 1
    assert found.starts[-1] == len(found.tokens)
    for part in (
        found.session, found.follows, found.wanted, found.made, found.by, found.speaker, found.length, found.asks,
        found.time, found.number, found.vectors, found.neural, found.liked,
    ):  # fmt: skip
        assert len(part) == many
    assert list(found.session) == sorted(found.session)
    return found


def tokens(found: Readings, row: int) -> list[int]:
    """The tokens of a row."""
    return [int(token) for token in found.tokens[found.starts[row] : found.starts[row + 1]]]


def test_a_memory_comes_with_its_neighbours_in_order(store: Store) -> None:
    turns = talk(9)
    store.remember(turns, rule="test")
    found = read(store, [turns[4]])
    assert found.ids == tuple(turn.id for turn in turns[2:7])
    assert found.follows.tolist() == [False, True, True, True, True]
    assert set(found.session) == {0}
    assert found.wanted.all()
    assert read(store, [turns[0]]).ids == tuple(turn.id for turn in turns[:3])
    assert read(store, [turns[8]]).ids == tuple(turn.id for turn in turns[6:])
    assert read(store, [turns[3]], reach=0).ids == (turns[3].id,)


def test_nobody_is_there_twice_and_nobody_unknown(store: Store) -> None:
    turns = talk(9)
    store.remember(turns, rule="test")
    found = store.readings([turns[3].id, turns[4].id, turns[3].id, "nobody"], reach=2, which=ANY)
    assert found.ids == tuple(turn.id for turn in turns[1:7])
    assert store.readings([], reach=2, which=ANY).ids == ()
    assert store.readings(["nobody"], reach=2, which=ANY).tokens.tolist() == []


def test_two_talks_that_went_on_at_once_have_neighbours_of_their_own(store: Store) -> None:
    one, other = talk(8, "one"), talk(8, "other")
    store.remember([turn for both in zip(one, other, strict=True) for turn in both], rule="test")
    found = read(store, [one[2], one[6], other[3]])
    assert found.ids == tuple(turn.id for turn in [*one[0:8], *other[1:6]])
    assert found.follows.tolist() == [False, *[True] * 7, False, *[True] * 4]
    assert found.session.tolist() == [0] * 8 + [1] * 5


@pytest.mark.parametrize("mixed", [True, False])
def test_between_two_windows_of_one_talk_it_is_known_whether_something_was_left_out(store: Store, mixed: bool) -> None:
    turns, others = talk(12), talk(12, "other")
    store.remember([turn for both in zip(turns, others, strict=True) for turn in both] if mixed else turns, rule="t")
    found = read(store, [turns[1], turns[7]], reach=1)
    assert found.ids == tuple(turns[at].id for at in (0, 1, 2, 6, 7, 8))
    assert found.follows.tolist() == [False, True, True, False, True, True]
    found = read(store, [turns[1], turns[4]], reach=1)
    assert found.follows.tolist() == [False, True, True, True, True, True]


def test_what_was_forgotten_is_no_neighbour(store: Store, clock: MovingClock) -> None:
    turns = talk(7)
    store.remember(turns, rule="test")
    store.hide([turns[2].id], clock() + 60)
    store.forget([turns[4].id])
    found = read(store, [turns[3], turns[2]])
    assert found.ids == tuple(turns[at].id for at in (0, 1, 3, 5, 6))
    assert found.follows.tolist() == [False, True, True, True, True]


def test_what_the_filter_does_not_mean_is_context_alone(store: Store) -> None:
    turns = [replace(turn, by=By.ASSISTANT if n % 2 else By.PERSON) for n, turn in enumerate(talk(5))]
    store.remember(turns, rule="test")
    found = read(store, [turns[2]], which=Filter(by=(By.PERSON,)))
    assert found.wanted.tolist() == [True, False, True, False, True]
    assert found.by == tuple(turn.by for turn in turns)


def test_a_new_day_and_a_new_heading_begin_a_session(store: Store) -> None:
    turns = [replace(turn, made=DOG.made + (DAY if n > 2 else 0)) for n, turn in enumerate(talk(5))]
    paper = [under(passage(f"Part {n}.", "/home/me/a.md", n), "Two" if n > 1 else "One") for n in range(4)]
    store.remember([*turns, *paper], rule="test")
    found = read(store, [turns[2], paper[1]])
    assert found.ids == (*(one.id for one in paper), *(turn.id for turn in turns))
    assert found.session.tolist() == [0, 0, 1, 1, 2, 2, 2, 3, 3]
    assert found.follows.tolist() == [False, True, True, True, False, True, True, True, True]


def test_who_speaks_begins_no_session(store: Store) -> None:
    turns = [replace(turn, speaker="Ana" if n % 2 else "Ben", made=DOG.made + n) for n, turn in enumerate(talk(6))]
    store.remember(turns, rule="test")
    found = read(store, [turns[2]])
    assert found.speaker == ("Ben", "Ana", "Ben", "Ana", "Ben")
    assert found.session.tolist() == [0] * 5


def test_conclusions_stand_alone(store: Store) -> None:
    drawn = [insight(f"You like {what}.", DOG, KEY) for what in ("dogs", "keys")]
    store.remember([DOG, KEY, *drawn], rule="test")
    found = read(store, drawn)
    assert sorted(found.ids) == sorted(one.id for one in drawn)
    assert found.session.tolist() == [0, 1]
    assert not found.follows.any()


@pytest.mark.parametrize("settled", [True, False])
def test_tokens_and_traits_are_those_of_what_was_said_by_whom(
    store: Store, encoder: StaticEncoder, settled: bool
) -> None:
    said = replace(episode("Did you see 3 whales? I did.", n=1), speaker="Ana")
    written = passage("The harbour opens at dawn.", "/home/me/a.md", 1)
    with store.outbox.paused():
        store.remember([said, written], rule="test")
        found = read(store, [said, written])
    if settled:
        assert store.settle()
        assert store.ledger.scalar("SELECT count(*) FROM reading") == 2
        found = read(store, [said, written])
    at = found.ids.index(said.id)
    assert tokens(found, at) == sorted({*encoder.tokens("Ana: Did you see 3 whales? I did.").tolist()})
    assert tokens(found, 1 - at) == sorted({*encoder.tokens("Note: The harbour opens at dawn.").tolist()})
    assert (found.speaker[at], found.speaker[1 - at]) == ("Ana", "")
    assert (found.length[at], found.number[at], found.number[1 - at]) == (7, True, False)
    assert found.asks[at] == pytest.approx(22 / 28, abs=0.05)
    assert not found.neural.any()


def test_keys_are_read_with_the_text_also_of_a_long_one(store: Store, encoder: StaticEncoder) -> None:
    long = episode("word " * 3 * LONGEST, n=3)
    store.remember([DOG, long], rule="test")
    assert store.settle()
    with store.ledger.write() as connection:
        connection.execute("INSERT INTO key (memory, text, rule) SELECT n, 'puppy', 'test' FROM memory")
        store.outbox.put([DOG.id, long.id])
    puppy = set(encoder.tokens("puppy").tolist())
    assert all(puppy <= set(tokens(found, row)) for found in [read(store, [DOG, long])] for row in range(2))
    assert store.settle()
    assert all(puppy <= set(tokens(found, row)) for found in [read(store, [DOG, long])] for row in range(2))
    assert store.ledger.scalar("SELECT count(*) FROM reading") == 2


def test_an_edited_text_is_read_anew(store: Store, encoder: StaticEncoder) -> None:
    store.remember([DOG], rule="test")
    assert store.settle()
    with store.outbox.paused():
        store.revise([DOG.changed(text="The zeppelin landed.")], what="edited", rule="person")
        before = tokens(read(store, [DOG]), 0)
    assert store.settle()
    assert before == tokens(read(store, [DOG]), 0)
    assert before == sorted({*encoder.tokens("User: The zeppelin landed.").tolist()})


def test_a_text_that_is_edited_while_it_is_read_keeps_no_old_reading(store: Store, encoder: StaticEncoder) -> None:
    class Late:
        name, digest, dimensions = encoder.name, encoder.digest, encoder.dimensions
        embed, tokens = staticmethod(encoder.embed), staticmethod(encoder.tokens)

        def read(self, texts: Sequence[str]) -> object:
            if any("Biscuit" in text for text in texts):
                store.revise([DOG.changed(text="The zeppelin landed.")], what="edited", rule="person")
            return encoder.read(texts)

    store.outbox._reader._encoder = Late()  # type: ignore[assignment]
    store.remember([DOG], rule="test")
    assert store.settle()
    assert tokens(read(store, [DOG]), 0) == sorted({*encoder.tokens("User: The zeppelin landed.").tolist()})
    assert store.ledger.scalar("SELECT count(*) FROM reading") == 1


def test_readings_of_another_form_are_made_anew(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> None:
    with closing(open_store(tmp_path, encoder, clock)) as store:
        store.remember(talk(5), rule="test")
        assert store.settle()
        before = read(store, talk(5))
        with store.ledger.write() as connection:
            connection.execute("UPDATE reading SET packed = zeroblob(8)")
            connection.execute("UPDATE note SET value = 'old' WHERE name = ?", (FORM,))
        with store.outbox.paused():
            assert (read(store, talk(5)).tokens == before.tokens).all()
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert store.settle()
        assert (read(store, talk(5)).tokens == before.tokens).all()
        assert store.ledger.scalar("SELECT count(*) FROM reading WHERE packed = zeroblob(8)") == 0


def test_the_calendar_says_which_texts_tell_of_a_time(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    index = VectorIndex(tmp_path / "index", encoder="test", dimensions=encoder.dimensions)
    ledger = Ledger(tmp_path / "ledger.db")
    with closing(Store(ledger, index, encoder, clock, tells=lambda text: "June" in text)) as store:
        turns = [DOG, episode("We travel in June.", n=2)]
        store.remember(turns, rule="test")
        assert store.settle()
        assert read(store, turns).time.tolist() == [False, True]
    index = VectorIndex(tmp_path / "index", encoder="test", dimensions=encoder.dimensions)
    ledger = Ledger(tmp_path / "ledger.db")
    with closing(Store(ledger, index, encoder, clock, tells=lambda text: "dog" in text, calendar="en de")) as store:
        assert store.settle()
        assert read(store, turns).time.tolist() == [True, False]


def test_use_is_told(store: Store) -> None:
    turns = talk(3)
    store.remember(turns, rule="test")
    with store.ledger.write() as connection:
        connection.execute("INSERT INTO use (memory, cited) SELECT n, 5 FROM memory WHERE id = ?", (turns[0].id,))
        connection.execute("INSERT INTO use (memory, down) SELECT n, 1 FROM memory WHERE id = ?", (turns[2].id,))
    found = read(store, turns).liked
    assert 0 < found[0] < 1
    assert found[1] == 0
    assert -1 < found[2] < 0


def test_vectors_of_unit_length_are_given_where_there_are_any(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    index = VectorIndex(tmp_path / "index", encoder="test", dimensions=encoder.dimensions, main=("neural", 4))
    with closing(Store(Ledger(tmp_path / "ledger.db"), index, encoder, clock)) as store:
        store.remember([DOG, KEY], rule="test")
        assert store.settle()
        with store.ledger.write() as connection:
            connection.execute("INSERT INTO neural SELECT n, x'7f007f00' FROM memory WHERE id = ?", (KEY.id,))
        assert not read(store, [DOG]).neural.any()
        with store.ledger.write() as connection:
            connection.execute("INSERT OR REPLACE INTO note VALUES ('neural.encoder', 'neural')")
        found = read(store, [DOG])
        assert found.neural.tolist() == [False, True]
        assert found.vectors == pytest.approx(np.array([[0, 0, 0, 0], [0.5**0.5, 0, 0.5**0.5, 0]]))
