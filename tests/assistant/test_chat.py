"""A turn of a conversation: what it yields, what it stores, and what it leaves when it fails."""

from __future__ import annotations

import pytest

from secondme.assistant.chat import Chat
from secondme.assistant.recall import Recall
from secondme.assistant.talking import TURNS
from secondme.assistant.working import Working
from secondme.errors import ModelGone, NoModel, NotFound, Refused
from secondme.events import LONGEST, Answered, Event, Failed, Grounded, Mark, Notice, Piece, Recalled, Stopped, Stored
from secondme.memory.forgetting import Forgetting
from secondme.memory.prompt import NOTHING
from secondme.memory.record import By, Kind
from secondme.ports import Reading
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.goals import Goals
from secondme.store.pointers import Pointers
from secondme.store.store import Store
from secondme.storing import Filter, Grounding
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel

DOG = "My dog is called Biscuit."
ASKED = "What is my dog called?"


class Room:
    """A chat over a real store and a scripted model."""

    def __init__(self, store: Store, clock: MovingClock, say: str = "Your dog is called Biscuit.") -> None:
        self.store = store
        self.model = ScriptedModel(say)
        self.talks = Conversations(store, clock)
        self.recall = Recall(store, clock, Forgetting())
        self.chat = self.made()

    def made(self, *, second_pass: bool = False) -> Chat:
        return Chat(
            self.store, self.talks, self.recall, self.model, notes=5, answer=50, second_pass=second_pass
        )

    def ask(self, text: str, conversation: str = "", **how: bool) -> list[Event]:
        return list(self.chat.reply(text, conversation, **how))

    def texts(self) -> list[str]:
        return [memory.text for memory in self.store.each(Filter(kinds=(Kind.EPISODE,)))]


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


@pytest.mark.parametrize(
    ("restored", "tells"),
    [(1_234, "was restored, 1,234 tokens in 0.2 s; to read them again would have taken 3.1."), (
        0, "was read again, in about 3.1 s; to restore it from its file would have taken 0.2."
    )],
)  # fmt: skip
def test_how_a_conversation_was_taken_up_is_told(room: Room, restored: int, tells: str) -> None:
    room.model.began = Reading(restored=restored, restoring=0.2, rereading=3.1)
    notices = [event.sentence for event in room.ask(DOG) if isinstance(event, Notice)]
    assert notices == [f"The conversation {tells}"]
    room.model.began = Reading()
    assert not any(isinstance(event, Notice) for event in room.ask(ASKED))


def test_a_turn_is_stored_recalled_said_and_answered(room: Room) -> None:
    room.ask(DOG)
    events = room.ask(ASKED)
    assert [type(event) for event in events] == [Stored, Recalled, *[Piece] * 5, Grounded, Answered]
    recalled, grounded, answered = events[1], events[-2], events[-1]
    assert isinstance(recalled, Recalled)
    assert isinstance(grounded, Grounded)
    assert isinstance(answered, Answered)
    assert recalled.verdict == "found"
    assert grounded.sentences == answered.marks == (Mark(0, 27, (recalled.memories[0].id,), True),)
    assert [one.text for one in recalled.memories] == [DOG]
    assert answered.memories == recalled.memories
    assert (answered.text, answered.model) == ("Your dog is called Biscuit.", "scripted")
    assert DOG in room.model.asked[-1][-1].block
    assert room.model.asked[-1][-1].parts[-1] == ASKED


