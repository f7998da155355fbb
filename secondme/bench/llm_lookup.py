"""Prompt lookup in a streamed model: random weights accept no drafts, so recorded ones are replayed.

The starter answers; what is drafted for its answers, and what of that it accepts, is written down pass by pass, where a
pass costs what it costs in the streamed model. Then the streamed model computes passes of as many positions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from secondme.bench.kv_prompt import starter_file
from secondme.bench.kv_talk import GIVEN, block, listed, notes, questions
from secondme.bench.llm_amounts import Case
from secondme.bench.llm_asked import Asked, asking
from secondme.bench.llm_cases import MIDDLE, Bench
from secondme.bench.measure import NotTaken, Taken
from secondme.llm.lookup import LENGTHS
from secondme.llm.session import MOST

ROOM = 1_024
"""Cells for the starter, which reads notes."""
ROUNDS = 3
"""Passes of each length that are timed before."""
JSON = 'Write the notes as a JSON list of objects with "who", "thing" and "place", in the words of the notes.'


def asked(kind: str, count: int) -> list[tuple[str, str]]:
    """What is asked, and the notes before it."""
    told = notes()
    if kind == "questions":
        return [(one, block(told[at : at + GIVEN])) for at, one in enumerate(questions(count))]
    quotes = [*listed(), (JSON, block(told[:GIVEN])), (JSON, block(told[GIVEN : 2 * GIVEN]))]
    return [quotes[at] for at in (0, 4, 1, 5, 2, 3)][:count]


def measured(kind: str, bench: Bench) -> Taken:
    """`flash.lookup.questions@0.5` or `flash.lookup.quotes@0.5`; both are taken at once where both are wanted."""
    kinds = [one for one in ("questions", "quotes") if one == kind or bench.wants(f"flash.lookup.{one}@0.5")]
    if f"lookup.{kind}" not in bench.shared:
        for one, taken in _replayed(kinds, bench).items():
            bench.shared[f"lookup.{one}"] = taken
    return bench.shared[f"lookup.{kind}"]


def _replayed(kinds: Sequence[str], bench: Bench) -> Mapping[str, Taken]:
    case = Case(bench.amounts.dense, MIDDLE)
    file, most = bench.file(case.shape), bench.limit(case)
    lengths = [count for count in LENGTHS if count <= MOST]
    speeds: dict[str, list[float]] = {kind: [] for kind in kinds}
    said: dict[str, list[float]] = {kind: [] for kind in kinds}
    plain: list[float] = []
    with asking(file, most, most) as streamed, asking(file, 0, most) as mapped:
        bench.say("flash.lookup: passes of some lengths are timed")
        costs = streamed("costs", positions=[1, *(1 + count for count in lengths)], rounds=ROUNDS)["costs"]
        recorded = {kind: _recorded(kind, costs, bench) for kind in kinds}
        for number in range(bench.amounts.pairs):
            plain.append(_speed(mapped, [(0, 0)] * bench.amounts.dense_tokens, bench.amounts.dense_tokens // 2))
            for kind in kinds:
                passes = recorded[kind][number % len(recorded[kind])]
                speeds[kind].append(_speed(streamed, passes, bench.amounts.replayed))
                said[kind].append(sum(1 + accepted for _, accepted in passes) / len(passes))
                bench.say(f"flash.lookup.{kind}: {speeds[kind][-1]:.2f} beside {plain[-1]:.2f} tokens/s")
    beside = median(plain)
    return {
        kind: Taken(
            median(speeds[kind]) / beside, beside, median(speeds[kind]) / beside,
            f"{median(speeds[kind]):.2f} ({min(speeds[kind]):.2f} to {max(speeds[kind]):.2f}) beside {beside:.2f} "
            f"tokens/s of the mapping, a token a pass; medians of {len(plain)} pairs in turns{bench.amounts.words}, "
            f"each with another answer. Replayed: random weights accept no drafts, so the starter answered, with "
            f"drafts of at most {MOST} tokens as the chat makes them where passes cost what they cost here ("
            + ", ".join(f"{positions}: {seconds:.2f} s" for positions, seconds in costs.items())
            + f"); {median(said[kind]):.1f} tokens a pass were right. {bench.how(case)}.",
        )
        for kind in kinds
    }  # fmt: skip


def _recorded(kind: str, costs: Mapping[str, float], bench: Bench) -> list[list[tuple[int, int]]]:
    bench.say(f"flash.lookup.{kind}: the starter answers")
    with asking(starter_file(), 0, 0, ROOM) as starter:
        found = [
            starter("record", asked=text, notes=told, limit=bench.amounts.recorded, costs=costs, most=MOST)["passes"]
            for text, told in asked(kind, bench.amounts.pairs)
        ]
    whole = [passes for passes in found if passes]
    if not whole:
        raise NotTaken("The starter gave no answer.")
    return whole


def _speed(child: Asked, passes: Sequence[tuple[int, int]], most: int) -> float:
    found = child("replay", passes=passes, most=most)
    return float(found["tokens"]) / float(found["seconds"])
