"""A hub with one small model, and nothing else on this disk: fixtures of tests that download through a service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.llm.hub_server import HubServer, Repo, serving
from tests.llm.tiny import llama

REPO = "someone/tiny-GGUF"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small model, whole."""
    return llama(tmp_path_factory.mktemp("weights") / "a.gguf").read_bytes()


@pytest.fixture
def server(weights: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub with one repository; nothing else is on this disk."""
    with serving() as hub:
        hub.repos[REPO] = Repo({"tiny-Q4_0.gguf": weights})
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        monkeypatch.setenv("HOME", str(tmp_path))
        for name in ("HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN", "XDG_CACHE_HOME", "LLAMA_CACHE", "OLLAMA_MODELS"):
            monkeypatch.delenv(name, raising=False)
        # the service is begun before it is told of the mirror
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub
