"""What is asked of the service about conversations."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire, name_of


class TalkClient(Wire):
    """The part of the client that is about conversations."""

    def conversations(
        self, *, limit: int = 50, offset: int = 0, search: str = "", archived: bool = False
    ) -> list[dict[str, Any]]:
        """`{"id", "title", "began", "ended", "messages", "archived", "named", "parent", "upto", "excerpt", "place"}`,
        the one that was spoken in last first; private ones are in no list. `named` is whether the person gave the
        title, `parent` the conversation that it branched from (or empty), whose messages it shares up to `upto`.

        Those that are `archived` are listed apart. A `search` finds both, by words of one message or of the title, the
        last as far as it goes; `excerpt` is the line that it found, empty where that is the title.
        """
        query = {"limit": limit, "offset": offset, "search": search, "archived": "1" if archived else ""}
        return self._list("GET", "/conversations?" + urlencode(query))

    def conversation(self, conversation: str) -> dict[str, Any]:
        """One as a row of the list, by its id or the beginning of that. Raises: NotFound; Refused if several begin so.
        """
        return self._object("GET", "/conversation?" + urlencode({"id": conversation}))

    def conversation_rename(self, conversation: str, title: str) -> dict[str, Any]:
        """Gives a conversation a title; an empty one gives it back to its first words. Its row. A title does not
        outlive the words in it: it goes when they are forgotten. Raises: NotFound, Refused."""
        return self._object("POST", "/conversations/rename", {"id": conversation, "title": title})

    def conversation_archive(self, conversation: str, archived: bool = True) -> dict[str, Any]:
        """Takes a conversation out of the list, or puts it back; it is recalled as before. Its row. Raises: NotFound.
        """
        return self._object("POST", "/conversations/archive", {"id": conversation, "archived": archived})

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        """`{"n", "memory", "role": "person"|"assistant", "text", "made", "state", "memories": [recollections],
        "verdict", "marks": [{"start", "end", "memories", "supported"}], "up"}`, in order, of a branch what it shares
        first; `n` is the number (`id` too), `memory` the id of the memory that holds the words. The `state` is
        "unanswered" where no answer was kept; `verdict` and `marks` are those of the events of an answer, `up` its
        thumb, null where it has none. Raises: NotFound."""
        return self._list("GET", f"/conversations/{name_of(conversation, 'conversation')}")

    def conversation_events(self, conversation: str) -> list[dict[str, Any]]:
        """`{"first", "last", "title", "began", "ended"}` of each stretch between two turns of topic, in order: numbers
        of messages, a few words of what was said, empty where none tells anything, and times. None of what was said
        since the last consolidation. Raises: NotFound."""
        return self._list("GET", f"/conversations/{name_of(conversation, 'conversation')}/events")
