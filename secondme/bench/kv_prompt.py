"""The model of `bench kv`, and prompts as its session reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from secondme.bench.measure import NotTaken
from secondme.llm.catalog import starter
from secondme.llm.llama import Model
from secondme.llm.template import CHATML_MARK, ChatTemplate
from secondme.llm.units import Stretch, Unit, units
from secondme.memory.prompt import SYSTEM
from secondme.ports import Turn

PREFIX = Turn("system", (SYSTEM,))


def starter_file() -> Path:
    """The starter's file. Raises: NotTaken where it is not installed."""
    path = starter()
    if path is None:
        raise NotTaken("The starter model is not installed.", "Install it with: pip install 'secondme[starter]'")
    return path


class Prompts:
    """Turns to the units of a prompt; what was spoken keeps the tokens that it was spoken in."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._template = ChatTemplate.choose(
            model.template, chatml=model.has_mark(CHATML_MARK), bos=model.bos, eos=model.eos
        )

    def __call__(self, turns: Sequence[Turn], spoken: Mapping[str, Sequence[int]] | None = None) -> list[Unit]:
        """The units of turns, a prefix first."""
        segments = self._template.render([PREFIX, *turns])
        stretches = []
        for one in segments:
            kept = (spoken or {}).get(one.text) if one.role == "assistant" else None
            tokens = tuple(kept or self.model.tokens(one.text, special=one.is_template))
            stretches.append(Stretch(tokens, one.role, one.recalled, self.model.sentence_ends(tokens)))
        begin = self.model.opened(list(stretches[0].tokens))
        if len(begin) > len(stretches[0].tokens):
            stretches.insert(0, Stretch((begin[0],), "system"))
        return units(stretches)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text, read as plain text."""
        return [len(self.model.tokens(text, special=False)) for text in texts]
