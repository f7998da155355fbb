"""Measures of `bench llm` that ask one process, or two that live side by side, several times."""

from __future__ import annotations

import time
from collections.abc import Sequence

from secondme.bench.llm_amounts import Case
from secondme.bench.llm_asked import asking
from secondme.bench.llm_cases import EXPERTS, MIDDLE, Bench
from secondme.bench.llm_files import Shape
from secondme.bench.llm_runs import holding
from secondme.bench.measure import NotTaken, Taken, pairs
from secondme.llm.flash.residency import EXPECTED, RECENT

THINGS = ("bread", "rain", "a boat", "a violin", "snow", "a key", "a river", "chess")
"""What jobs in the background are about: prompts that are short, as it is answers that are compared."""


def fits(bench: Bench) -> Taken:
    """`flash.fits`: a model that fits, in the worker with a budget, and in llama.cpp's bare loop."""
    file = bench.file(bench.amounts.dense)
    ram = 2 * file.stat().st_size + (1 << 30)
    limit = bench.amounts.fitting
    with holding(file, ram, 0) as held, asking(file, 0, 0) as bare:
        if held.card.get("streamed"):
            raise NotTaken("A model that fits was streamed.")
        text = held.words(bench.amounts.prompt // 4)

        def ours() -> float:
            reading = held.answer(text, limit)
            held.rest()
            return _speed(reading.written, reading.seconds)

        def plain() -> float:
            said = bare("answer", text=text, limit=limit)
            return _speed(said["tokens"], said["seconds"])

        taken = pairs(ours, plain, bench.amounts.pairs, bench.say)
    return Taken(
        taken.ratio, taken.their_median, taken.ratio,
        f"{taken.our_median:.2f} beside {taken.their_median:.2f} tokens/s, medians of {len(taken.ours)} pairs in turns"
        f"{bench.amounts.words}: the dense file of {file.stat().st_size / 2**20:,.0f} MiB in the shipped worker with a "
        f"budget of {ram / 2**20:,.0f} MiB, beside llama.cpp's bare loop in a process of its own, with the same file, "
        f"prompt, sampler, threads and OpenMP settings. Nothing is streamed.",
    )  # fmt: skip


def _speed(tokens: int, seconds: float) -> float:
    """Tokens a second between the first token and the last. Raises: NotTaken for fewer than three."""
    if tokens < 3 or not seconds:
        raise NotTaken(f"The answer ended after {tokens} tokens: too few to measure.")
    return (tokens - 1) / seconds


def background(bench: Bench) -> Taken:
    """`flash.background`: eight sequences in one streamed pass."""
    case = Case(bench.amounts.dense, MIDDLE)
    texts = [f"What is {thing}?" for thing in THINGS]
    with holding(bench.file(case.shape), bench.limit(case), bench.limit(case)) as held:

        def speed(jobs: Sequence[str]) -> float:
            begun = time.perf_counter()
            said = held.aside(jobs, bench.amounts.background)
            return said / (time.perf_counter() - begun)

        taken = pairs(lambda: speed(texts), lambda: speed(texts[:1]), bench.amounts.pairs, bench.say)
    return Taken(
        taken.ratio, taken.their_median, taken.ratio,
        f"{taken.our_median:.2f} beside {taken.their_median:.2f} tokens/s of all, medians of {len(taken.ours)} pairs "
        f"in turns{bench.amounts.words}: {len(THINGS)} answers of {bench.amounts.background} tokens in the background "
        f"together beside one alone, their prompts read too. {bench.how(case)}.",
    )  # fmt: skip


def hits(bench: Bench, shape: Shape) -> None:
    """Lines with the hit rates of the recorded routing; once."""
    if "hits" in bench.shared:
        return
    file = bench.file(shape)
    budgets = [bench.planned(Case(shape, fraction)).cache_bytes for fraction in EXPERTS]
    if not all(budgets):
        return  # all of it fits, and nothing is routed to a cache
    bench.say(f"{shape.name}: its routing is recorded")
    with asking(file, 0, 0) as child:
        found = child("trace", prompt=bench.amounts.prompt, tokens=bench.amounts.traced, budgets=budgets)
    bench.shared["hits"] = Taken(0.0)
    bench.lines += [
        "",
        f"Routing of {shape.name}, {found['needs']:,} choices of a layer recorded and replayed: part of the wanted "
        f"experts that is there",
        f"{'file in memory':<15} {'experts, MiB':>13} {'as shipped':>11} {'least recently used':>20}",
        *(
            f"{fraction:<15.0%} {budget / 2**20:>13,.0f} {rates[EXPECTED]:>11.3f} {rates[RECENT]:>20.3f}"
            for fraction, budget, rates in zip(EXPERTS, budgets, found["rates"], strict=True)
        ),
    ]
