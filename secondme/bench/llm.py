"""`bench llm`: a model larger than the memory it may use, streamed from its file, beside llama.cpp's mapping of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from statistics import median

from secondme.bench import llm_lookup, llm_planner, llm_together
from secondme.bench.llm_amounts import Case
from secondme.bench.llm_asked import asking, killed
from secondme.bench.llm_cases import DENSE, EXPERTS, MIDDLE, Bench
from secondme.bench.llm_runs import LOOK
from secondme.bench.measure import NotTaken, Taken


def ratio(shape: str, fraction: float, bench: Bench) -> Taken:
    """Tokens a second beside the mapping."""
    case = Case(getattr(bench.amounts, shape), fraction)
    found = bench.rounds(case)
    ours, plain = found.speeds
    read, faulted = found.bytes
    if shape == "dense" and fraction == MIDDLE:
        refused(bench, case)
    if shape == "experts":
        llm_together.hits(bench, case.shape)
    return Taken(
        ours / plain, plain, ours / plain,
        f"{ours:.2f} beside {plain:.2f} tokens/s, medians of {len(found.ours)} pairs in turns{bench.amounts.words}, "
        f"reading {read / 1e6:,.0f} beside {faulted / 1e6:,.0f} MB a token; loaded in "
        f"{median(one.loading for one in found.ours):.1f} beside {median(one.loading for one in found.plain):.1f} s. "
        f"{bench.how(case)}.",
    )  # fmt: skip


def refused(bench: Bench, case: Case) -> None:
    """Shows that loading the whole file is no way out; a line."""
    was = "is killed" if killed(bench.file(case.shape), bench.limit(case)) else "lives"
    bench.lines.append(f"Loaded whole (LLAMA_LOAD_MODE_NONE) under the same limit, llama.cpp's process {was}.")


def limit(bench: Bench) -> Taken:
    """`flash.limit@0.5`: how near to what disk or processor allow."""
    case = Case(bench.amounts.dense, MIDDLE)
    found = bench.rounds(case)
    took = 1 / found.speeds[0]
    computing = 1 / median(one.speed for one in found.free)
    read, disk = median(one.planned or one.bytes for one in found.ours), median(found.disk)
    least = max(computing, read / disk)
    return Taken(
        took / least, least, took / least,
        f"{took * 1000:,.0f} ms a token beside {least * 1000:,.0f}: {computing * 1000:,.0f} of computing with all in "
        f"memory, {read / disk * 1000:,.0f} of reading {read / 1e6:,.0f} MB at {disk / 1e9:.2f} GB/s (direct, 1 MiB "
        f"each, 4 at a time; {max(found.disk) / 1e9:.2f} at best); medians of {len(found.ours)} runs and of "
        f"{len(found.disk)} tries of the disk{bench.amounts.words}. {bench.how(case)}.",
    )  # fmt: skip


def expert_bytes(bench: Bench) -> Taken:
    """`flash.moe.bytes@0.35`: what is read a token."""
    case = Case(bench.amounts.experts, 0.35)
    found = bench.rounds(case)
    ours, plain = found.bytes
    if not plain:
        raise NotTaken("The mapping read nothing: all of it was in memory.")
    return Taken(
        ours / plain, plain, ours / plain,
        f"{ours / 1e6:,.1f} beside {plain / 1e6:,.1f} MB a token, as the kernel counts them; medians of "
        f"{len(found.ours)} pairs{bench.amounts.words}. {bench.how(case)}.",
    )  # fmt: skip


def prefill(bench: Bench) -> Taken:
    """`flash.prefill@0.5`: a prompt in one pass."""
    case = Case(bench.amounts.dense, MIDDLE)
    found = bench.rounds(case)
    ours, plain = (median(one.read / one.reading for one in runs) for runs in (found.ours, found.plain))
    free = median(one.read / one.reading for one in found.free)
    return Taken(
        ours / plain, plain, ours / plain,
        f"{ours:.1f} beside {plain:.1f} tokens/s ({free:.1f} without a limit), {found.ours[0].read} tokens in one "
        f"pass; medians of {len(found.ours)} pairs{bench.amounts.words}. {bench.how(case)}.",
    )  # fmt: skip


def peak(bench: Bench) -> Taken:
    """`flash.peak`: the most memory beside the limit, of all cases."""
    amounts = bench.amounts
    cases = [Case(amounts.dense, one) for one in DENSE] + [Case(amounts.experts, one) for one in EXPERTS]
    worst, what = 0.0, ""
    for case in cases:
        rounds = bench.seen().get(case)
        for one in rounds.ours if rounds else bench.once(case, ours=True):
            if one.working / one.limit > worst:
                worst = one.working / one.limit
                what = (
                    f"{one.working / 2**20:,.0f} of {one.limit / 2**20:,.0f} MiB ({case.shape.name} at "
                    f"{case.fraction:g}; with idle page cache, which loading fills, {one.group / 2**20:,.0f})"
                )
    return Taken(
        worst, 1.0, worst,
        f"{what}: the most that the worker's group had while it loaded and answered, idle page cache apart, looked at "
        f"every {LOOK * 1000:.0f} ms, worst of {len(cases)} cases{amounts.words}. A process that wants more than the "
        f"limit is killed; none was.",
    )  # fmt: skip


def exact(bench: Bench) -> Taken:
    """`flash.exact`: the same logits, to the last bit."""
    import numpy as np

    amounts = bench.amounts
    differ = 0
    told: list[str] = []
    for case in (Case(amounts.dense, MIDDLE), Case(amounts.experts, 0.2)):
        file, most = bench.file(case.shape), bench.limit(case)
        rows = []
        for ram, under in ((0, 0), (most, most)):
            out = file.with_suffix(".npy")
            bench.say(f"flash.exact: {case.shape.name}, {'streamed' if ram else 'mapped'}")
            with asking(file, ram, under) as child:
                child("exact", together=amounts.together, alone=amounts.alone, out=str(out))
            rows.append(np.load(out).view(np.uint32))
            out.unlink()
        wrong = int(np.count_nonzero(rows[0] != rows[1]))
        differ += wrong
        told.append(f"{wrong:,} of {rows[0].size:,} ({case.shape.name} at {case.fraction:g})")
    return Taken(
        float(differ), 0.0, None,
        f"{' and '.join(told)} differ in a bit: {amounts.together} random tokens in one pass and {amounts.alone} one "
        f"by one{amounts.words}, streamed under the limit and mapped without one, each in a process of its own "
        f"with the engine as it is shipped.",
    )  # fmt: skip


MEASURES: Mapping[str, Callable[[Bench], Taken]] = {
    **{f"flash.dense@{fraction:g}": partial(ratio, "dense", fraction) for fraction in DENSE},
    "flash.limit@0.5": limit,
    **{f"flash.moe@{fraction:g}": partial(ratio, "experts", fraction) for fraction in EXPERTS},
    "flash.moe.bytes@0.35": expert_bytes,
    "flash.lookup.questions@0.5": partial(llm_lookup.measured, "questions"),
    "flash.lookup.quotes@0.5": partial(llm_lookup.measured, "quotes"),
    "flash.prefill@0.5": prefill,
    "flash.fits": llm_together.fits,
    "flash.peak": peak,
    "flash.exact": exact,
    "flash.background": llm_together.background,
    "planner.memory": llm_planner.memory,
    "planner.speed": llm_planner.speed,
}
"""How each measure is taken."""
