"""The command `bench`."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from secondme.bench.measure import Result, Taken

BENCHES = ("first", "store")
"""Those that are built."""
LATER = ("recall", "kv", "llm", "intake", "mind", "tui", "answers", "endurance")
WIDTH = 30


@click.command()
@click.argument("name")
@click.option("--json", "json_", is_flag=True, help="One JSON list of results on standard output.")
@click.option("--only", default="", metavar="MEASURE", help="Take one measure alone.")
@click.option("--quick", "work", flag_value="quick", help="Fewer trials, smaller work, under a minute; it says so.")
@click.option("--full", "work", flag_value="full", help="Also what takes longer than 20 minutes.")
@click.option("--kills", type=click.IntRange(1), metavar="N", help="How often `store.kills.lost` kills.")
def bench(name: str, json_: bool, only: str, work: str | None, kills: int | None) -> None:
    """Measure what is installed here, beside something run in the same breath.

    Every measure has a temporary home with a service of its own; your memory is not touched. Progress goes to
    standard error. The exit status is 0 when the bench ran, whatever the figures say.

    NAME is one of: first, store.

    \b
    Examples:
      secondme bench first
      secondme bench first --quick
      secondme bench first --only first.help --json
      secondme bench store --only store.kills.lost --kills 1000
    """
    if name not in BENCHES:
        what = f"The bench {name!r} is not built yet" if name in LATER else f"There is no bench {name!r}"
        raise click.UsageError(f"{what}. There are: {', '.join(BENCHES)}.")
    from secondme.bench.measure import machine, take, targets

    wanted = [target for target in targets(name) if only in ("", target.id)]
    if not wanted:
        raise click.UsageError(
            f"There is no measure {only!r}. There are: {', '.join(target.id for target in targets(name))}."
        )
    on = machine()
    signal.signal(signal.SIGTERM, _end)  # what was started is stopped then too
    results: list[Result] = []
    with _measures(name, work, kills) as measures:
        for target in wanted:
            if not target.full or work == "full":
                results.append(take(target, measures.by_id.get(target.id), on))
        more = measures.more()
    if json_:
        click.echo(json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=2))
    else:
        show(results)
        for line in more:
            click.echo(line)


@dataclass(frozen=True, slots=True)
class Measures:
    """How each measure is taken, and the lines that come after the table."""

    by_id: Mapping[str, Callable[[], Taken]]
    more: Callable[[], Sequence[str]] = tuple


@contextmanager
def _measures(name: str, work: str | None, kills: int | None) -> Iterator[Measures]:
    if name == "store":
        from secondme.bench import store

        counts = store.QUICK if work == "quick" else store.FULL
        with store.Bench(replace(counts, kills=kills or counts.kills), _say) as shared:
            taking = {id: partial(measure, shared) for id, measure in store.MEASURES.items()}
            yield Measures(taking, lambda: ["", *shared.curve()])
    else:
        from secondme.bench import first

        amount = first.QUICK if work == "quick" else first.FULL
        yield Measures({id: partial(measure, amount, _say) for id, measure in first.MEASURES.items()})


def show(results: list[Result]) -> None:
    """A table with a bar for each measure, on which `|` is what must be reached; then how each was taken."""
    if not results:
        return
    click.echo(f"{'measure':<20} {'value':>8} {'must':>7} {'aim':>6}  {'':<{WIDTH + 1}} holds")
    for one in results:
        value = "–" if one.value is None else f"{one.value:.3g}"
        sign = "≥" if one.better == "higher" else "≤"
        must = f"{sign} {one.must:g}"
        click.echo(f"{one.measure:<20} {value:>8} {must:>7} {one.aim:>6g}  {bar(one)} {'yes' if one.holds else 'no'}")
    click.echo()
    for one in results:
        click.echo(f"{one.measure}: {one.note}")
    click.echo(f"\n{results[0].machine}")


def bar(result: Result) -> str:
    """The value as a bar, with a mark at what must be reached two thirds of the way along."""
    mark = WIDTH * 2 // 3
    if result.value is None or result.must <= 0:
        return " " * (WIDTH + 1)
    length = max(0, min(WIDTH, round(result.value / result.must * mark)))
    drawn = list("█" * length + " " * (WIDTH + 1 - length))
    drawn[mark] = "|"
    return "".join(drawn)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _end(number: int, stack: object) -> NoReturn:
    sys.exit(128 + number)
