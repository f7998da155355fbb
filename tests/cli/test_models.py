"""`secondme model pull`, `token`, `list` and `plan`, run as installed."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from secondme.cli import secondme
from secondme.cli.listing import list_, plan
from secondme.cli.model import use
from secondme.cli.models import Line, named_file, progress, pull
from secondme.events import Progress
from secondme.llm.catalog import starter
from secondme.llm.exams import Exams
from secondme.memory.facts.exam import scored, sign
from secondme.memory.facts.statement import Statement
from tests.llm.hub_server import Fault, HubServer, Repo
from tests.service.downloading import REPO, server, weights
from tests.service.running import COMMAND, Home, home, until
from tests.service.test_keeping import ring

__all__ = ["home", "ring", "server", "weights"]


def test_nothing_is_downloaded_without_being_asked_for(home: Home, server: HubServer) -> None:
    done = home.run("model", "pull", REPO, code=3)
    assert "tiny-Q4_0.gguf of someone/tiny-GGUF: 4 MB. " in done.stderr
    assert "are free in" in done.stderr
    assert done.stderr.endswith("Nothing is downloaded without being asked for. Give --yes to download it.\n")
    assert "--json asks nothing: give --yes too." in home.run("model", "pull", REPO, "--json", code=2).stderr
    assert server.fetched() == []
    done = home.run("model", "pull", REPO, "--yes")
    assert done.stdout.startswith("tiny-Q4_0 is on this disk: ")
    assert done.stdout.endswith(f"Answer with it: secondme model use {REPO}\n")
    assert "tiny-Q4_0" in home.run("model", "use", REPO).stdout
    events = [json.loads(line) for line in home.run("model", "pull", REPO, "--yes", "--json").stdout.splitlines()]
    assert [event["event"] for event in events] == ["Planned", "Pulled"]
    assert "Download it with: secondme model pull qwen3-4b" in home.run("model", "use", "qwen3-4b", code=4).stderr
    assert "There is no model at" in home.run("model", "use", "nowhere.gguf", code=7).stderr


def test_an_interrupt_pauses_and_says_how_to_go_on(home: Home, server: HubServer, tmp_path: Path) -> None:
    fault = Fault(hold=500_000)
    server.faults = [fault]
    command = subprocess.Popen(
        [COMMAND, "model", "pull", REPO, "--yes"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

    def size() -> int:
        return sum(one.stat().st_size for one in (tmp_path / "hf").glob("hub/*/blobs/*"))

    until(lambda: size() == 500_000, "half of it is there")
    command.send_signal(signal.SIGINT)
    _, complaint = command.communicate(timeout=60)
    assert (command.returncode, complaint) == (130, f"Paused. Go on with: secondme model pull {REPO}\n")
    assert ", 500 kB of it are here already." in home.run("model", "pull", REPO, code=3).stderr
    fault.event.set()  # only now: what lay on the wire would have come while the service ends its download


def test_without_a_keyring_no_token_is_kept(home: Home) -> None:
    assert "no keyring that answers" in home.run("model", "token", said="hf_secret\n", code=9).stderr


def test_a_token_is_kept_in_the_keyring_and_nowhere_else(home: Home, ring: Path) -> None:
    assert "That is no token." in home.run("model", "token", said=" \n", code=3).stderr
    assert home.run("model", "token", said="hf_secret\n").stdout == "Kept in the system's keyring.\n"
    assert json.loads(ring.read_text()) == {"hub": "hf_secret"}
    assert home.json("model", "token", "--remove") == {"kept": False}
    assert json.loads(ring.read_text()) == {}


def test_models_are_listed_and_plans_drawn_in_80_columns(
    home: Home, server: HubServer, tmp_path: Path, weights: bytes
) -> None:
    long = tmp_path / f".lmstudio/models/{'o' * 60}/{'r' * 60}/tiny\x1b[31m.gguf"
    long.parent.mkdir(parents=True)
    long.write_bytes(weights)
    (long.parent / "cut.gguf").write_bytes(weights[:1000])
    shown = home.run("model", "list").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "\x1b" not in shown
    assert "  starter\n      98 MB, Q4_1, from starter, all of it fits in memory: about " in shown
    assert "  qwen3-0.6b" in shown
    assert "cut.gguf" not in shown
    assert "1 more model cannot be used here: secondme model list --all" in shown
    everything = home.run("model", "list", "--all").stdout
    assert max(map(len, everything.splitlines())) <= 80
    assert "cut.gguf is cut short" in " ".join(everything.split())
    assert home.json("model", "list").keys() == {"machine", "here", "catalogue", "best"}
    assert server.seen == []
    peak = home.json("model", "plan", "starter")["peak"]
    shown = home.run("model", "plan", "starter", "--ram", str(peak - 20_000_000)).stdout
    assert "  streams from the disk with each token " in shown
    assert "Layers 0 to 29, a column each" in shown
    assert "▒" in shown
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "at the least" in home.run("model", "plan", "starter", "--ram", "100MB", code=3).stderr


def test_the_examples_of_the_help_are_true(
    home: Home, server: HubServer, tmp_path: Path, weights: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for repo, names in {
        "unsloth/Qwen3-4B-Instruct-2507-GGUF": ("2507-Q4_K_M.gguf", "2507-Q8_0.gguf"),
        "Qwen/Qwen3-8B-GGUF": ("Qwen3-8B-Q4_K_M.gguf",),
    }.items():
        server.repos[repo] = Repo(dict.fromkeys(names, weights))
    for name in ("big", "qwen3-1.7b-q4_0"):
        (tmp_path / "models").mkdir(exist_ok=True)
        (tmp_path / f"models/{name}.gguf").write_bytes(weights)
    lines = [line.strip() for one in (pull, use, list_, plan) for line in (one.help or "").splitlines()]
    examples = [line.split()[1:] for line in lines if line.startswith("secondme ")]
    assert len(examples) >= 13
    for words in examples:
        # measuring takes seconds of all cores
        given = [word.replace("~", str(tmp_path)) for word in words if word != "--measure"]
        given += ["--yes"] if "pull" in words and "--yes" not in words else []
        done = CliRunner().invoke(secondme, given)
        assert done.exit_code == 0, (given, done.output, done.exception)


def test_a_name_is_the_path_of_a_file_where_it_looks_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qwen3-4b").mkdir()
    (tmp_path / "weights").write_bytes(b"")
    assert named_file("weights") == tmp_path / "weights"
    assert named_file("gone.gguf") == tmp_path / "gone.gguf"
    assert named_file("./gone") == tmp_path / "gone"
    assert named_file("/gone/too") == Path("/gone/too")
    for name in ("qwen3-4b", "qwen3:8b", "a/b:c.gguf", "a/b"):
        assert named_file(name) is None


def test_progress_is_told_in_words() -> None:
    assert progress("downloading", 0, 2_500_000_000, 0) == "downloading 0 B of 2.5 GB, 0 %"
    words = progress("downloading", 1_250_000_000, 2_500_000_000, 31_000_000)
    assert words == "downloading 1.2 GB of 2.5 GB, 50 %, 31 MB/s, 40 s left"
    assert progress("downloading", 0, 90_000_000_000, 1_000_000).endswith("1 MB/s, 25.0 h left")


def test_no_line_is_drawn_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    line = Line()
    line.draw("half", now=True)
    line.end()
    assert capsys.readouterr().err == ""


def test_an_exam_tells_how_the_model_did_and_what_follows(home: Home) -> None:
    model = starter()
    if model is None:
        pytest.skip("the starter model is not installed: pip install 'secondme[starter]'")
    babble = Statement("you", "owns", "a castle", "You own a castle.", 0, 1)
    Exams(home.folders.models).keep(model, {"sign": sign(), **asdict(scored([[babble]] * 6))})
    done = home.run("model", "exam").stdout
    assert done.startswith(f"{model.name} did not pass the exam in drawing facts. It drew 6 statements from 6 turns, ")
    assert "6 of them wrong, where 95% must be right: it draws no facts.\nIt ended after 6 of 30 turns, " in done
    assert "by the rules" in done
    told = home.json("model", "exam")
    assert (told["event"], told["passed"], told["asked"], told["of"]) == ("Examined", False, 6, 30)


def test_an_exam_can_be_stopped(home: Home) -> None:
    if starter() is None:
        pytest.skip("the starter model is not installed: pip install 'secondme[starter]'")
    with closing(home.client.exam_model(again=True)) as events:
        going = iter(events)  # the stream is closed with its iterator, and the exam stops
        assert isinstance(next(going), Progress)
        until(lambda: home.client.status()["model"]["phase"] == "ready", "the model is asked")
    assert home.client.status()["model"]["phase"] == "ready"
