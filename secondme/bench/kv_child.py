"""What of `bench kv` computes itself, in a process of its own: `python -m secondme.bench.kv_child PART AMOUNT FILE`.

So the computing threads wait for each other as those of the model's process do, and whatever crashes takes one measure
along. Lines of JSON come out: `say` is progress, `error` a sentence, `found` what was measured, by measure, and lines
that are shown after the table. The part `anew` reads a list of turns from each line of standard input, all anew.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from secondme.bench import kv_facts, kv_speed, kv_states, kvlab
from secondme.bench.kv_amounts import AMOUNTS, Amounts
from secondme.bench.kv_prompt import Prompts
from secondme.bench.measure import NotTaken, Pairs, Say, Taken
from secondme.errors import SecondMeError
from secondme.llm.context import Layout
from secondme.llm.llama import Model
from secondme.llm.machine import cores
from secondme.ports import Turn

SHARE = kv_facts.PRUNED.share
"""Of the cells, to which a cache is pruned."""
NOT_MEASURED = (
    "Not measured: how many facts fewer are known with cells of q8_0 or q4_0 than with f16.",
    "Not measured: how many of 20 facts told along the way are known at the end of 500 turns.",
)

Found = tuple[dict[str, Taken], list[str]]


def facts(prompts: Prompts, amounts: Amounts, say: Say) -> Found:
    """What is left of the planted facts."""
    ways = kv_facts.EVERY if amounts.every_policy else kv_facts.STANDARD
    return told(kv_facts.Facts(prompts, amounts.facts, ways, say, perplexity=amounts.every_policy), amounts)


def told(asked: kv_facts.Facts, amounts: Amounts) -> Found:
    """What is said of the planted facts."""
    found = asked.outcomes
    full, window, pruned, recalled = (found[way] for way in kv_facts.STANDARD)
    cells = np.mean(asked.cells)
    how = (
        f"{len(full.right)} facts of {amounts.facts.dialogues} dialogues{amounts.words}, {cells:,.0f} cells each on "
        f"average, of which a session that reads exchange by exchange and prunes as it goes has never more than a "
        f"quarter at rest ({np.mean(pruned.cells):,.0f} at the end); the latest cells are cut from the whole cache at "
        f"the end ({np.mean(window.cells):,.0f}); after question and the person's own words up to the answer the "
        f"likeliest of eight is chosen (chance 0.125); the whole cache knows {full.share:.3f}"
    )
    taken = {
        "kv.facts.pruned": Taken(
            pruned.share - window.share, window.share, None,
            f"{pruned.share:.3f} with {kv_facts.PRUNED.policy} beside {window.share:.3f} of prefix and latest cells; "
            f"{how}.",
        ),
        "kv.facts.recalled": Taken(
            _share(recalled.share, full.share), full.share, _share(recalled.share, full.share),
            f"{recalled.share:.3f} with {kv_facts.RECALLED.policy} and the notes that the chat gives "
            f"({np.mean(recalled.notes):.0f} tokens on average) beside {full.share:.3f}; {how}.",
        ),
    }  # fmt: skip
    lines = [
        f"{way!s:<42} {one.share:>6.3f} of {len(one.right)} facts, {np.mean(one.cells):>5.0f} cells"
        + (f", perplexity of what follows {one.perplexity:.2f}" if one.nats else "")
        for way, one in found.items()
    ]
    return taken, [*(lines if amounts.every_policy else []), *NOT_MEASURED]


def restore(prompts: Prompts, amounts: Amounts, say: Say) -> Found:
    """A prefix from a file beside reading it."""
    pairs, size = kv_states.restored(prompts, amounts.prefix, amounts.pairs, say)
    return {
        "kv.restore@2000": Taken(
            1 / pairs.ratio, pairs.their_median, pairs.ratio,
            f"{_milliseconds(pairs)}, medians of {amounts.pairs} pairs in turns{amounts.words}: a prefix of "
            f"{amounts.prefix:,} tokens, then a question of some 16 and the first token of an answer. The file has "
            f"{size / 1e6:.0f} MB, is checked whole, and the system was asked to forget what it held of it.",
        )
    }, []  # fmt: skip


def bytes_(prompts: Prompts, amounts: Amounts, say: Say) -> Found:
    """Bytes of a cell by kind."""
    found = kv_states.cell_bytes(prompts)
    taken = {
        name: Taken(
            found[kind] / found["f16"], found["f16"], found[kind] / found["f16"],
            f"{found[kind]:,.0f} bytes a cell beside {found['f16']:,.0f}, keys and values, both with flash attention; "
            f"from the sizes of states.",
        )
        for name, kind in (("kv.bytes.q8", "q8_0"), ("kv.bytes.q4", "q4_0"))
    }  # fmt: skip
    both = ", ".join(f"{found[kind] / found['f16'] * SHARE:.3f} with {kind}" for kind in ("q8_0", "q4_0"))
    return taken, [f"Fewer bits in a quarter of the cells: of the bytes of a whole cache of f16 {both}."]


def lookup(prompts: Prompts, amounts: Amounts, say: Say) -> Found:
    """Prompt lookup beside plain decoding."""
    taken = {}
    for name, turns in (("kv.lookup.notes", kv_speed.quoting()), ("kv.lookup.elsewhere", kv_speed.talking())):
        found = kv_speed.lookup(prompts, turns[: amounts.asked], amounts.rounds, amounts.answer, say)
        speeds = Pairs(tuple(found.ours), tuple(found.theirs))
        taken[name] = Taken(
            found.ratio, speeds.their_median, found.ratio,
            f"{speeds.our_median:.1f} beside {speeds.their_median:.1f} tokens/s, {len(found.ours)} answers of at most "
            f"{amounts.answer} tokens in turns{amounts.words}, the middle of their ratios (least "
            f"{min(mine / other for mine, other in zip(found.ours, found.theirs, strict=True)):.2f}); "
            f"{found.accepted} of {found.drafted} drafted tokens were right; {found.parted}.",
        )  # fmt: skip
    return taken, []


def settling(prompts: Prompts, amounts: Amounts, say: Say) -> Found:
    """The exact variant."""
    first, again = kv_speed.settling(prompts, amounts.settled, amounts.answer // 2)
    return {
        "settling": Taken(
            again / first, first, again / first,
            f"Read again without its notes, while the person reads the answer, a turn takes {again * 1000:.0f} ms "
            f"beside {first * 1000:.0f} ms to its first token ({again / first:.2f}), medians of {amounts.settled}.",
        )
    }, []  # fmt: skip


def breaking(prompts: Prompts, amounts: Amounts, say: Say) -> Found:
    """How soon work in the background gives way."""
    found = kv_speed.broken_off(prompts, amounts.broken)
    if not found:
        raise NotTaken("No pass in the background was broken off.")
    late = float(np.percentile(found, 95))
    return {
        "breaking": Taken(
            late, None, None,
            f"Such a pass is broken off {late * 1000:.0f} ms after it was stopped (95th percentile of {len(found)} "
            f"passes that read or write; the middle {np.median(found) * 1000:.0f} ms).",
        )
    }, []  # fmt: skip


def lab(prompts: Prompts, amounts: Amounts, say: Say) -> Found:
    """Policies that read attention, and methods that llama.cpp cannot have."""
    lines = kvlab.lab(prompts.model, say, count=amounts.lab)
    return {"lab": Taken(amounts.lab, note="\n".join(lines))}, lines


PARTS: Mapping[str, Callable[[Prompts, Amounts, Say], Found]] = {
    "facts": facts, "restore": restore, "bytes": bytes_, "lookup": lookup, "settling": settling,
    "breaking": breaking, "lab": lab,
}  # fmt: skip


def anew(prompts: Prompts) -> None:
    """Reads each list of turns whole, in an empty cache, up to the first token of the answer."""
    with closing(prompts.model.context(Layout(4_096, cores()))) as cache:
        for line in sys.stdin:
            turns = [Turn(role, (text,), block) for role, text, block in json.loads(line)]
            tokens = np.concatenate([unit.tokens for unit in prompts(turns)]).tolist()
            cache.keep(0)
            begun = time.perf_counter()
            cache.read(tokens)
            int(cache.logits().argmax())
            seconds = time.perf_counter() - begun
            _out({"seconds": seconds, "tokens": len(tokens), "notes": prompts.count([turns[-1].block])[0]})


def main(part: str, amount: str, file: str) -> None:
    """Takes one part, with the model of a file."""
    try:
        with closing(Model.open(Path(file))) as model:
            prompts = Prompts(model)
            if part == "anew":
                anew(prompts)
                return
            taken, lines = PARTS[part](prompts, AMOUNTS[amount], lambda line: _out({"say": line}))
            _out({"found": {name: asdict(one) for name, one in taken.items()}, "lines": lines})
    except SecondMeError as error:
        _out({"error": str(error)})


def _out(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


def _share(value: float, beside: float) -> float:
    return value / beside if beside else float(value > 0)


def _milliseconds(pairs: Pairs) -> str:
    return f"{pairs.our_median * 1000:,.0f} ms beside {pairs.their_median * 1000:,.0f} ms"


if __name__ == "__main__":
    main(*sys.argv[1:])
