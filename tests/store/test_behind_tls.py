"""A Chroma server behind TLS and a gate that asks for a header, as one beyond this machine must be."""

from __future__ import annotations

import http.client
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from secondme import wiring
from secondme.config import Folders, IndexSettings, Settings
from secondme.errors import BadConfig, IndexUnavailable, NoKeyring
from secondme.store.chroma import Server, server
from secondme.store.index import VectorIndex
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.contracts.memory_store import DOG, KEY
from tests.contracts.vector_index import INSTANT_LENGTH, MAIN_LENGTH, names, vectors
from tests.store.chroma_server import Chroma

SECRET = "open-sesame"

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates of this test")


class Certificates:
    """An authority of its own, and a certificate for localhost that it signed."""

    def __init__(self, folder: Path) -> None:
        self.authority, self.certificate, self.key = (folder / name for name in ("ca.pem", "cert.pem", "key.pem"))
        new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        (folder / "names").write_text("subjectAltName=DNS:localhost\n")
        for command in (
            ("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=An authority"),
            ("req", *new, "-keyout", "key.pem", "-out", "asked.pem", "-subj", "/CN=localhost"),
            ("x509", "-req", "-in", "asked.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
             "-out", "cert.pem", "-days", "2", "-extfile", "names"),
        ):  # fmt: skip
            subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True, timeout=60)


class Passing(BaseHTTPRequestHandler):
    """Hands requests with the right header on to Chroma."""

    protocol_version = "HTTP/1.1"
    behind: int

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True  # who came without trusting us has gone again

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("X-Gate") != f"Token {SECRET}":
            self.answer(401, b'{"error": "who are you?"}')
            return
        with closing(http.client.HTTPConnection("127.0.0.1", self.behind, timeout=60)) as chroma:
            chroma.request(self.command, self.path.removeprefix("/chroma"), body, {"Content-Type": "application/json"})
            with chroma.getresponse() as answer:
                self.answer(answer.status, answer.read())

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = pass_on  # noqa: N815 - the names that http.server calls

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Says nothing."""


class Gate(ThreadingHTTPServer):
    """TLS and a header before Chroma."""

    daemon_threads = True

    def __init__(self, behind: int, certificates: Certificates) -> None:
        super().__init__(("127.0.0.1", 0), type("PassingThere", (Passing,), {"behind": behind}))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates.certificate, certificates.key)
        # The handshake is made in the thread of the connection, so that nobody keeps the door shut.
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Made once."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """The server behind the gate."""
    found = Chroma(tmp_path_factory.mktemp("chroma"))
    yield found
    found.stop()


@pytest.fixture(scope="module")
def gate(chroma: Chroma, certificates: Certificates) -> Iterator[Gate]:
    """The gate."""
    found = Gate(chroma.port, certificates)
    yield found
    found.shutdown()
    found.server_close()


def over(at: Server, folder: Path) -> VectorIndex:
    """An index there."""
    return VectorIndex(
        folder / "none", encoder="test", dimensions=INSTANT_LENGTH, main=("neural", MAIN_LENGTH), server=at
    )


@pytest.mark.parametrize("path", ["", "/chroma", "/chroma/"])
def test_vectors_go_through_tls_and_the_gate(
    gate: Gate, certificates: Certificates, tmp_path: Path, path: str
) -> None:
    at = server(
        gate.url + path, header="X-Gate: Token", secret=SECRET + "\n", ca=str(certificates.authority),
        owner=tmp_path.name,
    )  # fmt: skip
    with closing(over(at, tmp_path)) as index:
        given = vectors(30)
        index.upsert(names(30), given)
        index.promote(names(3), vectors(3, length=MAIN_LENGTH))
        assert "for that server to clear" in index.purge(names(2))
        assert index.count() == 28
        assert index.query(given[9], 1)[0][0] == names(30)[9]
        assert index.query(given[9], 1, among=names(5))[0][0] in names(2, 3)


def test_a_tenant_and_a_database_of_ones_own_are_used(
    chroma: Chroma, gate: Gate, certificates: Certificates, tmp_path: Path
) -> None:
    for path, name in (("/api/v2/tenants", "mine"), ("/api/v2/tenants/mine/databases", "vectors")):
        with closing(http.client.HTTPConnection("127.0.0.1", chroma.port, timeout=60)) as asked:
            asked.request("POST", path, json.dumps({"name": name}), {"Content-Type": "application/json"})
            assert asked.getresponse().status == 200
    ours, others = (
        server(gate.url, header="X-Gate: Token", secret=SECRET, ca=str(certificates.authority), **place)
        for place in ({"tenant": "mine", "database": "vectors"}, {})
    )
    with closing(over(ours, tmp_path)) as index, closing(over(others, tmp_path)) as other:
        index.upsert(names(3), vectors(3))
        assert (index.count(), other.count()) == (3, 0)
    missing = server(gate.url, header="X-Gate: Token", secret=SECRET, ca=str(certificates.authority), tenant="nobody")
    with closing(over(missing, tmp_path)) as index, pytest.raises(IndexUnavailable, match="of a tenant 'nobody'"):
        index.count()


@pytest.mark.parametrize(("header", "secret"), [("X-Gate: Token", "wrong"), ("X-Other", SECRET)])
def test_a_gate_that_refuses_us_is_a_sentence(
    gate: Gate, certificates: Certificates, tmp_path: Path, header: str, secret: str
) -> None:
    at = server(gate.url, header=header, secret=secret, ca=str(certificates.authority))
    with closing(over(at, tmp_path)) as index, pytest.raises(IndexUnavailable) as error:
        index.count()
    assert error.value.sentence == f"The index at {gate.url} refuses us (HTTP status 401)."
    assert secret not in str(error.value)


def test_an_authority_that_nobody_knows_is_a_sentence(gate: Gate, tmp_path: Path) -> None:
    at = server(gate.url, header="X-Gate: Token", secret=SECRET)
    with closing(over(at, tmp_path)) as index, pytest.raises(IndexUnavailable) as error:
        index.count()
    assert error.value.sentence.startswith(f"The index at {gate.url} shows a certificate that cannot be trusted (")
    assert "[index] ca" in error.value.cure


def test_another_name_than_the_certificate_has_is_refused(
    gate: Gate, certificates: Certificates, tmp_path: Path
) -> None:
    url = gate.url.replace("localhost", "127.0.0.1")
    at = server(url, header="X-Gate: Token", secret=SECRET, ca=str(certificates.authority))
    with closing(over(at, tmp_path)) as index, pytest.raises(IndexUnavailable, match="cannot be trusted"):
        index.count()


def test_an_authority_whose_file_holds_none_is_a_sentence(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    at = server(gate.url, header="X-Gate: Token", secret=SECRET, ca=str(tmp_path / "ca.pem"))
    with closing(over(at, tmp_path)) as index, pytest.raises(IndexUnavailable, match="without a certificate"):
        index.count()
    with pytest.raises(BadConfig, match="not there"):
        server(gate.url, ca=str(tmp_path / "nowhere.pem"))


@pytest.mark.parametrize("secret", ["two\nlines", "ключ"])
def test_a_secret_that_fits_into_no_header_is_refused_and_not_shown(gate: Gate, secret: str) -> None:
    with pytest.raises(BadConfig, match="SECONDME_INDEX_TOKEN") as error:
        server(gate.url, header="X-Gate", secret=secret)
    assert secret not in str(error.value)


# ---- by configuration --------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A home."""
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "home").mkdir(mode=0o700)
    return Folders(home=tmp_path / "home", config=tmp_path / "home", runtime=tmp_path / "run")