def test_what_an_answer_rests_on_is_kept_with_it_and_of_a_private_one_nothing(room: Room) -> None:
    room.ask(DOG)
    room.model.say = "Your dog is called Biscuit. Your password is hunter2xyz. Your horse lives in Portugal."
    stored, *_, answered = room.ask(ASKED)
    assert isinstance(stored, Stored)
    assert isinstance(answered, Answered)
    (kept,) = room.talks.groundings(stored.conversation).values()
    text = room.talks.messages(stored.conversation)[-1].memory.text
    assert "hunter2xyz" not in text
    assert kept.verdict == "found"
    assert kept.marks[0] == answered.marks[0] == Mark(0, 27, (answered.memories[0].id,), True)
    assert text[kept.marks[-1].start : kept.marks[-1].end] == "Your horse lives in Portugal."
    assert kept.marks[-1].supported is False
    private = room.ask(ASKED, private=True)
    assert isinstance(private[-1], Answered)
    assert room.store.ledger.scalar("SELECT count(*) FROM grounding") == 1
    room.ask("Thank you.", stored.conversation)
    assert list(room.talks.groundings(stored.conversation).values()) == [kept]
    assert kept != Grounding()


def test_what_was_typed_is_stored_before_the_model_is_asked(room: Room) -> None:
    flow = room.chat.reply(DOG)
    assert isinstance(next(iter(flow)), Stored)
    assert room.texts() == [DOG]
    assert room.model.asked == []


def test_stopping_early_stores_no_answer(room: Room) -> None:
    stop = Stop()
    events: list[Event] = []
    for event in room.chat.reply(DOG, stop=stop):
        events.append(event)
        if isinstance(event, Piece):
            stop.ask()
    assert events[-1] == Stopped("Your")
    assert room.texts() == [DOG]
    assert room.model.replies[0].closed


def test_closing_the_flow_stops_the_model_and_stores_no_answer(room: Room) -> None:
    flow = room.chat.reply(DOG)
    for event in flow:
        if isinstance(event, Piece):
            break
    flow.close()  # type: ignore[attr-defined]
    assert room.model.replies[0].closed
    assert room.texts() == [DOG]


def test_a_model_that_is_gone_is_a_sentence_and_keeps_what_was_typed(room: Room) -> None:
    room.model.breaks_after = 2
    failed = room.ask(DOG)[-1]
    assert isinstance(failed, Failed)
    assert failed.kind == "ModelGone"
    room.model.breaks_after = None
    room.model.error = ModelGone("It went away.")
    assert room.ask(ASKED)[-1] == Failed("ModelGone", "It went away.")
    room.model.error = None
    assert isinstance(room.ask("Hello")[-1], Answered)
    assert room.texts() == [DOG, ASKED, "Hello", "Your dog is called Biscuit."]


def test_without_a_model_it_quotes_and_remembers_no_answer(room: Room) -> None:
    room.model.error = NoModel("There is no model.", "Get one.")
    room.ask(DOG)
    events = room.ask(ASKED)
    answered = events[-1]
    assert isinstance(answered, Answered)
    assert Notice("There is no model. Get one.") in events
    assert f'(3 May 2026) You said: "{DOG}"' in answered.text
    assert answered.model == ""
    assert room.texts() == [DOG, ASKED]


def test_an_empty_answer_is_a_sentence(room: Room) -> None:
    room.model.say = ""
    assert isinstance(room.ask(DOG)[-1], Failed)
    assert room.texts() == [DOG]


def test_what_cannot_be_asked_is_refused_and_stores_nothing(room: Room) -> None:
    for text in ("", " \n ", "x" * (LONGEST + 1)):
        with pytest.raises(Refused):
            room.ask(text)
    with pytest.raises(NotFound):
        room.ask("Hello", "nobody")
    assert room.texts() == []


def test_a_question_longer_than_the_context_is_a_sentence_and_stored(room: Room) -> None:
    failed = room.ask("word " * 6_000)[-1]
    assert isinstance(failed, Failed)
    assert "context" in failed.sentence
    assert len(room.texts()) == 1


def test_the_conversation_goes_on(room: Room) -> None:
    stored = room.ask("Hello")[0]
    assert isinstance(stored, Stored)
    room.ask("How are you?", stored.conversation)
    roles = [turn.role for turn in room.model.asked[-1]]
    assert roles == ["system", "user", "assistant", "user"]


