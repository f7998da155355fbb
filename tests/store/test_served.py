"""The vector index on a real Chroma server, started on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondme.errors import BadConfig, IndexUnavailable
from secondme.store.chroma import server
from secondme.store.index import VectorIndex
from tests.contracts.vector_index import INSTANT_LENGTH, MAIN_LENGTH, VectorIndexContract, names, vectors
from tests.store.chroma_server import Chroma


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """A server for all tests of this module; each has collections of its own."""
    found = Chroma(tmp_path_factory.mktemp("chroma"))
    yield found
    found.stop()


@pytest.fixture
def index(chroma: Chroma, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VectorIndex]:
    """An empty index on the server."""
    at = server(chroma.url, owner=f"{abs(hash(request.node.nodeid)):x}")
    found = VectorIndex(
        tmp_path / "none", encoder="test", dimensions=INSTANT_LENGTH, main=("neural", MAIN_LENGTH), server=at
    )
    yield found
    found.close()


class TestServed(VectorIndexContract):
    """Chroma on a server."""


def test_a_server_keeps_its_own_files_and_says_so(index: VectorIndex) -> None:
    index.upsert(names(3), vectors(3))
    assert "for that server to clear" in index.purge(names(1))
    assert sorted(index.ids()) == names(2, 1)


def test_a_server_that_goes_away_is_a_sentence_and_is_used_again_when_it_is_back(tmp_path: Path) -> None:
    chroma = Chroma(tmp_path / "chroma")
    index = VectorIndex(tmp_path / "none", encoder="test", dimensions=INSTANT_LENGTH, server=server(chroma.url))
    index.upsert(names(3), vectors(3))
    chroma.stop()
    for _ in range(2):
        with pytest.raises(IndexUnavailable, match="words alone"):
            index.query(vectors(1)[0], 1)
    chroma.start()
    index.retry()
    assert sorted(index.ids()) == names(3)
    index.close()
    chroma.stop()


@pytest.mark.parametrize(
    ("url", "header", "lacks"),
    [
        ("http://chroma.example.org:8000", "", "TLS (https) and a gate (header)"),
        ("https://chroma.example.org", "", "a gate (header)"),
        ("http://10.0.0.7:8000", "X-Token", "TLS (https)"),
    ],
)
def test_a_server_beyond_this_machine_needs_tls_and_a_gate(url: str, header: str, lacks: str) -> None:
    with pytest.raises(BadConfig, match="no log-in") as error:
        server(url, header=header, secret="s" if header else "")
    assert f"lacks {lacks}." in error.value.sentence


def test_a_gate_gets_its_secret_in_its_header_and_nobody_else_sees_it() -> None:
    at = server("https://chroma.example.org", header="Authorization: Bearer", secret="open sesame")
    assert at.headers == {"Authorization": "Bearer open sesame"}
    assert "sesame" not in repr(at)


@pytest.mark.parametrize("url", ["chroma", "ftp://localhost", "http://", "http://me:word@localhost"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadConfig) as error:
        server(url)
    assert "me:word" not in str(error.value)
