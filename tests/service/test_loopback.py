"""Where there are no Unix sockets: loopback TCP, a token, and no way in for a browser."""

from __future__ import annotations

import http.client
import stat
from collections.abc import Iterator

import pytest

from secondme.config import folders
from secondme.service import address, lifecycle
from secondme.service.client import Client


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Iterator[address.Address]:
    monkeypatch.setenv("SECONDME_LOOPBACK", "1")
    yield lifecycle.start(folders())
    lifecycle.stop(folders())


def status(found: address.Address, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=60)
    try:
        connection.request("GET", "/status", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_only_who_has_the_token_comes_in_and_no_browser(found: address.Address) -> None:
    token = {"Authorization": f"Bearer {found.token}"}
    assert (found.socket, len(found.token) >= 32) == ("", True)
    assert status(found, {}) == 401
    assert status(found, {"Authorization": "Bearer guess"}) == 401
    assert status(found, token) == 200
    assert status(found, token | {"Origin": "https://example.org"}) == 403
    assert status(found, token | {"Host": "example.org"}) == 403


def test_clients_use_it_like_any_other(found: address.Address) -> None:
    assert stat.S_IMODE(address.card(folders()).stat().st_mode) == 0o600
    client = Client(folders())
    row = client.remember("My dog is called Biscuit.")
    assert client.memory(row["id"])["text"] == "My dog is called Biscuit."
