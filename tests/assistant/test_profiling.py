"""The profile over a real store: drawn, kept within its room, changed by the person, and read in the prompt."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from secondme.assistant.chat import Chat
from secondme.assistant.learning import Learning
from secondme.assistant.portrait import Portrait
from secondme.assistant.profiling import Profiling, tokens
from secondme.assistant.recall import Recall
from secondme.errors import NotFound, Refused
from secondme.events import Answered, Event, Learned
from secondme.memory.facts.draw import draw
from secondme.memory.forgetting import Forgetting
from secondme.memory.profile import MOST
from secondme.memory.prompt import SYSTEM
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.ports import Turn
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.sittings import PAUSE, Sittings
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel, ScriptedReply


class Keeping(ScriptedModel):
    """A scripted model that notes which memories it was told to read."""

    read: Sequence[str] = ()

    def reply(
        self,
        turns: Sequence[Turn],
        limit: int,
        conversation: str = "",
        memories: Sequence[str] = (),
        *,
        anew: bool = False,
    ) -> ScriptedReply:
        self.read = memories
        return super().reply(turns, limit, conversation, memories, anew=anew)


class Room:
    """A memory whose facts and profile are drawn when it rests."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.learning = Learning(store, store.facts, [lambda said, stop: draw(said)], clock)
        self.profiling = Profiling(store, store.facts, clock)
        self.portrait = Portrait(store, self.talks, Sittings(store.ledger), clock)
        self.model = Keeping("I see.")
        recall = Recall(store, clock, Forgetting())
        self.chat = Chat(store, self.talks, recall, self.model, notes=5, answer=50, portrait=self.portrait)
        self._runs = 0

    def say(self, *texts: str, talk: str = "talk") -> list[Memory]:
        self.talks.begin(talk, "chat")
        self.clock.now += 1
        return [self.talks.say(talk, By.PERSON, text).memory for text in texts]

    def rest(self) -> list[Event]:
        self._runs += 1
        self.clock.now += 1
        for _ in self.learning.run(self._runs, Stop()):
            pass
        return list(self.profiling.run(self._runs, Stop()))

    def lines(self) -> list[str]:
        return [one.text for one in self.portrait.lines()]

    def line(self, text: str) -> Memory:
        return next(one for one in self.portrait.lines() if one.text == text)

    def ask(self, text: str, talk: str = "", *, private: bool = False) -> tuple[str, str, str]:
        """The conversation, the first turn of the prompt and the block of the last."""
        self.clock.now += 1
        (answered,) = [one for one in self.chat.reply(text, talk, private=private) if isinstance(one, Answered)]
        turns = self.model.asked[-1]
        return answered.conversation, "".join(turns[0].parts), turns[-1].block


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def test_what_lasts_is_drawn_and_a_mood_is_not(room: Room) -> None:
    room.say("I live in Oslo.", "I'm so tired today.", "I love jazz.", "Please answer briefly.")
    made = [one for one in room.rest() if isinstance(one, Learned)]
    assert room.lines() == ["You want short answers.", "You live in Oslo."]
    assert [one.operation for one in made] == ["ADD", "ADD"]
    room.say("I love jazz.", talk="another")
    room.rest()
    assert "You like jazz." in room.lines()
    for line in room.portrait.lines():
        assert room.store.trace(line)


def test_drawing_again_changes_nothing(room: Room) -> None:
    room.say("I live in Oslo.", "Please answer briefly.")
    room.rest()
    before = list(room.store.each(Filter()))
    assert room.rest() == []
    assert list(room.store.each(Filter())) == before


def test_a_line_changes_with_its_fact_and_goes_with_it(room: Room) -> None:
    room.say("I live in Oslo.")
    room.rest()
    first = room.line("You live in Oslo.")
    room.say("I moved to Bergen.", talk="later")
    room.rest()
    assert room.lines() == ["You live in Bergen."]
    assert room.line("You live in Bergen.").id == first.id
    for fact in room.store.page(Filter(kinds=(Kind.FACT,), statuses=(Status.ACTIVE,))):
        room.store.succeed(fact, None, rule="person")
    room.rest()
    assert room.lines() == []
    assert room.store.find(first.id).status is Status.ARCHIVED


def test_what_the_person_changed_or_took_out_stays_so(room: Room) -> None:
    room.say("I live in Oslo.", "I am allergic to nuts.", "Please answer briefly.")
    room.rest()
    room.portrait.edit(room.line("You live in Oslo.").id, "You live by the harbour.")
    room.portrait.remove(room.line("You are allergic to nuts.").id)
    room.portrait.remove(room.line("You want short answers.").id)
    room.say("I moved to Bergen.", "I am allergic to nuts.", "Please answer in detail.", talk="later")
    room.rest()
    assert room.lines() == ["You live by the harbour."]
    with pytest.raises(NotFound):
        room.portrait.find(room.store.page(Filter(kinds=(Kind.PROFILE,), statuses=(Status.ARCHIVED,)))[0].id)


def test_a_line_that_was_found_wrong_comes_back_with_what_is_right(room: Room) -> None:
    room.say("I live in Oslo.")
    room.rest()
    wrong = room.line("You live in Oslo.")
    room.store.succeed(wrong, None, rule="person")
    assert room.rest() == []
    assert room.lines() == []
    room.say("I moved to Bergen.", talk="later")
    room.rest()
    assert room.lines() == ["You live in Bergen."]
    assert room.line("You live in Bergen.").valid_to is None


