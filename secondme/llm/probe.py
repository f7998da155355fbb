"""What a model's cache can do on this machine, found by trying it in a child process and remembered.

Some layouts crash on shifting although llama.cpp says that they can be shifted (0.3.36: quantised keys of heads whose
size is no multiple of 64), and a recurrent model says that it has removed a span of tokens when it has not. So nothing
is believed: every risky step runs in the child, and its death by a signal is an answer. After one, another child goes
on behind that step. The parent does not load the library.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from secondme.errors import BadModel, from_wire
from secondme.llm.breaking import Break
from secondme.llm.gguf import read_header
from secondme.llm.identity import remember, remembered
from secondme.llm.machine import memory
from secondme.llm.process import environment

VERSION = 1
"""Of what is tried and how it is kept; another one is tried anew."""
SECONDS, QUICK_SECONDS = 60.0, 20.0
"""A probe takes no longer; what was not tried by then is `untried`."""
KEPT = "abilities.json"
MOST = 0.5
"""Part of the free memory that a model may have to be tried: a second copy of it in memory, beside the one in use, must
not push that one out."""
SANE = 0.03
"""Divergence in nats up to which a shifted cache is as good as a clean one. Of the starter's kinds of keys, 1,024
tokens: f16 0.002, q8_0 0.002, q4_0 0.048 and more with every shift; a cache shifted wrongly 1.5."""

FASTER = 1.05
"""Flash attention is chosen where it is faster by so much. It loses with length: the starter decoded 1.2 times slower
with it at 512 tokens, 2.2 times at 3,072."""
BITS = {"f16": 16.0, "q8_0": 8.5, "q4_0": 4.5}
"""Of a number in a cell."""

OK, REFUSED, CRASHED, WRONG, UNTRIED = "ok", "refused", "crashed", "wrong", "untried"


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of a cache's keys and values, and whether flash attention computes."""

    keys: str = "f16"
    values: str = "f16"
    flash: bool = False