def test_a_private_conversation_recalls_and_leaves_nothing(room: Room) -> None:
    room.ask(DOG)
    before = room.texts()
    first = room.ask(ASKED, private=True)
    answered = first[-1]
    assert isinstance(answered, Answered)
    assert [one.text for one in answered.memories]
    room.ask("And how old is he?", answered.conversation, private=True)
    assert any(ASKED in part for turn in room.model.asked[-1] for part in turn.parts)
    assert room.texts() == before
    assert room.store.find(answered.memories[0].id).recalls == 0


def recalled(events: list[Event]) -> Recalled:
    return next(event for event in events if isinstance(event, Recalled))


def notices(events: list[Event]) -> list[str]:
    return [event.sentence for event in events if isinstance(event, Notice)]


@pytest.mark.parametrize("text", ["Thanks, that helps!", "Good night", "Tell me a joke", "What is 17 times 23?"])
def test_small_talk_recalls_nothing_and_marks_nothing(room: Room, text: str) -> None:
    room.ask("I told you a joke about 17 good dogs.")
    events = room.ask(text)
    assert recalled(events) == Recalled(())
    assert not any(isinstance(event, Grounded) for event in events)
    assert room.model.asked[-1][-1].parts == (text,)


def test_a_vague_question_is_searched_by_the_words_that_it_lacks_and_read_as_typed(room: Room) -> None:
    room.ask("The wedding of Tom is on 12 June in Porto.")
    room.ask("I painted the fence on 3 March.")
    stored = room.ask("Where is the wedding of Tom?")[0]
    assert isinstance(stored, Stored)
    events = room.ask("And when is it?", stored.conversation)
    assert recalled(events).memories[0].text.startswith("The wedding")
    assert room.model.asked[-1][-1].parts[-1] == "And when is it?"


def test_where_nothing_is_found_the_model_and_the_person_are_told(room: Room) -> None:
    room.ask(DOG)
    room.ask("Ana lives in Oslo.")
    events = room.ask("When does the regatta in Porto begin?")
    assert (recalled(events).memories, recalled(events).verdict) == ((), "nothing")
    assert notices(events) == ["Nothing I remember mentions Porto or regatta."]
    assert room.model.asked[-1][-1].block == NOTHING
    assert isinstance(events[-1], Answered)
    assert [mark.supported for mark in events[-1].marks] == [False]


def test_a_name_that_another_memory_mentions_is_not_said_to_be_unknown(room: Room) -> None:
    room.ask("Porto was rainy.")
    assert notices(room.ask("When does the regatta in Porto begin?")) in ([], ["Nothing I remember mentions regatta."])
    assert notices(room.ask("Did I see Paris?")) == ["Nothing I remember mentions Paris."]
    assert notices(room.ask("Did I see Paris?")) == ["Nothing I remember mentions Paris."]


def test_what_the_answer_adds_is_marked(room: Room) -> None:
    room.ask(DOG)
    room.model.say = "Your dog is called Biscuit. He was born in Bremen. Is that right?"
    answered = room.ask(ASKED)[-1]
    assert isinstance(answered, Answered)
    assert [mark.supported for mark in answered.marks] == [True, False, None]
    assert {name for mark in answered.marks for name in mark.memories} <= {one.id for one in answered.memories}


def test_what_is_told_is_neither_judged_nor_said_to_be_unknown(room: Room) -> None:
    events = room.ask("My sister Ana moved to Oslo.")
    assert recalled(events).verdict == ""
    assert notices(events) == []
    assert not any(isinstance(event, Grounded) for event in events)


def test_what_was_said_above_supports_an_answer_without_being_cited(room: Room) -> None:
    room.model.say = "He sleeps in the kitchen."
    stored = room.ask("Biscuit sleeps in the kitchen.", private=True)[0]
    assert isinstance(stored, Stored)
    answered = room.ask("Where does Biscuit sleep?", stored.conversation, private=True)[-1]
    assert isinstance(answered, Answered)
    assert answered.marks == (Mark(0, 25, (), True),)


