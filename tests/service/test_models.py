"""Models through a real service: downloads that are paused and gone on with, and what is on the disk by its name."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from secondme.errors import BadConfig, BadModel, NoModel, NotFound, Refused
from secondme.events import Event, Failed, Notice, Planned, Progress, Pulled
from tests.llm.hub_server import Fault, HubServer, Repo
from tests.processes import children
from tests.service.downloading import REPO, server, weights
from tests.service.running import Home, home, kinds, until

__all__ = ["home", "server", "weights"]


def all_of(home: Home, name: str, *, dry: bool = False) -> list[Event]:
    with closing(home.client.pull_model(name, dry=dry)) as events:
        return list(events)


def test_a_model_is_planned_with_its_licence_pulled_and_used(home: Home, server: HubServer, weights: bytes) -> None:
    home.client.status()
    planned = all_of(home, f"{REPO}:Q4_0", dry=True)
    assert kinds(planned) == ["Planned"]
    assert server.fetched() == []
    events = all_of(home, REPO)
    assert kinds(events) == ["Planned", "Progress", "Pulled"]
    pulled = events[-1]
    assert isinstance(pulled, Pulled)
    assert Path(pulled.path).read_bytes() == weights
    state = home.client.use_named(f"{REPO}:Q4_0")
    assert state["bytes"] == len(weights)
    assert home.client.use_named("starter")["bytes"] != len(weights)
    with pytest.raises(NotFound, match="Download it with: secondme model pull qwen3-4b"):
        home.client.use_named("qwen3-4b")
    server.repos["google/gemma-3-4b-it-qat-q4_0-gguf"] = Repo({"gemma-3-4b-it-q4_0.gguf": weights}, gated=True)
    told = all_of(home, "gemma-3-4b", dry=True)
    assert told[0] == Notice("Licence of Gemma 3 4B: Gemma terms of use; the hub wants your consent to it first.")
    assert isinstance(told[1], Failed)
    assert told[1].sentence.endswith("is given only to whoever agreed to its terms.")
    with pytest.raises(NotFound, match="The catalogue has no model 'nobody'"):
        home.client.pull_model("nobody")


def test_who_goes_away_pauses_a_download_and_the_next_one_goes_on(home: Home, server: HubServer) -> None:
    fault = Fault(hold=500_000)
    server.faults = [fault]
    with closing(home.client.pull_model(REPO)) as stream:
        events = iter(stream)  # held: what is let go is closed
        next(event for event in events if isinstance(event, Progress))
        again = all_of(home, REPO)
        assert isinstance(again[-1], Failed)
        assert (again[-1].kind, again[-1].sentence) == ("Refused", "A model is being downloaded already.")
        until(lambda: sum(one.stat().st_size for one in blobs(home)) == 500_000, "half of it is there")
        (child,) = pulling(home)
    until(lambda: not child.is_running(), "nothing downloads any more")
    fault.event.set()
    planned = next(event for event in all_of(home, REPO, dry=True) if isinstance(event, Planned))
    assert planned.there == 500_000
    assert isinstance(all_of(home, REPO)[-1], Pulled)


def test_a_service_that_is_killed_leaves_a_download_that_can_be_gone_on_with(home: Home, server: HubServer) -> None:
    fault = Fault(hold=500_000)
    server.faults = [fault]
    with closing(home.client.pull_model(REPO)) as stream:
        events = iter(stream)  # held: what is let go is closed
        next(event for event in events if isinstance(event, Progress))
        until(lambda: sum(one.stat().st_size for one in blobs(home)) == 500_000, "half of it is there")
        (child,) = pulling(home)
        os.kill(home.pid(), signal.SIGKILL)
    fault.event.set()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "it has noticed")
    assert isinstance(all_of(home, REPO)[-1], Pulled)


def test_what_is_here_and_what_could_be_is_listed_planned_and_refused_with_its_reasons(
    home: Home, server: HubServer, tmp_path: Path, weights: bytes
) -> None:
    wanted = tmp_path / ".lmstudio/models/unsloth/Qwen3-1.7B-GGUF/Qwen3-1.7B-Q8_0.gguf"
    wanted.parent.mkdir(parents=True)
    wanted.write_bytes(weights)
    (wanted.parent / "cut.gguf").write_bytes(weights[:1000])
    found = home.client.models(all_=True)
    assert found["machine"]["ram"] > 0
    assert found["machine"]["sentences"]
    here = {one["name"]: one for one in found["here"]}
    assert "unsloth/Qwen3-1.7B-GGUF:Qwen3-1.7B-Q8_0.gguf" in here
    assert found["best"]["model"] in {"starter", *(one["id"] for one in found["catalogue"])}
    assert len(found["best"]["sentences"]) >= 7
    assert any("graphics processor" in one for one in found["best"]["sentences"])
    assert here["starter"]["runs"]["how"] == "whole"
    assert here["starter"]["runs"]["speed"] > 0
    cut = here["unsloth/Qwen3-1.7B-GGUF:cut.gguf"]["runs"]
    assert (cut["how"], cut["sentence"][:24]) == ("no", "cut.gguf is cut short: i")
    offered = {one["id"]: one for one in found["catalogue"]}
    assert {one: offered[one]["here"] for one in ("qwen3-1.7b", "qwen3-1.7b:Q8_0")} == {
        "qwen3-1.7b": False, "qwen3-1.7b:Q8_0": True,
    }  # fmt: skip
    assert "qwen3-1.7b:Q8_0" not in {one["id"] for one in home.client.models()["catalogue"]}
    assert home.client.use_named("qwen3-1.7b:Q8_0")["bytes"] == len(weights)
    whole = home.client.plan_model("starter")
    assert (whole["how"], whole["streamed"], len(whole["layers"])) == ("whole", 0, 31)
    less = home.client.plan_model("starter", ram=str(whole["peak"] - 20_000_000))
    assert less["how"] == "streamed"
    assert less["peak"] <= less["ram"] == whole["peak"] - 20_000_000
    assert sum(one["streamed"] for one in less["layers"]) == less["streamed"] > 0
    assert "stream from the disk with each token" in less["sentences"][0]
    with pytest.raises(Refused, match=r"needs \d+ MiB of memory at the least; .*Give it more with --ram"):
        home.client.plan_model("starter", ram="100MB")
    with pytest.raises(BadConfig, match="'much' is no size in bytes"):
        home.client.plan_model("starter", ram="much")
    (tmp_path / "junk.gguf").write_bytes(b"junk" * 100)
    with pytest.raises(BadModel, match=r"junk\.gguf is not a GGUF file"):
        home.client.plan_model(path=tmp_path / "junk.gguf")
    with pytest.raises(NoModel, match="There is no model at"):
        home.client.plan_model(path=tmp_path / "gone.gguf")
    for wrong in (3, "no json", {"HF_HOME": 3}, {"HF_HOME": "\0"}):
        with pytest.raises(Refused, match="'environ' must be an object of texts"):
            home.client._object("POST", "/models/use", {"name": "starter", "environ": wrong})


def blobs(home: Home) -> list[Path]:
    return list(Path(os.environ["HF_HOME"]).glob("hub/*/blobs/*"))


def pulling(home: Home) -> list[psutil.Process]:
    """The processes that download."""
    return children("secondme.llm.pulling", home.pid())
