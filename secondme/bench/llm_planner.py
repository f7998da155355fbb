"""What the planner foretells of the cases of `bench llm`, beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from secondme.bench.llm_amounts import Case
from secondme.bench.llm_cases import DENSE, EXPERTS, MIDDLE, Bench, shared
from secondme.bench.llm_runs import CONTEXT, Run
from secondme.bench.measure import NotTaken, Taken
from secondme.llm.flash.plan import Plan, plan
from secondme.llm.footprint import footprint
from secondme.llm.gguf import Header, check_whole
from secondme.llm.machine import Speeds, measure


@dataclass(frozen=True, slots=True)
class Met:
    """A case, what is planned for it, and how it went; `limited` by its fraction or not at all."""

    case: Case
    limited: bool
    plan: Plan
    header: Header
    runs: list[Run]

    @property
    def name(self) -> str:
        """The case in words."""
        return f"{self.case.shape.name} {f'at {self.case.fraction:g}' if self.limited else 'without a limit'}"


def memory(bench: Bench) -> Taken:
    """`planner.memory`: predicted peaks, the worst of all cases."""
    told: list[str] = []
    worst = 0.0
    for met in _met(bench):
        tokens = bench.amounts.prompt
        other = footprint(met.header, CONTEXT, tokens=tokens) if met.plan.plain else shared(met.header, tokens)
        foretold, measured = met.plan.weight_bytes + other.total, median(one.resident for one in met.runs)
        worst = max(worst, abs(foretold / measured - 1))
        told.append(f"{met.name} {foretold / 2**20:,.0f} for {measured / 2**20:,.0f}")
    return Taken(
        worst, 0.0, None,
        f"MiB foretold for those that were resident at most after loading, mapped files included: {'; '.join(told)}"
        f"{bench.amounts.words}.",
    )  # fmt: skip


def speed(bench: Bench) -> Taken:
    """`planner.speed`: predicted tokens a second, the worst of all cases."""
    cases = _met(bench)
    found = _speeds(bench)
    told: list[str] = []
    worst = 0.0
    for met in cases:
        machine = found.machine(met.header.weights, met.plan.used)
        foretold, measured = 1 / met.plan.seconds(machine), median(one.speed for one in met.runs)
        worst = max(worst, foretold / measured, measured / foretold)
        told.append(f"{met.name} {foretold:.2f} for {measured:.2f}")
    works = ", ".join(f"{work / 1e9:.1f} GB/s" for work in found.works.values())
    return Taken(
        worst, 1.0, worst,
        f"Tokens/s foretold for those that were measured: {'; '.join(told)}{bench.amounts.words}. Foretold from "
        f"what the app measures of a machine in a few seconds: {works} of weights of three kinds, "
        f"{found.disk / 1e9:.2f} GB/s of direct reads.",
    )  # fmt: skip


def _met(bench: Bench) -> list[Met]:
    """All cases, each as often as it was taken for other measures, or once."""
    amounts = bench.amounts
    found = []
    for shape, fractions in ((amounts.dense, DENSE), (amounts.experts, EXPERTS)):
        header = check_whole(bench.file(shape))
        for fraction in fractions:
            case = Case(shape, fraction)
            rounds = bench.seen().get(case)
            runs = rounds.ours if rounds else bench.once(case, ours=True)
            found.append(Met(case, True, bench.planned(case), header, runs))
        middle = Case(shape, MIDDLE)
        rounds = bench.seen().get(middle)
        free = rounds.free if rounds else bench.once(middle, ours=False, limited=False)
        whole = plan(header.weights, 1 << 60, used=bench.planned(middle).used)
        found.append(Met(middle, False, whole, header, free))
    return found


def _speeds(bench: Bench) -> Speeds:
    bench.say("planner.speed: the machine is measured as the app does it")
    found = measure(bench.place / "measured", bench.file(bench.amounts.dense))
    if found.guessed:
        raise NotTaken("The machine could not be measured.")
    return found
