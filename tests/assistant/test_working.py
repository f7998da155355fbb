"""Working memory over a real store: flat over 500 turns, goals that fold, names that call words back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from secondme.assistant.consult import Consult
from secondme.assistant.recall import Recall
from secondme.assistant.working import Working
from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By
from secondme.memory.working import SLOTS, TOKENS, Slot, Sort, state_block
from secondme.store.conversations import Conversations
from secondme.store.goals import Goals
from secondme.store.pointers import Pointers
from secondme.store.store import Store
from tests.conftest import MovingClock, open_store

NAMES = ("Ana", "Boris", "Carla", "Dinis", "Elsa", "Filipe", "Greta", "Hugo", "Ines", "Jorge", "Karin", "Luis")
TOWNS = ("Porto", "Faro", "Braga", "Evora", "Lagos", "Sintra", "Tomar")
THINGS = ("violin", "boat", "camera", "bakery", "greenhouse", "motorbike", "telescope", "loom", "kayak", "kiln")
SHAPES = (
    "{name} sold the {thing} in {town} for {n} euros.", "We decided to fetch the {thing} from {town} with {name}.",
    "Where did {name} leave the {thing} of {town}?", "Thanks!", "The {thing} of {name} stands in {town}, house {n}.",
    "{name} called from {town} about {n} letters.", "I will visit {name} in {town} on Friday.",
)  # fmt: skip


def tokens(texts: Sequence[str]) -> list[int]:
    """About what a model counts: a token for four characters, and one for each line."""
    return [len(text) // 4 + text.count("\n") + 1 for text in texts]


class Bench:
    """Working memory over a store, and a conversation."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store = store
        self.talks = Conversations(store, clock)
        self.goals = Goals(store, self.talks)
        self.pointers = Pointers(store)
        self.recall = Recall(store, clock, Forgetting())
        self.working = Working(store, self.talks, self.goals, self.pointers, self.recall, tokens)
        self.talks.begin("talk", "chat")

    def said(self, text: str, answer: str = "I see.") -> str:
        """A turn and its answer; the id of the turn."""
        memory = self.talks.say("talk", By.PERSON, text).memory
        self.talks.say("talk", By.ASSISTANT, answer)
        return memory.id

    def block(self, question: str = "What did we say about the house?") -> str:
        return self.working.working_block("talk", question)


@pytest.fixture
def bench(store: Store, clock: MovingClock) -> Bench:
    return Bench(store, clock)


def test_the_state_stays_flat_over_500_turns_and_what_leaves_it_is_found_in_memory(bench: Bench) -> None:
    seen: dict[tuple[str, str], Slot] = {}
    longest = 0
    with bench.store.ledger.write():  # one write to the disk instead of a thousand
        for n in range(500):
            text = SHAPES[n % len(SHAPES)].format(
                name=NAMES[n % len(NAMES)], town=TOWNS[n * 5 % len(TOWNS)], thing=THINGS[n * 3 % len(THINGS)], n=n + 10
            )
            bench.said(text, "I do not know." if text.endswith("?") else "I see.")
            if n % 120 == 7:
                bench.working.begin("talk", f"settle the matter {n}")
            if n % 120 == 90:
                bench.working.end("talk", f"settled with {NAMES[n % len(NAMES)]}")
            slots = bench.working.slots("talk")
            assert len(slots) <= SLOTS
            assert all(sum(slot.sort is sort for slot in slots) <= 6 for sort in Sort)
            seen |= {(slot.memory, slot.words): slot for slot in slots}
            if n % 10 == 0:
                block = bench.working.working_block("talk", "What did we say about the house?")
                longest = max(longest, *tokens([block]))
                assert tokens([block])[0] <= TOKENS
    assert longest > TOKENS // 2
    kept = {(slot.memory, slot.words) for slot in bench.working.slots("talk")}
    displaced = [slot for key, slot in seen.items() if key not in kept]
    assert len(displaced) > 200
    for slot in displaced:
        assert bench.store.get([slot.memory])
    assert bench.store.settle()
    told = [slot for slot in displaced if slot.sort in (Sort.DECIDED, Sort.SAID)][::20]
    for slot in told:
        found = bench.recall(slot.words, limit=10)
        assert slot.words in {one.text for one in found}, slot


def test_a_short_conversation_that_the_prompt_holds_needs_no_state(bench: Bench) -> None:
    bench.said("My sister Paula lives in Faro.")
    held = {one.memory.id for one in bench.talks.messages("talk")}
    assert bench.working.working_block("talk", "Where does she live?", held=held) == ""
    text = bench.working.working_block("talk", "Where does she live?")
    assert "- You said: My sister Paula lives in Faro.\n" in text
    assert bench.block("Thank you!") == ""
    assert bench.working.working_block("private-1", "Where does she live?") == ""


def test_the_block_changes_only_where_something_new_is_kept(bench: Bench) -> None:
    bench.said("My sister Paula lives in Faro.")
    bench.talks.say("talk", By.PERSON, "Where does Hugo live now?")
    before = bench.block()
    bench.talks.say("talk", By.ASSISTANT, "I do not know him.")
    bench.said("Thanks!")
    after = bench.block()
    assert "Open question: Where does Hugo live now?" in after
    bench.said("ok")
    assert bench.block() == after
    assert before != after


