"""A server on this machine that speaks the hub's protocol, and fails when it is told to."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_right"

_RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")


@dataclass
class Repo:
    """A repository: its files, and who may read them."""

    files: dict[str, bytes]
    gated: bool = False
    private: bool = False
    sums: bool = True
    """Whether its metadata has checksums."""


@dataclass
class Fault:
    """What goes wrong with one answer: a status in its place; all but so many bytes; a byte that is another; ranges
    passed over; or all goes well after so many bytes once the event is set."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = -1
    flip: int = -1
    whole: bool = False
    hold: int = -1
    event: threading.Event = field(default_factory=threading.Event)


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]


class HubServer:
    """What it serves, what goes wrong with the next answers (metadata and bytes apart), and what was asked."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.faults: list[Fault] = []
        self.api_faults: list[Fault] = []
        self.seen: list[Seen] = []
        self.port = 0

    @property
    def url(self) -> str:
        """What HF_ENDPOINT is to be."""
        return f"http://127.0.0.1:{self.port}"

    def fetched(self) -> list[Seen]:
        """The requests for bytes."""
        return [one for one in self.seen if one.path.startswith("/cdn/")]


@contextmanager
def serving() -> Iterator[HubServer]:
    """Such a server, until the end of the block."""
    hub = HubServer()

    class Handler(_Handler):
        server_hub = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield hub
    finally:
        for fault in hub.faults:
            fault.event.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_hub: HubServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Is silent."""

    def do_HEAD(self) -> None:
        """Answers without a body."""
        self._answer()

    def do_GET(self) -> None:
        """Answers."""
        self._answer()

    def _answer(self) -> None:
        hub, path = self.server_hub, unquote(urlsplit(self.path).path)
        hub.seen.append(Seen(self.command, path, {name.lower(): value for name, value in self.headers.items()}))
        if path.startswith("/api/models/"):
            self._metadata(path.removeprefix("/api/models/").partition("/revision/")[0])
        elif found := _RESOLVE.fullmatch(path):
            self._resolve(found[1], found[3])
        elif path.startswith("/cdn/"):
            self._bytes(path.removeprefix("/cdn/"))
        else:
            self._say(404, {})

    def _metadata(self, name: str) -> None:
        hub = self.server_hub
        if self._failed(hub.api_faults) or (repo := self._repo(name)) is None:
            return
        siblings = []
        for file, held in repo.files.items():
            one: dict[str, Any] = {"rfilename": file, "size": len(held), "blobId": "0" * 40}
            if repo.sums:
                one["lfs"] = {"sha256": hashlib.sha256(held).hexdigest(), "size": len(held), "pointerSize": 134}
            siblings.append(one)
        about = {"id": name, "sha": COMMIT, "private": repo.private, "gated": "manual" if repo.gated else False}
        self._say(200, {"Content-Type": "application/json"}, json.dumps(about | {"siblings": siblings}).encode())

    def _resolve(self, name: str, file: str) -> None:
        repo = self._repo(name)
        if repo is None:
            return
        if repo.gated and self._token() != TOKEN:
            status = 403 if self._token() else 401
            self._say(status, {"X-Error-Code": "GatedRepo", "X-Error-Message": "Access is restricted."})
            return
        held = repo.files.get(file)
        if held is None:
            self._say(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
            return
        digest = hashlib.sha256(held).hexdigest()
        self._say(
            302,
            {
                # another host, as far as clients can tell
                "Location": f"http://localhost:{self.server_hub.port}/cdn/{digest}",
                "X-Repo-Commit": COMMIT,
                "X-Linked-Size": str(len(held)),
                "X-Linked-Etag": f'"{digest}"',
                "ETag": f'"{"0" * 40}"',
            },
        )

    def _bytes(self, digest: str) -> None:
        hub = self.server_hub
        files = (held for repo in hub.repos.values() for held in repo.files.values())
        held = next(held for held in files if hashlib.sha256(held).hexdigest() == digest)
        fault = hub.faults.pop(0) if hub.faults else Fault()
        if fault.status:
            self._say(fault.status, fault.headers)
            return
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        begin = int(asked[1]) if asked and not fault.whole else 0
        if begin >= len(held):
            self._say(416, {"Content-Range": f"bytes */{len(held)}"})
            return
        if fault.flip >= 0:
            held = held[: fault.flip] + bytes([held[fault.flip] ^ 1]) + held[fault.flip + 1 :]
        body = held[begin:]
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(body)))
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(held) - 1}/{len(held)}")
        self.end_headers()
        if fault.hold >= 0:
            self._send(body[: fault.hold])
            fault.event.wait(20)
            body = body[fault.hold :]
        if fault.cut >= 0:
            self._send(body[: fault.cut])
            self.close_connection = True
            return
        self._send(body)

    def _repo(self, name: str) -> Repo | None:
        repo = self.server_hub.repos.get(name)
        if repo is None or (repo.private and self._token() != TOKEN):
            code = 404 if self._token() else 401
            self._say(code, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"})
            return None
        return repo

    def _failed(self, faults: list[Fault]) -> bool:
        if not faults:
            return False
        fault = faults.pop(0)
        self._say(fault.status, fault.headers)
        return True

    def _token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _say(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self._send(body)

    def _send(self, body: bytes) -> None:
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:  # whoever asked is gone
            self.close_connection = True
