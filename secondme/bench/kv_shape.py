"""A model of another shape for `bench kv`: random weights cost what learnt ones do, and know nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from secondme.bench.llm_files import DENSE, Shape
from secondme.bench.measure import NotTaken, Target

SHAPES: Mapping[str, Shape] = {"1.7b": DENSE}
"""By the command's option."""
_NOTHING = "random weights know no facts"
_NO_DRAFTS = "random weights accept no drafts; `bench llm` replays recorded ones on this shape (flash.lookup.*)"
LEFT_OUT: Mapping[str, str] = {
    "kv.facts.pruned": _NOTHING,
    "kv.facts.recalled": _NOTHING,
    "kv.lookup.notes": _NO_DRAFTS,
    "kv.lookup.elsewhere": _NO_DRAFTS,
}
"""Measures whose value depends on what the weights say, and why they are not taken."""


def described(name: str, shape: Shape) -> list[str]:
    """What the measures with a shape's name as their mark were taken on, and which were not; lines."""
    why = dict.fromkeys(LEFT_OUT.values())
    return [
        f":{name} is a model of {shape.layers} layers, {shape.wide:,} wide, of random weights in Q4_0, with the "
        f"starter's words.",
        *(f"Not taken on it: {', '.join(id for id in LEFT_OUT if LEFT_OUT[id] == one)}: {one}." for one in why),
    ]


def wanted(found: Sequence[Target], only: str, shape: str, *, every: bool) -> list[Target]:
    """The measures of a run, all of them or `only` one: the starter's, those of a `shape`, or of `every` one. A shape's
    have its name as a mark, which `only` may have too. Raises: NotTaken where that one is left out of a shape."""
    id, _, mark = only.partition(":")
    if shape and mark not in ("", shape):
        return []
    mark = shape or mark
    if mark and id in LEFT_OUT:
        raise NotTaken(f"{id} is not taken on random weights: {LEFT_OUT[id]}.")
    own = [one for one in found if id in ("", one.id) and not mark]
    marks = [one for one in SHAPES if one == mark or (every and not mark)]
    others = [one for one in found if id in ("", one.id) and one.id not in LEFT_OUT]
    return own + [replace(one, id=f"{one.id}:{one_mark}") for one_mark in marks for one in others]
