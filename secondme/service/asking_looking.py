"""What is asked of the service when memory is looked through, and what is done with several memories at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire


class LookingClient(Wire):
    """The part of the client that is about looking through memory."""

    def look(self, search: str = "", *, order: str = "", limit: int = 100, offset: int = 0) -> dict[str, Any]:
        """`{"total", "memories": [rows]}`, as `memories` gives them, of all kinds and states. A search may also name
        `is:` vivid, fading, faint, pinned, active, faded, archived or superseded; `order` is newest, oldest, strongest,
        weakest or recalled, and empty the best first with words, else the newest. With words a row has `score` and
        `receipt` too. Raises: NotFound, Refused."""
        asked = {"search": search, "order": order, "limit": limit, "offset": offset}
        return self._object("GET", "/look?" + urlencode(asked))

    def look_ids(self, search: str = "", *, order: str = "") -> dict[str, Any]:
        """`{"total", "ids"}` of the same, at most as many as something can be done with at once."""
        return self._object("GET", "/look/ids?" + urlencode({"search": search, "order": order}))

    def look_choices(self, search: str = "") -> dict[str, Any]:
        """What a search can be limited to: `{"total", "groups": [{"group": "kind"|"who"|"place"|"time"|"state",
        "choices": [{"limit": the words to add, "label", "count", "on"}]}]}`. Raises: NotFound, Refused."""
        return self._object("GET", "/look/choices?" + urlencode({"search": search}))

    def many_forgettable(self, ids: Sequence[str]) -> dict[str, Any]:
        """What forgetting these would take: `{"memories": [rows], "derived": [rows], "left": how many stand in watched
        files and stay}`. Raises: Refused if all do."""
        return self._object("POST", "/many/forgettable", {"ids": list(ids)})

    def many_change(self, ids: Sequence[str], what: str) -> dict[str, Any]:
        """Does "pin", "unpin" or "wrong" to memories as one operation: `{"changed", "left"}`, how many each."""
        return self._object("POST", "/many/change", {"ids": list(ids), "what": what})

    def merge(self, ids: Sequence[str], words: str, *, secrets: str = "") -> dict[str, Any]:
        """Makes one memory of two or more, in these words; its row. It takes their place until that is undone.
        `secrets` as in `edit`. Raises: Refused, HoldsSecret."""
        chosen = {"keep_secrets": secrets == "keep", "mask_secrets": secrets == "mask"}
        return self._object("POST", "/many/merge", {"ids": list(ids), "text": words, **chosen})
