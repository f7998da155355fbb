"""Reads the headers of models' files in a process of its own.

What other programs left on the disk may be anything, a disk may hang, and a driver of a graphics processor may end
whoever asks it: so the service does none of it itself.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from secondme.errors import SecondMeError
from secondme.llm.catalog import card as card_of
from secondme.llm.catalogue import PARTS
from secondme.llm.gguf import Header, check_whole
from secondme.llm.gpu import room
from secondme.llm.machine import Speeds
from secondme.llm.sketch import Sketch, of_vectors
from secondme.llm.wire import OFF

Kind = Literal["chat", "embedding", "other"]

_PARTS_OF_OTHERS = ("clip", "mmproj", "adapter")


@dataclass(frozen=True, slots=True)
class Limits:
    """Within which a model is to run: bytes of memory (0: no limit), tokens of context, the machine's speeds, the kind
    of `cells` that is wished for, whether conversations are `kept`. `known` is the folder of what was found out of
    models. `layers` asks for each of them, `opened` that llama.cpp is asked too whether it takes the file. `gpu` is
    what of a graphics processor's memory it may take, as the setting says it."""

    ram: int
    context: int
    speeds: Speeds
    layers: bool = False
    cells: str = "f16"
    kept: bool = False
    known: str = ""
    opened: bool = False
    gpu: str = OFF

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Limits:
        """As they were written in JSON."""
        speeds = fields["speeds"]
        works = {int(kind): work for kind, work in speeds["works"].items()}
        return cls(**(fields | {"speeds": Speeds(**(speeds | {"works": works}))}))


@dataclass(frozen=True, slots=True)
class Card:
    """What a model's file says of itself; where `sentence` is not empty it says why it cannot be used. `sketch` is how
    it would run within limits that were given."""

    name: str
    bytes: int = 0
    kind: Kind = "other"
    architecture: str = ""
    quantisation: str = ""
    trained: int = 0
    sentence: str = ""
    sketch: Sketch | None = None


def looked_at(path: Path, limits: Limits | None = None) -> Card:
    """The card of a file, whatever it is."""
    try:
        header = check_whole(path)
    except SecondMeError as error:
        return Card(shown(path.stem), sentence=shown(error.sentence))
    found = card_of(path, header)
    kind = kind_of(header)
    sentence = ""
    if part := PARTS.search(path.name):
        sentence = f"It is one of {int(part[2])} parts, and a model in parts is not read."
    elif kind == "other":
        sentence = "It is a part of another model, or no model of language."
    sketch = None
    if limits and not sentence:
        try:
            sketch = _sketched(path, header, kind, limits)
        except SecondMeError as error:
            sentence = shown(error.sentence)
    about = (found.architecture, found.quantisation, found.trained)
    return Card(shown(found.name), found.bytes, kind, *about, sentence, sketch)


def _sketched(path: Path, header: Header, kind: Kind, limits: Limits) -> Sketch:
    # llama.cpp, a third of a second and 40 MB: never in the service, and only where a sketch is asked for
    from secondme.llm.sketching import of_file, of_header

    return of_file(path, header, limits) if kind == "chat" else of_vectors(of_header(header, replace(limits, gpu=OFF)))


def shown(text: str) -> str:
    """A name that somebody else gave, or what holds one: what is no text, or could steer a terminal, has a mark in its
    place."""
    whole = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(one if one.isprintable() else "\ufffd" for one in whole)


def kind_of(header: Header) -> Kind:
    """What a model is for: one that pools the vectors of its tokens is made for vectors of texts."""
    architecture = header.architecture
    if not architecture or architecture in _PARTS_OF_OTHERS or header.text("general.type") in _PARTS_OF_OTHERS:
        return "other"
    if "bert" in architecture or "embedding" in architecture or f"{architecture}.pooling_type" in header.metadata:
        return "embedding"
    return "chat"


def main() -> None:
    """Answers each line on standard input, in JSON the path of a file and limits or null, with its card; one of null
    and the setting `gpu` with the bytes of a graphics processor's memory that a model may take."""
    for line in sys.stdin:
        path, asked = json.loads(line)
        if path is None:
            answer: Any = room(asked)
        else:
            answer = asdict(looked_at(Path(path), Limits.of(asked) if asked else None))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
