"""The client: how the app, the commands and other programs speak to the service.

It is light to import (`http.client` and the standard library). A service that is not running is started; one
of another version is ended and replaced. A `Client` may be used from several threads: each call has a
connection of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from secondme.errors import NotFound
from secondme.service.asking_folders import FolderClient
from secondme.service.wire import Stream

LONGEST = 200
"""Characters of an id at most."""
SURROUNDINGS = (
    "HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "XDG_CACHE_HOME",
    "LLAMA_CACHE", "OLLAMA_MODELS", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy",
    "all_proxy", "no_proxy", "SSL_CERT_FILE",
)  # fmt: skip
"""What of this program's environment the service is told with what concerns models: it may have been started in
another one."""


class Client(FolderClient):
    """Everything that the service can be asked for, as plain JSON values and streams of events.

    Every call raises: NoService if no service answers and none could be started, Disconnected if it went away
    in the middle, and whatever error the service reports.
    """

    # ---- talking -------------------------------------------------------------------------------------

    def ask(self, text: str, *, conversation: str = "", private: bool = False) -> Stream:
        """A turn of a conversation (a new one where none is named): Stored, Recalled, ModelState, Piece, …, and
        one of Answered, Stopped, Failed. Closing the stream stops the model; what was typed stays stored."""
        return self._stream("POST", "/ask", {"text": text, "conversation": conversation, "private": private})

    def end_private(self, conversation: str) -> None:
        """Lets a private conversation go: its words leave the service's memory too."""
        self._object("POST", "/private/end", {"conversation": conversation})

    def typing(self) -> None:
        """Tells that the person types: what goes on in the background gives way within 100 ms."""
        self._object("POST", "/typing", {})

    def conversations(self, *, limit: int = 50) -> list[dict[str, Any]]:
        """`{"id", "title", "began", "ended", "messages"}`, the latest first."""
        return self._list("GET", "/conversations?" + urlencode({"limit": limit}))

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        """`{"id", "role": "person"|"assistant", "text", "made", "state", "memories": [recollections], "up"}`, in order;
        `up` is the thumb of an answer, null where it has none."""
        return self._list("GET", f"/conversations/{_name(conversation, 'conversation')}")

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
        """One memory by id or its beginning: a row, and `history`, `evidence` and `derived` (rows), `spans` (the
        words that it rests on in the end), `neighbours`, `keys` (other words by which it is found). With `as_of`, a
        date, as it stood at the end of it."""
        return self._object("GET", f"/memories/{_name(memory)}?" + urlencode({"as_of": as_of}))

    def edit(self, memory: str, words: str, *, secrets: str = "") -> dict[str, Any]:
        """Gives a memory other words, as a new version; the row. `secrets` as in `remember`; those that the memory
        holds already stay. Raises: HoldsSecret."""
        return self._object("POST", f"/memories/{_name(memory)}/edit", {"text": words, **_chosen(secrets)})

    def wrong(self, memory: str, words: str = "", *, secrets: str = "") -> dict[str, Any]:
        """Closes a memory that is wrong. With words, what is right takes its place: that row, else the closed one.
        `secrets` as in `edit`. Raises: HoldsSecret."""
        return self._object("POST", f"/memories/{_name(memory)}/wrong", {"text": words, **_chosen(secrets)})

    def operations(self, *, limit: int = 20) -> list[dict[str, Any]]:
        """`{"operation", "at", "what", "memories", "undoes", "undone_by"}`, the latest first."""
        return self._list("GET", "/operations?" + urlencode({"limit": limit}))

    def undo(self, operation: int | None = None) -> dict[str, Any]:
        """Undoes an operation, the latest where none is named; the operation that this was, and `within`: the seconds
        for which what it took away can be brought back (null: it took nothing away)."""
        return self._object("POST", "/undo", {"operation": operation})

    def pin(self, memory: str, *, pinned: bool = True) -> dict[str, Any]:
        """Pins a memory (it does not fade), or lets it go; the row."""
        return self._object("POST", f"/memories/{_name(memory)}/pin", {"pinned": pinned})

    def keys(self, memory: str) -> dict[str, Any]:
        """`{"id", "keys": [texts]}`: the other words by which a memory is found."""
        return self._object("GET", f"/memories/{_name(memory)}/keys")

    def key(self, memory: str, words: str = "", *, remove: bool = False) -> dict[str, Any]:
        """Gives a memory other words to be found by, or takes them away, all where none are named: as `keys`, and
        `added` or `removed`, how many."""
        return self._object("POST", f"/memories/{_name(memory)}/keys", {"text": words, "remove": remove})

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

    # ---- consolidation, model, service ---------------------------------------------------------------

    def consolidate(self) -> Stream:
        """Starts a run, or joins the one going on: Began, Faded, Reflected, …, Consolidated."""
        return self._stream("POST", "/consolidate", {})

    def use_model(self, path: Path | None) -> dict[str, Any]:
        """Answers with another GGUF from now on (None: the starter); the model's state."""
        return self._object("POST", "/model", {"path": str(path) if path else ""})

    def load_model(self) -> dict[str, Any]:
        """Begins to load the model, so that it is ready when it is needed; the model's state, at once."""
        return self._object("POST", "/model/load", {})

    def models(self, *, all_: bool = False, measure: bool = False) -> dict[str, Any]:
        """`{"machine", "here": [on this disk], "catalogue": [to download], "best": {"sentences"}}`; each model with
        `runs`: `{"how": "whole"|"streamed"|"no", "sentence", "speed", "peak", …}`. `measure` takes some seconds."""
        asked = [name for name, on in (("all", all_), ("measure", measure)) if on]
        query = {"environ": json.dumps(_surroundings())} | dict.fromkeys(asked, "1")
        return self._object("GET", "/models?" + urlencode(query))

    def plan_model(self, name: str = "", *, path: Path | None = None, ram: str = "") -> dict[str, Any]:
        """What of a model stays in memory and what streams, of a file or a model on this disk by its name, within `ram`
        ("2GiB"; empty: as set). Raises: Refused with the least memory that would do, BadModel, NoModel, NotFound."""
        body = {"name": name, "path": str(path) if path else "", "ram": ram, "environ": _surroundings()}
        return self._object("POST", "/models/plan", body)

    def use_named(self, name: str) -> dict[str, Any]:
        """Answers with a model on this disk from now on, by its name; the model's state. Raises: NotFound, Refused."""
        return self._object("POST", "/models/use", {"name": name, "environ": _surroundings()})

    def pull_model(self, name: str, *, dry: bool = False) -> Stream:
        """Downloads a model of the catalogue or OWNER/NAME:FILE of the hub: Planned, Progress and Notice, …, Pulled;
        only what it would take with `dry`. Closing the stream is a pause: the next time it goes on from there."""
        body = {"name": name, "dry": dry, "environ": _surroundings(), "token": os.environ.get("HF_TOKEN", "")}
        return self._stream("POST", "/models/pull", body)

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


def _name(given: str, what: str = "memory") -> str:
    """An id as a part of a path. Raises: NotFound for what can be none, as the service never sees it."""
    if not given or len(given) > LONGEST or "/" in given or not given.isprintable():
        cure = "See their ids with: secondme memory list" if what == "memory" else ""
        raise NotFound(f"There is no {what} {given[:LONGEST]!r}.", cure)
    return quote(given, safe="")


def _surroundings() -> dict[str, str]:
    return {name: os.environ.get(name, "") for name in SURROUNDINGS}


def _chosen(secrets: str) -> dict[str, bool]:
    return {"keep_secrets": secrets == "keep", "mask_secrets": secrets == "mask"}
