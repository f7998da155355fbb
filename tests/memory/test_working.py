"""The state of a conversation: what is kept, what leaves, and that it never grows."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from secondme.memory.record import By
from secondme.memory.working import (
    LIMITS,
    SLOTS,
    TOKENS,
    Heard,
    Slot,
    Sort,
    State,
    folded,
    noted,
    stands_in,
    state_block,
    state_of,
    within,
)


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def talk(*said: str) -> list[Heard]:
    """A talk in turns; "> " begins what the assistant says."""
    return [
        Heard(n, f"e{n}", By.ASSISTANT if text.startswith("> ") else By.PERSON, text.removeprefix("> "))
        for n, text in enumerate(said, start=1)
    ]


def lines(state: State, sort: Sort) -> list[str]:
    return [slot.words for slot in state.of(sort)]


def test_decisions_names_and_numbers_are_kept_and_small_talk_is_not() -> None:
    state = state_of(
        talk(
            "Hello there!", "> Hi.", "We want to move this year. Our budget is 950 euros a month.", "> I see.",
            "We decided to look in Lisbon only.", "> Good.", "Thanks a lot!", "> You are welcome.", "Tell me a joke.",
        )
    )  # fmt: skip
    assert lines(state, Sort.DECIDED) == ["We decided to look in Lisbon only."]
    assert lines(state, Sort.SAID) == ["Our budget is 950 euros a month."]
    assert len(state.slots) == 3
    assert {slot.memory for slot in state.slots} <= {"e3", "e5"}


def test_a_question_is_open_until_it_is_answered_by_either() -> None:
    asked = talk("Where is the notary's office?", "> I do not know.", "How long does the train to Porto take?")
    assert lines(state_of(asked), Sort.OPEN) == [
        "Where is the notary's office?", "How long does the train to Porto take?",
    ]  # fmt: skip
    answered = [*asked, Heard(4, "e4", By.ASSISTANT, "It takes three hours.")]
    assert lines(state_of(answered), Sort.OPEN) == ["Where is the notary's office?"]
    told = [*answered, Heard(5, "e5", By.PERSON, "The office of the notary is in Rua Augusta.")]
    assert lines(state_of(told), Sort.OPEN) == []


def test_what_is_said_anew_takes_the_place_of_what_was_said_before() -> None:
    state = state_of(talk("The rent of the flat is 900 euros.", "The rent of the flat is 950 euros."))
    assert lines(state, Sort.SAID) == ["The rent of the flat is 950 euros."]
    apart = ("The rent of the flat in Porto is 900 euros.", "The rent of the flat in Faro is 950 euros.")
    assert lines(state_of(talk(*apart)), Sort.SAID) == list(apart)


def test_the_longest_unused_leaves_first_and_is_told() -> None:
    state = State()
    left: list[str] = []
    turns = [
        "My sister Paula rents a studio in Faro.", "The dentist is on Rua Verde 12.", "Our car is a Fiat from 1999.",
        "The cat was chipped in Braga.", "My boss is called Teresa Lopes.", "The garage costs 80 euros.",
        "The sister Paula and her studio get on well.", "My bike was stolen in Evora.",
    ]  # fmt: skip
    for turn in talk(*turns):
        state, gone = noted(state, turn)
        left += [slot.words for slot in gone]
    assert len(lines(state, Sort.SAID)) == LIMITS[Sort.SAID]
    assert "My sister Paula rents a studio in Faro." in lines(state, Sort.SAID)
    assert left[0] == "The dentist is on Rua Verde 12."


def test_the_block_is_the_same_while_nothing_new_is_kept() -> None:
    state = state_of(talk("Our budget is 950 euros.", "We will take the train to Porto on Friday."))
    later, gone = noted(state, Heard(3, "e3", By.PERSON, "Thanks!"))
    again, _ = noted(later, Heard(4, "e4", By.PERSON, "The budget in euros worries me, to be honest."))
    assert state_block(later.slots) == state_block(state.slots)
    assert not gone
    rest = [slot for slot in again.slots if slot.sort is not Sort.ABOUT]
    assert state_block(rest) == state_block([slot for slot in state.slots if slot.sort is not Sort.ABOUT])


def test_what_the_talk_is_about_is_what_most_of_its_latest_turns_share() -> None:
    state = state_of(
        talk(
            "My aunt sent a postcard.", "The flat has two rooms and a balcony.", "Is the flat near the river?",
            "The rent of the flat is 950 euros.", "It rained all day, by the way.",
        )
    )  # fmt: skip
    assert "flat" in lines(state, Sort.ABOUT)[0]


def test_a_folded_goal_says_what_came_of_it_and_how_to_see_it_again() -> None:
    assert folded("find a flat", "the one in Alfama", 12, 3) == (
        "find a flat -> the one in Alfama (12 turns folded; expand 3)"
    )
    assert folded("find a flat", "", 1, 1) == "find a flat -> done (1 turn folded; expand 1)"


def test_goals_are_left_out_last_where_the_room_is_short() -> None:
    slots = [Slot(Sort.GOAL, "find a flat", "e1", 1, 1), Slot(Sort.FOLDED, "pack -> done", "e2", 2, 2)]
    slots += [Slot(Sort.SAID, f"fact number {n} of the person", f"e{n}", n, n) for n in range(3, 9)]
    kept = within(slots, words, 18)
    assert [slot.sort for slot in kept] == [Sort.GOAL, Sort.FOLDED]
    assert within(slots, words, 3) == ()
    assert within(slots, words, 10_000) == tuple(slots)


PARTS = (
    "My brother {} moved to {}.", "We decided on {} after all, and {} comes too.", "Where does {} keep the keys of {}?",
    "The invoice {} is for {} euros.", "Thanks!", "Let's meet {} near {} on Friday.", "ok", "I like {} and {}.",
)  # fmt: skip
turns = st.tuples(
    st.sampled_from(PARTS), st.integers(0, 999), st.sampled_from(["Ana", "Lisbon", "Braga", "42", "x" * 300]),
    st.sampled_from(["I do not know.", "It is so.", ""]),
)  # fmt: skip


@given(st.lists(turns, max_size=40))
@settings(max_examples=60, deadline=None)
def test_the_state_is_within_its_limits_and_rests_on_what_was_said(said: list[tuple[str, int, str, str]]) -> None:
    texts: dict[str, str] = {}
    state = State()
    for n, (part, number, name, answer) in enumerate(said):
        text = part.format(f"Name{number}", name)
        texts[f"p{n}"] = text
        state, gone = noted(state, Heard(2 * n, f"p{n}", By.PERSON, text))
        assert all(stands_in(slot, texts[slot.memory]) for slot in (*state.slots, *gone))
        if answer:
            state, _ = noted(state, Heard(2 * n + 1, f"a{n}", By.ASSISTANT, answer))
        assert len(state.slots) <= SLOTS
        for sort, most in LIMITS.items():
            assert len(state.of(sort)) <= most
        kept = within(state.slots, words, TOKENS // 4)
        assert not kept or words([state_block(kept)])[0] <= TOKENS // 4
