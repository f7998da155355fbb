"""`bench first`, without a measure of time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from secondme.bench import first
from secondme.bench.command import BENCHES, bench, show
from secondme.bench.home import Home
from secondme.bench.measure import NotTaken, Result, targets
from secondme.bench.terminal import Terminal
from secondme.bench.texts import texts, vocabulary
from secondme.encoders import assets
from tests.bench.test_measure import KEYS
from tests.service.running import runs


def test_every_target_has_its_measure() -> None:
    assert list(first.MEASURES) == [target.id for target in targets("first")]


def test_quick_is_less_work_everywhere() -> None:
    for name in ("frame", "help", "decode", "recall", "memories"):
        assert 0 < getattr(first.QUICK, name) < getattr(first.FULL, name)


def test_a_quick_run_prints_one_list_and_keeps_to_its_own_home(tmp_path: Path) -> None:
    person = tmp_path / "person"
    done = subprocess.run(
        [sys.executable, "-m", "secondme", "bench", "first", "--quick", "--only", "first.help", "--json"],
        env=os.environ | {"SECONDME_HOME": str(person), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)
    assert list(result) == KEYS
    assert result["measure"] == "first.help"
    assert result["value"] == result["ratio"] > 0
    assert "quick" in result["note"]
    assert "first.help" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "says"), [("endurance", "not built yet"), ("nonsense", "no bench 'nonsense'")])
def test_a_bench_that_is_not_there_is_a_usage_error_that_lists_those_that_are(name: str, says: str) -> None:
    outcome = CliRunner().invoke(bench, [name])
    assert outcome.exit_code == 2
    assert says in outcome.output
    assert BENCHES[0] in outcome.output


def test_a_measure_that_is_not_there_is_a_usage_error_that_lists_those_that_are() -> None:
    outcome = CliRunner().invoke(bench, ["first", "--only", "first.nonsense"])
    assert outcome.exit_code == 2
    assert "first.frame" in outcome.output


def test_the_help_shows_examples() -> None:
    assert "secondme bench first --quick" in CliRunner().invoke(bench, ["--help"]).output


def test_the_table_shows_what_holds_and_what_was_not_taken(capsys: pytest.CaptureFixture[str]) -> None:
    taken = Result("a.b", 1.25, "ratio", 0.2, 1.25, 2.0, 1.0, "lower", True, None, "a machine", "How.")
    missing = Result("a.c", None, "ratio", None, None, 0.9, 1.0, "higher", False, None, "a machine", "Why not.")
    show([taken, missing])
    head, one, other, *notes = capsys.readouterr().out.splitlines()
    assert head.split() == ["measure", "value", "must", "aim", "holds"]
    assert one.split()[:5] == ["a.b", "1.25", "≤", "2", "1"]
    assert one.endswith("yes")
    assert "█" in one
    assert other.split()[:2] == ["a.c", "–"]
    assert other.endswith("no")
    assert "a.c: Why not." in notes


def test_a_home_ends_its_service_and_goes_with_it() -> None:
    with Home() as home:
        home.start()
        assert home.wait_for_service(10.0)
        pid = int(json.loads(_status(home))["pid"])
    assert not runs(pid)
    assert not home.place.exists()


def test_a_home_has_none_of_the_persons_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECONDME_MODEL_PATH", "/somewhere/else.gguf")
    with Home() as home:
        assert "SECONDME_MODEL_PATH" not in home.environ
        assert home.environ["SECONDME_HOME"] == str(home.folders.home) != os.environ["SECONDME_HOME"]


def test_a_key_comes_back_from_a_program_that_echoes_it() -> None:
    program = "import tty; tty.setraw(0); print('ready', flush=True); print(open(0, 'rb', 0).read(2).decode())"
    with Terminal([sys.executable, "-c", program], os.environ) as terminal:
        assert terminal.until_echo() > 0


def test_a_program_that_ends_before_it_takes_a_key_is_reported() -> None:
    with (
        Terminal([sys.executable, "-c", "raise SystemExit(3)"], os.environ) as terminal,
        pytest.raises(NotTaken, match="exit status 3"),
    ):
        terminal.until_echo()


def test_speed_is_counted_between_the_first_token_and_the_last() -> None:
    assert first.speed(11, 2.0) == 5.0
    with pytest.raises(NotTaken, match="too few"):
        first.speed(1, 0.0)


def test_texts_are_the_same_for_the_same_seed_and_differ_within() -> None:
    words = vocabulary(assets.folder("minilm-int8"))
    made = texts(words, 500, 20, now=1_777_800_000.0)
    assert made == texts(words, 500, 20, now=1_777_800_000.0)
    assert made != texts(words, 500, 20, now=1_777_800_000.0, seed=2)
    assert len({memory.id for memory in made.memories}) == 500
    assert len({memory.text for memory in made.memories}) == 500
    assert len(made.questions) == 20


def _status(home: Home) -> str:
    command = [sys.executable, "-m", "secondme", "daemon", "status", "--json"]
    return subprocess.run(command, env=home.environ, capture_output=True, text=True, check=True).stdout
