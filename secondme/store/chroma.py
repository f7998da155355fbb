"""ChromaDB, opened in a folder of this process or reached as a server; its errors and its client end here.

`import chromadb` costs 1.2 to 1.8 s and therefore happens on first use.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import ssl
import urllib.parse
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from secondme.errors import BadConfig, IndexUnavailable
from secondme.store import segments

TENANT, DATABASE = "default_tenant", "default_database"
"""Where Chroma keeps what names neither."""
PATIENCE = 10.0
"""Seconds that a server may take for one answer."""
GREETING = 2.0
"""Seconds in which a server must have answered that it is there."""
NEVER_REACHED = "Recall goes on from words alone, and writes wait until the server is back."


class Backend(Protocol):
    """Where Chroma is. Every method may raise IndexUnavailable."""

    def open(self) -> Any:
        """A client of Chroma."""

    def close(self, client: Any) -> None:
        """Lets the client go."""

    def forget(self) -> None:
        """Leaves nothing behind of a client that failed to open."""


class Embedded:
    """Chroma in a folder of this process. No other process may use the folder meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Any:
        """A client on a folder that looks sound; what deleted collections left in it is removed."""
        import chromadb
        from chromadb.config import Settings

        with errors():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            wrong = segments.damage(self.folder)
            if wrong:
                raise damaged(wrong)
            segments.remove_orphans(self.folder)
            segments.blank(self.folder)
            try:
                return chromadb.PersistentClient(
                    path=str(self.folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
                )
            except BaseException:
                self.forget()
                raise

    def forget(self) -> None:
        """A client that failed to open stays in Chroma's own cache, half made, and fails every later one."""
        from chromadb.api.shared_system_client import SharedSystemClient

        failed = SharedSystemClient._identifier_to_system.pop(str(self.folder), None)
        SharedSystemClient._identifier_to_refcount.pop(str(self.folder), None)
        if failed is not None:
            with contextlib.suppress(IndexUnavailable), errors():
                failed.stop()

    def close(self, client: Any) -> None:
        """Lets the folder go."""
        with contextlib.suppress(IndexUnavailable), errors():
            client.close()
            segments.blank(self.folder)


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server. `headers` hold the gate's secret; `owner` tells this memory's collections from others'."""

    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    ca: str = ""
    tenant: str = ""
    database: str = ""
    owner: str = ""

    @property
    def place(self) -> str:
        """Its address without anything secret."""
        parts = urllib.parse.urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def server(
    url: str, *, header: str = "", secret: str = "", ca: str = "", tenant: str = "", database: str = "", owner: str = ""
) -> Server:
    """The server that the settings name. `header` is a gate's header, "Name" or "Name: prefix", sent with `secret`.

    Chroma's own server has no log-in, so that one beyond this machine must be reached through TLS and a gate.

    Raises: BadConfig.
    """
    parts = urllib.parse.urlsplit(url)
    try:
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        right = False
    if not right or parts.username is not None:
        raise BadConfig(
            f"[index] url must be like https://chroma.example.org:8000, not {_hidden(url)!r}.",
            "Leave it empty to keep the index on this machine; a secret goes into the header, never into the address.",
        )
    name, _, prefix = header.partition(":")
    name, prefix, secret = name.strip(), prefix.strip(), secret.strip()
    if header and (not name or not name.isascii() or any(letter.isspace() for letter in name)):
        raise BadConfig(
            f"[index] header must be the name of an HTTP header, not {header!r}.", "For instance: Authorization: Bearer"
        )
    if header and not secret:
        raise BadConfig(
            f"[index] header is {name!r}, and there is no secret to send with it.",
            "Put it into the environment variable SECONDME_INDEX_TOKEN, or into the keyring as 'index'.",
        )
    if not (prefix + secret).isprintable() or not (prefix + secret).isascii():
        raise BadConfig(
            f"The secret for the header {name!r} holds characters that no HTTP header may hold.",
            "Look at the environment variable SECONDME_INDEX_TOKEN, or at 'index' in the keyring.",
        )
    if ca and not Path(ca).expanduser().is_file():
        raise BadConfig(f"[index] ca names a file that is not there: {ca}.", "Give the path of a PEM file.")
    if not _loopback(parts.hostname or "") and (parts.scheme != "https" or not header):
        lacks = " and ".join(
            part for part in ("TLS (https)" * (parts.scheme != "https"), "a gate (header)" * (not header)) if part
        )
        raise BadConfig(
            f"The index at {parts.hostname} is refused: it lacks {lacks}. Chroma's own server has no log-in, so that "
            "anybody who reaches it could read and change your vectors.",
            "Put it behind a proxy with TLS that asks for a header, and set url and header in [index].",
        )
    headers = {name: f"{prefix} {secret}".strip()} if header else {}
    return Server(url, headers, str(Path(ca).expanduser()) if ca else "", tenant, database, owner)


def _quoted(name: str) -> str:
    return urllib.parse.quote(name, safe="")


def _hidden(url: str) -> str:
    return "…@" + url.rsplit("@", 1)[1] if "@" in url else url


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Served:
    """Chroma on a server."""

    def __init__(self, at: Server) -> None:
        self.server = at

    def open(self) -> Any:
        """A client whose every call ends after `PATIENCE`; the server has said that it is there."""
        self._greet()
        import chromadb
        import httpx
        from chromadb.config import Settings

        at = self.server
        options: dict[str, Any] = {"chroma_server_ssl_verify": at.ca} if at.ca else {}
        with errors(at.place), warnings.catch_warnings():
            # httpx would rather be given a context, which Chroma's settings do not take.
            warnings.simplefilter("ignore", DeprecationWarning)
            client = chromadb.HttpClient(
                host=at.url,
                port=urllib.parse.urlsplit(at.url).port or (443 if at.url.startswith("https") else 80),
                ssl=at.url.startswith("https"),
                headers=dict(at.headers),
                settings=Settings(anonymized_telemetry=False, **options),
                tenant=at.tenant or TENANT,
                database=at.database or DATABASE,
            )
            # Chroma offers no setting for it and waits for ever by default.
            client._server._session.timeout = httpx.Timeout(PATIENCE, connect=GREETING)
        return client

    def close(self, client: Any) -> None:
        """Lets the connection go."""
        with contextlib.suppress(IndexUnavailable), errors(self.server.place):
            # Chroma leaves closing its connections to chance.
            client._server._session.close()
            client._admin_client._server._session.close()
            client.close()

    def _greet(self) -> None:
        """Asks for the heartbeat and the database with a limit of time, which Chroma's client does not have while it
        is made; where it fails then, it leaves its connections open.

        Raises: IndexUnavailable.
        """
        at = self.server
        database = f"/api/v2/tenants/{_quoted(at.tenant or TENANT)}/databases/{_quoted(at.database or DATABASE)}"
        parts = urllib.parse.urlsplit(self.server.url)
        host = parts.hostname or ""
        connection: http.client.HTTPConnection
        try:
            if parts.scheme == "https":
                connection = http.client.HTTPSConnection(host, parts.port, timeout=GREETING, context=self._trust())
            else:
                connection = http.client.HTTPConnection(host, parts.port, timeout=GREETING)
            with contextlib.closing(connection):
                statuses = []
                for path in ("/api/v2/heartbeat", database):
                    connection.request("GET", parts.path.rstrip("/") + path, headers=at.headers)
                    with connection.getresponse() as answer:
                        answer.read()
                        statuses.append(answer.status)
        except ssl.SSLCertVerificationError as error:
            raise IndexUnavailable(
                f"The index at {at.place} shows a certificate that cannot be trusted "
                f"({error.verify_message}).",
                f"Name the file of the authority that signed it in [index] ca. {NEVER_REACHED}",
            ) from error
        except (OSError, http.client.HTTPException) as error:
            raise away(at.place, error) from error
        if statuses[0] != 200:
            raise IndexUnavailable(
                f"The index at {at.place} refuses us (HTTP status {statuses[0]}).",
                f"See [index] in the config file: url, header. {NEVER_REACHED}",
            )
        if statuses[1] != 200:
            raise IndexUnavailable(
                f"The index at {at.place} gives us no database {at.database or DATABASE!r} of a tenant "
                f"{at.tenant or TENANT!r} (HTTP status {statuses[1]}).",
                f"See [index] in the config file: tenant, database. {NEVER_REACHED}",
            )

    def forget(self) -> None:
        """There is nothing to leave behind: Chroma caches no client of a server twice."""

    def _trust(self) -> ssl.SSLContext:
        """Whom to trust: the authority of the settings, else those of the system. Raises: IndexUnavailable."""
        try:
            return ssl.create_default_context(cafile=self.server.ca or None)
        except OSError as error:
            raise IndexUnavailable(
                f"[index] ca names a file without a certificate that can be read: {self.server.ca}.",
                f"Give the path of a PEM file. {NEVER_REACHED}",
            ) from error


def write_after(collection: Any, changes: int) -> None:
    """Sets after how many changes Chroma writes a collection's graph to disk, from its next opening on."""
    with warnings.catch_warnings():
        # Chroma complains of its own file wherever there is no embedding function.
        warnings.simplefilter("ignore", DeprecationWarning)
        collection.modify(configuration={"hnsw": {"sync_threshold": changes}})


def damaged(what: str) -> IndexUnavailable:
    """The error of an index whose files are not as they should be."""
    return IndexUnavailable(
        f"The vector index is damaged ({what}).",
        "Recall goes on from words alone; rebuild it with: secondme doctor --rebuild",
    )


def away(place: str, error: BaseException) -> IndexUnavailable:
    """The error of a server that does not answer."""
    return IndexUnavailable(
        f"The index at {place} does not answer ({type(error).__name__}: {str(error)[:200]}).", NEVER_REACHED
    )


@contextlib.contextmanager
def errors(place: str = "") -> Iterator[None]:
    """Translates what Chroma, its Rust core and its HTTP client raise; they share no base class but these.

    `place` is the server's address; empty for a folder of this process.
    """
    try:
        import chromadb.errors
        import httpx
    except ImportError as error:  # pragma: no cover - chromadb is a dependency
        raise IndexUnavailable("ChromaDB is not installed.", "Install secondme again.") from error
    try:
        yield
    except httpx.HTTPError as error:
        raise away(place, error) from error
    except chromadb.errors.ChromaError as error:
        raise (_refused(place, error) if place else _silent(error)) from error
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        raise (away(place, error) if place else _silent(error)) from error
    except BaseException as error:
        # A panic of the Rust core is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _silent(error) from error


def _refused(place: str, error: BaseException) -> IndexUnavailable:
    return IndexUnavailable(
        f"The index at {place} answers with an error ({type(error).__name__}: {str(error)[:200]}).",
        f"See [index] in the config file: header, tenant, database. {NEVER_REACHED}",
    )


def _silent(error: BaseException) -> IndexUnavailable:
    return IndexUnavailable(
        f"The vector index does not answer ({type(error).__name__}: {str(error)[:200]}).",
        "Recall goes on from words alone; rebuild it with: secondme doctor --rebuild",
    )
