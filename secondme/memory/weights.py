"""The weights of recall, each with its reason. One table: nothing else in the code decides what counts how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

POWER = 2.0
"""Likeness of two tokens is raised to it: the table's vectors are all a little alike, and only near ones mean it."""

PREVIOUS, NEXT, SESSION = 0.7, 0.5, 0.3
"""What a word of the question is worth that stands in the turn before, in the one after, elsewhere in the session:
answers follow questions and do not repeat their words."""

TOP = 3
"""Best rows of a session whose mean speaks for all of it: one good row may be chance, all rows dilute."""


UNIT = 0.1
"""A step of coverage and of a cosine: about a standard deviation of either over the candidates of a question."""

CHANCE_COVERAGE, CHANCE_COSINE = 0.2, 0.115
"""The coverage and the neural cosine that a turn has of a question that it has nothing to do with, on average."""

LONG = 40
"""Words beyond which a longer text says no more: a passage of a file is no better than a turn for being longer."""

OWN_FILES = 0.7
"""What a file counts as the words of the person who asks about their own: notes are theirs, manuals are not."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the score: its weight beside that of a step of coverage, and why it is there."""

    weight: float
    reason: str


TERMS: Mapping[str, Term] = {
    "coverage": Term(1.0, "Words of the question, matched in the turn or around it, are the strongest sign."),
    "previous": Term(0.65, "An answer follows what was asked, which has the words of the question."),
    "session": Term(0.15, "A session about the matter makes each of its turns likelier."),
    "neural": Term(1.44, "The sentence vector knows other words for the same thing."),
    "neural-session": Term(0.65, "A session that is near as a whole is likelier to hold the answer."),
    "speaker": Term(4.8, "Who is asked about is who said it, most often."),
    "date": Term(5.5, "A day or month that is named leaves few turns."),
    "asks": Term(-1.9, "A turn that asks does not answer."),
    "only asks": Term(-6.0, "A turn that does nothing but ask says nothing: none such was ever the evidence."),
    "answers": Term(1.0, "A turn after one that asks is likelier to tell something."),
    "when": Term(4.1, "Asked when, the turn that tells of a time."),
    "count": Term(0.85, "Asked how many, the turn that holds a number."),
    "length": Term(1.6, "A longer turn says more; a short one is often a courtesy."),
    "liked": Term(0.5, "What was cited, or praised, before."),
    "graph": Term(1.0, "The way to a turn by what is known answers what its own words leave open."),
}
"""Fitted at once on dialogues of two people and on one person's talk with an assistant, by the softmax of the evidence
among all candidates, seven parts to three, then rounded; leaving out one conversation after the other changes little.
What one kind of talk wanted and the other did not is gone, or depends on what can be seen: `late.terms` says where."""
