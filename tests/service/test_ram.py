"""How much memory a model may use, changed while the service runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme import config
from secondme.errors import Refused
from tests.service.downloading import weights
from tests.service.running import Home, home, until

__all__ = ["home", "weights"]


def loaded(home: Home) -> dict[str, object]:
    home.client.load_model()
    until(lambda: home.client.status()["model"]["phase"] == "ready", "the model is ready")
    state: dict[str, object] = home.client.status()["model"]
    return state


@pytest.mark.model
def test_less_memory_holds_from_the_next_question_on_and_what_does_not_do_is_refused(home: Home) -> None:
    assert home.client.ram()["ram"] == "free"
    assert home.client.exam_known() == {}
    assert loaded(home)["streamed"] == 0
    assert home.client.set_ram("340MB") | {"memory": 0} == {"ram": "340MB", "bytes": 340_000_000, "memory": 0}
    assert home.client.status()["model"]["phase"] == "asleep"
    state = loaded(home)
    assert int(str(state["streamed"])) > 0
    for wrong, why in (("10MB", "needs"), ("soon", "'soon' is no size"), ("", "no memory"), ("900TB", "This machine")):
        with pytest.raises(Refused, match=why):
            home.client.set_ram(wrong)
    assert home.client.ram()["ram"] == "340MB"
    assert home.client.status()["model"]["phase"] == "ready"
    assert home.json("model", "ram", "free")["ram"] == "free"
    assert config.read(home.folders.config_file).model.ram == "free"
    assert "as set: free" in home.run("model", "ram").stdout
    assert loaded(home)["streamed"] == 0


def test_the_environment_goes_before_it_and_the_model_that_answers_is_listed_wherever_its_file_is(
    home: Home, tmp_path: Path, weights: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDME_MODEL_RAM", "2GiB")
    assert home.client.ram()["bytes"] == 2 << 30
    with pytest.raises(Refused, match="SECONDME_MODEL_RAM says '2GiB'"):
        home.client.set_ram("1GiB")
    file = tmp_path / "mine.gguf"
    file.write_bytes(weights)
    home.client.use_model(file)
    used = [one for one in home.client.models()["here"] if one["used"]]
    assert [(one["name"], one["source"], one["path"]) for one in used] == [(str(file), "file", str(file))]