def test_a_line_that_the_person_wrote_stays_and_rests_on_their_words(room: Room) -> None:
    line = room.portrait.add("I am left-handed.")
    room.rest()
    assert room.lines()[0] == "I am left-handed."
    assert isinstance(line.source, Derived)
    assert [one.text for one in room.store.get(line.source.memories)] == ["I am left-handed."]
    room.portrait.remove(line.id)
    room.rest()
    assert room.lines() == []
    room.store.undo()
    assert room.lines() == ["I am left-handed."]
    room.store.undo()
    assert room.lines() == []


@pytest.mark.parametrize("words", ["", "x" * 301, "My password is hunter2sesame!"])
def test_what_can_be_no_line_is_refused(room: Room, words: str) -> None:
    with pytest.raises(Refused):
        room.portrait.add(words)
    assert room.store.count(Filter()) == 0


def test_between_two_runs_a_line_goes_as_soon_as_its_ground_does(room: Room) -> None:
    _, wish, _ = room.say("I live in Oslo.", "Please answer briefly.", "I am allergic to nuts.")
    room.rest()
    conversation, begun, _ = room.ask("Hello!")
    assert "Oslo" in begun
    room.portrait.edit(room.line("You are allergic to nuts.").id, "You cannot eat nuts.")
    for fact in room.store.page(Filter(kinds=(Kind.FACT,), statuses=(Status.ACTIVE,))):
        room.store.succeed(fact, None, rule="person")
    assert room.lines() == ["You cannot eat nuts.", "You want short answers."]
    assert "Oslo" not in room.ask("Hello again!", conversation)[1]
    room.store.hide([wish.id], room.clock())
    assert room.lines() == ["You cannot eat nuts."]
    assert "short answers" not in room.ask("And again!", conversation)[1]


def test_the_profile_never_takes_more_than_its_room(room: Room) -> None:
    for number in range(13):
        room.portrait.add(f"I keep boat number {number} in a harbour of its own, " + "with a long red mast " * 5)
    room.say("I live in Oslo.", "I am allergic to nuts.")
    with pytest.raises(Refused, match="no room"):
        room.portrait.add("I like boats that have a long red mast and a deep green keel. " * 4)
    room.rest()
    assert sum(tokens(room.store, [f"\n- {text}" for text in room.lines()])) <= MOST
    assert room.portrait.tokens() <= MOST


def test_a_forgotten_word_takes_its_line_along(room: Room) -> None:
    said, _ = room.say("I live in Oslo.", "I am allergic to nuts.")
    room.rest()
    conversation, before, _ = room.ask("Hello!")
    resting = room.store.resting_on([said.id])
    going = [said.id, *(one.id for one in resting), *(one.id for one in room.store.resting_on([resting[0].id]))]
    room.store.hide(going, room.clock())
    _, after, block = room.ask("Hello again!", conversation)
    assert ("Oslo" in before, "Oslo" in after + block) == (True, False)


def test_a_conversation_keeps_the_profile_that_it_began_with_and_is_told_of_a_correction(room: Room) -> None:
    room.say("I live in Oslo.")
    room.rest()
    conversation, begun, _ = room.ask("Hello!")
    assert begun == SYSTEM + '\nKnown about the user:\n- You live in Oslo.'
    room.say("I am allergic to nuts.", talk="another")
    room.rest()
    assert room.ask("And now?", conversation)[1] == begun
    room.portrait.edit(room.line("You live in Oslo.").id, "You live in Bergen.")
    _, kept, block = room.ask("Thank you!", conversation)
    assert kept == begun
    assert 'You corrected: "You live in Bergen."' in block
    assert "Bergen" in room.ask("Hello!")[1]
    assert "allergic" in room.ask("Hello!")[1]
    room.portrait.remove(room.line("You live in Bergen.").id)
    assert 'You took back: "You live in Oslo."' in room.ask("Thank you!", conversation)[2]


def test_what_the_model_keeps_is_known_by_the_lines_in_it(room: Room) -> None:
    room.say("I live in Oslo.")
    room.rest()
    room.ask("Hello!")
    assert room.line("You live in Oslo.").id in room.model.read


def test_after_a_night_a_conversation_takes_up_the_profile_of_the_day(room: Room) -> None:
    conversation, begun, _ = room.ask("Hello!")
    assert begun == SYSTEM
    room.say("I live in Oslo.", talk="another")
    room.rest()
    assert room.ask("Thank you!", conversation)[1] == SYSTEM
    room.clock.now += PAUSE + 1
    assert "Oslo" in room.ask("Good morning!", conversation)[1]


def test_a_private_conversation_reads_the_profile_and_leaves_nothing(room: Room) -> None:
    room.say("I live in Oslo.")
    room.rest()
    before = room.store.count(Filter())
    conversation, begun, _ = room.ask("Please answer briefly.", private=True)
    assert "Oslo" in begun
    room.rest()
    assert room.store.count(Filter()) == before
    room.chat.end_private(conversation)


def test_a_wish_that_was_edited_away_goes(room: Room) -> None:
    (said,) = room.say("Please answer briefly.")
    room.rest()
    room.store.revise([said.changed(text="The weather is fine.")], what="edited", rule="person")
    room.rest()
    assert room.lines() == []


def test_stopping_leaves_what_was_drawn_and_the_next_run_goes_on(room: Room) -> None:
    room.say("I live in Oslo.", "I am allergic to nuts.")
    for _ in room.learning.run(1, Stop()):
        pass
    stop = Stop()
    for _ in room.profiling.run(1, stop):
        stop.ask()
    assert len(room.lines()) == 1
    room.rest()
    assert len(room.lines()) == 2
