"""How the full-text indexes cut texts into words, on a connection."""

from __future__ import annotations

import apsw

from secondme.memory.language import paired
from secondme.store.migrations import TOKENS


class Cutter:
    """Cuts what is looked for just as the indexes cut what they hold."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._stems = connection.fts5_tokenizer("porter", [*TOKENS])
        self._words = connection.fts5_tokenizer(TOKENS[0], [*TOKENS[1:]])

    def stems(self, text: str) -> list[str]:
        """Words folded, without accents, stemmed; of scripts without spaces the pairs of characters."""
        return _cut(self._stems, paired(text))

    def folded(self, text: str) -> list[str]:
        """Words folded and without accents, not stemmed."""
        return _cut(self._words, text)


def _cut(tokenizer: apsw.FTS5Tokenizer, text: str) -> list[str]:
    coded = text.encode("utf-8", "replace")
    found = tokenizer(coded, apsw.FTS5_TOKENIZE_QUERY, None, include_offsets=False, include_colocated=False)
    return [str(word) for word in found]
