"""`bench tui`, without a measure of time."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import pytest

from secondme.bench import tui
from secondme.bench.measure import NotTaken, targets
from secondme.bench.metronome import RATE, WORD, pieces, sent
from secondme.bench.tui_driver import LETTERS, Screen, p95
from secondme.llm.remote import WorkerModel
from secondme.ports import Turn

ECHO = "import os, tty; tty.setraw(0); os.write(1, b'.')\nwhile True: os.write(1, os.read(0, 64))"


@pytest.fixture
def environ() -> Mapping[str, str]:
    here = str(Path(__file__).parents[2])
    return os.environ | {"PYTHONPATH": here, "OMP_WAIT_POLICY": "PASSIVE"}


def test_every_target_has_its_measure() -> None:
    assert set(tui.MEASURES) == {target.id for target in targets("tui")}


def test_quick_is_less_work_everywhere() -> None:
    for name in ("keys", "seconds", "second", "opens", "runs", "rows"):
        assert 0 < getattr(tui.QUICK, name) < getattr(tui.FULL, name)
    for counts in (tui.QUICK, tui.FULL):
        assert counts.second < counts.seconds, "the second that is looked at lies within the answer"


def test_each_piece_of_the_metronome_holds_the_next_number() -> None:
    for number, piece in enumerate(islice(pieces(), 500), start=1):
        assert re.findall(r"q\d{5}", piece) == [WORD.format(number)]


def test_a_message_holds_its_number_and_no_letter_that_is_typed() -> None:
    for at in (0, 1, 11, 1999):
        assert f"m{at:05}" in tui.message(at, 2000)
        assert not set(LETTERS) & set(tui.message(at, 2000))


def test_the_service_takes_the_metronome_for_its_model(tmp_path: Path) -> None:
    hollow, log = tmp_path / "metronome.gguf", tmp_path / "sent"
    hollow.write_bytes(tui.HOLLOW)
    launcher = (sys.executable, "-P", "-m", "secondme.bench.metronome", str(log))
    model = WorkerModel(hollow, launcher=launcher)
    try:
        assert model.count(["twelve signs"]) == [3]
        reply = model.reply([Turn("user", ("Go on for 1 seconds.",))], 10)
        said = list(reply)
        assert said == list(islice(pieces(), RATE))
        assert reply.reading.written == RATE
        times = sent(log)
        assert len(times) == RATE
        assert times == sorted(times)
        stopped = model.reply([Turn("user", ("Go on for 60 seconds.",))], 10)
        next(iter(stopped))
        stopped.close()
        assert stopped.reading.written < 60 * RATE
    finally:
        model.close()


def test_a_screen_tells_when_a_key_was_seen_and_which_words_and_messages_were() -> None:
    with Screen([sys.executable, "-c", ECHO], {}) as screen:
        screen.until(lambda: screen.started, "Anything")
        assert 0 < screen.press() < 5
        screen.type("q00041 and q00007 of m00012")
        screen.until(lambda: screen.newest == 41, "A word")
        screen.until_message(12)
        with pytest.raises(NotTaken, match="Message 13 was not on the screen"):
            screen.until(lambda: 13 in screen.messages, "Message 13", seconds=0.05)


def test_a_screen_tells_in_which_column_the_cursor_of_the_map_is() -> None:
    with Screen([sys.executable, "-c", ECHO], {}) as screen:
        screen.until(lambda: screen.started, "Anything")
        assert screen.column is None
        screen.resize(100, 30)
        screen.type("\x1b[3;5H\x1b[1m⣿⣿\x1b[0m◎⣿")
        screen.until(lambda: screen.column == 7, "The cursor")
        assert 0 < screen.step("\x1b[3;1H⣿⣿⣿⣿⣿⣿⣿⣿◎", 2) < 5
        assert 0 < screen.step("\x1b[4;7H◎", -2) < 5


def test_a_program_that_ends_is_told_of() -> None:
    with Screen([sys.executable, "-c", "print('over')"], {}) as screen, pytest.raises(NotTaken, match="app ended"):
        screen.go_on(10.0)


def test_the_neighbour_shows_the_stream_and_takes_keys(tmp_path: Path, environ: Mapping[str, str]) -> None:
    log = tmp_path / "sent"
    with Screen([sys.executable, "-P", str(tui.MARKDOWN), str(log), "30"], environ) as screen:
        screen.until(lambda: screen.newest > 20, "A word")
        assert screen.press() < 30
        at, number = screen.drawn[-1]
        assert sent(log)[number - 1] < at <= time.perf_counter()


def test_the_95th_of_a_hundred_is_the_figure_that_95_do_not_exceed() -> None:
    assert p95([float(number) for number in range(1, 101)]) == 95.0
    assert p95([3.0]) == 3.0
    with pytest.raises(NotTaken):
        p95([])
