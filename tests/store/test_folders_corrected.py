"""Files that are read again after the person corrected what stood in them: the correction holds for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.assistant.intake import Intake
from secondme.encoders.static import StaticEncoder
from secondme.events import Corrected, Stored
from secondme.memory.record import By, Derived, Kind, Memory, Status, identity
from secondme.store.folders import Folders
from secondme.store.store import Store
from secondme.storing import Filter
from secondme_plugins import text
from tests.assistant import test_chat
from tests.conftest import MovingClock
from tests.fakes import MemoryDisk

NOTES = Path("/notes")
FILE = NOTES / "plans.md"
OTHER = NOTES / "other.md"
PLANS = "The garden is green. The meeting is on Monday. The gate sticks."
MORE = "The garden is green. The meeting is on Monday. The gate sticks, badly so."
RIGHT = "The garden is green. The meeting is on Tuesday. The gate sticks."
ASKED = "When is the meeting?"


class Room(test_chat.Room):
    """A chat, a watched folder, and what is read from it."""

    def __init__(self, store: Store, clock: MovingClock, encoder: StaticEncoder) -> None:
        super().__init__(store, clock, "Your meeting is on Monday.")
        self.clock = clock
        self.disk = MemoryDisk({suffix: reader for reader in text.readers() for suffix in reader.suffixes})
        self.disk.make(NOTES)
        self.shelf = Folders(store, clock)
        self.folder = self.shelf.add(NOTES, "", True)
        self.intake = Intake(self.shelf, self.disk, lambda words: len(encoder.tokens(words)), clock)

    def write(self, words: str, path: Path = FILE) -> None:
        self.clock.pass_days(0.01)
        self.disk.write(path, words.encode() + b"\n")
        self.look()

    def look(self) -> None:
        list(self.intake.scan(self.folder))
        while list(self.intake.step()):
            pass
        list(self.intake.settle())

    def say(self, words: str) -> Corrected:
        """Asks, and corrects the answer with these words."""
        stored = self.ask(ASKED)[0]
        assert isinstance(stored, Stored)
        (found,) = (one for one in self.ask(words, stored.conversation) if isinstance(one, Corrected))
        return found

    def passages(self, *statuses: Status) -> list[str]:
        return [one.text for one in self.store.each(Filter(kinds=(Kind.PASSAGE,), statuses=statuses))]

    def passage(self, words: str) -> Memory:
        (found,) = (one for one in self.store.each(Filter(kinds=(Kind.PASSAGE,))) if one.text == words)
        return found


@pytest.fixture
def room(store: Store, clock: MovingClock, encoder: StaticEncoder) -> Room:
    return Room(store, clock, encoder)


@pytest.fixture
def corrected(room: Room) -> Corrected:
    """The file was read, and what it says of the meeting was corrected."""
    room.write(PLANS)
    found = room.say("No, it is Tuesday.")
    assert room.store.find(found.old).text == PLANS
    return found


def test_a_file_saved_again_with_other_words_stays_corrected(room: Room, corrected: Corrected) -> None:
    room.write(MORE)
    assert room.passages(Status.ACTIVE) == []
    old, new = room.store.find(corrected.old), room.passage(MORE)
    assert old.status is new.status is Status.SUPERSEDED
    assert old.superseded_by == new.superseded_by == corrected.new
    assert new.valid_to == room.clock.now
    assert room.store.unresolved() == []
    assert not [one for one in room.recall(ASKED, limit=5) if one.kind == "passage"]


def test_the_new_words_beside_a_corrected_sentence_are_found_with_the_correction(
    room: Room, corrected: Corrected
) -> None:
    room.write(MORE)
    fact = room.store.find(corrected.new)
    assert fact.text == (
        "The meeting is on Monday. Corrected: it is Tuesday. The garden is green. The gate sticks, badly so."
    )
    assert isinstance(fact.source, Derived)
    assert room.passage(MORE).id in fact.source.memories
    assert room.store.history(fact.id)[-1].what == "renewed"
    room.write(PLANS)
    assert "badly" not in room.store.find(corrected.new).text
    assert sorted(room.passages()) == [PLANS]


def test_a_file_saved_many_times_keeps_what_was_corrected_and_what_stands_there_now(
    room: Room, corrected: Corrected
) -> None:
    for words in ("today", "tomorrow", "in winter"):
        room.write(f"{PLANS[:-1]} {words}.")
    assert len(room.passages()) == 2
    assert room.store.unresolved() == []


def test_a_file_that_says_what_is_right_is_believed(room: Room, corrected: Corrected) -> None:
    room.write(RIGHT)
    assert room.passages(Status.ACTIVE) == [RIGHT]
    assert room.store.find(corrected.old).status is Status.SUPERSEDED
    assert room.store.unresolved() == []


def test_a_file_that_denies_what_was_wrong_is_believed(room: Room, corrected: Corrected) -> None:
    room.write("The meeting is not on Monday.", OTHER)
    assert room.passages(Status.ACTIVE) == ["The meeting is not on Monday."]


def test_another_file_that_repeats_what_was_corrected_is_closed_too(room: Room, corrected: Corrected) -> None:
    room.write("# Work\n\n- Call the plumber\n- The meeting is on Monday\n- Buy paint", OTHER)
    (closed,) = (one for one in room.store.each(Filter(kinds=(Kind.PASSAGE,))) if "plumber" in one.text)
    assert closed.status is Status.SUPERSEDED
    assert closed.superseded_by is not None
    fact = room.store.find(closed.superseded_by)
    assert "plumber" in fact.text
    assert "Corrected: it is Tuesday." in fact.text
    room.write("The meeting is on Monday.", NOTES / "third.md")
    assert room.passage("The meeting is on Monday.").superseded_by == corrected.new


def test_what_was_said_and_corrected_is_not_believed_of_a_file(room: Room) -> None:
    room.ask("The meeting is on Monday.")
    corrected = room.say("No, it is Tuesday.")
    room.write("The meeting is on Monday.")
    assert room.passage("The meeting is on Monday.").superseded_by == corrected.new


def test_a_correction_that_was_taken_back_lets_files_say_so_again(room: Room, corrected: Corrected) -> None:
    room.model.say = "Your meeting is on Tuesday."
    room.say("No, it is Monday.")
    room.write(MORE)
    assert room.passages(Status.ACTIVE) == [MORE]


def test_undoing_a_correction_brings_back_what_the_file_says_now(room: Room, corrected: Corrected) -> None:
    room.write(MORE)
    room.store.undo()
    room.store.forget(room.store.due(room.clock.now + 60))
    assert MORE in room.passages(Status.ACTIVE)
    room.shelf.tidy()
    assert room.passages() == [MORE]
    assert room.store.unresolved() == []


def test_a_deleted_file_leaves_what_a_correction_rests_on(room: Room, corrected: Corrected) -> None:
    room.disk.remove(FILE)
    room.look()
    assert room.passages() == room.passages(Status.SUPERSEDED) == [PLANS]
    assert room.store.unresolved() == []
    room.store.forget([corrected.new])
    room.shelf.tidy()
    assert room.passages() == []


def test_a_file_that_can_be_read_no_more_leaves_what_a_correction_rests_on(room: Room, corrected: Corrected) -> None:
    room.disk.write(FILE, bytes(range(256)) * 40)
    room.look()
    assert room.passages() == [PLANS]
    assert room.store.unresolved() == []


@pytest.mark.parametrize("before", ["", MORE, "gone"])
def test_a_folder_that_is_removed_takes_its_passages_and_leaves_the_correction(
    room: Room, corrected: Corrected, before: str
) -> None:
    if before == "gone":
        room.disk.remove(FILE)
        room.look()
    elif before:
        room.write(before)
    room.shelf.remove(room.folder)
    assert room.passages() == []
    fact = room.store.find(corrected.new)
    assert fact.status is Status.ACTIVE
    assert isinstance(fact.source, Derived)
    assert len(fact.source.memories) == 1
    assert room.store.history(fact.id)[-1].what == "evidence left"
    assert room.store.unresolved() == []


def test_a_passage_that_was_marked_as_wrong_does_not_come_back_with_another_word(room: Room) -> None:
    room.write("The spare key is under the blue flower pot beside the door.")
    (wrong,) = room.store.each(Filter(kinds=(Kind.PASSAGE,)))
    room.store.succeed(wrong, None, rule="person")
    room.write("The spare key is under the blue flower pot right beside the door.")
    assert room.passages(Status.ACTIVE) == []
    room.write("The spare key hangs in the kitchen.")
    assert room.passages(Status.ACTIVE) == ["The spare key hangs in the kitchen."]


def drawn(room: Room, by: By, *evidence: str) -> Memory:
    """An insight drawn from these memories."""
    name, source = identity(Kind.INSIGHT, *evidence), Derived("rule", evidence)
    insight = Memory(name, Kind.INSIGHT, "Something sticks.", source, by, "reflection", room.clock.now)
    room.store.remember([insight], rule="rule")
    return insight


def test_what_a_rule_drew_from_a_passage_goes_with_it(room: Room) -> None:
    room.write(PLANS)
    insight = drawn(room, By.FILE, room.passage(PLANS).id)
    above = drawn(room, By.FILE, insight.id)
    room.write(RIGHT)
    assert room.store.get([insight.id, above.id]) == []
    assert room.passages() == [RIGHT]
    assert room.store.unresolved() == []


def test_what_the_person_edited_keeps_the_passage_until_it_goes(room: Room) -> None:
    room.write(PLANS)
    passage = room.passage(PLANS)
    insight = drawn(room, By.FILE, passage.id)
    room.store.revise([insight.changed(text="The gate sticks.")], what="edited", rule="person")
    room.write(RIGHT)
    assert room.passages(Status.ACTIVE) == [RIGHT]
    assert room.passages(Status.SUPERSEDED) == [PLANS]
    room.write(PLANS)
    back = room.store.find(passage.id)
    assert (back.status, back.valid_to) == (Status.ACTIVE, None)
    room.write(RIGHT)
    room.store.forget([insight.id])
    room.shelf.tidy()
    assert room.passages() == [RIGHT]


def test_a_forgotten_correction_that_comes_back_after_its_folder_went_rests_on_what_is_left(
    room: Room, corrected: Corrected
) -> None:
    room.store.hide([corrected.new], room.clock.now + 30)
    room.shelf.remove(room.folder)
    assert room.store.due(room.clock.now + 60) == [corrected.new]
    room.store.undo()
    assert room.store.find(corrected.new).status is Status.ACTIVE
    assert room.store.unresolved() == []


def test_a_passage_that_waits_to_be_purged_is_left_to_that(room: Room) -> None:
    room.write(PLANS)
    passage = room.passage(PLANS)
    room.store.hide([passage.id], room.clock.now + 30)
    room.write(RIGHT)
    assert room.store.due(room.clock.now + 60) == [passage.id]
    assert room.passages() == [RIGHT]


def test_an_insight_of_a_folder_goes_with_it_and_one_that_the_person_edited_with_its_last_evidence(room: Room) -> None:
    room.write(PLANS)
    room.write("The boiler is in the cellar.", OTHER)
    insight = drawn(room, By.FILE, room.passage(PLANS).id)
    edited = drawn(room, By.FILE, room.passage("The boiler is in the cellar.").id)
    room.store.revise([edited.changed(text="The boiler is old.")], what="edited", rule="person")
    room.shelf.remove(room.folder)
    assert room.store.get([insight.id, edited.id]) == []
    assert room.store.count(Filter()) == 0


def test_what_is_kept_for_a_correction_alone_is_named_with_it(room: Room, corrected: Corrected) -> None:
    assert room.shelf.kept_for([corrected.new]) == []
    room.write(MORE)
    assert [one.text for one in room.shelf.kept_for([corrected.new])] == [PLANS]
    room.write(RIGHT)
    assert sorted(one.text for one in room.shelf.kept_for([corrected.new])) == sorted([PLANS, MORE])
    assert room.shelf.kept_for(["another"]) == []


def test_a_correction_taken_away_with_what_was_kept_for_it_leaves_nothing(room: Room, corrected: Corrected) -> None:
    room.write(RIGHT)
    going = [corrected.new, *(one.id for one in room.shelf.kept_for([corrected.new]))]
    room.store.hide(going, room.clock.now + 30)
    room.write(f"{RIGHT} The path is dry.")
    assert sorted(room.store.due(room.clock.now + 60)) == sorted(going)
    room.store.undo()
    assert room.passages(Status.SUPERSEDED) == [PLANS]
    room.store.forget(going)
    room.shelf.tidy()
    assert room.passages() == [f"{RIGHT} The path is dry."]
    assert room.store.ledger.rows("SELECT name FROM note WHERE name LIKE 'left:%'") == []


def test_a_correction_that_was_corrected_again_holds_with_the_new_words_of_the_file(
    room: Room, corrected: Corrected
) -> None:
    room.model.say = "Your meeting is on Tuesday."
    again = room.say("No, it is Wednesday.")
    assert again.old == corrected.new
    room.write(MORE)
    assert room.passages(Status.ACTIVE) == []
    assert room.passage(MORE).superseded_by == corrected.new
    fact = room.store.find(again.new)
    assert "it is Wednesday." in fact.text
    assert "badly so" in fact.text
    room.write(RIGHT)
    assert room.passages(Status.ACTIVE) == []
    assert room.passage(RIGHT).superseded_by == again.new
    assert room.store.unresolved() == []


def test_a_correction_that_was_edited_holds_as_well(room: Room, corrected: Corrected) -> None:
    fact = room.store.find(corrected.new)
    room.store.revise([fact.changed(text="The meeting is on Friday.")], what="edited", rule="person")
    room.write(MORE)
    assert room.passages(Status.ACTIVE) == []
    assert room.store.find(corrected.new).text == "The meeting is on Friday."
    room.write("The meeting is on Friday.")
    assert room.passages(Status.ACTIVE) == ["The meeting is on Friday."]


def test_undoing_a_correction_opens_what_other_files_say_too(room: Room, corrected: Corrected) -> None:
    words = "- Call the plumber\n- The meeting is on Monday\n- Buy paint"
    room.write(words, OTHER)
    assert room.store.count(Filter(kinds=(Kind.FACT,))) == 2
    room.store.undo()
    room.shelf.tidy()
    assert sorted(room.passages(Status.ACTIVE)) == sorted([PLANS, words])
    assert room.store.count(Filter(kinds=(Kind.FACT,))) == 0


def test_a_copy_of_the_file_that_was_read_before_is_closed_with_it(room: Room) -> None:
    room.write(PLANS)
    room.write(PLANS, OTHER)
    corrected = room.say("No, it is Tuesday.")
    closed = [one.superseded_by for one in room.store.each(Filter(kinds=(Kind.PASSAGE,)))]
    assert closed == [corrected.new] * 2
    room.store.undo()
    assert room.passages(Status.ACTIVE) == [PLANS] * 2
