"""The reader of facts: a small network that marks, in what a person says, the words that are facts of their life, and
tells which fact a question asks for.

It is all-MiniLM-L6-v2, trained further on labelled messages and questions (`assets/make_reader.py`), with four answers
for each token: how likely it begins, and ends, the object of each relation; how likely that holds no more; and which
token says whose it is, the first one standing for the person. Objects are cut out by where they begin and end, each
relation by itself, so that they may overlap. A fifth answer is of the whole: how likely it asks for each relation.
Source: Wei et al. 2020, "A Novel Cascade Binary Tagging Framework for Relational Triple Extraction", section 3.2 (the
tagging of objects by their begin and end, for each relation).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from secondme.encoders import assets
from secondme.encoders.sessions import opened
from secondme.encoders.wordpieces import WordPieces
from secondme.memory.facts.mention import Mention
from secondme.stop import Stop

FOLDER = "reader-int8"
LIMIT = 160
"""Tokens that are read at once; it was not trained on more. A longer text is read in parts."""
LEAST = 0.02
"""The least chance that is worth telling."""
OUT = ["begins", "ends", "over", "whose", "asked"]
"""What the network answers."""
_FRAME = 2
"""Tokens that frame what is read."""
_LONGEST = 14
"""Tokens of an object."""
_FAR = 0.97
"""What each further token costs the place where an object ends."""
_BEGUN = 0.5
"""The chance from which another sum begins."""
_PART = re.compile(r"(?<=[.!?])\s+|\n+")


class FactReader:
    """Implements `mention.Reading`. Threads may share it."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """`folder` holds reader-int8.onnx and tokenizer.json. Raises: EncoderError."""
        self._file = folder / "reader-int8.onnx"
        self._pieces = WordPieces(folder / "tokenizer.json")
        self._session = opened(self._file, threads)
        try:
            told = self._session.get_modelmeta().custom_metadata_map
            self._relations: list[str] = json.loads(told["relations"])
            self._answers: list[str] = json.loads(told["answers"])
        except (KeyError, ValueError) as error:
            raise assets.damaged(self._file) from error

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the model's file."""
        return assets.sha256(self._file)

    def __call__(self, text: str, stop: Stop | None = None) -> list[Mention]:
        """What is mentioned in a text, by the places; nothing where it is stopped before the end."""
        found: list[Mention] = []
        for begin, part in self._parts(text):
            if stop and stop.asked:
                return []
            found += self._read(part, begin)
        return sorted(found, key=lambda one: (one.start, one.end, one.relation))

    def asked(self, question: str) -> dict[str, float]:
        """How likely a question asks for each relation, "" for none of them; they add up to 1. Nothing of one without
        a word that is known."""
        places, answers = self._answered(question)
        return dict(zip(self._answers, answers["asked"].tolist(), strict=True)) if places else {}

    def _parts(self, text: str) -> Iterator[tuple[int, str]]:
        """The text, or where it is longer than is read at once its sentences, some at a time; a longer sentence is cut
        at a blank."""
        places = self._pieces.placed(text)[1][1:-1] if len(text) >= LIMIT else []
        if len(places) <= LIMIT - _FRAME:
            yield 0, text
            return
        cuts = [match.end() for match in _PART.finditer(text)]
        begin = at = 0
        while at < len(places):
            last = at + LIMIT - _FRAME
            end = len(text)
            if last < len(places):
                end = places[last][0]
                within = [cut for cut in cuts if begin < cut <= end]
                end = within[-1] if within else text.rfind(" ", begin, end) + 1 or end
            yield begin, text[begin:end]
            begin = end
            while at < len(places) and places[at][0] < end:
                at += 1

    def _answered(self, text: str) -> tuple[list[tuple[int, int]], dict[str, NDArray[np.float32]]]:
        """Where the tokens of a text stand, and what the network says of them; nothing where none is known."""
        ids, places = self._pieces.placed(text)
        ids, places = ids[:LIMIT], places[:LIMIT]
        if not self._pieces.knows(ids):
            return [], {}
        capitals = [int(text[begin : begin + 1].isupper()) for begin, _ in places]
        capitals[0] = 0
        given = {"input_ids": np.array([ids], np.int64), "capitals": np.array([capitals], np.int64)}
        return places, {name: found[0] for name, found in zip(OUT, self._session.run(OUT, given), strict=True)}

    def _read(self, text: str, at: int) -> Iterator[Mention]:
        places, answers = self._answered(text)
        if not places:
            return
        begins, ends, over, whose = (answers[name] for name in OUT[:4])
        for token, relation in zip(*np.nonzero(begins > LEAST * LEAST), strict=True):
            ending = ends[:, relation]
            if self._relations[relation] == "pays":
                ending = _apart(begins[:, relation], ending, int(token))
            last = _end(ending, int(token))
            owner = int(whose[token].argmax())
            ended = float(over[token])
            chance = float(np.sqrt(begins[token, relation] * ends[last, relation]) * whose[token, owner])
            chance *= max(ended, 1 - ended)
            if chance < LEAST or places[token][1] == 0 or places[last][1] == 0:
                continue
            start, end = places[token][0] + at, places[last][1] + at
            owned = None if places[owner][1] == 0 else (places[owner][0] + at, places[owner][1] + at)
            yield Mention(self._relations[relation], start, end, chance, ended, owned)


def bundled() -> FactReader:
    """The reader that comes with the program. Raises: EncoderError."""
    return FactReader(assets.folder(FOLDER))


def _end(ends: NDArray[np.float32], begin: int) -> int:
    """The token with which an object most likely ends that begins with one."""
    near = ends[begin : begin + _LONGEST] * _FAR ** np.arange(min(_LONGEST, len(ends) - begin))
    return begin + int(near.argmax())


def _apart(begins: NDArray[np.float32], ends: NDArray[np.float32], begin: int) -> NDArray[np.float32]:
    """The chances to end as far as the next sum begins, if one does before which the one that begins here can end."""
    after = np.flatnonzero(begins[begin + 1 : begin + _LONGEST] > _BEGUN)
    until = begin + 1 + int(after[0]) if len(after) else len(ends)
    return ends[:until] if ends[begin:until].max() > LEAST else ends
