"""What is learnt from use: citations, thumbs, corrections, in the real ledger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import NotFound, Refused
from secondme.events import Recollection
from secondme.memory.reading import liked
from secondme.memory.record import By
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.store.uses import Use
from secondme.storing import Filter
from tests.conftest import MovingClock

COUNTS = st.integers(0, 10_000)


@pytest.fixture
def talks(store: Store, clock: MovingClock) -> Conversations:
    """Conversations, with one begun."""
    found = Conversations(store, clock)
    found.begin("talk", "chat")
    return found


def noted(talks: Conversations, *texts: str) -> list[str]:
    """Ids of notes."""
    talks.begin("notes", "notes")
    return [talks.say("notes", By.PERSON, text).memory.id for text in texts]


def answered(talks: Conversations, store: Store, *given: str, talk: str = "talk") -> tuple[int, int]:
    """A question with an answer that was given memories; the numbers of both."""
    asked = talks.say(talk, By.PERSON, "What about it?")
    answer = talks.say(talk, By.ASSISTANT, "This.")
    found = [
        Recollection(one.id, one.text, one.kind, one.by, one.made, "", 0.9, 1.0, {"lanes": ["words"]}, {})
        for one in store.get(given)
    ]
    talks.used(asked.n, talk, found)
    return asked.n, answer.n


def counted(store: Store) -> int:
    """How many memories have counts."""
    return int(store.ledger.scalar("SELECT count(*) FROM use"))


class TestThumbs:
    def test_a_thumb_counts_for_the_memories_that_the_answer_was_given_best_first(
        self, store: Store, talks: Conversations
    ) -> None:
        tea, dog, key = noted(talks, "Tea is at four.", "The dog is Biscuit.", "Ana has the key.")
        asked, answer = answered(talks, store, dog, tea)
        rated = store.uses.thumb("talk", answer, False)
        assert (rated.conversation, rated.message, rated.up, rated.before) == ("talk", asked, False, None)
        assert rated.memories == (dog, tea)
        assert store.uses.of(dog) == store.uses.of(tea) == Use(down=1)
        assert store.uses.of(dog).liked < store.uses.of(key).liked == 0
        assert store.uses.thumbs("talk") == {asked: False}

    def test_a_thumb_down_lowers_a_memory_in_what_recall_reads(self, store: Store, talks: Conversations) -> None:
        tea, dog = noted(talks, "Tea is at four.", "The dog is Biscuit.")
        answered(talks, store, tea)
        store.uses.thumb("talk", None, False)
        found = store.readings([tea, dog], reach=0, which=Filter())
        assert dict(zip(found.ids, found.liked.round(3).tolist(), strict=True)) == pytest.approx(
            {tea: -0.429, dog: 0.0}, abs=1e-3
        )

    def test_changing_a_thumb_and_taking_it_back_undoes_exactly_what_it_did(
        self, store: Store, talks: Conversations
    ) -> None:
        tea, dog = noted(talks, "Tea is at four.", "The dog is Biscuit.")
        first, _ = answered(talks, store, tea, dog)
        second, _ = answered(talks, store, dog)
        store.uses.thumb("talk", first, True)
        store.uses.thumb("talk", second, True)
        assert (store.uses.of(tea), store.uses.of(dog)) == (Use(up=1), Use(up=2))
        assert store.uses.thumb("talk", first, True).before is True
        assert store.uses.of(dog) == Use(up=2), "the same thumb again counts no more"
        assert store.uses.thumb("talk", first, False).before is True
        assert (store.uses.of(tea), store.uses.of(dog)) == (Use(down=1), Use(up=1, down=1))
        store.uses.thumb("talk", first, None)
        store.uses.thumb("talk", second, True, toggle=True)
        assert counted(store) == 0
        assert store.uses.thumbs("talk") == {}
        assert talks.uses("talk")[first][0][2] == {"lanes": ["words"]}

    def test_a_thumb_that_a_reset_took_away_is_not_taken_back_again(self, store: Store, talks: Conversations) -> None:
        tea, dog = noted(talks, "Tea is at four.", "The dog is Biscuit.")
        first, _ = answered(talks, store, tea, dog)
        second, _ = answered(talks, store, tea)
        store.uses.thumb("talk", first, True)
        assert store.uses.reset(tea) == 1
        store.uses.thumb("talk", second, True)
        store.uses.thumb("talk", first, None)
        assert (store.uses.of(tea), store.uses.of(dog)) == (Use(up=1), Use())

    def test_without_a_number_the_last_answer_is_meant(self, store: Store, talks: Conversations) -> None:
        tea, dog = noted(talks, "Tea is at four.", "The dog is Biscuit.")
        answered(talks, store, tea)
        talks.begin("other", "chat")
        last, _ = answered(talks, store, dog, talk="other")
        talks.say("other", By.PERSON, "Stopped before there was an answer.")
        assert store.uses.thumb("", None, True).message == last
        assert store.uses.thumb("talk", None, True).memories == (tea,)

    def test_an_answer_that_only_quotes_is_none_that_is_stored_and_has_its_thumb_all_the_same(
        self, store: Store, talks: Conversations
    ) -> None:
        (tea,) = noted(talks, "Tea is at four.")
        asked = talks.say("talk", By.PERSON, "When is tea?")
        (one,) = store.get([tea])
        talks.used(asked.n, "talk", [Recollection(tea, one.text, one.kind, one.by, one.made, "", 0.9, 1.0, {}, {})])
        assert store.uses.thumb("talk", None, True).memories == (tea,)

    def test_what_is_no_answer_is_refused_in_a_sentence(self, store: Store, talks: Conversations) -> None:
        with pytest.raises(NotFound, match="no answer yet"):
            store.uses.thumb("", None, True)
        with pytest.raises(NotFound, match="no conversation 'nowhere'"):
            store.uses.thumb("nowhere", None, True)
        asked = talks.say("talk", By.PERSON, "Hello?")
        with pytest.raises(Refused, match=f"Message {asked.n} was not answered"):
            store.uses.thumb("talk", asked.n, True)
        with pytest.raises(NotFound, match="no message 99 in this conversation"):
            store.uses.thumb("talk", 99, True)
        talks.say("talk", By.ASSISTANT, "Hello.")
        going, answer = talks.say("talk", By.PERSON, "And you?"), talks.say("talk", By.ASSISTANT, "Well.")
        store.forget([going.memory.id])
        with pytest.raises(NotFound, match="is forgotten"):
            store.uses.thumb("talk", answer.n, True)


class TestCitations:
    def test_a_citation_counts_once_and_only_for_what_the_answer_was_given(
        self, store: Store, talks: Conversations
    ) -> None:
        tea, dog, key = noted(talks, "Tea is at four.", "The dog is Biscuit.", "Ana has the key.")
        asked, _ = answered(talks, store, tea, dog)
        assert talks.cited(asked, [dog, dog, key, "nothing"]) == 1
        assert talks.cited(asked, [dog]) == 0
        again, _ = answered(talks, store, dog)
        talks.cited(again, [dog])
        assert [store.uses.of(one) for one in (tea, dog, key)] == [Use(), Use(cited=2), Use()]
        assert talks.uses("talk")[asked][1][2]["cited"] is True


class TestCorrections:
    def test_a_memory_that_is_corrected_after_an_answer_used_it_counts_until_that_is_undone(
        self, store: Store, talks: Conversations
    ) -> None:
        tea, dog = noted(talks, "Tea is at four.", "The dog is Biscuit.")
        answered(talks, store, tea)
        for name in (tea, dog):
            store.succeed(store.find(name), None, rule="person", why="It was marked as wrong.")
        assert (store.uses.of(tea), store.uses.of(dog)) == (Use(corrected=1), Use())
        number = store.operations()[1].n
        undone = store.undo(number)
        assert store.uses.of(tea) == Use()
        store.undo(undone.n)
        assert store.uses.of(tea) == Use(corrected=1)

    def test_what_is_closed_by_a_rule_is_no_correction(self, store: Store, talks: Conversations) -> None:
        (tea,) = noted(talks, "Tea is at four.")
        answered(talks, store, tea)
        store.succeed(store.find(tea), None, rule="test")
        assert store.uses.of(tea) == Use()


class TestForgetting:
    def test_the_counts_of_a_forgotten_memory_go_with_it(self, store: Store, talks: Conversations) -> None:
        tea, dog = noted(talks, "Tea is at four.", "The dog is Biscuit.")
        asked, _ = answered(talks, store, tea, dog)
        talks.cited(asked, [tea])
        store.uses.thumb("talk", asked, True)
        store.forget([tea])
        assert counted(store) == 1
        assert store.uses.thumb("talk", asked, None).memories == (dog,)
        assert counted(store) == 0

    def test_the_thumb_of_a_forgotten_answer_goes_with_its_question(self, store: Store, talks: Conversations) -> None:
        (tea,) = noted(talks, "Tea is at four.")
        asked, _ = answered(talks, store, tea)
        store.uses.thumb("talk", asked, True)
        store.forget([message.memory.id for message in talks.messages("talk")])
        assert store.ledger.scalar("SELECT count(*) FROM thumb") == 0

    def test_all_that_was_learnt_can_be_forgotten_at_once(self, store: Store, talks: Conversations) -> None:
        tea, dog = noted(talks, "Tea is at four.", "The dog is Biscuit.")
        asked, _ = answered(talks, store, tea, dog)
        talks.cited(asked, [tea])
        store.uses.thumb("talk", asked, False)
        assert store.uses.reset() == 2
        assert store.uses.reset() == 0
        assert store.uses.thumbs("talk") == {}
        assert store.uses.of(tea) == Use()
        store.uses.thumb("talk", asked, True)
        assert store.uses.of(dog) == Use(up=1)


class TestLiked:
    @given(COUNTS, COUNTS, COUNTS, COUNTS)
    def test_it_is_bounded_and_each_sign_moves_it_its_way(self, cited: int, up: int, down: int, corrected: int) -> None:
        now = liked(cited, up, down, corrected)
        assert -1 < now < 1
        assert now < liked(cited + 1, up, down, corrected) < liked(cited, up + 1, down, corrected)
        assert now > liked(cited, up, down, corrected + 1) > liked(cited, up, down + 1, corrected)

    def test_a_single_sign_says_little_and_none_says_nothing(self) -> None:
        assert liked(0, 0, 0, 0) == 0
        assert liked(1, 0, 0, 0) == pytest.approx(0.2)
        assert liked(0, 1, 0, 0) == pytest.approx(3 / 7)
        assert liked(3, 0, 1, 0) == 0
