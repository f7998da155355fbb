"""Parts of a secret that are told again, as a model does that repeats what it was given, cut short or garbled.

Pure. What a whole secret looks like is known to `secret`; a part of one looks like nothing in particular and is
recognised only beside the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondme.memory.secret import Secret

LEAST = 6
"""Letters or digits in a row that are a part worth hiding; a shorter secret counts as a whole."""


def without_retold(text: str, told: str, secrets: Sequence[Secret]) -> str:
    """A text with every part of these secrets masked; `told` is the text in which they stand.

    Letters and digits are compared, whatever stands between them, in whatever case.
    """
    at = [place for place, letter in enumerate(text) if letter.isalnum()]
    letters = "".join(text[place].lower()[:1] for place in at)
    hidden: dict[int, str] = {}
    for secret in secrets:
        whole = "".join(letter.lower()[:1] for letter in told[secret.start : secret.end] if letter.isalnum())
        size = min(LEAST, len(whole))
        parts = {whole[start : start + size] for start in range(len(whole) - size + 1)} if size else set()
        for start in range(len(letters) - size + 1):
            if letters[start : start + size] in parts:
                hidden |= dict.fromkeys(range(start, start + size), secret.kind)
    found: list[str] = []
    end = place = 0
    while place < len(at):
        if place not in hidden:
            place += 1
            continue
        first = place
        while place + 1 in hidden and hidden[place + 1] == hidden[first]:
            place += 1
        found += [text[end : at[first]], f"[{hidden[first]}]"]
        end = at[place] + 1
        place += 1
    return "".join([*found, text[end:]])
