"""The encoders and the fake of the other tests keep the contract of `Embedder`."""

import pytest

from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from tests.contracts.embedder import EmbedderContract
from tests.fakes import HashEmbedder


class TestStaticEncoder(EmbedderContract):
    @pytest.fixture(scope="class")
    def embedder(self) -> StaticEncoder:
        return StaticEncoder(assets.folder("static-minilm-256"))


class TestNeuralEncoder(EmbedderContract):
    @pytest.fixture(scope="class")
    def embedder(self) -> NeuralEncoder:
        return NeuralEncoder(assets.folder("minilm-int8"))


class TestHashEmbedder(EmbedderContract):
    @pytest.fixture(scope="class")
    def embedder(self) -> HashEmbedder:
        return HashEmbedder()
