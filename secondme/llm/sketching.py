"""The sketch of a model's file: memory is shared out for it as when it is loaded.

It brings llama.cpp along, so it is for the child that reads headers.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from secondme.errors import BadModel, Refused
from secondme.llm.context import Layout
from secondme.llm.flash.plan import unmeasured
from secondme.llm.gguf import Header
from secondme.llm.gpu import on_host, unused
from secondme.llm.holding import Means, gpu_layers, shared_out
from secondme.llm.identity import IDENTITIES, model_identity, remembered
from secondme.llm.llama import Model
from secondme.llm.loaded import ASIDE, LONGEST_CONTEXT, TOGETHER
from secondme.llm.probe import PLAIN, Kinds, Wanted, choose, known, too_large
from secondme.llm.sketch import Sketch, of_plan
from secondme.llm.surveying import Limits

UNLIMITED = 1 << 60
"""More memory than any plan asks for."""


def of_file(path: Path, header: Header, limits: Limits) -> Sketch:
    """The sketch of a file, with cells of the kind that it would have. Raises: BadModel."""
    sketch = of_header(header, limits, kinds_of(path, limits))
    if limits.opened and sketch.how != "no":
        Model.open(path, header=header, weights=False).close()
    if limits.layers and (told := unused()):
        sketch = replace(sketch, why=(*sketch.why, told))
    return sketch


def of_header(header: Header, limits: Limits, kinds: Kinds = PLAIN) -> Sketch:
    """The sketch of a model of which a header tells. Raises: BadModel where it has no weights."""
    if not header.weights:
        raise BadModel("It has no weights: it is a vocabulary alone.")
    trained = header.number(f"{header.architecture}.context_length")
    room = min(limits.context or LONGEST_CONTEXT, trained or LONGEST_CONTEXT)
    layers = gpu_layers(header, limits.gpu)
    weights = on_host(header.weights, layers)
    chat = Layout(room, 1, keys=kinds.keys, values=kinds.values, flash=kinds.flash, gpu=layers > 0)
    strange = unmeasured(header.weights)
    if strange and not limits.ram:
        words = f"all of it may be in memory, but how much that is is not known: {strange.name} is of a strange type"
        return Sketch("whole", words, 0, room=room)
    means = Means(str(limits.ram or UNLIMITED), kept=limits.kept)
    try:
        shares = shared_out(header, weights, chat, Layout(ASIDE, 1, sequences=TOGETHER + 1), means)
    except Refused as error:
        cure = "" if strange else error.cure
        return Sketch("no", error.sentence.rstrip("."), limits.ram, room=room, cure=cure)
    if shares.split is None:
        raise RuntimeError("a limit of memory was given, and nothing was planned")
    made = of_plan(shares.split, limits.speeds, ram=limits.ram, layers=limits.layers)
    offloaded = (_offloaded(header, layers),) if layers else ()
    return replace(made, room=room, why=(*shares.why, *offloaded))


def _offloaded(header: Header, layers: int) -> str:
    blocks = header.number(f"{header.architecture}.block_count")
    if layers > blocks:
        return "The graphics processor computes all layers; speeds are of what the other processors do."
    most = f"the output and {layers - 1} of {blocks} layers" if layers > 1 else "the output"
    return f"The graphics processor computes {most}; speeds are of the rest."


def kinds_of(path: Path, limits: Limits) -> Kinds:
    """The kinds of cells that a model would have: what was found out of it counts, else what is wished for."""
    wished = Wanted(limits.cells, limits.cells)
    if limits.known:
        folder = Path(limits.known)
        # A file that is not remembered by its path would have to be hashed.
        if str(path.absolute()) in remembered(folder / IDENTITIES):
            found = known(folder, model_identity(path, folder / IDENTITIES))
            if found:
                return choose(found, wished).kinds
    if too_large(path):  # to be tried
        return PLAIN
    return Kinds(wished.keys, wished.values, flash=wished.values != "f16")
