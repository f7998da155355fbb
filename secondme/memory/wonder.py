"""Questions that are asked of what was told of late, and their answers from facts.

Pure.
Source: Park et al. 2023, "Generative Agents", section 4.2: once enough that matters has happened, salient questions are
    asked of recent memory, and answered with what they rest on. There a model asks; without one, templates do.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondme.memory.facts.entities import same_name
from secondme.memory.insight import Draft
from secondme.memory.noticed import changes, told
from secondme.memory.record import Kind, Memory, Status, identity

RULE = "question"
ENOUGH = 3.0
"""Importance of what was told since the last time, summed, from which questions are asked."""
MOST = 3
"""People who are asked about."""
QUOTED = 5
"""Facts that an answer has."""
AHEAD = frozenset({"plans", "appointment", "expects"})


def questions(facts: Sequence[Memory], now: float) -> list[Draft]:
    """The questions that templates ask of some facts, each with its answer; those without two facts to answer by are
    left out. `facts` are those that hold and those that hold no more."""
    holding = [
        fact for fact in facts
        if len(fact.about) == 3 and fact.status is not Status.SUPERSEDED
        and (fact.valid_to is None or fact.valid_to > now)
    ]  # fmt: skip
    drafts = [_draft(f"What you told me of {name}:", known, name) for name, known in told(holding).items()]
    ahead = sorted((fact for fact in holding if fact.about[1] in AHEAD), key=lambda fact: (fact.made, fact.id))
    drafts.append(_draft("What is to come?", ahead[-QUOTED:], "plans"))
    changed = sorted(changes(facts), key=lambda draft: draft.id)
    latest = {fact.id: fact.valid_to or 0.0 for fact in facts}
    changed.sort(key=lambda draft: latest[draft.evidence[0]])
    some = changed[-QUOTED:]
    if len(some) > 1:
        drafts.append(
            Draft(
                identity(Kind.INSIGHT, RULE, "what has changed?"), RULE,
                " ".join(("What has changed?", *(one.text for one in some))),
                tuple(dict.fromkeys(name for one in some for name in one.evidence)), ("changes",),
            )
        )  # fmt: skip
    return [draft for draft in drafts if len(draft.evidence) > 1]


def asked_of(drafts: Sequence[Draft], recent: Sequence[Memory]) -> list[Draft]:
    """Those of some questions that recent facts bear on: of people the ones most was told of, and all others."""
    new = {fact.id for fact in recent}
    bearing = [(len(new & set(draft.evidence)), draft) for draft in drafts]
    people = sorted(
        ((often, draft) for often, draft in bearing if often and _of_somebody(draft, recent)),
        key=lambda item: (-item[0], item[1].id),
    )
    return [draft for _, draft in people[:MOST]] + [
        draft for often, draft in bearing if often and not _of_somebody(draft, recent)
    ]


def _of_somebody(draft: Draft, facts: Sequence[Memory]) -> bool:
    name = draft.keywords[0]
    return any(same_name(name, fact.about[0]) or same_name(name, fact.about[2]) for fact in facts)


def _draft(question: str, facts: Sequence[Memory], keyword: str) -> Draft:
    some = facts[:QUOTED]
    return Draft(
        identity(Kind.INSIGHT, RULE, question.casefold()), RULE,
        " ".join((question, *(fact.text for fact in some))), tuple(fact.id for fact in some), (keyword,),
    )  # fmt: skip
