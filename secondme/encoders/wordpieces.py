"""Text to token ids: the one place that knows the `tokenizers` library.

Nothing that a call does changes the tokenizer, and what is kept of words depends on nothing else, so threads may share
it. Texts go in one at a time: the library's batches start a pool of threads of their own.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from itertools import filterfalse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from secondme.encoders import assets
from secondme.memory.passage import SHORT, WORD

MOST = 150_000
"""Words whose tokens are kept: ten thousand files of all kinds have 140,000."""


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
        self._kept = _Kept(self.plain, self._apart)

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

    def laid(self, text: str) -> Laid | None:
        """The tokens of a text by where they stand, as `by_words` gives them; None for a text that holds a special
        token or half of a surrogate pair."""
        if ("[" in text and any(special in text for special in self._special)) or clean(text) != text:
            return None
        words = WORD.findall(text)
        self._kept.learn([*filterfalse(self._kept.__contains__, set(words))])
        pieces = list(map(self._kept.__getitem__, words))
        return Laid(text, words, pieces, self.unknown)

    def _by_words(self, text: str) -> bytes:
        text = clean(text)
        if "[" in text and any(special in text for special in self._special):
            return array("H", self.plain(text)).tobytes()
        return b"".join(map(self._kept.__getitem__, WORD.findall(text)))

    def _apart(self, words: list[str]) -> list[bytes]:
        """The ids of each of some words, in two bytes each."""
        found = self._tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
        ids: list[array[int]] = [array("H") for _ in words]
        for one, word in zip(found.ids, found.word_ids, strict=True):
            if word is not None:
                ids[word].append(one)
        return [one.tobytes() for one in ids]

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


class Laid:
    """The tokens of a text, by the characters that they are of. Positions are in characters of the text."""

    def __init__(self, text: str, words: Sequence[str], pieces: Sequence[bytes], unknown: int) -> None:
        self._begins, self._ends = _places(text)
        if len(self._begins) != len(words):
            raise ValueError("words and their places do not agree")
        self._ids = np.frombuffer(b"".join(pieces), np.uint16)
        after = np.zeros(len(words) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)), out=after[1:])
        after >>= 1  # two bytes each
        self._after: list[int] = after.tolist()
        unknown_ones = self._ids == unknown
        self._known = self._after
        if unknown_ones.any():
            self._known = (after - np.concatenate([[0], np.cumsum(unknown_ones)])[after]).tolist()

    def length(self, start: int, end: int) -> int | None:
        """How many known tokens a stretch has; None where it begins or ends within a word."""
        span = self._span(start, end)
        return None if span is None else self._known[span[1]] - self._known[span[0]]

    def ids(self, start: int, end: int) -> NDArray[np.uint16] | None:
        """The tokens of a stretch, unknown ones too; None where it begins or ends within a word."""
        span = self._span(start, end)
        return None if span is None else self._ids[self._after[span[0]] : self._after[span[1]]]

    def _span(self, start: int, end: int) -> tuple[int, int] | None:
        """The words of a stretch, from the first to before the second number."""
        first, after = bisect_left(self._begins, start), bisect_left(self._begins, end)
        whole = (not first or self._ends[first - 1] <= start) and (not after or self._ends[after - 1] <= end)
        return (first, after) if whole else None


def _sorts() -> NDArray[np.uint8]:
    """What each character of ASCII is to `WORD`: 0 a blank, 1 a word by itself, 2 a part of one."""
    signs = [bool(WORD.fullmatch(chr(code) + "a")) for code in range(128)]
    return np.array([2 if part else int(bool(WORD.match(chr(code)))) for code, part in enumerate(signs)], np.uint8)


_SORTS = _sorts()


def _places(text: str) -> tuple[list[int], list[int]]:
    """Where each match of `WORD` begins and ends."""
    if text.isascii():
        sorts = _SORTS.take(np.frombuffer(text.encode(), np.uint8))
    else:
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        sorts = np.where(codes < 128, _SORTS.take(np.minimum(codes, 127)), 2)
    part, alone = sorts == 2, sorts == 1
    begins, ends = part.copy(), part.copy()
    begins[1:] &= ~part[:-1]
    ends[:-1] &= ~part[1:]
    return np.flatnonzero(begins | alone).tolist(), (np.flatnonzero(ends | alone) + 1).tolist()


class _Kept(dict[str, bytes]):
    """The ids of the tokens of words, in two bytes each: 30 MB at most."""

    def __init__(self, ids: Callable[[str], list[int]], apart: Callable[[list[str]], list[bytes]]) -> None:
        """`apart` gives what `ids` gives, of many words, in a third of the time."""
        super().__init__()
        self._ids = ids
        self._apart = apart

    def learn(self, words: Collection[str]) -> None:
        """Keeps the tokens of words that are looked up next, of as many as there is room for."""
        some = [word for word in words if len(word) <= SHORT][:MOST]
        if not some:
            return
        if len(self) + len(some) > MOST:
            self.clear()
        self.update(zip(some, self._apart(some), strict=True))

    def __missing__(self, word: str) -> bytes:
        found = array("H", self._ids(word)).tobytes()
        if len(word) <= SHORT:
            if len(self) >= MOST:
                self.clear()
            self[word] = found
        return found


def clean(text: str) -> str:
    """The text without halves of surrogate pairs (from undecodable file names), which have no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
