"""Long pastes are folded in the prompt to a line each, "[paste 1: 10,000 lines]", and sent whole."""

from __future__ import annotations

import re

LINES = 20
"""Lines from which on a paste is folded."""
LETTERS = 2_000
"""Characters from which on it is."""
UNFOLDED = 200_000
"""Characters that the prompt itself can hold without keys being late."""

_FOLD = re.compile(r"\[paste (\d+): [\d,]+ (?:lines|characters)\]")


class Pastes:
    """The texts behind the folds. A fold that was edited is a text like any other."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def clear(self) -> None:
        """Forgets them, once they are sent."""
        self._texts.clear()

    def folded(self, text: str) -> str:
        """A fold in the place of a long text; a short one as it is."""
        lines = text.count("\n") + (not text.endswith("\n"))
        if lines < LINES and len(text) < LETTERS:
            return text
        much = f"{lines:,} lines" if lines > 1 else f"{len(text):,} characters"
        fold = f"[paste {len(self._texts) + 1}: {much}]"
        self._texts[fold] = text
        return fold

    def whole(self, text: str) -> str:
        """A text with what its folds stand for."""
        return _FOLD.sub(lambda fold: self._texts.get(fold[0], fold[0]), text) if self._texts else text

    def fold_before(self, line: str) -> str:
        """The fold that a line ends with, empty where it ends otherwise."""
        return next((fold for fold in self._texts if line.endswith(fold)), "")