def test_a_second_search_goes_by_a_draft_that_nobody_sees_and_is_never_sure(room: Room) -> None:
    room.ask(DOG)
    chat = room.made(second_pass=True)
    room.model.say = "Your dog is called Biscuit."
    asked = "What name did I give the poodle?"
    assert recalled(room.ask(asked)).verdict != "found"
    events = list(chat.reply(asked))
    assert (recalled(events).verdict, [one.text for one in recalled(events).memories]) == ("perhaps", [DOG])
    assert sum(isinstance(event, Piece) for event in events) == 5
    assert len(room.model.asked) >= 2


def test_a_second_search_that_finds_nothing_changes_nothing(room: Room) -> None:
    room.ask(DOG)
    room.model.say = "I do not know."
    before = len(room.model.asked)
    events = list(room.made(second_pass=True).reply("When does the regatta in Porto begin?"))
    assert recalled(events).verdict == "nothing"
    assert len(room.model.asked) == before + 2


def test_what_an_answer_cites_is_counted_once_and_what_it_was_merely_given_is_not(room: Room) -> None:
    room.ask(DOG)
    room.ask("My dog is afraid of thunder.")
    room.model.say = "Your dog is called Biscuit."
    found = recalled(room.ask(ASKED)).memories
    cited = {one.text: room.store.uses.of(one.id).cited for one in found}
    assert cited == {DOG: 1, "My dog is afraid of thunder.": 0}


def test_the_first_note_in_another_language_is_told_once(room: Room) -> None:
    spoken = "Mi perro se llama Canelo y le gusta mucho correr por la playa."
    private = room.ask(spoken, private=True)
    first, second = room.ask(spoken), room.ask("Mi hermana vive en Sevilla con sus dos gatos y un loro.")
    told = [[one.sentence for one in events if isinstance(one, Notice)] for events in (private, first, second)]
    assert [len(sentences) for sentences in told] == [0, 1, 0]
    assert "Spanish" in told[1][0]


def test_what_is_called_by_name_is_cut_to_the_room_and_only_the_message_itself_can_be_too_long(room: Room) -> None:
    goals, pointers = Goals(room.store, room.talks), Pointers(room.store)
    working = Working(room.store, room.talks, goals, pointers, room.recall, room.model.count)
    room.chat = Chat(room.store, room.talks, room.recall, room.model, notes=5, answer=50, working=working)
    room.model = room.chat._model = ScriptedModel("Noted.", context=500)
    long = room.talks
    long.begin("talk", "chat")
    pointers.add("list", long.say("talk", By.PERSON, "Buy: " + "nail " * 1_500).memory.id)
    goals.begin("talk", "mend the roof")
    assert isinstance(room.ask("Sort #list for me.", "talk")[-1], Answered)
    block = room.model.asked[-1][-1].block
    assert block.startswith("#list is: Buy: nail")
    assert "…" in block
    assert "mend the roof" not in block
    assert 100 < block.count("nail") < 400
    failed = room.ask("nail " * 600, "talk")[-1]
    assert isinstance(failed, Failed)
    assert "600 tokens" in failed.sentence
    assert "`cells`" in failed.cure


def test_that_memories_did_not_fit_is_told_once_in_a_conversation(room: Room) -> None:
    for n in range(5):
        room.talks.begin(f"c{n}", "chat")
        room.talks.say(f"c{n}", By.PERSON, f"My dog Biscuit went to the {'long ' * 20} river on walk {n}.")
    room.chat._model = ScriptedModel("Noted.", context=330)
    told = []
    talk = ""
    for text in ("Where did my dog Biscuit go?", "Where did Biscuit go on his walk?"):
        events = room.ask(text, talk, private=not talk)
        talk = next(one.conversation for one in events if isinstance(one, Stored))
        told.append(sum("did not fit" in one.sentence for one in events if isinstance(one, Notice)))
    assert told == [1, 0]
    room.chat.end_private(talk)
    assert (room.chat._pruned, room.chat._left_out) == ({}, set())


