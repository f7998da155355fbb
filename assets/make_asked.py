"""Writes asked-minilm: which fact a question asks for, one layer over the vector of minilm-int8 (86 KB).

    python assets/make_asked.py assets/asked-minilm

It learns from the questions in `tests/memory/facts/questions`, `question => relation` or `question => relation |
whose`, with nothing behind the arrow where no fact is asked for, and from those of the scripted lives beside them.
Each of four authors wrote one file without seeing the others'; two more files hold questions that ask for something
else, most on a person's own life ("How much did my car cost?"). What it says of one author's questions, trained on the
others', is printed first, the files of something else cut in two for that. All is numpy, from zeros and without
chance: on one machine it gives the same bytes twice.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from secondme.bench.lives.bank import sections
from secondme.encoders.asked import FILE
from secondme.memory.facts.mention import FAVOURITE
from secondme.memory.facts.wanted import SURE
from secondme.wiring import bundled, main_collection

TABLES = Path(__file__).resolve().parent.parent / "tests" / "memory" / "facts"
AUTHORS = ("asked_by_one", "asked_by_another", "asked_by_a_third", "asked_by_a_fourth")
APART = ("asked_of_something_else", "asked_of_more_else")
FILLED = {"on": ("in March", "on 3 May", "on 12 November"), "who": ("my sister", "Ana", "my uncle")}
"""What is put into the questions of the lives."""
STEPS, RATE, INERTIA = 1000, 3.0, 0.9
SHRINK = 1e-5
"""What each weight is drawn towards zero, so that none grows without end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Vectors of questions, one a row, and the relation that each asks for, "" for none."""

    vectors: NDArray[np.float32]
    relations: list[str]

    def __add__(self, other: Asked) -> Asked:
        return Asked(np.concatenate((self.vectors, other.vectors)), self.relations + other.relations)

    def half(self, which: int) -> Asked:
        """Each second one."""
        return Asked(self.vectors[which::2], self.relations[which::2])


def questions(table: str) -> Iterator[tuple[str, str]]:
    """The questions of a table, each with its relation."""
    for line in table.splitlines():
        question, arrow, wanted = line.rpartition("=>")
        relation = wanted.split("|")[0].strip()
        if arrow and question.strip() and relation != FAVOURITE:  # many relations, told apart by words
            yield question.strip(), relation


def of_lives() -> Iterator[tuple[str, str]]:
    """The questions of the scripted lives that trainers may see, each with its relation."""
    for number, folder in enumerate(sorted((TABLES / "lives").iterdir())):
        for heading, lines in sections((folder / "questions.txt").read_text("utf-8")).items():
            for line in lines:
                question = line
                for slot, words in FILLED.items():
                    question = question.replace(f"{{{slot}}}", words[(number + len(line)) % len(words)])
                if "{" not in question:
                    yield question, heading.removesuffix(" other")


def trained(told: Asked, answers: Sequence[str]) -> NDArray[np.float32]:
    """The weights: softmax regression by gradient descent with inertia."""
    wide = np.concatenate((told.vectors, np.ones((len(told.vectors), 1), np.float32)), axis=1)
    right = np.eye(len(answers), dtype=np.float32)[[answers.index(one) for one in told.relations]]
    weights = np.zeros((wide.shape[1], len(answers)), np.float32)
    moved = np.zeros_like(weights)
    for _ in range(STEPS):
        slope = wide.T @ (chances(wide, weights) - right) / len(wide)
        slope[:-1] += SHRINK * weights[:-1]
        moved = INERTIA * moved - RATE * slope
        weights += moved
    return weights


def chances(wide: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    scores = wide @ weights
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return found


def measured(told: Asked, asked: Asked, apart: Asked, answers: Sequence[str]) -> str:
    """What it says of questions that it has not seen."""
    weights = trained(told, answers)

    def said(some: Asked) -> list[str]:
        found = chances(np.concatenate((some.vectors, np.ones((len(some.vectors), 1), np.float32)), axis=1), weights)
        best = found.argmax(axis=1)
        return [answers[one] if row[one] >= SURE else "" for one, row in zip(best, found, strict=True)]

    pairs = list(zip(said(asked), asked.relations, strict=True))
    facts = [(one, right) for one, right in pairs if right]
    others = [one for one, right in pairs if not right]
    return (
        f"right {sum(one == right for one, right in facts) / len(facts):.3f}, "
        f"another relation {sum(one not in ('', right) for one, right in facts) / len(facts):.3f}, "
        f"of look-alikes {sum(map(bool, others)) / len(others):.3f}, "
        f"of questions for something else {sum(map(bool, said(apart))) / len(apart.relations):.3f}"
    )


def make(out: Path) -> None:
    """Trains on all questions and writes the file of `out`."""
    encoder, identity = bundled(), main_collection()

    def read(pairs: Iterator[tuple[str, str]]) -> Asked:
        known = list(pairs)
        return Asked(encoder.embed([question for question, _ in known]), [relation for _, relation in known])

    files = {name: (TABLES / "questions" / f"{name}.txt").read_text("utf-8") for name in (*AUTHORS, *APART)}
    authors = [read(questions(files[name])) for name in AUTHORS]
    apart = read(pair for name in APART for pair in questions(files[name]))
    lives = read(of_lives())
    answers = sorted({relation for one in (*authors, apart) for relation in one.relations})
    for number, (name, one) in enumerate(zip(AUTHORS, authors, strict=True)):
        others = sum((other for other in authors if other is not one), lives + apart.half(number % 2))
        print(f"{name}, by the others: {measured(others, one, apart.half(1 - number % 2), answers)}")
    weights = trained(sum(authors, lives + apart), answers)
    out.mkdir(parents=True, exist_ok=True)
    np.savez(out / FILE, weights=weights, answers=np.array(answers), encoder=np.array(identity[0] if identity else ""))
    print(f"{out}: {len(answers) - 1} relations, {(out / FILE).stat().st_size:,} bytes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder to write to")
    make(parser.parse_args().out)
