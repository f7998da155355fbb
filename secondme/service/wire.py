"""The wire: one call a connection over the service's socket, answers as JSON, flows as lines of events.

It is light to import (`http.client` and the standard library). A service that is not running is started; one of
another version is ended and replaced.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote

import secondme
from secondme.config import Folders
from secondme.errors import Disconnected, NoService, NotFound, from_wire
from secondme.events import Event, Failed, Stored, from_line
from secondme.service import address as addresses
from secondme.service.address import Address

VERSION_HEADER = "Secondme-Version"
OPERATIONS_HEADER = "Secondme-Operations"
"""Of an answer: the numbers of the operations that changed memory for it, as "12,13"."""
AWAY = "The service went away before it had answered."
STORED = "What you typed is stored."
LONGEST = 200
"""Characters of an id at most."""


_noted: ContextVar[list[int] | None] = ContextVar("noted", default=None)


@contextlib.contextmanager
def noting() -> Iterator[list[int]]:
    """The numbers of the operations by which the service changed memory for what this thread asked of it inside the
    block, but for undoings, which say theirs: in order."""
    made: list[int] = []
    before = _noted.set(made)
    try:
        yield made
    finally:
        _noted.reset(before)


def note(numbers: str) -> None:
    """Notes what an answer says of operations."""
    if (made := _noted.get()) is not None and numbers:
        made += map(int, numbers.split(","))


class _Connection(http.client.HTTPConnection):
    """HTTP over the service's socket."""

    def __init__(self, address: Address, timeout: float | None) -> None:
        super().__init__("localhost", timeout=timeout)
        self._address = address

    def connect(self) -> None:
        self.sock = addresses.connect(self._address, timeout=5.0)
        self.sock.settimeout(self.timeout)


class Stream:
    """Events of a flow, in order, as they come. Closing it stops the flow in the service."""

    def __init__(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        self._connection = connection
        self._response = response
        self._closed = False
        self._socket = connection.sock

    def __iter__(self) -> Iterator[Event]:
        heard = False
        stored = ""
        try:
            while line := self._response.readline():
                heard = True
                if line.strip():
                    event = from_line(line)
                    stored = STORED if isinstance(event, Stored) and event.memory else stored
                    yield event
            # http.client ends quietly where the connection broke between two chunks: the last one never came.
            if (not heard or self._response.chunk_left is not None) and not self._closed:
                raise Disconnected(AWAY, stored)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            # Closed by another thread while this one reads: that is how the person stops an answer.
            if self._closed:
                return
            raise Disconnected(AWAY, stored) from error
        finally:
            self.close()

    def close(self) -> None:
        """Stops the flow. Safe from another thread, and twice."""
        if self._closed:
            return
        self._closed = True
        # Shut down first: it wakes a thread that waits in `readline`, which closing alone does not.
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._connection.close()


class Wire:
    """How the service of a home is reached. May be used from several threads: each call has its own connection."""

    def __init__(self, folders: Folders, *, start: bool = True) -> None:
        self.folders = folders
        self.start = start
        self.begin: Callable[[Folders], Address] = _begin
        """What starts a service where none runs."""

    def unlock(self, passphrase: str) -> None:
        """Has services that are started from now on open an encrypted memory with its passphrase."""
        self.begin = lambda folders: _begin(folders, passphrase)

    def _object(
        self, method: str, path: str, body: dict[str, Any] | None = None, timeout: float | None = 120.0
    ) -> dict[str, Any]:
        answer: dict[str, Any] = self._whole(method, path, body, timeout)
        return answer

    def _patient(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What takes as long as the memory is large."""
        answer: dict[str, Any] = self._whole("POST", path, body, timeout=None)
        return answer

    def _list(self, method: str, path: str, body: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = self._whole(method, path, body)
        return answer

    def _whole(
        self, method: str, path: str, body: dict[str, Any] | None, timeout: float | None = 120.0
    ) -> Any:
        connection, response = self._open(method, path, body, timeout)
        try:
            answer = json.loads(response.read())
            note(response.headers.get(OPERATIONS_HEADER, ""))
            return answer
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Disconnected(AWAY) from error
        finally:
            connection.close()

    def _stream(self, method: str, path: str, body: dict[str, Any] | None) -> Stream:
        return Stream(*self._open(method, path, body, timeout=None))

    def _lines(self, method: str, path: str) -> Iterator[bytes]:
        """The lines of a long answer as they come; one that is cut off is no answer."""
        connection, response = self._open(method, path, None, timeout=None)
        try:
            while line := response.readline():
                yield line
            if response.length:
                raise Disconnected(AWAY)
        except (OSError, http.client.HTTPException) as error:
            raise Disconnected(AWAY) from error
        finally:
            connection.close()

    def _open(
        self, method: str, path: str, body: dict[str, Any] | None, timeout: float | None
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        for attempt in range(3):
            address = self._address()
            connection = _Connection(address, timeout)
            try:
                connection.connect()
            except OSError:
                # Nobody listens there: a service that died leaves its address behind.
                if attempt or not self.start:
                    raise NoService("No service is running.", "Start one with: secondme daemon start") from None
                self.begin(self.folders)
                continue
            headers = {"Content-Type": "application/json", VERSION_HEADER: secondme.__version__}
            if address.token:
                headers["Authorization"] = f"Bearer {address.token}"
            try:
                connection.request(method, path, None if body is None else json.dumps(body), headers)
                response = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                # It ended between being reached and answering. Only what may be asked twice is asked twice.
                if attempt == 0 and method == "GET":
                    continue
                raise Disconnected(AWAY) from error
            return self._judged(connection, response)
        raise NoService("The service does not answer.", "See what it wrote: secondme daemon logs")

    def _address(self) -> Address:
        """Where the service listens; one of another version is ended, and one is started if there is none."""
        address = addresses.read(self.folders)
        if address is not None and address.version == secondme.__version__:
            return address
        if address is not None:
            from secondme.service.lifecycle import stop

            stop(self.folders)
        if not self.start:
            raise NoService("No service is running.", "Start one with: secondme daemon start")
        return self.begin(self.folders)

    @staticmethod
    def _judged(
        connection: http.client.HTTPConnection, response: http.client.HTTPResponse
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        if response.status < 300:
            return connection, response
        try:
            said = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Disconnected(AWAY) from error
        finally:
            connection.close()
        with contextlib.suppress(ValueError, TypeError, AttributeError):  # not a line of ours
            failed = from_line(said)
            if isinstance(failed, Failed):
                raise from_wire(failed.kind, failed.sentence, failed.cure)
        if response.status < 400 or response.status == 404:
            raise NoService("The service does not know what it was asked for.", "End it: secondme daemon stop")
        raise NoService(f"The service answered {response.status}.", "See what it wrote: secondme daemon logs")


def _begin(folders: Folders, passphrase: str = "") -> Address:
    from secondme.service.lifecycle import start

    return start(folders, passphrase)


def name_of(given: str, what: str = "memory") -> str:
    """An id as a part of a path. Raises: NotFound for what can be none, as the service never sees it."""
    if not given or len(given) > LONGEST or "/" in given or not given.isprintable():
        cure = "See their ids with: secondme memory list" if what == "memory" else ""
        raise NotFound(f"There is no {what} {given[:LONGEST]!r}.", cure)
    return quote(given, safe="")
