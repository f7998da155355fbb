"""The bench of the profile and of insights, on one short life."""

from __future__ import annotations

from secondme.bench.mind_profile import counted, measures, table


def test_a_life_drawn_without_a_mistake_gives_a_profile_of_its_lasting_traits_and_valid_insights() -> None:
    found = counted(lambda told: None, persons=1, days=8, ideal=True)
    taken = measures(found)
    assert taken["mind.profile.lasting"].value >= 0.8
    assert taken["mind.profile.passing"].value <= 0.2
    assert 0 < taken["mind.profile.tokens"].value <= 512
    assert taken["mind.profile.edits"].value == 1
    assert taken["mind.insights"].value == 1
    assert any(line.startswith("insights") for line in table(found))