def test_a_state_that_was_made_step_by_step_is_the_one_made_at_once(bench: Bench, clock: MovingClock) -> None:
    for n in range(30):
        bench.said(SHAPES[n % 7].format(name=NAMES[n % 12], town=TOWNS[n % 7], thing=THINGS[n % 10], n=n))
        bench.working.slots("talk")
    fresh = Working(bench.store, bench.talks, bench.goals, bench.pointers, bench.recall, tokens)
    assert state_block(fresh.slots("talk")) == state_block(bench.working.slots("talk"))


def test_what_is_forgotten_edited_or_corrected_leaves_the_state(bench: Bench) -> None:
    first = bench.said("My sister Paula lives in Faro.")
    second = bench.said("Our boat is in the harbour of Lagos.")
    assert "Paula" in bench.block()
    bench.store.hide([first], 1e12)
    assert "Paula" not in bench.block()
    bench.store.undo()
    boat = bench.store.get([second])[0]
    bench.store.revise([boat.changed(text="Our boat is in the harbour of Sines.")], what="edited", rule="person")
    assert "Sines" in bench.block()
    assert "Lagos" not in bench.block()
    bench.store.succeed(bench.store.get([second])[0], None, rule="person")
    assert "boat" not in bench.block()


def test_a_reached_goal_folds_its_turns_to_a_line_and_gives_them_back(bench: Bench) -> None:
    bench.said("My sister Paula lives in Faro.")
    bench.working.begin("talk", "find a flat  in\nLisbon")
    assert "- Goal now: find a flat in Lisbon\n" in bench.block()
    texts = [f"The flat in street {n} of Alfama costs {n}50 euros." for n in range(6)]
    for text in texts:
        bench.said(text, f"Noted:\n\n  {text}")
    bench.working.begin("talk", "ask the bank")
    bench.said("We decided to pay 300 euros a month to the bank.")
    bench.working.end("talk")
    inner = bench.block()
    assert "ask the bank -> We decided to pay 300 euros a month to the bank. (2 turns folded; expand 2)" in inner
    bench.working.end("talk", "the one in street 4")
    block = bench.block()
    assert "- Goal: find a flat in Lisbon -> the one in street 4 (16 turns folded; expand 1)\n" in block
    assert "costs" not in block
    assert "ask the bank" not in block
    assert "Paula" in block
    raw = bench.working.raw("talk", bench.talks.messages("talk"))
    assert [one.memory.text for one in raw] == ["My sister Paula lives in Faro.", "I see."]
    back = [one.memory.text for one in bench.goals.turns("talk", 1)]
    assert back[1:13] == [said for text in texts for said in (text, f"Noted:\n\n  {text}")]
    found = bench.recall("What does the flat in street 2 cost?", limit=5)
    assert texts[2] in {one.text for one in found}


def test_goals_say_what_is_wrong_with_them(bench: Bench) -> None:
    with pytest.raises(Refused, match="not said what the goal is"):
        bench.working.begin("talk", "  ")
    with pytest.raises(Refused, match="at most 300 characters"):
        bench.working.begin("talk", "x" * 301)
    with pytest.raises(NotFound, match="No goal is open"):
        bench.working.end("talk")
    bench.working.begin("talk", "tell Ana that the PIN is 4821")
    assert "4821" not in bench.goals.all("talk")[0].text


def test_a_name_brings_the_exact_words_in_a_later_session(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    exact = "Gate:\n\tcode  7-Otter-19\n— “twice”, then #wait."
    first = Bench(open_store(tmp_path, encoder, clock), clock)
    memory = first.said(exact)
    first.pointers.add("gate", memory)
    first.store.close()
    clock.pass_days(40)
    later = Bench(open_store(tmp_path, encoder, clock), clock)
    text, items = later.working.expanded("What do guests need (#Gate), and #nothing else?")
    assert text == f"#gate is: {exact}\n\nWhat do guests need (#Gate), and #nothing else?"
    assert [(one.id, one.text, one.receipt) for one in items] == [
        (memory, exact, {"lanes": ["pointer"], "pointer": "#gate"})
    ]
    for plain in ("no name at all", "C#gate", "##gate", "#gate/lock", "#gateway"):
        assert later.working.expanded(plain) == (plain, ())
    later.store.close()


def test_a_very_long_memory_is_cut_where_it_is_called_by_name(bench: Bench) -> None:
    bench.pointers.add("long", bench.said("word " * 3_000 + "end"))
    text, items = bench.working.expanded("Sum up #long")
    assert len(text) < 8_100
    assert "…\n\nSum up #long" in text
    assert items[0].text.endswith("end")


def test_what_only_begins_or_ends_a_goal_gives_way_to_what_says_more(bench: Bench) -> None:
    bench.said("The flat in Lisbon costs 950 euros.")
    bench.working.begin("talk", "find a flat in Lisbon")
    bench.working.end("talk")
    bench.said("Goal: run round the lake of Lisbon.")
    consult = Consult(bench.store, bench.recall, 5, bench.working.only_goals)

    def found(question: str) -> set[str]:
        return {one.text for one in consult(question, question, [], "").memories}

    asked = found("What does the flat in Lisbon cost?")
    assert "The flat in Lisbon costs 950 euros." in asked
    assert not asked & {"Goal: find a flat in Lisbon", "Done: find a flat in Lisbon"}
    assert "Goal: find a flat in Lisbon" in found("What was my goal with the flat in Lisbon?")
    assert "Goal: run round the lake of Lisbon." in found("What do I run round?")
