"""Text to token ids: the one place that knows the `tokenizers` library.

Nothing that a call does changes the tokenizer, and what is kept of words depends on nothing else, so threads may share
it. Texts go in one at a time: the library's batches start a pool of threads of their own.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from secondme.encoders import assets
from secondme.memory.passage import KEPT, SHORT, WORD


class WordPieces:
    """The tokenizer in a `tokenizer.json`, without the padding and truncation that the file asks for."""

    def __init__(self, file: Path, limit: int | None = None) -> None:
        """`limit` is the most tokens that a text gives, those that frame it included; None for no limit.

        Raises: EncoderError.
        """
        written = assets.read(file)
        try:
            # The library raises a bare Exception for whatever it cannot read, so we look first.
            model = json.loads(written)["model"]
            self.unknown: int = model["vocab"][model["unk_token"]]
        except (ValueError, KeyError, TypeError) as error:
            raise assets.damaged(file) from error
        self._tokenizer = Tokenizer.from_str(written.decode("utf-8"))
        self._tokenizer.no_padding()
        if limit is None:
            self._tokenizer.no_truncation()
        else:
            self._tokenizer.enable_truncation(limit)
        self._frame = {self.unknown, *self.framed("")}
        self._special = [token.content for token in self._tokenizer.get_added_tokens_decoder().values()]
        self._kept = _Kept(self.plain)

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return int(self._tokenizer.get_vocab_size())

    def plain(self, text: str) -> list[int]:
        """The ids of the tokens of a text, and nothing around them."""
        ids: list[int] = self._tokenizer.encode(clean(text), add_special_tokens=False).ids
        return ids

    def by_words(self, text: str) -> NDArray[np.uint16]:
        """What `plain` gives without a limit, each word cut once: of many texts in a fifth of the time.

        Tokens of BERT (Devlin et al. 2019) reach over no blank and no sign, but for special ones that are written out.
        """
        return np.frombuffer(self._by_words(text), np.uint16)

    def length(self, text: str) -> int:
        """How many known tokens `by_words` gives."""
        ids = array("H", self._by_words(text))
        return len(ids) - ids.count(self.unknown)

    def _by_words(self, text: str) -> bytes:
        text = clean(text)
        if "[" in text and any(special in text for special in self._special):
            return array("H", self.plain(text)).tobytes()
        return b"".join(map(self._kept.__getitem__, WORD.findall(text)))

    def framed(self, text: str) -> list[int]:
        """The ids as the model wants them, between its special tokens."""
        ids: list[int] = self._tokenizer.encode(clean(text)).ids
        return ids

    def placed(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """What `framed` gives, and the characters of the text that each token stands for; (0, 0) for the frame."""
        found = self._tokenizer.encode(clean(text))
        ids: list[int] = found.ids
        return ids, [(begin, end) for begin, end in found.offsets]

    def knows(self, ids: list[int]) -> bool:
        """Whether any of these is more than frame and unknown words."""
        return not self._frame.issuperset(ids)


class _Kept(dict[str, bytes]):
    """The ids of the tokens of words, in two bytes each: 10 MB at most."""

    def __init__(self, ids: Callable[[str], list[int]]) -> None:
        super().__init__()
        self._ids = ids

    def __missing__(self, word: str) -> bytes:
        found = array("H", self._ids(word)).tobytes()
        if len(word) <= SHORT:
            if len(self) >= KEPT:
                self.clear()
            self[word] = found
        return found


def clean(text: str) -> str:
    """The text without halves of surrogate pairs (from undecodable file names), which have no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
