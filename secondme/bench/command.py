"""The command `bench`."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from secondme.bench.measure import Result, Taken, Target

BENCHES = ("first", "store", "recall", "kv", "llm", "intake", "mind", "tui")
"""Those that are built."""
LATER = ("answers", "endurance")
WIDTH = 30


@click.command()
@click.argument("name")
@click.argument("dataset", default="")
@click.option("--json", "json_", is_flag=True, help="One JSON list of results on standard output.")
@click.option("--only", default="", metavar="MEASURE", help="Take one measure alone.")
@click.option(
    "--quick", "work", flag_value="quick",
    help="Fewer trials, smaller work, under a minute (llm and --shape: three); it says so.",
)
@click.option("--full", "work", flag_value="full", help="Also what takes longer than 20 minutes.")
@click.option(
    "--run", "run", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.jsonl",
    help="Of `recall`: write the ranks of every question, a line of JSON each; needs no evidence.",
)
@click.option("--terms", is_flag=True, help="Of `recall`: also with each term of its weights off; --full does it too.")
@click.option("--kills", type=click.IntRange(1), metavar="N", help="How often `store` and `intake` kill.")
@click.option(
    "--read-ahead", "ahead", type=click.IntRange(4), metavar="KIB",
    help="Of `llm`, as root: what the kernel reads ahead of a missing page meanwhile; its own default is 128.",
)
@click.option(
    "--shape", type=click.Choice(["1.7b"]), default=None,
    help="Of `kv`: with a model of this shape and random weights (a file of 0.9 GB, removed at the end) in place of "
    "the starter, what does not depend on its words; --full takes both.",
)
@click.option(
    "--model", "models", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True, metavar="FILE",
    help="Of `mind`: a GGUF file that draws facts too, besides the starter; may be given several times.",
)
def bench(
    name: str,
    dataset: str,
    json_: bool,
    only: str,
    work: str | None,
    run: Path | None,
    terms: bool,
    kills: int | None,
    ahead: int | None,
    shape: str | None,
    models: tuple[Path, ...],
) -> None:
    """Measure what is installed here, beside something run in the same breath.

    Every measure has a temporary home with a service of its own; your memory is not touched. Progress goes to
    standard error. The exit status is 0 when the bench ran, whatever the figures say.

    NAME is one of: first, store, recall, kv, llm, intake, mind, tui. `recall` needs a DATASET: the word `assistant` for
    the bundled set of one person with an assistant, or a file in one of three formats, told apart by what is in it:
    LoCoMo, LongMemEval, or

    \b
      {"cases": [{"id": …,
        "turns": [{"id", "session", "date", "speaker", "text"}, …],
        "questions": [{"id", "text", "category", "evidence": [turn ids],
                       "now"}, …]}]}

    with dates as ISO 8601, local time. In a session of "User" and "Assistant" they are those two; any other speaker
    is a person of that name. Without evidence, --run writes the ranks and nothing is scored. --quick takes the first
    case and 40 of its questions. With such a file `mind` also prints what the graph of facts gains on it.

    \b
    Examples:
      secondme bench first
      secondme bench first --quick
      secondme bench first --only first.help --json
      secondme bench store --only store.kills.lost --kills 1000
      secondme bench recall assistant --quick
      secondme bench recall talks.json --only turn_recall@5 --terms
      secondme bench recall talks.json --run ranks.jsonl
      secondme bench kv --only kv.facts.pruned
      secondme bench kv --shape 1.7b
      secondme bench llm --only flash.dense@0.5 --read-ahead 128
      secondme bench intake --only intake.recallable
      secondme bench mind --quick
      secondme bench mind --only mind.union --model qwen3-4b.gguf
      secondme bench mind talks.json --only mind.twohop
      secondme bench tui --only tui.keys.streaming
    """
    if name not in BENCHES:
        what = f"The bench {name!r} is not built yet" if name in LATER else f"There is no bench {name!r}"
        raise click.UsageError(f"{what}. There are: {', '.join(BENCHES)}.")
    if name == "recall" and not dataset:
        raise click.UsageError("bench recall needs a data set: a file, or the word assistant.")
    if name != "recall" and (run or terms or (dataset and name != "mind")):
        also = " --run and no --terms" if name == "mind" else " data set, no --run and no --terms"
        raise click.UsageError(f"bench {name} takes no{also}.")
    if models and name != "mind":
        raise click.UsageError("--model is for bench mind.")
    if shape and name != "kv":
        raise click.UsageError("--shape is for bench kv.")
    from secondme.bench.measure import machine, part, take, targets

    known = [target for target in targets(name) if name != "recall" or belongs(target, dataset)]
    wanted = [target for target in known if only in ("", target.id)]
    if name == "kv":
        wanted = _of_shapes(known, only, shape or "", every=work == "full")
    if not wanted:
        raise click.UsageError(f"There is no measure {only!r}. There are: {', '.join(target.id for target in known)}.")
    taken = [target for target in wanted if not target.full or work == "full"]
    on = machine()
    signal.signal(signal.SIGTERM, _end)  # what was started is stopped then too
    results: list[Result] = []
    parts: list[Result] = []
    ids = tuple(target.id for target in taken)
    asked = Asked(work, kills, dataset, run, terms or work == "full", ids, ahead or 0, models)
    with _measures(name, asked) as measures:
        for target in taken:
            results.append(take(target, measures.by_id.get(target.id), on))
            parts += [part(target, mark, value, on) for mark, value in measures.parts(target).items()]
            told = measures.told(target)
            parts += [replace(part(target, mark, 0, on, note), value=None) for mark, note in told.items()]
        more = measures.more()
    if json_:
        click.echo(json.dumps([result.to_json() for result in (*results, *parts)], ensure_ascii=False, indent=2))
    else:
        show(results)
        for line in more:
            click.echo(line)


def _of_shapes(known: list[Target], only: str, shape: str, *, every: bool) -> list[Target]:
    from secondme.bench import kv_shape
    from secondme.bench.measure import NotTaken

    try:
        return kv_shape.wanted(known, only, shape, every=every)
    except NotTaken as error:
        raise click.UsageError(str(error)) from error


def belongs(target: Target, dataset: str) -> bool:
    """Whether a measure of `recall` is one of this data set: those of the bundled set begin with its name."""
    return target.id.startswith("assistant.") == (dataset == "assistant")


@dataclass(frozen=True, slots=True)
class Asked:
    """How a bench is to be run: the ids that are wanted, and the options."""

    work: str | None
    kills: int | None
    dataset: str
    run: Path | None
    terms: bool
    wanted: tuple[str, ...]
    ahead: int
    models: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """How each measure is taken, the lines that come after the table, and by mark a measure's parts and neighbours and
    what is told beside it."""

    by_id: Mapping[str, Callable[[], Taken]]
    more: Callable[[], Sequence[str]] = tuple
    parts: Callable[[Target], Mapping[str, float]] = lambda target: {}
    told: Callable[[Target], Mapping[str, str]] = lambda target: {}


@contextmanager
def _measures(name: str, asked: Asked) -> Iterator[Measures]:
    if name == "store":
        from secondme.bench import store

        counts = store.QUICK if asked.work == "quick" else store.FULL
        with store.Bench(replace(counts, kills=asked.kills or counts.kills), _say) as shared:
            taking = {id: partial(measure, shared) for id, measure in store.MEASURES.items()}
            yield Measures(taking, lambda: ["", *shared.curve()])
    elif name == "recall":
        from secondme.bench import recall

        given = recall.cases(asked.dataset)
        with recall.Bench(
            given, recall.QUICK if asked.work == "quick" else recall.FULL, _say,
            wanted=asked.wanted, terms=recall.terms() if asked.terms else (), out=asked.run,
        ) as bench:  # fmt: skip
            finding = {id: partial(measure, bench) for id, measure in recall.MEASURES.items()}
            yield Measures(finding, bench.finish, bench.parts)
    elif name == "kv":
        from secondme.bench import kv, kv_shape

        with ExitStack() as stack:
            work = asked.work or "usual"
            chats = [stack.enter_context(kv.Bench(work, _say, shape)) for shape in (None, *kv_shape.SHAPES.items())]
            chatting = {id + chat.mark: partial(kv.measured, id, chat) for chat in chats for id in kv.MEASURES}
            yield Measures(
                chatting,
                lambda: [line for chat in chats for line in chat.lines],
                told=lambda target: kv.told(target.id, chats[0]),
            )
    elif name == "llm":
        from secondme.bench import llm, llm_cases

        with llm_cases.Bench(asked.work or "usual", _say, asked.wanted, asked.ahead) as held:
            yield Measures({id: partial(measure, held) for id, measure in llm.MEASURES.items()}, lambda: held.lines)
    elif name == "intake":
        from secondme.bench import intake

        some = intake.QUICK if asked.work == "quick" else intake.FULL
        with intake.Bench(replace(some, kills=asked.kills or some.kills), _say) as folder:
            yield Measures({id: partial(measure, folder) for id, measure in intake.MEASURES.items()})
    elif name == "mind":
        from secondme.bench import mind, recall

        talks = recall.cases(asked.dataset) if asked.dataset else ()
        with mind.Bench(asked.work == "quick", _say, asked.models) as lives:
            reading = {id: partial(measure, lives) for id, measure in mind.MEASURES.items()}
            yield Measures(reading, lambda: [*lives.lines, *lives.gain(talks)])
    elif name == "tui":
        from secondme.bench import tui

        with tui.Bench(tui.QUICK if asked.work == "quick" else tui.FULL, _say) as typed:
            yield Measures({id: partial(measure, typed) for id, measure in tui.MEASURES.items()})
    else:
        from secondme.bench import first

        amount = first.QUICK if asked.work == "quick" else first.FULL
        yield Measures({id: partial(measure, amount, _say) for id, measure in first.MEASURES.items()})


def show(results: list[Result]) -> None:
    """A table with a bar for each measure, on which `|` is what must be reached; then how each was taken."""
    if not results:
        return
    click.echo(f"{'measure':<24} {'value':>8} {'must':>7} {'aim':>6}  {'':<{WIDTH + 1}} holds")
    for one in results:
        value = "–" if one.value is None else f"{one.value:.3g}"
        sign = "≥" if one.better == "higher" else "≤"
        must = f"{sign} {one.must:g}"
        click.echo(f"{one.measure:<24} {value:>8} {must:>7} {one.aim:>6g}  {bar(one)} {'yes' if one.holds else 'no'}")
    click.echo()
    for one in results:
        click.echo(f"{one.measure}: {one.note}")
    click.echo(f"\n{results[0].machine}")


def bar(result: Result) -> str:
    """The value as a bar, with a mark at what must be reached two thirds of the way along."""
    mark = WIDTH * 2 // 3
    if result.value is None or not result.must or result.must < 0:
        return " " * (WIDTH + 1)
    length = max(0, min(WIDTH, round(result.value / result.must * mark)))
    drawn = list("█" * length + " " * (WIDTH + 1 - length))
    drawn[mark] = "|"
    return "".join(drawn)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _end(number: int, stack: object) -> NoReturn:
    sys.exit(128 + number)
