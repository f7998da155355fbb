"""Scripted lives: people who talk with an assistant for weeks, and beside their words what is true of them.

`generate(seed)` builds them in memory; the same seed gives the same bytes. There are two sets of wordings that share
no sentence: `open`, for whoever writes rules that draw facts, and `held`, on which these are measured and which they
must not have read.
"""

from secondme.bench.lives.generate import generate
from secondme.bench.lives.matching import matches
from secondme.bench.lives.relations import RELATIONS, Relation
from secondme.bench.lives.shapes import Extra, Life, Link, Planted, Question, Session, Trait, Trap, Turn

__all__ = [
    "RELATIONS",
    "Extra",
    "Life",
    "Link",
    "Planted",
    "Question",
    "Relation",
    "Session",
    "Trait",
    "Trap",
    "Turn",
    "generate",
    "matches",
]
