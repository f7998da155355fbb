"""Choosing an encoder through a real service: what it costs is said, everything is embedded anew, and there is a way
back. Models of random weights: how well one finds is nothing that they could tell."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from secondme.cli.encoder import encoder
from secondme.cli.models import Line, _show
from secondme.errors import NoModel, NotFound, Refused
from secondme.events import Pulled
from secondme.llm.catalog import starter
from tests.llm.tiny import bert
from tests.service.running import Home, home, until

__all__ = ["home"]


def test_a_chosen_encoder_embeds_everything_anew_and_the_bundled_one_comes_back(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    file = bert(tmp_path / "tiny.gguf")
    snapshot = tmp_path / "hf/hub/models--gpustack--bge-m3-GGUF/snapshots/0"
    snapshot.mkdir(parents=True)
    shutil.copyfile(file, snapshot / "bge-m3-Q8_0.gguf")
    noticed = home.client.remember("Der Hund meiner Schwester heißt Momo.")
    assert noticed["notice"].endswith("A multilingual encoder finds them so: secondme model encoder")
    home.client.remember("The dentist is on Monday.")

    told = CliRunner().invoke(encoder, []).stdout
    assert "Memories are found by meaning with all-MiniLM-L6-v2: the bundled one, for English." in told
    assert "gpustack/bge-m3-GGUF:bge-m3-Q8_0.gguf" in told
    assert "secondme model pull multilingual-e5-large" in told
    assert "How well each finds was not measured" in told
    asked = home.run("model", "encoder", "bge-m3", code=3)  # nobody is there to be asked
    assert "BGE-M3: 455 kB, licence MIT, many languages; 64 numbers of a text, pooled by mean." in asked.stderr
    assert "of one core (measured); all 2 about 1 s" in asked.stderr
    assert "Give --yes to use it." in asked.stderr

    first = home.pid()
    chosen = json.loads(CliRunner().invoke(encoder, ["bge-m3", "--yes", "--json"]).stdout)
    assert (chosen["dimensions"], chosen["memories"], chosen["current"]) == (64, 2, False)
    assert home.pid() != first
    until(lambda: home.client.encoders({})["done"] == 2, "everything is embedded anew")
    found = home.client.encoders({})
    assert (found["name"], found["dimensions"], found["error"], found["awaiting"]) == ("BGE-M3", 64, "", 0)
    assert home.client.recall("Wie heißt der Hund?")[0]["text"] == "Der Hund meiner Schwester heißt Momo."
    assert home.client.status()["encoder_bytes"] > 0
    assert "notice" not in home.client.remember("La reunión es el lunes por la mañana en la oficina.")
    assert CliRunner().invoke(encoder, ["bge-m3", "--yes"]).stdout == "It is used already.\n"

    home.client.use_encoder("")
    home.kill()
    until(lambda: home.client.encoders({})["done"] == 3, "the bundled encoder is back")
    assert home.client.encoders({})["name"] == "all-MiniLM-L6-v2"


def test_what_was_pulled_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    for kind, words in (("chat", "Answer with it: secondme model use"), ("embedding", "secondme model encoder")):
        _show(Pulled("/m.gguf", "M", 9, "00", kind), "one", Line())
        assert f"{words} one\n" in capsys.readouterr().out


def test_what_is_no_encoder_is_refused_and_one_that_is_gone_leaves_recall_to_words(
    home: Home, tmp_path: Path
) -> None:
    home.set(f'[index]\nencoder = "{tmp_path / "gone.gguf"}"\n')
    home.client.remember("The dentist is on Monday.")
    assert home.client.recall("When is the dentist?")[0]["text"] == "The dentist is on Monday."
    error = until(lambda: home.client.encoders({})["error"], "it is said")
    assert "gone.gguf cannot be used. There is no model at" in error
    assert "secondme model encoder bundled" in error
    check = home.client.check_encoder
    chat = starter()
    if chat is not None:
        with pytest.raises(Refused, match="is a chat model: it writes text, and is not made for finding"):
            check("", chat, {})
    with pytest.raises(NotFound, match="Download it with: secondme model pull bge-m3"):
        check("bge-m3", None, {"HF_HOME": str(tmp_path)})
    with pytest.raises(NoModel, match="There is no model at"):
        check("", tmp_path / "gone.gguf", {})
    home.set("[index]\nneural = false\n")
    with pytest.raises(Refused, match="Neural vectors are switched off"):
        check("bundled", None, {})
