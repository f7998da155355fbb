"""The model's process and the fake of the other tests keep the contract of `LanguageModel`."""

from collections.abc import Iterator

import pytest

from secondme.llm.catalog import starter
from secondme.llm.remote import WorkerModel
from tests.contracts.language_model import LanguageModelContract
from tests.fakes import ScriptedModel


@pytest.mark.model
class TestWorkerModel(LanguageModelContract):
    @pytest.fixture(scope="class")
    def model(self) -> Iterator[WorkerModel]:
        path = starter()
        if path is None:
            pytest.skip("the starter model is not installed: pip install 'secondme[starter]'")
        model = WorkerModel(path, context=1024, env={"OMP_WAIT_POLICY": "PASSIVE"})
        yield model
        model.close()


class TestScriptedModel(LanguageModelContract):
    @pytest.fixture
    def model(self) -> ScriptedModel:
        return ScriptedModel("Your dog is called Biscuit.", context=1024)
