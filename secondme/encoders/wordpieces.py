"""Text to token ids: the one place that knows the `tokenizers` library.

Nothing that a call does changes the tokenizer, so threads may share it. Texts go in one at a time: the
library's batches start a pool of threads of their own.
"""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Tokenizer

from secondme.encoders import assets


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

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return int(self._tokenizer.get_vocab_size())

    def plain(self, text: str) -> list[int]:
        """The ids of the tokens of a text, and nothing around them."""
        ids: list[int] = self._tokenizer.encode(clean(text), add_special_tokens=False).ids
        return ids

    def framed(self, text: str) -> list[int]:
        """The ids as the model wants them, between its special tokens."""
        ids: list[int] = self._tokenizer.encode(clean(text)).ids
        return ids

    def knows(self, ids: list[int]) -> bool:
        """Whether any of these is more than frame and unknown words."""
        return not self._frame.issuperset(ids)


def clean(text: str) -> str:
    """The text without halves of surrogate pairs (from undecodable file names), which have no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
