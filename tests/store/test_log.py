"""The log of what was said, after a hundred consolidation runs."""

from __future__ import annotations

from secondme.assistant.consolidate import Consolidation
from secondme.assistant.fading import Fading
from secondme.assistant.reflecting import Reflecting
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.fading import LedgerFading
from secondme.store.runs import LedgerRuns
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel

SAID = "SELECT message.n, message.link, memory.text FROM message JOIN memory ON memory.n = message.memory ORDER BY 1"


def test_a_hundred_consolidation_runs_change_no_word_of_what_was_said(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("talk", "terminal")
    for n in range(30):
        talks.say("talk", By.PERSON, f"I walked the dog {n} times round the lake.")
        talks.say("talk", By.ASSISTANT, "Good.")
    before, head = store.ledger.rows(SAID), store.ledger.rows("SELECT * FROM chain")
    fading = Fading(store, LedgerFading(store), clock, Forgetting())
    steps = [fading, Reflecting(store, ScriptedModel(), clock)]
    consolidation = Consolidation(store, LedgerRuns(store.ledger, clock), steps)
    for n in range(100):
        clock.pass_days(1)
        if n % 10 == 0:
            talks.begin(f"talk {n}", "terminal")
            talks.say(f"talk {n}", By.PERSON, f"The dog and the lake, day {n}.")
        list(consolidation.run(Stop()))
    assert store.ledger.rows(SAID)[: len(before)] == before
    assert store.ledger.rows("SELECT * FROM chain") != head
    assert talks.chain() == ("", 70)
    assert store.unresolved() == []
    assert store.count(Filter()) > 70
