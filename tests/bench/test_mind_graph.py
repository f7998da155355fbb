"""The bench of the graph lane: the same world every time, whose questions need two facts that were told apart."""

from __future__ import annotations

from secondme.bench.mind_graph import WAYS, speed, world
from secondme.memory.association import relation_of


def test_the_world_is_the_same_every_time_and_large_enough() -> None:
    made = world(2)
    assert made == world(2)
    assert made != world(3)
    assert len(made.told) + len(made.facts) == 5_000
    assert len(made.two) >= 200
    assert len(made.one) >= 200


def test_a_question_over_two_facts_names_only_where_the_way_begins() -> None:
    made = world(2, people=120, asked=60, whole=0)
    told = {one.id: one.text for one in made.told}
    facts = {one.evidence[0]: one.about for one in made.facts}
    for asked in made.two:
        first, second = (facts[name] for name in asked.evidence)
        assert first[0] in asked.text
        assert first[2] == second[0]
        assert second[0] not in asked.text
        assert second[2] not in asked.text
        assert first[2] in told[asked.evidence[0]]
        assert second[2] in told[asked.evidence[1]]
    assert all(facts[asked.evidence[0]][0] in asked.text for asked in made.one)


def test_no_two_of_its_relations_are_one() -> None:
    assert len({relation_of(way.relation) for way in WAYS}) == len(WAYS)


def test_the_speed_is_that_of_a_way_through_the_whole() -> None:
    middle, late = speed(20, nodes=500)
    assert 0 < middle <= late
