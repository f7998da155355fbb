"""What becomes of a statement beside the facts that are known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.facts.operation import Decision, Op, decide
from secondme.memory.facts.statement import Statement
from secondme.memory.record import By, Derived, Kind, Memory, Status, identity

DAY = 86_400.0
NOW = 1_780_000_000.0


def said(relation: str, thing: str, **more: Any) -> Statement:
    return Statement("you", relation, thing, f"You {relation} {thing}.", 0, 1, **more)


def fact(relation: str, thing: str, made: float = NOW - 100 * DAY, **more: Any) -> Memory:
    about = ("you", relation, thing)
    name, text = identity(Kind.FACT, *about, str(made)), f"You {relation} {thing}."
    return Memory(name, Kind.FACT, text, Derived("fact", ("e1",)), By.PERSON, "facts", made, about=about, **more)


def decided(statement: Statement, *near: Memory, made: float = NOW) -> tuple[Op, str]:
    found = decide(statement, near, made)
    return found.op, next((one.about[2] for one in near if one.id == found.target), "")


def test_nothing_known_adds() -> None:
    assert decided(said("lives_in", "Oslo")) == (Op.ADD, "")


def test_another_place_to_live_takes_the_place_of_the_old_from_the_day_it_was_said() -> None:
    old = fact("lives_in", "Berlin")
    found = decide(said("lives_in", "Oslo"), [old], NOW)
    assert found == Decision(
        Op.UPDATE, replace(said("lives_in", "Oslo"), valid_from=NOW), old.id, "It changed.", until=NOW
    )


def test_a_day_that_is_said_is_when_the_old_ends() -> None:
    since = NOW - 20 * DAY
    found = decide(said("lives_in", "Oslo", valid_from=since), [fact("lives_in", "Berlin")], NOW)
    assert (found.until, found.statement.valid_from) == (since, since)


def test_the_same_in_other_words_changes_nothing() -> None:
    assert decided(said("owns", "a red Bike"), fact("owns", "red bikes")) == (Op.NOOP, "red bikes")
    assert decided(said("lives_in", "oslo"), fact("lives_in", "Oslo")) == (Op.NOOP, "Oslo")


def test_many_values_stand_beside_each_other() -> None:
    assert decided(said("likes", "green tea"), fact("likes", "tea"), fact("likes", "olives")) == (Op.ADD, "")
    assert decided(said("sibling", "Mia"), fact("sibling", "Ana")) == (Op.ADD, "")


def test_a_refinement_takes_the_place_of_what_said_less_and_keeps_its_begin() -> None:
    dog = fact("has_pet", "dog", valid_from=NOW - 300 * DAY)
    found = decide(said("has_pet", "beagle called Otto"), [dog], NOW)
    assert (found.op, found.target, found.statement.valid_from) == (Op.UPDATE, dog.id, dog.valid_from)
    assert decided(said("sibling", "Ana Silva"), fact("sibling", "Ana")) == (Op.UPDATE, "Ana")
    assert decided(said("lives_in", "Oslo, Norway"), fact("lives_in", "Oslo")) == (Op.UPDATE, "Oslo")


def test_what_says_less_than_is_known_changes_nothing() -> None:
    assert decided(said("has_pet", "a dog"), fact("has_pet", "beagle called Otto")) == (Op.NOOP, "beagle called Otto")


def test_two_of_a_kind_with_names_of_their_own_are_two() -> None:
    assert decided(said("has_pet", "dog called Rex"), fact("has_pet", "dog called Otto")) == (Op.ADD, "")


def test_one_value_for_each_thing_closes_the_value_of_that_thing() -> None:
    shoes, shirts = fact("size", "shoes 42"), fact("size", "shirts M")
    assert decided(said("size", "shoes 43"), shirts, shoes) == (Op.UPDATE, "shoes 42")
    assert decided(said("habit", "swimming on Thursdays"), fact("habit", "swimming on Mondays")) == (
        Op.UPDATE, "swimming on Mondays",
    )  # fmt: skip
    assert decided(said("prefers", "tea over coffee"), fact("prefers", "coffee over tea"))[0] is Op.UPDATE
    seen = fact("appointment", "dentist on 2020-03-01")
    assert decided(said("appointment", "dentist on 2026-07-01"), seen) == (Op.ADD, "")


def test_an_end_closes_what_it_names_and_nothing_else() -> None:
    volvo, bike = fact("owns", "Volvo"), fact("owns", "bike")
    assert decided(said("owns", "car", ends=True), volvo, bike) == (Op.DELETE, "Volvo")
    assert decided(said("owns", "boat", ends=True), volvo, bike) == (Op.NOOP, "")
    assert decided(said("works_at", "", ends=True), fact("works_at", "Equinor")) == (Op.DELETE, "Equinor")


def test_what_is_only_known_as_over_is_added_as_that() -> None:
    past = Statement("you", "lives_in", "Rome", "You used to live in Rome.", 0, 1, ends=True)
    found = decide(past, [fact("lives_in", "Oslo")], NOW)
    assert (found.op, found.statement.valid_to, found.statement.ends) == (Op.ADD, NOW, False)
    rome = fact("lives_in", "Rome", made=NOW - DAY, valid_to=NOW - DAY)
    assert decided(past, rome) == (Op.NOOP, "Rome")


def test_an_old_end_does_not_close_what_began_after_it() -> None:
    again = fact("owns", "Volvo", made=NOW)
    assert decided(said("owns", "Volvo", ends=True), again, made=NOW - DAY) == (Op.NOOP, "")


def test_putting_right_replaces_the_object_that_it_names() -> None:
    friday, exam = fact("appointment", "dentist on Friday"), fact("appointment", "exam")
    right = said("appointment", "dentist on Thursday", replaces="Friday")
    found = decide(right, [exam, friday], NOW, "no, on Thursday, not Friday")
    assert (found.op, found.target, found.until) == (Op.UPDATE, friday.id, friday.made)


def test_what_changed_held_until_then_and_what_was_wrong_never_did() -> None:
    berlin, oslo = fact("lives_in", "Berlin"), said("lives_in", "Oslo", replaces="Berlin")
    assert decide(oslo, [berlin], NOW, "we moved from Berlin to Oslo").until == NOW
    assert decide(oslo, [berlin], NOW, "I live in Oslo, not Berlin").until == berlin.made


def test_a_day_to_come_may_move_or_be_called_off() -> None:
    dentist = fact("appointment", "dentist", made=NOW - DAY, valid_from=NOW + 3 * DAY)
    moved = decide(said("appointment", "dentist", valid_from=NOW + 9 * DAY), [dentist], NOW)
    assert (moved.op, moved.target, moved.until) == (Op.UPDATE, dentist.id, dentist.valid_from)
    assert decided(said("appointment", "dentist", valid_from=NOW + 3 * DAY), dentist) == (Op.NOOP, "dentist")
    assert decided(said("appointment", "dentist", ends=True), dentist) == (Op.DELETE, "dentist")


def test_an_end_of_something_else_closes_nothing() -> None:
    assert decided(said("works_as", "electrician", ends=True), fact("works_as", "nurse")) == (Op.NOOP, "")


def test_words_that_leave_one_thing_for_another_close_it() -> None:
    pill = fact("takes", "vitamin D")
    words = "I take iron tablets instead of vitamin D now"
    assert decide(said("takes", "iron tablets"), [pill], NOW, words).target == pill.id
    assert decide(said("takes", "iron tablets"), [pill], NOW, "I take iron tablets").op is Op.ADD


def test_a_name_for_what_was_known_without_one_refines_it() -> None:
    dog = fact("has_pet", "dog")
    assert decide(said("has_pet", "Juno"), [dog], NOW, "Our dog is called Juno").target == dog.id
    assert decide(said("has_pet", "Juno"), [dog], NOW, "Our other dog is called Juno").op is Op.ADD


def test_a_past_stay_stands_beside_the_present_one() -> None:
    rome = said("lives_in", "Rome", valid_from=NOW - 2_000 * DAY, valid_to=NOW - 1_600 * DAY)
    assert decided(rome, fact("lives_in", "Oslo")) == (Op.ADD, "")
    open_rome = said("lives_in", "Rome", valid_from=NOW - 2_000 * DAY)
    found = decide(open_rome, [fact("lives_in", "Oslo", valid_from=NOW - 900 * DAY)], NOW)
    assert (found.op, found.statement.valid_to) == (Op.ADD, NOW - 900 * DAY)


def test_words_that_are_older_than_what_is_known_close_nothing() -> None:
    oslo = fact("lives_in", "Oslo", made=NOW)
    found = decide(said("lives_in", "Berlin"), [oslo], NOW - 500 * DAY)
    assert (found.op, found.statement.valid_to) == (Op.ADD, NOW)


def test_a_plan_closes_nothing_before_its_day() -> None:
    assert decided(said("lives_in", "Paris", valid_from=NOW + 9 * DAY), fact("lives_in", "Oslo")) == (Op.ADD, "")


def test_liking_what_was_disliked_closes_the_dislike_of_that_alone() -> None:
    olives, snow = fact("dislikes", "olives"), fact("dislikes", "snow")
    assert decided(said("likes", "olives"), snow, olives) == (Op.UPDATE, "olives")


def test_what_had_ended_may_begin_anew_but_old_words_do_not_bring_it_back() -> None:
    berlin = replace(fact("lives_in", "Berlin"), status=Status.SUPERSEDED, valid_to=NOW - 50 * DAY)
    oslo = fact("lives_in", "Oslo", made=NOW - 50 * DAY, valid_from=NOW - 50 * DAY)
    assert decided(said("lives_in", "Berlin"), berlin, oslo) == (Op.UPDATE, "Oslo")
    assert decided(said("lives_in", "Berlin"), berlin, oslo, made=NOW - 60 * DAY) == (Op.NOOP, "Berlin")


THINGS = st.sampled_from(["Oslo", "Berlin", "Rome", "Oslo, Norway"])
TIMES = st.none() | st.integers(-400, 30).map(lambda days: NOW + days * DAY)


@given(st.lists(st.tuples(THINGS, TIMES), max_size=4), THINGS, TIMES, st.booleans())
def test_whatever_is_decided_says_what_it_bears_on_and_is_known_when_said_again(
    known: list[tuple[str, float | None]], thing: str, since: float | None, ends: bool
) -> None:
    near = [
        fact("lives_in", name, made=NOW - (20 - n) * DAY, valid_from=begun) for n, (name, begun) in enumerate(known)
    ]
    found = decide(said("lives_in", thing, valid_from=since, ends=ends), near, NOW)
    assert (found.op in (Op.UPDATE, Op.DELETE)) == (found.until is not None)
    if found.op in (Op.UPDATE, Op.DELETE):
        target = next(one for one in near if one.id == found.target)
        assert target.valid_to is None
        assert found.until is not None
        assert found.until >= (target.made if target.valid_from is None else target.valid_from)
    if found.op is Op.ADD:
        held = {"valid_from": found.statement.valid_from, "valid_to": found.statement.valid_to}
        new = fact("lives_in", thing, made=NOW, **held)
        assert decide(said("lives_in", thing, valid_from=since), [*near, new], NOW).op is not Op.ADD


def beside(statement: Statement, words: str, *near: Memory) -> tuple[Op, str, str]:
    found = decide(statement, near, NOW, words)
    return found.op, next((one.about[2] for one in near if one.id == found.target), ""), found.why


def test_what_is_named_as_over_gives_way_though_there_may_be_several() -> None:
    signal, excel = fact("uses", "Signal"), fact("uses", "Excel")
    changed = (Op.UPDATE, "Signal", "It changed.")
    assert beside(said("uses", "iPad"), "Signal drove me up the wall, I use an iPad now", signal, excel) == changed
    assert beside(said("uses", "iPad"), "I use Signal and now also an iPad", signal, excel)[0] is Op.ADD
    assert beside(said("likes", "tea"), "I like coffee, and tea now", fact("likes", "coffee"))[0] is Op.ADD


def test_a_switch_that_names_nothing_leaves_the_only_one_known() -> None:
    zinc = fact("takes", "zinc tablets")
    words = "I've gone over to folic acid, on the chemist's advice"
    assert beside(said("takes", "folic acid"), words, zinc) == (Op.UPDATE, "zinc tablets", "It changed.")
    assert beside(said("takes", "folic acid"), words, zinc, fact("takes", "statins"))[0] is Op.ADD
    assert beside(said("takes", "folic acid"), "I take folic acid now", zinc)[0] is Op.ADD


def test_a_slip_of_a_moment_ago_is_put_right() -> None:
    just, long_ago = fact("allergic_to", "mustard", made=NOW - 90), fact("allergic_to", "mustard")
    words = "It's strawberries I'm allergic to, I said mustard by mistake"
    right = (Op.UPDATE, "mustard", "It was put right.")
    assert beside(said("allergic_to", "strawberries"), words, just) == right
    assert beside(said("allergic_to", "strawberries"), words, long_ago)[0] is Op.ADD
    assert beside(said("allergic_to", "strawberries"), "I'm allergic to strawberries", just)[0] is Op.ADD
    assert beside(said("allergic_to", "nuts"), "sorry, also to nuts, I'm allergic", just)[0] is Op.ADD
    cheese = fact("likes", "cheese", made=NOW - 90)
    assert beside(said("likes", "olives"), "wait, I love olives", cheese)[0] is Op.ADD
    stefan = fact("sibling", "Stefan", made=NOW - 90)
    assert beside(said("sibling", "Bruno"), "sorry, my brother's name is Bruno", stefan)[:2] == (Op.UPDATE, "Stefan")


def test_where_somebody_went_and_what_ends_later_leaves_nothing() -> None:
    for words, known, new in (
        ("I went to the doctor yesterday, and I take iron for my blood", "zinc", "iron"),
        ("When I moved to Leeds I was told to take statins", "metformin", "statins"),
        ("I take iron instead of vitamin D", "aspirin", "iron"),
    ):
        assert beside(said("takes", new), words, fact("takes", known))[0] is Op.ADD
    until = "I use Excel at home until Figma has tables"
    assert beside(said("uses", "Excel"), until, fact("uses", "Figma"))[0] is Op.ADD
    run = fact("aims_at", "run a marathon")
    assert beside(said("aims_at", "become a nurse"), "I want to become a nurse", run)[0] is Op.ADD


def test_a_mistake_of_something_else_puts_nothing_right() -> None:
    mustard = fact("allergic_to", "mustard", made=NOW - 90)
    for words in ("I'm allergic to nuts, I ate some by mistake last week", "My doctor was wrong, I'm allergic to nuts"):
        assert beside(said("allergic_to", "nuts"), words, mustard)[0] is Op.ADD
    tom = fact("sibling", "Tom", made=NOW - 90)
    assert beside(said("sibling", "Paul"), "No, my other brother Paul lives in Rome", tom)[0] is Op.ADD


def test_a_figure_alone_is_of_what_that_was_of_which_it_takes_the_place() -> None:
    old = fact("pays", "1100 euros for mortgage")
    found = decide(said("pays", "1105 euros", replaces="1100 euros"), [old, fact("pays", "40 euros for gym")], NOW)
    assert (found.op, found.target) == (Op.UPDATE, old.id)
    assert (found.statement.object, found.statement.text) == (
        "1105 euros for mortgage", "You pays 1105 euros for mortgage."
    )  # fmt: skip


def test_what_the_same_words_tell_anew_is_none_that_they_end() -> None:
    new = fact("likes", "free jazz", made=NOW)
    assert decided(said("likes", "jazz", ends=True), new)[0] is Op.NOOP
    assert decided(said("likes", "jazz", ends=True), new, fact("likes", "jazz")) == (Op.DELETE, "jazz")
    assert decided(said("likes", "free jazz", ends=True), new) == (Op.DELETE, "free jazz")