PLAIN = Kinds()
LAYOUTS = (
    PLAIN,
    Kinds(flash=True),
    Kinds("q8_0", "q8_0", True),
    Kinds("q8_0", "f16", False),
    Kinds("f16", "q8_0", True),
    Kinds("q4_0", "q4_0", True),
    Kinds("q8_0", "q4_0", True),
)
TIMED = frozenset(LAYOUTS[:4])
"""Whose speed is measured."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a layout.

    `use` and `shift`: ok, refused, crashed or untried; `shift` also wrong, where a shifted cache differs from a clean
    one by more than `SANE`. `divergence`: Kullback-Leibler, nats a token. `bytes`: of a token in a saved state, its
    position included. `prefill` and `decode`: tokens a second of one core, so many tokens read; 0 not measured.
    """

    kinds: Kinds
    use: str = UNTRIED
    shift: str = UNTRIED
    divergence: float | None = None
    bytes: float = 0.0
    prefill: float = 0.0
    decode: float = 0.0

    @property
    def known(self) -> bool:
        """Whether it was tried to the end; how fast it is apart."""
        return self.use != UNTRIED and (self.use != OK or self.shift != UNTRIED)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a model's cache can do. `sliding_window` is 0 where every layer sees all tokens. `too_large`: it was not
    tried and will not be; the header alone says what is known."""

    partial: bool
    recurrent: bool
    sliding_window: int
    quick: bool
    tried: tuple[Tried, ...]
    too_large: bool = False

    def of(self, kinds: Kinds) -> Tried:
        """What came of a layout."""
        return next((one for one in self.tried if one.kinds == kinds), Tried(kinds))

    @property
    def shift(self) -> bool:
        """Whether what stands behind a removed span can be moved up, with keys that are not quantised."""
        return self.partial and (self.too_large or self.of(PLAIN).shift == OK)

    def ratio(self, of: Kinds, to: Kinds = PLAIN) -> tuple[float, float] | None:
        """Speed of a layout over that of another, reading and writing; None where it was not measured."""
        one, other = self.of(of), self.of(to)
        if not (one.decode and other.decode):
            return None
        return one.prefill / other.prefill, one.decode / other.decode


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants of a cache; flash attention None: as measured."""

    keys: str = "f16"
    values: str = "f16"
    flash: bool | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A layout to be used, whether it can be shifted, and a sentence for each wish that cannot be had."""

    kinds: Kinds
    shifts: bool
    why: tuple[str, ...] = field(default=())


def choose(abilities: Abilities, wanted: Wanted = Wanted()) -> Choice:
    """The smallest layout that this model can have, and that holds nothing in fewer bits than was wished.

    Keys of q4_0 are never chosen where a cache is shifted.
    """
    why: list[str] = []
    shifts = abilities.shift
    if not shifts:
        why.append("The cache of this model cannot be moved: what follows a change is read again.")
    flash = _faster(abilities) if wanted.flash is None else wanted.flash
    first = Kinds(wanted.keys, wanted.values, flash or wanted.values != "f16")
    least = BITS[wanted.keys], BITS[wanted.values]
    possible = [
        (BITS[kinds.keys] + BITS[kinds.values], kinds.flash != flash, number, kinds)
        for number, kinds in enumerate(one.kinds for one in abilities.tried if not _fault(one, shifts))
        if BITS[kinds.keys] >= least[0] and BITS[kinds.values] >= least[1]
    ]
    found = min(possible)[-1] if possible else PLAIN
    if wanted.flash is False and found.values != "f16":
        why.append("Quantised values need flash attention: it is on.")
    if found != first:
        why.append(f"{_fault(abilities.of(first), shifts)}: {_named(found)} used.")
    return Choice(found, shifts, tuple(why))


def _faster(abilities: Abilities) -> bool:
    ratio = abilities.ratio(Kinds(flash=True))
    return ratio is not None and min(ratio) >= FASTER


def _fault(tried: Tried, shifts: bool) -> str:
    """What speaks against a layout; empty where nothing does."""
    kinds = tried.kinds
    if kinds == PLAIN:
        return ""
    if kinds.keys == "q4_0" and shifts:
        return "Keys of q4_0 get worse with every shift"
    if tried.use != OK:
        can = "was not tried with" if tried.use == UNTRIED else "cannot have"
        flash = " with flash attention" if kinds.flash else ""
        return f"This model {can} keys of {kinds.keys} and values of {kinds.values}{flash}"
    if shifts and tried.shift != OK:
        how = "with flash attention" if kinds.keys == "f16" else f"when quantised to {kinds.keys}"
        return f"The keys of this model cannot be shifted {how}"
    return ""


def _named(kinds: Kinds) -> str:
    if kinds.keys == kinds.values:
        return f"{kinds.keys} is"
    return f"keys of {kinds.keys} and values of {kinds.values} are"


# ---- the parent ----------------------------------------------------------------------------------------------


def probe(
    path: Path,
    candidates: Sequence[Kinds] = LAYOUTS,
    *,
    folder: Path,
    identity: str,
    quick: bool = False,
    seconds: float = 0.0,
    free: int | None = None,
    stop: Break | None = None,
) -> Abilities:
    """What a model's cache can do: as remembered in `folder` under the model's identity, else found out now.

    Of the candidates `PLAIN` says whether parts can be removed and what is behind them be shifted. `quick`
    measures no speeds. `seconds` limits it (0: `SECONDS`). Only what ended in time is remembered, and that a model is
    too large for the bytes that are `free` (None: now). `stop` breaks it off.
    Raises: NoModel, BadModel if the model cannot be loaded; Broken.
    """
    there = known(folder, identity)
    if there and (
        there.too_large or ((quick or not there.quick) and all(there.of(one).known for one in candidates))
    ):
        return there
    if too_large(path, free):
        if there:  # there was more memory then
            return there
        found = _left_out(path)
        remember(folder / KEPT, identity, {"of": _mark(), "abilities": asdict(found)})
        return found
    found = _found(path, candidates, quick, seconds or (QUICK_SECONDS if quick else SECONDS), stop or Break())
    if all(one.known for one in found.tried):
        remember(folder / KEPT, identity, {"of": _mark(), "abilities": asdict(found)})
    return found


def too_large(path: Path, free: int | None = None) -> bool:
    """Whether a file is too large to be loaded beside what there is, with so many bytes `free` (None: now)."""
    try:
        size = path.stat().st_size
    except OSError:
        return False  # loading it says why
    return size > MOST * (memory().free if free is None else free)


def nature(path: Path) -> tuple[bool, int]:
    """Whether a model is recurrent, and its sliding window, by its header. Raises: NoModel, BadModel."""
    header = read_header(path)
    kind = header.architecture
    recurrent = any(name.startswith((f"{kind}.ssm.", f"{kind}.wkv.", f"{kind}.shortconv.")) for name in header.metadata)
    return recurrent, header.number(f"{kind}.attention.sliding_window")


def _left_out(path: Path) -> Abilities:
    """Of a model that is not tried: plain cells can be moved, as llama.cpp says, but for the kinds where it errs."""
    recurrent, window = nature(path)
    return Abilities(not recurrent and not window, recurrent, window, True, (Tried(PLAIN),), too_large=True)


def known(folder: Path, identity: str) -> Abilities | None:
    """What was found of a model, by this version; None where nothing was."""
    return _known(remembered(folder / KEPT).get(identity), _mark())


def _mark() -> list[Any]:
    return [VERSION, metadata.version("llama-cpp-python")]


def _known(held: Any, mark: list[Any]) -> Abilities | None:
    """What is remembered; None where that is nothing, of another version, or damaged."""
    try:
        if held["of"] != mark:
            return None
        fields = held["abilities"]
        tried = tuple(Tried(**(one | {"kinds": Kinds(**one["kinds"])})) for one in fields["tried"])
        return Abilities(**(fields | {"tried": tried}))
    except (KeyError, TypeError):
        return None


def _found(path: Path, candidates: Sequence[Kinds], quick: bool, seconds: float, stop: Break) -> Abilities:
    until = time.monotonic() + seconds
    plans = [(at, "use") for at in range(len(candidates))] + [(at, "shift") for at in range(len(candidates))]
    if not quick:
        plans += [(at, "speed") for at, kinds in enumerate(candidates) if kinds in TIMED]
    tried = [Tried(kinds) for kinds in candidates]
    model: Mapping[str, Any] = {}
    partial = False
    while plans and (left := until - time.monotonic()) > 0:
        ended, crashed = 0, False
        for message in _answers(path, candidates, plans, left, stop):
            match message:
                case {"error": [kind, sentence, cure]}:
                    raise from_wire(kind, sentence, cure)
                case {"model": said}:
                    model = said
                case {"step": int(number), **found}:
                    at, ended = plans[number][0], number + 1
                    partial |= found.pop("partial", False) and candidates[at] == PLAIN
                    tried[at] = replace(tried[at], **found)
                case {"crashed": _}:
                    crashed = True
        if not model:
            raise BadModel(f"{path.name} cannot be loaded: llama.cpp ended or took too long.", "Choose another model.")
        if crashed and ended < len(plans):
            at, step = plans[ended]
            if step == "use":
                tried[at] = replace(tried[at], use=CRASHED)
            elif step == "shift":
                tried[at] = replace(tried[at], shift=CRASHED)
            ended += 1
        plans = [(at, step) for at, step in plans[ended:] if tried[at].use in (OK, UNTRIED)]
    return Abilities(partial, model["recurrent"], model["sliding_window"], quick, tuple(tried))


def _answers(
    path: Path, candidates: Sequence[Kinds], plans: Sequence[tuple[int, str]], seconds: float, stop: Break
) -> list[dict[str, Any]]:
    """What a child says of some steps; at last that it crashed, if it did. It is ended when its time is over.

    Raises: Broken.
    """
    steps = [[*asdict(candidates[at]).values(), step] for at, step in plans]
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "secondme.llm.probe", str(path), json.dumps(steps)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a failed assertion would start a debugger to print where it was
        env=environment({"OMP_WAIT_POLICY": "PASSIVE", "GGML_NO_BACKTRACE": "1"}),
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(seconds, end)
    clock.start()
    try:
        with stop.ending(child):
            said, complaint = child.communicate()
    finally:
        clock.cancel()
        child.kill()
    answers = [json.loads(line) for line in said.decode("utf-8").splitlines(keepends=True) if line.endswith("\n")]
    if child.returncode == 1 and not late.is_set():  # Python's own, so ours
        raise RuntimeError(complaint.decode("utf-8", "replace"))
    if child.returncode and not late.is_set():
        answers.append({"crashed": child.returncode})
    return answers


if __name__ == "__main__":
    from secondme.llm.trying import main

    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
