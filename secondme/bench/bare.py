"""The neighbour of `first.decode`: llama.cpp's loop and nothing around it, in a process of its own.

`python -m secondme.bench.bare MODEL CONTEXT LIMIT QUESTION`: each line on standard input asks for one answer; one
line of JSON tells its text, its tokens and the seconds from the first of them to the last.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path

from secondme.llm.context import Layout
from secondme.llm.llama import Letters, Model
from secondme.llm.machine import cores
from secondme.llm.template import CHATML_MARK, ChatTemplate
from secondme.memory.prompt import SYSTEM
from secondme.ports import Turn


def prompt(model: Model, question: str) -> list[int]:
    """The tokens that the service too gives the model, in a new conversation in which nothing is recalled."""
    template = ChatTemplate.choose(
        model.template, chatml=model.has_mark(CHATML_MARK), bos=model.bos, eos=model.eos
    )
    segments = template.render([Turn("system", (SYSTEM,)), Turn("user", (question,))])
    return model.opened([token for one in segments for token in model.tokens(one.text, special=one.is_template)])


def main(path: str, context: str, limit: str, question: str) -> None:
    """Answers until standard input ends."""
    model = Model.open(Path(path))
    room = min(int(context), model.trained or int(context))
    asked = prompt(model, question)
    with closing(model), model.context(Layout(room, cores())) as cache:
        for _ in sys.stdin:
            cache.keep(0)
            cache.read(asked)
            tokens: list[int] = []
            first = last = 0.0
            with closing(model.sampler(0.0, seed=0)) as sampler:
                while len(tokens) < int(limit) and not model.ends(token := cache.pick(sampler)):
                    last = time.perf_counter()
                    first = first or last
                    tokens.append(token)
                    if len(tokens) < int(limit):
                        cache.read((token,))
            letters = Letters()
            text = "".join(letters.feed(model.piece(token)) for token in tokens).strip()
            print(json.dumps({"text": text, "tokens": len(tokens), "seconds": last - first}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
