"""How much `bench llm` does. A quick run has the same files: with smaller ones most of a limit would be the allowance,
and what is mapped would fit into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from secondme.bench.llm_files import DENSE, EXPERTS, Shape


@dataclass(frozen=True, slots=True)
class Case:
    """A shape, under a limit of a fraction of its file and the allowance."""

    shape: Shape
    fraction: float


@dataclass(frozen=True, slots=True)
class Amounts:
    """Pairs of each ratio; tokens of a prompt and of an answer, which ends after so many `seconds`; tokens whose logits
    are compared, of an answer in the background, of a recorded answer and of its replay."""

    dense: Shape = DENSE
    experts: Shape = EXPERTS
    pairs: int = 5
    prompt: int = 256
    dense_tokens: int = 16
    experts_tokens: int = 32
    seconds: float = 8.0
    fitting: int = 32
    together: int = 32
    alone: int = 32
    background: int = 32
    recorded: int = 64
    replayed: int = 64
    traced: int = 64
    quick: bool = False

    @property
    def words(self) -> str:
        """What a note says of it."""
        return " (quick: fewer trials, smaller work)" if self.quick else ""

    def tokens(self, shape: Shape) -> int:
        """Tokens of an answer."""
        return self.experts_tokens if shape.experts else self.dense_tokens


USUAL = Amounts()
QUICK = Amounts(
    pairs=1, prompt=64, dense_tokens=6, experts_tokens=8, seconds=3.0, fitting=12, together=8, alone=4, background=4,
    recorded=32, replayed=32, traced=12, quick=True,
)  # fmt: skip
AMOUNTS: Mapping[str, Amounts] = {"usual": USUAL, "full": USUAL, "quick": QUICK}
"""By the command's option."""