@pytest.mark.parametrize("private", [False, True])
def test_a_message_that_is_too_long_is_said_to_be_stored_only_where_it_is(room: Room, private: bool) -> None:
    room.chat._model = ScriptedModel("Noted.", context=330)
    failed = room.ask("nail " * 600, private=private)[-1]
    assert isinstance(failed, Failed)
    assert ("is stored" in failed.cure) is not private


@pytest.mark.parametrize("private", [False, True])
def test_an_answer_says_which_messages_the_model_has_no_longer_before_it(room: Room, private: bool) -> None:
    talk, numbers = "", []
    for text in ("One.", "Two.", "Three.", "Four."):
        room.ask("Something else.")  # the numbers of a conversation have gaps
        stored, *_, answered = room.ask(text, talk, private=private)
        assert isinstance(stored, Stored)
        assert isinstance(answered, Answered)
        assert answered.missing == ()
        talk = stored.conversation
        numbers.append((stored.message, answered.message))
    room.model.began = Reading(cells=1, budget=9, pruned=3, missing=((0, 1), (3, 3)))
    answered = room.ask("Five.", talk)[-1]
    assert isinstance(answered, Answered)
    assert answered.missing == ((numbers[0][0], numbers[1][1]), numbers[3])
    room.model.began = Reading(cells=1, budget=9, pruned=9, missing=((2, 9),))
    answered = room.ask("Six.", talk)[-1]
    assert isinstance(answered, Answered)
    assert answered.missing[0][0] == numbers[2][0]
    assert answered.missing[0][1] < answered.message - 1


@pytest.mark.parametrize("private", [False, True])
def test_what_was_said_before_the_last_turns_is_missing_unless_the_cache_has_it(room: Room, private: bool) -> None:
    talk = ""
    for number in range(TURNS // 2 + 2):
        stored = room.ask(f"Note {number}.", talk, private=private)[0]
        assert isinstance(stored, Stored)
        talk = stored.conversation
    for reading, missing in (
        (Reading(cells=1, budget=9), ((1, 4),)),
        (Reading(cells=1, budget=9, slid=1), ()),
        (Reading(), ()),
        (Reading(cells=1, budget=9, pruned=2, missing=((0, 1),)), ((1, 14),)),
        (Reading(cells=1, budget=9, pruned=1, missing=((1, 1),)), ((1, 12), (15, 16))),
    ):
        room.model.began = reading
        answered = room.ask("And now?", talk)[-1]
        assert isinstance(answered, Answered)
        assert answered.missing == missing


def test_what_the_model_has_no_longer_before_it_stands_in_the_state_and_nothing_else(room: Room) -> None:
    goals, pointers = Goals(room.store, room.talks), Pointers(room.store)
    working = Working(room.store, room.talks, goals, pointers, room.recall, room.model.count)
    room.chat = Chat(room.store, room.talks, room.recall, room.model, notes=5, answer=50, working=working)
    room.model.say = "I see."
    talk = ""
    for text in ("My sister Paula lives in Faro.", "My brother Miguel lives in Evora.", "My aunt Rosa lives in Beja."):
        stored = room.ask(text, talk)[0]
        assert isinstance(stored, Stored)
        talk = stored.conversation
    room.model.lost = (1,)
    for _ in range(2):  # it is asked before each turn, and counts from the first of its last prompt
        room.ask("Where does everybody live?", talk)
        block = room.model.asked[-1][-1].block
        state = block.partition("Notes")[0]
        assert "Miguel" in state
        assert "Paula" not in state
        assert "Rosa" not in state