def test_the_whole_memory_uses_the_server_that_the_settings_name(
    gate: Gate, certificates: Certificates, folders: Folders, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDME_INDEX_TOKEN", SECRET)
    settings = Settings(
        index=IndexSettings(url=gate.url, header="X-Gate: Token", ca=str(certificates.authority)),
    )
    with closing(wiring.build(folders, settings, clock)) as rooms:
        rooms.store.remember([DOG, KEY], rule="test")
        assert rooms.store.settle()
        vector = rooms.store.encoded("my puppy")
        assert vector is not None
        assert rooms.store.neural(vector, limit=1, which=Filter())[0].memory == DOG.id
        assert not folders.index.exists()
    with closing(wiring.build(folders, settings, clock)) as rooms:
        assert rooms.store.upkeep.tend() == ""
        assert rooms.store.health().indexed == 2


@pytest.mark.parametrize(
    ("index", "error"),
    [
        (IndexSettings(url="ftp://localhost"), BadConfig),
        (IndexSettings(url="http://chroma.example.org"), BadConfig),
        (IndexSettings(url="https://chroma.example.org", header="X-Gate"), NoKeyring),
    ],
)
def test_settings_that_are_refused_leave_no_ledger_open(
    folders: Folders, clock: MovingClock, index: IndexSettings, error: type[Exception]
) -> None:
    with pytest.raises(error):
        wiring.build(folders, Settings(index=index), clock)
    assert [file.path for file in psutil.Process().open_files() if file.path.startswith(str(folders.home))] == []
    wiring.build(folders, Settings(), clock).close()
