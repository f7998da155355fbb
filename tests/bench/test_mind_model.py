"""`bench mind`, facts by models: what is counted beside the rules."""

from __future__ import annotations

from secondme.bench.lives import generate
from secondme.bench.mind_facts import card
from secondme.bench.mind_model import _given, _line, _noting
from secondme.memory.facts.statement import Statement, Utterance


def test_what_a_model_adds_is_counted_beside_the_rules() -> None:
    (life,) = generate(3, persons=1, days=1, wordings="open")
    turns: dict[str, Utterance] = {}
    rules = card(life, lambda of: [_noting(of, turns)], answers=False)
    assert set(turns) == {turn.id for session in life.sessions for turn in session.turns if turn.by == "person"}
    nothing = card(life, _given({}, beside=True), answers=False)
    assert (nothing.drawn, nothing.rows["drawn"]) == (rules.drawn, rules.rows["drawn"])
    turn, said = next(iter(turns.items()))
    wrong = Statement("you", "owns", said.text.split()[0], "So.", 0, len(said.text))
    worse = card(life, _given({turn: [wrong]}, beside=True), answers=False)
    assert worse.drawn == rules.drawn + 1
    assert worse.share("drawn") < rules.share("drawn")
    assert _line("the rules alone", rules).startswith("the rules alone ")
