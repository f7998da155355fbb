"""The client: how the app, the commands and other programs speak to the service.

It is light to import (`http.client` and the standard library). A service that is not running is started; one
of another version is ended and replaced. A `Client` may be used from several threads: each call has a
connection of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from secondme.service.asking_curve import CurveClient
from secondme.service.asking_encoders import EncoderClient
from secondme.service.asking_folders import FolderClient
from secondme.service.asking_insights import InsightClient
from secondme.service.asking_looking import LookingClient
from secondme.service.asking_map import MapClient
from secondme.service.asking_models import ModelClient
from secondme.service.asking_runs import RunClient
from secondme.service.asking_storage import StorageClient
from secondme.service.asking_talks import TalkClient
from secondme.service.asking_timeline import TimelineClient
from secondme.service.wire import Stream, name_of


class Client(
    LookingClient, FolderClient, ModelClient, EncoderClient, RunClient, TalkClient,
    CurveClient, TimelineClient, InsightClient, MapClient, StorageClient,
):  # fmt: skip
    """Everything that the service can be asked for, as plain JSON values and streams of events.

    Every call raises: NoService if no service answers and none could be started, Disconnected if it went away
    in the middle, and whatever error the service reports.
    """

    # ---- talking -------------------------------------------------------------------------------------

    def ask(
        self,
        text: str,
        *,
        conversation: str = "",
        private: bool = False,
        after: int | None = None,
        again: bool = False,
    ) -> Stream:
        """A turn of a conversation (a new one where none is named): Stored, Recalled, ModelState, Piece, …, and
        one of Answered, Stopped, Failed. Closing the stream stops the model; what was typed stays stored.

        With `after` the turn is said in a new conversation, which Stored names: it shares the messages of this one up
        to that number (0: none). With `again` nothing is said: the person's message `after` is answered anew in such a
        branch, and `text` is not looked at. Both work in private conversations too.
        """
        body = {"text": text, "conversation": conversation, "private": private, "after": after, "again": again}
        return self._stream("POST", "/ask", body)

    def end_private(self, conversation: str) -> None:
        """Lets a private conversation go, and what branched from it: its words leave the service's memory too."""
        self._object("POST", "/private/end", {"conversation": conversation})

    def typing(self) -> None:
        """Tells that the person types: what goes on in the background gives way within 100 ms."""
        self._object("POST", "/typing", {})

    def thumb(
        self, up: bool | None, *, conversation: str = "", message: int | None = None, toggle: bool = False
    ) -> dict[str, Any]:
        """Puts a thumb on an answer (None takes it back), the last one of the conversation where no message is named,
        of all where no conversation is: `{"conversation", "message", "up", "before", "memories": [ids]}`. It counts
        for the memories that the answer was given. With `toggle` the thumb that is there already is taken back."""
        body = {"conversation": conversation, "message": message, "up": up, "toggle": toggle}
        return self._object("POST", "/thumb", body)

    # ---- working memory ------------------------------------------------------------------------------

    def goals(self, conversation: str = "") -> list[dict[str, Any]]:
        """`{"number", "text", "result", "parent", "turns", "memory", "conversation", "open"}` of the goals of a
        conversation in order, of the one with the latest goal where none is named. `turns` are those between begin
        and end."""
        return self._list("GET", "/goals?" + urlencode({"conversation": conversation}))

    def goal(self, text: str, *, conversation: str = "") -> dict[str, Any]:
        """Begins a goal in a conversation, a new one where none is named; the goal."""
        return self._object("POST", "/goals", {"conversation": conversation, "text": text})

    def goal_done(self, result: str = "", *, conversation: str = "") -> dict[str, Any]:
        """Ends the goal that was begun last in a conversation, and folds its turns; the goal."""
        return self._object("POST", "/goals/end", {"conversation": conversation, "result": result})

    def goal_turns(self, number: int, *, conversation: str = "") -> dict[str, Any]:
        """A goal, and in `said` everything from its begin to its end, word for word: `{"id", "role", "text",
        "made"}` each."""
        query = urlencode({"conversation": conversation, "number": number})
        return self._object("GET", f"/goals/turns?{query}")

    def pointers(self) -> list[dict[str, Any]]:
        """`{"name", "memory": row}` of every name that stands for a memory, in order of name."""
        return self._list("GET", "/pointers")

    def pointer(self, name: str) -> dict[str, Any]:
        """The pointer of a name."""
        return self._object("GET", "/pointers/show?" + urlencode({"name": name}))

    def point(self, name: str, memory: str = "last", *, conversation: str = "") -> dict[str, Any]:
        """Names a memory, by its id or its beginning, or what was said "last" (in a conversation, or anywhere); the
        pointer. `#name` in a message stands for its words from then on."""
        return self._object("POST", "/pointers", {"name": name, "memory": memory, "conversation": conversation})

    def point_rename(self, name: str, new: str) -> dict[str, Any]:
        """Gives a pointer another name; the pointer."""
        return self._object("POST", "/pointers/rename", {"name": name, "new": new})

    def point_remove(self, name: str) -> dict[str, Any]:
        """Takes a name away from its memory; what the pointer was."""
        return self._object("POST", "/pointers/remove", {"name": name})

    # ---- profile -------------------------------------------------------------------------------------

    def profile(self) -> dict[str, Any]:
        """`{"lines": [rows], "tokens", "most"}`: what stands in every prompt, in its order. A row is that of a memory,
        and `own` (whether the person wrote or changed it) and `evidence`, the rows of what it rests on."""
        return self._object("GET", "/profile")

    def profile_add(self, text: str) -> dict[str, Any]:
        """Adds a line in the person's own words; its row. Raises: Refused for a secret, or where there is no room."""
        return self._object("POST", "/profile", {"text": text})

    def profile_edit(self, line: str, text: str) -> dict[str, Any]:
        """Gives a line other words, for good; its row."""
        return self._object("POST", "/profile/edit", {"id": line, "text": text})

    def profile_remove(self, line: str) -> dict[str, Any]:
        """Takes a line out of the profile, for good; its row."""
        return self._object("POST", "/profile/remove", {"id": line})

    # ---- lessons -------------------------------------------------------------------------------------

    def lessons(self) -> list[dict[str, Any]]:
        """Those in use. A row is that of a memory with its `rule`, `situation`, `plan`, `failed`, `value`, `uses` and
        `evidence`, the rows of what it rests on."""
        return self._list("GET", "/lessons")

    def lesson(self, name: str) -> dict[str, Any]:
        """One of them, by the start of its id."""
        return self._object("GET", f"/lessons/{name_of(name, 'lesson')}")

    def lesson_add(self, text: str, *, situation: str = "") -> dict[str, Any]:
        """Adds one in the person's own words, for a kind of request or for everything; its row."""
        return self._object("POST", "/lessons", {"text": text, "situation": situation})

    def lesson_remove(self, name: str) -> dict[str, Any]:
        """Puts one away; its row."""
        return self._object("POST", "/lessons/remove", {"id": name})

    # ---- memory --------------------------------------------------------------------------------------

    def recall(self, text: str, *, limit: int = 10) -> list[dict[str, Any]]:
        """Recollections, best first."""
        return self._list("POST", "/recall", {"text": text, "limit": limit})

    def find(self, text: str, *, limit: int = 10) -> dict[str, Any]:
        """`{"memories": [recollections, best first], "verdict": "found"|"perhaps"|"nothing", "confidence", "notice"}`;
        the notice is a sentence on what was asked amiss, or empty."""
        return self._object("POST", "/recall", {"text": text, "limit": limit, "verdict": True})

    def places(self) -> list[dict[str, Any]]:
        """`{"in", "kind": "kind"|"program"|"folder", "path"}` of every place that a question may be limited to."""
        return self._list("GET", "/places")

    def topics(self) -> list[dict[str, Any]]:
        """`{"name", "by": "person"|"rule", "made", "words", "memories"}` of every topic, in order of name."""
        return self._list("GET", "/topics")

    def topic(self, name: str, *, limit: int = 20) -> dict[str, Any]:
        """A topic and its newest memories: `rows`, each with its `weight` and `tagged_by` ("person" or "rule")."""
        return self._object("GET", "/topics/show?" + urlencode({"name": name, "limit": limit}))

    def topic_add(self, name: str, *, words: str = "") -> dict[str, Any]:
        """Adds a topic, or gives one words; the topic."""
        return self._object("POST", "/topics", {"name": name, "words": words})

    def topic_tag(self, name: str, ids: list[str], *, tagged: bool = True) -> dict[str, Any]:
        """Puts memories into a topic by hand, or takes them out; the topic."""
        return self._object("POST", "/topics/tag", {"name": name, "ids": ids, "tagged": tagged})

    def topic_rename(self, name: str, new: str) -> dict[str, Any]:
        """Gives a topic another name; the topic."""
        return self._object("POST", "/topics/rename", {"name": name, "new": new})

    def topic_remove(self, name: str) -> dict[str, Any]:
        """Removes a topic with all below it: `{"topics": n, "memories": m}`, the latter being those that were in it."""
        return self._object("POST", "/topics/remove", {"name": name})

    def timed_recall(self, text: str, *, limit: int = 10) -> tuple[int, float]:
        """How many memories `recall` finds, and the seconds that the service took for it by its own account."""
        connection, response = self._open("POST", "/recall", {"text": text, "limit": limit}, timeout=120.0)
        try:
            found = json.loads(response.read())
        finally:
            connection.close()
        return len(found), float((response.getheader("Server-Timing") or "dur=nan").rpartition("dur=")[2]) / 1000

    def remember(self, text: str, *, secrets: str = "") -> dict[str, Any]:
        """Keeps a note in the person's own words; the memory. `secrets` says what is to be done with those in it:
        "keep" or "mask".

        Raises: HoldsSecret if there are any and it does not say.
        """
        return self._object("POST", "/remember", {"text": text, **_chosen(secrets)})

    def memories(
        self,
        search: str = "",
        *,
        kind: str = "",
        status: str = "",
        limit: int = 100,
        offset: int = 0,
        as_of: str = "",
    ) -> dict[str, Any]:
        """`{"total", "memories": [rows]}`; a row is the record plus `strength`, `days_left` (null: never fades)
        and `where` (the place in words). With `search`, best first, else the newest first. With `as_of`, a date,
        as they stood at the end of it; that is not searched: `search` may then name a place or topic only."""
        query = {"search": search, "kind": kind, "status": status, "limit": limit, "offset": offset, "as_of": as_of}
        return self._object("GET", "/memories?" + urlencode(query))

    def memory(self, memory: str, *, as_of: str = "") -> dict[str, Any]:
        """One memory by id or its beginning: a row, and `history`, `evidence`, `derived` and `linked` (rows), `spans`
        (the words that it rests on in the end), `neighbours`, `keys` (other words by which it is found). With `as_of`,
        a date, as it stood at the end of it."""
        return self._object("GET", f"/memories/{name_of(memory)}?" + urlencode({"as_of": as_of}))

    def edit(self, memory: str, words: str, *, secrets: str = "") -> dict[str, Any]:
        """Gives a memory other words, as a new version; the row. `secrets` as in `remember`; those that the memory
        holds already stay. Raises: HoldsSecret."""
        return self._object("POST", f"/memories/{name_of(memory)}/edit", {"text": words, **_chosen(secrets)})

    def wrong(self, memory: str, words: str = "", *, secrets: str = "") -> dict[str, Any]:
        """Closes a memory that is wrong. With words, what is right takes its place: that row, else the closed one.
        `secrets` as in `edit`. Raises: HoldsSecret."""
        return self._object("POST", f"/memories/{name_of(memory)}/wrong", {"text": words, **_chosen(secrets)})

    def operations(self, *, limit: int = 20) -> list[dict[str, Any]]:
        """`{"operation", "at", "what", "memories", "undoes", "undone_by"}`, the latest first."""
        return self._list("GET", "/operations?" + urlencode({"limit": limit}))

    def undoable(self, operation: int | None = None) -> dict[str, Any]:
        """What `undo` would undo, as a row of `operations`, with `goes` (how many memories would go) and `text` (the
        words of the first that it changed). Raises: NotFound; Refused if it was undone already."""
        return self._object("GET", "/undo?" + urlencode({"operation": "" if operation is None else operation}))

    def undo(self, operation: int | None = None) -> dict[str, Any]:
        """Undoes an operation, the latest where none is named; the operation that this was, and `within`: the seconds
        for which what it took away can be brought back (null: it took nothing away)."""
        return self._object("POST", "/undo", {"operation": operation})

    def pin(self, memory: str, *, pinned: bool = True) -> dict[str, Any]:
        """Pins a memory (it does not fade), or lets it go; the row."""
        return self._object("POST", f"/memories/{name_of(memory)}/pin", {"pinned": pinned})

    def keys(self, memory: str) -> dict[str, Any]:
        """`{"id", "keys": [texts]}`: the other words by which a memory is found."""
        return self._object("GET", f"/memories/{name_of(memory)}/keys")

    def key(self, memory: str, words: str = "", *, remove: bool = False) -> dict[str, Any]:
        """Gives a memory other words to be found by, or takes them away, all where none are named: as `keys`, and
        `added` or `removed`, how many. Either can be undone."""
        return self._object("POST", f"/memories/{name_of(memory)}/keys", {"text": words, "remove": remove})

    def reset_use(self, memory: str = "") -> int:
        """Forgets what was learnt of a memory from its use, of all where none is named; how many had counts."""
        return int(self._object("POST", "/uses/reset", {"memory": memory, "all": not memory})["memories"])

    def forgettable(self, what: str = "", **filters: Any) -> dict[str, Any]:
        """What `forget` would remove for an id or words, and filters that must hold too: `person` (a name), `source`
        (a file or folder), `conversation`, `places`, `kinds`, `by`, `after`, `before` (dates), `all`, `files`.

        `{"memories": [rows], "derived": [rows], "files": [places], "leave_out": [paths]}`: `files` are places in
        watched files that hold it too; they go only with `files` or `source`, and are then to be left out.
        """
        return self._object("POST", "/forgettable", {"what": what, **filters})

    def forget(self, ids: list[str], *, files: Sequence[str] = (), now: bool = False) -> dict[str, Any]:
        """Removes memories for good, at once with `now`, else when the undo has lapsed:
        `{"forgotten": n, "derived": m, "undo": seconds, "remains": [sentences]}`. `files` are left out from now on."""
        return self._object("POST", "/forget", {"ids": ids, "files": list(files), "now": now}, timeout=None)

    def export(self) -> Iterator[bytes]:
        """Everything that is remembered, as the lines of an export: they end with one of the type `end`."""
        return self._lines("GET", "/export")

    def import_(self, path: Path, *, also_forgotten: bool = False) -> Stream:
        """Takes in a file of lines as `export` gives them, or of notes like `{"text": "…"}`: Progress, …, and
        Imported, or Failed, after which nothing of it is in. The service reads the file itself. Closing the stream
        before its end takes nothing in. What the person forgot stays out unless `also_forgotten`."""
        return self._stream("POST", "/import", {"path": str(path.absolute()), "also_forgotten": also_forgotten})

    # ---- the service ------------------------------------------------------------------------------

    def doctor(self, *, rebuild: bool = False) -> Stream:
        """Checked, …; with `rebuild` the index is made anew first: Progress, …"""
        return self._stream("POST", "/doctor", {"rebuild": rebuild})

    def status(self) -> dict[str, Any]:
        """The service at a glance: see `Status`."""
        return self._object("GET", "/status")

    def bytes(self) -> dict[str, int]:
        """What takes how many bytes in the data folder, by what it holds; together they are all of it."""
        return self._object("GET", "/bytes")

    def watch_events(self) -> Stream:
        """What happens in the service from now on: Status first and whenever it changes, ModelState, Queued,
        Indexed, Skipped, Removed, Began, Consolidated, Notice. Who listens keeps the service alive."""
        return self._stream("GET", "/events", None)

    # ---- keeping it safe -----------------------------------------------------------------------------

    def privacy(self) -> dict[str, Any]:
        """`{"encrypted", "key": "keyring"|"passphrase"|"", "sentences": […], "leaks": […]}`."""
        return self._object("GET", "/privacy")

    def passphrase(self) -> str:
        """A new recovery passphrase; nothing is done with it yet."""
        return str(self._object("POST", "/privacy/passphrase", {})["passphrase"])

    def encrypt(self, passphrase: str) -> dict[str, Any]:
        """Encrypts all that is stored; what `privacy` says afterwards. Raises: Refused, Locked, DiskFull."""
        return self._patient("/privacy/encrypt", {"passphrase": passphrase})

    def decrypt(self) -> dict[str, Any]:
        """Takes the encryption off; what `privacy` says afterwards. Raises: Refused, DiskFull."""
        return self._patient("/privacy/decrypt", {})

    def snapshots(self) -> list[dict[str, Any]]:
        """`{"path", "at", "bytes", "verified", "schema"}` each, the newest first."""
        return self._list("GET", "/snapshots")

    def snapshot(self) -> dict[str, Any]:
        """Makes a verified snapshot now; its row."""
        return self._patient("/snapshots", {})

    def backup(self, file: Path, *, force: bool = False) -> dict[str, Any]:
        """Writes a backup: `{"file", "bytes", "at", "encrypted", "counts", "memories"}`. Raises: Refused, DiskFull."""
        return self._patient("/backup", {"file": str(file), "force": force})

    def look_at_backup(self, file: Path) -> dict[str, Any]:
        """What a backup holds, checked: `{"file", "at", "said", "memories", "encrypted"}`."""
        return self._patient("/restore/look", {"file": str(file)})

    def restore(self, file: Path, passphrase: str = "") -> dict[str, Any]:
        """Puts a backup in the place of what is remembered: `{"memories", "counts"}`. Raises: Locked if the backup
        has a passphrase of its own, Damaged, TooNew."""
        return self._patient("/restore", {"file": str(file), "passphrase": passphrase})


def _chosen(secrets: str) -> dict[str, bool]:
    return {"keep_secrets": secrets == "keep", "mask_secrets": secrets == "mask"}
